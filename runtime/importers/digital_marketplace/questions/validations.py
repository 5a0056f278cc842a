"""Validations: their `validations` become what is said of a wrong answer, and limits.

A validation has a name and a message. Some limits stand nowhere else: words in the name
(`under_100_words`), characters in the message ("… no more than 5,000 characters").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from forms.model.question import ALWAYS_POSSIBLE
from forms.model.question_types import TYPES
from runtime.importers.digital_marketplace.source.model import MOST_CHARACTERS, SourceQuestion
from runtime.importers.digital_marketplace.source.texts import FormTexts

#: What their validations are called, and the faults of ours that they speak of.
_FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "answer_required": ("missing",),
    "under_character_limit": ("too-long",),
    "under_word_limit": ("too-many-words",),
    "not_money_format": ("unreadable", "too-small", "too-large", "too-many-places"),
    "not_a_number": ("unreadable", "too-small", "too-large", "too-many-places"),
    "max_items_limit": ("too-many",),
    "invalid_format": ("unreadable",),
    "not_required_value": ("must-be",),
    "file_is_open_document_format": ("wrong-kind",),
    "file_is_less_than_5mb": ("too-large",),
}
_UNDER_WORDS = re.compile(r"under_(\d+)_words.*")
_FIRST_NUMBER = re.compile(r"[\d,]*\d")

#: What is said of a lowest price above the highest, of figures that do not total 100, of an answer
#: without its assurance, and of one that does not go with the answer to another question.
OUT_OF_ORDER: Final = "max_less_than_min"
TOTAL: Final = "total_should_be_100"
ASSURANCE: Final = "assurance_required"
DEPENDENT: Final = "dependent_question_error"


@dataclass(slots=True)
class Messages:
    """What a question says of wrong answers, in one lot. What nothing asks for is told at last."""

    asked: SourceQuestion
    texts: FormTexts
    _said: set[int] = field(default_factory=set)

    def of(self, type_: str, part: str | None = None) -> dict[str, str]:
        """Return the messages by kind of fault; `part` is the key of one part of a price."""
        possible = {each.value for each in TYPES[type_].FAULTS | ALWAYS_POSSIBLE}
        said: dict[str, str] = {}
        # What is said of the part itself goes before what is said of the whole.
        for own in (True, False):
            for index, each in enumerate(self.asked.validations):
                its = ({part} if part else {self.asked.id, "value"}) if own else {None}
                if each.field not in its:
                    continue
                faults = ("too-many-words",) if _UNDER_WORDS.fullmatch(each.name) else ()
                message = self._message(index)
                for fault in faults or _FAULTS.get(each.name, ()):
                    if fault in possible and message and said.setdefault(fault, message) == message:
                        self._said.add(index)
        return said

    def one(self, name: str) -> str | None:
        """Return the message of a validation by name; None if there is none."""
        found = (self._message(i) for i, e in enumerate(self.asked.validations) if e.name == name)
        return next(filter(None, found), None)

    def is_said(self, name: str, message: str | None) -> None:
        """Note that what stands under the name of a validation is said, if it is this."""
        for index, each in enumerate(self.asked.validations):
            if each.name == name and self._message(index) == message:
                self._said.add(index)

    def tell_the_rest(self) -> None:
        """Report every message that is used nowhere, and every unknown key."""
        for index, each in enumerate(self.asked.validations):
            place = self.asked.place / "validations" / index
            if index not in self._said:
                says = f"this cannot go wrong here (`{each.name}`), or has its message already"
                self.texts.report.left_out(place, says, needless=True)
            for key in each.others:
                self.texts.report.left_out(place / key, "is not known to the format")

    def _message(self, index: int) -> str:
        message = self.asked.validations[index].message
        place = self.asked.place / "validations" / index / "message"
        return self.texts.line(message, place) if message else ""


def limits_of(asked: SourceQuestion) -> tuple[int | None, int | None]:
    """Return the most words and characters of a text, as the source's schema generator finds them.

    Words: `max_length_in_words`, or the number in the name of a validation `under_N_words`.
    Characters: the first number in what is said under `under_character_limit`.
    """
    words, characters = asked.max_length_in_words or None, asked.max_length or None
    for each in asked.validations:
        found = _UNDER_WORDS.fullmatch(each.name)
        if found and words is None:
            words = _limit(found[1])
        if each.name == "under_character_limit" and characters is None:
            number = _FIRST_NUMBER.search(each.message)
            characters = _limit(number[0].replace(",", "")) if number else None
    return words, characters


def _limit(digits: str) -> int | None:
    """Return a limit; None if no text could be that long."""
    limit = int(digits[:20])
    return limit if 0 < limit < MOST_CHARACTERS else None
