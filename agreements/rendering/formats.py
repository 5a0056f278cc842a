"""The formats that a paper can be had in, named as a file's name ends.

    rendered(paper, "pdf")         the document's bytes
    rendered(paper, "pdf", cache)  the same, kept from an earlier request if there was one

What makes a format is imported when it is first asked for: a PDF document takes a moment to get
ready for, which nobody should wait for who wants a page.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from agreements.rendering.cache import DocumentCache
from agreements.rendering.papers import Paper

#: Each format: the module and the function that make it, and the packages that decide its bytes.
_MAKERS: Final = {
    "html": ("agreements.rendering.webpage", "html_of", ("jinja2", "markdown-it-py", "nh3")),
    "pdf": (
        "agreements.rendering.pdf",
        "pdf_of",
        ("jinja2", "markdown-it-py", "nh3", "pydyf", "weasyprint"),
    ),
    "docx": (
        "agreements.rendering.word.document",
        "docx_of",
        ("lxml", "markdown-it-py", "python-docx"),
    ),
}
FORMATS: Final = tuple(_MAKERS)
#: What of ours decides a document's bytes.
_OURS: Final = (
    *("papers.py", "prose.py", "composing.py", "webpage.py", "pdf.py"),
    *(f"word/{name}.py" for name in ("document", "markup", "styles", "tables")),
    *("templates/paper.html", "templates/paper.css"),
)


def rendered(paper: Paper, form: str, kept: DocumentCache | None = None) -> bytes:
    """Give a paper's document in one of `FORMATS`.

    Raises `DefinitionError` with every problem of the paper, and `KeyError` for another format.
    """
    make = _maker(form)
    return make(paper) if kept is None else kept.document(paper, edition(form), make)


def prepare(form: str) -> None:
    """Import what makes a format."""
    import_module(_MAKERS[form][0])


@cache
def edition(form: str) -> str:
    """Name what makes a format: our own code, and the packages that it calls.

    Not the typefaces of the machine: where those change, kept documents are to be removed.
    """
    packages = [f"{name} {version(name)}" for name in _MAKERS[form][2]]
    return " ".join([form, _own_code(), *packages])


@cache
def _maker(form: str) -> Callable[[Paper], bytes]:
    module, name, _ = _MAKERS[form]
    make = getattr(import_module(module), name)
    return (lambda paper: make(paper).encode()) if form == "html" else make


@cache
def _own_code() -> str:
    folder = files("agreements.rendering")
    digest = hashlib.sha256()
    for name in _OURS:
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()
