"""Schema: a form as JSON Schema (draft 2020-12), for programs that write answers or check them.

The schema describes answers in their normal form, as `forms.answers.writing` writes them. Answers
in normal
form are accepted by `read_answers` exactly when the schema accepts them and the rules between
answers hold that no schema can say; these stand in its `$comment`, in plain English. Whatever
`read_answers` accepts in another spelling, the schema accepts once it is written in normal form.

What is known from elsewhere (the lot, the answers to other forms) is worked out beforehand, so that
a schema is for one lot, and for one brief where the form asks about it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from forms.answers.item_rows import ITEM_KEY
from forms.json_schema.condition_schemas import (
    Predicate,
    Scope,
    as_schema,
    every_predicate,
    negated,
    some_predicate,
)
from forms.json_schema.value_schemas import Schema, Shared, shape
from forms.linked.linked_form import LinkedCheck, LinkedForm, PathStep
from forms.model.checks import Conflict, SomeOf, Together, Total
from forms.model.choice_questions import ManyOf, OneOf
from forms.model.placeholders import unfilled
from forms.model.question import MAX_ITEMS
from forms.model.sentences import shown_as
from forms.model.table_questions import Rows
from forms.path import NO_FACTS, starting_facts
from rules.logic import Compare, Facts, Logic, compares, comparisons_in
from rules.problems import InputError, Problem
from rules.values import Subject
from rules.wording import worded

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Comparisons of answers outside a table that its columns may ask for; more are left out, since
#: each of them doubles what is to be said.
MAX_OUTER: Final = 3


def schema_of(form: LinkedForm, *, lot: str | None = None, others: Facts = NO_FACTS) -> Schema:
    """Return the schema of the answers to a form, numbers in it being int or Decimal.

    Raises `InputError` without a lot, where the form asks different lots in different ways.
    """
    if lot is None and form.by_lot:
        says = "is missing: this form asks different lots in different ways"
        raise InputError([Problem("lot", says)])
    return _Writer(form, lot, others).schema()


def as_text(schema: Schema) -> str:
    """Write a schema as JSON, every number exactly as it is."""
    # No text of a schema can hold a null character, so that it can mark what is a number.
    written = json.dumps(
        schema, ensure_ascii=False, indent=2, default=lambda number: f"\0{number:f}"
    )
    return re.sub(r'"\\u0000(-?[0-9.]+)"', r"\1", written)


class _Writer:
    """Writes the schema of one form, in one lot, knowing what is known from elsewhere."""

    def __init__(self, form: LinkedForm, lot: str | None, others: Facts) -> None:
        self.every = form
        self.form = form.in_lot(lot)
        self.lot = lot
        self.shared = Shared()
        self.left_out: dict[str, None] = {}
        steps = {step.key: step for step in self.form.steps.values()}
        facts = starting_facts(self.form, lot, others)
        self.scope = Scope(steps, facts, lot, self.shared)
        self.properties: dict[str, Schema] = {}
        self.required: list[str] = []
        self.rules: list[Schema] = []

    def schema(self) -> Schema:
        for name, step in {**self.every.steps, **self.form.steps}.items():
            title = {"title": unfilled(step.question.label)}
            if step.question.hint:
                title["description"] = unfilled(step.question.hint)
            self.properties[name] = {**title, **self._question(name, step)}
        self._checks()
        written: Schema = {"$schema": DIALECT, "title": self.form.form.title}
        if self.form.form.guidance:
            written["description"] = unfilled(self.form.form.guidance)
        if self.left_out:
            written["$comment"] = "\n".join(
                ("What else must hold, and cannot be said in a schema:", *self.left_out)
            )
        written |= {"type": "object", "properties": self.properties, "required": self.required}
        written["additionalProperties"] = False
        if self.rules:
            written["allOf"] = self.rules
        if self.shared.found:
            written["$defs"] = dict(sorted(self.shared.found.items()))
        return written

    # --- questions --------------------------------------------------------------------------

    def _question(self, name: str, step: PathStep) -> Schema:
        """Return what always holds of an answer; note what holds while its question is asked."""
        readable = self._readable(step)
        if name not in self.form.steps:
            return readable
        surely, possibly = (self.scope.asked(step, surely=each) for each in (True, False))
        if surely != possibly:
            self._leave_out(f"“{step.question.title}” is asked when {worded(step.offer.logic)}")
        if surely is False:
            return readable
        whole = self._whole(step, surely)
        needed = step.question.required
        if surely is True:
            if needed:
                self.required.append(name)
            return readable if whole is None else whole
        then: Schema = {"required": [name]} if needed else {}
        if whole is not None and whole != readable:
            then["properties"] = {name: whole}
        if then:
            self._rule(surely, then)
        return readable

    def _rule(self, when: Predicate, then: Schema) -> None:
        self.rules.append({"if": as_schema(when), "then": then} if when is not True else then)

    def _leave_out(self, says: str) -> None:
        self.left_out[f"- {says}"] = None

    def _readable(self, step: PathStep) -> Schema:
        """Return what an answer must be while its question is not asked: readable."""
        if isinstance(step.question, Rows):
            nobody = Scope({}, NO_FACTS, None, self.shared)
            outer = {leaf: compares(leaf, NO_FACTS) for leaf in _outer(step)}
            return self._rows(step, nobody, outer, "", complete=False)
        options = list(step.question.choices)
        return shape(step.question, options, self.shared, complete=False)

    def _whole(self, step: PathStep, asked: Predicate) -> Schema | None:
        """Return what an answer must be while its question is asked; None if rules say it all."""
        if isinstance(step.question, Rows):
            return self._table(step, asked)
        if not isinstance(step.question, OneOf | ManyOf):
            return shape(step.question, (), self.shared, complete=True)
        found = [
            option
            for option in step.question.choices
            if self.scope.offered(step, option, surely=False) is not False
        ]
        for rule in self._options(self.scope, step, asked):
            self.rules.append(rule)
        return shape(step.question, found, self.shared, complete=True)

    def _options(self, scope: Scope, step: PathStep, asked: Predicate) -> Iterator[Schema]:
        """Return what forbids the options that are not offered."""
        hidden: dict[int, tuple[Predicate, list[str]]] = {}
        for option, offer in step.options.items():
            possibly = scope.offered(step, option, surely=False)
            if possibly != scope.offered(step, option, surely=True):
                self._leave_out(
                    f"the option “{step.question.choices[option]}” of “{step.question.title}” is "
                    f"offered when {worded(offer.logic)}"
                )
            if not isinstance(possibly, bool):
                hidden.setdefault(id(offer), (possibly, []))[1].append(option)
        for possibly, options in hidden.values():
            chosen: Schema = {"enum": options}
            if isinstance(step.question, ManyOf):
                chosen = {"contains": chosen}
            when = every_predicate([asked, negated(possibly)])
            then = {"properties": {step.id: {"not": chosen}}}
            yield {"if": as_schema(when), "then": then}

    # --- tables -----------------------------------------------------------------------------

    def _table(self, step: PathStep, asked: Predicate) -> Schema | None:
        """Return a table; None where it depends on answers outside it, and rules say what it is."""
        outer = _outer(step)
        exact = [leaf for leaf in outer if self.scope.exact(leaf)]
        if len(exact) > MAX_OUTER:
            exact = []
        unknown: dict[Compare, bool | None] = {leaf: None for leaf in outer if leaf not in exact}
        known = {leaf: self.scope.holds(leaf, surely=True) for leaf in exact}
        open_ = [leaf for leaf in exact if not isinstance(known[leaf], bool)]
        settled = {leaf: held for leaf, held in known.items() if isinstance(held, bool)}
        inside = Scope({}, self.scope.facts, self.lot, self.shared)
        for number, combination in enumerate(product((True, False), repeat=len(open_))):
            chosen = dict(zip(open_, combination, strict=True))
            suffix = f"{number + 1}-" if open_ else ""
            whole = self._rows(step, inside, unknown | settled | chosen, suffix, complete=True)
            if not open_:
                return whole
            when = every_predicate(
                [
                    asked,
                    *(
                        known[leaf] if held else negated(known[leaf])
                        for leaf, held in chosen.items()
                    ),
                ]
            )
            self._rule(when, {"properties": {step.id: whole}})
        return None

    def _rows(
        self,
        table: PathStep,
        around: Scope,
        outer: Mapping[Compare, bool | None],
        suffix: str,
        *,
        complete: bool,
    ) -> Schema:
        columns = {column.key: column for column in table.columns}
        prefix = f"{table.id}-{suffix}{'' if complete else 'unasked-'}"
        scope = Scope(columns, around.facts, around.lot, self.shared, prefix, outer)
        row: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
        required: list[str] = []
        if isinstance(table.question, Rows) and table.question.each is not None:
            row["properties"][ITEM_KEY] = {"type": "string"}
        rules: list[Schema] = []
        something: list[Predicate] = []
        for column in table.columns:
            surely, possibly = (scope.asked(column, surely=each) for each in (True, False))
            if surely != possibly and complete:
                says = f"“{column.question.title}” of “{table.question.title}” is asked when "
                self._leave_out(says + worded(column.offer.logic))
            offered = [
                option
                for option in column.question.choices
                if not complete or scope.offered(column, option, surely=False) is not False
            ]
            whole = shape(column.question, offered, self.shared, complete=complete)
            title = {"title": unfilled(column.question.label)}
            needed = column.question.required and complete
            something.append(every_predicate([possibly, {"required": [column.id]}]))
            if complete and isinstance(column.question, OneOf | ManyOf):
                rules += self._options(scope, column, surely)
            if surely is True:
                row["properties"][column.id] = {**title, **whole}
                required += [column.id] if needed else []
                continue
            row["properties"][column.id] = title
            if surely is not False:
                then: Schema = {"properties": {column.id: whole}}
                rules.append(
                    {"if": surely, "then": {**then, "required": [column.id]} if needed else then}
                )
        if required:
            row["required"] = required
        filled = as_schema(some_predicate(something))
        if complete and table.each is None and not required:
            rules.append(filled)
        if rules:
            row["allOf"] = rules
        return {"type": "array", "items": row, **self._count(table, filled, complete=complete)}

    def _count(self, table: PathStep, filled: Schema, *, complete: bool) -> Schema:
        rows = table.question
        assert isinstance(rows, Rows)  # noqa: S101 - only tables have rows
        if table.each is None or not complete:
            least = (rows.min or 1) if complete else 1
            return {"minItems": least, "maxItems": rows.max or MAX_ITEMS}
        some: Schema = {"contains": filled} if rows.required else {}
        items = self.scope.facts.get(table.each.key)
        if isinstance(items, tuple):
            return {"minItems": len(items), "maxItems": len(items), **some}
        self._leave_out(f"“{rows.title}” has a row for each item of “{table.each.label}”")
        return {"maxItems": MAX_ITEMS, **some}

    # --- rules between answers --------------------------------------------------------------

    def _checks(self) -> None:
        for linked in self.form.checks:
            for says in self._check(linked):
                self._leave_out(says)

    def _check(self, linked: LinkedCheck) -> Iterator[str]:
        match linked.check:
            case Conflict() as conflict:
                yield f"not: {worded(linked.logic)} ({conflict.says})"
            case Total() as total:
                titles, subject = self._titles(total.total)
                if subject is None:
                    return
                for limit, says in (
                    (total.is_, "total"),
                    (total.min, "total at least"),
                    (total.max, "total at most"),
                ):
                    if limit is not None:
                        yield f"{' + '.join(titles)} {says} {shown_as(limit, subject)}"
            case SomeOf() as some:
                titles, _ = self._titles(some.some_of)
                yield f"at least {some.at_least} of these is answered: {'; '.join(titles)}"
            case Together() as together:
                titles, _ = self._titles(together.together)
                yield f"where one of these is answered, all are: {'; '.join(titles)}"

    def _titles(self, names: tuple[str, ...]) -> tuple[list[str], Subject | None]:
        steps = [self.form.steps[name] for name in names if name in self.form.steps]
        subject = steps[-1].question.subject(self.form.id) if steps else None
        return [step.question.title for step in steps], subject


def _outer(table: PathStep) -> list[Compare]:
    """Return the comparisons in a table's columns that are of answers outside it, each once."""
    columns = {column.key.partition(":")[2] for column in table.columns}
    found: dict[Compare, None] = {}
    for logic in _logics(table):
        for leaf in comparisons_in(logic):
            subjects = [
                leaf.subject,
                *(each for each in leaf.operands if isinstance(each, Subject)),
            ]
            if not any(each.key.partition(":")[2] in columns for each in subjects):
                found[leaf] = None
    return list(found)


def _logics(table: PathStep) -> Iterator[Logic]:
    for column in table.columns:
        yield column.offer.logic
        for offer in column.options.values():
            yield offer.logic
