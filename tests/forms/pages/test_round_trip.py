"""What is typed stands in the page, and posting a page back gives the same raw answers."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given

from forms.fields import typed
from forms.linking import LinkedForm
from forms.pages import question_page
from forms.pages.holes import usable
from forms.parsing import blank
from forms.posting import read_posted
from forms.progress import Survey, survey
from forms.questions import AnyQuestion
from forms.tables import Rows
from tests.forms.everything import ANYTHING, COMPLETE, EVERYTHING, LIKELY, answers_to
from tests.forms.pages.reading import VIEW, faults_of, posted_by

_ANY = answers_to(dict.fromkeys(EVERYTHING.steps, ANYTHING))


def sent_back(form: LinkedForm, raw: Mapping[str, object]) -> dict[str, object]:
    """Give what all pages of a draft send back when nothing is changed on them."""
    state = survey(form, raw)
    found: dict[str, object] = {}
    for page in state.on_path:
        html = question_page(VIEW, state, page.page.id, version=7)
        posted = read_posted(form, page.page.id, posted_by(html))
        assert posted.version == 7
        found |= posted.answers
    return found


def in_shape(question: AnyQuestion, raw: object) -> Any:
    """Give a raw answer as a page holds it, without what it does not hold: blanks at the end."""
    held: Any = typed(question, raw)
    if isinstance(question, Rows):
        columns = {column.id: column for column in question.columns}
        rows = [row if isinstance(row, Mapping) else {} for row in _items(raw)]
        held = [{name: in_shape(columns[name], row.get(name)) for name in columns} for row in rows]
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


def check_round_trip(raw: Mapping[str, object]) -> None:
    state = survey(EVERYTHING, raw)
    back = sent_back(EVERYTHING, raw)
    assert back.keys() == state.asked.keys()
    for name, asked in state.asked.items():
        question = asked.step.question
        assert in_shape(question, back[name]) == in_shape(question, raw.get(name)), name
    # It means the same, too.
    shapes = {name: typed(EVERYTHING.steps[name].question, each) for name, each in raw.items()}
    before, again = survey(EVERYTHING, shapes), survey(EVERYTHING, {**raw, **back})
    assert _values(again) == _values(before)


def _values(state: Survey) -> dict[str, object]:
    # A page has a row for every item of a list, also where the answer had too few.
    return {name: value for name, value in state.answers.values.items() if name != "each"}


def test_a_complete_form_comes_back_as_it_was() -> None:
    check_round_trip(COMPLETE)


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


@given(LIKELY)
def test_what_is_typed_comes_back_as_it_was(raw: dict[str, object]) -> None:
    check_round_trip(as_html_holds(raw))


@given(_ANY)
def test_whatever_a_draft_holds_is_shown(raw: dict[str, object]) -> None:
    state = survey(EVERYTHING, raw)
    for page in state.on_path:
        html = question_page(
            VIEW, state, page.page.id, version=7, faults=state.faults_on(page.page.id)
        )
        html.encode()
        assert faults_of(html) == []
        fields = dict(posted_by(html))
        for step in page.steps:
            held = typed(step.question, raw.get(step.id))
            if (
                step.id in state.asked
                and isinstance(held, str)
                and step.question.type != "declaration"
            ):
                assert _one_line(fields.get(step.id, "")) == _one_line(usable(held))


def _one_line(text: str) -> str:
    return " ".join(text.split())
