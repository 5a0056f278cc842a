"""States: what people can answer to some questions, all of it, as far as conditions can tell.

    States((brief, bid), lot).of([step.offer.logic], budget)   facts, each time others

The questions that a condition asks about, and those that decide whether these are asked, are gone
through in order, as on a path. Each answer is one of finitely many *elements*, values that no
comparison at hand tells apart; so whatever holds in every state holds for every answer, and what
holds in none for none. A value stands for its element only if the reader accepts it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, cast

from forms.answers.parsing import Circumstances, read_answer
from forms.answers.writing import answer_as_json
from forms.linked.linked_form import LOT_KEY, AskedQuestion, LinkedForm, PathStep
from forms.model.choice_questions import ManyOf, OneOf
from forms.model.question import MAX_ITEMS
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_formats import EXAMPLES, TextFormat
from forms.model.text_questions import Email, LongText, ShortText, TextList
from forms.path import NO_FACTS, Gathered, asked
from rules.decision_tables.partition import Budget, elements
from rules.logic import Comparator, Compare, Logic, comparisons_in
from rules.problems import ValueProblem
from rules.values import Kind, Subject, Value


class NotSimpleError(Exception):
    """A condition that is not simple: of two answers, or of an answer and how long it is."""


#: What an answer adds to the facts.
_Given = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Variable:
    """Something that is answered in one way or another.

    step     the question, None for what is known from somewhere else
    leaves   the comparisons to tell apart
    """

    subject: Subject
    step: PathStep | None
    leaves: tuple[Compare, ...]


class States:
    """The states of forms that are filled in one after the other, in one lot."""

    def __init__(self, forms: Sequence[LinkedForm], lot: str | None) -> None:
        self.lot = lot
        self.form = forms[-1].in_lot(lot)
        self.steps: dict[str, PathStep] = {}
        for form in forms:
            self.steps |= {step.key: step for step in form.in_lot(lot).steps.values()}

    def of(
        self,
        logics: Iterable[Logic],
        budget: Budget,
        *,
        complete: bool = True,
        columns: Sequence[PathStep] = (),
    ) -> Iterator[Gathered]:
        """Return the facts of every state that conditions can tell apart.

        In a `complete` one, all that is asked for and required is answered; else it may be left
        out. `columns` are those of the table that the conditions are in. Raises `NotSimpleError`,
        and `TooManyError` once the budget is spent.
        """
        steps = {**self.steps, **{column.key: column for column in columns}}
        variables = self._variables(list(logics), steps)
        facts: Gathered = {} if self.lot is None else {LOT_KEY: self.lot}
        yield from self._from(variables, 0, facts, budget, complete=complete)

    def _from(
        self,
        variables: Sequence[_Variable],
        place: int,
        facts: Gathered,
        budget: Budget,
        *,
        complete: bool,
    ) -> Iterator[Gathered]:
        budget.spend(1)
        if place == len(variables):
            yield dict(facts)
            return
        for given in self._ways(variables[place], facts, complete=complete):
            yield from self._from(
                variables, place + 1, {**facts, **given}, budget, complete=complete
            )

    def _ways(self, variable: _Variable, facts: Gathered, *, complete: bool) -> Iterator[_Given]:
        """Return the ways in which something may be answered, as the facts are."""
        step = variable.step
        if step is None:
            found = elements(variable.subject, variable.leaves)
            yield from ({variable.subject.key: each.witness} for each in found)
            yield {}
            return
        question = asked(step, facts, self.lot)
        if question is None:
            yield {}
            return
        under = Circumstances(self.form, NO_FACTS, self.lot, complete=complete)
        yield from _answers(variable, question, under)
        if not step.question.required or not complete:
            yield {}

    # --- what is to be told apart -----------------------------------------------------------

    @staticmethod
    def _variables(logics: list[Logic], steps: Mapping[str, PathStep]) -> list[_Variable]:
        """Return what conditions depend on, in the order in which it is answered."""
        subjects: dict[str, Subject] = {}
        found: dict[str, dict[Compare, None]] = {}
        while logics:
            for leaf in comparisons_in(logics.pop()):
                if any(isinstance(each, Subject) for each in leaf.operands):
                    raise NotSimpleError
                key = _source(leaf.subject.key)
                if key == LOT_KEY:
                    continue
                if key not in found:
                    found[key] = {}
                    subjects[key] = leaf.subject
                    logics += _conditions(steps[key]) if key in steps else []
                found[key][leaf] = None
        order = {key: place for place, key in enumerate(steps)}
        return [
            _Variable(subjects[key], steps.get(key), tuple(found[key]))
            for key in sorted(found, key=lambda key: (order.get(key, -1), key))
        ]


def _source(key: str) -> str:
    sort, _, rest = key.partition(":")
    return f"answer:{rest}" if sort in {"count", "words"} else key


def _conditions(step: PathStep) -> list[Logic]:
    """Return what decides whether a question is asked, and what is offered."""
    each = [Compare(step.each, Comparator.ANSWERED)] if step.each else []
    return [step.offer.logic, *each, *(offer.logic for offer in step.options.values())]


# --- answers ----------------------------------------------------------------------------------


def _answers(
    variable: _Variable, question: AskedQuestion, under: Circumstances
) -> Iterator[_Given]:
    """Return an answer for each element that can be answered."""
    step = question.step
    counted = {leaf.subject for leaf in variable.leaves if leaf.subject.key != step.key}
    rest = [leaf for leaf in variable.leaves if leaf.subject.key == step.key]
    if not counted:
        for value in _values(question, rest, under):
            yield {step.key: value}
        return
    if len(counted) > 1 or any(
        leaf.op not in {Comparator.ANSWERED, Comparator.UNANSWERED} for leaf in rest
    ):
        raise NotSimpleError
    (subject,) = counted
    least, most = _counts(question, complete=under.complete)
    inside = replace(subject, least=least, most=most)
    for element in elements(inside, variable.leaves):
        count = cast(Decimal, element.witness)
        some = isinstance(step.question, TextList | ManyOf)
        yield {step.key: ("x",) * int(count) if some else object(), subject.key: count}


def _counts(question: AskedQuestion, *, complete: bool) -> tuple[Decimal, Decimal | None]:
    """Return how few and how many items or words an answer can have."""
    match question.step.question:
        case ShortText() | LongText() as text:
            by_length = None if text.max_characters is None else (text.max_characters + 1) // 2
            limits = [each for each in (text.max_words, by_length) if each is not None]
            return Decimal(1), Decimal(min(limits)) if limits else None
        case ManyOf() as many:
            most = min(many.max or MAX_ITEMS, len(question.options))
            alone = any(option.exclusive for option in many.leaves)
            least = many.min if complete and not alone else 1
            return Decimal(min(least, most)), Decimal(most)
        case Rows(each=None) | TextList() | FileUpload() as listed:
            least = (listed.min or 1) if complete else 1
            return Decimal(least), Decimal(listed.max or MAX_ITEMS)
        case Email():
            return Decimal(1), None
        case _:
            raise NotSimpleError


def _values(
    question: AskedQuestion, found: Sequence[Compare], under: Circumstances
) -> Iterator[Value]:
    """Return a value for each element that the question takes."""
    step = question.step
    subject = step.question.subject(under.form.id)
    subject = replace(subject, key=step.key)
    try:
        apart = elements(subject, found)
    except ValueProblem:
        raise NotSimpleError from None
    if subject.kind is Kind.OPAQUE:
        yield object()
        return
    known = [each for leaf in found for each in leaf.operands]
    if subject.kind is Kind.ONE_OF:
        offered = [value for value in subject.options if value in question.options]
        yield from (value for value in offered if value in known)
        yield from [value for value in offered if value not in known][:1]
        return
    for element in apart:
        for value in _candidates(question, element.witness, known):
            if _accepted(question, value, under):
                yield value
                break


def _accepted(question: AskedQuestion, value: Value, under: Circumstances) -> bool:
    read, faults = read_answer(question, answer_as_json(question.step.question, value), under)
    return read == value and not faults


#: Texts that most questions take, for a text that is none of those asked about.
_SOME_TEXTS: Final = ("something else", *"xyzabcdefghijklmnopqrstuvw0123456789")


def _candidates(
    question: AskedQuestion, witness: Value | None, known: Sequence[object]
) -> Iterator[Value]:
    """Return values of an element, of which the question may take one."""
    match question.step.question, witness:
        case ManyOf() as many, tuple(chosen):
            looked_for = tuple(each for each in chosen if each in known)
            exclusive = {option.value for option in many.leaves if option.exclusive}
            others = [v for v in many.choices if v in question.options and v not in known]
            together = [value for value in others if value not in exclusive]
            missing = max(0, many.min - len(looked_for), 0 if looked_for else 1)
            yield _ordered(many, (*looked_for, *together[:missing]))
            if looked_for:
                yield _ordered(many, looked_for)
            else:
                yield from ((value,) for value in others if value in exclusive)
        case TextList() as texts, tuple(chosen):
            looked_for = tuple(each for each in chosen if each in known)
            missing = max(0, texts.min - len(looked_for), 0 if looked_for else 1)
            for text in _SOME_TEXTS:
                if text not in known:
                    yield (*looked_for, *(text for _ in range(missing)))
        case (ShortText() | LongText() | Email()) as wording, str(text):
            yield text
            if text not in known:
                yield from (each for each in _texts(wording) if each not in known)
        case _, None:
            pass
        case _, value:
            yield value


def _texts(question: ShortText | LongText | Email) -> tuple[str, ...]:
    match question:
        case Email():
            return ("a@b.example", "c@d.example", "e@f.example")
        case ShortText(format=TextFormat() as kind):
            return EXAMPLES[kind]
        case _:
            return _SOME_TEXTS


def _ordered(many: ManyOf, chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in many.choices if value in chosen)


def options_of(question: AskedQuestion) -> tuple[str, ...]:
    """Return the options that are offered, in order."""
    found = question.step.question
    choices = found.choices if isinstance(found, OneOf | ManyOf) else {}
    return tuple(value for value in choices if value in question.options)
