"""The result of an evaluation as data: what `frameworkshop evaluate` prints and others read.

Decimals are strings, never floats. See docs/reference/competition.md for every key.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.feedback_due import feedback_due
from engine.competitions.scoring import Score, fixed_weighting
from engine.competitions.standings import EXCLUDED, WINNER, BidStanding, Evaluation
from engine.execute import Fired
from engine.methods.ranking import TieStep
from engine.reasons import NO_CLAUSES, Reason, passed, reason_of
from rules.figures.arithmetic import product
from rules.figures.rounding import printed
from rules.policies.criteria import Criterion
from rules.policies.methods.sums_and_orders import Lexicographic
from rules.policies.ways import Rounding, RoundingPlace
from rules.problems import Problem
from rules.values import Value

_HUNDRED: Final = Fraction(100)
_SCORE_ONLY: Final = ("score",)
#: Outcomes that say something of the bid; a rule with none of them is not a reason for its end.
_TELLING: Final = frozenset({"exclude", "refer", "set_aside", "award", "score", "fact"})


def result_of(evaluation: Evaluation, clauses: Mapping[str, str] = NO_CLAUSES) -> dict[str, Any]:
    """Return the whole result; `clauses` are rule ids to the numbers of the clauses to cite."""
    places = {each.id: place for place, each in enumerate(evaluation.standings)}
    ordered = sorted(
        evaluation.standings,
        key=lambda each: (each.rank is None, each.rank or 0, each.outcome == EXCLUDED, each.id),
    )
    printer = _Printer(evaluation, clauses)
    return {
        "definition": evaluation.plan.definition,
        "lot": evaluation.plan.lot,
        "way": evaluation.plan.way.id,
        "winner": evaluation.winner,
        "tied": list(evaluation.tied),
        "waiting": [
            {"bid": each.bid, "rule": each.rule, "says": each.says} for each in evaluation.waiting
        ],
        "bids": [printer.bid(each) for each in ordered],
        "withdrawn": list(evaluation.withdrawn),
        "ties": [_step(each) for each in evaluation.steps],
        "draw": {"seed": evaluation.seed} if evaluation.seed is not None else None,
        "problems": [],
        "notes": [each.as_data() for each in evaluation.notes],
        "feedback_due": [
            each.as_data()
            for each in sorted(feedback_due(evaluation), key=lambda due: places[due.bid])
        ],
        "executors": list(evaluation.executors),
    }


def refused(problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Return the result for input that cannot be evaluated."""
    return {"problems": [each.as_data() for each in problems]}


def _step(step: TieStep) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "tied": list(step.tied),
        "order": [list(group) for group in step.order],
        "says": step.says,
    }


class _Printer:
    """Prints bids; what many bids have in common is worked out once."""

    def __init__(self, evaluation: Evaluation, clauses: Mapping[str, str]) -> None:
        self.evaluation = evaluation
        self.clauses = clauses
        self.plan: EvaluationPlan = evaluation.plan
        self.rounding: Rounding = evaluation.plan.way.rounding
        self._scores: dict[tuple[int, int], dict[str, Any]] = {}
        self._figures: dict[tuple[int, int, int | None], str] = {}
        self._steps: dict[str, list[TieStep]] = {}
        for step in evaluation.steps:
            for bid in step.tied:
                self._steps.setdefault(bid, []).append(step)
        first = next((each for each in evaluation.standings if each.rank == 1), None)
        self._best_total = None if first is None else self.total(first)
        self._passed: dict[tuple[str, Value | None], dict[str, object] | None] = {}
        self._minimums = [
            rule
            for group in self.plan.runner.program.groups
            for rule in group.rules
            if rule.id.startswith("evaluation/") and rule.id.endswith("/minimum")
        ]
        self._parents = {
            inner.id: (outer.id, inner) for outer in self.plan.way.every for inner in outer.criteria
        }

    def figure(self, value: Fraction, place: RoundingPlace) -> str:
        """Print a figure to the decimal places that figures of its place have."""
        places = self.rounding.digits(place)
        # A fraction takes long to be found by its value, and its two parts do not.
        key = (*value.as_integer_ratio(), places)
        figure = self._figures.get(key)
        if figure is None:
            figure = self._figures[key] = printed(value, places, self.rounding.mode)
        return figure

    def plain(self, value: Fraction) -> str:
        """Print a figure as people wrote it where that is exact, else as scores are."""
        key = (*value.as_integer_ratio(), None)
        figure = self._figures.get(key)
        if figure is None:
            figure = self._figures[key] = _plain(value) or self.figure(value, "score")
        return figure

    def total(self, standing: BidStanding) -> str | None:
        """Print a total: a figure, or the figures that are compared one after another."""
        total, method = standing.total, self.plan.way.method
        if total is None:
            return None
        if isinstance(total, tuple) and isinstance(method, Lexicographic):
            return " / ".join(self.compared(name, standing) for name in method.order)
        assert isinstance(total, Fraction)  # noqa: S101 - only an order compares several figures
        return self.figure(total, "total")

    def compared(self, name: str, standing: BidStanding) -> str:
        """Print what criteria in order of importance compare: a score, or the price."""
        if name == "lowest-price" and standing.price is not None:
            return self.money(standing.price)
        return self.figure(standing.entrant.scores[name].score, "score")

    def bid(self, standing: BidStanding) -> dict[str, Any]:
        bid = standing.entrant.bid
        quality, level = standing.quality, standing.level_price
        return {
            "id": bid.id,
            "supplier": bid.supplier,
            "outcome": standing.outcome,
            "rank": standing.rank,
            "total": self.total(standing),
            "quality": None if quality is None else self.figure(quality, "quality"),
            "working": self.working(standing),
            "level_price": None if level is None else printed(level, 2, self.rounding.mode),
            "criteria": {
                name: data
                for name, each in self.plan.criteria.items()
                if (data := self.criterion(name, each, standing)) is not None
            },
            "reasons": self.passed(standing)
            + [self.reason(each, standing) for each in self.telling(standing)]
            + self.tie_reasons(standing),
        }

    def working(self, standing: BidStanding) -> dict[str, str] | None:
        """Print what quality does to the price, where the method says what."""
        working, price = standing.working, standing.price
        if working is None or price is None:
            return None
        data = {"price": self.money(price)}
        if working.multiplier is not None:
            by = working.multiplier
            data["multiplier"] = _plain(by) or printed(by, 6, self.rounding.mode)
        if working.deduction is not None:
            data["deduction"] = self.money(working.deduction)
        return data

    def criterion(
        self, name: str, criterion: Criterion, standing: BidStanding
    ) -> dict[str, Any] | None:
        score = standing.entrant.scores.get(name)
        price = standing.prices.get(name)
        if score is None and price is None:
            return None
        points = standing.points.get(name)
        # Bids share a score, and the points that it earns, where their answers are the same; both
        # live as long as the evaluation, so that their identities stand for them.
        key = (id(score), id(points))
        if price is None and key in self._scores:
            return self._scores[key]
        data = self._criterion(criterion, score, price, points)
        if price is None:
            self._scores[key] = data
        return data

    def _criterion(
        self,
        criterion: Criterion,
        score: Score | None,
        price: Fraction | None,
        points: Fraction | None,
    ) -> dict[str, Any]:
        data: dict[str, Any] = {}
        value = price if price is not None else score.value if score is not None else None
        if value is not None:
            data["value"] = self.money(value) if price is not None else self.plain(value)
        if score is not None:
            judged = criterion.judged is not None
            data["score"] = self.plain(score.score) if judged else self.figure(score.score, "score")
            data["percent"] = self.figure(product(score.share, _HUNDRED), "score")
        weighting = self.evaluation.weightings[criterion.id]
        if points is None and score is not None:
            points = score.share * weighting
        if points is not None:
            data["points"] = self.figure(points, "points")
            data["weighting"] = self.plain(weighting)
        if criterion.id in self._parents and score is not None:
            parent, inner = self._parents[criterion.id]
            share = Fraction(fixed_weighting(inner))
            data |= {
                "within": parent,
                "share": self.plain(share),
                "contributes": self.figure(score.share * share, "contribution"),
            }
        return data

    def money(self, value: Fraction) -> str:
        """Print a price to the penny, or as finely as it was given."""
        return printed(value, 2) if (value * 100).denominator == 1 else self.plain(value)

    def telling(self, standing: BidStanding) -> list[Fired]:
        return [
            each
            for each in standing.fired
            if not _TELLING.isdisjoint(effects := each.rule.effects)
            and (standing.outcome == WINNER or "award" not in effects)
            and (effects != _SCORE_ONLY or not _of_no_score(each, standing))
        ]

    def reason(self, fired: Fired, standing: BidStanding) -> dict[str, object]:
        reason = fired.reason
        if not isinstance(reason, Reason):
            reason = fired.reason = reason_of(fired)
        data = reason.as_data(self.clauses)
        if fired.rule.effects == _SCORE_ONLY:
            return data
        then = fired.rule.rule.then
        if fired.rule.id == "evaluation/shortlist" and standing.not_kept is not None:
            return {**data, "says": f"{then.set_aside}: {standing.not_kept}"}
        if fired.rule.id == "evaluation/outranked" and self._best_total is not None:
            own = self.total(standing)
            behind = f" Its total is {own}, and that of the bid ranked first {self._best_total}."
            return {**data, "says": f"{data['says']}{behind}"}
        ruling = standing.entrant.bid.rulings.get(fired.rule.id)
        if ruling is None or then.refer is None:
            return data
        return {**data, "ruling": ruling.model_dump()}

    def passed(self, standing: BidStanding) -> list[dict[str, object]]:
        """Return the minimums that the bid meets: why it was not excluded."""
        found = []
        for rule in self._minimums:
            value = standing.entrant.facts.get(next(iter(rule.reads)))
            key = (rule.id, value)
            if key not in self._passed:
                reason = passed(rule, standing.entrant.facts)
                self._passed[key] = None if reason is None else reason.as_data(self.clauses)
            data = self._passed[key]
            if data is not None:
                found.append(data)
        return found

    def tie_reasons(self, standing: BidStanding) -> list[dict[str, Any]]:
        return [
            {
                "rule": (rule := f"evaluation/ties/{step.rule}"),
                "says": step.says,
                "facts": {},
                "clause": self.clauses.get(rule),
            }
            for step in self._steps.get(standing.id, ())
        ]


def _of_no_score(fired: Fired, standing: BidStanding) -> bool:
    """Return whether a rule only gave a score that never counted: the bid was out by then."""
    score = fired.rule.rule.then.score
    return score is not None and score.criterion not in standing.entrant.scores


def _plain(value: Fraction) -> str | None:
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 7):
        if 10**places % value.denominator == 0:
            return printed(value, places)
    return None
