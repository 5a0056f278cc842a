"""A form is read from its file and linked; what is wrong is told with its line."""

import pytest

from forms.linked.linking import link
from forms.model.form import placed, questions_of, read_form, subjects_of
from rules.problems import DefinitionError
from rules.yaml.reading import parse_yaml
from tests.forms.making import LOTS, document, form, linked, problems_of, vocabulary

SERVICE = """
title: Your service
by: supplier
pages:
  - id: prices
    title: Prices
    questions:
      - {id: total, type: money, label: Total?}
      - group: Rates
        when: {answer: total, more_than: 100}
        questions:
          - {id: lowest, type: money, label: Lowest rate?}
          - {id: highest, type: money, label: Highest rate?}
  - id: people
    title: People
    when: {fact: lot, is: support}
    questions:
      - {id: team, type: number, label: How many people?}
"""


def test_a_form_has_its_questions_in_order_with_their_places() -> None:
    service = form(SERVICE)
    assert service.id == "service"
    assert [question.id for question in questions_of(service)] == [
        "total",
        "lowest",
        "highest",
        "team",
    ]
    assert [
        (each.at, each.page.id, each.group and each.group.group) for each in placed(service)
    ] == [
        (("pages", 0, "questions", 0), "prices", None),
        (("pages", 0, "questions", 1, "questions", 0), "prices", "Rates"),
        (("pages", 0, "questions", 1, "questions", 1), "prices", "Rates"),
        (("pages", 1, "questions", 0), "people", None),
    ]
    assert [subject.key for subject in subjects_of(service)][:2] == [
        "answer:service.total",
        "answer:service.lowest",
    ]


def test_questions_alone_make_a_page_each() -> None:
    short = form("""
        title: T
        questions:
          - {id: a, type: money, label: How much in all?, name: Total}
          - {id: b, type: money, label: And for one?}
    """)
    assert [(page.id, page.title) for page in short.layout] == [
        ("a", "Total"),
        ("b", "And for one?"),
    ]


def test_a_form_may_say_its_id_only_as_its_file_does() -> None:
    text = "id: service\ntitle: T\nquestions: [{id: a, type: money, label: A}]"
    assert form(text).id == "service"
    with pytest.raises(DefinitionError) as refused:
        read_form(document(text.replace("id: service", "id: other")))
    assert str(refused.value) == (
        "forms/service.yaml:1: `id` must be `service`, as the file is called; or leave it out"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "forms/service.yaml:1: is empty: a form has a `title`"),
        ("[]", "forms/service.yaml:1: must be a set of keys and values"),
        ("12", "forms/service.yaml:1: must be a set of keys and values"),
        (
            "title: T",
            (
                "forms/service.yaml:1: `service`: give `sections`, or `pages`, or `questions` for "
                "one page each: one of them"
            ),
        ),
    ],
)
def test_what_is_no_form_is_told(text: str, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_form(document(text))
    assert str(refused.value).replace("`service`: ", "") == says.replace("`service`: ", "")


def test_a_file_with_a_name_that_is_no_id_is_told() -> None:
    text = "title: T\nquestions: [{id: a, type: money, label: A}]"
    with pytest.raises(DefinitionError, match="lower case words joined by hyphens"):
        read_form(parse_yaml(text, "forms/Our Service.yaml"))


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    assert problems_of("""
        title: T
        by: someone
        pages:
          - id: prices
            title: Prices
            questions:
              - {id: total, type: money, label: Total?, max: -5}
              - {id: Big One, type: moneys, label: Total?}
              - {id: n, label: Total?}
              - group: Rates
                questions:
                  - {id: lowest, type: money}
        checks:
          - total: [a]
          - {when: {answer: x, is: 3}, at: x}
    """) == [
        "3: `by`: must be 'supplier' or 'buyer'",
        "8: `total`: the limits leave nothing: not less than 0, nor over -5",
        (
            "9: `Big One`: `moneys` is not one of 'short-text', 'long-text', 'texts', 'email', "
            "'address', 'number', 'money', 'percentage', 'date', 'period', 'day-rates', 'yes-no', "
            "'one-of', 'many-of', 'declaration', 'rows', 'file'"
        ),
        "10: `n`: must have the key 'type'",
        "13: `lowest`: `label` is missing",
        "15: `checks` `total`: must have at least 2 items",
        "16: `checks`: `says` is missing",
    ]


def test_every_wrong_reference_is_told_with_its_line() -> None:
    brief = form("title: Brief\nquestions: [{id: budget, type: money, label: Budget?}]")
    assert problems_of(
        """
        title: T
        pages:
          - id: one
            title: One
            lots: [hosting, paper]
            when: {answer: start, before: 2027-01-01}
            questions:
              - id: start
                type: date
                label: Start?
                when:
                  any:
                    - {answer: strat, answered: true}
                    - {answer: start, answered: true}
                    - not: {answer: budgte, less_than: 5}
                    - all:
                        - {answer: end, answered: true}
                        - {fact: lot, is: paper}
                        - {fact: weather, is: fine}
              - {id: start, type: money, label: Start again?}
              - {id: end, type: date, label: End?, lots: [support]}
              - {id: late, type: yes-no, label: Late?, when: {answer: start, is: yes}}
              - group: Group
                when: {words_of: late, more_than: 5}
                lots: [moon]
                questions:
                  - id: choice
                    type: many-of
                    label: Choose
                    options:
                      - {label: A, when: {count_of: choice, at_least: 1}}
                      - {label: B, lots: [sun], options: [{label: C, when: {answer: nine, is: 9}}]}
          - id: one
            title: One again
            questions:
              - id: rows
                type: rows
                label: Rows
                each: start
                columns:
                  - {id: first, type: yes-no, label: F, when: {answer: second, is: yes}}
                  - {id: second, type: yes-no, label: S, when: {answer: first, less_than: 1}}
                  - {id: third, type: one-of, label: T, options: [{label: A, lots: [mars]}]}
              - {id: more-rows, type: rows, label: Rows, each: nothing,
                 columns: [{id: a, type: date, label: A}]}
        """,
        vocabulary(brief=subjects_of(brief)),
    ) == [
        "21: `start` is also asked at forms/service.yaml:9: rename one",
        "34: the page `one` is also at forms/service.yaml:4: rename one",
        "14: there is no question `strat`",
        "15: `start` cannot depend on its own answer",
        "16: there is no question `budgte`: did you mean `budget`?",
        "18: `end` is asked in other lots only",
        "19: `paper` is not an option of `lot`: `hosting`, `support`",
        "20: there is no fact `weather`",
        "6: there is no lot `paper`; the lots are: `hosting`, `support`",
        "7: `start` is asked later on, and a condition sees earlier questions only",
        "22: `end`: no lot is both its own and its page's",
        "23: must be a date written year-month-day, such as 2026-01-31",
        "26: there is no lot `moon`; the lots are: `hosting`, `support`",
        "25: `late` is not text: `words_of` counts the words of one",
        "28: `choice`: no lot is both its own and its page's",
        "32: `choice` cannot depend on its own answer",
        "33: there is no lot `sun`; the lots are: `hosting`, `support`",
        "33: there is no question `nine`",
        "42: `second` is asked later on, and a condition sees earlier questions only",
        (
            "43: `less_than` cannot be used with `first`, which is yes or no: use `is`, "
            "`is_not`, `one_of`, `answered`, `unanswered`"
        ),
        "44: there is no lot `mars`; the lots are: `hosting`, `support`",
        "40: `rows`: `each`: `start` is not a list of texts",
        "45: `more-rows`: `each`: there is no question `nothing`",
    ]


def test_wrong_checks_are_told() -> None:
    assert problems_of("""
        title: T
        questions:
          - {id: a, type: money, label: A}
          - {id: b, type: number, label: B}
          - {id: c, type: date, label: C}
        checks:
          - {total: [a, b], is: 100}
          - {total: [a, c], max: 100}
          - {some_of: [a, z]}
          - {together: [a, a, b]}
          - {when: {answer: z, answered: true}, at: y, says: No}
          - {when: {answer: a, more_than: {answer: b}}, at: a, says: No}
    """) == [
        "8: `a`, `b` are of different types: they have no total",
        "9: `c` is not a number, money or a percentage: it has no total",
        "10: there is no question `z` in this form",
        "11: `a` is given twice",
        "12: there is no question `z`",
        "12: there is no question `y` in this form",
        "13: cannot compare `a`, which is an amount of money, with `b`, which is a number",
    ]


@pytest.mark.parametrize(
    ("check", "says"),
    [
        ("{total: [a, b]}", "give `is`, or `min` and `max`, or one of these two"),
        ("{total: [a, b], is: 1, max: 3}", "give `is`, or `min` and `max`, or one of these two"),
        (
            "{total: [a, b], min: 3, max: 1}",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        ("{some_of: [a, b], at_least: 3}", "`at_least` is 3 of 2 questions"),
        ("{together: [a]}", "`together`: must have at least 2 items"),
    ],
)
def test_mistakes_in_one_check_are_told(check: str, says: str) -> None:
    (problem,) = problems_of(f"""
        title: T
        questions: [{{id: a, type: money, label: A}}, {{id: b, type: money, label: B}}]
        checks: [{check}]
    """)
    assert problem.endswith(says)


def test_a_form_without_a_file_is_told_of_by_its_parts() -> None:
    text = "title: T\nquestions: [{id: a, type: money, label: A, lots: [x]}]"
    with pytest.raises(DefinitionError) as refused:
        link(form(text))
    assert str(refused.value) == "questions[0].lots[0]: there is no lot `x`; the lots are: none"


def test_a_linked_form_knows_what_it_asks() -> None:
    service = linked(SERVICE)
    assert service.id == "service"
    assert service.asks("team")
    assert not service.asks("budget")
    assert service.lots == LOTS


def test_a_question_is_found_in_this_form_before_others() -> None:
    brief = form("title: B\nquestions: [{id: total, type: date, label: D}]")
    others = vocabulary(brief=subjects_of(brief), other=subjects_of(brief))
    text = """
        title: T
        questions:
          - {id: early, type: money, label: A, when: {answer: total, is: 2027-01-01}}
          - {id: total, type: money, label: A}
          - {id: a, type: money, label: B, when: {answer: total, more_than: 5}}
          - {id: b, type: money, label: B, when: {answer: service.total, more_than: 5}}
          - {id: c, type: money, label: B, when: {answer: brief.total, before: 2027-01-01}}
    """
    # The first asks of a later question of its own form, not of the other form's.
    assert problems_of(text, others) == [
        "4: `total` is asked later on, and a condition sees earlier questions only"
    ]


def test_a_question_that_two_other_forms_ask_must_be_named_with_its_form() -> None:
    brief = form("title: B\nquestions: [{id: total, type: date, label: D}]")
    others = vocabulary(brief=subjects_of(brief), other=subjects_of(brief))
    text = """
        title: T
        questions: [{id: a, type: money, label: B, when: {answer: total, before: 2027-01-01}}]
    """
    assert problems_of(text, others) == [
        "3: more than one form asks `total`: write `brief.total` or `other.total`"
    ]
