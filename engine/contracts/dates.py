"""Dates of a contract: terms in months, periods of notice, working days. Dates in, dates out.

Three rules, each a choice that a contract may make otherwise, are used everywhere:

- *Months* run to the corresponding day: one month after 30 September is 30 October. Where the later
  month has no such day, to its last day: one month after 31 January is 28 February (29 in a leap
  year). Source: Dodds v Walker [1981] 1 WLR 1027 (HL).
- *A term* includes its first and its last day. Twelve months from 1 March 2024 end on
  28 February 2025; twelve months from 29 February 2024 too.
- *A period of notice* leaves out the day on which notice is given, and is long enough when its last
  day is the day that counts: 30 days' notice given on 1 March serves for 31 March, two months'
  notice given on 23 March for 23 May. Sources: Lester v Garland (1808) 15 Ves Jun 248; E J Riley
  Investments Ltd v Eurostile Holdings Ltd [1985] 1 WLR 1139. A contract that asks for *clear* days
  asks for one day more.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal, get_args

import holidays

from rules.problems import ValueProblem

#: The years in which bank holidays can be worked out. Those of coming years follow the rule of each
#: holiday; a holiday proclaimed for one year only is known from the release that first has it.
FIRST_YEAR: Final = 1979
LAST_YEAR: Final = 2100

_DAY: Final = timedelta(days=1)

#: The part of the country whose bank holidays count; `united-kingdom`: those of any part.
Jurisdiction = Literal["england-and-wales", "scotland", "northern-ireland", "united-kingdom"]
Unit = Literal["days", "working-days", "months"]
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

_PARTS: Final[dict[Jurisdiction, tuple[str, ...]]] = {
    "england-and-wales": ("ENG",),
    "scotland": ("SCT",),
    "northern-ireland": ("NIR",),
    "united-kingdom": ("ENG", "SCT", "NIR"),
}


# --- months and terms ----------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """Return the corresponding day `months` later (earlier if negative), or that month's last day.

    Raises `ValueProblem` when there is no such year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueProblem("is too far away to be a date")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of_term(start: date, months: int) -> date:
    """Return the last day of a term of whole months, of which `start` is the first day.

    It is the day before the corresponding day, or the last day of a month that has none.
    """
    same = add_months(start, months)
    return same if same.day < start.day else same - _DAY


def whole_months(start: date, end: date) -> int | None:
    """Return the number of months of a term, both days included; None if they are not whole."""
    months = months_of_term(start, end)
    return months if end_of_term(start, months) == end else None


def months_of_term(start: date, end: date) -> int:
    """Return the months that a term takes, both days included; a part of a month counts as one.

    A term is longer than n months exactly when this is more than n.
    """
    if end < start:
        return 0
    months = max(0, (end.year - start.year) * 12 + end.month - start.month - 1)
    while end_of_term(start, months) < end:
        months += 1
    return months


def days_of_term(start: date, end: date) -> int:
    """Return the days of a term, both days included."""
    return (end - start).days + 1


def moved_end(start: date, end: date, months: int) -> date:
    """Return the last day of a term that is made longer (shorter if negative) by whole months.

    A term of whole months is counted anew from its start, so that twice one month is two months
    whatever the lengths of the months. Another is extended by a term that begins on the day after
    its end.
    """
    so_far = whole_months(start, end)
    if so_far is not None and so_far + months >= 0:
        return end_of_term(start, so_far + months)
    return end_of_term(end + _DAY, months) if months >= 0 else add_months(end, months)


def months_moved(start: date, end: date, new_end: date) -> int:
    """Return the fewest months by which a term must be made longer to reach `new_end`.

    0 where it is no later than `end`.
    """
    months = max(0, (new_end.year - end.year) * 12 + new_end.month - end.month - 1)
    while moved_end(start, end, months) < new_end:
        months += 1
    return months


# --- working days --------------------------------------------------------------------------------


@cache
def bank_holidays(part: Jurisdiction, year: int) -> frozenset[date]:
    """Return the bank and public holidays of a year, Saturdays and Sundays left out.

    Raises `ValueProblem` outside the years that can be worked out.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueProblem(f"working days are known from {FIRST_YEAR} to {LAST_YEAR}")
    return frozenset(
        day
        for subdivision in _PARTS[part]
        for day in holidays.country_holidays("GB", subdiv=subdivision, years=year)
        if day.weekday() < 5
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days: Monday to Friday, but for bank and public holidays.

    `also` holds further days off: a bank holiday proclaimed since the last release.
    """

    part: Jurisdiction = "england-and-wales"
    also: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Return whether a day is a working day. Raises `ValueProblem`, as `bank_holidays` does."""
        # Asked first, so that a year which cannot be worked out is refused on a Sunday too.
        off = bank_holidays(self.part, day.year)
        return day.weekday() < 5 and day not in off and day not in self.also

    def add(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after `day`, which is left out.

        Nought gives `day` itself, working or not. Raises `ValueProblem`.
        """
        while count > 0:
            day += _DAY
            count -= self.works(day)
        return day

    def back(self, day: date, count: int) -> date:
        """Return the last day that `count` working days follow, up to and including `day`."""
        while count > 0:
            count -= self.works(day)
            day -= _DAY
        return day

    def between(self, day: date, later: date) -> int:
        """Count the working days after `day`, up to and including `later`."""
        count = 0
        while day < later:
            day += _DAY
            count += self.works(day)
        return count


# --- notice --------------------------------------------------------------------------------------


def length_of_notice(unit: Unit, given: date, counts: date, calendar: Calendar) -> int:
    """Return the full days, working days or months of notice between two days. Never below nought.

    `given` is the day on which notice is given, `counts` the day for which it is given.
    """
    if counts <= given:
        return 0
    match unit:
        case "days":
            return (counts - given).days
        case "working-days":
            return calendar.between(given, counts)
        case "months":
            return _full_months(given, counts)


def _full_months(day: date, later: date) -> int:
    months = (later.year - day.year) * 12 + later.month - day.month
    return months if add_months(day, months) <= later else months - 1


def earliest_day(unit: Unit, length: int, given: date, calendar: Calendar) -> date:
    """Return the first day for which notice given on `given` is long enough."""
    match unit:
        case "days":
            return _shifted(given, length)
        case "working-days":
            return calendar.add(given, length)
        case "months":
            return add_months(given, length)


def latest_notice(unit: Unit, length: int, counts: date, calendar: Calendar) -> date:
    """Return the last day on which notice can be given that is long enough for `counts`."""
    match unit:
        case "days":
            return _shifted(counts, -length)
        case "working-days":
            return calendar.back(counts, length)
        case "months":
            # Several days of a long month lead to the last day of a short one: take the last.
            day = add_months(counts, -length)
            while add_months(day + _DAY, length) <= counts:
                day += _DAY
            return day


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueProblem("is too far away to be a date") from None
