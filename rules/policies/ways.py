"""Ways: the policy document of one way in which a buyer may run an evaluation."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rules.conditions import Reference
from rules.definition_part import DefinitionPart, Id, Line, Text, Unordered
from rules.figures.rounding import RoundingMode
from rules.policies.calculation import NotNegative, Positive
from rules.policies.criteria import Amount, Criterion
from rules.policies.methods.choices import (
    Shortlist,
    TieChain,
)
from rules.policies.methods.every_method import AnyMethod
from rules.policies.methods.sums_and_orders import WeightedSum
from rules.problems import DataPath


class CountLimits(DefinitionPart):
    """Limits of a count."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` {self.min} must not be more than `max` {self.max}")
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


Places = Annotated[int, Field(ge=0, le=8)]


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

    places: Places = 2
    places_of: Unordered[RoundingPlace, Places] = Field(default_factory=dict)
    mode: RoundingMode = "half-up"
    at: tuple[RoundingPlace, ...] = ()

    def digits(self, place: RoundingPlace) -> int:
        """Return the decimal places of figures at one place of the calculation."""
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
    def asked(self) -> tuple[tuple[DataPath, Reference], ...]:
        """Every question of the brief that an evaluation reads, with the place that names it."""
        found: list[tuple[DataPath, Reference | None]] = [(("method",), self.method.asked)]
        for place, each in places_of(self):
            found.append((place, each.weighting_asked))
            if each.price is not None and not isinstance(each.price, Amount):
                found.append((place, each.price.asked))
        if self.shortlist is not None:
            found.append((("shortlist",), self.shortlist.asked))
        return tuple((place, asked) for place, asked in found if asked is not None)

    @cached_property
    def quality(self) -> tuple[Criterion, ...]:
        """The top-level criteria that make up quality: all but the priced ones."""
        return tuple(each for each in self.criteria if not each.priced)


def places_of(way: Way) -> Iterator[tuple[DataPath, Criterion]]:
    """Yield every criterion with its place in the way."""
    return _places(way.criteria, ("criteria",))


def _places(criteria: tuple[Criterion, ...], at: DataPath) -> Iterator[tuple[DataPath, Criterion]]:
    for index, each in enumerate(criteria):
        here = (*at, index)
        yield here, each
        yield from _places(each.criteria, (*here, "criteria"))
