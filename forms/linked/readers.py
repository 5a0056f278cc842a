"""Readers: what reads the answer to a question as a whole, made once for each question.

An answer that is one text, one figure or one choice of two has at most one fault, and what reads it
needs to know nothing but the question. `forms.answers.parsing` reads those in parts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from forms.model import typed_values as entry
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.faults import Refused, Wrong
from forms.model.figure_questions import (
    UNITS,
    Date,
    DayRates,
    LimitedFigure,
    Money,
    Number,
    Percentage,
    Period,
)
from forms.model.question_types import AnyQuestion
from forms.model.sentences import Sentence, counted, said, shown_as
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_formats import email, emails, formatted
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from rules.values import Subject, Value, read_yes_no

#: Gives the value of an answer that is not blank, None where nothing of it counts.
#: Raises `ValueProblem`.
Reader = Callable[[object], Value | None]

#: Questions whose answers have parts, each of which may have faults; or whose options depend on
#: other answers.
InParts = TextList | PostalAddress | DayRates | OneOf | ManyOf | Rows | FileUpload


def reader_of(question: AnyQuestion) -> Reader | None:
    """Make what reads the answers to a question; None for those that are read in parts."""
    match question:
        case ShortText():
            return partial(_short_text, question)
        case LongText():
            return partial(_long_text, question)
        case Email():
            return partial(_email, question)
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
    typed = entry.text(raw, one_line=True)
    if typed and question.format:
        # Limits are of what is kept, so that an answer that was read can be read again.
        typed = formatted(typed, question.format)
    return limited_text(question, typed) or None


def _long_text(question: LongText, raw: object) -> str | None:
    return limited_text(question, entry.text(raw)) or None


def _email(question: Email, raw: object) -> str | None:
    typed = entry.text(raw, one_line=True)
    if typed and question.several:
        return emails(typed)
    return email(typed) if typed else None


def limited_text(question: ShortText | LongText | TextList, typed: str) -> str:
    """Refuse text that is longer than its question allows."""
    most, words = question.max_characters, question.max_words
    if most is not None and len(typed) > most:
        has = counted("{count} character", "{count} characters", len(typed))
        raise Refused(
            Wrong.TOO_LONG, said("has {number}: {limit}", number=has, limit=at_most(most))
        )
    if words is not None and (count := entry.count_words(typed)) > words:
        has = counted("{count} word", "{count} words", count)
        says = said("has {number}: {limit}", number=has, limit=at_most(words))
        raise Refused(Wrong.TOO_MANY_WORDS, says)
    return typed


def at_most(limit: int) -> Sentence:
    """Say what is allowed."""
    return counted("at most {count} is allowed", "at most {count} are allowed", limit)


# --- figures ----------------------------------------------------------------------------------


def _figure(
    read: Callable[[object], Decimal], question: Number | Money | Percentage
) -> Callable[[object], Decimal]:
    return figure_reader(read, question, question.subject_places, partial(question.subject, ""))


def figure_reader(
    read: Callable[[object], Decimal],
    limits: LimitedFigure,
    places: int | None,
    subject: Callable[[], Subject],
) -> Callable[[object], Decimal]:
    """Make what reads a figure inside limits; `subject` says how to show those to people."""
    # Looked up once, since this is asked of every mark and price of every bid.
    least, above, greatest, below = limits.min, limits.more_than, limits.max, limits.less_than

    def figure(raw: object) -> Decimal:
        value = read(raw)
        if places is not None and type(raw) is not int and entry.places_of(value) > places:
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
        if least is not None and value < least:
            raise Refused(Wrong.TOO_SMALL, _or_more(least, subject()))
        if above is not None and value <= above:
            limit = shown_as(above, subject())
            raise Refused(Wrong.TOO_SMALL, said("must be more than {limit}", limit=limit))
        if greatest is not None and value > greatest:
            raise Refused(Wrong.TOO_LARGE, _or_less(greatest, subject()))
        if below is not None and value >= below:
            limit = shown_as(below, subject())
            raise Refused(Wrong.TOO_LARGE, said("must be less than {limit}", limit=limit))
        return value

    return figure


def _or_more(least: Value, subject: Subject) -> Sentence:
    return said("must be {least} or more", least=shown_as(least, subject))


def _or_less(most: Value, subject: Subject) -> Sentence:
    return said("must be {most} or less", most=shown_as(most, subject))


def _date(question: Date, raw: object) -> date:
    value = entry.calendar_day(raw)
    first, last = question.earliest, question.latest
    if first and value < first:
        says = said("must be {day} or later", day=shown_as(first, question.subject("")))
        raise Refused(Wrong.TOO_EARLY, says)
    if last and value > last:
        says = said("must be {day} or earlier", day=shown_as(last, question.subject("")))
        raise Refused(Wrong.TOO_LATE, says)
    return value


def _period(question: Period, raw: object) -> Decimal:
    value = entry.span(raw, *UNITS[question.unit])
    shortest, longest = question.shortest, question.longest
    if shortest is not None and value < shortest:
        raise Refused(Wrong.TOO_SMALL, _or_more(*question.as_asked(shortest)))
    if longest is not None and value > longest:
        raise Refused(Wrong.TOO_LARGE, _or_less(*question.as_asked(longest)))
    return value


# --- choices of two ---------------------------------------------------------------------------


def _yes_no(question: YesNo) -> Reader:
    if question.must_be is None:
        return read_yes_no
    must_be = question.must_be

    def answer(raw: object) -> bool:
        value = read_yes_no(raw)
        if value is not (must_be == "yes"):
            says = said("must be yes") if must_be == "yes" else said("must be no")
            raise Refused(Wrong.MUST_BE, says)
        return value

    return answer


def _ticked(raw: object) -> bool | None:
    return read_yes_no(raw) or None
