"""Models, offers and strategies that the tests of methods share."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import TypeAdapter

from rules.policies.formulas.every_formula import AnyPriceFormula
from rules.policies.methods.evaluation_method import MethodTotal, Offer, Offers
from rules.policies.methods.every_method import AnyMethod

_FORMULA: Final[TypeAdapter[AnyPriceFormula]] = TypeAdapter(AnyPriceFormula)
_METHOD: Final[TypeAdapter[AnyMethod]] = TypeAdapter(AnyMethod)


def formula(name: str, **keys: object) -> AnyPriceFormula:
    return _FORMULA.validate_python({"of": "total-price", "formula": name, **keys})


def method(name: str, **keys: object) -> AnyMethod:
    return _METHOD.validate_python({"method": name, **keys})


def totals(
    of: AnyMethod,
    bids: list[Offer],
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
    figure: Fraction | None = None,
) -> dict[str, MethodTotal]:
    return of.totals(Offers(bids, quality_weight, price_weight, figure))


def level_price(
    of: AnyMethod,
    bids: list[Offer],
    bid: str,
    level_with: str,
    *,
    quality_weight: Fraction,
    price_weight: Fraction,
) -> Fraction | None:
    return of.level_prices(Offers(bids, quality_weight, price_weight), level_with)[bid]


def fractions(**figures: str | int) -> dict[str, Fraction]:
    """Exact figures by bid id: `fractions(a="99.50", b=120)`."""
    return {bid: Fraction(figure) for bid, figure in figures.items()}


def offers(bids: Mapping[str, tuple[object, object]]) -> list[Offer]:
    """Offers from `{id: (quality, price)}`."""
    return [
        Offer(bid, price=Fraction(str(price)), quality=Fraction(str(quality)))
        for bid, (quality, price) in bids.items()
    ]


def weighted(
    scores: Mapping[str, Fraction], quality: Mapping[str, Fraction], quality_weight: int
) -> dict[str, Fraction]:
    """Totals of a weighted sum of quality (0-100) and price score (0-100)."""
    return {
        bid: (quality[bid] * quality_weight + score * (100 - quality_weight)) / 100
        for bid, score in scores.items()
    }


BID_IDS: Final = st.sampled_from([f"b{number}" for number in range(1, 13)])
POUNDS: Final = st.decimals("0.01", 1_000_000, places=2).map(Fraction)
ROUND_POUNDS: Final = st.integers(1, 8).map(lambda n: Fraction(n * 25))
#: Prices above zero; round ones often, so that ties and edges come up.
PRICES: Final = st.one_of(POUNDS, ROUND_POUNDS)
QUALITIES: Final = st.one_of(
    st.integers(0, 100).map(Fraction), st.fractions(0, 100, max_denominator=300)
)
WEIGHTS: Final = st.integers(1, 99)
BIDS: Final = st.dictionaries(BID_IDS, st.tuples(QUALITIES, PRICES), min_size=1, max_size=8)


def _figures(low: str, high: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=2)


@st.composite
def _bands(draw: st.DrawFn) -> dict[str, Any]:
    ends = sorted(draw(st.sets(st.integers(1, 400), min_size=1, max_size=6)))
    scores = sorted(
        draw(st.lists(st.integers(0, 100), min_size=len(ends) + 1, max_size=len(ends) + 1)),
        reverse=True,
    )
    sides = draw(st.lists(st.sampled_from(["up_to", "below"]), min_size=len(ends)))
    return {
        "bands": [
            {side: end, "score": score}
            for side, end, score in zip(sides, ends, scores, strict=False)
        ],
        "above": scores[-1],
    }


_BUDGET: Final = _figures("1", "500")
_FLOORS: Final = st.sampled_from([Decimal(0), Decimal(10), "none"])
_KEYS: Final[dict[str, st.SearchStrategy[dict[str, Any]]]] = {
    "lowest-price-ratio": st.just({}),
    "deviation-from-lowest": st.fixed_dictionaries({"floor": _FLOORS}),
    "linear-between-bids": st.just({}),
    "linear-between-bounds": st.fixed_dictionaries(
        {"lowest": _figures("0", "100"), "highest": _figures("101", "1000")}
    ),
    "mean-narrow-average": st.fixed_dictionaries(
        {"points_per_percent": _figures("0.1", "3"), "floor": _FLOORS, "capped": st.booleans()}
    ),
    "bands": _bands(),
    "discount-ratio": st.fixed_dictionaries(
        {"budget": _BUDGET, "smallest_full_discount": _figures("0.5", "20")}
    ),
    "discount-power": st.fixed_dictionaries(
        {"budget": _BUDGET, "exponent": st.sampled_from(["0.3", "0.5", "1", "2", "2.5"])}
    ),
    "discount-bilinear": st.fixed_dictionaries(
        {"budget": _BUDGET, "percent_at_mean": st.sampled_from([80, 85, 90, 100])}
    ),
    "logarithmic": st.fixed_dictionaries(
        {"base": st.sampled_from(["1.5", "2", "3"]), "floor": _FLOORS}
    ),
    "reference-ratio": st.fixed_dictionaries(
        {"reference": _figures("1", "500"), "capped": st.booleans()}
    ),
}
FORMULA_NAMES: Final = tuple(_KEYS)


@st.composite
def formulas(draw: st.DrawFn, names: tuple[str, ...] = FORMULA_NAMES) -> AnyPriceFormula:
    name = draw(st.sampled_from(names))
    return formula(name, **draw(_KEYS[name]))


_METHOD_KEYS: Final[dict[str, st.SearchStrategy[dict[str, Any]]]] = {
    "lowest-price": st.just({}),
    "best-quality": st.just({}),
    "lexicographic": st.sampled_from(
        [{"order": ["quality", "lowest-price"]}, {"order": ["lowest-price", "quality"]}]
    ),
    "price-per-quality-point": st.just({}),
    "value-for-money-index": st.fixed_dictionaries({"price_unit": _figures("1", "1000000")}),
    "weighted-value-for-money": st.just({}),
    "cost-less-willingness-to-pay": st.fixed_dictionaries({"per_point": _figures("0.01", "50")}),
    "monetised-deductions": st.fixed_dictionaries(
        {"worth": st.fixed_dictionaries({"quality": _figures("0", "500")})}
    ),
    "quality-premium": st.one_of(
        st.fixed_dictionaries({"per_point": _figures("0.01", "50")}),
        st.fixed_dictionaries(
            {"estimate": _figures("1", "500"), "reference": _figures("0", "100")}
        ),
    ),
    "utility-index": st.just({}),
    "relative-value": st.just({}),
    "coefficient": st.just({}),
    "rated-criteria": st.just({}),
}
METHOD_NAMES: Final = tuple(_METHOD_KEYS)


@st.composite
def methods(draw: st.DrawFn, names: tuple[str, ...] = METHOD_NAMES) -> AnyMethod:
    name = draw(st.sampled_from(names))
    return method(name, **draw(_METHOD_KEYS[name]))
