"""Languages: the one that a person reads, chosen by `?lang=cy` and kept in a cookie."""

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from forms.model.translations import WRITTEN

#: The name in an address, and of the cookie.
PARAMETER: Final = "lang"
COOKIE: Final = "language"
_YEAR: Final = 365 * 24 * 60 * 60


def language_of(request: Request, languages: Sequence[str]) -> str:
    """Return the language that was chosen now or before, if it is offered."""
    wanted = request.query_params.get(PARAMETER) or request.cookies.get(COOKIE)
    return wanted if wanted is not None and wanted in languages else WRITTEN


def offered(request: Request, languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the address of the same page in each language; empty if there is only one."""
    if len(languages) < 2:
        return ()
    url = request.url
    return tuple(
        (each, _local(str(url.include_query_params(**{PARAMETER: each})))) for each in languages
    )


def _local(url: str) -> str:
    """Leave out the scheme and the host."""
    return "/" + url.partition("://")[2].partition("/")[2]


def remember(request: Request, response: Response, language: str) -> None:
    """Keep a language that was chosen in an address, if this one was."""
    if request.query_params.get(PARAMETER) == language:
        response.set_cookie(
            COOKIE,
            language,
            max_age=_YEAR,
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
