"""Settings come from the environment, and a certificate seals the documents that are written."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from agreements.rendering.certificates import Certificate
from agreements.rendering.sealing import seals
from runtime.cli.main import app
from runtime.settings import read_settings
from tests.definitions import GOOD, write
from tests.documents.test_sealing import certificate

__all__ = ["certificate"]


def test_nothing_set_seals_nothing() -> None:
    assert read_settings({}).certificate is None
    assert read_settings({"FRAMEWORKSHOP_CERTIFICATE": " "}).certificate is None


def test_a_certificate_is_read_with_its_passphrase() -> None:
    found = read_settings(
        {"FRAMEWORKSHOP_CERTIFICATE": "seal.p12", "FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE": "open"}
    )
    assert found.certificate == Certificate(Path("seal.p12"), "open")


def test_loaded_definitions_are_kept_where_the_user_keeps_such_things() -> None:
    def kept(**environment: str) -> Path | None:
        return read_settings(environment).cache

    assert kept(HOME="/home/ada") == Path("/home/ada/.cache/frameworkshop")
    assert kept(HOME="/home/ada", XDG_CACHE_HOME="/quick") == Path("/quick/frameworkshop")
    assert kept(XDG_CACHE_HOME="not/absolute", HOME="/h") == Path("/h/.cache/frameworkshop")
    assert kept(FRAMEWORKSHOP_CACHE="here", HOME="/home/ada") == Path("here")
    assert kept(FRAMEWORKSHOP_CACHE="Off", HOME="/home/ada") is None
    assert kept() is None


def test_what_is_kept_is_signed_by_a_key_of_the_user() -> None:
    def key(**environment: str) -> Path | None:
        return read_settings(environment).cache_key

    assert key(HOME="/home/ada") == Path("/home/ada/.local/state/frameworkshop/cache.key")
    assert key(XDG_STATE_HOME="/state") == Path("/state/frameworkshop/cache.key")
    assert key(FRAMEWORKSHOP_CACHE="here") is None


def test_an_agreement_is_sealed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    certificate: Certificate,
) -> None:
    monkeypatch.setenv("FRAMEWORKSHOP_CERTIFICATE", str(certificate.path))
    monkeypatch.setenv("FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE", certificate.passphrase)
    folder, out = write(tmp_path / "small", GOOD), tmp_path / "agreement.pdf"
    result = CliRunner().invoke(app, ["agreement", str(folder), "--out", str(out)])
    assert result.exit_code == 0, result.output
    (seal,) = seals(out.read_bytes(), [certificate.path.with_name("seal.pem")])
    assert seal.holds


def test_a_certificate_that_cannot_be_used_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMEWORKSHOP_CERTIFICATE", str(tmp_path / "none.p12"))
    folder, out = write(tmp_path / "small", GOOD), tmp_path / "agreement.pdf"
    result = CliRunner().invoke(app, ["agreement", str(folder), "--out", str(out)])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
