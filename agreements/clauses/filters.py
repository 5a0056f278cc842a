"""Filters: the ways in which a clause may say a value, `{{ rule.months | months }}`."""

import numbers
import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jinja2 import StrictUndefined

from agreements.clauses.leaves import Branch, Leaf, Missing, unescaped
from agreements.rendering.escaping import capital
from rules.figures import amounts
from rules.problems import ValueProblem


def _there(given: object) -> object:
    """Return a value. Raises `UndefinedError` for a name that does not exist, in any filter."""
    return str(given) if isinstance(given, StrictUndefined) else given


def shown(given: object) -> str:
    """Return how a value is shown. Raises `ValueProblem` for what is no value of a rule."""
    given = _there(given)
    if isinstance(given, Missing):
        raise ValueProblem(given.says)
    if isinstance(given, str | int | Leaf | Branch):
        return str(given)
    raise ValueProblem("this is no value that a clause can show")


#: How a clause may compare: the names that Jinja gives to `==` and the others.
COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
}


def compared(one: object, how: str, other: object) -> bool:
    """Return whether a comparison holds: of figures, dates or words. What is not there is unequal.

    Raises `ValueProblem` where one kind of value is compared with another.
    """
    figures = [_plain(one), _plain(other)]
    if None in figures:
        if how in {"eq", "ne"}:
            return (figures[0] is figures[1]) is (how == "eq")
        raise ValueProblem("there is no such value to compare: ask for it with `{% if %}` first")
    if any(isinstance(each, date) for each in figures):
        figures = [_day(each) for each in figures]
    kinds = {type(each) for each in figures}
    if len(kinds) > 1:
        raise ValueProblem("a figure is compared with words: compare values of one kind")
    return COMPARISONS[how](*figures)


def _plain(given: object) -> Decimal | date | str | None:
    """Return a value as it is compared: a figure, a date, or words."""
    given = _there(given)
    match given:
        case Leaf():
            return unescaped(given.text) if given.value is None else given.value
        case Missing():
            return None
        case str():
            return given
        case bool():
            raise ValueProblem("yes or no is not compared: write `{% if … %}` or `{% if not … %}`")
        case numbers.Real():
            return Decimal(str(given))
        case _:
            raise ValueProblem("several values cannot be compared with one: name one of them")


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise ValueProblem('a day is compared with a day, written "2027-01-31"') from None


def _leaf(given: object, name: str) -> Leaf:
    given = _there(given)
    if isinstance(given, Missing):
        raise ValueProblem(given.says)
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
    return amounts.listed([shown(each) for each in given], joined)


def _small(given: object) -> str:
    text = shown(given)
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
    "capital": lambda given: capital(shown(given)),
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
