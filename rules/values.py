"""Values: the kinds of answer and fact there are, and how each is read and shown.

Every kind has one Python type inside, so that a comparison is never a guess:

    number, money, percentage   Decimal
    date                        datetime.date
    period                      Decimal, counted in the subject's unit (days or months)
    yes-no                      bool
    text, one-of                str
    many-of, texts              tuple of str
    anything else               opaque: rules may only ask whether it was answered
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from rules.figures.amounts import date_in_words
from rules.figures.rounding import shortest_print
from rules.problems import ValueProblem


class Kind(StrEnum):
    """What sort of value a subject has."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENTAGE = "percentage"
    DATE = "date"
    PERIOD = "period"
    YES_NO = "yes-no"
    ONE_OF = "one-of"
    MANY_OF = "many-of"
    TEXTS = "texts"
    OPAQUE = "opaque"


ORDERED: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE, Kind.DATE, Kind.PERIOD})
LISTS: Final = frozenset({Kind.MANY_OF, Kind.TEXTS})

#: A single value of a comparable subject.
Scalar = Decimal | date | bool | str
#: What a subject holds in an evaluation. Absence (unanswered) is the absence of the key.
Value = Scalar | tuple[str, ...] | object


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that a rule can ask about: the answer to a question, or a fact.

    `key` finds its value in an evaluation's facts; `name` is how the definition writes it;
    `label` is how people read it; `options` maps option values to their labels; `unit` is the unit
    of a period (`days` or `months`) or a suffix that people read after a number.

    `places` is the most digits after the point, `least` and `most` the ends of what it can be,
    where these are known: proofs leave out what can never be answered.
    """

    key: str
    name: str
    kind: Kind
    label: str
    options: Mapping[str, str] = field(default_factory=dict, hash=False)
    unit: str | None = None
    places: int | None = None
    least: Decimal | date | None = None
    most: Decimal | date | None = None


#: Digits before and after the point that any number may have: enough for every currency on earth,
#: small enough that no sum or product of them can exhaust memory.
MAX_WHOLE_DIGITS: Final = 18
MAX_PLACES: Final = 12

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def read_number(raw: object) -> Decimal:
    """Read a number exactly. Raises `ValueProblem` for anything but a plain decimal number.

    Accepts int, Decimal and text such as `-12.50`; never float, exponents, NaN or infinity, and
    never more than 18 digits before the point and 12 after it.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | str):
        raise ValueProblem("must be a number, such as 12 or 12.50")
    if isinstance(raw, str):
        text = raw.strip()
        if len(text) > MAX_WHOLE_DIGITS + MAX_PLACES + 2:
            raise ValueProblem(_TOO_LONG)
        # ASCII only: other scripts' digits look alike and hide mistakes.
        if not text.isascii() or not _NUMBER.fullmatch(text):
            raise ValueProblem("must be a number in digits, such as 12 or 12.50")
        raw = text
    if isinstance(raw, int) and abs(raw) >= 10**MAX_WHOLE_DIGITS:
        raise ValueProblem(_TOO_LONG)
    value = Decimal(raw)
    check_magnitude(value)
    return value


_TOO_LONG: Final = (
    f"has too many digits: at most {MAX_WHOLE_DIGITS} before the point and {MAX_PLACES} after it"
)


def check_magnitude(value: Decimal) -> None:
    """Refuse a number that is not finite or has too many digits, with `ValueProblem`."""
    if not value.is_finite():
        raise ValueProblem("must be a number, such as 12 or 12.50")
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - it is finite
    if -exponent > MAX_PLACES or value.adjusted() >= MAX_WHOLE_DIGITS:
        raise ValueProblem(_TOO_LONG)


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_date(raw: object) -> date:
    """Read a date written as 2026-01-31. Raises `ValueProblem`."""
    if type(raw) is date:
        return raw
    if isinstance(raw, str) and _ISO_DATE.fullmatch(raw.strip()):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            raise ValueProblem(f"is not a real date: `{raw.strip()}`") from None
    raise ValueProblem("must be a date written year-month-day, such as 2026-01-31")


#: A day in a document: only ever written 2026-01-31, never a count of seconds or a time.
Day = Annotated[date, BeforeValidator(read_date)]

#: A number in a document, to the digit: never by way of a float.
Exact = Annotated[Decimal, BeforeValidator(read_number)]

#: A number of any sign, of a size that no sum or product of a few can exhaust memory.
BoundedNumber = Annotated[
    Decimal, Field(max_digits=MAX_WHOLE_DIGITS + MAX_PLACES, decimal_places=MAX_PLACES)
]


def read_yes_no(raw: object) -> bool:
    """Read yes or no, also written true or false. Raises `ValueProblem`."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in {"yes", "no"}:
        return raw.strip().lower() == "yes"
    raise ValueProblem("must be yes or no")


_PERIOD = re.compile(r"(\d{1,6}) (day|week|month|year)s?", re.ASCII)
_IN_UNITS: Final = {
    ("day", "days"): 1,
    ("week", "days"): 7,
    ("month", "months"): 1,
    ("year", "months"): 12,
}


def read_period(raw: object, unit: str | None) -> Decimal:
    """Read a period such as `6 months` or a bare count, in `unit` (days or months).

    Raises `ValueProblem`, also where days are mixed with months: how many days a month has depends
    on the month, so the two cannot be compared.
    """
    if isinstance(raw, str) and (match := _PERIOD.fullmatch(raw.strip())):
        size = _IN_UNITS.get((match[2], unit or "months"))
        if size is None:
            raise ValueProblem(f"must be in {unit or 'months'}, not {match[2]}s")
        return Decimal(int(match[1]) * size)
    count = read_number(raw)
    if count < 0 or count != count.to_integral_value():
        raise ValueProblem(f"must be a whole number of {unit or 'months'}")
    return count


def read_constant(raw: object, subject: Subject) -> Scalar:
    """Read one constant that is compared with `subject`. Raises `ValueProblem`."""
    match subject.kind:
        case Kind.NUMBER | Kind.MONEY | Kind.PERCENTAGE:
            return read_number(raw)
        case Kind.DATE:
            return read_date(raw)
        case Kind.PERIOD:
            return read_period(raw, subject.unit)
        case Kind.YES_NO:
            return read_yes_no(raw)
        case Kind.ONE_OF | Kind.MANY_OF:
            return _option(raw, subject)
        case Kind.TEXT | Kind.TEXTS:
            if isinstance(raw, str):
                return raw
            raise ValueProblem("must be text")
        case Kind.OPAQUE:
            raise ValueProblem(f"`{subject.name}` can only be `answered` or `unanswered`")


def _option(raw: object, subject: Subject) -> str:
    # YAML reads a bare 12 or yes as something other than text; the option may well be called so.
    text = {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else str(raw)
    if text in subject.options:
        return text
    for value, label in subject.options.items():
        if text == label:
            return value
    known = ", ".join(f"`{value}`" for value in list(subject.options)[:12])
    more = " …" if len(subject.options) > 12 else ""
    raise ValueProblem(f"`{text[:80]}` is not an option of `{subject.name}`: {known}{more}")


def shown(value: Value, subject: Subject) -> str:
    """Show a value to people: £100,000, 3 January 2027, 6 months, Yes, an option's label."""
    match value:
        case bool():
            return "Yes" if value else "No"
        case Decimal() | Fraction():
            return _shown_number(value, subject)
        case date():
            return date_in_words(value)
        case tuple():
            return ", ".join(subject.options.get(item, item) for item in value) or "none"
        case str():
            return subject.options.get(value, value)
        case _:
            return "answered"


def _shown_number(value: Decimal | Fraction, subject: Subject) -> str:
    sign = "-" if value < 0 else ""
    if subject.kind is Kind.MONEY:
        return f"{sign}£{_grouped(value, pence=True)}"
    text = sign + _grouped(value)
    if subject.kind is Kind.PERCENTAGE:
        return f"{text}%"
    if subject.unit:
        unit = subject.unit.removesuffix("s") if value == 1 else subject.unit
        return f"{text} {unit}"
    return text


#: The decimal places to which a fraction that has no end is shown.
_SHOWN_PLACES: Final = 6


def _grouped(value: Decimal | Fraction, *, pence: bool = False) -> str:
    """Write a number without its sign, its thousands apart; a rounded one ends in an ellipsis."""
    if isinstance(value, Fraction):
        text = shortest_print(abs(value), _SHOWN_PLACES)
        return _grouped(Decimal(text.rstrip("…")), pence=pence) + "…" * text.endswith("…")
    if value == value.to_integral_value():
        text = f"{value.to_integral_value():,f}"
    else:
        exponent = value.as_tuple().exponent
        pennies = pence and isinstance(exponent, int) and exponent > -2
        text = f"{value:,.2f}" if pennies else f"{value:,f}"
    return text.removeprefix("-")


def machine_text(value: Value) -> str:
    """Return a value for machines to read: never an exponent, never a float."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            return ", ".join(map(str, value))
        case str():
            return value
        case _:
            return "answered"
