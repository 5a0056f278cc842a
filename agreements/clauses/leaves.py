"""Leaves: the values of rules that clauses may use, which know where they come from.

A leaf remembers, while a clause is filled in, that it was said: so a clause that states a rule can
be held to say all its limits. Branches hold leaves by name.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rules.figures import amounts
from rules.problems import ValueProblem

_said: ContextVar[set[int] | None] = ContextVar("_said", default=None)


@contextmanager
def noting() -> Iterator[set[int]]:
    """Note every leaf that is said meanwhile, by its identity."""
    said: set[int] = set()
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One value of a rule.

    path    how a clause reaches it from its rule: `notice_days.min`
    text    how it is said where no filter says otherwise, in Markdown
    value   the figure or date that it is, if it is one; `unit` as in `amounts.said`
    limit   whether a clause that states the rule has to say it
    covers  leaves that are said when this one is
    """

    path: str
    text: str
    value: Decimal | date | None = None
    unit: str = ""
    limit: bool = False
    covers: "tuple[Leaf, ...]" = ()

    def __str__(self) -> str:
        """Return the text, and note that it was said."""
        self.note()
        return self.text

    def __bool__(self) -> bool:
        """Return True: a value is there, whatever it is."""
        return True

    def note(self) -> None:
        """Note that it was said, and with it whatever it covers."""
        said = _said.get()
        if said is not None:
            said.add(id(self))
            for each in self.covers:
                each.note()


class Branch:
    """Values by name. `text` names the value that stands for all of them in a list."""

    __slots__ = ("_parts", "_text")

    def __init__(self, parts: Mapping[str, object], text: str = "") -> None:
        self._parts = dict(parts)
        self._text = text

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def get(self, name: str) -> object:
        """Return a part. Raises `KeyError`."""
        return self._parts[name]

    @property
    def title(self) -> str:
        """What the value that stands for all of them says; empty where none does."""
        stands = self._parts.get(self._text)
        return stands.text if isinstance(stands, Leaf) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts."""
        return tuple(self._parts)

    def __iter__(self) -> Iterator[object]:
        return iter(self._parts.values())

    def __len__(self) -> int:
        return len(self._parts)

    def __bool__(self) -> bool:
        return bool(self._parts)

    def __str__(self) -> str:
        if not self._text:
            names = ", ".join(f"`{each}`" for each in self.names[:12])
            raise ValueProblem(f"several values cannot stand for one: name one of {names}")
        return str(self._parts[self._text])


class Missing:
    """A value that a rule can have, and this one has not: false, and nothing that can be shown.

    name   how the clause asks for it
    of     what lacks it, as people call it; empty where that has no name
    """

    __slots__ = ("name", "of")

    def __init__(self, name: str, of: str) -> None:
        self.name = name
        self.of = of

    def __bool__(self) -> bool:
        return False

    @property
    def says(self) -> str:
        """What is wrong with showing it, and the mend."""
        of = f" of “{self.of}”" if self.of else ""
        return (
            f"there is no such value here: `{self.name}`{of} is not given. Give it, or ask for it "
            "with `{% if %}` first"
        )


def leaves(data: object) -> Iterator[Leaf]:
    """Return every leaf of some data, in order."""
    match data:
        case Leaf():
            yield data
        case Branch() | tuple() | list():
            for each in data:
                yield from leaves(each)


_SPECIAL: Final = re.compile(
    r"([\\`*\[\]<>|]|(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])|^#|^(?=[-+>] ))", re.MULTILINE
)


def escaped(text: str) -> str:
    """Return text on one line of Markdown, in which it means itself.

    It is for an owner's words, which also stand in formulas: only marks that would be read as
    Markdown there are escaped. What suppliers and buyers wrote goes through
    `agreements.rendering.escaping`, which escapes every mark.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given, its spaces as they are now."""
    return re.sub(r"\\(.)", r"\1", text)


def word(path: str, text: str | None, *, limit: bool = False) -> Leaf | None:
    """Return a leaf for some words; None if there are none."""
    return None if text is None else Leaf(path, escaped(text), limit=limit)


def figure(
    path: str, value: Decimal | int | date | None, unit: str = "", *, limit: bool = True
) -> Leaf | None:
    """Return a leaf for a figure or a date; None if there is none."""
    if value is None:
        return None
    exact = value if isinstance(value, date) else Decimal(value)
    return Leaf(path, amounts.figure_in_words(exact, unit), exact, unit, limit)
