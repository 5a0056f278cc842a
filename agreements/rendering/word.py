"""A paper as a Word document, for who marks it up. Always the same bytes.

    docx_of(paper)     the document: heading styles, tables with heading rows, a table of contents

Numbers of clauses are text, as in every other format, so that a lawyer's copy cites the same
numbers whatever is put in or taken out. What a comparison strikes out and puts in becomes tracked
changes. Mathematics becomes Word's own. Page numbers in the table of contents are filled in by Word
(it does so on opening), since no one else knows its pages.

Only this module knows python-docx.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import zip_longest
from typing import Any, Final
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from markdown_it.token import Token

from agreements.rendering.composing import Composed, ComposedPart, composed
from agreements.rendering.papers import Paper
from agreements.rendering.prose import fractions

#: What stands for the day of an undated document: the first that a zip file can hold.
_NO_DAY: Final = datetime(1980, 1, 1, tzinfo=UTC)
_AUTHOR: Final = "Frameworkshop"

_TYPEFACE: Final = "Palatino Linotype"
_INK: Final = RGBColor(0x16, 0x18, 0x1D)
_QUIET: Final = RGBColor(0x56, 0x5D, 0x68)
_ACCENT: Final = RGBColor(0x1C, 0x3F, 0x66)
_HANG: Final = Mm(12)
_DEEPEST: Final = 5
#: How far each level of a list stands in, in twentieths of a point.
_STEP: Final = 397
#: Tracked changes and bookmarks may not share a number.
_CHANGES: Final = 1_000_000
_ALIGNMENT: Final = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}
_MATHEMATICS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def docx_of(paper: Paper) -> bytes:
    """Give a paper as a Word document. Raises `DefinitionError` with every problem of the paper."""
    whole = composed(paper)
    written = _Writing(Document(io.BytesIO(_styled(paper.lang))), whole)
    written.all()
    return _packed(written.document)


@cache
def _styled(lang: str) -> bytes:
    """Give an empty document with our styles: made once for a language, then read each time."""
    document = Document()
    _Styles(document, lang).all()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _packed(document: WordDocument) -> bytes:
    """Give a document's bytes, without the moment at which they were written."""
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
    fresh: bool = (
        False  # whether the item's first paragraph, which bears its mark, is still to come
    )

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
        _field(paragraph, "PAGE", "1")
        paragraph.add_run(" of ")
        _field(paragraph, "NUMPAGES", "1")
        if self.whole.origin:
            paragraph.add_run().add_break()
            paragraph.add_run(self.whole.origin)

    def _head(self) -> None:
        first = self.document.add_paragraph(self.paper.title, "Title")
        if self.paper.watermark:
            first = first.insert_paragraph_before(self.paper.watermark, "Mark")
        if self.whole.contents:
            first.paragraph_format.space_before = Mm(48)
        if self.paper.subtitle:
            self.document.add_paragraph(self.paper.subtitle, "Subtitle")
        if self.paper.facts:
            self._caption("Particulars")
            rows = self._table(len(self.paper.facts), (1, 2), "Particulars", headed=False)
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
                _field_start(paragraph, f'TOC \\o "1-{deepest}" \\h \\z \\u', dirty=True)
            link = self._link_to(paragraph, section.id)
            link.append(_run(paragraph, section.name)._r)
        if paragraph is not None:
            _field_end(paragraph)

    # Sections.

    def _section(self, section: ComposedPart, *, new_page: bool = False) -> None:
        if section.title:
            paragraph = self.document.add_paragraph(style=self._heading(section.level))
            self._mark(paragraph, section.id)
            paragraph.paragraph_format.page_break_before = new_page or section.new_page or None
            if section.named:
                label = paragraph.add_run(section.number)
                label.font.size, label.font.color.rgb = Pt(9), _QUIET
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
        """Give the style of a heading: the paper's title has its own, so the next is the first."""
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
            paragraph.paragraph_format.left_indent = Pt(lists.depth * _STEP // 20)
        return paragraph

    def _numbering(self, token: Token) -> int:
        """Add a list of its own, so that it starts where it should, and give its number."""
        numbering = self.document.part.numbering_part.element
        ordered = token.type == "ordered_list_open"
        number = numbering.add_num(_ORDERED if ordered else _BULLETED)
        for level in range(9) if ordered else ():
            number.add_lvlOverride(level).add_startOverride(int(token.attrGet("start") or 1))
        return int(number.numId)

    def _verbatim(self, token: Token) -> None:
        lines = token.content.strip("\n").splitlines()
        if token.info.strip() == "formula":
            for text in filter(None, lines):
                self.document.add_paragraph(style="Formula")._p.append(_mathematics(text))
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
                    into[-1].append(_run(paragraph, " ")._r)
                case "hardbreak":
                    run = _run(paragraph, "")
                    run.add_break(WD_BREAK.LINE)
                    into[-1].append(run._r)
                case "link_open":
                    into.append(self._link(paragraph, str(token.attrGet("href"))))
                case "ins_open" | "s_open":
                    self.changes += 1
                    change = _element(
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
        run = _run(paragraph, token.content)
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
        start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": f"part_{number}"})
        paragraph._p.append(start)
        paragraph._p.append(_element("w:bookmarkEnd", {"w:id": str(number)}))

    def _link(self, paragraph: Paragraph, href: str) -> Any:  # noqa: ANN401
        if href.startswith("#"):
            return self._link_to(paragraph, href[1:])
        relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = _element("w:hyperlink", {"r:id": relation})
        paragraph._p.append(link)
        return link

    def _link_to(self, paragraph: Paragraph, anchor: str) -> Any:  # noqa: ANN401
        link = _element(
            "w:hyperlink", {"w:anchor": f"part_{self.bookmarks[anchor]}", "w:history": "1"}
        )
        paragraph._p.append(link)
        return link

    # Tables.

    def _read_table(self, tokens: Sequence[Token]) -> None:
        """Write a table from its tokens."""
        caption = ""
        head = 0
        rows: list[list[tuple[Token, Token]]] = []
        for index, token in enumerate(tokens):
            match token.type:
                case "caption_open":
                    caption = _plain(tokens[index + 1])
                    self._caption("").add_run(caption)
                case "tr_open":
                    rows.append([])
                case "th_open" | "td_open":
                    rows[-1].append((token, tokens[index + 1]))
                case "thead_close":
                    head = len(rows)
                case _:
                    pass
        widths = [_width(column) for column in zip_longest(*rows)]
        written = self._table(len(rows), widths, caption, headed=head > 0)
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

    def _caption(self, text: str) -> Paragraph:
        return self.document.add_paragraph(text, "Caption")

    def _table(
        self, rows: int, widths: Sequence[int], caption: str, *, headed: bool
    ) -> list[list[Paragraph]]:
        """Add a table, and give the paragraph of each cell. Widths are in proportion."""
        table = self.document.add_table(rows, len(widths))
        self._lay_out(table, widths, caption, headed=headed)
        style = self.document.styles["Table Text"].style_id
        cells: list[list[Paragraph]] = []
        for index, row in enumerate(table._tbl.tr_lst):
            properties = row.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if headed and index == 0:
                properties.append(_element("w:tblHeader"))
            cells.append([])
            for cell, width in zip(row.tc_lst, widths, strict=True):
                cell.width = _column(width, widths, self.document)
                paragraph = Paragraph(cell.p_lst[0], table)
                paragraph._p.style = style
                cells[-1].append(paragraph)
        return cells

    def _lay_out(self, table: Table, widths: Sequence[int], caption: str, *, headed: bool) -> None:
        about = table._tbl.tblPr
        look = {"w:firstRow": str(int(headed)), "w:firstColumn": "1", "w:noVBand": "1"}
        for old in about.findall(qn("w:tblLook")):
            about.remove(old)
        about.append(parse_xml(_BORDERS))
        about.append(parse_xml(_MARGINS))
        about.append(_element("w:tblLook", look))
        if caption:
            about.append(_element("w:tblCaption", {"w:val": caption}))
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = _column(width, widths, self.document)


def _width(column: Iterable[tuple[Token, Token] | None]) -> int:
    """Judge how wide a column should be, by its longest cell: no word too narrow, no text alone."""
    longest = max((len(cell[1].content) for cell in column if cell), default=0)
    return min(max(longest, 6), 36)


def _column(width: int, widths: Sequence[int], document: WordDocument) -> Length:
    page = document.sections[0]
    whole = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    return Emu(whole * width // sum(widths))


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


# --- styles ---------------------------------------------------------------------------------------


@dataclass
class _Styles:
    """The styles of a document, made from python-docx's plain ones."""

    document: WordDocument
    lang: str

    def all(self) -> None:
        self._normal()
        sizes = (27, 23, 21, 21, 21)
        for level, half_points in enumerate(sizes, 1):
            style = self._changed(f"Heading {level}", Pt(half_points) // 2, _INK)
            style.font.bold = level < 4
            style.font.italic = level > 4
            self._space(style, before=(20, 14, 10, 8, 8)[level - 1], after=4)
            style.paragraph_format.keep_with_next = True
        self._style("Heading 1").font.color.rgb = _ACCENT
        self._head()
        self._small()
        self._lists()
        self._contents()

    def _style(self, name: str) -> ParagraphStyle:
        style = self.document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - for the type checker
        return style

    def _changed(self, name: str, size: int, colour: RGBColor) -> ParagraphStyle:
        """Set a style's typeface, size and colour; make the style if it is not there."""
        if name not in self.document.styles:
            made = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = self.document.styles["Normal"]
        style = self._style(name)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]  # a theme's typefaces would win over ours
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), _TYPEFACE)
        style.font.size = size
        style.font.color.rgb = colour
        return style

    def _space(self, style: ParagraphStyle, *, before: int, after: int) -> None:
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)

    def _normal(self) -> None:
        style = self._changed("Normal", Pt(21) // 2, _INK)
        self._space(style, before=0, after=6)
        style.paragraph_format.line_spacing = Pt(15)
        style.paragraph_format.widow_control = True
        language = _element("w:lang", {"w:val": self.lang, "w:eastAsia": self.lang})
        style.element.get_or_add_rPr().append(language)
        for old in self.document.styles.element.iter(qn("w:lang")):
            old.set(qn("w:val"), self.lang)

    def _head(self) -> None:
        title = self._changed("Title", Pt(26), _ACCENT)
        self._space(title, before=0, after=6)
        title.paragraph_format.line_spacing = Pt(30)
        for border in title.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        subtitle = self._changed("Subtitle", Pt(13), _QUIET)
        subtitle.font.italic = subtitle.font.bold = False
        for spread in subtitle.element.findall(f".//{qn('w:rPr')}/{qn('w:spacing')}"):
            spread.getparent().remove(spread)
        self._space(subtitle, before=0, after=24)
        mark = self._changed("Mark", Pt(9), RGBColor(0x8C, 0x1D, 0x18))
        mark.font.all_caps = True

    def _small(self) -> None:
        caption = self._changed("Caption", Pt(19) // 2, _QUIET)
        caption.font.bold, caption.font.italic = False, True
        caption.paragraph_format.keep_with_next = True
        self._space(caption, before=10, after=3)
        text = self._changed("Table Text", Pt(19) // 2, _INK)
        self._space(text, before=3, after=3)
        text.paragraph_format.line_spacing = Pt(13)
        after = self._changed("After Table", Pt(4), _INK)
        self._space(after, before=0, after=4)
        after.paragraph_format.line_spacing = Pt(4)
        quote = self._changed("Quote", Pt(21) // 2, _INK)
        quote.font.italic = False
        quote.paragraph_format.left_indent = Mm(6)
        term = self._changed("Term", Pt(21) // 2, _INK)
        term.font.bold = True
        term.paragraph_format.keep_with_next = True
        self._space(term, before=6, after=0)
        formula = self._changed("Formula", Pt(21) // 2, _INK)
        self._space(formula, before=6, after=10)
        formula.paragraph_format.line_spacing = 1
        verbatim = self._changed("Verbatim", Pt(9), _INK)
        verbatim.font.name = "Consolas"

        for name in ("Header", "Footer"):
            style = self._changed(name, Pt(8), _QUIET)
            style.paragraph_format.line_spacing = Pt(11)
            _clear_tabs(style)
            style.paragraph_format.tab_stops.add_tab_stop(Mm(150), WD_TAB_ALIGNMENT.RIGHT)

    def _lists(self) -> None:
        style = self._changed("List Paragraph", Pt(21) // 2, _INK)
        self._space(style, before=0, after=3)
        numbering = self.document.part.numbering_part.element
        for name, kind in ((_BULLETED, "bullet"), (_ORDERED, "decimal")):
            first = numbering.find(qn("w:num"))
            first.addprevious(parse_xml(_abstract(name, kind)))

    def _contents(self) -> None:
        heading = self._changed("TOC Heading", Pt(14), _ACCENT)
        self._space(heading, before=0, after=8)
        for level, before in ((1, 6), (2, 0)):
            style = self._changed(f"TOC {level}", Pt(21) // 2, _INK)
            self._space(style, before=before, after=1)
            style.paragraph_format.left_indent = Mm(9 * (level - 1))
            stops = style.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(150), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _clear_tabs(style: ParagraphStyle) -> None:
    for tabs in style.element.findall(f".//{qn('w:tabs')}"):
        tabs.getparent().remove(tabs)


#: Numbers of our two kinds of list, beyond those that python-docx's template has.
_BULLETED: Final = 101
_ORDERED: Final = 102


def _abstract(number: int, kind: str) -> str:
    """Give a kind of list: nine levels, each further in than the one before."""
    shapes = ("decimal", "lowerLetter", "lowerRoman")
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{"bullet" if kind == "bullet" else shapes[level % 3]}"/>'
        f'<w:lvlText w:val="{"•" if kind == "bullet" else f"%{level + 1}."}"/>'
        f'<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{(level + 1) * _STEP}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


_MARGINS: Final = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="140" w:type="dxa"/></w:tblCellMar>'
)
_BORDERS: Final = (
    f"<w:tblBorders {nsdecls('w')}>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (
            ("top", 8, "16181D"),
            ("bottom", 4, "B9BFC8"),
            ("insideH", 4, "B9BFC8"),
        )
    )
    + "</w:tblBorders>"
)


# --- parts of WordprocessingML that python-docx has no words for ----------------------------------


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add a run; who asked may put it elsewhere in the paragraph."""
    return paragraph.add_run(text)


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _field_start(paragraph, instruction)
    paragraph.add_run(shown)
    _field_end(paragraph)


def _field_start(paragraph: Paragraph, instruction: str, *, dirty: bool = False) -> None:
    begin = {"w:fldCharType": "begin"} | ({"w:dirty": "true"} if dirty else {})
    paragraph.add_run()._r.append(_element("w:fldChar", begin))
    code = _element("w:instrText", {"xml:space": "preserve"})
    code.text = instruction
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "separate"}))


def _field_end(paragraph: Paragraph) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", {"w:fldCharType": "end"}))


def _mathematics(text: str) -> Any:  # noqa: ANN401
    """Give a line of mathematics as Word's own, with real fractions."""

    def words(piece: str) -> str:
        shown = f'<m:t xml:space="preserve">{escape(piece)}</m:t>'
        return f"<m:r><m:rPr><m:nor/></m:rPr>{shown}</m:r>"  # words, not the names of signs

    inside = "".join(
        words(piece)
        if isinstance(piece, str)
        else f"<m:f><m:num>{words(piece[0])}</m:num><m:den>{words(piece[1])}</m:den></m:f>"
        for piece in fractions(text)
    )
    return parse_xml(f'<m:oMath xmlns:m="{_MATHEMATICS}">{inside}</m:oMath>')
