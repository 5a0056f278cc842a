"""Small conditions about a few subjects of every kind, and facts to ask them of."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import TypeAdapter

from rules.conditions import Condition
from rules.logic import Comparator, Compare, Logic, comparisons_in, fitting
from rules.problems import ValueProblem
from rules.values import LISTS, ORDERED, Kind, Subject, Value

CONDITION: Final[TypeAdapter[Condition]] = TypeAdapter(Condition)

_LEVELS: Final = {"none": "None", "basic": "Basic", "plus": "Plus"}
_LOTS: Final = {"cloud": "Cloud support", "hosting": "Hosting", "a-or-b": "A, B or C"}

SUBJECTS: Final[Mapping[str, Subject]] = {
    each.name: each
    for each in (
        Subject("answer:turnover", "turnover", Kind.MONEY, "Annual turnover"),
        Subject("answer:budget", "budget", Kind.MONEY, "What is your budget?"),
        Subject("answer:staff", "staff", Kind.NUMBER, "Staff", places=0),
        Subject("answer:margin", "margin", Kind.PERCENTAGE, "Margin"),
        Subject("answer:start", "start", Kind.DATE, "Start date"),
        Subject("answer:end", "end", Kind.DATE, "End date"),
        Subject("answer:term", "term", Kind.PERIOD, "Term", unit="months"),
        Subject("answer:notice", "notice", Kind.PERIOD, "Notice", unit="days"),
        Subject("answer:guarantee", "guarantee", Kind.YES_NO, "Parent guarantee"),
        Subject("answer:insured", "insured", Kind.YES_NO, "Insured"),
        Subject("answer:cyber", "cyber", Kind.ONE_OF, "Cyber Essentials", _LEVELS),
        Subject("answer:region", "region", Kind.TEXT, "Region"),
        Subject("answer:lots", "lots", Kind.MANY_OF, "Lots", _LOTS),
        Subject("answer:names", "names", Kind.TEXTS, "Names"),
        Subject("answer:file", "file", Kind.OPAQUE, "Accounts"),
    )
}


def find(sort: str, name: str) -> Subject:
    """Find a subject; `fact` and `answer` are the same here."""
    if name not in SUBJECTS:
        raise ValueProblem(f"there is no question `{name}`")
    subject = SUBJECTS[name]
    if sort in {"count_of", "words_of"}:
        return Subject(f"{sort}:{name}", name, Kind.NUMBER, f"number of items in {name}", places=0)
    return subject


#: What is written in a definition, and what it is in an evaluation.
_WRITTEN: Final[Mapping[Kind, tuple[tuple[Any, Value], ...]]] = {
    Kind.MONEY: ((100, Decimal(100)), (Decimal("99.50"), Decimal("99.50")), (-5, Decimal(-5))),
    Kind.NUMBER: ((1, Decimal(1)), (2, Decimal(2)), ("3", Decimal(3))),
    Kind.PERCENTAGE: ((10, Decimal(10)), (Decimal("12.5"), Decimal("12.5"))),
    Kind.DATE: tuple((d, d) for d in (date(2026, 1, 1), date(2026, 1, 2), date(2027, 2, 28))),
    Kind.PERIOD: ((6, Decimal(6)), (7, Decimal(7)), ("30", Decimal(30))),
    Kind.YES_NO: (("yes", True), ("no", False), (True, True)),
    Kind.ONE_OF: (("none", "none"), ("basic", "basic"), ("Plus", "plus")),
    Kind.MANY_OF: (("cloud", "cloud"), ("hosting", "hosting"), ("a-or-b", "a-or-b")),
    Kind.TEXT: (("north", "north"), ("south or east", "south or east"), ("“x”", "“x”")),
    Kind.TEXTS: (("ann", "ann"), ("bob", "bob")),
    Kind.OPAQUE: (),
}


def written(subject: Subject) -> st.SearchStrategy[Any]:
    """Give a constant of a subject, as written in a definition."""
    return st.sampled_from([raw for raw, _ in _WRITTEN[subject.kind]])


def values(subject: Subject) -> st.SearchStrategy[Value]:
    """Give a value of a subject, as it is in an evaluation."""
    if subject.kind is Kind.OPAQUE:
        return st.just(object())
    single = st.sampled_from([value for _, value in _WRITTEN[subject.kind]])
    return st.lists(single, unique=True).map(tuple) if subject.kind in LISTS else single


@st.composite
def comparisons(draw: st.DrawFn, *, references: bool = True) -> dict[str, Any]:
    """Give one comparison as plain data."""
    subject = draw(st.sampled_from(sorted(SUBJECTS.values(), key=lambda each: each.name)))
    name = draw(st.sampled_from(fitting(subject.kind)))
    others = [
        each.name
        for each in SUBJECTS.values()
        if each.kind is subject.kind and each.unit == subject.unit and each.name != subject.name
    ]
    constant = written(subject) if subject.kind is not Kind.OPAQUE else st.nothing()
    single = constant
    if references and others and subject.kind not in LISTS:
        single = constant | st.sampled_from(others).map(lambda other: {"answer": other})
    value: Any
    match name:
        case "answered" | "unanswered":
            value = True
        case "one_of" | "includes_any":
            value = draw(st.lists(constant, min_size=1, max_size=3))
        case "between":
            low, high = (draw(single) for _ in range(2))
            if not isinstance(low, dict) and not isinstance(high, dict):
                low, high = sorted((low, high), key=lambda raw: _inside(subject, raw))
            value = [low, high]
        case _:
            value = draw(single)
    return {"answer": subject.name, name: value}


def _inside(subject: Subject, raw: Any) -> Any:
    return next(value for each, value in _WRITTEN[subject.kind] if each == raw)


def conditions(*, references: bool = True, max_leaves: int = 6) -> st.SearchStrategy[Any]:
    """Give a condition as plain data."""
    return st.recursive(
        comparisons(references=references),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=max_leaves,
    )


def facts(*, complete: bool = False) -> st.SearchStrategy[dict[str, Value]]:
    """Give facts: some subjects answered, or all of them."""
    all_of = {subject.key: values(subject) for subject in SUBJECTS.values()}
    if complete:
        return st.fixed_dictionaries(all_of)
    return st.fixed_dictionaries({}, optional=all_of)


def asks_absence(logic: Logic) -> bool:
    """Say whether a condition asks whether something was answered."""
    return any(
        leaf.op in {Comparator.ANSWERED, Comparator.UNANSWERED} for leaf in comparisons_in(logic)
    )


def reads(leaf: Compare) -> set[str]:
    """Give the keys that a comparison reads."""
    return {leaf.subject.key, *(each.key for each in leaf.operands if isinstance(each, Subject))}


ORDERED_KINDS: Final = tuple(sorted(ORDERED))
