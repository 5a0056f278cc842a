"""Random programs for the network, and what each must answer, by plain evaluation of the trees.

A program is groups of rules and the profiles asked of them: sessions, calls in each, profiles in
each call. Later calls ask about what earlier ones answered, as chained rules do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from engine.network.coded_conditions import (
    ALWAYS,
    MAX_CODE,
    NEVER,
    CodeAll,
    CodeAny,
    CodedCondition,
    CodedGroup,
    CodedProfile,
    CodeOperator,
    CodeTest,
)

T = TypeVar("T")
Call = tuple[CodedProfile, ...]

OPS: tuple[CodeOperator, ...] = ("==", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Program:
    groups: tuple[CodedGroup, ...]
    sessions: tuple[tuple[Call, ...], ...]


def holds(tree: CodedCondition, codes: tuple[int, ...]) -> bool:
    """What a tree means. The network is right when it says the same."""
    match tree:
        case CodeAll(parts):
            return all(holds(part, codes) for part in parts)
        case CodeAny(parts):
            return any(holds(part, codes) for part in parts)
        case CodeTest(field, op, value):
            code = codes[field]
            match op:
                case "==":
                    return code == value
                case "!=":
                    return code != value
                case "<=":
                    return code <= value
                case ">=":
                    return code >= value
                case "<":
                    return code < value
                case ">":
                    return code > value


def expected(groups: tuple[CodedGroup, ...], profile: CodedProfile) -> tuple[int, ...]:
    """The rules that fire, by number, in order."""
    group, codes = profile
    return tuple(at for at, tree in enumerate(groups[group].rules) if holds(tree, codes))


def program(random: Random) -> Program:
    """Make a program: mostly small, now and then large in one way."""
    groups: list[CodedGroup] = []
    for _ in range(random.randint(1, 6)):
        # Groups are often alike, and the network takes advantage of it.
        if groups and random.random() < 0.3:
            like = random.choice(groups)
            rules = list(like.rules)
            random.shuffle(rules)
            groups.append(replace(like, rules=tuple(rules[: random.randint(0, 20)])))
        else:
            groups.append(_group(random))
    sessions = tuple(
        tuple(_calls(random, tuple(groups))) for _ in range(random.choice((1, 1, 1, 2)))
    )
    return Program(tuple(groups), sessions)


def _group(random: Random) -> CodedGroup:
    fields = random.choice((0, 1, 1, 1, 2, 2, 3, 4, 6, 12))
    reach = random.choice((2, 3, 8, 8, 20, MAX_CODE))
    style = random.random()
    if fields and style < 0.2:
        rules: Iterator[CodedCondition] = (
            CodeAll((CodeTest(0, ">=", 2 * low), CodeTest(0, "<", 2 * low + random.randint(1, 4))))
            for low in range(random.choice((5, 5, 70)))
        )
    elif fields and style < 0.3:
        rules = (_choices(random, fields, reach) for _ in range(random.randint(1, 4)))
    else:
        rules = (
            _tree(random, fields, reach, random.randint(0, 4))
            for _ in range(random.choice((0, 1, 1, 2, 2, 3, 3, 5, 5, 12, 80)))
        )
    return CodedGroup(fields, tuple(rules))


def _choices(random: Random, fields: int, reach: int) -> CodedCondition:
    """A conjunction of choices: what makes too many terms to multiply out."""
    return CodeAll(
        tuple(
            CodeAny(tuple(_test(random, fields, reach) for _ in range(random.randint(1, 5))))
            for _ in range(random.randint(2, 6))
        )
    )


def _tree(random: Random, fields: int, reach: int, depth: int) -> CodedCondition:
    if not fields or random.random() < 0.04:
        return random.choice((ALWAYS, NEVER))
    if depth == 0:
        return _test(random, fields, reach)
    parts = tuple(
        _tree(random, fields, reach, random.randint(0, depth - 1))
        for _ in range(random.choice((0, 1, 2, 2, 2, 3, 3, 4)))
    )
    return random.choice((CodeAll, CodeAny))(parts)


def _test(random: Random, fields: int, reach: int) -> CodeTest:
    return CodeTest(random.randrange(fields), random.choice(OPS), random.randint(0, reach))


def _calls(random: Random, groups: tuple[CodedGroup, ...]) -> Iterator[Call]:
    answered = [0]
    for _ in range(random.randint(1, 4)):
        many = random.choice((0, 1, 3, 10, 10, 20, 40, 150))
        call = tuple(_profile(random, groups, answered) for _ in range(many))
        answered.extend(len(expected(groups, profile)) for profile in call)
        yield call


def _profile(random: Random, groups: tuple[CodedGroup, ...], answered: list[int]) -> CodedProfile:
    number = random.randrange(len(groups))
    group = groups[number]
    # Near the constants, where mistakes are.
    near = [0, 1, MAX_CODE, *(value for tree in group.rules[:9] for value in _constants(tree))]
    return number, tuple(
        random.choice(answered)
        if random.random() < 0.2
        else min(MAX_CODE, max(0, random.choice(near) + random.choice((-1, 0, 0, 1))))
        for _ in range(group.fields)
    )


def _constants(tree: CodedCondition) -> Iterator[int]:
    if isinstance(tree, CodeTest):
        yield tree.value
    else:
        for part in tree.parts:
            yield from _constants(part)


def shrunk(failing: Program, fails: Callable[[Program], bool]) -> Program:
    """Leave out what is not needed for a program to fail, one thing at a time."""
    for smaller in _smaller(failing):
        if fails(smaller):
            return shrunk(smaller, fails)
    return failing


def _smaller(whole: Program) -> Iterator[Program]:
    groups, sessions = whole.groups, whole.sessions
    for at in range(len(sessions)):
        yield replace(whole, sessions=_without(sessions, at))
    for at, calls in enumerate(sessions):
        for one, call in enumerate(calls):
            for less in _less(call):
                yield replace(whole, sessions=_with(sessions, at, tuple(_with(calls, one, less))))
            if not call:
                yield replace(whole, sessions=_with(sessions, at, _without(calls, one)))
    for at, group in enumerate(groups):
        for rules in _less(group.rules):
            yield replace(whole, groups=_with(groups, at, replace(group, rules=rules)))
        for number, tree in enumerate(group.rules):
            for simpler in _simpler(tree):
                rules = _with(group.rules, number, simpler)
                yield replace(whole, groups=_with(groups, at, replace(group, rules=rules)))


def _simpler(tree: CodedCondition) -> Iterator[CodedCondition]:
    if isinstance(tree, CodeTest):
        return
    yield from tree.parts
    for parts in _less(tree.parts):
        yield replace(tree, parts=parts)
    for at, part in enumerate(tree.parts):
        for simpler in _simpler(part):
            yield replace(tree, parts=_with(tree.parts, at, simpler))


def _less(things: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    if len(things) > 3:
        half = len(things) // 2
        yield things[:half]
        yield things[half:]
    for at in range(len(things)):
        yield _without(things, at)


def _without(things: tuple[T, ...], at: int) -> tuple[T, ...]:
    return things[:at] + things[at + 1 :]


def _with(things: tuple[T, ...], at: int, thing: T) -> tuple[T, ...]:
    return (*things[:at], thing, *things[at + 1 :])
