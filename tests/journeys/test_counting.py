"""What a page says while somebody types is what the server says of the same text."""

import re

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from forms.model.typed_values import count_words, text
from forms.pages import Links, Shell, View, question_page
from forms.pages.assets import assets
from forms.progress import survey
from tests.forms.making import linked
from tests.forms.pages.typed_texts import COUNTED
from tests.journeys.conftest import Serving

pytestmark = pytest.mark.journey

SET = "(it, typed) => { it.value = typed; it.dispatchEvent(new Event('input')) }"
FORM = linked("""
    title: T
    pages:
      - id: page
        title: Page
        questions:
          - {id: letters, type: long-text, label: Letters, max_characters: 20, required: false}
          - {id: words, type: long-text, label: Words, max_words: 3, required: false}
""")


def question(_: Request) -> Response:
    view = View(Shell(assets="/assets"), Links(""))
    return HTMLResponse(question_page(view, survey(FORM, {}), "page", version=1))


def asset(request: Request) -> Response:
    return FileResponse(assets()[request.path_params["name"]])


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_counters_count_as_the_server_does(page: Page, serving: Serving) -> None:
    app = Starlette(routes=[Route("/", question), Route("/assets/{name}", asset)])
    page.goto(serving(app).url)
    for typed in COUNTED:
        for name, most, count in (
            ("letters", 20, len(text(typed))),
            ("words", 3, count_words(text(typed))),
        ):
            # Set rather than filled in, since a keyboard cannot type half of these.
            page.locator(f"[name={name}]").evaluate(
                SET,
                typed,
            )
            shown = page.locator(f".govuk-character-count:has([name={name}])")
            says = shown.locator(".govuk-character-count__status").inner_text()
            found = re.search(r"You have (\d+) \w+ (remaining|too many)", says)
            assert found, says
            left = int(found[1]) * (1 if found[2] == "remaining" else -1)
            assert left == most - count, (name, typed)
