"""Scores that cannot be: more than a criterion gives, below nothing, none at all, or two at once.

What the rules of a criterion give is worked out for every state that their conditions tell apart
(`forms.analysis.state_space`), as an evaluation does it, and so is the figure of a measured one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

from agreements.checks.figure_ranges import Range, range_of
from agreements.checks.lint import Lint
from agreements.definition.framework import Framework, LinkedWay
from engine.competitions.scoring import scored_score
from forms.analysis.state_space import NotSimpleError, States
from rules.decision_tables.expansion import gathered
from rules.decision_tables.partition import Budget, TooManyError
from rules.linking import LinkedRule, constant_of
from rules.logic import Compare, Facts, comparisons_in, holds
from rules.policies.criteria import Criterion, Measured, Scored
from rules.policies.ways import places_of
from rules.problems import inside
from rules.values import Value, shown
from rules.wording import phrase

#: How many steps may be taken for one criterion in one lot: a second or less.
STEPS: Final = 20_000

_Flaw = Literal["above", "below", "none", "two"]


@dataclass(frozen=True, slots=True)
class _Found:
    """A score that cannot be: the rules that give it, the score, and answers for which it is so."""

    rules: tuple[str, ...]
    score: Decimal | Fraction | None
    when: str


def score_findings(framework: Framework) -> Iterator[Lint]:
    """Return what is told of the scores that rules give."""
    roles = framework.terms.forms
    names = [each for each in (*roles.application, roles.brief, roles.bid) if each is not None]
    forms = [framework.forms[name] for name in dict.fromkeys(names) if name in framework.forms]
    for linked in framework.ways.values():
        lots = linked.way.lots or framework.terms.lot_ids
        states = {lot: States(forms, lot) for lot in lots} if forms else {}
        for place, each in places_of(linked.way):
            if each.scored is not None:
                where = inside(linked.where, *place, "scored")
                yield from _of_criterion(linked, each, each.scored, states, where)
            if each.measured is not None:
                where = inside(linked.where, *place, "measured")
                says = _off_scale(each.measured, range_of(each.measured.of, framework))
                if says is not None:
                    yield Lint("problem", where, f"way `{linked.way.id}`: `{each.id}` {says}")
            own = each.scored or each.measured
            if own is not None and own.minimum is not None and own.minimum > own.out_of:
                where = inside(linked.where, *place, each.sort, "minimum")
                says = (
                    f"asks for at least {own.minimum:f} of {own.out_of:f}, which no bid can reach"
                )
                mend = "lower `minimum`, or raise `out_of`"
                yield Lint("problem", where, f"way `{linked.way.id}`: `{each.id}` {says}: {mend}")


def _off_scale(measured: Measured, figures: Range) -> str | None:
    """Return why a figure may have no score, with the mend; None where it always has one."""
    if measured.worst is not None or measured.relative_to != "none":
        return None
    (low, high), top = figures, measured.out_of
    if high is None or high > top:
        most = "has no upper limit" if high is None else f"may be up to {high:f}"
        mend = f"limit what is asked with `max: {top:f}`"
    elif low is None or low < 0:
        most = "has no lower limit" if low is None else f"may be down to {low:f}"
        mend = "limit what is asked with `min: 0`"
    else:
        return None
    return (
        f"is scored by its figure, from 0 to {top:f}, and the figure {most}: {mend}, or say with "
        "`worst` and `best` which figures score nothing and all"
    )


def _of_criterion(
    linked: LinkedWay,
    criterion: Criterion,
    scored: Scored,
    states: dict[str, States],
    where: str,
) -> Iterator[Lint]:
    way = linked.way
    told: dict[_Flaw, _Found] = {}
    proved = True
    for lot, those in states.items():
        for on in _days(linked.rules):
            here = [each for each in linked.rules if each.rule.applies(lot=lot, way=way.id, on=on)]
            giving = [each for each in here if _gives(each, criterion.id)]
            if _surely(scored, giving):
                continue
            try:
                for flaw, found in _flaws(scored, giving, here, those, way.id):
                    told.setdefault(flaw, found)
            except (NotSimpleError, TooManyError):
                proved = False
    start = f"way `{way.id}`: `{criterion.id}`"
    for flaw, found in told.items():
        yield Lint("problem", where, f"{start} {_says(flaw, found, scored)}")
    if not proved and not told:
        says = "has too many combinations of answers to prove that its rules always give one score"
        yield Lint("note", where, f"{start} {says} from 0 to {scored.out_of:f}: try its borders")


def _gives(rule: LinkedRule, criterion: str) -> bool:
    score = rule.rule.then.score
    return score is not None and score.criterion == criterion


def _days(rules: Iterable[LinkedRule]) -> list[date | None]:
    """Return a day of each span in which the same rules hold; None where no rule is dated."""
    starts = {each.rule.from_ for each in rules if each.rule.from_}
    starts |= {
        each.rule.until + timedelta(days=1)
        for each in rules
        if each.rule.until and each.rule.until < date.max
    }
    return [min(starts) - timedelta(days=1), *sorted(starts)] if starts else [None]


def _surely(scored: Scored, giving: Sequence[LinkedRule]) -> bool:
    """Return whether, however rules hold together, their sum is a score of the criterion."""
    scores = [each.rule.then.score for each in giving]
    if scored.combine != "sum" or scored.otherwise is None or any(s and s.collect for s in scores):
        return False
    figures = [score.is_ for score in scores if score is not None]
    return (
        sum((each for each in figures if each > 0), Decimal(0)) <= scored.out_of
        and min(figures, default=Decimal(0)) >= 0
    )


def _flaws(
    scored: Scored,
    giving: Sequence[LinkedRule],
    every: Sequence[LinkedRule],
    states: States,
    way: str,
) -> Iterator[tuple[_Flaw, _Found]]:
    """Go through the states of what rules read. Raises `NotSimpleError`, `TooManyError`."""
    chain, gives = _with_facts(giving, every), {each.id for each in giving}
    derived = {f"fact:{name}" for each in chain for name in _derived(each)}
    compared = [
        leaf
        for each in chain
        for leaf in comparisons_in(each.logic)
        if leaf.subject.key not in {*derived, "fact:way"} and _is_asked(leaf, states)
    ]
    seen: set[tuple[str, ...]] = set()
    for known in states.of(compared, Budget(STEPS)):
        facts: dict[str, Value] = {**known, "fact:way": way}
        fired = []
        for each in chain:
            if holds(each.logic, facts):
                facts |= {f"fact:{k}": constant_of(raw) for k, raw in _derived(each).items()}
                if each.id in gives:
                    fired.append(each)
        ids = tuple(each.id for each in fired)
        if ids in seen:
            continue
        seen.add(ids)
        given = gathered((each.id, s) for each in fired if (s := each.rule.then.score) is not None)
        if scored.combine == "one" and len(set(given)) > 1:
            yield "two", _Found(ids, None, _when(compared, facts))
            continue
        score = scored_score(scored, given)
        if score is None:
            yield "none", _Found((), None, _when(compared, facts))
        elif score.score > scored.out_of:
            yield "above", _Found(ids, score.score, _when(compared, facts))
        elif score.score < 0:
            yield "below", _Found(ids, score.score, _when(compared, facts))


def _is_asked(compared: Compare, states: States) -> bool:
    """Return whether what is compared can be known: an answer only where its question is asked."""
    sort, _, rest = compared.subject.key.partition(":")
    return sort == "fact" or f"answer:{rest}" in states.steps


def _with_facts(giving: Sequence[LinkedRule], every: Sequence[LinkedRule]) -> list[LinkedRule]:
    """Return rules that give scores and those that derive the facts they read, in turn."""
    chain = {each.id: each for each in giving}
    waiting = list(giving)
    while waiting:
        read = waiting.pop().reads
        for each in every:
            if each.id not in chain and any(f"fact:{name}" in read for name in _derived(each)):
                chain[each.id] = each
                waiting.append(each)
    return sorted(chain.values(), key=lambda each: each.runs_at)


def _derived(rule: LinkedRule) -> Mapping[str, Any]:
    return rule.rule.then.fact or {}


def _when(compared: Iterable[Compare], facts: Facts) -> str:
    """Return in words for which answers something is so, the first few of them."""
    subjects = {leaf.subject.key: leaf.subject for leaf in compared}
    said = [
        f"{phrase(subject)} is {shown(facts[key], subject)}"
        if key in facts
        else f"{phrase(subject)} is not answered"
        for key, subject in subjects.items()
    ]
    return ", ".join(said[:MAX_SAID]) + (" and so on" if len(said) > MAX_SAID else "")


#: How many answers a message names.
MAX_SAID: Final = 4


def _says(flaw: _Flaw, found: _Found, scored: Scored) -> str:
    names = " and ".join(f"`{each}`" for each in found.rules[:MAX_SAID])
    names += " and others" if len(found.rules) > MAX_SAID else ""
    give = f"{names} {'gives' if len(found.rules) == 1 else 'together give'}"
    when = f" when {found.when}" if found.when else ""
    match flaw:
        case "above":
            return (
                f"can score above what it is out of: {give} {found.score}, more than "
                f"{scored.out_of:f},{when}. Lower a score, raise `out_of`, or give "
                "`combine: highest`"
            )
        case "below":
            return f"can score below 0: {give} {found.score}{when}. Raise a score"
        case "two":
            return (
                f"can be given two scores at once: {names} give different ones{when}. Let only one "
                "of their conditions hold, or give `combine`"
            )
        case "none":
            return (
                f"can be left without a score: no rule gives one{when}. Add a rule for that, or "
                "give `otherwise`"
            )
