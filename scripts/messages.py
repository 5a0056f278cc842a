"""Brings the catalogues of translations up to date with what pages and answers say.

    python scripts/messages.py            writes forms/locale/messages.pot and every forms.po anew
    python scripts/messages.py --check    writes nothing; ends with 1 where something is out of date

Messages are what `said`, `counted`, `pair`, `_` and `gettext` are given in Python, and `_` and
`counted` in templates. One that is new, or has changed, is empty in the .po until somebody has
translated it. Run by `make messages`.
"""

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "forms" / "locale"
TEMPLATE = LOCALE / "messages.pot"

#: Where people are spoken to, in their language. The preview is for owners, and in English.
FOLDERS = ("forms", "runtime/filling", "runtime/web")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "said": None,
    "counted": (1, 2),
    "ngettext": (1, 2),
    "pair": (1, 2),
}
HEADER = """\
# What pages and answers say, of Frameworkshop.
# Copyright (C) The Frameworkshop authors
# Made by `make messages`; only translations are written by hand."""

#: Lines of a header that change by themselves, or say nothing.
LEFT_OUT = tuple(
    f'"{name}:'
    for name in (
        "Generated-By",
        "Language-Team",
        "Last-Translator",
        "PO-Revision-Date",
        "POT-Creation-Date",
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
    )
)

#: Jinja's own way to read templates is that of pages (forms.pages.html.components).
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def main(arguments: list[str] | None = None) -> int:
    """Write the catalogues, or say what is out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Plain)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    template = extracted()
    faults = []
    for path in (TEMPLATE, *sorted(LOCALE.glob("*/LC_MESSAGES/forms.po"))):
        catalogue = template if path == TEMPLATE else brought_up(path, template)
        text = written(catalogue)
        faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in lacking(catalogue, path)]
        if check and (not path.is_file() or path.read_text("utf-8") != text):
            faults.append(f"{path.relative_to(ROOT)}: is out of date: run `make messages`")
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Prints the description as it is laid out."""


def extracted() -> Catalog:
    """Find every message."""
    catalogue = Catalog(header_comment=HEADER, fuzzy=False)
    # A part that is put into a message may well be an f-string, of which Babel complains.
    with contextlib.redirect_stderr(io.StringIO()):
        for folder in FOLDERS:
            found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, keywords=KEYWORDS)
            for _name, _line, message, _comments, _context in found:
                catalogue.add(message)
    return catalogue


def brought_up(path: Path, template: Catalog) -> Catalog:
    """Give a language's catalogue with exactly the messages of the template."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> str:
    """Give a catalogue as text: sorted, and with nothing in it that changes with other things.

    Where a message stands is left out: it changes when code is moved, and a search finds it.
    """
    file = io.BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, no_location=True)
    lines = file.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(LEFT_OUT)) + "\n"


def lacking(catalogue: Catalog, path: Path) -> Iterator[str]:
    """Say what a language lacks: messages without a translation, or with other parts in it."""
    if path == TEMPLATE:
        return
    for message in catalogue:
        if not message.id:
            continue
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if not texts or not all(texts):
            yield f"{_shown(message)} is not translated"


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"“{text}”"


if __name__ == "__main__":
    sys.exit(main())
