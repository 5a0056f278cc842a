"""Owners' words: figures in them that the source wrote are marked as no limits.

Words beside a rule may hold a figure only if it follows the rule, or stands in quotation marks:
`{{ "8" }}`. What the source says is none of our rules' limits.
"""

import re
from typing import Any, Final

from agreements.clauses.figures_in_text import figures_in

#: The keys of words that stand beside rules.
_WORDS: Final = frozenset({"title", "description", "exclude", "refer"})
_IN_BRACES: Final = re.compile(r"(\{\{[^{}]*\}\})")


def figures_marked(data: Any) -> Any:  # noqa: ANN401 - plain data
    """Return the data of a ruleset or of `framework.yaml`, with the figures of its words marked."""
    match data:
        case dict():
            return {
                key: _marked(value)
                if key in _WORDS and isinstance(value, str)
                else figures_marked(value)
                for key, value in data.items()
            }
        case list() | tuple():
            return [figures_marked(each) for each in data]
        case _:
            return data


def _marked(text: str) -> str:
    parts = _IN_BRACES.split(text)
    for place in range(0, len(parts), 2):
        part = parts[place]
        for figure in reversed(figures_in(part)):
            if figure.unit or not figure.in_words or figure.value != 1:
                end = figure.at + len(figure.text)
                part = f'{part[: figure.at]}{{{{ "{figure.text}" }}}}{part[end:]}'
        parts[place] = part
    return "".join(parts)
