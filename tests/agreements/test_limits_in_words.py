"""What the agreement says follows the rules: no limit changes without its words."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agreements.checks.lints import findings
from agreements.definition.framework import Framework
from agreements.documents.agreement import framework_agreement
from agreements.documents.redline import redline
from agreements.loading import load
from rules.problems import DataPath, DefinitionError
from rules.yaml.reading import parse_yaml
from rules.yaml.writing import write

EXAMPLES = Path(__file__).parents[2] / "examples"
_SPAN = re.compile(r"\d+(?= (?:days?|weeks?|months?|years?)$)")


def texts_of(example: str) -> dict[str, str]:
    folder = EXAMPLES / example
    files = [folder / "framework.yaml"]
    files += [
        path for part in ("forms", "rulesets", "agreement") for path in (folder / part).rglob("*.*")
    ]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def limits(data: Any, at: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    """Return every figure, date and period of a document, with the way to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from limits(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from limits(value, (*at, index))
    elif (isinstance(data, int | Decimal | date) and not isinstance(data, bool)) or (
        isinstance(data, str) and _SPAN.search(data)
    ):
        yield at, data


def others(value: Any) -> tuple[Any, ...]:
    if isinstance(value, date):
        return value + timedelta(1), value - timedelta(1)
    if isinstance(value, str):
        return (_SPAN.sub(lambda found: str(int(found[0]) + 1), value),)
    return tuple(each for each in (value + 1, value - 1, value * 2) if each != value)


def changed(files: dict[str, str], name: str, at: DataPath, value: Any) -> Framework | None:
    """Return the definition with another value at a place; None where it may have no other."""
    for other in others(value):
        data = parse_yaml(files[name], name).data
        part = data
        for key in at[:-1]:
            part = part[key]
        part[at[-1]] = other
        try:
            return load({**files, name: write(data)})
        except DefinitionError:
            continue
    return None


def every_limit(example: str) -> list[tuple[str, DataPath, Any]]:
    return [
        (name, at, value)
        for name, text in texts_of(example).items()
        if name.endswith(".yaml")
        for at, value in limits(parse_yaml(text, name).data)
    ]


def held(example: str, some: list[tuple[str, DataPath, Any]]) -> None:
    files = texts_of(example)
    old = load(files)
    before = repr(framework_agreement(old).parts)
    tried = 0
    for name, at, value in some:
        new = changed(files, name, at, value)
        if new is None:
            continue
        tried += 1
        assert repr(framework_agreement(new).parts) != before, (name, at)
        assert any(part.id == "clauses" for part in redline(old, new).parts), (name, at)
    assert tried > len(some) // 2


@pytest.mark.parametrize("example", ["temporary-staff", "digital-outcomes", "cloud-catalogue"])
def test_a_limit_changes_with_the_words_of_the_agreement(example: str) -> None:
    held(example, every_limit(example)[::29])


@pytest.mark.slow
@pytest.mark.parametrize("example", ["temporary-staff", "digital-outcomes", "cloud-catalogue"])
def test_many_limits_change_with_the_words_of_the_agreement(example: str) -> None:
    held(example, every_limit(example)[::5])


def told(files: dict[str, str]) -> list[str]:
    return [each.says for each in findings(load(files)) if "would stay as it is" in each.says]


def with_words(old: str, new: str) -> dict[str, str]:
    files = texts_of("temporary-staff")
    name = next(name for name, text in files.items() if old in text)
    files[name] = files[name].replace(old, new)
    return files


@pytest.mark.parametrize(
    ("old", "new", "figures"),
    [
        ("{{ limits.annual_turnover }}", "£250,000", ["`£250,000`"]),
        (
            "{{ limits.working_days_unpaid }} working days",
            "forty working days",
            ["`forty working days`"],
        ),
        ("{{ limits.fill_rate }}", "80 per cent", ["`80 per cent`"]),
        ("The sums must be above a month's average charges", "Two bills must be unpaid", ["`Two`"]),
        ('{{ "12 weeks" }} in a role', "12 weeks in a role", ["`12 weeks`"]),
        ("undisputed sums above", "£10 and more, undisputed, and above", ["`£10`"]),
    ],
)
def test_a_figure_in_words_is_told(old: str, new: str, figures: list[str]) -> None:
    said = told(with_words(old, new))
    assert [text.partition(" would")[0] for text in said] == figures


def test_the_words_of_the_examples_hold_no_figure_of_their_own() -> None:
    for example in ("temporary-staff", "digital-outcomes", "cloud-catalogue"):
        assert told(texts_of(example)) == []


def test_words_follow_the_limit_that_they_name() -> None:
    files = with_words("less_than: 250000", "less_than: 2500000")
    agreement = repr(framework_agreement(load(files)))
    assert "Annual turnover is below £2,500,000" in agreement
    assert "£250,000" not in agreement


@pytest.mark.parametrize("name", ["limits.turnover", "rule.limits.annual_turnover", "7 * 7"])
def test_words_that_name_no_limit_are_refused(name: str) -> None:
    with pytest.raises(DefinitionError) as error:
        load(with_words("{{ limits.annual_turnover }}", f"{{{{ {name} }}}}"))
    (problem,) = error.value.problems
    assert problem.where.startswith("rulesets/eligibility.yaml:")
    assert "limits.annual_turnover" in problem.says or "limits.name" in problem.says


def test_a_condition_of_an_action_is_worded_from_the_rule() -> None:
    files = with_words(
        "{answer: working-days-unpaid, at_least: 40}", "{answer: working-days-unpaid, at_least: 4}"
    )
    agreement = repr(framework_agreement(load(files)))
    assert (
        "have been unpaid” is at least 4 (“The sums must have been unpaid for at least 4 working"
        in agreement
    )
