"""Files: what a definition is read from, a folder or texts in memory.

files = files_of(Path("examples/digital-outcomes"))
files = files_of({"framework.yaml": "...", "forms/bid.yaml": "..."})
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from rules.problems import DefinitionError, Problem, Problems
from rules.yaml.files import check_size, read_bytes


class DefinitionFiles(Protocol):
    """The files of a definition, by name: `forms/bid.yaml`."""

    @property
    def folder(self) -> Path | None:
        """The folder that they are in; None for those in memory."""

    def names(self, part: str, problems: Problems) -> Iterator[str]:
        """Yield the name of every file in a part (`forms`), sorted; note what cannot be read."""

    def read(self, name: str, limit: int) -> bytes:
        """Return a file's content, of at most `limit` bytes. Raises `DefinitionError`."""


def files_of(source: Path | Mapping[str, str | bytes]) -> DefinitionFiles:
    """Return the files of a folder, or those given by name.

    Raises `DefinitionError` where there is no such folder, or no framework.yaml in it.
    """
    return _Folder(source) if isinstance(source, Path) else _Memory(source)


_NO_FRAMEWORK = "has no framework.yaml, so it is not the folder of a framework"


class _Folder:
    """The files in a folder."""

    def __init__(self, folder: Path) -> None:
        if folder.is_file():
            says = f"is a file: give the folder that it is in, `{folder.parent}`"
            raise DefinitionError([Problem(str(folder), says)])
        if not folder.is_dir():
            raise DefinitionError([Problem(str(folder), "there is no such folder")])
        if not (folder / "framework.yaml").is_file():
            raise DefinitionError([Problem(str(folder), _NO_FRAMEWORK)])
        self.folder = folder

    def names(self, part: str, problems: Problems) -> Iterator[str]:
        top = self.folder / part
        if top.exists() and not top.is_dir():
            problems.add(part, "must be a folder")
        found = sorted(top.rglob("*")) if top.is_dir() else []
        for path in (top, *found):
            name = path.relative_to(self.folder).as_posix()
            # What lies in a folder that cannot be listed would silently be left out.
            if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
                problems.add(name, "is a folder that cannot be read")
        for path in found:
            name = path.relative_to(self.folder).as_posix()
            if path.is_file():
                yield name
            elif path.suffix in {".yaml", ".md"}:
                problems.add(name, "is not a file that can be read")

    def read(self, name: str, limit: int) -> bytes:
        return read_bytes(self.folder / name, name, limit)


class _Memory:
    """Files that are held in memory."""

    folder = None

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        if "framework.yaml" not in files:
            raise DefinitionError([Problem("framework.yaml", "there is no such file")])
        self._files = files

    def names(self, part: str, problems: Problems) -> Iterator[str]:  # noqa: ARG002 - all can be read
        yield from sorted(name for name in self._files if name.startswith(f"{part}/"))

    def read(self, name: str, limit: int) -> bytes:
        if name not in self._files:
            raise DefinitionError([Problem(name, "there is no such file")])
        content = self._files[name]
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        check_size(raw, name, limit)
        return raw
