"""Execution: every rule is run twice, by the interpreter and by the network, and both must agree.

    runner = ProgramRunner(program)                      # once for a definition
    with runner.run() as run:                      # once for an evaluation
        for each stage: run.stage(number, facts of each bid)

If the two executors differ by one rule, `Disagreement` is raised and nothing is decided. Where
durable-rules cannot be imported the interpreter decides alone, as `ProgramRunner.executors` says.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from threading import RLock
from typing import Any

from engine.interpreter import MAX_REMEMBERED, Profile, fired
from engine.network import coded_conditions
from engine.network import sessions as network
from engine.network.encoding import encoder_of
from engine.program import Program, RuleGroup
from rules.linking import LinkedRule, constant_of
from rules.logic import Facts
from rules.problems import Problem, ProblemsError
from rules.values import Kind, Value, machine_text


class Disagreement(ProblemsError):
    """The two executors differ: the evaluation is refused. Holds no answers, only rule ids."""


class FactConflict(ProblemsError):
    """Two rules derive different values for one fact."""


@dataclass(slots=True, eq=False)
class Fired:
    """A rule that fired, with the values of the subjects that it reads.

    Bids with the same values share it, and so do competitions. `reason` is the
    sentence made of it, kept for all of them.
    """

    rule: LinkedRule
    profile: Profile
    reason: object = None

    @property
    def facts(self) -> Facts:
        """The values that the rule read, by subject key; unanswered ones are left out."""
        return {
            key: value
            for key, value in zip(self.rule.reads, self.profile, strict=True)
            if value is not None
        }


@dataclass(frozen=True, slots=True, eq=False)
class _NetworkQuestion:
    """What the network is asked about profiles that it cannot tell apart, and what should fire."""

    of: "_ReadyGroup"
    asked: coded_conditions.CodedProfile
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _ProfileResult:
    """What is known of one profile of a group. `key` is what `_ReadyGroup` remembers it by."""

    key: Any
    fired: tuple[Fired, ...]
    question: _NetworkQuestion


class _ReadyGroup:
    """A group made ready: its rules coded, its profiles remembered."""

    def __init__(self, number: int, group: RuleGroup) -> None:
        self.number = number
        self.group = group
        self.encoder, self.coded_rules = encoder_of(group)
        self.derives = any(rule.rule.then.fact for rule in group.rules)
        self._opaque = tuple(subject.kind is Kind.OPAQUE for subject in group.subjects)
        # The one subject whose value is the whole profile, where there is one: the usual case.
        self._single = group.keys[0] if self._opaque == (False,) else None
        # Each rule names its subjects in its own order.
        self._orders = tuple(
            tuple(group.keys.index(key) for key in rule.reads) for rule in group.rules
        )
        # By profile, or by the value of the one subject; and by the codes of the network.
        self._found: dict[object, _ProfileResult] = {}
        self._questions: dict[tuple[int, ...], _NetworkQuestion] = {}

    def look_up(self, all_facts: Sequence[Facts]) -> list[_ProfileResult]:
        """Find what is known of each bid's profile; work it out where it is new."""
        single, known = self._single, self._found.get
        if single is None:
            return [self._find(self._profile(facts)) for facts in all_facts]
        return [
            found
            if (found := known(value := facts.get(single))) is not None and found.key is value
            else self._find(value)
            for facts in all_facts
        ]

    def forget(self) -> None:
        """Forget all profiles."""
        self._found.clear()
        self._questions.clear()

    def _profile(self, facts: Facts) -> Profile:
        return tuple(
            facts.get(key) if not opaque else True if facts.get(key) is not None else None
            for key, opaque in zip(self.group.keys, self._opaque, strict=True)
        )

    def _find(self, key: Any) -> _ProfileResult:  # noqa: ANN401 - whatever a subject may hold
        profile: Profile = key if self._single is None else (key,)
        found = self._found.get(key)
        if found is not None:
            known = found.key if self._single is None else (found.key,)
            if _written_alike(profile, known):
                return found
        return self._work_out(key, profile)

    def _work_out(self, key: object, profile: Profile) -> _ProfileResult:
        places = fired(self.group, profile)
        codes = self.encoder.encode(profile)
        question = self._questions.get(codes)
        if question is None:
            question = _NetworkQuestion(self, (self.number, codes), places)
        elif question.places != places:
            # Two profiles that the network cannot tell apart fire different rules.
            raise _differing(self.group, question.places, places)
        rules = self.group.rules
        found = _ProfileResult(
            key,
            tuple(
                Fired(rules[place], tuple(profile[at] for at in self._orders[place]))
                for place in places
            ),
            question,
        )
        if len(self._found) >= MAX_REMEMBERED:
            self.forget()
        self._questions[codes] = question
        self._found[key] = found
        return found


def _written_alike(one: Profile, other: Profile) -> bool:
    """Return whether equal figures have the same digits: reasons tell 12.5 from 12.50."""
    return all(
        not (isinstance(ours, Decimal) and isinstance(theirs, Decimal)) or ours.same_quantum(theirs)
        for ours, theirs in zip(one, other, strict=True)
    )


def _differing(group: RuleGroup, one: Sequence[int], other: Sequence[int]) -> Disagreement:
    rules = [group.rules[place] for place in sorted(set(one) ^ set(other))]
    return Disagreement(
        Problem(
            rule.where,
            f"rule `{rule.id}`: the two executors do not agree; "
            "nothing was decided. Please report it.",
        )
        for rule in rules
    )


class ProgramRunner:
    """A program ready to run, for one definition. Safe to share: runs are taken one at a time."""

    def __init__(self, program: Program, *, with_network: bool | None = None) -> None:
        """Make ready. `with_network` False runs the interpreter alone; None: if it can be had."""
        self.program = program
        self._groups = [_ReadyGroup(number, group) for number, group in enumerate(program.groups)]
        use = network.available() if with_network is None else with_network
        self._network = (
            network.Network(
                [
                    coded_conditions.CodedGroup(len(ready.encoder.fields), ready.coded_rules)
                    for ready in self._groups
                ]
            )
            if use
            else None
        )
        self._stages: dict[int, _ReadyStage] = {}
        self._lock = RLock()

    @property
    def executors(self) -> tuple[str, ...]:
        """Which executors decide: interpreter, and network where it can be had."""
        return ("interpreter", "network") if self._network is not None else ("interpreter",)

    @contextmanager
    def run(self) -> Iterator["ProgramRun"]:
        """Start one evaluation."""
        with self._lock, self._network.session() if self._network else nullcontext() as session:
            yield ProgramRun(self, session)

    def fired(self, facts: Mapping[str, Value]) -> list[Fired]:
        """Run every stage once, for one set of facts."""
        known = dict(facts)
        stages = sorted({group.runs_at[0] for group in self.program.groups})
        with self.run() as run:
            return [each for stage in stages for each in run.stage(stage, [known])[0]]

    def stage(self, stage: int) -> "_ReadyStage":
        """Return a stage, made ready."""
        if stage not in self._stages:
            self._stages[stage] = _ReadyStage(self.program, self._groups, stage)
        return self._stages[stage]

    def forget(self) -> None:
        """Forget every profile seen so far; what is made of the definition is kept."""
        with self._lock:
            for ready in self._groups:
                ready.forget()
            if self._network is not None:
                self._network.forget()

    def close(self) -> None:
        """Release what the network holds."""
        if self._network is not None:
            self._network.close()


class _ReadyStage:
    """The groups of a stage, level by level; none where it has no rules."""

    def __init__(self, program: Program, groups: Sequence[_ReadyGroup], stage: int) -> None:
        self.levels = [[groups[at] for at in level] for level in program.in_stage(stage)]
        self.order = program.order
        groups_here = itertools.chain(*self.levels)
        places = [self.order[rule.id] for ready in groups_here for rule in ready.group.rules]
        #: Whether group by group is the order of the definition.
        self.in_order = places == sorted(places)


class ProgramRun:
    """One evaluation under way."""

    def __init__(self, runner: ProgramRunner, session: network.Session | None) -> None:
        self._runner = runner
        self._session = session

    def stage(self, stage: int, all_facts: Sequence[dict[str, Value]]) -> list[list[Fired]]:
        """Run a stage for several bids; facts that rules derive are added to each bid's facts.

        Return the fired rules of each bid in the order of the definition. Raises `Disagreement`,
        `FactConflict`, and `network.NetworkFault` when the network lost something.
        """
        fired_by_bid: list[list[Fired]] = [[] for _ in all_facts]
        ready = self._runner.stage(stage)
        for level in ready.levels:
            self._level(level, all_facts, fired_by_bid)
        if not ready.in_order:
            order = ready.order
            for each in fired_by_bid:
                each.sort(key=lambda item: order[item.rule.rule.id])
        return fired_by_bid

    def _level(
        self,
        level: Sequence[_ReadyGroup],
        all_facts: Sequence[dict[str, Value]],
        fired_by_bid: list[list[Fired]],
    ) -> None:
        columns = [ready.look_up(all_facts) for ready in level]
        for fired_here, row in zip(fired_by_bid, zip(*columns, strict=True), strict=True):
            for found in row:
                fired_here += found.fired  # noqa: PLW2901 - in place
        if self._session is not None:
            questions = dict.fromkeys(found.question for column in columns for found in column)
            answers = self._session.fired([question.asked for question in questions])
            for question, got in zip(questions, answers, strict=True):
                if question.places != got:
                    raise _differing(question.of.group, question.places, got)
        if any(ready.derives for ready in level):
            for facts, fired_here in zip(all_facts, fired_by_bid, strict=True):
                _derive(facts, fired_here)


def _derive(facts: dict[str, Value], fired_rules: Sequence[Fired]) -> None:
    """Add derived facts. Raises `FactConflict` where two rules derive different values."""
    source: dict[str, Fired] = {}
    for each in fired_rules:
        for name, raw in (each.rule.rule.then.fact or {}).items():
            key, value = f"fact:{name}", constant_of(raw)
            earlier = source.setdefault(key, each)
            if earlier is not each and facts[key] != value:
                raise FactConflict(
                    [
                        Problem(
                            each.rule.where,
                            f"`{earlier.rule.id}` says that `{name}` is "
                            f"{machine_text(facts[key])} and `{each.rule.id}` that it is "
                            f"{machine_text(value)}: only one can be true",
                        )
                    ]
                )
            facts[key] = value


def fired_once(
    program: Program, facts: Mapping[str, Value], *, with_network: bool | None = None
) -> list[Fired]:
    """Run every stage of a program once, for one set of facts: an application, a request."""
    runner = ProgramRunner(program, with_network=with_network)
    try:
        return runner.fired(facts)
    finally:
        runner.close()
