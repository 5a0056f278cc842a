"""What was kept is found as it was written, and never grows beyond its limit."""

import os
from pathlib import Path

import pytest

from agreements.rendering.cache import Cache, own_key

KEY = bytes(range(32))


def test_what_is_kept_is_found_by_its_name(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept", KEY)
    assert cache.find("a") is None
    cache.keep("a", b"made")
    assert Cache(tmp_path / "kept", KEY).find("a") == b"made"
    assert cache.find("b") is None


def test_what_is_damaged_is_not_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path, KEY)
    cache.keep("a", b"made")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.find("a") is None
    cache.keep("a", b"again")
    assert cache.find("a") == b"again"


def test_what_was_asked_for_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, KEY, most_bytes=3 * (32 + 10))
    for number, name in enumerate("abc"):
        cache.keep(name, bytes(10))
        os.utime(tmp_path / name, (number, number))
    assert cache.find("a") == bytes(10)
    cache.keep("d", bytes(10))
    assert {path.name for path in tmp_path.iterdir()} == set("acd")


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    Cache(tmp_path, KEY, most_bytes=40).keep("a", bytes(10))
    assert list(tmp_path.iterdir()) == []


def test_only_the_key_that_signed_it_finds_it(tmp_path: Path) -> None:
    Cache(tmp_path, KEY).keep("a", b"made")
    assert Cache(tmp_path, bytes(32)).find("a") is None
    (tmp_path / "a").rename(tmp_path / "b")  # signed under another name
    assert Cache(tmp_path, KEY).find("b") is None


def test_nothing_is_opened_through_a_link(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "real", KEY)
    cache.keep("a", b"made")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert Cache(tmp_path / "link", KEY).find("a") is None
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        Cache(tmp_path / "link", KEY).keep("b", b"made")
    (tmp_path / "real/a").rename(tmp_path / "a")
    (tmp_path / "real/a").symlink_to(tmp_path / "a")
    assert cache.find("a") is None
    os.mkfifo(tmp_path / "real/pipe")
    assert cache.find("pipe") is None


def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept", KEY)
    cache.keep("a", b"made")
    cache.folder.chmod(0o770)
    assert cache.find("a") is None
    with pytest.raises(PermissionError):
        cache.keep("b", b"made")


def test_what_others_can_read_or_write_is_not_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept", KEY)
    cache.keep("a", b"made")
    assert (cache.folder / "a").stat().st_mode & 0o077 == 0
    (cache.folder / "a").chmod(0o666)
    assert cache.find("a") is None


def test_a_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "cache.key"
    key = own_key(path)
    assert key is not None
    assert len(set(key)) > 8
    assert own_key(path) == key
    assert [each.name for each in path.parent.iterdir()] == ["cache.key"]
    path.chmod(0o640)
    assert own_key(path) is None
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert own_key(path) is None
    assert not (tmp_path / "elsewhere").exists()
    path.unlink()
    path.write_bytes(b"short")
    path.chmod(0o600)
    assert own_key(path) is None
    (tmp_path / "file").write_text("")
    assert own_key(tmp_path / "file" / "cache.key") is None
