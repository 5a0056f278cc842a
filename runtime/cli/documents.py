"""Documents as files: letters, agreements and comparisons, in the format that a name ends with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agreements.definition.framework import Framework
from agreements.documents.letter_case import Sender
from agreements.documents.letters import Letter, letters
from agreements.operations import evaluate_competition
from agreements.rendering.certificates import Certificate
from agreements.rendering.formats import FORMATS, rendered
from agreements.rendering.papers import Paper
from agreements.rendering.producing import cores, write_all
from rules.problems import InputError, Problem, Problems
from runtime.output_files import files_together, write_file

#: How many letters are worth starting further processes for.
_MANY: Final = 8


@dataclass(frozen=True, slots=True)
class Issued:
    """The letters of a competition: the files of each, or what is missing, and then no file."""

    letters: tuple[Letter, ...]
    files: tuple[tuple[Path, ...], ...]
    missing: tuple[Problem, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the data that is printed as JSON."""
        return {
            "letters": [
                {
                    "bid": letter.bid,
                    "supplier": letter.supplier,
                    "kind": letter.kind,
                    "files": [str(path) for path in files],
                }
                for letter, files in zip(self.letters, self.files, strict=True)
            ],
            "problems": [each.as_data() for each in self.missing],
        }


def issue_letters(
    framework: Framework,
    competition: object,
    out: Path,
    formats: Sequence[str],
    sender: Sender,
    start: Callable[[int], Callable[[Path], None]],
    certificate: Certificate | None = None,
) -> Issued:
    """Write the letters of a competition into a folder; all, or none if one lacks something.

    Everybody is told at the same time, so no letter goes out while another cannot. `start` is
    called with the number of files, and returns what is called with each file once it is written.
    PDFs are sealed with `certificate`, if there is one.
    Raises `InputError` for a competition that cannot be evaluated or a folder that cannot be used.
    """
    evaluation = evaluate_competition(framework, competition)
    try:
        found = letters(framework, evaluation, sender)
    except InputError as error:
        return Issued((), (), error.problems)
    problems = Problems()
    for letter in found:
        for problem in letter.missing:
            problems.add(problem.where, problem.says)
    if problems.found:
        return Issued(found, tuple(() for _ in found), tuple(problems.found))
    names = file_names(found)
    told = start(len(found) * len(formats))
    with files_together(out, private=True) as place:
        papers = [(place / name, letter.paper) for name, letter in zip(names, found, strict=True)]
        workers = cores() if len(found) >= _MANY else 1
        written = write_all(papers, formats, workers=workers, progress=told)
        for path in written if certificate else ():
            path.write_bytes(_sealed(path.read_bytes(), path, certificate, sender.buyer))
    files = tuple(tuple(out / f"{name}.{each}" for each in formats) for name in names)
    return Issued(found, files, ())


def file_names(found: Sequence[Letter]) -> tuple[str, ...]:
    """Name each letter's file uniquely and safely, whatever the bid is called."""
    names: list[str] = []
    taken: set[str] = set()
    for number, letter in enumerate(found, start=1):
        bid = re.sub(r"[^A-Za-z0-9_]+", "-", letter.bid).strip("-")[:60] or str(number)
        name = f"{bid}-{letter.kind}"
        # Some file systems do not tell large letters from small ones.
        if name.lower() in taken:
            name = f"{bid}-{number}-{letter.kind}"
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def format_of(out: Path) -> str:
    """Return the format that a file's name ends with. Raises `InputError`."""
    form = out.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        endings = ", ".join(f".{each}" for each in FORMATS)
        raise InputError([Problem(str(out), f"must end with one of {endings}")])
    return form


def write_document(
    paper: Paper, out: Path, certificate: Certificate | None = None, *, private: bool = False
) -> Path | None:
    """Write a paper into a file; a PDF sealed with `certificate`, if there is one.

    `private` keeps others on this machine from reading it. Returns the folder that had to be made,
    if any. Raises `InputError`, and `DefinitionError` for the paper's problems.
    """
    document = _sealed(rendered(paper, format_of(out)), out, certificate, paper.title)
    return write_file(out, document, private=private)


def _sealed(document: bytes, path: Path, certificate: Certificate | None, by: str) -> bytes:
    if certificate is None or path.suffix != ".pdf":
        return document
    from agreements.rendering.sealing import sealed  # with libraries that take half a second

    return sealed(document, certificate, reason=f"Issued: {by}")
