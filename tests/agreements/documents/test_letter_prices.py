"""Figures from which another bid's price can be worked out: told, rounded or withheld."""

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from agreements.checks.lints import findings
from agreements.definition.framework import Framework
from agreements.documents.letter_case import Sender
from agreements.documents.letter_prices import told
from agreements.documents.letters import issue, letters
from agreements.operations import evaluate_competition
from engine.competitions.result import result_of
from rules.policies.disclosed_prices import telling_items
from rules.policies.feedback import OtherPrices
from tests.agreements.letter_makers import (
    EVALUATION,
    bid,
    by_bid,
    competition,
    figures_of,
    framework_with,
    text_of,
)

SENDER = Sender(buyer="Ottery Council", signatory="J. Orchard", contact="buying@ottery.example")
CONTAINS = "[own-scores, own-reasons, own-total, winner-scores, winner-total]"


def feedback(how: str | None) -> str:
    key = f", other_prices: {how}" if how else ""
    return (
        "ruleset: feedback\nletters:\n"
        f"  - {{to: unsuccessful, contains: {CONTAINS}{key}}}\n"
        "  - {to: excluded, contains: [exclusion-reasons]}\n"
    )


def way(formula: str, method: str = "weighted-sum") -> str:
    changed = EVALUATION.replace("formula: lowest-price-ratio", formula)
    return changed.replace("  - id: written\n", f"  - id: written\n    method: {method}\n")


def framework(folder: Path, how: str | None, evaluation: str = EVALUATION) -> Framework:
    return framework_with(folder, feedback(how), **{"rulesets/evaluation.yaml": evaluation})


@pytest.mark.parametrize("seed", range(5))
def test_what_is_told_as_it_is_tells_the_winners_price(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    dear, cheap = chance.randint(150_000, 300_000), chance.randint(50_000, 140_000)
    winner, loser = bid(0, (990, 980), dear), bid(1, (110, 120), cheap)
    found = {}
    for how in ("show", "round", "withhold"):
        built = framework(tmp_path / how, how)
        evaluation = evaluate_competition(built, competition(winner, loser))
        assert evaluation.winner == winner["id"]
        letter = by_bid(letters(built, evaluation, SENDER))[loser["id"]]
        found[how] = text_of(issue(letter))
        printed = {each["id"]: each for each in result_of(evaluation)["bids"]}
    theirs, ours = printed[winner["id"]], printed[loser["id"]]
    secrets = {theirs["total"], ours["total"]}
    secrets |= {
        each["criteria"]["price"][key] for each in (theirs, ours) for key in ("score", "points")
    }
    secrets -= {"33.00", "100.00"}  # the most there is, which the lowest price scores in any letter
    assert secrets <= figures_of(found["show"])
    assert not secrets & figures_of(found["round"])
    assert not secrets & figures_of(found["withhold"])
    # The formula turned round: the price of the winner, to the pound or so.
    score = Fraction(theirs["criteria"]["price"]["score"])
    own = Fraction(ours["criteria"]["price"]["value"])
    own_score = Fraction(ours["criteria"]["price"]["score"])
    assert abs(own * own_score / score - dear) < dear / 1000
    assert "about" in found["round"]
    assert "rounded to two significant figures" in found["round"]
    assert "withheld" in found["withhold"]
    assert "section 94(1)(b)" in found["withhold"]
    assert "What has been withheld" not in found["show"]


def test_the_total_of_the_lowest_price_is_the_price(tmp_path: Path) -> None:
    evaluation = """\
ruleset: evaluation
ways:
  - id: written
    method: lowest-price
    criteria: [{id: price, price: {of: total-price}}]
    ties: [draw-lots]
"""
    winner, loser = bid(0, (1, 1), 50_001, scores={}), bid(1, (1, 1), 90_001, scores={})
    for how, shown in (("show", True), ("round", False), ("withhold", False)):
        built = framework(tmp_path / how, how, evaluation)
        found = evaluate_competition(built, competition(winner, loser))
        text = text_of(by_bid(letters(built, found, SENDER))[loser["id"]].paper)
        assert ("50001.37" in figures_of(text)) is shown
        assert "90001.38" in figures_of(text)  # one's own


@pytest.mark.parametrize(
    ("evaluation", "items"),
    [
        (EVALUATION, {"own-scores", "own-total", "winner-scores", "winner-total"}),
        (way("formula: reference-ratio, reference: 90000"), {"winner-scores", "winner-total"}),
        (way("formula: bands, bands: [{up_to: 90000, score: 100}]"), set()),
        (way("formula: linear-between-bids"), {
            "own-scores", "own-total", "winner-scores", "winner-total"}),
    ],
)  # fmt: skip
def test_what_tells_a_price(tmp_path: Path, evaluation: str, items: set[str]) -> None:
    built = framework(tmp_path, None, evaluation)
    assert telling_items(built.ways["written"].way).keys() == items
    notes = [each for each in findings(built) if "can be worked out" in each.says]
    assert [(each.weight, str(each.where)) for each in notes] == (
        [("note", "rulesets/feedback.yaml:3")] if items else []
    )
    for item in CONTAINS.strip("[]").split(", "):
        assert not notes or (f"`{item}`" in notes[0].says) is (item in items)


@pytest.mark.parametrize("how", ["show", "round", "withhold"])
def test_an_owner_who_decides_is_told_nothing_and_the_agreement_says_it(
    tmp_path: Path, how: str
) -> None:
    built = framework(tmp_path, how)
    assert not [each for each in findings(built) if "can be worked out" in each.says]


@pytest.mark.parametrize(
    ("figure", "rounded"),
    [
        ("91.16", "about 91"),
        ("184000.00", "about 180000"),
        ("0.004567", "about 0.0046"),
        ("99.95", "about 100"),
        ("-4.55", "about -4.6"),
        ("0.00", "0"),
        ("1.3333…", "withheld"),
        ("60.00, 40.00", "withheld"),
    ],
)
def test_two_significant_figures(figure: str, rounded: str) -> None:
    how: OtherPrices = "round"
    assert told(figure, how) == rounded
