"""Every type of question there is.

A type is a class in `forms.model.text_questions`, `forms.model.figure_questions`,
`forms.model.choice_questions` or `forms.model.table_questions`, listed here. CONTRIBUTING.md lists
what else it needs.
"""

from typing import Annotated, Final, get_args

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
    get_args(each.model_fields["type"].annotation)[0]: each
    for each in get_args(get_args(AnyQuestion)[0])
}
