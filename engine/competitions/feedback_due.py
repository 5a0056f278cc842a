"""Feedback due: what each supplier must be told, and what is still missing for it.

The rules of the feedback policy say what is due (`require: {feedback: ...}`); here it is held
against what the competition holds, so that a letter that lacks something is known before it is due.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from engine.competitions.standings import EXCLUDED, BidStanding, Evaluation
from engine.execute import Fired
from rules.policies.feedback import LetterPolicy


@dataclass(frozen=True, slots=True)
class Due:
    """The feedback due to one supplier. `says` puts each missing item in words, with its place."""

    bid: str
    supplier: str
    to: str
    before: str
    contains: tuple[str, ...]
    missing: tuple[str, ...]
    says: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """Return the feedback as it is printed for machines."""
        return {
            "bid": self.bid,
            "supplier": self.supplier,
            "to": self.to,
            "before": self.before,
            "contains": list(self.contains),
            "missing": list(self.missing),
            "says": list(self.says),
        }


def feedback_due(evaluation: Evaluation) -> tuple[Due, ...]:
    """Return the feedback due to each supplier, in the order of the competition file."""
    return tuple(
        due for standing in evaluation.standings if (due := _due(evaluation, standing)) is not None
    )


def _due(evaluation: Evaluation, standing: BidStanding) -> Due | None:
    required = [
        fired.rule.rule.then.require
        for fired in standing.fired
        if "require" in fired.rule.effects
        and fired.rule.rule.then.require is not None
        and fired.rule.rule.then.require.feedback is not None
    ]
    if not required or standing.outcome is None:
        return None
    contains = tuple(dict.fromkeys(each.feedback for each in required if each.feedback))
    said = {item: _MISSING[item](evaluation, standing) for item in contains if item in _MISSING}
    befores = {each.before or "award" for each in required}
    return Due(
        bid=standing.id,
        supplier=standing.entrant.bid.supplier,
        to=standing.outcome,
        before="award" if "award" in befores else "contract",
        contains=contains,
        missing=tuple(item for item in contains if said.get(item)),
        says=tuple(each for item in contains for each in said.get(item, ())),
    )


Missing = Callable[[Evaluation, BidStanding], list[str]]


def _own_details(_: Evaluation, standing: BidStanding) -> list[str]:
    details, place = standing.entrant.bid.details, standing.entrant.place
    asked = (
        ("address", "postal address", details.address),
        ("email", "e-mail address", details.email),
        ("identifier", "unique identifier", details.identifier),
    )
    return [
        f"bids[{place}].details.{key}: give the supplier's {name}"
        for key, name, given in asked
        if not given.strip()
    ]


def _own_scores(evaluation: Evaluation, standing: BidStanding) -> list[str]:
    if standing.outcome == EXCLUDED:  # scores as far as the bid was assessed
        return []
    return [
        f"bids[{standing.entrant.place}]: there is no score for `{each.id}`"
        for each in evaluation.plan.way.every
        if each.judged and each.id not in standing.entrant.scores and standing.rank is not None
    ]


def _own_reasons(evaluation: Evaluation, standing: BidStanding) -> list[str]:
    return _reasons_missing(evaluation, standing)


def _winner_reasons(evaluation: Evaluation, standing: BidStanding) -> list[str]:
    winner = _winner(evaluation)
    if winner is None:  # nobody won, and the letter says so
        return []
    return _reasons_missing(evaluation, winner, limits=_letter(evaluation, standing))


def _reasons_missing(
    evaluation: Evaluation, standing: BidStanding, *, limits: LetterPolicy | None = None
) -> list[str]:
    letter = limits or _letter(evaluation, standing)
    words = letter.each_reason.words if letter and letter.each_reason else None
    bid, found = standing.entrant.bid, []
    for each in evaluation.plan.way.every:
        if not each.judged or each.id not in standing.entrant.scores:
            continue
        agreed = bid.consensus.get(each.id)
        if agreed is not None:
            texts = {f"bids[{standing.entrant.place}].consensus.{each.id}.reason": agreed.reason}
        else:
            texts = {
                f"bids[{standing.entrant.place}].scores.{each.id}[{number}].reason": mark.reason
                for number, mark in enumerate(bid.scores.get(each.id, ()))
            }
        for where, text in texts.items():
            count = len(text.split())
            if not count:
                found.append(f"{where}: the reason for the score is missing")
            elif words and words.min is not None and count < words.min:
                found.append(f"{where}: has {_words(count)}; at least {words.min} are needed")
            elif words and words.max is not None and count > words.max:
                found.append(f"{where}: has {_words(count)}; at most {words.max} are allowed")
    return found


def _words(count: int) -> str:
    return "1 word" if count == 1 else f"{count} words"


def _letter(evaluation: Evaluation, standing: BidStanding) -> LetterPolicy | None:
    """Return the letter due that says how long reasons must be, or any that is due."""
    named = dict(evaluation.plan.feedback.named)
    due = dict.fromkeys(fired.rule.id.split("/")[1] for fired in standing.fired if _asks(fired))
    letters = [named[name] for name in due if name in named]
    with_limits = [each for each in letters if each.each_reason is not None]
    return with_limits[0] if with_limits else letters[0] if letters else None


def _asks(fired: Fired) -> bool:
    require = fired.rule.rule.then.require
    return fired.rule.id.startswith("feedback/") and require is not None and bool(require.feedback)


def _winner(evaluation: Evaluation) -> BidStanding | None:
    return next((each for each in evaluation.standings if each.id == evaluation.winner), None)


def _advantages(evaluation: Evaluation, standing: BidStanding) -> list[str]:
    if evaluation.winner is None:  # nobody won, and the letter says so
        return []
    if standing.entrant.bid.advantages.strip():
        return []
    return [f"bids[{standing.entrant.place}].advantages: say what the winning bid does better"]


def _standstill(evaluation: Evaluation, _: BidStanding) -> list[str]:
    if evaluation.winner is None:  # nothing is awarded, so nothing has to wait
        return []
    policy, competition = evaluation.plan.feedback.standstill, evaluation.competition
    if policy is None:
        ends = competition.standstill_ends
        return ["standstill_ends: say when the standstill ends"] if ends is None else []
    if policy.working_days is None:
        told = competition.date
        return ["date: the standstill is counted from the day of the decision"] if not told else []
    if competition.award_notice is None:
        return ["award_notice: the standstill begins with the day on which it is published"]
    return []


_MISSING: Final[Mapping[str, Missing]] = MappingProxyType(
    {
        "own-details": _own_details,
        "own-scores": _own_scores,
        "own-reasons": _own_reasons,
        "winner-reasons": _winner_reasons,
        "relative-advantages": _advantages,
        "standstill": _standstill,
    }
)
