"""The library's clauses for what no clause of a definition states."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from agreements.clauses.clauses import Clause, ClausePlace, read_clause
from agreements.clauses.leaves import Leaf
from agreements.clauses.library import library
from agreements.clauses.topics.topic import Topic


@cache
def _from_library(name: str, place: ClausePlace, order: int | None = None) -> Clause:
    return read_clause(name, library()[name], place, own=False, order=order)


#: Where the clauses stand that are made for each action, and for the contract's own rules.
_ACTIONS_FROM: Final = 50


def _group(topic: Topic) -> str:
    """Return the group of clauses that state a topic; empty where one clause names the topic."""
    if topic.kind:
        return "actions"
    first, _, _ = topic.id.partition("/")
    if first in {"ways", "framework", "call-off"} or topic.id == "feedback/standstill":
        return first if first == "ways" else ""
    if first == "feedback" and topic.rules != (topic.id,):
        return "letters"
    if topic.side == "call-off":
        return "contract-rules"
    outcome = topic.data.get("outcome")
    return "scores" if isinstance(outcome, Leaf) and outcome.text == "score" else "rules"


def library_clauses(
    topics: Sequence[Topic], taken: Collection[str]
) -> Iterator[tuple[Clause, tuple[Topic, ...]]]:
    """Return the clauses of the library for what is to be stated, each with what it states.

    `taken` are the ids of the definition's own clauses, which stand for a clause of that id here.
    """
    groups: dict[str, list[Topic]] = {}
    for topic in topics:
        groups.setdefault(_group(topic), []).append(topic)
    for name in library():
        folder, _, file = name.rpartition("/")
        if folder not in {"framework", "call-off"}:
            continue
        clause = _from_library(name, "framework" if folder == "framework" else "call-off")
        if file.endswith("-rules.md"):
            mine = groups.get("rules" if folder == "framework" else "contract-rules", [])
        else:
            mine = [each for each in groups.get("", []) if each.id in clause.states]
        wanted = bool(mine) or not (clause.states or file.endswith("-rules.md"))
        if wanted and (mine or clause.id not in taken):
            yield _unlike(clause, taken), tuple(mine)
    for at, topic in enumerate(groups.get("actions", [])):
        clause = _from_library(f"actions/{topic.kind}.md", "call-off", _ACTIONS_FROM + at)
        name = topic.id.rpartition("/")[2]
        title = topic.title if name != topic.kind else clause.title
        yield _unlike(replace(clause, id=name, title=title), taken), (topic,)
    for folder, place in (("ways", "evaluation"), ("letters", "feedback")):
        for at, topic in enumerate(groups.get(folder, [])):
            clause = _from_library(
                f"{folder}.md", "evaluation" if place == "evaluation" else "feedback", at
            )
            name = topic.id.rpartition("/")[2]
            prefix = "way" if folder == "ways" else "letter"
            made = replace(clause, id=f"{prefix}-{name}", title=topic.title)
            yield _unlike(made, taken), (topic,)
    if groups.get("scores"):
        yield _from_library("scores.md", "evaluation", len(topics)), tuple(groups["scores"])


def _unlike(clause: Clause, taken: Collection[str]) -> Clause:
    """Return a clause of the library an id that no clause of the definition has."""
    while clause.id in taken:
        clause = replace(clause, id=f"{clause.id}-standard")
    return clause
