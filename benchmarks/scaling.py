"""Scaling: one competition of very many bids, in a process of its own.

    python -m benchmarks.scaling 10000

prints, as JSON, the seconds of processor time that each part took, and the most memory used.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.ours import plan_of
from benchmarks.task import as_data, competitions, made
from engine.competitions.competition import read_competition
from engine.competitions.result import result_of
from engine.competitions.stages import evaluate

SIZES: Final = (100, 1_000, 10_000)
_SEED: Final = 7


@dataclass(frozen=True)
class Scaled:
    """One competition of so many bids.

    read, evaluated, result   seconds of processor time
    before, most              megabytes in use before the competition was read, and the most
    data                      megabytes of the competition as a file
    """

    bids: int
    read: float
    evaluated: float
    result: float
    before: float
    most: float
    data: float

    @property
    def whole(self) -> float:
        """Seconds in all."""
        return self.read + self.evaluated + self.result


def _most_memory() -> float:
    """Give the most megabytes that this process has had in memory."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # What `getrusage` says includes the process that started this one.
    (most,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(most.split()[1]) / 1024


def scaled(bids: int) -> Scaled:
    """Measure one competition in this process, which should have done nothing before."""
    plan = plan_of(made(_SEED))
    text = json.dumps(as_data(next(competitions(_SEED, bids))))
    before = _most_memory()
    start = time.process_time()
    competition = read_competition(json.loads(text))
    read = time.process_time()
    evaluation = evaluate(plan, competition)
    evaluated = time.process_time()
    result = result_of(evaluation)
    end = time.process_time()
    assert len(result["bids"]) == bids
    return Scaled(
        bids,
        read - start,
        evaluated - read,
        end - evaluated,
        before,
        _most_memory(),
        len(text) / 1e6,
    )


def in_a_process(bids: int) -> Scaled:
    """Measure one competition in a new process."""
    command = [sys.executable, "-m", "benchmarks.scaling", str(bids)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return Scaled(**json.loads(done.stdout))


if __name__ == "__main__":
    print(json.dumps(asdict(scaled(int(sys.argv[1])))))
