"""Drawing: the questions of a page, with what is answered and what is wrong, as HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from forms.answers.fields import typed
from forms.answers.parsing import Circumstances
from forms.answers.writing import Json
from forms.linked.linked_form import AskedQuestion, LinkedForm, LinkedPage
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.form import QuestionGroup
from forms.model.placeholders import Insert
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, hole
from forms.pages.html.speech import Voice
from forms.pages.html.texts import PlaceholderValues, fill_of, hinted, label_html
from forms.pages.inputs.choice_inputs import declaration, many_of, one_of, yes_no
from forms.pages.inputs.file_inputs import uploads
from forms.pages.inputs.messages import Message
from forms.pages.inputs.page_context import PageContext, Spot, guidance, kept_of, missing_in
from forms.pages.inputs.reveal import PageQuestion, as_data, standing, unvaried, wrapped
from forms.pages.inputs.row_inputs import DrawnTable, table
from forms.pages.inputs.text_inputs import (
    address,
    date_fields,
    day_rates,
    long_text,
    one_line,
    texts,
)
from forms.progress import Survey
from rules.logic import Logic


def sheet_of(
    state: Survey,
    voice: Voice,
    messages: Sequence[Message] = (),
    files: Callable[[str, str], str] | None = None,
) -> PageContext:
    """Return the sheet that the pages of a draft are drawn with."""
    fill = fill_of(state, voice)
    errors: dict[str, str] = {}
    for each in messages:
        errors[each.field] = str(each.html)
        for name in each.bad:
            errors.setdefault(name, "")
    return PageContext(
        made=kept_of(state.form, voice.language),
        voice=voice,
        shared=PlaceholderValues(fill),
        missing=lambda name: fill(Insert(name)) is None,
        errors=errors,
        files=files,
    )


def alone(page: LinkedPage) -> bool:
    """Return whether a page is one question, whose label is then the heading of the page.

    Guidance of the page's own has to stand under a heading too, which is then the page's title.
    """
    grouped = any(isinstance(each, QuestionGroup) for each in page.page.questions)
    return len(page.steps) == 1 and not grouped and not page.page.guidance


@dataclass(frozen=True, slots=True)
class _Layout:
    """What of a page is the same for every draft.

    items   the groups of questions, and the questions in none, each with the ids of the questions
    spots   where the questions stand, by id
    fields  the names of their fields, by key
    same    the questions that offer the same whatever is known, by id
    """

    items: tuple[tuple[QuestionGroup | None, tuple[str, ...]], ...]
    spots: Mapping[str, Spot]
    fields: Mapping[str, str]
    same: Mapping[str, AskedQuestion]


def _laid_out(form: LinkedForm, page: LinkedPage) -> _Layout:
    here = {id(step.question) for step in page.steps}
    items: list[tuple[QuestionGroup | None, tuple[str, ...]]] = []
    for item in page.page.questions:
        inside = item.questions if isinstance(item, QuestionGroup) else (item,)
        ids = tuple(each.id for each in inside if id(each) in here)
        items += [(item if isinstance(item, QuestionGroup) else None, ids)] if ids else []
    level = "page" if alone(page) else "question"
    names = [step.id for step in page.steps]
    numbers = form.numbers
    return _Layout(
        items=tuple(items),
        spots={name: Spot(name, name, name, level, numbers.get(name)) for name in names},
        fields={step.key: step.id for step in page.steps},
        same=unvaried(page.steps),
    )


def drawn_page(state: Survey, sheet: PageContext, page: LinkedPage) -> str:
    """Draw the questions of a page, and the groups of questions."""
    layout = sheet.kept(("layout", page.page.id), lambda: _laid_out(state.form, page))
    facts = state.facts_on(page.page.id)
    under = Circumstances(state.form, facts, state.lot, complete=False)
    drawer = _Drawer(state, sheet, under, layout)
    stands = {each.asked.id: each for each in standing(page.steps, facts, state.lot, layout.same)}
    parts: list[str] = []
    for group, ids in layout.items:
        inside = [stands[name] for name in ids if name in stands]
        if group is not None and inside:
            parts.append(drawer.group(group, inside))
        else:
            parts += [drawer.standing(each) for each in inside]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Draws what stands on one page."""

    state: Survey
    sheet: PageContext
    under: Circumstances
    layout: _Layout

    def standing(self, each: PageQuestion) -> str:
        """Draw a question that stands on the page."""
        name = each.asked.id
        sheet = self.sheet if each.shown else self.sheet.disabled()
        html = self.draw(sheet, each.asked, self.layout.spots[name], self.state.raw.get(name))
        if each.when is None:
            return html
        return wrapped(html, self.condition(each.asked, each.when), shown=each.shown)

    def condition(self, asked: AskedQuestion, when: Logic) -> str:
        """Return a condition as a browser reads it; the form's own is made once."""
        if when is not asked.step.offer.logic:
            return as_data(when, self.layout.fields)
        return self.sheet.kept(("when", id(when)), lambda: as_data(when, self.layout.fields))

    def draw(self, sheet: PageContext, asked: AskedQuestion, spot: Spot, raw: object) -> str:
        """Draw the fields of one question, or of one column of a row."""
        if isinstance(asked.step.question, Rows):
            return table(sheet, DrawnTable(asked, spot, self.under, self.draw), raw)
        return drawn(sheet, asked, spot, typed(asked.step.question, raw))

    def group(self, group: QuestionGroup, inside: Sequence[PageQuestion]) -> str:
        """Draw a group of questions, which is hidden while all of them are."""
        html = "\n".join(self.standing(each) for each in inside)
        sheet = self.sheet

        def make() -> Piece:
            legend = {
                "html": label_html(group, "group", sheet.voice),
                "classes": "govuk-fieldset__legend--m",
            }
            said = (
                component("hint", {"html": hinted(group, "hint", sheet.voice)})
                if group.hint
                else ""
            )
            fields = f"{said}{guidance(sheet, group)}{hole('fields')}"
            fieldset = component("fieldset", {"legend": legend, "html": fields})
            return Piece(f'<div class="fw-group"{hole("hidden")}>\n{fieldset}\n</div>')

        hidden = "" if any(each.shown for each in inside) else " hidden"
        piece = sheet.kept(("group", id(group), missing_in(sheet, group)), make)
        return piece.fill(sheet.values({"fields": html, "hidden": hidden}))


def drawn(sheet: PageContext, asked: AskedQuestion, spot: Spot, holds: Json) -> str:
    """Draw the fields of one question. `holds` is its answer, as `fields.typed` gives it."""
    match asked.step.question:
        case ShortText() | Email() | Number() | Money() | Percentage() | Period() as question:
            return one_line(sheet, question, spot, str(holds))
        case LongText() as question:
            return long_text(sheet, question, spot, str(holds))
        case Date() as question:
            return date_fields(sheet, question, spot, cast("dict[str, str]", holds))
        case YesNo() as question:
            return yes_no(sheet, asked, question, spot, str(holds))
        case OneOf() as question:
            return one_of(sheet, asked, question, spot, str(holds))
        case ManyOf() as question:
            return many_of(sheet, asked, question, spot, cast("list[str]", holds))
        case Declaration() as question:
            return declaration(sheet, asked, question, spot, str(holds))
        case PostalAddress() as question:
            return address(sheet, question, spot, cast("dict[str, Json]", holds))
        case DayRates() as question:
            return day_rates(sheet, question, spot, cast("dict[str, str]", holds))
        case TextList() as question:
            return texts(sheet, question, spot, cast("list[str]", holds))
        case FileUpload() as question:
            return uploads(sheet, question, spot, cast("list[dict[str, Json]]", holds))
        case Rows():
            raise AssertionError("a table is drawn with its rows")
