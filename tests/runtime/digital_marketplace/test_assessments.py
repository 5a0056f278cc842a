"""Declarations pass, are discretionary or fail exactly as the original assessment schemas say."""

from pathlib import Path

import pytest

from tests.runtime.digital_marketplace.assessing import hold
from tests.runtime.digital_marketplace.real import HOME, assessments, imported, needs_real

pytestmark = needs_real


@pytest.mark.parametrize("name", assessments())
def test_the_verdicts_are_the_same(name: str, folder: Path) -> None:
    # That the schema which is made here is the original is held by `test_making_schemas`.
    met = hold(HOME, name, imported(name, folder), {0: 3, 1: 60, 2: 30, 4: 10})
    assert met["pass"] >= 3
    assert all(met[each] > 5 for each in ("discretionary", "fail"))


@pytest.mark.slow
@pytest.mark.parametrize("name", assessments())
def test_hundreds_of_verdicts_are_the_same(name: str, folder: Path) -> None:
    hold(HOME, name, imported(name, folder), {0: 3, 1: 500, 2: 300, 4: 100}, seed=8)
