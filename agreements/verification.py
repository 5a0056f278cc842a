"""A result held against the reference: a second evaluation, which shares no arithmetic with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.definition.framework import Framework
from engine.reference.differences import compared
from engine.reference.evaluation import ReferenceEvaluation
from engine.reference.price_scores import Refused
from engine.reference.way import Data, Written
from forms.answers.answers import Answers, read_answers
from forms.linked.linked_form import LinkedForm
from rules.logic import Facts
from rules.values import Value


@dataclass(frozen=True, slots=True)
class Verification:
    """What a result was compared on with the reference: how many bids and figures, what differs."""

    bids: int
    figures: int
    differences: tuple[str, ...]

    @property
    def says(self) -> str:
        """The comparison in a sentence: what was compared, or the first difference."""
        if not self.differences:
            return (
                f"Verified: {self.figures} outcomes, ranks and figures of {self.bids} bids are "
                "the same in a second evaluation, by a program that shares no arithmetic with the "
                "first."
            )
        more = len(self.differences) - 1
        return (
            f"Not verified: a second evaluation differs. First difference: {self.differences[0]}."
            + (f" There are {more} more." if more else "")
        )


def verify_result(framework: Framework, data: Data, result: Data) -> Verification:
    """Evaluate a competition, given as JSON data, once more, and compare its result with that."""
    try:
        reference = reference_evaluation(framework, data)
    except Refused as refusal:
        says = f"the reference refuses the competition: {refusal}"
        return Verification(0, 0, (says,))
    found = list(compared(result, reference))
    return Verification(
        len(reference.bids), len(found), tuple(str(each) for each in found if not each.same)
    )


def reference_evaluation(framework: Framework, data: Data) -> ReferenceEvaluation:
    """Evaluate a competition, given as JSON data, by the reference. Raises `Refused`."""
    lot = data.get("lot") or next(iter(framework.terms.lot_ids))
    name = data.get("way") or next(iter(framework.ways_for(lot)))
    way = next(
        each
        for ruleset in framework.documents.values()
        if isinstance(ruleset, Mapping)
        for each in ruleset.get("ways", ())
        if each["id"] == name
    )
    return ReferenceEvaluation(written(framework, name, lot), way, lot, data)


def written(framework: Framework, way: str, lot: str | None) -> Written:
    """Return the definition as it is written, with what reads answers to its forms."""
    brief = framework.forms.get(framework.terms.forms.brief or "")
    return Written(
        hash=framework.hash,
        documents=framework.documents,
        from_tables=[
            each.rule.model_dump(by_alias=True, exclude_none=True)
            for each in framework.ways[way].rules
            if _of_table(framework, each.id)
        ],
        questions=framework.vocabulary.answers,
        read_brief=lambda raw: {} if brief is None else _read(brief, raw, lot, {}).facts(),
        read_bid=lambda raw, known: _of_bid(framework, raw, lot, known),
        asked=lambda raw: frozenset() if brief is None else _unanswered(brief, raw, lot, {}),
        unanswered=lambda raw, known: _unanswered_on_joining(framework, raw, lot, known),
    )


def _of_table(framework: Framework, rule: str) -> bool:
    return any(
        rule.startswith(f"{ruleset['ruleset']}/{table['id']}/row")
        for name, ruleset in framework.documents.items()
        if name.startswith("rulesets/") and isinstance(ruleset, Mapping)
        for table in ruleset.get("tables", ())
    )


def _read(
    form: LinkedForm, raw: object, lot: str | None, others: Facts, *, complete: bool = False
) -> Answers:
    answers = read_answers(form, raw, lot=lot, others=others, complete=complete)
    if answers.problems:
        raise Refused(f"{form.id}.{answers.problems[0].where}: {answers.problems[0].says}")
    return answers


def _unanswered(form: LinkedForm, raw: object, lot: str | None, others: Facts) -> frozenset[str]:
    """Return the keys of the questions that must be answered and are not."""
    answers = _read(form, raw, lot, others)
    steps = [form.steps[name] for name in answers.asked if name not in answers.values]
    return frozenset(step.key for step in steps if step.question.required)


def _unanswered_on_joining(
    framework: Framework, raw: Mapping[str, object], lot: str | None, known: Facts
) -> dict[str, frozenset[str]]:
    found: dict[str, Value] = {}
    lacking: dict[str, frozenset[str]] = {}
    for number, form in enumerate(framework.bid_forms):
        mine = {name: each for name, each in raw.items() if form.asks(name)}
        if number:
            lacking[form.id] = _unanswered(form, mine, lot, {**known, **found})
        found |= _read(form, mine, lot, {**known, **found}).facts()
    return lacking


def _of_bid(
    framework: Framework, raw: Mapping[str, object], lot: str | None, known: Facts
) -> Facts:
    found: dict[str, Value] = {}
    if unknown := {name for name in raw if not any(f.asks(name) for f in framework.bid_forms)}:
        raise Refused(f"there is no question {sorted(unknown)}")
    for number, form in enumerate(framework.bid_forms):
        mine = {name: each for name, each in raw.items() if form.asks(name)}
        # What was answered on joining may be left out here.
        answers = _read(form, mine, lot, {**known, **found}, complete=number == 0)
        found |= answers.facts()
    return found
