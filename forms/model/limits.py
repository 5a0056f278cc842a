"""Limits: what a question about a figure, a date or a period leaves to be answered, exactly.

Every figure has so many digits after the point at most, so that what may be answered is a grid with
a first and a last point. A limit that may not be answered itself (`more_than: 0`) is the point next
to it.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from forms.model.figure_questions import (
    Date,
    DayRateLine,
    DayRates,
    LimitedFigure,
    Money,
    Number,
    Percentage,
    Period,
)
from forms.model.typed_values import MAX_SPAN
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS

#: The first day that an answer can be: years have four digits.
FIRST_DAY: Final = date(1000, 1, 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures from `first` to `last`, both among them, counted in units of the last place."""

    first: int
    last: int
    places: int

    def at(self, point: int) -> Decimal:
        """Return the figure at a point of the grid."""
        # By way of text, since arithmetic would round to the digits of the context.
        return Decimal(f"{point}e-{self.places}")

    @property
    def least(self) -> Decimal:
        """The least figure."""
        return self.at(self.first)

    @property
    def most(self) -> Decimal:
        """The greatest figure."""
        return self.at(self.last)

    def within(self, low: Decimal | None, high: Decimal | None) -> "Figures | None":
        """Return those of the figures from `low` to `high`, None where there are none."""
        return _between(
            self.first if low is None else max(self.first, math.ceil(self._point(low))),
            self.last if high is None else min(self.last, math.floor(self._point(high))),
            self.places,
        )

    def coarser(self, places: int) -> "Figures | None":
        """Return those of the figures with at most so many places, None where there are none."""
        size = 10 ** (self.places - places)
        return _between(-(-self.first // size), self.last // size, places)

    def _point(self, figure: Decimal) -> Fraction:
        unit: int = 10**self.places
        return Fraction(figure) * unit


def _between(first: int, last: int, places: int) -> Figures | None:
    return Figures(first, last, places) if first <= last else None


def figures_of(question: Number | Money | Percentage) -> Figures | None:
    """Return the figures that may be answered, None where there are none."""
    return _figures(question, question.subject_places)


def rates_of(question: DayRates, role: DayRateLine) -> Figures | None:
    """Return the figures that may be answered for a role, None where there are none."""
    found = _figures(role, question.places)
    return found and found.within(Decimal(0), None)


def _figures(limits: LimitedFigure, places: int | None) -> Figures | None:
    places = MAX_PLACES if places is None else places
    beyond = 10 ** (MAX_WHOLE_DIGITS + places)
    first, last = 1 - beyond, beyond - 1
    unit = 10**places
    if limits.min is not None:
        first = max(first, math.ceil(Fraction(limits.min) * unit))
    if limits.more_than is not None:
        first = max(first, math.floor(Fraction(limits.more_than) * unit) + 1)
    if limits.max is not None:
        last = min(last, math.floor(Fraction(limits.max) * unit))
    if limits.less_than is not None:
        last = min(last, math.ceil(Fraction(limits.less_than) * unit) - 1)
    return _between(first, last, places)


def days_of(question: Date) -> tuple[date, date] | None:
    """Return the first and the last day that may be answered, None where there is none."""
    first = max(question.earliest or FIRST_DAY, FIRST_DAY)
    last = question.latest or date.max
    return (first, last) if first <= last else None


def periods_of(question: Period) -> Figures | None:
    """Return the periods that may be answered, in days or months, None where there are none."""
    shortest, longest = question.shortest, question.longest
    return _between(
        0 if shortest is None else int(shortest),
        MAX_SPAN if longest is None else int(longest),
        0,
    )
