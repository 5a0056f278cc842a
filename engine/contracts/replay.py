"""Replay: a contract as it stands after its history, and as it would stand after a change.

The history is replayed from the award on and must make sense at every step; what does not is named
by its place, such as `history[1].months`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from engine.contracts.contract import (
    LAST_DAY,
    Contract,
    ContractChange,
    Event,
    check_parts,
    in_words,
)
from engine.contracts.dates import (
    days_of_term,
    end_of_term,
    months_moved,
    months_of_term,
    moved_end,
)
from rules.policies.action_kinds import ActionKind
from rules.policies.contract_facts import ContractState
from rules.policies.permissions import ContractPermissions
from rules.problems import InputError, Problems

_DAY: Final = timedelta(days=1)
#: A value more than this many times the value as awarded is taken for a slip.
_MOST_TIMES: Final = 10_000


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
        """Return the state of the contract on a day."""
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
    """Return the contract as it stands on a day, after its whole history.

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
            problems.add(
                f"{at}date", f"is before the date of the event above it, {in_words(latest)}"
            )
        if event.date > on:
            problems.add(f"{at}date", f"is after the date of the request, {in_words(on)}")
        latest = event.date
        if check_parts(event, kind, at, problems):
            _check_order(standing, event, kind, at, problems)
            standing = applied(
                standing, event, kind, event.ground or policy.ground_of(event.action), at, problems
            )
    if problems.found:
        raise InputError(problems.found)
    return standing


def _check_order(
    standing: ContractStanding, event: Event, kind: ActionKind, at: str, problems: Problems
) -> None:
    if event.date > standing.end:
        problems.add(f"{at}date", f"the contract had ended on {in_words(standing.end)}")
    elif kind == "extend" and standing.ended_by is not None:
        problems.add(
            f"{at}action",
            f"notice to end the contract had already been given ({standing.ended_by})",
        )
    effective = event.effective_on
    if effective is not None and effective > standing.end:
        problems.add(
            f"{at}effective_on", f"the contract was due to end earlier, on {in_words(standing.end)}"
        )


def applied(
    standing: ContractStanding,
    change: ContractChange,
    kind: ActionKind,
    ground: str,
    at: str,
    problems: Problems,
) -> ContractStanding:
    """Return the contract as it stands after a change whose parts fit. Notes problems at `at`."""
    step = _Step(standing, change, kind, at, problems)
    step.check_effective()
    end, value = step.end(), step.value()
    contract = standing.contract
    after = replace(
        standing,
        end=end,
        value=value,
        used={**standing.used, change.action: standing.used.get(change.action, 0) + 1},
        last={**standing.last, change.action: change.effective_on or standing.end + _DAY},
    )
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
        case "suspend" if step.suspended is not None:
            after = replace(after, suspensions=(*standing.suspensions, step.suspended))
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


@dataclass(frozen=True, slots=True)
class _Step:
    """One change on the way through a history; problems are noted at the change's place."""

    standing: ContractStanding
    change: ContractChange
    kind: ActionKind
    at: str
    problems: Problems

    def refuse(self, key: str, says: str) -> None:
        self.problems.add(f"{self.at}{key}", says)

    @property
    def suspended(self) -> tuple[date, date] | None:
        """The first and the last day of a suspension."""
        first, days = self.change.effective_on, self.change.days
        if first is None or days is None or self.kind != "suspend":
            return None
        return first, first + timedelta(days=days - 1)

    def check_effective(self) -> None:
        effective = self.change.effective_on
        if (
            self.kind in {"end-early", "end-for-cause", "suspend"}
            and effective is not None
            and effective < self.standing.contract.start
        ):
            self.refuse("effective_on", "is before the contract starts")
        if self.suspended is not None:
            start, until = self.suspended
            for first, last in self.standing.suspensions:
                if first <= until and start <= last:
                    days = f"{in_words(first)} to {in_words(last)}"
                    self.refuse("effective_on", f"the contract is already suspended, {days}")

    def end(self) -> date:
        """Return the last day after the change; the last day as it was where that is wrong."""
        start, now = self.standing.contract.start, self.standing.end
        months, end = self.change.months, self.change.new_end
        key = "new_end"
        if months is not None:
            counted = moved_end(start, now, months)
            if end is not None and end != counted:
                says = f"does not agree with `months`: {months} months give {in_words(counted)}"
                self.refuse(key, says)
            key, end = "months", counted
        if end is None:
            return now
        if self.kind == "extend" and end <= now:
            says = f"is not an extension: the contract already ends on {in_words(now)}"
            self.refuse(key, says)
        elif end < start:
            self.refuse(key, "would end the contract before it starts")
        elif end > LAST_DAY:
            self.refuse(key, f"would run beyond {LAST_DAY.year}")
        else:
            return end
        return now

    def value(self) -> Decimal:
        """Return the value after the change; the value as it was where that is wrong."""
        now, awarded = self.standing.value, self.standing.contract.value
        value = now if self.change.new_value is None else self.change.new_value
        key = "new_value"
        if self.change.value_change is not None:
            counted = now + self.change.value_change
            if self.change.new_value is not None and counted != value:
                self.refuse(key, f"does not agree with `value_change`: {counted:f}")
            key, value = "value_change", counted
        if value < 0:
            self.refuse(key, "would make the value less than zero")
        elif value >= 10**13 or value - awarded > _MOST_TIMES * awarded:
            self.refuse(key, "is far beyond the value of the contract: check the figures")
        elif self.kind == "end-part" and value > now:
            self.refuse(key, "a partial end cannot raise the value")
        else:
            return value
        return now
