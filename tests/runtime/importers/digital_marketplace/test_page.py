"""The page for owners says what an import does: the differences, and every type and key."""

import re
from pathlib import Path

import pytest

from runtime.importers.digital_marketplace.source.model import TYPES, SourceQuestion, SourceSection
from tests.runtime.importers.digital_marketplace.improvements import (
    ACCEPTED,
    ASSESSED,
    RARE,
    REFUSED,
    SHOWN,
)

PAGE = Path(__file__).parents[4] / "docs/reference/digital-marketplace.md"
TEXT = PAGE.read_text(encoding="utf-8")


def bullets(start: str) -> list[str]:
    """Give the points of the list that stands behind a line of the page."""
    after = TEXT.partition(f"\n{start}\n")[2]
    return re.findall(r"^- (.*)$", after.lstrip("\n").partition("\n\n")[0], re.MULTILINE)


@pytest.mark.parametrize(
    ("start", "listed"),
    [
        ("Accepted here, and refused there:", ACCEPTED),
        ("Refused here, and accepted there:", REFUSED),
        ("Otherwise, only with what is seldom met:", RARE),
        (
            "Declarations pass, are discretionary or fail as the assessment said, but for this:",
            ASSESSED,
        ),
        ("Every word of the original is there, in its order, but for these:", SHOWN),
    ],
)
def test_the_differences_are_those_that_tests_allow(start: str, listed: dict[str, str]) -> None:
    assert bullets(start) == list(listed.values())


def test_every_type_and_every_key_has_its_place() -> None:
    named = set(re.findall(r"`(\w+)`", TEXT))
    assert named >= TYPES
    keys = (SourceQuestion.model_fields.keys() | SourceSection.model_fields.keys()) - {
        "file",
        "place",
        "type",
    }
    # These two say what a group, or the parts of a unit, are made of, in words.
    assert keys - named == {"questions", "unit_position"}


def test_what_it_links_to_is_there() -> None:
    for address in re.findall(r"\]\(([^)#]+)", TEXT):
        assert (PAGE.parent / address).exists()
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^## (.*)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
