"""The list of tasks: the pages of a form by section, each with its status."""

from typing import Any

from markupsafe import Markup

from forms.linked.translating import language_of
from forms.model.placeholders import filled
from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece
from forms.pages.html.speech import Voice, pair
from forms.pages.html.texts import fill_of, label_html, page_name
from forms.pages.inputs.page_context import PageContext, guidance
from forms.pages.inputs.question_fields import sheet_of
from forms.pages.shell import View, in_shell
from forms.progress import PageState, SectionState, Status, Survey


def task_list_page(view: View, state: Survey, *, conflicts: int = 0) -> str:
    """Return the list of a form's tasks.

    `conflicts` says how many answers wait for somebody to choose between them.
    """
    voice = view.voice
    sheet = sheet_of(state, voice)
    form = state.form.form
    on_path = [page for page in state.pages if page.asked]
    done = sum(page.status is Status.COMPLETED for page in on_path)
    texts = pair(
        "You have completed {done} of {count} task.", "You have completed {done} of {count} tasks."
    )
    progress = voice.ngettext(*texts, len(on_path))
    main = rendered(
        "tasks.html",
        voice,
        title=label_html(form, "title", voice),
        conflicts=_conflicts(view, conflicts) if conflicts else "",
        guidance=guidance(sheet, form),
        progress=progress.format(done=voice.number(done), count=voice.number(len(on_path))),
        sections=[_section(view, state, sheet, section) for section in state.sections],
        first=view.links.page(state.first) if state.first else "",
        check=view.links.check,
    )
    return in_shell(
        view,
        title=filled(form.title, fill_of(state, voice)),
        main=Piece(main).fill(sheet.values({})),
        title_language=language_of(form, "title", voice.language),
    )


def _conflicts(view: View, count: int) -> Markup:
    """Say that answers wait, with the way to choose between them."""
    voice = view.voice
    says = voice.counted(
        "{count} answer was changed by two people at the same time.",
        "{count} answers were changed by two people at the same time.",
        count,
    )
    link = Markup('{} <a class="govuk-link" href="{}">{}</a>')
    choose = voice.gettext("Choose which answers to keep")
    return component("inset-text", {"html": link.format(says, view.links.conflicts, choose)})


def _section(
    view: View, state: Survey, sheet: PageContext, section: SectionState
) -> dict[str, Any]:
    part = section.section
    return {
        "title": label_html(part, "title", sheet.voice) if part else "",
        "guidance": guidance(sheet, part) if part else "",
        "tasks": [_task(view, state, page) for page in section.pages],
    }


def _task(view: View, state: Survey, page: PageState) -> dict[str, Any]:
    voice = view.voice
    reached = bool(page.asked)
    task: dict[str, Any] = {
        "title": {"html": page_name(state.form, page.linked, voice)},
        "status": _status(page.status, voice),
    }
    if reached:
        task["href"] = view.links.page(page.id)
    if reached and not page.required:
        task["hint"] = {"text": voice.gettext("You can leave this out")}
    return task


def _status(status: Status, voice: Voice) -> dict[str, Any]:
    _ = voice.gettext
    match status:
        case Status.COMPLETED:
            return {"text": _("Completed")}
        case Status.CANNOT_START:
            unreached = "govuk-task-list__status--cannot-start-yet"
            return {"text": _("Cannot start yet"), "classes": unreached}
        case Status.NOT_NEEDED:
            unreached = "govuk-task-list__status--cannot-start-yet"
            return {"text": _("Not needed"), "classes": unreached}
        case Status.IN_PROGRESS:
            return {"tag": {"text": _("In progress"), "classes": "govuk-tag--light-blue"}}
        case Status.PROBLEM:
            return {"tag": {"text": _("There is a problem"), "classes": "govuk-tag--red"}}
        case Status.NOT_STARTED:
            return {"tag": {"text": _("Not started"), "classes": "govuk-tag--blue"}}
