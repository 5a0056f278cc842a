"""What an owner should know about a definition that works."""

from pathlib import Path

import pytest

from agreements.checks.lints import findings
from agreements.loading import load
from tests.definitions import EVALUATION, FEEDBACK, FRAMEWORK, GOOD, write


def found(tmp_path: Path, **changes: str) -> list[tuple[str, str, str]]:
    names = {name.partition("/")[2].removesuffix(".yaml") or name: name for name in GOOD}
    names["framework"] = "framework.yaml"
    files = {**GOOD, **{names[key]: text for key, text in changes.items()}}
    every = findings(load(write(tmp_path, files)))
    return [(each.weight, each.where, each.says) for each in every]


def test_a_relative_price_formula_is_noted(tmp_path: Path) -> None:
    of_ways = [each for each in found(tmp_path) if each[1].startswith("rulesets/evaluation")]
    assert of_ways == [
        (
            "note",
            "rulesets/evaluation.yaml:3",
            (
                "way `written`: `price` is scored relative to the other bids, so a bid that loses "
                "can change which of two others wins"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("change", "weight", "says"),
    [
        (
            {"framework": FRAMEWORK.replace("months: 24", "months: 60")},
            "problem",
            "a term of 60 months is longer than the 48",
        ),
        (
            {"framework": FRAMEWORK.replace("[further-competition]",
                                            "[{route: further-competition, lots: [outcomes]}]")},
            "problem",
            "lot `research` has no route to market",
        ),
        (
            {"evaluation": EVALUATION.replace("criteria:", "lots: [outcomes]\n    criteria:")},
            "problem",
            "lot `research` has no way of evaluating",
        ),
        (
            {"evaluation": EVALUATION.replace("criteria:", "route: direct-award\n    criteria:")},
            "problem",
            "way `written` serves the route `direct-award`, which this framework does not have",
        ),
        (
            {"framework": FRAMEWORK.replace("title: Outcomes",
                                            "title: Outcomes, call_off: {max_months: 12}")},
            "note",
            "lot `research` has no `call_off` limits, and other lots have",
        ),
        (
            {"feedback": FEEDBACK.partition("letters:")[0]},
            "note",
            "excluded suppliers are promised no feedback",
        ),
        (
            {"evaluation": EVALUATION.replace("[technical, price, draw-lots]", "[stop]")},
            "note",
            "every tie stops for a person to decide",
        ),
        (
            {"evaluation": EVALUATION.replace("max: 90", "max: 95")},
            "note",
            "the weighting of `price` may be 25 to 95, but the others leave only 25 to 90",
        ),
        (
            {"evaluation": EVALUATION.replace("ties:", "method: rated-criteria\n    ties:")},
            "note",
            "`rated-criteria` compares bids with the best of them",
        ),
    ],
)  # fmt: skip
def test_what_an_owner_should_know(
    tmp_path: Path, change: dict[str, str], weight: str, says: str
) -> None:
    assert any(each[0] == weight and says in each[2] for each in found(tmp_path, **change))


def test_a_long_term_with_its_reason_is_no_finding(tmp_path: Path) -> None:
    term = "{months: 60, reason: The estate takes five years to move}"
    text = FRAMEWORK.replace("{months: 24}", term)
    assert not [each for each in found(tmp_path, framework=text) if "term" in each[2]]


def test_a_gap_in_a_decision_table_is_noted(tmp_path: Path) -> None:
    tables = """\
ruleset: bands
tables:
  - id: size
    inputs: [{answer: annual-turnover}]
    outputs: [{fact: size}]
    rows:
      - ["< 100000", small]
      - ["> 500000", large]
"""
    files = {**GOOD, "rulesets/bands.yaml": tables}
    says = [each.says for each in findings(load(write(tmp_path, files)))]
    assert any("no row holds when annual turnover is" in each for each in says)
