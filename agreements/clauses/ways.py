"""A way of evaluating in words: criteria, scales, formulas, shortlist, ties, rounding.

The agreement states what a way allows (`way_branch`, which clauses fill themselves in from). What
invitations and letters say (`way_parts`) is the library's clause too, with the weightings that the
buyer has chosen, so that suppliers never read two accounts of how they are compared.

Source of what suppliers must be told: Procurement Regulations 2024, reg 31(3): each criterion's
title, its relative importance, how it is assessed and which scores there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from agreements.clauses.leaves import Branch, Leaf, escaped, figure, leaves, word
from agreements.clauses.library import library_text
from agreements.clauses.paragraphs import paragraphs_of
from agreements.definition.framework import Framework, LinkedWay
from agreements.rendering.papers import PaperPart
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import compares_with_best
from rules.figures import amounts
from rules.figures.rounding import shortest_print
from rules.linking import LinkedRule
from rules.policies.criteria import Amount, Criterion, Judged, Measured, Scored, Weighting
from rules.policies.measures import Basket, Count, Measure, Sum, Times
from rules.policies.methods.choices import Shortlist, ShortlistLimits
from rules.policies.scales import Level, Steps
from rules.policies.ways import Way
from rules.wording import worded_rule

_COMBINED: Final = {
    "consensus": "the panel agrees one mark",
    "mean": "the mark is the mean of the evaluators’ marks",
    "median": "the mark is the median of the evaluators’ marks",
    "trimmed-mean": "the mark is the mean of the evaluators’ marks without the highest and the "
    "lowest",
    "lowest": "the lowest of the evaluators’ marks counts",
    "sum": "the evaluators’ marks are added up",
}
_TIES: Final = {
    "highest-weighted": "the higher score on the criterion of the greatest weighting, then on the "
    "next, and so on; criteria of the same weighting settle nothing where they disagree",
    "highest-weighted-quality": "the higher score on the criterion of the greatest weighting, "
    "leaving price out, then on the next, and so on; criteria of the same weighting settle nothing "
    "where they disagree",
    "lowest-price": "the lower price",
    "earliest-bid": "the bid that was received earlier",
    "draw-lots": "lots, drawn so that anybody can draw them again with the same result",
    "stop": "a decision of the Buyer, recorded with its reasons",
}
_WEIGHTED_TIES: Final = frozenset({"highest-weighted", "highest-weighted-quality"})
_NESTED_TIES: Final = (
    "; sub-criteria count, each by its weighting in the whole, and not the criteria they belong to"
)
_MODES: Final = {
    "half-up": "to the nearest, halves going up",
    "half-even": "to the nearest, halves going to the even digit",
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
_SHORTLIST_TIES: Final = {
    "keep-all": "Bids that share the last place are all kept.",
    "drop-all": "Bids that share the last place are all left out.",
    "tie-rules": "Bids that share the last place are put in order as ties are.",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a buyer has chosen in a way, and the rules that apply then.

    weightings   the effective weighting of every criterion and sub-criterion, by id, as
                 `engine.competitions.scoring.effective_weightings` gives it
    """

    weightings: Mapping[str, Fraction]
    rules: tuple[LinkedRule, ...]


def way_branch(framework: Framework, linked: LinkedWay, chosen: Chosen | None = None) -> Branch:
    """Return the values of a way: as the framework allows it, or as a buyer has chosen."""
    way = linked.way
    names = _Names(framework, way)
    criteria = tuple(_criteria(way))
    weightings = None if chosen is None else chosen.weightings
    return Branch(
        {
            "title": word("title", way.name),
            "description": word("description", None if chosen else way.description),
            "lots": tuple(
                word(f"lots.{at}", lot.title)
                for at, lot in enumerate(framework.terms.lots)
                if lot.id in way.lots and chosen is None
            ),
            "total": figure(
                "total", way.weightings_total if _weighed(way) else None, limit=_weighed(way)
            ),
            "weighed": _weighed(way),
            "chosen": chosen is None
            and any(isinstance(each.weighting, Weighting) for each in way.criteria),
            "nested": any(each.criteria for each in way.criteria),
            "criteria": criteria,
            "table": _table(way, criteria, weightings),
            "descriptions": tuple(
                Branch({"name": Leaf("", escaped(each.name)), "text": word("", each.description)})
                for each in way.every
                if each.description
            ),
            "sources": tuple(_sources(way, names)),
            "panel": _panel(way) if any(each.judged for each in way.every) else None,
            "scales": tuple(_scales(way)),
            "scored": tuple(_by_rule(way, _own_rows(linked) if chosen is None else chosen.rules)),
            "minimums": tuple(_minimums(way)),
            "quality_minimum": figure("quality_minimum", way.quality_minimum),
            "quality_out_of": figure(
                "quality_out_of", way.quality_out_of, limit=way.quality_minimum is not None
            ),
            "two_envelopes": way.envelopes == "two",
            "shortlist": _shortlist(way.shortlist, names) if way.shortlist else None,
            "prices": tuple(_prices(way, names)),
            "method": _method(way, names),
            "ties": tuple(
                Leaf(f"ties.{at}", names.tie(each), limit=True) for at, each in enumerate(way.ties)
            ),
            "rounding": _rounding(way),
        },
        text="title",
    )


def way_parts(
    framework: Framework, plan: EvaluationPlan, weightings: Mapping[str, Fraction]
) -> tuple[PaperPart, ...]:
    """Return how bids are compared under a plan, for the weightings chosen, as parts of a paper."""
    rules = tuple(rule for group in plan.runner.program.groups for rule in group.rules)
    linked = framework.ways[plan.way.id]
    text = library_text(
        "ways.md", {"rule": way_branch(framework, linked, Chosen(weightings, rules))}
    )
    return tuple(
        PaperPart(f"criteria-{number}", each.title, each.body)
        for number, each in enumerate(paragraphs_of(text), start=1)
    )


def _weighed(way: Way) -> bool:
    return way.method.needs_weightings or any(
        isinstance(each.weighting, Weighting) or each.weighting for each in way.criteria
    )


class _Names:
    """What people call the criteria and questions that a way refers to."""

    def __init__(self, framework: Framework, way: Way) -> None:
        self._criteria = {each.id: each for each in way.every}
        self._forms = framework.forms

    def criterion(self, name: str) -> str:
        known = self._criteria.get(name)
        return escaped(known.name if known else name.replace("-", " "))

    def question(self, name: str) -> str:
        form, _, bare = name.rpartition(".")
        for key, each in self._forms.items():
            if bare in each.steps and form in {"", key}:
                return escaped(each.steps[bare].question.title)
        return escaped(bare.replace("-", " "))

    def tie(self, rule: str) -> str:
        known = self._criteria.get(rule)
        if known is None:
            # Ties go by what is scored itself, each by its part of the whole weighting.
            nested = any(each.criteria for each in self._criteria.values())
            return _TIES[rule] + (_NESTED_TIES if nested and rule in _WEIGHTED_TIES else "")
        return f"the {'lower price' if known.priced else 'higher score'} for {escaped(known.name)}"

    def measure(self, measure: Measure) -> str:
        match measure:
            case Sum(sum=parts):
                return "the sum of " + amounts.listed([self._times(each) for each in parts])
            case Basket(basket=rates, quantities=str() as quantities):
                return f"{self._quoted(rates)}, each times {self._quoted(quantities)}, added up"
            case Basket(basket=rates, quantities=dict() as quantities):
                each = [f"{escaped(role)} {amounts.grouped(n)}" for role, n in quantities.items()]
                return f"{self._quoted(rates)}, times these quantities, added up: " + ", ".join(
                    each
                )
            case Count(count_of=name):
                return f"the number of items in {self._quoted(name)}"
            case _:
                return self._quoted(str(measure))

    def _times(self, part: str | Times) -> str:
        if isinstance(part, str):
            return self._quoted(part)
        factors = [
            self._quoted(each) if isinstance(each, str) else amounts.grouped(each)
            for each in part.factors
        ]
        return " times ".join([self._quoted(part.of), *factors])

    def _quoted(self, name: str) -> str:
        return f"“{self.question(name)}”"


# --- criteria -------------------------------------------------------------------------------------


def indented(criteria: Iterable[Criterion], depth: int = 0) -> Iterator[tuple[Criterion, int]]:
    """Return criteria and sub-criteria in order, each with how deep it stands."""
    for each in criteria:
        yield each, depth
        yield from indented(each.criteria, depth + 1)


def _criteria(way: Way) -> Iterator[Branch]:
    for each, _ in indented(way.criteria):
        here = f"criteria.{each.id}"
        parts: dict[str, object] = {
            "id": each.id,
            "name": Leaf(f"{here}.name", escaped(each.name), limit=True),
        }
        match each.weighting:
            case Weighting(min=low, max=high, step=step):
                parts["weighting"] = Branch(
                    {
                        "min": figure(f"{here}.weighting.min", low),
                        "max": figure(f"{here}.weighting.max", high),
                        "step": figure(f"{here}.weighting.step", None if low == high else step),
                    }
                )
            case Decimal() as fixed:
                parts["weighting"] = figure(f"{here}.weighting", fixed or None)
        yield Branch(parts, text="name")


def _table(way: Way, criteria: tuple[Branch, ...], chosen: Mapping[str, Fraction] | None) -> Leaf:
    weighed = any(isinstance(each.weighting, Weighting) or each.weighting for each in way.every)
    if chosen is not None:
        weighed = any(chosen.values())
    lines = [
        ["Criterion", *(["Weighting"] if weighed else []), "How it is scored"],
        ["---", *(["---:"] if weighed else []), "---"],
    ]
    for each, depth in indented(way.criteria):
        name = f"**{escaped(each.name)}**" if each.criteria else escaped(each.name)
        how = "; ".join(_how(each, effective=chosen is not None))
        weighting: list[str] = []
        if weighed and chosen is None:
            weighting = [_weighting(each)]
        elif weighed and chosen is not None:
            weighting = [shortest_print(chosen[each.id], way.rounding.digits("points"))]
        lines.append(["– " * depth + name, *weighting, how[:1].upper() + how[1:]])
    text = "\n".join(f"| {' | '.join(each)} |" for each in lines)
    return Leaf("table", text, covers=tuple(leaves(criteria)))


def _weighting(criterion: Criterion) -> str:
    weighting = criterion.weighting
    if not isinstance(weighting, Weighting):
        return amounts.grouped(weighting) if weighting else "–"
    low, high = amounts.grouped(weighting.min), amounts.grouped(weighting.max)
    if low == high:
        return low
    match weighting.step:
        case None:
            return f"{low} to {high}"
        case step if step == 1:
            return f"{low} to {high}, in whole numbers"
        case step:
            return f"{low} to {high}, in steps of {amounts.grouped(step)}"


def _how(criterion: Criterion, *, effective: bool) -> Iterator[str]:
    """Say how a criterion is scored; `effective` where weightings shown are of the whole."""
    if criterion.judged is not None:
        yield from _judged(criterion.judged)
    elif criterion.scored is not None:
        yield f"by rule, out of {amounts.grouped(criterion.scored.out_of)}"
    elif criterion.measured is not None:
        yield from _measured(criterion.measured)
    elif criterion.price is not None:
        yield "the price itself" if isinstance(criterion.price, Amount) else "by formula"
    elif effective:
        yield "from its sub-criteria"
    else:
        yield f"from its sub-criteria, whose weightings total {amounts.grouped(criterion.whole)}"
    if compares_with_best(criterion):
        yield "its share is that of the best score among the bids"


def _judged(judged: Judged) -> Iterator[str]:
    steps = (
        f" in steps of {amounts.grouped(judged.scale.step)}"
        if isinstance(judged.scale, Steps)
        else ""
    )
    low, high = amounts.grouped(judged.bottom), amounts.grouped(judged.top)
    yield f"marked from {low} to {high}{steps}"
    yield _COMBINED[judged.combine]
    if judged.missing == "zero":
        yield "a bid without a mark gets nothing"


def _measured(measured: Measured) -> Iterator[str]:
    yield f"from the figure in the bid, out of {amounts.grouped(measured.out_of)}"
    if measured.relative_to != "none":
        yield f"in proportion to the {measured.relative_to} figure of the bids compared"
    if measured.worst is not None and measured.best is not None:
        worst, best = amounts.grouped(measured.worst), amounts.grouped(measured.best)
        yield f"{worst} scores nothing and {best} everything, evenly between"


def _sources(way: Way, names: _Names) -> Iterator[Branch]:
    for each in way.every:
        if each.from_:
            yield Branch(
                {
                    "name": Leaf("", escaped(each.name)),
                    "questions": tuple(
                        Leaf("", f"“{names.question(question)}”") for question in each.from_
                    ),
                }
            )
        elif each.measured is not None:
            of = Leaf("", names.measure(each.measured.of))
            yield Branch({"name": Leaf("", escaped(each.name)), "questions": (of,)})


# --- marks ----------------------------------------------------------------------------------------


def _panel(way: Way) -> Branch:
    panel = way.panel
    return Branch(
        {
            "min": figure("panel.min", panel.evaluators.min),
            "max": figure("panel.max", panel.evaluators.max),
            "moderated": panel.moderation == "required",
            "may_be_moderated": panel.moderation == "optional",
            "reasons": panel.reasons == "required",
        }
    )


def _scales(way: Way) -> Iterator[Branch]:
    found: dict[tuple[Level, ...], list[Criterion]] = {}
    for each in way.every:
        levels = each.judged.levels if each.judged else ()
        if any(level.title or level.means or level.worth is not None for level in levels):
            found.setdefault(levels, []).append(each)
    for at, (levels, criteria) in enumerate(found.items()):
        worths = tuple(
            made
            for place, level in enumerate(levels)
            if (made := figure(f"scales.{at}.{place}.worth", level.worth, "percent")) is not None
        )
        yield Branch(
            {
                "criteria": tuple(Leaf("", escaped(each.name)) for each in criteria),
                "worths": worths,
                "table": Leaf(f"scales.{at}.table", _scale(levels), covers=worths),
            },
            text="table",
        )


def _scale(levels: tuple[Level, ...]) -> str:
    titled = any(level.title for level in levels)
    meant = any(level.means for level in levels)
    worthy = any(level.worth is not None for level in levels)
    rows = [["Mark"], ["---:"]]
    for present, head, rule in (
        (titled, "Name", "---"),
        (meant, "What it means", "---"),
        (worthy, "Worth", "---:"),
    ):
        if present:
            rows[0].append(head)
            rows[1].append(rule)
    for level in levels:
        row = [amounts.grouped(level.mark)]
        row += [escaped(level.title or "")] if titled else []
        row += [escaped(level.means or "")] if meant else []
        row += (
            [amounts.percentage(level.worth) if level.worth is not None else ""] if worthy else []
        )
        rows.append(row)
    return "\n".join(f"| {' | '.join(each)} |" for each in rows)


def _own_rows(linked: LinkedWay) -> Iterator[LinkedRule]:
    """Return the rules of a way's own rows; rules of other rulesets have clauses of their own."""
    by_id = {each.id: each for each in linked.rules}
    for each in linked.way.every:
        rows = each.scored.rows if each.scored else ()
        names = [f"evaluation/{each.id}/row-{at}" for at in range(1, len(rows) + 1)]
        yield from (by_id[name] for name in names if name in by_id)


def _by_rule(way: Way, scoring: Iterable[LinkedRule]) -> Iterator[Branch]:
    by_criterion: dict[str, list[LinkedRule]] = {}
    for flat in scoring:
        if flat.rule.then.score is not None:
            by_criterion.setdefault(flat.rule.then.score.criterion, []).append(flat)
    for each in way.every:
        if each.scored is None:
            continue
        rules = tuple(
            Leaf(f"scored.{each.id}.{at}", escaped(worded_rule(flat.rule, flat.logic)), limit=True)
            for at, flat in enumerate(by_criterion.get(each.id, ()), start=1)
        )
        yield Branch(
            {
                "name": Leaf("", escaped(each.name)),
                "rules": rules,
                "otherwise": figure(f"scored.{each.id}.otherwise", each.scored.otherwise),
                "out_of": figure(f"scored.{each.id}.out_of", each.scored.out_of),
                "together": Leaf("", _together(each.scored)),
            },
            text="name",
        )


def _together(scored: Scored) -> str:
    return {
        "one": "Where several rules give a score, they must give the same.",
        "sum": "Where several rules give a score, it is their sum.",
        "highest": "Where several rules give a score, the highest counts.",
        "lowest": "Where several rules give a score, the lowest counts.",
    }[scored.combine]


def _minimums(way: Way) -> Iterator[Branch]:
    for each in way.every:
        policy = each.judged or each.scored or each.measured
        least = each.minimum if policy is None else policy.minimum
        if least is not None:
            yield Branch(
                {
                    "name": Leaf("", escaped(each.name)),
                    "min": figure(f"minimums.{each.id}.min", least),
                },
                text="name",
            )


# --- what follows ---------------------------------------------------------------------------------


def _shortlist(shortlist: Shortlist, names: _Names) -> Branch:
    keep = shortlist.keep
    least = keep.min if isinstance(keep, ShortlistLimits) else keep
    most = keep.max if isinstance(keep, ShortlistLimits) else keep
    asked = keep.answer if isinstance(keep, ShortlistLimits) else None
    within = shortlist.within
    return Branch(
        {
            "fixed": isinstance(keep, int),
            "min": figure("shortlist.min", least),
            "max": figure("shortlist.max", None if least == most else most),
            "asked": None if asked is None else Leaf("", names.question(asked)),
            "at_least": figure("shortlist.at_least", shortlist.at_least),
            "points": figure("shortlist.points", within.points if within else None),
            "percent": figure("shortlist.percent", within.percent if within else None, "percent"),
            "by": tuple(Leaf("", names.criterion(each)) for each in shortlist.by),
            "weighted": shortlist.weighted,
            "ties": Leaf("shortlist.ties", _SHORTLIST_TIES[shortlist.ties]),
        }
    )


def _prices(way: Way, names: _Names) -> Iterator[Branch]:
    for each in way.prices:
        price = each.price
        assert price is not None  # noqa: S101 - these are the priced ones
        parts: dict[str, object] = {
            "name": Leaf("", escaped(each.name)),
            "of": Leaf("", names.measure(price.of)),
            "formula": None,
            "title": None,
            "figures": (),
        }
        if not isinstance(price, Amount):
            figures = tuple(
                made
                for key, value in price.figures()
                if (made := figure(f"prices.{each.id}.{key}", value)) is not None
            )
            parts["figures"] = figures
            parts["title"] = Leaf("", escaped(price.title))
            parts["formula"] = Leaf(
                f"prices.{each.id}.formula",
                price.mathematics(names.question).markdown,
                covers=figures,
            )
        yield Branch(parts, text="name")


def _method(way: Way, names: _Names) -> Branch:
    figures = tuple(
        made
        for key, value in way.method.figures()
        if (made := figure(f"method.{key}", value)) is not None
    )
    formula = way.method.mathematics(
        quality_out_of=way.quality_out_of, criterion=names.criterion, name_of=names.question
    )
    return Branch(
        {
            "title": Leaf("", escaped(way.method.title)),
            "figures": figures,
            "formula": Leaf("method.formula", formula.markdown, covers=figures),
        },
        text="title",
    )


def _rounding(way: Way) -> Leaf:
    rounding = way.rounding
    places = amounts.count_with_unit(rounding.places, "decimal places")
    others = [
        f"{_PLACES[place]} to {digits}"
        for place, digits in rounding.places_of.items()
        if digits != rounding.places
    ]
    text = f"Figures are shown to {places}, rounded {_MODES[rounding.mode]}"
    text += f" ({amounts.listed(others)})." if others else "."
    if rounding.at:
        carried = amounts.listed([_PLACES[at] for at in rounding.at])
        text += f" Rounded figures are carried on for {carried}; everything else stays exact."
    else:
        text += " What is worked out with them stays exact, so rounding changes no result."
    return Leaf("rounding", text, limit=True)
