"""Contracts and what is asked of them: documents go in, facts for rules come out.

    contract = read_contract(data)                 a contract as awarded, with its history
    request = read_request(data)                   what somebody asks to do
    standing = replay(contract, policy, request.date)
    facts = facts_of(standing, request, policy)

The history is replayed from the award on and must make sense at every step; what does not is named
by its place, such as `history[1].months`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StrictInt

from engine.contracts.dates import (
    Calendar,
    Unit,
    days_of_term,
    end_of_term,
    length_of_notice,
    months_moved,
    months_of_term,
    moved_end,
    whole_months,
)
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.contract_facts import (
    PERCENT_PLACES,
    ActionKind,
    Authority,
    ContractState,
    ContractType,
    Ground,
    Role,
)
from rules.policies.permissions import ContractPermissions, contract_vocabulary
from rules.problems import InputError, Problems, ValueProblem
from rules.values import Exact, Value, read_constant, read_date
from rules.yaml.models import input_of

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
MOST_EVENTS: Final = 1000
_DAY: Final = timedelta(days=1)

# --- documents -----------------------------------------------------------------------------------


def _day(raw: object) -> date:
    found = read_date(raw)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueProblem(f"should be between {FIRST_DAY.year} and {LAST_DAY.year}")
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
        problems.add("end", f"is before the contract starts, on {_text(contract.start)}")
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


# --- which parts fit which kind ------------------------------------------------------------------

_VALUE: Final = ("value_change", "new_value")
_TERM: Final = ("months", "new_end")
#: For each kind, the parts that it has: each tuple holds spellings of one, `!` marks what it needs.
_PARTS: Final[Mapping[ActionKind, tuple[tuple[str, ...], ...]]] = {
    "extend": (("!", *_TERM), _VALUE),
    "end-early": (("!", "effective_on"),),
    "end-for-cause": (("!", "effective_on"),),
    "end-part": (("!", "effective_on"), ("!", *_VALUE)),
    "suspend": (("!", "effective_on"), ("!", "days")),
    "vary": (("!", "effective_on"), _TERM, ("!", *_VALUE)),
    "add-statement-of-work": (("!", "effective_on"), ("!", *_VALUE)),
    "raise-price": (("!", "effective_on"), ("!", "price_increase_percent"), ("!", *_VALUE)),
    "transfer": (("!", "effective_on"), ("!", "to")),
    "step-in": (("!", "effective_on"), ("days",)),
}
_ALL_PARTS: Final = (
    *("effective_on", *_TERM, *_VALUE),
    *("price_increase_percent", "days", "to"),
)


def _check_parts(change: ContractChange, kind: ActionKind, at: str, problems: Problems) -> bool:
    """Note parts that are missing or do not fit; say whether all is well."""
    before = len(problems.found)
    fitting = {name for part in _PARTS[kind] for name in part}
    for name in _ALL_PARTS:
        if getattr(change, name) is not None and name not in fitting:
            problems.add(f"{at}{name}", f"cannot be given for `{kind}`")
    for part in _PARTS[kind]:
        names = [name for name in part if name != "!"]
        if part[0] == "!" and all(getattr(change, name) is None for name in names):
            spelt = " or ".join(f"`{name}`" for name in names)
            problems.add(f"{at}{names[0]}", f"is missing: `{kind}` needs {spelt}")
    return len(problems.found) == before


# --- replay --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """A contract as it stands after some of its history."""

    contract: Contract
    end: date
    value: Decimal
    supplier: str
    ended_by: str | None = None
    extensions: int = 0
    used: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, date] = field(default_factory=dict)
    months_added: int = 0
    days_added: int = 0
    all_whole: bool = True
    suspensions: tuple[tuple[date, date], ...] = ()
    #: Changes that the contract as awarded did not provide for: how many, and their sums.
    modifications: int = 0
    modified_value: Decimal = Decimal(0)
    modified_days: int = 0
    below_threshold_value: Decimal = Decimal(0)

    def state(self, on: date) -> ContractState:
        """Give the state of the contract on a day."""
        if on > self.end:
            return "ended"
        if on < self.contract.start:
            return "not-started"
        if any(first <= on <= last for first, last in self.suspensions):
            return "suspended"
        return "running"

    @property
    def suspended_days(self) -> int:
        """Days of suspension, over all suspensions."""
        return sum(days_of_term(first, last) for first, last in self.suspensions)

    @property
    def maximum_months(self) -> int:
        """The maximum term on award, in months; a part of a month counts as one."""
        contract = self.contract
        return contract.maximum_term_months or months_of_term(contract.start, contract.end)

    @property
    def maximum_days(self) -> int:
        """The maximum term on award, in days."""
        contract = self.contract
        if contract.maximum_term_months is None:
            return days_of_term(contract.start, contract.end)
        last = end_of_term(contract.start, contract.maximum_term_months)
        return days_of_term(contract.start, last)


def replay(contract: Contract, policy: ContractPermissions, on: date) -> ContractStanding:
    """Give the contract as it stands on a day, after its whole history.

    Raises `InputError` when the history does not make sense, or goes on after that day.
    """
    problems = Problems()
    standing = ContractStanding(contract, contract.end, contract.value, contract.supplier)
    latest: date | None = None
    for index, event in enumerate(contract.history):
        at = f"history[{index}]."
        kind = event.kind or policy.kind_of(event.action)
        if kind is None:
            problems.add(
                f"{at}action",
                f"`{event.action}` is not an action of this framework: give its `kind`",
            )
            continue
        if latest is not None and event.date < latest:
            problems.add(f"{at}date", f"is before the date of the event above it, {_text(latest)}")
        if event.date > on:
            problems.add(f"{at}date", f"is after the date of the request, {_text(on)}")
        latest = event.date
        if _check_parts(event, kind, at, problems):
            _check_order(standing, event, kind, at, problems)
            standing = applied(standing, event, kind, _ground_of(event, policy), at, problems)
    if problems.found:
        raise InputError(problems.found)
    return standing


def _ground_of(change: Event | Request, policy: ContractPermissions) -> str:
    return change.ground or policy.ground_of(change.action)


def _check_order(
    standing: ContractStanding, event: Event, kind: ActionKind, at: str, problems: Problems
) -> None:
    if event.date > standing.end:
        problems.add(f"{at}date", f"the contract had ended on {_text(standing.end)}")
    elif kind == "extend" and standing.ended_by is not None:
        problems.add(
            f"{at}action",
            f"notice to end the contract had already been given ({standing.ended_by})",
        )
    effective = event.effective_on
    if effective is not None and effective > standing.end:
        problems.add(
            f"{at}effective_on", f"the contract was due to end earlier, on {_text(standing.end)}"
        )


def applied(
    standing: ContractStanding,
    change: ContractChange,
    kind: ActionKind,
    ground: str,
    at: str,
    problems: Problems,
) -> ContractStanding:
    """Give the contract as it stands after a change whose parts fit. Notes problems at `at`."""
    _check_effective(standing, change, kind, at, problems)
    end = _end_after(standing, change, kind, at, problems)
    value = _value_after(standing, change, kind, at, problems)
    used = {**standing.used, change.action: standing.used.get(change.action, 0) + 1}
    last = {**standing.last, change.action: change.effective_on or standing.end + _DAY}
    after = replace(standing, end=end, value=value, used=used, last=last)
    contract = standing.contract
    if end > standing.end:
        months = months_moved(contract.start, standing.end, end)
        after = replace(
            after,
            months_added=standing.months_added + months,
            days_added=standing.days_added + (end - standing.end).days,
            all_whole=standing.all_whole and moved_end(contract.start, standing.end, months) == end,
        )
    match kind:
        case "extend":
            after = replace(after, extensions=standing.extensions + 1)
        case "end-early" | "end-for-cause":
            # A day after the end is refused by a rule, and moves nothing.
            last_day = min(change.effective_on or end, standing.end)
            return replace(after, end=last_day, ended_by=change.action)
        case "suspend" if change.effective_on is not None and change.days is not None:
            until = change.effective_on + timedelta(days=change.days - 1)
            after = replace(
                after, suspensions=(*standing.suspensions, (change.effective_on, until))
            )
        case "transfer":
            after = replace(after, supplier=change.to or standing.supplier)
        case _:
            pass
    if ground == "provided-for":
        return after
    changed = value - standing.value
    # A change whose ground was not recorded may have been a below-threshold one: counted as such.
    below = changed if ground in {"none", "below-threshold"} and changed > 0 else Decimal(0)
    return replace(
        after,
        modifications=standing.modifications + 1,
        modified_value=standing.modified_value + changed,
        modified_days=standing.modified_days + (end - standing.end).days,
        below_threshold_value=standing.below_threshold_value + below,
    )


def _check_effective(
    standing: ContractStanding,
    change: ContractChange,
    kind: ActionKind,
    at: str,
    problems: Problems,
) -> None:
    effective = change.effective_on
    if effective is None:
        return
    if kind in {"end-early", "end-for-cause", "suspend"} and effective < standing.contract.start:
        problems.add(f"{at}effective_on", "is before the contract starts")
    if kind == "suspend" and change.days is not None:
        until = effective + timedelta(days=change.days - 1)
        for first, last in standing.suspensions:
            if first <= until and effective <= last:
                says = f"the contract is already suspended, {_text(first)} to {_text(last)}"
                problems.add(f"{at}effective_on", says)


def _end_after(
    standing: ContractStanding,
    change: ContractChange,
    kind: ActionKind,
    at: str,
    problems: Problems,
) -> date:
    if change.months is None and change.new_end is None:
        return standing.end
    start = standing.contract.start
    end = change.new_end
    if change.months is not None:
        counted = moved_end(start, standing.end, change.months)
        if end is not None and end != counted:
            problems.add(
                f"{at}new_end",
                f"does not agree with `months`: {change.months} months give {_text(counted)}",
            )
        end = counted
    assert end is not None  # noqa: S101 - one of the two is given
    spelt = "months" if change.months is not None else "new_end"
    if kind == "extend" and end <= standing.end:
        problems.add(
            f"{at}{spelt}",
            f"is not an extension: the contract already ends on {_text(standing.end)}",
        )
    elif end < start:
        problems.add(f"{at}{spelt}", "would end the contract before it starts")
    elif end > LAST_DAY:
        problems.add(f"{at}{spelt}", f"would run beyond {LAST_DAY.year}")
    else:
        return end
    return standing.end


def _value_after(
    standing: ContractStanding,
    change: ContractChange,
    kind: ActionKind,
    at: str,
    problems: Problems,
) -> Decimal:
    value = standing.value if change.new_value is None else change.new_value
    if change.value_change is not None:
        counted = standing.value + change.value_change
        if change.new_value is not None and counted != value:
            problems.add(f"{at}new_value", f"does not agree with `value_change`: {counted:f}")
        value = counted
    spelt = "value_change" if change.value_change is not None else "new_value"
    if value < 0:
        problems.add(f"{at}{spelt}", "would make the value less than zero")
    elif value >= 10**13 or percent(value - standing.contract.value, standing.contract.value) > (
        _MOST_PERCENT
    ):
        problems.add(f"{at}{spelt}", "is far beyond the value of the contract: check the figures")
    elif kind == "end-part" and value > standing.value:
        problems.add(f"{at}{spelt}", "a partial end cannot raise the value")
    else:
        return value
    return standing.value


#: A change beyond this is taken for a slip; limits end here too.
_MOST_PERCENT: Final = 1_000_000


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Give the size of a part in per cent of a whole, rounded up at the sixth place.

    Rounding up changes no comparison `more_than` or `at_most` a limit of up to six places: the
    limit itself stands on that grid.
    """
    exact = abs(Fraction(part)) * 100 * 10**PERCENT_PLACES / Fraction(whole)
    up = -(-exact.numerator // exact.denominator)
    found = Decimal(up).scaleb(-PERCENT_PLACES)
    whole_number = found.to_integral_value()
    return whole_number if found == whole_number else found.normalize()


# --- facts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestInContext:
    """A request taken together with the contract: how that stands now, and would stand after."""

    request: Request
    kind: ActionKind
    ground: str
    now: ContractStanding
    after: ContractStanding
    calendar: Calendar

    @property
    def effective(self) -> date:
        """The day it takes effect: for an extension, the day after the contract would end."""
        return self.request.effective_on or self.now.end + _DAY

    @property
    def counts(self) -> date:
        """The day for which notice counts: for an extension, the day the contract would end."""
        return self.request.effective_on or self.now.end

    @property
    def given(self) -> date:
        """The day on which notice was given; if it was not, the day of the request."""
        return self.request.notice_given_on or self.request.date


def calendar_of(policy: ContractPermissions) -> Calendar:
    """Give the working days that a policy counts in."""
    return Calendar(policy.working_days, frozenset(policy.days_off))


def asked(contract: Contract, request: Request, policy: ContractPermissions) -> RequestInContext:
    """Take a request together with the contract. Raises `InputError` with every problem of both."""
    problems = Problems()
    standing: ContractStanding | None = None
    try:
        standing = replay(contract, policy, request.date)
    except InputError as error:
        problems.found.extend(error.problems)
    kind = policy.kind_of(request.action)
    if kind is None:
        known = ", ".join(f"`{name}`" for name in policy.actions)
        problems.add(
            "action", f"`{request.action}` is not an action of this framework: choose from {known}"
        )
    else:
        _check_parts(request, kind, "", problems)
    if request.notice_given_on is not None and request.notice_given_on > request.date:
        problems.add("notice_given_on", "is after the date of the request")
    after = None
    ground = _ground_of(request, policy)
    if standing is not None and kind is not None and not problems.found:
        after = applied(standing, request, kind, ground, "", problems)
    _answers(request, policy, problems)
    if problems.found or standing is None or kind is None or after is None:
        raise InputError(problems.found)
    return RequestInContext(request, kind, ground, standing, after, calendar_of(policy))


def _answers(request: Request, policy: ContractPermissions, problems: Problems) -> dict[str, Value]:
    subjects = contract_vocabulary(policy).answers
    found: dict[str, Value] = {}
    for name, raw in request.answers.items():
        if name not in subjects:
            problems.add(f"answers.{name}", "is not a question of this framework: leave it out")
            continue
        with problems.at(f"answers.{name}"):
            found[subjects[name].key] = read_constant(raw, subjects[name])
    return found


def request_facts(it: RequestInContext, policy: ContractPermissions) -> dict[str, Value]:
    """Give the facts that rules read, by key; what is not known is left out.

    `rules.policies.contract_facts` names them.
    """
    named: dict[str, Value | None] = {
        **_request_facts(it),
        **_notice_facts(it),
        **_contract_facts(it),
        **term_facts(it.now, it.after),
        **_value_facts(it),
    }
    facts = {f"fact:{name}": value for name, value in named.items() if value is not None}
    return facts | _answers(it.request, policy, Problems())


def _yes(said: str | None) -> bool | None:
    return None if said is None or said == "unsure" else said == "yes"


def _request_facts(it: RequestInContext) -> dict[str, Value | None]:
    request, now = it.request, it.now
    return {
        "action": request.action,
        "kind": it.kind,
        "by": request.by,
        "request-date": request.date,
        "effective-date": it.effective,
        "effective-in-the-past": it.effective < request.date and it.kind != "extend",
        "effective-after-the-end": it.effective > now.end and it.kind != "extend",
        "ground": it.ground,
        "reason": request.reason,
        "explanation-words": Decimal(len((request.explanation or "").split())),
        "changes-scope": _yes(request.changes_scope),
        "favours-supplier": _yes(request.favours_supplier),
        "changes-nature": _yes(request.changes_nature),
        "would-draw-others": _yes(request.would_draw_others),
        "approvals": request.approvals,
        # Whoever asks agrees to what they ask for.
        "agreed-by": tuple(dict.fromkeys((request.by, *request.agreed_by))),
        "documents": request.documents,
        "notices": request.notices,
        "done": request.done,
        "price-increase-percent": request.price_increase_percent,
        "index-percent": request.index_percent,
        "suspension-days": None if request.days is None else Decimal(request.days),
        "suspended-days-after": Decimal(it.after.suspended_days),
    }


_UNITS: Final[tuple[Unit, ...]] = ("days", "working-days", "months")


def _notice_facts(it: RequestInContext) -> dict[str, Value | None]:
    start, end = it.now.contract.start, it.now.end
    facts: dict[str, Value | None] = {"notice-given": it.request.notice_given_on is not None}
    for unit in _UNITS:
        for name, first, last in (
            ("notice", it.given, it.counts),
            ("notice-before-expiry", it.given, end),
            ("most-notice", start, end),
        ):
            facts[f"{name}-{unit}"] = Decimal(length_of_notice(unit, first, last, it.calendar))
    return facts


def _contract_facts(it: RequestInContext) -> dict[str, Value | None]:
    now, request = it.now, it.request
    contract = now.contract
    last = now.last.get(request.action)
    most = contract.maximum_term_months
    return {
        "contract-state": now.state(request.date),
        "contract-type": contract.type,
        "authority": contract.authority,
        "notice-to-end": now.ended_by is not None,
        "contract-value": contract.value,
        "value-now": now.value,
        "start-date": contract.start,
        "end-date": now.end,
        "days-to-expiry": Decimal((now.end - request.date).days),
        "initial-months": Decimal(months_of_term(contract.start, contract.end)),
        "term-months": Decimal(months_of_term(contract.start, now.end)),
        "maximum-term-months": None if most is None else Decimal(most),
        "extensions-used": Decimal(now.extensions),
        "times-used": Decimal(now.used.get(request.action, 0)),
        "months-extended": Decimal(now.months_added),
        "months-since-start": _months_between(it, contract.start),
        "months-since-last": None if last is None else _months_between(it, last),
        "suspended-days": Decimal(now.suspended_days),
        "earlier-modifications": Decimal(now.modifications),
    }


def _months_between(it: RequestInContext, earlier: date) -> Decimal:
    return Decimal(length_of_notice("months", earlier, it.effective, it.calendar))


def term_facts(now: ContractStanding, after: ContractStanding) -> dict[str, Value | None]:
    """Give the facts of the term as it would be, by name."""
    contract = now.contract
    added = after.months_added - now.months_added
    whole = moved_end(contract.start, now.end, added) == after.end
    initial = whole_months(contract.start, contract.end)

    def of_initial(months: int, days: int, *, exact: bool) -> Decimal:
        # By months where both are whole months, which is how such a limit is meant.
        if initial is not None and exact:
            return percent(months, initial)
        return percent(days, days_of_term(contract.start, contract.end))

    # Ending a contract is not a change of its term: the law has other rules for it.
    ends = after.ended_by is not None and now.ended_by is None
    days = 0 if ends else (after.end - now.end).days
    modified = after.modified_days if not ends else now.modified_days
    by_days = percent(days, now.maximum_days)
    return {
        "months-asked": Decimal(added),
        "months-asked-percent-of-initial": of_initial(added, max(0, days), exact=whole),
        "months-extended-after": Decimal(after.months_added),
        "months-extended-after-percent-of-initial": of_initial(
            after.months_added, after.days_added, exact=after.all_whole
        ),
        "term-months-after": Decimal(months_of_term(contract.start, after.end)),
        "end-after": after.end,
        "term-change-percent-by-months": _by_months(now, after, days, by_days),
        "term-change-percent-by-days": by_days,
        "together-term-percent": percent(modified, now.maximum_days),
    }


def _by_months(
    now: ContractStanding, after: ContractStanding, days: int, by_days: Decimal
) -> Decimal:
    """Give the change of the term by months, or by days where it is not of whole months."""
    start = now.contract.start
    shorter, longer = sorted((now.end, after.end)) if days else (now.end, now.end)
    months = months_moved(start, shorter, longer)
    if moved_end(start, shorter, months) != longer:
        return by_days
    return percent(months, now.maximum_months)


def _value_facts(it: RequestInContext) -> dict[str, Value | None]:
    awarded, now, after = it.now.contract.value, it.now.value, it.after.value
    change, net = after - now, after - awarded
    nought = Decimal(0)
    rise, fall = max(change, nought), max(-change, nought)
    # Nothing is a share of nought: the value as awarded stands in for it.
    of_now = now if now > 0 else awarded
    return {
        "value-change": change,
        "value-after": after,
        "value-increase": max(net, nought),
        "value-increase-percent": percent(max(net, nought), awarded),
        "value-increase-each": rise,
        "value-increase-percent-each": percent(rise, awarded),
        "value-decrease": max(-net, nought),
        "value-decrease-percent": percent(max(-net, nought), awarded),
        "value-decrease-percent-each": percent(fall, awarded),
        "value-change-percent-of-value-now": percent(change, of_now),
        "value-increase-percent-of-value-now": percent(rise, of_now),
        "net-value-change": abs(net),
        "net-value-change-percent": percent(net, awarded),
        "together-value-percent": percent(it.after.modified_value, awarded),
        "below-threshold-value-after": it.after.below_threshold_value,
    }


def _text(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
