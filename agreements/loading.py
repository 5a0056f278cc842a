"""Loading: read a definition, link it, and hold its clauses to its rules.

    framework = load(Path("examples/digital-outcomes"))
    draft = load_draft({"framework.yaml": "...", "forms/bid.yaml": "..."})

Every problem of a definition is reported at once, each with file, line and field. What decides, and
what is signed, needs a definition without problems; whoever is still writing one works with a
draft. Callers load through this module, or through `agreements.compiled`, which keeps what was
loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from agreements.clauses.numbering import LINK, numbering_of, stated_in
from agreements.definition.framework import Framework
from agreements.definition.linking import link_definition
from agreements.rendering.papers import every
from rules.problems import DefinitionError, Problem, sorted_problems


def load(source: Path | Mapping[str, str | bytes]) -> Framework:
    """Read and link a definition, in a folder or in texts by name.

    Raises `DefinitionError` with every problem found.
    """
    framework = load_draft(source)
    if framework.problems:
        raise DefinitionError(framework.problems)
    return framework


def load_draft(source: Path | Mapping[str, str | bytes]) -> Framework:
    """Read and link a definition as far as it is whole; what is wrong is in its `problems`.

    A part that cannot be read or linked is left out. Raises `DefinitionError` only where there is
    no such folder, or no framework.yaml in it.
    """
    framework = link_definition(source)
    # Clauses state what ways, actions and terms say: held to a part of those they would seem wrong.
    if framework.whole and any(name.startswith("agreement/") for name in framework.documents):
        found = sorted_problems((*framework.problems, *_clause_problems(framework)))
        framework = replace(framework, problems=tuple(found))
    return framework


def _clause_problems(framework: Framework) -> Iterator[Problem]:
    """Find what is wrong with a definition's own clauses: their binding, and their references."""
    try:
        clauses = stated_in(framework)
    except DefinitionError as error:
        yield from error.problems
        return
    made = numbering_of(framework)
    anchors = {part.id for part in every((*made.clauses, *made.schedules.values()))}
    anchors |= {"schedule-forms"} if framework.forms else set()
    for each in clauses:
        clause = each.clause
        for match in LINK.finditer(clause.text) if clause.own else ():
            if match[1] not in anchors:
                close = get_close_matches(match[1], sorted(anchors), 1)
                meant = f": did you mean `#{close[0]}`?" if close else ""
                where = clause.where(clause.text.count("\n", 0, match.start()) + 1)
                yield Problem(where, f"refers to `#{match[1]}`, and no part has that id{meant}")
    ids = {each.clause.id for each in clauses if each.clause.place == "call-off"}
    for placed in framework.plain:
        wanted = placed.rule.then.include
        if wanted is not None and wanted not in ids:
            says = f"rule `{placed.rule.id}` includes the clause `{wanted}`, which does not exist"
            yield Problem(placed.where, says)
