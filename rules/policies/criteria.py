"""Criteria: what bids are compared on, and how each is scored."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from rules.conditions import Condition, Reference, SubjectName
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.calculation import NotNegative, Positive
from rules.policies.formulas.every_formula import AnyPriceFormula
from rules.policies.measures import Measure
from rules.policies.methods.choices import (
    Combining,
)
from rules.policies.scales import Level, Scale, Steps
from rules.values import BoundedNumber


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
            raise ValueError(f"`min` {self.min} must not be more than `max` {self.max}")
        return self


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
        """Return whether a mark is on the scale."""
        if isinstance(self.scale, Steps):
            return self.scale.has(mark)
        return any(level.mark == mark for level in self.scale)

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for lower, higher in pairwise(self.levels):
            if lower.mark >= higher.mark:
                raise ValueError(f"marks must rise: {higher.mark} comes after {lower.mark}")
            if (lower.worth is None) != (higher.worth is None):
                raise ValueError("give `worth` for every level, or for none")
            if lower.worth is not None and higher.worth is not None and lower.worth > higher.worth:
                raise ValueError(f"a mark of {higher.mark} is worth less than {lower.mark}")
        if self.top <= 0:
            raise ValueError("the highest mark must be more than 0")
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
                f"the weightings of the sub-criteria total {total}: they must be {self.whole}"
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
        """Yield this criterion and everything below it, parents first."""
        yield self
        for child in self.criteria:
            yield from child.walk()


SORTS: Final = ("judged", "scored", "measured", "price", "criteria")


def _fixed(weighting: Weighting | Decimal) -> Decimal:
    return Decimal(0) if isinstance(weighting, Weighting) else weighting
