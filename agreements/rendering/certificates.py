"""Certificates: what documents are sealed with, for who only passes it on.

Apart from `sealing`, whose libraries take half a second to import.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the certificate is that documents are sealed with, and its key: a PKCS #12 file."""

    path: Path
    passphrase: str = dataclasses.field(repr=False)
