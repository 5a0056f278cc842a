"""Wording: any condition, rule or fired rule in plain English.

    worded(logic)              annual turnover is less than £100,000 and (either … or …)
    worded_rule(rule, logic)   Exclude the bid when annual turnover is less than £100,000.
    because(what, …)           …: annual turnover is £80,000, which is less than £100,000.

Conditions that mean different things are worded differently: groups inside groups stand in round
brackets, options and texts in quotation marks, and every comparator has words of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from rules.figures.amounts import date_in_words
from rules.labels import answer_to, inside, is_name, quote, uncapitalised, with_article
from rules.logic import ALWAYS, NEVER, Both, Comparator, Compare, Either, Facts, Logic
from rules.ruleset import Outcomes, RequireOutcome, Rule, ScoreOutcome
from rules.values import Kind, Scalar, Subject, Value, shown

#: How much of an answer in free text is repeated in a reason.
MAX_QUOTED: Final = 200


# --- conditions -----------------------------------------------------------------------------------


def worded(logic: Logic) -> str:
    """Return a condition in words that fit after "when"; `always` or `never` if it is constant."""
    match _flat(logic):
        case Both(parts=()):
            return "always"
        case Either(parts=()):
            return "never"
        case simple:
            return _worded(simple, nested=False)


def _flat(logic: Logic) -> Logic:
    """Remove what changes nothing: groups of one, groups in groups of their kind, constants."""
    if isinstance(logic, Compare):
        return logic
    kind, absorbing, neutral = (
        (Both, NEVER, ALWAYS) if isinstance(logic, Both) else (Either, ALWAYS, NEVER)
    )
    parts: dict[Logic, None] = {}
    for part in map(_flat, logic.parts):
        if part == absorbing:
            return absorbing
        if part != neutral:
            inner = part.parts if isinstance(part, kind) else (part,)
            parts |= dict.fromkeys(inner)
    return next(iter(parts)) if len(parts) == 1 else kind(tuple(parts))


def _worded(logic: Logic, *, nested: bool) -> str:
    match logic:
        case Compare():
            return _clause(logic)
        case Both(parts=parts):
            text = _joined(_conjuncts(parts), "and")
        case Either(parts=parts):
            text = "either " + _joined([_worded(part, nested=True) for part in parts], "or")
    return f"({text})" if nested else text


def _conjuncts(parts: Sequence[Logic]) -> list[str]:
    """Word the parts that must all hold; neighbours on one subject share its name."""
    told: list[str] = []
    before: Subject | None = None
    for part in parts:
        subject = part.subject if isinstance(part, Compare) else None
        if isinstance(part, Compare) and part.subject == before:
            told[-1] += f" and {_predicate(part)}"
        else:
            told.append(_worded(part, nested=True))
        before = subject
    return told


def _joined(parts: Sequence[str], word: str) -> str:
    """Join clauses, with semicolons where a clause has a list of its own."""
    if len(parts) == 1:
        return parts[0]
    if any(_holds_a_list(part) for part in parts):
        first, last = parts[:-1], parts[-1]
        return f"{'; '.join(first)}{';' if len(parts) > 2 else ','} {word} {last}"
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _holds_a_list(part: str) -> bool:
    return not part.startswith("(") and (" or " in part or " nor " in part or ", " in part)


# --- comparisons ----------------------------------------------------------------------------------


def _clause(leaf: Compare) -> str:
    return f"{phrase(leaf.subject)} {_predicate(leaf)}"


def _predicate(leaf: Compare) -> str:
    """Return what a comparison says of its subject: `is less than £100,000`."""
    match leaf.op:
        case Comparator.ANSWERED:
            return "is answered"
        case Comparator.UNANSWERED:
            return "is not answered"
        case Comparator.IS | Comparator.IS_NOT:
            return _equality(leaf)
        case Comparator.BETWEEN | Comparator.OUTSIDE:
            low, high = _operands(leaf)
            verb = "is from" if leaf.op is Comparator.BETWEEN else "is not from"
            return f"{verb} {low} to {high}"
        case Comparator.ONE_OF | Comparator.INCLUDES | Comparator.INCLUDES_ANY:
            verb = "is" if leaf.op is Comparator.ONE_OF else "includes"
            return f"{verb} {_listed(_operands(leaf), 'or')}"
        case Comparator.NONE_OF | Comparator.EXCLUDES | Comparator.INCLUDES_NONE:
            return _negative(leaf)
        case _:
            (than,) = _operands(leaf)
            return f"is {_orders(leaf.subject.kind)[leaf.op]} {than}"


def _equality(leaf: Compare) -> str:
    (operand,) = leaf.operands
    if isinstance(operand, Subject):
        return f"{'is' if leaf.op is Comparator.IS else 'is not'} the same as {phrase(operand)}"
    if isinstance(operand, bool):
        return "is yes" if operand is (leaf.op is Comparator.IS) else "is no"
    return f"{'is' if leaf.op is Comparator.IS else 'is not'} {_constant(operand, leaf.subject)}"


def _negative(leaf: Compare) -> str:
    values = _operands(leaf)
    one, several = (
        ("is not", "is neither")
        if leaf.op is Comparator.NONE_OF
        else ("does not include", "includes neither")
    )
    return f"{one} {values[0]}" if len(values) == 1 else f"{several} {_listed(values, 'nor')}"


_THAN: Final = {
    Comparator.LESS_THAN: "less than",
    Comparator.AT_MOST: "at most",
    Comparator.MORE_THAN: "more than",
    Comparator.AT_LEAST: "at least",
}
_THAN_DATE: Final = {
    Comparator.LESS_THAN: "before",
    Comparator.AT_MOST: "on or before",
    Comparator.MORE_THAN: "after",
    Comparator.AT_LEAST: "on or after",
}
_THAN_PERIOD: Final = {
    **_THAN,
    Comparator.LESS_THAN: "shorter than",
    Comparator.MORE_THAN: "longer than",
}


def _orders(kind: Kind) -> dict[Comparator, str]:
    return {Kind.DATE: _THAN_DATE, Kind.PERIOD: _THAN_PERIOD}.get(kind, _THAN)


def _operands(leaf: Compare) -> list[str]:
    return [
        phrase(each) if isinstance(each, Subject) else _constant(each, leaf.subject)
        for each in leaf.operands
    ]


def _constant(value: Scalar, subject: Subject) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quote(shown(value, subject)) if isinstance(value, str) else shown(value, subject)


def _listed(values: Sequence[str], word: str) -> str:
    if len(values) == 1:
        return values[0]
    return f"{', '.join(values[:-1])} {word} {values[-1]}"


#: Kinds of fact that are one figure: the rise in value, the term.
_FIGURES: Final = frozenset({Kind.MONEY, Kind.PERCENTAGE, Kind.DATE, Kind.NUMBER, Kind.PERIOD})
_COUNTS: Final = ("number of items in ", "number of words in ")


def phrase(subject: Subject) -> str:
    """Return a subject as it stands inside a sentence.

    A label that is no name is quoted; others lose their first capital unless it
    belongs to a name or an abbreviation: "annual turnover", "Companies House number". A fact that
    is one figure has its article: "the rise in value".
    """
    label = " ".join(subject.label.split())
    for count in _COUNTS:
        if label.startswith(count):
            return count + inside(label.removeprefix(count))
    if subject.key.startswith("answer:"):
        return inside(label)
    if label.endswith("?"):
        return answer_to(label)
    named = uncapitalised(label.rstrip(".:") or label)
    plural = named.partition(" ")[0].endswith("s")
    one = subject.kind in _FIGURES and is_name(named) and not plural
    return with_article(named) if one else named


# --- rules ----------------------------------------------------------------------------------------


def worded_rule(rule: Rule, logic: Logic, *, whom: str = "bid") -> str:
    """Return a rule as one sentence. `whom` is what is excluded or referred: a bid, an application.

    The lots, ways of evaluating and dates to which the rule is limited come first.
    """
    effects = _listed_effects(list(_effects(rule.then, whom)))
    condition = worded(logic)
    ending = {"always": " in every case", "never": " in no case"}.get(
        condition, f" when {condition}"
    )
    scope = _scope(rule)
    sentence = f"{scope}: {effects}{ending}" if scope else f"{effects}{ending}"
    return sentence[0].upper() + sentence[1:] + "."


def _scope(rule: Rule) -> str:
    limits: list[str] = []
    if rule.lots:
        limits.append(f"in {'lot' if len(rule.lots) == 1 else 'lots'} {_named(rule.lots)}")
    if rule.ways:
        limits.append(f"when evaluated as {_listed([_name(way) for way in rule.ways], 'or')}")
    if rule.from_:
        limits.append(f"from {date_in_words(rule.from_)}")
    if rule.until:
        limits.append(f"until {date_in_words(rule.until)}")
    return ", ".join(limits)


def _effects(then: Outcomes, whom: str) -> Iterable[str]:
    """Yield what a rule does, one phrase for each of its outcomes."""
    if then.exclude is not None:
        yield f"exclude the {whom}"
    if then.refer is not None:
        yield f"refer the {whom} to a person"
    if then.set_aside is not None:
        yield f"take the {whom} no further"
    if then.award is not None:
        yield f"award to the {whom}"
    if then.problem is not None:
        yield f"ask for a correction at {_name(then.problem.at)} ({quote(then.problem.says)})"
    if then.score is not None:
        yield _score(then.score)
    if then.require is not None:
        yield _requirement(then.require)
    if then.permit is not None:
        yield f"permit {_name(then.permit)}"
    if then.refuse is not None:
        yield f"refuse {_name(then.refuse.action)}"
    if then.include is not None:
        yield f"include the clause {_name(then.include)}"
    for name, value in (then.fact or {}).items():
        yield f"take {_name(name)} to be {_fact_value(value)}"


def _score(score: ScoreOutcome) -> str:
    criterion, points = _name(score.criterion), f"{score.is_:f}"
    match score.collect:
        case None:
            return f"give {criterion} a score of {points}"
        case "sum":
            return f"add {points} to the score for {criterion}"
        case "count":
            return f"add one to the score for {criterion}"
        case "min":
            return f"give {criterion} a score of {points} unless a lower one is due"
        case "max":
            return f"give {criterion} a score of {points} unless a higher one is due"


def _requirement(require: RequireOutcome) -> str:
    if require.feedback is not None:
        text = f"require {_name(require.feedback)} in the feedback"
    elif require.approval is not None:
        text = f"require approval by {_name(require.approval)}"
    elif require.document is not None:
        text = f"require the document {_name(require.document)}"
    else:
        text = f"require this step: {quote(str(require.step))}"
    if require.to is not None:
        text += f" to {_name(require.to)}"
    if require.before is not None:
        text += f" before {_name(require.before)}"
    return text


def _fact_value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return date_in_words(value)
        case int():
            return str(value)
        case "yes" | "no":
            return str(value)
        case _:
            return quote(str(value))


def _listed_effects(effects: list[str]) -> str:
    return effects[0] if len(effects) == 1 else "; ".join(effects[:-1]) + "; and " + effects[-1]


def _name(name: str) -> str:
    return name.replace("-", " ")


def _named(names: Sequence[str]) -> str:
    return _listed([_name(name) for name in names], "and")


# --- what happened --------------------------------------------------------------------------------


def because(what: str, grounds: Sequence[Compare], facts: Facts) -> str:
    """Say why a rule fired: what it says, then the values that it rests on, as one sentence.

    `grounds` are the comparisons that held (`rules.logic.grounds`), `facts` the values they held
    for. A rule without a condition has no grounds, and the sentence is what it says.
    """
    said = what.strip().removesuffix(".")
    by_subject: dict[str, list[Compare]] = {}
    for leaf in grounds:
        same = by_subject.setdefault(leaf.subject.key, [])
        if leaf not in same:
            same.append(leaf)
    told = [_evidence(leaves, facts) for leaves in by_subject.values()]
    return f"{said}: {'; '.join(told)}." if told else f"{said}."


def _evidence(leaves: Sequence[Compare], facts: Facts) -> str:
    """Say what the value of one subject is, and what was asked of it."""
    subject = leaves[0].subject
    value = facts.get(subject.key)
    if value is None or subject.kind is Kind.OPAQUE:
        return _clause(leaves[0])
    if isinstance(value, tuple):
        told = [_of_list(leaf, value, facts) for leaf in leaves]
        return f"{phrase(subject)} {_listed(told, 'and')}"
    asked = [text for leaf in leaves if (text := _asked(leaf, facts))]
    which = f", which {_listed(asked, 'and')}" if asked else ""
    return f"{phrase(subject)} is {_value(value, subject)}{which}"


def _asked(leaf: Compare, facts: Facts) -> str:
    """Return what was asked of a single value; empty where the value itself says it all."""
    constant = not any(isinstance(each, Subject) for each in leaf.operands)
    if leaf.op is Comparator.ANSWERED or (
        constant
        and (
            leaf.op is Comparator.IS
            or (leaf.op is Comparator.IS_NOT and leaf.subject.kind is Kind.YES_NO)
        )
    ):
        return ""
    return _predicate(leaf) + _compared_with(leaf, facts)


def _compared_with(leaf: Compare, facts: Facts) -> str:
    """Return the values of the other answers that a comparison looks at, in brackets."""
    others = [each for each in leaf.operands if isinstance(each, Subject)]
    return "".join(f" ({_value(facts.get(each.key), each)})" for each in others)


def _of_list(leaf: Compare, value: tuple[str, ...], facts: Facts) -> str:
    if leaf.op is Comparator.INCLUDES_ANY:
        found = [
            _constant(each, leaf.subject)
            for each in leaf.operands
            if not isinstance(each, Subject) and each in value
        ]
        return f"includes {_listed(found, 'and')}"
    return _predicate(leaf) + _compared_with(leaf, facts)


def _value(value: Value, subject: Subject) -> str:
    if isinstance(value, str):
        text = " ".join(shown(value, subject).split())
        return quote(text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED].rstrip() + "…")
    return ("yes" if value else "no") if isinstance(value, bool) else shown(value, subject)
