"""A result compared with the reference, figure by figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from engine.reference.evaluation import ReferenceBid, ReferenceEvaluation
from engine.reference.price_scores import exactly
from engine.reference.way import Data

#: The digits of a figure that differs, as people are told of it.
_SHORT: Final = Context(prec=12)
#: A figure as it is printed, the exact one of the reference, and where it is rounded.
_Figure = tuple[str | None, Fraction | None, str]


@dataclass(frozen=True)
class Compared:
    """One thing that was compared: as the result has it, and as the reference has it."""

    what: str
    said: object
    found: object
    same: bool

    def __str__(self) -> str:
        """Return the difference in words."""
        said, found = (
            "none" if each in (None, []) else str(each) for each in (self.said, self.found)
        )
        return f"{self.what}: the result has {said}, the reference {found}"


def compared(result: Data, reference: ReferenceEvaluation) -> Iterator[Compared]:
    """Yield everything that is compared, the gravest first.

    Compared are the winner, who is tied, what waits and the draw; the outcome, rank, total and
    quality of each bid; the value, score, percentage, points and weighting of each criterion.
    """
    seed = reference.seed() if reference.drawn else None
    waiting = sorted((each["bid"], each["rule"]) for each in result["waiting"])
    bids = {bid["id"]: bid for bid in result["bids"]}
    pairs: list[tuple[str, object, object]] = [
        ("the winner", result["winner"], reference.winner),
        ("the bids tied for the first place", result["tied"], reference.tied),
        ("what waits for a ruling", waiting, sorted(reference.waiting)),
        ("the seed of the draw", (result["draw"] or {}).get("seed"), seed),
        ("the bids withdrawn", result["withdrawn"], reference.withdrawn),
        ("the bids", sorted(bids), sorted(bid.id for bid in reference.bids)),
    ]
    for bid in reference.bids:
        for what in ("outcome", "rank"):
            said = bids.get(bid.id, {}).get(what)
            pairs.append((f"bid `{bid.id}`, {what}", said, getattr(bid, what)))
    yield from (Compared(what, one, other, one == other) for what, one, other in pairs)
    for bid in reference.bids:
        for what, figures in _figures(bids.get(bid.id, {}), bid, reference):
            for printed, exact, place in figures:
                found = (
                    None
                    if exact is None
                    else str(_SHORT.divide(*map(Decimal, exact.as_integer_ratio())))
                )
                same = _agree(printed, exact, place, reference)
                yield Compared(f"bid `{bid.id}`, {what}", printed, found, same)


def _agree(
    printed: str | None, exact: Fraction | None, place: str, reference: ReferenceEvaluation
) -> bool:
    if printed is None or exact is None:
        return printed is None and exact is None
    places = len(printed.partition(".")[2])
    return exactly(printed) in {exact, reference.way.rounded(exact, place, places)}


def _figures(
    said: Data, bid: ReferenceBid, reference: ReferenceEvaluation
) -> Iterator[tuple[str, list[_Figure]]]:
    """Yield the figures of a bid by what they are; a total may be of several."""
    way = reference.way
    if isinstance(bid.total, tuple):
        printed = (said.get("total") or "").split(" / ")
        exact = [bid.price if n == "lowest-price" else bid.scores[n] for n in way.method["order"]]
        yield "total", [(p, e, "score") for p, e in zip(printed, exact, strict=True)]
    else:
        yield "total", [(said.get("total"), bid.total, "total")]
    yield "quality", [(said.get("quality"), bid.quality, "quality")]
    for criterion in way.every:
        name = criterion["id"]
        shown = said.get("criteria", {}).get(name, {})
        scored, opened = name in bid.scores, "price" in criterion and name in bid.values
        share, weighting = bid.shares.get(name), reference.weightings[name]
        points = bid.points.get(name, None if share is None else share * weighting)
        weighed = weighting if points is not None else None
        percent = None if share is None else share * 100
        value = bid.values.get(name) if scored or opened else None
        for what, exact_figure, place in (
            ("value", value, "score"),
            ("score", bid.scores.get(name), "score"),
            ("percent", percent, "score"),
            ("points", points, "points"),
            ("weighting", weighed, "score"),
        ):
            yield f"{what} of `{name}`", [(shown.get(what), exact_figure, place)]
