"""Composing: a paper as every format shows it, checked whole before a line of it is laid out.

Headings are given their levels, references their numbers, terms their links. A reference to a part
that is not there, or an id that two parts share, is a problem: no document is made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from markdown_it.token import Token

from agreements.rendering.escaping import printable
from agreements.rendering.papers import Paper, PaperPart, every
from agreements.rendering.prose import DEEPEST, References, line, prose
from rules.problems import DefinitionError, Problems

#: A table of contents names the second level too, unless it would no longer fit on a page.
MOST_ENTRIES: Final = 48
#: A part of this id has the list of defined terms at its end; without one they stand last.
DEFINITIONS: Final = "definitions"

_PLAIN_NUMBER: Final = re.compile(r"\(?[0-9A-Za-z]{1,3}\)?([.][0-9A-Za-z]{1,3})*[.)]?")


@dataclass(frozen=True, slots=True)
class ComposedPart:
    """A part, composed.

    level    of its heading, 2 to 6: the paper's title is 1
    named    whether its number is words, as "Schedule 1", and stands above its title
    depth    how deep it really is, 1 for a part of the paper
    terms    whether the list of defined terms stands at its end
    """

    id: str
    number: str
    title: str
    level: int
    depth: int
    named: bool
    new_page: bool
    states: tuple[str, ...]
    tokens: tuple[Token, ...]
    sections: tuple["ComposedPart", ...]
    terms: bool

    @property
    def name(self) -> str:
        """Number and title in one line."""
        return " ".join(filter(None, (self.number, self.title)))


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A defined term: its anchor, itself, and what it means."""

    id: str
    term: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper, composed. `contents` are the sections that its table of contents names."""

    paper: Paper
    sections: tuple[ComposedPart, ...]
    terms: tuple[DefinedTerm, ...]
    contents: tuple[ComposedPart, ...]

    @property
    def numbered(self) -> bool:
        """Whether any section has a number that hangs beside it."""
        return any(section.number and not section.named for section in _all(self.sections))

    @property
    def dated(self) -> str:
        """The document's date in words, or nothing."""
        return in_words(self.paper.dated) if self.paper.dated else ""

    @property
    def edition(self) -> str:
        """Version and date, for the foot of each page."""
        version = f"Version {self.paper.version}" if self.paper.version else ""
        return " · ".join(filter(None, (version, self.dated)))

    @property
    def origin(self) -> str:
        """What the document was made from, in full, for its properties."""
        return f"Definition {self.paper.definition}" if self.paper.definition else ""

    @property
    def reference(self) -> str:
        """What the document was made from, for the foot of each page: the hash's beginning."""
        return f"Definition {short_hash(self.paper.definition)}" if self.paper.definition else ""

    def anchors(self) -> dict[str, str]:
        """Return what each anchor leads to, in words."""
        named = {section.id: section.name for section in _all(self.sections)}
        return named | {term.id: f"Meaning of {term.term}" for term in self.terms}


def short_hash(content_hash: str) -> str:
    """Return as much of a content hash as people compare: its first twelve digits."""
    return content_hash.removeprefix("sha256:")[:12]


def in_words(day: date) -> str:
    """Return a date as letters have it: 3 November 2026."""
    return f"{day.day} {day:%B %Y}"


def term_id(term: str) -> str:
    """Return the anchor of a defined term."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def composed(paper: Paper) -> Composed:
    """Compose a paper. Raises `DefinitionError` with every problem of it."""
    paper = _printable(paper)
    problems = Problems()
    references = _references(paper, problems)
    sections = tuple(_section(part, references, problems, depth=1) for part in paper.parts)
    terms = tuple(
        DefinedTerm(
            term_id(term),
            term,
            tuple(line(meaning, references, problems, where=f"term {term}")),
        )
        for term, meaning in paper.terms
    )
    if problems.found:
        raise DefinitionError(problems.found)
    if terms and not any(section.terms for section in _all(sections)):
        last = _section(PaperPart("defined-terms", "Defined terms"), references, problems, depth=1)
        sections += (replace(last, terms=True),)
    return Composed(paper, sections, terms, _contents(sections) if paper.contents else ())


def _printable(paper: Paper) -> Paper:
    """Return a paper whose texts every format can hold, whatever its makers let through."""

    def part(each: PaperPart) -> PaperPart:
        parts = tuple(map(part, each.parts))
        return replace(each, title=printable(each.title), body=printable(each.body), parts=parts)

    return replace(
        paper,
        title=printable(paper.title),
        subtitle=printable(paper.subtitle),
        version=printable(paper.version),
        watermark=printable(paper.watermark),
        facts=tuple((printable(label), printable(value)) for label, value in paper.facts),
        terms=tuple((printable(term), printable(meaning)) for term, meaning in paper.terms),
        parts=tuple(map(part, paper.parts)),
    )


def _references(paper: Paper, problems: Problems) -> References:
    names: dict[str, str] = {}

    def add(anchor: str, name: str, where: str) -> None:
        if not anchor or re.search(r"\s", anchor):
            problems.add(where, f"has the id `{anchor}`: an id is a word without spaces")
        elif anchor in names:
            problems.add(where, f"has the id `{anchor}`, which another part has too")
        names[anchor] = name

    for part in every(paper.parts):
        add(part.id, part.number or part.title, part.title or part.id)
    terms = {term: term_id(term) for term, _ in paper.terms}
    for term, _ in paper.terms:
        add(term_id(term), term, f"term {term}")
    return References(names, terms)


def _section(
    part: PaperPart, references: References, problems: Problems, depth: int
) -> ComposedPart:
    level = min(depth + 1, DEEPEST)
    return ComposedPart(
        id=part.id,
        number=part.number,
        title=part.title,
        level=level,
        depth=depth,
        named=bool(part.number) and not _PLAIN_NUMBER.fullmatch(part.number),
        new_page=part.new_page,
        states=part.states,
        tokens=tuple(prose(part.body, references, problems, where=part.id, level=level)),
        sections=tuple(_section(each, references, problems, depth + 1) for each in part.parts),
        terms=part.id == DEFINITIONS,
    )


def _contents(sections: tuple[ComposedPart, ...]) -> tuple[ComposedPart, ...]:
    two = tuple(section for section in _all(sections) if section.depth <= 2 and section.title)
    few = len(two) <= MOST_ENTRIES
    return two if few else tuple(section for section in two if section.depth == 1)


def _all(sections: tuple[ComposedPart, ...]) -> Iterator[ComposedPart]:
    for section in sections:
        yield section
        yield from _all(section.sections)
