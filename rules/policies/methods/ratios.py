"""Methods by which the price is divided by what quality earns, or the other way round."""

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from rules.figures.arithmetic import power
from rules.policies.calculation import Mathematics, NameOf, Positive, Undecidable, n
from rules.policies.methods.evaluation_method import (
    NOTHING,
    Best,
    MethodTotal,
    Offers,
    PriceComparingMethod,
    Working,
)

#: The largest WQ / WP whose power is worked out: beyond it numbers have hundreds of digits.
LARGEST_POWER: Final = 100

#: A figure of each bid, by bid id.
Figures = dict[str, Fraction]


class RatioMethod(PriceComparingMethod):
    """A method by which each bid's quality earns a multiplier: 0 or more, and more is better."""

    def multipliers(self, offers: Offers) -> Figures:
        """Return what each bid's quality divides its price by, by bid id.

        Raises `Undecidable` for a missing or negative quality, or a weighting that the method
        cannot use.
        """
        qualities = self._qualities(offers)
        if below := [bid for bid, quality in qualities.items() if quality < 0]:
            raise Undecidable(below, f"{self.title} has no total for a quality below zero.")
        shares = {offer.id: qualities[offer.id] / self._most(offer) for offer in offers.bids}
        return self._multipliers(offers, qualities, shares)

    @abstractmethod
    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures: ...

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        return self._from(self._prices_above_zero(offers), self.multipliers(offers))

    def _from(self, prices: Figures, earns: Figures) -> dict[str, MethodTotal]:
        return {bid: price / earns[bid] for bid, price in prices.items()}

    def workings(self, offers: Offers) -> dict[str, Working]:
        """Return the multiplier of each bid, by bid id."""
        if not offers.bids:
            return {}
        return {bid: Working(multiplier=by) for bid, by in self.multipliers(offers).items()}

    def _level_prices(self, offers: Offers, level_with: str, aim: Fraction) -> Figures:
        earns = self.multipliers(offers)
        per_unit = aim / earns[level_with] if earns[level_with] else NOTHING
        return {bid: per_unit * own for bid, own in earns.items()}


class PricePerQualityPoint(RatioMethod):
    """Price per quality point: total = P / Q. Lowest wins.

    Source: Cabinet Office, Bid Evaluation Guidance Note (May 2021), section 7.3 and Appendix II.
    Relative: no.
    Degenerate cases: a bid of no quality has no price per point. With `zero_quality: last` it
    ranks after every bid that has one, level with any other of no quality; with `refuse` the
    evaluation is refused. Set a minimum quality so that it cannot happen. A price of zero or less
    is refused.
    """

    title: ClassVar[str] = "Price per quality point"
    source: ClassVar[str] = "Cabinet Office, Bid Evaluation Guidance Note (May 2021), s.7.3"
    best: ClassVar[Best] = "lowest"

    method: Annotated[
        Literal["price-per-quality-point"], Field(description="Price divided by quality.")
    ]
    zero_quality: Annotated[
        Literal["last", "refuse"],
        Field(
            description="What becomes of a bid of no quality: ranked after the others, or the "
            "evaluation is refused."
        ),
    ] = "last"

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        return qualities

    def _from(self, prices: Figures, earns: Figures) -> dict[str, MethodTotal]:
        without = [bid for bid, quality in earns.items() if quality <= 0]
        if without and self.zero_quality == "refuse":
            raise Undecidable(without, f"{self.title} has no figure for a quality of zero.")
        return {
            bid: price / earns[bid] if earns[bid] > 0 else None for bid, price in prices.items()
        }

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            ("total = {price}/{quality}",),
            (
                "A bid of no quality comes after every other."
                if self.zero_quality == "last"
                else "Where a bid has no quality, nothing can be awarded by this method.",
            ),
        )


class _IndexPerPrice(RatioMethod):
    """A method by which what quality earns is divided by the price."""

    price_unit: Annotated[
        Positive,
        Field(description="Quality is counted per this much money: 1000000 for points per £1m."),
    ] = Decimal(1)

    def _from(self, prices: Figures, earns: Figures) -> dict[str, MethodTotal]:
        unit = Fraction(self.price_unit)
        return {bid: earns[bid] * unit / price for bid, price in prices.items()}

    @property
    def _times_unit(self) -> str:
        return "" if self.price_unit == 1 else f"{n(self.price_unit)} × "

    def figures(self) -> Iterator[tuple[str, Decimal]]:
        """Yield the unit of money, unless it is 1, which no sentence needs to state."""
        return ((key, value) for key, value in super().figures() if value != 1)


class ValueForMoneyIndex(_IndexPerPrice):
    """Value for money index: total = Q x U / P, where U is `price_unit`. Highest wins.

    Source: Ministry of Defence, tender evaluation tool `tessa`.
    Relative: no.
    Degenerate cases: a bid of no quality totals 0. A price of zero or less is refused. The index
    rewards quality beyond what is needed: set a ceiling on the price.
    """

    title: ClassVar[str] = "Value for money index"
    source: ClassVar[str] = "Ministry of Defence, tessa, value for money index"
    best: ClassVar[Best] = "highest"

    method: Annotated[
        Literal["value-for-money-index"], Field(description="Quality divided by price.")
    ]

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        return qualities

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics((f"total = {{{self._times_unit}quality}}/{{price}}",))


class WeightedValueForMoney(_IndexPerPrice):
    """Weighted value for money: total = Q ^ (WQ / WP) x U / P, where U is `price_unit`.

    Highest wins.
    Source: Ministry of Defence, tender evaluation tool `tessa`, which advises against weightings
    over 70%.
    Relative: no.
    Degenerate cases: a bid of no quality totals 0. Where quality has no weighting the total is
    U / P. A price of zero or less is refused, and so is a price weighting of zero or one so small
    that WQ / WP is over 100.
    Precision: exact where WQ / WP is a whole number up to 16; otherwise the power has 60
    significant digits.
    """

    title: ClassVar[str] = "Weighted value for money index"
    source: ClassVar[str] = "Ministry of Defence, tessa, weighted value for money index"
    best: ClassVar[Best] = "highest"
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["weighted-value-for-money"],
        Field(description="Quality to the power of the weightings, divided by price."),
    ]

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        exponent = self._weight_ratio(offers)
        if exponent > LARGEST_POWER:
            raise Undecidable(
                (),
                f"{self.title} has no total where quality weighs more than {LARGEST_POWER} times "
                "as much as price.",
            )
        return {bid: power(quality, exponent) for bid, quality in qualities.items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                f"total = {{{self._times_unit}quality to the power of w}}/{{price}}",
                "w = {weighting of quality}/{weighting of price}",
            )
        )


class UtilityIndex(RatioMethod):
    """Utility index: total = (1 - N x (Qbest - Q) / Qmax) x Pbest / P, N = WQ / WP. Highest wins.

    Qbest is the highest quality and Pbest the lowest price of the bids compared.
    Source: Mercell/Negometrix, utility index.
    Relative: yes. Pbest scales every index alike, but a higher Qbest shrinks the others unevenly.
    Degenerate cases: quality so far below the best that the bracket is zero or less makes the index
    0, so that a higher price can never help. A price of zero or less, or a price weighting of zero,
    is refused.
    """

    title: ClassVar[str] = "Utility index"
    source: ClassVar[str] = "Mercell/Negometrix, utility index"
    relative: ClassVar[bool] = True
    reversible: ClassVar[bool] = True
    best: ClassVar[Best] = "highest"
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["utility-index"],
        Field(description="Quality beside the best quality, over price beside the lowest price."),
    ]

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        ratio, best = self._weight_ratio(offers), max(shares.values())
        return {bid: max(NOTHING, 1 - (best - share) * ratio) for bid, share in shares.items()}

    def _from(self, prices: Figures, earns: Figures) -> dict[str, MethodTotal]:
        lowest = min(prices.values())
        return {bid: earns[bid] * lowest / price for bid, price in prices.items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                (
                    f"total = (1 − w × {{best quality − quality}}/{{{most}}}) × "
                    "{lowest price}/{price}"
                ),
                "w = {weighting of quality}/{weighting of price}",
            ),
            ("Where the bracket is less than nothing, it counts as nothing.",),
        )


class RelativeValue(RatioMethod):
    """Relative value cost: total = P / I, where I = (Q + Qmax) / (Qlow + Qmax). Lowest wins.

    Qlow is the lowest quality of the bids compared.
    Source: Local Government Procurement (New South Wales), relative value cost.
    Relative: the totals are, but Qlow scales all alike, so that no third bid can change the order
    of two.
    Degenerate cases: a price of zero or less is refused.
    """

    title: ClassVar[str] = "Relative value cost"
    source: ClassVar[str] = "Local Government Procurement (New South Wales)"
    relative: ClassVar[bool] = True
    best: ClassVar[Best] = "lowest"

    method: Annotated[
        Literal["relative-value"], Field(description="Price divided by a score index.")
    ]

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        lowest = min(shares.values())
        return {bid: (share + 1) / (lowest + 1) for bid, share in shares.items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                "total = {price}/{index}",
                f"index = {{quality + {most}}}/{{lowest quality + {most}}}",
            )
        )


class Coefficient(RatioMethod):
    """Coefficient: total = P / (1 + (WQ / WP) x Q / Qmax). Lowest wins.

    With WQ + WP = 100 this is 1 + the bid's features / (1 - the most that features can add up to).
    Source: Prozorro (Ukraine), `barbecue`, normalisation of prices.
    Relative: no.
    Degenerate cases: a price of zero or less, or a price weighting of zero, is refused.
    """

    title: ClassVar[str] = "Price divided by a quality coefficient"
    source: ClassVar[str] = "Prozorro (Ukraine), barbecue"
    best: ClassVar[Best] = "lowest"
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["coefficient"], Field(description="Price divided by a coefficient of quality.")
    ]

    def _multipliers(self, offers: Offers, qualities: Figures, shares: Figures) -> Figures:
        ratio = self._weight_ratio(offers)
        return {bid: 1 + ratio * share for bid, share in shares.items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                "total = {price}/{coefficient}",
                (
                    f"coefficient = 1 + {{weighting of quality}}/{{weighting of price}} × "
                    f"{{quality}}/{{{most}}}"
                ),
            )
        )
