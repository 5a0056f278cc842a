"""The framework agreement and the call-off contract are whole, numbered and true to the rules."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agreements.clauses.numbering import clause_numbers
from agreements.clauses.paragraphs import paragraphs_of
from agreements.clauses.topics.listing import topics_of
from agreements.clauses.worked_example import example_weightings, worked_example
from agreements.definition.framework import Framework
from agreements.documents.agreement import framework_agreement
from agreements.documents.call_off import Particulars, call_off_contract
from agreements.loading import load
from agreements.operations import competition_result, decide_request, evaluate_competition
from agreements.rendering.papers import Paper, PaperPart, every
from rules.policies.ways import Way
from rules.problems import InputError
from rules.yaml.json_reading import read_json
from tests.agreements.clause_makers import EXTENSION, WITH_PERMISSIONS, made
from tests.definitions import bid, competition, write

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(
    path.parent
    for top in ("examples", "tests/worked", "runtime")
    for path in (ROOT / top).glob("*/framework.yaml")
)


@pytest.fixture(scope="module")
def framework() -> Iterator[Framework]:
    loaded = load(ROOT / "examples/digital-outcomes")
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def paper(framework: Framework) -> Paper:
    return framework_agreement(framework)


def links(paper: Paper) -> set[str]:
    bodies = [part.body for part in every(paper.parts)] + [meaning for _, meaning in paper.terms]
    return {each for body in bodies for each in re.findall(r"\]\(#([^)]+)\)", body)}


# --- the framework agreement ----------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_definition_has_an_agreement_whose_references_lead_somewhere(folder: Path) -> None:
    framework = load(folder)
    made_ = framework_agreement(framework)
    parts = list(every(made_.parts))
    ids = [part.id for part in parts]
    assert len(ids) == len(set(ids))
    assert links(made_) <= set(ids)
    numbers = [part.number for part in parts]
    assert all(numbers)
    assert len(numbers) == len(set(numbers))
    text = "\n".join(part.body for part in parts)
    assert "{{" not in text
    assert "{%" not in text
    assert "{states" not in text
    assert all(part.title for part in made_.parts)
    assert made_.definition == framework.hash
    assert made_ == framework_agreement(load(folder)), "the same definition gives the same paper"
    # Every way has its worked example.
    assert sum(part.title == "Worked example" for part in parts) == len(framework.ways)


def test_clauses_are_numbered_through_and_schedules_are_lettered(paper: Paper) -> None:
    clauses = [part for part in paper.parts if not part.number.startswith("Schedule")]
    assert [part.number for part in clauses] == [str(n) for n in range(1, len(clauses) + 1)]
    schedules = [part for part in paper.parts if part.number.startswith("Schedule")]
    assert [(part.number, part.title) for part in schedules] == [
        ("Schedule A", "How bids are evaluated"),
        ("Schedule B", "What Suppliers are told"),
        ("Schedule C", "Call-off terms"),
        ("Schedule D", "Forms"),
    ]
    assert [part.number for part in schedules[2].parts[:3]] == ["C1", "C2", "C3"]


def test_own_clauses_stand_in_the_place_of_the_librarys(paper: Paper) -> None:
    titles = [part.title for part in every(paper.parts) if part.title]
    assert "How long the framework lasts" in titles
    assert "How long this agreement runs" not in titles
    assert "More time" in titles
    assert "Extending the contract" not in titles


def test_the_first_use_of_a_term_leads_to_its_meaning(paper: Paper) -> None:
    (term,) = [part for part in paper.parts if part.id == "clause-term"]
    text = "\n".join(part.body for part in term.parts)
    assert text.count("**Owner**") == 1
    assert "**Call-Off Contract**" in text
    assert {name for name, _ in paper.terms} >= {"Buyer", "Supplier", "Order Form", "Owner"}


def test_every_rule_has_the_number_of_the_part_that_states_it(framework: Framework) -> None:
    parts = {part.number: part for part in every(framework_agreement(framework).parts)}
    for way in framework.ways:
        numbers = clause_numbers(framework, way)
        for topic in topics_of(framework):
            if topic.id.startswith("ways/") and topic.id != f"ways/{way}":
                continue
            for rule in topic.rules:
                assert rule in numbers
                assert rule in parts[numbers[rule]].states
    together = clause_numbers(framework)
    assert together["evaluation/award"] == "Schedule A"
    assert together["permissions/extend"] == together["permissions/extend/times"] == "C4"
    assert together["framework/term"] == "2"
    assert together["ways/participants"] == "A5"


def test_reasons_cite_the_clause(framework: Framework) -> None:
    path = ROOT / "examples/digital-outcomes/competitions/eight-bids.json"
    result = competition_result(framework, read_json(path, path.name))
    numbers = clause_numbers(framework, result["way"])
    reasons = [each for each_bid in result["bids"] for each in each_bid["reasons"]]
    assert {each["rule"]: each["clause"] for each in reasons} == {
        each["rule"]: numbers[each["rule"]] for each in reasons
    }
    tie = ROOT / "examples/digital-outcomes/competitions/tie.json"
    tied = competition_result(framework, read_json(tie, tie.name))
    cited = [
        each["clause"]
        for each_bid in tied["bids"]
        for each in each_bid["reasons"]
        if each["rule"].startswith("evaluation/ties/")
    ]
    assert cited
    assert all(each.startswith("A") for each in cited)


def test_decisions_about_a_contract_cite_the_clause(framework: Framework) -> None:
    contract = {
        "id": "C-1",
        "title": "Parking permits",
        "buyer": "Wexcombe Council",
        "supplier": "Ashdown Digital",
        "lot": "outcomes",
        "start": "2027-03-01",
        "end": "2028-02-29",
        "value": "100000",
        "authority": "sub-central",
        "type": "services",
    }
    request = {"action": "extend", "by": "supplier", "date": "2027-06-01", "months": 7}
    decision = decide_request(framework, contract, request)
    cited = {each["rule"]: each.get("clause") for each in decision["reasons"]}
    assert cited["permissions/extend/by"] == "C4"
    assert all(clause is None or rule.startswith("permissions/") for rule, clause in cited.items())


def test_lots_and_conditions_are_said(tmp_path: Path) -> None:
    small = load(write(tmp_path, WITH_PERMISSIONS))
    text = "\n".join(part.body for part in every(framework_agreement(small).parts))
    assert (
        "In Outcomes: The bid is referred to the Buyer for decision when security certificate is "
        "“No certificate”. What is to be decided: “The supplier has no security certificate”."
    ) in text


def test_own_clauses_may_state_what_schedules_would(tmp_path: Path) -> None:
    files = {
        **WITH_PERMISSIONS,
        "agreement/framework/70-how.md": "---\nclause: how\nstates: ways\n---\n{{ standard }}\n",
        "agreement/framework/80-told.md": (
            "---\nclause: told\nstates: [feedback/unsuccessful, feedback/excluded]\n---\n"
            "{{ standard }}\n"
        ),
    }
    framework = load(write(tmp_path, files))
    paper = framework_agreement(framework)
    assert [part.number for part in paper.parts if "Schedule" in part.number] == [
        "Schedule A",
        "Schedule B",
    ]
    assert links(paper) <= {part.id for part in every(paper.parts)}
    numbers = clause_numbers(framework, "written")
    how = next(part for part in paper.parts if part.id == "clause-how")
    assert numbers["evaluation/technical/minimum"].startswith(f"{how.number}.")
    assert any(part.title == "Worked example" for part in how.parts)


# --- worked examples ------------------------------------------------------------------------------


def test_a_worked_example_is_what_the_engine_says(framework: Framework) -> None:
    way = framework.ways["written"].way
    text = worked_example(way)
    assert text is not None
    weightings = example_weightings(way)
    assert weightings is not None
    assert sum(weightings.values()) == 100
    # Redone by hand: the prices are £800, £640 and £500, and the lowest price scores 100.
    assert "| Price | £800 | £640 | £500 |" in text
    assert "| Price: score | 62.50 | 78.13 | 100.00 |" in text
    points = Decimal("0.625") * weightings["price"]
    assert f"| Price: points | {points:.2f} |" in text


def test_an_example_says_who_is_excluded() -> None:
    framework = load(ROOT / "examples/temporary-staff")
    text = worked_example(framework.ways["price-per-quality-point"].way)
    assert text is not None
    assert "Bid C is excluded: the score for quality is below the minimum of 60." in text


WEIGHED = {"min": 20, "max": 80, "step": 5}
QUALITY = {"id": "quality", "judged": {"scale": "0-5"}}
PRICE = {"id": "price", "price": {"of": "total", "formula": "lowest-price-ratio"}}
FREE = [{**QUALITY, "weighting": WEIGHED}, {**PRICE, "weighting": WEIGHED}]


def _fixed(formula: Any) -> list[Any]:
    return [{**QUALITY, "weighting": 60}, {**PRICE, "price": formula, "weighting": 40}]


@pytest.mark.parametrize(
    "asks",
    [
        {"criteria": [{**each, "weighting": WEIGHED | {"answer": each["id"]}} for each in FREE]},
        {"criteria": [{**FREE[0], "weighting": WEIGHED | {"answer": "brief.quality"}}, FREE[1]]},
        {"criteria": FREE, "shortlist": {"keep": {"min": 1, "answer": "count"}, "by": ["quality"]}},
        {
            "criteria": _fixed(
                {"of": "total", "formula": "reference-ratio", "reference": {"answer": "usual"}}
            )
        },
        {
            "criteria": [{**QUALITY, "weighting": 100}, {**PRICE, "price": {"of": "total"}}],
            "method": {"method": "quality-premium", "per_point": {"answer": "worth"}},
        },
    ],
)
def test_an_example_answers_all_that_a_way_asks_of_the_brief(asks: dict[str, Any]) -> None:
    way = Way.model_validate({"id": "way", **asks})
    assert way.asked
    text = worked_example(way)
    assert text is not None
    assert "Bid A" in text


# --- the call-off contract ------------------------------------------------------------------------


def particulars(**more: Any) -> Particulars:
    return Particulars.model_validate(
        {
            "buyer": "Wexcombe Council",
            "title": "A service for parking permits",
            "starts": date(2027, 3, 1),
            "months": 12,
            **more,
        }
    )


def test_the_order_form_is_filled_in_from_the_competition(framework: Framework) -> None:
    path = ROOT / "examples/digital-outcomes/competitions/clear-win.json"
    evaluation = evaluate_competition(framework, read_json(path, path.name))
    contract = call_off_contract(framework, evaluation, particulars(dated=date(2027, 2, 1)))
    winner = next(each for each in evaluation.standings if each.id == evaluation.winner)
    supplier = winner.entrant.bid.supplier
    assert dict(contract.facts)["Supplier"] == supplier
    assert contract.dated == date(2027, 2, 1)
    order, terms = contract.parts
    text = "\n".join(part.body for part in every([order]))
    assert f"| Supplier | {supplier} |" in text
    assert "| Term | 12 months |" in text
    price = winner.price
    assert price is not None
    assert f"£{int(price):,}" in text
    agreement = framework_agreement(framework)
    schedule = next(part for part in agreement.parts if part.id == "schedule-call-off")
    assert [part.number for part in terms.parts] == [part.number for part in schedule.parts]
    assert links(contract) <= {part.id for part in every(contract.parts)}


def test_particulars_stay_inside_the_limits_of_the_lot(framework: Framework) -> None:
    path = ROOT / "examples/digital-outcomes/competitions/clear-win.json"
    evaluation = evaluate_competition(framework, read_json(path, path.name))
    with pytest.raises(InputError) as caught:
        call_off_contract(framework, evaluation, particulars(months=25, value="19999.99"))
    assert [str(each) for each in caught.value.problems] == [
        "particulars.months: is 25: contracts of this lot run for at most 24",
        "particulars.value: is £19,999.99: contracts of this lot are worth at least £20,000",
    ]


def test_there_is_no_contract_where_nobody_has_won(framework: Framework) -> None:
    path = ROOT / "examples/digital-outcomes/competitions/all-excluded.json"
    evaluation = evaluate_competition(framework, read_json(path, path.name))
    with pytest.raises(InputError) as caught:
        call_off_contract(framework, evaluation, particulars())
    assert caught.value.problems[0].where == "winner"


def test_a_clause_that_a_rule_includes_is_there_only_where_the_rule_holds(tmp_path: Path) -> None:
    rule = "  - {id: data, when: {answer: certificate, is: full}, then: {include: data-terms}}\n"
    files = {
        **WITH_PERMISSIONS,
        "rulesets/eligibility.yaml": WITH_PERMISSIONS["rulesets/eligibility.yaml"] + rule,
        "agreement/call-off/30-data.md": "---\nclause: data-terms\n---\nData stays at home.\n",
    }
    framework = load(write(tmp_path, files))
    for certificate, there in (("full", True), ("basic", False)):
        bids = [bid("b1", 5, answers={"certificate": certificate})]
        evaluation = evaluate_competition(framework, competition(*bids))
        contract = call_off_contract(framework, evaluation, particulars())
        assert ("clause-data-terms" in {p.id for p in every(contract.parts)}) is there


def test_references_to_the_framework_agreement_are_words_in_a_contract(tmp_path: Path) -> None:
    text = EXTENSION.replace("See [](#clause-end-early)", "See clause [](#clause-term)")
    framework = made(tmp_path, call_off_20_extension=text)
    evaluation = evaluate_competition(framework, competition(bid("b1", 5)))
    contract = call_off_contract(framework, evaluation, particulars())
    body = "\n".join(part.body for part in every(contract.parts))
    assert "See clause 2 of the framework agreement." in body


# --- paragraphs -----------------------------------------------------------------------------------


def test_paragraphs_keep_their_lists_tables_and_formulas() -> None:
    text = """\
First.

Second:

- one
- two

| A | B |
| --- | --- |

```formula
x = {a}/{b}

y = 2
```

{states: a/b, c} Third.

## Titled {states: d}

Fourth.

Fifth.
"""
    found = paragraphs_of(text)
    assert [(each.title, each.states) for each in found] == [
        ("", ()),
        ("", ()),
        ("", ("a/b", "c")),
        ("Titled", ("d",)),
    ]
    assert found[1].body.startswith("Second:\n\n- one\n- two\n\n| A")
    assert found[1].body.endswith("x = {a}/{b}\n\ny = 2\n```")
    assert found[2].body == "Third."
    assert found[3].body == "Fourth.\n\nFifth."


def test_a_part_is_a_part() -> None:
    assert [each.id for each in every([PaperPart("a", "A", parts=(PaperPart("b", "B"),))])] == [
        "a",
        "b",
    ]
