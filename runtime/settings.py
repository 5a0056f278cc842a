"""Settings: what a person who runs Frameworkshop may set, read from the environment once.

| name                                  | means                                                    |
|---------------------------------------|----------------------------------------------------------|
| FRAMEWORKSHOP_CERTIFICATE             | a PKCS #12 file; PDF documents are sealed with it        |
| FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE  | its passphrase; empty if it has none                     |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agreements.sealing import Certificate


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set. Without a `certificate`, documents are not sealed."""

    certificate: Certificate | None = None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. That a certificate can be used is found when it is first used."""
    path = environment.get("FRAMEWORKSHOP_CERTIFICATE", "").strip()
    if not path:
        return Settings()
    passphrase = environment.get("FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE", "")
    return Settings(Certificate(Path(path), passphrase))
