"""A paper as a web page: complete, lean, valid HTML5, good on a screen and on paper.

    html_of(paper)     the page, with its style in it
    markup_of(...)     the same without its style, for callers that have it

Formulas are plain HTML too, since not everything that lays pages out knows MathML.
"""

import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Final

import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from agreements.rendering.composing import Composed, composed
from agreements.rendering.papers import Paper
from agreements.rendering.prose import fractions

#: The one style sheet, for screen and print.
STYLE: Final = files("agreements.rendering").joinpath("templates", "paper.css").read_text("utf-8")

# A second fence: the Markdown knows no HTML, and what comes out of it may hold only this.
_TAGS: Final = frozenset(
    {"h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ul", "ol", "li"}
    | {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    | {"a", "code", "em", "strong", "s", "ins", "span"}
)
_ATTRIBUTES: Final = {
    "a": {"href", "class"},
    "ol": {"start"},
    "p": {"class"},
    "span": {"class"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}
_SCHEMES: Final = frozenset({"http", "https", "mailto"})


class _Renderer(RendererHTML):
    """Renders tokens; mathematics is set as such."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Set a fenced block: mathematics where it says so, and code elsewhere."""
        if tokens[idx].info.strip() != "formula":
            return super().fence(tokens, idx, options, env)
        lines = tokens[idx].content.strip().splitlines()
        return "".join(f'<p class="formula">{_mathematics(line)}</p>\n' for line in lines if line)


_PARAGRAPH: Final = re.compile('<p(?: class="leads")?>')
_MARKDOWN: Final = MarkdownIt("commonmark", renderer_cls=_Renderer)


def html_of(paper: Paper) -> str:
    """Return a paper as an HTML page. Raises `DefinitionError` with every problem of the paper."""
    return markup_of(composed(paper), STYLE)


def markup_of(paper: Composed, style: str = "") -> str:
    """Return a composed paper as an HTML page with a style sheet in it, or with none."""
    page = _PAGE.render(it=paper, paper=paper.paper, style=Markup(style))  # noqa: S704 - our own
    return _CELL.sub(_with_breaks, page)


#: A cell of a table; in it a tag, or a word too long to widen its column by all its letters.
_CELL: Final = re.compile(r"(?<=<t[dh])[\s>].*?(?=</t[dh]>)", re.DOTALL)
_TAG_OR_LONG_WORD: Final = re.compile(r"<[^>]*>|[^\s<>]{18,}")


def _with_breaks(cell: re.Match[str]) -> str:
    """Let long words in a cell be broken, so that no other cell is pushed off the page."""
    return _TAG_OR_LONG_WORD.sub(
        lambda found: found[0] if found[0][0] == "<" else f'<span class="long">{found[0]}</span>',
        cell[0],
    )


def _block(tokens: Sequence[Token], number: str = "") -> Markup:
    """Return blocks of prose as HTML; a number hangs at the first line of the first paragraph."""
    html = _clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})) if tokens else Markup()
    if not number:
        return html
    hanging = Markup('<span class="number">{} </span>').format(number)
    paragraph = _PARAGRAPH.match(html)
    if paragraph is None:
        return Markup('<p class="leads">{}</p>\n{}').format(hanging, html)
    end = paragraph.end()
    return Markup("{}{}{}").format(html[:end], hanging, html[end:])


def _clean(html: str) -> Markup:
    return Markup(  # noqa: S704 - it comes out of the cleaning
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel=None,
        )
    )


def _mathematics(line: str) -> str:
    """Set one line. Read out or copied, a fraction is what is above, a stroke, what is below."""
    return "".join(
        escape(piece)
        if isinstance(piece, str)
        else f'<span class="fraction"><span class="above">{escape(piece[0])}</span>'
        f'<span class="stroke"> / </span><span class="below">{escape(piece[1])}</span></span>'
        for piece in fractions(line)
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("agreements.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["block"] = _block
    return environment


_PAGE: Final = _environment().get_template("paper.html")
