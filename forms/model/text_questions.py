"""Questions answered in writing: text, lists of texts, e-mail and postal addresses."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from forms.model.faults import Refused, Wrong
from forms.model.question import ItemCount, Question, out_of_order, refuse
from forms.model.sentences import at_most, counted, said
from forms.model.text_formats import TextFormat, email, emails, formatted
from forms.model.typed_values import MAX_CHARACTERS, count_words, text
from rules.definition_part import Line
from rules.values import Kind

Characters = Annotated[int, Field(ge=1, le=MAX_CHARACTERS)]

_TEXT_FAULTS: Final = frozenset({Wrong.CHARACTERS, Wrong.TOO_LONG, Wrong.TOO_MANY_WORDS})


def limited(question: "ShortText | LongText | TextList", typed: str) -> str:
    """Return a text that its question allows. Raises `Refused` where it is too long."""
    most, words = question.max_characters, question.max_words
    if most is not None and len(typed) > most:
        has = counted("{count} character", "{count} characters", len(typed))
        raise Refused(
            Wrong.TOO_LONG, said("has {number}: {limit}", number=has, limit=at_most(most))
        )
    if words is not None and (count := count_words(typed)) > words:
        has = counted("{count} word", "{count} words", count)
        says = said("has {number}: {limit}", number=has, limit=at_most(words))
        raise Refused(Wrong.TOO_MANY_WORDS, says)
    return typed


class ShortText(Question):
    """One line of text.

    max_characters, max_words   limits; 100,000 characters is the most of any text
    format                      what it must look like: company-number, duns-number, postcode,
                                telephone, vat-number, web-address

        id: service-name
        type: short-text
        label: What is your service called?
        max_characters: 100

    Answer and value: `"Ashdown Digital hosting"`, trimmed and normalised (NFC).
    """

    KIND: ClassVar[Kind] = Kind.TEXT
    FAULTS: ClassVar[frozenset[Wrong]] = _TEXT_FAULTS

    type: Literal["short-text"]
    max_characters: Characters | None = None
    max_words: Characters | None = None
    format: TextFormat | None = None

    def read(self, raw: object) -> str | None:
        """Return one line, in the spelling of its format."""
        typed = text(raw, one_line=True)
        if typed and self.format:
            # Limits are of what is kept, so that an answer that was read can be read again.
            typed = formatted(typed, self.format)
        return limited(self, typed) or None


class LongText(Question):
    r"""Text of any number of lines.

    max_words        the most words, counted as GOV.UK counts them: parted by white space
    max_characters   the most characters, a new line being one; 100,000 at most

        id: proposal
        type: long-text
        label: How will you do the work?
        max_words: 500

    Answer and value: text, trimmed and normalised (NFC), with `\n` for a new line.
    """

    KIND: ClassVar[Kind] = Kind.TEXT
    FAULTS: ClassVar[frozenset[Wrong]] = _TEXT_FAULTS

    type: Literal["long-text"]
    max_words: Characters | None = None
    max_characters: Characters | None = None

    def read(self, raw: object) -> str | None:
        """Return text of any number of lines."""
        return limited(self, text(raw)) or None


class TextList(Question):
    """A list of texts, each on one line.

    min, max                    how few and how many items; from 1 to 1,000 by default
    max_words, max_characters   limits on each item
    item                        what one is called, for "Add another skill"

        id: essential-skills
        type: texts
        label: Which skills are essential?
        max: 20
        max_words: 30
        item: skill

    Answer: `["Agile delivery", "Accessible design"]`, blank items left out. Value: tuple of str.
    """

    KIND: ClassVar[Kind] = Kind.TEXTS
    FAULTS: ClassVar[frozenset[Wrong]] = _TEXT_FAULTS | {Wrong.TOO_FEW, Wrong.TOO_MANY}

    TEXTS: ClassVar[tuple[str, ...]] = (*Question.TEXTS, "item")

    IN_PARTS: ClassVar[bool] = True

    type: Literal["texts"]
    min: ItemCount = 1
    max: ItemCount | None = None
    max_words: Characters | None = None
    max_characters: Characters | None = None
    item: Line | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse(out_of_order(self.min, self.max))
        return self


class Email(Question):
    """An e-mail address.

    several   whether more than one may be given, parted by commas or semicolons

        id: contact-email
        type: email
        label: What is the e-mail address for clarification questions?

    Answer and value: `"bids@ashdown.example"`. Its shape is checked, not whether it exists.
    """

    KIND: ClassVar[Kind] = Kind.TEXT
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset({Wrong.CHARACTERS, Wrong.TOO_LONG})

    type: Literal["email"]
    several: bool = False

    def read(self, raw: object) -> str | None:
        """Return the address, or several with a comma and a space between."""
        typed = text(raw, one_line=True)
        if typed and self.several:
            return emails(typed)
        return email(typed) if typed else None


class PostalAddress(Question):
    """A postal address: lines, town, postcode and, outside the United Kingdom, country.

        id: registered-office
        type: address
        label: What is the address of your registered office?

    Answer: `{"lines": ["1 High Street"], "town": "Leeds", "postcode": "ls1 1aa"}`; `country` may be
    added, and is the United Kingdom where it is not. Value: `forms.model.typed_values.Address`.
    """

    KIND: ClassVar[Kind] = Kind.OPAQUE
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset(
        {Wrong.CHARACTERS, Wrong.TOO_LONG, Wrong.TOO_MANY, Wrong.UNKNOWN_KEY}
    )

    IN_PARTS: ClassVar[bool] = True

    type: Literal["address"]
