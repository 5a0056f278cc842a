"""What is typed stands in the page, and posting a page back gives the same raw answers."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.fields import typed
from forms.answers.parsing import blank
from forms.answers.posting import read_posted
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import Rows
from forms.pages import question_page
from forms.pages.html.slots import usable
from forms.progress import Survey, survey
from tests.forms.everything import ANYTHING, COMPLETE, EVERYTHING, LIKELY, answers_to
from tests.forms.pages.reading import VIEW, faults_of, posted_by

_ANY = answers_to(dict.fromkeys(EVERYTHING.steps, ANYTHING))
_PAGES = st.sampled_from([page.page.id for page in EVERYTHING.pages])


def in_shape(question: AnyQuestion, raw: object) -> Any:
    """Give a raw answer as a page holds it, without what it does not hold: blanks at the end."""
    held: Any = typed(question, raw)
    if isinstance(question, Rows):
        columns = {column.id: column for column in question.columns}
        rows = [row if isinstance(row, Mapping) else {} for row in _items(raw)]
        held = [{name: in_shape(columns[name], row.get(name)) for name in columns} for row in rows]
        if question.each:
            # Rows that hold nothing are not sent back: their items have fresh ones.
            held = [row for row in held if _without_blanks(row)]
    return _without_blanks(held)


def _items(raw: object) -> list[Any]:
    return list(raw) if isinstance(raw, list | tuple) else [] if blank(raw) else [raw]


def _without_blanks(held: object) -> object:
    """Leave out what is blank; a place in a list stays a place."""
    if isinstance(held, str):
        return usable(held)
    if isinstance(held, list):
        items = [_without_blanks(item) for item in held]
        while items and not items[-1]:
            items.pop()
        return items
    if isinstance(held, dict):
        parts = ((key, _without_blanks(part)) for key, part in held.items())
        return {key: part for key, part in parts if part}
    return held


def check_round_trip(page: str, raw: Mapping[str, object]) -> None:
    """Hold what a page sends back, when nothing is changed on it, to what the draft holds."""
    state = survey(EVERYTHING, raw)
    posted = read_posted(EVERYTHING, page, posted_by(question_page(VIEW, state, page, version=7)))
    assert posted.version == 7
    assert set(posted.answers) == {asked.id for asked in state.asked_on(page)}
    for name, back in posted.answers.items():
        question = EVERYTHING.steps[name].question
        assert in_shape(question, back) == in_shape(question, raw.get(name)), name
    # It means the same, too.
    steps = EVERYTHING.steps
    shapes = {name: typed(steps[name].question, raw[name]) for name in steps if name in raw}
    again = survey(EVERYTHING, {**shapes, **posted.answers})
    assert _values(again) == _values(survey(EVERYTHING, shapes))


def _values(state: Survey) -> dict[str, object]:
    # A page has a row for every item of a list, also where the answer had too few.
    return {name: value for name, value in state.answers.values.items() if name != "each"}


@pytest.mark.parametrize("page", [page.page.id for page in EVERYTHING.pages])
def test_a_complete_page_comes_back_as_it_was(page: str) -> None:
    check_round_trip(page, COMPLETE)


def as_html_holds(raw: Any) -> Any:
    """Give raw answers with what HTML cannot hold replaced, as pages show it."""
    match raw:
        case str():
            return usable(raw)
        case list():
            return [as_html_holds(each) for each in raw]
        case dict():
            return {key: as_html_holds(each) for key, each in raw.items()}
        case _:
            return raw


@given(_PAGES, LIKELY)
def test_what_is_typed_comes_back_as_it_was(page: str, raw: dict[str, object]) -> None:
    check_round_trip(page, as_html_holds(raw))


@given(_PAGES, _ANY)
def test_whatever_a_draft_holds_is_shown(page: str, raw: dict[str, object]) -> None:
    state = survey(EVERYTHING, raw)
    html = question_page(VIEW, state, page, version=7, faults=state.faults_on(page))
    html.encode()
    assert faults_of(html) == []
    fields = dict(posted_by(html))
    for asked in state.asked_on(page):
        held = typed(asked.step.question, raw.get(asked.id))
        # A box that is not ticked sends nothing.
        if isinstance(held, str) and held:
            assert _one_line(fields[asked.id]) == _one_line(usable(held))


def _one_line(text: str) -> str:
    return " ".join(text.split())
