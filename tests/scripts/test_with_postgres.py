"""A PostgreSQL server for as long as a command runs."""

import os
import runpy
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg2
import pytest

SCRIPT: Final = Path(__file__).parents[2] / "scripts" / "with_postgres.py"
ASK: Final = """\
import os
from contextlib import closing
import psycopg2
url = os.environ["FRAMEWORKSHOP_TEST_POSTGRES"]
with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
    cursor.execute("SHOW data_directory")
    print(url, *cursor.fetchone())
raise SystemExit(7)
"""


def with_postgres(*command: str, server: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command by the script; without a server given, unless one is named."""
    return subprocess.run(
        [sys.executable, SCRIPT, *command],
        env={**os.environ, "FRAMEWORKSHOP_TEST_POSTGRES": server},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.postgres
def test_a_server_is_made_for_a_command_and_gone_after_it() -> None:
    done = with_postgres(sys.executable, "-c", ASK)
    assert done.stderr == ""
    assert done.returncode == 7
    url, data = done.stdout.split()
    assert not Path(data).parent.exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


@pytest.mark.postgres
def test_each_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    with closing(psycopg2.connect(postgres_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)


def test_a_server_that_is_given_is_used() -> None:
    say = "import os; print(os.environ['FRAMEWORKSHOP_TEST_POSTGRES'])"
    done = with_postgres(sys.executable, "-c", say, server="postgresql://tests@db.example/tests")
    assert done.stdout == "postgresql://tests@db.example/tests\n"
    assert done.returncode == 0


def test_without_a_command_its_usage_is_told() -> None:
    done = with_postgres()
    assert done.returncode == 2
    assert done.stderr == "usage: python scripts/with_postgres.py COMMAND [ARGUMENT...]\n"


@pytest.mark.parametrize(
    ("user", "told"),
    [(1000, "PostgreSQL's initdb is not here"), (0, "there is no user postgres to run as")],
)
def test_what_lacks_is_told_with_the_mend(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    user: int,
    told: str,
) -> None:
    def unknown(*_arguments: object) -> None:
        raise LookupError

    main = runpy.run_path(str(SCRIPT))["main"]
    monkeypatch.setitem(main.__globals__, "DEBIAN", tmp_path)
    monkeypatch.delenv("FRAMEWORKSHOP_TEST_POSTGRES", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: user)
    monkeypatch.setattr("shutil.chown", unknown)
    assert main(["true"]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert "Debian: apt-get install postgresql" in said
