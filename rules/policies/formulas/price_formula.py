"""What all price formulas have in common."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from rules.policies.calculation import (
    Calculation,
    Mathematics,
    NameOf,
    Positive,
    Undecidable,
    n,
)
from rules.policies.measures import Measure
from rules.values import BoundedNumber

#: Every bid's price, by bid id, in one unit of money.
Prices = Mapping[str, Fraction]

#: Every bid's score, by bid id.
Scores = dict[str, Fraction]


#: What the three bids of a worked example ask, in per cent of the example's amount.
EXAMPLE_SHARES: Final = (80, 64, 50)


class PriceFormula(Calculation):
    """A formula that gives each bid a score from its price.

    Scores run from 0 to `out_of`; a formula that may leave that range says so.
    """

    of: Annotated[
        Measure,
        Field(description="The price question, or the calculation over questions, that is scored."),
    ]
    out_of: Annotated[
        Positive,
        Field(description="The score of the best price, before the criterion's weighting."),
    ] = Decimal(100)

    @property
    def reversible(self) -> bool:
        """Whether a losing bid can change the order of two others."""
        return self.relative

    def scores(self, prices: Prices, *, budget: Fraction | None = None) -> Scores:
        """Return each bid's score. No prices, no scores.

        `budget` is the answer to what the formula asks for (`asked`); a formula with a figure of
        its own ignores it.

        Raises `Undecidable` where the formula has no answer, naming the bids: a price of zero or
        less under a ratio, a mean price of zero, a budget that is missing or out of order.
        """
        return self._scores(prices, budget) if prices else {}

    @abstractmethod
    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores: ...

    def mathematics(self, name_of: NameOf) -> Mathematics:
        """Set out the formula, with its figures. `name_of` names a question that it asks."""
        found = self._mathematics(n(self.out_of), name_of)
        if not self.relative:
            return found
        return Mathematics(
            found.lines,
            (
                *found.sentences,
                (
                    "The prices compared are those of the bids that are still in the competition, "
                    "so the score of a bid depends on the other bids."
                ),
            ),
        )

    @abstractmethod
    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics: ...

    def example_prices(self, amount: Decimal) -> tuple[Decimal, ...]:
        """Return the prices of the three bids of a worked example, the dearest first."""
        return tuple(amount * share / 100 for share in EXAMPLE_SHARES)

    def _refuse_zero(self, prices: Prices) -> None:
        if refused := [bid for bid, price in prices.items() if price <= 0]:
            raise Undecidable(refused, f"{self.title} has no score for a price of zero or less.")


#: The lowest score that a formula gives: a number, or the word `none` for no floor.
Floor = BoundedNumber | Literal["none"]


class FlooredFormula(PriceFormula):
    """A formula whose score falls without end as the price rises, unless it has a floor."""

    floor: Annotated[
        Floor,
        Field(description="No score is lower than this. `none` lets scores go below zero."),
    ] = Decimal(0)

    @model_validator(mode="after")
    def _floor_below_best(self) -> Self:
        if isinstance(self.floor, Decimal) and self.floor >= self.out_of:
            raise ValueError(f"`floor` {self.floor} must be lower than `out_of` {self.out_of}")
        return self

    @property
    def floor_in_words(self) -> str:
        """The sentence that says what the lowest score is."""
        if isinstance(self.floor, Decimal):
            return f"No score is below {n(self.floor)}."
        return "A score can be less than nothing, and then takes points away."


def price_score(right_side: str, *sentences: str) -> Mathematics:
    """Set out a formula of one line, `price score = right_side`."""
    return Mathematics((f"price score = {right_side}",), sentences)


def each_score(
    prices: Prices,
    score: Callable[[Fraction], Fraction],
    *,
    lowest: Floor = "none",
    most: Decimal | None = None,
) -> Scores:
    """Score every price, kept at or above `lowest` (unless it is "none") and at or below `most`."""
    scores = {bid: score(price) for bid, price in prices.items()}
    if isinstance(lowest, Decimal):
        floor = Fraction(lowest)
        scores = {bid: max(floor, value) for bid, value in scores.items()}
    if most is not None:
        cap = Fraction(most)
        scores = {bid: min(cap, value) for bid, value in scores.items()}
    return scores
