"""The award criteria in words: weightings, how scores are given, prices, ties, rounding.

Assessment summaries and invitations say the same of the criteria, so both take it from here.
Source of what must be said: Procurement Regulations 2024, reg 31(3): each criterion's title, its
relative importance, how it is assessed and which scores there are.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from agreements.clauses.mathematics import of_method, of_price
from agreements.rendering.escaping import inline, table
from agreements.rendering.papers import PaperPart
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import compares_with_best
from engine.methods.rounding import shown
from rules.linking import FlatRule
from rules.policies.evaluation import Amount, Criterion, Judged, Level, Measured, Scored, Steps, Way
from rules.policies.measures import Basket, Count, Measure, Sum, Times
from rules.policies.methods import Combining, RoundingMode, ShortlistLimits
from rules.wording import worded_rule

_COMBINED: Final[Mapping[Combining, str]] = {
    "consensus": "the panel agrees one mark",
    "mean": "the mark is the mean of the evaluators' marks",
    "median": "the mark is the median of the evaluators' marks",
    "trimmed-mean": "the mark is the mean of the evaluators' marks without the highest and the "
    "lowest of them",
    "lowest": "the lowest of the evaluators' marks counts",
    "sum": "the evaluators' marks are added up",
}
_TOGETHER: Final = {
    "one": "the rules that apply must agree",
    "sum": "what the rules give is added up",
    "highest": "the highest score that a rule gives counts",
    "lowest": "the lowest score that a rule gives counts",
}
_TIES: Final = {
    "highest-weighted": "the higher score on the criterion of the greatest weighting; if it is the "
    "same, on the next",
    "highest-weighted-quality": "the higher score on the criterion of quality of the greatest "
    "weighting; if it is the same, on the next",
    "lowest-price": "the lower price",
    "earliest-bid": "the bid that was received earlier",
    "draw-lots": "lots, drawn so that anyone can draw them again and see the same",
    "stop": "a person decides",
}
_MODES: Final[Mapping[RoundingMode, str]] = {
    "half-up": "to the nearest, halves up",
    "half-even": "to the nearest, halves to the even digit",
    "down": "down",
    "up": "up",
}
_PLACES: Final = {
    "score": "scores",
    "contribution": "what a sub-criterion brings to its criterion",
    "points": "points",
    "quality": "the quality",
    "total": "totals",
}


def criteria_parts(
    plan: EvaluationPlan, weightings: Mapping[str, Fraction]
) -> tuple[PaperPart, ...]:
    """Give the parts that set the criteria of a plan out, for the weightings chosen.

    `weightings` holds the effective weighting of every criterion, as
    `engine.competitions.scoring.effective_weightings` gives it.
    """
    way = plan.way
    parts = [
        PaperPart(
            "criteria-table", "The criteria and their weightings", _overview(way, weightings)
        ),
        *_scales(way),
        *_by_rule(plan),
        *_prices(plan),
        PaperPart("criteria-comparison", "How bids are compared", _comparison(plan)),
    ]
    return tuple(parts)


# --- the table -----------------------------------------------------------------------------------


def _overview(way: Way, weightings: Mapping[str, Fraction]) -> str:
    weighed = any(weightings.values())
    heads = ["Criterion", *(["Weighting"] if weighed else []), "How it is scored"]
    rows = []
    for each, depth in indented(way.criteria):
        name = f"**{inline(each.name)}**" if each.criteria else inline(each.name)
        row = ["– " * depth + name]
        if weighed:
            row.append(shown(weightings[each.id], way.rounding.digits("points")))
        rows.append([*row, _scored(each)])
    text = table(heads, rows, right=[1] if weighed else [])
    notes = [
        f"**{inline(each.name)}**: {inline(each.description)}"
        for each in way.every
        if each.description
    ]
    if weighed and any(each.criteria for each in way.criteria):
        notes.append("The weighting of a sub-criterion is its part of the weighting above it.")
    return "\n\n".join([text, *notes])


def indented(criteria: tuple[Criterion, ...], depth: int = 0) -> Iterator[tuple[Criterion, int]]:
    """Give criteria and sub-criteria in order, each with how deep it stands."""
    for each in criteria:
        yield each, depth
        yield from indented(each.criteria, depth + 1)


def _scored(criterion: Criterion) -> str:
    """Say in a cell how a criterion is scored."""
    parts = list(_how(criterion))
    policy = criterion.judged or criterion.scored or criterion.measured
    minimum = policy.minimum if policy else criterion.minimum
    if compares_with_best(criterion):
        parts.append("points follow from the score beside the best score of the bids compared")
    if minimum is not None:
        parts.append(f"a score below {minimum:f} excludes the bid")
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def _how(criterion: Criterion) -> Iterator[str]:
    if criterion.judged is not None:
        yield from _judged(criterion.judged)
    elif criterion.scored is not None:
        yield f"by rule, out of {criterion.scored.out_of:f}"
    elif criterion.measured is not None:
        yield from _measured(criterion.measured)
    elif criterion.price is not None:
        amount = isinstance(criterion.price, Amount)
        yield "the price itself" if amount else "by formula, from the price"
    else:
        yield f"from its sub-criteria, out of {criterion.whole:f}"


def _judged(judged: Judged) -> Iterator[str]:
    step = f" in steps of {judged.scale.step:f}" if isinstance(judged.scale, Steps) else ""
    yield f"marked by evaluators from {judged.bottom:f} to {judged.top:f}{step}"
    yield _COMBINED[judged.combine]
    if judged.missing == "zero":
        yield "a bid without a mark gets 0"


def _measured(measured: Measured) -> Iterator[str]:
    yield f"from the figure in the bid, out of {measured.out_of:f}"
    if measured.relative_to != "none":
        yield f"in proportion to the {measured.relative_to} figure of the bids compared"
    if measured.worst is not None and measured.best is not None:
        yield f"{measured.worst:f} scores nothing and {measured.best:f} everything, evenly between"


# --- scales --------------------------------------------------------------------------------------


def _scales(way: Way) -> Iterator[PaperPart]:
    """Give each scale that says what its marks mean, once, with the criteria that it serves."""
    found: dict[tuple[Level, ...], list[Criterion]] = {}
    for each in way.every:
        levels = each.judged.levels if each.judged else ()
        if any(level.title or level.means or level.worth is not None for level in levels):
            found.setdefault(levels, []).append(each)
    for number, (levels, criteria) in enumerate(found.items(), start=1):
        names = _listed([each.name for each in criteria])
        yield PaperPart(f"criteria-scale-{number}", f"Marks for {names}", _scale(levels))


def _scale(levels: tuple[Level, ...]) -> str:
    titled = any(level.title for level in levels)
    meant = any(level.means for level in levels)
    worthy = any(level.worth is not None for level in levels)
    heads = [
        "Mark",
        *(["Name"] if titled else []),
        *(["Meaning"] if meant else []),
        *(["Part of the points"] if worthy else []),
    ]
    rows = []
    for level in levels:
        row = [f"{level.mark:f}"]
        if titled:
            row.append(inline(level.title or ""))
        if meant:
            row.append(inline(level.means or ""))
        if worthy:
            row.append(f"{level.worth:f}%" if level.worth is not None else "")
        rows.append(row)
    return table(heads, rows, right=[0, len(heads) - 1] if worthy else [0])


# --- what rules and formulas give ----------------------------------------------------------------


def _by_rule(plan: EvaluationPlan) -> Iterator[PaperPart]:
    rules = [rule for group in plan.machine.program.groups for rule in group.rules]
    for each in plan.way.every:
        if each.scored is not None:
            own = [
                rule
                for rule in rules
                if rule.rule.then.score is not None and rule.rule.then.score.criterion == each.id
            ]
            yield PaperPart(
                f"criteria-rules-{each.id}",
                f"How {each.name} is scored",
                _rules(each.scored, own),
            )


def _rules(scored: Scored, rules: list[FlatRule]) -> str:
    lines = [f"- {inline(worded_rule(rule.rule, rule.logic))}" for rule in rules]
    if scored.otherwise is not None:
        lines.append(f"- Where no rule gives a score, it is {scored.otherwise:f}.")
    if len(rules) > 1:
        lines.append(f"- Where several give one, {_TOGETHER[scored.combine]}.")
    return "\n".join(lines)


def _prices(plan: EvaluationPlan) -> Iterator[PaperPart]:
    for each in plan.way.prices:
        price = each.price
        if price is None:
            continue
        of = f"The price is {measured_in(plan, price.of)}."
        if not isinstance(price, Amount):
            formula = of_price(price, lambda name: inline(_label(plan, name)))
            of += f"\n\n**{inline(price.title)}**\n\n{formula.markdown}"
        yield PaperPart(f"criteria-price-{each.id}", f"How {each.name} is scored", of)


def _name(plan: EvaluationPlan, criterion: str) -> str:
    known = plan.criteria.get(criterion)
    return known.name if known else criterion.replace("-", " ")


def measured_in(plan: EvaluationPlan, measure: Measure) -> str:
    """Say in Markdown what a measure is worked out from, by the names of the questions."""
    match measure:
        case Sum(sum=parts):
            return "the sum of " + _listed([_times(plan, part) for part in parts])
        case Basket(basket=rates, quantities=str() as quantities):
            return f"{_question(plan, rates)}, times {_question(plan, quantities)}, added up"
        case Basket(basket=rates, quantities=dict() as quantities):
            days = ", ".join(
                f"{inline(role)} {quantity:f}" for role, quantity in quantities.items()
            )
            return f"{_question(plan, rates)}, times these quantities, added up: {days}"
        case Count(count_of=name):
            return f"the number of items in {_question(plan, name)}"
        case _:
            return _question(plan, str(measure))


def _times(plan: EvaluationPlan, part: str | Times) -> str:
    if isinstance(part, str):
        return _question(plan, part)
    factors = [
        _question(plan, factor) if isinstance(factor, str) else f"{factor:f}"
        for factor in part.factors
    ]
    return " times ".join([_question(plan, part.of), *factors])


def _question(plan: EvaluationPlan, name: str) -> str:
    return f"“{inline(_label(plan, name))}”"


def _label(plan: EvaluationPlan, name: str) -> str:
    """Give what people call a question, of the bid or of the buyer."""
    forms = (*plan.forms, *((plan.brief,) if plan.brief else ()))
    bare = name.rpartition(".")[2]
    steps = [form.steps[bare] for form in forms if bare in form.steps]
    return steps[0].question.title if steps else bare.replace("-", " ")


# --- comparison, ties, rounding ------------------------------------------------------------------


def _comparison(plan: EvaluationPlan) -> str:
    way = plan.way
    method = way.method
    formula = of_method(
        method,
        quality_out_of=way.quality_out_of,
        criterion=lambda name: inline(_name(plan, name)),
        label=lambda name: inline(_label(plan, name)),
    )
    says = [f"**{inline(method.title)}**\n\n{formula.markdown}"]
    if way.quality_minimum is not None:
        least, most = way.quality_minimum, way.quality_out_of
        says.append(f"A bid whose quality is below {least:f} of {most:f} is excluded.")
    if way.envelopes == "two":
        says.append("A price is opened only where the quality has passed.")
    if way.shortlist is not None:
        says.append(_shortlist(plan))
    says.append("Where totals are equal, this settles it, in order:\n\n" + _ties(plan))
    says.append(_rounding(way))
    return "\n\n".join(says)


def _shortlist(plan: EvaluationPlan) -> str:
    shortlist = plan.way.shortlist
    assert shortlist is not None  # noqa: S101 - the caller has looked
    limits = []
    match shortlist.keep:
        case int() as number:
            limits.append(f"among the best {number}")
        case ShortlistLimits(min=least, max=most):
            span = f"at least {least}" if most is None else f"{least} to {most}"
            limits.append(f"among the best, of which the buyer keeps {span}")
    if shortlist.at_least is not None:
        limits.append(f"with a score of at least {shortlist.at_least:f}")
    if shortlist.within is not None:
        points, percent = shortlist.within.points, shortlist.within.percent
        margin = f"{points:f} points of" if points is not None else f"{percent:f}% of the score of"
        limits.append(f"within {margin} the best")
    by = [inline(_name(plan, name)) for name in shortlist.by]
    scored = f" on {_listed(by)}" if by else ""
    return f"There is a shortlist: a bid goes on that is{scored} {_listed(limits)}."


def _ties(plan: EvaluationPlan) -> str:
    lines = []
    for number, rule in enumerate(plan.way.ties, start=1):
        criterion = plan.criteria.get(rule)
        if criterion is None:
            text = _TIES[rule]
        elif criterion.priced:
            text = f"the lower price for {inline(criterion.name)}"
        else:
            text = f"the higher score for {inline(criterion.name)}"
        lines.append(f"{number}. {text}")
    return "\n".join(lines)


def _rounding(way: Way) -> str:
    rounding = way.rounding
    places = f"{rounding.places} decimal place{'' if rounding.places == 1 else 's'}"
    others = [
        f"{_PLACES[place]} to {digits}"
        for place, digits in rounding.places_of.items()
        if digits != rounding.places
    ]
    text = f"Figures are shown to {places}, rounded {_MODES[rounding.mode]}"
    text += f" ({_listed(others)})." if others else "."
    if not rounding.at:
        return text + " What is worked out with them is not rounded, so rounding changes no result."
    return text + f" Rounded and carried on so: {_listed([_PLACES[at] for at in rounding.at])}."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
