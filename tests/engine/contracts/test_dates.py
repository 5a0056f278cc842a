"""Terms, notice and working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contracts.dates import (
    LAST_YEAR,
    Calendar,
    Jurisdiction,
    Unit,
    add_months,
    bank_holidays,
    days_of_term,
    earliest_day,
    end_of_term,
    latest_notice,
    length_of_notice,
    months_moved,
    months_of_term,
    moved_end,
    whole_months,
)
from rules.problems import ValueProblem

DAY = timedelta(days=1)
ENGLAND = Calendar()
DAYS = st.dates(date(1995, 1, 1), date(2080, 12, 31))
UNITS = st.sampled_from(["days", "working-days", "months"])


def on(text: str) -> date:
    return date.fromisoformat(text)


# --- months --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-09-30", 1, "2025-10-30"),
        ("2025-09-30", 4, "2026-01-30"),  # Dodds v Walker: 30 January, not the 31st
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_months_run_to_the_corresponding_day(day: str, months: int, later: str) -> None:
    assert add_months(on(day), months) == on(later)


@given(DAYS, st.integers(-400, 400))
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + DAY).day == 1)


@given(DAYS, DAYS, st.integers(0, 200))
def test_months_keep_days_in_order(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert add_months(earlier, months) <= add_months(later, months)


@pytest.mark.parametrize("months", [12 * 8000, -12 * 8000])
def test_there_is_an_end_to_the_years(months: int) -> None:
    with pytest.raises(ValueProblem, match="too far away"):
        add_months(date(2026, 1, 1), months)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-03-01", 12, "2025-02-28"),
        ("2023-03-01", 12, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2026-03-15", 6, "2026-09-14"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-30"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2026-04-01", 24, "2028-03-31"),
    ],
)
def test_a_term_has_its_first_and_its_last_day(start: str, months: int, end: str) -> None:
    assert end_of_term(on(start), months) == on(end)


@given(DAYS, st.integers(1, 240))
def test_each_month_more_ends_a_term_later(start: date, months: int) -> None:
    assert start <= end_of_term(start, months) < end_of_term(start, months + 1)


@given(DAYS, st.integers(1, 4000))
def test_a_term_takes_the_fewest_months_that_hold_it(start: date, days: int) -> None:
    end = start + timedelta(days=days - 1)
    months = months_of_term(start, end)
    assert end_of_term(start, months) >= end
    assert months == 1 or end_of_term(start, months - 1) < end
    assert days_of_term(start, end) == days
    assert (whole_months(start, end) is None) == (end_of_term(start, months) != end)


def test_a_term_that_ends_before_it_starts_takes_no_month() -> None:
    assert months_of_term(date(2026, 2, 1), date(2026, 1, 31)) == 0


@pytest.mark.parametrize(
    ("start", "end", "months", "new_end"),
    [
        ("2024-03-01", "2026-02-28", 12, "2027-02-28"),
        ("2024-03-01", "2026-02-28", 24, "2028-02-29"),  # ends on a leap day
        ("2024-03-01", "2028-02-29", 12, "2029-02-28"),  # and a year on from it
        ("2026-01-31", "2026-02-28", 1, "2026-03-30"),  # two months from 31 January
        ("2026-01-15", "2026-12-31", 1, "2027-01-31"),  # no whole months: from the day after
        ("2024-03-01", "2026-02-28", -12, "2025-02-28"),
        ("2026-01-15", "2026-12-31", -1, "2026-11-30"),
    ],
)
def test_an_end_moves_by_whole_months(start: str, end: str, months: int, new_end: str) -> None:
    assert moved_end(on(start), on(end), months) == on(new_end)


@given(DAYS, st.integers(1, 60), st.lists(st.integers(1, 24), min_size=1, max_size=6))
def test_extensions_add_up(start: date, months: int, extensions: list[int]) -> None:
    end = end_of_term(start, months)
    for each in extensions:
        end = moved_end(start, end, each)
    assert end == end_of_term(start, months + sum(extensions))


@given(DAYS, st.integers(1, 2000), st.integers(1, 2000))
def test_an_extension_to_a_day_takes_the_fewest_months(start: date, days: int, more: int) -> None:
    end = start + timedelta(days=days - 1)
    new_end = end + timedelta(days=more)
    months = months_moved(start, end, new_end)
    assert moved_end(start, end, months) >= new_end
    assert moved_end(start, end, months - 1) < new_end
    assert months_moved(start, end, end) == 0


# --- working days --------------------------------------------------------------------------------

#: As published by the government for England and Wales.
PUBLISHED = {
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_published(year: int) -> None:
    published = {on(f"{year}-{day}") for day in PUBLISHED[year].split()}
    assert bank_holidays("england-and-wales", year) == published


def test_each_part_has_its_own() -> None:
    st_andrew, boyne = date(2026, 11, 30), date(2027, 7, 12)
    parts: tuple[Jurisdiction, ...] = (
        "england-and-wales",
        "scotland",
        "northern-ireland",
        "united-kingdom",
    )
    assert [Calendar(part).works(st_andrew) for part in parts] == [True, False, True, False]
    assert [Calendar(part).works(boyne) for part in parts] == [True, True, False, False]


def test_a_day_off_can_be_added() -> None:
    calendar = Calendar(also=frozenset({date(2026, 7, 1)}))
    assert ENGLAND.works(date(2026, 7, 1))
    assert not calendar.works(date(2026, 7, 1))
    assert calendar.add(date(2026, 6, 30), 1) == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        ("2026-03-06", 1, "2026-03-09"),  # Friday to Monday
        ("2026-04-02", 1, "2026-04-07"),  # Maundy Thursday to the Tuesday after Easter
        ("2026-12-24", 1, "2026-12-29"),  # Boxing Day falls on a Saturday
        ("2026-12-24", 8, "2027-01-08"),
        ("2026-03-07", 0, "2026-03-07"),
    ],
)
def test_working_days_leave_out_the_first_day(day: str, count: int, later: str) -> None:
    assert ENGLAND.add(on(day), count) == on(later)


@given(DAYS, st.integers(1, 300))
def test_working_days_out_and_back(day: date, count: int) -> None:
    later = ENGLAND.add(day, count)
    assert ENGLAND.works(later)
    assert ENGLAND.between(day, later) == count
    before = ENGLAND.back(later, count)
    assert ENGLAND.between(before, later) == count
    assert ENGLAND.between(before + DAY, later) == count - 1


@pytest.mark.parametrize("day", [date(LAST_YEAR + 1, 1, 1), date(1978, 12, 31)])
def test_years_beyond_reckoning_are_refused(day: date) -> None:
    with pytest.raises(ValueProblem, match="working days are known from 1979 to 2100"):
        ENGLAND.works(day)


# --- notice --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "length", "given_on", "counts"),
    [
        ("days", 30, "2026-03-01", "2026-03-31"),
        ("days", 90, "2026-11-30", "2027-02-28"),
        ("months", 2, "1983-03-23", "1983-05-23"),  # E J Riley v Eurostile
        ("months", 3, "2025-11-30", "2026-02-28"),
        ("working-days", 20, "2026-03-20", "2026-04-21"),  # over Easter
    ],
)
def test_notice_is_long_enough_on_its_last_day(
    unit: Unit, length: int, given_on: str, counts: str
) -> None:
    assert earliest_day(unit, length, on(given_on), ENGLAND) == on(counts)
    assert length_of_notice(unit, on(given_on), on(counts), ENGLAND) == length
    assert length_of_notice(unit, on(given_on), on(counts) - DAY, ENGLAND) == length - 1


def test_months_of_notice_may_start_on_several_days_of_a_long_month() -> None:
    assert latest_notice("months", 3, date(2026, 2, 28), ENGLAND) == date(2025, 11, 30)
    assert latest_notice("months", 1, date(2026, 2, 28), ENGLAND) == date(2026, 1, 31)
    assert latest_notice("months", 1, date(2026, 2, 27), ENGLAND) == date(2026, 1, 27)


@given(UNITS, st.integers(1, 150), DAYS)
def test_the_earliest_day_is_the_first_with_notice_enough(
    unit: Unit, length: int, given_on: date
) -> None:
    counts = earliest_day(unit, length, given_on, ENGLAND)
    assert length_of_notice(unit, given_on, counts, ENGLAND) >= length
    assert length_of_notice(unit, given_on, counts - DAY, ENGLAND) < length


@given(UNITS, st.integers(1, 150), DAYS)
def test_the_latest_notice_is_the_last_that_is_enough(
    unit: Unit, length: int, counts: date
) -> None:
    given_on = latest_notice(unit, length, counts, ENGLAND)
    assert length_of_notice(unit, given_on, counts, ENGLAND) >= length
    assert length_of_notice(unit, given_on + DAY, counts, ENGLAND) < length


@given(UNITS, DAYS, st.integers(-400, 400))
def test_notice_is_never_less_than_none(unit: Unit, given_on: date, days: int) -> None:
    length = length_of_notice(unit, given_on, given_on + timedelta(days=days), ENGLAND)
    assert length == 0 if days <= 0 else length >= 0


def test_notice_beyond_all_dates_is_refused() -> None:
    with pytest.raises(ValueProblem, match="too far away"):
        earliest_day("days", 4_000_000, date(2026, 1, 1), ENGLAND)
