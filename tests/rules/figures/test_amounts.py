"""Figures are said as people say them."""

from datetime import date
from decimal import Decimal

import pytest

from rules.figures.amounts import (
    count_with_unit,
    date_in_words,
    listed,
    money,
    percentage,
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
    assert count_with_unit(1, "months") == "1 month"
    assert count_with_unit(1000, "days") == "1,000 days"
    assert [times(each) for each in (1, 2, 3)] == ["once", "twice", "three times"]
    assert money(250_000) == "£250,000"
    assert money(Decimal("12.5")) == "£12.50"
    assert money(Decimal("0.125")) == "£0.125"
    assert percentage(Decimal("2.50")) == "2.5%"
    assert date_in_words(date(2027, 1, 4)) == "4 January 2027"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a, of b", "c"], "or") == "a, of b; or c"
