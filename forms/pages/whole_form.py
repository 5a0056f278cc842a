"""The whole form: every page of a form under each other, to read, in one file that needs no other.

Every question is shown, with the condition under which it is asked in plain English. Where a text
quotes an answer, it names the question in square brackets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from forms.answers.fields import typed
from forms.answers.parsing import Circumstances
from forms.linked.linked_form import (
    AskedQuestion,
    Availability,
    LinkedCheck,
    LinkedForm,
    LinkedPage,
    PathStep,
)
from forms.linked.translating import translated
from forms.model.checks import Check, Conflict, SomeOf, Together, Total, members
from forms.model.form import QuestionGroup
from forms.model.placeholders import ITEM, LOT, Insert, filled, unfilled
from forms.model.table_questions import Rows
from forms.pages.assets import assets
from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, usable
from forms.pages.html.speech import Voice, speech
from forms.pages.html.texts import PlaceholderValues, hinted, label_html, page_name, within
from forms.pages.inputs.page_context import PageContext, Spot, guidance, kept_of
from forms.pages.inputs.question_fields import drawn
from forms.pages.inputs.row_inputs import DrawnTable, table
from forms.path import NO_FACTS
from rules.logic import Both, Logic
from rules.wording import worded


def whole_form_page(form: LinkedForm, *, lot: str | None = None, language: str = "en") -> str:
    """Return a form as one document: as it is in a lot, or with what all lots have.

    Raises `forms.pages.assets.Unbuilt` where the styles of pages have not been made.
    """
    form = translated(form, language).in_lot(lot)
    voice = speech(language)
    drawer = _Drawer(form, voice, lot)
    sections = list(drawer.sections())
    html = rendered(
        "whole.html",
        voice,
        title=drawer.text(form.form.title),
        heading=label_html(form.form, "title", voice),
        caption=drawer.caption(),
        guidance=guidance(drawer.sheet, form.form),
        sectioned=bool(form.form.sections),
        sections=sections,
        checks=[drawer.check(each) for each in form.checks if drawer.asks(each.check)],
        styles=Markup(_styles()),  # noqa: S704 - our own
    )
    return Piece(html).fill(drawer.sheet.values({}))


def _styles() -> str:
    found = assets()
    names = ("govuk-frontend.min.css", "forms.css")
    return "\n".join(found[name].read_text("utf-8") for name in names)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Under which conditions a part is shown, all of which must hold; and in which lots."""

    needs: tuple[Logic, ...] = ()
    lots: frozenset[str] | None = None

    def beyond(self, around: "_Scope") -> "_Scope":
        """Return what is not said of the part around it already."""
        needs = tuple(each for each in self.needs if each not in around.needs)
        return _Scope(needs, None if self.lots == around.lots else self.lots)


def _scope(offer: Availability) -> _Scope:
    return _Scope(tuple(_needs(offer.logic)), offer.lots)


def _needs(logic: Logic) -> Iterator[Logic]:
    if isinstance(logic, Both):
        for part in logic.parts:
            yield from _needs(part)
    else:
        yield logic


def _shared(steps: Sequence[PathStep]) -> _Scope:
    """Return under which conditions any of some questions is asked: what all of them need."""
    scopes = [_scope(step.offer) for step in steps]
    first = scopes[0].needs
    needs = tuple(need for need in first if all(need in scope.needs for scope in scopes))
    lots: frozenset[str] | None = frozenset()
    for scope in scopes:
        lots = None if lots is None or scope.lots is None else lots | scope.lots
    return _Scope(needs, lots)


class _Drawer:
    """Draws the pages of a form as if all of them were asked."""

    def __init__(self, form: LinkedForm, voice: Voice, lot: str | None) -> None:
        self.form = form
        self.voice = voice
        self.lot = lot
        self.sheet = PageContext(
            kept_of(form, voice.language),
            voice,
            PlaceholderValues(self._fill),
            missing=lambda _: False,
        )
        self.under = Circumstances(form, NO_FACTS, lot, complete=False)
        self.numbers = form.numbers
        #: How often each id was drawn: it may stand in several lots.
        self.times: dict[str, int] = {}

    def _fill(self, insert: Insert) -> tuple[str]:
        """Say in a text what will stand there."""
        _ = self.voice.gettext
        if insert.number:
            return (str(self.numbers[insert.name]),)
        if insert.name == ITEM:
            return (_("[item]"),)
        if insert.name == LOT:
            return (self.form.lots.get(self.lot or "", _("[lot]")),)
        return (f"[{self.form.quoted[insert.name].label}]",)

    def text(self, text: str) -> str:
        """Return a text without HTML."""
        return filled(text, self._fill)

    def caption(self) -> str:
        """Say who fills the form in, for which lot."""
        _ = self.voice.gettext
        supplier = self.form.form.by == "supplier"
        who = _("Suppliers fill in this form") if supplier else _("Buyers fill in this form")
        lot = self.form.lots.get(self.lot or "")
        return f"{who}: {lot}" if lot else who

    # --- parts ----------------------------------------------------------------------------------

    def sections(self) -> Iterator[Mapping[str, Any]]:
        """Return the sections, each with its pages; one without a title where there are none."""
        found: list[list[LinkedPage]] = []
        for page in self.form.pages:
            if not found or found[-1][0].section is not page.section:
                found.append([])
            found[-1].append(page)
        for pages in found:
            section = pages[0].section
            if section is None:
                yield {"title": "", "pages": [self._page(page, _Scope(), 2) for page in pages]}
                continue
            scope = _shared([step for page in pages for step in page.steps])
            yield {
                "id": f"Section-{section.id}",
                "title": label_html(section, "title", self.voice),
                "note": self._note(scope),
                "guidance": guidance(self.sheet, section),
                "pages": [self._page(page, scope, 3) for page in pages],
            }

    def _page(self, page: LinkedPage, around: _Scope, level: int) -> Mapping[str, Any]:
        scope = _shared(page.steps)
        steps = {id(step.question): step for step in page.steps}
        parts: list[str] = []
        for item in page.page.questions:
            if isinstance(item, QuestionGroup):
                inside = [steps[id(each)] for each in item.questions if id(each) in steps]
                parts += [self._group(item, inside, scope)] if inside else []
            elif id(item) in steps:
                parts.append(self._question(steps[id(item)], scope))
        return {
            "id": f"Page-{self._once(page.page.id, 'page')}",
            "title": page_name(self.form, page, self.voice),
            "level": level,
            "note": self._note(scope.beyond(around)),
            "guidance": guidance(self.sheet, page.page),
            "questions": Markup("\n".join(parts)),  # noqa: S704 - made by macros
        }

    def _group(self, group: QuestionGroup, steps: Sequence[PathStep], around: _Scope) -> str:
        scope = _shared(steps)
        legend = {
            "html": label_html(group, "group", self.voice),
            "classes": "govuk-fieldset__legend--m",
        }
        html = [self._note(scope.beyond(around)), guidance(self.sheet, group)]
        if group.hint:
            html.append(component("hint", {"html": hinted(group, "hint", self.voice)}))
        html += [Markup(self._question(step, scope)) for step in steps]  # noqa: S704 - macros
        return component("fieldset", {"legend": legend, "html": Markup("\n").join(html)})

    def _question(self, step: PathStep, around: _Scope) -> str:
        """Draw a question with what it depends on."""
        name = self._once(step.id, "question")
        spot = Spot(name, name, name, number=self.numbers.get(step.id))
        note = self._note(_scope(step.offer).beyond(around))
        options = [self._option_note(step, value, offer) for value, offer in step.options.items()]
        html = self._drawn(step, spot)
        inside = f"{note}\n{html}\n{Markup().join(options)}"
        return f'<div class="fw-when">{inside}</div>' if note else inside

    def _once(self, name: str, sort: str) -> str:
        """Return an id that was not given before."""
        key = f"{sort} {name}"
        self.times[key] = self.times.get(key, 0) + 1
        return name if self.times[key] == 1 else f"{name}--{self.times[key]}"

    def _drawn(self, step: PathStep, spot: Spot) -> str:
        asked = _always(step, self.voice)
        if not isinstance(step.question, Rows):
            return drawn(self.sheet, asked, spot, typed(step.question, None))
        notes = {column.id: self._note(_scope(column.offer)) for column in step.columns}

        def column(sheet: PageContext, asked: AskedQuestion, spot: Spot, raw: object) -> str:
            html = drawn(sheet, asked, spot, typed(asked.step.question, raw))
            note = notes[asked.id]
            return f'<div class="fw-when">{note}\n{html}</div>' if note else html

        return table(self.sheet, DrawnTable(asked, spot, self.under, column), None)

    # --- conditions in words --------------------------------------------------------------------

    def _note(self, scope: _Scope) -> Markup:
        """Say under which conditions, and in which lots, something is shown."""
        _ = self.voice.gettext
        says: list[Markup] = []
        if scope.needs:
            says.append(within(_("Only when {condition}."), condition=self._worded(scope.needs)))
        if scope.lots is not None and self.lot is None:
            says.append(within(_("Only in {lots}."), lots=self._lots(scope.lots)))
        if not says:
            return Markup()
        return Markup('<p class="fw-note">{}</p>').format(Markup(" ").join(says))

    def _option_note(self, step: PathStep, value: str, offer: Availability) -> Markup:
        note = self._note(_scope(offer))
        if not note:
            return note
        label = step.question.choices[value]
        return Markup('<div class="fw-note">“{}”: {}</div>').format(
            unfilled(label), note.striptags()
        )

    def _worded(self, needs: Sequence[Logic]) -> Markup:
        condition = escape(usable(worded(needs[0] if len(needs) == 1 else Both(tuple(needs)))))
        if self.voice.language == "en":
            return condition
        # Conditions are worded in English alone.
        return Markup('<span lang="en">{}</span>').format(condition)

    def _lots(self, lots: frozenset[str]) -> str:
        return ", ".join(title for lot, title in self.form.lots.items() if lot in lots)

    # --- checks ---------------------------------------------------------------------------------

    def asks(self, check: Check) -> bool:
        """Return whether any question of a check is asked, in the lot that the form is shown in."""
        return any(name in self.form.steps for name in members(check))

    def check(self, linked: LinkedCheck) -> Markup:
        """Say what a check between answers asks for."""
        _ = self.voice.gettext
        check = linked.check
        match check:
            case Conflict():
                template = _("{question}: not accepted when {condition}")
                return within(
                    template,
                    question=self._titles([check.at]),
                    condition=self._worded([linked.logic]),
                )
            case Total():
                limits = [
                    (check.is_, _("{questions} must total {limit}")),
                    (check.min, _("{questions} must total at least {limit}")),
                    (check.max, _("{questions} must total at most {limit}")),
                ]
                first = next(name for name in check.total if name in self.form.steps)
                subject = self.form.steps[first].question.subject("")
                said = [
                    within(
                        template,
                        questions=self._titles(check.total),
                        limit=self.voice.shown(limit, subject),
                    )
                    for limit, template in limits
                    if limit is not None
                ]
                return Markup("; ").join(said)
            case SomeOf():
                template = _("At least {least} of these must be answered: {questions}")
                return within(template, least=check.at_least, questions=self._titles(check.some_of))
            case Together():
                template = _("All of these must be answered, or none: {questions}")
                return within(template, questions=self._titles(check.together))

    def _titles(self, names: Iterable[str]) -> str:
        asked = [self.form.steps[name].question for name in names if name in self.form.steps]
        return "; ".join(f"“{self.text(each.name or each.label)}”" for each in asked)


def _always(step: PathStep, voice: Voice) -> AskedQuestion:
    """Return a question as if it were asked, with all its options and a row for one item."""
    columns = tuple(
        replace(column, offer=Availability(column.offer.lots), options={})
        for column in step.columns
    )
    whole = replace(step, offer=Availability(), options={}, columns=columns)
    items = (voice.gettext("[item]"),) if step.each else None
    return AskedQuestion(whole, frozenset(step.question.choices), items)
