"""What stands at the top of a result, and what a person must rule on before an award."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from agreements.verification import verify_result
from rules.problems import InputError
from tests.definitions import GOOD, bid, competition, write

DECLARATION = """\
title: Declaration
questions:
  - {id: bankrupt, type: yes-no, label: Are you bankrupt?}
"""
GROUNDS = """\
ruleset: grounds
rules:
  - {id: bankrupt, when: {answer: bankrupt, is: yes}, then: {exclude: The supplier is bankrupt}}
"""
MEAN = """\
ruleset: evaluation
ways:
  - id: written
    route: further-competition
    criteria:
      - {id: technical, weighting: 60, judged: {scale: 0-3, combine: mean}}
      - {id: price, weighting: 40, price: {of: total-price, formula: lowest-price-ratio}}
    ties: [technical, price, draw-lots]
"""
LIMITED = GOOD["framework.yaml"].replace(
    "  - {id: outcomes, title: Outcomes}",
    "  - {id: outcomes, title: Outcomes, call_off: {value: {max: 5000}}}",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    files = {**GOOD, "rulesets/evaluation.yaml": MEAN, "framework.yaml": LIMITED}
    return load(write(tmp_path_factory.mktemp("small"), files))


def marked(name: str, price: object, *marks: tuple[str, int], **more: Any) -> dict[str, Any]:
    scores = [{"evaluator": who, "score": score, "reason": "So."} for who, score in marks]
    return {**bid(name, price, consensus={}), "scores": {"technical": scores}, **more}


def notes(framework: Framework, *bids: dict[str, Any], **more: Any) -> list[str]:
    data = competition(*bids, **{"weightings": {}, **more})
    result = competition_result(framework, data)
    assert list(result).index("notes") < list(result).index("bids")
    return [f"{each['where']}: {each['says']}" for each in result["notes"]]


E1, E2 = ("E1", 2), ("E2", 2)


def test_a_competition_as_it_should_be_has_no_notes(small: Framework) -> None:
    assert notes(small, marked("a", 10, E1), marked("b", 20, E1), date="2027-06-01") == []


@pytest.mark.parametrize("name", ["Supplier a", "SUPPLIER  A", " supplier\u00a0a ", "Suppliera"])
def test_one_supplier_twice_is_told_however_it_is_spelt(small: Framework, name: str) -> None:
    twice = notes(small, marked("a", 10, E1), marked("b", 20, E1, supplier=name))
    (told,) = twice
    assert told.startswith("bids[1].supplier: ")
    assert "has another bid, `a` at bids[0]" in told


def test_a_withdrawn_bid_may_be_followed_by_another_of_its_supplier(small: Framework) -> None:
    withdrawn = marked("a", 10, E1, supplier="One", withdrawn=True)
    assert notes(small, withdrawn, marked("b", 20, E1, supplier="One")) == []


def test_one_evaluator_written_in_two_ways_is_told(small: Framework) -> None:
    told = notes(small, marked("a", 10, ("E0", 2)), marked("b", 20, ("e0 ", 2)))
    assert told == ["bids[1].scores.technical[0].evaluator: `e0` and `E0` look like one evaluator"]


def test_bids_marked_by_different_evaluators_are_told(small: Framework) -> None:
    told = notes(small, marked("a", 10, E1, E2), marked("b", 20, E1))
    assert told == [
        (
            "bids: `technical` is marked by different evaluators, and their marks are combined "
            "(`mean`): `a` by `E1`, `E2`; `b` by `E1`"
        )
    ]


@pytest.mark.parametrize(("agreed", "outside"), [(0, True), (1, False), (2, False), (3, True)])
def test_an_agreed_mark_outside_all_marks_is_told(
    small: Framework, agreed: int, *, outside: bool
) -> None:
    consensus = {"technical": {"score": agreed, "reason": "We agreed so."}}
    told = notes(small, marked("a", 10, ("E1", 1), ("E2", 2), consensus=consensus))
    says = (
        f"bids[0].consensus.technical.score: the agreed mark {agreed} is outside the evaluators' "
        "marks, 1 to 2"
    )
    assert told == ([says] if outside else [])


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2027-01-03", "3 January 2027 is before the framework starts, on 4 January 2027"),
        ("2027-01-04", None),
        ("2029-01-03", None),
        ("2029-01-04", "4 January 2029 is after the framework ends, on 3 January 2029"),
    ],
)
def test_a_day_outside_the_framework_is_told(small: Framework, day: str, says: str | None) -> None:
    told = notes(small, marked("a", 10, E1), date=day)
    assert told == ([] if says is None else [f"date: {says}"])


def test_a_day_that_an_extension_would_cover_is_told_as_that(tmp_path: Path) -> None:
    longer = LIMITED.replace("{months: 24}", "{months: 24, extension_months: 12}")
    files = {**GOOD, "rulesets/evaluation.yaml": MEAN, "framework.yaml": longer}
    (told,) = notes(load(write(tmp_path, files)), marked("a", 10, E1), date="2029-06-01")
    assert told.endswith("unless it was extended: to 3 January 2030 at the latest")


def test_a_price_above_a_budget_or_a_limit_is_told(small: Framework) -> None:
    bids = marked("a", "5000.01", E1), marked("b", "5000.00", E1), marked("c", "4999.99", E1)
    told = notes(small, *bids, brief={"budget": "4999.99"})
    limit = "the most that a contract of the lot “Outcomes” may be worth, £5,000.00"
    assert told == [
        "bids[0].answers: the price of `a`, £5,000.01, is above “Budget” in the brief, £4,999.99",
        f"bids[0].answers: the price of `a`, £5,000.01, is above {limit}",
        "bids[1].answers: the price of `b`, £5,000.00, is above “Budget” in the brief, £4,999.99",
    ]


# --- rulings -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    files = {**GOOD, "forms/declaration.yaml": DECLARATION, "rulesets/grounds.yaml": GROUNDS}
    return load(write(tmp_path_factory.mktemp("declared"), files))


def ruled(decision: str) -> dict[str, Any]:
    return {"decision": decision, "reason": "We looked it up.", "by": "A Buyer"}


@pytest.mark.parametrize(
    ("decision", "winner", "waits"),
    [(None, None, True), ("accept", "b1", False), ("exclude", "b2", False)],
)
def test_no_award_is_made_on_what_could_not_be_checked(
    declared: Framework, decision: str | None, winner: str | None, *, waits: bool
) -> None:
    honest = {"bankrupt": "no"}
    rulings = {} if decision is None else {"unchecked/declaration": ruled(decision)}
    bids = bid("b1", 10, rulings=rulings), bid("b2", 20, answers=honest)
    result = competition_result(declared, competition(*bids))
    assert result["winner"] == winner
    waiting = [{"bid": each["bid"], "rule": each["rule"]} for each in result["waiting"]]
    assert waiting == ([{"bid": "b1", "rule": "unchecked/declaration"}] if waits else [])
    assert "could not be checked for `b1`" in result["notes"][0]["says"]
    (first,) = [each for each in result["bids"] if each["id"] == "b1"]
    assert {"b1": "winner", None: None, "b2": "excluded"}[winner] == first["outcome"]
    told = next(each for each in first["reasons"] if each["rule"] == "unchecked/declaration")
    assert ("ruling" in told) is (decision is not None)
    assert not verify_result(declared, competition(*bids), result).differences


def test_a_bid_that_is_excluded_anyway_waits_for_nobody(declared: Framework) -> None:
    poor = bid("b1", 10, answers={"annual-turnover": 1})
    result = competition_result(
        declared, competition(poor, bid("b2", 20, answers={"bankrupt": "no"}))
    )
    assert result["winner"] == "b2"
    assert result["waiting"] == []


def test_a_price_without_a_score_says_how_to_go_on(small: Framework) -> None:
    bids = marked("a", 0, E1), marked("b", 20, E1), marked("c", 25, E1)
    data = competition(*bids, weightings={})
    with pytest.raises(InputError) as caught:
        competition_result(small, data)
    (problem,) = caught.value.problems
    assert str(problem) == (
        "bids[0]: `price`: Proportional to the lowest price has no score for a price of zero or "
        "less. Correct the answers, or exclude the bid by a ruling on `no-value/price`"
    )


def test_a_bid_without_a_value_is_excluded_by_a_ruling(small: Framework) -> None:
    zero = marked("a", 0, E1, rulings={"no-value/price": ruled("exclude")})
    rest = marked("b", 20, E1), marked("c", 25, E1)
    data = competition(zero, *rest, weightings={})
    result = competition_result(small, data)
    alone = competition_result(small, competition(*rest, weightings={}))
    assert [each for each in result["bids"] if each["id"] != "a"] == alone["bids"]
    (out,) = [each for each in result["bids"] if each["id"] == "a"]
    assert out["outcome"] == "excluded"
    assert out["reasons"][-1]["ruling"] == ruled("exclude")
    assert not verify_result(small, data, result).differences


def test_a_bid_without_a_value_cannot_be_accepted(small: Framework) -> None:
    zero = marked("a", 0, E1, rulings={"no-value/price": ruled("accept")})
    with pytest.raises(InputError, match="exclude the bid by a ruling"):
        competition_result(small, competition(zero, marked("b", 20, E1), weightings={}))
