"""Each way of looking at a page passes a good one, and finds the fault planted in another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.journeys.browser import (
    axe_violations,
    html_errors,
    scripts_running,
    sticking_out,
    watch,
)
from tests.journeys.conftest import Serving
from tests.journeys.serving import served

pytestmark = pytest.mark.journey

# A form that works without scripts, and that one makes better: it says that it has run.
SHELL: Final = """\
<!DOCTYPE html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <title>{title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <style>
      body {{ font-family: sans-serif }}
      .scrolls {{ overflow-x: auto }}
      .wide {{ width: 600px }}
    </style>
  </head>
  <body>
    <main>
      <h1>{title}</h1>
{content}
    </main>
    <script type="module" src="/better.js"></script>
  </body>
</html>
"""
FORM: Final = """\
      <form method="post" action="/">
        <label for="name">Name</label>
        <input id="name" name="name" type="text" autocomplete="organization">
        <button type="submit">Continue</button>
      </form>
      <section class="scrolls" tabindex="0" aria-label="Day rates">
        <div class="wide">Wide, but it scrolls in a box of its own</div>
      </section>
      <p id="better">No script has run</p>
"""
SCRIPT: Final = """\
for (const better of document.querySelectorAll("#better")) better.textContent = "A script has run"
"""


def document(content: str = FORM, title: str = "Who are you?") -> str:
    return SHELL.format(title=title, content=content)


def application(content: str = FORM, script: str = SCRIPT) -> Starlette:
    async def page(request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(document(content))
        name = str((await request.form())["name"])
        if name:
            return HTMLResponse(document(f"<p>Good day, {name}</p>", "Done"))
        return HTMLResponse(document(content, "Error: Who are you?"), status_code=422)

    def better(_request: Request) -> Response:
        return PlainTextResponse(script, media_type="text/javascript")

    return Starlette(
        routes=[Route("/", page, methods=["GET", "POST"]), Route("/better.js", better)]
    )


def found(page: Page, content: str, serving: Serving) -> list[str]:
    """Give what axe finds in a page with some content."""
    page.goto(serving(application(content)).url)
    return axe_violations(page)


def test_a_good_page_passes_in_each_of_its_states(
    page: Page, serving: Serving, scripts: bool
) -> None:
    site = serving(application())
    page.goto(site.url)
    run = "A script has run" if scripts else "No script has run"
    expect(page.locator("#better")).to_have_text(run)
    for title in ("Who are you?", "Error: Who are you?", "Done"):
        expect(page).to_have_title(title)
        assert axe_violations(page) == []
        assert sticking_out(page) == []
        if title != "Done":
            page.get_by_label("Name").fill("" if title == "Who are you?" else "Ashdown Example Ltd")
            page.get_by_role("button", name="Continue").click()
    assert list(site.documents) == ["1. GET / 200", "2. POST / 422", "3. POST / 200"]
    assert site.documents["1. GET / 200"] == document()
    assert html_errors(site.documents) == []


@pytest.mark.parametrize(
    ("content", "rule", "at"),
    [
        ('<img src="data:,">', "image-alt (critical)", "img"),
        ('<input id="a" type="text">', "label (critical)", "#a"),
        ('<p style="color: #bbb">Pale</p>', "color-contrast (serious)", "p"),
        ("<h4>Too deep</h4>", "heading-order (moderate)", "h4"),
        (
            '<a href="/" style="font-size: 6px">a</a><br><a href="/" style="font-size: 6px">b</a>',
            "target-size (serious)",
            "a",
        ),
    ],
)
def test_axe_finds_what_keeps_people_out(
    page: Page, serving: Serving, content: str, rule: str, at: str
) -> None:
    lines = found(page, content, serving)
    assert lines
    assert lines[0].startswith(f"{rule} at {at}")
    assert "Fix " in lines[0]


def test_axe_sees_the_page_that_people_without_scripts_get(
    page: Page, serving: Serving, scripts: bool
) -> None:
    mends = "document.querySelector('img').alt = 'A map'"
    page.goto(serving(application('<img src="data:,">', mends)).url)
    lines = axe_violations(page)
    assert [line.split()[0] for line in lines] == ([] if scripts else ["image-alt"])


def test_scripts_run_only_for_as_long_as_they_are_let(
    page: Page, serving: Serving, scripts: bool
) -> None:
    noted = "<button type=button onclick=\"this.textContent = 'Clicked'\">Click</button>"
    page.goto(serving(application(noted + FORM)).url)
    with scripts_running(page):
        assert page.evaluate("Promise.resolve(1)") == 1
    page.get_by_role("button", name="Click").click()
    expect(page.locator("button").first).to_have_text("Clicked" if scripts else "Click")
    page.reload()
    expect(page.locator("#better")).to_have_text(
        "A script has run" if scripts else "No script has run"
    )


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('<div id="map" class="wide map">Wide</div>', "div#map.wide.map reaches to 608 px"),
        (
            '<table><tr><td><div style="width: 40rem">Wide</div></td></tr></table>',
            "div reaches to ",
        ),
        (f"<p>{'long' * 30}</p>", "the page is "),
    ],
)
def test_what_sticks_out_of_a_narrow_page_is_named(
    page: Page, serving: Serving, content: str, named: str
) -> None:
    page.goto(serving(application(content + FORM)).url)
    lines = sticking_out(page)
    assert lines[0].endswith(" px wide in a window of 320 px")
    assert any(line.startswith(named) for line in lines)
    assert sticking_out(page, 1280) == []


def test_a_page_sticks_out_of_a_narrow_window_exactly_where_zoom_makes_it_scroll(
    browser: Browser, serving: Serving
) -> None:
    """What the width of 320 CSS pixels stands for: 400 % in a window of 1280 by 1024 pixels."""
    for width in (300, 312, 313, 400):
        content = f'<div style="width: {width}px">Wide</div>'
        url = serving(application(content + FORM)).url
        with browser.new_context(
            viewport={"width": 320, "height": 256}, device_scale_factor=4
        ) as zoomed:
            magnified = zoomed.new_page()
            magnified.goto(url)
            scrolls: bool = magnified.evaluate(
                "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
            )
        with browser.new_context() as plain:
            page = plain.new_page()
            page.goto(url)
            assert bool(sticking_out(page)) == scrolls == (width + 8 > 320)


def test_a_page_has_its_window_back_after_a_look(page: Page, serving: Serving) -> None:
    page.goto(serving(application()).url)
    before = page.viewport_size
    sticking_out(page)
    assert page.viewport_size == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<p><div>In a paragraph</div></p>", "Element <p> is implicitly closed"),
        ('<p id="a">One</p><p id="a">Two</p>', "Duplicate ID"),
        ("<p>Never closed", "Element <p> is implicitly closed by parent </main>"),
        ('<p style="color: red">Red</p>', "Inline style is not allowed (no-inline-style)"),
        ('<a role="tab" href="/"><input type="text"></a>', "not permitted"),
    ],
)
def test_html_that_a_browser_would_mend_is_an_error(content: str, told: str) -> None:
    documents = {"good": document(), "bad": document(content), "good too": document()}
    lines = html_errors(documents)
    assert lines
    assert all(line.startswith("bad:17:") for line in lines), lines
    assert any(told in line for line in lines), lines


def test_many_documents_keep_their_names_and_their_order() -> None:
    documents = {
        f"{number}. GET /bad/{number} 200": document(f'<p id="{number} {number}">Spaces</p>')
        for number in range(50)
    }
    lines = html_errors(documents)
    assert list(dict.fromkeys(line.split(":")[0] for line in lines)) == list(documents)
    with pytest.raises(AssertionError, match="no document is no proof"):
        html_errors({})


@pytest.mark.parametrize(
    "content",
    [
        '<a href="/next" role="button" draggable="false">Start now</a>',
        '<fieldset role="group"><legend>When?</legend></fieldset>',
        """<form method="get" action="/">
        <label><input type="checkbox" name="a" value="1">1</label>
        <label><input type="checkbox" name="a" value="2">2</label>
        <button type="submit">Continue</button></form>""",
        "<p>Spaces   \n  at the end</p>   ",
    ],
)
def test_html_of_the_design_system_is_no_error(content: str) -> None:
    assert html_errors({"page": document(content)}) == []


@pytest.mark.parametrize(
    ("content", "script", "told"),
    [
        (FORM, "throw new Error('Broken')", "a script failed: Broken"),
        (FORM, "console.error('Oh dear')", "the console has an error: Oh dear"),
        ('<img alt="" src="/none.png">', SCRIPT, "/none.png is answered with 404"),
        (
            '<img alt="" src="https://pictures.example/a.png">',
            SCRIPT,
            "asks another server for https://pictures.example/a.png",
        ),
    ],
)
def test_what_a_page_should_not_do_is_noted(
    browser: Browser, serving: Serving, content: str, script: str, told: str
) -> None:
    site = serving(application(content, script))
    with browser.new_context() as context:
        page = context.new_page()
        faults = watch(page)
        page.goto(site.url, wait_until="networkidle")
        assert len(faults) == 1 or content != FORM
        assert faults[0].endswith(told)


def test_an_application_has_its_lifespan_while_it_is_served(browser: Browser) -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        seen.append("started")
        yield
        seen.append("ended")

    with served(Starlette(lifespan=lifespan)) as site, browser.new_context() as context:
        answer = context.new_page().goto(site.url)
        assert answer is not None
        assert answer.status == 404
        assert seen == ["started"]
    assert seen == ["started", "ended"]


def test_an_application_that_does_not_start_is_no_site() -> None:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if _app.routes == []:
            raise RuntimeError("no database")
        yield

    with pytest.raises(AssertionError, match="did not start"), served(Starlette(lifespan=lifespan)):
        pass
