"""Drafts, and anything that can be typed into them."""

from typing import Any, Final

from hypothesis import strategies as st

from runtime.store.drafts import Draft
from runtime.store.store import Store

_any_text = st.text() | st.text(st.characters(), max_size=5)

#: Any text that Python can hold: NUL characters and lone surrogates (halves of characters)
#: included, but for two halves that make a whole, which JSON takes for one character.
texts: Final = _any_text.filter(
    lambda text: text == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
#: Any JSON without floats.
anything: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(texts, parts, max_size=4),
    max_leaves=12,
)


def begin(store: Store) -> Draft:
    """Begin a draft that is like any other."""
    return store.create("digital-outcomes", "bid", definition="sha256:0")
