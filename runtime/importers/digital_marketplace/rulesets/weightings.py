"""Weightings: what a brief lets a buyer weigh becomes ways of evaluating, one for each lot.

A group of the brief whose numbers total 100 gives the criteria and the limits of their weightings;
the brief's answers are the weightings chosen. The source says neither how criteria are marked nor
by what formula a price is scored: the report says what stands there until somebody does.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rules.policies.evaluation_facts import RESERVED
from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.form_plan import Made
from runtime.importers.digital_marketplace.identifiers import in_words, kebab, unlike
from runtime.importers.digital_marketplace.questions.selection import SectionInLot
from runtime.importers.digital_marketplace.questions.validations import TOTAL
from runtime.importers.digital_marketplace.report import ImportReport
from runtime.importers.digital_marketplace.source.model import SourceQuestion
from runtime.importers.digital_marketplace.source.texts import FormTexts

#: What their API told the weightings by that must total 100, and the size of a shortlist.
_WEIGHTINGS: Final = ("technicalWeighting", "culturalWeighting", "priceWeighting")
_SUPPLIERS: Final = "numberOfSuppliers"


def weighting_figures(sections: Iterable[SectionInLot]) -> Iterator[tuple[SourceQuestion, ...]]:
    """Return the figures that total 100 in one lot.

    They are those of a group that say so, and those of certain names, wherever they stand.
    """
    groups: dict[str, list[SourceQuestion]] = {}
    named: dict[str, SourceQuestion] = {}
    for standing in (each for section in sections for each in section.standing):
        for leaf in standing.leaves():
            asked = leaf.asked
            if asked.type != "number":
                continue
            if asked.id in _WEIGHTINGS:
                named[asked.id] = asked
            if any(each.name == TOTAL for each in asked.validations):
                of = standing.asked.id if standing.is_group else ""
                groups.setdefault(of, []).append(asked)
    if len(named) == len(_WEIGHTINGS) and not any(_holds(each, named) for each in groups.values()):
        groups[" ".join(_WEIGHTINGS)] = list(named.values())
    for group in groups.values():
        if len(group) > 1 and len({each.unit == "%" for each in group}) == 1:
            yield tuple(group)


def _holds(group: list[SourceQuestion], named: Mapping[str, SourceQuestion]) -> bool:
    return named.keys() <= {each.id for each in group}


def ruleset_of(
    brief: Made,
    bid: Made,
    titles: Mapping[str, str],
    ids: Mapping[str, str],
    taken: frozenset[str],
    report: ImportReport,
) -> Data | None:
    """Make the ruleset of the ways of evaluating; None where the brief weighs nothing.

    `titles` and `ids` are those of the lots, `taken` the ids of the questions of other forms. Where
    a lot weighs a price that no question of the bid asks for, the bid gets a question for it.
    """
    quoted = unlike("quoted-price", taken | bid.all_ids() | brief.all_ids())
    ways = []
    asked_for: list[str] = []
    for lot, figures in brief.figures.items():
        if figures and not _can_total(figures):
            says = "these weightings can never total 100: no way of evaluating is made from them"
            report.left_out(figures[0].place / "limits", says)
        elif figures:
            price = _price_of(bid, lot)
            if price is None and any(map(_is_price, figures)):
                asked_for.append(ids[lot])
            way = _Way(brief, bid, lot, price or quoted, report)
            ways.append(way.made(titles[lot], ids[lot], taken | bid.all_ids()))
    if not ways:
        return None
    if asked_for:
        _ask_for_price(bid, quoted, asked_for, report)
    report.fill_in(
        "`rulesets/evaluation.yaml`: marks from 0 to 3 that a panel agrees on, a price scored by "
        "its ratio to the lowest, and ties left to a person. The source says none of this"
    )
    return {"ruleset": "evaluation", "title": "How bids are compared", "ways": ways}


def _can_total(figures: Iterable[SourceQuestion]) -> bool:
    limits = [_limits(each) for each in figures]
    return all(least <= most for least, most in limits) and sum(
        least for least, _ in limits
    ) <= 100 <= sum(most for _, most in limits)


def _limits(asked: SourceQuestion) -> tuple[Any, Any]:
    least, most = asked.limits.min_value, asked.limits.max_value
    return max(least or 0, 0), 100 if most is None else most


def _is_price(asked: SourceQuestion) -> bool:
    return asked.id.lower().startswith("price")


def _price_of(bid: Made, lot: str) -> str | None:
    """Return the id of the price in a lot's bid; None if it asks for none."""
    for key, each in bid.asked.get(lot, {}).items():
        if each.type == "pricing" and each.fields.get("price") == key:
            return bid.ids[lot][key]
    return None


def _ask_for_price(bid: Made, name: str, lots: list[str], report: ImportReport) -> None:
    """Add the question that the price criterion of some lots needs, and nothing else wants."""
    question: Data = {
        "id": name,
        "type": "money",
        "label": "What is the price of your proposal?",
        "name": "Price",
        "hint": "Only suppliers on the shortlist are asked for it.",
        "required": False,
    }
    parts: list[Data] = bid.data["sections" if "sections" in bid.data else "pages"]
    pages = [page for part in parts for page in part.get("pages", [part])]
    page: Data = {"id": unlike(name, {each["id"] for each in (*parts, *pages)}), "title": "Price"}
    if len(lots) < len(bid.ids):
        page["lots"] = lots
    page["questions"] = [question]
    section = {"id": page["id"], "title": "Price", "pages": [page]}
    parts.append(section if "sections" in bid.data else page)
    report.fill_in(
        f"`forms/bid.yaml`: `{name}`, which the price criterion of {', '.join(lots)} reads; buyers "
        "asked for prices outside the old service"
    )


class _Way:
    """Makes the way of evaluating of one lot; `price` is the question that its price is from."""

    def __init__(self, brief: Made, bid: Made, lot: str, price: str, report: ImportReport) -> None:
        self.brief, self.bid, self.lot, self.price = brief, bid, lot, price
        self.report = report
        self.texts = FormTexts(report, lot)

    def made(self, title: str, name: str, taken: frozenset[str]) -> Data:
        criteria: list[Data] = []
        for each in self.brief.figures[self.lot]:
            criteria.append(self._criterion(each, criteria))
            says = f"`rulesets/evaluation.yaml`: a criterion of `{name}`"
            self.report.became(each.place, says)
        way: Data = {
            "id": name,
            "title": title,
            "lots": [name],
            "route": "further-competition",
            "method": "weighted-sum",
            "criteria": criteria,
        }
        judged = next((each["id"] for each in criteria if "judged" in each), None)
        keep = self._keep(name, taken)
        if keep and judged:
            way["shortlist"] = {"keep": keep, "by": [judged]}
        return {**way, "ties": ["stop"], "rounding": {"places": 2}}

    def _criterion(self, asked: SourceQuestion, before: list[Data]) -> Data:
        name = kebab(asked.id.removesuffix("Weighting") or asked.id)
        least, most = _limits(asked)
        step = {"step": 1} if asked.limits.integer_only else {}
        answer = f"brief.{self.brief.ids[self.lot][asked.id]}"
        key = "question" if asked.question else "name"
        title = self.texts.line(asked.question or asked.name or "", asked.place / key)
        if kebab(title) in {kebab(asked.id), "x"}:  # an identifier, or nothing
            title = in_words(asked.id.removesuffix("Weighting") or asked.id)
        criterion: Data = {
            "id": unlike(name, {*RESERVED, *(each["id"] for each in before)}),
            "title": title,
            "weighting": {"min": least, "max": most} | step | {"answer": answer},
        }
        if _is_price(asked):
            return criterion | {"price": {"of": self.price, "formula": "lowest-price-ratio"}}
        evidence = [] if any("judged" in each for each in before) else self._evidence()
        return criterion | ({"from": evidence} if evidence else {}) | {"judged": {"scale": "0-3"}}

    def _evidence(self) -> list[str]:
        """Return the questions of the bid that panels read: those on the buyer's own lists."""
        asked = self.bid.asked.get(self.lot, {})
        return [
            f"bid.{self.bid.ids[self.lot][key]}"
            for key, each in asked.items()
            if each.type in {"boolean_list", "dynamic_list"}
        ]

    def _keep(self, name: str, taken: frozenset[str]) -> Data | None:
        """Return how many bids the shortlist keeps, if the brief says so."""
        asked = self.brief.asked[self.lot].get(_SUPPLIERS)
        if asked is None or asked.type != "number" or not asked.limits.integer_only:
            return None
        least, most = asked.limits.min_value, asked.limits.max_value
        answer = self.brief.ids[self.lot][_SUPPLIERS]
        if not least or least < 1 or (most is not None and most < least) or answer in taken:
            return None
        self.report.became(asked.place, f"`rulesets/evaluation.yaml`: the shortlist of `{name}`")
        keep: Data = {"min": int(least)} | ({} if most is None else {"max": int(most)})
        return keep | {"answer": answer}
