"""What a definition costs grows with its size and no faster: held by counting work, not time."""

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from agreements.clauses import stated_clauses as stating
from agreements.clauses.numbering import numbered
from agreements.clauses.stated_clauses import stated_clauses
from agreements.definition.framework import Framework
from agreements.definition.linking import link_definition
from agreements.definition.placed_rules import readable
from agreements.operations import evaluate_competition
from benchmarks.growth import made
from rules.linking import PlacedRule
from rules.ruleset import Rule
from rules.values import Kind, Subject
from rules.vocabulary import of_forms
from rules.yaml.writing import write as as_yaml
from tests.definitions import GOOD, bid, competition, write

SIZES: Final = (40, 80, 160)


def work(run: Callable[[], object]) -> int:
    """Count the calls of functions, and the steps of generators, that something takes."""
    count = 0

    def counted(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    gc.disable()
    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(before)
        gc.enable()
    return count


def assert_linear(counts: list[int]) -> None:
    """Hold that the second doubling of the size adds twice what the first added, hardly more."""
    first, second = counts[1] - counts[0], counts[2] - counts[1]
    assert second < 2.2 * first, counts


@pytest.mark.parametrize("own", [False, True])
def test_linking_clauses_and_numbers(tmp_path: Path, own: bool) -> None:
    folders = [made(tmp_path / f"{n}", n, clauses=n if own else 0) for n in SIZES]
    numbered(stated_clauses(link_definition(folders[0])))  # what is made once is made here
    frameworks = [link_definition(each) for each in folders]
    stated = [stated_clauses(each) for each in frameworks]
    assert_linear([work(partial(link_definition, each)) for each in folders])
    assert_linear([work(partial(stated_clauses, each)) for each in frameworks])
    assert_linear([work(partial(numbered, each)) for each in stated])


def test_deciding_bids_writes_no_agreement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    framework = link_definition(write(tmp_path, GOOD))
    written: list[Framework] = []
    monkeypatch.setattr(stating, "topics_of", written.append)
    assert evaluate_competition(framework, competition(bid("b1", 100))).winner == "b1"
    assert framework.admission.definition == framework.hash
    assert written == []


def test_contract_actions(tmp_path: Path) -> None:
    counts = []
    for size in SIZES:
        actions = {f"change-{each}": {"by": "buyer", "kind": "vary"} for each in range(size)}
        ruleset = as_yaml({"ruleset": "permissions", "actions": actions})
        folder = write(tmp_path / f"{size}", {**GOOD, "rulesets/permissions.yaml": ruleset})
        framework = link_definition(folder)
        stated_clauses(framework)
        counts.append(work(partial(_written, framework)))
    assert_linear(counts)


def test_chains_of_facts_that_are_written_from_their_end() -> None:
    known = of_forms({"bid": [Subject("answer:bid.size", "size", Kind.NUMBER, "Size")]})
    chains = [[_derived(each) for each in reversed(range(size))] for size in SIZES]
    assert [readable(each, known) for each in chains] == chains
    assert_linear([work(partial(readable, each, known)) for each in chains])


def _written(framework: Framework) -> object:
    return numbered(stated_clauses(framework))


def _derived(at: int) -> PlacedRule:
    reads: dict[str, Any] = {"fact": f"f{at - 1}", "is": True}
    when = reads if at else {"answer": "size", "more_than": 3}
    rule = Rule.model_validate({"id": f"r{at}", "when": when, "then": {"fact": {f"f{at}": True}}})
    return PlacedRule(rule, f"rulesets/chain.yaml:{at + 1}")
