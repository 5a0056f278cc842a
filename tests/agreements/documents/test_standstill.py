"""The standstill: worked examples, counted by hand with a calendar of all three jurisdictions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.documents.standstill import standstill_dates
from engine.contracts.dates import Calendar
from rules.policies.feedback import Standstill

KINGDOM = Calendar("united-kingdom")


@pytest.mark.parametrize(
    ("published", "last"),
    [
        # St Andrew's Day, Monday 30 November 2026: Scotland.
        ("2026-11-24", "2026-12-04"),
        ("2026-11-25", "2026-12-07"),
        ("2026-11-27", "2026-12-09"),
        # Published on a day that does not count: on a Saturday, and on the bank holiday itself.
        ("2026-11-28", "2026-12-10"),
        ("2026-11-30", "2026-12-10"),
        # 30 November 2025 was a Sunday; the Monday after it was the bank holiday.
        ("2025-11-26", "2025-12-08"),
        # St Patrick's Day, Wednesday 17 March 2027: Northern Ireland. Good Friday is the 26th.
        ("2027-03-15", "2027-03-25"),
        ("2027-03-16", "2027-03-30"),
        # The Battle of the Boyne, Monday 12 July 2027: Northern Ireland.
        ("2027-07-08", "2027-07-20"),
        # The summer bank holiday of Scotland, Monday 2 August 2027.
        ("2027-07-30", "2027-08-11"),
        # Christmas Day, Boxing Day's Monday, New Year's Day, and Scotland's 2 January, on the 4th.
        ("2026-12-22", "2027-01-06"),
        ("2026-12-24", "2027-01-08"),
        # Easter 2026: Good Friday 3 April, Easter Monday 6 April.
        ("2026-04-01", "2026-04-14"),
        # Proclaimed for Scotland: Monday 15 June 2026.
        ("2026-06-12", "2026-06-24"),
    ],
)
def test_eight_working_days_begin_with_the_publication(published: str, last: str) -> None:
    found = standstill_dates(Standstill(working_days=8), date.fromisoformat(published), KINGDOM)
    assert str(found.last) == last
    assert len(found.counted) == 8


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ("2026-11-09", "2026-11-19"),
        # Ten days later is a Saturday, and the Monday after it St Andrew's Day.
        ("2026-11-18", "2026-12-01"),
        ("2026-12-15", "2026-12-29"),
    ],
)
def test_ten_days_leave_out_the_day_on_which_suppliers_are_told(told: str, last: str) -> None:
    found = standstill_dates(Standstill(days=10), date.fromisoformat(told), KINGDOM)
    assert str(found.last) == last


@given(st.dates(date(2024, 1, 1), date(2090, 1, 1)), st.integers(1, 40))
def test_every_day_between_the_first_and_the_last_counts_or_is_off(start: date, days: int) -> None:
    found = standstill_dates(Standstill(working_days=days), start, KINGDOM)
    passed = [start + timedelta(days=n) for n in range((found.last - start).days + 1)]
    assert [day for day in passed if KINGDOM.works(day)] == list(found.counted)
    assert len(found.counted) == days
