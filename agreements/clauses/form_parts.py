"""Forms as a schedule of the agreement: every question, when it is asked, the kind of answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from agreements.clauses.accepted_answers import accepted
from agreements.clauses.leaves import escaped
from agreements.rendering.papers import PaperPart
from forms.linked.linked_form import LinkedForm, PathStep
from forms.model.checks import Conflict, SomeOf, Together, Total, members
from forms.model.placeholders import unfilled
from rules.figures import amounts
from rules.logic import ALWAYS
from rules.values import shown
from rules.wording import worded

#: What kind of answer a question takes, where what it accepts does not say so.
_ANSWERED: Final[Mapping[str, str]] = {
    "short-text": "A line of text",
    "long-text": "Text",
    "texts": "A list of texts",
    "email": "An e-mail address",
    "address": "A postal address",
    "number": "A number",
    "money": "An amount in pounds",
    "percentage": "A percentage",
    "date": "A date",
    "period": "A period",
}
_WHO: Final = {"supplier": "The Supplier fills this in.", "buyer": "The Buyer fills this in."}


def form_parts(forms: Iterable[LinkedForm]) -> tuple[PaperPart, ...]:
    """Return a part for each form, with a table of its questions for each of its pages."""
    return tuple(
        PaperPart(
            id=f"form-{form.id}",
            title=form.form.title,
            body="\n\n".join([_WHO[form.form.by], *_pages(form), *_between(form)]),
        )
        for form in forms
    )


def _pages(form: LinkedForm) -> Iterator[str]:
    for each in form.pages:
        rows = ["| Question | Answer |", "| --- | --- |"]
        rows += [f"| {_asked(form, step)} | {_answer(step)} |" for step in each.steps]
        heading = [f"### {escaped(unfilled(each.page.title))}"] if not form.form.questions else []
        yield "\n\n".join([*heading, "\n".join(rows)])


def _between(form: LinkedForm) -> Iterator[str]:
    if points := list(_checks(form)):
        yield "Between the answers, this must hold:"
        yield "\n".join(points)


def _asked(form: LinkedForm, step: PathStep) -> str:
    question = step.question
    limits = []
    if step.offer.lots is not None:
        lots = [escaped(form.lots[each]) for each in form.lots if each in step.offer.lots]
        limits.append(f"asked in {amounts.listed(lots)}")
    if step.offer.logic != ALWAYS:
        limits.append(f"asked when {escaped(worded(step.offer.logic))}")
    if not question.required:
        limits.append("may be left out")
    return escaped(unfilled(question.label)) + (f" ({'; '.join(limits)})" if limits else "")


def _answer(step: PathStep) -> str:
    sort = _ANSWERED.get(step.question.type)
    return " ".join(([f"{sort}."] if sort else []) + list(accepted(step)))


def _checks(form: LinkedForm) -> Iterator[str]:
    """Return what must hold between the answers, a point for each check."""
    for linked in form.checks:
        check = linked.check
        names = [
            escaped(unfilled(form.steps[each].question.title))
            for each in members(check)
            if each in form.steps
        ]
        listed = amounts.listed([f"“{each}”" for each in names])
        match check:
            case Conflict():
                yield f"- {listed} is not accepted when {escaped(worded(linked.logic))}."
            case Total():
                first = next(step for name, step in form.steps.items() if name in check.total)
                subject = first.question.subject("")
                for limit, words in (
                    (check.is_, ""),
                    (check.min, "at least "),
                    (check.max, "at most "),
                ):
                    if limit is not None:
                        yield f"- {listed} total {words}{shown(limit, subject)}."
            case SomeOf():
                yield f"- At least {amounts.words(check.at_least)} of {listed} must be answered."
            case Together():
                yield f"- {listed} are answered together, or not at all."
