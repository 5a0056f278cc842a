"""Driving: a browser that fills in whatever a page asks, and looks at each page as it goes.

    journey = Journey(page, looked)
    journey.complete(form, answers)      from the list of tasks to the end

Nothing here knows a form: fields are found by what they are called (`forms.answers.fields`),
buttons by
what they send. A page is looked at once for each way that it can be: `Looked` remembers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import FilePayload, Locator, Page

from forms.answers.parsing import blank
from forms.linked.linked_form import LinkedForm
from forms.model.table_questions import FileUpload
from tests.journeys.browser import NARROW, axe_violations, sticking_out
from tests.runtime.filling.browsing import Fields, fields_for, question_of

#: How often one page is shown again with more questions, before something is taken to be wrong.
_AGAIN: Final = 12
#: The beginning of a file, by its kind, as far as the server looks at it.
_BEGINNINGS: Final = {"pdf": b"%PDF-1.7", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


def drawn(strategy: st.SearchStrategy[Any], which: int = 0) -> Any:
    """Give what a strategy draws, always the same: `which` 0 is the simplest."""
    found: list[Any] = []

    @settings(
        max_examples=which + 1,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def take(value: Any) -> None:
        found.append(value)

    take()
    return found[-1]


def follow(element: Locator) -> None:
    """Click on a link or a button that leads to a page, and wait for that."""
    with element.page.expect_navigation():
        element.click()


@dataclass
class Looked:
    """What pages were looked at, and what was found: nothing, where all is well."""

    seen: set[tuple[object, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def at(self, page: Page, *what: object, judged: bool = True) -> bool:
        """Look at a page, unless one of the kind was looked at before; say whether it was new."""
        if what in self.seen:
            return False
        self.seen.add(what)
        found = axe_violations(page) + sticking_out(page, NARROW) if judged else []
        self.faults += [f"{' '.join(map(str, what))} {page.url}: {each}" for each in found]
        return True


class Box(NamedTuple):
    """A field of a page.

    value     what choosing it sends, of radios and checkboxes
    asked     it is in no part that is hidden
    visible   it can be seen, which hidden fields cannot
    """

    name: str
    sort: str
    value: str
    asked: bool
    visible: bool


_BOXES: Final = """all => all.map(e => [
    e.name,
    e.type,
    ["radio", "checkbox"].includes(e.type) ? e.value : "",
    !e.matches(":disabled") && !e.closest("[hidden]"),
    e.checkVisibility(),
])"""


@dataclass
class Journey:
    """A person with a browser, at one form, which `about` names."""

    page: Page
    looked: Looked
    scripts: bool
    about: tuple[str, ...] = ()
    visited: list[str] = field(default_factory=list)

    def complete(self, form: LinkedForm, answers: Mapping[str, object]) -> None:
        """Go from the list of tasks through all pages, check the answers, and submit them."""
        self.look("tasks")
        button = self.page.get_by_role("button", name="Continue")
        follow(button.or_(self.page.get_by_role("link", name="Continue")).first)
        while "/page/" in self.page.url:
            self.fill_in(form, answers)
        assert urlsplit(self.page.url).path.endswith("/check"), self.page.url
        self.look("check")
        self.press("submit")
        assert urlsplit(self.page.url).path.endswith("/done"), self._errors()
        self.look("done")

    def fill_in(self, form: LinkedForm, answers: Mapping[str, object]) -> None:
        """Fill in a page of questions and save it, until it leads on."""
        here = urlsplit(self.page.url).path
        name = here.rpartition("/")[2]
        if here not in self.visited:
            self.visited.append(here)
            if self.look("empty", name):
                self.press("save")
                if urlsplit(self.page.url).path != here:
                    return  # it asks nothing that must be answered
                self.look("errors", name)
        for _ in range(_AGAIN):
            self._answer(form, answers)
            self.look("filled", name)
            before = self._fields()
            self.press("save")
            if urlsplit(self.page.url).path != here:
                return
            # Without scripts, what was chosen shows more only once it is saved.
            assert self._fields() != before, f"{here}: {self._errors()}"
        raise AssertionError(f"{here} does not lead on")

    def press(self, value: str) -> None:
        """Press the button that sends a value, and wait for what it leads to."""
        follow(self.page.locator(f'button[value="{value}"]:visible').last)

    def look(self, *what: str) -> bool:
        """Look at the page, where none like it was looked at, and say whether that is so.

        Without scripts, a page of questions is judged with its errors only, which it has in
        addition to everything else: nothing on it changes before it is sent.
        """
        shape = hash(tuple(sorted((box.name, box.value) for box in self._fields() if box.asked)))
        judged = self.scripts or what[0] not in {"empty", "filled"}
        return self.looked.at(self.page, self.scripts, *self.about, *what, shape, judged=judged)

    # --- answering --------------------------------------------------------------------------

    def _fields(self) -> list[Box]:
        """Give what there is to fill in, or may be."""
        found: list[list[Any]] = self.page.eval_on_selector_all("main [name]", _BOXES)
        return [Box(*each) for each in found]

    def _answer(self, form: LinkedForm, answers: Mapping[str, object]) -> None:
        done: set[str] = set()
        while True:
            # What is chosen can show further questions, where scripts run.
            boxes = self._fields()
            new = [
                each
                for each in dict.fromkeys(question_of(box.name) for box in boxes if box.asked)
                if each in form.steps and each not in done
            ]
            if not new:
                return
            for each in new:
                done.add(each)
                question = form.steps[each].question
                raw = answers.get(each)
                if isinstance(question, FileUpload):
                    self._upload(question, raw)
                else:
                    self._type(fields_for(question, None if blank(raw) else raw), boxes)

    def _type(self, fields: Fields, boxes: Sequence[Box]) -> None:
        for name, text in fields:
            named = [box for box in boxes if box.name == name and box.sort != "hidden"]
            if not named:
                if not text or ".lines[" in name:
                    continue  # a page has two lines for an address
                self._add(name)
                boxes = self._fields()
                named = [box for box in boxes if box.name == name]
            box = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
            match named[0].sort:
                case "radio" | "checkbox":
                    # An option that another answer opens is there, without scripts, once that is
                    # saved.
                    if text and (self.scripts or any(each.value == text for each in named)):
                        self.page.locator(
                            f'main [name="{name}"][value="{_quoted(text)}"]'
                        ).first.check()
                case "select-one":
                    box.first.select_option(text)
                case _ if named[0].visible:
                    box.first.fill(text)
                case _:
                    pass

    def _there(self, name: str) -> bool:
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])').count() > 0

    def _add(self, name: str) -> None:
        """Ask for another item, until there is a field of this name."""
        lists = name
        while "[" in lists:
            lists = lists.rpartition("[")[0]
            for _ in range(_AGAIN):
                if self._there(name):
                    return
                button = self.page.locator(f'button[value="add:{lists}"]')
                if not button.count():
                    break
                follow(button)
        raise AssertionError(f"{self.page.url} has no field {name}")

    def _upload(self, question: FileUpload, raw: object) -> None:
        count = len(raw) if isinstance(raw, list) else 1 if raw else 0
        box = self.page.locator(f'main input[type=file][name="{question.id}"]')
        if not count or not box.count() or self._there_already(question.id):
            return
        kind = question.kinds[0]
        content = _BEGINNINGS.get(kind, b"PK\x03\x04")
        files: list[FilePayload] = [
            {
                "name": f"{question.id}-{number}.{kind}",
                "mimeType": "application/octet-stream",
                "buffer": content + str(number).encode(),
            }
            for number in range(count)
        ]
        box.set_input_files(files)

    def _there_already(self, name: str) -> bool:
        return self.page.locator(f'main [name="{name}[0].sha256"]').count() > 0

    def _errors(self) -> str:
        return " | ".join(self.page.locator(".govuk-error-summary li").all_inner_texts())


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
