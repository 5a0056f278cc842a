"""The score of each price, formula by formula, as docs/reference/methods.md states them."""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any, Final

#: The digits of logarithms and powers while they are worked out: far more than are kept.
_LONG: Final = Context(prec=160)
#: How many decimal places of a logarithm are kept, and how many digits of a power.
_LOGARITHM_PLACES: Final = Decimal("1e-50")
_POWER: Final = Context(prec=60)


class Refused(Exception):
    """The competition cannot be evaluated as it stands."""


def exactly(number: object) -> Fraction:
    """Return a number of a definition or a competition, written as a number or as text."""
    return Fraction(str(number).strip())


def _decimal(value: Fraction) -> Decimal:
    return _LONG.divide(Decimal(value.numerator), Decimal(value.denominator))


def power(base: Fraction, exponent: Fraction, *, exact_up_to: int) -> Fraction:
    """Return `base ** exponent`: exact for a whole exponent so large.

    Else numerator and denominator are each raised to 60 digits.
    """
    if exponent.denominator == 1 and exponent <= exact_up_to:
        return base**exponent.numerator
    if base == 0:
        return base
    above, below = (
        _POWER.plus(_LONG.exp(_LONG.multiply(_LONG.ln(Decimal(part)), _decimal(exponent))))
        for part in base.as_integer_ratio()
    )
    return Fraction(above) / Fraction(below)


def _logarithm(value: Fraction, base: Fraction) -> Fraction:
    found = _LONG.divide(_LONG.ln(_decimal(value)), _LONG.ln(_decimal(base)))
    return Fraction(found.quantize(_LOGARITHM_PLACES, context=_LONG))


def above_zero(prices: Mapping[str, Fraction]) -> None:
    """Raise `Refused` where a price is zero or less."""
    if any(price <= 0 for price in prices.values()):
        raise Refused("a price is zero or less")


def price_scores(
    policy: Mapping[str, Any],
    prices: Mapping[str, Fraction],
    figure: Callable[[object], Fraction],
) -> dict[str, Fraction]:
    """Return the score of each bid's price, by bid id. Raises `Refused`.

    `policy` is what stands under `price`; `figure` returns a number, or the buyer's answer.
    """
    if not prices:
        return {}
    formula, s = policy["formula"], exactly(policy.get("out_of", 100))
    if formula in {
        "lowest-price-ratio",
        "deviation-from-lowest",
        "logarithmic",
        "reference-ratio",
    }:
        above_zero(prices)
    low, high = min(prices.values()), max(prices.values())
    mean = sum(prices.values(), Fraction(0)) / len(prices)

    def given(key: str, otherwise: object = None) -> Fraction:
        return figure(policy.get(key, otherwise))

    def scored(score: Callable[[Fraction], Fraction]) -> dict[str, Fraction]:
        return {bid: score(price) for bid, price in prices.items()}

    match formula:
        case "lowest-price-ratio":
            return scored(lambda p: s * low / p)
        case "deviation-from-lowest":
            z = given("percent_at_zero", 100) / 100
            return _floored(policy, scored(lambda p: s * (1 - (p - low) / (z * low))))
        case "linear-between-bids":
            return scored(lambda p: s if low == high else s * (high - p) / (high - low))
        case "linear-between-bounds":
            lower, upper = given("lowest"), given("highest")
            if upper <= lower:
                raise Refused("the highest price is not above the lowest")
            return scored(lambda p: min(s, max(Fraction(0), s * (upper - p) / (upper - lower))))
        case "mean-narrow-average":
            if low < 0 or high == 0:
                raise Refused("a price is below zero, or every price is zero")
            at_mean, k = given("at_mean", 50), given("points_per_percent", 1)
            return _capped(
                policy,
                _floored(policy, scored(lambda p: at_mean + k * 100 * (mean - p) / mean)),
            )
        case "bands":
            return scored(lambda p: _in_band(policy, p))
        case "logarithmic":
            base = given("base")
            return _floored(policy, scored(lambda p: s * (1 - _logarithm(p / low, base))))
        case "reference-ratio":
            reference = given("reference")
            return _capped(policy, scored(lambda p: s * reference / p))
        case _:
            budget = given("budget")
            discounts = {bid: max(Fraction(0), budget - price) for bid, price in prices.items()}
            return _discount_scores(policy, s, budget, discounts)


def _discount_scores(
    policy: Mapping[str, Any], s: Fraction, budget: Fraction, discounts: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    most = max(discounts.values())
    mean = sum(discounts.values(), Fraction(0)) / len(discounts)
    if most == 0:
        return dict.fromkeys(discounts, Fraction(0))
    match policy["formula"]:
        case "discount-ratio":
            full = max(most, budget * exactly(policy.get("smallest_full_discount", 0)) / 100)
            return {bid: s * d / full for bid, d in discounts.items()}
        case "discount-power":
            a = exactly(policy["exponent"])
            return {bid: s * power(d / most, a, exact_up_to=10) for bid, d in discounts.items()}
        case "discount-bilinear":
            x = exactly(policy["percent_at_mean"]) / 100
            if mean == most:
                return dict.fromkeys(discounts, s)
            return {
                bid: s * x * d / mean
                if d <= mean
                else s * (x + (1 - x) * (d - mean) / (most - mean))
                for bid, d in discounts.items()
            }
        case unknown:
            raise NotImplementedError(unknown)


def _in_band(policy: Mapping[str, Any], price: Fraction) -> Fraction:
    for band in policy["bands"]:
        if "up_to" in band and price <= exactly(band["up_to"]):
            return exactly(band["score"])
        if "below" in band and price < exactly(band["below"]):
            return exactly(band["score"])
    return exactly(policy.get("above", 0))


def _floored(policy: Mapping[str, Any], scores: dict[str, Fraction]) -> dict[str, Fraction]:
    floor = policy.get("floor", 0)
    if floor == "none":
        return scores
    return {bid: max(exactly(floor), score) for bid, score in scores.items()}


def _capped(policy: Mapping[str, Any], scores: dict[str, Fraction]) -> dict[str, Fraction]:
    if policy.get("capped", True) is False:
        return scores
    return {bid: min(exactly(policy.get("out_of", 100)), score) for bid, score in scores.items()}
