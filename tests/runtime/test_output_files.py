"""Files come whole or not at all, and what was there stays if they do not."""

import os
import stat
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rules.problems import InputError
from runtime.output_files import files_together, new_folder, write_file


def refused(path: Path, content: bytes = b"new") -> str:
    with pytest.raises(InputError) as error:
        write_file(path, content)
    return str(error.value)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fill(opened: AbstractContextManager[Path], *names: str, fails: bool = False) -> None:
    with opened as place:
        for name in names:
            (place / name).write_text("new")
        if fails:
            raise KeyError


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("old")
    path.chmod(0o640)
    assert write_file(path, b"new") is None
    assert path.read_text() == "new"
    assert mode(path) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.html"]


def test_the_folder_that_had_to_be_made_is_named(tmp_path: Path) -> None:
    assert write_file(tmp_path / "a/b/c.html", b"new") == tmp_path / "a"
    assert (tmp_path / "a/b/c.html").read_bytes() == b"new"


def test_what_holds_scores_is_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "letters" / "b1.html"
    with files_together(path.parent, private=True) as place:
        assert mode(place) == 0o700
        (place / path.name).write_text("70 points")
    assert mode(path.parent) == 0o700
    assert mode(path) == 0o600
    path.chmod(0o644)
    write_file(path, b"71 points", private=True)
    assert mode(path) == 0o600


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_file(tmp_path / "pipe", b"new")
    assert os.read(reading, 10) == b"new"
    os.close(reading)


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    assert refused(file / "a.html").endswith(f"cannot be written: `{file}` is a file, not a folder")
    assert "a folder in its path is a file" in refused(file / "b" / "a.html")
    (tmp_path / "folder").mkdir()
    assert "there is a folder of this name" in refused(tmp_path / "folder")
    assert "file name too long" in refused(tmp_path / ("n" * 300))
    assert file.read_text() == "old"


def test_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "c").mkdir()  # nothing can be put in its place
    with pytest.raises(InputError):
        fill(files_together(tmp_path), "a", "b", "c")
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "c"]
    with pytest.raises(KeyError):
        fill(files_together(tmp_path), "b", fails=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "c"]


@pytest.mark.parametrize("there", [True, False])
def test_a_new_folder_appears_when_it_is_whole(tmp_path: Path, *, there: bool) -> None:
    out = tmp_path / "out"
    if there:
        out.mkdir()
    with pytest.raises(KeyError):
        fill(new_folder(out), "b", fails=True)
    assert out.exists() is there
    with new_folder(out) as place:
        (place / "in").mkdir()
        (place / "in" / "b").write_text("new")
        assert not (out / "in").exists()
    assert [each.name for each in out.iterdir()] == ["in"]
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    with pytest.raises(InputError, match="already exists: choose a new folder"), new_folder(out):
        pass
