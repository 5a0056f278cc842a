"""What every question has, whatever its type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from forms.model.faults import Wrong
from forms.model.placeholders import unfilled
from forms.model.translations import Worded
from rules.conditions import Condition
from rules.definition_part import Id, Line, Text, Unordered
from rules.problems import ValueProblem
from rules.values import LISTS, Kind, Subject, Value, read_number
from rules.vocabulary import item_count, word_count

#: A question as it is asked: long enough for the legal grounds that declarations spell out.
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


def _exact(raw: object) -> object:
    return None if raw is None else read_number(raw)


#: A figure in a definition: exact, finite, never a float. `null` where there is no such limit.
FigureLimit = Annotated[Decimal | None, BeforeValidator(_exact)]

#: The most items, rows, choices or files that any answer may have.
MAX_ITEMS: Final = 1000
ItemCount = Annotated[int, Field(ge=1, le=MAX_ITEMS)]

#: Faults that an answer of any type can have.
ALWAYS_POSSIBLE: Final = frozenset({Wrong.MISSING, Wrong.UNREADABLE, Wrong.CHECK})


class Question(Worded):
    """A question: what a person is asked, when, and what they may answer. Base of all the types.

    id         names the answer; unique in its form
    label      the question as it is asked
    name       a short name for summaries and problems; the label where there is none
    hint       a short help under the label
    guidance   longer help, in Markdown
    required   whether there must be an answer (true unless it says false)
    when       the question is asked only when this holds
    lots       the lots that it is asked for; none named is all of them
    messages   own wording for a fault, by sort: `{missing: Enter the total price}`
    empty      what a summary shows where there is no answer

    Two questions of a form may have the same id where they are asked in different lots: they are
    one question to rules, asked in two ways.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("label", "name", "hint", "guidance", "empty", "messages")

    KIND: ClassVar[Kind]
    #: The faults that this type can have beside `ALWAYS_POSSIBLE`.
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset()

    #: Whether an answer has parts, each of which may have faults, or depends on other answers.
    IN_PARTS: ClassVar[bool] = False

    id: Id
    type: str
    label: Label
    name: Line | None = None
    hint: Text | None = None
    guidance: Text | None = None
    required: bool = True
    when: Condition | None = None
    lots: tuple[Id, ...] = ()
    messages: Unordered[Wrong, Line] = Field(default_factory=dict)
    empty: Line | None = None

    @model_validator(mode="after")
    def _messages_can_be_shown(self) -> Self:
        possible = self.FAULTS | ALWAYS_POSSIBLE
        never = [f"`{wrong}`" for wrong in self.messages if wrong not in possible]
        if never:
            known = ", ".join(f"`{wrong}`" for wrong in Wrong if wrong in possible)
            raise ValueError(
                f"`messages`: {', '.join(never)} can never happen to `type: {self.type}`; "
                f"what can is {known}"
            )
        return self

    @property
    def title(self) -> str:
        """The question in a few words, for summaries and rules."""
        return unfilled(self.name or self.label)

    def read(self, raw: object) -> Value | None:
        """Return the value of an answer that is not blank, None where nothing of it counts.

        Raises `ValueProblem`. For an answer that has at most one fault, and that depends on nothing
        but the question; `forms.answers.parsing` reads the others, part by part (`IN_PARTS`).
        """
        raise NotImplementedError(self.type)

    @property
    def choices(self) -> Mapping[str, str]:
        """The options' labels by value; empty for a question that offers none."""
        return {}

    @property
    def subject_unit(self) -> str | None:
        """The unit that rules and people read after the value."""
        return None

    @property
    def subject_places(self) -> int | None:
        """Digits after the point, where that is fixed."""
        return None

    @property
    def subject_ends(self) -> tuple[Decimal | date | None, Decimal | date | None]:
        """The least and the most that can be answered, where there are such."""
        return None, None

    def subject(self, form_id: str) -> Subject:
        """Return the question as rules ask about it, with the key `answer:<form>.<question>`."""
        least, most = self.subject_ends
        return Subject(
            key=answer_key(form_id, self.id),
            name=self.id,
            kind=self.KIND,
            label=self.title,
            options=self.choices,
            unit=self.subject_unit,
            places=self.subject_places,
            least=least,
            most=most,
        )

    def count_subject(self, form_id: str) -> Subject:
        """Return the answer's count of items: `count:<form>.<question>`. Raises `ValueProblem`."""
        if not self.countable:
            raise ValueProblem(
                f"`{self.id}` is {self.type}, not a list: `count_of` counts the items of one"
            )
        return item_count(self.subject(form_id))

    def words_subject(self, form_id: str) -> Subject:
        """Return the answer's count of words: `words:<form>.<question>`. Raises `ValueProblem`."""
        return word_count(self.subject(form_id))

    @property
    def countable(self) -> bool:
        """Whether the answer is a list of items, though rules may not look into them."""
        return self.KIND in LISTS


def answer_key(form_id: str, question_id: str) -> str:
    """Return the key under which facts hold an answer."""
    return f"answer:{form_id}.{question_id}"


def refuse(wrongs: Iterable[str]) -> None:
    """Raise one `ValueError` that says everything that is wrong; nothing where nothing is."""
    said = "; ".join(wrongs)
    if said:
        raise ValueError(said)


def out_of_order(low: object, high: object, names: str = "`min` and `max`") -> list[str]:
    """Say that a smaller limit is above a larger one, if both are given and it is."""
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        return [f"{names} are the wrong way round: nothing can be both"]
    return []


def repeated(items: Iterable[str]) -> list[str]:
    """Return the items that stand more than once, once each, in order."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for item in items:
        if item in seen:
            twice[item] = None
        seen.add(item)
    return list(twice)


def one_subject(ways: Sequence[Question], form_id: str) -> Subject:
    """Return the one subject of a question that different lots are asked in different ways.

    Its options are those of all ways, its limits the widest. That the ways are of one kind is seen
    to by `forms.linked.linking`.
    """
    subjects = [question.subject(form_id) for question in ways]
    first = subjects[0]
    if len(subjects) == 1:
        return first
    options: dict[str, str] = {}
    for each in subjects:
        for value, label in each.options.items():
            options.setdefault(value, label)
    places = [each.places for each in subjects]
    least, most = [each.least for each in subjects], [each.most for each in subjects]
    return replace(
        first,
        options=options,
        places=None if None in places else max(p for p in places if p is not None),
        least=None if None in least else min(least),  # type: ignore[type-var]
        most=None if None in most else max(most),  # type: ignore[type-var]
    )
