"""Conditions as written: one subject, one comparator, and nothing that is left unsaid."""

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from rules.conditions import COMPARATORS, AllOf, AnyOf, Comparison, Not, Reference, names_in
from tests.rules.strategies import CONDITION, conditions


def problem_of(raw: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        CONDITION.validate_python(raw)
    return " ".join(error["msg"] for error in caught.value.errors())


ONE_SUBJECT = "a condition must name one subject: `answer`, `fact`, `count_of`, `words_of`"
ONE_WAY = "a condition must make one comparison: " + ", ".join(f"`{name}`" for name in COMPARATORS)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"is": 1}, ONE_SUBJECT),
        ({"answer": "a", "fact": "b", "is": 1}, ONE_SUBJECT),
        ({"answer": "a"}, ONE_WAY),
        ({"answer": "a", "is": 1, "is_not": 2}, ONE_WAY),
        ({"answer": None, "is": 1}, "`answer` and `is` must not be empty"),
        ({"answer": "a", "is": None}, "`answer` and `is` must not be empty"),
        ({"answer": "a", "is": {"answer": "b", "fact": "c"}}, "give one of `answer` and `fact`"),
        ({"answer": "a", "is": {}}, "give one of `answer` and `fact`"),
    ],
)
def test_a_comparison_says_one_thing(raw: Any, says: str) -> None:
    assert says in problem_of(raw)


@pytest.mark.parametrize(
    "raw",
    [
        {"answer": "A b", "is": 1},
        {"answer": "a", "is": 0.5 + 1j},
        {"answer": "a", "answered": False},
        {"answer": "a", "one_of": []},
        {"answer": "a", "between": [1]},
        {"all": []},
        {"all": [{"answer": "a", "is": 1}], "any": [{"answer": "a", "is": 1}]},
        {"not": [{"answer": "a", "is": 1}]},
        {"answer": "a", "is": 1, "note": "x"},
        "a is 1",
        None,
    ],
)
def test_what_is_no_condition_is_refused(raw: Any) -> None:
    assert problem_of(raw)


def test_a_comparison_knows_its_parts() -> None:
    made = Comparison.model_validate({"count_of": "lots", "is": 0})
    assert (made.subject, made.comparator, made.value) == (("count_of", "lots"), "is", 0)
    made = Comparison.model_validate({"fact": "technical/points", "between": [1, {"fact": "x"}]})
    assert made.value == (1, Reference(fact="x"))


def test_conditions_can_be_made_of_conditions() -> None:
    leaf = Comparison(answer="a", answered=True)
    tree = AllOf(all=(leaf, AnyOf(any=(leaf,)), Not.model_validate({"not": leaf})))
    assert CONDITION.validate_python(tree) == tree
    assert CONDITION.validate_python({"all": [leaf, {"any": [leaf]}, {"not": leaf}]}) == tree


def test_every_name_that_a_condition_reads_is_found() -> None:
    condition = CONDITION.validate_python(
        {
            "all": [
                {"answer": "a", "less_than": {"answer": "b"}},
                {"not": {"any": [{"fact": "c", "between": [1, {"fact": "d"}]}]}},
                {"words_of": "e", "one_of": [1, 2]},
            ]
        }
    )
    assert names_in(condition) == {
        ("answer", "a"),
        ("answer", "b"),
        ("fact", "c"),
        ("fact", "d"),
        ("words_of", "e"),
    }


@given(conditions())
def test_a_condition_is_saved_as_it_was_written(raw: Any) -> None:
    made = CONDITION.validate_python(raw)
    saved = CONDITION.dump_python(made, by_alias=True, exclude_unset=True)
    assert CONDITION.validate_python(saved) == made
