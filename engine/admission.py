"""Admission: whether a supplier may join, by what it answered in its application.

    assessment = assess(admission, read_application(data))
    assessment.outcome      "pass", "discretionary" or "fail"

Rules decide: one that excludes makes the application fail; one that refers leaves it to a person,
and it is discretionary; where neither fires it passes. Both executors run every rule.

The three outcomes, and their order, are those of the Digital Marketplace's declarations; a ground
that excludes is mandatory, one that refers discretionary (Public Contracts Regulations 2015,
reg 57; Procurement Act 2023, s.57).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.competitions.entry import derive
from engine.execute import Fired, ProgramRunner
from engine.program import program_of
from engine.reasons import Reason, reason_of
from forms.answers.answers import Answers, read_answers
from forms.linked.linked_form import LinkedForm
from forms.model.faults import Wrong
from rules.definition_part import DefinitionPart
from rules.linking import LinkedRule
from rules.logic import subjects
from rules.problems import InputError, Problem, Problems
from rules.values import Day, Value
from rules.yaml.models import input_of

AdmissionOutcome = Literal["pass", "discretionary", "fail"]


class Application(DefinitionPart):
    """What a supplier answered to join, or to join with one more service.

    lot       the lot applied for; without one, rules for some lots only decide nothing
    date      the day of the assessment, for rules that hold only from or until a day
    answers   the answers to the forms of the application, by question; `form.question` where two
              of them ask a question of the same id
    """

    lot: str | None = None
    date: Day | None = None
    answers: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Admission:
    """What a definition says about joining.

    forms     the forms of an application, in order
    rules     the rules that decide on applications
    """

    definition: str
    forms: tuple[LinkedForm, ...]
    rules: tuple[LinkedRule, ...]
    _runners: dict[tuple[str, ...], ProgramRunner] = field(default_factory=dict, repr=False)

    def fired(self, rules: list[LinkedRule], facts: Mapping[str, Value]) -> list[Fired]:
        """Run some of the rules; what they are made ready by is kept for the next application."""
        key = tuple(each.id for each in rules)
        if key not in self._runners:
            self._runners[key] = ProgramRunner(program_of(rules))
        return self._runners[key].fired(facts)


@dataclass(frozen=True, slots=True)
class Assessment:
    """How an application ended, with the reason for every ground that applies.

    missing   what the forms still need before the application is complete, by question: answers,
              or others where two do not go together
    """

    outcome: AdmissionOutcome
    fails: tuple[Reason, ...]
    refers: tuple[Reason, ...]
    missing: tuple[Problem, ...]

    def as_data(self, clauses: Mapping[str, str]) -> dict[str, Any]:
        """Return the assessment for machines; `clauses` are rule ids to clause numbers."""
        return {
            "outcome": self.outcome,
            "complete": not self.missing,
            "fails": [each.as_data(clauses) for each in self.fails],
            "refers": [each.as_data(clauses) for each in self.refers],
            "missing": [each.as_data() for each in self.missing],
        }


def read_application(data: object) -> Application:
    """Read an application from JSON data. Raises `InputError`."""
    return input_of(data, Application)


def assess(admission: Admission, application: Application) -> Assessment:
    """Assess an application. Raises `InputError` for answers that cannot be read.

    An answer that is missing is told in `missing`, and is to the rules what it is: unanswered. It
    hides no other: an answer counts also where only a missing one leaves open whether it is asked.
    Answers that do not go together are told there too, and the rules read each.
    """
    problems = Problems()
    missing: list[Problem] = []
    facts: dict[str, Value] = {}
    if application.lot is not None:
        facts["fact:lot"] = application.lot
    known: set[str] = set()
    for form in admission.forms:
        mine = _of(form, application.answers, admission.forms)
        known.update(mine)
        if form.by_lot and application.lot is None and not mine:
            continue  # it is filled in for a lot, and this application is for none
        raw = {question: application.answers[name] for name, question in mine.items()}
        draft = read_answers(form, raw, lot=application.lot, others=facts, complete=False)
        unread = {
            each
            for each, (_, fault) in zip(draft.problems, draft.faults, strict=True)
            if fault.wrong is not Wrong.CHECK
        }
        for each in draft.problems:
            if each in unread:
                problems.add(_place("answers", each), each.says)
        whole = read_answers(form, raw, lot=application.lot, others=facts)
        missing += [
            Problem(f"{form.id}.{each.where}", each.says)
            for each in whole.problems
            if each not in unread
        ]
        facts.update(draft.facts())
        facts.update(_undecided(form.in_lot(application.lot), draft, facts))
    for name in application.answers:
        if name not in known:
            problems.add(f"answers.{str(name)[:80]}", "there is no such question")
    if problems.found:
        raise InputError(problems.found)
    return _decided(admission, application, facts, tuple(missing))


def _of(
    form: LinkedForm, answers: Mapping[str, Any], forms: tuple[LinkedForm, ...]
) -> dict[str, str]:
    """Return the names under which a form's questions are answered, each with its question."""
    found: dict[str, str] = {}
    for name in answers:
        owner, _, question = name.rpartition(".")
        asked_once = sum(each.asks(question) for each in forms) == 1
        if form.asks(question) and (owner == form.id or (not owner and asked_once)):
            found[name] = question
    return found


def _undecided(
    form: LinkedForm, draft: Answers, facts: Mapping[str, Value]
) -> Iterator[tuple[str, Value]]:
    """Yield the answers to questions that a missing answer may or may not ask."""
    for name, value in draft.hidden.items():
        step = form.steps.get(name)
        if step is not None and any(key not in facts for key in subjects(step.offer.logic)):
            yield step.key, value


def _place(around: str, problem: Problem) -> str:
    return f"{around}.{problem.where}" if problem.where else around


def _decided(
    admission: Admission,
    application: Application,
    facts: Mapping[str, Value],
    missing: tuple[Problem, ...],
) -> Assessment:
    rules = [
        each
        for each in admission.rules
        # What holds for some lots does not decide where no lot is applied for.
        if (application.lot is not None or not each.rule.lots)
        and each.rule.applies(lot=application.lot, way=None, on=application.date)
    ]
    fired = admission.fired(rules, _with_counts(rules, facts))
    asked = [each for each in fired if each.rule.rule.then.problem is not None]
    if asked:
        raise InputError(
            Problem(f"answers.{each.rule.rule.then.problem.at}", each.rule.rule.then.problem.says)
            for each in asked
            if each.rule.rule.then.problem is not None
        )
    fails = tuple(reason_of(each) for each in fired if each.rule.rule.then.exclude)
    refers = tuple(reason_of(each) for each in fired if each.rule.rule.then.refer)
    outcome: AdmissionOutcome = "fail" if fails else "discretionary" if refers else "pass"
    return Assessment(outcome, fails, refers, missing)


def _with_counts(rules: list[LinkedRule], facts: Mapping[str, Value]) -> dict[str, Value]:
    """Add the counts of items and words that rules read."""
    known = dict(facts)
    for rule in rules:
        for subject in rule.reads.values():
            if subject.key.startswith(("count:", "words:")):
                derive(subject, known)
    return known
