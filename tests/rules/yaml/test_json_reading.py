"""JSON: exact numbers, and what is refused, in the exact words a person gets."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from rules.problems import MAX_LISTED
from rules.yaml.files import MAX_DEPTH, MAX_JSON_VALUES
from rules.yaml.json_reading import parse_json, read_json, spot
from tests.rules.yaml.refusals import told

REMOVE = "which no text can hold: remove it"


def json_problems(text: str) -> list[str]:
    return told(parse_json, text, "bids.json")


def test_json_numbers_are_exact() -> None:
    data = parse_json('{"a": 0.1, "b": 12, "c": 1e3, "d": [-0.30], "e": true, "f": null}', "f")
    assert data == {
        "a": Decimal("0.1"),
        "b": 12,
        "c": Decimal(1000),
        "d": [Decimal("-0.30")],
        "e": True,
        "f": None,
    }
    assert isinstance(data["a"], Decimal)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": NaN}', ["a: `NaN` is not a number"]),
        ('{"a": -Infinity}', ["a: `-Infinity` is not a number"]),
        (
            '{"a": 1e999}',
            [
                (
                    "a: the number `1e999` has too many digits: at most 18 before the "
                    "point and 12 after it"
                )
            ],
        ),
        (
            '{"a": 0.1234567890123}',
            [
                (
                    "a: the number `0.1234567890123` has too many digits: at most 18 "
                    "before the point and 12 after it"
                )
            ],
        ),
        (
            '{"a": 1e-99999999999999999999}',
            ["a: the number `1e-99999999999999999999` is too large"],
        ),
        (
            '{"a": 1e99999999999999999999}',
            ["a: the number `1e99999999999999999999` is too large"],
        ),
        (
            '{"a": 1.' + "0" * 200 + "}",
            [f"a: the number `1.{'0' * 38}…` has too many digits"],
        ),
        ('{"a": ' + "9" * 5000 + "}", [f"a: the number `{'9' * 40}…` has too many digits"]),
        ('{"a": 1, "b": 2, "a": 3}', ["bids.json: `a` is given twice in one object"]),
        (
            '{"b": 1, "a": 2, "b": 3, "a": 4, "a": 5}',
            [
                "bids.json: `a` is given twice in one object",
                "bids.json: `b` is given twice in one object",
            ],
        ),
        ('{"a": 1,\n "b": }', ["bids.json:2: is not JSON: expecting value"]),
        ("", ["bids.json:1: is not JSON: expecting value"]),
        ('{"a": "x\x00"}', ["bids.json:1: is not JSON: invalid control character at"]),
        (
            '{"a": ["x", "\\u0000"]}',
            [f"a[1]: contains the character U+0000, {REMOVE}"],
        ),
        (
            '{"a": "\\ud800"}',
            [f"a: contains the character U+D800, {REMOVE}"],
        ),
        (
            '{"a\\u0000": 1}',
            [f"?: contains the character U+0000, after `a`, {REMOVE}"],
        ),
        ("[" * 100 + "]" * 100, [f"bids.json: is nested more than {MAX_DEPTH} levels deep"]),
        ("[" * 100_000, [f"bids.json: is nested more than {MAX_DEPTH} levels deep"]),
        ('{"a":' * 900 + '"\\u0000"' + "}" * 900, None),
    ],
)
def test_json_is_refused_in_words(text: str, says: list[str] | None) -> None:
    found = json_problems(text)
    assert found == (says or [f"bids.json: is nested more than {MAX_DEPTH} levels deep"])


def test_json_at_the_limit_of_nesting_is_read() -> None:
    text = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    assert parse_json(text, "f")
    assert json_problems(f"[{text}]")


def test_whole_characters_written_as_escapes_are_whole() -> None:
    assert parse_json('["\\ud83d\\ude00"]', "f") == ["\U0001f600"]


def test_many_repeated_keys_are_found_in_one_pass() -> None:
    pairs = ", ".join(f'"k{i % 50_000}": {i}' for i in range(100_000))
    found = json_problems("{" + pairs + "}")
    assert found[0].endswith("`k0` is given twice in one object")
    assert found[-1].startswith(f"{50_000 - MAX_LISTED:,} more problems are not listed")


def test_a_json_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1.10}')
    assert read_json(path, "f.json") == {"a": Decimal("1.10")}


def test_a_spot_reads_like_a_path() -> None:
    assert spot(("bids", 2, "answers", "total-price")) == "bids[2].answers.total-price"
    assert spot((0, "a")) == "[0].a"
    assert spot(()) == ""


def test_more_values_than_any_document_has_are_refused_before_they_are_read() -> None:
    says = f"bids.json: has more than {MAX_JSON_VALUES:,} values, which is the limit: split it"
    assert json_problems("[" + "1," * MAX_JSON_VALUES + "1]") == [says]
    assert json_problems("[" + "[]," * MAX_JSON_VALUES + "1]") == [says]


def test_commas_and_brackets_inside_texts_are_no_values() -> None:
    text = "[{, \\" * MAX_JSON_VALUES
    assert parse_json(json.dumps([text, '"']), "bids.json") == [text, '"']
