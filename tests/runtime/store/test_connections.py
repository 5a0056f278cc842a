"""Connections: where a URL leads, how databases are set up, and what is said when they fail."""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from runtime.store import connections
from runtime.store.connections import Connections
from runtime.store.drafts import Draft, StoreUnavailable
from runtime.store.rows import draft_of
from runtime.store.store import Store, open_store
from tests.runtime.store.making import begin

ROOT = Path(__file__).parents[3]
SHAPES = (
    "the store's URL must be sqlite:///FILE, sqlite:// (in memory) or "
    "postgresql://USER:PASSWORD@HOST/DATABASE"
)


def refused(url: str) -> str:
    with pytest.raises(StoreUnavailable) as error:
        open_store(url)
    return str(error.value)


# --- where a URL leads ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "drafts.db",
        "/var/lib/drafts.db",
        "mysql://host/name",
        "sqlite",
        "sqlite:",
        "sqlite:drafts.db",
        "sqlite:/",
        "sqlite:///",
        "sqlite://drafts.db",
        "sqlite://host/drafts.db",
        "sqlite:///drafts.db?mode=ro",
        "sqlite:///drafts.db#1",
        "sqlite:///drafts%00.db",
        "http://[::1",
    ],
)
def test_a_url_that_names_no_store(url: str) -> None:
    assert refused(url) == SHAPES


def test_a_file_is_named_from_here_or_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for url, name in [
        ("sqlite:///here.db", "here.db"),
        (f"sqlite:///{tmp_path}/root.db", "root.db"),
        ("sqlite:///a%20b%23c%3Fd%25.db", "a b#c?d%.db"),
        ("sqlite:///dŵr.db", "dŵr.db"),
    ]:
        with open_store(url) as store:
            begin(store)
        assert (tmp_path / name).stat().st_size > 0


def test_a_file_is_for_nobody_elses_eyes(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/drafts.db") as store:
        begin(store)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["drafts.db", "drafts.db-wal", "drafts.db-shm"], 0o600)


def test_two_stores_in_memory_are_two() -> None:
    with open_store("sqlite://") as one, open_store("sqlite://") as other:
        begin(one)
        assert len(one.drafts("digital-outcomes")) == 1
        assert other.drafts("digital-outcomes") == ()


# --- how SQLite is set up ---------------------------------------------------------------------


def test_every_connection_is_safe(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/drafts.db") as store:
        lent = store._database.place.connections
        together = [lent.connect()[0] for _ in range(3)]
        for connection in together:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
            assert found == ["wal", 2, 1, 30_000]  # synchronous 2 is FULL
            lent.release(connection)


def test_memory_lasts_as_long_as_its_store_whoever_opened_it() -> None:
    opened: list[Store] = []
    thread = threading.Thread(target=lambda: opened.append(open_store("sqlite://")))
    thread.start()
    thread.join()
    (store,) = opened
    with ThreadPoolExecutor(1) as pool:
        draft = pool.submit(begin, store).result()
    assert store.draft(draft.id) == draft
    # Even where every connection that was lent broke.
    for _ in range(2):
        connection, _ = store._database.place.connections.connect()
        store._database.place.connections.drop(connection)
    assert store.draft(draft.id) == draft
    store.close()


# --- what is said when it fails ---------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "drafts.db"
    assert refused(f"sqlite:///{path}") == (
        f"the store {path} cannot be opened: no such file or directory"
    )


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    assert refused(f"sqlite:///{tmp_path}") == (
        f"the store {tmp_path} cannot be used: unable to open database file"
    )


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk. " * 200, "utf-8")
    assert refused(f"sqlite:///{path}") == (
        f"the store {path} cannot be used: file is not a database"
    )
    assert path.read_text("utf-8") == "Buy milk. " * 200


def test_a_database_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE draft (beer TEXT)")
    assert "table draft already exists" in refused(f"sqlite:///{path}")


def test_a_closed_store(url: str) -> None:
    store = open_store(url)
    draft = begin(store)
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="was closed"):
        store.draft(draft.id)


def test_a_store_that_is_closed_while_it_is_used(url: str) -> None:
    store = open_store(url)
    draft = begin(store)

    def close_and_read() -> Draft:
        store._row(draft.id)
        store.close()
        return draft_of(store._row(draft.id))

    assert store._database.read(close_and_read) == draft
    with pytest.raises(StoreUnavailable, match="was closed"):
        store.draft(draft.id)


def test_a_store_that_others_hold_for_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    path = tmp_path / "drafts.db"
    with open_store(f"sqlite:///{path}") as store:
        draft = begin(store)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable) as error:
                store.save(draft.id, {"a": "x"}, based_on=0)
            assert str(error.value) == f"the store {path} cannot be used: database is locked"
            assert store.draft(draft.id) == draft  # reading waits for nobody
        assert store.save(draft.id, {"a": "x"}, based_on=0).version == 1


def test_a_new_store_that_somebody_else_is_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drafts.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with monkeypatch.context() as patch:
            patch.setattr(connections, "PATIENCE", 0.05)
            assert refused(f"sqlite:///{path}") == (
                f"the store {path} cannot be used: database is locked"
            )
        # As is said to some of those who come at the same moment, whatever their patience.
        patient = sqlite3.connect
        monkeypatch.setattr(
            sqlite3,
            "connect",
            lambda *args, **more: patient(*args, **more | {"timeout": 0}),
        )
        with ThreadPoolExecutor(1) as pool:
            opening = pool.submit(open_store, f"sqlite:///{path}")
            with pytest.raises(TimeoutError):
                opening.result(timeout=0.2)
            other.execute("COMMIT")
            with opening.result(timeout=20) as store:
                assert begin(store).version == 0


def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    with open_store(f"sqlite:///{path}") as store:
        draft = begin(store)
        pony = store._database.pony
        pages = store._database.read(lambda: pony.execute("PRAGMA page_count").fetchone()[0])
        store._database.read(lambda: pony.execute(f"PRAGMA max_page_count = {pages}").fetchone())
        with pytest.raises(StoreUnavailable, match="database or disk is full"):
            store.save(draft.id, {"a": "x" * 100_000}, based_on=0)
        assert store.draft(draft.id) == draft
        assert store.history(draft.id) == ()
        store._database.read(lambda: pony.execute("PRAGMA max_page_count = 100000").fetchone())
        assert store.save(draft.id, {"a": "x" * 100_000}, based_on=0).version == 1


def test_what_fails_in_the_middle_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(store)
    saved = store.save(draft.id, {"a": "x"}, based_on=0)

    def fails(*_: object) -> None:
        store._database.pony.flush()
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("runtime.store.draft_operations.columns_of", fails)
        with pytest.raises(RuntimeError):
            store.save(draft.id, {"a": "y"}, based_on=1)
    assert store.draft(draft.id) == saved
    assert len(store.history(draft.id)) == 1


# --- lending ----------------------------------------------------------------------------------


def test_threads_that_end_leave_nothing_open(tmp_path: Path) -> None:
    """A connection that is left to the garbage collector is a warning from Python 3.13 on."""
    with open_store(f"sqlite:///{tmp_path}/drafts.db") as store:
        draft = begin(store)
        lent = store._database.place.connections
        for _ in range(3):
            thread = threading.Thread(target=store.draft, args=(draft.id,))
            thread.start()
            thread.join()
        assert len(lent._idle) == 1
    assert lent._idle == []
    assert not list(tmp_path.glob("*-wal"))  # SQLite removes it when the last connection is closed


def test_a_child_process_leaves_its_parents_connections_alone(lasting_url: str) -> None:
    script = """if True:
        import os, sys
        from runtime.store.store import open_store
        from tests.runtime.store.making import begin
        with open_store(sys.argv[1]) as store:
            draft = begin(store)
            child = os.fork()
            store.save(draft.id, {"child" if child == 0 else "parent": "x"}, based_on=0)
            if child == 0:
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            store.save(draft.id, {"after": "x"}, based_on=2)
            print(sorted(store.draft(draft.id).answers))
    """
    done = subprocess.run(
        [sys.executable, "-c", script, lasting_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("['after', 'child', 'parent']\n", "")


def test_a_connection_that_cannot_roll_back_is_not_lent_again() -> None:
    lent = Connections(lambda: sqlite3.connect(":memory:"))
    connection, new = lent.connect()
    assert new
    connection.close()
    lent.release(connection)
    other, new = lent.connect()
    assert new
    lent.release(other)
    assert lent.connect() == (other, False)
    lent.drop(other)


# --- PostgreSQL -------------------------------------------------------------------------------


def test_a_server_that_is_not_there() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        port = taken.getsockname()[1]
        says = refused(f"postgresql://ann:secret@127.0.0.1:{port}/drafts")
    assert says.startswith(f"the store postgresql://127.0.0.1:{port}/drafts cannot be used: ")
    assert "refused" in says
    assert "secret" not in says


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:se@cret@127.0.0.1/drafts",
        "postgresql://ann:secret@127.0.0.1/drafts?secret=secret",
        "postgresql://ann:secret@[127.0.0.1/drafts",
        "postgresql://ann:%ZZsecret@127.0.0.1/drafts",
    ],
)
def test_a_url_that_cannot_be_read_is_not_told_with_its_password(url: str) -> None:
    says = refused(url)
    assert "secret" not in says
    assert "cret" not in says
    assert says == SHAPES or "write special characters in" in says


@pytest.mark.postgres
def test_a_database_that_is_not_there(postgres_url: str) -> None:
    assert 'database "nowhere" does not exist' in refused(
        postgres_url.replace("/test_", "/nowhere?dbname=nowhere&application_name=test_", 1)
        if "?" not in postgres_url
        else f"{postgres_url}&dbname=nowhere"
    )


@pytest.mark.postgres
def test_a_server_that_broke_every_connection(postgres_url: str) -> None:
    """As one does that is started again."""
    with open_store(postgres_url) as store:
        draft = begin(store)
        together = threading.Barrier(3)

        def hold() -> None:
            store._row(draft.id)
            together.wait()

        with ThreadPoolExecutor(3) as pool:
            for hold_one in [pool.submit(store._database.read, hold) for _ in range(3)]:
                hold_one.result()
        assert len(store._database.place.connections._idle) == 3
        with closing(psycopg2.connect(postgres_url)) as other, other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.rowcount == 3
        saved = store.save(draft.id, {"a": "x"}, based_on=0)
        assert store.draft(draft.id) == saved


@pytest.mark.postgres
def test_a_row_that_others_hold_for_too_long(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1)
    with open_store(postgres_url) as store:
        draft = begin(store)
        with closing(psycopg2.connect(postgres_url)) as other:
            other.cursor().execute("SELECT * FROM draft FOR UPDATE")
            with pytest.raises(StoreUnavailable, match="lock timeout"):
                store.save(draft.id, {"a": "x"}, based_on=0)
            assert store.draft(draft.id) == draft
        assert store.save(draft.id, {"a": "x"}, based_on=0).version == 1


@pytest.mark.postgres
def test_a_user_who_may_not_make_tables(postgres_url: str) -> None:
    role = f"reader_{os.getpid()}"
    with closing(psycopg2.connect(postgres_url)) as owner:
        owner.autocommit = True
        owner.cursor().execute(f"CREATE ROLE {role} LOGIN")
        try:
            says = refused(postgres_url + ("&" if "?" in postgres_url else "?") + f"user={role}")
            assert "permission denied for schema public" in says
            # Where the tables are, no such permission is needed.
            with open_store(postgres_url) as store:
                draft = begin(store)
            owner.cursor().execute(
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
            )
            owner.cursor().execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
            url = postgres_url + ("&" if "?" in postgres_url else "?") + f"user={role}"
            with open_store(url) as store:
                assert store.save(draft.id, {"a": "x"}, based_on=0).version == 1
        finally:
            owner.cursor().execute(f"DROP OWNED BY {role}")
            owner.cursor().execute(f"DROP ROLE {role}")
