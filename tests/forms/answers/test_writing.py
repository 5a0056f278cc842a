"""Values are written as documents hold them: exact, and without floats."""

from forms.answers.answers import read_answers
from forms.answers.writing import plain_answers
from tests.forms.everything import COMPLETE, EVERYTHING


def test_every_type_has_one_way_to_be_written() -> None:
    answers = read_answers(EVERYTHING, COMPLETE)
    assert plain_answers(EVERYTHING, answers.values) == {
        **COMPLETE,
        "address": {
            "lines": ["1 High Street"],
            "town": "Leeds",
            "postcode": "LS1 1AA",
            "country": "United Kingdom",
        },
        "whole": "7",
        "percentage": "12.5",
        "weeks": "14 days",
        "depends": "5",
        "rows": [{"text": "a", "yes-no": "yes", "date": "2027-01-03", "many": ["x", "y"]}],
        "each": [{"_item": "one"}, {"_item": "two", "proof": "because", "period": "14 days"}],
        "file": [{"name": "a.pdf", "size": 5, "sha256": "ab" * 32}],
    }


def test_one_of_a_unit_is_written_in_the_singular() -> None:
    raw = {"weeks": "1 day", "years": 1, "yes-no": False}
    answers = read_answers(EVERYTHING, raw, complete=False)
    assert plain_answers(EVERYTHING, answers.values) == {
        "weeks": "1 day",
        "years": "12 months",
        "yes-no": "no",
    }
