"""Permission rules: what the permissions policy stands for, as plain rules.

An action is refused by a rule for each limit, `permissions/extend/times`; permitted by one rule
that asks for the opposite of every refusal, `permissions/extend/permit`; and bound to what must be
done first by a rule for each, `permissions/extend/approval/commercial`. The permitting rule holds
only where everything it asks about is known: what is not known is never permitted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.conditions import AllOf, AnyOf, Comparison, Condition, Not, Reference
from rules.policies.action_kinds import ACTION_KINDS, ActionKind
from rules.policies.action_limits import figure_of_limit
from rules.policies.actions import BEFORE_EXPIRY_KEYS, LIMITS, NOTICE_KEYS, TERM_LIMITS, Action
from rules.policies.contract_facts import FACTS, ROLES
from rules.policies.permissions import ContractPermissions
from rules.problems import DataPath
from rules.ruleset import Outcomes, RefuseOutcome, RequireOutcome, Rule
from rules.values import shown


@dataclass(frozen=True, slots=True)
class _Refusal:
    """One way in which an action is refused. `unless` is what permits: without it, the opposite."""

    name: str
    at: DataPath
    when: Condition
    says: str
    unless: Condition | None = None

    @property
    def permits(self) -> Condition:
        return self.unless if self.unless is not None else Not(not_=self.when)


def rules_of_permissions(policy: ContractPermissions) -> Iterator[tuple[Rule, DataPath]]:
    """Yield the rules of a policy, each with its place in the policy.

    Actions of no known kind are left out: `permission_problems` names them.
    """
    for name, action in policy.actions.items():
        kind = policy.kind_of(name)
        if kind is not None:
            yield from _Expansion(name, kind, action).rules()
    for index, rule in enumerate(policy.rules):
        yield rule.model_copy(update={"id": f"permissions/{rule.id}"}), ("rules", index)


@dataclass(frozen=True, slots=True)
class _Expansion:
    """Makes the rules of one action."""

    name: str
    kind: ActionKind
    action: Action

    def rules(self) -> Iterator[tuple[Rule, DataPath]]:
        refusals = [*self._standing(), *self._limits(), *self._notice(), *self._grounds()]
        for each in refusals:
            then = Outcomes(refuse=RefuseOutcome(action=self.name, says=each.says))
            yield self._rule(each.name, each.at, each.when, then)
        yield from self._referrals()
        yield from self._requirements()
        permitted = _all(*(each.permits for each in refusals))
        title = _capital(f"{_listing(self._who(), 'or')} may {self._doing()}")
        yield self._rule("permit", (), permitted, Outcomes(permit=self.name), title)

    # --- parts of a rule

    def _rule(
        self, name: str, at: DataPath, when: Condition, then: Outcomes, title: str | None = None
    ) -> tuple[Rule, DataPath]:
        rule = Rule(
            id=f"permissions/{self.name}/{name}",
            title=title,
            lots=self.action.lots,
            from_=self.action.from_,
            until=self.action.until,
            when=_all(_is("action", self.name), when),
            then=then,
            source=self.action.source,
        )
        return rule, ("actions", self.name, *at)

    def _doing(self) -> str:
        title = self.action.title
        return ACTION_KINDS[self.kind].doing if title is None else title[:1].lower() + title[1:]

    def _who(self) -> list[str]:
        return [ROLES[role] for role in self.action.by]

    # --- refusals

    def _standing(self) -> Iterator[_Refusal]:
        """Ask who asks, and whether the contract is there to be acted on."""
        yield _Refusal(
            "by",
            ("by",),
            Not(not_=_fact("by", one_of=list(self.action.by))),
            f"Only {_listing(self._who(), 'or')} may {self._doing()}",
        )
        yield _Refusal("in-force", (), _is("contract-state", "ended"), "The contract is over")
        if self.kind == "extend":
            yield _Refusal(
                "maximum-term",
                (),
                _fact("term-months-after", more_than=_other("maximum-term-months")),
                "The contract would run beyond the maximum term with which it was awarded",
                unless=_any(
                    _fact("maximum-term-months", unanswered=True),
                    _fact("term-months-after", at_most=_other("maximum-term-months")),
                ),
            )
        else:
            yield _Refusal(
                "before-the-end",
                (),
                _is("effective-after-the-end", value=True),
                "It would take effect after the contract has ended",
            )
        if self.kind in {"extend", "end-early", "suspend"}:
            yield _Refusal(
                "notice-to-end",
                (),
                _is("notice-to-end", value=True),
                "Notice to end the contract has already been given",
            )

    def _limits(self) -> Iterator[_Refusal]:
        for key, limit in LIMITS.items():
            policy = getattr(self.action, key)
            if policy is None or policy is False:
                continue
            fact = limit.fact
            if key == "times" and self.kind == "extend":
                fact = "extensions-used"
            figure = figure_of_limit(policy)
            subject = FACTS[fact]
            operand: Any = _other("index-percent") if figure is None else figure
            at: DataPath = (
                (key,) if figure is None or isinstance(figure, date) else (key, limit.end)
            )
            when = _fact(fact, **{limit.comparator: operand})
            text = "" if figure is None else shown(figure, subject)
            if key == "times":
                text = {"1": "once", "2": "twice"}.get(text, f"{text} times")
            yield _Refusal(
                key.replace("_", "-"),
                at,
                when,
                limit.says.format(text, noun=ACTION_KINDS[self.kind].noun),
                # Nothing to wait for where it was not done before.
                unless=_any(_fact(fact, unanswered=True), Not(not_=when))
                if key == "months_between"
                else None,
            )

    def _notice(self) -> Iterator[_Refusal]:
        for key, name, (fact, most) in self._notice_keys():
            short = _fact(fact, less_than=self._least(key))
            possible = _fact(most, at_least=self._least(key))
            yield _Refusal(
                name,
                (key, "min"),
                _all(short, possible),
                f"At least {self._notice_text(key)} must be given",
                # Where the contract is too short for any such notice, a person decides.
                unless=_any(Not(not_=short), Not(not_=possible)),
            )

    def _notice_keys(self) -> Iterator[tuple[str, str, tuple[str, str]]]:
        for name, keys in (("notice", NOTICE_KEYS), ("notice-before-expiry", BEFORE_EXPIRY_KEYS)):
            for key, facts in keys.items():
                if getattr(self.action, key) is not None:
                    yield key, name, facts

    def _least(self, key: str) -> Decimal:
        return Decimal(getattr(self.action, key).min)

    def _notice_text(self, key: str) -> str:
        least = self._least(key)
        length = shown(least, FACTS[key.replace("_", "-")]) + ("’s" if least == 1 else "’")
        ends = key in BEFORE_EXPIRY_KEYS or self.kind == "extend"
        return f"{length} notice before the contract ends" if ends else f"{length} notice"

    def _grounds(self) -> Iterator[_Refusal]:
        """Ask for a reason, for the preconditions, and about the scope."""
        if self.action.reasons is not None:
            codes = list(self.action.reasons)
            known = _all(_fact("reason", answered=True), _fact("reason", one_of=codes))
            listed = "; ".join(f"{code} ({text})" for code, text in self.action.reasons.items())
            says = f"It needs one of these reasons: {listed}"
            yield _Refusal(
                "reason",
                ("reasons",),
                Not(not_=known),
                says if len(says) <= 500 else says[:499].rstrip() + "…",
            )
        for index, each in enumerate(self.action.only_if):
            yield _Refusal(
                f"only-if/{each.id}",
                ("only_if", index),
                Not(not_=each.when),
                each.says,
            )
        if ACTION_KINDS[self.kind].scoped and not self.action.may_change_scope:
            yield _Refusal(
                "scope",
                ("may_change_scope",),
                _is("changes-scope", value=True),
                "It may not add a kind of goods, services or works that was not provided for",
            )

    # --- referrals and requirements

    def _referrals(self) -> Iterator[tuple[Rule, DataPath]]:
        for key, name, (fact, most) in self._notice_keys():
            least = self._least(key)
            says = (
                f"The contract is too short for {self._notice_text(key)}, "
                "which would have to be given before the contract starts"
            )
            when = _all(_fact(fact, less_than=least), _fact(most, less_than=least))
            yield self._rule(f"{name}/impossible", (key,), when, Outcomes(refer=says))
        past = _is("effective-in-the-past", value=True)
        says = "It would take effect before the date of the request"
        yield self._rule("in-the-past", (), past, Outcomes(refer=says))
        if self.kind == "vary" and not any(getattr(self.action, key) for key in TERM_LIMITS):
            longer = _fact("end-after", is_not=_other("end-date"))
            says = "No limit is set for a variation that changes the term"
            yield self._rule("term", (), longer, Outcomes(refer=says))
        if ACTION_KINDS[self.kind].scoped and not self.action.may_change_scope:
            unknown = _fact("changes-scope", unanswered=True)
            says = (
                "The request does not say whether it adds a kind of goods, services or works that "
                "was not provided for"
            )
            yield self._rule("scope/unknown", ("may_change_scope",), unknown, Outcomes(refer=says))

    def _requirements(self) -> Iterator[tuple[Rule, DataPath]]:
        action = self.action
        for key, sort, given, needs in (
            ("approvals", "approval", "approvals", action.approvals),
            ("documents", "document", "documents", action.documents),
            ("publish", "publish", "notices", action.publish),
        ):
            for index, need in enumerate(needs):
                lacks = _lacks(given, need.id)
                when = lacks if need.when is None else _all(need.when, lacks)
                then = self._require(sort, need.id, need.title)
                yield self._rule(f"{sort}/{need.id}", (key, index), when, then, need.title)
        if action.form is not None:
            then = self._require("document", action.form, None)
            yield self._rule("form", ("form",), _lacks("documents", action.form), then)
        for role in action.agreed_by:
            then = self._step(_capital(f"{ROLES[role]} must agree in writing"))
            yield self._rule(f"agreed-by/{role}", ("agreed_by",), _lacks("agreed-by", role), then)
        if action.explanation_words is not None:
            least, fact = Decimal(action.explanation_words.min), "explanation-words"
            then = self._step(f"Explain it in at least {shown(least, FACTS[fact])}")
            yield self._rule(fact, ("explanation_words",), _fact(fact, less_than=least), then)
        for key, name, _ in self._notice_keys():
            then = self._step(f"Give at least {self._notice_text(key)}, in writing")
            yield self._rule(f"{name}/give", (key,), _is("notice-given", value=False), then)

    def _require(self, sort: str, name: str, title: str | None) -> Outcomes:
        if sort == "publish":
            return self._step(f"Publish {title or 'the ' + name.replace('-', ' ') + ' notice'}")
        return Outcomes(require=RequireOutcome.model_validate({sort: name, "before": self.name}))

    def _step(self, says: str) -> Outcomes:
        return Outcomes(require=RequireOutcome(step=says, before=self.name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listing(items: list[str], word: str) -> str:
    return f" {word} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


# --- conditions, said shortly --------------------------------------------------------------------


def _fact(name: str, **compared: object) -> Comparison:
    return Comparison.model_validate({"fact": name, **compared})


def _is(name: str, value: object) -> Comparison:
    return Comparison.model_validate({"fact": name, "is": value})


def _other(name: str) -> Reference:
    return Reference(fact=name)


def _lacks(name: str, item: str) -> Not:
    return Not(not_=_fact(name, includes=item))


def _all(*parts: Condition) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.all if isinstance(part, AllOf) else [part])
    return flat[0] if len(flat) == 1 else AllOf(all=tuple(flat))


def _any(*parts: Condition) -> Condition:
    return AnyOf(any=parts)
