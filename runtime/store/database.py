"""The database: sessions in which to read or write, and what goes wrong with them in words.

database = open_database("sqlite:///drafts.db")
database.read(act)      run `act` in a session that only reads
database.write(act)     run `act` in one transaction: all of it is kept, or nothing
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import pony.orm
import psycopg2
from pony.orm import db_session
from pony.orm.dbproviders.postgres import PGProvider
from pony.orm.dbproviders.sqlite import SQLiteProvider

from runtime.store.connections import StoreLocation, place_of
from runtime.store.drafts import StoreDamaged, StoreUnavailable
from runtime.store.tables import entities, upgrade

T = TypeVar("T")

# Not by their names: Pony imports them when they are first named, and threads then get in each
# other's way.
_PROVIDERS: Final = {"postgres": PGProvider, "sqlite": SQLiteProvider}

#: How often a transaction is tried again that another one got in the way of.
_RETRIES: Final = 5


def open_database(url: str) -> "Database":
    """Open the database that a URL names, and upgrade it. Raises `StoreUnavailable`."""
    place = place_of(url)
    try:
        with _telling(place.name):
            return Database(place)
    except BaseException:  # nobody else would close the connections
        place.connections.disconnect()
        raise


class Database:
    """An open database at a `place`. `entities` are Pony's, for use in `read` and `write` only."""

    def __init__(self, place: StoreLocation) -> None:
        self.place = place
        # Under this name Pony takes connections other than its own, and does not use the place.
        self.pony: Any = pony.orm.Database(
            _PROVIDERS[place.provider], place.name, pony_pool_mockup=place.connections
        )
        upgrade(self.pony, place.provider)
        self.entities = entities(self.pony)

    def read(self, act: Callable[[], T]) -> T:
        """Run what only reads; each statement sees what is committed when it begins."""
        with _telling(self.place.name):
            result: T = _reading(act)
        return result

    def write(self, act: Callable[[], T]) -> T:
        """Run `act` in one transaction, again if another one got in its way.

        SQLite has one writer at a time; on PostgreSQL, `act` locks the rows that it is about.
        """
        with _telling(self.place.name):
            result: T = _writing(act)
        return result

    def close(self) -> None:
        """Close all connections."""
        self.place.connections.disconnect()


def _run(act: Callable[[], T]) -> T:
    return act()


_reading = db_session(_run)
# Rows are locked when they are read, so there is nothing for optimistic checks to find.
_writing = db_session(immediate=True, optimistic=False, retry=_RETRIES)(_run)


@contextmanager
def _telling(name: str) -> Iterator[None]:
    """Turn what the driver or Pony raises into `StoreUnavailable`.

    What this package writes, it can read. An act that fails on what it reads, or Pony or the
    driver while they read it, has met something else: the database is damaged.
    """
    try:
        yield
    except (pony.orm.DBException, pony.orm.OrmError, sqlite3.Error, psycopg2.Error) as error:
        because = str(error).strip().partition("\n")[0] or type(error).__name__
        raise StoreUnavailable(f"the store {name} cannot be used: {because}") from error
    except _UNREADABLE as error:
        because = str(error).strip().partition("\n")[0] or type(error).__name__
        says = f"the store {name} is damaged ({because}): restore it from a backup"
        raise StoreDamaged(says) from error


#: What reading a value raises that is not of its column's kind.
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    KeyError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
