"""Imported forms accept and refuse the answers that the original schemas do."""

from pathlib import Path

import pytest

from tests.runtime.digital_marketplace.comparing import compare, keys_of
from tests.runtime.digital_marketplace.real import Schema, needs_real, ours, schemas

pytestmark = needs_real


@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema.data, ours(schema, folder), rounds=4, changes=8)


@pytest.mark.slow
@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_thousands_of_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema.data, ours(schema, folder), rounds=60, changes=40, start=1000)


@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_every_key_of_a_schema_is_a_question_and_no_other_is(schema: Schema, folder: Path) -> None:
    assert not list(keys_of(ours(schema, folder), schema.data))
