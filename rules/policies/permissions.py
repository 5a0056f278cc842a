"""The permissions policy: what buyers and suppliers may do during a contract.

    ruleset: permissions
    actions:
      extend:    {by: buyer, times: {max: 2}, months_each: {max: 6}, notice_days: {min: 30}}
      end-early: {by: buyer, notice_days: {min: 30}, approvals: [commercial]}
      vary:      {by: [buyer, supplier], value_increase_percent: {max: 10}, agreed_by: supplier}

`permission_rules` makes its rules.
"""

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from rules.conditions import Condition
from rules.definition_part import DefinitionPart, Id, Line, Text, Unordered
from rules.logic import typed
from rules.policies.action_kinds import ACTION_KINDS, ActionKind
from rules.policies.actions import (
    FITTING,
    Action,
)
from rules.policies.contract_facts import (
    FACTS,
    Ground,
)
from rules.problems import DataPath, ValueProblem
from rules.ruleset import Rule
from rules.values import Day, Kind, Subject
from rules.vocabulary import Vocabulary


class Ask(DefinitionPart):
    """A fact that only the person who asks knows: conditions read it as `{answer: its-id}`."""

    label: Line
    kind: Literal["number", "money", "percentage", "date", "period", "yes-no", "one-of"]
    unit: Literal["days", "months"] | None = None
    options: Unordered[Id, Line] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "period") != (self.unit is not None):
            raise ValueError("`unit` (days or months) goes with the kind `period`")
        if (self.kind == "one-of") != (self.options is not None):
            raise ValueError("`options` go with the kind `one-of`")
        return self


class ContractPermissions(DefinitionPart):
    """The whole policy. `working_days` says whose bank holidays count; `days_off` adds to them."""

    ruleset: Literal["permissions"]
    title: Line | None = None
    note: Text | None = None
    working_days: Literal["england-and-wales", "scotland", "northern-ireland", "united-kingdom"] = (
        "england-and-wales"
    )
    days_off: tuple[Day, ...] = ()
    asks: Unordered[Id, Ask] = Field(default_factory=dict)
    actions: dict[Id, Action] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()

    def kind_of(self, action: str) -> ActionKind | None:
        """Return the kind of an action; None if neither the policy nor the name tells it."""
        known = self.actions.get(action)
        if known is not None and known.kind is not None:
            return known.kind
        return next((kind for kind in ACTION_KINDS if kind == action), None)

    def ground_of(self, action: str) -> Ground:
        """Return the ground in law of an action whose request claims no other.

        The permissions of a framework are terms of every contract under it, so that an option
        written here is one that the contract as awarded provides for. A variation is not an
        option, and a change of supplier has a ground of its own.
        """
        known = self.actions.get(action)
        if known is None:
            return "none"
        if known.ground is not None:
            return known.ground
        kind = self.kind_of(action)
        return "provided-for" if kind and ACTION_KINDS[kind].option else "none"


def permission_problems(policy: ContractPermissions) -> Iterator[tuple[DataPath, str]]:
    """Yield what is wrong with a policy as a whole, each with its place in it."""
    known = contract_vocabulary(policy)
    for name, action in policy.actions.items():
        here: DataPath = ("actions", name)
        kind = policy.kind_of(name)
        if kind is None:
            kinds = ", ".join(f"`{each}`" for each in ACTION_KINDS)
            yield here, f"action `{name}`: give its `kind`: {kinds}"
            continue
        for key in action.written:
            if key not in FITTING[kind]:
                yield (*here, key), f"action `{name}`: `{key}` cannot be used with `{kind}`"
        if kind == "end-for-cause" and action.reasons is None:
            yield here, f"action `{name}`: give the `reasons` for which the contract may be ended"
        for key in ("approvals", "documents", "publish", "only_if"):
            needs = [(need.id, need.when) for need in getattr(action, key)]
            yield from _need_problems(known, (*here, key), name, needs)
    for index, rule in enumerate(policy.rules):
        if rule.then.permit is not None:
            yield (
                ("rules", index),
                f"rule `{rule.id}`: only an entry under `actions` can permit an action",
            )


def _need_problems(
    known: Vocabulary, at: DataPath, action: str, needs: list[tuple[str, Condition | None]]
) -> Iterator[tuple[DataPath, str]]:
    ids = [name for name, _ in needs]
    for index, (name, when) in enumerate(needs):
        if name in ids[:index]:
            yield (*at, index), f"action `{action}`: `{name}` is given twice"
        try:
            typed(when, known.find)
        except ValueProblem as error:
            yield (*at, index, "when"), f"action `{action}`: {error}"


def contract_vocabulary(policy: ContractPermissions) -> Vocabulary:
    """Return what rules about a contract may ask about: every fact, and what the policy asks."""
    answers = {
        name: Subject(
            f"answer:{name}", name, Kind(ask.kind), ask.label, dict(ask.options or {}), ask.unit
        )
        for name, ask in policy.asks.items()
    }
    return Vocabulary(answers=answers, facts=dict(FACTS))
