"""JSON: text becomes plain data with exact numbers, or problems with the path of each."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from rules.characters import UNUSABLE, check_characters
from rules.problems import DataPath, DefinitionError, InputError, Problem, Problems, ValueProblem
from rules.values import check_magnitude
from rules.yaml.files import (
    MAX_DEPTH,
    MAX_JSON_BYTES,
    MAX_JSON_VALUES,
    decoded,
    read_bytes,
    read_stream,
)

MAX_JSON_DIGITS: Final = 100


def read_json(source: Path | BinaryIO, name: str) -> Any:  # noqa: ANN401 - JSON data
    """Read a JSON file or stream. `name` is how problems call it. Raises `InputError`."""
    try:
        read = read_bytes if isinstance(source, Path) else read_stream
        text = decoded(read(source, name, MAX_JSON_BYTES), name)  # type: ignore[arg-type]
    except DefinitionError as error:
        raise InputError(error.problems) from None
    return parse_json(text, name)


def parse_json(text: str, name: str) -> Any:  # noqa: ANN401 - JSON data
    """Read JSON exactly: numbers as int or Decimal, never float. Raises `InputError`.

    Refused: NaN and infinities, exponents too large to be meant, repeated keys, and
    characters that no text can hold.
    """
    problems = Problems()
    if _has_more_values(text, MAX_JSON_VALUES):
        says = f"has more than {MAX_JSON_VALUES:,} values, which is the limit: split it"
        raise InputError([Problem(name, says)])
    faults: list[str] = []  # what is wrong; where is found out once everything is read

    def unreadable(says: str) -> "_Unreadable":
        faults.append(says)
        return _Unreadable(says)

    def constant(word: str) -> "_Unreadable":
        return unreadable(f"`{word}` is not a number")

    def decimal(digits: str) -> "Decimal | _Unreadable":
        if len(digits) > MAX_JSON_DIGITS:
            return unreadable(f"the number `{digits[:40]}…` has too many digits")
        try:
            value = Decimal(digits)
            check_magnitude(value)
        except (ValueProblem, ArithmeticError) as error:
            said = str(error) if isinstance(error, ValueProblem) else "is too large"
            return unreadable(f"the number `{digits[:40]}` {said}")
        return value

    def integer(digits: str) -> "int | _Unreadable":
        if len(digits) > MAX_JSON_DIGITS:
            return unreadable(f"the number `{digits[:40]}…` has too many digits")
        return int(digits)

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        times = Counter(key for key, _ in pairs)
        faults.append("repeated")
        return _Repeating(found, sorted(key for key, count in times.items() if count > 1))

    try:
        data = json.loads(
            text,
            parse_constant=constant,
            parse_float=decimal,
            parse_int=integer,
            object_pairs_hook=mapping,
        )
    except json.JSONDecodeError as error:
        problems.add(f"{name}:{error.lineno}", f"is not JSON: {error.msg.lower()}")
        raise InputError(problems.found) from None
    except RecursionError:
        data = None
        problems.add(name, _NESTED)
    if _deeper(data, MAX_DEPTH):
        # Nothing after this may go through it: what walks it would go as deep.
        problems.add(name, _NESTED)
        raise InputError(problems.found)
    if faults or _SUSPECT.search(text) or UNUSABLE.search(text):
        _find_faults(data, (), problems, name)
    if problems.found:
        raise InputError(problems.found)
    return data


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """Stands where a number could not be read, until its place is known."""

    says: str


class _Repeating(dict[str, Any]):
    """An object that gives some of its keys more than once."""

    def __init__(self, found: dict[str, Any], repeated: list[str]) -> None:
        super().__init__(found)
        self.repeated = repeated


#: A text in quotation marks. It is never given back once it is found.
_JSON_TEXT = re.compile(r'"(?:[^"\\]+|\\.)*+"', re.DOTALL)


def _has_more_values(text: str, limit: int) -> bool:
    """Return whether JSON text has more values than a limit, by its commas and brackets."""
    marks = (",", "[", "{")
    if sum(map(text.count, marks)) <= limit:
        return False
    bare = _JSON_TEXT.sub("", text)
    return sum(map(bare.count, marks)) > limit


_NESTED: Final = f"is nested more than {MAX_DEPTH} levels deep"
#: Escapes of characters that no text can hold, or of halves of such a character.
_SUSPECT = re.compile(
    r"\\(?:b|u(?:00[01789]|[dD][89a-fA-F]|[fF][dD][dDeE]|[fF]{3}[eEfF]))", re.ASCII
)


def _deeper(data: Any, limit: int) -> bool:  # noqa: ANN401 - JSON data
    """Return whether lists and objects are nested more than `limit` deep."""
    level = [data]
    for _ in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _find_faults(data: Any, at: DataPath, problems: Problems, name: str) -> None:  # noqa: ANN401
    where = spot(at) or name
    match data:
        case _Unreadable(says=says):
            problems.add(where, says)
        case str():
            with problems.at(where):
                check_characters(data)
        case dict():
            if isinstance(data, _Repeating):
                for key in data.repeated:
                    problems.add(where, f"`{key[:80]}` is given twice in one object")
            for key, value in data.items():
                _find_faults(key, (*at, "?"), problems, name)
                _find_faults(value, (*at, key), problems, name)
        case list():
            for index, value in enumerate(data):
                _find_faults(value, (*at, index), problems, name)


def spot(at: Iterable[str | int]) -> str:
    """Write a place in a JSON document: `bids[2].answers.total-price`."""
    text = ""
    for part in at:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
