"""The preview in a real browser: types of questions, changes of the folder, two people at once."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from agreements.definition.framework import Framework
from forms.strategies.answers import valid_answers
from rules.yaml.writing import plain_data, write
from runtime.preview.app import Preview
from runtime.preview.folder import WatchedFolder
from runtime.store.store import Store, open_store
from tests.forms.everything import EVERYTHING
from tests.journeys.browser import html_errors, watch
from tests.journeys.driving import Journey, Looked, drawn, follow
from tests.journeys.serving import Site, served

pytestmark = pytest.mark.journey

EXAMPLE: Final = Path("examples/digital-outcomes")
#: Milliseconds in which a change of the folder is seen.
SOON: Final = 20_000


@dataclass
class Desk:
    """A folder of one's own, being previewed."""

    place: Path
    store: Store
    site: Site
    framework: Framework
    looked: Looked = field(default_factory=Looked)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.place / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def begin(self, page: Page, form: str, lot: str = "outcomes") -> str:
        """Begin a form, and give the address of its list of tasks."""
        page.goto(f"{self.site.url}/forms/{form}")
        page.locator(f'[name=lot][value="{lot}"]').check()
        follow(page.get_by_role("button", name="Start"))
        return page.url

    def until(self, page: Page, address: str, holds: Callable[[], bool]) -> None:
        """Ask for a page again and again until something holds, as without scripts people do."""
        give_up = time.monotonic() + SOON / 1000
        while True:
            page.goto(address)
            if holds():
                return
            assert time.monotonic() < give_up, page.locator("main").inner_text()
            time.sleep(0.1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    place = tmp_path / EXAMPLE.name
    shutil.copytree(EXAMPLE, place)
    everything = {**plain_data(EVERYTHING.form), "title": "Everything"}
    del everything["id"]
    (place / "forms/everything.yaml").write_text(write(everything), encoding="utf-8")
    folder = WatchedFolder(place)
    assert not folder.edition.problems, folder.edition.problems
    with open_store("sqlite://") as store, served(Preview(folder, store).app) as site:
        assert folder.edition.framework is not None
        found = Desk(place, store, site, folder.edition.framework)
        yield found
    assert found.looked.faults == []
    assert html_errors(site.documents) == []


def test_every_type_of_question_can_be_answered(desk: Desk, page: Page, scripts: bool) -> None:
    everything = desk.framework.forms["everything"]
    answers = drawn(valid_answers(everything, lot="outcomes"), 0 if scripts else 3)
    desk.begin(page, "everything")
    journey = Journey(page, desk.looked, scripts, ("everything", "outcomes"))
    journey.complete(everything, answers)
    page.goto(desk.site.url)
    journey.look("index")
    assert "Submitted" in page.locator("main").inner_text()


def test_a_page_shows_what_was_changed(desk: Desk, page: Page, scripts: bool) -> None:
    tasks = desk.begin(page, "bid")
    desk.edit("forms/bid.yaml", "title: Your bid", "title: Your offer")
    heading = page.get_by_role("heading", name="Your offer")
    if scripts:
        expect(heading).to_be_visible(timeout=SOON)
    else:
        desk.until(page, tasks, heading.is_visible)


def test_problems_come_and_go_by_themselves(desk: Desk, page: Page, scripts: bool) -> None:
    tasks = desk.begin(page, "bid")
    desk.edit("forms/bid.yaml", "title: Your bid", "titel: Your bid")
    heading = page.get_by_role("heading", name="The folder has 2 problems")
    if scripts:
        expect(heading).to_be_visible(timeout=SOON)
    else:
        desk.until(page, tasks, heading.is_visible)
    desk.looked.at(page, scripts, "problems")
    expect(page.get_by_text("there is no key titel here")).to_be_visible()
    follow(page.get_by_role("link", name="go on with the last version that worked"))
    expect(page.get_by_role("heading", name="Your bid")).to_be_visible()
    desk.looked.at(page, scripts, "the last version that worked")
    follow(page.get_by_role("link", name="The folder has 2 problems"))
    expect(heading).to_be_visible()
    desk.edit("forms/bid.yaml", "titel: Your bid", "title: Your bid")
    if scripts:
        expect(heading).to_be_hidden(timeout=SOON)
    else:
        desk.until(page, tasks, page.get_by_role("heading", name="Your bid").is_visible)


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_is_being_typed_is_not_thrown_away(desk: Desk, page: Page) -> None:
    tasks = desk.begin(page, "bid")
    page.goto(f"{tasks}/page/price")
    price = page.get_by_label("What is your price")
    price.fill("1.2k")
    desk.edit("forms/bid.yaml", "What is your price for", "What do you ask for")
    # Either it was saved before the page was shown anew, or the page waits for it.
    changed = page.get_by_label("What do you ask for")
    expect(changed).to_have_value("1.2k", timeout=SOON)
    # Whoever was typing goes on where they were.
    expect(changed).to_be_focused()
    page.keyboard.type("5")
    expect(changed).to_have_value("1.2k5")


def test_errors_are_seen_first_also_after_a_row_was_added(
    desk: Desk, page: Page, scripts: bool
) -> None:
    tasks = desk.begin(page, "everything")
    page.goto(f"{tasks}/page/tables")
    journey = Journey(page, desk.looked, scripts, ("everything",))
    journey.press("add:rows")
    assert urlsplit(page.url).fragment == "rows_1"
    journey.press("save")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_in_viewport()
    assert urlsplit(page.url).fragment == ""
    if scripts:
        expect(summary).to_be_focused()


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_is_typed_is_saved_without_being_asked(desk: Desk, page: Page) -> None:
    tasks = desk.begin(page, "bid")
    page.goto(f"{tasks}/page/price")
    page.get_by_label("What is your price").fill("1.2k")
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=SOON)
    desk.looked.at(page, "saved")
    page.goto(f"{tasks}/page/price")
    expect(page.get_by_label("What is your price")).to_have_value("1.2k")
    # The version went on with it, so that saving is no conflict with oneself.
    page.get_by_label("What is your price").fill("1300")
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=SOON)
    page.get_by_label("What is your price").fill("1400")
    follow(page.locator('button[value="later"]'))
    expect(page.get_by_text("Your answers are saved")).to_be_visible()
    desk.looked.at(page, "saved for later")


def test_two_people_see_both_answers_side_by_side(
    desk: Desk, page: Page, scripts: bool, browser: Browser
) -> None:
    tasks = desk.begin(page, "bid")
    page.goto(f"{tasks}/page/price")
    with browser.new_context(java_script_enabled=scripts) as context:
        other = context.new_page()
        faults = watch(other)
        other.goto(f"{tasks}/page/price")
        other.get_by_label("What is your price").fill("90000")
        follow(other.locator('button[value="later"]'))
        other.wait_for_url(f"{tasks}?saved=1")
        assert faults == []
    page.get_by_label("What is your price").fill("1.2k")
    journey = Journey(page, desk.looked, scripts, ("bid",))
    journey.press("save")
    expect(page).to_have_url(f"{tasks}/conflicts")
    journey.look("conflicts")
    journey.press("settle")
    journey.look("conflicts with errors")
    page.goto(tasks)
    journey.look("tasks with conflicts")
    page.goto(f"{tasks}/conflicts")
    page.get_by_label("What was typed on").check()
    journey.press("settle")
    page.goto(f"{tasks}/page/price")
    expect(page.get_by_label("What is your price")).to_have_value("1.2k")


def test_files_are_uploaded_listed_and_removed(desk: Desk, page: Page, scripts: bool) -> None:
    tasks = desk.begin(page, "everything")
    page.goto(f"{tasks}/page/tables")
    journey = Journey(page, desk.looked, scripts, ("everything",))
    box = page.locator('input[type=file][name="files"]')

    def choose(*names: str) -> None:
        files: list[FilePayload] = [
            {"name": name, "mimeType": "", "buffer": b"%PDF-" + name.encode()} for name in names
        ]
        box.set_input_files(files)

    choose("one.pdf", "two.exe")
    journey.press("save")
    expect(page.locator(".govuk-error-summary")).to_contain_text("two.exe")
    expect(page.get_by_role("link", name="one.pdf")).to_be_visible()
    journey.look("a file that will not do")
    with page.expect_download() as download:
        page.get_by_role("link", name="one.pdf").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF-one.pdf"
    follow(page.locator('button[value="remove:files[0]"]'))
    expect(page.get_by_role("link", name="one.pdf")).to_have_count(0)


def test_what_cannot_be_done_is_told(desk: Desk, page: Page, scripts: bool) -> None:
    tasks = desk.begin(page, "bid")
    for address in ("/nowhere", "/drafts/nothing", f"{tasks.removeprefix(desk.site.url)}/page/x"):
        page.goto(desk.site.url + address)
        desk.looked.at(page, scripts, address)
        assert page.get_by_role("link", name="Go to").count()


def test_a_start_says_what_is_missing(desk: Desk, page: Page, scripts: bool) -> None:
    page.goto(f"{desk.site.url}/forms/bid")
    follow(page.get_by_role("button", name="Start"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a lot")
    desk.looked.at(page, scripts, "start with errors")
    page.get_by_role("link", name="Choose a lot").click()
    assert page.evaluate("document.activeElement.name") == "lot" or not scripts
