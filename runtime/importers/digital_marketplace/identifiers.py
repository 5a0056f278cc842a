"""Identifiers: `agileCoachPriceMin` becomes `agile-coach-price-min`; no two names become one."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

_BOUNDARIES: Final = (
    re.compile(r"(?<=[a-z0-9])(?=[A-Z])"),
    re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])"),
    re.compile(r"[^A-Za-z0-9]+"),
)
#: The longest id that a definition may have.
_LONGEST: Final = 100
#: Room for what tells two alike apart, and for what else is put behind an id.
_ROOM: Final = 20


def kebab(name: str) -> str:
    """Return a name as an id: lower case words joined by hyphens; `x` if nothing is left of it."""
    for boundary in _BOUNDARIES:
        name = boundary.sub("-", name)
    return name.strip("-").lower()[: _LONGEST - _ROOM].rstrip("-") or "x"


def in_words(name: str) -> str:
    """Return a name as people read it: `technicalWeighting` is Technical weighting."""
    words = kebab(name).replace("-", " ")
    return words[:1].upper() + words[1:]


def ids_of(names: Iterable[str], taken: Collection[str] = ()) -> Mapping[str, str]:
    """Return an id for each name, in order; the second of two alike ends in `-2`."""
    ids: dict[str, str] = {}
    used = set(taken)
    for name in names:
        if name not in ids:
            ids[name] = unlike(kebab(name), used)
            used.add(ids[name])
    return ids


def unlike(name: str, taken: Collection[str]) -> str:
    """Return the name, or the first of `name-2`, `name-3`… that is not taken."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name}-{count}"
    return found
