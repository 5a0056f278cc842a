"""Published examples by configuration alone: a definition and a competition in, the print out.

Each folder is a definition, with `printed.yaml`: the source, how far to trust it, and by
competition the part of the result that is printed. Figures are compared as numbers, exactly: the
definition says to how many places they are rounded.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from agreements.loading import load
from engine.competitions.competition import read_competition
from engine.competitions.result import result_of
from engine.competitions.stages import evaluate
from rules.yaml.json_reading import read_json
from rules.yaml.reading import read_yaml

HERE: Final = Path(__file__).parent
EXAMPLES: Final = sorted(path.parent.name for path in HERE.glob("*/printed.yaml"))


def evaluated(folder: Path, name: str) -> dict[str, Any]:
    framework = load(folder)
    competition = read_competition(read_json(folder / name, name))
    plan = framework.evaluation_plan(competition.lot, competition.way, on=competition.date)
    try:
        return result_of(evaluate(plan, competition))
    finally:
        framework.close()


def differences(printed: Any, result: Any, at: str = "") -> list[str]:
    """Give every place where the result is not what was printed."""
    if isinstance(printed, dict):
        if isinstance(result, list):
            result = {each["id"]: each for each in result}
        if not isinstance(result, dict):
            return [f"{at}: nothing here"]
        found: list[str] = []
        for key, value in printed.items():
            found += (
                differences(value, result[key], f"{at}.{key}")
                if key in result
                else [f"{at}.{key}: is not in the result"]
            )
        return found
    if isinstance(printed, int | Decimal) and not isinstance(printed, bool):
        same = result is not None and Decimal(result) == printed
    else:
        same = printed == result
    return [] if same else [f"{at}: printed {printed}, worked out {result}"]


def test_every_folder_has_its_print() -> None:
    folders = sorted(path.parent.name for path in HERE.glob("*/framework.yaml"))
    assert folders == EXAMPLES
    assert len(EXAMPLES) >= 28


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_matches_its_print(example: str) -> None:
    folder = HERE / example
    printed = read_yaml(folder / "printed.yaml", "printed.yaml").data
    assert printed["source"]
    assert printed["trust"]
    competitions = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    assert competitions == set(printed["competitions"])
    wrong = [
        f"{name}{each}"
        for name, expected in printed["competitions"].items()
        for each in differences(expected, evaluated(folder, name))
    ]
    assert not wrong, "\n".join(wrong)
