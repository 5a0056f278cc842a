"""What holds of every module of ours, and no linter checks."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

OURS = ("agreements", "engine", "forms", "rules", "runtime")
EXACT = ("agreements", "engine", "forms", "rules")
ROOT = Path(__file__).parents[2]
#: Names that say nothing about what is inside.
CATCH_ALLS = {"base", "common", "core", "helper", "helpers", "misc", "tools", "util", "utils"}


def modules(*packages: str) -> list[str]:
    """Give the paths of all the modules in packages, as seen from the root."""
    return [
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


@cache
def tree(module: str) -> ast.Module:
    """Read a module's source."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def floats(source: ast.Module) -> Iterator[str]:
    """Find each use of binary fractions, but for the two that hold no figure of anyone's.

    To ask whether a value is one, in order to refuse it; and to tell the standard library how alike
    two words must be, or how long to wait.
    """
    allowed: set[int] = set()
    for node in ast.walk(source):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
                allowed |= {id(part) for part in ast.walk(node)}
            case ast.keyword(arg="cutoff" | "timeout"):
                allowed.add(id(node.value))
            case _:
                pass
    for node in ast.walk(source):
        match node:
            case ast.Name(id="float") if id(node) not in allowed:
                yield f"line {node.lineno}: float"
            case ast.Constant(value=float()) if id(node) not in allowed:
                yield f"line {node.lineno}: {node.value!r}"
            case _:
                pass


@pytest.mark.parametrize("module", [*modules(*OURS), *modules("tests")])
def test_says_what_it_is_for(module: str) -> None:
    empty = not tree(module).body  # the __init__.py of a test folder
    assert ast.get_docstring(tree(module)) or (empty and module.startswith("tests/"))


@pytest.mark.parametrize("module", modules(*EXACT))
def test_money_and_scores_are_exact(module: str) -> None:
    """A binary fraction cannot hold £0.10: an award must not hang on that."""
    assert list(floats(tree(module))) == []


@pytest.mark.parametrize("line", ["x = 0.1", "x = float(y)", "x: float", "def f() -> float: ..."])
def test_an_inexact_number_would_be_found(line: str) -> None:
    assert list(floats(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["isinstance(x, (str, float))", "get_close_matches(a, b, cutoff=0.6)"]
)
def test_no_figure_of_anyones_is_found(line: str) -> None:
    assert not list(floats(ast.parse(line)))


@pytest.mark.parametrize("module", modules(*OURS))
def test_is_named_for_what_is_in_it(module: str) -> None:
    assert not CATCH_ALLS & set(Path(module).with_suffix("").parts)


@cache
def taken() -> set[str]:
    """Give the names of all modules that are not ours."""
    return (set(packages_distributions()) | sys.stdlib_module_names) - set(OURS)


@pytest.mark.parametrize("module", modules(*OURS))
def test_bears_no_name_of_a_module_we_depend_on(module: str) -> None:
    """Run by its path, such a module would take the place of the one that it is named like."""
    assert Path(module).stem == "__init__" or Path(module).stem not in taken()
