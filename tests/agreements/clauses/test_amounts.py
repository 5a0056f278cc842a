"""Figures are said as people say them, and found where they stand in a text."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.amounts import (
    counted,
    day,
    figures_in,
    listed,
    money,
    percent,
    times,
    words,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (25, "twenty-five"),
        (100, "one hundred"),
        (101, "one hundred and one"),
        (1234, "one thousand two hundred and thirty-four"),
        (2_000_050, "two million and fifty"),
        (Decimal("2.5"), "2.5"),
    ],
)
def test_numbers_in_words(value: Decimal | int, text: str) -> None:
    assert words(value) == text


def test_amounts_are_said_with_their_unit() -> None:
    assert counted(1, "months") == "1 month"
    assert counted(1000, "days") == "1,000 days"
    assert [times(each) for each in (1, 2, 3)] == ["once", "twice", "three times"]
    assert money(250_000) == "£250,000"
    assert money(Decimal("12.5")) == "£12.50"
    assert money(Decimal("0.125")) == "£0.125"
    assert percent(Decimal("2.50")) == "2.5%"
    assert day(date(2027, 1, 4)) == "4 January 2027"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a, of b", "c"], "or") == "a, of b; or c"


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
