"""Linking: rules as written become linked rules, typed against a vocabulary and put in order.

A linked rule says what it reads and when it can run. Rules that derive facts run before the rules
that read them; a circle of facts is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rules.conditions import comparisons
from rules.logic import Logic, subjects, typed
from rules.owner_words import with_limits
from rules.problems import NotReadError, Problems, ValueProblem, inside
from rules.ruleset import Rule
from rules.values import Kind, Scalar, Subject, read_number
from rules.vocabulary import Vocabulary

#: (stage, level): lower ones run first.
StageLevel = tuple[int, int]


#: The longest chain of facts derived from facts. Real definitions have chains of two or three.
MAX_CHAIN: Final = 100


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule as written, and where it stands: `rulesets/eligibility.yaml:12`."""

    rule: Rule
    where: str


@dataclass(frozen=True, slots=True)
class LinkedRule:
    """A rule that can be run: its meaning, the subjects it reads by key, and when it runs.

    `effects` names its outcomes.
    """

    rule: Rule
    logic: Logic
    reads: Mapping[str, Subject]
    runs_at: StageLevel
    where: str
    effects: tuple[str, ...]

    @property
    def id(self) -> str:
        """The rule's full id, such as `evaluation/technical/minimum`."""
        return self.rule.id


def derived_facts(rules: Iterable[PlacedRule], problems: Problems) -> dict[str, Subject]:
    """Return the facts that rules derive, as subjects; their constants decide their kind."""
    constants: dict[str, list[Scalar]] = {}
    first: dict[str, str] = {}
    for placed in rules:
        for name, constant in (placed.rule.then.fact or {}).items():
            first.setdefault(name, placed.where)
            with problems.at(placed.where):
                constants.setdefault(name, []).append(constant_of(constant))
    found: dict[str, Subject] = {}
    for name, values in constants.items():
        kinds = {_kind(value) for value in values}
        if len(kinds) > 1:
            problems.add(
                first[name],
                f"fact `{name}` is given values of different kinds: give it values of one kind",
            )
        options = {value: value for value in values if isinstance(value, str)}
        found[name] = Subject(
            key=f"fact:{name}",
            name=name,
            kind=_kind(values[0]),
            label=name.replace("-", " "),
            options=options,
        )
    return found


def constant_of(raw: object) -> Scalar:
    """Read the constant that a rule gives a fact. Raises `ValueProblem`."""
    if isinstance(raw, bool | date | str):
        # `yes` and `no` are the words for truth, as they are in answers.
        return {"yes": True, "no": False}.get(raw, raw) if isinstance(raw, str) else raw
    return read_number(raw)


def _kind(value: Scalar) -> Kind:
    match value:
        case bool():
            return Kind.YES_NO
        case Decimal():
            return Kind.NUMBER
        case date():
            return Kind.DATE
        case _:
            return Kind.ONE_OF


def link(
    rules: Sequence[PlacedRule],
    vocabulary: Vocabulary,
    problems: Problems,
    *,
    stages: Mapping[str, int] | None = None,
) -> tuple[LinkedRule, ...]:
    """Link rules, adding every problem to `problems`; rules with problems are left out.

    `stages` gives the stage in which a subject (by key) becomes known; others are known in stage 0.
    Facts that the rules derive are added to the vocabulary.
    """
    derived = derived_facts(rules, problems)
    for name in derived.keys() & vocabulary.facts.keys():
        where = next(p.where for p in rules if name in (p.rule.then.fact or {}))
        problems.add(
            where,
            f"`{name}` is the name of a fact that the evaluation provides: choose another name",
        )
    known = vocabulary.with_facts({k: v for k, v in derived.items() if k not in vocabulary.facts})
    logics: dict[int, Logic] = {}
    for index, placed in enumerate(rules):
        # One bad comparison does not hide the others: each is typed alone for its problems.
        sound = True
        for leaf, at in comparisons(placed.rule.when, ("when",)):
            try:
                typed(leaf, known.find)
            except NotReadError:
                sound = False
            except ValueProblem as error:
                sound = False
                problems.add(inside(placed.where, *at), f"rule `{placed.rule.id}`: {error}")
        if sound:
            logics[index] = typed(placed.rule.when, known.find)
    when = _when(rules, logics, derived, stages or {}, problems)
    said: dict[int, Rule] = {}
    for index, logic in logics.items():
        try:
            said[index] = with_limits(rules[index].rule, logic)
        except ValueProblem as error:
            where = inside(rules[index].where, "then")
            problems.add(where, f"rule `{rules[index].rule.id}`: {error}")
    return tuple(
        LinkedRule(
            rule=said[index],
            logic=logic,
            reads=subjects(logic),
            runs_at=when[index],
            where=rules[index].where,
            effects=rules[index].rule.then.said,
        )
        for index, logic in logics.items()
        if index in when and index in said
    )


def _when(
    rules: Sequence[PlacedRule],
    logics: Mapping[int, Logic],
    derived: Mapping[str, Subject],
    stages: Mapping[str, int],
    problems: Problems,
) -> dict[int, StageLevel]:
    deriving: dict[str, list[int]] = {subject.key: [] for subject in derived.values()}
    for index in logics:
        for name in rules[index].rule.then.fact or {}:
            deriving[f"fact:{name}"].append(index)
    when: dict[int, StageLevel] = {}
    pending: list[int] = []

    def when_of(index: int) -> StageLevel:
        if index in when:
            return when[index]
        if index in pending:
            circle = " → ".join(
                f"`{rules[i].rule.id}`" for i in [*pending[pending.index(index) :], index]
            )
            problems.add(
                rules[index].where,
                f"these facts depend on each other: {circle}; remove one dependency",
            )
            return (0, 0)
        if len(pending) >= MAX_CHAIN:
            problems.add(
                rules[index].where,
                (
                    f"this fact is derived through a chain of more than {MAX_CHAIN} facts: "
                    "shorten the chain"
                ),
            )
            return (0, 0)
        pending.append(index)
        runs_at: StageLevel = (0, 0)
        for key in subjects(logics[index]):
            if key in deriving:
                for other in deriving[key]:
                    stage, level = when_of(other)
                    runs_at = max(runs_at, (stage, level + 1))
            else:
                runs_at = max(runs_at, (stages.get(key, 0), 0))
        pending.pop()
        when[index] = runs_at
        return runs_at

    for index in logics:
        when_of(index)
    return when
