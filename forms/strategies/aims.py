"""Aims: what must hold between answers, asked of each answer as it is chosen on the way.

A check is looked at when the form is complete. Whoever fills a form in sensibly keeps it in mind
before: an aim says whether it can still be reached after this answer, given those before it and
what may come. It errs towards yes; the last of its questions decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from typing import cast

from forms.linked.linked_form import LinkedForm, PathStep, in_lot
from forms.model.checks import Check, Conflict, SomeOf, Together, Total
from forms.model.figure_questions import Money, Number, Percentage
from forms.model.limits import figures_of
from forms.path import Gathered, add_fact
from rules.logic import (
    ALWAYS,
    Both,
    Comparator,
    Compare,
    Either,
    Facts,
    Logic,
    compares,
    comparisons_in,
)
from rules.values import Scalar, Subject, Value

#: The least and the most that a figure may be, None where it may be anything.
AimedSpan = tuple[Decimal | None, Decimal | None]


@dataclass(slots=True)
class Outlook:
    """What is known at one question of the way: the facts so far, and which questions are to come.

    order   the place of each question of the form on the way, by its key
    given   the questions that were asked before, by id: whether each was answered
    """

    form: LinkedForm
    lot: str | None
    facts: Gathered
    order: Mapping[str, int]
    here: int = -1
    given: dict[str, bool] = field(default_factory=dict)

    def reach(self, step: PathStep) -> None:
        """Come to the next question that is asked."""
        self.here = self.order[step.key]

    def settle(self, name: str, value: Value | None, *, tried: bool = False) -> None:
        """Note whether a question was answered, or that it was tried in vain."""
        self.given[name] = value is not None or tried

    def to_come(self, key: str) -> bool:
        """Return whether it is not known yet what a subject will be."""
        sort, _, rest = key.partition(":")
        source = f"answer:{rest}" if sort in {"count", "words"} else key
        return self.order.get(source, -1) > self.here

    def may_be_asked(self, step: PathStep) -> bool | None:
        """Return whether a question to come will be asked, None where that is not known yet."""
        return in_lot(step.offer, self.lot) and self.truth(step.offer.logic, self.facts)

    def with_answer(self, step: PathStep, value: Value | None) -> Facts:
        """Return the facts as they are once this question has been answered so."""
        if value is None:
            return self.facts
        facts = dict(self.facts)
        add_fact(facts, self.form, step.key, value)
        return facts

    def truth(self, logic: Logic, facts: Facts) -> bool | None:
        """Return whether a condition holds, None where that depends on what is to come."""
        match logic:
            case Compare():
                keys = (logic.subject.key, *(each.key for each in _others(logic)))
                return None if any(map(self.to_come, keys)) else compares(logic, facts)
            case Both(parts=parts):
                found = [self.truth(part, facts) for part in parts]
                return False if False in found else None if None in found else True
            case Either(parts=parts):
                found = [self.truth(part, facts) for part in parts]
                return True if True in found else None if None in found else False


def _others(leaf: Compare) -> Iterator[Subject]:
    return (each for each in leaf.operands if isinstance(each, Subject))


def aims_of(form: LinkedForm, broken: int | None = None) -> tuple["Aim", ...]:
    """Return the aims of a form's checks: that all of them hold, or that one of them does not."""
    return tuple(
        _aim(linked.check, linked.logic, holds=index != broken)
        for index, linked in enumerate(form.checks)
    )


def _aim(check: Check, logic: Logic, *, holds: bool) -> "Aim":
    match check:
        case Conflict():
            return _Condition(logic, wanted=not holds)
        case Total():
            return _Total(check, holds)
        case SomeOf():
            return _SomeOf(check, holds)
        case Together():
            return _Together(check, holds)


def to_ask(step: PathStep) -> "Aim":
    """Return the aim that a question is asked."""
    return _Condition(step.offer.logic, wanted=True)


def _same(subject: Subject, constants: Iterable[Scalar]) -> list[Compare]:
    return [Compare(subject, Comparator.IS, (each,)) for each in constants]


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition is to hold, or not to hold."""

    logic: Logic
    wanted: bool

    def concerns(self, step: PathStep) -> bool:
        if self.logic == ALWAYS:
            return False
        rest = step.key.partition(":")[2]
        keys = {rest_of(each.key) for leaf in comparisons_in(self.logic) for each in _read(leaf)}
        return rest in keys

    def open(self, outlook: Outlook, step: PathStep, value: Value | None) -> bool:
        found = outlook.truth(self.logic, outlook.with_answer(step, value))
        return found is None or found is self.wanted

    def told_apart(self, outlook: Outlook, step: PathStep) -> Iterable[Compare]:
        subject = step.question.subject(outlook.form.id)
        constants: list[Scalar] = []
        for leaf in comparisons_in(self.logic):
            if step.key not in {each.key for each in _read(leaf)}:
                continue
            for operand in (leaf.subject, *leaf.operands):
                value = (
                    operand if not isinstance(operand, Subject) else outlook.facts.get(operand.key)
                )
                if value is not None:
                    constants.append(cast(Scalar, value))
        return _same(subject, constants)


def _read(leaf: Compare) -> Iterator[Subject]:
    yield leaf.subject
    yield from _others(leaf)


def rest_of(key: str) -> str:
    """Return a key without its sort: counts of an answer are told with the answer."""
    return key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class _Total:
    """Figures are to total what they should, or something else."""

    check: Total
    wanted: bool

    def concerns(self, step: PathStep) -> bool:
        return step.id in self.check.total

    def open(self, outlook: Outlook, step: PathStep, value: Value | None) -> bool:
        if value is None or not all(self._before(outlook)):
            return self.wanted  # it is not looked at
        span = self._left(outlook, step)
        if span is None:
            return self.wanted
        low, high = span
        figure = cast(Decimal, value)
        inside = (low is None or low <= figure) and (high is None or figure <= high)
        return inside if self.wanted else not inside or not self._last(outlook)

    def within(self, outlook: Outlook, step: PathStep) -> AimedSpan | None:
        if not self.wanted or not all(self._before(outlook)):
            return None
        return self._left(outlook, step)

    def told_apart(self, outlook: Outlook, step: PathStep) -> Iterable[Compare]:
        ends = self._left(outlook, step) or ()
        subject = step.question.subject(outlook.form.id)
        return _same(subject, [end for end in ends if end is not None])

    def _before(self, outlook: Outlook) -> Iterator[bool]:
        return (outlook.given[name] for name in self.check.total if name in outlook.given)

    def _last(self, outlook: Outlook) -> bool:
        return not any(True for _ in self._coming(outlook))

    def _coming(self, outlook: Outlook) -> Iterator[tuple[PathStep, bool]]:
        """Return the figures to come that may be asked, and whether they will be."""
        for name in self.check.total:
            step = outlook.form.steps.get(name)
            if step is not None and outlook.to_come(step.key):
                asked = outlook.may_be_asked(step)
                if asked is not False:
                    yield step, asked is True

    def _left(self, outlook: Outlook, step: PathStep) -> AimedSpan | None:
        """Return what this figure may be for the total to be right; None where nothing is known."""
        check = self.check
        low, high = (check.min, check.max) if check.is_ is None else (check.is_, check.is_)
        with localcontext() as context:
            context.prec = 60
            for name in check.total:
                each = outlook.form.steps.get(name)
                if each is not None and each.id != step.id and outlook.given.get(name):
                    figure = cast(Decimal, outlook.facts.get(each.key, Decimal(0)))
                    low = None if low is None else low - figure
                    high = None if high is None else high - figure
            for each, surely in self._coming(outlook):
                figures = figures_of(cast(Number | Money | Percentage, each.question))
                if figures is None or (self.wanted and not each.question.required):
                    return None
                least, most = figures.least, figures.most
                if not surely:
                    least, most = min(least, Decimal(0)), max(most, Decimal(0))
                low = None if low is None else low - most
                high = None if high is None else high - least
        return low, high


@dataclass(frozen=True, slots=True)
class _Among:
    """What is known of questions some of which are to be answered, this one included."""

    answered: int
    asked: int
    coming: int
    sure: int  # of those to come, how many are asked and required


def _among(names: Iterable[str], outlook: Outlook, step: PathStep, value: Value | None) -> _Among:
    found = _Among(0, 0, 0, 0)
    for name in names:
        each = outlook.form.steps.get(name)
        if each is None:
            continue
        if each.id == step.id or name in outlook.given:
            there = value is not None if each.id == step.id else outlook.given[name]
            found = replace(found, answered=found.answered + there, asked=found.asked + 1)
        elif outlook.to_come(each.key) and (asked := outlook.may_be_asked(each)) is not False:
            sure = asked is True and each.question.required
            found = replace(found, coming=found.coming + 1, sure=found.sure + sure)
    return found


@dataclass(frozen=True, slots=True)
class _SomeOf:
    """So many of some questions are to be answered, or fewer."""

    check: SomeOf
    wanted: bool

    def concerns(self, step: PathStep) -> bool:
        return step.id in self.check.some_of

    def open(self, outlook: Outlook, step: PathStep, value: Value | None) -> bool:
        least = self.check.at_least
        found = _among(self.check.some_of, outlook, step, value)
        if self.wanted:
            return found.answered == found.asked or found.answered + found.coming >= least
        short = found.answered < min(least, found.asked)
        return found.answered + found.sure < least and (short or found.coming > 0)


@dataclass(frozen=True, slots=True)
class _Together:
    """All of some questions are to be answered or none, or all but one."""

    check: Together
    wanted: bool

    def concerns(self, step: PathStep) -> bool:
        return step.id in self.check.together

    def open(self, outlook: Outlook, step: PathStep, value: Value | None) -> bool:
        found = _among(self.check.together, outlook, step, value)
        missing = found.asked - found.answered
        if self.wanted:
            return not missing or not (found.answered or found.sure)
        return missing <= 1 and (found.coming > 0 or (missing == 1 and found.answered > 0))


#: Something that is to be so in the end. Each says which answers it `concerns`, and whether it can
#: still be reached (`open`) once a question is answered in some way.
Aim = _Condition | _Total | _SomeOf | _Together


def within(aim: Aim, outlook: Outlook, step: PathStep) -> AimedSpan | None:
    """Return the figures with which an aim can still be reached; None where none are known."""
    return aim.within(outlook, step) if isinstance(aim, _Total) else None


def told_apart(aim: Aim, outlook: Outlook, step: PathStep) -> Iterable[Compare]:
    """Return comparisons of an answer with constants between which an aim tells."""
    match aim:
        case _Condition() | _Total():
            return aim.told_apart(outlook, step)
        case _SomeOf() | _Together():
            return ()
