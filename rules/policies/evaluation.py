"""The evaluation policy: the ways in which a buyer may run an evaluation.

    ruleset: evaluation
    ways:
      - id: written
        method: weighted-sum
        criteria:
          - id: technical
            weighting: {min: 10, max: 75}
            judged: {scale: 0-3, combine: consensus, minimum: 2}
          - id: price
            weighting: {min: 20, max: 85}
            price: {of: total-price, formula: lowest-price-ratio}
        ties: [technical, price, draw-lots]

`rules_of_way` gives the rules of a way: its minimums, rows, shortlist and award. What a rule cannot
do (price points, weighted sums, ranks) is done by `engine.methods`, by the choices made here.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from rules.conditions import Comparison, Condition, Reference, SubjectName
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.figures.rounding import RoundingMode
from rules.policies.calculation import NotNegative, Positive
from rules.policies.formulas.every_formula import AnyPriceFormula
from rules.policies.measures import Measure
from rules.policies.methods.choices import (
    RESERVED_TIE_RULES,
    Combining,
    Shortlist,
    TieChain,
    tie_criteria,
)
from rules.policies.methods.every_method import AnyMethod
from rules.policies.methods.sums_and_orders import WeightedSum
from rules.problems import DataPath
from rules.ruleset import Outcomes, Rule, ScoreOutcome
from rules.values import BoundedNumber, Kind, Subject


class Weighting(DefinitionPart):
    """The limits inside which a buyer chooses a criterion's weighting.

    `step` is the grid that it must stand on, counted from zero: 1 for whole numbers. `answer` is
    the question of the brief in which the buyer says it, where the brief asks.
    Source of the idea: Public Contracts Regulations 2015, reg 67(10).
    """

    min: NotNegative
    max: NotNegative
    step: Positive | None = None
    answer: SubjectName | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"`min` {self.min} should not be more than `max` {self.max}")
        return self


class Level(DefinitionPart):
    """One mark of a scale: what it is called, what it means, what it is worth.

    `worth` is the percentage of the criterion's points that the mark earns; without it a mark earns
    its share of the highest mark. A mark may be worth less than nothing, where a method can use it.
    """

    mark: NotNegative
    title: Line | None = None
    means: Text | None = None
    worth: Annotated[Decimal, Field(ge=-100, le=100)] | None = None


class Steps(DefinitionPart):
    """A scale of marks in even steps, from `min` to `max`: `{min: 0, max: 100, step: 0.5}`."""

    min: NotNegative = Decimal(0)
    max: Positive
    step: Positive = Decimal(1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min >= self.max:
            raise ValueError(f"`min` {self.min} should be less than `max` {self.max}")
        if not self.has(self.max):
            raise ValueError(f"steps of {self.step} from {self.min} never reach {self.max}")
        return self

    def has(self, mark: Decimal) -> bool:
        """Say whether a mark is on the scale."""
        # As fractions: a Decimal remainder fails on numbers of more digits than its context has.
        up = Fraction(mark) - Fraction(self.min)
        return self.min <= mark <= self.max and not up % Fraction(self.step)


_SPAN: Final = re.compile(r"(\d{1,4})\s*(?:-|to)\s*(\d{1,4})", re.ASCII)
_MAX_LEVELS: Final = 1001


def _levels(raw: object) -> object:
    """Read a scale: `0-3` (whole marks), a list of marks, or a list of levels."""
    if isinstance(raw, str):
        match = _SPAN.fullmatch(raw.strip())
        if not match:
            raise ValueError("should be two whole marks such as 0-3, or a list of levels")
        low, high = int(match[1]), int(match[2])
        if not low < high or high - low >= _MAX_LEVELS:
            raise ValueError("should go from a lower mark to a higher one, at most 1000 apart")
        return [{"mark": mark} for mark in range(low, high + 1)]
    if isinstance(raw, list):
        return [item if isinstance(item, dict | Level) else {"mark": item} for item in raw]
    return raw


def _scale_sort(raw: object) -> str:
    return "steps" if isinstance(raw, dict | Steps) else "levels"


Levels = Annotated[tuple[Level, ...], Field(min_length=2, max_length=_MAX_LEVELS)]
Scale = Annotated[
    Annotated[Levels, Tag("levels")] | Annotated[Steps, Tag("steps")],
    Discriminator(_scale_sort),
    BeforeValidator(_levels),
]


class Judged(DefinitionPart):
    """A criterion that people mark on a scale.

    scale       whole marks (`0-3`), a list of marks, a list of levels that say what each mark
                means and is worth, or even steps (`{min: 0, max: 100, step: 0.5}`)
    combine     how several evaluators' marks become one; `consensus` is the mark that the panel
                agrees and records, with its reason
    minimum     the lowest mark that is not excluded
    missing     what a bid with no mark gets: `refuse` (the evaluation cannot be done) or `zero`
    relative_to `scale`: the score is the mark's share of the highest mark; `best`: of the best
                mark among the bids compared, which makes it depend on the other bids
    """

    scale: Scale
    by: Literal["panel"] = "panel"
    combine: Combining = "consensus"
    minimum: NotNegative | None = None
    missing: Literal["refuse", "zero"] = "refuse"
    relative_to: Literal["scale", "best"] = "scale"

    @property
    def levels(self) -> tuple[Level, ...]:
        """The marks one by one; none where the scale is in steps."""
        return () if isinstance(self.scale, Steps) else self.scale

    @property
    def bottom(self) -> Decimal:
        """The lowest mark."""
        return self.scale.min if isinstance(self.scale, Steps) else self.scale[0].mark

    @property
    def top(self) -> Decimal:
        """The highest mark."""
        return self.scale.max if isinstance(self.scale, Steps) else self.scale[-1].mark

    def has(self, mark: Decimal) -> bool:
        """Say whether a mark is on the scale."""
        if isinstance(self.scale, Steps):
            return self.scale.has(mark)
        return any(level.mark == mark for level in self.scale)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for lower, higher in pairwise(self.levels):
            if lower.mark >= higher.mark:
                raise ValueError(f"marks should rise: {higher.mark} comes after {lower.mark}")
            if (lower.worth is None) != (higher.worth is None):
                raise ValueError("give `worth` for every level, or for none")
            if lower.worth is not None and higher.worth is not None and lower.worth > higher.worth:
                raise ValueError(f"a mark of {higher.mark} is worth less than {lower.mark}")
        if self.top <= 0:
            raise ValueError("the highest mark should be more than 0")
        if self.minimum is not None and not self.bottom <= self.minimum <= self.top:
            raise ValueError(f"`minimum` {self.minimum} is not on the scale")
        worths = [level.worth for level in self.levels if level.worth is not None]
        if worths and self.combine not in {"consensus", "lowest"}:
            raise ValueError(
                f"`worth` needs a mark on the scale, and a {self.combine} may fall "
                "between two marks"
            )
        if worths and self.relative_to == "best":
            raise ValueError("give `worth` for the marks, or `relative_to: best`: not both")
        return self


class ScoreRow(DefinitionPart):
    """A score that a bid gets when a condition holds. One below zero takes points away."""

    when: Condition | None = None
    score: BoundedNumber
    title: Line | None = None
    source: Line | None = None


class Scored(DefinitionPart):
    """A criterion that rules score from the answers: no person judges.

    rows        each with a condition and the score it gives; without `when` it always gives it
    out_of      the most that a bid can score
    otherwise   the score where no rule gives one; without it, such a bid is refused
    combine     when several rules give a score: `one` (they must agree), `sum`, `highest`, `lowest`

    Rules and decision tables elsewhere in the rulesets may score it too (`score:`).
    """

    rows: tuple[ScoreRow, ...] = ()
    out_of: Positive = Decimal(100)
    otherwise: NotNegative | None = Decimal(0)
    combine: Literal["one", "sum", "highest", "lowest"] = "one"
    minimum: NotNegative | None = None


class Measured(DefinitionPart):
    """A criterion whose score is a figure that the bid gives.

    relative_to `none`: the figure itself, 0 to `out_of`; `highest`: its share of the highest figure
                of the bids compared; `lowest`: the lowest figure's share of it
    worst, best the figures that score nothing and `out_of`, and between which the score goes
                evenly; `best` may be the lower of the two. Without them the figure is the score
    """

    of: Measure
    out_of: Positive = Decimal(100)
    relative_to: Literal["none", "highest", "lowest"] = "none"
    worst: BoundedNumber | None = None
    best: BoundedNumber | None = None
    minimum: NotNegative | None = None

    @model_validator(mode="after")
    def _between(self) -> Self:
        if (self.worst is None) != (self.best is None):
            raise ValueError("give both of `worst` and `best`, or neither")
        if self.worst is not None and self.worst == self.best:
            raise ValueError("`worst` and `best` are the same figure: give two different figures")
        if self.worst is not None and self.relative_to != "none":
            raise ValueError("give `worst` and `best`, or `relative_to`: not both")
        return self


class Amount(DefinitionPart):
    """A price that is used as it stands, by a method that gives prices no score of their own."""

    of: Measure


def _price_sort(raw: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    has = "formula" in raw if isinstance(raw, dict) else hasattr(raw, "formula")
    return "formula" if has else "amount"


Price = Annotated[
    Annotated[AnyPriceFormula, Tag("formula")] | Annotated[Amount, Tag("amount")],
    Discriminator(_price_sort),
]


class Criterion(DefinitionPart):
    """What bids are compared on. Exactly one of judged, scored, measured, price, criteria.

    weighting         of a top-level criterion, its share of the whole: a number, or limits for the
                      buyer's choice; of a sub-criterion, its share of its parent
    from              the bid questions that evaluators read for it
    criteria          its sub-criteria: either all of them are priced, or none is
    weightings_total  what the weightings of its sub-criteria total, and what it is scored out of:
                      100 unless it says otherwise
    relative_to       of a criterion with sub-criteria: `best` compares its score with the best one
                      among the bids, instead of with the most it could be
    minimum           of a criterion with sub-criteria: the lowest score that is not excluded
    """

    id: Id
    title: Line | None = None
    description: Text | None = None
    weighting: Weighting | NotNegative = Decimal(0)
    from_: tuple[SubjectName, ...] = Field(default=(), alias="from")
    judged: Judged | None = None
    scored: Scored | None = None
    measured: Measured | None = None
    price: Price | None = None
    criteria: tuple["Criterion", ...] = ()
    weightings_total: Positive | None = None
    relative_to: Literal["scale", "best"] | None = None
    minimum: NotNegative | None = None

    @model_validator(mode="after")
    def _one_sort(self) -> Self:
        sorts = [name for name in SORTS if getattr(self, name)]
        if len(sorts) != 1:
            raise ValueError("give one of " + ", ".join(f"`{name}`" for name in SORTS))
        if self.minimum is not None and not self.criteria:
            raise ValueError(f"give the minimum inside `{sorts[0]}`")
        for key in ("weightings_total", "relative_to"):
            if getattr(self, key) is not None and not self.criteria:
                raise ValueError(f"`{key}` can be used only for a criterion with sub-criteria")
        return self

    @model_validator(mode="after")
    def _sub_criteria_fit(self) -> Self:
        if not self.criteria:
            return self
        if any(isinstance(each.weighting, Weighting) for each in self.criteria):
            raise ValueError("sub-criteria have fixed weightings")
        total = sum((_fixed(each.weighting) for each in self.criteria), Decimal(0))
        if total != self.whole:
            raise ValueError(
                f"the weightings of the sub-criteria total {total}: they should be {self.whole}"
            )
        if self.minimum is not None and self.minimum > self.whole:
            raise ValueError(f"`minimum` {self.minimum} is more than the {self.whole} available")
        if len({each.priced for each in self.criteria}) > 1:
            raise ValueError("give a `price` to every sub-criterion, or to none")
        if any(isinstance(each.price, Amount) for each in self.criteria):
            raise ValueError("the `price` of a sub-criterion needs a `formula`")
        return self

    @property
    def weighting_asked(self) -> Reference | None:
        """The question of the brief that gives the weighting, if one does."""
        name = self.weighting.answer if isinstance(self.weighting, Weighting) else None
        return None if name is None else Reference(answer=name)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id.replace("-", " ").capitalize()

    @property
    def sort(self) -> str:
        """How it is scored: judged, scored, measured, price or criteria."""
        return next(name for name in SORTS if getattr(self, name))

    @property
    def whole(self) -> Decimal:
        """What the weightings of its sub-criteria total, and what it is scored out of."""
        return Decimal(100) if self.weightings_total is None else self.weightings_total

    @cached_property
    def priced(self) -> bool:
        """Whether it is a price, or made of prices."""
        return self.price is not None or any(each.priced for each in self.criteria)

    def walk(self) -> Iterator["Criterion"]:
        """Give this criterion and everything below it, parents first."""
        yield self
        for child in self.criteria:
            yield from child.walk()


SORTS: Final = ("judged", "scored", "measured", "price", "criteria")


def _fixed(weighting: Weighting | Decimal) -> Decimal:
    return Decimal(0) if isinstance(weighting, Weighting) else weighting


class CountLimits(DefinitionPart):
    """Limits of a count."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` {self.min} should not be more than `max` {self.max}")
        return self


class Panel(DefinitionPart):
    """Who marks, and how their marks become the panel's.

    moderation  `required`: a consensus mark with its reason is recorded for every judged criterion;
                `optional`: where none is recorded the marks are combined as the criterion says;
                `none`: marks are combined, and no consensus is recorded
    reasons     whether each evaluator gives a reason for each mark
    """

    evaluators: CountLimits = CountLimits()
    moderation: Literal["required", "optional", "none"] = "optional"
    reasons: Literal["required", "optional"] = "optional"


RoundingPlace = Literal["score", "contribution", "points", "quality", "total"]


class Rounding(DefinitionPart):
    """How figures are rounded.

    places     decimal places of every figure that is printed
    places_of  decimal places of some of them, where they differ
    mode       `half-up` (as people do), `half-even`, `down` or `up`
    at         the places where the rounded figure is the one that is carried on: `score` (a
               criterion's score), `contribution` (what a sub-criterion brings to its parent's
               score), `points` (weighted points), `quality`, `total`. Elsewhere figures stay exact
               and only their print is rounded, so rounding cannot change who wins.
    """

    places: Annotated[int, Field(ge=0, le=8)] = 2
    places_of: dict[RoundingPlace, Annotated[int, Field(ge=0, le=8)]] = Field(default_factory=dict)
    mode: RoundingMode = "half-up"
    at: tuple[RoundingPlace, ...] = ()

    def digits(self, place: RoundingPlace) -> int:
        """Give the decimal places of the figures of one place."""
        return self.places_of.get(place, self.places)


def _named(raw: object) -> object:
    return {"method": raw} if isinstance(raw, str) else raw


class Way(DefinitionPart):
    """One way in which a buyer may run the evaluation.

    lots               where it may be used; empty means every lot
    route              the route to market that it serves
    method             how bids are ranked: see docs/reference/methods.md
    weightings_total   what the weightings of the criteria must total
    quality_out_of     the quality of a bid that scores everything but price in full
    quality_minimum    the lowest quality, out of `quality_out_of`, that is not excluded
    envelopes          `two`: a price is opened only where quality has passed; otherwise `one`
    """

    id: Id
    title: Line | None = None
    description: Text | None = None
    lots: tuple[Id, ...] = ()
    route: Id | None = None
    method: Annotated[AnyMethod, BeforeValidator(_named)] = WeightedSum(method="weighted-sum")
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    weightings_total: Positive = Decimal(100)
    quality_out_of: Positive = Decimal(100)
    quality_minimum: NotNegative | None = None
    envelopes: Literal["one", "two"] = "one"
    panel: Panel = Panel()
    shortlist: Shortlist | None = None
    ties: TieChain = ("stop",)
    rounding: Rounding = Rounding()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id.replace("-", " ").capitalize()

    @cached_property
    def every(self) -> tuple[Criterion, ...]:
        """Every criterion and sub-criterion, parents before children."""
        return tuple(each for top in self.criteria for each in top.walk())

    @cached_property
    def late(self) -> frozenset[str]:
        """The criteria marked once the shortlist is drawn: those that it does not go by."""
        if self.shortlist is None or not self.shortlist.by:
            return frozenset()
        early = set(self.shortlist.by)
        for each in self.every:
            if each.id in early:
                early.update(inner.id for inner in each.walk())
        return frozenset(
            each.id
            for each in self.every
            if not each.priced
            and not all(inner.id in early for inner in each.walk() if not inner.criteria)
        )

    @cached_property
    def prices(self) -> tuple[Criterion, ...]:
        """The criteria that have a price of their own, sub-criteria among them."""
        return tuple(each for each in self.every if each.price)

    @cached_property
    def quality(self) -> tuple[Criterion, ...]:
        """The top-level criteria that make up quality: all but the priced ones."""
        return tuple(each for each in self.criteria if not each.priced)


def way_problems(way: Way) -> Iterator[tuple[DataPath, str]]:
    """Give what is wrong with a way as a whole, each with its place inside the way."""
    at = {each.id: place for place, each in places_of(way)}
    ids = [each.id for each in way.every]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield at[name], f"two criteria are called `{name}`"
    for name in ids:
        if name in RESERVED:
            yield at[name], f"`{name}` is a name that the evaluation uses: choose another id"
    for name in tie_criteria(way.ties):
        if name not in at:
            yield ("ties",), f"`ties` names `{name}`, which is not a criterion of this way"
    prices = {each.id for each in way.every if each.priced}
    for name in way.shortlist.by if way.shortlist else ():
        if name not in at or name in prices:
            yield ("shortlist", "by"), f"`by` names `{name}`, which is not a criterion of quality"
    for key, name in way.method.criteria_named():
        if name not in at:
            yield ("method",), f"`{key}` names `{name}`, which is not a criterion of this way"
    if way.quality_minimum is not None and way.quality_minimum > way.quality_out_of:
        says = f"{way.quality_minimum:f} is more than the {way.quality_out_of:f} available"
        yield ("quality_minimum",), says
    yield from _row_problems(way, at)
    yield from _price_problems(way, at)
    yield from _weighting_problems(way, at)


def _row_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    for each in way.every:
        scored = each.scored
        for index, row in enumerate(scored.rows if scored else ()):
            if scored is not None and row.score > scored.out_of:
                says = f"a score of {row.score:f} is more than `out_of` {scored.out_of:f}"
                yield (*at[each.id], "scored", "rows", index), f"criterion `{each.id}`: {says}"


def _price_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    method = way.method
    if method.needs_price and not way.prices:
        yield ("criteria",), f"`{method.method}` needs a criterion with a `price`"
    if method.needs_quality and not way.quality:
        yield ("criteria",), f"`{method.method}` needs a criterion of quality beside the price"
    if not method.uses_formulas and len(way.prices) > 1:
        yield ("criteria",), f"`{method.method}` compares one price: give one criterion a `price`"
    for each in way.prices:
        if isinstance(method, WeightedSum) and isinstance(each.price, Amount):
            says = f"criterion `{each.id}`: `price` needs a `formula`, which makes it a score"
            yield at[each.id], says


def _weighting_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    if not way.method.needs_weightings and not any(each.weighting for each in way.criteria):
        return
    low = sum((_least(each) for each in way.criteria), Decimal(0))
    high = sum((_most(each) for each in way.criteria), Decimal(0))
    total = way.weightings_total
    if not low <= total <= high:
        first, *others = way.criteria
        rest = "".join(f" and `{each.id}` {_span(each)}" for each in others)
        yield (
            (*at[first.id], "weighting"),
            f"criterion `{first.id}`: weighting {_span(first)}{rest} can never total {total:f}",
        )


def _least(criterion: Criterion) -> Decimal:
    weighting = criterion.weighting
    return weighting.min if isinstance(weighting, Weighting) else weighting


def _most(criterion: Criterion) -> Decimal:
    weighting = criterion.weighting
    return weighting.max if isinstance(weighting, Weighting) else weighting


def _span(criterion: Criterion) -> str:
    low, high = _least(criterion), _most(criterion)
    return f"{low}" if low == high else f"{low}–{high}"


# --- the facts of an evaluation ------------------------------------------------------------------

#: Stages in which facts become known; a rule runs in the stage of the last fact that it reads.
#:
#: entry        what was put in: answers, the buyer's brief, how many marked
#: scored       the scores that a shortlist goes by, or all scores of quality without one
#: shortlisted  whether the shortlist keeps the bid
#: assessed     the scores given after a shortlist, and the quality as a whole
#: opened       prices
#: totalled     price scores, points and totals
#: ranked       places
#: decided      outcomes
ENTRY, SCORED, SHORTLISTED, ASSESSED, OPENED, TOTALLED, RANKED, DECIDED = range(8)

RESERVED: Final = (
    "lot",
    "way",
    "bids",
    "overall-quality",
    "shortlisted",
    "total",
    "rank",
    "outcome",
    *RESERVED_TIE_RULES,
)

#: What a price is compared with, in per cent, for rules on prices that are abnormally low.
COMPARED: Final = ("mean", "lowest")

OUTCOMES: Final = {
    "winner": "winner",
    "unsuccessful": "unsuccessful",
    "excluded": "excluded",
}


def vocabulary(
    way: Way, lots: tuple[str, ...] = (), ways: tuple[Way, ...] = ()
) -> tuple[dict[str, Subject], dict[str, int]]:
    """Give the facts that rules of a way may read, by name, and the stage of each by its key.

    `ways` are all the ways there are, which a rule that serves several may tell apart.

    lot, way             what is being evaluated                                       at entry
    bids                 how many bids there are                                       at entry
    <criterion>          its score: the mark if judged; with sub-criteria, out of their
                         `weightings_total`; otherwise out of `out_of`   when scored or assessed
    <criterion>/evaluators  how many evaluators marked it                              at entry
    overall-quality      the weighted quality, out of `quality_out_of`                 assessed
    shortlisted          whether the shortlist keeps the bid                           shortlisted
    <price>/value        the price                                                     opened
    <price>/percent-of-mean, <price>/percent-of-lowest
                         the price beside the mean, or the lowest, of those opened     opened
    <price>              its price score                                               totalled
    <criterion>/points   the points it earns                                           totalled
    total                the total that ranks                                          totalled
    rank                 the place                                                     ranked
    outcome              winner, unsuccessful or excluded                              decided
    """
    facts: dict[str, Subject] = {}
    stages: dict[str, int] = {}

    def add(
        name: str, kind: Kind, label: str, stage: int, options: dict[str, str] | None = None
    ) -> None:
        facts[name] = Subject(f"fact:{name}", name, kind, label, options or {})
        stages[f"fact:{name}"] = stage

    late = way.late
    add("lot", Kind.ONE_OF, "lot", ENTRY, {lot: lot for lot in lots})
    add("way", Kind.ONE_OF, "way of evaluating", ENTRY, {w.id: w.name for w in (*ways, way)})
    add("bids", Kind.NUMBER, "number of bids", ENTRY)
    for each in way.every:
        label = f"score for {each.name}"
        if each.price:
            name = each.name.lower()
            add(f"{each.id}/value", Kind.MONEY, name, OPENED)
            for other in COMPARED:
                shown = f"{name} as a percentage of the {other}"
                add(f"{each.id}/percent-of-{other}", Kind.PERCENTAGE, shown, OPENED)
        if each.priced:
            add(each.id, Kind.NUMBER, label, TOTALLED)
        else:
            add(each.id, Kind.NUMBER, label, ASSESSED if each.id in late else SCORED)
        if each.judged:
            add(f"{each.id}/evaluators", Kind.NUMBER, f"evaluators of {each.name}", ENTRY)
        add(f"{each.id}/points", Kind.NUMBER, f"points for {each.name}", TOTALLED)
    add("overall-quality", Kind.NUMBER, "quality score", ASSESSED)
    add("shortlisted", Kind.YES_NO, "kept by the shortlist", SHORTLISTED)
    add("total", Kind.NUMBER, "total", TOTALLED)
    add("rank", Kind.NUMBER, "rank", RANKED)
    add("outcome", Kind.ONE_OF, "outcome", DECIDED, dict(OUTCOMES))
    return facts, stages


# --- expansion -----------------------------------------------------------------------------------


def rules_of_way(way: Way) -> tuple[tuple[Rule, DataPath], ...]:
    """Give the rules of a way, each with the place in the way that it comes from."""
    return tuple(_rules(way))


def _rules(way: Way) -> Iterator[tuple[Rule, DataPath]]:
    for at, each in places_of(way):
        yield from _criterion_rules(at, each)
    if way.quality_minimum is not None:
        yield (
            _minimum(
                "evaluation/overall-quality/minimum",
                "overall-quality",
                "quality",
                way.quality_minimum,
            ),
            ("quality_minimum",),
        )
    if way.shortlist is not None:
        rule = Rule(
            id="evaluation/shortlist",
            title="Not on the shortlist",
            when=Comparison.model_validate({"fact": "shortlisted", "is": False}),
            then=Outcomes(set_aside="The bid did not reach the shortlist"),
        )
        yield rule, ("shortlist",)
    yield (
        Rule(
            id="evaluation/outranked",
            title="Another bid is ranked higher",
            when=Comparison.model_validate({"fact": "rank", "more_than": 1}),
            then=Outcomes(set_aside="Another bid is ranked higher"),
        ),
        (),
    )
    award = Rule(
        id="evaluation/award",
        title="The highest-ranked bid wins",
        when=Comparison.model_validate({"fact": "rank", "is": 1}),
        then=Outcomes(award="The bid is ranked first"),
    )
    yield award, ()


def places_of(way: Way) -> Iterator[tuple[DataPath, Criterion]]:
    """Give every criterion with its place in the way."""
    return _places(way.criteria, ("criteria",))


def _places(criteria: tuple[Criterion, ...], at: DataPath) -> Iterator[tuple[DataPath, Criterion]]:
    for index, each in enumerate(criteria):
        here = (*at, index)
        yield here, each
        yield from _places(each.criteria, (*here, "criteria"))


def _criterion_rules(at: DataPath, each: Criterion) -> Iterator[tuple[Rule, DataPath]]:
    policy = each.judged or each.scored or each.measured
    least = each.minimum if policy is None else policy.minimum
    if least is not None:
        inside = () if policy is None else (each.sort,)
        rule = _minimum(f"evaluation/{each.id}/minimum", each.id, each.name, least)
        yield rule, (*at, *inside, "minimum")
    for number, row in enumerate(each.scored.rows if each.scored else (), start=1):
        rule = Rule(
            id=f"evaluation/{each.id}/row-{number}",
            title=row.title or f"{each.name} scores {row.score:f}",
            when=row.when,
            then=Outcomes(
                score=ScoreOutcome.model_validate({"criterion": each.id, "is": row.score})
            ),
            source=row.source,
        )
        yield rule, (*at, "scored", "rows", number - 1)


def _minimum(rule_id: str, fact: str, name: str, least: Decimal) -> Rule:
    return Rule(
        id=rule_id,
        title=f"{name}: below the minimum",
        when=Comparison.model_validate({"fact": fact, "less_than": least}),
        then=Outcomes(exclude=f"The score for {name} is below the minimum of {least:f}"),
    )
