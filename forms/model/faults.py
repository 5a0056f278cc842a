"""Faults: what can be wrong with an answer, by sort, so that a form can word each its own way."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
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
    """A value that a question does not take, with the sort of fault, and the part that is wrong."""

    def __init__(self, wrong: Wrong, says: str, at: str = "") -> None:
        self.wrong = wrong
        self.at = at
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an answer.

    `at` is the part of the answer, as it follows the question's id in a place: empty for the whole,
    or `.developer`, `[2].amount`. `says` follows the question's name ("must be a number"), unless
    it is the form's `own` wording, which is a sentence in itself.
    """

    wrong: Wrong
    says: str
    at: str = ""
    own: bool = False


@dataclass(slots=True)
class Faults:
    """Collects the faults of one answer, in the question's own words where it has them."""

    messages: Mapping[Wrong, str] = field(default_factory=dict)
    found: list[Fault] = field(default_factory=list)

    def add(self, wrong: Wrong, says: str, at: str = "") -> None:
        """Note one fault."""
        # What a question says where it is not answered is not true of one missing part of it.
        own = None if at and wrong is Wrong.MISSING else self.messages.get(wrong)
        self.add_all([Fault(wrong, own or says, at, own=own is not None)])

    def add_all(self, faults: Iterable[Fault], at: str = "") -> None:
        """Note faults of a part of the answer, up to `MAX_FAULTS`."""
        room = MAX_FAULTS - len(self.found)
        self.found.extend(replace(fault, at=at + fault.at) for fault in islice(faults, room))

    @contextmanager
    def at(self, at: str = "") -> Iterator[None]:
        """Turn a `ValueProblem` raised inside into a fault at `at`."""
        try:
            yield
        except ValueProblem as error:
            self.take(error, at)

    def take(self, error: ValueProblem, at: str = "") -> None:
        """Note what is said by a `ValueProblem`."""
        # Not `str` of the error, which would forget what a `Said` was made of.
        says = error.args[0]
        if isinstance(error, Refused):
            self.add(error.wrong, says, at + error.at)
        else:
            self.add(Wrong.UNREADABLE, says, at)
