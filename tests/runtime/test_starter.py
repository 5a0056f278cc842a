"""The framework that `new` starts from: lawful, complete, and never awarded in silence."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from agreements.documents.agreement import framework_agreement
from agreements.loading import load
from agreements.operations import assess_application, competition_result
from runtime.cli.checking import CheckReport, check_folder
from runtime.cli.starting import start

DECLARATION: dict[str, Any] = {
    "mandatory-grounds": ["none"],
    "discretionary-grounds": ["none"],
    "debarred": ["none"],
    "declaration-true": "yes",
}
GROUNDS = ("mandatory-grounds", "discretionary-grounds", "debarred")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("new") / "school-meals"
    start(made, None)
    return made


@pytest.fixture(scope="module")
def report(folder: Path) -> CheckReport:
    return check_folder(folder)


def bid(name: str, price: str, **answers: Any) -> dict[str, Any]:
    mark = {"score": 2, "reason": "It shows that the need will be met"}
    return {
        "id": name,
        "supplier": f"Supplier {name}",
        "answers": {"still-true": "yes", "proposal": "We do it", "total-price": price, **answers},
        "scores": {"quality": [{**mark, "evaluator": each} for each in ("e1", "e2")]},
        "consensus": {"quality": mark},
    }


def result(folder: Path, *bids: dict[str, Any]) -> dict[str, Any]:
    return competition_result(
        load(folder),
        {
            "weightings": {"quality": 60, "price": 40},
            "brief": {"summary": "The meals of a year", "budget": "1000"},
            "bids": list(bids),
        },
    )


def test_it_is_good_and_says_what_is_still_to_be_written(report: CheckReport) -> None:
    assert report.good
    waiting = {each.where for each in report.findings if "placeholder" in each.says}
    text = (report.folder / "framework.yaml").read_text(encoding="utf-8").splitlines()
    marked = [
        at
        for at, line in enumerate(text, 1)
        if "Change this" in line.partition("#")[0] or line.startswith("starts:")
    ]
    assert waiting == {f"framework.yaml:{at}" for at in marked}
    assert len(marked) == 6


def test_its_cases_apply_every_rule_of_eligibility_and_evaluation(report: CheckReport) -> None:
    never = [each for each in report.uncovered if each.startswith(("eligibility/", "evaluation/"))]
    assert set(never) <= {"evaluation/outranked", "evaluation/award"}


def test_its_agreement_can_be_written(folder: Path) -> None:
    assert framework_agreement(load(folder)).parts


@pytest.mark.parametrize(
    "missing",
    [each for size in range(1, 5) for each in combinations(DECLARATION, size)],
)
def test_a_bid_without_a_whole_declaration_never_wins(
    folder: Path, missing: tuple[str, ...]
) -> None:
    declared = {key: value for key, value in DECLARATION.items() if key not in missing}
    found = result(folder, bid("b1", "1.00", **declared), bid("b2", "900.00", **DECLARATION))
    assert found["winner"] == "b2"
    alone = result(folder, bid("b1", "1.00", **declared))
    assert alone["winner"] is None
    applied = {"lot": "services", "answers": declared}
    assert assess_application(load(folder), applied)["outcome"] == "fail"


def test_no_ground_goes_unnoticed(folder: Path) -> None:
    framework = load(folder)
    steps = framework.forms["declaration"].steps
    for name in GROUNDS:
        for value in steps[name].question.choices:
            answers = {**DECLARATION, name: [value], "account": "It is over"}
            if value == "none":
                continue
            assessed = assess_application(framework, {"lot": "services", "answers": answers})
            assert assessed["outcome"] != "pass", (name, value)
            found = result(folder, bid("b1", "1.00", **answers), bid("b2", "900", **DECLARATION))
            assert found["winner"] != "b1", (name, value)


def test_nobody_is_excluded_on_a_ground_unheard(folder: Path) -> None:
    """Procurement Act 2023, s.58(2): a chance to be heard comes before the decision."""
    answers = {**DECLARATION, "mandatory-grounds": ["terrorism"], "account": "It is over"}
    assessed = assess_application(load(folder), {"lot": "services", "answers": answers})
    assert (assessed["outcome"], assessed["fails"]) == ("discretionary", [])
