"""What comes in at the door, and what does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import InputError
from runtime.store.typed import (
    MAX_DEPTH,
    MAX_DIGITS,
    SaveLimits,
    files_in,
    json_text,
    read_json_text,
    read_typed,
    same,
)
from tests.runtime.store.making import anything, texts


def nested(depth: int) -> Any:
    raw: Any = "x"
    for level in range(depth):
        raw = [raw] if level % 2 else {"in": raw}
    return raw


def problems(typed: dict[str, Any], limits: SaveLimits | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        read_typed(typed, limits or SaveLimits())
    return [str(problem) for problem in error.value.problems]


@given(typed=st.dictionaries(texts, anything, max_size=5))
def test_any_json_without_floats_comes_in_as_a_copy(typed: dict[str, Any]) -> None:
    read = read_typed(typed)
    assert read == typed
    assert same(read, typed)
    assert list(read) == list(typed)
    assert read_typed({"again": read}) == {"again": typed}


def test_a_copy_is_not_changed_by_whoever_handed_it_over() -> None:
    raw = ["x"]
    read = read_typed({"a": raw})
    raw.append("y")
    assert read == {"a": ["x"]}


@given(raw=anything)
def test_what_is_written_is_plain(raw: Any) -> None:
    """Every database holds it, whatever its encoding."""
    text = json_text(raw)
    assert text.isascii()
    assert text.isprintable()
    assert same(read_json_text(text), raw)


@pytest.mark.parametrize(
    "raw", ["\ud800", {"\udc00": ["\0", 10**MAX_DIGITS - 1]}, nested(MAX_DEPTH)]
)
def test_what_only_just_can_be_written_can_be_read(raw: Any) -> None:
    assert same(read_json_text(json_text(raw)), raw)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (1.5, "a: is a binary fraction, which is not exact: give figures as text"),
        (float("nan"), "a: is a binary fraction, which is not exact: give figures as text"),
        ([{"k": [1.0]}], "a: is a binary fraction, which is not exact: give figures as text"),
        pytest.param(10**1000, "a: has more than 1,000 digits: give it as text", id="long"),
        pytest.param(-(10**5000), "a: has more than 1,000 digits: give it as text", id="longer"),
        ({1: "x"}, "a: has a key that is not text"),
        (b"x", "a: cannot be written as JSON"),
        ({"k": {"x"}}, "a: cannot be written as JSON"),
        (nested(MAX_DEPTH + 1), "a: is nested more than 40 levels deep"),
        pytest.param(nested(100_000), "a: is nested more than 40 levels deep", id="deep"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_question(raw: Any, says: str) -> None:
    assert problems({"a": raw}) == [says]


def test_all_that_cannot_be_kept_is_told_at_once() -> None:
    assert len(problems({"a": 1.5, "b": "good", "c": b"x"})) == 2


@pytest.mark.parametrize(
    "raw", [10**MAX_DIGITS - 1, -(10**MAX_DIGITS) + 1, nested(MAX_DEPTH)], ids=["+", "-", "deep"]
)
def test_what_can_only_just_be_kept(raw: Any) -> None:
    assert read_typed({"a": raw}) == {"a": raw}


def test_limits_are_kept() -> None:
    limits = SaveLimits(questions=2, size=20, files=1)
    assert read_typed({"a": "xŵ", "b": ""}, limits) == {"a": "xŵ", "b": ""}
    assert read_typed({"a": "x" * 12}, limits)
    assert problems({"a": "x" * 13}, limits) == ["21 bytes are too many at once: at most 20"]
    assert problems({"a": "ŵ" * 7}, limits) == ["22 bytes are too many at once: at most 20"]
    assert problems(dict.fromkeys("abc"), limits) == ["3 answers are too many at once: at most 2"]
    typed = {"a": ["0" * 64, "1" * 64]}
    assert problems(typed, SaveLimits(files=1)) == ["2 files are too many at once: at most 1"]


def test_files_are_found_where_a_text_is_nothing_but_a_digest() -> None:
    one, two = "0a" * 32, "1B" * 32
    raw = {"files": [{"sha256": two}, {"sha256": one}, one], "text": f'"{"2c" * 32}" {"3d" * 32}'}
    assert files_in(json_text(raw)) == [one, two.lower()]


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (0, False), (1, "1"), ("", None), ([], {}), ("é", "e\u0301")]
)
def test_what_is_alike_is_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert same(one, one)


def test_the_order_of_keys_is_kept_and_makes_no_difference() -> None:
    one, other = {"b": "1", "a": "2"}, {"a": "2", "b": "1"}
    assert same(one, other)
    assert json_text(read_typed({"q": one})) == '{"q":{"b":"1","a":"2"}}'
