"""A form in another language asks the same, in other words."""

import pytest

from forms.answers.answers import read_answers
from forms.linked.translating import language_of, languages_of, translated
from forms.progress import survey
from tests.forms.everything import COMPLETE, EVERYTHING
from tests.forms.making import linked
from tests.forms.pages.samples import FILLED, KNOWN, SERVICE

FORM = linked("""
    title: Prices
    translations: {cy: {title: Prisiau}}
    questions:
      - id: size
        type: one-of
        label: How large are you?
        translations: {cy: {label: Pa mor fawr ydych chi?}}
        options: [{value: small, label: Small, translations: {cy: {label: Bach}}}, Large]
      - id: staff
        type: number
        label: "How many work in the {{ size }} company?"
        max: 5
        unit: people
        messages: {missing: Say how many}
        translations: {cy: {unit: o bobl, messages: {missing: Dywedwch faint}}}
    checks:
      - when: {answer: staff, less_than: 1}
        at: staff
        says: Nobody
        translations: {cy: {says: Neb}}
""")


def test_the_languages_of_a_form() -> None:
    assert languages_of(FORM) == ("en", "cy")
    assert languages_of(EVERYTHING) == ("en",)


def test_texts_are_translated_as_far_as_they_are() -> None:
    form = translated(FORM, "cy")
    assert form.form.title == "Prisiau"
    size, staff = form.steps["size"].question, form.steps["staff"].question
    assert size.label == "Pa mor fawr ydych chi?"
    assert dict(size.choices) == {"small": "Bach", "Large": "Large"}
    assert staff.label == "How many work in the {{ size }} company?"
    assert form.pages[0].page.title == "Pa mor fawr ydych chi?"
    assert form.quoted["size"].options == {"small": "Bach", "Large": "Large"}
    assert [language_of(staff, key, "cy") for key in ("label", "unit")] == ["en", "cy"]
    assert language_of(FORM.steps["staff"].question, "unit", "en") == "en"


def test_what_is_said_of_answers_is_translated() -> None:
    form = translated(FORM, "cy")
    assert [p.says for p in read_answers(form, {"size": "small"}).problems] == ["Dywedwch faint"]
    above = read_answers(form, {"size": "small", "staff": 6}).problems
    assert [p.says for p in above] == ["must be 5 o bobl or less"]
    none = read_answers(form, {"size": "small", "staff": 0}).problems
    assert [p.says for p in none] == ["Neb"]


def test_the_same_form_is_given_again() -> None:
    assert translated(FORM, "cy") is translated(FORM, "cy")
    assert translated(FORM, "en") is FORM
    assert translated(FORM, "fr") is FORM
    assert translated(EVERYTHING, "cy") is EVERYTHING


@pytest.mark.parametrize("lot", ["hosting", "support"])
def test_lot_and_language_may_come_in_either_order(lot: str) -> None:
    one, other = translated(SERVICE, "cy").in_lot(lot), translated(SERVICE.in_lot(lot), "cy")
    assert [page.page for page in one.pages] == [page.page for page in other.pages]
    assert one.steps.keys() == other.steps.keys()


def test_answers_mean_the_same() -> None:
    one = survey(SERVICE, FILLED, others=KNOWN)
    other = survey(translated(SERVICE, "cy"), FILLED, others=KNOWN)
    assert one.answers.values == other.answers.values
    assert [page.status for page in one.pages] == [page.status for page in other.pages]
    whole = read_answers(translated(EVERYTHING, "cy"), COMPLETE)
    assert whole.values == read_answers(EVERYTHING, COMPLETE).values
