"""Scores from prices: a price formula and the prices of the bids in, each bid's score out.

The formulas, their sources and what they do with one bid, equal bids and odd prices are stated by
the models in `rules.policies.formulas`; here is their arithmetic, exact but where a model states a
precision.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from engine.methods.arithmetic import exact_sum, logarithm, power
from engine.methods.rounding import shown
from engine.methods.undecidable import Undecidable
from rules.conditions import Reference
from rules.policies.formulas import (
    AnyPriceFormula,
    Bands,
    DeviationFromLowest,
    DiscountBilinear,
    DiscountPower,
    DiscountRatio,
    LinearBetweenBids,
    LinearBetweenBounds,
    Logarithmic,
    LowestPriceRatio,
    MeanNarrowAverage,
    ReferenceRatio,
)

Prices = Mapping[str, Fraction]
Scores = dict[str, Fraction]

_NONE = Fraction(0)


def price_scores(
    formula: AnyPriceFormula, prices: Prices, *, budget: Fraction | None = None
) -> Scores:
    """Give each bid's score, by bid id, under `formula`.

    `prices` is every bid's price, by bid id, in one unit of money. Scores run from 0 to the
    formula's `out_of`, unless its floor or cap is switched off. `budget` is the answer to what the
    formula asks for (`formula.asked`); a formula with a figure of its own ignores it. No prices, no
    scores.

    Raises `Undecidable` where the formula has no answer, naming the bids: a price of zero or less
    under a ratio, a mean price of zero, a budget that is missing or out of order.
    """
    if not prices:
        return {}
    match formula:
        case LowestPriceRatio():
            return _lowest_price_ratio(formula, prices)
        case DeviationFromLowest():
            return _deviation_from_lowest(formula, prices)
        case LinearBetweenBids():
            return _linear_between_bids(formula, prices)
        case LinearBetweenBounds():
            return _linear_between_bounds(formula, prices, budget)
        case MeanNarrowAverage():
            return _mean_narrow_average(formula, prices)
        case Bands():
            return _bands(formula, prices)
        case DiscountRatio():
            return _discount_ratio(formula, prices, budget)
        case DiscountPower():
            return _discount_power(formula, prices, budget)
        case DiscountBilinear():
            return _discount_bilinear(formula, prices, budget)
        case Logarithmic():
            return _logarithmic(formula, prices)
        case ReferenceRatio():
            return _reference_ratio(formula, prices, budget)
        case _:
            assert_never(formula)


def _lowest_price_ratio(formula: LowestPriceRatio, prices: Prices) -> Scores:
    _all_above_zero(prices, formula.title)
    best = Fraction(formula.out_of) * min(prices.values())
    return _each(prices, lambda price: best / price)


def _deviation_from_lowest(formula: DeviationFromLowest, prices: Prices) -> Scores:
    _all_above_zero(prices, formula.title)
    most, lowest = Fraction(formula.out_of), min(prices.values())
    # S x (1 - (P - Pmin) / (z x Pmin)) = (S + S / z) - P x S / (z x Pmin)
    per_price = most * 100 / Fraction(formula.percent_at_zero)
    per_money = per_price / lowest
    at_nothing = most + per_price
    return _each(prices, lambda price: at_nothing - price * per_money, lowest=formula.floor)


def _linear_between_bids(formula: LinearBetweenBids, prices: Prices) -> Scores:
    most = Fraction(formula.out_of)
    lowest, highest = min(prices.values()), max(prices.values())
    if lowest == highest:
        return dict.fromkeys(prices, most)
    per_money = most / (highest - lowest)
    return _each(prices, lambda price: (highest - price) * per_money)


def _linear_between_bounds(
    formula: LinearBetweenBounds, prices: Prices, budget: Fraction | None
) -> Scores:
    most, low = Fraction(formula.out_of), Fraction(formula.lowest)
    high = _figure(formula.highest, budget, "highest")
    if high <= low:
        raise Undecidable(
            (), f"The highest price, {shown(high)}, should be above the lowest, {shown(low)}."
        )
    per_money = most / (high - low)
    return _each(prices, lambda price: (high - price) * per_money, lowest=Decimal(0), most=most)


def _mean_narrow_average(formula: MeanNarrowAverage, prices: Prices) -> Scores:
    if below := [bid for bid, price in prices.items() if price < 0]:
        raise Undecidable(below, f"{formula.title} has no score for a price below zero.")
    mean = exact_sum(prices.values()) / len(prices)
    if not mean:
        raise Undecidable(prices, f"{formula.title} has no score where every price is zero.")
    # M + k x 100 x (Pmean - P) / Pmean = (M + 100k) - P x 100k / Pmean
    per_price = 100 * Fraction(formula.points_per_percent)
    at_nothing = Fraction(formula.at_mean) + per_price
    per_money = per_price / mean
    most = Fraction(formula.out_of) if formula.capped else None
    return _each(
        prices, lambda price: at_nothing - price * per_money, lowest=formula.floor, most=most
    )


def _bands(formula: Bands, prices: Prices) -> Scores:
    # An end that is included sorts after the same end left out, so the band of a price is the first
    # whose end is not before (price, included).
    ends = [(Fraction(end), included) for end, included in (band.end for band in formula.bands)]
    scores = [*(Fraction(band.score) for band in formula.bands), Fraction(formula.above)]
    return _each(prices, lambda price: scores[bisect_left(ends, (price, True))])


def _discount_ratio(formula: DiscountRatio, prices: Prices, budget: Fraction | None) -> Scores:
    base = _figure(formula.budget, budget, "budget")
    discounts = _discounts(prices, base)
    enough = base * Fraction(formula.smallest_full_discount) / 100
    greatest = max(enough, *discounts.values())
    if not greatest:
        return discounts
    per_money = Fraction(formula.out_of) / greatest
    return {bid: discount * per_money for bid, discount in discounts.items()}


def _discount_power(formula: DiscountPower, prices: Prices, budget: Fraction | None) -> Scores:
    discounts = _discounts(prices, _figure(formula.budget, budget, "budget"))
    most, greatest = Fraction(formula.out_of), max(discounts.values())
    if not greatest:
        return discounts
    exponent = Fraction(formula.exponent)
    return {bid: most * power(discount / greatest, exponent) for bid, discount in discounts.items()}


def _discount_bilinear(
    formula: DiscountBilinear, prices: Prices, budget: Fraction | None
) -> Scores:
    discounts = _discounts(prices, _figure(formula.budget, budget, "budget"))
    most, greatest = Fraction(formula.out_of), max(discounts.values())
    if not greatest:
        return discounts
    mean = exact_sum(discounts.values()) / len(discounts)
    if mean == greatest:
        return dict.fromkeys(discounts, most)
    at_mean = most * Fraction(formula.percent_at_mean) / 100
    below = at_mean / mean
    above = (most - at_mean) / (greatest - mean)
    return {
        bid: discount * below if discount <= mean else at_mean + (discount - mean) * above
        for bid, discount in discounts.items()
    }


def _logarithmic(formula: Logarithmic, prices: Prices) -> Scores:
    _all_above_zero(prices, formula.title)
    most, base = Fraction(formula.out_of), Fraction(formula.base)
    # One logarithm per bid, of its own price alone: the gap between two bids is then exactly the
    # same whatever third bid is lowest.
    logarithms = {bid: logarithm(price, base) for bid, price in prices.items()}
    at_nothing = most * (1 + min(logarithms.values()))
    return _each(logarithms, lambda log: at_nothing - most * log, lowest=formula.floor)


def _reference_ratio(formula: ReferenceRatio, prices: Prices, budget: Fraction | None) -> Scores:
    _all_above_zero(prices, formula.title)
    most = Fraction(formula.out_of)
    best = most * _figure(formula.reference, budget, "reference")
    return _each(prices, lambda price: best / price, most=most if formula.capped else None)


def _each(
    prices: Prices,
    score: Callable[[Fraction], Fraction],
    *,
    lowest: Decimal | str = "none",
    most: Fraction | None = None,
) -> Scores:
    """Score every price, kept at or above `lowest` (unless it is "none") and at or below `most`."""
    scores = {bid: score(price) for bid, price in prices.items()}
    if isinstance(lowest, Decimal):
        floor = Fraction(lowest)
        scores = {bid: max(floor, value) for bid, value in scores.items()}
    if most is not None:
        scores = {bid: min(most, value) for bid, value in scores.items()}
    return scores


def _all_above_zero(prices: Prices, title: str) -> None:
    if refused := [bid for bid, price in prices.items() if price <= 0]:
        raise Undecidable(refused, f"{title} has no score for a price of zero or less.")


def _discounts(prices: Prices, budget: Fraction) -> Scores:
    return {bid: max(_NONE, budget - price) for bid, price in prices.items()}


def _figure(set_to: Decimal | Reference, answered: Fraction | None, key: str) -> Fraction:
    if isinstance(set_to, Decimal):
        return Fraction(set_to)
    name = set_to.answer or set_to.fact
    if answered is None:
        raise Undecidable(
            (), f"The price formula needs `{name}` for its `{key}`: it has no answer."
        )
    if answered <= 0:
        raise Undecidable(
            (), f"The answer to `{name}`, the formula's `{key}`, should be above zero."
        )
    return answered
