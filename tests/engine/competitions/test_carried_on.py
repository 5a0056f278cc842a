"""Faults that the reference evaluation found: each with the competition that shows it."""

import json
from typing import Any

from agreements.loading import load
from agreements.operations import competition_result
from tests.definitions import GOOD

PRICE = {
    "id": "price",
    "weighting": 40,
    "price": {"of": "total-price", "formula": "lowest-price-ratio"},
}


def result(way: dict[str, Any], *bids: tuple[dict[str, Any], int]) -> dict[str, Any]:
    """Evaluate bids of (agreed marks by criterion, price) in a way."""
    ruleset = {"ruleset": "evaluation", "ways": [{"id": "written", **way}]}
    files = {**GOOD, "rulesets/evaluation.yaml": json.dumps(ruleset)}
    competition = {
        "lot": "outcomes",
        "draw": {"seed": "0"},
        "bids": [
            {
                "id": f"b{number}",
                "supplier": f"Supplier {number}",
                "answers": {"total-price": price},
                "consensus": {name: {"score": mark} for name, mark in marks.items()},
            }
            for number, (marks, price) in enumerate(bids, start=1)
        ],
    }
    found = competition_result(load(files), competition)
    return {**found, "by": {bid["id"]: bid for bid in found["bids"]}}


def test_the_best_score_that_is_carried_on_has_the_whole_share() -> None:
    parts = [
        {"id": "plan", "weighting": 50, "judged": {"scale": "0-3"}},
        {"id": "team", "weighting": 50, "judged": {"scale": "0-3"}},
    ]
    quality = {"id": "quality", "weighting": 60, "criteria": parts, "relative_to": "best"}
    way = {"criteria": [quality, PRICE], "rounding": {"places": 0, "at": ["score"]}}
    found = result(way, ({"plan": 3, "team": 1}, 100), ({"plan": 1, "team": 1}, 100))
    assert found["by"]["b1"]["criteria"]["quality"]["percent"] == "100"
    assert found["by"]["b1"]["criteria"]["quality"]["points"] == "60"


def test_a_mark_earns_what_it_is_worth_however_it_is_rounded() -> None:
    scale = [{"mark": 0, "worth": 0}, {"mark": "2.5", "worth": 30}, {"mark": 3, "worth": 100}]
    technical = {"id": "technical", "weighting": 60, "judged": {"scale": scale}}
    way = {"criteria": [technical, PRICE], "rounding": {"places": 0, "at": ["score"]}}
    found = result(way, ({"technical": "2.5"}, 100))
    assert found["by"]["b1"]["criteria"]["technical"]["points"] == "18"


def test_points_of_rated_criteria_are_rounded_once() -> None:
    technical = {"id": "technical", "weighting": 60, "judged": {"scale": "0-7"}}
    way = {
        "method": "rated-criteria",
        "criteria": [technical, PRICE],
        "rounding": {"places": 0, "at": ["points"]},
    }
    found = result(way, ({"technical": 4}, 100), ({"technical": 3}, 100))
    # 60 × 3/4; rounded before it was compared with the best it would be 26 × 7/4 = 45.5.
    assert found["by"]["b2"]["criteria"]["technical"]["points"] == "45"


def test_closed_prices_do_not_stand_in_the_way_of_quality_at_a_shortlist() -> None:
    way = {
        "criteria": [
            {"id": "technical", "weighting": 20, "judged": {"scale": "0-3"}},
            {"id": "social", "weighting": 10, "judged": {"scale": "0-3"}},
            PRICE | {"weighting": 70},
        ],
        "shortlist": {"keep": 1, "weighted": False, "ties": "tie-rules"},
        "ties": ["highest-weighted-quality", "draw-lots"],
    }
    found = result(way, ({"technical": 1, "social": 2}, 100), ({"technical": 2, "social": 1}, 100))
    assert found["winner"] == "b2"
    assert found["draw"] is None
