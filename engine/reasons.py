"""Reasons: why something was decided as it was, as sentences and as data.

Applications, bids and contracts share them; a decision on a contract says more of each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from engine.execute import Fired
from rules.figures.rounding import printed, rounded, shortest_print, telling_places
from rules.linking import LinkedRule
from rules.logic import OPPOSITE, Compare, Facts, compares, grounds
from rules.ruleset import Outcomes
from rules.values import Subject, Value, machine_text
from rules.wording import because

#: The decimal places to which a figure without end is printed, if no more are needed.
_PLACES: Final = 6
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
    rule = fired.rule.rule
    matched = grounds(fired.rule.logic, fired.facts)
    return Reason(
        rule=rule.id,
        says=because(
            says_of(rule.then) or rule.title or rule.id,
            matched,
            facts_for_people(matched, fired.facts),
        ),
        facts=_facts_for_machines(matched, fired.facts),
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
    return Reason(
        rule=rule.id,
        says=because("The minimum is met", (met,), facts_for_people((met,), facts)),
        facts=_facts_for_machines((met,), facts),
        source=rule.rule.source,
    )


def says_of(then: Outcomes) -> str | None:
    """Return the words of a rule's outcome, where it has words."""
    return then.exclude or then.refer or then.set_aside or then.award


def facts_for_people(compared: Iterable[Compare], facts: Facts) -> dict[str, Value]:
    """Return the facts that comparisons look at, by key, as sentences print them.

    A figure without end is rounded: to six places, or to as many as tell it apart from every
    unequal figure that it is compared with. What was compared was the whole of it.
    """
    places = _places(compared, facts)
    return {
        key: rounded(value, places[key]) if isinstance(value, Fraction) else value
        for key, value in facts.items()
        if key in places
    }


def _facts_for_machines(compared: Sequence[Compare], facts: Facts) -> dict[str, str]:
    places = _places(compared, facts)
    return {
        leaf.subject.name: (
            shortest_print(value, places[leaf.subject.key])
            if isinstance(value, Fraction)
            else machine_text(value)
        )
        for leaf in compared
        if (value := facts.get(leaf.subject.key)) is not None
    }


def _places(compared: Iterable[Compare], facts: Facts) -> dict[str, int]:
    """Return to how many places each fact is printed, by key."""
    found: dict[str, int] = {}
    for leaf in compared:
        keys = [each.key for each in (leaf.subject, *leaf.operands) if isinstance(each, Subject)]
        beside = [each for each in leaf.operands if not isinstance(each, Subject)]
        values = {
            Fraction(value)
            for value in (*beside, *(facts.get(key) for key in keys))
            if isinstance(value, Decimal | Fraction)
        }
        places = telling_places(values, _PLACES, printed)
        for key in keys:
            found[key] = max(places, found.get(key, _PLACES))
    return found
