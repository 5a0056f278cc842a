"""Whatever is given as answers, they are read or refused; what is read can be written and read."""

import json
from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from forms.answers.answers import Answers, read_answers
from forms.answers.writing import plain_answers
from forms.linked.linked_form import PathStep
from forms.model.question import ALWAYS_POSSIBLE
from forms.model.question_types import TYPES
from forms.model.table_questions import Rows
from forms.path import path
from tests.forms.everything import ANYTHING, COMPLETE, EVERYTHING, LIKELY, answers_to
from tests.forms.making import said

LOT = st.sampled_from([None, "hosting", "moon"])


def check_sound(answers: Answers) -> None:
    """Check what holds of all answers that were read."""
    for problem in answers.problems:
        assert str(problem).isprintable()
        assert 0 < len(str(problem)) < 2000
    assert not exact_faults(answers.values)
    assert set(answers.values) <= set(answers.asked)
    assert not set(answers.hidden) & set(answers.asked)
    assert {key.partition(".")[2] for key in answers.facts()} == set(answers.values)


def exact_faults(value: object) -> list[object]:
    """Find every float in a value."""
    match value:
        case float():
            return [value]
        case Mapping():
            return [fault for part in value.values() for fault in exact_faults(part)]
        case tuple() | list():
            return [fault for part in value for fault in exact_faults(part)]
        case _:
            return []


def check_written(answers: Answers, lot: str | None) -> None:
    """Check that the values written as JSON text, and read from it, are the same."""
    text = json.dumps(plain_answers(EVERYTHING, answers.values))
    again = read_answers(EVERYTHING, json.loads(text), lot=lot, complete=False)
    assert again.values == answers.values
    assert again.asked == answers.asked
    assert again.hidden == {}


def test_the_form_asks_every_type() -> None:
    assert {step.question.type for step in EVERYTHING.steps.values()} == set(TYPES)


def test_a_complete_set_of_answers() -> None:
    answers = read_answers(EVERYTHING, COMPLETE)
    assert said(answers) == []
    assert set(answers.values) == set(EVERYTHING.steps)
    check_sound(answers)
    check_written(answers, None)


@given(raw=ANYTHING, complete=st.booleans())
def test_anything_in_the_place_of_answers(*, raw: object, complete: bool) -> None:
    check_sound(read_answers(EVERYTHING, raw, complete=complete))


@given(
    raw=answers_to(dict.fromkeys(EVERYTHING.steps, ANYTHING)),
    complete=st.booleans(),
    lot=LOT,
)
def test_anything_in_the_place_of_each_answer(
    *, raw: dict[str, object], complete: bool, lot: str | None
) -> None:
    answers = read_answers(EVERYTHING, raw, lot=lot, complete=complete)
    check_sound(answers)
    check_written(answers, lot)


@given(st.sampled_from(sorted(EVERYTHING.steps)), ANYTHING)
def test_anything_in_the_place_of_one_answer(name: str, raw: object) -> None:
    answers = read_answers(EVERYTHING, {**COMPLETE, name: raw})
    check_sound(answers)
    check_written(answers, None)


@given(
    st.sampled_from([s for s in EVERYTHING.steps.values() if not isinstance(s.question, Rows)]),
    ANYTHING,
)
@example(EVERYTHING.steps["one-of"], "a\0")
@example(EVERYTHING.steps["many-of"], ["a", "b" * 200_000])
def test_every_fault_is_one_that_a_question_can_word_itself(step: PathStep, raw: object) -> None:
    answers = read_answers(EVERYTHING, {**COMPLETE, step.id: raw})
    possible = step.question.FAULTS | ALWAYS_POSSIBLE
    assert {fault.wrong for name, fault in answers.faults if name == step.id} <= possible


@given(raw=LIKELY, complete=st.booleans(), lot=LOT)
def test_likely_answers(*, raw: dict[str, object], complete: bool, lot: str | None) -> None:
    answers = read_answers(EVERYTHING, raw, lot=lot, complete=complete)
    check_sound(answers)
    check_written(answers, lot)


@given(LIKELY)
def test_the_path_of_what_was_read_is_the_path_on_which_it_was_read(
    raw: dict[str, object],
) -> None:
    answers = read_answers(EVERYTHING, raw)
    pages = path(EVERYTHING, {**answers.hidden, **answers.values})
    asked = [question.id for page in pages for question in page.questions]
    assert set(asked) >= set(answers.values)
    if not answers.hidden:
        assert tuple(asked) == answers.asked


@given(LIKELY)
def test_a_draft_has_no_fault_that_the_whole_has_not(raw: dict[str, object]) -> None:
    draft = read_answers(EVERYTHING, raw, complete=False)
    whole = read_answers(EVERYTHING, raw)
    assert set(draft.faults) <= set(whole.faults)
    assert set(whole.values) <= set(draft.values)


def test_depth_and_size_are_no_danger() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    wide = dict.fromkeys(map(str, range(100_000)))
    for name in EVERYTHING.steps:
        for raw in (deep, wide, "x" * 10_000_000, [None] * 1_000_000, {"a": deep}):
            check_sound(read_answers(EVERYTHING, {name: raw}, complete=False))
