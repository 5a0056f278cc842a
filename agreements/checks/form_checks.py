"""Checks of forms: proofs, trials of drafts, and both in words for the owner.

A form is checked as it is used: in every lot that it differs in, knowing the forms that are filled
in before it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agreements.checks.lint import Lint, Weight
from agreements.checks.places import question_place
from agreements.definition.framework import Framework
from agreements.operations import check_answers, facts_from_forms
from forms.analysis.dead_ends import DeadEnd
from forms.analysis.reachability import DEAD_ENDS, FormFlaw, lots_that_matter, proved
from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm
from forms.model.choice_questions import Declaration, YesNo
from forms.model.placeholders import unfilled
from rules.labels import is_name, is_request
from rules.problems import InputError
from rules.values import Subject, Value, shown

#: How many drafts of each form are tried in each lot, unless more are asked for.
CASES: Final = 20
#: How long that may take, in seconds, and how many drafts there must be time for in each of them.
_SECONDS: Final = 1
_CASES_A_SECOND: Final = 20

#: What a form can be used in spite of, though its owner hardly meant it.
_SERIOUS: Final = DEAD_ENDS | {FormFlaw.NEVER_SHOWN, FormFlaw.NEVER_ASKED_TOGETHER}


@dataclass(frozen=True, slots=True)
class FormTried:
    """How many drafts of a form were completed in a lot, and the smallest that was not."""

    form: str
    lot: str | None
    held: int
    dead_end: DeadEnd | None = None

    def as_data(self) -> dict[str, Any]:
        """Return it as printed for machines."""
        found = self.dead_end
        return {
            "form": self.form,
            "lot": self.lot,
            "held": self.held,
            "dead_end": None if found is None else {**found.as_data(), "at": found.at},
        }


@dataclass(frozen=True, slots=True)
class FormsProved:
    """What was proved of all forms: findings, and how many conditions and checks were proved."""

    findings: tuple[Lint, ...] = ()
    proved: int = 0
    unproved: int = 0


def known_before(framework: Framework, form: LinkedForm) -> list[LinkedForm]:
    """Return the forms whose answers a form reads, and those that these read, in order."""
    found: dict[str, LinkedForm] = {}
    for name in sorted(form.others):
        other = framework.forms[name]
        for each in (*known_before(framework, other), other):
            found[each.id] = each
    return list(found.values())


def _whole_forms(framework: Framework) -> list[LinkedForm]:
    """Return the forms that read no form which was left out for a problem of its own."""
    return [form for form in framework.forms.values() if _is_whole(framework, form)]


def _is_whole(framework: Framework, form: LinkedForm) -> bool:
    return all(
        name in framework.forms and _is_whole(framework, framework.forms[name])
        for name in form.others
    )


def prove_forms(framework: Framework) -> FormsProved:
    """Prove every form."""
    findings: list[Lint] = []
    count = unproved = 0
    for form in _whole_forms(framework):
        proofs = proved(form, before=known_before(framework, form))
        count, unproved = count + proofs.proved, unproved + proofs.unproved
        for each in proofs.findings:
            weight: Weight = "problem" if each.flaw in _SERIOUS else "note"
            findings.append(Lint(weight, each.where, each.says))
        findings += _empty_lists(framework, form)
        findings += _labels_to_quote(form)
    return FormsProved(tuple(findings), count, unproved)


def _empty_lists(framework: Framework, form: LinkedForm) -> Iterator[Lint]:
    """Find tables that rules read although nobody is asked for them while a list is empty."""
    read = {key for way in framework.ways.values() for rule in way.rules for key in rule.reads}
    steps = {
        step.key: step
        for each in (*known_before(framework, form), form)
        for step in each.steps.values()
    }
    for page in form.pages:
        for step in page.steps:
            counted = step.key.replace("answer:", "count:", 1)
            listed = None if step.each is None else steps.get(step.each.key)
            if listed is None or not {step.key, counted} & read or listed.question.required:
                continue
            says = (
                f"“{step.question.title}” has a row for each item of “{listed.question.title}”, "
                "which is optional: a rule that reads the table may then find no answer"
            )
            yield Lint("note", question_place(form, step.id), says)


#: Labels of more words are quoted as a matter of course.
_SHORT: Final = 5


def _labels_to_quote(form: LinkedForm) -> Iterator[Lint]:
    """Find short labels that name nothing: sentences have to quote them, and then read badly."""
    for step in form.steps.values():
        question = step.question
        label = question.title
        if (
            question.name is None
            and len(label.split()) <= _SHORT
            and not isinstance(question, YesNo | Declaration)
            and not (is_name(label) or is_request(label) or label.endswith("?"))
        ):
            says = (
                f"the label “{label}” is not the name of a thing, so sentences quote it: “Enter "
                "an answer to "
                f"‘{label}’”. Give the question a `name` that does, such as “start date”"
            )
            yield Lint("note", question_place(form, step.id), says)


# --- trials -----------------------------------------------------------------------------------


def to_try(framework: Framework) -> list[tuple[LinkedForm, str | None]]:
    """Return each form with each lot in which it is tried."""
    return [
        (form, lot)
        for form in _whole_forms(framework)
        for lot in lots_that_matter((*known_before(framework, form), form))
    ]


def try_forms(
    framework: Framework, cases: int | None = None, done: Callable[[], None] = lambda: None
) -> Iterator[FormTried]:
    """Try to complete drafts of each form in each lot: the same ones every time."""
    from forms.analysis.feasibility import tried  # noqa: PLC0415 - Hypothesis takes a while to load

    count = CASES if cases is None else cases
    seconds = max(_SECONDS, count // _CASES_A_SECOND)
    for form, lot in to_try(framework):
        before = known_before(framework, form)
        trial = tried(form, before=before, lot=lot, cases=count, seconds=seconds)
        done()
        yield FormTried(form.id, lot, trial.held, trial.dead_end)


def dead_end_lint(framework: Framework, dead_end: DeadEnd) -> Lint:
    """Return a dead end in words: what was answered, and the question that then has no answer."""
    form = framework.forms[dead_end.form_id]
    parts = []
    if dead_end.lot is not None:
        parts.append(f"in lot “{form.lots[dead_end.lot]}”")
    for name, answers in dead_end.known.items():
        said = _said(framework, name, answers, dead_end)
        if said:
            parts.append(f"with {framework.forms[name].form.title} ({said})")
    said = _said(framework, form.id, dead_end.answers, dead_end)
    parts.append(f"answered: {said}" if said else "with nothing answered yet")
    if dead_end.at is None:
        ending = "no way was found to complete this so that all checks hold"
    else:
        title = form.in_lot(dead_end.lot).steps[dead_end.at].question.title
        ending = f"“{title}” must be answered then, and nothing can be"
    says = f"a dead end: {'; '.join(parts)}: {ending}"
    return Lint("problem", question_place(form, dead_end.at), says)


def _said(framework: Framework, name: str, answers: Mapping[str, Any], dead_end: DeadEnd) -> str:
    form = framework.forms[name].in_lot(dead_end.lot)
    others = facts_from_forms(
        framework,
        {each: each_ for each, each_ in dead_end.known.items() if each != name},
        lot=dead_end.lot,
    )
    read = read_answers(form, answers, lot=dead_end.lot, others=others, complete=False)
    return ", ".join(
        f"{unfilled(form.steps[key].question.title)}: {_shown(form, key, value)}"
        for key, value in read.values.items()
    )


def _shown(form: LinkedForm, name: str, value: Value) -> str:
    subject: Subject = form.steps[name].question.subject(form.id)
    text = shown(value, subject)
    return text if len(text) <= 60 else text[:59] + "…"


def as_cases(framework: Framework, found: Sequence[DeadEnd]) -> list[dict[str, Any]]:
    """Return dead ends as cases that expect the problems they have now."""
    return [
        {
            "case": f"A dead end of {framework.forms[each.form_id].form.title}",
            "given": each.as_data(),
            "expect": {"problems": _problems(framework, each)},
        }
        for each in found
    ]


def _problems(framework: Framework, dead_end: DeadEnd) -> list[str]:
    try:
        check_answers(
            framework,
            dead_end.form_id,
            dead_end.answers,
            lot=dead_end.lot,
            known=dict(dead_end.known) or None,
        )
    except InputError as error:
        return [each.where for each in error.problems]
    return []
