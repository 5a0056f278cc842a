"""Figures: what works out a measure from the answers to questions."""

from collections.abc import Mapping, Sized
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.contest import Figure
from rules.logic import Facts, Find
from rules.measures import Basket, Count, Measure, Sum, Times
from rules.problems import ValueProblem
from rules.values import Kind, Subject

_FIGURES: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE, Kind.PERIOD})


def figure_of(measure: Measure, find: Find) -> Figure:
    """Give what works out a measure. Raises `ValueProblem` for a question that does not fit."""
    if isinstance(measure, Sum):
        parts = tuple(_part(part, find) for part in measure.sum)
        return lambda facts: _sum(facts, parts)
    if isinstance(measure, Count):
        find("count_of", measure.count_of)  # refuses what is no list
        listed = find("answer", measure.count_of).key
        return lambda facts: _count(facts.get(listed))
    if isinstance(measure, Basket):
        rates = find("answer", measure.basket)
        _check_rates(rates)
        if isinstance(measure.quantities, str):
            quantities = find("answer", measure.quantities)
            _check_rates(quantities)
            return lambda facts: _basket(facts.get(rates.key), facts.get(quantities.key))
        fixed = measure.quantities
        unknown = sorted(role for role in fixed if rates.options and role not in rates.options)
        if unknown:
            raise ValueProblem(f"`{rates.name}` has no role `{unknown[0]}`")
        return lambda facts: _basket(facts.get(rates.key), fixed)
    key = numeric(find("answer", measure)).key
    return lambda facts: _single(facts, key)


#: The key of an answer, and what it is multiplied by: figures, and the keys of other answers.
_Part = tuple[str, tuple[Fraction | str, ...]]


def _part(part: str | Times, find: Find) -> _Part:
    if not isinstance(part, Times):
        return numeric(find("answer", part)).key, ()
    by = tuple(
        numeric(find("answer", each)).key if isinstance(each, str) else Fraction(each)
        for each in part.factors
    )
    return numeric(find("answer", part.of)).key, by


def numeric(subject: Subject) -> Subject:
    """Give the subject back if its value is a figure. Raises `ValueProblem`."""
    if subject.kind not in _FIGURES:
        raise ValueProblem(f"`{subject.name}` is not a figure: ask for a number or money")
    return subject


def _check_rates(subject: Subject) -> None:
    if subject.kind is not Kind.OPAQUE:
        raise ValueProblem(f"`{subject.name}` is not a table of day rates by role")


def _single(facts: Facts, key: str) -> Fraction | None:
    value = facts.get(key)
    return Fraction(value) if isinstance(value, Decimal) else None


def _sum(facts: Facts, parts: tuple[_Part, ...]) -> Fraction | None:
    total = Fraction(0)
    for key, times in parts:
        value = _single(facts, key)
        for each in times:
            by = _single(facts, each) if isinstance(each, str) else each
            value = None if value is None or by is None else value * by
        if value is None:
            return None
        total += value
    return total


def _count(value: object) -> Fraction | None:
    return Fraction(len(value)) if isinstance(value, Sized) else None


def _basket(rates: object, quantities: object) -> Fraction | None:
    """Sum rate times quantity; None where a role that is needed has no rate."""
    if not isinstance(rates, Mapping) or not isinstance(quantities, Mapping):
        return None
    total = Fraction(0)
    for role, quantity in quantities.items():
        if not quantity:
            continue
        rate = rates.get(role)
        if not isinstance(rate, Decimal):
            return None
        total += Fraction(rate) * Fraction(quantity)
    return total
