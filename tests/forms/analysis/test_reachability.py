"""What is proved of a form is so: each flaw is found where it is, and gone when it is mended."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from forms.analysis.feasibility import tried
from forms.analysis.reachability import FormFinding, FormFlaw, proved
from forms.analysis.state_space import options_of
from forms.answers.answers import read_answers
from forms.linked.linked_form import LOT_KEY, LinkedForm
from forms.linked.linking import link
from forms.model.form import placed, subjects_of
from forms.model.table_questions import Column, Rows
from forms.path import asked, path
from forms.strategies.answers import facts_of, valid_answers
from forms.strategies.drawing import Drawer
from forms.strategies.values import values
from rules.logic import Facts, subjects
from rules.yaml.json_reading import spot
from tests.forms.everything import EVERYTHING
from tests.forms.making import LOTS, form, linked, vocabulary
from tests.forms.random_forms import BRIEF, linked_forms
from tests.forms.test_lots import WEIGHTINGS


def found(text: str, before: Sequence[LinkedForm] = ()) -> list[str]:
    """Give what is found of a form: `line flaw: what is so`."""
    return [
        f"{each.where.removeprefix('forms/service.yaml:')} {each.flaw}: {each.says}"
        for each in proved(linked(text), before=before).findings
    ]


#: Each flaw: a form with it, what is told, and what mends it (text, replacement).
PLANTED = {
    "a question": (
        """
        title: T
        questions:
          - {id: size, type: number, label: Size, max: 10}
          - id: why
            type: long-text
            label: Why so large
            when: {answer: size, more_than: 10}
        """,
        (
            "8 never-shown: the question “Why so large” is never asked: that size is more than 10 "
            "cannot be"
        ),
        ("max: 10", "max: 11"),
    ),
    "a question that hangs on one that is never asked": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
          - {id: b, type: yes-no, label: B, when: {answer: a, is: yes}}
          - id: c
            type: yes-no
            label: C
            when: {all: [{answer: a, is: no}, {answer: b, is: yes}]}
        """,
        "9 never-shown: the question “C” is never asked: that a is no and B is yes cannot be",
        ("{answer: a, is: no}", "{answer: a, is: yes}"),
    ),
    "a page": (
        """
        title: T
        pages:
          - id: one
            title: One
            questions: [{id: a, type: yes-no, label: A, must_be: yes}]
          - id: two
            title: Two
            when: {answer: a, is: no}
            questions: [{id: b, type: yes-no, label: B}]
        """,
        "9 never-shown: the page “Two” is never shown: that a is no cannot be",
        (", must_be: yes", ""),
    ),
    "a section": (
        """
        title: T
        sections:
          - id: s
            title: First
            when: {answer: a, is: yes}
            pages: [{id: p, title: P, questions: [{id: b, type: yes-no, label: B}]}]
        """.replace(
            "{answer: a, is: yes}", "{all: [{fact: lot, is: hosting}, {fact: lot, is: support}]}"
        ),
        (
            "6 never-shown: the section “First” is never shown: that lot is “Cloud hosting” and is "
            "“Cloud support” cannot be"
        ),
        ("{fact: lot, is: hosting}, ", ""),
    ),
    "a group": (
        """
        title: T
        pages:
          - id: one
            title: One
            questions:
              - {id: a, type: one-of, label: A, options: [x, y]}
              - group: More
                when: {all: [{answer: a, is: x}, {answer: a, is: y}]}
                questions: [{id: b, type: yes-no, label: B}]
        """,
        "9 never-shown: the group “More” is never shown: that a is “x” and is “y” cannot be",
        (", {answer: a, is: y}", ""),
    ),
    "a column": (
        """
        title: T
        questions:
          - id: t
            type: rows
            label: T
            columns:
              - {id: amount, type: money, label: Amount}
              - {id: why, type: email, label: Why, when: {answer: amount, less_than: 0}}
        """,
        "9 never-shown: the question “Why” is never asked: that amount is less than £0 cannot be",
        ("less_than: 0", "less_than: 0.01"),
    ),
    "an option": (
        """
        title: T
        questions:
          - {id: many, type: many-of, label: Many, options: [a, b, c], max: 1}
          - id: one
            type: one-of
            label: One
            options:
              - both
              - label: Two
                when: {all: [{answer: many, includes: a}, {answer: many, includes: b}]}
        """,
        (
            "11 never-shown: the option “Two” is never offered: that many includes “a” and "
            "includes “b” cannot be"
        ),
        ("max: 1", "max: 2"),
    ),
    "an option under a heading": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
          - {id: b, type: yes-no, label: B, when: {answer: a, is: no}}
          - id: many
            type: many-of
            label: Many
            options:
              - label: Heading
                when: {answer: a, is: yes}
                options: [x, {label: Y, when: {answer: b, is: no}}]
              - z
        """,
        "12 never-shown: the option “Y” is never offered: that B is no cannot be",
        (", when: {answer: a, is: no}", ""),
    ),
    "a table": (
        """
        title: T
        questions:
          - {id: short, type: yes-no, label: Short}
          - {id: list, type: texts, label: List, when: {answer: short, is: no}}
          - id: t
            type: rows
            label: T
            each: list
            when: {answer: short, is: yes}
            columns: [{id: c, type: email, label: C}]
        """,
        (
            "10 never-shown: the table “T” is never asked: that short is yes and list is answered "
            "cannot be"
        ),
        ("when: {answer: short, is: yes}", "required: false"),
    ),
    "a condition that always holds": (
        """
        title: T
        questions:
          - {id: price, type: money, label: Price}
          - {id: b, type: yes-no, label: B, when: {answer: price, at_least: 0}}
        """,
        "5 always-shown: the question “B” has a condition that always holds: price is at least £0",
        ("at_least: 0", "more_than: 0"),
    ),
    "a count that cannot be": (
        """
        title: T
        questions:
          - {id: list, type: texts, label: List, max: 3}
          - {id: b, type: yes-no, label: B, when: {count_of: list, more_than: 3}}
        """,
        (
            "5 never-shown: the question “B” is never asked: that number of items in list is more "
            "than 3 cannot be"
        ),
        ("more_than: 3", "at_least: 3"),
    ),
    "a required one-of without an option": (
        """
        title: T
        questions:
          - {id: kind, type: one-of, label: Kind, options: [new, old, none]}
          - id: which
            type: one-of
            label: Which
            options:
              - {label: A, when: {answer: kind, is: new}}
              - {label: B, when: {answer: kind, is: old}}
        """,
        (
            "5 unanswerable: “Which” wants at least 1 of its options, and no option is offered "
            "when kind is “none”"
        ),
        ("old, none", "old"),
    ),
    "a required many-of with too few options": (
        """
        title: T
        questions:
          - {id: kind, type: yes-no, label: Kind}
          - id: which
            type: many-of
            label: Which
            min: 2
            options: [a, {label: B, when: {answer: kind, is: yes}}]
        """,
        (
            "5 unanswerable: “Which” wants at least 2 of its options, and only 1 can be chosen "
            "when kind is no"
        ),
        ("min: 2", "required: false"),
    ),
    "an option of a column": (
        """
        title: T
        questions:
          - id: t
            type: rows
            label: Table
            columns:
              - {id: a, type: yes-no, label: A}
              - id: b
                type: one-of
                label: B
                options: [{label: X, when: {answer: a, is: yes}}]
        """,
        (
            "9 unanswerable: “B” of “Table” wants at least 1 of its options, and no option is "
            "offered when a is no"
        ),
        ("label: B", "label: B\n                required: false"),
    ),
    "limits that leave nothing": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
          - id: b
            type: number
            label: B
            min: 0.2
            max: 0.7
            whole: true
            when: {answer: a, is: yes}
        """,
        "11 unanswerable: “B” has limits that leave nothing to be answered when a is yes",
        ("max: 0.7", "max: 1"),
    ),
    "a conflict that refuses everything": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
        checks:
          - {when: {any: [{answer: a, is: yes}, {answer: a, is: no}]}, at: a, says: Never}
        """,
        "6 always-refused: every answer is refused, since either a is yes or a is no (“Never”)",
        ("is: no", "is: yes"),
    ),
    "a conflict that refuses whatever is answered": (
        """
        title: T
        questions:
          - {id: a, type: money, label: A, required: false, min: 5}
        checks:
          - {when: {answer: a, more_than: 1}, at: a, says: Too much}
        """,
        "6 always-refused: whatever is answered is refused, since a is more than £1 (“Too much”)",
        ("more_than: 1", "more_than: 5"),
    ),
    "a conflict that can never be": (
        """
        title: T
        questions:
          - {id: a, type: money, label: A}
        checks:
          - {when: {answer: a, less_than: 0}, at: a, says: Too little}
        """,
        "6 never-refused: this conflict can never be: that a is less than £0",
        ("less_than: 0", "less_than: 1"),
    ),
    "a total that cannot be met": (
        """
        title: T
        questions:
          - {id: more, type: yes-no, label: More}
          - {id: a, type: percentage, label: A, max: 60}
          - {id: b, type: percentage, label: B, max: 40, when: {answer: more, is: yes}}
        checks:
          - {total: [a, b], is: 100}
        """,
        "8 no-total: A can total at most 60%, and must total 100% when more is no",
        ("max: 60", "max: 100"),
    ),
    "some of questions that are never asked together": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
          - {id: b, type: email, label: B, required: false, when: {answer: a, is: yes}}
          - {id: c, type: email, label: C, required: false, when: {answer: a, is: no}}
        checks:
          - {some_of: [b, c], at_least: 2}
        """,
        "8 never-asked-together: never more than 1 of these are asked, and the check is of 2: B; C",
        ("at_least: 2", "at_least: 1"),
    ),
    "questions that are never asked together": (
        """
        title: T
        questions:
          - {id: a, type: yes-no, label: A}
          - {id: b, type: email, label: B, required: false, when: {answer: a, is: yes}}
          - {id: c, type: email, label: C, required: false, when: {answer: a, is: no}}
        checks:
          - {together: [b, c]}
        """,
        "8 never-asked-together: never more than 1 of these are asked, and the check is of 2: B; C",
        ("is: no", "is: yes"),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_flaw_is_found_where_it_is(name: str) -> None:
    text, says, _ = PLANTED[name]
    assert found(text) == [says]


@pytest.mark.parametrize("name", PLANTED)
def test_a_flaw_is_gone_when_it_is_mended(name: str) -> None:
    text, _, (old, new) = PLANTED[name]
    assert old in text
    assert found(text.replace(old, new)) == []


@pytest.mark.parametrize("name", [name for name in PLANTED if "unanswerable" in PLANTED[name][1]])
def test_what_cannot_be_answered_is_found_by_trials_too(name: str) -> None:
    text, _, (old, new) = PLANTED[name]
    assert tried(linked(text), cases=200, seconds=20).dead_end is not None
    assert tried(linked(text.replace(old, new)), cases=50, seconds=5).dead_end is None


COUNTED = {
    "{id: q, type: short-text, label: Q, max_words: 3}": "{words_of: q, more_than: 3}",
    "{id: q, type: long-text, label: Q, max_characters: 5}": "{words_of: q, more_than: 3}",
    "{id: q, type: texts, label: Q, min: 2}": "{count_of: q, less_than: 1}",
    "{id: q, type: many-of, label: Q, options: [a, b]}": "{count_of: q, more_than: 2}",
    "{id: q, type: file, label: Q, max: 2}": "{count_of: q, more_than: 2}",
    "{id: q, type: rows, label: Q, max: 2, columns: [{id: c, type: email, label: C}]}": (
        "{count_of: q, more_than: 2}"
    ),
    "{id: q, type: email, label: Q}": "{words_of: q, less_than: 1}",
    "{id: q, type: short-text, label: Q, max_characters: 3}": "{answer: q, is: long}",
    "{id: q, type: short-text, label: Q, format: postcode}": "{answer: q, is: nowhere}",
    "{id: q, type: texts, label: Q, max: 1}": (
        "{all: [{answer: q, includes: a}, {answer: q, includes: b}]}"
    ),
    "{id: q, type: many-of, label: Q, options: [a, {label: n, exclusive: true}]}": (
        "{all: [{answer: q, includes: a}, {answer: q, includes: n}]}"
    ),
    "{id: q, type: date, label: Q, latest: 2027-01-01}": "{answer: q, after: 2027-01-01}",
    "{id: q, type: period, label: Q, unit: months, max: 6}": "{answer: q, more_than: 6 months}",
    "{id: q, type: declaration, label: Q}": "{answer: q, is: no}",
}


@pytest.mark.parametrize(("question", "condition"), COUNTED.items())
def test_what_no_answer_can_be_is_known_of_every_type(question: str, condition: str) -> None:
    def flaws(when: str) -> list[str]:
        form = linked(f"""
            title: T
            questions:
              - {question}
              - {{id: then, type: yes-no, label: Then, when: {when}}}
        """)
        return [each.flaw for each in proved(form).findings]

    assert flaws(condition) == [FormFlaw.NEVER_SHOWN]
    # What it is not can be, and is so once it is answered.
    assert flaws(f"{{not: {condition}}}") == [FormFlaw.ALWAYS_SHOWN]


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("{id: q, type: short-text, label: Q, format: postcode}", "{answer: q, is_not: M1 1AE}"),
        ("{id: q, type: email, label: Q}", "{answer: q, is_not: a@b.example}"),
        ("{id: q, type: texts, label: Q, min: 3}", "{answer: q, includes: a}"),
        (
            "{id: q, type: many-of, label: Q, min: 2, options: [a, b, c]}",
            "{answer: q, includes: a}",
        ),
        (
            "{id: q, type: many-of, label: Q, options: [a, b, {label: n, exclusive: true}]}",
            "{not: {answer: q, includes_any: [a, b]}}",
        ),
        (
            "{id: q, type: day-rates, label: Q, roles: [{id: r, label: R}]}",
            "{answer: q, answered: true}",
        ),
    ],
)
def test_what_can_be_is_found_to_be(question: str, condition: str) -> None:
    form = linked(f"""
        title: T
        questions:
          - {question}
          - {{id: then, type: yes-no, label: Then, when: {condition}}}
    """)
    assert proved(form).findings == ()


@pytest.mark.parametrize(
    "condition",
    [
        "{all: [{count_of: q, at_least: 2}, {answer: q, includes: a}]}",
        "{answer: q, includes_any: [a, b, c, d, e, f, g, h, i, j, k]}",
    ],
)
def test_what_is_too_much_to_tell_apart_is_not_proved(condition: str) -> None:
    form = linked(f"""
        title: T
        questions:
          - {{id: q, type: texts, label: Q}}
          - {{id: then, type: yes-no, label: Then, when: {condition}}}
    """)
    assert proved(form).unproved == 1


def test_day_rates_with_nothing_to_fill_in_cannot_be_answered() -> None:
    assert found("""
        title: T
        questions:
          - id: q
            type: day-rates
            label: Q
            roles: [{id: r, label: R, max: -1}]
    """) == ["4 unanswerable: “Q” has limits that leave nothing to be answered"]


# --- lots and other forms -----------------------------------------------------------------------


def test_what_is_so_in_some_lots_only_is_told_of_them() -> None:
    assert found("""
        title: T
        questions:
          - {id: a, type: percentage, label: A, max: 60}
          - {id: b, type: percentage, label: B, max: 40, lots: [hosting]}
        checks:
          - {total: [a, b], is: 100}
    """) == ["7 no-total: in lot `support`, A can total at most 60%, and must total 100%"]


def test_a_condition_on_the_lot_is_no_flaw() -> None:
    text = """
        title: T
        questions:
          - {id: a, type: yes-no, label: A, when: {fact: lot, is: hosting}}
    """
    assert found(text) == []


def test_a_question_of_several_ways_that_leaves_out_a_lot_is_noted() -> None:
    lots = {**LOTS, "software": "Cloud software"}
    (only,) = proved(link(form(WEIGHTINGS_OF_ONE), lots=lots)).findings
    assert only.flaw is FormFlaw.LOT_LEFT_OUT
    assert only.says == (
        "`a` is asked in ways of their own in other lots, and not in lot `software`"
    )
    assert found(WEIGHTINGS) == []


WEIGHTINGS_OF_ONE = """
    title: T
    questions:
      - {id: a, type: yes-no, label: A, lots: [hosting]}
      - {id: a, type: yes-no, label: Another, lots: [support]}
"""


def test_what_a_brief_can_say_is_taken_from_the_brief() -> None:
    text = """
        title: T
        questions:
          - id: a
            type: one-of
            label: A
            options:
              - {label: X, when: {answer: brief.kind, is: new}}
              - {label: Y, when: {answer: brief.kind, is: old}}
    """
    # Its kind is always said: one option at least is offered.
    assert proved(bid(text), before=[BRIEF]).findings == ()
    # Nothing is known of a form that is not given.
    (only,) = proved(bid(text)).findings
    assert only.says == (
        "“A” wants at least 1 of its options, and no option is offered when the answer to “What "
        "kind of thing?” is not answered"
    )


def test_a_brief_that_no_bid_can_answer_is_a_dead_end() -> None:
    text = """
        title: T
        questions: [{id: a, type: yes-no, label: A}]
        checks:
          - {when: {answer: brief.kind, is: old}, at: a, says: No more}
    """
    (only,) = proved(bid(text), before=[BRIEF]).findings
    assert only.flaw is FormFlaw.ALWAYS_REFUSED
    assert only.says == (
        "every answer is refused when the answer to “What kind of thing?” is “old”, since the "
        "answer to “What kind of thing?” is “old” (“No more”)"
    )
    assert tried(bid(text), before=[BRIEF], cases=100, seconds=10).dead_end is not None


def bid(text: str) -> LinkedForm:
    return linked(text, vocabulary(brief=subjects_of(BRIEF.form)))


def test_what_is_not_simple_is_counted_and_not_guessed() -> None:
    proofs = proved(
        linked("""
            title: T
            questions:
              - {id: a, type: number, label: A}
              - {id: b, type: number, label: B}
              - {id: c, type: yes-no, label: C, when: {answer: a, more_than: {answer: b}}}
              - {id: d, type: yes-no, label: D, when: {answer: c, is: yes}}
              - {id: e, type: yes-no, label: E, when: {answer: a, more_than: 1}}
        """)
    )
    assert proofs.findings == ()
    assert (proofs.proved, proofs.unproved) == (1, 2)


def test_too_many_combinations_are_told() -> None:
    options = ", ".join(f"o{number}" for number in range(10))
    lines = [
        f"  - {{id: q{n}, type: many-of, label: Q{n}, options: [{options}]}}" for n in range(3)
    ]
    looks = ", ".join(f"{{answer: q{n}, includes: o{o}}}" for n in range(3) for o in range(9))
    lines.append(f"  - {{id: last, type: yes-no, label: L, when: {{all: [{looks}]}}}}")
    proofs = proved(linked("\n".join(["title: T", "questions:", *lines])))
    assert [(each.flaw, each.where) for each in proofs.findings] == [
        (FormFlaw.UNPROVED, "forms/service.yaml:6")
    ]


# --- any form -----------------------------------------------------------------------------------


def test_the_form_of_every_type_has_no_flaw() -> None:
    assert proved(EVERYTHING).findings == ()


PATIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@settings(PATIENT)
@given(linked_forms(checks=0), st.sampled_from([*LOTS]), st.data())
def test_what_is_never_asked_is_met_on_no_way(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    never = {
        each.where.removesuffix(".when")
        for each in proved(form, before=[BRIEF]).findings
        if each.flaw is FormFlaw.NEVER_SHOWN
    }
    others = data.draw(facts_of(BRIEF, lot=lot))
    raw = data.draw(valid_answers(form, lot=lot, others=others))
    complete = read_answers(form, raw, lot=lot, others=others).values
    kept = data.draw(st.sets(st.sampled_from(tuple(form.steps))))
    draft = {name: value for name, value in complete.items() if name in kept}
    for values_ in (complete, draft):
        met = [
            question.step.question
            for page in path(form, values_, lot=lot, others=others)
            for question in page.questions
        ]
        for each in placed(form.form):
            if spot(each.at) in never:
                assert not any(question is each.question for question in met)


@settings(PATIENT)
@given(linked_forms(), st.data())
def test_every_dead_end_has_a_witness(form: LinkedForm, data: st.DataObject) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    for each in proved(form, before=[BRIEF]).findings:
        if each.flaw is FormFlaw.UNANSWERABLE:
            check_unanswerable(form, each)
        elif each.flaw in {FormFlaw.ALWAYS_REFUSED, FormFlaw.NO_TOTAL}:
            others = data.draw(facts_of(BRIEF, lot=each.lot))
            if each.state is None or is_of(form, each.state, others):
                check_incomplete(form, each, others, data)


def check_unanswerable(form: LinkedForm, finding: FormFinding) -> None:
    """Check that in the state that is told the question is asked, and can have no answer."""
    assert finding.state is not None
    facts: Facts = {**finding.state, **({LOT_KEY: finding.lot} if finding.lot else {})}
    places: dict[str, tuple[str, Column | None]] = {}
    for each in placed(form.form):
        places[spot(each.at)] = (each.question.id, None)
        if isinstance(each.question, Rows):
            for index, column in enumerate(each.question.columns):
                places[spot((*each.at, "columns", index))] = (each.question.id, column)
    name, of = places[finding.where.removesuffix(".when")]
    step = form.in_lot(finding.lot).steps[name]
    if of is not None:
        assert asked(step, facts, finding.lot) is not None
        step = next(column for column in step.columns if column.question is of)
    question = asked(step, facts, finding.lot)
    assert question is not None
    assert step.question.required
    assert values(step.question, list(options_of(question))) is None


def is_of(form: LinkedForm, state: Facts, others: Facts) -> bool:
    """Say whether what is known of the brief is all as in a state."""
    logics = [gate.offer.logic for gate in form.gates.values()]
    logics += [check.logic for check in form.checks]
    reads = {key for logic in logics for key in subjects(logic) if "brief." in key}
    reads |= {f"answer:{key.partition(':')[2]}" for key in reads}  # what is counted
    return all(others.get(key) == state.get(key) for key in reads)


def check_incomplete(
    form: LinkedForm, finding: FormFinding, others: Facts, data: st.DataObject
) -> None:
    """Check that answers as in the state that is told, and any others, are refused by a check."""
    own = form.in_lot(finding.lot)
    kept = {}
    if finding.flaw is FormFlaw.NO_TOTAL:
        state = finding.state or {}
        kept = {
            name: state[step.key]
            for name, step in own.steps.items()
            if step.key in state and type(state[step.key]) is not object
        }
    drawer = Drawer(form, finding.lot, others)
    completed = data.draw(st.composite(lambda draw: drawer.completed(draw, kept))())
    if finding.state is not None:
        assert completed is None
    elif completed is not None:
        # It is a question that may be left out, and is.
        answers = read_answers(form, completed.raw, lot=finding.lot, others=others)
        assert len(answers.values) < len(own.steps)
