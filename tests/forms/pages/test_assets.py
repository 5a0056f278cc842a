"""The files that pages ask for."""

import re
from pathlib import Path

import pytest

from forms.pages import Unbuilt, assets, assets_digest


def test_every_file_that_a_page_asks_for_is_there() -> None:
    assert set(assets()) == {
        "counting.js",
        "forms.css",
        "forms.js",
        "govuk-frontend.licence.txt",
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
    }
    assert all(path.stat().st_size for path in assets().values())


def test_our_own_are_small_and_fetch_nothing() -> None:
    script, styles = (assets()[name].read_text("utf-8") for name in ("forms.js", "forms.css"))
    assert len(script) < 10_000
    assert len(styles) < 10_000
    assert "url(" not in styles
    assert re.findall(r"import .* from '(.*)'", script) == [
        "./counting.js",
        "./govuk-frontend.min.js",
    ]
    assert "innerHTML" not in script
    assert "eval" not in script


def test_the_digest_changes_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = __import__("forms.pages.assets", fromlist=["_FILES"])
    before = assets_digest()
    changed = tmp_path / "forms.css"
    changed.write_text("p {}")
    monkeypatch.setitem(module._FILES, "forms.css", changed)
    assert assets_digest() != before
    changed.unlink()
    with pytest.raises(Unbuilt) as error:
        assets()
    assert "make assets" in str(error.value)
