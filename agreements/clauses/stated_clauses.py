"""Stated clauses: every clause of an agreement, filled in and held to the rules that it states.

What a definition states with no clause of its own is stated by a clause of the library. Everything
that binds is stated by exactly one clause; a clause says every limit of what it states; no figure
stands in it that is not a rule's.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Final

from agreements.clauses.binding import Binder, Filled
from agreements.clauses.clauses import Clause, own_clauses
from agreements.clauses.leaves import Branch, Leaf
from agreements.clauses.library import library_binder
from agreements.clauses.library_clauses import library_clauses
from agreements.clauses.literal_figures import how_to_bind, literal_figures, shortened
from agreements.clauses.topics.framework_terms import terms_branch
from agreements.clauses.topics.listing import topics_of
from agreements.clauses.topics.topic import Topic
from agreements.definition.framework import Framework
from rules.problems import DefinitionError, Problem, Problems

#: Whose bank holidays are no working days.
HOLIDAYS: Final = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "united-kingdom": "any part of the United Kingdom",
}


@dataclass(frozen=True)
class Stated:
    """A clause filled in: what it states, as topics and as ids of rules, and its text."""

    clause: Clause
    topics: tuple[Topic, ...]
    atoms: frozenset[str]
    text: str

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that it states."""
        found = [
            rule
            for topic in self.topics
            for rule in (topic.rules if topic.id in self.atoms else topic.atoms)
            if topic.id in self.atoms or rule in self.atoms
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def of_way(self) -> bool:
        """Whether it states a way of evaluating, whose parts have names of their own."""
        return any(topic.is_way for topic in self.topics)

    @cached_property
    def rules_under(self) -> Mapping[str, tuple[str, ...]]:
        """The rules that it states, by every path above them and their own."""
        found: dict[str, list[str]] = {}
        for rule in self.rules:
            for path in _paths(rule):
                found.setdefault(path, []).append(rule)
        return {path: tuple(rules) for path, rules in found.items()}


@cache
def _strict() -> Binder:
    return Binder()


def stated_clauses(framework: Framework) -> tuple[Stated, ...]:
    """Fill in every clause of a framework's agreement; return them in order.

    Raises `DefinitionError` with every problem of the definition's own clauses.
    """
    own = own_clauses(framework)
    return _Binding(framework, own).whole()


class _Binding:
    """Bind the clauses of one definition to its rules."""

    def __init__(self, framework: Framework, own: tuple[Clause, ...]) -> None:
        self.framework = framework
        self.own = own
        self.topics = topics_of(framework)
        self.terms = terms_branch(framework.terms, self.topics)
        self.problems = Problems()
        self.by: dict[str, Clause] = {}
        self.under: dict[str, list[tuple[Topic, str]]] = {}
        for topic in self.topics:
            for atom in topic.atoms:
                for path in dict.fromkeys((*_paths(atom), *_paths(topic.id))):
                    self.under.setdefault(path, []).append((topic, atom))

    def whole(self) -> tuple[Stated, ...]:
        bound = [self._bind(clause) for clause in self.own]
        self._left_unstated()
        found = [self._filled(clause, topics, atoms) for clause, topics, atoms in bound]
        taken = {clause.id for clause in self.own}
        rest = library_clauses(tuple(self._left.values()), taken)
        found += [self._default(clause, topics) for clause, topics in rest]
        if self.problems.found:
            raise DefinitionError(self.problems.found)
        return tuple(
            sorted(
                (each for each in found if each is not None),
                key=lambda each: (each.clause.order, not each.clause.own, each.clause.file),
            )
        )

    # --- what a clause states

    def _bind(self, clause: Clause) -> tuple[Clause, tuple[Topic, ...], frozenset[str]]:
        topics: dict[str, Topic] = {}
        atoms: set[str] = set()
        where = f"{clause.file}:{clause.states_at}"
        known = [lot.id for lot in self.framework.terms.lots]
        for lot in clause.lots:
            if lot not in known:
                self.problems.add(where, f"there is no lot `{lot}`" + _near(lot, known))
        for path in clause.states:
            found = self.under.get(path, ())
            if not found:
                every = [topic.id for topic in self.topics]
                every += [atom for topic in self.topics for atom in topic.atoms]
                self.problems.add(where, f"there is no rule `{path}` to state" + _near(path, every))
            for topic, atom in found:
                if topic.side != clause.place:
                    says = f"`{topic.id}` belongs to the {topic.side} agreement: move the clause to"
                    self.problems.add(where, f"{says} agreement/{topic.side}")
                other = self.by.setdefault(atom, clause)
                if other is not clause:
                    says = f"`{atom}` is stated by the clause in {other.file} too: state it once"
                    self.problems.add(where, says)
                topics[topic.id] = topic
                atoms.add(atom)
        return clause, tuple(topics.values()), frozenset(atoms)

    def _left_unstated(self) -> None:
        """Find topics of which own clauses state a part only."""
        for topic in self.topics:
            claimed = [atom for atom in topic.atoms if atom in self.by]
            left = [atom for atom in topic.atoms if atom not in self.by]
            if claimed and left:
                clause = self.by[claimed[0]]
                named = ", ".join(f"`{each}`" for each in left[:6]) + (" …" if left[6:] else "")
                self.problems.add(
                    f"{clause.file}:{clause.states_at}",
                    f"states a part of `{topic.id}`, and no clause states {named}: "
                    f"state them, or `{topic.id}` as a whole",
                )

    # --- filling in

    def _values(
        self, topics: Sequence[Topic], atoms: Collection[str], *, standard: bool
    ) -> dict[str, object]:
        values = dict(self._common)
        values["rules"] = Branch({topic.id: topic.data for topic in topics})
        if len(topics) == 1:
            values["rule"] = topics[0].data
        if standard and topics:
            values["standard"] = self._standard(topics, atoms)
        return values

    @cached_property
    def _left(self) -> Mapping[str, Topic]:
        """The topics left to the library, which no own clause states, by id."""
        return {
            topic.id: topic
            for topic in self.topics
            if not any(atom in self.by for atom in topic.atoms)
        }

    @cached_property
    def _common(self) -> Mapping[str, object]:
        """The values that every clause may say; known once the own clauses are bound."""
        framework = self.framework
        agreed = framework.permissions
        holidays = HOLIDAYS[agreed.working_days if agreed else "england-and-wales"]
        return {
            "terms": self.terms,
            "lots": tuple(Leaf("", lot.title) for lot in framework.terms.lots),
            "holidays": Leaf("", holidays),
            "has": Branch(
                {
                    "feedback": bool(framework.feedback.letters),
                    "permissions": agreed is not None,
                    "ways": bool(framework.ways),
                    "ways_schedule": any(name.startswith("ways/") for name in self._left),
                    "feedback_schedule": any(
                        f"feedback/{name}" in self._left for name, _ in framework.feedback.named
                    ),
                    "forms": bool(framework.forms),
                    "law": framework.terms.regime != "none",
                }
            ),
        }

    def _standard(self, topics: Sequence[Topic], atoms: Collection[str]) -> Leaf | None:
        """Return the library's own words for what a clause states."""
        whole = [each for each in topics if all(atom in atoms for atom in each.atoms)]
        texts: list[str] = []
        covers: list[Leaf] = []
        for clause, mine in library_clauses(whole, ()):
            if mine:
                filled = self._default(clause, mine)
                texts.append(filled.text.strip() if filled else "")
                covers += [leaf for topic in mine for leaf in topic.limits]
        return Leaf("standard", "\n\n".join(texts), covers=tuple(covers)) if texts else None

    def _default(self, clause: Clause, topics: tuple[Topic, ...]) -> Stated | None:
        values = self._values(topics, (), standard=False)
        filled = library_binder().fill(clause.text, values, clause.where)
        if isinstance(filled, Problem):
            self.problems.add(f"{clause.file}", f"(library) {filled}")
            return None
        return Stated(clause, topics, _whole(topics), filled.text)

    def _filled(
        self, clause: Clause, topics: tuple[Topic, ...], atoms: frozenset[str]
    ) -> Stated | None:
        refused = _strict().problems_of(clause.text, clause.where)
        self.problems.extend((*refused, *literal_figures(clause, topics)))
        if refused:
            return None
        values = self._values(topics, atoms, standard="standard" in clause.text)
        filled = _strict().fill(clause.text, values, clause.where)
        if isinstance(filled, Problem):
            self.problems.add(filled.where, _hinted(filled.says, topics))
            return None
        self._unsaid(clause, topics, atoms, filled)
        whole = {topic.id for topic in topics if atoms.issuperset(topic.atoms)}
        return Stated(clause, topics, atoms | whole, filled.text)

    def _unsaid(
        self, clause: Clause, topics: tuple[Topic, ...], atoms: frozenset[str], filled: Filled
    ) -> None:
        """Find limits of what a clause states that it does not say."""
        where = f"{clause.file}:{clause.states_at}"
        for topic in topics:
            whole = atoms.issuperset(topic.atoms)
            for leaf in topic.limits:
                mine = whole or topic.atom_of(leaf) in atoms
                by_head = (
                    leaf.path.startswith("lots.")
                    and topic.kind
                    and (set(clause.lots) == set(topic.lots))
                )
                if mine and not filled.has(leaf) and not by_head:
                    self.problems.add(
                        where,
                        f"states `{topic.id}` and never says its `{leaf.path}` "
                        f"({shortened(leaf.text)}): use {how_to_bind(leaf, topics, topic)}",
                    )


def _whole(topics: Iterable[Topic]) -> frozenset[str]:
    return frozenset(name for topic in topics for name in (topic.id, *topic.atoms))


def _paths(name: str) -> Iterator[str]:
    """Yield every path to a name: `a`, `a/b` and `a/b/c` for `a/b/c`."""
    at = name.find("/")
    while at >= 0:
        yield name[:at]
        at = name.find("/", at + 1)
    yield name


def _near(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f": did you mean `{close[0]}`?" if close else ""


def _hinted(says: str, topics: Sequence[Topic]) -> str:
    if says == "there is no `rule`":
        if len(topics) > 1:
            return f'states several rules: name one, as in `rules["{topics[1].id}"]`'
        return "there is no `rule`, since the clause states nothing: give `states` in its head"
    if says == "there is no `standard`":
        return "there is no `standard`, since the clause states nothing as a whole"
    return says
