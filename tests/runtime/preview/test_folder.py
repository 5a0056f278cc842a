"""A folder is loaded once for each change, whoever makes it and however, and never written."""

import asyncio
import hashlib
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import watchfiles

from runtime.preview import folder as module
from runtime.preview.folder import Edition, WatchedFolder

EXAMPLE = Path("examples/temporary-staff")
BID = "forms/bid.yaml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "temporary-staff"
    shutil.copytree(EXAMPLE, place)
    return place


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _move(path: Path, to: Path) -> None:
    path.rename(to)


def _watching(place: Path, act: Callable[[WatchedFolder], Awaitable[None]]) -> list[Edition]:
    """Give the editions that were told while something was done to a folder that is watched."""
    told: list[Edition] = []

    async def run() -> None:
        folder = WatchedFolder(place, told.append)
        async with asyncio.timeout(30), folder.watched():
            await asyncio.sleep(0.3)  # the system is asked to tell of changes in a thread
            await act(folder)

    asyncio.run(run())
    return told


def test_a_change_is_noticed_and_so_is_its_mend(place: Path) -> None:
    async def act(folder: WatchedFolder) -> None:
        first = folder.edition
        assert first.framework is not None
        assert not first.problems
        _edit(place / BID, "title: ", "titel: ")
        broken = await folder.after(first.number)
        assert broken is not None
        assert broken.framework is first.framework
        assert any(each.where.startswith(f"{BID}:") for each in broken.problems)
        assert broken.mark != first.mark
        _edit(place / BID, "titel: ", "title: Another ")
        mended = await folder.after(broken.number)
        assert mended is not None
        assert not mended.problems
        assert mended.framework is not None
        assert mended.framework.forms["bid"].form.title.startswith("Another ")

    assert [bool(each.problems) for each in _watching(place, act)] == [True, False]


def test_what_cannot_be_seen_is_not_told(place: Path) -> None:
    async def act(folder: WatchedFolder) -> None:
        before = folder.edition
        _edit(place / BID, "title: ", "# A comment\ntitle: ")
        _edit(place / "README.md", "#", "##")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await folder.after(before.number)
        assert folder.edition is before

    assert _watching(place, act) == []


def test_samples_are_read_anew(place: Path) -> None:
    async def act(folder: WatchedFolder) -> None:
        first = folder.edition
        assert "clear-win.json" in first.samples
        shutil.copy(place / "competitions/clear-win.json", place / "competitions/mine.json")
        then = await folder.after(first.number)
        assert then is not None
        assert then.samples.keys() - first.samples.keys() == {"mine.json"}
        assert then.framework is not None
        assert then.samples["mine.json"].lot in then.framework.terms.lot_ids

    assert len(_watching(place, act)) == 1


def test_a_folder_that_is_put_in_its_place_is_noticed(place: Path, tmp_path: Path) -> None:
    async def act(folder: WatchedFolder) -> None:
        first = folder.edition
        other = tmp_path / "other"
        shutil.copytree(place, other)
        _edit(other / BID, "title: ", "title: Another ")
        _move(place, tmp_path / "old")
        gone = await folder.after(first.number)
        assert gone is not None
        assert gone.problems
        _move(other, place)
        back = await folder.after(gone.number)
        assert back is not None
        assert not back.problems

    _watching(place, act)


def test_where_the_system_does_not_tell_it_is_looked(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool | None] = []

    def awatch(*paths: Path, force_polling: bool | None, **options: object) -> object:
        asked.append(force_polling)
        if not force_polling:
            raise OSError("No space left on device (os error 28)")
        return watchfiles.awatch(*paths, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "awatch", awatch)

    async def act(folder: WatchedFolder) -> None:
        _edit(place / BID, "title: ", "title: Another ")
        assert await folder.after(folder.edition.number)

    assert len(_watching(place, act)) == 1
    assert asked[:2] == [None, True]


def test_at_the_end_nobody_waits_any_more(place: Path) -> None:
    async def act(folder: WatchedFolder) -> None:
        waiting = asyncio.create_task(folder.after(folder.edition.number))
        await asyncio.sleep(0)
        await folder.end()
        assert await waiting is None

    _watching(place, act)


def test_nothing_is_written_into_it(place: Path) -> None:
    def digest() -> str:
        whole = hashlib.sha256()
        for path in sorted(place.rglob("*")):
            whole.update(str(path).encode())
            whole.update(path.read_bytes() if path.is_file() else b"")
        return whole.hexdigest()

    before = digest()

    async def act(folder: WatchedFolder) -> None:
        await folder.refresh()

    _watching(place, act)
    assert digest() == before
