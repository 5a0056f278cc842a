"""Trials find drafts that cannot be completed, and count those that can."""

import sys
from subprocess import run

from forms.analysis.dead_ends import DeadEnd, Trial
from forms.analysis.feasibility import tried
from forms.answers.answers import read_answers
from tests.forms.everything import EVERYTHING
from tests.forms.making import linked

#: What nothing can be proved of: the condition compares two answers.
TWO_ANSWERS = """
    title: T
    questions:
      - {id: name, type: short-text, label: Name}
      - {id: low, type: number, label: Low, whole: true, min: 0, max: 5}
      - {id: high, type: number, label: High, whole: true, min: 0, max: 5}
      - {id: note, type: long-text, label: Note, required: false}
      - id: why
        type: one-of
        label: Why
        options: [{label: A slip, when: {answer: low, at_most: {answer: high}}}]
"""


def test_a_dead_end_is_found_and_made_small() -> None:
    trial = tried(linked(TWO_ANSWERS), cases=500, seconds=20)
    assert trial.dead_end == DeadEnd(
        form_id="service",
        lot=None,
        answers={"name": "data", "low": "1", "high": "0"},
        known={},
        at="why",
    )
    # What it says is so: with these answers, no answer to the last question will do.
    answers = {**trial.dead_end.answers, "why": "A slip"}
    assert [name for name, _ in read_answers(linked(TWO_ANSWERS), answers).faults] == ["why"]


def test_where_there_is_none_all_drafts_are_completed() -> None:
    mended = TWO_ANSWERS.replace("options: [", "options: [Other, ")
    assert tried(linked(mended), cases=40, seconds=20) == Trial(held=40)
    assert tried(EVERYTHING, cases=20, seconds=20) == Trial(held=20)


def test_the_same_drafts_are_tried_each_time() -> None:
    one, other = (tried(linked(TWO_ANSWERS), cases=500, seconds=20) for _ in range(2))
    assert one == other


def test_checks_that_cannot_all_hold_are_a_dead_end() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: number, label: A, whole: true, min: 0, max: 9}
          - {id: b, type: number, label: B, whole: true, min: 0, max: 9}
        checks:
          - {when: {answer: a, at_least: {answer: b}}, at: a, says: More}
          - {when: {answer: b, at_least: {answer: a}}, at: b, says: Less}
    """)
    dead_end = tried(form, cases=20, seconds=20).dead_end
    assert dead_end is not None
    assert dead_end.at is None
    assert dead_end.answers == {}


def test_what_a_check_is_about_may_be_answered_anew() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: percentage, label: A}
          - {id: b, type: percentage, label: B, max: 50}
        checks:
          - {total: [a, b], is: 100}
    """)
    assert tried(form, cases=40, seconds=20) == Trial(held=40)


def test_what_is_left_out_alone_is_answered_with_others() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: email, label: A, required: false}
          - {id: b, type: one-of, label: B, required: false, options: [X, Y]}
          - {id: c, type: short-text, label: C, required: false}
          - {id: d, type: email, label: D, required: false}
        checks:
          - {together: [a, b]}
          - {together: [c, d]}
          - {some_of: [a, c]}
    """)
    assert tried(form, cases=40, seconds=20) == Trial(held=40)


def test_no_time_is_no_failure() -> None:
    assert tried(EVERYTHING, cases=1000, seconds=0) == Trial(held=1)


def test_a_form_that_cannot_be_begun_after_another_holds_for_nothing() -> None:
    before = linked("""
        title: B
        questions: [{id: a, type: number, label: A, min: 0.2, max: 0.7, whole: true}]
    """)
    assert tried(EVERYTHING, before=[before], cases=20, seconds=5) == Trial(held=0)


def test_the_command_line_starts_without_what_draws() -> None:
    code = "import sys, runtime.cli.main, runtime.cli.checking; print('hypothesis' in sys.modules)"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
