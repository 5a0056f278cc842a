"""Linking of a way of evaluating: its rules, its measures, what it asks of the buyer's brief."""

from collections.abc import Iterator, Mapping, Sequence

from agreements.definition.framework import LinkedWay
from agreements.definition.placed_rules import PlacedTable, check_unique, with_tables
from engine.competitions.evaluation_plan import MeasureFunction
from engine.competitions.measures import figure_of, numeric
from rules.conditions import Reference
from rules.linking import LinkedRule, PlacedRule, link
from rules.policies.evaluation import rules_of_way
from rules.policies.evaluation_facts import ENTRY, OPENED, RANKED, evaluation_vocabulary
from rules.policies.measures import Measure, quantities_of, questions_of
from rules.policies.ways import Way, places_of
from rules.problems import DataPath, Problems, ValueProblem
from rules.vocabulary import Vocabulary
from rules.yaml.reading import Document

#: Rules that the evaluation policy itself makes after bids are ranked.
_OWN_RULES = frozenset({"evaluation/outranked", "evaluation/award"})


class WayLinker:
    """Links one way; problems are added to `problems`, each at its place.

    way, document, at   the way as written, its file, and where it stands there
    known               what its rules may ask about: answers of all forms, facts of the evaluation
    stages              when each subject becomes known, by key, where that is not at entry
    brief               the id of the form that buyers answer
    """

    def __init__(
        self,
        way: Way,
        document: Document,
        at: DataPath,
        vocabulary: Vocabulary,
        *,
        lots: Sequence[str],
        every_way: Sequence[Way],
        brief: str | None,
        problems: Problems,
    ) -> None:
        self.way = way
        self.document = document
        self.at = at
        self.facts, self.stages = evaluation_vocabulary(way, tuple(lots), tuple(every_way))
        self.known = vocabulary.with_facts(self.facts)
        self.brief = brief
        self.problems = problems
        self._places = {each.id: self._place(*place) for place, each in places_of(way)}

    def link(self, others: Sequence[PlacedRule], tables: Sequence[PlacedTable]) -> LinkedWay | None:
        """Link the way with the rules and tables of all rulesets that apply to competitions.

        None where the way itself has a problem; rules that have one are left out.
        """
        way = self.way
        own = [PlacedRule(rule, self._place(*at)) for rule, at in rules_of_way(way)]
        here = [each for each in others if not each.rule.ways or way.id in each.rule.ways]
        figures = self._figures()
        self._check_evidence()
        stages = dict(self.stages)
        if way.envelopes == "two":
            # Whatever reads an answer that makes up the price waits until prices are opened.
            stages |= dict.fromkeys(self._price_keys(), OPENED)
        placed, found = with_tables(
            [*own, *here],
            [each for each in tables if not each.table.ways or way.id in each.table.ways],
            self.known,
            self.problems,
        )
        check_unique(placed, self.problems)
        rules = link(placed, self.known, self.problems, stages=stages)
        self._check_outcomes(rules)
        asked = self._asked()
        sources = [each.price or each.measured for each in way.every]
        whole = all(each is None or each.of in figures for each in sources)
        if not whole or not all(reference in asked for _, reference in way.asked):
            return None
        return LinkedWay(
            way=way,
            where=self._place(),
            rules=rules,
            figures=figures,
            asked=asked,
            needs=frozenset((*asked.values(), *self._quantities())),
            facts=self.facts,
            findings=found,
        )

    def _place(self, *path: str | int) -> str:
        return self.document.where((*self.at, *path))

    def _quantities(self) -> Iterator[str]:
        """Return the keys of the answers that say how much is bought, which the brief may give."""
        for each in self.way.every:
            source = each.price or each.measured
            for name in () if source is None else quantities_of(source.of):
                if name in self.known.answers:
                    yield self.known.answers[name].key

    def _check_outcomes(self, rules: tuple[LinkedRule, ...]) -> None:
        # A ruleset may serve several ways: that this one lacks the criterion is no mistake.
        others = {each.id for each in self.way.every if not each.scored}
        for each in rules:
            then = each.rule.then
            if then.problem is not None:
                with self.problems.at(each.where):
                    self.known.find("answer", then.problem.at)
            if then.score is not None and then.score.criterion in others:
                says = f"`{then.score.criterion}` is not scored by rules: it is not `scored`"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")
            if then.score is not None and each.runs_at[0] > ENTRY:
                says = "a rule that gives a score can read answers only"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")
            leaves = then.exclude or then.set_aside or then.refer
            late = each.runs_at[0] >= RANKED and each.id not in _OWN_RULES
            if leaves is not None and late:
                says = "bids are ranked already when it runs: it can no longer exclude or refer"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")

    def _figures(self) -> Mapping[Measure, MeasureFunction]:
        figures: dict[Measure, MeasureFunction] = {}
        for each in self.way.every:
            source = each.price or each.measured
            if source is None:
                continue
            with self.problems.at(self._places[each.id]):
                figures[source.of] = figure_of(source.of, self.known.find)
        return figures

    def _check_evidence(self) -> None:
        """Add a problem for each question that evaluators are sent to and nobody is asked."""
        for place, each in places_of(self.way):
            for index, name in enumerate(each.from_):
                with self.problems.at(self._place(*place, "from", index)):
                    self.known.find("answer", name)

    def _price_keys(self) -> Iterator[str]:
        for each in self.way.prices:
            if each.price is not None:
                for name in questions_of(each.price.of):
                    if name in self.known.answers:
                        yield self.known.answers[name].key

    def _asked(self) -> dict[Reference, str]:
        """Return the key of the brief's answer that each reference of the way means."""
        found: dict[Reference, str] = {}
        for place, reference in self.way.asked:
            with self.problems.at(self._place(*place)):
                sort = "answer" if reference.answer is not None else "fact"
                name = reference.answer or str(reference.fact)
                key = numeric(self.known.find(sort, name)).key
                if not key.startswith(f"answer:{self.brief}."):
                    says = f"`{name}` is not a question of the brief: one figure is for all bids"
                    raise ValueProblem(says)
                found[reference] = key
        return found
