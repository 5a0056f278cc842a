"""Decision tables as rules: what fires is what DMN's hit policies say of the rows that hold."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decision_tables import partition as sweep
from rules.decision_tables.cells import ColumnSubject, condition_of
from rules.decision_tables.expansion import (
    MAX_COMBINATIONS,
    collected,
    drafts,
    expand,
    expand_all,
    gathered,
)
from rules.decision_tables.proofs import TableFinding, TableFlaw, table_findings
from rules.decision_tables.tables import DecisionTable, Grid, TableRow
from rules.linking import PlacedRule
from rules.logic import Facts, holds, typed
from rules.problems import DefinitionError, Problems
from rules.ruleset import Rule, ScoreOutcome
from rules.values import Kind, Subject, Value
from rules.vocabulary import Vocabulary
from rules.wording import worded
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml
from tests.rules.strategies import SUBJECTS, find

# --- tables at random -----------------------------------------------------------------------------

_CELLS: dict[str, tuple[str, ...]] = {
    "staff": ("-", "-", "1", "< 2", ">= 2", "[1..3)", "(1..3]", "not(2)", "1, 3", "null",
              "not(null)", "< 1, > 3", "2, null"),
    "margin": ("-", "< 10", "[10..20]", "> 20", "not([10..20])", "10", "not(10, 20)", "> 10.5"),
    "guarantee": ("-", "yes", "no", "null"),
    "cyber": ("-", "none", '"none","basic"', "not(plus)", "not(none, basic)", "null"),
    "region": ("-", "north", '"north","south"', "not(north)"),
    "lots": ("-", "cloud", "not(cloud)", "cloud, hosting", "null"),
    "file": ("-", "null", "not(null)"),
}  # fmt: skip

#: Values that tell all those cells apart. None is unanswered.
_POINTS: dict[str, tuple[Value | None, ...]] = {
    "staff": (None, *map(Decimal, range(6))),
    "margin": (None, *(Decimal(each) for each in ("5", "10", "10.2", "10.5", "15", "20", "25"))),
    "guarantee": (None, True, False),
    "cyber": (None, "none", "basic", "plus"),
    "region": (None, "north", "south", "west"),
    "lots": (None, ("cloud",), ("hosting",), ("cloud", "hosting"), ("a-or-b",)),
    "file": (None, object()),
}


@st.composite
def tables(draw: st.DrawFn, hit: str, *, collect: str | None = None, outputs: int = 3) -> Any:
    """Give a table, its rows in their places."""
    names = draw(st.lists(st.sampled_from(sorted(_CELLS)), min_size=1, max_size=3, unique=True))
    row = st.tuples(*(st.sampled_from(_CELLS[name]) for name in names))
    cells = draw(st.lists(row, min_size=1, max_size=5))
    given_ = draw(st.lists(st.integers(1, outputs), min_size=len(cells), max_size=len(cells)))
    table = DecisionTable.model_validate(
        {
            "id": "t",
            "hit": hit,
            "collect": collect,
            "inputs": [{"answer": name} for name in names],
            "outputs": [{"score": "a"}],
            "rows": [[*row, score] for row, score in zip(cells, given_, strict=True)],
        }
    )
    return table, grid_of(table)


def grid_of(table: DecisionTable) -> Grid:
    width = len(table.inputs)
    rows = (
        TableRow(index, f"f:{index}", cells[:width], cells[width:])
        for index, cells in enumerate(table.rows or (), start=1)
    )
    return Grid("f:0", tuple(rows))


def points(table: DecisionTable) -> Iterator[dict[str, Value]]:
    """Give facts for every combination that could matter."""
    names = [column.name for column in table.inputs]
    for point in itertools.product(*(_POINTS[name] for name in names)):
        yield {
            SUBJECTS[name].key: value
            for name, value in zip(names, point, strict=True)
            if value is not None
        }


def holding(table: DecisionTable, grid: Grid, facts: Facts) -> list[int]:
    """Give the rows (counted from 1) of which all cells hold: what a table means."""
    return [
        row.number
        for row in grid.rows
        if all(
            holds(
                typed(condition_of(cell, ColumnSubject("answer", c.name, SUBJECTS[c.name])), find),
                facts,
            )
            for cell, c in zip(row.inputs, table.inputs, strict=True)
        )
    ]


def fired(rules: Sequence[PlacedRule], facts: Facts) -> list[Rule]:
    return [each.rule for each in rules if holds(typed(each.rule.when, find), facts)]


def score_of(table: DecisionTable, row: int) -> Any:
    assert table.rows is not None
    return table.rows[row - 1][-1]


# --- hit policies ---------------------------------------------------------------------------------


@given(tables("first"))
def test_of_a_first_table_the_first_row_that_holds_fires_alone(
    drawn: tuple[DecisionTable, Grid],
) -> None:
    table, grid = drawn
    rules = expand(table, grid, find)
    for facts in points(table):
        rows = holding(table, grid, facts)
        assert [rule.id for rule in fired(rules, facts)] == [f"t/row-{row}" for row in rows[:1]]


@given(tables("any", outputs=2))
def test_of_an_any_table_one_of_the_rows_that_agree_fires(
    drawn: tuple[DecisionTable, Grid],
) -> None:
    table, grid = drawn
    held = [holding(table, grid, facts) for facts in points(table)]
    agree = all(len({score_of(table, row) for row in rows}) <= 1 for rows in held)
    if not agree:
        with pytest.raises(DefinitionError, match="both hold when"):
            expand(table, grid, find)
        return
    rules = expand(table, grid, find)
    for facts, rows in zip(points(table), held, strict=True):
        given_ = [rule.then.score.is_ for rule in fired(rules, facts) if rule.then.score]
        assert given_ == [score_of(table, row) for row in rows[:1]]


@given(tables("unique"))
def test_a_unique_table_is_one_of_which_no_two_rows_hold(drawn: tuple[DecisionTable, Grid]) -> None:
    table, grid = drawn
    held = [holding(table, grid, facts) for facts in points(table)]
    if any(len(rows) > 1 for rows in held):
        with pytest.raises(DefinitionError, match="in a `unique` table only one may"):
            expand(table, grid, find)
        return
    rules = expand(table, grid, find)
    for facts, rows in zip(points(table), held, strict=True):
        assert [rule.id for rule in fired(rules, facts)] == [f"t/row-{row}" for row in rows]


_AGGREGATES: Mapping[str, Any] = {"sum": sum, "count": len, "min": min, "max": max}


@given(st.sampled_from(sorted(_AGGREGATES)).flatmap(lambda how: tables("collect", collect=how)))
def test_the_scores_of_a_collect_table_become_one(drawn: tuple[DecisionTable, Grid]) -> None:
    table, grid = drawn
    assert table.collect is not None
    rules = expand(table, grid, find)
    for facts in points(table):
        rows = holding(table, grid, facts)
        scores = [(each.id, each.then.score) for each in fired(rules, facts) if each.then.score]
        figures = [score_of(table, row) for row in rows]
        assert list(gathered(scores)) == ([_AGGREGATES[table.collect](figures)] if rows else [])


@given(st.sampled_from(sorted(_AGGREGATES)).flatmap(lambda how: tables("collect", collect=how)))
def test_a_collected_fact_is_worked_out_before_anything_runs(
    drawn: tuple[DecisionTable, Grid],
) -> None:
    table, _ = drawn
    table = DecisionTable.model_validate(
        {**table.model_dump(by_alias=True, exclude_unset=True), "outputs": [{"fact": "points"}]}
    )
    grid = grid_of(table)
    assert table.collect is not None
    rules = expand(table, grid, find)
    for facts in points(table):
        rows = holding(table, grid, facts)
        figures = [score_of(table, row) for row in rows]
        given_ = [rule.then.fact["points"] for rule in fired(rules, facts) if rule.then.fact]
        assert given_ == ([_AGGREGATES[table.collect](figures)] if rows else [])


# --- proofs ---------------------------------------------------------------------------------------


def told(table: DecisionTable, grid: Grid, flaw: TableFlaw) -> list[TableFinding]:
    return [each for each in table_findings(table, grid, find) if each.flaw is flaw]


@given(tables("unique"))
def test_every_overlap_is_found_with_a_witness_and_no_other(
    drawn: tuple[DecisionTable, Grid],
) -> None:
    table, grid = drawn
    pairs = {
        pair
        for facts in points(table)
        for pair in itertools.combinations(holding(table, grid, facts), 2)
    }
    found = told(table, grid, TableFlaw.OVERLAP)
    assert {each.rows for each in found} == pairs
    for each in found:
        assert each.serious
        assert each.witness is not None
        assert set(each.rows) <= set(holding(table, grid, each.witness))
        assert each.where == f"f:{each.rows[1]}"


@given(tables("first"))
def test_every_gap_is_found_with_a_witness_and_no_other(drawn: tuple[DecisionTable, Grid]) -> None:
    table, grid = drawn
    answered = [facts for facts in points(table) if len(facts) == len(table.inputs)]
    gaps = [facts for facts in answered if not holding(table, grid, facts)]
    found = told(table, grid, TableFlaw.GAP)
    assert bool(found) is bool(gaps)
    for each in found:
        assert not each.serious
        assert each.witness is not None
        assert len(each.witness) == len(table.inputs)
        assert not holding(table, grid, each.witness)
    complete = table.model_copy(update={"complete": True})
    assert all(each.serious for each in told(complete, grid, TableFlaw.GAP))


@given(tables("first"))
def test_every_row_that_never_fires_is_found_and_no_other(
    drawn: tuple[DecisionTable, Grid],
) -> None:
    table, grid = drawn
    reached = {rows[0] for facts in points(table) if (rows := holding(table, grid, facts))}
    found = {each.rows[0] for each in told(table, grid, TableFlaw.UNREACHABLE)}
    assert found == {row.number for row in grid.rows} - reached


# --- what people read -----------------------------------------------------------------------------


def read(text: str) -> tuple[DecisionTable, Grid]:
    document = parse_yaml(text, "f.yaml")
    table = model_of(document, DecisionTable)
    return table, grid_of(table)


def when_of(text: str) -> list[str]:
    """Give the conditions of a table's rules in words."""
    return [worded(typed(each.rule.when, find)) for each in expand(*read(text), find)]


def test_the_rows_of_a_first_table_read_as_they_would_be_written() -> None:
    text = """\
id: t
hit: first
inputs: [{answer: turnover}]
outputs: [{score: a}]
rows:
  - ["< 3", 1]
  - ["< 5", 2]
  - ["7", 3]
  - ["<= 8", 4]
  - ["-", 5]
"""
    assert when_of(text) == [
        "annual turnover is less than £3",
        "annual turnover is at least £3 and is less than £5",
        "annual turnover is £7",
        (
            "either (annual turnover is at least £5 and is less than £7) or "
            "(annual turnover is more than £7 and is at most £8)"
        ),
        "either annual turnover is more than £8 or annual turnover is not answered",
    ]


@pytest.mark.parametrize(
    ("inputs", "rows", "last"),
    [
        ("cyber", ["none", "-"], "either Cyber Essentials is not “None” or it is not answered"),
        ("cyber", ["none, basic", "-"], "either Cyber Essentials is “Plus” or it is not answered"),
        ("cyber", ["plus", "not(null)"], "Cyber Essentials is not “Plus”"),
        ("cyber", ["null", "-"], "Cyber Essentials is answered"),
        ("cyber", ["not(null)", "-"], "Cyber Essentials is not answered"),
        ("region", ["north", "not(null)"], "region is not “north”"),
        ("region", ["north, south", "not(null)"], "region is neither “north” nor “south”"),
        ("region", ["not(north)", "not(null)"], "region is “north”"),
        ("guarantee", ["yes", "not(null)"], "parent guarantee is no"),
        ("staff", ["2", "not(null)"], "staff is not 2"),
        ("staff", ["2, 4", "not(null)"], "staff is neither 2 nor 4"),
        ("staff", ["not(2, 4)", "not(null)"], "staff is 2 or 4"),
        ("staff", ["< 2", "4", "not(null)"],
         "either (staff is at least 2 and is less than 4) or staff is more than 4"),
        ("lots", ["cloud", "not(null)"],
         "lots is answered and does not include “Cloud support”"),
        ("lots", ["cloud", "-"],
         "either lots does not include “Cloud support” or lots is not answered"),
        ("start", ["< 2026-01-01", "not(null)"], "start date is on or after 1 January 2026"),
        ("start", ["<= 2026-01-01", "not(null)"], "start date is after 1 January 2026"),
        ("file", ["null", "-"], "accounts is answered"),
    ],
)  # fmt: skip
def test_what_earlier_rows_leave_over_is_said_in_few_words(
    inputs: str, rows: list[str], last: str
) -> None:
    listed = "".join(f"  - ['{cell}', {index}]\n" for index, cell in enumerate(rows))
    text = (
        f"id: t\nhit: first\ninputs: [{{answer: {inputs}}}]\noutputs: [{{score: a}}]\n"
        f"rows:\n{listed}"
    )
    assert when_of(text)[-1] == last.replace("it is", "Cyber Essentials is")


def test_earlier_rows_that_differ_in_several_columns_are_left_out_in_any_of_them() -> None:
    text = """\
id: t
hit: first
inputs: [{answer: staff}, {answer: cyber}]
outputs: [{score: a}]
rows:
  - ["< 3", none, 1]
  - ["< 5", "-", 2]
  - [">= 5", plus, 3]
  - ["-", "-", 4]
"""
    assert when_of(text) == [
        "staff is less than 3 and Cyber Essentials is “None”",
        (
            "staff is less than 5 and (either staff is at least 3, Cyber Essentials is not “None” "
            "or Cyber Essentials is not answered)"
        ),
        "staff is at least 5 and Cyber Essentials is “Plus”",
        (
            "(either staff is at least 5 or staff is not answered) and (either staff is not "
            "answered, Cyber Essentials is not “Plus” or Cyber Essentials is not answered)"
        ),
    ]


def test_the_shortest_way_to_leave_out_an_earlier_row_is_taken() -> None:
    text = """\
id: t
hit: first
inputs: [{answer: region}, {answer: guarantee}]
outputs: [{score: a}]
rows:
  - ["north, south", yes, 1]
  - ["not(null)", "not(null)", 2]
"""
    assert when_of(text)[1] == (
        "region is answered, parent guarantee is answered and (either region is neither "
        "“north” nor “south”, or parent guarantee is no)"
    )


# --- findings, as told ----------------------------------------------------------------------------


def said(text: str) -> list[str]:
    found = table_findings(*read(text), find)
    return [f"{'!' if each.serious else '?'} {each.where}: {each.says}" for each in found]


def test_findings_name_rows_and_values() -> None:
    text = """\
id: t
inputs: [{answer: turnover}, {answer: cyber}]
outputs: [{score: a}]
rows:
  - ["< 100", "-", 1]
  - ["[99.50..200)", plus, 2]
  - ["> 200", "-", 3]
  - ["> 500", none, 4]
"""
    assert said(text) == [
        (
            "! f:2: `t`: rows 1 and 2 both hold when annual turnover is £99.50 and Cyber "
            "Essentials is “Plus”: in a `unique` table only one may"
        ),
        (
            "! f:4: `t`: rows 3 and 4 both hold when annual turnover is £501 and Cyber Essentials "
            "is “None”: in a `unique` table only one may"
        ),
        (
            "? f:0: `t`: no row holds when annual turnover is from £100 to £200 and Cyber "
            "Essentials is not “Plus”, such as when annual turnover is £100 and Cyber Essentials "
            "is “None”"
        ),
        ("? f:0: `t`: no row holds when annual turnover is £200 and Cyber Essentials is “Plus”"),
    ]


@pytest.mark.parametrize(
    ("asked", "rows", "told"),
    [
        ("answer: staff", ["< 3", "> 5"],
         ["? f:0: `t`: no row holds when staff is from 3 to 5, such as when staff is 3"]),
        ("answer: staff", ["< 3", "> 3"], ["? f:0: `t`: no row holds when staff is 3"]),
        ("answer: staff", ["<= 3", ">= 4"], []),
        ("answer: margin", ["<= 3", ">= 4"],
         [("? f:0: `t`: no row holds when margin is more than 3% and is less than 4%, such as when "
          "margin is 3.1%")]),
        ("answer: cyber", ["none, basic"],
         ["? f:0: `t`: no row holds when Cyber Essentials is “Plus”"]),
        ("answer: region", ["north"],
         [("? f:0: `t`: no row holds when region is not “north”, such as when region is "
          "“something else”")]),
        ("answer: guarantee", ["yes", "null"],
         ["? f:0: `t`: no row holds when parent guarantee is no"]),
        ("answer: lots", ["cloud"],
         ["? f:0: `t`: no row holds when lots is “Hosting”"]),
        ("answer: file", ["null"],
         [("? f:0: `t`: no row holds when everything is answered, such as when accounts is "
          "answered")]),
        ("count_of: lots", [">= 1"],
         [("? f:0: `t`: no row holds when number of items in lots is less than 1, such as when "
          "number of items in lots is 0")]),
        ("answer: staff", ["1.5", "-"],
         ["? f:1: `t`: row 1 can never hold: no possible answers match all its cells"]),
    ],
)  # fmt: skip
def test_findings_on_one_input(asked: str, rows: list[str], told: list[str]) -> None:
    listed = "".join(f"  - ['{cell}', 1]\n" for cell in rows)
    text = f"id: t\ninputs: [{{{asked}}}]\noutputs: [{{score: a}}]\nrows:\n{listed}"
    assert said(text) == told


def test_a_gap_that_takes_long_to_describe_is_told_by_its_example() -> None:
    rows = ", ".join(f"[a place called {i}, 1]" for i in range(50))
    text = f"id: t\ninputs: [{{answer: region}}]\noutputs: [{{score: a}}]\nrows: [{rows}]\n"
    assert said(text) == ["? f:0: `t`: no row holds when region is “something else”"]


def test_a_row_behind_the_rows_that_cover_it_is_told() -> None:
    text = """\
id: t
hit: first
complete: true
inputs: [{answer: staff}]
outputs: [{score: a}]
rows:
  - ["< 3", 1]
  - [">= 3", 2]
  - ["> 7", 3]
  - ["null", 4]
"""
    assert said(text) == ["? f:3: `t`: row 3 can never hold: earlier rows already cover all of it"]
    # Nor does it become a rule, where that can be seen row by row.
    once = text.replace('">= 3"', '"-"')
    assert [each.rule.id for each in expand(*read(once), find)] == ["t/row-1", "t/row-2"]


def test_an_empty_row_of_a_first_table_is_no_rule() -> None:
    text = """\
id: t
hit: first
inputs: [{answer: staff}, {answer: guarantee}]
outputs: [{score: a}]
rows: [["1.5", yes, 1], ["-", "-", 2]]
"""
    assert [each.rule.id for each in expand(*read(text), find)] == ["t/row-2"]


def test_any_needs_rows_that_hold_together_to_agree() -> None:
    text = """\
id: t
hit: any
inputs: [{answer: staff}]
outputs: [{score: a}]
rows: [["< 3", 1], ["< 5", 2], [">= 3", 2]]
"""
    assert said(text) == [
        (
            "! f:2: `t`: rows 1 and 2 both hold when staff is 2: in an `any` table they must then "
            "give the same"
        )
    ]


def test_collected_outcomes_that_are_no_numbers_all_follow() -> None:
    text = """\
id: t
hit: collect
inputs: [{answer: staff}]
outputs: [{refer: true}, {fact: small}]
rows: [["< 3", Few staff, true], ["< 5", Not many staff, true], [">= 5", "-", false]]
"""
    rules = expand(*read(text), find)
    facts: Facts = {"answer:staff": Decimal(2)}
    assert [rule.then.refer for rule in fired(rules, facts)] == ["Few staff", "Not many staff"]
    assert said(text.replace("Not many staff, true", "Not many staff, no")) == [
        "! f:2: `t`: rows 1 and 2 both hold when staff is 2: and give one fact different values"
    ]


def test_only_so_many_findings_are_told() -> None:
    rows = ", ".join(f'["{i}", 1]' for i in range(0, 100, 2))
    text = f"id: t\ninputs: [{{answer: staff}}]\noutputs: [{{score: a}}]\nrows: [{rows}]\n"
    found = said(text)
    assert len(found) == 21
    assert found[-1] == "? f:0: table `t` has more gaps than these 20: fix these, then check again"
    text = text.replace(rows, ", ".join(['["-", 1]'] * 50))
    found = said(text)
    assert len(found) == 21
    assert found[-1] == (
        "! f:0: table `t` has more overlaps than these 20: fix these, then check again"
    )


# --- what is too much -----------------------------------------------------------------------------

_MANY_ITEMS = ", ".join(f"[n{i}, {i}]" for i in range(11))


def test_a_table_that_looks_for_many_items_of_a_list_can_collect_scores_unproved() -> None:
    text = (
        "id: t\nhit: collect\ncollect: sum\ninputs: [{answer: names}]\n"
        f"outputs: [{{score: a}}]\nrows: [{_MANY_ITEMS}]\n"
    )
    says = "table `t` cannot be proved: more than 10 items of `names` are looked for in one table"
    assert said(text) == [f"? f:0: {says}"]
    rules = expand(*read(text), find)
    held = fired(rules, {"answer:names": ("n3", "n7")})
    assert list(gathered((each.id, each.then.score) for each in held if each.then.score)) == [10]
    for other in (
        text.replace("hit: collect\ncollect: sum", "hit: first"),
        text.replace("{score: a}", "{fact: a}"),
        text.replace("id: t", "id: t\ncomplete: true"),
    ):
        assert said(other) == [f"! f:0: {says}"]
        with pytest.raises(DefinitionError, match="cannot be proved"):
            expand(*read(other), find)


def test_a_proof_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("staff", "margin", "cyber")
    rows = (
        "[['1', '-', none, 1], ['-', '10', basic, 2], ['> 2', '> 5', plus, 3], ['5', '6', '-', 4]]"
    )
    inputs = ", ".join(f"{{answer: {name}}}" for name in names)
    text = f"id: t\nhit: first\ninputs: [{inputs}]\noutputs: [{{score: a}}]\nrows: {rows}\n"
    monkeypatch.setattr(sweep, "MAX_STEPS", 1)
    assert said(text) == [
        "? f:0: table `t`: there are too many combinations to prove that every row can hold",
        "? f:0: table `t`: there are too many combinations to prove that there are no gaps",
    ]
    assert said(text.replace("id: t", "id: t\ncomplete: true"))[-1].startswith("! f:0: table")


def test_a_fact_collected_over_too_many_combinations_is_refused() -> None:
    names = ("staff", "margin", "cyber", "region", "guarantee", "start", "end", "term", "insured")
    tests = {"cyber": "plus", "region": "north", "guarantee": "yes", "insured": "yes",
             "start": "> 2026-01-01", "end": "> 2026-01-01"}  # fmt: skip
    rows = [
        [tests.get(name, "> 1") if name == row else "-" for name in names] + [1] for row in names
    ]
    table = DecisionTable.model_validate(
        {
            "id": "t",
            "hit": "collect",
            "collect": "sum",
            "inputs": [{"answer": name} for name in names],
            "outputs": [{"fact": "points"}],
            "rows": rows,
        }
    )
    with pytest.raises(DefinitionError) as caught:
        expand(table, grid_of(table), find)
    says = (
        f"f:0: table `t`: more than {MAX_COMBINATIONS} combinations of its rows can hold together: "
        "collect a score, or split the table"
    )
    assert str(caught.value) == says
    fewer = table.model_copy(update={"rows": table.rows[:8] if table.rows else ()})
    rules = expand(fewer, grid_of(fewer), find)
    assert len(rules) == 2**8 - 1
    assert "t/rows-1-2" in {each.rule.id for each in rules}


def test_a_collected_fact_whose_combinations_cannot_be_counted_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = """\
id: t
hit: collect
collect: max
inputs: [{answer: staff}]
outputs: [{fact: points}]
rows: [["< 3", 1], ["< 5", 2]]
"""
    monkeypatch.setattr(sweep, "MAX_STEPS", 1)
    with pytest.raises(DefinitionError, match="more than 256 combinations"):
        expand(*read(text), find)


# --- tables together ------------------------------------------------------------------------------


def test_tables_may_ask_about_the_facts_of_other_tables() -> None:
    giving = """\
id: giving
inputs: [{answer: staff}]
outputs: [{fact: size}]
rows: [["< 10", small], [">= 10", large]]
"""
    asking = """\
id: asking
inputs: [{fact: size}, {fact: checked}, {fact: lot}]
outputs: [{score: a}]
rows: [[small, yes, cloud, 1], ["-", "-", "gold", 2]]
"""
    others = [
        PlacedRule(
            Rule.model_validate({"id": "r", "then": {"fact": {"checked": True, "lot": "x"}}}), "f:9"
        )
    ]
    lot = Subject("fact:lot", "lot", Kind.ONE_OF, "Lot", {"cloud": "Cloud"})
    vocabulary = Vocabulary(answers={"staff": SUBJECTS["staff"]}, facts={"lot": lot})
    problems = Problems()
    first, second = expand_all([read(giving), read(asking)], others, vocabulary, problems)
    assert [each.rule.id for each in first] == ["giving/row-1", "giving/row-2"]
    # The problem is that of the lot, which is what the vocabulary says it is.
    assert second == ()
    assert [str(each) for each in problems.found] == [
        "f:2: `lot`: `gold` is not an option of `lot`: `cloud`"
    ]
    mended = read(asking.replace('"gold"', "cloud").replace('["-", "-"', '[large, "-"'))
    problems = Problems()
    _, second = expand_all([read(giving), mended], others, vocabulary, problems)
    assert [each.rule.id for each in second] == ["asking/row-1", "asking/row-2"]
    assert not problems.found


def test_drafts_give_the_facts_of_rows_that_can_be_read() -> None:
    text = """\
id: t
inputs: [{answer: nonsense}]
outputs: [{fact: a}, {fact: b}]
rows: [["-", 1, 2], ["?", "", x], ["-", "-", "-"]]
"""
    assert [each.rule.then.fact for each in drafts(*read(text))] == [{"a": 1, "b": 2}, {"b": "x"}]


def test_long_titles_are_cut() -> None:
    text = f"""\
id: t
title: {"x" * 499}
inputs: [{{answer: staff}}]
outputs: [{{score: a}}]
rows: [["-", 1]]
"""
    (placed,) = expand(*read(text), find)
    assert placed.rule.title == "x" * 499 + ","


# --- collecting -----------------------------------------------------------------------------------


def test_aggregation_is_exact() -> None:
    large, small = Decimal("999999999999999999.999999999999"), Decimal("0.000000000001")
    assert collected("sum", [large] * 1000) == Decimal("999999999999999999999.999999999000")
    assert collected("sum", [large, small, large.copy_negate()]) == small
    assert collected("count", [large, large]) == 2
    assert collected("min", [large, small]) == small
    assert collected("max", [large, small]) == large


def test_only_scores_of_one_table_become_one() -> None:
    def score(value: int, how: str | None = None) -> ScoreOutcome:
        return ScoreOutcome.model_validate({"criterion": "a", "is": value, "collect": how})

    scores = [
        ("e/one/row-1", score(1, "sum")),
        ("e/plain", score(7)),
        ("e/two/row-1", score(5, "max")),
        ("e/one/row-3", score(2, "sum")),
        ("e/two/row-2", score(6, "max")),
        ("e/plain-too", score(7)),
    ]
    assert list(gathered(scores)) == [3, 7, 6, 7]
    assert list(gathered([])) == []


@given(st.lists(st.decimals(-99, 99, places=2), min_size=1, max_size=9))
def test_the_order_of_rows_does_not_matter_to_a_collection(figures: list[Decimal]) -> None:
    for how in ("sum", "count", "min", "max"):
        outcome = [
            (f"t/row-{i}", ScoreOutcome.model_validate({"criterion": "a", "is": f, "collect": how}))
            for i, f in enumerate(figures)
        ]
        assert gathered(outcome) == gathered(outcome[::-1])
