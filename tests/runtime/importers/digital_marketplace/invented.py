"""Invented frameworks in the old service's format, which lie in `sources`; all of it is ours.

green-spaces-3   every type, key and price; follow-ups, groups, assurance, briefs and assessment
old-parks-6      as the oldest frameworks are: legacy lots, no declaration, no form to apply by
one-lot          no question depends on a lot
quirks           what a source should not have, and what some have all the same
"""

from functools import cache
from pathlib import Path
from typing import Final

from tests.runtime.importers.digital_marketplace.holding import Held, held

SOURCES: Final = Path(__file__).parent / "sources"
#: Each with its lots, and those in which there is a brief. No schema could be made of `quirks`.
FRAMEWORKS: Final = {
    "green-spaces-3": (("planting", "paths", "ponds"), ("planting", "paths")),
    "old-parks-6": (("scs", "saas", "paas", "iaas"), ()),
    "one-lot": (("all",), ()),
}
QUIRKS: Final = "quirks"


@cache
def invented(name: str, folder: Path) -> Held:
    """Give a framework, imported and loaded once."""
    return held(SOURCES, name, *FRAMEWORKS.get(name, ((), ())), folder / name)
