"""Fractions rounded to decimal places, exactly: never by way of a float or a limited precision."""

from collections.abc import Callable, Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import Final, Literal, assert_never

#: How a figure is rounded: see `rounded`.
RoundingMode = Literal["half-up", "half-even", "down", "up"]

# Moving the point is exact under a context without limits.
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def rounded(value: Fraction, places: int, mode: RoundingMode = "half-up") -> Decimal:
    """Round `value` to `places` decimal places (0 or more), giving a Decimal of just that many.

    half-up    to the nearest; halves away from zero, as spreadsheets do: 2.345 to 2.35, -2.345 to
               -2.35 (CCS and South African practice, 2 places)
    half-even  to the nearest; halves to the even digit: 2.345 to 2.34
    down       towards zero: 2.349 to 2.34, -2.349 to -2.34
    up         away from zero: 2.341 to 2.35, -2.341 to -2.35

    Zero has no sign: -0.001 to 2 places is 0.00.
    """
    whole, rest = divmod(abs(value.numerator) * 10**places, value.denominator)
    if _goes_up(whole, rest, value.denominator, mode):
        whole += 1
    digits = Decimal(-whole if value < 0 else whole)
    return _EXACT.scaleb(digits, -places)


def _goes_up(whole: int, rest: int, denominator: int, mode: RoundingMode) -> bool:
    match mode:
        case "half-up":
            return 2 * rest >= denominator
        case "half-even":
            return 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        case "up":
            return rest > 0
        case "down":
            return False
        case _:
            assert_never(mode)


def printed(value: Fraction, places: int, mode: RoundingMode = "half-up") -> str:
    """Print `value` rounded to `places`, always with that many: `40.00`, `-0.50`, `1000000`."""
    return f"{rounded(value, places, mode):f}"


def shortest_print(value: Fraction, most_places: int = 6) -> str:
    """Print `value` for people to compare: exactly if `most_places` suffice, else rounded to them.

    A figure that had to be rounded ends in an ellipsis, so that nobody takes it for the whole.
    """
    text = printed(value, most_places)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if Fraction(text) == value else f"{text}…"


def telling_places(
    values: Iterable[Fraction], places: int, write: Callable[[Fraction, int], str]
) -> int:
    """Return how many decimal places tell unequal `values` apart: `places` or more.

    `write` prints a value to a number of places. For figures that are compared: equal prints must
    mean equal figures.
    """
    distinct = set(values)
    while len({write(value, places) for value in distinct}) < len(distinct):
        places += 1
    return places


def telling_print(values: Iterable[Fraction], most_places: int = 6) -> Callable[[Fraction], str]:
    """Return what prints each of `values` for people to compare, as `shortest_print` does.

    To more than `most_places` where unequal figures would look alike otherwise.
    """
    places = telling_places(
        values, most_places, lambda value, to: shortest_print(value, to).rstrip("…")
    )
    return lambda value: shortest_print(value, places)
