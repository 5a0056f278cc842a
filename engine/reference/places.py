"""Places: bids in order, ties, lots and shortlists, as docs/reference/methods.md states them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from typing import Any

from engine.reference.price_scores import Refused, exactly
from engine.reference.totals import Total

#: Bids in order, the best first. Those of one group are level.
Groups = list[list[str]]


@dataclass
class Evidence:
    """What tie rules look at: figures by bid, each by criterion or by what it is."""

    scores: Mapping[str, Mapping[str, Fraction]]
    prices: Mapping[str, Mapping[str, Fraction]]
    whole_prices: Mapping[str, Fraction]
    received: Mapping[str, datetime]
    #: The weightings of the criteria that have no sub-criteria.
    weightings: Mapping[str, Fraction]
    #: Those of them that are priced.
    priced: frozenset[str]
    seed: str
    #: The groups of tied bids for which lots were drawn.
    drawn: list[list[str]] = field(default_factory=list)


def ranks(
    totals: Mapping[str, Total], *, highest_first: bool, chain: Sequence[str], evidence: Evidence
) -> dict[str, int]:
    """Return the rank of each bid, by bid id, once ties are broken by a chain of rules."""
    having = {bid: total for bid, total in totals.items() if total is not None}
    order = [
        [bid for bid in having if having[bid] == total]
        for total in sorted(set(having.values()), reverse=highest_first)
    ]
    without = [bid for bid in totals if totals[bid] is None]
    if without:
        order.append(without)
    for rule in chain:
        order = [part for group in order for part in _settled(rule, group, evidence)]
    found: dict[str, int] = {}
    for group in order:
        found |= dict.fromkeys(group, len(found) + 1)
    return found


def _settled(rule: str, tied: list[str], evidence: Evidence) -> Groups:
    """Put tied bids in order by one rule, as far as it tells them apart."""
    if len(tied) == 1 or rule == "stop":
        return [tied]
    match rule:
        case "draw-lots":
            evidence.drawn.append(tied)
            return [[bid] for bid in sorted(tied, key=lambda bid: _lot(evidence.seed, bid))]
        case "earliest-bid":
            return _apart(tied, [evidence.received])
        case "lowest-price":
            return _apart(tied, [evidence.whole_prices])
        case "highest-weighted" | "highest-weighted-quality":
            weighing = {
                criterion: weighting
                for criterion, weighting in evidence.weightings.items()
                if weighting > 0
                and not (rule == "highest-weighted-quality" and criterion in evidence.priced)
            }
            return _down(tied, sorted(set(weighing.values())), weighing, evidence)
        case _:
            return _apart(tied, [_figures(rule, evidence)])


def _lot(seed: str, bid: str) -> str:
    return sha256(f"{seed}:{bid}".encode()).hexdigest()


def _down(
    tied: list[str], levels: list[Fraction], weighing: Mapping[str, Fraction], evidence: Evidence
) -> Groups:
    """Work down the weightings until one tells the bids apart, or its criteria disagree."""
    if not levels or len(tied) == 1:
        return [tied]
    figures = [_figures(name, evidence) for name in weighing if weighing[name] == levels[-1]]
    found: Groups = []
    for group in _apart(tied, figures):
        same = all(bid in each and each[bid] == each[group[0]] for each in figures for bid in group)
        found += _down(group, levels[:-1], weighing, evidence) if same else [group]
    return found


def _figures(criterion: str, evidence: Evidence) -> Mapping[str, Any]:
    """Return what a criterion compares, the lower the better: the price, or the score negated."""
    if criterion in evidence.prices:
        return evidence.prices[criterion]
    return {bid: -score for bid, score in evidence.scores.get(criterion, {}).items()}


def _apart(tied: list[str], figures: Sequence[Mapping[str, Any]]) -> Groups:
    """Put bids in order, the lower figures first, as far as all figures agree.

    One bid comes before another only where all that are before are at least as good on each.
    """
    if any(bid not in each for each in figures for bid in tied):
        return [tied]
    keys = {bid: tuple(each[bid] for each in figures) for bid in tied}
    order = sorted(tied, key=lambda bid: keys[bid])
    groups: Groups = [[order[0]]]
    for place, (one, other) in enumerate(pairwise(order), start=1):
        agreed = all(
            mine <= theirs
            for before in order[:place]
            for after in order[place:]
            for mine, theirs in zip(keys[before], keys[after], strict=True)
        )
        if agreed and keys[one] != keys[other]:
            groups.append([])
        groups[-1].append(other)
    return groups


def kept(
    policy: Mapping[str, Any],
    scores: Mapping[str, Fraction],
    number: int | None,
    chain: Sequence[str],
    evidence: Evidence,
) -> set[str]:
    """Return the bids that a shortlist keeps: those that meet every limit. Raises `Refused`.

    `number` is how many the buyer chose to keep; None for no choice.
    """
    keep = policy.get("keep")
    if isinstance(keep, Mapping):
        if number is not None and not keep["min"] <= number <= (keep.get("max") or number):
            raise Refused("the number of bids to keep is outside the limits")
        keep = keep.get("max") if number is None else number
    best = max(scores.values())
    least = [min(scores.values())]
    if policy.get("at_least") is not None:
        least.append(exactly(policy["at_least"]))
    within = policy.get("within") or {}
    if "points" in within:
        least.append(best - exactly(within["points"]))
    if "percent" in within:
        least.append(best - abs(best) * exactly(within["percent"]) / 100)
    near = {bid: score for bid, score in scores.items() if score >= max(least)}
    if keep is None:
        return set(near)
    better = {bid: sum(other > near[bid] for other in near.values()) for bid in near}
    level = {bid: sum(other == near[bid] for other in near.values()) for bid in near}
    match policy.get("ties", "keep-all"):
        case "keep-all":
            return {bid for bid in near if better[bid] < keep}
        case "drop-all":
            return {bid for bid in near if better[bid] + level[bid] <= keep}
        case _:
            sure = {bid for bid in near if better[bid] + level[bid] <= keep}
            last: dict[str, Total] = {
                b: near[b] for b in near if better[b] < keep and b not in sure
            }
            places = ranks(last, highest_first=True, chain=chain, evidence=evidence)
            chosen = {bid for bid in last if places[bid] <= keep - len(sure)}
            if last and len(sure | chosen) != keep:
                raise Refused("bids are still tied for the last place of the shortlist")
            return sure | chosen
