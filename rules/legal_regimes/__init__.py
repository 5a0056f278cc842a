"""Rules that the law sets, as data: one YAML document for each legal regime.

    baseline("procurement-act-2023")    its rules, each with the place where it stands

Figures are dated there, and every rule cites its source. Nothing in Python knows a threshold.
"""

from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.linking import PlacedRule
from rules.ruleset import Rule
from rules.yaml.models import model_of
from rules.yaml.reading import read_yaml

#: The regimes that there are rules for, with their names.
REGIMES: Final = {
    "procurement-act-2023": "Procurement Act 2023",
    "pcr-2015": "Public Contracts Regulations 2015",
}

_FOLDER: Final = Path(__file__).parent


class Baseline(DefinitionPart):
    """A regime's rules."""

    ruleset: Literal["baseline"]
    regime: Id
    title: Line
    note: Text | None = None
    rules: tuple[Rule, ...] = Field(min_length=1)


@cache
def baseline(regime: str) -> tuple[PlacedRule, ...]:
    """Return the rules of a regime on contracts during their term, if it has any."""
    if regime not in REGIMES:
        return ()
    name = f"{regime}.yaml"
    document = read_yaml(_FOLDER / name, f"rules/legal_regimes/{name}")
    rules = model_of(document, Baseline).rules
    return tuple(
        PlacedRule(rule, document.where(("rules", index))) for index, rule in enumerate(rules)
    )
