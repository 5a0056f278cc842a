"""A paper as a PDF document that is accessible (PDF/UA-1) and always the same bytes.

    pdf_of(paper)     the document: tagged, with bookmarks, numbered pages and running heads

The page comes from `agreements.rendering.webpage`, the layout from WeasyPrint, which only this
module knows.
What costs time at each start is done once in a process: gathering the fonts, reading the style.

WeasyPrint's tags are mended in three ways before they are written:

- what repeats on every page (running heads and feet) is marked as an artifact, so that it is not
  read out in the middle of a sentence (ISO 14289-1, 7.8);
- a link says where it leads in words, not by an id, and is printed (ISO 14289-1, 7.18.5);
- a table's headings say whether they head a column or a row (ISO 14289-1, 7.5).
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from agreements.rendering.composing import composed
from agreements.rendering.papers import Paper
from agreements.rendering.webpage import STYLE, markup_of

VARIANT: Final = "pdf/ua-1"
#: The flag of an annotation that is on paper too (ISO 32000-1, table 165).
_PRINTED: Final = 4


class _Closed(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches nothing: a document is made of its paper alone."""

    def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002
        """Refuse."""
        raise ValueError(f"a document fetches nothing, so not {url}")


def pdf_of(paper: Paper) -> bytes:
    """Return a paper as a PDF document. Raises `DefinitionError` with every problem of it."""
    whole = composed(paper)
    anchors = whole.anchors()
    fonts, style = _shared()
    with _without_collecting():
        page = weasyprint.HTML(string=markup_of(whole), url_fetcher=_Closed())
        written: bytes = page.write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_identifier=True,
            finisher=lambda _document, pdf: _mend(pdf, anchors),
        )
    return written


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause garbage collection.

    A layout is millions of objects that live until it is done, and going through them again and
    again takes a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@cache
def _shared() -> tuple[Any, Any]:
    """Return the fonts and the style sheet, which every document in this process uses."""
    fonts = FontConfiguration()
    return fonts, weasyprint.CSS(string=STYLE, font_config=fonts, url_fetcher=_Closed())


# --- tags -----------------------------------------------------------------------------------------


def _mend(pdf: Any, anchors: Mapping[str, str]) -> None:  # noqa: ANN401 - WeasyPrint has no types
    for each in pdf.objects:
        if isinstance(each, pydyf.Dictionary) and each.get("Subtype") == "/Link":
            _mend_link(each, anchors)
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    told = set()
    for number, above in _tree(pdf, _number(root["K"][0])):
        told.add(number)
        element = pdf.objects[number]
        if any(_object_type(pdf, kid) == "/OBJR" for kid in element.get("K", ())):
            element["S"] = "/Link"  # a part of one, as in [**this** page](...)
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if "/THead" in above else "/Row"
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for index, reference in enumerate(pdf.page_references):
        untold = {mcid for mcid, owner in enumerate(owners[index]) if _number(owner) not in told}
        for mcid in untold:
            # An element that nothing leads to. It stays as an empty object, so that no other
            # object's number changes.
            _object(pdf, owners[index][mcid]).clear()
            owners[index][mcid] = b"null"
        page = _object(pdf, reference)
        _make_artifacts(_object(pdf, page["Contents"]).stream, untold)


def _mend_link(link: Any, anchors: Mapping[str, str]) -> None:  # noqa: ANN401
    link["F"] = _PRINTED
    words = anchors.get(link["Contents"].string)
    if words is not None:
        link["Contents"] = pydyf.String(words)


def _make_artifacts(operators: list[Any], untold: set[int]) -> None:
    """Mark content as an artifact of the page. An operator's operands stand right before it."""
    for index, operator in enumerate(operators):
        if operator == b"BDC" and operators[index - 1].get("MCID") in untold:
            operators[index - 2] = "/Artifact"
            operators[index - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _tree(pdf: Any, top: int) -> Iterator[tuple[int, tuple[str, ...]]]:  # noqa: ANN401
    """Return the numbers of the elements of the tree of tags, each with the tags two above it."""
    waiting: list[tuple[int, tuple[str, ...]]] = [(top, ())]
    while waiting:
        number, above = waiting.pop()
        yield number, above
        element = pdf.objects[number]
        inside = (*above[-1:], element["S"])
        waiting += [
            (_number(kid), inside)
            for kid in element.get("K", ())
            if _object_type(pdf, kid) == "/StructElem"
        ]


def _object(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    return pdf.objects[_number(reference)]


def _object_type(pdf: Any, kid: bytes | int) -> str | None:  # noqa: ANN401
    """Return the type of an object in an element; None for content, which is a number."""
    if isinstance(kid, int):
        return None
    return str(_object(pdf, kid)["Type"])


def _number(reference: bytes) -> int:
    """Read the number in a reference: b"12 0 R"."""
    return int(reference.split()[0])
