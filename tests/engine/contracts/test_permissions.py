"""Whether something may be done to a contract: real terms, edges, and what holds of all of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.contracts.contract import read_contract, read_request
from engine.contracts.decision import Decision
from engine.contracts.permissions import linked_rules, permit, run_once
from rules.policies.permissions import ContractPermissions
from rules.problems import InputError, Problems
from rules.yaml.content_hash import canonical
from tests.engine.contracts.making import (
    CONTRACT,
    decide,
    first,
    policy,
    problems_in,
    refusing,
    run_plainly,
)

PA23 = "procurement-act-2023"
PCR = "pcr-2015"

#: The example of the design document.
DESIGN = policy("""
  extend:
    {by: buyer, times: {max: 2}, months_each: {max: 6}, total_term_months: {max: 36},
     notice_days: {min: 30}}
  end-early: {by: buyer, notice_days: {min: 30}, approvals: [commercial]}
  vary: {by: [buyer, supplier], value_increase_percent: {max: 10}, agreed_by: [buyer, supplier]}
""")


def extend(months: int, on: str = "2028-01-10", **more: Any) -> dict[str, Any]:
    return {"action": "extend", "by": "buyer", "date": on, "months": months, **more}


def vary(change: str, on: str = "2027-01-10", **more: Any) -> dict[str, Any]:
    return {
        "action": "vary",
        "by": "buyer",
        "date": on,
        "effective_on": on,
        "value_change": change,
        "changes_scope": "no",
        "favours_supplier": "no",
        **more,
    }


def extended(months: int, on: str) -> dict[str, Any]:
    return {"action": "extend", "date": on, "months": months, "by": "buyer"}


# --- the example of the design document ----------------------------------------------------------


def test_an_extension_within_every_limit_is_allowed_once_notice_is_given() -> None:
    decision = decide(DESIGN, {}, extend(6))
    assert (decision.outcome, decision.allowed, decision.ready) == (
        "allowed-after-steps",
        True,
        False,
    )
    assert [(step.rule, step.by) for step in decision.first] == [
        ("permissions/extend/notice/give", date(2028, 1, 30))
    ]
    assert dict(decision.after) == {
        "end": "2028-08-31",
        "term_months": "30",
        "value": "1000000.00",
    }
    assert decision.left.as_data() == {"times": 2, "months": 6}
    given_already = decide(DESIGN, {}, extend(6, notice_given_on="2028-01-05"))
    assert given_already.ready
    (reason,) = given_already.reasons
    assert reason.says == "The buyer may extend the contract"
    assert reason.facts == {
        "by": "buyer",
        "contract-state": "running",
        "extensions-used": "0",
        "months-asked": "6",
        "notice-days": "55",
        "notice-to-end": "no",
        "term-months-after": "30",
    }


@pytest.mark.parametrize(
    ("request_", "history", "rules"),
    [
        (extend(7), [], ["extend/months-each"]),
        (extend(6, by="supplier"), [], ["extend/by"]),
        (extend(6, on="2028-01-31"), [], ["extend/notice"]),
        (
            extend(6, on="2029-01-10"),
            [extended(6, "2028-01-10"), extended(6, "2028-06-10")],
            ["extend/maximum-term", "extend/times", "extend/total-term-months"],
        ),
        (extend(6, on="2028-03-01"), [], ["extend/in-force", "extend/notice"]),
        (
            extend(6),
            [{"action": "end-early", "date": "2027-12-01", "effective_on": "2028-02-20"}],
            ["extend/notice-to-end"],
        ),
    ],
)
def test_an_extension_beyond_a_limit_is_refused_by_that_limit(
    request_: dict[str, Any], history: list[dict[str, Any]], rules: list[str]
) -> None:
    decision = decide(DESIGN, {"history": history}, request_)
    assert decision.outcome == "refused"
    assert not decision.allowed
    assert refusing(decision) == rules


def test_every_reason_says_what_the_limit_is_and_where_the_request_stands() -> None:
    decision = decide(DESIGN, {"history": [extended(6, "2028-01-10")]}, extend(7, "2028-06-01"))
    says = {each.rule: (each.says, dict(each.facts)) for each in decision.reasons}
    assert says == {
        "permissions/extend/months-each": (
            "Each extension may add at most 6 months",
            {"months-asked": "7"},
        ),
        "permissions/extend/maximum-term": (
            "The contract would run beyond the maximum term with which it was awarded",
            {"term-months-after": "37"},
        ),
        "permissions/extend/total-term-months": (
            "The whole term may be at most 36 months",
            {"term-months-after": "37"},
        ),
    }
    assert decision.left.as_data() == {"times": 1, "months": 6}


def test_an_approval_is_asked_for_until_it_is_given() -> None:
    end = {
        "action": "end-early",
        "by": "buyer",
        "date": "2027-05-01",
        "effective_on": "2027-05-31",
        "notice_given_on": "2027-05-01",
    }
    decision = decide(DESIGN, {}, end)
    assert decision.outcome == "allowed-after-steps"
    assert [step.as_data() for step in decision.first] == [
        {
            "rule": "permissions/end-early/approval/commercial",
            "sort": "approval",
            "says": "Get approval: Commercial",
            "id": "commercial",
        }
    ]
    assert decide(DESIGN, {}, {**end, "approvals": ["commercial"]}).ready


def test_an_end_with_too_little_notice_says_when_it_could_be() -> None:
    decision = decide(
        DESIGN,
        {},
        {
            "action": "end-early",
            "by": "buyer",
            "date": "2027-05-02",
            "effective_on": "2027-05-31",
        },
    )
    assert refusing(decision) == ["end-early/notice"]
    assert decision.dates == {
        "expiry": date(2028, 2, 29),
        "last_notice": date(2027, 5, 1),
        "earliest_effective": date(2027, 6, 1),
    }


def test_whoever_asks_agrees_and_the_other_party_must() -> None:
    decision = decide(DESIGN, {}, vary("100000.00"))
    assert first(decision) == ["vary/agreed-by/supplier"]
    assert first(decide(DESIGN, {}, vary("1.00", by="supplier"))) == ["vary/agreed-by/buyer"]
    assert decide(DESIGN, {}, vary("100000.00", agreed_by=["supplier"])).ready


def test_value_is_limited_over_all_changes_together() -> None:
    earlier = {
        "action": "vary",
        "date": "2026-06-01",
        "effective_on": "2026-06-01",
        "value_change": "80000.00",
    }
    decision = decide(DESIGN, {"history": [earlier]}, vary("20000.01"))
    assert refusing(decision) == ["vary/value-increase-percent"]
    assert decision.left.as_data() == {"value": "20000.00"}
    assert decide(DESIGN, {"history": [earlier]}, vary("20000.00")).allowed


def test_a_share_that_no_decimal_holds_is_compared_exactly() -> None:
    # A third of 3 pounds more on 30.01: 10 % is 3.001, so 3.00 is within and 3.01 is not.
    value = {"value": "30.01"}
    assert decide(DESIGN, value, vary("3.00")).allowed
    assert refusing(decide(DESIGN, value, vary("3.01"))) == ["vary/value-increase-percent"]
    # One penny on ten thousand million, over exactly 10 %.
    large = {"value": "9999999999.90"}
    assert decide(DESIGN, large, vary("999999999.99")).allowed
    assert refusing(decide(DESIGN, large, vary("1000000000.00"))) == ["vary/value-increase-percent"]


def test_a_variation_that_no_limit_keeps_from_changing_the_term_is_for_a_person() -> None:
    decision = decide(DESIGN, {}, vary("0", months=12))
    assert decision.outcome == "referred"
    assert [each.rule for each in decision.refer] == ["permissions/vary/term"]


def test_a_change_of_scope_is_refused_and_an_unknown_one_referred() -> None:
    assert refusing(decide(DESIGN, {}, vary("0", changes_scope="yes"))) == ["vary/scope"]
    for said in ("unsure", None):
        decision = decide(DESIGN, {}, vary("0", changes_scope=said))
        assert [each.rule for each in decision.refer] == ["permissions/vary/scope/unknown"]


# --- real terms ----------------------------------------------------------------------------------

G_CLOUD_12 = policy("""
  extend:
    by: buyer
    times: {max: 2}
    months_each: {max: 12}
    notice_days: {min: 28}
    documents:
      - id: exit-plan
        when: {fact: term-months-after, more_than: 24}
    source: G-Cloud 12 contract notice; order form; clauses 21.3 to 21.8
  end-early: {by: buyer, notice_days: {min: 30}}
""")


def test_g_cloud_12_has_two_extensions_of_up_to_a_year_each() -> None:
    start = {"maximum_term_months": 48, "history": []}
    once = [extended(12, "2028-01-10")]
    twice = [*once, extended(12, "2029-01-10")]
    assert decide(G_CLOUD_12, start, extend(12)).left.as_data() == {"times": 2, "months": 12}
    second = decide(G_CLOUD_12, {**start, "history": once}, extend(12, "2029-01-10"))
    assert second.outcome == "allowed-after-steps"
    assert second.after["end"] == "2030-02-28"
    assert refusing(decide(G_CLOUD_12, start, extend(13))) == ["extend/months-each"]
    third = decide(G_CLOUD_12, {**start, "history": twice}, extend(1, "2030-01-10"))
    assert refusing(third) == ["extend/maximum-term", "extend/times"]
    assert third.left.as_data() == {"times": 0, "months": 0}


def test_g_cloud_wants_an_exit_plan_beyond_two_years() -> None:
    short = {"end": "2027-02-28"}
    assert first(decide(G_CLOUD_12, short, extend(12, "2027-01-10"))) == ["extend/notice/give"]
    assert first(decide(G_CLOUD_12, {}, extend(1))) == [
        "extend/document/exit-plan",
        "extend/notice/give",
    ]
    done = extend(1, documents=["exit-plan"], notice_given_on="2028-01-10")
    assert decide(G_CLOUD_12, {}, done).ready


DOS6 = policy("""
  extend: {by: buyer, percent_of_initial_in_all: {max: 50}}
""")


@pytest.mark.parametrize(
    ("end", "months", "allowed"),
    [
        ("2028-02-29", 12, True),  # 12 of 24 months are half, though 366 of 731 days are more
        ("2028-02-29", 13, False),
        ("2027-02-28", 6, True),
        ("2027-02-28", 7, False),
        ("2026-09-30", 3, True),  # of 7 months
        ("2026-09-30", 4, False),
    ],
)
def test_dos_6_may_be_extended_by_half_its_period(end: str, months: int, allowed: bool) -> None:
    contract = {"end": end, "maximum_term_months": None}
    decision = decide(DOS6, contract, extend(months, "2026-08-01"))
    assert decision.allowed is allowed
    assert refusing(decision) == ([] if allowed else ["extend/percent-of-initial-in-all"])


def test_half_of_a_period_of_odd_days_is_counted_in_days() -> None:
    # 21 days from 10 to 30 March: half are 10 and a half.
    contract = {"start": "2026-03-10", "end": "2026-03-30", "maximum_term_months": None}
    ask = {"action": "extend", "by": "buyer", "date": "2026-03-12"}
    assert decide(DOS6, contract, {**ask, "new_end": "2026-04-09"}).allowed
    assert not decide(DOS6, contract, {**ask, "new_end": "2026-04-10"}).allowed


def test_half_is_of_all_extensions_together() -> None:
    history = [extended(6, "2028-01-10"), extended(6, "2028-08-10")]
    decision = decide(
        DOS6, {"history": history, "maximum_term_months": None}, extend(1, "2029-01-10")
    )
    assert refusing(decision) == ["extend/percent-of-initial-in-all"]
    assert decision.left.months == 0


#: A call-off whose order form sets an optional extension and the months of notice for it.
DSP = policy("""
  extend: {by: buyer, times: {max: 1}, months_each: {max: 12}, notice_months: {min: 3}}
  add-statement-of-work:
    {by: buyer, agreed_by: [supplier], total_value: {max: 1500000}, form: statement-of-work}
""")


@pytest.mark.parametrize(
    ("given_on", "allowed"), [("2027-11-29", True), ("2027-11-30", True), ("2027-12-01", False)]
)
def test_months_of_notice_run_back_from_the_end(given_on: str, allowed: bool) -> None:
    decision = decide(DSP, {}, extend(12, on="2028-02-01", notice_given_on=given_on))
    assert decision.allowed is allowed
    assert decision.dates["last_notice"] == date(2027, 11, 30)


def test_a_statement_of_work_stays_under_the_ceiling() -> None:
    ask = {
        "action": "add-statement-of-work",
        "by": "buyer",
        "date": "2026-05-01",
        "effective_on": "2026-06-01",
        "value_change": "500000.00",
        "changes_scope": "no",
    }
    decision = decide(DSP, {}, ask)
    assert first(decision) == [
        "add-statement-of-work/form",
        "add-statement-of-work/agreed-by/supplier",
    ]
    assert decision.left.as_data() == {"value": "500000.00"}
    assert refusing(decide(DSP, {}, {**ask, "value_change": "500000.01"})) == [
        "add-statement-of-work/total-value"
    ]


#: The terms of a short contract: an end without a reason, ends for cause, an end for unpaid bills.
SHORT_FORM = policy("""
ruleset: permissions
asks:
  unpaid-working-days: {label: Working days for which the bill is unpaid, kind: number}
  unpaid: {label: Undisputed sum unpaid, kind: money}
  average-monthly-charges: {label: Average monthly charges, kind: money}
actions:
  end-early: {by: buyer, notice_days: {min: 90}, form: letter}
  end-for-cause:
    by: buyer
    reasons:
      insolvency: The supplier is insolvent
      material-breach: The supplier is in material breach
      change-of-control: Control of the supplier changed without approval
    explanation_words: {min: 5}
  end-for-non-payment:
    kind: end-for-cause
    title: End the contract for non-payment
    by: supplier
    notice_working_days: {min: 20}
    reasons: {unpaid: Undisputed charges are unpaid}
    only_if:
      - id: long-unpaid
        when: {answer: unpaid-working-days, at_least: 40}
        says: The bill must be unpaid for 40 working days
      - id: much-unpaid
        when: {answer: unpaid, more_than: {answer: average-monthly-charges}}
        says: More must be unpaid than a month’s charges on average
  suspend: {by: buyer, days_each: {max: 30}, days_in_all: {max: 45}, times: {max: 3}}
  end-part: {by: buyer, value_decrease_percent: {max: 25}, notice_days: {min: 60}}
  raise-price:
    by: supplier
    agreed_by: buyer
    price_increase_percent: {max: 5}
    capped_by_index: true
    months_between: {min: 12}
    first_after_months: {min: 12}
""")


def test_the_short_form_ends_without_a_reason_on_ninety_days_notice() -> None:
    end = {"action": "end-early", "by": "buyer", "date": "2027-01-01", "documents": ["letter"]}
    enough = {**end, "effective_on": "2027-04-01", "notice_given_on": "2027-01-01"}
    assert decide(SHORT_FORM, {}, enough).ready
    short = {**enough, "effective_on": "2027-03-31"}
    assert refusing(decide(SHORT_FORM, {}, short)) == ["end-early/notice"]


def test_an_end_for_cause_is_for_a_cause_that_is_named() -> None:
    end = {
        "action": "end-for-cause",
        "by": "buyer",
        "date": "2027-01-01",
        "effective_on": "2027-01-01",
        "explanation": "Four milestones were missed outright",
    }
    assert decide(SHORT_FORM, {}, {**end, "reason": "material-breach"}).ready
    assert refusing(decide(SHORT_FORM, {}, end)) == ["end-for-cause/reason"]
    assert refusing(decide(SHORT_FORM, {}, {**end, "reason": "budget"})) == ["end-for-cause/reason"]
    short = {**end, "reason": "insolvency", "explanation": "It is insolvent"}
    assert first(decide(SHORT_FORM, {}, short)) == ["end-for-cause/explanation-words"]


def test_a_supplier_ends_for_non_payment_when_every_condition_holds() -> None:
    end = {
        "action": "end-for-non-payment",
        "by": "supplier",
        "date": "2027-03-01",
        "effective_on": "2027-03-31",  # Easter Monday is two days before
        "notice_given_on": "2027-03-01",
        "reason": "unpaid",
        "answers": {
            "unpaid-working-days": 40,
            "unpaid": "30000.01",
            "average-monthly-charges": "30000.00",
        },
    }
    decision = decide(SHORT_FORM, {}, end)
    assert decision.ready
    assert decision.dates["earliest_effective"] == date(2027, 3, 31)
    assert refusing(decide(SHORT_FORM, {}, {**end, "effective_on": "2027-03-30"})) == [
        "end-for-non-payment/notice"
    ]
    early = {**end, "answers": {**end["answers"], "unpaid-working-days": 39, "unpaid": "30000"}}  # type: ignore[dict-item]
    assert refusing(decide(SHORT_FORM, {}, early)) == [
        "end-for-non-payment/only-if/long-unpaid",
        "end-for-non-payment/only-if/much-unpaid",
    ]
    silent = decide(SHORT_FORM, {}, {**end, "answers": {"unpaid-working-days": 41}})
    assert refusing(silent) == ["end-for-non-payment/permit"]
    assert silent.reasons[0].says == (
        "The request does not show that it is within the limits: give Undisputed sum unpaid; "
        "Average monthly charges"
    )


def test_suspensions_are_limited_each_and_together() -> None:
    ask = {"action": "suspend", "by": "buyer", "date": "2027-01-01", "effective_on": "2027-02-01"}
    earlier = {
        "action": "suspend",
        "date": "2026-10-01",
        "effective_on": "2026-10-01",
        "days": 30,
    }
    assert refusing(decide(SHORT_FORM, {}, {**ask, "days": 31})) == ["suspend/days-each"]
    decision = decide(SHORT_FORM, {"history": [earlier]}, {**ask, "days": 16})
    assert refusing(decision) == ["suspend/days-in-all"]
    assert decision.left.as_data() == {"times": 2, "days": 15}
    during = decide(SHORT_FORM, {"history": [earlier]}, {**ask, "days": 1, "date": "2026-10-30"})
    assert during.reasons[0].facts["contract-state"] == "suspended"


def test_prices_rise_once_a_year_and_no_more_than_the_index() -> None:
    ask = {
        "action": "raise-price",
        "by": "supplier",
        "date": "2027-03-01",
        "effective_on": "2027-03-01",
        "price_increase_percent": "3.1",
        "index_percent": "3.1",
        "value_change": "15500.00",
        "agreed_by": ["buyer"],
    }
    assert decide(SHORT_FORM, {}, ask).ready
    assert refusing(decide(SHORT_FORM, {}, {**ask, "index_percent": "3.0"})) == [
        "raise-price/capped-by-index"
    ]
    assert refusing(decide(SHORT_FORM, {}, {**ask, "effective_on": "2027-02-28"})) == [
        "raise-price/first-after-months"
    ]
    assert decide(SHORT_FORM, {}, {**ask, "index_percent": None}).reasons[0].says == (
        "The request does not show that it is within the limits: give rise in the index"
    )
    earlier = {**ask, "date": "2027-03-01", "by": "supplier"}
    for key in ("index_percent",):
        del earlier[key]
    again = {**ask, "date": "2028-01-01", "effective_on": "2028-02-01"}
    assert refusing(decide(SHORT_FORM, {"history": [earlier]}, again)) == [
        "raise-price/months-between"
    ]


def test_part_of_a_contract_is_ended_within_limits() -> None:
    ask = {
        "action": "end-part",
        "by": "buyer",
        "date": "2027-01-01",
        "effective_on": "2027-03-02",
        "new_value": "750000.00",
    }
    assert decide(SHORT_FORM, {}, ask).allowed
    assert refusing(decide(SHORT_FORM, {}, {**ask, "new_value": "749999.99"})) == [
        "end-part/value-decrease-percent"
    ]


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        ("value_increase_percent: {max: 12.5}", "75000.00"),
        ("value_increase_percent_each: {max: 12.5}", "125000.00"),
        ("value_increase: {max: 60000}", "10000.00"),
        ("value_increase_each: {max: 60000.5}", "60000.50"),
        ("total_value: {max: 1049999}", "0.00"),
        ("value_increase: {max: 60000}, total_value: {max: 1055000}", "5000.00"),
    ],
)
def test_what_is_left_of_the_value_can_be_had_and_not_a_penny_more(limit: str, left: str) -> None:
    allowed = policy(f"  vary: {{by: buyer, {limit}}}\n")
    earlier = {
        "action": "vary",
        "date": "2026-06-01",
        "effective_on": "2026-06-01",
        "value_change": "50000.00",
    }
    contract = {"history": [earlier]}
    assert decide(allowed, contract, vary("0")).left.as_data() == {"value": left}
    if left != "0.00":
        assert decide(allowed, contract, vary(left)).allowed
    more = str(Decimal(left) + Decimal("0.01"))
    assert decide(allowed, contract, vary(more)).outcome == "refused"


# --- edges of dates ------------------------------------------------------------------------------


def test_a_notice_that_could_never_be_given_is_for_a_person() -> None:
    # A contract of one month, and three months' notice of an extension.
    contract = {"start": "2026-03-01", "end": "2026-03-31", "maximum_term_months": None}
    decision = decide(DSP, contract, extend(1, "2026-03-05"))
    assert decision.outcome == "referred"
    assert [each.rule for each in decision.refer] == ["permissions/extend/notice/impossible"]
    assert decision.dates["last_notice"] == date(2025, 12, 31)
    before = decide(DSP, contract, extend(1, "2026-03-05", notice_given_on="2025-12-31"))
    assert before.ready


def test_a_contract_that_ends_on_a_leap_day_is_extended_to_the_end_of_february() -> None:
    decision = decide(G_CLOUD_12, {"maximum_term_months": 48}, extend(12))
    assert decision.after["end"] == "2029-02-28"
    assert decision.dates["last_notice"] == date(2028, 2, 1)


def test_the_last_day_of_the_term_is_the_last_day_to_act() -> None:
    on_time = {"notice_given_on": "2027-06-01"}
    assert decide(DESIGN, {}, extend(6, "2028-02-29", **on_time)).ready
    assert "extend/in-force" in refusing(decide(DESIGN, {}, extend(6, "2028-03-01", **on_time)))


def test_what_would_take_effect_in_the_past_is_for_a_person() -> None:
    decision = decide(DESIGN, {}, vary("0", effective_on="2027-01-09"))
    assert [each.rule for each in decision.refer] == ["permissions/vary/in-the-past"]


def test_what_would_take_effect_after_the_end_is_refused() -> None:
    decision = decide(DESIGN, {}, vary("0", effective_on="2028-03-01"))
    assert refusing(decision) == ["vary/before-the-end"]


def test_notice_can_be_counted_to_the_end_of_the_contract() -> None:
    allowed = policy("""
  vary: {by: buyer, notice_before_expiry_working_days: {min: 10}}
""")
    ask = vary("0", on="2028-02-14", effective_on="2028-02-20")
    assert decide(allowed, {}, {**ask, "date": "2028-02-15"}).allowed
    late = decide(allowed, {}, {**ask, "date": "2028-02-16"})
    assert refusing(late) == ["vary/notice-before-expiry"]
    assert late.dates["last_notice"] == date(2028, 2, 15)


def test_notice_beyond_any_calendar_has_no_dates() -> None:
    allowed = policy("  end-early: {by: buyer, notice_working_days: {min: 36500}}\n")
    ask = {
        "action": "end-early",
        "by": "buyer",
        "date": "2027-01-01",
        "effective_on": "2027-02-01",
    }
    decision = decide(allowed, {}, ask)
    assert decision.outcome == "referred"
    assert decision.dates == {"expiry": date(2028, 2, 29)}


def test_an_extension_can_have_a_latest_day() -> None:
    allowed = policy("  extend: {by: buyer, latest_end: 2028-08-30}\n")
    decision = decide(allowed, {}, extend(6))
    assert refusing(decision) == ["extend/latest-end"]
    assert decision.left.months == 5
    assert decision.limits[-1].as_data() == {
        "rule": "permissions/extend/latest-end",
        "fact": "end-after",
        "limit": "2028-08-30",
        "stands_at": "2028-08-31",
    }


# --- lots, dates and other rules -----------------------------------------------------------------


def test_an_action_is_for_its_lots_and_its_days() -> None:
    allowed = policy("""
  extend: {by: buyer, lots: [cloud-hosting], from: 2027-01-01, until: 2028-12-31}
""")
    assert decide(allowed, {"lot": "cloud-hosting"}, extend(1)).ready
    other = decide(allowed, {"lot": "cloud-support"}, extend(1))
    assert other.outcome == "refused"
    assert other.reasons[0].says == (
        "No rule lets anyone extend the contract in lot `cloud-support` on that day"
    )
    early = decide(allowed, {}, extend(1, "2026-12-31"))
    assert early.reasons[0].says == "No rule lets anyone extend the contract on that day"


def test_rules_beside_the_policy_refuse_refer_and_require() -> None:
    allowed = policy("""
ruleset: permissions
actions:
  extend: {by: buyer}
rules:
  - id: frozen
    when: {fact: request-date, between: [2028-01-01, 2028-01-31]}
    then: {refuse: {action: extend, says: Nothing is extended in January}}
  - id: large
    when: {fact: value-now, more_than: 5000000}
    then: {refer: A contract of this size is for the board}
  - id: tell-finance
    then: {require: {step: Tell the finance team}}
  - id: other-action
    then: {refuse: {action: vary, says: Nothing is varied}}
""")
    decision = decide(allowed, {"value": "5000000.01"}, extend(1))
    assert refusing(decision) == ["frozen"]
    assert [each.rule for each in decision.refer] == ["permissions/large"]
    assert [each.says for each in decision.afterwards] == ["Tell the finance team"]
    assert decide(allowed, {}, extend(1, "2028-02-01")).ready


def test_two_rules_of_one_name_are_a_problem() -> None:
    allowed = policy("""
ruleset: permissions
actions:
  extend: {by: buyer}
rules:
  - id: extend/by
    then: {refer: Somebody else's rule}
""")
    problems = Problems()
    linked_rules(allowed, lambda at: f"permissions.yaml:{len(at)}", problems)
    assert [each.says for each in problems.found] == [
        "two rules are called `permissions/extend/by`"
    ]


# --- the law -------------------------------------------------------------------------------------

OPEN = policy("""
  extend: {by: buyer}
  vary: {by: [buyer, supplier], months_in_all: {max: 600}, may_change_scope: true}
  transfer: {by: buyer}
  end-early: {by: buyer}
  end-for-cause: {by: buyer, reasons: {insolvency: Insolvent}}
""")


def law(contract: dict[str, Any], request: dict[str, Any], regime: str = PA23) -> Decision:
    return decide(OPEN, contract, request, regime=regime)


def referring(decision: Decision) -> list[str]:
    return [each.rule.partition("/")[2] for each in decision.refer]


def test_an_option_is_lawful_and_a_notice_settles_the_doubt() -> None:
    decision = law({}, extend(12))
    assert decision.outcome == "referred"
    assert referring(decision) == ["change-notice/doubtful"]
    assert law({}, extend(12, notices=["contract-change"])).ready
    # 3 of 36 months and no change of value: within both limbs, so no notice and no doubt.
    assert law({}, extend(3)).ready


def test_little_value_and_much_term_is_below_threshold_but_its_notice_is_doubtful() -> None:
    ask = vary("50000.00", months=12)
    decision = law({}, ask)
    assert decision.outcome == "referred"
    assert referring(decision) == ["change-notice/doubtful"]
    assert "procurement-act-2023/below-threshold" in [each.rule for each in decision.reasons]
    assert law({}, {**ask, "notices": ["contract-change"]}).ready


def test_little_value_and_much_term_above_the_threshold_is_unlawful() -> None:
    # 5 % of £5m is more than the threshold, so that only a ground of Schedule 8 would do.
    decision = law({"value": "5000000.00"}, vary("250000.00", months=12))
    assert decision.outcome == "refused"
    assert [each.rule for each in decision.reasons if each.outcome == "refuse"] == [
        "procurement-act-2023/unlawful"
    ]
    option = vary("250000.00", months=12, ground="provided-for", notices=["contract-change"])
    assert law({"value": "5000000.00"}, option).ready


@pytest.mark.parametrize(
    ("months", "outcome"),
    [(3, "allowed"), (4, "refused")],  # of 36: 8.3 % and 11.1 %
)
def test_a_tenth_of_the_term_is_not_substantial(months: int, outcome: str) -> None:
    ask = vary("0", months=months, notices=["contract-change"])
    assert law({"value": "9000000.00", "type": "services"}, ask).outcome == (
        outcome if months == 3 else "allowed"
    )
    substantial = law({"value": "9000000.00"}, {**ask, "value_change": "900000.01"})
    assert substantial.outcome == outcome


def test_a_tenth_by_months_but_more_by_days_is_doubtful() -> None:
    # One month of ten is a tenth; 31 of 306 days are more.
    contract = {
        "start": "2026-03-01",
        "end": "2026-12-31",
        "maximum_term_months": None,
        "value": "9000000.00",
    }
    ask = vary("900000.00", on="2026-06-01", months=1, notices=["contract-change"])
    assert referring(law(contract, ask)) == ["substantial/term-doubtful"]


@pytest.mark.parametrize(
    ("on", "threshold"), [("2025-12-31", "214904.00"), ("2026-01-01", "207720.00")]
)
def test_thresholds_are_those_of_the_day(on: str, threshold: str) -> None:
    contract = {"start": "2025-03-01", "value": "9000000.00"}
    under = str(Decimal(threshold) - Decimal("0.01"))
    more: dict[str, Any] = {"months": 12, "notices": ["contract-change"]}
    assert law(contract, vary(under, on, **more)).ready
    assert law(contract, vary(threshold, on, **more)).outcome == "refused"


def test_after_the_last_known_threshold_a_person_decides() -> None:
    ask = vary("1000.00", on="2028-01-01", months=12, notices=["contract-change"])
    decision = law({}, ask)
    assert decision.outcome == "referred"
    assert referring(decision) == ["undecided"]


def test_works_may_move_by_fifteen_per_cent() -> None:
    ask = vary("150000.00", months=12, notices=["contract-change"])
    assert law({"type": "works"}, ask).ready
    assert law({}, ask).outcome == "refused"


def test_two_changes_of_eight_per_cent_in_a_row_are_for_a_person() -> None:
    once = vary("80000.00", on="2026-06-01")
    history = [{key: once[key] for key in ("action", "date", "effective_on", "value_change")}]
    assert law({}, once).ready
    decision = law({"history": history}, vary("80000.00"))
    assert decision.outcome == "referred"
    assert referring(decision) == ["splitting/value"]


def test_two_changes_of_the_term_in_a_row_are_for_a_person() -> None:
    history = [
        {
            "action": "vary",
            "date": "2026-06-01",
            "effective_on": "2026-06-01",
            "value_change": "0",
            "months": 3,
        }
    ]
    assert referring(law({"history": history}, vary("0", months=3))) == ["splitting/term"]


def test_what_nobody_has_said_is_for_a_person() -> None:
    ask = vary("0", changes_scope=None, favours_supplier=None)
    assert referring(law({}, ask)) == ["unknown/scope", "unknown/balance"]
    # A person cannot decide what nobody has said by proceeding; to say it settles it.
    assert law({}, vary("0")).ready


def test_a_ground_that_asks_for_judgement_is_judged_by_a_person() -> None:
    ask = vary("500000.00", ground="unforeseeable", notices=["contract-change"])
    decision = law({}, ask)
    assert referring(decision) == ["judgement/half"]
    decided = {
        "rule": "procurement-act-2023/judgement/half",
        "decision": "proceed",
        "by": "Head of Commercial",
        "reason": "The flood of May could not have been foreseen",
    }
    settled = law({}, {**ask, "decided": [decided]})
    assert settled.ready
    (reason,) = (each for each in settled.reasons if each.decided_by)
    assert (reason.decided_by, reason.outcome) == ("Head of Commercial", "permit")
    stopped = law({}, {**ask, "decided": [{**decided, "decision": "stop"}]})
    assert refusing(stopped) == ["procurement-act-2023/judgement/half"]
    beyond = law({}, {**ask, "value_change": "500000.01"})
    assert refusing(beyond) == ["procurement-act-2023/judgement/beyond-half"]
    assert law({"authority": "utility"}, {**ask, "value_change": "500000.01"}).refer


def test_only_a_restructuring_changes_the_supplier() -> None:
    ask = {
        "action": "transfer",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "to": "Bellhanger Systems",
    }
    assert refusing(law({}, ask)) == ["procurement-act-2023/transfer/other"]
    decision = law({}, {**ask, "ground": "restructuring"})
    assert referring(decision) == ["transfer"]
    assert first(decision) == ["procurement-act-2023/change-notice"]
    misused = law({}, vary("0", ground="restructuring"))
    assert "procurement-act-2023/transfer/no-transfer" in refusing(misused)


def test_a_large_change_is_published_before_and_after() -> None:
    ask = vary("3000000.00", months=12, ground="provided-for")
    decision = law({"value": "4000000.00"}, ask)
    assert first(decision) == ["procurement-act-2023/change-notice"]
    assert [each.rule for each in decision.afterwards] == [
        "procurement-act-2023/publish-modification"
    ]


def test_a_light_touch_contract_is_modified_freely() -> None:
    ask = vary("900000.00", months=30, changes_scope="yes", favours_supplier="yes")
    assert law({"type": "light-touch"}, ask).ready


def test_an_end_is_followed_by_its_notice() -> None:
    ask = {
        "action": "end-early",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "notice_given_on": "2027-01-10",
    }
    decision = law({}, ask)
    assert decision.ready
    assert [each.rule for each in decision.afterwards] == [
        "procurement-act-2023/termination-notice"
    ]


def test_the_right_to_end_that_the_law_implies_needs_no_term_of_the_contract() -> None:
    ask = {
        "action": "end-for-cause",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-01-10",
        "reason": "supplier-excludable",
    }
    decision = decide(DESIGN, {}, ask, regime=PA23)
    assert decision.outcome == "allowed-after-steps"
    assert first(decision) == ["procurement-act-2023/implied-termination/first"]
    assert decide(DESIGN, {}, {**ask, "done": ["representations-heard"]}, regime=PA23).ready
    # Where the contract's own limits would refuse it, a person decides.
    doubtful = law({}, {**ask, "done": ["representations-heard"]})
    assert doubtful.outcome == "referred"
    assert referring(doubtful) == ["end-for-cause/reason"]
    assert refusing(decide(DESIGN, {}, {**ask, "by": "supplier"}, regime=PA23)) == ["end-for-cause"]
    over = {**ask, "date": "2028-03-01", "effective_on": "2028-02-01"}
    assert not decide(DESIGN, {}, over, regime=PA23).allowed


def test_a_contract_of_unknown_type_is_for_a_person() -> None:
    ask = vary("100000.00", months=12, notices=["contract-change"])
    decision = law({"type": None, "authority": None}, ask)
    assert referring(decision) == ["undecided"]


def test_an_option_may_not_change_the_nature_of_the_contract() -> None:
    ask = extend(3, changes_nature="yes")
    assert refusing(law({}, ask)) == ["procurement-act-2023/provided-for/nature"]
    assert refusing(law({}, ask, PCR)) == ["pcr-2015/provided-for/nature"]


OLD = {"changes_nature": "no", "would_draw_others": "no"}


@pytest.mark.parametrize(
    ("change", "more", "outcome", "rule_id"),
    [
        ("99999.99", {"favours_supplier": "yes"}, "allowed", "pcr-2015/small"),
        ("100000.00", {"favours_supplier": "yes"}, "referred", "pcr-2015/small/edge"),
        ("100000.01", {"favours_supplier": "yes"}, "refused", "pcr-2015/unlawful"),
        ("900000.00", {}, "allowed", "pcr-2015/not-substantial"),
        ("900000.00", {"would_draw_others": "unsure"}, "referred", "pcr-2015/unknown"),
        ("500000.00", {"ground": "additional"}, "referred", "pcr-2015/judgement"),
        ("500000.01", {"ground": "additional"}, "refused", "pcr-2015/judgement/beyond-half"),
        ("1.00", {"ground": "urgency"}, "refused", "pcr-2015/other-ground"),
        ("0", {"ground": "restructuring"}, "refused", "pcr-2015/transfer/no-transfer"),
    ],
)
def test_the_regulations_of_2015(
    change: str, more: dict[str, Any], outcome: str, rule_id: str
) -> None:
    decision = law({}, vary(change, **OLD | more), PCR)
    assert decision.outcome == outcome
    assert rule_id in [each.rule for each in (*decision.reasons, *decision.refer)]


def test_the_regulations_of_2015_count_all_changes_together() -> None:
    history = [
        {
            "action": "vary",
            "date": "2026-06-01",
            "effective_on": "2026-06-01",
            "value_change": "80000.00",
        }
    ]
    ask = vary("80000.00", **OLD | {"favours_supplier": "yes"})
    assert refusing(law({"history": history}, ask, PCR)) == ["pcr-2015/unlawful"]


def test_a_regime_without_rules_adds_none() -> None:
    assert decide(DESIGN, {}, extend(6), regime="none").outcome == "allowed-after-steps"


# --- decided by a person -------------------------------------------------------------------------


def test_a_decision_on_what_was_not_referred_is_a_problem() -> None:
    decided = {"rule": "no-such", "decision": "proceed", "by": "A", "reason": "B"}
    with pytest.raises(InputError) as caught:
        decide(DESIGN, {}, extend(6, decided=[decided]))
    assert [each.as_data() for each in caught.value.problems] == [
        {
            "where": "decided[0].rule",
            "says": "`no-such` did not refer anything to a person: remove this decision",
        }
    ]


def test_a_decision_cannot_stand_in_for_what_is_not_known() -> None:
    decided = {
        "rule": "permissions/vary/scope/unknown",
        "decision": "proceed",
        "by": "Head of Commercial",
        "reason": "It will be fine",
    }
    decision = decide(DESIGN, {}, vary("0", changes_scope=None, decided=[decided]))
    assert decision.outcome == "refused"
    assert decision.reasons[0].says.startswith("A decision cannot replace missing information")


def test_a_decision_settles_a_notice_that_could_not_be_given() -> None:
    contract = {"start": "2026-03-01", "end": "2026-03-31", "maximum_term_months": None}
    decided = {
        "rule": "permissions/extend/notice/impossible",
        "decision": "proceed",
        "by": "Head of Commercial",
        "reason": "The supplier has waived its notice",
    }
    ask = extend(1, "2026-03-05", notice_given_on="2026-03-02", decided=[decided])
    assert decide(DSP, contract, ask).ready


# --- what is printed, and by whom it is decided --------------------------------------------------


def test_a_decision_prints_as_data_without_floats() -> None:
    data = decide(DESIGN, {}, extend(6, notice_given_on="2028-01-05"), regime=PA23).as_data()
    assert list(data) == [
        "action",
        "outcome",
        "allowed",
        "ready",
        "reasons",
        "refer",
        "first",
        "afterwards",
        "limits",
        "limits_left",
        "next_dates",
        "after",
        "problems",
    ]
    assert "." not in canonical(data["limits_left"])
    assert data["reasons"][-1]["source"] == "Procurement Act 2023, Sch 8 para 1"


@pytest.mark.parametrize("regime", [None, PA23, PCR])
@pytest.mark.parametrize(
    "request_",
    [
        extend(6),
        extend(12, notices=["contract-change"]),
        extend(60),
        vary("50000.00", months=12),
        vary("500000.00", ground="additional"),
        vary("0", changes_scope=None),
    ],
)
def test_both_executors_decide_alike(request_: dict[str, Any], regime: str | None) -> None:
    both = decide(OPEN, {}, request_, regime=regime, run=run_once)
    assert both == decide(OPEN, {}, request_, regime=regime, run=run_plainly)


def test_bad_input_names_every_place() -> None:
    history = [
        {"action": "vary", "date": "2029-01-01"},
        {"action": "extend", "date": "2027-01-01", "months": 0},
        {"action": "waltz", "date": "2027-01-01"},
    ]
    request = {
        "action": "extend",
        "by": "buyer",
        "date": "2027-06-01",
        "effective_on": "2027-06-01",
    }
    assert problems_in(DESIGN, {"history": history}, request) == {
        "history[0].date": "is after the date of the request, 1 June 2027",
        "history[0].effective_on": "is missing: `vary` needs `effective_on`",
        "history[0].value_change": "is missing: `vary` needs `value_change` or `new_value`",
        "history[1].date": "is before the date of the event above it, 1 January 2029",
        "history[1].months": "is not an extension: the contract already ends on 29 February 2028",
        "history[2].action": "`waltz` is not an action of this framework: give its `kind`",
        "effective_on": "cannot be given for `extend`",
        "months": "is missing: `extend` needs `months` or `new_end`",
    }


# --- what holds whatever is asked ----------------------------------------------------------------

LIMITED = policy("""
  extend:
    by: buyer
    times: {max: 3}
    months_each: {max: 8}
    months_in_all: {max: 15}
    percent_of_initial_in_all: {max: 60}
    total_term_months: {max: 38}
    notice_months: {min: 1}
  vary:
    by: [buyer, supplier]
    times: {max: 6}
    value_increase_percent: {max: 20}
    value_increase_percent_each: {max: 8}
    value_decrease_percent: {max: 15}
    total_value: {max: 1150000}
    months_in_all: {max: 15}
    total_term_months: {max: 38}
  suspend: {by: buyer, days_each: {max: 20}, days_in_all: {max: 50}, times: {max: 4}}
  end-early: {by: buyer, notice_working_days: {min: 15}}
""")


class Contracts(RuleBasedStateMachine):
    """Ask for anything, do what is allowed: no limit is ever passed.

    What the limits are is counted here again, from the history alone.
    """

    def __init__(self) -> None:
        super().__init__()
        problems = Problems()
        self.flat = linked_rules(LIMITED, str, problems)
        assert not problems.found
        self.today = date(2026, 3, 1)
        self.history: list[dict[str, Any]] = []
        self.end = date(2028, 2, 29)

    @initialize(
        term=st.sampled_from(
            [
                ("2026-03-01", "2028-02-29"),
                ("2026-01-31", "2028-01-30"),
                ("2024-02-29", "2026-02-28"),
                ("2026-03-30", "2028-03-29"),
            ]
        )
    )
    def begin(self, term: tuple[str, str]) -> None:
        start, end = term
        self.contract = {**CONTRACT, "start": start, "end": end, "maximum_term_months": None}
        self.end = date.fromisoformat(end)
        self.today = date.fromisoformat(start)

    def ask(self, **request: Any) -> Decision | None:
        asked = {"date": self.today.isoformat(), "changes_scope": "no", **request}
        try:
            decision = permit(
                self.flat,
                LIMITED,
                read_contract({**self.contract, "history": self.history}),
                read_request(asked),
                run=run_plainly,
            )
        except InputError:
            return None
        if decision.allowed:
            kept = {"action", "date", "by", "effective_on", "months", "value_change", "days"}
            self.history.append({key: asked[key] for key in kept & asked.keys()})
            self.end = date.fromisoformat(decision.after["end"])
            return decision
        return None

    @rule(days=st.integers(0, 250))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(months=st.integers(1, 12))
    def extend(self, months: int) -> None:
        before = self.end
        if self.ask(action="extend", by="buyer", months=months):
            assert self.today <= before
            assert (before - self.today).days >= 28

    @rule(change=st.integers(-90_000, 90_000), months=st.integers(-3, 6))
    def vary(self, change: int, months: int) -> None:
        request = {"months": months} if months else {}
        self.ask(
            action="vary",
            by="supplier",
            effective_on=self.today.isoformat(),
            value_change=f"{change}.00",
            **request,
        )

    @rule(days=st.integers(1, 25), later=st.integers(0, 60))
    def suspend(self, days: int, later: int) -> None:
        effective = self.today + timedelta(days=later)
        self.ask(action="suspend", by="buyer", effective_on=effective.isoformat(), days=days)

    @precondition(lambda self: len(self.history) > 2)
    @rule(later=st.integers(0, 60))
    def end_early(self, later: int) -> None:
        effective = self.today + timedelta(days=later)
        if self.ask(action="end-early", by="buyer", effective_on=effective.isoformat()):
            # Fifteen working days: three weeks, but that a weekend may lie before them.
            assert later >= 19

    @rule(months=st.integers(1, 12))
    def what_is_left_can_be_had_and_no_more(self, months: int) -> None:
        request = {
            "action": "extend",
            "by": "buyer",
            "date": self.today.isoformat(),
            "months": months,
        }
        contract = read_contract({**self.contract, "history": self.history})
        try:
            decision = permit(self.flat, LIMITED, contract, read_request(request), run=run_plainly)
        except InputError:
            return
        assert decision.left.months is not None
        over = {"months-each", "months-in-all", "percent-of-initial-in-all", "total-term-months"}
        refused = {each.rule.rpartition("/")[2] for each in decision.reasons} & over
        assert bool(refused) == (months > decision.left.months)

    @invariant()
    def no_limit_is_passed(self) -> None:
        did = [each["action"] for each in self.history]
        assert did.count("extend") <= 3
        assert did.count("vary") <= 6
        assert did.count("suspend") <= 4
        days = [each["days"] for each in self.history if "days" in each]
        assert all(each <= 20 for each in days)
        assert sum(days) <= 50
        months = [each["months"] for each in self.history if "months" in each]
        assert all(each <= 15 for each in months)
        assert sum(each for each in months if each > 0) <= 15
        value = Decimal(1_000_000)
        for each in self.history:
            change = Decimal(each.get("value_change", 0))
            assert change <= 80_000
            value += change
            assert 850_000 <= value <= 1_150_000
        if hasattr(self, "contract"):
            start = date.fromisoformat(self.contract["start"])
            assert (self.end - start).days <= 38 * 31
            assert (self.end.year - start.year) * 12 + self.end.month - start.month <= 38

    @invariant()
    def nothing_follows_the_end(self) -> None:
        ends = [each for each in self.history if each["action"] == "end-early"]
        assert len(ends) <= 1


Contracts.TestCase.settings = settings(
    max_examples=25, stateful_step_count=20, suppress_health_check=[HealthCheck.too_slow]
)
TestContracts = Contracts.TestCase


@given(
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**6),
)
def test_a_percentage_limit_is_kept_to_the_penny(value: int, change: int, millionths: int) -> None:
    """Against the same question asked in whole numbers: 100 × change × 10⁴ ≤ limit × value."""
    limit = Decimal(millionths).scaleb(-4)
    allowed = policy(f"  vary: {{by: buyer, value_increase_percent: {{max: {limit:f}}}}}\n")
    contract = {"value": f"{Decimal(value).scaleb(-2):f}"}
    request = vary(f"{Decimal(change).scaleb(-2):f}")
    try:
        decision = decide(allowed, contract, request)
    except InputError:
        assert change > value * 9_000
        return
    assert decision.allowed == (change * 100 * 10**4 <= millionths * value)


def test_the_policy_of_another_contract_is_not_read() -> None:
    """A kind that the policy does not name, in a history, needs its kind said."""
    allowed: ContractPermissions = policy("  extend: {by: buyer}\n")
    event = {"action": "renewal", "kind": "extend", "date": "2028-01-10", "months": 6}
    decision = decide(allowed, {"history": [event]}, extend(6, "2028-02-01"))
    assert decision.after["end"] == "2029-02-28"
