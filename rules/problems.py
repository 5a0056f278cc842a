"""Problems: what is wrong, where, and how to mend it, in words for the person who can mend it.

    DefinitionError     a definition folder that cannot be used
    InputError          answers, a competition, a contract or a request that cannot be used

Both carry every problem found, not the first one only, and neither is ever shown as a traceback.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: The way to a part of plain data: keys of mappings, places in lists.
DataPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong.

    `where` is a place a person can go to: `rulesets/evaluation.yaml:14` in a definition,
    `bids[2].answers.total-price` in a document.
    """

    where: str
    says: str

    def __str__(self) -> str:
        """Give the problem as one line: place, colon, message."""
        return f"{self.where}: {self.says}" if self.where else self.says

    def as_data(self) -> dict[str, str]:
        """Give the problem as it is printed for machines."""
        return {"where": self.where, "says": self.says}


class ProblemsError(Exception):
    """Something that people wrote cannot be used. Holds all the problems, sorted as found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DefinitionError(ProblemsError):
    """A definition that cannot be used."""


class InputError(ProblemsError):
    """Answers, a competition, a contract or a request that cannot be used."""


class ValueProblem(ValueError):
    """A value that cannot be what it should be; the message is written for a person."""


@dataclass(slots=True)
class Problems:
    """Collects problems, so that a person sees all of them at once."""

    found: list[Problem] = field(default_factory=list)
    # What was added, so that a file with a problem on each of its lines is not slow to refuse.
    _added: set[Problem] = field(default_factory=set, repr=False)

    def add(self, where: str, says: str) -> None:
        """Note one problem, once."""
        problem = Problem(where, says)
        if problem not in self._added:
            self._added.add(problem)
            self.found.append(problem)

    @contextmanager
    def at(self, where: str) -> Iterator[None]:
        """Turn a `ValueProblem` raised inside into a problem at `where`."""
        try:
            yield
        except ValueProblem as error:
            self.add(where, str(error))

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Add the problems of a `DefinitionError` raised inside."""
        try:
            yield
        except DefinitionError as error:
            self.found.extend(error.problems)


def sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file and line, each once."""

    def key(problem: Problem) -> tuple[str, int, str]:
        name, _, line = problem.where.partition(":")
        return name, int(line) if line.isdigit() else 0, problem.says

    return sorted(dict.fromkeys(problems), key=key)
