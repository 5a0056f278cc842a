"""Writing: typed values back to the JSON that answers are read from.

Reading what was written gives the same values: figures are text with every digit, never floats.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from forms.answers.item_rows import ITEM_KEY
from forms.linked.linked_form import LinkedForm
from forms.model.choice_questions import Declaration
from forms.model.figure_questions import Period
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.typed_values import Address, StoredFile
from rules.values import Value

#: What JSON holds here: no floats, no null.
Json = bool | int | str | list["Json"] | dict[str, "Json"]


def plain_answers(form: LinkedForm, values: Mapping[str, Value]) -> dict[str, Json]:
    """Return typed values, by question id, as `read_answers` takes them."""
    return {
        name: answer_as_json(form.steps[name].question, value) for name, value in values.items()
    }


def answer_as_json(question: AnyQuestion, value: Value) -> Json:
    """Return the value of one answer as JSON."""
    match value:
        case bool():
            return value if isinstance(question, Declaration) else "yes" if value else "no"
        case Decimal():
            if isinstance(question, Period):
                unit = question.counted_in
                return f"{value:f} {unit.removesuffix('s') if value == 1 else unit}"
            return f"{value:f}"
        case date():
            return value.isoformat()
        case Address():
            return {
                "lines": list(value.lines),
                "town": value.town,
                "postcode": value.postcode,
                "country": value.country,
            }
        case dict():
            return {role: f"{rate:f}" for role, rate in value.items()}
        case tuple() if isinstance(question, Rows):
            return [_row(question, cast("dict[str, Value]", row)) for row in value]
        case tuple() if isinstance(question, FileUpload):
            return [_file(cast("StoredFile", file)) for file in value]
        case tuple():
            return [str(item) for item in value]
        case _:
            return str(value)


def _row(rows: Rows, row: Mapping[str, Value]) -> Json:
    columns = {column.id: column for column in rows.columns}
    return {
        name: str(value) if name == ITEM_KEY else answer_as_json(columns[name], value)
        for name, value in row.items()
    }


def _file(file: StoredFile) -> Json:
    return {"name": file.name, "size": file.size, "sha256": file.sha256}
