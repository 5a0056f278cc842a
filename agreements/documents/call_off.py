"""The call-off contract, which Buyer and winner sign, as a paper.

Every word comes from the definition's clauses or the library, every figure from a rule, the bid or
the particulars of the order.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from agreements.clauses.leaves import escaped
from agreements.clauses.numbering import clause_numbers, numbering_of
from agreements.clauses.topics.framework_terms import ROUTES
from agreements.definition.framework import Framework
from agreements.documents.defined_terms import defined_terms, marked
from agreements.rendering.escaping import table
from agreements.rendering.papers import Paper, PaperPart, every
from engine.competitions.result import result_of
from engine.competitions.standings import BidStanding, Evaluation
from rules.definition_part import DefinitionPart, Line, Text
from rules.figures import amounts
from rules.figures.rounding import shortest_print
from rules.policies.criteria import Criterion
from rules.problems import InputError, Problems


class Particulars(DefinitionPart):
    """What an order form says that a competition does not.

    buyer       the Buyer's name; `buyer_address`, `buyer_contact` and `supplier_address` if known
    starts      the first day of the contract
    months      its term, at most what the lot allows; `extension_months` it may be extended by
    title       what the contract is called, and `description` what is bought
    value       its value in pounds; the winner's price if not given
    reference   the Buyer's own reference
    dated       the day of the document
    """

    buyer: Line
    starts: date
    months: int
    title: Line
    description: Text | None = None
    reference: Line | None = None
    buyer_address: Text | None = None
    buyer_contact: Line | None = None
    supplier_address: Text | None = None
    value: Decimal | None = None
    extension_months: int | None = None
    index: Line | None = None
    dated: date | None = None


def call_off_contract(
    framework: Framework, evaluation: Evaluation, particulars: Particulars
) -> Paper:
    """Make the call-off contract with the winner of a competition.

    Raises `InputError` where nobody has won, or where the particulars pass a limit of the lot.
    """
    winner = next((each for each in evaluation.standings if each.id == evaluation.winner), None)
    problems = Problems()
    if winner is None:
        problems.add("winner", "this competition has no winner, so there is no contract to write")
    _check_limits(framework, evaluation, particulars, winner, problems)
    if problems.found or winner is None:
        raise InputError(problems.found)
    made = numbering_of(framework)
    schedule = made.schedules.get("call-off")
    clauses = () if schedule is None else _included(framework, schedule.parts, winner)
    defined = _call_off_terms(framework, particulars, winner)
    order = _order_form(framework, evaluation, particulars, winner)
    parts: tuple[PaperPart, ...] = (
        PaperPart("order-form", "Order form", parts=order),
        PaperPart("call-off-terms", "Terms", parts=clauses, new_page=True),
    )
    elsewhere = {part.id: part.number for part in every((*made.clauses, *made.schedules.values()))}
    return Paper(
        kind="call-off-contract",
        title=particulars.title,
        subtitle=f"Call-off contract under {framework.terms.name}",
        facts=_facts(framework, evaluation, particulars, winner),
        parts=marked(_at_home(parts, elsewhere), [term for term, _ in defined]),
        terms=defined,
        contents=True,
        definition=framework.hash,
        dated=particulars.dated,
    )


def _check_limits(
    framework: Framework,
    evaluation: Evaluation,
    particulars: Particulars,
    winner: BidStanding | None,
    problems: Problems,
) -> None:
    lot = next((each for each in framework.terms.lots if each.id == evaluation.plan.lot), None)
    if particulars.months < 1:
        problems.add("particulars.months", "must be at least 1")
    limits = lot.call_off if lot is not None else None
    if limits is None or lot is None:
        return
    if limits.max_months is not None and particulars.months > limits.max_months:
        says = f"is {particulars.months}: contracts of this lot run for at most {limits.max_months}"
        problems.add("particulars.months", says)
    value = _value(particulars, winner)
    if limits.value is not None and value is not None and not limits.value.holds(value):
        least, most = limits.value.min, limits.value.max
        span = [f"at least {amounts.money(least)}"] if least is not None else []
        span += [f"at most {amounts.money(most)}"] if most is not None else []
        says = f"is {amounts.money(value)}: contracts of this lot are worth {' and '.join(span)}"
        problems.add("particulars.value", says)


def _value(particulars: Particulars, winner: BidStanding | None) -> Decimal | None:
    if particulars.value is not None or winner is None or winner.price is None:
        return particulars.value
    return _decimal(winner.price)


def _decimal(value: Fraction) -> Decimal:
    """Return money to the penny; finer where the price itself is."""
    text = shortest_print(value, 6).rstrip("…")
    return Decimal(text)


def _lot(framework: Framework, evaluation: Evaluation) -> str:
    titles = (lot.title for lot in framework.terms.lots if lot.id == evaluation.plan.lot)
    return next(titles, "")


def _facts(
    framework: Framework, evaluation: Evaluation, particulars: Particulars, winner: BidStanding
) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Buyer", particulars.buyer),
        ("Supplier", winner.entrant.bid.supplier),
        ("Framework", framework.terms.name),
        ("Lot", _lot(framework, evaluation)),
        ("Reference", particulars.reference or ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _order_form(
    framework: Framework, evaluation: Evaluation, particulars: Particulars, winner: BidStanding
) -> tuple[PaperPart, ...]:
    parties = _rows(
        ("Buyer", particulars.buyer),
        ("Buyer’s address", particulars.buyer_address),
        ("Buyer’s contact", particulars.buyer_contact),
        ("Supplier", winner.entrant.bid.supplier),
        ("Supplier’s address", particulars.supplier_address),
    )
    bought = _rows(("Contract", particulars.title), ("Lot", _lot(framework, evaluation)))
    if particulars.description:
        bought += f"\n\n{escaped(particulars.description)}"
    extension = particulars.extension_months
    more = amounts.count_with_unit(extension, "months") if extension else ""
    term = _rows(
        ("First day", amounts.date_in_words(particulars.starts)),
        ("Term", amounts.count_with_unit(particulars.months, "months")),
        ("May be extended by", more and f"{more}, under the terms on extension"),
    )
    return (
        PaperPart("order-parties", "Parties", parties),
        PaperPart("order-what", "What is bought", bought),
        PaperPart("order-term", "Term", term),
        PaperPart("order-price", "Price", _price(evaluation, particulars, winner)),
        PaperPart("order-award", "How the contract was awarded", _award(framework, evaluation)),
        PaperPart("order-signatures", "Signatures", _SIGNATURES),
    )


def _rows(*rows: tuple[str, str | None]) -> str:
    """Return a table of labels and values, without what is not given."""
    return table(("", ""), [(label, escaped(value)) for label, value in rows if value])


def _price(evaluation: Evaluation, particulars: Particulars, winner: BidStanding) -> str:
    rows = [
        (escaped(each.name), amounts.money(_decimal(winner.prices[each.id])))
        for each in evaluation.plan.way.prices
        if each.id in winner.prices
    ]
    if particulars.value is not None:
        rows.append(("Value of the contract", amounts.money(particulars.value)))
    if particulars.index:
        rows.append(("Index", escaped(particulars.index)))
    return table(("", ""), rows) if rows else "The price is in the Supplier’s bid."


def _award(framework: Framework, evaluation: Evaluation) -> str:
    way = evaluation.plan.way
    intro = f"The Supplier’s bid was evaluated in the way called {escaped(way.name)}"
    if way.route in ROUTES:
        intro += f", by {ROUTES[str(way.route)]}"
    bid = next(each for each in result_of(evaluation)["bids"] if each["id"] == evaluation.winner)
    rows = list(_criteria_rows(way.criteria, bid["criteria"]))
    scores = table(("Criterion", "Weighting", "Score"), rows, right=(1, 2))
    if not any(weighting for _, weighting, _ in rows):
        without = [(name, score) for name, _, score in rows]
        scores = table(("Criterion", "Score"), without, right=(1,))
    number = clause_numbers(framework, way.id).get(f"ways/{way.id}")
    cited = f" (paragraph {number} of the framework agreement)" if number else ""
    return f"{intro}{cited}, and was ranked first.\n\n{scores}"


def _criteria_rows(
    criteria: Iterable[Criterion], found: Mapping[str, Mapping[str, str]], depth: int = 0
) -> Iterator[tuple[str, str, str]]:
    for each in criteria:
        data = found.get(each.id, {})
        weighting = data.get("share") or data.get("weighting", "")
        yield "– " * depth + escaped(each.name), weighting, data.get("score", "–")
        yield from _criteria_rows(each.criteria, found, depth + 1)


_SIGNATURES: Final = """\
Signed for the Buyer and for the Supplier:

|  | Buyer | Supplier |
| --- | --- | --- |
| Name |  |  |
| Role |  |  |
| Signature |  |  |
| Date |  |  |"""


def _call_off_terms(
    framework: Framework, particulars: Particulars, winner: BidStanding
) -> tuple[tuple[str, str], ...]:
    own = {
        "Buyer": escaped(particulars.buyer),
        "Supplier": escaped(winner.entrant.bid.supplier),
        "Call-Off Contract": "this contract",
        "Order Form": "the first part of this contract",
    }
    return tuple(
        (term, own.get(term, meaning))
        for term, meaning in defined_terms(framework, numbering_of(framework))
    )


def _included(
    framework: Framework, clauses: Sequence[PaperPart], winner: BidStanding
) -> tuple[PaperPart, ...]:
    """Leave out clauses that a rule includes where it did not fire for the winner."""
    rules = [each.rule for each in framework.plain]
    named = {rule.then.include for rule in rules if rule.then.include is not None}
    fired = {each.rule.rule.then.include for each in winner.fired}
    return tuple(
        each
        for each in clauses
        if each.id.removeprefix("clause-") not in named or each.id.removeprefix("clause-") in fired
    )


_LINK: Final = re.compile(r"\[([^\]\n]*)\]\(#([^)\s]+)\)")


def _at_home(parts: tuple[PaperPart, ...], elsewhere: Mapping[str, str]) -> tuple[PaperPart, ...]:
    """Turn links to parts of the framework agreement into words: they are not in this paper."""
    here = {part.id for part in every(parts)}

    def said(match: re.Match[str]) -> str:
        text, anchor = match[1], match[2]
        if anchor in here or anchor not in elsewhere:
            return match[0]
        return f"{text or elsewhere[anchor]} of the framework agreement"

    return tuple(_rewritten(part, lambda body: _LINK.sub(said, body)) for part in parts)


def _rewritten(part: PaperPart, change: Callable[[str], str]) -> PaperPart:
    inside = tuple(_rewritten(each, change) for each in part.parts)
    return replace(part, body=change(part.body), parts=inside)
