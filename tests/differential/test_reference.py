"""The product and the reference evaluation come to the same results.

On every worked folder and example, and on generated competitions of every method and formula.
"""

from pathlib import Path
from typing import Any, Final

import pytest

from agreements.loading import load
from agreements.operations import competition_result
from agreements.verification import reference_evaluation, verify_result
from engine.reference.price_scores import Refused
from rules.problems import InputError
from rules.yaml.json_reading import read_json

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = sorted(
    path.parent
    for base in ("tests/worked", "examples")
    for path in ROOT.glob(f"{base}/*/framework.yaml")
)


def competitions_of(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    read = [(path.name, read_json(path, path.name)) for path in sorted(folder.rglob("*.json"))]
    return [(name, data) for name, data in read if "bids" in data]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_reference_agrees_on_what_is_published(folder: Path) -> None:
    framework = load(folder)
    for name, data in competitions_of(folder):
        try:
            result = competition_result(framework, data)
        except InputError:
            with pytest.raises(Refused):
                reference_evaluation(framework, data)
            continue
        verification = verify_result(framework, data, result)
        assert verification.differences == (), name
        assert verification.figures > 0, name
        assert verification.bids == len(result["bids"]), name
    framework.close()
