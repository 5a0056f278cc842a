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


def rules_of_way(way: Way) -> Iterator[tuple[Rule, DataPath]]:
    """Yield the rules of a way, each with its place in the way."""
    for at, each in places_of(way):
        yield from _criterion_rules(at, each)
    if way.quality_minimum is not None:
        yield _minimum("overall-quality", "quality", way.quality_minimum), ("quality_minimum",)
    if way.shortlist is not None:
        says = Outcomes(set_aside="The bid did not reach the shortlist")
        yield (
            _rule("shortlist", "Not on the shortlist", "shortlisted", says, is_=False),
            ("shortlist",),
        )
    says = Outcomes(set_aside="Another bid is ranked higher")
    yield _rule("outranked", "Another bid is ranked higher", "rank", says, more_than=1), ()
    says = Outcomes(award="The bid is ranked first")
    yield _rule("award", "The highest-ranked bid wins", "rank", says, is_=1), ()


def _criterion_rules(at: DataPath, each: Criterion) -> Iterator[tuple[Rule, DataPath]]:
    policy = each.judged or each.scored or each.measured
    least = each.minimum if policy is None else policy.minimum
    if least is not None:
        inside = () if policy is None else (each.sort,)
        rule = _minimum(each.id, each.name, least)
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


def _minimum(fact: str, name: str, least: Decimal) -> Rule:
    says = Outcomes(exclude=f"The score for {name} is below the minimum of {least:f}")
    return _rule(f"{fact}/minimum", f"{name}: below the minimum", fact, says, less_than=least)


def _rule(part: str, title: str, fact: str, then: Outcomes, **compared: object) -> Rule:
    when = Comparison.model_validate({"fact": fact, **compared})
    return Rule(id=f"evaluation/{part}", title=title, when=when, then=then)
