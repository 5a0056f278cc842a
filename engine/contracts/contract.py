"""Contracts and requests as documents: what is read, and which parts each kind of action takes."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StrictInt

from engine.contracts.dates import end_of_term
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.action_kinds import ACTION_KINDS, ActionKind
from rules.policies.contract_facts import PERCENT_PLACES, Authority, ContractType, Ground, Role
from rules.problems import InputError, Problems, ValueProblem
from rules.values import Exact, read_date
from rules.yaml.models import input_of

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
MOST_EVENTS: Final = 1000


def _day(raw: object) -> date:
    found = read_date(raw)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueProblem(f"must be between {FIRST_DAY.year} and {LAST_DAY.year}")
    return found


def _said(raw: object) -> object:
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw


ContractDay = Annotated[date, BeforeValidator(_day)]
Pounds = Annotated[Exact, Field(decimal_places=2, gt=-(10**13), lt=10**13)]
Percent = Annotated[Exact, Field(decimal_places=PERCENT_PLACES, ge=0, le=1000)]
YesNoUnsure = Annotated[Literal["yes", "no", "unsure"], BeforeValidator(_said)]
Ids = Annotated[tuple[Id, ...], Field(max_length=200)]


class ContractChange(DefinitionPart):
    """What is done to a contract, whether it was done or is asked for.

    The term changes by `months` or to `new_end`, the value by `value_change` or to `new_value`.
    `days` is the length of a suspension, `to` the supplier to whom the contract is transferred.
    """

    action: Id
    date: ContractDay
    by: Role | None = None
    effective_on: ContractDay | None = None
    months: Annotated[StrictInt, Field(ge=-1200, le=1200)] | None = None
    new_end: ContractDay | None = None
    value_change: Pounds | None = None
    new_value: Annotated[Pounds, Field(ge=0)] | None = None
    price_increase_percent: Percent | None = None
    days: Annotated[StrictInt, Field(ge=1, le=36_500)] | None = None
    to: Line | None = None
    reason: Id | None = None
    explanation: Text | None = None
    agreed_by: tuple[Role, ...] = ()
    approvals: Ids = ()


class Event(ContractChange):
    """Something done in the life of a contract.

    `kind` is needed only for an action that the permissions no longer name. `ground` is the ground
    in law on which it was done, where that was recorded.
    """

    kind: ActionKind | None = None
    ground: Ground | Literal["not-substantial", "below-threshold"] | None = None
    note: Text | None = None


class Decided(DefinitionPart):
    """What a person decided about a rule that left the matter to a person."""

    rule: Line
    decision: Literal["proceed", "stop"]
    by: Line
    reason: Line


class Request(ContractChange):
    """What somebody asks to do, and what they have done towards it."""

    by: Role
    notice_given_on: ContractDay | None = None
    ground: Ground | None = None
    changes_scope: YesNoUnsure | None = None
    favours_supplier: YesNoUnsure | None = None
    changes_nature: YesNoUnsure | None = None
    would_draw_others: YesNoUnsure | None = None
    index_percent: Percent | None = None
    documents: Ids = ()
    notices: Ids = ()
    done: Ids = ()
    answers: dict[Id, Any] = Field(default_factory=dict, max_length=200)
    decided: Annotated[tuple[Decided, ...], Field(max_length=200)] = ()


class Contract(DefinitionPart):
    """A contract as awarded, and what has happened to it since.

    `start` and `end` are its first and last day, without any extension. `value` is its estimated
    value as the regime counts it, VAT included where that counts. `maximum_term_months` is the term
    with every option to extend; left out, there was no such option. `buyer` and `supplier` as
    awarded.
    """

    id: Line | None = None
    title: Line | None = None
    buyer: Line
    supplier: Line
    lot: Id | None = None
    type: ContractType | None = None
    authority: Authority | None = None
    start: ContractDay
    end: ContractDay
    value: Annotated[Pounds, Field(gt=0)]
    maximum_term_months: Annotated[StrictInt, Field(ge=1, le=1200)] | None = None
    history: Annotated[tuple[Event, ...], Field(max_length=MOST_EVENTS)] = ()


def read_contract(data: object) -> Contract:
    """Read a contract. Raises `InputError` that names every place that is wrong."""
    contract = input_of(data, Contract)
    problems = Problems()
    if contract.end < contract.start:
        problems.add("end", f"is before the contract starts, on {in_words(contract.start)}")
    elif contract.maximum_term_months is not None and contract.end > end_of_term(
        contract.start, contract.maximum_term_months
    ):
        problems.add("maximum_term_months", "is shorter than the term as awarded")
    if problems.found:
        raise InputError(problems.found)
    return contract


def read_request(data: object) -> Request:
    """Read a request. Raises `InputError` that names every place that is wrong."""
    return input_of(data, Request)


#: Every key that can say what changes.
_PARTS: Final = tuple(
    dict.fromkeys(
        key
        for traits in ACTION_KINDS.values()
        for key in (*(key for keys in traits.needs for key in keys), *traits.takes)
    )
)


def check_parts(change: ContractChange, kind: ActionKind, at: str, problems: Problems) -> bool:
    """Note parts that are missing or do not fit; say whether all is well."""
    faults = Problems()
    traits = ACTION_KINDS[kind]
    fitting = {*traits.takes, *(key for keys in traits.needs for key in keys)}
    for key in _PARTS:
        if getattr(change, key) is not None and key not in fitting:
            faults.add(f"{at}{key}", f"cannot be given for `{kind}`")
    for keys in traits.needs:
        if all(getattr(change, key) is None for key in keys):
            spelt = " or ".join(f"`{key}`" for key in keys)
            faults.add(f"{at}{keys[0]}", f"is missing: `{kind}` needs {spelt}")
    problems.extend(faults.found)
    return not faults.found


def in_words(when: date) -> str:
    """Write a day as letters do: 1 March 2027."""
    return f"{when.day} {when:%B %Y}"
