"""Measures: the one figure that a criterion takes from a bid's answers.

In YAML a measure is a question's id, or a calculation over questions that anyone can redo by hand:

    of: total-price
    of: {sum: [set-up-price, yearly-price]}
    of: {basket: day-rates, quantities: days-needed}      # sum of rate x quantity, by role
    of: {basket: day-rates, quantities: {developer: 20, designer: 10}}
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from rules.definition import Definition, Id


class Sum(Definition):
    """The sum of the answers to several number, money or percentage questions."""

    sum: Annotated[tuple[Id, ...], Field(min_length=1)]


class Basket(Definition):
    """Rate times quantity, summed over the rows of a day-rate table.

    `quantities` is either the id of a brief question (a day-rate table of the same roles, holding
    how many of each the buyer needs) or the quantities themselves, by role.
    """

    basket: Id
    quantities: Id | dict[Id, Decimal]


Measure = Id | Sum | Basket


def questions_of(measure: Measure) -> tuple[Id, ...]:
    """Give the questions of the bid that a measure is worked out from."""
    match measure:
        case Sum(sum=names):
            return names
        case Basket(basket=name):
            return (name,)
        case _:
            return (measure,)
