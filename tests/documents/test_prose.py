"""Prose means what its Markdown says, and nothing that people wrote is taken for mark-up."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rendering.escaping import inline
from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.prose import fractions
from agreements.rendering.webpage import html_of
from rules.problems import DefinitionError, Problem

PAPER: Final = Paper(
    "notice", "A notice", terms=(("Buyer", "who buys"), ("Call-Off", "a contract"))
)


def body(markdown: str) -> str:
    """Give the HTML of a body of Markdown, without line ends."""
    target = PaperPart("clause-2", "Extension", number="2")
    paper = Paper(
        PAPER.kind, PAPER.title, parts=(PaperPart("p", "P", markdown), target), terms=PAPER.terms
    )
    found = re.search(r'<section id="p">\n<h2>P</h2>\n(.*?)</section>', html_of(paper), re.DOTALL)
    assert found
    return found[1].replace("\n", "")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("See [](#clause-2).", '<p>See <a href="#clause-2">2</a>.</p>'),
        ("See [it](#clause-2).", '<p>See <a href="#clause-2">it</a>.</p>'),
        ("See [](#p).", '<p>See <a href="#p">P</a>.</p>'),
        (
            "the **Buyer** and **Buyers**",
            ('<p>the <strong><a href="#term-buyer" class="term">Buyer</a></strong> and '
            '<strong><a href="#term-buyer" class="term">Buyers</a></strong></p>'),
        ),
        ("a **buyer**", "<p>a <strong>buyer</strong></p>"),
        (
            "[the **Buyer**](#clause-2)",
            '<p><a href="#clause-2">the <strong>Buyer</strong></a></p>',
        ),
        ("~~24~~ ++36++ months", "<p><s>24</s> <ins>36</ins> months</p>"),
        (
            r"++3\.5 and **all** of it++!",
            "<p><ins>3.5 and <strong>all</strong> of it</ins>!</p>",
        ),
        (r"\+\+no\+\+, C++ and C++ x, **a ++b** c++", ("<p>++no++, C++ and C++ x, "
         "<strong>a ++b</strong> c++</p>")),
        ("# One\n\n### Two\n\n## Three", "<h3>One</h3><h4>Two</h4><h4>Three</h4>"),
        ("(c) 1... 2 -- 3", "<p>(c) 1... 2 -- 3</p>"),
        ("<b>x</b> <i>", "<p>&lt;b&gt;x&lt;/b&gt; &lt;i&gt;</p>"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        (
            "```formula\n2 × {a < b}/{c}\n```",
            ('<p class="formula">2 × <span class="fraction"><span class="above">a &lt; b</span>'
            '<span class="stroke"> / </span><span class="below">c</span></span></p>'),
        ),
        ("```\n<x>\n```", "<pre><code>&lt;x&gt;</code></pre>"),
    ],
)  # fmt: skip
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert body(markdown) == html


def test_a_table_has_a_caption_and_headings_with_scope() -> None:
    assert body("Table: Who *decides*\n\n| Role | Votes |\n|---|---:|\n| Chair | 2 |\n") == (
        '<table class="short"><caption>Who <em>decides</em></caption>'
        '<thead><tr><th scope="col">Role</th><th class="right" scope="col">Votes</th></tr></thead>'
        '<tbody><tr><th scope="row">Chair</th><td class="right">2</td></tr></tbody></table>'
    )


def test_a_heading_that_says_nothing_is_none() -> None:
    assert body("| | Votes |\n|---|:---:|\n| Chair | 2 |\n") == (
        '<table class="short"><thead><tr><td></td><th class="centre" scope="col">Votes</th></tr>'
        '</thead><tbody><tr><th scope="row">Chair</th>'
        '<td class="centre">2</td></tr></tbody></table>'
    )
    assert body("| | |\n|---|---|\n| Chair | 2 |\n") == (
        '<table class="short"><tbody><tr><th scope="row">Chair</th><td>2</td></tr></tbody></table>'
    )


@given(st.text(max_size=60))
def test_what_people_wrote_is_shown_and_never_obeyed(text: str) -> None:
    shown = body(f"before {inline(text)} after")
    assert re.fullmatch(r"<p>[^<>]*</p>", shown)


def test_all_problems_are_told_at_once() -> None:
    paper = Paper(
        "notice",
        "N",
        parts=(
            PaperPart("a", "A", "[](#nowhere) and [x](#never)"),
            PaperPart(
                "a", "B", "[y](elsewhere.html)", parts=(PaperPart("c d", "C", "[](#term-x)"),)
            ),
        ),
        terms=(("Term", "see [](#gone)"), ("Term", "again")),
    )
    with pytest.raises(DefinitionError) as error:
        html_of(paper)
    assert error.value.problems == (
        Problem("B", "has the id `a`, which another part has too"),
        Problem("C", "has the id `c d`: an id is a word without spaces"),
        Problem("term Term", "has the id `term-term`, which another part has too"),
        Problem("a", "refers to `#nowhere`, and no part has that id"),
        Problem("a", "refers to `#never`, and no part has that id"),
        Problem("a", "a link leads to `elsewhere.html`: it must begin with #, https: or mailto:"),
        Problem("c d", "refers to `#term-x`, and no part has that id"),
        Problem("term Term", "refers to `#gone`, and no part has that id"),
    )


@given(st.text(alphabet="ab {}/×", max_size=30))
def test_fractions_lose_no_text(text: str) -> None:
    pieces = list(fractions(text))
    whole = "".join(
        piece if isinstance(piece, str) else f"{{{piece[0]}}}/{{{piece[1]}}}" for piece in pieces
    )
    assert whole.replace(" ", "") == text.replace(" ", "")


def test_fractions_stand_between_text() -> None:
    assert list(fractions("w × {low}/{price} + {}/{x}")) == [
        "w × ", ("low", "price"), " + ", ("", "x"),
    ]  # fmt: skip
