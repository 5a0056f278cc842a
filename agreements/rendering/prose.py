"""Prose: the Markdown of a part, as tokens that every format is made from.

CommonMark and tables, with a few more conventions:

    [](#clause-term)      a reference; it shows the number of the part, or its title if it has none
    **Buyer**             a defined term, when the paper defines one of that name, is linked to it
    Table: Who decides    a paragraph right before a table is its caption
    | | Weighting |       the first column names the rows; no headings at all: no heading row
    ~~24~~ ++36++         struck out and put in, for comparisons
    ```formula            mathematics: a line each, `{above}/{below}` for a fraction

Nothing else is mark-up: HTML in the text is shown as text, pictures are not known. Pages of forms
read Markdown by `forms.pages.html.hints`, which makes HTML for one page and knows no references.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rules.problems import Problems

#: How deep headings go in HTML and PDF.
DEEPEST: Final = 6

#: A table of at most this many rows, headings included, is not divided between pages.
_SHORT: Final = 6

#: Where links lead to, beside parts of the paper itself.
_SCHEMES: Final = ("https:", "http:", "mailto:")

_CAPTION: Final = re.compile(r"Table:\s+")
_FRACTION: Final = re.compile(r"\{([^{}]*)\}/\{([^{}]*)\}")
_LED_TO: Final = {"table_open", "bullet_list_open", "ordered_list_open", "fence"}
_ALIGNED: Final = {"text-align:right": "right", "text-align:center": "centre"}

# Not its typographic replacements: they would turn "(c)" in a clause into a sign. What is escaped
# stays apart from other text, so that it can mean nothing to us either.
_MARKDOWN: Final = (
    MarkdownIt("commonmark", {"html": False})
    .enable(["table", "strikethrough"])
    .disable(["image", "text_join"])
)


@dataclass(frozen=True, slots=True)
class References:
    """What a paper's prose may refer to.

    names   what an empty link to an anchor shows: "4.2"; a title where there is no number
    terms   the anchor of each defined term
    """

    names: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)


def prose(
    text: str, references: References, problems: Problems, *, where: str, level: int = 1
) -> list[Token]:
    """Return the tokens of a body of Markdown whose own headings stand below `level`.

    A link to an anchor that is not there is added to `problems`, at `where`.
    """
    if not text:
        return []
    tokens = _MARKDOWN.parse(text)
    _nest_headings(tokens, level)
    tokens = list(_tables(tokens))
    _lead_in(tokens)
    for token in tokens:
        if token.type == "inline":
            token.children = _linked(token.children or [], references, problems, where)
    return tokens


def line(text: str, references: References, problems: Problems, *, where: str) -> list[Token]:
    """Return the tokens of one line of Markdown, with no paragraph around it."""
    (inline,) = _MARKDOWN.parseInline(text)
    inline.children = _linked(inline.children or [], references, problems, where)
    return [inline]


def fractions(text: str) -> Iterator[tuple[str, str] | str]:
    """Return the pieces of a line of mathematics: text, and fractions as above and below."""
    end = 0
    for found in _FRACTION.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield found[1].strip(), found[2].strip()
        end = found.end()
    if end < len(text):
        yield text[end:]


def _nest_headings(tokens: list[Token], level: int) -> None:
    """Put the headings below `level`, none more than one below the heading before it."""
    stack: list[int] = []  # the levels that were written, of the headings we are under
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            written = int(token.tag[1])
            while stack and stack[-1] >= written:
                stack.pop()
            stack.append(written)
            # Its closing tag is two on: open, inline, close.
            token.tag = tokens[index + 2].tag = f"h{min(level + len(stack), DEEPEST)}"


def _tables(tokens: list[Token]) -> Iterator[Token]:
    """Return each table its caption, its row headings and the scope of each heading."""
    index = 0
    while index < len(tokens):
        if tokens[index].type == "table_open":
            end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
            yield from _table(tokens[index : end + 1])
            index = end + 1
        elif _is_caption(tokens, index):
            paragraph, table = tokens[index + 1], tokens[index + 3]
            table.meta = {"caption": _without_mark(paragraph)}
            index += 3
        else:
            yield tokens[index]
            index += 1


def _lead_in(tokens: list[Token]) -> None:
    """Mark each paragraph that must stay with what follows it.

    One before a table, a list or mathematics; and one all in bold, which leads as a heading does.
    """
    for index, token in enumerate(tokens[:-1]):
        if token.type == "paragraph_close" and (
            tokens[index + 1].type in _LED_TO or _is_bold(tokens[index - 1])
        ):
            # Its opening tag is two before: open, inline, close.
            tokens[index - 2].attrSet("class", "leads")


def _is_bold(inline: Token) -> bool:
    kinds = [child.type for child in inline.children or []]
    return kinds[:1] == ["strong_open"] and kinds.index("strong_close") == len(kinds) - 1


def _is_caption(tokens: Sequence[Token], index: int) -> bool:
    following = tokens[index : index + 4]
    return [token.type for token in following] == [
        "paragraph_open",
        "inline",
        "paragraph_close",
        "table_open",
    ] and _CAPTION.match(following[1].content) is not None


def _without_mark(paragraph: Token) -> Token:
    if paragraph.children:
        first = paragraph.children[0]
        first.content = _CAPTION.sub("", first.content, count=1)
    return paragraph


def _table(tokens: list[Token]) -> Iterator[Token]:
    head = next(index for index, token in enumerate(tokens) if token.type == "thead_close") + 1
    columns = [tokens[i + 1] for i in range(head) if tokens[i].type == "th_open"]
    headed = any(column.content for column in columns)
    if sum(token.type == "tr_open" for token in tokens) <= _SHORT:
        tokens[0].attrSet("class", "short")
    yield tokens[0]
    if caption := tokens[0].meta.get("caption"):
        yield Token("caption_open", "caption", 1)
        yield caption
        yield Token("caption_close", "caption", -1)
    in_head, at_start = True, False
    for index, token in enumerate(tokens[1:], 1):
        _align(token)
        if token.type == "tr_open":
            at_start = True
        elif token.type == "thead_close":
            in_head = False
        elif in_head and token.type == "th_open":
            if tokens[index + 1].content:
                token.attrSet("scope", "col")
            else:  # an empty heading heads nothing
                token.tag = tokens[index + 2].tag = "td"
        elif token.type == "td_open" and at_start:
            at_start = False
            if tokens[index + 1].content:
                token.tag = tokens[index + 2].tag = "th"
                token.attrSet("scope", "row")
        if headed or index >= head:
            yield token


def _align(token: Token) -> None:
    """Turn the style that Markdown sets into a class, since pages may forbid styles."""
    style = token.attrs.pop("style", None)
    if name := _ALIGNED.get(str(style)):
        token.attrSet("class", name)


def _linked(
    children: list[Token], references: References, problems: Problems, where: str
) -> list[Token]:
    """Fill in references, link terms, and mark what is put in."""
    linked: list[Token] = []
    in_link = False
    children = _put_in(children)
    for index, token in enumerate(children):
        if token.type == "link_open":
            in_link = True
            linked.append(token)
            linked += _reference(token, children[index + 1], references, problems, where)
        elif token.type == "link_close":
            in_link = False
            linked.append(token)
        elif (
            token.type == "strong_open"
            and not in_link
            and (anchor := _term(children[index : index + 3], references))
        ):
            linked += [
                token,
                Token("link_open", "a", 1, attrs={"href": f"#{anchor}", "class": "term"}),
            ]
        elif (
            token.type == "strong_close"
            and not in_link
            and (_term(children[index - 2 : index + 1], references))
        ):
            linked += [Token("link_close", "a", -1), token]
        elif token.type == "text_special":
            linked.append(Token("text", "", 0, content=token.content))
        else:
            linked.append(token)
    return linked


def _reference(
    link: Token, following: Token, references: References, problems: Problems, where: str
) -> list[Token]:
    """Return the text that an empty link shows. A link to nowhere is a problem."""
    href = str(link.attrGet("href") or "")
    if not href.startswith("#"):
        if not href.startswith(_SCHEMES):
            problems.add(
                where, f"a link leads to `{href}`: it must begin with #, https: or mailto:"
            )
        return [Token("text", "", 0, content=href)] if following.type == "link_close" else []
    name = references.names.get(href[1:])
    if name is None:
        problems.add(where, f"refers to `{href}`, and no part has that id")
        return []
    return [Token("text", "", 0, content=name)] if following.type == "link_close" else []


def _term(tokens: Sequence[Token], references: References) -> str | None:
    """Return the anchor of the term that a bold word is, if it is one."""
    if [token.type for token in tokens] != ["strong_open", "text", "strong_close"]:
        return None
    word = tokens[1].content
    return references.terms.get(word) or references.terms.get(word.removesuffix("s"))


def _put_in(children: list[Token]) -> list[Token]:
    """Mark what stands between two `++`, whatever else is in it, if no mark-up crosses them.

    Only `++` that was written as such counts: one that was escaped is a token of another kind.
    """
    pieces: list[Token] = []
    for token in children:
        if token.type == "text" and "++" in token.content:
            pieces += [
                Token("plus" if piece == "++" else "text", "", 0, content=piece)
                for piece in re.split(r"(\+\+)", token.content)
                if piece
            ]
        else:
            pieces.append(token)
    start = None
    for index, token in enumerate(pieces):
        if token.type != "plus":
            continue
        if (
            start is not None
            and _balanced(pieces[start + 1 : index])
            and not _space_before(pieces, index)
        ):
            pieces[start] = Token("ins_open", "ins", 1)
            pieces[index] = Token("ins_close", "ins", -1)
            start = None
        elif not _space_after(pieces, index):
            start = index
    for token in pieces:
        if token.type == "plus":
            token.type = "text"
    return pieces


def _balanced(tokens: Sequence[Token]) -> bool:
    """Whether there is something, and all mark-up that is opened in it is closed in it."""
    depth = 0
    for token in tokens:
        depth += token.nesting
        if depth < 0:
            return False
    return bool(tokens) and depth == 0


def _space_after(pieces: Sequence[Token], index: int) -> bool:
    """Whether a space, or nothing, is after a `++`, so that it cannot open."""
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    return after is None or (after.type == "text" and after.content[:1].isspace())


def _space_before(pieces: Sequence[Token], index: int) -> bool:
    """Whether a space is before a `++`, so that it cannot close."""
    before = pieces[index - 1]
    return before.type == "text" and before.content[-1:].isspace()
