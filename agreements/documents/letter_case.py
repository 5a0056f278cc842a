"""What a letter is written from: a decided competition, and the bid that the letter is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from agreements.clauses.ways import way_parts
from agreements.definition.framework import Framework
from agreements.documents.letter_prices import told
from agreements.rendering.escaping import inline, one_line
from agreements.rendering.papers import PaperPart
from engine.competitions.feedback_due import Due
from engine.competitions.standings import EXCLUDED, WINNER, BidStanding, Evaluation
from rules.policies.criteria import Criterion
from rules.policies.disclosed_prices import telling_items
from rules.policies.feedback import LetterPolicy, OtherPrices
from rules.problems import Problems

#: No letter is called an assessment summary: the Act has those for awards by tender (ss.19 and 50),
#: and a competition under a framework is none.
LetterKind = Literal["award-letter", "outcome-letter", "exclusion-letter"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends the letters, and what stands at their head.

    buyer       the name of the buyer, who decided; no letter goes out without it
    signatory   who signs for the buyer, with their office; no letter goes out without it
    contact     where suppliers write to the buyer; the e-mail address of the framework's owner, if
                the owner is the buyer and gives no other
    reference   the buyer's own reference
    dated       the date of the letters; the day of the decision if not given
    """

    buyer: str = ""
    signatory: str = ""
    contact: str = ""
    reference: str = ""
    dated: date | None = None


@dataclass(frozen=True)
class LetterSource:
    """What all the letters of a competition share. `bids` holds the printed result by bid id.

    `clauses` are rule ids to the numbers of the clauses that state them.
    """

    framework: Framework
    evaluation: Evaluation
    sender: Sender
    bids: Mapping[str, dict[str, Any]]
    clauses: Mapping[str, str]

    @cached_property
    def winner(self) -> BidStanding | None:
        """The bid that won, if one did."""
        found = (each for each in self.evaluation.standings if each.id == self.evaluation.winner)
        return next(found, None)

    @cached_property
    def criteria(self) -> tuple[PaperPart, ...]:
        """The award criteria, the same in every letter."""
        return way_parts(self.framework, self.evaluation.plan, self.evaluation.weightings)

    @cached_property
    def price_ranks(self) -> Mapping[str, int]:
        """The place of each ranked bid's price, the lowest first; equal prices share a place."""
        prices = {
            each.id: each.price
            for each in self.evaluation.standings
            if each.rank is not None and each.price is not None
        }
        ordered = sorted(prices.values())
        return {bid: ordered.index(price) + 1 for bid, price in prices.items()}

    @property
    def dated(self) -> date | None:
        """The date of the letters."""
        return self.sender.dated or self.evaluation.competition.date

    @property
    def contact(self) -> str:
        """Where a supplier may write to who decided: an owner who is not the buyer did not."""
        owner = self.framework.terms.owner
        own = owner.name.casefold() == self.sender.buyer.strip().casefold()
        return one_line(self.sender.contact.strip() or (owner.email if own and owner.email else ""))

    @property
    def buyer(self) -> str:
        """The buyer as it is called inside a sentence, in Markdown."""
        return inline(self.sender.buyer) if self.sender.buyer.strip() else "the buyer"


@dataclass
class LetterCase:
    """One letter while it is written: its bid, what is required of it, what is found missing."""

    shared: LetterSource
    standing: BidStanding
    due: Due | None
    problems: Problems = field(default_factory=Problems)

    @cached_property
    def contains(self) -> frozenset[str]:
        """The items that the letter must contain."""
        return frozenset(self.due.contains if self.due else ()) - frozenset(self.withheld)

    @cached_property
    def stated(self) -> Mapping[str, tuple[str, ...]]:
        """For each item, the rules that require it."""
        found: dict[str, tuple[str, ...]] = {}
        for fired in self.standing.fired:
            require = fired.rule.rule.then.require
            if require is not None and require.feedback is not None:
                found[require.feedback] = (*found.get(require.feedback, ()), fired.rule.id)
        return found

    @cached_property
    def policies(self) -> tuple[LetterPolicy, ...]:
        """What the owner wrote for suppliers like this one."""
        fired = {each.rule.id for each in self.standing.fired}
        return tuple(
            letter
            for name, letter in self.shared.evaluation.plan.feedback.named
            if f"feedback/{name}/{letter.contains[0]}" in fired
        )

    @cached_property
    def withheld(self) -> Mapping[str, str]:
        """The items that are never disclosed to this supplier, each with its ground."""
        return {item: ground for each in self.policies for item, ground in each.withhold.items()}

    @cached_property
    def other_prices(self) -> OtherPrices:
        """How figures are told from which another bid's price can be worked out."""
        said = [each.other_prices for each in self.policies if each.other_prices]
        return max(said, key=get_args(OtherPrices).index, default="show")

    def told(self, item: str, figure: str, criterion: Criterion | None = None) -> str:
        """Return a figure of an item, a total or the score of a criterion, as it may be told."""
        if item not in self.kept or (criterion is not None and not criterion.priced):
            return figure
        return told(figure, self.other_prices)

    @cached_property
    def kept_facts(self) -> frozenset[str]:
        """The facts about the letter's own bid that other bids' prices went into, kept back."""
        criteria = self.shared.evaluation.plan.way.every if "own-scores" in self.kept else ()
        priced = [each.id for each in criteria if each.priced]
        total = ["fact:total"] if "own-total" in self.kept else []
        return frozenset([*total, *(f"fact:{i}{end}" for i in priced for end in ("", "/points"))])

    @cached_property
    def kept(self) -> frozenset[str]:
        """The items whose figures are not told as they are, whether the letter has them or not."""
        if self.other_prices == "show":
            return frozenset()
        return frozenset(telling_items(self.shared.evaluation.plan.way))

    @property
    def kept_back(self) -> frozenset[str]:
        """The items of the letter whose figures are not told as they are."""
        return self.contains & self.kept

    @property
    def kind(self) -> LetterKind:
        """What sort of letter this is."""
        if self.standing.outcome == WINNER:
            return "award-letter"
        return "exclusion-letter" if self.standing.outcome == EXCLUDED else "outcome-letter"

    @property
    def won(self) -> bool:
        """Whether this is the letter to the winner."""
        return self.standing.outcome == WINNER

    @property
    def mine(self) -> dict[str, Any]:
        """The printed result of the letter's own bid."""
        return self.shared.bids[self.standing.id]

    @property
    def theirs(self) -> dict[str, Any] | None:
        """The printed result of the winner, where that is another bid and there is one."""
        winner = self.shared.winner
        return None if winner is None or self.won else self.shared.bids[winner.id]
