"""The result of an evaluation as data: what `frameworkshop evaluate` prints and others read.

Decimals are strings, never floats. See docs/reference/competition.md for every key.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.feedback_due import feedback_due
from engine.competitions.figure_prints import Column, FigurePrints
from engine.competitions.scoring import Score, fixed_weighting
from engine.competitions.standings import EXCLUDED, WINNER, BidStanding, Evaluation
from engine.execute import Fired
from engine.methods.ranking import TieStep
from engine.reasons import NO_CLAUSES, Reason, passed, reason_of
from rules.figures.arithmetic import product
from rules.policies.criteria import Criterion
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
        "notes": [each.as_data() for each in evaluation.notes],
        "bids": [printer.bid(each) for each in ordered],
        "withdrawn": list(evaluation.withdrawn),
        "ties": [_step(each) for each in evaluation.steps],
        "draw": {"seed": evaluation.seed} if evaluation.seed is not None else None,
        "problems": [],
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
        self.prints = FigurePrints(evaluation)
        self._scores: dict[tuple[int, int], dict[str, Any]] = {}
        self._steps: dict[str, list[TieStep]] = {}
        for step in evaluation.steps:
            for bid in step.tied:
                self._steps.setdefault(bid, []).append(step)
        self._first = next(
            (e for e in evaluation.standings if e.rank == 1 and e.total is not None), None
        )
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

    def bid(self, standing: BidStanding) -> dict[str, Any]:
        bid = standing.entrant.bid
        quality, level = standing.quality, standing.level_price
        return {
            "id": bid.id,
            "supplier": bid.supplier,
            "outcome": standing.outcome,
            "rank": standing.rank,
            "total": self.prints.total(standing),
            "quality": None if quality is None else self.prints.figure("quality", quality),
            "working": self.working(standing),
            "level_price": None if level is None else self.prints.figure("level-price", level),
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
        data = {"price": self.prints.figure("price", price)}
        if working.multiplier is not None:
            data["multiplier"] = self.prints.figure("multiplier", working.multiplier)
        if working.deduction is not None:
            data["deduction"] = self.prints.figure("deduction", working.deduction)
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
        name, figure = criterion.id, self.prints.figure
        if price is not None:
            data["value"] = figure("price", price, name)
        elif score is not None and score.value is not None:
            data["value"] = figure("value", score.value, name)
        if score is not None:
            column: Column = "mark" if criterion.judged is not None else "score"
            data["score"] = figure(column, score.score, name)
            data["percent"] = figure("percent", product(score.share, _HUNDRED), name)
        weighting = self.evaluation.weightings[name]
        if points is None and score is not None:
            points = score.share * weighting
        if points is not None:
            data["points"] = figure("points", points, name)
            data["weighting"] = self.prints.plain(weighting)
        if name in self._parents and score is not None:
            parent, inner = self._parents[name]
            share = Fraction(fixed_weighting(inner))
            data |= {
                "within": parent,
                "share": self.prints.plain(share),
                "contributes": figure("contribution", score.share * share, name),
            }
        return data

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
        if fired.rule.id == "evaluation/outranked" and self._first is not None:
            return {**data, "says": f"{data['says']} {self.behind(standing, self._first)}"}
        ruling = standing.entrant.bid.rulings.get(fired.rule.id)
        if ruling is None or then.refer is None:
            return data
        return {**data, "ruling": ruling.model_dump()}

    def behind(self, standing: BidStanding, first: BidStanding) -> str:
        """Return why a bid is not the one ranked first: the totals, or what settled their tie."""
        own, best = self.prints.total(standing), self.prints.total(first)
        if standing.total != first.total:
            return f"Its total is {own}, and that of the bid ranked first {best}."
        level = f"Its total is {own}, and so is that of the bid ranked first"
        steps = self._steps.get(standing.id, ())
        rule = next((each.rule for each in steps if each.puts_before(first.id, standing.id)), None)
        if rule == "draw-lots":
            return f"{level}: it lost by lots, drawn with the seed `{self.evaluation.seed}`."
        return f"{level}: the tie rule `{rule}` settled the order." if rule else f"{level}."

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
