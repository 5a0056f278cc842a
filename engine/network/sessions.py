"""Run coded rules on durable-rules: profiles go in, the rules that fire come out.

durable-rules is fast and, in a narrow language, right. Outside it, it crashes the process, mixes
sessions up or drops input without a word. This module keeps inside, and nothing else in the program
may import it. What it relies on (version 2.0.28):

- *Only the C module*, never `durable.engine`: its `Host` runs threads that read freed memory.
- *One kind of input*: flat facts of whole numbers under fixed names, written here from codes that
  were checked here. Rules have one shape, laid out within every limit (`engine.network.layout`).
- *One live session of a ruleset*, under the constant id that durable-rules gives by itself, and
  deleted when done, also on failure. A new session takes the place of the last in durable-rules'
  memory; that place is warmed when a ruleset is made, since deleting a session in which nothing
  ever fired frees pointers that nobody set.
- *Nothing is lost in silence.* One durable rule fires for every fact; each answer must consist of
  exactly the texts that were asserted. If not, `NetworkFault` is raised and there is no result.
- *No message holds a code.*

Every call into the C module holds the interpreter's lock from start to end, so threads are safe as
long as each has a network to itself for the length of a session; `Network` sees to that.
"""

import itertools
import json
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, Final, Self

from engine.network.coded_conditions import MAX_CODE, CodedGroup, CodedProfile, Unsafe
from engine.network.layout import SEEN, GroupPlan, Layout, LayoutStep, RulesetLayout, lay_out

try:
    import durable_rules_engine as _durable
except ImportError as _error:
    _durable = None
    _import_error = str(_error)
else:
    _import_error = ""

#: Facts in one live session. durable-rules keeps 9 KB for each, so a full session is deleted and a
#: new one begun: more of them take no less time.
FACTS_IN_A_SESSION: Final = 128
#: Questions that a network keeps written out, at some hundred bytes each.
KEPT: Final = 50_000
#: The id that durable-rules gives to a session when a fact names none.
_SID: Final = "0"
_IDS: Final = tuple(f'{{"id":{number}' for number in range(FACTS_IN_A_SESSION))
#: What durable-rules returns for facts of which every one was used, with the number of the session.
_USED: Final = 0


class Unavailable(RuntimeError):
    """durable-rules is not there. The interpreter works without it."""


class NetworkFault(RuntimeError):
    """durable-rules did not account for everything that it was given. There is no result."""


def available() -> bool:
    """Return whether durable-rules can be imported: it builds on Python 3.11 and 3.12 only."""
    return _durable is not None


def unavailable_because() -> str | None:
    """Return a sentence for people that says why the network cannot be used; None when it can."""
    if available():
        return None
    if sys.version_info >= (3, 13):
        return "durable-rules does not work on Python 3.13 and later."
    return f"durable-rules cannot be imported: {_import_error}."


def version() -> str | None:
    """Return the version of durable-rules that is installed; None when it cannot be used."""
    return metadata.version("durable_rules") if available() else None


class Network:
    """The rules of one version of a definition, ready to be asked.

    Raises `Unsafe` if the rules are outside what durable-rules can be trusted with, and
    `Unavailable` where it cannot be imported. Hand it back with `close()`, or use it as a context.

    Any thread may open a session; while one is open others wait for it.
    """

    def __init__(self, groups: Sequence[CodedGroup]) -> None:
        if because := unavailable_because():
            raise Unavailable(because)
        layout = lay_out(groups)
        self._questions = _Questions(layout)
        self._in_use = threading.Lock()
        self._user: int | None = None
        self._rulesets: list[_Ruleset] = []
        # Not at exit: the process gives its memory back anyway.
        self._finalizer = weakref.finalize(self, _release, self._rulesets)
        self._finalizer.atexit = False
        for ruleset in layout.rulesets:
            self._rulesets.append(_Ruleset(ruleset))

    @contextmanager
    def session(self) -> Iterator["Session"]:
        """Open a session, in which rules may be asked several times; wait while another is open.

        Raises `RuntimeError` if the network is closed, or this thread has a session of it open.
        """
        with self._held(), ExitStack() as afterwards:
            if not self._finalizer.alive:
                raise RuntimeError("the network is closed")
            for ruleset in self._rulesets:
                ruleset.forget()  # There is something only if the last session was interrupted.
                afterwards.callback(ruleset.forget)
            self._questions.forget_if_many()
            session = Session(self._questions, self._rulesets)
            afterwards.callback(session.end)
            yield session

    def forget(self) -> None:
        """Forget the questions that were written out, once no session is open."""
        with self._held():
            self._questions.forget()

    def close(self) -> None:
        """Hand durable-rules' memory back, once no session is open. A second time does nothing."""
        with self._held():
            self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if self._user == threading.get_ident():
            raise RuntimeError("this thread has a session of this network open already")
        with self._in_use:
            self._user = threading.get_ident()
            try:
                yield
            finally:
                self._user = None


#: A fact to assert: the ruleset that it is for, its kind there, and its text from after the id.
_Fact = tuple[int, int, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """A unit of the layout about certain codes: usually one fact."""

    facts: tuple[_Fact, ...]


@dataclass(frozen=True, slots=True)
class _Route:
    """How a profile is worked out: its plan, and what the first layer of that asks."""

    plan: GroupPlan
    first: tuple[tuple[LayoutStep, _Question], ...]


class _Questions:
    """What profiles ask, checked and written out once. It holds no answers.

    It pays to keep them, since bids are alike in most of what a rule tests.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._routes: dict[CodedProfile, _Route] = {}
        self._questions: dict[tuple[int, tuple[int, ...]], _Question] = {}
        self._kept = 0

    def forget_if_many(self) -> None:
        if self._kept > KEPT:
            self.forget()

    def forget(self) -> None:
        self._routes.clear()
        self._questions.clear()
        self._kept = 0

    def route(self, profile: CodedProfile) -> _Route:
        """Return what a profile asks. Raises `Unsafe` for one that does not fit its group."""
        route = self._routes.get(profile)
        if route is None:
            plan, codes = self._plan(profile), profile[1]
            first = tuple(
                (step, self.question(step.unit, tuple(codes[wire] for wire in step.wires)))
                for step in itertools.chain(*plan.layers[:1])
            )
            route = self._routes[profile] = _Route(plan, first)
            self._kept += 1 + len(first)
        return route

    def question(self, unit: int, codes: tuple[int, ...]) -> _Question:
        """Write out a question about codes that were checked."""
        question = self._questions.get((unit, codes))
        if question is None:
            question = self._questions[unit, codes] = _Question(
                tuple(
                    (part.ruleset, part.kind, part.tail % codes)
                    for part in self._layout.units[unit]
                )
            )
            self._kept += 1
        return question

    def _plan(self, profile: CodedProfile) -> GroupPlan:
        """Find the plan of a profile's group, having checked that the profile fits."""
        group, codes = profile
        if type(group) is not int or not 0 <= group < len(self._layout.plans):
            raise Unsafe("a profile is of a group that does not exist")
        plan = self._layout.plans[group]
        if len(codes) != plan.fields:
            raise Unsafe(f"group {group} has {plan.fields} fields, not {len(codes)}", group)
        for code in codes:
            # `%d` writes a Decimal or a float too, cut off; this is what keeps them out.
            if type(code) is not int or not 0 <= code <= MAX_CODE:
                raise Unsafe(
                    f"a profile of group {group} holds a code that is no whole number"
                    f" from 0 to {MAX_CODE}",
                    group,
                )
        return plan


class Session:
    """One evaluation's questions to a network. Made by `Network.session`.

    What was asked once is remembered to the end of the session.
    """

    def __init__(self, questions: _Questions, rulesets: Sequence["_Ruleset"]) -> None:
        self._questions = questions
        self._rulesets = rulesets
        self._fired: dict[CodedProfile, tuple[int, ...]] = {}
        self._hits: dict[_Question, list[int]] = {}
        self._is_open = True

    def fired(self, profiles: Sequence[CodedProfile]) -> list[tuple[int, ...]]:
        """Give, for each profile in turn, the rules of its group that fire, by number, in order.

        Raises `Unsafe` for a profile that does not fit its group, and `NetworkFault` if anything
        was lost on the way; then the session is over.
        """
        if not self._is_open:
            raise RuntimeError("the session is over")
        known = self._fired
        if new := [profile for profile in dict.fromkeys(profiles) if profile not in known]:
            try:
                self._work_out(new)
            except BaseException:
                self.end()  # It may hold half of an answer.
                raise
        return [known[profile] for profile in profiles]

    def end(self) -> None:
        """Answer nothing from now on."""
        self._is_open = False

    def _work_out(self, profiles: Sequence[CodedProfile]) -> None:
        routes = [self._questions.route(profile) for profile in profiles]
        self._ask(question for route in routes for _, question in route.first)
        hits = self._hits
        layered = []
        for profile, route in zip(profiles, routes, strict=True):
            if len(route.plan.layers) > 1:
                layered.append(_Layered(profile, route.plan))
                continue
            fired: list[tuple[int, ...]] = []
            for step, question in route.first:
                for hit in hits[question]:
                    fired.append(step.outputs[hit])  # noqa: PERF401 - a list apiece is slower
            self._fired[profile] = _in_order(fired)
        if layered:
            self._work_out_layers(layered)

    def _work_out_layers(self, left: Sequence["_Layered"]) -> None:
        """Ask layer by layer, the questions of all profiles at once."""
        layer = 0
        while left:
            asked = [
                (work, step, self._questions.question(step.unit, work.codes(step)))
                for work in left
                for step in work.plan.layers[layer]
            ]
            self._ask(question for _, _, question in asked)
            for work, step, question in asked:
                for hit in self._hits[question]:
                    work.fired.append(step.outputs[hit])
                    work.inner.update((wire, 1) for wire in step.sets[hit])
            layer += 1
            for work in left:
                if layer == len(work.plan.layers):
                    self._fired[work.profile] = _in_order(work.fired)
            left = [work for work in left if layer < len(work.plan.layers)]

    def _ask(self, questions: Iterable[_Question]) -> None:
        """Assert the facts of those questions that are new, and keep which of their rules fire."""
        facts: list[list[_Asked]] = [[] for _ in self._rulesets]
        for question in questions:
            if question not in self._hits:
                hits = self._hits[question] = []
                for ruleset, kind, tail in question.facts:
                    facts[ruleset].append((kind, tail, hits))
        for to, some in zip(self._rulesets, facts, strict=True):
            to.fire(some)


@dataclass(slots=True)
class _Layered:
    """A profile on its way through the layers of its plan."""

    profile: CodedProfile
    plan: GroupPlan
    fired: list[tuple[int, ...]] = field(default_factory=list)
    #: The wires that earlier layers made 1.
    inner: dict[int, int] = field(default_factory=dict)

    def codes(self, step: LayoutStep) -> tuple[int, ...]:
        """Return the codes of a step's wires: the group's fields, then what is worked out."""
        codes, fields = self.profile[1], self.plan.fields
        return tuple(
            codes[wire] if wire < fields else self.inner.get(wire, 0) for wire in step.wires
        )


def _in_order(fired: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Merge rules that are in order already: mostly there is one such tuple, or none."""
    if len(fired) == 1:
        return fired[0]
    return tuple(sorted({rule for rules in fired for rule in rules}))


#: A fact to assert: its kind, its text from after the id, and where to put the rules that fire.
_Asked = tuple[int, str, list[int]]


class _Ruleset:
    """One ruleset in durable-rules, with at most one live session."""

    def __init__(self, layout: RulesetLayout) -> None:
        self._meaning = layout.meaning
        self._handle: int = _call(
            _durable.create_ruleset, "frameworkshop", json.dumps(layout.definition)
        )
        #: What is not sound is left as it is: to use it again, or to free it, could crash.
        self._is_sound = True
        self._is_live = False
        self._facts = 0
        self._place = self._warm()

    def _warm(self) -> int:
        """Run one full session to its end, which sets the pointers of its place in memory.

        Full, so that the C library's allocator learns how much such a session takes, and keeps it
        ready: else it may give the pages back after each, which makes a session take three times as
        long. If this is interrupted the ruleset is never made, nor its memory freed.
        """
        texts = [f'{head},"a":0}}' for head in _IDS]
        used, place = _call(_durable.assert_facts, self._handle, f"[{','.join(texts)}]")
        answers = [*map(_read, self._answers(place))] if used == _USED else []
        if [(name, sorted(matched)) for name, matched in answers] != [(SEEN, sorted(texts))]:
            raise NetworkFault("durable-rules did not answer as it should when a ruleset was made")
        _call(_durable.delete_state, self._handle, _SID)
        return int(place)

    def fire(self, facts: Sequence[_Asked]) -> None:
        """Assert facts and put the rules that fire where each fact says."""
        start = 0
        while start < len(facts):
            if self._facts == FACTS_IN_A_SESSION:
                self.forget()
            some = facts[start : start + FACTS_IN_A_SESSION - self._facts]
            try:
                self._assert(some)
            except MemoryError:
                self._is_sound = False
                raise
            start += len(some)

    def _assert(self, facts: Sequence[_Asked]) -> None:
        if not self._is_sound:
            raise NetworkFault("a session of durable-rules is lost; make the network anew")
        texts = [
            head + tail for head, (_, tail, _) in zip(_IDS[self._facts :], facts, strict=False)
        ]
        by_text = dict(zip(texts, facts, strict=True))
        self._facts += len(facts)
        self._is_live = True
        used, place = _call(_durable.assert_facts, self._handle, f"[{','.join(texts)}]")
        self._is_sound = place == self._place
        if used != _USED or not self._is_sound:
            raise NetworkFault("durable-rules did not take all the facts of a batch")
        seen: list[str] = []
        for answer in self._answers(place):
            name, matched = _read(answer)
            if name == SEEN:
                seen += matched
            else:
                self._take(name, matched, by_text)
        if len(seen) != len(texts) or by_text.keys() != set(seen):
            raise NetworkFault("durable-rules did not account for all the facts of a batch")

    def _answers(self, place: int) -> Iterator[str]:
        """Yield each answer that is ready: a durable rule, with all the facts that it fires for."""
        started: tuple[str, str] | None = _call(
            _durable.start_action_for_state, self._handle, place
        )
        answer = started and started[1]
        while answer is not None:
            yield answer
            answer = _call(_durable.complete_and_start_action, self._handle, place)

    def _take(self, name: str, matched: Iterable[str], by_text: Mapping[str, _Asked]) -> None:
        """Note for which rule of its unit a durable rule fired on each of the facts it matched."""
        rule_of = self._meaning.get(name, {})
        for text in matched:
            fact = by_text.get(text)
            rule = rule_of.get(fact[0]) if fact else None
            if fact is None or rule is None:
                raise NetworkFault("durable-rules fired for a fact that it should not know")
            fact[2].append(rule)

    def forget(self) -> None:
        """Delete the live session, if there is one."""
        if self._is_live and self._is_sound:
            # It is gone already if an interruption came between these two lines the last time.
            with suppress(NetworkFault):
                _call(_durable.delete_state, self._handle, _SID)
            self._is_live = False
        self._facts = 0

    def delete(self) -> None:
        """Delete the ruleset. Its live session goes first: durable-rules would leak it."""
        self.forget()
        if self._is_sound:
            _call(_durable.delete_ruleset, self._handle)


def _read(answer: str) -> tuple[str, list[str]]:
    """Return what durable-rules answered: the rule's name, and the facts matched, as text.

    It reads `{"name":[{"m":{fact}},{"m":{fact}}]}`, each fact as it was asserted.
    """
    end = answer.find('"', 2)
    if not (answer.startswith('":[{"m":', end) and answer.endswith("}]}")):
        raise NetworkFault("durable-rules answered in a form that is not known")
    return answer[2:end], answer[end + 8 : -3].split('},{"m":')


def _call(function: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401 the C module has no types
    """Call the C module. Its errors are numbers, and hold nothing of what it was given."""
    try:
        return function(*arguments)
    except _durable.error as error:
        raise NetworkFault(f"durable-rules stopped: {error}") from None


def _release(rulesets: Iterable[_Ruleset]) -> None:
    for ruleset in rulesets:
        ruleset.delete()
