"""Predicates: conditions on answers as JSON Schema, which matches where they hold.

A condition counts an answer only while its question is asked, and so does its schema. What no
schema can say (a comparison of two answers, how many items or words one has) is left open: a
predicate is asked either for what *surely* holds or for what *may* hold, and where the two are the
same it is exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, cast

from forms.json_schema.value_schemas import (
    NOTHING,
    Schema,
    Shared,
    date_schema,
    figure,
    period_schema,
    yes_or_no,
)
from forms.linked.linked_form import PathStep, in_lot
from forms.model.choice_questions import Declaration
from forms.model.figure_questions import Date, Money, Number, Percentage, Period
from forms.model.limits import FIRST_DAY, Figures
from rules.logic import OPPOSITE, Both, Comparator, Compare, Either, Facts, Logic, compares
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS, Scalar, Subject, Value

#: A schema, or whether everything matches or nothing does.
Predicate = Schema | bool

#: What the other side of a comparison says of this one.
_TURNED: Final = {
    Comparator.IS: Comparator.IS,
    Comparator.IS_NOT: Comparator.IS_NOT,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.AT_LEAST: Comparator.AT_MOST,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """An object of answers that conditions are asked of: a form's, or those in a row of a table.

    steps    the questions whose answers it holds, by key
    facts    what is known from elsewhere; `lot` is the lot
    prefix   what the names of shared schemas begin with
    outer    comparisons of answers outside a row: whether they hold, None where that is not known
    found    when each question is asked, as far as that was worked out: surely, and maybe
    """

    steps: Mapping[str, PathStep]
    facts: Facts
    lot: str | None
    shared: Shared
    prefix: str = ""
    outer: Mapping[Compare, bool | None] = field(default_factory=dict)
    found: dict[tuple[str, bool], Predicate] = field(default_factory=dict)

    def asked(self, step: PathStep, *, surely: bool) -> Predicate:
        """Return when a question is asked."""
        if (step.id, surely) not in self.found:
            sure, may = (self._asked(step, surely=each) for each in (True, False))
            self.found[step.id, True] = self._named(step, "is", sure)
            self.found[step.id, False] = self._named(step, "is" if sure == may else "may-be", may)
        return self.found[step.id, surely]

    def _named(self, step: PathStep, verb: str, found: Predicate) -> Predicate:
        if isinstance(found, bool):
            return found
        return self.shared.of(f"{self.prefix}{step.id}-{verb}-asked", found)

    def _asked(self, step: PathStep, *, surely: bool) -> Predicate:
        if not in_lot(step.offer, self.lot):
            return False
        found = self.holds(step.offer.logic, surely=surely)
        if step.each is None:
            return found
        return every_predicate(
            [found, self.holds(Compare(step.each, Comparator.ANSWERED), surely=surely)]
        )

    def offered(self, step: PathStep, option: str, *, surely: bool) -> Predicate:
        """Return when an option of a question is offered."""
        offer = step.options.get(option)
        if offer is None:
            return True
        return in_lot(offer, self.lot) and self.holds(offer.logic, surely=surely)

    def holds(self, logic: Logic, *, surely: bool) -> Predicate:
        """Return where a condition holds: `surely`, or else where it may."""
        match logic:
            case Compare():
                return self._compares(logic, surely=surely)
            case Both(parts=parts):
                return every_predicate([self.holds(part, surely=surely) for part in parts])
            case Either(parts=parts):
                return some_predicate([self.holds(part, surely=surely) for part in parts])

    def exact(self, logic: Logic) -> bool:
        """Return whether a schema can tell whether a condition holds."""
        return self.holds(logic, surely=True) == self.holds(logic, surely=False)

    def _compares(self, leaf: Compare, *, surely: bool) -> Predicate:
        if leaf in self.outer:
            known = self.outer[leaf]
            return not surely if known is None else known
        step = self.steps.get(leaf.subject.key)
        others = [each for each in leaf.operands if isinstance(each, Subject)]
        inside = [each for each in others if self._own(each.key)]
        if step is None and not self._own(leaf.subject.key):
            if not inside:
                return compares(leaf, self.facts)
            return self._turned(leaf, surely=surely)
        if step is None or inside:
            return not surely  # a count, or two answers compared
        constants = [
            self.facts.get(each.key) if isinstance(each, Subject) else each
            for each in leaf.operands
        ]
        return self._answer(step, leaf.op, constants, surely=surely)

    def _own(self, key: str) -> bool:
        sort, _, rest = key.partition(":")
        return key in self.steps or (sort in {"count", "words"} and f"answer:{rest}" in self.steps)

    def _turned(self, leaf: Compare, *, surely: bool) -> Predicate:
        """Turn round a comparison of what is known with an answer of the form."""
        (operand, *more), value = leaf.operands, self.facts.get(leaf.subject.key)
        if value is None:
            return False
        if more or leaf.op not in _TURNED or not isinstance(operand, Subject):
            return not surely
        turned = Compare(operand, _TURNED[leaf.op], (cast(Scalar, value),))
        return self._compares(turned, surely=surely)

    def _answer(
        self, step: PathStep, op: Comparator, constants: Sequence[Value | None], *, surely: bool
    ) -> Predicate:
        """Return where an answer counts and is as compared."""
        if op is Comparator.UNANSWERED:
            return negated(self._answer(step, Comparator.ANSWERED, (), surely=not surely))
        if None in constants:
            return False
        given: Schema = {"required": [step.id]}
        if op is not Comparator.ANSWERED:
            value = _value(step, op, constants, self.shared)
            if value is False:
                return False
            if value is not True:
                given["properties"] = {step.id: value}
        return every_predicate([self.asked(step, surely=surely), given])


# --- the values that a comparison lets through ------------------------------------------------


def _value(step: PathStep, op: Comparator, constants: Sequence[Any], shared: Shared) -> Predicate:
    """Return the answers to a question of which a comparison with constants holds."""
    question = step.question
    match question:
        case Number() | Money() | Percentage() | Period():
            if op in _NEGATIVE:
                return negated(_value(step, OPPOSITE[op], constants, shared))
            return some_predicate([_figures(question, each) for each in _spans(op, constants)])
        case Date():
            if op in _NEGATIVE:
                return negated(_value(step, OPPOSITE[op], constants, shared))
            return some_predicate([_days(each, shared) for each in _spans(op, constants)])
        case _:
            plain = [_plain(step, each) for each in constants]
            values = [each for spellings in plain for each in spellings]
            if not values:
                return op in {Comparator.IS_NOT, Comparator.NONE_OF}
            match op:
                case Comparator.IS | Comparator.ONE_OF:
                    return {"enum": values}
                case Comparator.IS_NOT | Comparator.NONE_OF:
                    return {"not": {"enum": values}}
                case Comparator.INCLUDES | Comparator.INCLUDES_ANY:
                    return {"contains": {"enum": values}}
                case _:
                    return {"not": {"contains": {"enum": values}}}


_NEGATIVE: Final = frozenset(
    {
        Comparator.IS_NOT,
        Comparator.NONE_OF,
        Comparator.AT_LEAST,
        Comparator.MORE_THAN,
        Comparator.OUTSIDE,
    }
)


def _plain(step: PathStep, constant: Value) -> list[Any]:
    """Return how a constant can stand in an answer."""
    if isinstance(constant, bool):
        if isinstance(step.question, Declaration):
            return [True] if constant else []
        return yes_or_no("yes" if constant else "no")
    return [constant]


#: Ends, either None where there is none, and whether the upper one is among them.
_Span = tuple[Any, Any, bool]


def _spans(op: Comparator, constants: Sequence[Any]) -> list[_Span]:
    match op:
        case Comparator.LESS_THAN:
            return [(None, constants[0], False)]
        case Comparator.AT_MOST:
            return [(None, constants[0], True)]
        case Comparator.BETWEEN:
            return [(constants[0], constants[1], True)]
        case _:
            return [(each, each, True) for each in constants]


def _figures(question: Number | Money | Percentage | Period, span: _Span) -> Predicate:
    low, high, among = span
    places = question.subject_places
    places = MAX_PLACES if places is None else places
    beyond: int = 10 ** (MAX_WHOLE_DIGITS + places) - 1
    found = Figures(-beyond, beyond, places).within(low, high)
    if found and not among and found.most == high:
        found = found.within(None, found.at(found.last - 1)) if found.last > -beyond else None
    if found is None:
        return False
    if isinstance(question, Period):
        found = found.within(Decimal(0), None)
        return period_schema(question, found) if found else False
    return figure(found)


def _days(span: _Span, shared: Shared) -> Predicate:
    low, high, among = span
    if not among:
        if high <= FIRST_DAY:
            return False
        high -= timedelta(days=1)
    low = max(low or FIRST_DAY, FIRST_DAY)
    return date_schema((low, high), shared) if low <= high else False


# --- putting together -------------------------------------------------------------------------


def every_predicate(parts: Iterable[Predicate]) -> Predicate:
    """Return where all of some predicates match."""
    found: list[Schema] = []
    for part in parts:
        if part is False:
            return False
        if part is not True and part not in found:
            found.append(part)
    return {"allOf": found} if len(found) > 1 else found[0] if found else True


def some_predicate(parts: Iterable[Predicate]) -> Predicate:
    """Return where at least one of some predicates matches."""
    found: list[Schema] = []
    for part in parts:
        if part is True:
            return True
        if part is not False and part not in found:
            found.append(part)
    return {"anyOf": found} if len(found) > 1 else found[0] if found else False


def negated(part: Predicate) -> Predicate:
    """Return where a predicate does not match."""
    if isinstance(part, bool):
        return not part
    return cast(Schema, part["not"]) if part.keys() == {"not"} else {"not": part}


def as_schema(part: Predicate) -> Schema:
    """Return a predicate as a schema."""
    return ({} if part else NOTHING) if isinstance(part, bool) else part
