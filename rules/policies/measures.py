"""Measures: the one figure that a criterion takes from a bid's answers.

In YAML a measure is a question's id, or a calculation over questions that anyone can redo by hand:

    of: total-price
    of: {sum: [set-up-price, yearly-price]}
    of: {sum: [set-up-price, {of: monthly-price, times: 36}, {of: trade-in, times: -1}]}
    of: {sum: [set-up-price, {of: price-per-user, times: [users-needed, contract-months]}]}
    of: {basket: day-rates, quantities: days-needed}      # sum of rate x quantity, by role
    of: {basket: day-rates, quantities: {developer: 20, designer: 10}}
    of: {count_of: certificates}
"""

from typing import Annotated

from pydantic import Field

from rules.definition_part import DefinitionPart, Id
from rules.values import BoundedNumber

#: A number, or the question that gives it.
Factor = BoundedNumber | Id


class Times(DefinitionPart):
    """The answer to a question, times numbers and the answers to other questions.

    The others may be of the buyer's brief: how many users there will be, and for how long.
    """

    of: Id
    times: Factor | Annotated[tuple[Factor, ...], Field(min_length=1, max_length=10)]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What it is multiplied by."""
        return self.times if isinstance(self.times, tuple) else (self.times,)


class Sum(DefinitionPart):
    """The sum of the answers to several number, money or percentage questions."""

    sum: Annotated[tuple[Id | Times, ...], Field(min_length=1)]


class Basket(DefinitionPart):
    """Rate times quantity, summed over the rows of a day-rate table.

    `quantities` is either the id of a brief question (a day-rate table of the same roles, holding
    how many of each the buyer needs) or the quantities themselves, by role.
    """

    basket: Id
    quantities: Id | dict[Id, BoundedNumber]

    def __hash__(self) -> int:
        """Return a hash, as measures are keys: quantities by role have none of their own."""
        given = self.quantities
        return hash((self.basket, given if isinstance(given, str) else frozenset(given.items())))


class Count(DefinitionPart):
    """How many items the answer to a question has: options chosen, texts, rows or files."""

    count_of: Id


Measure = Id | Sum | Basket | Count


def questions_of(measure: Measure) -> tuple[Id, ...]:
    """Return the questions of the bid that a measure is worked out from."""
    match measure:
        case Sum(sum=parts):
            return tuple(part.of if isinstance(part, Times) else part for part in parts)
        case Basket(basket=name) | Count(count_of=name):
            return (name,)
        case _:
            return (measure,)


def quantities_of(measure: Measure) -> tuple[Id, ...]:
    """Return the questions that say how much of something a measure counts."""
    match measure:
        case Sum(sum=parts):
            factors = [each for part in parts if isinstance(part, Times) for each in part.factors]
            return tuple(each for each in factors if isinstance(each, str))
        case Basket(quantities=str(name)):
            return (name,)
        case _:
            return ()
