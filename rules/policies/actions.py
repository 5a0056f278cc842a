"""Contract actions as written: what may be done, by whom, within which limits, after what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rules.conditions import Condition
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.action_kinds import ACTION_KINDS, ActionKind
from rules.policies.action_limits import (
    ActionLimit,
    LeastDays,
    LeastMonths,
    LeastWords,
    MostDays,
    MostMoney,
    MostMonths,
    MostPercent,
    MostTimes,
)
from rules.policies.contract_facts import Ground, Role
from rules.values import Day


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, str | Mapping) else raw


def _needed(raw: object) -> object:
    raw = _listed(raw)
    return (
        [{"id": item} if isinstance(item, str) else item for item in raw]
        if isinstance(raw, list)
        else raw
    )


Roles = Annotated[tuple[Role, ...], BeforeValidator(_listed), Field(min_length=1)]


class Need(DefinitionPart):
    """An approval, a document or a notice that must be there first: its id, or its id and when.

    `when` is a condition over the facts of the contract and the request; without it, always.
    """

    id: Id
    when: Condition | None = None
    title: Line | None = None


Needs = Annotated[tuple[Need, ...], BeforeValidator(_needed)]


class OnlyIf(DefinitionPart):
    """A condition without which the action is refused, and the sentence that refuses it."""

    id: Id
    when: Condition
    says: Line


class Action(DefinitionPart):
    """What may be done, by whom, within which limits, and what must be done first.

    A limit is declared once, here: `LIMITS` and `FITTING` are read from these fields, as are the
    rules that refuse and the clauses that state it. docs/reference/permissions.md has an example
    of each.
    """

    kind: ActionKind | None = None
    title: Line | None = None
    by: Roles
    lots: tuple[Id, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    source: Line | None = None
    note: Text | None = None

    times: Annotated[
        MostTimes | None,
        ActionLimit(
            "times-used",
            comparator="at_least",
            says="It may be done at most {}, and that limit has been reached",
            states="it may be done no more than {}",
        ),
    ] = None
    months_each: Annotated[
        MostMonths | None,
        ActionLimit(
            "months-asked",
            says="Each {noun} may add at most {}",
            states="each time, the term becomes longer by no more than {}",
            bounds="term",
        ),
    ] = None
    percent_of_initial_each: Annotated[
        MostPercent | None,
        ActionLimit(
            "months-asked-percent-of-initial",
            says="Each {noun} may add at most {} of the initial period",
            states="each time, the term becomes longer by no more than {} of the initial period",
            bounds="term",
        ),
    ] = None
    months_in_all: Annotated[
        MostMonths | None,
        ActionLimit(
            "months-extended-after",
            says="All extensions together may add at most {}",
            states="all extensions together come to no more than {}",
            bounds="term",
        ),
    ] = None
    percent_of_initial_in_all: Annotated[
        MostPercent | None,
        ActionLimit(
            "months-extended-after-percent-of-initial",
            says="All extensions together may add at most {} of the initial period",
            states="all extensions together come to no more than {} of the initial period",
            bounds="term",
        ),
    ] = None
    total_term_months: Annotated[
        MostMonths | None,
        ActionLimit(
            "term-months-after",
            says="The whole term may be at most {}",
            states="the whole term, from the start of the contract, is no longer than {}",
            bounds="term",
        ),
    ] = None
    latest_end: Annotated[
        Day | None,
        ActionLimit(
            "end-after",
            comparator="after",
            says="The contract may run until {} at the latest",
            states="the contract ends on {} at the latest",
            bounds="term",
        ),
    ] = None
    value_increase_percent: Annotated[
        MostPercent | None,
        ActionLimit(
            "value-increase-percent",
            says="All changes together may raise the value by at most {} of the value as awarded",
            states="all changes together raise the value of the contract by no more than {} of its "
            "value as awarded",
            bounds="rise",
        ),
    ] = None
    value_increase_percent_each: Annotated[
        MostPercent | None,
        ActionLimit(
            "value-increase-percent-each",
            says="Each {noun} may raise the value by at most {} of the value as awarded",
            states="each time, the value rises by no more than {} of the value as awarded",
            bounds="rise",
        ),
    ] = None
    value_increase: Annotated[
        MostMoney | None,
        ActionLimit(
            "value-increase",
            says="All changes together may raise the value by at most {}",
            states="all changes together raise the value of the contract by no more than {}",
            bounds="rise",
        ),
    ] = None
    value_increase_each: Annotated[
        MostMoney | None,
        ActionLimit(
            "value-increase-each",
            says="Each {noun} may raise the value by at most {}",
            states="each time, the value rises by no more than {}",
            bounds="rise",
        ),
    ] = None
    value_decrease_percent: Annotated[
        MostPercent | None,
        ActionLimit(
            "value-decrease-percent",
            says="All changes together may lower the value by at most {} of the value as awarded",
            states="all changes together lower the value of the contract by no more than {} of its "
            "value as awarded",
            bounds="fall",
        ),
    ] = None
    value_decrease_percent_each: Annotated[
        MostPercent | None,
        ActionLimit(
            "value-decrease-percent-each",
            says="Each {noun} may lower the value by at most {} of the value as awarded",
            states="each time, the value falls by no more than {} of the value as awarded",
            bounds="fall",
        ),
    ] = None
    total_value: Annotated[
        MostMoney | None,
        ActionLimit(
            "value-after",
            says="The value may be at most {}",
            states="the value of the contract is then no more than {}",
            bounds="rise",
        ),
    ] = None
    price_increase_percent: Annotated[
        MostPercent | None,
        ActionLimit(
            "price-increase-percent",
            says="Prices may rise by at most {} at a time",
            states="each time, prices rise by no more than {}",
            bounds="price",
        ),
    ] = None
    capped_by_index: Annotated[
        bool,
        ActionLimit(
            "price-increase-percent",
            says="Prices may rise by no more than the index has",
            states="prices rise by no more than {} that the Order Form names has risen since "
            "prices last changed",
            bounds="price",
        ),
    ] = Field(default=False, strict=True)
    days_each: Annotated[
        MostDays | None,
        ActionLimit(
            "suspension-days",
            says="Each {noun} may last at most {}",
            states="each time, it lasts no longer than {}",
            bounds="pause",
        ),
    ] = None
    days_in_all: Annotated[
        MostDays | None,
        ActionLimit(
            "suspended-days-after",
            says="All suspensions together may last at most {}",
            states="all times together, it lasts no longer than {}",
            bounds="suspension",
        ),
    ] = None
    months_between: Annotated[
        LeastMonths | None,
        ActionLimit(
            "months-since-last",
            comparator="less_than",
            says="At least {} must pass before it is done again",
            states="at least {} pass before it is done again",
            bounds="repeat",
        ),
    ] = None
    first_after_months: Annotated[
        LeastMonths | None,
        ActionLimit(
            "months-since-start",
            comparator="less_than",
            says="It may be done only once the contract has run {}",
            states="it is not done before the contract has run for {}",
        ),
    ] = None

    notice_days: LeastDays | None = None
    notice_working_days: LeastDays | None = None
    notice_months: LeastMonths | None = None
    notice_before_expiry_days: LeastDays | None = None
    notice_before_expiry_working_days: LeastDays | None = None
    notice_before_expiry_months: LeastMonths | None = None

    approvals: Needs = ()
    documents: Needs = ()
    publish: Needs = ()
    agreed_by: Annotated[tuple[Role, ...], BeforeValidator(_listed)] = ()
    form: Literal["letter", "change-notice", "statement-of-work", "deed"] | None = None
    reasons: dict[Id, Line] | None = Field(default=None, min_length=1)
    explanation_words: LeastWords | None = None
    only_if: tuple[OnlyIf, ...] = ()
    may_change_scope: bool = Field(default=False, strict=True)
    ground: Ground | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError("`from` must not be later than `until`")
        for keys in (NOTICE_KEYS, BEFORE_EXPIRY_KEYS):
            said = [key for key in keys if getattr(self, key) is not None]
            if len(said) > 1:
                raise ValueError("give one of " + " and ".join(f"`{key}`" for key in said))
        return self

    @property
    def written(self) -> tuple[str, ...]:
        """The keys that the action was given, as written."""
        return tuple(key.removesuffix("_") for key in self.model_fields_set)


#: Each key of notice, with the facts that it compares: the notice there is, and the most there
#: could be in a contract of that length.
NOTICE_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "notice_days": ("notice-days", "most-notice-days"),
    "notice_working_days": ("notice-working-days", "most-notice-working-days"),
    "notice_months": ("notice-months", "most-notice-months"),
}
BEFORE_EXPIRY_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "notice_before_expiry_days": ("notice-before-expiry-days", "most-notice-days"),
    "notice_before_expiry_working_days": (
        "notice-before-expiry-working-days",
        "most-notice-working-days",
    ),
    "notice_before_expiry_months": ("notice-before-expiry-months", "most-notice-months"),
}

#: Every limit, by its key in the policy, in the order in which it is asked and stated.
LIMITS: Final[Mapping[str, ActionLimit]] = MappingProxyType(
    {
        key: limit
        for key, field in Action.model_fields.items()
        for limit in field.metadata
        if isinstance(limit, ActionLimit)
    }
)

#: Keys that fit every kind of action.
_EVERY: Final = frozenset(
    {
        *("kind", "title", "by", "lots", "from", "until", "source", "note"),
        *NOTICE_KEYS,
        *BEFORE_EXPIRY_KEYS,
        *("approvals", "documents", "publish", "agreed_by", "form", "reasons"),
        *("explanation_words", "only_if", "ground"),
    }
)

#: The keys that fit each kind of action.
FITTING: Final[Mapping[ActionKind, frozenset[str]]] = MappingProxyType(
    {
        kind: _EVERY
        | {key for key, limit in LIMITS.items() if limit.bounds in (None, *traits.limits)}
        | ({"may_change_scope"} if traits.scoped else set())
        for kind, traits in ACTION_KINDS.items()
    }
)

#: The limits of the term, by key.
TERM_LIMITS: Final = tuple(key for key, limit in LIMITS.items() if limit.bounds == "term")
