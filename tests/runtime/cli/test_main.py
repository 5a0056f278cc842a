"""The command line: what it prints, and the exit status that scripts rely on."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from agreements.checks.cases import GivenCompetition
from engine.competitions.competition import Competition
from engine.reference.differences import Compared
from runtime import terminal
from runtime.cli.decisions import print_assessment
from runtime.cli.main import app
from tests.definitions import GOOD, bid, changed, competition, write

ROOT = Path(__file__).parents[3]

RUNNER = CliRunner()


def run(*words: object, given_: str | bytes | None = None) -> Result:
    result = RUNNER.invoke(app, [str(word) for word in words], input=given_)
    # A traceback is a defect, whatever was asked.
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("small"), GOOD)


def places(result: Result) -> list[str]:
    return [each["where"] for each in json.loads(result.stdout)["problems"]]


# --- evaluate ------------------------------------------------------------------------------------


def test_evaluate_prints_the_result_as_json_into_a_pipe(small: Path) -> None:
    result = run("evaluate", small, "-", given_=json.dumps(competition(bid("b1", "10.00"))))
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["winner"] == "b1"
    assert data["problems"] == []
    assert data["definition"].startswith("sha256:")


def test_evaluate_verifies_for_programs_and_for_people(small: Path) -> None:
    given_ = json.dumps(competition(bid("b1", "10.00"), bid("b2", "20.00")))
    result = run("evaluate", small, "-", "--verify", given_=given_)
    assert result.exit_code == 0
    found = json.loads(result.stdout)["verification"]
    assert found["bids"] == 2
    assert found["figures"] > 20
    assert found["differences"] == []
    assert "verification" not in json.loads(run("evaluate", small, "-", given_=given_).stdout)
    assert "Verified:" in run("evaluate", small, "-", "--verify", "--text", given_=given_).stdout


def test_evaluate_fails_where_the_second_evaluation_differs(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agreements.verification.compared", lambda *_: [Compared("x", 1, 2, False)])
    given_ = json.dumps(competition(bid("b1", "10.00")))
    result = run("evaluate", small, "-", "--verify", "--text", given_=given_)
    assert result.exit_code == 1
    assert "First difference: x: the result has 1, the reference 2" in result.stdout
    as_json = run("evaluate", small, "-", "--verify", given_=given_)
    assert as_json.exit_code == 1
    assert len(json.loads(as_json.stdout)["verification"]["differences"]) == 1


def test_evaluate_reads_a_file(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "competition.json"
    path.write_text(json.dumps(competition(bid("b1", 10))), encoding="utf-8")
    assert json.loads(run("evaluate", small, path, "--json").stdout)["winner"] == "b1"


def test_evaluate_explains_for_people(small: Path) -> None:
    out = bid("b2", 5, answers={"annual-turnover": 3})
    given_ = json.dumps(competition(bid("b1", "10.00"), out))
    result = run("evaluate", small, "-", "--explain", given_=given_)
    assert result.exit_code == 0
    assert "The winner is Supplier b1 (b1)" in result.stdout
    assert "annual turnover is £3, which is less than £100,000" in " ".join(result.stdout.split())
    assert "[eligibility/turnover-floor]" in result.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "standard input:1"),
        ("{", "standard input:1"),
        ("[]", ""),
        ('{"bids": 1}', "bids"),
        ('{"bids": [{"id": "x"}]}', "bids[0]"),
        ('{"bids": [NaN]}', "bids[0]"),
        ('{"lot": "outcomes", "weightings": {"price": 1e999}}', "weightings.price"),
        ('{"lot": "\\u0000"}', "lot"),
        ("[" * 100_000, "standard input"),
        ('{"bids": {"id": ' + "9" * 5000 + "}}", "bids.id"),
        (b"\xff\xfe{\x00}\x00", "standard input"),
        (b'{"lot": "\xe9"}', "standard input:1"),
    ],
)
def test_bad_competitions_give_problems_and_exit_2(
    small: Path, text: str | bytes, expected: str
) -> None:
    result = run("evaluate", small, "-", given_=text)
    assert result.exit_code == 2
    assert places(result)[0] == expected


def test_problems_for_people_go_to_standard_error(small: Path) -> None:
    result = run("evaluate", small, "-", "--text", given_="{}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "lot: is missing: choose one of `outcomes`, `research`" in result.stderr
    assert "1 problem" in result.stderr


def test_a_missing_file_is_named(small: Path, tmp_path: Path) -> None:
    result = run("evaluate", small, tmp_path / "none.json")
    assert (result.exit_code, places(result)) == (2, [str(tmp_path / "none.json")])
    result = run("evaluate", tmp_path / "none", "-", given_="{}")
    assert (result.exit_code, places(result)) == (2, [str(tmp_path / "none")])


def test_a_bad_definition_is_told_with_its_lines(tmp_path: Path) -> None:
    write(tmp_path, changed("rulesets/eligibility.yaml", "less_than", "less_thn"))
    result = run("evaluate", tmp_path, "-", given_="{}")
    assert (result.exit_code, places(result)) == (2, ["rulesets/eligibility.yaml:5"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "lot": st.sampled_from(["outcomes", "research"]) | json_values,
            "way": st.just("written") | json_values,
            "date": json_values,
            "weightings": st.just({"technical": 60, "price": 40}) | json_values,
            "brief": json_values,
            "bids": st.lists(
                st.fixed_dictionaries(
                    {"id": st.text() | json_values, "supplier": st.text()},
                    optional={
                        "answers": st.fixed_dictionaries({"total-price": json_values}),
                        "consensus": st.fixed_dictionaries({"technical": json_values}),
                        "scores": json_values,
                        "received": json_values,
                        "rulings": json_values,
                    },
                ),
                max_size=3,
            )
            | json_values,
            "draw": json_values,
        },
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_a_competition_there_is_no_traceback(small: Path, data: Any) -> None:
    text = json.dumps(data, allow_nan=True)
    result = run("evaluate", small, "-", given_=text.encode("utf-8", "surrogatepass"))
    assert result.exit_code in {0, 2}
    printed = json.loads(result.stdout)
    assert result.exit_code == 0 or printed["problems"]


# --- check ---------------------------------------------------------------------------------------

CASES = """\
- case: The cheaper bid wins
  given:
    lot: outcomes
    weightings: {technical: 60, price: 40}
    bids:
      - {id: b1, supplier: One, answers: {total-price: 10}, consensus: {technical: {score: 2}}}
      - {id: b2, supplier: Two, answers: {total-price: 20}, consensus: {technical: {score: 2}}}
  expect:
    winner: b1
    bids: {b2: {rank: 2, total: "60.00"}}
"""


def checking(tmp_path: Path, cases: str) -> Path:
    return write(tmp_path, {**GOOD, "cases/cases.yaml": cases})


def test_check_holds_a_definition_to_its_cases(tmp_path: Path) -> None:
    result = run("check", checking(tmp_path, CASES), "--json")
    assert result.exit_code == 0, result.stdout
    data = json.loads(result.stdout)
    assert [(each["case"], each["holds"]) for each in data["cases"]] == [
        ("The cheaper bid wins", True)
    ]
    assert "eligibility/turnover-floor" in data["coverage"]["never"]
    assert "evaluation/award" not in data["coverage"]["never"]


def test_check_says_what_differs(tmp_path: Path) -> None:
    wrong = CASES.replace("winner: b1", "winner: b2").replace('"60.00"', '"61.00"')
    folder = checking(tmp_path, wrong)
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    (case,) = json.loads(result.stdout)["cases"]
    assert case["differences"] == [
        "winner: expected `b2`, got `b1`",
        "bids.b2.total: expected `61.00`, got `60.00`",
    ]
    text = run("check", folder)
    assert text.exit_code == 1
    assert "cases/cases.yaml:1: winner: expected `b2`, got `b1`" in text.stdout
    assert "Not good: 0 of 1 cases held." in text.stdout


def test_check_accepts_what_a_definition_gives_now(tmp_path: Path) -> None:
    wrong = "# Kept.\n" + CASES.replace("winner: b1", "winner: b2  # kept too")
    folder = checking(tmp_path, wrong)
    result = run("check", folder, "--accept", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["accepted"] == ["cases/cases.yaml"]
    text = (folder / "cases/cases.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Kept.\n")
    assert "winner: b1" in text
    assert run("check", folder).exit_code == 0


def test_problems_of_every_level_are_told_together(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "framework.yaml": GOOD["framework.yaml"].replace("months: 24", "months: 60"),
        "forms/brief.yaml": GOOD["forms/brief.yaml"].replace("type: money", "type: mony"),
        "rulesets/evaluation.yaml": GOOD["rulesets/evaluation.yaml"].replace(
            "of: total-price", "of: annual-turnover"
        ),
    }
    result = run("check", write(tmp_path, files), "--json")
    assert result.exit_code == 2
    data = json.loads(result.stdout)
    assert [each["where"] for each in data["problems"]] == ["forms/brief.yaml:4"]
    serious = [each for each in data["findings"] if each["weight"] == "problem"]
    assert [(each["where"], each["at"][-1]) for each in serious] == [
        ("framework.yaml:5", "term"),
        ("rulesets/evaluation.yaml:10", "of"),
    ]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("lot: outcomes, bidz: []", "bidz"),
        ("competition: competitions/one.json, lot: outcomes", "lot"),
        ("contract: {}, request: {}, lot: outcomes", "lot"),
        ("form: bid, answers: {}, brief: {}", "brief"),
        ("application: {}, lot: outcomes", "lot"),
        ("form: bid, application: {}", "form"),
    ],
)
def test_a_key_that_a_case_does_not_read_is_told(tmp_path: Path, given: str, key: str) -> None:
    cases = f"- case: x\n  given: {{{given}}}\n  expect: {{a: 1}}\n"
    result = run("check", checking(tmp_path, cases), "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["where"] == "cases/cases.yaml:2"
    assert f"there is no key `{key}` here" in problem["says"]


def test_a_case_takes_every_key_of_a_competition() -> None:
    assert GivenCompetition.model_fields.keys() == Competition.model_fields.keys()


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ("case: x\n", "cases/cases.yaml:1"),
        ("- {case: x, given: {}}\n", "cases/cases.yaml:1"),
        ("- {case: x, given: {}, expects: {a: 1}, expect: {a: 1}}\n", "cases/cases.yaml:1"),
    ],
)
def test_bad_cases_are_told(tmp_path: Path, cases: str, expected: str) -> None:
    result = run("check", checking(tmp_path, cases), "--json")
    assert result.exit_code != 0
    assert places(result) == [expected]


def dead_end(tmp_path: Path) -> Path:
    text = GOOD["forms/bid.yaml"] + (
        "  - id: skills\n    type: one-of\n    label: Skills\n"
        "    options: [{label: Many, when: {answer: certificate, is: full}}]\n"
    )
    return write(tmp_path, {**GOOD, "forms/bid.yaml": text})


def test_check_finds_dead_ends_of_forms(tmp_path: Path) -> None:
    folder = dead_end(tmp_path / "dead")
    result = run("check", folder, "--only", "forms", "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["proofs"] == {"proved": 2, "unproved": 0}
    assert [each["where"] for each in data["findings"]] == ["forms/bid.yaml:13"] * 2
    (found,) = [each for each in data["forms"] if each["dead_end"]]
    assert found["form"] == "bid"
    assert found["dead_end"]["at"] == "skills"
    text = run("check", folder, "--only", "forms").stdout
    assert "DEAD END" in text
    assert "Not good: " in text


def test_check_tries_as_many_drafts_as_it_is_told(small: Path) -> None:
    result = run("check", small, "--only", "forms", "--cases", "7", "--json")
    assert result.exit_code == 0
    assert {each["held"] for each in json.loads(result.stdout)["forms"]} == {7}
    text = run("check", small, "--only", "forms", "--cases", "7").stdout
    assert "held for 7 drafts" in text
    assert "Good: 14 drafts were completed." in text


def test_check_saves_dead_ends_as_cases(tmp_path: Path) -> None:
    folder = dead_end(tmp_path / "dead")
    saved = folder / "cases" / "dead-ends.yaml"
    assert run("check", folder, "--only", "forms", "--save", saved).exit_code == 1
    held = json.loads(run("check", folder, "--only", "cases", "--json").stdout)["cases"]
    assert [(each["where"], each["holds"]) for each in held] == [("cases/dead-ends.yaml:1", True)]
    again = run("check", folder, "--only", "forms", "--save", saved)
    assert again.exit_code == 2
    assert "already exists" in again.stderr


def test_check_of_a_bad_definition(tmp_path: Path) -> None:
    write(tmp_path, changed("framework.yaml", "months: 24", "months: many"))
    result = run("check", tmp_path, "--json")
    assert (result.exit_code, places(result)) == (2, ["framework.yaml:5"])
    assert run("check", tmp_path, "--only", "everything").exit_code == 2


# --- form, answers -------------------------------------------------------------------------------


def test_form_as_data(small: Path) -> None:
    result = run("form", small, "bid")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    questions = [question["id"] for page in data["pages"] for question in page["questions"]]
    assert questions == ["total-price", "annual-turnover", "certificate"]
    assert run("form", small, "bid", "--text").stdout.startswith("Bid\n")


def test_a_form_as_json_schema(small: Path) -> None:
    result = run("form", small, "bid", "--json-schema", "--lot", "outcomes")
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["total-price"]
    number = schema["properties"]["total-price"]["anyOf"][1]
    assert number == {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 10**18,
        "multipleOf": 0.01,
    }


def test_a_schema_knows_what_was_answered_before(small: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text('{"brief": {"budget": "yes"}}', encoding="utf-8")
    result = run("form", small, "bid", "--json-schema", "--known", known)
    assert result.exit_code == 2
    assert places(result) == ["known.brief.budget"]


def test_a_schema_of_a_lot_that_is_none(small: Path) -> None:
    result = run("form", small, "bid", "--json-schema", "--lot", "moon")
    assert result.exit_code == 2
    assert places(result) == ["lot"]


def test_a_lot_is_for_a_schema_or_a_page(small: Path) -> None:
    result = run("form", small, "bid", "--lot", "outcomes")
    assert result.exit_code == 2
    assert "goes with --json-schema and --html" in result.stderr


def test_a_form_as_a_page(small: Path, tmp_path: Path) -> None:
    printed = run("form", small, "bid", "--html")
    assert printed.exit_code == 0
    assert printed.stdout.startswith("<!DOCTYPE html>")
    out = tmp_path / "pages" / "bid.html"
    written = run("form", small, "bid", "--html", "--lot", "outcomes", "--out", out)
    assert written.stdout == f"Written: {out} (made the folder {out.parent})\n"
    assert "<h1" in out.read_text("utf-8")


def test_a_page_in_another_language(small: Path) -> None:
    result = run("form", small, "bid", "--html", "--language", "cy")
    assert '<html lang="cy"' in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--html", "--lot", "moon"], "lot: there is no lot `moon`"),
        (["--html", "--language", "fr"], "language: pages are in no language `fr`"),
        (["--language", "cy"], "--language and --out go with --html"),
        (["--html", "--json-schema"], "give one of --json-schema and --html"),
        (["--html", "--known", "x.json"], "--known goes with --json-schema"),
    ],
)
def test_a_page_that_cannot_be(small: Path, words: list[str], says: str) -> None:
    result = run("form", small, "bid", *words)
    assert result.exit_code == 2
    assert says in result.output


def test_a_page_that_cannot_be_written(small: Path, tmp_path: Path) -> None:
    result = run("form", small, "bid", "--html", "--out", tmp_path)
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_a_form_that_is_none(small: Path) -> None:
    result = run("form", small, "bids")
    assert (result.exit_code, places(result)) == (2, ["form"])


def test_good_answers_come_back_as_they_were_understood(small: Path) -> None:
    result = run("answers", small, "bid", "-", given_='{"total-price": "£1,200.50"}')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["answers"] == {"total-price": "1200.50"}


def test_bad_answers_are_told_by_question(small: Path) -> None:
    given_ = '{"annual-turnover": "1.2k", "certificate": "gold", "colour": "red"}'
    result = run("answers", small, "bid", "-", given_=given_)
    assert result.exit_code == 2
    assert set(places(result)) == {"total-price", "annual-turnover", "certificate", "colour"}


def test_answers_for_a_lot_that_is_none(small: Path) -> None:
    result = run("answers", small, "bid", "-", "--lot", "x", given_="{}")
    assert (result.exit_code, places(result)) == (2, ["lot"])


@given(st.dictionaries(st.sampled_from(["total-price", "annual-turnover", "x"]), json_values))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_answered_there_is_no_traceback(small: Path, data: Any) -> None:
    given_ = json.dumps(data).encode("utf-8", "surrogatepass")
    result = run("answers", small, "bid", "-", given_=given_)
    assert result.exit_code in {0, 2}


# --- permit --------------------------------------------------------------------------------------

PERMISSIONS = """\
ruleset: permissions
actions:
  extend: {by: buyer, times: {max: 1}, months_each: {max: 6}}
"""
CONTRACT = {
    "buyer": "Wexcombe Council",
    "supplier": "Ashdown Example Ltd",
    "start": "2027-02-01",
    "end": "2028-01-31",
    "value": "100000.00",
}


@pytest.fixture
def permitting(tmp_path: Path) -> Path:
    framework = GOOD["framework.yaml"] + "regime: none\n"
    write(
        tmp_path,
        {**GOOD, "framework.yaml": framework, "rulesets/permissions.yaml": PERMISSIONS},
    )
    (tmp_path / "contract.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    return tmp_path


def request(**parts: object) -> str:
    return json.dumps({"action": "extend", "by": "buyer", "date": "2027-11-01", **parts})


def test_what_is_permitted_exits_0(permitting: Path) -> None:
    contract = permitting / "contract.json"
    result = run("permit", permitting, contract, "-", given_=request(months=6))
    assert result.exit_code == 0, result.stdout
    assert json.loads(result.stdout)["allowed"] is True


def test_what_is_refused_exits_1_with_reasons(permitting: Path) -> None:
    contract = permitting / "contract.json"
    result = run("permit", permitting, contract, "-", given_=request(months=7))
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["allowed"] is False
    assert [each["rule"] for each in data["reasons"]] == ["permissions/extend/months-each"]
    text = run("permit", permitting, contract, "-", "--text", given_=request(months=7))
    assert text.stdout.startswith("Not allowed.\n")


def test_a_decision_for_people_has_units_and_labels_and_no_ids(permitting: Path) -> None:
    example = ROOT / "examples/temporary-staff"
    contract, requests = example / "contracts/winter-cover.json", example / "contracts/requests"
    for request in sorted(requests.glob("*.json")):
        said = run("permit", example, contract, request, "--text").stdout
        assert "permissions/" not in said
        assert "procurement-act-2023/" not in said
    said = run("permit", example, contract, requests / "end-unpaid.json", "--text").stdout
    assert re.search(r"Notice +20 working days +24 working days", said)
    assert re.search(r"Working days for which undisputed sums have been unpaid +40 +35", said)
    said = run("permit", example, contract, requests / "statement-of-work.json", "--text").stdout
    assert "• £144,000.00" in said
    assert "(clause C" in said
    said = run("permit", example, contract, requests / "extend.json", "--text").stdout
    assert "• 1 time\n" in re.sub(" +\n", "\n", said)


@pytest.mark.parametrize(
    ("outcome", "missing", "opens"),
    [
        ("pass", 0, "Pass: no ground for exclusion applies."),
        ("pass", 1, "Not complete: 1 answer is missing or wrong. No ground for exclusion applies"),
        ("pass", 29, "Not complete: 29 answers are missing or wrong. No ground for exclusion"),
        ("discretionary", 2, "Not complete: 2 answers are missing or wrong. A person must decide"),
        ("fail", 29, "Fail: a ground for exclusion applies."),
    ],
)
def test_an_assessment_does_not_pass_while_answers_are_missing(
    outcome: str, missing: int, opens: str
) -> None:
    lacking = [{"where": f"declaration.q{n}", "says": "is missing"} for n in range(missing)]
    result = {"outcome": outcome, "fails": [], "refers": [], "missing": lacking}
    assert terminal.captured(lambda: print_assessment(result)).startswith(opens)


def test_rules_that_policies_stand_for_are_not_for_cases_to_cover() -> None:
    result = run("check", ROOT / "examples/temporary-staff", "--only", "cases", "--json")
    never = json.loads(result.stdout)["coverage"]["never"]
    assert "permissions/end-unpaid/only-if/long-unpaid" in never
    assert not [each for each in never if each.endswith(("/in-force", "/notice", "/minimum"))]


def test_a_request_that_makes_no_sense_exits_2(permitting: Path, small: Path) -> None:
    contract = permitting / "contract.json"
    result = run("permit", permitting, contract, "-", given_=request(months="many"))
    assert (result.exit_code, places(result)) == (2, ["request.months"])
    result = run("permit", small, contract, "-", given_=request(months=1))
    assert (result.exit_code, places(result)) == (2, ["request.action"])
    assert run("permit", permitting, "-", "-", given_="{}").exit_code == 2


# --- new, doctor, help ---------------------------------------------------------------------------


def test_new_from_scratch_is_good_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "school-meals"
    made = run("new", folder)
    assert made.exit_code == 0, made.stderr
    assert "framework: school-meals" in (folder / "framework.yaml").read_text(encoding="utf-8")
    checked = run("check", folder)
    assert checked.exit_code == 0, checked.stdout


def test_new_from_a_template_says_where_it_comes_from(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "large"
    assert run("new", folder, "--from", small).exit_code == 0
    text = (folder / "framework.yaml").read_text(encoding="utf-8")
    assert "framework: large" in text
    assert "previous: small" in text
    assert run("check", folder).exit_code == 0


def test_new_overwrites_nothing(small: Path, tmp_path: Path) -> None:
    result = run("new", small)
    assert result.exit_code == 2
    assert "already exists: choose a new folder" in result.stderr
    assert run("new", tmp_path / "Not An Id").exit_code == 2
    assert run("new", tmp_path / "fresh", "--from", tmp_path).exit_code == 2
    assert not (tmp_path / "fresh").exists()


def test_doctor_names_the_executors() -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 0
    signs = {each["name"]: each for each in json.loads(result.stdout)}
    assert signs["interpreter"]["well"]
    assert "durable-rules" in signs
    assert run("doctor").exit_code == 0


def test_every_command_has_help_with_an_example() -> None:
    named = ("evaluate", "check", "form", "answers", "permit", "new")
    for command in (*named, "letters", "agreement", "redline"):
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Example:" in result.stdout, command


def test_bad_usage_exits_2() -> None:
    for words in (["evaluate"], ["evaluate", "a"], ["nothing"], ["check", "x", "--none"]):
        assert run(*words).exit_code == 2


def test_completion_can_be_shown() -> None:
    assert "--show-completion" in run("--help").stdout


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "competition.json"
    os.mkfifo(path)
    result = run("evaluate", small, path)
    assert (result.exit_code, places(result)) == (2, [str(path)])


@pytest.mark.parametrize("day", [1778457600, "1778457600", 0, "2027-05-11T00:00:00", True])
def test_a_day_is_never_a_count_of_seconds(small: Path, day: object) -> None:
    given_ = json.dumps(competition(bid("b1", 1), date=day))
    assert places(run("evaluate", small, "-", given_=given_)) == ["date"]


def test_what_looks_like_a_file_of_a_definition_and_is_none_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "rulesets/more.yaml").mkdir()
    (tmp_path / "forms/gone.yaml").symlink_to(tmp_path / "nowhere")
    result = run("check", tmp_path, "--json")
    assert (result.exit_code, places(result)) == (2, ["forms/gone.yaml", "rulesets/more.yaml"])
