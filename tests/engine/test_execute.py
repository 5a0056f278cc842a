"""Running rules for several bids: what is shared between them, and what never is."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.execute import Disagreement, FactConflict, ProgramRunner, fired_once
from engine.interpreter import MAX_REMEMBERED
from engine.network import sessions as network
from engine.program import Program, program_of
from rules.linking import PlacedRule, link
from rules.problems import Problems
from rules.ruleset import Rule
from rules.values import Kind, Subject, Value
from rules.vocabulary import of_forms

SUBJECTS = (
    Subject("answer:bid.mark", "mark", Kind.NUMBER, "mark"),
    Subject("answer:bid.price", "price", Kind.MONEY, "price"),
    Subject("answer:bid.start", "start", Kind.DATE, "start"),
    Subject("answer:bid.plan", "plan", Kind.OPAQUE, "plan"),
)


def rule(name: str, when: dict[str, Any] | None, **then: Any) -> dict[str, Any]:
    return {"id": name, "when": when, "then": then or {"exclude": "Out"}}


def program(*rules: dict[str, Any]) -> Program:
    problems = Problems()
    placed = [
        PlacedRule(Rule.model_validate(each), f"rules.yaml:{n}") for n, each in enumerate(rules)
    ]
    linked = link(placed, of_forms({"bid": SUBJECTS}), problems)
    assert problems.found == []
    return program_of(linked)


def facts(**answers: Value) -> dict[str, Value]:
    return {f"answer:bid.{name}": value for name, value in answers.items()}


def ids(runner: ProgramRunner, *bids: dict[str, Value]) -> list[list[str]]:
    with runner.run() as run:
        return [[each.rule.id for each in rules] for rules in run.stage(0, bids)]


LOW = rule("low", {"answer": "mark", "less_than": 50})
HIGH = rule("high", {"answer": "mark", "at_least": 50})


def test_each_bid_has_the_rules_that_fire_for_it() -> None:
    runner = ProgramRunner(program(LOW, HIGH))
    marks = (Decimal(10), Decimal(50), Decimal(10), None)
    bids = [facts(mark=mark) if mark is not None else facts() for mark in marks]
    assert ids(runner, *bids) == [["low"], ["high"], ["low"], []]
    assert ids(runner, *bids) == [["low"], ["high"], ["low"], []]


def test_rules_come_in_the_order_of_the_definition() -> None:
    mixed = program(
        LOW,
        rule("dear", {"answer": "price", "more_than": 5}),
        rule("any", {"answer": "mark", "answered": True}),
    )
    bid = facts(mark=Decimal(1), price=Decimal(9))
    assert ids(ProgramRunner(mixed), bid) == [["low", "dear", "any"]]


@pytest.mark.parametrize("typed", [("12.50", "12.5"), ("12.5", "12.50")])
def test_a_figure_is_told_as_its_bid_wrote_it(typed: Sequence[str]) -> None:
    """What a runner has seen before changes nothing, not even how a figure is written."""
    for read in (LOW, rule("both", {"all": [LOW["when"], {"answer": "price", "answered": True}]})):
        runner = ProgramRunner(program(read))
        with runner.run() as run:
            bids = [facts(mark=Decimal(each), price=Decimal(1)) for each in typed]
            told = [rules[0].facts["answer:bid.mark"] for rules in run.stage(0, bids)]
        assert list(map(str, told)) == list(typed)


def test_bids_alike_share_what_fired() -> None:
    runner = ProgramRunner(program(LOW))
    with runner.run() as run:
        one, other = run.stage(0, [facts(mark=Decimal("12.5")), facts(mark=Decimal("12.5"))])
    assert one[0] is other[0]
    runner.forget()
    with runner.run() as run:
        (again,) = run.stage(0, [facts(mark=Decimal("12.5"))])
    assert again[0] is not one[0]
    assert again[0].facts == one[0].facts


def test_an_answer_that_rules_do_not_look_into_is_only_there_or_not() -> None:
    runner = ProgramRunner(
        program(
            rule("planned", {"answer": "plan", "answered": True}),
            rule("unplanned", {"answer": "plan", "unanswered": True}),
        )
    )
    unhashable: object = {"rows": [{"nested": []}]}
    assert ids(runner, facts(plan=unhashable), facts()) == [["planned"], ["unplanned"]]


def test_more_bids_than_are_remembered() -> None:
    runner = ProgramRunner(program(LOW, HIGH), with_network=False)
    marks = [Decimal(number) / 100 for number in range(MAX_REMEMBERED + 10)]
    found = ids(runner, *(facts(mark=mark) for mark in marks))
    assert found == [["low"] if mark < 50 else ["high"] for mark in marks]


DERIVING = (
    rule("cheap", {"answer": "price", "less_than": 5}, fact={"cheap": "yes"}),
    rule("bargain", {"all": [{"fact": "cheap", "is": True}, HIGH["when"]]}),
)


def test_derived_facts_are_each_bids_own() -> None:
    runner = ProgramRunner(program(*DERIVING))
    bids = [
        facts(price=Decimal(1), mark=Decimal(60)),
        facts(price=Decimal(9), mark=Decimal(60)),
        facts(price=Decimal(1)),
    ]
    assert ids(runner, *bids) == [["cheap", "bargain"], [], ["cheap"]]
    assert [each.get("fact:cheap") for each in bids] == [True, None, True]


def test_two_values_for_one_fact_are_refused() -> None:
    also = rule("dear", {"answer": "price", "less_than": 3}, fact={"cheap": "no"})
    with pytest.raises(
        FactConflict, match="`cheap` says that `cheap` is yes and `dear` that it is no"
    ):
        fired_once(program(DERIVING[0], also), facts(price=Decimal(1)))


def test_one_set_of_facts_goes_through_every_stage() -> None:
    given = facts(start=date(2027, 1, 4))
    when = {"answer": "start", "before": date(2027, 2, 1)}
    fired = fired_once(program(rule("early", when)), given)
    assert [(each.rule.id, each.facts) for each in fired] == [("early", given)]


@pytest.mark.skipif(not network.available(), reason="durable-rules is not there")
def test_a_difference_between_the_executors_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: object, profiles: Sequence[object]) -> list[tuple[int, ...]]:
        return [() for _ in profiles]

    monkeypatch.setattr(network.Session, "fired", nothing)
    with pytest.raises(Disagreement, match=r"rules\.yaml:0: rule `low`: the two executors do not"):
        ids(ProgramRunner(program(LOW, HIGH)), facts(mark=Decimal(10)))


def test_profiles_that_the_network_cannot_tell_apart_must_fire_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.network.encoding.Encoder.encode", lambda *_: (1,))
    runner = ProgramRunner(program(LOW, HIGH), with_network=False)
    with pytest.raises(Disagreement, match=r"rule `low`.*\n.*rule `high`"):
        ids(runner, facts(mark=Decimal(10)), facts(mark=Decimal(60)))
