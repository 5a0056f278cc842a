"""The page on clauses names every filter, every topic of the examples, and the whole library."""

import re
from pathlib import Path

import pytest

from agreements.clauses.filters import FILTERS
from agreements.clauses.numbering import stated_in
from agreements.clauses.topics.listing import topics_of
from agreements.loading import load
from tests.agreements.clause_makers import WITH_PERMISSIONS
from tests.definitions import write

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/clauses.md").read_text(encoding="utf-8")
LIBRARY = ROOT / "agreements/clauses_library"


def test_the_page_names_every_filter_and_no_other() -> None:
    table = PAGE.split("### Filters")[1].split("\n\n")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(FILTERS)


@pytest.mark.parametrize("folder", ["framework", "call-off"])
def test_the_page_names_the_whole_library_with_its_numbers(folder: str) -> None:
    for file in (LIBRARY / folder).glob("*.md"):
        clause = re.search(r"^clause: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert clause is not None
        assert f"| {file.name.partition('-')[0]} | `{clause[1]}` |" in PAGE


def test_the_page_names_every_sort_of_topic() -> None:
    named = set(re.findall(r"^\| `([\w-]+)/", PAGE, re.MULTILINE))
    for name in ("digital-outcomes", "temporary-staff", "cloud-catalogue"):
        for topic in topics_of(load(ROOT / "examples" / name)):
            first = topic.id.partition("/")[0]
            # A ruleset may be called anything; the page shows it by eligibility.
            assert first in named or first == "evaluation", topic.id
    for name in ("parties", "term", "value", "lots", "buyers", "routes", "law"):
        assert f"`framework/{name}`" in PAGE


def test_the_clause_of_the_page_can_be_used(tmp_path: Path) -> None:
    block = re.search(r"```markdown\n(---\n.*?)```", PAGE, re.DOTALL)
    assert block is not None
    files = {**WITH_PERMISSIONS, "agreement/call-off/50-extension.md": block[1]}
    files["rulesets/permissions.yaml"] = re.sub(
        r"    approvals: .*\n", "", files["rulesets/permissions.yaml"]
    )
    framework = load(write(tmp_path, files))
    (mine,) = [each for each in stated_in(framework) if each.clause.own]
    assert "up to twice, each time by no more\nthan 6 months" in mine.text
