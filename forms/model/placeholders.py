"""Texts with answers in them: `The buyer needs you to start on {{ brief.start-date }}`.

In the texts of a form, `{{ … }}` stands for

    {{ question }}, {{ form.question }}   the answer to an earlier question, or of another form
    {{ item }}                            in a table with `each`: the item that the row is for
    {{ lot }}                             the lot
    {{ number of question }}              the question's number, in a form that is `numbered`

`filled` puts in what is known. Text stays text: what is put in is never read as Markdown or HTML.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Stands in a label for an answer that is not there.
NOTHING: Final = "…"

_INSERT = re.compile(
    r"\{\{\s*(?:(number)\s+of\s+)?([a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)?)\s*\}\}"
)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")

ITEM: Final = "item"
LOT: Final = "lot"


@dataclass(frozen=True, slots=True)
class Insert:
    """What stands in a text between braces: a name, and whether its number is meant."""

    name: str
    number: bool = False


def inserts(text: str) -> tuple[Insert, ...]:
    """Return what is to be put into a text, in order."""
    return tuple(Insert(match[2], bool(match[1])) for match in _INSERT.finditer(text))


def strays(text: str) -> bool:
    """Return whether a text has braces that are no insert."""
    return ("{" in text or "}" in text) and _BRACES.search(_INSERT.sub("", text)) is not None


#: Gives the texts to put in: one, or one for each item of a list. None where there is none.
Fill = Callable[[Insert], tuple[str, ...] | None]


def filled(text: str, fill: Fill, *, escape: Callable[[str], str] = str) -> str:
    """Put what is known into a text; an answer that is not there is an ellipsis.

    `escape` makes what is put in safe for what the text is read as.
    """
    if "{{" not in text:
        return text

    def put(match: re.Match[str]) -> str:
        found = fill(Insert(match[2], bool(match[1])))
        return NOTHING if found is None else escape(", ".join(found))

    return _INSERT.sub(put, text)


def paragraphs(text: str, fill: Fill) -> str:
    """Leave out the paragraphs that quote answers of which none is there.

    Guidance that quotes what the buyer may leave out ("The most that the buyer can pay: …") has no
    use without it.
    """
    if "{{" not in text:
        return text
    kept = []
    for paragraph in re.split(r"\n{2,}", text):
        found = [fill(each) for each in inserts(paragraph)]
        if not found or any(each is not None for each in found):
            kept.append(paragraph)
    return "\n\n".join(kept)


def unfilled(text: str) -> str:
    """Return a text as it reads where no answer is known."""
    return filled(text, lambda _: None)
