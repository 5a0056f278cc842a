"""Questions answered with more than one thing at once: tables of rows, and files."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from forms.model.choice_questions import ManyOf, OneOf, YesNo
from forms.model.faults import Wrong
from forms.model.figure_questions import Date, Money, Number, Percentage, Period
from forms.model.question import ItemCount, Question, out_of_order, refuse, repeated
from forms.model.text_questions import Email, LongText, ShortText, TextList
from rules.conditions import SubjectName
from rules.definition_part import Line
from rules.values import Kind

#: A question that can be a column of a table.
Column = Annotated[
    ShortText
    | LongText
    | TextList
    | Email
    | Number
    | Money
    | Percentage
    | Date
    | Period
    | YesNo
    | OneOf
    | ManyOf,
    Field(discriminator="type"),
]


class Rows(Question):
    """A table: the same few questions, the columns, answered once for each row.

    columns    questions of any type but rows, files, addresses, day rates and declarations; `when`
               of a column sees the columns before it in its row, by id, then earlier questions
    min, max   how few and how many rows: from 1 to 1,000 unless they say otherwise
    each       in place of those: one row for each item of a list answered earlier, or in another
               form, such as a buyer's requirements: `brief.essential-skills`
    item       what one row is called, for "Add another reference"

        id: references
        type: rows
        label: Which contracts show your experience?
        min: 2
        max: 3
        item: contract
        columns:
          - {id: customer, type: short-text, label: Customer, max_characters: 100}
          - {id: amount, type: money, label: Value of the contract}
          - {id: running, type: yes-no, label: Is it still running?}
          - id: ended
            type: date
            label: When did it end?
            when: {answer: running, is: no}

    Answer: `[{"customer": "Leeds Example Council", "amount": "90000.00", "running": "yes"}]`, blank
    rows left out. Value: tuple of dicts, column to value.
    """

    KIND: ClassVar[Kind] = Kind.OPAQUE
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset(
        {Wrong.TOO_FEW, Wrong.TOO_MANY, Wrong.UNKNOWN_KEY}
    )

    TEXTS: ClassVar[tuple[str, ...]] = (*Question.TEXTS, "item")

    IN_PARTS: ClassVar[bool] = True
    PARTS: ClassVar[tuple[str, ...]] = ("columns",)

    type: Literal["rows"]
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=100)]
    min: ItemCount | None = None
    max: ItemCount | None = None
    each: SubjectName | None = None
    item: Line | None = None

    @model_validator(mode="after")
    def _columns_differ(self) -> Self:
        wrongs = [
            f"the column `{column}` is given twice"
            for column in repeated(c.id for c in self.columns)
        ]
        if self.each and (self.min or self.max):
            wrongs.append("`each` says how many rows there are: leave out `min` and `max`")
        refuse([*wrongs, *out_of_order(self.min, self.max)])
        return self

    @property
    def countable(self) -> bool:
        """Rows can be counted."""
        return True


Extension = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z0-9]{1,10}$"),
]


class FileUpload(Question):
    """One file or several.

    kinds           the file name endings that are accepted: pdf and odt unless it says otherwise
    max_megabytes   the largest file, a megabyte being 1,048,576 bytes; 5 unless it says otherwise
    min, max        how few and how many files; one unless it says otherwise

        id: accounts
        type: file
        label: Upload your last two years' accounts
        kinds: [pdf, ods]
        max_megabytes: 10
        max: 2

    Answer: `[{"name": "accounts.pdf", "size": 81234, "sha256": "9f86d0…"}]`, or the object alone
    where there is one. Value: tuple of `forms.model.typed_values.StoredFile`.
    """

    KIND: ClassVar[Kind] = Kind.OPAQUE
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset(
        {
            Wrong.CHARACTERS,
            Wrong.TOO_FEW,
            Wrong.TOO_LARGE,
            Wrong.TOO_LONG,
            Wrong.TOO_MANY,
            Wrong.TOO_SMALL,
            Wrong.UNKNOWN_KEY,
            Wrong.WRONG_KIND,
        }
    )

    IN_PARTS: ClassVar[bool] = True

    type: Literal["file"]
    kinds: Annotated[tuple[Extension, ...], Field(min_length=1)] = ("pdf", "odt")
    max_megabytes: Annotated[int, Field(ge=1, le=1000)] = 5
    min: ItemCount = 1
    max: ItemCount = 1

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse(out_of_order(self.min, self.max))
        return self

    @property
    def countable(self) -> bool:
        """Files can be counted."""
        return True
