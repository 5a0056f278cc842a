"""Typed: what a person typed comes in, as any JSON without floats, checked and within limits.

Anything that JSON can write is kept exactly, NUL characters and lone surrogates (halves of
characters) included: the form decides whether an answer can be used, and until then it must not be
lost. It is written in ASCII, which every database holds. Code that shows a lone surrogate must
replace it, because UTF-8 has no bytes for it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from pydantic_core import from_json

from rules.problems import InputError, Problem, Problems
from rules.yaml.content_hash import canonical

#: A stored answer: figures are text or whole numbers, never floats.
StoredJson = bool | int | str | list["StoredJson"] | dict[str, "StoredJson"] | None

#: How deep lists and mappings may lie in each other.
MAX_DEPTH: Final = 40
#: Digits of a whole number. Python reads and writes no more than some thousands.
MAX_DIGITS: Final = 1_000
_TOO_LONG: Final = 10**MAX_DIGITS


#: A text that is nothing but a SHA-256, in JSON.
_DIGEST: Final = re.compile(r'"([0-9A-Fa-f]{64})"')


@dataclass(frozen=True, slots=True)
class SaveLimits:
    """How much one save may hold: questions, bytes of UTF-8 as JSON, and files that it names."""

    questions: int = 2_000
    size: int = 4_000_000
    files: int = 1_000


#: Far more than any page sends.
LIMITS: Final = SaveLimits()


def read_typed(typed: Mapping[str, object], limits: SaveLimits = LIMITS) -> dict[str, StoredJson]:
    """Return a copy of typed answers, by question id. Raises `InputError` with every problem."""
    _hold(len(typed), limits.questions, "answers")
    problems = Problems()
    for question, raw in typed.items():
        if fault := _fault(raw, MAX_DEPTH):
            problems.add(question, fault)
    if problems.found:
        raise InputError(problems.found)
    text = json.dumps(dict(typed), ensure_ascii=False, separators=(",", ":"))
    _hold(len(text.encode("utf-8", "surrogatepass")), limits.size, "bytes")
    _hold(len(files_in(text)), limits.files, "files")
    return cast("dict[str, StoredJson]", json.loads(text))


def _hold(count: int, most: int, what: str) -> None:
    if count > most:
        raise InputError([Problem("", f"{count:,} {what} are too many at once: at most {most:,}")])


def files_in(text: str) -> list[str]:
    """Return the SHA-256 of each file that JSON text names, in order."""
    return sorted({digest.lower() for digest in _DIGEST.findall(text)})


def _fault(raw: object, depth: int) -> str | None:
    """Return why a value cannot be stored, if it cannot."""
    match raw:
        case None | bool() | str():
            return None
        case int():
            if abs(raw) < _TOO_LONG:
                return None
            return f"has more than {MAX_DIGITS:,} digits: give it as text"
        case float():
            return "is a binary fraction, which is not exact: give figures as text"
        case list() | dict() if depth == 0:
            return f"is nested more than {MAX_DEPTH} levels deep"
        case list():
            parts = raw
        case dict():
            if not all(isinstance(key, str) for key in raw):
                return "has a key that is not text"
            parts = list(raw.values())
        case _:
            return "cannot be written as JSON"
    return next((fault for part in parts if (fault := _fault(part, depth - 1))), None)


def same(one: object, other: object) -> bool:
    """Return whether two raw answers are equal as canonical JSON: `1` is neither `true` nor "1"."""
    return canonical(one) == canonical(other)


def json_text(data: Any) -> str:  # noqa: ANN401 - plain data
    """Write plain data as JSON of ASCII letters, in the order that it has."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def read_json_text(text: str) -> Any:  # noqa: ANN401 - plain data
    """Read what `json_text` wrote."""
    try:
        return from_json(text)  # twice as fast, but it takes no halves of characters
    except ValueError:
        return json.loads(text)
