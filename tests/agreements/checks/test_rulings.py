"""Rulings for rules that do not exist, or that refer nothing, are told where they stand."""

import json

import pytest

from agreements.checks.lints import findings
from agreements.loading import load
from tests.definitions import GOOD, bid, competition

RULING = {"decision": "accept", "reason": "It has applied for one", "by": "E. Marsh"}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("eligibility/no-certificate", None),
        ("eligibility/no-certificates", "no rule `eligibility/no-certificates`: did you mean"),
        ("no-certificate", "there is no rule `no-certificate`"),
        ("eligibility/turnover-floor", "refers no bid to a person"),
    ],
)
def test_a_ruling_that_decides_nothing_is_told(rule: str, says: str | None) -> None:
    given = competition(bid("b1", 5), bid("b2", 6, rulings={rule: RULING}))
    case = json.dumps({"case": "x", "given": given, "expect": {"winner": "b1"}}, indent=1)
    lines = case.replace("\n", "\n  ")
    files = {
        **GOOD,
        "cases/cases.yaml": f"- {lines}\n",
        "competitions/one.json": json.dumps(given),
        "competitions/bad.json": "{",
        "competitions/odd.json": '{"bids": [1, {"rulings": []}]}',
    }
    told = [each for each in findings(load(files)) if "ruling" in each.says]
    if says is None:
        assert told == []
        return
    assert [each.weight for each in told] == ["problem", "problem"]
    assert all(says in each.says for each in told)
    assert told[0].where.startswith("cases/cases.yaml:")
    at = int(told[0].where.partition(":")[2])
    assert rule in files["cases/cases.yaml"].splitlines()[at - 1]
    assert told[1].where == "competitions/one.json: bids[1].rulings"
