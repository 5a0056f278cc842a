"""Rounding is exact, also where a float or a short decimal would go wrong."""

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.figures.rounding import RoundingMode, printed, rounded, shortest_print

MODES: list[RoundingMode] = ["half-up", "half-even", "down", "up"]
IN_DECIMAL = {
    "half-up": decimal.ROUND_HALF_UP,
    "half-even": decimal.ROUND_HALF_EVEN,
    "down": decimal.ROUND_DOWN,
    "up": decimal.ROUND_UP,
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        #           half-up   half-even  down     up
        ("2.345", ["2.35", "2.34", "2.34", "2.35"]),
        ("2.355", ["2.36", "2.36", "2.35", "2.36"]),
        ("-2.345", ["-2.35", "-2.34", "-2.34", "-2.35"]),
        ("2.3449999", ["2.34", "2.34", "2.34", "2.35"]),
        ("2.34", ["2.34", "2.34", "2.34", "2.34"]),
        ("1/3", ["0.33", "0.33", "0.33", "0.34"]),
        ("-2/3", ["-0.67", "-0.67", "-0.66", "-0.67"]),
        ("0", ["0.00", "0.00", "0.00", "0.00"]),
        ("-0.001", ["0.00", "0.00", "0.00", "-0.01"]),
        ("-0.005", ["-0.01", "0.00", "0.00", "-0.01"]),
        ("99.995", ["100.00", "100.00", "99.99", "100.00"]),
        ("1e30", ["1000000000000000000000000000000.00"] * 4),
    ],
)
def test_modes(value: str, expected: list[str]) -> None:
    assert [printed(Fraction(value), 2, mode) for mode in MODES] == expected


def test_half_up_is_the_rule_where_none_is_named() -> None:
    assert rounded(Fraction("0.125"), 2) == Decimal("0.13")
    assert printed(Fraction(5, 2), 0) == "3"
    assert printed(Fraction(17, 1), 0) == "17"


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 8), st.sampled_from(MODES))
def test_agrees_with_decimal_where_decimal_is_exact(
    value: Decimal, places: int, mode: RoundingMode
) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), rounding=IN_DECIMAL[mode])
    found = rounded(Fraction(value), places, mode)
    assert found == expected
    assert found.as_tuple().exponent == -places


@given(st.fractions(), st.integers(0, 12), st.sampled_from(MODES))
def test_is_within_a_unit_of_the_last_place_and_symmetrical(
    value: Fraction, places: int, mode: RoundingMode
) -> None:
    found = rounded(value, places, mode)
    away = abs(Fraction(found) - value) * 10**places
    assert away < 1 if mode in {"up", "down"} else away <= Fraction(1, 2)
    # As fractions: `-found` would be cut to 28 digits.
    assert Fraction(rounded(-value, places, mode)) == -Fraction(found)
    assert not (found.is_zero() and found.is_signed())


@given(st.fractions(), st.fractions(), st.integers(0, 6), st.sampled_from(MODES))
def test_never_puts_a_smaller_figure_above_a_larger(
    one: Fraction, other: Fraction, places: int, mode: RoundingMode
) -> None:
    low, high = sorted((one, other))
    assert rounded(low, places, mode) <= rounded(high, places, mode)


def test_any_precision_of_the_caller_is_left_alone() -> None:
    with decimal.localcontext() as context:
        context.prec = 3
        assert printed(Fraction("123456789.985"), 2) == "123456789.99"
    assert printed(Fraction(10**6000 + 1, 3), 1).endswith("333.7")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("12", "12"), ("12.50", "12.5"), ("100", "100"), ("1/3", "0.333333…"), ("-2/3", "-0.666667…")],
)
def test_shown_says_where_it_is_cut(value: str, expected: str) -> None:
    assert shortest_print(Fraction(value)) == expected


def test_shown_to_no_places() -> None:
    assert shortest_print(Fraction(100), 0) == "100"
    assert shortest_print(Fraction(5, 2), 0) == "3…"
