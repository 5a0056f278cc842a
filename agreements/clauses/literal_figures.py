"""Figures and clause numbers that a clause writes itself, though rules give or change them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from agreements.clauses.clauses import Clause
from agreements.clauses.figures_in_text import LiteralFigure, figures_in
from agreements.clauses.filters import FILTER_OF
from agreements.clauses.leaves import Leaf
from agreements.clauses.topics.topic import Topic
from rules.problems import Problem

_CODE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NOT_TEXT: Final = re.compile(
    r"\]\([^)\n]*\)|<[^>\n]*>|^[ \t]*\d{1,3}[.)](?=[ \t])|\{states:[^}\n]*\}", re.MULTILINE
)
_CLAUSE_NUMBER: Final = re.compile(
    r"\b(?:clauses?|schedules?)[ \u00a0]+(?:[A-D]?\d+(?:\.\d+)*|(?-i:[A-D]))\b", re.IGNORECASE
)
#: What makes a section or schedule in the same sentence one of a law.
_LAW: Final = re.compile(r"\b(?:Act|Regulations?|Order(?! Form)|Directive)\b")
_SENTENCE_ENDS: Final = re.compile(r"[.;?!](?=\s)|\n\s*\n")


def literal_figures(clause: Clause, topics: Sequence[Topic]) -> Iterator[Problem]:
    """Find figures that a clause writes itself, and numbers of clauses."""
    text = _CODE.sub(_blank, clause.text)
    text = _NOT_TEXT.sub(_blank, text)

    def where(at: int) -> str:
        return clause.where(text.count("\n", 0, at) + 1)

    for match in _CLAUSE_NUMBER.finditer(text):
        if _LAW.search(_sentence(text, match)):
            continue
        says = (
            f"`{match[0]}` is a number that can change: link to the part, as [](#clause-term) does"
        )
        yield Problem(where(match.start()), says)
    if not topics:
        return
    limits = [(topic, leaf) for topic in topics for leaf in topic.limits if leaf.value is not None]
    for figure in figures_in(_CLAUSE_NUMBER.sub(_blank, text)):
        wrong = _against(figure, limits, topics)
        if wrong is not None:
            yield Problem(where(figure.at), wrong)


def _sentence(text: str, match: re.Match[str]) -> str:
    """Return the sentence that a match stands in."""
    ends = [0, *(each.end() for each in _SENTENCE_ENDS.finditer(text)), len(text)]
    start = max(end for end in ends if end <= match.start())
    return text[start : min(end for end in ends if end >= match.end())]


def _blank(match: re.Match[str]) -> str:
    # A mark that is no letter, so that what stands beside it is not read together with it.
    return "".join("\n" if each == "\n" else "¤" for each in match[0])


def _against(
    figure: LiteralFigure, limits: Sequence[tuple[Topic, Leaf]], topics: Sequence[Topic]
) -> str | None:
    """Return what is wrong with a figure written in a clause; None if nothing is."""
    if figure.in_words and not figure.unit and figure.value < 3:
        return None  # one, two: words of the language more than figures
    for topic, leaf in limits:
        if _worth(leaf) == figure.value and figure.unit in {"", leaf.unit}:
            return (
                f"`{figure.text}` is a limit of `{topic.id}`: write "
                f"{how_to_bind(leaf, topics, topic)}, so that it follows the rule"
            )
    for topic, leaf in limits:
        if figure.unit and figure.unit == leaf.unit:
            return (
                f"`{figure.text}` contradicts `{topic.id}`, which says {shortened(leaf.text)}: "
                f"write {how_to_bind(leaf, topics, topic)}"
            )
    if figure.in_words and not figure.unit:
        return None
    return (
        f"`{figure.text}` is a figure that no rule gives: take it from a rule or, if it is no "
        f'limit, write `{{{{ "{figure.text}" }}}}`'
    )


def _worth(leaf: Leaf) -> Fraction:
    if isinstance(leaf.value, date):
        return Fraction(leaf.value.toordinal())
    assert leaf.value is not None  # noqa: S101 - the caller has looked
    return Fraction(leaf.value)


def shortened(text: str) -> str:
    """Return text in at most 60 characters."""
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def how_to_bind(leaf: Leaf, topics: Sequence[Topic], topic: Topic) -> str:
    """Return how a clause says a leaf."""
    start = "rule" if len(topics) == 1 else f'rules["{topic.id}"]'
    head, *rest = leaf.path.split(".")
    if rest and (rest[0].isdigit() or head in {"reasons", "only_if", "withhold", "scored"}):
        return f"`{{{{ {start}.{head} | list }}}}` or a `for` over `{start}.{head}`"
    if head in {"criteria", "minimums", "scales", "prices", "method"}:
        return "`{{ standard }}`, or a `for` over " + f"`{start}.{head}`"
    name = FILTER_OF.get(leaf.unit)
    return f"`{{{{ {start}.{leaf.path}{f' | {name}' if name else ''} }}}}`"
