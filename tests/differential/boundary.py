"""What might crash durable-rules, mix it up or fill the memory: at every limit, and beyond it.

    python -m tests.differential.boundary too_many_hits

Each function is one scenario, to be run in a process of its own; it fails by an exception, or by
the end of that process.
"""

import gc
import json
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final

from engine.network import layout
from engine.network import sessions as network
from engine.network.coded_conditions import (
    ALWAYS,
    MAX_CODE,
    NEVER,
    CodeAll,
    CodeAny,
    CodedCondition,
    CodedGroup,
    CodedProfile,
    CodeTest,
    Unsafe,
)
from engine.network.sessions import Network, NetworkFault, Session
from tests.differential.programs import expected

SCENARIOS: Final[dict[str, Callable[[], None]]] = {}


def scenario(function: Callable[[], None]) -> Callable[[], None]:
    """Let the function be run by its name."""
    SCENARIOS[function.__name__] = function
    return function


def holds_for(groups: Sequence[CodedGroup], profiles: Iterable[CodedProfile]) -> None:
    """Hold a network against plain evaluation."""
    asked = list(profiles)
    with Network(groups) as made, made.session() as session:
        for profile, fired in zip(asked, session.fired(asked), strict=True):
            assert fired == expected(tuple(groups), profile), (profile, fired)


def every_code(group: int, upto: int) -> list[CodedProfile]:
    return [(group, (code,)) for code in range(upto)]


def memory_kb() -> int:
    """Give the most that this process ever held in memory, in KB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def stays_flat(act: Callable[[], object], times: int, within_kb: int) -> None:
    """Act often, and hold that the memory does not grow after the first tenth."""
    for turn in range(times):
        act()
        if turn == times // 10:
            gc.collect()
            before = memory_kb()
    gc.collect()
    grown = memory_kb() - before
    assert grown < within_kb, f"{grown} KB more after {times} times"


BANDS: Final = CodedGroup(
    1,
    tuple(CodeAll((CodeTest(0, ">=", 2 * low), CodeTest(0, "<", 2 * low + 2))) for low in range(5)),
)


# Sizes at the limits of durable-rules, and beyond


@scenario
def many_first_conditions() -> None:
    """512 different first conditions hang it."""
    for kinds in (399, 400, 401, 511, 512, 513):
        groups = [CodedGroup(1, (CodeTest(0, "==", kind),)) for kind in range(kinds)]
        holds_for(groups, [(kind, (code,)) for kind in range(kinds) for code in (0, kind)])


@scenario
def many_conditions_on_one_field() -> None:
    for options in (399, 400, 401, 512, 1200):
        rules = tuple(CodeTest(0, "==", 2 * option) for option in range(options))
        edges = [0, 1, 2, 796, 797, 798, 799, 800, 801, 802, 2 * options - 2, 2 * options]
        holds_for([CodedGroup(1, rules)], [(0, (code,)) for code in edges])


@scenario
def many_hits_at_once() -> None:
    """65 comparisons that hold at once are an error."""
    for rules in (59, 60, 61, 63, 64, 65, 66, 130, 500):
        rising = CodedGroup(1, tuple(CodeTest(0, ">=", low) for low in range(rules)))
        holds_for([rising], every_code(0, rules + 2))
        beside = CodedGroup(rules, tuple(CodeTest(field, ">=", 1) for field in range(rules)))
        holds_for([beside], [(0, (0,) * rules), (0, (1,) * rules), (0, (1, *(0,) * (rules - 1)))])


@scenario
def many_hits_in_steps() -> None:
    """Those that wait at one step are added to those that wait at the next."""
    groups = [
        CodedGroup(
            3,
            tuple(
                CodeAll(
                    (
                        CodeTest(0, ">=", one),
                        CodeTest(1, ">=", other),
                        CodeTest(2, ">=", one * other),
                    )
                )
                for one in range(12)
                for other in range(12)
            ),
        )
    ]
    holds_for(
        groups, [(0, (a, b, c)) for a in (0, 11, 12) for b in (0, 11, 12) for c in (0, 60, 150)]
    )


@scenario
def many_conditions_in_a_rule() -> None:
    """A rule has 16 patterns at most; ours has one, of any number of conditions."""
    for fields in (15, 16, 17, 31, 32, 33, 64, 65, 200):
        every = CodeAll(tuple(CodeTest(field, "==", 1) for field in range(fields)))
        some = CodeAny(tuple(CodeTest(field, "==", 1) for field in range(fields)))
        holds_for(
            [CodedGroup(fields, (every, some))],
            [(0, (1,) * fields), (0, (0,) * fields), (0, (*(1,) * (fields - 1), 0))],
        )


@scenario
def many_fields() -> None:
    """A fact has 252 properties at most; more drop it in silence."""
    for fields in (239, 240, 241, 252, 253, 1000):
        every = CodeAll(tuple(CodeTest(field, "==", 1) for field in range(fields)))
        some = CodeAny(tuple(CodeTest(field, "==", 1) for field in range(fields)))
        profiles = [(0, (1,) * fields), (0, (0,) * fields), (0, (*(0,) * (fields - 1), 1))]
        holds_for([CodedGroup(fields, (some, CodeTest(fields - 1, "==", 1)))], profiles)
        if fields <= layout.MAX_FIELDS:
            holds_for([CodedGroup(fields, (every, some))], profiles)
        else:
            _is_unsafe([CodedGroup(fields, (every,))])


@scenario
def many_alternatives() -> None:
    """32 marks of "all", "any" and "end" in a rule are an error."""
    for alternatives in (13, 14, 15, 28, 29, 200):
        rule = CodeAny(
            tuple(
                CodeAll((CodeTest(0, "==", one), CodeTest(1, "==", one)))
                for one in range(alternatives)
            )
        )
        holds_for(
            [CodedGroup(2, (rule,))],
            [(0, (one, other)) for one in range(20) for other in range(20)],
        )


@scenario
def many_choices_multiplied() -> None:
    """All of ten choices of ten would be 10,000,000,000 terms."""
    choices = tuple(
        CodeAny(tuple(CodeTest(field, "==", field + 2 * one) for one in range(10)))
        for field in range(10)
    )
    nested = CodeAny(
        (
            CodeAll((*choices, CodeAny((CodeAll(choices), CodeTest(0, "<", 3))))),
            CodeTest(9, "==", 1),
        )
    )
    random = Random(1)
    profiles = [(0, tuple(random.randrange(24) for _ in range(10))) for _ in range(200)]
    profiles += [
        (0, tuple(field + 2 * random.randrange(10) for field in range(10))) for _ in range(200)
    ]
    holds_for([CodedGroup(10, (nested, CodeAll(choices), choices[0]))], profiles)


@scenario
def many_rules() -> None:
    """Thousands of rules are spread over several rulesets."""
    random = Random(2)

    def tests() -> CodedCondition:
        return CodeAll(
            tuple(
                CodeTest(field, random.choice((">=", "<", "==")), random.randrange(50))
                for field in (0, 1)
            )
        )

    groups = [CodedGroup(2, tuple(tests() for _ in range(30))) for _ in range(150)]
    profiles = [
        (random.randrange(150), (random.randrange(50), random.randrange(50))) for _ in range(2000)
    ]
    holds_for(groups, profiles)


@scenario
def too_much() -> None:
    """What is refused is refused before durable-rules sees it."""
    deep: CodedCondition = CodeTest(0, "==", 1)
    for _ in range(5000):
        deep = CodeAll((deep,))
    alternatives = layout.MAX_TERMS + 1
    _is_unsafe([CodedGroup(1, (deep,))])
    _is_unsafe(
        [CodedGroup(1, (CodeAny(tuple(CodeTest(0, "==", one) for one in range(alternatives))),))]
    )
    _is_unsafe([CodedGroup(1, (CodeTest(0, "==", MAX_CODE + 1),))])
    _is_unsafe([CodedGroup(-1, ())])


@scenario
def nothing() -> None:
    """An empty batch would make it read a number that nobody set."""
    holds_for([], [])
    holds_for([CodedGroup(0, ())], [(0, ())])
    holds_for([CodedGroup(0, (ALWAYS, NEVER, ALWAYS))], [(0, ())])
    holds_for([CodedGroup(3, ())], [(0, (1, 2, 3))])
    holds_for([CodedGroup(1, (NEVER, CodeAll((NEVER, CodeTest(0, "==", 1)))))], every_code(0, 3))
    holds_for([BANDS], [])


@scenario
def largest_codes() -> None:
    edge = CodedGroup(
        1, tuple(CodeTest(0, op, MAX_CODE) for op in ("==", "!=", "<", ">=", "<=", ">"))
    )
    holds_for([edge], [(0, (code,)) for code in (0, MAX_CODE - 1, MAX_CODE)])


@scenario
def many_profiles() -> None:
    """Each fact takes 9 KB for as long as its session lives."""
    groups = [CodedGroup(2, (CodeAll((CodeTest(0, ">=", 5000), CodeTest(1, "<", 7000))),))]
    profiles = [(0, (code, 30_000 - code)) for code in range(30_000)]
    with Network(groups) as made, made.session() as session:
        session.fired(profiles[:5000])
        before = memory_kb()
        fired = session.fired(profiles)
        grown = memory_kb() - before
        # What is kept for each profile is ours: the answer, and the question written out.
        assert grown < 60_000, f"{grown} KB more for 25,000 facts"
    assert [at for at, rules in enumerate(fired) if rules] == list(range(23_001, 30_000))


# Sessions and networks that do not run their course


class _InterruptionError(BaseException):
    """As an interruption from the keyboard is: no `Exception`."""


def _interrupt(*_: object) -> None:
    raise _InterruptionError


@scenario
def sessions_never_fired() -> None:
    """Deleting a session in which no rule ever fired frees pointers that nobody set."""
    for _ in range(300):
        with Network([BANDS]) as made:
            with made.session():
                pass
            with made.session() as session:
                assert session.fired([]) == []


@scenario
def sessions_abandoned() -> None:
    made = Network([BANDS, CodedGroup(1, (CodeTest(0, "<", 3),))])
    for turn in range(2000):
        try:
            with made.session() as session:
                session.fired([(turn % 2, (code,)) for code in range(turn % 40)])
                if turn % 3 == 0:
                    _interrupt()
                if turn % 3 == 1:
                    session.fired([(0, (-1,))])
        except (_InterruptionError, Unsafe):
            pass
        with made.session() as session:
            assert session.fired(every_code(0, 4)) == [(0,), (0,), (1,), (1,)]
    for _ in range(300):
        left_open = made.session()
        left_open.__enter__().fired(every_code(0, 9))
        del left_open
    with made.session() as session:
        assert session.fired(every_code(0, 2)) == [(0,), (0,)]


@scenario
def sessions_interrupted() -> None:
    """An interruption at any moment costs that session, and nothing else."""
    signal.signal(signal.SIGALRM, _interrupt)
    random = Random(3)
    made = Network([BANDS, CodedGroup(2, (CodeAll((CodeTest(0, ">=", 9), CodeTest(1, "<", 90))),))])
    profiles = [*every_code(0, 12), *((1, (code, code + 80)) for code in range(20))]
    with made.session() as session:
        right = session.fired(profiles)
    interrupted = 0
    for _ in range(4000):
        try:
            signal.setitimer(signal.ITIMER_REAL, random.uniform(1e-6, 3e-4))
            with made.session() as session:
                fired = session.fired(profiles)
            signal.setitimer(signal.ITIMER_REAL, 0)
            assert fired == right
        except _InterruptionError:
            interrupted += 1
        except RuntimeError:
            # Within the few steps that take or give back the lock, as for any lock of Python's.
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise
    assert interrupted > 100
    with made.session() as session:
        assert session.fired(profiles) == right


@scenario
def sessions_one_after_another() -> None:
    made = Network([BANDS])
    stays_flat(lambda: _ask(made, every_code(0, 12)), 6000, within_kb=1500)


@scenario
def networks_closed() -> None:
    def make_and_close() -> None:
        with Network([BANDS, CodedGroup(1, (CodeTest(0, "<", 3),))]) as made:
            _ask(made, every_code(0, 12))

    stays_flat(make_and_close, 1000, within_kb=1500)


@scenario
def networks_dropped() -> None:
    """A network that nobody closed is handed back when nobody holds it."""
    stays_flat(lambda: _ask(Network([BANDS]), every_code(0, 12)), 1000, within_kb=1500)


@scenario
def networks_refused() -> None:
    def refuse() -> None:
        _is_unsafe([BANDS, CodedGroup(1, (CodeTest(1, "==", 0),))])

    stays_flat(refuse, 1000, within_kb=1500)


@scenario
def many_networks_alive() -> None:
    alive = [Network([CodedGroup(1, (CodeTest(0, ">=", low),))]) for low in range(400)]
    for _ in range(3):
        for low, made in enumerate(alive):
            assert _ask(made, [(0, (low - 1,)), (0, (low,))][low == 0 :]) == [(), (0,)][low == 0 :]
    for made in alive[::2]:
        made.close()
    for low, made in enumerate(alive[1::2]):
        assert _ask(made, [(0, (2 * low + 1,))]) == [(0,)]


# Threads


@scenario
def threads_on_one_network() -> None:
    made = Network([BANDS])
    _in_threads(4, lambda: _many_sessions(made, 1500))


@scenario
def threads_on_networks_of_their_own() -> None:
    def work() -> None:
        for _ in range(60):
            with Network([BANDS]) as made:
                _many_sessions(made, 20)

    _in_threads(4, work)


@scenario
def threads_that_take_a_network_along() -> None:
    """A session may end, and a network be handed back, in another thread than it began in."""
    for _ in range(200):
        made = Network([BANDS])
        opened = made.session()
        session = opened.__enter__()
        session.fired(every_code(0, 12))
        _in_threads(1, lambda opened=opened: opened.__exit__(None, None, None))  # type: ignore[misc]
        _in_threads(1, made.close)


# Answers of durable-rules that are not as they should be


@scenario
def facts_lost() -> None:
    """Drop, repeat or change what durable-rules gets or gives: there is a fault, and no answer."""
    genuine = vars(network)["_durable"]
    random = Random(4)
    profiles = [*every_code(0, 12), *every_code(1, 5)]

    class Unreliable:
        error = genuine.error

        def __getattr__(self, name: str) -> object:
            return getattr(genuine, name)

        @staticmethod
        def assert_facts(handle: int, batch: str) -> object:
            facts = json.loads(batch)
            del facts[random.randrange(len(facts))]
            return genuine.assert_facts(handle, json.dumps(facts, separators=(",", ":")))

    made = Network([BANDS, CodedGroup(1, (CodeTest(0, "<", 3),))])
    for _ in range(200):
        vars(network)["_durable"] = Unreliable()
        try:
            _ask(made, profiles)
        except NetworkFault as fault:
            said = str(fault)
        else:
            raise AssertionError("a fact was lost in silence")
        finally:
            vars(network)["_durable"] = genuine
        assert "f0" not in said
        assert _ask(made, every_code(0, 3)) == [(0,), (0,), (1,)]


def _is_unsafe(groups: Sequence[CodedGroup]) -> None:
    try:
        Network(groups)
    except Unsafe:
        return
    raise AssertionError("this should have been refused")


def _ask(made: Network, profiles: Sequence[CodedProfile]) -> list[tuple[int, ...]]:
    with made.session() as session:
        return session.fired(profiles)


def _many_sessions(made: Network, times: int) -> None:
    for turn in range(times):
        codes = [turn % 10, (turn + 5) % 10]
        with made.session() as session:
            assert _bands(session, codes) == [(code // 2,) for code in codes]


def _bands(session: Session, codes: Iterable[int]) -> list[tuple[int, ...]]:
    return session.fired([(0, (code,)) for code in codes])


def _in_threads(number: int, work: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the thread that asked
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


if __name__ == "__main__":
    for asked in sys.argv[1:] or SCENARIOS:
        SCENARIOS[asked]()
