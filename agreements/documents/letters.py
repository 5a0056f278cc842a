"""Letters: what each supplier is told of a competition's outcome, complete by construction.

    for letter in letters(framework, evaluation, sender):
        write(issue(letter))            # raises InputError where something is missing

The winner gets an award letter, each unsuccessful supplier an assessment summary, each excluded one
an exclusion letter. A letter holds what the feedback rules that fired for its bid require, and of
other bids nothing else. Every item that is required is written by one writer below; what it needs
and has not makes the letter's `missing`, and a letter that misses something cannot be issued.

Sources of the items: Procurement Regulations 2024, reg 31; Public Contracts Regulations 2015,
reg 86(2). Of a price, a letter tells the score and the place, never another supplier's figure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

from agreements.clauses.numbering import clause_numbers
from agreements.clauses.ways import indented, way_parts
from agreements.definition.framework import Framework
from agreements.documents.standstill import Dates, calendar_for, standstill_dates
from agreements.rendering.escaping import inline, plain, quoted, table
from agreements.rendering.papers import Paper, PaperPart
from engine.competitions.feedback_due import Due, feedback_due
from engine.competitions.result import result_of
from engine.competitions.standings import EXCLUDED, WINNER, BidStanding, Evaluation
from engine.execute import Fired
from engine.reasons import says_of
from rules.figures.rounding import rounded, shown
from rules.logic import Compare, grounds
from rules.policies.evaluation import Amount, Criterion
from rules.policies.feedback import ITEMS
from rules.problems import InputError, Problem, Problems, ValueProblem
from rules.values import Subject, Value
from rules.values import shown as shown_value
from rules.wording import because

LetterKind = Literal["award-letter", "assessment-summary", "exclusion-letter"]

_TITLES: Final[Mapping[LetterKind, str]] = {
    "award-letter": "Award letter",
    "assessment-summary": "Assessment summary",
    "exclusion-letter": "Exclusion from the competition",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the letters, and what stands at their head.

    buyer       the name of the buyer; the letter says "the buyer" where it is not given
    contact     whom a supplier writes to; the e-mail address of the framework's owner if not given
    reference   the buyer's own reference
    dated       the date of the letters; the day of the decision if not given
    """

    buyer: str = ""
    contact: str = ""
    reference: str = ""
    dated: date | None = None


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
    shared = _Shared(framework, evaluation, sender or Sender(), bids, clauses)
    return tuple(
        _letter(_Case(shared, standing, due.get(standing.id))) for standing in evaluation.standings
    )


def issue(letter: Letter) -> Paper:
    """Give the letter as it goes out.

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


# --- what a letter is written from ---------------------------------------------------------------


@dataclass(frozen=True)
class _Shared:
    """What all the letters of a competition share. `bids` holds the printed result by bid id.

    `clauses` are rule ids to the numbers of the clauses that state them.
    """

    framework: Framework
    evaluation: Evaluation
    sender: Sender
    bids: Mapping[str, dict[str, Any]]
    clauses: Mapping[str, str]

    @cached_property
    def winner(self) -> BidStanding | None:
        """The bid that won, if one did."""
        found = (each for each in self.evaluation.standings if each.id == self.evaluation.winner)
        return next(found, None)

    @cached_property
    def criteria(self) -> tuple[PaperPart, ...]:
        """The award criteria, the same in every letter."""
        return way_parts(self.framework, self.evaluation.plan, self.evaluation.weightings)

    @cached_property
    def price_ranks(self) -> Mapping[str, int]:
        """The place of each ranked bid's price, the lowest first; equal prices share a place."""
        prices = {
            each.id: each.price
            for each in self.evaluation.standings
            if each.rank is not None and each.price is not None
        }
        ordered = sorted(prices.values())
        return {bid: ordered.index(price) + 1 for bid, price in prices.items()}

    @property
    def contact(self) -> str:
        """Whom a supplier may write to."""
        return plain(self.sender.contact or self.framework.terms.owner.email or "")

    @property
    def buyer(self) -> str:
        """The buyer as it is called inside a sentence, in Markdown."""
        return inline(self.sender.buyer) if self.sender.buyer.strip() else "the buyer"


@dataclass
class _Case:
    """One letter while it is written: its bid, what is required of it, what is found missing."""

    shared: _Shared
    standing: BidStanding
    due: Due | None
    problems: Problems = field(default_factory=Problems)

    @cached_property
    def contains(self) -> frozenset[str]:
        """The items that the letter must contain."""
        return frozenset(self.due.contains if self.due else ()) - frozenset(self.withheld)

    @cached_property
    def stated(self) -> Mapping[str, tuple[str, ...]]:
        """For each item, the rules that require it."""
        found: dict[str, tuple[str, ...]] = {}
        for fired in self.standing.fired:
            require = fired.rule.rule.then.require
            if require is not None and require.feedback is not None:
                found[require.feedback] = (*found.get(require.feedback, ()), fired.rule.id)
        return found

    @cached_property
    def withheld(self) -> Mapping[str, str]:
        """The items that are never disclosed to this supplier, each with its ground."""
        fired = {each.rule.id for each in self.standing.fired}
        seen: dict[str, int] = {}
        found: dict[str, str] = {}
        for letter in self.shared.evaluation.plan.feedback.letters:
            seen[letter.to] = seen.get(letter.to, 0) + 1
            name = letter.to if seen[letter.to] == 1 else f"{letter.to}-{seen[letter.to]}"
            if f"feedback/{name}/{letter.contains[0]}" in fired:
                found.update(letter.withhold)
        return found

    @property
    def kind(self) -> LetterKind:
        """What sort of letter this is."""
        if self.standing.outcome == WINNER:
            return "award-letter"
        return "exclusion-letter" if self.standing.outcome == EXCLUDED else "assessment-summary"

    @property
    def won(self) -> bool:
        """Whether this is the letter to the winner."""
        return self.standing.outcome == WINNER

    @property
    def mine(self) -> dict[str, Any]:
        """The printed result of the letter's own bid."""
        return self.shared.bids[self.standing.id]

    @property
    def theirs(self) -> dict[str, Any] | None:
        """The printed result of the winner, where that is another bid and there is one."""
        winner = self.shared.winner
        return None if winner is None or self.won else self.shared.bids[winner.id]


def _letter(case: _Case) -> Letter:
    parts = [_outcome(case)]
    written: set[str] = set()
    for section in _SECTIONS:
        items = tuple(item for item in section.items if item in case.contains)
        if items:
            part = section.write(case)
            states = tuple(rule for item in items for rule in case.stated[item])
            parts.append(replace(part, states=states))
            written.update(items)
    if case.withheld:
        before = len(parts) - ("criteria" in written)
        parts.insert(before, _withheld(case))
    _note_missing(case, written)
    return Letter(
        bid=case.standing.id,
        supplier=case.standing.entrant.bid.supplier,
        kind=case.kind,
        paper=_paper(case, tuple(parts)),
        missing=tuple(case.problems.found),
    )


def _paper(case: _Case, parts: tuple[PaperPart, ...]) -> Paper:
    evaluation, terms = case.shared.evaluation, case.shared.framework.terms
    competition, sender = evaluation.competition, case.shared.sender
    lot = next((each.title for each in terms.lots if each.id == evaluation.plan.lot), "")
    dated = sender.dated or competition.date
    reference = f"{terms.name} ({terms.reference})" if terms.reference else terms.name
    facts = (
        ("To", case.standing.entrant.bid.supplier),
        ("From", sender.buyer),
        ("Reference", sender.reference),
        ("Framework", reference),
        ("Lot", lot),
        ("Competition", competition.title or ""),
        ("Bid", case.standing.id),
        ("Date of the decision", _day(competition.date) if competition.date else ""),
    )
    return Paper(
        kind=case.kind,
        title=_TITLES[case.kind],
        subtitle=plain(competition.title or reference),
        facts=tuple((label, plain(value)) for label, value in facts if value.strip()),
        parts=parts,
        definition=evaluation.plan.definition,
        dated=dated,
    )


def _note_missing(case: _Case, written: set[str]) -> None:
    """Note what the letter lacks: what the engine finds missing, and items nobody can write."""
    for says in case.due.says if case.due else ():
        where, _, what = says.partition(": ")
        case.problems.add(where, f"{what} ({_who_gives(where)})")
    for item in case.due.contains if case.due else ():
        if item in case.withheld:
            says = f"`{item}` is both required and withheld for `{case.standing.id}`"
            case.problems.add(
                "feedback", f"{says}: the owner of the framework must correct the rules"
            )
        elif item not in written:
            says = f"`{item}` is required for `{case.standing.id}`, and no letter can hold it"
            case.problems.add(
                "feedback", f"{says}: the owner of the framework must correct the rules"
            )


def _who_gives(where: str) -> str:
    """Say who can give what is missing at a place of the competition file."""
    if ".consensus." in where:
        return "the panel that agreed the score gives it"
    if ".scores." in where:
        return "the evaluator who gave the mark gives it"
    if where.endswith("]"):
        return "the panel gives it"
    return "the buyer gives it"


# --- what happened -------------------------------------------------------------------------------


def _outcome(case: _Case) -> PaperPart:
    """Say what became of the bid, and by which rule it was taken no further."""
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
    return PaperPart("outcome", "The outcome", "\n\n".join(says))


def _clause(case: _Case, fired: Fired) -> str:
    number = case.shared.clauses.get(fired.rule.id)
    return f" (Clause {inline(number)} of the framework agreement.)" if number else ""


def _exclusion(case: _Case) -> PaperPart:
    """Give every reason for an exclusion: the rule, the facts, the source, the clause."""
    found = [each for each in case.standing.fired if _excludes(case, each)]
    parts = tuple(
        PaperPart(f"exclusion-{number}", _titled(each), _exclusion_reason(case, each))
        for number, each in enumerate(found, start=1)
    )
    return PaperPart("exclusion-reasons", "Why your bid was excluded", "", parts)


def _excludes(case: _Case, fired: Fired) -> bool:
    if fired.rule.rule.then.exclude is not None:
        return True
    ruling = case.standing.entrant.bid.rulings.get(fired.rule.id)
    refers = fired.rule.rule.then.refer is not None
    return refers and ruling is not None and ruling.decision == "exclude"


def _titled(fired: Fired) -> str:
    rule = fired.rule.rule
    return plain(rule.title or says_of(rule.then) or rule.id)


def _exclusion_reason(case: _Case, fired: Fired) -> str:
    rule = fired.rule.rule
    facts = {key: _readable(value) for key, value in fired.facts.items()}
    matched = grounds(fired.rule.logic, fired.facts)
    told = [leaf for leaf in matched if not _of_others(leaf)]
    says = [inline(because(says_of(rule.then) or rule.title or rule.id, told, facts))]
    if len(told) < len(matched):
        says.append("It also rests on a comparison with other bids, which is not disclosed.")
    ruling = case.standing.entrant.bid.rulings.get(rule.id)
    if ruling is not None and rule.then.exclude is None:
        says.append(f"A person decided this, for the following reason:\n\n{quoted(ruling.reason)}")
    rows = [["Rule", f"`{rule.id}`"]]
    rows.extend([inline(label), value] for label, value in _facts(told, facts).items())
    if rule.source:
        rows.append(["Source", inline(rule.source)])
    if number := case.shared.clauses.get(rule.id):
        rows.append(["Clause of the framework agreement", inline(number)])
    says.append(table(("", ""), rows))
    return "\n\n".join(says)


def _readable(value: Value) -> Value:
    """Round a figure without end for people; what was compared was the whole of it."""
    return rounded(value, 6) if isinstance(value, Fraction) else value


def _facts(told: list[Compare], facts: Mapping[str, Value]) -> dict[str, str]:
    """Give the facts that a rule rests on, by their labels, in Markdown."""
    found: dict[str, str] = {}
    for leaf in told:
        for subject in (leaf.subject, *leaf.operands):
            if isinstance(subject, Subject) and subject.key in facts:
                text = plain(shown_value(facts[subject.key], subject))
                found[_capital(subject.label)] = inline(
                    text if len(text) <= 300 else f"{text[:300]}…"
                )
            elif isinstance(subject, Subject):
                found[_capital(subject.label)] = "not answered"
    return found


def _of_others(leaf: Compare) -> bool:
    """Say whether a comparison rests on what other bids are, which only their suppliers may know.

    That is so of the price beside the mean or the lowest price, and of how many bids there are.
    """
    subjects = (leaf.subject, *(each for each in leaf.operands if isinstance(each, Subject)))
    return any(each.key == "fact:bids" or "/percent-of-" in each.key for each in subjects)


# --- totals and places ---------------------------------------------------------------------------


def _result(case: _Case) -> PaperPart:
    """Give the winner's name, totals, places and the number of bids, as far as required."""
    rows = [
        [label, value]
        for item, (label, write) in _RESULTS.items()
        if item in case.contains and (value := write(case)) is not None
    ]
    return PaperPart("result", "The result", table(("", ""), rows) + _tie(case))


def _winner_name(case: _Case) -> str:
    winner = case.shared.winner
    return "No contract is awarded" if winner is None else inline(winner.entrant.bid.supplier)


def _own_total(case: _Case) -> str:
    return case.mine["total"] or "None: your bid left the competition before totals"


def _winner_total(case: _Case) -> str:
    winner = case.mine if case.won else case.theirs
    return winner["total"] or "None" if winner is not None else "None: no contract is awarded"


def _own_rank(case: _Case) -> str:
    rank = case.standing.rank
    return str(rank) if rank is not None else "None: your bid was not ranked"


def _price_rank(case: _Case) -> str:
    rank = case.shared.price_ranks.get(case.standing.id)
    return str(rank) if rank is not None else "None: your price was not compared"


def _number_of_bids(case: _Case) -> str:
    evaluation = case.shared.evaluation
    withdrawn = len(evaluation.withdrawn)
    received = str(len(evaluation.standings) + withdrawn)
    return received if not withdrawn else f"{received}, of which {withdrawn} withdrawn"


def _tie(case: _Case) -> str:
    """Say that the bid was level with the winner's, where both totals are disclosed anyway."""
    winner = case.shared.winner
    if winner is None or case.won or not {"own-total", "winner-total"} <= case.contains:
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


_RESULTS: Final[Mapping[str, tuple[str, Callable[[_Case], str | None]]]] = {
    "winner-name": ("Winning supplier", _winner_name),
    "own-total": ("Your total", _own_total),
    "winner-total": ("The winner’s total", _winner_total),
    "own-rank": ("Your place", _own_rank),
    "price-rank": ("The place of your price, the lowest first", _price_rank),
    "number-of-bids": ("Bids received", _number_of_bids),
}


# --- scores --------------------------------------------------------------------------------------


def _scores(case: _Case) -> PaperPart:
    """Give scores by criterion and sub-criterion: the supplier's own, the winner's, or both."""
    own = "own-scores" in case.contains or (case.won and "winner-scores" in case.contains)
    whose = [("Your", case.mine, case.standing)] if own else []
    notes = []
    if "winner-scores" in case.contains and not case.won:
        winner = case.shared.winner
        if winner is None or case.theirs is None:
            notes.append("No contract is awarded, so there are no scores of a winner.")
        else:
            whose.append(("Winner’s", case.theirs, winner))
    if own and not case.mine["criteria"]:
        notes.append("Your bid was not scored: it left the competition before scoring.")
        whose = whose[1:]
    if own and case.mine["criteria"] and case.standing.rank is None and not case.won:
        notes.append("Scores are given as far as your bid was assessed.")
    text = [_score_table(case, whose)] if whose else []
    return PaperPart("scores", "Scores", "\n\n".join([*text, *notes]))


def _score_table(case: _Case, whose: list[tuple[str, dict[str, Any], BidStanding]]) -> str:
    evaluation = case.shared.evaluation
    weighed = any(evaluation.weightings.values())
    heads = ["Criterion", *(["Weighting"] if weighed else [])]
    for name, _, _ in whose:
        heads += [f"{name} score", *([f"{name} points"] if weighed else [])]
    rows = []
    places = evaluation.plan.way.rounding.digits("points")
    for each, depth in indented(evaluation.plan.way.criteria):
        name = f"**{inline(each.name)}**" if each.criteria else inline(each.name)
        row = ["– " * depth + name]
        if weighed:
            row.append(shown(evaluation.weightings[each.id], places))
        for _, bid, standing in whose:
            data = bid["criteria"].get(each.id, {})
            row.append(_score_cell(each, data, standing))
            if weighed:
                row.append(data.get("points", "–"))
        rows.append(row)
    return table(heads, rows, right=range(1, len(heads)))


def _score_cell(criterion: Criterion, data: dict[str, str], standing: BidStanding) -> str:
    if "score" not in data:
        return "–"
    most = _most(criterion, standing)
    return f"{data['score']}\u00a0of\u00a0{most:f}" if most is not None else data["score"]


def _most(criterion: Criterion, standing: BidStanding) -> Decimal | None:
    """Give the highest score there is on a criterion."""
    if criterion.judged is not None:
        marks = len(standing.entrant.bid.scores.get(criterion.id, ()))
        agreed = criterion.id in standing.entrant.bid.consensus
        several = criterion.judged.combine == "sum" and not agreed
        return criterion.judged.top * marks if several else criterion.judged.top
    if criterion.price is not None:
        return None if isinstance(criterion.price, Amount) else criterion.price.out_of
    if criterion.criteria:
        return criterion.whole
    policy = criterion.scored or criterion.measured
    return policy.out_of if policy is not None else None


# --- reasons -------------------------------------------------------------------------------------


def _reasons(case: _Case) -> PaperPart:
    """Give the reason for each score: the supplier's own, the winner's, or both."""
    own = "own-reasons" in case.contains or (case.won and "winner-reasons" in case.contains)
    winner = case.shared.winner
    theirs = "winner-reasons" in case.contains and not case.won and winner is not None
    parts = tuple(
        part
        for each in case.shared.evaluation.plan.way.criteria
        if (part := _reason_part(case, each, winner if theirs else None, own=own)) is not None
    )
    notes = []
    if own and not case.mine["criteria"]:
        notes.append("Your bid was not scored, so there are no reasons for scores.")
    if "winner-reasons" in case.contains and winner is None:
        notes.append("No contract is awarded, so there are no reasons for a winner’s scores.")
    return PaperPart("reasons", "Reasons for the scores", "\n\n".join(notes), parts)


def _reason_part(
    case: _Case, criterion: Criterion, winner: BidStanding | None, *, own: bool
) -> PaperPart | None:
    inner = tuple(
        part
        for each in criterion.criteria
        if (part := _reason_part(case, each, winner, own=own)) is not None
    )
    says = []
    if own and not criterion.criteria and criterion.id in case.mine["criteria"]:
        says.append(_own_reason(case, criterion))
    if winner is not None and criterion.id in winner.entrant.scores and not criterion.criteria:
        says.append("The winning bid:\n\n" + _winner_reason(criterion, winner))
    if not says and not inner:
        return None
    return PaperPart(f"reason-{criterion.id}", plain(criterion.name), "\n\n".join(says), inner)


def _own_reason(case: _Case, criterion: Criterion) -> str:
    data = case.mine["criteria"][criterion.id]
    head = "Your bid:"
    if "score" in data:
        head = f"Your bid scored {_score_cell(criterion, data, case.standing)}."
    if criterion.judged is not None:
        return f"{head}\n\n{_marked(criterion, case.standing)}"
    if criterion.price is not None:
        return f"{head} Your price is {_pounds(data['value'])}."
    if criterion.measured is not None:
        return f"{head} The figure in your bid is {data['value']}."
    given = case.standing.given.get(criterion.id, ())
    if not given:
        return f"{head} No rule gives your bid another score."
    lines = []
    for fired in given:
        facts = {key: _readable(value) for key, value in fired.facts.items()}
        told = [leaf for leaf in grounds(fired.rule.logic, fired.facts) if not _of_others(leaf)]
        lines.append(f"- {inline(because(_titled(fired), told, facts))}")
    return f"{head}\n\n" + "\n".join(lines)


def _winner_reason(criterion: Criterion, winner: BidStanding) -> str:
    """Give the reason for a winner's score: what people wrote, and no answer of the winner's."""
    if criterion.judged is not None:
        return _marked(criterion, winner)
    if criterion.scored is not None:
        given = winner.given.get(criterion.id, ())
        titles = [inline(each.rule.rule.title) for each in given if each.rule.rule.title]
        if titles:
            return "\n".join(f"- {title}" for title in titles)
        return "Scored by the published rules."
    return "Scored by the published formula."


def _marked(criterion: Criterion, standing: BidStanding) -> str:
    """Give what people wrote for a mark: the panel's reason, or else each evaluator's, unnamed."""
    bid = standing.entrant.bid
    agreed = bid.consensus.get(criterion.id)
    if agreed is not None:
        return quoted(agreed.reason)
    marks = bid.scores.get(criterion.id, ())
    if not marks:
        return "No mark was given, which counts as 0."
    if len(marks) == 1:
        return quoted(marks[0].reason)
    return "\n\n".join(
        f"Evaluator {number}, mark {mark.score:f}:\n\n{quoted(mark.reason)}"
        for number, mark in enumerate(marks, start=1)
    )


def _pounds(value: str) -> str:
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    try:
        return f"{sign}£{Decimal(digits):,f}"
    except ArithmeticError:  # a figure without end is printed with an ellipsis
        return f"{sign}£{inline(digits)}"


# --- the rest ------------------------------------------------------------------------------------


def _advantages(case: _Case) -> PaperPart:
    if case.shared.winner is None or case.won:
        says = "No contract is awarded, so there is no winning bid to compare with."
        if case.won:
            says = "Yours is the winning bid."
        return PaperPart("relative-advantages", "What the winning bid did better", says)
    text = case.standing.entrant.bid.advantages
    return PaperPart("relative-advantages", "What the winning bid did better", quoted(text))


def _standstill(case: _Case) -> PaperPart:
    title = "Standstill"
    if case.shared.winner is None:
        return PaperPart("standstill", title, "No contract is awarded, so there is no standstill.")
    competition = case.shared.evaluation.competition
    counted = _counted(case)
    ends = competition.standstill_ends or (counted.last if counted else None)
    if counted and ends and ends < counted.last:
        case.problems.add(
            "standstill_ends",
            f"is before the framework lets it end, on {_day(counted.last)} (the buyer gives it)",
        )
    if ends is None:
        return PaperPart("standstill", title)  # what is missing for it has been noted by the engine
    says = [f"No contract is made before the end of **{_day(ends)}**, at midnight."]
    if counted and ends == counted.last and competition.date:
        policy = case.shared.evaluation.plan.feedback.standstill
        length = policy.working_days or policy.days if policy else None
        unit = "working days" if counted.counted else "days"
        says.append(
            f"The standstill is {length} {unit}, counted from the day after the decision of "
            f"{_day(competition.date)}."
        )
        if counted.counted:
            days = ", ".join(f"{each.day} {each:%B}" for each in counted.counted)
            says.append(f"The working days that count are: {days}.")
    return PaperPart("standstill", title, "\n\n".join(says))


def _counted(case: _Case) -> Dates | None:
    policy = case.shared.evaluation.plan.feedback.standstill
    decided = case.shared.evaluation.competition.date
    if policy is None or decided is None:
        return None
    try:
        return standstill_dates(policy, decided, calendar_for(case.shared.framework))
    except ValueProblem as error:
        case.problems.add("date", f"{error} (the buyer gives it)")
        return None


_COURTS: Final[Mapping[str, str]] = {
    "procurement-act-2023": (
        "You may also bring a claim in court under Part 9 of the Procurement Act 2023. As a rule "
        "it must be started within 30 days, beginning with the day on which you first knew or "
        "ought to have known that there were grounds for it (section 106)."
    ),
    "pcr-2015": (
        "You may also bring a claim in court under Part 3 of the Public Contracts Regulations "
        "2015. As a rule it must be started within 30 days, beginning with the day on which you "
        "first knew or ought to have known that there were grounds for it (regulation 92)."
    ),
}


def _challenge(case: _Case) -> PaperPart:
    contact = case.shared.contact
    if not contact:
        case.problems.add(
            "contact",
            "say who suppliers can write to about the decision (the buyer gives it, or the owner "
            "of the framework as `owner.email` in framework.yaml)",
        )
    first = (
        "If you have a question about this letter, or think that the decision is wrong, write to "
        f"{inline(contact)}. Say which part of the decision you want reviewed, and "
        "why."
    )
    says = [first]
    if "standstill" in case.contains and case.shared.winner is not None:
        says.append("Write in time for a review before the standstill ends.")
    court = _COURTS.get(case.shared.framework.terms.regime)
    return PaperPart(
        "challenge", "If you disagree", "\n\n".join([*says, *([court] if court else [])])
    )


def _criteria(case: _Case) -> PaperPart:
    return PaperPart("criteria", "The award criteria", "", case.shared.criteria, new_page=True)


def _withheld(case: _Case) -> PaperPart:
    lines = [
        f"- {inline(_capital(ITEMS[item]))}. Ground: {inline(ground)}"
        for item, ground in case.withheld.items()
    ]
    return PaperPart("withheld", "What has been withheld", "\n".join(lines))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a letter: the items that it carries, and what writes it."""

    items: tuple[str, ...]
    write: Callable[[_Case], PaperPart]


_SECTIONS: Final = (
    _Section(("exclusion-reasons",), _exclusion),
    _Section(tuple(_RESULTS), _result),
    _Section(("own-scores", "winner-scores"), _scores),
    _Section(("own-reasons", "winner-reasons"), _reasons),
    _Section(("relative-advantages",), _advantages),
    _Section(("standstill",), _standstill),
    _Section(("challenge",), _challenge),
    _Section(("criteria",), _criteria),
)


def walk(parts: tuple[PaperPart, ...]) -> Iterator[PaperPart]:
    """Give parts and the parts inside them, in order."""
    for part in parts:
        yield part
        yield from walk(part.parts)
