"""Figures: what works out a measure from the answers to questions."""

from collections.abc import Mapping, Sized
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final

from engine.competitions.evaluation_plan import MeasureFunction
from rules.logic import Facts, FindSubject
from rules.policies.measures import Basket, Count, Measure, Sum, Times
from rules.problems import ValueProblem
from rules.values import Kind, Subject

_FIGURES: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE, Kind.PERIOD})


def figure_of(measure: Measure, find: FindSubject) -> MeasureFunction:
    """Return what works out a measure. Raises `ValueProblem` for a question that does not fit."""
    if isinstance(measure, Sum):
        parts = tuple(_part(part, find) for part in measure.sum)
        return partial(_sum, parts=parts)
    if isinstance(measure, Count):
        find("count_of", measure.count_of)  # refuses what is no list
        listed = find("answer", measure.count_of).key
        return partial(_count, key=listed)
    if isinstance(measure, Basket):
        rates = find("answer", measure.basket)
        _check_rates(rates)
        if isinstance(measure.quantities, str):
            quantities = find("answer", measure.quantities)
            _check_rates(quantities)
            return partial(_basket, rates=rates.key, quantities=quantities.key)
        fixed = measure.quantities
        unknown = sorted(role for role in fixed if rates.options and role not in rates.options)
        if unknown:
            raise ValueProblem(f"`{rates.name}` has no role `{unknown[0]}`")
        return partial(_basket, rates=rates.key, quantities=fixed)
    key = numeric(find("answer", measure)).key
    return partial(_single, key=key)


#: The key of an answer, and what it is multiplied by: figures, and the keys of other answers.
_Part = tuple[str, tuple[Fraction | str, ...]]


def _part(part: str | Times, find: FindSubject) -> _Part:
    if not isinstance(part, Times):
        return numeric(find("answer", part)).key, ()
    by = tuple(
        numeric(find("answer", each)).key if isinstance(each, str) else Fraction(each)
        for each in part.factors
    )
    return numeric(find("answer", part.of)).key, by


def numeric(subject: Subject) -> Subject:
    """Return the subject back if its value is a figure. Raises `ValueProblem`."""
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
        by = [_single(facts, each) if isinstance(each, str) else each for each in times]
        if 0 in by:
            continue  # nothing of it is needed, so that its price may be left out
        value = _single(facts, key)
        for each in by:
            value = None if value is None or each is None else value * each
        if value is None:
            return None
        total += value
    return total


def _count(facts: Facts, key: str) -> Fraction | None:
    value = facts.get(key)
    return Fraction(len(value)) if isinstance(value, Sized) else None


def _basket(facts: Facts, rates: str, quantities: str | Mapping[str, Decimal]) -> Fraction | None:
    """Sum rate times quantity; None where a role that is needed has no rate."""
    given = facts.get(rates)
    wanted = facts.get(quantities) if isinstance(quantities, str) else quantities
    if not isinstance(given, Mapping) or not isinstance(wanted, Mapping):
        return None
    total = Fraction(0)
    for role, quantity in wanted.items():
        if not quantity:
            continue
        rate = given.get(role)
        if not isinstance(rate, Decimal):
            return None
        total += Fraction(rate) * Fraction(quantity)
    return total
