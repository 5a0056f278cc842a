"""Patterns accept exactly the texts inside limits, as comparing figures and days does."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.json_schema import patterns
from forms.model.limits import Figures
from forms.model.typed_values import count_words
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS


@st.composite
def _grids(draw: st.DrawFn) -> Figures:
    places = draw(st.sampled_from([0, 1, 2, 3, 12]))
    beyond = 10 ** (MAX_WHOLE_DIGITS + places) - 1
    points = st.one_of(
        st.integers(-200, 200),
        st.integers(-beyond, beyond),
        st.sampled_from([-beyond, beyond, 0, 10**places, 99 * 10**places, 10**places - 1]),
    )
    first, last = sorted((draw(points), draw(points)))
    return Figures(first, last, places)


@st.composite
def _near(draw: st.DrawFn, grid: Figures) -> Decimal:
    """Give figures near the limits of a grid, and anywhere."""
    places = draw(st.sampled_from([0, grid.places, min(grid.places + 1, MAX_PLACES), MAX_PLACES]))
    finer = 10 ** max(0, places - grid.places)
    anchor = draw(st.sampled_from([grid.first, grid.last, 0])) * finer
    point = draw(st.integers(anchor - 12, anchor + 12) | st.integers(-(10**20), 10**20))
    value = Decimal(f"{point}e-{max(places, grid.places)}")
    return value if value.adjusted() < MAX_WHOLE_DIGITS else Decimal(0)


@given(st.data())
def test_figures(data: st.DataObject) -> None:
    grid = data.draw(_grids())
    value = data.draw(_near(grid))
    # As it is written: zeros at the end are kept, but never more digits than there can be.
    text = data.draw(st.sampled_from([f"{value:f}", _short(value), _long(value)]))
    steps = Fraction(value) * 10**grid.places  # exact, however many digits the figure has
    allowed = steps.denominator == 1 and grid.first <= steps <= grid.last
    assert bool(re.search(patterns.figures(grid), text)) is allowed, text


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _long(value: Decimal) -> str:
    whole, _, part = f"{value:f}".partition(".")
    return f"{whole}.{part:0<{MAX_PLACES}}"


@pytest.mark.parametrize(
    "text",
    ["", "-", ".5", "5.", "05", "00", "+5", " 5", "5 ", "5\n", "1e2", "\u0665", "5.0000000000000"],
)
def test_what_is_no_written_figure_matches_nothing(text: str) -> None:
    beyond = 10 ** (MAX_WHOLE_DIGITS + MAX_PLACES) - 1
    anything = patterns.figures(Figures(-beyond, beyond, MAX_PLACES))
    assert not re.fullmatch(anything.removeprefix("^").removesuffix("$"), text)


@given(st.data())
def test_days(data: st.DataObject) -> None:
    days = st.dates(date(1000, 1, 1))
    first, last = sorted((data.draw(days), data.draw(days)))
    near = st.integers(-400, 400).map(timedelta)
    day = data.draw(
        days | near.map(lambda by: _moved(first, by)) | near.map(lambda by: _moved(last, by))
    )
    assert re.search(patterns.A_DAY, day.isoformat())
    assert bool(re.search(patterns.days(first, last), day.isoformat())) is (first <= day <= last)


def _moved(day: date, by: timedelta) -> date:
    try:
        return max(day + by, date(1000, 1, 1))
    except OverflowError:
        return day


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_only_days_that_exist_are_days(year: int, month: int, day: int) -> None:
    try:
        exists = year >= 1000 and bool(date(year, month, day))
    except ValueError:
        exists = False
    assert bool(re.search(patterns.A_DAY, f"{year:04}-{month:02}-{day:02}")) is exists


@given(st.data())
def test_spans(data: st.DataObject) -> None:
    counts = st.integers(0, 999_999) | st.integers(0, 13)
    first, last = sorted((data.draw(counts), data.draw(counts)))
    count = data.draw(counts | st.sampled_from([first, last, last + 1, max(first - 1, 0)]))
    pattern = patterns.spans(Figures(first, last, 0), "months")
    text = f"{count} month{'' if count == 1 else 's'}"
    assert bool(re.search(pattern, text)) is (first <= count <= last)


@given(st.text(st.sampled_from("ab \t\n\u00a0\u2003\u3000\ufeff\u200b")), st.integers(1, 4))
def test_words(text: str, most: int) -> None:
    assert bool(re.search(patterns.words(most), text.strip())) is (count_words(text) <= most)


def test_patterns_are_short_enough_to_read() -> None:
    assert patterns.figures(Figures(1, 200_000_000, 2)) == (
        r"^(?:0\.(?:0[1-9]0{0,10}|[1-9][0-9]?0{0,10})"
        r"|(?:[1-9][0-9]{0,5}|1[0-9]{6})(?:\.[0-9]{1,2}0{0,10})?|2000000(?:\.0{1,12})?)$"
    )
    assert patterns.figures(Figures(1, 500, 0)) == (
        r"^(?:[1-9][0-9]?|[1-4][0-9]{2}|500)(?:\.0{1,12})?$"
    )
    assert patterns.days(date(2027, 1, 1), date(2027, 12, 31)) == "^2027-[0-9]{2}-[0-9]{2}$"
    assert patterns.days(date(2027, 3, 1), date(9999, 12, 31)) == (
        "^(?:2(?:0(?:2(?:7-(?:0[3-9]-[0-9]{2}|[1-9][0-9]-[0-9]{2})|[8-9]-[0-9]{2}-[0-9]{2})"
        "|[3-9][0-9]-[0-9]{2}-[0-9]{2})|[1-9][0-9]{2}-[0-9]{2}-[0-9]{2})"
        "|[3-9][0-9]{3}-[0-9]{2}-[0-9]{2})$"
    )
