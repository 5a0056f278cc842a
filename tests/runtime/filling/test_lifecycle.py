"""Several people fill in one form, with scripts and without, right and wrong, forth and back.

Whatever they do: nothing that they typed is lost, no answer is an error of the server's, and each
page leads where the path goes on.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import HealthCheck, assume, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forms.answers.answers import read_answers
from forms.answers.parsing import blank
from forms.answers.posting import read_posted
from forms.path import path
from forms.strategies.answers import valid_answers
from rules.problems import InputError
from rules.yaml.content_hash import canonical
from runtime.store.store import Store, open_store
from tests.forms.everything import EVERYTHING
from tests.runtime.filling.browsing import (
    Browser,
    Control,
    Fields,
    Page,
    controls_in,
    fields_for,
    filled,
    question_of,
    typed_in,
)
from tests.runtime.filling.making import application, begun

PEOPLE: Final = ("Ann", "Bob")
PAGES: Final = tuple(page.page.id for page in EVERYTHING.pages)
ALLOWED: Final = frozenset({200, 400, 404, 409, 422})

#: What people type that is right somewhere, or nowhere, or hard to keep as it is.
TEXTS: Final = st.one_of(
    st.sampled_from(
        [
            *("", " ", "yes", "no", "a", "3", "1", "2027", "£1,200.50", "1.2k", "12.5%", "-4"),
            *("3 Jan 27", "6 months", "LS1 1AA", "a@b.example", "Leeds", "two words", "a\r\nb"),
            *("<b>&amp;\"'", "{{ item }}", "\x00", "\ufffe", "Ynglŷn", "漢字", "\u202e", "x" * 120),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)

people = st.sampled_from(PEOPLE)


@dataclass
class Person:
    """Somebody with a browser, and the pages that they have opened, newest last."""

    browser: Browser
    pages: list[Page] = field(default_factory=list)

    def opened(self, page: Page) -> Page:
        """Remember a page that can be filled in, for now and for the back button."""
        if page.form is not None and "_version" in dict(page.fields):
            self.pages = [*self.pages[-4:], page]
        return page


class Filled(RuleBasedStateMachine):
    """One draft of a form with every type of question."""

    store: Store
    draft: str
    everyone: dict[str, Person]

    @initialize()
    def begin(self) -> None:
        self.store = open_store("sqlite://")
        self.draft = begun(self.store, EVERYTHING, "hosting").id
        app = application(self.store, EVERYTHING)
        self.stack = ExitStack()
        self.everyone = {name: Person(self.stack.enter_context(Browser(app))) for name in PEOPLE}
        self.owed: list[tuple[str, str]] = []

    @property
    def base(self) -> str:
        return f"/drafts/{self.draft}"

    # --- what people do -------------------------------------------------------------------------

    @rule(name=people, page=st.sampled_from([*PAGES, "nowhere"]))
    def opens(self, name: str, page: str) -> None:
        person = self.everyone[name]
        shown = person.opened(person.browser.get(f"{self.base}/page/{page}"))
        assert shown.status in ALLOWED

    @rule(name=people, which=st.integers(0, 4), back=st.booleans(), data=st.data())
    def saves(self, name: str, which: int, back: bool, data: st.DataObject) -> None:
        page = self._page_of(name, which, back=back)
        texts = data.draw(self._texts(page))
        button = data.draw(st.sampled_from(sorted(page.buttons)))
        self._post(name, page, [*filled(page.fields, texts), ("_action", button)])

    @rule(name=people, which=st.integers(0, 4), data=st.data())
    def answers_rightly(self, name: str, which: int, data: st.DataObject) -> None:
        page = self._page_of(name, which, back=False)
        raw = data.draw(valid_answers(EVERYTHING, lot="hosting"))
        there = {question_of(each.name) for each in self._controls(page)} - {"file", "files"}
        typed = {
            question: fields_for(EVERYTHING.steps[question].question, raw[question])
            for question in there
            if question in raw
        }
        self._post(name, page, [*typed_in(page.fields, typed), ("_action", "save")])

    @rule(name=people, which=st.integers(0, 4), data=st.data())
    def types_with_scripts(self, name: str, which: int, data: st.DataObject) -> None:
        page = self._page_of(name, which, back=False)
        texts = data.draw(self._texts(page))
        fields = [*filled(page.fields, texts), ("_action", "autosave")]
        browser = self.everyone[name].browser
        answer = browser.client.post(
            page.path, data=_grouped(fields), headers={"X-Requested-With": "autosave"}
        )
        assert answer.status_code in {200, 400, 404, 409}
        assert isinstance(answer.json(), dict)
        if answer.status_code != 400:
            self._owe(page, fields)

    @rule(
        name=people,
        content=st.sampled_from([b"%PDF-1", b"", b"no", b"%PDF-2"]),
        count=st.integers(1, 5),
    )
    def uploads(self, name: str, content: bytes, count: int) -> None:
        page = next(
            (p for p in reversed(self.everyone[name].pages) if "/page/tables" in p.path), None
        )
        assume(page is not None)
        assert page is not None
        files = [
            ("files", (f"{number}.pdf", content, "application/pdf")) for number in range(count)
        ]
        fields = [*page.fields, ("_action", "save")]
        shown = self.everyone[name].browser.post(page, fields, files)
        assert shown.status in ALLOWED
        self.everyone[name].opened(shown)
        if shown.status != 400:
            self._owe(page, fields, skip={"files"})

    @rule(name=people, data=st.data())
    def settles(self, name: str, data: st.DataObject) -> None:
        person = self.everyone[name]
        page = person.browser.get(f"{self.base}/conflicts")
        assume(page.path.endswith("/conflicts") and page.form is not None)
        assert page.form is not None
        chosen = {
            each.name: [data.draw(st.sampled_from(each.values))]
            for each in controls_in(page.form)
            if each.values and data.draw(st.integers(0, 9)) > 0
        }
        shown = person.browser.post(page, filled(page.fields, chosen))
        assert shown.status in ALLOWED

    @rule(name=people)
    def looks_at_everything(self, name: str) -> None:
        browser = self.everyone[name].browser
        for address in ("", "/check", "/conflicts", "/done"):
            assert browser.get(self.base + address).status == 200
        assert browser.client.get(f"{self.base}/answers.json").status_code == 200

    @rule(name=people)
    def submits(self, name: str) -> None:
        browser = self.everyone[name].browser
        page = browser.get(f"{self.base}/check")
        assume(page.form is not None)
        shown = browser.post(page, page.fields)
        assert shown.status in ALLOWED
        draft = self.store.draft(self.draft)
        problems = browser.client.get(f"{self.base}/answers.json").json()["problems"]
        assert draft.submitted is None or not problems
        if draft.submitted:
            # The machine goes on: somebody opens it again.
            assert browser.get(f"{self.base}/page/{PAGES[0]}").path.endswith("/check")
            self.store.unsubmit(self.draft)

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    @precondition(lambda self: hasattr(self, "draft"))
    def nothing_typed_is_lost(self) -> None:
        kept = {
            (question, canonical(raw))
            for change in self.store.history(self.draft)
            for each in (change.answers, change.alternatives)
            for question, raw in each.items()
        }
        assert not set(self.owed) - kept

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.stack.close()
            self.store.close()

    # --- helpers --------------------------------------------------------------------------------

    def _page_of(self, name: str, which: int, *, back: bool) -> Page:
        pages = [each for each in self.everyone[name].pages if "/page/" in each.path]
        assume(pages)
        return pages[which % len(pages)] if back else pages[-1]

    @staticmethod
    def _controls(page: Page) -> list[Control]:
        assert page.form is not None
        return [each for each in controls_in(page.form) if each.sort != "file"]

    def _texts(self, page: Page) -> st.SearchStrategy[dict[str, list[str]]]:
        """Something for a few of a page's controls."""

        def of(control: Control) -> st.SearchStrategy[list[str]]:
            match control.sort:
                case "radio":
                    return st.lists(st.sampled_from(control.values), max_size=1)
                case "checkbox":
                    return st.lists(st.sampled_from(control.values), unique=True)
                case _:
                    return TEXTS.map(lambda text: [text])

        controls = self._controls(page)
        chosen = st.lists(st.sampled_from(controls), max_size=4, unique=True) if controls else None
        if chosen is None:
            return st.just({})
        return chosen.flatmap(
            lambda some: st.fixed_dictionaries({each.name: of(each) for each in some})
        )

    def _post(self, name: str, page: Page, fields: Fields) -> None:
        note(f"{name} posts {page.path}: {fields}")
        person = self.everyone[name]
        shown = person.opened(person.browser.post(page, fields))
        assert shown.status in ALLOWED, shown.text
        assert shown.status != 400, shown.text
        self._owe(page, fields)
        self._leads_on(page, dict(fields)["_action"], shown)

    def _owe(self, page: Page, fields: Fields, skip: set[str] | None = None) -> None:
        """Note what was typed: what differs from what the page held."""
        page_id = page.path.rpartition("/")[2]
        try:
            was = read_posted(EVERYTHING.in_lot("hosting"), page_id, page.fields).answers
            now = read_posted(EVERYTHING.in_lot("hosting"), page_id, fields).answers
        except InputError:
            return
        for question, raw in now.items():
            if question not in (skip or ()) and raw != was.get(question) and not blank(raw):
                self.owed.append((question, canonical(raw)))

    def _leads_on(self, page: Page, action: str, shown: Page) -> None:
        """A page that was saved leads to the next on the path, or says what is wrong."""
        if action != "save" or shown.status != 200 or "/page/" not in shown.path:
            return
        here, there = (PAGES.index(each.path.rpartition("/")[2]) for each in (page, shown))
        raw = self.store.draft(self.draft).answers
        values = read_answers(EVERYTHING, raw, lot="hosting", complete=False).values
        on_path = {each.page.id for each in path(EVERYTHING, values, lot="hosting")}
        assert here <= there
        assert all(PAGES[between] not in on_path for between in range(here + 1, there))


def _grouped(fields: Fields) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, text in fields:
        found.setdefault(name, []).append(text)
    return found


def _run(examples: int) -> None:
    run_state_machine_as_test(
        Filled,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_whatever_people_do_nothing_is_lost() -> None:
    _run(settings().max_examples // 8)


@pytest.mark.slow
def test_whatever_people_do_for_longer_nothing_is_lost() -> None:
    _run(settings().max_examples)
