"""Forms: questions in order, on pages, filled in by a supplier or a buyer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from forms.model.checks import Check
from forms.model.question import Label, Question, one_subject
from forms.model.question_types import AnyQuestion
from forms.model.translations import Worded
from rules.conditions import Condition
from rules.definition_part import Id, Line, Text
from rules.problems import DataPath, DefinitionError, Problem
from rules.values import Subject
from rules.yaml.models import PartlyRead, parts_of
from rules.yaml.reading import Document


class QuestionGroup(Worded):
    """Questions that belong together on a page, under a title of their own.

    group: Your rates
    when: {answer: charges-by-day, is: yes}
    questions:
      - {id: lowest-rate, type: money, label: Lowest day rate}
      - {id: highest-rate, type: money, label: Highest day rate}
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("group", "hint", "guidance")
    PARTS: ClassVar[tuple[str, ...]] = ("questions",)

    group: Label
    hint: Text | None = None
    guidance: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    questions: Annotated[tuple[AnyQuestion, ...], Field(min_length=1)]


def _sort(raw: object) -> str:
    # The tags are no keys of a definition, so that they never stand in the place of a problem.
    grouped = isinstance(raw, QuestionGroup) or (isinstance(raw, dict) and "group" in raw)
    return "a group" if grouped else "a question"


Item = Annotated[
    Annotated[QuestionGroup, Tag("a group")] | Annotated[AnyQuestion, Tag("a question")],
    Discriminator(_sort),
]


class Page(Worded):
    """A page: questions, and groups of questions, that are asked at the same time."""

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "guidance")
    PARTS: ClassVar[tuple[str, ...]] = ("questions",)

    id: Id
    title: Label
    guidance: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    questions: Annotated[tuple[Item, ...], Field(min_length=1)]


class Section(Worded):
    """Pages that belong together in the list of a long form's tasks, under a title of their own."""

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "guidance")
    PARTS: ClassVar[tuple[str, ...]] = ("pages",)

    id: Id
    title: Label
    guidance: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    pages: Annotated[tuple[Page, ...], Field(min_length=1)]


class Form(Worded):
    """A form: `sections` of pages, or `pages`, or `questions` for one page for each question.

    id is the name of the file that it is read from. `by` says who fills it in. The questions of a
    form that is `numbered` have numbers, so that texts and people can refer to them.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "guidance")
    PARTS: ClassVar[tuple[str, ...]] = ("sections", "pages", "questions", "checks")

    id: Id
    title: Line
    by: Literal["supplier", "buyer"] = "supplier"
    guidance: Text | None = None
    numbered: bool = False
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    questions: tuple[AnyQuestion, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _one_layout(self) -> Self:
        if bool(self.sections) + bool(self.pages) + bool(self.questions) != 1:
            raise ValueError(
                "give `sections`, or `pages`, or `questions` for one page each: one of them"
            )
        return self

    @property
    def layout(self) -> tuple[Page, ...]:
        """The pages; where only questions are given, a page for each, with its id and name."""
        if self.sections:
            return tuple(page for section in self.sections for page in section.pages)
        return self.pages or tuple(
            Page(id=question.id, title=question.title, questions=(question,))
            for question in self.questions
        )


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question where it stands: its place in the definition, and what is around it.

    `around` holds the section, the page and the group, as far as there are such, outermost first.
    """

    question: AnyQuestion
    at: DataPath
    page: Page
    page_at: DataPath
    section: Section | None = None
    section_at: DataPath = ()
    group: QuestionGroup | None = None
    group_at: DataPath = ()

    @property
    def around(self) -> tuple[tuple["Section | Page | QuestionGroup", DataPath], ...]:
        """What the question stands in, each with its place."""
        section = ((self.section, self.section_at),) if self.section else ()
        # A page that is made for its only question says nothing that the question does not.
        page = ((self.page, self.page_at),) if self.page_at != self.at else ()
        group = ((self.group, self.group_at),) if self.group else ()
        return (*section, *page, *group)

    @property
    def lots(self) -> frozenset[str] | None:
        """The lots in which it is asked, None for all."""
        return self.lots_of(self.question)

    def lots_of(self, part: "Section | Page | QuestionGroup | Question") -> frozenset[str] | None:
        """Return the lots in which a part around it, or itself, is shown, None for all."""
        lots: frozenset[str] | None = None
        for each in (*(part for part, _ in self.around), self.question):
            if each.lots:
                lots = frozenset(each.lots) if lots is None else lots & frozenset(each.lots)
            if each is part:
                break
        return lots


def placed(form: Form) -> Iterator[PlacedQuestion]:
    """Return the questions of a form in the order in which they are asked."""
    if form.sections:
        for index, section in enumerate(form.sections):
            at: DataPath = ("sections", index)
            for place, page in enumerate(section.pages):
                yield from _on_page(page, (*at, "pages", place), section, at)
    elif form.pages:
        for index, page in enumerate(form.pages):
            yield from _on_page(page, ("pages", index))
    else:
        for index, page in enumerate(form.layout):
            at = ("questions", index)
            yield PlacedQuestion(form.questions[index], at, page, at)


def _on_page(
    page: Page, page_at: DataPath, section: Section | None = None, section_at: DataPath = ()
) -> Iterator[PlacedQuestion]:
    for place, item in enumerate(page.questions):
        at: DataPath = (*page_at, "questions", place)
        if not isinstance(item, QuestionGroup):
            yield PlacedQuestion(item, at, page, page_at, section, section_at)
            continue
        for inner, question in enumerate(item.questions):
            inside = (*at, "questions", inner)
            yield PlacedQuestion(question, inside, page, page_at, section, section_at, item, at)


def questions_of(form: Form) -> tuple[Question, ...]:
    """Return the questions of a form in the order in which they are asked."""
    return tuple(each.question for each in placed(form))


def subjects_of(form: Form) -> tuple[Subject, ...]:
    """Return every question of a form as rules and other forms ask about it.

    A question that is asked in different ways in different lots is one subject.
    """
    ways: dict[str, list[Question]] = {}
    for question in questions_of(form):
        ways.setdefault(question.id, []).append(question)
    return tuple(one_subject(each, form.id) for each in ways.values())


def share_a_lot(one: Iterable[str] | None, other: Iterable[str] | None) -> bool:
    """Return whether there can be a lot that is among both; None is all lots."""
    return one is None or other is None or not frozenset(one).isdisjoint(other)


def read_form(document: Document) -> Form:
    """Make a form of a definition's file, named by the file. Raises `DefinitionError`."""
    read = read_form_parts(document)
    if read.problems or read.model is None:
        raise DefinitionError(read.problems)
    return read.model


def read_form_parts(document: Document) -> PartlyRead[Form]:
    """Make a form of a definition's file, without the parts that cannot be read."""
    name = PurePosixPath(document.name).stem
    data: Any = document.data
    wrong: tuple[Problem, ...] = ()
    if data is None:
        return PartlyRead(None, (Problem(document.where(), "is empty: a form has a `title`"),))
    if isinstance(data, dict):
        if data.get("id", name) != name:
            says = f"`id` must be `{name}`, as the file is called; or leave it out"
            wrong = (Problem(document.where(("id",)), says),)
        data = {**data, "id": name}
    read = parts_of(document, Form, data, {"title": name})
    return replace(read, problems=(*wrong, *read.problems))
