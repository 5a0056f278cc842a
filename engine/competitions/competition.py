"""The competition file: what a buyer puts in to have bids evaluated.

See docs/reference/competition.md for every key. Structure is checked here; that it fits the
definition (questions, scales, weightings) is checked where the definition is known.
"""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StrictBool

from rules.characters import printable_text
from rules.definition_part import DefinitionPart
from rules.problems import ValueProblem
from rules.values import Day, Exact
from rules.yaml.models import input_of


def _clean(text: str) -> str:
    """Return a name as it is meant: two that look alike are one, however they were typed."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise ValueProblem("must not be empty")
    if "\n" in printable_text(name) or "\t" in name:
        raise ValueProblem("must be one line: remove the line break or tab")
    return name


def _written(raw: object) -> object:
    if not isinstance(raw, str):
        raise ValueProblem("must be a time with its offset, such as 2027-01-31T12:00:00+00:00")
    return raw


#: An instant: written with its offset, never as a count of seconds.
Instant = Annotated[AwareDatetime, BeforeValidator(_written)]

#: A name or an id that people gave: one line of visible text.
ShortName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
BoundedText = Annotated[str, Field(max_length=100_000), AfterValidator(printable_text)]


class Mark(DefinitionPart):
    """One evaluator's mark for one criterion of one bid, with the reason for it."""

    evaluator: ShortName
    score: Exact
    reason: BoundedText = ""


class Agreed(DefinitionPart):
    """The panel's agreed mark for one criterion of one bid, with the reason for it."""

    score: Exact
    reason: BoundedText = ""


class Ruling(DefinitionPart):
    """A person's decision on a bid that a rule refers: it stays in, or it is excluded."""

    decision: Annotated[str, Field(pattern="^(accept|exclude)$")]
    reason: Annotated[BoundedText, Field(min_length=1)]
    by: ShortName


class SupplierDetails(DefinitionPart):
    """Where a supplier is written to, and the unique identifier under which it is registered.

    Source: Procurement Regulations 2024, regs 8 and 31(2)(b) and (c).
    """

    address: Annotated[str, Field(max_length=1000)] = ""
    email: Annotated[str, Field(max_length=320)] = ""
    identifier: Annotated[str, Field(max_length=200)] = ""


class Bid(DefinitionPart):
    """One supplier's bid.

    details      the supplier's addresses and unique identifier, for the feedback letter
    answers      question id to answer
    scores       criterion id to the evaluators' marks
    consensus    criterion id to the panel's agreed mark
    received     when the bid came in: an instant with its offset, for the tie rule `earliest-bid`
    advantages   what the winning bid does better than this one, for the feedback letter
    rulings      rule id to the decision of a person on what the rule refers
    withdrawn    whether the supplier has withdrawn: the bid is then left out
    """

    id: ShortName
    supplier: ShortName
    details: SupplierDetails = SupplierDetails()
    answers: Mapping[str, Any] = Field(default_factory=dict)
    scores: dict[str, tuple[Mark, ...]] = Field(default_factory=dict)
    consensus: dict[str, Agreed] = Field(default_factory=dict)
    received: Instant | None = None
    advantages: BoundedText = ""
    rulings: dict[str, Ruling] = Field(default_factory=dict)
    withdrawn: StrictBool = False


class Draw(DefinitionPart):
    """The seed from which lots are drawn, settled before anyone knew what it would be used for."""

    seed: ShortName


class ShortlistSize(DefinitionPart):
    """How many bids the buyer keeps on the shortlist, inside the framework's limits."""

    keep: Annotated[int, Field(ge=1, le=1_000_000)]


class Competition(DefinitionPart):
    """A competition, or a choice from a catalogue, with everything that decides it.

    lot, way      where and how; may be left out where the definition leaves no choice
    date          the day of the decision, against which dated rules are read
    weightings    criterion id to the weighting that the buyer chose
    brief         question id to the buyer's answer
    shortlist     how many bids the buyer chose to keep
    draw          the seed for the tie rule `draw-lots`
    award_notice      the day on which the contract award notice is published
    standstill_ends   when the standstill ends, where the buyer sets it
    """

    title: ShortName | None = None
    lot: str | None = None
    way: str | None = None
    date: Day | None = None
    weightings: dict[str, Exact] = Field(default_factory=dict)
    brief: Mapping[str, Any] = Field(default_factory=dict)
    shortlist: ShortlistSize | None = None
    draw: Draw | None = None
    award_notice: Day | None = None
    standstill_ends: Day | None = None
    bids: tuple[Bid, ...] = ()


def read_competition(data: object) -> Competition:
    """Read a competition. Raises `InputError` that names every place that is wrong."""
    return input_of(data, Competition)
