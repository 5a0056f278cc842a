"""Several people fill in one draft, in any order: it is as a plain model says, and nothing is lost.

Each person has some version on their screen and knows no other. What they hand over is owed to
them: it must be the answer or wait beside it, until somebody who had it on their own screen lets it
go. What was on a screen is remembered here as it was shown, so the store's own idea of who saw what
is not trusted.
"""

from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rules.yaml.content_hash import canonical
from runtime.store.drafts import Draft, Outdated, Submitted
from runtime.store.store import open_store
from runtime.store.typed import StoredJson
from tests.runtime.store.making import begin

PEOPLE: Final = ("Ann", "Bob", "Cai")
QUESTIONS: Final = ("a", "b", "c")
#: Few, so that people often type the same, and some that are alike and not the same.
RAWS: Final[list[StoredJson]] = [
    "x",
    "y",
    "",
    1,
    "1",
    True,
    None,
    [],
    ["x"],
    {"k": "x"},
    "\0",
    "\ud800",
]

#: Those of them that are no answer, as canonical JSON. They are recorded, and owed to nobody.
BLANKS: Final = frozenset({'""', "null", "[]"})

people = st.sampled_from(PEOPLE)
pages = st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(RAWS), max_size=3)


@dataclass
class Model:
    """A draft as plain data; raw answers are canonical JSON here."""

    answers: dict[str, str] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    version: int = 0
    submitted: bool = False

    def take(self, typed: dict[str, str], screen: "Screen", *, settling: bool) -> None:
        new = self.version + 1
        for name, raw in typed.items():
            waiting = self.waiting.setdefault(name, [])
            stands = self.answers.get(name) == raw
            if self.submitted or (self.changed.get(name, 0) > screen.version and not stands):
                shown = screen.answers.get(name)
                changed_since = self.changed.get(name, 0) > screen.version
                if not settling and changed_since and (raw == shown or blank_still(raw, shown)):
                    continue
                if not stands and raw not in [each for each, _ in waiting]:
                    waiting.append((raw, new))
                    self.version = new
                continue
            left = [
                (each, came)
                for each, came in waiting
                if each != raw and not (settling and came <= screen.version)
            ]
            if not stands:
                if raw not in BLANKS or self.answers.get(name, "null") not in BLANKS:
                    self.changed[name] = new
                self.answers[name] = raw
            if not stands or left != waiting:
                self.version = new
            self.waiting[name] = left


def blank_still(raw: str, shown: str | None) -> bool:
    return shown is None and raw in BLANKS


@dataclass(frozen=True)
class Screen:
    """What a person has before them, as canonical JSON."""

    version: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, frozenset[str]] = field(default_factory=dict)


def screen_of(draft: Draft) -> Screen:
    return Screen(
        draft.version,
        {name: canonical(raw) for name, raw in draft.answers.items()},
        {
            name: frozenset(canonical(each.raw) for each in waiting)
            for name, waiting in draft.alternatives.items()
        },
    )


class Filling(RuleBasedStateMachine):
    """One draft, three people."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.store = open_store(self.url)
        self.screens = dict.fromkeys(PEOPLE, Screen())
        self.model = Model()
        self.owed: dict[str, set[str]] = {name: set() for name in QUESTIONS}
        self.handed: set[tuple[str, str]] = set()

    def teardown(self) -> None:
        self.store.close()

    @initialize()
    def start(self) -> None:
        self.id = begin(self.store).id

    @rule(person=people)
    def look(self, person: str) -> None:
        self.screens[person] = screen_of(self.store.draft(self.id))

    @rule(person=people, page=pages)
    def save(self, person: str, page: dict[str, StoredJson]) -> None:
        self.hand_over(page, self.screens[person], settling=False)

    @rule(page=pages, version=st.sampled_from([-1, 10**6]))
    def save_from_nowhere(self, page: dict[str, StoredJson], version: int) -> None:
        """The version is none that the draft ever had."""
        self.hand_over(page, Screen(), settling=False, based_on=version)

    @rule(person=people, page=pages)
    def settle(self, person: str, page: dict[str, StoredJson]) -> None:
        self.hand_over(page, self.screens[person], settling=True)

    @rule(person=people, data=st.data())
    def settle_on_what_is_shown(self, person: str, data: st.DataObject) -> None:
        screen = self.screens[person]
        page: dict[str, StoredJson] = {}
        for name, waiting in sorted(screen.waiting.items()):
            shown = sorted({screen.answers.get(name, '"x"'), *waiting})
            chosen = data.draw(st.sampled_from(shown))
            page[name] = next(raw for raw in RAWS if canonical(raw) == chosen)
        self.hand_over(page, screen, settling=True)

    def hand_over(
        self,
        page: dict[str, StoredJson],
        screen: Screen,
        *,
        settling: bool,
        based_on: int | None = None,
    ) -> None:
        act = self.store.settle if settling else self.store.save
        try:
            after = act(self.id, page, screen.version if based_on is None else based_on)
        except Submitted as error:
            assert self.model.submitted
            after = error.draft
        else:
            assert not self.model.submitted
        typed = {name: canonical(raw) for name, raw in page.items()}
        self.model.take(typed, screen, settling=settling)
        answers = screen_of(after).answers
        for name, raw in typed.items():
            shown = screen.answers.get(name)
            if (
                not settling
                and (raw == shown or blank_still(raw, shown))
                and answers.get(name) != raw
            ):
                continue  # nobody touched it
            if raw not in BLANKS:
                self.owed[name].add(raw)
            self.handed.add((name, raw))
            if answers.get(name) == raw and after.submitted is None:
                # It took the place of what this person had before them.
                self.owed[name] -= {shown} - {raw}
                if settling:
                    self.owed[name] -= screen.waiting.get(name, frozenset()) - {raw}

    @rule(person=people)
    def submit(self, person: str) -> None:
        screen = self.screens[person]
        if self.model.submitted or self.model.version == screen.version:
            self.store.submit(self.id, screen.version)
            self.model.submitted = True
        else:
            with pytest.raises(Outdated):
                self.store.submit(self.id, screen.version)

    @precondition(lambda self: self.model.submitted)
    @rule()
    def unsubmit(self) -> None:
        self.store.unsubmit(self.id)
        self.model.submitted = False

    @precondition(lambda self: self.url != "sqlite://")
    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.url)

    @invariant()
    def holds(self) -> None:
        draft = self.store.draft(self.id)
        self.is_as_the_model_says(draft)
        self.owes_nothing(draft)
        self.has_a_whole_history(draft)

    def is_as_the_model_says(self, draft: Draft) -> None:
        assert screen_of(draft).answers == self.model.answers
        assert dict(draft.changed) == self.model.changed
        assert draft.version == self.model.version
        assert (draft.submitted is not None) == self.model.submitted
        assert {
            name: [(canonical(each.raw), each.version) for each in waiting]
            for name, waiting in draft.alternatives.items()
        } == {name: waiting for name, waiting in self.model.waiting.items() if waiting}

    def owes_nothing(self, draft: Draft) -> None:
        screen = screen_of(draft)
        for name, owed in self.owed.items():
            answer, waiting = screen.answers.get(name), screen.waiting.get(name, frozenset())
            assert answer not in waiting
            assert owed <= {answer} | waiting

    def has_a_whole_history(self, draft: Draft) -> None:
        changes = self.store.history(self.id)
        assert [each.version for each in changes] == list(range(1, draft.version + 1))
        replayed: dict[str, StoredJson] = {}
        recorded: set[tuple[str, str]] = set()
        for change in changes:
            replayed |= change.answers
            for typed in (change.answers, change.alternatives):
                recorded |= {(name, canonical(raw)) for name, raw in typed.items()}
        assert canonical(replayed) == canonical(dict(draft.answers))
        assert self.handed <= recorded


def test_filling_in_a_draft(url: str) -> None:
    run_state_machine_as_test(
        type("FillingHere", (Filling,), {"url": url}),
        settings=settings(stateful_step_count=20, suppress_health_check=list(HealthCheck)),
    )
