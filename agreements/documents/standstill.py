"""The standstill: from the award decision to the last day on which no contract may be made.

The day of the decision is left out, and the standstill ends with its last day, at midnight. That is
how the days of the Public Contracts Regulations 2015, reg 87, are counted. The working days of the
Procurement Act 2023, s.51, begin with the day on which the award notice is published, and so end no
later where the notice is published on the day of the decision. Days that are not working days are
counted too, unless working days are asked for; a standstill of days never ends on a day that is not
a working day, but on the next one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agreements.definition.framework import Framework
from engine.contracts.dates import Calendar, bank_holidays
from engine.contracts.request_facts import calendar_of
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


def standstill_dates(policy: Standstill, decided: date, calendar: Calendar) -> Dates:
    """Return the dates of a standstill. Raises `ValueProblem` for years without known holidays."""
    bank_holidays(calendar.part, decided.year)  # refuses years that cannot be counted in
    if policy.working_days is None:
        last = decided + timedelta(days=policy.days or 0)
        return Dates(decided + _DAY, last if calendar.works(last) else calendar.add(last, 1))
    counted = []
    day = decided
    for _ in range(policy.working_days):
        day = calendar.add(day, 1)
        counted.append(day)
    return Dates(counted[0], day, tuple(counted))


def calendar_for(framework: Framework) -> Calendar:
    """Return the working days of a framework: those of its permissions, or England and Wales'."""
    return Calendar() if framework.permissions is None else calendar_of(framework.permissions)
