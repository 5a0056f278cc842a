"""Measuring: contestants run the same competitions, turn and turn about, and are compared.

A *round* gives every contestant, in an order that changes from round to round, the same few
competitions that none has seen before. What is compared is the time that two contestants took in
the same round, so that whatever else the machine is doing weighs on both.
"""

import gc
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median, quantiles
from typing import Any

from benchmarks.task import Bids, Outcome


@dataclass(frozen=True)
class Contestant:
    """One way of doing the task, or a part of it.

    prepare   makes its input of a competition; not timed
    before    done before each competition; not timed
    run       what is timed
    outcome   reads what it found; None for a part that finds no outcome
    """

    name: str
    prepare: Callable[[Bids], Any]
    run: Callable[[Any], Any]
    outcome: Callable[[Any], Outcome] | None
    before: Callable[[], object] | None = None


@dataclass(frozen=True)
class Time:
    """Seconds for one competition: of the processor (all threads), and on the clock."""

    processor: float
    clock: float


@dataclass(frozen=True)
class Spread:
    """A median, with the quartiles around it."""

    low: float
    middle: float
    high: float


@dataclass
class Times:
    """What every contestant took, by name, round by round."""

    rounds: dict[str, list[Time]] = field(default_factory=dict)

    def took(self, name: str, part: str = "processor") -> Spread:
        """Give the seconds that a contestant took for one competition."""
        return spread([getattr(each, part) for each in self.rounds[name]])

    def ratio(self, name: str, to: str, part: str = "processor") -> Spread:
        """Give how many times as long a contestant took as another in the same round."""
        pairs = zip(self.rounds[name], self.rounds[to], strict=True)
        return spread([getattr(one, part) / getattr(other, part) for one, other in pairs])


def spread(values: Sequence[float]) -> Spread:
    """Give the median and the quartiles."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Spread(low, median(values), high)


class Different(Exception):
    """Two contestants found different outcomes. Nothing was measured."""


def measured(
    contestants: Sequence[Contestant],
    competitions: Iterable[Bids],
    *,
    right: Callable[[Bids], Outcome],
    rounds: int,
    each_round: int,
    warming: int,
) -> Times:
    """Time contestants. Raises `Different` where one does not find what is right.

    First `warming` competitions are run and checked, and not timed. The outcomes of those that are
    timed are checked too.
    """
    source = iter(competitions)
    chance = random.Random(1)
    warm = [(bids, right(bids)) for bids in islice(source, warming)]
    for contestant in contestants:
        _timed(contestant, warm)
    times = Times({contestant.name: [] for contestant in contestants})
    for _ in range(rounds):
        some = [(bids, right(bids)) for bids in islice(source, each_round)]
        for contestant in chance.sample(contestants, len(contestants)):
            gc.collect()
            times.rounds[contestant.name].append(_round(contestant, some))
    return times


def _round(contestant: Contestant, some: Sequence[tuple[Bids, Outcome]]) -> Time:
    """Time some competitions: in one go, unless something is to be done before each."""
    if contestant.before is None:
        return _timed(contestant, some)
    took = []
    for one in some:
        contestant.before()
        took.append(_timed(contestant, [one]))
    return Time(
        sum(each.processor for each in took) / len(took),
        sum(each.clock for each in took) / len(took),
    )


def _timed(contestant: Contestant, some: Sequence[tuple[Bids, Outcome]]) -> Time:
    given = [contestant.prepare(bids) for bids, _ in some]
    run = contestant.run
    clock, processor = time.perf_counter(), time.process_time()
    found = [run(each) for each in given]
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    if contestant.outcome is not None:
        for each, (_, expected) in zip(found, some, strict=True):
            _check(contestant.name, contestant.outcome(each), expected)
    return Time(processor / len(some), clock / len(some))


def _check(name: str, outcome: Outcome, expected: Outcome) -> None:
    for place, (got, wanted) in enumerate(zip(outcome, expected, strict=True)):
        if got != wanted:
            raise Different(f"{name} differs on bid {place}: {got}, not {wanted}")
