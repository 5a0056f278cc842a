"""What a page's fields are called, and what they hold of any raw answer."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.fields import field_id, text_of, typed
from tests.forms.everything import ANYTHING, EVERYTHING


def held(name: str, raw: Any) -> Any:
    return typed(EVERYTHING.steps[name].question, raw)


def test_an_id_is_a_name_without_what_ids_cannot_have() -> None:
    assert field_id("references[1].customer") == "references_1_customer"
    assert field_id("4-1.day") == "Q4-1_day"


IDS = st.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9]{1,2})?", fullmatch=True)
NAMES = st.builds(
    str.__add__, IDS, st.sampled_from(["", "[0]", "[1]", "[10]", ".a", ".day", "[1].a", "[1].a[0]"])
)


@given(NAMES, NAMES)
def test_two_fields_never_share_an_id(one: str, other: str) -> None:
    assert (field_id(one) == field_id(other)) is (one == other)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""),
        (" 1.2k ", " 1.2k "),
        ("a\r\nb\rc", "a\nb\nc"),
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        (Decimal("12.50"), "12.50"),
        (date(2027, 1, 3), "2027-01-03"),
        ({"a": [1, date(2027, 1, 3)]}, '{"a": [1, "2027-01-03"]}'),
    ],
)
def test_the_text_of_a_raw_answer(raw: Any, text: str) -> None:
    assert text_of(raw) == text


def test_a_number_of_thousands_of_digits_is_cut() -> None:
    assert text_of(10**5000) == "…"
    assert text_of([10**5000]) == "…"


def test_shapes() -> None:
    assert held("short", "a") == "a"
    assert held("date", "3 Jan 27") == {"day": "3", "month": "1", "year": "2027"}
    assert held("date", {"day": 3}) == {"day": "3", "month": "", "year": ""}
    assert held("date", 5) == {"day": "5", "month": "", "year": ""}
    assert held("address", None)["lines"] == ["", ""]
    assert held("address", "Leeds")["lines"] == ["Leeds", ""]
    assert held("address", {"lines": ["a", "b", "c"], "town": "t"})["lines"] == ["a", "b", "c"]
    assert held("rates", {"developer": 5, "nobody": 1}) == {"developer": "5", "designer": ""}
    assert held("rates", "x") == {"developer": "", "designer": ""}
    assert held("texts", "one") == ["one"]
    assert held("yes-no", " YES ") == "yes"
    assert held("yes-no", "perhaps") == "perhaps"
    assert held("declaration", "no") == ""
    assert held("one-of", " a ") == "a"
    assert held("many-of", ["c", "a", "x", "c", ""]) == ["a", "c", "x"]
    assert held("rows", [{"text": "a"}, 5])[0]["text"] == "a"
    assert held("rows", [{"text": "a"}, 5])[1]["text"] == ""
    file = {"name": "a.pdf", "size": 5, "sha256": "ab"}
    assert held("files", file) == [file]
    assert held("files", ["x", {"size": True}]) == [{"name": "", "size": "yes", "sha256": ""}]


@given(st.sampled_from(list(EVERYTHING.steps)), ANYTHING)
def test_whatever_is_answered_has_a_shape_that_stays(name: str, raw: Any) -> None:
    shape = held(name, raw)
    if name not in {"rows", "each"}:
        assert held(name, shape) == shape
