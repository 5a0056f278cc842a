"""The map is true: every name on it is there, every module is on it, every walk is taken."""

import ast
import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from agreements.documents.agreement import framework_agreement
from agreements.loading import load
from agreements.operations import competition_result
from agreements.rendering.pdf import pdf_of
from forms.pages.whole_form import whole_form_page
from runtime.importers.digital_marketplace.importing import import_framework
from runtime.store.store import open_store
from tests.runtime.filling.browsing import Browser
from tests.runtime.filling.making import application, begun

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "explanation" / "architecture.md"
GLOSSARY: Final = ROOT / "docs" / "explanation" / "glossary.md"
OURS: Final = ("rules", "forms", "engine", "agreements", "runtime")
TEXT: Final = PAGE.read_text(encoding="utf-8")
NAME: Final = re.compile(rf"`((?:{'|'.join(OURS)})(?:\.\w+)+)`")
PATH: Final = re.compile(rf"`((?:{'|'.join(OURS)})/[\w/]*(?:\.py)?)`")


def resolved(name: str) -> object:
    """Import what a dotted name means: a module, or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("page", [PAGE, GLOSSARY], ids=lambda page: page.stem)
def test_every_name_on_a_page_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names = set(NAME.findall(text))
    assert len(names) > 30
    missing = []
    for name in sorted(names):
        try:
            resolved(name)
        except (AttributeError, AssertionError):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("page", [PAGE, GLOSSARY], ids=lambda page: page.stem)
def test_every_path_on_a_page_is_there(page: Path) -> None:
    paths = set(PATH.findall(page.read_text(encoding="utf-8")))
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_every_folder_and_every_module_is_on_the_map() -> None:
    found: dict[str, set[str]] = {}
    for part in re.split(r"\n#{2,3} (?=`)", TEXT)[1:]:
        folder = re.match(r"`([\w/]+)/`", part)
        assert folder
        found[folder[1]] = set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))
    there: dict[str, set[str]] = {}
    for package in OURS:
        for path in (ROOT / package).rglob("*.py"):
            names = there.setdefault(path.parent.relative_to(ROOT).as_posix(), set())
            if path.stem != "__init__":
                names.add(path.stem)
    assert found == there


@pytest.mark.parametrize("package", OURS)
def test_every_folder_has_a_first_page(package: str) -> None:
    for path in (ROOT / package).rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


# --- walks ----------------------------------------------------------------------------------------


def walks() -> dict[int, list[str]]:
    """Give the hops of each walk, by its number."""
    parts = re.split(r"\n### (\d)\. ", TEXT.split("\n## Five walks\n")[1].split("\n## ")[0])
    return {
        int(number): re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE)
        for number, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@contextmanager
def called() -> Iterator[dict[str, tuple[int, int]]]:
    """Note what of ours is called: the number of its first call, and of its last."""
    found: dict[str, tuple[int, int]] = {}
    start = f"{ROOT}/"
    numbers = count()

    def note(frame: Any, _event: str, _argument: object) -> None:
        file = frame.f_code.co_filename
        if file.startswith(start):
            module = file.removeprefix(start).removesuffix(".py").replace("/", ".")
            name, number = f"{module}.{frame.f_code.co_qualname}", next(numbers)
            found[name] = (found.get(name, (number,))[0], number)

    before = sys.gettrace()
    # Pages are made in threads of their own.
    threading.settrace(note)
    sys.settrace(note)
    try:
        yield found
    finally:
        sys.settrace(before)
        threading.settrace(None)


def to_a_reason(_: Path) -> None:
    framework = load(ROOT / "examples" / "digital-outcomes")
    path = framework.folder / "competitions" / "all-excluded.json"
    competition_result(framework, json.loads(path.read_text("utf-8")))
    framework.close()


def to_the_store(folder: Path) -> None:
    framework = load(ROOT / "examples" / "digital-outcomes")
    form = framework.forms["brief"]
    with (
        open_store(f"sqlite:///{folder / 'store.db'}") as store,
        Browser(application(store, form)) as browser,
    ):
        draft = begun(store, form, "outcomes")
        page = browser.get(f"/drafts/{draft.id}/page/{form.pages[0].page.id}")
        browser.press(page, next(iter(page.buttons)))


def to_the_ranking(_: Path) -> None:
    framework = load(ROOT / "examples" / "digital-outcomes")
    path = framework.folder / "competitions" / "clear-win.json"
    competition_result(framework, json.loads(path.read_text("utf-8")))
    framework.close()


def to_the_pdf(_: Path) -> None:
    pdf_of(framework_agreement(load(ROOT / "examples" / "temporary-staff")))


def to_a_page(folder: Path) -> None:
    sources = ROOT / "tests" / "runtime" / "importers" / "digital_marketplace" / "sources"
    import_framework(sources, "one-lot", folder / "imported")
    framework = load(folder / "imported")
    whole_form_page(next(iter(framework.forms.values())))


WALKS: Final[dict[int, Callable[[Path], None]]] = {
    1: to_a_reason,
    2: to_the_store,
    3: to_the_ranking,
    4: to_the_pdf,
    5: to_a_page,
}


@pytest.mark.parametrize("number", WALKS)
def test_a_walk_is_taken_as_the_map_says(number: int, tmp_path: Path) -> None:
    with called() as found:
        WALKS[number](tmp_path)
    now = -1
    for hop in walks()[number]:
        calls = [each for name, each in found.items() if f"{name}.".startswith(f"{hop}.")]
        assert calls, f"{hop} is never called"
        assert max(last for _, last in calls) > now, f"{hop} is called before the hop above it"
        now = max(now, min(first for first, _ in calls))
