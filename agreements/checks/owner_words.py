"""Figures in owners' words: each follows a rule, or is marked as no limit.

Titles, reasons, notes, descriptions and what a rule says stand beside the rule in agreements and
letters. A figure that they write themselves stays when the rule changes, and then contradicts it.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from agreements.checks.lint import Lint
from agreements.checks.placeholders import values_in
from agreements.checks.places import Places
from agreements.clauses.figures_in_text import LiteralFigure, figures_in
from agreements.definition.framework import Framework
from rules.problems import DataPath

#: The keys of words that stand for a rule, or beside one.
_WORDS: Final = frozenset(
    {"title", "name", "says", "note", "description", "exclude", "refer", "set_aside", "award"}
)
#: The keys of mappings from ids to such words.
_MAPPINGS: Final = frozenset({"reasons", "withhold"})
#: What stands under these keys is no owner's wording: conditions, and names of the framework.
_APART: Final = frozenset({"when", "owner", "buyers", "asks", "forms", "tables"})
_IN_BRACES: Final = re.compile(r"\{\{[^{}]*\}\}")


def figures_in_words(framework: Framework, places: Places) -> Iterator[Lint]:
    """Find the figures that owners' words write themselves, and limits where there are none."""
    for name, data in framework.documents.items():
        if not isinstance(data, dict) or not name.startswith(("rulesets/", "framework.yaml")):
            continue
        for at, text in _words_in(data):
            if name == "framework.yaml" and len(at) == 1:
                continue  # what the framework as a whole is called
            rules = at[-1] in {"exclude", "refer", "set_aside", "award", "says"}
            for figure in figures_in(_IN_BRACES.sub(_blank, text)):
                if _counts(figure, strictly=rules):
                    yield Lint("problem", places.at(name, *at), _told(figure, bindable=rules))


def _words_in(data: Any) -> Iterator[tuple[DataPath, str]]:  # noqa: ANN401 - YAML data
    for at, value in values_in(data):
        words = at and (at[-1] in _WORDS or any(key in _MAPPINGS for key in at[-2:-1]))
        if words and isinstance(value, str) and not any(key in _APART for key in at):
            yield at, value


def _counts(figure: LiteralFigure, *, strictly: bool) -> bool:
    """Return whether a figure could be a limit; "one" and "five grades" hardly can."""
    if not figure.in_words or figure.unit:
        return True
    return strictly and figure.value > 1


def _told(figure: LiteralFigure, *, bindable: bool) -> str:
    limit = "write the limit as `{{ limits.name }}` or, " if bindable else ""
    return (
        f"`{figure.text}` would stay as it is when the rule changes: {limit}if it is no limit, "
        f'write `{{{{ "{figure.text}" }}}}`'
    )


def _blank(match: re.Match[str]) -> str:
    return "¤" * len(match[0])
