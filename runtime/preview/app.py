"""The pages of the preview: an index, a start for each form, problems; the drafts are `Filling`'s.

    Preview(folder, store).app      for a server, or for tests

A definition with problems: a GET shows them in place of the page, with a link to the last version
that worked; a POST still saves, with that version, so that nothing typed is lost.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from agreements.definition.framework import Framework
from forms.model.translations import WRITTEN
from forms.pages import (
    Links,
    Shell,
    View,
    assets,
    assets_digest,
    error_page,
    in_shell,
    whole_form_page,
)
from forms.pages.html.components import component
from forms.pages.html.speech import speech
from forms.progress import Status
from rules.problems import Problem, how_many
from runtime.filling.app import Filling
from runtime.filling.open_draft import DraftContext, sheet_of
from runtime.preview.folder import Edition, WatchedFolder
from runtime.preview.offers import KnownAnswers, PreviewForm, choices, known, offers
from runtime.store.drafts import Draft, NoDraft
from runtime.store.store import Store
from runtime.web.guard import Guard
from runtime.web.posted_forms import PostedForm, PostLimits, received
from runtime.web.responses import PRIVATE, Failure, handlers, html, see_other
from runtime.web.templates import filled_in

#: The names under which a browser on this machine reaches the preview.
HOSTS: Final = ("localhost", "127.0.0.1")
DRAFTS: Final = "/drafts"
_START: Final = PostLimits(size=100_000, fields=100)
#: Seconds of silence after which a connection is checked.
_BEAT: Final = 15
_FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_SCRIPT: Final = Path(__file__).parent / "static" / "reload.js"
#: The parameter and the cookie with which to continue in the last version that worked.
_LAST: Final = "last-version"
NO_FAULTS: Final[Mapping[str, str]] = {}


class Preview:
    """The application that shows a folder; the `store` holds answers by the framework's id."""

    def __init__(self, folder: WatchedFolder, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._digest = assets_digest()
        filling = Filling(store, self._ground, DRAFTS)
        routes = [
            Route("/", self._index),
            Route("/problems", self._problems),
            Route("/forms/{form}", self._start),
            Route("/forms/{form}", self._begin, methods=["POST"]),
            Route("/forms/{form}/whole", self._whole),
            *filling.routes,
            Route(DRAFTS + "/{draft}/delete", self._delete, methods=["POST"]),
            Route("/preview/changes", self._changes),
            Route("/preview/reload.js", _script),
            Route(f"/assets/{self._digest}/{{name}}", _asset),
        ]
        self.app = Starlette(
            routes=routes,
            lifespan=self._lifespan,
            middleware=[
                Middleware(Guard, hosts=HOSTS, refuse=self._refused),
                Middleware(_InPlace, instead=self._instead),
            ],
            exception_handlers=handlers(self._shown),
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        async with self._folder.watched():
            yield

    # --- what pages are shown in ----------------------------------------------------------------

    def _framework(self) -> Framework:
        framework = self._folder.edition.framework
        if framework is None:
            raise Failure(
                503, "The folder has problems, and no version without problems has loaded yet."
            )
        return framework

    def _view(self) -> View:
        return View(_shell(self._folder.edition, self._digest), Links(""))

    def _shown(self, _: Request) -> tuple[View, tuple[str, str]]:
        return self._view(), ("Go to all forms", "/")

    def _refused(self, _: Request, status: int, says: str) -> Response:
        way_on = ("Go to all forms", "/")
        title = "Nothing was done"
        page = error_page(self._view(), status, title=title, message=says, way_on=way_on)
        return html(page, status)

    def _own(
        self, template: str, title: str, *, status: int = 200, back: str = "", **about: object
    ) -> Response:
        """Answer with a page of the preview's own."""
        view = self._view()
        main = filled_in("runtime.preview", template, view.voice, **about)
        return html(in_shell(view, title=title, main=main, back=back), status)

    def _ground(self, _: Request, draft: Draft) -> DraftContext:
        framework = self._framework()
        form = framework.forms.get(draft.form)
        if form is None or draft.framework != framework.terms.framework:
            raise Failure(404, "The form of these answers is no longer in the folder.")
        if draft.lot is not None and draft.lot not in form.lots:
            raise Failure(404, "The lot of these answers is no longer in the folder.")
        edition = self._folder.edition
        others = known(framework, draft, self._find, edition.samples)
        data = f"{DRAFTS}/{draft.id}/answers.json"
        also = (("See the answers as data", data), ("Download them", f"{data}?download=1"))
        return DraftContext(form, _shell(edition, self._digest), others, also)

    def _find(self, draft_id: str) -> Draft | None:
        try:
            return self._store.draft(draft_id)
        except NoDraft:
            return None

    # --- a definition with problems -------------------------------------------------------------

    def _instead(self, request: Request) -> Response | None:
        """Return what is shown in place of a page while the folder has problems."""
        edition = self._folder.edition
        if not edition.problems or request.url.path.startswith(("/assets/", "/preview/")):
            return None
        last = edition.framework.hash if edition.framework else None
        if request.method not in {"GET", "HEAD"}:
            return None if last else self._problems(request)
        if last and _LAST in request.query_params:
            response = see_other(_here(request))
            response.set_cookie(_LAST, last, httponly=True, samesite="lax")
            return response
        if last and request.cookies.get(_LAST) == last and request.url.path != "/problems":
            return None
        return self._problems(request)

    def _problems(self, request: Request) -> Response:
        edition = self._folder.edition
        if not edition.problems:
            return see_other("/")
        title = _problems(edition)
        return self._own(
            "problems.html",
            title,
            status=503,
            heading=title,
            files=_by_file(edition.problems),
            last=_here(request, (_LAST, "1")) if edition.framework else "",
            partial=edition.partial,
        )

    # --- the index ------------------------------------------------------------------------------

    def _index(self, request: Request) -> Response:
        framework = self._framework()
        drafts = self._store.drafts(framework.terms.framework)
        return self._own(
            "index.html",
            "All forms",
            terms=framework.terms,
            forms=[_offered(framework, each) for each in offers(framework)],
            drafts=[self._tried(request, framework, draft) for draft in drafts],
        )

    def _tried(self, request: Request, framework: Framework, draft: Draft) -> tuple[Any, Any]:
        """Return the card of a draft, and the button that deletes it."""
        title, go, status, colour = self._status(request, draft)
        address = f"{DRAFTS}/{draft.id}"
        changed = speech(WRITTEN).moment(draft.updated)
        lots = {lot.id: lot.title for lot in framework.terms.lots}
        tag = component("tag", {"text": status, "classes": f"govuk-tag--{colour}"})
        rows = {"Lot": lots.get(draft.lot or "", "not known"), "Status": tag, "Changed": changed}
        delete = {
            "address": f"{address}/delete",
            "html": Markup('Delete<span class="govuk-visually-hidden"> {}, {}</span>').format(
                title, changed
            ),
        }
        return _card(title, rows, {go: address} if go else {}), delete

    def _status(self, request: Request, draft: Draft) -> tuple[str, str, str, str]:
        """Return a draft's title, its link's text, its status, and the status's colour."""
        try:
            sheet = sheet_of(request, draft, self._ground(request, draft), DRAFTS)
        except Failure:
            return draft.form, "", "No longer in the folder", "grey"
        title = sheet.form.form.title
        if draft.submitted:
            return title, "See it", "Submitted", "green"
        pages = [each.status for each in sheet.survey.pages]
        needed = sum(each is not Status.NOT_NEEDED for each in pages)
        done = sum(each is Status.COMPLETED for each in pages)
        return title, "Go on", f"{done} of {needed} pages done", "blue"

    async def _delete(self, request: Request) -> Response:
        async with received(request, _START):
            await run_in_threadpool(self._deleted, request)
        return see_other("/#tried")

    def _deleted(self, request: Request) -> None:
        try:
            self._store.delete(request.path_params["draft"])
        except NoDraft:
            return  # the button was pressed twice

    # --- trying a form ----------------------------------------------------------------------------

    def _offer(self, request: Request) -> tuple[Framework, PreviewForm]:
        framework = self._framework()
        name = request.path_params["form"]
        for each in offers(framework):
            if each.form.id == name:
                return framework, each
        if self._folder.edition.partial:
            raise Failure(503, "This form cannot be shown until the folder’s problems are fixed.")
        raise Failure(404, "There is no such form in the folder.")

    def _choices(
        self, framework: Framework, offer: PreviewForm
    ) -> dict[str, tuple[KnownAnswers, ...]]:
        drafts = self._store.drafts(framework.terms.framework)
        samples = self._folder.edition.samples
        return {name: choices(framework, name, drafts, samples) for name in offer.reads}

    def _start(self, request: Request) -> Response:
        return self._start_page(request, PostedForm())

    def _start_page(
        self, request: Request, posted: PostedForm, faults: Mapping[str, str] = NO_FAULTS
    ) -> Response:
        framework, offer = self._offer(request)
        title = offer.form.form.title
        questions = list(_questions(framework, offer, self._choices(framework, offer)))
        return self._own(
            "start.html",
            f"Error: {title}" if faults else title,
            status=422 if faults else 200,
            back="/",
            offer=offer,
            questions=[_asked(each, posted, faults) for each in questions],
            errors=[{"text": says, "href": f"#{_id(name)}"} for name, says in faults.items()],
        )

    async def _begin(self, request: Request) -> Response:
        async with received(request, _START) as posted:
            return await run_in_threadpool(self._begun, request, posted)

    def _begun(self, request: Request, posted: PostedForm) -> Response:
        framework, offer = self._offer(request)
        lots = offer.lots
        lot = posted.first("lot") if len(lots) > 1 else lots[0]
        faults = {} if lot in lots else {"lot": "Choose a lot"}
        found = self._choices(framework, offer)
        picked: dict[str, str] = {}
        for name, possible in found.items():
            value = posted.first(f"known.{name}")
            choice = next((each for each in possible if each.value == value), None)
            if choice is None:
                if value:
                    faults[f"known.{name}"] = "Choose answers that are still there"
            elif lot in lots and choice.lot not in {None, lot}:
                faults[f"known.{name}"] = "Choose answers that are for the same lot"
            else:
                picked[name] = choice.value
        if faults:
            return self._start_page(request, posted, faults)
        draft = self._store.create(
            framework.terms.framework,
            offer.form.id,
            definition=framework.hash,
            lot=lot,
            known=picked,
        )
        return see_other(f"{DRAFTS}/{draft.id}")

    def _whole(self, request: Request) -> Response:
        framework, offer = self._offer(request)
        lot = request.query_params.get("lot")
        lot = lot if lot in framework.terms.lot_ids else None
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
        return html(
            whole_form_page(offer.form, lot=lot),
            headers={**PRIVATE, "Content-Security-Policy": f"{policy}; frame-ancestors 'none'"},
        )

    # --- changes ----------------------------------------------------------------------------------

    async def _changes(self, _: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self.marks(), media_type="text/event-stream", headers=headers)

    async def marks(self) -> AsyncIterator[str]:
        """Yield the mark of this edition and of each that follows, as server-sent events."""
        edition: Edition | None = self._folder.edition
        while edition is not None:
            yield f"data: {edition.mark}\n\n"
            waiting = asyncio.ensure_future(self._folder.after(edition.number))
            try:
                while not (await asyncio.wait({waiting}, timeout=_BEAT))[0]:
                    yield ":\n\n"
                edition = waiting.result()
            finally:
                waiting.cancel()


def _here(request: Request, *added: tuple[str, str]) -> str:
    """Return the requested address on this server; the index for the list of problems.

    Slashes at the start would name another one.
    """
    path = "/" + quote(request.scope["path"].lstrip("/\\"))
    asked = [each for each in request.query_params.multi_items() if each[0] != _LAST]
    query = urlencode([*asked, *added])
    return ("/" if path == "/problems" else path) + (f"?{query}" if query else "")


class _InPlace:
    """ASGI middleware that may answer in place of the application."""

    def __init__(self, app: ASGIApp, instead: Callable[[Request], Response | None]) -> None:
        self._app = app
        self._instead = instead

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._instead(Request(scope)) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)


# --- cards and rows -----------------------------------------------------------------------------


def _card(title: str, rows: Mapping[str, str], actions: Mapping[str, str]) -> dict[str, Any]:
    """Return a summary card as parameters of its component; a row may be HTML."""
    links = [{"text": text, "href": address} for text, address in actions.items()]
    return {
        "card": {
            "title": {"text": title, "headingLevel": 3},
            "actions": {"items": links} if links else None,
        },
        "rows": [{"key": {"text": key}, "value": {"html": escape(of)}} for key, of in rows.items()],
    }


def _offered(framework: Framework, offer: PreviewForm) -> dict[str, Any]:
    """Return the card of a form."""
    rows = {"Who and when": offer.says, "Asks": offer.asks}
    if offer.reads:
        titles = (f"“{framework.forms[name].form.title}”" for name in offer.reads)
        rows["Reads"] = f"the answers to {', '.join(titles)}"
    address = f"/forms/{offer.form.id}"
    actions = {"Try it": address, "See it whole": f"{address}/whole"}
    return _card(offer.form.form.title, rows, actions)


def _problems(edition: Edition) -> str:
    count = how_many(edition.problems)
    return f"The folder has {count} problem{'s' * (count != 1)}"


def _by_file(problems: Iterable[Problem]) -> list[tuple[str, list[Any]]]:
    """Return the problems of each file as rows: line and message."""
    files: dict[str, list[Any]] = {}
    for each in problems:
        file, _, line = each.where.rpartition(":")
        named, place = (file, f"Line {line}") if file and line.isdigit() else (each.where, "")
        row = {"key": {"text": place}, "value": {"html": _with_code(each.says)}}
        files.setdefault(named or "The folder", []).append(row)
    return list(files.items())


def _with_code(text: str) -> Markup:
    """Show what stands between backticks as code."""
    parts = text.split("`")
    code = Markup("<code>{}</code>")
    return Markup().join(
        code.format(part) if place % 2 and place < len(parts) - 1 else escape(part)
        for place, part in enumerate(parts)
    )


# --- the questions of a start -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked before a form is begun: the options are values, labels and hints."""

    name: str
    label: str
    options: tuple[tuple[str, str, str], ...]


def _questions(
    framework: Framework, offer: PreviewForm, found: Mapping[str, tuple[KnownAnswers, ...]]
) -> Iterator[_Question]:
    lots = [lot for lot in framework.terms.lots if lot.id in offer.lots]
    if len(lots) > 1:
        options = tuple((lot.id, lot.title, lot.description or "") for lot in lots)
        yield _Question("lot", "Which lot?", options)
    for name, possible in found.items():
        title = framework.forms[name].form.title
        options = tuple((each.value, each.label, each.hint) for each in possible)
        none = ("", "Nothing is known", "")
        yield _Question(f"known.{name}", f"What is known of “{title}”?", (none, *options))


def _asked(question: _Question, posted: PostedForm, faults: Mapping[str, str]) -> dict[str, Any]:
    """Return a question as parameters of the component `radios`."""
    chosen = posted.first(question.name)
    fault = faults.get(question.name)
    return {
        "name": question.name,
        "idPrefix": _id(question.name),
        "fieldset": {"legend": {"text": question.label, "classes": "govuk-fieldset__legend--m"}},
        "errorMessage": {"text": fault} if fault else None,
        "items": [
            {
                "value": value,
                "text": label,
                "hint": {"text": hint} if hint else None,
                "checked": value == chosen and (bool(value) or question.name != "lot"),
            }
            for value, label, hint in question.options
        ],
    }


def _id(name: str) -> str:
    return name.replace(".", "-")


# --- files --------------------------------------------------------------------------------------


async def _script(_: Request) -> Response:
    return FileResponse(_SCRIPT, media_type="text/javascript")


async def _asset(request: Request) -> Response:
    path = assets().get(request.path_params["name"])
    if path is None:
        raise Failure(404)
    return FileResponse(path, headers=_FOR_EVER)


@lru_cache(maxsize=8)
def _shell(edition: Edition, digest: str) -> Shell:
    """Return the shell of an edition's pages."""
    banner = "What you type here goes nowhere."
    if edition.problems:
        shown = "parts without any are shown"
        if not edition.partial:
            shown = "this is the last version that worked"
        banner = Markup('<a class="govuk-link" href="/problems">{}</a>: {}.').format(
            _problems(edition), shown
        )
    return Shell(
        service=edition.framework.terms.name if edition.framework else "Preview",
        assets=f"/assets/{digest}",
        banner=banner,
        scripts=(f"/preview/reload.js?{edition.mark}",),
    )
