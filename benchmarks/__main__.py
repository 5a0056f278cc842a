"""Measure Frameworkshop beside other engines: `python -m benchmarks` (or `make bench`).

All do the same task (`benchmarks.task`), in one run, in turns; each outcome is checked, bid by bid
and rank by rank, or there are no figures. What counts are the ratios: how fast this machine is, and
what else it is doing, weighs on all alike. docs/explanation/performance.md says more.
"""

import argparse
import json
import platform
import sys
from dataclasses import asdict, dataclass
from typing import Any, Final

from benchmarks import others, ours
from benchmarks.measuring import Contestant, Different, Spread, Times, measured
from benchmarks.scaling import SIZES, Scaled, in_a_process
from benchmarks.task import Task, competitions, made
from engine.network import sessions as network

_SEED: Final = 2027
#: Enough that nearly every mark of every criterion has been seen.
_WARMING: Final = 60
_EACH_ROUND: Final = 20


def main(arguments: list[str] | None = None) -> int:
    """Measure and print. Gives 1 where an outcome differs, and 0 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each runs (15)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.add_argument(
        "--no-scaling", action="store_true", help="leave out the large competitions"
    )
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error("--rounds should be 1 or more")
    try:
        times = _measured(made(_SEED), chosen.rounds)
    except Different as error:
        print(error, file=sys.stderr)
        return 1
    scaled = [] if chosen.no_scaling else [in_a_process(size) for size in SIZES]
    print(json.dumps(_as_data(times, scaled), indent=2) if chosen.json else _as_text(times, scaled))
    return 0


def _measured(task: Task, rounds: int) -> Times:
    return measured(
        contestants(task),
        competitions(_SEED),
        right=others.by_hand(task),
        rounds=rounds,
        each_round=_EACH_ROUND,
        warming=_WARMING,
    )


def contestants(task: Task) -> list[Contestant]:
    """Give all that are measured; the first is what the others are compared with."""
    return [
        *ours.whole(task),
        *ours.interpreter_alone(task),
        *([ours.network_alone(task)] if network.available() else []),
        others.zen_with_trace(task),
        others.zen_batch(task),
        *([others.bare_durable(task)] if network.available() else []),
        others.hand_written(task),
    ]


def _as_data(times: Times, scaled: list[Scaled]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "rounds": len(times.rounds[ours.WHOLE]),
        "compared_with": ours.WHOLE,
        "contestants": [
            {
                "name": name,
                **{
                    f"{part}_{what}": asdict(value)
                    for part in ("processor", "clock")
                    for what, value in (
                        ("seconds", times.took(name, part)),
                        ("ratio", times.ratio(name, ours.WHOLE, part)),
                    )
                },
            }
            for name in times.rounds
        ],
        "scaling": [asdict(each) for each in scaled],
    }


def _as_text(times: Times, scaled: list[Scaled]) -> str:
    rounds = len(times.rounds[ours.WHOLE])
    lines = [
        f"Python {platform.python_version()}, {rounds} rounds of {_EACH_ROUND} competitions.",
        "Medians, with the quartiles in brackets.",
        "Processor time counts all threads of the process; the ratio is to Frameworkshop, whole,",
        "in the same round: above 1 took longer.",
        "",
        f"{'':38}{'µs of processor':>24}{'ratio':>20}{'ratio by the clock':>22}",
    ]
    for name in times.rounds:
        took = times.took(name)
        micro = Spread(took.low * 1e6, took.middle * 1e6, took.high * 1e6)
        by_processor = times.ratio(name, ours.WHOLE)
        by_clock = times.ratio(name, ours.WHOLE, "clock")
        lines.append(
            f"{name:38}{_spread(micro, ',.0f'):>24}{_spread(by_processor, '.2f'):>20}"
            f"{_spread(by_clock, '.2f'):>22}"
        )
    lines += ["", *map(str, _aims(times))]
    if scaled:
        lines += ["", "One competition of many bids, on a machine that starts cold"]
        lines += [
            f"{each.bids:>7,} bids: {each.whole:7.2f} s in all, "
            f"{each.whole / each.bids * 1e6:5.0f} µs a bid "
            f"(read {each.read:.2f}, evaluated {each.evaluated:.2f}, result {each.result:.2f}); "
            f"memory {each.before:.0f} to {each.most:.0f} MB"
            for each in scaled
        ]
    return "\n".join(lines)


def _spread(spread: Spread, form: str) -> str:
    return f"{spread.middle:{form}} ({spread.low:{form}}–{spread.high:{form}})"


@dataclass(frozen=True)
class _Aim:
    """What is aimed at: a figure that should be at least (or at most) so much."""

    says: str
    found: Spread
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        form = ",.0f" if self.found.middle >= 1000 else ".2f"
        limit = f"{self.least:,g} or more" if self.least is not None else f"{self.most:,g} or less"
        is_met = (self.least is None or self.found.middle >= self.least) and (
            self.most is None or self.found.middle <= self.most
        )
        met = "met" if is_met else "missed"
        return f"{_spread(self.found, form):>22} {self.says} (aim: {limit}): {met}"


def _aims(times: Times) -> list[_Aim]:
    alone = times.took(ours.INTERPRETER)
    rate = Spread(1 / alone.high, 1 / alone.middle, 1 / alone.low)
    aims = [
        _Aim(
            "times as fast as zen-engine with trace",
            times.ratio(others.ZEN_WITH_TRACE, ours.WHOLE),
            least=3,
        ),
        _Aim(
            "times as fast as zen-engine in a batch",
            times.ratio(others.ZEN_BATCH, ours.WHOLE),
            least=1,
        ),
        _Aim("competitions a second, the interpreter alone", rate, least=10_000),
    ]
    if others.BARE in times.rounds:
        cost = times.ratio(ours.WHOLE, others.BARE)
        aims.append(_Aim("times the cost of the bare C module", cost, most=1.5))
    return aims


if __name__ == "__main__":
    sys.exit(main())
