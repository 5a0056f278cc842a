"""Faults: what can be wrong with an answer, by sort, so that a form can word each its own way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rules.problems import ValueProblem

#: Faults noted for one question. Beyond that more of them help nobody.
MAX_FAULTS: Final = 50


class Wrong(StrEnum):
    """A sort of fault. These are the keys of a question's `messages`."""

    MISSING = "missing"  # no answer, and one is required
    UNREADABLE = "unreadable"  # not of the question's type
    CHARACTERS = "characters"  # holds a character that no text may hold
    TOO_LONG = "too-long"  # more characters than allowed
    TOO_MANY_WORDS = "too-many-words"
    TOO_SMALL = "too-small"  # a figure, rate or period below the lowest allowed
    TOO_LARGE = "too-large"  # a figure, rate, period or file above the highest allowed
    TOO_MANY_PLACES = "too-many-places"  # digits after the point, more than allowed
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    TOO_FEW = "too-few"  # items, rows, choices or files
    TOO_MANY = "too-many"
    UNKNOWN_OPTION = "unknown-option"  # not an option of the question, or not one offered here
    REPEATED = "repeated"  # the same option twice
    NOT_ALONE = "not-alone"  # an exclusive option chosen with others
    MUST_BE = "must-be"  # yes where only no will do, or the other way round
    WRONG_KIND = "wrong-kind"  # a file of a kind that is not accepted
    UNKNOWN_KEY = "unknown-key"  # a part that the question does not have
    CHECK = "check"  # does not agree with other answers


class Refused(ValueProblem):
    """A value that a question does not take, with the sort of fault."""

    def __init__(self, wrong: Wrong, says: str) -> None:
        self.wrong = wrong
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an answer.

    `at` is the part of the answer, as it follows the question's id in a place: empty for the whole,
    or `.developer`, `[2].amount`. `says` follows the question's name in a sentence.
    """

    wrong: Wrong
    says: str
    at: str = ""


@dataclass(slots=True)
class Faults:
    """Collects the faults of one answer."""

    found: list[Fault] = field(default_factory=list)

    def add(self, wrong: Wrong, says: str, at: str = "") -> None:
        """Note one fault; after `MAX_FAULTS`, only that there are some."""
        if len(self.found) < MAX_FAULTS:
            self.found.append(Fault(wrong, says, at))

    @contextmanager
    def at(self, at: str = "") -> Iterator[None]:
        """Turn a `ValueProblem` raised inside into a fault at `at`."""
        try:
            yield
        except Refused as error:
            self.add(error.wrong, str(error), at)
        except ValueProblem as error:
            self.add(Wrong.UNREADABLE, str(error), at)
