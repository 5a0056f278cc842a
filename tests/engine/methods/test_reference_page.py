"""The page that owners read agrees with the models, and its worked figures with the arithmetic."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from pydantic import TypeAdapter

from engine.methods.combining import combine
from engine.methods.random_draw import draw
from engine.methods.ranking import ranks
from rules.figures.rounding import RoundingMode, printed
from rules.policies.formulas.bands import Band
from rules.policies.formulas.every_formula import FORMULAS, AnyPriceFormula
from rules.policies.formulas.price_formula import PriceFormula
from rules.policies.methods.choices import (
    RESERVED_TIE_RULES,
    Combining,
    Margin,
    Shortlist,
    ShortlistLimits,
    TieChain,
)
from rules.policies.methods.deductions import MonetisedDeductions
from rules.policies.methods.evaluation_method import EvaluationMethod, MethodTotal, Offer
from rules.policies.methods.every_method import METHODS, AnyMethod
from rules.yaml.reading import parse_yaml
from tests.rules.policies.making import totals

PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "methods.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
MODELS: Final[dict[str, TypeAdapter[Any]]] = {
    "price": TypeAdapter(AnyPriceFormula),
    "method": TypeAdapter(AnyMethod),
    "ties": TypeAdapter(TieChain),
    "shortlist": TypeAdapter(Shortlist),
}


def name_of(model: type[PriceFormula | EvaluationMethod]) -> str:
    key = "formula" if issubclass(model, PriceFormula) else "method"
    return str(get_args(model.model_fields[key].annotation)[0])


def section(heading: str) -> str:
    """The text under a heading, up to the next one of its level or above."""
    level = heading.split(" ", 1)[0]
    _, found, rest = TEXT.partition(f"\n{heading}\n")
    assert found, f"no heading {heading}"
    return re.split(rf"\n#{{2,{len(level)}}} ", rest)[0]


def examples(text: str) -> Iterator[Any]:
    """Every YAML example of a text, as the models that it stands for."""
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        for key, data in parse_yaml(block, "methods.md").data.items():
            # A method may be written as a word.
            given = {"method": data} if isinstance(data, str) else data
            yield MODELS[key].validate_python(given)


def table(text: str, first: str) -> list[dict[str, str]]:
    """The rows of the table whose first heading is `first`, each by heading."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first} |"))
    headings, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:]
    )
    whole = [row for row in rows if len(row) == len(headings)]
    return [dict(zip(headings, row, strict=True)) for row in whole]


def worked(text: str) -> list[dict[str, str]]:
    return [row for row in table(text, "Bid") if re.fullmatch("[a-d]", row["Bid"])]


@pytest.mark.parametrize("model", [*FORMULAS, *METHODS], ids=name_of)
def test_every_entry_names_its_keys_and_its_source(
    model: type[PriceFormula | EvaluationMethod],
) -> None:
    text = section(f"### `{name_of(model)}`")
    assert f"- **Source:** {model.source}\n" in text
    assert "- **Relative:** " in text
    common = set(PriceFormula.model_fields) | {"formula", "method"}
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert rows >= set(model.model_fields) - common
    assert rows <= set(model.model_fields) | set(Band.model_fields)
    assert any(type(example) is model for example in examples(text))
    row = next(line for line in TEXT.splitlines() if f"[`{name_of(model)}`](#" in line)
    if name_of(model) != "weighted-sum":  # relative as its price formula is
        assert row.split("|")[3].strip() == ("yes" if model.relative else "no")


@pytest.mark.parametrize("model", FORMULAS, ids=name_of)
def test_worked_scores(model: type[PriceFormula]) -> None:
    text = section(f"### `{name_of(model)}`")
    *_, formula = examples(text)
    rows = worked(text)
    scores = formula.scores({row["Bid"]: Fraction(row["Price"]) for row in rows})
    assert [printed(scores[row["Bid"]], 2) for row in rows] == [row["Score"] for row in rows]
    assert len(rows) > 2


@pytest.mark.parametrize("model", METHODS, ids=name_of)
def test_worked_totals(model: type[EvaluationMethod]) -> None:
    text = section(f"### `{name_of(model)}`")
    *_, method = examples(text)
    rows = worked(text)
    found = totals(
        method,
        [offer(row, method) for row in rows],
        quality_weight=Fraction(60),
        price_weight=Fraction(40),
    )
    for row in rows:
        if "Total" in row:
            assert total_in_print(found[row["Bid"]], like=row["Total"]) == row["Total"]
    assert {row["Bid"]: int(row["Rank"]) for row in rows} == ranks(found, method.best)


def offer(row: dict[str, str], any_method: AnyMethod) -> Offer:
    figures = {
        heading: Fraction(cell)
        for heading, cell in row.items()
        if heading not in {"Bid", "Total", "Rank"}
    }
    points = {
        heading.removesuffix(" points"): figure
        for heading, figure in figures.items()
        if heading.endswith(" points")
    }
    shares = points
    if isinstance(any_method, MonetisedDeductions):
        # The page tells what is deducted in all: the same share of every worth makes that sum.
        worth = sum(Fraction(each) for each in any_method.worth.values())
        shares = dict.fromkeys(any_method.worth, figures["Deductions"] / worth)
    return Offer(row["Bid"], figures.get("Price"), figures.get("Quality"), points, shares)


def total_in_print(total: MethodTotal, like: str) -> str:
    assert isinstance(total, Fraction)
    return printed(total, len(like.partition(".")[2]))


def test_ties() -> None:
    text = section("## Ties")
    assert len(list(examples(text))) == 1
    assert all(f"| `{rule}` |" in text for rule in RESERVED_TIE_RULES)


def test_the_draw() -> None:
    shown = re.findall(
        r"'7 19 42:(b\d)' \| sha256sum   # (\w+)\.\.\.  (\w+)", section("## The draw")
    )
    places = ["first", "second", "third"]
    assert sorted((places.index(place), bid, lot) for bid, lot, place in shown) == [
        (place, lot.bid_id, lot.digest[:16])
        for place, lot in enumerate(draw("7 19 42", ["b1", "b2", "b3"]))
    ]


def test_shortlists() -> None:
    text = section("## Shortlists")
    assert len(list(examples(text))) == 2
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert rows == set(Shortlist.model_fields) | set(ShortlistLimits.model_fields)
    assert all(f"`{key}`" in text for key in Margin.model_fields)


def test_evaluators_marks() -> None:
    rows = table(section("## Evaluators' marks"), "`combine`")
    kinds: tuple[Combining, ...] = get_args(Combining)
    assert [row["`combine`"].strip("`") for row in rows] == list(kinds)
    assert combine("trimmed-mean", [Fraction(1), Fraction(4)]) == Fraction(5, 2)


def test_rounding() -> None:
    rows = table(section("## Rounding"), "`mode`")
    modes: tuple[RoundingMode, ...] = get_args(RoundingMode)
    assert [row["`mode`"].strip("`") for row in rows] == list(modes)
    for mode, row in zip(modes, rows, strict=True):
        for figure in ("2.345", "-2.345", "2.341"):
            value = Fraction(figure)
            assert row[figure] == printed(value, 2, mode)
