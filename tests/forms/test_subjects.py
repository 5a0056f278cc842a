"""What rules are told of a question: what it can be, so that proofs leave out what it cannot."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from forms.model.question_types import AnyQuestion

QUESTION: TypeAdapter[Any] = TypeAdapter(AnyQuestion)


@pytest.mark.parametrize(
    ("keys", "ends"),
    [
        ({"type": "number"}, (None, None)),
        ({"type": "number", "min": 1, "max": 9}, (Decimal(1), Decimal(9))),
        ({"type": "number", "min": 1, "more_than": 2}, (Decimal(2), None)),
        ({"type": "money"}, (Decimal(0), None)),
        ({"type": "percentage"}, (Decimal(0), Decimal(100))),
        ({"type": "date", "earliest": "2026-01-01"}, (date(2026, 1, 1), None)),
        ({"type": "period", "unit": "years", "max": 2}, (None, Decimal(24))),
        ({"type": "short-text"}, (None, None)),
    ],
)
def test_a_subject_knows_its_ends(keys: dict[str, Any], ends: tuple[Any, Any]) -> None:
    question = QUESTION.validate_python({"id": "q", "label": "Question", **keys})
    subject = question.subject("form")
    assert (subject.least, subject.most) == ends
