"""A document that was made is not made again, and what is kept never grows beyond its limit."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agreements.rendering.cache import DocumentCache, key_of
from agreements.rendering.formats import edition, rendered
from agreements.rendering.papers import Paper, PaperPart
from tests.documents.samples import LETTER


def unmakeable(paper: Paper) -> bytes:
    pytest.fail(f"{paper.title} is made again")


def test_a_second_request_is_served_from_the_folder(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path / "kept")
    assert cache.document(LETTER, "1", lambda _: b"made") == b"made"
    assert cache.document(LETTER, "1", unmakeable) == b"made"
    assert DocumentCache(tmp_path / "kept").document(LETTER, "1", unmakeable) == b"made"


def test_anything_different_is_another_document() -> None:
    papers = [
        LETTER,
        replace(LETTER, title="Other"),
        replace(LETTER, dated=date(2027, 3, 9)),
        replace(LETTER, dated=None),
        replace(LETTER, parts=LETTER.parts[:-1]),
        replace(LETTER, parts=(*LETTER.parts[:-1], PaperPart("a", "b'"))),
        replace(LETTER, terms=(("a", "b"),)),
    ]
    keys = {key_of(paper, made) for paper in papers for made in ("pdf 1", "pdf 2")}
    assert len(keys) == 2 * len(papers)
    assert key_of(replace(LETTER), "pdf 1") in keys


def test_a_damaged_document_is_made_again(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    cache.document(LETTER, "1", lambda _: b"made")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.document(LETTER, "1", lambda _: b"again") == b"again"
    assert cache.document(LETTER, "1", unmakeable) == b"again"


def test_what_was_asked_for_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path, most_bytes=3 * (32 + 10))
    for number, name in enumerate("abc"):
        cache.document(LETTER, name, lambda _: bytes(10))
        os.utime(tmp_path / key_of(LETTER, name), (number, number))
    cache.document(LETTER, "a", unmakeable)
    cache.document(LETTER, "d", lambda _: bytes(10))
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {key_of(LETTER, name) for name in "acd"}


def test_what_is_too_large_is_not_kept(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path, most_bytes=40)
    assert cache.document(LETTER, "1", lambda _: bytes(10)) == bytes(10)
    assert list(tmp_path.iterdir()) == []


def test_each_format_is_kept_apart(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    made = {form: rendered(LETTER, form, cache) for form in ("html", "docx", "pdf")}
    assert len({edition(form) for form in made}) == len(list(tmp_path.iterdir())) == len(made)
    assert made == {form: rendered(LETTER, form, cache) for form in made}
    assert made["html"].startswith(b"<!doctype html>")
    assert made["pdf"].startswith(b"%PDF")
    assert made["docx"].startswith(b"PK")
