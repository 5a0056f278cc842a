"""Markdown becomes safe HTML with the design system's classes; holes go through it unchanged."""

from hypothesis import given
from hypothesis import strategies as st

from forms.pages.html.hints import line, prose
from forms.pages.html.slots import ADDRESS, Piece, Values, as_address, escaped, hole, usable
from tests.forms.pages.reading import parsed


def test_blocks_have_the_classes_of_the_design_system() -> None:
    html = prose("One *word*\n\n- a\n- b\n\n1. c\n\n> quoted\n\n[link](https://a.example)\n\n---\n")
    for part in (
        '<p class="govuk-body">One <em>word</em></p>',
        '<ul class="govuk-list govuk-list--bullet">',
        '<ol class="govuk-list govuk-list--number">',
        '<blockquote class="govuk-inset-text">',
        '<a href="https://a.example" class="govuk-link" rel="noopener noreferrer">link</a>',
        "govuk-section-break--visible",
    ):
        assert part in html


def test_headings_stand_under_that_of_the_page() -> None:
    html = prose("### Deep\n\n# High\n\n##### Deepest\n\n###### Deeper")
    assert [html[i + 1 : i + 3] for i in range(len(html)) if html.startswith("<h", i)] == [
        "h3",
        "h2",
        "h4",
        "h4",
    ]


def test_tables_move_in_their_own_frame() -> None:
    html = prose("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="fw-wide" tabindex="0"><table class="govuk-table">')
    assert '<th scope="col" class="govuk-table__header">a</th>' in html
    assert "style" not in html


def test_a_line_is_no_paragraph() -> None:
    assert line("Without *VAT*, [see](/x)").startswith("Without <em>VAT</em>, <a ")
    assert line("One\n\nTwo").startswith('<p class="govuk-body">One</p>')


def test_html_is_let_through_as_far_as_it_is_safe() -> None:
    assert prose('<b onclick="x()" class="y">bold</b>') == '<p class="govuk-body"><b>bold</b></p>'
    for source in (
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src=//a.example></iframe>",
        "<style>p {}</style>",
        "<form action=/x><input name=a></form>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://a.example/pixel.png)",
        '<div id="main-content" style="position:fixed">x</div>',
    ):
        html = prose(source)
        for wrong in ("<script", "<img", "<iframe", "<style", "<form", "<input", " style=", " id="):
            assert wrong not in html
        assert 'href="javascript' not in html
        assert 'href="data' not in html


@given(st.text())
def test_whatever_is_written_is_valid(text: str) -> None:
    text = usable(text)
    parsed(f'<!DOCTYPE html><html lang="en"><title>T</title><main>{prose(text)}</main></html>')
    parsed(f'<!DOCTYPE html><html lang="en"><title>T</title><div>{line(text)}</div></html>')


# --- holes ---------------------------------------------------------------------------------------


@given(st.text(min_size=1), st.text())
def test_a_hole_goes_through_and_is_filled(key: str, text: str) -> None:
    key = usable(key)
    for html in (f"a {hole(key)} b", prose(f"a {hole(key)} b"), line(f"**{hole(key)}**")):
        piece = Piece(html)
        assert piece.keys == (key,)
        assert escaped(text) in piece.fill({key: escaped(text)})


def test_a_piece_without_holes() -> None:
    assert Piece("<p>").fill({}) == "<p>"


def test_values_have_others_behind_them() -> None:
    values = Values({"a": "1"}, {"a": "2", "b": "3"})
    assert Piece(hole("a") + hole("b")).fill(values) == "13"


def test_a_hole_in_an_address_is_one_part_of_it() -> None:
    piece = Piece(prose(f"[here](https://a.example/{hole('q')}) {hole('q')}"))
    assert piece.keys == (f"{ADDRESS}q", "q")


@given(st.text(st.characters(exclude_categories=[])))
def test_an_address_is_never_another(text: str) -> None:
    part = as_address(text)
    assert part.isascii()
    assert not set(part) & set(":/?#\"'<>& ")


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_escaped_can_stand_anywhere(text: str) -> None:
    html = escaped(text)
    html.encode()
    assert not set(html) & set("<>\"'")
    parsed(
        f'<!DOCTYPE html><html lang="en"><title>{html}</title><p class="{html}">{html}</p></html>'
    )
