"""Files that are handed in: kinds, sizes and counts, and what becomes of them."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import UploadFile

from forms.model.faults import Wrong
from forms.model.table_questions import FileUpload
from forms.model.typed_values import StoredFile
from runtime.filling.uploads import Taken, limits, take
from runtime.web.posted_forms import MEGABYTE, PostLimits
from tests.forms.making import linked

FORM = linked("""
    title: Files
    questions:
      - {id: one, type: file, label: One, kinds: [pdf, csv]}
      - {id: many, type: file, label: Many, kinds: [pdf, docx, zip, png, txt], max: 3}
      - id: own
        type: file
        label: Own
        max_megabytes: 1
        messages: {too-large: The accounts are too large, wrong-kind: The accounts must be a PDF}
""")
UPLOADS = {
    name: step.question
    for name, step in FORM.steps.items()
    if isinstance(step.question, FileUpload)
}
PDF = b"%PDF-1.7 and so on"


class Keeper:
    """Keeps files in a list."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, bytes]] = []

    def __call__(self, name: str, content: bytes) -> StoredFile:
        self.kept.append((name, content))
        return StoredFile(name, len(content), hashlib.sha256(content).hexdigest())


def _file(name: str, content: bytes, size: int | None = None) -> UploadFile:
    return UploadFile(
        io.BytesIO(content), size=len(content) if size is None else size, filename=name
    )


def _take(
    *files: tuple[str, str, bytes], already: dict[str, int] | None = None
) -> tuple[Taken, Keeper]:
    keeper = Keeper()
    posted = [(field, _file(name, content)) for field, name, content in files]
    return take(posted, UPLOADS, FORM, already or {}, keeper), keeper


def test_a_file_that_will_do_is_kept_by_its_digest() -> None:
    taken, keeper = _take(("one", "accounts.pdf", PDF))
    assert keeper.kept == [("accounts.pdf", PDF)]
    assert taken.kept == {"one": [StoredFile("accounts.pdf", len(PDF), keeper_digest(PDF))]}
    assert taken.faults == {}


def keeper_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "wrong", "says"),
    [
        (
            "accounts.exe",
            b"MZ",
            Wrong.WRONG_KIND,
            "`accounts.exe` must end in one of: `.pdf`, `.csv`",
        ),
        ("accounts", PDF, Wrong.WRONG_KIND, "`accounts` must end in one of"),
        ("accounts.pdf", b"", Wrong.TOO_SMALL, "`accounts.pdf` is an empty file"),
        (
            "accounts.pdf",
            b"MZ\x90",
            Wrong.WRONG_KIND,
            "`accounts.pdf` is called .pdf, and is not that kind",
        ),
        (
            "rates.csv",
            b"a,b\0",
            Wrong.WRONG_KIND,
            "`rates.csv` is called .csv, and is not that kind of file",
        ),
        (".pdf", PDF, Wrong.UNREADABLE, "must be the name of a file"),
        ("a\u202eb.pdf" + "x" * 300, PDF, Wrong.UNREADABLE, "must be the name of a file"),
    ],
)
def test_a_file_that_will_not_do_is_told_and_not_kept(
    name: str, content: bytes, wrong: Wrong, says: str
) -> None:
    taken, keeper = _take(("one", name, content))
    assert keeper.kept == []
    [(question, fault)] = taken.faults.items()
    assert question == "one"
    assert fault.wrong is wrong
    assert says in fault.says


def test_the_questions_own_words_are_told() -> None:
    keeper = Keeper()
    large = [("own", _file("a.pdf", PDF, MEGABYTE + 1))]
    fault = take(large, UPLOADS, FORM, {}, keeper).faults["own"]
    assert (fault.says, fault.own) == ("The accounts are too large", True)
    fault = _take(("own", "a.pdf", b"no"))[0].faults["own"]
    assert (fault.says, fault.own) == ("The accounts must be a PDF", True)
    assert keeper.kept == []


@given(st.integers(0, 5), st.integers(0, 5))
def test_no_more_are_kept_than_there_is_room_for(already: int, posted: int) -> None:
    files = [("many", f"{number}.pdf", PDF) for number in range(posted)]
    taken, keeper = _take(*files, already={"many": already})
    assert len(keeper.kept) == min(posted, max(0, 3 - already))
    assert bool(taken.faults) == (posted > len(keeper.kept))
    assert {fault.wrong for fault in taken.faults.values()} <= {Wrong.TOO_MANY}


def test_of_several_that_will_not_do_all_are_told() -> None:
    taken, keeper = _take(("many", "a.exe", b"MZ"), ("many", "b.pdf", PDF), ("many", "c.pdf", b""))
    assert [name for name, _ in keeper.kept] == ["b.pdf"]
    says = taken.faults["many"].says
    assert "`a.exe` must end in one of" in says
    assert says.endswith("; `c.pdf` is an empty file")


def test_the_only_file_takes_the_place_of_the_one_before() -> None:
    taken, keeper = _take(("one", "b.pdf", PDF), ("one", "c.pdf", PDF), already={"one": 1})
    assert [name for name, _ in keeper.kept] == ["b.pdf"]
    assert len(taken.faults) == 1


@pytest.mark.parametrize(
    ("name", "content", "good"),
    [
        ("a.docx", b"PK\x03\x04", True),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("a.docx", b"<html>", False),
        ("a.png", b"\x89PNG\r\n\x1a\n", True),
        ("a.PNG", b"\x89PNG\r\n\x1a\n", True),
        ("a.png", PDF, False),
        ("a.zip", b"PK\x05\x06", True),
        ("a.txt", "Ynglŷn".encode("utf-16"), True),
        ("a.txt", b"MZ\x00", False),
        ("a.pdf", b"junk\n" + PDF, True),
    ],
)
def test_what_a_file_begins_with_is_what_its_name_says(
    name: str, content: bytes, *, good: bool
) -> None:
    taken, keeper = _take(("many", name, content))
    assert bool(keeper.kept) is good
    assert bool(taken.faults) is not good


@pytest.mark.parametrize("name", ["folder/a.pdf", "C:\\folder\\a.pdf", "../a.pdf"])
def test_a_name_comes_without_its_folders(name: str) -> None:
    _, keeper = _take(("many", name, PDF))
    assert keeper.kept == [("a.pdf", PDF)]


def test_a_field_that_takes_no_file_keeps_none() -> None:
    taken, keeper = _take(("unknown", "a.pdf", PDF))
    assert keeper.kept == []
    assert taken.kept == {"unknown": []}


def test_limits_leave_room_to_tell_what_is_too_large() -> None:
    found = limits(UPLOADS.values(), PostLimits(size=100, fields=7))
    assert found == PostLimits(100 + 2 * (5 + 15 + 1) * MEGABYTE, 7, 5)
    assert limits([], PostLimits(size=100, fields=7)) == PostLimits(100, 7, 0)
