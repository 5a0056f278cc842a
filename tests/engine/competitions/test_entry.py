"""What a competition file may not say: weightings, briefs, panels and marks; figures by role."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from engine.competitions.competition import read_competition
from rules.problems import DefinitionError, InputError
from tests.definitions import FRAMEWORK, write

FORM = """\
title: Bid
questions:
  - {id: total-price, type: money, label: Total price}
  - {id: days, type: number, label: Days, required: false}
  - {id: proposal, type: long-text, label: Proposal, required: false}
  - {id: skills, type: texts, label: Skills, required: false}
  - id: rates
    type: day-rates
    label: Rates
    required: false
    roles:
      - {id: developer, label: Developer, required: false}
      - {id: designer, label: Designer, required: false}
"""
WAY = """\
ruleset: evaluation
ways:
  - id: way
    criteria:
      - {id: technical, weighting: {min: 20, max: 80, step: 5}, judged: {scale: 0-3}}
      - {id: style, weighting: {min: 10, max: 10}, judged: {scale: 0-3, missing: zero}}
      - {id: fixed, weighting: 10, judged: {scale: 0-3, combine: COMBINE, missing: zero}}
      - {id: price, weighting: {min: 0, max: 60}, price: {of: total-price, formula: FORMULA}}
    panel: PANEL
"""
WEIGHTINGS = {"technical": 50, "price": 30}


def defined(tmp_path: Path, way: str = WAY, *, brief: bool = False, **spelt: str) -> Framework:
    words = {"COMBINE": "mean", "FORMULA": "lowest-price-ratio", "PANEL": "{}", **spelt}
    for word, text in words.items():
        way = way.replace(word, text)
    files = {"framework.yaml": FRAMEWORK, "forms/bid.yaml": FORM, "rulesets/evaluation.yaml": way}
    if brief:
        files["forms/brief.yaml"] = """\
title: Brief
by: buyer
questions:
  - {id: budget, type: money, label: Budget}
  - {id: quality, type: percentage, label: Weighting of technical merit, required: false}
  - id: days-needed
    type: day-rates
    unit: days
    label: Days needed
    required: false
    roles:
      - {id: developer, label: Developer, required: false}
      - {id: designer, label: Designer, required: false}
"""
    return load(write(tmp_path, files))


def bid(name: str = "b1", **more: Any) -> dict[str, Any]:
    """Make a bid, with an agreed mark of 2 unless it is given marks."""
    answers = {"total-price": 100, **more.pop("answers", {})}
    marks = {"consensus": {"technical": {"score": 2}}} if not more.get("scores") else {}
    return {"id": name, "supplier": name, "answers": answers, **marks, **more}


def marked(*scores: object) -> list[dict[str, Any]]:
    return [{"evaluator": f"e{n}", "score": score} for n, score in enumerate(scores)]


def result(definition: Framework, *bids: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {"lot": "outcomes", "weightings": WEIGHTINGS, "bids": list(bids) or [bid()], **more}
    return competition_result(definition, data)


def refused(definition: Framework, *bids: dict[str, Any], **more: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        result(definition, *bids, **more)
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("weightings", "says"),
    [
        ({}, "weightings.technical: choose a weighting from 20 to 80"),
        ({"technical": 85, "price": 0}, "weightings.technical: 85 is not from 20 to 80"),
        ({"technical": 52, "price": 28}, "weightings.technical: 52 is not a multiple of 5"),
        ({"technical": 50, "price": 29}, "weightings: total 99: they must total 100"),
        (
            {**WEIGHTINGS, "fixed": 11},
            "weightings.fixed: is fixed by the framework at 10, not 11",
        ),
        ({**WEIGHTINGS, "colour": 1}, "weightings.colour: `colour` is not a criterion of this way"),
    ],
)
def test_weightings_keep_to_their_limits(
    tmp_path: Path, weightings: dict[str, int], says: str
) -> None:
    assert says in refused(defined(tmp_path), weightings=weightings)


ASKED = WAY.replace("max: 80, step: 5", "max: 80, step: 5, answer: brief.quality")


def test_a_weighting_may_be_said_in_the_brief(tmp_path: Path) -> None:
    definition = defined(tmp_path, ASKED, brief=True)
    brief = {"budget": 5, "quality": "50"}
    for weightings in ({"price": 30}, {"price": 30, "technical": "50.0"}):
        (only,) = result(definition, weightings=weightings, brief=brief)["bids"]
        assert only["criteria"]["technical"]["weighting"] == "50"
    assert refused(definition, weightings={"price": 30, "technical": 60}, brief=brief) == [
        "weightings.technical: is 60, and the brief says 50: leave it out here"
    ]
    assert refused(definition, weightings={"price": 28}, brief={"budget": 5, "quality": 52}) == [
        "weightings.technical: 52 is not a multiple of 5"
    ]
    # A brief that leaves it open leaves it to the competition.
    assert result(definition, brief={"budget": 5})["winner"] == "b1"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("nothing", "there is no question `nothing`"),
        ("total-price", "`total-price` is not a question of the brief"),
        ("brief.days-needed", "`days-needed` is not a figure"),
    ],
)
def test_what_cannot_say_a_weighting_is_told(tmp_path: Path, answer: str, says: str) -> None:
    way = ASKED.replace("brief.quality", answer)
    with pytest.raises(DefinitionError, match=says):
        defined(tmp_path, way, brief=True)


def test_weightings_that_the_framework_fixes_may_be_repeated(tmp_path: Path) -> None:
    repeated = {**WEIGHTINGS, "fixed": "10.0", "style": 10}
    assert result(defined(tmp_path), weightings=repeated)["winner"] == "b1"


def test_the_brief_is_of_the_framework(tmp_path: Path) -> None:
    assert refused(defined(tmp_path), brief={"budget": 5}) == [
        "brief.budget: this framework asks buyers no questions"
    ]


def test_an_answer_of_the_brief_that_a_rule_reads_is_needed(tmp_path: Path) -> None:
    rules = """\
rules:
  - {id: r, when: {answer: total-price, more_than: {answer: budget}}, then: {exclude: Too dear}}
"""
    definition = defined(tmp_path, WAY + rules, brief=True)
    says = "brief.budget: is missing, and the evaluation depends on it"
    assert refused(definition, brief={}) == [says]
    assert result(definition, brief={"budget": 99})["winner"] is None


@pytest.mark.parametrize(
    ("panel", "given", "says"),
    [
        ("{evaluators: {min: 2}}", {"scores": {"technical": marked(1)}}, "at least 2 are needed"),
        ("{evaluators: {max: 1}}", {"scores": {"technical": marked(1, 1)}}, "at most 1 may mark"),
        (
            "{}",
            {"scores": {"technical": [*marked(1), *marked(1)]}},
            "bids[0].scores.technical[1].evaluator: `e0` has already marked this criterion",
        ),
        (
            "{moderation: required}",
            {"scores": {"technical": marked(1, 1)}},
            "is missing: this way needs the panel's agreed mark",
        ),
        (
            "{moderation: none}",
            {},
            "this way has no moderation, so there is no consensus",
        ),
        (
            "{}",
            {"scores": {"technical": marked(1, 2)}},
            "is missing: the evaluators' marks differ, so record what was agreed",
        ),
        (
            "{reasons: required}",
            {"scores": {"technical": marked(1)}},
            "bids[0].scores.technical[0].reason: every mark needs its reason",
        ),
        ("{}", {"scores": {"price": marked(1)}}, "`price` is not a criterion that evaluators mark"),
        ("{}", {"scores": {"technical": marked(4)}}, "4 is not a mark of the scale: 0, 1, 2, 3"),
        ("{}", {"scores": {"style": marked(1)}}, "bids[0].scores.technical: has no marks"),
    ],
)
def test_panels_keep_to_their_rules(
    tmp_path: Path, panel: str, given: dict[str, Any], says: str
) -> None:
    assert any(says in each for each in refused(defined(tmp_path, PANEL=panel), bid(**given)))


@pytest.mark.parametrize(
    ("combine", "score", "points"),
    [("mean", "1.5", "5.00"), ("sum", "3", "5.00"), ("lowest", "1", "3.33")],
)
def test_marks_are_combined(tmp_path: Path, combine: str, score: str, points: str) -> None:
    scores = {"technical": marked(2), "fixed": marked(1, 2)}
    found = result(defined(tmp_path, COMBINE=combine), bid(scores=scores))["bids"][0]["criteria"]
    assert found["fixed"].items() >= {"score": score, "points": points}.items()
    assert found["style"].items() >= {"score": "0", "points": "0.00"}.items()


BASKET = """\
ruleset: evaluation
ways:
  - id: way
    method: lowest-price
    criteria: [{id: cost, price: {of: {basket: rates, quantities: DAYS}}}]
"""


def test_rates_are_taken_times_the_days_needed(tmp_path: Path) -> None:
    rates = {"rates": {"developer": "500.10", "designer": "400"}}
    for folder, days in (("own", "{developer: 10, designer: 2.5}"), ("brief", "days-needed")):
        (tmp_path / folder).mkdir()
        definition = defined(tmp_path / folder, BASKET, brief=True, DAYS=days)
        brief = {"days-needed": {"developer": 10, "designer": "2.5"}}
        found = result(definition, bid(answers=rates, consensus={}), weightings={}, brief=brief)
        assert found["bids"][0]["total"] == "6001.00"
        short = bid(answers={"rates": {"developer": 5}}, consensus={})
        says = "`cost` cannot be calculated: an answer it depends on is missing"
        assert says in refused(definition, short, weightings={}, brief=brief)[0]
        assert says in refused(definition, bid(consensus={}), weightings={}, brief=brief)[0]


def test_a_role_without_days_needs_no_rate(tmp_path: Path) -> None:
    definition = defined(tmp_path, BASKET, DAYS="{developer: 10, designer: 0}")
    found = result(
        definition, bid(answers={"rates": {"developer": 5}}, consensus={}), weightings={}
    )
    assert found["bids"][0]["total"] == "50.00"


@pytest.mark.parametrize(
    ("measure", "says"),
    [
        ("{basket: days, quantities: {developer: 1}}", "`days` is not a table of day rates"),
        ("{basket: rates, quantities: {plumber: 1}}", "`rates` has no role `plumber`"),
        ("{basket: rates, quantities: days}", "`days` is not a table of day rates"),
        ("proposal", "`proposal` is not a figure: ask for a number or money"),
        ("{sum: [{of: days, times: proposal}]}", "`proposal` is not a figure"),
    ],
)
def test_what_is_no_figure_is_refused(tmp_path: Path, measure: str, says: str) -> None:
    way = BASKET.replace("{basket: rates, quantities: DAYS}", measure)
    with pytest.raises(DefinitionError) as caught:
        defined(tmp_path, way)
    assert says in str(caught.value)


def test_words_and_items_are_counted_for_rules(tmp_path: Path) -> None:
    rules = """\
rules:
  - {id: short, when: {words_of: proposal, less_than: 3}, then: {exclude: Too short}}
  - {id: few, when: {count_of: skills, less_than: 2}, then: {exclude: Too few}}
"""
    definition = defined(tmp_path, WAY + rules)
    long = bid("b1", answers={"proposal": "We will do it", "skills": ["one", "two"]})
    short = bid("b2", answers={"proposal": "We will", "skills": ["one"]})
    found = {each["id"]: each for each in result(definition, long, short)["bids"]}
    assert found["b1"]["outcome"] == "winner"
    assert [each["rule"] for each in found["b2"]["reasons"]] == [
        "evaluation/short",
        "evaluation/few",
    ]


def test_figures_beside_those_of_others_are_above_zero(tmp_path: Path) -> None:
    way = """\
ruleset: evaluation
ways:
  - id: way
    criteria: [{id: speed, weighting: 100, measured: {of: days, relative_to: WHICH}}]
"""
    for which, shares in (("lowest", ["100.00", "25.00"]), ("highest", ["25.00", "100.00"])):
        (tmp_path / which).mkdir()
        definition = defined(tmp_path / which, way, WHICH=which)
        bids = [bid(f"b{n}", answers={"days": days}, consensus={}) for n, days in ((1, 5), (2, 20))]
        found = {each["id"]: each for each in result(definition, *bids, weightings={})["bids"]}
        assert [found[name]["criteria"]["speed"]["score"] for name in ("b1", "b2")] == shares
        nothing = bid(answers={"days": 0}, consensus={})
        (says,) = refused(definition, nothing, weightings={})
        assert says == (
            "bids[0]: `speed` must be above zero to be compared. Correct the answers, or exclude "
            "the bid by a ruling on `no-value/speed`"
        )


def test_rules_that_give_different_scores_are_refused(tmp_path: Path) -> None:
    way = """\
ruleset: evaluation
ways:
  - id: way
    criteria:
      - id: speed
        weighting: 100
        scored:
          out_of: 10
          otherwise: null
          combine: COMBINE
          rows:
            - {when: {answer: days, at_least: 1}, score: 4}
            - {when: {answer: days, at_least: 5}, score: 8}
"""
    for combine, score in (("sum", None), ("highest", "8.00"), ("lowest", "4.00"), ("one", None)):
        (tmp_path / combine).mkdir()
        definition = defined(tmp_path / combine, way, COMBINE=combine)
        six = bid(answers={"days": 6}, consensus={})
        if score is not None:
            found = result(definition, six, weightings={})["bids"][0]["criteria"]["speed"]
            assert found["score"] == score
        else:
            says = {
                "sum": "bids[0]: rules give 12 for `speed`, more than the 10 available",
                "one": "bids[0]: `evaluation/speed/row-1` and `evaluation/speed/row-2` give "
                "different scores for `speed`",
            }
            assert refused(definition, six, weightings={}) == [says[combine]]
        none = bid(answers={"days": 0}, consensus={})
        assert refused(definition, none, weightings={}) == [
            "bids[0].answers: no rule gives a score for `speed`"
        ]


def test_a_figure_that_a_formula_asks_for_is_needed(tmp_path: Path) -> None:
    definition = defined(
        tmp_path, brief=True, FORMULA="linear-between-bounds, lowest: 0, highest: {answer: budget}"
    )
    assert refused(definition, brief={}) == [
        "brief.budget: is missing, and the evaluation depends on it"
    ]
    found = result(definition, brief={"budget": 400})["bids"][0]["criteria"]["price"]
    assert found["score"] == "75.00"


def test_a_competition_without_bids_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        competition_result(
            defined(tmp_path), {"lot": "outcomes", "weightings": WEIGHTINGS, "bids": []}
        )
    assert "bids: there is no bid to evaluate" in map(str, caught.value.problems)


def test_names_that_look_alike_are_one() -> None:
    read = read_competition(
        {"bids": [{"id": " b1 ", "supplier": "Cafe\u0301 Example"}, {"id": "b2", "supplier": "x"}]}
    )
    assert (read.bids[0].id, read.bids[0].supplier) == ("b1", "Caf\u00e9 Example")


@pytest.mark.parametrize("bid", [{"id": " ", "supplier": "x"}, {"id": "b", "supplier": "\t"}])
def test_a_name_of_nothing_is_refused(bid: dict[str, str]) -> None:
    with pytest.raises(InputError, match="must not be empty"):
        read_competition({"bids": [bid]})


def test_withdrawn_is_true_or_false() -> None:
    with pytest.raises(InputError, match="true or false"):
        read_competition({"bids": [{"id": "b", "supplier": "x", "withdrawn": "off"}]})
