"""The reference is right: what its blocks say can be used, and every key there is has its row.

A comment before a block says what it is:

    <!-- file: rulesets/evaluation.yaml -->             a file of the page's own definition
    <!-- file: competitions/a.json in other.md -->      a file of another page's definition
    <!-- result: competitions/a.json in other.md -->    part of the result of that competition
    <!-- problems: competitions/b.json in other.md -->  the problems of that competition
    <!-- a: criterion -->                               a piece that its model accepts

Text that ends in an ellipsis stands for whatever goes on as it begins.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from agreements.checks.cases import Case, run_cases
from agreements.definition.framework import Framework
from agreements.definition.rulesets import EvaluationRuleset, FeedbackRuleset, Ruleset
from agreements.definition.terms import (
    AmountLimits,
    Buyers,
    CallOff,
    FormRoles,
    FrameworkTerm,
    Lot,
    Owner,
    RouteToMarket,
    RouteValue,
    Terms,
)
from agreements.loading import load
from agreements.operations import competition_result
from engine.competitions.competition import (
    Agreed,
    Bid,
    Competition,
    Draw,
    Mark,
    Ruling,
    ShortlistSize,
)
from rules.policies.criteria import Amount, Criterion, Judged, Measured, Scored, ScoreRow, Weighting
from rules.policies.feedback import ITEMS, LetterPolicy, Reasons, Standstill
from rules.policies.measures import Basket, Count, Measure, Sum, Times
from rules.policies.methods.choices import Shortlist, TieChain
from rules.policies.scales import Level, Steps
from rules.policies.way_problems import way_problems
from rules.policies.ways import CountLimits, Panel, Rounding, Way
from rules.problems import InputError
from rules.ruleset import (
    Outcomes,
    ProblemOutcome,
    RefuseOutcome,
    RequireOutcome,
    Rule,
    ScoreOutcome,
)
from rules.yaml.json_reading import parse_json
from rules.yaml.reading import parse_yaml

PAGES: Final = Path(__file__).parents[2] / "docs" / "reference"
#: The pages whose every block has to say what it is.
OWN: Final = ("competition.md", "evaluation.md", "framework.md")
#: Pages that are linked to before they are written.
AWAITED: Final = ("conditions.md", "decision-tables.md")

_BLOCK: Final = re.compile(
    r"(?:^<!-- (?P<label>[^\n]*) -->\n)?^```(?P<language>yaml|json)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    page: str
    line: int
    label: str
    language: str
    text: str

    @property
    def sort(self) -> str:
        return self.label.partition(":")[0]

    @property
    def names(self) -> tuple[str, str]:
        """What the label names: a file (or a model), and the page that it belongs to."""
        name, _, page = self.label.partition(":")[2].strip().partition(" in ")
        return name, page or self.page

    @property
    def data(self) -> Any:
        return (
            parse_json(self.text, self.page)
            if self.language == "json"
            else parse_yaml(self.text, self.page).data
        )


def blocks(page: str) -> list[Block]:
    text = (PAGES / page).read_text(encoding="utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, each.start()) + 1,
            each["label"] or "",
            each["language"],
            each["text"],
        )
        for each in _BLOCK.finditer(text)
    ]


ALL: Final = [each for path in sorted(PAGES.glob("*.md")) for each in blocks(path.name)]
_OWN_BLOCKS: Final = [each for each in ALL if each.page in OWN]


def named(block: Block) -> str:
    return f"{block.page}:{block.line}"


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each page's files, written out as a folder."""
    top = tmp_path_factory.mktemp("reference")
    for block in _OWN_BLOCKS:
        if block.sort == "file":
            name, page = block.names
            path = top / page.removesuffix(".md") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            assert not path.exists(), f"{named(block)}: {name} is given twice"
            path.write_text(block.text, encoding="utf-8")
    return {path.name + ".md": path for path in top.iterdir()}


@cache
def loaded(folder: Path) -> Framework:
    return load(folder)


@pytest.mark.parametrize("block", ALL, ids=named)
def test_every_block_can_be_read(block: Block) -> None:
    assert block.text.strip()
    if block.page in OWN:
        assert block.data is not None
        assert block.label, "say before the block what it is"
    elif block.language == "json":
        assert parse_json(block.text, block.page) is not None
    else:
        parse_yaml(block.text, block.page)


MODELS: Final[dict[str, Any]] = {
    "bid": Bid,
    "competition": Competition,
    "criterion": Criterion,
    "measure": Measure,
    "panel": Panel,
    "rounding": Rounding,
    "rule": Rule,
    "shortlist": Shortlist,
    "ties": TieChain,
    "way": Way,
}


@pytest.mark.parametrize("block", [b for b in _OWN_BLOCKS if b.sort == "a"], ids=named)
def test_every_piece_is_accepted(block: Block) -> None:
    name, _ = block.names
    piece = TypeAdapter(MODELS[name]).validate_python(block.data)
    if isinstance(piece, Way):
        assert not list(way_problems(piece))
    if isinstance(piece, Criterion):
        # Alone in a way it has to make sense too, but for what others and the method have to give.
        way = Way(id="way", criteria=(piece,))
        others = ("can never total", "needs a `formula`")
        assert not [
            says for _, says in way_problems(way) if not any(each in says for each in others)
        ]


def test_the_labels_are_known() -> None:
    known = {"a", "file", "problems", "result"}
    assert {block.sort for block in _OWN_BLOCKS} == known


@pytest.mark.parametrize("page", ["evaluation.md", "framework.md"])
def test_a_page_holds_a_definition(page: str, definitions: dict[str, Path]) -> None:
    framework = loaded(definitions[page])
    assert framework.ways
    assert all(outcome.holds for outcome in run_cases(framework))


@pytest.mark.parametrize(
    "block", [b for b in _OWN_BLOCKS if b.sort in {"result", "problems"}], ids=named
)
def test_a_result_is_what_the_page_says(block: Block, definitions: dict[str, Path]) -> None:
    name, page = block.names
    framework = loaded(definitions[page])
    data = parse_json((definitions[page] / name).read_text(encoding="utf-8"), name)
    if block.sort == "problems":
        with pytest.raises(InputError) as refused:
            competition_result(framework, data)
        result: dict[str, Any] = {"problems": [each.as_data() for each in refused.value.problems]}
    else:
        result = competition_result(framework, data)
    assert set(result) == set(block.data), "the page leaves out a key of the result"
    assert not unlike(block.data, result)


def unlike(said: Any, result: Any, at: str = "") -> list[str]:
    """Give where a result is not what a page says of it; keys that a page leaves out are free."""
    if isinstance(said, dict) and isinstance(result, dict):
        return [
            each
            for key, value in said.items()
            for each in unlike(value, result.get(key, "nothing"), f"{at}.{key}")
        ]
    if isinstance(said, list) and isinstance(result, list):
        if len(said) != len(result) and said[-1:] != ["…"]:
            return [f"{at}: {len(said)} in the page, {len(result)} in the result: {result}"]
        pairs = zip(said, result, strict=False)
        return [e for i, (one, other) in enumerate(pairs) for e in unlike(one, other, f"{at}[{i}]")]
    if isinstance(said, str) and said.endswith("…"):
        return [] if str(result).startswith(said[:-1]) else [f"{at}: {result} is not {said}"]
    return [] if said == result else [f"{at}: {said} in the page, {result} in the result"]


# --- every key has its row ----------------------------------------------------------------------

#: Where each model's keys are told: page, heading (the part of the page up to the next heading of
#: the same level).
TOLD: Final[dict[type[BaseModel], tuple[str, str]]] = {
    EvaluationRuleset: ("evaluation.md", "The file"),
    Way: ("evaluation.md", "Ways"),
    Criterion: ("evaluation.md", "Criteria"),
    Weighting: ("evaluation.md", "Weightings"),
    Judged: ("evaluation.md", "Judged"),
    Steps: ("evaluation.md", "Judged"),
    Level: ("evaluation.md", "Judged"),
    Scored: ("evaluation.md", "Scored"),
    ScoreRow: ("evaluation.md", "Scored"),
    Measured: ("evaluation.md", "Measured"),
    Amount: ("evaluation.md", "Price"),
    Sum: ("evaluation.md", "Measures"),
    Times: ("evaluation.md", "Measures"),
    Basket: ("evaluation.md", "Measures"),
    Count: ("evaluation.md", "Measures"),
    Panel: ("evaluation.md", "Panel"),
    Rounding: ("evaluation.md", "Rounding"),
    Shortlist: ("methods.md", "Shortlists"),
    Terms: ("framework.md", "`framework.yaml`"),
    Owner: ("framework.md", "`framework.yaml`"),
    FrameworkTerm: ("framework.md", "`framework.yaml`"),
    Buyers: ("framework.md", "`framework.yaml`"),
    Lot: ("framework.md", "`framework.yaml`"),
    RouteToMarket: ("framework.md", "`framework.yaml`"),
    FormRoles: ("framework.md", "`framework.yaml`"),
    Ruleset: ("framework.md", "Rulesets"),
    Rule: ("framework.md", "Rules"),
    Outcomes: ("framework.md", "Rules"),
    RequireOutcome: ("framework.md", "Rules"),
    FeedbackRuleset: ("framework.md", "Feedback"),
    Standstill: ("framework.md", "Feedback"),
    LetterPolicy: ("framework.md", "Feedback"),
    Case: ("framework.md", "Cases"),
    Competition: ("competition.md", "The competition"),
    Bid: ("competition.md", "Bids"),
    Mark: ("competition.md", "Bids"),
    Agreed: ("competition.md", "Bids"),
    Ruling: ("competition.md", "Bids"),
}

#: Models whose keys are told in the row of the key that holds them.
INSIDE: Final[dict[type[BaseModel], tuple[str, str]]] = {
    RouteValue: ("framework.md", "`framework.yaml`"),
    AmountLimits: ("framework.md", "`framework.yaml`"),
    CallOff: ("framework.md", "`framework.yaml`"),
    CountLimits: ("evaluation.md", "Panel"),
    Reasons: ("framework.md", "Feedback"),
    ProblemOutcome: ("framework.md", "Rules"),
    RefuseOutcome: ("framework.md", "Rules"),
    ShortlistSize: ("competition.md", "The competition"),
    Draw: ("competition.md", "The competition"),
}


def part(page: str, heading: str) -> str:
    text = (PAGES / page).read_text(encoding="utf-8")
    _, found, rest = text.partition(f"\n## {heading}\n")
    assert found, f"{page} has no part `{heading}`"
    return rest.partition("\n## ")[0]


def keys_of(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("model", TOLD, ids=lambda model: model.__name__)
def test_every_key_has_its_row(model: type[BaseModel]) -> None:
    rows = [row for row in part(*TOLD[model]).splitlines() if row.startswith("| ")]
    first = {word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])}
    assert not keys_of(model) - first


@pytest.mark.parametrize("model", INSIDE, ids=lambda model: model.__name__)
def test_every_inner_key_is_told(model: type[BaseModel]) -> None:
    text = part(*INSIDE[model])
    assert not {key for key in keys_of(model) if f"`{key}`" not in text}


def test_scores_of_rules_are_told() -> None:
    # `collect` is made by decision tables, and is no key that people write.
    assert keys_of(ScoreOutcome) - {"collect"} == {"criterion", "is"}
    assert "| `score` | `criterion`, `is` |" in part("framework.md", "Rules")


def test_every_item_of_a_letter_is_told() -> None:
    text = part("framework.md", "Feedback")
    assert not [item for item, says in ITEMS.items() if f"| `{item}` | {says[:20]}" not in text]


def test_every_choice_is_told() -> None:
    """Words that a key may have, each in backticks where the key is told."""
    for model, name, (page, heading) in (
        (Judged, "missing", TOLD[Judged]),
        (Judged, "relative_to", TOLD[Judged]),
        (Judged, "combine", TOLD[Judged]),
        (Scored, "combine", TOLD[Scored]),
        (Measured, "relative_to", TOLD[Measured]),
        (Way, "envelopes", TOLD[Way]),
        (Panel, "moderation", TOLD[Panel]),
        (Panel, "reasons", TOLD[Panel]),
        (Rounding, "mode", TOLD[Rounding]),
        (Terms, "regime", TOLD[Terms]),
        (RouteToMarket, "route", TOLD[RouteToMarket]),
        (LetterPolicy, "to", TOLD[LetterPolicy]),
        (LetterPolicy, "before", TOLD[LetterPolicy]),
    ):
        text = part(page, heading)
        words = [word for word in get_args(model.model_fields[name].annotation) if word]
        assert words
        assert not [word for word in words if f"`{word}`" not in text], name


def test_links_go_somewhere() -> None:
    for path in PAGES.glob("*.md"):
        if path.name not in OWN:
            continue
        text = path.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([a-z-]+\.md)?(?:#([a-z0-9-]+))?\)", text):
            page = PAGES / target if target else path
            if target in AWAITED and not page.is_file():
                continue
            assert page.is_file(), f"{path.name} links to {target}"
            if anchor:
                headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
                slugs = {
                    re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
                    for heading in headings
                }
                assert anchor in slugs, f"{path.name} links to {page.name}#{anchor}"
