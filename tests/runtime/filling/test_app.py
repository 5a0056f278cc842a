"""Filling in a form in a browser: saving, conflicts, submitting, and whatever else is sent."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.linked.linked_form import LinkedForm
from forms.strategies.answers import valid_answers
from rules.problems import InputError
from runtime.store.store import Store, open_store
from tests.forms.everything import ANYTHING, EVERYTHING
from tests.forms.making import linked
from tests.runtime.filling.browsing import Browser, Page, fields_for, filled, question_of
from tests.runtime.filling.making import application, begun

SMALL = linked("""
    title: Your service
    translations: {cy: {title: Eich gwasanaeth}}
    pages:
      - id: kind
        title: Kind
        questions:
          - {id: sells, type: yes-no, label: Do you sell it?}
          - id: price
            type: money
            label: At what price?
            when: {answer: sells, is: yes}
      - id: evidence
        title: Evidence
        when: {answer: sells, is: yes}
        questions:
          - {id: accounts, type: file, label: Your accounts, kinds: [pdf], max: 2, max_megabytes: 1}
          - {id: note, type: long-text, label: A note, max_words: 3}
      - id: last
        title: The last
        questions:
          - {id: name, type: short-text, label: Your name}
          - {id: skills, type: texts, label: Your skills, item: skill, required: false}
""")
PDF = b"%PDF-1.7 the accounts"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


class Visit:
    """A browser at a new draft."""

    def __init__(self, store: Store, form: LinkedForm = SMALL, lot: str | None = None) -> None:
        self.store = store
        self.browser = Browser(application(store, form))
        self.id = begun(store, form, lot).id
        self.base = f"/drafts/{self.id}"

    def get(self, address: str = "") -> Page:
        return self.browser.get(self.base + address)

    def page(self, name: str) -> Page:
        return self.get(f"/page/{name}")

    def save(self, page: Page, button: str = "save", **texts: str) -> Page:
        named = {name.replace("__", "."): [text] for name, text in texts.items()}
        return self.browser.post(page, [*filled(page.fields, named), ("_action", button)])

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.store.draft(self.id).answers)

    @property
    def submitted(self) -> dict[str, Any]:
        answer = self.browser.client.get(f"{self.base}/answers.json")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def visit(store: Store) -> Visit:
    return Visit(store)


def _complete(visit: Visit) -> None:
    visit.save(visit.page("kind"), sells="no")
    visit.save(visit.page("last"), name="Ann")


class TestTheWay:
    def test_from_the_list_of_tasks_to_the_end(self, visit: Visit) -> None:
        page = visit.get()
        assert page.heading == "Your service"
        page = visit.browser.get(page.links["Continue"])
        page = visit.save(page, sells="no")
        assert page.path.endswith("/page/last")
        page = visit.save(page, name="Ann")
        assert page.path.endswith("/check")
        page = visit.browser.press(page, "submit")
        assert page.path.endswith("/done")
        assert visit.store.draft(visit.id).submitted is not None
        assert visit.submitted["answers"] == {"sells": "no", "name": "Ann"}

    def test_what_is_wrong_is_saved_and_told(self, visit: Visit) -> None:
        page = visit.save(visit.page("kind"), sells="yes", price="1.2k")
        assert page.status == 422
        assert page.title.startswith("Error: ")
        assert len(page.errors) == 1
        assert dict(page.fields)["price"] == "1.2k"
        assert visit.answers == {"sells": "yes", "price": "1.2k"}

    def test_what_is_asked_now_is_shown_on_the_same_page(self, visit: Visit) -> None:
        page = visit.page("kind")
        page = visit.browser.post(page, [("_version", "0"), ("sells", "yes"), ("_action", "save")])
        assert page.path.endswith("/page/kind")
        assert "new=price" in page.url
        assert page.errors == []
        page = visit.save(page, price="£1,200")
        assert page.path.endswith("/page/evidence")

    def test_it_can_be_saved_for_later_whatever_it_is(self, visit: Visit) -> None:
        page = visit.save(visit.page("kind"), "later", sells="yes", price="1.2k")
        assert page.path == visit.base
        assert "Your answers are saved" in page.text
        assert visit.answers["price"] == "1.2k"

    def test_a_page_that_is_not_needed_says_so_and_leads_on(self, visit: Visit) -> None:
        visit.save(visit.page("kind"), sells="no")
        page = visit.page("evidence")
        assert page.status == 404
        assert "not needed" in page.text
        assert visit.base in page.links["Go to the list of tasks"]

    def test_a_page_that_cannot_be_reached_yet_leads_to_the_first_to_do(self, visit: Visit) -> None:
        assert visit.page("evidence").path.endswith("/page/kind")

    def test_what_does_not_apply_is_kept_and_not_submitted(self, visit: Visit) -> None:
        visit.save(visit.page("kind"), sells="yes", price="5")
        visit.save(visit.page("evidence"), note="Mine")
        visit.save(visit.page("kind"), sells="no", price="5")
        assert visit.answers["note"] == "Mine"
        assert visit.submitted["answers"] == {"sells": "no"}
        visit.save(visit.page("kind"), sells="yes", price="5")
        assert dict(visit.page("evidence").fields)["note"] == "Mine"

    def test_from_the_check_one_comes_back_to_the_check(self, visit: Visit) -> None:
        _complete(visit)
        change = visit.get("/check").links["Change Your name"]
        page = visit.browser.get(change)
        assert page.links["Back"].endswith("/check")
        page = visit.save(page, name="")
        assert page.status == 422
        assert page.links["Back"].endswith("/check")
        assert visit.save(page, name="Bob").path.endswith("/check")

    def test_from_the_check_what_is_asked_now_comes_first(self, visit: Visit) -> None:
        _complete(visit)
        page = visit.browser.get(visit.get("/check").links["Change Do you sell it?"])
        page = visit.save(page, sells="yes", price="5")
        assert page.path.endswith("/page/evidence")
        assert page.links["Back"].endswith("/check")

    def test_rows_are_added_and_removed_without_scripts(self, visit: Visit) -> None:
        page = visit.page("last")
        page = visit.save(page, "add:skills", **{"skills[0]": "One"})
        assert page.url.endswith("#skills_1")
        page = visit.save(page, "add:skills", **{"skills[1]": "Two"})
        page = visit.save(page, "remove:skills[0]")
        assert dict(page.fields)["skills[0]"] == "Two"
        assert visit.answers["skills"][0] == "Two"


@pytest.mark.parametrize("lot", ["hosting", "support"])
@settings(max_examples=5)
@given(st.data())
def test_what_is_typed_right_is_submitted_as_it_was_meant(lot: str, data: st.DataObject) -> None:
    with open_store("sqlite://") as store:
        visit = Visit(store, EVERYTHING, lot)
        raw = data.draw(valid_answers(EVERYTHING, lot=lot))
        files = {"file": raw.pop("file", None), "files": raw.pop("files", None)}
        for page_id in ("texts", "figures", "choices", "tables"):
            page = visit.page(page_id)
            if page.status == 404:
                continue
            there = {question_of(name) for name, _ in page.fields} | set(raw)
            steps = next(p for p in EVERYTHING.pages if p.page.id == page_id).steps
            names = {step.id for step in steps} & there - files.keys()
            fields = [each for each in page.fields if question_of(each[0]) not in names]
            fields += [each for each in page.fields if each[0].endswith("._shown")]
            for name in names:
                fields += fields_for(EVERYTHING.steps[name].question, raw.get(name))
            uploads = [("file", ("a.pdf", PDF, "")), ("files", ("b.pdf", PDF, ""))]
            fields = [*dict.fromkeys(fields), ("_action", "save")]
            page = visit.browser.post(page, fields, uploads if page_id == "tables" else [])
            assert page.errors == []
        assert visit.submitted["problems"] == []
        page = visit.browser.press(visit.get("/check"), "submit")
        assert page.path.endswith("/done")


class TestFiles:
    def _upload(self, visit: Visit, *files: tuple[str, bytes], note: str = "Fine") -> Page:
        visit.save(visit.page("kind"), sells="yes", price="5")
        page = visit.page("evidence")
        chosen = [("accounts", (name, content, "application/pdf")) for name, content in files]
        return visit.browser.post(
            page, [*filled(page.fields, {"note": [note]}), ("_action", "save")], chosen
        )

    def test_a_file_is_kept_also_where_other_answers_are_wrong(self, visit: Visit) -> None:
        page = self._upload(visit, ("my accounts.pdf", PDF), note="far too many words here")
        assert page.status == 422
        assert visit.answers["accounts"] == [
            {"name": "my accounts.pdf", "size": len(PDF), "sha256": DIGEST}
        ]
        assert visit.store.file(DIGEST) == PDF
        page = visit.save(page, note="Fine")
        assert page.path.endswith("/page/last")
        assert visit.answers["accounts"][0]["sha256"] == DIGEST

    def test_other_answers_are_kept_where_a_file_is_wrong(self, visit: Visit) -> None:
        too_large = b"%PDF-" + b"x" * 1_100_000
        page = self._upload(visit, ("a.exe", b"MZ"), ("large.pdf", too_large), ("good.pdf", PDF))
        assert page.status == 422
        assert len(page.errors) == 1
        assert "a.exe" in page.errors[0]
        assert "large.pdf" in page.errors[0]
        assert visit.answers["note"] == "Fine"
        assert [each["name"] for each in visit.answers["accounts"]] == ["good.pdf"]
        assert visit.store.file(hashlib.sha256(too_large).hexdigest()) is None

    def test_far_too_much_is_refused_whole(self, visit: Visit) -> None:
        page = self._upload(visit, *[("a.pdf", b"%PDF-" + b"x" * 9_000_000)] * 3)
        assert page.status == 413
        assert "larger than" in page.text
        assert "note" not in visit.answers
        # The way on is back to the page, and not away from it.
        assert "Open the page again" in page.links
        assert visit.browser.get(page.links["Open the page again"]).path == page.path

    def test_one_too_many_is_told(self, visit: Visit) -> None:
        self._upload(visit, ("a.pdf", PDF), ("b.pdf", b"%PDF-2"))
        page = self._upload(visit, ("c.pdf", b"%PDF-3"))
        assert page.status == 422
        assert "no more than 2 files" in page.errors[0]
        assert len(visit.answers["accounts"]) == 2

    def test_it_is_listed_can_be_got_and_removed(self, visit: Visit) -> None:
        self._upload(visit, ("my accounts.pdf", PDF))
        page = visit.page("evidence")
        address = next(each for text, each in page.links.items() if "my accounts.pdf" in text)
        answer = visit.browser.client.get(address)
        assert answer.content == PDF
        assert answer.headers["content-disposition"] == (
            "attachment; filename*=utf-8''my%20accounts.pdf"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        visit.save(page, "remove:accounts[0]")
        assert visit.answers["accounts"] == []
        assert visit.browser.client.get(address).status_code == 404

    def test_only_who_posted_it_to_a_draft_gets_it_there(self, store: Store, visit: Visit) -> None:
        self._upload(visit, ("a.pdf", PDF))
        other = Visit(store)
        other.save(other.page("kind"), sells="yes", price="5")
        assert other.get(f"/file/{DIGEST}/a.pdf").status == 404
        page = other.page("evidence")
        forged = {"name": "a.pdf", "size": str(len(PDF)), "sha256": DIGEST}
        fields = [(f"accounts[0].{part}", text) for part, text in forged.items()]
        page = other.browser.post(page, [*page.fields, *fields, ("_action", "save")])
        assert page.status == 400
        assert "accounts" not in other.answers
        assert other.get(f"/file/{DIGEST}/a.pdf").status == 404

    def test_a_file_of_the_history_may_come_back(self, visit: Visit) -> None:
        self._upload(visit, ("a.pdf", PDF), ("b.pdf", b"%PDF-2"))
        before = visit.page("evidence")
        visit.save(visit.save(before, "remove:accounts[0]"), "remove:accounts[0]")
        assert visit.answers["accounts"] == []
        page = visit.save(before, "remove:accounts[0]")
        assert page.path.endswith("/conflicts")
        assert "b.pdf" in page.text


class TestTwoPeople:
    def test_what_both_typed_is_shown_side_by_side(self, store: Store) -> None:
        visit = Visit(store)
        first, second = visit.page("last"), visit.page("last")
        visit.save(first, name="Ann")
        page = visit.save(second, name="Bob")
        assert page.path.endswith("/conflicts")
        assert "Ann" in page.text
        assert "Bob" in page.text
        page = visit.browser.press(page, "settle")
        assert page.status == 422
        bob = next(each for each in _choices(page) if each[1] == "Bob")[0]
        page = visit.browser.press(page, "settle", {"name": [("name", bob)]})
        assert page.path == visit.base
        assert visit.answers["name"] == "Bob"
        assert visit.store.draft(visit.id).alternatives == {}
        # Who had the page open still may press its button: it is settled.
        assert visit.get("/conflicts").path == visit.base

    def test_different_answers_are_no_conflict(self, store: Store) -> None:
        visit = Visit(store)
        first, second = visit.page("last"), visit.page("last")
        visit.save(first, name="Ann")
        page = visit.save(second, name="", **{"skills[0]": "Sewing"})
        assert page.path.endswith(("/check", "/page/last"))
        assert visit.answers == {"name": "Ann", "skills": ["Sewing"]}

    def test_it_is_not_submitted_while_it_is_disputed(self, visit: Visit) -> None:
        _complete(visit)
        check = visit.get("/check")
        page = visit.page("last")
        visit.save(page, name="Bob")
        visit.save(page, name="Cai")
        assert visit.browser.press(check, "submit").path.endswith("/conflicts")
        assert visit.store.draft(visit.id).submitted is None

    def test_nor_as_somebody_has_not_seen_it(self, visit: Visit) -> None:
        _complete(visit)
        check = visit.get("/check")
        visit.save(visit.page("last"), name="Bob")
        page = visit.browser.press(check, "submit")
        assert page.status == 409
        assert "have changed" in page.text
        assert visit.store.draft(visit.id).submitted is None
        assert visit.browser.press(page, "submit").path.endswith("/done")


def _choices(page: Page) -> list[tuple[str, str]]:
    """The value of each choice with what it says is the answer."""
    assert page.form is not None
    found = []
    for part in page.form.iter("div"):
        if "govuk-radios__item" in (part.get("class") or ""):
            box = next(part.iter("input"))
            hint = [text for text in part.itertext() if text.strip()][-1]
            found.append((box.get("value", ""), hint.strip()))
    return found


class TestSubmitted:
    def test_it_is_read_only_and_says_so(self, visit: Visit) -> None:
        _complete(visit)
        visit.browser.press(visit.get("/check"), "submit")
        for address in ("", "/page/kind", "/conflicts", "/check"):
            page = visit.get(address)
            assert page.path.endswith("/check")
            assert "You submitted these answers on" in page.text
            assert page.form is None

    def test_submitting_twice_is_submitting_once(self, visit: Visit) -> None:
        _complete(visit)
        check = visit.get("/check")
        visit.browser.press(check, "submit")
        first = visit.store.draft(visit.id).submitted
        assert visit.browser.press(check, "submit").path.endswith("/done")
        assert visit.store.draft(visit.id).submitted == first

    def test_what_is_wrong_is_not_submitted(self, visit: Visit) -> None:
        page = visit.browser.press(visit.get("/check"), "submit")
        assert page.status == 422
        assert page.errors
        assert visit.store.draft(visit.id).submitted is None
        assert visit.get("/done").path == visit.base

    def test_who_comes_too_late_loses_nothing(self, visit: Visit) -> None:
        _complete(visit)
        page = visit.page("last")
        visit.browser.press(visit.get("/check"), "submit")
        late = visit.save(page, name="Bob")
        assert late.status == 409
        assert "is kept" in late.text
        assert visit.answers["name"] == "Ann"
        draft = visit.store.draft(visit.id)
        assert [each.raw for each in draft.alternatives["name"]] == ["Bob"]


class TestInTheBackground:
    HEADERS: ClassVar = {"X-Requested-With": "autosave"}

    def _autosave(self, visit: Visit, page: Page, **texts: str) -> Any:
        named = {name: [text] for name, text in texts.items()}
        fields = dict([*filled(page.fields, named), ("_action", "autosave")])
        return visit.browser.client.post(page.path, data=fields, headers=self.HEADERS)

    def test_what_is_typed_is_saved_whatever_it_is(self, visit: Visit) -> None:
        answer = self._autosave(visit, visit.page("kind"), sells="yes", price="1.2k")
        assert answer.status_code == 200
        assert answer.json()["version"] == visit.store.draft(visit.id).version == 1
        assert visit.answers == {"sells": "yes", "price": "1.2k"}

    def test_a_conflict_says_where_to_go(self, visit: Visit) -> None:
        page = visit.page("last")
        visit.save(page, name="Ann")
        answer = self._autosave(visit, page, name="Bob")
        assert answer.status_code == 409
        assert answer.json()["goto"] == f"{visit.base}/conflicts"
        assert answer.json()["problem"].startswith("Somebody else has changed an answer")
        # What is typed beside it is saved all the same.
        assert self._autosave(visit, page, **{"skills[0]": "Sewing"}).status_code == 409
        assert visit.answers == {"name": "Ann", "skills": ["Sewing"]}

    def test_what_somebody_else_changed_meanwhile_is_not_taken_back(self, visit: Visit) -> None:
        page = visit.page("last")
        visit.save(visit.page("last"), name="Ann")
        answer = self._autosave(visit, page, **{"skills[0]": "Sewing"})
        # The page still shows no name: as of the new version it would take the name away.
        assert answer.status_code == 409
        assert answer.json()["goto"] == f"{visit.base}/page/last"
        assert "version" not in answer.json()
        assert visit.answers == {"name": "Ann", "skills": ["Sewing"]}

    def test_a_submitted_draft_says_where_to_go(self, visit: Visit) -> None:
        _complete(visit)
        page = visit.page("last")
        visit.browser.press(visit.get("/check"), "submit")
        answer = self._autosave(visit, page, name="Bob")
        assert answer.status_code == 409
        assert answer.json()["goto"] == f"{visit.base}/check"
        assert answer.json()["problem"].startswith("The answers were submitted before you saved")

    @pytest.mark.parametrize(
        ("address", "body", "status"),
        [
            ("/page/kind", "nonsense=1", 400),
            ("/page/nowhere", "", 404),
            ("/page/kind", "price=" + "x" * 300_000, 400),
            ("/page/kind", "price=" + "x" * 17_000_000, 413),
        ],
    )
    def test_what_cannot_be_saved_is_told(
        self, visit: Visit, address: str, body: str, status: int
    ) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = visit.browser.client.post(
            visit.base + address, content=body, headers={**form, **self.HEADERS}
        )
        assert answer.status_code == status
        assert isinstance(answer.json()["problem"], str)


class TestLanguages:
    def test_a_language_is_offered_taken_and_remembered(self, visit: Visit) -> None:
        page = visit.get()
        assert 'lang="en"' in page.html
        page = visit.browser.get(page.links["Cymraeg"])
        assert page.heading == "Eich gwasanaeth"
        assert 'lang="cy"' in page.html
        assert visit.get().heading == "Eich gwasanaeth"
        assert 'lang="cy"' in visit.page("last").html
        assert visit.browser.get(visit.get().links["English"]).heading == "Your service"

    def test_only_where_there_is_another(self, store: Store) -> None:
        page = Visit(store, EVERYTHING, "hosting").get("?lang=cy")
        assert "Cymraeg" not in page.links
        assert 'lang="en"' in page.html

    def test_the_cookie_is_for_this_server_alone(self, visit: Visit) -> None:
        answer = visit.browser.client.get(f"{visit.base}?lang=cy")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "set-cookie" not in visit.browser.client.get(f"{visit.base}?lang=xx").headers


class TestWhatDoesNotFit:
    FORM: ClassVar = {"Content-Type": "application/x-www-form-urlencoded"}

    def test_an_unknown_field_is_refused_and_what_was_typed_is_given_back(
        self, visit: Visit
    ) -> None:
        page = visit.page("last")
        page = visit.browser.post(page, [*page.fields, ("name", "Ann <b>"), ("old-one", "Long")])
        assert page.status == 400
        assert "Ann <b>" in page.text
        assert "Long" in page.text
        assert page.links["Open the page again"].endswith("/page/last")
        assert visit.answers == {}

    @pytest.mark.parametrize("page", ["nowhere", "last"])
    def test_what_was_typed_for_what_is_gone_is_given_back(self, visit: Visit, page: str) -> None:
        if page == "last":
            visit.store.delete(visit.id)
        answer = visit.browser.client.post(f"{visit.base}/page/{page}", data={"name": "Ann <b>"})
        told = Page(str(answer.url), answer.status_code, answer.text)
        assert told.status == 404
        assert told.heading == "This page could not be saved"
        assert "Ann <b>" in told.text

    def test_a_script_is_told_of_what_is_gone(self, visit: Visit) -> None:
        for address in (f"{visit.base}/page/nowhere", "/drafts/nothing/page/last"):
            answer = visit.browser.client.post(
                address, data={"name": "Ann"}, headers={"X-Requested-With": "x"}
            )
            assert answer.status_code == 404
            assert answer.json()["problem"].endswith("so nothing was saved.")

    @pytest.mark.parametrize(
        ("method", "address", "status"),
        [
            ("GET", "/drafts/nothing", 404),
            ("GET", "/drafts/" + "x" * 32 + "/check", 404),
            ("POST", "/drafts/" + "x" * 32 + "/page/kind", 404),
            ("GET", "/drafts/BASE/page/nowhere", 404),
            ("POST", "/drafts/BASE/page/nowhere", 404),
            ("GET", "/drafts/BASE/file/abc/x", 404),
            ("GET", "/nowhere", 404),
            ("PUT", "/drafts/BASE/page/kind", 405),
            ("DELETE", "/drafts/BASE", 405),
        ],
    )
    def test_what_is_not_there_is_a_page_with_a_way_on(
        self, visit: Visit, method: str, address: str, status: int
    ) -> None:
        answer = visit.browser.client.request(
            method, address.replace("BASE", visit.id), headers=self.FORM
        )
        assert answer.status_code == status
        page = Page(str(answer.url), answer.status_code, answer.text)
        assert page.heading
        ways = {text for text in page.links if "Skip" not in text and text != "Forms"}
        assert ways

    @pytest.mark.parametrize("version", ["-1", "x", "1.5", "9" * 20, "٣"])
    def test_a_version_that_is_none_is_refused(self, visit: Visit, version: str) -> None:
        page = visit.page("last")
        fields = [("_version", version), ("name", "Ann"), ("_action", "save")]
        assert visit.browser.post(page, fields).status == 400
        for address in ("/check", "/conflicts"):
            answer = visit.browser.client.post(visit.base + address, data={"_version": version})
            assert answer.status_code in {303, 400}

    def test_a_version_from_the_future_loses_nothing(self, visit: Visit) -> None:
        visit.save(visit.page("last"), name="Ann")
        page = visit.page("last")
        visit.browser.post(page, [("_version", "999"), ("name", "Bob"), ("_action", "save")])
        draft = visit.store.draft(visit.id)
        assert {draft.answers["name"], *(each.raw for each in draft.alternatives["name"])} == {
            "Ann",
            "Bob",
        }

    def test_pages_with_answers_are_kept_by_nobody(self, visit: Visit) -> None:
        for address in ("", "/page/kind", "/check", "/answers.json"):
            answer = visit.browser.client.get(visit.base + address)
            assert answer.headers["cache-control"] == "no-store"

    @settings(max_examples=30)
    @given(
        st.dictionaries(
            st.sampled_from([*EVERYTHING.steps, "gone"]),
            ANYTHING.map(lambda raw: json.loads(json.dumps(raw, default=str), parse_float=str)),
        )
    )
    def test_whatever_a_draft_holds_can_be_shown(self, raw: dict[str, Any]) -> None:
        with open_store("sqlite://") as store:
            visit = Visit(store, EVERYTHING, "hosting")
            with suppress(InputError):  # no store keeps numbers of thousands of digits
                store.save(visit.id, raw, 0)
            for address in ("", "/check", "/answers.json"):
                assert visit.browser.client.get(visit.base + address).status_code == 200
            for page in EVERYTHING.pages:
                assert visit.browser.client.get(
                    f"{visit.base}/page/{page.page.id}"
                ).status_code in {200, 303}


NAMES = st.sampled_from(
    [
        *EVERYTHING.steps,
        *("_version", "_action", "_charset_", "", "file", "files[0].sha256", "rows[0].text"),
        *("rows[9999].text", "texts[0]", "texts[-1]", "date.day", "rows[0]._kept", "one-of._shown"),
        *("address.lines[0]", "rates.developer", "a.b.c", "rows[0].many[0]", "each[0].proof"),
    ]
) | st.text(max_size=12)
VALUES = st.sampled_from(
    [
        *("", "save", "later", "autosave", "add:texts", "add:rows", "remove:rows[0]", "add:", "0"),
        *("remove:texts[99]", "add:rows[0].many", '{"text": 1}', "{", "null", "[" * 2_000, "1"),
    ]
) | st.text(max_size=30)
FILES = st.tuples(
    st.sampled_from(["file", "files", "short", "nowhere"]),
    st.tuples(
        st.sampled_from(
            ["a.pdf", "", "..", "/etc/passwd", "a\x00.pdf", "x" * 400 + ".pdf", "漢.pdf"]
        ),
        st.sampled_from([b"", b"%PDF-", b"MZ", b"\x00" * 50]),
        st.sampled_from(["", "application/pdf", "text/html"]),
    ),
)


@pytest.fixture(scope="module")
def everything(store: Store) -> Visit:
    return Visit(store, EVERYTHING, "hosting")


ADDRESSES = st.sampled_from(
    [*(f"/page/{page.page.id}" for page in EVERYTHING.pages), "/check", "/conflicts", "/page/x", ""]
)


@given(
    ADDRESSES,
    st.lists(st.tuples(NAMES, VALUES), max_size=8),
    st.lists(FILES, max_size=3),
    st.booleans(),
)
def test_whatever_is_posted_is_no_error_of_the_server(
    everything: Visit, address: str, fields: list[tuple[str, str]], files: list[Any], script: bool
) -> None:
    headers = {"X-Requested-With": "autosave"} if script else {}
    parts = [(name, (None, text.encode("utf-8", "replace"))) for name, text in fields]
    answer = everything.browser.client.post(
        everything.base + address, files=[*parts, *files] or None, headers=headers
    )
    assert answer.status_code in {200, 303, 400, 404, 405, 409, 413, 415, 422}
    assert everything.browser.client.get(everything.base).status_code in {200, 303}
