"""Whatever stands in a form's file, it is read, or its problems are told: nothing else happens."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.json_schema.description import describe
from forms.linked.linking import link
from forms.model.form import read_form
from rules.problems import DefinitionError
from rules.yaml.reading import Document
from tests.forms.everything import EVERYTHING
from tests.forms.making import LOTS

#: What the reader of YAML can give.
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.text()
    | st.sampled_from(["short-text", "money", "a", "texts", "yes", "each", "1e999", "q\x00"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(
                [
                    "id",
                    "type",
                    "label",
                    "when",
                    "answer",
                    "fact",
                    "is",
                    "all",
                    "not",
                    "group",
                    "options",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)
#: The form of every type, as its file could hold it.
WHOLE: dict[str, Any] = EVERYTHING.form.model_dump(mode="json", by_alias=True, exclude_none=True)
del WHOLE["questions"]


def places(data: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Give the place of every part of some data."""
    parts: list[tuple[str | int, object]] = []
    if isinstance(data, dict):
        parts = list(data.items())
    elif isinstance(data, list):
        parts = list(enumerate(data))
    return [at, *(place for key, part in parts for place in places(part, (*at, key)))]


def read(data: object) -> None:
    """Read and link a form; whatever is wrong must be told in printable lines."""
    document = Document("forms/service.yaml", data, {})
    try:
        form = link(read_form(document), lots=LOTS, where=document.where).form
    except DefinitionError as error:
        problems = error.problems
    else:
        json.dumps(describe(form))
        return
    assert problems
    assert all(problem.where and problem.says for problem in problems)


def test_the_form_of_every_type_can_be_read() -> None:
    read(WHOLE)


@given(DATA)
def test_anything_in_the_place_of_a_form(data: object) -> None:
    read(data)


@given(st.sampled_from(places(WHOLE)[1:]), DATA)
def test_anything_in_the_place_of_a_part(at: tuple[str | int, ...], data: object) -> None:
    whole = deepcopy(WHOLE)
    part: Any = whole
    for key in at[:-1]:
        part = part[key]
    part[at[-1]] = data
    read(whole)


@given(st.sampled_from(places(WHOLE)), st.text(max_size=8), DATA)
def test_anything_added_to_a_part(at: tuple[str | int, ...], key: str, data: object) -> None:
    whole = deepcopy(WHOLE)
    part: Any = whole
    for step in at:
        part = part[step]
    if isinstance(part, dict):
        part[key] = data
    elif isinstance(part, list):
        part.append(data)
    read(whole)


def test_figures_that_cannot_be_limits_are_refused() -> None:
    for figure in (Decimal("1E+30"), 10**40, 1.5, "£5", True):
        question = {"id": "a", "type": "money", "label": "A", "max": figure}
        data = {"title": "T", "questions": [question]}
        with pytest.raises(DefinitionError) as refused:
            read_form(Document("forms/service.yaml", data, {}))
        assert len(refused.value.problems) == 1
