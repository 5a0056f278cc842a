"""Letters: what each supplier is told of a competition's outcome, complete by construction.

    for letter in letters(framework, evaluation, sender):
        write(issue(letter))            # raises InputError where something is missing

The winner gets an award letter, each unsuccessful supplier an outcome letter, each excluded one an
exclusion letter. A letter holds what the feedback rules that fired for its bid require, and of
other bids nothing else. Every item that is required is written by one writer below; what it needs
and has not makes the letter's `missing`, and a letter that misses something cannot be issued.

Sources of the items: Procurement Regulations 2024, reg 31; Public Contracts Regulations 2015,
reg 86(2). A letter tells no price of another supplier's as such; where a formula lets one be worked
out, `other_prices` of the feedback rules says what becomes of the figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from agreements.clauses.numbering import clause_numbers
from agreements.definition.framework import Framework
from agreements.definition.terms import Regime
from agreements.documents.letter_case import LetterCase, LetterKind, LetterSource, Sender
from agreements.documents.letter_outcome import RESULTS, exclusion, outcome, result
from agreements.documents.letter_remedies import challenge, standstill, weekday
from agreements.documents.letter_scores import reasons, scores
from agreements.rendering.escaping import block_quote, capital, inline, one_line, table
from agreements.rendering.papers import Paper, PaperPart
from engine.competitions.feedback_due import feedback_due
from engine.competitions.result import result_of
from engine.competitions.standings import Evaluation
from rules.policies.feedback import ITEMS
from rules.problems import InputError, Problem, Problems

_TITLES: Final[Mapping[LetterKind, str]] = {
    "award-letter": "Award letter",
    "outcome-letter": "The outcome of your bid",
    "exclusion-letter": "Exclusion from the competition",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter to one supplier. It can be issued only if nothing is missing."""

    bid: str
    supplier: str
    kind: LetterKind
    paper: Paper
    missing: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the letter has everything that it must have."""
        return not self.missing


def letters(
    framework: Framework, evaluation: Evaluation, sender: Sender | None = None
) -> tuple[Letter, ...]:
    """Write the letter to each supplier, in the order of the competition file.

    Raises `InputError` while nobody can be told anything: a person has still to decide.
    """
    _check_decided(evaluation)
    clauses = clause_numbers(framework, evaluation.plan.way.id)
    result = result_of(evaluation, clauses)
    bids = {bid["id"]: bid for bid in result["bids"]}
    due = {each.bid: each for each in feedback_due(evaluation)}
    shared = LetterSource(framework, evaluation, sender or Sender(), bids, clauses)
    return tuple(
        _letter(LetterCase(shared, standing, due.get(standing.id)))
        for standing in evaluation.standings
    )


def issue(letter: Letter) -> Paper:
    """Return the letter as it goes out.

    Raises `InputError` for a letter that lacks something: what, where in the competition file, and
    who must give it.
    """
    if letter.missing:
        raise InputError(letter.missing)
    return letter.paper


def _check_decided(evaluation: Evaluation) -> None:
    problems = Problems()
    places = {each.id: each.entrant.place for each in evaluation.standings}
    for each in evaluation.waiting:
        problems.add(
            f"bids[{places[each.bid]}].rulings.{each.rule}",
            f"a person must decide before anyone is told: {each.says}",
        )
    if evaluation.tied:
        names = ", ".join(f"`{bid}`" for bid in evaluation.tied)
        problems.add("bids", f"{names} are tied: a person must decide before anyone is told")
    if problems.found:
        raise InputError(problems.found)


def _letter(case: LetterCase) -> Letter:
    parts = [outcome(case)]
    written: set[str] = set()
    for carried, write in _SECTIONS:
        items = tuple(item for item in carried if item in case.contains)
        if items:
            part = write(case)
            states = tuple(rule for item in items for rule in case.stated[item])
            parts.append(replace(part, states=states))
            written.update(items)
    kept_back = bool(case.withheld or case.kept_back)
    ends = [*([_withheld(case)] if kept_back else []), _signed(case)]
    before = len(parts) - ("criteria" in written)
    parts[before:before] = ends
    _note_missing(case, written)
    return Letter(
        bid=case.standing.id,
        supplier=case.standing.entrant.bid.supplier,
        kind=case.kind,
        paper=_paper(case, tuple(parts)),
        missing=tuple(case.problems.found),
    )


def _paper(case: LetterCase, parts: tuple[PaperPart, ...]) -> Paper:
    evaluation, terms = case.shared.evaluation, case.shared.framework.terms
    competition, sender = evaluation.competition, case.shared.sender
    lot = next((each.title for each in terms.lots if each.id == evaluation.plan.lot), "")
    reference = f"{terms.name} ({terms.reference})" if terms.reference else terms.name
    facts = (
        ("To", case.standing.entrant.bid.supplier),
        ("From", sender.buyer),
        ("Reference", sender.reference),
        ("Framework", reference),
        ("Lot", lot),
        ("Competition", competition.title or ""),
        ("Date of the decision", weekday(competition.date) if competition.date else ""),
        ("Date of this letter", weekday(case.shared.dated) if case.shared.dated else ""),
    )
    return Paper(
        kind=case.kind,
        title=_TITLES[case.kind],
        subtitle=one_line(competition.title or reference),
        facts=tuple((label, one_line(value)) for label, value in facts if value.strip()),
        parts=parts,
        definition=evaluation.plan.definition,
        dated=case.shared.dated,
    )


def _note_missing(case: LetterCase, written: set[str]) -> None:
    """Note what the letter lacks: who sends it, what the engine misses, what nobody can write."""
    sender = case.shared.sender
    for key, given, who in (
        ("buyer", sender.buyer, "who sends the letters: the name of the buyer, who decided"),
        ("signatory", sender.signatory, "who signs the letters for the buyer, and as what"),
    ):
        if not given.strip():
            says = f"say {who}. Give `--{key}` (in Python, `{key}` of the `Sender`)"
            case.problems.add(key, says)
    for says in case.due.says if case.due else ():
        where, _, what = says.partition(": ")
        case.problems.add(where, f"{what} ({_who_gives(where)})")
    for item in case.due.contains if case.due else ():
        if item in case.withheld:
            says = f"`{item}` is both required and withheld for `{case.standing.id}`"
        elif item not in written:
            says = f"`{item}` is required for `{case.standing.id}`, and no letter can hold it"
        else:
            continue
        case.problems.add("feedback", f"{says}: the owner of the framework must correct the rules")


def _who_gives(where: str) -> str:
    """Return who can give what is missing at a place in the competition file."""
    if ".consensus." in where:
        return "the panel that agreed the score gives it"
    if ".scores." in where:
        return "the evaluator who gave the mark gives it"
    if where.endswith("]"):
        return "the panel gives it"
    return "the buyer gives it"


def _details(case: LetterCase) -> PaperPart:
    bid = case.standing.entrant.bid
    rows = [
        ["Supplier", inline(bid.supplier)],
        ["Postal address", inline(", ".join(bid.details.address.split("\n")))],
        ["E-mail address", inline(bid.details.email)],
        ["Unique identifier", inline(bid.details.identifier)],
    ]
    return PaperPart("own-details", "Who bid", table(("", ""), rows))


def _advantages(case: LetterCase) -> PaperPart:
    title = "What the winning bid did better"
    if case.won:
        return PaperPart("relative-advantages", title, "Yours is the winning bid.")
    if case.shared.winner is None:
        says = "No contract is awarded, so there is no winning bid to compare with."
        return PaperPart("relative-advantages", title, says)
    return PaperPart(
        "relative-advantages", title, block_quote(case.standing.entrant.bid.advantages)
    )


def _criteria(case: LetterCase) -> PaperPart:
    return PaperPart("criteria", "The award criteria", "", case.shared.criteria)


def _signed(case: LetterCase) -> PaperPart:
    sender = case.shared.sender
    return PaperPart("signed", "Signed", f"{inline(sender.signatory)}, for {case.shared.buyer}")


def _withheld(case: LetterCase) -> PaperPart:
    lines = [
        f"- {inline(capital(ITEMS[item]))}. Ground: {inline(ground)}"
        for item, ground in case.withheld.items()
    ]
    if case.kept_back and case.other_prices == "round":
        lines.append(
            "- Scores for price, and totals, are rounded to two significant figures where another "
            "supplier’s price could be worked out from them."
        )
    elif case.kept_back:
        lines.append(
            "- Scores for price, and totals, from which another supplier’s price could be worked "
            f"out. Ground: {_PRICES[case.shared.framework.terms.regime]}"
        )
    return PaperPart("withheld", "What has been withheld", "\n".join(lines))


#: The ground for withholding what tells another supplier's price, by legal regime.
_PRICES: Final[Mapping[Regime, str]] = {
    "procurement-act-2023": "they are sensitive commercial information, and there is an overriding "
    "public interest in withholding them (Procurement Act 2023, section 94(1)(b))",
    "pcr-2015": "they would prejudice the legitimate commercial interests of another supplier "
    "(Public Contracts Regulations 2015, regulation 86(6))",
    "none": "they are another supplier’s commercial information",
}


#: The parts of a letter after the outcome, in order: the items that each carries, and its writer.
_SECTIONS: Final[tuple[tuple[tuple[str, ...], Callable[[LetterCase], PaperPart]], ...]] = (
    (("own-details",), _details),
    (("exclusion-reasons",), exclusion),
    (tuple(RESULTS), result),
    (("own-scores", "winner-scores"), scores),
    (("own-reasons", "winner-reasons"), reasons),
    (("relative-advantages",), _advantages),
    (("standstill",), standstill),
    (("challenge",), challenge),
    (("criteria",), _criteria),
)
