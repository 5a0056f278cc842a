"""The doctor: what this installation has, and what it can do with it."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from engine.network import sessions as network

OURS = ("agreements", "engine", "forms", "rules", "runtime")
_LIBRARIES = (
    "pydantic",
    "PyYAML",
    "typer",
    "rich",
    "holidays",
    "starlette",
    "pony",
    "weasyprint",
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: whether it is well, and what to do where it is not."""

    name: str
    says: str
    well: bool = True


def signs() -> Iterator[Sign]:
    """Look at everything."""
    yield Sign("Python", f"{platform.python_version()} ({sys.executable})")
    yield _packages()
    yield Sign("interpreter", "decides every evaluation")
    if network.available():
        yield Sign(
            "durable-rules",
            f"{network.version()}: checks every evaluation, which is refused if the results differ",
        )
    else:
        yield Sign(
            "durable-rules",
            f"not available: {network.unavailable_because()}. The interpreter runs alone",
        )
    for name in _LIBRARIES:
        yield _library(name)


def _packages() -> Sign:
    """Check that no other distribution has put packages of our names beside ours."""
    owners = packages_distributions()
    for name in OURS:
        others = set(owners.get(name, [])) - {"frameworkshop"}
        if others:
            says = (
                f"`{name}` also comes from {', '.join(sorted(others))}: install Frameworkshop in "
                "an environment of its own"
            )
            return Sign("packages", says, well=False)
    return Sign("packages", "no other package uses the same names")


def _library(name: str) -> Sign:
    try:
        return Sign(name, version(name))
    except PackageNotFoundError:
        return Sign(
            name, "is not installed: install the packages in requirements.lock again", well=False
        )
