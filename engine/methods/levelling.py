"""What a bid's price would have had to be for it to be level with another bid, quality unchanged.

For feedback: "at £850 you would have been level with the winner". Only methods that weigh the price
itself have such a figure; where price is first turned into points, the points of every bid move.
"""

from collections.abc import Sequence
from fractions import Fraction

from engine.methods.totals import ByDeduction, ByRatio, Offer, deductions, multipliers
from engine.methods.undecidable import Undecidable
from rules.methods import (
    AnyMethod,
    CostLessWillingnessToPay,
    LowestPrice,
    MonetisedDeductions,
    QualityPremium,
)


def level_price(
    method: LowestPrice | ByRatio | ByDeduction,
    offers: Sequence[Offer],
    bid_id: str,
    level_with: str,
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> Fraction | None:
    """Give the price at which bid `bid_id` would have the total of bid `level_with`, in money.

    None where no price above zero would do. The other arguments are those of
    `engine.methods.totals.totals`, which it raises `Undecidable` like. The utility index and
    relative value refer to the lowest price and to the best or lowest quality; a change of price
    moves every total by the same factor, so the answer holds.
    """
    by_id = {offer.id: offer for offer in offers}
    aim = by_id[level_with].price
    if aim is None:
        raise Undecidable((level_with,), f"{method.title} needs every bid's price.")
    match method:
        case LowestPrice():
            price = aim
        case CostLessWillingnessToPay() | MonetisedDeductions() | QualityPremium():
            taken = deductions(method, offers, quality_weight, price_weight, figure)
            price = aim - taken[level_with] + taken[bid_id]
        case _:
            earns = multipliers(method, offers, quality_weight, price_weight)
            if not earns[level_with]:
                return None
            price = aim * earns[bid_id] / earns[level_with]
    return price if price > 0 else None


def has_level_price(method: AnyMethod) -> bool:
    """Say whether `level_price` answers for this method."""
    return isinstance(method, LowestPrice | ByRatio | ByDeduction)
