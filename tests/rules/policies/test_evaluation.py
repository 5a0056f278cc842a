"""The evaluation policy: what a way may say, what is wrong with one, and the rules it makes."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rules.policies.criteria import Criterion, Judged, Weighting
from rules.policies.evaluation import rules_of_way
from rules.policies.evaluation_facts import evaluation_vocabulary
from rules.policies.measures import Measure, quantities_of, questions_of
from rules.policies.scales import Steps
from rules.policies.way_problems import way_problems
from rules.policies.ways import Way, places_of

PRICE: dict[str, Any] = {
    "id": "price",
    "weighting": 40,
    "price": {"of": "total", "formula": "lowest-price-ratio"},
}
JUDGED: dict[str, Any] = {"id": "technical", "weighting": 60, "judged": {"scale": "0-3"}}


def refusal(model: type[Any], **data: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return "; ".join(
        str(each.get("ctx", {}).get("error", each["msg"])) for each in caught.value.errors()
    )


def way(*criteria: dict[str, Any], **more: Any) -> Way:
    return Way.model_validate({"id": "way", "criteria": criteria or (JUDGED, PRICE), **more})


def said(bad: Way) -> list[str]:
    return [says for _, says in way_problems(bad)]


# --- scales ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "bottom", "top"),
    [
        ("0-3", 0, 3),
        ("1 to 5", 1, 5),
        ([0, 33, 66, 100], 0, 100),
        ([{"mark": 1, "means": "Little"}, {"mark": 2}], 1, 2),
        ({"max": 10, "step": Decimal("0.5")}, 0, 10),
        ({"min": 20, "max": 100}, 20, 100),
    ],
)
def test_a_scale_is_spelt_in_several_ways(scale: object, bottom: int, top: int) -> None:
    judged = Judged.model_validate({"scale": scale})
    assert judged.bottom == bottom
    assert judged.top == top
    assert judged.has(Decimal(bottom))
    assert judged.has(Decimal(top))
    assert not judged.has(Decimal(top) + 1)
    assert Judged.model_validate({"scale": judged.scale}) == judged


@given(st.integers(0, 10**15), st.integers(1, 10**6), st.integers(0, 10**15), st.integers(0, 12))
def test_steps_hold_their_multiples_and_nothing_between(
    low: int, size: int, count: int, places: int
) -> None:
    unit = Decimal(1).scaleb(-places)
    top = Decimal(low) + size * (count + 1) * unit
    if len(top.as_tuple().digits) > 28 or top >= 10**18:
        return
    scale = Steps(min=Decimal(low), max=top, step=size * unit)
    assert scale.has(Decimal(low) + size * count * unit)
    if size > 1:
        assert not scale.has(Decimal(low) + (size * count + 1) * unit)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"scale": "3-0"}, "from a lower mark to a higher one"),
        ({"scale": "low to high"}, "two whole marks such as 0-3"),
        ({"scale": "0-2000"}, "at most 1000 apart"),
        ({"scale": [2, 1]}, "marks must rise: 1 comes after 2"),
        ({"scale": [0, {"mark": 1, "worth": 100}]}, "give `worth` for every level, or for none"),
        (
            {"scale": [{"mark": 0, "worth": 50}, {"mark": 1, "worth": 40}]},
            "a mark of 1 is worth less than 0",
        ),
        ({"scale": "0-3", "minimum": 4}, "`minimum` 4 is not on the scale"),
        (
            {"scale": [{"mark": 0, "worth": 0}, {"mark": 1, "worth": 9}], "combine": "mean"},
            "a mean may fall between two",
        ),
        (
            {"scale": [{"mark": 0, "worth": 0}, {"mark": 1, "worth": 9}], "relative_to": "best"},
            "give `worth` for the marks, or `relative_to: best`",
        ),
        ({"scale": {"min": 5, "max": 5}}, "`min` 5 must be less than `max` 5"),
        ({"scale": {"max": 10, "step": 3}}, "steps of 3 from 0 never reach 10"),
        ({"scale": [0, 0]}, "marks must rise"),
        ({"scale": 7}, "valid tuple"),
    ],
)
def test_a_scale_that_cannot_be(data: dict[str, Any], says: str) -> None:
    assert says in refusal(Judged, **data)


# --- criteria -------------------------------------------------------------------------------------


def inner(name: str, weighting: object, **more: object) -> dict[str, Any]:
    return {"id": name, "weighting": weighting, "judged": {"scale": "0-3"}, **more}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "give one of `judged`"),
        ({"judged": {"scale": "0-3"}, "scored": {}}, "give one of `judged`"),
        ({"judged": {"scale": "0-3"}, "minimum": 1}, "give the minimum inside `judged`"),
        (
            {"scored": {}, "weightings_total": 5},
            ("`weightings_total` can be used only for a criterion with"),
        ),
        (
            {"scored": {}, "relative_to": "best"},
            ("`relative_to` can be used only for a criterion with"),
        ),
        ({"criteria": [inner("a", 60), inner("b", 30)]}, "total 90: they must be 100"),
        (
            {"criteria": [inner("a", 20), inner("b", 9)], "weightings_total": 30},
            "total 29: they must be 30",
        ),
        ({"criteria": [inner("a", {"min": 0, "max": 100})]}, "sub-criteria have fixed weightings"),
        (
            {"criteria": [inner("a", 100)], "minimum": 101},
            ("`minimum` 101 is more than the 100 available"),
        ),
        (
            {"criteria": [inner("a", 60), {**PRICE, "weighting": 40}]},
            "give a `price` to every sub-criterion, or to none",
        ),
        (
            {"criteria": [{"id": "p", "weighting": 100, "price": {"of": "total"}}]},
            "the `price` of a sub-criterion needs a `formula`",
        ),
        ({"measured": {"of": "x", "best": 1}}, "give both of `worst` and `best`, or neither"),
        ({"measured": {"of": "x", "best": 1, "worst": 1}}, "give two different figures"),
        (
            {"measured": {"of": "x", "best": 1, "worst": 2, "relative_to": "lowest"}},
            "give `worst` and `best`, or `relative_to`: not both",
        ),
        ({"scored": {}, "weighting": {"min": 5, "max": 4}}, "`min` 5 must not be more"),
    ],
)
def test_a_criterion_that_cannot_be(data: dict[str, Any], says: str) -> None:
    assert says in refusal(Criterion, id="top", **data)


def test_sub_criteria_may_be_weighed_in_points() -> None:
    parts = [inner("a", 7), inner("b", 11), inner("c", 12)]
    top = Criterion.model_validate(
        {"id": "top", "criteria": parts, "weightings_total": 30, "minimum": 15}
    )
    assert top.whole == 30
    assert top.sort == "criteria"
    assert [each.id for each in top.walk()] == ["top", "a", "b", "c"]


# --- ways -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (way(JUDGED, {**PRICE, "id": "technical"}), "two criteria are called `technical`"),
        (way({**JUDGED, "id": "rank"}, PRICE), "`rank` is a name that the evaluation uses"),
        (way(ties=("style", "stop")), "`ties` names `style`, which is not a criterion"),
        (way(shortlist={"keep": 3, "by": ["price"]}), "`by` names `price`, which is not a crit"),
        (way(quality_minimum=101), "101 is more than the 100 available"),
        (
            way({**JUDGED, "weighting": 50}, PRICE),
            "weighting 50 and `price` 40 can never total 100",
        ),
        (
            way(
                {**JUDGED, "weighting": {"min": 90, "max": 95}},
                {**PRICE, "weighting": {"min": 20, "max": 85}},
            ),
            "criterion `technical`: weighting 90–95 and `price` 20–85 can never total 100",
        ),
        (
            way(
                {**JUDGED, "weighting": {"min": 30, "max": 60, "step": 5}},
                {**PRICE, "weighting": {"min": 30, "max": 60, "step": 4}},
                {**JUDGED, "id": "social", "weighting": Decimal("10.5")},
            ),
            "in steps of 5 and `price` 30–60 in steps of 4 and `social` 10.5 can never total 100: ",
        ),
        (
            way(JUDGED, method="lowest-price", weightings_total=60),
            "needs a criterion with a `price`",
        ),
        (way(PRICE, method="best-quality", weightings_total=40), "needs a criterion of quality"),
        (
            way(JUDGED, PRICE, {**PRICE, "id": "rates", "weighting": 0}, method="lowest-price"),
            "`lowest-price` compares one price",
        ),
        (way(JUDGED, {**PRICE, "price": {"of": "total"}}), "`price` needs a `formula`"),
        (
            way(method={"method": "lexicographic", "order": ["style"]}),
            "`order` names `style`, which is not a criterion",
        ),
        (
            way(method={"method": "monetised-deductions", "worth": {"style": 5}}),
            "`worth` names `style`, which is not a criterion",
        ),
    ],
)
def test_a_way_that_cannot_be(bad: Way, says: str) -> None:
    assert any(says in each for each in said(bad))


limits = st.builds(
    lambda low, more, step: {"min": low, "max": low + more} | ({"step": step} if step else {}),
    st.integers(0, 6),
    st.integers(0, 6),
    st.sampled_from([None, Decimal("0.5"), 1, Decimal("1.5"), 2, 3, 4, 10]),
)


@given(st.lists(limits, min_size=2, max_size=4), st.integers(1, 20))
def test_weightings_whose_steps_cannot_total_are_told(
    spans: list[dict[str, Any]], total: int
) -> None:
    criteria = [
        {**(PRICE if at == 0 else JUDGED), "id": f"c-{at}", "weighting": span}
        for at, span in enumerate(spans)
    ]
    told = [each for each in said(way(*criteria, weightings_total=total)) if "total" in each]
    # In halves, which every step is a number of; what has no step may be anything, halves too.
    possible = {0}
    for span in spans:
        halves = range(2 * span["min"], 2 * span["max"] + 1)
        on_grid = [half for half in halves if half % (2 * span.get("step", Decimal("0.5"))) == 0]
        possible = {some + half for some in possible for half in on_grid}
    assert bool(told) == (2 * total not in possible)


@pytest.mark.parametrize(("most", "step"), [(10**17, 1), (90, Decimal("0.000000000001"))])
def test_large_weightings_and_fine_steps_take_no_time(most: int, step: Decimal) -> None:
    huge = {"min": 0, "max": most, "step": step}
    assert said(way({**JUDGED, "weighting": huge}, {**PRICE, "weighting": huge})) == []


@pytest.mark.parametrize(
    "good",
    [
        way(),
        way(quality_out_of=1000, quality_minimum=750),
        way({**JUDGED, "id": "quality"}, PRICE),
        way(JUDGED, {**PRICE, "weighting": 0}, weightings_total=60),
        way({**JUDGED, "weighting": 0}, {**PRICE, "weighting": 0}, method="lowest-price"),
        way(
            JUDGED,
            {
                "id": "cost",
                "weighting": 40,
                "criteria": [{**PRICE, "weighting": 75}, {**PRICE, "id": "rates", "weighting": 25}],
            },
        ),
        way(ties=("technical", "lowest-price", "earliest-bid", "draw-lots")),
    ],
)
def test_a_way_that_can_be(good: Way) -> None:
    assert said(good) == []


def test_prices_are_found_at_any_depth_and_are_no_quality() -> None:
    cost = {"id": "cost", "weighting": 40, "criteria": [{**PRICE, "weighting": 100}]}
    both = way(JUDGED, cost)
    assert [each.id for each in both.prices] == ["price"]
    assert [each.id for each in both.quality] == ["technical"]
    facts, stages = evaluation_vocabulary(both, ("one",))
    assert stages["fact:cost"] == stages["fact:price"] > stages["fact:price/value"]
    assert {"price/percent-of-mean", "price/percent-of-lowest", "cost/points"} <= set(facts)


def test_criteria_after_a_shortlist_are_late() -> None:
    top = {
        "id": "technical",
        "weighting": 60,
        "criteria": [inner("written", 50), inner("interview", 50)],
    }
    staged = way(top, PRICE, shortlist={"keep": 3, "by": ["written"]})
    assert staged.late == {"technical", "interview"}
    assert way(top, PRICE, shortlist={"keep": 3}).late == frozenset()


def test_the_rules_of_a_way_have_their_places() -> None:
    scored = {
        "id": "speed",
        "weighting": 10,
        "scored": {
            "out_of": 2,
            "minimum": 1,
            "rows": [
                {"when": {"answer": "days", "at_most": 5}, "score": 2, "title": "Within a week"},
                {"score": -1},
            ],
        },
    }
    full = way(
        {"id": "technical", "weighting": 50, "criteria": [inner("a", 100)], "minimum": 40},
        scored,
        PRICE,
        quality_minimum=30,
        shortlist={"keep": 3},
    )
    made = {rule.id: (rule, at) for rule, at in rules_of_way(full)}
    assert list(made) == [
        "evaluation/technical/minimum",
        "evaluation/speed/minimum",
        "evaluation/speed/row-1",
        "evaluation/speed/row-2",
        "evaluation/overall-quality/minimum",
        "evaluation/shortlist",
        "evaluation/outranked",
        "evaluation/award",
    ]
    assert made["evaluation/speed/row-1"][1] == ("criteria", 1, "scored", "rows", 0)
    assert made["evaluation/speed/row-1"][0].title == "Within a week"
    assert made["evaluation/speed/row-2"][0].title == "Speed scores -1"
    assert made["evaluation/technical/minimum"][1] == ("criteria", 0, "minimum")
    assert [each.id for _, each in places_of(full)] == ["technical", "a", "speed", "price"]


def test_names_that_nobody_gave_are_made_of_ids() -> None:
    plain = way()
    assert plain.name == "Way"
    assert way(title="The usual way").name == "The usual way"
    assert [each.name for each in plain.criteria] == ["Technical", "Price"]
    assert isinstance(Weighting(min=Decimal(1), max=Decimal(1)).min, Decimal)


# --- measures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "questions", "quantities"),
    [
        ("total", ("total",), ()),
        ({"sum": ["a", {"of": "b", "times": 3}]}, ("a", "b"), ()),
        ({"sum": [{"of": "b", "times": ["users", 12]}]}, ("b",), ("users",)),
        ({"basket": "rates", "quantities": "days"}, ("rates",), ("days",)),
        ({"basket": "rates", "quantities": {"developer": 4}}, ("rates",), ()),
        ({"count_of": "certificates"}, ("certificates",), ()),
    ],
)
def test_a_measure_says_what_it_is_worked_out_from(
    written: object, questions: tuple[str, ...], quantities: tuple[str, ...]
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Measure)
    measure = adapter.validate_python(written)
    assert questions_of(measure) == questions
    assert quantities_of(measure) == quantities
