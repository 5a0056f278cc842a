"""Writing: plain data becomes YAML in one normal form, which `reading` reads back as it was.

    write({"id": "price", "weighting": {"min": 20, "max": 85}})

    id: price
    weighting: {min: 20, max: 85}

Keys stand in the order of the data. Blocks are indented by two; a list or a set of keys that is
short and holds no other stands on one line. Text has quotation marks only where it would be read as
something else; text of several lines is a literal block. The same data always gives the same bytes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel

from rules.characters import check_characters
from rules.problems import ValueProblem
from rules.yaml.scalars import MAX_NUMBER, plain_scalar

#: The longest line that a value may be added to.
WIDTH: Final = 100
#: The longest set of keys on one line, and how deep lists and keys on one line may nest.
MAX_FLOW: Final = 72
MAX_FLOW_DEPTH: Final = 2
#: A set of keys with one of these is always written one key to a line.
BLOCK_KEYS: Final = frozenset({"id"})
#: The longest key that stands before its colon; YAML allows 1,024 characters.
MAX_KEY: Final = 500


def plain_data(model: BaseModel) -> Any:  # noqa: ANN401 - plain data
    """Return a model as plain data to write: the keys it was given, in the order of its fields.

    A key whose value is None is left out where None is what its absence means.
    """
    said: dict[str, Any] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in model.model_fields_set and not (value is None and field.default is None):
            said[field.alias or name] = _plain(value)
    return said


def _plain(data: Any) -> Any:  # noqa: ANN401 - plain data
    match data:
        case BaseModel():
            return plain_data(data)
        case dict():
            return {str(key): _plain(value) for key, value in data.items()}
        case list() | tuple():
            return [_plain(item) for item in data]
        case bool() | int() | Decimal() | date() | None:
            return data
        case _:
            return str(data)


def write(data: Any) -> str:  # noqa: ANN401 - plain data
    """Write data as YAML in normal form.

    Data is None, bool, int, Decimal, date, str, and lists (or tuples) and dicts of these with text
    as keys. Raises `ValueProblem` for anything else, and for what the reader refuses: floats, NaN,
    numbers of more than 40 characters, characters that no text can hold.
    """
    if _is_collection(data) and data:
        return "\n".join(_block(data, 0)) + "\n"
    return in_place(data, 0, 0).removeprefix(" ") + "\n"


def _is_collection(data: object) -> bool:
    return isinstance(data, dict | list | tuple)


# --- blocks ---------------------------------------------------------------------------------------


def _block(data: Any, indent: int) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Yield the lines of a list or a set of keys that is not empty."""
    space = " " * indent
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield space + entry(key, value, indent)
    else:
        for value in data:
            yield space + item(value, indent)


def entry(key: str, value: Any, indent: int) -> str:  # noqa: ANN401 - plain data
    """Return a key with its value, on one line or several; `indent` is the column of the key."""
    name = _key(key)
    if len(name) > MAX_KEY:
        return f"? {name}\n{' ' * indent}:{in_place(value, indent, indent + 1)}"
    return f"{name}:{in_place(value, indent, indent + len(name) + 1)}"


def item(value: Any, indent: int) -> str:  # noqa: ANN401 - plain data
    """Return an item of a list, on one line or several; `indent` is the column of its dash."""
    if _is_collection(value) and value and flow_of(value, WIDTH - indent - 2) is None:
        # The first line inside stands on the line of the dash.
        return "- " + "\n".join(_block(value, indent + 2)).lstrip(" ")
    return "-" + in_place(value, indent, indent + 1)


def in_place(value: Any, indent: int, column: int) -> str:  # noqa: ANN401 - plain data
    """Return a value to stand after a colon or dash that ends at `column`, its space included.

    A value on lines of its own is indented by two more than `indent`.
    """
    if _is_collection(value):
        flow = flow_of(value, WIDTH - column - 1)
        if flow is None:
            return "\n" + "\n".join(_block(value, indent + 2))
        return f" {flow}"
    if isinstance(value, str):
        check_characters(value)
        if (literal := _literal(value, indent + 2)) is not None:
            return f" {literal}"
    return f" {scalar_text(value)}"


# --- one line -------------------------------------------------------------------------------------


def flow_of(value: Any, room: int, depth: int = 1) -> str | None:  # noqa: ANN401 - plain data
    """Return a list or a set of keys on one line; None if it is too long or too nested."""
    if not value:
        return "{}" if isinstance(value, Mapping) else "[]"
    if isinstance(value, Mapping):
        if BLOCK_KEYS & value.keys() or any(len(_key(key)) > MAX_KEY for key in value):
            return None
        room = min(room, MAX_FLOW)
    parts: list[str] = []
    for key, each in value.items() if isinstance(value, Mapping) else enumerate(value):
        if _is_collection(each):
            nested = isinstance(value, Mapping) or not each
            inner = flow_of(each, room, depth + 1) if nested and depth < MAX_FLOW_DEPTH else None
        elif isinstance(each, str) and "\n" in each:
            inner = None
        else:
            inner = scalar_text(each, flow=True)
        if inner is None:
            return None
        parts.append(f"{_key(key, flow=True)}: {inner}" if isinstance(value, Mapping) else inner)
    text = ", ".join(parts)
    text = f"{{{text}}}" if isinstance(value, Mapping) else f"[{text}]"
    return text if len(text) <= room else None


# --- scalars --------------------------------------------------------------------------------------


def scalar_text(value: Any, *, flow: bool = False) -> str:  # noqa: ANN401 - plain data
    """Return a scalar on one line. Raises `ValueProblem`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            text = str(value) if value.bit_length() <= 4 * MAX_NUMBER else "9" * (MAX_NUMBER + 1)
        case Decimal():
            text = _decimal(value)
        case date() if type(value) is date:
            return value.isoformat()
        case str():
            return _text(value, flow=flow)
        case _:
            raise ValueProblem(f"{type(value).__name__} is not written in YAML")
    if len(text) > MAX_NUMBER:
        raise ValueProblem("a number has too many digits")
    return text


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueProblem("must be a number, such as 12 or 12.50")
    if abs(value.adjusted()) > MAX_NUMBER:
        return "9" * (MAX_NUMBER + 1) if value else "0"
    text = f"{value:f}"
    return text if "." in text else str(int(value))


def _key(key: Any, *, flow: bool = False) -> str:  # noqa: ANN401 - plain data
    if not isinstance(key, str):
        raise ValueProblem("a key must be a word")
    # A key is its text, whatever it looks like.
    if key and key != "<<" and _is_plain(key, flow=flow):
        return key
    return _quoted(key)


def _text(text: str, *, flow: bool) -> str:
    return text if _is_plain(text, flow=flow) and _reads_as_text(text) else _quoted(text)


def _reads_as_text(text: str) -> bool:
    try:
        return isinstance(plain_scalar(text), str)
    except ValueProblem:
        return False


# What libyaml and PyYAML both take as one scalar without quotation marks. A sign of YAML may stand
# inside, but for a colon at the end of a word and a number sign at its start.
_PLAIN: Final = re.compile(
    r"""(?!---|\.\.\.)
    (?: [^\s\-?:,\[\]{}#&*!|>'"%@`] | -(?=[^\s,\[\]{}]) )
    (?: [^\s:#] | :(?=\S) | (?<=\S)\# | [ ](?=[^\s#]) )*""",
    re.VERBOSE,
)
_NOT_IN_FLOW: Final = re.compile(r"[,?\[\]{}]")
#: Characters that stand in YAML as they are, on one line.
_PRINTABLE: Final = re.compile(
    r"[ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)


def _is_plain(text: str, *, flow: bool) -> bool:
    check_characters(text)
    return (
        _PRINTABLE.fullmatch(text) is not None
        and _PLAIN.fullmatch(text) is not None
        and not (flow and _NOT_IN_FLOW.search(text))
    )


_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _quoted(text: str) -> str:
    if _PRINTABLE.fullmatch(text) and ('"' in text or "\\" in text) and "'" not in text:
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if _PRINTABLE.fullmatch(letter):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def _literal(text: str, indent: int) -> str | None:
    """Return text of several lines as a literal block; None if it must be quoted."""
    body = text.rstrip("\n")
    lines = body.split("\n")
    if "\n" not in text or next(filter(None, lines), " ")[0] in " \t":
        return None
    if any(not _PRINTABLE.fullmatch(line) or (line and line.isspace()) for line in lines):
        return None
    ends = len(text) - len(body)
    sign = ("|-", "|")[ends] if ends < 2 else "|+"
    space = " " * indent
    written = [f"{space}{line}" if line else "" for line in lines]
    return "\n".join([sign, *written, *[""] * max(0, ends - 1)])
