"""Assessing: declarations pass, are discretionary or fail as the old service's schema says."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft7Validator

from agreements.framework import Framework
from agreements.serving import assessed
from runtime.digital_marketplace.answers import application_of, in_lot, read_keys


class Assessment:
    """The verdict of the old service: definite pass, baseline only, or neither."""

    def __init__(self, schema: Any) -> None:
        self.definite = Draft7Validator(schema)
        self.baseline = Draft7Validator(schema["definitions"]["baseline"])
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


def possible(framework: Framework, question: str) -> list[Any]:
    """Give every answer that there can be to a question of a declaration that is chosen."""
    asked = framework.forms["declaration"].steps[question].question
    return [True, False] if asked.type == "yes-no" else list(asked.choices)


def hold(
    schema: Any, framework: Framework, tries: Mapping[int, int], seed: int = 7
) -> Counter[str]:
    """Hold the assessment of declarations to a schema, so many times with so many changes.

    Gives how often each verdict was met.
    """
    theirs = Assessment(schema)
    keys = in_lot(read_keys(framework.folder, "declaration"), None)
    draw = random.Random(seed)
    met: Counter[str] = Counter()
    others = {
        key: [each for each in possible(framework, keys[key].question) if each not in passing]
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
            data = application_of(framework.folder, {"answers": {"declaration": answers}})
            verdict = theirs.verdict(answers)
            assert assessed(framework, data)["outcome"] == verdict, (answers, verdict)
            met[verdict] += 1
    return met
