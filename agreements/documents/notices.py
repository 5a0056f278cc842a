"""Notices of contract actions: an extension, an end, a change, as one party tells it the other.

    paper = notice(framework, contract, request, decision)

A notice says what is done, under which clause or rule, from when, and how the contract stands
afterwards. One that the contract or the law does not permit, or for which something must be done
first, cannot be issued.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from agreements.definition.framework import Framework
from agreements.rendering.escaping import block_quote, capital, inline, one_line, table
from agreements.rendering.papers import Paper, PaperPart
from engine.contracts.contract import Contract, Request
from engine.contracts.decision import Decision, RequiredStep
from rules.linking import LinkedRule
from rules.logic import OPPOSITE, Compare, comparisons_in
from rules.policies.action_kinds import ACTION_KINDS
from rules.problems import InputError, Problem, Problems
from rules.values import Subject, shown
from rules.wording import worded


def notice(
    framework: Framework,
    contract: Contract,
    request: Request,
    decision: Decision,
    *,
    clauses: Mapping[str, str] | None = None,
) -> Paper:
    """Write the notice of a contract action.

    `decision` is that on `request`. `clauses` gives the number of the clause that states a rule.
    Raises `InputError` where the action may not be done, or not yet: what must be done first.
    """
    policy = framework.permissions
    kind = policy.kind_of(request.action) if policy else None
    if policy is None or kind is None:
        says = f"`{request.action}` is not an action of this framework"
        raise InputError([Problem("request.action", says)])
    _check_ready(decision, request)
    traits = ACTION_KINDS[kind]
    title, done = traits.notice, traits.done
    action = policy.actions.get(request.action)
    if action is not None and action.title:
        title = f"{title}: {action.title[0].lower()}{action.title[1:]}"
    return Paper(
        kind="notice",
        title=one_line(title),
        subtitle=one_line(contract.title or contract.id or framework.terms.name),
        facts=tuple(_facts(framework, contract, request)),
        parts=tuple(_parts(framework, contract, request, decision, done, clauses or {})),
        definition=framework.hash,
        dated=request.notice_given_on or request.date,
    )


def _check_ready(decision: Decision, request: Request) -> None:
    """Refuse a notice of what may not be done; what the notice itself does need not come first."""
    problems = Problems()
    if decision.outcome == "refused":
        for reason in decision.reasons:
            if reason.outcome == "refuse":
                problems.add("request", f"may not be done: {reason.says} ({reason.rule})")
    for reason in decision.refer:
        problems.add("request.decided", f"a person must decide first: {reason.says}")
    for step in decision.first:
        if not _done_by_notice(step, request):
            problems.add("request", f"must be done first: {step.says} ({step.rule})")
    if problems.found:
        raise InputError(problems.found)


def _done_by_notice(step: RequiredStep, request: Request) -> bool:
    """Return whether giving the notice does what the step requires: notice itself, or its form."""
    own = f"permissions/{request.action}/"
    return step.rule.startswith(own) and step.rule.endswith(
        ("/notice/give", "/notice-before-expiry/give", "/form")
    )


def _facts(framework: Framework, contract: Contract, request: Request) -> Iterator[tuple[str, str]]:
    parties = (contract.buyer, contract.supplier)
    sender, receiver = parties if request.by == "buyer" else parties[::-1]
    lot = next((each.title for each in framework.terms.lots if each.id == contract.lot), "")
    if request.by not in {"buyer", "supplier"}:
        sender, receiver = framework.terms.owner.name, "; ".join(parties)
    for label, value in (
        ("From", sender),
        ("To", receiver),
        ("Contract", contract.title or ""),
        ("Contract number", contract.id or ""),
        ("Framework", framework.terms.name),
        ("Lot", lot),
    ):
        if value:
            yield label, one_line(value)


def _parts(
    framework: Framework,
    contract: Contract,
    request: Request,
    decision: Decision,
    done: str,
    clauses: Mapping[str, str],
) -> Iterator[PaperPart]:
    rules = {rule.id: rule for rule in framework.permission_rules}
    permits = [each for each in decision.reasons if each.outcome == "permit"]
    under = ""
    numbers = dict.fromkeys(number for each in permits if (number := clauses.get(each.rule)))
    if numbers:
        under = f", under clause {' and '.join(map(inline, numbers))}"
    text = f"We give you notice that {done}{under}."
    states = tuple(each.rule for each in permits)
    yield PaperPart("notice", "What is done", f"{text}\n\n{_done(request)}", states=states)
    yield PaperPart("after", "The contract afterwards", _after(contract, decision))
    if request.explanation or request.reason:
        yield PaperPart("why", "Why", _why(request))
    yield PaperPart("grounds", "Why it may be done", _grounds(rules, decision))
    if decision.afterwards:
        lines = "\n".join(f"- {inline(step.says)}" for step in decision.afterwards)
        yield PaperPart("afterwards", "What follows", lines)


def _done(request: Request) -> str:
    rows = []
    for label, value in (
        ("Notice given on", request.notice_given_on or request.date),
        ("Takes effect on", request.effective_on),
        ("Months added", request.months),
        ("New last day", request.new_end),
        ("Change in value", request.value_change),
        ("New value", request.new_value),
        ("Price increase", request.price_increase_percent),
        ("Days of suspension", request.days),
        ("New supplier", request.to),
    ):
        if value is not None:
            percent = "%" if label == "Price increase" else ""
            money = label in {"Change in value", "New value"}
            rows.append([label, f"{_said(value, money=money)}{percent}"])
    return table(("", ""), rows)


def _said(value: date | Decimal | int | str, *, money: bool = False) -> str:
    match value:
        case date():
            return f"{value.day} {value:%B %Y}"
        case Decimal() if money:
            return f"{'-' if value < 0 else ''}£{abs(value):,.2f}"
        case str():
            return inline(value)
        case _:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _after(contract: Contract, decision: Decision) -> str:
    after = decision.after
    rows = [
        ["First day", _said(contract.start)],
        ["Last day", _said(date.fromisoformat(after["end"]))],
        ["Term in months", after["term_months"]],
        ["Value", _said(Decimal(after["value"]), money=True)],
    ]
    return table(("", ""), rows)


def _why(request: Request) -> str:
    parts = []
    if request.reason:
        parts.append(f"Ground: {inline(request.reason.replace('-', ' '))}.")
    if request.explanation:
        parts.append(block_quote(request.explanation))
    return "\n\n".join(parts)


def _grounds(rules: Mapping[str, LinkedRule], decision: Decision) -> str:
    """Return the rules that permit it, and the limits that it keeps within."""
    lines = []
    for each in decision.reasons:
        source = f" ({inline(each.source)})" if each.source else ""
        lines.append(f"- {inline(each.says)}{source}")
    limits = [
        [capital(inline(worded(kept))), inline(_standing(each.stands_at, kept.subject))]
        for each in decision.limits
        if each.stands_at is not None and (kept := _kept(rules.get(each.rule), each.fact))
    ]
    text = "\n".join(lines)
    if limits:
        text += "\n\n" + table(("Limit that is kept", "Where it stands"), limits)
    return text


def _kept(rule: LinkedRule | None, fact: str) -> Compare | None:
    """Return the opposite of what a rule asks of a fact: what keeps it from refusing."""
    if rule is None:
        return None
    asked = (leaf for leaf in comparisons_in(rule.logic) if leaf.subject.name == fact)
    return next((Compare(each.subject, OPPOSITE[each.op], each.operands) for each in asked), None)


def _standing(value: str, subject: Subject) -> str:
    try:
        return shown(Decimal(value), subject)
    except ArithmeticError:
        return value
