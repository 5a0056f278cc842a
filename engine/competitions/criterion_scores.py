"""Scores of one criterion of quality: what marks, rules and figures give each bid."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import (
    Score,
    carried_on,
    group_score,
    judged_score,
    measured_score,
    scored_score,
)
from engine.competitions.standings import BidStanding
from engine.execute import Fired
from rules.decision_tables.expansion import gathered
from rules.figures.rounding import shortest_print
from rules.policies.calculation import Undecidable
from rules.policies.criteria import Criterion

#: How many scores that rules gave are remembered between competitions.
MAX_REMEMBERED: Final = 10_000


def criterion_scores(
    plan: EvaluationPlan, criterion: Criterion, running: Sequence[BidStanding]
) -> Mapping[str, Score]:
    """Return the score of each bid in the running, by bid id; a bid without one is left out.

    Raises `Undecidable` where a score cannot be worked out from what rules or answers give.
    """
    scores = {
        each.id: score for each in running if (score := _score(plan, criterion, each)) is not None
    }
    if criterion.measured and criterion.measured.relative_to != "none":
        scores = _relative(criterion, scores, running)
    return carried_on(criterion, scores, plan.way.rounding)


def _score(plan: EvaluationPlan, criterion: Criterion, standing: BidStanding) -> Score | None:
    if criterion.judged:
        return judged_score(criterion.judged, standing.entrant.bid, criterion.id)
    if criterion.scored:
        return _from_rules(plan, criterion, standing)
    if criterion.measured:
        figure = plan.figures[criterion.measured.of](standing.entrant.facts)
        if figure is None:
            return None
        if criterion.measured.relative_to != "none":
            return Score(figure, figure, figure)  # compared with the others' in `_relative`
        score = measured_score(criterion.measured, figure)
        if score is None:
            top = criterion.measured.out_of
            says = f"`{criterion.id}` is {shortest_print(figure)}, which is not from 0 to {top:f}"
            raise Undecidable((standing.id,), says)
        return score
    return group_score(criterion, standing.entrant.scores, plan.way.rounding)


def _from_rules(plan: EvaluationPlan, criterion: Criterion, standing: BidStanding) -> Score | None:
    rules = standing.given.get(criterion.id, ())
    known = plan.given_scores.get(rules or criterion.id)
    return known if known is not None else _newly_given(plan, criterion, standing, rules)


def _newly_given(
    plan: EvaluationPlan, criterion: Criterion, standing: BidStanding, rules: tuple[Fired, ...]
) -> Score | None:
    """Work out the score for what rules give, and keep it for other bids that are given it."""
    scored, given = criterion.scored, _given(rules)
    assert scored is not None  # noqa: S101 - the caller has looked
    if scored.combine == "one" and len(set(given)) > 1:
        names = " and ".join(f"`{rule.rule.id}`" for rule in rules)
        raise Undecidable((standing.id,), f"{names} give different scores for `{criterion.id}`")
    kept = plan.given_scores
    score = kept.get((criterion.id, given)) or scored_score(scored, given)
    if score is None:
        return None
    if score.score > scored.out_of:
        raise Undecidable(
            (standing.id,),
            (
                f"rules give {score.score} for `{criterion.id}`, more than the "
                f"{scored.out_of:f} available"
            ),
        )
    if len(kept) >= MAX_REMEMBERED:
        kept.clear()
    kept[rules or criterion.id] = kept[criterion.id, given] = score
    return score


def _relative(
    criterion: Criterion, scores: dict[str, Score], running: Sequence[BidStanding]
) -> dict[str, Score]:
    measured = criterion.measured
    assert measured is not None  # noqa: S101 - the caller has looked
    values = {bid: each.score for bid, each in scores.items()}
    if not values:
        return {}
    low = [each.id for each in running if values.get(each.id, Fraction(1)) <= 0]
    if low and (measured.relative_to == "lowest" or max(values.values()) <= 0):
        raise Undecidable(low, f"`{criterion.id}` must be above zero to be compared")
    if measured.relative_to == "highest":
        best = max(values.values())
        shares = {bid: value / best for bid, value in values.items()}
    else:
        best = min(values.values())
        shares = {bid: best / value for bid, value in values.items()}
    top = Fraction(measured.out_of)
    return {bid: Score(share * top, share, values[bid]) for bid, share in shares.items()}


def _given(rules: Sequence[Fired]) -> tuple[Decimal, ...]:
    """Return the scores that rules gave; those that a decision table collects count as one."""
    scores = [each.rule.rule.then.score for each in rules]
    if all(score is not None and score.collect is None for score in scores):
        return tuple(score.is_ for score in scores if score is not None)
    return gathered(
        (each.rule.id, score)
        for each, score in zip(rules, scores, strict=True)
        if score is not None
    )
