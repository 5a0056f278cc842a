"""Models: what does not fit is told with its place, in the exact words a person gets."""

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import Field

from rules.conditions import Comparison, Condition
from rules.definition_part import DefinitionPart, Id, Line
from rules.problems import MAX_LISTED, how_many
from rules.yaml.models import input_of, model_of, parts_of
from rules.yaml.reading import Document, parse_yaml
from tests.rules.yaml.refusals import told


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
        ("name: ' '\n", ["f.yaml:1: `name`: must not be empty"]),
        ("name: " + "x" * 501, ["f.yaml:1: `name`: must be at most 500 characters"]),
        (
            "name: 5\n",
            ["f.yaml:1: `name`: must be text (put it in quotes if it looks like a number)"],
        ),
        ("name: x\nkind: c\n", ["f.yaml:2: `kind`: must be 'a' or 'b'"]),
        ("name: x\nflag: yes\n", ["f.yaml:2: `flag`: must be true"]),
        (
            "name: x\namount: [1]\n",
            ["f.yaml:2: `amount`: must be a number, such as 12 or 12.50"],
        ),
        ("name: x\non: soon\n", ["f.yaml:2: `on`: must be a date, such as 2026-01-31"]),
        ("name: x\nfew: [a, b, c]\n", ["f.yaml:2: `few`: must have at most 2 items"]),
        ("name: x\ninner: 5\n", ["f.yaml:2: `inner`: must be a list"]),
        ("- 1\n", ["f.yaml:1: must be a set of keys and values"]),
        ("", ["f.yaml:1: must be a set of keys and values"]),
        (
            "name: x\ninner:\n- id: A b\n",
            [
                (
                    "f.yaml:3: `A b` `id`: must be lower case words joined by hyphens, "
                    "such as total-price"
                )
            ],
        ),
        (
            "name: x\ninner:\n- id: a\n  size: 10\n- id: b\n  size: 0\n- size: x\n  foo: 1\n",
            [
                "f.yaml:4: `a` `size`: must be at most 9",
                "f.yaml:6: `b` `size`: must be at least 1",
                "f.yaml:7: `inner`: `id` is missing",
                "f.yaml:7: `inner` `size`: must be a whole number",
                "f.yaml:8: `inner`: there is no key `foo` here",
            ],
        ),
        (
            "name: x\ninner:\n- id: a\n  when:\n    all:\n    - {answer: q, is: [1, 2]}\n",
            [
                (
                    "f.yaml:6: `a` `all` `is`: must be true or false, or a whole number, "
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
            ["f.yaml:4: `a` `when` `any`: must have at least 1 item"],
        ),
        (
            "name: x\ninner:\n- id: a\n  when: {any: [{not: [x]}, {answer: q}]}\n",
            [
                "f.yaml:4: `a` `any` `not`: must be a set of keys and values",
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
        "f.yaml:5: `forms`: must be a set of keys and values"
    ]


def test_input_is_placed_by_its_path() -> None:
    assert input_of({"name": "x"}, Outer).name == "x"
    data = {"name": "x", "inner": [{"id": "a", "size": "many"}], "foo": 1}
    assert told(input_of, data, Outer) == [
        "inner[0].size: must be a whole number",
        "foo: there is no key `foo` here",
    ]
    assert told(input_of, {}, Outer, ("bids", "b1")) == ["bids.b1: `name` is missing"]


def test_a_message_that_has_no_words_of_ours_is_still_a_sentence() -> None:
    class Odd(DefinitionPart):
        amount: int = Field(multiple_of=5)

    assert told(input_of, {"amount": 7}, Odd) == ["amount: must be a multiple of 5"]


def test_thousands_of_mistakes_are_counted_and_the_first_of_them_told() -> None:
    raw = {"name": "x", **{f"k{number}": number for number in range(50_000)}}
    document = Document("f.yaml", raw, {})
    for act in ((model_of, document, Outer), (input_of, raw, Outer)):
        found = told(*act)
        assert len(found) == MAX_LISTED + 1
        assert found[0].endswith("there is no key `k0` here")
        assert found[-1].startswith(f"{50_000 - MAX_LISTED:,} more problems are not listed")
    read = parts_of(document, Outer, raw)
    assert read.model is None
    assert how_many(read.problems) == 50_000
