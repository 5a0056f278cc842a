"""Acceptance: both parties, the same bytes, on the record."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.documents.signing import (
    Record,
    accept,
    as_json,
    document_hash,
    read_acceptance,
    read_record,
    summary_of,
    verify,
)
from rules.problems import InputError

PAPER = b"%PDF-1.7 a contract"
DEFINITION = "sha256:" + "a" * 64


def acceptance(party: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "Ida Marchetti",
        "role": "Head of Commercial",
        "party": party,
        "organisation": "Wexcombe Council" if party == "buyer" else "Ashdown Digital",
        "at": "2027-05-17T09:30:00Z" if party == "buyer" else "2027-05-17T10:00:00Z",
        "definition": DEFINITION,
        "document": document_hash(PAPER),
        **more,
    }


def both() -> Record:
    first = accept(None, read_acceptance(acceptance("buyer")), kind="call-off-contract")
    return accept(first, read_acceptance(acceptance("supplier")))


def wheres(call: Any) -> set[str]:
    with pytest.raises(InputError) as caught:
        call()
    return {each.where for each in caught.value.problems}


def test_both_parties_accept_the_same_bytes() -> None:
    record = both()
    assert record.accepted
    verify(record, PAPER, definition=DEFINITION)
    assert dict(summary_of(record))["Accepted for the buyer"] == (
        "Ida Marchetti, Head of Commercial, Wexcombe Council, 17 May 2027 at 09:30 UTC"
    )


def test_a_record_is_the_same_bytes_after_reading() -> None:
    text = as_json(both())
    assert as_json(read_record(json.loads(text))) == text
    assert '"at": "2027-05-17T09:30:00Z"' in text


def test_another_document_is_not_what_was_accepted() -> None:
    record = both()
    assert wheres(lambda: verify(record, PAPER + b" ")) == {
        "acceptances[0].document",
        "acceptances[1].document",
    }
    assert wheres(lambda: verify(record, PAPER, definition="sha256:" + "b" * 64)) == {
        "acceptances[0].definition",
        "acceptances[1].definition",
    }


@given(st.binary(max_size=40))
def test_no_other_bytes_are_verified(other: bytes) -> None:
    if other != PAPER:
        record = both()
        with pytest.raises(InputError):
            verify(record, other)


def test_one_party_alone_is_not_enough() -> None:
    record = accept(None, read_acceptance(acceptance("buyer")), kind="call-off-contract")
    assert not record.accepted
    assert wheres(lambda: verify(record, PAPER)) == {"acceptances"}


def test_the_other_party_cannot_accept_something_else() -> None:
    record = accept(None, read_acceptance(acceptance("buyer")), kind="call-off-contract")
    other = acceptance(
        "supplier",
        document=document_hash(b"another"),
        definition="sha256:" + "b" * 64,
        at="2027-05-17T09:29:59Z",
    )
    assert wheres(lambda: accept(record, read_acceptance(other))) == {
        "document",
        "definition",
        "at",
    }


@pytest.mark.parametrize(
    ("kind", "party"),
    [("call-off-contract", "owner"), ("framework-agreement", "buyer")],
)
def test_a_stranger_cannot_accept(kind: str, party: str) -> None:
    stranger = read_acceptance(acceptance(party))
    assert wheres(lambda: accept(None, stranger, kind=kind)) == {"party"}


def test_nobody_accepts_twice() -> None:
    assert "party" in wheres(lambda: accept(both(), read_acceptance(acceptance("supplier"))))
    twice = json.loads(as_json(both()))
    twice["acceptances"][1]["party"] = "buyer"
    record = read_record(twice)
    assert "acceptances[1].party" in wheres(lambda: verify(record, PAPER))
    late = read_acceptance(acceptance("supplier"))
    assert wheres(lambda: accept(record, late)) == {"acceptances"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", " "),
        ("party", "witness"),
        ("at", "2027-05-17T09:30:00"),
        ("at", "2027-05-17T10:30:00+01:00"),
        ("document", "sha256:ABC"),
        ("definition", "md5:" + "a" * 64),
        ("key", "not known"),
    ],
)
def test_an_acceptance_that_cannot_be_used_is_told_by_its_place(key: str, value: str) -> None:
    assert wheres(lambda: read_acceptance({**acceptance("buyer"), key: value})) == {key}
