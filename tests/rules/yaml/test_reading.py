"""Reading: what YAML and JSON become, and what is refused, in the exact words a person gets."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from rules.conditions import Comparison, Condition
from rules.definition_part import DefinitionPart, Id, Line
from rules.problems import InputError, Problem, ProblemsError
from rules.yaml import reading
from rules.yaml.reading import (
    MAX_DEPTH,
    MAX_JSON_BYTES,
    MAX_YAML_BYTES,
    Document,
    canonical,
    content_hash,
    decoded,
    input_of,
    model_of,
    parse_json,
    parse_yaml,
    read_bytes,
    read_json,
    read_yaml,
    spot,
)


@pytest.fixture(params=["C", "Python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with PyYAML's C loader and with its Python one, which must agree."""
    chosen = yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader
    monkeypatch.setattr(reading, "_LOADER", chosen)


def told(act: Callable[..., object], *args: Any) -> list[str]:
    """Give the problems that an act is refused with, as lines."""
    with pytest.raises(ProblemsError) as caught:
        act(*args)
    return [str(problem) for problem in caught.value.problems]


def problems_of(act: Callable[..., object], *args: Any) -> tuple[Problem, ...]:
    """Give the problems that an act is refused with, if it is."""
    try:
        act(*args)
    except ProblemsError as error:
        return error.problems
    return ()


def yaml_data(text: str) -> Any:
    return parse_yaml(text, "f.yaml").data


def yaml_problems(text: str) -> list[str]:
    return told(parse_yaml, text, "f.yaml")


# --- scalars --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0", 0),
        ("12.50", Decimal("12.50")),
        ("-0.5", Decimal("-0.5")),
        ("2026-01-31", date(2026, 1, 31)),
        # Everything else is text.
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("nan", "nan"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        (".5", ".5"),
        ("5.", "5."),
        ("12:30", "12:30"),
        ("2026-1-31", "2026-1-31"),
        ("٣", "٣"),  # a digit of another script is not a number
        ("'12'", "12"),
        ('"true"', "true"),
        ('"2026-01-31"', "2026-01-31"),
        ('""', ""),
        ("|\n  12\n", "12\n"),
    ],
)
def test_a_plain_scalar_is_read_by_few_rules(text: str, value: object) -> None:
    data = yaml_data(f"a: {text}\n")["a"]
    assert data == value
    assert type(data) is type(value)


def test_numbers_are_never_floats() -> None:
    data = yaml_data("a: 0.1\nb: [1, 2.75]\n")
    assert data == {"a": Decimal("0.1"), "b": [1, Decimal("2.75")]}


def test_a_key_is_its_text() -> None:
    assert yaml_data("12: a\nyes: b\ntrue: c\n2026-01-01: d\n~: e\n'x y': f\n") == {
        "12": "a",
        "yes": "b",
        "true": "c",
        "2026-01-01": "d",
        "~": "e",
        "x y": "f",
    }


def test_an_empty_file_holds_nothing() -> None:
    assert yaml_data("") is None
    assert yaml_data("# only a comment\n") is None
    assert yaml_data("---\n...\n") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1e5", "`1e5`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: 1e999", "`1e999`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: 1.5E+3", "`1.5E+3`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: .inf", "`.inf`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: -.Inf", "`-.Inf`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: .NaN", "`.NaN`: write a number in plain digits, such as 1000 or 0.5"),
        ("a: " + "9" * 41, "a number has too many digits"),
        ("a: 1." + "0" * 5000, "a number has too many digits"),
        ("a: 2026-02-30", "`2026-02-30` is not a real date"),
    ],
)
def test_a_scalar_that_looks_like_a_number_or_date_but_is_none_is_refused(
    text: str, says: str
) -> None:
    assert yaml_problems(text) == [f"f.yaml:1: {says}"]


def test_a_number_of_forty_digits_is_read_exactly() -> None:
    assert yaml_data("a: " + "9" * 40) == {"a": int("9" * 40)}


# --- what a definition has no use for -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x 1\n", ["f.yaml:1: `&x`: anchors are not allowed; write the value out"]),
        (
            "a: &x {b: 1}\nc: *x\n",
            [
                "f.yaml:1: `&x`: anchors are not allowed; write the value out",
                "f.yaml:2: `*x`: aliases are not allowed; write the value out",
            ],
        ),
        ("&k a: 1\n", ["f.yaml:1: `&k`: anchors are not allowed; write the value out"]),
        ("a: !!python/name:os.system x\n", None),
        ("a: ! 12\n", ["f.yaml:1: the tag `!` is not allowed: remove it"]),
        ("a: !secret x\n", ["f.yaml:1: the tag `!secret` is not allowed: remove it"]),
        ("!t a: x\n", ["f.yaml:1: the tag `!t` is not allowed: remove it"]),
        (
            "<<: {a: 1}\nb: 2\n",
            ["f.yaml:1: `<<`: merging is not allowed; write the keys out"],
        ),
        ("a: 1\nb: 2\na: 3\n", ["f.yaml:3: `a` is given twice: first on line 1"]),
        (
            "a: 1\na: 2\na: 3\n",
            [
                "f.yaml:2: `a` is given twice: first on line 1",
                "f.yaml:3: `a` is given twice: first on line 1",
            ],
        ),
        ("x:\n  {a: 1, 'a': 2}\n", ["f.yaml:2: `a` is given twice: first on line 2"]),
        ("? [a, b]\n: 1\nc: 2\n", ["f.yaml:1: a key should be a word"]),
        ("? {a: &y 1}\n: 1\n", None),
        (
            "a: 1\n---\nb: 2\n",
            ["f.yaml:2: a second document starts here: put each document in its own file"],
        ),
        ('a: "x\\0y"\n', ["f.yaml:1: contains a null character: remove it"]),
        ('"x\\0y": 1\n', ["f.yaml:1: contains a null character: remove it"]),
    ],
)
def test_constructs_that_hide_what_a_definition_says_are_refused(
    text: str, says: list[str] | None
) -> None:
    found = yaml_problems(text)
    if says is None:
        assert found
    else:
        assert found == says


def test_a_merge_key_in_quotes_is_an_ordinary_key() -> None:
    assert yaml_data("'<<': 1\n") == {"<<": 1}


def test_a_bomb_of_aliases_is_refused_line_by_line_and_at_once() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    found = yaml_problems("\n".join(lines))
    assert found[0] == "f.yaml:1: `&a0`: anchors are not allowed; write the value out"
    assert "f.yaml:12: `*a10`: aliases are not allowed; write the value out" in found


def test_all_problems_of_a_file_are_told_at_once() -> None:
    assert yaml_problems("a: 1e5\nb: !x y\nc: 1\nc: 2\nd: 2026-13-01\n") == [
        "f.yaml:1: `1e5`: write a number in plain digits, such as 1000 or 0.5",
        "f.yaml:2: the tag `!x` is not allowed: remove it",
        "f.yaml:4: `c` is given twice: first on line 3",
        "f.yaml:5: `2026-13-01` is not a real date",
    ]


# --- depth, size, encodings -----------------------------------------------------------------------


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "? "])
def test_nesting_without_end_is_refused_without_reading_it(opened: str) -> None:
    found = yaml_problems(opened * 300_000)
    assert found[-1] == f"f.yaml:1: is nested more than {MAX_DEPTH} levels deep"


def test_nesting_is_counted() -> None:
    deepest = "[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH
    assert yaml_data(deepest)
    assert yaml_problems(f"[{deepest}]") == [
        f"f.yaml:1: is nested more than {MAX_DEPTH} levels deep"
    ]


def test_text_that_is_not_yaml_is_told_with_its_line() -> None:
    (found,) = yaml_problems("a: 1\nb: [1, 2\n")
    assert found.startswith(("f.yaml:2: is not YAML: ", "f.yaml:3: is not YAML: "))
    (found,) = yaml_problems("a: 1\nb: c: d\n")
    assert found.startswith("f.yaml:2: is not YAML: ")


def test_a_bare_interval_is_what_is_told_of_not_what_follows_from_it() -> None:
    text = "a: '[1..2]'\nrows:\n  - [[60..80), 5]\n  - [\"[80..90]\", 6]\nend: 1\n"
    (found,) = yaml_problems(text)
    assert found == 'f.yaml:3: is not YAML: put an interval in quotes, such as "[60..80)"'


def test_problems_before_a_fault_of_form_are_told_too() -> None:
    found = yaml_problems("a: 1e5\nb: c: d\n")
    assert found[0].startswith("f.yaml:1: `1e5`")
    assert found[1].startswith("f.yaml:2: is not YAML")


def test_control_characters_are_told_with_their_line() -> None:
    for text in ("a: 1\nb: \x00\n", "a: 1\nb: \x07\n"):
        (found,) = yaml_problems(text)
        assert found.startswith("f.yaml:2: is not YAML: ")


def test_half_a_character_is_refused() -> None:
    (found,) = yaml_problems("a: 1\nb: \ud800\n")
    assert found.startswith("f.yaml:2: ")


def test_ten_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: 1\n" * 2_000_000)
    assert told(read_yaml, path, "big.yaml") == ["big.yaml: is larger than 4 MB"]
    assert MAX_YAML_BYTES < MAX_JSON_BYTES


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bytes(path, "f", 5) == b"12345"
    assert told(read_bytes, path, "f", 4) == ["f: is larger than 0 MB"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert told(read_yaml, tmp_path / "none.yaml", "none.yaml") == [
        "none.yaml: there is no such file"
    ]
    assert told(read_yaml, tmp_path, "folder") == ["folder: cannot be read: is a directory"]
    with pytest.raises(InputError):
        read_json(tmp_path / "none.json", "none.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
def test_another_encoding_is_named_or_placed(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 1\nb: £\n".encode(encoding))
    (found,) = told(read_yaml, path, "f.yaml")
    if encoding in {"utf-16", "utf-32"}:
        assert found == "f.yaml: is UTF-16 text: save it as UTF-8"
    elif encoding in {"latin-1", "cp1252"}:
        assert found == "f.yaml:2: is not UTF-8 text: save it as UTF-8"
    else:
        assert found.startswith("f.yaml:")


def test_big_endian_utf_16_is_named() -> None:
    assert told(decoded, "\ufeffa".encode("utf-16-be"), "f") == [
        "f: is UTF-16 text: save it as UTF-8"
    ]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc2\xa3\r\nb: 2\r\n")
    assert read_yaml(path, "f.yaml").data == {"a": "£", "b": 2}


# --- places ---------------------------------------------------------------------------------------


def test_every_part_has_its_line() -> None:
    document = parse_yaml("a:\n  b: 1\n  c:\n    - x\n    -\n      d: 2\n", "f.yaml")
    assert document.lines == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "c"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 6,
        ("a", "c", 1, "d"): 6,
    }
    assert document.where(("a", "c", 0)) == "f.yaml:4"
    # What is not there is placed where it should be.
    assert document.where(("a", "c", 7, "e")) == "f.yaml:3"
    assert document.where(("z",)) == "f.yaml:1"
    assert Document("g.yaml", None, {}).where() == "g.yaml:1"


# --- JSON -----------------------------------------------------------------------------------------


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
        ('{"a": ["x", "\\u0000"]}', ["a[1]: contains a null character: remove it"]),
        ('{"a": "\\ud800"}', ["a: contains an incomplete character: type it again"]),
        ('{"a\\u0000": 1}', ["?: contains a null character: remove it"]),
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
    assert len(json_problems("{" + pairs + "}")) == 50_000


def test_a_json_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1.10}')
    assert read_json(path, "f.json") == {"a": Decimal("1.10")}


def test_a_spot_reads_like_a_path() -> None:
    assert spot(("bids", 2, "answers", "total-price")) == "bids[2].answers.total-price"
    assert spot((0, "a")) == "[0].a"
    assert spot(()) == ""


# --- models ---------------------------------------------------------------------------------------


class Inner(DefinitionPart):
    id: Id
    size: int | None = Field(default=None, ge=1, le=9)
    when: Condition | None = None


class Outer(DefinitionPart):
    name: Line
    kind: Literal["a", "b"] = "a"
    flag: Literal[True] | None = None
    inner: tuple[Inner, ...] = ()
    amount: Decimal | None = None
    on: date | None = None
    few: tuple[str, ...] = Field(default=(), max_length=2)


def outer_problems(text: str) -> list[str]:
    return told(model_of, parse_yaml(text, "f.yaml"), Outer)


def test_a_model_is_made() -> None:
    text = "name: x\ninner:\n  - {id: a, when: {answer: q, is: 1}}\n"
    made = model_of(parse_yaml(text, "f.yaml"), Outer)
    assert made.name == "x"
    assert isinstance(made.inner[0].when, Comparison)
    assert made.inner[0].when.value == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x\nfoo: 1\n", ["f.yaml:2: there is no key `foo` here"]),
        ("kind: a\n", ["f.yaml:1: `name` is missing"]),
        ("name: ' '\n", ["f.yaml:1: `name`: should not be empty"]),
        ("name: " + "x" * 501, ["f.yaml:1: `name`: should be at most 500 characters"]),
        (
            "name: 5\n",
            ["f.yaml:1: `name`: should be text (put it in quotes if it looks like a number)"],
        ),
        ("name: x\nkind: c\n", ["f.yaml:2: `kind`: should be 'a' or 'b'"]),
        ("name: x\nflag: yes\n", ["f.yaml:2: `flag`: should be true"]),
        (
            "name: x\namount: [1]\n",
            ["f.yaml:2: `amount`: should be a number, such as 12 or 12.50"],
        ),
        ("name: x\non: soon\n", ["f.yaml:2: `on`: should be a date, such as 2026-01-31"]),
        ("name: x\nfew: [a, b, c]\n", ["f.yaml:2: `few`: should have at most 2 items"]),
        ("name: x\ninner: 5\n", ["f.yaml:2: `inner`: should be a list"]),
        ("- 1\n", ["f.yaml:1: should be a set of keys and values"]),
        ("", ["f.yaml:1: should be a set of keys and values"]),
        (
            "name: x\ninner:\n- id: A b\n",
            [
                (
                    "f.yaml:3: `A b` `id`: should be lower case words joined by hyphens, "
                    "such as total-price"
                )
            ],
        ),
        (
            "name: x\ninner:\n- id: a\n  size: 10\n- id: b\n  size: 0\n- size: x\n  foo: 1\n",
            [
                "f.yaml:4: `a` `size`: should be at most 9",
                "f.yaml:6: `b` `size`: should be at least 1",
                "f.yaml:7: `inner`: `id` is missing",
                "f.yaml:7: `inner` `size`: should be a whole number",
                "f.yaml:8: `inner`: there is no key `foo` here",
            ],
        ),
        (
            "name: x\ninner:\n- id: a\n  when:\n    all:\n    - {answer: q, is: [1, 2]}\n",
            [
                (
                    "f.yaml:6: `a` `all` `is`: should be true or false, or a whole number, "
                    "or a number, or a date, or text, or a set of keys and values"
                )
            ],
        ),
        (
            "name: x\ninner:\n- id: a\n  when: {answer: q, is: {answer: x, fact: y}}\n",
            ["f.yaml:4: `a` `when` `is`: give one of `answer` and `fact`"],
        ),
        (
            "name: x\ninner:\n- id: a\n  when: {any: []}\n",
            ["f.yaml:4: `a` `when` `any`: should have at least 1 item"],
        ),
        (
            "name: x\ninner:\n- id: a\n  when: {any: [{not: [x]}, {answer: q}]}\n",
            [
                "f.yaml:4: `a` `any` `not`: should be a set of keys and values",
                (
                    "f.yaml:4: `a` `when` `any`: a condition must make one comparison: `is`, "
                    "`is_not`, "
                    "`one_of`, `includes`, `includes_any`, `less_than`, `at_most`, `more_than`, "
                    "`at_least`, `between`, `before`, `after`, `answered`, `unanswered`"
                ),
            ],
        ),
    ],
)
def test_what_does_not_fit_a_model_is_told_in_words(text: str, says: list[str]) -> None:
    assert outer_problems(text) == says


def test_a_part_of_a_document_is_made_with_the_places_of_the_whole() -> None:
    document = parse_yaml("forms:\n  - name: x\n  -\n    nom: y\n  -\n", "f.yaml")
    assert model_of(document, Outer, {"name": "x"}, ("forms", 0)).name == "x"
    assert told(model_of, document, Outer, {"nom": "y"}, ("forms", 1)) == [
        "f.yaml:4: `forms`: `name` is missing",
        "f.yaml:4: `forms`: there is no key `nom` here",
    ]
    # Nothing at all is not the whole document.
    assert told(model_of, document, Outer, None, ("forms", 2)) == [
        "f.yaml:5: `forms`: should be a set of keys and values"
    ]


def test_input_is_placed_by_its_path() -> None:
    assert input_of({"name": "x"}, Outer).name == "x"
    data = {"name": "x", "inner": [{"id": "a", "size": "many"}], "foo": 1}
    assert told(input_of, data, Outer) == [
        "inner[0].size: should be a whole number",
        "foo: there is no key `foo` here",
    ]
    assert told(input_of, {}, Outer, ("bids", "b1")) == ["bids.b1: `name` is missing"]


def test_a_message_that_has_no_words_of_ours_is_still_a_sentence() -> None:
    class Odd(DefinitionPart):
        amount: int = Field(multiple_of=5)

    assert told(input_of, {"amount": 7}, Odd) == ["amount: should be a multiple of 5"]


# --- content hash ---------------------------------------------------------------------------------


def test_canonical_json_is_one_text_for_equal_data() -> None:
    one = {"b": [Decimal("1.50"), 2], "a": date(2026, 1, 1), "c": True, "d": None}
    other = {"c": True, "a": date(2026, 1, 1), "d": None, "b": (Decimal("1.5"), Decimal("2.00"))}
    assert canonical(one) == ('{"a":"2026-01-01","b":[{"decimal":"1.5"},2],"c":true,"d":null}')
    assert canonical(other) == canonical(one)
    assert content_hash(one) == content_hash(other)
    assert content_hash(one).startswith("sha256:")
    assert len(content_hash(one)) == len("sha256:") + 64


def test_the_last_digit_of_a_long_number_counts() -> None:
    one = Decimal("123456789012345678.123456789012")
    assert content_hash(one) != content_hash(one + Decimal("0.000000000001"))


def test_the_hash_of_known_data_never_changes() -> None:
    # Hashes are kept for years: a change here makes old records impossible to verify.
    assert content_hash({"ruleset": "evaluation", "n": Decimal("0.10")}) == (
        "sha256:b5b8e97a548abf1707b4df918866faf5cf62917cd84677126101a0db5995ea01"
    )


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.dates()
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_canonical_json_is_json_without_floats(data: object) -> None:
    def refuse(text: str) -> object:
        raise AssertionError(text)

    json.loads(canonical(data), parse_float=refuse, parse_constant=refuse)


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_or_refused_in_words(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        assert all(found.where and found.says for found in problems_of(parse, text, "f"))


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_decoded_or_refused_in_words(raw: bytes) -> None:
    assert all(found.where.startswith("f") for found in problems_of(decoded, raw, "f"))


yaml_soup = st.lists(
    st.sampled_from(
        [
            "a",
            "b: ",
            "- ",
            "\n",
            "  ",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "'",
            '"',
            "|",
            ">",
            "&x ",
            "*x",
            "!t ",
            "#",
            "? ",
            "<<",
            "12",
            "1e5",
            ".5",
            "~",
            "---\n",
            "...\n",
            "\t",
            "\x00",
            "%",
            "@",
        ]
    ),
    max_size=25,
).map("".join)


@given(yaml_soup)
def test_any_soup_of_yaml_is_read_or_refused_in_words(text: str) -> None:
    for found in problems_of(parse_yaml, text, "f"):
        assert found.where.startswith("f:")
        assert found.says


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{exclude: Below £100,000}", {"exclude": "Below £100,000"}),
        ("{a: Below £1,000,000 a year, b: c}", {"a": "Below £1,000,000 a year", "b": "c"}),
        ("{a: b, 000: c}", {"a": "b", "000": "c"}),
        ("{a: b1,000: c}", {"a": "b1", "000": "c"}),
        ("{a: 'b1',000}", {"a": "b1", "000": None}),
        ("{a: b1,0000}", {"a": "b1", "0000": None}),
        ("{a: b1, 000}", {"a": "b1", "000": None}),
    ],
)
def test_the_comma_of_a_figure_does_not_end_a_text(text: str, data: object) -> None:
    assert parse_yaml(text, "f").data == data


def test_a_number_with_commas_is_told_how_to_be_written() -> None:
    found = told(parse_yaml, "{less_than: 100,000}", "f.yaml")
    assert found == ["f.yaml:1: `less_than`: write `100,000` without commas: 100000"]
