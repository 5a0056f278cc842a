"""Every method, as one type that is read by its name."""

from typing import Annotated, Final, get_args

from pydantic import Field

from rules.policies.methods.deductions import (
    CostLessWillingnessToPay,
    MonetisedDeductions,
    QualityPremium,
)
from rules.policies.methods.evaluation_method import EvaluationMethod
from rules.policies.methods.ratios import (
    Coefficient,
    PricePerQualityPoint,
    RelativeValue,
    UtilityIndex,
    ValueForMoneyIndex,
    WeightedValueForMoney,
)
from rules.policies.methods.sums_and_orders import (
    BestQuality,
    Lexicographic,
    LowestPrice,
    RatedCriteria,
    WeightedSum,
)

AnyMethod = Annotated[
    WeightedSum
    | LowestPrice
    | BestQuality
    | Lexicographic
    | PricePerQualityPoint
    | ValueForMoneyIndex
    | WeightedValueForMoney
    | CostLessWillingnessToPay
    | MonetisedDeductions
    | QualityPremium
    | UtilityIndex
    | RelativeValue
    | Coefficient
    | RatedCriteria,
    Field(discriminator="method"),
]

METHODS: Final[tuple[type[EvaluationMethod], ...]] = get_args(get_args(AnyMethod)[0])
