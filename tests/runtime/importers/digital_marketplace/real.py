"""Real frameworks and their schemas, where this machine has them beside the project.

`shared/data/digital-marketplace` next to the checkout holds `frameworks/<framework>` as their
owners published them, and `schemas/*.json` as the old service's generator made them. Every
framework and schema that lies there is tried; none of them is ever part of the project.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.runtime.importers.digital_marketplace.comparing import FORMS, Ours
from tests.runtime.importers.digital_marketplace.holding import Held, held

HOME: Final = Path(__file__).parents[5] / "shared/data/digital-marketplace"
ABSENT: Final = "no real frameworks lie in ../shared/data/digital-marketplace"


def frameworks() -> list[str]:
    return sorted(each.name for each in (HOME / "frameworks").glob("*") if each.is_dir())


@dataclass(frozen=True)
class Schema:
    """A schema of theirs: what it is of, and where it lies."""

    kind: str
    framework: str
    lot: str
    path: Path

    @property
    def data(self) -> Any:
        return json.loads(self.path.read_text(encoding="utf-8"))

    def ours(self, folder: Path) -> Ours:
        """Give the imported form."""
        return real(self.framework, folder).ours(self.kind, self.lot)

    def __str__(self) -> str:
        return self.path.stem


def schemas() -> Iterator[Schema]:
    # The longest names first, since one framework's may be the start of another's.
    for path in sorted((HOME / "schemas").glob("*.json")):
        for kind in sorted(FORMS, key=len, reverse=True):
            rest = path.stem.removeprefix(f"{kind}-")
            if rest == path.stem:
                continue
            for framework in sorted(frameworks(), key=len, reverse=True):
                if rest.startswith(f"{framework}-"):
                    yield Schema(kind, framework, rest.removeprefix(f"{framework}-"), path)
                    break
            break


def assessments() -> dict[str, Path]:
    """Give the assessment schemas, by framework."""
    paths = {name: HOME / "schemas" / f"assessment-{name}.json" for name in frameworks()}
    return {name: path for name, path in paths.items() if path.is_file()}


@cache
def real(framework: str, folder: Path) -> Held:
    """Give a framework, imported and loaded once. Its lots are those that it has schemas for."""
    mine = [each for each in schemas() if each.framework == framework]
    lots = {
        kind: tuple(each.lot for each in mine if each.kind == kind)
        for kind in ("services", "briefs")
    }
    return held(HOME, framework, lots["services"], lots["briefs"], folder / framework)


#: A test of real frameworks, which says so where there are none.
needs_real = pytest.mark.skipif(not frameworks(), reason=ABSENT)
