"""Notes beside a result: what a person must know of a competition before relying on it.

A note refuses nothing. Each has its place in the competition file.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.competitions.competition import Bid, Competition
from engine.competitions.entry import Unchecked
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.standings import EXCLUDED, BidStanding
from rules.figures.amounts import date_in_words
from rules.figures.rounding import printed, rounded, telling_places
from rules.logic import Facts
from rules.policies.formulas.lines import LinearBetweenBounds
from rules.problems import Problem

#: What a question about the most that a buyer means to pay is called.
_CEILING: Final = re.compile(
    r"\b(budget|ceiling|maximum|upper limit|price limit|at most|cap)\b", re.IGNORECASE
)
#: How many names a note lists before it only counts them.
MAX_NAMED: Final = 10


def listed(names: Sequence[str], most: int = MAX_NAMED) -> str:
    """Write names in a row, and count those beyond the first `most`."""
    some = ", ".join(f"`{each}`" for each in names[:most])
    more = len(names) - most
    return f"{some} and {more} more" if more > 0 else some


def notes_of_unchecked(unchecked: Unchecked) -> Iterator[Problem]:
    """Yield what bids leave out of the forms that suppliers fill in to join, where rules read it.

    A supplier is judged by them when it joins, and a competition may leave them out. But then no
    one should believe that the rules that read them have been checked here.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (bid, form), names in unchecked.items():
        groups.setdefault((form, names), []).append(bid)
    for (form, names), bids in list(groups.items())[:MAX_NAMED]:
        yield Problem(
            "bids",
            f"rules that read {listed(names)} of the form `{form}` could not be checked for "
            f"{listed(bids)}: the answer is not in the competition. A person must rule on each "
            f"such bid (`rulings`, under `unchecked/{form}`) before an award",
        )


def notes_of_competition(plan: EvaluationPlan, competition: Competition) -> Iterator[Problem]:
    """Yield what is odd in a competition as it was handed in."""
    yield from _dates(plan, competition)
    bids = [(place, bid) for place, bid in enumerate(competition.bids) if not bid.withdrawn]
    yield from _suppliers(bids)
    yield from _spellings(bids)
    yield from _agreed_marks(bids)
    yield from _panels(plan, bids)


def _dates(plan: EvaluationPlan, competition: Competition) -> Iterator[Problem]:
    day, limits = competition.date, plan.limits
    if day is None or limits is None:
        return
    said = date_in_words(day)
    if day < limits.starts:
        starts = date_in_words(limits.starts)
        yield Problem("date", f"{said} is before the framework starts, on {starts}")
    elif day > limits.ends:
        ends, latest = date_in_words(limits.ends), date_in_words(limits.ends_at_latest)
        extended = f", unless it was extended: to {latest} at the latest"
        more = extended if day <= limits.ends_at_latest else ""
        yield Problem("date", f"{said} is after the framework ends, on {ends}{more}")


def _suppliers(bids: Sequence[tuple[int, Bid]]) -> Iterator[Problem]:
    first: dict[str, tuple[int, Bid]] = {}
    for place, bid in bids:
        earlier, other = first.setdefault(_alike(bid.supplier), (place, bid))
        if earlier != place:
            says = f"`{bid.supplier}` has another bid, `{other.id}` at bids[{earlier}]"
            if other.supplier != bid.supplier:
                says += f", if `{other.supplier}` is the same supplier"
            yield Problem(f"bids[{place}].supplier", says)


def _spellings(bids: Sequence[tuple[int, Bid]]) -> Iterator[Problem]:
    """Yield evaluators whose names are written in several ways."""
    spelt: dict[str, dict[str, str]] = {}
    for place, bid in bids:
        for name, marks in bid.scores.items():
            for number, mark in enumerate(marks):
                where = f"bids[{place}].scores.{name}[{number}].evaluator"
                spelt.setdefault(_alike(mark.evaluator), {}).setdefault(mark.evaluator, where)
    for names in spelt.values():
        first, *others = names
        for other in others:
            yield Problem(names[other], f"`{other}` and `{first}` look like one evaluator")


def _agreed_marks(bids: Iterable[tuple[int, Bid]]) -> Iterator[Problem]:
    for place, bid in bids:
        for name, agreed in bid.consensus.items():
            marks = [each.score for each in bid.scores.get(name, ())]
            if marks and not min(marks) <= agreed.score <= max(marks):
                given = " to ".join(dict.fromkeys((f"{min(marks):f}", f"{max(marks):f}")))
                yield Problem(
                    f"bids[{place}].consensus.{name}.score",
                    f"the agreed mark {agreed.score:f} is outside the evaluators' marks, {given}",
                )


def _panels(plan: EvaluationPlan, bids: Sequence[tuple[int, Bid]]) -> Iterator[Problem]:
    """Yield criteria whose marks are combined, and come from different evaluators."""
    for name, judged in plan.judged.items():
        if judged.combine == "consensus":
            continue
        panels: dict[frozenset[str], list[str]] = {}
        spelt: dict[str, str] = {}
        for _, bid in bids:
            marks = bid.scores.get(name, ())
            if marks and name not in bid.consensus:
                names = {_alike(each.evaluator): each.evaluator for each in marks}
                spelt = {**names, **spelt}
                panels.setdefault(frozenset(names), []).append(bid.id)
        if len(panels) > 1:
            told = "; ".join(
                f"{listed(ids)} by {listed(sorted(spelt[each] for each in panel))}"
                for panel, ids in panels.items()
            )
            yield Problem(
                "bids",
                f"`{name}` is marked by different evaluators, and their marks are combined "
                f"(`{judged.combine}`): {told}",
            )


def notes_of_prices(
    plan: EvaluationPlan, brief: Facts, standings: Sequence[BidStanding]
) -> Iterator[Problem]:
    """Yield the prices of bids that are not excluded above what was published or is allowed."""
    ceilings = list(_ceilings(plan, brief))
    for standing in standings:
        price = standing.price
        if price is None or standing.outcome == EXCLUDED:
            continue
        for label, most in ceilings:
            if price > most:
                places = telling_places((price, most), 2, printed)
                own, limit = (f"£{rounded(each, places):,f}" for each in (price, most))
                won = ", and the bid won" if standing.outcome == "winner" else ""
                yield Problem(
                    f"bids[{standing.entrant.place}].answers",
                    f"the price of `{standing.id}`, {own}, is above {label}, {limit}{won}",
                )


def _ceilings(plan: EvaluationPlan, brief: Facts) -> Iterator[tuple[str, Fraction]]:
    """Yield what prices are held against: what it is called, and the figure."""
    found: dict[str, tuple[str, Fraction]] = {}
    for label, key in _money_asked(plan):
        value = brief.get(key)
        if isinstance(value, Decimal):
            found[key] = (f"“{label}” in the brief", Fraction(value))
    for each in plan.way.prices:
        formula = each.price
        if isinstance(formula, LinearBetweenBounds) and isinstance(formula.highest, Decimal):
            says = f"the highest price of `{each.id}`, at which it scores nothing"
            found[each.id] = (says, Fraction(formula.highest))
    yield from found.values()
    if plan.limits is not None:
        for label, most in plan.limits.most_value:
            yield label, Fraction(most)


def _money_asked(plan: EvaluationPlan) -> Iterator[tuple[str, str]]:
    """Yield the label and the key of each answer of the brief that says what may be paid."""
    if plan.brief is None:
        return
    asked = set(plan.asked.values())
    for name, step in plan.brief.steps.items():
        label = step.question.label
        called = f"{name.replace('-', ' ')} {label}"
        if step.question.type == "money" and (step.key in asked or _CEILING.search(called)):
            yield label, step.key


def _alike(name: str) -> str:
    """Return what two spellings of one name share: neither case nor spaces tell names apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] not in "ZC")
