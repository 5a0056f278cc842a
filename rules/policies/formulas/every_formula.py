"""Every price formula, as one type that is read by its name."""

from typing import Annotated, Final, get_args

from pydantic import Field

from rules.policies.formulas.bands import Bands
from rules.policies.formulas.differences import DeviationFromLowest, Logarithmic, MeanNarrowAverage
from rules.policies.formulas.discounts import DiscountBilinear, DiscountPower, DiscountRatio
from rules.policies.formulas.lines import LinearBetweenBids, LinearBetweenBounds
from rules.policies.formulas.price_formula import PriceFormula
from rules.policies.formulas.ratios import LowestPriceRatio, ReferenceRatio

AnyPriceFormula = Annotated[
    LowestPriceRatio
    | DeviationFromLowest
    | LinearBetweenBids
    | LinearBetweenBounds
    | MeanNarrowAverage
    | Bands
    | DiscountRatio
    | DiscountPower
    | DiscountBilinear
    | Logarithmic
    | ReferenceRatio,
    Field(discriminator="formula"),
]

FORMULAS: Final[tuple[type[PriceFormula], ...]] = get_args(get_args(AnyPriceFormula)[0])
