"""The permissions policy: what it accepts, and the rules that it becomes."""

import pickle
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rules.linking import LinkedRule, PlacedRule, link
from rules.logic import OPPOSITE, Comparator, Facts, comparisons_in, holds
from rules.policies.action_kinds import ACTION_KINDS, ActionKind
from rules.policies.actions import FITTING, LIMITS, Action
from rules.policies.contract_facts import FACTS, GROUNDS, ROLES, Ground, Role
from rules.policies.permission_rules import rules_of_permissions
from rules.policies.permissions import ContractPermissions, contract_vocabulary, permission_problems
from rules.problems import DefinitionError, Problems
from rules.values import Kind, Subject
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml


def read(actions: str) -> ContractPermissions:
    text = actions if "ruleset:" in actions else f"ruleset: permissions\nactions:\n{actions}"
    return model_of(parse_yaml(text, "permissions.yaml"), ContractPermissions)


def told(actions: str) -> list[str]:
    """Give the problems of a policy, each with its place."""
    text = actions if "ruleset:" in actions else f"ruleset: permissions\nactions:\n{actions}"
    document = parse_yaml(text, "permissions.yaml")
    try:
        policy = model_of(document, ContractPermissions)
    except DefinitionError as error:
        return [str(each) for each in error.problems]
    return [f"{document.where(at)}: {says}" for at, says in permission_problems(policy)]


def flat(policy: ContractPermissions) -> dict[str, LinkedRule]:
    problems = Problems()
    placed = [PlacedRule(rule, str(at)) for rule, at in rules_of_permissions(policy)]
    linked = link(placed, contract_vocabulary(policy), problems)
    assert problems.found == []
    return {rule.id: rule for rule in linked}


# --- expansion -----------------------------------------------------------------------------------

DESIGN = """
  extend:
    {by: buyer, times: {max: 2}, months_each: {max: 6}, total_term_months: {max: 36},
     notice_days: {min: 30}}
  end-early: {by: buyer, notice_days: {min: 30}, approvals: [commercial]}
  vary: {by: [buyer, supplier], value_increase_percent: {max: 10}, agreed_by: [buyer, supplier]}
"""


def test_an_action_becomes_rules_with_ids_and_places() -> None:
    found = [
        (rule.id.removeprefix("permissions/"), at)
        for rule, at in rules_of_permissions(read(DESIGN))
    ]
    assert found == [
        ("extend/by", ("actions", "extend", "by")),
        ("extend/in-force", ("actions", "extend")),
        ("extend/maximum-term", ("actions", "extend")),
        ("extend/notice-to-end", ("actions", "extend")),
        ("extend/times", ("actions", "extend", "times", "max")),
        ("extend/months-each", ("actions", "extend", "months_each", "max")),
        ("extend/total-term-months", ("actions", "extend", "total_term_months", "max")),
        ("extend/notice", ("actions", "extend", "notice_days", "min")),
        ("extend/notice/impossible", ("actions", "extend", "notice_days")),
        ("extend/in-the-past", ("actions", "extend")),
        ("extend/notice/give", ("actions", "extend", "notice_days")),
        ("extend/permit", ("actions", "extend")),
        ("end-early/by", ("actions", "end-early", "by")),
        ("end-early/in-force", ("actions", "end-early")),
        ("end-early/before-the-end", ("actions", "end-early")),
        ("end-early/notice-to-end", ("actions", "end-early")),
        ("end-early/notice", ("actions", "end-early", "notice_days", "min")),
        ("end-early/notice/impossible", ("actions", "end-early", "notice_days")),
        ("end-early/in-the-past", ("actions", "end-early")),
        ("end-early/approval/commercial", ("actions", "end-early", "approvals", 0)),
        ("end-early/notice/give", ("actions", "end-early", "notice_days")),
        ("end-early/permit", ("actions", "end-early")),
        ("vary/by", ("actions", "vary", "by")),
        ("vary/in-force", ("actions", "vary")),
        ("vary/before-the-end", ("actions", "vary")),
        (
            "vary/value-increase-percent",
            ("actions", "vary", "value_increase_percent", "max"),
        ),
        ("vary/scope", ("actions", "vary", "may_change_scope")),
        ("vary/in-the-past", ("actions", "vary")),
        ("vary/term", ("actions", "vary")),
        ("vary/scope/unknown", ("actions", "vary", "may_change_scope")),
        ("vary/agreed-by/buyer", ("actions", "vary", "agreed_by")),
        ("vary/agreed-by/supplier", ("actions", "vary", "agreed_by")),
        ("vary/permit", ("actions", "vary")),
    ]


def test_a_limit_is_one_comparison_with_the_figure_as_written() -> None:
    rules = {rule.id: rule for rule, _ in rules_of_permissions(read(DESIGN))}
    times = rules["permissions/extend/times"]
    assert times.when is not None
    assert times.when.model_dump(exclude_none=True, by_alias=True) == {
        "all": (
            {"fact": "action", "is": "extend"},
            {"fact": "extensions-used", "at_least": Decimal(2)},
        )
    }
    assert times.then.refuse is not None
    assert times.then.refuse.action == "extend"


@pytest.mark.parametrize(
    ("kind", "limit", "comparison", "says"),
    [
        ("extend", "times: {max: 1}", "extensions-used at_least 1", "It may be done at most once"),
        ("vary", "times: {max: 5}", "times-used at_least 5", "It may be done at most 5 times"),
        (
            "extend",
            "percent_of_initial_each: {max: 50}",
            "months-asked-percent-of-initial more_than 50",
            "Each extension may add at most 50% of the initial period",
        ),
        (
            "vary",
            "months_in_all: {max: 1}",
            "months-extended-after more_than 1",
            "All extensions together may add at most 1 month",
        ),
        (
            "extend",
            "latest_end: 2030-03-31",
            "end-after more_than 2030-03-31",
            "The contract may run until 31 March 2030 at the latest",
        ),
        (
            "add-statement-of-work",
            "value_increase_each: {max: 50000.50}",
            "value-increase-each more_than 50000.50",
            "Each statement of work may raise the value by at most £50,000.50",
        ),
        (
            "vary",
            "value_increase: {max: 0}",
            "value-increase more_than 0",
            "All changes together may raise the value by at most £0",
        ),
        (
            "end-part",
            "value_decrease_percent_each: {max: 12.5}",
            "value-decrease-percent-each more_than 12.5",
            "Each partial end may lower the value by at most 12.5% of the value as awarded",
        ),
        (
            "raise-price",
            "capped_by_index: true",
            "price-increase-percent more_than index-percent",
            "Prices may rise by no more than the index has",
        ),
        (
            "step-in",
            "days_each: {max: 1}",
            "suspension-days more_than 1",
            "Each stepping in may last at most 1 day",
        ),
        (
            "raise-price",
            "months_between: {min: 12}",
            "months-since-last less_than 12",
            "At least 12 months must pass before it is done again",
        ),
        (
            "end-early",
            "first_after_months: {min: 6}",
            "months-since-start less_than 6",
            "It may be done only once the contract has run 6 months",
        ),
        (
            "end-early",
            "notice_working_days: {min: 1}",
            "notice-working-days less_than 1",
            "At least 1 working day’s notice must be given",
        ),
        (
            "suspend",
            "notice_before_expiry_months: {min: 2}",
            "notice-before-expiry-months less_than 2",
            "At least 2 months’ notice before the contract ends must be given",
        ),
    ],
)
def test_every_limit_has_its_fact_and_its_sentence(
    kind: str, limit: str, comparison: str, says: str
) -> None:
    key = limit.partition(":")[0]
    name = key.replace("_", "-")
    for unit in ("-working-days", "-months", "-days"):
        name = name.removesuffix(unit) if name.startswith("notice") else name
    rule = flat(read(f"  {kind}: {{by: buyer, {limit}}}"))[f"permissions/{kind}/{name}"]
    leaf = next(each for each in comparisons_in(rule.logic) if each.subject.name != "action")
    (bound,) = leaf.operands
    shown = bound.name if isinstance(bound, Subject) else bound
    assert f"{leaf.subject.name} {leaf.op} {shown}" == comparison
    assert rule.rule.then.refuse is not None
    assert rule.rule.then.refuse.says.startswith(says)


def test_limits_and_keys_are_all_in_use() -> None:
    keys = {field.alias or name for name, field in Action.model_fields.items()}
    assert set().union(*FITTING.values()) == keys
    assert set(LIMITS) < keys
    assert all(limit.fact in FACTS for limit in LIMITS.values())
    assert set(FITTING) == set(ACTION_KINDS) == set(get_args(ActionKind))
    assert set(ROLES) == set(get_args(Role))
    assert set(GROUNDS) == set(get_args(Ground))


def test_rules_carry_lots_dates_and_source() -> None:
    policy = read("""
  extend:
    by: [buyer, owner]
    lots: [hosting]
    from: 2026-01-01
    until: 2028-12-31
    source: Call-off clause 18
""")
    assert {rule.lots for rule, _ in rules_of_permissions(policy)} == {("hosting",)}
    assert {(rule.from_, rule.until) for rule, _ in rules_of_permissions(policy)} == {
        (date(2026, 1, 1), date(2028, 12, 31))
    }
    assert {rule.source for rule, _ in rules_of_permissions(policy)} == {"Call-off clause 18"}
    assert policy.actions["extend"].by == ("buyer", "owner")


def test_a_policy_with_every_limit_goes_into_the_cache_and_comes_out() -> None:
    assert pickle.loads(pickle.dumps(EVERYTHING)) == EVERYTHING  # noqa: S301 - our own


def test_needs_may_have_conditions_and_titles() -> None:
    rules = flat(
        read("""
  vary:
    by: supplier
    agreed_by: [buyer, supplier, owner]
    approvals: [commercial, {id: board, title: Board approval,
                             when: {fact: value-increase, more_than: 100000}}]
    documents: impact-assessment
    publish: [contract-change]
    form: change-notice
    explanation_words: {min: 20}
""")
    )
    board = rules["permissions/vary/approval/board"]
    assert [leaf.subject.name for leaf in comparisons_in(board.logic)] == [
        "action",
        "value-increase",
        "approvals",
    ]
    assert board.rule.title == "Board approval"
    said = {
        rule.id.removeprefix("permissions/vary/"): rule.rule.then.require
        for rule in rules.values()
        if rule.rule.then.require is not None
    }
    assert {name: each.step or each.approval or each.document for name, each in said.items()} == {
        "approval/commercial": "commercial",
        "approval/board": "board",
        "document/impact-assessment": "impact-assessment",
        "publish/contract-change": "Publish the contract change notice",
        "form": "change-notice",
        "agreed-by/buyer": "The buyer must agree in writing",
        "agreed-by/supplier": "The supplier must agree in writing",
        "agreed-by/owner": "The framework's owner must agree in writing",
        "explanation-words": "Explain it in at least 20 words",
    }
    assert {each.before for each in said.values()} == {"vary"}


def test_reasons_too_many_for_a_line_are_cut_short() -> None:
    reasons = ", ".join(f"reason-{n}: The reason of number {n} in a long list" for n in range(40))
    rules = flat(read(f"  end-for-cause: {{by: buyer, reasons: {{{reasons}}}}}"))
    refuse = rules["permissions/end-for-cause/reason"].rule.then.refuse
    assert refuse is not None
    assert len(refuse.says) == 500
    assert refuse.says.endswith("…")


def test_a_policy_is_written_back_as_it_was_meant() -> None:
    policy = read(DESIGN)
    written = policy.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert ContractPermissions.model_validate(written) == policy


@pytest.mark.parametrize(
    ("actions", "action", "kind", "ground"),
    [
        ("  extend: {by: buyer}", "extend", "extend", "provided-for"),
        ("  extend: {by: buyer, ground: none}", "extend", "extend", "none"),
        ("  vary: {by: buyer}", "vary", "vary", "none"),
        ("  renew: {by: buyer, kind: extend}", "renew", "extend", "provided-for"),
        ("  extend: {by: buyer}", "suspend", "suspend", "none"),
        ("  extend: {by: buyer}", "renew", None, "none"),
    ],
)
def test_an_action_has_a_kind_and_a_ground(
    actions: str, action: str, kind: str | None, ground: str
) -> None:
    policy = read(actions)
    assert policy.kind_of(action) == kind
    assert policy.ground_of(action) == ground


# --- problems ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "says"),
    [
        (
            "  renew: {by: buyer}",
            (
                "permissions.yaml:3: action `renew`: give its `kind`: `extend`, "
                "`end-early`, `end-for-cause`, `end-part`, `suspend`, `vary`, "
                "`add-statement-of-work`, `raise-price`, `transfer`, `step-in`"
            ),
        ),
        (
            "  end-early:\n    by: buyer\n    months_each: {max: 6}",
            "permissions.yaml:5: action `end-early`: `months_each` cannot be used with `end-early`",
        ),
        (
            "  end-for-cause: {by: buyer}",
            (
                "permissions.yaml:3: action `end-for-cause`: give the `reasons` for which the "
                "contract may be ended"
            ),
        ),
        (
            "  extend:\n    by: buyer\n    approvals:\n    - board\n    - board",
            "permissions.yaml:7: action `extend`: `board` is given twice",
        ),
        (
            (
                "  extend:\n    by: buyer\n    documents:\n    - id: plan\n"
                "      when: {fact: term-month-after, more_than: 24}"
            ),
            (
                "permissions.yaml:7: action `extend`: there is no fact `term-month-after`: "
                "did you mean `term-months-after`?"
            ),
        ),
        (
            (
                "  extend:\n    by: buyer\n    only_if:\n    - id: paid\n"
                "      when: {answer: paid, is: yes}\n      says: It must be paid"
            ),
            "permissions.yaml:7: action `extend`: there is no question `paid`",
        ),
        (
            (
                "ruleset: permissions\nactions:\n  extend: {by: buyer}\nrules:\n"
                "  - id: more\n    then: {permit: extend}"
            ),
            ("permissions.yaml:5: rule `more`: only an entry under `actions` can permit an action"),
        ),
    ],
)
def test_what_is_wrong_with_a_policy_is_told_with_its_place(actions: str, says: str) -> None:
    assert told(actions) == [says]


@pytest.mark.parametrize(
    ("actions", "says"),
    [
        ("  extend: {by: nobody}", "must be 'buyer', 'supplier' or 'owner'"),
        ("  extend: {}", "`by` is missing"),
        ("  extend: {by: []}", "must have at least 1 item"),
        ("  extend: {by: buyer, times: {max: 0}}", "must be at least 1"),
        ("  extend: {by: buyer, times: {max: true}}", "must be a whole number"),
        ("  extend: {by: buyer, times: {max: 1.5}}", "must be a whole number"),
        ("  extend: {by: buyer, times: 2}", "must be a set of keys and values"),
        ("  extend: {by: buyer, months_each: {min: 6}}", "there is no key `min` here"),
        ("  extend: {by: buyer, months_each: {max: 12000}}", "must be at most 1200"),
        ("  vary: {by: buyer, value_increase_percent: {max: -1}}", "must be at least 0"),
        ("  vary: {by: buyer, value_increase_percent: {max: ten}}", "number in digits"),
        ("  vary: {by: buyer, value_increase_percent: {max: 0.1234567}}", "6 decimal places"),
        ("  vary: {by: buyer, total_value: {max: 1.001}}", "2 decimal places"),
        ("  extend: {by: buyer, latest_end: soon}", "must be a date written year-month-day"),
        ("  extend: {by: buyer, frm: 2026-01-01}", "there is no key `frm` here"),
        (
            "  extend: {by: buyer, from: 2026-02-01, until: 2026-01-01}",
            "`from` must not be later than `until`",
        ),
        (
            "  extend: {by: buyer, notice_days: {min: 1}, notice_months: {min: 1}}",
            "give one of `notice_days` and `notice_months`",
        ),
        ("  raise-price: {by: buyer, capped_by_index: 1}", "must be true or false"),
        ("  end-for-cause: {by: buyer, reasons: {}}", "must have at least 1 item"),
        (
            (
                "ruleset: permissions\nactions: {extend: {by: buyer}}\n"
                "asks: {wait: {label: Wait, kind: period}}"
            ),
            "`unit` (days or months) goes with the kind `period`",
        ),
        (
            (
                "ruleset: permissions\nactions: {extend: {by: buyer}}\n"
                "asks: {wait: {label: Wait, kind: one-of}}"
            ),
            "`options` go with the kind `one-of`",
        ),
        ("ruleset: permissions\nactions: {}", "must have at least 1 item"),
        ("ruleset: feedback\nactions: {extend: {by: buyer}}", "must be 'permissions'"),
    ],
)
def test_a_faulty_key_is_refused(actions: str, says: str) -> None:
    assert any(says in problem for problem in told(actions))


def test_a_kind_that_is_not_known_is_left_out_of_the_rules() -> None:
    assert list(rules_of_permissions(read("  renew: {by: buyer}"))) == []


def test_every_ask_is_a_subject() -> None:
    policy = read("""
ruleset: permissions
asks:
  waited: {label: Days waited, kind: period, unit: days}
  cause: {label: Cause, kind: one-of, options: {flood: A flood, fire: A fire}}
actions:
  suspend:
    by: buyer
    only_if:
      - {id: waited, when: {answer: waited, at_least: 5}, says: Wait five days}
      - {id: cause, when: {answer: cause, is: flood}, says: Only for a flood}
""")
    subjects = contract_vocabulary(policy).answers
    assert subjects["waited"].unit == "days"
    assert dict(subjects["cause"].options) == {"flood": "A flood", "fire": "A fire"}
    assert "permissions/suspend/only-if/cause" in flat(policy)


def test_a_policy_is_closed_and_frozen() -> None:
    policy = read("  extend: {by: buyer}")
    with pytest.raises(ValidationError):
        policy.title = "Another"  # type: ignore[misc]


# --- what holds of every expansion ---------------------------------------------------------------

EVERYTHING = read("""
  extend:
    {by: buyer, times: {max: 2}, months_each: {max: 6}, percent_of_initial_in_all: {max: 50},
     latest_end: 2030-03-31, value_increase_percent: {max: 10}, notice_days: {min: 30},
     notice_before_expiry_months: {min: 2}, first_after_months: {min: 6},
     months_between: {min: 3}}
  end-for-cause:
    {by: [supplier, owner], reasons: {unpaid: Bills are unpaid}, notice_working_days: {min: 20},
     only_if: [{id: early, says: Not in the first year,
                when: {any: [{fact: months-since-start, at_least: 12},
                             {fact: days-to-expiry, less_than: 90}]}}]}
  vary: {by: buyer, total_value: {max: 1000}, value_decrease_percent: {max: 10}}
  raise-price: {by: supplier, price_increase_percent: {max: 5}, capped_by_index: true}
""")
RULES = flat(EVERYTHING)
LEAVES = [leaf for rule in RULES.values() for leaf in comparisons_in(rule.logic)]


def values_near(subject: Subject) -> st.SearchStrategy[Any]:
    """Values of a subject that lie at, just below and just above what the rules compare it with."""
    constants = [
        operand
        for leaf in LEAVES
        for operand in leaf.operands
        if leaf.subject == subject and not isinstance(operand, Subject)
    ]
    match subject.kind:
        case Kind.YES_NO:
            return st.booleans()
        case Kind.DATE:
            return st.dates(date(2030, 3, 30), date(2030, 4, 1))
        case Kind.ONE_OF:
            return st.sampled_from(sorted(subject.options))
        case Kind.TEXT:
            return st.sampled_from([*map(str, constants), "another"])
        case Kind.TEXTS | Kind.MANY_OF:
            return st.just(())
        case _:
            near = [Decimal(str(each)) for each in constants] or [Decimal(5)]
            return st.sampled_from([each + step for each in near for step in (-1, 0, 1)])


READ = {key: subject for rule in RULES.values() for key, subject in rule.reads.items()}


@st.composite
def some_facts(draw: st.DrawFn, *, known: bool = False) -> Facts:
    left_out = frozenset() if known else draw(st.frozensets(st.sampled_from(sorted(READ))))
    return {
        key: draw(values_near(subject))
        for key, subject in sorted(READ.items())
        if key not in left_out
    }


@given(some_facts())
def test_nothing_is_both_permitted_and_refused(facts: Facts) -> None:
    fired = [rule.rule for rule in RULES.values() if holds(rule.logic, facts)]
    permitted = {rule.then.permit for rule in fired if rule.then.permit}
    refused = {rule.then.refuse.action for rule in fired if rule.then.refuse}
    assert not permitted & refused


@given(some_facts(known=True))
def test_what_is_known_is_permitted_or_refused(facts: Facts) -> None:
    fired = [rule.rule for rule in RULES.values() if holds(rule.logic, facts)]
    decided = {rule.then.permit for rule in fired if rule.then.permit}
    decided |= {rule.then.refuse.action for rule in fired if rule.then.refuse}
    action = facts["fact:action"]
    assert decided == ({action} if action in EVERYTHING.actions else set())


@given(some_facts(known=True), st.sampled_from(sorted(READ)))
def test_what_is_not_known_is_never_permitted(facts: Facts, unknown: str) -> None:
    rest = {key: value for key, value in facts.items() if key != unknown}
    for rule in RULES.values():
        if rule.rule.then.permit is None or unknown not in rule.reads:
            continue
        optional = {
            leaf.subject.key
            for leaf in comparisons_in(rule.logic)
            if leaf.op is OPPOSITE[Comparator.ANSWERED]
        }
        either = {"fact:months-since-start", "fact:days-to-expiry"}
        notices = {key for key in rule.reads if "notice-" in key}
        if unknown not in optional | either | notices:
            assert not holds(rule.logic, rest)
