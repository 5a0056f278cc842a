"""The total of each bid, method by method, as docs/reference/methods.md states them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from engine.reference.price_scores import Refused, above_zero, exactly, power

#: The methods under which the highest total comes first.
HIGHEST_FIRST: Final = frozenset(
    {
        "weighted-sum",
        "best-quality",
        "lexicographic",
        "value-for-money-index",
        "weighted-value-for-money",
        "utility-index",
        "rated-criteria",
    }
)
#: The methods that need weightings, whatever else they need.
WEIGHING: Final = frozenset(
    {
        "weighted-sum",
        "weighted-value-for-money",
        "utility-index",
        "coefficient",
        "rated-criteria",
    }
)
#: The methods that divide a price by what quality earns, or the other way round.
_RATIOS: Final = frozenset(
    {
        "price-per-quality-point",
        "value-for-money-index",
        "weighted-value-for-money",
        "utility-index",
        "relative-value",
        "coefficient",
    }
)

#: What ranks a bid: a figure, several that are compared one after another, or None for last of all.
Total = Fraction | tuple[Fraction, ...] | None


@dataclass(frozen=True)
class Contender:
    """What a method compares of a bid.

    points   of each criterion at the top
    shares   of every criterion that has a score
    """

    price: Fraction | None
    quality: Fraction | None
    points: Mapping[str, Fraction]
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Setting:
    """The same for all bids: the most that quality can be, its weighting and that of price."""

    quality_max: Fraction
    quality_weighting: Fraction
    price_weighting: Fraction


def method_totals(
    policy: Mapping[str, Any],
    bids: Mapping[str, Contender],
    setting: Setting,
    figure: Callable[[object], Fraction],
) -> dict[str, Total]:
    """Return the total of each bid, by bid id. Raises `Refused`.

    `policy` is what stands under `method`; `figure` returns a number, or the buyer's answer.
    """
    if not bids:
        return {}
    name = policy["method"]
    if name == "weighted-sum":
        return {bid: sum(each.points.values(), Fraction(0)) for bid, each in bids.items()}
    if name == "lexicographic":
        return {bid: _in_order(policy["order"], each) for bid, each in bids.items()}
    if name == "best-quality":
        return {bid: _known(each.quality) for bid, each in bids.items()}
    prices = {bid: _known(each.price) for bid, each in bids.items()}
    if name == "lowest-price":
        return {**prices}
    if name == "monetised-deductions":
        worth = {criterion: exactly(most) for criterion, most in policy["worth"].items()}
        return {
            bid: prices[bid] - sum(most * _known(each.shares.get(c)) for c, most in worth.items())
            for bid, each in bids.items()
        }
    return _weighed(
        policy, prices, {b: _known(e.quality) for b, e in bids.items()}, setting, figure
    )


def _weighed(
    policy: Mapping[str, Any],
    prices: Mapping[str, Fraction],
    qualities: Mapping[str, Fraction],
    setting: Setting,
    figure: Callable[[object], Fraction],
) -> dict[str, Total]:
    """Return totals that weigh the quality as a whole against the price as it stands."""
    name, q_max = policy["method"], setting.quality_max
    if name in _RATIOS or name == "rated-criteria":
        above_zero(prices)
    if name in _RATIOS and min(qualities.values()) < 0:
        raise Refused("the quality of a bid is below zero")
    p_best, q_best, q_low = min(prices.values()), max(qualities.values()), min(qualities.values())
    unit = exactly(policy.get("price_unit", 1))

    def for_each(total: Callable[[Fraction, Fraction], Total]) -> dict[str, Total]:
        return {bid: total(price, qualities[bid]) for bid, price in prices.items()}

    def weightings() -> Fraction:
        if setting.price_weighting == 0:
            raise Refused("price has no weighting")
        return setting.quality_weighting / setting.price_weighting

    match name:
        case "price-per-quality-point":
            if 0 in qualities.values() and policy.get("zero_quality", "last") == "refuse":
                raise Refused("a bid has no quality")
            return for_each(lambda p, q: p / q if q else None)
        case "value-for-money-index":
            return for_each(lambda p, q: q * unit / p)
        case "weighted-value-for-money":
            n = weightings()
            if n > 100:
                raise Refused("quality weighs more than a hundred times what price does")
            return for_each(
                lambda p, q: power(q, n, exact_up_to=16) * unit / p if q else Fraction()
            )
        case "cost-less-willingness-to-pay":
            w = figure(policy["per_point"])
            return for_each(lambda p, q: p - q * w)
        case "quality-premium":
            if "estimate" in policy:
                v = figure(policy["estimate"]) * weightings() / q_max
            else:
                v = figure(policy["per_point"])
            reference = policy.get("reference", "lowest")
            r = q_low if reference == "lowest" else exactly(reference)
            return for_each(lambda p, q: p - v * (q - r))
        case "utility-index":
            n = weightings()
            return for_each(
                lambda p, q: max(Fraction(0), 1 - n * (q_best - q) / q_max) * p_best / p
            )
        case "relative-value":
            return for_each(lambda p, q: p / ((q + q_max) / (q_low + q_max)))
        case "coefficient":
            n = weightings()
            return for_each(lambda p, q: p / (1 + n * q / q_max))
        case "rated-criteria":
            wq, wp = setting.quality_weighting, setting.price_weighting
            return for_each(lambda p, q: wp * p_best / p + (wq * q / q_best if q_best > 0 else 0))
        case unknown:
            raise NotImplementedError(unknown)


def _known(figure: Fraction | None) -> Fraction:
    if figure is None:
        raise Refused("a bid has no figure that the method needs")
    return figure


def _in_order(order: Sequence[str], bid: Contender) -> tuple[Fraction, ...]:
    return tuple(
        -_known(bid.price) if name == "lowest-price" else _known(bid.shares.get(name))
        for name in order
    )
