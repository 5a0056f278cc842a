"""Assets: the styles and scripts that pages ask for, and what tells that one has changed.

`static/` is made of GOV.UK Frontend by `scripts/build_assets.py`, `assets/` is our own.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rules.problems import Problem, ProblemsError

_FORMS: Final = Path(__file__).parents[1]
_FILES: Final = {
    "counting.js": _FORMS / "assets" / "counting.js",
    "forms.css": _FORMS / "assets" / "forms.css",
    "forms.js": _FORMS / "assets" / "forms.js",
    "govuk-frontend.min.css": _FORMS / "static" / "govuk-frontend.min.css",
    "govuk-frontend.min.js": _FORMS / "static" / "govuk-frontend.min.js",
    "govuk-frontend.licence.txt": _FORMS / "static" / "govuk-frontend.licence.txt",
}


class Unbuilt(ProblemsError):
    """GOV.UK Frontend is not there; the problem says what makes it."""


def assets() -> Mapping[str, Path]:
    """Return the files that are served under `Shell.assets`, by name. Raises `Unbuilt`."""
    for path in _FILES.values():
        if not path.is_file():
            says = "is not there: `make assets` in a checkout makes it; or install anew"
            raise Unbuilt([Problem(f"forms/static/{path.name}", says)])
    return _FILES


def assets_digest() -> str:
    """Return a short text that changes when any of the files does. Raises `Unbuilt`."""
    digest = hashlib.sha256()
    for path in assets().values():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
