"""Values of answers that rules do not look into: addresses and files."""

from dataclasses import dataclass
from typing import Final

#: The country of an address that names none.
HERE: Final = "United Kingdom"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; what is not given is empty. UK postcodes are written `LS1 1AA`."""

    lines: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    country: str = HERE


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that has been stored: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str
