"""What was made before, kept in a folder under the hash of all that it was made from.

What is found under such a name is what would be made again. The folder never holds more than it
may; what was asked for longest ago goes first. It may be shared by processes, and removed at any
time.

Nobody else can put anything into it: the folder must be this user's own, and every entry is signed
with the user's key, under its name. Nothing is opened through a link.
"""

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_DIGEST: Final = hashlib.sha256().digest_size
_KEY_BYTES: Final = 32


def own_key(path: Path) -> bytes | None:
    """Return the key in a file that only this user can read, making it the first time.

    None if there can be no such file.
    """
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        part.touch(mode=0o600)
        try:
            part.write_bytes(secrets.token_bytes(_KEY_BYTES))
            with suppress(FileExistsError):
                os.link(part, path)  # whole, or not at all, whoever else makes it now
        finally:
            part.unlink()
    with suppress(OSError):
        key = _read(os.open(path, _READING), 2 * _KEY_BYTES)
        return key if key is not None and len(key) == _KEY_BYTES else None
    return None


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of what was made before, signed with a key, of so many bytes at most."""

    folder: Path
    key: bytes
    most_bytes: int = 256 * 1024 * 1024

    def find(self, name: str) -> bytes | None:
        """Return what is kept under a name, if this user's key signed it."""
        with suppress(OSError), self._opened() as folder:
            file = os.open(name, _READING, dir_fd=folder)
            held = _read(file, self.most_bytes)
            if held is not None and hmac.compare_digest(
                held[:_DIGEST], self._signature(name, held[_DIGEST:])
            ):
                with suppress(OSError):  # note that it was used
                    os.utime(name, dir_fd=folder, follow_symlinks=False)
                return held[_DIGEST:]
        return None

    def keep(self, name: str, content: bytes) -> None:
        """Keep something under a name, if it is not too large. Raises `OSError`."""
        if _DIGEST + len(content) > self.most_bytes:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._opened() as folder:
            part = f".{secrets.token_hex(16)}"
            file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
            try:
                with os.fdopen(file, "wb") as opened:
                    opened.write(self._signature(name, content) + content)
                os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:  # also when interrupted: half a file is of use to nobody
                os.unlink(part, dir_fd=folder)
                raise
            self._make_room(folder)

    def _signature(self, name: str, content: bytes) -> bytes:
        return hmac.digest(self.key, hashlib.sha256(name.encode()).digest() + content, "sha256")

    @contextmanager
    def _opened(self) -> Iterator[int]:
        """Open the folder. Raises `OSError` unless it is this user's and no link."""
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            status = os.fstat(folder)
            if status.st_uid != os.geteuid() or status.st_mode & 0o022:
                raise PermissionError(f"others can write to {self.folder}")
            yield folder
        finally:
            os.close(folder)

    def _make_room(self, folder: int) -> None:
        """Remove what was asked for longest ago, until the rest is small enough."""
        found = []
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process removed it
                    status = entry.stat(follow_symlinks=False)
                    found.append((status.st_mtime_ns, status.st_size, entry.name))
        size = sum(each for _, each, _ in found)
        for _, each, name in sorted(found):
            if size <= self.most_bytes:
                break
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            size -= each


#: A pipe is not waited for, and a link not followed.
_READING: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


def _read(file: int, most: int) -> bytes | None:
    """Return what is in an open file, if it is this user's own and not too large."""
    with os.fdopen(file, "rb") as opened:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            return None
        if status.st_mode & 0o077:
            return None
        held = opened.read(most + 1)
    return held if len(held) <= most else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step, for this user only, so that nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
        except BaseException:  # also when interrupted: half a file is of use to nobody
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)
