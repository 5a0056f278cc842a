"""Scores: from marks, rules and figures to the score, share and points of each criterion.

A *score* is on the criterion's own scale: the mark if people judge it; with sub-criteria, out of
what their weightings total; otherwise out of `out_of`. Its *share* is the score over the most it
could be (or over the best, where the criterion says so), 0 to 1. Its *points* are its share times
its weighting. All are exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.competitions.competition import Bid
from engine.methods.combining import combine
from rules.figures.arithmetic import exact_sum
from rules.figures.rounding import rounded
from rules.policies.criteria import Criterion, Judged, Measured, Scored
from rules.policies.scales import Level
from rules.policies.ways import Rounding, RoundingPlace, Way

_HUNDRED: Final = Fraction(100)
_NOTHING: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Score:
    """A bid's score on one criterion. `value` is the figure it comes from, where there is one."""

    score: Fraction
    share: Fraction
    value: Fraction | None = None


def exact(value: Fraction) -> Decimal | Fraction:
    """Return a fraction as a decimal where it is one, so that it prints as people write it."""
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1 or value.denominator > 10**12:
        return value
    places = 0
    while 10**places % value.denominator:
        places += 1
    # The constructor is exact; `scaleb` would cut to the digits of the context.
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def judged_score(judged: Judged, bid: Bid, criterion: str) -> Score | None:
    """Return the score for the marks of one bid, None where there are none.

    A recorded consensus counts; otherwise the evaluators' marks are combined.
    """
    agreed = bid.consensus.get(criterion)
    marks = bid.scores.get(criterion, ())
    top = Fraction(judged.top)
    if agreed is not None:
        mark = Fraction(agreed.score)
    elif marks:
        mark = combine(judged.combine, [Fraction(each.score) for each in marks])
        if judged.combine == "sum":
            top *= len(marks)
    elif judged.missing == "zero":
        mark = _NOTHING
    else:
        return None
    return Score(mark, _worth(judged.levels, mark, top))


def _worth(scale: Sequence[Level], mark: Fraction, top: Fraction) -> Fraction:
    for level in scale:
        if level.worth is not None and level.mark == mark:
            return Fraction(level.worth) / _HUNDRED
    return mark / top


def scored_score(scored: Scored, given: Sequence[Decimal]) -> Score | None:
    """Return the score from what rules gave, None where none did and there is no `otherwise`.

    With `combine: one`, rules that differ have been refused before.
    """
    if not given:
        if scored.otherwise is None:
            return None
        score = Fraction(scored.otherwise)
    else:
        figures = [Fraction(each) for each in given]
        match scored.combine:
            case "sum":
                score = exact_sum(figures)
            case "highest":
                score = max(figures)
            case "lowest":
                score = min(figures)
            case "one":
                score = figures[0]
    return Score(score, score / Fraction(scored.out_of))


def measured_score(measured: Measured, value: Fraction) -> Score | None:
    """Return the score of a figure that is not compared with other bids.

    None where the figure is the score itself and is not from 0 to `out_of`.
    """
    top = Fraction(measured.out_of)
    if measured.worst is None or measured.best is None:
        return Score(value, value / top, value) if 0 <= value <= top else None
    worst, best = Fraction(measured.worst), Fraction(measured.best)
    share = min(max((value - worst) / (best - worst), _NOTHING), Fraction(1))
    return Score(share * top, share, value)


def group_score(
    criterion: Criterion, inner: Mapping[str, Score], rounding: Rounding
) -> Score | None:
    """Return the score of a criterion with sub-criteria; None if the score of one is missing."""
    parts = []
    for each in criterion.criteria:
        score = inner.get(each.id)
        if score is None:
            return None
        parts.append(
            carried(score.share * Fraction(fixed_weighting(each)), "contribution", rounding)
        )
    total = exact_sum(parts)
    return Score(total, total / Fraction(criterion.whole))


def fixed_weighting(criterion: Criterion) -> Decimal:
    """Return the weighting of a sub-criterion, which is never a buyer's to choose."""
    assert isinstance(criterion.weighting, Decimal)  # noqa: S101 - sub-criteria's are fixed
    return criterion.weighting


def compares_with_best(criterion: Criterion) -> bool:
    """Say whether a criterion's share is that of the best score among the bids."""
    by_people = criterion.judged is not None and criterion.judged.relative_to == "best"
    return by_people or criterion.relative_to == "best"


def carried_on(
    criterion: Criterion, scores: Mapping[str, Score], rounding: Rounding
) -> Mapping[str, Score]:
    """Return scores as they are carried on: rounded where the owner says so, then compared.

    The share of a criterion that is compared with the best is of the best score that is carried on,
    so that the best has 1. A mark that says what it is worth earns that, however it is rounded.
    """
    judged = criterion.judged
    if "score" in rounding.at:
        worth = judged is not None and any(level.worth is not None for level in judged.levels)
        scores = {bid: _rounded(each, rounding, worth=worth) for bid, each in scores.items()}
    if not compares_with_best(criterion):
        return scores
    best = max((each.score for each in scores.values()), default=_NOTHING)
    return {
        bid: Score(each.score, each.score / best if best > 0 else _NOTHING, each.value)
        for bid, each in scores.items()
    }


def _rounded(score: Score, rounding: Rounding, *, worth: bool) -> Score:
    if not score.score:
        return score
    kept = carried(score.score, "score", rounding)
    return Score(kept, score.share if worth else score.share * kept / score.score, score.value)


def carried(value: Fraction, place: RoundingPlace, rounding: Rounding) -> Fraction:
    """Round a figure where the owner says that the rounded one is carried on at `place`."""
    if place not in rounding.at:
        return value
    return Fraction(rounded(value, rounding.digits(place), rounding.mode))


def effective_weightings(way: Way, weightings: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Return each criterion's share of the whole: a sub-criterion's is a share of its parent's."""
    found: dict[str, Fraction] = {}

    def walk(criterion: Criterion, weighting: Fraction) -> None:
        found[criterion.id] = weighting
        for each in criterion.criteria:
            walk(each, weighting * Fraction(fixed_weighting(each)) / Fraction(criterion.whole))

    for top in way.criteria:
        walk(top, Fraction(weightings[top.id]))
    return found


def quality_of(worth: Iterable[Fraction], factor: Fraction) -> Fraction:
    """Return the quality that criteria make up: the share of each times its weighting.

    `factor` is the most that quality can score over what all the weightings total.
    """
    total = exact_sum(worth)
    return total if factor == 1 else total * factor
