"""A form that can be asked: its pages, each with its questions, and when each of them is asked.

`forms.linked.linking` makes it from a form as written. Everything that asks, reads or shows
questions starts from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from forms.model.checks import Check
from forms.model.form import Form, Page, Section
from forms.model.question_types import AnyQuestion
from rules.logic import ALWAYS, Logic
from rules.problems import DataPath
from rules.values import Subject

#: The key under which facts hold the lot.
LOT_KEY: Final = "fact:lot"


@dataclass(frozen=True, slots=True)
class Availability:
    """When something is asked or offered: in which lots (None is all), and under what condition."""

    lots: frozenset[str] | None = None
    logic: Logic = ALWAYS


@dataclass(frozen=True, slots=True)
class PathStep:
    """One question on the way through a form, or one column of a table.

    options   the options that are not always offered, by value
    columns   the columns of a table
    each      the list that gives a table its rows, if one does
    """

    question: AnyQuestion
    key: str
    offer: Availability
    options: Mapping[str, Availability] = field(default_factory=dict)
    columns: tuple["PathStep", ...] = ()
    each: Subject | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question on the path, with what is offered.

    options   the values that can be chosen; empty for a question that offers none
    items     for a table with `each`: the items that have a row each; else None
    """

    step: PathStep
    options: frozenset[str] = frozenset()
    items: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.step.question.id


def asked_always(step: PathStep) -> AskedQuestion | None:
    """Return a question that is asked in the same way whatever is known, None for any other."""
    if step.offer != Availability() or step.options or step.each:
        return None
    return AskedQuestion(step, frozenset(step.question.choices))


@dataclass(frozen=True, slots=True)
class Gate:
    """When one part of a form is shown by itself, and the place where the definition says so."""

    where: str
    offer: Availability


@dataclass(frozen=True, slots=True)
class LinkedCheck:
    """A check between answers, with the meaning of its condition if it has one."""

    check: Check
    logic: Logic = ALWAYS


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A page with the steps on it, in order, and the section that it is in, if in any."""

    page: Page
    steps: tuple[PathStep, ...]
    section: Section | None = None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True, repr=False)
class LinkedForm:
    """A form that can be asked: in one lot (`in_lot`), or in all of them.

    pages     the pages, in order
    steps     the questions by id, in order; of one that is asked in different ways in different
              lots, the first way
    always    the questions that are asked in the same way whatever is known, by id
    derived   the counts of items and words that conditions ask for, by the key of their answer
    quoted    the answers that stand in texts, by the name that the texts use
    lots      the lots of the framework, id to title
    others    the ids of the forms whose answers it reads
    gates     when each part of the form is shown by itself, by its place; and each check looked at
    """

    form: Form
    pages: tuple[LinkedPage, ...]
    steps: Mapping[str, PathStep]
    always: Mapping[str, AskedQuestion] = field(default_factory=dict)
    checks: tuple[LinkedCheck, ...] = ()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quoted: Mapping[str, Subject] = field(default_factory=dict)
    lots: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    gates: Mapping[DataPath, Gate] = field(default_factory=dict)
    _in_lots: dict[str, "LinkedForm"] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The form's id."""
        return self.form.id

    def asks(self, question_id: str) -> bool:
        """Return whether the form has a question of this id."""
        return question_id in self.steps

    @property
    def by_lot(self) -> bool:
        """Whether some question is asked in different ways in different lots."""
        return sum(len(page.steps) for page in self.pages) > len(self.steps)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The questions' numbers by id, counted from 1; none where the form is not `numbered`."""
        return {name: i for i, name in enumerate(self.steps, 1)} if self.form.numbered else {}

    def __repr__(self) -> str:
        # All of it would fill many pages, and tell nobody anything.
        return f"LinkedForm({self.id!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Without what was made of it for single lots, and as plain mappings.
        checks, lots, others = self.checks, dict(self.lots), self.others
        derived, quoted, gates = dict(self.derived), dict(self.quoted), dict(self.gates)
        return _form_again, (self.form, self.pages, checks, derived, quoted, lots, others, gates)

    def in_lot(self, lot: str | None) -> "LinkedForm":
        """Return the form as it is in one lot: without what is never asked there."""
        if lot is None or lot not in self.lots:
            return self
        if lot not in self._in_lots:
            self._in_lots[lot] = self._only(lot)
        return self._in_lots[lot]

    def _only(self, lot: str) -> "LinkedForm":
        pages = (
            replace(page, steps=tuple(s for s in page.steps if in_lot(s.offer, lot)))
            for page in self.pages
        )
        kept = tuple(page for page in pages if page.steps)
        if kept == self.pages:
            return self
        return replace(self, pages=kept, **by_id(kept), _in_lots={})


def _form_again(
    form: Form,
    pages: tuple[LinkedPage, ...],
    checks: tuple[LinkedCheck, ...],
    derived: Mapping[str, tuple[str, ...]],
    quoted: Mapping[str, Subject],
    lots: Mapping[str, str],
    others: frozenset[str],
    gates: Mapping[DataPath, Gate],
) -> LinkedForm:
    return LinkedForm(
        form=form,
        pages=pages,
        **by_id(pages),
        checks=checks,
        derived=derived,
        quoted=quoted,
        lots=lots,
        others=others,
        gates=gates,
    )


def in_lot(offer: Availability, lot: str | None) -> bool:
    """Return whether something may be asked or offered in a lot; where none is known, it may."""
    return offer.lots is None or lot is None or lot in offer.lots


def by_id(pages: Iterable[LinkedPage]) -> dict[str, Any]:
    """Return `steps` and `always` of a form that has these pages."""
    steps: dict[str, PathStep] = {}
    for page in pages:
        for step in page.steps:
            steps.setdefault(step.id, step)
    always = {name: asked for name, step in steps.items() if (asked := asked_always(step))}
    return {"steps": MappingProxyType(steps), "always": always}
