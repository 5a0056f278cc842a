"""Answers: what a person or a document answers to a form, read, checked, and ready for rules.

answers = read_answers(form, {"total-price": "£125,000"}, lot="outcomes")
answers.problems      [] or what is wrong, by question
answers.values        {"total-price": Decimal("125000")}
answers.facts()       {"answer:bid.total-price": Decimal("125000")}
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import Final

from forms.answers.parsing import Circumstances, blank, read_answer
from forms.linked.linked_form import AskedQuestion, LinkedCheck, LinkedForm, PathStep
from forms.model.checks import Conflict, SomeOf, Together, Total
from forms.model.choice_questions import ManyOf, OneOf
from forms.model.faults import Fault, Wrong
from forms.model.placeholders import ITEM, LOT, Fill, Insert, filled
from forms.model.question import answer_key
from forms.model.sentences import counted, said, shown_as
from forms.model.typed_values import as_typed
from forms.path import NO_FACTS, starting_facts, walk
from rules.logic import Facts, holds
from rules.problems import Problem
from rules.values import Value, shown

#: The row that a fault is in, as its place has it.
_ROW: Final = re.compile(r"\[(\d+)\]")
#: Returns what fills in the message of a fault of a question; None if nothing does.
FillFor = Callable[[str, Fault], Fill | None]

#: Unknown keys that are named; of more than these, only how many there are.
MAX_UNKNOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that were read.

    values   typed values by question id, of the questions on the path; with no fault
    hidden   typed values of questions off the path: kept, never counted
    faults   what is wrong, by question id (or by the key that no question has), in order
    asked    the ids of the questions on the path, in order
    """

    form_id: str
    values: Mapping[str, Value]
    hidden: Mapping[str, Value] = field(default_factory=dict)
    faults: tuple[tuple[str, Fault], ...] = ()
    asked: tuple[str, ...] = ()
    fill: FillFor = field(default=lambda _name, _fault: None, repr=False, compare=False)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, each at its place: `day-rates.developer`, `items[2].amount`."""
        return [
            Problem(f"{name}{fault.at}", self._filled(name, fault)) for name, fault in self.faults
        ]

    def _filled(self, name: str, fault: Fault) -> str:
        """Return what is said of a fault; an owner's own words may quote answers, or the item."""
        fill = self.fill(name, fault) if fault.own and "{{" in fault.says else None
        return fault.says if fill is None else filled(fault.says, fill)

    def facts(self) -> dict[str, Value]:
        """Return the answers as rules read them, by the key of their subject."""
        prefix = answer_key(self.form_id, "")
        return {prefix + name: value for name, value in self.values.items()}


def read_answers(
    form: LinkedForm,
    raw: object,
    *,
    lot: str | None = None,
    others: Facts = NO_FACTS,
    complete: bool = True,
) -> Answers:
    """Read the answers to a form: a mapping of question id to JSON value.

    `lot` is the lot that they are for, `others` what is known from elsewhere, by key (the buyer's
    brief, for one). Where not `complete`, as in a draft, what is missing is no fault. Raises
    nothing, whatever the values are; without a lot, what is asked for some lots is asked.
    """
    if not isinstance(raw, Mapping):
        says = said("must be a set of question ids, each with its answer")
        return Answers(form.id, {}, faults=(("", Fault(Wrong.UNREADABLE, says)),))
    values: dict[str, Value] = {}
    faults: list[tuple[str, Fault]] = []
    if lot is not None and form.lots and lot not in form.lots:
        faults.append(("lot", Fault(Wrong.UNKNOWN_OPTION, f"there is no lot {as_typed(lot)}")))

    if lot is None and form.by_lot:
        says = said("is missing: this form asks different lots in different ways")
        faults.append(("lot", Fault(Wrong.MISSING, says)))
    every, form = form, form.in_lot(lot)
    facts = starting_facts(form, lot, others)
    under = Circumstances(form, facts, lot, complete)

    def answering(name: str, question: AskedQuestion) -> Value | None:
        value, wrong = read_answer(question, raw.get(name), under)
        if wrong:
            faults.extend((name, fault) for fault in wrong)
        if value is not None:
            values[name] = value
        return value

    on_path = dict(walk(form, facts, answering, lot=lot))
    # What other lots ask is known too; what this lot asks in a way of its own is read in that way.
    known = {**every.steps, **form.steps} if form is not every else form.steps
    hidden = _hidden(every, known, raw, frozenset(on_path), faults)
    faults.extend(_unknown(every, raw))
    fill = _filling(form, facts, lot, on_path)
    read = Answers(form.id, values, hidden, tuple(faults), tuple(on_path), fill)
    if not form.checks:
        return read
    found = tuple(_checked(form, read, facts, complete=complete))
    return replace(read, faults=read.faults + found)


def _filling(
    form: LinkedForm, facts: Facts, lot: str | None, asked: Mapping[str, AskedQuestion]
) -> FillFor:
    """Return what fills in the answers, and the item of a row, that a message quotes."""

    def fill_for(name: str, fault: Fault) -> Fill:
        row = _ROW.match(fault.at)
        items = (asked[name].items if name in asked else None) or ()

        def fill(insert: Insert) -> tuple[str, ...] | None:
            if insert.name == ITEM and not insert.number:
                number = int(row[1]) if row else len(items)
                return (items[number],) if number < len(items) else None
            if insert.name == LOT and not insert.number:
                title = form.lots.get(lot or "")
                return None if title is None else (title,)
            if insert.number:
                number_ = form.numbers.get(insert.name)
                return None if number_ is None else (str(number_),)
            subject = form.quoted.get(insert.name)
            value = None if subject is None else facts.get(subject.key)
            return None if subject is None or value is None else (shown(value, subject),)

        return fill

    return fill_for


def _hidden(
    form: LinkedForm,
    steps: Mapping[str, PathStep],
    raw: Mapping[str, object],
    on_path: frozenset[str],
    faults: list[tuple[str, Fault]],
) -> dict[str, Value]:
    """Read what is off the path, so that nothing unreadable is kept."""
    hidden: dict[str, Value] = {}
    if len(on_path) == len(steps):
        return hidden
    for name, step in steps.items():
        if name in on_path or blank(raw.get(name)):
            continue
        choices = step.question.choices if isinstance(step.question, OneOf | ManyOf) else {}
        everything = AskedQuestion(step, frozenset(choices))
        under = Circumstances(form, NO_FACTS, None, complete=False, hidden=True)
        value, wrong = read_answer(everything, raw[name], under)
        if value is not None:
            hidden[name] = value
        for fault in wrong:
            says = said("is not asked here, so leave it out; and it {says}", says=fault.says)
            faults.append((name, Fault(fault.wrong, says, fault.at)))
    return hidden


def _unknown(form: LinkedForm, raw: Mapping[object, object]) -> Iterator[tuple[str, Fault]]:
    if raw.keys() <= form.steps.keys():
        return
    unknown = [key for key in raw if key not in form.steps]
    for key in unknown[:MAX_UNKNOWN]:
        name = as_typed(key if isinstance(key, str) else "?")[1:-1]
        yield name, Fault(Wrong.UNKNOWN_KEY, said("is not a question of this form"))
    if len(unknown) > MAX_UNKNOWN:
        more = len(unknown) - MAX_UNKNOWN
        says = counted(
            "{count} more answer is to no question of this form",
            "{count} more answers are to no question of this form",
            more,
        )
        yield "", Fault(Wrong.UNKNOWN_KEY, says)


# --- checks between answers -------------------------------------------------------------------


def _checked(
    form: LinkedForm, answers: Answers, facts: Facts, *, complete: bool
) -> Iterator[tuple[str, Fault]]:
    for linked in form.checks:
        yield from _check(form, linked, answers, facts, complete=complete)


def _check(
    form: LinkedForm, linked: LinkedCheck, answers: Answers, facts: Facts, *, complete: bool
) -> Iterator[tuple[str, Fault]]:
    match linked.check:
        case Conflict() as conflict:
            if holds(linked.logic, facts):
                yield conflict.at, Fault(Wrong.CHECK, conflict.says, own=True)
        case Total() as total:
            yield from _total(form, total, answers)
        case SomeOf() as some if complete:
            yield from _some_of(form, some, answers)
        case Together() as together if complete:
            yield from _together(form, together, answers)
        case _:
            pass


def _total(form: LinkedForm, check: Total, answers: Answers) -> Iterator[tuple[str, Fault]]:
    asked = [name for name in check.total if name in answers.asked]
    given = [answers.values.get(name) for name in asked]
    if not asked or not all(isinstance(figure, Decimal) for figure in given):
        return
    with localcontext() as context:
        context.prec = 60  # more than a sum of 200 figures of 30 digits has
        total = sum((figure for figure in given if isinstance(figure, Decimal)), Decimal(0))
    subject = form.steps[asked[-1]].question.subject(form.id)
    for limit, outside, template in (
        (check.is_, check.is_ != total, "{parts} must total {limit}, not {total}"),
        (check.min, check.min is not None and total < check.min, _TOTAL_BELOW),
        (check.max, check.max is not None and total > check.max, _TOTAL_ABOVE),
    ):
        if limit is not None and outside:
            parts = " + ".join(form.steps[name].question.title for name in asked)
            figures = {"limit": shown_as(limit, subject), "total": shown_as(total, subject)}
            says = said(template, parts=parts, **figures)
            yield asked[-1], Fault(Wrong.CHECK, check.says or says, own=True)


_TOTAL_BELOW: Final = "{parts} must total at least {limit}, not {total}"
_TOTAL_ABOVE: Final = "{parts} must total at most {limit}, not {total}"


def _answered(answers: Answers, names: tuple[str, ...]) -> dict[str, bool]:
    """Say which of the questions that are asked are answered, be it wrongly."""
    tried = {name for name, _ in answers.faults}
    return {n: n in answers.values or n in tried for n in names if n in answers.asked}


def _some_of(form: LinkedForm, check: SomeOf, answers: Answers) -> Iterator[tuple[str, Fault]]:
    answered = _answered(answers, check.some_of)
    needed = min(check.at_least, len(answered))
    if sum(answered.values()) < needed:
        titles = "; ".join(form.steps[name].question.title for name in answered)
        says = said("Answer at least {least} of these: {titles}", least=str(needed), titles=titles)
        # Told on the last page that has one to answer, so that nobody is held up on an earlier one.
        open_ = next(
            name
            for page in reversed(form.pages)
            for name in (step.id for step in page.steps)
            if answered.get(name) is False
        )
        yield open_, Fault(Wrong.CHECK, check.says or says, own=True)


def _together(form: LinkedForm, check: Together, answers: Answers) -> Iterator[tuple[str, Fault]]:
    answered = _answered(answers, check.together)
    given = [name for name, there in answered.items() if there]
    for name, there in answered.items():
        if given and not there:
            title = form.steps[given[0]].question.title
            says = said("Answer this too, since this is answered: {title}", title=title)
            yield name, Fault(Wrong.CHECK, check.says or says, own=True)
