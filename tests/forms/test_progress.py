"""How far a draft has come, and what comes next."""

from itertools import zip_longest
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers.answers import read_answers
from forms.answers.posting import PageAction, PageAnswers, Verb
from forms.linked.linked_form import LinkedForm
from forms.path import path
from forms.progress import Onward, Status, after, survey
from forms.strategies.answers import facts_of, nearly_valid_answers
from tests.forms.everything import ANYTHING, COMPLETE, EVERYTHING, LIKELY, answers_to
from tests.forms.making import LOTS, linked
from tests.forms.random_forms import BRIEF, linked_forms

FORM = linked("""
    title: T
    sections:
      - id: first
        title: First
        pages:
          - id: start
            title: Start
            questions:
              - {id: name, type: short-text, label: Q}
              - {id: large, type: yes-no, label: Q}
              - {id: why, type: short-text, label: Q, when: {answer: large, is: yes}}
          - id: size
            title: Size
            when: {answer: large, is: yes}
            questions: [{id: staff, type: number, label: Q}]
          - id: detail
            title: Detail
            when: {answer: staff, more_than: 10}
            questions: [{id: detail, type: short-text, label: Q}]
      - id: second
        title: Second
        pages:
          - id: more
            title: More
            questions:
              - {id: skills, type: texts, label: Q, required: false}
              - {id: some, type: many-of, label: Q, options: [a, b, c], min: 2, required: false}
          - id: evidence
            title: Evidence
            questions:
              - id: proof
                type: rows
                label: Q
                each: skills
                columns: [{id: p, type: short-text, label: Q}]
          - id: hosting
            title: Hosting
            lots: [hosting]
            questions: [{id: where, type: short-text, label: Q}]
          - id: many
            title: Many
            questions:
              - {id: lots-of, type: short-text, label: Q, when: {count_of: skills, more_than: 1}}
    checks:
      - {when: {answer: name, is: Nobody}, at: name, says: It needs a name}
""")


def statuses(raw: dict[str, Any], lot: str | None = None) -> dict[str, str]:
    state = survey(FORM.in_lot(lot), raw, lot=lot)
    return {page.id: page.status.value for page in state.pages}


def test_a_new_draft() -> None:
    assert statuses({}, "support") == {
        "start": "not-started",
        "size": "cannot-start",
        "detail": "cannot-start",
        "more": "not-started",
        "evidence": "cannot-start",
        "many": "cannot-start",
    }


def test_a_page_of_another_lot_is_none() -> None:
    assert "hosting" not in statuses({}, "support")
    assert statuses({}, "hosting")["hosting"] == "not-started"
    assert statuses({})["hosting"] == "not-started"


def test_what_was_begun_is_in_progress_until_all_is_answered() -> None:
    assert statuses({"name": ""})["start"] == "in-progress"
    assert statuses({"name": "A"})["start"] == "in-progress"
    assert statuses({"name": "A", "large": "yes"})["start"] == "in-progress"
    assert statuses({"name": "A", "large": "no"})["start"] == "completed"


def test_what_is_wrong_is_a_problem() -> None:
    assert statuses({"name": "A", "large": "perhaps"})["start"] == "problem"
    assert statuses({"name": "Nobody", "large": "no"})["start"] == "problem"
    # Too few are too few so far.
    assert statuses({"some": ["a"]})["more"] == "in-progress"


def test_a_page_off_the_path_is_not_needed_once_that_is_sure() -> None:
    found = statuses({"large": "no", "skills": ["x"]})
    assert found["size"] == found["detail"] == found["many"] == "not-needed"
    assert found["evidence"] == "not-started"


def test_an_answer_that_cannot_be_read_decides_nothing() -> None:
    assert statuses({"large": "yes", "staff": "many"})["detail"] == "cannot-start"
    assert statuses({"large": "yes", "staff": "5"})["detail"] == "not-needed"


def test_a_page_that_may_be_left_out_is_done_when_it_was_saved() -> None:
    state = survey(FORM, {"skills": []})
    assert state.page("more").status is Status.COMPLETED
    assert not state.page("more").required
    assert state.page("start").required


def test_the_next_page_and_the_one_before() -> None:
    state = survey(FORM.in_lot("support"), {"large": "yes", "staff": "20"}, lot="support")
    assert [page.page.id for page in state.on_path] == ["start", "size", "detail", "more"]
    assert (state.previous("start"), state.next("start")) == (None, "size")
    assert (state.previous("more"), state.next("more")) == ("detail", None)
    # A page off the path still has its place.
    assert (state.previous("evidence"), state.next("evidence")) == ("more", None)


def test_the_first_page_to_do() -> None:
    assert survey(FORM, {}).first == "start"
    assert survey(FORM, {"name": "A", "large": "no"}).first == "more"
    done = {"name": "A", "large": "no", "skills": []}
    assert survey(FORM.in_lot("support"), done, lot="support").first is None


def test_what_can_be_submitted() -> None:
    form = FORM.in_lot("support")
    assert not survey(form, {"name": "A"}, lot="support").can_submit
    state = survey(form, {"name": "A", "large": "no", "staff": "many"}, lot="support")
    # What cannot be read on a branch that was left is kept, and stops nobody.
    assert state.can_submit
    assert state.answers.values == {"name": "A", "large": False}


def test_the_sections() -> None:
    state = survey(FORM, {})
    found = [(s.section and s.section.id, [p.id for p in s.pages]) for s in state.sections]
    assert found == [
        ("first", ["start", "size", "detail"]),
        ("second", ["more", "evidence", "hosting", "many"]),
    ]
    assert [s.section for s in survey(EVERYTHING, {}).sections] == [None]


# --- after a page was saved ----------------------------------------------------------------------


def saved(raw: dict[str, Any], page: str, *, verb: Verb = Verb.SAVE) -> Onward:
    posted = PageAnswers(raw, PageAction(verb, "skills" if verb is Verb.ADD else ""), goto="x")
    return after(survey(FORM.in_lot("support"), raw, lot="support"), page, posted)


def test_a_page_without_faults_leads_to_the_next() -> None:
    assert saved({"name": "A", "large": "no"}, "start") == Onward(page="more")
    assert saved({"skills": [], "some": []}, "more") == Onward(page=None)


def test_faults_of_what_was_shown_keep_one_on_the_page() -> None:
    onward = saved({"name": "", "large": "no"}, "start")
    assert [(name, fault.wrong.value) for name, fault in onward.faults] == [("name", "missing")]


def test_a_question_that_an_answer_opens_is_shown_and_has_no_fault_yet() -> None:
    onward = saved({"name": "A", "large": "yes"}, "start")
    assert (onward.faults, onward.new) == ((), ("why",))
    assert not saved({"name": "A", "large": "yes", "why": "x"}, "start").new


def test_a_column_that_an_answer_opens_in_its_row_is_shown_and_has_no_fault_yet() -> None:
    def told(*rows: dict[str, Any]) -> Onward:
        raw: dict[str, Any] = {**COMPLETE, "rows": [*rows]}
        page = next(p.page.id for p in EVERYTHING.pages if "rows" in {s.id for s in p.steps})
        steps = EVERYTHING.pages[-1].steps
        answers = {step.id: raw.get(step.id, "") for step in steps}
        return after(survey(EVERYTHING, raw), page, PageAnswers(answers))

    opened = told({"text": "x", "yes-no": "yes"}, {"text": "y"})
    assert (opened.faults, opened.new) == ((), ("rows",))
    beside = told({"text": "x", "yes-no": "yes"}, {"text": "", "money": "1"})
    assert [fault.at for _, fault in beside.faults] == ["[1].text"]
    left_out = told({"text": "x", "yes-no": "yes", "date": {"day": ""}})
    assert [fault.at for _, fault in left_out.faults] == ["[0].date"]
    assert left_out.new == ()


def test_later_and_rows() -> None:
    assert saved({"name": ""}, "start", verb=Verb.LATER) == Onward(later=True)
    assert saved({"skills": ["", ""]}, "more", verb=Verb.ADD) == Onward(stay=True, goto="x")


# --- for any answers -----------------------------------------------------------------------------


@given(LIKELY | answers_to(dict.fromkeys(EVERYTHING.steps, ANYTHING)))
def test_a_survey_agrees_with_the_answers_as_they_are_read(raw: dict[str, object]) -> None:
    state = survey(EVERYTHING, raw)
    draft = read_answers(EVERYTHING, raw, complete=False)
    assert tuple(state.asked) == draft.asked
    pages = path(EVERYTHING, draft.values)
    assert [page.page.id for page in state.on_path] == [page.page.id for page in pages]
    for page in pages:
        assert [each.id for each in state.asked_on(page.page.id)] == [a.id for a in page.questions]
    assert state.can_submit == all(
        page.status in {Status.COMPLETED, Status.NOT_STARTED, Status.NOT_NEEDED} and not page.faults
        for page in state.pages
    )
    # The same is found page by page, in any order.
    again = survey(EVERYTHING, raw)
    for page_id in reversed([page.page.id for page in EVERYTHING.pages]):
        assert again.asked_on(page_id) == state.asked_on(page_id)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(linked_forms(), st.sampled_from([*LOTS]), st.data())
def test_what_is_known_does_not_depend_on_what_was_asked_for_before(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    form = form.in_lot(lot)
    others = data.draw(facts_of(BRIEF, lot=lot))
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    whole = survey(form, drawn.answers, lot=lot, others=others)
    asked, facts = whole.asked, whole.facts
    state = survey(form, drawn.answers, lot=lot, others=others)
    pages = data.draw(st.permutations([page.page.id for page in form.pages]))
    keys = data.draw(st.permutations([step.key for step in form.steps.values()]))
    for page_id, key in zip_longest(pages, keys):
        if page_id is not None:
            names = [s.id for s in state.linked_page(page_id).steps if s.id in asked]
            assert state.asked_on(page_id) == tuple(asked[name] for name in names)
        if key is not None and key in facts:
            assert state.fact(key) == facts[key]


def test_everything_can_be_submitted() -> None:
    state = survey(EVERYTHING, COMPLETE)
    assert state.can_submit
    assert state.first is None
    assert {page.status for page in state.pages} == {Status.COMPLETED}


def test_nobody_is_held_up_by_a_check_of_questions_that_come_later() -> None:
    form = linked("""
        title: Skills
        questions:
          - {id: a, type: number, label: Agile?, required: false}
          - {id: b, type: number, label: Build?, required: false}
        checks:
          - {some_of: [a, b]}
    """)

    def saved(page: str, **raw: str) -> Onward:
        return after(survey(form, raw), page, PageAnswers({page: raw[page]}))

    assert saved("a", a="") == Onward(page="b")
    assert [name for name, _ in saved("b", a="", b="").faults] == ["b"]
    assert saved("b", a="", b="1") == saved("b", a="1", b="") == Onward()
