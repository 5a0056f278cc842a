"""Notices: of what may be done, and of nothing else."""

from pathlib import Path
from typing import Any

import pytest

from agreements.definition.framework import Framework
from agreements.documents.notices import notice
from agreements.loading import load
from agreements.rendering.papers import Paper
from engine.contracts.contract import read_contract, read_request
from engine.contracts.permissions import permit
from rules.problems import InputError
from tests.agreements.letter_makers import text_of

EXAMPLE = Path(__file__).parents[3] / "examples" / "digital-outcomes"

CONTRACT: dict[str, Any] = {
    "id": "EX-77",
    "title": "Allotment leases",
    "buyer": "Exampleton Borough Council",
    "supplier": "Ashdown Digital",
    "lot": "outcomes",
    "type": "services",
    "authority": "sub-central",
    "start": "2027-06-01",
    "end": "2028-05-31",
    "maximum_term_months": 18,
    "value": "92000.00",
}
EXTEND: dict[str, Any] = {
    "action": "extend",
    "by": "buyer",
    "date": "2028-03-01",
    "notice_given_on": "2028-03-01",
    "months": 3,
    "value_change": "9000",
    "approvals": ["commercial"],
    "notices": ["contract-change"],
    "explanation": "Users asked for <more> of it.",
}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(EXAMPLE)


def noticed(framework: Framework, clauses: dict[str, str] | None = None, **more: Any) -> Paper:
    contract, request = read_contract(CONTRACT), read_request({**EXTEND, **more})
    assert framework.permissions is not None
    decision = permit(
        framework.permission_rules,
        framework.permissions,
        contract,
        request,
        regime=framework.terms.regime,
    )
    return notice(framework, contract, request, decision, clauses=clauses)


def test_a_notice_of_extension_says_what_is_done_and_what_follows(framework: Framework) -> None:
    paper = noticed(framework, {"permissions/extend/permit": "7.2"})
    assert (paper.kind, paper.title) == ("notice", "Notice of extension")
    assert dict(paper.facts)["From"] == "Exampleton Borough Council"
    assert dict(paper.facts)["To"] == "Ashdown Digital"
    assert str(paper.dated) == "2028-03-01"
    text = text_of(paper)
    assert "the term of the contract is extended, under clause 7.2." in text
    assert "| Last day | 31 August 2028 |" in text
    assert "| Value | £101,000.00 |" in text
    assert "| The whole term is at most 36 months | 15 months |" in text
    assert "| The notice is at least 30 days | 91 days |" in text
    assert "> Users asked for <more> of it." in text
    assert "permissions/extend/permit" in paper.parts[0].states


def test_a_notice_to_end_early(framework: Framework) -> None:
    end: dict[str, Any] = {
        "action": "end-early",
        "months": None,
        "value_change": None,
        "effective_on": "2028-04-30",
        "notices": ["contract-termination"],
    }
    paper = noticed(framework, **end)
    assert paper.title == "Notice to end the contract"
    assert "| Takes effect on | 30 April 2028 |" in text_of(paper)
    assert "| Last day | 30 April 2028 |" in text_of(paper)


def test_what_is_refused_has_no_notice(framework: Framework) -> None:
    with pytest.raises(InputError) as caught:
        noticed(framework, by="supplier")
    assert "permissions/extend/by" in str(caught.value)


def test_what_must_be_done_first_is_told(framework: Framework) -> None:
    with pytest.raises(InputError) as caught:
        noticed(framework, approvals=[])
    assert [each.says for each in caught.value.problems] == [
        "must be done first: Get approval: Commercial (permissions/extend/approval/commercial)"
    ]


def test_what_is_left_to_a_person_has_no_notice_yet(framework: Framework) -> None:
    with pytest.raises(InputError) as caught:
        noticed(framework, notices=[])
    assert caught.value.problems[0].where == "request.decided"
