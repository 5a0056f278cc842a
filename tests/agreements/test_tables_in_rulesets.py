"""Decision tables stand in rulesets beside rules, and decide as rules do."""

from pathlib import Path

import pytest

from agreements.loading import load, load_draft
from agreements.operations import competition_result
from rules.problems import DefinitionError
from tests.definitions import GOOD, bid, competition, write

WAY = """\
ruleset: evaluation
ways:
  - id: banded
    criteria:
      - {id: standing, weighting: 40, scored: {out_of: 10}}
      - {id: price, weighting: 60, price: {of: total-price, formula: lowest-price-ratio}}
    ties: [stop]
tables:
  - id: turnover
    title: Points for turnover
    inputs: [{answer: annual-turnover}]
    outputs: [{score: standing}]
    csv: turnover.csv
"""
CSV = """\
annual-turnover,standing
< 100000,2
[100000..500000),5
>= 500000,10
"""
FILES = {**GOOD, "rulesets/evaluation.yaml": WAY, "rulesets/turnover.csv": CSV}


def in_way(*bids: dict[str, object]) -> dict[str, object]:
    plain = [{key: value for key, value in each.items() if key != "consensus"} for each in bids]
    return {**competition(), "way": "banded", "weightings": {}, "bids": plain}


def test_a_table_in_a_spreadsheet_scores_bids(tmp_path: Path) -> None:
    files = {**FILES, "rulesets/eligibility.yaml": "ruleset: eligibility\n"}
    framework = load(write(tmp_path, files))
    result = competition_result(
        framework,
        in_way(
            bid("b1", 100, answers={"annual-turnover": 499_999}),
            bid("b2", 100, answers={"annual-turnover": 500_000}),
            bid("b3", 100, answers={"annual-turnover": 1}),
            bid("b4", 100),
        ),
    )
    scores = {each["id"]: each["criteria"]["standing"]["score"] for each in result["bids"]}
    assert scores == {"b1": "5.00", "b2": "10.00", "b3": "2.00", "b4": "0.00"}
    (reason, *_) = result["bids"][0]["reasons"]
    assert reason["rule"] == "evaluation/turnover/row-3"


def test_the_spreadsheet_is_part_of_what_a_definition_says(tmp_path: Path) -> None:
    one = load(write(tmp_path / "one", FILES)).hash
    other = {**FILES, "rulesets/turnover.csv": CSV.replace(",5", ",6")}
    assert load(write(tmp_path / "two", other)).hash != one


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("[100000..500000)", "[90000..500000)", "rulesets/turnover.csv:3", "both hold"),
        (">= 500000", ">= half a million", "rulesets/turnover.csv:4", "must be a number"),
        ("annual-turnover,standing", "anual,standing", "rulesets/turnover.csv:1", "is missing"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, where: str, says: str
) -> None:
    files = {**FILES, "rulesets/turnover.csv": CSV.replace(old, new)}
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, files))
    told = {each.where: each.says for each in caught.value.problems}
    assert where in told, told
    assert says in told[where]


def test_a_way_that_does_not_exist_is_told(tmp_path: Path) -> None:
    rules = """\
ruleset: other
rules:
  - {id: one, ways: [spoken], then: {refer: Look}}
tables:
  - id: two
    ways: [sung]
    inputs: [{answer: annual-turnover}]
    outputs: [{fact: large}]
    rows: [["> 1", yes]]
"""
    with pytest.raises(DefinitionError) as caught:
        load(write(tmp_path, {**GOOD, "rulesets/other.yaml": rules}))
    told = [str(each) for each in caught.value.problems]
    assert "rulesets/other.yaml:3: there is no way `spoken`; there are: `written`" in told
    assert "rulesets/other.yaml:5: there is no way `sung`; there are: `written`" in told


def test_a_table_that_asks_about_a_question_with_a_problem_has_none_of_its_own() -> None:
    broken = GOOD["forms/bid.yaml"].replace("annual-turnover, type: money", "annual-turnover")
    framework = load_draft({**FILES, "forms/bid.yaml": broken})
    assert {each.where.partition(":")[0] for each in framework.problems} == {"forms/bid.yaml"}
