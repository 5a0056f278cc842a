"""Bands: a table of prices and scores, set in advance."""

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.definition_part import DefinitionPart
from rules.figures.amounts import money
from rules.policies.calculation import (
    Mathematics,
    NameOf,
    NotNegative,
    n,
)
from rules.policies.formulas.price_formula import PriceFormula, Prices, Scores, each_score
from rules.values import BoundedNumber


class Band(DefinitionPart):
    """One band of prices and its score. It begins where the band before it ends."""

    up_to: Annotated[
        BoundedNumber | None, Field(description="The highest price in the band, which it includes.")
    ] = None
    below: Annotated[
        BoundedNumber | None,
        Field(description="The price at which the band ends, which it excludes."),
    ] = None
    score: Annotated[NotNegative, Field(description="The score of every price in the band.")]

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.up_to is None) == (self.below is None):
            raise ValueError("give one of `up_to` (the price is included) and `below` (it is not)")
        return self

    @property
    def end(self) -> tuple[Decimal, bool]:
        """Where the band ends, and whether a price exactly there is in it. Bands sort by this."""
        if self.up_to is not None:
            return self.up_to, True
        assert self.below is not None  # noqa: S101 - one of the two is given
        return self.below, False


class Bands(PriceFormula):
    """Bands: the score of the first band that the price is in; above every band, `above`.

    Each band says only where it ends and begins where the one before it ends, so bands can neither
    overlap nor leave a gap. A dearer band never scores more than a cheaper one.
    Source: pre-set price tables, as in Chilean bidding rules.
    Relative: no. A price just over a band's end loses the whole step.
    Degenerate cases: none; any price is in exactly one band, zero and negative ones in the first.
    """

    title: ClassVar[str] = "Price bands"
    source: ClassVar[str] = "Pre-set tables of prices and scores, as in Chilean bidding rules"

    formula: Annotated[Literal["bands"], Field(description="Score is read from a table of prices.")]
    bands: Annotated[
        tuple[Band, ...],
        Field(min_length=1, max_length=1000, description="The bands, cheapest first."),
    ]
    above: Annotated[
        NotNegative, Field(description="The score of a price above the last band.")
    ] = Decimal(0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for first, second in pairwise(self.bands):
            if second.end <= first.end:
                raise ValueError(
                    f"bands go from cheap to dear: {second.end[0]} must come before {first.end[0]}"
                )
        scores = [*(band.score for band in self.bands), self.above]
        if max(scores) > self.out_of:
            raise ValueError(f"a score of {max(scores)} is above `out_of` {self.out_of}")
        for cheaper, dearer in pairwise(scores):
            if dearer > cheaper:
                raise ValueError(
                    f"a dearer band scores {dearer}, more than {cheaper} for the cheaper one before"
                )
        return self

    def _scores(self, prices: Prices, budget: Fraction | None) -> Scores:
        # An end that is included sorts after the same end left out, so the band of a price is the
        # first whose end is not before (price, included).
        ends = [(Fraction(end), included) for end, included in (band.end for band in self.bands)]
        scores = [*(Fraction(band.score) for band in self.bands), Fraction(self.above)]
        return each_score(prices, lambda price: scores[bisect_left(ends, (price, True))])

    def _mathematics(self, top: str, name_of: NameOf) -> Mathematics:
        rows = ["| Price | Score |", "| --- | ---: |"]
        begin = ""
        for band in self.bands:
            end, included = band.end
            until = f"{'up to' if included else 'below'} {money(end)}"
            rows.append(f"| {begin}{until} | {n(band.score)} |")
            begin = f"{'above' if included else 'from'} {money(end)} "
        rows.append(f"| {begin.strip()} | {n(self.above)} |")
        return Mathematics((), ("The score is read from this table:\n\n" + "\n".join(rows),))

    def figures(self) -> Iterator[tuple[str, Decimal]]:
        """Yield each figure that the owner has set, with its key (`bands.0.score`)."""
        yield from super().figures()
        for place, band in enumerate(self.bands):
            yield f"bands.{place}.end", band.end[0]
            yield f"bands.{place}.score", band.score

    def example_prices(self, amount: Decimal) -> tuple[Decimal, ...]:
        """Return the middles of the first three bands; of the last, where there are fewer."""
        ends = [Decimal(0), *(band.end[0] for band in self.bands)]
        middles = [(low + high) / 2 for low, high in pairwise(ends)]
        return tuple(middles[min(place, len(middles) - 1)] for place in (2, 1, 0))
