"""Which items of a letter let another bid's price be worked out.

Whoever knows the formula, the own price and the scores can turn the formula round: under
`lowest-price-ratio`, the lowest price is the own price times the own score. A total tells a price
too, once the other points are taken off, and under `lowest-price` it is the price.
"""

from rules.policies.criteria import Amount
from rules.policies.formulas.bands import Bands
from rules.policies.methods.sums_and_orders import Lexicographic
from rules.policies.ways import Way


def telling_items(way: Way) -> dict[str, str]:
    """Return the items of a letter that tell another bid's price in a way, each with what tells it.

    A supplier's own figures do where they depend on the prices of other bids.
    """
    found: dict[str, str] = {}
    for each in way.prices:
        price = each.price
        # A table of prices and scores tells no more than the band that a price is in.
        if price is None or isinstance(price, (Amount, Bands)):
            continue
        through = f"the formula `{price.formula}` of `{each.id}`"
        found.setdefault("winner-scores", through)
        if price.relative:
            found.setdefault("own-scores", through)
        if way.method.uses_formulas:
            found.setdefault("winner-total", through)
            if price.relative:
                found.setdefault("own-total", through)
    method = way.method
    in_order = isinstance(method, Lexicographic) and "lowest-price" in method.order
    if way.prices and (in_order or (method.needs_price and not method.uses_formulas)):
        through = f"the method `{method.method}`"
        found.setdefault("winner-total", through)
        if method.relative:
            found.setdefault("own-total", through)
    return found
