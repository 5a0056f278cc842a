"""The path through a form: by answers, lot, and what another form says; abandoned branches."""

from decimal import Decimal

from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm
from forms.model.form import subjects_of
from forms.model.typed_values import Address
from forms.path import path
from rules.values import Value
from tests.forms.making import form, linked, said, vocabulary

SERVICE = """
    title: Service
    pages:
      - id: what
        title: What
        questions:
          - {id: kind, type: one-of, label: Kind?, options: [people, things]}
          - {id: hosted, type: yes-no, label: Hosted?, when: {answer: kind, is: things}}
          - {id: where, type: short-text, label: Where?, when: {answer: hosted, is: yes}}
      - id: staff
        title: Staff
        when: {answer: kind, is: people}
        questions:
          - {id: count, type: number, label: How many?}
          - group: Cleared staff
            when: {answer: count, at_least: 5}
            lots: [support]
            questions:
              - {id: cleared, type: number, label: How many are cleared?}
      - id: hosting-page
        title: Hosting
        lots: [hosting]
        questions:
          - {id: racks, type: number, label: Racks?}
"""


def ids(
    service: LinkedForm, values: dict[str, Value], lot: str | None = "support"
) -> dict[str, list[str]]:
    return {
        page.page.id: [question.id for question in page.questions]
        for page in path(service, values, lot=lot)
    }


def test_the_path_follows_the_answers() -> None:
    service = linked(SERVICE)
    assert ids(service, {}) == {"what": ["kind"]}
    assert ids(service, {"kind": "things"}) == {"what": ["kind", "hosted"]}
    assert ids(service, {"kind": "things", "hosted": True}) == {"what": ["kind", "hosted", "where"]}
    assert ids(service, {"kind": "people"}) == {"what": ["kind"], "staff": ["count"]}
    assert ids(service, {"kind": "people", "count": Decimal(5)}) == {
        "what": ["kind"],
        "staff": ["count", "cleared"],
    }


def test_an_abandoned_branch_never_counts() -> None:
    service = linked(SERVICE)
    # `hosted` was answered before `kind` was changed: it opens nothing any more.
    assert ids(service, {"kind": "people", "hosted": True}) == {
        "what": ["kind"],
        "staff": ["count"],
    }
    answers = read_answers(
        service,
        {"kind": "people", "hosted": "yes", "where": "Leeds", "count": 2},
        lot="support",
    )
    assert said(answers) == []
    assert answers.values == {"kind": "people", "count": Decimal(2)}
    assert answers.hidden == {"hosted": True, "where": "Leeds"}
    assert answers.asked == ("kind", "count")


def test_a_wrong_answer_opens_nothing() -> None:
    answers = read_answers(linked(SERVICE), {"kind": "thing", "hosted": "yes"}, lot="support")
    assert answers.asked == ("kind",)
    assert ids(linked(SERVICE), {"kind": "thing"}) == {"what": ["kind"]}


def test_what_is_for_a_lot_is_asked_for_that_lot() -> None:
    service = linked(SERVICE)
    people: dict[str, Value] = {"kind": "people", "count": Decimal(5)}
    assert "hosting-page" not in ids(service, people, lot="support")
    assert ids(service, people, lot="hosting") == {
        "what": ["kind"],
        "staff": ["count"],
        "hosting-page": ["racks"],
    }
    # Where no lot is known, nothing is left out for it.
    assert ids(service, people, lot=None) == {
        "what": ["kind"],
        "staff": ["count", "cleared"],
        "hosting-page": ["racks"],
    }


def test_a_hidden_answer_that_cannot_be_read_is_told() -> None:
    answers = read_answers(
        linked(SERVICE), {"kind": "people", "count": 1, "hosted": "perhaps"}, lot="support"
    )
    assert said(answers) == ["hosted: is not asked here, so leave it out; and it must be yes or no"]


def test_the_path_follows_another_form_and_the_lot() -> None:
    brief = form(
        """
        title: Brief
        by: buyer
        questions:
          - {id: budget, type: money, label: Budget?}
          - {id: skills, type: texts, label: Skills?}
        """,
        "brief",
    )
    bid = linked(
        """
        title: Bid
        questions:
          - {id: plan, type: long-text, label: Plan?, when: {answer: budget, more_than: 100}}
          - {id: many, type: long-text, label: M?, when: {count_of: brief.skills, at_least: 2}}
          - {id: hosting-plan, type: long-text, label: H?, when: {fact: lot, is: hosting}}
          - {id: words, type: long-text, label: W?, when: {words_of: plan, at_least: 2}}
        """,
        vocabulary(brief=subjects_of(brief)),
    )

    def asked(raw: object, budget: str, *skills: str, lot: str | None = None) -> tuple[str, ...]:
        others = {"answer:brief.budget": Decimal(budget), "answer:brief.skills": skills}
        return read_answers(bid, raw, lot=lot, others=others).asked

    assert asked({}, "5") == ()
    assert asked({}, "500") == ("plan",)
    assert asked({}, "500", "a", "b") == ("plan", "many")
    assert asked({}, "5", lot="hosting") == ("hosting-plan",)
    assert asked({"plan": "one"}, "500") == ("plan",)
    assert asked({"plan": "one two"}, "500") == ("plan", "words")


def test_options_are_offered_by_answers_and_lot() -> None:
    service = linked("""
        title: T
        questions:
          - {id: big, type: yes-no, label: Big?}
          - id: size
            type: one-of
            label: Size?
            options: [s, {label: xl, when: {answer: big, is: yes}}]
          - id: extras
            type: many-of
            label: Extras?
            options:
              - a
              - {label: H, when: {answer: big, is: yes}, options: [b, {label: c, lots: [hosting]}]}
          - {id: why, type: short-text, label: Why?, when: {answer: size, is: xl}}
          - {id: how, type: short-text, label: How?, when: {answer: extras, includes: b}}
    """)

    def offered(*, big: bool, lot: str) -> list[set[str]]:
        (first, second, third) = path(service, {"big": big}, lot=lot)
        assert not first.questions[0].options
        return [set(second.questions[0].options), set(third.questions[0].options)]

    assert offered(big=False, lot="hosting") == [{"s"}, {"a"}]
    assert offered(big=True, lot="hosting") == [{"s", "xl"}, {"a", "b", "c"}]
    assert offered(big=True, lot="support") == [{"s", "xl"}, {"a", "b"}]

    everything: dict[str, Value] = {"size": "xl", "extras": ("a", "b")}
    assert [page.page.id for page in path(service, {"big": True, **everything})] == [
        "big",
        "size",
        "extras",
        "why",
        "how",
    ]
    # What is no longer offered no longer counts.
    assert [page.page.id for page in path(service, {"big": False, **everything})] == [
        "big",
        "size",
        "extras",
    ]
    answers = read_answers(service, {"big": False, "size": "xl", "extras": ["b"]})
    assert said(answers) == [
        "size: `xl` is not offered here; choose from `s`",
        "extras[0]: `b` is not offered here; choose from `a`",
    ]


def test_the_items_of_an_answer_that_has_none_are_never_counted() -> None:
    brief = form("title: B\nquestions: [{id: site, type: address, label: Site?}]", "brief")
    bid = linked(
        """
        title: T
        questions: [{id: a, type: yes-no, label: A, when: {count_of: site, at_most: 5}}]
        """,
        vocabulary(brief=subjects_of(brief)),
    )
    others = {"answer:brief.site": Address(("1 High Street",), "Leeds", "LS1 1AA")}
    assert read_answers(bid, {}, others=others).asked == ()


EACH = """
    title: T
    questions:
      - {id: skills, type: texts, label: Skills?, required: false}
      - id: evidence
        type: rows
        label: Evidence?
        each: skills
        columns:
          - {id: has-it, type: yes-no, label: Do you have it?, required: false}
          - {id: proof, type: long-text, label: Proof?, when: {answer: has-it, is: yes}}
"""


def test_a_table_has_a_row_for_each_item_of_a_list() -> None:
    service = linked(EACH)
    assert read_answers(service, {}).asked == ("skills",)
    (_, page) = path(service, {"skills": ("a", "b")})
    assert page.questions[0].items == ("a", "b")
    raw = {"skills": ["a", "b"], "evidence": [{}, {"has-it": "yes", "proof": "See"}]}
    answers = read_answers(service, raw)
    assert said(answers) == []
    assert answers.values["evidence"] == (
        {"_item": "a"},
        {"_item": "b", "has-it": True, "proof": "See"},
    )


def test_a_table_for_each_item_must_have_as_many_rows() -> None:
    service = linked(EACH)
    some = {"has-it": "no"}
    few = {"skills": ["a", "b"], "evidence": [some]}
    assert said(read_answers(service, few)) == [
        "evidence: has 1 row, and needs one for each of 2 items"
    ]
    assert said(read_answers(service, few, complete=False)) == []
    many = {"skills": ["a"], "evidence": [some, some]}
    assert said(read_answers(service, many, complete=False)) == [
        "evidence: has 2 rows, and needs one for each of 1 item"
    ]
    none = {"skills": ["a"], "evidence": [{"proof": "never asked"}]}
    assert said(read_answers(service, none)) == ["evidence: is missing"]


def test_a_table_whose_list_is_gone_is_kept_but_not_asked() -> None:
    service = linked(EACH)
    answers = read_answers(service, {"evidence": [{"has-it": "no"}]})
    assert answers.values == {}
    assert answers.hidden == {"evidence": ({"has-it": False},)}


def test_a_column_sees_its_row_first_and_then_the_form() -> None:
    service = linked("""
        title: T
        questions:
          - {id: name, type: yes-no, label: Names?}
          - id: people
            type: rows
            label: People?
            columns:
              - {id: why, type: short-text, label: Why?, when: {answer: name, is: yes}}
              - {id: name, type: short-text, label: Name?, required: false}
              - {id: many, type: yes-no, label: Long?, when: {words_of: name, at_least: 3}}
              - id: role
                type: one-of
                label: Role?
                required: false
                options: [staff, {label: lead, when: {answer: many, is: yes}}]
    """)
    raw = {"name": "no", "people": [{"name": "A B C", "many": True, "role": "lead"}, {"name": "A"}]}
    answers = read_answers(service, raw)
    assert said(answers) == []
    assert answers.values["people"] == (
        {"name": "A B C", "many": True, "role": "lead"},
        {"name": "A"},
    )
    refused = {"name": "yes", "people": [{"why": "x", "name": "A", "role": "lead"}]}
    assert said(read_answers(service, refused)) == [
        "people[0].role: `lead` is not offered here; choose from `staff`"
    ]
