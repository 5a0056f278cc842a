"""Measure how a definition's cost grows with its size: `python -m benchmarks.growth [SIZE ...]`.

A definition of SIZE questions, SIZE rules that exclude bids and one way of evaluating is made and
taken apart by stage. Its clauses are measured twice: as the library writes them, and with a clause
of the owner's own for each rule.

    read      YAML into plain data with places
    check     plain data into models
    link      names into what they mean: forms, rules, the way
    clauses   every clause filled in
    numbers   every clause numbered
    own       the last two, with a clause of the owner's for each rule

Printed are microseconds of processor time per rule at each size, and how many times as much one
rule costs at the largest size as at the smallest: about 1 where the cost is linear.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

from agreements.clauses.numbering import numbered
from agreements.clauses.stated_clauses import stated_clauses
from agreements.definition import reading
from agreements.definition.framework import Framework
from agreements.definition.linking import link_definition
from benchmarks.loading import TERMS
from rules.yaml.writing import write

SIZES: Final = (250, 500, 1_000, 2_000)
STAGES: Final = ("read", "check", "link", "clauses", "numbers", "own")
_PAGE: Final = 10


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="numbers of rules")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    chosen = parser.parse_args(arguments)
    sizes = tuple(sorted(chosen.sizes))
    found = {size: grown(size, chosen.rounds) for size in sizes}
    print(json.dumps(found, indent=2) if chosen.json else _as_text(found))
    return 0


def grown(size: int, rounds: int) -> dict[str, float]:
    """Return the seconds that each stage takes for a definition of so many questions and rules."""
    times: dict[str, list[float]] = {stage: [] for stage in STAGES}
    with TemporaryDirectory() as place:
        plain, own = made(Path(place, "plain"), size), made(Path(place, "own"), size, clauses=size)
        for _ in range(rounds):
            took = _loaded(plain)
            framework = link_definition(plain)
            stated = _timed(took, "clauses", partial(stated_clauses, framework))
            _timed(took, "numbers", partial(numbered, stated))
            owners = link_definition(own)
            _timed(took, "own", partial(_written, owners))
            for stage in STAGES:
                times[stage].append(took[stage])
    return {stage: median(each) for stage, each in times.items()}


def _loaded(folder: Path) -> dict[str, float]:
    """Load a definition; return the seconds of each stage of it."""
    took = {"read": 0.0, "check": 0.0}

    @contextmanager
    def counted(stage: str, module: Any, name: str) -> Iterator[None]:  # noqa: ANN401 - a module
        real = getattr(module, name)

        def call(*given: Any, **named: Any) -> object:  # noqa: ANN401 - whatever it takes
            start = time.process_time()
            try:
                return real(*given, **named)
            finally:
                took[stage] += time.process_time() - start

        with patch.object(module, name, call):
            yield

    with (
        counted("read", reading, "read_yaml"),
        counted("check", reading, "model_of"),
        counted("check", reading, "read_form"),
    ):
        _timed(took, "link", partial(link_definition, folder))
    took["link"] -= took["read"] + took["check"]
    return took


def _written(framework: Framework) -> object:
    return numbered(stated_clauses(framework))


def _timed(took: dict[str, float], stage: str, run: Callable[[], Any]) -> Any:  # noqa: ANN401
    gc.collect()
    start = time.process_time()
    done = run()
    took[stage] = time.process_time() - start
    return done


def made(folder: Path, size: int, *, clauses: int = 0) -> Path:
    """Make a definition of so many questions and rules, with own clauses for the first rules."""
    questions = [
        {"id": f"q{at}", "label": f"How many units of item {at} can you supply?", "type": "number"}
        for at in range(size)
    ]
    pages = [
        {"id": f"p{at}", "title": f"Page {at}", "questions": questions[at : at + _PAGE]}
        for at in range(0, size, _PAGE)
    ]
    price = {"id": "price", "label": "What is your price?", "type": "money"}
    last = {"id": "last", "title": "Price", "questions": [price]}
    rules = [
        {
            "id": f"enough-{at}",
            "when": {"answer": f"q{at}", "less_than": at + 1},
            "then": {"exclude": f"The supplier offers too few units of item {at}"},
        }
        for at in range(size)
    ]
    criterion = {"id": "cost", "price": {"of": "price"}, "title": "Cost"}
    way = {"id": "cheapest", "method": "lowest-price", "criteria": [criterion], "ties": ["stop"]}
    _write(folder / "forms/bid.yaml", {"title": "Bid", "pages": [*pages, last]})
    _write(folder / "rulesets/limits.yaml", {"ruleset": "limits", "rules": rules})
    _write(folder / "rulesets/evaluation.yaml", {"ruleset": "evaluation", "ways": [way]})
    (folder / "framework.yaml").write_text(TERMS, encoding="utf-8")
    for at in range(clauses):
        path = folder / f"agreement/framework/{at}-enough-{at}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\nclause: enough-{at}\nstates: limits/enough-{at}\n---\n"
        path.write_text(f"{head}Bids are left out. {{{{ rule }}}}\n", encoding="utf-8")
    return folder


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write(data), encoding="utf-8")


def _as_text(found: dict[int, dict[str, float]]) -> str:
    first, last = min(found), max(found)
    lines = [f"{'rules':>8}" + "".join(f"{stage:>10}" for stage in STAGES) + f"{'seconds':>10}"]
    for size, each in found.items():
        cells = "".join(f"{each[stage] / size * 1e6:10.0f}" for stage in STAGES)
        lines.append(f"{size:8}{cells}{sum(each.values()):10.2f}")
    if first != last:
        ratios = (found[last][s] / last / (found[first][s] / first) for s in STAGES)
        lines.append(f"{'growth':>8}" + "".join(f"{each:10.2f}" for each in ratios))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
