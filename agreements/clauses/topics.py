"""Topics: what a clause can state, each with its values as a clause may use them.

    framework/parties, framework/term, framework/value, framework/lots, framework/buyers,
    framework/routes, framework/law          what `framework.yaml` says
    call-off/term                            how long a call-off contract of each lot may be
    ways/<way>                               a way of evaluating, with the rules that it expands to
    feedback/standstill, feedback/<letter>   the standstill, and each letter
    permissions/<action>                     an action of the contract
    <ruleset>/<rule>                         a rule of a plain ruleset that has contractual effect

A path in `states` is the name of a topic, of a group of them (`permissions`, `eligibility`), or of
one rule of a topic (`permissions/extend/notice`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from agreements.clauses.binding import Branch, Leaf, escaped, figure, leaves, word
from agreements.clauses.ways import way_branch
from agreements.definition.framework import Framework
from agreements.definition.terms import AmountLimits, Lot, RouteToMarket, Terms
from rules.conditions import Condition
from rules.linking import FlatRule, PlacedRule
from rules.logic import FindSubject, Logic, typed
from rules.logic import leaves as comparisons
from rules.policies import permissions as policy
from rules.policies.contract_facts import DOING, GROUNDS, ROLES
from rules.policies.evaluation import expand
from rules.policies.feedback import ITEMS, LetterPolicy, Standstill
from rules.policies.permissions import Action, ContractPermissions, Need
from rules.problems import ValueProblem
from rules.ruleset import Outcomes
from rules.values import Kind, Subject
from rules.wording import worded, worded_rule

Side = Literal["framework", "call-off"]

#: Outcomes by which a rule binds somebody. Others only ask for answers, or prepare other rules.
BINDING: Final = ("exclude", "refer", "set_aside", "award", "score", "require", "permit", "refuse")

ROUTES: Final = {
    "direct-award": "direct award",
    "further-competition": "further competition",
    "catalogue": "choice from a catalogue",
}
REGIMES: Final = {
    "procurement-act-2023": "the Procurement Act 2023",
    "pcr-2015": "the Public Contracts Regulations 2015",
}
FORMS: Final = {
    "letter": "a letter",
    "change-notice": "a change notice",
    "statement-of-work": "a statement of work",
    "deed": "a deed",
}
#: Whose bank holidays are no working days.
HOLIDAYS: Final = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "united-kingdom": "any part of the United Kingdom",
}


@dataclass(frozen=True)
class Topic:
    """Something that the agreement has to state, in exactly one clause.

    id      its path
    side    the agreement that states it
    title   what people call it
    where   where the definition says it, `file:line`
    lots    the ids of the lots to which it is limited; none is all
    rules   the ids of the rules it is made of; itself, where it is no rule
    data    its values
    kind    of a contract action, its kind
    """

    id: str
    side: Side
    title: str
    where: str
    data: Branch
    rules: tuple[str, ...]
    lots: tuple[str, ...] = ()
    kind: str = ""

    @property
    def atoms(self) -> tuple[str, ...]:
        """What can be stated by itself: its rules, or itself where its rules are others' too."""
        return (self.id,) if self.is_way else self.rules

    @property
    def is_way(self) -> bool:
        """Whether it is a way of evaluating."""
        return self.id.startswith("ways/")

    def atom_of(self, leaf: Leaf) -> str | None:
        """Give the rule that a leaf belongs to; None where it belongs to the whole."""
        head, _, rest = leaf.path.partition(".")
        name = head.replace("_", "-")
        if head in policy.NOTICE_KEYS or head in policy.BEFORE_EXPIRY_KEYS:
            name = "notice-before-expiry" if head in policy.BEFORE_EXPIRY_KEYS else "notice"
        needs = {"approvals": "approval", "documents": "document", "publish": "publish"}
        if head in {*needs, "contains"}:
            name = self._named(needs.get(head, ""), int(rest.partition(".")[0]))
        elif head == "only_if":
            name = f"only-if/{rest}"
        elif head == "reasons":
            name = "reason"
        return next((each for each in self.atoms if each == f"{self.id}/{name}"), None)

    def _named(self, sort: str, at: int) -> str:
        """Give the rest of the id of the rule for one of several needs, by its place."""
        start = f"{self.id}/{sort}/" if sort else f"{self.id}/"
        found = [each for each in self.atoms if each.startswith(start)]
        return found[at].removeprefix(f"{self.id}/") if at < len(found) else ""

    @property
    def limits(self) -> tuple[Leaf, ...]:
        """The values that whoever states it has to say."""
        return tuple(each for each in leaves(self.data) if each.limit)


def topics_of(framework: Framework) -> tuple[Topic, ...]:
    """Give everything that the agreement of a framework has to state, in order."""
    return (
        *_terms(framework.terms),
        *_plain(framework),
        *_ways(framework),
        *_feedback(framework),
        *_permissions(framework),
    )


def terms_branch(terms: Terms, topics: tuple[Topic, ...]) -> Branch:
    """Give what every clause may say of the framework as a whole: `terms`.

    The values are those of the topics themselves, so that to say one here is to state it.
    """
    of = {each.id: each.data for each in topics}
    return Branch(
        {
            "name": word("name", terms.name),
            "reference": word("reference", terms.reference),
            "summary": word("summary", terms.summary),
            "owner": of["framework/parties"],
            "term": of["framework/term"],
            "value": of.get("framework/value"),
            "lots": of["framework/lots"].get("lots"),
            "routes": of["framework/routes"].get("routes"),
            "buyers": of["framework/buyers"],
            "law": of["framework/law"],
        },
        text="name",
    )


# --- framework.yaml -------------------------------------------------------------------------------


def _terms(terms: Terms) -> Iterator[Topic]:
    def topic(
        name: str, title: str, parts: Mapping[str, object], side: Side = "framework"
    ) -> Topic:
        path = f"{side}/{name}"
        return Topic(path, side, title, "framework.yaml:1", Branch(parts), (path,))

    titles = _lot_titles(terms)
    owner = terms.owner
    yield topic(
        "parties",
        "Parties",
        {
            "name": word("name", owner.name, limit=True),
            "email": word("email", owner.email),
            "address": word(
                "address", ", ".join((owner.address or "").split("\n")).strip(" ,") or None
            ),
        },
    )
    term = terms.term
    yield topic(
        "term",
        "Term",
        {
            "starts": figure("starts", terms.starts, "date"),
            "months": figure("months", term.months, "months"),
            "extension_months": figure("extension_months", term.extension_months or None, "months"),
            "reason": word("reason", term.reason, limit=True),
        },
    )
    if terms.value is not None:
        yield topic("value", "Value", _span(terms.value, ""))
    yield topic(
        "lots", "Lots", {"lots": tuple(_lot(each, at) for at, each in enumerate(terms.lots))}
    )
    yield topic(
        "buyers",
        "Buyers",
        {
            "who": word("who", terms.buyers.who, limit=True),
            "domains": tuple(
                word(f"domains.{at}", each) for at, each in enumerate(terms.buyers.domains)
            ),
        },
    )
    yield topic(
        "routes",
        "Routes to market",
        {"routes": tuple(_route(each, at, titles) for at, each in enumerate(terms.routes))},
    )
    yield topic("law", "Law", {"regime": word("regime", REGIMES.get(terms.regime), limit=True)})
    limited = [
        (at, lot) for at, lot in enumerate(terms.lots) if lot.call_off and _limits_call_off(lot)
    ]
    if limited:
        yield topic(
            "term",
            "Term and value of a call-off contract",
            {"lots": tuple(_call_off(each, at) for at, each in limited)},
            "call-off",
        )


def _lot_titles(terms: Terms) -> dict[str, str]:
    return {lot.id: lot.title for lot in terms.lots}


def _span(span: AmountLimits, path: str) -> dict[str, object]:
    return {
        "min": figure(f"{path}min", span.min, "money"),
        "max": figure(f"{path}max", span.max, "money"),
    }


def _lot(lot: Lot, at: int) -> Branch:
    here = f"lots.{at}"
    return Branch(
        {
            "title": word(f"{here}.title", lot.title, limit=True),
            "description": word(f"{here}.description", lot.description),
            "max_suppliers": figure(f"{here}.max_suppliers", lot.max_suppliers),
        },
        text="title",
    )


def _limits_call_off(lot: Lot) -> bool:
    return lot.call_off is not None and (
        lot.call_off.max_months is not None or lot.call_off.value is not None
    )


def _call_off(lot: Lot, at: int) -> Branch:
    here, limits = f"lots.{at}", lot.call_off
    assert limits is not None  # noqa: S101 - only such lots come here
    return Branch(
        {
            "title": word(f"{here}.title", lot.title, limit=True),
            "max_months": figure(f"{here}.max_months", limits.max_months, "months"),
            "value": None
            if limits.value is None
            else Branch(_span(limits.value, f"{here}.value.")),
        },
        text="title",
    )


def _route(route: RouteToMarket, at: int, titles: Mapping[str, str]) -> Branch:
    here = f"routes.{at}"
    return Branch(
        {
            "route": word(f"{here}.route", ROUTES[route.route], limit=True),
            "lots": tuple(
                word(f"{here}.lots.{index}", titles[each], limit=True)
                for index, each in enumerate(route.lots)
            ),
            "value": None if route.value is None else Branch(_span(route.value, f"{here}.value.")),
            "note": word(f"{here}.note", route.note),
        },
        text="route",
    )


# --- plain rules ----------------------------------------------------------------------------------


def _plain(framework: Framework) -> Iterator[Topic]:
    """Give the rules that bind, each by itself, and each decision table as a whole."""
    tables: dict[str, list[tuple[PlacedRule, Logic]]] = {}
    written = {placed.rule.id for placed in framework.plain}
    titles = _lot_titles(framework.terms)
    for placed, logic in _rules(framework):
        rule = placed.rule
        if rule.id not in written:
            # A row of a table: `eligibility/vetting/row-2`.
            tables.setdefault("/".join(rule.id.split("/")[:2]), []).append((placed, logic))
        elif any(getattr(rule.then, each) is not None for each in BINDING):
            yield _rule_topic(placed, logic, titles, "framework")
    for name, rows in tables.items():
        binding = [
            (placed, logic)
            for placed, logic in rows
            if any(getattr(placed.rule.then, each) is not None for each in BINDING)
        ]
        if binding:
            yield _table_topic(name, binding, titles)


def _rule_topic(placed: PlacedRule, logic: Logic, lots: Mapping[str, str], side: Side) -> Topic:
    rule = placed.rule
    return Topic(
        id=rule.id,
        side=side,
        title=_called(rule.title, rule.id),
        where=placed.where,
        data=_rule_branch(placed, logic, lots),
        rules=(rule.id,),
        lots=rule.lots,
    )


def _table_topic(name: str, rows: list[tuple[PlacedRule, Logic]], lots: Mapping[str, str]) -> Topic:
    branches = tuple(
        _rule_branch(placed, logic, lots, f"rows.{at}.") for at, (placed, logic) in enumerate(rows)
    )
    title = _called(None, name)
    first = rows[0][0]
    return Topic(
        id=name,
        side="framework",
        title=title,
        where=first.where,
        data=Branch(
            {
                "id": name,
                "title": word("title", title),
                "outcome": branches[0].get("outcome"),
                "lots": branches[0].get("lots"),
                "source": branches[0].get("source"),
                "rows": branches,
            }
        ),
        rules=tuple(placed.rule.id for placed, _ in rows),
        lots=first.rule.lots,
    )


def _called(title: str | None, name: str) -> str:
    """Give what people call a rule: its title, or its id in words."""
    text = title or name.rpartition("/")[2].replace("-", " ").capitalize()
    return text.rstrip(".")


def _rules(framework: Framework) -> Iterator[tuple[PlacedRule, Logic]]:
    """Give every rule that is neither a way's nor a letter's, with what it means."""
    expanded = {rule.id for linked in framework.ways.values() for rule, _ in expand(linked.way)}
    expanded |= {placed.rule.id for placed in framework.feedback_rules}
    seen: set[str] = set()
    for linked in framework.ways.values():
        for flat in linked.rules:
            if flat.id not in expanded and flat.id not in seen:
                seen.add(flat.id)
                yield PlacedRule(flat.rule, flat.where), flat.logic
    for placed in framework.plain:
        if placed.rule.id not in seen:
            try:
                logic = typed(placed.rule.when, framework.vocabulary.find)
            except ValueProblem:
                continue  # it reads facts of ways that it does not serve, and so it never runs
            yield placed, logic


def _rule_branch(placed: PlacedRule, logic: Logic, lots: Mapping[str, str], at: str = "") -> Branch:
    rule = placed.rule
    limits: dict[str, object] = {}
    for leaf in comparisons(logic):
        for operand in leaf.operands:
            made = _limit(leaf.subject, operand, limits, at)
            if made is not None:
                limits[made.path.rpartition(".")[2]] = made
    figures = tuple(each for each in limits.values() if isinstance(each, Leaf))
    when = worded(logic)
    says = _says(rule.then)
    return Branch(
        {
            "id": rule.id,
            "title": word("title", _called(rule.title, rule.id)),
            "rows": (),
            "says": word("says", None if says is None else says.rstrip(".")),
            "when": None
            if when in {"always", "never"}
            else Leaf("when", escaped(when), covers=figures),
            "in_full": Leaf("in_full", escaped(worded_rule(rule, logic)), covers=figures),
            "outcome": word("outcome", next(e for e in rule.then.said if e in BINDING)),
            "excludes": rule.then.exclude is not None,
            "refers": rule.then.refer is not None,
            "score": figure(
                "score", None if rule.then.score is None else rule.then.score.is_, limit=False
            ),
            "lots": tuple(word(f"lots.{at}", lots[each]) for at, each in enumerate(rule.lots)),
            "source": word("source", rule.source),
            "limits": Branch(limits),
        },
        text="in_full",
    )


_UNITS: Final = {Kind.MONEY: "money", Kind.PERCENTAGE: "percent", Kind.DATE: "date"}


def _limit(subject: Subject, operand: object, taken: Mapping[str, object], at: str) -> Leaf | None:
    if isinstance(operand, Subject | bool | str) or operand is None:
        return None
    unit = _UNITS.get(subject.kind) or (subject.unit or "")
    name = subject.name.replace("-", "_").replace(".", "_").replace("/", "_")
    plain, number = name, 1
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    return figure(f"{at}limits.{name}", operand, unit)  # type: ignore[arg-type]


def _says(then: Outcomes) -> str | None:
    refused = then.refuse.says if then.refuse is not None else None
    return then.exclude or then.refer or then.set_aside or then.award or refused


# --- ways and feedback ----------------------------------------------------------------------------


def _ways(framework: Framework) -> Iterator[Topic]:
    for name, linked in framework.ways.items():
        way = linked.way
        yield Topic(
            id=f"ways/{name}",
            side="framework",
            title=way.name,
            where=linked.where,
            data=way_branch(framework, linked),
            rules=(
                *(rule.id for rule, _ in expand(way)),
                *(f"evaluation/ties/{each}" for each in way.ties),
            ),
            lots=way.lots,
        )


def _feedback(framework: Framework) -> Iterator[Topic]:
    where = "rulesets/feedback.yaml:1"
    standstill = framework.feedback.standstill
    if standstill is not None:
        yield Topic(
            id="feedback/standstill",
            side="framework",
            title="Standstill",
            where=where,
            data=_standstill(standstill),
            rules=("feedback/standstill",),
        )
    conditions = _letter_conditions(framework)
    for name, letter in framework.feedback.named:
        prefix = f"feedback/{name}/"
        rules = [each for each in framework.feedback_rules if each.rule.id.startswith(prefix)]
        yield Topic(
            id=f"feedback/{name}",
            side="framework",
            title=letter.title or f"{letter.to.capitalize()} suppliers",
            where=rules[0].where if rules else where,
            data=_letter(letter, conditions.get(name)),
            rules=tuple(each.rule.id for each in rules),
        )


_TOLD: Final = {
    "winner": "the winner",
    "unsuccessful": "every Supplier whose bid was assessed and did not win",
    "excluded": "every Supplier whose bid was excluded",
}


def _standstill(standstill: Standstill) -> Branch:
    working = standstill.working_days is not None
    length = standstill.working_days if working else standstill.days
    unit = "working days" if working else "days"
    return Branch({"days": figure("days", length, unit), "calendar": not working})


def _letter_conditions(framework: Framework) -> dict[str, str]:
    """Give the further condition of each letter in words, as the ways know its facts."""
    found: dict[str, str] = {}
    for name, letter in framework.feedback.named:
        if letter.when is None:
            continue
        for linked in framework.ways.values():
            try:
                logic = typed(letter.when, framework.vocabulary.with_facts(linked.facts).find)
            except ValueProblem:
                continue
            found[name] = worded(logic)
            break
    return found


def _letter(letter: LetterPolicy, when: str | None) -> Branch:
    limits = letter.each_reason.words if letter.each_reason else None
    return Branch(
        {
            "to": word("to", _TOLD[letter.to]),
            "when": word("when", when, limit=True),
            "contains": tuple(
                word(f"contains.{at}", ITEMS[each], limit=True)
                for at, each in enumerate(letter.contains)
            ),
            "withhold": tuple(
                Branch(
                    {
                        "what": word(f"withhold.{item}.what", ITEMS[item], limit=True),
                        "ground": word(f"withhold.{item}.ground", ground, limit=True),
                    },
                    text="what",
                )
                for item, ground in letter.withhold.items()
            ),
            "words": None
            if limits is None
            else Branch(
                {
                    "min": figure("words.min", limits.min, "words"),
                    "max": figure("words.max", limits.max, "words"),
                }
            ),
            "before": word(
                "before",
                {"award": "the award", "contract": "the contract is made"}[letter.before],
                limit=True,
            ),
            "source": word("source", letter.source),
        }
    )


# --- contract actions -----------------------------------------------------------------------------

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


def _permissions(framework: Framework) -> Iterator[Topic]:
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
    titles = _lot_titles(framework.terms)
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
        yield _rule_topic(PlacedRule(each.rule, each.where), each.logic, titles, "call-off")


def _worder(action: Action, find: FindSubject) -> Callable[[Condition | None], str | None]:
    """Give what words the conditions of an action, with its reasons as people read them."""

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
