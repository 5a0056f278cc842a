"""The interpreter, the network and a third reading of the rules agree, whatever the rules."""

import time
from itertools import count
from random import Random

import pytest

from engine.execute import ProgramRunner
from engine.network import sessions as network
from engine.program import program_of
from rules.linking import link
from rules.problems import Problems
from rules.vocabulary import of_forms
from tests.differential.rule_programs import SUBJECTS, RuleProgram, expected, rule_program

VOCABULARY = of_forms({"bid": SUBJECTS})


def fired(program: RuleProgram, *, with_network: bool) -> list[list[str]]:
    problems = Problems()
    rules = link(program.placed, VOCABULARY, problems)
    assert problems.found == []
    runner = ProgramRunner(program_of(rules), with_network=with_network)
    facts = [
        {VOCABULARY.answers[name].key: value for name, value in bid.items()} for bid in program.bids
    ]
    try:
        with runner.run() as run:
            found = run.stage(0, facts)
    finally:
        runner.close()
    return [[each.rule.id for each in rules_of_bid] for rules_of_bid in found]


def check(seed: str) -> None:
    program = rule_program(Random(seed))
    wanted = expected(program)
    assert fired(program, with_network=False) == wanted, f"the interpreter differs: seed {seed!r}"
    if network.available():
        assert fired(program, with_network=True) == wanted, f"the network differs: seed {seed!r}"


@pytest.mark.parametrize("block", range(8))
def test_executors_agree_on_random_rules(block: int) -> None:
    for number in range(60):
        check(f"{block}/{number}")


@pytest.mark.fuzz
@pytest.mark.parametrize("worker", range(2))
def test_executors_agree_for_long(worker: int, fuzz_seconds: int, fuzz_seed: int) -> None:
    until = time.monotonic() + fuzz_seconds
    for number in count():
        check(f"{fuzz_seed}/{worker}/{number}")
        if time.monotonic() > until:
            break
