"""Execution: every rule is run twice, by the interpreter and by the network, and both must agree.

    machine = Machine(program)                      # once for a definition
    with machine.run() as run:                      # once for an evaluation
        for each stage: run.stage(number, facts of each bid)

If the two executors differ by one rule, `Disagreement` is raised and nothing is decided. Where
durable-rules cannot be imported the interpreter decides alone, and `Machine.executors` says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import RLock

from engine import lowered, network
from engine.encoding import encoder_of
from engine.interpreter import MAX_REMEMBERED, Profile, fired
from engine.program import Group, Program
from rules.linking import FlatRule, constant_of
from rules.logic import Facts
from rules.problems import Problem, ProblemsError
from rules.values import Value, plain


class Disagreement(ProblemsError):
    """The two executors differ: the evaluation is refused. Holds no answers, only rule ids."""


class Conflict(ProblemsError):
    """Two rules derive different values for one fact."""


@dataclass(slots=True, eq=False)
class Fired:
    """A rule that fired, with the values of the subjects that it reads.

    Bids with the same values share it, and so do competitions. `told` is what reasons make of it,
    kept for all of them.
    """

    rule: FlatRule
    profile: Profile
    told: dict[str, object] | None = None

    @property
    def facts(self) -> Facts:
        """The values that the rule read, by subject key; unanswered ones are left out."""
        return {
            key: value
            for key, value in zip(self.rule.reads, self.profile, strict=True)
            if value is not None
        }


@dataclass(slots=True)
class _Found:
    """What is known of one profile of a group."""

    places: tuple[int, ...]
    codes: tuple[int, ...]
    fired: tuple[Fired, ...]


class _Bench:
    """A group made ready: its rules lowered, its profiles remembered."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.keys = group.keys
        self.single = group.keys[0] if len(group.keys) == 1 else None
        self.encoder, self.lowered = encoder_of(group)
        self.found: dict[Profile, _Found] = {}
        self.opaque = tuple(s.kind == "opaque" for s in group.subjects)
        # Each rule names its subjects in its own order.
        self.orders = tuple(
            tuple(self.keys.index(key) for key in rule.reads) for rule in group.rules
        )

    def look_up(self, facts: Facts) -> tuple[Profile, _Found]:
        if self.single is not None:
            profile: Profile = (facts.get(self.single),)
        else:
            profile = tuple(map(facts.get, self.keys))
        if any(self.opaque):
            profile = tuple(
                (True if value is not None else None) if opaque else value
                for value, opaque in zip(profile, self.opaque, strict=True)
            )
        found = self.found.get(profile)
        return profile, found if found is not None else self._work_out(profile)

    def _work_out(self, profile: Profile) -> _Found:
        places = fired(self.group, profile)
        found = _Found(
            places,
            self.encoder.encode(profile),
            tuple(
                Fired(self.group.rules[place], tuple(profile[at] for at in self.orders[place]))
                for place in places
            ),
        )
        if len(self.found) >= MAX_REMEMBERED:
            self.found.clear()
        self.found[profile] = found
        return found


class Machine:
    """A program ready to run, for one definition. Safe to share: runs are taken one at a time."""

    def __init__(self, program: Program, *, with_network: bool | None = None) -> None:
        """Make ready. `with_network` False runs the interpreter alone; None: if it can be had."""
        self.program = program
        self._benches = [_Bench(group) for group in program.groups]
        use = network.available() if with_network is None else with_network
        self._network = (
            network.Network(
                [lowered.Group(len(bench.encoder.fields), bench.lowered) for bench in self._benches]
            )
            if use
            else None
        )
        self._stages: dict[int, tuple[tuple[int, ...], ...]] = {}
        self._lock = RLock()

    @property
    def executors(self) -> tuple[str, ...]:
        """Which executors decide: interpreter, and network where it can be had."""
        return ("interpreter", "network") if self._network is not None else ("interpreter",)

    @contextmanager
    def run(self) -> Iterator["Run"]:
        """Start one evaluation."""
        with self._lock, self._network.session() if self._network else nullcontext() as session:
            yield Run(self, session)

    def levels(self, stage: int) -> tuple[tuple[int, ...], ...]:
        """Give the groups of a stage, level by level."""
        if stage not in self._stages:
            self._stages[stage] = self.program.in_stage(stage)
        return self._stages[stage]

    def forget(self) -> None:
        """Forget every profile seen so far; what is made of the definition is kept."""
        with self._lock:
            for bench in self._benches:
                bench.found.clear()
            if self._network is not None:
                self._network.forget()

    def close(self) -> None:
        """Release what the network holds."""
        if self._network is not None:
            self._network.close()


class Run:
    """One evaluation under way."""

    def __init__(self, machine: Machine, session: network.Session | None) -> None:
        self._machine = machine
        self._session = session

    def stage(self, stage: int, all_facts: Sequence[dict[str, Value]]) -> list[list[Fired]]:
        """Run a stage for several bids; facts that rules derive are added to each bid's facts.

        Gives the fired rules of each bid in the order of the definition. Raises `Disagreement`,
        `Conflict`, and `network.NetworkFault` when the network lost something.
        """
        fired_by_bid: list[list[Fired]] = [[] for _ in all_facts]
        for level in self._machine.levels(stage):
            self._level(level, all_facts, fired_by_bid)
        order = self._machine.program.order
        for each in fired_by_bid:
            if len(each) > 1:
                each.sort(key=lambda item: order[item.rule.rule.id])
        return fired_by_bid

    def _level(
        self,
        level: tuple[int, ...],
        all_facts: Sequence[dict[str, Value]],
        fired_by_bid: list[list[Fired]],
    ) -> None:
        seen: dict[tuple[int, tuple[int, ...]], tuple[int, ...]] = {}
        benches = self._machine._benches  # noqa: SLF001 - the two are one thing
        for index in level:
            bench = benches[index]
            for facts, fired_here in zip(all_facts, fired_by_bid, strict=True):
                _, found = bench.look_up(facts)
                fired_here.extend(found.fired)
                before = seen.setdefault((index, found.codes), found.places)
                if before != found.places:
                    # Two profiles that the network cannot tell apart fire different rules.
                    self._differ(bench, before, found.places)
        if self._session is not None:
            for (index, _), expected, got in zip(
                seen, seen.values(), self._session.fired(list(seen)), strict=True
            ):
                if expected != got:
                    self._differ(benches[index], expected, got)
        for facts, fired_here in zip(all_facts, fired_by_bid, strict=True):
            _derive(facts, fired_here)

    @staticmethod
    def _differ(bench: _Bench, one: Sequence[int], other: Sequence[int]) -> None:
        differing = sorted(set(one) ^ set(other))
        raise Disagreement(
            Problem(
                bench.group.rules[place].where,
                f"rule `{bench.group.rules[place].id}`: the two executors do not agree; "
                "nothing was decided. Please report it.",
            )
            for place in differing
        )


def _derive(facts: dict[str, Value], fired_rules: Sequence[Fired]) -> None:
    """Add derived facts. Raises `Conflict` where two rules derive different values."""
    source: dict[str, Fired] = {}
    for each in fired_rules:
        for name, raw in (each.rule.rule.then.fact or {}).items():
            key, value = f"fact:{name}", constant_of(raw)
            earlier = source.setdefault(key, each)
            if earlier is not each and facts[key] != value:
                raise Conflict(
                    [
                        Problem(
                            each.rule.where,
                            f"`{earlier.rule.id}` says that `{name}` is {plain(facts[key])} and "
                            f"`{each.rule.id}` that it is {plain(value)}: only one can be true",
                        )
                    ]
                )
            facts[key] = value


def fired_once(
    program: Program, facts: Mapping[str, Value], *, with_network: bool | None = None
) -> list[Fired]:
    """Run every stage of a program once, for one set of facts: an application, a request."""
    machine = Machine(program, with_network=with_network)
    known = dict(facts)
    try:
        with machine.run() as run:
            stages = sorted({group.turn[0] for group in program.groups})
            return [each for stage in stages for each in run.stage(stage, [known])[0]]
    finally:
        machine.close()
