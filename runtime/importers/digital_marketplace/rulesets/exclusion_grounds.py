"""Exclusion grounds: pass and fail rules of a declaration become a ruleset on applications.

A question's `assessment` says with which answers a declaration passes. A *baseline* question fails
it with any other, and with none; a *discretionary* one leaves it to a person. What their system
merged into the schema by hand (`assessment/<manifest>/extra.schema.json`) becomes rules too.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.form_plan import Made
from runtime.importers.digital_marketplace.identifiers import unlike
from runtime.importers.digital_marketplace.questions.followups import condition, opening
from runtime.importers.digital_marketplace.questions.options import answers_of
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.rulesets.schema_rules import (
    ALWAYS,
    NEVER,
    SchemaNames,
    Unknown,
    negated,
    valid,
)
from runtime.importers.digital_marketplace.source.model import Assessed, SourceQuestion
from runtime.importers.digital_marketplace.source.texts import FormTexts

#: How long what a rule says may be.
_SHORT: Final = 300
_EXTRA: Final = SourcePlace("assessment/declaration/extra.schema.json")


def ruleset_of(made: Made, extra: Any, report: ImportReport) -> Data | None:  # noqa: ANN401 - JSON data
    """Make the ruleset of a declaration; None where nothing is assessed, which is told."""
    asked = dict(made.every())
    ids = {key: name for in_lot in made.ids.values() for key, name in in_lot.items()}
    rules: list[Data] = []
    for key, each in asked.items():
        if each.assessment:
            answer = f"declaration.{ids[key]}"
            rules += _rule(each, each.assessment, answer, rules, report)
    if extra is not None:
        answers = {key: f"declaration.{ids[key]}" for key in asked}
        rules += _extra(SchemaNames(extra, answers, asked), report)
    if not rules:
        report.fill_in(
            "No rules say with which answers a declaration passes: the source has none, and this "
            "framework was assessed in another way"
        )
        return None
    return {
        "ruleset": "declaration",
        "title": "Who may join",
        "decides": "application",
        "rules": rules,
    }


def _rule(
    asked: SourceQuestion,
    assessment: Assessed,
    answer: str,
    before: list[Data],
    report: ImportReport,
) -> Iterator[Data]:
    place = asked.place / "assessment"
    if assessment.passIfIn is None:
        report.left_out(place, "does not say with which answers a declaration passes")
        return
    for i, each in enumerate(assessment.passIfIn):
        if not opening(asked, (each,)):
            says = f"`{str(each)[:80]}` is not an answer to the question, so it lets nobody pass"
            report.differs(place / "passIfIn" / i, says)
    unanswered = {"answer": answer, "unanswered": True} if assessment.required else NEVER
    fails = _fails(asked, answer, assessment.passIfIn)
    parts = [each for each in (fails, unanswered) if each != NEVER]
    if not parts:
        report.left_out(place, "every answer passes, and so does no answer")
        return
    title = FormTexts(report).line(asked.name or asked.question, asked.place / "name", _SHORT)
    title = title or asked.id[:_SHORT]
    if assessment.discretionary:
        outcome, says = "refer", "The answer needs a person's decision"
    else:
        outcome, says = "exclude", "The answer fails"
    yield {
        "id": unlike(answer.partition(".")[2], {each["id"] for each in before}),
        "title": title,
        "when": parts[0] if len(parts) == 1 else {"any": parts},
        "then": {outcome: f"{says}: {title}"},
    }
    kind = "discretionary" if assessment.discretionary else "baseline"
    report.became(place, f"`rulesets/declaration.yaml`: a {kind} rule")


def _fails(asked: SourceQuestion, answer: str, passing: tuple[Any, ...]) -> Data:
    """Return the condition that a question is answered, and in no way that passes."""
    passes = opening(asked, passing)
    every: tuple[Any, ...] = (True, False) if asked.type == "boolean" else answers_of(asked)
    if asked.type not in {"boolean", "radios"}:
        # A list of answers, or a text, is none of the answers that pass.
        return {"answer": answer, "answered": True}
    failing = tuple(each for each in every if each not in passes)
    return condition(asked, answer, failing) if failing else NEVER


# --- what was merged in by hand -------------------------------------------------------------------


def _extra(names: SchemaNames, report: ImportReport) -> Iterator[Data]:
    root = names.root
    if not isinstance(root, Mapping):
        report.left_out(_EXTRA, "is not a schema")
        return
    inside = root.get("definitions", {})
    baseline = inside.get("baseline", {}) if isinstance(inside, Mapping) else {}
    for schema, outcome in ((baseline, "exclude"), (root, "refer")):
        try:
            wrong = negated(valid(schema, names))
        except Unknown as error:
            report.left_out(
                _EXTRA, f"`{error}` cannot be expressed as a condition: write a rule for it"
            )
            continue
        if wrong == NEVER:
            continue
        if wrong == ALWAYS:
            report.left_out(_EXTRA, "accepts no declaration at all: write a rule for it")
            continue
        says = "Several answers together do not meet what the framework asks"
        yield {"id": f"together-{outcome}", "title": says, "when": wrong, "then": {outcome: says}}
        report.became(_EXTRA, f"`rulesets/declaration.yaml`: `together-{outcome}`")
