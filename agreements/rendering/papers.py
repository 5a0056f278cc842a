"""Papers: any document of an agreement, as data, before anything is laid out.

An agreement, a contract, a letter and a notice are all a ``Paper``: what stands at its head, its
numbered parts, the terms that it defines. The same paper becomes a web page, a PDF and a Word
document, so the three can never say different things.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A part of a paper: a section, a clause, a schedule, a heading of a letter.

    ``body`` is Markdown (CommonMark and tables), filled in: no template language is left in it.
    A link to another part is written ``[](#id)`` and is shown as the number of that part. A
    numbered paragraph of a clause is a part with a number and a body, and no title.
    """

    id: str  # anchor, unique in the paper: "clause-extension", "schedule-a"
    title: str
    body: str = ""
    parts: "tuple[PaperPart, ...]" = ()
    number: str = ""  # "4.2", "Schedule A"; "" for none
    states: tuple[str, ...] = ()  # ids of the rules that it states
    new_page: bool = False


def every(parts: Iterable[PaperPart]) -> Iterator[PaperPart]:
    """Return parts and the parts inside them, in order."""
    for part in parts:
        yield part
        yield from every(part.parts)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: an agreement, a call-off contract, a letter, a notice, a comparison."""

    kind: str  # "framework-agreement", "call-off-contract", "award-letter", "notice", ...
    title: str
    subtitle: str = ""
    lang: str = "en-GB"
    facts: tuple[tuple[str, str], ...] = ()  # particulars at the head: label, value
    parts: tuple[PaperPart, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()  # defined terms: term, meaning
    contents: bool = False  # whether it has a table of contents
    definition: str = ""  # hash of the definition's content, shown in the footer
    version: str = ""
    dated: date | None = None  # the document's own date; never the day of printing by itself
    watermark: str = ""  # such as "Draft"
