"""What strategies draw is what they say: right, or wrong in one place; for any form there is."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, note, settings
from hypothesis import strategies as st

from agreements.checks.form_checks import known_before
from agreements.definition.framework import Framework
from agreements.loading import load
from forms.answers.answers import Answers, read_answers
from forms.answers.parsing import Circumstances, read_answer
from forms.answers.writing import plain_answers
from forms.linked.linked_form import AskedQuestion, LinkedForm
from forms.model.faults import Wrong
from forms.model.question import ALWAYS_POSSIBLE
from forms.model.question_types import TYPES
from forms.model.table_questions import Rows
from forms.path import NO_FACTS
from forms.strategies.answers import facts_of, nearly_valid_answers, paths, valid_answers
from forms.strategies.drawing import NearlyValid
from forms.strategies.spoiling import spoils
from forms.strategies.values import spellings, values
from rules.logic import Facts
from tests.forms.everything import EVERYTHING
from tests.forms.making import LOTS, linked
from tests.forms.random_forms import BRIEF, linked_forms

ROOT = Path(__file__).parents[3]
FOLDERS = (*sorted((ROOT / "examples").iterdir()), ROOT / "runtime" / "starter")
#: Strategies that are made anew for each form seem slow, and throw away what cannot be completed.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


#: Looks for one example and is content with the first.
ANY = settings(max_examples=5000, database=None, phases=[Phase.generate])


def check_valid(
    form: LinkedForm, raw: object, lot: str | None = None, others: Facts = NO_FACTS
) -> Answers:
    """Check that answers are accepted, and are the same once they are written and read again."""
    answers = read_answers(form, raw, lot=lot, others=others)
    assert answers.problems == []
    text = json.dumps(plain_answers(form.in_lot(lot), answers.values))
    again = read_answers(form, json.loads(text), lot=lot, others=others)
    assert again.problems == []
    assert again.values == answers.values
    assert again.asked == answers.asked
    return answers


def check_nearly_valid(
    form: LinkedForm, drawn: NearlyValid, lot: str | None = None, others: Facts = NO_FACTS
) -> None:
    """Check that answers are refused for what they say is wrong, and nothing else."""
    answers = read_answers(form, drawn.answers, lot=lot, others=others)
    found = [(fault.wrong, f"{name}{fault.at}") for name, fault in answers.faults]
    assert found == [(drawn.wrong, drawn.at)]


# --- the form of every type ---------------------------------------------------------------------


@given(valid_answers(EVERYTHING))
def test_valid_answers_are_accepted(raw: dict[str, object]) -> None:
    json.dumps(raw)
    check_valid(EVERYTHING, raw)


@given(nearly_valid_answers(EVERYTHING))
def test_nearly_valid_answers_are_refused_as_they_say(drawn: NearlyValid) -> None:
    check_nearly_valid(EVERYTHING, drawn)


#: Every type, with every limit that it can have.
LIMITED = linked("""
    title: Limited
    questions:
      - {id: short, type: short-text, label: Q, max_characters: 30, max_words: 5}
      - {id: company, type: short-text, label: Q, format: company-number}
      - {id: duns, type: short-text, label: Q, format: duns-number}
      - {id: postcode, type: short-text, label: Q, format: postcode}
      - {id: telephone, type: short-text, label: Q, format: telephone}
      - {id: vat, type: short-text, label: Q, format: vat-number}
      - {id: web, type: short-text, label: Q, format: web-address}
      - {id: long, type: long-text, label: Q, max_characters: 300, max_words: 50}
      - {id: texts, type: texts, label: Q, min: 2, max: 3, max_words: 2, max_characters: 20}
      - {id: email, type: email, label: Q}
      - {id: emails, type: email, label: Q, several: true}
      - {id: address, type: address, label: Q}
      - {id: number, type: number, label: Q, more_than: -1.5, less_than: 9, places: 3}
      - {id: money, type: money, label: Q, max: 200}
      - {id: percentage, type: percentage, label: Q, places: 1}
      - {id: date, type: date, label: Q, earliest: 2027-01-01, latest: 2028-02-29}
      - {id: days, type: period, label: Q, unit: weeks, min: 1, max: 3}
      - {id: months, type: period, label: Q, unit: years, min: 5 months, max: 2}
      - id: rates
        type: day-rates
        label: Q
        roles:
          - {id: developer, label: D, min: 100, max: 900}
          - {id: designer, label: D}
      - {id: yes-no, type: yes-no, label: Q, must_be: no}
      - {id: declaration, type: declaration, label: Q}
      - {id: one-of, type: one-of, label: Q, options: [a, b]}
      - id: many-of
        type: many-of
        label: Q
        min: 2
        max: 3
        options: [a, b, c, d, {value: none, label: N, exclusive: true}]
      - {id: rows, type: rows, label: Q, min: 2, max: 3, columns: [{id: a, type: number, label: A}]}
      - {id: file, type: file, label: Q, min: 2, max: 3}
""")


@given(valid_answers(LIMITED))
def test_every_limit_is_kept(raw: dict[str, object]) -> None:
    check_valid(LIMITED, raw)


@pytest.mark.parametrize("name", LIMITED.steps)
def test_every_sort_of_fault_that_a_type_has_is_drawn(name: str) -> None:
    step = LIMITED.steps[name]
    asked = LIMITED.always[name]
    example = find(valid_answers(LIMITED), lambda raw: name in raw, settings=ANY)
    found = {spoil.wrong for spoil in spoils(asked, example[name])}
    expected = (step.question.FAULTS | ALWAYS_POSSIBLE) - {Wrong.CHECK}
    if step.question.type == "short-text" and name != "short":
        expected -= {Wrong.TOO_MANY_WORDS}  # it has no limit on words
    assert found == expected


@given(st.data())
def test_a_spoiled_answer_has_that_fault_and_no_other(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(tuple(LIMITED.steps)))
    asked = LIMITED.always[name]
    raw = data.draw(valid_answers(LIMITED))[name]
    under = Circumstances(LIMITED, NO_FACTS, None, complete=True)
    value, _ = read_answer(asked, raw, under)
    assert value is not None
    normal = plain_answers(LIMITED, {name: value})[name]
    spoil = data.draw(st.sampled_from([*spoils(asked, normal)]))
    spoiled = data.draw(spoil.raws)
    _, faults = read_answer(asked, spoiled, under)
    assert [(fault.wrong, fault.at) for fault in faults] == [(spoil.wrong, spoil.at)]


@given(st.data())
def test_every_spelling_of_a_value_is_read_as_that_value(data: st.DataObject) -> None:
    step = data.draw(
        st.sampled_from([s for s in LIMITED.steps.values() if not isinstance(s.question, Rows)])
    )
    drawn = values(step.question, list(step.question.choices))
    assert drawn is not None
    value = data.draw(drawn)
    under = Circumstances(LIMITED, NO_FACTS, None, complete=True)
    asked = AskedQuestion(step, frozenset(step.question.choices))
    for raw in spellings(step.question, value):
        assert read_answer(asked, raw, under) == (value, ())


def test_every_type_is_among_those_limited() -> None:
    assert {step.question.type for step in LIMITED.steps.values()} == set(TYPES)


# --- the forms of examples ----------------------------------------------------------------------


@cache
def framework(folder: Path) -> Framework:
    return load(folder)


def every_form() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((folder / "forms").glob("*.yaml")):
            yield folder, path.stem


@pytest.mark.parametrize(("folder", "name"), [*every_form()], ids=lambda each: Path(each).name)
@settings(PATIENT, max_examples=10)
@given(data=st.data())
def test_the_forms_of_examples(folder: Path, name: str, data: st.DataObject) -> None:
    whole = framework(folder)
    form = whole.forms[name]
    lot = data.draw(st.sampled_from(whole.terms.lot_ids))
    others = data.draw(facts_of(*known_before(whole, form), lot=lot))
    check_valid(form, data.draw(valid_answers(form, lot=lot, others=others)), lot, others)
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    check_nearly_valid(form, drawn, lot, others)


# --- any form -----------------------------------------------------------------------------------


@settings(PATIENT)
@given(linked_forms(), st.sampled_from([*LOTS]), st.data())
def test_any_form(form: LinkedForm, lot: str, data: st.DataObject) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    others = data.draw(facts_of(BRIEF, lot=lot))
    if data.draw(st.booleans()):
        raw = data.draw(valid_answers(form, lot=lot, others=others))
        check_valid(form, raw, lot, others)
    else:
        drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
        check_nearly_valid(form, drawn, lot, others)


@settings(PATIENT)
@given(linked_forms(checks=0), st.sampled_from([*LOTS]), st.data())
def test_what_was_right_on_one_path_is_no_fault_on_another(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    others = data.draw(facts_of(BRIEF, lot=lot))
    before = data.draw(valid_answers(form, lot=lot, others=others))
    after = data.draw(valid_answers(form, lot=lot, others=others))
    kept = read_answers(form, before, lot=lot, others=others)
    asked = read_answers(form, after, lot=lot, others=others)
    left = {
        name: raw
        for name, raw in plain_answers(form.in_lot(lot), kept.values).items()
        if name not in asked.asked
    }
    again = read_answers(form, {**after, **left}, lot=lot, others=others)
    assert again.problems == []
    assert again.values == asked.values
    assert left.keys() <= again.hidden.keys()


# --- what holds between answers -----------------------------------------------------------------


CHECKED = linked("""
    title: Checked
    questions:
      - {id: extra, type: yes-no, label: Q}
      - {id: quality, type: percentage, label: Q, min: 10, max: 75, places: 0}
      - {id: price, type: percentage, label: Q, min: 20, places: 0}
      - {id: social, type: percentage, label: Q, max: 20, places: 0, when: {answer: extra, is: yes}}
      - {id: lowest, type: money, label: Q}
      - {id: highest, type: money, label: Q}
      - {id: from, type: date, label: Q, earliest: 2027-01-01, latest: 2027-12-31}
      - {id: until, type: date, label: Q, earliest: 2027-01-01, latest: 2027-12-31}
      - {id: phone, type: short-text, label: Q, required: false}
      - {id: email, type: email, label: Q, required: false}
      - {id: trainer, type: short-text, label: Q, required: false}
      - {id: rate, type: money, label: Q, required: false}
    checks:
      - {total: [quality, price, social], is: 100}
      - {when: {answer: lowest, more_than: {answer: highest}}, at: highest, says: Lower}
      - {when: {answer: until, before: {answer: from}}, at: until, says: Earlier}
      - {some_of: [phone, email]}
      - {together: [trainer, rate]}
      - {when: {all: [{answer: lowest, is: 7}, {answer: extra, is: yes}]}, at: lowest, says: Seven}
""")


@given(valid_answers(CHECKED))
def test_checks_between_answers_hold(raw: dict[str, object]) -> None:
    check_valid(CHECKED, raw)


@given(nearly_valid_answers(CHECKED))
def test_at_most_one_check_is_broken(drawn: NearlyValid) -> None:
    check_nearly_valid(CHECKED, drawn)


@pytest.mark.slow
@pytest.mark.parametrize(
    "at", ["price", "social", "highest", "until", "email", "trainer", "rate", "lowest"]
)
def test_every_check_is_broken_at_some_time(at: str) -> None:
    drawn = find(
        nearly_valid_answers(CHECKED),
        lambda drawn: drawn.wrong is Wrong.CHECK and drawn.at == at,
        settings=ANY,
    )
    check_nearly_valid(CHECKED, drawn)


# --- paths and facts ----------------------------------------------------------------------------

BRANCHES = linked("""
    title: Branches
    questions:
      - {id: turnover, type: money, label: Q}
      - {id: small, type: yes-no, label: Q, when: {answer: turnover, is: "1234.56"}}
      - {id: why, type: long-text, label: Q, when: {answer: small, is: no}}
      - {id: since, type: date, label: Q, earliest: 2000-01-01}
      - {id: leap, type: yes-no, label: Q, when: {answer: since, is: 2016-05-17}}
      - {id: said, type: short-text, label: Q, when: {answer: why, is: Because}}
      - {id: loose, type: yes-no, label: Q, lots: [support]}
""")


@pytest.mark.parametrize("page", BRANCHES.steps)
def test_every_page_is_reached_even_through_the_narrowest_condition(page: str) -> None:
    on_it = find(
        paths(BRANCHES, lot="support"),
        lambda pages: page in pages,
        settings=ANY,
    )
    assert page in on_it


@given(paths(BRANCHES, lot="hosting"))
def test_pages_of_other_lots_are_on_no_path(pages: tuple[str, ...]) -> None:
    assert "loose" not in pages
    assert pages[0] == "turnover"


@given(facts_of(BRIEF, EVERYTHING))
def test_facts_are_what_later_forms_know(facts: dict[str, object]) -> None:
    assert facts["answer:brief.kind"] in {"new", "old"}
    assert isinstance(facts["answer:service.date"], date)
