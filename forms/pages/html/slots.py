"""Holes: HTML that is made once, with holes where answers go, and filled in for each request.

piece = Piece(component("input", {"name": "price", "value": hole("value")}))
piece.fill({"value": escaped("1.2k")})

The macros of the design system take a thousand times as long as joining a few texts, and they
indent what they are given, which would change an answer of several lines. So no answer ever goes
through them.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final
from urllib.parse import quote

# A hole is a word of letters and digits, so that it goes through Jinja, Markdown and cleaning
# unchanged. No text can hold one by chance, nor by intent.
_TOKEN: Final = f"q{secrets.token_hex(8)}q"
_HOLE = re.compile(f"{_TOKEN}([0-9a-f]+)z")
_IN_TAG = re.compile(f"<[^<>]*{_TOKEN}[^<>]*>")
#: Starts the key of a hole in an address, where text is written in another way (`as_address`).
ADDRESS: Final = "address "
#: Starts the key of a hole that is an item of a list by itself, and may become several of them.
ITEMS: Final = "items "
_ITEM = re.compile(rf'<li>(?:\s*<p class="govuk-body">)?{_HOLE.pattern}(?:</p>\s*)?</li>')

# What HTML cannot hold, even as a reference: control characters, and halves of characters.
_UNUSABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def usable(text: str) -> str:
    """Return text without what HTML cannot hold, each replaced by a sign for it."""
    return text if text.isprintable() else _UNUSABLE.sub("\ufffd", text)


def escaped(text: str) -> str:
    """Make text safe to stand in HTML, also in an attribute's quotes."""
    return escape(usable(text))


def isolated(text: str) -> str:
    """Return what a person wrote as HTML in which its direction does not turn what is around it."""
    return f"<bdi>{escaped(text)}</bdi>"


def hole(key: str) -> str:
    """Return what stands in HTML for something to be filled in."""
    return f"{_TOKEN}{key.encode().hex()}z"


class Piece:
    """HTML with holes."""

    __slots__ = ("_parts", "keys")

    def __init__(self, html: str) -> None:
        parts = _HOLE.split(html)
        self.keys = tuple(bytes.fromhex(key).decode() for key in parts[1::2])
        self._parts = parts

    def fill(self, values: Mapping[str, str]) -> str:
        """Fill every hole with HTML. A hole without a value raises `KeyError`."""
        if not self.keys:
            return self._parts[0]
        parts = self._parts.copy()
        parts[1::2] = [values[key] for key in self.keys]
        return "".join(parts)


class Values(dict[str, str]):
    """What fills holes, with what all of them share behind it."""

    __slots__ = ("_shared",)

    def __init__(self, values: Mapping[str, str], shared: Mapping[str, str]) -> None:
        super().__init__(values)
        self._shared = shared

    def __missing__(self, key: str) -> str:
        return self._shared[key]


def in_addresses(html: str) -> str:
    """Mark the holes that stand inside tags, where text could become another address."""

    def marked(tag: re.Match[str]) -> str:
        return _HOLE.sub(lambda found: hole(ADDRESS + _key(found)), tag[0])

    return _IN_TAG.sub(marked, html)


def in_items(html: str) -> str:
    """Mark the holes that are items of a list, each by itself: `<li>…</li>`."""
    return _ITEM.sub(lambda found: f"<li>{hole(ITEMS + _key(found))}</li>", html)


def between_items(items: Iterable[str]) -> str:
    """Give HTML for a hole of an item that may be several."""
    return "</li>\n<li>".join(items)


def _key(found: re.Match[str]) -> str:
    return bytes.fromhex(found[1]).decode()


def as_address(text: str) -> str:
    """Write text as part of an address: never more than one part of it, nor a scheme."""
    return quote(text.encode("utf-8", "replace"), safe="")
