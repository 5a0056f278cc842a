"""Sweeping: exact proofs about conditions that compare one subject at a time with constants.

The values of a subject fall into finitely many *elements*, sets of values that no comparison at
hand tells apart: each constant, what lies between two of them, what lies beyond, every option,
unanswered. Each element has a witness, a value in it. What holds for the witness, by the meaning of
comparisons in `rules.logic`, holds for the whole element; so trying the witnesses proves it.

A *box* is a set of elements for each of several subjects: what one row of a decision table covers.
Sets of elements, and sets of boxes, are whole numbers: bit n stands for the nth.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import reduce
from itertools import combinations, pairwise
from operator import and_, or_
from typing import Any, Final

from rules.decision_tables.cells import Interval
from rules.logic import OPPOSITE, Both, Comparator, Compare, Either, Logic, holds
from rules.problems import ValueProblem
from rules.values import LISTS, MAX_PLACES, MAX_WHOLE_DIGITS, ORDERED, Kind, Scalar, Subject, Value

#: The most items of one list that can be told apart: each of them doubles the elements.
MAX_ITEMS: Final = 10
#: How many steps the proofs of one sort may take, for all of a table: some seconds.
MAX_STEPS: Final = 1_000_000


class TooManyError(Exception):
    """There are too many combinations to try them all."""


@dataclass(frozen=True, slots=True)
class Element:
    """Values of one subject that no comparison at hand tells apart.

    `witness` is one of them; None means unanswered. `span` holds the ends of an element of an
    ordered subject.
    """

    witness: Value | None
    span: Interval | None = None


UNANSWERED: Final = Element(None)


def elements(subject: Subject, compared: Iterable[Compare]) -> tuple[Element, ...]:
    """Return the elements of an answered subject, in order. `UNANSWERED` is not among them.

    `compared` holds the comparisons to tell apart. Raises `ValueProblem` where one compares with
    another subject, or where they look for too many items of a list.
    """
    constants: dict[Scalar, None] = {}
    for leaf in compared:
        for operand in leaf.operands:
            if isinstance(operand, Subject):
                raise ValueProblem(f"`{subject.name}` is compared with `{operand.name}`")
            if leaf.subject.key == subject.key:
                constants[operand] = None
    if subject.kind in ORDERED:
        return tuple(_ordered(subject, constants))
    if subject.kind in LISTS:
        return tuple(_lists(subject, [str(each) for each in constants]))
    if subject.kind is Kind.OPAQUE:
        return (Element(object()),)
    if subject.kind is Kind.YES_NO:
        return (Element(witness=True), Element(witness=False))
    if subject.kind is Kind.ONE_OF:
        return tuple(Element(option) for option in subject.options)
    return (*map(Element, constants), Element(_another(constants)))


def _another(known: Iterable[Scalar]) -> str:
    """Return a text that is none of those known."""
    text, taken = "something else", set(known)
    while text in taken:
        text += "!"
    return text


def _lists(subject: Subject, items: list[str]) -> Iterator[Element]:
    """Yield each choice among the items that are looked for. No answer is a list of nothing."""
    if len(items) > MAX_ITEMS:
        raise ValueProblem(
            f"more than {MAX_ITEMS} items of `{subject.name}` are looked for in one table"
        )
    others = [option for option in subject.options if option not in items]
    if subject.kind is Kind.TEXTS:
        others = [_another(items)]
    yield from (Element((other,)) for other in others[:1])
    for size in range(1, len(items) + 1):
        yield from (Element(chosen) for chosen in combinations(items, size))


def _ordered(subject: Subject, constants: Iterable[Scalar]) -> Iterator[Element]:
    """Yield the constants and what lies between them, where the subject can have such values."""
    line = _days(subject) if subject.kind is Kind.DATE else _numbers(subject)
    points: list[Any] = sorted({*constants, *line.ends})
    for before, after in pairwise([None, *points, None]):
        between = line.between(before, after)
        if between is not None and line.can_be(between):
            yield Element(between, Interval(before, after))
        if after is not None and line.can_be(after):
            yield Element(after, Interval(after, after, low_in=True, high_in=True))


@dataclass(frozen=True, slots=True)
class _Line:
    """What an ordered subject can be.

    ends      the least and the most, where there are any
    can_be    whether it can be a value
    between   a value of its grid between two (None: without end), None where there is none
    """

    ends: tuple[Any, ...]
    can_be: Callable[[Any], bool]
    between: Callable[[Any, Any], Any]


def _days(subject: Subject) -> _Line:
    least, most = subject.least or date.min, subject.most or date.max

    def between(low: date | None, high: date | None) -> date | None:
        if low is None:
            if high is None:
                return date(2026, 1, 1)
            return None if high == date.min else high - timedelta(days=1)
        found = None if low == date.max else low + timedelta(days=1)
        return found if found is None or high is None or found < high else None

    ends = tuple(each for each in (subject.least, subject.most) if each is not None)
    return _Line(ends, lambda value: least <= value <= most, between)


# Wide enough that nothing is rounded but where rounding is asked for.
_EXACT: Final = Context(prec=4 * (MAX_WHOLE_DIGITS + MAX_PLACES))


def _numbers(subject: Subject) -> _Line:
    whole = subject.kind is Kind.PERIOD
    places = 0 if whole else subject.places
    least: Any = Decimal(0) if whole and subject.least is None else subject.least
    ends = tuple(each for each in (least, subject.most) if each is not None)

    def can_be(value: Decimal) -> bool:
        on_grid = places is None or value == value.quantize(_step(places), context=_EXACT)
        within = (least is None or least <= value) and (
            subject.most is None or value <= subject.most  # type: ignore[operator]
        )
        return on_grid and within

    def between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
        """Return the value between two with the fewest digits after the point."""
        if low is None and high is None:
            return Decimal(0)
        # A figure that was computed may have more places than one that was typed.
        for count in range((2 * MAX_PLACES if places is None else places) + 1):
            step = _step(count)
            if low is None:
                assert high is not None  # noqa: S101 - one of them is given
                return _EXACT.subtract(high.quantize(step, ROUND_CEILING, _EXACT), step)
            found = _EXACT.add(low.quantize(step, ROUND_FLOOR, _EXACT), step)
            if high is None or found < high:
                return found
        return None

    return _Line(ends, can_be, between)


def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def covered(logic: Logic, among: Sequence[Element]) -> int:
    """Return the set of elements for which a condition holds. It asks about their subject only.

    The same as trying `rules.logic.holds` on every witness, without trying most of them.
    """
    points = [each.witness for each in among if each is not UNANSWERED]
    found = _holding(logic, points)
    return found | 1 << len(points) if len(points) < len(among) and holds(logic, {}) else found


def _holding(logic: Logic, points: Sequence[Any]) -> int:
    """Return the set of the values in `points` for which a condition holds."""
    match logic:
        case Both(parts=parts):
            return reduce(and_, (_holding(part, points) for part in parts), full_set(len(points)))
        case Either(parts=parts):
            return reduce(or_, (_holding(part, points) for part in parts), 0)
        case Compare(op=op) if op in _NEGATIVE:
            opposite = Compare(logic.subject, OPPOSITE[op], logic.operands)
            return full_set(len(points)) & ~_holding(opposite, points)
        case Compare(op=op, operands=operands) if op in _ORDERING:
            smaller = (
                full_set(bisect_left(points, operands[0])) if op is not Comparator.AT_MOST else 0
            )
            up_to = (
                smaller
                if op is Comparator.LESS_THAN
                else full_set(bisect_right(points, operands[-1]))
            )
            return up_to if op is Comparator.LESS_THAN else up_to & ~smaller
        case Compare(op=Comparator.IS | Comparator.ONE_OF, operands=operands):
            return sum(1 << bit for bit, each in enumerate(points) if each in operands)
        case Compare(subject=subject):
            return sum(
                1 << bit for bit, each in enumerate(points) if holds(logic, {subject.key: each})
            )


_NEGATIVE: Final = frozenset(
    {
        Comparator.AT_LEAST,
        Comparator.MORE_THAN,
        Comparator.OUTSIDE,
        Comparator.IS_NOT,
        Comparator.NONE_OF,
        Comparator.EXCLUDES,
        Comparator.INCLUDES_NONE,
    }
)
_ORDERING: Final = frozenset({Comparator.LESS_THAN, Comparator.AT_MOST, Comparator.BETWEEN})


# --- boxes ----------------------------------------------------------------------------------------

#: For each subject, the set of elements that a box covers.
Box = tuple[int, ...]


def meet(one: Box, other: Box) -> Box:
    """Return what two boxes share."""
    return tuple(mine & theirs for mine, theirs in zip(one, other, strict=True))


def is_empty(box: Box) -> bool:
    """Return whether a box covers nothing."""
    return not all(box)


def bits(number: int) -> Iterator[int]:
    """Yield the members of a set, smallest first."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


class Budget:
    """How many steps a proof may still take."""

    def __init__(self, steps: int | None = None) -> None:
        self._left = MAX_STEPS if steps is None else steps

    def spend(self, steps: int) -> None:
        """Take some steps. Raises `TooManyError` where there are none left."""
        self._left -= steps
        if self._left < 0:
            raise TooManyError


def outside(space: Box, boxes: Iterable[Box], budget: Budget | None = None) -> Iterator[Box]:
    """Yield boxes that together are what no box of `boxes` covers of a space.

    Raises `TooManyError` when that takes too many steps.
    """
    budget = budget or Budget()
    live = [box for box in boxes if not is_empty(meet(box, space))]
    # The subject with the most elements comes last: there the rest is seen at once.
    order = sorted(range(len(space)), key=lambda column: space[column].bit_count())
    for found in _rest(space, order, list(range(len(live))), live, budget):
        by_column = dict(zip(order, found, strict=True))
        yield tuple(by_column[column] for column in range(len(space)))


def _rest(
    space: Box, order: Sequence[int], running: Sequence[int], boxes: Sequence[Box], budget: Budget
) -> Iterator[Box]:
    """Yield what the running boxes leave of a space, whose columns are taken in `order`."""
    budget.spend(1 + len(running))
    (column, *more) = order
    if not more:
        left = space[column]
        for index in running:
            left &= ~boxes[index][column]
        if left:
            yield (left,)
        return
    if any(not any(space[each] & ~boxes[index][each] for each in order) for index in running):
        return
    masks = [box[column] for box in boxes]
    for members, through in _classes(space[column], running, masks, budget):
        for rest in _rest(space, more, through, boxes, budget):
            yield (members, *rest)


def _classes(
    members: int, running: Iterable[int], masks: Sequence[int], budget: Budget
) -> list[tuple[int, list[int]]]:
    """Divide elements by which of the running boxes cover them."""
    classes: list[tuple[int, list[int]]] = [(members, [])]
    for index in running:
        budget.spend(len(classes))
        divided: list[tuple[int, list[int]]] = []
        for each, through in classes:
            if rest := each & ~masks[index]:
                divided.append((rest, through))
            if inside := each & masks[index]:
                divided.append((inside, [*through, index]))
        classes = divided
    return classes


def merged_boxes(boxes: Iterable[Box]) -> list[Box]:
    """Join boxes that differ in one subject only, as long as there are any. In order."""
    found = set(boxes)
    before = -1
    while len(found) != before:
        before = len(found)
        for column in range(len(next(iter(found), ()))):
            alike: dict[Box, int] = {}
            for box in found:
                rest = (*box[:column], 0, *box[column + 1 :])
                alike[rest] = alike.get(rest, 0) | box[column]
            found = {
                (*rest[:column], members, *rest[column + 1 :]) for rest, members in alike.items()
            }
    return sorted(found, key=lambda box: [members & -members for members in box])


def is_covered(space: Box, boxes: Iterable[Box], budget: Budget | None = None) -> bool:
    """Return whether boxes cover a space together. Raises `TooManyError`."""
    return next(outside(space, boxes, budget), None) is None


def clashes(boxes: Sequence[Box]) -> Iterator[tuple[int, int, Box]]:
    """Yield each pair of boxes that share something, and what they share."""
    for (one, mine), (other, theirs) in combinations(enumerate(boxes), 2):
        if not is_empty(shared := meet(mine, theirs)):
            yield one, other, shared


def choices(space: Box, boxes: Sequence[Box], most: int) -> frozenset[frozenset[int]]:
    """Return every set of boxes that cover some point of a space, all of them and no others.

    Raises `TooManyError` where there are more than `most`, or too many steps to tell.
    """
    budget = Budget()
    states = {frozenset(range(len(boxes)))}
    for column, within in enumerate(space):
        masks = [box[column] for box in boxes]
        found: set[frozenset[int]] = set()
        for state in states:
            found.update(
                frozenset(through) for _, through in _classes(within, sorted(state), masks, budget)
            )
            if len(found) > most and column == len(space) - 1:
                raise TooManyError
        states = found
    return frozenset(states)


def witness_of(box: Box, among: Sequence[Sequence[Element]]) -> tuple[Value | None, ...]:
    """Return a point of a box that is not empty: for each subject a value, None for unanswered.

    An answered point is preferred.
    """
    return tuple(
        each[next(bits(members))].witness for members, each in zip(box, among, strict=True)
    )


def spans_of(members: int, among: Sequence[Element]) -> list[Interval]:
    """Join the elements of an ordered subject that stand side by side.

    `members` are answered elements. An end beyond which the subject cannot be is left open.
    """
    return [_joined(first, last, among) for first, last in runs_of(members)]


def runs_of(members: int) -> list[tuple[int, int]]:
    """Divide a set into runs of members side by side: the first and the last of each."""
    runs: list[tuple[int, int]] = []
    while members:
        first = (members & -members).bit_length() - 1
        ones = members >> first
        length = (~ones & (ones + 1)).bit_length() - 1
        runs.append((first, first + length - 1))
        members = (ones >> length) << (first + length)
    return runs


def _joined(first: int, last: int, among: Sequence[Element]) -> Interval:
    low, high = among[first].span, among[last].span
    assert low is not None  # noqa: S101 - the subject is ordered
    assert high is not None  # noqa: S101
    # Where the last is not the last element of all, that one is `UNANSWERED`.
    lowest, highest = first == 0, last == len(among) - 1 or among[last + 1] is UNANSWERED
    return Interval(
        None if lowest else low.low,
        None if highest else high.high,
        low_in=low.low_in and not lowest,
        high_in=high.high_in and not highest,
    )


def full_set(count: int) -> int:
    """Return the set of the first `count` things."""
    return (1 << count) - 1
