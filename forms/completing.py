"""Completing: whether every draft of a form can be completed, tried on many drafts. No proof.

    trial = tried(bid, before=(brief,), lot="hosting", cases=100, seconds=2)
    trial.held         how many drafts were completed
    trial.dead_end     the smallest draft that was found not to be, None if none was

A draft is a way through a form, up to some question on it. It is completed with its answers kept,
but for those that a check is about: what they should be the check itself tells. The same drafts are
tried each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from forms.aims import members
from forms.answers import read_answers
from forms.checks import Conflict
from forms.linking import LinkedForm
from forms.path import NO_FACTS
from forms.strategies import Drawer, Stuck
from forms.writing import plain_answers
from rules.logic import subjects
from rules.values import Value


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A draft that cannot be completed.

    answers   its answers, as a document holds them
    known     the answers to the forms before, by form
    at        the id of the question that nothing can be answered to; None where it is the checks
              that cannot all hold
    """

    form_id: str
    lot: str | None
    answers: Mapping[str, Any]
    known: Mapping[str, Mapping[str, Any]]
    at: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """How many drafts were completed, and the smallest that was not."""

    held: int
    dead_end: DeadEnd | None = None


def tried(
    form: LinkedForm,
    *,
    before: Sequence[LinkedForm] = (),
    lot: str | None = None,
    cases: int = 20,
    seconds: float = 1.0,
) -> Trial:
    """Draw drafts of a form and complete them, up to so many, and for so long.

    `before` are the forms that are filled in before it, in order: it may ask about them.
    """
    trier = _Trier(form, before, lot, seconds)

    @settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.composite(trier.dead_end)())
    def complete(found: DeadEnd | None) -> None:
        trier.note(found)

    try:
        complete()
    except _FoundError as error:
        return Trial(trier.held, error.dead_end)
    except (_TimeUp, Unsatisfiable):
        pass
    return Trial(trier.held)


class _FoundError(Exception):
    """A draft that cannot be completed."""

    def __init__(self, dead_end: DeadEnd) -> None:
        self.dead_end = dead_end
        super().__init__("a draft cannot be completed")


class _TimeUp(BaseException):
    """There is no time for more."""


#: How many answers a draft has at most.
_LONGEST: Final = 300


class _Trier:
    """Tries drafts of one form, in one lot."""

    def __init__(
        self, form: LinkedForm, before: Sequence[LinkedForm], lot: str | None, seconds: float
    ) -> None:
        self.before = [Drawer(each, lot, NO_FACTS) for each in before]
        self.drawer = Drawer(form, lot, NO_FACTS)
        self.checked = _checked(form)
        self.ends = monotonic() + seconds
        self.held = 0
        self.failed = False

    def note(self, found: DeadEnd | None) -> None:
        """Count a draft that was completed. Raises `_FoundError` for another, and `_TimeUp`."""
        if found is not None:
            self.failed = True
            raise _FoundError(found)
        if not self.failed:  # what was found is made smaller without hurry, and uncounted
            self.held += 1
            if monotonic() > self.ends:
                raise _TimeUp

    def dead_end(self, draw: st.DrawFn) -> DeadEnd | None:
        """Draw a draft, and give it if it cannot be completed."""
        known: dict[str, Mapping[str, Any]] = {}
        facts: dict[str, Value] = {}
        for each in self.before:
            raw = each.knowing(facts).way(draw).raw
            read = read_answers(each.every, raw, lot=each.lot, others=facts)
            known[each.every.id] = plain_answers(each.form, read.values)
            facts |= read.facts()
        drawer = self.drawer.knowing(facts)
        count = draw(st.integers(0, min(len(drawer.form.steps), _LONGEST)))
        try:
            draft = drawer.draft(draw, count)
        except Stuck as stuck:
            return self._told(stuck.answers, known, stuck.name)
        kept = {name: value for name, value in draft.items() if name not in self.checked}
        completed = drawer.completed(draw, kept)
        return self._told(draft, known, None) if completed is None else None

    def _told(
        self,
        draft: Mapping[str, Value | None],
        known: Mapping[str, Mapping[str, Any]],
        at: str | None,
    ) -> DeadEnd:
        given = {name: value for name, value in draft.items() if value is not None}
        answers = plain_answers(self.drawer.form, given)
        return DeadEnd(self.drawer.form.id, self.drawer.lot, answers, dict(known), at)


def _checked(form: LinkedForm) -> frozenset[str]:
    """Give the questions that checks are about."""
    found: set[str] = set()
    for linked in form.checks:
        found.update(members(linked.check))
        if isinstance(linked.check, Conflict):
            ids = (key.partition(":")[2].rpartition(".")[2] for key in subjects(linked.logic))
            found.update(ids)
    return frozenset(found)
