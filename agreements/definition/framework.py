"""The whole definition of a framework, linked.

plan = framework.evaluation_plan("outcomes", "written-and-presentation", on=None)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from agreements.definition.clause_head import clause_content
from agreements.definition.files import DefinitionFiles
from agreements.definition.terms import Terms
from engine.admission import Admission
from engine.competitions.evaluation_plan import AwardLimits, EvaluationPlan, MeasureFunction
from engine.contracts.dates import end_of_term
from engine.execute import ProgramRunner
from engine.program import program_of
from forms.linked.linked_form import LinkedForm
from rules.conditions import Reference
from rules.decision_tables.proofs import TableFinding
from rules.linking import LinkedRule, PlacedRule
from rules.policies.feedback import Feedback
from rules.policies.measures import Measure
from rules.policies.permissions import ContractPermissions
from rules.policies.ways import Way
from rules.problems import InputError, Problem, Problems
from rules.values import Subject
from rules.vocabulary import Vocabulary
from rules.yaml.content_hash import content_hash, said_by

Made = TypeVar("Made")


@dataclass(frozen=True)
class Framework:
    """A framework's definition, linked.

    files       what it was read from
    problems    what is wrong with it, in order of file and line; parts with problems are left out
    whole       whether nothing is left out that clauses state
    documents   every file of it, by name, as plain data (clauses as text)
    models      what those files say, by name, where all of a file can be read
    plain       the rules of plain rulesets, as written, with their places
    admission_rules   those that decide on applications to join, linked
    """

    files: DefinitionFiles
    problems: tuple[Problem, ...]
    whole: bool
    documents: Mapping[str, Any]
    models: Mapping[str, BaseModel]
    terms: Terms
    forms: Mapping[str, LinkedForm]
    vocabulary: Vocabulary
    plain: tuple[PlacedRule, ...]
    admission_rules: tuple[LinkedRule, ...]
    ways: Mapping[str, "LinkedWay"]
    feedback: Feedback
    feedback_rules: tuple[PlacedRule, ...]
    permissions: ContractPermissions | None
    permission_rules: tuple[LinkedRule, ...]
    _plans: dict[Any, EvaluationPlan] = field(default_factory=dict, repr=False, compare=False)
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """The folder that it was read from. Raises `InputError` if it was read from memory."""
        if self.files.folder is None:
            raise InputError([Problem("definition", "is held in memory, not in a folder")])
        return self.files.folder

    @cached_property
    def hash(self) -> str:
        """The content hash of the definition: the same for definitions that say the same."""
        said = {
            name: said_by(self.models.get(name, clause_content(name, content)))
            for name, content in self.documents.items()
        }
        return content_hash(said)

    def once(self, make: Callable[["Framework"], Made]) -> Made:
        """Return `make(self)`, computed the first time and kept with the definition."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    @cached_property
    def admission(self) -> Admission:
        """What decides on suppliers' applications to join."""
        forms = tuple(self.forms[name] for name in self.terms.forms.application)
        return Admission(self.hash, forms, self.admission_rules)

    @property
    def bid_forms(self) -> tuple[LinkedForm, ...]:
        """The forms whose questions a bid may answer: the bid form, then those of applications."""
        bid, first = self.terms.forms.bid, self.terms.forms.application
        names = ([bid] if bid else []) + [name for name in first if name != bid]
        return tuple(self.forms[name] for name in names)

    def with_sound_forms(self) -> "Framework":
        """Return the framework with those forms only that have no problem, nor read one that has.

        Of a form with a problem, conditions are left out: what it asks is not what it will ask.
        """
        broken = {problem.where.partition(":")[0] for problem in self.problems}
        sound = {
            name: form for name, form in self.forms.items() if f"forms/{name}.yaml" not in broken
        }
        while lacking := [name for name, form in sound.items() if not form.others <= sound.keys()]:
            for name in lacking:
                del sound[name]
        roles = self.terms.forms
        return replace(
            self,
            forms=sound,
            terms=self.terms.model_copy(
                update={
                    "forms": roles.model_copy(
                        update={
                            "application": tuple(n for n in roles.application if n in sound),
                            **{
                                key: name if name in sound else None
                                for key in ("brief", "bid", "award")
                                if (name := getattr(roles, key)) is not None
                            },
                        }
                    )
                }
            ),
        )

    def ways_for(self, lot: str | None) -> tuple[str, ...]:
        """Return the ways in which a lot may be evaluated."""
        return tuple(
            name
            for name, linked in self.ways.items()
            if lot is None or not linked.way.lots or lot in linked.way.lots
        )

    def evaluation_plan(
        self, lot: str | None, way: str | None, *, on: date | None = None
    ) -> EvaluationPlan:
        """Return the evaluation plan for a lot, a way and the day of the decision.

        A lot or a way may be left out where there is only one. Raises `InputError`.
        """
        problems = Problems()
        lot = _chosen(lot, self.terms.lot_ids, "lot", problems)
        if problems.found:
            raise InputError(problems.found)
        if not self.ways_for(lot):
            raise InputError(
                [Problem("lot", f"`{lot}` has no way of evaluating: its rulesets name none")]
            )
        way = _chosen(way, self.ways_for(lot), "way", problems)
        if problems.found or way is None:
            raise InputError(problems.found)
        linked = self.ways[way]
        if on is None and linked.dated:
            raise InputError(
                [Problem("date", "is missing: this definition has rules that depend on the day")]
            )
        rules = tuple(each for each in linked.rules if each.rule.applies(lot=lot, way=way, on=on))
        key = (lot, way, tuple(each.rule.id for each in rules))
        if key not in self._plans:
            self._plans[key] = linked.evaluation_plan(self, lot, rules)
        return self._plans[key]

    def close(self) -> None:
        """Close the machines of the evaluation plans."""
        for plan in self._plans.values():
            plan.runner.close()
        self._plans.clear()


def _chosen(given: str | None, known: tuple[str, ...], key: str, problems: Problems) -> str | None:
    if given is None and len(known) == 1:
        return known[0]
    if given not in known:
        choices = ", ".join(f"`{each}`" for each in known)
        says = "is missing" if given is None else f"`{given[:80]}` cannot be used here"
        problems.add(key, f"{says}: choose one of {choices}")
    return given


@dataclass(frozen=True)
class LinkedWay:
    """A way of evaluating, with every rule that applies to it linked."""

    way: Way
    where: str
    rules: tuple[LinkedRule, ...]
    figures: Mapping[Measure, MeasureFunction]
    asked: Mapping[Reference, str]
    needs: frozenset[str]
    facts: Mapping[str, Subject]
    findings: tuple[TableFinding, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether any of its rules holds only from or until a day."""
        return any(each.rule.from_ or each.rule.until for each in self.rules)

    def evaluation_plan(
        self, framework: Framework, lot: str | None, rules: tuple[LinkedRule, ...]
    ) -> EvaluationPlan:
        """Return the evaluation plan for a lot, with the rules that apply to it."""
        reads = {key: subject for rule in rules for key, subject in rule.reads.items()}
        return EvaluationPlan(
            definition=framework.hash,
            lot=lot,
            way=self.way,
            runner=ProgramRunner(program_of(rules)),
            forms=framework.bid_forms,
            brief=framework.forms.get(framework.terms.forms.brief or ""),
            figures=self.figures,
            derived=tuple(s for k, s in reads.items() if k.startswith(("count:", "words:"))),
            asked=self.asked,
            reads=frozenset(reads) | self.needs,
            facts=self.facts,
            feedback=framework.feedback,
            limits=_award_limits(framework.terms, lot, self.way),
        )


def _award_limits(terms: Terms, lot_id: str | None, way: Way) -> AwardLimits:
    most: list[tuple[str, Decimal]] = []
    for lot in terms.lots:
        value = lot.call_off.value if lot.call_off else None
        if lot.id == lot_id and value is not None and value.max is not None:
            says = f"the most that a contract of the lot “{lot.title}” may be worth"
            most.append((says, value.max))
    routes = [
        each
        for each in terms.routes
        if each.route == way.route and (not each.lots or lot_id is None or lot_id in each.lots)
    ]
    highest = [each.value.highest if each.value else None for each in routes]
    known = [each for each in highest if each is not None]
    if known and len(known) == len(highest):
        most.append((f"the most for which the route `{way.route}` is open", max(known)))
    months = terms.term.months
    return AwardLimits(
        terms.starts,
        end_of_term(terms.starts, months),
        end_of_term(terms.starts, months + terms.term.extension_months),
        tuple(most),
    )
