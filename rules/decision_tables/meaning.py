"""What a decision table means: what each row asks, covers and gives, typed.

A row covers a *box*: for each input, the set of elements (see `rules.decision_tables.partition`)
for which its cell holds. Boxes prove what a table's `hit` says, and show where one row holds and
others do not.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from rules.conditions import AllOf, AnyOf, Condition, Not
from rules.decision_tables.cells import (
    ColumnSubject,
    check_no_rest,
    condition_of,
    equals_any,
    span_condition,
    unquoted,
)
from rules.decision_tables.partition import (
    UNANSWERED,
    Box,
    Element,
    bits,
    covered,
    elements,
    full_set,
    is_empty,
    meet,
    spans_of,
)
from rules.decision_tables.tables import DecisionTable, Grid, TableOutput, TableRow
from rules.logic import FindSubject, Logic, comparisons_in, typed
from rules.problems import DefinitionError, InputError, Problem, Problems, ValueProblem
from rules.ruleset import Outcomes
from rules.values import LISTS, ORDERED, Kind, read_number
from rules.yaml.models import input_of

# --- what rows give -------------------------------------------------------------------------------


def outcomes_of(table: DecisionTable, row: TableRow, problems: Problems) -> list[dict[str, Any]]:
    """Return what a row's outputs come to, as plain outcomes; nothing for a row of `-`.

    A rule has one outcome of each sort, so a row that scores two criteria makes two of them.
    """
    given: list[dict[str, Any]] = []
    for output, cell in zip(table.outputs, row.outputs, strict=True):
        if output.annotation and len(str(cell)) > _NOTE:
            problems.add(row.where, f"`annotation`: must be at most {_NOTE} characters")
        if output.annotation or (isinstance(cell, str) and cell.strip() == "-"):
            continue
        try:
            outcome = _outcome(table, output, cell)
            input_of(outcome, Outcomes)
        except (ValueProblem, InputError) as error:
            says = error.problems[0].says if isinstance(error, InputError) else str(error)
            problems.add(row.where, f"`{output.heads[0]}`: {says}")
            continue
        _add_outcome(given, outcome)
    return given


#: The longest note of a rule.
_NOTE: Final = 20_000


def _add_outcome(given: list[dict[str, Any]], outcome: dict[str, Any]) -> None:
    (sort, value), *_ = outcome.items()
    for each in given:
        if sort not in each:
            each[sort] = value
            return
        if sort == "fact":
            each["fact"] = {**each["fact"], **value}
            return
    given.append({sort: value})


def _outcome(table: DecisionTable, output: TableOutput, cell: object) -> dict[str, Any]:
    """Return one output cell as plain outcomes. Raises `ValueProblem`."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        raise ValueProblem("is empty: write `-` for nothing")
    sort = output.sort
    match sort:
        case "score":
            score = {"criterion": output.score, "is": _figure(cell)}
            return {sort: score | ({"collect": table.collect} if table.collect else {})}
        case "fact":
            if table.collect:
                return {sort: {output.fact: _figure(cell)}}
            if not isinstance(cell, str):
                return {sort: {output.fact: cell}}
            if _WITH_COMMAS.fullmatch(cell.strip()):
                raise ValueProblem(f"`{cell.strip()[:80]}`: write a figure without commas")
            check_no_rest(cell.strip())
            return {sort: {output.fact: _words(cell) if cell.strip().startswith('"') else cell}}
        case "problem":
            return {sort: {"at": output.problem, "says": _words(cell)}}
        case "refuse":
            return {sort: {"action": output.refuse, "says": _words(cell)}}
        case "require":
            limits = {"to": output.to, "before": output.before}
            return {
                sort: {output.require: _words(cell)}
                | {key: value for key, value in limits.items() if value is not None}
            }
        case _:
            return {sort: _words(cell)}


#: A figure with commas, which would be read as text.
_WITH_COMMAS: Final = re.compile(r"[-+]?£? ?\d{1,3}(,\d{3})+(\.\d+)?%?", re.ASCII)


def _figure(cell: object) -> Decimal:
    if isinstance(cell, str):
        check_no_rest(cell.strip())
    return read_number(cell)


def _words(cell: object) -> str:
    if not isinstance(cell, str):
        raise ValueProblem("must be text (put it in quotes if it looks like a number)")
    text = cell.strip()
    return unquoted(text) if text.startswith('"') and text.endswith('"') and text != '"' else text


def note_of(table: DecisionTable, row: TableRow) -> str | None:
    """Return the note of a row: its annotation, or else the table's note."""
    notes = [
        str(cell).strip()
        for output, cell in zip(table.outputs, row.outputs, strict=True)
        if output.annotation and str(cell).strip() not in {"", "-", "None"}
    ]
    return "\n".join(notes) or table.note


# --- a table, typed -------------------------------------------------------------------------------


class TypedTable:
    """A table whose cells have been read: the condition and the box of each row.

    Raises `DefinitionError` with every cell that cannot be read, or does not fit its subject.
    """

    def __init__(self, table: DecisionTable, grid: Grid, find: FindSubject) -> None:
        self.table = table
        self.grid = grid
        problems = Problems()
        asked: list[ColumnSubject] = []
        for column in table.inputs:
            with problems.at(grid.where):
                asked.append(
                    ColumnSubject(column.sort, column.name, find(column.sort, column.name))
                )
        self.outcomes = [outcomes_of(table, row, problems) for row in grid.rows]
        self.conditions: list[tuple[Condition | None, ...]] = []
        if len(asked) == len(table.inputs):
            self.conditions = [_conditions(row, asked, problems) for row in grid.rows]
        if problems.found or len(asked) < len(table.inputs):
            # An input that stands in a part that cannot be read has its problem there.
            raise DefinitionError(problems.found)
        self.asked = tuple(asked)
        self.logics: list[tuple[Logic, ...]] = [
            tuple(typed(condition, find) for condition in row) for row in self.conditions
        ]

    @cached_property
    def among(self) -> tuple[tuple[Element, ...], ...]:
        """The elements of each column, unanswered last. Raises `DefinitionError`."""
        found: list[tuple[Element, ...]] = []
        for asked, column in zip(self.asked, zip(*self.logics, strict=True), strict=True):
            try:
                told_apart = [leaf for logic in column for leaf in comparisons_in(logic)]
                found.append((*elements(asked.subject, told_apart), UNANSWERED))
            except ValueProblem as error:
                says = f"table `{self.table.id}` cannot be proved: {error}"
                raise DefinitionError([Problem(self.grid.where, says)]) from None
        return tuple(found)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """What each row covers. Raises `DefinitionError`."""
        return tuple(
            tuple(covered(logic, among) for logic, among in zip(row, self.among, strict=True))
            for row in self.logics
        )

    @property
    def answered(self) -> Box:
        """Everything that can be, with every input answered."""
        return tuple(full_set(len(among) - 1) for among in self.among)

    @property
    def everything(self) -> Box:
        """Everything that can be."""
        return tuple(full_set(len(among)) for among in self.among)

    # --- conditions again ---------------------------------------------------------------------

    def region(self, column: int, members: int) -> Condition:
        """Return the condition that a column's value is in a set of elements, not all of them.

        The column is no list: lists are told apart by what they include, and their conditions
        are made of those in the cells.
        """
        asked, among = self.asked[column], self.among[column]
        answered = members & full_set(len(among) - 1)
        absent = asked.compared("unanswered", value=True)
        if not answered:
            return absent
        if answered == full_set(len(among) - 1):
            return asked.compared("answered", value=True)
        condition = _within(asked, among[:-1], answered)
        return condition if answered == members else AnyOf(any=(condition, absent))

    def outside_of(self, column: int, within: int, row: int) -> Condition:
        """Return a condition that holds, among elements `within`, where a row's cell does not."""
        covers = self.boxes[row][column]
        if self.asked[column].subject.kind in LISTS:
            written = self.conditions[row][column]
            assert written is not None  # noqa: S101 - a cell that asks nothing covers everything
            unanswered = 1 << (len(self.among[column]) - 1)
            if within & ~covers & unanswered:
                absent = self.asked[column].compared("unanswered", value=True)
                return AnyOf(any=(Not(not_=written), absent))
            return Not(not_=written)
        # What lies outside `within` does not matter, so the shortest of these will do.
        narrow = within & ~covers
        everything = full_set(len(self.among[column]))
        wider = [each & ~covers for each in (everything >> 1, everything)]
        regions = [self.region(column, each) for each in (narrow, *wider) if not narrow & ~each]
        return min(regions, key=_size)

    def only(self, rows: Sequence[int], never: Sequence[int]) -> Condition | Literal[False] | None:
        """Return the condition that all of `rows` hold and none of `never`; False if impossible.

        None is the condition that always holds.
        """
        box = self.everything
        for row in rows:
            box = meet(box, self.boxes[row])
        if is_empty(box):
            return False
        space = box
        against = [row for row in never if not is_empty(meet(box, self.boxes[row]))]
        while True:
            # A row that differs in one column only is cut off there; the others may then meet less.
            left: list[int] = []
            for row in against:
                differing = self._differing(box, row)
                if not differing:
                    return False
                (first, *more) = differing
                if more or self.asked[first].subject.kind in LISTS:
                    left.append(row)
                else:
                    cut = box[first] & ~self.boxes[row][first]
                    box = (*box[:first], cut, *box[first + 1 :])
            left = [row for row in left if not is_empty(meet(box, self.boxes[row]))]
            if len(left) == len(against):
                break
            against = left
        parts: list[Condition] = []
        for column, members in enumerate(box):
            if members == space[column]:
                written = (self.conditions[row][column] for row in rows)
                parts += dict.fromkeys(each for each in written if each is not None)
            else:
                parts.append(self.region(column, members))
        for row in against:
            ways = [
                self.outside_of(column, box[column], row) for column in self._differing(box, row)
            ]
            parts.append(ways[0] if len(ways) == 1 else AnyOf(any=tuple(ways)))
        return joined(parts)

    def _differing(self, box: Box, row: int) -> list[int]:
        return [
            column
            for column, (within, covers) in enumerate(zip(box, self.boxes[row], strict=True))
            if within & ~covers
        ]


def _conditions(
    row: TableRow, asked: Sequence[ColumnSubject], problems: Problems
) -> tuple[Condition | None, ...]:
    found: list[Condition | None] = []
    for cell, each in zip(row.inputs, asked, strict=True):
        try:
            found.append(condition_of(cell, each))
        except ValueProblem as error:
            problems.add(row.where, f"`{each.name}`: {error}")
    return tuple(found)


def _within(asked: ColumnSubject, among: Sequence[Element], members: int) -> Condition:
    """Return the condition that an answered value is in a set of elements that is not full."""
    rest = full_set(len(among)) & ~members
    if asked.subject.kind in ORDERED:
        spans, others = spans_of(members, among), spans_of(rest, among)
        if all(span.low is not None and span.low == span.high for span in others):
            return _none_of([span.low for span in others], asked)
        points: list[Any] = [each.low for each in spans if each.low == each.high]
        parts: list[Condition] = [equals_any(points, asked)] if points else []
        parts += [span_condition(each, asked) for each in spans if each.low != each.high]
        return parts[0] if len(parts) == 1 else AnyOf(any=tuple(parts))
    inside: list[Any] = [among[bit].witness for bit in bits(members)]
    outside_ = [among[bit].witness for bit in bits(rest)]
    # The last element of a text is every text that is not named.
    open_ended = asked.subject.kind is Kind.TEXT and members >> (len(among) - 1) & 1
    if open_ended or (asked.subject.kind is Kind.ONE_OF and len(outside_) < len(inside)):
        return _none_of(outside_, asked)
    return equals_any(inside, asked)


def _none_of(values: Sequence[Any], asked: ColumnSubject) -> Condition:
    if len(values) == 1:
        return asked.compared("is_not", values[0])
    return Not(not_=equals_any(values, asked))


def joined(parts: Iterable[Condition]) -> Condition | None:
    """Return the condition that all parts hold; None where there are none."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.all if isinstance(part, AllOf) else (part,))
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else AllOf(all=tuple(flat))


def _size(condition: Condition) -> int:
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts):
            return sum(map(_size, parts))
        case Not(not_=part):
            return _size(part)
        case _:
            return 1
