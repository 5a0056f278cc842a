"""Problems of a way: what is wrong with it as a whole, beyond what its parts refuse."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Final

from rules.policies.criteria import Amount, Criterion, Weighting
from rules.policies.evaluation_facts import RESERVED
from rules.policies.methods.choices import (
    tie_criteria,
)
from rules.policies.methods.sums_and_orders import WeightedSum
from rules.policies.ways import Way, places_of
from rules.problems import DataPath


def way_problems(way: Way) -> Iterator[tuple[DataPath, str]]:
    """Yield what is wrong with a way as a whole, each with its place inside the way."""
    at = {each.id: place for place, each in places_of(way)}
    ids = [each.id for each in way.every]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield at[name], f"two criteria are called `{name}`"
    for name in ids:
        if name in RESERVED:
            yield at[name], f"`{name}` is a name that the evaluation uses: choose another id"
    for name in tie_criteria(way.ties):
        if name not in at:
            yield ("ties",), f"`ties` names `{name}`, which is not a criterion of this way"
    prices = {each.id for each in way.every if each.priced}
    for name in way.shortlist.by if way.shortlist else ():
        if name not in at or name in prices:
            yield ("shortlist", "by"), f"`by` names `{name}`, which is not a criterion of quality"
    for key, name in way.method.criteria_named():
        if name not in at:
            yield ("method",), f"`{key}` names `{name}`, which is not a criterion of this way"
    if way.quality_minimum is not None and way.quality_minimum > way.quality_out_of:
        says = f"{way.quality_minimum:f} is more than the {way.quality_out_of:f} available"
        yield ("quality_minimum",), says
    yield from _row_problems(way, at)
    yield from _price_problems(way, at)
    yield from _weighting_problems(way, at)


def _row_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    for each in way.every:
        scored = each.scored
        for index, row in enumerate(scored.rows if scored else ()):
            if scored is not None and row.score > scored.out_of:
                says = f"a score of {row.score:f} is more than `out_of` {scored.out_of:f}"
                yield (*at[each.id], "scored", "rows", index), f"criterion `{each.id}`: {says}"


def _price_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    method = way.method
    if method.needs_price and not way.prices:
        yield ("criteria",), f"`{method.method}` needs a criterion with a `price`"
    if method.needs_quality and not way.quality:
        yield ("criteria",), f"`{method.method}` needs a criterion of quality beside the price"
    if not method.uses_formulas and len(way.prices) > 1:
        yield ("criteria",), f"`{method.method}` compares one price: give one criterion a `price`"
    for each in way.prices:
        if isinstance(method, WeightedSum) and isinstance(each.price, Amount):
            says = f"criterion `{each.id}`: `price` needs a `formula`, which makes it a score"
            yield at[each.id], says


def _weighting_problems(way: Way, at: Mapping[str, DataPath]) -> Iterator[tuple[DataPath, str]]:
    if not way.method.needs_weightings and not any(each.weighting for each in way.criteria):
        return
    low = sum((_least(each) for each in way.criteria), Decimal(0))
    high = sum((_most(each) for each in way.criteria), Decimal(0))
    total = way.weightings_total
    if not low <= total <= high:
        first, *others = way.criteria
        rest = "".join(f" and `{each.id}` {_span(each)}" for each in others)
        yield (
            (*at[first.id], "weighting"),
            f"criterion `{first.id}`: weighting {_span(first)}{rest} can never total {total:f}",
        )
    elif not _can_total(way):
        stepped = next(each for each in way.criteria if _step(each) is not None)
        steps = " and ".join(
            f"`{each.id}` {_span(each)}" + (f" in steps of {step:f}" if step is not None else "")
            for each in way.criteria
            for step in (_step(each),)
        )
        yield (
            (*at[stepped.id], "weighting", "step"),
            f"the weightings {steps} can never total {total:f}: change a step or a limit",
        )


#: How fine the steps of all weightings together may divide the total for it to be worked out.
_FINEST: Final = 1_000_000


def _can_total(way: Way) -> bool:
    """Return whether weightings inside their limits, each on its own grid, can make the total.

    The sums that those with a step can make are the bits of a whole number, counted in the largest
    unit that divides every step; those without a step fill what is missing, inside their limits.
    """
    stepped = [(each, step) for each in way.criteria if (step := _step(each)) is not None]
    if not stepped:
        return True
    top = lcm(*(Fraction(step).denominator for _, step in stepped))
    unit = Fraction(gcd(*(int(Fraction(step) * top) for _, step in stepped)), top)
    count = int(Fraction(way.weightings_total) // unit)
    if count > _FINEST:
        return True  # as good as without steps
    sums = 1
    for each, step in stepped:
        size = int(Fraction(step) / unit)
        first = ceil(Fraction(_least(each)) / Fraction(step))
        last = min(floor(Fraction(_most(each)) / Fraction(step)), count // size)
        if first > last:
            return False
        sums = _spread(sums, size, last - first + 1, count) << (first * size)
        sums &= (1 << (count + 1)) - 1
    free = [each for each in way.criteria if _step(each) is None]
    low = Fraction(sum((_least(each) for each in free), Decimal(0)))
    high = Fraction(sum((_most(each) for each in free), Decimal(0)))
    total = Fraction(way.weightings_total)
    least, most = max(0, ceil((total - high) / unit)), floor((total - low) / unit)
    return least <= most and bool(sums >> least & ((1 << (most - least + 1)) - 1))


def _spread(sums: int, size: int, times: int, count: int) -> int:
    """Return the sums with 0 to `times - 1` steps of `size` added to each, none above `count`."""
    done, limit = 1, (1 << (count + 1)) - 1
    while done < times:
        more = min(done, times - done)
        sums |= (sums << (more * size)) & limit
        done += more
    return sums


def _step(criterion: Criterion) -> Decimal | None:
    return criterion.weighting.step if isinstance(criterion.weighting, Weighting) else None


def _least(criterion: Criterion) -> Decimal:
    weighting = criterion.weighting
    return weighting.min if isinstance(weighting, Weighting) else weighting


def _most(criterion: Criterion) -> Decimal:
    weighting = criterion.weighting
    return weighting.max if isinstance(weighting, Weighting) else weighting


def _span(criterion: Criterion) -> str:
    low, high = _least(criterion), _most(criterion)
    return f"{low}" if low == high else f"{low}–{high}"
