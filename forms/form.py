"""Forms: questions in order, on pages, filled in by a supplier or a buyer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from forms.checks import Check
from forms.question import Label, Question
from forms.questions import AnyQuestion
from rules.conditions import Condition
from rules.definition import Definition, Id, Line, Text
from rules.problems import DefinitionError, Problem
from rules.reading import Document, Path_, model_of
from rules.values import Subject


class Group(Definition):
    """Questions that belong together on a page, under a title of their own.

    group: Your rates
    when: {answer: charges-by-day, is: yes}
    questions:
      - {id: lowest-rate, type: money, label: Lowest day rate}
      - {id: highest-rate, type: money, label: Highest day rate}
    """

    group: Label
    hint: Text | None = None
    guidance: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1)]


def _sort(raw: object) -> str:
    # The tags are no keys of a definition, so that they never stand in the place of a problem.
    grouped = isinstance(raw, Group) or (isinstance(raw, dict) and "group" in raw)
    return "a group" if grouped else "a question"


Item = Annotated[
    Annotated[Group, Tag("a group")] | Annotated[AnyQuestion, Tag("a question")],
    Discriminator(_sort),
]


class Page(Definition):
    """A page: questions, and groups of questions, that are asked at the same time."""

    id: Id
    title: Label
    guidance: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    questions: Annotated[tuple[Item, ...], Field(min_length=1)]


class Form(Definition):
    """A form: either `pages`, or `questions` for a form of one page for each question.

    id is the name of the file that it is read from. `by` says who fills it in.
    """

    id: Id
    title: Line
    by: Literal["supplier", "buyer"] = "supplier"
    guidance: Text | None = None
    pages: tuple[Page, ...] = ()
    questions: tuple[AnyQuestion, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _pages_or_questions(self) -> Self:
        if bool(self.pages) == bool(self.questions):
            raise ValueError("give `pages`, or `questions` for one page each: one of them")
        return self

    @property
    def layout(self) -> tuple[Page, ...]:
        """The pages; where only questions are given, a page for each, with its id and name."""
        return self.pages or tuple(
            Page(id=question.id, title=question.title, questions=(question,))
            for question in self.questions
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A question where it stands: its place in the definition, its page and its group."""

    question: AnyQuestion
    at: Path_
    page: Page
    page_at: Path_
    group: Group | None = None
    group_at: Path_ = ()


def placed(form: Form) -> Iterator[Placed]:
    """Give the questions of a form in the order in which they are asked."""
    for index, page in enumerate(form.layout):
        if not form.pages:
            yield Placed(form.questions[index], ("questions", index), page, ("questions", index))
            continue
        page_at: Path_ = ("pages", index)
        for place, item in enumerate(page.questions):
            at: Path_ = (*page_at, "questions", place)
            if not isinstance(item, Group):
                yield Placed(item, at, page, page_at)
                continue
            for inner, question in enumerate(item.questions):
                yield Placed(question, (*at, "questions", inner), page, page_at, item, at)


def questions_of(form: Form) -> tuple[Question, ...]:
    """Give the questions of a form in the order in which they are asked."""
    return tuple(each.question for each in placed(form))


def subjects_of(form: Form) -> tuple[Subject, ...]:
    """Give every question of a form as rules and other forms ask about it."""
    return tuple(question.subject(form.id) for question in questions_of(form))


def read_form(document: Document) -> Form:
    """Make a form of a definition's file, named by the file. Raises `DefinitionError`."""
    name = PurePosixPath(document.name).stem
    data: Any = document.data
    if isinstance(data, dict):
        if data.get("id", name) != name:
            says = f"`id` should be `{name}`, as the file is called; or leave it out"
            raise DefinitionError([Problem(document.where(("id",)), says)])
        data = {**data, "id": name}
    elif data is None:
        raise DefinitionError([Problem(document.where(), "is empty: a form has a `title`")])
    return model_of(document, Form, data)
