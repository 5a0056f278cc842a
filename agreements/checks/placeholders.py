"""Placeholders: texts of the starter that its owner has still to write."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from agreements.checks.lint import Lint
from agreements.checks.places import Places
from agreements.definition.framework import Framework
from rules.problems import DataPath

#: How the starter marks a text that is to be changed.
MARK: Final = "Change this"
_MARKED: Final = re.compile(rf"\b{MARK}\b", re.IGNORECASE)
#: The first day that the starter gives its framework, which nobody can mean.
NO_DAY: Final = date(2099, 1, 1)


def placeholder_findings(framework: Framework, places: Places) -> Iterator[Lint]:
    """Find every placeholder that is left, in any file of a definition."""
    for name, data in framework.documents.items():
        for at, value in values_in(data):
            if name.endswith(".yaml") and isinstance(value, str) and _MARKED.search(value):
                says = f"is still a placeholder, “{value.strip()[:80]}”: write your own text"
            elif name == "framework.yaml" and at == ("starts",) and value == NO_DAY:
                says = "is still a placeholder: give the first day of the framework"
            else:
                continue
            yield Lint("note", places.at(name, *at), f"`{_key(at)}` {says}")
        for number, line in enumerate(data.splitlines() if isinstance(data, str) else (), 1):
            if _MARKED.search(line):
                says = f"still has a placeholder, “{line.strip()[:80]}”: write your own text"
                yield Lint("note", f"{name}:{number}", says)


def values_in(data: Any, at: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:  # noqa: ANN401 - YAML
    """Return every value of some data that holds no others, with the way to it."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from values_in(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values_in(value, (*at, index))
    else:
        yield at, data


def _key(at: DataPath) -> str:
    return ".".join(each for each in at if isinstance(each, str))
