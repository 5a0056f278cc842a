"""Typed values: what a person types, or a document holds, becomes an exact value or a refusal.

These functions know nothing of questions. Every one takes any JSON value (or a date or Decimal, as
YAML gives them) and returns a value or raises `ValueProblem`; none has another exception to give.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from forms.model.faults import Refused, Wrong
from forms.model.sentences import counted, said
from rules.problems import ValueProblem
from rules.values import MAX_WHOLE_DIGITS, read_date, read_number

#: The most characters of any text, whether or not its question sets a limit.
MAX_CHARACTERS: Final = 100_000
#: The most days or months of any period: more than two thousand years.
MAX_SPAN: Final = 999_999

# Office programs end lines and pages with U+000B and U+000C.
_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BREAKS_IN_LINE = str.maketrans("\x0b\x0c", "  ")
# Soft hyphens and marks of the order of bytes: pasted text is full of them, and nobody sees any.
_LEFT_OUT = str.maketrans("", "", "\u00ad\ufeff")
# These, characters of no width, and marks of direction: none of them means anything in a figure.
_MARKS: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNSEEN = re.compile(f"[{_MARKS}]")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
# Control characters but tab and new line, halves of characters, and code points that are never
# characters: databases, XML documents and terminals each choke on some of them.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
#: Characters that cannot be seen: white space, controls, marks of format, private use. As a class
#: of regular expressions has them, and the same for every version of Unicode.
INVISIBLE: Final = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ue000-\uf8ff\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
_VISIBLE = re.compile(f"[^{INVISIBLE}]")


def text(raw: object, *, one_line: bool = False) -> str:
    """Read text: NFC, trimmed, new lines as one character; empty where nothing of it can be seen.

    Soft hyphens and U+FEFF are left out. Refuses more than 100,000 characters, control characters,
    halves of characters (lone surrogates), and new lines where `one_line`. The counters on pages
    count what is read here (forms/assets/counting.js).
    """
    if not isinstance(raw, str):
        raise Refused(Wrong.UNREADABLE, said("must be text, in quotes"))
    if len(raw) > MAX_CHARACTERS:
        raise Refused(Wrong.TOO_LONG, _TOO_LONG)
    if one_line:
        raw = raw.translate(_BREAKS_IN_LINE)
    if not raw.isascii():
        raw = unicodedata.normalize("NFC", raw.translate(_LEFT_OUT))
    tidy = _NEW_LINES.sub("\n", raw).strip()
    if len(tidy) > MAX_CHARACTERS:
        raise Refused(Wrong.TOO_LONG, _TOO_LONG)
    # Most text is printable, and asking that is much faster than the search.
    if not tidy.replace("\n", "").isprintable() and (found := _UNUSABLE.search(tidy)):
        code = f"U+{ord(found[0]):04X}"
        words = _UNUSABLE.sub(" ", tidy[: found.start()]).split()[-4:]
        says = (
            said(
                "holds a character that no text can hold ({code}), after {words}: remove it",
                code=code,
                words=as_typed(" ".join(words)),
            )
            if words
            else said(
                "begins with a character that no text can hold ({code}): remove it", code=code
            )
        )
        raise Refused(Wrong.CHARACTERS, says)
    if not _VISIBLE.search(tidy):
        return ""
    if one_line and "\n" in tidy:
        raise Refused(Wrong.UNREADABLE, said("must be on one line"))
    return tidy


_TOO_LONG: Final = counted(
    "is too long: at most {count} character",
    "is too long: at most {count} characters",
    MAX_CHARACTERS,
)


def cleared(raw: str) -> str:
    """Return what was typed without marks that nobody sees, with every dash a hyphen.

    For figures, dates, telephone numbers and the like, which are often pasted.
    """
    return raw if raw.isascii() else _UNSEEN.sub("", raw).translate(_DASHES)


def unmarked(raw: str) -> str:
    """Return what was typed without marks that nobody sees. For e-mail and web addresses."""
    return raw if raw.isascii() else _UNSEEN.sub("", raw)


def composed(raw: str) -> str:
    """Return the spelling in which texts are read, of one that holds nothing else to clean."""
    return unicodedata.normalize("NFC", raw.translate(_LEFT_OUT)).strip()


def count_words(of: str) -> int:
    """Count words: runs of anything but white space, as the word counter on GOV.UK pages does."""
    return len(of.split())


def as_typed(raw: str, length: int = 60) -> str:
    """Return what was typed so that it can stand in a message: short, with nothing unprintable."""
    short = raw if len(raw) <= length else raw[:length] + "…"
    return "`" + "".join(letter if letter.isprintable() else "\ufffd" for letter in short) + "`"


# --- figures ----------------------------------------------------------------------------------

_DIGITS = r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?P<part>\.\d+)?"
_FIGURE = re.compile(rf"(?P<sign>[+-]?){_DIGITS}", re.ASCII)
_MONEY = re.compile(rf"(?P<sign>[+-]?) ?(?:£|gbp)? ?{_DIGITS} ?(?:pounds?|gbp)?", re.ASCII)
_PERCENTAGE = re.compile(rf"(?P<sign>[+-]?){_DIGITS} ?(?:%|per ?cent|pc)?\.?", re.ASCII)
# Wherever it stands: "1.2m a year", "5 million pounds", "£m 1.2".
_SHORTENED = re.compile(
    r"(?<![a-z])(?:k|m|mn|mln|mil|mill|mio|bn|b|tn|dozen|hundred|grand|thousand|lakh|million|crore"
    r"|billion|trillion)s?(?![a-z])",
)
# One figure, and words before it or after it.
_WORDED = re.compile(
    rf"(?P<before>[^\d+-]*?) ?(?:[+-]? ?£? ?{_DIGITS} ?[£%]?) ?(?P<after>[^\d]*)", re.ASCII
)
_OTHER_CURRENCY = re.compile(r"[$€¥]|\b(?:eur|usd|euros?|dollars?)\b")
# Longer than any figure, date or period, spaces included; refused before it is looked at.
_MAX_TYPED: Final = 100
#: The least whole number with too many digits.
_TOO_LARGE: Final = 10**MAX_WHOLE_DIGITS
#: Most marks, counts and percentages: made once, since they recur from answer to answer.
_SMALL: Final = tuple(map(Decimal, range(1001)))


def figure(raw: object) -> Decimal:
    """Read a number: `12`, `"12.50"`, `"1,200.50"`."""
    return _figure(raw, _FIGURE, said("must be a number in digits, such as 12 or 12.50"))


def money(raw: object) -> Decimal:
    """Read an amount in pounds: `1200`, `"1200.50"`, `"£1,200.50"`, `"-£5"`. Refuses `"1.2k"`."""
    return _figure(raw, _MONEY, said("must be an amount in pounds, such as 1200 or 1,200.50"))


def percentage(raw: object) -> Decimal:
    """Read a percentage: `12`, `"12.5"`, `"12.5%"`."""
    return _figure(raw, _PERCENTAGE, said("must be a percentage in digits, such as 12 or 12.5"))


def _tidy(raw: str) -> str:
    """Return what was typed in lower case with single spaces; nothing where it is far too long."""
    return "" if len(raw) > _MAX_TYPED else " ".join(cleared(raw).split()).lower()


def _figure(raw: object, pattern: re.Pattern[str], otherwise: str) -> Decimal:
    if type(raw) is int and -_TOO_LARGE < raw < _TOO_LARGE:
        return _SMALL[raw] if 0 <= raw < len(_SMALL) else Decimal(raw)
    if isinstance(raw, str):
        typed = _tidy(raw)
        match = pattern.fullmatch(typed)
        if not match:
            raise ValueProblem(_no_figure(typed, otherwise))
        whole = match["whole"].replace(",", "").replace(" ", "")
        raw = match["sign"] + whole + (match["part"] or "")
    elif isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise ValueProblem(otherwise)
    value = read_number(raw)
    if not value:
        return Decimal(0)  # and never -0, which reads as a mistake
    exponent = value.as_tuple().exponent
    # 1E+3 from a document is 1000 from here on: figures are shown and written as they are held.
    return Decimal(int(value)) if isinstance(exponent, int) and exponent > 0 else value


def _no_figure(typed: str, otherwise: str) -> str:
    """Say what is wrong with what is no figure, by the words that it has beside digits."""
    worded = _WORDED.fullmatch(typed)
    if _SHORTENED.search(typed) and re.search("[0-9]", typed):
        return said("must be written out in digits, such as 1200 instead of 1.2k")
    words = (worded["before"] or worded["after"]).strip() if worded else ""
    if re.search("[a-z]", words) and not _OTHER_CURRENCY.search(words):
        return said("must be in digits alone: leave out {words}", words=as_typed(words))
    return otherwise


def places_of(value: Decimal) -> int:
    """Count the digits after the point that matter: 12.50 has one."""
    if value == value.to_integral_value():
        return 0
    return len(f"{value:f}".partition(".")[2].rstrip("0"))


# --- dates and periods ------------------------------------------------------------------------

_MONTHS: Final = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)
_BY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{2}|\d{4})", re.ASCII)
_BY_NUMBER = re.compile(r"(\d{1,2})([/. -])(\d{1,2})\2(\d{2}|\d{4})", re.ASCII)
_A_DATE: Final = said("must be a date, such as 31 January 2027")
_NO_SUCH_DATE: Final = said("is not a real date")
_DATE_PARTS: Final = ("day", "month", "year")
#: Years of two digits are of this century: what is asked here lies near the present.
_CENTURY: Final = 2000


def calendar_day(raw: object) -> date:
    """Read a date: `2027-01-03`, `3 January 2027`, `3 Jan 27`, `3/1/27`, or its parts.

    Figures alone are read day, month, year, as in Britain, never month first. A year of two digits
    is in the years 2000 to 2099. The parts are `{"day": "3", "month": "1", "year": "2027"}`, as
    three fields give them, with a month in figures or by name.
    """
    if isinstance(raw, Mapping):
        return _day_of_parts(raw)
    if isinstance(raw, str):
        typed = _tidy(raw)
        if match := _BY_NAME.fullmatch(typed):
            return _day_of(match[1], _month(match[2]), match[3])
        if match := _BY_NUMBER.fullmatch(typed):
            return _day_of(match[1], int(match[3]), match[4])
        raw = typed or raw
    try:
        value = read_date(raw)
    except ValueProblem as problem:
        exists = "not a real date" not in str(problem)
        raise ValueProblem(_A_DATE if exists else _NO_SUCH_DATE) from None
    return _in_four_digits(value)


def _day_of_parts(raw: Mapping[object, object]) -> date:
    """Read a date of three fields, and say which of them is missing or wrong."""
    parts = {name: _part(raw.get(name)) for name in _DATE_PARTS}
    if unknown := [key for key in raw if key not in _DATE_PARTS]:
        name = as_typed(str(unknown[0]))
        raise Refused(Wrong.UNKNOWN_KEY, said("has an unknown part {part}", part=name))
    missing = "".join(name[0] for name in _DATE_PARTS if not parts[name])
    if missing:
        at = f".{next(name for name in _DATE_PARTS if not parts[name])}"
        raise Refused(Wrong.UNREADABLE, _MISSING_PARTS[missing], at)
    day = re.fullmatch(r"0*([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?", parts["day"], re.ASCII)
    if not day:
        raise Refused(Wrong.UNREADABLE, said("must have a day from 1 to 31"), ".day")
    if not re.fullmatch(r"\d{2}|\d{4}", parts["year"], re.ASCII):
        raise Refused(Wrong.UNREADABLE, said("must have a year, such as 2027"), ".year")
    if re.fullmatch(r"0*([1-9]|1[0-2])", parts["month"], re.ASCII):
        month = int(parts["month"])
    else:
        try:
            month = _month(parts["month"].removesuffix("."))
        except ValueProblem:
            says = said("must have a month, such as 1 or January")
            raise Refused(Wrong.UNREADABLE, says, ".month") from None
    return _day_of(day[1], month, parts["year"])


def _part(raw: object) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 9999:
        return str(raw)
    if raw is not None and not isinstance(raw, str):
        raise ValueProblem(_A_DATE)
    typed = _tidy(raw or "")
    # What is far too long is no part of a date, and still it was typed.
    return typed if typed or not (raw or "").strip() else "?"


#: By the first letters of the parts that are missing.
_MISSING_PARTS: Final = {
    "d": said("must include a day"),
    "m": said("must include a month"),
    "y": said("must include a year"),
    "dm": said("must include a day and a month"),
    "dy": said("must include a day and a year"),
    "my": said("must include a month and a year"),
    "dmy": _A_DATE,
}


def _month(name: str) -> int:
    """Read the name of a month, English or Welsh, or its first letters, three at least."""
    for position, names in enumerate(_MONTHS, 1):
        known = any(month.startswith(name) for month in names)
        if len(name) >= 3 and (known or (name == "sept" and position == 9)):
            return position
    raise ValueProblem(_A_DATE)


def _day_of(day_: str, month: int, year: str) -> date:
    century = _CENTURY if len(year) == 2 else 0
    try:
        value = date(century + int(year), month, int(day_))
    except ValueError:
        raise ValueProblem(_NO_SUCH_DATE) from None
    return _in_four_digits(value)


def _in_four_digits(value: date) -> date:
    if value.year < 1000:
        raise ValueProblem(said("must be in the year 1000 or later"))
    return value


_SPAN = re.compile(r"(\d{1,6}) ?(day|week|wk|month|mth|year|yr)s?\.?", re.ASCII)
_UNITS: Final = {"wk": "week", "mth": "month", "yr": "year"}
_SIZES: Final = {
    "day": (1, "days"),
    "week": (7, "days"),
    "month": (1, "months"),
    "year": (12, "months"),
}


_OTHER_UNIT: Final = {
    "day": said("must be in months or years, not in days"),
    "week": said("must be in months or years, not in weeks"),
    "month": said("must be in days or weeks, not in months"),
    "year": said("must be in days or weeks, not in years"),
}


def span(raw: object, size: int, counted_in: str) -> Decimal:
    """Read a period, such as `6 months` or a bare count, as a count of days or months.

    A bare count is of units that are `size` of `counted_in` (`days` or `months`) each. Days and
    weeks are never read as months, nor the other way round: how long a month is depends on which.
    """
    in_days = counted_in == "days"
    says = (
        said("must be a whole number of days or weeks, such as 6 days")
        if in_days
        else said("must be a whole number of months or years, such as 6 months")
    )
    typed = _tidy(raw) if isinstance(raw, str) else ""
    if match := _SPAN.fullmatch(typed):
        unit = _UNITS.get(match[2], match[2])
        size, family = _SIZES[unit]
        if family != counted_in:
            raise ValueProblem(_OTHER_UNIT[unit])
        count = Decimal(match[1])
    else:
        try:
            count = figure(raw)
        except ValueProblem:
            raise ValueProblem(says) from None
    if count < 0 or places_of(count):
        raise ValueProblem(says)
    if count * size > MAX_SPAN:
        most = f"{MAX_SPAN:,}"
        raise Refused(
            Wrong.TOO_LARGE,
            said("is too long: at most {most} days", most=most)
            if in_days
            else said("is too long: at most {most} months", most=most),
        )
    return Decimal(int(count) * size)


# --- values that rules do not look into -------------------------------------------------------

#: The country of an address that names none.
HERE: Final = "United Kingdom"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; what is not given is empty. UK postcodes are written `LS1 1AA`."""

    lines: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    country: str = HERE


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that has been stored: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str
