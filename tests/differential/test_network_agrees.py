"""The network answers as plain evaluation of the rules does, and nothing crashes it.

All of it runs in processes of its own: a crash is a failure, and not the end of the run.
"""

import subprocess
import sys

import pytest

from engine.network.coded_conditions import CodeAny, CodedGroup, CodeTest
from engine.network.sessions import available, unavailable_because
from tests.differential import boundary, fuzz_network
from tests.differential.programs import Program, shrunk

pytestmark = pytest.mark.skipif(not available(), reason=unavailable_because() or "")


def test_on_random_programs() -> None:
    assert fuzz_network.search(seed=0, first=0, programs=200, seconds=None) == 200


@pytest.mark.fuzz
def test_on_random_programs_for_long(fuzz_seconds: int, fuzz_seed: int) -> None:
    found = fuzz_network.search(fuzz_seed, first=0, programs=None, seconds=fuzz_seconds)
    assert isinstance(found, int), f"seed {fuzz_seed}: {found}"


@pytest.mark.slow
@pytest.mark.parametrize("name", boundary.SCENARIOS)
def test_at_the_limits_of_durable_rules(name: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.differential.boundary", name],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_a_failing_program_is_made_smaller() -> None:
    rule = CodeAny((CodeTest(0, "==", 1), CodeAny((CodeTest(1, "<", 7), CodeTest(0, ">", 3)))))
    group = CodedGroup(2, (rule, rule))
    whole = Program((group, group), ((((0, (1, 1)), (1, (2, 9))),), (((1, (0, 0)),), ())))

    def fails(program: Program) -> bool:
        asked = [profile for calls in program.sessions for call in calls for profile in call]
        return (1, (2, 9)) in asked and "op='<', value=7" in repr(program.groups[1])

    assert shrunk(whole, fails) == Program(
        (CodedGroup(2, ()), CodedGroup(2, (CodeTest(1, "<", 7),))), ((((1, (2, 9)),),),)
    )
