"""A definition that is kept ready is the same as one loaded anew, and never an old one."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements import compiled
from agreements.compiled import load_compiled
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import assess_application, competition_result, decide_request
from agreements.rendering.cache import Cache
from forms.answers.answers import read_answers
from rules.problems import DefinitionError, InputError
from rules.yaml.json_reading import read_json
from tests.definitions import GOOD, changed, write

KEY = bytes(range(32))
EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/*/"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept", KEY)


def once_kept(folder: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> Framework:
    """Load a definition into the cache, and give what comes out of it."""
    load_compiled(folder, cache)
    monkeypatch.setattr(compiled, "load", lambda _: pytest.fail("it is loaded again"))
    return load_compiled(folder, cache)


def said(ask: Callable[..., Any], *asked: object) -> Any:
    """Give the answer, or what is wrong with the question."""
    try:
        return ask(*asked)
    except InputError as error:
        return error.problems


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_it_decides_as_one_loaded_anew(
    folder: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, anew = once_kept(folder, cache, monkeypatch), load(folder)
    assert (kept.hash, kept.folder, kept.terms) == (anew.hash, anew.folder, anew.terms)
    for path in sorted(folder.glob("competitions/*.json")):
        data = read_json(path, path.name)
        assert said(competition_result, kept, data) == said(competition_result, anew, data)
    for path in sorted(folder.glob("contracts/*.json")):
        contract = read_json(path, path.name)
        for asked in sorted(folder.glob("contracts/requests/*.json")):
            request = read_json(asked, asked.name)
            assert said(decide_request, kept, contract, request) == said(
                decide_request, anew, contract, request
            )
    assert said(assess_application, kept, {}) == said(assess_application, anew, {})


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_its_forms_read_answers_alike(
    folder: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, anew = once_kept(folder, cache, monkeypatch), load(folder)
    for name, form in anew.forms.items():
        for lot in anew.terms.lot_ids:
            raw = dict.fromkeys(form.steps, "7")
            assert read_answers(kept.forms[name], raw, lot=lot) == read_answers(form, raw, lot=lot)
            assert kept.forms[name].in_lot(lot).numbers == form.in_lot(lot).numbers


def test_a_change_of_any_file_is_seen(tmp_path: Path, cache: Cache) -> None:
    folder = write(tmp_path / "small", GOOD)
    before = load_compiled(folder, cache).hash
    write(folder, changed("forms/bid.yaml", "Total price", "Whole price"))
    assert load_compiled(folder, cache).hash != before
    write(folder, GOOD)
    assert load_compiled(folder, cache).hash == before
    (folder / "forms/more.yml").write_text("title: A form with the wrong ending")
    with pytest.raises(DefinitionError, match=r"definition files must end in \.yaml"):
        load_compiled(folder, cache)


def test_what_does_not_load_is_not_kept(tmp_path: Path, cache: Cache) -> None:
    folder = write(tmp_path / "small", changed("forms/bid.yaml", "type: money", "type: moneys"))
    for _ in range(2):
        with pytest.raises(DefinitionError, match="moneys"):
            load_compiled(folder, cache)
    assert not cache.folder.exists()


def test_a_moved_folder_is_the_same_definition_elsewhere(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "one", GOOD)
    write(tmp_path / "two", GOOD)
    load_compiled(tmp_path / "one", cache)
    assert once_kept(tmp_path / "two", cache, monkeypatch).folder == tmp_path / "two"


@given(st.binary(max_size=200))
def test_whatever_was_kept_it_is_loaded_where_that_is_of_no_use(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    home = tmp_path_factory.mktemp("home")
    folder, cache = write(home / "small", GOOD), Cache(home / "kept", KEY)
    expected = load_compiled(folder, cache).hash
    (path,) = cache.folder.iterdir()
    path.write_bytes(content)
    assert load_compiled(folder, cache).hash == expected
    cache.keep(path.name, content)  # whole, and still no definition
    assert load_compiled(folder, cache).hash == expected


def test_what_others_may_have_written_is_not_trusted(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "small", GOOD)
    load_compiled(folder, cache)
    assert cache.folder.stat().st_mode & 0o077 == 0
    cache.folder.chmod(0o777)
    monkeypatch.setattr(pickle, "loads", lambda _: pytest.fail("it is trusted"))
    assert load_compiled(folder, cache).hash == load(folder).hash


def test_what_another_key_signed_is_not_trusted(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "small", GOOD)
    load_compiled(folder, Cache(cache.folder, bytes(32)))
    monkeypatch.setattr(pickle, "loads", lambda _: pytest.fail("it is trusted"))
    assert load_compiled(folder, cache).hash == load(folder).hash


def test_what_was_hashed_is_what_is_loaded(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "small", GOOD)
    before = load(folder).hash

    def while_it_changes(source: Any) -> Framework:
        write(folder, changed("forms/bid.yaml", "Total price", "Whole price"))
        return load(source)

    with monkeypatch.context() as patched:
        patched.setattr(compiled, "load", while_it_changes)
        assert load_compiled(folder, cache).hash == before
    assert load_compiled(folder, cache).hash == load(folder).hash != before
    write(folder, GOOD)
    assert once_kept(folder, cache, monkeypatch).hash == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "small", GOOD)
    tmp_path.chmod(0o500)
    try:
        assert load_compiled(folder, Cache(tmp_path / "kept", KEY)).hash == load(folder).hash
    finally:
        tmp_path.chmod(0o700)
