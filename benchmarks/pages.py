"""Measure pages: `python -m benchmarks.pages`.

    a page of an example        a page of questions that is being filled in
    a page of a large form      the same, of a form of 600 questions, all answered
    the list of its tasks       which looks at every answer; it has no aim

Each goes through the whole application, with its draft in the store, beside a bare page: Starlette
and Jinja2 alone, that answer the same bytes, the texts of its fields put in by the template. Both
run turn and turn about, in processor time; what counts is the ratio of two neighbours, since how
fast this machine is weighs on both. An answer that is not as it should be ends it: then there are
no figures.
"""

import argparse
import asyncio
import html
import json
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Scope

from runtime.preview.app import Preview
from runtime.preview.folder import WatchedFolder
from runtime.store.store import Store, open_store
from runtime.store.typed import StoredJson

EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "digital-outcomes"
#: What a form page may take, beside the bare page.
AIM: Final = 3.0
_EACH_ROUND: Final = 20
_WARMING: Final = 40
_PAGES: Final = 60
_ON_EACH: Final = 10


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 1 where an answer is not as it should be, and 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="how often each runs (30)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    chosen = parser.parse_args(arguments)
    try:
        with TemporaryDirectory() as place, open_store("sqlite://") as store:
            found = [
                asyncio.run(_measured(name, app, address, chosen.rounds))
                for name, app, address in _pages(Path(place) / EXAMPLE.name, store)
            ]
    except AssertionError as error:
        print(f"not as it should be: {error}", file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
    else:
        print(_as_text(found))
    return 0


# --- what is measured ---------------------------------------------------------------------------


def _pages(place: Path, store: Store) -> Iterator[tuple[str, ASGIApp, str]]:
    """Give each page that is measured: its name, its application, its address."""
    shutil.copytree(EXAMPLE, place)
    (place / "forms" / "large.yaml").write_text(json.dumps(_large_form()), encoding="utf-8")
    folder = WatchedFolder(place)
    assert not folder.edition.problems, folder.edition.problems
    app = Preview(folder, store).app
    brief = json.loads((place / "competitions" / "clear-win.json").read_text("utf-8"))["brief"]
    small = _draft(store, "brief", brief)
    large = _draft(store, "large", _large_answers())
    yield "a page of an example", app, f"{small}/page/when-and-where"
    yield f"a page of {_PAGES * _ON_EACH} questions", app, f"{large}/page/page-30"
    yield "the list of its tasks", app, large


def _draft(store: Store, form: str, answers: Mapping[str, StoredJson]) -> str:
    draft = store.create(EXAMPLE.name, form, definition="measured", lot="outcomes")
    store.save(draft.id, answers, draft.version)
    return f"/drafts/{draft.id}"


#: The questions of each page of the large form; what is asked depends on what was answered before.
_SORTS: Final[tuple[Mapping[str, Any], ...]] = (
    {"type": "short-text", "max_characters": 100, "hint": "As buyers will read it"},
    {"type": "long-text", "max_words": 200, "guidance": "Say what is *new* about it."},
    {"type": "yes-no"},
    {"type": "one-of", "options": ["Small", "Medium", "Large"]},
    {"type": "many-of", "options": ["Design", "Building", "Testing", "Running", "Research"]},
    {"type": "money", "more_than": 0},
    {"type": "number", "whole": True, "min": 0},
    {"type": "date"},
    {"type": "percentage"},
    {"type": "short-text", "max_words": 20},
)
_TYPED: Final[tuple[StoredJson, ...]] = (
    "Ashdown Example Ltd",
    "We listen first, and then we build what was asked for. " * 4,
    "yes",
    "Medium",
    ["Design", "Running"],
    "£1,200.50",
    "12",
    {"day": "3", "month": "1", "year": "2027"},
    "12.5",
    "Two words",
)


def _large_form() -> dict[str, Any]:
    pages = []
    for page in range(_PAGES):
        questions = [
            {
                "id": f"q-{page}-{number}",
                "label": f"What is your answer to question {number} of part {page}?",
                "name": f"Answer {page}.{number}",
                **sort,
            }
            for number, sort in enumerate(_SORTS[:_ON_EACH])
        ]
        for question in questions[6:]:
            question["when"] = {"answer": f"q-{page}-2", "is": True}
        pages.append({"id": f"page-{page}", "title": f"Part {page}", "questions": questions})
    return {"title": "A large form", "by": "supplier", "pages": pages}


def _large_answers() -> dict[str, StoredJson]:
    return {
        f"q-{page}-{number}": raw
        for page in range(_PAGES)
        for number, raw in enumerate(_TYPED[:_ON_EACH])
    }


# --- the bare page ------------------------------------------------------------------------------

#: What a person typed, as it stands in a page.
_TYPED_IN: Final = re.compile(r'(?<= value=")[^"]*(?=")|(?<=>)[^<]*(?=</textarea>)')


def _bare(page: str) -> ASGIApp:
    """Give an application that answers a page, made of a template and what was typed."""
    typed = [html.unescape(text) for text in _TYPED_IN.findall(page)]
    between = [f"{{% raw %}}{part}{{% endraw %}}" for part in _TYPED_IN.split(page)]
    holes = [f"{{{{ typed[{number}] }}}}" for number in range(len(typed))]
    source = "".join(part for pair in zip(between, [*holes, ""], strict=True) for part in pair)
    loader = DictLoader({"page.html": source})
    templates = Jinja2Templates(env=Environment(loader=loader, autoescape=True))

    def answer(request: Request) -> Response:
        return templates.TemplateResponse(request, "page.html", {"typed": typed})

    return Starlette(routes=[Route("/", answer)])


# --- measuring ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """How long a page takes, in milliseconds of processor, and beside the bare page."""

    name: str
    size: int
    ours: float
    bare: float
    ratio: float
    quartiles: tuple[float, float]


async def _measured(name: str, app: ASGIApp, address: str, rounds: int) -> Measured:
    page = await _answered(app, address)
    bare = _bare(page.decode())
    same = html.unescape((await _answered(bare, "/")).decode())
    assert same == html.unescape(page.decode()), f"{name}: the bare page is another"
    for _ in range(_WARMING):
        await _answered(app, address)
        await _answered(bare, "/")
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        makers = [(ours, app, address), (theirs, bare, "/")]
        for times, made, at in makers if number % 2 else reversed(makers):
            start = time.process_time()
            for _ in range(_EACH_ROUND):
                await _answered(made, at)
            times.append((time.process_time() - start) / _EACH_ROUND * 1000)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    low, _, high = quantiles(ratios, n=4) if rounds > 1 else ratios * 3
    return Measured(name, len(page), median(ours), median(theirs), median(ratios), (low, high))


async def _answered(app: ASGIApp, address: str) -> bytes:
    """Ask an application for a page as a server does, and give the page."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    body = b""
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal body, status
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(scope, receive, send)
    assert status == 200, f"{address} is answered with {status}"
    return body


def _as_text(found: list[Measured]) -> str:
    lines = [
        "Milliseconds of processor time, medians; the ratio with its quartiles in brackets.",
        "",
        f"{'':28}{'bytes':>9}{'ours':>9}{'bare':>9}{'ratio':>25}",
    ]
    for each in found:
        spread = f"{each.ratio:.2f} ({each.quartiles[0]:.2f}–{each.quartiles[1]:.2f})"
        lines.append(f"{each.name:28}{each.size:>9,}{each.ours:>9.2f}{each.bare:>9.2f}{spread:>25}")
    met = all(each.ratio <= AIM for each in found[:-1])
    lines += ["", f"A page within {AIM:g} times the bare one: {'met' if met else 'missed'}"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
