"""Guard: checks on every request before a page sees it, and headers on every response.

    Guard(app, hosts=("localhost", "127.0.0.1"), refuse=refusal_page)

- Its host must be one that is served here. A page elsewhere that gives this server a name of its
  own (DNS rebinding) gets nothing.
- What can change something must come from a page of this server, which every browser says by itself
  (docs/decisions/0005-posts-come-from-our-own-pages.md).
- Every answer tells the browser to run our scripts only, to show us in nobody's frame, and to tell
  nobody where it came from: the addresses of drafts are secrets.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Methods that change nothing. Source: RFC 9110, section 9.2.1.
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

#: Makes the page that says why a request is refused.
Refuse = Callable[[Request, int, str], Response]

FOREIGN: Final = (
    "This was not sent by a page of this service, so nothing was done. Go back, load the page "
    "again, and send it from there."
)


class Guard:
    """ASGI middleware: `hosts` are served, without their port; `refuse` makes a refusal's page.

    `scripts` are CSP sources, such as `'sha256-…'`, of the scripts inside pages.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], refuse: Refuse, scripts: Iterable[str] = ()
    ) -> None:
        self._refuse = refuse
        self._headers = _headers(scripts)
        self._app = TrustedHostMiddleware(
            _only(app, self._judge), allowed_hosts=tuple(hosts), www_redirect=False
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that is allowed, and its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message["headers"]
                said = {name for name, _ in own}
                message["headers"] = [*own, *(h for h in self._headers if h[0] not in said)]
            await send(message)

        await self._app(scope, receive, sending)

    def _judge(self, scope: Scope) -> Response | None:
        if scope["method"] in SAFE or ours(scope):
            return None
        return self._refuse(Request(scope), 403, FOREIGN)


def _only(app: ASGIApp, judge: Callable[[Scope], Response | None]) -> ASGIApp:
    async def judged(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = judge(scope) if scope["type"] == "http" else None
        answer: Callable[[Scope, Receive, Send], Awaitable[None]] = refusal or app
        await answer(scope, receive, send)

    return judged


def ours(scope: Scope) -> bool:
    """Return whether a browser vouches that a page of this server sent a request.

    Browsers say so in `Sec-Fetch-Site`, and in `Origin` before they had it (2020 to 2023). A
    request with neither comes from a browser too old to use, or from no page.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        # `none`: a person sent it by hand, for example by loading a page again.
        return site in {"same-origin", "none"}
    host = headers.get("host")
    return host is not None and headers.get("origin") == f"{scope['scheme']}://{host}"


def _headers(scripts: Iterable[str]) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that a response carries unless it sets its own."""
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *scripts)),
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        # Not `no-referrer`: with that, browsers say no origin when they post.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())
