"""What an owner is told of the forms of a definition, with file and line, and the weight of it."""

from pathlib import Path

import pytest

from agreements.checks.cases import run_cases
from agreements.checks.form_checks import as_cases, dead_end_lint, prove_forms, try_forms
from agreements.loading import load
from rules.yaml.writing import write as written
from tests.definitions import BID, BRIEF, GOOD, write

NO_OPTION = """\
  - id: skills
    type: one-of
    label: Which skills do you have?
    options:
      - {label: A few, when: {answer: certificate, is: basic}}
      - {label: Many, when: {answer: certificate, is: full}}
"""


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(e.weight, e.where, e.says) for e in prove_forms(load(folder)).findings]


@pytest.mark.parametrize(
    ("bid", "weight", "line", "says"),
    [
        (NO_OPTION, "problem", 13, "“Which skills do you have?” wants at least 1 of its options"),
        (
            "  - {id: x, type: yes-no, label: X, when: {answer: total-price, less_than: 0}}\n",
            "problem",
            13,
            "the question “X” is never asked: that total price is less than £0 cannot be",
        ),
        (
            "  - {id: x, type: yes-no, label: X, when: {answer: total-price, at_least: 0}}\n",
            "note",
            13,
            "the question “X” has a condition that always holds: total price is at least £0",
        ),
    ],
)
def test_a_dead_end_is_a_problem_and_what_does_no_harm_a_note(
    tmp_path: Path, bid: str, weight: str, line: int, says: str
) -> None:
    ((found_weight, where, text),) = found(write(tmp_path, {**GOOD, "forms/bid.yaml": BID + bid}))
    assert (found_weight, where) == (weight, f"forms/bid.yaml:{line}")
    assert text.startswith(says)


def test_a_good_definition_has_none(tmp_path: Path) -> None:
    framework = load(write(tmp_path, GOOD))
    assert prove_forms(framework).findings == ()
    tried = list(try_forms(framework, 5))
    assert [(each.form, each.held) for each in tried] == [("bid", 5), ("brief", 5)]


def test_a_table_that_a_rule_asks_for_may_be_left_out(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "forms/brief.yaml": BRIEF
        + "  - {id: skills, type: texts, label: Skills needed, required: false}\n",
        "forms/bid.yaml": BID
        + "  - {id: shown, type: rows, label: Evidence, each: skills, "
        + "columns: [{id: c, type: email, label: C}]}\n",
        "rulesets/more.yaml": (
            "ruleset: more\nrules:\n  - {id: r, title: R, when: {count_of: shown, less_than: 2}, "
            "then: {exclude: Too little}}\n"
        ),
    }
    assert found(write(tmp_path, files)) == [
        (
            "note",
            "forms/bid.yaml:13",
            (
                "“Evidence” has a row for each item of “Skills needed”, which is optional: a "
                "rule that reads the table may then find no answer"
            ),
        )
    ]


def test_a_dead_end_is_told_as_a_scenario_and_kept_as_a_case(tmp_path: Path) -> None:
    folder = write(tmp_path, {**GOOD, "forms/bid.yaml": BID + NO_OPTION})
    framework = load(folder)
    (dead_end,) = [e.dead_end for e in try_forms(framework, 200) if e.dead_end]
    finding = dead_end_lint(framework, dead_end)
    assert (finding.weight, finding.where) == ("problem", "forms/bid.yaml:13")
    assert finding.says == (
        "a dead end: in lot “Outcomes”; answered: Total price: £0: “Which skills do you have?” "
        "must be answered then, and nothing can be"
    )
    (case,) = as_cases(framework, [dead_end])
    assert case["expect"] == {"problems": ["skills"]}
    (folder / "cases").mkdir()
    (folder / "cases" / "dead-ends.yaml").write_text(written([case]), encoding="utf-8")
    assert all(outcome.holds for outcome in run_cases(load(folder)))


def test_what_was_known_is_part_of_the_scenario(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "forms/brief.yaml": BRIEF
        + "  - {id: kind, type: one-of, label: Kind, options: [New, Old]}\n",
        "forms/bid.yaml": BID
        + "checks:\n  - {when: {answer: kind, is: Old}, at: total-price, says: No more}\n",
    }
    framework = load(write(tmp_path, files))
    (dead_end,) = [e.dead_end for e in try_forms(framework, 200) if e.dead_end]
    assert dead_end_lint(framework, dead_end).says == (
        "a dead end: in lot “Outcomes”; with Brief (Kind: Old); with nothing answered yet: no way "
        "was found to complete this so that all checks hold"
    )
    (case,) = as_cases(framework, [dead_end])
    assert case["given"]["known"] == {"brief": {"kind": "Old"}}
