"""Paragraphs: the text of a clause, split into what gets a number of its own.

A heading makes one paragraph of all that stands under it; lists, tables and formulas belong to the
paragraph before them. `{states: …}` beside a paragraph names the rules that it states.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_STATES: Final = re.compile(r"[ \t]*\{states:([^}\n]*)\}[ \t]*")
_HEADING: Final = re.compile(r"#{2,6}[ \t]+(.+)")
_CONTINUES: Final = re.compile(r"(?:[-*+] |\d{1,3}[.)] |\||>|```|~~~|Table: | {2,}|\t)")
_FENCE: Final = re.compile(r"(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a clause: its heading, if it has one, its Markdown, what it states."""

    title: str
    body: str
    states: tuple[str, ...] = ()


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Split the text of a clause into its paragraphs."""
    found: list[Paragraph] = []
    title = ""
    states: tuple[str, ...] = ()
    blocks: list[str] = []
    headed = False

    def close() -> None:
        nonlocal blocks
        if blocks or title:
            found.append(Paragraph(title, "\n\n".join(blocks), states))
        blocks = []

    for block in _blocks(text):
        first, _, rest = block.partition("\n")
        heading = _HEADING.fullmatch(_STATES.sub("", first).strip())
        if heading:
            close()
            title, states, headed = heading[1].strip(), _stated(first), True
            if rest.strip():
                blocks.append(rest.strip())
        elif headed or (blocks and _CONTINUES.match(block)):
            blocks.append(_STATES.sub("", block) if _STATES.match(block) else block)
        else:
            close()
            title, states = "", _stated(first)
            blocks.append(_STATES.sub("", block, count=1) if states else block)
    close()
    return tuple(found)


def _stated(line: str) -> tuple[str, ...]:
    match = _STATES.search(line)
    return tuple(each.strip() for each in match[1].split(",") if each.strip()) if match else ()


def _blocks(text: str) -> Iterator[str]:
    """Return what blank lines part, a fenced block in one; a heading is a block of its own."""
    lines: list[str] = []
    fence = False
    for line in text.splitlines():
        if _FENCE.match(line):
            if not fence and lines:
                yield "\n".join(lines)
                lines = []
            fence = not fence
            lines.append(line)
            if not fence:
                yield "\n".join(lines)
                lines = []
            continue
        if not fence and (not line.strip() or _HEADING.match(line)):
            if lines:
                yield "\n".join(lines)
            lines = []
            if line.strip():
                yield line.strip()
            continue
        lines.append(line.rstrip() if not fence else line)
    if lines:
        yield "\n".join(lines)
