"""Each type of question: its example can be read, its mistakes are told, rules can ask about it."""

import inspect
import textwrap
from typing import get_args

import pytest

from forms.model.faults import Wrong
from forms.model.form import questions_of
from forms.model.question import Question
from forms.model.question_types import TYPES, AnyQuestion
from forms.model.table_questions import Column
from rules.problems import ValueProblem
from rules.values import Kind
from tests.forms.making import form, problems_of


def example(model: type[Question]) -> str:
    """Give the YAML example in a class's docstring."""
    lines = str(inspect.getdoc(model)).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("    id: "))
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("    "))
    return textwrap.indent(textwrap.dedent("\n".join(lines[start:end])), "    ")


def of_type(name: str, keys: str = "") -> str:
    """Give a form of one question of a type, with what that type must have."""
    needed = {
        "period": "unit: months",
        "day-rates": "roles: [{id: developer, label: Developer}]",
        "one-of": "options: [a, b]",
        "many-of": "options: [a, b]",
        "rows": "columns: [{id: amount, type: money, label: Amount}]",
    }
    lines = [f"type: {name}", needed.get(name, ""), *textwrap.dedent(keys).strip().splitlines()]
    body = "\n".join(f"    {line}" for line in lines if line)
    return f"title: T\nquestions:\n  - id: q\n    label: Question?\n{body}\n"


def test_every_type_is_listed() -> None:
    members = get_args(get_args(AnyQuestion)[0])
    assert set(TYPES.values()) == set(members)
    assert set(get_args(get_args(Column)[0])) < set(members)


@pytest.mark.parametrize("name", TYPES)
def test_the_example_of_a_type_is_a_question_of_that_type(name: str) -> None:
    written = form(f"title: T\nquestions:\n  -\n{example(TYPES[name])}\n")
    (question,) = questions_of(written)
    assert type(question) is TYPES[name]
    assert question.type == name


@pytest.mark.parametrize("name", TYPES)
def test_rules_find_a_question_by_form_and_id(name: str) -> None:
    (question,) = questions_of(form(of_type(name, "name: Short name")))
    subject = question.subject("bid")
    assert subject.key == "answer:bid.q"
    assert (subject.name, subject.label) == ("q", "Short name")
    assert subject.kind is TYPES[name].KIND


@pytest.mark.parametrize("name", TYPES)
def test_what_all_questions_have(name: str) -> None:
    keys = """
        hint: A hint
        guidance: Some *guidance*
        required: true
        lots: [hosting]
        empty: Nothing yet
        messages: {missing: Answer this, unreadable: Mend this}
    """
    (question,) = questions_of(form(of_type(name, keys)))
    assert question.title == "Question?"
    assert question.messages[Wrong.MISSING] == "Answer this"


@pytest.mark.parametrize("name", TYPES)
def test_counts_are_of_lists_and_words_of_texts(name: str) -> None:
    (question,) = questions_of(form(of_type(name)))
    lists = {"texts", "many-of", "rows", "file"}
    texts = {"short-text", "long-text", "email"}
    if name in lists:
        assert question.count_subject("bid").key == "count:bid.q"
    else:
        with pytest.raises(ValueProblem, match=f"`q` is {name}, not a list"):
            question.count_subject("bid")
    if name in texts:
        assert question.words_subject("bid").key == "words:bid.q"
    else:
        with pytest.raises(ValueProblem, match="`q` is not text"):
            question.words_subject("bid")


def test_units_and_places_go_with_the_subject() -> None:
    def subject_of(name: str, keys: str) -> tuple[str | None, int | None]:
        (question,) = questions_of(form(of_type(name, keys)))
        subject = question.subject("f")
        return subject.unit, subject.places

    assert subject_of("number", "unit: people\nwhole: true") == ("people", 0)
    assert subject_of("number", "places: 3") == (None, 3)
    assert subject_of("money", "") == (None, 2)
    assert subject_of("percentage", "places: 1") == (None, 1)
    assert subject_of("date", "") == (None, None)
    text = of_type("period").replace("months", "weeks")
    (question,) = questions_of(form(text))
    assert (question.subject("f").unit, question.subject("f").places) == ("days", 0)


def test_options_are_labels_by_value() -> None:
    (question,) = questions_of(
        form(
            """
            title: T
            questions:
              - id: q
                type: many-of
                label: Q
                options:
                  - 12
                  - yes
                  - {value: uk, label: In the UK, hint: Wales too}
                  - label: Elsewhere
                    options: [{value: 33, label: France}, Cafe\u0301]
            """
        )
    )
    assert question.subject("f").options == {
        "12": "12",
        "yes": "yes",
        "uk": "In the UK",
        "33": "France",
        "Café": "Café",
    }
    assert question.subject("f").kind is Kind.MANY_OF


@pytest.mark.parametrize(
    ("name", "keys", "says"),
    [
        ("money", "min: 5\nmax: 4", "the limits leave nothing: not less than 5, nor over 4"),
        ("money", "max: -1", "the limits leave nothing: not less than 0, nor over -1"),
        ("number", "min: 4\nless_than: 4", "the limits leave nothing: not less than 4, nor over 4"),
        ("number", "more_than: 4\nmax: 4", "the limits leave nothing: not less than 4, nor over 4"),
        ("number", "whole: true\nplaces: 2", "`whole: true` allows no `places`: give one of them"),
        ("number", "min: £5", "`min`: must be a number in digits, such as 12 or 12.50"),
        ("number", "max: lots", "`max`: must be a number in digits, such as 12 or 12.50"),
        ("number", "places: 13", "`places`: must be at most 12"),
        ("money", "places: -1", "`places`: must be at least 0"),
        (
            "date",
            "earliest: 2027-02-01\nlatest: 2027-01-01",
            "`earliest` and `latest` are the wrong way round: nothing can be both",
        ),
        (
            "date",
            "earliest: soon",
            "`earliest`: must be a date written year-month-day, such as 2026-01-31",
        ),
        (
            "period",
            "min: 2 years\nmax: 6",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        ("period", "min: 2 weeks", "must be in months or years, not in weeks"),
        (
            "period",
            "min: true",
            "`min`: must be a period, such as 6 months, or a whole number of the `unit`",
        ),
        (
            "texts",
            "min: 3\nmax: 2",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        ("long-text", "max_words: 0", "`max_words`: must be at least 1"),
        ("short-text", "max_characters: 100001", "`max_characters`: must be at most 100000"),
        ("many-of", "min: 3", "`min` is 3, and 2 can be chosen together"),
        (
            "many-of",
            "min: 2\nmax: 1",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        ("yes-no", "must_be: maybe", "`must_be`: must be 'yes' or 'no'"),
        ("declaration", "required: false", "`required`: must be true"),
        ("file", "kinds: []", "`kinds`: must have at least 1 item"),
        (
            "file",
            "min: 2",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        (
            "rows",
            "min: 2\nmax: 1",
            "`min` and `max` are the wrong way round: nothing can be both",
        ),
        (
            "rows",
            "each: needs\nmax: 1",
            "`each` says how many rows there are: leave out `min` and `max`",
        ),
        ("short-text", "min: 1", "there is no key `min` here"),
        (
            "email",
            "messages: {too-late: Too late}",
            (
                "`messages`: `too-late` can never happen to `type: email`; what can is `missing`, "
                "`unreadable`, `characters`, `too-long`, `check`"
            ),
        ),
    ],
)
def test_a_mistake_in_a_question_is_told(name: str, keys: str, says: str) -> None:
    (problem,) = problems_of(of_type(name, keys))
    assert problem.endswith((f"`q`: {says}", f"`q` {says}"))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("[a, a]", "the option `a` is given twice"),
        ("[{value: a, label: X}, {value: b, label: X}]", "two options have the label `X`"),
        ("[]", "`options`: must have at least 1 item"),
        ("[[a]]", "`options`: must be a set of keys and values"),
        ("[{value: a}]", "`options`: `label` is missing"),
        ("[true]", "`options`: must be a set of keys and values"),
    ],
)
@pytest.mark.parametrize("name", ["one-of", "many-of"])
def test_a_mistake_in_options_is_told(name: str, options: str, says: str) -> None:
    problems = problems_of(of_type(name).replace("[a, b]", options))
    assert any(problem.endswith(says) for problem in problems), problems


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            "[a, {label: H, exclusive: true, options: [b]}]",
            "a heading over options cannot be chosen, so it cannot be `exclusive`",
        ),
        ("[{label: H, options: [a, a]}]", "the option `a` is given twice"),
        (
            "[{label: H, options: [a]}, {label: I, options: [{value: a, label: B}]}]",
            "the option `a` has two labels",
        ),
    ],
)
def test_a_mistake_in_a_tree_of_options_is_told(options: str, says: str) -> None:
    (problem,) = problems_of(of_type("many-of").replace("[a, b]", options))
    assert problem.endswith(says)


def test_the_same_option_may_stand_under_two_headings() -> None:
    options = "[{label: H, options: [a, b]}, {label: I, options: [a]}]"
    assert problems_of(of_type("many-of").replace("[a, b]", options)) == []


def test_repeated_roles_and_columns_are_told() -> None:
    roles = "[{id: developer, label: Developer}, {id: developer, label: Lead developer}]"
    text = of_type("day-rates").replace("[{id: developer, label: Developer}]", roles)
    assert problems_of(text) == ["3: `q`: the role `developer` is given twice"]
    columns = "[{id: a, type: money, label: A}, {id: a, type: date, label: B}]"
    text = of_type("rows").replace("[{id: amount, type: money, label: Amount}]", columns)
    assert problems_of(text) == ["3: `q`: the column `a` is given twice"]


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"short-text", "money"}))
def test_only_simple_questions_are_columns(name: str) -> None:
    column = f"[{{id: amount, type: {name}, label: Amount, unit: months, options: [a]}}]"
    text = of_type("rows").replace("[{id: amount, type: money, label: Amount}]", column)
    refused = any(f"`{name}` is not one of" in problem for problem in problems_of(text))
    assert refused is (name in {"address", "day-rates", "declaration", "rows", "file"})
