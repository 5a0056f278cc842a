"""Clauses: the words of the agreement, bound to the rules that they state.

A clause is a Markdown file with a head, `agreement/framework/10-term.md`:

    ---
    clause: term
    title: How long the agreement runs
    states: framework/term
    ---
    This agreement starts on {{ rule.starts | date }} and runs for {{ rule.months | months }}.

A definition's own clauses are read here; `stated_clauses` holds them to the rules.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Literal

from agreements.definition.clause_head import CLAUSE_HEAD, ClauseHead
from agreements.definition.framework import Framework
from rules.problems import DefinitionError, Problem, Problems
from rules.yaml.models import model_of
from rules.yaml.reading import Document, parse_yaml

_FOLDER: Final = "agreement/"
#: Where a clause stands in the agreement: among the clauses, or in a schedule.
ClausePlace = Literal["framework", "call-off", "evaluation", "feedback"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as written. `order` is its file's number; `at` the line before its text."""

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
        """Return the place of a line of its text."""
        return f"{self.file}:{self.at + line}"

    @property
    def anchor(self) -> str:
        """The id of its part in the agreement."""
        return self.id if self.id == "definitions" else f"clause-{self.id}"


_NUMBERED: Final = re.compile(r"(\d{1,6})-[^/]+\.md")


def read_clause(
    name: str, source: str, place: ClausePlace, *, own: bool = True, order: int | None = None
) -> Clause:
    """Read a clause. Raises `DefinitionError` that says what is wrong with its head."""
    source = source.replace("\r\n", "\n")
    head = CLAUSE_HEAD.match(source)
    if head is None:
        says = "must begin with a header between two lines of `---` that gives at least `clause`"
        raise DefinitionError([Problem(f"{name}:1", says)])
    # One line down, for the `---` above: so problems name the line of the file.
    document = parse_yaml("\n" + head[1], name)
    model = model_of(Document(name, document.data or {}, document.lines), ClauseHead)
    problems = Problems()
    if own and model.part is not None and model.part != place:
        where = document.where(("part",))
        problems.add(where, f"`part` says {model.part}, and the file is in agreement/{place}")
    text = source[head.end() :]
    if not text.strip():
        problems.add(f"{name}:1", "has a header but no text: write the clause below the header")
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
            says = "is not read: put clauses in agreement/framework or agreement/call-off"
            problems.add(name, says)
            continue
        if not _NUMBERED.fullmatch(PurePosixPath(name).name):
            problems.add(name, "must be named with a number and a name, as in 10-term.md")
        with problems.gathered():
            clause = read_clause(name, text, "framework" if folder == "framework" else "call-off")
            other = found.setdefault(clause.id, clause)
            if other is not clause:
                says = f"`{clause.id}` is also the clause in {other.file}"
                problems.add(clause.where(0), says)
    if problems.found:
        raise DefinitionError(problems.found)
    return tuple(found.values())
