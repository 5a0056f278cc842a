"""Sums are exact; logarithms and powers are right to the digits that they promise."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.figures.arithmetic import exact_sum, logarithm, power

POSITIVE = st.fractions("1/1000", 10**9, max_denominator=1000)


@given(st.lists(st.fractions(), max_size=12))
def test_sums_are_exact(values: list[Fraction]) -> None:
    assert exact_sum(values) == sum(values, Fraction(0))


def test_logarithm_to_fifty_places() -> None:
    # ln 2 / ln 3, as tables of constants print it
    assert logarithm(Fraction(2), Fraction(3)) == Fraction(
        "0.63092975357145743709952711434276085429958564013188"
    )


@given(POSITIVE, st.sampled_from(["1.5", "2", "3", "10"]), st.integers(-20, 20))
def test_whole_powers_of_the_base_are_exact(value: Fraction, base: str, whole: int) -> None:
    by = Fraction(base)
    assert logarithm(by**whole, by) == whole
    assert abs(logarithm(value * by**whole, by) - logarithm(value, by) - whole) <= Fraction(
        1, 10**50
    )


@given(POSITIVE, POSITIVE)
def test_logarithms_rise(one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert logarithm(low, Fraction(2)) <= logarithm(high, Fraction(2))


@given(POSITIVE, st.integers(0, 16))
def test_whole_powers_are_exact(base: Fraction, exponent: int) -> None:
    assert power(base, Fraction(exponent)) == base**exponent


@given(st.fractions(0, 10**6, max_denominator=1000), st.integers(2, 6))
def test_a_root_of_a_power_is_the_number_itself(base: Fraction, root: int) -> None:
    assert power(base**root, Fraction(1, root)) == base


@given(POSITIVE, st.decimals("0.01", 10, places=2))
def test_powers_have_sixty_digits(base: Fraction, exponent: Decimal) -> None:
    with localcontext() as context:
        context.prec = 90
        fine = Fraction((Decimal(base.numerator) / Decimal(base.denominator)) ** Decimal(exponent))
    # Half a unit of the sixtieth digit, twice: once above the line and once below.
    assert abs(power(base, Fraction(exponent)) / fine - 1) < Fraction(11, 10**60)


@pytest.mark.parametrize("exponent", ["0.5", "3", "17"])
def test_zero_stays_zero(exponent: str) -> None:
    assert power(Fraction(0), Fraction(exponent)) == 0


def test_nothing_to_the_power_of_nothing_is_one() -> None:
    assert power(Fraction(0), Fraction(0)) == 1
