"""Answers in the Digital Marketplace's shape become answers in ours.

Theirs are keyed by their names; an assured answer is an object of `value` and `assurance`, a file
is the address at which it lies. `imported/answers.yaml` of an imported folder says which of our
questions each of their keys answers.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    model_serializer,
    model_validator,
)

from agreements.definition.framework import Framework
from agreements.operations import find_form
from forms.answers.answers import read_answers
from forms.answers.parsing import blank
from rules.definition_part import DefinitionPart
from rules.logic import Facts
from rules.problems import DefinitionError, InputError, Problem
from rules.values import Value
from rules.yaml.models import model_of
from rules.yaml.reading import read_yaml
from runtime.importers.digital_marketplace.questions.options import answer_of

#: Where an imported folder says what became of their keys.
KEYS_FILE: Final = "imported/answers.yaml"


class AnswerShape(StrEnum):
    """How an answer of theirs is shaped."""

    PLAIN = "plain"
    ASSURED = "assured"  # an object: the value, and how it is assured
    ROWS = "rows"  # an object for each item of the buyer's list
    BOOLEANS = "booleans"  # yes or no for each item of the buyer's list
    FILE = "file"  # the address of a file


class Key(DefinitionPart):
    """What one key of the source answers here, as `imported/answers.yaml` keeps it.

    assurance   for an assured answer: the question of how it is assured
    holds       for an assured answer: how its value is shaped
    columns     for rows: what each key of a row answers
    tidied      whether options that are not text on one line, such as 1, are text here
    lots        the lots in which it does; empty for all of them
    """

    question: str
    shape: AnswerShape = AnswerShape.PLAIN
    assurance: str | None = None
    holds: AnswerShape = AnswerShape.PLAIN
    columns: dict[str, "Key"] = Field(default_factory=dict)
    tidied: bool = False
    lots: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_short_spelling(cls, raw: object) -> object:
        return {"question": raw} if isinstance(raw, str) else raw

    @model_serializer(mode="wrap")
    def _to_short_spelling(self, write: SerializerFunctionWrapHandler) -> object:
        data = write(self)
        return self.question if len(data) == 1 else data


#: The ways in which one key answers: one, or several in different lots. A single way is written
#: without a list.
_Ways = Annotated[
    tuple[Key, ...],
    BeforeValidator(lambda raw: raw if isinstance(raw, list | tuple) else [raw]),
    WrapSerializer(lambda ways, write: write(ways)[0] if len(ways) == 1 else write(ways)),
]
#: What each key of the source answers.
Keys = Mapping[str, tuple[Key, ...]]


class ImportedKeys(DefinitionPart):
    """What the keys of an imported framework answer, by form."""

    framework: str
    forms: dict[str, dict[str, _Ways]]

    def as_data(self) -> dict[str, Any]:
        """Return the keys as they are kept in the imported folder."""
        return self.model_dump(mode="json", exclude_defaults=True)


def read_keys(folder: Path, form: str) -> Keys:
    """Read what the keys of the source answer in a form of an imported folder.

    Raises `InputError` if the folder, or the form, was not imported.
    """
    path = folder / KEYS_FILE
    if not path.is_file():
        says = "was not imported from the Digital Marketplace: there is no " + KEYS_FILE
        raise InputError([Problem(str(folder), says)])
    try:
        forms = model_of(read_yaml(path, KEYS_FILE), ImportedKeys).forms
    except DefinitionError as error:
        raise InputError(error.problems) from None
    if form not in forms:
        known = ", ".join(f"`{each}`" for each in forms)
        raise InputError([Problem("form", f"`{form[:80]}` was not imported; these were: {known}")])
    return forms[form]


def in_lot(keys: Keys, lot: str | None) -> dict[str, Key]:
    """Return what the keys answer in a lot; if it is not known, in the first that has them."""
    found: dict[str, Key] = {}
    for name, ways in keys.items():
        here = [each for each in ways if lot is None or not each.lots or lot in each.lots]
        if here:
            found[name] = here[0]
    return found


#: Returns the stored file at an address, as an answer holds it.
Fetch = Callable[[str], Mapping[str, Any]]

#: An address as RFC 3986 has it: a scheme, and something at which there could be a file.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def assumed(address: str) -> Mapping[str, Any]:
    """Return a stand-in for the file at an address, which is not fetched.

    It has the name that the address ends in, where that is one of a document.
    """
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    if not re.fullmatch(r"[\w .-]{1,100}\.(pdf|pda|odt|ods|odp)", name, re.IGNORECASE):
        name = "document.pdf"
    return {"name": name, "size": 1, "sha256": hashlib.sha256(address.encode()).hexdigest()}


def converted(
    keys: Keys, answers: object, *, lot: str | None = None, fetch: Fetch = assumed
) -> dict[str, Any]:
    """Convert the answers to a form in one lot.

    What is null or blank is left out, as the source's API did before it checked. An answer that is
    not of its key's shape is handed on as it is, for the form to refuse. `fetch` returns the file
    at an address; without it, one is taken to be there. Raises `InputError` for keys that no
    question has.
    """
    found, problems = _converted(keys, answers, lot, fetch)
    if problems:
        raise InputError(each for _, each in problems)
    return found


def converted_for(
    framework: Framework, name: str, answers: object, *, lot: str | None, others: Facts
) -> dict[str, Any]:
    """Convert the answers to a form of an imported framework, as far as the form asks for them.

    An answer that could not be read is set aside if its question is not asked: the source kept
    what a person had answered before. `others` are facts of other forms. Raises `InputError`.
    """
    found, problems = _converted(read_keys(framework.folder, name), answers, lot, assumed)
    form = find_form(framework, name)
    read = read_answers(form, found, lot=lot, others=others, complete=False)
    aside = form.steps.keys() - set(read.asked)
    if wrong := [each for question, each in problems if question not in aside]:
        raise InputError(wrong)
    faulty = {question for question, _ in read.faults}
    return {question: raw for question, raw in found.items() if question not in faulty & aside}


def _converted(
    keys: Keys, answers: object, lot: str | None, fetch: Fetch
) -> tuple[dict[str, Any], list[tuple[str, Problem]]]:
    """Convert answers; return them, and each problem with the question that it is about."""
    if not isinstance(answers, Mapping):
        raise InputError([Problem("", "answers must be a set of keys and answers")])
    converter = _Converter(fetch, [])
    return converter.converted(in_lot(keys, lot), answers, ""), converter.problems


@dataclass(frozen=True, slots=True)
class _Converter:
    fetch: Fetch
    problems: list[tuple[str, Problem]]

    def converted(
        self, keys: Mapping[str, Key], answers: Mapping[Any, Any], at: str, of: str = ""
    ) -> dict[str, Any]:
        """Convert the answers to a form, or those in a row `of` a question."""
        found: dict[str, Any] = {}
        for name, raw in answers.items():
            key = keys.get(str(name))
            if key is not None:
                self.convert(key, raw, found, f"{at}{name}", of or key.question)
            elif not blank(raw):  # the source's API dropped what is blank before it checked
                self.refuse(of, f"{at}{str(name)[:80]}", "is not a key of this form")
        return found

    def convert(
        self,
        key: Key,
        raw: Any,  # noqa: ANN401 - JSON data
        found: dict[str, Any],
        at: str,
        of: str,
    ) -> None:
        match key.shape:
            case AnswerShape.ASSURED if isinstance(raw, Mapping):
                for part in raw.keys() - {"value", "assurance"}:
                    self.refuse(of, f"{at}.{str(part)[:80]}", "is not a part of the answer")
                inner = key.model_copy(update={"shape": key.holds})
                self.convert(inner, raw.get("value"), found, f"{at}.value", of)
                found[str(key.assurance)] = raw.get("assurance")
            case AnswerShape.ASSURED if not blank(raw):
                self.refuse(of, at, "must have a `value` and an `assurance`")
            case AnswerShape.ROWS if isinstance(raw, list):
                rows = [
                    self.converted(key.columns, each, f"{at}[{i}].", of)
                    if isinstance(each, Mapping)
                    else each
                    for i, each in enumerate(raw)
                ]
                found[key.question] = rows
            case AnswerShape.BOOLEANS if isinstance(raw, list):
                found[key.question] = [{"met": each} for each in raw]
            case AnswerShape.FILE if isinstance(raw, str) and raw.strip():
                address = raw.strip()
                if not _ADDRESS.fullmatch(address):
                    self.refuse(of, at, "must be the address of a file, such as https://…")
                else:
                    found[key.question] = self.fetch(address)
            case _:
                found[key.question] = _tidied(raw) if key.tidied else raw

    def refuse(self, of: str, at: str, says: str) -> None:
        """Note what is wrong with an answer to a question."""
        self.problems.append((of, Problem(at, says)))


def _tidied(raw: Any) -> Any:  # noqa: ANN401 - JSON data
    """Return chosen answers as they are spelled here."""
    match raw:
        case list():
            return [_tidied(each) for each in raw]
        case str() | int() | Decimal():
            return answer_of(raw)
        case _:
            return raw


def converted_by_form(
    framework: Framework, answers: Mapping[str, object], lot: str | None
) -> dict[str, dict[str, Any]]:
    """Convert the answers to several forms of an imported framework. Raises `InputError`."""
    found: dict[str, dict[str, Any]] = {}
    facts: dict[str, Value] = {}
    for name, each in answers.items():
        found[name] = converted_for(framework, str(name), each, lot=lot, others=facts)
        form = find_form(framework, name)
        read = read_answers(form, found[name], lot=lot, others=facts, complete=False)
        facts.update(read.facts())
    return found


def application_of(framework: Framework, data: object) -> object:
    """Convert an application of `lot`, `date` and, by form, `answers` in the source's shape.

    Raises `InputError`.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("answers"), Mapping):
        return data
    lot = data["lot"] if isinstance(data.get("lot"), str) else None
    answers: dict[str, Any] = {}
    for form, ours in converted_by_form(framework, data["answers"], lot).items():
        answers |= {f"{form}.{question}": value for question, value in ours.items()}
    return {**data, "answers": answers}
