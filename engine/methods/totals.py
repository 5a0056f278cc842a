"""Totals that rank: a method and the bids as offers in, each bid's total out.

The methods, their sources and their degenerate cases are stated by the models in
`rules.policies.methods`;
here is their arithmetic. Many methods come to the same two shapes, which `engine.methods.levelling`
uses too: the price is divided by a *multiplier* that quality earns, or a *deduction* that quality
earns is taken from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from engine.methods.arithmetic import exact_sum, power
from engine.methods.undecidable import Undecidable
from rules.conditions import Reference
from rules.policies.methods import (
    AnyMethod,
    BestQuality,
    Coefficient,
    CostLessWillingnessToPay,
    Lexicographic,
    LowestPrice,
    MonetisedDeductions,
    PricePerQualityPoint,
    QualityPremium,
    RatedCriteria,
    RelativeValue,
    UtilityIndex,
    ValueForMoneyIndex,
    WeightedSum,
    WeightedValueForMoney,
)

#: What ranks a bid: a figure; figures compared one after another (lexicographic); or None for a bid
#: that has no figure and ranks after every bid that has one.
MethodTotal = Fraction | tuple[Fraction, ...] | None

_NOTHING: Final = Fraction(0)
_HUNDRED: Final = Fraction(100)
#: The largest WQ / WP whose power is worked out: beyond it numbers have hundreds of digits.
LARGEST_POWER: Final = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """What a method knows of one bid.

    `price` is in money; `quality` runs from 0 to `quality_max`, which is above 0 and the same for
    every bid; `points` are the points of each criterion, by its id (for `lexicographic` scores do
    as well); `deductions` is the money that the bid has earned off its price.
    """

    id: str
    price: Fraction | None
    quality: Fraction | None
    points: Mapping[str, Fraction] = field(default_factory=dict)
    deductions: Fraction = _NOTHING
    quality_max: Fraction = _HUNDRED


def totals(
    method: AnyMethod,
    offers: Sequence[Offer],
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> dict[str, MethodTotal]:
    """Give each bid's total, by bid id, under `method`; `method.best` says which comes first.

    `quality_weight` and `price_weight` are the weightings of all quality and of price, in the same
    unit (60 and 40). `figure` is the answer to what the method asks for (`method.asked`); a method
    with a figure of its own ignores it. No offers, no totals.

    Raises `Undecidable`, naming the bids, where a price or a quality is missing that the method
    needs, or where its formula has no answer (see each model's degenerate cases).
    """
    if not offers:
        return {}
    match method:
        case WeightedSum():
            return {offer.id: exact_sum(offer.points.values()) for offer in offers}
        case LowestPrice():
            return dict(_prices(method, offers))
        case BestQuality():
            return dict(_qualities(method, offers))
        case Lexicographic():
            return _lexicographic(method, offers)
        case RatedCriteria():
            return _rated_criteria(method, offers, quality_weight, price_weight)
        case CostLessWillingnessToPay() | MonetisedDeductions() | QualityPremium():
            taken = deductions(method, offers, quality_weight, price_weight, figure)
            return {bid: price - taken[bid] for bid, price in _prices(method, offers).items()}
        case _:
            return _by_ratio(method, offers, quality_weight, price_weight)


def earned(method: MonetisedDeductions, shares: Mapping[str, Fraction]) -> Fraction:
    """Give the money that a bid's scores take off its price.

    `shares` is the share of the full score that the bid has on each criterion, 0 to 1, by criterion
    id; a criterion without one earns nothing.
    """
    return exact_sum(
        Fraction(worth) * shares[criterion]
        for criterion, worth in method.worth.items()
        if criterion in shares
    )


#: The methods by which a price is divided by what quality earns.
ByRatio = (
    PricePerQualityPoint
    | ValueForMoneyIndex
    | WeightedValueForMoney
    | UtilityIndex
    | RelativeValue
    | Coefficient
)
#: The methods by which what quality earns is taken from the price.
ByDeduction = CostLessWillingnessToPay | MonetisedDeductions | QualityPremium


@dataclass(frozen=True, slots=True)
class Working:
    """What quality does to the price of one bid, so that a total can be redone by hand.

    `multiplier`: what the price is divided by, or goes with the price under an index;
    `deduction`: the money taken off the price. One of the two.
    """

    multiplier: Fraction | None = None
    deduction: Fraction | None = None


def workings(
    method: AnyMethod,
    offers: Sequence[Offer],
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> dict[str, Working]:
    """Give what quality does to each price, by bid id; nothing where a method does not weigh it.

    The arguments are those of `totals`, which it raises `Undecidable` like.
    """
    if not offers:
        return {}
    if isinstance(method, ByDeduction):
        taken = deductions(method, offers, quality_weight, price_weight, figure)
        return {bid: Working(deduction=money) for bid, money in taken.items()}
    if isinstance(method, ByRatio):
        earns = multipliers(method, offers, quality_weight, price_weight)
        return {bid: Working(multiplier=by) for bid, by in earns.items()}
    return {}


def multipliers(
    method: ByRatio, offers: Sequence[Offer], quality_weight: Fraction, price_weight: Fraction
) -> dict[str, Fraction]:
    """Give what each bid's quality divides its price by, by bid id: 0 or more, more is better.

    Raises `Undecidable` for a missing or negative quality, or a weighting that the method cannot
    use.
    """
    qualities = _qualities(method, offers)
    if below := [bid for bid, quality in qualities.items() if quality < 0]:
        raise Undecidable(below, f"{method.title} has no total for a quality below zero.")
    shares = {offer.id: qualities[offer.id] / _most(offer) for offer in offers}
    match method:
        case PricePerQualityPoint() | ValueForMoneyIndex():
            return qualities
        case WeightedValueForMoney():
            exponent = _weight_ratio(method, quality_weight, price_weight)
            if exponent > LARGEST_POWER:
                raise Undecidable(
                    (),
                    f"{method.title} has no total where quality weighs more than "
                    f"{LARGEST_POWER} times as much as price.",
                )
            return {bid: power(quality, exponent) for bid, quality in qualities.items()}
        case UtilityIndex():
            ratio = _weight_ratio(method, quality_weight, price_weight)
            best = max(shares.values())
            return {bid: max(_NOTHING, 1 - (best - share) * ratio) for bid, share in shares.items()}
        case RelativeValue():
            lowest = min(shares.values())
            return {bid: (share + 1) / (lowest + 1) for bid, share in shares.items()}
        case Coefficient():
            ratio = _weight_ratio(method, quality_weight, price_weight)
            return {bid: 1 + ratio * share for bid, share in shares.items()}
        case _:
            assert_never(method)


def deductions(
    method: ByDeduction,
    offers: Sequence[Offer],
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None,
) -> dict[str, Fraction]:
    """Give what each bid's quality takes off its price, by bid id, in money; it may be negative.

    Raises `Undecidable` for a missing quality or figure, or a weighting that the method cannot use.
    """
    match method:
        case MonetisedDeductions():
            return {offer.id: offer.deductions for offer in offers}
        case CostLessWillingnessToPay():
            per_point = _figure(method.per_point, figure, "per_point")
            return {bid: q * per_point for bid, q in _qualities(method, offers).items()}
        case QualityPremium():
            qualities = _qualities(method, offers)
            if method.estimate is None:
                assert method.per_point is not None  # noqa: S101 - the model has one of the two
                per_point = _figure(method.per_point, figure, "per_point")
            else:
                estimate = _figure(method.estimate, figure, "estimate")
                ratio = _weight_ratio(method, quality_weight, price_weight)
                per_point = estimate * ratio / _most(offers[0])
            lowest = (
                Fraction(method.reference)
                if isinstance(method.reference, Decimal)
                else min(qualities.values())
            )
            return {bid: (quality - lowest) * per_point for bid, quality in qualities.items()}
        case _:
            assert_never(method)


def _by_ratio(
    method: ByRatio, offers: Sequence[Offer], quality_weight: Fraction, price_weight: Fraction
) -> dict[str, MethodTotal]:
    prices = _prices_above_zero(method, offers)
    earns = multipliers(method, offers, quality_weight, price_weight)
    match method:
        case PricePerQualityPoint():
            without = [bid for bid, quality in earns.items() if quality <= 0]
            if without and method.zero_quality == "refuse":
                raise Undecidable(without, f"{method.title} has no figure for a quality of zero.")
            return {
                bid: price / earns[bid] if earns[bid] > 0 else None for bid, price in prices.items()
            }
        case ValueForMoneyIndex() | WeightedValueForMoney():
            unit = Fraction(method.price_unit)
            return {bid: earns[bid] * unit / price for bid, price in prices.items()}
        case UtilityIndex():
            lowest = min(prices.values())
            return {bid: earns[bid] * lowest / price for bid, price in prices.items()}
        case RelativeValue() | Coefficient():
            return {bid: price / earns[bid] for bid, price in prices.items()}
        case _:
            assert_never(method)


def _lexicographic(method: Lexicographic, offers: Sequence[Offer]) -> dict[str, MethodTotal]:
    for name in method.order:
        if missing := [offer.id for offer in offers if _compared(offer, name) is None]:
            what = "price" if name == "lowest-price" else f"score on `{name}`"
            raise Undecidable(missing, f"{method.title} needs every bid's {what}.")
    return {
        offer.id: tuple(_compared(offer, name) or _NOTHING for name in method.order)
        for offer in offers
    }


def _compared(offer: Offer, name: str) -> Fraction | None:
    if name == "lowest-price":
        return None if offer.price is None else -offer.price
    return offer.points.get(name)


def _rated_criteria(
    method: RatedCriteria, offers: Sequence[Offer], quality_weight: Fraction, price_weight: Fraction
) -> dict[str, MethodTotal]:
    prices, qualities = _prices_above_zero(method, offers), _qualities(method, offers)
    for_price, best = price_weight * min(prices.values()), max(qualities.values())
    per_point = quality_weight / best if best > 0 else _NOTHING
    return {bid: for_price / price + per_point * qualities[bid] for bid, price in prices.items()}


def _prices(method: AnyMethod, offers: Sequence[Offer]) -> dict[str, Fraction]:
    if missing := [offer.id for offer in offers if offer.price is None]:
        raise Undecidable(missing, f"{method.title} needs every bid's price.")
    return {offer.id: offer.price for offer in offers if offer.price is not None}


def _prices_above_zero(method: AnyMethod, offers: Sequence[Offer]) -> dict[str, Fraction]:
    prices = _prices(method, offers)
    if refused := [bid for bid, price in prices.items() if price <= 0]:
        raise Undecidable(refused, f"{method.title} has no total for a price of zero or less.")
    return prices


def _qualities(method: AnyMethod, offers: Sequence[Offer]) -> dict[str, Fraction]:
    if missing := [offer.id for offer in offers if offer.quality is None]:
        raise Undecidable(missing, f"{method.title} needs every bid's quality.")
    return {offer.id: offer.quality for offer in offers if offer.quality is not None}


def _most(offer: Offer) -> Fraction:
    if offer.quality_max <= 0:
        raise Undecidable((), "The most that quality can score should be above zero.")
    return offer.quality_max


def _weight_ratio(method: AnyMethod, quality_weight: Fraction, price_weight: Fraction) -> Fraction:
    if price_weight <= 0:
        raise Undecidable((), f"{method.title} needs a weighting for price above zero.")
    return quality_weight / price_weight


def _figure(set_to: Decimal | Reference, answered: Fraction | None, key: str) -> Fraction:
    if isinstance(set_to, Decimal):
        return Fraction(set_to)
    name = set_to.answer or set_to.fact
    if answered is None:
        raise Undecidable((), f"The method needs `{name}` for its `{key}`: it has no answer.")
    if answered <= 0:
        raise Undecidable(
            (), f"The answer to `{name}`, the method's `{key}`, should be above zero."
        )
    return answered
