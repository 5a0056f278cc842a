r"""Markdown: hints and guidance become safe HTML with the classes of the design system.

prose("Give **all** of:\n\n- price\n- term")   paragraphs, lists, headings, tables
line("Without *VAT*")                          what stands in one line

Answers that stand in a text are holes (`forms.pages.html.slots`) when it is read, so that they are
never read as Markdown or HTML.

Documents read Markdown by `agreements.rendering.prose` instead: a page wants HTML with the design
system's classes and holes for answers, a document tokens that serve three formats.
"""

from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from forms.pages.html.slots import in_addresses, in_items

_PARSER: Final = MarkdownIt("commonmark").enable("table")

_CLASSES: Final = {
    "p": "govuk-body",
    "a": "govuk-link",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
}
_OTHER_TAGS: Final = frozenset(
    {"abbr", "b", "br", "code", "dd", "del", "dl", "dt", "em", "i", "ins", "li", "pre", "s"}
    | {"span", "strong", "sub", "sup"}
)
_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"scope"},
    "*": {"lang", "dir"},
}
_ADDRESSES: Final = {"http", "https", "mailto", "tel"}
#: Headings stand under the page's own, which is the first level.
_FIRST_LEVEL: Final = 2
_LAST_LEVEL: Final = 4


@lru_cache(maxsize=2000)
def prose(text: str) -> str:
    """Give Markdown as blocks of HTML."""
    tokens = _PARSER.parse(text)
    _arrange(tokens)
    return _cleaned(_PARSER.renderer.render(tokens, _PARSER.options, {}))


@lru_cache(maxsize=2000)
def line(text: str) -> str:
    """Give Markdown as it stands inside a paragraph; as blocks where it has more than one."""
    tokens = _PARSER.parse(text)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return prose(text)
    _arrange(tokens)
    return _cleaned(_PARSER.renderer.render(tokens[1:2], _PARSER.options, {}))


def _arrange(tokens: list[Token]) -> None:
    """Return elements their classes, and headings the levels that they have on a page."""
    written = sorted({token.tag for token in tokens if token.type == "heading_open"})
    levels = {tag: f"h{min(level, _LAST_LEVEL)}" for level, tag in enumerate(written, _FIRST_LEVEL)}
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = levels[token.tag]
        if token.type == "th_open":
            token.attrSet("scope", "col")
        for each in (token, *(token.children or ())):
            if each.nesting >= 0 and each.tag in _CLASSES:
                each.attrSet("class", _CLASSES[each.tag])
                each.attrs.pop("style", None)


def _cleaned(html: str) -> str:
    """Leave nothing in HTML that could do or fetch anything; the source may hold HTML."""
    clean = nh3.clean(
        html,
        tags={*_CLASSES, *_OTHER_TAGS},
        attributes=_ATTRIBUTES,
        allowed_classes={tag: set(classes.split()) for tag, classes in _CLASSES.items()},
        url_schemes=_ADDRESSES,
        link_rel="noopener noreferrer",
    )
    # A wide table is moved in its own frame, and the page is not.
    clean = clean.replace("<table", '<div class="fw-wide" tabindex="0"><table')
    return in_items(in_addresses(clean.replace("</table>", "</table></div>").strip()))
