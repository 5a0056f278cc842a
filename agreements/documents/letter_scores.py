"""The scores in a letter, and the reasons for them: the supplier's own, the winner's, or both."""

from decimal import Decimal
from typing import Any

from agreements.clauses.ways import indented
from agreements.documents.letter_case import LetterCase
from agreements.documents.letter_outcome import grounds_told, title_of
from agreements.documents.letter_prices import WITHHELD
from agreements.rendering.escaping import block_quote, inline, one_line, table
from agreements.rendering.papers import PaperPart
from engine.competitions.standings import BidStanding
from rules.figures.rounding import shortest_print
from rules.policies.criteria import Amount, Criterion


def scores(case: LetterCase) -> PaperPart:
    """Return scores by criterion and sub-criterion: the supplier's own, the winner's, or both."""
    own = "own-scores" in case.contains or (case.won and "winner-scores" in case.contains)
    whose = [("Your", "own-scores", case.mine, case.standing)] if own else []
    notes = []
    if "winner-scores" in case.contains and not case.won:
        winner = case.shared.winner
        if winner is None or case.theirs is None:
            notes.append("No contract is awarded, so there are no scores of a winner.")
        else:
            whose.append(("Winner’s", "winner-scores", case.theirs, winner))
    if own and not case.mine["criteria"]:
        notes.append("Your bid was not scored: it left the competition before scoring.")
        whose = whose[1:]
    if own and case.mine["criteria"] and case.standing.rank is None and not case.won:
        notes.append("Scores are given as far as your bid was assessed.")
    text = [_score_table(case, whose)] if whose else []
    return PaperPart("scores", "Scores", "\n\n".join([*text, *notes]))


#: Whose scores: in the head of a column, the item, the printed result, the bid.
_Whose = tuple[str, str, dict[str, Any], BidStanding]


def _score_table(case: LetterCase, whose: list[_Whose]) -> str:
    evaluation = case.shared.evaluation
    weighed = any(evaluation.weightings.values())
    heads = ["Criterion", *(["Weighting"] if weighed else [])]
    for name, *_ in whose:
        heads += [f"{name} score", *([f"{name} points"] if weighed else [])]
    rows = []
    places = evaluation.plan.way.rounding.digits("points")
    for each, depth in indented(evaluation.plan.way.criteria):
        name = f"**{inline(each.name)}**" if each.criteria else inline(each.name)
        row = ["– " * depth + name]
        if weighed:
            row.append(shortest_print(evaluation.weightings[each.id], places))
        for _, item, bid, standing in whose:
            data = bid["criteria"].get(each.id, {})
            row.append(_score_cell(case, item, each, data, standing))
            if weighed:
                points = data.get("points")
                row.append(case.told(item, points, each) if points else "–")
        rows.append(row)
    return table(heads, rows, right=range(1, len(heads)))


def _score_cell(
    case: LetterCase, item: str, criterion: Criterion, data: dict[str, str], standing: BidStanding
) -> str:
    if "score" not in data:
        return "–"
    score, most = case.told(item, data["score"], criterion), _most(criterion, standing)
    return score if most is None or score == WITHHELD else f"{score}\u00a0of\u00a0{most:f}"


def _most(criterion: Criterion, standing: BidStanding) -> Decimal | None:
    """Return the highest score there is on a criterion."""
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


def reasons(case: LetterCase) -> PaperPart:
    """Return the reason for each score: the supplier's own, the winner's, or both."""
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
    case: LetterCase, criterion: Criterion, winner: BidStanding | None, *, own: bool
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
    return PaperPart(f"reason-{criterion.id}", one_line(criterion.name), "\n\n".join(says), inner)


def _own_reason(case: LetterCase, criterion: Criterion) -> str:
    data = case.mine["criteria"][criterion.id]
    head = "Your bid:"
    if "score" in data:
        score = _score_cell(case, "own-scores", criterion, data, case.standing)
        head = "Your bid:" if score == WITHHELD else f"Your bid scored {score}."
    if criterion.judged is not None:
        return f"{head}\n\n{_marked(criterion, case.standing)}"
    if criterion.price is not None:
        return f"{head} Your price is {_pounds(data['value'])}."
    if criterion.measured is not None:
        return f"{head} The figure in your bid is {data['value']}."
    given = case.standing.given.get(criterion.id, ())
    if not given:
        return f"{head} No rule gives your bid another score."
    lines = (f"- {grounds_told(case, fired, title_of(fired))[0]}" for fired in given)
    return f"{head}\n\n" + "\n".join(lines)


def _winner_reason(criterion: Criterion, winner: BidStanding) -> str:
    """Return the reason for a winner's score: what people wrote, and no answer of the winner's."""
    if criterion.judged is not None:
        return _marked(criterion, winner)
    if criterion.scored is not None:
        given = winner.given.get(criterion.id, ())
        titles = [inline(each.rule.rule.title) for each in given if each.rule.rule.title]
        if titles:
            return "\n".join(f"- {title}" for title in titles)
        return "Scored by the published rules."
    what = "price" if criterion.price is not None else "figure"
    return f"Scored by the published formula, from the {what} in the winning bid."


def _marked(criterion: Criterion, standing: BidStanding) -> str:
    """Return the reason for a mark: the panel's, or else each evaluator's, unnamed."""
    bid = standing.entrant.bid
    agreed = bid.consensus.get(criterion.id)
    if agreed is not None:
        return block_quote(agreed.reason)
    marks = bid.scores.get(criterion.id, ())
    if not marks:
        return "No mark was given, which counts as 0."
    if len(marks) == 1:
        return block_quote(marks[0].reason)
    return "\n\n".join(
        f"Evaluator {number}, mark {mark.score:f}:\n\n{block_quote(mark.reason)}"
        for number, mark in enumerate(marks, start=1)
    )


def _pounds(value: str) -> str:
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    try:
        return f"{sign}£{Decimal(digits):,f}"
    except ArithmeticError:  # a figure without end is printed with an ellipsis
        return f"{sign}£{inline(digits)}"
