"""Whatever characters a paper holds, every format of it can be made, and shows the rest."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rendering.escaping import printable
from agreements.rendering.formats import FORMATS, rendered
from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.webpage import html_of

UNPRINTABLE = "\x00\x01\x08\x0e\x1f\x7f\x9f\ud800\udfff\ufdd0\ufffe\uffff\U0001fffe\U0010ffff"
TEXT = f"A{UNPRINTABLE}B"
PAPER = Paper(
    kind="notice",
    title=TEXT,
    subtitle=TEXT,
    facts=((TEXT, TEXT),),
    parts=(
        PaperPart("a", TEXT, f"| {TEXT} |\n| --- |\n| [{TEXT}](https://x.example/{TEXT}) |"),
        PaperPart("b", "", f"- {TEXT}\n\n```\n{TEXT}\n```", (PaperPart("c", TEXT, TEXT),)),
    ),
    terms=((TEXT, TEXT),),
    version=TEXT,
    watermark=TEXT,
)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_what_is_left(form: str) -> None:
    assert rendered(PAPER, form)


def test_nothing_else_is_left_out() -> None:
    page = html_of(PAPER)
    assert not set(UNPRINTABLE) & set(page)
    assert page.count("AB") >= 10


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_can_be_a_title(text: str) -> None:
    paper = replace(PAPER, title=f"T{text}", parts=())
    assert rendered(paper, "html")
    assert rendered(paper, "docx")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_each_mark_that_ends_a_line_is_a_newline(end: str) -> None:
    assert printable(f"a{end}b") == "a\nb"
