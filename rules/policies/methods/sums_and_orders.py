"""Points added up, the lowest price, the best quality, and one criterion after another."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.definition_part import Id
from rules.figures.arithmetic import exact_sum
from rules.policies.calculation import Mathematics, NameOf, Undecidable
from rules.policies.methods.choices import check_once_each
from rules.policies.methods.evaluation_method import (
    NOTHING,
    Best,
    EvaluationMethod,
    MethodTotal,
    Offer,
    Offers,
    PriceComparingMethod,
)


class WeightedSum(EvaluationMethod):
    """Weighted sum: total = the sum of the points of every criterion, price among them.

    A criterion's points are its weighting x its score / the most it can score. Highest wins.
    Source: the base of almost all UK call-offs; Procurement Act 2023, s.23(3).
    Relative: no in itself; where a criterion's price formula is, so is the total.
    Degenerate cases: none; a bid with no points at all totals 0.
    """

    title: ClassVar[str] = "Weighted sum"
    source: ClassVar[str] = "UK call-off practice; Procurement Act 2023, s.23(3)"
    best: ClassVar[Best] = "highest"
    uses_formulas: ClassVar[bool] = True
    needs_price: ClassVar[bool] = False
    needs_quality: ClassVar[bool] = False
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["weighted-sum"], Field(description="Add up the points of every criterion.")
    ]

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        return {offer.id: exact_sum(offer.points.values()) for offer in offers.bids}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                "points for a criterion = weighting × {score}/{highest possible score}",
                "total = the sum of the points for all criteria",
            )
        )


class LowestPrice(PriceComparingMethod):
    """Lowest price: total = P. Lowest wins, among the bids that pass every gate.

    Source: general practice; Procurement Act 2023, s.23(5)(d), with price as the one criterion.
    Relative: no.
    Degenerate cases: none; any price ranks, zero and negative ones too.
    """

    title: ClassVar[str] = "Lowest price"
    source: ClassVar[str] = "Price as the one award criterion; Procurement Act 2023, s.23(5)(d)"
    best: ClassVar[Best] = "lowest"
    needs_quality: ClassVar[bool] = False

    method: Annotated[Literal["lowest-price"], Field(description="The lowest price comes first.")]

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        return dict(self._prices(offers))

    def _level_prices(self, offers: Offers, level_with: str, aim: Fraction) -> dict[str, Fraction]:
        return {offer.id: aim for offer in offers.bids}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(("total = price",))


class BestQuality(EvaluationMethod):
    """Best quality at a fixed price: total = Q. Highest wins.

    With a minimum quality and prices opened in order of quality, it is also quality-based selection
    (Brooks' law).
    Source: Public Contracts Regulations 2015, reg 67 (price may be fixed).
    Relative: no.
    Degenerate cases: none.
    """

    title: ClassVar[str] = "Best quality at a fixed price"
    source: ClassVar[str] = "Public Contracts Regulations 2015, reg 67; Brooks' law"
    best: ClassVar[Best] = "highest"
    needs_price: ClassVar[bool] = False

    method: Annotated[Literal["best-quality"], Field(description="The best quality comes first.")]

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        return dict(self._qualities(offers))

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(("total = quality",))


class Lexicographic(EvaluationMethod):
    """Lexicographic: bids are compared on the first criterion; equal ones on the next; and so on.

    The total is the list of scores in `order`, and the highest wins. `lowest-price` in `order`
    stands for the bid's price, lower being better.
    Source: criteria in rank order, Procurement Act 2023, s.23(3)(b); descending order of
    importance, Public Contracts Regulations 2015, reg 67(11).
    Relative: no in itself; where a criterion's price formula is, so is the total.
    Degenerate cases: a bid with no score on a criterion of the order is refused.
    """

    title: ClassVar[str] = "Criteria in order of importance"
    source: ClassVar[str] = "Procurement Act 2023, s.23(3)(b); PCR 2015, reg 67(11)"
    best: ClassVar[Best] = "highest"
    uses_formulas: ClassVar[bool] = True
    needs_price: ClassVar[bool] = False
    needs_quality: ClassVar[bool] = False

    method: Annotated[
        Literal["lexicographic"], Field(description="Compare on one criterion after another.")
    ]
    order: Annotated[
        tuple[Id, ...],
        Field(
            min_length=1,
            max_length=100,
            description="Criteria, the most important first; `lowest-price` stands for the price.",
        ),
    ]

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        check_once_each("order", self.order)
        return self

    def criteria_named(self) -> Iterator[tuple[str, Id]]:
        """Yield each criterion of the order."""
        yield from (("order", name) for name in self.order if name != "lowest-price")

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        for name in self.order:
            if missing := [each.id for each in offers.bids if self._compared(each, name) is None]:
                what = "price" if name == "lowest-price" else f"score on `{name}`"
                raise Undecidable(missing, f"{self.title} needs every bid's {what}.")
        return {
            offer.id: tuple(self._compared(offer, name) or NOTHING for name in self.order)
            for offer in offers.bids
        }

    def _compared(self, offer: Offer, name: str) -> Fraction | None:
        if name == "lowest-price":
            return None if offer.price is None else -offer.price
        return offer.shares.get(name)

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        first, *others = (
            "the price, the lower the better" if each == "lowest-price" else criterion(each)
            for each in self.order
        )
        return Mathematics(
            (),
            (
                f"Bids are compared on {first}. "
                + "".join(f"Those that are level are compared on {each}. " for each in others),
            ),
        )


class RatedCriteria(EvaluationMethod):
    """Rated criteria: total = WP x Pbest / P + WQ x Q / Qbest. Highest wins.

    Pbest is the lowest price and Qbest the highest quality of the bids compared. Written with
    X = WP / (WP + WQ) it is B = Clow / C x X + T / Thigh x (1 - X).
    Source: World Bank, rated criteria.
    Relative: yes, in both parts.
    Degenerate cases: where no bid has any quality, the quality part is 0 for all. A price of zero
    or less is refused.
    """

    title: ClassVar[str] = "Rated criteria"
    source: ClassVar[str] = "World Bank, rated criteria"
    relative: ClassVar[bool] = True
    reversible: ClassVar[bool] = True
    best: ClassVar[Best] = "highest"
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["rated-criteria"],
        Field(description="Price beside the lowest price, plus quality beside the best quality."),
    ]

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        prices, qualities = self._prices_above_zero(offers), self._qualities(offers)
        for_price, best = offers.price_weight * min(prices.values()), max(qualities.values())
        per_point = offers.quality_weight / best if best > 0 else NOTHING
        return {
            bid: for_price / price + per_point * qualities[bid] for bid, price in prices.items()
        }

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        return Mathematics(
            (
                (
                    "total = weighting of price × {lowest price}/{price} + "
                    "weighting of quality × {quality}/{best quality}"
                ),
            )
        )
