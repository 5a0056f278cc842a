"""Who goes on to the next stage, and why the others do not."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods.shortlisting import shortlisted
from rules.policies.calculation import Undecidable
from rules.policies.methods.choices import Shortlist
from tests.rules.policies.making import fractions

FIVE = fractions(a=80, b=72, c=70, d=70, e=40)


def shortlist(**keys: Any) -> Shortlist:
    return Shortlist.model_validate(keys)


@pytest.mark.parametrize(
    ("limits", "number", "kept"),
    [
        ({"keep": 2}, None, "ab"),
        ({"keep": 5}, None, "abcde"),
        ({"keep": 9}, None, "abcde"),
        ({"keep": 3}, None, "abcd"),  # c and d share the third place
        ({"keep": 3, "ties": "drop-all"}, None, "ab"),
        ({"keep": 4, "ties": "drop-all"}, None, "abcd"),
        ({"keep": {"min": 2, "max": 4}}, 2, "ab"),
        ({"keep": {"min": 2, "max": 4}}, None, "abcd"),
        ({"keep": {"min": 2}}, None, "abcde"),
        ({"keep": {"min": 2}}, 5, "abcde"),
        ({"at_least": 70}, None, "abcd"),
        ({"at_least": "70.01"}, None, "ab"),
        ({"at_least": 90}, None, ""),
        ({"within": {"points": 10}}, None, "abcd"),
        ({"within": {"percent": 10}}, None, "ab"),  # 10% of 80 is 8 points
        ({"within": {"points": 0}}, None, "a"),
        ({"within": {"percent": 100}}, None, "abcde"),
        ({"keep": 4, "at_least": 71}, None, "ab"),
        ({"keep": 1, "within": {"points": 10}, "at_least": 50}, None, "a"),
    ],
)
def test_kept(limits: dict[str, Any], number: int | None, kept: str) -> None:
    found = shortlisted(shortlist(**limits), FIVE, number=number)
    assert "".join(found.kept) == kept
    assert sorted([*found.kept, *found.dropped]) == sorted(FIVE)


BEHIND = "Its score of 70 is more than 12% behind the best score, 80: at least 70.4 was needed."


def test_each_bid_that_is_not_kept_is_told_why() -> None:
    found = shortlisted(shortlist(keep=1, at_least=60, within={"percent": 12}), FIVE)
    assert found.dropped == {
        "b": "It is not among the best 1.",
        "c": BEHIND,
        "d": BEHIND,
        "e": "Its score of 40 is below 60.",
    }
    points = shortlisted(shortlist(within={"points": "9.5"}), FIVE)
    assert points.dropped["c"] == (
        "Its score of 70 is more than 9.5 points behind the best score, 80: "
        "at least 70.5 was needed."
    )
    dropped = shortlisted(shortlist(keep=3, ties="drop-all"), FIVE).dropped
    assert dropped["c"] == "2 bids share the last of the 3 places: none is kept."


def test_too_few_are_counted_but_no_limit_is_stretched() -> None:
    limits = shortlist(keep={"min": 3, "max": 15}, at_least=71)
    found = shortlisted(limits, FIVE)
    assert (found.kept, found.number, found.short_by) == (("a", "b"), 15, 1)
    assert shortlisted(limits, {}).short_by == 3
    assert shortlisted(shortlist(at_least=71), FIVE).short_by == 0


@pytest.mark.parametrize(
    ("keep", "number", "says"),
    [
        ({"min": 3, "max": 15}, 2, "is 2: it must be from 3 to 15"),
        ({"min": 3, "max": 15}, 16, "is 16: it must be from 3 to 15"),
        ({"min": 3}, 2, "is 2: it must be at least 3"),
    ],
)
def test_the_buyers_number_is_held_to_the_limits(
    keep: dict[str, int], number: int, says: str
) -> None:
    with pytest.raises(Undecidable, match=says):
        shortlisted(shortlist(keep=keep), FIVE, number=number)


def test_tie_rules_settle_the_last_place() -> None:
    by_rules = shortlist(keep=3, ties="tie-rules")
    found = shortlisted(by_rules, FIVE, ranks={"a": 1, "b": 2, "d": 3, "c": 4, "e": 5})
    assert found.kept == ("a", "b", "d")
    assert found.dropped["c"] == "It tied for the last of the 3 places, and lost by the tie rules."
    with pytest.raises(Undecidable, match="leave them tied") as tied:
        shortlisted(by_rules, FIVE, ranks={"a": 1, "b": 2, "c": 3, "d": 3, "e": 5})
    assert tied.value.bid_ids == ("c", "d")
    with pytest.raises(Undecidable, match="no tie rule was applied"):
        shortlisted(by_rules, FIVE)
    assert shortlisted(shortlist(keep=2, ties="tie-rules"), FIVE).kept == ("a", "b")


def test_the_leader_is_within_any_margin_of_itself() -> None:
    below_zero = fractions(a=-10, b=-20)
    assert shortlisted(shortlist(within={"percent": 10}), below_zero).kept == ("a",)


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 6).map(Fraction))
LIMITS = st.fixed_dictionaries(
    {"keep": st.integers(1, 8), "ties": st.sampled_from(["keep-all", "drop-all"])},
    optional={
        "at_least": st.integers(0, 6),
        "within": st.sampled_from([{"points": 2}, {"percent": 50}]),
    },
)


@given(SCORES, LIMITS)
def test_nobody_is_dropped_who_scores_as_well_as_someone_kept(
    scores: dict[str, Fraction], limits: dict[str, Any]
) -> None:
    found = shortlisted(shortlist(**limits), scores)
    worst = min((scores[bid] for bid in found.kept), default=None)
    assert set(found.kept) | set(found.dropped) == set(scores)
    assert worst is None or all(scores[bid] < worst for bid in found.dropped)
    if limits["ties"] == "drop-all":
        assert len(found.kept) <= limits["keep"]
