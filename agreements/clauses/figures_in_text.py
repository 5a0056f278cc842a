"""Figures that stand literally in a text, in digits or in words.

    figures_in("at least thirty days")   [Figure("thirty days", 30, "days", ...)]

A week is seven days, a year twelve months: so `four weeks` and `28 days` are the same amount.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from rules.figures.amounts import LARGE, ONES, TENS


@dataclass(frozen=True, slots=True)
class LiteralFigure:
    """A figure that stands in a text: as it is written, what it is worth, its unit, where.

    `unit` is `days`, `working days`, `months`, `percent`, `money`, `times`, `words`, `date`, or
    empty where none stands beside it. `in_words` says that it has no digits.
    """

    text: str
    value: Fraction
    unit: str
    at: int
    in_words: bool


_WORD_VALUES: Final = {
    **{name: value for value, name in enumerate(ONES)},
    **{name: 10 * value for value, name in enumerate(TENS) if value > 1},
}
_SIZES: Final = {"hundred": 100, "dozen": 12, **{name: size for size, name in LARGE}}
_SHORT_SIZES: Final = {"k": 10**3, "m": 10**6, "bn": 10**9}
_NUMBER_WORD: Final = "|".join([*_WORD_VALUES, *_SIZES])
_BETWEEN: Final = r"(?:further|more|additional|consecutive|separate|full|whole|clear|or more)"
_NOUNS: Final = (
    ("working days", 1, r"(?:working|business)[ -]days?"),
    ("days", 1, r"(?:calendar[ -])?days?"),
    ("days", 7, r"weeks?"),
    ("days", 14, r"fortnights?"),
    ("months", 1, r"(?:calendar[ -])?months?"),
    ("months", 12, r"years?"),
    ("percent", 1, r"per[ -]?cent|percentage points?|%"),
    ("money", 1, r"pounds?"),
    ("times", 1, r"times?|occasions?|extensions?|suspensions?|variations?"),
    ("words", 1, r"words?"),
)
_UNIT: Final = re.compile(
    rf"[ \u00a0-]*(?:{_BETWEEN}[ ]+)*(?:"
    + "|".join(f"(?P<u{index}>{noun})" for index, (_, _, noun) in enumerate(_NOUNS))
    + r")(?![a-z])",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(
    r"(?P<money>£\s*)?(?<![\w.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<size>thousand|million|billion|k|m|bn)\b)?",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    rf"(?<![\w-])(?:an?\s+(?=hundred|thousand|million|dozen))?(?:{_NUMBER_WORD})"
    rf"(?:(?:[ -]|\s+and\s+)(?:{_NUMBER_WORD}))*(?![\w-]*-(?:{_NUMBER_WORD}))\b",
    re.IGNORECASE,
)
_FIXED: Final = (
    (
        re.compile(
            r"\bonce\b(?! (?:it|the|he|she|they|this|that|a|an|all|every|both)\b)", re.IGNORECASE
        ),
        1,
    ),
    (re.compile(r"\btwice\b", re.IGNORECASE), 2),
    (re.compile(r"\bthrice\b", re.IGNORECASE), 3),
)
_SHARES: Final = (
    (re.compile(r"\b(?:one |a )?half of\b", re.IGNORECASE), Fraction(50)),
    (re.compile(r"\b(?:one|a) quarter of\b", re.IGNORECASE), Fraction(25)),
    (re.compile(r"\b(?:one|a) third of\b", re.IGNORECASE), Fraction(100, 3)),
    (re.compile(r"\bthree quarters of\b", re.IGNORECASE), Fraction(75)),
)
_ONE: Final = re.compile(
    r"\b(?:at least|at most|up to|no more than|not more than|less than|more than|within|under|over|"
    r"longer than|shorter than|exceeds?|exceeding)\s+an?\s+(?=(?:calendar |working )?"
    r"(?:day|week|fortnight|month|year)\b)",
    re.IGNORECASE,
)
_MONTHS: Final = list(calendar.month_name)[1:]
_DATE: Final = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})\b|"
    r"\b(?P<iso>\d{4}-\d{2}-\d{2})\b",
    re.IGNORECASE,
)
#: What is no figure of the contract: statutes, standards, their sections and years.
_CITED: Final = re.compile(
    r"(?:\b(?:sections?|ss?\.|schedules?|sch\.?|regulations?|regs?\.?|articles?|paragraphs?|"
    r"paras?\.?|chapters?|parts?)[ \u00a0]*\d+[A-Z]*(?:\(\w+\))*"
    r"(?:(?:,| and| or| to|–|-)[ \u00a0]*\d+[A-Z]*(?:\(\w+\))*)*)"
    r"|(?:\b(?:Act|Regulations|Order|Directive|Rules|Measure)[ \u00a0]+\d{4}\b(?:/\d+)?)"
    r"|(?:\b(?:S\.?I\.?|ISO(?:/IEC)?|BS(?:[ \u00a0]EN)?|PPN)[ \u00a0]*[\d/:-]+)",
    re.IGNORECASE,
)


def figures_in(text: str) -> tuple[LiteralFigure, ...]:
    """Return every figure of a text, in order; citations of laws and standards are none."""
    taken = [match.span() for match in _CITED.finditer(text)]
    found: list[LiteralFigure] = []
    for figure, span in _every(text):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            taken.append(span)
            found.append(figure)
    return tuple(sorted(found, key=lambda each: each.at))


def _every(text: str) -> Iterator[tuple[LiteralFigure, tuple[int, int]]]:
    for match in _DATE.finditer(text):
        found = _date(match)
        worth = Fraction(found.toordinal() if found else 0)
        yield _figure(match, worth, "date", in_words=False)
    for match in _DIGITS.finditer(text):
        yield _measured(text, match, _of_digits(match), in_words=False)
    for pattern, share in _SHARES:
        for match in pattern.finditer(text):
            yield _figure(match, share, "percent", in_words=True)
    for match in _WORDS.finditer(text):
        yield _measured(text, match, Fraction(_of_words(match[0])), in_words=True)
    for match in _ONE.finditer(text):
        yield _measured(text, match, Fraction(1), in_words=True)
    for pattern, often in _FIXED:
        for match in pattern.finditer(text):
            yield _figure(match, Fraction(often), "times", in_words=True)


def _figure(
    match: re.Match[str], value: Fraction, unit: str, *, in_words: bool
) -> tuple[LiteralFigure, tuple[int, int]]:
    return LiteralFigure(match[0], value, unit, match.start(), in_words), match.span()


def _measured(
    text: str, match: re.Match[str], value: Fraction, *, in_words: bool
) -> tuple[LiteralFigure, tuple[int, int]]:
    unit, end = "", match.end()
    if not in_words and match["money"]:
        unit = "money"
    elif beside := _UNIT.match(text, end):
        index = next(i for i in range(len(_NOUNS)) if beside[f"u{i}"])
        unit, value, end = _NOUNS[index][0], value * _NOUNS[index][1], beside.end()
    figure = LiteralFigure(
        " ".join(text[match.start() : end].split()), value, unit, match.start(), in_words
    )
    return figure, (match.start(), end)


def _of_digits(match: re.Match[str]) -> Fraction:
    size = (match["size"] or "").lower()
    by = _SHORT_SIZES.get(size) or _SIZES.get(size, 1)
    return Fraction(match["digits"].replace(",", "")) * by


def _of_words(text: str) -> int:
    total = current = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _WORD_VALUES:
            current += _WORD_VALUES[word]
        elif word in {"hundred", "dozen"}:
            current = (current or 1) * _SIZES[word]
        elif word in _SIZES:
            total += (current or 1) * _SIZES[word]
            current = 0
    return total + current


def _date(match: re.Match[str]) -> date | None:
    """Return the date that is written; None where there is no such day."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = _MONTHS.index(match["month"].title()) + 1
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None
