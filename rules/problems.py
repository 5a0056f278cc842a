"""Problems: what is wrong, where, and how to mend it, in words for the person who can mend it.

    DefinitionError     a definition folder that cannot be used
    InputError          answers, a competition, a contract or a request that cannot be used

Both carry every problem found, not the first one only, and neither is ever shown as a traceback.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Self

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


#: How many problems are listed. Whoever meets more mends these first.
MAX_LISTED: Final = 500


@dataclass(frozen=True, slots=True)
class Unlisted(Problem):
    """Stands for the problems beyond `MAX_LISTED`; `count` says how many there are."""

    count: int = 0


def unlisted(count: int) -> Unlisted:
    """Return what is said of problems that are not listed."""
    more = f"{count:,} more problem{'s are' if count > 1 else ' is'} not listed"
    return Unlisted("", f"{more}: mend those listed, then check again", count)


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return at most `MAX_LISTED` problems, and how many more there are."""
    kept: list[Problem] = []
    more = 0
    for each in problems:
        if isinstance(each, Unlisted):
            more += each.count
        elif len(kept) < MAX_LISTED:
            kept.append(each)
        else:
            more += 1
    return (*kept, unlisted(more)) if more else tuple(kept)


def how_many(problems: Iterable[Problem]) -> int:
    """Return how many problems there are, those that are not listed included."""
    return sum(each.count if isinstance(each, Unlisted) else 1 for each in problems)


class ProblemsError(Exception):
    """Something that people wrote cannot be used. Holds the problems, as `listed` bounds them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = listed(problems)
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
    """Collects problems, so that a person sees all of them at once, as `listed` bounds them."""

    found: list[Problem] = field(default_factory=list)
    # What was added, so that a file with a problem on each of its lines is not slow to refuse.
    _added: set[Problem] = field(default_factory=set, repr=False)

    def add(self, where: str, says: str) -> None:
        """Note one problem, once."""
        self.extend([Problem(where, says)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems, each once."""
        more = 0
        for problem in problems:
            if isinstance(problem, Unlisted):
                more += problem.count
            elif problem in self._added:
                continue
            elif len(self._added) < MAX_LISTED:
                self._added.add(problem)
                self.found.append(problem)
            else:
                more += 1
        if more:
            if isinstance(last := self.found[-1] if self.found else None, Unlisted):
                self.found.pop()
                more += last.count
            self.found.append(unlisted(more))

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
    """Return problems by file and line, each once, as `listed` bounds them."""

    def key(problem: Problem) -> tuple[str, int, str]:
        name, _, line = problem.where.partition(":")
        return name, int(line) if line.isdigit() else 0, problem.says

    given = list(problems)
    unique = sorted({each for each in given if not isinstance(each, Unlisted)}, key=key)
    return list(listed([*unique, *(each for each in given if isinstance(each, Unlisted))]))
