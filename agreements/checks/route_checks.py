"""Routes: every lot has one, each has a way to select by, and their limits of value meet."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from agreements.checks.lint import Lint
from agreements.checks.places import Places
from agreements.definition.framework import Framework
from agreements.definition.terms import Lot, RouteToMarket, Terms
from rules.figures import amounts

_PENNY: Final = Decimal("0.01")

#: The lowest and the highest amount of some values, in whole pence; None is without end.
_Span = tuple[Decimal, Decimal | None]


def route_findings(framework: Framework, places: Places) -> Iterator[Lint]:
    """Return what is to be known of the routes of each lot."""
    for index, lot in enumerate(framework.terms.lots):
        here = _routes_of(framework.terms, lot)
        if not here:
            says = (
                f"lot `{lot.id}` has no route to market, so nothing can be bought in it: name it "
                "in the `lots` of a route"
            )
            yield Lint("problem", places.framework("lots", index), says)
        for at, route in here:
            yield from _without_way(framework, places.framework("routes", at), lot, route)
    yield from value_findings(framework.terms, places)


def value_findings(terms: Terms, places: Places) -> Iterator[Lint]:
    """Find values of the contracts of a lot for which no route, or more than one, is open."""
    for index, lot in enumerate(terms.lots):
        yield from _values(lot, index, _routes_of(terms, lot), places)


def _routes_of(terms: Terms, lot: Lot) -> list[tuple[int, RouteToMarket]]:
    """Return the routes that are open in a lot, each with its place among all."""
    return [
        (at, each) for at, each in enumerate(terms.routes) if not each.lots or lot.id in each.lots
    ]


def _without_way(
    framework: Framework, where: str, lot: Lot, route: RouteToMarket
) -> Iterator[Lint]:
    """Find that no way of evaluating serves a route in a lot, so that nobody can be selected."""
    ways = (framework.ways[name].way for name in framework.ways_for(lot.id))
    if any(way.route in {None, route.route} for way in ways):
        return
    says = (
        f"lot `{lot.id}` has no way of evaluating for the route `{route.route}`, so no supplier "
        "can be selected by it: give `rulesets/evaluation.yaml` a way with "
        f"`route: {route.route}` for the lot, or close the route to it"
    )
    yield Lint("problem", where, says)


def _values(
    lot: Lot, index: int, routes: Sequence[tuple[int, RouteToMarket]], places: Places
) -> Iterator[Lint]:
    limits = lot.call_off.value if lot.call_off else None
    whole: _Span = (
        _PENNY if limits is None or limits.min is None else max(limits.min, _PENNY),
        None if limits is None else limits.max,
    )
    spans: list[tuple[_Span, int, RouteToMarket]] = []
    for at, route in routes:
        found = _shared(whole, _span(route))
        if found is not None:
            spans.append((found, at, route))
            continue
        says = (
            f"lot `{lot.id}`: `{route.route}` is open for {_values_in(_span(route))} only, and no "
            f"contract of the lot can be worth that: change `value`, or the lot's `call_off`"
        )
        yield Lint("problem", places.framework("routes", at, "value"), says)
    spans.sort(key=lambda each: each[0][0])
    covered: Decimal | None = whole[0] - _PENNY
    below: RouteToMarket | None = None
    for (low, high), at, route in spans:
        if covered is not None and low > covered + _PENNY:
            where = places.framework("routes", at, "value")
            stated = below is not None or (limits is not None and limits.min is not None)
            yield _gap(lot, (covered + _PENNY, low - _PENNY), below, route, where, stated=stated)
        if covered is not None and (high is None or high > covered):
            covered, below = high, route
    if spans and covered is not None and (whole[1] is None or covered < whole[1]):
        where = places.framework("lots", index, *(("call_off", "value") if limits else ()))
        stated = whole[1] is not None
        yield _gap(lot, (covered + _PENNY, whole[1]), below, None, where, stated=stated)
    for (one, _, first), (other, at, second) in combinations(spans, 2):
        both = _shared(one, other)
        if both is not None and _limited(first) and _limited(second):
            says = (
                f"lot `{lot.id}`: `{first.route}` and `{second.route}` are both open for "
                f"{_values_in(both)}: the buyer chooses. If only one should be, let their limits "
                "meet, with `below` in one and `min` in the other"
            )
            yield Lint("note", places.framework("routes", at, "value"), says)


def _gap(
    lot: Lot,
    gap: _Span,
    below: RouteToMarket | None,
    above: RouteToMarket | None,
    where: str,
    *,
    stated: bool,
) -> Lint:
    """Return what is told of values for which no route is open, between two routes or at an end."""
    if below is not None and above is not None:
        mend = (
            f"between `{below.route}` and `{above.route}`: let their limits meet, with `max` in "
            "one and `above` in the other"
        )
    elif stated:
        mend = "which the lot allows: open a route for that, or change the lot's `call_off`"
    else:
        end = "min" if below is None else "max"
        mend = f"if none should be made, say so in the lot's `call_off`: `value: {{{end}: …}}`"
    says = f"lot `{lot.id}`: no route is open for {_values_in(gap)}"
    return Lint("problem" if stated else "note", where, f"{says}{',' if stated else ';'} {mend}")


def _limited(route: RouteToMarket) -> bool:
    return route.value is not None and bool(route.value.lowest or route.value.highest)


def _span(route: RouteToMarket) -> _Span:
    low = None if route.value is None else route.value.lowest
    high = None if route.value is None else route.value.highest
    return _PENNY if low is None else low, high


def _shared(one: _Span, other: _Span) -> _Span | None:
    low = max(one[0], other[0])
    highs = [high for high in (one[1], other[1]) if high is not None]
    high = min(highs, default=None)
    return None if high is not None and low > high else (low, high)


def _values_in(span: _Span) -> str:
    low, high = span
    if high is None:
        return f"a contract worth {amounts.money(low)} or more"
    if low == high:
        return f"a contract worth exactly {amounts.money(low)}"
    if low <= _PENNY:
        return f"a contract worth {amounts.money(high)} or less"
    return f"a contract worth {amounts.money(low)} to {amounts.money(high)}"
