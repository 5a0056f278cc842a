"""A Word document has the styles, tables, references and changes that Word itself would give it."""

import io
import re
import zipfile
from datetime import datetime

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.word.document import docx_of
from tests.documents.samples import LETTER, agreement


def opened(paper: Paper) -> WordDocument:
    return Document(io.BytesIO(docx_of(paper)))


def xml(paper: Paper, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(docx_of(paper))) as packed:
        return packed.read(part).decode()


def of(body: str) -> Paper:
    return Paper("notice", "N", parts=(PaperPart("a", "A", body),))


def test_headings_have_heading_styles() -> None:
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(agreement(2, 1)).paragraphs
        if paragraph.style and paragraph.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [
        ("Title", "Framework agreement for digital outcomes"),
        ("Heading 1", "1\tTerm"),
        ("Heading 2", "1.1\tPoint 1 of term"),
        ("Heading 1", "2\tServices"),
        ("Heading 2", "2.1\tPoint 1 of services"),
        ("Heading 1", "Schedule 1\nService levels"),
        ("Heading 1", "Schedule 2\nHow bids are evaluated"),
        ("Heading 2", "Panel"),
        ("Heading 1", "Schedule 3\nRates"),
        ("Heading 1", "Defined terms"),
    ]


def test_everything_that_is_read_is_there() -> None:
    document = opened(LETTER)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert cells[: len(LETTER.facts)] == [list(fact) for fact in LETTER.facts]
    assert ["Price", "40", "£131,000.00", "31.83", "£104,250.00", "40.00"] in cells
    assert "It gave 2 and not 3 because the answer" in text
    assert not re.search(r"\{\{|\{%|\]\(#|\*\*", text)


def test_tables_have_heading_rows_that_repeat_and_captions() -> None:
    (_, scores, _) = opened(LETTER).tables
    assert [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in scores.rows] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert scores._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Points by criterion"


def test_contents_are_a_field_that_word_fills_in() -> None:
    text = xml(agreement(2, 2))
    assert 'w:dirty="true"' in text
    assert r'TOC \o "1-2" \h \z \u' in text
    assert text.count('w:fldCharType="begin"') == text.count('w:fldCharType="end"') == 1


def test_references_lead_to_bookmarks_that_are_there() -> None:
    text = xml(agreement(2, 4))
    anchors = set(re.findall(r'w:anchor="(\w+)"', text))
    bookmarks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', text)
    assert anchors
    assert anchors <= set(bookmarks)
    assert len(bookmarks) == len(set(bookmarks))


def test_the_foot_says_where_the_document_comes_from() -> None:
    for part in ("word/footer1.xml", "word/footer2.xml"):
        text = xml(LETTER, part)
        assert "Definition 3f9a7c513f9a<" in text
        assert "Version 2 · 8 March 2027" in text
        assert {"PAGE", "NUMPAGES"} <= set(re.findall(r">(\w+)</w:instrText>", text))


def test_properties_are_the_papers() -> None:
    about = opened(LETTER).core_properties
    assert about.keywords == f"Definition {LETTER.definition}"
    assert (about.title, about.language, about.version) == (LETTER.title, "en-GB", "2")
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.replace(tzinfo=None) == datetime(2027, 3, 8)  # noqa: DTZ001 - as written
    assert LETTER.definition in about.keywords


def test_lists_are_lists_and_each_starts_anew() -> None:
    document = opened(of("3. three\n4. four\n   - deep\n\n   still four\n\ntext\n\n1. one\n"))
    marks = [
        (paragraph.text, mark.find(qn("w:ilvl")), mark.find(qn("w:numId")))
        for paragraph in document.paragraphs
        for mark in paragraph._p.iter(qn("w:numPr"))
    ]
    assert [(text, level.get(qn("w:val"))) for text, level, _ in marks] == [
        ("three", "0"), ("four", "0"), ("deep", "1"), ("one", "0"),
    ]  # fmt: skip
    assert len({number.get(qn("w:val")) for _, _, number in marks}) == 3
    numbering = xml(of("3. three\n"), "word/numbering.xml")
    assert '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/>' in numbering


def test_changes_are_tracked_changes() -> None:
    text = xml(of("~~24~~ ++36++ months"))
    assert re.search(r"<w:del [^>]*><w:r><w:delText>24</w:delText></w:r></w:del>", text)
    assert re.search(r"<w:ins [^>]*><w:r><w:t>36</w:t></w:r></w:ins>", text)


def test_mathematics_is_words_own() -> None:
    text = xml(of("```formula\nw × {low & least}/{price}\n```"))
    assert "<m:num><m:r><m:rPr><m:nor/></m:rPr><m:t" in text
    assert "low &amp; least" in text


def test_links_out_of_the_document() -> None:
    text = xml(of("[x](https://a.example/b)"), "word/_rels/document.xml.rels")
    assert 'Target="https://a.example/b"' in text


@pytest.mark.parametrize(
    "body",
    ["*em* `code` **b**  \nnext", "> quoted\n>\n> more", "---", "```\ncode\n```", "a\nb", "# H",
     "| a |\n|---|\n", "- x\n\n  ```\n  y\n  ```\n"],
)  # fmt: skip
def test_all_of_markdown_is_known(body: str) -> None:
    document = opened(of(body))
    assert document.paragraphs[1].text == "A"


@pytest.mark.parametrize("body", ["", "- x", "| a |\n|---|\n| b |", "x"])
def test_every_reference_has_somewhere_to_lead(body: str) -> None:
    text = xml(
        Paper("notice", "N", parts=(PaperPart("a", "", body), PaperPart("b", "B", "[x](#a)")))
    )
    (anchor,) = re.findall(r'w:anchor="(\w+)"', text)
    assert f'w:name="{anchor}"' in text


def test_a_part_without_a_title_hangs_its_number_at_its_text() -> None:
    paper = Paper("notice", "N", parts=(PaperPart("a", "", "First.\n\nSecond.", number="1.1"),))
    assert [paragraph.text for paragraph in opened(paper).paragraphs] == [
        "N", "1.1\tFirst.", "Second.",
    ]  # fmt: skip


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert docx_of(LETTER) == docx_of(LETTER)
    with zipfile.ZipFile(io.BytesIO(docx_of(LETTER))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
