"""Admission: pass, discretionary or fail by what a supplier answered to join."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import assess_application
from rules.problems import DefinitionError, InputError
from tests.definitions import GOOD, write

DECLARATION = """\
title: Declaration
questions:
  - {id: convicted, type: yes-no, label: Were you convicted?}
  - {id: bankrupt, type: yes-no, label: Were you bankrupt?}
  - id: explanation
    type: long-text
    label: What has changed since?
    when: {answer: bankrupt, is: yes}
  - {id: offices, type: texts, label: Where are your offices?, required: false}
"""

GROUNDS = """\
ruleset: grounds
decides: application
rules:
  - id: convicted
    when: {answer: convicted, is: yes}
    then: {exclude: A mandatory ground applies}
    source: "Public Contracts Regulations 2015, reg 57(1)"
  - id: bankrupt
    when: {answer: bankrupt, is: yes}
    then: {refer: A discretionary ground applies}
  - id: no-answer
    lots: [research]
    when: {answer: convicted, unanswered: true}
    then: {exclude: Nothing is said about convictions}
  - id: many-offices
    when: {count_of: offices, more_than: 2}
    then: {fact: {spread: true}}
  - id: spread
    when: {fact: spread, is: true}
    then: {refer: A person looks at suppliers with many offices}
"""


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    folder = tmp_path_factory.mktemp("joining")
    files = {**GOOD, "forms/declaration.yaml": DECLARATION, "rulesets/grounds.yaml": GROUNDS}
    return load(write(folder, files))


def outcome(framework: Framework, lot: str | None = None, **answers: Any) -> dict[str, Any]:
    return assess_application(framework, {"lot": lot, "answers": answers})


def test_a_mandatory_ground_fails_and_a_discretionary_one_is_for_a_person(
    framework: Framework,
) -> None:
    result = outcome(framework, convicted="yes", bankrupt="yes", explanation="We paid.")
    assert result["outcome"] == "fail"
    assert [each["rule"] for each in result["fails"]] == ["grounds/convicted"]
    assert [each["rule"] for each in result["refers"]] == ["grounds/bankrupt"]
    assert result["fails"][0]["source"].endswith("reg 57(1)")
    assert outcome(framework, convicted="no", bankrupt=True, explanation="x")["outcome"] == (
        "discretionary"
    )
    assert outcome(framework, convicted="no", bankrupt="no") == {
        "definition": framework.hash,
        "outcome": "pass",
        "complete": True,
        "fails": [],
        "refers": [],
        "missing": [],
    }


def test_what_is_missing_is_told_and_is_unanswered_to_the_rules(framework: Framework) -> None:
    result = outcome(framework, bankrupt="yes")
    assert (result["outcome"], result["complete"]) == ("discretionary", False)
    assert [each["where"] for each in result["missing"]] == [
        "declaration.convicted",
        "declaration.explanation",
    ]
    assert outcome(framework, "research", bankrupt="no")["outcome"] == "fail"


def test_derived_facts_and_counts_are_known(framework: Framework) -> None:
    offices = ["Leeds", "Hull", "York"]
    assert outcome(framework, convicted="no", bankrupt="no", offices=offices)["refers"][0][
        "rule"
    ] == ("grounds/spread")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"answers": {"convicted": "perhaps"}}, "answers.convicted"),
        ({"answers": {"convict": "no"}}, "answers.convict"),
        ({"answers": {"bid.total-price": 1}}, "answers.bid.total-price"),
        ({"lot": "moon"}, "lot"),
        ({"answers": []}, "answers"),
        ([], ""),
    ],
)
def test_what_cannot_be_read_is_told(framework: Framework, data: object, where: str) -> None:
    with pytest.raises(InputError) as refused:
        assess_application(framework, data)
    assert [each.where for each in refused.value.problems] == [where]


def test_rules_of_competitions_decide_on_applications_where_they_can_be_read(
    tmp_path: Path,
) -> None:
    shared = GROUNDS.replace("decides: application\n", "")
    files = {**GOOD, "forms/declaration.yaml": DECLARATION, "rulesets/grounds.yaml": shared}
    both = load(write(tmp_path, files))
    assert {each.id for each in both.admission_rules} == {
        each.id for each in both.ways["written"].rules if each.id.startswith("grounds/")
    }
    assert all(not each.id.startswith("eligibility/") for each in both.admission_rules)


def test_rules_for_applications_take_no_part_in_competitions(framework: Framework) -> None:
    assert not [each for each in framework.ways["written"].rules if each.id.startswith("grounds/")]


def test_a_rule_for_applications_that_reads_a_bid_is_told(tmp_path: Path) -> None:
    wrong = GROUNDS.replace("answer: bankrupt, is: yes", "answer: total-price, more_than: 5")
    files = {**GOOD, "forms/declaration.yaml": DECLARATION, "rulesets/grounds.yaml": wrong}
    with pytest.raises(DefinitionError, match="there is no question `total-price`"):
        load(write(tmp_path, files))


@given(st.dictionaries(st.sampled_from(["convicted", "bankrupt"]), st.booleans()))
def test_a_worse_answer_never_ends_better(framework: Framework, answers: dict[str, bool]) -> None:
    order = ("pass", "discretionary", "fail")
    here = outcome(framework, None, **answers)["outcome"]
    worse = outcome(framework, None, **dict.fromkeys(answers, True))["outcome"]
    assert order.index(here) <= order.index(worse)
