"""Texts keep their words, whatever stands in them, and mean nothing that they did not."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.model.placeholders import inserts, strays
from forms.pages.html.hints import line
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.source.texts import LABEL, LINE, TEXT, FormTexts
from tests.runtime.importers.digital_marketplace.showing import Theirs, ours

PLACE = SourcePlace("questions/services/a.yml", ("hint",))


def texts(report: ImportReport | None = None) -> FormTexts:
    return FormTexts(report or ImportReport(), "paths", {"SQ1": "sq1"}, {"startDate": "start-date"})


#: Pieces of templates and of HTML.
PIECES = (
    "{{", "}}", "{%", "%}", "{#", "#}", "{", "}", " brief.startDate ", " if x ", " endif ", "a",
    "[[", "SQ1", "]]", "'", "\n\n", "<b>", "</p>", "<!", "<![CDATA[", "&amp;",
)  # fmt: skip
#: What would be read as Markdown or HTML, in any order.
SIGNS = st.text(alphabet=st.sampled_from(list("ab1. \n-+*_`#>|=~[]()<&;!\\\"'é:/")), max_size=40)


@given(text=SIGNS | st.text(max_size=60))
def test_text_of_one_line_shows_what_it_is(text: str) -> None:
    # A text without line breaks is no Markdown, and this one is no HTML either.
    plain = re.sub(r"[\x00-\x1f\ue000-\ue002{}]|\[\[", "", " ".join(text.split()))
    html = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    made = texts().long(html, PLACE)
    assert ours(made, line) == plain.split() or not made
    assert bool(made) == any(map(str.strip, plain.split()))


@given(text=SIGNS | st.text(max_size=60))
@example(text="1*:*")
@example(text="\\\n1")
@example(text="*a***b**")
def test_any_text_keeps_its_words(text: str) -> None:
    clean = re.sub(r"[\ue000-\ue002\x00]", "", text)
    made = texts().long(clean, PLACE, marked=True)
    wanted = Theirs("paths").words(clean, marked=True)
    # HTML that is no HTML is for each reader to make something of.
    if "<" not in clean and "&" not in clean and "[" not in clean and "{" not in clean:
        assert ours(made) == wanted


@given(text=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_what_is_made_can_always_be_used(text: str) -> None:
    for made in (
        texts().line(text, PLACE),
        texts().long(text, PLACE) or "",
        *(each or "" for each in texts().question(text, PLACE)),
        texts().literal(text, PLACE),
    ):
        assert not strays(made)
        assert {each.name for each in inserts(made)} <= {"brief.start-date", "sq1"}
        assert made == made.strip()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("1. not a list", r"1\. not a list"),
        ("# no heading", r"\# no heading"),
        ("a - b, c + d", "a - b, c + d"),
        ("snake_case * 2", r"snake\_case \* 2"),
        ("<b>x</b> &lt;b&gt; &amp;amp;", r"**x** \<b> \&amp;"),
        (
            "By {{ brief.startDate }}, see [[SQ1]]",
            "By {{ brief.start-date }}, see {{ number of sq1 }}",
        ),
        ("A <a href='https://www.gov.uk'>b (opens in new tab)</a>.", "A [b](https://www.gov.uk)."),
        ("A <a href='/page'>b</a>.", "A b."),
        ("In {{ lot }}", "In paths"),
        ("- a\n- b", "- a\n- b"),
        ("Buy it for {{ cost }}", None),
    ],
)
def test_examples(text: str, made: str | None) -> None:
    assert texts().long(text, PLACE) == made


@pytest.mark.parametrize(
    ("text", "label", "after"),
    [
        ("Which?", "Which?", None),
        ("Which <em>one</em> of\n\n- a\n- b\n", "Which one of", "- a\n- b"),
        (
            "See <a href='https://www.gov.uk/a'>a</a> and <a href='/b'>b</a>?",
            "See a and b?",
            "[a](https://www.gov.uk/a)",
        ),
        ("Words<ul><li>a</li></ul>", "Words", "- a"),
        ("a<br>b", "a b", None),
    ],
)
def test_questions(text: str, label: str, after: str | None) -> None:
    assert texts().question(text, PLACE) == (label, after)


@pytest.mark.parametrize("most", [LINE, LABEL, TEXT])
def test_what_is_too_long_is_cut_and_told(most: int) -> None:
    report = ImportReport()
    long = "word " * most + "{{ brief.startDate }}"
    made = texts(report).line(long, PLACE, most)
    assert len(made) <= most
    assert made.endswith(" …")
    assert not strays(made)
    assert "the rest is left out" in next(iter(report.entries)).says


def test_what_nests_without_end_is_read_as_text() -> None:
    html = "<div>" * 3000 + "end" + "</div>" * 3000
    assert texts().long(html, PLACE) == "end"
    assert "end" in (texts().long("> " * 3000 + "end", PLACE, marked=True) or "")


@pytest.mark.parametrize(
    "template",
    [
        "{{ 1 / 0 }}", "{{ range(10 ** 9)|list }}", "{{ brief.get('x') }}", "{% include 'a' %}",
        "{{ ''.__class__.__mro__ }}", "{{ x.y.z }} {{ x[0] }}", "{% if", "{{ lot|unheard_of }}",
        "{% for a in b %}{{ a }}{% endfor %}", "{{ brief.startDate|length }}", "{% extends lot %}",
    ],
)  # fmt: skip
def test_a_template_that_fails_is_told(template: str) -> None:
    report = ImportReport()
    made = texts(report).long(f"Before.\n\n{template}", PLACE)
    assert (made or "").partition("\n\n")[0] == "Before."
    assert report.entries


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p><strong>Note:</strong> read <em>this</em>.</p>", "**Note:** read *this*."),
        ("<p><strong>Note:</strong><br>Read</p>", "**Note:**\\\nRead"),
        ("<p>un<em>think</em>able</p>", "un*think*able"),
        # A sign between a letter and an asterisk would make this asterisk one to be read.
        ("<p>1<em>:</em></p>", "1:"),
        ("<p>a<strong>(b)</strong>c</p>", "a(b)c"),
        ("<p><em>a</em><strong>b</strong></p>", "ab"),
    ],
)
def test_what_stands_out_is_marked_where_that_is_read_so(html: str, made: str) -> None:
    assert texts().long(html, PLACE) == made


def test_a_list_becomes_one_line() -> None:
    listed = "It helps you:\n\n- plan parks,\n- mend paths\n\nOnce it was called ‘Paths’."
    said = "It helps you: plan parks; mend paths. Once it was called ‘Paths’."
    assert texts().line(listed, PLACE) == said
