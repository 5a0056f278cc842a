"""A competition goes through its stages: what is decided, what is refused, and why."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from rules.problems import InputError
from tests.definitions import GOOD, bid, changed, competition, write


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return load(write(tmp_path_factory.mktemp("small"), GOOD))


def with_way(tmp_path: Path, way: str, **more: str) -> Framework:
    """Load the small definition with another way of evaluating."""
    files = {**GOOD, "rulesets/evaluation.yaml": "ruleset: evaluation\nways:\n" + way}
    return load(write(tmp_path, {**files, **more}))


def bids_of(result: dict[str, Any]) -> dict[str, Any]:
    return {each["id"]: each for each in result["bids"]}


def refused(framework: Framework, data: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        competition_result(framework, data)
    return [str(each) for each in caught.value.problems]


def test_the_best_of_quality_and_price_wins(small: Framework) -> None:
    result = competition_result(
        small, competition(bid("b1", "125000.00", 3), bid("b2", "100000", 2))
    )
    assert result["winner"] == "b1"
    one, two = (bids_of(result)[name] for name in ("b1", "b2"))
    assert (one["outcome"], one["rank"], one["total"]) == ("winner", 1, "92.00")
    technical = {"score": "3", "points": "60.00", "weighting": "60"}
    price = {"value": "125000.00", "score": "80.00", "points": "32.00", "weighting": "40"}
    assert one["criteria"]["technical"].items() >= technical.items()
    assert one["criteria"]["price"].items() >= price.items()
    assert (two["outcome"], two["rank"], two["total"]) == ("unsuccessful", 2, "80.00")
    assert [reason["rule"] for reason in one["reasons"]] == [
        "evaluation/technical/minimum",
        "evaluation/award",
    ]
    assert one["reasons"][0]["facts"] == {"technical": "3"}


def test_an_excluded_bid_has_the_rule_the_answer_and_the_source(small: Framework) -> None:
    poor = bid("b2", 1, answers={"annual-turnover": "99999.99"})
    result = competition_result(small, competition(bid("b1", 100000), poor))
    expected: dict[str, Any] = {
        "id": "b2",
        "supplier": "Supplier b2",
        "outcome": "excluded",
        "rank": None,
        "total": None,
        "quality": None,
        "criteria": {},
        "reasons": [
            {
                "rule": "eligibility/turnover-floor",
                "says": "Annual turnover is below the floor: annual turnover is £99,999.99, which "
                "is less than £100,000.",
                "facts": {"annual-turnover": "99999.99"},
                "clause": "6.2",
                "source": "Procurement Act 2023, s.22",
            }
        ],
    }
    assert bids_of(result)["b2"].items() >= expected.items()


def test_the_price_of_an_excluded_bid_does_not_count(small: Framework) -> None:
    cheap = bid("b2", 1, answers={"annual-turnover": 5})
    result = competition_result(small, competition(bid("b1", 100000, 3), cheap))
    assert bids_of(result)["b1"]["criteria"]["price"]["score"] == "100.00"


def test_everything_excluded_is_a_result(small: Framework) -> None:
    out = [bid(name, 10, answers={"annual-turnover": 5}) for name in ("b1", "b2")]
    result = competition_result(small, competition(*out))
    assert (result["winner"], result["tied"]) == (None, [])
    assert {each["outcome"] for each in result["bids"]} == {"excluded"}


def test_one_bid_wins(small: Framework) -> None:
    result = competition_result(small, competition(bid("b1", 100000, 3)))
    assert (result["winner"], bids_of(result)["b1"]["total"]) == ("b1", "100.00")


def test_a_minimum_excludes_below_it_and_not_at_it(small: Framework) -> None:
    result = competition_result(small, competition(bid("b1", 10, 1), bid("b2", 10, 0)))
    assert bids_of(result)["b1"]["outcome"] == "winner"
    assert bids_of(result)["b2"]["outcome"] == "excluded"
    assert [each["rule"] for each in bids_of(result)["b2"]["reasons"]] == [
        "evaluation/technical/minimum"
    ]


# --- people decide -------------------------------------------------------------------------------


def test_nobody_wins_while_a_person_has_to_decide(small: Framework) -> None:
    doubtful = bid("b2", 10, 3, answers={"certificate": "none"})
    result = competition_result(small, competition(bid("b1", 100), doubtful))
    assert result["winner"] is None
    assert result["waiting"] == [
        {
            "bid": "b2",
            "rule": "eligibility/no-certificate",
            "says": "The supplier has no security certificate",
        }
    ]
    assert result["feedback_due"] == []


@pytest.mark.parametrize(("decision", "winner"), [("accept", "b2"), ("exclude", "b1")])
def test_a_persons_ruling_settles_what_a_rule_refers(
    small: Framework, decision: str, winner: str
) -> None:
    ruling = {"decision": decision, "reason": "They applied for one in May", "by": "R. Maddox"}
    doubtful = bid(
        "b2",
        10,
        3,
        answers={"certificate": "none"},
        rulings={"eligibility/no-certificate": ruling},
    )
    result = competition_result(small, competition(bid("b1", 100), doubtful))
    assert (result["winner"], result["waiting"]) == (winner, [])


# --- ties ----------------------------------------------------------------------------------------


def test_a_tie_is_broken_by_the_chain_and_told(small: Framework) -> None:
    # 60 x 2/3 + 40 x 100/100 = 80 = 60 x 3/3 + 40 x 100/200
    result = competition_result(small, competition(bid("b1", 100, 2), bid("b2", 200, 3)))
    assert result["winner"] == "b2"
    assert [each["rule"] for each in result["ties"]] == ["technical"]
    assert bids_of(result)["b1"]["total"] == bids_of(result)["b2"]["total"] == "80.00"
    told = [each["rule"] for each in bids_of(result)["b1"]["reasons"]]
    assert "evaluation/ties/technical" in told


def test_lots_are_drawn_alike_each_time_and_anyone_can_redo_it(small: Framework) -> None:
    given_ = competition(*(bid(f"b{n}", 100) for n in range(5)))
    result = competition_result(small, given_)
    assert result == competition_result(small, given_)
    seed = result["draw"]["seed"]
    order = sorted(
        (f"b{n}" for n in range(5)),
        key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest(),
    )
    assert [each["id"] for each in result["bids"]] == order


def test_a_seed_may_be_given(small: Framework) -> None:
    given_ = competition(*(bid(f"b{n}", 100) for n in range(5)), draw={"seed": "ball 17, ball 4"})
    assert competition_result(small, given_)["draw"] == {"seed": "ball 17, ball 4"}


def test_the_seed_cannot_be_moved_by_those_who_evaluate(small: Framework) -> None:
    one = competition_result(small, competition(bid("b1", 100, 2), bid("b2", 100, 2)))
    other = competition_result(small, competition(bid("b1", 100, 3), bid("b2", 100, 3)))
    assert one["draw"] == other["draw"]


def test_a_tie_may_stop_for_a_person(tmp_path: Path) -> None:
    files = changed("rulesets/evaluation.yaml", "[technical, price, draw-lots]", "[stop]")
    framework = load(write(tmp_path, files))
    result = competition_result(
        framework, competition(bid("b1", 100), bid("b2", 100), bid("b3", 200))
    )
    assert (result["winner"], result["tied"]) == (None, ["b1", "b2"])
    assert [each["outcome"] for each in result["bids"]] == [None, None, "unsuccessful"]
    assert result["feedback_due"] == []


# --- shortlists and envelopes --------------------------------------------------------------------

SHORTLISTING = """\
  - id: staged
    shortlist: {keep: {min: 1, max: 3}, by: [experience]}
    criteria:
      - {id: experience, weighting: 30, judged: {scale: 0-3}}
      - {id: proposal, weighting: 30, judged: {scale: 0-3}}
      - {id: price, weighting: 40, price: {of: total-price, formula: lowest-price-ratio}}
    ties: [stop]
"""


def staged(name: str, price: int, experience: int, proposal: int | None) -> dict[str, Any]:
    agreed = {"experience": {"score": experience}}
    if proposal is not None:
        agreed["proposal"] = {"score": proposal}
    return {
        "id": name,
        "supplier": name,
        "answers": {"total-price": price},
        "consensus": agreed,
    }


def test_only_the_shortlist_needs_marks_for_what_comes_after_it(tmp_path: Path) -> None:
    framework = with_way(tmp_path, SHORTLISTING)
    given_ = {
        "lot": "outcomes",
        "shortlist": {"keep": 2},
        "bids": [staged("b1", 100, 3, 1), staged("b2", 100, 2, 3), staged("b3", 1, 1, None)],
    }
    result = competition_result(framework, given_)
    assert result["winner"] == "b2"
    third = bids_of(result)["b3"]
    assert (third["outcome"], third["rank"]) == ("unsuccessful", None)
    assert [each["rule"] for each in third["reasons"]] == ["evaluation/shortlist"]
    # The cheap bid that is not on the shortlist does not move the others' price scores.
    assert bids_of(result)["b1"]["criteria"]["price"]["score"] == "100.00"


def test_the_buyer_keeps_as_many_as_the_framework_allows(tmp_path: Path) -> None:
    framework = with_way(tmp_path, SHORTLISTING)
    given_ = {"lot": "outcomes", "shortlist": {"keep": 9}, "bids": [staged("b1", 1, 1, 1)]}
    assert [line.partition(":")[0] for line in refused(framework, given_)] == ["shortlist.keep"]


ENVELOPES = """\
  - id: envelopes
    envelopes: two
    quality_minimum: 60
    method: price-per-quality-point
    criteria:
      - {id: technical, judged: {scale: 0-100}}
      - {id: price, price: {of: total-price}}
    ties: [stop]
"""


def test_the_second_envelope_stays_shut_where_quality_fails(tmp_path: Path) -> None:
    rules = """\
ruleset: prices
rules:
  - {id: dear, when: {answer: total-price, more_than: 1000}, then: {exclude: Over the ceiling}}
"""
    framework = with_way(tmp_path, ENVELOPES, **{"rulesets/prices.yaml": rules})
    given_ = {
        "lot": "outcomes",
        "bids": [
            {"id": name, "supplier": name, "answers": {"total-price": price},
             "consensus": {"technical": {"score": mark}}}
            for name, price, mark in (("b1", 600, 80), ("b2", 500, 59), ("b3", 2000, 50),
                                      ("b4", 5000, 90), ("b5", 630, 90))
        ],
    }  # fmt: skip
    result = competition_result(framework, given_)
    found = bids_of(result)
    assert result["winner"] == "b5"
    assert (found["b1"]["total"], found["b5"]["total"]) == ("7.50", "7.00")
    # The ceiling reads the price, so nobody knows whether b3 is above it.
    assert [each["rule"] for each in found["b3"]["reasons"]] == [
        "evaluation/overall-quality/minimum"
    ]
    assert "price" not in found["b2"]["criteria"]
    assert [each["rule"] for each in found["b4"]["reasons"]] == [
        "evaluation/overall-quality/minimum",
        "prices/dear",
    ]


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"weightings": {"technical": 60}}, ["weightings.price: choose a weighting from 25 to 90"]),
        (
            {"weightings": {"technical": 80, "price": 20}},
            [
                "weightings.technical: 80 is not from 10 to 75",
                "weightings.price: 20 is not from 25 to 90",
            ],
        ),
        (
            {"weightings": {"technical": 60, "price": 41}},
            ["weightings: total 101: they must total 100"],
        ),
        (
            {"weightings": {"technical": 60, "price": 40, "cost": 1}},
            ["weightings.cost: `cost` is not a criterion of this way"],
        ),
        ({"way": "spoken"}, ["way: `spoken` cannot be used here: choose one of `written`"]),
        ({"bids": []}, ["bids: there is no bid to evaluate"]),
        ({"brief": {"bugdet": 1}}, ["brief.bugdet: is not a question of this form"]),
    ],
)
def test_choices_outside_the_framework_are_refused(
    small: Framework, change: dict[str, Any], expected: list[str]
) -> None:
    assert refused(small, {**competition(bid("b1", 1)), **change}) == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (bid("b1", "a lot"), "bids[0].answers.total-price"),
        (bid("b1", -1, 4), "bids[0].consensus.technical.score"),
        (bid("b1", "9" * 40), "bids[0].answers.total-price"),
        (bid("b1", "NaN"), "bids[0].answers.total-price"),
        (bid("b1", "1e999"), "bids[0].answers.total-price"),
        (bid("b1", 1.5), "bids[0].answers.total-price"),
        (bid("b1", None), "bids[0].answers.total-price"),
        (bid("b1", {"a": 1}), "bids[0].answers.total-price"),
        (bid("b1", 1, answers={"colour": "red"}), "bids[0].answers.colour"),
        (bid("b1", 1, scores={"style": []}), "bids[0].scores.style"),
        (
            bid("b1", 1, scores={"technical": [{"evaluator": "e", "score": 9}]}),
            "bids[0].scores.technical[0].score",
        ),
        ({**bid("b1", 1), "consensus": {}}, "bids[0].scores.technical"),
    ],
)
def test_bad_bids_are_refused_with_their_place(
    small: Framework, given_: dict[str, Any], expected: str
) -> None:
    places = [line.partition(": ")[0] for line in refused(small, competition(given_))]
    assert expected in places


def test_a_price_of_nought_under_a_ratio_is_refused_and_named(small: Framework) -> None:
    told = refused(small, competition(bid("b1", 0), bid("b2", 100)))
    assert [line.partition(":")[0] for line in told] == ["bids[0]"]


def test_two_bids_of_one_id_are_refused(small: Framework) -> None:
    told = refused(small, competition(bid("b1", 1), bid("b1", 2)))
    assert told == ["bids[1].id: `b1` is also the id of bids[0]"]


def test_a_withdrawn_bid_is_left_out_and_named(small: Framework) -> None:
    result = competition_result(small, competition(bid("b1", 100), bid("b2", 1, withdrawn=True)))
    assert (result["winner"], result["withdrawn"]) == ("b1", ["b2"])
    assert list(bids_of(result)) == ["b1"]


# --- feedback ------------------------------------------------------------------------------------


def test_feedback_due_says_what_is_missing(small: Framework) -> None:
    wordless = bid("b2", 200, 2)
    wordless["consensus"]["technical"]["reason"] = "Short"
    out = bid("b3", 200, answers={"annual-turnover": 1})
    result = competition_result(small, competition(bid("b1", 100, 3), wordless, out))
    due = {each["supplier"]: each for each in result["feedback_due"]}
    assert due["Supplier b2"] == {
        "bid": "b2",
        "supplier": "Supplier b2",
        "to": "unsuccessful",
        "before": "award",
        "contains": ["own-scores", "own-reasons", "winner-name"],
        "missing": ["own-reasons"],
        "says": ["bids[1].consensus.technical.reason: has 1 word; at least 2 are needed"],
    }
    assert due["Supplier b3"]["contains"] == ["exclusion-reasons"]
    assert due["Supplier b3"]["missing"] == []
    assert "Supplier b1" not in due


# --- properties ----------------------------------------------------------------------------------

marks = st.integers(0, 3)
prices = st.integers(1, 400).map(lambda pence: f"{pence}.{pence % 100:02d}")
turnovers = st.sampled_from([None, 50_000, 100_000, 200_000])


@st.composite
def competitions(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 7))
    bids = []
    for number in range(count):
        turnover = draw(turnovers)
        answers = {} if turnover is None else {"annual-turnover": turnover}
        bids.append(bid(f"b{number}", draw(prices), draw(marks), answers=answers))
    weight = draw(st.integers(10, 75))
    return competition(*bids, weightings={"technical": weight, "price": 100 - weight})


@given(competitions())
def test_every_bid_ends_in_exactly_one_way(small: Framework, given_: dict[str, Any]) -> None:
    result = competition_result(small, given_)
    outcomes = [each["outcome"] for each in result["bids"]]
    assert len(outcomes) == len(given_["bids"])
    assert outcomes.count("winner") == (0 if set(outcomes) == {"excluded"} else 1)
    assert set(outcomes) <= {"winner", "unsuccessful", "excluded"}
    assert all(each["reasons"] for each in result["bids"])


@given(competitions(), st.randoms(use_true_random=False))
def test_the_order_of_bids_makes_no_difference(
    small: Framework, given_: dict[str, Any], random: Any
) -> None:
    shuffled = [*given_["bids"]]
    random.shuffle(shuffled)
    one, other = (
        competition_result(small, given_),
        competition_result(small, {**given_, "bids": shuffled}),
    )
    assert one["bids"] == other["bids"]
    assert one["winner"] == other["winner"]


@given(competitions())
def test_ranks_follow_totals(small: Framework, given_: dict[str, Any]) -> None:
    ranked = [
        each for each in competition_result(small, given_)["bids"] if each["rank"] is not None
    ]
    totals = [float(each["total"]) for each in ranked]
    assert totals == sorted(totals, reverse=True)
    assert [each["rank"] for each in ranked] == list(range(1, len(ranked) + 1))


@given(competitions(), st.data())
def test_a_better_mark_never_lowers_a_rank(
    small: Framework, given_: dict[str, Any], data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(given_["bids"]) - 1))
    before = bids_of(competition_result(small, given_))[f"b{which}"]["rank"]
    better = [dict(each) for each in given_["bids"]]
    mark = better[which]["consensus"]["technical"]["score"]
    agreed = {"technical": {"score": min(mark + 1, 3), "reason": "A reason of some words"}}
    better[which]["consensus"] = agreed
    after = bids_of(competition_result(small, {**given_, "bids": better}))[f"b{which}"]["rank"]
    if before is not None and after is not None:
        assert after <= before


# --- notes ---------------------------------------------------------------------------------------


def test_what_could_not_be_checked_is_noted(tmp_path: Path) -> None:
    declaration = """\
title: Declaration
questions:
  - {id: bankrupt, type: yes-no, label: Are you bankrupt?}
  - {id: convicted, type: yes-no, label: Have you been convicted?}
"""
    rules = """\
ruleset: grounds
rules:
  - {id: bankrupt, when: {answer: bankrupt, is: yes}, then: {exclude: The supplier is bankrupt}}
  - {id: convicted, when: {answer: convicted, is: yes}, then: {exclude: A conviction}}
"""
    files = {**GOOD, "forms/declaration.yaml": declaration, "rulesets/grounds.yaml": rules}
    framework = load(write(tmp_path, files))
    honest = {"bankrupt": "no", "convicted": "no"}
    result = competition_result(
        framework,
        competition(
            bid("b1", 10, answers=honest), bid("b2", 10, answers={"bankrupt": "no"}), bid("b3", 10)
        ),
    )
    says = (
        "rules that read {} of the form `declaration` could not be checked for {}: the answer is "
        "not in the competition. A person must rule on each such bid (`rulings`, under "
        "`unchecked/declaration`) before an award"
    )
    assert [each["says"] for each in result["notes"]] == [
        says.format("`convicted`", "`b2`"),
        says.format("`bankrupt`, `convicted`", "`b3`"),
    ]


def test_a_shortlist_that_falls_short_is_noted(tmp_path: Path) -> None:
    way = SHORTLISTING.replace("{min: 1, max: 3}", "{min: 3, max: 3}")
    given_ = {"lot": "outcomes", "bids": [staged("b1", 1, 1, 1), staged("b2", 1, 1, 1)]}
    result = competition_result(with_way(tmp_path, way), given_)
    assert result["notes"] == [
        {"where": "shortlist", "says": "kept 2, 1 fewer than the framework asks for"}
    ]
