"""Letters that promise what they do not hold."""

from pathlib import Path

import pytest

from agreements.checks.letter_lints import letter_findings
from agreements.checks.places import Places
from agreements.loading import load
from rules.policies.feedback import ASSESSMENT_SUMMARY, BidOutcome, LetterPolicy
from tests.definitions import GOOD, write

CITES = 'source: "Procurement Regulations 2024, reg 31"'


def told(tmp_path: Path, *letters: str, name: str = "feedback") -> list[tuple[str, str, str]]:
    """Check letters, each a mapping in flow style, of a ruleset in a file of any name."""
    text = "ruleset: feedback\nletters:\n" + "".join(f"  - {each}\n" for each in letters)
    files = {key: value for key, value in GOOD.items() if key != "rulesets/feedback.yaml"}
    framework = load(write(tmp_path, {**files, f"rulesets/{name}.yaml": text}))
    found = letter_findings(framework, Places(framework))
    return [(each.weight, each.where, each.says) for each in found if each.weight == "problem"]


@pytest.mark.parametrize("to", list(ASSESSMENT_SUMMARY))
def test_each_item_that_is_taken_away_is_told_and_no_other(tmp_path: Path, to: BidOutcome) -> None:
    required = ASSESSMENT_SUMMARY[to]
    whole = f"{{to: {to}, contains: [{', '.join(required)}], {CITES}}}"
    assert told(tmp_path / "whole", whole) == []
    for item in required:
        rest = [each for each in required if each != item]
        letter = f"{{to: {to}, contains: [{', '.join(rest)}], {CITES}}}"
        ((weight, where, says),) = told(tmp_path / item, letter)
        assert (weight, where) == ("problem", "rulesets/feedback.yaml:3")
        assert f"lacks `{item}`" in says


def test_the_place_is_the_key_in_whatever_file_the_letter_is(tmp_path: Path) -> None:
    letter = f"""to: winner
    title: Winner
    contains:
      - criteria
      - own-details
      - own-scores
      - own-reasons
    {CITES}"""
    (found,) = told(tmp_path, letter, name="letters")
    assert found[1] == "rulesets/letters.yaml:5"
    assert "lacks `own-total`" in found[2]


def test_what_goes_along_with_a_letter_or_is_withheld_is_not_lacking(tmp_path: Path) -> None:
    first = f"{{to: winner, contains: [criteria, own-details, own-scores], {CITES}}}"
    always = "{to: winner, contains: [own-reasons, own-total]}"
    sometimes = "{to: winner, when: {fact: rank, is: 1}, contains: [own-reasons, own-total]}"
    assert told(tmp_path / "a", first, always) == []
    assert len(told(tmp_path / "b", first, sometimes)) == 2
    held = f"{{to: winner, contains: [criteria, own-details, own-scores, own-reasons], {CITES}, "
    limb = "withhold: {own-total: Sensitive, s.94(1)(b)}}"
    assert (
        told(
            tmp_path / "c",
            held + limb.replace("Sensitive, s", '"Sensitive, s').replace("(b)}}", '(b)"}}'),
        )
        == []
    )


@pytest.mark.parametrize(
    ("ground", "fine"),
    [
        ("Procurement Act 2023, s.94(1)(b)", True),
        ("section 94(1)(a)", True),
        ("For national security", True),
        ("Sensitive commercial information, which the public interest keeps back", True),
        ("They may give away how the winner works (Procurement Act 2023, s.94)", False),
        ("They may give away how the winner works (section 94)", False),
    ],
)
def test_a_ground_under_section_94_names_its_limb(tmp_path: Path, ground: str, fine: bool) -> None:
    letter = f'{{to: winner, contains: [criteria], withhold: {{own-rank: "{ground}"}}}}'
    found = told(tmp_path, letter)
    assert [where for _, where, _ in found] == ([] if fine else ["rulesets/feedback.yaml:3"])


def test_a_ground_of_the_frameworks_own_is_left_alone(tmp_path: Path) -> None:
    letter = "{to: winner, contains: [criteria], withhold: {own-rank: The bids were few}}"
    assert told(tmp_path, letter) == []


@pytest.mark.parametrize(
    ("source", "cites"),
    [
        ("Procurement Regulations 2024, reg 31", True),
        ("Framework term, after the Procurement Regulations 2024, reg 31", True),
        ("regulation 31(3) of the Procurement Regulations 2024", True),
        ("The Procurement Regulations 2024 (SI 2024/692), regs 27 and 31", True),
        ("SI 2024/692, r.31", True),
        ("Reg. 31", True),
        ("PR24 reg 31", True),
        ("Public Contracts Regulations 2015, reg 86; Procurement Regulations 2024, reg 31", True),
        ("Procurement Regulations 2024, reg 32", False),
        ("Procurement Regulations 2024, reg 310", False),
        ("Public Contracts Regulations 2015, reg 31", False),
        ("PCR15 reg 31", False),
        ("Framework term", False),
        ("Framework term 31", False),
    ],
)
def test_what_counts_as_a_citation(source: str, cites: bool) -> None:
    letter = LetterPolicy(to="winner", contains=("criteria",), source=source)
    assert letter.cites_regulation_31 is cites


def test_a_call_off_has_no_assessment_summary(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "{to: winner, title: Assessment Summary, contains: [criteria]}")
    assert "not for call-offs" in found[2]
