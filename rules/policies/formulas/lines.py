"""Lines: a straight line between two prices, of bids or set in advance."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.figures.amounts import money
from rules.figures.rounding import shortest_print
from rules.policies.calculation import (
    FigureOrReference,
    Mathematics,
    NameOf,
    NotNegative,
    Undecidable,
    figure_in_words,
)
from rules.policies.formulas.price_formula import (
    PriceFormula,
    Prices,
    Scores,
    each_score,
    price_score,
)


class LinearBetweenBids(PriceFormula):
    """Linear between the bids: score = S x (Pmax - P) / (Pmax - Pmin).

    Source: Consip (Italy), linear min-max; CCS Contract Award Service day-rate dimension.
    Relative: yes, on both the cheapest and the dearest bid; Consip discourages it for prices.
    Degenerate cases: one bid, or equal prices, score `out_of` (Consip's rule). Any price, zero and
    negative ones too, has a score.
    """

    title: ClassVar[str] = "Linear between the lowest and the highest bid"
    source: ClassVar[str] = "Consip (Italy), linear min-max, with its rule for equal bids"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["linear-between-bids"],
        Field(description="The lowest bid scores everything, the highest nothing."),
    ]

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        most = Fraction(self.out_of)
        lowest, highest = min(prices.values()), max(prices.values())
        if lowest == highest:
            return dict.fromkeys(prices, most)
        per_money = most / (highest - lowest)
        return each_score(prices, lambda price: (highest - price) * per_money)

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        return price_score(
            f"{top} × {{highest price − price}}/{{highest price − lowest price}}",
            f"The lowest price scores {top} and the highest nothing. Where all prices are the "
            f"same, each scores {top}.",
        )


class LinearBetweenBounds(PriceFormula):
    """Linear between set bounds: score = S x (H - P) / (H - L), kept within 0 and S.

    H is `highest`, L is `lowest`, both set before bids are seen.
    Source: Mercell/Negometrix weighted score method.
    Relative: no.
    Degenerate cases: a price at or below `lowest` scores `out_of`, at or above `highest` scores 0.
    `highest` must be above `lowest`: a definition where it is not is refused, and so is an
    evaluation where the buyer's answer is not.
    """

    title: ClassVar[str] = "Linear between set bounds"
    source: ClassVar[str] = "Mercell/Negometrix, weighted score method"

    formula: Annotated[
        Literal["linear-between-bounds"],
        Field(description="Score falls evenly from `lowest` to `highest`."),
    ]
    lowest: Annotated[
        NotNegative, Field(description="The price, and every price below it, that scores `out_of`.")
    ]
    highest: Annotated[
        FigureOrReference,
        Field(
            description="The price, and every price above it, that scores 0: a figure, or "
            "`{answer: ...}` for the buyer's answer."
        ),
    ]

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if isinstance(self.highest, Decimal) and self.highest <= self.lowest:
            raise ValueError(f"`highest` {self.highest} must be above `lowest` {self.lowest}")
        return self

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        most, low = Fraction(self.out_of), Fraction(self.lowest)
        high = self.figure("highest", budget)
        if high <= low:
            raise Undecidable(
                (),
                f"The highest price, {shortest_print(high)}, must be above the lowest, "
                f"{shortest_print(low)}.",
            )
        per_money = most / (high - low)
        return each_score(
            prices, lambda price: (high - price) * per_money, lowest=Decimal(0), most=self.out_of
        )

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        high, meaning = figure_in_words(self.highest, "upper price", name_of)
        bound = f"the {high}" if meaning else high
        return price_score(
            f"{top} × {{{high} − price}}/{{{high} − {money(self.lowest)}}}",
            f"A price of {money(self.lowest)} or less scores {top}; one of {bound} or more scores "
            "nothing.",
            meaning,
        )

    def example_prices(self, amount: Decimal) -> tuple[Decimal, ...]:
        """Return prices between the bounds; `amount` stands for a highest that the buyer sets."""
        high = self.highest if isinstance(self.highest, Decimal) else amount
        return tuple(self.lowest + each for each in super().example_prices(high - self.lowest))
