"""WordprocessingML that python-docx has no words for: elements, fields, mathematics."""

from typing import Any, Final
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from agreements.rendering.prose import fractions

MATHEMATICS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def xml_element(name: str, attributes: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    """Return an element by its prefixed name, as `w:tab`, with attributes named the same way."""
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that Word fills in, and what it shows until then."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str, *, dirty: bool = False) -> None:
    """Begin a field; `dirty` makes Word fill it in on opening."""
    begin = {"w:fldCharType": "begin"} | ({"w:dirty": "true"} if dirty else {})
    paragraph.add_run()._r.append(xml_element("w:fldChar", begin))
    code = xml_element("w:instrText", {"xml:space": "preserve"})
    code.text = instruction
    paragraph.add_run()._r.append(code)
    paragraph.add_run()._r.append(xml_element("w:fldChar", {"w:fldCharType": "separate"}))


def end_field(paragraph: Paragraph) -> None:
    """End the field that was begun last."""
    paragraph.add_run()._r.append(xml_element("w:fldChar", {"w:fldCharType": "end"}))


def mathematics(text: str) -> Any:  # noqa: ANN401
    """Return a line of mathematics as Word's own, with real fractions."""

    def words(piece: str) -> str:
        shown = f'<m:t xml:space="preserve">{escape(piece)}</m:t>'
        return f"<m:r><m:rPr><m:nor/></m:rPr>{shown}</m:r>"  # words, not the names of signs

    inside = "".join(
        words(piece)
        if isinstance(piece, str)
        else f"<m:f><m:num>{words(piece[0])}</m:num><m:den>{words(piece[1])}</m:den></m:f>"
        for piece in fractions(text)
    )
    return parse_xml(f'<m:oMath xmlns:m="{MATHEMATICS}">{inside}</m:oMath>')
