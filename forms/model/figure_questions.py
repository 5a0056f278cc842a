"""Questions answered with a figure: number, money, percentage, period, day rates; and a date."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from forms.model.faults import Refused, Wrong
from forms.model.question import FigureLimit, Question, out_of_order, refuse, repeated
from forms.model.sentences import Sentence, counted, said, shown_as
from forms.model.translations import Worded
from forms.model.typed_values import calendar_day, figure, money, percentage, places_of, span
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.problems import ValueProblem
from rules.values import MAX_PLACES, Kind, Subject, Value, read_date

Places = Annotated[int, Field(ge=0, le=MAX_PLACES)]


class LimitedFigure(DefinitionPart):
    """Limits on a figure.

    min, max               the least and the most that may be answered
    more_than, less_than   the same, when the limit itself may not be answered

    Where both of a pair are given, both hold.
    """

    min: FigureLimit = None
    max: FigureLimit = None
    more_than: FigureLimit = None
    less_than: FigureLimit = None

    @model_validator(mode="after")
    def _limits_leave_something(self) -> Self:
        low, high = self.subject_ends
        if low is not None and high is not None:
            outside = low == self.more_than or high == self.less_than
            if low > high or (low == high and outside):
                raise ValueError(f"the limits leave nothing: not less than {low}, nor over {high}")
        return self

    @property
    def subject_ends(self) -> tuple[Decimal | None, Decimal | None]:
        """The ends of what may be answered. An end that may not be answered itself is one too."""
        lows = [each for each in (self.min, self.more_than) if each is not None]
        highs = [each for each in (self.max, self.less_than) if each is not None]
        return max(lows, default=None), min(highs, default=None)

    def allowed(
        self, value: Decimal, raw: object, places: int | None, subject: Callable[[str], Subject]
    ) -> Decimal:
        """Return a figure that is inside the limits; `subject` shows those to people.

        Raises `Refused`. A figure written as a whole number has no digits after the point to count.
        """
        if places is not None and type(raw) is not int and places_of(value) > places:
            says = (
                counted(
                    "must have at most {count} digit after the point",
                    "must have at most {count} digits after the point",
                    places,
                )
                if places
                else said("must be a whole number")
            )
            raise Refused(Wrong.TOO_MANY_PLACES, says)
        if self.min is not None and value < self.min:
            raise Refused(Wrong.TOO_SMALL, or_more(self.min, subject("")))
        if self.more_than is not None and value <= self.more_than:
            limit = shown_as(self.more_than, subject(""))
            raise Refused(Wrong.TOO_SMALL, said("must be more than {limit}", limit=limit))
        if self.max is not None and value > self.max:
            raise Refused(Wrong.TOO_LARGE, _or_less(self.max, subject("")))
        if self.less_than is not None and value >= self.less_than:
            limit = shown_as(self.less_than, subject(""))
            raise Refused(Wrong.TOO_LARGE, said("must be less than {limit}", limit=limit))
        return value


def or_more(least: Value, subject: Subject) -> Sentence:
    """Say what the least is."""
    return said("must be {least} or more", least=shown_as(least, subject))


def _or_less(most: Value, subject: Subject) -> Sentence:
    return said("must be {most} or less", most=shown_as(most, subject))


_FIGURE_FAULTS: Final = frozenset({Wrong.TOO_SMALL, Wrong.TOO_LARGE, Wrong.TOO_MANY_PLACES})


class Number(LimitedFigure, Question):
    """A number.

    whole    only whole numbers
    places   the most digits after the point
    unit     what people read after it: `people`, `hours a week`

        id: team-size
        type: number
        label: How many people will work on it?
        whole: true
        min: 1
        max: 500
        unit: people

    Answer: `12`, `"12"`, `"1,200.50"`. Value: Decimal.
    """

    KIND: ClassVar[Kind] = Kind.NUMBER
    FAULTS: ClassVar[frozenset[Wrong]] = _FIGURE_FAULTS

    TEXTS: ClassVar[tuple[str, ...]] = (*Question.TEXTS, "unit")

    type: Literal["number"]
    whole: bool = False
    places: Places | None = None
    unit: Line | None = None

    @model_validator(mode="after")
    def _whole_has_no_places(self) -> Self:
        if self.whole and self.places:
            raise ValueError("`whole: true` allows no `places`: give one of them")
        return self

    @property
    def subject_unit(self) -> str | None:
        """The unit, as written."""
        return self.unit

    def read(self, raw: object) -> Decimal:
        """Return the number."""
        return self.allowed(figure(raw), raw, self.subject_places, self.subject)

    @property
    def subject_places(self) -> int | None:
        """None after the point for a whole number; else `places`."""
        return 0 if self.whole else self.places


class Money(LimitedFigure, Question):
    """An amount in pounds: not negative unless `min` allows it, to the penny unless `places` does.

    places   the most digits after the point: 2 unless it says otherwise
    per      what it is a price for: `day`, `user a month`

        id: total-price
        type: money
        label: What is your total price, without VAT?
        more_than: 0
        max: 2000000

    Answer: `"125000.00"`, `125000`, `"£1,200.50"`. Value: Decimal.
    """

    KIND: ClassVar[Kind] = Kind.MONEY
    FAULTS: ClassVar[frozenset[Wrong]] = _FIGURE_FAULTS

    TEXTS: ClassVar[tuple[str, ...]] = (*Question.TEXTS, "per")

    type: Literal["money"]
    min: FigureLimit = Decimal(0)
    places: Places = 2
    per: Line | None = None

    def read(self, raw: object) -> Decimal:
        """Return the amount in pounds."""
        return self.allowed(money(raw), raw, self.subject_places, self.subject)

    @property
    def subject_places(self) -> int | None:
        """Pence, unless the question says otherwise."""
        return self.places


class Percentage(LimitedFigure, Question):
    """A percentage, from 0 to 100 unless the limits say otherwise.

    places   the most digits after the point

        id: discount
        type: percentage
        label: What discount do you offer for a two-year term?
        max: 40
        places: 1

    Answer: `"12.5"`, `12`, `"12.5%"`. Value: Decimal; 12.5 is 12.5 %.
    """

    KIND: ClassVar[Kind] = Kind.PERCENTAGE
    FAULTS: ClassVar[frozenset[Wrong]] = _FIGURE_FAULTS

    type: Literal["percentage"]
    min: FigureLimit = Decimal(0)
    max: FigureLimit = Decimal(100)
    places: Places | None = None

    def read(self, raw: object) -> Decimal:
        """Return the percentage."""
        return self.allowed(percentage(raw), raw, self.subject_places, self.subject)

    @property
    def subject_places(self) -> int | None:
        """As `places` says."""
        return self.places


def _written_day(raw: object) -> object:
    return None if raw is None else read_date(raw)


class Date(Question):
    """A date.

    earliest, latest   the first and the last day that may be answered

        id: start-date
        type: date
        label: When should work start?
        earliest: 2027-01-01
        latest: 2027-12-31

    Answer: `"2027-01-03"`, `"3 January 2027"`, `"3 Jan 2027"`, `"3/1/2027"` (always day first).
    Value: datetime.date.
    """

    KIND: ClassVar[Kind] = Kind.DATE
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset(
        {Wrong.TOO_EARLY, Wrong.TOO_LATE, Wrong.UNKNOWN_KEY}
    )

    type: Literal["date"]
    earliest: Annotated[date | None, BeforeValidator(_written_day)] = None
    latest: Annotated[date | None, BeforeValidator(_written_day)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse(out_of_order(self.earliest, self.latest, "`earliest` and `latest`"))
        return self

    def read(self, raw: object) -> date:
        """Return the day."""
        value = calendar_day(raw)
        if self.earliest and value < self.earliest:
            day = shown_as(self.earliest, self.subject(""))
            raise Refused(Wrong.TOO_EARLY, said("must be {day} or later", day=day))
        if self.latest and value > self.latest:
            day = shown_as(self.latest, self.subject(""))
            raise Refused(Wrong.TOO_LATE, said("must be {day} or earlier", day=day))
        return value

    @property
    def subject_ends(self) -> tuple[date | None, date | None]:
        """The first and the last day that may be answered."""
        return self.earliest, self.latest


def _written_span(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueProblem("must be a period, such as 6 months, or a whole number of the `unit`")
    return raw


PeriodSpan = Annotated[int | str, BeforeValidator(_written_span)]

#: How many of what rules count in (days or months) each unit is.
UNITS: Final[Mapping[str, tuple[int, str]]] = {
    "days": (1, "days"),
    "weeks": (7, "days"),
    "months": (1, "months"),
    "years": (12, "months"),
}


class Period(Question):
    """A length of time: days or weeks, which rules count in days; months or years, in months.

    unit       what a bare number means: days, weeks, months, years
    min, max   the shortest and the longest, as `6 months` or a bare number of `unit`

        id: contract-length
        type: period
        label: How long is the contract?
        unit: months
        min: 1 month
        max: 2 years

    Answer: `"6 months"`, `"1 year"`, `6`. Value: Decimal, in days or in months.
    """

    KIND: ClassVar[Kind] = Kind.PERIOD
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset({Wrong.TOO_SMALL, Wrong.TOO_LARGE})

    type: Literal["period"]
    unit: Literal["days", "weeks", "months", "years"]
    min: PeriodSpan | None = None
    max: PeriodSpan | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse(out_of_order(self.shortest, self.longest))
        return self

    def read(self, raw: object) -> Decimal:
        """Return the count of days or months."""
        value = span(raw, *UNITS[self.unit])
        if self.shortest is not None and value < self.shortest:
            raise Refused(Wrong.TOO_SMALL, or_more(*self.as_asked(self.shortest)))
        if self.longest is not None and value > self.longest:
            raise Refused(Wrong.TOO_LARGE, _or_less(*self.as_asked(self.longest)))
        return value

    @property
    def counted_in(self) -> str:
        """What the value counts: days or months."""
        return UNITS[self.unit][1]

    @property
    def shortest(self) -> Decimal | None:
        """The lower limit, counted as the value is."""
        return None if self.min is None else span(self.min, *UNITS[self.unit])

    @property
    def longest(self) -> Decimal | None:
        """The upper limit, counted as the value is."""
        return None if self.max is None else span(self.max, *UNITS[self.unit])

    @property
    def subject_unit(self) -> str | None:
        """Days or months."""
        return self.counted_in

    def as_asked(self, value: Decimal) -> tuple[Decimal, Subject]:
        """Return a value in the unit that the question asks for, where it is whole in that."""
        count, rest = divmod(value, UNITS[self.unit][0])
        if rest:
            return value, self.subject("")
        return count, replace(self.subject(""), unit=self.unit)

    @property
    def subject_places(self) -> int | None:
        """A count is whole."""
        return 0

    @property
    def subject_ends(self) -> tuple[Decimal | None, Decimal | None]:
        """The shortest and the longest, counted as the value is."""
        return self.shortest, self.longest


class DayRateLine(LimitedFigure, Worded):
    """One line of a day-rate table: its id in the answer, its label, its limits, if required."""

    TEXTS: ClassVar[tuple[str, ...]] = ("label", "hint")

    id: Id
    label: Line
    hint: Text | None = None
    required: bool = True


class DayRates(Question):
    """A table of one figure for each role: a supplier's day rates, or the days that a buyer needs.

    roles    id, label and hint of each; its limits (min, max, more_than, less_than); `required:
             false` where the role may be left out
    unit     `pounds` (a rate, the default) or `days` (how many)
    places   the most digits after the point: 2 unless it says otherwise

        id: day-rates
        type: day-rates
        label: What are your day rates?
        roles:
          - {id: developer, label: Developer, min: 200, max: 950}
          - {id: designer, label: Designer, max: 900, required: false}

    Answer: `{"developer": "650.00"}`. Value: dict of role to Decimal.
    """

    KIND: ClassVar[Kind] = Kind.OPAQUE
    FAULTS: ClassVar[frozenset[Wrong]] = _FIGURE_FAULTS | {Wrong.UNKNOWN_KEY}

    IN_PARTS: ClassVar[bool] = True
    PARTS: ClassVar[tuple[str, ...]] = ("roles",)

    type: Literal["day-rates"]
    roles: Annotated[tuple[DayRateLine, ...], Field(min_length=1, max_length=500)]
    unit: Literal["pounds", "days"] = "pounds"
    places: Places = 2

    def read_role(self, role: DayRateLine, raw: object) -> Decimal:
        """Return the figure of one role, never below nought. Raises `ValueProblem`."""

        def subject(_form_id: str) -> Subject:
            return self.role_subject(role)

        value = money(raw) if self.unit == "pounds" else figure(raw)
        if role.allowed(value, raw, self.places, subject) < 0:
            raise Refused(Wrong.TOO_SMALL, or_more(Decimal(0), subject("")))
        return value

    def role_subject(self, role: DayRateLine) -> Subject:
        """Return one role as people are shown its figure."""
        pounds = self.unit == "pounds"
        return Subject(
            key="",
            name=role.id,
            kind=Kind.MONEY if pounds else Kind.NUMBER,
            label=role.label,
            unit=None if pounds else "days",
            places=self.places,
        )

    def subject(self, form_id: str) -> Subject:
        """Return the table as rules and measures ask about it: its options are its roles."""
        roles = {role.id: role.label for role in self.roles}
        return replace(super().subject(form_id), options=roles)

    @model_validator(mode="after")
    def _roles_differ(self) -> Self:
        refuse(f"the role `{role}` is given twice" for role in repeated(r.id for r in self.roles))
        return self
