"""The page of questions: what is asked together, with what is answered and what is wrong."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from forms.answers.fields import field_id
from forms.linked.linked_form import LinkedPage
from forms.linked.translating import language_of
from forms.model.faults import Fault
from forms.model.placeholders import filled
from forms.model.table_questions import FileUpload
from forms.pages.html.components import component, rendered
from forms.pages.html.slots import Piece, escaped, hole, usable
from forms.pages.html.speech import Voice
from forms.pages.html.texts import fill_of, in_its_language, label_html
from forms.pages.inputs.messages import Message, messages
from forms.pages.inputs.page_context import PageContext, guidance, missing_in
from forms.pages.inputs.question_fields import alone, drawn_page, sheet_of
from forms.pages.shell import View, in_shell
from forms.progress import Survey


def question_page(
    view: View,
    state: Survey,
    page_id: str,
    *,
    version: int,
    faults: Iterable[tuple[str, Fault]] = (),
    new: Sequence[str] = (),
    check: bool = False,
) -> str:
    """Return the page of questions `page_id`, which is on the path.

    version   the version of the draft that the answers are of; the page sends it back
    faults    what is said to be wrong
    new       the questions that are asked now that the page was saved, by id
    check     the page was come to from the check of all answers, and leads back there
    """
    voice = view.voice
    page = state.linked_page(page_id)
    wrong = messages(state, voice, faults)
    sheet = sheet_of(state, voice, wrong, view.links.file)
    values = {
        "new": _asked_now(state, voice, new) if new else "",
        "summary": _summary(voice, wrong) if wrong else "",
        "version": str(version),
        # Without it, a browser takes the fragment along to what the page leads to.
        "action": escaped(view.links.page(page_id, check=check)),
        "hidden": view.hidden_fields,
        "questions": drawn_page(state, sheet, page),
    }
    main = _piece(view, sheet, page).fill(sheet.values(values))
    before = state.previous(page_id)
    back = view.links.check if check else view.links.page(before) if before else view.links.tasks
    title, language = title_of(state, sheet, page)
    if wrong:
        title = voice.gettext("Error: {title}").format(title=title)
    return in_shell(view, title=title, main=main, back=back, title_language=language)


def _piece(view: View, sheet: PageContext, page: LinkedPage) -> Piece:
    """Return a page without what differs from request to request."""

    def make() -> Piece:
        voice = sheet.voice
        holes = {
            name: Markup(hole(name))  # noqa: S704 - holes
            for name in ("new", "summary", "version", "action", "hidden", "questions")
        }
        return Piece(
            rendered(
                "question.html",
                voice,
                caption=label_html(page.section, "title", voice) if page.section else "",
                heading="" if alone(page) else label_html(page.page, "title", voice),
                guidance=guidance(sheet, page.page),
                autosave=view.autosave,
                files=any(isinstance(step.question, FileUpload) for step in page.steps),
                **holes,
            )
        )

    return sheet.kept(("page", page.page.id, view.autosave, missing_in(sheet, page.page)), make)


def title_of(state: Survey, sheet: PageContext, page: LinkedPage) -> tuple[str, str]:
    """Return the title of a page as plain text, and its language."""

    def make() -> tuple[str, str]:
        part, key = (page.steps[0].question, "label") if alone(page) else (page.page, "title")
        return getattr(part, key), language_of(part, key, sheet.voice.language)

    text, language = sheet.kept(("title", page.page.id), make)
    return filled(text, fill_of(state, sheet.voice)), language


def _summary(voice: Voice, wrong: Iterable[Message]) -> str:
    return error_summary(voice, [(each.html, f"#{each.goto}") for each in wrong])


def error_summary(voice: Voice, wrong: Iterable[tuple[Markup, str]]) -> str:
    """Return the list of what is wrong, each with the address that it leads to."""
    return component(
        "error-summary",
        {
            "titleText": voice.gettext("There is a problem"),
            "errorList": [{"html": html, "href": address} for html, address in wrong],
        },
    )


def _asked_now(state: Survey, voice: Voice, new: Iterable[str]) -> str:
    """Say that the answers opened more questions, with links to them."""
    link = Markup('<li><a class="govuk-notification-banner__link" href="#{}">{}</a></li>')
    fill = fill_of(state, voice)
    links = []
    for name in new:
        question = state.form.steps[name].question
        said = escape(usable(filled(question.label, fill)))
        links.append(link.format(field_id(name), in_its_language(question, "label", voice, said)))
    says = voice.counted(
        "Your answers are saved. There is {count} more question on this page:",
        "Your answers are saved. There are {count} more questions on this page:",
        len(links),
    )
    html = Markup('<p class="govuk-body">{}</p><ul class="govuk-list">{}</ul>')
    return component(
        "notification-banner",
        {
            "titleText": voice.gettext("Important"),
            "html": html.format(says, Markup().join(links)),
            "attributes": ' data-new=""',
        },
    )
