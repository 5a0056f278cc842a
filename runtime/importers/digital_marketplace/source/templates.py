"""Templates: what is known of a lot is worked out, and what is known later is left to be put in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Undefined
from jinja2.sandbox import SandboxedEnvironment


@dataclass(slots=True)
class TemplateInserts:
    """What stands for answers in one text: `{{ … }}`, or None for what nothing is known of.

    unknown   the names of those; guessed   what had to be taken for something
    """

    found: list[str | None] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)

    def token(self, insert: str | None, name: str = "") -> str:
        """Return a token for `{{ … }}`, or for an unknown `name`, until the text is finished."""
        if insert is None:
            self.unknown.append(name)
        self.found.append(insert)
        return f"\ue000{len(self.found) - 1}\ue001"


class Answer:
    """An answer that is known later. Going through it, as through a list, meets it once."""

    def __init__(self, insert: str, inserts: TemplateInserts) -> None:
        self._insert, self._inserts = insert, inserts

    def __str__(self) -> str:
        return self._inserts.token(self._insert)

    def __iter__(self) -> Iterator["Answer"]:
        yield self

    def __eq__(self, other: object) -> bool:
        says = f"`{self._insert}` is only known later: its comparison here counts as false"
        self._inserts.guessed.append(says)
        return False

    __hash__ = None  # type: ignore[assignment]


class Brief:
    """The buyer's brief in a template: the lot is known, every answer stands for itself."""

    def __init__(self, lot: str, ids: Mapping[str, str], inserts: TemplateInserts) -> None:
        self._lot, self._ids, self._inserts = lot, ids, inserts

    def __contains__(self, name: object) -> bool:
        return name in self._ids or name == "lotSlug"

    def __getitem__(self, name: str) -> object:
        if name == "lotSlug":
            return self._lot
        if name in self._ids:
            return Answer(f"{{{{ brief.{self._ids[name]} }}}}", self._inserts)
        return environment_of(self._inserts).undefined(name=f"brief.{name}")

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


def environment_of(inserts: TemplateInserts) -> SandboxedEnvironment:
    """Return an environment in which an unknown name is absent and is noted."""

    class Unknown(Undefined):
        def _noted(self) -> None:
            says = f"`{self._undefined_name}` is not known here, and counts as absent"
            inserts.guessed.append(says)

        def __str__(self) -> str:
            return inserts.token(None, str(self._undefined_name))

        def __bool__(self) -> bool:
            self._noted()
            return False

        def __eq__(self, other: object) -> bool:
            self._noted()
            return False

        def __iter__(self) -> Iterator[object]:
            self._noted()
            yield from ()

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it may be
            if name.startswith("__"):
                raise AttributeError(name)
            return Unknown(name=f"{self._undefined_name}.{name}")

        __getitem__ = __getattr__
        __hash__ = None  # type: ignore[assignment]

    # What is made of it is Markdown, cleaned where it is shown; dates are shown in words.
    environment = SandboxedEnvironment(undefined=Unknown, autoescape=False)
    environment.globals.clear()
    environment.filters["datetodatetimeformat"] = _same
    environment.filters["dateformat"] = _same
    return environment


def _same(value: object) -> object:
    return value
