"""Words that are wider than a screen make no page move sideways."""

from typing import Final

import pytest
from playwright.sync_api import Page

from forms.pages import whole_form_page
from tests.forms.making import linked
from tests.journeys.browser import NARROW, sticking_out

pytestmark = pytest.mark.journey

WORD: Final = "x" * 90
OPTION: Final = f"{{value: b, label: {WORD}}}"
LONG: Final = linked(f"""
    title: {WORD}
    pages:
      - id: all
        title: {WORD}
        questions:
          - {{id: text, type: short-text, label: {WORD}, hint: {WORD}, guidance: {WORD}}}
          - {{id: date, type: date, label: {WORD}, hint: {WORD}}}
          - {{id: yes, type: yes-no, label: {WORD}, hint: {WORD}, guidance: {WORD}}}
          - {{id: one, type: one-of, label: {WORD}, options: [a, {OPTION}]}}
          - id: many
            type: many-of
            label: {WORD}
            options: [{{label: {WORD}, options: [{OPTION}]}}, c]
          - {{id: price, type: money, label: {WORD}}}
          - {{id: texts, type: texts, label: {WORD}}}
          - id: rows
            type: rows
            label: {WORD}
            columns:
              - {{id: date, type: date, label: {WORD}}}
              - {{id: which, type: one-of, label: {WORD}, options: [a, {OPTION}]}}
""")


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_every_type_of_question(page: Page, width: int) -> None:
    page.set_content(whole_form_page(LONG))
    assert sticking_out(page, width) == []
    # Nor does any leave its column.
    column = page.locator("h1").bounding_box()
    assert column is not None
    for text in page.locator("main p, main label, main legend").all():
        box = text.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= column["x"] + column["width"] + 1, text.inner_text()
