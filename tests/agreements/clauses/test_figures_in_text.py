"""Figures are found where they stand in a text."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.figures_in_text import figures_in
from rules.figures.amounts import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at least thirty days", [("thirty days", 30, "days")]),
        ("30 days’ notice", [("30 days", 30, "days")]),
        ("within four weeks", [("four weeks", 28, "days")]),
        ("fifteen working days", [("fifteen working days", 15, "working days")]),
        ("not more than a year", [("not more than a year", 12, "months")]),
        ("each year", []),
        ("two further extensions", [("two further extensions", 2, "times")]),
        ("no more than twice", [("twice", 2, "times")]),
        ("once it has run", []),
        ("£1.5 million", [("£1.5 million", 1_500_000, "money")]),
        ("twenty-five per cent", [("twenty-five per cent", 25, "percent")]),
        ("half of the initial period", [("half of", 50, "percent")]),
        ("by 4 January 2027", [("4 January 2027", date(2027, 1, 4).toordinal(), "date")]),
        ("one hundred and twenty days", [("one hundred and twenty days", 120, "days")]),
        ("a hundred words", [("a hundred words", 100, "words")]),
        ("Procurement Act 2023, section 74(3)(a)", []),
        ("Schedule 8, paragraphs 1 and 4", []),
        ("ISO/IEC 27001", []),
        ("the tender", []),
        ("someone gave notice", []),
    ],
)
def test_figures_are_found(text: str, found: list[tuple[str, int, str]]) -> None:
    assert [(each.text, int(each.value), each.unit) for each in figures_in(text)] == found


@given(st.integers(0, 10**9))
def test_what_is_said_in_words_is_found_again(number: int) -> None:
    for text in (f"{words(number)} days", f"{number:,} days", f"{number} days"):
        (figure,) = figures_in(f"at least {text} before")
        assert (figure.value, figure.unit) == (Fraction(number), "days")


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for figure in figures_in(text):
        assert 0 <= figure.at < len(text)
