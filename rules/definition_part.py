"""The base of every model that a definition is made of: frozen, and closed to unknown keys."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from rules.characters import printable_text


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
