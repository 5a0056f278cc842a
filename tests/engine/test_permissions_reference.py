"""docs/reference/permissions.md says what is so: its examples run, and no key is left out."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from engine.contracts.contract import Contract, Decided, Event, Request, read_contract, read_request
from engine.contracts.decision import Decision
from engine.contracts.permissions import linked_rules, permit
from rules.legal_regimes import REGIMES
from rules.policies.action_kinds import ActionKind
from rules.policies.actions import Action
from rules.policies.contract_facts import FACTS, Ground
from rules.policies.permissions import Ask, ContractPermissions, permission_problems
from rules.problems import Problems
from rules.yaml.json_reading import parse_json
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml

PAGE = (Path(__file__).parents[2] / "docs/reference/permissions.md").read_text(encoding="utf-8")
POLICIES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
CONTRACT, REQUEST, OTHER_REQUEST, RESULT, _ = (
    parse_json(text, "permissions.md") for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
)


def policy(text: str) -> ContractPermissions:
    return model_of(parse_yaml(text, "permissions.yaml"), ContractPermissions)


def decision(request: dict[str, Any], regime: str | None = None, **contract: Any) -> Decision:
    allowed = policy(POLICIES[0])
    rules = linked_rules(allowed, str, Problems(), regime=regime)
    return permit(
        rules, allowed, read_contract(CONTRACT | contract), read_request(request), regime=regime
    )


@pytest.mark.parametrize("text", POLICIES)
def test_every_policy_can_be_used(text: str) -> None:
    allowed = policy(text)
    problems = Problems()
    linked_rules(allowed, str, problems)
    assert [*permission_problems(allowed), *problems.found] == []


def test_the_decision_is_the_one_that_is_printed() -> None:
    assert decision(REQUEST).as_data() == RESULT


def test_the_other_request_is_decided_by_a_person() -> None:
    undecided = {**OTHER_REQUEST, "decided": []}
    before = {"history": CONTRACT["history"][:1]}
    referred = decision(undecided, "procurement-act-2023", **before)
    assert {each.rule for each in referred.refer} == {
        each["rule"] for each in OTHER_REQUEST["decided"]
    }
    assert decision(OTHER_REQUEST, "procurement-act-2023", **before).ready


def test_every_key_of_a_policy_is_in_an_example() -> None:
    written = "\n".join(POLICIES)
    for model in (Action, Ask, ContractPermissions):
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{field.alias or name}:\s", written), name


@pytest.mark.parametrize("model", [Contract, Event, Request, Decided])
def test_every_key_of_a_document_is_explained(model: type[Contract]) -> None:
    for name in model.model_fields:
        assert f"`{name}`" in PAGE, name


def test_every_key_of_the_result_is_explained() -> None:
    for name in RESULT:
        assert name == "action" or f"`{name}`" in PAGE.partition("## A decision")[2], name


def test_every_fact_is_listed_with_its_meaning() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
    assert {name: subject.label for name, subject in FACTS.items()}.items() <= rows.items()


def test_every_kind_ground_and_regime_is_named() -> None:
    for name in (*get_args(ActionKind), *get_args(Ground)):
        assert f"`{name}`" in PAGE
    for regime in REGIMES:
        assert f"rules/legal_regimes/{regime}.yaml" in PAGE
