"""What is imported is asked for, what is asked for is locked and explained, and nothing more."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, Final

import pytest

OURS: Final = ("agreements", "engine", "forms", "rules", "runtime")
ROOT: Final = Path(__file__).parents[2]
LOCKS: Final = (
    "requirements-build.lock",
    "requirements-node.lock",
    "requirements.lock",
    "requirements-dev.lock",
)
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def plain(name: str) -> str:
    """Give a distribution's name as indexes compare it, from a requirement or a name."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name, maxsplit=1)[0]).lower()


def asked_for(*groups: str) -> set[str]:
    """Give what the project asks for, to run and in groups of `dependency-groups`."""
    lines = list(PROJECT["project"]["dependencies"])
    for group in groups:
        lines += [line for line in PROJECT["dependency-groups"][group] if isinstance(line, str)]
    return {plain(line) for line in lines}


def locked(lock: str) -> set[str]:
    """Give the names of what a lock file installs."""
    text = (ROOT / lock).read_text("utf-8")
    return {plain(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def imported(*folders: str) -> dict[str, str]:
    """Give the top names that folders import and who first imports each."""
    found: dict[str, str] = {}
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [alias.name for alias in names]
                case ast.ImportFrom(module=str() as module, level=0):
                    modules = [module]
                case _:
                    modules = []
            for module in modules:
                found.setdefault(module.split(".")[0], path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize(
    ("folders", "groups"), [(OURS, ()), (("tests",), ("test", "dev"))], ids=["packages", "tests"]
)
def test_what_is_imported_is_asked_for(folders: tuple[str, ...], groups: tuple[str, ...]) -> None:
    """Never by luck, because another dependency happens to bring it."""
    # durable-rules is asked for, but not installed on a later Python.
    distributions = {
        "durable": ["durable-rules"],
        "durable_rules_engine": ["durable-rules"],
        **packages_distributions(),
    }
    asked = asked_for(*groups)
    foreign = {
        name: module
        for name, module in imported(*folders).items()
        if name not in sys.stdlib_module_names
        and name not in {*OURS, "tests", "benchmarks"}
        and not {plain(owner) for owner in distributions.get(name, [name])} & asked
    }
    assert foreign == {}


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ()), ("requirements-dev.lock", ("test", "dev"))],
)
def test_what_is_asked_for_is_locked(lock: str, groups: tuple[str, ...]) -> None:
    assert asked_for(*groups) <= locked(lock)


def test_tests_run_on_exactly_what_is_shipped() -> None:
    def versions(lock: str) -> set[str]:
        text = (ROOT / lock).read_text("utf-8")
        return set(re.findall(r"^\S+==[^\\\n]*", text, re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_is_the_same_wherever_it_is_made(lock: str) -> None:
    """No index, no path of a machine; every package with its hashes."""
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|file:|--(extra-)?index|--find-links|^/|\s/\w", text, re.MULTILINE)
    for package in re.split(r"\n(?=\S)", text):
        assert "--hash=sha256:" in package, package


def test_every_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    tables = text.split("## On the machine")[0]
    explained = [plain(name) for name in re.findall(r"^\| ([\w.-]+) \|", tables, re.MULTILINE)]
    headings = tables.count("| Package |")
    npm = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert sorted(explained) == sorted(
        [
            *asked_for("build", "node", "test", "dev"),
            *npm["dependencies"],
            *npm["devDependencies"],
            *["package"] * headings,
        ]
    )
