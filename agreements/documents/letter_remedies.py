"""What a supplier can do after a decision, and until when: the standstill, a review, a claim."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from agreements.documents.letter_case import LetterCase
from agreements.documents.standstill import Dates, standstill_calendar, standstill_dates
from agreements.rendering.escaping import inline
from agreements.rendering.papers import PaperPart
from rules.problems import ValueProblem


def standstill(case: LetterCase) -> PaperPart:
    """Return until when no contract is made, and how that was counted."""
    title = "Standstill"
    if case.shared.winner is None:
        return PaperPart("standstill", title, "No contract is awarded, so there is no standstill.")
    competition = case.shared.evaluation.competition
    counted = _counted(case)
    ends = competition.standstill_ends or (counted.last if counted else None)
    if counted and ends and ends < counted.last:
        case.problems.add(
            "standstill_ends",
            f"is before the framework lets it end, on {weekday(counted.last)} (the buyer gives it)",
        )
    if ends is None:
        return PaperPart("standstill", title)  # what is missing for it has been noted by the engine
    says = [f"No contract is made before the end of **{weekday(ends)}**, at midnight."]
    policy = case.shared.evaluation.plan.feedback.standstill
    if policy and counted and ends == counted.last:
        if notice := competition.award_notice if counted.counted else None:
            days = ", ".join(f"{each.day} {each:%B}" for each in counted.counted)
            says.append(
                f"The standstill is {policy.working_days} working days, beginning with the day on "
                f"which the award notice is published: {weekday(notice)}. Bank holidays in any "
                f"part of the United Kingdom do not count. The days that count are: {days}."
            )
        else:
            says.append(f"The standstill is {policy.days} days, from the day after this letter.")
    return PaperPart("standstill", title, "\n\n".join(says))


def _counted(case: LetterCase) -> Dates | None:
    """Return the dates of the standstill, where it is known when it starts."""
    policy = case.shared.evaluation.plan.feedback.standstill
    if policy is None:
        return None
    competition, told = case.shared.evaluation.competition, case.shared.dated
    key, start = "date", told
    if policy.working_days is not None:
        key, start = "award_notice", competition.award_notice
        if start and told and start < told:
            says = f"must not be before the day of this letter, {weekday(told)}: suppliers are told"
            case.problems.add(key, f"{says} first (the buyer gives it)")
    if start is None:
        return None
    try:
        return standstill_dates(policy, start, standstill_calendar(case.shared.framework))
    except ValueProblem as error:
        case.problems.add(key, f"{error} (the buyer gives it)")
        return None


#: What stops a contract, and the time limit of a claim, by legal regime.
_COURTS: Final[Mapping[str, str]] = {
    "procurement-act-2023": (
        "You may also bring a claim in court under Part 9 of the Procurement Act 2023. As a rule "
        "it must be started within 30 days, beginning with the day on which you first knew or "
        "ought to have known that there were grounds for it (section 106). Only a claim that is "
        "started, and of which the buyer is notified, before the end of a standstill stops the "
        "contract (section 101)."
    ),
    "pcr-2015": (
        "You may also bring a claim in court under Part 3 of the Public Contracts Regulations "
        "2015. As a rule it must be started within 30 days, beginning with the day on which you "
        "first knew or ought to have known that there were grounds for it (regulation 92). Only a "
        "claim form that is issued, and of which the buyer is aware, before the contract is made "
        "stops the contract (regulation 95)."
    ),
}


def challenge(case: LetterCase) -> PaperPart:
    """Return whom a supplier can ask for a review, and the claim that the law allows."""
    contact = case.shared.contact
    if not contact:
        case.problems.add(
            "contact",
            "say where suppliers can write to the buyer, who decided: give `--contact` (in Python, "
            "`contact` of the `Sender`)",
        )
    first = (
        "If you have a question about this letter, or think that the decision is wrong, write to "
        f"{inline(contact)}. Say which part of the decision you want reviewed, and "
        "why."
    )
    stops = (
        "Writing does not stop the contract from being made, nor the time in which a claim must be "
        "started."
    )
    if "standstill" in case.contains and case.shared.winner is not None:
        first += " Write in time for a review before the standstill ends."
    says = [first, *([stops] if case.shared.winner is not None else [])]
    court = _COURTS.get(case.shared.framework.terms.regime)
    return PaperPart(
        "challenge", "If you disagree", "\n\n".join([*says, *([court] if court else [])])
    )


def weekday(day: date) -> str:
    """Return a date with the day of the week: Monday 7 December 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
