"""Random rules and random answers, and a third reading of what the rules mean.

`expected` is written from the reference pages alone: it evaluates conditions as people write them,
knows nothing of negation pushed inwards, of groups, or of codes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rules.linking import PlacedRule
from rules.ruleset import Rule
from rules.values import Kind, Subject

SUBJECTS = (
    Subject("answer:bid.amount", "amount", Kind.MONEY, "amount"),
    Subject("answer:bid.other-amount", "other-amount", Kind.MONEY, "other amount"),
    Subject("answer:bid.share", "share", Kind.PERCENTAGE, "share"),
    Subject("answer:bid.count", "count", Kind.NUMBER, "count"),
    Subject("answer:bid.start", "start", Kind.DATE, "start"),
    Subject("answer:bid.end", "end", Kind.DATE, "end"),
    Subject("answer:bid.term", "term", Kind.PERIOD, "term", unit="months"),
    Subject("answer:bid.sure", "sure", Kind.YES_NO, "sure"),
    Subject("answer:bid.size", "size", Kind.ONE_OF, "size", {x: x for x in "abcd"}),
    Subject("answer:bid.home", "home", Kind.ONE_OF, "home", {x: x for x in "abcd"}),
    Subject("answer:bid.lots", "lots", Kind.MANY_OF, "lots", {x: x for x in "abpq"}),
    Subject("answer:bid.words", "words", Kind.TEXTS, "words"),
    Subject("answer:bid.note", "note", Kind.TEXT, "note"),
    Subject("answer:bid.file", "file", Kind.OPAQUE, "file"),
)
BY_NAME = {each.name: each for each in SUBJECTS}

_ORDERED = (Kind.MONEY, Kind.PERCENTAGE, Kind.NUMBER, Kind.PERIOD, Kind.DATE)
_TEXTS = ("", "a", "b", "ab", "A", "é", "1", "01", "a" * 300, "\U0001f600", "nul", "a b")
_SIZES = (
    "0", "1", "-1", "2", "2.5", "2.50", "3", "99999", "100000", "100000.01",
    "999999999999999999", "-999999999999999999", "9007199254740993", "9007199254740992",
    "0.000000000001", "0.1", "0.3",
)  # fmt: skip


def constant(random: Random, subject: Subject) -> Any:
    """Give a value of the subject's kind, from few, so that equal ones are common."""
    match subject.kind:
        case Kind.MONEY | Kind.PERCENTAGE | Kind.NUMBER:
            return Decimal(random.choice(_SIZES))
        case Kind.PERIOD:
            return Decimal(random.randint(0, 6))
        case Kind.DATE:
            return date(2026, 12, 30) + timedelta(days=random.randint(0, 5))
        case Kind.YES_NO:
            return random.random() < 0.5
        case Kind.ONE_OF | Kind.MANY_OF:
            return random.choice(list(subject.options))
        case _:
            return random.choice(_TEXTS)


def answer(random: Random, subject: Subject) -> Any:
    """Give an answer to a subject."""
    if subject.kind in {Kind.MANY_OF, Kind.TEXTS}:
        return tuple(constant(random, subject) for _ in range(random.randint(0, 3)))
    if subject.kind is Kind.OPAQUE:
        return {"anything": [1, {"nested": None}]}
    return constant(random, subject)


def comparison(random: Random, derived: Sequence[str]) -> dict[str, Any]:
    """Give a comparison as it is written in YAML."""
    if derived and random.random() < 0.3:
        name = random.choice(derived)
        test = random.choice(
            (
                {"is": True},
                {"is": False},
                {"is_not": True},
                {"answered": True},
                {"unanswered": True},
            )
        )
        return {"fact": name, **test}
    subject = random.choice(SUBJECTS)
    written: dict[str, Any] = {"answer": subject.name}
    if subject.kind is Kind.OPAQUE or random.random() < 0.1:
        return {**written, random.choice(("answered", "unanswered")): True}
    if subject.kind in {Kind.MANY_OF, Kind.TEXTS}:
        if random.random() < 0.2:
            item = "home" if subject.kind is Kind.MANY_OF else "note"
            return {**written, "includes": {"answer": item}}
        if random.random() < 0.5:
            return {**written, "includes": constant(random, subject)}
        return {
            **written,
            "includes_any": [constant(random, subject) for _ in range(random.randint(1, 3))],
        }
    same = [each for each in SUBJECTS if each.kind is subject.kind and each is not subject]
    if same and random.random() < 0.25:
        operand: Any = {"answer": random.choice(same).name}
    else:
        operand = constant(random, subject)
    choices = ["is", "is_not", "one_of"]
    if subject.kind in _ORDERED:
        choices += ["less_than", "at_most", "more_than", "at_least", "between"]
    if subject.kind is Kind.DATE:
        choices += ["before", "after"]
    how = random.choice(choices)
    if how == "one_of":
        return {**written, how: [constant(random, subject) for _ in range(random.randint(1, 4))]}
    if how == "between":
        low, high = sorted((constant(random, subject), constant(random, subject)))
        if same and random.random() < 0.3:
            return {**written, how: [low, {"answer": random.choice(same).name}]}
        return {**written, how: [low, high]}
    return {**written, how: operand}


def condition(random: Random, depth: int, derived: Sequence[str]) -> dict[str, Any]:
    """Give a condition as it is written in YAML."""
    if depth == 0 or random.random() < 0.35:
        return comparison(random, derived)
    shape = random.choice(("all", "any", "not"))
    if shape == "not":
        return {"not": condition(random, depth - 1, derived)}
    return {shape: [condition(random, depth - 1, derived) for _ in range(random.randint(1, 4))]}


@dataclass(frozen=True, slots=True)
class RuleProgram:
    """Rules as written, and the answers of several bids by question."""

    rules: tuple[dict[str, Any], ...]
    bids: tuple[Mapping[str, Any], ...]

    @property
    def placed(self) -> list[PlacedRule]:
        return [
            PlacedRule(Rule.model_validate(rule), f"rules.yaml:{number}")
            for number, rule in enumerate(self.rules, start=1)
        ]


def rule_program(random: Random) -> RuleProgram:
    """Make a program: rules, chains of derived facts among them, and bids."""
    derived: list[str] = []
    rules = []
    for number in range(random.randint(1, 12)):
        then: dict[str, Any] = {"refer": "look"}
        # A fact reads earlier facts only, and is set to one value: no circles, no clash.
        if random.random() < 0.35:
            name = f"derived-{len(derived)}"
            then["fact"] = {name: random.random() < 0.7}
        rules.append(
            {
                "id": f"r/{number}",
                "when": condition(random, random.randint(0, 3), tuple(derived)),
                "then": then,
            }
        )
        if "fact" in then:
            derived.append(name)
    bids = tuple(
        {subject.name: answer(random, subject) for subject in SUBJECTS if random.random() < 0.75}
        for _ in range(random.randint(1, 6))
    )
    return RuleProgram(tuple(rules), bids)


def expected(program: RuleProgram) -> list[list[str]]:
    """Give the ids of the rules that fire for each bid."""
    found = []
    for answers in program.bids:
        facts: dict[str, Any] = {}
        fired = []
        for rule in program.rules:
            if _true(rule["when"], answers, facts, wanted=True):
                fired.append(rule["id"])
                facts.update(rule["then"].get("fact", {}))
        found.append(fired)
    return found


def _true(written: Mapping[str, Any], answers: Any, facts: Any, *, wanted: bool) -> bool:
    """Say whether a condition is known to be true (or, unless wanted, known to be false)."""
    if "not" in written:
        return _true(written["not"], answers, facts, wanted=not wanted)
    for key in ("all", "any"):
        if key in written:
            parts = [_true(part, answers, facts, wanted=wanted) for part in written[key]]
            return all(parts) if (key == "all") is wanted else any(parts)
    sort = "answer" if "answer" in written else "fact"
    value = (answers if sort == "answer" else facts).get(written[sort])
    ((how, operand),) = ((k, v) for k, v in written.items() if k != sort)
    if how in {"answered", "unanswered"}:
        return ((value is not None) is (how == "answered")) is wanted
    if value is None:
        return False
    operands = operand if isinstance(operand, list) else [operand]
    operands = [
        answers.get(each["answer"]) if isinstance(each, dict) else each for each in operands
    ]
    if any(each is None for each in operands):
        return False
    first = operands[0]
    asked: dict[str, Callable[[], bool]] = {
        "is": lambda: value == first,
        "is_not": lambda: value != first,
        "one_of": lambda: value in operands,
        "includes": lambda: first in value,
        "includes_any": lambda: any(each in value for each in operands),
        "less_than": lambda: value < first,
        "before": lambda: value < first,
        "at_most": lambda: value <= first,
        "more_than": lambda: value > first,
        "after": lambda: value > first,
        "at_least": lambda: value >= first,
        "between": lambda: first <= value <= operands[-1],
    }
    return asked[how]() is wanted
