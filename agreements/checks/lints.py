"""Lints: what a definition may say, but its owner should know about.

A *finding* is not a problem: the definition works. Serious ones make `check` fail unless the owner
accepts them; notes are for information.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agreements.definition.framework import Framework, LinkedWay
from rules.policies.criteria import Amount, Weighting

Weight = Literal["warning", "note"]


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing worth knowing: how much it weighs, where it is, what it says."""

    weight: Weight
    where: str
    says: str


def findings(framework: Framework) -> tuple[Lint, ...]:
    """Return every finding, in the order of the files."""
    found = [
        *_term(framework),
        *_lots(framework),
        *_feedback(framework),
    ]
    for linked in framework.ways.values():
        found.extend(_way(framework, linked))
        found.extend(Lint("note", each.where, each.says) for each in linked.findings)
    return tuple(dict.fromkeys(found))


def _term(framework: Framework) -> Iterator[Lint]:
    term = framework.terms.term
    if framework.terms.regime != "none" and term.months > 48 and term.reason is None:
        yield Lint(
            "warning",
            "framework.yaml:1",
            f"a term of {term.months} months is longer than the 48 that frameworks usually may "
            "have (Procurement Act 2023, s.47): shorten it, or give the `reason`",
        )


def _lots(framework: Framework) -> Iterator[Lint]:
    for lot in framework.terms.lots:
        routes = {
            each.route for each in framework.terms.routes if not each.lots or lot.id in each.lots
        }
        if not routes:
            yield Lint("warning", "framework.yaml:1", f"lot `{lot.id}` has no route to market")
        if routes and not framework.ways_for(lot.id):
            # A direct award may follow a rule that is not kept here; a competition cannot be run.
            yield Lint(
                "warning" if "further-competition" in routes else "note",
                "framework.yaml:1",
                f"lot `{lot.id}` has no way of evaluating, so nothing can be awarded in it",
            )


def _feedback(framework: Framework) -> Iterator[Lint]:
    told = {letter.to for letter in framework.feedback.letters}
    for outcome in ("unsuccessful", "excluded"):
        if framework.ways and outcome not in told:
            yield Lint(
                "note",
                "rulesets/feedback.yaml:1",
                f"{outcome} suppliers are promised no feedback",
            )


def _way(framework: Framework, linked: LinkedWay) -> Iterator[Lint]:
    way = linked.way
    for each in way.prices:
        price = each.price
        if price is None or isinstance(price, Amount):
            continue
        if not way.method.uses_formulas:
            yield Lint(
                "note",
                linked.where,
                f"way `{way.id}`: `{way.method.method}` does not use the `formula` of `{each.id}`: "
                "its points decide nothing",
            )
        elif price.reversible:
            yield Lint(
                "note",
                linked.where,
                f"way `{way.id}`: `{each.id}` is scored relative to the other bids, so a bid that "
                "loses can change which of two others wins",
            )
    if way.method.reversible:
        yield Lint(
            "note",
            linked.where,
            f"way `{way.id}`: `{way.method.method}` compares bids with the best of them, so a bid "
            "that loses can change which of two others wins",
        )
    if way.ties == ("stop",):
        yield Lint("note", linked.where, f"way `{way.id}`: every tie stops for a person to decide")
    yield from _out_of_reach(linked)
    if way.route is not None and way.route not in {r.route for r in framework.terms.routes}:
        yield Lint(
            "warning",
            linked.where,
            f"way `{way.id}` serves the route `{way.route}`, which this framework does not have",
        )


def _out_of_reach(linked: LinkedWay) -> Iterator[Lint]:
    """Find weightings inside a range that no choice of the others can make total."""
    way = linked.way
    spans = {
        each.id: (each.weighting.min, each.weighting.max)
        if isinstance(each.weighting, Weighting)
        else (each.weighting, each.weighting)
        for each in way.criteria
    }
    least = sum((low for low, _ in spans.values()), Decimal(0))
    most = sum((high for _, high in spans.values()), Decimal(0))
    for name, (low, high) in spans.items():
        reach_low = max(low, way.weightings_total - (most - high))
        reach_high = min(high, way.weightings_total - (least - low))
        if (reach_low, reach_high) != (low, high) and reach_low <= reach_high:
            yield Lint(
                "note",
                linked.where,
                f"way `{way.id}`: the weighting of `{name}` may be {low:f} to {high:f}, but the "
                f"others leave only {reach_low:f} to {reach_high:f}",
            )
