"""A schema of an assessment and the condition that is made of it say the same of all answers."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from runtime.importers.digital_marketplace.report import SourcePlace
from runtime.importers.digital_marketplace.rulesets.schema_rules import SchemaNames, Unknown, valid
from runtime.importers.digital_marketplace.source.model import SourceQuestion

BOOLEANS: Final = ("honest", "insured")
OPTIONS: Final = ("Yes", "No", "Not yet")
ASKED: Final = {
    **{
        key: SourceQuestion(file=key, place=SourcePlace(), type="boolean", id=key)
        for key in BOOLEANS
    },
    "pond": SourceQuestion.model_validate(
        {"file": "pond", "place": SourcePlace(), "type": "radios", "id": "pond"}
        | {"options": [{"label": each} for each in OPTIONS]}
    ),
}


def every_answer() -> Iterator[dict[str, Any]]:
    """Give all the answers that there can be, some of them left out."""
    for honest, insured, pond in product(
        (None, True, False), (None, True, False), (None, *OPTIONS)
    ):
        given_ = {"honest": honest, "insured": insured, "pond": pond}
        yield {key: each for key, each in given_.items() if each is not None}


def holds(condition: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Say whether a condition holds; a comparison with no answer does not, nor its negation."""
    match condition:
        case {"always": bool(always)}:
            return always
        case {"all": parts}:
            return all(holds(each, answers) for each in parts)
        case {"any": parts}:
            return any(holds(each, answers) for each in parts)
        case {"not": inner}:
            return inner["answer"].removeprefix("d.") in answers and not holds(inner, answers)
    answer = answers.get(condition["answer"].removeprefix("d."))
    match condition:
        case {"answered": True}:
            return answer is not None
        case {"unanswered": True}:
            return answer is None
        case {"is": wanted}:
            return bool(answer == {"yes": True, "no": False}.get(wanted, wanted))
        case {"one_of": wanted}:
            return answer in wanted
        case _:
            raise AssertionError(condition)


VALUES: Final = st.sampled_from([True, False, *OPTIONS, 1, None])
OF_ONE: Final = st.recursive(
    st.booleans()
    | st.fixed_dictionaries({"enum": st.lists(VALUES, max_size=3)})
    | st.fixed_dictionaries({"const": VALUES})
    | st.fixed_dictionaries({"type": st.sampled_from(["boolean", "string", ["boolean", "null"]])}),
    lambda inner: (
        st.fixed_dictionaries({"not": inner})
        | st.fixed_dictionaries({"if": inner, "then": inner, "else": inner})
        | st.dictionaries(st.sampled_from(["allOf", "anyOf", "oneOf"]), st.lists(inner, min_size=1))
    ),
    max_leaves=5,
)
KEYS: Final = st.sampled_from(list(ASKED))
OF_ALL: Final = st.recursive(
    st.booleans()
    | st.fixed_dictionaries({"required": st.lists(KEYS, unique=True)})
    | st.fixed_dictionaries({"properties": st.dictionaries(KEYS, OF_ONE)})
    | st.just({"$ref": "#/definitions/part"}),
    lambda inner: (
        st.fixed_dictionaries({"not": inner, "title": st.just("Anything")})
        | st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner})
        | st.dictionaries(st.sampled_from(["allOf", "anyOf", "oneOf"]), st.lists(inner, min_size=1))
        | st.fixed_dictionaries(
            {"dependencies": st.dictionaries(KEYS, inner | st.lists(KEYS, unique=True))}
        )
    ),
    max_leaves=5,
)


@given(schema=OF_ALL)
def test_the_condition_says_what_the_schema_does(schema: Any) -> None:
    part = {"properties": {"pond": {"enum": ["Yes"]}}, "required": ["honest"]}
    whole = {"allOf": [schema], "definitions": {"part": part}}
    condition = valid(whole, SchemaNames(whole, {key: f"d.{key}" for key in ASKED}, ASKED))
    theirs = Draft7Validator(whole)
    for answers in every_answer():
        assert holds(condition, answers) is theirs.is_valid(answers), (condition, answers)


@pytest.mark.parametrize(
    "schema",
    [
        {"minProperties": 2},
        {"required": ["nothing"]},
        {"properties": {"pond": {"pattern": "^Y"}}},
        {"$ref": "#/definitions/none"},
        {"$ref": "other.json"},
        {"$ref": "#"},
        {"allOf": {"not": "a list"}},
        {"allOf": ["no schema"]},
        {"type": "array"},
        [],
    ],
)
def test_what_no_condition_says_is_told(schema: Any) -> None:
    with pytest.raises(Unknown):
        valid(schema, SchemaNames(schema, {key: f"d.{key}" for key in ASKED}, ASKED))
