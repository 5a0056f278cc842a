"""The differences of two documents of a definition, as data, item by item with the same id."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: The keys by which the items of a list in a definition are known, the first that all have.
_KEYS: Final = ("id", "route", "mark", "role")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two definitions: where it is, what stood there, what stands there.

    `None` on one side means that there is nothing.
    """

    path: tuple[str, ...]
    old: Any = None
    new: Any = None

    @property
    def sort(self) -> str:
        """Whether something was added, removed or changed."""
        return "Added" if self.old is None else "Removed" if self.new is None else "Changed"


def differences(old: Any, new: Any, path: tuple[str, ...] = ()) -> tuple[Difference, ...]:  # noqa: ANN401
    """Return the differences of two documents as plain data, in reading order.

    Items of a list are held together by their ids, so that moving one changes nothing but its
    place; lists of bare values are compared as a whole.
    """
    return tuple(_compared(old, new, path))


def _compared(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Difference]:  # noqa: ANN401
    if old == new and type(old) is type(new):
        return
    old_items, new_items = _items(old), _items(new)
    if old_items is None or new_items is None:
        yield Difference(path, old, new)
        return
    for key in dict.fromkeys((*old_items, *new_items)):
        yield from _compared(old_items.get(key), new_items.get(key), (*path, str(key)))


def _items(value: Any) -> Mapping[Hashable, Any] | None:  # noqa: ANN401 - plain data
    """Return the items of a mapping, or of a list whose items have ids; None for anything else."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not value or not all(isinstance(x, dict) for x in value):
        return None
    for key in _KEYS:
        names = [each.get(key) for each in value]
        if all(isinstance(name, str | int) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return dict(enumerate(value, start=1))
