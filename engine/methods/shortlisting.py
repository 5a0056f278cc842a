"""The bids that go on to the next stage, and why each of the others does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rules.figures.rounding import shortest_print, telling_print
from rules.policies.calculation import Undecidable
from rules.policies.methods.choices import Shortlist, ShortlistLimits


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """What a shortlist kept.

    kept      the bids kept, the best first
    dropped   why each other bid was not kept, by bid id: a sentence
    number    how many were to be kept; None where only scores decide
    short_by  how many fewer were kept than the fewest that the framework wants
    """

    kept: tuple[str, ...]
    dropped: Mapping[str, str]
    number: int | None
    short_by: int


def shortlisted(
    shortlist: Shortlist,
    scores: Mapping[str, Fraction],
    *,
    number: int | None = None,
    ranks: Mapping[str, int] | None = None,
) -> Shortlisted:
    """Apply a shortlist to the bids' scores, by bid id, the higher the better.

    A bid is kept that meets every limit: its score at least `at_least`, no further behind the best
    score than `within`, and among the best `keep` of those. `number` is the buyer's choice within
    the limits of `keep`; without one, the most allowed are kept, or all if there is no most. No
    limit is ever stretched to reach the fewest: `Shortlisted.short_by` says how many are missing.

    `ranks` are the bids' ranks by score once the tie rules have been asked, needed only with
    `ties: tie-rules` and a number.

    Raises `Undecidable` where the buyer's number is outside the limits, or where bids that share
    the last place are still tied after the tie rules.
    """
    wanted = _number(shortlist.keep, number)
    dropped = _below(shortlist, scores)
    left = {bid: score for bid, score in scores.items() if bid not in dropped}
    if wanted is not None and len(left) > wanted:
        dropped |= _beyond(shortlist, left, wanted, ranks)
    kept = [bid for bid in scores if bid not in dropped]
    kept.sort(key=lambda bid: (-scores[bid], ranks[bid] if ranks else 0, bid))
    fewest = shortlist.keep.min if isinstance(shortlist.keep, ShortlistLimits) else 0
    return Shortlisted(tuple(kept), dropped, wanted, max(0, fewest - len(kept)))


def _number(keep: int | ShortlistLimits | None, number: int | None) -> int | None:
    if not isinstance(keep, ShortlistLimits):
        return keep
    if number is None:
        return keep.max
    if number < keep.min or (keep.max is not None and number > keep.max):
        limits = f"at least {keep.min}" if keep.max is None else f"from {keep.min} to {keep.max}"
        raise Undecidable((), f"The number of bids to keep is {number}: it must be {limits}.")
    return number


def _below(shortlist: Shortlist, scores: Mapping[str, Fraction]) -> dict[str, str]:
    least = None if shortlist.at_least is None else Fraction(shortlist.at_least)
    leader = max(scores.values(), default=Fraction(0))
    behind, says_behind = _margin(shortlist, leader)
    write = telling_print(each for each in (*scores.values(), least, behind) if each is not None)
    dropped: dict[str, str] = {}
    for bid, score in scores.items():
        if least is not None and score < least:
            dropped[bid] = f"Its score of {write(score)} is below {write(least)}."
        elif behind is not None and score < behind:
            dropped[bid] = (
                f"Its score of {write(score)} is more than {says_behind} behind the best score, "
                f"{write(leader)}: at least {write(behind)} was needed."
            )
    return dropped


def _margin(shortlist: Shortlist, leader: Fraction) -> tuple[Fraction | None, str]:
    """Return the lowest score within the margin of the leader's, and the margin in words."""
    if shortlist.within is None:
        return None, ""
    if isinstance(shortlist.within.points, Decimal):
        points = Fraction(shortlist.within.points)
        return leader - points, f"{shortest_print(points)} points"
    percent = Fraction(shortlist.within.percent or 0)
    return leader - abs(leader) * percent / 100, f"{shortest_print(percent)}%"


def _beyond(
    shortlist: Shortlist,
    scores: Mapping[str, Fraction],
    wanted: int,
    ranks: Mapping[str, int] | None,
) -> dict[str, str]:
    """Drop the bids that are not among the best `wanted`, of which there are more."""
    says = f"It is not among the best {wanted}."
    cut = sorted(scores.values(), reverse=True)[wanted - 1]
    at_cut = [bid for bid, score in scores.items() if score == cut]
    room = wanted - sum(1 for score in scores.values() if score > cut)
    dropped = {bid: says for bid, score in scores.items() if score < cut}
    if len(at_cut) == room or shortlist.ties == "keep-all":
        return dropped
    if shortlist.ties == "drop-all":
        shared = f"{len(at_cut)} bids share the last of the {wanted} places: none is kept."
        return dropped | dict.fromkeys(at_cut, shared)
    chosen = _first(at_cut, room, ranks)
    lost = f"It tied for the last of the {wanted} places, and lost by the tie rules."
    return dropped | {bid: lost for bid in at_cut if bid not in chosen}


def _first(at_cut: list[str], room: int, ranks: Mapping[str, int] | None) -> set[str]:
    if ranks is None:
        raise Undecidable(at_cut, "These bids share the last place, and no tie rule was applied.")
    in_order = sorted(at_cut, key=lambda bid: ranks[bid])
    if ranks[in_order[room - 1]] == ranks[in_order[room]]:
        level = [bid for bid in at_cut if ranks[bid] == ranks[in_order[room]]]
        raise Undecidable(
            level, "These bids share the last place, and the tie rules leave them tied."
        )
    return set(in_order[:room])
