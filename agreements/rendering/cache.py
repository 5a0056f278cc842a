"""What was made before, kept in a folder under a hash of what it was made from.

What is found under such a name is what would be made again. The folder never holds more than it
may; what was asked for longest ago goes first. It may be shared by processes, and removed at any
time.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_DIGEST: Final = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of what was made before; it holds `most_bytes` at most."""

    folder: Path
    most_bytes: int = 256 * 1024 * 1024

    def find(self, name: str) -> bytes | None:
        """Return what is kept under a name, if it is there and as it was written."""
        return _read(self.folder / name)

    def keep(self, name: str, content: bytes) -> None:
        """Keep something under a name, if it is not too large. Raises `OSError`."""
        if _DIGEST + len(content) > self.most_bytes:
            return
        # For nobody else to read or to write: some of it is trusted when it is read.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.folder / name, hashlib.sha256(content).digest() + content)
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


def _read(path: Path) -> bytes | None:
    """Return what is in a file, if it is there and as it was written; note that it was used."""
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, content = held[:_DIGEST], held[_DIGEST:]
    if hashlib.sha256(content).digest() != digest:
        return None
    with suppress(FileNotFoundError):
        os.utime(path)
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step, so that nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
        except BaseException:  # also when interrupted: half a file is of use to nobody
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
