"""A result is verified, or the first difference is told."""

from pathlib import Path

from agreements.loading import load
from agreements.operations import competition_result
from agreements.verification import verify_result
from rules.yaml.json_reading import read_json

FOLDER = Path(__file__).parents[2] / "examples/digital-outcomes"


def test_it_says_how_much_was_compared() -> None:
    framework = load(FOLDER)
    data = read_json(FOLDER / "competitions/tie.json", "tie.json")
    result = competition_result(framework, data)
    found = verify_result(framework, data, result)
    assert found.differences == ()
    assert found.says.startswith(f"Verified: {found.figures} outcomes, ranks and figures of 3 bids")


def test_it_names_the_bid_the_criterion_and_both_figures() -> None:
    framework = load(FOLDER)
    data = read_json(FOLDER / "competitions/tie.json", "tie.json")
    result = competition_result(framework, data)
    bid = result["bids"][0]
    name, criterion = next(iter(bid["criteria"].items()))
    right, criterion["points"] = criterion["points"], "1.00"
    found = verify_result(framework, data, result)
    assert found.differences[0].startswith(
        f"bid `{bid['id']}`, points of `{name}`: the result has 1.00, the reference "
    )
    assert right.split(".")[0] in found.differences[0]
    assert "First difference: bid" in found.says


def test_a_competition_that_the_reference_refuses_is_not_verified() -> None:
    framework = load(FOLDER)
    data = read_json(FOLDER / "competitions/tie.json", "tie.json")
    result = competition_result(framework, data)
    found = verify_result(framework, {**data, "bids": []}, result)
    assert found.figures == 0
    assert "the reference refuses the competition" in found.says
