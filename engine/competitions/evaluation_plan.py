"""The evaluation plan: what a definition says of evaluating one lot in one way, ready to run.

`agreements.definition.framework` makes it from a definition; `engine.competitions.stages` runs
competitions in it. A plan does not change, and serves any number of competitions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from engine.competitions.scoring import Score
from engine.execute import Fired, ProgramRunner
from forms.linked.linked_form import LinkedForm
from rules.conditions import Reference
from rules.logic import Facts
from rules.policies.criteria import Criterion, Judged
from rules.policies.feedback import Feedback
from rules.policies.measures import Measure
from rules.policies.ways import Way
from rules.values import Subject

#: Works out a measure from a bid's facts and the buyer's: None where an answer it needs is missing.
MeasureFunction = Callable[[Facts], Fraction | None]


#: What rules gave for a criterion: the rules that gave it (or the criterion, where none did); and
#: the criterion with the scores themselves.
Given = tuple[Fired, ...] | str | tuple[str, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True)
class AwardLimits:
    """What a framework says of the contracts awarded under it; beyond it, a person is told.

    starts, ends     the first and last day of the framework, without an extension
    ends_at_latest   its last day with every extension
    most_value       the highest values of a contract: by what sets the limit, in words
    """

    starts: date
    ends: date
    ends_at_latest: date
    most_value: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class EvaluationPlan:
    """One lot, one way of evaluating, and the rules that apply there.

    definition  the content hash of the definition
    runner     the linked rules of the way and of every ruleset that applies, ready to run
    forms       the forms whose questions a bid may answer, the bid form first
    brief       the form that the buyer answers, if there is one
    figures     what works out each measure that the way uses
    derived     the counts of items and words that rules read
    asked       the key of each buyer's answer that a formula or the method asks for
    facts       the facts of the evaluation, by name
    reads       the keys of everything that rules and measures read
    limits      what an award must keep to, where the framework says so
    given_scores   the score for what rules gave: filled as it is needed
    """

    definition: str
    lot: str | None
    way: Way
    runner: ProgramRunner
    forms: tuple[LinkedForm, ...] = ()
    brief: LinkedForm | None = None
    figures: Mapping[Measure, MeasureFunction] = field(default_factory=dict)
    derived: tuple[Subject, ...] = ()
    asked: Mapping[Reference, str] = field(default_factory=dict)
    facts: Mapping[str, Subject] = field(default_factory=dict)
    reads: frozenset[str] = frozenset()
    feedback: Feedback = field(default_factory=Feedback)
    limits: AwardLimits | None = None
    given_scores: dict[Given, Score] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Every criterion and sub-criterion, by id."""
        return {each.id: each for each in self.way.every}

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """How people judge the criteria that they judge, by id."""
        return {each.id: each.judged for each in self.way.every if each.judged is not None}
