"""The decision on a request, as data: the outcome, every reason, what to do, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from engine.reasons import NO_CLAUSES, Reason

DecisionOutcome = Literal["allowed", "allowed-after-steps", "referred", "refused"]


@dataclass(frozen=True, slots=True)
class DecisionReason(Reason):
    """A reason for a decision, with the outcome of its rule, and who decided a referral."""

    outcome: Literal["permit", "refuse", "refer", "require"] = "permit"
    decided_by: str | None = None

    def as_data(self, clauses: Mapping[str, str] = NO_CLAUSES) -> dict[str, Any]:
        """Return the reason for machines, citing the clause that states its rule, if one does."""
        return {
            "rule": self.rule,
            "outcome": self.outcome,
            "says": self.says,
            "facts": dict(self.facts),
        } | _given(source=self.source, decided_by=self.decided_by, clause=clauses.get(self.rule))


@dataclass(frozen=True, slots=True)
class RequiredStep:
    """Something to do: an approval, a document or a step; `by` is the last day for it."""

    rule: str
    sort: Literal["approval", "document", "step"]
    says: str
    id: str | None = None
    by: date | None = None
    source: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the step as it is printed for machines."""
        return {"rule": self.rule, "sort": self.sort, "says": self.says} | _given(
            id=self.id, by=None if self.by is None else self.by.isoformat(), source=self.source
        )


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A limit of the action, and where the request stands against it."""

    rule: str
    fact: str
    limit: str
    stands_at: str | None

    def as_data(self) -> dict[str, Any]:
        """Return the limit as it is printed for machines."""
        return {"rule": self.rule, "fact": self.fact, "limit": self.limit} | _given(
            stands_at=self.stands_at
        )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of the limits before this request; None where there is no such limit.

    `times` more, at most `months` more and `days` of suspension more at once, `value` more in
    pounds, rounded down to the penny.
    """

    times: int | None = None
    months: int | None = None
    days: int | None = None
    value: Decimal | None = None

    def as_data(self) -> dict[str, Any]:
        """Return what is left as it is printed for machines."""
        value = None if self.value is None else f"{self.value:f}"
        return _given(times=self.times, months=self.months, days=self.days, value=value)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done to a contract, and every reason.

    outcome     `allowed` now; `allowed-after-steps` once `first` is done; `referred` to a person;
                `refused`
    reasons     the rules that permit or refuse, and referrals that a person has decided
    refer       the rules that leave it to a person, undecided
    first       what must be done before
    afterwards  what must be done once it is done
    limits      every limit of the action, and where the request stands
    left        what is left of the limits, before this request
    dates       `expiry`, `last_notice`, `earliest_effective`: those that there are
    after       the contract as it would be: `end`, `term_months`, `value`
    """

    action: str
    outcome: DecisionOutcome
    reasons: tuple[DecisionReason, ...]
    refer: tuple[DecisionReason, ...]
    first: tuple[RequiredStep, ...]
    afterwards: tuple[RequiredStep, ...]
    limits: tuple[LimitUse, ...]
    left: Left
    dates: Mapping[str, date]
    after: Mapping[str, str]

    @property
    def allowed(self) -> bool:
        """Whether it may be done, at once or after the steps in `first`."""
        return self.outcome in {"allowed", "allowed-after-steps"}

    @property
    def ready(self) -> bool:
        """Whether it may be done at once."""
        return self.outcome == "allowed"

    def as_data(self) -> dict[str, Any]:
        """Return the decision as it is printed for machines."""
        return {
            "action": self.action,
            "outcome": self.outcome,
            "allowed": self.allowed,
            "ready": self.ready,
            "reasons": [each.as_data() for each in self.reasons],
            "refer": [each.as_data() for each in self.refer],
            "first": [each.as_data() for each in self.first],
            "afterwards": [each.as_data() for each in self.afterwards],
            "limits": [each.as_data() for each in self.limits],
            "limits_left": self.left.as_data(),
            "next_dates": {name: day.isoformat() for name, day in self.dates.items()},
            "after": dict(self.after),
            "problems": [],
        }


def _given(**parts: object) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value is not None}
