"""Equal prints mean equal figures, wherever two figures are compared."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result, evaluate_competition
from engine.competitions.figure_prints import FigurePrints
from engine.competitions.result import result_of
from tests.definitions import GOOD, bid, competition, write

NEAR = """ruleset: evaluation
ways:
- id: written
  method: {method: METHOD}
  quality_minimum: 60
  criteria:
    - id: technical
      title: Technical merit
      weighting: 60
      criteria:
        - id: plan
          title: Plan
          weighting: 70
          judged: {scale: {min: 0, max: 3, step: 0.0001}, combine: mean}
        - {id: team, title: Team, weighting: 30, judged: {scale: 0-3, combine: mean}}
    - id: price
      title: Price
      weighting: 40
      price: {of: total-price, formula: lowest-price-ratio}
  ties: [stop]
"""
METHODS = ("weighted-sum", "price-per-quality-point", "utility-index", "lowest-price")


@pytest.fixture(scope="module", params=METHODS)
def near(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Framework:
    way = NEAR.replace("METHOD", request.param)
    files = {**GOOD, "rulesets/evaluation.yaml": way}
    return load(write(tmp_path_factory.mktemp(request.param), files))


def near_bid(name: str, price: Decimal, plan: Decimal, team: int) -> dict[str, Any]:
    marks = {"plan": plan, "team": team}
    each = {k: [{"evaluator": "E1", "score": v, "reason": "So."}] for k, v in marks.items()}
    return {**bid(name, f"{price:f}"), "scores": each, "consensus": {}}


BIDS = st.lists(
    st.tuples(
        st.integers(99_999_90, 100_000_10).map(lambda pence: Decimal(pence) / 100),
        st.integers(29_990, 30_000).map(lambda marks: Decimal(marks) / 10_000),
        st.integers(2, 3),
    ),
    min_size=2,
    max_size=5,
)


@given(BIDS)
def test_equal_prints_are_of_equal_figures(near: Framework, drawn: list[Any]) -> None:
    data = competition(*(near_bid(f"b{n}", *each) for n, each in enumerate(drawn)))
    evaluation = evaluate_competition(near, data)
    result = result_of(evaluation)
    standings = {each.id: each for each in evaluation.standings}
    columns: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for each in result["bids"]:
        standing = standings[each["id"]]
        for column, figure in (
            ("total", standing.total),
            ("quality", standing.quality),
            ("level_price", standing.level_price),
        ):
            if each[column] is not None:
                columns[column][each[column]].add(figure)
        for name, criterion in each["criteria"].items():
            score, points = standing.entrant.scores[name], standing.points.get(name)
            columns[f"{name} score"][criterion["score"]].add(score.score)
            columns[f"{name} percent"][criterion["percent"]].add(score.share * 100)
            columns[f"{name} percent"]["100"].add(Fraction(100))
            if "points" in criterion and points is not None:
                columns[f"{name} points"][criterion["points"]].add(points)
    for name, prints in columns.items():
        assert all(len(figures) == 1 for figures in prints.values()), name
        figures = {Decimal(text) for text in prints}
        assert len(figures) == len(set().union(*prints.values())), name


@given(st.fractions(0, 1), st.integers(1, 30))
def test_a_figure_just_below_a_constant_is_never_written_as_that(
    small: Framework, share: Fraction, power: int
) -> None:
    """The minimum of technical merit is 1: no score below it prints as 1."""
    evaluation = evaluate_competition(small, competition(bid("b1", 100, 3), bid("b2", 100, 2)))
    below = 1 - Fraction(1, 10**power) - share / 10**power
    standing = evaluation.standings[1]
    score = standing.entrant.scores["technical"]
    standing.entrant.scores["technical"] = type(score)(below, below / 3)
    assert Decimal(FigurePrints(evaluation).figure("score", below, "technical")) < 1


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return load(write(tmp_path_factory.mktemp("small"), GOOD))


def test_totals_that_differ_by_a_hair_are_written_apart(small: Framework) -> None:
    result = competition_result(small, competition(bid("a", 100000, 2), bid("b", 100010, 2)))
    winner, other = result["bids"]
    assert (winner["total"], other["total"]) == ("80.000", "79.996")
    assert other["reasons"][-1]["says"].endswith(
        "Its total is 79.996, and that of the bid ranked first 80.000."
    )
