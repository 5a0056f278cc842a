"""Comparing: an imported form and the old service's schema accept and refuse the same answers.

A difference is a mistake of ours, or one of the improvements listed in `improvements`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agreements.definition.framework import Framework
from agreements.operations import facts_from_forms
from forms.answers.answers import Answers, read_answers
from forms.answers.parsing import blank
from forms.model.faults import Fault, Wrong
from rules.logic import Facts
from rules.problems import InputError
from runtime.importers.digital_marketplace.questions.answers import (
    AnswerShape,
    Key,
    converted,
    in_lot,
    read_keys,
)
from tests.runtime.importers.digital_marketplace.generating import Generator
from tests.runtime.importers.digital_marketplace.improvements import ACCEPTED, RARE, REFUSED
from tests.runtime.importers.digital_marketplace.oracle import Oracle, cleaned, prices_in_order

#: Our form for each kind of schema.
FORMS = {
    "services": "service",
    "briefs": "brief",
    "brief-responses": "bid",
    "brief-awards": "award",
}


@dataclass(frozen=True)
class Read:
    """What came of reading answers: the answers, or what is wrong with their shape."""

    answers: Answers | None = None
    refused: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.answers is not None and not self.answers.problems


class Ours:
    """An imported form, in one lot."""

    def __init__(self, framework: Framework, form: str, lot: str) -> None:
        self.framework = framework
        self.lot = lot
        self.form = framework.forms[form]
        self.keys = read_keys(framework.folder, form)
        self.here: Mapping[str, Key] = in_lot(self.keys, lot)

    def read(self, answers: Mapping[str, Any]) -> Read:
        """Read answers in the old service's shape."""
        try:
            ours = converted(self.keys, _exact(answers), lot=self.lot)
        except InputError as error:
            return Read(refused=tuple(map(str, error.problems)))
        return Read(read_answers(self.form, ours, lot=self.lot, others=self.known(answers)))

    def known(self, answers: Mapping[str, Any]) -> Facts:
        """Give a brief that asks for as many things as are answered, as far as it can."""
        asked = self.framework.forms.get("brief")
        brief: dict[str, Any] = {}
        for name, key in self.here.items():
            step = self.form.in_lot(self.lot).steps.get(key.question)
            if asked is None or step is None or step.each is None:
                continue
            value = answers.get(name)
            count = len(value) if isinstance(value, list) and value else 1
            listed = asked.in_lot(self.lot).steps[step.each.name].question
            most = getattr(listed, "max", None) or count
            items = list(listed.choices) or [f"need-{n}" for n in range(count)]
            brief[step.each.name] = items[: min(count, most)]
        return facts_from_forms(self.framework, {"brief": brief}, lot=self.lot) if brief else {}

    def question(self, name: str) -> Any:
        key = self.here.get(name)
        step = self.form.in_lot(self.lot).steps.get(key.question) if key else None
        return step.question if step else None


def _exact(data: Any) -> Any:
    """Give JSON data with exact numbers, as every document is read here."""
    match data:
        case float():
            return Decimal(repr(data))
        case list():
            return [_exact(each) for each in data]
        case dict():
            return {key: _exact(each) for key, each in data.items()}
        case _:
            return data


# --- what they accepted, and we refuse ------------------------------------------------------------


def why_refused(ours: Ours, answers: Mapping[str, Any], read: Read) -> set[str]:
    """Give the improvements by which good answers are refused; none where it is a mistake."""
    if read.answers is None:
        shaped = {key for key, each in ours.here.items() if _is_file(each)}
        bad = [said for said in read.refused if said.partition(":")[0] not in shaped]
        return set() if bad else {"address"}
    nothing = {
        key.question
        for name, key in ours.here.items()
        if answers.get(name) is not None and blank(answers[name])
    }
    reasons = {
        "nothing"
        if fault.wrong is Wrong.MISSING and name in nothing
        else _reason(ours, name, fault)
        for name, fault in read.answers.faults
    }
    return set() if None in reasons else {each for each in reasons if each is not None}


def _is_file(key: Key) -> bool:
    return AnswerShape.FILE in {key.shape, key.holds}


def _reason(ours: Ours, name: str, fault: Fault) -> str | None:
    step = ours.form.in_lot(ours.lot).steps.get(name)
    if step is None:
        return None
    question: Any = step.question
    for part in fault.at.split("."):
        inside = [each for each in step.columns if each.id == part]
        question = inside[0].question if inside else question
    match question.type, fault.wrong:
        case "email", Wrong.UNREADABLE:
            return "e-mail"
        case "short-text" | "texts" | "long-text", _ if "one line" in fault.says:
            return "one line"
        case "date", Wrong.UNREADABLE:
            return "date"
        case "number" | "percentage" | "money", _ if "digits" in fault.says:
            return "digits"
        case _, Wrong.CHARACTERS:
            return "characters"
        case "money", Wrong.CHECK:
            return "price"
        case "short-text" | "texts" | "long-text", Wrong.TOO_LONG if "100,000" in fault.says:
            return "long"
        case "rows", Wrong.TOO_FEW | Wrong.TOO_MANY if step.each:
            return "rows"
        case "rows", Wrong.TOO_MANY if "1,000" in fault.says:
            return "long"
        case _:
            return None


# --- what they refused, and we accept -------------------------------------------------------------


def why_accepted(ours: Ours, oracle: Oracle, answers: Mapping[str, Any], read: Read) -> set[str]:
    """Give the improvements by which bad answers are accepted; none where it is a mistake.

    Mended by each of them in turn, the old service accepts them too.
    """
    assert read.answers is not None
    asked = set(read.answers.asked)
    used: set[str] = set()
    kept = {name: value for name, value in answers.items() if _is_asked(ours, name, asked)}
    if kept != dict(answers):
        used.add("aside")
    if oracle.accepts(kept):
        return used
    solid = {name: _solid(value) for name, value in kept.items() if not blank(value)}
    if solid != kept:
        used.add("empty")
    if oracle.accepts(solid):
        return used
    kept = solid
    normal = {name: _normal(ours, name, value) for name, value in kept.items()}
    if normal != kept:
        used.add("typed")
    if oracle.accepts(normal):
        return used
    for name, relaxed in (
        ("several parents", _alone),
        ("group", _where_asked),
        ("both left out", _both),
    ):
        schema = relaxed(oracle.schema, ours, asked)
        if schema != oracle.schema:
            used.add(name)
            oracle = Oracle(schema)
        if oracle.accepts(normal):
            return used
    return set()


def _solid(value: Any) -> Any:
    """Leave out what is empty, also inside lists and objects, and spaces around texts."""
    match value:
        case str():
            return value.strip()
        case list():
            return [_solid(each) for each in value if not blank(each)]
        case dict():
            return {name: _solid(each) for name, each in value.items() if not blank(each)}
        case _:
            return value


def _is_asked(ours: Ours, name: str, asked: set[str]) -> bool:
    key = ours.here.get(name)
    return key is not None and key.question in asked


def _alone(schema: Any, ours: Ours, asked: set[str]) -> Any:
    """Leave out the conditions of follow-ups of several questions, where they are not asked."""
    pairs = [(each, _child_of(each)) for each in schema.get("allOf", ())]
    children = Counter(child for _, child in pairs)
    kept = [each for each, child in pairs if children[child] == 1 or _is_asked(ours, child, asked)]
    properties = {name: _rows_alone(each) for name, each in schema["properties"].items()}
    new = {**schema, "properties": properties}
    return {**new, "allOf": kept} if len(kept) < len(pairs) else new


def _rows_alone(schema: Any) -> Any:
    """Leave out the conditions of columns that follow several others."""
    conditions = schema.get("items", {}).get("allOf", ())
    children = Counter(map(_child_of, conditions))
    kept = [each for each in conditions if children[_child_of(each)] == 1]
    return schema if len(kept) == len(conditions) else _with_items(schema, kept)


def _with_items(schema: Any, conditions: list[Any]) -> Any:
    return {**schema, "items": {**schema["items"], "allOf": conditions}}


def _child_of(condition: Any) -> str:
    closed: dict[str, Any] = condition["oneOf"][0]["properties"]
    return next(name for name, each in closed.items() if each == {"type": "null"})


def _where_asked(schema: Any, ours: Ours, asked: set[str]) -> Any:
    """Take out of groups that are answered together what is not asked."""
    new = dict(schema)
    if "anyOf" in schema:
        new["anyOf"] = [
            {**each, "required": [n for n in each["required"] if _is_asked(ours, n, asked)]}
            for each in schema["anyOf"]
        ]
    if "dependencies" in schema:
        new["dependencies"] = {
            name: [n for n in others if _is_asked(ours, n, asked)]
            for name, others in schema["dependencies"].items()
        }
    return new


def _both(schema: Any, _: Ours, asked: set[str]) -> Any:
    """Let both ways of a follow-up hold, which they do where all of it may be left out."""
    properties = {
        name: _with_items(each, _either(each["items"])) if _conditions(each.get("items")) else each
        for name, each in schema["properties"].items()
    }
    new = {**schema, "properties": properties}
    return {**new, "allOf": _either(schema)} if _conditions(schema) else new


def _conditions(schema: Any) -> list[Any]:
    return list((schema or {}).get("allOf", ()))


def _either(schema: Any) -> list[Any]:
    return [{"anyOf": each["oneOf"]} for each in _conditions(schema)]


def _normal(ours: Ours, name: str, value: Any) -> Any:
    """Give a value as the old service wanted it: what ours reads it as."""
    question = ours.question(name)
    if question is None:
        return value
    if isinstance(value, dict) and "value" in value:
        return {**value, "value": _normal_value(question, value["value"])}
    return _normal_value(question, value)


def _normal_value(question: Any, value: Any) -> Any:
    kind = question.type
    if blank(value):
        return value
    if kind == "yes-no" and isinstance(value, str):
        return {"yes": True, "no": False}.get(value.strip().lower(), value)
    if kind in {"number", "percentage"} and isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+)(\.\d+)?\s*%?\s*", value)
        return (float if match[2] else int)(match[1] + (match[2] or "")) if match else value
    if kind == "money" and not isinstance(value, bool):
        digits = re.sub(r"[£,\s]", "", str(value))
        whole, _, part = digits.partition(".")
        whole, part = whole.lstrip("0") or "0", part.rstrip("0")
        return f"{whole}.{part.ljust(2, '0')}" if part else whole
    if kind == "date" and isinstance(value, str):
        match = re.fullmatch(r"(\d+)/(\d+)/(\d{4})", value)
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else value
    if kind == "texts" and isinstance(value, list):
        return [each for each in value if each is not None and str(each).strip()]
    if kind in {"one-of", "many-of"} and question.choices:
        return _chosen(question, value)
    return value


def _chosen(question: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [_chosen(question, each) for each in value if each is not None and str(each).strip()]
    return value


# --- both -----------------------------------------------------------------------------------------


def compare(
    schema: Any, ours: Ours, *, rounds: int, changes: int, start: int = 0, least: float = 0.5
) -> Counter[str]:
    """Hold a form to a schema on generated answers; give how often each improvement was met."""
    oracle = Oracle(schema)
    met: Counter[str] = Counter()
    accepted = 0
    # What no answer opens is not asked here, nor was it; its answer could be sent all the same.
    dead = {name for name in schema["properties"] if _is_dead(name, schema)}
    for seed in range(start, start + rounds):
        generator = Generator(schema, seed)
        good = generator.good()
        for what, drawn in [("good", good), *generator.changes(good, changes)]:
            answers = {name: value for name, value in drawn.items() if name not in dead}
            read = ours.read(answers)
            accepted += read.good
            if read.good is oracle.accepts(answers):
                continue
            if read.good:
                why, known = why_accepted(ours, oracle, answers, read), ACCEPTED | RARE
            else:
                why, known = why_refused(ours, answers, read), REFUSED
            assert why, difference(oracle, answers, read, what)
            assert why <= known.keys()
            met.update(why)
    # Something was compared: good answers are accepted, and most changes are not.
    assert accepted >= rounds * least
    return met


def difference(oracle: Oracle, answers: Mapping[str, Any], read: Read, what: str) -> str:
    """Say how two differ."""
    said = [str(each) for each in read.answers.problems] if read.answers else list(read.refused)
    tidy = cleaned(answers)
    errors = [f"{list(e.path)}: {e.message[:200]}" for e in oracle.validator.iter_errors(tidy)]
    if not prices_in_order(tidy):
        errors.append("prices out of order")
    return f"{what}\nours: {said[:4]}\ntheirs: {errors[:3]}\nanswers: {str(answers)[:2000]}"


def keys_of(ours: Ours, schema: Any) -> Iterator[str]:
    """Give what is wrong with the keys of a form: those it lacks, and those it should not have."""
    steps = ours.form.in_lot(ours.lot).steps
    asked = {name for name, key in ours.here.items() if key.question in steps}
    properties = set(schema["properties"])
    for name in properties - asked:
        if not _is_dead(name, schema):
            yield f"`{name}` is not asked"
    for name in asked - properties:
        yield f"`{name}` is asked, and was not"


def _is_dead(name: str, schema: Any, seen: frozenset[str] = frozenset()) -> bool:
    """Say whether no answer opens a follow-up, or one that it follows."""
    generator = Generator(schema, 0)
    for parent, child, opens, fields in generator.followups:
        if name in {child, *fields} - {parent} and name not in seen:
            answers = _possible(schema["properties"][parent])
            if not any(map(opens, answers)) or _is_dead(parent, schema, seen | {name}):
                return True
    return False


def _possible(schema: Any) -> list[Any]:
    if schema.get("type") == "object":
        schema = schema["properties"]["value"]
    if schema.get("type") == "boolean":
        return [True, False]
    if schema.get("type") == "array":
        return [[each] for each in schema["items"]["enum"]]
    return list(schema["enum"])
