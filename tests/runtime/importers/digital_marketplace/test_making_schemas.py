"""The schemas that the tests make of a framework's folder are those that the old service made."""

import json
from typing import Any

import pytest

from tests.runtime.importers.digital_marketplace.making_schemas import (
    answers_schema,
    assessment_schema,
)
from tests.runtime.importers.digital_marketplace.real import (
    HOME,
    Schema,
    assessments,
    frameworks,
    needs_real,
    schemas,
)

pytestmark = needs_real


def without_names(schema: Any) -> Any:
    return {key: value for key, value in schema.items() if key not in {"$schema", "title"}}


@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_a_schema_of_answers_is_made_as_it_was(schema: Schema) -> None:
    made = answers_schema(HOME, schema.kind, schema.framework, schema.lot)
    assert made == without_names(schema.data)


@pytest.mark.parametrize("name", assessments())
def test_a_schema_of_an_assessment_is_made_as_it_was(name: str) -> None:
    schema = json.loads(assessments()[name].read_text(encoding="utf-8"))
    assert assessment_schema(HOME, name) == without_names(schema)


def test_every_real_framework_has_its_schemas() -> None:
    assert {each.framework for each in schemas()} == set(frameworks())
    assert set(assessments()) == set(frameworks())
