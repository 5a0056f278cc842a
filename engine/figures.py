"""Figures: what works out a measure from the answers to questions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.contest import Figure
from rules.logic import Facts, Find
from rules.measures import Basket, Measure, Sum
from rules.problems import ValueProblem
from rules.values import Kind, Subject

_FIGURES: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE, Kind.PERIOD})


def figure_of(measure: Measure, find: Find) -> Figure:
    """Give what works out a measure. Raises `ValueProblem` for a question that does not fit."""
    if isinstance(measure, Sum):
        keys = tuple(numeric(find("answer", name)).key for name in measure.sum)
        return lambda facts: _sum(facts, keys)
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


def numeric(subject: Subject) -> Subject:
    """Give the subject back if its value is a figure. Raises `ValueProblem`."""
    if subject.kind not in _FIGURES:
        raise ValueProblem(f"`{subject.name}` is not a figure: ask for a number or money")
    return subject


def _check_rates(subject: Subject) -> None:
    if subject.kind is not Kind.OPAQUE:
        raise ValueProblem(f"`{subject.name}` is not a table of day rates by role")


def _single(facts: Facts, key: str) -> Decimal | None:
    value = facts.get(key)
    return value if isinstance(value, Decimal) else None


def _sum(facts: Facts, keys: tuple[str, ...]) -> Decimal | None:
    values = [_single(facts, key) for key in keys]
    found = [each for each in values if each is not None]
    return sum(found, Decimal(0)) if len(found) == len(keys) else None


def _basket(rates: object, quantities: object) -> Decimal | None:
    """Sum rate times quantity; None where a role that is needed has no rate."""
    if not isinstance(rates, Mapping) or not isinstance(quantities, Mapping):
        return None
    total = Decimal(0)
    for role, quantity in quantities.items():
        if not quantity:
            continue
        rate = rates.get(role)
        if not isinstance(rate, Decimal):
            return None
        total += rate * quantity
    return total
