"""Settings: what a person who runs Frameworkshop may set, read from the environment once.

| name                                  | means                                                    |
|---------------------------------------|----------------------------------------------------------|
| FRAMEWORKSHOP_CACHE                   | a folder where loaded definitions are kept ready, or     |
|                                       | `off`; `frameworkshop` in the user's cache folder if not |
|                                       | set. `XDG_STATE_HOME/frameworkshop/cache.key` signs them |
| FRAMEWORKSHOP_CERTIFICATE             | a PKCS #12 file; PDF documents are sealed with it        |
| FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE  | its passphrase; empty if it has none                     |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agreements.rendering.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set.

    certificate   seals documents; without one, they are not sealed
    cache         where loaded definitions are kept ready; without it, none is
    cache_key     the file with the key that signs them
    """

    certificate: Certificate | None = None
    cache: Path | None = None
    cache_key: Path | None = None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. That a certificate can be used is found when it is first used."""
    return Settings(
        _certificate(environment),
        _cache(environment),
        _own_folder(environment, "XDG_STATE_HOME", ".local/state", "cache.key"),
    )


def _certificate(environment: Mapping[str, str]) -> Certificate | None:
    path = environment.get("FRAMEWORKSHOP_CERTIFICATE", "").strip()
    if not path:
        return None
    return Certificate(Path(path), environment.get("FRAMEWORKSHOP_CERTIFICATE_PASSPHRASE", ""))


def _cache(environment: Mapping[str, str]) -> Path | None:
    said = environment.get("FRAMEWORKSHOP_CACHE", "").strip()
    if said:
        return None if said.lower() == "off" else Path(said)
    return _own_folder(environment, "XDG_CACHE_HOME", ".cache", "")


def _own_folder(
    environment: Mapping[str, str], variable: str, usual: str, name: str
) -> Path | None:
    """Return a path among the user's own files: see the XDG base directory specification."""
    around = environment.get(variable, "").strip()
    home = environment.get("HOME", "").strip()
    if around and Path(around).is_absolute():
        return Path(around, "frameworkshop", name)
    return Path(home, usual, "frameworkshop", name) if home else None
