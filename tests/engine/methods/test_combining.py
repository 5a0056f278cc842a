"""One mark from several."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.combining import combine
from rules.policies.calculation import Undecidable
from rules.policies.methods.choices import Combining

MARKS = st.lists(st.fractions(0, 100, max_denominator=8), min_size=1, max_size=9)
KINDS: list[Combining] = ["consensus", "mean", "median", "trimmed-mean", "lowest", "sum"]


@pytest.mark.parametrize(
    ("kind", "marks", "expected"),
    [
        ("consensus", [3], 3),
        ("consensus", [3, 3, 3], 3),
        ("mean", [3, 2, 2], Fraction(7, 3)),
        ("median", [1, 9, 2], 2),
        ("median", [1, 9, 2, 3], Fraction(5, 2)),
        ("median", [4], 4),
        ("trimmed-mean", [0, 5, 6, 100], Fraction(11, 2)),
        ("trimmed-mean", [0, 0, 6], 0),
        ("trimmed-mean", [0, 6], 3),
        ("trimmed-mean", [6], 6),
        ("lowest", [4, 2, 3], 2),
        ("sum", [4, 2, 3], 9),
    ],
)
def test_combine(kind: Combining, marks: list[int], expected: Fraction) -> None:
    assert combine(kind, [Fraction(mark) for mark in marks]) == expected


def test_consensus_is_refused_while_marks_differ() -> None:
    with pytest.raises(Undecidable, match="must agree") as refused:
        combine("consensus", [Fraction(2), Fraction(3)])
    assert refused.value.bid_ids == ()


@pytest.mark.parametrize("kind", KINDS)
def test_no_marks_make_no_mark(kind: Combining) -> None:
    with pytest.raises(Undecidable, match="no marks"):
        combine(kind, [])


@given(st.sampled_from(KINDS[1:]), MARKS, st.randoms())
def test_who_marks_first_makes_no_difference(
    kind: Combining, marks: list[Fraction], random: Random
) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)
    assert combine(kind, shuffled) == combine(kind, marks)


@given(st.sampled_from(["mean", "median", "trimmed-mean", "lowest"]), MARKS)
def test_the_mark_is_between_the_marks(kind: Combining, marks: list[Fraction]) -> None:
    assert min(marks) <= combine(kind, marks) <= max(marks)


@given(st.sampled_from(KINDS[1:]), MARKS, st.data())
def test_a_higher_mark_never_lowers_the_result(
    kind: Combining, marks: list[Fraction], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(marks) - 1))
    raised = [*marks[:place], marks[place] + 1, *marks[place + 1 :]]
    assert combine(kind, raised) >= combine(kind, marks)
