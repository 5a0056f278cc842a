"""The preview of a folder: its pages, its samples, and what it reloads."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from runtime.preview.app import Preview
from runtime.preview.folder import WatchedFolder
from runtime.store.store import Store, open_store
from tests.runtime.filling.browsing import FROM_OUR_PAGE, Browser, Page, filled

EXAMPLE = Path("examples/digital-outcomes")


@dataclass
class Desk:
    """A folder of one's own, its preview, and a browser at it."""

    place: Path
    folder: WatchedFolder
    store: Store
    browser: Browser

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.place / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        asyncio.run(self.folder.refresh())

    def begin(self, form: str, **chosen: str) -> Page:
        page = self.browser.get(f"/forms/{form}")
        named = {name.replace("__", "."): [value] for name, value in chosen.items()}
        return self.browser.post(page, filled(page.fields, named))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    place = tmp_path / EXAMPLE.name
    shutil.copytree(EXAMPLE, place)
    with open_store("sqlite://") as store:
        folder = WatchedFolder(place)
        yield Desk(place, folder, store, Browser(Preview(folder, store).app))


class TestTheIndex:
    def test_it_names_the_framework_its_lots_and_its_forms(self, desk: Desk) -> None:
        page = desk.browser.get("/")
        assert page.heading == "Digital Outcomes"
        for text in (
            "User research participants",
            "Your bid",
            "A supplier fills it in to bid for a brief.",
            "A buyer fills it in to say what is needed.",
            "A supplier fills it in to join the framework.",
            "A buyer fills it in after awarding a contract.",
            "the answers to “Your brief”",
            "in forms/bid.yaml",
        ):
            assert text in page.text
        order = [page.text.index(f"forms/{name}.yaml") for name in ("declaration", "brief", "bid")]
        assert order == sorted(order)

    def test_in_a_catalogue_a_supplier_describes_a_service(self) -> None:
        folder = WatchedFolder(Path("examples/cloud-catalogue"))
        with open_store("sqlite://") as store:
            page = Browser(Preview(folder, store).app).get("/")
            assert "to describe a service for the catalogue" in page.text

    def test_it_lists_what_was_tried_and_how_far_it_is(self, desk: Desk) -> None:
        assert "Nothing yet" in desk.browser.get("/").text
        tasks = desk.begin("award", lot="outcomes")
        page = desk.browser.get("/")
        assert "0 of 2 pages done" in page.text
        assert page.links["Go on (Your award)"] == tasks.url

    def test_what_was_tried_can_be_deleted_once_and_again(self, desk: Desk) -> None:
        tasks = desk.begin("award", lot="outcomes")
        page = desk.browser.get("/")
        for _ in range(2):
            assert "Nothing yet" in desk.browser.post(page, []).text
        assert desk.browser.get(tasks.path).status == 404

    def test_what_is_not_in_the_folder_any_more_is_still_listed(self, desk: Desk) -> None:
        tasks = desk.begin("award", lot="outcomes")
        (desk.place / "forms/award.yaml").unlink()
        desk.edit("framework.yaml", "  award: award\n", "")
        assert "No longer in the folder" in desk.browser.get("/").text
        gone = desk.browser.get(tasks.path)
        assert gone.status == 404
        assert gone.links["Go to all forms"].endswith("/")


class TestTryingAForm:
    def test_a_lot_is_chosen_where_there_are_several(self, desk: Desk) -> None:
        page = desk.begin("bid")
        assert page.status == 422
        assert page.errors == ["Choose a lot"]
        assert desk.begin("bid", lot="nowhere").errors == ["Choose a lot"]
        assert desk.begin("bid", lot="specialists").heading == "Your bid"
        [draft] = desk.store.drafts("digital-outcomes", "bid")
        assert (draft.lot, draft.known) == ("specialists", {})

    def test_only_lots_in_which_a_form_asks_something_are_offered(self, desk: Desk) -> None:
        page = "{id: a, title: A, lots: [%s], questions: [{id: q, type: date, label: Q}]}"
        for lots, offered in (
            ("outcomes, specialists", ["outcomes", "specialists"]),
            ("specialists", []),
        ):
            text = f"title: Extra\nby: buyer\npages: [{page % lots}]\n"
            (desk.place / "forms" / "extra.yaml").write_text(text, encoding="utf-8")
            asyncio.run(desk.folder.refresh())
            boxes = desk.browser.get("/forms/extra").tree.iter("input")
            assert [b.get("value") for b in boxes if b.get("name") == "lot"] == offered
        assert desk.begin("extra").heading == "Extra"
        [draft] = desk.store.drafts("digital-outcomes", "extra")
        assert draft.lot == "specialists"

    def test_a_sample_is_known_as_it_is_now(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes", known__brief="clear-win.json")
        page = desk.browser.get(f"{tasks.path}/page/skills")
        assert "Building card payment into a public service" in page.text
        desk.edit("competitions/clear-win.json", "Building card payment", "Taking card payment")
        page = desk.browser.get(f"{tasks.path}/page/skills")
        assert "Taking card payment into a public service" in page.text

    def test_what_was_filled_in_here_is_known(self, desk: Desk) -> None:
        brief = desk.begin("brief", lot="outcomes")
        page = desk.browser.get(f"{brief.path}/page/skills")
        texts = {"essential-skills[0]": ["Juggling"], "nice-to-have-skills[0]": ["Riding"]}
        desk.browser.post(page, [*filled(page.fields, texts), ("_action", "later")])
        [draft] = desk.store.drafts("digital-outcomes", "brief")
        bid = desk.begin("bid", lot="outcomes", known__brief=draft.id)
        assert "Juggling" in desk.browser.get(f"{bid.path}/page/skills").text
        desk.store.delete(draft.id)
        assert "Juggling" not in desk.browser.get(f"{bid.path}/page/skills").text

    def test_only_what_is_there_and_of_the_lot_can_be_known(self, desk: Desk) -> None:
        page = desk.begin("bid", lot="outcomes", known__brief="specialist.json")
        assert page.errors == ["Choose answers that are for the same lot"]
        assert ("lot", "outcomes") in page.fields
        page = desk.begin("bid", lot="outcomes", known__brief="../framework.yaml")
        assert page.errors == ["Choose answers that are still there"]

    def test_a_form_is_shown_whole(self, desk: Desk) -> None:
        answer = desk.browser.client.get("/forms/bid/whole")
        assert answer.status_code == 200
        assert "How will you do the work?" in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]
        whole = desk.browser.get("/forms/bid/whole?lot=specialists")
        assert "How will you do the work?" not in whole.text

    @pytest.mark.parametrize("address", ["/forms/nothing", "/forms/nothing/whole", "/nothing"])
    def test_what_is_not_there_leads_to_all_forms(self, desk: Desk, address: str) -> None:
        page = desk.browser.get(address)
        assert page.status == 404
        assert page.links["Go to all forms"].endswith("/")


class TestReloading:
    def test_a_change_is_shown_by_the_next_page(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes")
        desk.edit("forms/bid.yaml", "title: Your bid", "title: Your offer")
        assert desk.browser.get(tasks.path).heading == "Your offer"
        assert "Your offer" in desk.browser.get("/").text

    def test_problems_take_the_place_of_pages_until_they_are_mended(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes")
        desk.edit("forms/bid.yaml", "title: Your bid", "titel: Your bid")
        for address in ("/", tasks.path, "/forms/bid"):
            page = desk.browser.get(address)
            assert page.status == 503
            assert "The folder has 2 problems" in page.text
            assert "forms/bid.yaml" in page.text
            assert "Line 4" in page.text
        desk.edit("forms/bid.yaml", "titel: Your bid", "title: Your bid")
        assert desk.browser.get(tasks.path).heading == "Your bid"

    @pytest.mark.parametrize(
        "address", ["//evil.example/x", "/%2F/evil.example", "/\\\\evil.example"]
    )
    def test_the_way_to_it_leads_to_no_other_server(self, desk: Desk, address: str) -> None:
        desk.edit("forms/bid.yaml", "title: Your bid", "titel: Your bid")
        for suffix in ("?new=a", "?last-version=1&new=a"):
            answer = desk.browser.client.get(f"http://localhost{address}{suffix}")
            told = answer.headers.get("location") or answer.text
            assert "/evil.example" in told
            assert "//evil.example" not in told
            assert "new=a" in told

    def test_the_last_version_that_worked_stays_in_reach(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes")
        desk.edit("forms/bid.yaml", "title: Your bid", "titel: Your bid")
        page = desk.browser.get(tasks.path)
        page = desk.browser.get(page.links["go on with the last version that worked"])
        assert page.url == tasks.url
        assert page.heading == "Your bid"
        assert "problems" in page.text
        assert desk.browser.get("/").status == 200
        assert desk.browser.get("/problems").status == 503
        # The next problems are shown again.
        desk.edit("forms/bid.yaml", "titel: Your bid", "title: Your offer")
        desk.edit("forms/bid.yaml", "title: Your offer", "titel: Your offer")
        assert desk.browser.get("/").status == 503

    def test_what_is_typed_is_saved_also_while_there_are_problems(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes")
        page = desk.browser.get(f"{tasks.path}/page/price")
        desk.edit("forms/bid.yaml", "title: Your bid", "titel: Your bid")
        page = desk.browser.post(
            page, [*filled(page.fields, {"total-price": ["1200"]}), ("_action", "save")]
        )
        assert page.status == 503
        [draft] = desk.store.drafts("digital-outcomes", "bid")
        assert draft.answers == {"total-price": "1200"}

    def test_a_folder_that_never_worked_is_served_too(self, desk: Desk) -> None:
        (desk.place / "forms/bid.yaml").write_text("title: [", encoding="utf-8")
        browser = Browser(Preview(WatchedFolder(desk.place), desk.store).app)
        page = browser.get("/")
        assert page.status == 503
        assert "go on with the last version" not in page.text
        page = browser.get(page.links["see the parts that have no problem"])
        assert page.status == 200
        assert "parts without any are shown" in page.text
        assert "Your bid" not in page.text
        assert browser.get("/forms/declaration").status == 200
        assert browser.client.post("/forms/bid", data={"lot": "outcomes"}).status_code == 503

    def test_questions_that_are_gone_lose_no_answer(self, desk: Desk) -> None:
        tasks = desk.begin("bid", lot="outcomes")
        extra = "      - {id: extra, type: short-text, label: And what else?}\n"
        before = "      - id: total-price\n"
        desk.edit("forms/bid.yaml", before, extra + before)
        page = desk.browser.get(f"{tasks.path}/page/price")
        desk.edit("forms/bid.yaml", extra, "")
        texts = {"extra": ["A long story"], "total-price": ["1200"]}
        page = desk.browser.post(page, [*filled(page.fields, texts), ("_action", "save")])
        assert page.status == 400
        assert "extra: is no field of this page" in page.text
        assert "A long story" in page.text
        assert "1200" in page.text
        assert page.links["Open the page again"].endswith("/page/price")

    def test_answers_to_questions_that_are_gone_stay_and_are_in_nobodys_way(
        self, desk: Desk
    ) -> None:
        tasks = desk.begin("award", lot="outcomes")
        [draft] = desk.store.drafts("digital-outcomes", "award")
        desk.store.save(draft.id, {"gone": "A long story"}, 0)
        assert desk.browser.get(tasks.path).status == 200
        answer = desk.browser.client.get(f"{tasks.path}/answers.json").json()
        assert all(each["where"] != "gone" for each in answer["problems"])
        assert desk.store.draft(draft.id).answers == {"gone": "A long story"}

    def test_who_waits_is_told_of_each_edition(self, desk: Desk) -> None:
        async def told() -> list[str]:
            preview = Preview(desk.folder, desk.store)
            marks = preview.marks()
            found = [await anext(marks)]
            path = desk.place / "forms/bid.yaml"
            path.write_text(path.read_text("utf-8").replace("Your bid", "Bid", 1), "utf-8")
            await desk.folder.refresh()
            found.append(await anext(marks))
            await desk.folder.end()
            return found + [each async for each in marks]

        first, second = asyncio.run(told())
        assert first != second
        assert second == f"data: {desk.folder.edition.mark}\n\n"
        page = desk.browser.get("/")
        assert f"/preview/reload.js?{desk.folder.edition.mark}" in page.html


class TestWhoMayAsk:
    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8000"])
    def test_no_other_name_is_served(self, desk: Desk, host: str) -> None:
        answer = desk.browser.client.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "Digital" not in answer.text

    def test_no_other_site_can_post(self, desk: Desk) -> None:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            answer = desk.browser.client.post(
                "/forms/bid", data={"lot": "outcomes"}, headers=headers
            )
            assert answer.status_code == 403
            assert "nothing was done" in answer.text
        assert desk.store.drafts("digital-outcomes") == ()
        assert FROM_OUR_PAGE["Sec-Fetch-Site"] == "same-origin"

    def test_what_a_start_posts_is_held_to_limits(self, desk: Desk) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        post = desk.browser.client.post
        assert post("/forms/bid", content=b"a" * 200_000, headers=form).status_code == 413
        assert post("/forms/bid", content=b"{}", headers={}).status_code == 415


class TestFiles:
    def test_styles_and_scripts_are_kept_for_ever_under_their_digest(self, desk: Desk) -> None:
        page = desk.browser.get("/")
        style = next(
            link.get("href", "") for link in page.tree.iter("link") if "css" in str(link.attrib)
        )
        answer = desk.browser.client.get(style)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/css")
        assert "immutable" in answer.headers["cache-control"]
        assert desk.browser.client.get(style + "x").status_code == 404
        assert desk.browser.client.get("/assets/0/../../etc/passwd").status_code == 404

    def test_the_reloader_is_a_script(self, desk: Desk) -> None:
        answer = desk.browser.client.get("/preview/reload.js?x")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "EventSource" in answer.text
