"""A browser without scripts, in memory: reads pages, fills their fields in, presses their buttons.

browser = Browser(app)
page = browser.get("/drafts/…/page/prices")
page = browser.press(page, "save", {"total-price": ["£1,200"]})

A page that was read can be posted at any time later, as after the back button, with what it held.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

from starlette.testclient import TestClient
from starlette.types import ASGIApp

from forms.answers.fields import typed
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import Rows

HOST: Final = "http://localhost:8000"
#: What a browser says of a post from a page of the server's own.
FROM_OUR_PAGE: Final = {"Sec-Fetch-Site": "same-origin"}
URLENCODED: Final = {"Content-Type": "application/x-www-form-urlencoded"}
REDIRECTS: Final = frozenset({302, 303, 307})

#: The fields of a page: each name with a text, in order.
Fields = list[tuple[str, str]]
#: A file as it is chosen: its name, its content and what the browser takes it for.
Chosen = tuple[str, bytes, str]


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    url: str
    status: int
    html: str

    @cached_property
    def tree(self) -> Element:
        """Its elements."""
        return tree_of(self.html)

    @property
    def path(self) -> str:
        """Its address, without host and query."""
        return urlsplit(self.url).path

    @property
    def heading(self) -> str:
        """Its first heading."""
        return next((text_of(each) for each in self.tree.iter("h1")), "")

    @property
    def title(self) -> str:
        """What a browser's tab says."""
        return next((text_of(each) for each in self.tree.iter("title")), "")

    @property
    def text(self) -> str:
        """All that can be read."""
        return text_of(self.tree)

    @property
    def links(self) -> dict[str, str]:
        """Its links: the address by the text."""
        return {text_of(a): urljoin(self.url, a.get("href", "")) for a in self.tree.iter("a")}

    @cached_property
    def form(self) -> Element | None:
        """The form that is posted, if it has one."""
        return next((f for f in self.tree.iter("form") if f.get("method") == "post"), None)

    @cached_property
    def fields(self) -> Fields:
        """The fields of its form as they stand in it, as a browser would post them."""
        return [] if self.form is None else list(fields_in(self.form))

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons of its form: the text by the value."""
        buttons = [] if self.form is None else list(self.form.iter("button"))
        return {each.get("value", ""): text_of(each) for each in buttons}

    @property
    def errors(self) -> list[str]:
        """What its error summary lists."""
        return [
            text_of(each)
            for part in self.tree.iter("div")
            if "govuk-error-summary" in (part.get("class") or "").split()
            for each in part.iter("li")
        ]


class _Builder(HTMLParser):
    """Builds the tree of a page that is well formed, to which another test holds ours."""

    VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self._fresh = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in self.VOID:
            self.tree.end(tag)
        self._fresh = tag == "textarea"

    def handle_endtag(self, tag: str) -> None:
        self._fresh = False
        if tag not in self.VOID:
            self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        # A new line right after the tag is not part of the text.
        self.tree.data(data.removeprefix("\n") if self._fresh else data)
        self._fresh = False


def tree_of(html: str) -> Element:
    """Read a page."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.tree.close()


def text_of(element: Element) -> str:
    """Give the text of an element, spaces as one."""
    return " ".join("".join(element.itertext()).split())


def fields_in(form: Element) -> Iterator[tuple[str, str]]:
    """Give the fields of a form as they stand, without files. Source: HTML, 4.10.21.4."""
    for each in form.iter():
        name = each.get("name")
        if not name or each.get("disabled") is not None or each.tag == "button":
            continue
        sort = each.get("type", "text")
        if each.tag == "textarea":
            yield name, "".join(each.itertext()).replace("\n", "\r\n")
        elif each.tag == "select":
            options = list(each.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            yield from ((name, o.get("value", text_of(o))) for o in chosen)
        elif each.tag == "input" and sort in {"radio", "checkbox"}:
            if each.get("checked") is not None:
                yield name, each.get("value", "on")
        elif each.tag == "input" and sort not in {"file", "submit", "image", "button", "reset"}:
            yield name, each.get("value", "")


@dataclass(frozen=True)
class Control:
    """Something that a person can fill in: the values of a choice, or none for text."""

    name: str
    sort: str
    values: tuple[str, ...] = ()


def controls_in(form: Element) -> list[Control]:
    """Give what can be filled in on a page; the boxes or buttons of one choice are one control."""
    found: dict[str, Control] = {}
    for each in form.iter():
        name = each.get("name", "")
        sort = "text" if each.tag == "textarea" else each.get("type", "text")
        if each.tag not in {"input", "textarea"} or not name or sort == "hidden":
            continue
        values = (each.get("value", "on"),) if sort in {"radio", "checkbox"} else ()
        before = found[name].values if name in found else ()
        found[name] = Control(name, sort, (*before, *values))
    return list(found.values())


def typed_in(fields: Fields, answers: Mapping[str, Sequence[tuple[str, str]]]) -> Fields:
    """Give fields with other texts for some questions, by id; what marks them as shown stays."""
    kept = [
        (name, text)
        for name, text in fields
        if question_of(name) not in answers or name.endswith("._shown")
    ]
    return [*kept, *(pair for pairs in answers.values() for pair in pairs)]


def filled(fields: Fields, texts: Mapping[str, Sequence[str]]) -> Fields:
    """Give fields with other texts, by name."""
    kept = [each for each in fields if each[0] not in texts]
    return [*kept, *((name, text) for name, of in texts.items() for text in of)]


def question_of(name: str) -> str:
    """Give the id of the question that a field belongs to."""
    return name.partition("[")[0].partition(".")[0]


def fields_for(question: AnyQuestion, raw: object) -> Fields:
    """Give what somebody types or chooses to answer a question so."""
    return list(_spread(question.id, typed(question, raw), question))


def _spread(name: str, shape: Any, question: AnyQuestion) -> Iterator[tuple[str, str]]:
    match shape:
        case dict():
            columns = {c.id: c for c in question.columns} if isinstance(question, Rows) else {}
            for part, each in shape.items():
                yield from _spread(f"{name}.{part}", each, columns.get(part, question))
        case list() if question.choices and not isinstance(question, Rows):
            yield from ((name, str(each)) for each in shape)
        case list():
            for index, each in enumerate(shape):
                yield from _spread(f"{name}[{index}]", each, question)
        case _:
            yield name, str(shape)


class Browser:
    """Somebody who reads and posts pages, with cookies; quicker `with` it, in one thread."""

    def __init__(self, app: ASGIApp) -> None:
        self.client = TestClient(app, base_url=HOST, headers=FROM_OUR_PAGE, follow_redirects=False)

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(
        self,
        sort: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.client.__exit__(sort, error, traceback)

    def get(self, address: str) -> Page:
        """Read a page, going on where it leads."""
        return self._read(self.client.get(address))

    def post(
        self,
        page: Page,
        fields: Iterable[tuple[str, str]],
        files: Sequence[tuple[str, Chosen]] = (),
    ) -> Page:
        """Post fields to where a page's form goes, and read where that leads."""
        assert page.form is not None, f"{page.path} has no form"
        action = page.form.get("action") or urlsplit(page.url)._replace(fragment="").geturl()
        address = urljoin(page.url, action)
        if page.form.get("enctype") == "multipart/form-data":
            parts = [(name, (None, text.encode("utf-8"))) for name, text in fields]
            answer = self.client.post(address, files=[*parts, *files])
        else:
            assert not files
            answer = self.client.post(address, content=urlencode(list(fields)), headers=URLENCODED)
        return self._read(answer)

    def press(
        self,
        page: Page,
        button: str,
        answers: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        files: Sequence[tuple[str, Chosen]] = (),
    ) -> Page:
        """Fill fields in, by question, and press a button, by its value."""
        assert button in page.buttons, f"{page.path} has no button {button}: {page.buttons}"
        fields = [*typed_in(page.fields, answers or {}), ("_action", button)]
        return self.post(page, fields, files)

    def _read(self, answer: Any) -> Page:
        for _ in range(5):
            if answer.status_code not in REDIRECTS:
                break
            answer = self.client.get(urljoin(str(answer.url), answer.headers["location"]))
        # That a folder with problems is not served is told with a status of its own.
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        assert answer.status_code not in REDIRECTS, "goes in a circle"
        return Page(str(answer.url), answer.status_code, answer.text)
