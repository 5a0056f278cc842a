"""What a person is told whose machine lacks something."""

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_machine.py"


class Machine:
    """A machine on which everything is there, until a test takes it away."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._script: dict[str, Any] = runpy.run_path(str(SCRIPT))
        # A script that was run keeps its names in the globals of its functions.
        self._names: dict[str, Any] = self._script["main"].__globals__
        self.has("compiles", lambda: True)
        self.has("loads", lambda _library: True)
        self.has("has_typeface", lambda: True)
        patch.setattr("pathlib.Path.is_file", lambda _path: True)
        patch.setattr("os.geteuid", lambda: 1000)
        self.runs_python(3, 11)

    def has(self, name: str, answer: object) -> None:
        """Change what one question of the script finds, or where it looks."""
        self._patch.setitem(self._names, name, answer)

    def runs_python(self, *version: int) -> None:
        """Change the version of the Python that runs the script, as Debian installs it."""
        self._patch.setattr(sys, "version_info", version)
        self._patch.setattr(sys, "base_prefix", "/usr")

    def check(self, *names: str) -> int:
        """Run the script, with names of what some tests want, and give its exit code."""
        return int(self._script["main"](list(names)))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_nothing_is_said_where_nothing_lacks(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.check() == 0
    assert capsys.readouterr() == ("", "")


def test_all_that_lacks_is_installed_by_one_command(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("compiles", lambda: False)
    machine.has("loads", lambda _library: False)
    monkeypatch.setattr("pathlib.Path.is_file", lambda _path: False)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert machine.check() == 1
    assert (
        capsys.readouterr().err
        == """
This machine lacks:
    Python's venv and pip        the project is installed in an environment of its own
    a working C compiler         durable-rules is built from source
    the headers of this Python   durable-rules is built from source
    Pango                        PDF documents are laid out with it
Debian and Ubuntu install them with:
    sudo apt-get update && sudo apt-get install python3.11-venv gcc libc6-dev python3.11-dev \
libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
Then give the same command again.

"""
    )


def test_without_pango_all_but_documents_goes_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("loads", lambda library: "pango" not in library)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert machine.check() == 0
    assert (
        capsys.readouterr().err
        == """
This machine lacks, for documents only:
    Pango   PDF documents are laid out with it
Debian and Ubuntu install it with:
    apt-get update && apt-get install libpango-1.0-0 libpangoft2-1.0-0

"""
    )


def test_no_compiler_is_wanted_where_durable_rules_cannot_be_built(machine: Machine) -> None:
    machine.has("compiles", lambda: False)
    machine.runs_python(3, 13)
    assert machine.check() == 0


def test_an_old_python_is_told_so(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.runs_python(3, 9)
    assert machine.check() == 1
    assert "Python 3.11 or later (this is " in capsys.readouterr().err


def test_a_missing_typeface_stops_nothing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("has_typeface", lambda: False)
    assert machine.check() == 0
    assert "apt-get install fonts-texgyre" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chromium", "Chromium   tests go through pages in it"),
        ("postgresql", "a PostgreSQL server   tests store things in it"),
    ],
)
def test_what_some_tests_alone_want_is_missed_by_them_alone(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    told: str,
) -> None:
    monkeypatch.delenv("FRAMEWORKSHOP_TEST_POSTGRES", raising=False)
    monkeypatch.setattr("shutil.which", lambda _command: None)
    machine.has("POSTGRESQL_SERVERS", tmp_path)
    assert machine.check() == 0
    assert capsys.readouterr().err == ""
    machine.has("compiles", lambda: False)
    assert machine.check(name) == 1
    said = capsys.readouterr().err
    assert told in said
    assert f"sudo apt-get update && sudo apt-get install {name}\n" in said


def test_where_a_server_is_given_none_is_missed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda _command: None)
    machine.has("POSTGRESQL_SERVERS", tmp_path)
    monkeypatch.setenv("FRAMEWORKSHOP_TEST_POSTGRES", "postgresql://tests@db.example/tests")
    assert machine.check("postgresql") == 0
