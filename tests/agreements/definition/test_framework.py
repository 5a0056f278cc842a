"""A definition is read whole; what is wrong with one is told with file, line and mend."""

from datetime import date
from pathlib import Path

import pytest

from agreements.loading import load
from rules.problems import DefinitionError, InputError
from tests.definitions import EVALUATION, GOOD, changed, write


def problems(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    return [str(each) for each in caught.value.problems]


def test_a_good_definition_loads(tmp_path: Path) -> None:
    framework = load(write(tmp_path, GOOD))
    assert list(framework.forms) == ["bid", "brief"]
    assert [rule.id for rule in framework.ways["written"].rules] == [
        "evaluation/technical/minimum",
        "evaluation/outranked",
        "evaluation/award",
        "eligibility/turnover-floor",
        "eligibility/no-certificate",
        "feedback/unsuccessful/own-scores",
        "feedback/unsuccessful/own-reasons",
        "feedback/unsuccessful/winner-name",
        "feedback/excluded/exclusion-reasons",
    ]


def test_the_hash_is_of_what_a_definition_says(tmp_path: Path) -> None:
    one = load(write(tmp_path / "one", GOOD)).hash
    same = changed("rulesets/evaluation.yaml", "minimum: 1}", "minimum: 1.0}  # a remark")
    assert load(write(tmp_path / "two", same)).hash == one
    other = changed("rulesets/evaluation.yaml", "minimum: 1}", "minimum: 2}")
    assert load(write(tmp_path / "three", other)).hash != one


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "rulesets/evaluation.yaml",
            "weighting: {min: 25, max: 90}",
            "weighting: {min: 95, max: 99}",
            [("rulesets/evaluation.yaml:6: way `written`: criterion `technical`: weighting 10–75 "
             "and `price` 95–99 can never total 100")],
        ),
        (
            "rulesets/evaluation.yaml",
            "ties: [technical, price, draw-lots]",
            "ties: [technicl, draw-lots]",
            [("rulesets/evaluation.yaml:11: way `written`: `ties` names `technicl`, which is not a "
             "criterion of this way")],
        ),
        (
            "rulesets/evaluation.yaml",
            "of: total-price",
            "of: totl-price",
            [("rulesets/evaluation.yaml:8: there is no question `totl-price`: did you mean "
             "`total-price`?")],
        ),
        (
            "rulesets/eligibility.yaml",
            "answer: annual-turnover",
            "answer: anual-turnover",
            [("rulesets/eligibility.yaml:5: rule `eligibility/turnover-floor`: there is no "
             "question `anual-turnover`: did you mean `annual-turnover`?")],
        ),
        (
            "rulesets/eligibility.yaml",
            "is: none",
            "is: gold",
            [("rulesets/eligibility.yaml:10: rule `eligibility/no-certificate`: `gold` is not an "
             "option of `certificate`: `none`, `basic`, `full`")],
        ),
        (
            "rulesets/eligibility.yaml",
            "less_than: 100000",
            "before: 2026-01-01",
            [("rulesets/eligibility.yaml:5: rule `eligibility/turnover-floor`: `before` cannot be "
             "used with `annual-turnover`, which is an amount of money: use `is`, `is_not`, "
             "`one_of`, "
             "`less_than`, `at_most`, `more_than`, `at_least`, `between`, `answered`, "
             "`unanswered`")],
        ),
        (
            "rulesets/eligibility.yaml",
            "lots: [outcomes]",
            "lots: [outcome]",
            ["rulesets/eligibility.yaml:9: there is no lot `outcome`: `outcomes`, `research`"],
        ),
        (
            "rulesets/eligibility.yaml",
            "id: no-certificate",
            "id: turnover-floor",
            [("rulesets/eligibility.yaml:8: rule `eligibility/turnover-floor` is also at "
             "rulesets/eligibility.yaml:3")],
        ),
        (
            "framework.yaml",
            "starts: 2027-01-04",
            "starts: 2027-02-30",
            ["framework.yaml:4: `2027-02-30` is not a real date"],
        ),
        (
            "framework.yaml",
            "name: Small framework",
            "nmae: Small framework",
            ["framework.yaml:1: `name` is missing",
             "framework.yaml:2: there is no key `nmae` here"],
        ),
        (
            "rulesets/feedback.yaml",
            "contains: [own-scores, own-reasons, winner-name]",
            "contains: [own-scores, winner-address]",
            [("rulesets/feedback.yaml:4: `letters`: `winner-address` cannot be in a letter: "
             "choose from challenge, criteria, exclusion-reasons, number-of-bids, own-details, "
             "own-rank, own-reasons, own-scores, own-total, price-rank, relative-advantages, "
             "standstill, winner-name, winner-reasons, winner-scores, winner-total")],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, expected: list[str]
) -> None:
    assert problems(write(tmp_path, changed(name, old, new))) == expected


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "rulesets/evaluation.yaml": EVALUATION.replace("0-3", "3-0"),
        "rulesets/eligibility.yaml": "ruleset: eligibility\nrules: [{id: x}]\n",
        "forms/bid.yaml": "title: Bid\nquestions: [{id: a, type: mony, label: A}]\n",
    }
    told = problems(write(tmp_path, files))
    assert {line.partition(":")[0] for line in told} == {
        "rulesets/evaluation.yaml",
        "rulesets/eligibility.yaml",
        "forms/bid.yaml",
    }


def test_facts_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    rules = """\
ruleset: circles
rules:
  - {id: one, when: {fact: b, is: yes}, then: {fact: {a: yes}}}
  - {id: two, when: {fact: a, is: yes}, then: {fact: {b: yes}}}
"""
    told = problems(write(tmp_path, {**GOOD, "rulesets/circles.yaml": rules}))
    circle = "`circles/one` → `circles/two` → `circles/one`"
    says = f"these facts depend on each other: {circle}; remove one dependency"
    assert told == [f"rulesets/circles.yaml:3: {says}"]


def test_a_rule_cannot_exclude_once_bids_are_ranked(tmp_path: Path) -> None:
    rules = """\
ruleset: late
rules:
  - {id: second, when: {fact: rank, is: 2}, then: {exclude: Too late}}
"""
    told = problems(write(tmp_path, {**GOOD, "rulesets/late.yaml": rules}))
    says = "bids are ranked already when it runs: it can no longer exclude or refer"
    assert told == [f"rulesets/late.yaml:3: rule `late/second`: {says}"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: there is no such folder"]
    assert problems(tmp_path) == [
        f"{tmp_path}: has no framework.yaml, so it is not the folder of a framework"
    ]


def test_lots_and_ways_must_be_chosen_where_there_are_several(tmp_path: Path) -> None:
    framework = load(write(tmp_path, GOOD))
    with pytest.raises(InputError, match="lot: is missing: choose one of `outcomes`, `research`"):
        framework.evaluation_plan(None, "written")
    with pytest.raises(InputError, match="lot: `x` cannot be used here"):
        framework.evaluation_plan("x", "written")
    assert framework.evaluation_plan("research", None).way.id == "written"


def test_rules_of_a_lot_apply_in_that_lot_only(tmp_path: Path) -> None:
    framework = load(write(tmp_path, GOOD))
    rules = {
        lot: framework.evaluation_plan(lot, "written").runner.program.order
        for lot in ("outcomes", "research")
    }
    assert "eligibility/no-certificate" in rules["outcomes"]
    assert "eligibility/no-certificate" not in rules["research"]


def test_rules_of_a_time_need_a_date(tmp_path: Path) -> None:
    files = changed(
        "rulesets/eligibility.yaml",
        "    title: Turnover",
        "    from: 2027-06-01\n    title: Turnover",
    )
    framework = load(write(tmp_path, files))
    with pytest.raises(InputError, match="date: is missing"):
        framework.evaluation_plan("outcomes", "written")
    before = framework.evaluation_plan("outcomes", "written", on=date(2027, 5, 31))
    since = framework.evaluation_plan("outcomes", "written", on=date(2027, 6, 1))
    assert "eligibility/turnover-floor" not in before.runner.program.order
    assert "eligibility/turnover-floor" in since.runner.program.order


def test_collect_is_for_tables_only(tmp_path: Path) -> None:
    rules = """\
ruleset: sums
rules:
  - {id: one, then: {score: {criterion: technical, is: 1, collect: sum}}}
"""
    told = problems(write(tmp_path, {**GOOD, "rulesets/sums.yaml": rules}))
    says = "`collect` is for decision tables, whose rows it joins"
    assert f"rulesets/sums.yaml:3: rule `one`: {says}" in told


@pytest.mark.parametrize("letter", ["\\u0001", "\\ufffe", "\\uffff", "\\u0080"])
def test_what_nobody_can_read_is_refused_where_it_stands(tmp_path: Path, letter: str) -> None:
    name = GOOD["framework.yaml"].replace("name: ", f'reference: "Ref {letter}"\nname: ', 1)
    with pytest.raises(DefinitionError) as error:
        load(write(tmp_path, {**GOOD, "framework.yaml": name}))
    (problem,) = error.value.problems
    assert problem.where.startswith("framework.yaml:")
    assert "contains the character U+" in problem.says
    assert "after `Ref`" in problem.says


def test_a_clause_with_what_nobody_can_read_is_refused_at_its_line(tmp_path: Path) -> None:
    clause = "---\nclause: extra\n---\nWords.\n\nMore\ufffe words.\n"
    with pytest.raises(DefinitionError) as error:
        load(write(tmp_path, {**GOOD, "agreement/framework/99-extra.md": clause}))
    assert [each.where for each in error.value.problems] == ["agreement/framework/99-extra.md:6"]
