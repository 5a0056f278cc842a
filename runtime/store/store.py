"""The store: drafts of forms and the files that belong to them, in SQLite or PostgreSQL.

    with open_store("sqlite:///drafts.db") as store:
        draft = store.create(framework, form, definition=content_hash)
        draft = store.save(draft.id, {"total-price": "£1,200"}, based_on=draft.version)
        draft = store.submit(draft.id, based_on=draft.version)

Every operation is one transaction, and is on the disk when it returns. A store may be used by any
number of threads, and its database by any number of processes. Whatever cannot be done raises one
of the errors in `runtime.store.drafts`, or `InputError` for what cannot be kept.
"""

from typing import Self

from runtime.store.database import Database, open_database
from runtime.store.draft_operations import DraftOperations
from runtime.store.files import FileOperations
from runtime.store.typed import LIMITS, SaveLimits


def open_store(url: str, limits: SaveLimits = LIMITS) -> "Store":
    """Open the store that a URL names (see `runtime.store.connections`), upgrading it if need be.

    Raises `StoreUnavailable`.
    """
    return Store(open_database(url), limits)


class Store(DraftOperations, FileOperations):
    """An open store; `limits` are those of one save. What it keeps has a module for each kind."""

    def __init__(self, database: Database, limits: SaveLimits) -> None:
        DraftOperations.__init__(self, database, limits)
        FileOperations.__init__(self, database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; what is in memory is gone."""
        self._database.close()
