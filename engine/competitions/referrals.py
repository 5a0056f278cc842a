"""What the engine itself refers to a person: no rule of the definition could decide it.

A ruling on it stands under its id in `rulings` of the bid, as for a rule that refers.
"""

from collections.abc import Sequence

from engine.competitions.competition_notes import listed
from engine.execute import Fired
from rules.linking import LinkedRule
from rules.logic import Both
from rules.ruleset import Outcomes, Rule


def unchecked(form: str, names: Sequence[str]) -> Fired:
    """Return the referral of a bid that leaves out answers which rules read."""
    says = f"Rules that read {listed(names, 4)} of the form `{form}` could not be checked"
    return _referral(f"unchecked/{form}", "Not checked", says)


def without_value(criterion: str, says: str) -> Fired:
    """Return the referral of a bid for which a formula has no value."""
    return _referral(f"no-value/{criterion}", "The formula has no value", says)


def _referral(rule_id: str, title: str, says: str) -> Fired:
    rule = Rule(id=rule_id, title=title, then=Outcomes(refer=says))
    return Fired(LinkedRule(rule, Both(()), {}, (0, 0), "", ("refer",)), ())
