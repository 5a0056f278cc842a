"""Calculations: what a price formula and a method have in common.

An owner chooses a calculation by its name and sets its figures, or leaves one of them to the
buyer's answer. A line of mathematics that sets it out has words for variables, and
`{lowest price}/{price}` is a fraction.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from rules.conditions import Reference
from rules.definition_part import DefinitionPart
from rules.figures.amounts import grouped, money
from rules.values import BoundedNumber

#: A number of zero or more.
NotNegative = Annotated[BoundedNumber, Field(ge=0)]

#: A number above zero.
Positive = Annotated[BoundedNumber, Field(gt=0)]

#: A number above zero that the owner sets, or that the buyer answers for one competition.
FigureOrReference = Positive | Reference

#: Returns the name of a question or criterion that a definition refers to, in Markdown.
NameOf = Callable[[str], str]


class Undecidable(Exception):
    """The calculation has no result for these bids, and a person must settle what follows.

    `bid_ids` are the bids concerned, in the order of their ids; none where the fault is not in a
    bid. `says` is a sentence for people, without the bids.
    """

    def __init__(self, bid_ids: Iterable[str], says: str) -> None:
        self.bid_ids = tuple(sorted(bid_ids))
        self.says = says
        super().__init__(says, self.bid_ids)


@dataclass(frozen=True, slots=True)
class Mathematics:
    """A calculation set out: its lines, and the sentences that explain them, less empty ones."""

    lines: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The whole in Markdown."""
        parts = ["```formula\n" + "\n".join(self.lines) + "\n```"] if self.lines else []
        return "\n\n".join([*parts, " ".join(filter(None, self.sentences))]).strip()


class Calculation(DefinitionPart):
    """What every price formula and every method has in common.

    Class attributes: `title`, what people call it; `source`, where it comes from; `relative`,
    whether the result of a bid depends on the other bids.
    """

    title: ClassVar[str]
    source: ClassVar[str]
    relative: ClassVar[bool] = False

    @property
    def asked(self) -> Reference | None:
        """The answer or fact that gives one of the figures, if the owner leaves it to the buyer."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return next((value for value in values if isinstance(value, Reference)), None)

    def figures(self) -> Iterator[tuple[str, Decimal]]:
        """Yield each figure that the owner has set, with its key (`worth.plan` in a mapping)."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Decimal):
                yield name, value
            elif isinstance(value, dict):
                yield from ((f"{name}.{key}", each) for key, each in value.items())

    def figure(self, key: str, answered: Fraction | None) -> Fraction:
        """Return the figure that the owner has set, or else the buyer's answer.

        Raises `Undecidable` where the answer is missing, or is not above zero.
        """
        given = getattr(self, key)
        if isinstance(given, Decimal):
            return Fraction(given)
        name = given.answer or given.fact
        if answered is None:
            raise Undecidable((), f"{self.title} needs `{name}` for its `{key}`: it has no answer.")
        if answered <= 0:
            raise Undecidable(
                (), f"The answer to `{name}`, the `{key}` of {self.title}, must be above zero."
            )
        return answered

    @property
    def example_amount(self) -> Decimal | None:
        """The money that a worked example uses beside the figures set; None where any will do."""
        return None

    def example_answer(self, amount: Decimal) -> Decimal:
        """Return the buyer's answer (see `asked`) in a worked example about `amount`."""
        return amount


def figure_in_words(figure: Decimal | Reference, unknown: str, name_of: NameOf) -> tuple[str, str]:
    """Return what a sum of money is called in a formula, and the sentence that says what it is.

    The sum itself and no sentence, where the owner has set it; else `unknown`.
    """
    if isinstance(figure, Decimal):
        return money(figure), ""
    asked = name_of(str(figure.answer or figure.fact))
    return unknown, (
        f"The {unknown} is the Buyer’s answer to “{asked}”, published with the invitation to bid."
    )


def n(figure: Decimal) -> str:
    """Return a figure as a formula has it: in digits, its thousands apart."""
    return grouped(figure)
