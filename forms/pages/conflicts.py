"""The page of conflicts: answers that two people typed, side by side, with a choice for each."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from forms.answers.fields import field_id
from forms.answers.parsing import Circumstances
from forms.answers.posting import ACTION, VERSION, read_version
from forms.answers.writing import Json
from forms.linked.linked_form import AskedQuestion, LinkedForm
from forms.model.typed_values import as_typed
from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, hole
from forms.pages.html.texts import label_html, within
from forms.pages.inputs.answered import answered
from forms.pages.inputs.page_context import PageContext
from forms.pages.inputs.question_fields import sheet_of
from forms.pages.question_page import error_summary
from forms.pages.shell import View, in_shell
from forms.progress import Survey
from rules.problems import InputError, Problem


@dataclass(frozen=True, slots=True)
class EditConflict:
    """A question with an answer, and what else was typed.

    now      the raw answer as it is, None where there is none
    others   the other raw answers, each with the moment when it was typed, in UTC
    """

    question_id: str
    now: Json | None
    others: tuple[tuple[Json | None, datetime], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What was chosen: raw answers by question id; the questions left out; the version it is of."""

    chosen: Mapping[str, Json | None]
    missing: tuple[str, ...]
    version: int


def conflict_page(
    view: View,
    state: Survey,
    conflicts: Sequence[EditConflict],
    *,
    version: int,
    missing: Iterable[str] = (),
) -> str:
    """Return the page on which one answer is chosen for each question that has several.

    `missing` names the questions for which nothing was chosen.
    """
    voice = view.voice
    lacking = frozenset(missing)
    sheet = sheet_of(state, voice, files=view.links.file)
    drawer = _Drawer(view, state, sheet, lacking)
    title = voice.gettext("Choose which answers to keep")
    main = rendered(
        "conflicts.html",
        voice,
        title=title,
        summary=error_summary(voice, drawer.summary(conflicts)) if lacking else "",
        questions=[drawer.drawn(each) for each in conflicts],
        version=version,
        action=view.links.conflicts,
        hidden=Markup(view.hidden_fields),  # noqa: S704 - it was escaped
    )
    if lacking:
        title = voice.gettext("Error: {title}").format(title=title)
    main = Piece(main).fill(sheet.values(drawer.answers))
    return in_shell(view, title=title, main=main, back=view.links.tasks)


@dataclass(frozen=True, slots=True)
class _Drawer:
    """Draws the choice for each question."""

    view: View
    state: Survey
    sheet: PageContext
    lacking: frozenset[str]
    #: The answers, by the key of their hole: the macros would indent their lines.
    answers: dict[str, str] = field(default_factory=dict)

    def summary(self, conflicts: Iterable[EditConflict]) -> list[tuple[Markup, str]]:
        """Return what is missing, each with its address."""
        names = [each.question_id for each in conflicts if each.question_id in self.lacking]
        return [(self.says(name), f"#{field_id(name)}") for name in names]

    def says(self, name: str) -> Markup:
        """Say that nothing was chosen for a question."""
        template = self.sheet.voice.gettext("Select which answer to keep: {question}")
        return within(template, question=self.title(name))

    def title(self, name: str) -> Markup:
        """Return a question in a few words."""
        question = self.state.form.steps[name].question
        return label_html(question, "name" if question.name else "label", self.sheet.voice)

    def drawn(self, conflict: EditConflict) -> Markup:
        """Draw the answers to one question beside each other."""
        voice = self.sheet.voice
        name = conflict.question_id
        items = [self.item(name, conflict.now, voice.gettext("The answer as it is now"))]
        for raw, at in conflict.others:
            says = voice.gettext("What was typed on {moment}").format(moment=voice.moment(at))
            items.append(self.item(name, raw, says))
        message = {"html": self.says(name), "visuallyHiddenText": voice.gettext("Error")}
        return component(
            "radios",
            {
                "idPrefix": field_id(name),
                "name": name,
                "classes": "fw-beside",
                "fieldset": {
                    "legend": {"html": self.title(name), "classes": "govuk-fieldset__legend--m"}
                },
                "errorMessage": message if name in self.lacking else None,
                "items": items,
            },
        )

    def item(self, name: str, raw: Json | None, says: str) -> dict[str, object]:
        """Return one answer to choose."""
        shown = answered(self.sheet, self.under, self.asked(name), raw)
        nothing = Markup('<span class="fw-none">{}</span>')
        said = shown or nothing.format(self.sheet.voice.gettext("Not answered"))
        key = f"answer {name} {mark_of(raw)}"
        self.answers[key] = said
        return {"value": mark_of(raw), "text": says, "hint": {"html": hole(key)}}

    @property
    def under(self) -> Circumstances:
        """What answers are read under."""
        return Circumstances(self.state.form, self.state.facts, self.state.lot, complete=False)

    def asked(self, name: str) -> AskedQuestion:
        """Return a question as it is asked, or would be."""
        step = self.state.form.steps[name]
        return self.state.asked.get(name) or AskedQuestion(step, frozenset(step.question.choices))


def mark_of(raw: Json | None) -> str:
    """Return what a choice sends for a raw answer: the same for the same answer."""
    text = json.dumps(raw, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def read_settled(
    form: LinkedForm,
    conflicts: Iterable[EditConflict],
    fields: Iterable[tuple[str, str]],
    *,
    extra: Collection[str] = (),
) -> Settled:
    """Read which answers were chosen. Raises `InputError` for what the page cannot have sent.

    A question that has been settled meanwhile is passed over. One whose chosen answer is no longer
    among those to choose from is as if nothing was chosen.
    """
    sent: dict[str, str] = {}
    for name, text in fields:
        if name in extra or name == ACTION:
            continue
        if name in sent or (name != VERSION and not form.asks(name)):
            raise InputError([Problem(as_typed(name)[1:-1], "is no field of this page")])
        sent[name] = text
    chosen: dict[str, Json | None] = {}
    missing: list[str] = []
    for each in conflicts:
        found = {mark_of(raw): raw for raw in (each.now, *(raw for raw, _ in each.others))}
        mark = sent.get(each.question_id, "")
        if mark in found:
            chosen[each.question_id] = found[mark]
        else:
            missing.append(each.question_id)
    return Settled(chosen, tuple(missing), read_version(sent.get(VERSION, "0")))
