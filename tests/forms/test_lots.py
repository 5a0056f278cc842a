"""One form for several lots: the same question asked in different ways, never twice in one lot."""

from decimal import Decimal

import pytest

from forms.answers.answers import read_answers
from forms.model.form import subjects_of
from forms.path import path
from tests.forms.making import form, linked, problems_of, said

WEIGHTINGS = """
    title: Brief
    sections:
      - id: evaluation
        title: How you will evaluate
        lots: [hosting]
        pages:
          - id: weightings
            title: Weightings
            questions:
              - {id: quality, type: percentage, label: Technical merit, min: 10, max: 75}
              - id: why
                type: long-text
                label: Why so much?
                when: {answer: quality, more_than: 50}
      - id: evaluation
        title: How you will evaluate people
        lots: [support]
        pages:
          - id: weightings
            title: Weightings
            questions:
              - {id: quality, type: percentage, label: Experience, min: 20, max: 90, places: 1}
              - id: why
                type: long-text
                label: Why so little?
                when: {answer: quality, less_than: 30}
"""


def test_each_lot_is_asked_in_its_own_way() -> None:
    brief = linked(WEIGHTINGS)
    assert brief.by_lot
    assert [step.question.label for step in brief.in_lot("support").steps.values()] == [
        "Experience",
        "Why so little?",
    ]
    (hosting,) = path(brief, {"quality": Decimal(60)}, lot="hosting")
    assert [asked.step.question.label for asked in hosting.questions] == [
        "Technical merit",
        "Why so much?",
    ]
    assert [page.section.title for page in brief.pages if page.section] == [
        "How you will evaluate",
        "How you will evaluate people",
    ]


def test_answers_are_held_to_the_limits_of_their_lot() -> None:
    brief = linked(WEIGHTINGS)
    assert said(read_answers(brief, {"quality": 10, "why": "x"}, lot="hosting")) == []
    assert said(read_answers(brief, {"quality": 10, "why": "x"}, lot="support")) == [
        "quality: must be 20% or more"
    ]
    low = read_answers(brief, {"quality": 20, "why": "x"}, lot="hosting")
    assert low.hidden == {"why": "x"}
    assert read_answers(brief, {"quality": 20, "why": "x"}, lot="support").hidden == {}


def test_without_a_lot_such_a_form_cannot_be_answered() -> None:
    answers = read_answers(linked(WEIGHTINGS), {"quality": 20})
    assert said(answers) == ["lot: is missing: this form asks different lots in different ways"]


def test_to_rules_it_is_one_question_with_the_widest_limits() -> None:
    quality, why = subjects_of(form(WEIGHTINGS))
    assert quality.label == "Technical merit"
    assert (quality.least, quality.most) == (Decimal(10), Decimal(90))
    assert quality.places is None
    assert why.name == "why"


def test_options_of_all_lots_can_be_asked_about() -> None:
    (categories,) = subjects_of(
        form("""
            title: Service
            questions:
              - {id: kind, type: one-of, label: Kind?, lots: [hosting], options: [a, b]}
              - {id: kind, type: one-of, label: Kind?, lots: [support], options: [b, c]}
        """)
    )
    assert list(categories.options) == ["a", "b", "c"]


BOTH = "rules cannot read both, so rename one"


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (
            "{id: a, type: money, label: A, lots: [hosting]}",
            "{id: a, type: money, label: A}",
            "5: `a` is also asked at forms/service.yaml:4: rename one",
        ),
        (
            "{id: a, type: money, label: A, lots: [hosting]}",
            "{id: a, type: date, label: A, lots: [support]}",
            "5: `a` is date here and money in another lot, at forms/service.yaml:4: " + BOTH,
        ),
        (
            "{id: a, type: period, unit: days, label: A, lots: [hosting]}",
            "{id: a, type: period, unit: years, label: A, lots: [support]}",
            "5: `a` is period here and period in another lot, at forms/service.yaml:4: " + BOTH,
        ),
        (
            "{id: a, type: yes-no, label: A, lots: [hosting]}",
            "{id: b, type: yes-no, label: B, lots: [support], when: {answer: a, is: yes}}",
            "5: `a` is asked in other lots only",
        ),
    ],
)
def test_what_cannot_be_asked_so_is_told(first: str, second: str, says: str) -> None:
    text = f"""
        title: T
        questions:
          - {first}
          - {second}
    """
    assert problems_of(text) == [says]


def test_a_page_of_another_lot_may_stand_before_what_it_would_ask_about() -> None:
    assert (
        problems_of("""
            title: T
            questions:
              - {id: a, type: yes-no, label: A, lots: [hosting]}
              - {id: b, type: yes-no, label: B, lots: [hosting], when: {answer: a, is: yes}}
              - {id: a, type: yes-no, label: A, lots: [support]}
              - {id: b, type: yes-no, label: B, lots: [support], when: {answer: a, is: no}}
        """)
        == []
    )


def test_sections_pages_and_groups_may_each_name_lots() -> None:
    service = linked("""
        title: T
        sections:
          - id: s
            title: S
            lots: [hosting]
            when: {fact: lot, answered: true}
            pages:
              - id: p
                title: P
                questions:
                  - group: G
                    questions: [{id: a, type: yes-no, label: A}]
    """)
    assert service.steps["a"].offer.lots == frozenset({"hosting"})
    assert service.in_lot("support").steps == {}
    assert path(service, {}, lot="support") == ()
    assert len(path(service, {}, lot="hosting")) == 1
