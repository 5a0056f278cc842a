"""The databases that the store is tried on: SQLite in a file and in memory, and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.store.store import Store, open_store

LASTING = [pytest.param("file"), pytest.param("postgres", marks=pytest.mark.postgres)]


def _url(request: pytest.FixtureRequest, folder: Path) -> str:
    match request.param:
        case "memory":
            return "sqlite://"
        case "file":
            return f"sqlite:///{folder}/drafts.db"
        case _:
            return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["memory", *LASTING])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, of each kind."""
    return _url(request, tmp_path)


@pytest.fixture(params=LASTING)
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database, of each kind that outlives the process."""
    return _url(request, tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(url) as opened:
        yield opened
