"""Linking: the files of a definition become one framework in which every name means something.

    framework = link_definition(Path("examples/digital-outcomes"))

Linking goes on past every problem with what is whole, so that all problems are reported at once and
a half-made definition can be looked at. The clauses of the agreement are not linked here:
`agreements.loading` holds them to the rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from agreements.definition.framework import Framework, LinkedWay
from agreements.definition.placed_rules import (
    PlacedTable,
    check_unique,
    prefixed,
    readable,
    with_tables,
)
from agreements.definition.reading import DefinitionReader
from agreements.definition.rulesets import EvaluationRuleset, FeedbackRuleset, Ruleset
from agreements.definition.terms import Terms
from agreements.definition.way_linking import WayLinker
from engine.contracts.permissions import linked_rules
from forms.linked.linked_form import LinkedForm
from forms.linked.linking import link_form_parts, lot_subject
from forms.model.form import Form, subjects_of
from rules.decision_tables.tables import read_grid
from rules.linking import LinkedRule, PlacedRule, link
from rules.policies import feedback, permissions
from rules.policies.feedback import Feedback
from rules.policies.permissions import ContractPermissions
from rules.policies.way_problems import way_problems
from rules.policies.ways import Way
from rules.problems import DataPath, Problems, sorted_problems
from rules.vocabulary import Vocabulary, of_forms
from rules.yaml.reading import Document


def link_definition(source: Path | Mapping[str, str | bytes]) -> Framework:
    """Read and link the definition in a folder, or in texts by name, as far as it is whole.

    Raises `DefinitionError` only where there is no such folder, or no framework.yaml in it. The
    framework's `problems` are in order of file and line.
    """
    reader = DefinitionReader(source)
    terms, forms = reader.terms(), reader.forms()
    rulesets = list(reader.rulesets())
    reader.read_agreement_texts()
    return _Linker(reader, terms, forms).framework(rulesets)


class _Linker:
    """Links what was read, adding every problem to those of the reader."""

    def __init__(self, reader: DefinitionReader, terms: Terms, forms: Mapping[str, Form]) -> None:
        self.reader = reader
        self.problems = reader.problems
        self.unread = reader.unread
        #: The ways that have a problem of their own.
        self.unsound: set[str] = set()
        self.forms = forms
        self.terms = self._with_form_roles(terms)
        self.lots = {lot.id: lot.title for lot in terms.lots}
        self.lot = lot_subject(self.lots)

    def framework(
        self, rulesets: Iterable[tuple[Document, Ruleset | ContractPermissions]]
    ) -> Framework:
        """Return the framework, with every problem that was found."""
        self._check_unique_lots()
        for index, route in enumerate(self.terms.routes):
            self._check_lots(route.lots, "framework.yaml", "routes", index, "lots")
        vocabulary = self._vocabulary(self.forms)
        linked_forms = self._linked_forms()
        plain: list[PlacedRule] = []
        tables: list[PlacedTable] = []
        competing: list[PlacedRule] = []
        joining: list[tuple[Ruleset, list[PlacedRule], list[PlacedTable]]] = []
        ways: dict[str, tuple[Way, Document, DataPath]] = {}
        feedback_policy, feedback_rules = Feedback(), []
        contract: tuple[ContractPermissions, Document] | None = None
        for document, ruleset in rulesets:
            if isinstance(ruleset, ContractPermissions):
                contract = (ruleset, document)
                continue
            self._check_lots(ruleset.lots, document.name, "lots")
            its_rules = list(self._placed(ruleset, document))
            its_tables = list(self._tables(ruleset, document))
            joining.append((ruleset, its_rules, its_tables))
            plain.extend(its_rules)
            if ruleset.decides != "application":
                competing.extend(its_rules)
                tables.extend(its_tables)
            if isinstance(ruleset, EvaluationRuleset):
                for index, way in enumerate(ruleset.ways):
                    self._add_way(way, document, ("ways", index), ways)
            if isinstance(ruleset, FeedbackRuleset):
                feedback_policy = ruleset.policy
                feedback_rules = [
                    PlacedRule(rule, document.where(at))
                    for rule, at in feedback.rules_of_feedback(ruleset.policy)
                ]
        self._check_ways(plain, tables, ways)
        every_way = tuple(way for way, _, _ in ways.values())
        linked_ways: dict[str, LinkedWay] = {}
        for name, (way, document, at) in ways.items():
            linker = WayLinker(
                way,
                document,
                at,
                vocabulary,
                lots=tuple(self.lots),
                every_way=every_way,
                brief=self.terms.forms.brief,
                problems=self.problems,
            )
            linked = linker.link([*competing, *feedback_rules], tables)
            if linked is not None and name not in self.unsound:
                linked_ways[name] = linked
        if not ways:
            # Without a way of evaluating, plain rules still have to make sense.
            known = vocabulary.with_facts({"lot": self.lot})
            rules, _ = with_tables(competing, tables, known, self.problems)
            check_unique(rules, self.problems)
            link(rules, known, self.problems)
        permission_rules = self._permission_rules(*contract) if contract else ()
        admission_rules = self._admission_rules(joining)
        return Framework(
            files=self.reader.files,
            problems=tuple(sorted_problems(self.problems.found)),
            whole=linked_ways.keys() == ways.keys() and self.reader.whole,
            documents={
                **{name: each.data for name, each in sorted(self.reader.documents.items())},
                **dict(sorted(self.reader.texts.items())),
            },
            models=self.reader.models,
            terms=self.terms,
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

    # --- lots and forms

    def _check_unique_lots(self) -> None:
        seen: set[str] = set()
        for index, lot in enumerate(self.terms.lot_ids):
            if lot in seen:
                where = self.reader.where("framework.yaml", "lots", index)
                self.problems.add(where, f"two lots are called `{lot}`")
            seen.add(lot)

    def _check_lots(self, named: tuple[str, ...], name: str, *at: str | int) -> None:
        """Add a problem for each lot, of the list at `at` in the file `name`, that is none."""
        if "framework.yaml" in self.reader.unreadable or "lots" in self.unread:
            return
        for index, lot in enumerate(named):
            if lot not in self.lots and lot not in self.unread:
                known = ", ".join(f"`{each}`" for each in self.lots)
                where = self.reader.where(name, *at, index)
                self.problems.add(where, f"there is no lot `{lot}`: {known}")

    def _vocabulary(self, forms: Mapping[str, Form]) -> Vocabulary:
        asked = {name: subjects_of(form) for name, form in forms.items()}
        # A form that cannot be read at all may have asked anything.
        lost = any(name.startswith("forms/") for name in self.reader.unreadable)
        return replace(of_forms(asked), unread=frozenset(self.unread), forms_lost=lost)

    def _with_form_roles(self, terms: Terms) -> Terms:
        """Fill in the roles that forms have by their names, and check those given."""
        roles, where = terms.forms, partial(self.reader.where, "framework.yaml", "forms")
        for key in ("brief", "bid", "award"):
            name = getattr(roles, key)
            if name is None and key in self.forms and key not in roles.model_fields_set:
                roles = roles.model_copy(update={key: key})
            elif name is not None and name not in self.forms:
                if name not in self.unread:
                    self.problems.add(where(key), f"there is no form `{name}`")
                roles = roles.model_copy(update={key: None})
        if "application" not in roles.model_fields_set:
            rest = tuple(
                each.id
                for each in self.forms.values()
                if each.by == "supplier" and each.id != roles.bid
            )
            roles = roles.model_copy(update={"application": rest})
        for index, name in enumerate(roles.application):
            if name not in self.forms and name not in self.unread:
                self.problems.add(where("application", index), f"there is no form `{name}`")
        kept = tuple(name for name in roles.application if name in self.forms)
        return terms.model_copy(update={"forms": roles.model_copy(update={"application": kept})})

    def _linked_forms(self) -> dict[str, LinkedForm]:
        """Link each form to the forms before it; suppliers' forms also to the brief."""
        brief = self.terms.forms.brief
        linked: dict[str, LinkedForm] = {}
        for name, form in self.forms.items():
            before = set(self._known_before(name))
            if brief is not None and name not in {brief, *self.terms.forms.application}:
                before.add(brief)
            others = self._vocabulary({o: each for o, each in self.forms.items() if o in before})
            found, problems = link_form_parts(
                form,
                others=others.with_facts({"lot": self.lot}),
                lots=self.lots,
                where=self.reader.documents[f"forms/{name}.yaml"].where,
            )
            self.problems.extend(problems)
            if found is not None:
                linked[name] = found
        return linked

    def _known_before(self, name: str) -> tuple[str, ...]:
        """Return the ids of the forms that are filled in before a form."""
        joined = self.terms.forms.application
        if name in joined:
            return joined[: joined.index(name)]
        return joined if name != self.terms.forms.brief else ()

    # --- rules

    def _placed(self, ruleset: Ruleset, document: Document) -> Iterator[PlacedRule]:
        for index, rule in enumerate(ruleset.rules):
            where = document.where(("rules", index))
            self._check_lots(rule.lots, document.name, "rules", index, "lots")
            if rule.then.score is not None and rule.then.score.collect is not None:
                says = f"rule `{rule.id}`: `collect` is for decision tables, whose rows it joins"
                self.problems.add(where, says)
            yield PlacedRule(prefixed(rule, ruleset), where)

    def _tables(self, ruleset: Ruleset, document: Document) -> Iterator[PlacedTable]:
        for index, table in enumerate(ruleset.tables):
            self._check_lots(table.lots, document.name, "tables", index, "lots")
            with self.problems.gathered():
                grid = read_grid(table, document, ("tables", index), self.reader.text)
                yield PlacedTable(table, grid, ruleset)

    def _admission_rules(
        self, joining: Iterable[tuple[Ruleset, list[PlacedRule], list[PlacedTable]]]
    ) -> tuple[LinkedRule, ...]:
        """Link the rules that decide on applications.

        Rulesets for applications only must read nothing else. Of those that decide on competitions
        too, the rules are taken that read only what is known when a supplier applies.
        """
        asked = {name: self.forms[name] for name in self.terms.forms.application}
        known = self._vocabulary(asked).with_facts({"lot": self.lot})
        own: list[PlacedRule] = []
        shared: list[PlacedRule] = []
        for ruleset, rules, tables in joining:
            if ruleset.decides == "competition" or not (rules or tables):
                continue
            only = ruleset.decides == "application"
            expanded, _ = with_tables(rules, tables, known, self.problems if only else Problems())
            (own if only else shared).extend(expanded)
        rules = [*own, *readable(shared, known)]
        if own:
            check_unique(rules, self.problems)
        return link(rules, known, self.problems)

    def _permission_rules(
        self, policy: ContractPermissions, document: Document
    ) -> tuple[LinkedRule, ...]:
        for at, says in permissions.permission_problems(policy):
            self.problems.add(document.where(at), says)
        regime = None if self.terms.regime == "none" else self.terms.regime
        return linked_rules(policy, document.where, self.problems, regime=regime)

    # --- ways

    def _check_ways(
        self,
        plain: Sequence[PlacedRule],
        tables: Sequence[PlacedTable],
        ways: Mapping[str, tuple[Way, Document, DataPath]],
    ) -> None:
        named = [(each.where, each.rule.ways) for each in plain]
        named += [(each.grid.where, each.table.ways) for each in tables]
        for where, names in named:
            for name in names:
                if name not in ways and name not in self.unread:
                    known = ", ".join(f"`{each}`" for each in ways) or "none"
                    self.problems.add(where, f"there is no way `{name}`; there are: {known}")

    def _add_way(
        self,
        way: Way,
        document: Document,
        at: DataPath,
        ways: dict[str, tuple[Way, Document, DataPath]],
    ) -> None:
        if way.id in ways:
            self.problems.add(document.where((*at, "id")), f"two ways are called `{way.id}`")
        self._check_lots(way.lots, document.name, *at, "lots")
        for place, says in way_problems(way):
            self.unsound.add(way.id)
            self.problems.add(document.where((*at, *place)), f"way `{way.id}`: {says}")
        ways[way.id] = (way, document, at)
