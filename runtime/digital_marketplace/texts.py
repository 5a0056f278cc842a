"""Texts: their templates, Markdown and HTML become Markdown with answers in it, as ours is.

A text of theirs is a Jinja template; where it has more than one line it is also Markdown, and
anywhere it may hold HTML and `[[question]]`, which stands for the question's number. Rendered for
one lot, only what is known later is left: `{{ brief.start-date }}`, `{{ item }}`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import Any, Final, Literal, NamedTuple

import markdown
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup
from jinja2 import Undefined
from jinja2.sandbox import SandboxedEnvironment
from markdownify import MarkdownConverter

from runtime.digital_marketplace.report import Place, Report

#: How long a line, a label and a text of a definition may be.
LINE, LABEL, TEXT = 500, 4000, 20_000

# Private characters, which no source that was read has, around the number of what is to be put in.
# Neither Markdown nor HTML makes anything of them.
_TOKEN = re.compile("\ue000(\\d+)\ue001")
_REFERENCE = re.compile(r"\[\[\s*([\w-]+)\s*\]\]")
_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
#: What is said of links that open in a new tab, which ours do not.
_NEW_TAB = re.compile(
    r",?\s*(?:\((?:link )?(?:opens in (?:a )?)?new (?:tab|window)\)"
    r"|(?:link )?opens in (?:a )?new (?:tab|window))",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\u00a0]+")
_BLOCKS: Final = (
    "p", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "div", "table", "pre", "blockquote",
    "hr",
)  # fmt: skip
#: What stands on lines of its own, or holds what does.
_AROUND: Final = frozenset({*_BLOCKS, "[document]", "li", "dt", "dd", "td", "th"})
_STRESSED: Final = frozenset({"em", "strong", "i", "b"})
#: Where a link may lead; others lead to a page of the old service.
_ELSEWHERE: Final = ("http://", "https://", "mailto:", "tel:")


@dataclass(slots=True)
class Branches:
    """What templates show in some lots, or in none: words between tags, by place."""

    shown: dict[tuple[Place, str], bool] = field(default_factory=dict)

    def note(self, place: Place, template: str, rendered: str) -> None:
        """Note what of a template its rendering shows."""
        seen = tidy(rendered)
        for words in filter(None, map(tidy, _TAGS.split(template))):
            key = (place, words)
            self.shown[key] = self.shown.get(key, False) or words in seen

    def never_shown(self) -> Iterator[tuple[Place, str]]:
        """Give what was shown in no lot."""
        yield from (key for key, shown in self.shown.items() if not shown)


class Note(NamedTuple):
    """Something to be said of a text, wherever it stands."""

    sort: Literal["differs", "left out"]
    says: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Makes texts of one form in one lot.

    lot       the lot, as they call it
    numbers   the ids of the questions that `[[…]]` may name
    brief     the ids of the brief's questions, where its answers are known
    item      whether it is a row's, so that the item of the row is known
    branches  filled: what templates show
    """

    report: Report
    lot: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    brief: Mapping[str, str] = field(default_factory=dict)
    item: bool = False
    branches: Branches = field(default_factory=Branches)

    def of_rows(self) -> "Texts":
        """Give what makes texts of the columns of a table with a row for each item."""
        return replace(self, item=True)

    def line(self, text: str, place: Place, most: int = LINE) -> str:
        """Give a text of one line: a name, a title, a message. Empty where nothing is left of it.

        Links in it are told of.
        """
        html, inserts = self._html(text, place)
        words, notes = _line_of(html)
        self._tell(notes, place)
        return self._finished(words, inserts, place, most)

    def long(self, text: str, place: Place, *, marked: bool | None = None) -> str | None:
        """Give a text as Markdown; None where nothing is left of it.

        `marked` says whether it is Markdown; without it, a text of several lines is.
        """
        html, inserts = self._html(text, place, marked=marked)
        made, notes = _markdown_of(html)
        self._tell(notes, place)
        return self._finished(made, inserts, place, TEXT) or None

    def question(self, text: str, place: Place) -> tuple[str, str | None]:
        """Give the label of a question, and as Markdown what its text says after it.

        The label is the first paragraph, without its links, which follow it.
        """
        html, inserts = self._html(text, place)
        label, after, notes = _question_of(html)
        self._tell(notes, place)
        return (
            self._finished(label, inserts, place, LABEL),
            self._finished(after, inserts, place, TEXT) or None,
        )

    def literal(self, text: str, place: Place, most: int = LINE) -> str:
        """Give a text that is no template: what is chosen, or counted, or what a unit is called."""
        return self._finished(tidy(text), _Inserts(), place, most)

    # --- steps ----------------------------------------------------------------------------------

    def _tell(self, notes: Iterable[Note], place: Place) -> None:
        for sort, says in notes:
            (self.report.differs if sort == "differs" else self.report.left_out)(place, says)

    def _html(
        self, text: str, place: Place, *, marked: bool | None = None
    ) -> tuple[str, "_Inserts"]:
        inserts = _Inserts()
        rendered = self._rendered(self._references(text, place, inserts), place, inserts)
        if marked or (marked is None and "\n" in text):
            return _marked_up(rendered), inserts
        return rendered, inserts

    def _references(self, text: str, place: Place, inserts: "_Inserts") -> str:
        if "[[" not in text:
            return text

        def number(match: re.Match[str]) -> str:
            if match[1] not in self.numbers:
                self.report.left_out(place, f"`{match[0]}` names no question that is asked here")
                return match[1]
            return inserts.token(f"{{{{ number of {self.numbers[match[1]]} }}}}")

        return _REFERENCE.sub(number, text)

    def _rendered(self, text: str, place: Place, inserts: "_Inserts") -> str:
        if not _TEMPLATE.search(text):
            return text
        known: dict[str, object] = {"lot": self.lot}
        known["brief"] = _Brief(self.lot, self.brief, inserts)
        if self.item:
            known["item"] = known["requirement"] = _Answer("{{ item }}", inserts)
        try:
            rendered = _environment(inserts).from_string(text).render(known)
        except Exception as error:  # noqa: BLE001 - a template is a program, and may fail as one
            said = " ".join(str(error).split()) or type(error).__name__
            self.report.left_out(place, f"a template that cannot be worked out ({said})")
            return _TAGS.sub("", text)
        self.branches.note(place, text, rendered)
        return rendered

    def _finished(self, text: str, inserts: "_Inserts", place: Place, most: int) -> str:
        """Put `{{ … }}` in, and leave out the paragraphs with what nothing is known of."""
        for name in dict.fromkeys(inserts.unknown):
            says = f"`{name}`, which nothing here is known by, with the paragraph it stands in"
            self.report.left_out(place, says)
        for says in dict.fromkeys(inserts.guessed):
            self.report.differs(place, says)

        def put(match: re.Match[str]) -> str:
            return inserts.found[int(match[1])] or ""

        apart = _without_braces(text)
        if apart != text:
            self.report.differs(
                place, "braces are set apart: two of them would stand for an answer"
            )
        kept = [
            paragraph
            for paragraph in apart.split("\n\n")
            if all(inserts.found[int(each)] is not None for each in _TOKEN.findall(paragraph))
        ]
        return self._cut(_TOKEN.sub(put, "\n\n".join(kept)).strip(), place, most)

    def _cut(self, text: str, place: Place, most: int) -> str:
        if len(text) <= most:
            return text
        self.report.left_out(place, f"has more than {most:,} characters: the rest of it")
        start = text[: most - 2].rpartition(" ")[0] or text[: most - 2]
        if start.rfind("{{") > start.rfind("}}"):
            start = start[: start.rfind("{{")]
        return f"{start.rstrip()} …"


def tidy(text: object) -> str:
    """Give text that is no template as it can stand on one line, and be answered."""
    return _SPACES.sub(" ", str(text)).strip()


def _without_braces(text: str) -> str:
    """Set braces apart that would be read as an answer to be put in."""
    return re.sub(r"\{(?=[{%])|[}%](?=\})", r"\g<0> ", text) if "{" in text or "}" in text else text


# --- templates ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Inserts:
    """What stands for answers in one text: `{{ … }}`, or None for what nothing is known of.

    unknown   the names of those; guessed   what had to be taken for something
    """

    found: list[str | None] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)

    def token(self, insert: str | None, name: str = "") -> str:
        if insert is None:
            self.unknown.append(name)
        self.found.append(insert)
        return f"\ue000{len(self.found) - 1}\ue001"


class _Answer:
    """An answer that is known later. Going through it, as through a list, meets it once."""

    def __init__(self, insert: str, inserts: _Inserts) -> None:
        self._insert, self._inserts = insert, inserts

    def __str__(self) -> str:
        return self._inserts.token(self._insert)

    def __iter__(self) -> Iterator["_Answer"]:
        yield self

    def __eq__(self, other: object) -> bool:
        says = f"an answer is compared, which is known later: `{self._insert}` is taken for another"
        self._inserts.guessed.append(says)
        return False

    __hash__ = None  # type: ignore[assignment]


class _Brief:
    """The buyer's brief in a template: the lot is known, every answer stands for itself."""

    def __init__(self, lot: str, ids: Mapping[str, str], inserts: _Inserts) -> None:
        self._lot, self._ids, self._inserts = lot, ids, inserts

    def __contains__(self, name: object) -> bool:
        return name in self._ids or name == "lotSlug"

    def __getitem__(self, name: str) -> object:
        if name == "lotSlug":
            return self._lot
        if name in self._ids:
            return _Answer(f"{{{{ brief.{self._ids[name]} }}}}", self._inserts)
        return _environment(self._inserts).undefined(name=f"brief.{name}")

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


def _environment(inserts: _Inserts) -> SandboxedEnvironment:
    """Give what renders a template. What nothing is known of is absent, and is noted."""

    class Unknown(Undefined):
        def _noted(self) -> None:
            says = f"`{self._undefined_name}`, which nothing here is known by, is taken for absent"
            inserts.guessed.append(says)

        def __str__(self) -> str:
            return inserts.token(None, str(self._undefined_name))

        def __bool__(self) -> bool:
            self._noted()
            return False

        def __eq__(self, other: object) -> bool:
            self._noted()
            return False

        def __iter__(self) -> Iterator[object]:
            self._noted()
            yield from ()

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it may be
            if name.startswith("__"):
                raise AttributeError(name)
            return Unknown(name=f"{self._undefined_name}.{name}")

        __getitem__ = __getattr__
        __hash__ = None  # type: ignore[assignment]

    # What is made of it is Markdown, cleaned where it is shown; dates are shown in words.
    environment = SandboxedEnvironment(undefined=Unknown, autoescape=False)
    environment.globals.clear()
    environment.filters["datetodatetimeformat"] = _same
    environment.filters["dateformat"] = _same
    return environment


def _same(value: object) -> object:
    return value


# --- HTML and Markdown ----------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _marked_up(text: str) -> str:
    try:
        return str(markdown.markdown(text))
    except RecursionError:  # quotations and lists in one another, without end
        return f"<p>{escape(text)}</p>"


#: Text that is the same as HTML and as Markdown.
_ORDINARY: Final = re.compile(r"(?![-=+#]|\d+[.)])[^<>&\\`*_\[\]|~\n]*")


@lru_cache(maxsize=4096)
def _line_of(html: str) -> tuple[str, tuple[Note, ...]]:
    """Give HTML as words on one line."""
    if "<" not in html and "&" not in html:
        return _tidied(html), ()
    soup, notes = _soup(html)
    for link in soup.find_all("a"):
        notes.append(Note("left out", f"a link in a line of text: {link.get('href')}"))
    return _plain(soup), tuple(notes)


@lru_cache(maxsize=4096)
def _markdown_of(html: str) -> tuple[str, tuple[Note, ...]]:
    """Give HTML as Markdown."""
    if _ORDINARY.fullmatch(html.strip()):
        return _tidied(html), ()
    soup, notes = _soup(html)
    return _written(soup, notes), tuple(notes)


@lru_cache(maxsize=4096)
def _question_of(html: str) -> tuple[str, str, tuple[Note, ...]]:
    """Give HTML as a label, and as Markdown what follows it."""
    if "<" not in html and "&" not in html:
        return _tidied(html), "", ()
    soup, notes = _soup(html)
    first, rest = _divided(soup)
    links = [
        f"[{_plain(link)}]({link['href']})"
        for link in (first.find_all("a", href=True) if isinstance(first, Tag) else ())
        if _leads_elsewhere(link, notes)
    ]
    if links:
        notes.append(Note("differs", "links of the question follow it, as guidance"))
    after = [_written(_soup("".join(map(str, rest)))[0], notes), *links]
    return _plain(first), "\n\n".join(filter(None, after)), tuple(notes)


def _soup(html: str) -> tuple[BeautifulSoup, list[Note]]:
    """Read HTML; what nobody would see or hear of it is left out."""
    try:
        soup = BeautifulSoup(html, "html.parser")
    except (ParserRejectedMarkup, RecursionError):
        soup = BeautifulSoup(escape(html), "html.parser")
    notes = []
    for part in soup.find_all(["script", "style", "img", "video", "iframe"]):
        notes.append(Note("left out", f"a part of a page: `{str(part)[:200]}`"))
        part.replace_with(str(part.get("alt") or ""))
    return soup, notes


def _leads_elsewhere(link: Tag, notes: list[Note]) -> bool:
    href = str(link.get("href") or "")
    if href.startswith(_ELSEWHERE):
        return True
    notes.append(Note("left out", f"a link to a page of the old service: `{href}`"))
    return False


def _written(soup: BeautifulSoup, notes: list[Note]) -> str:
    """Write HTML as Markdown."""
    for link in soup.find_all("a"):
        if not _leads_elsewhere(link, notes):
            link.unwrap()
    for text in soup.find_all(string=_NEW_TAB):
        text.replace_with(_NEW_TAB.sub("", str(text)))
    try:
        made = _WRITER.convert_soup(soup)
    except RecursionError:  # parts in one another, without end
        made = _escaped(_plain(soup))
    lines = [line.rstrip() for line in made.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Writer(MarkdownConverter):
    def escape(self, text: str, parent_tags: Collection[str]) -> str:
        return _escaped(text, starts=not _HEADINGS.intersection(parent_tags))

    def convert_em(self, el: Tag, text: str, parent_tags: Collection[str]) -> str:
        return _stressed(el, text, "*", parent_tags)

    def convert_strong(self, el: Tag, text: str, parent_tags: Collection[str]) -> str:
        return _stressed(el, text, "**", parent_tags)

    convert_i, convert_b = convert_em, convert_strong


def _stressed(part: Tag, text: str, sign: str, around: Collection[str]) -> str:
    words = text.strip()
    if "_noformat" in around or not _stands_out(part, words):
        return text
    before, _, after = text.partition(words)
    return f"{before}{sign}{words}{sign}{after}"


def _stands_out(part: Tag, words: str) -> bool:
    """Say whether asterisks about a part would be read as emphasis, and not as themselves.

    Source: CommonMark 0.31.2, section 6.2: beside a sign they are so only where a space, or
    nothing, is on their other side.
    """
    before, after = part.previous_sibling, part.next_sibling
    if not words or any(isinstance(e, Tag) and e.name in _STRESSED for e in (before, after)):
        return False
    alone = part.parent is not None and part.parent.name in _AROUND

    def apart(beside: object, nearest: slice) -> bool:
        if isinstance(beside, Tag):
            return beside.name == "br"
        return alone if beside is None else str(beside)[nearest].isspace()

    starts = words[0].isalnum() or apart(before, slice(-1, None))
    ends = words[-1].isalnum() or apart(after, slice(1))
    return starts and ends


_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What would be read as Markdown or HTML, and was text: anywhere, and at the start of a line.
_SIGNS: Final = re.compile(r"[`*_\[|]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\\(?=[!-/:-@\[-`{-~]|\n|$)")
_STARTS: Final = re.compile(
    r"""(?:^|(?<=\n))
    (?P<digits>\d{1,9}(?=[.)](?:\s|$)))?
    (?P<sign>(?(digits)[.)]|(?:\#{1,6}(?=\s|$)|>|[-+](?=\s|$)|~~~|(?:=+|-+)(?=\s*(?:\n|$)))))""",
    re.VERBOSE,
)


def _escaped(text: str, *, starts: bool = True) -> str:
    text = _SIGNS.sub(r"\\\g<0>", text)
    return _STARTS.sub(lambda m: f"{m['digits'] or ''}\\{m['sign']}", text) if starts else text


_WRITER: Final = _Writer(heading_style="atx", bullets="-", newline_style="backslash")


#: The sign after an item of a list, and what the item may end with already.
_AFTER_ITEM: Final = re.compile(r"\s*(?:[;,.]\s*)?\s([;.])(?=\s)")


def _plain(part: Tag | NavigableString) -> str:
    """Give the words of some HTML, on one line: items of a list are parted by semicolons."""
    if not isinstance(part, Tag):
        return _tidied(str(part))
    for each in part.find_all([*_BLOCKS, "br", "li", "td", "th"]):
        follows = each.name == "li" and each.find_previous_sibling("li") is not None
        each.insert_before("; " if follows else " ")
        each.insert_after(" ")
    for each in part.find_all(["ul", "ol"]):
        if any(str(beside).strip() for beside in each.next_siblings):
            each.insert_after(" . ")
    return _AFTER_ITEM.sub(r"\1", _tidied(part.get_text()))


def _tidied(words: str) -> str:
    return _NEW_TAB.sub("", tidy(words)).strip()


def _divided(soup: BeautifulSoup) -> tuple[Tag | NavigableString, list[Any]]:
    """Divide HTML into its first paragraph and the rest of it."""
    parts = [each for each in soup.contents if not isinstance(each, str) or each.strip()]
    blocks = [isinstance(each, Tag) and each.name in _BLOCKS for each in parts]
    if not any(blocks):
        return soup, []
    if blocks[0]:
        return parts[0], parts[1:]  # type: ignore[return-value]
    # Words before the first block are the paragraph.
    end = blocks.index(True)
    first = BeautifulSoup("".join(map(str, parts[:end])), "html.parser")
    return first, parts[end:]
