"""Feedback due: what each supplier gets, and what is missing for it, with the place."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from tests.definitions import GOOD, bid, competition, write

EVERYTHING = """\
ruleset: feedback
letters:
  - to: unsuccessful
    contains: [own-scores, own-reasons, winner-name, winner-total, winner-scores, winner-reasons,
               relative-advantages, standstill, own-rank]
"""


def with_feedback(tmp_path: Path, feedback: str) -> Framework:
    return load(write(tmp_path, {**GOOD, "rulesets/feedback.yaml": feedback}))


def due(framework: Framework, data: dict[str, Any], supplier: str = "Supplier b2") -> Any:
    found = {each["supplier"]: each for each in competition_result(framework, data)["feedback_due"]}
    return found.get(supplier)


def test_everything_that_a_letter_lacks_is_named(tmp_path: Path) -> None:
    framework = with_feedback(tmp_path, EVERYTHING)
    silent = bid("b1", 10, 3)
    silent["consensus"]["technical"]["reason"] = " "
    letter = due(framework, competition(silent, bid("b2", 20, 2)))
    assert letter["missing"] == ["winner-reasons", "relative-advantages", "standstill"]
    assert letter["says"] == [
        "bids[0].consensus.technical.reason: the reason for the score is missing",
        "bids[1].advantages: say what the winning bid does better",
        "standstill_ends: say when the standstill ends",
    ]


def test_a_letter_with_everything_lacks_nothing(tmp_path: Path) -> None:
    framework = with_feedback(tmp_path, EVERYTHING)
    loser = bid("b2", 20, 2, advantages="The winner shows how it will move the records")
    data = competition(bid("b1", 10, 3), loser, standstill_ends="2027-03-01")
    assert due(framework, data)["missing"] == []


def test_a_standstill_is_counted_from_the_day_of_the_decision(tmp_path: Path) -> None:
    text = EVERYTHING.replace("letters:", "standstill: {days: 10}\nletters:")
    framework = with_feedback(tmp_path, text)
    data = competition(bid("b1", 10, 3), bid("b2", 20, 2))
    assert (
        "date: the standstill is counted from the day of the decision"
        in due(framework, data)["says"]
    )
    assert "standstill" not in due(framework, {**data, "date": "2027-02-01"})["missing"]


@pytest.mark.parametrize(
    ("words", "says"), [(1, "has 1 word; at least 2"), (3, None), (5, "has 5 words; at most 4")]
)
def test_each_reason_has_the_length_that_is_asked(
    tmp_path: Path, words: int, says: str | None
) -> None:
    framework = with_feedback(
        tmp_path,
        "ruleset: feedback\nletters:\n  - {to: unsuccessful, contains: [own-reasons], "
        "each_reason: {words: {min: 2, max: 4}}}\n",
    )
    loser = bid("b2", 20, 2)
    loser["consensus"]["technical"]["reason"] = " ".join(["word"] * words)
    told = due(framework, competition(bid("b1", 10, 3), loser))["says"]
    assert [says in each for each in told] == ([True] if says else [])


def test_reasons_of_evaluators_count_where_there_is_no_consensus(tmp_path: Path) -> None:
    framework = with_feedback(
        tmp_path, "ruleset: feedback\nletters:\n  - {to: unsuccessful, contains: [own-reasons]}\n"
    )
    loser = {**bid("b2", 20), "consensus": {}}
    loser["scores"] = {
        "technical": [
            {"evaluator": "e1", "score": 2, "reason": "Enough"},
            {"evaluator": "e2", "score": 2},
        ]
    }
    told = due(framework, competition(bid("b1", 10, 3), loser))
    assert told["says"] == [
        "bids[1].scores.technical[1].reason: the reason for the score is missing"
    ]


def test_the_letter_that_is_due_sets_the_length(tmp_path: Path) -> None:
    framework = with_feedback(
        tmp_path,
        """\
ruleset: feedback
letters:
  - to: unsuccessful
    contains: [own-reasons]
    each_reason: {words: {min: 90}}
    when: {fact: bids, more_than: 2}
  - to: unsuccessful
    contains: [own-reasons]
    each_reason: {words: {min: 4}}
    when: {fact: bids, at_most: 2}
""",
    )
    assert due(framework, competition(bid("b1", 10, 3), bid("b2", 20, 2)))["missing"] == []
    three = competition(bid("b1", 10, 3), bid("b2", 20, 2), bid("b3", 20, 2))
    assert due(framework, three)["missing"] == ["own-reasons"]


def test_without_a_winner_there_is_nothing_to_say_of_one(tmp_path: Path) -> None:
    framework = with_feedback(
        tmp_path,
        "ruleset: feedback\nletters:\n"
        "  - {to: excluded, contains: [exclusion-reasons, winner-name], before: contract}\n",
    )
    data = competition(bid("b2", 20, 2, answers={"annual-turnover": 1}))
    letter = due(framework, data)
    assert (letter["to"], letter["before"], letter["missing"]) == ("excluded", "contract", [])
