"""How groups of rules are laid out for durable-rules: what is shared, and what is refused."""

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.network import layout
from engine.network.coded_conditions import (
    ALWAYS,
    MAX_CODE,
    NEVER,
    CodeAll,
    CodeAny,
    CodedCondition,
    CodedGroup,
    CodeTest,
    Unsafe,
)
from engine.network.layout import lay_out
from engine.network.sessions import FACTS_IN_A_SESSION

BANDS = tuple(
    CodeAll((CodeTest(0, ">=", 2 * low), CodeTest(0, "<", 2 * low + 2))) for low in range(5)
)


def fnv(text: str) -> int:
    """The hash by which durable-rules compares names, ids and sessions: 32-bit FNV-1a."""
    hashed = 0x811C9DC5
    for byte in text.encode():
        hashed = ((hashed ^ byte) * 0x01000193) & 0xFFFFFFFF
    return hashed


def patterns(groups: list[CodedGroup]) -> list[Any]:
    rulesets: Any = lay_out(groups).rulesets
    return [
        rule["all"][0]["m"]
        for ruleset in rulesets
        for name, rule in ruleset.definition.items()
        if name != layout.SEEN
    ]


def terms(groups: list[CodedGroup]) -> Iterator[Any]:
    for pattern in patterns(groups):
        yield from (term["$and"] for term in pattern.get("$or", [pattern]))


def test_the_hash_is_that_of_durable_rules() -> None:
    # Published with FNV, and what durable-rules 2.0.28 gives for "id", "sid" and "$forward".
    assert fnv("foobar") == 0xBF9CF968
    assert (fnv("id"), fnv("sid"), fnv("$forward")) == (926444256, 3593476751, 739185624)


def test_no_two_names_are_one_to_durable_rules() -> None:
    # "$s" is in a session's own fact, "$forward" in its rules, the others are operators.
    own = ("$s", "$forward", "$i", "$m", "$and", "$or", "$neq", "$lt", "$lte", "$gt", "$gte")
    names = (*layout.VOCABULARY, *own)
    assert len({fnv(name) for name in names}) == len(names)


def test_no_two_facts_of_a_session_are_one_to_durable_rules() -> None:
    ids = ["sid-0", "$pulse", *map(str, range(FACTS_IN_A_SESSION))]
    assert len({fnv(id_) for id_ in ids}) == len(ids)


def test_every_rule_asks_first_which_kind_of_fact_it_is() -> None:
    groups = [
        CodedGroup(1, BANDS),
        CodedGroup(2, (CodeTest(0, "==", 1), CodeTest(1, "!=", 1), ALWAYS)),
    ]
    for first, second, *_ in terms(groups):
        assert first == {"a": 0}
        assert second in ({"b0": 1}, {"b1": 1}, {"b2": 1}, {"b3": 1})


def test_each_comparison_is_spelt_as_durable_rules_spells_it() -> None:
    tests = (CodeTest(0, "!=", 3), CodeTest(0, "<", 4), CodeTest(0, "<=", 5), CodeTest(0, "==", 6))
    found = list(
        terms([CodedGroup(1, (CodeAll((*tests, CodeTest(0, ">", 7), CodeTest(0, ">=", 8))),))])
    )
    assert found == [
        [
            {"a": 0},
            {"b0": 1},
            {"$neq": {"f0": 3}},
            {"$lt": {"f0": 4}},
            {"$lte": {"f0": 5}},
            {"f0": 6},
            {"$gt": {"f0": 7}},
            {"$gte": {"f0": 8}},
        ]
    ]


def test_groups_that_test_alike_share_their_facts() -> None:
    alike = [CodedGroup(1, BANDS), CodedGroup(1, BANDS[::-1]), CodedGroup(1, (*BANDS, BANDS[0]))]
    made = lay_out(alike)
    assert len(made.units) == 1
    assert len(patterns(alike)) == len(BANDS)
    forwards, backwards, twice = (plan.layers[0][0].outputs for plan in made.plans)
    assert forwards == tuple((at,) for at in range(5))
    assert backwards == tuple((4 - at,) for at in range(5))
    assert twice == ((0, 5), (1,), (2,), (3,), (4,))


def test_a_fact_holds_only_what_its_rules_test() -> None:
    made = lay_out([CodedGroup(9, (CodeTest(7, "==", 1), CodeTest(2, "==", 1)))])
    assert [step.wires for step in made.plans[0].layers[0]] == [(2,), (7,)]
    assert [part.tail for parts in made.units for part in parts] == [',"a":0,"b0":1,"f0":%d}']


def test_one_durable_rule_serves_rules_of_many_groups() -> None:
    groups = [CodedGroup(1, (CodeTest(0, "==", number),)) for number in range(28)]
    assert [len(pattern["$or"]) for pattern in patterns(groups)] == [14, 14]


def test_alternatives_are_divided_among_durable_rules() -> None:
    one = CodedGroup(1, (CodeAny(tuple(CodeTest(0, "==", number) for number in range(30))),))
    sizes = [len(pattern.get("$or", [pattern])) for pattern in patterns([one])]
    assert sizes == [14, 14, 2]


def test_never_makes_no_rule_and_always_one_without_conditions() -> None:
    assert patterns([CodedGroup(1, (NEVER, CodeAll((NEVER, CodeTest(0, "==", 1)))))]) == []
    assert list(terms([CodedGroup(1, (ALWAYS, CodeAny((ALWAYS, NEVER))))])) == [
        [{"a": 0}, {"b0": 1}]
    ]


def test_too_many_hits_at_once_make_a_fact_of_its_own_for_the_rest() -> None:
    made = lay_out([CodedGroup(1, tuple(CodeTest(0, ">=", low) for low in range(61)))])
    assert [part.kind for part in made.units[0]] == [0, 1]
    assert (
        len(lay_out([CodedGroup(1, tuple(CodeTest(0, ">=", low) for low in range(60)))]).units[0])
        == 1
    )


def test_equalities_with_one_field_never_hit_together() -> None:
    assert (
        len(
            lay_out([CodedGroup(1, tuple(CodeTest(0, "==", code) for code in range(400)))]).units[0]
        )
        == 1
    )
    assert (
        len(
            lay_out([CodedGroup(1, tuple(CodeTest(0, "==", code) for code in range(401)))]).units[0]
        )
        == 2
    )


def test_the_limits_hold_under_another_comparison_too() -> None:
    def options(number: int) -> CodedGroup:
        return CodedGroup(
            2,
            tuple(
                CodeAll((CodeTest(0, ">=", 1), CodeTest(1, "==", code))) for code in range(number)
            ),
        )

    assert len(lay_out([options(400)]).units[0]) == 1
    assert len(lay_out([options(401)]).units[0]) == 2


def test_large_definitions_are_spread_over_rulesets() -> None:
    rules = tuple(CodeTest(0, "==", code) for code in range(150))
    groups = [CodedGroup(1, (*rules, CodeTest(0, "==", 1000 + number))) for number in range(60)]
    rulesets = lay_out(groups).rulesets
    assert len(rulesets) > 1
    for ruleset in rulesets:
        kinds = {kind for meaning in ruleset.meaning.values() for kind in meaning}
        assert len(ruleset.definition) <= 1 + layout.MAX_RULES_IN_A_RULESET + len(rules) + 1
        assert kinds == set(range(len(kinds)))


def test_a_conjunction_of_choices_is_multiplied_out_while_that_is_little() -> None:
    choice = tuple(
        CodeAny(tuple(CodeTest(field, "==", code) for code in range(8))) for field in (0, 1)
    )
    (plan,) = lay_out([CodedGroup(2, (CodeAll(choice),))]).plans
    assert len(plan.layers) == 1
    assert len(list(terms([CodedGroup(2, (CodeAll(choice),))]))) == 64


def test_a_larger_one_is_worked_out_in_layers() -> None:
    choice = tuple(
        CodeAny(tuple(CodeTest(field, "==", code) for code in range(9))) for field in (0, 1)
    )
    (plan,) = lay_out([CodedGroup(2, (CodeAll(choice), choice[1]))]).plans
    first, second = plan.layers
    assert [(step.wires, step.outputs, step.sets) for step in first] == [((1,), ((1,),), ((2,),))]
    assert [(step.wires, step.outputs, step.sets) for step in second] == [((0, 2), ((0,),), ((),))]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (CodeTest(1, "==", 1), "it tests field 1 of 1"),
        (CodeTest(-1, "==", 1), "it tests field -1 of 1"),
        (CodeTest(0, "==", -1), "no whole number"),
        (CodeTest(0, "==", MAX_CODE + 1), "no whole number"),
        (CodeTest(0, "==", 1.0), "no whole number"),  # type: ignore[arg-type]
        (CodeTest(0, "==", True), "no whole number"),
        (CodeTest(0, "~", 1), "in a way that is not known"),  # type: ignore[arg-type]
    ],
)
def test_a_comparison_outside_the_language_is_refused(rule: CodedCondition, says: str) -> None:
    with pytest.raises(Unsafe, match=says) as refused:
        lay_out([CodedGroup(0, ()), CodedGroup(1, (ALWAYS, CodeAny((rule,))))])
    assert str(refused.value).startswith("rule 1 of group 1: ")
    assert (refused.value.group, refused.value.rule) == (1, 1)


def test_a_group_of_less_than_no_fields_is_refused() -> None:
    with pytest.raises(Unsafe, match="fewer than no fields") as refused:
        lay_out([CodedGroup(-1, ())])
    assert (refused.value.group, refused.value.rule) == (0, None)


def test_deep_nesting_is_refused() -> None:
    def nested(deep: int) -> CodedCondition:
        return CodeAll((nested(deep - 1),)) if deep else CodeTest(0, "==", 1)

    lay_out([CodedGroup(1, (nested(layout.MAX_DEPTH),))])
    with pytest.raises(Unsafe, match="nested more than 100 deep"):
        lay_out([CodedGroup(1, (nested(layout.MAX_DEPTH + 1),))])


def test_too_many_alternatives_are_refused() -> None:
    def choice(alternatives: range) -> CodedCondition:
        return CodeAny(tuple(CodeTest(0, "==", code) for code in alternatives))

    most = layout.MAX_TERMS
    with pytest.raises(Unsafe, match="more than 20000 alternatives") as of_a_rule:
        lay_out([CodedGroup(1, (choice(range(most + 1)),))])
    with pytest.raises(Unsafe, match="more than 20000 alternatives") as of_all:
        lay_out([CodedGroup(1, (choice(range(most)),)), CodedGroup(1, (choice(range(1)),))])
    assert of_a_rule.value.rule == 0
    assert (of_all.value.group, of_all.value.rule) == (1, None)


def test_too_many_fields_at_once_are_refused() -> None:
    def every(fields: int) -> CodedGroup:
        return CodedGroup(
            fields, (CodeAll(tuple(CodeTest(field, "==", 1) for field in range(fields))),)
        )

    lay_out([every(layout.MAX_FIELDS)])
    with pytest.raises(Unsafe, match="it tests 241 fields at once, and 240 is the most"):
        lay_out([every(layout.MAX_FIELDS + 1)])


@given(st.data())
def test_terms_mean_what_the_tree_means(data: st.DataObject) -> None:
    """The multiplying out is right: by hand on the terms, without durable-rules."""
    leaves = st.builds(
        CodeTest,
        st.integers(0, 2),
        st.sampled_from(("==", "!=", "<", "<=", ">", ">=")),
        st.integers(0, 3),
    )
    trees = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda parts: CodeAll(tuple(parts))),
            st.lists(inner, max_size=4).map(lambda parts: CodeAny(tuple(parts))),
        ),
        max_leaves=12,
    )
    tree = data.draw(trees)
    for codes in product(range(5), repeat=3):
        assert fires(lay_out([CodedGroup(3, (tree,))]), codes) == holds(tree, codes)


def holds(tree: CodedCondition, codes: tuple[int, ...]) -> bool:
    match tree:
        case CodeTest(field, op, value):
            return bool(eval(f"{codes[field]} {op} {value}"))  # noqa: S307 - drawn by ourselves
        case CodeAll(parts):
            return all(holds(part, codes) for part in parts)
        case CodeAny(parts):
            return any(holds(part, codes) for part in parts)


def fires(made: layout.Layout, codes: tuple[int, ...]) -> bool:
    """Work the only rule's plan out by hand."""
    (plan,) = made.plans
    wires = dict(enumerate(codes))
    fired: set[int] = set()
    for layer in plan.layers:
        after = dict(wires)
        for step in layer:
            values = {f"f{at}": wires.get(wire, 0) for at, wire in enumerate(step.wires)}
            for rule in hits(made, step.unit, values):
                fired.update(step.outputs[rule])
                after.update((wire, 1) for wire in step.sets[rule])
        wires = after
    return fired == {0}


def hits(made: layout.Layout, unit: int, values: dict[str, int]) -> set[int]:
    found = set()
    for part in made.units[unit]:
        facts = {"a": part.kind // 16, f"b{part.kind % 16}": 1, **values}
        ruleset: Any = made.rulesets[part.ruleset]
        for name, meaning in ruleset.meaning.items():
            pattern = ruleset.definition[name]["all"][0]["m"]
            for term in pattern.get("$or", [pattern]):
                if all(is_so(condition, facts) for condition in term["$and"]):
                    found.add(meaning[part.kind])
    return found


def is_so(condition: dict[str, Any], facts: dict[str, int]) -> bool:
    ((name, operand),) = condition.items()
    if not name.startswith("$"):
        return bool(facts.get(name) == operand)
    ((wire, value),) = chain(operand.items())
    code = facts[wire]
    so: dict[str, bool] = {
        "$neq": code != value,
        "$lt": code < value,
        "$lte": code <= value,
        "$gt": code > value,
        "$gte": code >= value,
    }
    return bool(so[name])
