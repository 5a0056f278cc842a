"""A whole evaluation, stage by stage, as docs/reference/evaluation.md states it.

entry → scored → shortlisted → assessed → opened → totalled → ranked → decided
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from engine.reference.places import Evidence, kept, ranks
from engine.reference.price_scores import Refused, exactly, price_scores
from engine.reference.totals import (
    HIGHEST_FIRST,
    WEIGHING,
    Contender,
    Setting,
    Total,
    method_totals,
)
from engine.reference.truth import Known, holds, names_in
from engine.reference.way import (
    ASSESSED,
    DECIDED,
    ENTRY,
    OPENED,
    RANKED,
    SCORED,
    SHORTLISTED,
    TOTALLED,
    Data,
    ReferenceRule,
    ReferenceWay,
    Written,
    amounts_of,
    measured,
    priced,
    rules_of,
    scale_of,
)

_NOTHING = Fraction(0)


@dataclass
class ReferenceBid:
    """A bid, with what the reference works out of it."""

    data: Data
    known: dict[str, Any]
    scores: dict[str, Fraction] = field(default_factory=dict)
    shares: dict[str, Fraction] = field(default_factory=dict)
    values: dict[str, Fraction] = field(default_factory=dict)
    points: dict[str, Fraction] = field(default_factory=dict)
    given: dict[str, list[tuple[str, Data]]] = field(default_factory=dict)
    quality: Fraction | None = None
    price: Fraction | None = None
    total: Total = None
    rank: int | None = None
    running: bool = True
    outcome: str | None = None

    @property
    def id(self) -> str:
        """Its id, as names are read."""
        return unicodedata.normalize("NFC", self.data["id"]).strip()

    def out(self, outcome: str) -> None:
        """Take it out of the running. An exclusion counts above being set aside."""
        self.running = False
        if outcome == "excluded" or self.outcome is None:
            self.outcome = outcome


class ReferenceEvaluation:
    """One competition, evaluated. Raises `Refused` where it cannot be."""

    def __init__(self, written: Written, way: Data, lot: str | None, competition: Data) -> None:
        self.written, self.way, self.lot = written, ReferenceWay(way), lot
        self.competition = competition
        on = competition.get("date")
        self.rules = rules_of(
            written, self.way, lot, None if on is None else date.fromisoformat(str(on))
        )
        self.waiting: list[tuple[str, str]] = []
        self.winner: str | None = None
        self.drawn = False
        self.tied: list[str] = []
        self._enter()
        self._run()

    # --- entry -------------------------------------------------------------------------------

    def _enter(self) -> None:
        competition, way = self.competition, self.way
        brief = self.written.read_brief(competition.get("brief", {}))
        self.brief = _exact(brief)
        if missing := self._needed() & self.written.asked(competition.get("brief", {})):
            raise Refused(f"the brief lacks {sorted(missing)}")
        self.weightings: dict[str, Fraction] = {}
        for top, weighting in self._chosen():
            self._weigh(top, weighting)
        standing = [bid for bid in competition["bids"] if not bid.get("withdrawn")]
        self.withdrawn = [bid["id"] for bid in competition["bids"] if bid.get("withdrawn")]
        every = [ReferenceBid(bid, {}).id for bid in competition["bids"]]
        if not standing or len(set(every)) < len(every):
            raise Refused("there is no bid, or two have one id")
        self.bids = []
        for data in standing:
            known = {**brief, "fact:way": way.id, "fact:bids": Decimal(len(standing))}
            if self.lot is not None:
                known["fact:lot"] = self.lot
            self._known_to_all = known
            answers = self.written.read_bid(data.get("answers", {}), known)
            bid = ReferenceBid(data, _exact({**known, **answers}))
            self._check_marks(bid)
            for name, marks in data.get("scores", {}).items():
                bid.known[f"fact:{name}/evaluators"] = Fraction(len(marks))
            self.bids.append(bid)

    def _needed(self) -> set[str]:
        """Return the keys of the answers that the evaluation depends on."""
        way, questions = self.way, self.written.questions
        names = {n for rule in self.rules for sort, n in names_in(rule.when) if sort != "fact"}
        for each in way.every:
            source = each.get("price") or each.get("measured") or {}
            if source:
                names |= {*amounts_of(source["of"])}
            figures = [*source.values(), each.get("weighting")]
            names |= {
                one["answer"] for one in figures if isinstance(one, Mapping) and one.get("answer")
            }
        keep = (way.shortlist or {}).get("keep")
        for one in [*way.method.values(), keep]:
            if isinstance(one, Mapping) and one.get("answer"):
                names.add(one["answer"])
        return {questions[name].key for name in names if name in questions}

    def _chosen(self) -> Iterator[tuple[Data, Fraction]]:
        """Yield the criteria at the top, each with the weighting that counts."""
        given = {
            name: exactly(each) for name, each in self.competition.get("weightings", {}).items()
        }
        if given.keys() - {top["id"] for top in self.way.criteria}:
            raise Refused("a weighting is of no criterion")
        found = []
        for top in self.way.criteria:
            limits, chosen = top.get("weighting", 0), given.get(top["id"])
            if not isinstance(limits, Mapping):
                found.append((top, exactly(limits)))
                if chosen not in {None, exactly(limits)}:
                    raise Refused("a fixed weighting is another one")
                continue
            said = self._answer(limits.get("answer"))
            if said is not None and chosen not in {None, said}:
                raise Refused("a weighting is another one than in the brief")
            low, high = exactly(limits["min"]), exactly(limits["max"])
            weighting = next((one for one in (said, chosen) if one is not None), None)
            if weighting is None and low == high:
                weighting = low
            if weighting is None or not low <= weighting <= high:
                raise Refused("a weighting is missing, or outside its limits")
            if limits.get("step") and weighting % exactly(limits["step"]):
                raise Refused("a weighting is off its grid")
            found.append((top, weighting))
        total = sum(weighting for _, weighting in found)
        if total != exactly(self.way.data.get("weightings_total", 100)) and (
            total or self.way.method["method"] in WEIGHING
        ):
            raise Refused("the weightings do not total what they should")
        yield from found

    def _answer(self, name: str | None) -> Fraction | None:
        """Return the buyer's answer to a question of the brief."""
        found: Fraction | None = None
        if name is not None:
            found = self.brief.get(self.written.questions[name].key)
        return found

    def _weigh(self, criterion: Data, weighting: Fraction) -> None:
        """Work a weighting out through those inside."""
        self.weightings[criterion["id"]] = weighting
        whole = exactly(criterion.get("weightings_total", 100))
        for each in criterion.get("criteria", ()):
            self._weigh(each, weighting * exactly(each.get("weighting", 0)) / whole)

    def _check_marks(self, bid: ReferenceBid) -> None:
        panel, scores, agreed = (
            self.way.panel,
            bid.data.get("scores", {}),
            bid.data.get("consensus", {}),
        )
        judged = {each["id"]: each["judged"] for each in self.way.every if "judged" in each}
        if (scores.keys() | agreed.keys()) - judged.keys():
            raise Refused("marks for what nobody marks")
        for name in scores.keys() | agreed.keys():
            marks, limits = scores.get(name, ()), panel.get("evaluators", {})
            if not marks and name not in agreed:
                continue
            least, most = limits.get("min", 0), limits.get("max", len(marks))
            if not least <= len(marks) <= most:
                raise Refused("too many evaluators, or too few")
            if len({mark["evaluator"] for mark in marks}) < len(marks):
                raise Refused("an evaluator marked twice")
            figures = {exactly(mark["score"]) for mark in marks}
            every = figures | ({exactly(agreed[name]["score"])} if name in agreed else set())
            if not all(scale_of(judged[name]["scale"]).has(mark) for mark in every):
                raise Refused("a mark is off its scale")
            if panel.get("reasons") == "required" and not all(
                mark.get("reason", "").strip() for mark in marks
            ):
                raise Refused("a mark has no reason")
            moderation, how = panel.get("moderation"), judged[name].get("combine", "consensus")
            if moderation == "none" and name in agreed:
                raise Refused("an agreed mark, and there is no moderation")
            if name not in agreed and (
                moderation == "required" or (how == "consensus" and len(figures) > 1)
            ):
                raise Refused("there is no agreed mark")

    # --- the stages --------------------------------------------------------------------------

    def _run(self) -> None:
        self._apply(ENTRY)
        self._refer_unchecked()
        self._score([each for each in self.way.every if each["id"] in self.way.early])
        self._apply(SCORED)
        self._draw_shortlist()
        self._apply(SHORTLISTED)
        self._score([e for e in self.way.every if e["id"] not in self.way.early and not priced(e)])
        self._judge_quality()
        self._apply(ASSESSED)
        self._open_prices()
        self._apply(OPENED)
        self._total()
        self._apply(TOTALLED)
        running = self.running
        evidence = self._evidence()
        places = ranks(
            {bid.id: bid.total for bid in running},
            highest_first=self.way.method["method"] in HIGHEST_FIRST,
            chain=self.way.ties,
            evidence=evidence,
        )
        self.drawn = self.drawn or bool(evidence.drawn)
        for bid in running:
            bid.rank = places[bid.id]
            bid.known["fact:rank"] = Fraction(bid.rank)
        self._apply(RANKED)
        self._decide()

    @property
    def running(self) -> list[ReferenceBid]:
        """The bids that are still in the running."""
        return [bid for bid in self.bids if bid.running]

    def _apply(self, stage: int) -> None:
        """Run the rules of a stage for the bids in the running, then let them take effect."""
        for bid in self.bids if stage == DECIDED else self.running:
            fired = []
            for rule in self.rules:
                if rule.stage == stage and holds(rule.when, self.written.questions, bid.known):
                    fired.append(rule)
                    self._derive(bid, rule)
            for rule in fired:
                self._take(bid, rule)
            self._apply_gates(stage, bid)

    def _derive(self, bid: ReferenceBid, rule: ReferenceRule) -> None:
        for name, written in rule.then.get("fact", {}).items():
            value = written
            if written in {"yes", "no"}:
                value = written == "yes"
            elif isinstance(written, int | Decimal) and not isinstance(written, bool):
                value = exactly(written)
            if bid.known.setdefault(f"fact:{name}", value) != value:
                raise Refused(f"rules derive different values of {name}")

    def _take(self, bid: ReferenceBid, rule: ReferenceRule) -> None:
        then = rule.then
        if "problem" in then:
            raise Refused(f"rule {rule.id} has a problem with {bid.id}")
        if "score" in then:
            bid.given.setdefault(then["score"]["criterion"], []).append((rule.id, then["score"]))
        if "refer" in then:
            self._refer(bid, rule.id)
        if "exclude" in then:
            bid.out("excluded")
        elif "set_aside" in then:
            bid.out("unsuccessful")

    def _refer(self, bid: ReferenceBid, rule: str) -> None:
        ruling = bid.data.get("rulings", {}).get(rule)
        if ruling is None:
            self.waiting.append((bid.id, rule))
        elif ruling["decision"] == "exclude":
            bid.out("excluded")

    def _refer_unchecked(self) -> None:
        """Refer bids to a person that lack answers which rules read, by the form that asks."""
        needed = self._needed()
        for bid in self.running:
            lacking = self.written.unanswered(bid.data.get("answers", {}), self._known_to_all)
            for form, keys in lacking.items():
                if keys & needed:
                    self._refer(bid, f"unchecked/{form}")

    def _apply_gates(self, stage: int, bid: ReferenceBid) -> None:
        """Apply what the way itself excludes and sets aside: its minimums and its shortlist."""
        for each in self.way.every if stage in {SCORED, ASSESSED} else ():
            own = next((each[k] for k in ("judged", "scored", "measured") if k in each), each)
            due = not priced(each) and (each["id"] in self.way.early) is (stage == SCORED)
            least = own.get("minimum") if due else None
            if least is not None and bid.scores[each["id"]] < exactly(least):
                bid.out("excluded")
        least = self.way.data.get("quality_minimum")
        if stage == ASSESSED and least is not None and (bid.quality or 0) < exactly(least):
            bid.out("excluded")
        if stage == SHORTLISTED and bid.known.get("fact:shortlisted") is False:
            bid.out("unsuccessful")

    # --- scores ------------------------------------------------------------------------------

    def _score(self, criteria: Sequence[Data]) -> None:
        """Score the bids in the running on criteria of quality, the innermost first."""
        running = self.running
        for criterion in reversed(criteria):
            name = criterion["id"]
            for bid in running:
                self._score_bid(criterion, bid)
            if "measured" in criterion:
                self._compare_figures(criterion, running)
            self._keep(criterion, running)
            for bid in running:
                bid.known[f"fact:{name}"] = bid.scores[name]

    def _score_bid(self, criterion: Data, bid: ReferenceBid) -> None:
        name = criterion["id"]
        if "judged" in criterion:
            bid.scores[name], bid.shares[name] = self._marked(criterion, bid)
        elif "scored" in criterion:
            bid.scores[name] = self._from_rules(criterion, bid)
            bid.shares[name] = bid.scores[name] / exactly(criterion["scored"].get("out_of", 100))
        elif "measured" in criterion:
            figure = measured(criterion["measured"]["of"], self.written.questions, bid.known)
            if figure is None:
                raise Refused(f"{bid.id} lacks an answer that {name} needs")
            bid.values[name] = figure
        else:
            self._sum_up(criterion, bid)

    @staticmethod
    def _marked(criterion: Data, bid: ReferenceBid) -> tuple[Fraction, Fraction]:
        policy, name = criterion["judged"], criterion["id"]
        scale = scale_of(policy["scale"])
        marks = sorted(exactly(mark["score"]) for mark in bid.data.get("scores", {}).get(name, ()))
        agreed = bid.data.get("consensus", {}).get(name)
        most = scale.top
        if agreed is not None:
            mark = exactly(agreed["score"])
        elif not marks and policy.get("missing") == "zero":
            mark = _NOTHING
        elif not marks:
            raise Refused(f"{bid.id} has no marks for {name}")
        else:
            how = policy.get("combine", "consensus")
            inner = marks[1:-1] if len(marks) > 2 else marks
            middle = marks[(len(marks) - 1) // 2 : len(marks) // 2 + 1]
            mark = {
                "consensus": marks[0],
                "mean": sum(marks, _NOTHING) / len(marks),
                "median": sum(middle, _NOTHING) / len(middle),
                "trimmed-mean": sum(inner, _NOTHING) / len(inner),
                "lowest": marks[0],
                "sum": sum(marks, _NOTHING),
            }[how]
            most *= len(marks) if how == "sum" else 1
        worth = scale.marks.get(mark)
        return mark, mark / most if worth is None else worth / 100

    @staticmethod
    def _from_rules(criterion: Data, bid: ReferenceBid) -> Fraction:
        policy: Data = criterion["scored"]
        given = bid.given.get(criterion["id"], [])
        tables: dict[str, list[Fraction]] = {}
        hows: dict[str, str | None] = {}
        for rule, one in given:
            how = one.get("collect")
            table = rule.rpartition("/")[0] if how else rule
            tables.setdefault(table, []).append(exactly(one["is"]))
            hows[table] = how
        figures = [
            {
                None: each[0],
                "sum": sum(each, _NOTHING),
                "count": Fraction(len(each)),
                "min": min(each),
                "max": max(each),
            }[hows[table]]
            for table, each in tables.items()
        ]
        how = policy.get("combine", "one")
        if not figures:
            if policy.get("otherwise", 0) is None:
                raise Refused(f"no rule scores {bid.id}")
            score = exactly(policy.get("otherwise", 0))
        elif how == "one" and len(set(figures)) > 1:
            raise Refused(f"rules give {bid.id} different scores")
        else:
            score = {
                "one": figures[0],
                "sum": sum(figures, _NOTHING),
                "highest": max(figures),
                "lowest": min(figures),
            }[how]
        if score > exactly(policy.get("out_of", 100)):
            raise Refused(f"rules give {bid.id} too high a score")
        return score

    @staticmethod
    def _compare_figures(criterion: Data, running: Sequence[ReferenceBid]) -> None:
        """Turn figures into scores: as they are, between the worst and best, or beside the best."""
        policy, name = criterion["measured"], criterion["id"]
        most, how = exactly(policy.get("out_of", 100)), policy.get("relative_to", "none")
        figures = [bid.values[name] for bid in running]
        if (
            how != "none"
            and figures
            and (max(figures) <= 0 or (how == "lowest" and min(figures) <= 0))
        ):
            raise Refused(f"{name} cannot be compared")
        for bid in running:
            figure = bid.values[name]
            if how == "highest":
                score = most * figure / max(figures)
            elif how == "lowest":
                score = most * min(figures) / figure
            elif policy.get("worst") is not None:
                worst, best = exactly(policy["worst"]), exactly(policy["best"])
                score = most * min(Fraction(1), max(_NOTHING, (figure - worst) / (best - worst)))
            elif 0 <= figure <= most:
                score = figure
            else:
                raise Refused(f"{name} of {bid.id} is not from 0 to {most}")
            bid.scores[name], bid.shares[name] = score, score / most

    def _sum_up(self, criterion: Data, bid: ReferenceBid) -> None:
        """Score a criterion by those inside it."""
        score = sum(
            (
                self.way.carried(
                    bid.shares[each["id"]] * exactly(each.get("weighting", 0)), "contribution"
                )
                for each in criterion["criteria"]
            ),
            _NOTHING,
        )
        bid.scores[criterion["id"]] = score
        bid.shares[criterion["id"]] = score / exactly(criterion.get("weightings_total", 100))

    def _keep(self, criterion: Data, running: Sequence[ReferenceBid]) -> None:
        """Carry scores on, rounded where the way says so, and compare them with the best."""
        name = criterion["id"]
        for bid in running:
            score = self.way.carried(bid.scores[name], "score")
            worth = "judged" in criterion and bool(scale_of(criterion["judged"]["scale"]).worths)
            if bid.scores[name] and not worth:
                bid.shares[name] *= score / bid.scores[name]
            bid.scores[name] = score
        if "best" in {criterion.get("relative_to"), criterion.get("judged", {}).get("relative_to")}:
            best = max((bid.scores[name] for bid in running), default=_NOTHING)
            for bid in running:
                bid.shares[name] = bid.scores[name] / best if best > 0 else _NOTHING

    def _judge_quality(self) -> None:
        """Work out the quality as a whole: the mean of shares, by their weightings."""
        parts = [each["id"] for each in self.way.criteria if not priced(each)]
        weights = {name: self.weightings[name] for name in parts}
        if not any(weights.values()):
            weights = dict.fromkeys(parts, Fraction(1))
        for bid in self.running if parts else ():
            weighed = sum((bid.shares[name] * weights[name] for name in parts), _NOTHING)
            mean = weighed / sum(weights.values(), _NOTHING)
            bid.quality = self.way.carried(mean * self.way.quality_max, "quality")
            bid.known["fact:overall-quality"] = bid.quality

    # --- the shortlist -----------------------------------------------------------------------

    def _draw_shortlist(self) -> None:
        policy, running = self.way.shortlist, self.running
        if policy is None or not running:
            return
        by = policy.get("by") or [each["id"] for each in self.way.criteria if not priced(each)]
        weighted = policy.get("weighted", True)
        scores = {
            bid.id: sum(
                (
                    bid.shares[name] * self.weightings[name] if weighted else bid.scores[name]
                    for name in by
                ),
                _NOTHING,
            )
            for bid in running
        }
        number = (self.competition.get("shortlist") or {}).get("keep")
        keep = policy.get("keep")
        said = self._answer(keep.get("answer")) if isinstance(keep, Mapping) else None
        if said is not None and (said.denominator != 1 or number not in {None, said}):
            raise Refused("the brief keeps another number of bids")
        evidence = self._evidence()
        chosen = kept(
            policy, scores, number if said is None else int(said), self.way.ties, evidence
        )
        # Between bids that are all kept, or all not, nothing hung on the lots.
        self.drawn = any(0 < len(chosen & {*group}) < len(group) for group in evidence.drawn)
        for bid in running:
            bid.known["fact:shortlisted"] = bid.id in chosen

    # --- prices and totals -------------------------------------------------------------------

    def _open_prices(self) -> None:
        running = self.running
        for each in self.way.prices:
            name = each["id"]
            for bid in running:
                figure = measured(each["price"]["of"], self.written.questions, bid.known)
                if figure is None:
                    raise Refused(f"{bid.id} lacks an answer that {name} needs")
                bid.values[name] = bid.known[f"fact:{name}/value"] = figure
                bid.price = (bid.price or _NOTHING) + figure
            opened = [bid.values[name] for bid in running]
            if not opened:
                continue
            for other, base in (("mean", sum(opened) / len(opened)), ("lowest", min(opened))):
                for bid in running if base > 0 else ():
                    bid.known[f"fact:{name}/percent-of-{other}"] = 100 * bid.values[name] / base

    def _figure(self, written: object) -> Fraction:
        """Return a figure, or the buyer's answer that stands for it, which must be above zero."""
        if not isinstance(written, Mapping):
            return exactly(written)
        name = written.get("answer") or written["fact"]
        found = self.brief.get(self.written.questions[name].key)
        if found is None or found <= 0:
            raise Refused(f"{name} is missing, or not above zero")
        return Fraction(found)

    def _total(self) -> None:
        """Work out totals; where there are none, once more without bids that a person excluded."""
        try:
            self._total_of_running()
        except Refused:
            ruled = [bid for bid in self.running if _excluded_by_hand(bid)]
            if not ruled:
                raise
            for bid in ruled:
                bid.out("excluded")
            self._judge_quality()
            self._total()

    def _total_of_running(self) -> None:
        running = self.running
        for each in reversed(self.way.every):
            name = each["id"]
            if not priced(each) or ("price" in each and "formula" not in each["price"]):
                continue
            if "price" in each:
                prices = {bid.id: bid.values[name] for bid in running}
                scores = price_scores(each["price"], prices, self._figure)
                for bid in running:
                    bid.scores[name] = scores[bid.id]
                    bid.shares[name] = scores[bid.id] / exactly(each["price"].get("out_of", 100))
            else:
                for bid in running:
                    self._sum_up(each, bid)
            self._keep(each, running)
            for bid in running:
                bid.known[f"fact:{name}"] = bid.scores[name]
        tops = self.way.criteria
        setting = Setting(
            self.way.quality_max,
            sum((self.weightings[each["id"]] for each in tops if not priced(each)), _NOTHING),
            sum((self.weightings[each["id"]] for each in tops if priced(each)), _NOTHING),
        )
        for bid in running:
            self._earn(bid)
        compared = {
            bid.id: Contender(
                bid.price,
                bid.quality,
                {each["id"]: bid.points[each["id"]] for each in tops if each["id"] in bid.points},
                bid.shares,
            )
            for bid in running
        }
        totals = method_totals(self.way.method, compared, setting, self._figure)
        for bid in running:
            total = totals[bid.id]
            if isinstance(total, Fraction):
                bid.known["fact:total"] = total = self.way.carried(total, "total")
            bid.total = total

    def _earn(self, bid: ReferenceBid) -> None:
        """Work out points: share times weighting, or under rated criteria its part of the total."""
        running, rated = self.running, self.way.method["method"] == "rated-criteria"
        for each in self.way.every:
            name = each["id"]
            share: Fraction | None = bid.shares.get(name)
            if rated and priced(each):
                lowest = min(other.price or _NOTHING for other in running)
                share = lowest / bid.price if bid.price else None
            elif rated and share is not None:
                best = max(other.quality or _NOTHING for other in running)
                share *= self.way.quality_max / best if best > 0 else _NOTHING
            if share is not None:
                points = self.way.carried(share * self.weightings[name], "points")
                bid.points[name] = bid.known[f"fact:{name}/points"] = points

    # --- ties and outcomes -------------------------------------------------------------------

    def _evidence(self) -> Evidence:
        running = self.running
        leaves = [each for each in self.way.every if not each.get("criteria")]
        return Evidence(
            scores={
                each["id"]: {b.id: b.scores[each["id"]] for b in running if each["id"] in b.scores}
                for each in self.way.every
            },
            prices={
                each["id"]: {b.id: b.values[each["id"]] for b in running if each["id"] in b.values}
                for each in self.way.prices
            },
            whole_prices={bid.id: bid.price for bid in running if bid.price is not None},
            received={
                bid.id: datetime.fromisoformat(bid.data["received"])
                for bid in running
                if bid.data.get("received")
            },
            weightings={each["id"]: self.weightings[each["id"]] for each in leaves},
            priced=frozenset(each["id"] for each in self.way.prices),
            seed=self.seed(),
        )

    def seed(self) -> str:
        """Return the seed for drawing lots: the competition's, or a digest of what was sealed."""
        draw = self.competition.get("draw")
        if draw is not None:
            return unicodedata.normalize("NFC", draw["seed"]).strip()
        sealed = [
            {
                "id": ReferenceBid(data, {}).id,
                "supplier": unicodedata.normalize("NFC", data["supplier"]).strip(),
                "answers": _sealed(data.get("answers", {})),
            }
            for data in self.competition["bids"]
        ]
        whole = {
            "definition": self.written.hash,
            "bids": sorted(sealed, key=lambda bid: str(bid["id"])),
        }
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def _decide(self) -> None:
        excluded = {bid.id for bid in self.bids if bid.outcome == "excluded"}
        self.waiting = [each for each in self.waiting if each[0] not in excluded]
        first = [bid for bid in self.running if bid.rank == 1]
        if len(first) > 1:
            self.tied = sorted(bid.id for bid in first)
        elif first and not self.waiting:
            self.winner = first[0].id
        for bid in self.running:
            if bid.id == self.winner:
                bid.outcome = "winner"
            elif not self.waiting and bid.id not in self.tied:
                bid.outcome = "unsuccessful"
        for bid in self.bids:
            if bid.outcome is not None:
                bid.known["fact:outcome"] = bid.outcome
        if not self.tied and not self.waiting:
            self._apply(DECIDED)


def _excluded_by_hand(bid: ReferenceBid) -> bool:
    rulings = bid.data.get("rulings", {}).items()
    return any(k.startswith("no-value/") and v["decision"] == "exclude" for k, v in rulings)


def _exact(known: Known) -> dict[str, Any]:
    return {k: Fraction(v) if isinstance(v, Decimal) else v for k, v in known.items()}


def _sealed(data: Any) -> Any:  # noqa: ANN401 - plain data
    """Return answers so that equal ones are written alike: 1.50 as 1.5, 2.0 as 2."""
    if isinstance(data, Mapping):
        return {str(key): _sealed(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_sealed(each) for each in data]
    if isinstance(data, Decimal):
        return int(data) if data == int(data) else {"decimal": f"{data:f}".rstrip("0")}
    return data
