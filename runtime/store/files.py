"""What is done with files in a store: keep, read, and sweep those that no draft names."""

import hashlib
import re
from datetime import timedelta
from functools import partial
from typing import Final

from pony.orm import exists, select

from forms.model.typed_values import StoredFile
from runtime.store.database import Database
from runtime.store.rows import now, stored

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FileOperations:
    """The files of a database, each kept once by the SHA-256 of its content."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_file(self, name: str, content: bytes) -> StoredFile:
        """Keep a file's content, once however often it is kept. The caller limits its size.

        The file is safe from sweeps while the answers or the history of any draft hold its SHA-256.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        files = self._database.entities.file

        def act() -> None:
            row = files.get_for_update(sha256=sha256)
            if row is None:
                files(sha256=sha256, content=content, kept=stored(now()))
            else:
                row.kept = stored(now())
                if bytes(row.content) != content:
                    row.content = content  # what was there is damaged

        self._database.write(act)
        return StoredFile(name, len(content), sha256)

    def file(self, sha256: str) -> bytes | None:
        """Return a file's content; None if it is not kept.

        Raises `StoreDamaged` if what is kept under the digest is not the file.
        """
        if not _DIGEST.fullmatch(sha256):
            return None
        query = "SELECT content FROM stored_file WHERE sha256 = $sha256"

        def act() -> bytes | None:
            found = self._database.pony.select(query, {"sha256": sha256}, {})
            if not found:
                return None
            if not isinstance(found[0], bytes | memoryview):
                raise TypeError(f"the content of the file {sha256} is not bytes")
            content = bytes(found[0])
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ValueError(f"the content of the file {sha256} has changed")
            return content

        return self._database.read(act)

    def sweep(self, older_than: timedelta) -> int:
        """Remove the files that no draft names and that were last kept longer ago than this.

        Leave enough time for a person to save the page on which a file was chosen. Returns the
        number of files removed.
        """
        before = stored(now() - older_than)
        files, names = self._database.entities.file, self._database.entities.naming

        def unnamed() -> list[str]:
            return list(
                select(
                    file.sha256
                    for file in files
                    if file.kept <= before
                    and not exists(name for name in names if name.sha256 == file.sha256)
                )
            )

        def remove(sha256: str) -> bool:
            row = files.get_for_update(sha256=sha256)
            # The row is locked now, so nobody else can name the file or keep it again.
            if row is None or row.kept > before or names.exists(sha256=sha256):
                return False
            row.delete()
            return True

        found = self._database.read(unnamed)
        return sum(self._database.write(partial(remove, each)) for each in found)
