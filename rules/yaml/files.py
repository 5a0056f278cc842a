"""Files: bytes become UTF-8 text of a bounded size, or a problem that names the file."""

from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from rules.characters import UNUSABLE, says_of
from rules.problems import DefinitionError, Problem

#: How large a file may be, and how many values (texts, numbers, lists, sets of keys) may stand in
#: it. A value takes some hundred bytes of memory, however short it is written: without the second
#: limit, a small file of many short values takes most of a machine's memory.
MAX_YAML_BYTES: Final = 2_000_000
MAX_YAML_VALUES: Final = 100_000
MAX_JSON_BYTES: Final = 16_000_000
MAX_JSON_VALUES: Final = 250_000
#: How deep data may be nested.
MAX_DEPTH: Final = 60


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
    check_size(raw, name, limit)
    return raw


def read_stream(stream: BinaryIO, name: str, limit: int) -> bytes:
    """Read a stream of at most `limit` bytes to its end. Raises `DefinitionError`."""
    raw = stream.read(limit + 1)
    check_size(raw, name, limit)
    return raw


def check_size(raw: bytes, name: str, limit: int) -> None:
    """Refuse more than `limit` bytes. Raises `DefinitionError`."""
    if len(raw) > limit:
        most = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit:,} bytes"
        _refuse(name, f"is larger than {most}, which is the limit: split it, or shorten it")


def _refuse(where: str, says: str) -> NoReturn:
    raise DefinitionError([Problem(where, says)])


def decoded(raw: bytes, name: str) -> str:
    """Decode UTF-8 (a byte order mark is allowed). Raises `DefinitionError`.

    Characters that no text can hold are refused, each with its line.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(name, "is UTF-16 text: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(f"{name}:{line}", "is not UTF-8 text: save it as UTF-8")
    if not text.isprintable() and (unusable := list(UNUSABLE.finditer(text))):
        line, done = 1, 0
        problems = []
        for found in unusable:
            line, done = line + text.count("\n", done, found.start()), found.start()
            problems.append(Problem(f"{name}:{line}", says_of(text, found)))
        raise DefinitionError(problems)
    return text
