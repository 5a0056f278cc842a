"""Exact sums, and logarithms and powers to a stated precision, over fractions.

Everything but a logarithm and a power that is not whole is exact. Those two are worked out in
decimal with 70 significant digits and rounded, half to even, to fewer than that: the result is the
same on every machine, and a result that is exact in decimal (the square root of 0.25) comes out
exact.
"""

import math
from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

#: Digits that a logarithm or a power is worked out with.
WORKING_DIGITS: Final = 70
#: Significant digits of a power that is not whole.
POWER_DIGITS: Final = 60
#: Decimal places of a logarithm.
LOGARITHM_PLACES: Final = 50
#: Whole powers up to this are worked out exactly.
LARGEST_EXACT_POWER: Final = 16


def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)


_WORKING: Final = _context(WORKING_DIGITS)
_POWER: Final = _context(POWER_DIGITS)
_LAST_PLACE: Final = Decimal(1).scaleb(-LOGARITHM_PLACES)


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Add fractions exactly, over their common denominator: one reduction, not one per value."""
    top, bottom = 0, 1
    for value in values:
        numerator, denominator = value.as_integer_ratio()
        if bottom % denominator:
            common = math.lcm(bottom, denominator)
            top, bottom = top * (common // bottom), common
        top += numerator if denominator == bottom else numerator * (bottom // denominator)
    return Fraction(top, bottom)


def product(one: Fraction, other: Fraction) -> Fraction:
    """Multiply fractions exactly. What was multiplied before is remembered."""
    return _product(*one.as_integer_ratio(), *other.as_integer_ratio())


# Shares and weightings recur from bid to bid and from competition to competition. Whole numbers are
# found much faster than fractions.
@lru_cache(maxsize=16_384)
def _product(one: int, parts: int, other: int, other_parts: int) -> Fraction:
    return Fraction(one * other, parts * other_parts)


def logarithm(value: Fraction, base: Fraction) -> Fraction:
    """Return the logarithm of `value` (above 0) to `base` (above 1), to 50 decimal places.

    The places are counted, not the digits, so that the difference of two logarithms is as exact as
    they are, and two values whose ratio is a whole power of the base differ by exactly that power.
    """
    exact = _WORKING.divide(_natural_logarithm(value), _natural_logarithm(base))
    return Fraction(exact.quantize(_LAST_PLACE, context=_WORKING))


def _natural_logarithm(value: Fraction) -> Decimal:
    return _WORKING.subtract(_of_whole(value.numerator), _of_whole(value.denominator))


# Denominators and bases are the same for bid after bid, and a logarithm takes long to work out.
@lru_cache(maxsize=4096)
def _of_whole(number: int) -> Decimal:
    return _WORKING.ln(Decimal(number))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Raise `base` (0 or more) to `exponent` (0 or more); anything to the power 0 is 1.

    Exact for a whole exponent up to 16; otherwise numerator and denominator are each raised to 60
    significant digits.
    """
    if exponent.denominator == 1 and exponent <= LARGEST_EXACT_POWER:
        return base**exponent.numerator
    if not base:
        return base
    return _raised(base.numerator, exponent) / _raised(base.denominator, exponent)


# Qualities repeat from bid to bid.
@lru_cache(maxsize=4096)
def _raised(base: int, exponent: Fraction) -> Fraction:
    to = _WORKING.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    return Fraction(_POWER.plus(_WORKING.power(Decimal(base), to)))
