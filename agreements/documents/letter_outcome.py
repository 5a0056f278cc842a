"""The outcome in a letter: the decision, the grounds of an exclusion, totals and places."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from agreements.documents.letter_case import LetterCase
from agreements.rendering.escaping import block_quote, capital, inline, one_line, table
from agreements.rendering.papers import PaperPart
from engine.competitions.standings import EXCLUDED
from engine.execute import Fired
from engine.methods.random_draw import how_to_draw_again
from engine.reasons import facts_for_people, says_of
from rules.logic import Compare, grounds
from rules.values import Subject, Value
from rules.values import shown as shown_value
from rules.wording import because


def outcome(case: LetterCase) -> PaperPart:
    """Return what became of the bid, and the rule by which it went no further."""
    buyer = case.shared.buyer
    if case.won:
        says = [f"Your bid is successful: {buyer} intends to award the contract to you."]
    elif case.standing.outcome == EXCLUDED:
        says = ["Your bid has been excluded, and takes no further part in the competition."]
    else:
        says = ["Thank you for your bid. It has not been successful."]
        for fired in case.standing.fired:
            then = fired.rule.rule.then
            if then.set_aside is not None:
                # The rule's words and no figures: those could be another bid's.
                says.append(f"{inline(then.set_aside.removesuffix('.'))}.{_clause(case, fired)}")
    says.extend(_lots(case))
    return PaperPart("outcome", "The outcome", "\n\n".join(says))


def _lots(case: LetterCase) -> Iterator[str]:
    """Yield that lots put the winning bid before this one, and how to draw them again."""
    winner, evaluation = case.shared.winner, case.shared.evaluation
    for step in evaluation.steps:
        if (
            step.rule == "draw-lots"
            and winner is not None
            and evaluation.seed is not None
            and step.puts_before(winner.id, case.standing.id)
        ):
            yield (
                "Your bid and the winning bid were level after every other rule for equal bids, "
                "and the winning bid came first by lots, drawn with the seed "
                f"{inline(evaluation.seed)}. The id of your bid is {inline(case.standing.id)}, "
                f"and that of the winning bid {inline(winner.id)}. "
                + inline(how_to_draw_again(evaluation.seed, case.standing.id).replace("`", ""))
            )


def _clause(case: LetterCase, fired: Fired) -> str:
    number = case.shared.clauses.get(fired.rule.id)
    return f" (Clause {inline(number)} of the framework agreement.)" if number else ""


def exclusion(case: LetterCase) -> PaperPart:
    """Return every reason for an exclusion: the rule, the facts, the source, the clause."""
    found = [each for each in case.standing.fired if _excludes(case, each)]
    parts = tuple(
        PaperPart(f"exclusion-{number}", capital(title_of(each)), _exclusion_reason(case, each))
        for number, each in enumerate(found, start=1)
    )
    return PaperPart("exclusion-reasons", "Why your bid was excluded", "", parts)


def _excludes(case: LetterCase, fired: Fired) -> bool:
    if fired.rule.rule.then.exclude is not None:
        return True
    ruling = case.standing.entrant.bid.rulings.get(fired.rule.id)
    refers = fired.rule.rule.then.refer is not None
    return refers and ruling is not None and ruling.decision == "exclude"


def title_of(fired: Fired) -> str:
    """Return what people call the rule that fired."""
    rule = fired.rule.rule
    return one_line(rule.title or says_of(rule.then) or "A published rule applies")


def _exclusion_reason(case: LetterCase, fired: Fired) -> str:
    rule = fired.rule.rule
    because_of, told, facts = grounds_told(case, fired, says_of(rule.then) or title_of(fired))
    says = [because_of]
    if len(told) < len(grounds(fired.rule.logic, fired.facts)):
        says.append("It also rests on a comparison with other bids, which is not disclosed.")
    ruling = case.standing.entrant.bid.rulings.get(rule.id)
    if ruling is not None and rule.then.exclude is None:
        says.append(
            f"A person decided this, for the following reason:\n\n{block_quote(ruling.reason)}"
        )
    rows = [[inline(label), value] for label, value in _facts(told, facts).items()]
    if rule.source:
        rows.append(["Source", inline(rule.source)])
    if number := case.shared.clauses.get(rule.id):
        rows.append(["Clause of the framework agreement", inline(number)])
    return "\n\n".join([*says, *([table(("", ""), rows)] if rows else [])])


def grounds_told(
    case: LetterCase, fired: Fired, says: str
) -> tuple[str, list[Compare], dict[str, Value]]:
    """Return why a rule fired, in Markdown, its comparisons that may be told, and their facts."""
    told = [leaf for leaf in grounds(fired.rule.logic, fired.facts) if not _of_others(case, leaf)]
    facts = facts_for_people(told, fired.facts)
    return inline(because(says, told, facts)), told, facts


def _facts(told: list[Compare], facts: Mapping[str, Value]) -> dict[str, str]:
    """Return the facts that a rule rests on, by their labels, in Markdown."""
    found: dict[str, str] = {}
    for leaf in told:
        for subject in (leaf.subject, *leaf.operands):
            if isinstance(subject, Subject) and subject.key in facts:
                text = one_line(shown_value(facts[subject.key], subject))
                found[capital(subject.label)] = inline(
                    text if len(text) <= 300 else f"{text[:300]}…"
                )
            elif isinstance(subject, Subject):
                found[capital(subject.label)] = "not answered"
    return found


def _of_others(case: LetterCase, leaf: Compare) -> bool:
    """Return whether a comparison rests on other bids, which only their suppliers may know.

    That is so of the price beside the mean or the lowest price, of how many bids there are, and of
    scores from which a price can be worked out, where the owner keeps those back.
    """
    subjects = (leaf.subject, *(each for each in leaf.operands if isinstance(each, Subject)))
    kept = {"fact:bids", *case.kept_facts}
    return any(each.key in kept or "/percent-of-" in each.key for each in subjects)


# --- totals and places ---------------------------------------------------------------------------


def result(case: LetterCase) -> PaperPart:
    """Return the winner's name, totals, places and the number of bids, as far as required."""
    rows = [
        [label, value]
        for item, (label, write) in RESULTS.items()
        if item in case.contains and (value := write(case)) is not None
    ]
    return PaperPart("result", "The result", table(("", ""), rows) + _tie(case))


def _winner_name(case: LetterCase) -> str:
    winner = case.shared.winner
    return "No contract is awarded" if winner is None else inline(winner.entrant.bid.supplier)


def _own_total(case: LetterCase) -> str:
    total = case.mine["total"]
    if not total:
        return "None: your bid left the competition before totals"
    return case.told("own-total", total)


def _winner_total(case: LetterCase) -> str:
    winner = case.mine if case.won else case.theirs
    if winner is None:
        return "None: no contract is awarded"
    return case.told("winner-total", winner["total"]) if winner["total"] else "None"


def _own_rank(case: LetterCase) -> str:
    rank = case.standing.rank
    return str(rank) if rank is not None else "None: your bid was not ranked"


def _price_rank(case: LetterCase) -> str:
    rank = case.shared.price_ranks.get(case.standing.id)
    return str(rank) if rank is not None else "None: your price was not compared"


def _number_of_bids(case: LetterCase) -> str:
    evaluation = case.shared.evaluation
    withdrawn = len(evaluation.withdrawn)
    received = str(len(evaluation.standings) + withdrawn)
    return received if not withdrawn else f"{received}, of which {withdrawn} withdrawn"


def _tie(case: LetterCase) -> str:
    """Return that the bid was level with the winner's, where both totals are told as they are."""
    winner = case.shared.winner
    both = {"own-total", "winner-total"}
    if winner is None or case.won or not both <= case.contains or both & case.kept:
        return ""
    tied = [
        step
        for step in case.shared.evaluation.steps
        if {case.standing.id, winner.id} <= set(step.tied)
    ]
    if not tied:
        return ""
    return (
        "\n\nYour bid and the winning bid have the same total. The order was settled by the rules "
        "for equal totals that were published with the criteria."
    )


RESULTS: Final[Mapping[str, tuple[str, Callable[[LetterCase], str | None]]]] = {
    "winner-name": ("Winning supplier", _winner_name),
    "own-total": ("Your total", _own_total),
    "winner-total": ("The winner’s total", _winner_total),
    "own-rank": ("Your place", _own_rank),
    "price-rank": ("The place of your price, the lowest first", _price_rank),
    "number-of-bids": ("Bids received", _number_of_bids),
}
