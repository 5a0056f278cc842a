"""The tutorial works: its files are written, its commands run, and what it shows is printed.

A comment before a block says what it is:

    <!-- file: forms/bid.yaml -->                     a file of the framework; `../` is beside it
    <!-- change in FILE: OLD to NEW -->               a change that the text asks the reader to make
    <!-- shows -->, <!-- shows, exit 1 -->            what the command before it prints, its status
    <!-- also shows -->, <!-- shows not -->           more of it; what it does not print

Commands are the blocks of `sh`. What is shown is compared line by line, without regard to spacing;
`…` stands for any lines.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from runtime.cli.main import app

PAGE: Final = Path(__file__).parents[2] / "docs" / "tutorial" / "first-framework.md"
FOLDER: Final = "parks-and-verges"
_PART: Final = re.compile(
    r"^<!-- (?P<label>[^\n]*) -->$|^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Part:
    """A block with the comment before it, or a comment alone."""

    line: int
    label: str
    language: str
    text: str


def parts() -> Iterator[Part]:
    page = PAGE.read_text(encoding="utf-8")
    label, line = "", 0
    for each in _PART.finditer(page):
        here = page.count("\n", 0, each.start()) + 1
        if each["label"] is not None:
            if label.startswith("change in "):  # a change stands alone
                yield Part(line, label, "", "")
            label, line = each["label"], here
            continue
        if label.startswith("change in "):
            yield Part(line, label, "", "")
            label = ""
        yield Part(here, label, each["language"], each["text"])
        label = ""
    if label:
        yield Part(line, label, "", "")


def spaced(text: str) -> str:
    """Give a text with single spaces, and without what tables and lists are drawn with."""
    return " ".join(re.sub(r"[│•─]", " ", text).split())


def test_the_tutorial_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path / FOLDER
    printed, ran = "", 0
    for part in parts():
        where = f"line {part.line}"
        if part.label.startswith("file: "):
            path = folder / part.label.removeprefix("file: ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(part.text, encoding="utf-8")
        elif part.label.startswith("change in "):
            name, _, change = part.label.removeprefix("change in ").partition(": ")
            old, _, new = change.partition(" to ")
            text = (folder / name).read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{where}: {old!r} is not once in {name}"
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        elif part.language == "sh":
            printed, status = run(part.text, tmp_path)
            ran += 1
            expected = expected_status(part.line)
            assert status == expected, f"{where}: exit {status}, not {expected}:\n{printed}"
        elif part.language == "text":
            check_shown(part, printed, where)
    assert ran >= 10  # the page has been read as a whole


def run(text: str, folder: Path) -> tuple[str, int]:
    """Run the commands of a block; give what they print, and the last one's exit status."""
    printed, status = "", 0
    for line in text.splitlines():
        words = shlex.split(line)
        if words[0] == "rm":
            (folder / words[1]).unlink()
            continue
        assert words[0] == "frameworkshop"
        result = CliRunner().invoke(app, words[1:])
        assert result.exception is None or isinstance(result.exception, SystemExit), line
        printed += result.output
        status = result.exit_code
    return printed, status


def expected_status(line: int) -> int:
    """Give the status that the block of `shows` after a command says; 0 where it says nothing."""
    for part in parts():
        if part.line > line:
            found = re.search(r"exit (\d)", part.label) if part.label.startswith("shows") else None
            return int(found[1]) if found else 0
    return 0


def check_shown(part: Part, printed: str, where: str) -> None:
    flat = spaced(printed)
    lines = [spaced(line) for line in part.text.splitlines() if line.strip() not in {"", "…"}]
    if part.label == "shows not":
        for line in lines:
            assert line not in flat, f"{where}: {line!r} is printed"
        return
    assert part.label.startswith(("shows", "also shows")), f"{where}: a block without a label"
    at = 0
    for line in lines:
        found = flat.find(line, at)
        assert found >= 0, f"{where}: {line!r} is not printed, in its order, in:\n{printed}"
        at = found
