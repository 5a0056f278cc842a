"""Our five import names are ours alone, wherever this runs.

docs/decisions/0001-top-level-packages.md says why this must be checked: pip installs another
distribution's `rules` over ours without a word.
"""

from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = ("agreements", "engine", "forms", "rules", "runtime")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_installs(name: str) -> None:
    assert set(packages_distributions().get(name, [])) == {"frameworkshop"}


@pytest.mark.parametrize("name", OURS)
def test_the_package_imported_is_the_one_in_this_folder(name: str) -> None:
    assert Path(str(import_module(name).__file__)).parent == ROOT / name
