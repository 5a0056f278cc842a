"""Imported frameworks are filled in to the end in a real browser.

That is an invented one, and the real ones where this machine has them: for one lot each, which is
another one with scripts than without them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from agreements.form_checks import known_before
from agreements.framework import Framework
from forms.linking import LinkedForm
from forms.strategies import valid_answers
from rules.logic import Facts
from runtime.filling.sheet import facts_of
from runtime.preview.app import Preview
from runtime.preview.folder import Folder
from runtime.store.store import open_store
from tests.journeys.browser import html_errors
from tests.journeys.driving import Journey, Looked, drawn
from tests.journeys.serving import Site, served
from tests.runtime.digital_marketplace.invented import invented
from tests.runtime.digital_marketplace.real import frameworks, real

pytestmark = pytest.mark.journey

INVENTED: Final = "green-spaces-3"


class Desk:
    """An imported framework that is being previewed, and what was filled in of it."""

    def __init__(self, framework: Framework, site: Site) -> None:
        self.framework, self.site, self.looked = framework, site, Looked()

    def complete(self, page: Page, scripts: bool, lot: str) -> None:
        """Fill in each form for a lot, those first that others read."""
        drafts: dict[str, str] = {}
        facts: dict[str, Facts] = {}
        for form in _in_order(self.framework):
            if lot not in form.lots or not form.in_lot(lot).pages:
                continue
            others: dict[str, object] = {}
            for each in known_before(self.framework, form):
                others |= facts.get(each.id, {})
            # With scripts the simplest way through, without them another.
            answers = drawn(valid_answers(form, lot=lot, others=others), 0 if scripts else 1)
            page.goto(f"{self.site.url}/forms/{form.id}")
            about = (self.framework.terms.framework, form.id)
            journey = Journey(page, self.looked, scripts, about, thorough=False)
            journey.look("start")
            if len(self.framework.terms.lots) > 1:
                page.locator(f'[name=lot][value="{lot}"]').check()
            for name, draft in drafts.items():
                if name in form.others:
                    page.locator(f'[name="known.{name}"][value="{draft}"]').check()
            page.get_by_role("button", name="Start").click()
            drafts[form.id] = page.url.partition("/drafts/")[2].partition("/")[0]
            journey.complete(form, answers)
            facts[form.id] = facts_of(form, answers, lot, others)
        assert drafts
        assert self.looked.faults == []


def _in_order(framework: Framework) -> list[LinkedForm]:
    found: dict[str, LinkedForm] = {}
    for form in framework.forms.values():
        for each in (*known_before(framework, form), form):
            found[each.id] = each
    return list(found.values())


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imported")


@pytest.fixture
def desk(name: str, folder: Path) -> Iterator[Desk]:
    """Preview one, and hold all its pages to be valid HTML at the end."""
    held = invented(name, folder) if name == INVENTED else real(name, folder)
    with open_store("sqlite://") as store:
        preview = Preview(Folder(held.framework.folder), store)
        with served(preview.app) as site:
            found = Desk(held.framework, site)
            yield found
    assert html_errors(site.documents) == []


@pytest.mark.parametrize("name", [INVENTED, *frameworks()])
def test_every_form_can_be_filled_in_to_the_end(desk: Desk, page: Page, scripts: bool) -> None:
    lots = desk.framework.terms.lot_ids
    desk.complete(page, scripts, lots[0] if scripts else lots[-1])
