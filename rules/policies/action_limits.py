"""Limits of contract actions: how each is written, and what is said of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from rules.definition_part import DefinitionPart
from rules.policies.action_kinds import LimitedChange
from rules.policies.contract_facts import PERCENT_PLACES
from rules.values import Exact

CountLimit = Annotated[int, Field(strict=True, ge=1, le=1000)]
Months = Annotated[int, Field(strict=True, ge=1, le=1200)]
Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]
PercentLimit = Annotated[Exact, Field(ge=0, le=1_000_000, decimal_places=PERCENT_PLACES)]
MoneyLimit = Annotated[Exact, Field(ge=0, lt=10**13, decimal_places=2)]


class MostTimes(DefinitionPart):
    """A limit on how often: `{max: 2}`."""

    max: CountLimit


class MostMonths(DefinitionPart):
    """A limit in whole months: `{max: 12}`."""

    max: Months


class MostDays(DefinitionPart):
    """A limit in calendar days: `{max: 30}`."""

    max: Days


class MostPercent(DefinitionPart):
    """A limit in per cent: `{max: 10}`."""

    max: PercentLimit


class MostMoney(DefinitionPart):
    """A limit in pounds: `{max: 250000}`."""

    max: MoneyLimit


class LeastMonths(DefinitionPart):
    """The fewest months that must pass: `{min: 12}`."""

    min: Months


class LeastDays(DefinitionPart):
    """The fewest days that must pass: `{min: 30}`."""

    min: Days


class LeastWords(DefinitionPart):
    """The fewest words that must be given: `{min: 20}`."""

    min: Annotated[int, Field(strict=True, ge=1, le=10_000)]


def figure_of_limit(policy: object) -> Decimal | date | None:
    """Return the figure of a limit as written; None where it holds none: `capped_by_index`."""
    match policy:
        case MostTimes(max=figure) | MostMonths(max=figure) | MostDays(max=figure):
            return Decimal(figure)
        case MostPercent(max=exact) | MostMoney(max=exact):
            return exact
        case LeastMonths(min=figure):
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
    unit         the unit in which a clause says the figure, as in `amounts.figure_in_words`
    bounds       what it bounds: kinds of action that can change it can have it; None: every kind
    """

    fact: str
    comparator: Literal["at_least", "more_than", "less_than", "after"]
    says: str
    states: str
    unit: str
    bounds: LimitedChange | None = None

    @property
    def end(self) -> str:
        """The key that holds the figure: `max`, or `min` where it is the least."""
        return "min" if self.comparator == "less_than" else "max"
