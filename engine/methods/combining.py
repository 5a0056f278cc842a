"""One mark from several evaluators' marks."""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from rules.figures.arithmetic import exact_sum
from rules.policies.calculation import Undecidable
from rules.policies.methods.choices import Combining


def combine(kind: Combining, marks: Sequence[Fraction]) -> Fraction:
    """Combine the marks that evaluators gave one bid on one criterion.

    consensus     the mark that all agree on: UK central practice, where a moderation meeting ends
                  in one mark, so hand it that mark alone. Refused while marks differ.
    mean          the sum over how many there are (India, average of evaluators)
    median        the middle mark; of an even number, the mean of the middle two
    trimmed-mean  the mean without one highest and one lowest mark; of fewer than three, the mean
    lowest        the lowest mark
    sum           the sum of the marks

    Exact: nothing is rounded. Raises `Undecidable`, of no bid, without marks or consensus.
    """
    if not marks:
        raise Undecidable((), "There are no marks to combine.")
    match kind:
        case "consensus":
            return _consensus(marks)
        case "mean":
            return _mean(marks)
        case "median":
            return _median(sorted(marks))
        case "trimmed-mean":
            return _mean(sorted(marks)[1:-1] if len(marks) > 2 else marks)
        case "lowest":
            return min(marks)
        case "sum":
            return exact_sum(marks)
        case _:
            assert_never(kind)


def _consensus(marks: Sequence[Fraction]) -> Fraction:
    if len(set(marks)) > 1:
        raise Undecidable((), "The evaluators' marks differ: they must agree on one mark.")
    return marks[0]


def _mean(marks: Sequence[Fraction]) -> Fraction:
    return exact_sum(marks) / len(marks)


def _median(in_order: Sequence[Fraction]) -> Fraction:
    middle = len(in_order) // 2
    if len(in_order) % 2:
        return in_order[middle]
    return (in_order[middle - 1] + in_order[middle]) / 2
