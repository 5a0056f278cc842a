"""Deciding what may be done to a contract: rules, a contract and a request come in, a decision out.

    problems = Problems()
    rules = linked_rules(policy, document.where, problems, regime="procurement-act-2023")
    decision = permit(rules, policy, contract, request, regime="procurement-act-2023")

An action is allowed when the contract permits it, the law does not stand in the way, and nothing
is left to a person. Rules decide all of it; here their outcomes are gathered, nothing is weighed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from engine.contracts.contract import Contract, Request
from engine.contracts.dates import months_of_term
from engine.contracts.decision import Decision, DecisionOutcome, DecisionReason, RequiredStep
from engine.contracts.limits_left import left, limit_uses, next_dates
from engine.contracts.request_facts import RequestInContext, asked, request_facts
from engine.execute import Fired, fired_once
from engine.program import program_of
from rules.legal_regimes import REGIMES, baseline
from rules.linking import LinkedRule, PlacedRule, link
from rules.logic import Both, Compare, Either, Facts, Logic, grounds, holds
from rules.policies.action_kinds import ACTION_KINDS
from rules.policies.permission_rules import rules_of_permissions
from rules.policies.permissions import ContractPermissions, contract_vocabulary
from rules.problems import DataPath, InputError, Problems
from rules.ruleset import RequireOutcome
from rules.values import Subject, Value, machine_text

#: Runs rules on facts, and gives those that fire in the order of the rules.
RunRules = Callable[[Sequence[LinkedRule], Mapping[str, Value]], list[Fired]]

#: What the law's rules call every action: `permit: lawful`, `refuse: {action: lawful}`.
LAWFUL: Final = "lawful"


def run_once(rules: Sequence[LinkedRule], facts: Mapping[str, Value]) -> list[Fired]:
    """Run rules by both executors, made ready for this one request."""
    return fired_once(program_of(rules), facts)


def linked_rules(
    policy: ContractPermissions,
    where: Callable[[DataPath], str],
    problems: Problems,
    *,
    regime: str | None = None,
) -> tuple[LinkedRule, ...]:
    """Return the rules of a policy and of its legal regime, ready to run.

    `where` gives the place of a part of the policy, for problems; they are added to `problems`.
    """
    placed = [PlacedRule(rule, where(at)) for rule, at in rules_of_permissions(policy)]
    if regime is not None:
        placed.extend(baseline(regime))
    seen: set[str] = set()
    for each in placed:
        if each.rule.id in seen:
            problems.add(each.where, f"two rules are called `{each.rule.id}`")
        seen.add(each.rule.id)
    return link(placed, contract_vocabulary(policy), problems)


def permit(
    rules: Sequence[LinkedRule],
    policy: ContractPermissions,
    contract: Contract,
    request: Request,
    *,
    regime: str | None = None,
    run: RunRules = run_once,
) -> Decision:
    """Decide whether something may be done to a contract.

    `rules` are those of `linked_rules` for the same policy and regime. Raises `InputError` when the
    contract, its history or the request does not make sense, with every problem.
    """
    it = asked(contract, request, policy)
    facts = request_facts(it, policy)
    applying = [
        rule for rule in rules if rule.rule.applies(lot=contract.lot, way=None, on=request.date)
    ]
    gathered = _Gathered.of(run(applying, facts), it)
    own = _own(applying, request.action)
    law = f"{regime}/" if regime in REGIMES else None
    if not gathered.granted and not gathered.spoken(lambda rule: not _is_of(law, rule)):
        gathered.refusals.append(_nothing_permits(own, it, facts))
    _bring_in(gathered, regime, law)
    _decide(gathered, request, law)
    dates = next_dates(own, it)
    first = tuple(_with_deadline(step, dates) for step in gathered.first)
    return Decision(
        action=request.action,
        outcome=_outcome(gathered),
        reasons=(*gathered.refusals, *gathered.permits, *gathered.decided),
        refer=tuple(gathered.referrals),
        first=first,
        afterwards=tuple(gathered.afterwards),
        limits=tuple(limit_uses(own, facts)),
        left=left(own, it, facts),
        dates=dates,
        after={
            "end": it.after.end.isoformat(),
            "term_months": str(months_of_term(contract.start, it.after.end)),
            "value": f"{it.after.value:f}",
        },
    )


def _outcome(gathered: "_Gathered") -> DecisionOutcome:
    if gathered.refusals:
        return "refused"
    if gathered.referrals:
        return "referred"
    return "allowed-after-steps" if gathered.first else "allowed"


# --- gathering outcomes --------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathered:
    """The outcomes of the rules that fired, sorted."""

    permits: list[DecisionReason] = field(default_factory=list)
    refusals: list[DecisionReason] = field(default_factory=list)
    referrals: list[DecisionReason] = field(default_factory=list)
    decided: list[DecisionReason] = field(default_factory=list)
    first: list[RequiredStep] = field(default_factory=list)
    afterwards: list[RequiredStep] = field(default_factory=list)
    granted: set[str] = field(default_factory=set)
    lawful: bool = False

    @classmethod
    def of(cls, fired: Iterable[Fired], it: RequestInContext) -> "_Gathered":
        found = cls()
        for each in fired:
            found.add(each, it)
        return found

    def spoken(self, of: Callable[[str], bool]) -> bool:
        """Return whether some rule of a sort refuses, or leaves it to a person."""
        return any(of(each.rule) for each in (*self.refusals, *self.referrals))

    def add(self, fired: Fired, it: RequestInContext) -> None:
        rule = fired.rule.rule
        then = rule.then
        names = {it.request.action, it.kind}
        if then.permit is not None and then.permit in names | {LAWFUL}:
            self.permits.append(_reason(fired, "permit", rule.title or "It is permitted"))
            self.lawful = self.lawful or then.permit == LAWFUL
            if then.permit in names:
                self.granted.add(rule.id)
        if then.refuse is not None and then.refuse.action in names | {LAWFUL}:
            self.refusals.append(_reason(fired, "refuse", then.refuse.says))
        if then.refer is not None:
            self.referrals.append(_reason(fired, "refer", then.refer))
        if then.require is not None and then.require.feedback is None:
            step = _step(fired, then.require)
            (self.afterwards if then.require.before is None else self.first).append(step)


def _reason(
    fired: Fired, outcome: Literal["permit", "refuse", "refer", "require"], says: str
) -> DecisionReason:
    facts = fired.facts
    shown = {
        leaf.subject.name: machine_text(facts[leaf.subject.key])
        for leaf in grounds(fired.rule.logic, facts)
        if leaf.subject.key in facts and leaf.subject.name != "action"
    }
    return DecisionReason(fired.rule.id, says, shown, fired.rule.rule.source, outcome=outcome)


def _step(fired: Fired, require: RequireOutcome) -> RequiredStep:
    rule = fired.rule.rule
    if require.step is not None:
        return RequiredStep(rule.id, "step", require.step, source=rule.source)
    sort: Literal["approval", "document"] = "document" if require.approval is None else "approval"
    name = str(require.approval or require.document)
    called = rule.title or name.replace("-", " ").capitalize()
    says = f"Get approval: {called}" if sort == "approval" else f"Give the document: {called}"
    return RequiredStep(rule.id, sort, says, id=name, source=rule.source)


def _with_deadline(step: RequiredStep, dates: Mapping[str, date]) -> RequiredStep:
    if not step.rule.endswith(("/notice/give", "/notice-before-expiry/give")):
        return step
    return replace(step, by=dates.get("last_notice"))


def _own(rules: Iterable[LinkedRule], action: str) -> list[LinkedRule]:
    """Return the contract's own rules about an action."""
    return [
        rule
        for rule in rules
        if action in {rule.rule.then.permit, getattr(rule.rule.then.refuse, "action", None)}
        and not any(_is_of(f"{regime}/", rule.id) for regime in REGIMES)
    ]


def _is_of(law: str | None, rule: str) -> bool:
    return law is not None and rule.startswith(law)


def _nothing_permits(
    own: Sequence[LinkedRule], it: RequestInContext, facts: Facts
) -> DecisionReason:
    """Return the reason that nothing permits it, where no rule refuses it either."""
    rule_id = f"permissions/{it.request.action}"
    permitting = [rule for rule in own if rule.rule.then.permit is not None]
    if not permitting:
        lot = it.now.contract.lot
        says = f"No rule lets anyone {ACTION_KINDS[it.kind].doing}" + (
            f" in lot `{lot}` on that day" if lot is not None else " on that day"
        )
        return DecisionReason(rule_id, says, outcome="refuse")
    unknown = dict.fromkeys(
        subject.label for rule in permitting for subject in _unknown(rule.logic, facts)
    )
    says = "The request does not show that it is within the limits: give " + "; ".join(unknown)
    return DecisionReason(permitting[0].id, says, outcome="refuse")


def _unknown(logic: Logic, facts: Facts) -> Iterator[Subject]:
    """Yield the subjects whose missing values keep a condition from holding."""
    if holds(logic, facts):
        return
    match logic:
        case Compare():
            for subject in (logic.subject, *logic.operands):
                if isinstance(subject, Subject) and subject.key not in facts:
                    yield subject
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _unknown(part, facts)


# --- the law, and what a person decided ----------------------------------------------------------


def _bring_in(gathered: _Gathered, regime: str | None, law: str | None) -> None:
    """Bring the law in: what it grants cannot be refused here, what it leaves open is referred."""
    if regime is None or law is None:
        return
    if any(_is_of(law, rule) for rule in gathered.granted):
        # The law implies this right into the contract, whatever the contract's own limits say.
        overruled = [each for each in gathered.refusals if not _is_of(law, each.rule)]
        gathered.refusals[:] = [each for each in gathered.refusals if _is_of(law, each.rule)]
        gathered.referrals.extend(
            replace(
                each,
                outcome="refer",
                says=f"{each.says}. The law gives this right whatever the contract says",
            )
            for each in overruled
        )
    if not gathered.lawful and not gathered.spoken(lambda rule: _is_of(law, rule)):
        gathered.referrals.append(
            DecisionReason(
                f"{law}undecided",
                f"The {REGIMES[regime]} is not known to allow or to forbid this",
                outcome="refer",
            )
        )


def _decide(gathered: _Gathered, request: Request, law: str | None) -> None:
    """Apply what a person decided. Raises `InputError` for a rule that referred nothing."""
    problems = Problems()
    open_ = {each.rule: each for each in gathered.referrals}
    lawful = gathered.lawful
    for index, each in enumerate(request.decided):
        referred = open_.pop(each.rule, None)
        if referred is None:
            problems.add(
                f"decided[{index}].rule",
                f"`{each.rule}` did not refer anything to a person: remove this decision",
            )
            continue
        goes_on = each.decision == "proceed"
        reason = DecisionReason(
            referred.rule,
            f"{referred.says}. Decided: {each.reason}",
            referred.facts,
            referred.source,
            outcome="permit" if goes_on else "refuse",
            decided_by=each.by,
        )
        (gathered.decided if goes_on else gathered.refusals).append(reason)
        lawful = lawful or (goes_on and _is_of(law, each.rule))
    if problems.found:
        raise InputError(problems.found)
    gathered.referrals[:] = open_.values()
    stopped = gathered.refusals or gathered.referrals
    if not stopped and (not gathered.granted or (law is not None and not lawful)):
        gathered.refusals.append(
            DecisionReason(
                f"permissions/{request.action}",
                (
                    "A decision cannot replace missing information: give the information in "
                    "the request"
                ),
                outcome="refuse",
            )
        )
