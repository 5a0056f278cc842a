"""The library: the product's own clause texts, for whatever a definition does not word itself."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from jinja2 import DictLoader

from agreements.clauses.binding import Binder
from rules.problems import DefinitionError, Problem


@cache
def library() -> Mapping[str, str]:
    """Return the texts of the library by name: `framework/10-parties.md`, `_limits.md`."""
    top = resources.files("agreements") / "clauses_library"
    found: dict[str, str] = {}
    for folder in sorted(top.iterdir(), key=lambda each: each.name):
        files = folder.iterdir() if folder.is_dir() else (folder,)
        for file in sorted(files, key=lambda each: each.name):
            if file.name.endswith(".md"):
                inside = f"{folder.name}/" if folder.is_dir() else ""
                found[f"{inside}{file.name}"] = file.read_text("utf-8")
    return found


@cache
def library_binder() -> Binder:
    """Return what fills in the texts of the library."""
    return Binder(DictLoader(dict(library())))


def library_text(name: str, values: Mapping[str, object]) -> str:
    """Fill in a text of the library, without its head.

    Raises `DefinitionError` where it cannot be filled in, which is a fault of the library.
    """
    _, _, text = library()[name].split("---\n", 2)
    filled = library_binder().fill(text, values, lambda line: f"{name}:{line}")
    if isinstance(filled, Problem):
        raise DefinitionError([filled])
    return filled.text
