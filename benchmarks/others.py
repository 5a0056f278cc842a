"""Other ways of doing the task: written by hand, zen-engine, and durable-rules by itself."""

import json
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Final

import zen

from benchmarks.measuring import Contestant
from benchmarks.task import CHECKS, SCORES, WEIGHTINGS, Bid, Bids, Outcome, Task, ranked

try:
    import durable_rules_engine as durable
except ImportError:  # it builds on Python 3.11 and 3.12 only
    durable = None

ZEN_WITH_TRACE: Final = "zen-engine, bid by bid, with trace"
ZEN_BATCH: Final = "zen-engine, batch, without trace"
BARE: Final = "durable-rules, bare C module"


def _itself(found: Outcome) -> Outcome:
    return found


# By hand: the floor, and what every contestant is held against.


def by_hand(task: Task) -> Callable[[Bids], Outcome]:
    """Give a function that does the task in as little Python as it takes, without reasons."""
    columns = list(zip(task.limits, WEIGHTINGS, strict=True))

    def run(bids: Bids) -> Outcome:
        return ranked(
            [
                sum(
                    weighting * SCORES[bisect_right(limits, mark)]
                    for (limits, weighting), mark in zip(columns, bid.marks, strict=True)
                )
                if all(bid.checks)
                else None
                for bid in bids
            ]
        )

    return run


def hand_written(task: Task) -> Contestant:
    """Do the task by hand-written Python."""
    return Contestant("hand-written Python", lambda bids: bids, by_hand(task), _itself)


# zen-engine: a decision table for each criterion, one for the checks.


def _graph(task: Task) -> dict[str, Any]:
    tables = {f"score-{number}": _bands(task, number) for number in range(len(WEIGHTINGS))}
    tables["checks"] = _checks()
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "content": {}},
        {"id": "out", "type": "outputNode", "name": "out", "content": {}},
        *(
            {"id": name, "type": "decisionTableNode", "name": name, "content": content}
            for name, content in tables.items()
        ),
    ]
    edges = [
        {"id": f"{one}>{other}", "type": "edge", "sourceId": one, "targetId": other}
        for name in tables
        for one, other in (("in", name), (name, "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def _bands(task: Task, number: int) -> dict[str, Any]:
    return {
        "hitPolicy": "first",
        "inputs": [{"id": "mark", "name": "mark", "field": f"m{number}"}],
        "outputs": [{"id": "score", "name": "score", "field": f"s{number}"}],
        "rules": [
            {"_id": f"{low}", "mark": f"[{low}..{high}]", "score": f"{score}"}
            for low, high, score in task.bands(number)
        ],
    }


def _checks() -> dict[str, Any]:
    checks = range(CHECKS)
    failing = [
        {
            "_id": f"{n}",
            **{f"c{each}": "false" if each == n else "" for each in checks},
            "o": "true",
        }
        for n in checks
    ]
    passing = {"_id": "none", **{f"c{each}": "" for each in checks}, "o": "false"}
    return {
        "hitPolicy": "first",
        "inputs": [{"id": f"c{each}", "name": f"c{each}", "field": f"c{each}"} for each in checks],
        "outputs": [{"id": "o", "name": "out", "field": "out"}],
        "rules": [*failing, passing],
    }


def _context(bid: Bid) -> dict[str, Any]:
    return {
        **{f"m{number}": mark for number, mark in enumerate(bid.marks)},
        **{f"c{number}": passed for number, passed in enumerate(bid.checks)},
    }


def _summed(result: dict[str, Any]) -> int | None:
    if result["out"]:
        return None
    return sum(weighting * int(result[f"s{n}"]) for n, weighting in enumerate(WEIGHTINGS))


def zen_with_trace(task: Task) -> Contestant:
    """Evaluate zen-engine's graph bid by bid, with its trace, which is what it has for reasons."""
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(task)))

    def run(contexts: list[dict[str, Any]]) -> tuple[Outcome, list[Any]]:
        found = [decision.evaluate(context, {"trace": True}) for context in contexts]
        return ranked([_summed(each["result"]) for each in found]), [
            each["trace"] for each in found
        ]

    return Contestant(
        ZEN_WITH_TRACE,
        lambda bids: [_context(bid) for bid in bids],
        run,
        lambda found: found[0],
    )


def zen_batch(task: Task) -> Contestant:
    """Evaluate zen-engine's graph for all bids at once, without a trace."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"bid": _graph(task)}}})

    def run(requests: list[Any]) -> Outcome:
        found: list[Any] = engine.evaluate_batch(requests)
        return ranked([_summed(each["data"]["result"]) for each in found])

    return Contestant(
        ZEN_BATCH,
        lambda bids: [{"key": "bid", "context": _context(bid)} for bid in bids],
        run,
        _itself,
    )


# durable-rules: the C module, with nothing around it to check what it does.


def bare_durable(task: Task) -> Contestant:
    """Assert a fact for each bid in one session of durable-rules' C module, and add up.

    A rule for each band and each check, each of which acts on all the bids that it fires for.
    """
    rules: dict[str, Any] = {
        f"s{number}.{score}": _rule({"$and": [{"$gte": {f"m{number}": low}}, _lte(number, high)]})
        for number in range(len(WEIGHTINGS))
        for low, high, score in task.bands(number)
    }
    rules |= {f"c{number}": _rule({f"c{number}": 0}) for number in range(CHECKS)}
    handle = durable.create_ruleset("bare", json.dumps(rules))

    def run(facts: list[dict[str, int]]) -> Outcome:
        _, place = durable.assert_facts(handle, json.dumps(facts, separators=(",", ":")))
        totals = [0] * len(facts)
        excluded: set[int] = set()
        started = durable.start_action_for_state(handle, place)
        answer = started and started[1]
        while answer is not None:
            for name, matched in json.loads(answer).items():
                if name[0] == "c":
                    excluded.update(match["m"]["id"] for match in matched)
                    continue
                number, score = map(int, name[1:].split("."))
                for match in matched:
                    totals[match["m"]["id"]] += WEIGHTINGS[number] * score
            answer = durable.complete_and_start_action(handle, place)
        durable.delete_state(handle, "0")
        return ranked([None if n in excluded else total for n, total in enumerate(totals)])

    return Contestant(
        BARE,
        lambda bids: [{"id": place, **_numbers(bid)} for place, bid in enumerate(bids)],
        run,
        _itself,
    )


def _rule(pattern: dict[str, Any]) -> dict[str, Any]:
    return {"all": [{"m": pattern}], "cap": 1000}


def _lte(number: int, high: int) -> dict[str, Any]:
    return {"$lte": {f"m{number}": high}}


def _numbers(bid: Bid) -> dict[str, int]:
    return {name: int(value) for name, value in _context(bid).items()}
