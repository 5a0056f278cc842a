"""What a bid's price would have had to be for it to be level with another bid, quality unchanged.

For feedback: "at £850 you would have been level with the winner". Only methods that weigh the price
itself have such a figure; where price is first turned into points, the points of every bid move.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeGuard

from engine.methods.totals import ByDeduction, ByRatio, Offer, deductions, multipliers
from engine.methods.undecidable import Undecidable
from rules.policies.methods import (
    AnyMethod,
    CostLessWillingnessToPay,
    LowestPrice,
    MonetisedDeductions,
    QualityPremium,
)

#: The methods that weigh the price itself.
Levelling = LowestPrice | ByRatio | ByDeduction


def level_price(
    method: Levelling,
    offers: Sequence[Offer],
    bid_id: str,
    level_with: str,
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> Fraction | None:
    """Give the price at which bid `bid_id` would have the total of bid `level_with`, in money.

    None where no price above zero would do. See `level_prices`.
    """
    return level_prices(
        method,
        offers,
        level_with,
        quality_weight=quality_weight,
        price_weight=price_weight,
        figure=figure,
    )[bid_id]


def level_prices(
    method: Levelling,
    offers: Sequence[Offer],
    level_with: str,
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> dict[str, Fraction | None]:
    """Give the price at which each bid would have the total of bid `level_with`, by bid id.

    None where no price above zero would do. The other arguments are those of
    `engine.methods.totals.totals`, which it raises `Undecidable` like. The utility index and
    relative value refer to the lowest price and to the best or lowest quality; a change of price
    moves every total by the same factor, so the answer holds.
    """
    aim = next(offer.price for offer in offers if offer.id == level_with)
    if aim is None:
        raise Undecidable((level_with,), f"{method.title} needs every bid's price.")
    match method:
        case LowestPrice():
            prices = {offer.id: aim for offer in offers}
        case CostLessWillingnessToPay() | MonetisedDeductions() | QualityPremium():
            taken = deductions(method, offers, quality_weight, price_weight, figure)
            prices = {bid: aim - taken[level_with] + own for bid, own in taken.items()}
        case _:
            earns = multipliers(method, offers, quality_weight, price_weight)
            per_unit = aim / earns[level_with] if earns[level_with] else Fraction(0)
            prices = {bid: per_unit * own for bid, own in earns.items()}
    return {bid: price if price > 0 else None for bid, price in prices.items()}


def has_level_price(method: AnyMethod) -> TypeGuard[Levelling]:
    """Say whether `level_price` answers for this method."""
    return isinstance(method, LowestPrice | ByRatio | ByDeduction)
