"""The head of a clause: what a clause is called, and what it states."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator

from rules.definition_part import DefinitionPart, Id, Line
from rules.problems import DefinitionError
from rules.yaml.models import model_of
from rules.yaml.reading import parse_yaml

#: The head, between two lines of `---` at the top of the file.
CLAUSE_HEAD: Final = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


def _listed(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


class ClauseHead(DefinitionPart):
    """The head of a clause.

    clause   its id, by which others refer to it: `[](#clause-term)`
    states   what it states: a topic, a group of topics, or one rule; several in a list
    part     `framework` or `call-off`: as its folder says, if given
    lots     the lots to which it is limited
    """

    clause: Id
    title: Line | None = None
    states: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    part: Literal["framework", "call-off"] | None = None
    lots: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()


def clause_content(name: str, content: Any) -> Any:  # noqa: ANN401 - a file's text or data
    """Return what is hashed of a file: of a clause, what its head says, and its text."""
    if not name.endswith(".md") or not isinstance(content, str):
        return content
    source = content.replace("\r\n", "\n")
    if (head := CLAUSE_HEAD.match(source)) is None:
        return source
    try:
        model = model_of(parse_yaml(head[1], name), ClauseHead)
    except DefinitionError:
        return source
    return [model, source[head.end() :]]
