"""Reasons: why something was decided as it was, as sentences and as data.

Applications, bids and contracts share them; a decision on a contract says more of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from engine.execute import Fired
from rules.figures.rounding import rounded
from rules.figures.rounding import shortest_print as shown_figure
from rules.linking import LinkedRule
from rules.logic import OPPOSITE, Compare, Facts, compares, grounds
from rules.ruleset import Outcomes
from rules.values import Value, machine_text
from rules.wording import because

#: Where nobody asks which clause states a rule.
NO_CLAUSES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the rule, what it says, the facts it rests on, the law or policy behind it."""

    rule: str
    says: str
    facts: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None

    def as_data(self, clauses: Mapping[str, str] = NO_CLAUSES) -> dict[str, Any]:
        """Return the reason for machines, citing the clause that states its rule.

        `clauses` are rule ids to clause numbers: an agreement is numbered only when a reason is
        shown, never to decide.
        """
        data: dict[str, Any] = {
            "rule": self.rule,
            "says": self.says,
            "facts": dict(self.facts),
            "clause": clauses.get(self.rule),
        }
        if self.source is not None:
            data["source"] = self.source
        return data


def reason_of(fired: Fired) -> Reason:
    """Return the reason that a fired rule states."""
    # For people, a figure with no end is rounded; what was compared was the whole of it.
    facts = {
        key: rounded(value, 6) if isinstance(value, Fraction) else value
        for key, value in fired.facts.items()
    }
    rule = fired.rule.rule
    matched = grounds(fired.rule.logic, fired.facts)
    told: dict[str, str] = {}
    for leaf in matched:
        if (value := fired.facts.get(leaf.subject.key)) is not None:
            told[leaf.subject.name] = fact_for_machines(value)
    return Reason(
        rule=rule.id,
        says=because(says_of(rule.then) or rule.title or rule.id, matched, facts),
        facts=told,
        source=rule.source,
    )


def passed(rule: LinkedRule, facts: Facts) -> Reason | None:
    """Return the reason that a minimum is met; None where it is not, or its score is not known.

    A minimum is one comparison, so that what is met is its opposite.
    """
    leaf = rule.logic
    if not isinstance(leaf, Compare):
        return None
    met = Compare(leaf.subject, OPPOSITE[leaf.op], leaf.operands)
    if not compares(met, facts):
        return None
    value = facts[leaf.subject.key]
    shown_ = rounded(value, 6) if isinstance(value, Fraction) else value
    return Reason(
        rule=rule.id,
        says=because("The minimum is met", (met,), {leaf.subject.key: shown_}),
        facts={leaf.subject.name: fact_for_machines(value)},
        source=rule.rule.source,
    )


def says_of(then: Outcomes) -> str | None:
    """Return the words of a rule's outcome, where it has words."""
    return then.exclude or then.refer or then.set_aside or then.award


def fact_for_machines(value: Value) -> str:
    """Write a fact for machines: exactly if six places suffice, else rounded to them."""
    return shown_figure(value) if isinstance(value, Fraction) else machine_text(value)
