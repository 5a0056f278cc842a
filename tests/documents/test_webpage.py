"""A page is valid HTML, its headings nest, its references lead somewhere, its tables are told."""

import re
from datetime import date
from itertools import pairwise
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.webpage import html_of
from tests.documents.reading import parsed, words
from tests.documents.samples import LETTER, agreement

PAPERS = [
    LETTER,
    agreement(3, 4),
    Paper("notice", "Bare"),
    Paper(
        "notice", "Loose <b>", parts=(PaperPart("x", "", "text", number="1.1"), PaperPart("y", ""))
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.title)
def test_a_page_is_valid_and_whole(paper: Paper) -> None:
    page = parsed(html_of(paper))
    assert page.get("lang") == "en-GB"
    assert [words(title) for title in page.iter("title")] == [paper.title]
    assert [words(heading) for heading in page.iter("h1")] == [paper.title]
    for landmark in ("header", "main"):
        assert len(list(page.iter(landmark))) == 1
    levels = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for link in page.iter("a"):
        href = link.get("href", "")
        assert words(link)
        assert not href.startswith("#") or href[1:] in ids
    for table in page.iter("table"):
        assert all(heading.get("scope") in {"row", "col"} for heading in table.iter("th"))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.title)
def test_no_template_is_left(paper: Paper) -> None:
    assert not re.search(r"\{\{|\{%|%\}|\{#", html_of(paper))


def test_a_letter_shows_its_facts_version_and_origin() -> None:
    page = parsed(html_of(LETTER))
    rows = [[words(cell) for cell in row] for row in next(page.iter("table")).iter("tr")]
    assert rows == [list(fact) for fact in LETTER.facts]
    assert words(next(page.iter("footer"))) == "Version 2 · 8 March 2027 Definition 3f9a7c513f9a"
    assert f"Definition {LETTER.definition}" in html_of(LETTER)  # in its properties
    assert "nav" not in {each.tag for each in page.iter()}


def test_contents_name_the_parts_with_their_numbers() -> None:
    page = parsed(html_of(agreement(2, 2)))
    assert [words(entry) for entry in next(page.iter("nav")).iter("li")] == [
        "1 Term",
        "1.1 Point 1 of term",
        "1.2 Point 2 of term",
        "2 Services",
        "2.1 Point 1 of services",
        "2.2 Point 2 of services",
        "Schedule 1 Service levels",
        "Schedule 2 How bids are evaluated",
        "Schedule 3 Rates",
        "Defined terms",
    ]


def test_long_contents_name_the_first_level_only() -> None:
    page = parsed(html_of(agreement(17, 9)))
    assert len(list(next(page.iter("nav")).iter("li"))) == 17 + 3 + 1


def test_terms_stand_in_the_definitions_where_there_are_any() -> None:
    definitions = PaperPart("definitions", "What words mean", "In this notice:", number="1")
    paper = Paper(
        "notice", "N", parts=(definitions, PaperPart("z", "Z")), terms=(("Buyer", "buys"),)
    )
    page = parsed(html_of(paper))
    sections = {section.get("id"): words(section) for section in page.iter("section")}
    assert sections == {"definitions": "1 What words mean In this notice: Buyer buys", "z": "Z"}


def test_a_part_tells_which_rules_it_states() -> None:
    page = parsed(
        html_of(Paper("notice", "N", parts=(PaperPart("a", "A", states=("x/y", "x/z")),)))
    )
    assert [section.get("data-states") for section in page.iter("section")] == ["x/y x/z"]


def seen(text: str) -> str:
    """Leave out what HTML has no place for: control characters, and what is no character."""
    return "".join(
        letter
        for letter in text
        if category(letter) not in {"Cc", "Cs", "Cn"} and ord(letter) & 0xFFFE != 0xFFFE
    )


@given(st.text(), st.text(), st.text())
def test_whatever_people_are_called_is_shown(title: str, label: str, value: str) -> None:
    title, label, value = map(seen, (title, label, value))
    paper = Paper("notice", title, facts=((label, value),), dated=date(2027, 1, 2))
    page = parsed(html_of(paper))
    assert [words(cell) for cell in page.iter("td")] == [" ".join(value.split())]
    assert [words(heading) for heading in page.iter("h1")] == [" ".join(title.split())]
