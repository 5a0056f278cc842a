"""The law's rules: that they can be read, cite their source, and cover what they say they cover."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.legal_regimes import REGIMES, baseline
from rules.linking import link
from rules.logic import comparisons_in
from rules.policies.contract_facts import FACTS
from rules.problems import Problems
from rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary(facts=dict(FACTS))


@pytest.mark.parametrize("regime", REGIMES)
def test_every_rule_links_and_cites_its_source(regime: str) -> None:
    problems = Problems()
    linked = link(baseline(regime), VOCABULARY, problems)
    assert problems.found == []
    assert len(linked) == len(baseline(regime))
    assert all(rule.rule.source for rule in linked)
    assert all(rule.rule.title or "/threshold/" in rule.id for rule in linked)
    assert len({rule.id for rule in linked}) == len(linked)


@pytest.mark.parametrize("regime", REGIMES)
def test_every_rule_stands_in_its_own_file_under_its_own_name(regime: str) -> None:
    for placed in baseline(regime):
        assert placed.rule.id.startswith(f"{regime}/")
        assert placed.where.startswith(f"rules/legal_regimes/{regime}.yaml:")


@pytest.mark.parametrize("regime", REGIMES)
def test_the_law_permits_and_refuses_in_its_own_name(regime: str) -> None:
    for placed in baseline(regime):
        then = placed.rule.then
        if then.refuse is not None:
            assert then.refuse.action == "lawful"
        if then.permit is not None:
            assert then.permit in {"lawful", "end-for-cause"}


def test_an_unknown_regime_has_no_rules() -> None:
    assert baseline("light-brigade") == ()


#: Thresholds by contract and by the first and last day that they are known for, in pounds.
THRESHOLDS = {
    ("2025-02-24", "2025-12-31"): {
        "works": 5_372_609,
        "central": 139_688,
        "sub-central": 214_904,
        "utilities": 429_809,
        "defence": 429_809,
    },
    ("2026-01-01", "2027-12-31"): {
        "works": 5_193_000,
        "central": 135_018,
        "sub-central": 207_720,
        "utilities": 415_440,
        "defence": 415_440,
    },
}


def test_thresholds_have_their_dates() -> None:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for rule in link(baseline("procurement-act-2023"), VOCABULARY, Problems()):
        if rule.rule.then.fact == {"statute-under-threshold": "yes"}:
            (amount,) = (
                leaf.operands[0] for leaf in comparisons_in(rule.logic) if leaf.op == "less_than"
            )
            assert isinstance(amount, Decimal)
            days = (str(rule.rule.from_), str(rule.rule.until))
            found.setdefault(days, {})[rule.id.rpartition("/")[2]] = int(amount)
    assert found == THRESHOLDS


def test_thresholds_follow_each_other_without_a_gap() -> None:
    (_, last), (first, _) = THRESHOLDS
    assert date.fromisoformat(last) + timedelta(days=1) == date.fromisoformat(first)
