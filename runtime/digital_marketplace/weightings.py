"""Weightings: what a brief lets a buyer weigh becomes ways of evaluating, one for each lot.

A group of the brief whose numbers total 100 gives the criteria and the limits of their weightings;
the brief's answers are the weightings chosen. The source says neither how criteria are marked nor
by what formula a price is: the buyers' guidance did, and the report says what was taken from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from runtime.digital_marketplace.naming import kebab
from runtime.digital_marketplace.questions import Data
from runtime.digital_marketplace.report import Report
from runtime.digital_marketplace.source import Asked, Section
from runtime.digital_marketplace.texts import Texts

#: The key of a question that is added to the bid where no question asks for the price.
QUOTED: Final = "quoted-price"
#: What their validations call figures that should total 100.
TOTAL: Final = "total_should_be_100"
_SUPPLIERS: Final = "numberOfSuppliers"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weightings of one lot: the questions that ask for them, in order."""

    lot: str
    asked: tuple[Asked, ...]
    suppliers: Asked | None = None


def weighed_in(
    lots: Sequence[str], sections: Sequence[Section], files: Mapping[str, Asked]
) -> tuple[Weighed, ...]:
    """Find the weightings that a brief asks for in each lot."""
    groups = [files[name] for section in sections for name in section.questions if name in files]
    found = []
    for lot in lots:
        here = [each for each in groups if each.lots is None or lot in each.lots]
        suppliers = next((each for each in here if each.id == _SUPPLIERS), None)
        for group in here:
            asked = tuple(each for each in _numbers(group, files) if _in(each, lot))
            if len(asked) > 1:
                found.append(Weighed(lot, asked, suppliers))
                break
    return tuple(found)


def _numbers(group: Asked, files: Mapping[str, Asked]) -> Iterator[Asked]:
    for name in group.questions:
        each = files.get(name)
        if each and each.type == "number" and any(v.name == TOTAL for v in each.validations):
            yield each


def _in(asked: Asked, lot: str) -> bool:
    return asked.lots is None or lot in asked.lots


def totals_of(group: Sequence[Asked], ids: Mapping[str, str], says: str | None) -> Data | None:
    """Give the check that figures total 100, for a group of questions that says so."""
    names = [
        ids[each.id]
        for each in group
        if each.type == "number" and any(v.name == TOTAL for v in each.validations)
    ]
    if len(names) < 2:
        return None
    return {"total": names, "is": 100, **({"says": says} if says else {})}


def ruleset_of(
    weighed: Sequence[Weighed],
    titles: Mapping[str, str],
    ids: Mapping[str, str],
    bid: Mapping[str, tuple[Asked, ...]],
    bid_ids: Mapping[str, str],
    texts: Texts,
    report: Report,
) -> Data | None:
    """Make the ruleset of the ways of evaluating; None where the brief weighs nothing."""
    if not weighed:
        return None
    report.fill_in(
        "`rulesets/evaluation.yaml`: marks from 0 to 3 that a panel agrees on, a price scored by "
        "its ratio to the lowest, and ties left to a person. The source says none of this"
    )
    ways = [_way(each, titles[each.lot], ids, bid, bid_ids, texts, report) for each in weighed]
    return {"ruleset": "evaluation", "title": "How bids are compared", "ways": ways}


def _way(
    weighed: Weighed,
    title: str,
    ids: Mapping[str, str],
    bid: Mapping[str, tuple[Asked, ...]],
    bid_ids: Mapping[str, str],
    texts: Texts,
    report: Report,
) -> Data:
    criteria: list[Data] = []
    evidence = [
        bid_ids[key]
        for key, ways in bid.items()
        if any(
            each.type in {"dynamic_list", "boolean_list"} and _in(each, weighed.lot)
            for each in ways
        )
    ]
    for each in weighed.asked:
        report.became(each.place, f"`rulesets/evaluation.yaml`: a criterion of `{weighed.lot}`")
        criterion: Data = {
            "id": _criterion(each),
            "title": texts.line(each.question or each.id, f"{each.place}:question", weighed.lot),
            "weighting": _weighting(each, ids),
        }
        if is_price(each):
            price = price_of(bid, weighed.lot)
            name = bid_ids[price] if price else QUOTED
            criterion["price"] = {"of": name, "formula": "lowest-price-ratio"}
        else:
            if evidence and not criteria:
                criterion["from"] = [f"bid.{name}" for name in evidence]
            criterion["judged"] = {"scale": "0-3"}
        criteria.append(criterion)
    way: Data = {
        "id": kebab(weighed.lot),
        "title": title,
        "lots": [weighed.lot],
        "route": "further-competition",
        "method": "weighted-sum",
        "criteria": criteria,
    }
    if weighed.suppliers is not None and (keep := _keep(weighed.suppliers, ids)):
        way["shortlist"] = {"keep": keep, "by": [criteria[0]["id"]]}
        place = weighed.suppliers.place
        report.became(place, f"`rulesets/evaluation.yaml`: the shortlist of `{weighed.lot}`")
    return {**way, "ties": ["stop"], "rounding": {"places": 2}}


def _criterion(asked: Asked) -> str:
    return kebab(asked.id.removesuffix("Weighting")) if asked.id != "Weighting" else "weighting"


def is_price(asked: Asked) -> bool:
    """Say whether a weighting is that of the price."""
    return asked.id.lower().startswith("price")


def price_of(bid: Mapping[str, tuple[Asked, ...]], lot: str) -> str | None:
    """Give the key of the price that a bid of a lot gives; None where it gives none."""
    for ways in bid.values():
        for each in ways:
            if each.type == "pricing" and "price" in each.fields and _in(each, lot):
                return each.fields["price"]
    return None


def _weighting(asked: Asked, ids: Mapping[str, str]) -> Data:
    limits = asked.limits
    weighting: dict[str, Any] = {
        "min": limits.min_value or 0,
        "max": 100 if limits.max_value is None else limits.max_value,
    }
    if limits.integer_only:
        weighting["step"] = 1
    return {**weighting, "answer": ids[asked.id]}


def _keep(asked: Asked, ids: Mapping[str, str]) -> Data | None:
    least, most = asked.limits.min_value, asked.limits.max_value
    if not least or not asked.limits.integer_only:
        return None
    keep: Data = {"min": int(least)}
    if most is not None:
        keep["max"] = int(most)
    return {**keep, "answer": ids[asked.id]}
