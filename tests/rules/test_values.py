"""Values: how each kind is read, refused and shown."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import ValueProblem
from rules.values import (
    Kind,
    Subject,
    Value,
    check_magnitude,
    machine_text,
    read_constant,
    read_date,
    read_number,
    read_period,
    read_yes_no,
    shown,
)

TOO_LONG = "has too many digits: at most 18 before the point and 12 after it"
A_NUMBER = "must be a number, such as 12 or 12.50"
IN_DIGITS = "must be a number in digits, such as 12 or 12.50"
A_DATE = "must be a date written year-month-day, such as 2026-01-31"


def of(kind: Kind, **more: Any) -> Subject:
    return Subject("answer:q", "q", kind, "Question", **more)


def refused(act: Any, *args: Any) -> str:
    with pytest.raises(ValueProblem) as caught:
        act(*args)
    return str(caught.value)


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (12, "12"),
        ("12", "12"),
        (" -12.50 ", "-12.50"),
        ("+1", "1"),
        ("007", "7"),
        (Decimal("1E+3"), "1000"),
        ("999999999999999999.999999999999", "999999999999999999.999999999999"),
        (-(10**18) + 1, "-999999999999999999"),
    ],
)
def test_numbers_are_read_exactly(raw: object, value: str) -> None:
    assert read_number(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (True, A_NUMBER),
        (None, A_NUMBER),
        (0.5, A_NUMBER),
        ([1], A_NUMBER),
        (Decimal("NaN"), A_NUMBER),
        (Decimal("-Infinity"), A_NUMBER),
        ("", IN_DIGITS),
        ("1e5", IN_DIGITS),
        ("NaN", IN_DIGITS),
        ("1,000", IN_DIGITS),
        ("£5", IN_DIGITS),
        ("1.", IN_DIGITS),
        (".5", IN_DIGITS),
        ("١٢", IN_DIGITS),  # digits of another script
        ("12\x00", IN_DIGITS),
        ("9" * 40, TOO_LONG),
        ("9" * 10_000_000, TOO_LONG),
        (10**18, TOO_LONG),
        (10**400, TOO_LONG),
        ("9" * 19, TOO_LONG),
        ("0.1234567890123", TOO_LONG),
        (Decimal("1E+999"), TOO_LONG),
        (Decimal("1E-13"), TOO_LONG),
    ],
)
def test_what_is_no_number_is_refused(raw: object, says: str) -> None:
    assert refused(read_number, raw) == says


def test_the_magnitude_of_a_number_is_checked() -> None:
    check_magnitude(Decimal("-0.000000000001"))
    assert refused(check_magnitude, Decimal("Infinity")) == A_NUMBER


@given(
    st.decimals(
        allow_nan=False,
        allow_infinity=False,
        places=12,
        min_value=-(10**18) + 1,
        max_value=10**18 - 1,
    )
)
def test_a_number_comes_back_as_it_was_written(value: Decimal) -> None:
    assert read_number(f"{value:f}") == value
    assert read_number(machine_text(value)) == value


def test_dates_are_read() -> None:
    assert read_date("2026-01-31") == read_date(date(2026, 1, 31)) == date(2026, 1, 31)
    assert read_date(" 2028-02-29 ") == date(2028, 2, 29)
    assert refused(read_date, "2026-02-29") == "is not a real date: `2026-02-29`"
    for raw in ("31/01/2026", "2026-1-31", 20260131, None, "\uff12026-01-01"):
        assert refused(read_date, raw) == A_DATE


def test_yes_and_no_are_read() -> None:
    assert [read_yes_no(raw) for raw in ("yes", " No ", "YES", True, False)] == [
        True, False, True, True, False,
    ]  # fmt: skip
    for raw in ("true", "y", 1, None):
        assert refused(read_yes_no, raw) == "must be yes or no"


def test_periods_are_read_in_their_unit() -> None:
    assert read_period("6 months", "months") == 6
    assert read_period("2 years", "months") == 24
    assert read_period("1 year", None) == 12
    assert read_period("2 weeks", "days") == 14
    assert read_period("1 day", "days") == 1
    assert read_period(30, "days") == 30
    assert refused(read_period, "2 weeks", "months") == "must be in months, not weeks"
    assert refused(read_period, "2 weeks", None) == "must be in months, not weeks"
    assert refused(read_period, "1 month", "days") == "must be in days, not months"
    assert refused(read_period, -1, "days") == "must be a whole number of days"
    assert refused(read_period, Decimal("1.5"), None) == "must be a whole number of months"
    assert refused(read_period, "soon", "days") == IN_DIGITS


def test_a_constant_is_read_as_its_subject_is() -> None:
    levels = of(Kind.ONE_OF, options={"none": "None", "1": "Level one", "yes": "Fully", "2.5": "x"})
    assert read_constant(5, of(Kind.MONEY)) == Decimal(5)
    assert read_constant("2026-01-01", of(Kind.DATE)) == date(2026, 1, 1)
    assert read_constant("1 year", of(Kind.PERIOD, unit="months")) == 12
    assert read_constant("no", of(Kind.YES_NO)) is False
    assert read_constant("x", of(Kind.TEXT)) == "x"
    assert read_constant("x", of(Kind.TEXTS)) == "x"
    assert read_constant("None", levels) == "none"
    # A bare 1, 2.5 or yes in YAML may well be an option.
    assert [read_constant(raw, levels) for raw in (1, Decimal("2.5"), True)] == ["1", "2.5", "yes"]
    assert refused(read_constant, "no", levels) == (
        "`no` is not an option of `q`: `none`, `1`, `yes`, `2.5`"
    )
    assert refused(read_constant, 5, of(Kind.TEXT)) == "must be text"
    assert (
        refused(read_constant, "x", of(Kind.OPAQUE)) == "`q` can only be `answered` or `unanswered`"
    )


def test_a_long_list_of_options_is_cut() -> None:
    many = of(Kind.MANY_OF, options={f"o{i}": f"Option {i}" for i in range(20)})
    says = refused(read_constant, "x" * 500, many)
    assert says.startswith(f"`{'x' * 80}` is not an option of `q`: `o0`, ")
    assert says.endswith("`o11` …")


# --- showing --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "subject", "text"),
    [
        (True, of(Kind.YES_NO), "Yes"),
        (False, of(Kind.YES_NO), "No"),
        (Decimal(100000), of(Kind.MONEY), "£100,000"),
        (Decimal("1E+5"), of(Kind.MONEY), "£100,000"),
        (Decimal("100000.00"), of(Kind.MONEY), "£100,000"),
        (Decimal("-1234.5"), of(Kind.MONEY), "-£1,234.50"),
        (Decimal("0.125"), of(Kind.MONEY), "£0.125"),
        (Decimal("-123456789012345678.123456789012"), of(Kind.MONEY),
         "-£123,456,789,012,345,678.123456789012"),
        (Decimal("-0"), of(Kind.NUMBER), "0"),
        (Decimal("1234.50"), of(Kind.NUMBER), "1,234.50"),
        (Decimal("12.5"), of(Kind.PERCENTAGE), "12.5%"),
        (Decimal(1), of(Kind.PERIOD, unit="months"), "1 month"),
        (Decimal(6), of(Kind.PERIOD, unit="days"), "6 days"),
        (Decimal(3), of(Kind.NUMBER, unit="people"), "3 people"),
        (Fraction(100, 3), of(Kind.NUMBER), "33.333333…"),
        (Fraction(-200, 3), of(Kind.MONEY), "-£66.666667…"),
        (Fraction(1, 2), of(Kind.MONEY), "£0.50"),
        (Fraction(5), of(Kind.PERCENTAGE), "5%"),
        (date(2027, 1, 3), of(Kind.DATE), "3 January 2027"),
        (("a", "b"), of(Kind.MANY_OF, options={"a": "Alpha"}), "Alpha, b"),
        ((), of(Kind.MANY_OF), "none"),
        ("a", of(Kind.ONE_OF, options={"a": "Alpha"}), "Alpha"),
        ("free", of(Kind.TEXT), "free"),
        (object(), of(Kind.OPAQUE), "answered"),
    ],
)  # fmt: skip
def test_values_are_shown_to_people(value: Value, subject: Subject, text: str) -> None:
    assert shown(value, subject) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 1, 2), "2026-01-02"),
        (("a", "b"), "a, b"),
        ("a", "a"),
        (object(), "answered"),
    ],
)
def test_values_are_written_for_machines(value: Value, text: str) -> None:
    assert machine_text(value) == text


amounts = st.decimals(min_value=-(10**17), max_value=10**17, places=12) | st.decimals(
    min_value=-99, max_value=99, places=2
)


@given(amounts, amounts)
def test_different_amounts_are_shown_differently(one: Decimal, other: Decimal) -> None:
    for kind in (Kind.MONEY, Kind.NUMBER, Kind.PERCENTAGE):
        assert (shown(one, of(kind)) == shown(other, of(kind))) <= (one == other)
        assert "E" not in shown(one, of(kind))
