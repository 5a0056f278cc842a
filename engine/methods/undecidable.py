"""What a method raises where its formula has no answer for the bids it was given."""

from collections.abc import Iterable


class Undecidable(Exception):
    """The method has no result for these bids, and a person must settle what follows.

    `bid_ids` are the bids concerned, in the order of their ids; none where the fault is not in a
    bid. `says` is a sentence for people, without the bids.
    """

    def __init__(self, bid_ids: Iterable[str], says: str) -> None:
        self.bid_ids = tuple(sorted(bid_ids))
        self.says = says
        super().__init__(says, self.bid_ids)
