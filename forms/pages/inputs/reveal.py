"""Reveal: which questions stand on a page, and which of them a browser shows and hides at once.

A condition that asks about choices on the same page is given to the browser, as far as nothing else
decides it: `forms.js` shows the question when it holds. A condition that asks about something typed
is decided when the page is saved. Without scripts, so are all.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from forms.linked.linked_form import AskedQuestion, PathStep, in_lot
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.pages.html.slots import escaped
from forms.path import asking
from rules.logic import (
    ALWAYS,
    NEVER,
    Both,
    Comparator,
    Compare,
    Either,
    Facts,
    Logic,
    compares,
    holds,
)
from rules.values import Scalar, Subject


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A question that stands on a page.

    shown   whether it is shown now
    when    the condition that the browser looks at, None where it is always shown
    """

    asked: AskedQuestion
    shown: bool = True
    when: Logic | None = None


#: What a person chooses, so that a browser knows it at once.
_CHOSEN: Final = (YesNo, OneOf, ManyOf, Declaration)


def unvaried(steps: Iterable[PathStep]) -> Mapping[str, AskedQuestion]:
    """Return the questions that offer the same whatever is known, by id."""
    return {
        step.id: AskedQuestion(step, frozenset(step.question.choices))
        for step in steps
        if not step.options and step.each is None
    }


def standing(
    steps: Iterable[PathStep], facts: Facts, lot: str | None, same: Mapping[str, AskedQuestion]
) -> Iterator[PageQuestion]:
    """Return the questions that stand on a page, or in a row, in order.

    `facts` holds what is known: the answers on the path, also those on the page. `same` is
    `unvaried` of the steps.
    """
    live: set[str] = set()
    for step in steps:
        logic = step.offer.logic
        when = logic if logic is ALWAYS else undecided(logic, facts, live)
        if when == NEVER or not in_lot(step.offer, lot):
            continue
        found = same.get(step.question.id) or asking(step, facts, lot)
        if found is None:
            continue
        if isinstance(step.question, _CHOSEN):
            live.add(step.key)
        if when is ALWAYS or when == ALWAYS:
            yield PageQuestion(found)
        else:
            yield PageQuestion(found, holds(when, facts), when)


def undecided(logic: Logic, facts: Facts, live: Container[str]) -> Logic:
    """Return what is left of a condition for a browser to decide: what asks about the live choices.

    ALWAYS or NEVER where that is nothing; the condition itself where it is all of it.
    """
    match logic:
        case Compare(subject=subject, operands=operands):
            if subject.key in live and not any(isinstance(each, Subject) for each in operands):
                return logic
            return ALWAYS if compares(logic, facts) else NEVER
        case Both(parts=parts):
            left = [undecided(part, facts, live) for part in parts]
            if NEVER in left:
                return NEVER
            rest = tuple(part for part in left if part != ALWAYS)
            return logic if rest == parts else rest[0] if len(rest) == 1 else Both(rest)
        case Either(parts=parts):
            left = [undecided(part, facts, live) for part in parts]
            if ALWAYS in left:
                return ALWAYS
            rest = tuple(part for part in left if part != NEVER)
            return logic if rest == parts else rest[0] if len(rest) == 1 else Either(rest)


def wrapped(html: str, when: str, *, shown: bool) -> str:
    """Put a question that a browser shows and hides into what it shows and hides.

    `when` is the condition, as `as_data` gives it.
    """
    hidden = "" if shown else " hidden"
    return f'<div class="fw-when" data-when="{escaped(when)}"{hidden}>\n{html}\n</div>'


#: How a browser compares: a choice has any of some values, or has been made and has none of them.
_ANY: Final = frozenset(
    {Comparator.IS, Comparator.ONE_OF, Comparator.INCLUDES, Comparator.INCLUDES_ANY}
)
_NONE: Final = frozenset(
    {Comparator.IS_NOT, Comparator.NONE_OF, Comparator.EXCLUDES, Comparator.INCLUDES_NONE}
)


def as_data(when: Logic, fields: Mapping[str, str]) -> str:
    """Return a condition as `forms.js` reads it, as JSON; `fields` names the field of each key.

    {"all": [{"field": "charges", "any": ["yes"]}, {"field": "standards", "answered": true}]}
    """
    return json.dumps(_as_data(when, fields), separators=(",", ":"))


def _as_data(when: Logic, fields: Mapping[str, str]) -> dict[str, object]:
    match when:
        case Both(parts=parts):
            return {"all": [_as_data(part, fields) for part in parts]}
        case Either(parts=parts):
            return {"either": [_as_data(part, fields) for part in parts]}
        case Compare(subject=subject, op=op, operands=operands):
            field = {"field": fields[subject.key]}
            if op in {Comparator.ANSWERED, Comparator.UNANSWERED}:
                return {**field, "answered": op is Comparator.ANSWERED}
            values = [_value(each) for each in operands if not isinstance(each, Subject)]
            return {**field, ("any" if op in _ANY else "none"): values}


def _value(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
