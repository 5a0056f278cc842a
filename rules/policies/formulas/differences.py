"""Differences: points lost per cent above the lowest price, from the mean, by the logarithm."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.figures.arithmetic import exact_sum, logarithm
from rules.policies.calculation import (
    Mathematics,
    NameOf,
    NotNegative,
    Positive,
    Undecidable,
    n,
)
from rules.policies.formulas.price_formula import (
    FlooredFormula,
    Prices,
    Scores,
    each_score,
    price_score,
)
from rules.values import BoundedNumber


class DeviationFromLowest(FlooredFormula):
    """Deviation from the lowest price: score = S x (1 - (P - Pmin) / (z x Pmin)).

    z is `percent_at_zero` / 100; the score is no lower than `floor`.
    With z = 1, a price of twice the lowest scores nothing; with 0.5, one half as much again.
    Source: South Africa, preferential procurement 80/20 and 90/10 points systems (CIDB), z = 1.
    Relative: yes.
    Degenerate cases: one bid, or equal prices, score `out_of`. A price further above the lowest
    than `percent_at_zero` would score less than zero: it scores `floor`, unless `floor` is `none`.
    A price of zero or less is refused.
    """

    title: ClassVar[str] = "Deviation from the lowest price"
    source: ClassVar[str] = "South Africa, 80/20 and 90/10 preference points (CIDB)"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["deviation-from-lowest"],
        Field(description="Score falls by the percentage by which a price exceeds the lowest."),
    ]
    percent_at_zero: Annotated[
        Positive,
        Field(description="By how much, in %, a price that scores 0 exceeds the lowest."),
    ] = Decimal(100)

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        self._refuse_zero(prices)
        most, lowest = Fraction(self.out_of), min(prices.values())
        # S x (1 - (P - Pmin) / (z x Pmin)) = (S + S / z) - P x S / (z x Pmin)
        per_price = most * 100 / Fraction(self.percent_at_zero)
        per_money = per_price / lowest
        at_nothing = most + per_price
        return each_score(prices, lambda price: at_nothing - price * per_money, lowest=self.floor)

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        return price_score(
            f"{top} × (1 − {{price − lowest price}}/"
            f"{{{n(self.percent_at_zero)}% of the lowest price}})",
            f"The lowest price scores {top}.",
            self.floor_in_words,
        )


class MeanNarrowAverage(FlooredFormula):
    """Distance from the mean price: score = M + k x 100 x (Pmean - P) / Pmean.

    M is `at_mean`, k is `points_per_percent`; the score is no lower than `floor` and, unless
    `capped` is no, no higher than S.
    Source: procurementtemplates.co.uk, mean narrow average.
    Relative: yes. One very dear bid raises everyone else's score.
    Degenerate cases: one bid, or equal prices, score `at_mean`. A negative price, or a mean of
    zero, is refused.
    """

    title: ClassVar[str] = "Distance from the mean price"
    source: ClassVar[str] = "procurementtemplates.co.uk, mean narrow average"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["mean-narrow-average"],
        Field(description="The mean price scores `at_mean`; cheaper scores more, dearer less."),
    ]
    at_mean: Annotated[NotNegative, Field(description="The score of a bid at the mean price.")] = (
        Decimal(50)
    )
    points_per_percent: Annotated[
        Positive, Field(description="Points gained or lost for each 1% below or above the mean.")
    ] = Decimal(1)
    capped: Annotated[bool, Field(description="Whether no score is above `out_of`.")] = True

    @model_validator(mode="after")
    def _mean_within(self) -> Self:
        if self.at_mean > self.out_of:
            raise ValueError(f"`at_mean` {self.at_mean} is above `out_of` {self.out_of}")
        if isinstance(self.floor, Decimal) and self.floor > self.at_mean:
            raise ValueError(f"`floor` {self.floor} is above `at_mean` {self.at_mean}")
        return self

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        if below := [bid for bid, price in prices.items() if price < 0]:
            raise Undecidable(below, f"{self.title} has no score for a price below zero.")
        mean = exact_sum(prices.values()) / len(prices)
        if not mean:
            raise Undecidable(prices, f"{self.title} has no score where every price is zero.")
        # M + k x 100 x (Pmean - P) / Pmean = (M + 100k) - P x 100k / Pmean
        per_price = 100 * Fraction(self.points_per_percent)
        at_nothing = Fraction(self.at_mean) + per_price
        per_money = per_price / mean
        most = self.out_of if self.capped else None
        return each_score(
            prices, lambda price: at_nothing - price * per_money, lowest=self.floor, most=most
        )

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        at_mean, each = n(self.at_mean), n(self.points_per_percent)
        by = "" if self.points_per_percent == 1 else f"{each} × "
        return price_score(
            f"{at_mean} + {by}100 × {{mean price − price}}/{{mean price}}",
            f"A price at the mean of the prices compared scores {at_mean}. Each per cent below "
            f"the mean adds, and each per cent above it takes away, {each}.",
            self.floor_in_words,
            f"No score is above {top}." if self.capped else "",
        )


class Logarithmic(FlooredFormula):
    """Logarithmic: score = S x (1 - log(P / Pmin) / log(A)), no lower than `floor`.

    A is `base`: a price of A times the lowest scores 0.
    Source: Mercell/Negometrix, logarithmic formula, A = 1.5, 2 or 3.
    Relative: the score is, but without a floor the gap between two bids is not, so that no third
    bid can change their order. A floor brings that back.
    Degenerate cases: one bid, or equal prices, score `out_of`. A price above A times the lowest
    would score less than zero: it scores `floor`, unless `floor` is `none`. A price of zero or less
    is refused.
    Precision: each price's logarithm to the base A is taken to 50 decimal places; what follows is
    exact.
    """

    title: ClassVar[str] = "Logarithmic"
    source: ClassVar[str] = "Mercell/Negometrix, logarithmic formula"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["logarithmic"],
        Field(description="Score falls by the same amount for each same ratio of prices."),
    ]
    base: Annotated[
        BoundedNumber,
        Field(gt=1, description="How many times the lowest price scores 0: 1.5, 2 or 3."),
    ]

    @property
    def reversible(self) -> bool:
        """Only a floor lets a losing bid change the order of two others."""
        return self.floor != "none"

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        self._refuse_zero(prices)
        most, base = Fraction(self.out_of), Fraction(self.base)
        # One logarithm per bid, of its own price alone: the gap between two bids is then exactly
        # the same whatever third bid is lowest.
        logarithms = {bid: logarithm(price, base) for bid, price in prices.items()}
        at_nothing = most * (1 + min(logarithms.values()))
        return each_score(logarithms, lambda log: at_nothing - most * log, lowest=self.floor)

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        base = n(self.base)
        return price_score(
            f"{top} × (1 − {{log(price ÷ lowest price)}}/{{log({base})}})",
            f"The lowest price scores {top}; a price {base} times as high scores nothing.",
            self.floor_in_words,
        )
