"""A form's JSON Schema accepts what the reader accepts, and refuses what it refuses."""

import json
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from forms.answers import Answers, read_answers
from forms.faults import Wrong
from forms.linking import LinkedForm
from forms.path import NO_FACTS
from forms.schema import as_text, schema_of
from forms.strategies import facts_of, nearly_valid_answers, valid_answers
from forms.writing import plain_answers
from rules.logic import Facts
from tests.forms.everything import ANYTHING, EVERYTHING
from tests.forms.making import LOTS
from tests.forms.random_forms import BRIEF, linked_forms
from tests.forms.test_strategies import (
    CHECKED,
    LIMITED,
    PATIENT,
    every_form,
    framework,
    known_before,
)

#: Where a random form is asked.
LOT = st.sampled_from([*LOTS])


def written(data: object) -> Any:
    """Give data as a program reads it from JSON text, its numbers exact."""
    return json.loads(as_text(data), parse_float=Decimal)  # type: ignore[arg-type]


class Schema:
    """A schema as its text says it, with a validator of it."""

    def __init__(self, form: LinkedForm, lot: str | None = None, others: Facts = NO_FACTS) -> None:
        self.data = written(schema_of(form, lot=lot, others=others))
        Draft202012Validator.check_schema(json.loads(json.dumps(self.data, default=float)))
        self.validator = Draft202012Validator(self.data)

    def accepts(self, answers: object) -> bool:
        return self.validator.is_valid(written(answers))

    def why(self, answers: object) -> list[str]:
        found = self.validator.iter_errors(written(answers))
        return [f"{each.json_path}: {each.message[:200]}" for each in found]


def normal(form: LinkedForm, answers: Answers, lot: str | None = None) -> dict[str, Any]:
    """Give answers that were read in their normal form, those that are off the path too."""
    steps = {**form.steps, **form.in_lot(lot).steps}
    found: dict[str, Any] = dict(plain_answers(form.in_lot(lot), answers.values))
    for name, value in answers.hidden.items():
        found |= plain_answers(
            form.in_lot(lot) if name in form.in_lot(lot).steps else form, {name: value}
        )
    assert found.keys() <= steps.keys()
    return found


def refused(answers: Answers) -> bool:
    """Say whether something else is wrong than what no schema can say."""
    return any(fault.wrong is not Wrong.CHECK for _, fault in answers.faults)


def as_numbers(raw: Any) -> Any:
    """Give figures as JSON numbers, and yes and no as true and false."""
    match raw:
        case "yes" | "no":
            return raw == "yes"
        case str():
            try:
                value = Decimal(raw) if raw.isascii() else None
            except ArithmeticError:
                return raw
            return raw if value is None or f"{value:f}" != raw else value
        case _:
            return raw


# --- the form of every type ---------------------------------------------------------------------


@pytest.fixture(scope="module", params=["everything", "limited", "checked"])
def known(request: pytest.FixtureRequest) -> tuple[LinkedForm, Schema]:
    form = {"everything": EVERYTHING, "limited": LIMITED, "checked": CHECKED}[request.param]
    return form, Schema(form)


@given(data=st.data())
def test_what_is_accepted_is_accepted_in_its_normal_form(
    known: tuple[LinkedForm, Schema], data: st.DataObject
) -> None:
    form, schema = known
    answers = read_answers(form, data.draw(valid_answers(form)))
    assert schema.why(normal(form, answers)) == []


@given(data=st.data())
def test_what_is_refused_for_itself_is_refused(
    known: tuple[LinkedForm, Schema], data: st.DataObject
) -> None:
    form, schema = known
    drawn = data.draw(nearly_valid_answers(form))
    if drawn.wrong is not Wrong.CHECK:
        assert not schema.accepts(drawn.answers)


@given(raw=ANYTHING, data=st.data())
def test_whatever_stands_in_the_place_of_an_answer(
    known: tuple[LinkedForm, Schema], raw: object, data: st.DataObject
) -> None:
    form, schema = known
    name = data.draw(st.sampled_from(tuple(form.steps)))
    answers = data.draw(valid_answers(form))
    plain = normal(form, read_answers(form, answers))
    try:
        tidy = tidied(raw)
    except (ValueError, TypeError):
        return
    changed = {**plain, name: tidy}
    if schema.accepts(changed):
        assert not refused(read_answers(form, changed))


def tidied(raw: object) -> Any:
    """Give data with its texts as normal forms have them. Raises for what JSON cannot hold."""
    text = json.dumps(raw, default=_plain)
    if "NaN" in text or "Infinity" in text:
        raise ValueError
    return _normalised(json.loads(text, parse_float=Decimal))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        raise TypeError
    return str(value)


def _normalised(data: Any) -> Any:
    match data:
        case str():
            return unicodedata.normalize("NFC", data).strip()
        case list():
            return [_normalised(each) for each in data]
        case dict():
            return {str(key): _normalised(each) for key, each in data.items()}
        case Decimal() if not -12 <= int(data.as_tuple().exponent) <= 0:
            raise ValueError
        case _:
            return data


@given(data=st.data())
def test_figures_may_be_numbers(data: st.DataObject) -> None:
    raw = normal(LIMITED, read_answers(LIMITED, data.draw(valid_answers(LIMITED))))
    as_json = {name: as_numbers(each) for name, each in raw.items() if name != "short"}
    for name in ("company", "duns", "texts", "long", "telephone"):
        as_json[name] = raw[name]
    as_json["short"] = raw["short"]
    assert read_answers(LIMITED, as_json).values == read_answers(LIMITED, raw).values
    assert Schema_of_limited().why(as_json) == []


@cache
def Schema_of_limited() -> Schema:  # noqa: N802 - made once
    return Schema(LIMITED)


# --- any form -----------------------------------------------------------------------------------


@settings(PATIENT)
@given(linked_forms(checks=0), LOT, st.data())
def test_the_schema_of_any_form_says_what_the_reader_says(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    others = data.draw(facts_of(BRIEF, lot=lot))
    schema = Schema(form, lot, others)
    raw = data.draw(valid_answers(form, lot=lot, others=others))
    first = normal(form, read_answers(form, raw, lot=lot, others=others), lot)
    assert schema.why(first) == []
    other = data.draw(valid_answers(form, lot=lot, others=others))
    second = normal(form, read_answers(form, other, lot=lot, others=others), lot)
    # Answers from two paths, some of them left out.
    mixed = {}
    for name in form.steps:
        source = data.draw(st.sampled_from([first, second, {}]))
        if name in source:
            mixed[name] = source[name]
    found = read_answers(form, mixed, lot=lot, others=others)
    if not found.faults:
        assert schema.why(normal(form, found, lot)) == []
    if "$comment" not in schema.data and not _written_otherwise(form, mixed, lot, others):
        assert schema.accepts(mixed) is not bool(found.faults)


def _written_otherwise(form: LinkedForm, mixed: Any, lot: str, others: Facts) -> bool:
    """Say whether a row holds what its row no longer asks: no normal form has that."""
    found = read_answers(form, mixed, lot=lot, others=others)
    return not found.faults and normal(form, found, lot) != mixed


@settings(PATIENT)
@given(linked_forms(checks=0), LOT, st.data())
def test_what_any_form_refuses_its_schema_refuses(
    form: LinkedForm, lot: str, data: st.DataObject
) -> None:
    note(str(form.form.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
    others = data.draw(facts_of(BRIEF, lot=lot))
    schema = Schema(form, lot, others)
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    if "$comment" not in schema.data:
        assert not schema.accepts(drawn.answers)


# --- the forms of examples ----------------------------------------------------------------------


@pytest.mark.parametrize(("folder", "name"), [*every_form()], ids=lambda each: Path(each).name)
@settings(PATIENT, max_examples=8)
@given(data=st.data())
def test_the_schemas_of_examples(folder: Path, name: str, data: st.DataObject) -> None:
    whole = framework(folder)
    form = whole.forms[name]
    lot = data.draw(st.sampled_from(whole.terms.lot_ids))
    others = data.draw(facts_of(*known_before(form, whole.forms), lot=lot))
    schema = Schema(form, lot, others)
    raw = data.draw(valid_answers(form, lot=lot, others=others))
    answers = read_answers(form, raw, lot=lot, others=others)
    assert schema.why(normal(form, answers, lot)) == []
    drawn = data.draw(nearly_valid_answers(form, lot=lot, others=others))
    if drawn.wrong is not Wrong.CHECK:
        assert not schema.accepts(drawn.answers)
