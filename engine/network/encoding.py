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
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from engine.interpreter import Profile
from engine.network.coded_conditions import CodeAll, CodeAny, CodedCondition, CodeTest
from engine.program import RuleGroup
from rules.logic import Both, Comparator, Compare, Either, Logic, comparisons_in
from rules.values import LISTS, ORDERED, Kind, Scalar, Subject, Value

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
    fields: list["_Coder"] = field(default_factory=list)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)
    position: dict[str, int] = field(default_factory=dict)
    constants: dict[str, list[Any]] = field(default_factory=dict)

    def encode(self, profile: Profile) -> tuple[int, ...]:
        """Return the codes of a profile, one for each field."""
        return tuple(coded(profile) for coded in self.fields)

    # --- fields, made when a rule first needs one ------------------------------------------------

    def _field(self, name: tuple[str, ...], coder: "_Coder") -> int:
        if name not in self.places:
            self.places[name] = len(self.fields)
            self.fields.append(coder)
        return self.places[name]

    def _value(self, subject: Subject) -> int:
        """Return the field of a single value: its place among constants, or which one it is."""
        at = self.position[subject.key]
        constants = self.constants.get(subject.key, [])
        if subject.kind in ORDERED:
            coder = _of_one(at, partial(_place, constants))
        else:
            numbers = {constant: code for code, constant in enumerate(constants, start=_OTHER + 1)}
            coder = _of_one(at, lambda value: numbers.get(value, _OTHER))
        return self._field(("value", subject.key), coder)

    def _given(self, subject: Subject) -> int:
        return self._field(("given", subject.key), _of_one(self.position[subject.key], lambda _: 1))

    def _item(self, subject: Subject, item: Scalar | Subject) -> int:
        at = self.position[subject.key]
        if isinstance(item, Subject):
            coder = _of_two(at, self.position[item.key], _membership)
            return self._field(("holds", subject.key, item.key), coder)
        coder = _of_one(at, lambda held: _membership(held, str(item)))
        return self._field(("item", subject.key, str(item)), coder)

    def _versus(self, subject: Subject, other: Subject) -> int:
        compare = _order if subject.kind in ORDERED else _sameness
        coder = _of_two(self.position[subject.key], self.position[other.key], compare)
        return self._field(("versus", subject.key, other.key), coder)

    # --- conditions -----------------------------------------------------------------------------

    def coded(self, logic: Logic) -> CodedCondition:
        """Return a condition as a tree of tests on fields."""
        match logic:
            case Both(parts=parts):
                return CodeAll(tuple(self.coded(part) for part in parts))
            case Either(parts=parts):
                return CodeAny(tuple(self.coded(part) for part in parts))
            case Compare():
                return self._leaf(logic)

    def _leaf(self, leaf: Compare) -> CodedCondition:
        subject, op = leaf.subject, leaf.op
        if op in {Comparator.ANSWERED, Comparator.UNANSWERED}:
            single = subject.kind not in LISTS and subject.kind is not Kind.OPAQUE
            at = self._value(subject) if single else self._given(subject)
            return CodeTest(at, ">=" if op is Comparator.ANSWERED else "<", 1)
        if op in _INCLUDING:
            return self._including(leaf)
        if op is Comparator.BETWEEN:
            low, high = leaf.operands
            return CodeAll(
                (
                    self._compared(subject, Comparator.AT_LEAST, low),
                    self._compared(subject, Comparator.AT_MOST, high),
                )
            )
        if op is Comparator.OUTSIDE:
            return self._outside(leaf)
        if op is Comparator.ONE_OF:
            return CodeAny(
                tuple(self._compared(subject, Comparator.IS, each) for each in leaf.operands)
            )
        if op is Comparator.NONE_OF:
            return CodeAll(
                tuple(self._compared(subject, Comparator.IS_NOT, each) for each in leaf.operands)
            )
        return self._compared(subject, op, leaf.operands[0])

    def _including(self, leaf: Compare) -> CodedCondition:
        wanted = _PRESENT if leaf.op in {Comparator.INCLUDES, Comparator.INCLUDES_ANY} else _ABSENT
        tests = tuple(
            CodeTest(self._item(leaf.subject, item), "==", wanted) for item in leaf.operands
        )
        return CodeAll(tests) if leaf.op is Comparator.INCLUDES_NONE else CodeAny(tests)

    def _outside(self, leaf: Compare) -> CodedCondition:
        # Outside a range of other answers is only known when both of them are answered.
        low, high = leaf.operands
        below = self._compared(leaf.subject, Comparator.LESS_THAN, low)
        above = self._compared(leaf.subject, Comparator.MORE_THAN, high)
        known = tuple(
            CodeTest(self._versus(leaf.subject, bound), ">=", 1)
            for bound in (low, high)
            if isinstance(bound, Subject)
        )
        return CodeAll((*known, CodeAny((below, above))))

    def _compared(
        self, subject: Subject, op: Comparator, operand: Scalar | Subject
    ) -> CodedCondition:
        if isinstance(operand, Subject):
            return _tested(self._versus(subject, operand), op, _EQUAL)
        at = self._value(subject)
        constants = self.constants[subject.key]
        if subject.kind in ORDERED:
            return _tested(at, op, _equal_code(constants.index(operand)))
        return _tested(at, op, constants.index(operand) + _OTHER + 1)


def _tested(at: int, op: Comparator, code: int) -> CodedCondition:
    """Compare a field with a code; 0 (unanswered) never passes."""
    match op:
        case Comparator.IS:
            return CodeTest(at, "==", code)
        case Comparator.IS_NOT:
            return CodeAll((CodeTest(at, ">=", 1), CodeTest(at, "!=", code)))
        case Comparator.LESS_THAN:
            return CodeAll((CodeTest(at, ">=", 1), CodeTest(at, "<", code)))
        case Comparator.AT_MOST:
            return CodeAll((CodeTest(at, ">=", 1), CodeTest(at, "<=", code)))
        case Comparator.AT_LEAST:
            return CodeTest(at, ">=", code)
        case _:
            return CodeTest(at, ">", code)


def _equal_code(index: int) -> int:
    return 2 * index + 2


#: Works out one code of a profile.
_Coder = Callable[[Profile], int]


def _of_one(at: int, code: Callable[[Any], int]) -> _Coder:
    """Code one answer."""

    def coded(profile: Profile) -> int:
        value = profile[at]
        return _UNANSWERED if value is None else code(value)

    return coded


def _of_two(left: int, right: int, code: Callable[[Any, Any], int]) -> _Coder:
    """Code what one answer is to another."""

    def coded(profile: Profile) -> int:
        one, other = profile[left], profile[right]
        return _UNANSWERED if one is None or other is None else code(one, other)

    return coded


def _place(constants: list[Any], value: Any) -> int:  # noqa: ANN401 - whatever can be ordered
    index = bisect_left(constants, value)
    equal = index < len(constants) and constants[index] == value
    return _equal_code(index) if equal else 2 * index + 1


def _order(one: Any, other: Any) -> int:  # noqa: ANN401 - whatever can be ordered
    return _LESS if one < other else _MORE if one > other else _EQUAL


def _sameness(one: Value, other: Value) -> int:
    return _EQUAL if one == other else _LESS


def _membership(held: Any, item: object) -> int:  # noqa: ANN401 - any list
    return _PRESENT if item in held else _ABSENT


def encoder_of(group: RuleGroup) -> tuple[Encoder, tuple[CodedCondition, ...]]:
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
