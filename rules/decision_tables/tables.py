"""Decision tables: another spelling of rules, with DMN's names and meanings.

    tables:
      - id: turnover-bands
        title: Points for turnover
        inputs: [{answer: annual-turnover}]
        outputs: [{score: standing}]
        rows:
          - ["< 100000", 0]
          - ["[100000..500000)", 3]
          - [">= 500000", 5]

Input cells are read by `rules.decision_tables.cells`. `csv: bands.csv` in place of `rows` names a
file beside the ruleset, whose first line names the same inputs and outputs.

`hit` says what holds when several rows do: `unique` (no two can: proved), `any` (they agree:
proved), `first` (the first of them), `collect` (all of them; with `collect: sum`, `count`, `min` or
`max` their outputs become one).

`rules.decision_tables.expansion` makes plain rules of the rows, `rules.decision_tables.proofs`
proves what `hit` says.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from rules.conditions import Constant, SubjectName
from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.problems import DataPath, DefinitionError, Problems, ValueProblem
from rules.ruleset import Collect
from rules.values import Day
from rules.yaml.reading import Document
from rules.yaml.scalars import plain_scalar

MAX_ROWS: Final = 1_000
MAX_COLUMNS: Final = 40


# --- as written -----------------------------------------------------------------------------------

_SORTS: Final = ("answer", "fact", "count_of", "words_of")


class TableInput(DefinitionPart):
    """What an input column asks about: an answer, a fact, or a count of items or words."""

    answer: SubjectName | None = None
    fact: SubjectName | None = None
    count_of: SubjectName | None = None
    words_of: SubjectName | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, sort) is not None for sort in _SORTS) != 1:
            raise ValueError(
                "an input must have one of " + ", ".join(f"`{sort}`" for sort in _SORTS)
            )
        return self

    @property
    def sort(self) -> str:
        """Which sort of subject."""
        return next(sort for sort in _SORTS if getattr(self, sort) is not None)

    @property
    def name(self) -> str:
        """The subject's name."""
        return str(getattr(self, self.sort))

    @property
    def heads(self) -> tuple[str, ...]:
        """What a CSV file may call the column: in full, or by its name."""
        return (f"{self.sort}: {self.name}", self.name)


class TableOutput(DefinitionPart):
    """What the cells of an output column give: exactly one of the keys below.

    score       the score on this criterion; the cell is a number
    fact        the value of this fact; the cell is a number, a date, true, false or text
    exclude, refer, set_aside, award
                `true`; the cell says why
    problem     a problem at this question; the cell says what
    require     `feedback`, `approval`, `document` or `step`; the cell says which; `to` and `before`
                as in a rule
    permit      `true`; the cell names the action
    refuse      this action; the cell says why
    include     `true`; the cell names the clause
    annotation  `true`; the cell is a note on the row, for people

    A cell of `-` gives nothing.
    """

    score: Id | None = None
    fact: Id | None = None
    exclude: Literal[True] | None = None
    refer: Literal[True] | None = None
    set_aside: Literal[True] | None = None
    award: Literal[True] | None = None
    problem: SubjectName | None = None
    require: Literal["feedback", "approval", "document", "step"] | None = None
    permit: Literal[True] | None = None
    refuse: Id | None = None
    include: Literal[True] | None = None
    annotation: Literal[True] | None = None
    to: Id | None = None
    before: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, sort) is not None for sort in _OUTPUTS) != 1:
            raise ValueError(
                "an output must have one of " + ", ".join(f"`{sort}`" for sort in _OUTPUTS)
            )
        if self.require is None and (self.to or self.before):
            raise ValueError("`to` and `before` can be used only with `require`")
        return self

    @property
    def sort(self) -> str:
        """Which of the keys it is."""
        return next(sort for sort in _OUTPUTS if getattr(self, sort) is not None)

    @property
    def heads(self) -> tuple[str, ...]:
        """What a CSV file may call the column: in full, or in short."""
        value = getattr(self, self.sort)
        if value is True:
            return (self.sort,)
        return (f"{self.sort}: {value}", str(value))


_OUTPUTS: Final = tuple(name for name in TableOutput.model_fields if name not in {"to", "before"})


def _cell(raw: object) -> object:
    if isinstance(raw, list | dict):
        raise ValueProblem('must be one value; put an interval in quotes, such as "[60..80)"')
    return raw


Cell = Annotated[Constant | None, BeforeValidator(_cell)]

_CSV_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}\.csv")


def _csv_name(raw: object) -> object:
    # Never a path: a definition reads what is in its own folder.
    if not isinstance(raw, str) or not _CSV_NAME.fullmatch(raw):
        raise ValueProblem("must be the name of a file beside this one, such as bands.csv")
    return raw


CsvName = Annotated[str, BeforeValidator(_csv_name)]

Hit = Literal["unique", "any", "first", "collect"]


class DecisionTable(DefinitionPart):
    """A decision table. Its rows are in `rows`, or in the file `csv`.

    hit       which rows hold when several could: `unique`, `any`, `first`, `collect`
    collect   with `hit: collect`, how the one output of the rows that hold becomes one number
    complete  the rows cover everything that can be answered; it is an error if they do not

    The other keys are those of a rule, and go for every row.
    """

    id: Id
    title: Line | None = None
    hit: Hit = "unique"
    collect: Collect | None = None
    complete: bool = False
    inputs: tuple[TableInput, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    outputs: tuple[TableOutput, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    rows: tuple[tuple[Cell, ...], ...] | None = Field(default=None, max_length=MAX_ROWS)
    csv: CsvName | None = None
    lots: tuple[Id, ...] = ()
    ways: tuple[Id, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    source: Line | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.rows is None) == (self.csv is None):
            raise ValueError("give one of `rows` and `csv`")
        if self.collect and self.hit != "collect":
            raise ValueError(f"`collect: {self.collect}` goes with `hit: collect`")
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError("`from` must not be later than `until`")
        return self


# --- rows in their places -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number, counted from 1, its place, and its cells."""

    number: int
    where: str
    inputs: tuple[object, ...]
    outputs: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's rows, wherever they were written. `where` is the place of the table itself."""

    where: str
    rows: tuple[TableRow, ...]


def read_grid(
    table: DecisionTable, document: Document, at: DataPath, text_of: Callable[[str], str]
) -> Grid:
    """Return the rows of a table that stands at `at` in a document of a definition.

    `text_of` returns the text of another file of the definition: the CSV file that the table names,
    beside the document. Raises `DefinitionError`.
    """
    where = document.where(at)
    if table.csv is not None:
        name = str(PurePosixPath(document.name).parent / table.csv)
        return csv_grid(table, text_of(name), name, where)
    problems = Problems()
    width = len(table.inputs) + len(table.outputs)
    rows: list[TableRow] = []
    for index, cells in enumerate(table.rows or ()):
        place = document.where((*at, "rows", index))
        if len(cells) != width:
            says = f"has {len(cells)} cells, but the table has {width} columns"
            problems.add(place, f"`{table.id}` row {index + 1} {says}")
        rows.append(_row(index + 1, place, cells, len(table.inputs)))
    return _grid(table, where, rows, problems)


def _row(row: int, where: str, cells: Sequence[object], inputs: int) -> TableRow:
    return TableRow(row, where, tuple(cells[:inputs]), tuple(cells[inputs:]))


def _grid(table: DecisionTable, where: str, rows: Sequence[TableRow], problems: Problems) -> Grid:
    """Check the columns; raise all that was found."""
    if not rows and not problems.found:
        problems.add(where, f"table `{table.id}` has no rows")
    columns: list[_Column] = [*table.inputs, *table.outputs]
    heads = [column.heads[0] for column in columns]
    for head in dict.fromkeys(head for head in heads if heads.count(head) > 1):
        problems.add(where, f"table `{table.id}` has two columns `{head}`")
    for says in _output_problems(table):
        problems.add(where, f"table `{table.id}`: {says}")
    if problems.found:
        raise DefinitionError(problems.found)
    return Grid(where, tuple(rows))


def _output_problems(table: DecisionTable) -> Iterator[str]:
    sorts = [each.sort for each in table.outputs if not each.annotation]
    if not sorts:
        yield "has only annotations as outputs: add an output that says what each row gives"
    elif table.collect:
        if len(sorts) > 1 or sorts[0] not in {"score", "fact"}:
            yield f"`collect: {table.collect}` needs exactly one output, a `score` or a `fact`"
    elif table.hit == "collect" and "score" in sorts:
        yield "say how to combine the scores: `collect: sum`, `count`, `min` or `max`"


# --- CSV ------------------------------------------------------------------------------------------


def csv_grid(table: DecisionTable, text: str, name: str, where: str) -> Grid:
    """Return the rows of a table from the text of its CSV file. Raises `DefinitionError`.

    The first line names the columns, each in full (`answer: turnover`, `score: technical`) or,
    where that is clear, in short (`turnover`, `technical`), in any order. Cells are separated by
    commas, and quoted as RFC 4180 says.
    """
    problems = Problems()
    lines = list(_csv_lines(text, name, problems))
    if not lines and not problems.found:
        problems.add(f"{name}:1", "is empty: its first line must name the columns")
    columns = _columns(table, lines[0][1], f"{name}:1", problems) if lines else []
    if len(lines) - 1 > MAX_ROWS:
        problems.add(name, f"has {len(lines) - 1} rows: at most {MAX_ROWS}")
    if problems.found:
        raise DefinitionError(problems.found)
    rows: list[TableRow] = []
    for index, (line, cells) in enumerate(lines[1:], start=1):
        place = f"{name}:{line}"
        if len(cells) != len(columns):
            problems.add(place, f"has {len(cells)} cells, but the first line has {len(columns)}")
            continue
        found = dict(zip(columns, cells, strict=True))
        given: list[object] = []
        for output in table.outputs:
            with problems.at(place):
                given.append(_typed_output(output, found[output]))
        rows.append(
            TableRow(index, place, tuple(found[each] for each in table.inputs), tuple(given))
        )
    return _grid(table, where, rows, problems)


def _csv_lines(text: str, name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that hold anything, each with its number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            elif cells:
                problems.add(f"{name}:{line}", "is a line of empty cells: remove it")
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(f"{name}:{line}", f"is not CSV: {error}")


_Column = TableInput | TableOutput


def _columns(
    table: DecisionTable, heads: Sequence[str], where: str, problems: Problems
) -> list[_Column]:
    known: list[_Column] = [*table.inputs, *table.outputs]
    found: list[_Column] = []
    for head in map(str.strip, heads):
        column = _headed(head, known)
        if column is None:
            says = ": save it with commas between the cells" if ";" in head else ""
            problems.add(where, f"table `{table.id}` has no column `{head[:80]}`{says}")
        elif column in found:
            problems.add(where, f"`{head}` is named twice")
        else:
            found.append(column)
    for each in known:
        if each not in found:
            problems.add(where, f"the column `{each.heads[0]}` is missing")
    return found


def _headed(head: str, known: Iterable[_Column]) -> _Column | None:
    """Find a column by its full head, or by its short one where that is only one's."""
    full = [each for each in known if head == each.heads[0]]
    short = [each for each in known if head in each.heads]
    return full[0] if full else short[0] if len(short) == 1 else None


def _typed_output(output: TableOutput, text: str) -> object:
    """Return a cell of a CSV file as YAML would give it."""
    if output.fact is None or text.strip().startswith('"'):
        return text
    return plain_scalar(text.strip())
