"""The examples run as they stand: checks, sample competitions, requests, and the commands told."""

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from agreements.checks.cases import GivenFile, read_cases
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result, decide_request
from rules.problems import InputError
from rules.yaml.json_reading import read_json
from runtime.cli.checking import check_folder
from runtime.cli.main import app

TOP: Final = Path(__file__).parents[2]
EXAMPLES: Final = sorted(path.parent for path in (TOP / "examples").glob("*/framework.yaml"))
COMPETITIONS: Final = [file for each in EXAMPLES for file in each.glob("competitions/*.json")]
REQUESTS: Final = [file for each in EXAMPLES for file in each.glob("contracts/requests/*.json")]
COMMANDS: Final = [
    line
    for readme in sorted((TOP / "examples").glob("*/README.md"))
    for block in re.findall(
        r"^```sh\n(.*?)^```$", readme.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("frameworkshop ") and " new " not in line
]


def named(path: Path) -> str:
    return str(path.relative_to(TOP / "examples"))


@cache
def framework(folder: Path) -> Framework:
    return load(folder)


def refused(folder: Path) -> set[str]:
    """Give the sample competitions of which a case says that they cannot be evaluated."""
    return {
        case.given.competition
        for file in read_cases(framework(folder))
        for case in file.cases
        if isinstance(case.given, GivenFile) and "problems" in case.expect
    }


def read(path: Path) -> Any:
    return read_json(path, path.name)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2
    assert COMPETITIONS
    assert REQUESTS
    assert COMMANDS


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_an_example_is_good(folder: Path) -> None:
    report = check_folder(folder)
    assert report.good, [*report.problems, *report.findings]
    assert report.cases


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_an_example_has_the_samples_that_every_example_has(folder: Path) -> None:
    results = [
        competition_result(framework(folder), read(file))
        for file in sorted(folder.glob("competitions/*.json"))
        if str(file.relative_to(folder)) not in refused(folder)
    ]
    assert any(result["ties"] for result in results), "a tie"
    assert any(len(result["bids"]) == 1 for result in results), "one bid"
    outcomes = [{bid["outcome"] for bid in result["bids"]} for result in results]
    assert {"excluded"} in outcomes, "all excluded"
    assert any(result["winner"] for result in results), "a win"


@pytest.mark.parametrize("file", COMPETITIONS, ids=named)
def test_a_sample_competition_lacks_nothing(file: Path) -> None:
    folder = file.parents[1]
    if str(file.relative_to(folder)) in refused(folder):
        with pytest.raises(InputError):
            competition_result(framework(folder), read(file))
        return
    result = competition_result(framework(folder), read(file))
    assert not result["problems"]
    assert [due["says"] for due in result["feedback_due"] if due["missing"]] == []
    for bid in result["bids"]:
        assert bid["reasons"], f"{bid['id']} ended without a reason"


@pytest.mark.parametrize("file", REQUESTS, ids=named)
def test_a_sample_request_is_decided(file: Path) -> None:
    (contract,) = file.parents[1].glob("*.json")
    decision = decide_request(framework(file.parents[2]), read(contract), read(file))
    assert not decision["problems"]
    assert decision["reasons"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_a_readme_tells_works(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
