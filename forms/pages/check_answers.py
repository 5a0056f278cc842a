"""The check of all answers: what is answered, section by section, with links to change it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from forms.answers.fields import field_id
from forms.answers.parsing import Circumstances
from forms.linked.linked_form import AskedQuestion
from forms.model.question_types import AnyQuestion
from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, hole
from forms.pages.html.texts import label_html, page_name
from forms.pages.inputs.answered import answered
from forms.pages.inputs.messages import Message, messages
from forms.pages.inputs.page_context import PageContext
from forms.pages.inputs.question_fields import sheet_of
from forms.pages.question_page import error_summary
from forms.pages.shell import View, in_shell
from forms.progress import PageState, Survey


def check_answers_page(
    view: View,
    state: Survey,
    *,
    version: int,
    problems: bool = False,
    submitted: datetime | None = None,
) -> str:
    """Return the check of all answers, with the button that submits them.

    problems    they were to be submitted, and cannot be: what is wrong is listed first
    submitted   when they were: they are shown to be read only
    """
    voice = view.voice
    wrong = messages(state, voice, state.faults)
    drawer = _Rows(view, state, sheet_of(state, voice, wrong, view.links.file), wrong, submitted)
    heading = voice.gettext("Your answers") if submitted else voice.gettext("Check your answers")
    main = rendered(
        "check.html",
        voice,
        heading=heading,
        summary=error_summary(voice, drawer.led()) if problems and wrong else "",
        note=_note(view, len(wrong), submitted),
        sections=list(drawer.sections()),
        submit=submitted is None,
        action=view.links.check,
        version=version,
        hidden=Markup(view.hidden_fields),  # noqa: S704 - it was escaped
    )
    title = voice.gettext("Error: {title}").format(title=heading) if problems and wrong else heading
    main = Piece(main).fill(drawer.sheet.values(drawer.answers))
    return in_shell(view, title=title, main=main, back=view.links.tasks)


def _note(view: View, wrong: int, submitted: datetime | None) -> Markup:
    voice = view.voice
    if submitted is not None:
        says = voice.gettext("You submitted these answers on {moment}.")
        return component("inset-text", {"text": says.format(moment=voice.moment(submitted))})
    if not wrong:
        return Markup()
    says = voice.counted(
        "{count} answer is missing or needs to be changed before you can submit.",
        "{count} answers are missing or need to be changed before you can submit.",
        wrong,
    )
    return component("inset-text", {"text": says})


class _Rows:
    """Gives the rows of the summary lists."""

    def __init__(
        self,
        view: View,
        state: Survey,
        sheet: PageContext,
        wrong: Sequence[Message],
        submitted: datetime | None,
    ) -> None:
        self.view = view
        self.state = state
        self.sheet = sheet
        self.wrong: dict[str, list[Message]] = {}
        for each in wrong:
            self.wrong.setdefault(each.question, []).append(each)
        self.changeable = submitted is None
        self.under = Circumstances(state.form, state.facts, state.lot, complete=False)
        #: What is answered, by the key of its hole: the macros would indent its lines.
        self.answers: dict[str, str] = {}
        self.pages = {step.id: page.page.id for page in state.on_path for step in page.steps}

    def led(self) -> Iterator[tuple[Markup, str]]:
        """Return what is wrong, each with the address where it can be mended."""
        for name, found in self.wrong.items():
            for each in found:
                yield each.html, self.view.links.page(self.pages[name], check=True, at=each.goto)

    def sections(self) -> Iterator[Mapping[str, Any]]:
        """Return the sections, each with its pages' lists."""
        voice = self.sheet.voice
        for section in self.state.sections:
            pages = [page for page in section.pages if page.asked]
            if not pages:
                continue
            part = section.section
            level = 3 if part else 2
            if self.state.form.form.questions:
                # A page for each question is no part that needs a heading.
                rows = [row for page in pages for row in self._rows(page)]
                yield {"title": "", "parts": [{"title": "", "level": level, "rows": rows}]}
                continue
            title = label_html(part, "title", voice) if part else ""
            parts = [
                {
                    "title": page_name(self.state.form, page.linked, voice),
                    "level": level,
                    "rows": list(self._rows(page)),
                }
                for page in pages
            ]
            yield {"title": title, "parts": parts}

    def _rows(self, page: PageState) -> Iterator[dict[str, Any]]:
        for asked in page.asked:
            yield self._row(page, asked)

    def _row(self, page: PageState, asked: AskedQuestion) -> dict[str, Any]:
        question = asked.step.question
        voice = self.sheet.voice
        wrong = self.wrong.get(question.id, [])
        title = label_html(question, "name" if question.name else "label", voice)
        key = f"answer {question.id}"
        self.answers[key] = self._value(asked, question, wrong)
        row: dict[str, Any] = {
            "key": {"html": title},
            "value": {"html": hole(key)},
            "classes": "fw-wrong" if wrong else "",
        }
        if self.changeable:
            at = field_id(question.id)
            # Of what is wrong the link leads to that very field.
            goto = wrong[0].goto if wrong else at
            change = {
                "href": self.view.links.page(page.id, check=True, at=goto),
                "html": escape(voice.gettext("Change")),
                "visuallyHiddenText": title,
            }
            row["actions"] = {"items": [change]}
        return row

    def _value(
        self, asked: AskedQuestion, question: AnyQuestion, wrong: Sequence[Message]
    ) -> Markup:
        voice = self.sheet.voice
        shown = answered(self.sheet, self.under, asked, self.state.raw.get(question.id))
        if not shown and not wrong and question.empty:
            shown = label_html(question, "empty", voice)
        elif not shown and not wrong:
            shown = Markup('<span class="fw-none">{}</span>').format(voice.gettext("Not answered"))
        error = voice.gettext("Error")
        said = (
            component("error-message", {"html": each.html, "visuallyHiddenText": error})
            for each in wrong
        )
        return shown + Markup().join(said)
