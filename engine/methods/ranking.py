"""Ranks from totals, and ties broken by a chain of rules, with a record of every step.

Ranks are those of competitions: bids with the same total share a rank, and the next is as far on
as there are bids before it (1, 2, 2, 4).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from engine.methods.random_draw import draw, how_to_draw_again
from rules.figures.rounding import telling_print
from rules.policies.calculation import Undecidable
from rules.policies.methods.evaluation_method import Best, MethodTotal

#: Bids in order, the best first; bids in one group are level.
Groups = tuple[tuple[str, ...], ...]

#: What a tie rule compares of one bid, one figure for each thing that the step names.
Compared = tuple[Fraction | datetime | str, ...]


@dataclass(frozen=True, slots=True)
class TieEvidence:
    """What tie rules may look at. Whatever is not known is left out.

    scores      by criterion id, each bid's score: the higher is the better
    prices      by the id of a priced criterion, each bid's price: the lower is the better
    weightings  by criterion id, the weighting that `highest-weighted` goes by; only criteria that
                are named here, and weigh more than 0, take part in it
    total_price each bid's price, for `lowest-price`
    received    when each bid was received; all with a time zone, or all without
    seed        the seed of the draw: see `engine.methods.random_draw`
    """

    scores: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    prices: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    weightings: Mapping[str, Fraction] = field(default_factory=dict)
    total_price: Mapping[str, Fraction] = field(default_factory=dict)
    received: Mapping[str, datetime] = field(default_factory=dict)
    seed: str | None = None


@dataclass(frozen=True, slots=True)
class TieStep:
    """One step in the breaking of one tie.

    rule      the link of the chain that was asked
    compared  what it compared: criteria, `price`, `received`, `lot`; empty where nothing
    tied      the bids that were tied when it was asked, in the order of their ids
    values    for each tied bid, what was compared, in the order of `compared`
    order     what followed: the bids in order, best first; a group of several is still tied
    says      the step in a sentence, with bid ids
    """

    rule: str
    compared: tuple[str, ...]
    tied: tuple[str, ...]
    values: Mapping[str, Compared]
    order: Groups
    says: str

    def puts_before(self, bid: str, other: str) -> bool:
        """Return whether the step put a bid before another with which it had been tied."""
        places = {each: place for place, group in enumerate(self.order) for each in group}
        return {bid, other} <= places.keys() and places[bid] < places[other]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bids ranked.

    ranks  each bid's rank, by bid id
    order  all bids, the best first; a group of several is level
    tied   the groups of several that the chain left level: a person decides
    steps  how every tie was broken, in order of rank
    """

    ranks: Mapping[str, int]
    order: Groups
    tied: Groups
    steps: tuple[TieStep, ...]


def ranks(totals: Mapping[str, MethodTotal], best: Best) -> dict[str, int]:
    """Return each bid's rank, by bid id, with ties left as they are.

    `best` says whether the highest or the lowest total comes first; a bid whose total is None comes
    after every bid that has one.
    """
    return _numbered(groups(totals, best))


def groups(totals: Mapping[str, MethodTotal], best: Best) -> Groups:
    """Return the bids in order, best first, those with the same total in one group."""
    with_total: dict[str, tuple[Fraction | int, ...]] = {}
    without: list[str] = []
    for bid in sorted(totals):
        total = totals[bid]
        if total is None:
            without.append(bid)
        else:
            # Whole numbers are compared much faster than fractions, and mostly tell all.
            with_total[bid] = (math.floor(total), total) if isinstance(total, Fraction) else total
    ordered = _grouped(with_total, highest_first=best == "highest")
    return (*ordered, tuple(without)) if without else ordered


def ranked(
    totals: Mapping[str, MethodTotal],
    best: Best,
    chain: Sequence[str] = ("stop",),
    evidence: TieEvidence | None = None,
) -> Ranking:
    """Rank the bids, breaking each tie by `chain` (see `rules.policies.methods.choices.TieRule`).

    Each rule is asked only about the bids that those before it left tied. What the chain cannot
    settle stays tied, and is listed in `Ranking.tied`.

    Raises `Undecidable`, naming the tied bids, where lots are to be drawn without a seed.
    """
    known = evidence or TieEvidence()
    order: list[tuple[str, ...]] = []
    steps: list[TieStep] = []
    for group in groups(totals, best):
        if len(group) == 1:
            order.append(group)
            continue
        settled, taken = settle(group, chain, known)
        order.extend(settled)
        steps.extend(taken)
    return Ranking(
        ranks=_numbered(order),
        order=tuple(order),
        tied=tuple(group for group in order if len(group) > 1),
        steps=tuple(steps),
    )


def settle(
    tied: Sequence[str], chain: Sequence[str], evidence: TieEvidence
) -> tuple[Groups, tuple[TieStep, ...]]:
    """Put tied bids in order by a chain of rules, and give every step that was taken.

    Raises `Undecidable` as `ranked` does.
    """
    order: Groups = (tuple(sorted(tied)),)
    steps: list[TieStep] = []
    for rule in chain:
        parts: list[tuple[str, ...]] = []
        for group in order:
            if len(group) == 1:
                parts.append(group)
                continue
            taken = _asked(rule, group, evidence)
            steps.extend(taken)
            parts.extend(_merged(group, taken))
        order = tuple(parts)
    return order, tuple(steps)


def _asked(rule: str, tied: tuple[str, ...], known: TieEvidence) -> list[TieStep]:
    """Ask one rule about one group of tied bids. Later steps are about groups of earlier ones."""
    match rule:
        case "stop":
            says = f"{_names(tied)} are still tied. A person decides which comes first."
            return [TieStep(rule, (), tied, {}, (tied,), says)]
        case "draw-lots":
            return [_draw_lots(rule, tied, known)]
        case "highest-weighted":
            return _by_weighting(rule, tied, known, known.weightings)
        case "highest-weighted-quality":
            quality = {c: w for c, w in known.weightings.items() if c not in known.prices}
            return _by_weighting(rule, tied, known, quality)
        case "lowest-price":
            price = _lower_first(known.total_price)
            return [_by_value(rule, ("price",), tied, [price])]
        case "earliest-bid":
            return [_by_value(rule, ("received",), tied, [_earlier_first(known.received)])]
        case _:
            return [_by_value(rule, (rule,), tied, [_criterion(rule, known)])]


def _draw_lots(rule: str, tied: tuple[str, ...], known: TieEvidence) -> TieStep:
    if known.seed is None:
        raise Undecidable(tied, "Lots are to be drawn, and no seed for the draw is recorded.")
    lots = draw(known.seed, tied)
    says = (
        f"{_names(tied)} were still tied. Lots were drawn with the seed `{known.seed}`: the order "
        f"is {', '.join(f'`{lot.bid_id}`' for lot in lots)}. "
        f"{how_to_draw_again(known.seed, tied[0])}"
    )
    return TieStep(
        rule,
        ("lot",),
        tied,
        {lot.bid_id: (lot.digest,) for lot in lots},
        tuple((lot.bid_id,) for lot in lots),
        says,
    )


@dataclass(frozen=True, slots=True)
class _Measure:
    """One thing to compare: each bid's value as people know it, and a key that sorts best first."""

    values: Mapping[str, Fraction | datetime]
    key: Callable[[str], Fraction | datetime]


def _higher_first(values: Mapping[str, Fraction]) -> _Measure:
    return _Measure(values, lambda bid: -values[bid])


def _lower_first(values: Mapping[str, Fraction]) -> _Measure:
    return _Measure(values, lambda bid: values[bid])


def _earlier_first(values: Mapping[str, datetime]) -> _Measure:
    return _Measure(values, lambda bid: values[bid])


def _criterion(name: str, known: TieEvidence) -> _Measure:
    if name in known.prices:
        return _lower_first(known.prices[name])
    return _higher_first(known.scores.get(name, {}))


def _by_value(
    rule: str, compared: tuple[str, ...], tied: tuple[str, ...], measures: list[_Measure]
) -> TieStep:
    """Order tied bids by measures, as far as the order is the same whichever comes first."""
    if missing := [bid for bid in tied if any(bid not in m.values for m in measures)]:
        says = (
            f"{_names(tied)} were tied. {_names(compared)} cannot be compared, since "
            f"{_names(missing)} {'has' if len(missing) == 1 else 'have'} no figure for it."
        )
        return TieStep(rule, compared, tied, {}, (tied,), says)
    values: dict[str, Compared] = {bid: tuple(m.values[bid] for m in measures) for bid in tied}
    keys = {bid: tuple(m.key(bid) for m in measures) for bid in tied}
    order = _undisputed(_grouped(keys, highest_first=False), keys)
    return TieStep(rule, compared, tied, values, order, _result(compared, tied, values, order))


def _undisputed(order: Groups, keys: Mapping[str, tuple[Fraction | datetime, ...]]) -> Groups:
    """Join the groups whose order depends on which measure is taken first.

    `order` is by the first measure, then the second, and so on. Between two groups the order is
    undisputed where, on every measure, all the bids before are at least as good as all after.
    """
    best_after: list[list[Fraction | datetime]] = []
    for group in reversed(order):
        after = best_after[-1] if best_after else list(keys[group[0]])
        best_after.append(_extremes(min, after, keys[group[0]]))
    best_after.reverse()
    joined: list[tuple[str, ...]] = []
    worst_before: list[Fraction | datetime] = []
    for group, best in zip(order, best_after, strict=True):
        apart = all(
            worst <= most  # type: ignore[operator]
            for worst, most in zip(worst_before, best, strict=False)
        )
        if apart or not joined:
            joined.append(group)
        else:
            joined[-1] = tuple(sorted((*joined[-1], *group)))
        worst_before = _extremes(max, worst_before or list(keys[group[0]]), keys[group[0]])
    return tuple(joined)


def _extremes(
    pick: Callable[..., Any],
    ones: Sequence[Fraction | datetime],
    others: Sequence[Fraction | datetime],
) -> list[Fraction | datetime]:
    return [pick(one, other) for one, other in zip(ones, others, strict=True)]


def _by_weighting(
    rule: str, tied: tuple[str, ...], known: TieEvidence, weightings: Mapping[str, Fraction]
) -> list[TieStep]:
    """Work down the weightings until no bids are tied, or criteria of one weighting disagree."""
    # A criterion that weighs nothing was not to be assessed, so it settles nothing.
    weighing = [criterion for criterion, weighting in weightings.items() if weighting > 0]
    if not weighing:
        says = f"{_names(tied)} were tied. No criterion has a weighting to go by."
        return [TieStep(rule, (), tied, {}, (tied,), says)]
    levels = groupby(sorted(weighing, key=lambda c: (-weightings[c], c)), key=weightings.get)
    steps: list[TieStep] = []
    open_groups = [tied]
    for _, level in levels:
        criteria = tuple(level)
        measures = [_criterion(name, known) for name in criteria]
        taken = [_by_value(rule, criteria, group, measures) for group in open_groups]
        steps.extend(taken)
        # Only bids that are the same here go on: criteria of lower weighting must not settle what
        # this weighting leaves in dispute, or could not compare.
        open_groups = [
            group for step in taken for group in step.order if len(group) > 1 and _same(step, group)
        ]
    return steps


def _same(step: TieStep, group: tuple[str, ...]) -> bool:
    """Return whether the bids of a group have the same values, and have them at all."""
    return bool(step.values) and all(step.values[bid] == step.values[group[0]] for bid in group)


def _merged(tied: tuple[str, ...], steps: Iterable[TieStep]) -> Groups:
    """Work out the order that steps leave, each of which split one group of those before it."""
    places: dict[str, list[int]] = {bid: [] for bid in tied}
    for step in steps:
        for place, group in enumerate(step.order):
            for bid in group:
                places[bid].append(place)
    return _grouped({bid: tuple(place) for bid, place in places.items()}, highest_first=False)


def _grouped(keys: Mapping[str, object], *, highest_first: bool) -> Groups:
    in_order = sorted(keys, key=keys.__getitem__, reverse=highest_first)  # type: ignore[arg-type]
    return tuple(tuple(group) for _, group in groupby(in_order, key=keys.__getitem__))


def _numbered(order: Iterable[tuple[str, ...]]) -> dict[str, int]:
    numbered: dict[str, int] = {}
    for group in order:
        numbered |= dict.fromkeys(group, len(numbered) + 1)
    return numbered


#: How many bids a sentence names before it counts the rest.
_NAMED = 8


def _names(names: Sequence[str]) -> str:
    listed = [f"`{name}`" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        listed.append(f"{len(names) - _NAMED} others")
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _result(
    compared: tuple[str, ...], tied: tuple[str, ...], values: Mapping[str, Compared], order: Groups
) -> str:
    on = _names(compared)
    if all(values[bid] == values[tied[0]] for bid in tied):
        return f"{_names(tied)} were tied, and are the same on {on}."
    writers = [_writer(column) for column in zip(*values.values(), strict=True)]
    having = "; ".join(_having(group, values, writers) for group in order[:_NAMED])
    more = "; and so on" if len(order) > _NAMED else ""
    disputed = (
        f" {on} have the same weighting and put some of them in different orders, so those are "
        "still tied."
        if any(values[bid] != values[group[0]] for group in order for bid in group)
        else ""
    )
    return f"{_names(tied)} were tied. On {on}, best first: {having}{more}.{disputed}"


def _writer(column: Sequence[Fraction | datetime | str]) -> Callable[[Any], str]:
    """Return what writes the values of a measure so that unequal figures differ."""
    figures = [each for each in column if isinstance(each, Fraction)]
    return telling_print(figures) if figures else str


def _having(
    group: tuple[str, ...],
    values: Mapping[str, Compared],
    writers: Sequence[Callable[[Any], str]],
) -> str:
    def all_shown(bid: str) -> str:
        return " and ".join(write(value) for write, value in zip(writers, values[bid], strict=True))

    if all(values[bid] == values[group[0]] for bid in group):
        return f"{_names(group)} {all_shown(group[0])}"
    return ", ".join(f"`{bid}` {all_shown(bid)}" for bid in group[:_NAMED])
