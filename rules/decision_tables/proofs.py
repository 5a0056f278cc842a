"""Proofs about decision tables: rows that clash, gaps that no row covers, rows that never hold.

Everything is proved exactly, by trying one value of each element of each input
(`rules.decision_tables.partition`), and
told with a witness: values for which it is so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from rules.conditions import Condition
from rules.decision_tables.cells import ColumnSubject
from rules.decision_tables.meaning import TypedTable, joined
from rules.decision_tables.partition import (
    Box,
    Budget,
    TooManyError,
    clashes,
    full_set,
    is_covered,
    is_empty,
    merged_boxes,
    outside,
    runs_of,
    witness_of,
)
from rules.decision_tables.tables import DecisionTable, Grid
from rules.linking import constant_of
from rules.logic import ALWAYS, FindSubject, typed
from rules.problems import DefinitionError
from rules.values import LISTS, ORDERED, Value, shown
from rules.wording import phrase, worded

#: How many findings of one sort are told of one table.
MAX_TOLD: Final = 20
#: How many gaps are put together where they lie side by side.
MAX_MERGED: Final = 500
#: The longest description of a gap; a longer one is no help, and its example stands alone.
MAX_WORDED: Final = 400


class TableFlaw(StrEnum):
    """What can be wrong with the rows of a table that can all be read."""

    OVERLAP = "overlap"
    GAP = "gap"
    UNREACHABLE = "unreachable"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class TableFinding:
    """What a proof found about a table.

    rows      the rows that it is about, by number
    witness   values for which it is so, by the subject's key; one that is missing is unanswered
    serious   whether the table cannot be used for it
    """

    flaw: TableFlaw
    where: str
    says: str
    rows: tuple[int, ...] = ()
    witness: Mapping[str, Value] | None = None
    serious: bool = False


def table_findings(table: DecisionTable, grid: Grid, find: FindSubject) -> tuple[TableFinding, ...]:
    """Prove a table: tell every overlap, gap and row that can never hold, each with a witness.

    Exact: nothing else is wrong, unless a finding is `unproved`. Raises `DefinitionError` for
    cells that cannot be read.
    """
    return tuple(findings_of_typed(TypedTable(table, grid, find)))


def findings_of_typed(made: TypedTable) -> Iterator[TableFinding]:
    """Yield the findings on a table that is typed already."""
    try:
        _ = made.boxes
    except DefinitionError as error:
        # Without a proof, only a table whose rows may all hold together can be used.
        lenient = made.table.hit == "collect" and not made.table.complete
        fact = any(output.fact for output in made.table.outputs)
        for problem in error.problems:
            says = problem.says
            yield TableFinding(TableFlaw.UNPROVED, problem.where, says, serious=fact or not lenient)
        return
    yield from _some(list(islice(_overlaps(made), MAX_TOLD + 1)), made)
    yield from _unreachable(made)
    yield from _gaps(made)


def _some(found: Sequence[TableFinding], made: TypedTable) -> Iterator[TableFinding]:
    yield from found[:MAX_TOLD]
    if len(found) > MAX_TOLD:
        more = (
            f"table `{made.table.id}` has more overlaps than these {MAX_TOLD}: fix these, "
            "then check again"
        )
        yield TableFinding(found[0].flaw, made.grid.where, more, serious=found[0].serious)


def _overlaps(made: TypedTable) -> Iterator[TableFinding]:
    hit = made.table.hit
    if hit == "first" or made.table.collect:
        return
    for one, other, shared in clashes(made.boxes):
        same = made.outcomes[one] == made.outcomes[other]
        if hit == "any" and same:
            continue
        if hit == "collect" and not _at_odds(made.outcomes[one], made.outcomes[other]):
            continue
        rows = (made.grid.rows[one].number, made.grid.rows[other].number)
        point = witness_of(shared, made.among)
        because = {
            "unique": "in a `unique` table only one may",
            "any": "in an `any` table they must then give the same",
            "collect": "and give one fact different values",
        }[hit]
        says = f"rows {rows[0]} and {rows[1]} both hold when {_told(made, point)}: {because}"
        where = made.grid.rows[other].where
        yield TableFinding(
            TableFlaw.OVERLAP,
            where,
            f"`{made.table.id}`: {says}",
            rows,
            _facts(made, point),
            serious=True,
        )


def _at_odds(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether two rows give one fact different values."""
    mine = {name: value for each in one for name, value in each.get("fact", {}).items()}
    theirs = {name: value for each in other for name, value in each.get("fact", {}).items()}
    return any(_constant(mine[name]) != _constant(theirs[name]) for name in mine.keys() & theirs)


def _constant(raw: object) -> object:
    value = constant_of(raw)
    return (type(value), value)


def _unreachable(made: TypedTable) -> Iterator[TableFinding]:
    budget = Budget()
    try:
        for index, row in enumerate(made.grid.rows):
            box = made.boxes[index]
            if is_empty(box):
                says = "no possible answers match all its cells"
            elif made.table.hit == "first" and is_covered(box, made.boxes[:index], budget):
                says = "earlier rows already cover all of it"
            else:
                continue
            text = f"`{made.table.id}`: row {row.number} can never hold: {says}"
            yield TableFinding(TableFlaw.UNREACHABLE, row.where, text, (row.number,))
    except TooManyError:
        says = "there are too many combinations to prove that every row can hold"
        yield TableFinding(TableFlaw.UNPROVED, made.grid.where, f"table `{made.table.id}`: {says}")


def _gaps(made: TypedTable) -> Iterator[TableFinding]:
    serious = made.table.complete
    where, table = made.grid.where, made.table.id
    try:
        # Gaps beyond those that are listed are not joined either.
        left = list(islice(outside(made.answered, made.boxes), MAX_MERGED))
    except TooManyError:
        says = f"table `{table}`: there are too many combinations to prove that there are no gaps"
        yield TableFinding(TableFlaw.UNPROVED, where, says, serious=serious)
        return
    found = list(_bands(merged_boxes(left), made))
    for place, box in enumerate(found):
        point = witness_of(box, made.among)
        if place == MAX_TOLD:
            says = (
                f"table `{table}` has more gaps than these {MAX_TOLD}: fix these, then check again"
            )
            yield TableFinding(TableFlaw.GAP, where, says, (), _facts(made, point), serious=serious)
            return
        region, example = _region_told(made, box), _told(made, point)
        if len(region) > MAX_WORDED:
            region = example
        says = f"`{table}`: no row holds when {region}"
        if region != example:
            says += f", such as when {example}"
        yield TableFinding(TableFlaw.GAP, where, says, (), _facts(made, point), serious=serious)


def _bands(boxes: Iterable[Box], made: TypedTable) -> Iterator[Box]:
    """Divide the gaps of a table with one ordered input into the bands that people see."""
    for box in boxes:
        if len(box) == 1 and made.asked[0].subject.kind in ORDERED:
            for first, last in runs_of(box[0]):
                yield (full_set(last + 1) & ~full_set(first),)
        else:
            yield box


def _region_told(made: TypedTable, box: Box) -> str:
    """Say in words what a box of answered values is; by its witness where lists are in it."""
    parts: list[Condition] = []
    for column, members in enumerate(box):
        if members == made.answered[column]:
            continue
        if made.asked[column].subject.kind in LISTS:
            return _told(made, witness_of(box, made.among))
        parts.append(made.region(column, members))
    by_name = {(each.sort, each.name): each.subject for each in made.asked}
    whole = joined(parts)
    logic = ALWAYS if whole is None else typed(whole, lambda sort, name: by_name[sort, name])
    return "everything is answered" if logic == ALWAYS else worded(logic)


def _told(made: TypedTable, point: Sequence[Value | None]) -> str:
    told = [
        f"{phrase(asked.subject)} is " + ("not answered" if value is None else _shown(value, asked))
        for asked, value in zip(made.asked, point, strict=True)
    ]
    return " and ".join(told)


def _shown(value: Value, asked: ColumnSubject) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | tuple):
        return f"“{shown(value, asked.subject)}”"
    return shown(value, asked.subject)


def _facts(made: TypedTable, point: Sequence[Value | None]) -> dict[str, Value]:
    return {
        asked.subject.key: value
        for asked, value in zip(made.asked, point, strict=True)
        if value is not None
    }
