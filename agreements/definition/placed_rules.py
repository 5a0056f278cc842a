"""Placed rules: the rules of rulesets with their full ids and places, and those of their tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agreements.definition.rulesets import Ruleset
from rules.conditions import names_in
from rules.decision_tables.expansion import expand_all
from rules.decision_tables.proofs import TableFinding, table_findings
from rules.decision_tables.tables import DecisionTable, Grid
from rules.linking import PlacedRule, derived_facts
from rules.problems import Problems
from rules.ruleset import Rule
from rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A decision table, its rows, and the ruleset that it stands in."""

    table: DecisionTable
    grid: Grid
    ruleset: Ruleset


def prefixed(rule: Rule, ruleset: Ruleset) -> Rule:
    """Return a rule under its full id, limited to the lots of its ruleset."""
    lots = rule.lots or ruleset.lots
    return rule.model_copy(update={"id": f"{ruleset.ruleset}/{rule.id}", "lots": lots})


def with_tables(
    rules: Sequence[PlacedRule],
    tables: Sequence[PlacedTable],
    known: Vocabulary,
    problems: Problems,
) -> tuple[list[PlacedRule], tuple[TableFinding, ...]]:
    """Return rules and those that tables stand for, and what is found of the tables."""
    drawn = [(each.table, each.grid) for each in tables]
    expanded = expand_all(drawn, rules, known, problems)
    made = [
        PlacedRule(prefixed(placed.rule, table.ruleset), placed.where)
        for table, placed_rules in zip(tables, expanded, strict=True)
        for placed in placed_rules
    ]
    every = [*rules, *made]
    derived = derived_facts(every, Problems())
    wider = known.with_facts({k: v for k, v in derived.items() if k not in known.facts})
    found = [
        finding
        for (table, grid), placed_rules in zip(drawn, expanded, strict=True)
        if placed_rules  # a table that cannot be used has its problems already
        for finding in table_findings(table, grid, wider.find)
    ]
    return every, tuple(found)


def check_unique(placed: Iterable[PlacedRule], problems: Problems) -> None:
    """Add a problem for every rule whose id another rule has."""
    first: dict[str, str] = {}
    for each in placed:
        if first.setdefault(each.rule.id, each.where) != each.where:
            problems.add(each.where, f"rule `{each.rule.id}` is also at {first[each.rule.id]}")


def readable(rules: Sequence[PlacedRule], known: Vocabulary) -> list[PlacedRule]:
    """Return the rules that read only what is known, or what such rules derive, in order.

    Each rule is looked at once for each fact that it reads, however long the chains of facts are.
    """
    missing: dict[int, set[str]] = {}
    waiting: dict[str, list[int]] = {}
    ready: list[int] = []
    for at, placed in enumerate(rules):
        names = names_in(placed.rule.when) if placed.rule.when is not None else set()
        if placed.rule.ways or any(s != "fact" and n not in known.answers for s, n in names):
            continue
        missing[at] = {n for s, n in names if s == "fact" and n not in known.facts}
        for name in missing[at]:
            waiting.setdefault(name, []).append(at)
        if not missing[at]:
            ready.append(at)
    kept: set[int] = set()
    while ready:
        at = ready.pop()
        kept.add(at)
        for name in rules[at].rule.then.fact or {}:
            for reader in waiting.pop(name, ()):
                missing[reader].remove(name)
                if not missing[reader]:
                    ready.append(reader)
    return [rules[at] for at in sorted(kept)]
