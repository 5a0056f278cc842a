"""Cells: what stands in an input cell of a decision table becomes a condition.

Cells are S-FEEL unary tests, in DMN's spelling (Decision Model and Notation, "unary tests" of
S-FEEL):

    -                                 anything, answered or not
    80   "plus"                       that value
    >= 80   < 3                       a bound
    [60..80)   ]60..80[               an interval: a square bracket that faces it includes its end,
                                      a round or a turned one does not
    "a", "b"                          either of them
    not("a", "b")                     neither of them
    null                              unanswered
    2026-01-31   date("2026-01-31")   6 months   duration("P6M")   yes   no   true   false

Text needs quotation marks only where it holds a comma, a quotation mark or one of the signs above.
A comma separates tests, never the thousands of a figure: one between two digits is refused.
As everywhere in rules, an unanswered question passes no test but `-` and `null`, not even `not`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules.conditions import AllOf, AnyOf, Comparison, Condition, Not
from rules.problems import ValueProblem
from rules.values import LISTS, ORDERED, Kind, Scalar, Subject, read_constant


@dataclass(frozen=True, slots=True)
class ColumnSubject:
    """What a column asks about: `answer`, `fact`, `count_of` or `words_of`, by name, and typed."""

    sort: str
    name: str
    subject: Subject

    def compared(self, comparator: str, value: object) -> Comparison:
        """Make one comparison of it."""
        return Comparison.model_validate({self.sort: self.name, comparator: value})


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between two ends, or beyond one: an end is None where there is none."""

    low: Scalar | None
    high: Scalar | None
    low_in: bool = False
    high_in: bool = False


def condition_of(cell: object, asked: ColumnSubject) -> Condition | None:
    """Return what an input cell asks; None where it asks nothing (`-`).

    `cell` is text, or a number, date or truth as YAML gives it. Raises `ValueProblem` where it
    cannot be read, or asks what the subject's kind cannot be asked.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise ValueProblem("is empty: write `-` for anything")
    if isinstance(cell, bool | int | Decimal | date):
        return equals_any([read_constant(cell, asked.subject)], asked)
    if not isinstance(cell, str):
        raise ValueProblem('must be one test; put an interval in quotes, such as "[60..80)"')
    text = cell.strip()
    if text == "-":
        return None
    if match := _NOT.fullmatch(text):
        return _negated(_tested(match[1], asked), asked)
    return _tested(text, asked)


_NOT: Final = re.compile(r"not\s*\((.*)\)", re.DOTALL)


def _negated(condition: Condition, asked: ColumnSubject) -> Condition:
    if isinstance(condition, Comparison):
        if condition.unanswered:
            return asked.compared("answered", value=True)
        if condition.is_ is not None:
            return asked.compared("is_not", condition.is_)
    return Not(not_=condition)


# --- tests ----------------------------------------------------------------------------------------


def _tested(text: str, asked: ColumnSubject) -> Condition:
    """Read tests of which one must pass."""
    values: list[Scalar] = []
    choices: list[Condition] = []
    absent = False
    for part in _parts(text, asked.subject):
        if part == "null":
            absent = True
        elif (span := _span(part, asked.subject)) is not None:
            choices.append(span_condition(span, asked))
        else:
            values.append(_value(part, asked.subject))
    if values:
        choices.insert(0, equals_any(list(dict.fromkeys(values)), asked))
    if absent:
        choices.append(asked.compared("unanswered", value=True))
    return choices[0] if len(choices) == 1 else AnyOf(any=tuple(choices))


def _parts(text: str, subject: Subject) -> Iterator[str]:
    """Split tests at the commas that stand outside quotation marks.

    Raises `ValueProblem` for the comma of a figure: 100,000 is not 100, and then 000.
    """
    start, quoted, escaped = 0, False, False
    for at, letter in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped = letter == "\\"
            quoted = letter != '"'
        elif letter in "“”„":
            raise ValueProblem(f'use straight quotation marks ("), not {letter}')
        elif letter == '"':
            quoted = True
        elif letter == ",":
            if subject.kind in _WITH_FIGURES and _IN_FIGURE.match(text, max(at - 1, 0)):
                raise ValueProblem(
                    f"`{text[:80]}`: write a figure without commas; put a space after a comma "
                    "between two values, and text with a comma in quotes"
                )
            yield _part(text[start:at])
            start = at + 1
    if quoted:
        raise ValueProblem("has a quotation mark that is not closed")
    yield _part(text[start:])


#: Kinds whose values are figures, or texts in which a figure may stand.
_WITH_FIGURES: Final = (ORDERED | {Kind.TEXT, Kind.TEXTS}) - {Kind.DATE}
_IN_FIGURE: Final = re.compile(r"\d,\d", re.ASCII)


def _part(text: str) -> str:
    if not text.strip():
        raise ValueProblem("is missing a value")
    return text.strip()


_BOUND: Final = re.compile(r"(<=|>=|<|>)\s*(.*)", re.DOTALL)
_INTERVAL: Final = re.compile(r"([\[(\]])(.*?)\.\.(.*)([\])\[])", re.DOTALL)


def _span(part: str, subject: Subject) -> Interval | None:
    """Read a bound or an interval; None where the part is neither."""
    if match := _BOUND.fullmatch(part):
        sign, end = match[1], _end(match[2], part, subject)
        if sign.startswith("<"):
            return Interval(None, end, high_in=sign == "<=")
        return Interval(end, None, low_in=sign == ">=")
    if not part.startswith(("[", "(", "]")):
        return None
    found = _INTERVAL.fullmatch(part)
    if found is None:
        raise ValueProblem(f"`{part[:80]}` must be an interval, such as [60..80) or ]60..80[")
    low, high = _end(found[2], part, subject), _end(found[3], part, subject)
    low_in, high_in = found[1] == "[", found[4] == "]"
    if not in_order(low, high):
        raise ValueProblem(f"`{part[:80]}` must give the smaller value first")
    if low == high and not (low_in and high_in):
        raise ValueProblem(f"`{part[:80]}` is an interval with no values in it")
    return Interval(low, high, low_in, high_in)


def in_order(low: Any, high: Any) -> bool:  # noqa: ANN401 - two values of one kind
    """Return whether the second of two values of one kind is no smaller than the first."""
    return bool(low <= high)


def _end(text: str, part: str, subject: Subject) -> Scalar:
    if subject.kind not in ORDERED:
        raise ValueProblem(
            f"`{part[:80]}` compares by order, and the values of `{subject.name}` have no order"
        )
    if not text.strip():
        raise ValueProblem(f"`{part[:80]}` needs a value")
    return _value(text.strip(), subject)


# --- values ---------------------------------------------------------------------------------------

_DATE: Final = re.compile(r'date\s*\(\s*"([^"]*)"\s*\)|@"([^"]*)"')
_DURATION: Final = re.compile(r'duration\s*\(\s*"([^"]*)"\s*\)|@"([^"]*)"')
_MONTHS: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?", re.ASCII)
_DAYS: Final = re.compile(r"P(\d{1,6})D", re.ASCII)
#: Kinds whose values are never written as text.
_UNQUOTED: Final = ORDERED | {Kind.YES_NO}


def _value(text: str, subject: Subject) -> Scalar:
    """Read one value as the subject's kind is read."""
    if text.startswith('"'):
        if subject.kind in _UNQUOTED:
            raise ValueProblem(f"`{text[:80]}` is text: write the value without quotation marks")
        return read_constant(unquoted(text), subject)
    if subject.kind is Kind.DATE and (match := _DATE.fullmatch(text)):
        return read_constant(match[1] or match[2] or "", subject)
    if subject.kind is Kind.PERIOD and (match := _DURATION.fullmatch(text)):
        return read_constant(_duration(match[1] or match[2] or ""), subject)
    if subject.kind is Kind.YES_NO and text in {"true", "false"}:
        return text == "true"
    if text.startswith(("=", "!")):
        raise ValueProblem(f"`{text[:80]}`: write a single value, or not(…) for any other value")
    if '"' in text:
        raise ValueProblem(f"`{text[:80]}` has a quotation mark in the middle")
    if subject.kind in ORDERED and subject.kind is not Kind.DATE:
        check_no_rest(text)
    return read_constant(text, subject)


def check_no_rest(text: str) -> None:
    """Refuse what a comma can leave of a figure such as 100,000. Raises `ValueProblem`."""
    if _REST_OF_FIGURE.fullmatch(text):
        raise ValueProblem(
            f"`{text[:80]}` starts with a zero: write a figure such as 100000 without commas, "
            "and text in quotes"
        )


_REST_OF_FIGURE: Final = re.compile(r"0\d+(\.\d+)?", re.ASCII)


def unquoted(text: str) -> str:
    r"""Read a text in quotation marks; in it, \" and \\ stand for those. Raises `ValueProblem`."""
    if not _TEXT.fullmatch(text):
        raise ValueProblem(f"`{text[:80]}` must be a single text in quotation marks")
    return re.sub(r"\\(.)", r"\1", text[1:-1])


_TEXT: Final = re.compile(r'"(?:[^"\\]|\\["\\])*"', re.DOTALL)


def _duration(text: str) -> str:
    """Read DMN's durations: `P1Y6M`, `P30D`."""
    if (match := _MONTHS.fullmatch(text)) and (match[1] or match[2]):
        return f"{12 * int(match[1] or 0) + int(match[2] or 0)} months"
    if match := _DAYS.fullmatch(text):
        return f"{match[1]} days"
    raise ValueProblem(f"`{text[:80]}` must be a duration such as P6M, P1Y6M or P30D")


# --- conditions -----------------------------------------------------------------------------------


def equals_any(values: Sequence[Scalar], asked: ColumnSubject) -> Comparison:
    """Make the condition that it is one of some values (or, of a list, includes one)."""
    one, several = ("includes", "includes_any") if asked.subject.kind in LISTS else ("is", "one_of")
    if len(values) == 1:
        return asked.compared(one, values[0])
    return asked.compared(several, tuple(values))


def span_condition(span: Interval, asked: ColumnSubject) -> Condition:
    """Make the condition that it lies between two ends, or beyond the one that is given."""
    if span.low is not None and span.high is not None and span.low_in and span.high_in:
        return asked.compared("between", (span.low, span.high))
    dated = asked.subject.kind is Kind.DATE
    parts: list[Condition] = []
    if span.low is not None:
        name = "at_least" if span.low_in else "after" if dated else "more_than"
        parts.append(asked.compared(name, span.low))
    if span.high is not None:
        name = "at_most" if span.high_in else "before" if dated else "less_than"
        parts.append(asked.compared(name, span.high))
    return parts[0] if len(parts) == 1 else AllOf(all=tuple(parts))
