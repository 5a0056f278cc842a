"""The price at which a bid would have been level with another."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.policies.calculation import Undecidable
from rules.policies.methods.evaluation_method import Offer, Offers
from rules.policies.methods.every_method import METHODS, AnyMethod
from tests.rules.policies.making import (
    BIDS,
    WEIGHTS,
    level_price,
    method,
    methods,
    offers,
    totals,
)

LEVELLED = (
    "lowest-price",
    "price-per-quality-point",
    "value-for-money-index",
    "weighted-value-for-money",
    "cost-less-willingness-to-pay",
    "monetised-deductions",
    "quality-premium",
    "utility-index",
    "relative-value",
    "coefficient",
)
HALF: dict[str, Any] = {"quality_weight": Fraction(50), "price_weight": Fraction(50)}


def level(any_method: AnyMethod, bids: list[Offer], bid: str, other: str) -> Fraction | None:
    return level_price(any_method, bids, bid, other, **HALF)


def test_which_methods_have_one() -> None:
    names = {cls.model_fields["method"].annotation.__args__[0]: cls for cls in METHODS}  # type: ignore[union-attr]
    without = {"weighted-sum", "best-quality", "lexicographic", "rated-criteria"}
    assert set(LEVELLED) == set(names) - without
    two = Offers(offers({"a": (50, 100), "b": (40, 90)}), Fraction(60), Fraction(40))
    assert set(method("utility-index").level_prices(two, "a")) == {"a", "b"}
    assert method("weighted-sum").level_prices(two, "a") == {}


@given(methods(LEVELLED), BIDS.filter(lambda bids: len(bids) > 1), WEIGHTS, st.data())
def test_at_that_price_the_totals_are_the_same(
    any_method: AnyMethod,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    data: st.DataObject,
) -> None:
    made = [Offer(b, p, q, shares={"quality": q / 150}) for b, (q, p) in bids.items()]
    weights = {
        "quality_weight": Fraction(quality_weight),
        "price_weight": Fraction(100 - quality_weight),
    }
    bid, other = data.draw(st.permutations(sorted(bids)))[:2]
    price = level_price(any_method, made, bid, other, **weights)
    assume(price is not None)
    moved = [replace(offer, price=price) if offer.id == bid else offer for offer in made]
    found = totals(any_method, moved, **weights)
    assert found[bid] == found[other]


def test_no_price_will_do() -> None:
    without = offers({"a": (0, 100), "b": (50, 100)})
    assert level(method("price-per-quality-point"), without, "a", "b") is None
    assert level(method("price-per-quality-point"), without, "b", "a") is None
    worth = method("cost-less-willingness-to-pay", per_point=3)
    assert level(worth, without, "a", "b") is None


def test_a_bid_without_a_price_has_no_level() -> None:
    bids = [Offer("a", Fraction(5), Fraction(5)), Offer("b", None, Fraction(5))]
    with pytest.raises(Undecidable, match="every bid's price"):
        level(method("lowest-price"), bids, "a", "b")
    assert level(method("lowest-price"), bids, "b", "a") == 5
