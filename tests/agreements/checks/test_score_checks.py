"""Scores that cannot be are told exactly where some complete bid would have one."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.checks.lint import Lint
from agreements.checks.score_checks import score_findings
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import evaluate_competition
from rules.problems import InputError
from tests.definitions import BRIEF, EVALUATION, GOOD

JUDGED = "judged: {scale: 0-3, combine: consensus, minimum: 1}"
BID = """\
title: Bid
questions:
  - {id: total-price, type: money, label: Total price}
  - {id: a, type: yes-no, label: A}
  - {id: b, type: yes-no, label: B, when: {answer: a, is: yes}}
  - {id: n, type: number, label: N, min: 0, max: 9, whole: true}
  - id: have
    type: many-of
    label: What do you have
    required: false
    options: [{value: x, label: X}, {value: y, label: Y}]
"""


def files(scored: str, rules: str = "", bid: str = BID) -> dict[str, str]:
    return {
        "framework.yaml": GOOD["framework.yaml"],
        "forms/bid.yaml": bid,
        "forms/brief.yaml": BRIEF,
        "rulesets/evaluation.yaml": EVALUATION.replace(JUDGED, scored) + rules,
    }


def found(scored: str, rules: str = "", bid: str = BID) -> list[Lint]:
    return list(score_findings(load(files(scored, rules, bid))))


def rows(*each: str) -> str:
    return f"[{', '.join(each)}]"


A, B = "{when: {answer: a, is: yes}, score: 3}", "{when: {answer: b, is: yes}, score: 2}"
NOT_A = "{when: {answer: a, is: no}, score: 2}"


NINE = """\
rules:
  - {id: r, when: {answer: n, more_than: 8}, then: {score: {criterion: technical, is: 5}}}
"""
BIG = """\
rules:
  - {id: r, when: {fact: big, is: yes}, then: {score: {criterion: technical, is: 5}}}
  - {id: s, when: WHEN, then: {fact: {big: yes}}}
"""
DATED = """\
rules:
  - id: r
    from: 2027-01-01
    until: 2027-06-30
    then: {score: {criterion: technical, is: 3}}
  - {id: s, from: 2027-07-01, then: {score: {criterion: technical, is: 4}}}
"""
TABLE = """\
tables:
  - id: t
    hit: collect
    collect: sum
    inputs: [{answer: have}]
    outputs: [{score: technical}]
    rows: [[x, 2], [y, 3]]
"""


@pytest.mark.parametrize(
    ("scored", "rules", "says"),
    [
        (f"{{out_of: 5, combine: sum, rows: {rows(A, B)}}}", "", None),
        (f"{{out_of: 4, combine: sum, rows: {rows(A, NOT_A)}}}", "", None),
        (
            f"{{out_of: 4, combine: sum, rows: {rows(A, B)}}}", "",
            "together give 5, more than 4, when a is Yes, B is Yes. Lower a score, raise `out_of`",
        ),
        (f"{{out_of: 4, combine: highest, rows: {rows(A, B)}}}", "", None),
        (
            f"{{out_of: 4, rows: {rows(A, B)}}}", "",
            "can be given two scores at once",
        ),
        (f"{{out_of: 4, rows: {rows(A)}, otherwise: null}}", "", "no rule gives one when a is No"),
        (f"{{out_of: 4, rows: {rows(A, NOT_A)}, otherwise: null}}", "", None),
        (
            f"{{out_of: 4, combine: sum, rows: {rows(A, '{score: -4}')}}}", "",
            "can score below 0",
        ),
        (f"{{out_of: 4, combine: sum, rows: {rows('{score: 1}', '{score: -1}')}}}", "", None),
        (f"{{out_of: 4, combine: lowest, rows: {rows('{score: -5}', A)}}}", "", "score below 0"),
        ("{out_of: 4}", NINE, "`evaluation/r` gives 5, more than 4, when N is 9"),
        ("{out_of: 4}", NINE.replace("8", "9"), None),
        ("{out_of: 4}", BIG.replace("WHEN", "{answer: a, is: yes}"), "`evaluation/r` gives 5"),
        (
            "{out_of: 4}",
            BIG.replace("WHEN", "{all: [{answer: a, is: yes}, {answer: a, is: no}]}"),
            None,
        ),
        ("{out_of: 4, combine: sum}", DATED, None),
        ("{out_of: 4, combine: sum}", DATED.replace("06-30", "07-01"), "together give 7"),
        ("{out_of: 4, combine: sum}", TABLE, "together give 5, more than 4, when"),
        ("{out_of: 4, minimum: 5}", "", "asks for at least 5 of 4, which no bid can reach"),
    ],
)  # fmt: skip
def test_what_is_told_of_scores(scored: str, rules: str, says: str | None) -> None:
    told = found(f"scored: {scored}", rules)
    if says is None:
        assert told == []
    else:
        assert [each.weight for each in told] == ["problem"]
        assert says in told[0].says
        assert told[0].where == "rulesets/evaluation.yaml:7"


@pytest.mark.parametrize(
    ("measured", "says"),
    [
        ("{of: n, out_of: 9}", None),
        ("{of: n, out_of: 8}", "the figure may be up to 9: limit what is asked with `max: 8`"),
        ("{of: n, out_of: 8, worst: 0, best: 8}", None),
        ("{of: n, out_of: 8, relative_to: highest}", None),
        ("{of: total-price, out_of: 8}", "the figure has no upper limit"),
        ("{of: {sum: [n, {of: n, times: 2}]}, out_of: 27}", None),
        ("{of: {sum: [n, {of: n, times: 2}]}, out_of: 26}", "may be up to 27"),
        ("{of: {sum: [n, {of: n, times: -1}]}, out_of: 26}", "may be down to -9"),
        ("{of: {sum: [{of: n, times: [n, 2]}]}, out_of: 162}", None),
    ],
)
def test_what_is_told_of_figures(measured: str, says: str | None) -> None:
    told = [each.says for each in found(f"measured: {measured}")]
    assert [says in each for each in told if says] == ([True] if says else [])
    assert bool(told) == bool(says)


def test_what_has_too_many_states_is_only_noted() -> None:
    many = "".join(f"  - {{id: q-{i}, type: yes-no, label: Q{i}}}\n" for i in range(24))
    every = rows(*(f"{{when: {{answer: q-{i}, is: no}}, score: 1}}" for i in range(24)))
    (note,) = found(f"scored: {{out_of: 23, combine: sum, rows: {every}}}", bid=BID + many)
    assert note.weight == "note"
    assert "too many combinations" in note.says
    assert found(f"scored: {{out_of: 24, combine: sum, rows: {every}}}", bid=BID + many) == []


# --- held against every bid ------------------------------------------------------------------

conditions = st.sampled_from(
    [
        "",
        "when: {answer: a, is: yes}, ",
        "when: {answer: a, is: no}, ",
        "when: {answer: b, is: yes}, ",
        "when: {answer: b, unanswered: true}, ",
        "when: {answer: n, at_least: 5}, ",
        "when: {answer: n, less_than: 5}, ",
        "when: {answer: n, between: [3, 6]}, ",
        "when: {not: {answer: have, includes: x}}, ",
        "when: {count_of: have, at_least: 2}, ",
    ]
)
some_rows = st.lists(
    st.tuples(conditions, st.integers(-2, 3)).map(lambda row: f"{{{row[0]}score: {row[1]}}}"),
    max_size=4,
)


@settings(max_examples=100)
@given(
    some_rows,
    st.sampled_from(["one", "sum", "highest", "lowest"]),
    st.sampled_from(["0", "null"]),
)
def test_a_flaw_is_told_exactly_where_some_bid_would_meet_it(
    of: list[str], combine: str, otherwise: str
) -> None:
    text = f"{{out_of: 3, combine: {combine}, otherwise: {otherwise}, rows: {rows(*of)}}}"
    framework = load(files(f"scored: {text}"))
    weights = {each.weight for each in score_findings(framework)}
    # A note is there where nothing could be proved, as of an answer both counted and looked into.
    assert weights == {"note"} or weights == ({"problem"} if _fails(framework) else set())
    framework.close()


def _fails(framework: Framework) -> bool:
    """Evaluate every complete bid, all at once."""
    bids: list[dict[str, Any]] = []
    for a, b, n, have in product(
        ["yes", "no"], ["yes", "no"], [0, 3, 5, 7], [[], ["x"], ["y"], ["x", "y"]]
    ):
        answers = {"total-price": 5, "a": a, "n": n, "have": have}
        more = {"b": b} if a == "yes" else {}
        bid = {"id": f"b{len(bids)}", "supplier": "One", "answers": {**answers, **more}}
        bids.append(bid)
    data = {"lot": "outcomes", "weightings": {"technical": 60, "price": 40}, "bids": bids}
    try:
        evaluation = evaluate_competition(framework, data)
    except InputError:
        return True
    return any(each.entrant.scores["technical"].score < 0 for each in evaluation.standings)
