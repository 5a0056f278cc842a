"""Text that people wrote, made safe to stand in the Markdown of a paper.

What suppliers, evaluators and buyers write is shown as they wrote it and is never obeyed: no
markup, no link, no HTML in it has any effect. Everything that goes into the body of a paper and
was not written here comes through `inline`, `paragraphs` or `quoted`.
"""

import re
from collections.abc import Sequence
from typing import Final

from rules.characters import LINE_ENDS, UNUSABLE

#: What Markdown (with tables, strikethrough and bare links) gives a meaning inside a line.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#+.|~&:@/=^$!])")
#: What has a meaning at the start of a line only: a list, a heading's underline.
_AT_START: Final = re.compile(r"^(\d*)([-)])")
#: Characters that reorder the text around them, and can make it read otherwise than it is.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return text without what no document can hold; every mark that ends a line is a newline."""
    return UNUSABLE.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Return text as one line without control characters: for titles and particulars."""
    return " ".join(_visible(text).split())


def inline(text: str) -> str:
    """Return text as one line of Markdown that shows it as it is."""
    return _escaped(one_line(text))


def paragraphs(text: str) -> str:
    """Return text of any number of lines as Markdown: blank lines part paragraphs, others lines."""
    parts: list[list[str]] = [[]]
    for line in _visible(text).splitlines():
        written = _escaped(" ".join(line.split()))
        if written:
            parts[-1].append(written)
        elif parts[-1]:
            parts.append([])
    return "\n\n".join("\\\n".join(part) for part in parts if part)


def block_quote(text: str) -> str:
    """Return text as a quotation in Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in paragraphs(text).split("\n"))


def capital(text: str) -> str:
    """Return text with a capital at its start."""
    return text[:1].upper() + text[1:]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Return a table in Markdown, of cells already in Markdown; `right` columns are figures."""
    rule = ["---:" if number in right else "---" for number in range(len(heads))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


def _visible(text: str) -> str:
    """Leave out what cannot be seen: control characters, and those that turn text round."""
    return _TURNING.sub("", printable(text)).replace("\t", " ")


def _escaped(line: str) -> str:
    return _AT_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))
