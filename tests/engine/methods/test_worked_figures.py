"""Figures that were published, or follow from a published rule, to the printed digit."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from engine.methods.ranking import groups, ranks
from rules.figures.rounding import printed
from rules.policies.formulas.every_formula import AnyPriceFormula
from rules.policies.methods.evaluation_method import MethodTotal, Offer
from rules.policies.methods.every_method import AnyMethod
from rules.policies.methods.ratios import UtilityIndex
from tests.rules.policies.making import (
    formula,
    fractions,
    level_price,
    method,
    offers,
    totals,
    weighted,
)

LOWEST_RATIO = formula("lowest-price-ratio")


def run(any_method: AnyMethod, bids: list[Offer], quality_weight: int) -> dict[str, MethodTotal]:
    return totals(
        any_method,
        bids,
        quality_weight=Fraction(quality_weight),
        price_weight=Fraction(100 - quality_weight),
    )


def in_print(figures: dict[str, Fraction] | dict[str, MethodTotal], places: int = 2) -> list[str]:
    return [printed(f, places) for f in figures.values() if isinstance(f, Fraction)]


def evaluated(
    price_formula: AnyPriceFormula, quality_weight: int, bids: dict[str, tuple[int, int]]
) -> dict[str, Fraction]:
    """The weighted sum of `{id: (quality, price)}` with a price formula."""
    prices = {bid: Fraction(price) for bid, (_, price) in bids.items()}
    quality = {bid: Fraction(points) for bid, (points, _) in bids.items()}
    return weighted(price_formula.scores(prices), quality, quality_weight)


# Worked examples


def test_bid_pack_of_a_further_competition() -> None:
    """A CCS bid pack, tables A to C: nested quality at 60%, price at 40%."""
    marks = {
        "a": [(66, 66), (100, 66), (100, 66)],
        "b": [(33, 100), (66, 66), (66, 33)],
        "c": [(100, 66), (66, 66), (100, 100)],
    }
    within = [(80, 20), (75, 25), (75, 25)]
    sections = {
        bid: [
            sum(Fraction(mark * weight, 100) for mark, weight in zip(pair, weights, strict=True))
            for pair, weights in zip(pairs, within, strict=True)
        ]
        for bid, pairs in marks.items()
    }
    assert [[printed(Fraction(s), 2) for s in row] for row in sections.values()] == [
        ["66.00", "91.50", "91.50"],
        ["46.40", "66.00", "57.75"],
        ["93.20", "66.00", "100.00"],
    ]
    parts = {
        bid: [Fraction(s) * w / 100 for s, w in zip(row, (40, 30, 30), strict=True)]
        for bid, row in sections.items()
    }
    assert [[printed(p, 2) for p in row] for row in parts.values()] == [
        ["26.40", "27.45", "27.45"],
        ["18.56", "19.80", "17.33"],
        ["37.28", "19.80", "30.00"],
    ]
    technical = {bid: sum(row, Fraction(0)) for bid, row in parts.items()}
    assert in_print(technical) == ["81.30", "55.69", "87.08"]
    scores = LOWEST_RATIO.scores(fractions(a=217_000, b=432_000, c=542_000))
    assert in_print(scores) == ["100.00", "50.23", "40.04"]
    points = [
        Offer(b, None, None, {"technical": technical[b] * 60 / 100, "price": s * 40 / 100})
        for b, s in scores.items()
    ]
    assert [printed(o.points["technical"], 2) for o in points] == ["48.78", "33.41", "52.25"]
    assert [printed(o.points["price"], 2) for o in points] == ["40.00", "20.09", "16.01"]
    found = run(method("weighted-sum"), points, 60)
    assert in_print(found) == ["88.78", "53.50", "68.26"]
    assert ranks(found, "highest") == {"a": 1, "b": 3, "c": 2}


def test_quotes_of_a_digital_marketplace() -> None:
    one = formula("lowest-price-ratio", out_of=1)
    scores = one.scores(fractions(a=15_000, b=10_000, c=30_000))
    assert in_print(scores, 3) == ["0.667", "1.000", "0.333"]


def test_neither_best_quality_nor_lowest_price_wins() -> None:
    """A training page's 80/20 example, both parts relative to the best."""
    bids = offers({"a": (123, 10_500), "b": (126, 10_350), "c": (129, 11_750), "d": (117, 9_900)})
    prices = {offer.id: offer.price for offer in bids if offer.price is not None}
    relative = LOWEST_RATIO.scores(prices)
    assert in_print(relative) == ["94.29", "95.65", "84.26", "100.00"]
    by_price = {bid: score * 20 / 100 for bid, score in relative.items()}
    assert in_print(by_price) == ["18.86", "19.13", "16.85", "20.00"]
    found = run(method("rated-criteria"), bids, 80)
    assert in_print(found) == ["95.14", "97.27", "96.85", "92.56"]
    by_quality = {
        bid: total - by_price[bid] for bid, total in found.items() if isinstance(total, Fraction)
    }
    assert in_print(by_quality) == ["76.28", "78.14", "80.00", "72.56"]
    assert in_print({bid: part * 100 / 80 for bid, part in by_quality.items()}) == [
        "95.35",
        "97.67",
        "100.00",
        "90.70",
    ]
    assert ranks(found, "highest") == {"a": 3, "b": 1, "c": 2, "d": 4}


def test_utility_index_and_the_price_that_would_have_been_level() -> None:
    bids = offers({"a": (90, 1000), "b": (80, 875), "c": (60, 600)})
    index = method("utility-index")
    assert isinstance(index, UtilityIndex)
    found = run(index, bids, 60)
    assert in_print(found, 4) == ["0.6000", "0.5829", "0.5500"]
    assert ranks(found, "highest") == {"a": 1, "b": 2, "c": 3}
    level = [
        level_price(index, bids, bid, "a", quality_weight=Fraction(60), price_weight=Fraction(40))
        for bid in ("b", "c")
    ]
    assert level == [850, 550]


def test_forty_points_for_price_to_the_nearest_whole() -> None:
    scores = formula("lowest-price-ratio", out_of=40).scores(fractions(a=100, b=105, c=108))
    assert in_print(scores, 0) == ["40", "38", "37"]
    assert in_print(scores) == ["40.00", "38.10", "37.04"]


def test_the_middle_bid_loses_under_a_proportional_price() -> None:
    bids = {"a": (50, 50), "b": (75, 75), "c": (100, 100)}
    assert in_print(evaluated(LOWEST_RATIO, 50, bids)) == ["75.00", "70.83", "75.00"]
    per_pound = run(method("value-for-money-index"), offers(dict(bids)), 50)
    assert set(per_pound.values()) == {Fraction(1)}


def test_the_dearer_bid_wins_on_value_for_money() -> None:
    bids = offers({"a": (80, 1_000_000), "b": (99, 1_180_000)})
    found = run(method("value-for-money-index", price_unit=1_000_000), bids, 50)
    assert in_print(found, 1) == ["80.0", "83.9"]
    assert ranks(found, "highest") == {"a": 2, "b": 1}


def test_equal_bids_all_get_the_most_between_bids() -> None:
    between = formula("linear-between-bids", out_of=30)
    assert between.scores(fractions(a=500)) == {"a": 30}
    assert between.scores(fractions(a=500, b=500, c=500)) == {"a": 30, "b": 30, "c": 30}


def test_one_per_cent_from_the_mean_is_one_point() -> None:
    scores = formula("mean-narrow-average").scores(fractions(a=100, b=99, c=101))
    assert list(scores.values()) == [50, 51, 49]


def test_cost_score_of_three_bids() -> None:
    assert in_print(LOWEST_RATIO.scores(fractions(a=20, b=40, c=60)), 1) == [
        "100.0",
        "50.0",
        "33.3",
    ]


def test_a_reference_price_lets_scores_exceed_the_most() -> None:
    bids = {"a": (80, 100_000), "b": (75, 90_000), "c": (90, 110_000)}
    loose = formula("reference-ratio", reference=100_000, capped=False)
    prices = {bid: Fraction(price) for bid, (_, price) in bids.items()}
    assert in_print(loose.scores(prices), 0) == ["100", "111", "91"]
    assert in_print(evaluated(loose, 60, bids)) == ["88.00", "89.44", "90.36"]
    assert in_print(evaluated(LOWEST_RATIO, 60, bids)) == ["84.00", "85.00", "86.73"]


# Rank reversal: a bid that loses decides which of two others wins


def winner(found: dict[str, Fraction] | dict[str, MethodTotal]) -> str:
    (first,) = groups(found, "highest")[0]
    return first


def test_reversal_under_proportional_to_lowest() -> None:
    two = {"a": (80, 100), "b": (90, 125)}
    without = evaluated(LOWEST_RATIO, 60, two)
    with_c = evaluated(LOWEST_RATIO, 60, {**two, "c": (30, 50)})
    assert in_print(without, 1) == ["88.0", "86.0"]
    assert in_print(with_c, 1) == ["68.0", "70.0", "58.0"]
    assert (winner(without), winner(with_c)) == ("a", "b")


def test_reversal_under_linear_between_bids() -> None:
    between, two = formula("linear-between-bids"), {"a": (70, 100), "b": (90, 130)}
    near = evaluated(between, 60, {**two, "d": (50, 140)})
    far = evaluated(between, 60, {**two, "d": (20, 220)})
    assert in_print(near, 1) == ["82.0", "64.0", "30.0"]
    assert in_print(far, 1) == ["82.0", "84.0", "12.0"]
    assert (winner(near), winner(far)) == ("a", "b")


def test_reversal_under_the_mean() -> None:
    mean = formula("mean-narrow-average", floor="none")
    two = {"a": (70, 100), "b": (80, 115)}
    near = evaluated(mean, 50, {**two, "d": (50, 105)})
    far = evaluated(mean, 50, {**two, "d": (20, 300)})
    # Exactly 63.125: 63.12 in the source, which rounds halves to even, and 63.13 half up.
    assert [printed(total, 2, "half-even") for total in near.values()] == [
        "63.12",
        "61.09",
        "50.78",
    ]
    assert near["a"] == Fraction("63.125")
    assert in_print(far) == ["80.87", "81.50", "-2.38"]
    assert (winner(near), winner(far)) == ("a", "b")


def test_reversal_from_quality_beside_the_best() -> None:
    two: dict[str, tuple[object, object]] = {"a": (60, 100), "b": (75, 120)}
    without = run(method("rated-criteria"), offers(two), 50)
    with_c = run(method("rated-criteria"), offers({**two, "c": (100, 300)}), 50)
    assert in_print(without) == ["90.00", "91.67"]
    assert in_print(with_c) == ["80.00", "79.17", "66.67"]
    assert (winner(without), winner(with_c)) == ("b", "a")


def test_no_reversal_under_absolute_methods() -> None:
    two: dict[str, tuple[object, object]] = {"a": (80, 100), "b": (90, 125)}
    three = {**two, "c": (30, 50)}
    per_point = run(method("price-per-quality-point"), offers(three), 60)
    assert in_print(per_point, 4) == ["1.2500", "1.3889", "1.6667"]
    assert groups(per_point, "lowest") == (("a",), ("b",), ("c",))
    index = run(method("value-for-money-index"), offers(three), 60)
    assert in_print(index) == ["0.80", "0.72", "0.60"]
    for name, found in (("price-per-quality-point", per_point), ("value-for-money-index", index)):
        without = run(method(name), offers(two), 60)
        assert without == {bid: found[bid] for bid in without}


def test_no_reversal_under_a_logarithm_without_a_floor() -> None:
    log = formula("logarithmic", base=2, floor="none")
    two = {"a": (80, 100), "b": (90, 125)}
    without = evaluated(log, 60, two)
    with_c = evaluated(log, 60, {**two, "c": (30, 50)})
    assert in_print(without) == ["88.00", "81.12"]
    assert in_print(with_c) == ["48.00", "41.12", "58.00"]
    assert winner(with_c) == "c"
    gap = without["a"] - without["b"]
    assert printed(gap, 2) == "6.88"
    assert with_c["a"] - with_c["b"] == gap


@pytest.mark.parametrize("base", ["1.5", "2", "3"])
def test_a_price_of_base_times_the_lowest_scores_nothing(base: str) -> None:
    lowest = Decimal("1234.56")
    prices = {"a": Fraction(lowest), "b": Fraction(lowest) * Fraction(base)}
    assert formula("logarithmic", base=base).scores(prices) == {"a": 100, "b": 0}


def test_deviation_falls_below_zero_beyond_twice_the_lowest() -> None:
    """South Africa's 80 points for price."""
    points = formula("deviation-from-lowest", out_of=80, floor="none")
    scores = points.scores(fractions(a=100, b=150, c=200, d=201))
    assert list(scores.values()) == [80, 40, 0, Fraction(-4, 5)]
    assert all(dearer < cheaper for cheaper, dearer in pairwise(scores.values()))
