"""The path: which pages, questions and options are shown, given the answers so far.

The path is worked out anew from the answers each time, in the order of the questions. An answer
counts only while its question is on the path, so what was answered on an abandoned branch never
decides anything, neither here nor in a rule.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from forms.linked.linked_form import (
    LOT_KEY,
    AskedQuestion,
    Availability,
    LinkedForm,
    PathStep,
    in_lot,
)
from forms.model.choice_questions import ManyOf, OneOf
from forms.model.form import Page
from forms.model.typed_values import count_words
from rules.logic import Facts, holds
from rules.values import Value

#: Facts that a path has gathered, and adds to.
Gathered = dict[str, Value]

NO_FACTS: Final[Facts] = {}


@dataclass(frozen=True, slots=True)
class AskedPage:
    """A page on the path, with those of its questions that are asked."""

    page: Page
    questions: tuple[AskedQuestion, ...]


#: Gives the answer to a question that is asked, by its id, None where it has none.
Answering = Callable[[str, AskedQuestion], Value | None]


def offered(offer: Availability, facts: Facts, lot: str | None) -> bool:
    """Return whether something is asked or offered. Without a lot, what is for some lots is too."""
    return in_lot(offer, lot) and holds(offer.logic, facts)


def asked(step: PathStep, facts: Facts, lot: str | None) -> AskedQuestion | None:
    """Return a question with what it offers, or None where it is not asked.

    A table with `each` is not asked while its list is empty.
    """
    return asking(step, facts, lot) if offered(step.offer, facts, lot) else None


def asking(step: PathStep, facts: Facts, lot: str | None) -> AskedQuestion | None:
    """Return a question with what it offers, whether or not its own condition holds."""
    options: frozenset[str] = frozenset()
    if isinstance(step.question, OneOf | ManyOf):
        options = frozenset(
            value
            for value in step.question.choices
            if value not in step.options or offered(step.options[value], facts, lot)
        )
    items: tuple[str, ...] | None = None
    if step.each:
        found = facts.get(step.each.key)
        items = found if isinstance(found, tuple) else ()
        if not items:
            return None
    return AskedQuestion(step, options, items)


def starting_facts(form: LinkedForm, lot: str | None, others: Facts) -> Gathered:
    """Return what is known before the first question: other forms' answers, facts and the lot."""
    facts = dict(others)
    if lot is not None:
        facts[LOT_KEY] = lot
    for source in form.derived:
        if source in facts:
            add_fact(facts, form, source, facts[source])
    return facts


def add_fact(facts: Gathered, form: LinkedForm, key: str, value: Value) -> None:
    """Add an answer to the facts, with the counts of it that the form's conditions read."""
    facts[key] = value
    for derived in form.derived.get(key, ()):
        if derived.startswith("words:"):
            facts[derived] = Decimal(count_words(str(value)))
        elif isinstance(value, tuple):
            facts[derived] = Decimal(len(value))


def walk(
    form: LinkedForm, facts: Gathered, answering: Answering, *, lot: str | None = None
) -> Iterator[tuple[str, AskedQuestion]]:
    """Go along the path, taking each answer as its question is reached; give those asked, by id.

    `facts` holds what is known before (`starting_facts`); the answers are added to it.
    """
    always, derived = form.always, form.derived
    for name, step in form.steps.items():
        question = always.get(name) or asked(step, facts, lot)
        if question is None:
            continue
        value = answering(name, question)
        if value is not None:
            if step.key in derived:
                add_fact(facts, form, step.key, value)
            else:
                facts[step.key] = value
        yield name, question


def path(
    form: LinkedForm,
    values: Mapping[str, Value],
    *,
    lot: str | None = None,
    others: Facts = NO_FACTS,
) -> tuple[AskedPage, ...]:
    """Return the pages on the path for these answers, each with the questions asked on it.

    `values` holds typed answers by question id; those that are off the path do not count, nor do
    choices of options that are not offered. `others` holds facts by key, as `Answers.facts` gives
    them for another form. Without a lot, what is asked for some lots is asked.
    """
    form = form.in_lot(lot)
    facts = starting_facts(form, lot, others)
    on_it = dict(walk(form, facts, _given(values), lot=lot))
    pages = (
        AskedPage(each.page, tuple(on_it[s.id] for s in each.steps if s.id in on_it))
        for each in form.pages
    )
    return tuple(page for page in pages if page.questions)


def _given(values: Mapping[str, Value]) -> Answering:
    def given(name: str, question: AskedQuestion) -> Value | None:
        value = values.get(name)
        match question.step.question:
            case OneOf():
                return value if value in question.options else None
            case ManyOf() if isinstance(value, tuple):
                return value if question.options.issuperset(value) else None
            case _:
                return value

    return given
