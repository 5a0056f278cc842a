"""Policies, contracts and requests that the tests of permissions share."""

from typing import Any

from engine.contracts.contract import read_contract, read_request
from engine.contracts.decision import Decision
from engine.contracts.permissions import RunRules, linked_rules, permit, run_once
from engine.execute import fired_once
from engine.program import program_of
from rules.policies.permissions import ContractPermissions, permission_problems
from rules.problems import InputError, Problems
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml

#: A services contract of 24 months, with an option for 12 more.
CONTRACT: dict[str, Any] = {
    "buyer": "Exampleton Borough Council",
    "supplier": "Ashdown Digital",
    "type": "services",
    "authority": "sub-central",
    "start": "2026-03-01",
    "end": "2028-02-29",
    "maximum_term_months": 36,
    "value": "1000000.00",
}


def policy(actions: str) -> ContractPermissions:
    """Read a policy from the YAML of its actions (or of the whole document)."""
    text = actions if "ruleset:" in actions else f"ruleset: permissions\nactions:\n{actions}"
    found = model_of(parse_yaml(text, "permissions.yaml"), ContractPermissions)
    assert list(permission_problems(found)) == []
    return found


#: The interpreter alone: quick, for the many decisions of a property.
run_plainly: RunRules = lambda rules, facts: fired_once(  # noqa: E731
    program_of(rules), facts, with_network=False
)


def decide(
    allowed: ContractPermissions,
    contract: dict[str, Any],
    request: dict[str, Any],
    *,
    regime: str | None = None,
    run: RunRules = run_plainly,
) -> Decision:
    """Decide on a request; the contract's keys are added to those of `CONTRACT`."""
    problems = Problems()
    rules = linked_rules(allowed, lambda at: f"permissions.yaml:{at}", problems, regime=regime)
    assert problems.found == []
    return permit(
        rules,
        allowed,
        read_contract({**CONTRACT, **contract}),
        read_request(request),
        regime=regime,
        run=run,
    )


def problems_in(
    allowed: ContractPermissions, contract: dict[str, Any], request: dict[str, Any]
) -> dict[str, str]:
    """Give the problems of a contract or a request that make no sense, by place."""
    try:
        decide(allowed, contract, request)
    except InputError as error:
        return {each.where: each.says for each in error.problems}
    return {}


def refusing(decision: Decision) -> list[str]:
    """Give the ids of the rules that refuse, without their first part."""
    return [
        each.rule.removeprefix("permissions/")
        for each in decision.reasons
        if each.outcome == "refuse"
    ]


def first(decision: Decision) -> list[str]:
    """Give the ids of the rules that ask for something first."""
    return [each.rule.removeprefix("permissions/") for each in decision.first]


__all__ = ["CONTRACT", "decide", "first", "policy", "problems_in", "refusing", "run_once"]
