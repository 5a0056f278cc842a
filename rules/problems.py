"""Problems: what is wrong, where, and how to mend it, in words for the person who can mend it.

    DefinitionError     a definition folder that cannot be used
    InputError          answers, a competition, a contract or a request that cannot be used

Both carry every problem found, not the first one only, and neither is ever shown as a traceback.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

#: The way to a part of plain data: keys of mappings, places in lists.
DataPath = tuple[str | int, ...]


class Place(str):
    """A place in a file of a definition, `rulesets/evaluation.yaml:14`, which knows the way to it.

    file    the name of the file in its folder
    at      the way to the part itself; it ends in the key that is missing, where one is
    """

    __slots__ = ("_lines", "at", "file")
    file: str
    at: DataPath
    _lines: Mapping[DataPath, int]

    def __new__(cls, file: str, at: DataPath, lines: Mapping[DataPath, int]) -> Self:
        """Make the place from the line of each part of the file; the nearest part has one."""
        near = at
        while near and near not in lines:
            near = near[:-1]
        place = super().__new__(cls, f"{file}:{lines.get(near, 1)}")
        place.file, place.at, place._lines = file, at, lines
        return place

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the place without the lines of its file: only its own line is kept."""
        line = int(self.rpartition(":")[2])
        return Place, (self.file, self.at, {self.at: line})


def inside(where: str, *path: str | int) -> str:
    """Return the place of a part inside a place, or of as much of the way as the file has."""
    if not isinstance(where, Place):
        return where
    at = (*where.at, *path)
    while at != where.at and at not in where._lines:  # noqa: SLF001 - of the same class
        at = at[:-1]
    return Place(where.file, at, where._lines)  # noqa: SLF001


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong.

    `where` is a place a person can go to: `rulesets/evaluation.yaml:14` in a definition,
    `bids[2].answers.total-price` in a document. In a definition `at` is the way to the field.
    """

    where: str
    says: str

    @property
    def at(self) -> DataPath:
        """The way to the field in its file: `("rules", 2, "when")`; empty where there is none."""
        return self.where.at if isinstance(self.where, Place) else ()

    def __str__(self) -> str:
        """Return the problem as one line: place, colon, message."""
        return f"{self.where}: {self.says}" if self.where else self.says

    def as_data(self) -> dict[str, object]:
        """Return the problem as it is printed for machines."""
        at = {"at": list(self.at)} if self.at else {}
        return {"where": str(self.where), **at, "says": self.says}


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
    """A value that cannot be used; the message is written for a person."""


class NotReadError(ValueProblem):
    """What is meant stands in a part that cannot be read; only that part has a problem."""


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

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems, each once."""
        for problem in problems:
            self.add(problem.where, problem.says)

    @contextmanager
    def at(self, where: str) -> Iterator[None]:
        """Turn a `ValueProblem` raised inside into a problem at `where`."""
        try:
            yield
        except NotReadError:
            pass
        except ValueProblem as error:
            self.add(where, str(error))

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Add the problems of a `DefinitionError` raised inside."""
        try:
            yield
        except DefinitionError as error:
            self.extend(error.problems)


def sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file and line, each once."""

    def key(problem: Problem) -> tuple[str, int, str]:
        name, _, line = problem.where.partition(":")
        return name, int(line) if line.isdigit() else 0, problem.says

    return sorted(dict.fromkeys(problems), key=key)
