"""Compiled definitions: a definition that loaded without a problem, kept ready for the next time.

    framework = load_compiled(folder, Cache(Path("/home/ada/.cache/frameworkshop"), key))

An entry is named by the hash of every file that it was loaded from and of the code that loads it,
so a change to either makes another entry. Files are read once: what was hashed is what is loaded.
Entries are pickles, which run code when they are read: the cache holds what this user signed only.
"""

import copyreg
import hashlib
import io
import pickle
import platform
from collections.abc import Mapping
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
from rules.problems import DefinitionError, Problems
from rules.yaml.files import MAX_YAML_BYTES

#: The parts of a folder that loading looks at.
_PARTS: Final = ("forms", "rulesets", "agreement")
#: The most bytes of a definition that is kept.
_MOST_BYTES: Final = 100_000_000
#: The packages whose code decides what a loaded definition is.
_PACKAGES: Final = ("agreements", "engine", "forms", "rules")


def load_compiled(folder: Path, cache: Cache) -> Framework:
    """Load a definition, from the cache if it is there. Raises `DefinitionError`."""
    held = _files_in(folder)
    if held is None:
        return load(folder)
    name = _name(held)
    kept = cache.find(name)
    if kept is not None:
        # Signed by this user. Even so, an entry that another version of a library wrote may be
        # unreadable: then the definition is loaded anew.
        with suppress(Exception):
            found: Framework = pickle.loads(kept)  # noqa: S301 - our own
            found.__dict__["files"] = files_of(folder)
            return found
    try:
        framework = load(held)
    except DefinitionError:
        return load(folder)  # which also tells what cannot be read
    framework.hash  # noqa: B018 - computed here so that the entry holds it
    with suppress(OSError):  # without a writable cache the definition is loaded each time
        cache.keep(name, _pickled(framework))
    framework.__dict__["files"] = files_of(folder)
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


def _files_in(folder: Path) -> dict[str, bytes] | None:
    """Read every file that loading reads; None if one cannot be read, or they are too large."""
    files, problems = files_of(folder), Problems()
    held: dict[str, bytes] = {}
    size = 0
    try:
        for part in ("", *_PARTS):
            for name in files.names(part, problems) if part else ("framework.yaml",):
                held[name] = files.read(name, MAX_YAML_BYTES)
                size += len(held[name])
                if len(held) > 2 * MAX_FILES or size > _MOST_BYTES:
                    return None
    except DefinitionError:
        return None
    return None if problems.found else held


def _name(held: Mapping[str, bytes]) -> str:
    """Return the name of a definition in the cache."""
    digest = hashlib.sha256(_edition().encode())
    for name, content in held.items():
        digest.update(f"{len(name)} {name} {len(content)} ".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return f"definition-{digest.hexdigest()}"


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
