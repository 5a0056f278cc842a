"""The task: one competition of banded criteria, weighed, with mandatory checks and ranks.

A seed makes a definition, and any number of competitions of it, no two alike. What each bid should
come to is worked out by hand-written Python (`benchmarks.others`), and every engine must find it.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CHECKS: Final = 4
BIDS: Final = 20
#: They total 100.
WEIGHTINGS: Final = (10, 10, 10, 10, 10, 10, 8, 8, 6, 6, 6, 6)
#: What the five bands of a criterion score, the lowest first, out of 100.
SCORES: Final = (0, 25, 50, 75, 100)
MOST: Final = 100
#: How often a bid passes a mandatory check.
PASSING: Final = 0.97


@dataclass(frozen=True)
class Task:
    """A definition: for each criterion the lowest mark of each band but the first, in order."""

    limits: tuple[tuple[int, ...], ...]

    def bands(self, criterion: int) -> list[tuple[int, int, int]]:
        """Give a criterion's bands: lowest mark, highest mark, score."""
        lows = (0, *self.limits[criterion])
        highs = (*(low - 1 for low in self.limits[criterion]), MOST)
        return list(zip(lows, highs, SCORES, strict=True))


@dataclass(frozen=True)
class Bid:
    """One bid: a mark from 0 to 100 for each criterion, and whether it passes each check."""

    marks: tuple[int, ...]
    checks: tuple[bool, ...]


Bids = Sequence[Bid]

#: For each bid in turn its total in hundredths and its rank; both None where it is excluded.
Outcome = list[tuple[int | None, int | None]]


def made(seed: int) -> Task:
    """Make a definition."""
    chance = random.Random(seed)
    return Task(
        tuple(
            tuple(sorted(chance.sample(range(10, 95), len(SCORES) - 1)))
            for _ in range(len(WEIGHTINGS))
        )
    )


def competitions(seed: int, bids: int = BIDS) -> Iterator[Bids]:
    """Give competitions without end. Marks recur, as they do in life; whole bids do not."""
    chance = random.Random(seed)
    while True:
        yield [
            Bid(
                tuple(chance.randint(0, MOST) for _ in WEIGHTINGS),
                tuple(chance.random() < PASSING for _ in range(CHECKS)),
            )
            for _ in range(bids)
        ]


def ranked(totals: Sequence[int | None]) -> Outcome:
    """Rank bids by their totals, the highest first: 1, 2, 2, 4. None is excluded."""
    order = sorted((total for total in totals if total is not None), reverse=True)
    first: dict[int, int] = {}
    for rank, total in enumerate(order, start=1):
        first.setdefault(total, rank)
    return [(total, None if total is None else first[total]) for total in totals]


def write(task: Task, folder: Path) -> None:
    """Write the definition as a framework's folder."""
    criteria = range(len(WEIGHTINGS))
    marks = [
        {"id": f"mark-{n}", "type": "number", "label": f"Mark {n}", "min": 0, "max": MOST}
        | {"whole": True}
        for n in criteria
    ]
    checks = [{"id": f"check-{n}", "type": "yes-no", "label": f"Check {n}"} for n in range(CHECKS)]
    documents: dict[str, Any] = {
        "framework.yaml": {
            "framework": "benchmark",
            "name": "Benchmark",
            "owner": {"name": "Somewhere Council"},
            "starts": "2027-01-04",
            "term": {"months": 24},
            "lots": [{"id": "all", "title": "All"}],
            "routes": ["further-competition"],
            "buyers": {"who": "Councils"},
        },
        "forms/bid.yaml": {"title": "Bid", "questions": [*marks, *checks]},
        "rulesets/eligibility.yaml": {
            "ruleset": "eligibility",
            "rules": [
                {
                    "id": f"check-{n}",
                    "when": {"answer": f"check-{n}", "is": "no"},
                    "then": {"exclude": f"Mandatory check {n} failed"},
                }
                for n in range(CHECKS)
            ],
        },
        "rulesets/evaluation.yaml": {
            "ruleset": "evaluation",
            "ways": [
                {"id": "banded", "criteria": [_criterion(task, number) for number in criteria]}
            ],
        },
    }
    for name, document in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")


def _criterion(task: Task, number: int) -> dict[str, Any]:
    rows = [
        {"when": {"answer": f"mark-{number}", "between": [low, high]}, "score": score}
        for low, high, score in task.bands(number)
    ]
    return {
        "id": f"criterion-{number}",
        "weighting": WEIGHTINGS[number],
        "scored": {"out_of": max(SCORES), "rows": rows},
    }


def as_data(bids: Bids) -> dict[str, Any]:
    """Give a competition as its file holds it."""
    return {
        "bids": [
            {
                "id": f"b{place}",
                "supplier": f"Supplier {place}",
                "answers": {
                    **{f"mark-{number}": mark for number, mark in enumerate(bid.marks)},
                    **{
                        f"check-{number}": "yes" if passed else "no"
                        for number, passed in enumerate(bid.checks)
                    },
                },
            }
            for place, bid in enumerate(bids)
        ]
    }
