"""The terms of a framework: what `framework.yaml` says of it as a whole."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from rules.definition_part import DefinitionPart, Id, Line, Text
from rules.policies.calculation import NotNegative
from rules.values import Day

Route = Literal["direct-award", "further-competition", "catalogue"]
Regime = Literal["procurement-act-2023", "pcr-2015", "none"]


class AmountLimits(DefinitionPart):
    """Limits of an amount of money, both included."""

    min: NotNegative | None = None
    max: NotNegative | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` {self.min} must not be more than `max` {self.max}")
        return self

    def holds(self, value: Decimal) -> bool:
        """Return whether a value is inside."""
        return (self.min is None or self.min <= value) and (self.max is None or value <= self.max)


class RouteValue(AmountLimits):
    """The values of call-off contracts for which a route is open.

    above, below   as `min` and `max`, where the limit itself is not included: so the limits of two
                   routes can meet, and no value lies between them or has both
    """

    above: NotNegative | None = None
    below: NotNegative | None = None

    @model_validator(mode="after")
    def _one_limit_an_end(self) -> Self:
        for one, other in (("min", "above"), ("max", "below")):
            if getattr(self, one) is not None and getattr(self, other) is not None:
                raise ValueError(f"give `{one}` or `{other}`, not both")
        if (low := self.lowest) is not None and (high := self.highest) is not None and low > high:
            raise ValueError("the limits leave no value")
        return self

    @property
    def lowest(self) -> Decimal | None:
        """The lowest amount inside, in whole pence; None without a lower limit."""
        if self.above is not None:
            return (self.above // _PENNY + 1) * _PENNY
        return None if self.min is None else -(-self.min // _PENNY) * _PENNY

    @property
    def highest(self) -> Decimal | None:
        """The highest amount inside, in whole pence; None without an upper limit."""
        if self.below is not None:
            return (-(-self.below // _PENNY) - 1) * _PENNY
        return None if self.max is None else self.max // _PENNY * _PENNY

    def holds(self, value: Decimal) -> bool:
        """Return whether a value is inside."""
        return (
            super().holds(value)
            and (self.above is None or self.above < value)
            and (self.below is None or value < self.below)
        )


_PENNY: Final = Decimal("0.01")


class RouteToMarket(DefinitionPart):
    """A route by which buyers award call-off contracts, and when it is open.

    `lots` and `value` (of the call-off contract) limit it; neither means always.
    Source: Procurement Act 2023, s.45(3)-(4).
    """

    route: Route
    lots: tuple[Id, ...] = ()
    value: RouteValue | None = None
    note: Text | None = None


class CallOff(DefinitionPart):
    """What a call-off contract of a lot may be: its longest term in months, and its value."""

    max_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    value: AmountLimits | None = None


class Lot(DefinitionPart):
    """A part of the framework that suppliers apply for, and buyers buy from, by itself."""

    id: Id
    title: Line
    description: Text | None = None
    call_off: CallOff | None = None
    max_suppliers: Annotated[int, Field(ge=1)] | None = None


class FrameworkTerm(DefinitionPart):
    """How long the framework runs, in months, and by how much its owner may extend it.

    Source of the usual limit of 48 months: Procurement Act 2023, s.47.
    """

    months: Annotated[int, Field(ge=1, le=1200)]
    extension_months: Annotated[int, Field(ge=0, le=1200)] = 0
    reason: Text | None = None


class Owner(DefinitionPart):
    """Who owns the framework."""

    name: Line
    email: Line | None = None
    address: Text | None = None


class Buyers(DefinitionPart):
    """Who may buy: described, and by the domains of their e-mail addresses."""

    who: Text
    domains: tuple[Line, ...] = ()


class FormRoles(DefinitionPart):
    """Which form serves for what.

    application   what suppliers fill in to join, in order; if not given, every form of suppliers
                  but the bid
    brief         what a buyer fills in to say what is needed
    bid           what a supplier fills in to bid (in a catalogue: to describe a service)
    award         what a buyer fills in once it has awarded
    """

    application: tuple[Id, ...] = ()
    brief: Id | None = None
    bid: Id | None = None
    award: Id | None = None


class Terms(DefinitionPart):
    """`framework.yaml`.

    framework   the framework's id, the name of its folder in addresses
    regime      the law it was procured under
    starts      its first day
    routes      routes to market; a bare word is a route that is always open
    """

    framework: Id
    name: Line
    reference: Line | None = None
    summary: Text | None = None
    owner: Owner
    regime: Regime = "procurement-act-2023"
    starts: Day
    term: FrameworkTerm
    value: AmountLimits | None = None
    lots: Annotated[tuple[Lot, ...], Field(min_length=1)]
    routes: Annotated[tuple[RouteToMarket, ...], Field(min_length=1)]
    buyers: Buyers
    forms: FormRoles = FormRoles()
    previous: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_routes(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("routes"), list):
            routes = [{"route": each} if isinstance(each, str) else each for each in data["routes"]]
            return {**data, "routes": routes}
        return data

    @property
    def lot_ids(self) -> tuple[str, ...]:
        """The ids of the lots."""
        return tuple(lot.id for lot in self.lots)
