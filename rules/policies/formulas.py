"""Price formulas: how one criterion turns the prices of bids into scores.

In YAML a formula is the `price` of a criterion:

    price: {of: total-price, formula: lowest-price-ratio}

Every formula gives each bid a score from 0 to `out_of`, which the criterion's weighting then
scales; a formula that may leave that range says so. The arithmetic is in `engine.methods.prices`.
In the formulas below P is the bid's price, Pmin, Pmax and Pmean the lowest, highest and mean price
of the bids compared, and S is `out_of`.

A formula is *relative* when a bid's score depends on the other bids. A relative formula is
*reversible* when the arrival or withdrawal of a bid that loses can change which of two others
comes first.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from rules.conditions import Reference
from rules.definition_part import DefinitionPart
from rules.policies.measures import Measure
from rules.values import BoundedNumber

#: A number of zero or more.
NotNegative = Annotated[BoundedNumber, Field(ge=0)]

#: A number above zero.
Positive = Annotated[BoundedNumber, Field(gt=0)]

#: A number above zero that the owner sets, or that the buyer answers for one competition.
FigureOrReference = Positive | Reference

#: The lowest score that a formula gives: a number, or the word `none` for no floor.
Floor = BoundedNumber | Literal["none"]


class PriceFormula(DefinitionPart):
    """What every price formula has in common.

    Class attributes: `title`, what people call it; `source`, where the formula comes from;
    `relative`, whether a bid's score depends on the other bids.
    """

    title: ClassVar[str]
    source: ClassVar[str]
    relative: ClassVar[bool]

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

    @property
    def asked(self) -> Reference | None:
        """The answer or fact that the formula needs as its `budget`, if it needs one."""
        return None


class _Floored(PriceFormula):
    """A formula whose score falls without end as the price rises, unless it has a floor."""

    floor: Annotated[
        Floor,
        Field(description="No score is lower than this. `none` lets scores go below zero."),
    ] = Decimal(0)

    @model_validator(mode="after")
    def _floor_below_best(self) -> Self:
        if isinstance(self.floor, Decimal) and self.floor >= self.out_of:
            raise ValueError(f"`floor` {self.floor} should be lower than `out_of` {self.out_of}")
        return self


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


class DeviationFromLowest(_Floored):
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
    relative: ClassVar[bool] = False

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

    @property
    def asked(self) -> Reference | None:
        """The answer that gives `highest`, if the owner leaves it to the buyer."""
        return self.highest if isinstance(self.highest, Reference) else None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if isinstance(self.highest, Decimal) and self.highest <= self.lowest:
            raise ValueError(f"`highest` {self.highest} should be above `lowest` {self.lowest}")
        return self


class MeanNarrowAverage(_Floored):
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
    relative: ClassVar[bool] = False

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
        _check_ends_rise(self.bands)
        scores = [*(band.score for band in self.bands), self.above]
        if max(scores) > self.out_of:
            raise ValueError(f"a score of {max(scores)} is above `out_of` {self.out_of}")
        for cheaper, dearer in pairwise(scores):
            if dearer > cheaper:
                raise ValueError(
                    f"a dearer band scores {dearer}, more than {cheaper} for the cheaper one before"
                )
        return self


def _check_ends_rise(bands: Sequence[Band]) -> None:
    for first, second in pairwise(bands):
        if second.end <= first.end:
            raise ValueError(
                f"bands go from cheap to dear: {second.end[0]} should come before {first.end[0]}"
            )


class _FromBudget(PriceFormula):
    """A formula on the discount that a bid gives from a budget."""

    budget: Annotated[
        FigureOrReference,
        Field(
            description="The price from which discounts count: a figure, or `{answer: ...}` for "
            "the buyer's answer."
        ),
    ]

    @property
    def asked(self) -> Reference | None:
        """The answer that gives the budget, if the owner leaves it to the buyer."""
        return self.budget if isinstance(self.budget, Reference) else None


class DiscountRatio(_FromBudget):
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


class DiscountPower(_FromBudget):
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


class DiscountBilinear(_FromBudget):
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


class Logarithmic(_Floored):
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
    relative: ClassVar[bool] = False

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

    @property
    def asked(self) -> Reference | None:
        """The answer that gives the reference, if the owner leaves it to the buyer."""
        return self.reference if isinstance(self.reference, Reference) else None


AnyPriceFormula = Annotated[
    LowestPriceRatio
    | DeviationFromLowest
    | LinearBetweenBids
    | LinearBetweenBounds
    | MeanNarrowAverage
    | Bands
    | DiscountRatio
    | DiscountPower
    | DiscountBilinear
    | Logarithmic
    | ReferenceRatio,
    Field(discriminator="formula"),
]

FORMULAS: Final[tuple[type[PriceFormula], ...]] = (
    LowestPriceRatio,
    DeviationFromLowest,
    LinearBetweenBids,
    LinearBetweenBounds,
    MeanNarrowAverage,
    Bands,
    DiscountRatio,
    DiscountPower,
    DiscountBilinear,
    Logarithmic,
    ReferenceRatio,
)
