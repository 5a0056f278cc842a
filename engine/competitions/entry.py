"""Entry: a competition file, held against the definition before anything is decided.

Everything that is wrong is found here, all at once, each with its place in the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from engine.competitions.competition import Bid, Competition
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import Score
from forms.answers.answers import Answers, read_answers
from forms.linked.linked_form import LinkedForm
from rules.logic import Facts
from rules.policies.criteria import Criterion, Judged, Weighting
from rules.policies.scales import Steps
from rules.problems import InputError, Problems
from rules.values import Subject, Value
from rules.yaml.json_reading import spot

#: By bid and form, what rules read of the form and the bid does not answer.
Unchecked = dict[tuple[str, str], tuple[str, ...]]


@dataclass(slots=True)
class Entrant:
    """A bid on its way through the evaluation.

    `facts` is what rules may read of it so far; `scores` its scores so far, by criterion id.
    `place` is its number in the competition file.
    """

    bid: Bid
    place: int
    facts: dict[str, Value]
    scores: dict[str, Score] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The bid's id."""
        return self.bid.id


@dataclass(frozen=True, slots=True)
class AcceptedCompetition:
    """A competition accepted for evaluation: the buyer's choices and the bids that stand."""

    weightings: Mapping[str, Decimal]
    brief: Facts
    entrants: tuple[Entrant, ...]
    withdrawn: tuple[str, ...]
    unchecked: Unchecked


def enter(plan: EvaluationPlan, competition: Competition) -> AcceptedCompetition:
    """Accept a competition for evaluation. Raises `InputError` with every problem in it."""
    problems = Problems()
    brief = _brief(plan, competition, problems)
    weightings = _weightings(plan, competition, brief, problems)
    _unique(competition, problems)
    standing = [(place, bid) for place, bid in enumerate(competition.bids) if not bid.withdrawn]
    if not standing:
        problems.add("bids", "there is no bid to evaluate")
    shared = _shared_facts(plan, brief, len(standing))
    unchecked: Unchecked = {}
    entrants = tuple(
        _entrant(plan, bid, place, shared, problems, unchecked) for place, bid in standing
    )
    if problems.found:
        raise InputError(problems.found)
    withdrawn = tuple(bid.id for bid in competition.bids if bid.withdrawn)
    return AcceptedCompetition(weightings, brief, entrants, withdrawn, unchecked)


def chosen(plan: EvaluationPlan, competition: Competition) -> tuple[dict[str, Decimal], Facts]:
    """Return what a buyer chose and asked for, before there are bids: weightings, and the brief.

    Raises `InputError` with every problem in it.
    """
    problems = Problems()
    brief = _brief(plan, competition, problems)
    weightings = _weightings(plan, competition, brief, problems)
    if problems.found:
        raise InputError(problems.found)
    return weightings, brief


def _unique(competition: Competition, problems: Problems) -> None:
    first: dict[str, int] = {}
    for place, bid in enumerate(competition.bids):
        if first.setdefault(bid.id, place) != place:
            problems.add(f"bids[{place}].id", f"`{bid.id}` is also the id of bids[{first[bid.id]}]")


def _weightings(
    plan: EvaluationPlan, competition: Competition, brief: Facts, problems: Problems
) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    tops = {each.id: each for each in plan.way.criteria}
    for name in competition.weightings:
        if name not in tops:
            problems.add(f"weightings.{name}", f"`{name}` is not a criterion of this way")
    for name, criterion in tops.items():
        where = f"weightings.{name}"
        limits, chosen = criterion.weighting, competition.weightings.get(name)
        asked = criterion.weighting_asked
        said = brief.get(plan.asked[asked]) if asked is not None else None
        if isinstance(said, Decimal):
            if chosen is not None and chosen != said:
                says = f"is {chosen:f}, and the brief says {said:f}: leave it out here"
                problems.add(where, says)
            chosen = said
        if not isinstance(limits, Weighting):
            found[name] = limits
            if chosen is not None and chosen != limits:
                problems.add(where, f"is fixed by the framework at {limits:f}, not {chosen:f}")
            continue
        if chosen is None and limits.min == limits.max:
            chosen = limits.min
        if chosen is None:
            problems.add(where, f"choose a weighting from {limits.min:f} to {limits.max:f}")
            continue
        if not limits.min <= chosen <= limits.max:
            problems.add(where, f"{chosen:f} is not from {limits.min:f} to {limits.max:f}")
        elif limits.step is not None and Fraction(chosen) % Fraction(limits.step):
            problems.add(where, f"{chosen:f} is not a multiple of {limits.step:f}")
        found[name] = chosen
    total = sum(found.values(), Decimal(0))
    whole = plan.way.weightings_total
    weighed = plan.way.method.needs_weightings or any(found.values())
    if weighed and len(found) == len(tops) and total != whole:
        problems.add("weightings", f"total {total:f}: they must total {whole:f}")
    return found


def _brief(plan: EvaluationPlan, competition: Competition, problems: Problems) -> Facts:
    if plan.brief is None:
        for name in competition.brief:
            problems.add(f"brief.{name}", "this framework asks buyers no questions")
        return {}
    # A brief was complete when it was published. Of it, an evaluation needs what its rules read:
    # an answer that is missing there would make them silently false.
    answers = read_answers(plan.brief, competition.brief, lot=plan.lot, complete=False)
    for each in answers.problems:
        problems.add(f"brief.{each.where}", each.says)
    for name in _missing(plan, plan.brief, answers):
        problems.add(f"brief.{name}", "is missing, and the evaluation depends on it")
    return answers.facts()


def _shared_facts(plan: EvaluationPlan, brief: Facts, bids: int) -> dict[str, Value]:
    shared: dict[str, Value] = dict(brief)
    shared["fact:way"] = plan.way.id
    shared["fact:bids"] = Decimal(bids)
    if plan.lot is not None:
        shared["fact:lot"] = plan.lot
    return shared


def _entrant(
    plan: EvaluationPlan,
    bid: Bid,
    place: int,
    shared: Facts,
    problems: Problems,
    unchecked: Unchecked,
) -> Entrant:
    """Read a bid: its answers to the bid form and to other forms of suppliers, and its marks."""
    where = f"bids[{place}].answers"
    facts = dict(shared)
    known: set[str] = set()
    for number, form in enumerate(plan.forms):
        mine = bid.answers
        if not mine.keys() <= form.steps.keys():
            mine = {name: raw for name, raw in bid.answers.items() if form.asks(name)}
        known.update(mine)
        # What a supplier answered when it joined was complete then; here it may be left out.
        answers = read_answers(form, mine, lot=plan.lot, others=facts, complete=number == 0)
        for each in answers.problems:
            problems.add(f"{where}.{each.where}", each.says)
        if number and (missing := tuple(_missing(plan, form, answers))):
            unchecked[bid.id, form.id] = missing
        facts.update(answers.facts())
    for name in bid.answers:
        if name not in known:
            problems.add(f"{where}.{str(name)[:80]}", "there is no such question")
    for subject in plan.derived:
        derive(subject, facts)
    _check_marks(plan, bid, place, problems)
    for name, marks in bid.scores.items():
        if name in plan.criteria:
            facts[f"fact:{name}/evaluators"] = Decimal(len(marks))
    return Entrant(bid, place, facts)


def _missing(plan: EvaluationPlan, form: LinkedForm, answers: Answers) -> Iterator[str]:
    """Yield the questions that must be answered, that rules read, and that were not answered."""
    wrong = {name for name, _ in answers.faults}
    for name in answers.asked:
        step = form.steps[name]
        unanswered = name not in answers.values and name not in wrong
        if unanswered and step.question.required and step.key in plan.reads:
            yield name


def derive(subject: Subject, facts: dict[str, Value]) -> None:
    """Add a count of items or of words to the facts, where what it counts is answered."""
    sort, _, rest = subject.key.partition(":")
    value = facts.get(f"answer:{rest}")
    if sort == "count":
        # Lists and tables have items; an address or a set of day rates is one answer.
        if isinstance(value, tuple):
            facts[subject.key] = Decimal(len(value))
    elif value is not None:
        facts[subject.key] = Decimal(len(str(value).split()))


def _check_marks(plan: EvaluationPlan, bid: Bid, place: int, problems: Problems) -> None:
    panel = plan.way.panel
    for part in ("scores", "consensus"):
        for name in getattr(bid, part):
            criterion = plan.criteria.get(name)
            if criterion is None or criterion.judged is None:
                says = "is not a criterion that evaluators mark"
                problems.add(spot(("bids", place, part, name[:80])), f"`{name[:80]}` {says}")
    for name, judged in plan.judged.items():
        marks, agreed = bid.scores.get(name, ()), bid.consensus.get(name)
        if not marks and agreed is None:
            continue
        where = f"bids[{place}].scores.{name}"
        _check_panel(plan, bid, place, name, problems)
        for number, mark in enumerate(marks):
            if not judged.has(mark.score):
                problems.add(f"{where}[{number}].score", _off_scale(judged, mark.score))
            if panel.reasons == "required" and not mark.reason.strip():
                problems.add(f"{where}[{number}].reason", "every mark needs its reason")
        if agreed is not None:
            spot_ = f"bids[{place}].consensus.{name}"
            if not judged.has(agreed.score):
                problems.add(f"{spot_}.score", _off_scale(judged, agreed.score))
            if panel.moderation == "none":
                problems.add(spot_, "this way has no moderation, so there is no consensus")


def _check_panel(plan: EvaluationPlan, bid: Bid, place: int, name: str, problems: Problems) -> None:
    panel, criterion = plan.way.panel, plan.criteria[name]
    marks, agreed = bid.scores.get(name, ()), bid.consensus.get(name)
    where = f"bids[{place}].scores.{name}"
    least, most = panel.evaluators.min, panel.evaluators.max
    if least is not None and len(marks) < least:
        problems.add(where, f"has marks from {len(marks)} evaluators: at least {least} are needed")
    if most is not None and len(marks) > most:
        problems.add(where, f"has marks from {len(marks)} evaluators: at most {most} may mark")
    names = [mark.evaluator for mark in marks]
    for number, each in enumerate(names):
        if each in names[:number]:
            problems.add(
                f"{where}[{number}].evaluator", f"`{each}` has already marked this criterion"
            )
    judged = criterion.judged
    if agreed is not None or judged is None:
        return
    spot_ = f"bids[{place}].consensus.{name}"
    if panel.moderation == "required":
        problems.add(spot_, "is missing: this way needs the panel's agreed mark")
    elif judged.combine == "consensus" and len({mark.score for mark in marks}) > 1:
        problems.add(spot_, "is missing: the evaluators' marks differ, so record what was agreed")


def _off_scale(judged: Judged, mark: Decimal) -> str:
    if isinstance(judged.scale, Steps):
        scale = judged.scale
        grid = f"{scale.min:f} to {scale.max:f} in steps of {scale.step:f}"
        return f"{mark:f} is not a mark of the scale: {grid}"
    marks = [f"{level.mark:f}" for level in judged.scale]
    few = len(marks) <= 12
    return f"{mark:f} is not a mark of the scale: " + (
        ", ".join(marks) if few else f"{marks[0]} to {marks[-1]}"
    )


def missing_marks(entrants: list[Entrant], criteria: list[Criterion], problems: Problems) -> None:
    """Note every score that a bid still in the running must have and lacks."""
    for entrant in entrants:
        for each in criteria:
            if each.id in entrant.scores:
                continue
            if each.judged:
                problems.add(f"bids[{entrant.place}].scores.{each.id}", "has no marks")
            elif each.scored:
                problems.add(
                    f"bids[{entrant.place}].answers", f"no rule gives a score for `{each.id}`"
                )
            elif each.measured:
                problems.add(
                    f"bids[{entrant.place}].answers",
                    f"`{each.id}` cannot be calculated: an answer it depends on is missing",
                )
