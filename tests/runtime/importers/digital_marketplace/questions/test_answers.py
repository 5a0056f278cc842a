"""Answers in the old service's shape are read in ours, by the keys that an import keeps."""

import json
from pathlib import Path
from typing import Any

import pytest

from agreements.operations import check_answers
from rules.problems import InputError
from runtime.importers.digital_marketplace.questions.answers import (
    AnswerShape,
    ImportedKeys,
    Key,
    assumed,
    converted,
    in_lot,
    read_keys,
)
from runtime.importers.digital_marketplace.report import (
    ImportReport,
    ReportEntry,
    Sort,
    SourcePlace,
    markdown,
)
from tests.runtime.cli.test_main import run
from tests.runtime.importers.digital_marketplace.generating import Generator
from tests.runtime.importers.digital_marketplace.invented import invented

COLUMNS = {
    "proof": Key(question="proof"),
    "plan": Key(question="plan", shape=AnswerShape.FILE),
}
LOCKED = Key(question="locked", shape=AnswerShape.ASSURED, assurance="locked-assurance")
KEYS = {
    "serviceName": (Key(question="service-name"),),
    "locked": (LOCKED,),
    "terms": (Key(question="terms", shape=AnswerShape.FILE),),
    "skills": (Key(question="skills", shape=AnswerShape.BOOLEANS),),
    "sizes": (Key(question="sizes", tidied=True),),
    "evidence": (Key(question="evidence", shape=AnswerShape.ROWS, columns=COLUMNS),),
    "area": (
        Key(question="area", lots=("ponds",)),
        Key(question="area-2", tidied=True, lots=("paths", "beds")),
    ),
}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"serviceName": "A"}, {"service-name": "A"}),
        ({"locked": {"value": True, "assurance": "B"}}, {"locked": True, "locked-assurance": "B"}),
        ({"skills": [True, False]}, {"skills": [{"met": True}, {"met": False}]}),
        ({"sizes": [1, "A  b"]}, {"sizes": ["1", "A b"]}),
        ({"evidence": [{"proof": "x"}, 3]}, {"evidence": [{"proof": "x"}, 3]}),
        ({"area": 3}, {"area-2": "3"}),
        # What is blank was dropped, under whatever key.
        ({"unheardOf": "", "serviceName": None}, {"service-name": None}),
        # What is not of its shape is for the form to refuse.
        ({"skills": "yes", "terms": 3}, {"skills": "yes", "terms": 3}),
    ],
)
def test_answers_are_read_by_their_keys(theirs: Any, ours: Any) -> None:
    assert converted(KEYS, theirs, lot="paths") == ours


@pytest.mark.parametrize(
    ("theirs", "problem"),
    [
        ({"unheardOf": 1}, "unheardOf: is not a key of this form"),
        ({"locked": True}, "locked: must have a `value` and an `assurance`"),
        ({"locked": {"value": 1, "why": 2}}, "locked.why: is not a part of the answer"),
        ({"terms": "no address"}, "terms: must be the address of a file, such as https://…"),
        ({"evidence": [{"other": 1}]}, "evidence[0].other: is not a key of this form"),
        ({"evidence": [{"plan": "x"}]}, "evidence[0].plan: must be the address of a file, such"),
        ("text", "answers must be a set of keys and answers"),
    ],
)
def test_what_has_no_key_is_told(theirs: Any, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        converted(KEYS, theirs)
    assert str(refused.value.problems[0]).startswith(problem)


def test_a_key_is_read_in_its_lot() -> None:
    assert in_lot(KEYS, "ponds")["area"].question == "area"
    assert in_lot(KEYS, "beds")["area"].question == "area-2"
    assert "area" not in in_lot(KEYS, "trees")
    assert in_lot(KEYS, None)["area"].question == "area"


def test_a_file_is_taken_to_be_at_its_address() -> None:
    file = assumed("https://assets.example/a/plan%20b.pdf?x=1")
    assert file["name"] == "document.pdf"
    assert assumed("https://assets.example/a/plan.ODT#page")["name"] == "plan.ODT"
    assert assumed("https://assets.example/")["name"] == "document.pdf"
    fetched = converted(KEYS, {"terms": " https://assets.example/a "}, fetch=lambda at: {"at": at})
    assert fetched == {"terms": {"at": "https://assets.example/a"}}


def test_keys_are_kept_as_they_are(tmp_path: Path) -> None:
    data = ImportedKeys(framework="a", forms={"service": KEYS}).as_data()
    assert data["forms"]["service"]["serviceName"] == "service-name"
    (tmp_path / "imported").mkdir()
    (tmp_path / "imported/answers.yaml").write_text(json.dumps(data), encoding="utf-8")
    read = read_keys(tmp_path, "service")
    assert read == KEYS
    with pytest.raises(InputError, match="`bid` was not imported; these were: `service`"):
        read_keys(tmp_path, "bid")
    with pytest.raises(InputError, match="was not imported from the Digital Marketplace"):
        read_keys(tmp_path / "none", "bid")
    (tmp_path / "imported/answers.yaml").write_text("framework: [", encoding="utf-8")
    with pytest.raises(InputError, match="is not YAML"):
        read_keys(tmp_path, "service")


# --- by the command -------------------------------------------------------------------------------


def test_the_command_reads_answers_in_the_old_shape(folder: Path, tmp_path: Path) -> None:
    here = invented("green-spaces-3", folder)
    ours, schema = here.ours("services", "ponds"), here.schema("services", "ponds")
    good = next(g for seed in range(50) if ours.read(g := Generator(schema, seed).good()).good)
    document = tmp_path / "answers.json"
    document.write_text(json.dumps(good), encoding="utf-8")
    words = ("answers", ours.framework.folder, "service", document, "--lot", "ponds")
    result = run(*words, "--from", "digital-marketplace", "--json")
    assert result.exit_code == 0
    answers = json.loads(result.stdout)["answers"]
    assert answers["service-name"] == good["serviceName"].strip()
    # Where other lots choose a size, this one gives a figure: rules could not read both.
    assert answers["size-2"] == str(good["size"])
    document.write_text(json.dumps({**good, "size": 501, "extra": 1}), encoding="utf-8")
    assert run(*words, "--from", "digital-marketplace", "--json").exit_code == 2


def test_the_command_assesses_declarations_in_the_old_shape(folder: Path, tmp_path: Path) -> None:
    declared = {"SQ1-1a": True, "SQ1-1b": "will", "SQ1-1c": True, "hostsStreams": True}
    declared |= {"misleadingInformation": True}
    document = tmp_path / "application.json"
    document.write_text(json.dumps({"answers": {"declaration": declared}}), encoding="utf-8")
    there = invented("green-spaces-3", folder).framework.folder
    result = run("assess", there, document, "--from", "digital-marketplace", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["outcome"] == "discretionary"
    assert {each["rule"] for each in said["refers"]} == {
        "declaration/sq1-1c",
        "declaration/misleading-information",
        "declaration/together-refer",
    }


# --- rules from the code --------------------------------------------------------------------------


def test_a_day_rate_is_at_most_that_of_the_service(folder: Path) -> None:
    framework = invented("green-spaces-3", folder).framework
    service = {"gardener-price-max": "200.00"}

    def problems(rate: str, role: str) -> list[str]:
        known = {
            "brief": {"specialist-role": role, "essential-requirements": ["pruning"]},
            "service": service,
        }
        # The service has a day rate of its own, and rules could not tell the two apart.
        bid: dict[str, Any] = {
            "day-rate-2": rate,
            "availability": "now",
            "respond-to-email-address": "a@b.example",
        }
        bid |= {"essential-requirements": [{"proof": "yes"}]}
        try:
            check_answers(framework, "bid", bid, lot="planting", known=known)
        except InputError as error:
            return [str(each) for each in error.problems]
        return []

    assert problems("200.00", "gardener") == []
    assert problems("200.01", "gardener") == ["day-rate-2: It is more than your own highest rate"]
    assert problems("200.01", "anyone") == []


def test_weightings_become_ways_of_evaluating(folder: Path) -> None:
    framework = invented("green-spaces-3", folder).framework
    assert {name: way.way.lots for name, way in framework.ways.items()} == {
        "planting": ("planting",),
        "paths": ("paths",),
    }
    ruleset = framework.documents["rulesets/evaluation.yaml"]
    planting, paths = ruleset["ways"]
    assert [each["id"] for each in planting["criteria"]] == ["technical", "cultural", "price"]
    assert planting["criteria"][0]["weighting"] == {
        "min": 10, "max": 75, "step": 1, "answer": "brief.technical-weighting",
    }  # fmt: skip
    assert planting["criteria"][0]["from"] == [
        "bid.essential-requirements",
        "bid.nice-to-have-requirements",
        "bid.tools",
        "bid.references",
    ]
    assert planting["criteria"][2]["price"]["of"] == "day-rate-2"
    assert paths["criteria"][2]["price"]["of"] == "quoted-price"
    assert planting["shortlist"] == {
        "keep": {"min": 3, "max": 9, "answer": "number-of-suppliers"},
        "by": ["technical"],
    }
    assert framework.forms["bid"].in_lot("paths").asks("quoted-price")
    assert not framework.forms["bid"].in_lot("planting").asks("quoted-price")


# --- the report -----------------------------------------------------------------------------------


def test_what_is_said_of_several_places_is_said_once() -> None:
    report = ImportReport()
    one, other = SourcePlace("a.yml") / "hidden", SourcePlace("b.yml") / "options" / 2 / "label"
    late = SourcePlace("b.yml") / "options" / 10
    for place in (late, one, other, one):
        report.left_out(place, "is not\nshown")
    report.left_out(SourcePlace("c.yml"), "a filter", needless=True)
    report.asked["services"] = (4, 85)
    report.became(SourcePlace("a.yml"), "`a`")
    report.fill_in("the name")
    text = markdown(report, "Import of a")
    assert text.startswith(
        "# Import of a\n\n- Questions of `services`: 4 of 85 are asked\n- Lost: 3\n"
        "- Not quite the same: 0\n- To fill in: 1\n- Not needed: 1\n- Converted: 1\n\n## Lost\n"
    )
    assert "<details>\n<summary>Not needed: 1</summary>" in text
    assert "\n- `c.yml`: a filter\n\n</details>" in text
    places = "  - `a.yml`: `hidden`\n  - `b.yml`: `options[2].label`, `options[10]`\n"
    assert f"\n- is not shown:\n{places}" in text
    assert "\n- `a.yml`: `a`\n" in text
    assert "\n- the name\n" in text
    assert report.of(Sort.LEFT_OUT)[:-1] == [
        ReportEntry(Sort.LEFT_OUT, one, "is not\nshown"),
        ReportEntry(Sort.LEFT_OUT, other, "is not\nshown"),
        ReportEntry(Sort.LEFT_OUT, late, "is not\nshown"),
    ]
