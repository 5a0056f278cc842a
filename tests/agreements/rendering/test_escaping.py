"""What people wrote is shown as they wrote it, and nothing in it is obeyed."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agreements.rendering.escaping import block_quote, inline, one_line, paragraphs, table

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False, "typographer": True})

NASTY = [
    "<script>alert(1)</script>",
    "[a link](javascript:alert)",
    "![x](https://a.example/x.png)",
    "# not a heading",
    "- not a list",
    "1. not a list",
    "2) not a list",
    "+ no",
    "a | b",
    "***bold*** and __so__ and ~~gone~~",
    "&lt;b&gt; &amp;",
    "```\ncode\n```",
    "    indented",
    "line\n===",
    "line\n---",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "https://a.example www.a.example a@b.example",
    "{{ rule.times }} {% x %}",
    "[x]: https://a.example",
    "back\\slash\\",
    "a  \nb",
    "\u202egnp.exe",
]

TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("<>[](){}*_`#|\\&~-+=1.:!\n \t"), max_size=60
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base's name
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> Tags:
    found = Tags()
    found.feed(MARKDOWN.render(markdown))
    found.close()
    return found


@pytest.mark.parametrize("text", NASTY)
def test_no_mark_in_a_text_is_obeyed(text: str) -> None:
    assert shown(paragraphs(text)).tags <= {"p", "br"}
    assert shown(block_quote(text)).tags <= {"blockquote", "p", "br"}
    assert shown(inline(text)).tags <= {"p"}


@given(TEXTS)
@example("1\\-")
@example("&#60;")
def test_a_text_is_shown_as_it_is(text: str) -> None:
    found = shown(paragraphs(text))
    assert found.tags <= {"p", "br"}
    assert found.text.split() == one_line(text).split()
    found = shown(inline(text))
    assert found.tags <= {"p"}
    assert " ".join(found.text.split()) == one_line(text)


@given(st.lists(TEXTS, min_size=2, max_size=2))
def test_a_cell_holds_the_whole_text(cells: list[str]) -> None:
    found = shown(table(("Who", "What"), [[inline(cell) for cell in cells]], right=[1]))
    assert found.tags <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert "table" in found.tags
    assert found.text.split() == ["Who", "What", *" ".join(map(one_line, cells)).split()]


def test_characters_that_cannot_be_seen_are_left_out() -> None:
    assert one_line("a\x00b\u202ec\ud800d\te\nf") == "abcd e f"
