"""Reading documents back: HTML strictly, PDF by page and by tag."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

import pikepdf
from pypdf import PdfReader
from tinyhtml5.parser import HTMLParser

#: What the format of tags (ISO 32000-1, 14.8.4) lets stand in what.
GROUPS: Final = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct"}
INSIDE: Final = {
    "TR": {"THead", "TBody", "TFoot", "Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "Table": GROUPS,
    **{f"H{level}": GROUPS for level in range(1, 7)},
}


def parsed(html: str) -> Element:
    """Give the tree of a page. Any error in its HTML fails."""
    parser = HTMLParser(namespace_html_elements=False)
    tree: Element = parser.parse(html)
    assert parser.errors == []
    return tree


def words(element: Element) -> str:
    """Give the text of an element, spaces as they are read."""
    return " ".join("".join(element.itertext()).split())


def page_texts(pdf: bytes) -> list[str]:
    """Give the text of each page, spaces and line ends as one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@dataclass(frozen=True)
class Tag:
    """An element of the tree of tags: its kind, the kinds above it, and its dictionary."""

    kind: str
    above: tuple[str, ...]
    element: Any


def tags(pdf: pikepdf.Pdf) -> Iterator[Tag]:
    """Give all the tags of a document, in the order in which they are read."""

    def walk(element: Any, above: tuple[str, ...]) -> Iterator[Tag]:
        kind = str(element.S)[1:]
        yield Tag(kind, above, element)
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid, (*above, kind))

    for top in pdf.Root.StructTreeRoot.K:
        yield from walk(top, ())


def unmarked_text(pdf: pikepdf.Pdf) -> int:
    """Count the texts that are neither tagged nor marked as an artifact."""
    count = 0
    for page in pdf.pages:
        marks = 0
        for instruction in pikepdf.parse_content_stream(page):
            match str(instruction.operator):
                case "BDC" | "BMC":
                    marks += 1
                case "EMC":
                    marks -= 1
                case "Tj" | "TJ" | "'" | '"':
                    count += marks == 0
                case _:
                    pass
    return count
