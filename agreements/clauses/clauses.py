"""Clauses: the words of the agreement, bound to the rules that they state.

A clause is a Markdown file with a head, `agreement/framework/10-term.md`:

    ---
    clause: term
    title: How long the agreement runs
    states: framework/term
    ---
    This agreement starts on {{ rule.starts | date }} and runs for {{ rule.months | months }}.

What a definition states with no clause of its own is stated by a clause of the library. Held here:
everything that binds is stated by exactly one clause; a clause says every limit of what it states;
no figure stands in it that is not a rule's; no reference leads nowhere.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from agreements.clauses.amounts import LiteralFigure, figures_in
from agreements.clauses.binding import FILTER_OF, Binder, Branch, Filled, Leaf
from agreements.clauses.library import library, library_binder
from agreements.clauses.topics import HOLIDAYS, Side, Topic, terms_branch, topics_of
from agreements.definition.framework import Framework
from rules.definition_part import DefinitionPart, Id, Line
from rules.problems import DefinitionError, Problem, Problems
from rules.yaml.reading import Document, model_of, parse_yaml

_FOLDER: Final = "agreement/"
#: Where a clause stands in the agreement: among the clauses, or in a schedule.
ClausePlace = Literal["framework", "call-off", "evaluation", "feedback"]


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


class Head(DefinitionPart):
    """The head of a clause.

    clause   its id, by which others refer to it: `[](#clause-term)`
    states   what it states: a topic, a group of topics, or one rule; several in a list
    part     `framework` or `call-off`: as its folder says, if given
    lots     the lots to which it is limited
    """

    clause: Id
    title: Line | None = None
    states: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    part: Side | None = None
    lots: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as written. `order` is the number of its file; `at` the line before its text."""

    id: str
    title: str
    place: ClausePlace
    order: int
    states: tuple[str, ...]
    lots: tuple[str, ...]
    text: str
    file: str
    at: int = 0
    states_at: int = 1
    own: bool = True

    def where(self, line: int = 1) -> str:
        """Give the place of a line of its text."""
        return f"{self.file}:{self.at + line}"

    @property
    def anchor(self) -> str:
        """The id of its part in the agreement."""
        return self.id if self.id == "definitions" else f"clause-{self.id}"


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
        """The rules that it states, by every path that they are under."""
        found: dict[str, list[str]] = {}
        for rule in self.rules:
            for path in _paths(rule):
                found.setdefault(path, []).append(rule)
        return {path: tuple(rules) for path, rules in found.items()}


# --- reading --------------------------------------------------------------------------------------

_NUMBERED: Final = re.compile(r"(\d{1,6})-[^/]+\.md")
_HEAD: Final = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


def read_clause(
    name: str, source: str, place: ClausePlace, *, own: bool = True, order: int | None = None
) -> Clause:
    """Read a clause. Raises `DefinitionError` that says what is wrong with its head."""
    source = source.replace("\r\n", "\n")
    head = _HEAD.match(source)
    if head is None:
        says = "should begin with a head between two lines of `---`, which gives at least `clause`"
        raise DefinitionError([Problem(f"{name}:1", says)])
    # One line down, for the `---` above: so problems name the line of the file.
    document = parse_yaml("\n" + head[1], name)
    model = model_of(Document(name, document.data or {}, document.lines), Head)
    problems = Problems()
    if own and model.part is not None and model.part != place:
        where = document.where(("part",))
        problems.add(where, f"`part` says {model.part}, and the file is in agreement/{place}")
    text = source[head.end() :]
    if not text.strip():
        problems.add(f"{name}:1", "has a head and no text")
    if problems.found:
        raise DefinitionError(problems.found)
    return Clause(
        id=model.clause,
        title=model.title or model.clause.replace("-", " ").capitalize(),
        place=place,
        order=_order(name) if order is None else order,
        states=model.states,
        lots=model.lots,
        text=text,
        file=name,
        at=source.count("\n", 0, head.end()),
        states_at=int(document.where(("states",)).rpartition(":")[2]),
        own=own,
    )


def _order(name: str) -> int:
    match = _NUMBERED.fullmatch(PurePosixPath(name).name)
    return int(match[1]) if match else 0


def own_clauses(framework: Framework) -> tuple[Clause, ...]:
    """Read the clauses of a definition. Raises `DefinitionError` with every problem."""
    found: dict[str, Clause] = {}
    problems = Problems()
    for name, text in framework.documents.items():
        if not name.startswith(_FOLDER) or not isinstance(text, str):
            continue
        folder = name.removeprefix(_FOLDER).rpartition("/")[0]
        if folder not in {"framework", "call-off"}:
            says = "is not read: clauses are in agreement/framework or in agreement/call-off"
            problems.add(name, says)
            continue
        if not _NUMBERED.fullmatch(PurePosixPath(name).name):
            problems.add(name, "should be called by its number and name, as in 10-term.md")
        try:
            clause = read_clause(name, text, "framework" if folder == "framework" else "call-off")
        except DefinitionError as error:
            problems.found.extend(error.problems)
            continue
        if clause.id in found:
            other = found[clause.id].file
            problems.add(clause.where(0), f"`{clause.id}` is also the clause in {other}")
        found.setdefault(clause.id, clause)
    if problems.found:
        raise DefinitionError(problems.found)
    return tuple(found.values())


# --- the library ----------------------------------------------------------------------------------


@cache
def _strict() -> Binder:
    return Binder()


@cache
def _from_library(name: str, place: ClausePlace, order: int | None = None) -> Clause:
    return read_clause(name, library()[name], place, own=False, order=order)


#: Where the clauses stand that are made for each action, and for the contract's own rules.
_ACTIONS_FROM: Final = 50


def _group(topic: Topic) -> str:
    """Say by which file of the library a topic is stated, where it has no fixed one."""
    if topic.kind:
        return "actions"
    first, _, _ = topic.id.partition("/")
    if first in {"ways", "framework", "call-off"} or topic.id == "feedback/standstill":
        return first if first == "ways" else ""
    if first == "feedback" and topic.rules != (topic.id,):
        return "letters"
    if topic.side == "call-off":
        return "contract-rules"
    outcome = topic.data.get("outcome")
    return "scores" if isinstance(outcome, Leaf) and outcome.text == "score" else "rules"


def defaults(
    topics: Sequence[Topic], taken: Collection[str]
) -> Iterator[tuple[Clause, tuple[Topic, ...]]]:
    """Give the clauses of the library for what is to be stated, each with what it states.

    `taken` are the ids of the definition's own clauses, which stand for a clause of that id here.
    """
    groups: dict[str, list[Topic]] = {}
    for topic in topics:
        groups.setdefault(_group(topic), []).append(topic)
    for name in library():
        folder, _, file = name.rpartition("/")
        if folder not in {"framework", "call-off"}:
            continue
        clause = _from_library(name, "framework" if folder == "framework" else "call-off")
        if file.endswith("-rules.md"):
            mine = groups.get("rules" if folder == "framework" else "contract-rules", [])
        else:
            mine = [each for each in groups.get("", []) if each.id in clause.states]
        wanted = bool(mine) or not (clause.states or file.endswith("-rules.md"))
        if wanted and (mine or clause.id not in taken):
            yield _unlike(clause, taken), tuple(mine)
    for at, topic in enumerate(groups.get("actions", [])):
        clause = _from_library(f"actions/{topic.kind}.md", "call-off", _ACTIONS_FROM + at)
        name = topic.id.rpartition("/")[2]
        title = topic.title if name != topic.kind else clause.title
        yield _unlike(replace(clause, id=name, title=title), taken), (topic,)
    for folder, place in (("ways", "evaluation"), ("letters", "feedback")):
        for at, topic in enumerate(groups.get(folder, [])):
            clause = _from_library(
                f"{folder}.md", "evaluation" if place == "evaluation" else "feedback", at
            )
            name = topic.id.rpartition("/")[2]
            prefix = "way" if folder == "ways" else "letter"
            made = replace(clause, id=f"{prefix}-{name}", title=topic.title)
            yield _unlike(made, taken), (topic,)
    if groups.get("scores"):
        yield _from_library("scores.md", "evaluation", len(topics)), tuple(groups["scores"])


def _unlike(clause: Clause, taken: Collection[str]) -> Clause:
    """Give a clause of the library an id that no clause of the definition has."""
    while clause.id in taken:
        clause = replace(clause, id=f"{clause.id}-standard")
    return clause


# --- binding --------------------------------------------------------------------------------------


def stated_clauses(framework: Framework) -> tuple[Stated, ...]:
    """Give every clause of a framework's agreement, filled in, in order.

    Raises `DefinitionError` with every problem of the definition's own clauses.
    """
    own = own_clauses(framework)
    return _Binding(framework, own).whole()


class _Binding:
    """Binds the clauses of one definition to its rules."""

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
        rest = defaults(tuple(self._left.values()), taken)
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
        """Find topics of which a clause states a part, and nothing the rest."""
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
        """The topics that no clause of the definition states: the library's, by id."""
        return {
            topic.id: topic
            for topic in self.topics
            if not any(atom in self.by for atom in topic.atoms)
        }

    @cached_property
    def _common(self) -> Mapping[str, object]:
        """What every clause may say. Known once the definition's clauses are bound."""
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
        """Give the library's own words for what a clause states."""
        whole = [each for each in topics if all(atom in atoms for atom in each.atoms)]
        texts: list[str] = []
        covers: list[Leaf] = []
        for clause, mine in defaults(whole, ()):
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
        found = [*_strict().problems_of(clause.text, clause.where), *_literals(clause, topics)]
        for each in found:
            self.problems.add(each.where, each.says)
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
                        f"({_short(leaf.text)}): use {_written(leaf, topics, topic)}",
                    )


def _whole(topics: Iterable[Topic]) -> frozenset[str]:
    return frozenset(name for topic in topics for name in (topic.id, *topic.atoms))


def _paths(name: str) -> Iterator[str]:
    """Return the paths that a name is under: `a`, `a/b` and `a/b/c` for `a/b/c`."""
    at = name.find("/")
    while at >= 0:
        yield name[:at]
        at = name.find("/", at + 1)
    yield name


def _near(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f": did you mean `{close[0]}`?" if close else ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _hinted(says: str, topics: Sequence[Topic]) -> str:
    if says == "there is no `rule`":
        if len(topics) > 1:
            return f'states several rules: name one, as in `rules["{topics[1].id}"]`'
        return "there is no `rule`, since the clause states nothing: give `states` in its head"
    if says == "there is no `standard`":
        return "there is no `standard`, since the clause states nothing as a whole"
    return says


def _written(leaf: Leaf, topics: Sequence[Topic], topic: Topic) -> str:
    """Give how a clause says a leaf."""
    start = "rule" if len(topics) == 1 else f'rules["{topic.id}"]'
    head, *rest = leaf.path.split(".")
    if rest and (rest[0].isdigit() or head in {"reasons", "only_if", "withhold", "scored"}):
        return f"`{{{{ {start}.{head} | list }}}}` or a `for` over `{start}.{head}`"
    if head in {"criteria", "minimums", "scales", "prices", "method"}:
        return "`{{ standard }}`, or a `for` over " + f"`{start}.{head}`"
    name = FILTER_OF.get(leaf.unit)
    return f"`{{{{ {start}.{leaf.path}{f' | {name}' if name else ''} }}}}`"


# --- literal figures ------------------------------------------------------------------------------

_CODE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_NOT_TEXT: Final = re.compile(
    r"\]\([^)\n]*\)|<[^>\n]*>|^[ \t]*\d{1,3}[.)](?=[ \t])|\{states:[^}\n]*\}", re.MULTILINE
)
_CLAUSE_NUMBER: Final = re.compile(
    r"\b(?:clauses?|schedules?)[ \u00a0]+(?:[A-D]?\d+(?:\.\d+)*|(?-i:[A-D]))\b", re.IGNORECASE
)
#: What makes a section or schedule in the same sentence one of a law.
_LAW: Final = re.compile(r"\b(?:Act|Regulations?|Order(?! Form)|Directive)\b")
_SENTENCE_ENDS: Final = re.compile(r"[.;?!](?=\s)|\n\s*\n")


def _literals(clause: Clause, topics: Sequence[Topic]) -> Iterator[Problem]:
    """Find figures that a clause writes itself, and numbers of clauses."""
    text = _CODE.sub(_blank, clause.text)
    text = _NOT_TEXT.sub(_blank, text)

    def where(at: int) -> str:
        return clause.where(text.count("\n", 0, at) + 1)

    for match in _CLAUSE_NUMBER.finditer(text):
        if _LAW.search(_sentence(text, match)):
            continue
        says = (
            f"`{match[0]}` is a number that can change: link to the part, as [](#clause-term) does"
        )
        yield Problem(where(match.start()), says)
    if not topics:
        return
    limits = [(topic, leaf) for topic in topics for leaf in topic.limits if leaf.value is not None]
    for figure in figures_in(_CLAUSE_NUMBER.sub(_blank, text)):
        wrong = _against(figure, limits, topics)
        if wrong is not None:
            yield Problem(where(figure.at), wrong)


def _sentence(text: str, match: re.Match[str]) -> str:
    """Give the sentence that a match stands in."""
    ends = [0, *(each.end() for each in _SENTENCE_ENDS.finditer(text)), len(text)]
    start = max(end for end in ends if end <= match.start())
    return text[start : min(end for end in ends if end >= match.end())]


def _blank(match: re.Match[str]) -> str:
    # A mark that is no letter, so that what stands beside it is not read together with it.
    return "".join("\n" if each == "\n" else "¤" for each in match[0])


def _against(
    figure: LiteralFigure, limits: Sequence[tuple[Topic, Leaf]], topics: Sequence[Topic]
) -> str | None:
    """Say what is wrong with a figure that stands in a clause; nothing where nothing is."""
    if figure.in_words and not figure.unit and figure.value < 3:
        return None  # one, two: words of the language more than figures
    for topic, leaf in limits:
        if _worth(leaf) == figure.value and figure.unit in {"", leaf.unit}:
            return (
                f"`{figure.text}` is a limit of `{topic.id}`: write "
                f"{_written(leaf, topics, topic)}, so that it follows the rule"
            )
    for topic, leaf in limits:
        if figure.unit and figure.unit == leaf.unit:
            return (
                f"`{figure.text}` contradicts `{topic.id}`, which says {_short(leaf.text)}: write "
                f"{_written(leaf, topics, topic)}"
            )
    if figure.in_words and not figure.unit:
        return None
    return (
        f"`{figure.text}` is a figure that no rule gives: take it from a rule, or say it in a "
        "clause that states none"
    )


def _worth(leaf: Leaf) -> Fraction:
    if isinstance(leaf.value, date):
        return Fraction(leaf.value.toordinal())
    assert leaf.value is not None  # noqa: S101 - the caller has looked
    return Fraction(leaf.value)
