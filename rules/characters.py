"""Characters that no text holds: controls, halves of characters, noncharacters.

Documents, databases and terminals each choke on some of them, and nobody can see them. They are
refused where a text enters, with what stands before them, so that people find them.
"""

import re
from typing import Final

from rules.problems import ValueProblem

#: As a class of regular expressions has them: lone surrogates, and noncharacters of every plane.
_NO_CHARACTERS: Final = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
#: What no document holds. What ends a line (below) comes with text from office programs, and is
#: read as the end of a line.
UNUSABLE: Final = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_NO_CHARACTERS}]")
#: What ends a line, as office programs write it too.
LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def check_characters(text: str) -> None:
    """Refuse text with a character that no document holds. Raises `ValueProblem`."""
    # Most text is printable, and asking that is much faster than the search.
    if not text.isprintable() and (found := UNUSABLE.search(text)):
        raise ValueProblem(says_of(text, found))


def printable_text(text: str) -> str:
    """Return a text whose lines end in newlines. Raises `ValueProblem` for what nobody can read."""
    text = LINE_ENDS.sub("\n", text)
    check_characters(text)
    return text


def says_of(text: str, found: re.Match[str]) -> str:
    """Return what is wrong with a character in a text, by the words before it on its line."""
    line = text[max(found.start() - 60, 0) : found.start()].rpartition("\n")[2]
    words = " ".join(UNUSABLE.sub(" ", line).split()[-4:])
    after = f", after `{words}`" if words else ""
    return f"contains the character U+{ord(found[0]):04X}{after}, which no text can hold: remove it"
