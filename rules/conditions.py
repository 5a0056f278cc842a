"""Conditions as people write them: what a rule asks, in YAML or in the designer's three boxes.

    {answer: annual-turnover, less_than: 100000}
    {fact: technical, at_least: 2}
    {all: [...]}   {any: [...]}   {not: ...}

`rules.logic` is what they mean: typed, with negation pushed inwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from rules.definition_part import DefinitionPart
from rules.problems import DataPath

#: How a rule names a question or a fact: an id, with the form's id before a point where two forms
#: ask a question of the same id; facts of the engine may have parts, as in `technical/points`.
SubjectName = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*([./][a-z0-9]+(-[a-z0-9]+)*){0,3}$", max_length=200),
]


class Reference(DefinitionPart):
    """Another answer or fact to compare with: `{answer: other}` or `{fact: other}`."""

    answer: SubjectName | None = None
    fact: SubjectName | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.answer is None) == (self.fact is None):
            raise ValueError("give one of `answer` and `fact`")
        return self


Constant = bool | int | Decimal | date | str
Operand = Constant | Reference

COMPARATORS: Final = (
    "is",
    "is_not",
    "one_of",
    "includes",
    "includes_any",
    "less_than",
    "at_most",
    "more_than",
    "at_least",
    "between",
    "before",
    "after",
    "answered",
    "unanswered",
)
SUBJECTS: Final = ("answer", "fact", "count_of", "words_of")


class Comparison(DefinitionPart):
    """One subject compared with a constant, a list of constants, or another answer or fact.

    Subjects: `answer`, `fact`, `count_of` (how many items an answer has), `words_of` (how many
    words a text has). Exactly one subject and exactly one comparator.
    """

    answer: SubjectName | None = None
    fact: SubjectName | None = None
    count_of: SubjectName | None = None
    words_of: SubjectName | None = None

    is_: Operand | None = Field(default=None, alias="is")
    is_not: Operand | None = None
    one_of: tuple[Constant, ...] | None = Field(default=None, min_length=1)
    includes: Operand | None = None
    includes_any: tuple[Constant, ...] | None = Field(default=None, min_length=1)
    less_than: Operand | None = None
    at_most: Operand | None = None
    more_than: Operand | None = None
    at_least: Operand | None = None
    between: tuple[Operand, Operand] | None = None
    before: Operand | None = None
    after: Operand | None = None
    answered: Literal[True] | None = None
    unanswered: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        said = self.model_fields_set
        subjects = [name for name in SUBJECTS if name in said]
        comparators = [name for name in COMPARATORS if _field(name) in said]
        if len(subjects) != 1:
            raise ValueError("a condition must name one subject: " + _choice(SUBJECTS))
        if len(comparators) != 1:
            raise ValueError("a condition must make one comparison: " + _choice(COMPARATORS))
        if getattr(self, subjects[0]) is None or getattr(self, _field(comparators[0])) is None:
            raise ValueError(f"`{subjects[0]}` and `{comparators[0]}` must not be empty")
        return self

    @property
    def subject(self) -> tuple[str, str]:
        """Which sort of subject, and its name."""
        sort = next(name for name in SUBJECTS if getattr(self, name) is not None)
        return sort, getattr(self, sort)

    @property
    def comparator(self) -> str:
        """The comparator as written."""
        return next(name for name in COMPARATORS if getattr(self, _field(name)) is not None)

    @property
    def value(self) -> Any:  # noqa: ANN401 - a constant, constants or a reference, by comparator
        """What the subject is compared with."""
        return getattr(self, _field(self.comparator))


def _field(name: str) -> str:
    return "is_" if name == "is" else name


def _choice(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


class AllOf(DefinitionPart):
    """Every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(DefinitionPart):
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(DefinitionPart):
    """The part does not hold. Says nothing about an unanswered question: see `rules.logic`."""

    not_: Condition = Field(alias="not")


def _sort(data: object) -> str:
    if isinstance(data, dict):
        for key in ("all", "any", "not"):
            if key in data:
                return key
        return "comparison"
    for model, key in ((AllOf, "all"), (AnyOf, "any"), (Not, "not")):
        if isinstance(data, model):
            return key
    return "comparison"


Condition = Annotated[
    Annotated[Comparison, Tag("comparison")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_sort),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def comparisons(
    condition: Condition | None, at: DataPath = ()
) -> Iterator[tuple[Comparison, DataPath]]:
    """Yield every comparison of a condition that stands at `at`, each with its own place."""
    match condition:
        case None:
            return
        case Comparison():
            yield condition, at
        case Not(not_=part):
            yield from comparisons(part, (*at, "not"))
        case AllOf(all=parts):
            for index, part in enumerate(parts):
                yield from comparisons(part, (*at, "all", index))
        case AnyOf(any=parts):
            for index, part in enumerate(parts):
                yield from comparisons(part, (*at, "any", index))


def names_in(condition: Condition) -> set[tuple[str, str]]:
    """Return every subject that a condition reads, as (sort, name): both sides of a comparison."""
    found: set[tuple[str, str]] = set()
    for leaf, _ in comparisons(condition):
        found.add(leaf.subject)
        value = leaf.value
        for operand in value if isinstance(value, tuple) else (value,):
            if isinstance(operand, Reference) and operand.answer is not None:
                found.add(("answer", operand.answer))
            elif isinstance(operand, Reference):
                found.add(("fact", str(operand.fact)))
    return found
