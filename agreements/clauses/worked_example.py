"""A worked example of a way of evaluating: three invented bids, evaluated by the engine itself.

The example is a competition like any other. It has the criteria, scales, formulas, shortlist, ties
and rounding of the way; questions are replaced by plain figures, and what rules score from answers
by figures too, so that it needs nothing of the definition's forms.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from agreements.clauses.leaves import escaped
from engine.competitions.competition import Competition, read_competition
from engine.competitions.evaluation_plan import EvaluationPlan, MeasureFunction
from engine.competitions.result import result_of
from engine.competitions.stages import evaluate
from engine.competitions.standings import EXCLUDED, BidStanding, Evaluation
from engine.execute import Disagreement, ProgramRunner
from engine.program import program_of
from forms.linked.linked_form import LinkedForm
from forms.linked.linking import link
from forms.model.form import Form
from rules.conditions import Reference
from rules.figures import amounts
from rules.linking import PlacedRule
from rules.linking import link as link_rules
from rules.logic import Facts
from rules.policies.calculation import Calculation
from rules.policies.criteria import Criterion, Judged, Measured, Weighting
from rules.policies.evaluation import rules_of_way
from rules.policies.evaluation_facts import evaluation_vocabulary
from rules.policies.formulas.price_formula import EXAMPLE_SHARES, PriceFormula
from rules.policies.measures import Measure
from rules.policies.methods.choices import ShortlistLimits
from rules.policies.scales import Steps
from rules.policies.ways import Way
from rules.problems import InputError, Problems
from rules.vocabulary import Vocabulary

_BIDS: Final = ("Bid A", "Bid B", "Bid C")
#: How good each bid is, from the least that passes (0) to the best there can be (1).
_GOODNESS: Final = (Fraction(1), Fraction(2, 3), Fraction(1, 3))
#: The money, in pounds, that prices are shares of where any will do.
_AMOUNT: Final = Decimal(1000)


def worked_example(way: Way) -> str | None:
    """Return a worked example of a way, in Markdown; None where none can be made.

    The same way always gives the same example.
    """
    weightings = example_weightings(way)
    if weightings is None:
        return None
    made = _Example(way, weightings)
    try:
        evaluation = evaluate(made.plan, made.competition)
    except (InputError, Disagreement):
        return None
    finally:
        made.plan.runner.close()
    return _told(way, evaluation, weightings)


# --- weightings -----------------------------------------------------------------------------------


def example_weightings(way: Way) -> dict[str, Decimal] | None:
    """Choose weightings inside the limits of a way; None where no choice is found.

    Each starts at the middle of its limits; then they are moved, in order, until they fit.
    """
    chosen: dict[str, Decimal] = {}
    free: list[tuple[str, Weighting]] = []
    for each in way.criteria:
        if isinstance(each.weighting, Weighting):
            free.append((each.id, each.weighting))
            chosen[each.id] = _on_grid(
                (each.weighting.min + each.weighting.max) / 2, each.weighting
            )
        else:
            chosen[each.id] = each.weighting
    if not way.method.needs_weightings and not any(chosen.values()) and not free:
        return chosen
    # The coarsest grid first, so that the finest has the last word.
    free.sort(key=lambda each: -(each[1].step or Decimal(0)))
    for name, limits in free:
        short = way.weightings_total - sum(chosen.values())
        chosen[name] = _on_grid(chosen[name] + short, limits)
    return chosen if sum(chosen.values()) == way.weightings_total else None


def _on_grid(value: Decimal, limits: Weighting) -> Decimal:
    """Return the nearest value of the grid that is inside the limits, rounding down."""
    value = min(max(value, limits.min), limits.max)
    if limits.step is None:
        return value
    steps = int(Fraction(value) / Fraction(limits.step))
    down = limits.step * steps
    return down if down >= limits.min else limits.step * (steps + 1)


# --- the competition ------------------------------------------------------------------------------


class _Example:
    """The evaluation plan and the competition of an example."""

    def __init__(self, way: Way, weightings: Mapping[str, Decimal]) -> None:
        self.way = _without_rules(way)
        self.questions: dict[str, dict[str, Any]] = {}
        self.figures: dict[Measure, MeasureFunction] = {}
        self.answers: list[dict[str, str]] = [{} for _ in _BIDS]
        self._measure()
        brief, asked = self._brief()
        self.plan = self._evaluation_plan(brief, asked)
        self.competition = self._competition(weightings)

    def _measure(self) -> None:
        """Make a question for each figure, with an answer of each bid."""
        amount = _amount(self.way)
        for each in self.way.every:
            if isinstance(each.price, PriceFormula):
                measure, figures = each.price.of, each.price.example_prices(amount)
            elif each.price is not None:
                measure = each.price.of
                figures = tuple(amount * share / 100 for share in EXAMPLE_SHARES)
            elif each.measured is not None:
                measure, source = each.measured.of, each.measured
                figures = tuple(_measured(source, goodness) for goodness in _GOODNESS)
            else:
                continue
            name = self._question(measure)
            for answers, figure in zip(self.answers, figures, strict=True):
                answers.setdefault(name, f"{figure:f}")

    def _question(self, measure: Measure) -> str:
        if measure not in self.figures:
            name = f"figure-{len(self.figures) + 1}"
            key = f"answer:example.{name}"
            self.questions[name] = {"id": name, "type": "number", "label": name}
            self.figures[measure] = _reads(key)
        measures = list(self.figures)
        return f"figure-{measures.index(measure) + 1}"

    def _brief(self) -> tuple[LinkedForm | None, dict[Reference, str]]:
        """Make a question of the brief for each figure that the way takes from the buyer."""
        asked: dict[Reference, str] = {}
        for _, each in self.way.asked:
            asked.setdefault(each, f"answer:example-brief.ask-{len(asked) + 1}")
        if not asked:
            return None, {}
        questions = [
            {"id": key.rpartition(".")[2], "type": "number", "label": key} for key in asked.values()
        ]
        form = Form.model_validate(
            {"id": "example-brief", "title": "Brief", "by": "buyer", "questions": questions}
        )
        return link(form), asked

    def _evaluation_plan(
        self, brief: LinkedForm | None, asked: dict[Reference, str]
    ) -> EvaluationPlan:
        facts, stages = evaluation_vocabulary(self.way)
        placed = [PlacedRule(rule, "") for rule, _ in rules_of_way(self.way)]
        rules = link_rules(placed, Vocabulary(facts=facts), Problems(), stages=stages)
        questions = list(self.questions.values()) or [
            {"id": "nothing", "type": "number", "label": "Nothing", "required": False}
        ]
        form = Form.model_validate({"id": "example", "title": "Bid", "questions": questions})
        reads = {key for rule in rules for key in rule.reads}
        return EvaluationPlan(
            definition="",
            lot=None,
            way=self.way,
            runner=ProgramRunner(program_of(rules)),
            forms=(link(form),),
            brief=brief,
            figures=self.figures,
            asked=asked,
            facts=facts,
            reads=frozenset(reads | set(asked.values())),
        )

    def _competition(self, weightings: Mapping[str, Decimal]) -> Competition:
        free = [each.id for each in self.way.criteria if isinstance(each.weighting, Weighting)]
        data: dict[str, Any] = {
            "weightings": {name: f"{weightings[name]:f}" for name in free},
            "brief": {
                key.rpartition(".")[2]: f"{self._asked_for(reference, weightings):f}"
                for reference, key in self.plan.asked.items()
            },
            "draw": {"seed": "example"},
            "bids": [
                {
                    "id": name,
                    "supplier": name,
                    "answers": self.answers[bid],
                    "received": f"2030-01-0{bid + 1}T12:00:00+00:00",
                    **self._marks(_GOODNESS[bid]),
                }
                for bid, name in enumerate(_BIDS)
            ],
        }
        shortlist = self.way.shortlist
        if (
            shortlist is not None
            and shortlist.asked is None
            and isinstance(shortlist.keep, ShortlistLimits)
        ):
            data["shortlist"] = {"keep": _kept(shortlist.keep)}
        return read_competition(data)

    def _asked_for(self, reference: Reference, weightings: Mapping[str, Decimal]) -> Decimal:
        for each in self.way.criteria:
            if each.weighting_asked == reference:
                return weightings[each.id]
        shortlist = self.way.shortlist
        if shortlist is not None and shortlist.asked == reference:
            assert isinstance(shortlist.keep, ShortlistLimits)  # noqa: S101 - only such a one asks
            return Decimal(_kept(shortlist.keep))
        amount = _amount(self.way)
        asking = (each for each in _calculations(self.way) if each.asked == reference)
        return next((each.example_answer(amount) for each in asking), amount)

    def _marks(self, goodness: Fraction) -> dict[str, Any]:
        agreed: dict[str, Any] = {}
        marks: dict[str, Any] = {}
        evaluators = self.way.panel.evaluators.min or 1
        for each in self.way.every:
            if each.judged is None:
                continue
            mark = f"{_mark(each.judged, goodness):f}"
            reason = "An invented reason for an invented mark."
            marks[each.id] = [
                {"evaluator": f"e{number}", "score": mark, "reason": reason}
                for number in range(1, evaluators + 1)
            ]
            if self.way.panel.moderation != "none" and each.judged.combine != "sum":
                agreed[each.id] = {"score": mark, "reason": reason}
        return {"scores": marks, "consensus": agreed}


def _reads(key: str) -> MeasureFunction:
    def figure(facts: Facts) -> Fraction | None:
        value = facts.get(key)
        return Fraction(value) if isinstance(value, Decimal) else None

    return figure


def _without_rules(way: Way) -> Way:
    """Return the way with figures instead of scores by rules, which would read answers."""

    def changed(criterion: Criterion) -> Criterion:
        if criterion.criteria:
            inner = tuple(changed(each) for each in criterion.criteria)
            return criterion.model_copy(update={"criteria": inner})
        if criterion.scored is None:
            return criterion
        figure = Measured(
            of=f"example-{criterion.id}"[:100],
            out_of=criterion.scored.out_of,
            minimum=criterion.scored.minimum,
        )
        return criterion.model_copy(update={"scored": None, "measured": figure})

    # Made anew: a copy would keep what the way has worked out about its criteria.
    parts = {name: getattr(way, name) for name in Way.model_fields}
    return Way.model_validate({**parts, "criteria": tuple(map(changed, way.criteria))})


def _kept(keep: ShortlistLimits) -> int:
    """Return how many bids the example shortlists: two if the limits allow."""
    least = max(keep.min, 2)
    return least if keep.max is None else min(least, keep.max)


# --- marks and prices -----------------------------------------------------------------------------


def _mark(judged: Judged, goodness: Fraction) -> Decimal:
    """Return a mark of the scale that passes: the best for 1, the least for 0."""
    least = judged.bottom if judged.minimum is None else judged.minimum
    if isinstance(judged.scale, Steps):
        scale = judged.scale
        low = -(-Fraction(least - scale.min) // Fraction(scale.step))
        high = Fraction(scale.max - scale.min) // Fraction(scale.step)
        return scale.min + scale.step * int(low + (high - low) * goodness)
    marks = [level.mark for level in judged.levels if level.mark >= least]
    return marks[int((len(marks) - 1) * goodness)]


def _measured(measured: Measured, goodness: Fraction) -> Decimal:
    """Return a figure that passes any minimum: better, the higher the goodness (0 to 1)."""
    least = measured.minimum or Decimal(0)
    if measured.worst is not None and measured.best is not None:
        share = Fraction(least) / Fraction(measured.out_of)
        share += (1 - share) * goodness
        figure = Fraction(measured.worst) + share * (
            Fraction(measured.best) - Fraction(measured.worst)
        )
    elif measured.relative_to == "lowest":
        figure = Fraction(measured.out_of) * (2 - goodness)
    else:
        figure = Fraction(least) + (Fraction(measured.out_of) - Fraction(least)) * goodness
    return round(Decimal(figure.numerator) / Decimal(figure.denominator), 4)


def _calculations(way: Way) -> list[Calculation]:
    """Return the price formulas of a way, and its method."""
    prices = [each.price for each in way.prices]
    return [*(price for price in prices if isinstance(price, Calculation)), way.method]


def _amount(way: Way) -> Decimal:
    """Return the money, in pounds, that the prices of the example are shares of."""
    amounts_told = (each.example_amount for each in _calculations(way))
    return next((each for each in amounts_told if each is not None), _AMOUNT)


# --- telling it -----------------------------------------------------------------------------------


def _told(way: Way, evaluation: Evaluation, weightings: Mapping[str, Decimal]) -> str:
    result = result_of(evaluation)
    bids = {each["id"]: each for each in result["bids"]}
    intro = "Three invented bids show how this works out."
    chosen = [
        f"{escaped(each.name)} {amounts.grouped(weightings[each.id])}"
        for each in way.criteria
        if weightings[each.id]
    ]
    if chosen:
        intro += f" The weightings chosen are: {', '.join(chosen)}."
    rows = [["", *_BIDS], ["---", *("---:" for _ in _BIDS)]]
    for each in way.every:
        rows += _rows_of(each, bids)
    quality = [bids[name]["quality"] for name in _BIDS]
    if any(quality) and not way.method.needs_weightings:
        rows.append(["Quality", *(each or "–" for each in quality)])
    rows.append(["**Total**", *(bids[name]["total"] or "–" for name in _BIDS)])
    rows.append(["**Place**", *(str(bids[name]["rank"] or "–") for name in _BIDS)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    parts = [intro, table]
    dropped = [
        f"{each.id} is not on the shortlist: {each.not_kept}"
        for each in evaluation.standings
        if each.not_kept
    ]
    dropped += [
        f"{each.id} is excluded: {_excluded(each)}."
        for each in evaluation.standings
        if each.outcome == EXCLUDED
    ]
    parts += dropped
    if evaluation.winner is not None:
        parts.append(f"{evaluation.winner} wins.")
    return "\n\n".join(parts)


def _excluded(standing: BidStanding) -> str:
    says = [each.rule.rule.then.exclude for each in standing.fired]
    text = next((each for each in says if each is not None), "it misses a minimum")
    return text[:1].lower() + text[1:]


def _rows_of(criterion: Criterion, bids: Mapping[str, Any]) -> list[list[str]]:
    name = escaped(criterion.name)
    found = [bids[each]["criteria"].get(criterion.id) for each in _BIDS]
    rows: list[list[str]] = []
    if criterion.price is not None:
        rows.append([name, *(_money(each) for each in found)])
    if any(each and "score" in each for each in found):
        called = f"{name}: score" if criterion.price is not None or criterion.criteria else name
        rows.append([called, *(each["score"] if each else "–" for each in found)])
    top = not any(each and "within" in each for each in found)
    if top and any(each and "points" in each and each["weighting"] != "0" for each in found):
        rows.append([f"{name}: points", *(each["points"] if each else "–" for each in found)])
    return rows


def _money(each: Mapping[str, str] | None) -> str:
    return "–" if each is None or "value" not in each else amounts.money(Decimal(each["value"]))
