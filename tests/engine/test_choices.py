"""What people choose around an evaluation: the size of the shortlist, rulings, the way."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from rules.problems import DefinitionError, InputError
from tests.definitions import BRIEF, FEEDBACK, GOOD, bid, competition, write

ASKING = BRIEF + "  - {id: how-many, type: number, label: How many to keep, required: false}\n"
SHORTLISTING = """\
ruleset: evaluation
ways:
  - id: staged
    shortlist: {keep: {min: 1, max: 3, answer: how-many}, by: [experience]}
    criteria:
      - {id: experience, weighting: 30, judged: {scale: 0-3}}
      - {id: proposal, weighting: 30, judged: {scale: 0-3}}
      - {id: price, weighting: 40, price: {of: total-price, formula: lowest-price-ratio}}
    ties: [stop]
"""


@pytest.fixture
def shortlisting(tmp_path: Path) -> Framework:
    files = {"forms/brief.yaml": ASKING, "rulesets/evaluation.yaml": SHORTLISTING}
    return load(write(tmp_path, {**GOOD, **files}))


def staged(name: str, experience: int, proposal: int | None = None) -> dict[str, Any]:
    agreed = {"experience": {"score": experience, "reason": "Seen in two references"}}
    if proposal is not None:
        agreed["proposal"] = {"score": proposal, "reason": "Each step is explained"}
    return {
        "id": name,
        "supplier": name,
        "answers": {"total-price": 100},
        "consensus": agreed,
    }


def refused(framework: Framework, data: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        competition_result(framework, data)
    return [str(each) for each in caught.value.problems]


def test_the_brief_says_how_many_are_kept(shortlisting: Framework) -> None:
    bids = [staged("b1", 3, 1), staged("b2", 2, 3), staged("b3", 1)]
    result = competition_result(
        shortlisting, {"lot": "outcomes", "brief": {"how-many": 2}, "bids": bids}
    )
    outcomes = {each["id"]: each["outcome"] for each in result["bids"]}
    assert outcomes == {"b2": "winner", "b1": "unsuccessful", "b3": "unsuccessful"}
    assert [each["rank"] for each in result["bids"]] == [1, 2, None]
    (why,) = result["bids"][2]["reasons"]
    assert why["says"] == (
        "The bid did not reach the shortlist: its score is 10, and the lowest kept is 20. "
        "It is not among the best 2."
    )


@pytest.mark.parametrize(
    ("answer", "keep", "where"),
    [(4, None, "brief.how-many"), ("1.5", None, "brief.how-many"), (2, 3, "shortlist.keep")],
)
def test_a_number_to_keep_that_cannot_be(
    shortlisting: Framework, answer: object, keep: int | None, where: str
) -> None:
    chosen = {} if keep is None else {"shortlist": {"keep": keep}}
    given = {"lot": "outcomes", "brief": {"how-many": answer}, "bids": [staged("b1", 1, 1)]}
    assert [line.partition(": ")[0] for line in refused(shortlisting, given | chosen)] == [where]


def test_a_shortlist_asks_for_a_figure_that_the_brief_has(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, {**GOOD, "rulesets/evaluation.yaml": SHORTLISTING}))
    assert [each.where for each in caught.value.problems] == ["rulesets/evaluation.yaml:4"]


RULING = {"decision": "exclude", "reason": "It could not show one", "by": "R. Maddox"}


def test_a_ruling_stands_with_the_rule_that_asked_for_it(tmp_path: Path) -> None:
    doubtful = bid(
        "b2", 10, answers={"certificate": "none"}, rulings={"eligibility/no-certificate": RULING}
    )
    result = competition_result(load(write(tmp_path, GOOD)), competition(bid("b1", 100), doubtful))
    (reason,) = next(each["reasons"] for each in result["bids"] if each["id"] == "b2")
    assert reason["rule"] == "eligibility/no-certificate"
    assert reason["ruling"] == RULING
    assert all("ruling" not in reason for reason in result["bids"][0]["reasons"])


def test_nobody_waits_for_a_bid_that_is_out_by_another_rule(tmp_path: Path) -> None:
    out = bid("b2", 10, answers={"certificate": "none", "annual-turnover": 5})
    result = competition_result(load(write(tmp_path, GOOD)), competition(bid("b1", 100), out))
    assert (result["winner"], result["waiting"]) == ("b1", [])


def test_rules_that_serve_several_ways_may_ask_which_one(tmp_path: Path) -> None:
    second = GOOD["rulesets/evaluation.yaml"].partition("ways:\n")[2].replace("written", "other")
    feedback = FEEDBACK.replace(
        "  - to: unsuccessful\n", "  - to: unsuccessful\n    when: {fact: way, is: other}\n"
    )
    files = {
        "rulesets/evaluation.yaml": GOOD["rulesets/evaluation.yaml"] + second,
        "rulesets/feedback.yaml": feedback,
    }
    framework = load(write(tmp_path, {**GOOD, **files}))
    given = competition(bid("b1", 100, 3), bid("b2", 200))
    due = {
        way: competition_result(framework, given | {"way": way})["feedback_due"]
        for way in ("written", "other")
    }
    assert (due["written"], [each["bid"] for each in due["other"]]) == ([], ["b2"])


def test_where_nobody_won_nothing_is_missing_about_a_winner(tmp_path: Path) -> None:
    feedback = FEEDBACK.replace(
        "[exclusion-reasons]", "[exclusion-reasons, winner-name, standstill]"
    )
    framework = load(write(tmp_path, {**GOOD, "rulesets/feedback.yaml": feedback}))
    result = competition_result(
        framework, competition(bid("b1", 1, answers={"annual-turnover": 5}))
    )
    (due,) = result["feedback_due"]
    assert (result["winner"], due["to"], due["missing"]) == (None, "excluded", [])


SCORED = """\
ruleset: evaluation
ways:
  - id: banded
    criteria:
      - id: standard
        weighting: 60
        scored: {rows: [{when: {answer: certificate, is: full}, score: 100}]}
      - {id: price, weighting: 40, price: {of: total-price, formula: lowest-price-ratio}}
    ties: [stop]
"""


def test_a_score_that_never_counted_is_no_reason(tmp_path: Path) -> None:
    framework = load(write(tmp_path, {**GOOD, "rulesets/evaluation.yaml": SCORED}))
    out = {"certificate": "full", "annual-turnover": 5}
    bids = [
        {"id": "b1", "supplier": "One", "answers": {"total-price": 1, "certificate": "full"}},
        {"id": "b2", "supplier": "Two", "answers": {"total-price": 1, **out}},
    ]
    result = competition_result(framework, {"lot": "outcomes", "bids": bids})
    rules = {each["id"]: [reason["rule"] for reason in each["reasons"]] for each in result["bids"]}
    assert rules == {
        "b1": ["evaluation/standard/row-1", "evaluation/award"],
        "b2": ["eligibility/turnover-floor"],
    }


def test_evaluators_are_sent_to_questions_that_are_asked(tmp_path: Path) -> None:
    evaluation = GOOD["rulesets/evaluation.yaml"].replace(
        "        judged:", "        from: [total-price, proposals]\n        judged:"
    )
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, {**GOOD, "rulesets/evaluation.yaml": evaluation}))
    assert [str(each) for each in caught.value.problems] == [
        "rulesets/evaluation.yaml:7: there is no question `proposals`"
    ]


@pytest.mark.parametrize("blank", [None, "", " ", [], {}])
def test_an_answer_of_the_brief_that_is_blank_is_missing(tmp_path: Path, blank: object) -> None:
    eligibility = (
        "ruleset: eligibility\nrules:\n"
        "  - id: over-budget\n"
        "    when: {answer: total-price, more_than: {answer: budget}}\n"
        "    then: {exclude: It is dearer than the budget}\n"
    )
    files = {
        "forms/brief.yaml": BRIEF.replace(", required: false", ""),
        "rulesets/eligibility.yaml": eligibility,
    }
    framework = load(write(tmp_path, {**GOOD, **files}))
    given = competition(bid("b1", 100), brief={"budget": blank})
    assert [line.partition(": ")[0] for line in refused(framework, given)] == ["brief.budget"]
