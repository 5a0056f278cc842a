"""Wording: sentences as they should read, and no two meanings in the same words."""

import itertools
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.logic import (
    ALWAYS,
    NEVER,
    Both,
    Comparator,
    Compare,
    Either,
    Facts,
    Logic,
    grounds,
    holds,
    subjects,
    typed,
)
from rules.ruleset import Rule
from rules.values import Kind, Scalar, Subject, Value
from rules.wording import because, phrase, worded, worded_rule
from tests.rules.strategies import CONDITION, SUBJECTS, conditions, facts, find


def logic_of(raw: Any) -> Logic:
    return typed(CONDITION.validate_python(raw), find)


# --- subjects -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Annual turnover", "annual turnover"),
        ("VAT number", "VAT number"),
        ("Companies House number", "Companies House number"),
        ("Cyber Essentials", "Cyber Essentials"),
        ("ISO 27001", "ISO 27001"),
        ("A full address", "a full address"),
        ("I agree", "I agree"),
        ("Self-employed staff", "self-employed staff"),
        ("Price, all in.", "price, all in"),
        ("Total:", "total"),
        ("2026 turnover", "2026 turnover"),
        ("already small", "already small"),
        ("What is your  turnover?", "the answer to “What is your turnover?”"),
        ("number of items in Lots", "number of items in lots"),
        ("number of words in Why you?", "number of words in the answer to “Why you?”"),
        ("...", "..."),
    ],
)
def test_a_label_stands_inside_a_sentence(label: str, text: str) -> None:
    assert phrase(Subject("k", "k", Kind.TEXT, label)) == text


# --- comparisons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text", "opposite"),
    [
        ({"answer": "turnover", "is": 100}, "annual turnover is £100",
         "annual turnover is not £100"),
        ({"answer": "turnover", "less_than": 100000}, "annual turnover is less than £100,000",
         "annual turnover is at least £100,000"),
        ({"answer": "turnover", "at_most": 5}, "annual turnover is at most £5",
         "annual turnover is more than £5"),
        ({"answer": "turnover", "between": [1, 2]}, "annual turnover is from £1 to £2",
         "annual turnover is not from £1 to £2"),
        ({"answer": "turnover", "one_of": [1, 2]}, "annual turnover is £1 or £2",
         "annual turnover is neither £1 nor £2"),
        ({"answer": "staff", "one_of": [1, 2, 3]}, "staff is 1, 2 or 3",
         "staff is neither 1, 2 nor 3"),
        ({"answer": "staff", "one_of": [1]}, "staff is 1", "staff is not 1"),
        ({"answer": "turnover", "less_than": {"answer": "budget"}},
         "annual turnover is less than the answer to “What is your budget?”",
         "annual turnover is at least the answer to “What is your budget?”"),
        ({"answer": "turnover", "is": {"answer": "budget"}},
         "annual turnover is the same as the answer to “What is your budget?”",
         "annual turnover is not the same as the answer to “What is your budget?”"),
        ({"answer": "start", "before": date(2027, 1, 3)}, "start date is before 3 January 2027",
         "start date is on or after 3 January 2027"),
        ({"answer": "start", "after": date(2027, 1, 3)}, "start date is after 3 January 2027",
         "start date is on or before 3 January 2027"),
        ({"answer": "start", "between": [date(2026, 1, 1), {"answer": "end"}]},
         "start date is from 1 January 2026 to end date",
         "start date is not from 1 January 2026 to end date"),
        ({"answer": "term", "less_than": "1 year"}, "term is shorter than 12 months",
         "term is at least 12 months"),
        ({"answer": "term", "more_than": 1}, "term is longer than 1 month",
         "term is at most 1 month"),
        ({"answer": "guarantee", "is": "yes"}, "parent guarantee is yes",
         "parent guarantee is no"),
        ({"answer": "guarantee", "is_not": "yes"}, "parent guarantee is no",
         "parent guarantee is yes"),
        ({"answer": "guarantee", "one_of": ["yes", "no"]}, "parent guarantee is yes or no",
         "parent guarantee is neither yes nor no"),
        ({"answer": "cyber", "is": "none"}, "Cyber Essentials is “None”",
         "Cyber Essentials is not “None”"),
        ({"answer": "region", "is": "“x”"}, "region is ““x”””", "region is not ““x”””"),
        ({"answer": "lots", "includes": "a-or-b"}, "lots includes “A, B or C”",
         "lots does not include “A, B or C”"),
        ({"answer": "lots", "includes_any": ["cloud", "hosting"]},
         "lots includes “Cloud support” or “Hosting”",
         "lots includes neither “Cloud support” nor “Hosting”"),
        ({"answer": "lots", "includes_any": ["cloud"]}, "lots includes “Cloud support”",
         "lots does not include “Cloud support”"),
        ({"answer": "file", "answered": True}, "accounts is answered",
         "accounts is not answered"),
        ({"count_of": "lots", "at_least": 2}, "number of items in lots is at least 2",
         "number of items in lots is less than 2"),
    ],
)  # fmt: skip
def test_comparisons(raw: Any, text: str, opposite: str) -> None:
    assert worded(logic_of(raw)) == text
    assert worded(logic_of({"not": raw})) == opposite


# --- groups ---------------------------------------------------------------------------------------

T = {"answer": "turnover", "less_than": 100000}
S = {"answer": "staff", "at_most": 9}
C = {"answer": "cyber", "is": "none"}
L = {"answer": "lots", "includes_any": ["cloud", "hosting"]}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"all": [T, S]}, "annual turnover is less than £100,000 and staff is at most 9"),
        ({"any": [T, S]}, "either annual turnover is less than £100,000 or staff is at most 9"),
        ({"all": [T, S, C]},
         ("annual turnover is less than £100,000, staff is at most 9 and "
         "Cyber Essentials is “None”")),
        ({"all": [T, L]},
         "annual turnover is less than £100,000, and lots includes “Cloud support” or “Hosting”"),
        ({"any": [T, S, L]},
         ("either annual turnover is less than £100,000; staff is at most 9; or "
         "lots includes “Cloud support” or “Hosting”")),
        ({"all": [T, {"any": [S, C]}]},
         ("annual turnover is less than £100,000 and (either staff is at most 9 or "
         "Cyber Essentials is “None”)")),
        ({"any": [T, {"all": [S, {"any": [C, L]}]}]},
         ("either annual turnover is less than £100,000 or (staff is at most 9 and "
         "(either Cyber Essentials is “None”, or lots includes “Cloud support” or “Hosting”))")),
        ({"all": [{"all": [T]}, {"all": [S, T]}]},
         "annual turnover is less than £100,000 and staff is at most 9"),
        ({"not": {"all": [T, S]}},
         "either annual turnover is at least £100,000 or staff is more than 9"),
    ],
)  # fmt: skip
def test_groups(raw: Any, text: str) -> None:
    assert worded(logic_of(raw)) == text


def test_what_is_always_or_never_so() -> None:
    leaf = logic_of(T)
    assert worded(ALWAYS) == "always"
    assert worded(NEVER) == "never"
    assert worded(Both((leaf, NEVER))) == "never"
    assert worded(Either((leaf, ALWAYS))) == "always"
    assert worded(Both((leaf, ALWAYS, Either((NEVER, leaf))))) == worded(leaf)


# --- no two meanings in the same words ------------------------------------------------------------

#: For each subject, values that tell all the leaves below apart; None is unanswered.
_POINTS: dict[str, tuple[Value | None, ...]] = {
    "staff": (None, *map(Decimal, range(5))),
    "start": (None, *(date(2026, 1, day) for day in range(1, 6))),
    "term": (None, *map(Decimal, range(5))),
    "guarantee": (None, True, False),
    "cyber": (None, "none", "basic", "plus"),
    "lots": (None, (), ("cloud",), ("hosting",), ("cloud", "hosting")),
    "file": (None, object()),
}


_CONSTANTS: dict[str, tuple[Scalar, Scalar]] = {
    "staff": (Decimal(1), Decimal(3)),
    "start": (date(2026, 1, 2), date(2026, 1, 4)),
    "term": (Decimal(1), Decimal(3)),
    "guarantee": (True, False),
    "cyber": ("none", "basic"),
    "lots": ("cloud", "hosting"),
    "file": ("", ""),
}


def _leaves_of(name: str) -> list[Compare]:
    subject = SUBJECTS[name]
    low, high = _CONSTANTS[name]
    made = [Compare(subject, Comparator.ANSWERED), Compare(subject, Comparator.UNANSWERED)]
    if name == "lots":
        made += [
            Compare(subject, op, items)
            for op in (Comparator.INCLUDES, Comparator.EXCLUDES)
            for items in ((low,), (high,))
        ]
        ops = (Comparator.INCLUDES_ANY, Comparator.INCLUDES_NONE)
        made += [Compare(subject, op, (low, high)) for op in ops]
    elif name != "file":
        for op in (Comparator.IS, Comparator.IS_NOT):
            made += [Compare(subject, op, (low,)), Compare(subject, op, (high,))]
        made += [
            Compare(subject, op, (low, high)) for op in (Comparator.ONE_OF, Comparator.NONE_OF)
        ]
    if name in {"staff", "start", "term"}:
        for op in (
            Comparator.LESS_THAN,
            Comparator.AT_LEAST,
            Comparator.AT_MOST,
            Comparator.MORE_THAN,
        ):
            made += [Compare(subject, op, (low,)), Compare(subject, op, (high,))]
        made += [
            Compare(subject, op, (low, high)) for op in (Comparator.BETWEEN, Comparator.OUTSIDE)
        ]
    return made


def _meaning(logic: Logic) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Give what a condition means: its value for every combination that could matter."""
    names = sorted(subject.name for subject in subjects(logic).values())
    outcomes = []
    for point in itertools.product(*(_POINTS[name] for name in names)):
        known = {
            SUBJECTS[name].key: value
            for name, value in zip(names, point, strict=True)
            if value is not None
        }
        outcomes.append(holds(logic, known))
    return tuple(names), tuple(outcomes)


def _check_no_two_alike(logics: Sequence[Logic]) -> None:
    seen: dict[str, Logic] = {}
    for logic in logics:
        other = seen.setdefault(worded(logic), logic)
        assert _meaning(logic) == _meaning(other), f"{worded(logic)}: {logic} and {other}"


@pytest.mark.parametrize("name", sorted(_POINTS))
def test_all_pairs_of_comparisons_of_a_subject_are_told_apart(name: str) -> None:
    made = _leaves_of(name)
    assert len({worded(leaf) for leaf in made}) >= len({_meaning(leaf) for leaf in made})
    pairs = [kind(pair) for kind in (Both, Either) for pair in itertools.product(made, repeat=2)]
    _check_no_two_alike([*made, *pairs])


def test_all_small_shapes_of_a_condition_are_told_apart() -> None:
    pool = [
        logic_of(raw)
        for raw in (
            {"answer": "staff", "one_of": [1, 3]},
            {"answer": "staff", "between": [1, 3]},
            {"answer": "cyber", "one_of": ["none", "basic"]},
            {"answer": "guarantee", "is": "yes"},
            {"answer": "lots", "includes_any": ["cloud", "hosting"]},
        )
    ]
    shapes: list[Logic] = []
    for one, two, three in itertools.product(pool, repeat=3):
        for outer, inner in ((Both, Either), (Either, Both)):
            shapes += [
                outer((one, two, three)),
                outer((one, inner((two, three)))),
                outer((inner((one, two)), three)),
                outer((inner((one, outer((two, three)))), one)),
            ]
    _check_no_two_alike(shapes)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Logic, Logic]:
    """Give two conditions made of the same few comparisons, so that they may well read alike."""
    every = [leaf for name in ("staff", "cyber", "lots") for leaf in _leaves_of(name)]
    pool: list[Logic] = draw(st.lists(st.sampled_from(every), min_size=2, max_size=4))

    def grouped(inner: st.SearchStrategy[Logic]) -> st.SearchStrategy[Logic]:
        parts = st.lists(inner, max_size=3).map(tuple)
        return st.builds(Both, parts) | st.builds(Either, parts)

    trees: st.SearchStrategy[Logic] = st.recursive(st.sampled_from(pool), grouped, max_leaves=5)
    return draw(trees), draw(trees)


@given(_pairs())
def test_conditions_in_the_same_words_mean_the_same(pair: tuple[Logic, Logic]) -> None:
    one, other = pair
    if worded(one) == worded(other):
        every = Both((one, other))
        names = [subject.name for subject in subjects(every).values()]
        for point in itertools.product(*(_POINTS[name] for name in names)):
            known = {
                SUBJECTS[name].key: value
                for name, value in zip(names, point, strict=True)
                if value is not None
            }
            assert holds(one, known) is holds(other, known)


_REMNANT = re.compile(r"[{}<>_\[\]]|\bNone\b|Decimal|datetime|Subject|Op\.|  |True|False")


@given(conditions(), facts())
def test_nothing_of_the_program_is_left_in_the_words(raw: Any, given_facts: Facts) -> None:
    logic = logic_of(raw)
    text = worded(logic) + because("It failed.", grounds(logic, given_facts), given_facts)
    assert not _REMNANT.search(text.replace("“None”", "x"))
    assert text.count("(") == text.count(")")


# --- rules ----------------------------------------------------------------------------------------


def rule_worded(then: Any, when: Any = T, **more: Any) -> str:
    rule = Rule.model_validate({"id": "a", "when": when, "then": then, **more})
    return worded_rule(rule, typed(rule.when, find))


@pytest.mark.parametrize(
    ("then", "text"),
    [
        ({"exclude": "Annual turnover is below £100,000"}, "Exclude the bid"),
        ({"refer": "Look at it"}, "Refer the bid to a person"),
        ({"set_aside": "Not in the best five"}, "Take the bid no further"),
        ({"award": "Best"}, "Award to the bid"),
        ({"problem": {"at": "bid.price", "says": "Enter a price"}},
         "Ask for a correction at bid.price (“Enter a price”)"),
        ({"score": {"criterion": "technical-merit", "is": Decimal("2.50")}},
         "Give technical merit a score of 2.50"),
        ({"score": {"criterion": "a", "is": 2, "collect": "sum"}}, "Add 2 to the score for a"),
        ({"score": {"criterion": "a", "is": 2, "collect": "count"}}, "Add one to the score for a"),
        ({"score": {"criterion": "a", "is": 2, "collect": "min"}},
         "Give a a score of 2 unless a lower one is due"),
        ({"score": {"criterion": "a", "is": 2, "collect": "max"}},
         "Give a a score of 2 unless a higher one is due"),
        ({"require": {"feedback": "own-scores", "to": "unsuccessful", "before": "award"}},
         "Require own scores in the feedback to unsuccessful before award"),
        ({"require": {"approval": "commercial"}}, "Require approval by commercial"),
        ({"require": {"document": "insurance"}}, "Require the document insurance"),
        ({"require": {"step": "Tell them"}}, "Require this step: “Tell them”"),
        ({"permit": "end-early"}, "Permit end early"),
        ({"refuse": {"action": "extend", "says": "None is left"}}, "Refuse extend"),
        ({"include": "tupe"}, "Include the clause tupe"),
        ({"fact": {"small-firm": True, "b": False, "c": Decimal("1.50"), "d": 2,
                   "e": date(2026, 1, 2), "f": "low", "g": "yes"}},
         ("Take b to be no; take c to be 1.50; take d to be 2; "
         "take e to be 2 January 2026; take f to be “low”; take g to be yes; "
          "and take small firm to be yes")),
        ({"exclude": "x", "permit": "extend"}, "Exclude the bid; and permit extend"),
    ],
)  # fmt: skip
def test_rules(then: Any, text: str) -> None:
    assert rule_worded(then) == f"{text} when annual turnover is less than £100,000."


def test_a_rule_without_condition() -> None:
    assert rule_worded({"permit": "extend"}, None) == "Permit extend in every case."
    rule = Rule.model_validate({"id": "a", "then": {"exclude": "x"}})
    assert worded_rule(rule, NEVER, whom="application") == ("Exclude the application in no case.")


def test_the_limits_of_a_rule_come_first() -> None:
    more = {
        "lots": ["user-research", "outcomes"],
        "ways": ["written", "presentation"],
        "from": date(2026, 4, 1),
        "until": date(2027, 3, 31),
    }
    assert rule_worded({"exclude": "x"}, **more) == (
        "In lots user research and outcomes, when evaluated as written or presentation, "
        "from 1 April 2026, until 31 March 2027: exclude the bid when annual turnover is less "
        "than £100,000."
    )
    assert rule_worded({"exclude": "x"}, lots=["one"]).startswith("In lot one: exclude")


# --- reasons --------------------------------------------------------------------------------------


def reason(raw: Any, **answers: Any) -> str:
    known = {SUBJECTS[name].key: value for name, value in answers.items()}
    return because("Out", grounds(logic_of(raw), known), known)


@pytest.mark.parametrize(
    ("raw", "answers", "text"),
    [
        (T, {"turnover": Decimal(80000)},
         "annual turnover is £80,000, which is less than £100,000"),
        (T, {"turnover": Fraction(100, 3)},
         "annual turnover is £33.333333…, which is less than £100,000"),
        ({"answer": "staff", "is": 2}, {"staff": Decimal(2)}, "staff is 2"),
        ({"answer": "staff", "is_not": 2}, {"staff": Decimal(3)}, "staff is 3, which is not 2"),
        ({"answer": "staff", "one_of": [1, 2]}, {"staff": Decimal(2)},
         "staff is 2, which is 1 or 2"),
        ({"all": [{"answer": "staff", "at_least": 2}, {"answer": "staff", "less_than": 5}]},
         {"staff": Decimal(3)}, "staff is 3, which is at least 2 and is less than 5"),
        ({"answer": "turnover", "more_than": {"answer": "budget"}},
         {"turnover": Decimal(5), "budget": Decimal(3)},
         "annual turnover is £5, which is more than the answer to “What is your budget?” (£3)"),
        ({"answer": "guarantee", "is_not": "yes"}, {"guarantee": False}, "parent guarantee is no"),
        ({"answer": "guarantee", "is_not": {"answer": "insured"}},
         {"guarantee": True, "insured": False},
         "parent guarantee is yes, which is not the same as the answer to “Insured” (no)"),
        ({"answer": "cyber", "is": "none"}, {"cyber": "none"}, "Cyber Essentials is “None”"),
        ({"answer": "cyber", "answered": True}, {"cyber": "plus"}, "Cyber Essentials is “Plus”"),
        ({"answer": "cyber", "unanswered": True}, {}, "Cyber Essentials is not answered"),
        ({"answer": "file", "answered": True}, {"file": object()}, "accounts is answered"),
        ({"answer": "start", "before": date(2026, 2, 1)}, {"start": date(2026, 1, 31)},
         "start date is 31 January 2026, which is before 1 February 2026"),
        ({"answer": "lots", "includes_any": ["cloud", "hosting"]}, {"lots": ("hosting",)},
         "lots includes “Hosting”"),
        ({"all": [{"answer": "lots", "includes": "cloud"},
                  {"not": {"answer": "lots", "includes": "hosting"}}]}, {"lots": ("cloud",)},
         "lots includes “Cloud support” and does not include “Hosting”"),
        ({"answer": "region", "is_not": "north"}, {"region": "w" * 300},
         f"region is “{'w' * 200}…”, which is not “north”"),
        ({"all": [T, {"any": [S, C]}]}, {"turnover": Decimal(5), "cyber": "none"},
         "annual turnover is £5, which is less than £100,000; Cyber Essentials is “None”"),
        ({"all": [S, S]}, {"staff": Decimal(3)}, "staff is 3, which is at most 9"),
    ],
)  # fmt: skip
def test_reasons(raw: Any, answers: dict[str, Any], text: str) -> None:
    assert reason(raw, **answers) == f"Out: {text}."


def test_a_list_may_be_asked_for_another_answer() -> None:
    leaf = Compare(SUBJECTS["names"], Comparator.INCLUDES, (SUBJECTS["region"],))
    known: Facts = {"answer:names": ("north", "ann"), "answer:region": "north"}
    assert worded(leaf) == "names includes region"
    assert because("Out", grounds(leaf, known), known) == "Out: names includes region (“north”)."


def test_a_rule_without_grounds_says_what_it_says() -> None:
    assert because("The best bid. ", (), {}) == "The best bid."
