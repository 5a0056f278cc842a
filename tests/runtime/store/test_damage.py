"""A damaged store says that it is, in the store's own errors, and never gives out what is wrong."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from runtime.store.drafts import DraftRefusal, NoDraft, StoreDamaged, StoreUnavailable
from runtime.store.store import Store, open_store
from tests.runtime.store.making import begin

pytestmark = pytest.mark.filterwarnings("ignore:Database contains empty string")

CONTENT: Final = b"%PDF-"
#: Values that no column holds as they are, or that only some do.
ODD: Final = (
    "", "x", "[]", "{}", "null", "5", b"\xff\xfe", 7, -1, 2**62, 1.5, "[[[[", "2020-99-99",
    '{"a": [{"raw": 1}]}', '{"a": 5}', '{"a": [5]}', '{"a": {}}',
)  # fmt: skip
COLUMNS: Final = {
    "draft": (
        "token", "framework", "definition", "form", "lot", "known", "answers", "changed",
        "alternatives", "version", "created", "updated", "submitted",
    ),
    "draft_change": ("draft", "version", "at", "answers", "alternatives"),
    "stored_file": ("sha256", "content", "kept"),
    "draft_file": ("draft", "sha256"),
    "store_step": ("number",),
}  # fmt: skip


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Path, str, str]:
    """A store in a file, with the id of a draft and the digest of a file in it."""
    path = tmp_path / "whole.db"
    with open_store(f"sqlite:///{path}") as store:
        draft, file = begin(store), store.keep_file("a.pdf", CONTENT)
        named = {"name": "a.pdf", "size": 5, "sha256": file.sha256}
        store.save(draft.id, {"a": "1", "b": named}, 0)
        store.save(draft.id, {"a": "2"}, 0)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
    return path, draft.id, file.sha256


def operations(store: Store, draft: str, file: str) -> Iterator[Callable[[], object]]:
    yield lambda: store.draft(draft)
    yield lambda: store.drafts("digital-outcomes")
    yield lambda: store.history(draft)
    yield lambda: store.file(file)
    yield lambda: store.save(draft, {"a": "3", "b": "4"}, 1)
    yield lambda: store.settle(draft, {"a": "5"}, 2)
    yield lambda: store.keep_file("a.pdf", CONTENT)
    yield lambda: store.sweep(timedelta(0))
    yield lambda: store.submit(draft, 2)
    yield lambda: store.unsubmit(draft)
    yield lambda: begin(store)
    yield lambda: store.delete(draft)


def hold(path: Path, draft: str, file: str) -> None:
    """Do everything with a damaged store; only the store's own errors come out of it."""
    with suppress(StoreUnavailable), open_store(f"sqlite:///{path}") as store:
        for act in operations(store, draft, file):
            with suppress(StoreUnavailable, NoDraft, DraftRefusal):
                act()


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, cs in COLUMNS.items() for c in cs])
def test_an_odd_value_in_any_column(
    whole: tuple[Path, str, str], tmp_path: Path, table: str, column: str
) -> None:
    path, *names = whole
    for number, value in enumerate(ODD):
        damaged = tmp_path / f"{number}.db"
        damaged.write_bytes(path.read_bytes())
        with closing(sqlite3.connect(damaged)) as connection, suppress(sqlite3.Error):
            connection.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608
            connection.commit()
        hold(damaged, *names)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_bytes_that_changed_or_are_gone(
    whole: tuple[Path, str, str], tmp_path: Path, seed: int
) -> None:
    path, *names = whole
    draw = Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(draw.choice([1, 3, 30])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    if seed % 5 == 0:
        del content[draw.randrange(len(content)) :]
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(content)
    hold(damaged, *names)


@pytest.mark.parametrize("content", [b"%PDF+", b"", "text", 5, None])
def test_a_file_is_checked_against_its_digest(whole: tuple[Path, str, str], content: Any) -> None:
    path, _, file = whole
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error):
        connection.execute("UPDATE stored_file SET content = ?", (content,))
        connection.commit()
    with open_store(f"sqlite:///{path}") as store:
        if content is not None:  # which no database lets in
            with pytest.raises(StoreDamaged, match=r"is damaged .*: restore it from a backup"):
                store.file(file)
        if isinstance(content, bytes) and content:
            store.keep_file("a.pdf", CONTENT)  # whoever has it mends it
            assert store.file(file) == CONTENT
