"""Decision tables become plain rules, `table/row-3`; nothing that runs rules knows of tables.

The rows of a `first` table hold only where no earlier row does. A fact that a table collects has a
rule for each combination of rows, with its value worked out; scores that a table collects are
combined by `gathered`, after the rules have run. So no executor does arithmetic.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from typing import Any, Final, Literal

from rules.conditions import Condition
from rules.decision_tables.meaning import TypedTable, joined, note_of, outcomes_of
from rules.decision_tables.partition import TooManyError, choices
from rules.decision_tables.proofs import findings_of_typed
from rules.decision_tables.tables import DecisionTable, Grid
from rules.linking import PlacedRule, derived_facts
from rules.logic import FindSubject
from rules.problems import DefinitionError, Problem, Problems
from rules.ruleset import Collect, Rule, ScoreOutcome
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS
from rules.vocabulary import Vocabulary

#: How many combinations of rows may hold together where a fact is collected.
MAX_COMBINATIONS: Final = 256


def expand(table: DecisionTable, grid: Grid, find: FindSubject) -> tuple[PlacedRule, ...]:
    """Return the rules that a table stands for, each with the place of its row.

    Raises `DefinitionError` for every cell that cannot be read or does not fit what it asks about,
    and for every serious finding.
    """
    made = TypedTable(table, grid, find)
    serious = [each for each in findings_of_typed(made) if each.serious]
    if serious:
        raise DefinitionError(Problem(each.where, each.says) for each in serious)
    if table.collect and any(output.fact for output in table.outputs):
        return tuple(_collected_facts(made))
    earlier_first = table.hit in {"first", "any"}
    found: list[PlacedRule] = []
    for index, row in enumerate(grid.rows):
        when: Condition | Literal[False] | None
        if earlier_first:
            when = made.only([index], range(index))
        else:
            when = joined(each for each in made.conditions[index] if each is not None)
        if when is False:
            continue
        for place, then in enumerate(made.outcomes[index], start=1):
            part = f"row-{row.number}" if place == 1 else f"row-{row.number}/{place}"
            found.append(PlacedRule(_rule(table, part, when, then, note_of(table, row)), row.where))
    return tuple(found)


def _collected_facts(made: TypedTable) -> Iterator[PlacedRule]:
    """Yield a rule for each combination of rows that can hold together, with its one value.

    So a collected fact is known as soon as any other, and other rules may read it.
    """
    table, grid = made.table, made.grid
    how = table.collect
    assert how is not None  # noqa: S101 - the caller has looked
    giving = [index for index, given in enumerate(made.outcomes) if given]
    boxes = [made.boxes[index] for index in giving]
    try:
        together = choices(made.everything, boxes, MAX_COMBINATIONS + 1)  # one of them is of none
    except TooManyError:
        says = (
            f"table `{table.id}`: more than {MAX_COMBINATIONS} combinations of its rows can hold "
            "together: collect a score, or split the table"
        )
        raise DefinitionError([Problem(grid.where, says)]) from None
    for members in sorted(map(sorted, together - {frozenset()})):
        rows = [giving[member] for member in members]
        when = made.only(rows, [index for index in giving if index not in rows])
        assert when is not False  # noqa: S101 - some point is covered by just these rows
        given = [made.outcomes[row][0]["fact"] for row in rows]
        value = collected(how, [next(iter(each.values())) for each in given])
        then = {"fact": dict.fromkeys(given[0], value)}
        numbers = [str(grid.rows[row].number) for row in rows]
        part = f"row{'s' if len(rows) > 1 else ''}-{'-'.join(numbers)}"
        first = grid.rows[rows[0]]
        yield PlacedRule(_rule(table, part, when, then, note_of(table, first)), first.where)


def expand_all(
    tables: Sequence[tuple[DecisionTable, Grid]],
    others: Iterable[PlacedRule],
    vocabulary: Vocabulary,
    problems: Problems,
) -> list[tuple[PlacedRule, ...]]:
    """Expand tables that may ask about facts which other rules or tables derive.

    `others` are the rules that are not in tables. Problems are added to `problems`; a table that
    has any gives no rules. The rules are given table by table.
    """
    every = [*others, *(draft for table, grid in tables for draft in drafts(table, grid))]
    derived = derived_facts(every, Problems())
    known = vocabulary.with_facts({k: v for k, v in derived.items() if k not in vocabulary.facts})
    expanded: list[tuple[PlacedRule, ...]] = []
    for table, grid in tables:
        try:
            expanded.append(expand(table, grid, known.find))
        except DefinitionError as error:
            expanded.append(())
            for problem in error.problems:
                problems.add(problem.where, problem.says)
    return expanded


def drafts(table: DecisionTable, grid: Grid) -> tuple[PlacedRule, ...]:
    """Return the rows as rules without conditions, which tell what facts the table derives.

    Wrong cells are left out: `expand` reports them.
    """
    given = [(row, outcomes_of(table, row, Problems())) for row in grid.rows]
    return tuple(
        PlacedRule(_rule(table, f"row-{row.number}", None, each, None), row.where)
        for row, outcomes in given
        for each in outcomes
    )


#: The longest title of a rule.
_LINE: Final = 500


def _rule(
    table: DecisionTable,
    part: str,
    when: Condition | None,
    then: Mapping[str, Any],
    note: str | None,
) -> Rule:
    title = None if table.title is None else f"{table.title}, {part.replace('-', ' ')}"[:_LINE]
    return Rule.model_validate(
        {
            "id": f"{table.id}/{part}",
            "title": title,
            "lots": table.lots,
            "ways": table.ways,
            "from": table.from_,
            "until": table.until,
            "when": when,
            "then": then,
            "source": table.source,
            "note": note,
        }
    )


# --- collecting -----------------------------------------------------------------------------------

# The sum of a thousand rows of the largest numbers, without rounding.
_EXACT: Final = Context(prec=2 * (MAX_WHOLE_DIGITS + MAX_PLACES))


def collected(how: Collect, numbers: Sequence[Decimal]) -> Decimal:
    """Make one number of those that rows give, at least one, as DMN's aggregations do. Exact."""
    match how:
        case "sum":
            total = Decimal(0)
            for each in numbers:
                total = _EXACT.add(total, each)
            return total
        case "count":
            return Decimal(len(numbers))
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)


def gathered(scores: Iterable[tuple[str, ScoreOutcome]]) -> tuple[Decimal, ...]:
    """Return the scores that rules gave on one criterion, those that a table collects as one.

    `scores` are (id of the rule, its score). The scores of a table stand where its first one stood.
    """
    found: dict[str, tuple[Collect | None, list[Decimal]]] = {}
    for rule, score in scores:
        table = rule.rpartition("/")[0] if score.collect else rule
        found.setdefault(table, (score.collect, []))[1].append(score.is_)
    return tuple(
        figures[0] if how is None else collected(how, figures) for how, figures in found.values()
    )
