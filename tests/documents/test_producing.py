"""Many documents are the same as one after another, whatever the number of processes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agreements.rendering.papers import Paper, PaperPart
from agreements.rendering.producing import cores, write_all
from rules.problems import DefinitionError, Problem
from tests.documents.samples import LETTER


def letters(folder: Path, count: int) -> list[tuple[Path, Paper]]:
    return [(folder / f"b{n}.x", replace(LETTER, subtitle=f"To {n}")) for n in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_paper_is_written_in_every_format(tmp_path: Path, workers: int) -> None:
    told: list[Path] = []
    made = write_all(
        letters(tmp_path / "new" / "folder", 3), ("html", "docx"), workers, progress=told.append
    )
    assert made == tuple(told)
    assert [path.name for path in made] == [
        f"b{n}.x.{form}" for n in range(3) for form in ("html", "docx")
    ]
    assert "To 1" in made[2].read_text("utf-8")
    assert {path.name for path in made[0].parent.iterdir()} == {path.name for path in made}


@pytest.mark.slow
def test_processes_make_the_same_bytes(tmp_path: Path) -> None:
    one = write_all(letters(tmp_path / "one", 12), workers=1)
    two = write_all(letters(tmp_path / "two", 12), workers=2)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_cannot_be_written_is_told_and_the_rest_is_there(tmp_path: Path, workers: int) -> None:
    broken = replace(LETTER, parts=(PaperPart("a", "A", "[](#no)"),))
    papers = letters(tmp_path, 2)
    papers[1:1] = [(tmp_path / "broken", broken)]
    with pytest.raises(DefinitionError) as error:
        write_all(papers, ("html",), workers)
    assert error.value.problems == (
        Problem("broken: a", "refers to `#no`, and no part has that id"),
    )
    assert {path.name for path in tmp_path.iterdir()} == {"b0.x.html", "b1.x.html"}


def test_papers_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    written: list[Path] = []

    def papers() -> Iterator[tuple[Path, Paper]]:
        for number, each in enumerate(letters(tmp_path, 3)):
            assert len(written) == number
            yield each

    write_all(papers(), ("html",), 1, progress=written.append)
    assert len(written) == 3


def test_there_is_a_core() -> None:
    assert cores() >= 1
