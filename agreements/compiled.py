"""Compiled: a definition that was loaded before is kept ready, and is the same as if loaded again.

    framework = load_compiled(folder, Cache(Path("~/.cache/frameworkshop").expanduser()))

It is kept under the hash of every file that loading looks at and of the code that loads, so that a
change of either is another one. Only what loads without a problem is kept.
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

from agreements.definition.framework import Framework
from agreements.definition.reading import MAX_FILES
from agreements.loading import load
from agreements.rendering.cache import Cache

#: The parts of a folder that loading looks at.
_PARTS: Final = ("forms", "rulesets", "agreement")
#: The packages whose code decides what a loaded definition is.
_PACKAGES: Final = ("agreements", "engine", "forms", "rules")


def load_compiled(folder: Path, cache: Cache) -> Framework:
    """Load a definition, from the cache where it is there. Raises `DefinitionError`."""
    if not _ours(cache.folder):
        return load(folder)
    name = _name(folder)
    kept = None if name is None else cache.find(name)
    if kept is not None:
        # The folder is ours alone, and its content is as we wrote it. Even so: what another version
        # of a library left there may not be read by this one, and then it is loaded.
        with suppress(Exception):
            found: Framework = pickle.loads(kept)  # noqa: S301 - our own
            found.__dict__["folder"] = folder
            return found
    framework = load(folder)
    if name is not None:
        framework.hash  # noqa: B018 - worked out once, and kept with it
        with suppress(OSError):  # a cache that cannot be written is none
            cache.keep(name, _pickled(framework))
    return framework


class _Pickler(pickle.Pickler):
    """Pickles the read-only mappings that definitions hold, which pickle alone does not."""

    dispatch_table = {**copyreg.dispatch_table, MappingProxyType: lambda m: (_proxy, (dict(m),))}  # noqa: RUF012 - read by pickle


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _pickled(framework: Framework) -> bytes:
    held = io.BytesIO()
    _Pickler(held, protocol=5).dump(framework)
    return held.getvalue()


def _ours(folder: Path) -> bool:
    """Say whether nobody else can have put anything into a folder."""
    try:
        status = folder.stat()
    except OSError:
        return True
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _name(folder: Path) -> str | None:
    """Give the name under which a definition is kept; None for one that cannot be read."""
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
    """Name the code that loads a definition: every file of it, by size and time."""
    parts = [platform.python_version(), pydantic.VERSION]
    for package in _PACKAGES:
        spec = find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            for path in sorted(Path(place).rglob("*")):
                if path.suffix in {".py", ".yaml", ".md"}:
                    status = path.stat()
                    parts.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(parts)
