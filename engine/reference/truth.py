"""Whether a condition is true, as people write it and docs/reference/conditions.md reads it."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Protocol

from engine.reference.price_scores import exactly

SUBJECTS: Final = ("answer", "fact", "count_of", "words_of")
#: How many days, or months, there are in a unit of a period.
_UNITS: Final = {"day": 1, "week": 7, "month": 1, "year": 12}

#: A condition as it is written: `{answer: total-price, at_most: 100}`, `{all: […]}`.
Written = Mapping[str, Any]


class Question(Protocol):
    """What has to be known of a question to read a constant that its answer is compared with."""

    @property
    def key(self) -> str:
        """The key of its answer: `answer:bid.total-price`."""

    @property
    def kind(self) -> str:
        """The kind of its answer."""

    @property
    def options(self) -> Mapping[str, str]:
        """Its options, each with its label."""


Questions = Mapping[str, Question]
#: What is known of a bid, by key. What is not there is not known, or not answered.
Known = Mapping[str, Any]


def names_in(written: Written | None) -> Iterator[tuple[str, str]]:
    """Yield everything that a condition reads: `("answer", "total-price")`."""
    if written is None:
        return
    if "not" in written:
        yield from names_in(written["not"])
        return
    for part in written.get("all") or written.get("any") or ():
        yield from names_in(part)
    for sort in SUBJECTS:
        if sort in written:
            yield sort, written[sort]
    for operand in written.values():
        for each in operand if isinstance(operand, list | tuple) else [operand]:
            if (
                isinstance(each, Mapping)
                and ("answer" in each or "fact" in each)
                and len(each) == 1
            ):
                yield next(iter(each.items()))


def value_of(sort: str, name: str, questions: Questions, known: Known) -> Any:  # noqa: ANN401
    """Return the value of what a condition asks about; None where there is none."""
    if sort == "fact":
        return known.get(f"fact:{name}")
    answer = known.get(questions[name].key)
    if sort == "count_of":
        return Fraction(len(answer)) if isinstance(answer, list | tuple) else None
    if sort == "words_of":
        return None if answer is None else Fraction(len(str(answer).split()))
    return answer


def holds(
    written: Written | None, questions: Questions, known: Known, *, wanted: bool = True
) -> bool:
    """Say whether a condition is known to be true (or, unless `wanted`, known to be false)."""
    if written is None:
        return wanted
    if "not" in written:
        return holds(written["not"], questions, known, wanted=not wanted)
    for key in ("all", "any"):
        if key in written:
            parts = [holds(part, questions, known, wanted=wanted) for part in written[key]]
            return all(parts) if (key == "all") is wanted else any(parts)
    sort = next(each for each in SUBJECTS if each in written)
    value = value_of(sort, written[sort], questions, known)
    ((how, operand),) = ((key, each) for key, each in written.items() if key != sort)
    if how in {"answered", "unanswered"}:
        return ((value is not None) is (how == "answered")) is wanted
    if value is None:
        return False
    question = questions[written[sort]] if sort == "answer" else None
    operands = [
        _operand(each, value, question, questions, known)
        for each in (operand if isinstance(operand, list | tuple) else [operand])
    ]
    if any(each is None for each in operands):
        return False
    return _compared(how, value, operands) is wanted


def _compared(how: str, value: Any, operands: list[Any]) -> bool:  # noqa: ANN401
    first, last = operands[0], operands[-1]
    match how:
        case "is":
            return bool(value == first)
        case "is_not":
            return bool(value != first)
        case "one_of":
            return value in operands
        case "includes":
            return first in value
        case "includes_any":
            return any(each in value for each in operands)
        case "less_than" | "before":
            return bool(value < first)
        case "at_most":
            return bool(value <= first)
        case "more_than" | "after":
            return bool(value > first)
        case "at_least":
            return bool(value >= first)
        case "between":
            return bool(first <= value <= last)
        case unknown:
            raise NotImplementedError(unknown)


def _operand(
    written: object, like: object, question: Question | None, questions: Questions, known: Known
) -> object:
    """Return what a value is compared with: another answer or fact, or a constant."""
    if isinstance(written, Mapping):
        return value_of(*next(iter(written.items())), questions, known)
    return constant(written, like, question)


def constant(written: object, like: object, question: Question | None = None) -> object:
    """Return a constant of the kind of `like`."""
    if isinstance(like, bool):
        return written is True or str(written).lower() in {"yes", "true"}
    if isinstance(like, Fraction):
        number, _, unit = str(written).strip().partition(" ")
        return exactly(number) * _UNITS[unit.strip().rstrip("s") or "day"]
    if isinstance(like, date):
        return written if isinstance(written, date) else date.fromisoformat(str(written))
    for value, label in (question.options if question else {}).items():
        if written in {value, label}:
            return value
    return str(written)
