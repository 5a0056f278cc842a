"""The network's language: Boolean trees of comparisons between a field's code and a constant.

A code is a small whole number that stands for an answer (`engine.network.encoding` chooses it), so
nothing
that a person typed is in here. There is no negation, no arithmetic and no absence: whoever codes a
condition has pushed the first inwards and given the last a code of its own.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

#: How a code is compared with a constant.
CodeOperator = Literal["==", "!=", "<=", ">=", "<", ">"]

#: The largest code and the largest constant. Far inside what durable-rules compares exactly.
MAX_CODE: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CodeTest:
    """The code of one field (counted from 0 within its group) compared with a constant."""

    __test__: ClassVar[bool] = False  # not one of pytest's, whatever its name suggests

    field: int
    op: CodeOperator
    value: int


@dataclass(frozen=True, slots=True)
class CodeAll:
    """Every part holds; with no parts, always."""

    parts: tuple["CodedCondition", ...]


@dataclass(frozen=True, slots=True)
class CodeAny:
    """At least one part holds; with no parts, never."""

    parts: tuple["CodedCondition", ...]


CodedCondition = CodeTest | CodeAll | CodeAny
ALWAYS: Final = CodeAll(())
NEVER: Final = CodeAny(())


@dataclass(frozen=True, slots=True)
class CodedGroup:
    """Rules that test the same fields: how many there are, and the condition of each rule."""

    fields: int
    rules: tuple[CodedCondition, ...]


#: The group's number, and the code of each of its fields: what a rule of that group is asked about.
CodedProfile = tuple[int, tuple[int, ...]]


class Unsafe(ValueError):
    """Something that is outside the network's language. Never holds a code.

    `group` and `rule` say where, counted from 0; None where it is not in one rule.
    """

    def __init__(self, says: str, group: int | None = None, rule: int | None = None) -> None:
        super().__init__(says)
        self.group = group
        self.rule = rule
