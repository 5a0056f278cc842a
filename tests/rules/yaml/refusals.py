"""What an act is refused with."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.problems import Problem, ProblemsError


def told(act: Callable[..., object], *args: Any) -> list[str]:
    """Give the problems that an act is refused with, as lines."""
    with pytest.raises(ProblemsError) as caught:
        act(*args)
    return [str(problem) for problem in caught.value.problems]


def problems_of(act: Callable[..., object], *args: Any) -> tuple[Problem, ...]:
    """Give the problems that an act is refused with, if it is."""
    try:
        act(*args)
    except ProblemsError as error:
        return error.problems
    return ()
