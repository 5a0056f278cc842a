"""Every price formula: what it prints, what it does with odd bids, and what always holds."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.ranking import groups, ranks
from rules.figures.rounding import printed
from rules.policies.calculation import Undecidable
from rules.policies.formulas.every_formula import AnyPriceFormula
from tests.rules.policies.making import (
    BIDS,
    FORMULA_NAMES,
    POUNDS,
    PRICES,
    WEIGHTS,
    formula,
    formulas,
    fractions,
    weighted,
)

NO_MONEY_OF_ITS_OWN = (
    "lowest-price-ratio",
    "deviation-from-lowest",
    "linear-between-bids",
    "mean-narrow-average",
    "logarithmic",
)
RATIOS = ("lowest-price-ratio", "deviation-from-lowest", "logarithmic", "reference-ratio")
EXTRA: dict[str, dict[str, object]] = {
    "linear-between-bounds": {"lowest": 50, "highest": 150},
    "bands": {"bands": [{"up_to": 100, "score": 60}]},
    "discount-ratio": {"budget": 200, "smallest_full_discount": 5},
    "discount-power": {"budget": 200, "exponent": 2},
    "discount-bilinear": {"budget": 200, "percent_at_mean": 80},
    "logarithmic": {"base": 2},
    "reference-ratio": {"reference": 100},
}


def one(name: str, **keys: object) -> AnyPriceFormula:
    return formula(name, **{**EXTRA.get(name, {}), **keys})


def in_print(price_formula: AnyPriceFormula, **prices: str | int) -> dict[str, str]:
    scores = price_formula.scores(fractions(**prices))
    return {bid: printed(score, 2) for bid, score in scores.items()}


@pytest.mark.parametrize(
    ("price_formula", "expected"),
    [
        # prices            a 80      b 100     c 125     d 200
        (one("lowest-price-ratio"), ["100.00", "80.00", "64.00", "40.00"]),
        (one("lowest-price-ratio", out_of=40), ["40.00", "32.00", "25.60", "16.00"]),
        (one("deviation-from-lowest"), ["100.00", "75.00", "43.75", "0.00"]),
        (one("deviation-from-lowest", floor="none"), ["100.00", "75.00", "43.75", "-50.00"]),
        (one("deviation-from-lowest", floor=5), ["100.00", "75.00", "43.75", "5.00"]),
        (one("linear-between-bids"), ["100.00", "83.33", "62.50", "0.00"]),
        (one("linear-between-bounds"), ["70.00", "50.00", "25.00", "0.00"]),
        # mean 126.25: 80 is 36.63% below, 100 20.79%, 125 0.99%; 200 is 58.42% above
        (one("mean-narrow-average"), ["86.63", "70.79", "50.99", "0.00"]),
        (one("mean-narrow-average", floor="none"), ["86.63", "70.79", "50.99", "-8.42"]),
        (
            one("mean-narrow-average", points_per_percent=2, at_mean=40),
            ["100.00", "81.58", "41.98", "0.00"],
        ),
        (
            one("mean-narrow-average", points_per_percent=2, at_mean=40, capped=False),
            ["113.27", "81.58", "41.98", "0.00"],
        ),
        (
            one(
                "bands",
                bands=[{"below": 100, "score": 90}, {"up_to": 125, "score": 50}],
                above=10,
            ),
            ["90.00", "50.00", "50.00", "10.00"],
        ),
        # discounts from 200: 120, 100, 75, 0
        (one("discount-ratio"), ["100.00", "83.33", "62.50", "0.00"]),
        (one("discount-ratio", smallest_full_discount=80), ["75.00", "62.50", "46.88", "0.00"]),
        (one("discount-power"), ["100.00", "69.44", "39.06", "0.00"]),
        (one("discount-power", exponent="0.5"), ["100.00", "91.29", "79.06", "0.00"]),
        # mean discount 73.75
        (one("discount-bilinear"), ["100.00", "91.35", "80.54", "0.00"]),
        (one("logarithmic"), ["100.00", "67.81", "35.61", "0.00"]),
        (one("logarithmic", floor="none"), ["100.00", "67.81", "35.61", "-32.19"]),
        (one("reference-ratio"), ["100.00", "100.00", "80.00", "50.00"]),
        (one("reference-ratio", capped=False), ["125.00", "100.00", "80.00", "50.00"]),
    ],
    ids=lambda value: value.formula if hasattr(value, "formula") else "",
)
def test_scores(price_formula: AnyPriceFormula, expected: list[str]) -> None:
    scores = in_print(price_formula, a=80, b=100, c=125, d=200)
    assert list(scores.values()) == expected


@pytest.mark.parametrize("name", FORMULA_NAMES)
def test_no_bids_have_no_scores(name: str) -> None:
    assert one(name).scores({}) == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lowest-price-ratio", 100),
        ("deviation-from-lowest", 100),
        ("linear-between-bids", 100),
        ("linear-between-bounds", 60),
        ("mean-narrow-average", 50),
        ("bands", 60),
        ("discount-ratio", 100),
        ("discount-power", 100),
        ("discount-bilinear", 100),
        ("logarithmic", 100),
        ("reference-ratio", 100),
    ],
)
def test_one_bid_and_equal_bids(name: str, expected: int) -> None:
    assert one(name).scores(fractions(a=90)) == {"a": expected}
    assert one(name).scores(fractions(a=90, b=90)) == {"a": expected, "b": expected}


@pytest.mark.parametrize("price", [0, -5])
@pytest.mark.parametrize("name", RATIOS)
def test_a_ratio_refuses_prices_of_zero_or_less(name: str, price: int) -> None:
    with pytest.raises(Undecidable) as refused:
        one(name).scores(fractions(c=price, a=price, b=100))
    assert refused.value.bid_ids == ("a", "c")
    assert "price of zero or less" in refused.value.says


@pytest.mark.parametrize("name", sorted(set(FORMULA_NAMES) - set(RATIOS) - {"mean-narrow-average"}))
def test_other_formulas_score_prices_of_zero_or_less(name: str) -> None:
    scores = one(name).scores(fractions(a=-10, b=0, c=100))
    assert scores["a"] >= scores["b"] >= scores["c"]


def test_the_mean_needs_a_price_above_zero() -> None:
    with pytest.raises(Undecidable, match="every price is zero") as all_zero:
        one("mean-narrow-average").scores(fractions(b=0, a=0))
    assert all_zero.value.bid_ids == ("a", "b")
    with pytest.raises(Undecidable, match="below zero") as negative:
        one("mean-narrow-average").scores(fractions(a=-1, b=100))
    assert negative.value.bid_ids == ("a",)
    assert in_print(one("mean-narrow-average"), a=0, b=100) == {"a": "100.00", "b": "0.00"}


@pytest.mark.parametrize("name", ["discount-ratio", "discount-power", "discount-bilinear"])
def test_nobody_below_the_budget_scores_nothing(name: str) -> None:
    assert one(name).scores(fractions(a=200, b=250)) == {"a": 0, "b": 0}
    assert one(name).scores(fractions(a=150, b=250)) == {"a": 100, "b": 0}


BUDGETED = {
    "linear-between-bounds": "highest",
    "discount-ratio": "budget",
    "discount-power": "budget",
    "discount-bilinear": "budget",
    "reference-ratio": "reference",
}


@pytest.mark.parametrize(("name", "key"), BUDGETED.items())
def test_a_figure_may_come_from_the_brief(name: str, key: str) -> None:
    asked = one(name, **{key: {"answer": "budget"}})
    assert asked.asked is not None
    assert asked.asked.answer == "budget"
    fixed = one(name, **{key: 300})
    assert fixed.asked is None
    prices = fractions(a=80, b=100, c=220)
    assert asked.scores(prices, budget=Fraction(300)) == fixed.scores(prices)
    assert fixed.scores(prices, budget=Fraction(7)) == fixed.scores(prices)


@pytest.mark.parametrize(("name", "key"), BUDGETED.items())
def test_a_figure_that_the_brief_lacks_is_refused(name: str, key: str) -> None:
    asked = one(name, **{key: {"answer": "budget"}})
    with pytest.raises(Undecidable, match=r"`budget`.*no answer"):
        asked.scores(fractions(a=80))
    with pytest.raises(Undecidable, match="above zero"):
        asked.scores(fractions(a=80), budget=Fraction(0))


def test_bounds_from_the_brief_must_be_in_order() -> None:
    asked = one("linear-between-bounds", highest={"answer": "budget"})
    with pytest.raises(Undecidable, match="highest price, 50, must be above the lowest, 50"):
        asked.scores(fractions(a=80), budget=Fraction(50))


def test_a_band_includes_its_end_only_if_it_says_so() -> None:
    table = one(
        "bands",
        bands=[
            {"below": 100, "score": 90},
            {"up_to": 100, "score": 80},
            {"up_to": 200, "score": 50},
        ],
        above=5,
    )
    prices = fractions(a="99.99", b=100, c="100.01", d=200, e="200.01")
    assert list(table.scores(prices).values()) == [90, 80, 50, 50, 5]


def test_logarithms_of_whole_powers_are_exact() -> None:
    scores = one("logarithmic", floor="none").scores(
        fractions(a="12.34", b="24.68", c="49.36", d="98.72")
    )
    assert list(scores.values()) == [100, 0, -100, -200]
    halves = one("logarithmic", base=4).scores(fractions(a=7, b=14))
    assert list(halves.values()) == [100, 50]


def test_roots_are_exact_where_they_exist() -> None:
    root = one("discount-power", budget=1000, exponent="0.5")
    assert root.scores(fractions(a=100, b=775, c=900)) == {
        "a": 100,
        "b": 50,
        "c": Fraction(100, 3),
    }


# What always holds (the properties of DOMAIN's list, over every formula)


def prices_of(bids: dict[str, tuple[Fraction, Fraction]]) -> dict[str, Fraction]:
    return {bid: price for bid, (_, price) in bids.items()}


def quality_of(bids: dict[str, tuple[Fraction, Fraction]]) -> dict[str, Fraction]:
    return {bid: quality for bid, (quality, _) in bids.items()}


@given(formulas(), BIDS)
def test_scores_stay_within_their_limits(
    any_formula: AnyPriceFormula, bids: dict[str, tuple[Fraction, Fraction]]
) -> None:
    floor = getattr(any_formula, "floor", Decimal(0))
    capped = getattr(any_formula, "capped", True)
    for score in any_formula.scores(prices_of(bids)).values():
        assert floor == "none" or score >= floor
        assert not capped or score <= any_formula.out_of


@given(formulas(), BIDS)
def test_a_cheaper_bid_never_scores_less(
    any_formula: AnyPriceFormula, bids: dict[str, tuple[Fraction, Fraction]]
) -> None:
    prices = prices_of(bids)
    scores = any_formula.scores(prices)
    in_order = [scores[bid] for bid in sorted(prices, key=prices.__getitem__)]
    assert in_order == sorted(in_order, reverse=True)


@given(formulas(), st.sets(st.sampled_from("abcd"), min_size=1), PRICES)
def test_equal_prices_score_the_same(
    any_formula: AnyPriceFormula, bids: set[str], price: Fraction
) -> None:
    assert len(set(any_formula.scores(dict.fromkeys(bids, price)).values())) == 1


@given(formulas(), BIDS, st.randoms())
def test_the_order_of_bids_makes_no_difference(
    any_formula: AnyPriceFormula, bids: dict[str, tuple[Fraction, Fraction]], random: Random
) -> None:
    prices = prices_of(bids)
    names = list(prices)
    random.shuffle(names)
    shuffled = {name: prices[name] for name in names}
    assert any_formula.scores(shuffled) == any_formula.scores(prices)


@given(formulas(NO_MONEY_OF_ITS_OWN), BIDS, st.fractions("1/40", 50, max_denominator=40))
def test_a_change_of_currency_makes_no_difference(
    any_formula: AnyPriceFormula, bids: dict[str, tuple[Fraction, Fraction]], rate: Fraction
) -> None:
    prices = prices_of(bids)
    scores = any_formula.scores(prices)
    scaled = any_formula.scores({bid: price * rate for bid, price in prices.items()})
    if any_formula.formula == "logarithmic":  # exact to the 50 places that it states
        for bid, score in scores.items():
            assert abs(scaled[bid] - score) < Fraction(1, 10**45)
    else:
        assert scaled == scores


@given(
    st.sampled_from(sorted(BUDGETED)),
    BIDS,
    POUNDS,
    st.fractions("1/40", 50, max_denominator=40),
)
def test_a_change_of_currency_of_prices_and_budget_makes_no_difference(
    name: str, bids: dict[str, tuple[Fraction, Fraction]], budget: Fraction, rate: Fraction
) -> None:
    asked = one(name, **{BUDGETED[name]: {"answer": "budget"}})
    if name == "linear-between-bounds":
        asked = one(name, lowest=0, highest={"answer": "budget"})
    prices = prices_of(bids)
    scaled = {bid: price * rate for bid, price in prices.items()}
    scores = asked.scores(prices, budget=budget)
    assert asked.scores(scaled, budget=budget * rate) == scores


@given(formulas(), BIDS, WEIGHTS, st.data())
def test_a_lower_price_never_lowers_a_bids_own_rank(
    any_formula: AnyPriceFormula,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    data: st.DataObject,
) -> None:
    prices, quality = prices_of(bids), quality_of(bids)
    bid = data.draw(st.sampled_from(sorted(bids)))
    cut = data.draw(st.fractions("1/20", 1, max_denominator=20))
    before = weighted(any_formula.scores(prices), quality, quality_weight)
    cheaper = any_formula.scores({**prices, bid: prices[bid] * cut})
    after = weighted(cheaper, quality, quality_weight)
    assert ranks(after, "highest")[bid] <= ranks(before, "highest")[bid]


@given(formulas(), BIDS.filter(lambda bids: len(bids) > 2), WEIGHTS)
def test_a_loser_that_withdraws_changes_nothing_under_a_formula_that_is_not_reversible(
    any_formula: AnyPriceFormula,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
) -> None:
    if any_formula.reversible:
        return
    quality = quality_of(bids)
    order = groups(
        weighted(any_formula.scores(prices_of(bids)), quality, quality_weight), "highest"
    )
    loser = order[-1][-1]
    left = {bid: price for bid, price in prices_of(bids).items() if bid != loser}
    after = groups(weighted(any_formula.scores(left), quality, quality_weight), "highest")
    assert after == tuple(
        kept for group in order if (kept := tuple(bid for bid in group if bid != loser))
    )


@given(formulas(), BIDS, st.data())
def test_an_absolute_score_is_the_same_alone(
    any_formula: AnyPriceFormula,
    bids: dict[str, tuple[Fraction, Fraction]],
    data: st.DataObject,
) -> None:
    if any_formula.relative:
        return
    prices = prices_of(bids)
    bid = data.draw(st.sampled_from(sorted(bids)))
    alone = any_formula.scores({bid: prices[bid]})
    assert alone[bid] == any_formula.scores(prices)[bid]
