"""Connections: a URL becomes connections to the database that it names.

    sqlite:///drafts.db                  a file, which is made if need be; four slashes before a
                                         path from the root: sqlite:////var/lib/drafts.db
    sqlite://                            in memory, gone when the store is closed
    postgresql://user@host:5432/name     a server; the URL may say all that libpq understands

Pony's own pools keep a connection for each thread, and leave the connection of a thread that ends
to the garbage collector. Threads of a web server come and go, so these connections are lent for one
session, whatever its thread, and are all closed with the store.
"""

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2.extensions import parse_dsn

from runtime.store.drafts import StoreUnavailable

#: Seconds to wait for others to finish before the store counts as unavailable.
PATIENCE: Final = 30
#: Seconds until a server that does not answer counts as unreachable.
_REACH: Final = 10

Connect = Callable[[], Any]


class Connections:
    """Connections that are lent for a session: the pool that Pony expects.

    `connect` lends one and says whether it is new, `release` takes it back, `drop` closes one that
    may be broken, and `disconnect` closes them all.
    """

    def __init__(self, connect: Connect, *, anchored: bool = False) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._idle: list[Any] = []
        # A database in memory lasts as long as a connection to it is open, and this one stays.
        self._anchor = connect() if anchored else None
        self._process = os.getpid()
        self._inherited: list[Any] = []
        self._closed = False

    def connect(self) -> tuple[Any, bool]:
        """Lend an idle connection, or else a new one."""
        with self._lock:
            if self._closed:
                raise StoreUnavailable("the store was closed")
            if self._process != os.getpid():
                # Connections opened before a fork are the parent's: closing them would break it.
                self._inherited += self._idle
                self._idle, self._process = [], os.getpid()
            if self._idle:
                return self._idle.pop(), False
        return self._connect(), True

    def release(self, connection: Any) -> None:  # noqa: ANN401 - of either driver
        """Take a connection back; what was not committed is undone."""
        try:
            connection.rollback()
        except (sqlite3.Error, psycopg2.Error):
            connection.close()
            return
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def drop(self, connection: Any) -> None:  # noqa: ANN401
        """Close a connection that failed, and the idle ones, which are probably broken too."""
        connection.close()
        self._close_idle()

    def disconnect(self) -> None:
        """Close all connections, those that are lent as soon as they come back."""
        self._closed = True
        self._close_idle()
        if self._anchor is not None:
            self._anchor.close()

    def _close_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """Where a store is: Pony's name for the kind of database, connections, a name for people."""

    provider: str
    connections: Connections
    name: str


def place_of(url: str) -> StoreLocation:
    """Find the database that a URL names. Raises `StoreUnavailable` if it names none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    match parts.scheme:
        case "sqlite" if url == "sqlite://":
            return _memory()
        case "sqlite" if url.startswith("sqlite:///") and not (parts.query or parts.fragment):
            path = unquote(parts.path[1:])
            if path and path.isprintable():
                return _file(Path(path).absolute())
        case "postgresql" | "postgres":
            return _server(url, parts.netloc.rpartition("@")[2] + parts.path)
        case _:
            pass
    raise StoreUnavailable(
        "the store's URL must be sqlite:///FILE, sqlite:// (in memory) or "
        "postgresql://USER:PASSWORD@HOST/DATABASE"
    )


# --- SQLite -----------------------------------------------------------------------------------


def _file(path: Path) -> StoreLocation:
    try:
        # Only this user may read it; what SQLite writes beside it takes the same permissions.
        path.touch(mode=0o600)
    except OSError as error:
        because = (error.strerror or "unknown reason").lower()
        raise StoreUnavailable(f"the store {path} cannot be opened: {because}") from error
    connections = Connections(lambda: _sqlite(f"{path.as_uri()}?mode=rw"))
    return StoreLocation("sqlite", connections, str(path))


def _memory() -> StoreLocation:
    # This file system of SQLite's is its memory. Connections to one name share one database.
    uri = f"file:/{secrets.token_hex(16)}?vfs=memdb"
    return StoreLocation("sqlite", Connections(lambda: _sqlite(uri), anchored=True), "in memory")


def _sqlite(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        _write_ahead(connection)
        # What was committed is on the disk.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:  # nobody else has the connection to close it
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep readers and a writer from waiting for each other.

    SQLite does not wait here as it does elsewhere: of several that first open a database at the
    same moment, some are told at once that it is busy.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


# --- PostgreSQL -------------------------------------------------------------------------------


def _server(url: str, name: str) -> StoreLocation:
    name = f"postgresql://{name}"
    # The driver's own message about a bad URL may contain its password.
    mend = f"the store {name} cannot be opened: its URL cannot be read; write special characters in"
    if urlsplit(url).netloc.count("@") > 1:
        raise StoreUnavailable(f"{mend} the user and password as %40 and so on")
    try:
        parse_dsn(url)
    except psycopg2.Error:
        raise StoreUnavailable(f"{mend} it as %40 and so on") from None
    return StoreLocation("postgres", Connections(lambda: _postgres(url)), name)


def _postgres(url: str) -> Any:  # noqa: ANN401 - psycopg2 has no types
    connection = psycopg2.connect(url, connect_timeout=_REACH, client_encoding="UTF8")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    except BaseException:  # nobody else has the connection to close it
        connection.close()
        raise
    return connection
