"""A request taken together with its contract, as the facts that rules read.

it = asked(contract, request, policy)
facts = request_facts(it, policy)
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.contracts.contract import Contract, Request, check_parts
from engine.contracts.dates import (
    UNITS,
    Calendar,
    days_of_term,
    length_of_notice,
    months_moved,
    months_of_term,
    moved_end,
    whole_months,
)
from engine.contracts.replay import ContractStanding, applied, replay
from rules.policies.action_kinds import ActionKind
from rules.policies.contract_facts import PERCENT_PLACES
from rules.policies.permissions import ContractPermissions, contract_vocabulary
from rules.problems import InputError, Problems
from rules.values import Value, read_constant

_DAY: Final = timedelta(days=1)


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


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return the size of a part in per cent of a whole, rounded up at the sixth place.

    Rounding up changes no comparison `more_than` or `at_most` a limit of up to six places: the
    limit itself stands on that grid.
    """
    exact = abs(Fraction(part)) * 100 * 10**PERCENT_PLACES / Fraction(whole)
    up = -(-exact.numerator // exact.denominator)
    found = Decimal(up).scaleb(-PERCENT_PLACES)
    whole_number = found.to_integral_value()
    return whole_number if found == whole_number else found.normalize()


def calendar_of(policy: ContractPermissions) -> Calendar:
    """Return the working days that a policy counts in."""
    return Calendar(policy.working_days, frozenset(policy.days_off))


def asked(contract: Contract, request: Request, policy: ContractPermissions) -> RequestInContext:
    """Take a request together with the contract. Raises `InputError` with every problem of both."""
    problems = Problems()
    standing: ContractStanding | None = None
    try:
        standing = replay(contract, policy, request.date)
    except InputError as error:
        problems.extend(error.problems)
    kind = policy.kind_of(request.action)
    if kind is None:
        known = ", ".join(f"`{name}`" for name in policy.actions)
        problems.add(
            "action", f"`{request.action}` is not an action of this framework: choose from {known}"
        )
    else:
        check_parts(request, kind, "", problems)
    if request.notice_given_on is not None and request.notice_given_on > request.date:
        problems.add("notice_given_on", "is after the date of the request")
    after = None
    ground = request.ground or policy.ground_of(request.action)
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
    """Return the facts that rules read, by key; what is not known is left out.

    `rules.policies.contract_facts` names them.
    """
    facts = _known(_request_facts(it) | _notice_facts(it) | _contract_facts(it))
    return facts | changed_facts(it) | _answers(it.request, policy, Problems())


def changed_facts(it: RequestInContext) -> dict[str, Value]:
    """Return, by key, the facts that depend on how long and how much is asked for."""
    suspension = {
        "suspension-days": None if it.request.days is None else Decimal(it.request.days),
        "suspended-days-after": Decimal(it.after.suspended_days),
    }
    return _known(_term_facts(it.now, it.after) | _value_facts(it) | suspension)


def _known(named: dict[str, Value | None]) -> dict[str, Value]:
    return {f"fact:{name}": value for name, value in named.items() if value is not None}


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
    }


def _notice_facts(it: RequestInContext) -> dict[str, Value | None]:
    start, end = it.now.contract.start, it.now.end
    facts: dict[str, Value | None] = {"notice-given": it.request.notice_given_on is not None}
    for unit in UNITS:
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


def _term_facts(now: ContractStanding, after: ContractStanding) -> dict[str, Value | None]:
    """Return the facts of the term as it would be, by name."""
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
    """Return the change of the term by months, or by days where it is not of whole months."""
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
