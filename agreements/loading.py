"""Loading: read a definition, link it, and hold its clauses to its rules.

    framework = load(Path("examples/digital-outcomes"))

Every problem of a definition is reported at once, each with file and line. Callers load through
this module, or through `agreements.compiled`, which keeps what was loaded.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from agreements.clauses.numbering import LINK, numbering_of, stated_in
from agreements.definition.framework import Framework
from agreements.definition.linking import link_definition
from agreements.rendering.papers import every
from rules.problems import DefinitionError, Problem, sorted_problems


def load(folder: Path) -> Framework:
    """Read and link a definition. Raises `DefinitionError` with every problem found."""
    framework = link_definition(folder)
    if any(name.startswith("agreement/") for name in framework.documents):
        problems = [*_clause_problems(framework)]
        if problems:
            raise DefinitionError(sorted_problems(problems))
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
