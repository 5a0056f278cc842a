"""Answers that may be left out although an evaluation needs them: told exactly where it is so."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.checks.left_out import left_out_findings
from agreements.checks.lint import Lint
from agreements.checks.lints import findings
from agreements.definition.framework import Framework
from agreements.loading import load
from agreements.operations import competition_result
from engine.competitions.measures import figure_of
from forms.answers.answers import read_answers
from rules.problems import InputError
from tests.definitions import BID, BRIEF, EVALUATION, GOOD, write

PRICE = "price: {of: total-price, formula: lowest-price-ratio}"


def found(of: str, bid: str = "", brief: str = "", **more: str) -> list[Lint]:
    files = {
        **GOOD,
        "forms/bid.yaml": BID + bid,
        "forms/brief.yaml": BRIEF + brief,
        "rulesets/evaluation.yaml": EVALUATION.replace(PRICE, of),
        "rulesets/eligibility.yaml": "ruleset: eligibility\n",
        **more,
    }
    return list(left_out_findings(load(files)))


def price(of: str, formula: str = "lowest-price-ratio") -> str:
    return f"price: {{of: {of}, formula: {formula}}}"


RATE = "\n  - {id: rate, type: money, label: Rate, MORE}"
HOURS = "\n  - {id: hours, type: number, label: Hours, min: 0, MORE}"


def test_an_answer_that_is_always_there_is_not_told() -> None:
    assert found(PRICE) == []
    hours = HOURS.replace(", MORE", "")
    rate = RATE.replace("MORE", "when: {answer: brief.hours, more_than: 0}")
    assert found(price("{sum: [{of: rate, times: hours}, total-price]}"), rate, hours) == []


@pytest.mark.parametrize(
    ("of", "bid", "brief", "names", "why"),
    [
        (price("rate"), "required: false", "", "rate", "it is optional. Make it required"),
        (
            price("rate"), "when: {answer: brief.budget, more_than: 5}", "",
            "rate", "is asked only when budget is more than £5. Ask it in every case",
        ),
        (
            price("{sum: [total-price, rate]}"), "when: {answer: certificate, is: full}", "",
            "rate", "is asked only when",
        ),
        (
            price("{sum: [{of: rate, times: hours}]}"),
            "required: false, when: {answer: brief.hours, more_than: 0}", "required: true",
            "rate", "unless `hours` is 0, and it may be left out: it is optional. Make",
        ),
        (
            price("{sum: [{of: rate, times: hours}]}"), "", "required: false",
            "hours", "it is optional",
        ),
        (
            price("{sum: [{of: total-price, times: [2, hours]}]}"), "", "lots: [outcomes]",
            "hours", "is not asked in the lot `research`: ask it there, or name the other lots",
        ),
        (price("{count_of: certificates}"), "", "", "certificates", "it is optional"),
        ("measured: {of: rate, out_of: 9}", "required: false", "", "rate", "it is optional"),
        (
            price("total-price", "reference-ratio, reference: {answer: budget}"), "", "",
            "budget", "it is optional",
        ),
        (price("spent"), "", "", "spent", "asked in the form `review`"),
    ],
)  # fmt: skip
def test_what_may_be_left_out_is_told_with_its_reader(
    of: str, bid: str, brief: str, names: str, why: str
) -> None:
    certificates = (
        "\n  - {id: certificates, type: many-of, label: Which, required: false, "
        "options: [{value: a, label: A}, {value: b, label: B}]}"
    )
    review = "title: Review\nby: buyer\nquestions: [{id: spent, type: money, label: Spent}]\n"
    told = found(
        of,
        RATE.replace(", MORE", f", {bid}" if bid else "") + certificates,
        HOURS.replace(", MORE", f", {brief}" if brief else ""),
        **{"forms/review.yaml": review},
    )
    assert [each.weight for each in told] == ["problem"]
    assert f"`{names}`" in told[0].says
    assert why in told[0].says
    assert "`price`" in told[0].says
    assert told[0].where == "rulesets/evaluation.yaml:10"


RATES = """
  - id: rates
    type: day-rates
    label: Rates
    roles:
      - {id: developer, label: Developer}
      - {id: designer, label: Designer, required: false}
"""
DAYS = (
    RATES.replace("rates", "days").replace("day-days", "day-rates").replace(", required: false", "")
)


@pytest.mark.parametrize(
    ("quantities", "told"),
    [
        ("{developer: 2}", None),
        ("{developer: 2, designer: 0}", None),
        ("{developer: 2, designer: 3}", "a rate for `designer` in `rates`, which may be left out"),
        ("days", "a rate for `designer` in `rates`, which may be left out"),
    ],
)
def test_a_role_that_may_have_no_rate_is_told(quantities: str, told: str | None) -> None:
    says = [each.says for each in found(
        price(f"{{basket: rates, quantities: {quantities}}}"), RATES, DAYS
    )]  # fmt: skip
    assert [told in each for each in says if told] == ([True] if told else [])


@pytest.mark.parametrize(
    ("question", "when", "then", "says"),
    [
        ("required: false", "{answer: rate, more_than: 5}", "exclude", "which is optional: where"),
        ("required: false", "{answer: rate, more_than: 5}", "refer", "which is optional: where"),
        ("required: false", "{answer: rate, answered: true}", "exclude", None),
        (
            "required: false",
            "{any: [{answer: rate, more_than: 5}, {answer: rate, unanswered: true}]}",
            "exclude",
            None,
        ),
        ("", "{answer: rate, more_than: 5}", "exclude", None),
        (
            "when: {answer: total-price, more_than: 9}",
            "{answer: rate, more_than: 5}",
            "exclude",
            "which is asked only when total price is more than £9: otherwise the rule does not",
        ),
        (
            "when: {answer: total-price, more_than: 9}",
            "{all: [{answer: rate, more_than: 5}, {answer: total-price, more_than: 9}]}",
            "exclude",
            None,
        ),
        (
            "required: false",
            "{not: {answer: rate, more_than: 5}}",
            "set_aside",
            "which is optional",
        ),
    ],
)
def test_a_rule_that_does_not_apply_where_its_answer_is_left_out_is_noted(
    question: str, when: str, then: str, says: str | None
) -> None:
    rule = f"rules: [{{id: r, when: {when}, then: {{{then}: Too dear}}}}]\n"
    told = found(
        PRICE,
        RATE.replace(", MORE", f", {question}" if question else ""),
        **{"rulesets/eligibility.yaml": f"ruleset: eligibility\n{rule}"},
    )
    assert [each.weight for each in told] == (["note"] if says else [])
    for each in told:
        assert "rule `eligibility/r` reads the answer to `rate`" in each.says
        assert str(says) in each.says
        assert each.where == "rulesets/eligibility.yaml:2"


# --- held against every answer -----------------------------------------------------------------

YES_NO = ["yes", "no"]
conditions = st.sampled_from(
    [
        "",
        ", required: false",
        ", when: {answer: flag, is: yes}",
        ", when: {answer: flag, is: no}",
        ", when: {answer: flag, answered: true}",
        ", when: {answer: hours, more_than: 0}",
        ", when: {any: [{answer: hours, more_than: 0}, {answer: hours, unanswered: true}]}",
        ", required: false, when: {answer: hours, at_least: 0}",
        ", when: {any: [{answer: flag, is: yes}, {answer: flag, is_not: yes}]}",
    ]
)
measures = st.sampled_from(
    [
        "rate",
        "{sum: [rate]}",
        "{sum: [{of: rate, times: hours}]}",
        "{sum: [{of: rate, times: [2, hours]}, base]}",
        "{sum: [{of: base, times: hours}, {of: rate, times: 0}]}",
    ]
)


def answers(candidates: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Give every choice among some answers to each question, and none."""
    for each in product(*([None, *values] for values in candidates.values())):
        yield {
            name: value for name, value in zip(candidates, each, strict=True) if value is not None
        }


def lacks_a_figure(framework: Framework, measure: Any, lot: str) -> bool:
    """Try every complete brief and bid: is there one whose figure cannot be worked out?"""
    figure = figure_of(measure, framework.vocabulary.find)
    brief_form, bid_form = framework.forms["brief"], framework.forms["bid"]
    for brief in answers({"flag": YES_NO, "hours": [0, 1]}):
        bought = read_answers(brief_form, brief, lot=lot)
        if bought.problems:
            continue
        for bid in answers({"base": [5], "rate": [0, 3]}):
            offered = read_answers(bid_form, bid, lot=lot, others=bought.facts())
            if not offered.problems and figure({**bought.facts(), **offered.facts()}) is None:
                return True
    return False


@settings(max_examples=150)
@given(st.tuples(conditions, conditions, conditions, conditions), measures, st.booleans())
def test_what_is_told_is_what_can_happen(
    more: tuple[str, str, str, str], of: str, in_lot: bool
) -> None:
    hours, flag, *rest = more
    rate, base = (each.replace("answer: ", "answer: brief.") for each in rest)
    lot = ", lots: [outcomes]" if in_lot else ""
    files = {
        "framework.yaml": GOOD["framework.yaml"],
        "forms/brief.yaml": (
            "title: Brief\nby: buyer\nquestions:\n"
            f"  - {{id: flag, type: yes-no, label: Flag{flag if 'when' not in flag else ''}}}\n"
            "  - {id: hours, type: number, label: Hours, min: 0, whole: true"
            f"{hours if 'hours' not in hours else ''}{lot}}}\n"
        ),
        "forms/bid.yaml": (
            "title: Bid\nquestions:\n"
            f"  - {{id: base, type: number, label: Base{base}}}\n"
            f"  - {{id: rate, type: number, label: Rate{rate}}}\n"
        ),
        "rulesets/evaluation.yaml": EVALUATION.replace(PRICE, price(of)),
    }
    framework = load(files)
    (linked,) = framework.ways.values()
    (measure,) = (each.price.of for each in linked.way.prices if each.price)
    possible = any(lacks_a_figure(framework, measure, lot) for lot in framework.terms.lot_ids)
    told = [each for each in findings(framework) if "needs the answer" in each.says]
    assert bool(told) == possible


def test_what_is_multiplied_by_nothing_is_not_needed(tmp_path: Path) -> None:
    files = {
        **GOOD,
        "forms/brief.yaml": BRIEF + HOURS.replace(", MORE", ""),
        "forms/bid.yaml": BID + RATE.replace("MORE", "when: {answer: brief.hours, more_than: 0}"),
        "rulesets/evaluation.yaml": EVALUATION.replace(
            PRICE, price("{sum: [total-price, {of: rate, times: hours}]}")
        ),
    }
    framework = load(write(tmp_path, files))
    bid = {
        "id": "b1",
        "supplier": "One",
        "answers": {"total-price": 5},
        "consensus": {"technical": {"score": 2}},
    }
    data = {"lot": "outcomes", "weightings": {"technical": 60, "price": 40}, "bids": [bid]}
    result = competition_result(framework, {**data, "brief": {"hours": 0}})
    assert result["bids"][0]["criteria"]["price"]["value"] == "5.00"
    with pytest.raises(InputError):
        competition_result(framework, {**data, "brief": {"hours": 1}})
