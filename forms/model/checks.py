"""Checks: what must hold between the answers of one form, beyond each question's own limits.

checks:
  - when: {answer: lowest-price, more_than: {answer: highest-price}}
    at: highest-price
    says: The highest price cannot be below the lowest
  - total: [technical-weighting, price-weighting]
    is: 100
  - some_of: [hosting, software, support]
  - together: [lowest-rate, highest-rate]
"""

from typing import Annotated, ClassVar, Self

from pydantic import Discriminator, Field, Tag, model_validator

from forms.model.question import FigureLimit, out_of_order, refuse
from forms.model.translations import Worded
from rules.conditions import Condition
from rules.definition_part import Id, Line

Several = Annotated[tuple[Id, ...], Field(min_length=2, max_length=200)]


class Conflict(Worded):
    """A fault at the question `at`, when the condition holds; `says` is the whole sentence."""

    TEXTS: ClassVar[tuple[str, ...]] = ("says",)

    when: Condition
    at: Id
    says: Line


class Total(Worded):
    """Figures that must total `is`, or at least `min` and at most `max`.

    Looked at once every one of them that is asked has been answered; one that is not asked adds
    nothing.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("says",)

    total: Several
    is_: FigureLimit = Field(default=None, alias="is")
    min: FigureLimit = None
    max: FigureLimit = None
    says: Line | None = None

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        wrongs = []
        if (self.is_ is None) == (self.min is None and self.max is None):
            wrongs.append("give `is`, or `min` and `max`, or one of these two")
        refuse([*wrongs, *out_of_order(self.min, self.max)])
        return self


class SomeOf(Worded):
    """At least so many of these questions (or all that are asked, if fewer) must be answered."""

    TEXTS: ClassVar[tuple[str, ...]] = ("says",)

    some_of: Several
    at_least: Annotated[int, Field(ge=1)] = 1
    says: Line | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.at_least > len(self.some_of):
            raise ValueError(f"`at_least` is {self.at_least} of {len(self.some_of)} questions")
        return self


class Together(Worded):
    """When one of these questions is answered, all of them that are asked must be."""

    TEXTS: ClassVar[tuple[str, ...]] = ("says",)

    together: Several
    says: Line | None = None


def _sort(raw: object) -> str:
    # The tags are no keys of a definition, so that they never stand in the place of a problem.
    for tag, model, key in (
        ("a total", Total, "total"),
        ("some of", SomeOf, "some_of"),
        ("all together", Together, "together"),
    ):
        if isinstance(raw, model) or (isinstance(raw, dict) and key in raw):
            return tag
    return "a conflict"


Check = Annotated[
    Annotated[Conflict, Tag("a conflict")]
    | Annotated[Total, Tag("a total")]
    | Annotated[SomeOf, Tag("some of")]
    | Annotated[Together, Tag("all together")],
    Discriminator(_sort),
]


def members(check: Check) -> tuple[str, ...]:
    """Return the questions that a check is between, without those that its condition reads."""
    match check:
        case Conflict():
            return (check.at,)
        case Total():
            return check.total
        case SomeOf():
            return check.some_of
        case Together():
            return check.together
