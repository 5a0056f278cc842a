"""Measures: the one figure that a criterion takes from a bid's answers.

In YAML a measure is a question's id, or a calculation over questions that anyone can redo by hand:

    of: total-price
    of: {sum: [set-up-price, yearly-price]}
    of: {sum: [set-up-price, {of: monthly-price, times: 36}, {of: trade-in, times: -1}]}
    of: {sum: [set-up-price, {of: price-per-user, times: users-needed}]}
    of: {basket: day-rates, quantities: days-needed}      # sum of rate x quantity, by role
    of: {basket: day-rates, quantities: {developer: 20, designer: 10}}
    of: {count_of: certificates}
"""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from rules.definition import Definition, Id
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS

#: How many times something is counted: of any sign, and of a size that memory can hold.
Quantity = Annotated[
    Decimal, Field(max_digits=MAX_WHOLE_DIGITS + MAX_PLACES, decimal_places=MAX_PLACES)
]


class Times(Definition):
    """The answer to a question, times a number or times the answer to another question.

    The other question may be one of the buyer's brief (how many users there will be).
    """

    of: Id
    times: Quantity | Id


class Sum(Definition):
    """The sum of the answers to several number, money or percentage questions."""

    sum: Annotated[tuple[Id | Times, ...], Field(min_length=1)]


class Basket(Definition):
    """Rate times quantity, summed over the rows of a day-rate table.

    `quantities` is either the id of a brief question (a day-rate table of the same roles, holding
    how many of each the buyer needs) or the quantities themselves, by role.
    """

    basket: Id
    quantities: Id | dict[Id, Quantity]


class Count(Definition):
    """How many items the answer to a question has: options chosen, texts, rows or files."""

    count_of: Id


Measure = Id | Sum | Basket | Count


def questions_of(measure: Measure) -> tuple[Id, ...]:
    """Give the questions of the bid that a measure is worked out from."""
    match measure:
        case Sum(sum=parts):
            return tuple(part.of if isinstance(part, Times) else part for part in parts)
        case Basket(basket=name) | Count(count_of=name):
            return (name,)
        case _:
            return (measure,)
