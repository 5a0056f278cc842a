"""What was kept is found as it was written, and never grows beyond its limit."""

import os
from pathlib import Path

from agreements.rendering.cache import Cache


def test_what_is_kept_is_found_by_its_name(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    assert cache.find("a") is None
    cache.keep("a", b"made")
    assert Cache(tmp_path / "kept").find("a") == b"made"
    assert cache.find("b") is None


def test_what_is_damaged_is_not_found(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.keep("a", b"made")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.find("a") is None
    cache.keep("a", b"again")
    assert cache.find("a") == b"again"


def test_what_was_asked_for_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most_bytes=3 * (32 + 10))
    for number, name in enumerate("abc"):
        cache.keep(name, bytes(10))
        os.utime(tmp_path / name, (number, number))
    assert cache.find("a") == bytes(10)
    cache.keep("d", bytes(10))
    assert {path.name for path in tmp_path.iterdir()} == set("acd")


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    Cache(tmp_path, most_bytes=40).keep("a", bytes(10))
    assert list(tmp_path.iterdir()) == []
