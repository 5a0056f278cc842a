"""The whole definition of a framework, read from its folder and linked.

    framework = load(Path("examples/digital-outcomes"))
    contest = framework.contest("outcomes", "written-and-presentation", on=None)

Everything that is wrong with a definition is found here, all at once, each with file and line.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from agreements.clauses.clauses import Stated, stated
from agreements.clauses.numbering import Numbered, numbered, problems_of
from agreements.definition.rulesets import EvaluationRuleset, FeedbackRuleset, Ruleset
from agreements.definition.terms import Terms
from engine.admission import Admission
from engine.competitions.evaluation_plan import EvaluationPlan, MeasureFunction
from engine.competitions.measures import figure_of, numeric
from engine.contracts.permissions import flat_rules
from engine.execute import Machine
from engine.program import program_of
from forms.linked.linking import LinkedForm, lot_subject
from forms.linked.linking import link as link_form
from forms.model.form import Form, read_form, subjects_of
from rules.conditions import Reference, names_in
from rules.decision_tables.expansion import expand_all
from rules.decision_tables.proofs import TableFinding, findings
from rules.decision_tables.tables import DecisionTable, Grid, read_grid
from rules.linking import FlatRule, PlacedRule, derived_facts, link
from rules.policies import evaluation, feedback, permissions
from rules.policies.evaluation import Amount, Way
from rules.policies.feedback import Feedback
from rules.policies.measures import Measure, quantities_of, questions_of
from rules.policies.permissions import ContractPermissions
from rules.problems import DefinitionError, InputError, Problem, Problems, ValueProblem
from rules.ruleset import Rule
from rules.values import Subject
from rules.vocabulary import Vocabulary, of_forms
from rules.yaml.reading import (
    MAX_YAML_BYTES,
    DataPath,
    Document,
    content_hash,
    decoded,
    model_of,
    read_bytes,
    read_yaml,
)

M = TypeVar("M", bound=BaseModel)

#: How many files a definition may have in all.
MAX_FILES: Final = 5_000


@dataclass(frozen=True)
class Framework:
    """A framework's definition, linked.

    folder      where it was read from
    documents   every file of it, by name, as plain data (clauses as text)
    plain       the rules of plain rulesets, as written, with their places
    admission_rules   those that decide on applications to join, linked
    """

    folder: Path
    documents: Mapping[str, Any]
    terms: Terms
    forms: Mapping[str, LinkedForm]
    vocabulary: Vocabulary
    plain: tuple[PlacedRule, ...]
    admission_rules: tuple[FlatRule, ...]
    ways: Mapping[str, "LinkedWay"]
    feedback: Feedback
    feedback_rules: tuple[PlacedRule, ...]
    permissions: ContractPermissions | None
    permission_rules: tuple[FlatRule, ...]
    _contests: dict[Any, EvaluationPlan] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hash(self) -> str:
        """The content hash of the definition: the same for definitions that say the same."""
        return content_hash(self.documents)

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """The clauses of the agreement, filled in: the definition's own, and the library's."""
        return stated(self)

    @cached_property
    def numbering(self) -> Numbered:
        """The clauses numbered, with the number of the clause that states each rule."""
        return numbered(self.stated)

    @cached_property
    def admission(self) -> Admission:
        """What decides on suppliers' applications to join."""
        forms = tuple(self.forms[name] for name in self.terms.forms.application)
        return Admission(self.hash, forms, self.admission_rules, self.numbering.numbers())

    @property
    def bid_forms(self) -> tuple[LinkedForm, ...]:
        """The forms whose questions a bid may answer: the bid form, then those of applications."""
        bid, first = self.terms.forms.bid, self.terms.forms.application
        names = ([bid] if bid else []) + [name for name in first if name != bid]
        return tuple(self.forms[name] for name in names)

    def ways_for(self, lot: str | None) -> tuple[str, ...]:
        """Give the ways in which a lot may be evaluated."""
        return tuple(
            name
            for name, linked in self.ways.items()
            if lot is None or not linked.way.lots or lot in linked.way.lots
        )

    def contest(
        self, lot: str | None, way: str | None, *, on: date | None = None
    ) -> EvaluationPlan:
        """Give the contest for a lot, a way and the day of the decision.

        A lot or a way may be left out where there is only one. Raises `InputError`.
        """
        problems = Problems()
        lot = _chosen(lot, self.terms.lot_ids, "lot", problems)
        if problems.found:
            raise InputError(problems.found)
        if not self.ways_for(lot):
            raise InputError(
                [Problem("lot", f"`{lot}` has no way of evaluating: its rulesets name none")]
            )
        way = _chosen(way, self.ways_for(lot), "way", problems)
        if problems.found or way is None:
            raise InputError(problems.found)
        linked = self.ways[way]
        if on is None and linked.dated:
            raise InputError(
                [Problem("date", "is missing: this definition has rules that depend on the day")]
            )
        rules = tuple(each for each in linked.rules if each.rule.applies(lot=lot, way=way, on=on))
        key = (lot, way, tuple(each.rule.id for each in rules))
        if key not in self._contests:
            self._contests[key] = linked.contest(self, lot, rules)
        return self._contests[key]

    def close(self) -> None:
        """Release what the contests hold."""
        for contest in self._contests.values():
            contest.machine.close()
        self._contests.clear()


def _chosen(given: str | None, known: tuple[str, ...], key: str, problems: Problems) -> str | None:
    if given is None and len(known) == 1:
        return known[0]
    if given not in known:
        choices = ", ".join(f"`{each}`" for each in known)
        says = "is missing" if given is None else f"`{given[:80]}` cannot be used here"
        problems.add(key, f"{says}: choose one of {choices}")
    return given


@dataclass(frozen=True)
class LinkedWay:
    """A way of evaluating, with every rule that applies to it linked."""

    way: Way
    where: str
    rules: tuple[FlatRule, ...]
    figures: Mapping[Measure, MeasureFunction]
    asked: Mapping[Reference, str]
    needs: frozenset[str]
    facts: Mapping[str, Subject]
    findings: tuple[TableFinding, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether any of its rules holds only from or until a day."""
        return any(each.rule.from_ or each.rule.until for each in self.rules)

    def contest(
        self, framework: Framework, lot: str | None, rules: tuple[FlatRule, ...]
    ) -> EvaluationPlan:
        """Make the contest for a lot, with the rules that apply to it."""
        reads = {key: subject for rule in rules for key, subject in rule.reads.items()}
        return EvaluationPlan(
            definition=framework.hash,
            lot=lot,
            way=self.way,
            machine=Machine(program_of(rules)),
            forms=framework.bid_forms,
            brief=framework.forms.get(framework.terms.forms.brief or ""),
            figures=self.figures,
            derived=tuple(s for k, s in reads.items() if k.startswith(("count:", "words:"))),
            asked=self.asked,
            reads=frozenset(reads) | self.needs,
            facts=self.facts,
            feedback=framework.feedback,
            clauses=framework.numbering.numbers(self.way.id),
        )


# --- loading ------------------------------------------------------------------------------------


def load(folder: Path) -> Framework:
    """Read and link a definition. Raises `DefinitionError` with every problem found."""
    return _Loader(folder).framework()


class _Loader:
    """Reads a folder, going on where it can, so that all problems are told at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems = Problems()
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}
        self.every_way: tuple[Way, ...] = ()
        self.brief: str | None = None

    def framework(self) -> Framework:
        """Read everything; raise what was found."""
        if not self.folder.is_dir():
            raise DefinitionError([Problem(str(self.folder), "there is no such folder")])
        if not (self.folder / "framework.yaml").is_file():
            says = "there is no framework.yaml in it, so it is not a framework's folder"
            raise DefinitionError([Problem(str(self.folder), says)])
        terms = self._terms()
        forms = self._forms()
        whole = not self.problems.found
        rulesets = list(self._rulesets())
        self._agreement_texts()
        if terms is None or not whole:
            # What a file that cannot be read would have said, nothing else can be held against.
            raise DefinitionError(_in_order(self.problems.found))
        terms = self._form_roles(terms, forms)
        self.brief = terms.forms.brief
        self._unique_lots(terms)
        lots = {lot.id: lot.title for lot in terms.lots}
        lot = lot_subject(lots)
        vocabulary = of_forms({name: subjects_of(form) for name, form in forms.items()})
        linked_forms = self._link_forms(terms, forms, lot)
        plain: list[PlacedRule] = []
        tables: list[_PlacedTable] = []
        competing: list[PlacedRule] = []
        joining: list[tuple[Ruleset, list[PlacedRule], list[_PlacedTable]]] = []
        ways: dict[str, tuple[Way, Document, DataPath]] = {}
        feedback_policy, feedback_rules = Feedback(), []
        contract: tuple[ContractPermissions, Document] | None = None
        for document, ruleset in rulesets:
            if isinstance(ruleset, ContractPermissions):
                contract = (ruleset, document)
                continue
            self._check_lots(ruleset.lots, lots, document.where(("lots",)))
            its_rules = list(self._placed(ruleset, document, lots))
            its_tables = list(self._tables(ruleset, document, lots))
            joining.append((ruleset, its_rules, its_tables))
            plain.extend(its_rules)
            if ruleset.decides != "application":
                competing.extend(its_rules)
                tables.extend(its_tables)
            if isinstance(ruleset, EvaluationRuleset):
                for index, way in enumerate(ruleset.ways):
                    self._add_way(way, document, ("ways", index), ways, lots)
            if isinstance(ruleset, FeedbackRuleset):
                feedback_policy = ruleset.policy
                feedback_rules = [
                    PlacedRule(rule, document.where(at))
                    for rule, at in feedback.expand(ruleset.policy)
                ]
        self._check_ways(plain, tables, ways)
        self.every_way = tuple(way for way, _, _ in ways.values())
        linked_ways = {
            name: self._link_way(
                way, document, at, [*competing, *feedback_rules], tables, vocabulary, lots
            )
            for name, (way, document, at) in ways.items()
        }
        if not ways:
            # Without a way of evaluating, plain rules still have to make sense.
            known = vocabulary.with_facts({"lot": lot})
            rules, _ = self._with_tables(competing, tables, known)
            self._unique_rules(rules)
            link(rules, known, self.problems)
        permission_rules = self._permission_rules(contract, terms) if contract else ()
        admission_rules = self._admission_rules(joining, terms, forms, lot)
        if self.problems.found:
            raise DefinitionError(_in_order(self.problems.found))
        framework = Framework(
            folder=self.folder,
            documents={
                **{name: each.data for name, each in sorted(self.documents.items())},
                **dict(sorted(self.texts.items())),
            },
            terms=terms,
            forms=linked_forms,
            vocabulary=vocabulary,
            plain=tuple(plain),
            admission_rules=admission_rules,
            ways=linked_ways,
            feedback=feedback_policy,
            feedback_rules=tuple(feedback_rules),
            permissions=contract[0] if contract else None,
            permission_rules=permission_rules,
        )
        if any(name.startswith("agreement/") for name in self.texts):
            self._check_clauses(framework)
        return framework

    @staticmethod
    def _check_clauses(framework: Framework) -> None:
        """Bind the definition's own clauses to its rules. The library's are always right."""
        problems = [*problems_of(framework)]
        if problems:
            raise DefinitionError(_in_order(problems))

    # --- files -----------------------------------------------------------------------------------

    def _files(self, part: str, suffix: str) -> Iterator[tuple[Path, str]]:
        top = self.folder / part
        if top.exists() and not top.is_dir():
            self.problems.add(part, "should be a folder")
        found = sorted(path for path in top.rglob("*")) if top.is_dir() else []
        for path in (top, *found):
            # What lies in a folder that cannot be listed would silently be left out.
            if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
                name = path.relative_to(self.folder).as_posix()
                self.problems.add(name, "is a folder that cannot be read")
        for path in found:
            if path.suffix == suffix and not path.is_file():
                name = path.relative_to(self.folder).as_posix()
                self.problems.add(name, "is not a file that can be read")
        found = [path for path in found if path.is_file()]
        if len(found) > MAX_FILES:
            self.problems.add(part, f"has {len(found)} files: at most {MAX_FILES}")
            return
        for path in found:
            name = path.relative_to(self.folder).as_posix()
            if path.suffix == suffix:
                yield path, name
            elif path.suffix in {".yml", ".json"} and suffix == ".yaml":
                self.problems.add(name, "is not read: definitions are in files ending in .yaml")

    def _read(self, path: Path, name: str) -> Document | None:
        try:
            document = read_yaml(path, name)
        except DefinitionError as error:
            self.problems.found.extend(error.problems)
            return None
        self.documents[name] = document
        return document

    def _terms(self) -> Terms | None:
        document = self._read(self.folder / "framework.yaml", "framework.yaml")
        return None if document is None else self._model(document, Terms)

    def _model(self, document: Document, model: type[M]) -> M | None:
        try:
            return model_of(document, model)
        except DefinitionError as error:
            self.problems.found.extend(error.problems)
            return None

    def _unique_lots(self, terms: Terms) -> None:
        for index, lot in enumerate(terms.lot_ids):
            if lot in terms.lot_ids[:index]:
                where = self.documents["framework.yaml"].where(("lots", index))
                self.problems.add(where, f"two lots are called `{lot}`")

    def _forms(self) -> dict[str, Form]:
        forms: dict[str, Form] = {}
        for path, name in self._files("forms", ".yaml"):
            document = self._read(path, name)
            if document is None:
                continue
            try:
                form = read_form(document)
            except DefinitionError as error:
                self.problems.found.extend(error.problems)
                continue
            if form.id in forms:
                self.problems.add(document.where(), f"two forms are called `{form.id}`")
            forms[form.id] = form
        return forms

    def _rulesets(self) -> Iterator[tuple[Document, Ruleset | ContractPermissions]]:
        seen: dict[str, str] = {}
        for path, name in self._files("rulesets", ".yaml"):
            document = self._read(path, name)
            if document is None:
                continue
            says = document.data.get("ruleset") if isinstance(document.data, dict) else None
            if isinstance(says, str):
                if says in seen:
                    where = document.where(("ruleset",))
                    self.problems.add(where, f"`{says}` is also the ruleset of {seen[says]}")
                seen[says] = name
            model: type[Ruleset | ContractPermissions] = _RULESETS.get(str(says), Ruleset)
            ruleset: Ruleset | ContractPermissions | None = self._model(document, model)
            if ruleset is not None:
                yield document, ruleset

    def _agreement_texts(self) -> None:
        for path, name in self._files("agreement", ".md"):
            try:
                self.texts[name] = decoded(read_bytes(path, name, MAX_YAML_BYTES), name)
            except DefinitionError as error:
                self.problems.found.extend(error.problems)

    # --- forms -----------------------------------------------------------------------------------

    def _form_roles(self, terms: Terms, forms: Mapping[str, Form]) -> Terms:
        """Fill in the roles that the file names by themselves tell, and check those given."""
        roles, document = terms.forms, self.documents["framework.yaml"]
        for key in ("brief", "bid", "award"):
            name = getattr(roles, key)
            if name is None and key in forms and key not in roles.model_fields_set:
                roles = roles.model_copy(update={key: key})
            elif name is not None and name not in forms:
                self.problems.add(document.where(("forms", key)), f"there is no form `{name}`")
                roles = roles.model_copy(update={key: None})
        if "application" not in roles.model_fields_set:
            rest = tuple(f.id for f in forms.values() if f.by == "supplier" and f.id != roles.bid)
            roles = roles.model_copy(update={"application": rest})
        for index, name in enumerate(roles.application):
            if name not in forms:
                where = document.where(("forms", "application", index))
                self.problems.add(where, f"there is no form `{name}`")
        kept = tuple(name for name in roles.application if name in forms)
        return terms.model_copy(update={"forms": roles.model_copy(update={"application": kept})})

    def _link_forms(
        self, terms: Terms, forms: Mapping[str, Form], lot: Subject
    ) -> dict[str, LinkedForm]:
        """Link each form; those of suppliers may ask about what the buyer's brief says."""
        brief = terms.forms.brief
        lots = {each.id: each.title for each in terms.lots}
        linked: dict[str, LinkedForm] = {}
        for name, form in forms.items():
            known = {
                other: subjects_of(forms[other])
                for other in self._known_before(name, terms)
                if other in forms
            }
            if brief is not None and name not in {brief, *terms.forms.application}:
                known[brief] = subjects_of(forms[brief])
            document = next(
                each for each in self.documents.values() if each.name.endswith(f"/{name}.yaml")
            )
            try:
                linked[name] = link_form(
                    form,
                    others=of_forms(known).with_facts({"lot": lot}),
                    lots=lots,
                    where=document.where,
                )
            except DefinitionError as error:
                self.problems.found.extend(error.problems)
        return linked

    @staticmethod
    def _known_before(name: str, terms: Terms) -> tuple[str, ...]:
        """Give the forms that have been filled in when this one is."""
        joined = terms.forms.application
        if name in joined:
            return joined[: joined.index(name)]
        return tuple(each for each in joined if name != terms.forms.brief)

    # --- rules -----------------------------------------------------------------------------------

    def _placed(
        self, ruleset: Ruleset, document: Document, lots: Mapping[str, str]
    ) -> Iterator[PlacedRule]:
        for index, rule in enumerate(ruleset.rules):
            where = document.where(("rules", index))
            self._check_lots(rule.lots, lots, document.where(("rules", index, "lots")))
            if rule.then.score is not None and rule.then.score.collect is not None:
                says = f"rule `{rule.id}`: `collect` is for decision tables, whose rows it joins"
                self.problems.add(where, says)
            yield PlacedRule(_prefixed(rule, ruleset), where)

    def _tables(
        self, ruleset: Ruleset, document: Document, lots: Mapping[str, str]
    ) -> Iterator["_PlacedTable"]:
        for index, table in enumerate(ruleset.tables):
            self._check_lots(table.lots, lots, document.where(("tables", index, "lots")))
            try:
                grid = read_grid(table, document, ("tables", index), self.folder)
            except DefinitionError as error:
                self.problems.found.extend(error.problems)
                continue
            if table.csv is not None:
                name = (PurePosixPath(document.name).parent / table.csv).as_posix()
                self.texts[name] = (self.folder / name).read_text(encoding="utf-8-sig")
            yield _PlacedTable(table, grid, ruleset)

    def _with_tables(
        self,
        rules: list[PlacedRule],
        tables: list["_PlacedTable"],
        known: Vocabulary,
        problems: Problems | None = None,
    ) -> tuple[list[PlacedRule], tuple[TableFinding, ...]]:
        """Add the rules that tables stand for, and give what is found of the tables."""
        drawn = [(each.table, each.grid) for each in tables]
        expanded = expand_all(drawn, rules, known, self.problems if problems is None else problems)
        made = [
            PlacedRule(_prefixed(placed.rule, table.ruleset), placed.where)
            for table, placed_rules in zip(tables, expanded, strict=True)
            for placed in placed_rules
        ]
        every = [*rules, *made]
        derived = derived_facts(every, Problems())
        wider = known.with_facts({k: v for k, v in derived.items() if k not in known.facts})
        found = [
            finding
            for (table, grid), placed_rules in zip(drawn, expanded, strict=True)
            if placed_rules  # a table that cannot be used has been told of
            for finding in findings(table, grid, wider.find)
        ]
        return every, tuple(found)

    def _admission_rules(
        self,
        joining: Iterable[tuple[Ruleset, list[PlacedRule], list["_PlacedTable"]]],
        terms: Terms,
        forms: Mapping[str, Form],
        lot: Subject,
    ) -> tuple[FlatRule, ...]:
        """Link the rules that decide on applications.

        Rulesets for applications only must read nothing else. Of those that decide on competitions
        too, the rules are taken that read only what is known when a supplier applies.
        """
        asked = {name: subjects_of(forms[name]) for name in terms.forms.application}
        known = of_forms(asked).with_facts({"lot": lot})
        own: list[PlacedRule] = []
        shared: list[PlacedRule] = []
        for ruleset, rules, tables in joining:
            if ruleset.decides == "competition" or not (rules or tables):
                continue
            told = self.problems if ruleset.decides == "application" else Problems()
            expanded, _ = self._with_tables(rules, tables, known, told)
            (own if ruleset.decides == "application" else shared).extend(expanded)
        rules = [*own, *_readable(shared, known)]
        if own:
            self._unique_rules(rules)
        return link(rules, known, self.problems)

    def _check_ways(
        self,
        plain: list[PlacedRule],
        tables: list["_PlacedTable"],
        ways: Mapping[str, tuple[Way, Document, DataPath]],
    ) -> None:
        named = [(each.where, each.rule.ways) for each in plain]
        named += [(each.grid.where, each.table.ways) for each in tables]
        for where, names in named:
            for name in names:
                if name not in ways:
                    known = ", ".join(f"`{each}`" for each in ways) or "none"
                    self.problems.add(where, f"there is no way `{name}`; there are: {known}")

    def _check_lots(self, named: tuple[str, ...], lots: Mapping[str, str], where: str) -> None:
        for lot in named:
            if lot not in lots:
                known = ", ".join(f"`{each}`" for each in lots)
                self.problems.add(where, f"there is no lot `{lot}`: {known}")

    def _unique_rules(self, placed: list[PlacedRule]) -> None:
        first: dict[str, str] = {}
        for each in placed:
            if first.setdefault(each.rule.id, each.where) != each.where:
                says = f"rule `{each.rule.id}` is also at {first[each.rule.id]}"
                self.problems.add(each.where, says)

    def _add_way(
        self,
        way: Way,
        document: Document,
        at: DataPath,
        ways: dict[str, tuple[Way, Document, DataPath]],
        lots: Mapping[str, str],
    ) -> None:
        if way.id in ways:
            self.problems.add(document.where((*at, "id")), f"two ways are called `{way.id}`")
        self._check_lots(way.lots, lots, document.where((*at, "lots")))
        for place, says in evaluation.problems_of(way):
            self.problems.add(document.where((*at, *place)), f"way `{way.id}`: {says}")
        ways[way.id] = (way, document, at)

    def _link_way(
        self,
        way: Way,
        document: Document,
        at: DataPath,
        others: list[PlacedRule],
        tables: list["_PlacedTable"],
        vocabulary: Vocabulary,
        lots: Mapping[str, str],
    ) -> LinkedWay:
        facts, stages = evaluation.vocabulary(way, tuple(lots), self.every_way)
        known = vocabulary.with_facts(facts)
        expanded = [
            PlacedRule(rule, document.where((*at, *place)))
            for rule, place in evaluation.expand(way)
        ]
        here = [each for each in others if not each.rule.ways or way.id in each.rule.ways]
        figures = self._figures(way, document, at, known)
        self._check_evidence(way, document, at, known)
        if way.envelopes == "two":
            # Whatever reads an answer that makes up the price waits until prices are opened.
            stages |= dict.fromkeys(self._price_keys(way, known), evaluation.OPENED)
        placed, found = self._with_tables(
            [*expanded, *here],
            [each for each in tables if not each.table.ways or way.id in each.table.ways],
            known,
        )
        self._unique_rules(placed)
        rules = link(placed, known, self.problems, stages=stages)
        self._check_outcomes(way, rules, known)
        asked = self._asked(way, document, at, known)
        return LinkedWay(
            way=way,
            where=document.where(at),
            rules=rules,
            figures=figures,
            asked=asked,
            needs=frozenset((*asked.values(), *self._quantities(way, known))),
            facts=facts,
            findings=found,
        )

    @staticmethod
    def _quantities(way: Way, known: Vocabulary) -> Iterator[str]:
        """Give the keys of the answers that say how much is bought, which the brief may give."""
        for each in way.every:
            source = each.price or each.measured
            for name in () if source is None else quantities_of(source.of):
                if name in known.answers:
                    yield known.answers[name].key

    def _check_outcomes(self, way: Way, rules: tuple[FlatRule, ...], known: Vocabulary) -> None:
        # A ruleset may serve several ways: that this one lacks the criterion is no mistake.
        others = {each.id for each in way.every if not each.scored}
        for each in rules:
            then = each.rule.then
            if then.problem is not None:
                with self.problems.at(each.where):
                    known.find("answer", then.problem.at)
            if then.score is not None and then.score.criterion in others:
                says = f"`{then.score.criterion}` is not scored by rules: it is not `scored`"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")
            if then.score is not None and each.turn[0] > evaluation.ENTRY:
                says = "a rule that gives a score can read answers only"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")
            leaves = then.exclude or then.set_aside or then.refer
            late = each.turn[0] >= evaluation.RANKED and each.id not in _OWN_RULES
            if leaves is not None and late:
                says = "bids are ranked already when it runs: it can no longer exclude or refer"
                self.problems.add(each.where, f"rule `{each.id}`: {says}")

    def _figures(
        self, way: Way, document: Document, at: DataPath, known: Vocabulary
    ) -> dict[Measure, MeasureFunction]:
        figures: dict[Measure, MeasureFunction] = {}
        for each in way.every:
            source = each.price or each.measured
            if source is None:
                continue
            with self.problems.at(self._where(way, each.id, document, at)):
                figures[source.of] = figure_of(source.of, known.find)
        return figures

    def _check_evidence(
        self, way: Way, document: Document, at: DataPath, known: Vocabulary
    ) -> None:
        """Note every question that evaluators are sent to and that nobody asks."""
        for place, each in evaluation.places_of(way):
            for index, name in enumerate(each.from_):
                with self.problems.at(document.where((*at, *place, "from", index))):
                    known.find("answer", name)

    @staticmethod
    def _where(way: Way, criterion: str, document: Document, at: DataPath) -> str:
        place = next(here for here, each in evaluation.places_of(way) if each.id == criterion)
        return document.where((*at, *place))

    @staticmethod
    def _price_keys(way: Way, known: Vocabulary) -> Iterator[str]:
        for each in way.prices:
            if each.price is not None:
                for name in questions_of(each.price.of):
                    if name in known.answers:
                        yield known.answers[name].key

    def _asked(
        self, way: Way, document: Document, at: DataPath, known: Vocabulary
    ) -> dict[Reference, str]:
        found: dict[Reference, str] = {}
        references = [(way.method.asked, document.where((*at, "method")))]
        references += [
            (each.weighting_asked, self._where(way, each.id, document, at)) for each in way.criteria
        ]
        references += [
            (each.price.asked, self._where(way, each.id, document, at))
            for each in way.prices
            if each.price is not None and not isinstance(each.price, Amount)
        ]
        if way.shortlist is not None:
            references.append((way.shortlist.asked, document.where((*at, "shortlist"))))
        for reference, where in references:
            if reference is not None:
                with self.problems.at(where):
                    sort = "answer" if reference.answer is not None else "fact"
                    name = reference.answer or str(reference.fact)
                    key = numeric(known.find(sort, name)).key
                    if not key.startswith(f"answer:{self.brief}."):
                        says = (
                            f"`{name}` is not a question of the brief: one figure is for all bids"
                        )
                        raise ValueProblem(says)
                    found[reference] = key
        return found

    def _permission_rules(
        self, contract: tuple[ContractPermissions, Document], terms: Terms
    ) -> tuple[FlatRule, ...]:
        policy, document = contract
        for at, says in permissions.problems_of(policy):
            self.problems.add(document.where(at), says)
        regime = None if terms.regime == "none" else terms.regime
        return flat_rules(policy, document.where, self.problems, regime=regime)


#: Rules that the evaluation policy itself makes after bids are ranked.
_OWN_RULES: Final = frozenset({"evaluation/outranked", "evaluation/award"})

_RULESETS: Final[Mapping[str, type[Ruleset | ContractPermissions]]] = {
    "evaluation": EvaluationRuleset,
    "feedback": FeedbackRuleset,
    "permissions": ContractPermissions,
}


@dataclass(frozen=True, slots=True)
class _PlacedTable:
    """A decision table, its rows, and the ruleset that it stands in."""

    table: DecisionTable
    grid: Grid
    ruleset: Ruleset


def _prefixed(rule: Rule, ruleset: Ruleset) -> Rule:
    """Give a rule its full id, and the lots of its ruleset."""
    lots = rule.lots or ruleset.lots
    return rule.model_copy(update={"id": f"{ruleset.ruleset}/{rule.id}", "lots": lots})


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Sort problems by file and line, each once."""

    def key(problem: Problem) -> tuple[str, int, str]:
        name, _, line = problem.where.partition(":")
        return name, int(line) if line.isdigit() else 0, problem.says

    return sorted(dict.fromkeys(problems), key=key)


def _readable(rules: list[PlacedRule], known: Vocabulary) -> list[PlacedRule]:
    """Give the rules that read only what is known, or what such rules derive; in order."""
    kept: list[PlacedRule] = []
    facts = set(known.facts)
    while True:
        more = [each for each in rules if each not in kept and _reads_only(each.rule, known, facts)]
        if not more:
            return [each for each in rules if each in kept]
        kept += more
        facts |= {name for each in more for name in each.rule.then.fact or {}}


def _reads_only(rule: Rule, known: Vocabulary, facts: set[str]) -> bool:
    names = names_in(rule.when) if rule.when is not None else set()
    return not rule.ways and all(
        name in facts if sort == "fact" else name in known.answers for sort, name in names
    )
