"""What `framework.yaml` says: parties, term, value, lots, buyers, routes and law."""

from collections.abc import Iterator, Mapping
from typing import Final

from agreements.clauses.leaves import Branch, figure, word
from agreements.clauses.topics.topic import Side, Topic
from agreements.definition.terms import AmountLimits, Lot, RouteToMarket, RouteValue, Terms

ROUTES: Final = {
    "direct-award": "direct award",
    "further-competition": "further competition",
    "catalogue": "choice from a catalogue",
}
REGIMES: Final = {
    "procurement-act-2023": "the Procurement Act 2023",
    "pcr-2015": "the Public Contracts Regulations 2015",
}


def terms_branch(terms: Terms, topics: tuple[Topic, ...]) -> Branch:
    """Return what every clause may say of the framework as a whole: `terms`.

    The values are those of the topics themselves, so that to say one here is to state it.
    """
    of = {each.id: each.data for each in topics}
    return Branch(
        {
            "name": word("name", terms.name),
            "reference": word("reference", terms.reference),
            "summary": word("summary", terms.summary),
            "owner": of["framework/parties"],
            "term": of["framework/term"],
            "value": of.get("framework/value"),
            "lots": of["framework/lots"].get("lots"),
            "routes": of["framework/routes"].get("routes"),
            "buyers": of["framework/buyers"],
            "law": of["framework/law"],
        },
        text="name",
    )


def term_topics(terms: Terms) -> Iterator[Topic]:
    """Return what the terms of a framework make the agreement state."""

    def topic(
        name: str, title: str, parts: Mapping[str, object], side: Side = "framework"
    ) -> Topic:
        path = f"{side}/{name}"
        return Topic(path, side, title, "framework.yaml:1", Branch(parts), (path,))

    titles = lot_titles(terms)
    owner = terms.owner
    yield topic(
        "parties",
        "Parties",
        {
            "name": word("name", owner.name, limit=True),
            "email": word("email", owner.email),
            "address": word(
                "address", ", ".join((owner.address or "").split("\n")).strip(" ,") or None
            ),
        },
    )
    term = terms.term
    yield topic(
        "term",
        "Term",
        {
            "starts": figure("starts", terms.starts, "date"),
            "months": figure("months", term.months, "months"),
            "extension_months": figure("extension_months", term.extension_months or None, "months"),
            "reason": word("reason", term.reason, limit=True),
        },
    )
    if terms.value is not None:
        yield topic("value", "Value", _span(terms.value, ""))
    yield topic(
        "lots", "Lots", {"lots": tuple(_lot(each, at) for at, each in enumerate(terms.lots))}
    )
    yield topic(
        "buyers",
        "Buyers",
        {
            "who": word("who", terms.buyers.who, limit=True),
            "domains": tuple(
                word(f"domains.{at}", each) for at, each in enumerate(terms.buyers.domains)
            ),
        },
    )
    yield topic(
        "routes",
        "Routes to market",
        {"routes": tuple(_route(each, at, titles) for at, each in enumerate(terms.routes))},
    )
    yield topic("law", "Law", {"regime": word("regime", REGIMES.get(terms.regime), limit=True)})
    limited = [
        (at, lot) for at, lot in enumerate(terms.lots) if lot.call_off and _limits_call_off(lot)
    ]
    if limited:
        yield topic(
            "term",
            "Term and value of a call-off contract",
            {"lots": tuple(_call_off(each, at) for at, each in limited)},
            "call-off",
        )


def lot_titles(terms: Terms) -> dict[str, str]:
    """Return the title of each lot, by id."""
    return {lot.id: lot.title for lot in terms.lots}


def _span(span: AmountLimits, path: str) -> dict[str, object]:
    return {
        "min": figure(f"{path}min", span.min, "money"),
        "max": figure(f"{path}max", span.max, "money"),
    }


def _open_span(span: RouteValue, path: str) -> dict[str, object]:
    return {
        **_span(span, f"{path}.value."),
        "above": figure(f"{path}.value.above", span.above, "money"),
        "below": figure(f"{path}.value.below", span.below, "money"),
    }


def _lot(lot: Lot, at: int) -> Branch:
    here = f"lots.{at}"
    return Branch(
        {
            "title": word(f"{here}.title", lot.title, limit=True),
            "description": word(f"{here}.description", lot.description),
            "max_suppliers": figure(f"{here}.max_suppliers", lot.max_suppliers),
        },
        text="title",
    )


def _limits_call_off(lot: Lot) -> bool:
    return lot.call_off is not None and (
        lot.call_off.max_months is not None or lot.call_off.value is not None
    )


def _call_off(lot: Lot, at: int) -> Branch:
    here, limits = f"lots.{at}", lot.call_off
    assert limits is not None  # noqa: S101 - only such lots come here
    return Branch(
        {
            "title": word(f"{here}.title", lot.title, limit=True),
            "max_months": figure(f"{here}.max_months", limits.max_months, "months"),
            "value": None
            if limits.value is None
            else Branch(_span(limits.value, f"{here}.value.")),
        },
        text="title",
    )


def _route(route: RouteToMarket, at: int, titles: Mapping[str, str]) -> Branch:
    here = f"routes.{at}"
    return Branch(
        {
            "route": word(f"{here}.route", ROUTES[route.route], limit=True),
            "lots": tuple(
                word(f"{here}.lots.{index}", titles[each], limit=True)
                for index, each in enumerate(route.lots)
            ),
            "value": None if route.value is None else Branch(_open_span(route.value, here)),
            "note": word(f"{here}.note", route.note),
        },
        text="route",
    )
