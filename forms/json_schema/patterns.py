r"""Patterns: regular expressions that say exactly which texts are inside limits.

    figures(within)        decimal text of a figure from the least to the most: `^0\.(?:…)$`
    days(first, last)      days written 2027-01-03 from the first to the last, where they exist
    A_DAY                  days that exist
    spans(within, unit)    `6 months`
    words(most)            text of at most so many words

They are plain ECMA-262, which JSON Schema speaks, and mean the same to Python: no look-around, no
classes whose meaning depends on who reads them.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from forms.model.limits import Figures
from rules.values import MAX_PLACES

_DIGIT: Final = "[0-9]"
#: White space between words, as Python splits text, but for what no text may hold.
_SPACE: Final = r"\t\n\u0020\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

_LEAP: Final = "(?:[2468][048]|[13579][26])"
#: A day from 1000-01-01 to 9999-12-31 that exists.
A_DAY: Final = (
    "^(?:[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|(?:[1-9][0-9](?:0[48]|{_LEAP})|{_LEAP}00)-02-29)$"
)


# --- figures ----------------------------------------------------------------------------------


def figures(within: Figures) -> str:
    """Return the pattern of decimal text for figures inside limits.

    The text is as `forms.answers.writing` writes it: no zeros in front, at most 12 digits after
    the point,
    of which those beyond the places that the figures have are zeros.
    """
    found = []
    if within.last >= 0:
        found += _magnitudes(max(0, within.first), within.last, within.places)
    if within.first < 0:
        found.append(f"-{_any(_magnitudes(max(1, -within.last), -within.first, within.places))}")
    return f"^{_any(found)}$"


def _magnitudes(first: int, last: int, places: int) -> list[str]:
    """Return alternatives for figures that are not negative, in units of the last place."""
    unit = 10**places
    (low, low_part), (high, high_part) = divmod(first, unit), divmod(last, unit)
    start, end = (f"{part:0{places}}" if places else "" for part in (low_part, high_part))
    nothing, everything = "0" * places, "9" * places
    if low == high:
        return [f"{low}{_part(start, end)}"]
    found: list[str] = []
    if start != nothing:
        found.append(f"{low}{_part(start, everything)}")
        low += 1
    last_of_all = end != everything
    if low <= high - last_of_all:
        found.append(f"{_any(_whole(low, high - last_of_all))}{_part(nothing, everything)}")
    if last_of_all:
        found.append(f"{high}{_part(nothing, end)}")
    return found


def _part(low: str, high: str) -> str:
    """Return what follows the whole digits: a point, and at least one digit after it."""
    digits = _any(list(_choices_after(low, high, MAX_PLACES)))
    if _is_all(low, "0") and _is_all(high, "9"):
        places = len(low)
        digits = _digits(1, places) + _zeros(MAX_PLACES - places) if places else digits
    return f"(?:\\.{digits})?" if _is_all(low, "0") else f"\\.{digits}"


def _is_all(text: str, digit: str) -> bool:
    return not text.strip(digit)


def _digits_after(low: str, high: str, room: int) -> str:
    """Return digits after the point from `low` to `high`, of the same length; then zeros.

    At most `room` in all. None at all stand for zeros.
    """
    if _is_all(high, "0"):
        return _zeros(room)
    if _is_all(low, "0") and _is_all(high, "9"):
        return _free(len(low), room)
    found = list(_choices_after(low, high, room))
    return f"(?:{'|'.join(found)})?" if _is_all(low, "0") else _any(found)


def _choices_after(low: str, high: str, room: int) -> Iterator[str]:
    """Return the same as alternatives that begin with different digits."""
    if _is_all(high, "0"):
        yield f"0{_times(1, room)}"
        return
    rest, nothing, everything = len(low) - 1, "0" * (len(low) - 1), "9" * (len(low) - 1)
    first, last = int(low[0]), int(high[0])
    if first == last:
        yield low[0] + _digits_after(low[1:], high[1:], room - 1)
        return
    if low[1:] != nothing:
        yield low[0] + _digits_after(low[1:], everything, room - 1)
        first += 1
    partly = high[1:] != everything
    if first <= last - partly:
        yield _from_to(first, last - partly) + _free(rest, room - 1)
    if partly:
        yield high[0] + _digits_after(nothing, high[1:], room - 1)


def _free(places: int, room: int) -> str:
    return _digits(0, places) + _zeros(room - places)


def _zeros(most: int) -> str:
    return f"0{_times(0, most)}" if most else ""


# --- whole numbers and days -------------------------------------------------------------------


def spans(within: Figures, unit: str) -> str:
    """Return the pattern of a count and its unit, `days` or `months`: `6 months`, `1 month`."""
    return f"^{_any(_whole(within.first, within.last))} {unit}?$"


def days(first: date, last: date) -> str:
    """Return the pattern of days from the first to the last, among texts that match `A_DAY`."""
    # What no day has is let in where it makes the pattern shorter.
    low, high = first.isoformat(), last.isoformat()
    for ending, wider in (("-01", "-00"), ("-01-00", "-00-00")):
        low = low.removesuffix(ending) + wider if low.endswith(ending) else low
    if last == date.max or (last + timedelta(days=1)).day == 1:
        high = high[:7] + "-99"
    high = high.removesuffix("-12-99") + "-99-99" if high.endswith("-12-99") else high
    return f"^{_any(_alike(low, high))}$"


def _whole(low: int, high: int) -> list[str]:
    """Return alternatives for whole numbers from `low` to `high`, without zeros in front."""
    before: list[str] = ["0"] if low == 0 else []
    after: list[str] = []
    whole: list[int] = []  # the sizes of which there are all
    for size in range(len(str(low)), len(str(high)) + 1):
        least, most = max(low, 10 ** (size - 1)), min(high, 10**size - 1)
        if (least, most) == (10 ** (size - 1), 10**size - 1):
            whole.append(size)
        elif least <= most:
            (after if whole else before).extend(_alike(str(least), str(most)))
    full = [f"[1-9]{_digits(whole[0] - 1, whole[-1] - 1)}"] if whole else []
    return [*before, *full, *after]


def _alike(low: str, high: str) -> list[str]:
    """Return alternatives for texts of one length from `low` to `high`; both may have hyphens."""
    if low == high:
        return [low]
    if low == _each(low, "0") and high == _each(high, "9"):
        return [_any_digits(low)]
    first, last = low[0], high[0]
    if first == last:
        return [first + _any(_alike(low[1:], high[1:]))]
    rest = low[1:]
    nothing, everything = _each(rest, "0"), _each(rest, "9")
    found: list[str] = []
    start, end = int(first), int(last)
    if low[1:] != nothing:
        found.append(first + _any(_alike(low[1:], everything)))
        start += 1
    partly = high[1:] != everything
    if start <= end - partly:
        found.append(_from_to(start, end - partly) + _any_digits(rest))
    if partly:
        found.append(last + _any(_alike(nothing, high[1:])))
    return found


def _each(like: str, digit: str) -> str:
    return "".join(letter if letter == "-" else digit for letter in like)


def _any_digits(like: str) -> str:
    return "-".join(_digits(len(run), len(run)) for run in like.split("-"))


def _digits(least: int, most: int) -> str:
    """Return so many digits."""
    return f"{_DIGIT}{_times(least, most)}" if most else ""


def _times(least: int, most: int) -> str:
    if (least, most) in {(0, 1), (1, 1)}:
        return "?" if least == 0 else ""
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else f"[{first}-{last}]"


def _any(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"


# --- text -------------------------------------------------------------------------------------


def words(most: int) -> str:
    """Return the pattern of text that has at most so many words."""
    return f"^[{_SPACE}]*(?:[^{_SPACE}]+(?:[{_SPACE}]+|$)){{0,{most}}}$"
