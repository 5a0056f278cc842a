"""Rows of a table with `each`: every row belongs to one item of the list, wherever either stands.

A raw row names its item under `_item`, which no column can be called. So rows stay with their items
when items are added, removed or put in another order; a row whose item is gone stands apart. Rows
that name none, as people write them by hand, belong to the items in order.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: The key under which a row names its item.
ITEM_KEY: Final = "_item"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A raw row, or the lack of one, beside its item.

    index   its place among the raw rows; an item that has no row gets a place after them all
    item    the item that it is for; empty if it stands apart and names none
    raw     the row; None if the item has none
    apart   whether its item is not in the list, or has a row already
    """

    index: int
    item: str
    raw: object = None
    apart: bool = False


def named_item(row: object) -> str:
    """Return the item that a raw row names, in the spelling of answers; empty if it names none."""
    named = row.get(ITEM_KEY) if isinstance(row, Mapping) else None
    return unicodedata.normalize("NFC", named).strip() if isinstance(named, str) else ""


def rows_by_item(raw: Sequence[object], items: Sequence[str]) -> tuple[ItemRow, ...]:
    """Return a row for each item, in the order of the list, and then the rows that stand apart.

    Of equal items the first has the first row that names it.
    """
    return tuple(_placed(raw, items))


def _placed(raw: Sequence[object], items: Sequence[str]) -> Iterator[ItemRow]:
    waiting: dict[str, list[int]] = {}
    unnamed = set()
    for index, row in enumerate(raw):
        if name := named_item(row):
            waiting.setdefault(name, []).append(index)
        else:
            unnamed.add(index)
    taken = set()
    after = len(raw)
    for place, item in enumerate(items):
        if waiting.get(item):
            index = waiting[item].pop(0)
        elif place in unnamed:
            index = place
        else:
            yield ItemRow(after, item)
            after += 1
            continue
        taken.add(index)
        yield ItemRow(index, item, raw[index])
    for index, row in enumerate(raw):
        if index not in taken:
            yield ItemRow(index, named_item(row), row, apart=True)
