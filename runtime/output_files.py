"""Output files: written whole or not at all, and never in place of what they could not replace.

    write_file(Path("agreement.pdf"), content)      replaces the file in one step
    with files_together(Path("letters")) as place:  what is written to `place` appears in the
                                                    folder together, or none of it does
    with new_folder(Path("my-framework")) as place: a folder that gets its name when it is whole

All raise `InputError` if the system refuses. Files are written beside the place where they go, in
a folder that only this user can read.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rules.problems import InputError, Problem

#: Permissions of what others may not read, and of its folder.
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700


def write_file(path: Path, content: bytes, *, private: bool = False) -> Path | None:
    """Write a file in one step; return the folder that had to be made for it, if any.

    `private` keeps others from reading it. A link is followed; what is no regular file, such as
    /dev/stdout, is written to directly.
    """
    try:
        path = path.resolve() if path.is_symlink() else path
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return None
        missing = [each for each in path.parents if not each.exists()]
    except (OSError, RuntimeError) as error:
        raise unwritable(path, error) from None
    with files_together(path.parent, private=private, called=path) as place:
        (place / path.name).write_bytes(content)
    return missing[-1] if missing else None


@contextmanager
def files_together(
    folder: Path, *, private: bool = False, called: Path | None = None
) -> Iterator[Path]:
    """Collect files that appear in a folder together at the end; none of them if anything fails.

    A file that was there is replaced, or else stays as it was. `called` is what messages name.
    """
    called = called or folder
    if folder.exists() and not folder.is_dir():
        says = f"cannot be written: `{folder}` is a file, not a folder"
        raise InputError([Problem(str(called), says)])
    mode = _PRIVATE_FOLDER if private and called == folder else 0o777
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
        place = _hidden(folder)
    except (OSError, ValueError) as error:
        raise unwritable(called, error) from None
    try:
        yield place
        _move_together(place, folder, private=private)
    except OSError as error:
        raise unwritable(called, error) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Fill a folder that appears when it is whole, where there is none or an empty one."""
    try:
        there = folder.is_dir() and not folder.is_symlink()
        if any(folder.iterdir()) if there else os.path.lexists(folder):
            raise InputError([Problem(str(folder), "already exists: choose a new folder")])
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = _hidden(folder if there else folder.parent)
        place.chmod(0o755)
    except (OSError, ValueError) as error:
        raise unwritable(folder, error) from None
    try:
        yield place
        if there:
            for each in sorted(place.iterdir()):
                each.replace(folder / each.name)
        else:
            place.replace(folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def unwritable(path: Path, error: Exception) -> InputError:
    """Return the problem that a file or a folder cannot be written."""
    match error:
        case IsADirectoryError():
            why = "there is a folder of this name"
        case FileExistsError() | NotADirectoryError():
            why = "a folder in its path is a file"
        case OSError(strerror=str(said)):
            why = said.lower()
        case _:
            why = "its name is not allowed"
    return InputError([Problem(str(path), f"cannot be written: {why}")])


def _hidden(folder: Path) -> Path:
    place = folder / f".writing-{secrets.token_hex(8)}"
    place.mkdir(_PRIVATE_FOLDER)
    return place


def _move_together(place: Path, folder: Path, *, private: bool) -> None:
    """Move all files of one folder to another; if one cannot be moved, put everything back."""
    found = sorted(place.iterdir())
    before = _hidden(place)
    moved: list[Path] = []
    try:
        for path in found:
            target = folder / path.name
            if private:
                path.chmod(_PRIVATE)
            if target.is_file():
                if not private:
                    shutil.copymode(target, path)
                shutil.copy2(target, before / path.name, follow_symlinks=False)
            path.replace(target)
            moved.append(target)
    except BaseException:  # also when interrupted: some of them are worse than none
        for target in moved:
            with suppress(OSError):
                if (before / target.name).exists():
                    (before / target.name).replace(target)
                else:
                    target.unlink()
        raise
