"""A way in words: suppliers read of one comparison, whichever document they read."""

import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from agreements.clauses.numbering import stated_in
from agreements.clauses.paragraphs import paragraphs_of
from agreements.clauses.ways import way_parts
from agreements.definition.framework import Framework
from agreements.loading import load
from engine.competitions.scoring import effective_weightings
from rules.figures.rounding import RoundingMode
from rules.policies.methods.choices import LAST_TIE_RULES, RESERVED_TIE_RULES, Shortlist
from tests.definitions import GOOD, write

TOP = Path(__file__).parents[3]
FOLDERS = sorted(each.parent for each in TOP.glob("examples/*/framework.yaml"))
WORKED = sorted(each.parent for each in TOP.glob("tests/worked/*/framework.yaml"))
EVALUATION = GOOD["rulesets/evaluation.yaml"]

#: Paragraphs that show what a buyer has chosen, or rules that have clauses of their own elsewhere.
CHOSEN = {"Criteria", "Scores by rule"}


def said(framework: Framework, way: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give what the agreement's clause says of a way, and what an invitation says, by heading."""
    linked = framework.ways[way]
    lot = next((each for each in framework.terms.lot_ids if way in framework.ways_for(each)), None)
    on = framework.terms.starts if linked.dated else None
    plan = framework.evaluation_plan(lot, way, on=on)
    weightings = effective_weightings(plan.way, {each.id: Decimal(1) for each in plan.way.criteria})
    parts = way_parts(framework, plan, weightings)
    (clause,) = [
        each for each in stated_in(framework) if any(t.id == f"ways/{way}" for t in each.topics)
    ]
    stated = {each.title: each.body for each in paragraphs_of(clause.text) if each.title}
    return stated, {each.title: each.body for each in parts}


def agree(framework: Framework, way: str) -> dict[str, str]:
    stated, invited = said(framework, way)
    assert stated.keys() == invited.keys()
    for title in stated.keys() - CHOSEN:
        assert stated[title] == invited[title]
    return invited


@pytest.mark.parametrize("folder", [*FOLDERS, *WORKED], ids=lambda each: each.name)
def test_an_invitation_says_of_a_way_what_the_agreement_says(folder: Path) -> None:
    framework = load(folder)
    for way in framework.ways:
        agree(framework, way)


def with_keys(folder: Path, old: str, new: str) -> Framework:
    assert old in EVALUATION
    text = EVALUATION.replace(old, new, 1)
    return load(write(folder, {**GOOD, "rulesets/evaluation.yaml": text}))


TIES = "ties: [technical, price, draw-lots]"


@pytest.mark.parametrize("rule", RESERVED_TIE_RULES)
def test_each_tie_rule_is_told_in_one_way(tmp_path: Path, rule: str) -> None:
    chain = [rule] if rule in LAST_TIE_RULES else [rule, "stop"]
    framework = with_keys(tmp_path, TIES, f"ties: [{', '.join(chain)}]")
    text = agree(framework, "written")["Ties"]
    assert len(re.split(r"\n\d\. ", text)) == len(chain) + 1


def test_highest_weighted_says_what_equal_weightings_do(tmp_path: Path) -> None:
    """As `engine.methods.ranking` does it."""
    framework = with_keys(tmp_path, TIES, "ties: [highest-weighted-quality, stop]")
    text = agree(framework, "written")["Ties"]
    assert "leaving price out" in text
    assert "criteria of the same weighting settle nothing where they disagree" in text
    assert "sub-criteria" not in text


def test_highest_weighted_says_that_sub_criteria_count_instead_of_their_parents() -> None:
    """As `engine.competitions.stages` gives weightings to the tie rules."""
    nested = agree(load(TOP / "examples/digital-outcomes"), "written")["Ties"]
    assert "sub-criteria count, each by its weighting in the whole" in nested


@pytest.mark.parametrize("mode", get_args(RoundingMode))
def test_each_rounding_is_told_in_one_way(tmp_path: Path, mode: str) -> None:
    rounding = f"rounding: {{places: 3, mode: {mode}, at: [points]}}"
    framework = with_keys(tmp_path, TIES, f"{TIES}\n    {rounding}")
    text = agree(framework, "written")["Rounding"]
    assert "3 decimal places" in text
    assert "carried on for points" in text


@pytest.mark.parametrize("ties", get_args(Shortlist.model_fields["ties"].annotation))
@pytest.mark.parametrize(
    "keys",
    ["keep: 2", "keep: {min: 2, max: 5}", "keep: 3, at_least: 40", "within: {points: 10}"],
)
def test_each_shortlist_is_told_in_one_way(tmp_path: Path, keys: str, ties: str) -> None:
    shortlist = f"shortlist: {{{keys}, by: [technical], ties: {ties}}}"
    framework = with_keys(tmp_path, TIES, f"{TIES}\n    {shortlist}")
    assert "share the last place" in agree(framework, "written")["Shortlist"]
