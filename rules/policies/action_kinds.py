"""Kinds of contract action: what each is called, what it changes and what a request for it gives.

A new kind is declared here; `engine.contracts.replay` says how it changes a contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

#: What may be done to a contract.
ActionKind = Literal[
    "extend",
    "end-early",
    "end-for-cause",
    "end-part",
    "suspend",
    "vary",
    "add-statement-of-work",
    "raise-price",
    "transfer",
    "step-in",
]

#: What a limit of an action bounds; a kind has the limits of what it can change.
LimitedChange = Literal["term", "rise", "fall", "price", "pause", "suspension", "repeat"]

_TERM: Final = ("months", "new_end")
_VALUE: Final = ("value_change", "new_value")
_DAY: Final = ("effective_on",)


@dataclass(frozen=True, slots=True)
class ActionTraits:
    """What is true of every action of a kind.

    doing      how a sentence says it: "the buyer may {}"
    noun       what one such action is called
    notice     the title of a notice of it
    done       what that notice says is done
    needs      the parts that a request must give, each with the keys that can give it
    takes      the keys that a request may give besides
    limits     what limits can bound
    option     whether it exercises a right which the contract as awarded gives, unless the policy
               says no
    scoped     whether the scope of what is bought is in question
    """

    doing: str
    noun: str
    notice: str
    done: str
    needs: tuple[tuple[str, ...], ...]
    takes: tuple[str, ...] = ()
    limits: tuple[LimitedChange, ...] = ("repeat",)
    option: bool = False
    scoped: bool = False


ACTION_KINDS: Final[Mapping[ActionKind, ActionTraits]] = MappingProxyType(
    {
        "extend": ActionTraits(
            "extend the contract",
            "extension",
            "Notice of extension",
            "the term of the contract is extended",
            needs=(_TERM,),
            takes=_VALUE,
            limits=("repeat", "term", "rise"),
            option=True,
        ),
        "end-early": ActionTraits(
            "end the contract early",
            "end",
            "Notice to end the contract",
            "the contract ends before the end of its term",
            needs=(_DAY,),
            limits=(),
        ),
        "end-for-cause": ActionTraits(
            "end the contract for cause",
            "end",
            "Notice to end the contract for cause",
            "the contract ends for cause",
            needs=(_DAY,),
            limits=(),
        ),
        "end-part": ActionTraits(
            "end part of the contract",
            "partial end",
            "Notice to end part of the contract",
            "part of the contract ends",
            needs=(_DAY, _VALUE),
            limits=("repeat", "fall"),
            option=True,
        ),
        "suspend": ActionTraits(
            "suspend the contract",
            "suspension",
            "Notice of suspension",
            "the contract is suspended",
            needs=(_DAY, ("days",)),
            limits=("repeat", "pause", "suspension"),
            option=True,
        ),
        "vary": ActionTraits(
            "vary the contract",
            "variation",
            "Notice of variation",
            "the contract is changed",
            needs=(_DAY, _VALUE),
            takes=_TERM,
            limits=("repeat", "term", "rise", "fall"),
            scoped=True,
        ),
        "add-statement-of-work": ActionTraits(
            "add a statement of work",
            "statement of work",
            "Notice of a statement of work",
            "a statement of work is added to the contract",
            needs=(_DAY, _VALUE),
            limits=("repeat", "rise"),
            option=True,
            scoped=True,
        ),
        "raise-price": ActionTraits(
            "raise the prices",
            "rise",
            "Notice of a price increase",
            "the prices of the contract rise",
            needs=(_DAY, ("price_increase_percent",), _VALUE),
            limits=("repeat", "rise", "price"),
            option=True,
        ),
        "transfer": ActionTraits(
            "transfer the contract",
            "transfer",
            "Notice of transfer",
            "the contract passes to another supplier",
            needs=(_DAY, ("to",)),
        ),
        "step-in": ActionTraits(
            "step in",
            "stepping in",
            "Notice of stepping in",
            "the buyer steps in",
            needs=(_DAY,),
            takes=("days",),
            limits=("repeat", "pause"),
            option=True,
        ),
    }
)
