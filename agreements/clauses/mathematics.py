"""Mathematics: price formulas and methods of ranking, set out for people.

Every formula of `rules.policies.formulas` and method of `rules.policies.methods` as lines of
mathematics, with words for variables (`{lowest price}/{price}` is a fraction), and the sentences
that explain them. `engine.methods` computes from the same models.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from agreements.clauses import amounts
from rules.conditions import Reference
from rules.policies.formulas import (
    AnyPriceFormula,
    Bands,
    DeviationFromLowest,
    DiscountBilinear,
    DiscountPower,
    DiscountRatio,
    LinearBetweenBids,
    LinearBetweenBounds,
    Logarithmic,
    LowestPriceRatio,
    MeanNarrowAverage,
    ReferenceRatio,
)
from rules.policies.methods import (
    AnyMethod,
    BestQuality,
    Coefficient,
    CostLessWillingnessToPay,
    Lexicographic,
    LowestPrice,
    MonetisedDeductions,
    PricePerQualityPoint,
    QualityPremium,
    RatedCriteria,
    RelativeValue,
    UtilityIndex,
    ValueForMoneyIndex,
    WeightedSum,
    WeightedValueForMoney,
)

#: Gives the name of a question or fact that a definition refers to, in Markdown.
LabelOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Mathematics:
    """A formula set out: its lines, and the sentences that explain them."""

    lines: tuple[str, ...]
    sentences: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The whole in Markdown."""
        parts = ["```formula\n" + "\n".join(self.lines) + "\n```"] if self.lines else []
        return "\n\n".join([*parts, " ".join(filter(None, self.sentences))]).strip()


def _n(value: Decimal) -> str:
    return amounts.grouped(value)


def _given(figure: Decimal | Reference, label: LabelOf, *, money: bool = True) -> tuple[str, str]:
    """Give how a figure is called in a formula, and the sentence that says what it is."""
    if isinstance(figure, Decimal):
        return amounts.money(figure) if money else _n(figure), ""
    name = str(figure.answer or figure.fact)
    return "", f"the Buyer’s answer to “{label(name)}”, published with the invitation to bid"


# --- price formulas -------------------------------------------------------------------------------


def of_price(formula: AnyPriceFormula, label: LabelOf) -> Mathematics:
    """Set out how a formula turns prices into scores."""
    top = _n(formula.out_of)
    lines, sentences = _price(formula, top, label)
    if formula.relative:
        sentences = (
            *sentences,
            (
                "The prices compared are those of the bids that are still in the competition, so "
                "the score of a bid depends on the other bids."
            ),
        )
    return Mathematics(lines, sentences)


def _price(
    formula: AnyPriceFormula, top: str, label: LabelOf
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match formula:
        case LowestPriceRatio():
            return (f"price score = {top} × {{lowest price}}/{{price}}",), (
                f"The lowest price scores {top}; a price twice as high scores half of that.",
            )
        case DeviationFromLowest(percent_at_zero=at_zero):
            return (
                (
                    f"price score = {top} × (1 − {{price − lowest price}}/"
                    f"{{{_n(at_zero)}% of the lowest price}})"
                ),
            ), (f"The lowest price scores {top}.", _floor(formula.floor))
        case LinearBetweenBids():
            return (
                f"price score = {top} × {{highest price − price}}/{{highest price − lowest price}}",
            ), (
                (
                    f"The lowest price scores {top} and the highest nothing. Where all prices are "
                    f"the same, each scores {top}."
                ),
            )
        case LinearBetweenBounds(lowest=lowest, highest=highest):
            shown, meaning = _given(highest, label)
            high = shown or "upper price"
            says = [
                (
                    f"A price of {amounts.money(lowest)} or less scores {top}; one of "
                    f"{shown or 'the upper price'} or more scores nothing."
                )
            ]
            if meaning:
                says.append(f"The upper price is {meaning}.")
            return (
                f"price score = {top} × {{{high} − price}}/{{{high} − {amounts.money(lowest)}}}",
            ), tuple(says)
        case MeanNarrowAverage(at_mean=at_mean, points_per_percent=each, capped=capped):
            by = "" if each == 1 else f"{_n(each)} × "
            cap = f"No score is above {top}." if capped else ""
            return (
                f"price score = {_n(at_mean)} + {by}100 × {{mean price − price}}/{{mean price}}",
            ), (
                (
                    f"A price at the mean of the prices compared scores {_n(at_mean)}. Each per "
                    f"cent below the mean adds, and each per cent above it takes away, {_n(each)}."
                ),
                _floor(formula.floor),
                cap,
            )
        case Bands():
            return (), (f"The score is read from this table:\n\n{_bands(formula)}",)
        case DiscountRatio(smallest_full_discount=least):
            divisor = "greatest discount"
            says = [_discount(formula.budget, label)]
            if least > 0:
                divisor = f"the larger of {_n(least)}% and the greatest discount"
                says.append(f"A bid reaches {top} only by a discount of at least {_n(least)}%.")
            return (f"price score = {top} × {{discount}}/{{{divisor}}}",), tuple(says)
        case DiscountPower(exponent=exponent):
            shown, meaning = _given(formula.budget, label)
            budget = shown or "budget"
            return (
                f"price score = {top} × share to the power of {_n(exponent)}",
                f"share = {{{budget} − price}}/{{{budget} − lowest price}}",
            ), (
                f"The budget is {meaning}." if meaning else "",
                "A price at or above the budget scores nothing.",
            )
        case DiscountBilinear(percent_at_mean=at_mean):
            part = _n(at_mean)
            return (
                (
                    f"up to the mean discount: price score = {top} × {part}% × "
                    "{discount}/{mean discount}"
                ),
                (
                    f"above it: price score = {top} × ({part}% + (100% − {part}%) × "
                    "{discount − mean discount}/{greatest discount − mean discount})"
                ),
            ), (_discount(formula.budget, label),)
        case Logarithmic(base=base):
            return (
                f"price score = {top} × (1 − {{log(price ÷ lowest price)}}/{{log({_n(base)})}})",
            ), (
                f"The lowest price scores {top}; a price {_n(base)} times as high scores nothing.",
                _floor(formula.floor),
            )
        case ReferenceRatio(reference=reference, capped=capped):
            shown, meaning = _given(reference, label)
            return (f"price score = {top} × {{{shown or 'reference price'}}}/{{price}}",), (
                f"The reference price is {meaning}." if meaning else "",
                f"No score is above {top}." if capped else f"A lower price scores above {top}.",
            )
        case _:
            assert_never(formula)


def _floor(floor: Decimal | str) -> str:
    if isinstance(floor, Decimal):
        return f"No score is below {_n(floor)}."
    return "A score can be less than nothing, and then takes points away."


def _discount(budget: Decimal | Reference, label: LabelOf) -> str:
    shown, meaning = _given(budget, label)
    return (
        "The discount is the percentage by which the price is below "
        f"{shown or 'the budget'}, and none where it is not."
    ) + (f" The budget is {meaning}." if meaning else "")


def _bands(formula: Bands) -> str:
    rows = ["| Price | Score |", "| --- | ---: |"]
    begin = ""
    for band in formula.bands:
        end, included = band.end
        until = f"{'up to' if included else 'below'} {amounts.money(end)}"
        rows.append(f"| {begin}{until} | {_n(band.score)} |")
        begin = f"{'above' if included else 'from'} {amounts.money(end)} "
    rows.append(f"| {begin.strip()} | {_n(formula.above)} |")
    return "\n".join(rows)


# --- methods --------------------------------------------------------------------------------------


def of_method(
    method: AnyMethod, *, quality_out_of: Decimal, criterion: LabelOf, label: LabelOf
) -> Mathematics:
    """Set out how a method gives bids their totals."""
    lines, sentences = _method(method, _n(quality_out_of), criterion, label)
    first = f"The {method.best} total comes first."
    told: list[str] = [*sentences, first]
    if method.needs_quality and not isinstance(method, WeightedSum):
        told.insert(
            0,
            "Quality is the mean of the scores for everything but the price, each by its "
            f"weighting, out of {_n(quality_out_of)}.",
        )
    return Mathematics(lines, tuple(told))


def _method(
    method: AnyMethod, most: str, criterion: LabelOf, label: LabelOf
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match method:
        case WeightedSum():
            return (
                "points for a criterion = weighting × {score}/{highest possible score}",
                "total = the sum of the points for all criteria",
            ), ()
        case LowestPrice():
            return ("total = price",), ()
        case BestQuality():
            return ("total = quality",), ()
        case Lexicographic(order=order):
            named = [
                "the price, the lower the better" if each == "lowest-price" else criterion(each)
                for each in order
            ]
            return (), (
                f"Bids are compared on {named[0]}. "
                + "".join(f"Those that are level are compared on {each}. " for each in named[1:]),
            )
        case PricePerQualityPoint(zero_quality=zero):
            return ("total = {price}/{quality}",), (
                "A bid of no quality comes after every other."
                if zero == "last"
                else "Where a bid has no quality, nothing can be awarded by this method.",
            )
        case ValueForMoneyIndex(price_unit=unit):
            return (f"total = {{{_times(unit)}quality}}/{{price}}",), ()
        case WeightedValueForMoney(price_unit=unit):
            return (
                f"total = {{{_times(unit)}quality to the power of w}}/{{price}}",
                "w = {weighting of quality}/{weighting of price}",
            ), ()
        case CostLessWillingnessToPay(per_point=per_point):
            shown, meaning = _given(per_point, label)
            return (f"total = price − quality × {shown or 'worth of a point'}",), (
                f"The worth of a point is {meaning}." if meaning else "",
            )
        case MonetisedDeductions():
            rows = ["| Criterion | Deduction at the full score |", "| --- | ---: |"]
            rows += [f"| {criterion(n)} | {amounts.money(w)} |" for n, w in method.worth.items()]
            return (
                "total = price − the sum of the deductions",
                "deduction for a criterion = full deduction × {score}/{highest possible score}",
            ), ("The full deductions are:\n\n" + "\n".join(rows) + "\n\n",)
        case QualityPremium():
            return _premium(method, most, label)
        case UtilityIndex():
            return (
                (
                    f"total = (1 − w × {{best quality − quality}}/{{{most}}}) × "
                    "{lowest price}/{price}"
                ),
                "w = {weighting of quality}/{weighting of price}",
            ), ("Where the bracket is less than nothing, it counts as nothing.",)
        case RelativeValue():
            return (
                "total = {price}/{index}",
                f"index = {{quality + {most}}}/{{lowest quality + {most}}}",
            ), ()
        case Coefficient():
            return (
                "total = {price}/{coefficient}",
                (
                    f"coefficient = 1 + {{weighting of quality}}/{{weighting of price}} × "
                    f"{{quality}}/{{{most}}}"
                ),
            ), ()
        case RatedCriteria():
            return (
                (
                    "total = weighting of price × {lowest price}/{price} + "
                    "weighting of quality × {quality}/{best quality}"
                ),
            ), ()
        case _:
            assert_never(method)


def _times(unit: Decimal) -> str:
    return "" if unit == 1 else f"{_n(unit)} × "


def _premium(
    method: QualityPremium, most: str, label: LabelOf
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lowest = method.reference == "lowest"
    base = "lowest quality" if lowest else _n(Decimal(str(method.reference)))
    lines = [f"total = price − worth of a point × (quality − {base})"]
    says: list[str] = []
    if method.per_point is not None:
        shown, meaning = _given(method.per_point, label)
        says.append(f"The worth of a point is {shown or meaning}.")
    elif method.estimate is not None:
        shown, meaning = _given(method.estimate, label)
        lines.append(
            f"worth of a point = {shown or 'estimate'} × "
            f"{{weighting of quality}}/{{{most} × weighting of price}}"
        )
        says += [f"The estimate is {meaning}."] if meaning else []
    if lowest:
        says.append("The lowest quality is that of the bids compared.")
    return tuple(lines), tuple(says)


def formula_figures(model: AnyPriceFormula | AnyMethod) -> Iterator[tuple[str, Decimal]]:
    """Give the figures that a formula or method was given, by the key that holds each."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Decimal):
            if not (name == "price_unit" and value == 1):
                yield name, value
        elif isinstance(value, dict):
            for key, each in value.items():
                yield f"{name}.{key}", each
        elif name == "bands" and isinstance(model, Bands):
            for at, band in enumerate(model.bands):
                yield f"bands.{at}.end", band.end[0]
                yield f"bands.{at}.score", band.score
