"""How the figures of a result are printed: to as many places as tell apart what is compared.

The figures of a column (the totals, the scores on one criterion, the prices) decide between bids.
They have the decimal places that the owner chose, and more where unequal figures would print alike:
two bids', or a bid's and the most that can be had or a constant that a rule compares it with.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from engine.competitions.scoring import Score, fixed_weighting
from engine.competitions.standings import BidStanding, Evaluation
from rules.figures.arithmetic import product
from rules.figures.rounding import printed, telling_places
from rules.logic import comparisons_in
from rules.policies.methods.sums_and_orders import Lexicographic

_HUNDRED: Final = Fraction(100)
_PENCE: Final = 2
#: The places of a multiplier that is no decimal.
_MULTIPLIER_PLACES: Final = 6

Column = Literal[
    "total",
    "quality",
    "score",
    "mark",
    "percent",
    "points",
    "contribution",
    "value",
    "price",
    "level-price",
    "deduction",
    "multiplier",
]
#: Columns whose figures are printed as they are where they are decimals.
_PLAIN: Final = frozenset({"mark", "value", "multiplier", "price", "deduction"})
_MONEY: Final = frozenset({"price", "deduction"})


class FigurePrints:
    """Prints the figures of an evaluation; the places of a column are worked out once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._way = evaluation.plan.way
        self._rounding = evaluation.plan.way.rounding
        self._places: dict[tuple[Column, str], int] = {}
        self._prints: dict[tuple[int, int, Column | None, int], str] = {}
        self._constants: dict[str, set[Fraction]] = {}
        for group in evaluation.plan.runner.program.groups:
            for rule in group.rules:
                for leaf in comparisons_in(rule.logic):
                    self._constants.setdefault(leaf.subject.key, set()).update(
                        Fraction(each) for each in leaf.operands if isinstance(each, Decimal)
                    )

    def total(self, standing: BidStanding) -> str | None:
        """Print a total: a figure, or the figures that are compared one after another."""
        total, method = standing.total, self._way.method
        if isinstance(method, Lexicographic) and total is not None:
            return " / ".join(
                self.figure("price", standing.price)
                if name == "lowest-price" and standing.price is not None
                else self.figure("score", standing.entrant.scores[name].score, name)
                for name in method.order
            )
        return self.figure("total", total) if isinstance(total, Fraction) else None

    def figure(self, column: Column, value: Fraction, criterion: str = "") -> str:
        """Print a figure of a column, that of one criterion where it has a column for each."""
        places = self._places.get((column, criterion))
        if places is None:
            places = self._places[column, criterion] = telling_places(
                set(self._compared(column, criterion)),
                self._chosen_places(column),
                lambda each, to: self._printed(column, each, to),
            )
        return self._printed(column, value, places)

    def plain(self, value: Fraction) -> str:
        """Print a figure that decides nothing, such as a weighting: as it is, or as scores are."""
        return self._printed("value", value, self._rounding.digits("score"))

    def _printed(self, column: Column, value: Fraction, places: int) -> str:
        # A fraction takes long to be found by its value, and its two parts do not.
        key = (*value.as_integer_ratio(), column, places)
        text = self._prints.get(key)
        if text is None:
            text = self._prints[key] = self._written(column, value, places)
        return text

    def _written(self, column: Column, value: Fraction, places: int) -> str:
        if column in _MONEY and (value * 100).denominator == 1:
            return printed(value, _PENCE)
        exact = _exactly(value) if column in _PLAIN else None
        return exact or printed(value, places, self._rounding.mode)

    def _chosen_places(self, column: Column) -> int:
        match column:
            case "total" | "quality" | "points" | "contribution":
                return self._rounding.digits(column)
            case "multiplier":
                return _MULTIPLIER_PLACES
            case "level-price":
                return _PENCE
            case _:
                return self._rounding.digits("score")

    def _compared(self, column: Column, criterion: str) -> Iterable[Fraction]:
        """Yield every figure that stands in a column, or that one of them is compared with."""
        standings = self._evaluation.standings
        match column:
            case "total":
                yield from (each.total for each in standings if isinstance(each.total, Fraction))
                yield from self._constants.get("fact:total", ())
            case "quality":
                yield from (each.quality for each in standings if each.quality is not None)
                yield Fraction(self._way.quality_out_of)
                yield from self._constants.get("fact:overall-quality", ())
            case "score" | "mark":
                for score in self._scores(criterion):
                    yield score.score
                    if score.share:
                        yield score.score / score.share
                yield from self._constants.get(f"fact:{criterion}", ())
            case "percent":
                yield from (score.share * _HUNDRED for score in self._scores(criterion))
                yield _HUNDRED
            case "points":
                weighting = self._evaluation.weightings[criterion]
                yield weighting
                for each in standings:
                    scored = each.entrant.scores.get(criterion)
                    if criterion in each.points:  # carried on as they are printed, if rounded
                        yield each.points[criterion]
                    elif scored is not None:
                        yield product(scored.share, weighting)
                yield from self._constants.get(f"fact:{criterion}/points", ())
            case "contribution":
                worth = Fraction(fixed_weighting(self._evaluation.plan.criteria[criterion]))
                yield worth
                yield from (score.share * worth for score in self._scores(criterion))
            case "value":
                yield from (s.value for s in self._scores(criterion) if s.value is not None)
            case "price" if criterion:
                yield from (
                    each.prices[criterion] for each in standings if criterion in each.prices
                )
                yield from self._constants.get(f"fact:{criterion}/value", ())
            case "price":
                yield from (each.price for each in standings if each.price is not None)
            case "level-price":
                for each in standings:
                    yield from (it for it in (each.price, each.level_price) if it is not None)
            case "deduction":
                worked = (each.working.deduction for each in standings if each.working)
                yield from (each for each in worked if each is not None)
            case "multiplier":
                worked = (each.working.multiplier for each in standings if each.working)
                yield from (each for each in worked if each is not None)

    def _scores(self, criterion: str) -> Iterable[Score]:
        """Return the scores on a criterion; bids with the same answers share one."""
        scores = (each.entrant.scores.get(criterion) for each in self._evaluation.standings)
        return {id(score): score for score in scores if score is not None}.values()


def _exactly(value: Fraction) -> str | None:
    """Print a decimal of up to six places as people write it; None for another figure."""
    for places in range(7):
        if 10**places % value.denominator == 0:
            return printed(value, places)
    return None
