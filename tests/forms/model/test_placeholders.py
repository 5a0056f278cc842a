"""Texts with answers in them, with numbers of questions, and in other languages."""

import pytest

from forms.model.form import subjects_of
from forms.model.placeholders import Insert, filled, inserts, paragraphs, strays, unfilled
from forms.model.translations import in_language
from tests.forms.making import form, linked, problems_of, vocabulary

BRIEF = form(
    """
    title: Brief
    by: buyer
    questions:
      - {id: start-date, type: date, label: When must work start?}
      - {id: skills, type: texts, label: Which skills?}
    """,
    "brief",
)
OTHERS = vocabulary(brief=subjects_of(BRIEF))


def test_what_stands_between_braces_is_found() -> None:
    text = "In {{ number of b }}, {{brief.start-date}} and {{ item }}"
    assert inserts(text) == (Insert("b", number=True), Insert("brief.start-date"), Insert("item"))
    assert filled(text, lambda each: (each.name.upper(),)) == "In B, BRIEF.START-DATE and ITEM"
    assert unfilled(text) == "In …, … and …"
    assert filled("{{ item }}", lambda _: ("<b>",), escape=lambda text: f"[{text}]") == "[<b>]"


def test_a_paragraph_without_any_of_its_answers_is_left_out() -> None:
    text = "First.\n\nThe most: {{ brief.budget }}\n\n{{ a }} and {{ b }}"
    known = {"b": ("B",)}
    assert paragraphs(text, lambda each: known.get(each.name)) == "First.\n\n{{ a }} and {{ b }}"


@pytest.mark.parametrize("text", ["{{ }}", "{{ A b }}", "{% if x %}", "}}", "{{ a", "{{ a.b.c }}"])
def test_braces_that_are_no_insert_are_strays(text: str) -> None:
    assert strays(text)


def test_one_brace_is_only_a_brace() -> None:
    assert not strays("{a} and } and {")


def test_answers_of_other_forms_and_earlier_questions_can_stand_in_texts() -> None:
    bid = linked(
        """
        title: Bid
        numbered: true
        questions:
          - {id: name, type: short-text, label: Who are you?}
          - id: available
            type: date
            label: "{{ name }}, can you start on {{ brief.start-date }}?"
            hint: See question {{ number of evidence }}, in {{ lot }}
          - id: evidence
            type: rows
            each: brief.skills
            label: Your evidence
            columns:
              - {id: proof, type: long-text, label: "How do you show {{ item }}?"}
        """,
        OTHERS,
    )
    assert set(bid.quoted) == {"name", "brief.start-date"}
    assert bid.numbers == {"name": 1, "available": 2, "evidence": 3}
    assert bid.others == {"brief"}
    assert bid.steps["available"].question.title == "…, can you start on …?"


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("{{ nothing }}", "`{{ nothing }}`: there is no question `nothing`"),
        ("{{ later }}", "`{{ later }}`: `later` is asked later on, and a condition sees earlier"),
        ("{{ item }}", "`{{ item }}`: there is an item only in the columns of a table with"),
        ("{{ number of later }}", "`{{ later }}`: questions have numbers only in a form with"),
        ("{{ now() }}", "write `{{ question }}` to show an answer in a text"),
    ],
)
def test_what_cannot_stand_in_a_text_is_told(label: str, says: str) -> None:
    (problem,) = problems_of(f"""
        title: T
        questions:
          - {{id: q, type: yes-no, label: "{label}"}}
          - {{id: later, type: yes-no, label: Later?}}
    """)
    assert problem.startswith(f"4: {says}")


def test_texts_of_options_roles_checks_and_translations_are_looked_at_too() -> None:
    assert problems_of("""
        title: "{{ a }}"
        pages:
          - id: p
            title: "{{ b }}"
            questions:
              - id: one
                type: one-of
                label: One
                options: [{label: "{{ c }}"}]
                translations: {cy: {label: "{{ d }}"}}
              - id: rates
                type: day-rates
                label: Rates
                messages: {missing: "{{ e }}"}
                roles: [{id: r, label: "{{ f }}"}]
        checks:
          - {when: {answer: one, answered: true}, at: one, says: "{{ g }}"}
    """) == [
        f"{line}: `{{{{ {name} }}}}`: there is no question `{name}`"
        for line, name in (
            (2, "a"),
            (5, "b"),
            (10, "c"),
            (11, "d"),
            (16, "f"),
            (15, "e"),
            (18, "g"),
        )
    ]


# --- languages --------------------------------------------------------------------------------


def test_a_part_is_read_in_a_language_as_far_as_it_is_translated() -> None:
    question = form("""
        title: T
        questions:
          - id: price
            type: money
            label: What is your price?
            hint: Without VAT
            per: day
            messages: {missing: Enter a price, too-large: Too much}
            translations:
              cy: {label: Beth yw eich pris?, per: diwrnod, messages: {missing: Rhowch bris}}
    """).questions[0]
    welsh = in_language(question, "cy")
    assert (welsh.label, welsh.hint) == ("Beth yw eich pris?", "Without VAT")
    assert welsh.messages == {"missing": "Rhowch bris", "too-large": "Too much"}
    assert in_language(question, "fr") is question
    assert in_language(question, None) is question


@pytest.mark.parametrize(
    ("translations", "says"),
    [
        ("{cy: {title: T}}", "there is no text `title` to translate here"),
        ("{cy: {hint: H}}", "`hint` is translated, and is not given"),
        ("{en: {label: L}}", "`en` is what the form is written in"),
        ("{Welsh: {label: L}}", "must be a language, such as cy for Welsh"),
        ("{cy: {lable: L}}", "there is no key `lable` here"),
    ],
)
def test_a_translation_of_what_is_not_there_is_told(translations: str, says: str) -> None:
    problems = problems_of(f"""
        title: T
        questions:
          - {{id: q, type: money, label: L, translations: {translations}}}
    """)
    assert len(problems) == 1
    assert says in problems[0]
