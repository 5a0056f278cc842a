"""Decision tables as written: in YAML or CSV, with every problem in its place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.decision_tables.expansion import expand
from rules.decision_tables.tables import MAX_ROWS, DecisionTable, Grid, csv_grid, read_grid
from rules.problems import DefinitionError
from rules.values import Kind, Subject
from rules.yaml.files import decoded, read_bytes
from rules.yaml.models import model_of
from rules.yaml.reading import Document, parse_yaml
from tests.rules.strategies import find

PLACE = "rulesets/evaluation.yaml"


def read(text: str, folder: Path = Path()) -> tuple[DecisionTable, Grid]:
    """Read the one table of a ruleset."""
    document = parse_yaml(text, PLACE)
    table = model_of(document, DecisionTable, document.data["tables"][0], ("tables", 0))

    def text_of(name: str) -> str:
        return decoded(read_bytes(folder / name, name, 1_000_000), name)

    return table, read_grid(table, document, ("tables", 0), text_of)


def problems(text: str, folder: Path = Path()) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        expand(*read(text, folder), find)
    return [str(problem) for problem in caught.value.problems]


BANDS = """\
ruleset: evaluation
tables:
  - id: bands
    title: Points for turnover
    inputs: [{answer: turnover}]
    outputs: [{score: standing}]
    rows:
      - ["< 100000", 0]
      - ["[100000..500000)", 3]
      - [">= 500000", 5]
"""


def test_a_table_is_read_and_becomes_rules() -> None:
    rules = expand(*read(BANDS), find)
    assert [(placed.where, placed.rule.id, placed.rule.title) for placed in rules] == [
        (f"{PLACE}:8", "bands/row-1", "Points for turnover, row 1"),
        (f"{PLACE}:9", "bands/row-2", "Points for turnover, row 2"),
        (f"{PLACE}:10", "bands/row-3", "Points for turnover, row 3"),
    ]
    assert [
        placed.rule.model_dump(by_alias=True, exclude_defaults=True, include={"when", "then"})
        for placed in rules
    ] == [
        {
            "when": {"answer": "turnover", "less_than": 100000},
            "then": {"score": {"criterion": "standing", "is": 0}},
        },
        {
            "when": {
                "all": (
                    {"answer": "turnover", "at_least": 100000},
                    {"answer": "turnover", "less_than": 500000},
                )
            },
            "then": {"score": {"criterion": "standing", "is": 3}},
        },
        {
            "when": {"answer": "turnover", "at_least": 500000},
            "then": {"score": {"criterion": "standing", "is": 5}},
        },
    ]


def test_every_row_has_what_the_table_says_of_all() -> None:
    text = """\
tables:
  - id: bands
    lots: [cloud]
    ways: [written]
    from: 2026-04-01
    until: 2027-03-31
    source: Procurement Act 2023, s.22
    note: For all rows
    inputs: [{answer: guarantee}]
    outputs: [{exclude: true}, {annotation: true}]
    rows:
      - [no, There is no guarantee, Only this row]
      - [yes, "-", "-"]
"""
    (placed,) = expand(*read(text), find)
    saved = placed.rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert saved == {
        "id": "bands/row-1",
        "lots": ["cloud"],
        "ways": ["written"],
        "from": "2026-04-01",
        "until": "2027-03-31",
        "when": {"answer": "guarantee", "is": False},
        "then": {"exclude": "There is no guarantee"},
        "source": "Procurement Act 2023, s.22",
        "note": "Only this row",
    }
    text = text.replace("Only this row]", '"-"]')
    (placed,) = expand(*read(text), find)
    assert placed.rule.note == "For all rows"


def outcomes(outputs: str, cells: str, **more: str) -> list[Any]:
    """Give what one row comes to."""
    keys = "".join(f"    {key}: {value}\n" for key, value in more.items())
    text = (
        f"tables:\n  - id: t\n{keys}    inputs: [{{answer: guarantee}}]\n"
        f"    outputs: [{outputs}]\n    rows:\n      - [yes, {cells}]\n"
    )
    return [
        placed.rule.then.model_dump(by_alias=True, exclude_unset=True)
        for placed in expand(*read(text), find)
    ]


@pytest.mark.parametrize(
    ("outputs", "cells", "then"),
    [
        ("{score: a}", "2.5", [{"score": {"criterion": "a", "is": Decimal("2.5")}}]),
        ("{score: a}", "'3'", [{"score": {"criterion": "a", "is": 3}}]),
        ("{fact: band}", "low", [{"fact": {"band": "low"}}]),
        ("{fact: band}", "'\"low, or so\"'", [{"fact": {"band": "low, or so"}}]),
        ("{fact: band}", "5", [{"fact": {"band": 5}}]),
        ("{fact: small}, {fact: band}", "true, 2", [{"fact": {"small": True, "band": 2}}]),
        ("{exclude: true}", "Too small", [{"exclude": "Too small"}]),
        ("{refer: true}, {set_aside: true}", "A, B", [{"refer": "A", "set_aside": "B"}]),
        ("{award: true}", "'\"'", [{"award": '"'}]),
        ("{problem: bid.price}", "Enter it",
         [{"problem": {"at": "bid.price", "says": "Enter it"}}]),
        ("{require: feedback, to: winner, before: award}", "own-scores",
         [{"require": {"feedback": "own-scores", "to": "winner", "before": "award"}}]),
        ("{require: step}", "Tell them", [{"require": {"step": "Tell them"}}]),
        ("{permit: true}", "extend", [{"permit": "extend"}]),
        ("{refuse: extend}", "None is left",
         [{"refuse": {"action": "extend", "says": "None is left"}}]),
        ("{include: true}", "tupe", [{"include": "tupe"}]),
        ("{include: true}", "'-'", []),
        ("{score: a}, {score: b}, {exclude: true}", "1, 2, Out",
         [{"score": {"criterion": "a", "is": 1}, "exclude": "Out"},
          {"score": {"criterion": "b", "is": 2}}]),
    ],
)  # fmt: skip
def test_outputs(outputs: str, cells: str, then: list[Any]) -> None:
    assert outcomes(outputs, cells) == then


def test_a_row_with_two_outcomes_of_one_sort_is_two_rules() -> None:
    text = """\
tables:
  - id: t
    inputs: [{answer: guarantee}]
    outputs: [{score: a}, {score: b}]
    rows: [[yes, 1, 2], [no, "-", 3]]
"""
    ids = [placed.rule.id for placed in expand(*read(text), find)]
    assert ids == ["t/row-1", "t/row-1/2", "t/row-2"]


# --- problems -------------------------------------------------------------------------------------


def table(**keys: str) -> str:
    """Write a table, with some keys other than they should be; an empty one is left out."""
    every = {
        "inputs": "[{answer: turnover}]",
        "outputs": "[{score: a}]",
        "rows": "[['-', 1]]",
        **keys,
    }
    lines = [f"    {key}: {value}" for key, value in every.items() if value]
    return "tables:\n  - id: t\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"rows": ""}, "give one of `rows` and `csv`"),
        ({"csv": "a.csv"}, "give one of `rows` and `csv`"),
        ({"rows": "", "csv": "../a.csv"},
         "must be the name of a file beside this one, such as bands.csv"),
        ({"inputs": ""}, "`inputs` is missing"),
        ({"outputs": "[]"}, "must have at least 1 item"),
        ({"inputs": "[{answer: a, fact: b}]"},
         "an input must have one of `answer`, `fact`, `count_of`, `words_of`"),
        ({"outputs": "[{}]"},
         ("an output must have one of `score`, `fact`, `exclude`, `refer`, `set_aside`, `award`, "
         "`problem`, `require`, `permit`, `refuse`, `include`, `annotation`")),
        ({"outputs": "[{score: a, to: winner}]"}, ("`to` and `before` can be used only with "
                                                   "`require`")),
        ({"outputs": "[{exclude: yes}]"}, "must be true"),
        ({"collect": "sum"}, "`collect: sum` goes with `hit: collect`"),
        ({"hit": "priority"}, "must be 'unique', 'any', 'first' or 'collect'"),
        ({"hit": "collect", "collect": "mean"}, "must be 'sum', 'count', 'min' or 'max'"),
        ({"from": "2026-02-01", "until": "2026-01-01"},
         "`from` must not be later than `until`"),
        ({"rows": "[]"}, "table `t` has no rows"),
        ({"rows": "[['-']]"}, "`t` row 1 has 1 cells, but the table has 2 columns"),
        ({"rows": "[['-', 1, 2]]"}, "`t` row 1 has 3 cells, but the table has 2 columns"),
        ({"rows": "[[[60..80], 1]]"},
         'must be one value; put an interval in quotes, such as "[60..80)"'),
        ({"rows": "[[~, 1]]"}, "`turnover`: is empty: write `-` for anything"),
        ({"rows": "[['-', ~]]"}, "`score: a`: is empty: write `-` for nothing"),
        ({"rows": "[['-', '']]"}, "`score: a`: is empty: write `-` for nothing"),
        ({"inputs": "[{answer: turnover}, {answer: turnover}]", "rows": "[['-', '-', 1]]"},
         "table `t` has two columns `answer: turnover`"),
        ({"outputs": "[{fact: turnover}, {fact: turnover}]", "rows": "[['-', 1, 1]]"},
         "table `t` has two columns `fact: turnover`"),
        ({"outputs": "[{annotation: true}]", "rows": "[['-', x]]"},
         "table `t`: has only annotations as outputs: add an output that says what each row gives"),
        ({"hit": "collect"},
         "table `t`: say how to combine the scores: `collect: sum`, `count`, `min` or `max`"),
        ({"hit": "collect", "collect": "sum", "outputs": "[{exclude: true}]",
          "rows": "[['-', x]]"},
         "table `t`: `collect: sum` needs exactly one output, a `score` or a `fact`"),
        ({"hit": "collect", "collect": "sum", "outputs": "[{score: a}, {score: b}]",
          "rows": "[['-', 1, 2]]"},
         "table `t`: `collect: sum` needs exactly one output, a `score` or a `fact`"),
        ({"hit": "collect", "collect": "sum", "outputs": "[{fact: a}]", "rows": "[['-', x]]"},
         "`fact: a`: must be a number in digits, such as 12 or 12.50"),
        ({"inputs": "[{answer: turnovr}]"}, "there is no question `turnovr`"),
        ({"inputs": "[{answer: cyber}]", "rows": "[['< plus', 1]]"},
         "`cyber`: `< plus` compares by order, and the values of `cyber` have no order"),
        ({"rows": "[['-', x]]"},
         "`score: a`: must be a number in digits, such as 12 or 12.50"),
        ({"rows": "[['-', 1234567890123456789]]"},
         "`score: a`: has too many digits: at most 18 before the point and 12 after it"),
        ({"outputs": "[{exclude: true}]", "rows": "[['-', 5]]"},
         "`exclude`: must be text (put it in quotes if it looks like a number)"),
        ({"outputs": "[{exclude: true}]", "rows": "[['-', '\"a\" \"b\"']]"},
         '`exclude`: `"a" "b"` must be a single text in quotation marks'),
        ({"outputs": "[{include: true}]", "rows": "[['-', A Clause]]"},
         "`include`: must be lower case words joined by hyphens, such as total-price"),
        ({"outputs": "[{exclude: true}, {annotation: true}]",
          "rows": f"[['-', x, {'n' * 20_001}]]"},
         "`annotation`: must be at most 20000 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_told(keys: dict[str, str], says: str) -> None:
    (found,) = problems(table(**keys))
    assert says in found
    assert found.startswith(f"{PLACE}:")


def test_all_cells_that_are_wrong_are_told_at_once() -> None:
    text = table(
        inputs="[{answer: turnover}, {answer: start}]",
        rows="\n      - ['< x', soon, 1]\n      - ['-', '-', y]\n      - ['-', 2026-02-30..]\n",
    )
    text = text.replace("2026-02-30..]", "'> 2026-02-30', 2]")
    assert problems(text) == [
        f"{PLACE}:7: `score: a`: must be a number in digits, such as 12 or 12.50",
        f"{PLACE}:6: `turnover`: must be a number in digits, such as 12 or 12.50",
        f"{PLACE}:6: `start`: must be a date written year-month-day, such as 2026-01-31",
        f"{PLACE}:8: `start`: is not a real date: `2026-02-30`",
    ]


def test_too_many_rows_are_refused() -> None:
    rows = "[" + ", ".join(f"[{i}, 1]" for i in range(MAX_ROWS + 1)) + "]"
    assert problems(table(rows=rows)) == [
        f"{PLACE}:5: `t` `rows`: must have at most {MAX_ROWS} items"
    ]


# --- CSV ------------------------------------------------------------------------------------------

IN_CSV = """\
tables:
  - id: t
    inputs: [{answer: turnover}, {answer: cyber}]
    outputs: [{score: standing}, {fact: band}, {annotation: true}]
    csv: bands.csv
"""


def csv_problems(csv: str) -> list[str]:
    document = parse_yaml(IN_CSV, PLACE)
    made = model_of(document, DecisionTable, document.data["tables"][0], ("tables", 0))
    with pytest.raises(DefinitionError) as caught:
        expand(made, csv_grid(made, csv, "rulesets/bands.csv", "here"), find)
    return [str(problem) for problem in caught.value.problems]


WITHOUT_COMMAS = (
    "write a figure without commas; put a space after a comma between two values, and text with a "
    "comma in quotes"
)
THE_REST = "write a figure such as 100000 without commas, and text in quotes"
HEAD = "turnover,cyber,standing,band,annotation\n"


def test_rows_may_stand_in_a_csv_file(tmp_path: Path) -> None:
    (tmp_path / "rulesets").mkdir()
    (tmp_path / "rulesets" / "bands.csv").write_bytes(
        b"\xef\xbb\xbfanswer: cyber, score: standing ,turnover,fact: band,annotation\r\n"
        b'"""none"",""basic""",0,-,low,"First, of two\nlines"\r\n'
        b"\r\n"
        b'plus,5,>= 1000,"""12""",-\r\n'
        b"plus,3,< 1000,12,-\r\n"
    )
    rules = expand(*read(IN_CSV, tmp_path), find)
    assert [placed.where for placed in rules] == [
        "rulesets/bands.csv:2",
        "rulesets/bands.csv:5",
        "rulesets/bands.csv:6",
    ]
    assert [placed.rule.id for placed in rules] == ["t/row-1", "t/row-2", "t/row-3"]
    assert rules[0].rule.note == "First, of two\nlines"
    assert [placed.rule.then.fact for placed in rules] == [
        {"band": "low"},
        {"band": "12"},
        {"band": 12},
    ]


def test_a_csv_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(IN_CSV, tmp_path)
    assert str(caught.value) == "rulesets/bands.csv: there is no such file"


@pytest.mark.parametrize(
    ("csv", "says"),
    [
        ("", ["rulesets/bands.csv:1: is empty: its first line must name the columns"]),
        (HEAD, ["here: table `t` has no rows"]),
        ("turnover;cyber;standing;band;annotation\n1;2;3;4;5\n", None),
        (HEAD.replace("cyber", "cyber,size"),
         ["rulesets/bands.csv:1: table `t` has no column `size`"]),
        (HEAD.replace(",band", ",band,band"), ["rulesets/bands.csv:1: `band` is named twice"]),
        (HEAD.replace(",band", ""),
         ["rulesets/bands.csv:1: the column `fact: band` is missing"]),
        (HEAD + "1,none,2,x\n", ["rulesets/bands.csv:2: has 4 cells, but the first line has 5"]),
        (HEAD + "1,none,2,x,-\n,,,,\n",
         ["rulesets/bands.csv:3: is a line of empty cells: remove it"]),
        (HEAD + '1,none,2,x,-\n2,none,"2"x,y,-\n',
         ["rulesets/bands.csv:3: is not CSV: ',' expected after '\"'"]),
        (HEAD + '1,none,2,x,-\n2,none,"2,y,-\n',
         ["rulesets/bands.csv:3: is not CSV: unexpected end of data"]),
        (HEAD + f"1,none,2,{'x' * 200_000},-\n",
         ["rulesets/bands.csv:2: is not CSV: field larger than field limit (131072)"]),
        (HEAD + "1,,2,x,-\n< x,none,,x,-\n1,none,2,1e5,-\n",
         ["rulesets/bands.csv:4: `1e5`: write a number in plain digits, such as 1000 or 0.5"]),
        (HEAD + "1,,2,x,-\n< x,none,,x,-\n1,none,2,,-\n",
         ["rulesets/bands.csv:3: `score: standing`: is empty: write `-` for nothing",
          "rulesets/bands.csv:4: `fact: band`: is empty: write `-` for nothing",
          "rulesets/bands.csv:2: `cyber`: is empty: write `-` for anything",
          "rulesets/bands.csv:3: `turnover`: must be a number in digits, such as 12 or 12.50"]),
        (HEAD + '"< 100,000",none,2,x,-\n',
         [f"rulesets/bands.csv:2: `turnover`: `< 100,000`: {WITHOUT_COMMAS}"]),
        (HEAD + '1,none,000,"100,000",-\n',
         [f"rulesets/bands.csv:2: `score: standing`: `000` starts with a zero: {THE_REST}",
          "rulesets/bands.csv:2: `fact: band`: `100,000`: write a figure without commas"]),
        (HEAD + "1,none,2,x,-\n" * 1001, ["rulesets/bands.csv: has 1001 rows: at most 1000"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_csv_file_is_told_with_its_line(
    csv: str, says: list[str] | None
) -> None:
    found = csv_problems(csv)
    if says is None:
        assert found[0] == (
            "rulesets/bands.csv:1: table `t` has no column "
            "`turnover;cyber;standing;band;annotation`: save it with commas between the cells"
        )
    else:
        assert found == says


def test_a_short_head_that_could_be_two_columns_is_written_in_full() -> None:
    document = Document("f.yaml", None, {})
    both = DecisionTable.model_validate(
        {
            "id": "t",
            "inputs": [{"answer": "size"}, {"fact": "size"}],
            "outputs": [{"score": "size"}],
            "csv": "a.csv",
        }
    )
    grid = csv_grid(both, "fact: size,answer: size,score: size\n1,2,3\n", "a.csv", document.where())
    assert (grid.rows[0].inputs, grid.rows[0].outputs) == (("2", "1"), ("3",))
    with pytest.raises(DefinitionError) as caught:
        csv_grid(both, "size,answer: size,score: size\n1,2,3\n", "a.csv", document.where())
    assert [str(problem) for problem in caught.value.problems] == [
        "a.csv:1: table `t` has no column `size`",
        "a.csv:1: the column `fact: size` is missing",
    ]


def test_counts_and_words_are_inputs_too() -> None:
    text = table(inputs="[{count_of: lots}, {words_of: region}]", rows="[['>= 2', '<= 500', 1]]")
    (placed,) = expand(*read(text), find)
    assert placed.rule.model_dump(by_alias=True, exclude_unset=True)["when"] == {
        "all": ({"count_of": "lots", "at_least": 2}, {"words_of": "region", "at_most": 500})
    }


def test_the_question_of_another_form_keeps_its_full_name() -> None:
    def find_in_form(_sort: str, name: str) -> Subject:
        assert name == "bid.price"
        return Subject("answer:bid.price", "price", Kind.MONEY, "Price")

    text = table(inputs="[{answer: bid.price}]", rows="[['< 5', 1], ['-', 2]]", hit="first")
    rules = expand(*read(text), find_in_form)
    assert [
        placed.rule.model_dump(by_alias=True, exclude_unset=True)["when"] for placed in rules
    ] == [
        {"answer": "bid.price", "less_than": 5},
        {
            "any": (
                {"answer": "bid.price", "at_least": 5},
                {"answer": "bid.price", "unanswered": True},
            )
        },
    ]
