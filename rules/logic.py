"""What conditions mean: typed against their subjects, with negation pushed inwards.

A condition becomes a tree of `Compare`, `Both`, `Either`, `ALWAYS` and `NEVER`. There is no "not"
in it: each comparator has an opposite. A comparison with an unanswered subject is false, and so is
its opposite; only `ANSWERED` and `UNANSWERED` speak about absence.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rules.conditions import AllOf, AnyOf, Comparison, Condition, Not, Reference
from rules.problems import ValueProblem
from rules.values import LISTS, ORDERED, Kind, Scalar, Subject, Value, read_constant

#: The facts of one evaluation: a subject's key to its value. A missing key is an unanswered
#: question.
Facts = Mapping[str, Value]


class Comparator(StrEnum):
    """How a subject's value is compared. Every one has its opposite in `OPPOSITE`."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    INCLUDES_ANY = "includes_any"
    INCLUDES_NONE = "includes_none"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    BETWEEN = "between"
    OUTSIDE = "outside"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


_PAIRS: Final = (
    (Comparator.IS, Comparator.IS_NOT),
    (Comparator.ONE_OF, Comparator.NONE_OF),
    (Comparator.INCLUDES, Comparator.EXCLUDES),
    (Comparator.INCLUDES_ANY, Comparator.INCLUDES_NONE),
    (Comparator.LESS_THAN, Comparator.AT_LEAST),
    (Comparator.AT_MOST, Comparator.MORE_THAN),
    (Comparator.BETWEEN, Comparator.OUTSIDE),
    (Comparator.ANSWERED, Comparator.UNANSWERED),
)
OPPOSITE: Final = MappingProxyType(
    {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
)

_ORDERING: Final = {
    "less_than": Comparator.LESS_THAN,
    "at_most": Comparator.AT_MOST,
    "more_than": Comparator.MORE_THAN,
    "at_least": Comparator.AT_LEAST,
}
_BY_DATE: Final = {"before": Comparator.LESS_THAN, "after": Comparator.MORE_THAN}


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison: `subject op operands`.

    `operands` holds typed constants, or subjects whose value it is compared with: one for most
    comparators, two for BETWEEN and OUTSIDE, any number for the lists, none for ANSWERED.
    """

    subject: Subject
    op: Comparator
    operands: tuple[Scalar | Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds; with no parts, always."""

    parts: tuple["Logic", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; with no parts, never."""

    parts: tuple["Logic", ...]


Logic = Compare | Both | Either
ALWAYS: Final = Both(())
NEVER: Final = Either(())

#: Finds a subject by sort (`answer`, `fact`, `count_of`, `words_of`) and name.
#: Raises `ValueProblem` that says what is known instead.
FindSubject = Callable[[str, str], Subject]


def typed(condition: Condition | None, find: FindSubject) -> Logic:
    """Return the meaning of a condition. Raises `ValueProblem` for the first wrong comparison.

    Wrong are: an unknown subject, a comparator that does not fit the subject's kind, a constant of
    another kind, an option that does not exist, an empty range.
    """
    return ALWAYS if condition is None else _typed(condition, find, negated=False)


def _typed(condition: Condition, find: FindSubject, *, negated: bool) -> Logic:
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts):
            inner = tuple(_typed(part, find, negated=negated) for part in parts)
            return Both(inner) if isinstance(condition, AllOf) is not negated else Either(inner)
        case Not(not_=part):
            return _typed(part, find, negated=not negated)
        case Comparison():
            return comparison(condition, find, negated=negated)


def comparison(written: Comparison, find: FindSubject, *, negated: bool = False) -> Compare:
    """Return the meaning of one comparison, or of its opposite. Raises `ValueProblem`."""
    subject = find(*written.subject)
    op, raw = _operator(written, subject)
    operands = tuple(_operand(item, subject, find) for item in raw)
    if op is Comparator.BETWEEN:
        low, high = operands
        if not isinstance(low, Subject) and not isinstance(high, Subject) and low > high:  # type: ignore[operator]
            raise ValueProblem("`between` must give the smaller value first")
    return Compare(subject, OPPOSITE[op] if negated else op, operands)


def _operator(written: Comparison, subject: Subject) -> tuple[Comparator, tuple[object, ...]]:
    name, value = written.comparator, written.value
    kind = subject.kind
    fits: bool
    match name:
        case "answered" | "unanswered":
            return Comparator(name), ()
        case "is" | "is_not":
            op, raw, fits = Comparator(name), (value,), kind not in LISTS
        case "one_of":
            op, raw, fits = Comparator.ONE_OF, value, kind not in LISTS
        case "includes":
            op, raw, fits = Comparator.INCLUDES, (value,), kind in LISTS
        case "includes_any":
            op, raw, fits = Comparator.INCLUDES_ANY, value, kind in LISTS
        case "between":
            op, raw, fits = Comparator.BETWEEN, value, kind in ORDERED
        case "before" | "after":
            op, raw, fits = _BY_DATE[name], (value,), kind is Kind.DATE
        case _:
            op, raw, fits = _ORDERING[name], (value,), kind in ORDERED
    if not fits or kind is Kind.OPAQUE:
        raise ValueProblem(
            f"`{name}` cannot be used with `{subject.name}`, which is {_NOUN[kind]}: "
            f"use {', '.join(f'`{each}`' for each in fitting(kind))}"
        )
    return op, raw


_NOUN: Final = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.MONEY: "an amount of money",
    Kind.PERCENTAGE: "a percentage",
    Kind.DATE: "a date",
    Kind.PERIOD: "a period",
    Kind.YES_NO: "yes or no",
    Kind.ONE_OF: "one of several options",
    Kind.MANY_OF: "a choice of several options",
    Kind.TEXTS: "a list of texts",
    Kind.OPAQUE: "an answer whose content rules do not read",
}


def fitting(kind: Kind) -> tuple[str, ...]:
    """Return the comparators that fit a kind, as a designer offers them."""
    always = ("answered", "unanswered")
    if kind is Kind.OPAQUE:
        return always
    if kind in LISTS:
        return ("includes", "includes_any", *always)
    same = ("is", "is_not", "one_of")
    if kind is Kind.DATE:
        return (*same, "before", "after", "at_most", "at_least", "between", *always)
    if kind in ORDERED:
        return (*same, "less_than", "at_most", "more_than", "at_least", "between", *always)
    return (*same, *always)


def _operand(raw: object, subject: Subject, find: FindSubject) -> Scalar | Subject:
    if not isinstance(raw, Reference):
        return read_constant(raw, subject)
    sort, name = ("answer", raw.answer) if raw.answer is not None else ("fact", str(raw.fact))
    other = find(sort, name)
    # A list is asked whether one other answer is in it.
    fits = (
        other.kind in _ITEMS[subject.kind]
        if subject.kind in LISTS
        else _family(other) == _family(subject)
    )
    if not fits:
        raise ValueProblem(
            f"cannot compare `{subject.name}`, which is {_NOUN[subject.kind]}, "
            f"with `{other.name}`, which is {_NOUN[other.kind]}"
        )
    return other


#: What an item of a list may be compared with.
_ITEMS: Final = {
    Kind.MANY_OF: frozenset({Kind.ONE_OF, Kind.TEXT}),
    Kind.TEXTS: frozenset({Kind.TEXT, Kind.ONE_OF}),
}


def _family(subject: Subject) -> tuple[object, ...]:
    """Return what two subjects must have in common to be compared with each other."""
    if subject.kind is Kind.PERIOD:
        return (subject.kind, subject.unit)
    return (subject.kind,)


# --- asking ------------------------------------------------------------------------------------


def compares(leaf: Compare, facts: Facts) -> bool:
    """Return whether one comparison holds. This function is the definition of the comparators."""
    value = facts.get(leaf.subject.key)
    if leaf.op is Comparator.ANSWERED:
        return value is not None
    if leaf.op is Comparator.UNANSWERED:
        return value is None
    if value is None:
        return False
    others = []
    for operand in leaf.operands:
        other = facts.get(operand.key) if isinstance(operand, Subject) else operand
        if other is None:  # compared with an unanswered question
            return False
        others.append(other)
    return _OPS[leaf.op](value, others)


# Types were checked when the condition was typed, so the values here are of one kind.
_OPS: Final[Mapping[Comparator, Callable[..., bool]]] = MappingProxyType(
    {
        Comparator.IS: lambda value, others: value == others[0],
        Comparator.IS_NOT: lambda value, others: value != others[0],
        Comparator.ONE_OF: lambda value, others: value in others,
        Comparator.NONE_OF: lambda value, others: value not in others,
        Comparator.INCLUDES: lambda value, others: others[0] in value,
        Comparator.EXCLUDES: lambda value, others: others[0] not in value,
        Comparator.INCLUDES_ANY: lambda value, others: any(other in value for other in others),
        Comparator.INCLUDES_NONE: lambda value, others: all(other not in value for other in others),
        Comparator.LESS_THAN: lambda value, others: value < others[0],
        Comparator.AT_LEAST: lambda value, others: value >= others[0],
        Comparator.AT_MOST: lambda value, others: value <= others[0],
        Comparator.MORE_THAN: lambda value, others: value > others[0],
        Comparator.BETWEEN: lambda value, others: others[0] <= value <= others[1],
        Comparator.OUTSIDE: lambda value, others: not others[0] <= value <= others[1],
    }
)


def holds(logic: Logic, facts: Facts) -> bool:
    """Return whether a condition holds for these facts."""
    match logic:
        case Compare():
            return compares(logic, facts)
        case Both(parts=parts):
            return all(holds(part, facts) for part in parts)
        case Either(parts=parts):
            return any(holds(part, facts) for part in parts)


def comparisons_in(logic: Logic) -> Iterator[Compare]:
    """Yield every comparison of a condition, in reading order."""
    match logic:
        case Compare():
            yield logic
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from comparisons_in(part)


def subjects(logic: Logic) -> dict[str, Subject]:
    """Return every subject that a condition reads, by key, in reading order."""
    found: dict[str, Subject] = {}
    for leaf in comparisons_in(logic):
        found.setdefault(leaf.subject.key, leaf.subject)
        for operand in leaf.operands:
            if isinstance(operand, Subject):
                found.setdefault(operand.key, operand)
    return found


def grounds(logic: Logic, facts: Facts) -> tuple[Compare, ...]:
    """Return the comparisons that make a condition hold: those that are true in its true branches.

    Empty when the condition does not hold (and for one that always does).
    """
    if not holds(logic, facts):
        return ()
    match logic:
        case Compare():
            return (logic,)
        case Both(parts=parts) | Either(parts=parts):
            return tuple(leaf for part in parts for leaf in grounds(part, facts))
