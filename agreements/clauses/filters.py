"""Filters: the ways in which a clause may say a value, `{{ rule.months | months }}`."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from jinja2 import StrictUndefined

from agreements.clauses.leaves import Branch, Leaf
from agreements.rendering.escaping import capital
from rules.figures import amounts
from rules.problems import ValueProblem


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
        return amounts.figure_in_words(leaf.value, leaf.unit)

    return say


def _list(given: object, joined: str = "and") -> str:
    given = _there(given)
    if isinstance(given, Leaf):
        return str(given)
    if not isinstance(given, Branch | tuple | list):
        raise ValueProblem("`list` joins several values")
    return amounts.listed([str(each) for each in given], joined)


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
    "capital": lambda given: capital(str(given)),
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
