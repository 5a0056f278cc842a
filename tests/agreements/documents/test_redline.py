"""Comparisons: every difference is told, nothing else is, and both versions can be read from it."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.definition.framework import Framework
from agreements.documents.compared_text import compared_lines, compared_words
from agreements.documents.differences import differences
from agreements.documents.redline import redline
from agreements.loading import load
from agreements.rendering.composing import short_hash
from agreements.rendering.escaping import inline
from agreements.rendering.papers import PaperPart
from tests.agreements.letter_makers import text_of
from tests.definitions import GOOD, changed, write

WORDS = st.lists(
    st.sampled_from(["the", "Buyer", "may", "24", "36", "months", "~~x~~", "++y++", "*", "a|b"]),
    max_size=12,
).map(" ".join)


def read(markdown: str, keep: str, drop: str) -> str:
    """Read one version from a comparison: keep one mark's text, drop the other's."""
    text = re.sub(rf"(?:^|(?<=\s)){drop}(?:\\.|[^\\])*?{drop}(?=\s|$)", "", markdown)
    text = re.sub(rf"(?:^|(?<=\s)){keep}((?:\\.|[^\\])*?){keep}(?=\s|$)", r"\1", text)
    return " ".join(text.split())


@given(WORDS, WORDS)
def test_both_versions_can_be_read_from_a_comparison(old: str, new: str) -> None:
    shown = compared_words(old, new)
    assert read(shown, "~~", r"\+\+") == inline(old)
    assert read(shown, r"\+\+", "~~") == inline(new)


@given(WORDS)
def test_what_is_the_same_has_no_marks(text: str) -> None:
    assert compared_words(text, text) == inline(text)
    assert list(compared_lines([text or "x"], [text or "x"])) == [inline(text or "x")]


def test_a_changed_word_is_struck_out_and_put_in() -> None:
    assert compared_words("at most 24 months in all.", "at most 36 months in all.") == (
        "at most ~~24~~ ++36++ months in all\\."
    )


def test_lines_are_compared_with_the_lines_they_replace() -> None:
    old = ["First", "It runs for 24 months", "Gone"]
    new = ["First", "It runs for 36 months"]
    assert list(compared_lines(old, new)) == [
        "First",
        "It runs for ~~24~~ ++36++ months",
        "~~Gone~~",
    ]


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "title", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(DATA)
def test_equal_documents_have_no_differences(data: Any) -> None:
    assert differences(data, data) == ()


def test_items_are_held_together_by_their_ids() -> None:
    old = {"lots": [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]}
    new = {"lots": [{"id": "b", "title": "Two"}, {"id": "a", "title": "Three"}, {"id": "c"}]}
    found = [(each.path, each.sort) for each in differences(old, new)]
    assert found == [(("lots", "a", "title"), "Changed"), (("lots", "c"), "Added")]


# --- definitions ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return load(write(tmp_path_factory.mktemp("small"), GOOD))


def parts_of(part: PaperPart | tuple[PaperPart, ...]) -> dict[str, PaperPart]:
    found: dict[str, PaperPart] = {}
    for each in part if isinstance(part, tuple) else part.parts:
        found[each.title] = each
        found.update(parts_of(each))
    return found


def test_a_version_beside_itself_says_so(small: Framework) -> None:
    paper = redline(small, small)
    assert [part.id for part in paper.parts] == ["summary"]
    assert paper.parts[0].body == "The two versions say the same."


def test_a_changed_rule_is_told_as_a_sentence(small: Framework, tmp_path: Path) -> None:
    files = changed("rulesets/eligibility.yaml", "less_than: 100000", "less_than: 150000")
    new = load(write(tmp_path, files))
    paper = redline(small, new)
    rule = parts_of(paper.parts)["eligibility/turnover-floor"]
    assert "annual turnover is less than ~~£100,000\\.~~ ++£150,000\\.++" in rule.body
    assert rule.states == ("eligibility/turnover-floor",)
    assert dict(paper.facts) == {"Before": short_hash(small.hash), "Now": short_hash(new.hash)}


def test_a_changed_term_is_told_with_the_clause_therefore(small: Framework, tmp_path: Path) -> None:
    new = load(write(tmp_path, changed("framework.yaml", "months: 24", "months: 36")))
    text = text_of(redline(small, new))
    assert "**term → months**. Changed from ~~24~~ to ++36++" in text
    clauses = next(part for part in redline(small, new).parts if part.id == "clauses")
    assert any(re.search(r"~~[^~]*24|~~[^~]*twenty", each.body) for each in clauses.parts)


def test_questions_lots_and_policies_that_come_and_go(small: Framework, tmp_path: Path) -> None:
    files = {
        **GOOD,
        "framework.yaml": GOOD["framework.yaml"].replace(
            "  - {id: research, title: Research}\n", "  - {id: design, title: <b>Design</b>}\n"
        ),
        "forms/bid.yaml": GOOD["forms/bid.yaml"]
        + "  - {id: team, type: number, label: How many people?, required: false}\n",
        "rulesets/evaluation.yaml": GOOD["rulesets/evaluation.yaml"].replace(
            "{min: 25, max: 90}", "{min: 25, max: 80}"
        ),
    }
    text = text_of(redline(small, load(write(tmp_path, files))))
    assert "**lots → research**. Removed: ~~" in text
    assert "**lots → design**. Added: ++id: design; title: <b>Design</b>++" in text
    assert "**questions → team**. Added: ++" in text
    assert "criteria → price → weighting → max**. Changed from ~~90~~ to ++80++" in text
