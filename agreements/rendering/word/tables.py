"""Tables of a document: columns of widths in proportion, rows that no page divides."""

from collections.abc import Iterable, Sequence
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length
from docx.table import Table
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from agreements.rendering.word.markup import xml_element

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


def add_table(
    document: WordDocument,
    rows: int,
    widths: Sequence[int],
    caption: str,
    *,
    headed: bool,
    fixed: bool = False,
) -> list[list[Paragraph]]:
    """Add a table; return the paragraph of each cell. Widths are in proportion.

    Columns grow for their longest words unless the table is `fixed`: then those are broken.
    """
    table = document.add_table(rows, len(widths))
    table.autofit = not fixed
    _lay_out(document, table, widths, caption, headed=headed)
    style = document.styles["Table Text"].style_id
    cells: list[list[Paragraph]] = []
    for index, row in enumerate(table._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(xml_element("w:cantSplit"))
        if headed and index == 0:
            properties.append(xml_element("w:tblHeader"))
        cells.append([])
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = _column(width, widths, document)
            paragraph = Paragraph(cell.p_lst[0], table)
            paragraph._p.style = style
            cells[-1].append(paragraph)
    return cells


def _lay_out(
    document: WordDocument, table: Table, widths: Sequence[int], caption: str, *, headed: bool
) -> None:
    about = table._tbl.tblPr
    look = {"w:firstRow": str(int(headed)), "w:firstColumn": "1", "w:noVBand": "1"}
    for old in about.findall(qn("w:tblLook")):
        about.remove(old)
    about.append(parse_xml(_BORDERS))
    about.append(parse_xml(_MARGINS))
    about.append(xml_element("w:tblLook", look))
    if caption:
        about.append(xml_element("w:tblCaption", {"w:val": caption}))
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = _column(width, widths, document)


def width_of(column: Iterable[tuple[Token, Token] | None]) -> int:
    """Return how wide a column is to be beside the others, judged by its longest cell."""
    longest = max((len(cell[1].content) for cell in column if cell), default=0)
    return min(max(longest, 6), 36)


def _column(width: int, widths: Sequence[int], document: WordDocument) -> Length:
    page = document.sections[0]
    whole = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    return Emu(whole * width // sum(widths))
