"""Scales of marks: whole marks, levels that say what each mark means, or even steps."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from rules.definition_part import DefinitionPart, Line, Text
from rules.policies.calculation import NotNegative, Positive


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
            raise ValueError(f"`min` {self.min} must be less than `max` {self.max}")
        if not self.has(self.max):
            raise ValueError(f"steps of {self.step} from {self.min} never reach {self.max}")
        return self

    def has(self, mark: Decimal) -> bool:
        """Return whether a mark is on the scale."""
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
            raise ValueError("must be two whole marks such as 0-3, or a list of levels")
        low, high = int(match[1]), int(match[2])
        if not low < high or high - low >= _MAX_LEVELS:
            raise ValueError("must go from a lower mark to a higher one, at most 1000 apart")
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
