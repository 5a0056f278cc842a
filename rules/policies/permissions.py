"""The permissions policy: what buyers and suppliers may do during a contract.

    ruleset: permissions
    actions:
      extend:    {by: buyer, times: {max: 2}, months_each: {max: 6}, notice_days: {min: 30}}
      end-early: {by: buyer, notice_days: {min: 30}, approvals: [commercial]}
      vary:      {by: [buyer, supplier], value_increase_percent: {max: 10}, agreed_by: supplier}

`expand` gives its rules. An action is refused by a rule for each limit, `permissions/extend/times`;
permitted by one rule that asks for the opposite of every refusal, `permissions/extend/permit`; and
bound to what must be done first by a rule for each, `permissions/extend/approval/commercial`. The
permitting rule holds only where everything it asks about is known: what is not known is never
permitted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from rules.conditions import AllOf, AnyOf, Comparison, Condition, Not, Reference
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.logic import typed
from rules.policies.contract_facts import (
    DOING,
    FACTS,
    PERCENT_PLACES,
    ROLES,
    ActionKind,
    Ground,
    Role,
)
from rules.problems import DataPath, ValueProblem
from rules.ruleset import Outcomes, RefuseOutcome, RequireOutcome, Rule
from rules.values import Day, Exact, Kind, Subject, shown
from rules.vocabulary import Vocabulary

# --- the policy as written -----------------------------------------------------------------------

CountLimit = Annotated[int, Field(strict=True, ge=1, le=1000)]
Months = Annotated[int, Field(strict=True, ge=1, le=1200)]
Days = Annotated[int, Field(strict=True, ge=1, le=36_500)]
PercentLimit = Annotated[Exact, Field(ge=0, le=1_000_000, decimal_places=PERCENT_PLACES)]
MoneyLimit = Annotated[Exact, Field(ge=0, lt=10**13, decimal_places=2)]


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


class MostTimes(DefinitionPart):
    """A limit on how often: `{max: 2}`."""

    max: CountLimit


class MostMonths(DefinitionPart):
    """A limit in whole months: `{max: 12}`."""

    max: Months


class MostDays(DefinitionPart):
    """A limit in calendar days: `{max: 30}`."""

    max: Days


class MostPercent(DefinitionPart):
    """A limit in per cent: `{max: 10}`."""

    max: PercentLimit


class MostMoney(DefinitionPart):
    """A limit in pounds: `{max: 250000}`."""

    max: MoneyLimit


class LeastMonths(DefinitionPart):
    """The fewest months that must pass: `{min: 12}`."""

    min: Months


class LeastDays(DefinitionPart):
    """The fewest days that must pass: `{min: 30}`."""

    min: Days


class LeastWords(DefinitionPart):
    """The fewest words that must be given: `{min: 20}`."""

    min: Annotated[int, Field(strict=True, ge=1, le=10_000)]


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

    The keys that fit each kind of action are in `FITTING`; docs/reference/permissions.md has an
    example of each.
    """

    kind: ActionKind | None = None
    title: Line | None = None
    by: Roles
    lots: tuple[Id, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    source: Line | None = None
    note: Text | None = None

    times: MostTimes | None = None
    months_each: MostMonths | None = None
    percent_of_initial_each: MostPercent | None = None
    months_in_all: MostMonths | None = None
    percent_of_initial_in_all: MostPercent | None = None
    total_term_months: MostMonths | None = None
    latest_end: Day | None = None
    value_increase_percent: MostPercent | None = None
    value_increase_percent_each: MostPercent | None = None
    value_increase: MostMoney | None = None
    value_increase_each: MostMoney | None = None
    value_decrease_percent: MostPercent | None = None
    value_decrease_percent_each: MostPercent | None = None
    total_value: MostMoney | None = None
    price_increase_percent: MostPercent | None = None
    capped_by_index: bool = Field(default=False, strict=True)
    days_each: MostDays | None = None
    days_in_all: MostDays | None = None
    months_between: LeastMonths | None = None
    first_after_months: LeastMonths | None = None

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
            raise ValueError("`from` should not be later than `until`")
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

_EVERY: Final = frozenset(
    {
        *("kind", "title", "by", "lots", "from", "until", "source", "note"),
        *NOTICE_KEYS,
        *BEFORE_EXPIRY_KEYS,
        *("approvals", "documents", "publish", "agreed_by", "form", "reasons"),
        *("explanation_words", "only_if", "ground", "times", "months_between"),
        "first_after_months",
    }
)
_TERM: Final = frozenset(
    {
        *("months_each", "percent_of_initial_each", "months_in_all", "percent_of_initial_in_all"),
        *("total_term_months", "latest_end"),
    }
)
_RISES: Final = frozenset(
    {
        *("value_increase_percent", "value_increase_percent_each", "value_increase"),
        *("value_increase_each", "total_value"),
    }
)
_FALLS: Final = frozenset({"value_decrease_percent", "value_decrease_percent_each"})

#: The keys that fit each kind of action.
FITTING: Final[Mapping[ActionKind, frozenset[str]]] = {
    "extend": _EVERY | _TERM | _RISES,
    "end-early": _EVERY - {"months_between"},
    "end-for-cause": _EVERY - {"months_between"},
    "end-part": _EVERY | _FALLS,
    "suspend": _EVERY | {"days_each", "days_in_all"},
    "vary": _EVERY | _TERM | _RISES | _FALLS | {"may_change_scope"},
    "add-statement-of-work": _EVERY | _RISES | {"may_change_scope"},
    "raise-price": _EVERY | _RISES | {"price_increase_percent", "capped_by_index"},
    "transfer": _EVERY,
    "step-in": _EVERY | {"days_each"},
}

#: Kinds that exercise a right which the contract as awarded gives, unless the policy says no.
_OPTIONS: Final = frozenset(
    {"extend", "end-part", "suspend", "add-statement-of-work", "raise-price", "step-in"}
)
#: Kinds for which the scope of what is bought is in question.
SCOPED: Final = frozenset({"vary", "add-statement-of-work"})


class Ask(DefinitionPart):
    """A fact that only the person who asks knows: conditions read it as `{answer: its-id}`."""

    label: Line
    kind: Literal["number", "money", "percentage", "date", "period", "yes-no", "one-of"]
    unit: Literal["days", "months"] | None = None
    options: dict[Id, Line] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind == "period") != (self.unit is not None):
            raise ValueError("`unit` (days or months) goes with the kind `period`")
        if (self.kind == "one-of") != (self.options is not None):
            raise ValueError("`options` go with the kind `one-of`")
        return self


class ContractPermissions(DefinitionPart):
    """The whole policy. `working_days` says whose bank holidays count; `days_off` adds to them."""

    ruleset: Literal["permissions"]
    title: Line | None = None
    note: Text | None = None
    working_days: Literal["england-and-wales", "scotland", "northern-ireland", "united-kingdom"] = (
        "england-and-wales"
    )
    days_off: tuple[Day, ...] = ()
    asks: dict[Id, Ask] = Field(default_factory=dict)
    actions: dict[Id, Action] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()

    def kind_of(self, action: str) -> ActionKind | None:
        """Give the kind of an action of this policy, or of a kind that it does not name."""
        known = self.actions.get(action)
        if known is not None and known.kind is not None:
            return known.kind
        return next((kind for kind in get_args(ActionKind) if kind == action), None)

    def ground_of(self, action: str) -> Ground:
        """Give the ground in law on which an action is done where a request claims no other.

        The permissions of a framework are terms of every contract under it, so that an option
        written here is one that the contract as awarded provides for. A variation is not an
        option, and a change of supplier has a ground of its own.
        """
        known = self.actions.get(action)
        if known is None:
            return "none"
        if known.ground is not None:
            return known.ground
        return "provided-for" if self.kind_of(action) in _OPTIONS else "none"


def problems_of(policy: ContractPermissions) -> Iterator[tuple[DataPath, str]]:
    """Give what is wrong with a policy as a whole, each with its place in it."""
    known = vocabulary(policy)
    for name, action in policy.actions.items():
        here: DataPath = ("actions", name)
        kind = policy.kind_of(name)
        if kind is None:
            kinds = ", ".join(f"`{each}`" for each in DOING)
            yield here, f"action `{name}`: say of which `kind` it is: {kinds}"
            continue
        for key in action.written:
            if key not in FITTING[kind]:
                yield (*here, key), f"action `{name}`: `{key}` does not fit `{kind}`"
        if kind == "end-for-cause" and action.reasons is None:
            yield here, f"action `{name}`: give the `reasons` for which the contract may be ended"
        for key in ("approvals", "documents", "publish", "only_if"):
            needs = [(need.id, need.when) for need in getattr(action, key)]
            yield from _need_problems(known, (*here, key), name, needs)
    for index, rule in enumerate(policy.rules):
        if rule.then.permit is not None:
            yield (
                ("rules", index),
                f"rule `{rule.id}`: only an entry under `actions` permits; rules here do the rest",
            )


def _need_problems(
    known: Vocabulary, at: DataPath, action: str, needs: list[tuple[str, Condition | None]]
) -> Iterator[tuple[DataPath, str]]:
    ids = [name for name, _ in needs]
    for index, (name, when) in enumerate(needs):
        if name in ids[:index]:
            yield (*at, index), f"action `{action}`: `{name}` is given twice"
        try:
            typed(when, known.find)
        except ValueProblem as error:
            yield (*at, index, "when"), f"action `{action}`: {error}"


def vocabulary(policy: ContractPermissions) -> Vocabulary:
    """Give what rules about a contract may ask about: every fact, and what the policy asks."""
    answers = {
        name: Subject(
            f"answer:{name}", name, Kind(ask.kind), ask.label, dict(ask.options or {}), ask.unit
        )
        for name, ask in policy.asks.items()
    }
    return Vocabulary(answers=answers, facts=dict(FACTS))


# --- expansion -----------------------------------------------------------------------------------


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
        return self.unless if self.unless is not None else Not.model_validate({"not": self.when})


def expand(policy: ContractPermissions) -> tuple[tuple[Rule, DataPath], ...]:
    """Give the rules of a policy, each with the place in the policy that it comes from.

    Actions of no known kind are left out: `problems_of` names them.
    """
    return tuple(_rules(policy))


def _rules(policy: ContractPermissions) -> Iterator[tuple[Rule, DataPath]]:
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
            yield self._rule(each.name, each.when, then), self._at(*each.at)
        yield from self._referrals()
        yield from self._requirements()
        yield (
            self._rule(
                "permit",
                _all(*(each.permits for each in refusals)),
                Outcomes(permit=self.name),
                title=_capital(f"{_listing(self._who(), 'or')} may {self._doing()}"),
            ),
            self._at(),
        )

    # --- parts of a rule

    def _at(self, *inside: str | int) -> DataPath:
        return ("actions", self.name, *inside)

    def _rule(
        self, name: str, when: Condition | None, then: Outcomes, title: str | None = None
    ) -> Rule:
        this = _is("action", self.name)
        return Rule(
            id=f"permissions/{self.name}/{name}",
            title=title,
            lots=self.action.lots,
            from_=self.action.from_,
            until=self.action.until,
            when=this if when is None else _all(this, when),
            then=then,
            source=self.action.source,
        )

    def _doing(self) -> str:
        title = self.action.title
        return DOING[self.kind] if title is None else title[:1].lower() + title[1:]

    def _who(self) -> list[str]:
        return [ROLES[role] for role in self.action.by]

    # --- refusals

    def _standing(self) -> Iterator[_Refusal]:
        """Ask who asks, and whether the contract is there to be acted on."""
        yield _Refusal(
            "by",
            ("by",),
            Not.model_validate({"not": _fact("by", one_of=list(self.action.by))}),
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
                "Notice to end the contract has been given already",
            )

    def _limits(self) -> Iterator[_Refusal]:
        for key, limit in LIMITS.items():
            policy = getattr(self.action, key)
            if policy is None or policy is False:
                continue
            fact = limit.fact
            if key == "times" and self.kind == "extend":
                fact = "extensions-used"
            figure = _figure(policy)
            subject = FACTS[fact]
            operand: Any = _other("index-percent") if figure is None else figure
            at: DataPath = (
                (key,) if figure is None or isinstance(figure, date) else (key, _end(limit))
            )
            when = _fact(fact, **{limit.comparator: operand})
            text = "" if figure is None else shown(figure, subject)
            if key == "times":
                text = {"1": "once", "2": "twice"}.get(text, f"{text} times")
            yield _Refusal(
                key.replace("_", "-"),
                at,
                when,
                limit.says.format(text, noun=_NOUN[self.kind]),
                # Nothing to wait for where it was not done before.
                unless=_any(_fact(fact, unanswered=True), Not.model_validate({"not": when}))
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
                unless=_any(
                    Not.model_validate({"not": short}), Not.model_validate({"not": possible})
                ),
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
            yield _Refusal(
                "reason",
                ("reasons",),
                Not.model_validate({"not": known}),
                _line(f"It needs one of these reasons: {listed}"),
            )
        for index, each in enumerate(self.action.only_if):
            yield _Refusal(
                f"only-if/{each.id}",
                ("only_if", index),
                Not.model_validate({"not": each.when}),
                each.says,
            )
        if self.kind in SCOPED and not self.action.may_change_scope:
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
                "which would have to be given before it starts"
            )
            when = _all(_fact(fact, less_than=least), _fact(most, less_than=least))
            yield self._rule(f"{name}/impossible", when, Outcomes(refer=says)), self._at(key)
        yield (
            self._rule(
                "in-the-past",
                _is("effective-in-the-past", value=True),
                Outcomes(refer="It would take effect on a day before it is asked for"),
            ),
            self._at(),
        )
        if self.kind == "vary" and not any(getattr(self.action, key) for key in _TERM):
            yield (
                self._rule(
                    "term",
                    _fact("end-after", is_not=_other("end-date")),
                    Outcomes(refer="No limit is set here for a variation that changes the term"),
                ),
                self._at(),
            )
        if self.kind in SCOPED and not self.action.may_change_scope:
            yield (
                self._rule(
                    "scope/unknown",
                    _fact("changes-scope", unanswered=True),
                    Outcomes(
                        refer="Nobody has said whether it adds a kind of goods, services or works "
                        "that was not provided for"
                    ),
                ),
                self._at("may_change_scope"),
            )

    def _requirements(self) -> Iterator[tuple[Rule, DataPath]]:
        for key, sort, given, needs in (
            ("approvals", "approval", "approvals", self.action.approvals),
            ("documents", "document", "documents", self.action.documents),
            ("publish", "publish", "notices", self.action.publish),
        ):
            for index, need in enumerate(needs):
                parts = [] if need.when is None else [need.when]
                yield (
                    self._rule(
                        f"{sort}/{need.id}",
                        _all(*parts, _lacks(given, need.id)),
                        self._require(sort, need.id, need.title),
                        title=need.title,
                    ),
                    self._at(key, index),
                )
        if self.action.form is not None:
            then = self._require("document", self.action.form, None)
            yield self._rule("form", _lacks("documents", self.action.form), then), self._at("form")
        for role in self.action.agreed_by:
            then = self._step(_capital(f"{ROLES[role]} must agree in writing"))
            yield (
                self._rule(f"agreed-by/{role}", _lacks("agreed-by", role), then),
                self._at("agreed_by"),
            )
        if self.action.explanation_words is not None:
            least = Decimal(self.action.explanation_words.min)
            then = self._step(f"Explain it in at least {shown(least, _WORDS)}")
            yield (
                self._rule("explanation-words", _fact("explanation-words", less_than=least), then),
                self._at("explanation_words"),
            )
        for key, name, _ in self._notice_keys():
            then = self._step(f"Give at least {self._notice_text(key)}, in writing")
            yield (
                self._rule(f"{name}/give", _is("notice-given", value=False), then),
                self._at(key),
            )

    def _require(self, sort: str, name: str, title: str | None) -> Outcomes:
        if sort == "publish":
            return self._step(f"Publish {title or 'the ' + name.replace('-', ' ') + ' notice'}")
        return Outcomes(require=RequireOutcome.model_validate({sort: name, "before": self.name}))

    def _step(self, says: str) -> Outcomes:
        return Outcomes(require=RequireOutcome(step=says, before=self.name))


_WORDS: Final = FACTS["explanation-words"]


@dataclass(frozen=True, slots=True)
class ActionLimit:
    """A limit that an action can have: the fact it bounds, and the sentence that refuses."""

    fact: str
    comparator: Literal["at_least", "more_than", "less_than", "after"]
    says: str


def _end(limit: ActionLimit) -> str:
    return "min" if limit.comparator == "less_than" else "max"


#: Every limit, by its key in the policy. `{noun}` is what one of them is called.
LIMITS: Final[Mapping[str, ActionLimit]] = {
    "times": ActionLimit(
        "times-used", "at_least", "It may be done at most {}, and has been done that often"
    ),
    "months_each": ActionLimit("months-asked", "more_than", "Each {noun} may add at most {}"),
    "percent_of_initial_each": ActionLimit(
        "months-asked-percent-of-initial",
        "more_than",
        "Each {noun} may add at most {} of the initial period",
    ),
    "months_in_all": ActionLimit(
        "months-extended-after", "more_than", "All extensions together may add at most {}"
    ),
    "percent_of_initial_in_all": ActionLimit(
        "months-extended-after-percent-of-initial",
        "more_than",
        "All extensions together may add at most {} of the initial period",
    ),
    "total_term_months": ActionLimit(
        "term-months-after", "more_than", "The whole term may be at most {}"
    ),
    "latest_end": ActionLimit("end-after", "after", "The contract may run until {} at the latest"),
    "value_increase_percent": ActionLimit(
        "value-increase-percent",
        "more_than",
        "All changes together may raise the value by at most {} of the value as awarded",
    ),
    "value_increase_percent_each": ActionLimit(
        "value-increase-percent-each",
        "more_than",
        "Each {noun} may raise the value by at most {} of the value as awarded",
    ),
    "value_increase": ActionLimit(
        "value-increase", "more_than", "All changes together may raise the value by at most {}"
    ),
    "value_increase_each": ActionLimit(
        "value-increase-each", "more_than", "Each {noun} may raise the value by at most {}"
    ),
    "value_decrease_percent": ActionLimit(
        "value-decrease-percent",
        "more_than",
        "All changes together may lower the value by at most {} of the value as awarded",
    ),
    "value_decrease_percent_each": ActionLimit(
        "value-decrease-percent-each",
        "more_than",
        "Each {noun} may lower the value by at most {} of the value as awarded",
    ),
    "total_value": ActionLimit("value-after", "more_than", "The value may be at most {}"),
    "price_increase_percent": ActionLimit(
        "price-increase-percent", "more_than", "Prices may rise by at most {} at a time"
    ),
    "capped_by_index": ActionLimit(
        "price-increase-percent", "more_than", "Prices may rise by no more than the index has"
    ),
    "days_each": ActionLimit("suspension-days", "more_than", "Each {noun} may last at most {}"),
    "days_in_all": ActionLimit(
        "suspended-days-after", "more_than", "All suspensions together may last at most {}"
    ),
    "months_between": ActionLimit(
        "months-since-last", "less_than", "At least {} must pass before it is done again"
    ),
    "first_after_months": ActionLimit(
        "months-since-start", "less_than", "It may be done only once the contract has run {}"
    ),
}

_NOUN: Final[Mapping[ActionKind, str]] = {
    "extend": "extension",
    "end-early": "end",
    "end-for-cause": "end",
    "end-part": "partial end",
    "suspend": "suspension",
    "vary": "variation",
    "add-statement-of-work": "statement of work",
    "raise-price": "rise",
    "transfer": "transfer",
    "step-in": "stepping in",
}


def _figure(policy: object) -> Decimal | date | None:
    match policy:
        case MostTimes(max=figure) | MostMonths(max=figure) | MostDays(max=figure):
            return Decimal(figure)
        case MostPercent(max=exact) | MostMoney(max=exact):
            return exact
        case LeastMonths(min=figure):
            return Decimal(figure)
        case date():
            return policy
        case _:
            return None


def _line(text: str) -> str:
    return text if len(text) <= 500 else text[:499].rstrip() + "…"


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
    return Not.model_validate({"not": _fact(name, includes=item)})


def _all(*parts: Condition) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.all if isinstance(part, AllOf) else [part])
    return flat[0] if len(flat) == 1 else AllOf(all=tuple(flat))


def _any(*parts: Condition) -> Condition:
    return AnyOf(any=parts)
