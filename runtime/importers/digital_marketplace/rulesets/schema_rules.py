"""Schema rules: what a JSON Schema says of answers becomes a condition of ours.

    valid({"properties": {"hosting": {"const": "Yes"}}, "required": ["hosting"]}, names)

Only what an assessment can say of choices and truths is known: which answers will do, which there
must be, and how such demands are put together. Source: JSON Schema, draft-04 to 2020-12.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.questions.followups import condition, opening
from runtime.importers.digital_marketplace.source.model import SourceQuestion

#: A condition that always holds, and one that never does.
ALWAYS: Final[Data] = {"always": True}
NEVER: Final[Data] = {"always": False}

#: What says nothing about answers, or is said with another key.
_SILENT: Final = frozenset(
    {"$schema", "$id", "$comment", "id", "title", "description", "default", "examples"}
    | {"definitions", "$defs", "then", "else"}
)
_TOGETHER: Final = frozenset({"allOf", "anyOf", "oneOf"})
_NEEDS: Final = frozenset({"dependencies", "dependentRequired", "dependentSchemas"})
#: The type of an answer in JSON, by the type of the question.
_TYPES: Final = {"boolean": "boolean", "radios": "string"}
#: How deep a schema may stand in itself, or refer to itself.
_DEPTH: Final = 30


class Unknown(Exception):
    """A part of a schema that no condition says."""


@dataclass(frozen=True, slots=True)
class SchemaNames:
    """What a schema may name: parts of the whole schema, and questions.

    rules   the questions as rules name them, by key; asked   as the source asks them
    """

    root: Any
    rules: Mapping[str, str]
    asked: Mapping[str, SourceQuestion]

    def answered(self, key: object) -> Data:
        """Return the condition that a question is answered. Raises `Unknown`."""
        if not isinstance(key, str) or key not in self.rules:
            raise Unknown(str(key)[:80])
        return {"answer": self.rules[key], "answered": True}

    def referred(self, reference: object) -> Any:  # noqa: ANN401 - JSON data
        """Return the part of the schema that `#/definitions/part` is. Raises `Unknown`."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise Unknown(f"$ref {str(reference)[:80]}")
        part = self.root
        for name in filter(None, reference.removeprefix("#").split("/")):
            key = name.replace("~1", "/").replace("~0", "~")
            if not isinstance(part, Mapping) or key not in part:
                raise Unknown(f"$ref {reference[:80]}")
            part = part[key]
        return part


def valid(schema: Any, names: SchemaNames) -> Data:  # noqa: ANN401 - JSON data
    """Return the condition that a schema accepts answers. Raises `Unknown`."""
    return _Reader(names).valid(schema, None, 0)


@dataclass(frozen=True, slots=True)
class _Reader:
    names: SchemaNames

    def valid(self, schema: Any, key: str | None, depth: int) -> Data:  # noqa: ANN401 - JSON data
        """Read what a schema says: of the answer to the question `key`, or of all of them."""
        if isinstance(schema, bool):
            return ALWAYS if schema else NEVER
        if not isinstance(schema, Mapping) or depth > _DEPTH:
            raise Unknown(str(schema)[:80])
        return every_condition(
            self._says(schema, word, value, key, depth + 1)
            for word, value in schema.items()
            if word not in _SILENT
        )

    def _says(
        self,
        schema: Mapping[str, Any],
        word: str,
        value: Any,  # noqa: ANN401 - JSON data
        key: str | None,
        depth: int,
    ) -> Data:
        match word:
            case "$ref":
                return self.valid(self.names.referred(value), key, depth)
            case "not":
                return negated(self.valid(value, key, depth))
            case "if":
                when = self.valid(value, key, depth)
                then = self.valid(schema.get("then", True), key, depth)
                otherwise = self.valid(schema.get("else", True), key, depth)
                return every_condition(
                    [some_condition([negated(when), then]), some_condition([when, otherwise])]
                )
            case _ if word in _TOGETHER and isinstance(value, list):
                return _TOGETHER_BY[word]([self.valid(each, key, depth) for each in value])
            case _ if key is None:
                return self._of_all(word, value, depth)
            case _:
                return self._of_one(word, value, key)

    def _of_all(self, word: str, value: Any, depth: int) -> Data:  # noqa: ANN401 - JSON data
        answered = self.names.answered
        match word:
            case "type" if value == "object" or (isinstance(value, list) and "object" in value):
                return ALWAYS
            case "required" if isinstance(value, list):
                return every_condition(answered(each) for each in value)
            case "properties" if isinstance(value, Mapping):
                # An answer that is not there is accepted.
                return every_condition(
                    some_condition([negated(answered(each)), self.valid(part, each, depth)])
                    for each, part in value.items()
                )
            case _ if word in _NEEDS and isinstance(value, Mapping):
                needs = {
                    each: {"required": part} if isinstance(part, list) else part
                    for each, part in value.items()
                }
                return every_condition(
                    some_condition([negated(answered(each)), self.valid(part, None, depth)])
                    for each, part in needs.items()
                )
            case _:
                raise Unknown(word)

    def _of_one(self, word: str, value: Any, key: str) -> Data:  # noqa: ANN401 - JSON data
        asked = self.names.asked[key]
        if asked.type not in _TYPES:
            raise Unknown(word)
        match word:
            case "type":
                types = value if isinstance(value, list) else [value]
                return ALWAYS if _TYPES[asked.type] in types else NEVER
            case "const":
                return self._one_of([value], key)
            case "enum" if isinstance(value, list):
                return self._one_of(value, key)
            case _:
                raise Unknown(word)

    def _one_of(self, values: list[Any], key: str) -> Data:
        answers = opening(self.names.asked[key], values)
        return (
            condition(self.names.asked[key], self.names.rules[key], answers) if answers else NEVER
        )


# --- putting conditions together ------------------------------------------------------------------


def every_condition(parts: Iterable[Data]) -> Data:
    """Return the condition that all of some hold."""
    kept = [part for part in parts if part != ALWAYS]
    if NEVER in kept:
        return NEVER
    return ALWAYS if not kept else kept[0] if len(kept) == 1 else {"all": kept}


def some_condition(parts: Iterable[Data]) -> Data:
    """Return the condition that one at least of some holds."""
    kept = [part for part in parts if part != NEVER]
    if ALWAYS in kept:
        return ALWAYS
    return NEVER if not kept else kept[0] if len(kept) == 1 else {"any": kept}


def one_of(parts: list[Data]) -> Data:
    """Return the condition that exactly one of some holds."""
    return some_condition(
        every_condition([each, *(negated(other) for i, other in enumerate(parts) if i != index)])
        for index, each in enumerate(parts)
    )


_TOGETHER_BY: Final = {"allOf": every_condition, "anyOf": some_condition, "oneOf": one_of}


def negated(part: Data) -> Data:
    """Negate, so that an answer that is not there is never taken for another one."""
    match part:
        case {"always": bool(always)}:
            return NEVER if always else ALWAYS
        case {"all": list(parts)}:
            return some_condition(negated(each) for each in parts)
        case {"any": list(parts)}:
            return every_condition(negated(each) for each in parts)
        case {"not": dict(inner), **rest} if not rest:
            return inner
        case {"answer": answer, "unanswered": True}:
            return {"answer": answer, "answered": True}
        case {"answer": answer, "answered": True}:
            return {"answer": answer, "unanswered": True}
        case _:
            # A comparison of an answer that is not there fails: what is not it may be that.
            return {"any": [{"not": part}, {"answer": part["answer"], "unanswered": True}]}
