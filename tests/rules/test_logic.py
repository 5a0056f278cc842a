"""What conditions mean: typing, negation, and what is unanswered."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.logic import (
    ALWAYS,
    NEVER,
    OPPOSITE,
    Both,
    Comparator,
    Compare,
    Either,
    Facts,
    Logic,
    compares,
    comparisons_in,
    fitting,
    grounds,
    holds,
    subjects,
    typed,
)
from rules.problems import ValueProblem
from rules.values import Kind, Subject
from tests.rules.strategies import (
    CONDITION,
    SUBJECTS,
    asks_absence,
    comparisons,
    conditions,
    facts,
    find,
    reads,
)


def logic_of(raw: Any) -> Logic:
    return typed(CONDITION.validate_python(raw), find)


def ask(raw: dict[str, Any], **answers: Any) -> bool:
    return holds(logic_of(raw), {SUBJECTS[name].key: value for name, value in answers.items()})


# --- comparators ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "yes", "no"),
    [
        ({"answer": "staff", "is": 2}, [2], [1, 3]),
        ({"answer": "staff", "is_not": 2}, [1, 3], [2]),
        ({"answer": "staff", "one_of": [1, 3]}, [1, 3], [2]),
        ({"answer": "staff", "less_than": 2}, [1], [2, 3]),
        ({"answer": "staff", "at_most": 2}, [1, 2], [3]),
        ({"answer": "staff", "more_than": 2}, [3], [1, 2]),
        ({"answer": "staff", "at_least": 2}, [2, 3], [1]),
        ({"answer": "staff", "between": [2, 3]}, [2, 3], [1, 4]),
    ],
)
def test_numbers_are_compared(raw: dict[str, Any], yes: list[int], no: list[int]) -> None:
    for value in yes:
        assert ask(raw, staff=Decimal(value))
        assert not ask({"not": raw}, staff=Decimal(value))
    for value in no:
        assert not ask(raw, staff=Decimal(value))
        assert ask({"not": raw}, staff=Decimal(value))
    assert not ask(raw)
    assert not ask({"not": raw})


def test_equal_numbers_are_equal_however_written() -> None:
    assert ask({"answer": "turnover", "is": "1.50"}, turnover=Decimal("1.5"))
    assert ask({"answer": "turnover", "one_of": [Decimal("1.500")]}, turnover=Decimal("1.5"))


def test_dates_are_compared() -> None:
    early, late = date(2026, 1, 1), date(2026, 1, 2)
    assert ask({"answer": "start", "before": late}, start=early)
    assert not ask({"answer": "start", "before": late}, start=late)
    assert ask({"answer": "start", "after": "2026-01-01"}, start=late)
    assert not ask({"answer": "start", "after": early}, start=early)
    assert ask({"answer": "start", "at_least": early}, start=early)


def test_lists_are_looked_into() -> None:
    lots = ("cloud", "hosting")
    assert ask({"answer": "lots", "includes": "cloud"}, lots=lots)
    assert not ask({"answer": "lots", "includes": "a-or-b"}, lots=lots)
    assert ask({"answer": "lots", "includes_any": ["a-or-b", "hosting"]}, lots=lots)
    assert not ask({"answer": "lots", "includes_any": ["a-or-b"]}, lots=lots)
    assert ask({"not": {"answer": "lots", "includes": "a-or-b"}}, lots=lots)
    assert ask({"not": {"answer": "lots", "includes_any": ["a-or-b"]}}, lots=())
    # An option's label may stand for it.
    assert ask({"answer": "lots", "includes": "Cloud support"}, lots=lots)


def test_answers_are_compared_with_each_other() -> None:
    raw = {"answer": "turnover", "less_than": {"answer": "budget"}}
    assert ask(raw, turnover=Decimal(1), budget=Decimal(2))
    assert not ask(raw, turnover=Decimal(2), budget=Decimal(2))
    for one_answered in ({"turnover": Decimal(1)}, {"budget": Decimal(1)}):
        assert not ask(raw, **one_answered)
        assert not ask({"not": raw}, **one_answered)
    either = {"answer": "guarantee", "is_not": {"fact": "insured"}}
    assert ask(either, guarantee=True, insured=False)


def test_a_range_may_run_between_answers() -> None:
    raw = {"answer": "start", "between": [date(2026, 1, 1), {"answer": "end"}]}
    day = date(2026, 1, 2)
    assert ask(raw, start=day, end=day)
    assert ask({"not": raw}, start=day, end=date(2026, 1, 1))


def test_only_answered_and_unanswered_speak_of_absence() -> None:
    assert ask({"answer": "file", "answered": True}, file=object())
    assert not ask({"answer": "file", "answered": True})
    assert ask({"answer": "file", "unanswered": True})
    assert ask({"not": {"answer": "file", "answered": True}})
    assert not ask({"not": {"answer": "file", "unanswered": True}})


def test_no_condition_always_holds() -> None:
    assert typed(None, find) == ALWAYS
    assert holds(ALWAYS, {})
    assert not holds(NEVER, {})


# --- typing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"answer": "turnovr", "is": 1}, "there is no question `turnovr`"),
        (
            {"answer": "turnover", "before": 100},
            (
                "`before` cannot be used with `turnover`, which is an amount of money: use `is`, "
                "`is_not`, `one_of`, `less_than`, `at_most`, `more_than`, `at_least`, `between`, "
                "`answered`, `unanswered`"
            ),
        ),
        (
            {"answer": "cyber", "less_than": "plus"},
            (
                "`less_than` cannot be used with `cyber`, which is one of several options: "
                "use `is`, "
                "`is_not`, `one_of`, `answered`, `unanswered`"
            ),
        ),
        (
            {"answer": "lots", "is": "cloud"},
            (
                "`is` cannot be used with `lots`, which is a choice of several options: use "
                "`includes`, "
                "`includes_any`, `answered`, `unanswered`"
            ),
        ),
        (
            {"answer": "file", "is": "x"},
            (
                "`is` cannot be used with `file`, which is an answer whose content rules do not "
                "read: use "
                "`answered`, `unanswered`"
            ),
        ),
        (
            {"answer": "start", "less_than": date(2026, 1, 1)},
            None,  # dates are ordered, so the words for numbers are understood too
        ),
        (
            {"answer": "cyber", "includes": "plus"},
            (
                "`includes` cannot be used with `cyber`, which is one of several options: "
                "use `is`, "
                "`is_not`, `one_of`, `answered`, `unanswered`"
            ),
        ),
        (
            {"answer": "cyber", "is": "gold"},
            "`gold` is not an option of `cyber`: `none`, `basic`, `plus`",
        ),
        (
            {"answer": "turnover", "is": date(2026, 1, 1)},
            "must be a number, such as 12 or 12.50",
        ),
        (
            {"answer": "start", "before": 5},
            "must be a date written year-month-day, such as 2026-01-31",
        ),
        ({"answer": "guarantee", "is": "maybe"}, "must be yes or no"),
        ({"answer": "region", "is": 5}, "must be text"),
        ({"answer": "term", "is": "5 days"}, "must be in months, not days"),
        (
            {"answer": "turnover", "between": [5, 1]},
            "`between` must give the smaller value first",
        ),
        (
            {"not": {"answer": "turnover", "between": [5, 1]}},
            "`between` must give the smaller value first",
        ),
        (
            {"answer": "turnover", "is": {"answer": "start"}},
            "cannot compare `turnover`, which is an amount of money, with `start`, which is a date",
        ),
        (
            {"answer": "term", "is": {"answer": "notice"}},
            "cannot compare `term`, which is a period, with `notice`, which is a period",
        ),
        (
            {"answer": "lots", "includes": {"answer": "lots"}},
            (
                "cannot compare `lots`, which is a choice of several options, with `lots`, "
                "which is a choice of several options"
            ),
        ),
        (
            {"count_of": "lots", "at_least": "x"},
            "must be a number in digits, such as 12 or 12.50",
        ),
    ],
)
def test_what_cannot_be_compared_is_told(raw: dict[str, Any], says: str | None) -> None:
    if says is None:
        assert isinstance(logic_of(raw), Compare)
        return
    with pytest.raises(ValueProblem) as caught:
        logic_of(raw)
    assert str(caught.value) == says


@pytest.mark.parametrize("kind", Kind)
def test_every_comparator_that_is_offered_for_a_kind_fits_it(kind: Kind) -> None:
    assert set(fitting(kind)) >= {"answered", "unanswered"}
    assert len(set(fitting(kind))) == len(fitting(kind))


@given(comparisons())
def test_a_fitting_comparison_is_typed(raw: dict[str, Any]) -> None:
    leaf = logic_of(raw)
    assert isinstance(leaf, Compare)
    assert leaf.subject == SUBJECTS[raw["answer"]]
    assert set(subjects(leaf)) == reads(leaf)


# --- negation -------------------------------------------------------------------------------------


def test_every_operator_has_one_opposite() -> None:
    assert set(OPPOSITE) == set(Comparator)
    assert all(OPPOSITE[OPPOSITE[op]] is op and OPPOSITE[op] is not op for op in Comparator)


@given(comparisons(), facts())
def test_a_comparison_and_its_opposite_are_false_when_anything_is_unanswered(
    raw: dict[str, Any], given_facts: Facts
) -> None:
    positive, negative = logic_of(raw), logic_of({"not": raw})
    assert isinstance(positive, Compare)
    if asks_absence(positive) or reads(positive) <= set(given_facts):
        assert compares_to(negative, given_facts) is not compares_to(positive, given_facts)
    else:
        assert not compares_to(positive, given_facts)
        assert not compares_to(negative, given_facts)


def compares_to(logic: Logic, given_facts: Facts) -> bool:
    assert isinstance(logic, Compare)
    return compares(logic, given_facts)


@given(conditions(), facts(complete=True))
def test_when_everything_is_answered_not_is_not(raw: Any, given_facts: Facts) -> None:
    assert holds(logic_of({"not": raw}), given_facts) is not holds(logic_of(raw), given_facts)


@given(conditions(), facts())
def test_a_condition_and_its_negation_never_hold_together(raw: Any, given_facts: Facts) -> None:
    assert not (holds(logic_of({"not": raw}), given_facts) and holds(logic_of(raw), given_facts))


@given(conditions())
def test_double_negation_changes_nothing(raw: Any) -> None:
    assert logic_of({"not": {"not": raw}}) == logic_of(raw)


@given(st.lists(conditions(max_leaves=3), min_size=1, max_size=3))
def test_de_morgan(parts: list[Any]) -> None:
    negated = [{"not": part} for part in parts]
    assert logic_of({"not": {"all": parts}}) == logic_of({"any": negated})
    assert logic_of({"not": {"any": parts}}) == logic_of({"all": negated})


@given(conditions(), facts(), facts())
def test_answers_that_are_not_read_change_nothing(
    raw: Any,
    given_facts: Facts,
    others: Facts,
) -> None:
    logic = logic_of(raw)
    read = subjects(logic)
    changed = {
        **{key: value for key, value in others.items() if key not in read},
        **{key: value for key, value in given_facts.items() if key in read},
    }
    assert holds(logic, changed) is holds(logic, given_facts)


@given(conditions(), facts(complete=True), st.sampled_from(sorted(SUBJECTS)))
def test_taking_an_answer_away_makes_nothing_true_unless_absence_is_asked_about(
    raw: Any,
    given_facts: dict[str, Any],
    name: str,
) -> None:
    logic = logic_of(raw)
    fewer = {key: value for key, value in given_facts.items() if key != SUBJECTS[name].key}
    if not asks_absence(logic) and holds(logic, fewer):
        assert holds(logic, given_facts)


# --- grounds --------------------------------------------------------------------------------------


@given(conditions(), facts())
def test_grounds_are_true_comparisons_that_make_the_condition_hold(
    raw: Any,
    given_facts: Facts,
) -> None:
    logic = logic_of(raw)
    found = grounds(logic, given_facts)
    assert bool(found) is holds(logic, given_facts)
    assert all(compares(leaf, given_facts) for leaf in found)
    assert set(found) <= set(comparisons_in(logic))
    if found:
        # The facts that the grounds read suffice.
        read = set().union(*(reads(leaf) for leaf in found))
        fewer = {key: value for key, value in given_facts.items() if key in read}
        assert holds(logic, fewer)


def test_grounds_leave_out_the_branches_that_failed() -> None:
    small = Compare(SUBJECTS["turnover"], Comparator.LESS_THAN, (Decimal(100),))
    large = Compare(SUBJECTS["turnover"], Comparator.MORE_THAN, (Decimal(900),))
    staff = Compare(SUBJECTS["staff"], Comparator.ANSWERED)
    facts_ = {"answer:turnover": Decimal(5), "answer:staff": Decimal(1)}
    assert grounds(Both((Either((small, large)), staff)), facts_) == (small, staff)
    assert grounds(Both((large, staff)), facts_) == ()
    assert grounds(ALWAYS, facts_) == ()


def test_the_subjects_of_a_condition_stand_in_reading_order() -> None:
    logic = logic_of(
        {
            "all": [
                {"answer": "budget", "more_than": {"answer": "turnover"}},
                {"any": [{"answer": "staff", "is": 1}, {"answer": "budget", "answered": True}]},
            ]
        }
    )
    assert [subject.name for subject in subjects(logic).values()] == ["budget", "turnover", "staff"]
    assert all(isinstance(each, Subject) for each in subjects(logic).values())
