"""Scores from scales, points and figures; prices inside prices; what rounding carries on."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from rules.problems import DefinitionError, InputError
from tests.definitions import GOOD, write

FORM = """\
title: Bid
questions:
  - {id: total-price, type: money, label: Total price}
  - {id: monthly, type: money, label: Price for a month, required: false}
  - {id: days, type: number, label: Days, required: false}
  - {id: share, type: percentage, label: Share, required: false}
  - id: certificates
    type: many-of
    label: Certificates
    required: false
    options: [one, two, three]
"""
BRIEF = """\
title: Brief
by: buyer
questions:
  - {id: users, type: number, label: Users, required: false}
  - {id: months, type: period, unit: months, label: Months, required: false}
"""


def framework(tmp_path: Path, way: str, rules: str = "", form: str = FORM) -> Framework:
    text = f"ruleset: evaluation\nways:\n  - id: way\n{way}{rules}"
    files = {"forms/bid.yaml": form, "forms/brief.yaml": BRIEF, "rulesets/evaluation.yaml": text}
    kept = {name: text for name, text in GOOD.items() if not name.startswith("rulesets/")}
    return load(write(tmp_path, {**kept, **files}))


def run(
    definition: Framework,
    bids: dict[str, dict[str, Any]],
    marks: dict[str, dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    data = {
        "lot": "outcomes",
        "bids": [
            {
                "id": name,
                "supplier": name,
                "answers": {"total-price": 100, **answers},
                "consensus": {
                    criterion: {"score": score}
                    for criterion, score in (marks or {}).get(name, {}).items()
                },
            }
            for name, answers in bids.items()
        ],
        **more,
    }
    result = competition_result(definition, data)
    return {**result, "bids": {each["id"]: each for each in result["bids"]}}


def refused(definition: Framework, bids: dict[str, dict[str, Any]], **more: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        run(definition, bids, **more)
    return [str(each) for each in caught.value.problems]


def test_marks_in_steps(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        "    criteria: [{id: quality, weighting: 100, judged: {scale: {max: 10, step: 0.5}}}]\n",
    )
    result = run(definition, {"a": {}}, {"a": {"quality": "7.5"}})
    assert result["bids"]["a"]["total"] == "75.00"
    assert refused(definition, {"a": {}}, marks={"a": {"quality": "7.25"}}) == [
        "bids[0].consensus.quality.score: 7.25 is not a mark of the scale: 0 to 10 in steps of 0.5"
    ]


def test_a_group_in_points_is_scored_out_of_them(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    criteria:
      - id: quality
        weighting: 30
        weightings_total: 30
        minimum: 15
        criteria:
          - {id: one, weighting: 7, judged: {scale: 0-10}}
          - {id: two, weighting: 23, judged: {scale: 0-10}}
      - {id: price, weighting: 70, price: {of: total-price, formula: lowest-price-ratio}}
""",
    )
    marks = {"a": {"one": 5, "two": 8}, "b": {"one": 10, "two": 2}}
    bids = run(definition, {"a": {}, "b": {}}, marks)["bids"]
    quality = {"score": "21.90", "percent": "73.00", "points": "21.90", "weighting": "30"}
    assert bids["a"]["criteria"]["quality"].items() >= quality.items()
    assert bids["a"]["criteria"]["one"].items() >= {"points": "3.50", "share": "7"}.items()
    assert bids["b"]["outcome"] == "excluded"
    assert bids["b"]["reasons"][0]["rule"] == "evaluation/quality/minimum"


def test_a_group_beside_the_best(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    criteria:
      - id: quality
        weighting: 80
        relative_to: best
        criteria:
          - {id: one, weighting: 50, judged: {scale: 0-10}}
          - {id: two, weighting: 50, judged: {scale: 0-10}}
      - {id: price, weighting: 20, price: {of: total-price, formula: lowest-price-ratio}}
""",
    )
    marks = {"a": {"one": 8, "two": 4}, "b": {"one": 3, "two": 3}, "c": {"one": 0, "two": 0}}
    bids = run(definition, {"a": {}, "b": {}, "c": {}}, marks)["bids"]
    scores = [(each["score"], each["percent"], each["points"]) for each in quality_of(bids)]
    assert scores == [("60.00", "100.00", "80.00"), ("30.00", "50.00", "40.00"), ("0.00",) * 3]
    nobody = run(definition, {"a": {}}, {"a": {"one": 0, "two": 0}})["bids"]
    assert next(quality_of(nobody))["points"] == "0.00"


def quality_of(bids: dict[str, Any]) -> Any:
    return (bids[name]["criteria"]["quality"] for name in sorted(bids))


def test_prices_inside_a_price(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    criteria:
      - {id: quality, weighting: 50, judged: {scale: 0-10}}
      - id: cost
        weighting: 50
        minimum: 10
        criteria:
          - {id: fixed, weighting: 60, price: {of: total-price, formula: lowest-price-ratio}}
          - {id: running, weighting: 40, price: {of: monthly, formula: lowest-price-ratio}}
    ties: [lowest-price, stop]
""",
    )
    given = {"a": {"monthly": 10}, "b": {"total-price": 200, "monthly": 5}, "c": {"monthly": 1000}}
    bids = run(definition, given, {name: {"quality": 5} for name in given})["bids"]
    assert bids["a"]["criteria"]["cost"].items() >= {"score": "80.00", "points": "40.00"}.items()
    assert bids["b"]["criteria"]["cost"]["score"] == "70.00"
    assert bids["b"]["criteria"]["running"].items() >= {"value": "5.00", "within": "cost"}.items()
    assert bids["a"]["quality"] == "50.00"
    assert bids["a"]["outcome"] == "winner"
    assert refused(definition, {"a": {}}, marks={"a": {"quality": 5}}) == [
        "bids[0].answers: `running` cannot be calculated: an answer it depends on is missing"
    ]


def test_a_group_of_prices_may_be_read_beside_the_best_and_by_rules(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    criteria:
      - id: cost
        weighting: 100
        relative_to: best
        criteria:
          - {id: fixed, weighting: 50, price: {of: total-price, formula: lowest-price-ratio}}
          - {id: running, weighting: 50, price: {of: monthly, formula: lowest-price-ratio}}
""",
        """\
rules:
  - {id: dear, when: {fact: cost, less_than: 60}, then: {exclude: Too dear}}
""",
    )
    given = {
        "a": {"monthly": 10},
        "b": {"total-price": 200, "monthly": 5},
        "c": {"total-price": 400, "monthly": 20},
    }
    bids = run(definition, given)["bids"]
    assert {name: each["criteria"]["cost"]["score"] for name, each in bids.items()} == {
        "a": "75.00",
        "b": "75.00",
        "c": "25.00",
    }
    assert bids["a"]["criteria"]["cost"]["percent"] == "100.00"
    assert bids["c"]["outcome"] == "excluded"


@pytest.mark.parametrize(
    ("measured", "days", "score"),
    [
        ("of: days, out_of: 10, worst: 60, best: 10", 35, "5.00"),
        ("of: days, out_of: 10, worst: 60, best: 10", 5, "10.00"),
        ("of: days, out_of: 10, worst: 60, best: 10", 90, "0.00"),
        ("of: days, out_of: 10, worst: -10, best: 10", 0, "5.00"),
        ("of: days, out_of: 10", 7, "7.00"),
        ("of: {count_of: certificates}, out_of: 4", 7, "2.00"),
        ("of: {sum: [days, {of: share, times: -1}, {of: share, times: [2, 0.25]}]}", 7, "2.00"),
    ],
)
def test_figures_become_scores(tmp_path: Path, measured: str, days: int, score: str) -> None:
    definition = framework(
        tmp_path, f"    criteria: [{{id: figure, weighting: 100, measured: {{{measured}}}}}]\n"
    )
    answers = {"days": days, "share": 10, "certificates": ["one", "three"]}
    found = run(definition, {"a": answers})["bids"]["a"]["criteria"]["figure"]
    assert found["score"] == score


def test_a_figure_off_its_range_is_refused(tmp_path: Path) -> None:
    definition = framework(
        tmp_path, "    criteria: [{id: figure, weighting: 100, measured: {of: days, out_of: 5}}]\n"
    )
    assert refused(definition, {"a": {"days": 6}}) == [
        (
            "bids[0]: `figure` is 6, which is not from 0 to 5. Correct the answers, or exclude the "
            "bid by a ruling on `no-value/figure`"
        )
    ]
    assert "`figure` cannot be calculated" in refused(definition, {"a": {}})[0]


def test_whole_life_cost_takes_quantities_from_the_brief(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    method: lowest-price
    criteria:
      - {id: cost, price: {of: {sum: [total-price, {of: monthly, times: [users, months]}]}}}
""",
    )
    given = {"a": {"monthly": "2.50"}, "b": {"monthly": "2.51"}}
    brief = {"users": 40, "months": "3 years"}
    result = run(definition, given, brief=brief)
    assert result["bids"]["a"]["total"] == "3700.00"
    assert result["bids"]["b"]["level_price"] == "3700.00"
    assert refused(definition, given, brief={"months": "3 years"}) == [
        "bids[0].answers: `cost` cannot be calculated: an answer it depends on is missing",
        "bids[1].answers: `cost` cannot be calculated: an answer it depends on is missing",
    ]


def test_what_cannot_be_counted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        framework(
            tmp_path,
            "    criteria: [{id: n, weighting: 100, measured: {of: {count_of: days}}}]\n",
        )
    assert "`days` is not a list" in str(caught.value)


def test_sums_are_exact_however_large(tmp_path: Path) -> None:
    form = FORM.replace("{id: days, type: number", "{id: days, type: number, places: 12")
    definition = framework(
        tmp_path,
        "    method: lowest-price\n"
        "    criteria: [{id: cost, price: {of: {sum: [total-price, days]}}}]\n",
        form=form,
    )
    given = {
        "a": {"total-price": "999999999999999999.99", "days": "0.000000000002"},
        "b": {"total-price": "999999999999999999.99", "days": "0.000000000001"},
    }
    assert run(definition, given)["winner"] == "b"


def test_rounding_by_place(tmp_path: Path) -> None:
    way = """\
    criteria:
      - id: quality
        weighting: 60
        criteria:
          - {id: one, weighting: 33.3, judged: {scale: 0-7}}
          - {id: two, weighting: 66.7, judged: {scale: 0-7}}
      - {id: price, weighting: 40, price: {of: total-price, formula: lowest-price-ratio}}
    rounding: {places: 1, places_of: {score: 3, total: 0}, mode: ROUND, at: AT}
"""

    def figures(mode: str, at: str) -> tuple[str, ...]:
        text = way.replace("ROUND", mode).replace("AT", at)
        folder = tmp_path / f"{mode}-{len(at)}"
        folder.mkdir()
        given: dict[str, dict[str, Any]] = {"a": {"total-price": 130}, "b": {}}
        marks = {name: {"one": 5, "two": 4} for name in given}
        bid = run(framework(folder, text), given, marks)["bids"]["a"]
        quality, price = bid["criteria"]["quality"], bid["criteria"]["price"]
        one = bid["criteria"]["one"]["contributes"]
        return (one, quality["score"], quality["points"], price["points"], bid["total"])

    assert figures("half-up", "[]") == ("23.8", "61.900", "37.1", "30.8", "68")
    # 23.8 + 38.1 is 61.9, of which 60% is 37.14; 37.1 + 30.8 is 67.9.
    assert figures("half-up", "[contribution, points]") == ("23.8", "61.900", "37.1", "30.8", "68")
    assert figures("down", "[score, contribution, points, quality, total]") == (
        "23.7",
        "61.800",
        "37.0",
        "30.7",
        "67",
    )


def test_prices_beside_the_mean_and_the_lowest(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        "    criteria: [{id: price, weighting: 100,"
        " price: {of: total-price, formula: lowest-price-ratio}}]\n",
        """\
rules:
  - id: abnormally-low
    when: {fact: price/percent-of-mean, less_than: 50}
    then: {refer: Ask how}
  - id: far-dearer
    when: {fact: price/percent-of-lowest, more_than: 300}
    then: {exclude: Far dearer than the lowest}
""",
    )
    given = {"a": {"total-price": 49}, "b": {"total-price": 100}, "c": {"total-price": 151}}
    result = run(definition, given)
    assert [each["bid"] for each in result["waiting"]] == ["a"]
    assert result["bids"]["c"]["outcome"] == "excluded"
    assert result["bids"]["c"]["reasons"][0]["facts"] == {"price/percent-of-lowest": "308.163265…"}
    assert refused(definition, {"a": {"total-price": 0}}) == [
        (
            "bids[0]: `price`: Proportional to the lowest price has no score for a price of zero "
            "or less. Correct the answers, or exclude the bid by a ruling on `no-value/price`"
        )
    ]


MONEY = """\
    method: METHOD
    criteria:
      - id: plan
        judged: {scale: [{mark: 1, worth: -50}, {mark: 2, worth: 0}, {mark: 3, worth: 100}]}
      - {id: price, price: {of: total-price}}
"""


def test_a_mark_worth_less_than_nothing_adds_to_the_price(tmp_path: Path) -> None:
    by_money = "{method: monetised-deductions, worth: {plan: 1000}}"
    definition = framework(tmp_path, MONEY.replace("METHOD", by_money))
    given = {"a": {"total-price": 9000}, "b": {"total-price": 9800}, "c": {"total-price": 9000}}
    marks = {"a": {"plan": 1}, "b": {"plan": 3}, "c": {"plan": 2}}
    bids = run(definition, given, marks)["bids"]
    assert {name: (each["total"], each["working"]["deduction"]) for name, each in bids.items()} == {
        "a": ("9500.00", "-500.00"),
        "b": ("8800.00", "1000.00"),
        "c": ("9000.00", "0.00"),
    }
    assert bids["a"]["level_price"] == "8300.00"


def test_a_price_is_not_divided_by_less_than_nothing(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        MONEY.replace("METHOD", "value-for-money-index"),
    )
    assert refused(definition, {"a": {}}, marks={"a": {"plan": 1}}) == [
        (
            "bids[0]: `total`: Value for money index has no total for a quality below zero. "
            "Correct the answers, or exclude the bid by a ruling on `no-value/total`"
        )
    ]


def test_rows_may_take_points_away(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    criteria:
      - id: record
        weighting: 100
        scored:
          out_of: 10
          combine: sum
          rows:
            - {score: 10}
            - {when: {answer: days, more_than: 5}, score: -4}
""",
    )
    bids = run(definition, {"a": {"days": 9}, "b": {"days": 1}})["bids"]
    assert [bids[name]["total"] for name in "ab"] == ["60.00", "100.00"]
    assert bids["a"]["reasons"][1]["says"] == "Record scores -4: days is 9, which is more than 5."


def test_points_of_rated_criteria_add_up_to_the_total(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    method: rated-criteria
    criteria:
      - {id: one, weighting: 30, judged: {scale: 0-10}}
      - {id: two, weighting: 20, judged: {scale: 0-10}}
      - {id: price, weighting: 50, price: {of: total-price}}
""",
        """\
rules:
  - {id: good, when: {fact: one/points, more_than: 29}, then: {fact: {good: yes}}}
""",
    )
    given: dict[str, Any] = {"a": {"total-price": 200}, "b": {}}
    bids = run(definition, given, {"a": {"one": 8, "two": 6}, "b": {"one": 4, "two": 2}})["bids"]
    points = {name: each["points"] for name, each in bids["a"]["criteria"].items()}
    assert points == {"one": "33.33", "two": "16.67", "price": "25.00"}
    assert bids["a"]["total"] == "75.00"
    assert bids["a"]["reasons"][0]["rule"] == "evaluation/good"
    nothing = run(definition, given, {name: {"one": 0, "two": 0} for name in "ab"})["bids"]
    assert nothing["b"]["criteria"]["one"]["points"] == "0.00"


def test_workings_redo_the_total(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    method: coefficient
    criteria:
      - {id: extras, weighting: 20, judged: {scale: 0-3}}
      - {id: price, weighting: 80, price: {of: total-price}}
""",
    )
    given: dict[str, Any] = {"a": {"total-price": 125}, "b": {"total-price": 130}}
    bids = run(definition, given, {"a": {"extras": 3}, "b": {"extras": 1}})["bids"]
    assert bids["a"]["working"] == {"price": "125.00", "multiplier": "1.25"}
    assert bids["b"]["working"] == {"price": "130.00", "multiplier": "1.083333"}
    assert (bids["a"]["total"], bids["a"]["level_price"]) == ("100.00", None)
    assert bids["b"]["level_price"] == "108.33"


def test_a_problem_is_told_where_its_question_is(tmp_path: Path) -> None:
    way = "    criteria: [{id: days, weighting: 100, measured: {of: days}}]\n"
    rule = """\
rules:
  - {id: r, when: {answer: users, more_than: 9}, then: {problem: {at: AT, says: No}}}
"""
    for at, place in (
        ("users", "brief.users"),
        ("brief.users", "brief.users"),
        ("days", "bids[0].answers.days"),
    ):
        folder = tmp_path / at
        folder.mkdir()
        definition = framework(folder, way, rule.replace("AT", at))
        assert refused(definition, {"a": {"days": 1}}, brief={"users": 10}) == [f"{place}: No"]
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    with pytest.raises(DefinitionError) as caught:
        framework(nowhere, way, rule.replace("AT", "weather"))
    assert "there is no question `weather`" in str(caught.value)


def test_criteria_in_order_show_what_they_compare(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        """\
    method: {method: lexicographic, order: [quality, lowest-price]}
    criteria:
      - {id: quality, judged: {scale: 0-10}}
      - {id: price, price: {of: total-price}}
""",
    )
    given: dict[str, Any] = {"a": {"total-price": "99.50"}, "b": {}}
    result = run(definition, given, {"a": {"quality": 7}, "b": {"quality": 7}})
    assert result["winner"] == "a"
    assert [result["bids"][name]["total"] for name in "ab"] == ["7.00 / 99.50", "7.00 / 100.00"]


def test_the_plain_ratio_to_the_greatest_discount(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        "    criteria: [{id: price, weighting: 100,"
        " price: {of: total-price, formula: discount-ratio, budget: 200}}]\n",
    )
    given = {"a": {"total-price": 198}, "b": {"total-price": 199}, "c": {"total-price": 200}}
    bids = run(definition, given)["bids"]
    assert [bids[name]["total"] for name in "abc"] == ["100.00", "50.00", "0.00"]
    nobody = run(definition, {"a": {"total-price": 200}, "b": {"total-price": 201}})["bids"]
    assert {each["total"] for each in nobody.values()} == {"0.00"}


def test_a_deviation_reaches_zero_where_it_is_told_to(tmp_path: Path) -> None:
    definition = framework(
        tmp_path,
        "    criteria: [{id: price, weighting: 100, price: {of: total-price,"
        " formula: deviation-from-lowest, percent_at_zero: 50}}]\n",
    )
    given = {"a": {}, "b": {"total-price": 125}, "c": {"total-price": 150}}
    bids = run(definition, given)["bids"]
    assert [bids[name]["total"] for name in "abc"] == ["100.00", "50.00", "0.00"]
