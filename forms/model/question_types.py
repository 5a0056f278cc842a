"""Every type of question there is.

A type is a class in `forms.model.text_questions`, `forms.model.figure_questions`,
`forms.model.choice_questions` or `forms.model.table_questions`, listed
here, with its reading in `forms.linked.readers` or `forms.answers.parsing` and its writing in
`forms.answers.writing`; the
type checker says so where one is forgotten.
"""

from typing import Annotated, Final

from pydantic import Field

from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.question import Question
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList

AnyQuestion = Annotated[
    ShortText
    | LongText
    | TextList
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
    "texts": TextList,
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
