"""Actions of the contract, each with its limits; and the contract's own rules."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from agreements.clauses.binding import Branch, Leaf, figure, word
from agreements.clauses.topics.framework_terms import lot_titles
from agreements.clauses.topics.plain_rules import rule_topic
from agreements.clauses.topics.topic import Topic
from agreements.definition.framework import Framework
from rules.conditions import Condition
from rules.linking import FlatRule, PlacedRule
from rules.logic import FindSubject, typed
from rules.policies import permissions as policy
from rules.policies.contract_facts import DOING, GROUNDS, ROLES
from rules.policies.permissions import Action, ContractPermissions, Need
from rules.wording import worded

FORMS: Final = {
    "letter": "a letter",
    "change-notice": "a change notice",
    "statement-of-work": "a statement of work",
    "deed": "a deed",
}
#: The unit of each limit of an action, by the key that holds it.
_LIMIT_UNITS: Final[Mapping[str, str]] = {
    "times": "times",
    "months_each": "months",
    "percent_of_initial_each": "percent",
    "months_in_all": "months",
    "percent_of_initial_in_all": "percent",
    "total_term_months": "months",
    "value_increase_percent": "percent",
    "value_increase_percent_each": "percent",
    "value_increase": "money",
    "value_increase_each": "money",
    "value_decrease_percent": "percent",
    "value_decrease_percent_each": "percent",
    "total_value": "money",
    "price_increase_percent": "percent",
    "days_each": "days",
    "days_in_all": "days",
    "months_between": "months",
    "first_after_months": "months",
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
    others: list[FlatRule] = []
    for each in framework.permission_rules:
        head, _, rest = each.id.partition("/")
        name, of_action, _ = rest.partition("/")
        if head == "permissions" and of_action and name in rules:
            rules[name][each.id] = each.where
        elif head == "permissions" or each.where.startswith("rulesets/"):
            others.append(each)
    titles = lot_titles(framework.terms)
    find = policy.vocabulary(agreed).find
    for name, action in agreed.actions.items():
        in_words = _worder(action, find)
        kind = agreed.kind_of(name)
        wheres = rules[name]
        yield Topic(
            id=f"permissions/{name}",
            side="call-off",
            title=action.title or DOING[kind or "vary"].capitalize(),
            where=wheres.get(f"permissions/{name}/permit", "rulesets/permissions.yaml:1"),
            data=_action(action, agreed, name, titles, in_words),
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
    in_words: Callable[[Condition | None], str | None],
) -> Branch:
    parts: dict[str, object] = {}
    for key, unit in _LIMIT_UNITS.items():
        limit = getattr(action, key)
        end = None if limit is None else "max" if hasattr(limit, "max") else "min"
        parts[key] = (
            None
            if end is None
            else Branch({end: figure(f"{key}.{end}", getattr(limit, end), unit)}, text=end)
        )
    kind = agreed.kind_of(name) or "vary"
    ground = agreed.ground_of(name)
    return Branch(
        {
            **parts,
            "title": word("title", action.title),
            "doing": word("doing", DOING[kind]),
            "by": _roles("by", action.by),
            "agreed_by": _roles("agreed_by", action.agreed_by),
            "lots": tuple(
                word(f"lots.{at}", titles[each], limit=True) for at, each in enumerate(action.lots)
            ),
            "from": figure("from", action.from_, "date"),
            "until": figure("until", action.until, "date"),
            "latest_end": figure("latest_end", action.latest_end, "date"),
            "capped_by_index": word(
                "capped_by_index", "the index" if action.capped_by_index else None, limit=True
            ),
            "approvals": _needs("approvals", action.approvals, in_words),
            "documents": _needs("documents", action.documents, in_words),
            "publish": _needs("publish", action.publish, in_words),
            "form": word("form", None if action.form is None else FORMS[action.form]),
            "reasons": tuple(
                word(f"reasons.{code}", text, limit=True)
                for code, text in (action.reasons or {}).items()
            ),
            "only_if": tuple(
                word(f"only_if.{each.id}", each.says.rstrip("."), limit=True)
                for each in action.only_if
            ),
            "may_change_scope": action.may_change_scope,
            "ground": word("ground", None if ground == "none" else GROUNDS[ground]),
            "source": word("source", action.source),
            "note": word("note", action.note),
        }
    )


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
