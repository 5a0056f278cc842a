"""One hash, one agreement: what is hashed is what a definition says, and all of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.definition.framework import Framework
from agreements.documents.agreement import framework_agreement
from agreements.loading import load
from agreements.rendering.papers import PaperPart
from rules.yaml.reading import parse_yaml
from rules.yaml.writing import write

EXAMPLES = Path(__file__).parents[3] / "examples"
#: Mappings whose order is seen: in clauses, in letters.
ORDERED = {"actions", "reasons", "withhold", "worth", "quantities"}

Files = dict[str, str]


def files_of(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for part in ("framework.yaml", "forms/*.yaml", "rulesets/*", "agreement/**/*.md")
        for path in folder.glob(part)
    }


def agreement(framework: Framework) -> list[str]:
    """Every text of the agreement, but for the hash itself."""

    def texts(part: PaperPart) -> Iterator[str]:
        yield f"{part.number} {part.title} {part.body}"
        for inner in part.parts:
            yield from texts(inner)

    parts = framework_agreement(framework).parts
    found = [text for part in parts for text in texts(part)]
    return [re.sub("sha256:[0-9a-f]+", "", text) for text in found]


def changed(files: Files, change: Callable[[Any, str], Any]) -> Files:
    """The files with every mapping changed, by its key; the head of a clause is a mapping too."""

    def inside(data: Any, key: str) -> Any:
        if isinstance(data, dict):
            return change({name: inside(value, name) for name, value in data.items()}, key)
        return [inside(each, key) for each in data] if isinstance(data, list) else data

    def of(name: str, text: str) -> str:
        if name.endswith(".yaml"):
            return write(inside(parse_yaml(text, name).data, ""))
        head = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
        if head is None:
            return text
        return f"---\n{write(inside(parse_yaml(head[1], name).data, ''))}---\n{text[head.end() :]}"

    return {name: of(name, text) for name, text in files.items()}


@pytest.fixture(scope="module")
def example() -> Framework:
    return load(EXAMPLES / "digital-outcomes")


@given(st.data())
@settings(max_examples=10, deadline=None)
def test_the_order_of_a_mapping_that_nobody_sees_changes_neither_hash_nor_agreement(
    example: Framework, data: st.DataObject
) -> None:
    def shuffled(mapping: dict[str, Any], key: str) -> dict[str, Any]:
        if key in ORDERED:
            return mapping
        return dict(data.draw(st.permutations(list(mapping.items()))))

    other = load(changed(files_of(EXAMPLES / "digital-outcomes"), shuffled))
    assert other.hash == example.hash
    assert agreement(other) == agreement(example)


@pytest.mark.parametrize("key", ["actions", "reasons"])
def test_the_order_of_a_mapping_that_is_seen_changes_hash_and_agreement(
    example: Framework, key: str
) -> None:
    def turned(mapping: dict[str, Any], at: str) -> dict[str, Any]:
        return dict(reversed(mapping.items())) if at == key else mapping

    other = load(changed(files_of(EXAMPLES / "digital-outcomes"), turned))
    assert other.hash != example.hash
    assert agreement(other) != agreement(example)


MINIMAL: Mapping[str, str] = {
    "framework.yaml": """
framework: small
name: Small
owner: {name: Owner}
starts: 2027-01-01
term: {months: 12}
lots: [{id: one, title: One}]
routes: [further-competition]
buyers: {who: Anyone}
""",
    "rulesets/permissions.yaml": """
ruleset: permissions
asks:
  why: {label: Why, kind: one-of, options: {a: A, b: B}}
  how: {label: How, kind: number}
actions:
  extend: {by: buyer, months_each: {max: 6}, approvals: [finance], agreed_by: supplier}
rules:
  - {id: late, when: {fact: notice-days, less_than: 5}, then: {fact: {x: 1, y: 2}}}
""",
}


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("routes: [further-competition]", "routes: [{route: further-competition}]"),
        ("by: buyer", "by: [buyer]"),
        ("approvals: [finance]", "approvals: [{id: finance}]"),
        ("agreed_by: supplier", "agreed_by: [supplier]"),
        ("months_each: {max: 6}", "months_each: {max: 6}, lots: [], only_if: []"),
        ("title: One}", "title: '  One '}"),
        ("{a: A, b: B}", "{b: B, a: A}"),
        ("{x: 1, y: 2}", "{y: 2, x: 1}"),
        ("less_than: 5", "less_than: 5.0"),
        ("2027-01-01", "'2027-01-01'"),
    ],
)
def test_what_says_the_same_hashes_alike(written: str, instead: str) -> None:
    other = {name: text.replace(written, instead) for name, text in MINIMAL.items()}
    assert other != MINIMAL
    assert load(other).hash == load(MINIMAL).hash


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("months_each: {max: 6}", "months_each: {max: 7}"),
        ("title: One}", "title: Two}"),
        ("less_than: 5", "at_most: 5"),
        ("approvals: [finance]", "documents: [finance]"),
        ("by: buyer", "by: [buyer, supplier]"),
    ],
)
def test_what_says_something_else_hashes_otherwise(written: str, instead: str) -> None:
    other = {name: text.replace(written, instead) for name, text in MINIMAL.items()}
    assert load(other).hash != load(MINIMAL).hash
