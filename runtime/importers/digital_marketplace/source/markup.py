"""Markup: the Markdown and HTML of texts become words on a line, or Markdown as ours is."""

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape
from typing import Any, Final, Literal, NamedTuple

import markdown
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

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


class Note(NamedTuple):
    """Something to be said of a text, wherever it stands."""

    sort: Literal["differs", "left out"]
    says: str


def tidy(text: object) -> str:
    """Return text on one line, with single spaces."""
    return _SPACES.sub(" ", str(text)).strip()


@lru_cache(maxsize=4096)
def marked_up(text: str) -> str:
    """Return Markdown as HTML."""
    try:
        return str(markdown.markdown(text))
    except RecursionError:  # quotations and lists in one another, without end
        return f"<p>{escape(text)}</p>"


#: Text that is the same as HTML and as Markdown.
_ORDINARY: Final = re.compile(r"(?![-=+#]|\d+[.)])[^<>&\\`*_\[\]|~\n]*")


@lru_cache(maxsize=4096)
def line_of(html: str) -> tuple[str, tuple[Note, ...]]:
    """Return the words of HTML on one line."""
    if "<" not in html and "&" not in html:
        return _tidied(html), ()
    soup, notes = _soup(html)
    for link in soup.find_all("a"):
        notes.append(Note("left out", f"a link in a line of text: {link.get('href')}"))
    return _plain(soup), tuple(notes)


@lru_cache(maxsize=4096)
def markdown_of(html: str) -> tuple[str, tuple[Note, ...]]:
    """Return HTML as Markdown."""
    if _ORDINARY.fullmatch(html.strip()):
        return _tidied(html), ()
    soup, notes = _soup(html)
    return _written(soup, notes), tuple(notes)


@lru_cache(maxsize=4096)
def question_of(html: str) -> tuple[str, str, tuple[Note, ...]]:
    """Split HTML into a label, and the Markdown that follows it."""
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
        notes.append(Note("differs", "links in the question are moved to its guidance"))
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
        notes.append(Note("left out", f"part of a web page: `{str(part)[:200]}`"))
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
    """Return whether asterisks about a part would be read as emphasis, and not as themselves.

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
    """Return the words of HTML on one line, the items of a list separated by semicolons."""
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
