"""Methods, tie chains and shortlists can be written in few words, and cannot be written wrong."""

from typing import Any, Final, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.policies.methods.choices import (
    LAST_TIE_RULES,
    RESERVED_TIE_RULES,
    Shortlist,
    ShortlistLimits,
    TieChain,
    tie_criteria,
)
from rules.policies.methods.evaluation_method import EvaluationMethod
from rules.policies.methods.every_method import METHODS, AnyMethod

ANY: Final[TypeAdapter[AnyMethod]] = TypeAdapter(AnyMethod)
CHAIN: Final[TypeAdapter[tuple[str, ...]]] = TypeAdapter(TieChain)


def test_every_method_can_be_chosen_by_name() -> None:
    assert get_args(get_args(AnyMethod)[0]) == METHODS
    names = [get_args(cls.model_fields["method"].annotation)[0] for cls in METHODS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("cls", METHODS)
def test_every_method_says_what_it_is(cls: type[EvaluationMethod]) -> None:
    assert cls.title
    assert cls.source
    assert cls.best in {"highest", "lowest"}
    assert cls.relative or not cls.reversible
    doc = cls.__doc__ or ""
    assert all(part in doc for part in ("Source: ", "Relative: ", "Degenerate cases: "))
    assert all(field.description for field in cls.model_fields.values())


def test_most_methods_ask_for_no_figure() -> None:
    assert ANY.validate_python({"method": "weighted-sum"}).asked is None


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"method": "cheapest"}, "does not match any of the expected tags"),
        ({"method": "weighted-sum", "order": ["a"]}, "Extra inputs"),
        ({"method": "lexicographic"}, "Field required"),
        ({"method": "lexicographic", "order": []}, "at least 1 item"),
        ({"method": "lexicographic", "order": ["a", "b", "a"]}, "`order` names `a` twice"),
        ({"method": "price-per-quality-point", "zero_quality": "first"}, "'last' or 'refuse'"),
        ({"method": "value-for-money-index", "price_unit": 0}, "greater than 0"),
        ({"method": "cost-less-willingness-to-pay"}, "Field required"),
        ({"method": "monetised-deductions", "worth": {}}, "at least 1 item"),
        ({"method": "monetised-deductions", "worth": {"a": -1}}, "greater than or equal to 0"),
        ({"method": "quality-premium"}, "give one of `per_point` and `estimate`"),
        (
            {"method": "quality-premium", "per_point": 1, "estimate": 1},
            "give one of `per_point` and `estimate`",
        ),
    ],
)
def test_mistakes_in_a_method_are_refused(keys: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ANY.validate_python(keys)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "chain",
    [
        ["draw-lots"],
        ["stop"],
        ["technical", "price", "draw-lots"],
        ["highest-weighted", "earliest-bid", "stop"],
    ],
)
def test_chains(chain: list[str]) -> None:
    assert CHAIN.validate_python(chain) == tuple(chain)


@pytest.mark.parametrize(
    ("chain", "says"),
    [
        ([], "at least 1 item"),
        (["technical"], "bids may still be tied after `technical`"),
        (["stop", "technical", "stop"], "names `stop` twice"),
        (["draw-lots", "technical", "stop"], "nothing after `draw-lots` would ever be asked"),
        (["technical", "technical", "stop"], "names `technical` twice"),
        (["Technical", "stop"], "pattern"),
    ],
)
def test_mistakes_in_a_chain_are_refused(chain: list[str], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CHAIN.validate_python(chain)
    assert says in str(refused.value)


def test_the_criteria_of_a_chain() -> None:
    assert set(LAST_TIE_RULES) < set(RESERVED_TIE_RULES)
    chain = ("technical", "highest-weighted", "social-value", "lowest-price", "stop")
    assert tie_criteria(chain) == ("technical", "social-value")


def test_a_shortlist_in_few_words() -> None:
    real = Shortlist.model_validate({"keep": {"min": 3, "max": 15}})
    assert isinstance(real.keep, ShortlistLimits)
    assert (real.keep.min, real.keep.max, real.keep.answer) == (3, 15, None)
    assert (real.ties, real.by, real.weighted) == ("keep-all", (), True)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({}, "give at least one of `keep`, `at_least` and `within`"),
        ({"keep": 0}, "greater than or equal to 1"),
        ({"keep": True}, "valid integer"),
        ({"keep": {"min": 4, "max": 3}}, "`max` 3 must be at least `min` 4"),
        ({"within": {}}, "give one of `points` and `percent`"),
        ({"within": {"points": 5, "percent": 5}}, "they mean different things"),
        ({"within": {"percent": 101}}, "less than or equal to 100"),
        ({"within": 10}, "valid dictionary or instance of Margin"),
        ({"keep": 3, "by": ["a", "a"]}, "`by` names `a` twice"),
        ({"keep": 3, "ties": "toss"}, "'keep-all', 'drop-all' or 'tie-rules'"),
    ],
)
def test_mistakes_in_a_shortlist_are_refused(keys: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Shortlist.model_validate(keys)
    assert says in str(refused.value)
