"""Imported frameworks are filled in to the end in a real browser.

That is an invented one, and the real ones where this machine has them: for one lot each, which is
another one with scripts than without them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from agreements.checks.form_checks import known_before
from agreements.definition.framework import Framework
from forms.linked.linked_form import LinkedForm
from forms.strategies.answers import valid_answers
from rules.values import Value
from runtime.filling.open_draft import known_facts
from runtime.preview.app import Preview
from runtime.preview.folder import WatchedFolder
from runtime.store.store import Store, open_store
from tests.journeys.browser import html_errors
from tests.journeys.driving import Journey, Looked, drawn, follow
from tests.journeys.serving import Site, served
from tests.runtime.importers.digital_marketplace.comparing import FORMS
from tests.runtime.importers.digital_marketplace.invented import SOURCES, invented
from tests.runtime.importers.digital_marketplace.making_schemas import manifest_of
from tests.runtime.importers.digital_marketplace.real import HOME, frameworks, real

pytestmark = pytest.mark.journey

INVENTED: Final = "green-spaces-3"


class Desk:
    """An imported framework that is being previewed, and what was seen of its pages."""

    def __init__(self, framework: Framework, store: Store, site: Site) -> None:
        self.framework, self.store, self.site, self.looked = framework, store, site, Looked()

    def complete(self, page: Page, scripts: bool, name: str, lot: str) -> None:
        """Fill in a form for a lot; those that it reads are known."""
        form = self.framework.forms[name]
        drafts: dict[str, str] = {}
        facts: dict[str, Value] = {}
        for each in known_before(self.framework, form):
            answers = drawn(valid_answers(each, lot=lot, others=facts), 1)
            drafts[each.id] = self._known(each, lot, drafts, answers)
            facts |= known_facts(each, answers, lot, facts)
        page.goto(f"{self.site.url}/forms/{name}")
        about = (self.framework.terms.framework, name)
        journey = Journey(page, self.looked, scripts, about)
        journey.look("start")
        if page.locator("[name=lot]").count():
            page.locator(f'[name=lot][value="{lot}"]').check()
        for other in form.others:
            page.locator(f'[name="known.{other}"][value="{drafts[other]}"]').check()
        follow(page.get_by_role("button", name="Start"))
        # With scripts the simplest way through, without them another.
        journey.complete(
            form, drawn(valid_answers(form, lot=lot, others=facts), 0 if scripts else 1)
        )
        assert self.looked.faults == []

    def _known(
        self, form: LinkedForm, lot: str, known: Mapping[str, str], answers: Mapping[str, object]
    ) -> str:
        draft = self.store.create(
            self.framework.terms.framework,
            form.id,
            definition=self.framework.hash,
            lot=lot,
            known={name: draft for name, draft in known.items() if name in form.others},
        )
        return self.store.save(draft.id, answers, draft.version).id


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imported")


@pytest.fixture
def desk(name: str, folder: Path) -> Iterator[Desk]:
    """Preview one, and hold all its pages to be valid HTML at the end."""
    held = invented(name, folder) if name == INVENTED else real(name, folder)
    with open_store("sqlite://") as store:
        preview = Preview(WatchedFolder(held.framework.folder), store)
        with served(preview.app) as site:
            yield Desk(held.framework, store, site)
    assert html_errors(site.documents) == []


def _every() -> Iterator[tuple[str, str]]:
    """Give each form of each framework, as they have manifests."""
    for name, source in ((INVENTED, SOURCES), *((each, HOME) for each in frameworks())):
        for kind, form in {**FORMS, "declarations": "declaration"}.items():
            if manifest_of(source, name, kind):
                yield name, form


@pytest.mark.parametrize(("name", "form"), list(_every()))
def test_a_form_can_be_filled_in_to_the_end(
    desk: Desk, page: Page, scripts: bool, form: str
) -> None:
    lots = [
        lot for lot in desk.framework.terms.lot_ids if desk.framework.forms[form].in_lot(lot).pages
    ]
    desk.complete(page, scripts, form, lots[0] if scripts else lots[-1])
