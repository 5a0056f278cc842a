"""The reference pages of conditions and tables: what they show is what the program does."""

import re
from pathlib import Path
from typing import Any

import pytest

from forms.model.question import Question
from forms.model.question_types import TYPES
from rules.conditions import COMPARATORS, SUBJECTS
from rules.decision_tables.expansion import expand
from rules.decision_tables.proofs import table_findings
from rules.decision_tables.tables import DecisionTable, Grid, TableOutput, csv_grid, read_grid
from rules.logic import Logic, fitting, holds, typed
from rules.problems import DefinitionError, ValueProblem
from rules.values import Kind, Subject
from rules.vocabulary import Vocabulary, of_forms
from rules.wording import worded, worded_rule
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml
from tests.rules.strategies import CONDITION

PAGES = Path(__file__).parents[2] / "docs" / "reference"
CONDITIONS = (PAGES / "conditions.md").read_text(encoding="utf-8")
TABLES = (PAGES / "decision-tables.md").read_text(encoding="utf-8")


def data(text: str) -> Any:
    return parse_yaml(text, "f.yaml").data


def _vocabulary() -> Vocabulary:
    match = re.search(r"<!-- questions -->\n```yaml\n(.*?)```", CONDITIONS, re.DOTALL)
    assert match is not None
    by_type: dict[str, type[Question]] = dict(TYPES)
    asked = [by_type[raw["type"]].model_validate(raw) for raw in data(match[1])]
    found = of_forms({"bid": [question.subject("bid") for question in asked]})
    assert not found.shared
    return found


VOCABULARY = _vocabulary()


def logic_of(raw: Any) -> Logic:
    return typed(CONDITION.validate_python(raw), VOCABULARY.find)


# --- conditions -----------------------------------------------------------------------------------

SAID = re.findall(r"```yaml\n((?:(?!```).)*)```\n> ([^\n]*)\n", CONDITIONS, re.DOTALL)


@pytest.mark.parametrize(("text", "words"), SAID)
def test_each_condition_reads_as_the_page_says(text: str, words: str) -> None:
    assert worded(logic_of(data(text))) == words


def test_the_page_shows_every_comparator_and_subject() -> None:
    assert len(SAID) >= 20
    shown = {key for text, _ in SAID for key in re.findall(r"(\w+):", text)}
    table = CONDITIONS.partition("\n## Comparators\n")[2].partition("###")[0]
    for name in COMPARATORS:
        assert f"| `{name}` |" in table
    assert shown >= set(SUBJECTS) - {"fact"}
    assert shown >= {"all", "any", "not", "between", "includes_any", "unanswered", "before"}


_KINDS = {
    "number, money, percentage": (Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE),
    "date": (Kind.DATE,),
    "period": (Kind.PERIOD,),
    "yes or no": (Kind.YES_NO,),
    "one of several options": (Kind.ONE_OF,),
    "text": (Kind.TEXT,),
    "several options, list of texts": (Kind.MANY_OF, Kind.TEXTS),
    "anything else: file, address, table": (Kind.OPAQUE,),
}


def test_which_comparator_fits_which_kind() -> None:
    head, _, *rows = re.findall(
        r"^\|.*\|$", CONDITIONS.partition("Which of them fit")[2].partition("###")[0], re.MULTILINE
    )
    columns = [re.findall(r"`(\w+)`", cell) for cell in head.split("|")[2:-1]]
    told: dict[Kind, set[str]] = {}
    for row in rows:
        name, *cells = (cell.strip() for cell in row.split("|")[1:-1])
        fits = {
            each
            for cell, column in zip(cells, columns, strict=True)
            if cell == "yes"
            for each in column
        }
        told |= dict.fromkeys(_KINDS[name], fits)
    assert set(told) == set(Kind)
    for kind, fits in told.items():
        # What is offered for a date leaves out the words for numbers, which are understood too.
        offered = set(fitting(kind)) | ({"less_than", "more_than"} if kind is Kind.DATE else set())
        assert fits == offered, kind


def test_none_of_these_holds_for_what_is_not_answered() -> None:
    match = re.search(r"<!-- false when .*? -->\n```yaml\n(.*?)```", CONDITIONS, re.DOTALL)
    assert match is not None
    written = data(match[1])
    assert len(written) == 4
    assert not any(holds(logic_of(each), {}) for each in written)


PROBLEMS = re.findall(r"^\| `(\{.*\})` \| (.*) \|$", CONDITIONS, re.MULTILINE)


@pytest.mark.parametrize(("text", "says"), PROBLEMS)
def test_each_problem_is_told_as_the_page_says(text: str, says: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        logic_of(data(text))
    beginning = says.replace("\\`", "`").partition("…")[0].rstrip()
    assert str(caught.value).startswith(beginning.removesuffix("did you mean").rstrip())


# --- decision tables ------------------------------------------------------------------------------

BLOCKS = re.findall(r"```(yaml|csv|text)\n(.*?)```", TABLES, re.DOTALL)


def table_of(text: str) -> tuple[DecisionTable, Grid]:
    document = parse_yaml(text, "rulesets/evaluation.yaml")
    table = model_of(document, DecisionTable, document.data["tables"][0], ("tables", 0))
    if table.csv is not None:
        (csv,) = (text for sort, text in BLOCKS if sort == "csv")
        return table, csv_grid(table, csv, f"rulesets/{table.csv}", document.where())
    return table, read_grid(table, document, ("tables", 0), str)


EXAMPLES = [table_of(text) for sort, text in BLOCKS if sort == "yaml"]


def test_each_table_is_a_table_without_gaps_unless_the_page_says_so() -> None:
    told: list[str] = []
    for table, grid in EXAMPLES:
        found = table_findings(table, grid, VOCABULARY.find)
        if any(each.serious for each in found):
            told += [each.says for each in found]
            with pytest.raises(DefinitionError):
                expand(table, grid, VOCABULARY.find)
        else:
            assert expand(table, grid, VOCABULARY.find)
            assert table.hit == "collect" or not found, found
    (text,) = (text for sort, text in BLOCKS if sort == "text")
    assert told == text.splitlines()


def test_the_rules_of_a_table_read_as_the_page_says() -> None:
    said = dict(re.findall(r"^\| `([\w-]+/row-\d)` \| (.*) \|$", TABLES, re.MULTILINE))
    assert len(said) == 7
    found: dict[str, str] = {}
    for table, grid in EXAMPLES[:2]:
        for placed in expand(table, grid, VOCABULARY.find):
            logic = typed(placed.rule.when, VOCABULARY.find)
            found[placed.rule.id] = worded_rule(placed.rule, logic)
    assert found == said


def test_the_page_names_every_key_of_a_table() -> None:
    keys = TABLES.partition("\n## A table\n")[2].partition("\n## Inputs\n")[0]
    for name, each in DecisionTable.model_fields.items():
        assert f"`{each.alias or name}`" in keys
    outputs = TABLES.partition("\n## Outputs\n")[2].partition("\n## Hit")[0]
    for name in TableOutput.model_fields:
        assert f"`{{{name}: " in outputs or f"`{name}`" in outputs


def _cells() -> list[str]:
    section = TABLES.partition("\n## Cells\n")[2].partition("\nOf an input")[0]
    written = [row.split("|")[1] for row in re.findall(r"^\| `.*\|$", section, re.MULTILINE)]
    return [cell for row in written for cell in re.findall(r"`([^`]*)`", row)]


@pytest.mark.parametrize("cell", _cells())
def test_each_cell_on_the_page_can_be_read(cell: str) -> None:
    for name in ("team-size", "cyber-essentials", "start-date", "contract-length", "insured"):
        raw = {"id": "t", "inputs": [{"answer": name}], "outputs": [{"score": "a"}],
               "rows": [[cell, 1]], "hit": "first"}  # fmt: skip
        table = DecisionTable.model_validate(raw)
        document = parse_yaml("tables: []", "f.yaml")
        insured = Subject("answer:insured", "insured", Kind.YES_NO, "Insured")
        known = Vocabulary({**VOCABULARY.answers, "insured": insured})
        try:
            expand(table, read_grid(table, document, (), str), known.find)
        except DefinitionError:
            continue
        return
    pytest.fail(f"{cell} fits nothing")
