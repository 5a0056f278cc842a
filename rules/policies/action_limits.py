"""Limits of contract actions: how each is written, and what is said of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Generic, Literal, TypeVar

from pydantic import Field

from rules.definition_part import DefinitionPart
from rules.policies.action_kinds import LimitedChange
from rules.policies.contract_facts import FACTS, PERCENT_PLACES
from rules.values import Exact, Kind

CountLimit = Annotated[int, Field(strict=True, ge=1, le=1000)]
Months = Annotated[int, Field(strict=True, ge=1, le=1200)]
Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]
PercentLimit = Annotated[Exact, Field(ge=0, le=1_000_000, decimal_places=PERCENT_PLACES)]
MoneyLimit = Annotated[Exact, Field(ge=0, lt=10**13, decimal_places=2)]
WordCount = Annotated[int, Field(strict=True, ge=1, le=10_000)]

F = TypeVar("F")


class Most(DefinitionPart, Generic[F]):
    """The most that may be done: `{max: 12}`."""

    max: F


class Least(DefinitionPart, Generic[F]):
    """The least that must pass or be given: `{min: 30}`."""

    min: F


# Classes with names of their own: the cache of definitions finds a class by its name.


class MostTimes(Most[CountLimit]):
    """The most times."""


class MostMonths(Most[Months]):
    """The most, in months."""


class MostPercent(Most[PercentLimit]):
    """The most, in per cent."""


class MostMoney(Most[MoneyLimit]):
    """The most, in pounds."""


class MostDays(Most[Days]):
    """The most, in calendar days."""


class LeastMonths(Least[Months]):
    """The least, in months."""


class LeastDays(Least[Days]):
    """The least, in days."""


class LeastWords(Least[WordCount]):
    """The least, in words."""


def figure_of_limit(policy: object) -> Decimal | date | None:
    """Return the figure of a limit; None for `capped_by_index`, which has none."""
    match policy:
        case Most(max=figure) | Least(min=figure):
            return Decimal(figure)
        case date():
            return policy
        case _:
            return None


@dataclass(frozen=True, slots=True)
class ActionLimit:
    """A limit that an action can have, declared beside the key that sets it.

    fact         the fact that it bounds
    comparator   how the fact compares with the figure where the action is refused
    says         the sentence that refuses: `{}` is the figure, `{noun}` what one action is called
    states       how a clause states it
    bounds       what it bounds: kinds of action that can change it can have it; None: every kind
    """

    fact: str
    says: str
    states: str
    comparator: Literal["at_least", "more_than", "less_than", "after"] = "more_than"
    bounds: LimitedChange | None = None

    @property
    def end(self) -> str:
        """The key that holds the figure: `max`, or `min` where it is the least."""
        return "min" if self.comparator == "less_than" else "max"

    @property
    def unit(self) -> str:
        """The unit in which a clause says the figure, as in `amounts.figure_in_words`."""
        fact = FACTS[self.fact]
        return _UNITS.get(fact.kind) or fact.unit or "times"


_UNITS: Final = {Kind.MONEY: "money", Kind.PERCENTAGE: "percent", Kind.DATE: "date"}
