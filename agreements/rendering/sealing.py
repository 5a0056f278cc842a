"""Sealing: a certificate's signature in a PDF document, which shows that nothing was changed since.

    sealed(document, certificate, ...)   the document with a seal (PAdES, ETSI EN 319 142-1)
    seals(document, trusted)             the seals that a document bears, and whether each holds

A seal says which organisation issued a document. What two parties agreed is another matter: that is
on the record, by name, role and time. Only this module knows pyHanko.

A seal holds the time at which it was made, so a sealed document is not the same bytes each time.
What it was made from still is: the seal is added after the last byte of the document.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from agreements.rendering.certificates import Certificate
from rules.problems import InputError, Problem

FIELD: Final = "Seal"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that a document bears.

    by        whom the certificate names
    at        when the seal says that it was made
    intact    the bytes under the seal are those that were sealed, and the seal is whole
    trusted   the certificate is vouched for by one of those that were said to be trusted
    whole     the seal is over everything in the file; what is after it, nobody vouches for
    """

    by: str
    at: datetime | None
    intact: bool
    trusted: bool
    whole: bool

    @property
    def holds(self) -> bool:
        """Whether the document is what the seal's owner issued, and nothing else."""
        return self.intact and self.trusted and self.whole


def sealed(
    document: bytes, certificate: Certificate, *, reason: str, place: str = "", field: str = FIELD
) -> bytes:
    """Return a PDF document with a seal in a field of its own, which must not bear one yet.

    Raises `InputError` if the certificate cannot be used.
    """
    about = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=reason,
        location=place or None,
    )
    output = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(document)),
        about,
        signer=_signer(certificate),
        output=output,
    )
    return output.getvalue()


def seals(document: bytes, trusted: Iterable[Path] = ()) -> tuple[Seal, ...]:
    """Return the seals of a document. `trusted` are files of certificates, PEM or DER.

    Asks no server, so it does not know whether a certificate was revoked. Raises `InputError` if
    the document is no PDF document.
    """
    try:
        found = PdfFileReader(io.BytesIO(document)).embedded_signatures
    except PdfReadError as error:
        raise InputError([Problem("", "this is not a PDF document")]) from error
    roots = load_certs_from_pemder([str(path) for path in trusted])  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    held = []
    for each in found:
        status = validate_pdf_signature(each, context)
        held.append(
            Seal(
                by=status.signing_cert.subject.human_friendly,
                at=status.signer_reported_dt,
                intact=status.intact and status.valid,
                trusted=status.trusted,
                whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            )
        )
    return tuple(held)


def _signer(certificate: Certificate) -> signers.SimpleSigner:
    name = certificate.path.name
    try:
        content = certificate.path.read_bytes()
    except OSError as error:
        says = f"cannot be read: {error.strerror}. Name a PKCS #12 file (.p12 or .pfx)"
        raise InputError([Problem(name, says)]) from error
    try:
        signer: signers.SimpleSigner = signers.SimpleSigner.load_pkcs12_data(
            content, other_certs=[], passphrase=certificate.passphrase.encode()
        )
    except ValueError as error:
        says = "is not a PKCS #12 file that this passphrase opens"
        raise InputError([Problem(name, says)]) from error
    return signer
