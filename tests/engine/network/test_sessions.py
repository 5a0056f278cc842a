"""What the network answers, what it refuses, and that nothing is lost in silence."""

import gc
import importlib.util
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from engine.network.sessions import (
    FACTS_IN_A_SESSION,
    Network,
    NetworkFault,
    Unavailable,
    available,
    unavailable_because,
    version,
)

needs_durable_rules = pytest.mark.skipif(not available(), reason=unavailable_because() or "")

#: Five bands of marks, by place: 0 to 9.
BANDS = CodedGroup(
    1,
    tuple(CodeAll((CodeTest(0, ">=", 2 * low), CodeTest(0, "<", 2 * low + 2))) for low in range(5)),
)
#: A check of two answers: 0 unanswered, 1 no, 2 yes.
CHECK = CodedGroup(
    2,
    (
        CodeAny((CodeTest(0, "==", 1), CodeTest(1, "==", 1))),
        CodeAll((CodeTest(0, "==", 2), CodeTest(1, "==", 2))),
    ),
)


def ask(groups: list[CodedGroup], *profiles: CodedProfile) -> list[tuple[int, ...]]:
    with Network(groups) as made, made.session() as session:
        return session.fired(profiles)


@contextmanager
def durable(monkeypatch: pytest.MonkeyPatch, **functions: object) -> Iterator[None]:
    """Have functions of the C module replaced."""
    genuine = vars(network)["_durable"]
    stand_in = ModuleType("stand_in")
    vars(stand_in).update(vars(genuine))
    vars(stand_in).update(functions)
    with monkeypatch.context() as patched:
        patched.setattr(network, "_durable", stand_in)
        yield


# What it answers


@needs_durable_rules
def test_each_profile_gets_the_rules_that_fire_by_number() -> None:
    answers = ask([BANDS, CHECK], (0, (0,)), (0, (9,)), (1, (2, 2)), (1, (0, 0)), (1, (1, 2)))
    assert answers == [(0,), (4,), (1,), (), (0,)]


@needs_durable_rules
@pytest.mark.parametrize(
    ("test", "codes"),
    [
        (CodeTest(0, "==", 2), {2}),
        (CodeTest(0, "!=", 2), {0, 1, 3, 4}),
        (CodeTest(0, "<", 2), {0, 1}),
        (CodeTest(0, "<=", 2), {0, 1, 2}),
        (CodeTest(0, ">", 2), {3, 4}),
        (CodeTest(0, ">=", 2), {2, 3, 4}),
        (ALWAYS, {0, 1, 2, 3, 4}),
        (NEVER, set()),
        (CodeAll((CodeTest(0, ">", 1), CodeTest(0, "<", 3))), {2}),
        (CodeAny((CodeTest(0, "<", 1), CodeTest(0, ">", 3))), {0, 4}),
    ],
)
def test_each_comparison_is_exact_at_its_edges(test: CodedCondition, codes: set[int]) -> None:
    answers = ask([CodedGroup(1, (test,))], *((0, (code,)) for code in range(5)))
    assert {code for code, fired in enumerate(answers) if fired} == codes


@needs_durable_rules
def test_codes_are_exact_up_to_the_largest() -> None:
    edge = CodedGroup(1, (CodeTest(0, "==", MAX_CODE), CodeTest(0, "<", MAX_CODE)))
    assert ask([edge], (0, (MAX_CODE,)), (0, (MAX_CODE - 1,))) == [(0,), (1,)]


@needs_durable_rules
def test_a_rule_fires_once_whatever_number_of_alternatives_hold() -> None:
    rule = CodeAny((CodeTest(0, ">=", 1), CodeTest(0, ">=", 2), CodeTest(0, "!=", 0)))
    assert ask([CodedGroup(1, (NEVER, rule, rule))], (0, (5,))) == [(1, 2)]


@needs_durable_rules
def test_alternatives_of_different_fields_are_one_rule() -> None:
    rule = CodeAny(
        (
            CodeTest(0, "==", 1),
            CodeTest(1, "==", 1),
            CodeAll((CodeTest(0, "==", 2), CodeTest(1, "==", 2))),
        )
    )
    group = CodedGroup(2, (rule,))
    answers = ask([group], (0, (1, 1)), (0, (2, 2)), (0, (0, 1)), (0, (2, 0)))
    assert answers == [(0,), (0,), (0,), ()]


@needs_durable_rules
def test_a_conjunction_of_many_choices_is_worked_out_in_layers() -> None:
    choices = CodeAll(
        tuple(
            CodeAny(tuple(CodeTest(field, "==", code) for code in (1, 3, 5))) for field in range(6)
        )
    )
    group = CodedGroup(6, (choices, CodeTest(0, "==", 2), CodeAll((choices, CodeTest(5, "==", 5)))))
    answers = ask(
        [group, BANDS],
        (0, (1, 3, 5, 1, 3, 5)),
        (1, (4,)),
        (0, (1, 3, 5, 1, 3, 2)),
        (0, (2, 3, 5, 1, 3, 5)),
        (0, (3, 3, 3, 3, 3, 3)),
    )
    assert answers == [(0, 2), (2,), (), (1,), (0,)]


@needs_durable_rules
def test_a_chain_asks_again_in_the_same_session() -> None:
    passed = CodedGroup(2, (CodeAll((CodeTest(0, "==", 1), CodeTest(1, ">=", 1))),))
    with Network([CHECK, passed]) as made, made.session() as session:
        (first,) = session.fired([(0, (2, 2))])
        assert first == (1,)
        assert session.fired([(1, (len(first), 1)), (0, (2, 2)), (1, (0, 1))]) == [(0,), (1,), ()]


@needs_durable_rules
def test_profiles_may_repeat_or_be_none() -> None:
    with Network([BANDS]) as made, made.session() as session:
        assert session.fired([]) == []
        assert session.fired([(0, (0,)), (0, (2,)), (0, (0,))]) == [(0,), (1,), (0,)]


@needs_durable_rules
def test_a_network_of_nothing_answers_nothing() -> None:
    assert ask([]) == []
    assert ask([CodedGroup(0, ()), CodedGroup(2, ())], (0, ()), (1, (1, 2))) == [(), ()]


@needs_durable_rules
def test_facts_beyond_one_live_session_go_into_the_next() -> None:
    facts = 3 * FACTS_IN_A_SESSION + 1
    group = CodedGroup(1, (CodeTest(0, ">=", FACTS_IN_A_SESSION),))
    answers = ask([group], *((0, (code,)) for code in range(facts)))
    assert answers == [() if code < FACTS_IN_A_SESSION else (0,) for code in range(facts)]


@needs_durable_rules
def test_what_is_written_out_is_forgotten_when_it_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "KEPT", 4)
    with Network([BANDS]) as made:
        for code in (0, 2, 4, 6, 8, 0, 2):
            with made.session() as session:
                assert session.fired([(0, (code,)), (0, (9,))]) == [(code // 2,), (4,)]
            assert made._questions._kept <= 8


@needs_durable_rules
def test_what_is_written_out_can_be_forgotten() -> None:
    with Network([BANDS]) as made:
        for _ in range(2):
            with made.session() as session:
                assert session.fired([(0, (3,))]) == [(1,)]
            assert made._questions._kept == 3  # the profile, its one question, and that in text
            made.forget()
            assert made._questions._kept == 0


# What it refuses


class Code(IntEnum):
    YES = 1


@needs_durable_rules
@pytest.mark.parametrize(
    "code",
    [
        -1,
        MAX_CODE + 1,
        10**40,
        1.0,
        1.5,
        float("nan"),
        float("inf"),
        Decimal(1),
        Fraction(1),
        True,
        None,
        "1",
        "",
        b"1",
        "\ud800",
        "\x00",
        (1,),
        Code.YES,
    ],
    ids=repr,
)
def test_a_code_that_is_no_small_whole_number_is_refused(code: object) -> None:
    with Network([BANDS]) as made, made.session() as session:
        profiles: Any = [(0, (3,)), (0, (code,))]
        with pytest.raises(Unsafe, match="a code that is no whole number from 0 to") as refused:
            session.fired(profiles)
        assert refused.value.group == 0


@needs_durable_rules
@given(
    st.lists(
        st.tuples(
            st.integers(-1, 2),
            st.lists(
                st.one_of(
                    st.integers(-3, 12),
                    st.integers(),
                    st.floats(),
                    st.decimals(),
                    st.text(),
                    st.binary(),
                    st.none(),
                ),
                max_size=3,
            ).map(tuple),
        ),
        max_size=6,
    )
)
def test_nothing_but_small_whole_numbers_reaches_the_c_module(profiles: list[Any]) -> None:
    sent: list[str] = []
    genuine = vars(network)["_durable"]

    def assert_facts(handle: int, batch: str) -> object:
        sent.append(batch)
        return genuine.assert_facts(handle, batch)

    with (
        pytest.MonkeyPatch.context() as patched,
        durable(patched, assert_facts=assert_facts),
        Network([BANDS, CHECK]) as made,
        made.session() as session,
    ):
        try:
            session.fired(profiles)
        except (Unsafe, TypeError):  # a signalling NaN cannot even be looked up
            assert len(sent) == 1  # that which warms a new ruleset
        for batch in sent:
            assert re.fullmatch(
                r'\[(,?\{"id":\d{1,3}(,"(a|b\d{1,2}|f\d{1,3})":\d{1,10})+\})+\]', batch
            )


@needs_durable_rules
@pytest.mark.parametrize(
    ("profile", "says"),
    [
        ((2, (1,)), "of a group that does not exist"),
        ((-1, (1,)), "of a group that does not exist"),
        (("0", (1,)), "of a group that does not exist"),
        ((0, ()), "group 0 has 1 fields, not 0"),
        ((1, (1, 2, 3)), "group 1 has 2 fields, not 3"),
    ],
)
def test_a_profile_that_fits_no_group_is_refused(
    profile: tuple[object, tuple[int, ...]], says: str
) -> None:
    with (
        Network([BANDS, CHECK]) as made,
        made.session() as session,
        pytest.raises(Unsafe, match=says),
    ):
        session.fired([profile])  # type: ignore[list-item]


@needs_durable_rules
def test_rules_outside_the_language_are_refused() -> None:
    with pytest.raises(Unsafe, match="rule 0 of group 0: it tests field 3 of 2"):
        Network([CodedGroup(2, (CodeTest(3, "==", 1),))])


@needs_durable_rules
def test_a_session_is_over_when_it_ends_or_fails() -> None:
    with Network([BANDS]) as made:
        with made.session() as session:
            assert session.fired([(0, (1,))]) == [(0,)]
        with pytest.raises(RuntimeError, match="the session is over"):
            session.fired([(0, (1,))])
        with made.session() as session:
            with pytest.raises(Unsafe):
                session.fired([(0, (-1,))])
            with pytest.raises(RuntimeError, match="the session is over"):
                session.fired([(0, (1,))])


@needs_durable_rules
def test_a_closed_network_opens_no_session() -> None:
    made = Network([BANDS])
    made.close()
    made.close()
    with pytest.raises(RuntimeError, match="the network is closed"), made.session():
        pass


@needs_durable_rules
def test_one_thread_has_one_session_of_a_network_at_a_time() -> None:
    with Network([BANDS]) as made, made.session() as session:
        with pytest.raises(RuntimeError, match="this thread has a session"), made.session():
            pass
        with pytest.raises(RuntimeError, match="this thread has a session"):
            made.close()
        assert session.fired([(0, (1,))]) == [(0,)]


@needs_durable_rules
def test_another_thread_waits_for_its_turn() -> None:
    answers: list[tuple[int, ...]] = []
    with Network([BANDS]) as made:

        def work() -> None:
            with made.session() as session:
                answers.extend(session.fired([(0, (4,))]))

        other = threading.Thread(target=work)
        with made.session() as session:
            other.start()
            other.join(0.05)
            assert answers == []
            assert session.fired([(0, (2,))]) == [(1,)]
        other.join()
    assert answers == [(2,)]


# That durable-rules' memory is handed back


@needs_durable_rules
def test_sessions_and_rulesets_are_deleted_whatever_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    genuine = vars(network)["_durable"]
    deleted: list[str] = []

    def delete_state(handle: int, sid: str) -> None:
        deleted.append("session")
        genuine.delete_state(handle, sid)

    def delete_ruleset(handle: int) -> None:
        deleted.append("ruleset")
        genuine.delete_ruleset(handle)

    with durable(monkeypatch, delete_state=delete_state, delete_ruleset=delete_ruleset):
        made = Network([BANDS])
        assert deleted == ["session"]  # that which warms a new ruleset
        with pytest.raises(ZeroDivisionError), made.session() as session:
            assert session.fired([(0, (1,))])[1 // 0]
        with made.session():
            pass
        assert deleted == ["session"] * 2
        made.close()
        assert deleted == ["session"] * 2 + ["ruleset"]
        dropped = Network([BANDS])
        del dropped
        gc.collect()
        assert deleted == ["session"] * 2 + ["ruleset"] + ["session", "ruleset"]


@needs_durable_rules
def test_a_session_that_was_left_is_deleted_before_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Network([BANDS])

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with (
        durable(monkeypatch, delete_state=interrupt),
        pytest.raises(KeyboardInterrupt),
        made.session() as session,
    ):
        session.fired([(0, (1,))])
    with made.session() as session:
        assert session.fired([(0, (1,)), (0, (2,))]) == [(0,), (1,)]
    made.close()


@needs_durable_rules
def test_a_session_that_is_gone_already_is_no_fault() -> None:
    with Network([BANDS]) as made:
        with made.session() as session:
            session.fired([(0, (1,))])
            vars(network)["_durable"].delete_state(made._rulesets[0]._handle, "0")
        with made.session() as session:
            assert session.fired([(0, (2,))]) == [(1,)]


# That nothing is lost in silence


@needs_durable_rules
def test_an_error_of_durable_rules_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MAX_WAITING", 1000)
    with Network([CodedGroup(1, tuple(CodeTest(0, ">=", low) for low in range(65)))]) as made:
        with (
            pytest.raises(NetworkFault, match="error code: 303") as fault,
            made.session() as session,
        ):
            session.fired([(0, (123456789,))])
        assert "123456789" not in str(fault.value)
        with made.session() as session:
            assert session.fired([(0, (3,))]) == [(0, 1, 2, 3)]


def _without_the_last(batch: str) -> str:
    return json.dumps(json.loads(batch)[:-1] or json.loads(batch), separators=(",", ":"))


def _with_another_code(batch: str) -> str:
    return batch.replace('"f0":7', '"f0":8')


def _cut_off(batch: str) -> str:
    return batch.replace('"f0":7', '"f0":1e-05')


@needs_durable_rules
@pytest.mark.parametrize("change", [_without_the_last, _with_another_code, _cut_off])
def test_a_fact_that_is_lost_or_changed_is_a_fault(
    change: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = vars(network)["_durable"]
    with Network([BANDS]) as made:
        with (
            durable(
                monkeypatch,
                assert_facts=lambda handle, batch: genuine.assert_facts(handle, change(batch)),
            ),
            pytest.raises(NetworkFault) as fault,
            made.session() as session,
        ):
            session.fired([(0, (2,)), (0, (7,)), (0, (4,))])
        assert "f0" not in str(fault.value)
        assert fault.value.__cause__ is None
        with made.session() as session:
            assert session.fired([(0, (7,))]) == [(3,)]


@needs_durable_rules
@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ((None,), "did not account for all"),
        (('{"s":[{"m":FACT}]}', None), None),
        (('{"s":[{"m":FACT},{"m":FACT}]}', None), "did not account for all"),
        (('{"s":[{"m":{"id":0}}]}', None), "did not account for all"),
        (('{"r0":[{"m":FACT}]}', None), "did not account for all"),
        (
            ('{"s":[{"m":FACT}]}', '{"r9":[{"m":FACT}]}', None),
            "fired for a fact that it should not",
        ),
        (('{"s":[{"m":FACT}]}', '{"r0":[{"m":{}}]}', None), "fired for a fact that it should not"),
        (('{"s":{"m":FACT}}', None), "in a form that is not known"),
        (('{"s":[{"m":FACT}]', None), "in a form that is not known"),
        (("", None), "in a form that is not known"),
    ],
)
def test_an_answer_that_is_not_as_it_should_be_is_a_fault(
    answers: tuple[str | None, ...], says: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = '{"id":0,"a":0,"b0":1,"f0":1}'
    given_out = iter(answer and answer.replace("FACT", fact) for answer in answers)
    with Network([CodedGroup(1, (CodeTest(0, "==", 1),))]) as made:
        genuine = vars(network)["_durable"]

        def start(handle: int, place: int) -> tuple[str, str | None] | None:
            genuine.start_action_for_state(handle, place)
            answer = next(given_out)
            return None if answer is None else ("{}", answer)

        with (
            durable(
                monkeypatch,
                start_action_for_state=start,
                complete_and_start_action=lambda _handle, _place: next(given_out),
            ),
            made.session() as session,
        ):
            if says is None:
                assert session.fired([(0, (1,))]) == [()]
            else:
                with pytest.raises(NetworkFault, match=says) as fault:
                    session.fired([(0, (1,))])
                assert "f0" not in str(fault.value)


@needs_durable_rules
def test_a_ruleset_that_does_not_start_as_it_should_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        durable(monkeypatch, start_action_for_state=lambda _handle, _place: None),
        pytest.raises(NetworkFault, match="when a ruleset was made"),
    ):
        Network([BANDS])
    with (
        durable(monkeypatch, assert_facts=lambda _handle, _batch: (1, 1)),
        pytest.raises(NetworkFault, match="when a ruleset was made"),
    ):
        Network([BANDS])


@needs_durable_rules
@pytest.mark.parametrize("error", [MemoryError, None])
def test_what_is_not_sound_is_never_touched_again(
    error: type[MemoryError] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[str] = []

    def assert_facts(_handle: int, _batch: str) -> tuple[int, int]:
        touched.append("asserted")
        if error is not None:
            raise error
        return 0, 2  # a place that was never warmed

    def delete(*_: object) -> None:
        touched.append("deleted")

    made = Network([BANDS])
    with durable(
        monkeypatch, assert_facts=assert_facts, delete_state=delete, delete_ruleset=delete
    ):
        with pytest.raises(error or NetworkFault), made.session() as session:
            session.fired([(0, (1,))])
        with pytest.raises(NetworkFault, match="make the network anew"), made.session() as session:
            session.fired([(0, (1,))])
        made.close()
    assert touched == ["asserted"]


# Where durable-rules is not


@needs_durable_rules
def test_the_version_is_known() -> None:
    assert version() == "2.0.28"
    assert unavailable_because() is None


def test_without_durable_rules_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    without = _a_copy_of_the_module(monkeypatch)
    assert not without.available()
    assert without.version() is None
    assert without.unavailable_because().startswith("durable-rules cannot be imported: ")
    with pytest.raises(without.Unavailable, match="durable-rules cannot be imported"):
        without.Network([BANDS])


def test_on_a_newer_python_it_says_that_it_does_not_work_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network, "_durable", None)
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    assert unavailable_because() == "durable-rules does not work on Python 3.13 and later."
    with pytest.raises(Unavailable, match="does not work on Python"):
        Network([BANDS])


def _a_copy_of_the_module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    assert network.__file__
    spec = importlib.util.spec_from_file_location("a_copy", network.__file__)
    assert spec
    assert spec.loader
    copy = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "a_copy", copy)  # dataclasses look their module up
    spec.loader.exec_module(copy)
    return copy
