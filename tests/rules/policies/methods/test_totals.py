"""Every method: its figures, what it does with odd bids, and what always holds."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.ranking import groups, ranks
from rules.figures.rounding import printed
from rules.policies.calculation import Undecidable
from rules.policies.methods.evaluation_method import MethodTotal, Offer
from rules.policies.methods.every_method import AnyMethod
from tests.rules.policies.making import (
    BIDS,
    METHOD_NAMES,
    WEIGHTS,
    method,
    methods,
    offers,
    totals,
)

EXTRA: dict[str, dict[str, object]] = {
    "lexicographic": {"order": ["quality", "lowest-price"]},
    "value-for-money-index": {"price_unit": 1000},
    "weighted-value-for-money": {"price_unit": 1000},
    "cost-less-willingness-to-pay": {"per_point": 2},
    "monetised-deductions": {"worth": {"quality": 50}},
    "quality-premium": {"per_point": 2},
}
BY_RATIO = (
    "price-per-quality-point",
    "value-for-money-index",
    "weighted-value-for-money",
    "utility-index",
    "relative-value",
    "coefficient",
    "rated-criteria",
)


def one(name: str, **keys: object) -> AnyMethod:
    return method(name, **(keys or EXTRA.get(name, {})))


def made(bids: dict[str, tuple[Fraction, Fraction]]) -> list[Offer]:
    """Offers whose one quality criterion is `quality`: a point is a pound of a worth of 50."""
    return [
        Offer(bid, price, quality, {"quality": quality}, shares={"quality": quality / 50})
        for bid, (quality, price) in bids.items()
    ]


def run(
    any_method: AnyMethod, bids: list[Offer], quality_weight: int = 60
) -> dict[str, MethodTotal]:
    return totals(
        any_method,
        bids,
        quality_weight=Fraction(quality_weight),
        price_weight=Fraction(100 - quality_weight),
    )


def in_print(any_method: AnyMethod, quality_weight: int = 60) -> list[str]:
    """Totals of three bids: quality 90, 75, 45; price 120, 100, 80."""
    three = made({b: (Fraction(q), Fraction(p)) for b, q, p in THREE})
    found = run(any_method, three, quality_weight)
    return [printed(total, 4) for total in found.values() if isinstance(total, Fraction)]


THREE = (("a", 90, 120), ("b", 75, 100), ("c", 45, 80))


@pytest.mark.parametrize(
    ("any_method", "expected"),
    [
        (one("weighted-sum"), ["90.0000", "75.0000", "45.0000"]),
        (one("lowest-price"), ["120.0000", "100.0000", "80.0000"]),
        (one("best-quality"), ["90.0000", "75.0000", "45.0000"]),
        (one("price-per-quality-point"), ["1.3333", "1.3333", "1.7778"]),
        (one("value-for-money-index"), ["750.0000", "750.0000", "562.5000"]),
        # 90^1.5 = 853.8150, 75^1.5 = 649.5191, 45^1.5 = 301.8692
        (one("weighted-value-for-money"), ["7115.1247", "6495.1905", "3773.3647"]),
        (one("cost-less-willingness-to-pay"), ["-60.0000", "-50.0000", "-10.0000"]),
        (one("monetised-deductions"), ["30.0000", "25.0000", "35.0000"]),
        (one("quality-premium"), ["30.0000", "40.0000", "80.0000"]),
        (one("quality-premium", per_point=2, reference=60), ["60.0000", "70.0000", "110.0000"]),
        # v = 100 x (60 / 100) / 40 = 1.50 a point above 45
        (one("quality-premium", estimate=100), ["52.5000", "55.0000", "80.0000"]),
        # N = 1.5: brackets 1, 0.775, 0.325
        (one("utility-index"), ["0.6667", "0.6200", "0.3250"]),
        # I: 190/145, 175/145, 1
        (one("relative-value"), ["91.5789", "82.8571", "80.0000"]),
        # coefficients 2.35, 2.125, 1.675
        (one("coefficient"), ["51.0638", "47.0588", "47.7612"]),
        (one("rated-criteria"), ["86.6667", "82.0000", "70.0000"]),
    ],
    ids=lambda value: value.method if hasattr(value, "method") else "",
)
def test_totals(any_method: AnyMethod, expected: list[str]) -> None:
    assert in_print(any_method) == expected


def test_weighted_value_for_money_is_exact_for_a_whole_power() -> None:
    assert in_print(one("weighted-value-for-money", price_unit=1), 75) == [
        "6075.0000",
        "4218.7500",
        "1139.0625",
    ]
    squares = offers({"a": (49, 7), "b": (0, 7)})
    assert run(one("weighted-value-for-money", price_unit=1), squares) == {"a": 49, "b": 0}
    assert run(one("weighted-value-for-money", price_unit=1), squares, 0) == {
        "a": Fraction(1, 7),
        "b": Fraction(1, 7),
    }


def test_lexicographic_compares_one_criterion_after_another() -> None:
    bids = [
        Offer("a", Fraction(90), None, shares={"technical": Fraction(3), "social": Fraction(1)}),
        Offer("b", Fraction(80), None, shares={"technical": Fraction(3), "social": Fraction(1)}),
        Offer("c", Fraction(10), None, shares={"technical": Fraction(2), "social": Fraction(9)}),
    ]
    found = run(one("lexicographic", order=["technical", "social", "lowest-price"]), bids)
    assert found == {"a": (3, 1, -90), "b": (3, 1, -80), "c": (2, 9, -10)}
    assert groups(found, "highest") == (("b",), ("a",), ("c",))


def test_lexicographic_needs_every_figure() -> None:
    bids = offers({"a": (1, 1)})
    with pytest.raises(Undecidable, match="score on `technical`"):
        run(one("lexicographic", order=["technical"]), bids)
    unpriced = [replace(bids[0], price=None, shares={"technical": Fraction(0)})]
    assert run(one("lexicographic", order=["technical"]), unpriced) == {"a": (0,)}
    with pytest.raises(Undecidable, match="every bid's price"):
        run(one("lexicographic", order=["technical", "lowest-price"]), unpriced)


def test_weighted_sum_adds_points_of_any_denominator() -> None:
    points = {"a": Fraction(80, 3), "b": Fraction(1, 7), "c": Fraction(20)}
    bids = [Offer("x", None, None, points), Offer("y", None, None)]
    assert run(one("weighted-sum"), bids) == {"x": Fraction(983, 21), "y": 0}


def test_monetised_deductions_are_a_share_of_each_worth() -> None:
    award = method("monetised-deductions", worth={"planning": 2500, "social-value": 4000})
    shares = {"planning": Fraction(3, 5), "unknown": Fraction(1)}
    bid = Offer("a", Fraction(80_000), None, shares=shares)
    assert run(award, [bid]) == {"a": 78_500}


@pytest.mark.parametrize("name", [*METHOD_NAMES, "weighted-sum"])
def test_no_offers_have_no_totals(name: str) -> None:
    assert run(one(name), []) == {}


@pytest.mark.parametrize("name", METHOD_NAMES)
def test_what_a_method_needs_is_what_it_refuses_to_do_without(name: str) -> None:
    any_method = one(name)
    whole = made({"a": (Fraction(50), Fraction(100)), "b": (Fraction(40), Fraction(90))})
    assert len(run(any_method, whole)) == len(whole)
    for needed, key in ((any_method.needs_price, "price"), (any_method.needs_quality, "quality")):
        lacking = [whole[0], replace(whole[1], **{key: None})]  # type: ignore[arg-type]
        if needed:
            with pytest.raises(Undecidable, match=f"every bid's {key}") as refused:
                run(any_method, lacking)
            assert refused.value.bid_ids == ("b",)
        elif name != "lexicographic":  # its order may ask for the price
            assert len(run(any_method, lacking)) == len(whole)


@pytest.mark.parametrize("price", [0, -1])
@pytest.mark.parametrize("name", BY_RATIO)
def test_a_ratio_refuses_prices_of_zero_or_less(name: str, price: int) -> None:
    with pytest.raises(Undecidable, match="price of zero or less") as refused:
        run(one(name), offers({"b": (50, price), "a": (50, 10)}))
    assert refused.value.bid_ids == ("b",)


def test_no_quality_has_no_price_per_point() -> None:
    bids = offers({"a": (0, 10), "b": (50, 100), "c": (0, 5)})
    last = run(method("price-per-quality-point"), bids)
    assert last == {"a": None, "b": 2, "c": None}
    assert groups(last, "lowest") == (("b",), ("a", "c"))
    with pytest.raises(Undecidable, match="quality of zero") as refused:
        run(method("price-per-quality-point", zero_quality="refuse"), bids)
    assert refused.value.bid_ids == ("a", "c")
    several = run(method("price-per-quality-point", zero_quality="refuse"), bids[1:2])
    assert several == {"b": 2}


def test_quality_far_below_the_best_has_no_utility() -> None:
    found = run(method("utility-index"), offers({"a": (90, 100), "b": (10, 50), "c": (10, 1)}))
    assert found == {"a": Fraction(1, 100), "b": 0, "c": 0}


def test_no_quality_anywhere_leaves_the_price() -> None:
    found = run(method("rated-criteria"), offers({"a": (0, 100), "b": (0, 50)}))
    assert found == {"a": 20, "b": 40}
    assert run(method("value-for-money-index"), offers({"a": (0, 100)})) == {"a": 0}


@pytest.mark.parametrize(
    "any_method",
    [
        method("weighted-value-for-money"),
        method("utility-index"),
        method("coefficient"),
        method("quality-premium", estimate=100),
    ],
    ids=lambda any_method: any_method.method,
)
def test_a_price_without_weighting_is_refused(any_method: AnyMethod) -> None:
    with pytest.raises(Undecidable, match="weighting for price above zero"):
        run(any_method, offers({"a": (50, 100)}), quality_weight=100)


def test_a_power_beyond_measure_is_refused() -> None:
    with pytest.raises(Undecidable, match="100 times as much"):
        totals(
            method("weighted-value-for-money"),
            offers({"a": (50, 100)}),
            quality_weight=Fraction(100),
            price_weight=Fraction(99, 100),
        )


def test_a_quality_scale_without_length_is_refused() -> None:
    bids = [Offer("a", Fraction(1), Fraction(0), quality_max=Fraction(0))]
    with pytest.raises(Undecidable, match="above zero"):
        run(method("relative-value"), bids)


def test_quality_may_run_to_another_maximum() -> None:
    short = [
        Offer("a", Fraction(120), Fraction(9), quality_max=Fraction(10)),
        Offer("b", Fraction(100), Fraction("7.5"), quality_max=Fraction(10)),
        Offer("c", Fraction(80), Fraction("4.5"), quality_max=Fraction(10)),
    ]
    long = offers({bid: (quality, price) for bid, quality, price in THREE})
    for name in ("utility-index", "relative-value", "coefficient", "rated-criteria"):
        assert run(method(name), short) == run(method(name), long)
    premium = method("quality-premium", estimate=100)
    assert run(premium, short) == run(premium, long)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("cost-less-willingness-to-pay", "per_point"),
        ("quality-premium", "per_point"),
        ("quality-premium", "estimate"),
    ],
)
def test_a_figure_may_come_from_the_brief(name: str, key: str) -> None:
    bids = offers({"a": (90, 120), "b": (45, 80)})
    weights = {"quality_weight": Fraction(60), "price_weight": Fraction(40)}
    asked, fixed = method(name, **{key: {"answer": "worth"}}), method(name, **{key: 3})
    assert asked.asked is not None
    assert asked.asked.answer == "worth"
    assert fixed.asked is None
    expected = totals(fixed, bids, **weights)
    assert totals(asked, bids, **weights, figure=Fraction(3)) == expected
    assert totals(fixed, bids, **weights, figure=Fraction(9)) == expected
    with pytest.raises(Undecidable, match=r"`worth`.*no answer"):
        totals(asked, bids, **weights)
    with pytest.raises(Undecidable, match="above zero"):
        totals(asked, bids, **weights, figure=Fraction(-1))


# What always holds


@given(methods(), BIDS, WEIGHTS, st.randoms())
def test_the_order_of_bids_makes_no_difference(
    any_method: AnyMethod,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    random: Random,
) -> None:
    in_order, shuffled = made(bids), made(bids)
    random.shuffle(shuffled)
    assert run(any_method, shuffled, quality_weight) == run(any_method, in_order, quality_weight)


@given(methods(), st.sets(st.sampled_from("abcd"), min_size=1), BIDS, WEIGHTS)
def test_equal_bids_tie(
    any_method: AnyMethod,
    names: set[str],
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
) -> None:
    bid = next(iter(bids.values()))
    found = run(any_method, made({**bids, **dict.fromkeys(names, bid)}), quality_weight)
    assert len({found[name] for name in names}) == 1


@given(methods(), BIDS, WEIGHTS, st.data())
def test_a_lower_price_never_lowers_a_bids_own_rank(
    any_method: AnyMethod,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    data: st.DataObject,
) -> None:
    bid = data.draw(st.sampled_from(sorted(bids)))
    quality, price = bids[bid]
    cut = data.draw(st.fractions("1/20", 1, max_denominator=20))
    before = run(any_method, made(bids), quality_weight)
    after = run(any_method, made({**bids, bid: (quality, price * cut)}), quality_weight)
    assert ranks(after, any_method.best)[bid] <= ranks(before, any_method.best)[bid]


@given(methods(), BIDS, WEIGHTS, st.data())
def test_better_quality_never_lowers_a_bids_own_rank(
    any_method: AnyMethod,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    data: st.DataObject,
) -> None:
    bid = data.draw(st.sampled_from(sorted(bids)))
    quality, price = bids[bid]
    better = quality + data.draw(st.fractions(0, 100 - quality))
    before = run(any_method, made(bids), quality_weight)
    after = run(any_method, made({**bids, bid: (better, price)}), quality_weight)
    assert ranks(after, any_method.best)[bid] <= ranks(before, any_method.best)[bid]


@given(methods(), BIDS.filter(lambda bids: len(bids) > 2), WEIGHTS)
def test_a_loser_that_withdraws_changes_nothing_under_a_method_that_is_not_reversible(
    any_method: AnyMethod, bids: dict[str, tuple[Fraction, Fraction]], quality_weight: int
) -> None:
    if any_method.reversible:
        return
    before = run(any_method, made(bids), quality_weight)
    order = groups(before, any_method.best)
    loser = order[-1][-1]
    left = made({bid: figures for bid, figures in bids.items() if bid != loser})
    after = run(any_method, left, quality_weight)
    assert groups(after, any_method.best) == tuple(
        kept for group in order if (kept := tuple(bid for bid in group if bid != loser))
    )
    if not any_method.relative:
        assert after == {bid: total for bid, total in before.items() if bid != loser}


@given(
    methods(("utility-index", "rated-criteria")),
    BIDS,
    WEIGHTS,
    st.fractions("1/40", 50, max_denominator=40),
)
def test_a_change_of_currency_makes_no_difference(
    any_method: AnyMethod,
    bids: dict[str, tuple[Fraction, Fraction]],
    quality_weight: int,
    rate: Fraction,
) -> None:
    scaled = made({bid: (quality, price * rate) for bid, (quality, price) in bids.items()})
    assert run(any_method, scaled, quality_weight) == run(any_method, made(bids), quality_weight)


@given(BIDS, WEIGHTS)
def test_rated_criteria_stay_within_the_weightings(
    bids: dict[str, tuple[Fraction, Fraction]], quality_weight: int
) -> None:
    for total in run(method("rated-criteria"), made(bids), quality_weight).values():
        assert isinstance(total, Fraction)
        assert 0 <= total <= 100


@given(BIDS, WEIGHTS)
def test_the_utility_index_stays_within_one(
    bids: dict[str, tuple[Fraction, Fraction]], quality_weight: int
) -> None:
    for total in run(method("utility-index"), made(bids), quality_weight).values():
        assert isinstance(total, Fraction)
        assert 0 <= total <= 1
