"""Contracts and requests: what is read, how a history is replayed, the facts that come of it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.contracts.contract import Contract, Request, read_contract, read_request
from engine.contracts.replay import ContractStanding, replay
from engine.contracts.request_facts import asked, percent, request_facts
from rules.policies.contract_facts import FACTS
from rules.policies.permissions import ContractPermissions
from rules.problems import InputError
from rules.values import Value
from rules.yaml.json_reading import parse_json
from tests.engine.contracts.making import CONTRACT, policy, problems_in

ANY = policy("""
ruleset: permissions
asks:
  paid: {label: Paid, kind: yes-no}
  owed: {label: Owed, kind: money}
actions:
  extend: {by: buyer}
  end-early: {by: buyer}
  end-part: {by: buyer}
  suspend: {by: buyer}
  vary: {by: buyer}
  transfer: {by: buyer}
  add-statement-of-work: {by: buyer}
  raise-price: {by: buyer}
  step-in: {by: buyer}
  end-for-cause: {by: buyer, reasons: {breach: Breach}}
""")


def event(action: str, on: str, **parts: Any) -> dict[str, Any]:
    return {"action": action, "date": on, **parts}


def standing(*history: dict[str, Any], on: str = "2028-12-31", **contract: Any) -> ContractStanding:
    read = read_contract({**CONTRACT, **contract, "history": list(history)})
    return replay(read, ANY, date.fromisoformat(on))


def facts(
    request: dict[str, Any], *history: dict[str, Any], allowed: ContractPermissions = ANY
) -> dict[str, Value]:
    """Give the facts of a request, by name."""
    contract = read_contract({**CONTRACT, "history": list(history)})
    found = request_facts(asked(contract, read_request(request), allowed), allowed)
    return {key.removeprefix("fact:"): value for key, value in found.items()}


def wrong(*history: dict[str, Any], **contract: Any) -> dict[str, str]:
    """Give the problems of a history, by place."""
    request = {"action": "vary", "by": "buyer", "date": "2028-12-31"}
    request |= {"effective_on": "2028-12-31", "value_change": "0"}
    return problems_in(ANY, {"history": list(history), **contract}, request)


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        ({"value": "0.00"}, "value", "must be more than 0"),
        ({"value": "1e6"}, "value", "must be a number in digits"),
        ({"value": "NaN"}, "value", "must be a number in digits"),
        ({"value": "10.001"}, "value", "2 decimal places"),
        ({"value": "99999999999999.00"}, "value", "must be less than 10000000000000"),
        ({"start": "01/03/2026"}, "start", "must be a date written year-month-day"),
        ({"start": "2027-02-29"}, "start", "is not a real date: `2027-02-29`"),
        ({"start": "1899-01-01"}, "start", "must be between 1990 and 2100"),
        ({"end": "2026-02-28"}, "end", "is before the contract starts, on 1 March 2026"),
        (
            {"maximum_term_months": 23},
            "maximum_term_months",
            "is shorter than the term as awarded",
        ),
        ({"maximum_term_months": "36"}, "maximum_term_months", "must be a whole number"),
        ({"type": "services!"}, "type", "must be 'goods', 'services'"),
        ({"supplier": " "}, "supplier", "must not be empty"),
        ({"suplier": "Ashdown"}, "suplier", "there is no key `suplier` here"),
        ({"history": [{"action": "extend"}]}, "history[0]", "`date` is missing"),
        (
            {"history": [event("extend", "2027-01-01", months=6.5)]},
            "history[0].months",
            "must be a whole number",
        ),
    ],
)
def test_a_contract_that_makes_no_sense_is_refused(
    change: dict[str, Any], where: str, says: str
) -> None:
    if change.get("history") and "months" in change["history"][0]:
        change["history"][0]["months"] = Decimal("6.5")  # as JSON is read
    with pytest.raises(InputError) as caught:
        read_contract({**CONTRACT, **change})
    told = {each.where: each.says for each in caught.value.problems}
    assert list(told) == [where]
    assert says in told[where]


@pytest.mark.parametrize("data", [None, [], "contract", 7, {}])
def test_what_is_no_contract_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        read_contract(data)
    with pytest.raises(InputError):
        read_request(data)


def test_yes_and_no_may_be_true_and_false() -> None:
    text = """{"action": "vary", "by": "buyer", "date": "2027-01-01",
               "changes_scope": false, "favours_supplier": "unsure", "value_change": 10.50}"""
    request = read_request(parse_json(text, "request.json"))
    assert (request.changes_scope, request.favours_supplier) == ("no", "unsure")
    assert request.value_change == Decimal("10.50")


def test_documents_are_closed_and_frozen() -> None:
    assert Contract.model_config["frozen"]
    assert Request.model_config["extra"] == "forbid"


# --- replay --------------------------------------------------------------------------------------


def test_a_history_is_replayed_from_the_award() -> None:
    found = standing(
        event("vary", "2026-06-01", effective_on="2026-06-01", value_change="50000.00"),
        event("suspend", "2026-09-01", effective_on="2026-10-01", days=31),
        event("extend", "2028-01-10", months=6),
        event("transfer", "2028-02-01", effective_on="2028-02-15", to="Bellhanger Systems"),
        event(
            "add-statement-of-work", "2028-03-01", effective_on="2028-03-01", new_value="2000000"
        ),
        event("end-part", "2028-04-01", effective_on="2028-05-01", value_change="-500000"),
        event("extend", "2028-08-01", new_end="2028-10-15"),
        event("end-early", "2028-09-01", effective_on="2028-09-30"),
    )
    assert found.end == date(2028, 9, 30)
    assert found.ended_by == "end-early"
    assert found.value == Decimal("1500000.00")
    assert found.supplier == "Bellhanger Systems"
    assert found.extensions == 2
    assert (found.months_added, found.days_added, found.all_whole) == (8, 229, False)
    assert found.suspended_days == 31
    assert dict(found.used)["extend"] == 2
    assert found.last["extend"] == date(2028, 9, 1)  # the day after the end as it then was


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-02-28", "not-started"),
        ("2026-03-01", "running"),
        ("2026-09-30", "running"),
        ("2026-10-01", "suspended"),
        ("2026-10-31", "suspended"),
        ("2026-11-01", "running"),
        ("2028-02-29", "running"),
        ("2028-03-01", "ended"),
    ],
)
def test_a_contract_has_a_state_on_every_day(on: str, state: str) -> None:
    suspended = event("suspend", "2026-02-01", effective_on="2026-10-01", days=31)
    assert standing(suspended).state(date.fromisoformat(on)) == state


@pytest.mark.parametrize(
    ("history", "problems"),
    [
        (
            [event("extend", "2028-03-01", months=6)],
            {"history[0].date": "the contract had ended on 29 February 2028"},
        ),
        (
            [
                event("end-early", "2027-01-01", effective_on="2027-02-01"),
                event("extend", "2027-01-15", months=6),
            ],
            {"history[1].action": "notice to end the contract had already been given (end-early)"},
        ),
        (
            [event("extend", "2027-02-01", months=6), event("extend", "2027-01-01", months=6)],
            {"history[1].date": "is before the date of the event above it, 1 February 2027"},
        ),
        (
            [event("extend", "2027-01-01", months=6, new_end="2028-08-30")],
            {"history[0].new_end": ("does not agree with `months`: 6 months give 31 August 2028")},
        ),
        (
            [event("extend", "2027-01-01", new_end="2028-02-29")],
            {
                "history[0].new_end": (
                    "is not an extension: the contract already ends on 29 February 2028"
                )
            },
        ),
        (
            [event("extend", "2027-01-01", months=1200)],
            {"history[0].months": "would run beyond 2100"},
        ),
        (
            [event("vary", "2027-01-01", effective_on="2027-01-01", value_change="0", months=-25)],
            {"history[0].months": "would end the contract before it starts"},
        ),
        (
            [event("vary", "2027-01-01", effective_on="2027-01-01", value_change="-1000000.01")],
            {"history[0].value_change": "would make the value less than zero"},
        ),
        (
            [
                event(
                    "vary",
                    "2027-01-01",
                    effective_on="2027-01-01",
                    value_change="5",
                    new_value="1000006.00",
                )
            ],
            {"history[0].new_value": "does not agree with `value_change`: 1000005.00"},
        ),
        (
            [event("end-part", "2027-01-01", effective_on="2027-01-01", new_value="1000000.01")],
            {"history[0].new_value": "a partial end cannot raise the value"},
        ),
        (
            [event("end-early", "2027-01-01", effective_on="2028-03-01")],
            {"history[0].effective_on": "the contract was due to end earlier, on 29 February 2028"},
        ),
        (
            [event("end-early", "2026-01-01", effective_on="2026-02-01")],
            {"history[0].effective_on": "is before the contract starts"},
        ),
        (
            [
                event("suspend", "2026-05-01", effective_on="2026-06-01", days=30),
                event("suspend", "2026-05-02", effective_on="2026-06-30", days=1),
            ],
            {
                "history[1].effective_on": (
                    "the contract is already suspended, 1 June 2026 to 30 June 2026"
                )
            },
        ),
        (
            [event("extend", "2027-01-01", months=6, days=3, to="Somebody")],
            {
                "history[0].days": "cannot be given for `extend`",
                "history[0].to": "cannot be given for `extend`",
            },
        ),
        (
            [event("suspend", "2027-01-01")],
            {
                "history[0].effective_on": "is missing: `suspend` needs `effective_on`",
                "history[0].days": "is missing: `suspend` needs `days`",
            },
        ),
    ],
)
def test_a_history_that_makes_no_sense_is_refused(
    history: list[dict[str, Any]], problems: dict[str, str]
) -> None:
    told = wrong(*history)
    assert {place: told.get(place) for place in problems} == problems


def test_a_value_beyond_all_bounds_is_taken_for_a_slip() -> None:
    told = wrong(
        event("vary", "2027-01-01", effective_on="2027-01-01", new_value="1000.11"), value="0.10"
    )
    assert told == {
        "history[0].new_value": "is far beyond the value of the contract: check the figures"
    }


@pytest.mark.parametrize(
    ("request_", "problems"),
    [
        (
            {"action": "waltz"},
            {"action": ("`waltz` is not an action of this framework: choose from `extend`")},
        ),
        (
            {"action": "extend", "months": 6, "notice_given_on": "2027-01-02"},
            {"notice_given_on": "is after the date of the request"},
        ),
        (
            {"action": "extend", "months": 6, "answers": {"owed": "lots", "other": 1}},
            {
                "answers.owed": "must be a number in digits",
                "answers.other": "is not a question of this framework: leave it out",
            },
        ),
        ({"action": "extend", "new_end": "2028-02-28"}, {"new_end": "is not an extension"}),
        ({"action": "extend", "months": 0}, {"months": "is not an extension"}),
        (
            {"action": "end-early", "effective_on": "2026-02-01"},
            {"effective_on": "is before the contract starts"},
        ),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    request_: dict[str, Any], problems: dict[str, str]
) -> None:
    told = problems_in(ANY, {}, {"by": "buyer", "date": "2027-01-01", **request_})
    assert told.keys() == problems.keys()
    assert all(told[place].startswith(says) for place, says in problems.items())


# --- facts ---------------------------------------------------------------------------------------


def test_every_fact_has_its_name_and_every_name_its_fact() -> None:
    request = {
        "action": "vary",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "value_change": "0",
        "reason": "change-of-law",
        "changes_scope": "no",
        "favours_supplier": "no",
        "changes_nature": "no",
        "would_draw_others": "no",
        "index_percent": "3.2",
        "answers": {"paid": "yes", "owed": 12},
    }
    earlier = event("vary", "2026-06-01", effective_on="2026-06-01", value_change="1")
    found = facts(request, earlier)
    absent = {"suspension-days", "price-increase-percent"}
    assert set(found) == (set(FACTS) - absent) | {"answer:paid", "answer:owed"}
    assert found["answer:paid"] is True
    assert found["answer:owed"] == 12


def test_facts_of_notice_run_to_the_day_it_takes_effect_and_to_the_end() -> None:
    request = {
        "action": "end-early",
        "by": "buyer",
        "date": "2027-03-10",
        "effective_on": "2027-05-01",
        "notice_given_on": "2027-03-01",
    }
    found = facts(request)
    assert found["notice-given"] is True
    assert (found["notice-days"], found["notice-working-days"], found["notice-months"]) == (
        61,
        42,
        2,
    )
    assert found["notice-before-expiry-days"] == 365
    assert found["notice-before-expiry-months"] == 11
    assert found["most-notice-months"] == 23
    assert found["days-to-expiry"] == 356
    # Ending is not a change of the term, for the law.
    assert found["term-change-percent-by-days"] == 0
    assert found["end-after"] == date(2027, 5, 1)


def test_facts_of_an_extension_count_to_the_end_of_the_term() -> None:
    found = facts({"action": "extend", "by": "buyer", "date": "2028-02-01", "months": 9})
    assert found["effective-date"] == date(2028, 3, 1)
    assert found["notice-given"] is False
    assert found["notice-days"] == 28
    assert found["months-asked"] == 9
    assert found["months-asked-percent-of-initial"] == Decimal("37.5")
    assert found["term-months-after"] == 33
    assert found["term-change-percent-by-months"] == 25
    assert found["term-change-percent-by-days"] == Decimal("25.091241")  # 275 of 1096 days
    assert found["agreed-by"] == ("buyer",)
    assert found["ground"] == "provided-for"


def test_facts_of_a_shorter_term_have_its_change_and_no_extension() -> None:
    request = {
        "action": "vary",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "value_change": "-100000.00",
        "months": -6,
    }
    found = facts(request)
    assert found["end-after"] == date(2027, 8, 31)
    assert found["months-asked"] == 0
    assert found["months-asked-percent-of-initial"] == 0
    assert found["term-change-percent-by-months"] == Decimal("16.666667")
    assert found["value-decrease-percent"] == 10
    assert found["value-increase-percent"] == 0
    assert found["value-change-percent-of-value-now"] == 10
    assert found["below-threshold-value-after"] == 0


def test_a_share_of_the_value_now_is_not_one_of_the_value_as_awarded() -> None:
    earlier = event("vary", "2026-06-01", effective_on="2026-06-01", value_change="250000.00")
    request = {
        "action": "vary",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "value_change": "125000.00",
    }
    found = facts(request, earlier)
    assert found["value-change-percent-of-value-now"] == 10
    assert found["value-increase-percent-each"] == Decimal("12.5")
    assert found["value-increase-percent"] == Decimal("37.5")
    assert found["together-value-percent"] == Decimal("37.5")
    assert found["below-threshold-value-after"] == 375000
    assert found["earlier-modifications"] == 1


def test_changes_that_the_contract_provided_for_are_no_modifications() -> None:
    option = event(
        "vary",
        "2026-06-01",
        effective_on="2026-06-01",
        value_change="250000.00",
        ground="provided-for",
    )
    other = event(
        "vary",
        "2026-07-01",
        effective_on="2026-07-01",
        value_change="40000.00",
        ground="not-substantial",
    )
    found = standing(option, other)
    assert found.modifications == 1
    assert found.modified_value == 40000
    assert found.below_threshold_value == 0


def test_a_contract_of_no_value_any_more_can_still_be_varied() -> None:
    nothing = event("vary", "2026-06-01", effective_on="2026-06-01", new_value="0")
    request = {
        "action": "vary",
        "by": "buyer",
        "date": "2027-01-10",
        "effective_on": "2027-02-01",
        "value_change": "1.00",
    }
    assert facts(request, nothing)["value-change-percent-of-value-now"] == Decimal("0.0001")


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_a_percentage_rounds_up_at_the_sixth_place(part: int, whole: int) -> None:
    found = percent(Decimal(part).scaleb(-2), Decimal(whole).scaleb(-2))
    exact = Fraction(part * 100, whole)
    assert 0 <= Fraction(found) - exact < Fraction(1, 10**6)
    exponent = found.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent >= -6


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 10**9))
def test_rounding_up_changes_no_comparison_with_a_limit(part: int, whole: int, limit: int) -> None:
    at = Decimal(limit).scaleb(-6)
    assert (percent(part, whole) > at) == (Fraction(part * 100, whole) > Fraction(at))


# --- whatever is given ---------------------------------------------------------------------------

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["2100-12-31", "1990-01-01", "1e999", "NaN", "٣", "-0.01", "extend", "vary"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
WHOLE: dict[str, Any] = {
    "action": "vary",
    "by": "buyer",
    "date": "2027-01-10",
    "effective_on": "2027-02-01",
    "value_change": "1.00",
    "months": 3,
}
EVENT = {key: WHOLE[key] for key in WHOLE if key != "by"} | {"date": "2026-06-01"}


@given(
    st.dictionaries(st.sampled_from(sorted(Contract.model_fields)), JUNK, max_size=2),
    st.dictionaries(st.sampled_from(sorted(Request.model_fields)), JUNK, max_size=2),
    st.dictionaries(st.sampled_from(sorted(EVENT)), JUNK, max_size=2),
)
def test_nothing_that_is_given_gets_anything_but_problems(
    contract: dict[str, Any], request_: dict[str, Any], happened: dict[str, Any]
) -> None:
    told = problems_in(ANY, {"history": [{**EVENT, **happened}], **contract}, {**WHOLE, **request_})
    assert all(where and says for where, says in told.items())
