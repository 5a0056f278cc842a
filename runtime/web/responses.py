"""Responses: what handlers return, and what a browser gets if something goes wrong.

html(text)              a page; with answers in it, so that nothing on the way keeps it
see_other(address)      go on there, after something was posted
data(plain)             JSON
handlers(shown)         for Starlette: every error becomes a page with a way on
"""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ExceptionHandler

from forms.model.sentences import said
from forms.pages import View, error_page, said_of
from forms.pages.html.speech import speech
from rules.problems import InputError
from runtime.store.drafts import NoDraft, StoreUnavailable

#: Neither a cache on the way nor the browser keeps a page with answers. Going back loads it again.
PRIVATE: Final = {"Cache-Control": "no-store"}

#: The post came too slowly, was too large, or was not a form.
_NOT_TAKEN: Final = frozenset({408, 413, 415})
_AGAIN: Final = said("Open the page again")

#: Our scripts send this header in the background, and understand only JSON.
_IN_BACKGROUND: Final = "x-requested-with"

#: Returns the view of an error's page, and a way on from it: a text and an address.
ShowPage = Callable[[Request], tuple[View, tuple[str, str]]]


def html(text: str, status: int = 200, headers: Mapping[str, str] = PRIVATE) -> Response:
    """Answer with a page."""
    # Halves of characters are kept as they were typed, and cannot be encoded.
    content = text.encode("utf-8", "replace")
    return Response(content, status, dict(headers), media_type="text/html; charset=utf-8")


def data(plain: Any, status: int = 200, headers: Mapping[str, str] = PRIVATE) -> Response:  # noqa: ANN401
    """Answer with plain data, as JSON."""
    content = json.dumps(plain, indent=2)
    return Response(content, status, dict(headers), media_type="application/json")


def see_other(address: str) -> Response:
    """Redirect to an address that a browser fetches, so that loading it again does no harm."""
    return RedirectResponse(address, 303, headers=dict(PRIVATE))


def in_background(request: Request) -> bool:
    """Return whether a script sent the request, not a person."""
    return _IN_BACKGROUND in request.headers


class Failure(Exception):
    """Something that cannot be done: the title, message and way on (text, address) of its page."""

    def __init__(
        self,
        status: int,
        message: str = "",
        way_on: tuple[str, str] | None = None,
        *,
        title: str = "",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.way_on, self.title = status, message, way_on, title
        #: The fields that were sent, which the page shows again: none of them was saved.
        self.typed: Sequence[tuple[str, str]] = ()


def _back(request: Request, status: int) -> tuple[str, str] | None:
    """Return the way back to a page whose post could not be accepted."""
    if request.method != "POST" or status not in _NOT_TAKEN:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return _AGAIN, f"{request.url.path}{query}"


def handlers(shown: ShowPage) -> dict[Any, ExceptionHandler]:
    """Return the handlers of errors. An unexpected one is logged by the server, and is a page."""

    def answer(request: Request, failure: Failure) -> Response:
        view, (text, address) = shown(request)
        voice = speech(view.language)
        says = voice.says(failure.message)
        if in_background(request):
            _, ours = said_of(failure.status, voice)
            return data({"problem": says or ours}, failure.status)
        text, address = failure.way_on or _back(request, failure.status) or (text, address)
        way_on = (voice.says(text), address)
        title = voice.says(failure.title)
        page = error_page(
            view, failure.status, title=title, message=says, way_on=way_on, typed=failure.typed
        )
        return html(page, failure.status)

    def failed(request: Request, error: Exception) -> Response:
        match error:
            case Failure():
                return answer(request, error)
            case HTTPException(status_code=status, detail=detail, headers=headers):
                told = "" if detail == HTTPStatus(status).phrase else detail
                response = answer(request, Failure(status, told))
                response.headers.update(headers or {})
                return response
            case NoDraft():
                return answer(request, Failure(404))
            case InputError():
                return answer(request, Failure(400, "\n".join(map(str, error.problems))))
            case StoreUnavailable():
                return answer(request, Failure(503))
            case _:
                return answer(request, Failure(500))

    expected = (Failure, HTTPException, NoDraft, InputError, StoreUnavailable)
    return {**dict.fromkeys(expected, failed), 500: failed}
