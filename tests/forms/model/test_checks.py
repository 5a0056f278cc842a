"""Checks between the answers of a form."""

from decimal import Decimal

from forms.answers.answers import read_answers
from forms.model.form import subjects_of
from tests.forms.making import form, linked, said, vocabulary

FIGURES = """
    title: T
    questions:
      - {id: technical, type: percentage, label: Technical?, name: Technical}
      - {id: social, type: percentage, label: Social?, name: Social, lots: [support]}
      - {id: price, type: percentage, label: Price?, name: Price}
    checks:
"""


def test_a_total_is_checked_once_all_that_are_asked_are_answered() -> None:
    weightings = linked(FIGURES + "      - {total: [technical, social, price], is: 100}\n")

    def told(lot: str, **raw: object) -> list[str]:
        return said(read_answers(weightings, raw, lot=lot, complete=False))

    assert told("support", technical=60, social=10, price=30) == []
    assert told("support", technical=60, social=10, price="30.5") == [
        "price: Technical + Social + Price must total 100%, not 100.5%"
    ]
    assert told("support", technical=60, price=30) == []
    assert told("hosting", technical=60, price=30) == [
        "price: Technical + Price must total 100%, not 90%"
    ]
    assert told("hosting", technical=60, social=1, price=40) == []
    assert told("hosting", technical=60, price="x")[0].startswith("price: must be a percentage")


def test_a_total_has_a_least_and_a_most_and_may_have_its_own_words() -> None:
    weightings = linked(
        FIGURES
        + "      - {total: [technical, price], min: 50, max: 80}\n"
        + "      - {total: [technical, price], max: 90, says: Too much in all}\n"
    )

    def told(technical: int, price: int) -> list[str]:
        return said(
            read_answers(weightings, {"technical": technical, "price": price}, lot="hosting")
        )

    assert told(30, 20) == told(40, 40) == []
    assert told(30, 19) == ["price: Technical + Price must total at least 50%, not 49%"]
    assert told(50, 50) == [
        "price: Technical + Price must total at most 80%, not 100%",
        "price: Too much in all",
    ]


def test_a_total_is_exact_for_the_largest_figures() -> None:
    total = linked("""
        title: T
        questions:
          - {id: a, type: number, label: A}
          - {id: b, type: number, label: B}
        checks: [{total: [a, b], is: 999999999999999999}]
    """)
    raw = {"a": "999999999999999998.999999999999", "b": "0.000000000001"}
    assert said(read_answers(total, raw)) == []
    raw["b"] = "0.000000000002"
    assert len(said(read_answers(total, raw))) == 1


def test_a_total_of_nothing_that_is_asked_is_not_checked() -> None:
    total = linked("""
        title: T
        questions:
          - {id: a, type: number, label: A, lots: [hosting]}
          - {id: b, type: number, label: B, lots: [hosting]}
        checks: [{total: [a, b], is: 5}]
    """)
    assert said(read_answers(total, {}, lot="support")) == []


def test_a_conflict_is_told_in_its_words_at_its_question() -> None:
    service = form("title: S\nquestions: [{id: rate, type: money, label: Rate?}]")
    bid = linked(
        """
        title: Bid
        questions:
          - {id: lowest, type: money, label: Lowest?}
          - {id: highest, type: money, label: Highest?, required: false}
        checks:
          - when: {answer: lowest, more_than: {answer: highest}}
            at: highest
            says: The highest cannot be below the lowest
          - when: {answer: highest, more_than: {answer: service.rate}}
            at: highest
            says: This is above the rate that you offered
        """,
        vocabulary(service=subjects_of(service)),
    )
    others = {"answer:service.rate": Decimal(10)}

    def told(**raw: object) -> list[str]:
        return said(read_answers(bid, raw, others=others))

    assert told(lowest=5, highest=5) == told(lowest=5) == []
    assert told(lowest=6, highest=5) == ["highest: The highest cannot be below the lowest"]
    assert told(lowest=20, highest=15) == [
        "highest: The highest cannot be below the lowest",
        "highest: This is above the rate that you offered",
    ]


SKILLS = """
    title: T
    questions:
      - {id: a, type: number, label: Agile?, required: false}
      - {id: b, type: number, label: Build?, required: false}
      - {id: c, type: number, label: Coach?, required: false, lots: [hosting]}
    checks:
"""


def test_some_of_several_must_be_answered() -> None:
    some = linked(SKILLS + "      - {some_of: [a, b, c], at_least: 2}\n")

    def told(lot: str = "support", *, complete: bool = True, **raw: object) -> list[str]:
        return said(read_answers(some, raw, lot=lot, complete=complete))

    assert told(a=1, b=2) == told(complete=False) == []
    assert told(a=1) == ["b: Answer at least 2 of these: Agile?; Build?"]
    assert told("hosting", c=1) == ["b: Answer at least 2 of these: Agile?; Build?; Coach?"]
    # A wrong answer is told as such, and counts as an attempt.
    assert len(told(a=1, b="x")) == 1


def test_some_of_several_is_all_of_them_where_fewer_are_asked() -> None:
    some = linked(SKILLS + "      - {some_of: [a, c], at_least: 2, says: Say more}\n")
    assert said(read_answers(some, {}, lot="support")) == ["a: Say more"]
    assert said(read_answers(some, {"a": 1}, lot="support")) == []


def test_answers_that_belong_together() -> None:
    together = linked(SKILLS + "      - {together: [a, b, c]}\n")
    assert said(read_answers(together, {}, lot="hosting")) == []
    assert said(read_answers(together, {"b": 1}, lot="hosting")) == [
        "a: Answer this too, since this is answered: Build?",
        "c: Answer this too, since this is answered: Build?",
    ]
    assert said(read_answers(together, {"b": 1}, lot="support", complete=False)) == []
    assert said(read_answers(together, {"a": 1, "b": 1}, lot="support")) == []


def test_the_checks_of_a_form_do_not_run_on_what_is_hidden() -> None:
    together = linked(SKILLS + "      - {together: [a, c], says: Both or none}\n")
    assert said(read_answers(together, {"c": 1}, lot="support")) == []
    assert said(read_answers(together, {"c": 1}, lot="hosting")) == ["a: Both or none"]
