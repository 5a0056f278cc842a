"""Rules and what follows from them, as people write them.

A ruleset is a document: `ruleset: eligibility` with `rules:`, and for the policies that expand to
rules (`evaluation`, `feedback`, `permissions`) the policy's own keys beside them.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from rules.conditions import Condition, Constant, SubjectName
from rules.definition_part import DefinitionPart, Id, Line, Text, Unordered
from rules.values import BoundedNumber, Day


class ProblemOutcome(DefinitionPart):
    """A form-level error, shown at a question."""

    at: SubjectName
    says: Line


#: How the outputs of a decision table's rows that hold become one: DMN's aggregations of `collect`.
Collect = Literal["sum", "count", "min", "max"]


class ScoreOutcome(DefinitionPart):
    """The score that a rule gives on a criterion: the banded way to score an answer.

    `collect` stands on the rules of one decision table: their scores together make one score, as
    `rules.decision_tables.expansion.gathered` gives it.
    """

    criterion: Id
    is_: BoundedNumber = Field(alias="is")
    collect: Collect | None = None


class RequireOutcome(DefinitionPart):
    """Something that must be done or given: exactly one of feedback, approval, document, step.

    `to` says who gets it (feedback: `unsuccessful`, `winner`, `excluded`); `before` the event that
    may not happen until it is done; `days` the notice, in days, that must pass between.
    """

    feedback: Id | None = None
    approval: Id | None = None
    document: Id | None = None
    step: Line | None = None
    to: Id | None = None
    before: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = [
            name for name in ("feedback", "approval", "document", "step") if getattr(self, name)
        ]
        if len(said) != 1:
            raise ValueError("require one of `feedback`, `approval`, `document`, `step`")
        return self


class RefuseOutcome(DefinitionPart):
    """A contract action that may not be done, and why."""

    action: Id
    says: Line


class Outcomes(DefinitionPart):
    """What follows when a rule's condition holds. At least one key.

    exclude     the bid (or application) is out, and why
    refer       a person decides, and why
    set_aside   the bid is assessed but not taken further, and why (a shortlist's cut)
    award       the bid wins, and why
    problem     a form-level error at a question
    score       a score on a criterion
    require     feedback, an approval, a document or a step
    permit      a contract action may be done
    refuse      a contract action may not be done, and why
    include     a clause of the agreement applies
    fact        derived facts, that other rules may ask about
    """

    exclude: Line | None = None
    refer: Line | None = None
    set_aside: Line | None = None
    award: Line | None = None
    problem: ProblemOutcome | None = None
    score: ScoreOutcome | None = None
    require: RequireOutcome | None = None
    permit: Id | None = None
    refuse: RefuseOutcome | None = None
    include: Id | None = None
    fact: Unordered[Id, Constant] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.said:
            raise ValueError(
                "an outcome must have at least one of: " + ", ".join(f"`{k}`" for k in OUTCOMES)
            )
        return self

    @property
    def said(self) -> tuple[str, ...]:
        """The outcomes that this rule has, in the order of this class."""
        return tuple(name for name in OUTCOMES if getattr(self, name) is not None)


OUTCOMES = tuple(Outcomes.model_fields)


class Rule(DefinitionPart):
    """One rule: when a condition holds, outcomes follow.

    Without `when` it always holds. `lots` and `ways` limit where it applies; empty is everywhere.
    `from` and `until` are the first and last day on which it applies, against the date of the
    competition, application or request. `source` cites the law or the policy that it carries out.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,6}$")]
    title: Line | None = None
    lots: tuple[Id, ...] = ()
    ways: tuple[Id, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    when: Condition | None = None
    then: Outcomes
    source: Line | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _dates(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError("`from` must not be later than `until`")
        return self

    def applies(self, *, lot: str | None, way: str | None, on: date | None) -> bool:
        """Return whether the rule applies to a lot, a way of evaluating and a day; None is any."""
        return (
            (not self.lots or lot is None or lot in self.lots)
            and (not self.ways or way is None or way in self.ways)
            and (self.from_ is None or on is None or self.from_ <= on)
            and (self.until is None or on is None or on <= self.until)
        )
