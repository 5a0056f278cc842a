"""The standstill: the days before which no contract may be made.

Working days are counted as the Procurement Act 2023 counts them (s.51): they begin with the day on
which the award notice is published. A day counts unless it is a Saturday, a Sunday, or a bank
holiday in any part of the United Kingdom (s.123(1)).

Days are counted as by the Public Contracts Regulations 2015 (reg 87): the day on which suppliers
are told is left out, and a last day that is not a working day is put off to the next that is.

Either way the standstill ends with its last day, at midnight.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agreements.definition.framework import Framework
from engine.contracts.dates import Calendar, bank_holidays
from rules.policies.feedback import Standstill

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """A standstill with its dates: the first and the last day that count, both included.

    `counted` holds the working days one by one; it is empty where all days count.
    """

    first: date
    last: date
    counted: tuple[date, ...] = ()


def standstill_dates(policy: Standstill, start: date, calendar: Calendar) -> Dates:
    """Return the dates of a standstill.

    `start` is the day on which the award notice is published, for a standstill in working days, or
    the day on which suppliers are told, for one in days.
    Raises `ValueProblem` for years without known holidays.
    """
    bank_holidays(calendar.part, start.year)  # refuses years that cannot be counted in
    if policy.working_days is None:
        last = start + timedelta(days=policy.days or 0)
        return Dates(start + _DAY, last if calendar.works(last) else calendar.add(last, 1))
    counted = []
    day = start - _DAY
    for _ in range(policy.working_days):
        day = calendar.add(day, 1)
        counted.append(day)
    return Dates(counted[0], day, tuple(counted))


def standstill_calendar(framework: Framework) -> Calendar:
    """Return the working days of a standstill: those of the whole United Kingdom.

    The days off that the framework's permissions name do not count either: bank holidays proclaimed
    since the last release.
    """
    permissions = framework.permissions
    return Calendar("united-kingdom", frozenset(permissions.days_off if permissions else ()))
