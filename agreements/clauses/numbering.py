"""Numbering: clauses filled in become the numbered parts of a document.

    1, 1.1                 clauses of the framework agreement, and their paragraphs
    Schedule A, A1, A1.1   a schedule, its paragraphs, and theirs
    C5, C5.2               a clause of the call-off terms: the same number in every document

Every paragraph of a clause has a number of its own; lists, tables and formulas belong to the
paragraph before them. A heading makes one paragraph of all that stands under it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from agreements.clauses.paragraphs import Paragraph, paragraphs_of
from agreements.clauses.stated_clauses import Stated, stated_clauses
from agreements.clauses.topics.topic import Topic
from agreements.definition.framework import Framework
from agreements.rendering.papers import PaperPart

#: A reference to another part: `[](#clause-term)`.
LINK: Final = re.compile(r"\]\(#([^)\s]+)\)")

#: The schedules there can be, in order: key, title.
SCHEDULES: Final[Mapping[str, str]] = {
    "evaluation": "How bids are evaluated",
    "feedback": "What Suppliers are told",
    "call-off": "Call-off terms",
    "forms": "Forms",
}


@dataclass(frozen=True)
class Numbered:
    """The parts of an agreement: its clauses and schedules; and where each rule is stated.

    rules   rule or topic id to the number of the clause that states it
    ways    the same of the rules of each way, by way
    """

    clauses: tuple[PaperPart, ...]
    schedules: Mapping[str, PaperPart]
    rules: Mapping[str, str]
    ways: Mapping[str, Mapping[str, str]]

    @cached_property
    def of_all_ways(self) -> Mapping[str, str]:
        """The clause number of each rule; its schedule's, where several ways state it."""
        found = dict(self.rules)
        for numbers in self.ways.values():
            for rule, number in numbers.items():
                if rule.startswith("ways/") or found.setdefault(rule, number) == number:
                    found[rule] = number
                else:
                    found[rule] = self._above(found[rule], number)
        return found

    def _above(self, one: str, other: str) -> str:
        for part in self.schedules.values():
            letter = part.number.rpartition(" ")[2]
            if {one.rpartition(" ")[2][0], other[0]} == {letter}:
                return part.number
        return f"{one} and {other}"


def stated_in(framework: Framework) -> tuple[Stated, ...]:
    """Return the clauses of a framework, filled in: its own, and the library's, in order.

    Raises `DefinitionError` with every problem of the definition's own clauses.
    """
    return framework.once(stated_clauses)


def numbering_of(framework: Framework) -> Numbered:
    """Return the clauses of a framework, numbered. Raises `DefinitionError` as `stated_in`."""
    return framework.once(_numbering_of)


def _numbering_of(framework: Framework) -> Numbered:
    return numbered(stated_in(framework))


def clause_numbers(framework: Framework, way: str | None = None) -> Mapping[str, str]:
    """Return the number of the clause that states each rule, by rule id; topics are named too.

    With a way, rules of evaluation have the numbers that they have in that way. Without one, a
    rule that several ways have has the number of their schedule.
    """
    made = numbering_of(framework)
    return made.of_all_ways if way is None else {**made.rules, **made.ways.get(way, {})}


def numbered(
    stated: Sequence[Stated],
    forms: Sequence[PaperPart] = (),
    examples: Mapping[str, str] | None = None,
) -> Numbered:
    """Return the clauses of an agreement, numbered. `examples` are worked examples, by way."""
    examples = examples or {}
    by_place: dict[str, list[Stated]] = {}
    for each in stated:
        by_place.setdefault(each.clause.place, []).append(each)
    numbering = _Numbering()
    clauses = tuple(
        numbering.part(each, str(index), examples)
        for index, each in enumerate(by_place.get("framework", ()), start=1)
    )
    schedules: dict[str, PaperPart] = {}
    letter = "A"
    for key, title in SCHEDULES.items():
        inside = tuple(
            numbering.part(each, f"{letter}{index}", examples)
            for index, each in enumerate(by_place.get(key, ()), start=1)
        )
        if key == "forms":
            inside = tuple(replace(each, number=f"{letter}{i}") for i, each in enumerate(forms, 1))
        if inside:
            schedules[key] = PaperPart(
                id=f"schedule-{key}",
                title=title,
                number=f"Schedule {letter}",
                parts=inside,
                new_page=True,
            )
            letter = chr(ord(letter) + 1)
    return Numbered(clauses, schedules, numbering.rules, numbering.ways)


class _Numbering:
    """Make parts, and keep the number under which each rule is stated."""

    def __init__(self) -> None:
        self.rules: dict[str, str] = {}
        self.ways: dict[str, dict[str, str]] = {}

    def part(self, stated: Stated, number: str, examples: Mapping[str, str]) -> PaperPart:
        """Make the part of a clause."""
        clause = stated.clause
        ways = [each.id.removeprefix("ways/") for each in stated.topics if each.is_way]
        owners = _owners(stated)
        self._note(owners, stated.rules, number)
        for topic in stated.topics:
            if topic.id in stated.atoms:
                self._numbers(_way_of(topic)).setdefault(topic.id, number)
        paragraphs = list(paragraphs_of(stated.text))
        paragraphs += [
            Paragraph("Worked example", examples[each]) for each in ways if each in examples
        ]
        title = clause.title
        if len(paragraphs) == 1 and not paragraphs[0].title:
            only = paragraphs[0]
            return PaperPart(clause.anchor, title, only.body, (), number, stated.rules)
        inside = []
        for index, each in enumerate(paragraphs, start=1):
            rules = self._meant(each.states, stated)
            self._note(owners, rules, f"{number}.{index}")
            inside.append(
                PaperPart(
                    id=f"{clause.anchor}_{index}",
                    title=each.title,
                    body=each.body,
                    number=f"{number}.{index}",
                    states=rules,
                )
            )
        return PaperPart(clause.anchor, title, "", tuple(inside), number, stated.rules)

    def _note(
        self, owners: Mapping[str, Sequence[str | None]], rules: Iterable[str], number: str
    ) -> None:
        for rule in rules:
            for way in owners.get(rule, ()):
                self._numbers(way)[rule] = number

    def _numbers(self, way: str | None) -> dict[str, str]:
        return self.rules if way is None else self.ways.setdefault(way, {})

    @staticmethod
    def _meant(states: Sequence[str], stated: Stated) -> tuple[str, ...]:
        """Return the rules that a paragraph states, named by path or by the part of a way."""
        found: list[str] = []
        for name in states:
            match = _PARTS_OF_WAYS.get(name) if stated.of_way else None
            if match is None:
                found += stated.rules_under.get(name, ())
                continue
            found += [rule for rule in stated.rules if match.search(rule)]
        return tuple(dict.fromkeys(found))


def _way_of(topic: Topic) -> str | None:
    return topic.id.removeprefix("ways/") if topic.is_way else None


def _owners(stated: Stated) -> Mapping[str, Sequence[str | None]]:
    """Return the ways that have each rule of a clause; None where it is no way's."""
    found: dict[str, list[str | None]] = {}
    for topic in stated.topics:
        for rule in topic.rules:
            found.setdefault(rule, []).append(_way_of(topic))
    return found


#: What the clause of a way calls those of its parts that state rules, and which rules they are.
_PARTS_OF_WAYS: Final = {
    "ties": re.compile(r"^evaluation/ties/"),
    "row": re.compile(r"/row-\d+$"),
    "minimum": re.compile(r"/minimum$"),
    "shortlist": re.compile(r"^evaluation/shortlist$"),
    "winner": re.compile(r"^evaluation/(?:outranked|award)$"),
}
