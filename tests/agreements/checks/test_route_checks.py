"""Routes that nobody can use, and values of contracts that no route, or more than one, takes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.checks.lint import Lint
from agreements.checks.places import Places
from agreements.checks.route_checks import route_findings, value_findings
from agreements.definition.terms import RouteValue, Terms
from agreements.loading import load
from rules.problems import DefinitionError
from rules.yaml.reading import parse_yaml
from tests.definitions import EVALUATION, FRAMEWORK, GOOD, write

BOTH = "[further-competition]"
AWARD = EVALUATION.replace("criteria:", "route: further-competition\n    criteria:")
TWO_WAYS = AWARD + AWARD.partition("ways:\n")[2].replace("id: written", "id: chosen").replace(
    "route: further-competition", "route: direct-award"
)


def found(tmp_path: Path, routes: str, evaluation: str = EVALUATION, lots: str = "") -> list[Lint]:
    framework = FRAMEWORK.replace(BOTH, routes).replace("title: Outcomes", f"title: Outcomes{lots}")
    files = {**GOOD, "framework.yaml": framework, "rulesets/evaluation.yaml": evaluation}
    linked = load(write(tmp_path, files))
    return list(route_findings(linked, Places(linked)))


def limited(direct: str, competition: str) -> str:
    return (
        f"[{{route: direct-award, lots: [outcomes], value: {{{direct}}}}}, "
        f"{{route: further-competition, lots: [outcomes], value: {{{competition}}}}}, "
        "{route: further-competition, lots: [research]}]"
    )


def test_a_route_that_no_way_serves_is_a_problem_at_the_route(tmp_path: Path) -> None:
    routes = "\n  - further-competition\n  - route: direct-award\n    lots: [research]"
    (only,) = found(tmp_path, routes, AWARD)
    assert (only.weight, only.where) == ("problem", "framework.yaml:11")
    assert "lot `research` has no way of evaluating for the route `direct-award`" in only.says


def test_a_way_that_serves_every_route_is_enough(tmp_path: Path) -> None:
    assert found(tmp_path, "[further-competition, direct-award, catalogue]") == []


@pytest.mark.parametrize(
    ("direct", "competition", "lots", "weight", "says"),
    [
        (
            "max: 100000", "min: 120000", "",
            "problem", "no route is open for a contract worth £100,000.01 to £119,999.99, between",
        ),
        ("max: 100000", "above: 100000", "", None, ""),
        ("below: 100000", "min: 100000", "", None, ""),
        ("max: 100000", "min: 100000.01", "", None, ""),
        (
            "max: 100000", "min: 100000", "",
            "note", "both open for a contract worth exactly £100,000",
        ),
        (
            "below: 100000", "above: 100000", "",
            "problem", "no route is open for a contract worth exactly £100,000, between",
        ),
        (
            "max: 100000", "min: 50000", "",
            "note", "both open for a contract worth £50,000 to £100,000",
        ),
        ("min: 20000, max: 100000", "above: 100000", "", "note", "worth £19,999.99 or less; if"),
        (
            "min: 20000, max: 100000", "above: 100000",
            ", call_off: {value: {min: 20000}}", None, "",
        ),
        (
            "min: 20000, max: 100000", "above: 100000", ", call_off: {value: {min: 10000}}",
            "problem", "worth £10,000 to £19,999.99, which the lot allows",
        ),
        ("max: 100000", "above: 100000, max: 200000", "", "note", "worth £200,000.01 or more; if"),
        (
            "max: 100000", "above: 100000, max: 200000", ", call_off: {value: {max: 300000}}",
            "problem", "worth £200,000.01 to £300,000, which the lot allows",
        ),
        (
            "max: 100000", "above: 100000", ", call_off: {value: {max: 90000}}",
            "problem", "`further-competition` is open for a contract worth £100,000.01 or more",
        ),
    ],
)  # fmt: skip
def test_what_is_told_of_the_values_of_a_lot(
    tmp_path: Path, direct: str, competition: str, lots: str, weight: str | None, says: str
) -> None:
    told = found(tmp_path, limited(direct, competition), TWO_WAYS, lots)
    if weight is None:
        assert told == []
    else:
        assert [each.weight for each in told] == [weight]
        assert says in told[0].says


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("min: 10, above: 10", "give `min` or `above`, not both"),
        ("max: 10, below: 12", "give `max` or `below`, not both"),
        ("above: 10, below: 10.01", "the limits leave no value"),
        ("min: 11, below: 11", "the limits leave no value"),
    ],
)
def test_limits_that_leave_nothing_are_refused(tmp_path: Path, value: str, says: str) -> None:
    routes = f"[{{route: further-competition, value: {{{value}}}}}]"
    with pytest.raises(DefinitionError, match=says):
        found(tmp_path, routes)


pounds = st.integers(0, 6)
ends = st.tuples(
    st.none() | st.tuples(st.sampled_from(["min", "above"]), pounds),
    st.none() | st.tuples(st.sampled_from(["max", "below"]), pounds),
)


def limits(of: tuple[tuple[str, int] | None, ...]) -> dict[str, int]:
    return dict(each for each in of if each is not None)


def leave_something(value: dict[str, int]) -> bool:
    low, high = value.get("min", value.get("above", -1)), value.get("max", value.get("below", 9))
    return low < high or (low == high and "min" in value and "max" in value)


class Nowhere(Places):
    """Places of a definition that is in no file."""

    def __init__(self) -> None:
        pass

    def at(self, name: str, *path: str | int) -> str:
        return f"{name}:{path}"


@given(st.lists(ends.map(limits).filter(leave_something), min_size=1, max_size=3), ends)
def test_a_gap_or_an_overlap_is_told_exactly_where_there_is_one(
    values: list[dict[str, int]], lot: tuple[tuple[str, int] | None, ...]
) -> None:
    call_off = {
        {"above": "min", "below": "max"}.get(key, key): amount
        for key, amount in limits(lot).items()
    }
    if call_off.get("min", 0) > call_off.get("max", 9):
        call_off = {}
    data: dict[str, Any] = parse_yaml(FRAMEWORK, "framework.yaml").data
    data["lots"] = [{"id": "outcomes", "title": "Outcomes", "call_off": {"value": call_off}}]
    data["routes"] = [{"route": "catalogue", "value": each} for each in values]
    told = list(value_findings(Terms.model_validate(data), Nowhere()))
    # Two pounds more than any limit, in whole pence, are all the values that differ.
    every = [Decimal(pence) / 100 for pence in range(1, 801)]
    allowed = [each for each in every if call_off.get("min", 0) <= each <= call_off.get("max", 99)]
    open_for = [RouteValue.model_validate(each) for each in values]
    taken = [sum(one.holds(each) for one in open_for) for each in allowed]
    used = [any(one.holds(each) for each in allowed) for one in open_for]
    assert any("no route is open" in each.says for each in told) == (0 in taken and any(used))
    stated = [one for one in open_for if one.lowest or one.highest]
    several = any(sum(one.holds(each) for one in stated) > 1 for each in allowed)
    assert any("both open" in each.says for each in told) == several
    assert sum("can be worth that" in each.says for each in told) == used.count(False)
