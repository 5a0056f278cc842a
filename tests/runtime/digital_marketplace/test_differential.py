"""Imported forms accept and refuse the answers that the original schemas do.

A difference is a mistake of ours, or one of the improvements listed here, each with its reason. The
lists are asserted: a difference that is none of them fails.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from agreements.serving import facts_of
from forms.answers import Answers, read_answers
from forms.faults import Fault, Wrong
from rules.logic import Facts
from rules.problems import InputError
from runtime.digital_marketplace.answers import Shape, converted
from tests.runtime.digital_marketplace.generating import Generator
from tests.runtime.digital_marketplace.oracle import Oracle, cleaned
from tests.runtime.digital_marketplace.real import Schema, imported, keys, needs_real, schemas

pytestmark = needs_real

FILE = {"name": "file.pdf", "size": 1, "sha256": "ab" * 32}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imported")


class Ours:
    """Our form of a schema."""

    def __init__(self, schema: Schema, folder: Path) -> None:
        self.framework = imported(schema.framework, folder)
        self.form = self.framework.forms[schema.form]
        self.keys = keys(folder, schema.framework, schema.form)
        self.lot = schema.lot

    def read(self, answers: Mapping[str, Any]) -> Answers | list[str]:
        """Read answers in their shape; give what is wrong where they are not even of that shape."""
        try:
            ours = converted(self.keys, answers, fetch=lambda _: FILE)
        except InputError as error:
            return [str(each) for each in error.problems]
        return read_answers(self.form, ours, lot=self.lot, others=self.known(answers))

    def known(self, answers: Mapping[str, Any]) -> Facts:
        """Give a brief that asks for as many things as are answered."""
        if not self.form.others:
            return {}
        brief: dict[str, Any] = {}
        asked = self.framework.forms["brief"]
        for name, key in self.keys.items():
            value = answers.get(name)
            if key.shape in {Shape.ROWS, Shape.BOOLEANS} and isinstance(value, list) and value:
                if key.question in asked.steps:
                    brief[key.question] = [f"requirement {n}" for n in range(len(value))][:20]
            elif key.shape in {Shape.ROWS, Shape.BOOLEANS}:
                brief[key.question] = ["requirement"]
        return facts_of(self.framework, {"brief": brief}, lot=self.lot)

    def question(self, name: str) -> Any:
        key = self.keys.get(name)
        return self.form.in_lot(self.lot).steps[key.question].question if key else None


def _stricter(ours: Ours, read: Answers) -> str | None:
    """What we refuse and they accepted: the one reason for all the faults, if it is one of ours."""
    reasons = {_reason(ours, name, fault) for name, fault in read.faults}
    return reasons.pop() if len(reasons) == 1 else None


def _reason(ours: Ours, name: str, fault: Fault) -> str | None:
    step = ours.form.in_lot(ours.lot).steps.get(name)
    if step is None:
        return None
    if step.question.type == "email" and fault.wrong is Wrong.UNREADABLE:
        return "an e-mail address looks like one: they wanted an @ somewhere"
    if step.question.type in {"short-text", "texts"} and "one line" in fault.says:
        return "a line of text is one line: theirs took what no field of one line can send"
    if step.each and fault.wrong in {Wrong.TOO_FEW, Wrong.TOO_MANY}:
        return "a row for each of the buyer's requirements: they counted elsewhere"
    return None


def excused(ours: Ours, oracle: Oracle, answers: Mapping[str, Any], read: Any) -> str | None:
    """Give the improvement that a difference is; None where it is none."""
    if oracle.accepts(answers):
        return None if isinstance(read, list) else _stricter(ours, read)
    return next(_more_lenient(ours, oracle, answers, read), None)


def _more_lenient(
    ours: Ours, oracle: Oracle, answers: Mapping[str, Any], read: Answers
) -> Iterator[str]:
    """What we accept and they refused. Mended in each way alone, they accept it too."""
    hidden = {name for name, key in ours.keys.items() if key.question in read.hidden}
    hidden |= {n for n, k in ours.keys.items() if k.question not in read.asked}
    on_path = {name: value for name, value in answers.items() if name not in hidden}
    if oracle.accepts(on_path):
        yield "an answer that no longer applies is set aside, not refused"
    normal = {name: _normal(ours, name, value) for name, value in on_path.items()}
    if oracle.accepts(normal):
        yield "what people type is read: figures and truths written as words, blank items, spaces"


def _normal(ours: Ours, name: str, value: Any) -> Any:
    """Give a value as the old service wanted it: what ours reads it as."""
    question = ours.question(name)
    if question is None:
        return value
    kind = question.type
    if isinstance(value, dict) and "value" in value:
        return {**value, "value": _normal_value(kind, value["value"])}
    return _normal_value(kind, value)


def _normal_value(kind: str, value: Any) -> Any:
    if kind == "yes-no" and isinstance(value, str):
        return {"yes": True, "no": False}.get(value.strip().lower(), value)
    if kind in {"number", "percentage"} and isinstance(value, str):
        return int(value) if re.fullmatch(r"\s*\d+\s*%?\s*", value) else value
    if kind == "money" and value is not None and not isinstance(value, bool):
        digits = re.sub(r"[£,\s]", "", str(value))
        whole, _, part = digits.partition(".")
        whole, part = whole.lstrip("0") or "0", part.rstrip("0")
        return f"{whole}.{part.ljust(2, '0')}" if part else whole
    if (
        kind == "date"
        and isinstance(value, str)
        and (m := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", value))
    ):
        return f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"
    if kind == "texts" and isinstance(value, list):
        return [each for each in value if each is not None and str(each).strip()]
    return value


@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema, folder, rounds=12, changes=12)


@pytest.mark.slow
@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_thousands_of_the_same_answers_are_accepted(schema: Schema, folder: Path) -> None:
    compare(schema, folder, rounds=60, changes=40, start=1000)


def compare(schema: Schema, folder: Path, *, rounds: int, changes: int, start: int = 0) -> None:
    oracle, ours = Oracle(schema.data), Ours(schema, folder)
    excuses: Counter[str] = Counter()
    accepted = 0
    for seed in range(start, start + rounds):
        generator = Generator(schema.data, seed)
        good = generator.good()
        assert oracle.accepts(good), list(oracle.validator.iter_errors(cleaned(good)))
        for what, answers in [("good", good), *generator.changes(good, changes)]:
            read = ours.read(answers)
            here = not (read if isinstance(read, list) else read.problems)
            accepted += here
            if here is oracle.accepts(answers):
                continue
            excuse = excused(ours, oracle, answers, read)
            assert excuse is not None, difference(oracle, answers, read, what)
            excuses[excuse] += 1
    # Something was compared: good answers are accepted, and most changes are not.
    assert accepted >= rounds / 2


def difference(oracle: Oracle, answers: Mapping[str, Any], read: Any, what: str) -> str:
    said = read if isinstance(read, list) else [str(each) for each in read.problems]
    errors = [
        f"{list(e.path)}: {e.message[:200]}" for e in oracle.validator.iter_errors(cleaned(answers))
    ]
    return f"{what}\nours: {said[:4]}\ntheirs: {errors[:3]}"


@pytest.mark.parametrize("schema", list(schemas()), ids=str)
def test_every_key_of_a_schema_is_a_question_and_no_other_is(schema: Schema, folder: Path) -> None:
    ours = Ours(schema, folder)
    steps = ours.form.in_lot(schema.lot).steps
    asked = {name for name, key in ours.keys.items() if key.question in steps}
    dead = {name for name in schema.data["properties"] if name not in ours.keys}
    assert set(schema.data["properties"]) - dead <= asked
    assert asked <= set(schema.data["properties"]) | {"quoted-price"}
    for name in dead:  # follow-ups that no answer opens
        assert not any(
            name in {child, *fields} and opens
            for _, child, opens, fields in Generator(schema.data, 0).followups
            if child not in dead
        )
