"""A form as one document to read: whole, by itself, with its conditions in words."""

import re

import pytest

from forms.linked.linked_form import LinkedForm
from forms.pages import whole_form_page
from tests.forms.everything import EVERYTHING
from tests.forms.making import linked
from tests.forms.pages.reading import by_id, faults_of, main_text, parsed, with_class, words
from tests.forms.pages.samples import MANY, SERVICE

LOTS = linked("""
    title: Brief
    questions:
      - {id: quality, type: percentage, label: Technical merit, lots: [hosting]}
      - {id: quality, type: percentage, label: Experience, lots: [support]}
      - id: region
        type: one-of
        label: Where?
        options:
          - {value: uk, label: At home}
          - {value: eea, label: Abroad, lots: [hosting]}
          - {value: moon, label: Up there, when: {answer: quality, more_than: 50}}
      - {id: note, type: short-text, label: "About {{ lot }}"}
""")


@pytest.mark.parametrize("form", [SERVICE, EVERYTHING, MANY, LOTS], ids=lambda form: form.id)
@pytest.mark.parametrize(("language", "lot"), [("en", None), ("cy", "hosting")])
def test_a_document_is_valid_and_fit_for_everybody(
    form: LinkedForm, language: str, lot: str | None
) -> None:
    html = whole_form_page(form, lot=lot, language=language)
    assert faults_of(html) == []
    tree = parsed(html)
    assert not list(tree.iter("script"))
    assert not list(tree.iter("img"))
    # It needs no other file, and asks for none.
    fetched = [each for each in tree.iter("link") if each.get("href") != "data:,"]
    assert fetched == []
    styles = "".join(words(each) for each in tree.iter("style"))
    assert not re.findall(r"url\((?!data:)|@import", styles)


def test_every_question_is_there() -> None:
    text = main_text(whole_form_page(SERVICE))
    for number, step in enumerate(SERVICE.steps.values(), 1):
        label = re.sub(r"\{\{.*?\}\}", "[Service name]", step.question.label)
        said = "Declaration" if step.question.type == "declaration" else label
        assert f"{number}. {said}" in text


def test_conditions_stand_in_words() -> None:
    text = main_text(whole_form_page(SERVICE))
    assert "Only when kind of service is “Something else”. 4. Which kind is it?" in text
    assert "Only when the answer to “Is it still running?” is no. When did it end?" in text
    # What a group needs is said once.
    assert text.count("Only when kind of service is not “Hosting”.") == 1


def test_checks_stand_in_words() -> None:
    text = main_text(whole_form_page(EVERYTHING))
    assert "Checks between answers" in text
    assert "“Q”: not accepted when Q is more than Q" in text
    assert "“Q”; “Q” must total at most 1,000" in text
    assert "At least 1 of these must be answered: “Q”; “Q”" in text
    assert "All of these must be answered, or none: “Q”; “Q”" in text


def test_checks_of_what_a_lot_does_not_ask_are_left_out() -> None:
    form = linked("""
        title: Brief
        questions:
          - {id: price, type: percentage, label: Price, lots: [hosting]}
          - {id: merit, type: percentage, label: Merit}
          - {id: fit, type: percentage, label: Fit, lots: [hosting]}
        checks:
          - {total: [price, fit], is: 100}
          - {total: [price, merit], max: 90}
          - {some_of: [price, fit]}
          - {together: [price, fit]}
          - {when: {answer: fit, more_than: 5}, at: fit, says: Too much}
    """)
    assert "“Price”; “Fit” must total 100%" in main_text(whole_form_page(form, lot="hosting"))
    text = main_text(whole_form_page(form, lot="support"))
    assert "“Merit” must total at most 90%" in text
    assert "“Price”" not in text
    assert "“Fit”" not in text


def test_what_is_quoted_is_named() -> None:
    text = main_text(whole_form_page(SERVICE))
    assert "Work starts on [Start date]." in text
    assert "Your evidence of [item]" in text
    assert "About [lot]" in main_text(whole_form_page(LOTS))
    assert "About Cloud hosting" in main_text(whole_form_page(LOTS, lot="hosting"))


def test_numbers_stand_in_texts() -> None:
    form = linked("""
        title: T
        numbered: true
        questions:
          - {id: a, type: short-text, label: First}
          - {id: b, type: short-text, label: "After {{ number of a }}"}
    """)
    assert "2. After 1" in main_text(whole_form_page(form))


def test_lots() -> None:
    whole = main_text(whole_form_page(LOTS))
    assert "Suppliers fill in this form Brief" in whole
    assert "Only in Cloud hosting. Technical merit" in whole
    assert "Only in Cloud support. Experience" in whole
    assert "“Abroad”: Only in Cloud hosting." in whole
    assert "“Up there”: Only when technical merit is more than 50%." in whole
    one = main_text(whole_form_page(LOTS, lot="hosting"))
    assert one.startswith("Suppliers fill in this form: Cloud hosting Brief")
    assert "Experience" not in one
    assert "Only in" not in one


def test_the_contents_lead_to_the_parts() -> None:
    tree = parsed(whole_form_page(SERVICE))
    (contents,) = with_class(tree, "fw-contents")
    links = {words(a): str(a.get("href")) for a in contents.iter("a")}
    assert links["Description"] == "#Page-description"
    assert words(by_id(tree, links["People"][1:])) == "People"
    assert len(links) == len(SERVICE.pages) + len(SERVICE.form.sections)


def test_pages_and_sections_that_depend_on_something_say_so() -> None:
    form = linked("""
        title: T
        by: buyer
        sections:
          - id: a
            title: Section
            pages:
              - id: one
                title: One
                questions: [{id: big, type: yes-no, label: Are you big?}]
          - id: b
            title: Later
            when: {answer: big, is: yes}
            pages:
              - id: two
                title: Two
                lots: [support]
                questions:
                  - {id: x, type: short-text, label: Why?, when: {answer: big, is: yes}}
                  - {id: y, type: short-text, label: How?, when: {answer: x, answered: true}}
    """)
    text = main_text(whole_form_page(form))
    condition = "Only when the answer to “Are you big?” is yes. Only in Cloud support."
    assert f"Later {condition} Two Why?" in text
    assert text.count("Only when the answer to “Are you big?” is yes.") == 1
    assert "Only when the answer to “Why?” is answered. How?" in text
    assert text.startswith("Buyers fill in this form T")


def test_conditions_are_marked_as_english_in_welsh() -> None:
    notes = with_class(parsed(whole_form_page(SERVICE, language="cy")), "fw-note")
    assert all(words(note).startswith("Dim ond pan: ") for note in notes)
    assert all([span.get("lang") for span in note.iter("span")] == ["en"] for note in notes)
