"""How a letter tells a figure from which another bid's price can be worked out."""

from decimal import Decimal, InvalidOperation
from typing import Final

from rules.policies.feedback import OtherPrices

WITHHELD: Final = "withheld"

#: As many significant figures as rounding leaves.
_TWO_FIGURES: Final = Decimal("1.0")


def told(figure: str, how: OtherPrices) -> str:
    """Return a printed figure as it is told: as it is, in two significant figures, or not."""
    if how == "show":
        return figure
    if how == "round":
        try:
            exact = Decimal(figure)
        except InvalidOperation:  # a list of figures, or one without end
            return WITHHELD
        return f"about {exact.quantize(_TWO_FIGURES.scaleb(exact.adjusted())):f}" if exact else "0"
    return WITHHELD
