"""Documents that were made before, kept in a folder under the hash of what they were made from.

A document is wholly decided by its paper, its format and what makes it, so the hash of these three
names it: what is found under that name is the document. The folder never holds more than it may;
what was asked for longest ago goes first. It may be shared by processes, and removed at any time.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agreements.papers import Paper

_DIGEST: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class DocumentCache:
    """A folder of documents, of so many bytes at most."""

    folder: Path
    most_bytes: int = 256 * 1024 * 1024

    def document(self, paper: Paper, edition: str, make: Callable[[Paper], bytes]) -> bytes:
        """Give a paper's document: the one that is kept, or a new one, which is kept.

        `edition` names the format and what makes it: a change of it is a change of the document.
        """
        path = self.folder / key_of(paper, edition)
        kept = _read(path)
        if kept is None:
            kept = make(paper)
            self._keep(path, kept)
        return kept

    def _keep(self, path: Path, document: bytes) -> None:
        if _DIGEST + len(document) > self.most_bytes:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(document).digest() + document)
        self._make_room()

    def _make_room(self) -> None:
        """Remove what was asked for longest ago, until the rest is small enough."""
        found = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process removed it
                    status = entry.stat()
                    found.append((status.st_mtime_ns, status.st_size, entry.path))
        size = sum(each for _, each, _ in found)
        for _, each, path in sorted(found):
            if size <= self.most_bytes:
                break
            Path(path).unlink(missing_ok=True)
            size -= each


def key_of(paper: Paper, edition: str) -> str:
    """Give the name under which a paper's document is kept."""
    # The representation of a paper tells every field of it, and nothing else.
    return hashlib.sha256(f"{edition}\n{paper!r}".encode()).hexdigest()


def _read(path: Path) -> bytes | None:
    """Give the document in a file, if it is there and as it was written; note that it was used."""
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, document = held[:_DIGEST], held[_DIGEST:]
    if hashlib.sha256(document).digest() != digest:
        return None
    with suppress(FileNotFoundError):
        os.utime(path)
    return document


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step, so that nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
