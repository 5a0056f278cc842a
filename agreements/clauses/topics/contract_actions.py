"""Actions of the contract, each with its limits; and the contract's own rules."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from agreements.clauses.leaves import Branch, Leaf, figure, word
from agreements.clauses.topics.framework_terms import lot_titles
from agreements.clauses.topics.plain_rules import rule_topic
from agreements.clauses.topics.topic import Topic
from agreements.definition.framework import Framework
from rules.conditions import Condition
from rules.linking import LinkedRule, PlacedRule
from rules.logic import FindSubject, typed
from rules.owner_words import with_figures
from rules.policies import permissions as policy
from rules.policies.action_kinds import ACTION_KINDS
from rules.policies.action_limits import ActionLimit, figure_of_limit
from rules.policies.actions import LIMITS, Action, Need, OnlyIf
from rules.policies.contract_facts import GROUNDS, ROLES
from rules.policies.permissions import ContractPermissions
from rules.wording import worded

FORMS: Final = {
    "letter": "a letter",
    "change-notice": "a change notice",
    "statement-of-work": "a statement of work",
    "deed": "a deed",
}
#: The unit of what else an action asks for at the least, by the key that holds it.
_OTHER_UNITS: Final[Mapping[str, str]] = {
    "notice_days": "days",
    "notice_working_days": "working days",
    "notice_months": "months",
    "notice_before_expiry_days": "days",
    "notice_before_expiry_working_days": "working days",
    "notice_before_expiry_months": "months",
    "explanation_words": "words",
}


def action_topics(framework: Framework) -> Iterator[Topic]:
    """Return each action of the contract as a topic, and each rule of no action."""
    agreed = framework.permissions
    if agreed is None:
        return
    rules: dict[str, dict[str, str]] = {name: {} for name in agreed.actions}
    others: list[LinkedRule] = []
    for each in framework.permission_rules:
        head, _, rest = each.id.partition("/")
        name, of_action, _ = rest.partition("/")
        if head == "permissions" and of_action and name in rules:
            rules[name][each.id] = each.where
        elif head == "permissions" or each.where.startswith("rulesets/"):
            others.append(each)
    titles = lot_titles(framework.terms)
    find = policy.contract_vocabulary(agreed).find
    for name, action in agreed.actions.items():
        in_words = _worder(action, find)
        kind = agreed.kind_of(name)
        wheres = rules[name]
        yield Topic(
            id=f"permissions/{name}",
            side="call-off",
            title=action.title or ACTION_KINDS[kind or "vary"].doing.capitalize(),
            where=wheres.get(f"permissions/{name}/permit", "rulesets/permissions.yaml:1"),
            data=_action(action, agreed, name, titles, find, in_words),
            rules=tuple(wheres),
            lots=action.lots,
            kind=kind or "vary",
        )
    for each in others:
        yield rule_topic(PlacedRule(each.rule, each.where), each.logic, titles, "call-off")


def _worder(action: Action, find: FindSubject) -> Callable[[Condition | None], str | None]:
    """Return a function that words conditions of an action, with its reasons in full."""

    def in_words(condition: Condition | None) -> str | None:
        if condition is None:
            return None
        text = worded(typed(condition, find))
        for code, reason in (action.reasons or {}).items():
            text = text.replace(f"“{code}”", f"“{reason}”")
        return text

    return in_words


def _action(
    action: Action,
    agreed: ContractPermissions,
    name: str,
    titles: Mapping[str, str],
    find: FindSubject,
    in_words: Callable[[Condition | None], str | None],
) -> Branch:
    parts: dict[str, object] = {}
    stated: list[Leaf] = []
    for key, limit in LIMITS.items():
        leaf = _limit_leaf(key, limit, getattr(action, key))
        parts[key] = (
            leaf if leaf is None or leaf.path == key else Branch({limit.end: leaf}, limit.end)
        )
        if leaf is not None:
            stated.append(Leaf("", limit.states.format(leaf.text), covers=(leaf,)))
    for key, unit in _OTHER_UNITS.items():
        least = getattr(action, key)
        parts[key] = (
            None
            if least is None
            else Branch({"min": figure(f"{key}.min", least.min, unit)}, text="min")
        )
    kind = agreed.kind_of(name) or "vary"
    ground = agreed.ground_of(name)
    return Branch(
        {
            **parts,
            "limits": tuple(stated),
            "title": word("title", action.title),
            "doing": word("doing", ACTION_KINDS[kind].doing),
            "by": _roles("by", action.by),
            "agreed_by": _roles("agreed_by", action.agreed_by),
            "lots": tuple(
                word(f"lots.{at}", titles[each], limit=True) for at, each in enumerate(action.lots)
            ),
            "from": figure("from", action.from_, "date"),
            "until": figure("until", action.until, "date"),
            "approvals": _needs("approvals", action.approvals, in_words),
            "documents": _needs("documents", action.documents, in_words),
            "publish": _needs("publish", action.publish, in_words),
            "form": word("form", None if action.form is None else FORMS[action.form]),
            "reasons": tuple(
                word(f"reasons.{code}", text, limit=True)
                for code, text in (action.reasons or {}).items()
            ),
            "only_if": tuple(_only_if(each, find, in_words) for each in action.only_if),
            "may_change_scope": action.may_change_scope,
            "ground": word("ground", None if ground == "none" else GROUNDS[ground]),
            "source": word("source", action.source),
            "note": word("note", action.note),
        }
    )


def _only_if(
    each: OnlyIf, find: FindSubject, in_words: Callable[[Condition | None], str | None]
) -> Branch:
    """Return a condition of an action: in the product's words, and beside them the owner's."""
    at = f"only_if.{each.id}"
    when = word(f"{at}.when", in_words(each.when), limit=True)
    says = with_figures(each.says, typed(each.when, find)).rstrip(".")
    beside = word(f"{at}.says", says)
    assert when is not None  # noqa: S101 - every such condition has words
    assert beside is not None  # noqa: S101 - and so has its refusal
    both = Leaf(at, f"{when.text} (“{beside.text}”)", covers=(when,))
    return Branch({"when": when, "says": beside, "in_full": both}, text="in_full")


def _limit_leaf(key: str, limit: ActionLimit, written: object) -> Leaf | None:
    """Return the figure of a limit as a clause says it; None where the action has no such limit."""
    if written is None or written is False:
        return None
    exact = figure_of_limit(written)
    if exact is None:
        return word(key, "the index", limit=True)
    return figure(key if isinstance(exact, date) else f"{key}.{limit.end}", exact, limit.unit)


def _roles(path: str, roles: tuple[str, ...]) -> tuple[Leaf, ...]:
    named = {**ROLES, "buyer": "the Buyer", "supplier": "the Supplier", "owner": "the Owner"}
    return tuple(Leaf(f"{path}.{at}", named[each]) for at, each in enumerate(roles))


def _needs(
    key: str, needs: tuple[Need, ...], in_words: Callable[[Condition | None], str | None]
) -> tuple[Branch, ...]:
    return tuple(_need(f"{key}.{at}", each, in_words(each.when)) for at, each in enumerate(needs))


def _need(path: str, need: Need, when: str | None) -> Branch:
    title = word(f"{path}.title", need.title or need.id.replace("-", " "), limit=True)
    when_ = word(f"{path}.when", when, limit=True)
    assert title is not None  # noqa: S101 - a need is always called something
    in_full = title.text if when_ is None else f"{title.text} (when {when_.text})"
    covers = (title,) if when_ is None else (title, when_)
    return Branch(
        {"title": title, "when": when_, "in_full": Leaf(f"{path}.in_full", in_full, covers=covers)},
        text="in_full",
    )
