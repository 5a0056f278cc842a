"""What all methods have in common, and bids as methods see them."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Final, Literal

from rules.definition_part import Id
from rules.policies.calculation import Calculation, Mathematics, NameOf, Undecidable, n

Best = Literal["highest", "lowest"]

#: What ranks a bid: a figure; figures compared one after another (lexicographic); or None for a bid
#: that has no figure and ranks after every bid that has one.
MethodTotal = Fraction | tuple[Fraction, ...] | None

NOTHING: Final = Fraction(0)
_HUNDRED: Final = Fraction(100)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a method knows of one bid.

    `price` is in money; `quality` runs from 0 to `quality_max`, which is above 0 and the same for
    every bid; `points` are those that a sum adds up, by criterion id; `shares`, by the id of any
    criterion, the share of the full score that the bid has on it, 0 to 1.
    """

    id: str
    price: Fraction | None
    quality: Fraction | None
    points: Mapping[str, Fraction] = field(default_factory=dict)
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    quality_max: Fraction = _HUNDRED


@dataclass(frozen=True, slots=True)
class Offers:
    """The bids that a method compares, and what it needs to know beside them.

    `quality_weight` and `price_weight` are the weightings of all quality and of price, in the same
    unit (60 and 40). `figure` is the answer to what the method asks for (`asked`); a method with a
    figure of its own ignores it.
    """

    bids: Sequence[Offer]
    quality_weight: Fraction
    price_weight: Fraction
    figure: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Working:
    """What quality does to the price of one bid, so that a total can be redone by hand.

    `multiplier`: what the price is divided by, or goes with the price under an index;
    `deduction`: the money taken off the price. One of the two.
    """

    multiplier: Fraction | None = None
    deduction: Fraction | None = None


class EvaluationMethod(Calculation):
    """A method that ranks bids by their totals.

    Class attributes: `reversible`, whether a losing bid can change the order of two others; `best`,
    which total comes first; `needs_price`, `needs_quality` and `needs_weightings`, what every bid
    or competition must have for the method to work; `uses_formulas`, whether price formulas count.

    `totals`, `workings` and `level_prices` raise `Undecidable`, naming the bids, where a price or a
    quality is missing that the method needs, or where its formula has no answer (see the degenerate
    cases of each).
    """

    reversible: ClassVar[bool] = False
    best: ClassVar[Best]
    needs_price: ClassVar[bool] = True
    needs_quality: ClassVar[bool] = True
    needs_weightings: ClassVar[bool] = False
    uses_formulas: ClassVar[bool] = False

    def criteria_named(self) -> Iterator[tuple[str, Id]]:
        """Yield each criterion that the method names, with the key that names it."""
        yield from ()

    def totals(self, offers: Offers) -> dict[str, MethodTotal]:
        """Return each bid's total, by bid id. No bids, no totals."""
        return self._totals(offers) if offers.bids else {}

    @abstractmethod
    def _totals(self, offers: Offers) -> dict[str, MethodTotal]: ...

    def workings(self, offers: Offers) -> dict[str, Working]:
        """Return what quality does to each price, by bid id; nothing if it is not weighed so."""
        return {}

    def level_prices(self, offers: Offers, level_with: str) -> dict[str, Fraction | None]:
        """Return the price at which each bid would have the total of bid `level_with`, by bid id.

        In money, quality unchanged; None where no price above zero would do. Nothing for a method
        that turns prices into points first: there a change of price moves the points of every bid.
        """
        return {}

    def mathematics(
        self, *, quality_out_of: Decimal, criterion: NameOf, name_of: NameOf
    ) -> Mathematics:
        """Set out how bids get their totals.

        `criterion` names a criterion, `name_of` a question that the method asks.
        """
        found = self._mathematics(n(quality_out_of), criterion, name_of)
        first: tuple[str, ...] = ()
        if self.needs_quality and not self.uses_formulas:
            first = (
                (
                    "Quality is the mean of the scores for everything but the price, each by its "
                    f"weighting, out of {n(quality_out_of)}."
                ),
            )
        last = f"The {self.best} total comes first."
        return Mathematics(found.lines, (*first, *found.sentences, last))

    @abstractmethod
    def _mathematics(self, most: str, criterion: NameOf, name_of: NameOf) -> Mathematics: ...

    def _prices(self, offers: Offers) -> dict[str, Fraction]:
        if missing := [offer.id for offer in offers.bids if offer.price is None]:
            raise Undecidable(missing, f"{self.title} needs every bid's price.")
        return {offer.id: offer.price for offer in offers.bids if offer.price is not None}

    def _prices_above_zero(self, offers: Offers) -> dict[str, Fraction]:
        prices = self._prices(offers)
        if refused := [bid for bid, price in prices.items() if price <= 0]:
            raise Undecidable(refused, f"{self.title} has no total for a price of zero or less.")
        return prices

    def _qualities(self, offers: Offers) -> dict[str, Fraction]:
        if missing := [offer.id for offer in offers.bids if offer.quality is None]:
            raise Undecidable(missing, f"{self.title} needs every bid's quality.")
        return {offer.id: offer.quality for offer in offers.bids if offer.quality is not None}

    def _most(self, offer: Offer) -> Fraction:
        if offer.quality_max <= 0:
            raise Undecidable((), "The most that quality can score must be above zero.")
        return offer.quality_max

    def _weight_ratio(self, offers: Offers) -> Fraction:
        if offers.price_weight <= 0:
            raise Undecidable((), f"{self.title} needs a weighting for price above zero.")
        return offers.quality_weight / offers.price_weight


class PriceComparingMethod(EvaluationMethod):
    """A method that weighs the price itself, so that a bid has a price at which it would be level.

    The utility index and relative value refer to the lowest price and to the best or lowest
    quality; a change of price moves every total by the same factor, so the answer holds.
    """

    def level_prices(self, offers: Offers, level_with: str) -> dict[str, Fraction | None]:
        """Return the price at which each bid would have the total of bid `level_with`, by bid id.

        In money, quality unchanged; None where no price above zero would do.
        """
        aim = next(offer.price for offer in offers.bids if offer.id == level_with)
        if aim is None:
            raise Undecidable((level_with,), f"{self.title} needs every bid's price.")
        found = self._level_prices(offers, level_with, aim)
        return {bid: price if price > 0 else None for bid, price in found.items()}

    @abstractmethod
    def _level_prices(
        self, offers: Offers, level_with: str, aim: Fraction
    ) -> dict[str, Fraction]: ...
