"""Declarations pass, are discretionary or fail exactly as the original assessment schemas say."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from agreements.serving import assessed
from rules.reading import read_yaml
from runtime.digital_marketplace.answers import application_of
from tests.runtime.digital_marketplace.real import HOME, frameworks, imported, needs_real

pytestmark = needs_real

SCHEMAS = {
    name: HOME / "schemas" / f"assessment-{name}.json"
    for name in frameworks()
    if (HOME / "schemas" / f"assessment-{name}.json").is_file()
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("assessed")


class Assessment:
    """The verdict of the old service: definite pass, baseline only, or neither."""

    def __init__(self, schema: Any) -> None:
        self.definite = Draft7Validator(schema)
        self.baseline = Draft7Validator(schema["definitions"]["baseline"])
        self.properties: dict[str, list[Any]] = {}
        self.passing: dict[str, list[Any]] = {}
        for part in _parts(schema):
            for name, each in part.get("properties", {}).items():
                self.passing[name] = each["enum"]

    def verdict(self, answers: Mapping[str, Any]) -> str:
        if self.definite.is_valid(answers):
            return "pass"
        return "discretionary" if self.baseline.is_valid(answers) else "fail"


def _parts(schema: Any) -> Iterator[Any]:
    match schema:
        case dict():
            if "properties" in schema:
                yield schema
            for value in schema.values():
                yield from _parts(value)
        case list():
            for value in schema:
                yield from _parts(value)


def others(framework: Any, key: str, passing: list[Any]) -> list[Any]:
    """Give answers that do not pass."""
    if isinstance(passing[0], bool):
        return [each for each in (True, False) if each not in passing]
    step = framework.forms["declaration"].steps[key]
    return [each for each in step.question.choices if each not in passing]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_verdicts_are_the_same(name: str, folder: Path) -> None:
    schema = Assessment(json.loads(SCHEMAS[name].read_text(encoding="utf-8")))
    framework = imported(name, folder)
    keys = {
        key: each["question"]
        for key, each in _keys(framework.folder)["forms"]["declaration"].items()
    }
    draw = random.Random(7)
    wrong = {key: others(framework, keys[key], each) for key, each in schema.passing.items()}
    verdicts: Counter[str] = Counter()
    for changes in [0] * 3 + [1] * 250 + [2] * 150 + [4] * 60:
        answers = {key: draw.choice(each) for key, each in schema.passing.items()}
        for key in draw.sample(list(answers), changes):
            if draw.random() < 0.2 or not wrong[key]:
                del answers[key]
            else:
                answers[key] = draw.choice(wrong[key])
        data = application_of(framework.folder, {"answers": {"declaration": answers}})
        ours = assessed(framework, data)["outcome"]
        theirs = schema.verdict(answers)
        assert ours == theirs, (answers, ours, theirs)
        verdicts[theirs] += 1
    assert all(verdicts[each] > 10 for each in ("discretionary", "fail")), verdicts
    assert verdicts["pass"] >= 3


def _keys(folder: Path) -> Any:
    return read_yaml(folder / "imported/answers.yaml", "imported/answers.yaml").data
