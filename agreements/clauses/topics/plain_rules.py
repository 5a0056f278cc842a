"""Rules of plain rulesets that bind somebody: each by itself, a decision table as a whole."""

from collections.abc import Iterator, Mapping
from typing import Final

from agreements.clauses.leaves import Branch, Leaf, escaped, figure, word
from agreements.clauses.topics.framework_terms import lot_titles
from agreements.clauses.topics.topic import Side, Topic
from agreements.definition.framework import Framework
from rules.linking import PlacedRule
from rules.logic import Logic, typed
from rules.owner_words import limits_of, with_limits
from rules.policies.evaluation import rules_of_way
from rules.problems import ValueProblem
from rules.ruleset import Outcomes
from rules.wording import worded, worded_rule

#: Outcomes by which a rule binds somebody. Others only ask for answers, or prepare other rules.
BINDING: Final = (
    *("exclude", "refer", "set_aside", "award", "problem", "score"),
    *("require", "permit", "refuse"),
)


def plain_topics(framework: Framework) -> Iterator[Topic]:
    """Return the rules that bind, each by itself, and each decision table as a whole."""
    tables: dict[str, list[tuple[PlacedRule, Logic]]] = {}
    written = {placed.rule.id for placed in framework.plain}
    titles = lot_titles(framework.terms)
    for placed, logic in _rules(framework):
        rule = placed.rule
        if rule.id not in written:
            # A row of a table: `eligibility/vetting/row-2`.
            tables.setdefault("/".join(rule.id.split("/")[:2]), []).append((placed, logic))
        elif any(getattr(rule.then, each) is not None for each in BINDING):
            yield rule_topic(placed, logic, titles, "framework")
    for name, rows in tables.items():
        binding = [
            (placed, logic)
            for placed, logic in rows
            if any(getattr(placed.rule.then, each) is not None for each in BINDING)
        ]
        if binding:
            yield _table_topic(name, binding, titles)


def rule_topic(placed: PlacedRule, logic: Logic, lots: Mapping[str, str], side: Side) -> Topic:
    """Return a rule as a topic; `lots` are the titles of lots, by id."""
    rule = placed.rule
    return Topic(
        id=rule.id,
        side=side,
        title=_called(rule.title, rule.id),
        where=placed.where,
        data=_rule_branch(placed, logic, lots),
        rules=(rule.id,),
        lots=rule.lots,
    )


def _table_topic(name: str, rows: list[tuple[PlacedRule, Logic]], lots: Mapping[str, str]) -> Topic:
    branches = tuple(
        _rule_branch(placed, logic, lots, f"rows.{at}.") for at, (placed, logic) in enumerate(rows)
    )
    title = _called(None, name)
    first = rows[0][0]
    return Topic(
        id=name,
        side="framework",
        title=title,
        where=first.where,
        data=Branch(
            {
                "id": name,
                "title": word("title", title),
                "outcome": branches[0].get("outcome"),
                "lots": branches[0].get("lots"),
                "source": branches[0].get("source"),
                "rows": branches,
            }
        ),
        rules=tuple(placed.rule.id for placed, _ in rows),
        lots=first.rule.lots,
    )


def _called(title: str | None, name: str) -> str:
    """Return what people call a rule: its title, or its id in words."""
    text = title or name.rpartition("/")[2].replace("-", " ").capitalize()
    return text.rstrip(".")


def _rules(framework: Framework) -> Iterator[tuple[PlacedRule, Logic]]:
    """Return every rule that is neither a way's nor a letter's, with what it means."""
    expanded = {
        rule.id for linked in framework.ways.values() for rule, _ in rules_of_way(linked.way)
    }
    expanded |= {placed.rule.id for placed in framework.feedback_rules}
    seen: set[str] = set()
    for linked in framework.ways.values():
        for flat in linked.rules:
            if flat.id not in expanded and flat.id not in seen:
                seen.add(flat.id)
                yield PlacedRule(flat.rule, flat.where), flat.logic
    for placed in framework.plain:
        if placed.rule.id not in seen:
            try:
                logic = typed(placed.rule.when, framework.vocabulary.find)
                rule = with_limits(placed.rule, logic)
            except ValueProblem:
                continue  # it reads facts of ways that it does not serve, and so it never runs
            yield PlacedRule(rule, placed.where), logic


def _rule_branch(placed: PlacedRule, logic: Logic, lots: Mapping[str, str], at: str = "") -> Branch:
    rule = placed.rule
    limits = {
        name: figure(f"{at}limits.{name}", value, unit)
        for name, (value, unit) in limits_of(logic).items()
    }
    figures = tuple(each for each in limits.values() if isinstance(each, Leaf))
    when = worded(logic)
    says = _says(rule.then)
    return Branch(
        {
            "id": rule.id,
            "title": word("title", _called(rule.title, rule.id)),
            "rows": (),
            "says": word("says", None if says is None else says.rstrip(".")),
            "when": None
            if when in {"always", "never"}
            else Leaf("when", escaped(when), covers=figures),
            "in_full": Leaf("in_full", escaped(worded_rule(rule, logic)), covers=figures),
            "outcome": word("outcome", next(e for e in rule.then.said if e in BINDING)),
            "excludes": rule.then.exclude is not None,
            "refers": rule.then.refer is not None,
            "corrects": rule.then.problem is not None,
            "score": figure(
                "score", None if rule.then.score is None else rule.then.score.is_, limit=False
            ),
            "lots": tuple(word(f"lots.{at}", lots[each]) for at, each in enumerate(rule.lots)),
            "source": word("source", rule.source),
            "limits": Branch(limits),
        },
        text="in_full",
    )


def _says(then: Outcomes) -> str | None:
    refused = then.refuse.says if then.refuse is not None else None
    corrected = then.problem.says if then.problem is not None else None
    return then.exclude or then.refer or then.set_aside or then.award or refused or corrected
