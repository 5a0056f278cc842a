"""What an action's limits leave, and the dates that notice sets, as its rules have them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from engine.contracts.dates import UNITS, Unit, earliest_day, latest_notice
from engine.contracts.decision import Left, LimitUse
from engine.contracts.replay import applied
from engine.contracts.request_facts import RequestInContext, changed_facts
from rules.linking import LinkedRule
from rules.logic import Comparator, Compare, Facts, comparisons_in, holds
from rules.policies.action_kinds import ACTION_KINDS, LimitedChange
from rules.policies.actions import LIMITS
from rules.problems import Problems, ValueProblem
from rules.values import machine_text

_BOUNDING: Final = frozenset({Comparator.MORE_THAN, Comparator.AT_LEAST, Comparator.LESS_THAN})
_COUNTED: Final = frozenset({"extensions-used", LIMITS["times"].fact})
_MOST_MONTHS: Final = 1200
_MOST_DAYS: Final = 36_500
_MOST_PENNIES: Final = 10**15


def next_dates(own: Sequence[LinkedRule], it: RequestInContext) -> dict[str, date]:
    """Return the dates that matter next, as the rules about notice have them."""
    end = it.now.end
    last: list[date] = []
    earliest: list[date] = []
    for unit, before_expiry, length in _lengths(own, it.request.action):
        try:
            last.append(
                latest_notice(unit, length, end if before_expiry else it.counts, it.calendar)
            )
            if not before_expiry and it.kind != "extend":
                earliest.append(earliest_day(unit, length, it.given, it.calendar))
        except ValueProblem:  # beyond any calendar, so there is no such day
            continue
    found = {"expiry": end}
    if last:
        found["last_notice"] = min(last)
    if earliest and max(earliest) <= end:
        found["earliest_effective"] = max(earliest)
    return found


def _lengths(own: Sequence[LinkedRule], action: str) -> Iterator[tuple[Unit, bool, int]]:
    for rule in own:
        for name in ("notice", "notice-before-expiry"):
            if rule.id != f"permissions/{action}/{name}":
                continue
            for leaf in comparisons_in(rule.logic):
                for unit in UNITS:
                    if leaf.subject.name == f"{name}-{unit}":
                        yield unit, name != "notice", int(str(leaf.operands[0]))


def limit_uses(own: Sequence[LinkedRule], facts: Facts) -> Iterator[LimitUse]:
    """Return each limit of an action, with where the request stands against it."""
    for rule, leaf in _limits(own):
        bound = leaf.operands[0] if leaf.operands else None
        if leaf.op in _BOUNDING and isinstance(bound, Decimal | date):
            at = facts.get(leaf.subject.key)
            yield LimitUse(
                rule.id,
                leaf.subject.name,
                machine_text(bound),
                None if at is None else machine_text(at),
            )


def _limits(own: Iterable[LinkedRule]) -> Iterator[tuple[LinkedRule, Compare]]:
    """Yield the rules that refuse an action by one comparison, with that comparison."""
    for rule in own:
        parts = [
            leaf
            for leaf in comparisons_in(rule.logic)
            if leaf.subject.name != "action" and not leaf.subject.name.startswith("most-notice-")
        ]
        if rule.rule.then.refuse is not None and len(parts) == 1:
            yield rule, parts[0]


def left(own: Sequence[LinkedRule], it: RequestInContext, facts: Facts) -> Left:
    """Return what the limits of an action leave before the request."""
    times = [
        int(bound - Decimal(machine_text(facts[leaf.subject.key])))
        for _, leaf in _limits(own)
        if leaf.subject.name in _COUNTED
        and leaf.operands
        and isinstance(bound := leaf.operands[0], Decimal)
    ]
    pennies = _most(own, it, facts, ("rise",), _MOST_PENNIES)
    return Left(
        times=max(0, min(times)) if times else None,
        months=_most(own, it, facts, ("term",), _MOST_MONTHS),
        days=_most(own, it, facts, ("pause", "suspension"), _MOST_DAYS),
        value=None if pennies is None else Decimal(pennies).scaleb(-2),
    )


def _most(
    own: Sequence[LinkedRule],
    it: RequestInContext,
    facts: Facts,
    changes: tuple[LimitedChange, ...],
    most_asked: int,
) -> int | None:
    """Return the most months, days or pence that no limit would refuse, found by halving.

    None where nothing bounds them.
    """
    named = {limit.fact for limit in LIMITS.values() if limit.bounds in changes}
    bounding = [
        rule
        for rule in own
        if rule.rule.then.refuse is not None
        and any(leaf.subject.name in named for leaf in comparisons_in(rule.logic))
    ]
    if not bounding or not {*changes} & {*ACTION_KINDS[it.kind].limits}:
        return None

    def asked(amount: int) -> dict[str, object]:
        match changes[0]:
            case "term":
                return {"months": amount, "new_end": None}
            case "rise":
                return {"value_change": Decimal(amount).scaleb(-2), "new_value": None}
            case _:
                return {"days": amount}

    def refused(amount: int) -> bool:
        problems = Problems()
        request = it.request.model_copy(update=asked(amount))
        after = applied(it.now, request, it.kind, it.ground, "", problems)
        tried = {**facts, **changed_facts(replace(it, request=request, after=after))}
        return bool(problems.found) or any(holds(rule.logic, tried) for rule in bounding)

    most, beyond = 0, most_asked + 1
    while beyond - most > 1:
        middle = (most + beyond) // 2
        most, beyond = (most, middle) if refused(middle) else (middle, beyond)
    return most
