"""Ratios: the lowest price, or a reference price, over the price."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from rules.policies.calculation import (
    FigureOrReference,
    Mathematics,
    NameOf,
    figure_in_words,
)
from rules.policies.formulas.price_formula import (
    PriceFormula,
    Prices,
    Scores,
    each_score,
    price_score,
)


class LowestPriceRatio(PriceFormula):
    """Proportional to the lowest price: score = S x Pmin / P.

    Source: Crown Commercial Service further-competition packs; World Bank Sf = 100 x Fm / F.
    Relative: yes. The lowest price sets everyone's score, so a very cheap bid that loses can change
    who wins.
    Degenerate cases: one bid, or equal prices, score `out_of`. A price of zero or less has no
    ratio: the evaluation is refused, and names the bids.
    """

    title: ClassVar[str] = "Proportional to the lowest price"
    source: ClassVar[str] = (
        "Crown Commercial Service further-competition packs; World Bank, Sf = 100 x Fm / F"
    )
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["lowest-price-ratio"],
        Field(description="Score is the lowest price over the price."),
    ]

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        self._refuse_zero(prices)
        best = Fraction(self.out_of) * min(prices.values())
        return each_score(prices, lambda price: best / price)

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        return price_score(
            f"{top} × {{lowest price}}/{{price}}",
            f"The lowest price scores {top}; a price twice as high scores half of that.",
        )


class ReferenceRatio(PriceFormula):
    """Proportional to a reference price: score = S x R / P, no higher than S unless `capped` is no.

    R is `reference`.
    Source: reference-price scoring as described by TenderWolf, whose worked figures exceed 100.
    Relative: no.
    Degenerate cases: a price below the reference would score above `out_of`: it scores `out_of`,
    unless `capped` is no. A price of zero or less is refused.
    """

    title: ClassVar[str] = "Proportional to a reference price"
    source: ClassVar[str] = "Reference-price scoring (TenderWolf, price-quality ratio)"

    formula: Annotated[
        Literal["reference-ratio"], Field(description="Score is the reference over the price.")
    ]
    reference: Annotated[
        FigureOrReference,
        Field(
            description="The price that scores `out_of`: a figure, or `{answer: ...}` for the "
            "buyer's answer."
        ),
    ]
    capped: Annotated[bool, Field(description="Whether no score is above `out_of`.")] = True

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        self._refuse_zero(prices)
        best = Fraction(self.out_of) * self.figure("reference", budget)
        most = self.out_of if self.capped else None
        return each_score(prices, lambda price: best / price, most=most)

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        reference, meaning = figure_in_words(self.reference, "reference price", name_of)
        return price_score(
            f"{top} × {{{reference}}}/{{price}}",
            meaning,
            f"No score is above {top}." if self.capped else f"A lower price scores above {top}.",
        )

    @property
    def example_amount(self) -> Decimal | None:
        """Twice the reference, so that the example's prices lie on both sides of it."""
        return 2 * self.reference if isinstance(self.reference, Decimal) else None

    def example_answer(self, amount: Decimal) -> Decimal:
        """Return a reference with prices on both sides of it."""
        return amount / 2
