"""A seal holds while nothing is changed, and says so as soon as something is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from agreements.rendering.certificates import Certificate
from agreements.rendering.sealing import sealed, seals
from rules.problems import InputError
from tests.documents.reading import page_texts


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate to throw away, which vouches for itself."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Office of Example Commerce")])
    now = datetime.now(UTC)
    usage = {
        "digital_signature": True, "content_commitment": True, "key_encipherment": False,
        "data_encipherment": False, "key_agreement": False, "key_cert_sign": True,
        "crl_sign": False, "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "seal.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, made, None, BestAvailableEncryption(b"open sesame")
        )
    )
    (folder / "seal.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return Certificate(path, "open sesame")


@pytest.fixture(scope="module")
def document(letter_pdf: bytes, certificate: Certificate) -> bytes:
    return sealed(letter_pdf, certificate, reason="Issued", place="Exampleton")


def trusted(certificate: Certificate) -> list[Path]:
    return [certificate.path.with_suffix(".pem")]


def test_a_sealed_document_is_the_document_and_a_seal(letter_pdf: bytes, document: bytes) -> None:
    assert document.startswith(letter_pdf)
    assert page_texts(document) == page_texts(letter_pdf)
    assert b"/ETSI.CAdES.detached" in document


def test_a_seal_holds(document: bytes, certificate: Certificate) -> None:
    (seal,) = seals(document, trusted(certificate))
    assert seal.holds
    assert "Office of Example Commerce" in seal.by
    assert seal.at is not None
    assert abs(datetime.now(UTC) - seal.at) < timedelta(minutes=10)


def test_nobody_vouches_for_an_unknown_certificate(document: bytes) -> None:
    (seal,) = seals(document)
    assert (seal.intact, seal.whole, seal.trusted, seal.holds) == (True, True, False, False)


def test_one_changed_byte_breaks_it(document: bytes, certificate: Certificate) -> None:
    at = document.index(b"stream") + 60
    changed = document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]
    (seal,) = seals(changed, trusted(certificate))
    assert not seal.intact
    assert not seal.holds


def test_what_is_added_after_it_is_not_under_it(document: bytes, certificate: Certificate) -> None:
    (seal, second) = seals(sealed_again(document, certificate), trusted(certificate))
    assert seal.intact
    assert not seal.whole
    assert second.holds


def sealed_again(document: bytes, certificate: Certificate) -> bytes:
    return sealed(document, certificate, reason="Countersigned", field="Second")


def test_a_document_without_a_seal_has_none(letter_pdf: bytes) -> None:
    assert seals(letter_pdf) == ()


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(InputError, match="not a PDF document"):
        seals(b"hello")


def test_a_certificate_that_cannot_be_used_is_told(
    letter_pdf: bytes, certificate: Certificate, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="passphrase"):
        sealed(letter_pdf, Certificate(certificate.path, "wrong"), reason="Issued")
    with pytest.raises(InputError, match=r"none\.p12: cannot be read"):
        sealed(letter_pdf, Certificate(tmp_path / "none.p12", ""), reason="Issued")


def test_a_passphrase_is_never_shown(certificate: Certificate) -> None:
    assert certificate.passphrase not in repr(certificate)
