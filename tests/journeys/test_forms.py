"""Every form of the examples is filled in for each lot that differs in a real browser, to the end.

Each page is looked at on the way as it is empty, with errors and filled in: no barrier that axe
finds, no sideways scroll at 320 CSS pixels, nothing asked of another server. At the end everything
that was answered is held to be valid HTML.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page

from agreements.checks.form_checks import known_before
from agreements.definition.framework import Framework
from agreements.loading import load
from forms.analysis.reachability import lots_that_matter
from forms.strategies.answers import valid_answers
from rules.logic import Facts
from runtime.filling.open_draft import known_facts
from runtime.preview.app import Preview
from runtime.preview.folder import WatchedFolder
from runtime.store.store import open_store
from tests.journeys.browser import html_errors
from tests.journeys.driving import Journey, Looked, drawn, follow
from tests.journeys.serving import Site, served

pytestmark = pytest.mark.journey

EXAMPLES: Final = sorted(path.parent for path in Path("examples").glob("*/framework.yaml"))
FRAMEWORKS: Final = {path.name: load(path) for path in EXAMPLES}
EVERY: Final = [(name, form) for name, framework in FRAMEWORKS.items() for form in framework.forms]


@dataclass
class Shown:
    """An example that is being previewed, and what was seen of its pages."""

    framework: Framework
    folder: WatchedFolder
    site: Site
    looked: Looked

    def known(self, form: str, lot: str | None) -> tuple[str, Facts]:
        """Give a sample for the lot, if the form reads the brief: its file, and what it tells."""
        brief = self.framework.terms.forms.brief
        if brief is None or brief not in self.framework.forms[form].others:
            return "", {}
        sample = next(each for each in self.folder.edition.samples.values() if each.lot == lot)
        return sample.name, known_facts(self.framework.forms[brief], sample.brief, lot)


@pytest.fixture(scope="module")
def previews() -> Iterator[Callable[[str], Shown]]:
    """Each example's preview, from when it is first asked for until the last test."""
    shown: dict[str, Shown] = {}
    with ExitStack() as stack:

        def of(name: str) -> Shown:
            if name not in shown:
                framework = FRAMEWORKS[name]
                folder = WatchedFolder(framework.folder)
                store = stack.enter_context(open_store("sqlite://"))
                site = stack.enter_context(served(Preview(folder, store).app))
                shown[name] = Shown(framework, folder, site, Looked())
            return shown[name]

        yield of
        documents = {
            f"{name}: {request}": html
            for name, each in shown.items()
            for request, html in _unlike(each.site.documents).items()
        }
        assert html_errors(documents) == []


def _unlike(documents: Mapping[str, str]) -> dict[str, str]:
    """Leave out pages that differ from others only in the draft, its version and what is typed."""
    found: dict[str, tuple[str, str]] = {}
    for name, html in documents.items():
        found.setdefault(_VARIES.sub("", html), (name, html))
    return dict(found.values())


_VARIES: Final = re.compile(
    r"/drafts/[\w-]{32}|/[0-9a-f]{64}/|(?<= value=\")[^\"]*|(?<=>)[^<]+(?=</textarea>)|\d\d:\d\d"
)


@pytest.mark.parametrize(("name", "form"), EVERY)
def test_a_form_can_be_filled_in_to_the_end(
    previews: Callable[[str], Shown], page: Page, scripts: bool, name: str, form: str
) -> None:
    shown = previews(name)
    linked = shown.framework.forms[form]
    for lot in lots_that_matter((*known_before(shown.framework, linked), linked)):
        sample, others = shown.known(form, lot)
        # With scripts the simplest way through, without them another.
        answers = drawn(valid_answers(linked, lot=lot, others=others), 0 if scripts else 1)
        page.goto(f"{shown.site.url}/forms/{form}")
        journey = Journey(page, shown.looked, scripts, (name, form))
        journey.look("start")
        page.locator(f'[name=lot][value="{lot}"]').check()
        if sample:
            known = f"known.{shown.framework.terms.forms.brief}"
            page.locator(f'[name="{known}"][value="{sample}"]').check()
        follow(page.get_by_role("button", name="Start"))
        journey.complete(linked, answers)
        assert shown.looked.faults == []
