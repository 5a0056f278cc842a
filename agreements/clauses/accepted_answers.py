"""What an answer to a question may be, in words, with every limit that the form holds it to."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from agreements.clauses.leaves import escaped
from forms.linked.linked_form import PathStep
from forms.model.choice_questions import Declaration, ManyOf, ManyOption, OneOf, Option, YesNo
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
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, ShortText, TextList
from rules.figures import amounts
from rules.values import shown

_FIGURES: Final = (
    ("more_than", "More than"),
    ("min", "At least"),
    ("less_than", "Less than"),
    ("max", "At most"),
)


def accepted(step: PathStep) -> Iterator[str]:
    """Return what an answer may be, one sentence at a time, in Markdown."""
    question = step.question
    match question:
        case YesNo(must_be=str() as answer):
            yield f"The answer must be {answer}."
        case YesNo():
            yield "Yes or no."
        case Declaration():
            yield "It must be agreed to."
        case OneOf(options=options):
            yield f"One of: {_labels(options)}."
        case ManyOf(options=many):
            yield f"Any of: {_labels(many)}."
            yield from _count(question.min or None, question.max, "choice", "choices")
        case Date():
            yield from _dates(question.earliest, question.latest)
        case Period():
            yield f"In {question.unit}."
            subject = question.subject("")
            for limit, words in ((question.shortest, "At least"), (question.longest, "At most")):
                if limit is not None:
                    yield f"{words} {shown(limit, subject)}."
        case DayRates():
            unit = "in pounds a day" if question.unit == "pounds" else "in days"
            figure = "money" if question.unit == "pounds" else "days"
            roles = "; ".join(_role(each, figure) for each in question.roles)
            yield f"For each role, {unit}: {roles}."
        case Rows():
            yield f"A table with these columns: {'; '.join(map(_column, step.columns))}."
            if step.each is not None:
                yield f"With a row for each: {escaped(step.each.label)}."
            yield from _count(question.min, question.max, "row", "rows")
        case FileUpload():
            kinds = ", ".join(question.kinds)
            yield f"Files of these kinds: {kinds}; each of at most {question.max_megabytes} MB."
            yield from _count(question.min or None, question.max, "file", "files")
        case TextList():
            yield from _count(question.min or None, question.max, "text", "texts")
        case Email(several=True):
            yield "Several addresses may be given."
        case _:
            pass
    if isinstance(question, LongText | ShortText | TextList):
        each = " each" if isinstance(question, TextList) else ""
        for most, unit in ((question.max_words, "words"), (question.max_characters, "characters")):
            if most is not None:
                yield f"At most {most:,} {unit}{each}."
    if isinstance(question, LimitedFigure):
        yield from _figures(question)
    if isinstance(question, Money | Number | Percentage | DayRates):
        places = question.places if "places" in question.model_fields_set else None
        if places is not None:
            yield f"With at most {places} digit{'' if places == 1 else 's'} after the point."


def _count(least: int | None, most: int | None, one: str, several: str) -> Iterator[str]:
    if least is not None:
        yield f"At least {least:,} {one if least == 1 else several}."
    if most is not None:
        yield f"At most {most:,} {one if most == 1 else several}."


def _dates(earliest: date | None, latest: date | None) -> Iterator[str]:
    if earliest is not None:
        yield f"Not before {amounts.date_in_words(earliest)}."
    if latest is not None:
        yield f"Not after {amounts.date_in_words(latest)}."


def _figures(question: LimitedFigure) -> Iterator[str]:
    unit = {Money: "money", Percentage: "percent"}.get(type(question), "")
    for key, words in _FIGURES:
        limit = getattr(question, key)
        # That a price or a count is not below nought goes without saying.
        if limit is not None and (key, limit) != ("min", 0):
            yield f"{words} {amounts.figure_in_words(limit, unit)}."
    if isinstance(question, Money) and question.per:
        yield f"Counted per {escaped(question.per)}."
    if isinstance(question, Number) and question.unit:
        yield f"In {escaped(question.unit)}."
    if isinstance(question, Number) and question.whole:
        yield "A whole number."


def _role(role: DayRateLine, unit: str) -> str:
    limits = [
        f"{words.lower()} {amounts.figure_in_words(limit, unit)}"
        for key, words in _FIGURES
        if (limit := getattr(role, key)) is not None and (key, limit) != ("min", 0)
    ]
    limits += [] if role.required else ["may be left out"]
    return escaped(role.label) + (f" ({', '.join(limits)})" if limits else "")


def _column(column: PathStep) -> str:
    limits = [each.rstrip(".") for each in accepted(column) if each != "Yes or no."]
    told = f" ({'; '.join(each[:1].lower() + each[1:] for each in limits)})" if limits else ""
    return escaped(column.question.title) + told


def _labels(options: Sequence[Option]) -> str:
    return "; ".join(_each_label(options))


def _each_label(options: Sequence[Option]) -> Iterator[str]:
    for each in options:
        if isinstance(each, ManyOption) and each.options:
            yield from _each_label(each.options)
        else:
            yield escaped(each.label)
