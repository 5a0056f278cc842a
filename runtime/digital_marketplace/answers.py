"""Answers in the Digital Marketplace's shape become answers in ours.

Theirs are keyed by their names; an assured answer is an object of `value` and `assurance`, a file
is the address at which it lies. `imported/answers.yaml` of an imported
folder says which of our questions each of their keys answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from forms.parsing import blank
from rules.definition import Definition
from rules.problems import InputError, Problem, Problems
from rules.reading import model_of, read_yaml

#: Where an imported folder says what became of their keys.
KEYS_FILE: Final = "imported/answers.yaml"


class Shape(StrEnum):
    """How an answer of theirs is shaped."""

    PLAIN = "plain"
    ASSURED = "assured"  # an object: the value, and how it is assured
    ROWS = "rows"  # an object for each item of the buyer's list
    BOOLEANS = "booleans"  # yes or no for each item of the buyer's list
    FILE = "file"  # the address of a file


@dataclass(frozen=True, slots=True)
class Key:
    """What one key of theirs answers here."""

    shape: Shape
    question: str
    assurance: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Give the key as it is kept in the imported folder."""
        data: dict[str, Any] = {"question": self.question}
        if self.shape is not Shape.PLAIN:
            data["shape"] = self.shape.value
        if self.assurance:
            data["assurance"] = self.assurance
        if self.columns:
            data["columns"] = dict(self.columns)
        return data


class _Kept(Definition):
    question: str
    shape: Shape = Shape.PLAIN
    assurance: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)


class _Keys(Definition):
    framework: str
    forms: dict[str, dict[str, _Kept]]


def read_keys(folder: Path, form: str) -> dict[str, Key]:
    """Read what their keys answer in a form of an imported folder.

    Raises `InputError` where the folder was not imported, or the form is none of those imported.
    """
    path = folder / KEYS_FILE
    if not path.is_file():
        says = "was not imported from the Digital Marketplace: there is no " + KEYS_FILE
        raise InputError([Problem(str(folder), says)])
    try:
        kept = model_of(read_yaml(path, KEYS_FILE), _Keys)
    except InputError:
        raise
    except Exception as error:
        problems = getattr(error, "problems", None)
        if problems is None:
            raise
        raise InputError(problems) from None
    if form not in kept.forms:
        known = ", ".join(f"`{each}`" for each in kept.forms)
        raise InputError([Problem("form", f"`{form[:80]}` was not imported; these were: {known}")])
    return {
        name: Key(each.shape, each.question, each.assurance, each.columns)
        for name, each in kept.forms[form].items()
    }


#: Gives the stored file at an address, as an answer holds it; None where it cannot be had.
Fetch = Callable[[str], Mapping[str, Any] | None]


def converted(
    keys: Mapping[str, Key], answers: object, *, fetch: Fetch | None = None
) -> dict[str, Any]:
    """Give answers in our shape.

    What is null or blank is left out, as their API did before it looked. An answer that is not of
    its key's shape is handed on as it is, for the form to refuse. Raises `InputError` for keys that
    no question has, and for files that cannot be had: without `fetch` a file must be given as ours.
    """
    if not isinstance(answers, Mapping):
        raise InputError([Problem("", "answers should be a set of keys and answers")])
    problems = Problems()
    found: dict[str, Any] = {}
    for name, raw in answers.items():
        key = keys.get(str(name))
        if key is None:
            # Their API dropped what is blank before it looked, under whatever key.
            if not blank(raw):
                problems.add(str(name)[:80], "is not a key of this form")
            continue
        _convert(str(name), key, raw, found, fetch, problems)
    if problems.found:
        raise InputError(problems.found)
    return found


def _convert(
    name: str,
    key: Key,
    raw: Any,  # noqa: ANN401 - JSON data
    found: dict[str, Any],
    fetch: Fetch | None,
    problems: Problems,
) -> None:
    match key.shape:
        case Shape.ASSURED if isinstance(raw, Mapping):
            for part in raw.keys() - {"value", "assurance"}:
                problems.add(f"{name}.{str(part)[:80]}", "is not a part of the answer")
            found[key.question] = raw.get("value")
            found[str(key.assurance)] = raw.get("assurance")
        case Shape.ASSURED if raw is not None:
            problems.add(name, "should have a `value` and an `assurance`")
        case Shape.ROWS if isinstance(raw, list):
            found[key.question] = [_row(each, key.columns) for each in raw]
        case Shape.BOOLEANS if isinstance(raw, list):
            found[key.question] = [{"met": each} for each in raw]
        case Shape.FILE if isinstance(raw, str) and raw.strip():
            file = fetch(raw.strip()) if fetch else None
            if file is None:
                problems.add(name, f"the file at `{raw[:200]}` has to be uploaded again")
            found[key.question] = file
        case _:
            found[key.question] = raw


def _row(raw: Any, columns: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON data
    if not isinstance(raw, Mapping):
        return raw
    # A key that is no column stays, and the form refuses it.
    return {columns.get(str(name), str(name)): value for name, value in raw.items()}


def application_of(folder: Path, data: object) -> object:
    """Give an application in our shape: `lot` and `date`, and `answers` by form in theirs.

    Raises `InputError`.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("answers"), Mapping):
        return data
    answers: dict[str, Any] = {}
    for form, each in data["answers"].items():
        ours = converted(read_keys(folder, str(form)), each)
        answers |= {f"{form}.{question}": value for question, value in ours.items()}
    return {**data, "answers": answers}
