"""Real frameworks are imported as what they say."""

from pathlib import Path

import pytest

from agreements.documents.agreement import framework_agreement
from tests.runtime.importers.digital_marketplace.comparing import compare, keys_of
from tests.runtime.importers.digital_marketplace.real import (
    Schema,
    assessments,
    frameworks,
    needs_real,
    real,
    schemas,
)

pytestmark = needs_real

every_schema = pytest.mark.parametrize("schema", list(schemas()), ids=str)
every_framework = pytest.mark.parametrize("name", frameworks())


@every_framework
def test_nothing_is_dropped_silently(name: str, folder: Path) -> None:
    assert real(name, folder).silent() == []


@every_framework
def test_every_word_is_shown(name: str, folder: Path) -> None:
    assert real(name, folder).lost() == []


@every_framework
def test_every_form_is_drawn(name: str, folder: Path) -> None:
    assert real(name, folder).render()


@every_framework
def test_the_folder_passes_its_check(name: str, folder: Path) -> None:
    assert real(name, folder).mended(cases=1) == []


@every_framework
def test_the_agreement_can_be_written(name: str, folder: Path) -> None:
    assert framework_agreement(real(name, folder).framework).parts


# --- as their schemas say -------------------------------------------------------------------------


@every_schema
def test_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema.data, schema.ours(folder), rounds=3, changes=8)


@pytest.mark.slow
@every_schema
def test_thousands_of_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema.data, schema.ours(folder), rounds=60, changes=40, start=1000)


@every_schema
def test_every_key_of_a_schema_is_a_question_and_no_other_is(schema: Schema, folder: Path) -> None:
    assert list(keys_of(schema.ours(folder), schema.data)) == []


@pytest.mark.parametrize("name", assessments())
def test_the_verdicts_are_the_same(name: str, folder: Path) -> None:
    # That the schema which is made here is the original is held by `test_making_schemas`.
    met = real(name, folder).assess({0: 3, 1: 40, 2: 20, 4: 10})
    assert met["pass"] >= 3
    assert all(met[each] > 5 for each in ("discretionary", "fail"))


@pytest.mark.slow
@pytest.mark.parametrize("name", assessments())
def test_hundreds_of_verdicts_are_the_same(name: str, folder: Path) -> None:
    real(name, folder).assess({0: 3, 1: 500, 2: 300, 4: 100})
