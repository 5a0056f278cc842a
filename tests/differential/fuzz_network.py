"""Look for programs on which the network is wrong, crashes or hangs.

    python -m tests.differential.fuzz_network --seconds 3600 --seed 7
    python -m tests.differential.fuzz_network --seed 7 --first 123 --programs 1

The programs run in a process of their own, so that a crash is found and not suffered. A program
that fails is made smaller, printed as Python, and the exit is 1.
"""

# ruff: noqa: T201 - it talks to a person

import argparse
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import IO, Final

from engine.network import coded_conditions
from engine.network.sessions import Network
from tests.differential.programs import Program, expected, program, shrunk

_THIS: Final = "tests.differential.fuzz_network"
#: Without a word for so long, a program hangs.
_PATIENCE_SECONDS: Final = 60
_SHRINKING_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Failure:
    number: int
    says: str


def difference(one: Program) -> str | None:
    """Run a program on the network, and say where it answers otherwise than the trees mean."""
    with Network(one.groups) as network:
        for calls in one.sessions:
            with network.session() as session:
                for call in calls:
                    for profile, fired in zip(call, session.fired(call), strict=True):
                        wanted = expected(one.groups, profile)
                        if fired != wanted:
                            return f"{profile} fires {fired}, and should fire {wanted}"
    return None


def numbered(seed: int, number: int) -> Program:
    """Make a program again from the seed and its number."""
    return program(Random(f"{seed}/{number}"))


def search(seed: int, *, first: int, programs: int | None, seconds: float | None) -> Failure | int:
    """Run programs in another process, and return the first failure or how many held."""
    until = time.monotonic() + seconds if seconds is not None else None
    numbers = range(first, first + programs) if programs is not None else count(first)
    child = subprocess.Popen(
        [sys.executable, "-m", _THIS, "--child", "--seed", str(seed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert child.stdin
    assert child.stdout
    assert child.stderr
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_pass_on, args=(child.stdout, lines), daemon=True).start()
    errors: list[str] = []
    listening = threading.Thread(
        target=lambda stream: errors.append(stream.read()), args=(child.stderr,)
    )
    listening.start()
    done, reported = 0, time.monotonic()
    with child:
        for number in numbers:
            if until is not None and time.monotonic() > until:
                break
            try:
                print(number, file=child.stdin, flush=True)
                said = lines.get(timeout=_PATIENCE_SECONDS)
            except BrokenPipeError:
                said = ""
            except queue.Empty:
                child.kill()
                return Failure(number, f"it hangs (nothing for {_PATIENCE_SECONDS} s)")
            if said != "ok\n":
                child.stdin.close()
                code = child.wait()
                listening.join()
                return Failure(number, said.strip() or f"the process ended ({code}): {errors}")
            done += 1
            if time.monotonic() - reported > 10:
                reported = time.monotonic()
                print(f"{done} programs held, the last is {number}", file=sys.stderr, flush=True)
        child.stdin.close()
    return done


def _pass_on(stream: IO[str], lines: "queue.SimpleQueue[str]") -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _run_those_asked(seed: int) -> None:
    """Run each program whose number comes in, and say `ok` or what is wrong."""
    for line in sys.stdin:
        print(difference(numbered(seed, int(line))) or "ok", flush=True)


def fails(one: Program) -> bool:
    """Say whether a program fails, in a process of its own."""
    try:
        ran = subprocess.run(
            [sys.executable, "-m", _THIS, "--given"],
            input=repr(one),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS / 6,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0 or ran.stdout != "None\n"


def smallest(failing: Program) -> Program:
    """Make a failing program smaller, while there is time."""
    until = time.monotonic() + _SHRINKING_SECONDS
    return shrunk(failing, lambda smaller: time.monotonic() < until and fails(smaller))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first program")
    parser.add_argument("--programs", type=int, help="how many programs")
    parser.add_argument("--seconds", type=float, help="for how long")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--given", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        _run_those_asked(arguments.seed)
        return 0
    if arguments.given:
        print(difference(_read(sys.stdin.read())))
        return 0
    if arguments.programs is None and arguments.seconds is None:
        arguments.seconds = 60.0
    found = search(
        arguments.seed,
        first=arguments.first,
        programs=arguments.programs,
        seconds=arguments.seconds,
    )
    if isinstance(found, int):
        print(f"{found} programs held (seed {arguments.seed})")
        return 0
    print(f"Program {found.number} of seed {arguments.seed} fails: {found.says}")
    print(f"Again: python -m {_THIS} --seed {arguments.seed} --first {found.number} --programs 1")
    print(f"Made smaller:\n{smallest(numbered(arguments.seed, found.number))}")
    return 1


#: What the representation of a program names.
_CODED = ("CodeAll", "CodeAny", "CodedGroup", "CodeTest")


def _read(text: str) -> Program:
    names = {name: getattr(coded_conditions, name) for name in _CODED}
    made = eval(text, {"__builtins__": {}, "Program": Program, **names})  # noqa: S307 - our own text
    assert isinstance(made, Program)
    return made


if __name__ == "__main__":
    sys.exit(main())
