"""Methods: how a whole way of evaluating ranks bids, and the choices that go with it.

In YAML a method is the `method` of a way, as a word or with its parameters:

    method: weighted-sum
    method: {method: value-for-money-index, price_unit: 1000000}

Below, Q is a bid's quality: the weighted mean of its scores on every criterion but price, from 0 to
Qmax (100 unless the scale says otherwise). P is its price; WQ and WP are the weightings of quality
and price. A method gives each bid a total; `best` says whether the highest or the lowest total
comes first. The arithmetic is in `engine.methods`.

*Relative* means that the total depends on the other bids; *reversible*, that the arrival or
withdrawal of a bid that loses can change which of two others comes first.
"""

from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rules.conditions import Reference
from rules.definition_part import DefinitionPart, Id
from rules.policies.formulas import FigureOrReference, NotNegative, Positive

Best = Literal["highest", "lowest"]


class EvaluationMethod(DefinitionPart):
    """What every method has in common.

    Class attributes: `title`, what people call it; `source`, where it comes from; `relative`,
    whether a total depends on the other bids; `reversible`, whether a losing bid can change the
    order of two others; `best`, which total comes first; `needs_price`, `needs_quality` and
    `needs_weightings`, what every bid or competition must have for the method to work.
    """

    title: ClassVar[str]
    source: ClassVar[str]
    relative: ClassVar[bool] = False
    reversible: ClassVar[bool] = False
    best: ClassVar[Best]
    needs_price: ClassVar[bool] = True
    needs_quality: ClassVar[bool] = True
    needs_weightings: ClassVar[bool] = False

    @property
    def asked(self) -> Reference | None:
        """The answer or fact that the method needs as its `figure`, if it needs one."""
        return None


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
    needs_price: ClassVar[bool] = False
    needs_quality: ClassVar[bool] = False
    needs_weightings: ClassVar[bool] = True

    method: Annotated[
        Literal["weighted-sum"], Field(description="Add up the points of every criterion.")
    ]


class LowestPrice(EvaluationMethod):
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
        _check_once_each("order", self.order)
        return self


class PricePerQualityPoint(EvaluationMethod):
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


class ValueForMoneyIndex(EvaluationMethod):
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
    price_unit: Annotated[
        Positive,
        Field(description="Quality is counted per this much money: 1000000 for points per £1m."),
    ] = Decimal(1)


class WeightedValueForMoney(EvaluationMethod):
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
    price_unit: Annotated[
        Positive,
        Field(description="Quality is counted per this much money: 1000000 for points per £1m."),
    ] = Decimal(1)


class CostLessWillingnessToPay(EvaluationMethod):
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

    @property
    def asked(self) -> Reference | None:
        """The answer that gives `per_point`, if the owner leaves it to the buyer."""
        return self.per_point if isinstance(self.per_point, Reference) else None


class MonetisedDeductions(EvaluationMethod):
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


class QualityPremium(EvaluationMethod):
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

    @property
    def asked(self) -> Reference | None:
        """The answer that gives `per_point` or `estimate`, if the owner leaves it to the buyer."""
        given = self.per_point if self.estimate is None else self.estimate
        return given if isinstance(given, Reference) else None


class UtilityIndex(EvaluationMethod):
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


class RelativeValue(EvaluationMethod):
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


class Coefficient(EvaluationMethod):
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


AnyMethod = Annotated[
    WeightedSum
    | LowestPrice
    | BestQuality
    | Lexicographic
    | PricePerQualityPoint
    | ValueForMoneyIndex
    | WeightedValueForMoney
    | CostLessWillingnessToPay
    | MonetisedDeductions
    | QualityPremium
    | UtilityIndex
    | RelativeValue
    | Coefficient
    | RatedCriteria,
    Field(discriminator="method"),
]

METHODS: Final[tuple[type[EvaluationMethod], ...]] = (
    WeightedSum,
    LowestPrice,
    BestQuality,
    Lexicographic,
    PricePerQualityPoint,
    ValueForMoneyIndex,
    WeightedValueForMoney,
    CostLessWillingnessToPay,
    MonetisedDeductions,
    QualityPremium,
    UtilityIndex,
    RelativeValue,
    Coefficient,
    RatedCriteria,
)

#: How several evaluators' marks become one: see `engine.methods.combining`.
Combining = Literal["consensus", "mean", "median", "trimmed-mean", "lowest", "sum"]

#: How a figure is rounded: see `engine.methods.rounding`.
RoundingMode = Literal["half-up", "half-even", "down", "up"]


#: Tie rules that are not the id of a criterion.
RESERVED_TIE_RULES: Final = (
    "highest-weighted",
    "highest-weighted-quality",
    "lowest-price",
    "earliest-bid",
    "draw-lots",
    "stop",
)
#: Tie rules that settle or end everything, so that a chain ends with one of them.
LAST_TIE_RULES: Final = ("draw-lots", "stop")

#: One link of a chain that breaks ties: the id of a criterion, or one of `RESERVED_TIE_RULES`.
TieRule = Annotated[
    Id,
    Field(
        description="""How tied bids are put in order.

a criterion's id: the higher score on it comes first, or the lower price if it is priced;
`highest-weighted`: the criteria in order of weighting, until one tells the bids apart. Where
criteria of the same weighting would put the bids in different orders it settles nothing more, and
the next rule is asked. A criterion of no weighting takes no part;
`highest-weighted-quality`: the same, leaving out priced criteria;
`lowest-price`: the lower price comes first;
`earliest-bid`: the bid received earlier comes first;
`draw-lots`: a recorded draw that anyone can redo;
`stop`: a person decides."""
    ),
]


def _check_once_each(key: str, ids: tuple[str, ...]) -> None:
    for place, name in enumerate(ids):
        if name in ids[:place]:
            raise ValueError(f"`{key}` names `{name}` twice")


def _check_chain(chain: tuple[str, ...]) -> tuple[str, ...]:
    _check_once_each("ties", chain)
    for name in chain[:-1]:
        if name in LAST_TIE_RULES:
            raise ValueError(f"nothing after `{name}` would ever be asked: put it last")
    if chain[-1] not in LAST_TIE_RULES:
        raise ValueError(
            f"bids may still be tied after `{chain[-1]}`: end with `draw-lots`, or with `stop` for "
            "a person to decide"
        )
    return chain


#: A chain of tie rules, each asked only about the bids that those before it left tied.
TieChain = Annotated[
    tuple[TieRule, ...],
    Field(min_length=1, max_length=100),
    AfterValidator(_check_chain),
]


def tie_criteria(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Give the members of a tie chain that must be criteria of the way it belongs to."""
    return tuple(name for name in chain if name not in RESERVED_TIE_RULES)


class ShortlistLimits(DefinitionPart):
    """How many bids a shortlist keeps: the buyer chooses within these limits."""

    min: Annotated[
        int, Field(ge=1, strict=True, description="The fewest that the buyer may choose to keep.")
    ]
    max: Annotated[int | None, Field(description="The most that the buyer may choose to keep.")] = (
        None
    )
    answer: Annotated[
        Id | None, Field(description="The brief question by which the buyer chooses.")
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"`max` {self.max} should be at least `min` {self.min}")
        return self


class Margin(DefinitionPart):
    """How far behind the leader a bid may be: in points, or in per cent of the leader's score.

    The two differ: 10 points behind a leader on 80 is 70, 10 per cent behind is 72. One of them
    must be stated.
    """

    points: Annotated[
        NotNegative | None, Field(description="Points behind the leader, at most.")
    ] = None
    percent: Annotated[
        NotNegative | None,
        Field(le=100, description="Behind the leader by this % of the leader's score, at most."),
    ] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.points is None) == (self.percent is None):
            raise ValueError("give one of `points` and `percent`: they mean different things")
        return self


class Shortlist(DefinitionPart):
    """Which bids go on to the next stage: those that meet every limit given here.

    Source: Digital Outcomes and Specialists (3 to 15 suppliers evaluated); Digital Specialists and
    Programmes, RM6263 (within a margin of the leader, which its papers leave ambiguous).
    """

    keep: Annotated[
        Annotated[int, Field(ge=1, strict=True)] | ShortlistLimits | None,
        Field(description="How many of the best to keep: a number, or limits the buyer is within."),
    ] = None
    at_least: Annotated[NotNegative | None, Field(description="The lowest score that is kept.")] = (
        None
    )
    within: Annotated[
        Margin | None, Field(description="How far behind the leader a bid may be.")
    ] = None
    ties: Annotated[
        Literal["keep-all", "drop-all", "tie-rules"],
        Field(
            description="Bids that share the last place to keep: keep them all, though that makes "
            "more than the number; drop them all; or put them in order by the way's tie rules."
        ),
    ] = "keep-all"
    by: Annotated[
        tuple[Id, ...],
        Field(
            max_length=100,
            description="The criteria whose scores count. All that are scored by then, if none.",
        ),
    ] = ()
    weighted: Annotated[
        bool, Field(description="Whether the scores are weighted before they are compared.")
    ] = True

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        if self.keep is None and self.at_least is None and self.within is None:
            raise ValueError("give at least one of `keep`, `at_least` and `within`")
        _check_once_each("by", self.by)
        return self

    @property
    def asked(self) -> Reference | None:
        """The answer by which the buyer chooses how many to keep, if the brief asks for it."""
        name = self.keep.answer if isinstance(self.keep, ShortlistLimits) else None
        return None if name is None else Reference(answer=name)
