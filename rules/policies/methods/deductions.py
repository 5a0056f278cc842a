"""Methods by which what quality earns, in money, is taken off the price."""

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from rules.definition_part import Id
from rules.figures.amounts import money
from rules.figures.arithmetic import exact_sum
from rules.policies.calculation import (
    FigureOrReference,
    Mathematics,
    NameOf,
    NotNegative,
    figure_in_words,
    n,
)
from rules.policies.methods.evaluation_method import (
    Best,
    MethodTotal,
    Offers,
    PriceComparingMethod,
    Working,
)


class DeductionMethod(PriceComparingMethod):
    """A method by which each bid's quality earns a deduction, in money; it may be negative."""

    @abstractmethod
    def deductions(self, offers: Offers) -> dict[str, Fraction]:
        """Return what each bid's quality takes off its price, by bid id.

        Raises `Undecidable` for a missing quality or figure, or a weighting that the method cannot
        use.
        """

    def _totals(self, offers: Offers) -> dict[str, MethodTotal]:
        taken = self.deductions(offers)
        return {bid: price - taken[bid] for bid, price in self._prices(offers).items()}

    def workings(self, offers: Offers) -> dict[str, Working]:
        """Return the deduction of each bid, by bid id."""
        if not offers.bids:
            return {}
        return {bid: Working(deduction=money) for bid, money in self.deductions(offers).items()}

    def _level_prices(self, offers: Offers, level_with: str, aim: Fraction) -> dict[str, Fraction]:
        taken = self.deductions(offers)
        return {bid: aim - taken[level_with] + own for bid, own in taken.items()}


class CostLessWillingnessToPay(DeductionMethod):
    """Cost less willingness to pay: total = P - Q x w, where w is `per_point`. Lowest wins.

    Source: Ministry of Defence, tender evaluation tool `tessa` (20% to 50% more for quality of 100
    rather than 60).
    Relative: no.
    Degenerate cases: none; the total may be zero or less, which ranks like any other.
    """

    title: ClassVar[str] = "Cost less willingness to pay"
    source: ClassVar[str] = "Ministry of Defence, tessa, monetising the non-cost score"
    best: ClassVar[Best] = "lowest"

    method: Annotated[
        Literal["cost-less-willingness-to-pay"],
        Field(description="Price less what the quality is worth."),
    ]
    per_point: Annotated[
        FigureOrReference,
        Field(
            description="Money that one point of quality is worth: a figure, or `{answer: ...}` "
            "for the buyer's answer."
        ),
    ]

    def deductions(self, offers: Offers) -> dict[str, Fraction]:
        """Return the worth of each bid's quality."""
        per_point = self.figure("per_point", offers.figure)
        return {bid: each * per_point for bid, each in self._qualities(offers).items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        worth, meaning = figure_in_words(self.per_point, "worth of a point", name_of)
        return Mathematics((f"total = price − quality × {worth}",), (meaning,))

    @property
    def example_amount(self) -> Decimal | None:
        """Two hundred times the worth of a point, if the owner has set it."""
        return 200 * self.per_point if isinstance(self.per_point, Decimal) else None

    def example_answer(self, amount: Decimal) -> Decimal:
        """Return the worth of a point."""
        return amount / 200


class MonetisedDeductions(DeductionMethod):
    """Monetised deductions: total = P - the sum of the deductions the bid has earned. Lowest wins.

    A criterion's deduction is its `worth` x its score / the most it can score.
    Source: "gunning op waarde" (Negometrix, award on value); Swedish mervarde (inkopsradet.se).
    Relative: no.
    Degenerate cases: none; the comparison price may be zero or less, which ranks like any other.
    """

    title: ClassVar[str] = "Monetised value: price less deductions"
    source: ClassVar[str] = "Negometrix, award on value; inkopsradet.se, mervarde"
    best: ClassVar[Best] = "lowest"
    needs_quality: ClassVar[bool] = False

    method: Annotated[
        Literal["monetised-deductions"],
        Field(description="Price less a sum of money for each criterion met."),
    ]
    worth: Annotated[
        dict[Id, NotNegative],
        Field(
            min_length=1,
            max_length=1000,
            description="By criterion, the money deducted from the price at the full score.",
        ),
    ]

    def criteria_named(self) -> Iterator[tuple[str, Id]]:
        """Yield each criterion that has a worth."""
        yield from (("worth", name) for name in self.worth)

    def deductions(self, offers: Offers) -> dict[str, Fraction]:
        """Return the money that each bid's scores earn; a criterion without a score earns none."""
        return {
            offer.id: exact_sum(
                Fraction(worth) * offer.shares[name]
                for name, worth in self.worth.items()
                if name in offer.shares
            )
            for offer in offers.bids
        }

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        rows = ["| Criterion | Deduction at the full score |", "| --- | ---: |"]
        rows += [f"| {criterion(name)} | {money(worth)} |" for name, worth in self.worth.items()]
        return Mathematics(
            (
                "total = price − the sum of the deductions",
                "deduction for a criterion = full deduction × {score}/{highest possible score}",
            ),
            ("The full deductions are:\n\n" + "\n".join(rows) + "\n\n",),
        )

    @property
    def example_amount(self) -> Decimal | None:
        """Enough that all the deductions leave most of a price."""
        return max(Decimal(1000), 4 * sum(self.worth.values(), Decimal(0)))


class QualityPremium(DeductionMethod):
    """Quality premium: total = P - v x (Q - R). Lowest wins.

    R is `reference`: a set quality, or the lowest of the bids compared. v, the worth of one point,
    is `per_point`; or follows from the weightings and the `estimate` E of the price:
    v = E x (WQ / Qmax) / WP.
    Source: New Zealand Transport Agency price quality method; Local Government Procurement (NSW).
    Relative: with `reference: lowest` the totals are, but all move by the same amount, so that no
    third bid can change the order of two.
    Degenerate cases: a bid below a set reference has its price raised. The total may be zero or
    less. With `estimate`, a price weighting of zero is refused.
    """

    title: ClassVar[str] = "Price less a quality premium"
    source: ClassVar[str] = "NZ Transport Agency, price quality method; LGP (New South Wales)"
    relative: ClassVar[bool] = True
    best: ClassVar[Best] = "lowest"

    method: Annotated[
        Literal["quality-premium"],
        Field(description="Price less a premium for quality above a reference."),
    ]
    per_point: Annotated[
        FigureOrReference | None, Field(description="Money that one point of quality is worth.")
    ] = None
    estimate: Annotated[
        FigureOrReference | None,
        Field(description="Estimate of the price, from which the worth of a point follows."),
    ] = None
    reference: Annotated[
        NotNegative | Literal["lowest"],
        Field(description="The quality that earns no premium: a figure, or `lowest` of the bids."),
    ] = "lowest"

    @model_validator(mode="after")
    def _one_worth(self) -> Self:
        if (self.per_point is None) == (self.estimate is None):
            raise ValueError("give one of `per_point` and `estimate`")
        return self

    def deductions(self, offers: Offers) -> dict[str, Fraction]:
        """Return the worth of each bid's quality above the reference."""
        qualities = self._qualities(offers)
        if self.estimate is None:
            per_point = self.figure("per_point", offers.figure)
        else:
            estimate = self.figure("estimate", offers.figure)
            per_point = estimate * self._weight_ratio(offers) / self._most(offers.bids[0])
        lowest = (
            Fraction(self.reference)
            if isinstance(self.reference, Decimal)
            else min(qualities.values())
        )
        return {bid: (quality - lowest) * per_point for bid, quality in qualities.items()}

    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics:
        lowest = not isinstance(self.reference, Decimal)
        reference = n(self.reference) if isinstance(self.reference, Decimal) else "lowest quality"
        lines = [f"total = price − worth of a point × (quality − {reference})"]
        says: list[str] = []
        if self.per_point is not None:
            worth, meaning = figure_in_words(self.per_point, "worth of a point", name_of)
            says.append(meaning or f"The worth of a point is {worth}.")
        elif self.estimate is not None:
            estimate, meaning = figure_in_words(self.estimate, "estimate", name_of)
            lines.append(
                f"worth of a point = {estimate} × "
                f"{{weighting of quality}}/{{{most} × weighting of price}}"
            )
            says.append(meaning)
        if lowest:
            says.append("The lowest quality is that of the bids compared.")
        return Mathematics(tuple(lines), tuple(says))

    @property
    def example_amount(self) -> Decimal | None:
        """The estimate, or two hundred times the worth of a point, if the owner has set it."""
        if isinstance(self.per_point, Decimal):
            return 200 * self.per_point
        return self.estimate if isinstance(self.estimate, Decimal) else None

    def example_answer(self, amount: Decimal) -> Decimal:
        """Return the estimate, or the worth of a point."""
        return amount if self.per_point is None else amount / 200
