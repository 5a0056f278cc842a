"""Writing: data comes back as it was, byte for byte the same when written again."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.characters import UNUSABLE
from rules.definition_part import DefinitionPart
from rules.problems import ValueProblem
from rules.ruleset import Rule
from rules.yaml import reading
from rules.yaml.content_hash import content_hash
from rules.yaml.reading import parse_yaml
from rules.yaml.rewriting import rewritten, same
from rules.yaml.writing import plain_data, write

REMOVE = "which no text can hold: remove it"


def read(text: str) -> Any:
    return parse_yaml(text, "f.yaml").data


# --- any data -------------------------------------------------------------------------------------

awkward = st.sampled_from(
    ["yes", "no", "12", "-12.50", "1e5", ".inf", "2026-01-01", "2026-02-30", "null", "~", "true",
     "True", "", " ", "-", "---", "...", "- a", "a: b", "a #b", "a#b", "a:b", "https://a.b/c?d=e",
     "<<", "=", "0x1F", "1_000", "+5", "?", "? a", ":a", "a:", "|", ">", "a\n", "a\n\nb",
     "a\nb\n\n", "\na", " a\nb", "a\n \nb", "\n 0", "a\r\nb", "tab\tbed", "'", '"', "\\",
     "it's \"so\"",
     "é",
     "\U0001f600", "\x0c", "\x85", "\u2028", "\ufeff", "x" * 1100, "\n", "\n\n"]
)  # fmt: skip
signs = st.text(alphabet="ab -:#,[]{}'\"\n\t?!&*|>%@`~.<=15e\\/", max_size=10)
texts = st.text(max_size=12).filter(lambda text: not UNUSABLE.search(text)) | signs | awkward
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(-(10**20), 10**20, places=6)
    | st.dates()
    | texts
)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(data)
def test_what_is_written_is_read_as_it_was(each: Any) -> None:
    text = write(each)
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reading, "_LOADER", loader)
            found = read(text)
        assert same(found, each)
        assert order_of(found) == order_of(each)


@given(data)
def test_what_is_read_is_written_as_it_was(each: Any) -> None:
    text = write(each)
    assert write(read(text)) == text
    assert text.endswith("\n")


def order_of(each: Any) -> list[Any]:
    """Give the keys of data, in order, all the way down."""
    match each:
        case dict():
            return [[key, order_of(value)] for key, value in each.items()]
        case list() | tuple():
            return [order_of(value) for value in each]
        case _:
            return []


# --- the normal form ------------------------------------------------------------------------------

NORMAL = """\
ruleset: evaluation
ways:
  - id: written-and-presentation
    method: weighted-sum
    criteria:
      - id: technical
        weighting: {min: 10, max: 75}
        judged: {scale: 0-3, by: panel, combine: consensus, minimum: 2}
        from: [essential-skills, proposal]
      - id: price
        weighting: {min: 20, max: 85}
    ties: [technical, price, draw-lots]
rules:
  - id: turnover-floor
    title: "Turnover: below the floor"
    from: 2026-04-01
    when:
      all:
        - {answer: annual-turnover, less_than: 100000}
        - any:
            - {answer: cyber-essentials, is: none}
            - {answer: parent-guarantee, is: yes}
    then: {exclude: "Annual turnover is below £100,000"}
    note: |
      The floor is set
        by the policy.

      It may change.
tables:
  - id: bands
    inputs: [{answer: turnover}]
    outputs: [{score: standing}, {fact: band}]
    rows:
      - ["< 100000", 0.50, '"a","b"']
      - ["-", "12", "2026-01-01"]
empty: []
nothing: {}
unknown: null
truth: true
address: |-
  1 High Street
  Anytown
"""


def test_the_normal_form() -> None:
    written = write(read(NORMAL))
    # An interval needs its quotation marks; a bound does not.
    assert written == NORMAL.replace('"< 100000"', "< 100000").replace(
        "    inputs: [{answer: turnover}]\n    outputs: [{score: standing}, {fact: band}]\n",
        "    inputs:\n      - {answer: turnover}\n"
        "    outputs:\n      - {score: standing}\n      - {fact: band}\n",
    )


@pytest.mark.parametrize(
    ("each", "text"),
    [
        ({"a": {}}, "a: {}\n"),
        ([], "[]\n"),
        ({}, "{}\n"),
        (None, "null\n"),
        ("two\nlines", "|-\n  two\n  lines\n"),
        ([[1, 2], [[3]]], "- [1, 2]\n- - [3]\n"),
        ([{"a": 1}, {"id": "x"}], "- {a: 1}\n- id: x\n"),
        ([{"id": "x", "b": {"c": "d" * 80}}],
         f"- id: x\n  b:\n    c: {'d' * 80}\n"),
        ({"a": {"b": {"c": 1}}}, "a: {b: {c: 1}}\n"),
        ({"a": {"b": {"c": {"d": 1}}}}, "a:\n  b: {c: {d: 1}}\n"),
        ({"a": {"b": [1]}}, "a: {b: [1]}\n"),
        ({"a": ["x" * 60, "y" * 60]}, f"a:\n  - {'x' * 60}\n  - {'y' * 60}\n"),
        ({"a": {"b": "two\nlines"}}, "a:\n  b: |-\n    two\n    lines\n"),
        ({"a": "line\n\n"}, "a: |+\n  line\n\n"),
        ({"a": Decimal("1E+3")}, "a: 1000\n"),
        ({"a": Decimal("-0")}, "a: 0\n"),
        ({"a": Decimal("0E+99")}, "a: 0\n"),
        ({"a": (1, 2)}, "a: [1, 2]\n"),
        ({"k" * 600: 1}, f"? {'k' * 600}\n: 1\n"),
        ({"a": {"k" * 600: 1}}, f"a:\n  ? {'k' * 600}\n  : 1\n"),
        ({"a": ["what?", "a, b", "plain"]}, 'a: ["what?", "a, b", plain]\n'),
        ({"a": "what?"}, "a: what?\n"),
        ({"a": "1e5", "b": "2026-02-30", "c": "12"}, 'a: "1e5"\nb: "2026-02-30"\nc: "12"\n'),
        ({"a": "C:\\temp"}, "a: C:\\temp\n"),
        ({"a": '- "q"'}, "a: '- \"q\"'\n"),
        ({"a": "- \"q\" it's"}, 'a: "- \\"q\\" it\'s"\n'),
        ({"a": "\x0c\u2028"}, 'a: "\\x0c\\u2028"\n'),
        ({"12": 1, "yes": 2, "": 3, "<<": 4}, '12: 1\nyes: 2\n"": 3\n"<<": 4\n'),
    ],
)  # fmt: skip
def test_how_things_are_written(each: Any, text: str) -> None:
    assert write(each) == text
    assert same(read(text), each)


@pytest.mark.parametrize(
    ("each", "says"),
    [
        ({"a": 0.5}, "float is not written in YAML"),
        ({"a": datetime(2026, 1, 1)}, "datetime is not written in YAML"),  # noqa: DTZ001
        ({"a": object()}, "object is not written in YAML"),
        ({"a": Decimal("NaN")}, "must be a number, such as 12 or 12.50"),
        ({"a": 10**41}, "a number has too many digits"),
        ({"a": 10**4000}, "a number has too many digits"),
        ({"a": Decimal("1E+999999")}, "a number has too many digits"),
        ({"a": Decimal("1E-999999")}, "a number has too many digits"),
        ({"a": Decimal("1." + "1" * 40)}, "a number has too many digits"),
        (
            {"a": "x\x00"},
            "contains the character U+0000, after `x`, which no text can hold: remove it",
        ),
        ({"a": "\ud800"}, "contains the character U+D800, which no text can hold: remove it"),
        ({1: "a"}, "a key must be a word"),
        ({"a": {1: "a"}}, "a key must be a word"),
    ],
)
def test_what_cannot_be_read_is_not_written(each: Any, says: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        write(each)
    assert str(caught.value) == says


# --- models ---------------------------------------------------------------------------------------


class Colour(StrEnum):
    RED = "red"


class Thing(DefinitionPart):
    title: str
    colour: Colour = Colour.RED
    sizes: tuple[Decimal, ...] = ()
    note: str | None = None
    limit: int | None = 5
    inner: "Thing | None" = None


def test_a_model_is_written_as_it_was_said() -> None:
    said = {
        "sizes": ["1.50", 2],
        "colour": "red",
        "title": "x",
        "note": None,
        "limit": None,
        "inner": {"title": "y"},
    }
    made = Thing.model_validate(said)
    assert plain_data(made) == {
        "title": "x",
        "colour": "red",
        "sizes": [Decimal("1.50"), Decimal(2)],
        # Not to be said by leaving it out.
        "limit": None,
        "inner": {"title": "y"},
    }
    assert write(plain_data(made)) == (
        "title: x\ncolour: red\nsizes: [1.50, 2]\nlimit: null\ninner: {title: y}\n"
    )
    assert type(plain_data(made)["colour"]) is str


def test_a_rule_is_written_as_it_was_read() -> None:
    text = """\
id: turnover-floor
from: 2026-04-01
when:
  all:
    - {answer: turnover, less_than: 100000}
    - {not: {answer: guarantee, is: yes}}
then: {exclude: Annual turnover is too low}
"""
    made = Rule.model_validate(read(text))
    assert write(plain_data(made)) == text
    assert Rule.model_validate(read(write(plain_data(made)))) == made


@pytest.mark.parametrize(
    "raw",
    [
        {"id": "a", "then": {"fact": {"x": True, "y": "yes", "z": "12", "w": 12}}},
        {"id": "b", "then": {"score": {"criterion": "c", "is": Decimal("2.50")}}},
        {
            "id": "c",
            "when": {"answer": "q", "between": [1, {"fact": "x"}]},
            "then": {"permit": "p"},
        },
        {"id": "d", "when": {"answer": "q", "is": "2026-01-01"}, "then": {"refer": "x: y"}},
    ],
    ids=lambda raw: raw["id"],
)
def test_every_constant_keeps_its_kind(raw: dict[str, Any]) -> None:
    made = Rule.model_validate(raw)
    assert Rule.model_validate(read(write(plain_data(made)))) == made


# --- the definitions that come with the project ---------------------------------------------------

_ROOT = Path(__file__).parents[3]
FILES = sorted(
    path for folder in ("examples", "tests/worked") for path in (_ROOT / folder).rglob("*.yaml")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(_ROOT)))
def test_every_definition_is_written_without_loss(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = read(text)
    normal = write(found)
    assert same(read(normal), found)
    assert order_of(read(normal)) == order_of(found)
    assert write(read(normal)) == normal
    assert rewritten(text, found) == text
    assert content_hash(read(normal)) == content_hash(found)
