"""The defined terms of an agreement: what they mean, and where its text first uses them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from agreements.clauses.leaves import escaped
from agreements.clauses.numbering import Numbered
from agreements.definition.framework import Framework
from agreements.rendering.papers import PaperPart, every


def defined_terms(framework: Framework, made: Numbered) -> tuple[tuple[str, str], ...]:
    """Return the defined terms and what they mean."""
    anchors = {part.id for part in every((*made.clauses, *made.schedules.values()))}

    def see(anchor: str, text: str, otherwise: str) -> str:
        return text.replace("…", f"[](#{anchor})") if anchor in anchors else otherwise

    under = "under the framework called " + escaped(framework.terms.name)
    order = "the first part of a Call-Off Contract, which names the parties and says what is "
    supplier = "a supplier that the Owner has admitted to the framework; in a Call-Off Contract, "
    buyer = see("clause-buyers", "a body that may buy under clause …", "a body that may buy")
    weekdays = "Monday to Friday, excluding bank holidays"
    counts = see("clause-what-may-be-done", "a day that counts under clause …", weekdays)
    return (
        ("Buyer", buyer),
        ("Call-Off Contract", f"a contract that a Buyer awards {under}"),
        ("Order Form", f"{order}bought, at what price and for how long"),
        ("Owner", escaped(framework.terms.owner.name)),
        ("Supplier", f"{supplier}the one that the Order Form names"),
        ("Working Day", counts),
    )


#: What is no running text: code, links, bold text, headings, rows of tables.
_APART: Final = re.compile(
    r"```.*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)|\*\*.*?\*\*|^#.*$|^\|.*$|“[^”]*”",
    re.DOTALL | re.MULTILINE,
)


def marked(parts: tuple[PaperPart, ...], terms: Sequence[str]) -> tuple[PaperPart, ...]:
    """Mark the first use of each defined term in each clause, so that it leads to its meaning."""
    longest = sorted(terms, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w*-])(" + "|".join(map(re.escape, longest)) + r")(s?)(?![\w*])")
    return tuple(_part_marked(part, pattern, set()) for part in parts)


def _part_marked(part: PaperPart, pattern: re.Pattern[str], seen: set[str]) -> PaperPart:
    # A part with a number of its own starts afresh: people read one clause at a time.
    mine = set[str]() if part.title else seen

    def mark(match: re.Match[str]) -> str:
        if match[1] in mine:
            return match[0]
        mine.add(match[1])
        return f"**{match[0]}**"

    def change(body: str) -> str:
        pieces, end = [], 0
        for apart in _APART.finditer(body):
            pieces += [pattern.sub(mark, body[end : apart.start()]), apart[0]]
            end = apart.end()
        return "".join([*pieces, pattern.sub(mark, body[end:])])

    body = change(part.body)
    inside = tuple(_part_marked(each, pattern, mine) for each in part.parts)
    return replace(part, body=body, parts=inside)
