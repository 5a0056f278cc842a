"""Files: bytes become UTF-8 text of a bounded size, or a problem that names the file."""

from pathlib import Path
from typing import Final, NoReturn

from rules.problems import DefinitionError, Problem

MAX_YAML_BYTES: Final = 4_000_000
MAX_JSON_BYTES: Final = 512_000_000
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
