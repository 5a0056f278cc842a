"""The feedback policy: what each supplier must be told, and when.

    ruleset: feedback
    standstill: {working_days: 8}
    letters:
      - to: unsuccessful
        contains: [own-scores, own-reasons, winner-name, winner-scores, standstill]
        each_reason: {words: {min: 20, max: 500}}
        before: award

Each item of each letter expands to one rule, `feedback/unsuccessful/own-scores`, that requires it
when the bid's outcome is the letter's.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from rules.conditions import AllOf, Comparison, Condition
from rules.definition_part import DefinitionPart, Id, Line
from rules.policies.ways import CountLimits
from rules.problems import DataPath
from rules.ruleset import Outcomes, RequireOutcome, Rule

#: What a letter may contain, and what each is. Sources: PR24 reg 31 and PCR15 reg 86(2) for most.
ITEMS: Final = MappingProxyType(
    {
        "criteria": "the award criteria, their weightings and how scores are given",
        "own-details": "the supplier's name, addresses and unique identifier",
        "own-scores": "the supplier's own score for each criterion",
        "own-reasons": "the reason for each of those scores",
        "own-total": "the supplier's own total",
        "own-rank": "the supplier's place",
        "exclusion-reasons": "why the bid was excluded",
        "winner-name": "the name of the winner",
        "winner-total": "the winner's total",
        "winner-scores": "the winner's score for each criterion",
        "winner-reasons": "the reason for each of the winner's scores",
        "relative-advantages": "the characteristics and relative advantages of the winning bid",
        "price-rank": "the place of the supplier's price",
        "number-of-bids": "how many bids were received",
        "standstill": "when the standstill ends, before which no contract is made",
        "challenge": "how the supplier may ask for a review of the decision",
    }
)

BidOutcome = Literal["winner", "unsuccessful", "excluded"]

#: How figures are told from which another bid's price can be worked out, the strictest last.
OtherPrices = Literal["show", "round", "withhold"]

_OWN: Final = ("criteria", "own-details", "own-scores", "own-reasons", "own-total")
_WINNERS: Final = ("winner-scores", "winner-reasons", "winner-total")

#: What an assessment summary holds, by outcome. It need not name the winner, whom the award notice
#: names (Procurement Regulations 2024, reg 31(2) and (3)).
ASSESSMENT_SUMMARY: Final[Mapping[BidOutcome, tuple[str, ...]]] = MappingProxyType(
    {
        "winner": _OWN,
        "unsuccessful": _OWN + _WINNERS,
        "excluded": (*_OWN, *_WINNERS, "exclusion-reasons"),
    }
)

_REGULATION_31: Final = re.compile(
    r"\b(?:regulations?|regs?|rr?)\b\.?\s*(?:\d+\s*(?:,|and|to|-|–)\s*)*31\b", re.IGNORECASE
)
_OF_2024: Final = re.compile(
    r"procurement regulations 2024|2024/692|\bPR\s?(?:20)?24\b", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\b20\d\d\b|\bPCR\s?\d\d\b")
#: A limb of section 94(1) of the Procurement Act 2023, by its number or by its words.
_LIMB: Final = re.compile(
    r"94\s?\(1\)\s?\([ab]\)|national security|sensitive commercial information", re.IGNORECASE
)


def names_limb(ground: str) -> bool:
    """Return whether a ground for withholding names its limb of s.94(1) (Procurement Act 2023)."""
    return bool(_LIMB.search(ground))


class Standstill(DefinitionPart):
    """How long no contract may be made: exactly one of the two.

    working_days   beginning with the day on which the award notice is published; bank holidays of
                   the whole United Kingdom do not count (Procurement Act 2023, ss.51 and 123: 8)
    days           after the day on which suppliers are told (Public Contracts Regulations 2015,
                   reg 87: 10)
    """

    working_days: Annotated[int, Field(ge=1, le=366)] | None = None
    days: Annotated[int, Field(ge=1, le=366)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.working_days is None) == (self.days is None):
            raise ValueError("give one of `working_days` and `days`")
        return self


class Reasons(DefinitionPart):
    """How long each reason for a score must be, in words."""

    words: CountLimits


class LetterPolicy(DefinitionPart):
    """What suppliers of one outcome must be told.

    before    the event that may not happen until every item is there
    when      a further condition, so that some get more than others
    withhold  items that are never disclosed to them, each with the ground for it
    other_prices   how figures are told from which another bid's price can be worked out: as they
              are, rounded to two significant figures, or not; as they are if the owner does not say
    """

    to: BidOutcome
    title: Line | None = None
    contains: tuple[Id, ...] = Field(min_length=1)
    each_reason: Reasons | None = None
    before: Literal["award", "contract"] = "award"
    when: Condition | None = None
    withhold: dict[Id, Line] = Field(default_factory=dict)
    other_prices: OtherPrices | None = None
    source: Line | None = None

    @property
    def cites_regulation_31(self) -> bool:
        """Whether it claims to be what regulation 31 of the Procurement Regulations 2024 lists."""
        says = f"{self.title or ''} {self.source or ''}"
        named = _OF_2024.search(says) or not _YEAR.search(says)
        return bool(_REGULATION_31.search(says) and named)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for item in (*self.contains, *self.withhold):
            if item not in ITEMS:
                raise ValueError(
                    f"`{item}` cannot be in a letter: choose from {', '.join(sorted(ITEMS))}"
                )
        for item in self.contains:
            if self.contains.count(item) > 1:
                raise ValueError(f"`contains` names `{item}` twice")
            if item in self.withhold:
                raise ValueError(f"`{item}` cannot be both contained and withheld")
            if self.to == "winner" and item == "exclusion-reasons":
                raise ValueError("a winner has no exclusion reasons")
        return self


class Feedback(DefinitionPart):
    """The letters due, and the standstill that follows the decision."""

    standstill: Standstill | None = None
    letters: tuple[LetterPolicy, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, LetterPolicy], ...]:
        """Each letter with its name in the ids of its rules: `unsuccessful`, `unsuccessful-2`."""
        seen: dict[str, int] = {}
        found = []
        for letter in self.letters:
            seen[letter.to] = seen.get(letter.to, 0) + 1
            number = seen[letter.to]
            found.append((letter.to if number == 1 else f"{letter.to}-{number}", letter))
        return tuple(found)


def rules_of_feedback(policy: Feedback) -> Iterator[tuple[Rule, DataPath]]:
    """Yield the rules of a feedback policy, each with its place in the policy."""
    for index, (name, letter) in enumerate(policy.named):
        due: Condition = Comparison.model_validate({"fact": "outcome", "is": letter.to})
        if letter.when is not None:
            due = AllOf(all=(due, letter.when))
        for place, item in enumerate(letter.contains):
            require = RequireOutcome(feedback=item, to=letter.to, before=letter.before)
            rule = Rule(
                id=f"feedback/{name}/{item}",
                title=f"{letter.to.capitalize()} suppliers get {ITEMS[item]}",
                when=due,
                then=Outcomes(require=require),
                source=letter.source,
            )
            yield rule, ("letters", index, "contains", place)
