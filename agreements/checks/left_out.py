"""Answers that may be left out, although a price, a measure or a method cannot do without them.

A question may be optional, asked only under a condition, or never asked in a lot at all. Whether
it is always answered in a complete form where the figure is needed is proved, by going through all
that can be answered to what decides it (`forms.analysis.state_space`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from agreements.checks.lint import Lint
from agreements.checks.places import question_place
from agreements.definition.framework import Framework, LinkedWay
from forms.analysis.state_space import NotSimpleError, States
from forms.linked.linked_form import LinkedForm, PathStep
from forms.model.figure_questions import DayRates
from rules.conditions import Reference
from rules.decision_tables.partition import Budget, TooManyError
from rules.linking import LinkedRule
from rules.logic import ALWAYS, Comparator, Compare, comparisons_in, holds
from rules.policies.criteria import Amount
from rules.policies.measures import Basket, Measure, Sum, Times
from rules.policies.ways import places_of
from rules.problems import inside
from rules.values import Subject
from rules.wording import worded

#: How many steps the proof about one answer may take: a fraction of a second.
STEPS: Final = 20_000


@dataclass(frozen=True, slots=True)
class _Need:
    """An answer that something needs.

    unless_zero   the answers that it is multiplied by: while one of them is 0, it is not needed
    """

    subject: Subject
    unless_zero: tuple[Subject, ...] = ()


def left_out_findings(framework: Framework) -> Iterator[Lint]:
    """Return what is told of answers that may be left out and that evaluations need."""
    for linked in framework.ways.values():
        yield from _of_way(framework, linked)
    yield from _of_rules(framework)


def _of_way(framework: Framework, linked: LinkedWay) -> Iterator[Lint]:
    way = linked.way
    proof = _Proof(framework, way.lots or framework.terms.lot_ids)
    for place, each in places_of(way):
        source = each.price or each.measured
        if source is None:
            continue
        sort = "price" if each.price else "measured"
        where = inside(linked.where, *place, sort, "of")
        reader = f"{'the price' if each.price else 'the figure'} of `{each.id}`"
        for need in _needs(source.of, framework):
            yield from proof.told(where, f"way `{way.id}`: {reader}", need)
        yield from _roles(framework, where, f"way `{way.id}`: {reader}", source.of)
        if each.price and not isinstance(each.price, Amount):
            where = inside(linked.where, *place, "price")
            says = f"way `{way.id}`: the price formula of `{each.id}`"
            yield from _asked(proof, framework, where, says, each.price.asked)
    where = inside(linked.where, "method")
    yield from _asked(proof, framework, where, f"way `{way.id}`: the method", way.method.asked)


def _of_rules(framework: Framework) -> Iterator[Lint]:
    """Note rules against bids that do not apply where an answer that they read is left out."""
    told: set[tuple[str, str]] = set()
    proofs: dict[tuple[str, ...], _Proof] = {}
    everywhere = framework.terms.lot_ids
    deciding = [(rule, everywhere) for rule in framework.admission_rules]
    for linked in framework.ways.values():
        deciding += [(rule, linked.way.lots or everywhere) for rule in linked.rules]
    for rule, lots in deciding:
        then = rule.rule.then
        if not (then.exclude or then.refer or then.set_aside):
            continue
        its = tuple(lot for lot in lots if lot in (rule.rule.lots or lots))
        if its not in proofs:
            proofs[its] = _Proof(framework, its)
        for subject in rule.reads.values():
            why = proofs[its].why_silent(rule, subject)
            if why is not None and (rule.id, subject.name) not in told:
                told.add((rule.id, subject.name))
                says = f"rule `{rule.id}` reads the answer to `{subject.name}`, {why}"
                yield Lint("note", inside(rule.where, "when"), says)


def _asked(
    proof: "_Proof", framework: Framework, where: str, reader: str, asked: Reference | None
) -> Iterator[Lint]:
    if asked is not None and asked.answer is not None:
        yield from proof.told(
            where, reader, _Need(framework.vocabulary.find("answer", asked.answer))
        )


def _needs(measure: Measure, framework: Framework) -> Iterator[_Need]:
    """Return the answers without which a measure cannot be worked out."""

    def find(name: str) -> Subject:
        return framework.vocabulary.find("answer", name)

    match measure:
        case Sum(sum=parts):
            for part in parts:
                if not isinstance(part, Times):
                    yield _Need(find(part))
                    continue
                if 0 in part.factors:
                    continue
                by = tuple(find(each) for each in part.factors if isinstance(each, str))
                yield _Need(find(part.of), by)
                yield from (_Need(each) for each in by)
        case Basket(basket=rates, quantities=quantities):
            yield _Need(find(rates))
            if isinstance(quantities, str):
                yield _Need(find(quantities))
        case str():
            yield _Need(find(measure))
        case _:
            yield _Need(find(measure.count_of))


def _roles(framework: Framework, where: str, reader: str, measure: Measure) -> Iterator[Lint]:
    """Find roles of a basket that may have no rate although some of them is needed."""
    if not isinstance(measure, Basket):
        return
    rates = _question(framework, measure.basket)
    wanted: dict[str, Decimal | None]
    if isinstance(measure.quantities, str):
        table = _question(framework, measure.quantities)
        roles = table.roles if isinstance(table, DayRates) else ()
        wanted = {role.id: role.subject_ends[1] for role in roles}
    else:
        wanted = dict(measure.quantities)
    given = {role.id: role for role in rates.roles} if isinstance(rates, DayRates) else {}
    for name, most in wanted.items():
        if most == 0 or (name in given and given[name].required):
            continue
        why = "may be left out" if name in given else "is not in that table"
        mend = "make the role required" if name in given else "add the role"
        says = f"{reader} needs a rate for `{name}` in `{measure.basket}`, which {why}: {mend}"
        yield Lint("problem", where, says)


def _question(framework: Framework, name: str) -> object:
    key = framework.vocabulary.find("answer", name).key.removeprefix("answer:")
    form, _, question = key.partition(".")
    step = framework.forms[form].steps.get(question) if form in framework.forms else None
    return None if step is None else step.question


class _Proof:
    """Tells whether an answer may be missing from a competition that is complete, in some lots."""

    def __init__(self, framework: Framework, lots: tuple[str, ...]) -> None:
        roles = framework.terms.forms
        names = [each for each in (*roles.application, roles.brief, roles.bid) if each is not None]
        self._forms = [
            framework.forms[name] for name in dict.fromkeys(names) if name in framework.forms
        ]
        self._lots = lots
        self._states = {lot: States(self._forms, lot) for lot in lots} if self._forms else {}

    def told(self, where: str, reader: str, need: _Need) -> Iterator[Lint]:
        """Tell that a need may not be met, with the reason and the mend; nothing where it is."""
        subject = need.subject
        form_id, _, question = subject.key.removeprefix("answer:").partition(".")
        form = next((each for each in self._forms if each.id == form_id), None)
        if form is None:
            says = (
                f"{reader} needs the answer to `{subject.name}`, which nobody has given when bids "
                f"are evaluated: it is asked in the form `{form_id}`. Take a question of the bid"
            )
            yield Lint("problem", where, says)
            return
        unasked = [lot for lot in self._lots if subject.key not in self._states[lot].steps]
        if unasked:
            lots = ", ".join(f"`{lot}`" for lot in unasked)
            says = (
                f"{reader} needs the answer to `{subject.name}` "
                f"({question_place(form, question)}), which is not asked in the lot {lots}: ask it "
                "there, or name the other lots in the way's `lots`"
            )
            yield Lint("problem", where, says)
        for lot in self._lots:
            step = self._states[lot].steps.get(subject.key)
            lacking = set() if step is None else _lacking(self._states[lot], step, need)
            if step is not None and lacking:
                yield Lint("problem", where, _says(reader, form, step, need, lacking))
                return

    def why_silent(self, rule: LinkedRule, subject: Subject) -> str | None:
        """Return why a rule does not look at an answer in some complete forms, with the mend."""
        key = f"answer:{subject.key.partition(':')[2]}"
        compared = {(each.subject.key, each.op) for each in comparisons_in(rule.logic)}
        if compared & {(key, Comparator.ANSWERED), (key, Comparator.UNANSWERED)}:
            return None
        for states in self._states.values():
            step = states.steps.get(key)
            if step is None:
                continue
            if not step.question.required:
                return (
                    "which is optional: where it is left out the rule does not apply. If it "
                    "should, make the question required, or add `unanswered` to the rule"
                )
            gates = {each.subject.key for each in comparisons_in(step.offer.logic)}
            if gates and not gates & {name for name, _ in compared}:
                return (
                    f"which is asked only when {worded(step.offer.logic)}: otherwise the rule does "
                    "not apply. If it should, add `unanswered` to the rule"
                )
        return None


_Why = Literal["optional", "unasked", "no row"]


def _lacking(states: States, step: PathStep, need: _Need) -> set[_Why]:
    """Return why complete forms may lack an answer that is needed; nothing where they cannot."""
    if step.question.required and step.offer.logic == ALWAYS and step.each is None:
        return set()
    zeros = [Compare(by, Comparator.IS, (Decimal(0),)) for by in need.unless_zero]
    why: set[_Why] = set()
    try:
        for facts in states.of([Compare(need.subject, Comparator.ANSWERED), *zeros], Budget(STEPS)):
            needed = all(by.key in facts for by in need.unless_zero) and not any(
                holds(zero, facts) for zero in zeros
            )  # where what it is multiplied by is missing too, that is told by itself
            if need.subject.key in facts or not needed:
                continue
            if not holds(step.offer.logic, facts):
                why.add("unasked")
            elif step.each is not None and not facts.get(step.each.key):
                why.add("no row")
            else:
                why.add("optional")
    except (NotSimpleError, TooManyError):
        # It cannot be proved that the answer is there, and its condition is there for some reason.
        return {"unasked"} if step.question.required else {"optional"}
    return why


def _says(reader: str, form: LinkedForm, step: PathStep, need: _Need, lacking: set[_Why]) -> str:
    whys, mends = [], []
    if "optional" in lacking:
        whys.append("is optional")
        mends.append("make it required")
    if "unasked" in lacking:
        whys.append(f"is asked only when {worded(step.offer.logic)}")
        mends.append("ask it in every case")
    if "no row" in lacking and step.each is not None:
        whys.append(f"has a row for each item of “{step.each.label}”, of which there may be none")
        mends.append("make that list required")
    by = " and ".join(f"`{each.name}`" for each in need.unless_zero)
    unless = f" unless {by} is 0" if by else ""
    mend = " and ".join(mends)
    return (
        f"{reader} needs the answer to `{need.subject.name}` "
        f"({question_place(form, step.id)}){unless}, and it may be left out: it "
        f"{' and '.join(whys)}. {mend[0].upper()}{mend[1:]}, or take another question"
    )
