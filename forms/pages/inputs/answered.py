"""Answered: an answer as it is shown to be read, rather than to be changed.

What can be read is shown as it was understood ("£1,200.50", "3 January 2027"); anything else as it
was typed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import cast

from markupsafe import Markup, escape

from forms.answers.fields import items_of, text_of, typed
from forms.answers.item_rows import ItemRow, rows_by_item
from forms.answers.parsing import Circumstances, blank, read_answer
from forms.linked.linked_form import AskedQuestion
from forms.model.choice_questions import Declaration, ManyOf
from forms.model.figure_questions import DayRates, Money, Period
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, ShortText
from forms.model.typed_values import Address, StoredFile
from forms.pages.html.slots import Piece, isolated, usable
from forms.pages.html.texts import label_html, of_item, within
from forms.pages.inputs.file_inputs import size_of
from forms.pages.inputs.page_context import PageContext
from forms.pages.inputs.row_inputs import row_facts, row_name
from forms.pages.inputs.text_inputs import item_name
from forms.path import asked as asked_here
from rules.values import Value


def answered(sheet: PageContext, under: Circumstances, asked: AskedQuestion, raw: object) -> Markup:
    """Show a raw answer to a question; nothing where there is none."""
    if blank(raw):
        return Markup()
    if isinstance(asked.step.question, Rows):
        return _rows(sheet, under, asked, raw)
    value, _ = read_answer(asked, raw, under)
    if value is None:
        return _as_typed(asked, raw)
    return _value(sheet, asked, value)


def _as_typed(asked: AskedQuestion, raw: object) -> Markup:
    texts = _texts(typed(asked.step.question, raw))
    if isinstance(asked.step.question, FileUpload):
        texts = (text_of(f.get("name")) for f in items_of(raw) if isinstance(f, Mapping))
    return _listed(_own(text) for text in texts if text)


def _own(text: str) -> Markup:
    """Return what a person wrote, in its own direction."""
    return Markup(isolated(text))  # noqa: S704 - it was escaped


def _texts(holds: object) -> Iterator[str]:
    match holds:
        case dict():
            for part in holds.values():
                yield from _texts(part)
        case list():
            for item in holds:
                yield from _texts(item)
        case _:
            yield text_of(holds)


def _listed(items: Iterable[Markup]) -> Markup:
    found = list(items)
    if len(found) < 2:
        return Markup().join(found)
    entries = Markup().join(Markup("<li>{}</li>").format(each) for each in found)
    return Markup('<ul class="govuk-list fw-list">{}</ul>').format(entries)


def _value(sheet: PageContext, asked: AskedQuestion, value: Value) -> Markup:
    question = asked.step.question
    voice = sheet.voice
    match question, value:
        case LongText(), str():
            return Markup('<div class="fw-typed" dir="auto">{}</div>').format(usable(value))
        case _, Address():
            parts = (*value.lines, value.town, value.postcode, value.country)
            return Markup("<br>").join(_own(part) for part in parts if part)
        case DayRates(), dict():
            return _listed(_rates(sheet, question, cast("dict[str, Decimal]", value)))
        case FileUpload(), tuple():
            return _listed(_file(sheet, cast("StoredFile", each)) for each in value)
        case ManyOf(), tuple():
            labels = {
                option.value: label_html(option, "label", voice) for option in question.leaves
            }
            fixed = [escape(usable(each)) for each in question.fixed]
            chosen = [_filled(sheet, labels[each]) for each in cast("tuple[str, ...]", value)]
            return _listed([*fixed, *chosen])
        case _, tuple():
            return _listed(_own(str(each)) for each in value)
        case ShortText() | Email(), str():
            return _own(value)
        case Declaration(), _:
            return escape(voice.gettext("Confirmed"))
        case Period(), Decimal():
            return escape(usable(voice.shown(*question.as_asked(value))))
        case _:
            shown = escape(usable(voice.shown(value, question.subject(""))))
            if isinstance(question, Money) and question.per:
                per = _filled(sheet, label_html(question, "per", voice))
                return within(voice.gettext("{amount} per {unit}"), amount=shown, unit=per)
            return shown


def _rates(
    sheet: PageContext, question: DayRates, value: Mapping[str, Decimal]
) -> Iterator[Markup]:
    for role in question.roles:
        if role.id not in value:
            continue
        said = _filled(sheet, label_html(role, "label", sheet.voice))
        shown = usable(sheet.voice.shown(value[role.id], question.role_subject(role)))
        yield Markup("{}: {}").format(said, shown)


def _file(sheet: PageContext, file: StoredFile) -> Markup:
    name = _own(file.name)
    said = Markup("{} ({})").format(name, size_of(file.size, sheet.voice))
    if sheet.files is None:
        return said
    link = Markup('<a class="govuk-link" href="{}">{}</a>')
    return link.format(sheet.files(file.sha256, file.name), said)


def _rows(sheet: PageContext, under: Circumstances, asked: AskedQuestion, raw: object) -> Markup:
    """Show the rows of a table, each under its name."""
    rows = cast("Rows", asked.step.question)
    shown = []
    held = list(items_of(raw))
    placed = (
        [ItemRow(place, "", row) for place, row in enumerate(held)]
        if asked.items is None
        else rows_by_item(held, asked.items)
    )
    for each in placed:
        known = each.raw if isinstance(each.raw, Mapping) else {}
        if asked.items is not None:
            name = row_name(sheet.voice, each)
            here = sheet.at(of_item(each.item))
        elif blank(known):
            continue
        else:
            name = _filled(sheet, item_name(rows, sheet.voice, str(each.index + 1)))
            here = sheet
        lines = _columns(here, under, asked, known)
        entry = Markup('<li><strong class="govuk-!-font-weight-bold">{}</strong>{}</li>')
        shown.append(entry.format(name, Markup().join(lines)))
    return Markup('<ul class="govuk-list fw-list">{}</ul>').format(Markup().join(shown))


def _columns(
    sheet: PageContext, under: Circumstances, asked: AskedQuestion, row: Mapping[str, object]
) -> Iterator[Markup]:
    facts = row_facts(asked, under, row)
    inside = replace(under, facts=facts)
    for step in asked.step.columns:
        column = asked_here(step, facts, under.lot)
        if column is None:
            continue
        said = _filled(
            sheet, label_html(step.question, "name" if step.question.name else "label", sheet.voice)
        )
        shown = answered(sheet, inside, column, row.get(step.id)) or sheet.voice.gettext(
            "Not answered"
        )
        yield Markup('<div class="fw-shown"><span class="fw-shown-name">{}</span> {}</div>').format(
            said, shown
        )


def _filled(sheet: PageContext, html: Markup) -> Markup:
    return Markup(Piece(html).fill(sheet.values({})))  # noqa: S704 - it was escaped
