"""Encoding: what the network sees of an answer: small whole numbers, and nothing a person typed.

Each subject of a group becomes one or more *fields*:

    ordered (number, money, date …)   its place among the constants that the rules compare it with:
                                      even codes equal a constant, odd codes lie between two
    yes-no, one-of, text              the number of the constant it equals, or OTHER
    many-of, texts                    for each item that rules look for: there or not
    compared with another subject     less, equal or more (equal or different where not ordered)

0 always means unanswered. Places are exact for figures of any size, so no value is too large, too
small or too long to be decided, and no text can reach the C code.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from engine import network
from engine.interpreter import Profile
from engine.program import Group
from rules.logic import Both, Compare, Either, Logic, Op, leaves
from rules.values import LISTS, ORDERED, Kind, Scalar, Subject

_UNANSWERED: Final = 0
_OTHER: Final = 1

#: Codes of a comparison between two subjects.
_LESS, _EQUAL, _MORE = 1, 2, 3
#: Codes of an item of a list.
_ABSENT, _PRESENT = 1, 2

_INCLUDING: Final = frozenset({Op.INCLUDES, Op.EXCLUDES, Op.INCLUDES_ANY, Op.INCLUDES_NONE})
