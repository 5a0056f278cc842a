"""Frameworkshop doing the task: the whole of it, each part of it, and each executor by itself."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from agreements.loading import load
from benchmarks.measuring import Contestant
from benchmarks.task import WEIGHTINGS, Bids, Outcome, Task, as_data, ranked, write
from engine.competitions.competition import Competition, read_competition
from engine.competitions.entry import enter
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.result import result_of
from engine.competitions.stages import evaluate
from engine.competitions.standings import EXCLUDED, Evaluation
from engine.execute import Fired, ProgramRunner
from engine.network import coded_conditions
from engine.network.encoding import Encoder, encoder_of
from engine.network.sessions import Network
from engine.program import Program
from rules.linking import LinkedRule
from rules.policies.evaluation_facts import ENTRY

WHOLE: Final = "Frameworkshop, whole"
READ: Final = "· competition read"
ENTERED: Final = "· bids entered"
EVALUATED: Final = "· entered and evaluated"
RESULT: Final = "· result built"
COLD: Final = ", cold"
INTERPRETER: Final = "interpreter alone"
NETWORK: Final = "network alone"


def plan_of(task: Task) -> EvaluationPlan:
    """Make the task's plan, by way of a framework's folder, as anyone would."""
    with TemporaryDirectory() as folder:
        write(task, Path(folder))
        return load(Path(folder)).evaluation_plan(None, None)


def whole(task: Task) -> list[Contestant]:
    """Do the whole task, and each part of it, warm and cold.

    Warm is a machine that has seen other competitions: of most marks it knows what rules say. Cold
    is one that has forgotten all of it, but for what is made of the definition.
    """
    return [*_parts(plan_of(task)), *_cold(plan_of(task))]


def _parts(plan: EvaluationPlan) -> list[Contestant]:
    def read(bids: Bids) -> Competition:
        return read_competition(as_data(bids))

    def evaluated(bids: Bids) -> Evaluation:
        return evaluate(plan, read(bids))

    def run(data: dict[str, Any]) -> dict[str, Any]:
        return result_of(evaluate(plan, read_competition(data)))

    return [
        Contestant(WHOLE, as_data, run, _of_result),
        Contestant(READ, as_data, read_competition, None),
        Contestant(ENTERED, read, partial(enter, plan), None),
        Contestant(EVALUATED, read, partial(evaluate, plan), _of_evaluation),
        Contestant(RESULT, evaluated, result_of, _of_result),
    ]


def _cold(plan: EvaluationPlan) -> list[Contestant]:
    """Give the same, with everything forgotten before each; reading and entering have no memory."""
    return [
        replace(each, name=each.name + COLD, before=plan.runner.forget)
        for each in _parts(plan)
        if each.name not in {READ, ENTERED}
    ]


def _of_evaluation(evaluation: Evaluation) -> Outcome:
    return [
        (None, None) if each.outcome == EXCLUDED else (_hundredths(each.total), each.rank)
        for each in evaluation.standings
    ]


def _of_result(result: dict[str, Any]) -> Outcome:
    found = {
        each["id"]: (None, None)
        if each["outcome"] == EXCLUDED
        else (_hundredths(Fraction(each["total"])), each["rank"])
        for each in result["bids"]
    }
    return [found[f"b{place}"] for place in range(len(found))]


def _hundredths(total: object) -> int:
    assert isinstance(total, Fraction)
    assert total.denominator == 1 or (total * 100).denominator == 1
    return int(total * 100)


# One executor by itself, on facts that have been entered.


def _facts_of(plan: EvaluationPlan) -> Callable[[Bids], list[dict[str, Any]]]:
    """Give a function that enters bids, and gives the facts of each."""

    def facts(bids: Bids) -> list[dict[str, Any]]:
        return [each.facts for each in enter(plan, read_competition(as_data(bids))).entrants]

    return facts


def _worth(program: Program) -> dict[int, int | None]:
    """Give what each rule of the entry stage adds to the total; None where it excludes.

    By the identity of the rule, since its id takes longer to look up.
    """
    worth: dict[int, int | None] = {}
    for rule in (rule for group in program.groups for rule in group.rules):
        score = rule.rule.then.score
        worth[id(rule)] = (
            None if score is None else WEIGHTINGS[_number(score.criterion)] * int(score.is_)
        )
    return worth


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _total(rules: Iterable[LinkedRule], worth: dict[int, int | None]) -> int | None:
    given = [worth[id(rule)] for rule in rules]
    return None if None in given else sum(given)  # type: ignore[arg-type]


def interpreter_alone(task: Task) -> list[Contestant]:
    """Run the rules in the interpreter, add up and rank. A fired rule with its facts is a reason.

    What the reasons say in words is part of the result, and not done here.
    """

    def contestant(name: str, *, cold: bool) -> Contestant:
        plan = plan_of(task)
        machine = ProgramRunner(plan.runner.program, with_network=False)
        worth = _worth(machine.program)

        def run(facts: list[dict[str, Any]]) -> tuple[Outcome, list[list[Fired]]]:
            with machine.run() as running:
                fired = running.stage(ENTRY, facts)
            totals = [_total([each.rule for each in rules], worth) for rules in fired]
            return ranked(totals), fired

        return Contestant(
            name,
            _facts_of(plan),
            run,
            lambda found: found[0],
            before=machine.forget if cold else None,
        )

    return [contestant(INTERPRETER, cold=False), contestant(INTERPRETER + COLD, cold=True)]


def network_alone(task: Task) -> Contestant:
    """Encode what the rules read, run the rules in durable-rules, and add up."""
    plan = plan_of(task)
    program = plan.runner.program
    groups = [group for group in program.groups if group.turn[0] == ENTRY]
    made = [encoder_of(group) for group in groups]
    network = Network(
        [coded_conditions.CodedGroup(len(each.fields), rules) for each, rules in made]
    )
    encoders: list[Encoder] = [each for each, _ in made]
    worth = _worth(program)

    def run(bids: list[dict[str, Any]]) -> Outcome:
        asked = [
            (number, encoder.encode(tuple(facts.get(key) for key in groups[number].keys)))
            for facts in bids
            for number, encoder in enumerate(encoders)
        ]
        with network.session() as session:
            fired = iter(session.fired(asked))
        return ranked(
            [
                _total([group.rules[place] for group in groups for place in next(fired)], worth)
                for _ in bids
            ]
        )

    return Contestant(NETWORK, _facts_of(plan), run, lambda found: found)
