"""Owners' words for a rule: the figures in them come from the rule, or are marked as no limit.

    exclude: Annual turnover is below {{ limits.annual_turnover }}
    title: No equal pay after {{ "12 weeks" }}

What a rule asks is worded from the rule itself. Words beside it that repeat a limit name it, so
that they follow the rule; a figure that is no limit stands in quotation marks. `unmarked` takes the
marks away when a definition is read; `with_limits` fills in limits when its rules are linked.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.figures import amounts
from rules.logic import Logic, comparisons_in
from rules.problems import ValueProblem
from rules.ruleset import Rule
from rules.values import Kind, Subject

#: A figure marked as no limit: `{{ "12 weeks" }}`.
_MARKED: Final = re.compile(r"""\{\{\s*(?:"([^"{}]*)"|'([^'{}]*)')\s*\}\}""")
#: A limit of the rule, by name: `{{ limits.annual_turnover }}`.
_BOUND: Final = re.compile(r"\{\{\s*limits\.([a-z0-9_]+)\s*\}\}")
_UNITS: Final = {Kind.MONEY: "money", Kind.PERCENTAGE: "percent", Kind.DATE: "date"}


def unmarked(data: Any) -> Any:  # noqa: ANN401 - plain data
    """Return data without the marks of figures that are no limits, in every text of it."""
    match data:
        case str():
            return _MARKED.sub(lambda found: found[1] or found[2] or "", data)
        case dict():
            return {key: unmarked(value) for key, value in data.items()}
        case list():
            return [unmarked(value) for value in data]
        case _:
            return data


def limits_of(logic: Logic) -> dict[str, tuple[Decimal | date, str]]:
    """Return the figures and dates that a condition compares with, by name, each with its unit.

    The name is the subject's, with `_` for other marks; a second figure for it is `name_2`.
    """
    found: dict[str, tuple[Decimal | date, str]] = {}
    for leaf in comparisons_in(logic):
        for operand in leaf.operands:
            if isinstance(operand, Subject | bool | str) or operand is None:
                continue
            exact = operand if isinstance(operand, date) else Decimal(operand)
            plain = re.sub(r"[-./]", "_", leaf.subject.name)
            name, number = plain, 1
            while name in found:
                number += 1
                name = f"{plain}_{number}"
            found[name] = exact, _UNITS.get(leaf.subject.kind) or (leaf.subject.unit or "")
    return found


def with_figures(text: str, logic: Logic) -> str:
    """Return words with the figures of a condition filled in.

    Raises `ValueProblem` for a limit that the condition does not have.
    """
    if "{{" not in text:
        return text
    limits = limits_of(logic)

    def said(found: re.Match[str]) -> str:
        if found[1] not in limits:
            known = ", ".join(f"`{{{{ limits.{each} }}}}`" for each in limits) or "none"
            raise ValueProblem(f"has no limit `{found[1]}`; there are: {known}")
        return amounts.figure_in_words(*limits[found[1]])

    filled = _BOUND.sub(said, unmarked(text))
    if "{{" in filled:
        marks = '`{{ limits.name }}` for a limit of the rule, `{{ "12 weeks" }}` for another figure'
        raise ValueProblem(f"braces in words hold only {marks}")
    return filled


def with_limits(rule: Rule, logic: Logic) -> Rule:
    """Return a rule whose words hold the figures of its condition. Raises `ValueProblem`."""
    then = rule.then
    changed: dict[str, object] = {}
    for key in ("exclude", "refer", "set_aside", "award", "refuse", "problem"):
        part = getattr(then, key)
        if isinstance(part, str):
            changed[key] = with_figures(part, logic)
        elif part is not None:
            changed[key] = part.model_copy(update={"says": with_figures(part.says, logic)})
    title = None if rule.title is None else with_figures(rule.title, logic)
    outcomes = then.model_copy(update=changed) if changed else then
    return rule.model_copy(update={"title": title, "then": outcomes})
