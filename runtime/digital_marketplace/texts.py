"""Texts: their templates, Markdown and HTML become Markdown with answers in it, as ours is.

A text of theirs is a Jinja template; where it has more than one line it is also Markdown, and
anywhere it may hold HTML and `[[question]]`, which stands for the question's number. Rendered for
one lot, only what is known later is left: `{{ brief.start-date }}`, `{{ item }}`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import markdown
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from jinja2 import TemplateError, Undefined
from jinja2.sandbox import SandboxedEnvironment
from markdownify import markdownify

from runtime.digital_marketplace.report import Report

# Private characters, which no text has, around the number of what is to be put in. Neither Markdown
# nor HTML makes anything of them.
_TOKEN = re.compile("\ue000(\\d+)\ue001")
_REFERENCE = re.compile(r"\[\[\s*([\w-]+)\s*\]\]")
#: What is said of links that open in a new tab, which ours do not.
_NEW_TAB = re.compile(
    r",?\s*(?:\((?:link )?(?:opens in a )?new tab\)|(?:link )?opens in a new tab)"
)
_SPACES = re.compile(r"[^\S\u00a0]+")
_BLOCKS: Final = frozenset({"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "div", "table"})


@dataclass(slots=True)
class _Inserts:
    """What stands for answers in one text: `{{ … }}`, or None for what nothing is known of."""

    found: list[str | None] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def token(self, insert: str | None, name: str = "") -> str:
        if insert is None:
            self.unknown.append(name)
        self.found.append(insert)
        return f"\ue000{len(self.found) - 1}\ue001"


class _Answer(str):
    """An answer that is known later. Going through it, as through a list, meets it once."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


class _Brief:
    """The buyer's brief in a template: the lot is known, every answer stands for itself."""

    def __init__(self, lot: str | None, ids: Mapping[str, str], inserts: _Inserts) -> None:
        self._lot, self._ids, self._inserts = lot, ids, inserts

    def __contains__(self, name: object) -> bool:
        return name in self._ids or name == "lotSlug"

    def __getitem__(self, name: str) -> str:
        if name == "lotSlug":
            return self._lot or ""
        insert = f"{{{{ brief.{self._ids[name]} }}}}" if name in self._ids else None
        return _Answer(self._inserts.token(insert, f"brief.{name}"))

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


@dataclass(frozen=True, slots=True)
class Texts:
    """Makes texts of one form. `numbers` are the ids that `[[…]]` may name, `brief` the brief's."""

    report: Report
    numbers: Mapping[str, str]
    brief: Mapping[str, str]

    def line(self, text: str, place: str, lot: str | None) -> str:
        """Give a text of one line: a name, a title, a message. Links in it are told of."""
        html, inserts = self._html(text, place, lot)
        soup = BeautifulSoup(html, "html.parser")
        for link in soup.find_all("a"):
            self.report.left_out(place, f"a link in a line of text: {link.get('href')}")
        return self._put_in(_plain(soup), inserts, place)

    def long(
        self, text: str, place: str, lot: str | None, *, marked: bool | None = None
    ) -> str | None:
        """Give a text as Markdown; None where nothing is left of it.

        `marked` says whether it is Markdown; without it, a text of several lines is.
        """
        html, inserts = self._html(text, place, lot, marked=marked)
        return self._put_in(self._markdown(html, place), inserts, place) or None

    def question(self, text: str, place: str, lot: str | None) -> tuple[str, str | None]:
        """Give the label of a question, and as Markdown what its text says after it.

        The label is the first paragraph, without its links, which follow it.
        """
        html, inserts = self._html(text, place, lot)
        soup = BeautifulSoup(html, "html.parser")
        first, rest = _divided(soup)
        links = [
            f"[{_plain(link)}]({link['href']})"
            for link in (first.find_all("a", href=True) if isinstance(first, Tag) else ())
            if self._leads_somewhere(str(link["href"]), place)
        ]
        if links:
            self.report.differs(place, "links of the question follow it, as guidance")
        label = self._put_in(_plain(first), inserts, place)
        after = [self._markdown("".join(map(str, rest)), place), *links]
        return label, self._put_in("\n\n".join(filter(None, after)), inserts, place) or None

    # --- steps ----------------------------------------------------------------------------------

    def _html(
        self, text: str, place: str, lot: str | None, *, marked: bool | None = None
    ) -> tuple[str, _Inserts]:
        inserts = _Inserts()
        rendered = self._rendered(self._references(text, place, inserts), place, lot, inserts)
        if marked or (marked is None and "\n" in text):
            return _marked_up(rendered), inserts
        return rendered, inserts

    def _references(self, text: str, place: str, inserts: _Inserts) -> str:
        def number(match: re.Match[str]) -> str:
            if match[1] not in self.numbers:
                self.report.left_out(place, f"`{match[0]}` names no question of this form")
                return match[1]
            return inserts.token(f"{{{{ number of {self.numbers[match[1]]} }}}}")

        return _REFERENCE.sub(number, text)

    def _rendered(self, text: str, place: str, lot: str | None, inserts: _Inserts) -> str:
        if "{{" not in text and "{%" not in text:
            return text

        class Unknown(Undefined):
            def __str__(self) -> str:
                return inserts.token(None, str(self._undefined_name))

            def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it may be
                if name.startswith("__"):
                    raise AttributeError(name)
                return self

        environment = SandboxedEnvironment(undefined=Unknown, autoescape=False)
        # What is made of it is Markdown, cleaned where it is shown; dates are shown in words.
        environment.filters["datetodatetimeformat"] = _same
        environment.filters["dateformat"] = _same
        known = {
            "brief": _Brief(lot, self.brief, inserts),
            "item": _Answer(inserts.token("{{ item }}")),
            "lot": lot or "",
        }
        try:
            return environment.from_string(text).render(known)
        except (TemplateError, TypeError, ValueError, RecursionError, OverflowError) as error:
            self.report.left_out(place, f"a template that cannot be worked out ({error})")
            return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)

    def _markdown(self, html: str, place: str) -> str:
        soup = BeautifulSoup(html, "html.parser")
        for link in soup.find_all("a"):
            if not self._leads_somewhere(str(link.get("href") or ""), place):
                link.unwrap()
        for text in soup.find_all(string=_NEW_TAB):
            text.replace_with(_NEW_TAB.sub("", str(text)))
        return _written(str(soup))

    def _leads_somewhere(self, href: str, place: str) -> bool:
        if href.startswith(("http://", "https://", "mailto:")):
            return True
        self.report.left_out(place, f"a link to a page of the old service: `{href}`")
        return False

    def _put_in(self, text: str, inserts: _Inserts, place: str) -> str:
        """Put `{{ … }}` in, and leave out the paragraphs with what nothing is known of."""
        for name in dict.fromkeys(inserts.unknown):
            self.report.left_out(
                place, f"`{name}`, which nothing here is known by, with the paragraph it stands in"
            )

        def put(match: re.Match[str]) -> str:
            return inserts.found[int(match[1])] or ""

        kept = [
            paragraph
            for paragraph in text.split("\n\n")
            if all(inserts.found[int(each)] is not None for each in _TOKEN.findall(paragraph))
        ]
        return _TOKEN.sub(put, "\n\n".join(kept)).strip()


def _same(value: object) -> object:
    return value


@lru_cache(maxsize=4096)
def _marked_up(text: str) -> str:
    return str(markdown.markdown(text))


@lru_cache(maxsize=4096)
def _written(html: str) -> str:
    text = markdownify(html, heading_style="ATX", bullets="-", newline_style="BACKSLASH")
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain(part: Tag | NavigableString | str) -> str:
    """Give the words of some HTML, on one line."""
    text = part.get_text(" " if _has_blocks(part) else "") if isinstance(part, Tag) else str(part)
    return _NEW_TAB.sub("", _SPACES.sub(" ", text)).strip()


def _has_blocks(part: Tag) -> bool:
    return part.find(_BLOCKS) is not None or part.find("br") is not None


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
