"""What a definition is asked to do: plain data in, plain data out.

The command line, the cases and the pages all come through here, so that the same question always
gets the same answer. Every function raises `InputError` for input that cannot be used.
"""

from collections.abc import Mapping
from typing import Any, Final

from agreements.clauses.numbering import clause_numbers
from agreements.definition.framework import Framework
from engine.admission import assess, read_application
from engine.competitions.competition import read_competition
from engine.competitions.result import result_of
from engine.competitions.stages import evaluate
from engine.competitions.standings import Evaluation
from engine.contracts.contract import Contract, Request, read_contract, read_request
from engine.contracts.decision import Decision
from engine.contracts.permissions import permit
from forms.answers.answers import read_answers
from forms.answers.writing import plain_answers
from forms.json_schema.schema import schema_of
from forms.json_schema.value_schemas import Schema
from forms.linked.linked_form import LinkedForm
from rules.logic import Facts
from rules.problems import InputError, Problem
from rules.values import Value


def evaluate_competition(framework: Framework, data: object) -> Evaluation:
    """Evaluate a competition given as JSON data."""
    competition = read_competition(data)
    plan = framework.evaluation_plan(competition.lot, competition.way, on=competition.date)
    return evaluate(plan, competition)


def competition_result(framework: Framework, data: object) -> dict[str, Any]:
    """Evaluate a competition given as JSON data; return the result as data."""
    evaluation = evaluate_competition(framework, data)
    return result_of(evaluation, clause_numbers(framework, evaluation.plan.way.id))


def find_form(framework: Framework, name: str, *, where: str = "form") -> LinkedForm:
    """Return a form of the definition. `where` is the place that named it. Raises `InputError`."""
    if name not in framework.forms:
        known = ", ".join(f"`{each}`" for each in framework.forms) or "none"
        raise InputError([Problem(where, f"there is no form `{name[:80]}`; there are: {known}")])
    return framework.forms[name]


def check_answers(
    framework: Framework,
    name: str,
    data: object,
    *,
    lot: str | None = None,
    known: object = None,
) -> dict[str, Any]:
    """Check the answers to a form; return them as they were understood.

    `known` holds the answers to forms that were filled in before, by form: the buyer's brief, for a
    bid. Answers that are not asked for are left out.
    """
    form = find_form(framework, name)
    if not isinstance(data, Mapping):
        raise InputError([Problem("", "answers must be a set of question ids and answers")])
    _known_lot(framework, lot, "lot")
    answers = read_answers(form, data, lot=lot, others=facts_from_forms(framework, known, lot=lot))
    if answers.problems:
        raise InputError(answers.problems)
    found = plain_answers(form.in_lot(lot), answers.values)
    return {"form": form.id, "answers": found, "problems": []}


def answers_schema(
    framework: Framework, name: str, *, lot: str | None = None, known: object = None
) -> Schema:
    """Return the JSON Schema of the answers to a form; `lot` and `known` as in `check_answers`."""
    form = find_form(framework, name)
    _known_lot(framework, lot, "lot")
    return schema_of(form, lot=lot, others=facts_from_forms(framework, known, lot=lot))


def facts_from_forms(framework: Framework, known: object, *, lot: str | None = None) -> Facts:
    """Return the facts of answers to other forms, by form. Raises `InputError` for bad ones.

    They may be incomplete: a form asks about them as far as they go.
    """
    if known is None:
        return {}
    if not isinstance(known, Mapping):
        raise InputError([Problem("known", "must be answers by form")])
    facts: dict[str, Value] = {}
    for name, data in known.items():
        form = find_form(framework, str(name), where=f"known.{str(name)[:80]}")
        answers = read_answers(form, data, lot=lot, others=facts, complete=False)
        if answers.problems:
            raise InputError(_inside(f"known.{form.id}", each) for each in answers.problems)
        facts.update(answers.facts())
    return facts


def assess_application(framework: Framework, data: object) -> dict[str, Any]:
    """Assess an application to join, given as JSON data; return the assessment as data."""
    application = read_application(data)
    _known_lot(framework, application.lot, "lot")
    assessment = assess(framework.admission, application)
    return {"definition": framework.hash, **assessment.as_data(clause_numbers(framework))}


def _known_lot(framework: Framework, lot: str | None, where: str) -> None:
    if lot is not None and lot not in framework.terms.lot_ids:
        known = ", ".join(f"`{each}`" for each in framework.terms.lot_ids)
        raise InputError([Problem(where, f"there is no lot `{lot[:80]}`: {known}")])


def decide_request(framework: Framework, contract: object, request: object) -> dict[str, Any]:
    """Decide whether a contract action is permitted; return the decision as data."""
    _, _, decision = decided(framework, contract, request)
    return {"definition": framework.hash, **_cited(framework, decision.as_data())}


def decided(
    framework: Framework, contract: object, request: object
) -> tuple[Contract, Request, Decision]:
    """Read a contract and a request, and decide on it. Raises `InputError`."""
    if framework.permissions is None:
        says = "this framework has no `permissions` ruleset, so it permits no contract action"
        raise InputError([Problem("request.action", says)])
    problems: list[Problem] = []
    read: list[Any] = []
    for name, reader, data in (
        ("contract", read_contract, contract),
        ("request", read_request, request),
    ):
        try:
            read.append(reader(data))
        except InputError as error:
            problems.extend(_inside(name, each) for each in error.problems)
    if problems:
        raise InputError(problems)
    # Rules of a lot would silently not apply.
    _known_lot(framework, read[0].lot, "contract.lot")
    try:
        decision = permit(
            framework.permission_rules,
            framework.permissions,
            *read,
            regime=None if framework.terms.regime == "none" else framework.terms.regime,
        )
    except InputError as error:
        raise InputError(
            _inside("contract" if each.where.startswith("history[") else "request", each)
            for each in error.problems
        ) from None
    return (*read, decision)


#: The parts of a decision that name the rules it rests on.
_REASONED: Final = ("reasons", "refer", "first", "afterwards", "limits")


def _cited(framework: Framework, decision: dict[str, Any]) -> dict[str, Any]:
    """Add to every reason the number of the clause that states it; the law's rules have none."""
    numbers = clause_numbers(framework)
    cited = {
        part: [
            {**each, "clause": numbers[each["rule"]]} if each["rule"] in numbers else each
            for each in decision[part]
        ]
        for part in _REASONED
    }
    return {**decision, **cited}


def _inside(name: str, problem: Problem) -> Problem:
    """Return a problem with the document that it is in before its place."""
    where = f"{name}.{problem.where}" if problem.where else name
    return Problem(where, problem.says)
