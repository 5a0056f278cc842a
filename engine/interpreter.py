"""The interpreter: the definition of what rules mean, in plain Python over exact values.

It keeps what it has found for a profile (a pure function of the values), up to a bound, and shares
nothing with the network: not the encoding, not the comparisons.
"""

from collections.abc import Mapping
from typing import Final

from engine.program import RuleGroup
from rules.logic import holds
from rules.values import Value

#: The exact values of a group's subjects, None where unanswered.
Profile = tuple[Value | None, ...]

#: How many profiles of one group are remembered.
MAX_REMEMBERED: Final = 20_000


def fired(group: RuleGroup, profile: Profile) -> tuple[int, ...]:
    """Return the places (in the group) of the rules that fire for a profile.

    Opaque values only count as answered: `rules.logic` refuses any other question about them.
    """
    facts: Mapping[str, Value] = {
        key: value for key, value in zip(group.keys, profile, strict=True) if value is not None
    }
    return tuple(place for place, rule in enumerate(group.rules) if holds(rule.logic, facts))
