"""The base of every model that a definition is made of: frozen, and closed to unknown keys."""

import re
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

#: What ends a line, as office programs write it too.
LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Control characters, halves of characters and noncharacters: no format of a document holds them.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def printable_text(text: str) -> str:
    """Return a text whose lines end in newlines. Raises `ValueError` for what nobody can read."""
    text = LINE_ENDS.sub("\n", text)
    found = UNPRINTABLE.search(text)
    if found is not None:
        before = text[: found.start()][-20:]
        after = f" after “{before}”" if before.strip() else ""
        raise ValueError(f"contains a control character, U+{ord(found[0]):04X},{after}: remove it")
    return text


class DefinitionPart(BaseModel):
    """Part of a definition. Cannot be changed once read, and refuses keys that it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        hide_input_in_errors=True,
        # A definition from the cache is never validated: no command waits for what it does not use.
        defer_build=True,
    )


#: A name that definitions, answers and addresses all use: lower case words joined by hyphens.
#: Digits may stand anywhere, so that "4-1" can name a question of a bid pack.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]

#: A line of text for people: never blank.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(printable_text),
]

#: Text for people, of any number of lines: never blank.
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(printable_text),
]

K = TypeVar("K", bound=str)
V = TypeVar("V")


def _by_key(raw: dict[K, V]) -> dict[K, V]:
    return dict(sorted(raw.items()))


#: A mapping whose order says nothing: it is read in the order of its keys, so that nothing made of
#: it can differ by the order in which it was written. The order of other mappings is content.
Unordered = Annotated[dict[K, V], AfterValidator(_by_key)]
