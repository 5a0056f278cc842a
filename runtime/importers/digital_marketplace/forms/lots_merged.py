"""Lots merged: a form made for each lot becomes one form for all of them.

What is the same in several lots stands once, for those lots; what is asked differently is one
question in several ways, each for its lots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.identifiers import unlike


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a form in one lot.

    at       its place in the source, by which the parts of several lots are put in order
    data     what it is, without what is in it
    inside   what is in it, which stands under `key`
    """

    at: tuple[int, ...]
    data: Data
    inside: tuple["FormPart", ...] = ()
    key: str = ""


def merged_parts(
    by_lot: Mapping[str, Sequence[FormPart]], ids: Mapping[str, str], lots: int | None = None
) -> list[Data]:
    """Merge the parts that each lot has, as data of one file. `ids` are those of the lots.

    `lots` says how many lots there are, where the parts are not for all of them.
    """
    found: dict[tuple[tuple[int, ...], str], dict[str, FormPart]] = {}
    for lot, parts in by_lot.items():
        for part in parts:
            found.setdefault((part.at, repr(part.data)), {})[lot] = part
    made = []
    # The sort is stable: of what stands in one place, the way of the first lot comes first.
    for _, here in sorted(found.items(), key=lambda each: each[0][0]):
        part = next(iter(here.values()))
        data = dict(part.data)
        if len(here) < (lots or len(by_lot)):
            data["lots"] = [ids[lot] for lot in here]
        if part.key:
            data[part.key] = merged_parts({lot: each.inside for lot, each in here.items()}, ids)
        made.append(_in_place(data))
    return made


_BEFORE_LOTS: Final = frozenset(
    {"id", "type", "title", "group", "label", "name", "hint", "guidance", "required"}
)


def _in_place(data: Data) -> Data:
    """Put `lots` behind what every part says first."""
    if "lots" not in data:
        return data
    first = {key: value for key, value in data.items() if key in _BEFORE_LOTS}
    return first | {"lots": data["lots"]} | {k: v for k, v in data.items() if k not in first}


@dataclass(slots=True)
class FormNames:
    """Gives parts of a form names, each unlike those of parts that share a lot with it."""

    given: list[tuple[str, frozenset[str] | None]] = field(default_factory=list)

    def name(self, wanted: str, lots: Sequence[str] | None) -> str:
        """Return the wanted name, or one like it that is free."""
        here = None if lots is None else frozenset(lots)
        taken = {
            name
            for name, its in self.given
            if here is None or its is None or not here.isdisjoint(its)
        }
        found = unlike(wanted, taken)
        self.given.append((found, here))
        return found
