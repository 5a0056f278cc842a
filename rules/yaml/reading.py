"""Reading: text in files becomes plain data, then models, with the place of everything kept.

YAML is read in a strict, small subset: no anchors, aliases, tags or merge keys (they hide what a
definition says, and can grow without bound), no repeated keys, no floats. A bare scalar is null, a
whole or decimal number, a date, true or false; everything else is text, `yes` and `no` included.

Every problem names the file and the line; all problems of a file are reported at once.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from rules.problems import DataPath, DefinitionError, InputError, Problem, Problems, ValueProblem
from rules.values import check_magnitude

MAX_YAML_BYTES: Final = 4_000_000
MAX_JSON_BYTES: Final = 512_000_000
MAX_DEPTH: Final = 60
#: How long a number in YAML may be written. What a number may be is said by `rules.values`.
MAX_NUMBER: Final = 40
MAX_JSON_DIGITS: Final = 100

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a definition, read: its name in the folder, its data, and the line of each part."""

    name: str
    data: Any
    lines: Mapping[DataPath, int]

    def where(self, at: DataPath = ()) -> str:
        """Give `file:line` of a part, or of the nearest part around it that the file has."""
        while at and at not in self.lines:
            at = at[:-1]
        return f"{self.name}:{self.lines.get(at, 1)}"


def read_bytes(path: Path, name: str, limit: int) -> bytes:
    """Read a file of at most `limit` bytes. Raises `DefinitionError` that names what is wrong."""
    # One that lies in a folder may never be written to; those under /dev a shell makes and feeds.
    if path.is_fifo() and path.parts[:2] != ("/", "dev"):
        _refuse(name, "is a pipe, not a file: save it as one, or use `-` for standard input")
    try:
        with path.open("rb") as file:
            # Read, not asked of the file system: a pipe has no size.
            raw = file.read(limit + 1)
    except FileNotFoundError:
        _refuse(name, "there is no such file")
    except OSError as error:
        _refuse(name, f"cannot be read: {(error.strerror or 'unknown reason').lower()}")
    if len(raw) > limit:
        _refuse(name, f"is larger than {limit // 1_000_000} MB")
    return raw


def _refuse(where: str, says: str) -> NoReturn:
    raise DefinitionError([Problem(where, says)])


def decoded(raw: bytes, name: str) -> str:
    """Decode UTF-8 (a byte order mark is allowed). Raises `DefinitionError`."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(name, "is UTF-16 text: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(f"{name}:{line}", "is not UTF-8 text: save it as UTF-8")
    return text


def read_yaml(path: Path, name: str) -> Document:
    """Read a YAML file. `name` is how problems call it. Raises `DefinitionError`."""
    return parse_yaml(decoded(read_bytes(path, name, MAX_YAML_BYTES), name), name)


def parse_yaml(text: str, name: str) -> Document:
    """Read YAML text. Raises `DefinitionError` with every problem found.

    Text that is not YAML, or is nested too deep, is read no further than there.
    """
    problems = Problems()
    # Events are taken one by one: what is nested without end is never read to its end.
    builder = _Builder(name, yaml.parse(text, Loader=_LOADER), problems)
    data = None
    try:
        data = builder.document()
    except _TooDeep:
        pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else _line_of(text, getattr(error, "position", 0))
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        # The loader trips far behind a bracket that was meant as part of an interval.
        if bare := _BARE_INTERVAL.search(text):
            line, said = _line_of(text, bare.start(1)), _QUOTE_IT
        problems.add(f"{name}:{line}", f"is not YAML: {_PLAINLY.get(said, said)}")
    except UnicodeEncodeError as error:
        where = f"{name}:{_line_of(text, error.start)}"
        problems.add(where, "contains an incomplete character: type it again")
    if problems.found:
        raise DefinitionError(problems.found)
    return Document(name, data, builder.lines)


class _TooDeep(Exception):
    """Data is nested deeper than any definition; the problem has been noted."""


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


#: An interval of a decision table's cell that is not in quotes, as in `- [[60..80), 5]`.
_BARE_INTERVAL = re.compile(
    r"^[^#\n'\"]*[\[,] *([\[\](][\w.:-]{1,40}\.\.[\w.:-]{1,40}[\[\])])", re.MULTILINE
)
_QUOTE_IT: Final = 'put an interval in quotes, such as "[60..80)"'

_INTEGER = re.compile(r"[-+]?(0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9]\d*)\.\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FLOATISH = re.compile(r"[-+]?(\.inf|\.nan|\d[\d_.]*e[-+]?\d+)", re.ASCII | re.IGNORECASE)
_WORDS: Final[dict[str, Any]] = {"": None, "~": None, "null": None, "true": True, "false": False}


class _Builder:
    """Builds data from YAML events; notes problems and goes on where it can."""

    def __init__(self, name: str, events: Iterator[Any], problems: Problems) -> None:
        self.name = name
        self.events = events
        self.problems = problems
        self.lines: dict[DataPath, int] = {}

    def document(self) -> Any:  # noqa: ANN401 - YAML data
        data = None
        seen = False
        for event in self.events:
            match event:
                case yaml.DocumentStartEvent():
                    if seen:
                        self._add(
                            event,
                            "a second document starts here: put each document in its own file",
                        )
                        break
                    seen = True
                case yaml.ScalarEvent() | yaml.CollectionStartEvent() | yaml.AliasEvent():
                    data = self._node(event, ())
                case _:
                    pass
        return data

    def _add(self, event: Any, says: str) -> None:  # noqa: ANN401 - a YAML event
        self.problems.add(f"{self.name}:{_line(event)}", says)

    def _node(self, event: Any, at: DataPath) -> Any:  # noqa: ANN401 - a YAML event, YAML data
        self.lines.setdefault(at, _line(event))
        if isinstance(event, yaml.AliasEvent):
            self._add(event, f"`*{event.anchor}`: aliases are not allowed; write the value out")
            return None
        self._check_properties(event)
        if len(at) > MAX_DEPTH:
            self._add(event, f"is nested more than {MAX_DEPTH} levels deep")
            raise _TooDeep
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(at)
        return self._mapping(at)

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401 - a YAML event
        if event.anchor is not None:
            self._add(event, f"`&{event.anchor}`: anchors are not allowed; write the value out")
        if event.tag is not None:
            self._add(event, f"the tag `{event.tag[:80]}` is not allowed: remove it")
        if isinstance(event, yaml.ScalarEvent) and "\x00" in event.value:
            self._add(event, "contains a null character: remove it")

    def _list(self, at: DataPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*at, len(items))))
        return items

    def _mapping(self, at: DataPath) -> dict[Any, Any]:
        mapping: dict[Any, Any] = {}
        last: tuple[str, Any] | None = None  # the key before this one, and the event of its value
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._add(event, "a key should be a word")
                self._node(event, (*at, "?"))
                self._node(next(self.events), (*at, "?"))
                continue
            # A key is its text: `12:` and `yes:` name an option or a role, not a number or a truth.
            key = event.value
            self._check_properties(event)
            value = next(self.events)
            if last is not None and _goes_on(last[1], event) and _is_nothing(value):
                self._go_on(mapping, last[0], event)
                last = (last[0], event)
                continue
            if key == "<<" and not event.style:
                self._add(event, "`<<`: merging is not allowed; write the keys out")
            if key in mapping:
                first = self.lines[(*at, key)]
                self._add(event, f"`{key[:80]}` is given twice: first on line {first}")
            self.lines.setdefault((*at, key), _line(event))
            mapping[key] = self._node(value, (*at, key))
            last = (key, value)
        return mapping

    def _go_on(self, mapping: dict[Any, Any], key: str, event: Any) -> None:  # noqa: ANN401
        """Put together what a comma of a figure took apart: `{exclude: Below £100,000}`."""
        before = mapping[key]
        if isinstance(before, str):
            mapping[key] = f"{before},{event.value}"
        else:
            written = f"{before},{event.value}"
            plain = written.replace(",", "")
            self._add(event, f"`{key[:80]}`: write `{written[:80]}` without commas: {plain[:80]}")

    def _scalar(self, event: Any) -> Any:  # noqa: ANN401 - a YAML event, YAML data
        text: str = event.value
        if event.style:  # quoted or a block; the loaders write a plain scalar as None or as ""
            return text
        try:
            return plain_scalar(text)
        except ValueProblem as error:
            self._add(event, str(error))
            return text


def plain_scalar(text: str) -> Any:  # noqa: ANN401 - a number, a date, a truth, text or None
    """Read text as a scalar without quotes is read.

    Raises `ValueProblem` for what looks like a number or a date and is none.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        if len(text) > MAX_NUMBER:
            raise ValueProblem("a number has too many digits")
        return int(text) if "." not in text else Decimal(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueProblem(f"`{text}` is not a real date") from None
    if _FLOATISH.fullmatch(text):
        raise ValueProblem(f"`{text[:80]}`: write a number in plain digits, such as 1000 or 0.5")
    return text


def _is_nothing(event: Any) -> bool:  # noqa: ANN401 - a YAML event
    return isinstance(event, yaml.ScalarEvent) and not event.style and not event.value


_THOUSANDS = re.compile(r"\d{3}(?!\d)", re.ASCII)


def _goes_on(before: Any, event: Any) -> bool:  # noqa: ANN401 - YAML events
    """Say whether a key is no key, but the rest of a figure such as £100,000.

    In `{...}` a comma ends a value, also one with no space after it. A digit, a comma and three
    digits with nothing between them can only be a figure.
    """
    return (
        isinstance(before, yaml.ScalarEvent)
        and not before.style
        and not event.style
        and before.end_mark is not None
        and event.start_mark is not None
        and before.end_mark.index + 1 == event.start_mark.index
        and before.value[-1:].isdigit()
        and _THOUSANDS.match(event.value) is not None
    )


#: What the loader says, in words for people who do not know how it reads.
_PLAINLY: Final = {
    "found character that cannot start any token": (
        "a tab, or another character that nothing can start with: indent with spaces, and put "
        "text that starts so in quotes"
    ),
    "mapping values are not allowed in this context": (
        "a colon here is read as the end of a key: put the text in quotes, or correct the "
        "indentation"
    ),
    "did not find expected key": (
        "this line does not follow from the lines above: correct the indentation, or close a "
        "bracket or "
        "a quotation before it"
    ),
    "did not find expected ',' or '}'": "a `{` before here is not closed, or a comma is missing",
    "did not find expected ',' or ']'": "a `[` before here is not closed, or a comma is missing",
}


def _line(event: Any) -> int:  # noqa: ANN401 - a YAML event
    return int(event.start_mark.line) + 1


# --- JSON -------------------------------------------------------------------------------------


def read_json(path: Path, name: str) -> Any:  # noqa: ANN401 - JSON data
    """Read a JSON file. Raises `InputError`."""
    try:
        raw = read_bytes(path, name, MAX_JSON_BYTES)
        text = decoded(raw, name)
    except DefinitionError as error:
        raise InputError(error.problems) from None
    return parse_json(text, name)


def parse_json(text: str, name: str) -> Any:  # noqa: ANN401 - JSON data
    """Read JSON exactly: numbers as int or Decimal, never float. Raises `InputError`.

    Refused: NaN and infinities, exponents too large to be meant, repeated keys, null bytes and
    half characters (lone surrogates) in any text.
    """
    problems = Problems()
    faults: list[str] = []  # whether there are any; their places are found once all is read

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
    if faults or _SUSPECT.search(text):
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


_NESTED: Final = f"is nested more than {MAX_DEPTH} levels deep"
_SUSPECT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")


def _deeper(data: Any, limit: int) -> bool:  # noqa: ANN401 - JSON data
    """Say whether lists and objects stand inside one another more than `limit` deep."""
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
            if "\x00" in data:
                problems.add(where, "contains a null character: remove it")
            elif any("\ud800" <= letter <= "\udfff" for letter in data):
                problems.add(where, "contains an incomplete character: type it again")
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


# --- models -----------------------------------------------------------------------------------


def model_of(
    document: Document,
    model: type[M],
    data: Any = None,  # noqa: ANN401 - YAML data
    at: DataPath = (),
) -> M:
    """Make a model of a document, or of its part `data` at `at`. Raises `DefinitionError`."""
    try:
        return model.model_validate(document.data if data is None and not at else data)
    except ValidationError as error:
        raise DefinitionError(
            Problem(document.where(place), says) for place, says in _told(error, document.data, at)
        ) from None


def input_of(data: Any, model: type[M], at: DataPath = ()) -> M:  # noqa: ANN401 - JSON data
    """Make a model of JSON data that stands at `at`. Raises `InputError`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        whole = data
        for part in reversed(at):
            whole = {part: whole}
        raise InputError(
            Problem(spot(place), says) for place, says in _told(error, whole, at, named=False)
        ) from None


def _told(
    error: ValidationError,
    data: Any,  # noqa: ANN401 - plain data
    at: DataPath,
    *,
    named: bool = True,
) -> list[tuple[DataPath, str]]:
    told: list[tuple[DataPath, str, bool]] = []
    for raw in error.errors(include_url=False):
        each = dict(raw)
        place, says = _one_told(each, data, at, named=named)
        # A set of keys that should have been a number: of no help where it was meant as keys.
        # Nor is it of help that a list is too short when only its faulty items are missing from it.
        mistaken = (isinstance(each["input"], Mapping) and "_type" in str(each["type"])) or (
            each["type"] == "too_short" and bool(each["input"])
        )
        told.append((place, says, mistaken))
    # A value that fits no member of a union is told once, in terms of the member it was meant as.
    meant = [place for place, _, mistaken in told if not mistaken]
    kept = dict.fromkeys(
        (place, says)
        for place, says, mistaken in told
        if not mistaken or not any(other[: len(place)] == place for other in meant)
    )
    return _merged(list(kept))


_SHOULD_BE: Final = "should be "


def _merged(told: list[tuple[DataPath, str]]) -> list[tuple[DataPath, str]]:
    """Make one problem of those that say, of one place, all the things that it could have been."""
    choices: dict[tuple[DataPath, str], list[str]] = {}
    for place, says in told:
        prefix, should_be, choice = says.partition(_SHOULD_BE)
        choices.setdefault((place, prefix + should_be), []).append(choice)
    return [
        (place, start + (found[0] if len(found) == 1 else ", or ".join(map(_bare, found))))
        for (place, start), found in choices.items()
    ]


def _bare(choice: str) -> str:
    """Give a choice without its example, to stand among others."""
    return choice.partition(", such as")[0].partition(" (")[0]


def _one_told(
    each: dict[str, Any],
    data: Any,  # noqa: ANN401 - plain data
    at: DataPath,
    *,
    named: bool,
) -> tuple[DataPath, str]:
    place: DataPath = ()
    names: list[str] = []
    node = data
    for part in (*at, *each["loc"]):
        # Union tags and model names stand in pydantic's places but not in the document.
        if (isinstance(node, Mapping) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        ):
            node = node[part]
        else:
            continue
        place = (*place, part)
        if isinstance(node, Mapping) and isinstance(node.get("id"), str):
            names = [f"`{node['id'][:80]}`"]
        elif isinstance(part, str):
            names.append(f"`{part}`")
    if not named:
        names = []
    last = each["loc"][-1] if each["loc"] else ""
    if each["type"] in {"missing", "extra_forbidden"} and isinstance(last, str):
        if names and names[-1] == f"`{last}`":
            names.pop()
        return place, _prefixed(names, _KEY_SAYS[each["type"]].format(last[:80]))
    return place, _prefixed(names, _says(each))


_KEY_SAYS: Final = {
    "missing": "`{0}` is missing",
    "extra_forbidden": "there is no key `{0}` here",
}


def _prefixed(names: list[str], says: str) -> str:
    return f"{' '.join(names[:1] + names[1:][-2:])}: {says}" if names else says


def _says(each: dict[str, Any]) -> str:
    context = each.get("ctx", {})
    kind: str = each["type"]
    if kind == "literal_error" and context["expected"] in {"True", "False"}:
        return f"should be {context['expected'].lower()}"  # as YAML and JSON write them
    if kind in {"value_error", "assertion_error"}:
        return str(context.get("error", each["msg"]))
    if kind in _SAYS:
        return _SAYS[kind].format(**context)
    message: str = each["msg"]
    return message.removeprefix("Input ")[:1].lower() + message.removeprefix("Input ")[1:]


#: pydantic's error types in words for people who do not write programs.
_SAYS: Final = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "date_from_datetime_parsing": "should be a date, such as 2026-01-31",
    "date_parsing": "should be a date, such as 2026-01-31",
    "date_type": "should be a date, such as 2026-01-31",
    "decimal_parsing": "should be a number, such as 12 or 12.50",
    "decimal_type": "should be a number, such as 12 or 12.50",
    "dict_type": "should be a set of keys and values",
    "enum": "should be {expected}",
    "finite_number": "should be a number, such as 12 or 12.50",
    "greater_than": "should be more than {gt}",
    "greater_than_equal": "should be at least {ge}",
    "int_from_float": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "less_than": "should be less than {lt}",
    "less_than_equal": "should be at most {le}",
    "list_type": "should be a list",
    "literal_error": "should be {expected}",
    "model_attributes_type": "should be a set of keys and values",
    "model_type": "should be a set of keys and values",
    "string_pattern_mismatch": "should be lower case words joined by hyphens, such as total-price",
    "string_too_long": "should be at most {max_length} characters",
    "string_too_short": "should not be empty",
    "string_type": "should be text (put it in quotes if it looks like a number)",
    "too_long": "should have at most {max_length} items",
    "too_short": "should have at least {min_length} item",
    "tuple_type": "should be a list",
    "union_tag_invalid": "`{tag}` is not one of {expected_tags}",
    "union_tag_not_found": "should have the key {discriminator}",
}


# --- content hash ------------------------------------------------------------------------------


def canonical(data: Any) -> str:  # noqa: ANN401 - plain data
    """Write data as canonical JSON: sorted keys, no spaces, numbers and dates as they read.

    Numbers that are equal are written alike (1.50 as 1.5), so that equal definitions hash alike.
    """
    return json.dumps(
        _canonical(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _canonical(data: Any) -> Any:  # noqa: ANN401 - plain data
    match data:
        case dict():
            return {str(key): _canonical(value) for key, value in data.items()}
        case list() | tuple():
            return [_canonical(item) for item in data]
        case Decimal():
            # Not by `normalize`, which rounds to the digits of the context.
            whole = data == data.to_integral_value()
            return int(data) if whole else {"decimal": f"{data:f}".rstrip("0")}
        case date():
            return data.isoformat()
        case _:
            return data


def content_hash(data: Any) -> str:  # noqa: ANN401 - plain data
    """Give `sha256:` and the SHA-256 of the canonical JSON of data, in hexadecimal."""
    return "sha256:" + hashlib.sha256(canonical(data).encode()).hexdigest()
