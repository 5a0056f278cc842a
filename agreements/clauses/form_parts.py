"""Forms as a schedule of the agreement: every question, when it is asked, the kind of answer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from agreements.clauses.leaves import escaped
from agreements.rendering.papers import PaperPart
from forms.linked.linked_form import LinkedForm, PathStep
from forms.model.choice_questions import ManyOf, ManyOption, OneOf, Option
from forms.model.figure_questions import DayRates
from forms.model.placeholders import unfilled
from rules.figures import amounts
from rules.logic import ALWAYS
from rules.wording import worded

_ANSWERED: Final[Mapping[str, str]] = {
    "short-text": "a line of text",
    "long-text": "text",
    "texts": "a list of texts",
    "email": "an e-mail address",
    "address": "a postal address",
    "number": "a number",
    "money": "an amount in pounds",
    "percentage": "a percentage",
    "date": "a date",
    "period": "a period",
    "day-rates": "a figure for each role",
    "yes-no": "yes or no",
    "declaration": "a declaration",
    "rows": "a table",
    "file": "a file",
}
_WHO: Final = {"supplier": "The Supplier fills this in.", "buyer": "The Buyer fills this in."}


def form_parts(forms: Iterable[LinkedForm]) -> tuple[PaperPart, ...]:
    """Return a part for each form, with a table of its questions for each of its pages."""
    return tuple(
        PaperPart(
            id=f"form-{form.id}",
            title=form.form.title,
            body="\n\n".join([_WHO[form.form.by], *_pages(form)]),
        )
        for form in forms
    )


def _pages(form: LinkedForm) -> Iterator[str]:
    for each in form.pages:
        rows = ["| Question | Answer |", "| --- | --- |"]
        rows += [f"| {_asked(form, step)} | {_answer(step)} |" for step in each.steps]
        heading = [f"### {escaped(unfilled(each.page.title))}"] if not form.form.questions else []
        yield "\n\n".join([*heading, "\n".join(rows)])


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
    question = step.question
    match question:
        case OneOf(options=options):
            return "one of: " + "; ".join(escaped(each.label) for each in options)
        case ManyOf(options=many):
            return "any of: " + "; ".join(_labels(many))
        case DayRates():
            roles = [escaped(each) for each in question.choices.values()]
            return f"{_ANSWERED[question.type]}: {'; '.join(roles)}" if roles else "figures by role"
        case _:
            said = _ANSWERED[question.type]
    words = getattr(question, "max_words", None)
    if words is not None:
        said += f", of at most {words} words"
    if step.columns:
        said += " of " + amounts.listed([escaped(each.question.title) for each in step.columns])
    return said


def _labels(options: Iterable[Option]) -> Iterator[str]:
    for each in options:
        if isinstance(each, ManyOption) and each.options:
            yield from _labels(each.options)
        else:
            yield escaped(each.label)
