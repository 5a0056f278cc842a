"""Entry: what a person types, or a document holds, becomes an exact value or a clear refusal.

These functions know nothing of questions. Every one takes any JSON value (or a date or Decimal, as
YAML gives them) and returns a value or raises `ValueProblem`; none has another exception to give.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

from forms.faults import Refused, Wrong
from rules.problems import ValueProblem
from rules.values import MAX_WHOLE_DIGITS, day, number

#: The most characters of any text, whether or not its question sets a limit.
MAX_CHARACTERS: Final = 100_000
#: The most days or months of any period: more than two thousand years.
MAX_SPAN: Final = 999_999

_NEW_LINES = re.compile("\r\n|[\r\u2028\u2029]")
# Control characters but tab and new line, halves of characters, and code points that are never
# characters: databases, XML documents and terminals each choke on some of them.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)


def text(raw: object, *, one_line: bool = False) -> str:
    """Read text: NFC, trimmed, new lines as one character; empty where nothing of it can be seen.

    Refuses more than 100,000 characters, control characters, halves of characters (lone
    surrogates), and new lines where `one_line`.
    """
    if not isinstance(raw, str):
        raise Refused(Wrong.UNREADABLE, "should be text, in quotes")
    if len(raw) > MAX_CHARACTERS:
        raise Refused(Wrong.TOO_LONG, _TOO_LONG)
    tidy = _NEW_LINES.sub("\n", unicodedata.normalize("NFC", raw)).strip()
    if len(tidy) > MAX_CHARACTERS:
        raise Refused(Wrong.TOO_LONG, _TOO_LONG)
    # Most text is printable, and asking that is much faster than the search.
    if not tidy.replace("\n", "").isprintable() and (found := _UNUSABLE.search(tidy)):
        code = ord(found[0])
        raise Refused(
            Wrong.CHARACTERS, f"holds a character that no text can hold (U+{code:04X}): remove it"
        )
    if all(unicodedata.category(letter)[0] in "ZC" for letter in tidy):
        return ""
    if one_line and "\n" in tidy:
        raise Refused(Wrong.UNREADABLE, "should be on one line")
    return tidy


_TOO_LONG: Final = f"is too long: at most {MAX_CHARACTERS:,} characters"


def count_words(of: str) -> int:
    """Count words: runs of anything but white space, as the word counter on GOV.UK pages does."""
    return len(of.split())


def quoted(raw: str, length: int = 60) -> str:
    """Give what was typed so that it can stand in a message: short, with nothing unprintable."""
    short = raw if len(raw) <= length else raw[:length] + "…"
    return "`" + "".join(letter if letter.isprintable() else "\ufffd" for letter in short) + "`"


# --- figures ----------------------------------------------------------------------------------

_DIGITS = r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
_FIGURE = re.compile(rf"(?P<sign>[+-]?){_DIGITS}", re.ASCII)
_MONEY = re.compile(rf"(?P<sign>[+-]?) ?£? ?{_DIGITS}", re.ASCII)
_PERCENTAGE = re.compile(rf"(?P<sign>[+-]?){_DIGITS} ?%?", re.ASCII)
_SHORTENED = re.compile(r"[+-]? ?£? ?[\d.,]+ ?(k|m|mn|bn|b|thousand|million|billion)\.?", re.ASCII)
# Longer than any figure, date or period, spaces included; refused before it is looked at.
_MAX_TYPED: Final = 100
#: The least whole number with too many digits.
_TOO_LARGE: Final = 10**MAX_WHOLE_DIGITS
#: Most marks, counts and percentages: made once, since they recur from answer to answer.
_SMALL: Final = tuple(map(Decimal, range(1001)))


def figure(raw: object) -> Decimal:
    """Read a number: `12`, `"12.50"`, `"1,200.50"`."""
    return _figure(raw, _FIGURE, "should be a number in digits, such as 12 or 12.50")


def money(raw: object) -> Decimal:
    """Read an amount in pounds: `1200`, `"1200.50"`, `"£1,200.50"`, `"-£5"`. Refuses `"1.2k"`."""
    return _figure(raw, _MONEY, "should be an amount in pounds, such as 1200 or 1,200.50")


def percentage(raw: object) -> Decimal:
    """Read a percentage: `12`, `"12.5"`, `"12.5%"`."""
    return _figure(raw, _PERCENTAGE, "should be a percentage in digits, such as 12 or 12.5")


def _tidy(raw: str) -> str:
    """Give what was typed in lower case with single spaces; nothing where it is far too long."""
    return "" if len(raw) > _MAX_TYPED else " ".join(raw.split()).lower()


def _figure(raw: object, pattern: re.Pattern[str], otherwise: str) -> Decimal:
    if type(raw) is int and -_TOO_LARGE < raw < _TOO_LARGE:
        return _SMALL[raw] if 0 <= raw < len(_SMALL) else Decimal(raw)
    if isinstance(raw, str):
        typed = _tidy(raw)
        if _SHORTENED.fullmatch(typed):
            raise ValueProblem("should be written out in digits, such as 1200 instead of 1.2k")
        match = pattern.fullmatch(typed)
        if not match:
            raise ValueProblem(otherwise)
        raw = match["sign"] + match["whole"].replace(",", "") + (match["part"] or "")
    elif isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueProblem(otherwise)
    value = number(raw)
    if not value:
        return Decimal(0)  # and never -0, which reads as a mistake
    exponent = value.as_tuple().exponent
    # 1E+3 from a document is 1000 from here on: figures are shown and written as they are held.
    return Decimal(int(value)) if isinstance(exponent, int) and exponent > 0 else value


def places_of(value: Decimal) -> int:
    """Count the digits after the point that matter: 12.50 has one."""
    if value == value.to_integral_value():
        return 0
    return len(f"{value:f}".partition(".")[2].rstrip("0"))


# --- dates and periods ------------------------------------------------------------------------

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_BY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{2}|\d{4})", re.ASCII)
_BY_NUMBER = re.compile(r"(\d{1,2})([/. -])(\d{1,2})\2(\d{2}|\d{4})", re.ASCII)
_A_DATE: Final = "should be a date, such as 2027-01-31 or 31 January 2027"


def calendar_day(raw: object) -> date:
    """Read a date: `2027-01-03`, `3 January 2027`, `3 Jan 2027`, `3/1/2027`.

    Figures alone are read day, month, year, as in Britain, never month first. The year has four
    digits.
    """
    if isinstance(raw, str):
        typed = _tidy(raw)
        if match := _BY_NAME.fullmatch(typed):
            return _day_of(match[1], _month(match[2]), match[3])
        if match := _BY_NUMBER.fullmatch(typed):
            return _day_of(match[1], int(match[3]), match[4])
    try:
        value = day(raw)
    except ValueProblem as problem:
        exists = "not a date that exists" not in str(problem)
        raise ValueProblem(_A_DATE if exists else "is not a date that exists") from None
    return _in_four_digits(value)


def _month(name: str) -> int:
    for position, month in enumerate(_MONTHS, 1):
        if month.startswith(name) or (name == "sept" and position == 9):
            return position
    raise ValueProblem(_A_DATE)


def _day_of(day_: str, month: int, year: str) -> date:
    if len(year) < 4:
        raise ValueProblem("should have its year in four digits, such as 2027")
    try:
        return _in_four_digits(date(int(year), month, int(day_)))
    except ValueError as error:
        if isinstance(error, ValueProblem):
            raise
        raise ValueProblem("is not a date that exists") from None


def _in_four_digits(value: date) -> date:
    if value.year < 1000:
        raise ValueProblem("should have its year in four digits, such as 2027")
    return value


_SPAN = re.compile(r"(\d{1,6}) ?(day|week|month|year)s?", re.ASCII)
_SIZES: Final = {
    "day": (1, "days"),
    "week": (7, "days"),
    "month": (1, "months"),
    "year": (12, "months"),
}


def span(raw: object, size: int, counted_in: str) -> Decimal:
    """Read a period, such as `6 months` or a bare count, as a count of days or months.

    A bare count is of units that are `size` of `counted_in` (`days` or `months`) each. Days and
    weeks are never read as months, nor the other way round: how long a month is depends on which.
    """
    units = {"days": "days or weeks", "months": "months or years"}[counted_in]
    says = f"should be a whole number of {units}, such as 6 {counted_in}"
    typed = _tidy(raw) if isinstance(raw, str) else ""
    if match := _SPAN.fullmatch(typed):
        size, family = _SIZES[match[2]]
        if family != counted_in:
            raise ValueProblem(f"should be in {units}, not in {match[2]}s")
        count = Decimal(match[1])
    else:
        try:
            count = figure(raw)
        except ValueProblem:
            raise ValueProblem(says) from None
    if count < 0 or places_of(count):
        raise ValueProblem(says)
    if count * size > MAX_SPAN:
        raise Refused(Wrong.TOO_LARGE, f"is too long: at most {MAX_SPAN:,} {counted_in}")
    return Decimal(int(count) * size)
