"""Progress: how far a draft has come: its pages on the path, their status, and what comes next.

state = survey(form, draft.answers, lot="hosting", others=brief.facts())
state.first                  "prices", the first page that there is something to do on
state.page("prices").status  Status.IN_PROGRESS
state.can_submit             False

All of it follows from the raw answers, which may be unfinished and wrong. Nothing is worked out
before it is asked for: a question page needs the path and no status.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from forms.answers.answers import Answers, read_answers
from forms.answers.parsing import Circumstances, read_answer
from forms.answers.posting import PageAnswers, Verb
from forms.linked.linked_form import AskedQuestion, LinkedForm, LinkedPage, PathStep
from forms.model.faults import Fault, Wrong
from forms.model.form import Page, Section
from forms.path import NO_FACTS, add_fact, asked, starting_facts
from rules.logic import Both, Compare, Either, Facts, Logic, compares, subjects
from rules.values import Subject, Value


class Status(StrEnum):
    """How far a page has come."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    PROBLEM = "problem"  # an answer will not do
    CANNOT_START = "cannot-start"  # whether it is asked depends on questions not yet answered
    NOT_NEEDED = "not-needed"  # off the path


#: What is wrong with an answer only because it is not finished.
_UNFINISHED: Final = frozenset({Wrong.MISSING, Wrong.TOO_FEW})
#: Pages with these have something to do.
_TO_DO: Final = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.PROBLEM})


@dataclass(frozen=True, slots=True)
class PageState:
    """A page of the form, with those of its questions that are asked, and what is wrong there."""

    linked: LinkedPage
    status: Status
    asked: tuple[AskedQuestion, ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()

    @property
    def id(self) -> str:
        """The page's id."""
        return self.linked.page.id

    @property
    def page(self) -> Page:
        """The page as it is defined."""
        return self.linked.page

    @property
    def section(self) -> Section | None:
        """The section that it is in, if in any."""
        return self.linked.section

    @property
    def required(self) -> bool:
        """Whether some question on it must be answered."""
        return any(each.step.question.required for each in self.asked)


@dataclass(frozen=True, slots=True)
class SectionState:
    """Pages that stand together in a list of tasks; without a section where the form has none."""

    section: Section | None
    pages: tuple[PageState, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a form its path is made of.

    deciding   the questions whose answers some condition, table or text of the form asks for, by
               key, in order
    reads      the keys of the deciding questions that decide about each question, by its key
    pages      the pages by id, in order
    known      what `before_page` and `before` gave, since they give it for each request
    """

    deciding: Mapping[str, PathStep]
    reads: Mapping[str, tuple[str, ...]]
    pages: Mapping[str, LinkedPage]
    known: dict[tuple[str, str], tuple[PathStep, ...]] = field(default_factory=dict)

    def before_page(self, page_id: str) -> tuple[PathStep, ...]:
        """Return the questions to be read, in order, before anything is asked on a page."""
        found = self.known.get(("page", page_id))
        if found is None:
            keys = [key for step in self.pages[page_id].steps for key in self.reads[step.key]]
            found = self.known["page", page_id] = self._with_all_before(keys)
        return found

    def before(self, key: str) -> tuple[PathStep, ...]:
        """Return the questions to be read, in order, to know what a key stands for."""
        found = self.known.get(("key", key))
        if found is None:
            found = self.known["key", key] = self._with_all_before([_answer(key)])
        return found

    def _with_all_before(self, keys: Sequence[str]) -> tuple[PathStep, ...]:
        waiting, found = list(keys), set[str]()
        while waiting:
            key = waiting.pop()
            if key in self.deciding and key not in found:
                found.add(key)
                waiting += self.reads[key]
        return tuple(step for key, step in self.deciding.items() if key in found)


_PLANS: Final[WeakKeyDictionary[LinkedForm, _Plan]] = WeakKeyDictionary()


def _plan_of(form: LinkedForm) -> _Plan:
    plan = _PLANS.get(form)
    if plan is None:
        reads = {s.key: tuple({_answer(key) for key in _reads(s)}) for s in form.steps.values()}
        read = {key for keys in reads.values() for key in keys}
        read |= {_answer(subject.key) for subject in form.quoted.values()}
        deciding = {step.key: step for step in form.steps.values() if step.key in read}
        pages = {page.page.id: page for page in form.pages}
        plan = _PLANS[form] = _Plan(deciding, reads, pages)
    return plan


def _reads(step: PathStep) -> Iterator[str]:
    """Return the keys that decide about a question, its options, its columns and its rows."""
    yield from subjects(step.offer.logic)
    for offer in step.options.values():
        yield from subjects(offer.logic)
    for column in step.columns:
        yield from _reads(column)
    if step.each is not None:
        yield step.each.key


class Survey:
    """A draft's answers to a form, looked over. Made by `survey`."""

    def __init__(
        self, form: LinkedForm, raw: Mapping[str, object], lot: str | None, others: Facts
    ) -> None:
        self.form = form
        self.raw = raw
        self.lot = lot
        self.others = others
        self._plan = _plan_of(form)
        self._facts = starting_facts(form, lot, others)
        self._under = Circumstances(form, self._facts, lot, complete=False)
        #: The keys of the deciding questions that have been read.
        self._read: set[str] = set()

    # --- the path -------------------------------------------------------------------------------

    def _decide(self, deciding: Iterable[PathStep]) -> None:
        """Read the answers to deciding questions, which are in order, and none is left out."""
        for step in deciding:
            if step.key in self._read:
                continue
            self._read.add(step.key)
            question = self._asked(step)
            if question is None:
                continue
            value, _ = read_answer(question, self.raw.get(step.id), self._under)
            if value is not None:
                add_fact(self._facts, self.form, step.key, value)

    def _asked(self, step: PathStep) -> AskedQuestion | None:
        return self.form.always.get(step.id) or asked(step, self._facts, self.lot)

    @cached_property
    def asked(self) -> Mapping[str, AskedQuestion]:
        """The questions on the path, by id, in order."""
        self._decide(self._plan.deciding.values())
        found = ((name, self._asked(step)) for name, step in self.form.steps.items())
        return {name: question for name, question in found if question is not None}

    @cached_property
    def facts(self) -> Facts:
        """What conditions and texts may ask for: the lot, other forms' answers, and the form's."""
        self._decide(self._plan.deciding.values())
        return self._facts

    def facts_on(self, page_id: str) -> Facts:
        """Return what conditions of one page may ask for. Raises `KeyError`."""
        self._decide(self._plan.before_page(page_id))
        return self._facts

    def fact(self, key: str) -> Value | None:
        """Return what a condition or a text may ask for, by its key."""
        self._decide(self._plan.before(key))
        return self._facts.get(key)

    @cached_property
    def on_path(self) -> tuple[LinkedPage, ...]:
        """The pages on which something is asked."""
        return tuple(page for name, page in self._plan.pages.items() if self._reached(name))

    def linked_page(self, page_id: str) -> LinkedPage:
        """Return a page of the form. Raises `KeyError`."""
        return self._plan.pages[page_id]

    def asked_on(self, page_id: str) -> tuple[AskedQuestion, ...]:
        """Return the questions that are asked on a page; none where it is off the path."""
        self._decide(self._plan.before_page(page_id))
        found = (self._asked(step) for step in self._plan.pages[page_id].steps)
        return tuple(question for question in found if question is not None)

    def next(self, page_id: str) -> str | None:
        """Return the page on the path after a page, None where that is the last."""
        return self._beside(page_id, list(self._plan.pages))

    def previous(self, page_id: str) -> str | None:
        """Return the page on the path before a page, None where that is the first."""
        return self._beside(page_id, list(self._plan.pages)[::-1])

    def _beside(self, page_id: str, ids: list[str]) -> str | None:
        beside = ids[ids.index(page_id) + 1 :]
        return next((each for each in beside if self._reached(each)), None)

    def _reached(self, page_id: str) -> bool:
        self._decide(self._plan.before_page(page_id))
        return any(self._asked(step) for step in self._plan.pages[page_id].steps)

    # --- what is answered -----------------------------------------------------------------------

    @cached_property
    def answers(self) -> Answers:
        """The answers as they would be submitted: those on the path, each as it must be."""
        asked = {name: self.raw[name] for name in self.asked if name in self.raw}
        return read_answers(self.form, asked, lot=self.lot, others=self.others)

    @cached_property
    def faults(self) -> tuple[tuple[str, Fault], ...]:
        """What is wrong with the answers on the path, by question."""
        # What stops being asked because an earlier answer is unfinished has no fault of its own.
        answers = self.answers
        return tuple(
            (name, fault)
            for name, fault in answers.faults
            if name in answers.asked or name not in self.form.steps
        )

    @property
    def can_submit(self) -> bool:
        """Whether everything that must be is answered, and nothing is wrong."""
        return not self.faults

    def faults_on(self, page_id: str) -> tuple[tuple[str, Fault], ...]:
        """Return what is wrong with the answers on one page."""
        names = {step.id for step in self.linked_page(page_id).steps}
        return tuple((name, fault) for name, fault in self.faults if name in names)

    # --- statuses -------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> tuple[PageState, ...]:
        """Every page of the form, with its status."""
        undecided = frozenset(self._undecided())
        return tuple(self._state(each, undecided) for each in self.form.pages)

    @cached_property
    def sections(self) -> tuple[SectionState, ...]:
        """The pages by section, in order."""
        found: list[tuple[Section | None, list[PageState]]] = []
        for state in self.pages:
            if not found or found[-1][0] is not state.section:
                found.append((state.section, []))
            found[-1][1].append(state)
        return tuple(SectionState(section, tuple(pages)) for section, pages in found)

    def page(self, page_id: str) -> PageState:
        """Return a page with its status. Raises `KeyError`."""
        for each in self.pages:
            if each.id == page_id:
                return each
        raise KeyError(page_id)

    @property
    def first(self) -> str | None:
        """The first page that there is something to do on; None where all is done."""
        return next((each.id for each in self.pages if each.status in _TO_DO), None)

    def _state(self, page: LinkedPage, undecided: frozenset[str]) -> PageState:
        asked = tuple(self.asked[step.id] for step in page.steps if step.id in self.asked)
        if not asked:
            open_ = any(step.id in undecided for step in page.steps)
            return PageState(page, Status.CANNOT_START if open_ else Status.NOT_NEEDED)
        names = {each.id for each in asked}
        faults = tuple((name, fault) for name, fault in self.faults if name in names)
        wrong = {fault.wrong for _, fault in faults}
        if not any(name in self.raw for name in names):
            status = Status.NOT_STARTED
        elif wrong - _UNFINISHED:
            status = Status.PROBLEM
        else:
            status = Status.IN_PROGRESS if wrong else Status.COMPLETED
        return PageState(page, status, asked, faults)

    def _undecided(self) -> Iterator[str]:
        """Return the questions that are not asked now, and may be once others are answered."""
        may_be: set[str] = set()
        for name, step in self.form.steps.items():
            if name in self.asked:
                if step.key not in self.facts:
                    may_be.add(step.key)
            elif _may_be_asked(step, self.facts, may_be):
                may_be.add(step.key)
                yield name


def survey(
    form: LinkedForm,
    raw: Mapping[str, object],
    *,
    lot: str | None = None,
    others: Facts = NO_FACTS,
) -> Survey:
    """Look over the raw answers to a form, which is given as it is in the lot.

    `others` holds what is known from elsewhere, by key, as for
    `forms.answers.answers.read_answers`.
    """
    return Survey(form, raw, lot, others)


def _may_be_asked(step: PathStep, facts: Facts, may_be: set[str]) -> bool:
    if step.each is not None and step.each.key in may_be:
        return _may_hold(step.offer.logic, facts, may_be)
    return _may_hold(step.offer.logic, facts, may_be) and step.each is None


def _may_hold(logic: Logic, facts: Facts, may_be: set[str]) -> bool:
    """Return whether a condition holds, or may come to hold once what `may_be` answered is."""
    match logic:
        case Compare():
            read = (logic.subject, *(o for o in logic.operands if isinstance(o, Subject)))
            return any(_answer(s.key) in may_be for s in read) or compares(logic, facts)
        case Both(parts=parts):
            return all(_may_hold(part, facts, may_be) for part in parts)
        case Either(parts=parts):
            return any(_may_hold(part, facts, may_be) for part in parts)


def _answer(key: str) -> str:
    """Return the key of the answer that a key counts the items or words of."""
    sort, _, rest = key.partition(":")
    return f"answer:{rest}" if sort in {"count", "words"} else key


# --- after a page was saved -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Onward:
    """What follows when a page was saved.

    faults   show the page again, with these
    new      show the page again: it now asks these questions too, by id
    stay     show the page again, at the element `goto`
    page     else, go to this page; None is the list of tasks where it was to be `later`, and
             otherwise the check of all answers
    """

    faults: tuple[tuple[str, Fault], ...] = ()
    new: tuple[str, ...] = ()
    stay: bool = False
    goto: str = ""
    later: bool = False
    page: str | None = None


def after(state: Survey, page_id: str, posted: PageAnswers) -> Onward:
    """Say what follows on a page that was saved. `state` has the answers that were posted in it."""
    match posted.action.verb:
        case Verb.LATER:
            return Onward(later=True)
        case Verb.AUTOSAVE | Verb.ADD | Verb.REMOVE:
            return Onward(stay=True, goto=posted.goto)
        case Verb.SAVE:
            pass
    # What was not on the page yet cannot have been left out by anybody.
    found = tuple(each for each in state.faults_on(page_id) if each[0] in posted.answers)
    in_rows = {name for name, fault in found if _new_in_row(posted.answers[name], fault)}
    faults = tuple((n, f) for n, f in found if not _new_in_row(posted.answers[n], f))
    new = tuple(
        each.id
        for each in state.asked_on(page_id)
        if each.id not in posted.answers or each.id in in_rows
    )
    return Onward(faults, new, page=state.next(page_id))


_COLUMN: Final = re.compile(r"\[(\d+)\]\.([a-z0-9-]+).*")


def _new_in_row(raw: object, fault: Fault) -> bool:
    """Return whether a fault is of a column that the row did not have on the page."""
    found = _COLUMN.fullmatch(fault.at)
    if not found or not isinstance(raw, list) or int(found[1]) >= len(raw):
        return False
    row = raw[int(found[1])]
    return isinstance(row, Mapping) and found[2] not in row
