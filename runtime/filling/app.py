"""The addresses of a draft, and what is done at each.

    Filling(store, find, at="/drafts").routes     for a Starlette application

    GET   /drafts/ID                     the list of its tasks
    GET   /drafts/ID/page/PAGE           a page of questions
    POST  /drafts/ID/page/PAGE           saves what was typed, and goes on
    GET   /drafts/ID/check               all the answers
    POST  /drafts/ID/check               submits them
    GET   /drafts/ID/conflicts           what two people answered at the same time, side by side
    POST  /drafts/ID/conflicts           keeps what was chosen
    GET   /drafts/ID/done                that it is submitted
    GET   /drafts/ID/file/SHA256/NAME    a file
    GET   /drafts/ID/answers.json        what would be submitted, as data

Whatever is typed is saved before it is checked, so that nothing is lost, whatever is wrong with it.
A GET changes nothing; a POST that comes twice does no more than one.
"""

from typing import Final, cast
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from forms.answers.posting import VERSION, PageAnswers, Verb, read_posted, read_version
from forms.answers.writing import plain_answers
from forms.linked.linked_form import LinkedPage
from forms.model.sentences import said
from forms.model.table_questions import FileUpload
from forms.model.typed_values import StoredFile
from forms.pages import (
    check_answers_page,
    confirmation_page,
    conflict_page,
    error_page,
    question_page,
    read_settled,
    task_list_page,
)
from forms.progress import Onward, Status, after
from rules.problems import InputError, Problem
from runtime.filling.open_draft import FindContext, OpenDraft, Told, sheet_of
from runtime.filling.uploads import Taken, Uploads, limits, take
from runtime.store.drafts import Draft, NoDraft, Outdated, Submitted
from runtime.store.store import Store
from runtime.store.typed import StoredJson, same
from runtime.web import posted_forms as receiving
from runtime.web.languages import remember
from runtime.web.responses import PRIVATE, Failure, data, html, in_background, see_other

_NOT_NEEDED: Final = said("This page is not needed")
_NOTHING_ASKED: Final = said(
    "Because of what was answered on other pages, nothing is asked on this one."
)
_SUBMITTED: Final = said("These answers were submitted")
_TOO_LATE: Final = said(
    "The answers were submitted before you saved. What you typed is kept, but is not part of what "
    "was submitted."
)
_CHANGED: Final = said(
    "What you typed is saved. Somebody else has changed another answer on this page: see the page "
    "as it is now."
)
_DISPUTED: Final = said("Somebody else has changed an answer on this page. Choose which to keep.")
_NOT_SAVED: Final = said("This page could not be saved")
_NO_FIT: Final = said(
    "What was sent does not fit the page. The page may have changed since you opened it. Nothing "
    "was saved."
)
_NO_PAGE: Final = said("It is not in the form any more, so nothing was saved.")
_NO_ANSWERS: Final = said("These answers are not here any more, so nothing was saved.")
#: A stored file is for downloading: nothing in it runs in a browser.
_FILE_POLICY: Final = "default-src 'none'; sandbox"


class Filling:
    """The pages of drafts: `find` returns a draft's context, `at` is the address of them all."""

    def __init__(self, store: Store, find: FindContext, at: str = "/drafts") -> None:
        self._store = store
        self._find = find
        self._at = at

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes, for an application."""
        draft = self._at + "/{draft}"
        page = draft + "/page/{page}"
        return [
            Route(draft, self._tasks),
            Route(page, self._page),
            Route(page, self._save, methods=["POST"]),
            Route(draft + "/check", self._check),
            Route(draft + "/check", self._submit, methods=["POST"]),
            Route(draft + "/conflicts", self._conflicts),
            Route(draft + "/conflicts", self._settle, methods=["POST"]),
            Route(draft + "/done", self._done),
            Route(draft + "/file/{sha256}/{name}", self._file),
            Route(draft + "/answers.json", self._answers),
        ]

    def _sheet(self, request: Request, draft: Draft | None = None) -> OpenDraft:
        draft = draft or self._store.draft(request.path_params["draft"])
        return sheet_of(request, draft, self._find(request, draft), self._at)

    # --- the list of tasks --------------------------------------------------------------------

    def _tasks(self, request: Request) -> Response:
        sheet = self._sheet(request)
        if sheet.draft.submitted:
            return see_other(sheet.links.check)
        if "saved" in request.query_params:
            sheet = sheet.noticing(sheet.view.voice.gettext("Your answers are saved"))
        page = task_list_page(sheet.view, sheet.survey, conflicts=len(sheet.conflicts))
        return _shown(request, sheet, page)

    # --- a page of questions ------------------------------------------------------------------

    def _page(self, request: Request) -> Response:
        sheet = self._sheet(request)
        if sheet.draft.submitted:
            return see_other(sheet.links.check)
        page_id = request.path_params["page"]
        if sheet.page(page_id) is None:
            raise Failure(404, way_on=_to_tasks(sheet))
        if sheet.survey.asked_on(page_id):
            return _shown(request, sheet, self._question_page(request, sheet))
        if sheet.survey.page(page_id).status is Status.NOT_NEEDED:
            raise Failure(404, _NOTHING_ASKED, _to_tasks(sheet), title=_NOT_NEEDED)
        first = sheet.survey.first
        return see_other(sheet.links.page(first) if first else sheet.links.tasks)

    def _question_page(self, request: Request, sheet: OpenDraft, faults: Told = ()) -> str:
        page_id = request.path_params["page"]
        new = request.query_params.getlist("new")
        return question_page(
            sheet.view,
            sheet.survey,
            page_id,
            version=sheet.draft.version,
            faults=faults,
            new=[each.id for each in sheet.survey.asked_on(page_id) if each.id in new]
            if new
            else (),
            check=_checking(request),
        )

    async def _save(self, request: Request) -> Response:
        try:
            sheet, page = await run_in_threadpool(self._there, request)
        except Failure as failure:
            # Nothing keeps what was typed for a page that is gone, so it is shown again.
            async with receiving.received(request, limits(())) as posted:
                failure.typed = posted.fields
            raise
        uploads = {s.id: s.question for s in page.steps if isinstance(s.question, FileUpload)}
        async with receiving.received(request, limits(uploads.values())) as posted:
            return await run_in_threadpool(self._saved, request, sheet, posted, uploads)

    def _there(self, request: Request) -> tuple[OpenDraft, LinkedPage]:
        try:
            sheet = self._sheet(request)
        except NoDraft:
            raise Failure(404, _NO_ANSWERS, title=_NOT_SAVED) from None
        page = sheet.page(request.path_params["page"])
        if page is None:
            raise Failure(404, _NO_PAGE, _to_tasks(sheet), title=_NOT_SAVED)
        return sheet, page

    def _saved(
        self, request: Request, sheet: OpenDraft, posted: receiving.PostedForm, uploads: Uploads
    ) -> Response:
        already = _already(posted, uploads)
        taken = take(posted.files, uploads, sheet.form, already, self._store.keep_file)
        try:
            typed = self._typed(request, sheet, posted, taken)
            draft = self._store.save(sheet.draft.id, typed.answers, typed.version)
        except InputError as error:
            return _refused(request, sheet, error, posted)
        except Submitted as refusal:
            return _too_late(request, self._sheet(request, refusal.draft))
        sheet = self._sheet(request, draft)
        verb = typed.action.verb
        if verb is Verb.AUTOSAVE:
            return _saved_in_background(request, sheet, typed)
        if verb is Verb.LATER and not taken.faults:
            return see_other(f"{sheet.links.tasks}?saved=1")
        if _disputed(sheet, typed):
            return see_other(sheet.links.conflicts)
        onward = after(sheet.survey, request.path_params["page"], typed)
        faults = (*taken.faults.items(), *onward.faults)
        if faults:
            return html(self._question_page(request, sheet, faults), 422)
        return see_other(_way_on(request, sheet, onward))

    def _typed(
        self, request: Request, sheet: OpenDraft, posted: receiving.PostedForm, taken: Taken
    ) -> PageAnswers:
        """Read what was typed. Raises `InputError`.

        Files that were never posted to this draft are refused: their digest alone opens nothing.
        """
        page_id = request.path_params["page"]
        typed = read_posted(sheet.form, page_id, posted.fields, uploads=taken.kept)
        named = {
            file for name in typed.answers for file in _files(sheet, name, typed.answers[name])
        }
        named -= {file for kept in taken.kept.values() for file in kept}
        if named and not named <= self._files_of(sheet, named):
            raise InputError([Problem("", "a file is named that was never posted to this page")])
        return typed

    def _files_of(self, sheet: OpenDraft, wanted: set[StoredFile]) -> set[StoredFile]:
        """Return the files of a draft, and those of its history if asked for."""
        draft = sheet.draft
        raws = [*draft.answers.items()]
        raws += [(name, a.raw) for name, waiting in draft.alternatives.items() for a in waiting]
        found = {file for name, raw in raws for file in _files(sheet, name, raw)}
        if not wanted <= found:
            for change in self._store.history(draft.id):
                for each in (change.answers, change.alternatives):
                    found |= {file for name in each for file in _files(sheet, name, each[name])}
        return found

    # --- check answers, submit ----------------------------------------------------------------

    def _check(self, request: Request) -> Response:
        sheet = self._sheet(request)
        return _shown(request, sheet, _check_page(sheet.ending))

    async def _submit(self, request: Request) -> Response:
        async with receiving.received(request, receiving.PostLimits()) as posted:
            return await run_in_threadpool(self._submitted, request, posted)

    def _submitted(self, request: Request, posted: receiving.PostedForm) -> Response:
        sheet = self._sheet(request)
        if sheet.draft.submitted:
            return see_other(sheet.links.done)
        if sheet.conflicts:
            return see_other(sheet.links.conflicts)
        version = read_version(posted.first(VERSION))
        if version == sheet.draft.version and not sheet.survey.can_submit:
            return html(_check_page(sheet, problems=True), 422)
        try:
            draft = self._store.submit(sheet.draft.id, based_on=version)
        except Outdated as refusal:
            says = "The answers have changed since you looked at them. Check them again."
            return html(_check_page(self._sheet(request, refusal.draft).noticing(says)), 409)
        return see_other(self._sheet(request, draft).links.done)

    def _done(self, request: Request) -> Response:
        sheet = self._sheet(request)
        if not sheet.draft.submitted:
            return see_other(sheet.links.tasks)
        view = sheet.ending.view
        page = confirmation_page(view, sheet.survey, submitted=sheet.draft.submitted)
        return _shown(request, sheet, page)

    def _answers(self, request: Request) -> Response:
        sheet = self._sheet(request)
        answers = sheet.survey.answers
        download = "download" in request.query_params
        name = quote(f"{sheet.form.id}.json")
        return data(
            {
                "form": sheet.form.id,
                "lot": sheet.draft.lot,
                "answers": plain_answers(sheet.form, answers.values),
                "problems": [each.as_data() for each in answers.problems],
            },
            headers={
                **PRIVATE,
                "Content-Disposition": f"{'attachment' if download else 'inline'}; filename={name}",
            },
        )

    # --- conflicts ----------------------------------------------------------------------------

    def _conflicts(self, request: Request) -> Response:
        sheet = self._sheet(request)
        if sheet.draft.submitted:
            return see_other(sheet.links.check)
        if not sheet.conflicts:
            return see_other(sheet.links.tasks)
        return _shown(request, sheet, _conflict_page(sheet))

    async def _settle(self, request: Request) -> Response:
        async with receiving.received(request, receiving.PostLimits()) as posted:
            return await run_in_threadpool(self._settled, request, posted)

    def _settled(self, request: Request, posted: receiving.PostedForm) -> Response:
        sheet = self._sheet(request)
        if sheet.draft.submitted:
            return _too_late(request, sheet)
        if not sheet.conflicts:
            # It was settled already, here or by the other person.
            return see_other(sheet.links.tasks)
        settled = read_settled(sheet.form, sheet.conflicts, posted.fields)
        if settled.missing:
            return html(_conflict_page(sheet, settled.missing), 422)
        try:
            draft = self._store.settle(sheet.draft.id, settled.chosen, settled.version)
        except Submitted as refusal:
            return _too_late(request, self._sheet(request, refusal.draft))
        sheet = self._sheet(request, draft)
        return see_other(sheet.links.conflicts if sheet.conflicts else sheet.links.tasks)

    # --- files --------------------------------------------------------------------------------

    def _file(self, request: Request) -> Response:
        sheet = self._sheet(request)
        sha256, name = request.path_params["sha256"], request.path_params["name"]
        wanted = {f for f in self._files_of(sheet, set()) if (f.sha256, f.name) == (sha256, name)}
        content = self._store.file(sha256) if wanted else None
        if content is None:
            raise Failure(404, way_on=_to_tasks(sheet))
        return Response(
            content,
            headers={
                **PRIVATE,
                "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}",
                "Content-Security-Policy": _FILE_POLICY,
            },
            media_type="application/octet-stream",
        )


def _shown(request: Request, sheet: OpenDraft, page: str) -> Response:
    response = html(page)
    remember(request, response, sheet.view.language)
    return response


def _check_page(sheet: OpenDraft, *, problems: bool = False) -> str:
    return check_answers_page(
        sheet.view,
        sheet.survey,
        version=sheet.draft.version,
        problems=problems,
        submitted=sheet.draft.submitted,
    )


def _conflict_page(sheet: OpenDraft, missing: tuple[str, ...] = ()) -> str:
    return conflict_page(
        sheet.view, sheet.survey, sheet.conflicts, version=sheet.draft.version, missing=missing
    )


def _too_late(request: Request, sheet: OpenDraft) -> Response:
    """Answer a save that came after the draft was submitted."""
    if in_background(request):
        return _elsewhere(sheet, _TOO_LATE, sheet.links.check)
    way_on = (said("See what was submitted"), sheet.links.check)
    raise Failure(409, _TOO_LATE, way_on, title=_SUBMITTED)


def _disputed(sheet: OpenDraft, typed: PageAnswers) -> bool:
    return any(name in sheet.draft.alternatives for name in typed.answers)


def _saved_in_background(request: Request, sheet: OpenDraft, typed: PageAnswers) -> Response:
    """Tell a script that the answers are saved, and the version that its page now shows.

    Where the draft now holds another answer than the page shows, the page stays of the version
    that it was: as of the new one, what it still shows would take the place of what nobody here
    has seen.
    """
    draft = sheet.draft
    if _disputed(sheet, typed):
        return _elsewhere(sheet, _DISPUTED, sheet.links.conflicts)
    if not all(
        same(draft.answers.get(name), cast("StoredJson", raw))
        for name, raw in typed.answers.items()
    ):
        return _elsewhere(sheet, _CHANGED, sheet.links.page(request.path_params["page"]))
    return data({"version": draft.version, "saved": sheet.view.voice.moment(draft.updated)})


def _elsewhere(sheet: OpenDraft, says: str, goto: str) -> Response:
    """Tell a script what has happened, and where it can be seen."""
    return data({"problem": sheet.view.voice.says(says), "goto": goto}, 409)


def _refused(
    request: Request, sheet: OpenDraft, error: InputError, posted: receiving.PostedForm
) -> Response:
    """Explain what could not be saved, and return everything that was typed."""
    problems = [str(each) for each in error.problems]
    if in_background(request):
        return data({"problem": "; ".join(problems)}, 400)
    voice = sheet.view.voice
    page = error_page(
        sheet.view,
        400,
        title=voice.says(_NOT_SAVED),
        message="\n".join([voice.says(_NO_FIT), *problems]),
        way_on=(
            voice.gettext("Open the page again"),
            sheet.links.page(request.path_params["page"]),
        ),
        typed=posted.fields,
    )
    return html(page, 400)


def _to_tasks(sheet: OpenDraft) -> tuple[str, str]:
    return said("Go to the list of tasks"), sheet.links.tasks


def _checking(request: Request) -> bool:
    """Return whether a person came to a page from all the answers, and wants to go back there."""
    return "check" in request.query_params


def _way_on(request: Request, sheet: OpenDraft, onward: Onward) -> str:
    """Return the address that follows a saved page: the same page again, or the next."""
    again = onward.stay or bool(onward.new)
    page_id = request.path_params["page"] if again else onward.page
    if _checking(request) and not again:
        # Back to all the answers, unless what was changed asks for more.
        page_id = sheet.survey.first
    if page_id is None:
        return sheet.links.check
    query = [("new", name) for name in onward.new]
    query += [("check", "1")] if _checking(request) else []
    address = sheet.links.page(page_id) + (f"?{urlencode(query)}" if query else "")
    return address + (f"#{onward.goto}" if onward.goto else "")


def _already(posted: receiving.PostedForm, uploads: Uploads) -> dict[str, int]:
    """Count the files that each question on a page had when the page was shown."""
    return {
        name: sum(
            1
            for each, _ in posted.fields
            if each.startswith(f"{name}[") and each.endswith("].sha256")
        )
        for name in uploads
    }


def _files(sheet: OpenDraft, name: str, raw: object) -> set[StoredFile]:
    """Return the files that a raw answer names, if its question takes files."""
    question = sheet.form.steps[name].question if sheet.form.asks(name) else None
    if not isinstance(question, FileUpload):
        return set()
    items = raw if isinstance(raw, list) else [raw]
    return {
        StoredFile(str(each["name"]), each["size"], str(each["sha256"]))
        for each in items
        if isinstance(each, dict)
        and each.keys() >= {"name", "size", "sha256"}
        and isinstance(each["size"], int)
    }
