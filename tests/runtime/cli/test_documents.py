"""Letters, agreements and comparisons from the command line: files, and exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from agreements.documents.letters import Letter
from agreements.rendering.papers import Paper
from runtime.cli.documents import file_names
from runtime.cli.main import app
from tests.agreements.documents.test_letters import EVERYTHING
from tests.agreements.letter_makers import bid, competition, folder_with
from tests.definitions import GOOD, changed, write

RUNNER = CliRunner()
ONE, TWO = bid(0, (913, 871), 100_003), bid(1, (617, 523), 90_007)


def run(*words: object, given: str | None = None) -> Result:
    result = RUNNER.invoke(app, [str(word) for word in words], input=given)
    # A traceback is a defect, whatever was asked.
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_with(tmp_path_factory.mktemp("full"), EVERYTHING)


def written(folder: Path, out: Path, *bids: dict[str, Any], more: tuple[str, ...] = ()) -> Result:
    given = json.dumps(competition(*bids))
    sender = ("--buyer", "Wexcombe Council", "--signatory", "J. Orchard, Head of Buying")
    return run("letters", folder, "-", "--out", out, *sender, *more, given=given)


def test_each_letter_is_a_file_named_by_its_bid_and_kind(folder: Path, tmp_path: Path) -> None:
    more = ("--format", "html", "--format", "docx")
    result = written(folder, tmp_path, ONE, TWO, more=more)
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bid-zqaqz-award-letter.docx",
        "bid-zqaqz-award-letter.html",
        "bid-zqbqz-outcome-letter.docx",
        "bid-zqbqz-outcome-letter.html",
    ]
    page = (tmp_path / "bid-zqbqz-outcome-letter.html").read_text("utf-8")
    assert "Wexcombe Council" in page
    assert "Reasonskillszqbqz of it" in page
    data = json.loads(result.stdout)
    assert data["problems"] == []
    assert data["letters"][0]["files"] == [
        str(tmp_path / "bid-zqaqz-award-letter.html"),
        str(tmp_path / "bid-zqaqz-award-letter.docx"),
    ]


def test_letters_are_pdf_documents_unless_told_otherwise(folder: Path, tmp_path: Path) -> None:
    result = written(folder, tmp_path, ONE, more=("--text",))
    assert result.exit_code == 0
    assert "award letter" in result.stdout
    assert (tmp_path / "bid-zqaqz-award-letter.pdf").read_bytes().startswith(b"%PDF-")


def test_the_same_letters_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert written(folder, tmp_path / name, ONE).exit_code == 0
    first, second = (next((tmp_path / name).iterdir()).read_bytes() for name in ("a", "b"))
    assert first == second


def test_no_letter_is_written_while_one_lacks_something(folder: Path, tmp_path: Path) -> None:
    result = written(folder, tmp_path / "out", ONE, {**TWO, "advantages": ""})
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert [each["where"] for each in problems] == ["bids[1].advantages"]
    assert not (tmp_path / "out").exists()
    told = written(folder, tmp_path / "out", ONE, {**TWO, "advantages": ""}, more=("--text",))
    assert "bids[1].advantages: say what the winning bid does better" in told.stderr


def test_nobody_is_told_while_a_person_must_decide(folder: Path, tmp_path: Path) -> None:
    waits = bid(2, (500, 500), 95_001, answers={"certificate": "none"})
    result = written(folder, tmp_path / "out", ONE, waits)
    assert result.exit_code == 1
    assert "rulings" in json.loads(result.stdout)["problems"][0]["where"]


def test_a_competition_that_cannot_be_evaluated_exits_2(folder: Path, tmp_path: Path) -> None:
    assert written(folder, tmp_path).exit_code == 2
    file = tmp_path / "file"
    file.write_text("in the way")
    result = written(folder, file, ONE, more=("--format", "html"))
    assert result.exit_code == 2
    says = json.loads(result.stdout)["problems"][0]["says"]
    assert says == f"cannot be written: `{file}` is a file, not a folder"
    assert file.read_text() == "in the way"


def test_letters_are_for_nobody_else_to_read(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert written(folder, out, ONE, TWO, more=("--format", "html")).exit_code == 0
    assert out.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in out.iterdir())


@pytest.mark.parametrize("fails", ["the seal", "a name in the way"])
def test_letters_are_all_there_or_none_is(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    assert written(folder, tmp_path / "first", ONE, TWO).exit_code == 0
    first, last = sorted(each.name for each in (tmp_path / "first").iterdir())
    out = tmp_path / "out"
    out.mkdir()
    before = out / first
    before.write_text("sent last week")
    if fails == "the seal":
        monkeypatch.setenv("FRAMEWORKSHOP_CERTIFICATE", str(tmp_path / "no.p12"))
    else:
        (out / last).mkdir()
    there = sorted(out.iterdir())
    assert written(folder, out, ONE, TWO).exit_code == 2
    assert sorted(out.iterdir()) == there
    assert before.read_text() == "sent last week"


@pytest.mark.parametrize("name", ["../../etc/passwd", "...", "a/b", "A\\B", "é" * 100, "CON"])
def test_a_file_is_safe_whatever_a_bid_is_called(name: str) -> None:
    found = [Letter(name, "S", "award-letter", Paper("award-letter", "T")) for _ in range(3)]
    names = file_names(found)
    assert len(set(map(str.lower, names))) == 3
    for each in names:
        assert Path(each).name == each
        assert not each.startswith(".")
        assert each.isascii()
        assert len(each) < 100


def test_bids_that_are_called_almost_the_same_have_their_own_files() -> None:
    found = [
        Letter(name, "S", "award-letter", Paper("award-letter", "T"))
        for name in ("b 1", "b-1", "B-1")
    ]
    assert file_names(found) == ("b-1-award-letter", "b-1-2-award-letter", "B-1-3-award-letter")


# --- agreement and redline -----------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "start"), [("html", b"<!DOCTYPE html>"), ("docx", b"PK")])
def test_an_agreement_in_the_format_that_its_name_ends_with(
    folder: Path, tmp_path: Path, ending: str, start: bytes
) -> None:
    out = tmp_path / "in" / f"agreement.{ending}"
    result = run("agreement", folder, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert out.read_bytes()[:15].upper().startswith(start.upper())


def test_a_call_off_contract_with_the_winner(folder: Path, tmp_path: Path) -> None:
    particulars = tmp_path / "particulars.json"
    particulars.write_text(
        json.dumps(
            {"buyer": "Wexcombe Council", "starts": "2027-06-01", "months": 6, "title": "Plots"}
        )
    )
    out = tmp_path / "contract.html"
    words = ("agreement", folder, "--call-off", "-", "--particulars", particulars, "--out", out)
    result = run(*words, given=json.dumps(competition(ONE, TWO)))
    assert result.exit_code == 0, result.stderr
    page = out.read_text("utf-8")
    assert "Supplier zqaqz Ltd" in page
    assert "zqbqz" not in page


EXAMPLE = Path(__file__).parents[3] / "examples/digital-outcomes"


def test_an_invitation_needs_no_bids(tmp_path: Path) -> None:
    chosen = json.loads((EXAMPLE / "competitions/clear-win.json").read_text("utf-8"))
    del chosen["bids"]
    out = tmp_path / "invitation.html"
    result = run("invitation", EXAMPLE, "-", "--out", out, given=json.dumps(chosen))
    assert result.exit_code == 0, result.stderr
    page = out.read_text("utf-8")
    assert "Invitation to bid" in page
    assert "How bids are assessed" in page
    wrong = {**chosen, "weightings": {"technical": 1000}}
    result = run("invitation", EXAMPLE, "-", "--out", out, given=json.dumps(wrong))
    assert result.exit_code == 2
    assert "weightings" in result.stderr


@pytest.mark.parametrize("document", ["[]", "5", "{}", '{"brief": 5}', '{"weightings": []}'])
def test_an_invitation_of_nothing_is_told(tmp_path: Path, document: str) -> None:
    out = tmp_path / "invitation.html"
    assert run("invitation", EXAMPLE, "-", "--out", out, given=document).exit_code == 2
    assert not out.exists()


def test_a_notice_is_written_of_what_may_be_done_only(tmp_path: Path) -> None:
    staff = EXAMPLE.parent / "temporary-staff"
    contract, requests = staff / "contracts/winter-cover.json", staff / "contracts/requests"
    out = tmp_path / "notice.html"
    result = run("notice", staff, contract, requests / "end-early.json", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert "Oakhanger People" in out.read_text("utf-8")
    assert out.stat().st_mode & 0o077 == 0
    out.unlink()
    result = run("notice", staff, contract, requests / "extend-too-long.json", "--out", out)
    assert result.exit_code == 2
    assert "may not be done" in result.stderr
    assert not out.exists()
    assert run("notice", staff, "-", "-", "--out", out).exit_code == 2


@pytest.mark.parametrize("words", ["check F", "form F service", "agreement F --out OUT/a.pdf"])
def test_a_file_of_a_definition_is_no_definition(folder: Path, tmp_path: Path, words: str) -> None:
    file = folder / "framework.yaml"
    result = run(*words.replace("F", str(file)).replace("OUT", str(tmp_path)).split())
    assert result.exit_code == 2
    said = " ".join((result.stdout + result.stderr).split())
    assert f"is a file: give the folder that it is in, `{folder}`" in said


def test_bad_usage_of_documents_exits_2(folder: Path, tmp_path: Path) -> None:
    assert run("agreement", folder).exit_code == 2
    result = run("agreement", folder, "--out", tmp_path / "a.txt")
    assert result.exit_code == 2
    assert "must end with one of .html, .pdf, .docx" in result.stderr
    assert run("agreement", folder, "--out", tmp_path / "a.pdf", "--call-off", "-").exit_code == 2
    assert run("agreement", tmp_path, "--out", tmp_path / "a.pdf").exit_code == 2
    assert run("redline", folder, tmp_path, "--out", tmp_path / "a.pdf").exit_code == 2
    assert run("letters", folder, "-", "--out", tmp_path, "--format", "odt").exit_code == 2


def test_a_redline_of_two_versions(tmp_path: Path) -> None:
    old = write(tmp_path / "1", GOOD)
    new = write(tmp_path / "2", changed("framework.yaml", "months: 24", "months: 36"))
    out = tmp_path / "changes.html"
    result = run("redline", old, new, "--out", out)
    assert result.exit_code == 0, result.stderr
    page = out.read_text("utf-8")
    assert "<s>24</s> <ins>36</ins>" in page
