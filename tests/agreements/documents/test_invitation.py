"""The invitation pack: what suppliers are asked, and how their bids will be assessed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.documents.invitation import OPEN, invitation_pack
from agreements.loading import load
from agreements.rendering.papers import Paper
from rules.problems import InputError
from tests.agreements.letter_makers import text_of
from tests.definitions import GOOD, write

EXAMPLE = Path(__file__).parents[3] / "examples" / "digital-outcomes"


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(EXAMPLE)


@pytest.fixture(scope="module")
def choices() -> dict[str, Any]:
    data = json.loads((EXAMPLE / "competitions" / "clear-win.json").read_text("utf-8"))
    return {key: data[key] for key in ("lot", "way", "weightings", "brief")}


def part_of(paper: Paper, name: str) -> str:
    part = next(each for each in paper.parts if each.id == name)
    return text_of(replace(paper, parts=(part,)))


def test_a_pack_has_the_questions_of_the_lot_and_no_others(
    framework: Framework, choices: dict[str, Any]
) -> None:
    text = part_of(invitation_pack(framework, **choices), "questions")
    assert "What is your price for the whole contract?" in text
    assert "At most 1,000 words." in text
    assert "It is assessed under: Cultural fit." in text
    assert "day rate" not in text
    assert "participant" not in text


def test_a_pack_has_the_weightings_scales_formula_ties_and_rounding(
    framework: Framework, choices: dict[str, Any]
) -> None:
    text = part_of(invitation_pack(framework, **choices), "criteria")
    assert "| – Proposal | 22 | Marked from 0 to 3" in text
    assert "| 3 | Excellent | It would more than meet the need, with proof. |" in text
    assert "price score = 100 × {lowest price}/{price}" in text
    assert "2. the higher score for Technical competence" in text
    assert "2 decimal places, rounded to the nearest, halves going up" in text


def test_a_pack_has_the_brief_and_a_timetable_with_what_is_open(
    framework: Framework, choices: dict[str, Any]
) -> None:
    paper = invitation_pack(framework, **choices)
    assert paper.watermark == ""
    assert "Running a service for its first year after launch" in part_of(paper, "brief")
    timetable = part_of(paper, "timetable")
    assert "| Latest start date | 1 June 2027 |" in timetable
    assert f"| Bids are due | {OPEN} |" in timetable
    assert "| Standstill after the decision | 8 working days |" in timetable


def test_a_pack_with_an_unfinished_brief_is_a_draft(
    framework: Framework, choices: dict[str, Any]
) -> None:
    brief = {key: value for key, value in choices["brief"].items() if key != "place-of-work"}
    paper = invitation_pack(framework, **{**choices, "brief": brief})
    assert paper.watermark == "Draft"
    assert f"**Place of work**\n\n{OPEN}" in part_of(paper, "brief")


def test_choices_that_the_framework_does_not_allow_are_told(
    framework: Framework, choices: dict[str, Any]
) -> None:
    weightings = {"technical": 90, "price": 30}
    with pytest.raises(InputError) as caught:
        invitation_pack(framework, **{**choices, "weightings": weightings, "brief": {"x": 1}})
    assert {each.where for each in caught.value.problems} >= {
        "weightings.technical",
        "weightings.cultural-fit",
        "brief.x",
    }


def test_what_an_owner_wrote_is_no_markdown(tmp_path: Path) -> None:
    form = GOOD["forms/bid.yaml"].replace("label: Total price", 'label: "<b>Total</b> # [x](y)"')
    framework = load(write(tmp_path, {**GOOD, "forms/bid.yaml": form}))
    paper = invitation_pack(framework, "outcomes", "written", {"technical": 60, "price": 40}, {})
    body = next(each for each in paper.parts if each.id == "questions").parts[0].body
    assert "\\<b\\>Total\\<\\/b\\> \\# \\[x\\](y)" in body


@pytest.mark.parametrize("way", ["written", "written-and-presentation"])
def test_every_part_has_an_anchor_of_its_own(
    framework: Framework, choices: dict[str, Any], way: str
) -> None:
    ids = []

    def walk(parts: tuple[Any, ...]) -> None:
        for part in parts:
            ids.append(part.id)
            walk(part.parts)

    data = json.loads(
        (EXAMPLE / "competitions" / ("clear-win.json" if way == "written" else "eight-bids.json"))
        .read_text("utf-8")
    )  # fmt: skip
    paper = invitation_pack(framework, data["lot"], way, data["weightings"], data["brief"])
    walk(paper.parts)
    assert len(ids) == len(set(ids))
