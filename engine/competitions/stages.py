"""Evaluation: a competition goes through its stages and comes out ranked, with every reason.

    entry → scored → shortlisted → assessed → opened → totalled → ranked → decided

In each stage facts become known, then the rules that read them run (in both executors), then what
they say takes effect: bids are excluded or set aside, and go no further. Rules decide; methods
compute what a rule cannot. Nothing here knows any framework.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, TypeVar

from engine.competitions import referrals
from engine.competitions.competition import Competition
from engine.competitions.competition_notes import (
    notes_of_competition,
    notes_of_prices,
    notes_of_unchecked,
)
from engine.competitions.criterion_scores import criterion_scores
from engine.competitions.entry import AcceptedCompetition, enter, missing_marks
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.scoring import (
    Score,
    carried,
    carried_on,
    effective_weightings,
    exact,
    group_score,
    quality_of,
)
from engine.competitions.standings import (
    EXCLUDED,
    UNSUCCESSFUL,
    WINNER,
    BidStanding,
    Evaluation,
    Waiting,
)
from engine.competitions.tie_evidence import seed_of, tie_evidence
from engine.execute import Fired, ProgramRun
from engine.methods.ranking import TieEvidence, TieStep, ranked
from engine.methods.shortlisting import shortlisted
from rules.conditions import Reference
from rules.figures.arithmetic import exact_sum
from rules.figures.arithmetic import product as product_of
from rules.figures.rounding import telling_print
from rules.policies import evaluation_facts as policy
from rules.policies.calculation import Undecidable
from rules.policies.criteria import Amount, Criterion
from rules.policies.formulas.price_formula import PriceFormula
from rules.policies.methods.evaluation_method import MethodTotal, Offer, Offers, Working
from rules.policies.methods.sums_and_orders import RatedCriteria
from rules.problems import InputError, Problem, Problems

_SCORE_ONLY: Final = ("score",)
Valued = TypeVar("Valued")
_NOTHING: Final = Fraction(0)


def evaluate(plan: EvaluationPlan, competition: Competition) -> Evaluation:
    """Evaluate a competition.

    Raises `InputError` for a competition that cannot be evaluated as it stands, and
    `engine.execute.Disagreement` where the two executors differ.
    """
    entry = enter(plan, competition)
    with plan.runner.run() as run:
        return _EvaluationRun(plan, competition, entry, run).whole()


class _EvaluationRun:
    """One competition on its way through the stages."""

    def __init__(
        self,
        plan: EvaluationPlan,
        competition: Competition,
        entry: AcceptedCompetition,
        run: ProgramRun,
    ) -> None:
        self.plan = plan
        self.competition = competition
        self.entry = entry
        self.run = run
        self.way = plan.way
        self.rounding = plan.way.rounding
        self.standings = [BidStanding(entrant) for entrant in entry.entrants]
        self.weightings = effective_weightings(plan.way, entry.weightings)
        self.waiting: list[Waiting] = []
        self.notes: list[Problem] = []
        self.steps: list[TieStep] = []
        self._offers: Offers | None = None
        # Bids with the same answers share the score itself, and with it its points.
        self.products: dict[int, Fraction] = {}
        self.quality_weight = exact_sum(self.weightings[each.id] for each in self.way.quality)
        self.reads = plan.reads
        late = plan.way.late
        quality = [each for each in plan.way.every if not each.priced]
        self.early = [each for each in quality if each.id not in late]
        self.late = [each for each in quality if each.id in late]

    def whole(self) -> Evaluation:
        """Go through every stage."""
        try:
            self._stage(policy.ENTRY)
            self._refer_unchecked()
            self._score(self.early)
            self._stage(policy.SCORED)
            self._shortlist()
            self._stage(policy.SHORTLISTED)
            self._score(self.late)
            self._qualities()
            self._stage(policy.ASSESSED)
            self._open_prices()
            self._stage(policy.OPENED)
            self._total()
            self._stage(policy.TOTALLED)
            self._rank()
            self._stage(policy.RANKED)
            winner, tied = self._decide()
            self._level(winner)
            if not tied and not self.waiting:
                self._stage(policy.DECIDED)
        except Undecidable as error:
            raise self._refused(error) from None
        return Evaluation(
            plan=self.plan,
            competition=self.competition,
            weightings=self.weightings,
            standings=tuple(self.standings),
            winner=winner,
            tied=tied,
            steps=tuple(self.steps),
            waiting=tuple(self.waiting),
            withdrawn=self.entry.withdrawn,
            seed=seed_of(self.plan, self.competition)
            if any(step.rule == "draw-lots" for step in self.steps)
            else None,
            executors=self.plan.runner.executors,
            notes=(
                *notes_of_unchecked(self.entry.unchecked),
                *notes_of_competition(self.plan, self.competition),
                *self.notes,
                *notes_of_prices(self.plan, self.entry.brief, self.standings),
            ),
        )

    def _running(self) -> list[BidStanding]:
        return [each for each in self.standings if each.running]

    def _refused(self, error: Undecidable) -> InputError:
        places = {each.id: each.entrant.place for each in self.standings}
        wheres = [f"bids[{places[bid]}]" for bid in error.bid_ids if bid in places] or ["bids"]
        return InputError(Problem(where, error.says) for where in wheres)

    # --- rules ---------------------------------------------------------------------------------

    def _stage(self, stage: int) -> None:
        """Run the rules of a stage and let what they say take effect."""
        if not self.plan.runner.stage(stage).levels:
            return
        # From the decision on, rules speak of every bid; before it, only of those in the running.
        among = self.standings if stage == policy.DECIDED else self._running()
        fired = self.run.stage(stage, [each.entrant.facts for each in among])
        problems = Problems()
        for standing, rules in zip(among, fired, strict=True):
            standing.fired.extend(rules)
            for each in rules:
                then = each.rule.rule.then
                if then.score is not None:
                    name, given = then.score.criterion, standing.given
                    given[name] = (*given[name], each) if name in given else (each,)
                if each.rule.effects != _SCORE_ONLY:
                    self._take(standing, each, stage, problems)
        if problems.found:
            raise InputError(problems.found)

    def _take(self, standing: BidStanding, fired: Fired, stage: int, problems: Problems) -> None:
        then = fired.rule.rule.then
        if then.problem is not None:
            problems.add(self._place_of(standing, then.problem.at), then.problem.says)
        if then.refer is not None:
            self._refer(standing, fired, stage)
        if then.exclude is not None:
            standing.outcome = EXCLUDED
            standing.out_at = stage if standing.out_at is None else standing.out_at
        elif then.set_aside is not None and stage < policy.RANKED:
            standing.outcome = standing.outcome or UNSUCCESSFUL
            standing.out_at = stage if standing.out_at is None else standing.out_at

    def _place_of(self, standing: BidStanding, name: str) -> str:
        """Return the place in the competition file of the answer to a question, of bid or brief."""
        form, _, question = name.rpartition(".")
        brief, bid_forms = self.plan.brief, self.plan.forms
        if brief is not None and (
            form == brief.id
            or (not form and brief.asks(question) and not any(f.asks(question) for f in bid_forms))
        ):
            return f"brief.{question}"
        return f"bids[{standing.entrant.place}].answers.{question}"

    def _refer_unchecked(self) -> None:
        """Refer the bids for which rules could not be checked: no award is made on such a bid."""
        standings = {each.id: each for each in self._running()}
        for (bid, form), names in self.entry.unchecked.items():
            if bid in standings:
                self._refer_besides(standings[bid], referrals.unchecked(form, names), policy.ENTRY)

    def _valued(self, name: str, stage: int, compute: Callable[[], Valued]) -> Valued:
        """Return what a formula gives the bids in the running; `name` says what it is for.

        Bids for which it has no value can be excluded by a ruling: it then goes on without them.
        Raises `Undecidable` that says so.
        """
        standings = {each.id: each for each in self.standings}
        while True:
            try:
                return compute()
            except Undecidable as error:
                rule = f"no-value/{name}"
                named = "" if f"`{name}`" in error.says else f"`{name}`: "
                says = f"{named}{error.says.removesuffix('.')}"
                rulings = [standings[bid].entrant.bid.rulings.get(rule) for bid in error.bid_ids]
                if not all(each is not None and each.decision == "exclude" for each in rulings):
                    says += f". Correct the answers, or exclude the bid by a ruling on `{rule}`"
                    raise Undecidable(error.bid_ids, says) from None
                if not rulings:
                    raise Undecidable((), says) from None
                for bid in error.bid_ids:
                    fired = referrals.without_value(name, error.says)
                    self._refer_besides(standings[bid], fired, stage)

    def _refer_besides(self, standing: BidStanding, fired: Fired, stage: int) -> None:
        standing.fired.append(fired)
        self._refer(standing, fired, stage)

    def _refer(self, standing: BidStanding, fired: Fired, stage: int) -> None:
        ruling = standing.entrant.bid.rulings.get(fired.rule.id)
        if ruling is None:
            says = fired.rule.rule.then.refer or ""
            self.waiting.append(Waiting(standing.id, fired.rule.id, says))
        elif ruling.decision == "exclude":
            standing.outcome = EXCLUDED
            standing.out_at = stage if standing.out_at is None else standing.out_at

    # --- scores --------------------------------------------------------------------------------

    def _score(self, criteria: Sequence[Criterion]) -> None:
        """Score the bids in the running on some criteria of quality."""
        # Sub-criteria come after their parents in `every`, so going backwards meets them first.
        for each in reversed(criteria):
            compute = partial(self._criterion_scores, each)
            measured = each.measured is not None
            scores = self._valued(each.id, policy.SCORED, compute) if measured else compute()
            for standing in self._running():
                if standing.id in scores:
                    self._keep(standing, each, scores[standing.id])
        problems = Problems()
        missing_marks(
            [each.entrant for each in self._running()],
            [c for c in criteria if not c.criteria],
            problems,
        )
        if problems.found:
            raise InputError(problems.found)

    def _criterion_scores(self, criterion: Criterion) -> Mapping[str, Score]:
        return criterion_scores(self.plan, criterion, self._running())

    def _qualities(self) -> None:
        """Work out the points of each criterion of quality, and the quality as a whole."""
        parts = [each.id for each in self.way.quality]
        whole = self.quality_weight or Fraction(len(parts) or 1)
        factor = Fraction(self.way.quality_out_of) / whole
        for standing in self._running():
            scores = standing.entrant.scores
            for name, score in scores.items():
                product = self.products.get(id(score))
                if product is None:
                    product = self.products[id(score)] = product_of(
                        score.share, self.weightings[name]
                    )
                standing.points[name] = product
            if not parts or any(name not in scores for name in parts):
                continue
            # Where the criteria have no weightings they count alike.
            worth = (
                standing.points
                if self.quality_weight
                else {name: score.share for name, score in scores.items()}
            )
            quality = quality_of([worth[name] for name in parts], factor)
            quality = standing.quality = carried(quality, "quality", self.rounding)
            if "fact:overall-quality" in self.reads:
                standing.entrant.facts["fact:overall-quality"] = exact(quality)

    # --- the shortlist -------------------------------------------------------------------------

    def _shortlist(self) -> None:
        shortlist = self.way.shortlist
        running = self._running()
        if shortlist is None or not running:
            return
        by = shortlist.by or tuple(each.id for each in self.way.quality)
        scores = {each.id: self._shortlist_score(each, by) for each in running}
        ranking = (
            ranked(
                scores,
                "highest",
                self.way.ties,
                self._evidence(running),
            )
            if shortlist.ties == "tie-rules"
            else None
        )
        try:
            result = shortlisted(
                shortlist,
                scores,
                number=self._number_to_keep(),
                ranks=ranking.ranks if ranking else None,
            )
        except Undecidable as error:
            if error.bid_ids:
                raise
            raise InputError([Problem(self._place_of_number(), error.says)]) from None
        if result.short_by:
            says = f"kept {len(result.kept)}, {result.short_by} fewer than the framework asks for"
            self.notes.append(Problem("shortlist", says))
        least = min((scores[bid] for bid in result.kept), default=None)
        write = telling_print(scores.values())
        lowest = "" if least is None else f", and the lowest kept is {write(least)}"
        for each in running:
            dropped = result.dropped.get(each.id)
            each.entrant.facts["fact:shortlisted"] = dropped is None
            if dropped is not None:
                each.not_kept = f"its score is {write(scores[each.id])}{lowest}. {dropped}"
        if ranking is not None:
            # Of the ties, those count that tell a bid that was kept from one that was not.
            kept, left = set(result.kept), set(result.dropped)
            self.steps += [
                each for each in ranking.steps if kept & {*each.tied} and left & {*each.tied}
            ]

    def _number_to_keep(self) -> int | None:
        """Return how many bids the buyer keeps: as the competition says, or its brief."""
        chosen, asked = self.competition.shortlist, self._asked_number
        answer = self.entry.brief.get(self.plan.asked[asked]) if asked else None
        if not isinstance(answer, Decimal):
            return chosen.keep if chosen else None
        if answer != answer.to_integral_value():
            says = f"{answer:f} bids cannot be kept: give a whole number"
            raise InputError([Problem(self._place_of_number(), says)])
        if chosen is not None and chosen.keep != answer:
            says = f"is {chosen.keep}, and the brief says {answer:f}"
            raise InputError([Problem("shortlist.keep", says)])
        return int(answer)

    @property
    def _asked_number(self) -> Reference | None:
        return self.way.shortlist.asked if self.way.shortlist else None

    def _place_of_number(self) -> str:
        asked = self._asked_number
        if asked is None or self.plan.asked[asked] not in self.entry.brief:
            return "shortlist.keep"
        return f"brief.{asked.answer}"

    def _shortlist_score(self, standing: BidStanding, by: Sequence[str]) -> Fraction:
        shortlist = self.way.shortlist
        assert shortlist is not None  # noqa: S101 - the caller has looked
        scores = standing.entrant.scores
        if not shortlist.weighted:
            return exact_sum(scores[name].score for name in by)
        return exact_sum(scores[name].share * self.weightings[name] for name in by)

    # --- prices and totals ----------------------------------------------------------------------

    def _open_prices(self) -> None:
        problems = Problems()
        running = self._running()
        for standing in running:
            for each in self.way.prices:
                assert each.price is not None  # noqa: S101 - these are the priced ones
                figure = self.plan.figures[each.price.of](standing.entrant.facts)
                if figure is None:
                    problems.add(
                        f"bids[{standing.entrant.place}].answers",
                        f"`{each.id}` cannot be calculated: an answer it depends on is missing",
                    )
                    continue
                standing.prices[each.id] = figure
                if f"fact:{each.id}/value" in self.reads:
                    standing.entrant.facts[f"fact:{each.id}/value"] = exact(figure)
        if problems.found:
            raise InputError(problems.found)
        for each in self.way.prices:
            self._compare_prices(each.id, running)

    def _compare_prices(self, name: str, running: Sequence[BidStanding]) -> None:
        """Note each price beside the mean and the lowest of those opened, where rules ask."""
        for other in policy.COMPARED:
            key = f"fact:{name}/percent-of-{other}"
            if key not in self.reads or not running:
                continue
            prices = [standing.prices[name] for standing in running]
            base = min(prices) if other == "lowest" else exact_sum(prices) / len(prices)
            if base > 0:
                for standing in running:
                    standing.entrant.facts[key] = exact(100 * standing.prices[name] / base)

    def _total(self) -> None:
        """Work out totals; where a ruling excludes a bid without a value, once more without it."""
        before = self._running()
        self._total_of_running()
        running = self._running()
        if len(running) < len(before):
            priced = {each.id for each in self.way.every if each.priced}
            for standing in running:
                standing.points.clear()
                for name in priced & standing.entrant.scores.keys():
                    del standing.entrant.scores[name]
            self._qualities()
            self._total()

    def _total_of_running(self) -> None:
        for each in self.way.prices:
            if each.price is None or isinstance(each.price, Amount):
                continue
            scores = self._valued(
                each.id, policy.OPENED, partial(self._price_scores, each.id, each.price)
            )
            top = Fraction(each.price.out_of)
            valued = {
                bid.id: Score(scores[bid.id], scores[bid.id] / top, bid.prices[each.id])
                for bid in self._running()
            }
            kept = carried_on(each, valued, self.rounding)
            for standing in self._running():
                self._keep(standing, each, kept[standing.id])
        running = self._running()
        self._group_prices(running)
        self._points(running)
        found, worked = self._valued("total", policy.OPENED, self._method_totals)
        running = self._running()
        for standing in running:
            standing.working = worked.get(standing.id)
            total = found[standing.id]
            if isinstance(total, Fraction):
                total = carried(total, "total", self.rounding)
                if "fact:total" in self.reads:
                    standing.entrant.facts["fact:total"] = exact(total)
            standing.total = total

    def _price_scores(self, name: str, formula: PriceFormula) -> dict[str, Fraction]:
        prices = {standing.id: standing.prices[name] for standing in self._running()}
        return formula.scores(prices, budget=self._asked(formula.asked))

    def _method_totals(self) -> tuple[dict[str, MethodTotal], dict[str, Working]]:
        method = self.way.method
        self._offers = Offers(
            [self._offer(standing) for standing in self._running()],
            quality_weight=self.quality_weight,
            price_weight=exact_sum(
                self.weightings[each.id] for each in self.way.criteria if each.priced
            ),
            figure=self._asked(method.asked),
        )
        return method.totals(self._offers), method.workings(self._offers)

    def _keep(self, standing: BidStanding, criterion: Criterion, score: Score) -> None:
        standing.entrant.scores[criterion.id] = score
        if f"fact:{criterion.id}" in self.reads:
            standing.entrant.facts[f"fact:{criterion.id}"] = exact(score.score)

    def _group_prices(self, running: Sequence[BidStanding]) -> None:
        """Score the criteria that are made of prices, the innermost first."""
        for each in reversed(self.way.every):
            if not each.criteria or not each.priced:
                continue
            scores = {}
            for standing in running:
                score = group_score(each, standing.entrant.scores, self.rounding)
                assert score is not None  # noqa: S101 - every price inside it has its score
                scores[standing.id] = score
            kept = carried_on(each, scores, self.rounding)
            for standing in running:
                self._keep(standing, each, kept[standing.id])

    def _points(self, running: Sequence[BidStanding]) -> None:
        """Work out the points of prices, and round all points where the owner says so."""
        if isinstance(self.way.method, RatedCriteria):
            self._rate_points(running)
        for standing in running:
            for name, score in standing.entrant.scores.items():
                # The points of quality were worked out with it.
                standing.points.setdefault(name, score.share * self.weightings[name])
            for name, exact_points in standing.points.items():
                points = standing.points[name] = carried(exact_points, "points", self.rounding)
                if f"fact:{name}/points" in self.reads:
                    standing.entrant.facts[f"fact:{name}/points"] = exact(points)

    def _rate_points(self, running: Sequence[BidStanding]) -> None:
        """Scale points to the best bid as rated criteria do, so that they add up to the total."""
        best = max((each.quality or _NOTHING for each in running), default=_NOTHING)
        factor = Fraction(self.way.quality_out_of) / best if best > 0 else _NOTHING
        lowest = min((each.price for each in running if each.price is not None), default=_NOTHING)
        for standing in running:
            for each in self.way.every:
                if not each.priced:
                    standing.points[each.id] *= factor
                elif standing.price:
                    share = lowest / standing.price
                    standing.points[each.id] = share * self.weightings[each.id]

    def _offer(self, standing: BidStanding) -> Offer:
        return Offer(
            standing.id,
            standing.price,
            standing.quality,
            points={
                each.id: standing.points[each.id]
                for each in self.way.criteria
                if each.id in standing.points
            },
            shares={name: score.share for name, score in standing.entrant.scores.items()},
            quality_max=Fraction(self.way.quality_out_of),
        )

    def _asked(self, reference: Reference | None) -> Fraction | None:
        """Return the buyer's answer that a formula or method asks for."""
        if reference is None:
            return None
        value = self.entry.brief.get(self.plan.asked[reference])
        name = reference.answer or reference.fact
        if not isinstance(value, Decimal):
            raise InputError([Problem(f"brief.{name}", "is needed to calculate the result")])
        return Fraction(value)

    # --- ranks and outcomes ---------------------------------------------------------------------

    def _evidence(self, running: Sequence[BidStanding]) -> TieEvidence:
        return tie_evidence(self.plan, self.competition, self.weightings, running)

    def _rank(self) -> None:
        running = self._running()
        found = {each.id: each.total for each in running}
        # What a tie looks at is only gathered where there is a tie.
        evidence = self._evidence(running) if len(set(found.values())) < len(found) else None
        ranking = ranked(found, self.way.method.best, self.way.ties, evidence)
        for each in running:
            each.rank = ranking.ranks[each.id]
            each.entrant.facts["fact:rank"] = Decimal(each.rank)
        self.steps += ranking.steps

    def _decide(self) -> tuple[str | None, tuple[str, ...]]:
        """Settle outcomes.

        Where a tie for the first place is unbroken, or a bid is referred to a person who has not
        ruled on it, nobody has won yet: the bids that still may win have no outcome.
        """
        # What a rule referred no longer matters once the bid is out by another rule.
        out = {each.id for each in self.standings if each.outcome == EXCLUDED}
        self.waiting = [each for each in self.waiting if each.bid not in out]
        first = [
            each.id
            for each in self._running()
            if any("award" in fired.rule.effects for fired in each.fired)
        ]
        tied = tuple(sorted(first)) if len(first) > 1 else ()
        winner = first[0] if len(first) == 1 and not self.waiting else None
        for each in self.standings:
            if each.outcome is None:
                open_ = each.id in tied or bool(self.waiting)
                each.outcome = WINNER if each.id == winner else None if open_ else UNSUCCESSFUL
            if each.outcome is not None:
                each.entrant.facts["fact:outcome"] = each.outcome
        return winner, tied

    def _level(self, winner: str | None) -> None:
        """Work out at what price each other bid would have been level with the winner."""
        if winner is None or self._offers is None:
            return
        found = self.way.method.level_prices(self._offers, winner)
        for each in self.standings:
            if each.id != winner:
                each.level_price = found.get(each.id)
