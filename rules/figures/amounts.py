"""Amounts: figures as a sentence says them.

words(25)                      twenty-five
said(Decimal(30), "days")      30 days
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

# One string each: as a list, every word would take a line.
ONES: Final = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS: Final = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
LARGE: Final = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_OFTEN: Final = {1: "once", 2: "twice"}


def words(value: Decimal | int) -> str:
    """Return a whole number in words; any other figure in digits, as words would only confuse."""
    whole = int(value)
    if whole != value or not 0 <= whole < 10**12:
        return grouped(value)
    if whole < 20:
        return ONES[whole]
    if whole < 100:
        tens, ones = divmod(whole, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    if whole < 1000:
        hundreds, rest = divmod(whole, 100)
        return f"{ONES[hundreds]} hundred" + (f" and {words(rest)}" if rest else "")
    for size, name in LARGE:
        if whole >= size:
            count, rest = divmod(whole, size)
            joined = " and " if 0 < rest < 100 else " "
            return f"{words(count)} {name}" + (f"{joined}{words(rest)}" if rest else "")
    raise AssertionError  # pragma: no cover - every whole number is one of these


def grouped(value: Decimal | int) -> str:
    """Return a figure in digits, its thousands apart, without zeros that say nothing."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_with_unit(value: Decimal | int, unit: str) -> str:
    """Return a count with its unit, `1 month` or `6 months`."""
    return f"{grouped(value)} {unit.removesuffix('s') if value == 1 else unit}"


def times(value: Decimal | int) -> str:
    """Return how often: once, twice, three times."""
    return _OFTEN.get(int(value), f"{words(value)} times")


def money(value: Decimal | int) -> str:
    """Return pounds, with pence where there are any: £250,000 or £12.50."""
    value = Decimal(value)
    sign = "−" if value < 0 else ""
    size = abs(value)
    whole = size == size.to_integral_value()
    exponent = size.as_tuple().exponent
    finer = isinstance(exponent, int) and exponent < -2
    return f"{sign}£" + (f"{size:,.0f}" if whole else f"{size:,f}" if finer else f"{size:,.2f}")


def percentage(value: Decimal | int) -> str:
    """Return a percentage: 10%, 2.5%."""
    return f"{grouped(value)}%"


def date_in_words(value: date) -> str:
    """Return a date as people write it: 4 January 2027."""
    return f"{value.day} {value:%B %Y}"


def listed(items: Sequence[str], word: str = "and") -> str:
    """Return items as a sentence has them: `a, b and c`. Items that hold commas are kept apart."""
    if len(items) < 2:
        return "".join(items)
    mark = ";" if any("," in each for each in items) else ","
    end = f"{mark} {word} " if mark == ";" else f" {word} "
    return f"{mark} ".join(items[:-1]) + end + items[-1]


def figure_in_words(value: Decimal | int | date, unit: str) -> str:
    """Return a figure of a unit in the way that is usual for it."""
    if isinstance(value, date):
        return date_in_words(value)
    match unit:
        case "money":
            return money(value)
        case "percent":
            return percentage(value)
        case "times":
            return times(value)
        case "":
            return grouped(value)
        case _:
            return count_with_unit(value, unit)
