"""Reading: what YAML becomes, and what is refused, in the exact words a person gets."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.problems import MAX_LISTED
from rules.yaml import reading
from rules.yaml.files import MAX_DEPTH
from rules.yaml.json_reading import parse_json
from rules.yaml.reading import Document, parse_yaml
from tests.rules.yaml.refusals import problems_of, told

NULL = "contains the character U+0000, after `x`, which no text can hold: remove it"


@pytest.fixture(params=["C", "Python"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with PyYAML's C loader and with its Python one, which must agree."""
    chosen = yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader
    monkeypatch.setattr(reading, "_LOADER", chosen)


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
        ("? [a, b]\n: 1\nc: 2\n", ["f.yaml:1: a key must be a word"]),
        ("? {a: &y 1}\n: 1\n", None),
        (
            "a: 1\n---\nb: 2\n",
            ["f.yaml:2: a second document starts here: put each document in its own file"],
        ),
        ('a: "x\\0y"\n', [f"f.yaml:1: {NULL}"]),
        ('"x\\0y": 1\n', [f"f.yaml:1: {NULL}"]),
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


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_or_refused_in_words(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        assert all(found.where and found.says for found in problems_of(parse, text, "f"))


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
        ("[Below £100,000, 5]", ["Below £100,000", 5]),
        ("[< 1,000,000, 5]", ["< 1,000,000", 5]),
        ("[£1,000, £2,000]", ["£1,000", "£2,000"]),
        ("[100, 200]", [100, 200]),
        ("[0,100]", [0, 100]),
        ("[1000,200]", [1000, 200]),
        ("[10,20]", [10, 20]),
        ("[1,2,3]", [1, 2, 3]),
        ("['100',200]", ["100", 200]),
        ("[2027-04-01,200]", [date(2027, 4, 1), 200]),
        ("[100,[200]]", [100, [200]]),
    ],
)
def test_the_comma_of_a_figure_does_not_end_a_text(text: str, data: object) -> None:
    assert parse_yaml(text, "f").data == data


def test_a_number_with_commas_is_told_how_to_be_written() -> None:
    found = told(parse_yaml, "{less_than: 100,000}", "f.yaml")
    assert found == ["f.yaml:1: `less_than`: write `100,000` without commas: 100000"]
    for text in ("[100,000]", "{one_of: [100,000, 5]}", "- [1, 100,000]"):
        (only,) = told(parse_yaml, text, "f.yaml")
        assert only == (
            "f.yaml:1: write `100,000` without commas: 100000, or with a space after the comma if "
            "these are two values"
        )


@pytest.mark.parametrize("text", ["a:\n" + "- 1\n" * 120_000, "a: [" + "x," * 120_000 + "x]"])
def test_more_values_than_any_definition_has_are_refused(text: str) -> None:
    assert yaml_problems(text) == [
        "f.yaml: has more than 100,000 values, which is the limit: split it"
    ]


def test_a_mistake_on_every_line_is_told_for_the_first_and_the_others_are_counted() -> None:
    found = yaml_problems("a:\n" + "- 1e5\n" * 20_000)
    assert len(found) == MAX_LISTED + 1
    assert found[0].startswith("f.yaml:2: `1e5`")
    more = f"{20_000 - MAX_LISTED:,} more problems are not listed"
    assert found[-1] == f"{more}: mend those listed, then check again"
