"""Two texts compared word by word, in Markdown: `~~removed~~` and `++added++`."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from agreements.rendering.escaping import inline

#: How many lines that are the same are shown before and after one that is not.
_AROUND: Final = 1


def compared_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Compare two texts line by line, and lines that changed word by word, in Markdown."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for sort, a, b, c, d in matcher.get_opcodes():
        if sort == "equal":
            first, last = a == 0, b == len(old) and d == len(new)
            yield from map(inline, _around([line for line in old[a:b] if line], first, last))
            continue
        pairs = min(b - a, d - c)
        for one, other in zip(old[a : a + pairs], new[c : c + pairs], strict=True):
            yield compared_words(one, other)
        yield from (struck(line) for line in old[a + pairs : b] if line)
        yield from (put_in(line) for line in new[c + pairs : d] if line)


def _around(lines: list[str], first: bool, last: bool) -> list[str]:  # noqa: FBT001
    """Leave out lines that are the same and stand far from any that is not."""
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(lines) <= before + after + 1:
        return lines
    return [*lines[:before], "…", *lines[len(lines) - after :]]


def compared_words(old: str, new: str) -> str:
    """Compare two lines word by word, in Markdown: `~~removed~~` and `++added++`."""
    before, after = old.split(), new.split()
    parts: list[str] = []
    for sort, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if sort == "equal":
            parts.append(inline(" ".join(before[a:b])))
            continue
        if a < b:
            parts.append(struck(" ".join(before[a:b])))
        if c < d:
            parts.append(put_in(" ".join(after[c:d])))
    return " ".join(parts)


def struck(text: str) -> str:
    """Return text in Markdown as removed."""
    return f"~~{inline(text)}~~"


def put_in(text: str) -> str:
    """Return text in Markdown as added."""
    return f"++{inline(text)}++"
