"""Assessing: declarations pass, are discretionary or fail as the old service's schema says."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from agreements.definition.framework import Framework
from agreements.operations import assess_application
from forms.answers.answers import read_answers
from runtime.importers.digital_marketplace.questions.answers import (
    Key,
    application_of,
    in_lot,
    read_keys,
)
from tests.runtime.importers.digital_marketplace.improvements import ASSESSED
from tests.runtime.importers.digital_marketplace.making_schemas import (
    assessment_schema,
    declared_answers,
)


class Assessment:
    """The verdict of the old service: definite pass, baseline only, or neither."""

    def __init__(self, schema: Any) -> None:
        # What was merged in may be written for a later draft than the one that a part names.
        parts = {
            name: {key: value for key, value in part.items() if key != "$schema"}
            for name, part in schema["definitions"].items()
        }
        schema = {**schema, "definitions": parts}
        self.definite = Draft7Validator(schema)
        inside = {"$ref": "#/definitions/baseline", "definitions": parts}
        self.baseline = Draft7Validator(inside)
        self.passing: dict[str, list[Any]] = {}
        for name, values in _passing(schema):
            self.passing.setdefault(name, values)

    def verdict(self, answers: Mapping[str, Any]) -> str:
        if self.definite.is_valid(answers):
            return "pass"
        return "discretionary" if self.baseline.is_valid(answers) else "fail"


def _passing(schema: Any) -> Iterator[tuple[str, list[Any]]]:
    match schema:
        case dict():
            for name, each in schema.get("properties", {}).items():
                if isinstance(each, dict) and "enum" in each:
                    yield name, each["enum"]
            for value in schema.values():
                yield from _passing(value)
        case list():
            for value in schema:
                yield from _passing(value)


def hold(
    source: Path, name: str, framework: Framework, tries: Mapping[int, int], seed: int = 7
) -> Counter[str]:
    """Hold the assessment of declarations to the schema, so many times with so many changes.

    Gives how often each verdict was met.
    """
    schema, possible = assessment_schema(source, name), declared_answers(source, name)
    theirs = Assessment(schema)
    keys = in_lot(read_keys(framework.folder, "declaration"), None)
    draw = random.Random(seed)
    met: Counter[str] = Counter()
    others = {
        key: [each for each in possible[key] if each not in passing]
        for key, passing in theirs.passing.items()
    }
    for changes, times in tries.items():
        for _ in range(times):
            answers = {key: draw.choice(each) for key, each in theirs.passing.items()}
            for key in draw.sample(list(answers), min(changes, len(answers))):
                if draw.random() < 0.2 or not others[key]:
                    del answers[key]
                else:
                    answers[key] = draw.choice(others[key])
            data = application_of(framework, {"answers": {"declaration": answers}})
            ours, verdict = assess_application(framework, data)["outcome"], theirs.verdict(answers)
            if ours != verdict:
                met[ASSESSED["applies"]] += 1
                verdict = theirs.verdict(applying(framework, keys, answers))
            assert ours == verdict, (answers, ours, verdict)
            met[verdict] += 1
    return met


def applying(
    framework: Framework, keys: Mapping[str, Key], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the answers of a declaration that are to questions that are asked."""
    ours = {keys[key].question: answer for key, answer in answers.items()}
    read = read_answers(framework.forms["declaration"], ours, complete=False)
    return {key: each for key, each in answers.items() if keys[key].question in read.asked}
