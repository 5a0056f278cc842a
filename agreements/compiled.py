"""Compiled definitions: a definition that loaded without a problem, kept ready for the next time.

    framework = load_compiled(folder, Cache(Path("~/.cache/frameworkshop").expanduser()))

The key is the hash of every file that loading reads and of the code that loads it, so a change to
either makes another entry.
"""

import copyreg
import hashlib
import io
import os
import pickle
import platform
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pydantic

from agreements.definition.files import files_of
from agreements.definition.framework import Framework
from agreements.definition.reading import MAX_FILES
from agreements.loading import load
from agreements.rendering.cache import Cache

#: The parts of a folder that loading looks at.
_PARTS: Final = ("forms", "rulesets", "agreement")
#: The packages whose code decides what a loaded definition is.
_PACKAGES: Final = ("agreements", "engine", "forms", "rules")


def load_compiled(folder: Path, cache: Cache) -> Framework:
    """Load a definition, from the cache if it is there. Raises `DefinitionError`."""
    if not _ours(cache.folder):
        return load(folder)
    name = _name(folder)
    kept = None if name is None else cache.find(name)
    if kept is not None:
        # Nobody else can write to the folder. Even so, an entry that another version of a library
        # wrote may be unreadable: then the definition is loaded anew.
        with suppress(Exception):
            found: Framework = pickle.loads(kept)  # noqa: S301 - our own
            found.__dict__["files"] = files_of(folder)
            return found
    framework = load(folder)
    if name is not None:
        framework.hash  # noqa: B018 - computed here so that the entry holds it
        with suppress(OSError):  # without a writable cache the definition is loaded each time
            cache.keep(name, _pickled(framework))
    return framework


class _Pickler(pickle.Pickler):
    """Pickle read-only mappings too, which definitions hold and plain pickle refuses."""

    dispatch_table = {**copyreg.dispatch_table, MappingProxyType: lambda m: (_proxy, (dict(m),))}  # noqa: RUF012 - read by pickle


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _pickled(framework: Framework) -> bytes:
    held = io.BytesIO()
    _Pickler(held, protocol=5).dump(framework)
    return held.getvalue()


def _ours(folder: Path) -> bool:
    """Return whether only this user can write to a folder."""
    try:
        status = folder.stat()
    except OSError:
        return True
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _name(folder: Path) -> str | None:
    """Return the name of a definition in the cache; None if its files cannot be read."""
    digest = hashlib.sha256(_edition().encode())
    try:
        for count, path in enumerate(_files(folder)):
            if count > 2 * MAX_FILES:
                return None
            digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            if path.is_file():
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            else:
                digest.update(str(path.stat().st_mode).encode())
    except OSError:
        return None
    return f"definition-{digest.hexdigest()}"


def _files(folder: Path) -> Iterator[Path]:
    yield folder / "framework.yaml"
    for part in _PARTS:
        yield from sorted((folder / part).rglob("*"))


@lru_cache(maxsize=1)
def _edition() -> str:
    """Return what identifies the code that loads definitions: its files, by size and time."""
    parts = [platform.python_version(), pydantic.VERSION]
    for package in _PACKAGES:
        spec = find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            for path in sorted(Path(place).rglob("*")):
                if path.suffix in {".py", ".yaml", ".md"}:
                    status = path.stat()
                    parts.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(parts)
