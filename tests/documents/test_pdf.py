"""A PDF document is accessible as far as it can be read back, whole, and always the same."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
import weasyprint
from weasyprint.formatting_structure.boxes import TextBox

from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.pdf import pdf_of
from agreements.rendering.webpage import html_of
from tests.documents.reading import INSIDE, page_texts, tags, unmarked_text
from tests.documents.samples import LETTER, agreement


@pytest.fixture(params=["agreement_pdf", "letter_pdf"])
def document(request: pytest.FixtureRequest) -> bytes:
    made: bytes = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def pdf(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def test_the_file_is_sound(pdf: pikepdf.Pdf) -> None:
    assert pdf.check_pdf_syntax() == []


def test_it_says_that_it_is_accessible_and_what_it_is(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(root.Lang) == "en-GB"
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"]
    assert str(pdf.docinfo["/CreationDate"]) == "D:20270308"
    assert "sha256:" in str(pdf.docinfo["/Keywords"])
    assert all(page.Tabs == "/S" for page in pdf.pages)


def test_tags_nest(pdf: pikepdf.Pdf) -> None:
    for tag in tags(pdf):
        assert tag.above[-1:] == () or tag.above[-1] in INSIDE.get(tag.kind, {tag.above[-1]}), tag
        if tag.kind == "L":
            assert tag.above[-1] != "P"


def test_headings_nest(pdf: pikepdf.Pdf) -> None:
    levels = [int(tag.kind[1]) for tag in tags(pdf) if re.fullmatch("H[1-6]", tag.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_headings_of_tables_say_what_they_head(pdf: pikepdf.Pdf) -> None:
    headings = [tag for tag in tags(pdf) if tag.kind == "TH"]
    assert headings
    for tag in headings:
        column = "THead" in tag.above[-2:]
        assert str(tag.element.A.Scope) == ("/Column" if column else "/Row")


def test_every_text_is_tagged_or_an_artifact(pdf: pikepdf.Pdf) -> None:
    assert unmarked_text(pdf) == 0


def test_every_tagged_content_has_its_place_in_the_tree(pdf: pikepdf.Pdf) -> None:
    """Running heads and feet are artifacts, so that they are not read out on every page."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    told = {tag.element.objgen for tag in tags(pdf)}
    for page in pdf.pages:
        owned = owners[int(page.StructParents)]
        pagination = 0
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) == "BDC":
                kind, mark = instruction.operands
                if "/MCID" in mark:
                    assert owned[int(mark.MCID)].objgen in told
                else:
                    assert str(kind) == "/Artifact"
                    pagination += 1
        assert pagination >= 3  # version and date, definition, page number


def test_every_link_is_tagged_and_says_in_words_where_it_leads(pdf: pikepdf.Pdf) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    assert links
    for link in links:
        assert owners[int(link.StructParent)].S == "/Link"
        assert int(link.F) == 4
        assert not re.fullmatch(r"clause-\S+|schedule-\S+|term-\S+", str(link.Contents))


def test_links_inside_emphasis_are_links_too() -> None:
    part = PaperPart("a", "A", "[go **right** there](#a) and **[on](https://x.example/)**")
    pdf = pikepdf.open(io.BytesIO(pdf_of(Paper("notice", "N", parts=(part,)))))
    test_every_link_is_tagged_and_says_in_words_where_it_leads(pdf)


def test_bookmarks_are_the_parts(agreement_pdf: bytes, short_agreement: Paper) -> None:
    with pikepdf.open(io.BytesIO(agreement_pdf)).open_outline() as outline:
        top = [item.title for item in outline.root]
        second = [item.title for item in outline.root[1].children]
    assert top == [
        "Contents",
        *(f"{part.number} {part.title}" for part in short_agreement.parts),
        "Defined terms",
    ]
    assert second == [f"{part.number} {part.title}" for part in short_agreement.parts[0].parts]


def test_contents_give_the_pages_on_which_parts_are(
    agreement_pdf: bytes, short_agreement: Paper
) -> None:
    pages = page_texts(agreement_pdf)
    for part in short_agreement.parts:
        entry = re.search(rf"{part.number}\s*{part.title}[ .]*?(\d+) ", pages[1] + " ")
        assert entry
        assert part.title in pages[int(entry[1]) - 1]


def test_every_page_has_its_foot(document: bytes) -> None:
    pages = page_texts(document)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Definition 3f9a7c513f9a" in page
        assert "Version 2 · 8 March 2027" in page


def test_running_heads_name_the_document_and_the_part(agreement_pdf: bytes) -> None:
    pages = page_texts(agreement_pdf)
    assert "Framework agreement for digital outcomes" in pages[2]
    assert pages[2].count("1 Term") == 2
    assert all("DRAFT" in page.replace(" ", "") for page in pages)  # it is letterspaced


def test_schedules_begin_on_pages_of_their_own(agreement_pdf: bytes) -> None:
    pages = page_texts(agreement_pdf)
    starts = [next(i for i, page in enumerate(pages) if f"SCHEDULE {n}" in page) for n in (1, 2, 3)]
    assert starts == sorted(set(starts))


def test_no_figure_is_lost(letter_pdf: bytes) -> None:
    text = " ".join(page_texts(letter_pdf))
    for label, value in LETTER.facts:
        assert label in text
        assert value in text
    for figure in ("78.50", "93.33", "26.67", "£131,000.00", "£104,250.00", "31.83"):
        assert figure in text
    assert not re.search(r"\{\{|\{%|%\}|\]\(#|\*\*", text)


def test_a_heading_is_never_left_alone() -> None:
    """Whatever the length of what is before it, a heading is followed by text on its page."""
    for lines in range(44, 56, 2):
        filler = "\n\n".join(["line"] * lines)
        last = PaperPart("b", "Heading", "Beginning of the text.\n\n" + "text " * 200)
        pages = page_texts(pdf_of(Paper("notice", "N", parts=(PaperPart("a", "A", filler), last))))
        (page,) = [page for page in pages if "Beginning" in page]
        assert "Heading Beginning" in page


def test_a_long_table_repeats_its_headings(agreement_pdf: bytes) -> None:
    pages = [page for page in page_texts(agreement_pdf) if "of the catalogue" in page]
    assert len(pages) >= 2
    assert all("Role Day rate Most days" in page for page in pages)


def test_the_same_paper_gives_the_same_bytes(letter_pdf: bytes) -> None:
    assert pdf_of(LETTER) == letter_pdf


def test_another_document_before_it_changes_nothing(letter_pdf: bytes) -> None:
    pdf_of(replace(LETTER, title="Another", definition=""))
    assert pdf_of(LETTER) == letter_pdf


def test_an_undated_document_says_no_date() -> None:
    pdf = pikepdf.open(io.BytesIO(pdf_of(Paper("notice", "N"))))
    assert "/CreationDate" not in pdf.docinfo


@pytest.mark.slow
def test_a_long_agreement_is_whole() -> None:
    paper = agreement()
    pages = page_texts(pdf_of(paper))
    text = " ".join(pages)
    assert len(pages) >= 30
    for part in paper.parts:
        for each in (part, *part.parts):
            assert each.number in text
            assert each.title in text


LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4
LINK = "https://very.long.example/" + "abcdefghij" * 20
#: Whatever is typed, in each place of a document that holds what somebody typed.
TYPED = {
    "a title": replace(LETTER, title=LONG, subtitle=LONG),
    "particulars": replace(LETTER, facts=((LONG, LINK), ("Lot", "One"))),
    "a heading": Paper("notice", "Notice", parts=(PaperPart("a", LONG, "Text", number="1"),)),
    "paragraphs": Paper(
        "notice", "Notice", parts=(PaperPart("a", "A", f"{LONG}\n\n- {LINK}\n\n> {LONG}"),)
    ),
    "a link": Paper(
        "notice", "Notice", parts=(PaperPart("a", "A", f"[{LONG}](https://a.example)"),)
    ),
    "a table": Paper(
        "notice",
        "Notice",
        parts=(
            PaperPart(
                "a",
                "A",
                f"| Criterion | {LONG} | Your score | Points |\n| --- | --- | ---: | ---: |\n"
                f"| {LINK} | Quality of the whole | 55 of 100 | 33.00 |\n"
                f"| Social value | **{LONG}** | 3 of 5 | 0.00 |\n",
            ),
        ),
    ),
    "a formula": Paper(
        "notice",
        "Notice",
        parts=(PaperPart("a", "A", f"```formula\ntotal = {{{LONG}}}/{{price}}\n```"),),
    ),
    "other scripts": Paper(
        "notice", "Notice", parts=(PaperPart("a", "שלום", f"{'עברית' * 30}\n\n{'слово' * 30}"),)
    ),
}


@pytest.mark.parametrize("place", TYPED)
def test_no_letter_is_cut_at_the_edge_of_a_page(place: str) -> None:
    laid_out = weasyprint.HTML(string=html_of(TYPED[place])).render()
    for page in laid_out.pages:
        sheet = page._page_box
        for box in sheet.descendants():
            if isinstance(box, TextBox):
                assert box.position_x >= 0, box.text
                assert box.position_x + box.width <= sheet.margin_width() + 0.5, box.text


def test_a_long_word_leaves_the_other_columns_readable() -> None:
    laid_out = weasyprint.HTML(string=html_of(TYPED["a table"])).render()
    words = [
        word
        for page in laid_out.pages
        for box in page._page_box.descendants()
        if isinstance(box, TextBox)
        for word in box.text.split()
    ]
    assert {"Criterion", "Quality", "Social", "33.00", "55"} <= set(words)
