"""Naming: `agileCoachPriceMin` becomes `agile-coach-price-min`, and no two names become one."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

_BOUNDARIES: Final = (
    re.compile(r"(?<=[a-z0-9])(?=[A-Z])"),
    re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])"),
    re.compile(r"[^A-Za-z0-9]+"),
)
#: The longest id that a definition may have.
_LONGEST: Final = 100


def kebab(name: str) -> str:
    """Give a name as an id: lower case words joined by hyphens; `x` where nothing is left of it."""
    for boundary in _BOUNDARIES:
        name = boundary.sub("-", name)
    return name.strip("-").lower()[:_LONGEST].rstrip("-") or "x"


def ids_of(names: Iterable[str]) -> Mapping[str, str]:
    """Give an id for each name, in order; the second of two that would be alike ends in `-2`."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        if name not in ids:
            ids[name] = unlike(kebab(name), taken)
            taken.add(ids[name])
    return ids


def unlike(name: str, taken: set[str]) -> str:
    """Give the name, or the first of `name-2`, `name-3`… that is not taken."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name[: _LONGEST - 5]}-{count}"
    return found
