"""Serves a Starlette application on a port of this machine, and keeps the pages that it answers."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Final

import uvicorn
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Seconds in which an application starts, or is taken not to.
PATIENCE: Final = 30


@dataclass
class Site:
    """An application that is being served."""

    #: Without a slash at its end: `http://127.0.0.1:40123`.
    url: str
    #: The HTML of each answer, as sent: `3. POST /apply 422` and so on.
    documents: dict[str, str] = field(default_factory=dict)


@contextmanager
def served(app: ASGIApp) -> Iterator[Site]:
    """Serve an application in a thread, with its lifespan, on a port that was free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        site = Site("http://{}:{}".format(*listener.getsockname()))
        config = uvicorn.Config(
            kept(app, site.documents), log_level="warning", ws="none", timeout_graceful_shutdown=5
        )
        server = uvicorn.Server(config)

        def run() -> None:
            # An application that does not start ends the thread, which is noticed below.
            with suppress(SystemExit):
                server.run([listener])

        thread = Thread(target=run)
        thread.start()
        try:
            give_up = time.monotonic() + PATIENCE
            while not server.started:
                assert thread.is_alive(), "the application did not start; its log says why"
                assert time.monotonic() < give_up, "the application takes too long to start"
                time.sleep(0.01)
            yield site
        finally:
            server.should_exit = True
            thread.join()


def kept(app: ASGIApp, documents: dict[str, str]) -> ASGIApp:
    """Give an application that keeps the HTML which another answers."""

    async def keep(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        status, html, body = 0, False, b""

        async def keep_and_send(message: Message) -> None:
            nonlocal status, html, body
            if message["type"] == "http.response.start":
                status = message["status"]
                html = (
                    Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                )
            elif html:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    name = f"{len(documents) + 1}. {scope['method']} {scope['path']} {status}"
                    documents[name] = body.decode()
            await send(message)

        await app(scope, receive, keep_and_send)

    return keep
