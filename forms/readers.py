"""Readers: what reads the answer to a question as a whole, made once for each question.

An answer that is one text, one figure or one choice of two has at most one fault, and what reads it
needs to know nothing but the question. `forms.parsing` reads those in parts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from forms import entry
from forms.choices import Declaration, ManyOf, OneOf, YesNo
from forms.faults import Refused, Wrong
from forms.figures import UNITS, Date, DayRates, Limited, Money, Number, Percentage, Period
from forms.formats import email, formatted
from forms.questions import AnyQuestion
from forms.tables import FileUpload, Rows
from forms.wording import Email, LongText, PostalAddress, ShortText, Texts
from rules.values import Subject, Value, shown, yes_no

#: Gives the value of an answer that is not blank, None where nothing of it counts.
#: Raises `ValueProblem`.
Reader = Callable[[object], Value | None]

#: Questions whose answers have parts, each of which may have faults; or whose options depend on
#: other answers.
InParts = Texts | PostalAddress | DayRates | OneOf | ManyOf | Rows | FileUpload


def reader_of(question: AnyQuestion) -> Reader | None:
    """Make what reads the answers to a question; None for those that are read in parts."""
    match question:
        case ShortText():
            return partial(_short_text, question)
        case LongText():
            return partial(_long_text, question)
        case Email():
            return _email
        case Number():
            return _figure(entry.figure, question)
        case Money():
            return _figure(entry.money, question)
        case Percentage():
            return _figure(entry.percentage, question)
        case Date():
            return partial(_date, question)
        case Period():
            return partial(_period, question)
        case YesNo():
            return _yes_no(question)
        case Declaration():
            return _ticked
        case _:
            # The type checker says so where a type of question is forgotten.
            _in_parts: InParts = question
            return None


# --- text -------------------------------------------------------------------------------------


def _short_text(question: ShortText, raw: object) -> str | None:
    typed = limited_text(question, entry.text(raw, one_line=True))
    if typed and question.format:
        return formatted(typed, question.format)
    return typed or None


def _long_text(question: LongText, raw: object) -> str | None:
    return limited_text(question, entry.text(raw)) or None


def _email(raw: object) -> str | None:
    typed = entry.text(raw, one_line=True)
    return email(typed) if typed else None


def limited_text(question: ShortText | LongText | Texts, typed: str) -> str:
    """Refuse text that is longer than its question allows."""
    most, words = question.max_characters, question.max_words
    if most is not None and len(typed) > most:
        raise Refused(Wrong.TOO_LONG, f"has {so_many(len(typed), 'characters')}: {at_most(most)}")
    if words is not None and (count := entry.count_words(typed)) > words:
        raise Refused(Wrong.TOO_MANY_WORDS, f"has {so_many(count, 'words')}: {at_most(words)}")
    return typed


def so_many(count: int, things: str) -> str:
    """Count things: `1 word`, `1,200 words`."""
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"


def at_most(limit: int) -> str:
    """Say what is allowed."""
    return f"at most {limit:,} {'is' if limit == 1 else 'are'} allowed"


# --- figures ----------------------------------------------------------------------------------


def _figure(
    read: Callable[[object], Decimal], question: Number | Money | Percentage
) -> Callable[[object], Decimal]:
    return figure_reader(read, question, question.subject_places, partial(question.subject, ""))


def figure_reader(
    read: Callable[[object], Decimal],
    limits: Limited,
    places: int | None,
    subject: Callable[[], Subject],
) -> Callable[[object], Decimal]:
    """Make what reads a figure inside limits; `subject` says how to show those to people."""
    # Looked up once, since this is asked of every mark and price of every bid.
    least, above, greatest, below = limits.min, limits.more_than, limits.max, limits.less_than

    def figure(raw: object) -> Decimal:
        value = read(raw)
        if places is not None and type(raw) is not int and entry.places_of(value) > places:
            digits = f"have at most {so_many(places, 'digits')} after the point"
            says = f"should {digits if places else 'be a whole number'}"
            raise Refused(Wrong.TOO_MANY_PLACES, says)
        if least is not None and value < least:
            raise Refused(Wrong.TOO_SMALL, f"should be {shown(least, subject())} or more")
        if above is not None and value <= above:
            raise Refused(Wrong.TOO_SMALL, f"should be more than {shown(above, subject())}")
        if greatest is not None and value > greatest:
            raise Refused(Wrong.TOO_LARGE, f"should be {shown(greatest, subject())} or less")
        if below is not None and value >= below:
            raise Refused(Wrong.TOO_LARGE, f"should be less than {shown(below, subject())}")
        return value

    return figure


def _date(question: Date, raw: object) -> date:
    value = entry.calendar_day(raw)
    first, last = question.earliest, question.latest
    if first and value < first:
        says = f"should be {shown(first, question.subject(''))} or later"
        raise Refused(Wrong.TOO_EARLY, says)
    if last and value > last:
        says = f"should be {shown(last, question.subject(''))} or earlier"
        raise Refused(Wrong.TOO_LATE, says)
    return value


def _period(question: Period, raw: object) -> Decimal:
    value = entry.span(raw, *UNITS[question.unit])
    shortest, longest = question.shortest, question.longest
    if shortest is not None and value < shortest:
        says = f"should be {shown(shortest, question.subject(''))} or more"
        raise Refused(Wrong.TOO_SMALL, says)
    if longest is not None and value > longest:
        says = f"should be {shown(longest, question.subject(''))} or less"
        raise Refused(Wrong.TOO_LARGE, says)
    return value


# --- choices of two ---------------------------------------------------------------------------


def _yes_no(question: YesNo) -> Reader:
    if question.must_be is None:
        return yes_no
    must_be = question.must_be

    def answer(raw: object) -> bool:
        value = yes_no(raw)
        if value is not (must_be == "yes"):
            raise Refused(Wrong.MUST_BE, f"must be {must_be}")
        return value

    return answer


def _ticked(raw: object) -> bool | None:
    return yes_no(raw) or None
