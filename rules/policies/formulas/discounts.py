"""Discounts: points for the discount that a bid gives from a budget."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from rules.figures.arithmetic import exact_sum, power
from rules.policies.calculation import (
    FigureOrReference,
    Mathematics,
    NameOf,
    NotNegative,
    Positive,
    figure_in_words,
    n,
)
from rules.policies.formulas.price_formula import PriceFormula, Prices, Scores, price_score

_NONE: Final = Fraction(0)


class _DiscountFormula(PriceFormula):
    """A formula on the discount that a bid gives from a budget."""

    budget: Annotated[
        FigureOrReference,
        Field(
            description="The price from which discounts count: a figure, or `{answer: ...}` for "
            "the buyer's answer."
        ),
    ]

    @property
    def example_amount(self) -> Decimal | None:
        """The budget, if the owner has set it."""
        return self.budget if isinstance(self.budget, Decimal) else None

    def _discounts(self, prices: Prices, budget: Fraction) -> Scores:
        return {bid: max(_NONE, budget - price) for bid, price in prices.items()}

    def _discount_in_words(self, name_of: NameOf) -> str:
        budget, meaning = figure_in_words(self.budget, "budget", name_of)
        return (
            f"The discount is the percentage by which the price is below "
            f"{f'the {budget}' if meaning else budget}, and none where it is not. {meaning}"
        ).rstrip()


class DiscountRatio(_DiscountFormula):
    """Proportional to the greatest discount: score = S x D / max(Dmax, Ds).

    D is the bid's discount as a percentage of `budget`, D = 100 x (budget - P) / budget, no less
    than 0; Dmax is the greatest discount of the bids; Ds is `smallest_full_discount`.
    Source: Aragon, advisory board report 6/2014, "corrected proportional", Ds from 2% to 5%.
    Relative: yes, once some bid's discount is above Ds.
    Degenerate cases: a price at or above the budget scores 0, and so does every bid where nobody
    gives a discount. Where the greatest discount is below Ds, nobody reaches `out_of`. Without a Ds
    the greatest discount, however small, scores `out_of`.
    """

    title: ClassVar[str] = "Proportional to the greatest discount, corrected"
    source: ClassVar[str] = "Aragon, advisory board on contracts, report 6/2014"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["discount-ratio"],
        Field(description="Score is the discount over the greatest discount."),
    ]
    smallest_full_discount: Annotated[
        NotNegative,
        Field(
            le=100,
            description="The discount, in % of the budget, that the best bid must reach before it "
            "scores `out_of`. 0 is the plain ratio to the greatest discount.",
        ),
    ] = Decimal(0)

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        base = self.figure("budget", budget)
        discounts = self._discounts(prices, base)
        enough = base * Fraction(self.smallest_full_discount) / 100
        greatest = max(enough, *discounts.values())
        if not greatest:
            return discounts
        per_money = Fraction(self.out_of) / greatest
        return {bid: discount * per_money for bid, discount in discounts.items()}

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        divisor, least = "greatest discount", n(self.smallest_full_discount)
        if self.smallest_full_discount > 0:
            divisor = f"the larger of {least}% and the greatest discount"
        return price_score(
            f"{top} × {{discount}}/{{{divisor}}}",
            self._discount_in_words(name_of),
            f"A bid reaches {top} only by a discount of at least {least}%."
            if self.smallest_full_discount > 0
            else "",
        )


class DiscountPower(_DiscountFormula):
    """Power of the discount: score = S x ((budget - P) / (budget - Pmin)) ^ a.

    a is `exponent`: below 1 it damps the reward of deep discounts, above 1 it sharpens it.
    Source: Consip (Italy), concave and convex formulas; Consiglio di Stato 1510/2024.
    Relative: yes.
    Degenerate cases: one bid, or equal prices, score `out_of` if they are below the budget. A price
    at or above the budget scores 0, and so does every bid where none is below it.
    Precision: exact for a whole `exponent`; otherwise to 60 significant digits.
    """

    title: ClassVar[str] = "Power of the discount (concave or convex)"
    source: ClassVar[str] = "Consip (Italy), concave formulas; Consiglio di Stato 1510/2024"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["discount-power"],
        Field(description="Score is the share of the greatest discount, to a power."),
    ]
    exponent: Annotated[
        Positive, Field(le=10, description="The power: below 1 concave, above 1 convex.")
    ]

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        discounts = self._discounts(prices, self.figure("budget", budget))
        most, greatest = Fraction(self.out_of), max(discounts.values())
        if not greatest:
            return discounts
        exponent = Fraction(self.exponent)
        return {bid: most * power(each / greatest, exponent) for bid, each in discounts.items()}

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        budget, meaning = figure_in_words(self.budget, "budget", name_of)
        return Mathematics(
            (
                f"price score = {top} × share to the power of {n(self.exponent)}",
                f"share = {{{budget} − price}}/{{{budget} − lowest price}}",
            ),
            (meaning, "A price at or above the budget scores nothing."),
        )


class DiscountBilinear(_DiscountFormula):
    """Two straight lines that meet at the mean discount.

    Up to the mean: score = S x X x D / Dmean. Above it:
    score = S x (X + (1 - X) x (D - Dmean) / (Dmax - Dmean)). D is the bid's discount from `budget`,
    no less than 0; X is `percent_at_mean` / 100.
    Source: Consip (Italy), bilinear formula with its threshold at the mean.
    Relative: yes.
    Degenerate cases: one bid, or equal prices below the budget, score `out_of` (Consip's rule for
    equal bids). A price at or above the budget counts as no discount, in its own score (0) and in
    the mean. Where nobody gives a discount every bid scores 0.
    """

    title: ClassVar[str] = "Bilinear on the discount, threshold at the mean"
    source: ClassVar[str] = "Consip (Italy), bilinear formula"
    relative: ClassVar[bool] = True

    formula: Annotated[
        Literal["discount-bilinear"],
        Field(description="One slope up to the mean discount, a gentler one above it."),
    ]
    percent_at_mean: Annotated[
        Positive,
        Field(
            le=100,
            description="The share of `out_of`, in %, that a bid at the mean discount scores; "
            "Italian practice is 80, 85 or 90.",
        ),
    ]

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        discounts = self._discounts(prices, self.figure("budget", budget))
        most, greatest = Fraction(self.out_of), max(discounts.values())
        if not greatest:
            return discounts
        mean = exact_sum(discounts.values()) / len(discounts)
        if mean == greatest:
            return dict.fromkeys(discounts, most)
        at_mean = most * Fraction(self.percent_at_mean) / 100
        below = at_mean / mean
        above = (most - at_mean) / (greatest - mean)
        return {
            bid: discount * below if discount <= mean else at_mean + (discount - mean) * above
            for bid, discount in discounts.items()
        }

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        part = n(self.percent_at_mean)
        return Mathematics(
            (
                (
                    f"up to the mean discount: price score = {top} × {part}% × "
                    "{discount}/{mean discount}"
                ),
                (
                    f"above it: price score = {top} × ({part}% + (100% − {part}%) × "
                    "{discount − mean discount}/{greatest discount − mean discount})"
                ),
            ),
            (self._discount_in_words(name_of),),
        )
