"""A form as data: whole, in pages, and the same form again when it is read back."""

import json

from forms.json_schema.description import describe
from forms.model.form import Form
from tests.forms.everything import EVERYTHING
from tests.forms.making import form


def test_a_form_of_questions_is_described_in_pages() -> None:
    short = form("""
        title: Price
        by: buyer
        questions:
          - id: total
            type: money
            label: What is the price?
            more_than: 0.50
            when: {fact: lot, is: hosting}
    """)
    assert describe(short) == {
        "id": "service",
        "title": "Price",
        "by": "buyer",
        "numbered": False,
        "checks": [],
        "pages": [
            {
                "id": "total",
                "title": "What is the price?",
                "lots": [],
                "questions": [
                    {
                        "id": "total",
                        "type": "money",
                        "kind": "money",
                        "label": "What is the price?",
                        "required": True,
                        "when": {"fact": "lot", "is": "hosting"},
                        "lots": [],
                        "messages": {},
                        "min": "0",
                        "more_than": "0.50",
                        "places": 2,
                    }
                ],
            }
        ],
    }


def test_what_is_described_is_json_and_reads_back_as_the_same_form() -> None:
    data = json.loads(json.dumps(describe(EVERYTHING.form)))
    for page in data["pages"]:
        for item in page["questions"]:
            for question in item.get("questions", [item]):
                assert question.pop("kind")
    assert Form.model_validate(data) == EVERYTHING.form
