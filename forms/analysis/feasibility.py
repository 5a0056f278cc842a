"""Completing: whether every draft of a form can be completed, tried on many drafts. No proof.

    trial = tried(bid, before=(brief,), lot="hosting", cases=100, seconds=2)
    trial.held         how many drafts were completed
    trial.dead_end     the smallest draft that was found not to be, None if none was

A draft is a way through a form, up to some question on it. It is completed with its answers kept,
but for those that a check is about: what they should be the check itself tells. The same drafts are
tried each time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from forms.analysis.dead_ends import DeadEnd, Trial
from forms.answers.answers import read_answers
from forms.answers.writing import plain_answers
from forms.linked.linked_form import LinkedForm
from forms.model.checks import Conflict, members
from forms.path import NO_FACTS
from forms.strategies.drawing import Drawer, Stuck
from rules.logic import subjects
from rules.values import Value


def tried(
    form: LinkedForm,
    *,
    before: Sequence[LinkedForm] = (),
    lot: str | None = None,
    cases: int = 20,
    seconds: int = 1,
) -> Trial:
    """Draw drafts of a form and complete them, up to so many, and for so long.

    `before` are the forms that are filled in before it, in order: it may ask about them.
    """
    trier = _Trier(form, before, lot, seconds)
    found = _first(st.composite(trier.dead_end)(), trier.note, cases)
    return Trial(trier.held, None if found is None else trier.shortest(found))


def _first(drafts: st.SearchStrategy[Any], note: Callable[[Any], None], cases: int) -> Any:  # noqa: ANN401 - what was found
    """Draw until `note` raises `_FoundError`, and give what was found, made small."""

    @settings(
        max_examples=cases,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(drafts)
    def look(drawn: Any) -> None:  # noqa: ANN401 - what is drawn
        note(drawn)

    try:
        look()
    except _FoundError as error:
        return error.found
    except (_TimeUp, Unsatisfiable):
        pass
    return None


class _FoundError(Exception):
    """What was looked for."""

    def __init__(self, found: object) -> None:
        self.found = found
        super().__init__("found")


class _TimeUp(BaseException):
    """There is no time for more."""


#: How many answers a draft has at most.
_LONGEST: Final = 300
#: How often the beginning of a draft is tried before it is told in place of the whole.
_CONFIRMED: Final = 5


class _Trier:
    """Tries drafts of one form, in one lot."""

    def __init__(
        self, form: LinkedForm, before: Sequence[LinkedForm], lot: str | None, seconds: int
    ) -> None:
        self.before = [Drawer(each, lot, NO_FACTS) for each in before]
        self.drawer = Drawer(form, lot, NO_FACTS)
        self.checked = _checked(form)
        self.ends = monotonic() + seconds
        self.held = 0
        self.failed = False

    def note(self, found: "_Draft | None") -> None:
        """Count a draft that was completed. Raises `_FoundError` for another, and `_TimeUp`."""
        if found is not None:
            self.failed = True
            raise _FoundError(found)
        if not self.failed:  # what was found is made smaller without hurry, and uncounted
            self.held += 1
            if monotonic() > self.ends:
                raise _TimeUp

    def dead_end(self, draw: st.DrawFn) -> "_Draft | None":
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
            given = drawer.draft(draw, count)
        except Stuck as stuck:
            return _Draft(drawer, known, stuck.answers, stuck.name)
        return self._incomplete(draw, _Draft(drawer, known, given))

    def _incomplete(self, draw: st.DrawFn, draft: "_Draft") -> "_Draft | None":
        """Return a draft that cannot be completed, with the question where it does not go on."""
        kept = {name: value for name, value in draft.given.items() if name not in self.checked}
        if draft.drawer.completed(draw, kept) is not None:
            return None
        try:
            draft.drawer.draft(draw, _LONGEST, draft.given)
        except Stuck as stuck:
            return replace(draft, given=stuck.answers, at=stuck.name)
        return draft

    def shortest(self, found: "_Draft") -> DeadEnd:
        """Return the shortest beginning of a draft that cannot be completed either."""

        def confirm(completed: bool) -> None:  # noqa: FBT001 - a note of what was drawn
            if completed:
                raise _FoundError(completed)

        names = list(found.given)
        for count in range(len(names) if found.at is None else 0):
            start = replace(found, given={name: found.given[name] for name in names[:count]})

            def drawn(draw: st.DrawFn, start: _Draft = start) -> bool:
                return self._incomplete(draw, start) is None

            if _first(st.composite(drawn)(), confirm, _CONFIRMED) is None:
                return start.told()
        return found.told()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft that was drawn: what was answered, and where it cannot go on, if that is known."""

    drawer: Drawer
    known: Mapping[str, Mapping[str, Any]]
    given: Mapping[str, Value | None]
    at: str | None = None

    def told(self) -> DeadEnd:
        """Return it as a document holds it."""
        form = self.drawer.form
        answered = {name: value for name, value in self.given.items() if value is not None}
        answers = plain_answers(form, answered)
        return DeadEnd(form.id, self.drawer.lot, answers, dict(self.known), self.at)


def _checked(form: LinkedForm) -> frozenset[str]:
    """Return the questions that checks are about."""
    found: set[str] = set()
    for linked in form.checks:
        found.update(members(linked.check))
        if isinstance(linked.check, Conflict):
            ids = (key.partition(":")[2].rpartition(".")[2] for key in subjects(linked.logic))
            found.update(ids)
    return frozenset(found)
