"""Encoding: what the network sees of an answer: small whole numbers, and nothing a person typed.

Each subject of a group becomes one or more *fields*:

    ordered (number, money, date …)   its place among the constants that the rules compare it with:
                                      even codes equal a constant, odd codes lie between two
    yes-no, one-of, text              the number of the constant it equals, or OTHER
    many-of, texts                    for each item that rules look for: there or not
    compared with another subject     less, equal or more (equal or different where not ordered;
                                      there or not in a list)

0 always means unanswered. Places are exact for figures of any size, so no value is too large, too
small or too long to be decided, and no text can reach the C code.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.interpreter import Profile
from engine.network import coded_conditions
from engine.program import RuleGroup
from rules.logic import Both, Comparator, Compare, Either, Logic, comparisons_in
from rules.values import LISTS, ORDERED, Kind, Scalar, Subject

_UNANSWERED: Final = 0
_OTHER: Final = 1

#: Codes of a comparison between two subjects.
_LESS, _EQUAL, _MORE = 1, 2, 3
#: Codes of an item of a list.
_ABSENT, _PRESENT = 1, 2

_INCLUDING: Final = frozenset(
    {Comparator.INCLUDES, Comparator.EXCLUDES, Comparator.INCLUDES_ANY, Comparator.INCLUDES_NONE}
)


@dataclass(slots=True)
class Encoder:
    """Encodes the profiles of one group, and codes the group's rules to match."""

    group: RuleGroup
    fields: list[Callable[[Profile], int]] = field(default_factory=list)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)
    position: dict[str, int] = field(default_factory=dict)
    constants: dict[str, list[Any]] = field(default_factory=dict)

    def encode(self, profile: Profile) -> tuple[int, ...]:
        """Return the codes of a profile, one for each field."""
        return tuple(coded(profile) for coded in self.fields)

    # --- fields, made when a rule first needs one ------------------------------------------------

    def _field(self, name: tuple[str, ...], make: Callable[[], Callable[[Profile], int]]) -> int:
        if name not in self.places:
            self.places[name] = len(self.fields)
            self.fields.append(make())
        return self.places[name]

    def _value(self, subject: Subject) -> int:
        """Return the field of a single value: its place among constants, or which one it is."""
        at = self.position[subject.key]
        constants = self.constants.get(subject.key, [])
        if subject.kind in ORDERED:
            return self._field(("place", subject.key), lambda: _placer(at, constants))
        numbers = {constant: code for code, constant in enumerate(constants, start=_OTHER + 1)}
        return self._field(("which", subject.key), lambda: _chooser(at, numbers))

    def _given(self, subject: Subject) -> int:
        at = self.position[subject.key]
        return self._field(("given", subject.key), lambda: _presence(at))

    def _item(self, subject: Subject, item: Scalar | Subject) -> int:
        at = self.position[subject.key]
        if isinstance(item, Subject):
            other = self.position[item.key]
            return self._field(("holds", subject.key, item.key), lambda: _holding(at, other))
        return self._field(("item", subject.key, str(item)), lambda: _membership(at, str(item)))

    def _versus(self, subject: Subject, other: Subject) -> int:
        left, right = self.position[subject.key], self.position[other.key]
        compare = _ordering if subject.kind in ORDERED else _sameness
        return self._field(("versus", subject.key, other.key), lambda: compare(left, right))

    # --- conditions -----------------------------------------------------------------------------

    def coded(self, logic: Logic) -> coded_conditions.CodedCondition:
        """Return a condition as a tree of tests on fields."""
        match logic:
            case Both(parts=parts):
                return coded_conditions.CodeAll(tuple(self.coded(part) for part in parts))
            case Either(parts=parts):
                return coded_conditions.CodeAny(tuple(self.coded(part) for part in parts))
            case Compare():
                return self._leaf(logic)

    def _leaf(self, leaf: Compare) -> coded_conditions.CodedCondition:
        subject, op = leaf.subject, leaf.op
        if op in {Comparator.ANSWERED, Comparator.UNANSWERED}:
            single = subject.kind not in LISTS and subject.kind is not Kind.OPAQUE
            at = self._value(subject) if single else self._given(subject)
            return coded_conditions.CodeTest(at, ">=" if op is Comparator.ANSWERED else "<", 1)
        if op in _INCLUDING:
            return self._including(leaf)
        if op is Comparator.BETWEEN:
            low, high = leaf.operands
            return coded_conditions.CodeAll(
                (
                    self._compared(subject, Comparator.AT_LEAST, low),
                    self._compared(subject, Comparator.AT_MOST, high),
                )
            )
        if op is Comparator.OUTSIDE:
            return self._outside(leaf)
        if op is Comparator.ONE_OF:
            return coded_conditions.CodeAny(
                tuple(self._compared(subject, Comparator.IS, each) for each in leaf.operands)
            )
        if op is Comparator.NONE_OF:
            return coded_conditions.CodeAll(
                tuple(self._compared(subject, Comparator.IS_NOT, each) for each in leaf.operands)
            )
        return self._compared(subject, op, leaf.operands[0])

    def _including(self, leaf: Compare) -> coded_conditions.CodedCondition:
        wanted = _PRESENT if leaf.op in {Comparator.INCLUDES, Comparator.INCLUDES_ANY} else _ABSENT
        tests = tuple(
            coded_conditions.CodeTest(self._item(leaf.subject, item), "==", wanted)
            for item in leaf.operands
        )
        return (
            coded_conditions.CodeAll(tests)
            if leaf.op is Comparator.INCLUDES_NONE
            else coded_conditions.CodeAny(tests)
        )

    def _outside(self, leaf: Compare) -> coded_conditions.CodedCondition:
        # Outside a range of other answers is only known when both of them are answered.
        low, high = leaf.operands
        below = self._compared(leaf.subject, Comparator.LESS_THAN, low)
        above = self._compared(leaf.subject, Comparator.MORE_THAN, high)
        known = tuple(
            coded_conditions.CodeTest(self._versus(leaf.subject, bound), ">=", 1)
            for bound in (low, high)
            if isinstance(bound, Subject)
        )
        return coded_conditions.CodeAll((*known, coded_conditions.CodeAny((below, above))))

    def _compared(
        self, subject: Subject, op: Comparator, operand: Scalar | Subject
    ) -> coded_conditions.CodedCondition:
        if isinstance(operand, Subject):
            return _tested(self._versus(subject, operand), op, _EQUAL)
        at = self._value(subject)
        constants = self.constants[subject.key]
        if subject.kind in ORDERED:
            return _tested(at, op, _equal_code(constants.index(operand)))
        return _tested(at, op, constants.index(operand) + _OTHER + 1)


def _tested(at: int, op: Comparator, code: int) -> coded_conditions.CodedCondition:
    """Compare a field with a code; 0 (unanswered) never passes."""
    match op:
        case Comparator.IS:
            return coded_conditions.CodeTest(at, "==", code)
        case Comparator.IS_NOT:
            return coded_conditions.CodeAll(
                (coded_conditions.CodeTest(at, ">=", 1), coded_conditions.CodeTest(at, "!=", code))
            )
        case Comparator.LESS_THAN:
            return coded_conditions.CodeAll(
                (coded_conditions.CodeTest(at, ">=", 1), coded_conditions.CodeTest(at, "<", code))
            )
        case Comparator.AT_MOST:
            return coded_conditions.CodeAll(
                (coded_conditions.CodeTest(at, ">=", 1), coded_conditions.CodeTest(at, "<=", code))
            )
        case Comparator.AT_LEAST:
            return coded_conditions.CodeTest(at, ">=", code)
        case _:
            return coded_conditions.CodeTest(at, ">", code)


def _equal_code(index: int) -> int:
    return 2 * index + 2


def _placer(at: int, constants: list[Any]) -> Callable[[Profile], int]:
    def place(profile: Profile) -> int:
        value: Any = profile[at]
        if value is None:
            return _UNANSWERED
        index = bisect_left(constants, value)
        equal = index < len(constants) and constants[index] == value
        return 2 * index + (2 if equal else 1)

    return place


def _chooser(at: int, numbers: Mapping[Any, int]) -> Callable[[Profile], int]:
    def which(profile: Profile) -> int:
        value = profile[at]
        return _UNANSWERED if value is None else numbers.get(value, _OTHER)

    return which


def _presence(at: int) -> Callable[[Profile], int]:
    return lambda profile: int(profile[at] is not None)


def _membership(at: int, item: str) -> Callable[[Profile], int]:
    def member(profile: Profile) -> int:
        value: Any = profile[at]
        if value is None:
            return _UNANSWERED
        return _PRESENT if item in value else _ABSENT

    return member


def _holding(left: int, right: int) -> Callable[[Profile], int]:
    def held(profile: Profile) -> int:
        value: Any = profile[left]
        item = profile[right]
        if value is None or item is None:
            return _UNANSWERED
        return _PRESENT if item in value else _ABSENT

    return held


def _ordering(left: int, right: int) -> Callable[[Profile], int]:
    def order(profile: Profile) -> int:
        one: Any = profile[left]
        other: Any = profile[right]
        if one is None or other is None:
            return _UNANSWERED
        return _LESS if one < other else _MORE if one > other else _EQUAL

    return order


def _sameness(left: int, right: int) -> Callable[[Profile], int]:
    def same(profile: Profile) -> int:
        one, other = profile[left], profile[right]
        if one is None or other is None:
            return _UNANSWERED
        return _EQUAL if one == other else _LESS

    return same


def encoder_of(group: RuleGroup) -> tuple[Encoder, tuple[coded_conditions.CodedCondition, ...]]:
    """Make the encoder of a group, and the group's rules coded to match."""
    constants: dict[str, set[Any]] = {}
    for rule in group.rules:
        for leaf in comparisons_in(rule.logic):
            if leaf.op not in _INCLUDING:
                found = constants.setdefault(leaf.subject.key, set())
                found.update(each for each in leaf.operands if not isinstance(each, Subject))
    encoder = Encoder(
        group,
        position={key: at for at, key in enumerate(group.keys)},
        constants={key: sorted(found) for key, found in constants.items()},
    )
    return encoder, tuple(encoder.coded(rule.logic) for rule in group.rules)
