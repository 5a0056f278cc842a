"""The formats that a paper can be had in, named as a file's name ends.

    rendered(paper, "pdf")         the document's bytes

What makes a format is imported when it is first asked for: a PDF document takes a moment to get
ready for, and nobody has to wait for it who wants a page.
"""

from importlib import import_module
from typing import Final

from agreements.rendering.papers import Paper

#: Each format: the module and the function that make it.
_MAKERS: Final = {
    "html": ("agreements.rendering.webpage", "html_of"),
    "pdf": ("agreements.rendering.pdf", "pdf_of"),
    "docx": ("agreements.rendering.word.document", "docx_of"),
}
FORMATS: Final = tuple(_MAKERS)


def rendered(paper: Paper, form: str) -> bytes:
    """Return a paper's document in one of `FORMATS`.

    Raises `DefinitionError` with every problem of the paper, and `KeyError` for another format.
    """
    module, name = _MAKERS[form]
    made: str | bytes = getattr(import_module(module), name)(paper)
    return made.encode() if isinstance(made, str) else made


def prepare(form: str) -> None:
    """Import what makes a format."""
    import_module(_MAKERS[form][0])
