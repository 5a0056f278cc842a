"""The reference page of forms: its examples work, and nothing that can be written is left out."""

import itertools
import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm
from forms.linked.linking import link
from forms.model.checks import Conflict, SomeOf, Together, Total
from forms.model.choice_questions import ManyOption
from forms.model.faults import Wrong
from forms.model.figure_questions import DayRateLine
from forms.model.form import Form, Page, QuestionGroup, Section, questions_of, read_form
from forms.model.question_types import TYPES
from forms.model.text_formats import TextFormat
from rules.yaml.reading import parse_yaml
from tests.forms.making import LOTS, said

PAGE = Path(__file__).parents[2].joinpath("docs/reference/forms.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml|json)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [text for sort, text in BLOCKS if sort == "yaml"]
#: Each answer, with the example before it.
ANSWERED = [
    (before, text) for (_, before), (sort, text) in itertools.pairwise(BLOCKS) if sort == "json"
]


def linked_example(text: str) -> LinkedForm:
    whole = text if text.startswith("title:") else f"title: Example\nquestions:\n{text}"
    document = parse_yaml(whole, "forms/example.yaml")
    return link(read_form(document), lots=LOTS, where=document.where)


def written(form: Form) -> list[BaseModel]:
    """Give every part of a form that has keys."""
    pages = form.layout if not form.questions else ()
    parts: list[BaseModel] = [form, *form.sections, *pages, *form.checks, *questions_of(form)]
    parts += [item for page in pages for item in page.questions if isinstance(item, QuestionGroup)]
    for part in list(parts):
        parts += getattr(part, "roles", ())
        options = list(getattr(part, "options", ()))
        while options:
            option = options.pop()
            parts.append(option)
            options += getattr(option, "options", ())
    return parts


@pytest.mark.parametrize("text", EXAMPLES)
def test_each_example_is_a_form_or_questions_of_one(text: str) -> None:
    assert linked_example(text).steps


@pytest.mark.parametrize(("example", "answer"), ANSWERED)
def test_each_answer_is_accepted_by_the_question_before_it(example: str, answer: str) -> None:
    form = linked_example(example)
    name = next(iter(form.steps))
    answers = read_answers(form, {name: json.loads(answer)}, complete=False)
    assert said(answers) == []
    assert name in answers.values


def test_every_type_has_an_example_and_an_answer() -> None:
    answered = [next(iter(linked_example(example).steps.values())) for example, _ in ANSWERED]
    assert {step.question.type for step in answered} == set(TYPES)
    for name in TYPES:
        assert f"\n### {name}\n" in PAGE


@pytest.mark.parametrize(
    "model",
    [
        *TYPES.values(),
        Form,
        Section,
        Page,
        QuestionGroup,
        ManyOption,
        DayRateLine,
        Conflict,
        Total,
        SomeOf,
        Together,
    ],
    ids=lambda model: model.__name__,
)
def test_every_key_is_written_in_some_example(model: type[BaseModel]) -> None:
    parts = [part for text in EXAMPLES for part in written(linked_example(text).form)]
    shared = set(TYPES["declaration"].model_fields) if model in TYPES.values() else set()
    # An option of one-of shows what all options have.
    kin = [part for part in parts if isinstance(part, model) or issubclass(model, type(part))]
    used = {key for part in kin for key in part.model_fields_set}
    assert set(model.model_fields) <= used | shared


def test_what_all_questions_have_is_written_in_some_example() -> None:
    parts = [q for text in EXAMPLES for q in questions_of(linked_example(text).form)]
    used = {key for question in parts for key in question.model_fields_set}
    assert set(TYPES["email"].model_fields) <= used


@pytest.mark.parametrize("word", [*Wrong, *TextFormat])
def test_every_sort_of_fault_and_every_format_is_in_a_table(word: str) -> None:
    assert f"\n| `{word}` |" in PAGE
