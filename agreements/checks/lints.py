"""Lints: what a definition may say, but its owner should know about.

A definition that is told a *problem* here can be read and tried, but not launched: something in it
will not work. *Notes* are for its owner to judge.
"""

from collections.abc import Iterator
from decimal import Decimal

from agreements.checks.left_out import left_out_findings
from agreements.checks.letter_lints import letter_findings
from agreements.checks.lint import Lint
from agreements.checks.owner_words import figures_in_words
from agreements.checks.placeholders import placeholder_findings
from agreements.checks.places import Places
from agreements.checks.route_checks import route_findings
from agreements.checks.rulings import ruling_findings
from agreements.checks.score_checks import score_findings
from agreements.definition.framework import Framework, LinkedWay
from rules.policies.criteria import Amount, Weighting


def findings(framework: Framework) -> tuple[Lint, ...]:
    """Return every finding, in the order of the files."""
    places = Places(framework)
    found = [
        *_term(framework, places),
        # What is left out for a problem of its own would seem to be missing.
        *(route_findings(framework, places) if framework.whole else ()),
        *letter_findings(framework, places),
        *_lots(framework, places),
        *placeholder_findings(framework, places),
        *figures_in_words(framework, places),
        *left_out_findings(framework),
        *score_findings(framework),
        *(ruling_findings(framework) if framework.whole else ()),
    ]
    for linked in framework.ways.values():
        found.extend(_way(framework, linked))
        found.extend(Lint("note", each.where, each.says) for each in linked.findings)
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _place(finding: Lint) -> tuple[str, int]:
    name, _, line = finding.where.partition(":")
    return name, int(line) if line.isdigit() else 0


def _term(framework: Framework, places: Places) -> Iterator[Lint]:
    term = framework.terms.term
    if framework.terms.regime != "none" and term.months > 48 and term.reason is None:
        yield Lint(
            "problem",
            places.framework("term"),
            f"a term of {term.months} months is longer than the 48 that frameworks usually may "
            "have (Procurement Act 2023, s.47): shorten it, or give the `reason`",
        )


def _lots(framework: Framework, places: Places) -> Iterator[Lint]:
    """Note lots of which the clause on term and value says nothing, although it does of others."""
    lots = framework.terms.lots
    limits = [lot.call_off for lot in lots]
    limited = [bool(each and (each.max_months or each.value)) for each in limits]
    for index, lot in enumerate(lots):
        if any(limited) and not limited[index]:
            says = (
                f"lot `{lot.id}` has no `call_off` limits, and other lots have: the clause on term "
                "and value states theirs, so a contract of this lot may be of any length and value"
            )
            yield Lint("note", places.framework("lots", index), says)


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
            "problem",
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
