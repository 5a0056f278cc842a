"""Making schemas: what the old service's generator made of a framework's folder, made again.

    answers_schema(folder, "services", "g-cloud-11", "cloud-support")
    assessment_schema(folder, "g-cloud-11")

It reads the folder by itself and shares nothing with the importer, so that the two can be held
against each other on frameworks that never had schemas. That it is right is held by the schemas of
real frameworks, where those lie beside the project.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

Schema = dict[str, Any]
Question = dict[str, Any]

#: The set of questions and the manifest that the answers of each kind were asked by. Where there is
#: no form for new services, as in the oldest frameworks, there is one to change them by. The last
#: two never had schemas.
KINDS: Final = {
    "services": ("services", ("edit_submission", "edit_service")),
    "briefs": ("briefs", ("edit_brief",)),
    "brief-responses": ("brief-responses", ("edit_brief_response",)),
    "brief-awards": ("briefs", ("award_brief",)),
    "declarations": ("declaration", ("declaration",)),
    "clarifications": ("clarification_question", ("clarification_question",)),
}
#: Questions whose answers the service itself knew.
NOT_ASKED: Final = ("id", "lot", "lotName")

PROVIDER, CONTRACT = "Service provider assertion", "Contractual commitment"
VALIDATED, TESTED = "Independent validation of assertion", "Independent testing of implementation"
DESIGN, COMPONENTS = "Assurance of service design", "CESG-assured components"
ASSURANCES: Final[Mapping[str, list[str]]] = {
    "2answers-type1": [PROVIDER, VALIDATED],
    "3answers-type1": [PROVIDER, CONTRACT, VALIDATED],
    "3answers-type2": [PROVIDER, VALIDATED, TESTED],
    "3answers-type3": [PROVIDER, TESTED, COMPONENTS],
    "3answers-type4": [PROVIDER, VALIDATED, TESTED],
    "4answers-type1": [PROVIDER, VALIDATED, TESTED, COMPONENTS],
    "4answers-type2": [PROVIDER, CONTRACT, VALIDATED, COMPONENTS],
    "4answers-type3": [PROVIDER, TESTED, DESIGN, COMPONENTS],
    "5answers-type1": [PROVIDER, CONTRACT, VALIDATED, TESTED, COMPONENTS],
}
PRICE: Final = r"^\d{1,15}(?:\.\d{1,5})?$"
POUNDS_AND_PENCE: Final = r"^[1-9](?:\d{1,14})?(?:\.\d{2})?$|^0\.(?!00)\d{2}$"
UNITS: Final = [
    "Unit", "Person", "Licence", "User", "Device", "Instance", "Server", "Virtual machine",
    "Transaction", "Megabyte", "Gigabyte", "Terabyte",
]  # fmt: skip
INTERVALS: Final = [
    "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "6 months", "Year",
]  # fmt: skip
HOURS: Final = ["1 hour", *(f"{n} hours" for n in range(2, 9))]


#: YAML 1.1, read by what is written in C where it is there.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=5000)
def read(path: Path) -> Any:
    """Read a file of YAML once."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - it is safe


class Folder:
    """A framework's folder, with the questions of one set that are asked in one lot."""

    def __init__(self, folder: Path, framework: str, kind: str, lot: str | None) -> None:
        self.home = folder / "frameworks" / framework
        self.kind, self.lot = kind, lot

    def sections(self, manifest: str) -> list[tuple[Question, list[Question]]]:
        """Give the sections of a manifest, each with the questions that are asked in the lot."""
        path = self.home / "manifests" / f"{manifest}.yml"
        sections = read(path)
        return [
            (
                section,
                [q for name in section["questions"] if (q := self.question(name)) is not None],
            )
            for section in sections
        ]

    def questions(self, manifest: str) -> list[Question]:
        """Give the questions of a manifest that are asked in the lot; of two of one id the last."""
        every = (each for _, questions in self.sections(manifest) for each in questions)
        return list({each["id"]: each for each in every}.values())

    def question(self, name: str) -> Question | None:
        path = self.home / "questions" / self.kind / f"{name}.yml"
        data = read(path)
        depends = data.get("depends") or []
        if self.lot is not None and any(self.lot not in each["being"] for each in depends):
            return None
        inside = [self.question(each) for each in data.get("questions") or []]
        return {"id": name, **data, "questions": [each for each in inside if each is not None]}


def manifest_of(folder: Path, framework: str, kind: str) -> str | None:
    """Give the manifest by which a framework asks for answers of a kind; None where it does not."""
    there = folder / "frameworks" / framework / "manifests"
    return next((name for name in KINDS[kind][1] if (there / f"{name}.yml").is_file()), None)


# --- answers --------------------------------------------------------------------------------------


def answers_schema(folder: Path, kind: str, framework: str, lot: str) -> Schema:
    """Make the schema that answers of a kind are held to in a lot."""
    manifest = manifest_of(folder, framework, kind)
    assert manifest is not None
    every = Folder(folder, framework, KINDS[kind][0], lot).questions(manifest)
    questions = [each for each in every if each["id"] not in NOT_ASKED]
    schema = _object(questions)
    groups = sorted((q for q in questions if q.get("any_of")), key=lambda q: str(q["id"]))
    if groups:
        schema["anyOf"] = [
            {"required": sorted(_fields(q["questions"])), "title": q["any_of"]} for q in groups
        ]
    together = {
        name: sorted(set(fields) - {name})
        for q in groups
        if len(fields := _fields(q["questions"])) > 1
        for name in fields
    }
    if together:
        schema["dependencies"] = together
    return schema


def _object(questions: list[Question]) -> Schema:
    """Make the schema of an object that answers some questions, and nothing else."""
    properties: Schema = {}
    required: set[str] = set()
    followups: list[Schema] = []
    for question in questions:
        properties |= _properties(question)
        required |= _required(question)
        if question["type"] == "multiquestion":
            followups += _followups(question["questions"])
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": sorted(required),
    }
    if followups:
        schema["allOf"] = followups
    return schema


def _fields(questions: Iterable[Question]) -> list[str]:
    """Give the keys that answer some questions."""
    found: list[str] = []
    for question in questions:
        match question["type"]:
            case "multiquestion":
                found += _fields(question["questions"])
            case "pricing":
                found += question["fields"].values()
            case _:
                found.append(question["id"])
    return found


def _required(question: Question) -> set[str]:
    """Give the keys that there must be; follow-ups have conditions of their own."""
    if question.get("optional") or question["type"] == "service_id":
        return set()
    match question["type"]:
        case "multiquestion":
            inside = question["questions"]
            following = {name for each in inside for name in each.get("followup") or {}}
            # Keys that follow are not needed; those of a price have other names than it has.
            return set().union(*map(_required, inside)) - following
        case "pricing":
            blank = question.get("optional_fields") or ()
            return {key for role, key in question["fields"].items() if role not in blank}
        case _:
            return {question["id"]}


def _followups(among: list[Question]) -> Iterator[Schema]:
    """Make the condition of each follow-up: either it is not opened and absent, or it is there."""
    ids = {each["id"]: each for each in among}
    for parent in among:
        for name, values in (parent.get("followup") or {}).items():
            if name not in ids:
                continue
            key, child = parent["id"], ids[name]
            closed: Schema = {"enum": _other_answers(parent, values)}
            opened: Schema = {"enum": list(values)}
            if parent["type"] in {"checkboxes", "checkbox_tree"}:
                closed = {"items": closed}
                opened = {"not": closed}
            yield {
                "oneOf": [
                    {"properties": {key: closed, name: {"type": "null"}}},
                    {
                        "properties": {key: opened},
                        "required": [*sorted(_required(parent)), *sorted(_required(child))],
                    },
                ]
            }


def _other_answers(parent: Question, values: list[Any]) -> list[Any]:
    every = {True, False} if parent["type"] == "boolean" else set(_answers(parent["options"]))
    return sorted(every - set(values), key=str)


def _answers(options: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Give the answers that options stand for; those of a tree that have none below them."""
    for option in options:
        if option.get("options"):
            yield from _answers(option["options"])
        else:
            yield option.get("value", option["label"])


# --- properties -----------------------------------------------------------------------------------


def _properties(question: Question) -> Schema:
    match question["type"]:
        case "multiquestion":
            found: Schema = {}
            for each in question["questions"]:
                found |= _properties(each)
            return found
        case "pricing":
            return dict(_prices(question))
        case "service_id":
            return {}
    schema = _property(question)
    if approach := question.get("assuranceApproach"):
        schema = {
            "type": "object",
            "properties": {"value": schema, "assurance": {"enum": ASSURANCES[approach]}},
            "required": ["value", "assurance"],
        }
    return {question["id"]: schema}


def _property(question: Question) -> Schema:
    least = 0 if question.get("optional") else 1
    match question["type"]:
        case "text" | "textbox_large" | "email":
            return _text(question)
        case "upload":
            return {"type": "string", "format": "uri"}
        case "date":
            return {"type": "string", "format": "date"}
        case "radios":
            return {"enum": list(_answers(question["options"]))}
        case "boolean":
            wanted = question.get("required_value")
            return {"type": "boolean"} if wanted is None else {"enum": [wanted]}
        case "checkboxes":
            options = list(_answers(question["options"]))
            return {
                "type": "array",
                "uniqueItems": True,
                "minItems": least,
                "maxItems": question.get("number_of_items", len(options)),
                "items": {"enum": options},
            }
        case "checkbox_tree":
            options = sorted(set(_answers(question["options"])), key=str)
            schema: Schema = {
                "type": "array",
                "uniqueItems": True,
                "minItems": least,
                "items": {"enum": options},
            }
            if "number_of_items" in question:
                schema["maxItems"] = question["number_of_items"]
            return schema
        case "list":
            return {
                "type": "array",
                "minItems": least,
                "maxItems": question.get("number_of_items") or 10,
                "items": _text({**question, "optional": False}, words=10, characters=100),
            }
        case "boolean_list":
            return {
                "type": "array",
                "minItems": least,
                "maxItems": question.get("number_of_items", 10),
                "items": {"type": "boolean"},
            }
        case "number":
            return _number(question.get("limits") or {})
        case "dynamic_list":
            inside = question["questions"]
            row = _object([{"id": "", "type": "multiquestion", "questions": inside}])
            return {"type": "array", "minItems": least, "items": row}
        case unknown:
            raise ValueError(unknown)


def _text(question: Question, words: int | None = None, characters: int | None = None) -> Schema:
    """Make the schema of a text; some of its limits stand in its messages."""
    optional = bool(question.get("optional"))
    schema: Schema = {"type": "string"}
    if words is None:  # an item of a list may be blank, and was dropped before
        schema["minLength"] = 0 if optional else 1
    said = {each["name"]: each.get("message") or "" for each in question.get("validations") or []}
    counted = [m for name in said if (m := re.fullmatch(r"under_(\d+)_words", name))]
    words = question.get("max_length_in_words") or (int(counted[0][1]) if counted else words)
    number = re.search(r"[\d,]+", said.get("under_character_limit", ""))
    digits = number[0].replace(",", "") if number else ""
    characters = question.get("max_length") or (int(digits) if digits else characters)
    if words:
        pattern = rf"^(?:\S+\s+){{0,{words - 1}}}\S+$"
        schema["pattern"] = rf"^$|({pattern})" if optional else pattern
    if characters:
        schema["maxLength"] = characters
    known = (question.get("limits") or {}).get("format")
    if known or question["type"] == "email":
        schema["format"] = known or "email"
    return schema


def _number(limits: Mapping[str, Any]) -> Schema:
    least, most = limits.get("min_value") or 0, limits.get("max_value", 100)
    if limits.get("integer_only"):
        return {"type": "integer", "minimum": least, "maximum": most}
    return {"type": "number", "minimum": least, "exclusiveMaximum": most}


def _prices(question: Question) -> Iterator[tuple[str, Schema]]:
    price = POUNDS_AND_PENCE if question.get("decimal_place_restriction") else PRICE
    for role, key in question["fields"].items():
        blank = role in (question.get("optional_fields") or ())
        match role:
            case "price_unit":
                yield key, {"enum": ["", *UNITS] if blank else UNITS}
            case "price_interval":
                yield key, {"enum": ["", *INTERVALS] if blank else INTERVALS}
            case "hours_for_price":
                yield key, {"enum": ["", *HOURS] if blank else HOURS}
            case _:
                yield key, {"type": "string", "pattern": f"^$|{price}" if blank else price}


# --- assessment -----------------------------------------------------------------------------------


def assessment_schema(folder: Path, framework: str) -> Schema:
    """Make the schema that says which declarations pass, with what was merged into it by hand."""
    reading = Folder(folder, framework, "declaration", None)
    assessed: list[tuple[str, Any]] = []
    for question in reading.questions("declaration"):
        for each in (question, *question["questions"]):
            assessed += [(each["id"], each["assessment"])] if each.get("assessment") else []
    baseline = {
        "title": f"{framework} Declaration Assessment Schema (Baseline Schema)",
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        **_passing([(key, each) for key, each in assessed if not each.get("discretionary")]),
    }
    inside = _passing([(key, each) for key, each in assessed if each.get("discretionary")])
    schema: Schema = {
        "type": "object",
        "allOf": [{"$ref": "#/definitions/baseline"}, *inside.pop("allOf")],
        "definitions": {"baseline": baseline},
        **inside,
    }
    extra = reading.home / "assessment/declaration/extra.schema.json"
    if extra.is_file():
        schema = merged(schema, json.loads(extra.read_text(encoding="utf-8")))
    return schema


def declared_answers(folder: Path, framework: str) -> dict[str, list[Any]]:
    """Give every answer that there can be to the questions of a declaration that are chosen."""
    found: dict[str, list[Any]] = {}
    for question in Folder(folder, framework, "declaration", None).questions("declaration"):
        for each in (question, *question["questions"]):
            if each["type"] == "boolean":
                found[each["id"]] = [True, False]
            elif each["type"] == "radios":
                found[each["id"]] = list(_answers(each["options"]))
    return found


def _passing(assessed: list[tuple[str, Any]]) -> Schema:
    return {
        "allOf": [
            {"properties": {key: {"enum": list(each["passIfIn"])} for key, each in assessed}}
        ],
        "required": sorted(key for key, each in assessed if each.get("required", True)),
    }


def merged(one: Any, other: Any) -> Any:
    """Merge two schemas: lists are put together, and of two values the second counts."""
    match one, other:
        case dict(), dict():
            both = {key: merged(one[key], other[key]) for key in one.keys() & other.keys()}
            return one | other | both
        case list(), list():
            return one + other
        case _:
            return other
