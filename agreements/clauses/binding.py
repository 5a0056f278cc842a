"""Binding: the values of rules as a clause may use them, and the filling in of a clause.

A clause is a template over *leaves*, values that know where in the definition they come from and
remember, while a clause is filled in, that it has said them. The template language is Jinja2 in a
sandbox with very little in it: values, `if`, `for` and the filters below. Nothing of Python can be
reached, nothing can be computed, and a name that does not exist is a problem and never a blank.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rules.figures import amounts
from rules.problems import Problem, ValueProblem

_reading: ContextVar[set[int] | None] = ContextVar("_reading", default=None)


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
        said = _reading.get()
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
            raise ValueProblem("several values cannot stand for one: name one of " + _named(self))
        return str(self._parts[self._text])


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
    return Leaf(path, amounts.said(exact, unit), exact, unit, limit)


# --- filters --------------------------------------------------------------------------------------


def _there(given: object) -> object:
    """Return a value. Raises `UndefinedError` for a name that does not exist, in any filter."""
    return str(given) if isinstance(given, StrictUndefined) else given


def _leaf(given: object, name: str) -> Leaf:
    given = _there(given)
    if not isinstance(given, Leaf):
        raise ValueProblem(f"`{name}` says a single value of a rule")
    given.note()
    return given


def _number(given: object, name: str) -> Decimal:
    leaf = _leaf(given, name)
    if not isinstance(leaf.value, Decimal):
        raise ValueProblem(f"`{leaf.path}` is not a number, so `{name}` cannot say it")
    return leaf.value


def _unit(name: str, *units: str) -> Callable[[object], str]:
    def say(given: object) -> str:
        leaf = _leaf(given, name)
        if leaf.value is None or leaf.unit not in units:
            is_ = f"is in {leaf.unit}" if leaf.unit else "has no unit"
            raise ValueProblem(f"`{leaf.path}` {is_}, so `{name}` cannot say it")
        return amounts.said(leaf.value, leaf.unit)

    return say


def _list(given: object, joined: str = "and") -> str:
    given = _there(given)
    if isinstance(given, Leaf):
        return str(given)
    if not isinstance(given, Branch | tuple | list):
        raise ValueProblem("`list` joins several values")
    return amounts.listed([str(each) for each in given], joined)


def _capital(given: object) -> str:
    text = str(given)
    return text[:1].upper() + text[1:]


def _small(given: object) -> str:
    text = str(given)
    ordinary = text[:1] == "A" or text[1:2].islower()
    return text[:1].lower() + text[1:] if ordinary else text


#: Every filter that a clause may use.
FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "words": lambda given: amounts.words(_number(given, "words")),
    "digits": lambda given: amounts.grouped(_number(given, "digits")),
    "times": lambda given: amounts.times(_number(given, "times")),
    "months": _unit("months", "months"),
    "days": _unit("days", "days", "working days"),
    "money": _unit("money", "money"),
    "percent": _unit("percent", "percent"),
    "date": _unit("date", "date"),
    "list": _list,
    "capital": _capital,
    "small": _small,
}

#: The filter that says a leaf of a unit.
FILTER_OF: Final[Mapping[str, str]] = {
    "days": "days",
    "working days": "days",
    "months": "months",
    "money": "money",
    "percent": "percent",
    "times": "times",
    "date": "date",
}

# --- the sandbox ----------------------------------------------------------------------------------


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 with access to nothing but the values that a clause is given."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=_finalized,
            cache_size=400,
        )
        self.globals.clear()
        self.filters = dict(FILTERS)
        self.tests = {}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - whatever there is
        return self._part(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - whatever there is
        return self._part(obj, argument)

    def _part(self, obj: object, name: object) -> object:
        if isinstance(obj, Branch) and name in obj:
            return obj.get(str(name))
        if isinstance(obj, LoopContext) and name in {"first", "last", "index"}:
            return getattr(obj, str(name))
        if isinstance(obj, StrictUndefined):
            return obj  # it says what was not there in the first place
        if obj is None:
            return None  # what is not there has no parts either
        if isinstance(obj, Branch):
            return self.undefined(hint=_unknown(str(name), obj.names))
        return self.undefined(hint=f"there is no `{str(name)[:60]}` in a single value")


def _finalized(value: object) -> object:
    if value is None:
        raise ValueProblem("there is no such value here: ask for it with `{% if %}` first")
    if isinstance(value, bool):
        raise ValueProblem("yes or no can be used only in `{% if %}`")
    if isinstance(value, tuple | list):
        raise ValueProblem("to show several values, use `| list`, or `{% for %}` for one at a time")
    return str(value) if isinstance(value, Leaf | Branch) else value


def _unknown(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    meant = f": did you mean `{close[0]}`?" if close else _among(known)
    return f"there is no `{name[:60]}` here{meant}"


def _among(known: Sequence[str]) -> str:
    few = ", ".join(f"`{each}`" for each in known[:12])
    return f"; there are {few}" + (" …" if len(known) > 12 else "") if few else ""


def _named(branch: Branch) -> str:
    return ", ".join(f"`{each}`" for each in branch.names[:12])


#: What a clause of a definition may be made of.
_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """A template filled in: its text, and the leaves that it said."""

    text: str
    said: frozenset[int]

    def has(self, leaf: Leaf) -> bool:
        """Return whether it said a leaf."""
        return id(leaf) in self.said


class Binder:
    """Fill in templates: those of a definition; with a loader, the library's, which may include."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        self._env = _Sandbox(loader)
        # The library's own clauses are filled in for every definition; others once or twice.
        self._kept: dict[str, Template] | None = None if loader is None else {}

    def _template(self, source: str) -> Template:
        if self._kept is None:
            return self._env.from_string(source)
        if source not in self._kept:
            self._kept[source] = self._env.from_string(source)
        return self._kept[source]

    def problems_of(self, source: str, where: Callable[[int], str]) -> tuple[Problem, ...]:
        """Return what is not allowed in a definition's clause. `where` maps lines to places."""
        try:
            tree = self._env.parse(source)
        except TemplateSyntaxError as error:
            return (Problem(where(error.lineno), f"cannot be read: {_plain(error)}"),)
        except RecursionError:
            return (Problem(where(1), "is nested too deep to be read"),)
        found = []
        for node, depth in _walk(tree):
            if not isinstance(node, _ALLOWED):
                says = f"`{type(node).__name__.lower()}` is not for clauses: they hold values"
                found.append(Problem(where(node.lineno), f"{says}, `if` and `for`"))
            elif isinstance(node, nodes.For) and depth >= _DEPTH:
                found.append(Problem(where(node.lineno), "is nested too deep: at most three `for`"))
            elif isinstance(node, nodes.Output):
                for each in node.nodes:
                    if isinstance(each, nodes.Const):
                        says = "put words and figures outside the braces"
                        found.append(Problem(where(each.lineno), says))
        return tuple(found)

    def fill(
        self, source: str, values: Mapping[str, object], where: Callable[[int], str]
    ) -> Filled | Problem:
        """Fill in a template; return the problem if that fails. `where` maps lines to places."""
        said: set[int] = set()
        token = _reading.set(said)
        try:
            text = self._template(source).render(dict(values))
        except TemplateSyntaxError as error:
            return Problem(where(error.lineno), f"cannot be read: {_plain(error)}")
        except (TemplateError, ValueProblem, TypeError, RecursionError) as error:
            return Problem(where(_line(error)), _plain(error))
        finally:
            _reading.reset(token)
        return Filled(text, frozenset(said))


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    inner = depth + isinstance(node, nodes.For)
    for child in node.iter_child_nodes():
        yield from _walk(child, inner)


def _plain(error: BaseException) -> str:
    text = str(getattr(error, "message", None) or error).strip()
    if isinstance(error, TypeError):
        return "a value is used in a way that does not suit its type"
    if match := re.fullmatch(r"'(\w+)' is undefined", text):
        return f"there is no `{match[1]}`"
    return text[:1].lower() + text[1:].rstrip(".") if text else "cannot be filled in"


def _line(error: BaseException) -> int:
    """Return the line of the template at which it failed."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
