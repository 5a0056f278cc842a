"""The example of a catalogue: what it promises holds, and its figures are right."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from agreements.checks.cases import run_cases
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from rules.figures.rounding import printed
from rules.problems import InputError
from rules.yaml.json_reading import read_json

FOLDER: Final = Path(__file__).parents[2] / "examples" / "cloud-catalogue"
SAMPLES: Final = sorted(path.stem for path in (FOLDER / "competitions").glob("*.json"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(FOLDER)


def sample(name: str) -> Any:
    return read_json(FOLDER / "competitions" / f"{name}.json", name)


def test_every_case_holds(framework: Framework) -> None:
    wrong = {each.case: each.differences for each in run_cases(framework) if not each.holds}
    assert not wrong


def test_every_sample_is_told_of_in_the_readme() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert SAMPLES
    assert not [name for name in SAMPLES if f"`{name}.json`" not in text]


@pytest.mark.parametrize("name", SAMPLES)
def test_order_of_services_decides_nothing(framework: Framework, name: str) -> None:
    data = sample(name)
    if name == "too-large":
        with pytest.raises(InputError):
            competition_result(framework, data)
        return
    backwards = {**data, "bids": data["bids"][::-1]}
    there, back = competition_result(framework, data), competition_result(framework, backwards)
    ends = [
        {b["id"]: (b["outcome"], b["rank"], b["total"]) for b in r["bids"]} for r in (there, back)
    ]
    assert ends[0] == ends[1]
    assert there["winner"] == back["winner"]
    assert json.dumps(there)  # plain data, with nothing in it that JSON has not


def test_best_fit_is_worked_out_as_the_definition_says(framework: Framework) -> None:
    """The clear win once more, by hand: two services, four criteria, weightings 40/35/15/10."""
    cost = {
        "ashdown-servers": 5000 + 180 * 40 * 24 + 900 * 24 + 0,
        "birchfield-rack": 0 + 150 * 40 * 24 + 500 * 24 + 2000,
    }
    assert cost == {"ashdown-servers": 199_400, "birchfield-rack": 158_000}

    def evenly(value: str, worst: str, best: str) -> Fraction:
        return (Fraction(value) - Fraction(worst)) / (Fraction(best) - Fraction(worst))

    fit = {
        "ashdown-servers": 70 * Fraction(3, 6) + 30 * evenly("99.95", "99", "99.99"),
        "birchfield-rack": 70 * Fraction(1, 6) + 30 * evenly("99.9", "99", "99.99"),
    }
    help_ = {
        "ashdown-servers": Fraction(40 + 40 + 20),
        "birchfield-rack": 40 * Fraction(1, 2) + 40 * evenly("4", "24", "1"),
    }
    others = {
        "ashdown-servers": 60 * Fraction(2, 4) + 20 + 20,
        "birchfield-rack": 60 * Fraction(1, 4) + 20 + 20 * Fraction(60, 100),
    }
    result = competition_result(framework, sample("clear-win"))
    totals = {each["id"]: each["total"] for each in result["bids"] if each["rank"]}
    assert totals == {
        bid: printed(
            40 * Fraction(min(cost.values()), cost[bid])
            + 35 * fit[bid] / max(fit.values())
            + Fraction(15, 100) * help_[bid]
            + Fraction(10, 100) * others[bid],
            2,
        )
        for bid in cost
    }


def test_grounds_are_asked_about_one_by_one_only_where_one_applies(framework: Framework) -> None:
    form = framework.forms["declaration"]
    inner = {"corporate-manslaughter", "tax-misconduct", "mandatory-account", "poor-performance"}
    assert inner <= set(form.steps)
    clean = competition_result(framework, sample("one-bid"))
    assert clean["winner"] == "ashdown-servers"
    # An answer on a branch that was left does not count.
    data = sample("one-bid")
    data["bids"][0]["answers"] |= {"mandatory-continuing": "yes", "terrorism": "yes"}
    assert competition_result(framework, data)["winner"] == "ashdown-servers"
    data["bids"][0]["answers"]["any-mandatory-ground"] = "yes"
    assert competition_result(framework, data)["bids"][0]["outcome"] == "excluded"
