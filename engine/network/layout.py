"""Lay groups of coded rules out as durable-rules rulesets that stay inside its limits.

Groups come in, a `Layout` goes out: the rulesets as plain data, and which rule of which group each
of their actions means. Nothing here touches durable-rules; `engine.network.sessions` does.

The network sees only one shape of rule. Each tree becomes a choice of *terms*, each term a
conjunction of comparisons on one flat fact, and one durable rule holds up to 14 terms:

    {"all": [{"m": {"$or": [{"$and": [{"a": 0}, {"b3": 1}, {"$gte": {"f0": 7}}]}, ...]}}]}

`a` and `b3` say which kind of fact is meant, and are tested first. So one durable rule can serve
terms of many kinds of fact, and the kind of the fact that it fires for says which rule it was. That
keeps durable rules few, and a session costs time and memory for each of them.

- Terms that test fields in the same way, of whatever rules and groups, are one *unit*, with facts
  that hold no more than those fields. Banded criteria are mostly alike once their marks are places
  among the bands' limits, and bids are alike in what few terms test.
- A unit is asked in several *parts*, each a fact of its own, when too many of its comparisons could
  hold at once for durable-rules' stack.
- A tree that would make too many terms (all of many choices) is worked out in *layers*: its inner
  choices first, whose answers are fields, 0 or 1, for the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.network.coded_conditions import (
    MAX_CODE,
    CodeAll,
    CodedCondition,
    CodedGroup,
    CodeTest,
    Unsafe,
)

# Limits of durable-rules 2.0.28, and how far from each we stay. The names in brackets are its own.
#: A fact holds 254 properties, `id`, `sid` and its kind's two among them [MAX_OBJECT_PROPERTIES].
MAX_FIELDS: Final = 240
#: 64 comparisons that hold may wait at once [MAX_STACK_SIZE].
MAX_WAITING: Final = 60
#: 512 conditions may follow on one, and then looking one up never ends [NEXT_BUCKET_LENGTH].
MAX_BRANCHES: Final = 400
#: A rule holds 31 marks of "all", "any" and "end" [MAX_SEQUENCE_EXPRESSIONS]: one pair for the
#: choice, and one for each term.
MAX_TERMS_IN_A_RULE: Final = 14
#: A rule acts on up to 65,535 matches at once (its `cap` is 16 bits wide).
CAP: Final = 65_535

# Limits of our own: they bound the memory and the time that one definition can take.
#: A live session takes about 10 KB for each durable rule. The limit of durable-rules is 4,096.
MAX_RULES_IN_A_RULESET: Final = 200
#: Beyond this many terms, a conjunction of choices is worked out in layers.
MAX_TERMS_OF_A_CONJUNCTION: Final = 64
MAX_TERMS: Final = 20_000
MAX_DEPTH: Final = 100

#: The durable rule that fires for every fact, which proves that the fact got in.
SEEN: Final = "s"
KINDS_PER_A: Final = 16
#: Names of a fact's properties. A fixed vocabulary, since durable-rules compares names by a 32-bit
#: hash only: tests/engine/network/test_layout.py holds that no two of them share one.
VOCABULARY: Final = (
    "id",
    "sid",
    "a",
    *(f"b{number}" for number in range(KINDS_PER_A)),
    *(f"f{number}" for number in range(MAX_FIELDS)),
)

_OPERATORS: Final = {"!=": "$neq", "<=": "$lte", ">=": "$gte", "<": "$lt", ">": "$gt"}

#: field, operator, constant
_Comparison = tuple[int, str, int]
_Conjunction = frozenset[_Comparison]
#: A conjunction, in order and without repeats.
_Term = tuple[_Comparison, ...]
#: A choice, in order and without repeats.
_Terms = tuple[_Term, ...]


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One fact to assert for a profile of a unit.

    `ruleset` is where; `kind` is the number of this kind of fact there; `tail` is the fact's text
    from after its id, with a `%d` for each code.
    """

    ruleset: int
    kind: int
    tail: str


@dataclass(frozen=True, slots=True)
class LayoutStep:
    """One unit to ask for a group: for which of its wires, and what each of its rules sets.

    A group's wires are its fields, then what earlier layers worked out. `outputs[i]` are the rules
    of the group that fire with rule i of the unit, in order; `sets[i]` the wires that it makes 1.
    """

    unit: int
    wires: tuple[int, ...]
    outputs: tuple[tuple[int, ...], ...]
    sets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """How a group's rules are worked out: layer by layer, a few steps in each."""

    fields: int
    layers: tuple[tuple[LayoutStep, ...], ...]


@dataclass(frozen=True, slots=True)
class RulesetLayout:
    """One durable-rules ruleset.

    `definition` is its JSON. `meaning[name][kind]` is the rule of the unit for which the durable
    rule `name` fires on a fact of that kind.
    """

    definition: dict[str, object]
    meaning: dict[str, dict[int, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole network: a plan for each group, the parts of each unit, and the rulesets."""

    plans: tuple[GroupPlan, ...]
    units: tuple[tuple[UnitPart, ...], ...]
    rulesets: tuple[RulesetLayout, ...]


def lay_out(groups: Sequence[CodedGroup]) -> Layout:
    """Lay out groups of rules. Raises `Unsafe` for what durable-rules cannot be trusted with."""
    units = _Units()
    plans = tuple(_Planner(number, group).plan(units) for number, group in enumerate(groups))
    shelves = [_Shelf()]
    parts = tuple(tuple(_parts(unit, shelves)) for unit in units.order)
    return Layout(plans, parts, tuple(shelf.ruleset() for shelf in shelves))


# From trees to terms, group by group


@dataclass(frozen=True, slots=True)
class _Unit:
    width: int
    rules: tuple[_Terms, ...]


@dataclass(slots=True)
class _Units:
    """The units so far, each once however many groups ask it."""

    numbers: dict[_Unit, int] = field(default_factory=dict)
    terms: int = 0

    @property
    def order(self) -> tuple[_Unit, ...]:
        return tuple(self.numbers)

    def number(self, unit: _Unit, group: int) -> int:
        if unit not in self.numbers:
            self.terms += sum(map(len, unit.rules))
            if self.terms > MAX_TERMS:
                raise Unsafe(f"the rules make more than {MAX_TERMS} alternatives", group)
            self.numbers[unit] = len(self.numbers)
        return self.numbers[unit]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Terms, and the first layer in which all that they test is known."""

    terms: frozenset[_Conjunction]
    layer: int


class _Planner:
    """Turns one group's trees into a plan."""

    def __init__(self, number: int, group: CodedGroup) -> None:
        if group.fields < 0:
            raise Unsafe("a group cannot have fewer than no fields", number)
        self._number = number
        self._group = group
        self._rule = 0
        #: For each wire, the first layer in which it is known.
        self._known = [0] * group.fields
        #: For each choice that was given a wire, that wire.
        self._inner: dict[_Choice, int] = {}
        #: For each choice, the rules that fire with it.
        self._outputs: dict[_Choice, list[int]] = {}

    def plan(self, units: _Units) -> GroupPlan:
        for rule, tree in enumerate(self._group.rules):
            self._rule = rule
            self._outputs.setdefault(self._choice(tree, 0), []).append(rule)
        by_layer: list[dict[tuple[int, ...], dict[_Choice, list[_Conjunction]]]] = []
        for choice in dict.fromkeys((*self._inner, *self._outputs)):
            while len(by_layer) <= choice.layer:
                by_layer.append({})
            for term in choice.terms:
                wires = tuple(sorted({wire for wire, _, _ in term}))
                by_layer[choice.layer].setdefault(wires, {}).setdefault(choice, []).append(term)
        layers = tuple(
            tuple(self._step(units, wires, layer[wires]) for wires in sorted(layer))
            for layer in by_layer
        )
        return GroupPlan(self._group.fields, layers)

    def _step(
        self,
        units: _Units,
        wires: tuple[int, ...],
        choices: Mapping[_Choice, Iterable[_Conjunction]],
    ) -> LayoutStep:
        """Make a step of the terms that test these wires, by choice.

        They are put in an order of their own, by content, so that groups that test alike share a
        unit.
        """
        place = {wire: at for at, wire in enumerate(wires)}
        by_terms: dict[_Terms, list[_Choice]] = {}
        for choice, terms in choices.items():
            by_terms.setdefault(_ordered(terms, place), []).append(choice)
        rules = tuple(sorted(by_terms))
        unit = units.number(_Unit(len(wires), rules), self._number)
        return LayoutStep(
            unit,
            wires,
            tuple(self._firing(by_terms[terms]) for terms in rules),
            tuple(
                tuple(self._inner[choice] for choice in by_terms[terms] if choice in self._inner)
                for terms in rules
            ),
        )

    def _firing(self, choices: Iterable[_Choice]) -> tuple[int, ...]:
        return tuple(sorted(rule for choice in choices for rule in self._outputs.get(choice, ())))

    def _choice(self, tree: CodedCondition, depth: int) -> _Choice:
        if depth > MAX_DEPTH:
            self._refuse(f"it is nested more than {MAX_DEPTH} deep")
        if isinstance(tree, CodeTest):
            self._check(tree)
            comparison = (tree.field, tree.op, tree.value)
            return _Choice(frozenset({frozenset({comparison})}), 0)
        choices = [self._choice(part, depth + 1) for part in tree.parts]
        if isinstance(tree, CodeAll):
            return self._conjunction(choices)
        terms = frozenset(term for choice in choices for term in choice.terms)
        if len(terms) > MAX_TERMS:
            self._refuse(f"it makes more than {MAX_TERMS} alternatives")
        return _Choice(terms, max((choice.layer for choice in choices), default=0))

    def _conjunction(self, choices: list[_Choice]) -> _Choice:
        """Multiply choices out, with a wire for each of the largest while that makes too many."""
        choices = sorted(choices, key=lambda choice: len(choice.terms))
        product = 1
        for choice in choices:
            product *= len(choice.terms)
        while product > MAX_TERMS_OF_A_CONJUNCTION:
            largest = choices.pop()
            product //= len(largest.terms)
            choices.insert(0, self._wired(largest))
        terms = frozenset({_Conjunction()})
        for choice in choices:
            terms = frozenset(left | right for left in terms for right in choice.terms)
        for term in terms:
            fields = len({wire for wire, _, _ in term})
            if fields > MAX_FIELDS:
                self._refuse(f"it tests {fields} fields at once, and {MAX_FIELDS} is the most")
        return _Choice(terms, max((choice.layer for choice in choices), default=0))

    def _wired(self, choice: _Choice) -> _Choice:
        """Give a choice a wire of its own, and return the question whether that wire is 1."""
        if choice not in self._inner:
            self._inner[choice] = len(self._known)
            self._known.append(choice.layer + 1)
        wire = self._inner[choice]
        return _Choice(frozenset({frozenset({(wire, "==", 1)})}), self._known[wire])

    def _check(self, test: CodeTest) -> None:
        if not 0 <= test.field < self._group.fields:
            self._refuse(f"it tests field {test.field} of {self._group.fields}")
        if test.op != "==" and test.op not in _OPERATORS:
            self._refuse("it compares in a way that is not known")
        if type(test.value) is not int or not 0 <= test.value <= MAX_CODE:
            self._refuse(f"it compares with something that is no whole number up to {MAX_CODE}")

    def _refuse(self, says: str) -> None:
        raise Unsafe(f"rule {self._rule} of group {self._number}: {says}", self._number, self._rule)


def _ordered(terms: Iterable[Iterable[_Comparison]], place: dict[int, int]) -> _Terms:
    """Put terms in order of content, with wires named by their place."""
    return tuple(
        sorted(
            tuple(sorted((place[wire], op, value) for wire, op, value in term)) for term in terms
        )
    )


# From units to rulesets


@dataclass(slots=True)
class _Slot:
    """One durable rule in the making."""

    terms: list[tuple[int, _Term]] = field(default_factory=list)
    rule_of: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Shelf:
    """One ruleset in the making."""

    kinds: int = 0
    slots: list[_Slot] = field(default_factory=list)
    open: list[_Slot] = field(default_factory=list)

    def is_full(self) -> bool:
        return len(self.slots) >= MAX_RULES_IN_A_RULESET or self.kinds >= KINDS_PER_A * MAX_BRANCHES

    def put(self, rules: dict[int, list[_Term]]) -> int:
        """Put in the terms of a part, by rule, and return the number of its kind of fact."""
        kind = self.kinds
        self.kinds += 1
        for rule, terms in rules.items():
            for start in range(0, len(terms), MAX_TERMS_IN_A_RULE):
                some = terms[start : start + MAX_TERMS_IN_A_RULE]
                slot = self._slot(kind, len(some))
                slot.rule_of[kind] = rule
                slot.terms.extend((kind, term) for term in some)
        self.open = [slot for slot in self.open if len(slot.terms) < MAX_TERMS_IN_A_RULE]
        return kind

    def _slot(self, kind: int, terms: int) -> _Slot:
        for slot in self.open:
            if kind not in slot.rule_of and len(slot.terms) + terms <= MAX_TERMS_IN_A_RULE:
                return slot
        slot = _Slot()
        self.slots.append(slot)
        self.open.append(slot)
        return slot

    def ruleset(self) -> RulesetLayout:
        definition: dict[str, object] = {SEEN: _durable_rule({"$gte": {"a": 0}})}
        meaning: dict[str, dict[int, int]] = {}
        for number, slot in enumerate(self.slots):
            conjunctions = [
                {
                    "$and": [
                        *({name: value} for name, value in _of_kind(kind).items()),
                        *map(_comparison, term),
                    ]
                }
                for kind, term in slot.terms
            ]
            several = len(conjunctions) > 1
            definition[f"r{number}"] = _durable_rule(
                {"$or": conjunctions} if several else conjunctions[0]
            )
            meaning[f"r{number}"] = slot.rule_of
        return RulesetLayout(definition, meaning)


def _durable_rule(pattern: object) -> object:
    return {"all": [{"m": pattern}], "cap": CAP}


def _of_kind(kind: int) -> dict[str, int]:
    """Return the properties that mark a kind of fact.

    durable-rules tries one after another whatever may follow on a comparison, so there are two
    steps; and it passes over other names faster than over other values of one name.
    """
    return {"a": kind // KINDS_PER_A, f"b{kind % KINDS_PER_A}": 1}


def _comparison(comparison: _Comparison) -> dict[str, object]:
    wire, op, value = comparison
    return {f"f{wire}": value} if op == "==" else {_OPERATORS[op]: {f"f{wire}": value}}


def _parts(unit: _Unit, shelves: list[_Shelf]) -> Iterator[UnitPart]:
    """Put a unit on the shelves, in as many parts as the limits ask."""
    for rules in _portions(unit):
        if shelves[-1].is_full():
            shelves.append(_Shelf())
        kind = shelves[-1].put(rules)
        own = "".join(f',"{name}":{value}' for name, value in _of_kind(kind).items())
        codes = "".join(f',"f{wire}":%d' for wire in range(unit.width))
        yield UnitPart(len(shelves) - 1, kind, f"{own}{codes}}}")


def _portions(unit: _Unit) -> Iterator[dict[int, list[_Term]]]:
    """Divide a unit's terms, by rule, so that no portion can pass a limit of durable-rules."""
    root = _Branch()
    portion: dict[int, list[_Term]] = {}
    for rule, terms in enumerate(unit.rules):
        for term in terms:
            if not root.grow(term):
                yield portion
                root, portion = _Branch(), {}
                root.grow(term)
            portion.setdefault(rule, []).append(term)
    yield portion


@dataclass(slots=True)
class _Branch:
    """One comparison in the tree that durable-rules makes of terms with the same beginning.

    It goes down this tree with a stack: it takes a comparison off, and puts on it all those that
    follow and hold, and an entry for each term that ends there. `waiting` is the most that could
    then be on the stack, from here on.
    """

    following: dict[_Comparison, "_Branch"] = field(default_factory=dict)
    #: Those of the terms that end here, and of the comparisons that follow, that may hold at once.
    #: Comparisons that ask one field to equal different constants never do, so they count as one.
    together: int = 0
    equated: set[int] = field(default_factory=set)
    deepest: int = 0
    waiting: int = 0

    def grow(self, term: _Term) -> bool:
        """Add a term, and say whether the tree is still within the limits."""
        if not term:
            self.together += 1
        else:
            if not self._follow(term[0]).grow(term[1:]):
                return False
            self.deepest = max(self.deepest, self.following[term[0]].waiting)
        self.waiting = max(self.together, self.together - 1 + self.deepest)
        return self.waiting <= MAX_WAITING and len(self.following) <= MAX_BRANCHES

    def _follow(self, comparison: _Comparison) -> "_Branch":
        branch = self.following.get(comparison)
        if branch is None:
            branch = self.following[comparison] = _Branch()
            wire, op, _ = comparison
            if op != "==" or wire not in self.equated:
                self.together += 1
            if op == "==":
                self.equated.add(wire)
        return branch
