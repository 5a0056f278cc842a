"""Sweeping: elements tell apart all that comparisons can, and boxes are covered or are not."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decision_tables import partition as sweep
from rules.decision_tables.cells import Interval
from rules.decision_tables.partition import (
    UNANSWERED,
    Box,
    Element,
    TooManyError,
    bits,
    choices,
    clashes,
    covered,
    elements,
    full_set,
    is_covered,
    is_empty,
    meet,
    merged_boxes,
    outside,
    spans_of,
    witness_of,
)
from rules.logic import (
    ALWAYS,
    Both,
    Comparator,
    Compare,
    Either,
    Logic,
    comparisons_in,
    holds,
    typed,
)
from rules.problems import ValueProblem
from rules.values import Kind, Subject
from tests.rules.strategies import CONDITION, SUBJECTS, conditions, find

STAFF, TURNOVER, START = SUBJECTS["staff"], SUBJECTS["turnover"], SUBJECTS["start"]


def below(subject: Subject, *constants: Decimal | date | str) -> list[Compare]:
    return [Compare(subject, Comparator.LESS_THAN, (constant,)) for constant in constants]


def witnesses(subject: Subject, leaves: Sequence[Compare]) -> list[object]:
    return [element.witness for element in elements(subject, leaves)]


# --- elements -------------------------------------------------------------------------------------


def test_numbers_fall_into_constants_and_what_lies_between() -> None:
    free = replace(STAFF, places=None)
    found = elements(free, below(free, Decimal(60), Decimal("60.5"), Decimal(80)))
    assert [element.witness for element in found] == [
        Decimal(59), Decimal(60), Decimal("60.1"), Decimal("60.5"), Decimal(61), Decimal(80),
        Decimal(81),
    ]  # fmt: skip
    assert found[1].span == Interval(Decimal(60), Decimal(60), low_in=True, high_in=True)
    assert found[2].span == Interval(Decimal(60), Decimal("60.5"))
    assert found[-1].span == Interval(Decimal(80), None)


def test_whole_numbers_have_nothing_between_neighbours() -> None:
    assert witnesses(STAFF, below(STAFF, Decimal(59), Decimal(60))) == [58, 59, 60, 61]
    # A constant that is no whole number still tells those on either side of it apart.
    assert witnesses(STAFF, below(STAFF, Decimal("59.5"))) == [59, 60]


def test_pennies_have_nothing_between_neighbours() -> None:
    pounds = replace(TURNOVER, places=2)
    leaves = below(pounds, Decimal("59.99"), Decimal(60))
    assert witnesses(pounds, leaves) == [
        Decimal(59), Decimal("59.99"), Decimal(60), Decimal(61),
    ]  # fmt: skip


def test_what_a_subject_cannot_be_is_left_out() -> None:
    marks = replace(STAFF, places=None, least=Decimal(0), most=Decimal(100))
    leaves = below(marks, Decimal(-5), Decimal(50), Decimal(200))
    assert witnesses(marks, leaves) == [0, 1, 50, 51, 100]
    days = replace(START, least=date(2026, 1, 1), most=date(2026, 1, 3))
    assert witnesses(days, below(days, date(2026, 1, 3))) == [
        date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3),
    ]  # fmt: skip


def test_days_and_periods_are_whole() -> None:
    assert witnesses(START, below(START, date(2026, 1, 1), date(2026, 1, 2))) == [
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3),
    ]  # fmt: skip
    assert witnesses(START, below(START, date.min, date.max)) == [
        date.min, date(1, 1, 2), date.max,
    ]  # fmt: skip
    assert witnesses(SUBJECTS["term"], below(SUBJECTS["term"], Decimal(1))) == [0, 1, 2]
    bounded = replace(SUBJECTS["term"], least=Decimal(3))
    assert witnesses(bounded, below(bounded, Decimal(1))) == [3, 4]


def test_nothing_is_asked_of_a_subject() -> None:
    assert witnesses(STAFF, []) == [0]
    assert witnesses(START, []) == [date(2026, 1, 1)]
    assert witnesses(SUBJECTS["region"], []) == ["something else"]
    assert len(witnesses(SUBJECTS["file"], [])) == 1


def test_other_kinds_fall_into_their_values() -> None:
    region = SUBJECTS["region"]
    assert witnesses(SUBJECTS["guarantee"], []) == [True, False]
    assert witnesses(SUBJECTS["cyber"], []) == ["none", "basic", "plus"]
    leaves = [Compare(region, Comparator.IS, ("something else",))]
    assert witnesses(region, leaves) == ["something else", "something else!"]


def test_lists_fall_into_choices_of_what_is_looked_for() -> None:
    lots, names = SUBJECTS["lots"], SUBJECTS["names"]
    some = [Compare(lots, Comparator.INCLUDES_ANY, ("cloud", "hosting"))]
    assert witnesses(lots, some) == [
        ("a-or-b",), ("cloud",), ("hosting",), ("cloud", "hosting"),
    ]  # fmt: skip
    # A list of nothing is no answer.
    every = [Compare(lots, Comparator.INCLUDES_ANY, tuple(lots.options))]
    assert len(witnesses(lots, every)) == 2**3 - 1
    assert witnesses(names, [Compare(names, Comparator.INCLUDES, ("ann",))]) == [
        ("something else",), ("ann",),
    ]  # fmt: skip
    many = [Compare(names, Comparator.INCLUDES, (f"n{i}",)) for i in range(11)]
    with pytest.raises(ValueProblem, match="more than 10 items of `names` are looked for"):
        elements(names, many)


def test_comparisons_between_subjects_cannot_be_swept() -> None:
    leaf = Compare(TURNOVER, Comparator.LESS_THAN, (SUBJECTS["budget"],))
    with pytest.raises(ValueProblem, match="`turnover` is compared with `budget`"):
        elements(TURNOVER, [leaf])
    # Comparisons of another subject do not matter.
    assert witnesses(STAFF, below(TURNOVER, Decimal(5))) == [0]


decimals = st.decimals(-5, 5, places=1) | st.decimals(-5, 5, places=3)


@given(
    st.lists(decimals, max_size=5),
    st.none() | st.integers(0, 2),
    st.lists(decimals, min_size=20, max_size=40),
)
def test_every_value_is_in_one_element_and_is_told_apart_as_its_witness_is(
    constants: list[Decimal], places: int | None, values: list[Decimal]
) -> None:
    subject = replace(STAFF, places=places)
    leaves = [
        Compare(subject, op, (constant,))
        for constant in constants
        for op in (Comparator.IS, Comparator.LESS_THAN, Comparator.AT_MOST)
    ]
    found = elements(subject, leaves)
    for value in values:
        if places is not None and round(value, places) != value:
            continue
        same = [
            element
            for element in found
            if all(
                holds(leaf, {subject.key: value}) is holds(leaf, {subject.key: element.witness})
                for leaf in leaves
            )
        ]
        assert len(same) == 1


def test_what_a_condition_covers() -> None:
    among = (*elements(STAFF, below(STAFF, Decimal(5))), UNANSWERED)
    logic: Logic = Compare(STAFF, Comparator.LESS_THAN, (Decimal(5),))
    assert covered(logic, among) == 0b0001
    assert covered(Compare(STAFF, Comparator.UNANSWERED), among) == 0b1000
    assert covered(Compare(STAFF, Comparator.ANSWERED), among) == 0b0111


@given(conditions(references=False), st.sampled_from(sorted(SUBJECTS)))
def test_what_is_covered_is_what_holds(raw: Any, name: str) -> None:
    logic = about(SUBJECTS[name], typed(CONDITION.validate_python(raw), find))
    subject = SUBJECTS[name]
    among = (*elements(subject, comparisons_in(logic)), UNANSWERED)
    held = [
        holds(logic, {} if each.witness is None else {subject.key: each.witness}) for each in among
    ]
    assert covered(logic, among) == sum(1 << bit for bit, is_so in enumerate(held) if is_so)
    assert covered(logic, among[:-1]) == covered(logic, among) & full_set(len(among) - 1)


def about(subject: Subject, logic: Logic) -> Logic:
    """Leave out of a condition what is about other subjects."""
    match logic:
        case Both(parts=parts):
            return Both(tuple(about(subject, part) for part in parts))
        case Either(parts=parts):
            return Either(tuple(about(subject, part) for part in parts))
        case Compare():
            return logic if logic.subject == subject else ALWAYS


def test_elements_side_by_side_are_one_span() -> None:
    among = elements(TURNOVER, below(TURNOVER, Decimal(1), Decimal(2)))
    assert spans_of(0b00011, among) == [Interval(None, Decimal(1), high_in=True)]
    assert spans_of(0b01100, among) == [
        Interval(Decimal(1), Decimal(2), low_in=False, high_in=True)
    ]
    assert spans_of(0b10010, among) == [
        Interval(Decimal(1), Decimal(1), low_in=True, high_in=True),
        Interval(Decimal(2), None),
    ]
    assert spans_of(0b11111, among) == [Interval(None, None)]


# --- boxes ----------------------------------------------------------------------------------------


def points(space: Box) -> set[tuple[int, ...]]:
    return set(itertools.product(*(bits(members) for members in space)))


boxes = st.integers(1, 3).flatmap(
    lambda width: st.tuples(
        st.tuples(*[st.integers(1, 15)] * width),
        st.lists(st.tuples(*[st.integers(0, 15)] * width), max_size=6),
    )
)


@given(boxes)
def test_what_boxes_leave_over(drawn: tuple[Box, list[Box]]) -> None:
    space, some = drawn
    left = points(space) - set().union(*(points(box) for box in some))
    found = list(outside(space, some))
    assert set().union(*(points(box) for box in found)) == left
    # Nothing is told twice.
    assert sum(len(points(box)) for box in found) == len(left)
    assert is_covered(space, some) is not bool(left)


@given(boxes)
def test_boxes_that_are_put_together_are_what_they_were(drawn: tuple[Box, list[Box]]) -> None:
    space, some = drawn
    apart = list(outside(space, some))
    together = merged_boxes(apart)
    assert set().union(*(points(box) for box in together)) == set().union(*map(points, apart))
    assert len(together) <= len(apart)


def test_boxes_side_by_side_are_put_together() -> None:
    assert merged_boxes([(0b01, 0b1), (0b10, 0b1), (0b11, 0b10)]) == [(0b11, 0b11)]
    assert merged_boxes([(0b01, 0b1), (0b10, 0b1), (0b100, 0b10)]) == [(0b11, 0b1), (0b100, 0b10)]
    assert merged_boxes([]) == []


@given(boxes)
def test_which_boxes_clash(drawn: tuple[Box, list[Box]]) -> None:
    _, some = drawn
    found = {(one, other): shared for one, other, shared in clashes(some)}
    for one, other in itertools.combinations(range(len(some)), 2):
        common = points(some[one]) & points(some[other])
        assert points(found.get((one, other), (0,))) == common
        assert is_empty(meet(some[one], some[other])) is not bool(common)


@given(boxes)
def test_which_boxes_cover_a_point_together(drawn: tuple[Box, list[Box]]) -> None:
    space, some = drawn
    expected = {
        frozenset(index for index, box in enumerate(some) if point in points(box))
        for point in points(space)
    }
    assert choices(space, some, 2**6) == expected
    if len(expected) > 1:
        with pytest.raises(TooManyError):
            choices(space, some, len(expected) - 1)


def test_a_witness_is_answered_where_it_can_be() -> None:
    among = [(Element("a"), Element("b"), UNANSWERED), (Element(1), UNANSWERED)]
    assert witness_of((0b110, 0b10), among) == ("b", None)


def test_proofs_that_would_take_too_long_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each box leaves out one value of one subject, so all of them together leave one point.
    width = 12
    space: Box = (0b11,) * width
    some = [tuple(0b01 if i == j else 0b11 for i in range(width)) for j in range(width)]
    assert list(outside(space, some)) == [(0b10,) * width]
    assert not is_covered(space, some)
    monkeypatch.setattr(sweep, "MAX_STEPS", 5)
    with pytest.raises(TooManyError):
        is_covered(space, some)
    with pytest.raises(TooManyError):
        choices(space, some, 10_000)


def test_sets_are_whole_numbers() -> None:
    assert list(bits(0b10110)) == [1, 2, 4]
    assert full_set(3) == 0b111
    assert STAFF.kind == Kind.NUMBER
