"""Tables: rows of a few questions each, with buttons to add and remove rows."""

import json
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from markupsafe import Markup, escape

from forms.answers.fields import items_of, typed
from forms.answers.item_rows import ITEM_KEY, ItemRow, rows_by_item
from forms.answers.parsing import Circumstances, blank, read_answer
from forms.answers.posting import KEPT
from forms.answers.writing import Json
from forms.linked.linked_form import AskedQuestion
from forms.model.question import MAX_ITEMS
from forms.model.table_questions import Rows
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, escaped, hole, isolated
from forms.pages.html.speech import Voice
from forms.pages.html.texts import label_html, of_item
from forms.pages.inputs.page_context import PageContext, Spot, add, remove, several
from forms.pages.inputs.reveal import as_data, standing, unvaried, wrapped
from forms.pages.inputs.text_inputs import item_name, shown_count
from forms.path import Gathered, add_fact
from forms.path import asked as asked_here
from rules.logic import Facts

#: Draws one question: its sheet, where it stands, and its raw answer.
DrawQuestion = Callable[[PageContext, AskedQuestion, Spot, object], str]


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table that is drawn: the question, where it stands, under what its rows are read."""

    asked: AskedQuestion
    spot: Spot
    under: Circumstances
    draw: DrawQuestion

    @property
    def rows(self) -> Rows:
        """The question."""
        return cast("Rows", self.asked.step.question)


def table(sheet: PageContext, of: DrawnTable, raw: object) -> str:
    """Draw a table: a group for each row, with the fields of its columns."""
    held = [row if isinstance(row, Mapping) else {} for row in items_of(raw)]
    items = of.asked.items
    if items is None:
        count = shown_count(len(held), of.rows.min, of.rows.max)
        held += [{}] * (count - len(held))
        placed = [ItemRow(place, "", row) for place, row in enumerate(held)]
    else:
        placed = list(rows_by_item(held, items))
        count = len(placed)
    fields = [_row(sheet, of, each, alone=count == 1) for each in placed]
    if items is None and count < (of.rows.max or MAX_ITEMS):

        def make() -> Piece:
            which = label_html(of.rows, "item", sheet.voice) if of.rows.item else None
            return Piece(add(sheet, which, of.spot.name))

        fields.append(sheet.kept(("add", of.spot.key), make).fill(sheet.values({})))
    return several(sheet, of.rows, of.spot, fields)


def _row(sheet: PageContext, of: DrawnTable, each: ItemRow, *, alone: bool) -> str:
    row = each.raw if isinstance(each.raw, Mapping) else {}
    for_item = of.asked.items is not None
    removable = each.apart if for_item else not alone
    # A row is about somebody or something else than whom fills it in.
    spot = replace(of.spot, own=False).item(each.index, "row")
    sheet = sheet.at({"row": str(each.index), **_named(sheet, of, each)})

    def make() -> Piece:
        name = escape(hole("row name"))
        size = "m" if of.spot.level == "page" else "s"
        fields = (
            f'<input type="hidden" name="{spot.name}.{KEPT}" value="{hole("kept")}"{hole("off")}>'
        )
        if for_item:
            fields += (
                f'<input type="hidden" name="{spot.name}.{ITEM_KEY}"'
                f' value="{hole("item key")}"{hole("off")}>'
            )
        gone = remove(sheet, name, spot.name) if removable else ""
        fieldset = component(
            "fieldset",
            {
                "legend": {"html": name, "classes": f"govuk-fieldset__legend--{size}"},
                "attributes": f' id="{spot.id}" tabindex="-1"',
                "html": f"{fields}\n{hole('fields')}\n{gone}",
            },
        )
        return Piece(f'<div class="fw-row">\n{fieldset}\n</div>')

    fields, kept = _columns(sheet, of, spot, row)
    values = {
        "fields": fields,
        "kept": escaped(json.dumps(kept)) if kept else "",
        "item key": escaped(each.item),
    }
    piece = sheet.kept(("row", spot.key, of.spot.level, removable), make)
    return piece.fill(sheet.values(values))


def _named(sheet: PageContext, of: DrawnTable, each: ItemRow) -> dict[str, str]:
    """Return what fills the holes for a row's name, and for the item that it is for."""
    if of.asked.items is None:
        name = item_name(of.rows, sheet.voice, str(each.index + 1))
        return {"row name": Piece(name).fill(sheet.shared)}
    return {"row name": row_name(sheet.voice, each), **of_item(each.item)}


def row_name(voice: Voice, each: ItemRow) -> Markup:
    """Return the item that a row is for; of one that stands apart, say so."""
    item = Markup(isolated(each.item))  # noqa: S704 - it was escaped
    if not each.apart:
        return item
    gone = voice.gettext("No longer in the list")
    if each.item:
        return Markup("{}: {}").format(gone, item)
    return Markup("{} ({})").format(gone, each.index + 1)


def _columns(
    sheet: PageContext, of: DrawnTable, spot: Spot, row: Mapping[str, object]
) -> tuple[str, dict[str, Json]]:
    """Draw the fields of a row; give what it holds in columns that may not be shown, too."""
    steps = of.asked.step.columns
    parts = {step.id: spot.part(f".{step.id}") for step in steps}
    names = {step.key: parts[step.id].real for step in steps}
    drawn: list[str] = []
    always: set[str] = set()
    same = sheet.kept(("unvaried", of.spot.key), lambda: unvaried(steps))
    for each in standing(steps, row_facts(of.asked, of.under, row), of.under.lot, same):
        name = each.asked.id
        always |= {name} if each.when is None else set()
        on = sheet if each.shown else sheet.disabled()
        html = of.draw(on, each.asked, parts[name], row.get(name))
        if each.when is not None:
            html = wrapped(html, as_data(each.when, names), shown=each.shown)
        drawn.append(html)
    kept = {
        step.id: typed(step.question, row[step.id])
        for step in steps
        if step.id not in always and step.id in row and not blank(row[step.id])
    }
    return "\n".join(drawn), kept


def row_facts(asked: AskedQuestion, under: Circumstances, row: Mapping[str, object]) -> Facts:
    """Return what is known where the columns of a row are asked: its own answers come first."""
    inside: Gathered = {}
    scope = ChainMap(inside, cast("Gathered", under.facts))
    for step in asked.step.columns:
        column = asked_here(step, scope, under.lot)
        if column is None:
            continue
        value, _ = read_answer(column, row.get(step.id), replace(under, facts=scope))
        if value is not None:
            add_fact(inside, under.form, step.key, value)
    return scope
