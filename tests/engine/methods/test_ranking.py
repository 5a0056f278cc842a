"""Ranks, and the breaking of ties with a record of every step."""

from datetime import UTC, datetime
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.random_draw import draw, how_to_draw_again
from engine.methods.ranking import Ranking, TieEvidence, groups, ranked, ranks, settle
from rules.policies.calculation import Undecidable
from tests.rules.policies.making import fractions


def level(*bids: str) -> dict[str, Fraction]:
    return dict.fromkeys(bids, Fraction(70))


def test_ranks_of_competitions() -> None:
    totals = fractions(a=70, b=90, c=70, d=60)
    assert ranks(totals, "highest") == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert ranks(totals, "lowest") == {"d": 1, "a": 2, "c": 2, "b": 4}
    assert groups(totals, "highest") == (("b",), ("a", "c"), ("d",))
    assert ranks({}, "highest") == {}


def test_a_bid_without_a_figure_comes_last_either_way() -> None:
    totals = {"a": None, "b": Fraction(5), "c": None, "d": Fraction(6)}
    assert groups(totals, "lowest") == (("b",), ("d",), ("a", "c"))
    assert groups(totals, "highest") == (("d",), ("b",), ("a", "c"))


def test_without_ties_no_rule_is_asked() -> None:
    ranking = ranked(fractions(a=1, b=2), "highest", ["draw-lots"])
    assert ranking == Ranking({"b": 1, "a": 2}, (("b",), ("a",)), (), ())


def test_without_a_chain_a_person_decides() -> None:
    ranking = ranked({**level("b", "a"), "c": Fraction(80)}, "highest")
    assert ranking.ranks == {"c": 1, "a": 2, "b": 2}
    assert ranking.tied == (("a", "b"),)
    (step,) = ranking.steps
    assert (step.rule, step.order) == ("stop", (("a", "b"),))
    assert step.says == "`a` and `b` are still tied. A person decides which comes first."


def test_the_higher_score_on_a_criterion_comes_first() -> None:
    known = TieEvidence(scores={"technical": fractions(a=66, b=100, c=66)})
    ranking = ranked(level("a", "b", "c"), "highest", ["technical", "stop"], known)
    assert ranking.order == (("b",), ("a", "c"))
    assert ranking.ranks == {"b": 1, "a": 2, "c": 2}
    assert ranking.tied == (("a", "c"),)
    first, second = ranking.steps
    assert (first.rule, first.compared, first.tied) == (
        "technical",
        ("technical",),
        ("a", "b", "c"),
    )
    assert dict(first.values) == {bid: (score,) for bid, score in known.scores["technical"].items()}
    assert first.order == (("b",), ("a", "c"))
    assert first.says == (
        "`a`, `b` and `c` were tied. On `technical`, best first: `b` 100; `a` and `c` 66."
    )
    assert (second.rule, second.tied) == ("stop", ("a", "c"))


def test_the_lower_price_comes_first_on_a_priced_criterion() -> None:
    prices = fractions(a="99.50", b=100)
    known = TieEvidence(prices={"price": prices}, total_price=prices)
    for rule in ("price", "lowest-price"):
        ranking = ranked(level("a", "b"), "highest", [rule, "stop"], known)
        assert ranking.order == (("a",), ("b",))
        assert ranking.steps[0].says == (
            "`a` and `b` were tied. On `price`, best first: `a` 99.5; `b` 100."
        )


def test_the_earlier_bid_comes_first() -> None:
    known = TieEvidence(
        received={
            "a": datetime(2026, 3, 2, 11, 59, 58, tzinfo=UTC),
            "b": datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        }
    )
    ranking = ranked(level("a", "b"), "highest", ["earliest-bid", "stop"], known)
    assert ranking.order == (("b",), ("a",))
    assert "`b` 2026-03-01 09:00:00+00:00" in ranking.steps[0].says


def test_equal_figures_settle_nothing_and_say_so() -> None:
    known = TieEvidence(scores={"technical": fractions(a=66, b=66)})
    ranking = ranked(level("a", "b"), "highest", ["technical", "stop"], known)
    assert ranking.tied == (("a", "b"),)
    assert ranking.steps[0].says == "`a` and `b` were tied, and are the same on `technical`."


def test_a_missing_figure_settles_nothing_and_says_so() -> None:
    known = TieEvidence(scores={"technical": fractions(a=66)}, received={})
    order, steps = settle(["b", "a"], ["technical", "unknown", "earliest-bid", "stop"], known)
    assert order == (("a", "b"),)
    assert steps[0].says == (
        "`a` and `b` were tied. `technical` cannot be compared, since `b` has no figure for it."
    )
    assert steps[1].says.endswith(
        "`unknown` cannot be compared, since `a` and `b` have no figure for it."
    )
    assert [step.values for step in steps] == [{}, {}, {}, {}]


def test_lots_are_drawn_and_can_be_redrawn() -> None:
    bids = ("b1", "b2", "b3")
    ranking = ranked(level(*bids), "highest", ["draw-lots"], TieEvidence(seed="7 19 42"))
    assert ranking.order == (("b3",), ("b1",), ("b2",))
    (step,) = ranking.steps
    assert step.values == {lot.bid_id: (lot.digest,) for lot in draw("7 19 42", bids)}
    assert step.says == (
        "`b1`, `b2` and `b3` were still tied. Lots were drawn with the seed `7 19 42`: the order "
        "is `b3`, `b1`, `b2`. To draw them again, work out the SHA-256 digest of the seed, a colon "
        "and the id of each bid (`printf '%s' '7 19 42:b1' | sha256sum`): the lowest comes first."
    )


def test_a_seed_with_quotes_is_written_as_a_shell_reads_it() -> None:
    assert "'it'\"'\"'s:b'" in how_to_draw_again("it's", "b")


def test_unequal_figures_that_settle_a_tie_are_written_apart() -> None:
    third = Fraction(1, 3)
    prices = {"a": third, "b": third - Fraction(1, 10**9), "c": third}
    known = TieEvidence(total_price=prices)
    (step,) = ranked(level("a", "b", "c"), "highest", ["lowest-price"], known).steps
    assert "`b` 0.333333332…; `a` and `c` 0.333333333…" in step.says


def test_lots_need_a_seed() -> None:
    with pytest.raises(Undecidable, match="no seed") as refused:
        ranked(level("b", "a"), "highest", ["draw-lots"])
    assert refused.value.bid_ids == ("a", "b")


def test_each_rule_is_asked_only_about_those_still_tied() -> None:
    known = TieEvidence(
        scores={
            "technical": fractions(a=1, b=2, c=1, d=2),
            "social": fractions(a=5, b=5, c=7, d=5),
        },
        total_price=fractions(a=1, b=9, c=1, d=8),
    )
    ranking = ranked(
        level("a", "b", "c", "d"), "highest", ["technical", "social", "lowest-price", "stop"], known
    )
    assert ranking.order == (("d",), ("b",), ("c",), ("a",))
    assert [(step.rule, step.tied) for step in ranking.steps] == [
        ("technical", ("a", "b", "c", "d")),
        ("social", ("b", "d")),
        ("social", ("a", "c")),
        ("lowest-price", ("b", "d")),
    ]
    assert ranking.tied == ()


# Highest weighting first

WEIGHTINGS = fractions(technical=40, social=20, price=40)


def by_weighting(
    scores: dict[str, dict[str, Fraction]],
    weightings: dict[str, Fraction] | None = None,
    rule: str = "highest-weighted",
    prices: dict[str, dict[str, Fraction]] | None = None,
) -> Ranking:
    known = TieEvidence(
        scores=scores, weightings=weightings or WEIGHTINGS, prices=prices or {}, seed="s"
    )
    bids = next(iter(scores.values()))
    return ranked(level(*bids), "highest", [rule, "stop"], known)


def test_criteria_are_asked_in_order_of_weighting() -> None:
    ranking = by_weighting(
        {
            "social": fractions(a=1, b=3, c=2, d=1),
            "technical": fractions(a=2, b=1, c=2, d=2),
            "method": fractions(a=7, b=7, c=7, d=8),
        },
        fractions(social=20, technical=50, method=30),
    )
    assert ranking.order == (("d",), ("c",), ("a",), ("b",))
    assert [(step.compared, step.tied) for step in ranking.steps] == [
        (("technical",), ("a", "b", "c", "d")),
        (("method",), ("a", "c", "d")),
        (("social",), ("a", "c")),
    ]


def test_equal_weightings_that_disagree_leave_the_tie_to_the_next_rule() -> None:
    scores = {
        "technical": fractions(a=3, b=2),
        "delivery": fractions(a=2, b=3),
        "social": fractions(a=1, b=9),
    }
    weightings = fractions(technical=40, delivery=40, social=20)
    ranking = by_weighting(scores, weightings)
    assert ranking.tied == (("a", "b"),)
    first, stop = ranking.steps
    assert first.compared == ("delivery", "technical")
    assert first.says == (
        "`a` and `b` were tied. On `delivery` and `technical`, best first: `a` 2 and 3, `b` 3 and "
        "2. `delivery` and `technical` have the same weighting and put some of them in different "
        "orders, so those are still tied."
    )
    assert stop.rule == "stop"
    known = TieEvidence(scores=scores, weightings=weightings)
    further = ranked(level("a", "b"), "highest", ["highest-weighted", "technical", "stop"], known)
    assert further.order == (("a",), ("b",))


def test_equal_weightings_that_agree_settle_the_tie() -> None:
    ranking = by_weighting(
        {"technical": fractions(a=3, b=2), "delivery": fractions(a=2, b=2)},
        fractions(technical=50, delivery=50),
    )
    assert ranking.order == (("a",), ("b",))


def test_equal_weightings_settle_what_they_agree_on() -> None:
    """`a` is best and `d` worst on both; `b` and `c` are in dispute, and stay so lower down."""
    ranking = by_weighting(
        {
            "technical": fractions(a=9, b=5, c=4, d=1, e=1),
            "delivery": fractions(a=9, b=4, c=5, d=1, e=1),
            "social": fractions(a=1, b=1, c=2, d=3, e=4),
        },
        fractions(technical=40, delivery=40, social=20),
    )
    assert ranking.order == (("a",), ("b", "c"), ("e",), ("d",))
    assert ranking.tied == (("b", "c"),)
    assert [(step.rule, step.tied) for step in ranking.steps] == [
        ("highest-weighted", ("a", "b", "c", "d", "e")),
        ("highest-weighted", ("d", "e")),
        ("stop", ("b", "c")),
    ]


def test_price_takes_part_by_the_lower_price_unless_only_quality_counts() -> None:
    scores = {"technical": fractions(a=3, b=3), "price": fractions(a=90, b=80)}
    prices = {"price": fractions(a=110, b=100)}
    weightings = fractions(price=60, technical=40)
    everything = by_weighting(scores, weightings, prices=prices)
    assert everything.order == (("b",), ("a",))
    quality = by_weighting(scores, weightings, "highest-weighted-quality", prices)
    assert quality.tied == (("a", "b"),)
    assert [step.compared for step in quality.steps] == [("technical",), ()]


@pytest.mark.parametrize("weightings", [{}, fractions(social=0)])
def test_criteria_of_no_weighting_settle_nothing(weightings: dict[str, Fraction]) -> None:
    known = TieEvidence({"social": fractions(a=1, b=2)}, weightings=weightings)
    order, steps = settle(["a", "b"], ["highest-weighted", "stop"], known)
    assert order == (("a", "b"),)
    assert steps[0].says == "`a` and `b` were tied. No criterion has a weighting to go by."


def test_a_long_list_of_bids_is_counted() -> None:
    bids = [f"b{number:02}" for number in range(1, 21)]
    scores = {"technical": {bid: Fraction(place) for place, bid in enumerate(bids)}}
    ranking = ranked(level(*bids), "highest", ["technical"], TieEvidence(scores=scores))
    assert "`b08` and 12 others were tied" in ranking.steps[0].says
    assert ranking.steps[0].says.endswith("and so on.")
    assert list(ranking.ranks.values()) == list(range(1, 21))
    agreeing = {"x": scores["technical"], "y": {bid: -f for bid, f in scores["technical"].items()}}
    weightings = fractions(x=1, y=1)
    disputed = ranked(
        level(*bids), "highest", ["highest-weighted"], TieEvidence(agreeing, weightings=weightings)
    )
    assert disputed.tied == (tuple(bids),)


# What always holds

TOTALS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.one_of(st.none(), st.integers(0, 4).map(Fraction))
)
SCORES = st.dictionaries(
    st.sampled_from(["technical", "delivery", "social"]),
    st.fixed_dictionaries({bid: st.integers(0, 2).map(Fraction) for bid in "abcdefgh"}),
    min_size=1,
)
CHAINS = st.lists(
    st.sampled_from(["technical", "delivery", "highest-weighted", "lowest-price"]), unique=True
)


@given(TOTALS, st.sampled_from(["highest", "lowest"]))
def test_a_rank_is_one_more_than_the_number_of_better_bids(
    totals: dict[str, Fraction | None], best: str
) -> None:
    found = ranks(dict(totals), "highest" if best == "highest" else "lowest")
    for bid, total in totals.items():
        better = [
            other
            for other in totals.values()
            if other is not None
            and (total is None or (other > total if best == "highest" else other < total))
        ]
        assert found[bid] == len(better) + 1


@given(TOTALS, SCORES, CHAINS, st.randoms())
def test_the_order_of_bids_makes_no_difference(
    totals: dict[str, Fraction | None],
    scores: dict[str, dict[str, Fraction]],
    chain: list[str],
    random: Random,
) -> None:
    known = TieEvidence(scores, weightings=dict.fromkeys(scores, Fraction(1)), seed="s")
    names = list(totals)
    random.shuffle(names)
    shuffled = {name: totals[name] for name in names}
    whole = [*chain, "draw-lots"]
    assert ranked(shuffled, "highest", whole, known) == ranked(
        dict(totals), "highest", whole, known
    )


@given(TOTALS, SCORES, CHAINS)
def test_ties_are_only_broken_never_made_or_reversed(
    totals: dict[str, Fraction | None], scores: dict[str, dict[str, Fraction]], chain: list[str]
) -> None:
    known = TieEvidence(scores, weightings=dict.fromkeys(scores, Fraction(1)), seed="s")
    plain = groups(dict(totals), "highest")
    ranking = ranked(dict(totals), "highest", [*chain, "stop"], known)
    place = {bid: number for number, group in enumerate(plain) for bid in group}
    assert [place[bid] for group in ranking.order for bid in group] == sorted(place.values())
    assert all(step.order and len(step.tied) > 1 for step in ranking.steps)
    drawn = ranked(dict(totals), "highest", [*chain, "draw-lots"], known)
    assert drawn.tied == ()
    assert sorted(drawn.ranks.values()) == list(range(1, len(totals) + 1))


@given(SCORES)
def test_equal_weightings_settle_exactly_what_every_order_of_them_agrees_on(
    scores: dict[str, dict[str, Fraction]],
) -> None:
    bids = sorted(next(iter(scores.values())))
    known = TieEvidence(scores, weightings=dict.fromkeys(scores, Fraction(1)))
    order, _ = settle(bids, ["highest-weighted"], known)
    settled = {bid: number for number, group in enumerate(order) for bid in group}
    ways = [
        {bid: [-scores[name][bid] for name in way] for bid in bids} for way in permutations(scores)
    ]
    for one in bids:
        for other in bids:
            if settled[one] < settled[other]:
                assert all(way[one] < way[other] for way in ways)


def test_ten_thousand_tied_bids() -> None:
    bids = [f"b{number}" for number in range(10_000)]
    scores = {"technical": {bid: Fraction(len(bid), 3) for bid in bids}}
    known = TieEvidence(scores, weightings=fractions(technical=1), seed="s")
    ranking = ranked(level(*bids), "highest", ["highest-weighted", "draw-lots"], known)
    assert sorted(ranking.ranks.values()) == list(range(1, 10_001))
    assert len(ranking.steps) == 5  # one by score; one draw for each length of id, 2 to 5
