"""The drawing of lots: an order that nobody can steer and anyone can redo.

A bid's lot is the SHA-256 digest, in hexadecimal, of the seed, a colon and the bid's id, as UTF-8;
the lowest lot comes first. With a standard tool, for the seed `7 19 42` and the bid `b1`:

    printf '%s' '7 19 42:b1' | sha256sum

One line for each tied bid; sort the lines; the first line's bid comes first.

The seed must be fixed before anyone knows which bids are tied, and not by anyone who gains by it: a
figure published later by a third party, such as a named day's lottery numbers, is best.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from shlex import quote


@dataclass(frozen=True, slots=True)
class DrawnLot:
    """One bid's lot: the digest by which it is ordered."""

    bid_id: str
    digest: str


def draw(seed: str, bid_ids: Iterable[str]) -> tuple[DrawnLot, ...]:
    """Return the lots of the bids, first drawn first, whatever order the bids come in.

    Two bids cannot share a lot: their ids differ, and no two texts of the same SHA-256 are known.
    """
    lots = (DrawnLot(bid, _digest(seed, bid)) for bid in bid_ids)
    return tuple(sorted(lots, key=lambda lot: (lot.digest, lot.bid_id)))


def how_to_draw_again(seed: str, bid_id: str) -> str:
    """Return a sentence that says how anybody draws the lots again, with one bid as the example."""
    return (
        "To draw them again, work out the SHA-256 digest of the seed, a colon and the id of each "
        f"bid (`printf '%s' {quote(f'{seed}:{bid_id}')} | sha256sum`): the lowest comes first."
    )


def _digest(seed: str, bid_id: str) -> str:
    # Text that is no valid Unicode (a lone surrogate) has no UTF-8; it is escaped, not refused.
    return sha256(f"{seed}:{bid_id}".encode(errors="backslashreplace")).hexdigest()
