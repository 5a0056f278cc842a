"""The rules of an evaluation: what one way in which a buyer may run it stands for.

    ruleset: evaluation
    ways:
      - id: written
        method: weighted-sum
        criteria:
          - id: technical
            weighting: {min: 10, max: 75}
            judged: {scale: 0-3, combine: consensus, minimum: 2}
          - id: price
            weighting: {min: 20, max: 85}
            price: {of: total-price, formula: lowest-price-ratio}
        ties: [technical, price, draw-lots]

`rules_of_way` gives the rules of a way: its minimums, rows, shortlist and award. What a rule cannot
do (price points, weighted sums, ranks) is done by `rules.policies.methods`.
"""

from collections.abc import Iterator
from decimal import Decimal

from rules.conditions import Comparison
from rules.policies.criteria import Criterion
from rules.policies.ways import Way, places_of
from rules.problems import DataPath
from rules.ruleset import Outcomes, Rule, ScoreOutcome


def rules_of_way(way: Way) -> tuple[tuple[Rule, DataPath], ...]:
    """Return the rules of a way, each with its place in the way."""
    return tuple(_rules(way))


def _rules(way: Way) -> Iterator[tuple[Rule, DataPath]]:
    for at, each in places_of(way):
        yield from _criterion_rules(at, each)
    if way.quality_minimum is not None:
        yield (
            _minimum(
                "evaluation/overall-quality/minimum",
                "overall-quality",
                "quality",
                way.quality_minimum,
            ),
            ("quality_minimum",),
        )
    if way.shortlist is not None:
        rule = Rule(
            id="evaluation/shortlist",
            title="Not on the shortlist",
            when=Comparison.model_validate({"fact": "shortlisted", "is": False}),
            then=Outcomes(set_aside="The bid did not reach the shortlist"),
        )
        yield rule, ("shortlist",)
    yield (
        Rule(
            id="evaluation/outranked",
            title="Another bid is ranked higher",
            when=Comparison.model_validate({"fact": "rank", "more_than": 1}),
            then=Outcomes(set_aside="Another bid is ranked higher"),
        ),
        (),
    )
    award = Rule(
        id="evaluation/award",
        title="The highest-ranked bid wins",
        when=Comparison.model_validate({"fact": "rank", "is": 1}),
        then=Outcomes(award="The bid is ranked first"),
    )
    yield award, ()


def _criterion_rules(at: DataPath, each: Criterion) -> Iterator[tuple[Rule, DataPath]]:
    policy = each.judged or each.scored or each.measured
    least = each.minimum if policy is None else policy.minimum
    if least is not None:
        inside = () if policy is None else (each.sort,)
        rule = _minimum(f"evaluation/{each.id}/minimum", each.id, each.name, least)
        yield rule, (*at, *inside, "minimum")
    for number, row in enumerate(each.scored.rows if each.scored else (), start=1):
        rule = Rule(
            id=f"evaluation/{each.id}/row-{number}",
            title=row.title or f"{each.name} scores {row.score:f}",
            when=row.when,
            then=Outcomes(
                score=ScoreOutcome.model_validate({"criterion": each.id, "is": row.score})
            ),
            source=row.source,
        )
        yield rule, (*at, "scored", "rows", number - 1)


def _minimum(rule_id: str, fact: str, name: str, least: Decimal) -> Rule:
    return Rule(
        id=rule_id,
        title=f"{name}: below the minimum",
        when=Comparison.model_validate({"fact": fact, "less_than": least}),
        then=Outcomes(exclude=f"The score for {name} is below the minimum of {least:f}"),
    )
