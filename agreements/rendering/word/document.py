"""A paper as a Word document: heading styles, tables with heading rows, a table of contents.

Numbers of clauses are text, as in every other format, so that a lawyer's copy cites the same
numbers whatever is put in or taken out. What a comparison strikes out and puts in becomes tracked
changes. Mathematics becomes Word's own. Page numbers in the table of contents are filled in by Word
(it does so on opening), since no one else knows its pages.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from agreements.rendering.composing import Composed, ComposedPart, composed
from agreements.rendering.papers import Paper
from agreements.rendering.word.markup import (
    add_field,
    begin_field,
    end_field,
    mathematics,
    xml_element,
)
from agreements.rendering.word.styles import BULLETED, ORDERED, QUIET, STEP, styled
from agreements.rendering.word.tables import add_table, width_of

#: What stands for the day of an undated document: the first that a zip file can hold.
_NO_DAY: Final = datetime(1980, 1, 1, tzinfo=UTC)
_AUTHOR: Final = "Frameworkshop"

_HANG: Final = Mm(12)
_DEEPEST: Final = 5
#: Tracked changes and bookmarks may not share a number.
_CHANGES: Final = 1_000_000
#: The most letters of a word for which a column of a table grows.
_LONG_WORD: Final = 24
_ALIGNMENT: Final = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}


def docx_of(paper: Paper) -> bytes:
    """Return a paper as a Word document. Raises `DefinitionError` with every problem of it."""
    whole = composed(paper)
    written = _Writing(Document(io.BytesIO(styled(paper.lang))), whole)
    written.all()
    return _packed(written.document)


def _packed(document: WordDocument) -> bytes:
    """Return a document's bytes, without the moment at which they were written."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_DAY.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()


@dataclass
class _Lists:
    """The lists that we are in, the innermost last: the number of each in Word's numbering."""

    numbers: list[int] = field(default_factory=list)
    #: Whether the item's first paragraph, which bears its mark, is still to come.
    fresh: bool = False

    @property
    def depth(self) -> int:
        return len(self.numbers)


@dataclass
class _Writing:
    """A document being written."""

    document: WordDocument
    whole: Composed
    bookmarks: dict[str, int] = field(default_factory=dict)
    changes: int = 0

    @property
    def paper(self) -> Paper:
        return self.whole.paper

    def all(self) -> None:
        self._properties()
        self._page()
        for number, anchor in enumerate(self.whole.anchors(), 1):
            self.bookmarks[anchor] = number
        self._head()
        if self.whole.contents:
            self._contents()
        for index, section in enumerate(self.whole.sections):
            self._section(section, new_page=bool(self.whole.contents) and index == 0)

    # The document as a whole.

    def _properties(self) -> None:
        about = self.document.core_properties
        day = self.paper.dated
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else _NO_DAY
        about.title = self.paper.title
        about.subject = self.paper.subtitle
        about.author = about.last_modified_by = _AUTHOR
        about.created = about.modified = moment.replace(tzinfo=None)
        about.keywords = self.whole.origin
        about.version = self.paper.version
        about.language = self.paper.lang
        about.comments = ""
        about.revision = 1
        package = self.document.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of another document
                del package.rels[key]

    def _page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(27), Mm(28)
        page.left_margin = Mm(36) if self.whole.numbered else Mm(26)
        page.right_margin = Mm(24) if self.whole.numbered else Mm(26)
        page.header_distance = page.footer_distance = Mm(13)
        page.different_first_page_header_footer = True
        head = page.header.paragraphs[0]
        head.text = "\t".join(filter(None, (self.paper.title, self.paper.watermark)))
        for foot in (page.footer, page.first_page_footer):
            self._foot(foot.paragraphs[0])

    def _foot(self, paragraph: Paragraph) -> None:
        paragraph.style = self.document.styles["Footer"]
        paragraph.add_run(f"{self.whole.edition}\tPage ")
        add_field(paragraph, "PAGE", "1")
        paragraph.add_run(" of ")
        add_field(paragraph, "NUMPAGES", "1")
        if self.whole.reference:
            paragraph.add_run().add_break()
            paragraph.add_run(self.whole.reference)

    def _head(self) -> None:
        first = self.document.add_paragraph(self.paper.title, "Title")
        if self.paper.watermark:
            first = first.insert_paragraph_before(self.paper.watermark, "Mark")
        if self.whole.contents:
            first.paragraph_format.space_before = Mm(48)
        if self.paper.subtitle:
            self.document.add_paragraph(self.paper.subtitle, "Subtitle")
        if self.paper.facts:
            self.document.add_paragraph("Particulars", "Caption")
            rows = add_table(
                self.document,
                len(self.paper.facts),
                (1, 2),
                "Particulars",
                headed=False,
                fixed=True,
            )
            for cells, fact in zip(rows, self.paper.facts, strict=True):
                for cell, text in zip(cells, fact, strict=True):
                    cell.add_run(text)

    def _contents(self) -> None:
        heading = self.document.add_paragraph("Contents", "TOC Heading")
        heading.paragraph_format.page_break_before = True
        deepest = max(section.depth for section in self.whole.contents)
        paragraph = None
        for section in self.whole.contents:
            first = paragraph is None
            paragraph = self.document.add_paragraph(style=f"TOC {section.depth}")
            if first:
                begin_field(paragraph, f'TOC \\o "1-{deepest}" \\h \\z \\u', dirty=True)
            link = self._link_to(paragraph, section.id)
            link.append(paragraph.add_run(section.name)._r)
        if paragraph is not None:
            end_field(paragraph)

    # Sections.

    def _section(self, section: ComposedPart, *, new_page: bool = False) -> None:
        if section.title:
            paragraph = self.document.add_paragraph(style=self._heading(section.level))
            self._mark(paragraph, section.id)
            paragraph.paragraph_format.page_break_before = new_page or section.new_page or None
            if section.named:
                label = paragraph.add_run(section.number)
                label.font.size, label.font.color.rgb = Pt(9), QUIET
                label.font.all_caps, label.bold = True, False
                label.add_break()
            elif section.number:
                paragraph.paragraph_format.first_line_indent = -_HANG
                paragraph.add_run(f"{section.number}\t")
            paragraph.add_run(section.title)
            self._blocks(section.tokens)
        elif section.tokens and section.tokens[0].type == "paragraph_open":
            self._blocks(section.tokens, (section.id, section.number))
        else:
            paragraph = self.document.add_paragraph()
            self._mark(paragraph, section.id)
            paragraph.add_run(section.number)
            self._blocks(section.tokens)
        for each in section.sections:
            self._section(each)
        if section.terms:
            self._terms()

    def _terms(self) -> None:
        for term in self.whole.terms:
            paragraph = self.document.add_paragraph(term.term, "Term")
            self._mark(paragraph, term.id)
            meaning = self.document.add_paragraph()
            self._inline(meaning, term.tokens[0].children or [])

    def _heading(self, level: int) -> str:
        """Return the style of a heading; the title of the paper has one of its own."""
        return f"Heading {min(level - 1, _DEEPEST)}"

    # Prose.

    def _blocks(self, tokens: Sequence[Token], number: tuple[str, str] | None = None) -> None:
        """Write blocks. `number`: id and number of a part without a title, for its first line."""
        lists = _Lists()
        quoted = 0
        index = 0
        while index < len(tokens):
            token = tokens[index]
            match token.type:
                case "heading_open":
                    paragraph = self.document.add_paragraph(style=self._heading(int(token.tag[1])))
                    self._inline(paragraph, tokens[index + 1].children or [])
                    index += 2
                case "paragraph_open":
                    paragraph = self._paragraph(lists, quoted=quoted > 0)
                    if number is not None:
                        self._mark(paragraph, number[0])
                        if number[1]:
                            paragraph.paragraph_format.first_line_indent = -_HANG
                            paragraph.add_run(f"{number[1]}\t")
                        number = None
                    if token.attrGet("class") == "leads":
                        paragraph.paragraph_format.keep_with_next = True
                    self._inline(paragraph, tokens[index + 1].children or [])
                    index += 2
                case "bullet_list_open" | "ordered_list_open":
                    lists.numbers.append(self._numbering(token))
                case "bullet_list_close" | "ordered_list_close":
                    lists.numbers.pop()
                case "list_item_open":
                    lists.fresh = True
                case "blockquote_open":
                    quoted += 1
                case "blockquote_close":
                    quoted -= 1
                case "fence" | "code_block":
                    self._verbatim(token)
                case "hr":
                    self.document.add_paragraph()
                case "table_open":
                    end = next(
                        i for i in range(index, len(tokens)) if tokens[i].type == "table_close"
                    )
                    self._read_table(tokens[index:end])
                    index = end
                case _:
                    pass  # the end of what is written already
            index += 1

    def _paragraph(self, lists: _Lists, *, quoted: bool) -> Paragraph:
        if not lists.depth:
            return self.document.add_paragraph(style="Quote" if quoted else "Normal")
        paragraph = self.document.add_paragraph(style="List Paragraph")
        if lists.fresh:
            marked = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            marked.get_or_add_ilvl().val = lists.depth - 1
            marked.get_or_add_numId().val = lists.numbers[-1]
            lists.fresh = False
        else:
            paragraph.paragraph_format.left_indent = Pt(lists.depth * STEP // 20)
        return paragraph

    def _numbering(self, token: Token) -> int:
        """Add a list of its own, so that it starts where it should; return its number."""
        numbering = self.document.part.numbering_part.element
        ordered = token.type == "ordered_list_open"
        number = numbering.add_num(ORDERED if ordered else BULLETED)
        for level in range(9) if ordered else ():
            number.add_lvlOverride(level).add_startOverride(int(token.attrGet("start") or 1))
        return int(number.numId)

    def _verbatim(self, token: Token) -> None:
        lines = token.content.strip("\n").splitlines()
        if token.info.strip() == "formula":
            for text in filter(None, lines):
                self.document.add_paragraph(style="Formula")._p.append(mathematics(text))
            return
        for text in lines:
            self.document.add_paragraph(text, "Verbatim")

    def _inline(self, paragraph: Paragraph, tokens: Iterable[Token]) -> None:
        """Write what stands in a line: text, and what it is to look like and lead to."""
        into = [paragraph._p]
        styles: set[str] = set()
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    into[-1].append(self._text(paragraph, token, styles))
                case "softbreak":
                    into[-1].append(paragraph.add_run(" ")._r)
                case "hardbreak":
                    run = paragraph.add_run()
                    run.add_break(WD_BREAK.LINE)
                    into[-1].append(run._r)
                case "link_open":
                    into.append(self._link(paragraph, str(token.attrGet("href"))))
                case "ins_open" | "s_open":
                    self.changes += 1
                    change = xml_element(
                        "w:ins" if token.type == "ins_open" else "w:del",
                        {"w:id": str(_CHANGES + self.changes), "w:author": _AUTHOR},
                    )
                    into[-1].append(change)
                    into.append(change)
                    styles.add(token.type.removesuffix("_open"))
                case "link_close" | "ins_close" | "s_close":
                    into.pop()
                    styles.discard(token.type.removesuffix("_close"))
                case "strong_open" | "em_open":
                    styles.add(token.type.removesuffix("_open"))
                case "strong_close" | "em_close":
                    styles.discard(token.type.removesuffix("_close"))
                case _:
                    raise AssertionError(f"{token.type} is not known")

    def _text(self, paragraph: Paragraph, token: Token, styles: set[str]) -> Any:  # noqa: ANN401
        run = paragraph.add_run(token.content)
        if "strong" in styles:
            run.bold = True
        if "em" in styles:
            run.italic = True
        if token.type == "code_inline":
            run.font.name = "Consolas"
        if "s" in styles:
            for text in run._r.findall(qn("w:t")):
                text.tag = qn("w:delText")
        return run._r

    # Links.

    def _mark(self, paragraph: Paragraph, anchor: str) -> None:
        number = self.bookmarks[anchor]
        start = xml_element("w:bookmarkStart", {"w:id": str(number), "w:name": f"part_{number}"})
        paragraph._p.append(start)
        paragraph._p.append(xml_element("w:bookmarkEnd", {"w:id": str(number)}))

    def _link(self, paragraph: Paragraph, href: str) -> Any:  # noqa: ANN401
        if href.startswith("#"):
            return self._link_to(paragraph, href[1:])
        relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = xml_element("w:hyperlink", {"r:id": relation})
        paragraph._p.append(link)
        return link

    def _link_to(self, paragraph: Paragraph, anchor: str) -> Any:  # noqa: ANN401
        link = xml_element(
            "w:hyperlink", {"w:anchor": f"part_{self.bookmarks[anchor]}", "w:history": "1"}
        )
        paragraph._p.append(link)
        return link

    def _read_table(self, tokens: Sequence[Token]) -> None:
        """Write a table from its tokens."""
        caption = ""
        head = 0
        rows: list[list[tuple[Token, Token]]] = []
        for index, token in enumerate(tokens):
            match token.type:
                case "caption_open":
                    caption = _plain(tokens[index + 1])
                    self.document.add_paragraph(caption, "Caption")
                case "tr_open":
                    rows.append([])
                case "th_open" | "td_open":
                    rows[-1].append((token, tokens[index + 1]))
                case "thead_close":
                    head = len(rows)
                case _:
                    pass
        widths = [width_of(column) for column in zip_longest(*rows)]
        texts = (_plain(inline) for row in rows for _, inline in row)
        long = any(len(word) > _LONG_WORD for text in texts for word in text.split())
        written = add_table(self.document, len(rows), widths, caption, headed=head > 0, fixed=long)
        for cells, row in zip(written, rows, strict=True):
            for cell, (opening, inline) in zip(cells, row, strict=False):
                if alignment := _ALIGNMENT.get(str(opening.attrGet("class"))):
                    cell.alignment = alignment
                self._inline(cell, inline.children or [])
        for cell in written[0] if head else ():
            for run in cell.runs:
                run.bold = True
        if tokens[0].attrGet("class") == "short":
            for cells in written[:-1]:
                cells[0].paragraph_format.keep_with_next = True
        self.document.add_paragraph(style="After Table")


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])
