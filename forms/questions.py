"""Every type of question there is.

A type is a class in `forms.wording`, `forms.figures`, `forms.choices` or `forms.tables`, listed
here, with its reading in `forms.readers` or `forms.parsing` and its writing in `forms.writing`; the
type checker says so where one is forgotten.
"""

from typing import Annotated, Final

from pydantic import Field

from forms.choices import Declaration, ManyOf, OneOf, YesNo
from forms.figures import Date, DayRates, Money, Number, Percentage, Period
from forms.question import Question
from forms.tables import FileUpload, Rows
from forms.wording import Email, LongText, PostalAddress, ShortText, Texts

AnyQuestion = Annotated[
    ShortText
    | LongText
    | Texts
    | Email
    | PostalAddress
    | Number
    | Money
    | Percentage
    | Date
    | Period
    | DayRates
    | YesNo
    | OneOf
    | ManyOf
    | Declaration
    | Rows
    | FileUpload,
    Field(discriminator="type"),
]

#: The classes of questions, by the `type` that a definition gives.
TYPES: Final[dict[str, type[Question]]] = {
    "short-text": ShortText,
    "long-text": LongText,
    "texts": Texts,
    "email": Email,
    "address": PostalAddress,
    "number": Number,
    "money": Money,
    "percentage": Percentage,
    "date": Date,
    "period": Period,
    "day-rates": DayRates,
    "yes-no": YesNo,
    "one-of": OneOf,
    "many-of": ManyOf,
    "declaration": Declaration,
    "rows": Rows,
    "file": FileUpload,
}
