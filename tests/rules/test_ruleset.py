"""Rules as written, and problems as collected."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rules.problems import (
    DefinitionError,
    InputError,
    Problem,
    Problems,
    ProblemsError,
)
from rules.ruleset import OUTCOMES, Outcomes, Rule
from rules.values import read_number

IN_DIGITS = "must be a number in digits, such as 12 or 12.50"


def rule(**more: Any) -> Rule:
    return Rule.model_validate({"id": "a", "then": {"exclude": "Out"}, **more})


def problem_of(raw: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Rule.model_validate(raw)
    return " ".join(error["msg"] for error in caught.value.errors())


def test_a_rule_has_an_outcome() -> None:
    assert ("an outcome must have at least one of: `exclude`, `refer`") in problem_of(
        {"id": "a", "then": {}}
    )
    assert "Field required" in problem_of({"id": "a"})


def test_the_outcomes_of_a_rule_stand_in_one_order() -> None:
    then = Outcomes.model_validate({"fact": {"x": 1}, "exclude": "Out", "permit": "extend"})
    assert then.said == ("exclude", "permit", "fact")
    assert set(then.said) <= set(OUTCOMES)


@pytest.mark.parametrize(
    "then",
    [
        {"require": {"feedback": "own-scores", "to": "unsuccessful", "before": "award"}},
        {"require": {"step": "Tell the commercial team"}},
        {"refuse": {"action": "extend", "says": "No extension is left"}},
        {"problem": {"at": "bid.price", "says": "Enter a price"}},
        {"score": {"criterion": "technical", "is": Decimal("2.5"), "collect": "sum"}},
        {"fact": {"small": True, "band": "low", "points": 3, "since": date(2026, 1, 1)}},
    ],
)
def test_outcomes_are_saved_as_they_were_written(then: Any) -> None:
    made = Outcomes.model_validate(then)
    assert made.model_dump(by_alias=True, exclude_unset=True) == then


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ({"require": {}}, "require one of `feedback`, `approval`, `document`, `step`"),
        (
            {"require": {"feedback": "a", "step": "b"}},
            "require one of `feedback`, `approval`, `document`, `step`",
        ),
        ({"score": {"criterion": "a", "is": Decimal("1E+30")}}, "digits"),
        ({"score": {"criterion": "a", "is": "NaN"}}, "finite"),
        ({"score": {"criterion": "a", "is": 1, "collect": "mean"}}, "'sum', 'count', 'min'"),
        ({"fact": {}}, "at least 1 item"),
        ({"exclude": " "}, "at least 1 character"),
    ],
)
def test_what_is_no_outcome_is_refused(then: Any, says: str) -> None:
    assert says in problem_of({"id": "a", "then": then})


@pytest.mark.parametrize("rule_id", ["", "A", "a b", "a/", "/a", "a--b", "é", "a/b/c/d/e/f/g/h"])
def test_an_id_is_words_joined_by_hyphens_in_parts_joined_by_strokes(rule_id: str) -> None:
    assert problem_of({"id": rule_id, "then": {"exclude": "Out"}})
    assert rule(id="evaluation/4-1/row-3").id == "evaluation/4-1/row-3"


def test_a_rule_applies_to_its_lots_ways_and_days() -> None:
    everywhere = rule()
    assert everywhere.applies(lot="x", way="y", on=date(2026, 1, 1))
    some = rule(
        lots=["cloud"], ways=["written"], **{"from": date(2026, 4, 1), "until": date(2027, 3, 31)}
    )
    on = date(2026, 4, 1)
    assert some.applies(lot="cloud", way="written", on=on)
    assert some.applies(lot="cloud", way="written", on=date(2027, 3, 31))
    assert some.applies(lot=None, way=None, on=None)
    assert not some.applies(lot="other", way="written", on=on)
    assert not some.applies(lot="cloud", way="other", on=on)
    assert not some.applies(lot="cloud", way="written", on=date(2026, 3, 31))
    assert not some.applies(lot="cloud", way="written", on=date(2027, 4, 1))


def test_a_rule_does_not_end_before_it_starts() -> None:
    raw = {"id": "a", "then": {"exclude": "x"}, "from": date(2026, 1, 2), "until": date(2026, 1, 1)}
    assert "`from` must not be later than `until`" in problem_of(raw)
    one_day = rule(**{"from": date(2026, 1, 1), "until": date(2026, 1, 1)})
    assert one_day.applies(lot=None, way=None, on=date(2026, 1, 1))


# --- problems -------------------------------------------------------------------------------------


def test_a_problem_is_a_place_and_what_is_wrong() -> None:
    problem = Problem("rulesets/a.yaml:3", "is wrong")
    assert str(problem) == "rulesets/a.yaml:3: is wrong"
    assert str(Problem("", "is wrong")) == "is wrong"
    assert problem.as_data() == {"where": "rulesets/a.yaml:3", "says": "is wrong"}


def test_problems_are_collected_once_each_in_the_order_found() -> None:
    problems = Problems()
    problems.add("b", "x")
    problems.add("a", "x")
    problems.add("b", "x")
    for where, raw in (("c", "y"), ("d", "5")):
        with problems.at(where):
            read_number(raw)
    assert [str(each) for each in problems.found] == ["b: x", "a: x", f"c: {IN_DIGITS}"]


@pytest.mark.parametrize("kind", [DefinitionError, InputError])
def test_an_error_holds_all_its_problems(kind: type[ProblemsError]) -> None:
    error = kind(Problem(where, "x") for where in ("b", "a"))
    assert [problem.where for problem in error.problems] == ["b", "a"]
    assert str(error) == "b: x\na: x"
