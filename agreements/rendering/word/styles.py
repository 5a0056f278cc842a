"""The styles of a document, made from python-docx's plain ones."""

import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from agreements.rendering.word.markup import xml_element

_TYPEFACE: Final = "Palatino Linotype"
_INK: Final = RGBColor(0x16, 0x18, 0x1D)
QUIET: Final = RGBColor(0x56, 0x5D, 0x68)
_ACCENT: Final = RGBColor(0x1C, 0x3F, 0x66)
#: How far each level of a list stands in, in twentieths of a point.
STEP: Final = 397
#: The numbers of our two kinds of list, beyond those that python-docx's template has.
BULLETED: Final = 101
ORDERED: Final = 102


def _abstract(number: int, kind: str) -> str:
    """Return a kind of list: nine levels, each further in than the one before."""
    shapes = ("decimal", "lowerLetter", "lowerRoman")
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{"bullet" if kind == "bullet" else shapes[level % 3]}"/>'
        f'<w:lvlText w:val="{"•" if kind == "bullet" else f"%{level + 1}."}"/>'
        f'<w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{(level + 1) * STEP}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


@cache
def styled(lang: str) -> bytes:
    """Return an empty document with our styles: made once for a language, then read each time."""
    document = Document()
    _Styles(document, lang).all()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


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
        language = xml_element("w:lang", {"w:val": self.lang, "w:eastAsia": self.lang})
        style.element.get_or_add_rPr().append(language)
        for old in self.document.styles.element.iter(qn("w:lang")):
            old.set(qn("w:val"), self.lang)

    def _head(self) -> None:
        title = self._changed("Title", Pt(26), _ACCENT)
        self._space(title, before=0, after=6)
        title.paragraph_format.line_spacing = Pt(30)
        for border in title.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        subtitle = self._changed("Subtitle", Pt(13), QUIET)
        subtitle.font.italic = subtitle.font.bold = False
        for spread in subtitle.element.findall(f".//{qn('w:rPr')}/{qn('w:spacing')}"):
            spread.getparent().remove(spread)
        self._space(subtitle, before=0, after=24)
        mark = self._changed("Mark", Pt(9), RGBColor(0x8C, 0x1D, 0x18))
        mark.font.all_caps = True

    def _small(self) -> None:
        caption = self._changed("Caption", Pt(19) // 2, QUIET)
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
            style = self._changed(name, Pt(8), QUIET)
            style.paragraph_format.line_spacing = Pt(11)
            _clear_tabs(style)
            style.paragraph_format.tab_stops.add_tab_stop(Mm(150), WD_TAB_ALIGNMENT.RIGHT)

    def _lists(self) -> None:
        style = self._changed("List Paragraph", Pt(21) // 2, _INK)
        self._space(style, before=0, after=3)
        numbering = self.document.part.numbering_part.element
        for name, kind in ((BULLETED, "bullet"), (ORDERED, "decimal")):
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
