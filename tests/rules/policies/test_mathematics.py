"""Every price formula and every method is set out, with every figure that it was given."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter

from rules.figures import amounts
from rules.policies.formulas.every_formula import FORMULAS, AnyPriceFormula
from rules.policies.methods.every_method import METHODS, AnyMethod

PRICES: list[dict[str, Any]] = [
    {"formula": "lowest-price-ratio", "out_of": 37},
    {"formula": "deviation-from-lowest", "percent_at_zero": 45, "floor": 3},
    {"formula": "deviation-from-lowest", "floor": "none"},
    {"formula": "linear-between-bids", "out_of": 41},
    {"formula": "linear-between-bounds", "lowest": 12345, "highest": 67890},
    {"formula": "linear-between-bounds", "lowest": 12345, "highest": {"answer": "most"}},
    {"formula": "mean-narrow-average", "at_mean": 44, "points_per_percent": 7, "floor": 5},
    {"formula": "bands", "bands": [{"up_to": 100, "score": 90}, {"below": 777, "score": 33}]},
    {"formula": "discount-ratio", "budget": 54321, "smallest_full_discount": 3},
    {"formula": "discount-power", "budget": {"answer": "most"}, "exponent": "0.7"},
    {"formula": "discount-bilinear", "budget": 54321, "percent_at_mean": 85},
    {"formula": "logarithmic", "base": "1.5", "floor": 2},
    {"formula": "reference-ratio", "reference": 4567, "capped": False},
    {"formula": "reference-ratio", "reference": {"answer": "most"}},
]
RANKED: list[dict[str, Any]] = [
    {"method": "weighted-sum"},
    {"method": "lowest-price"},
    {"method": "best-quality"},
    {"method": "lexicographic", "order": ["plan", "lowest-price"]},
    {"method": "price-per-quality-point"},
    {"method": "price-per-quality-point", "zero_quality": "refuse"},
    {"method": "value-for-money-index", "price_unit": 1000000},
    {"method": "weighted-value-for-money", "price_unit": 1000},
    {"method": "cost-less-willingness-to-pay", "per_point": 765},
    {"method": "cost-less-willingness-to-pay", "per_point": {"answer": "most"}},
    {"method": "monetised-deductions", "worth": {"plan": 12000, "people": 8000}},
    {"method": "quality-premium", "per_point": 432, "reference": 61},
    {"method": "quality-premium", "estimate": {"answer": "most"}},
    {"method": "utility-index"},
    {"method": "relative-value"},
    {"method": "coefficient"},
    {"method": "rated-criteria"},
]


def label(name: str) -> str:
    return f"label of {name}"


def said(figure: Decimal, text: str) -> bool:
    return amounts.grouped(figure) in text


def test_the_examples_are_of_everything_there_is() -> None:
    formulas = {each["formula"] for each in PRICES}
    assert formulas == {str(f.model_fields["formula"].annotation.__args__[0]) for f in FORMULAS}  # type: ignore[union-attr]
    methods = {each["method"] for each in RANKED}
    assert methods == {str(m.model_fields["method"].annotation.__args__[0]) for m in METHODS}  # type: ignore[union-attr]


@pytest.mark.parametrize("data", PRICES, ids=str)
def test_a_price_formula_is_set_out_with_its_figures(data: dict[str, Any]) -> None:
    formula: AnyPriceFormula = TypeAdapter(AnyPriceFormula).validate_python(
        {"of": "total-price", **data}
    )
    text = formula.mathematics(label).markdown
    assert "  " not in text.replace("\n\n", "")
    for name, figure in formula.figures():
        if not (name == "points_per_percent" and figure == 1):
            assert said(figure, text), f"{name} {figure} is not in {text}"
    assert ("label of most" in text) == (formula.asked is not None)
    assert ("depends on the other bids" in text) == formula.relative


@pytest.mark.parametrize("data", RANKED, ids=str)
def test_a_method_is_set_out_with_its_figures(data: dict[str, Any]) -> None:
    method: AnyMethod = TypeAdapter(AnyMethod).validate_python(data)
    text = method.mathematics(quality_out_of=Decimal(100), criterion=label, name_of=label).markdown
    for name, figure in method.figures():
        assert said(figure, text), f"{name} {figure} is not in {text}"
    assert ("label of most" in text) == (method.asked is not None)
    assert f"The {method.best} total comes first." in text
