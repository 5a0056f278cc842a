"""Linking: a form as written becomes a form that can be asked.

Every condition is typed against what is known where it stands: the questions asked before it, the
answers of other forms, and facts such as the lot. So is every answer that stands in a text. All
problems are found at once, each with its place. A question can only ask about earlier ones, so no
path through a form goes in a circle.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from forms.linked.linked_form import (
    LOT_KEY,
    Availability,
    Gate,
    LinkedCheck,
    LinkedForm,
    LinkedPage,
    PathStep,
    by_id,
)
from forms.model.checks import Check, Conflict, SomeOf, Together, Total
from forms.model.choice_questions import ManyOf, ManyOption, OneOf, Option
from forms.model.form import Form, Page, PlacedQuestion, QuestionGroup, Section, placed, share_a_lot
from forms.model.placeholders import ITEM, LOT, Insert, inserts, strays
from forms.model.question import Question, answer_key, one_subject
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import Rows
from forms.model.translations import Worded, texts_of
from rules.conditions import Condition, comparisons
from rules.logic import ALWAYS, Both, FindSubject, Logic, subjects, typed
from rules.problems import (
    DataPath,
    DefinitionError,
    NotReadError,
    Problem,
    Problems,
    ValueProblem,
)
from rules.values import LISTS, Kind, Subject
from rules.vocabulary import Vocabulary
from rules.yaml.json_reading import spot


def link(
    form: Form,
    *,
    others: Vocabulary | None = None,
    lots: Mapping[str, str] | None = None,
    where: Callable[[DataPath], str] = spot,
) -> LinkedForm:
    """Link a form. Raises `DefinitionError` with every problem.

    `others` holds the answers of other forms, and the facts, that are known when this form is
    filled in; `lots` the framework's lots, id to title; `where` gives the place of a part of the
    form, as `Document.where` does.
    """
    linked, problems = link_form_parts(form, others=others, lots=lots, where=where)
    if problems or linked is None:
        raise DefinitionError(problems)
    return linked


def link_form_parts(
    form: Form,
    *,
    others: Vocabulary | None = None,
    lots: Mapping[str, str] | None = None,
    where: Callable[[DataPath], str] = spot,
) -> tuple[LinkedForm | None, tuple[Problem, ...]]:
    """Link a form as far as it is whole, and return it with its problems; see `link`.

    A condition with a problem is left out, so that its question is always asked. None where one
    name means several questions.
    """
    linker = _Linker(form, others or Vocabulary(), lots or {}, where)
    linked = linker.form_linked()
    return None if linker.ambiguous else linked, tuple(linker.problems.found)


def lot_subject(lots: Mapping[str, str]) -> Subject:
    """Return the lot as conditions ask about it: `{fact: lot, is: cloud-hosting}`."""
    return Subject(key=LOT_KEY, name="lot", kind=Kind.ONE_OF, label="lot", options=lots)


class _Linker:
    """Holds what is known so far while a form is linked, question by question."""

    def __init__(
        self,
        form: Form,
        others: Vocabulary,
        lots: Mapping[str, str],
        where: Callable[[DataPath], str],
    ) -> None:
        self.form = form
        self.others = others
        self.lots = lots
        self.where = where
        self.problems = Problems()
        self.placed = tuple(placed(form))
        self.ways: dict[str, list[PlacedQuestion]] = {}
        for each in self.placed:
            self.ways.setdefault(each.question.id, []).append(each)
        #: How many ways of asking each question stand before the part at hand.
        self.passed: Counter[str] = Counter()
        self.logics: list[Logic] = []
        self.quoted: dict[str, Subject] = {}
        self.gates: dict[DataPath, Gate] = {}
        #: Whether one name means several parts.
        self.ambiguous = False

    def add(self, at: DataPath, says: str) -> None:
        self.problems.add(self.where(at), says)

    # --- the form ---------------------------------------------------------------------------

    def form_linked(self) -> LinkedForm:
        self._repeated_ids()
        self._texts(self.form, (), Asking())
        pages: dict[DataPath, tuple[PlacedQuestion, list[PathStep]]] = {}
        offers: dict[DataPath, Availability] = {}
        for each in self.placed:
            step = self._step(each, offers)
            self.passed[step.id] += 1
            pages.setdefault(each.page_at, (each, []))[1].append(step)
        checks = tuple(
            self._check(check, ("checks", index)) for index, check in enumerate(self.form.checks)
        )
        linked = tuple(
            LinkedPage(first.page, tuple(on_it), first.section) for first, on_it in pages.values()
        )
        keys = [*(key for logic in self.logics for key in subjects(logic))]
        keys += [subject.key for subject in self.quoted.values()]
        keys += [step.each.key for page in linked for step in page.steps if step.each]
        return LinkedForm(
            form=self.form,
            pages=linked,
            **by_id(linked),
            checks=checks,
            derived=MappingProxyType(_derived(self.logics)),
            quoted=MappingProxyType(self.quoted),
            lots=self.lots,
            others=frozenset(_forms_of(keys)) - {self.form.id},
            gates=MappingProxyType(self.gates),
        )

    def _repeated_ids(self) -> None:
        """Refuse ids given twice, but for those of parts that no lot has both of."""
        seen: dict[tuple[str, str], dict[DataPath, frozenset[str] | None]] = {}
        for each in self.placed:
            parts: list[tuple[str, Question | QuestionGroup | Page | Section, DataPath]] = [
                ("", each.question, each.at)
            ]
            if each.page_at != each.at:
                parts.append(("the page ", each.page, each.page_at))
            if each.section:
                parts.append(("the section ", each.section, each.section_at))
            for sort, part, at in parts:
                lots = each.lots if part is each.question else each.lots_of(part)
                name = getattr(part, "id", "")
                others = seen.setdefault((sort, name), {})
                for other, its in others.items():
                    if other != at and at not in others and share_a_lot(lots, its):
                        place = f"at {self.where(other)}: rename one"
                        self.add(at, f"{sort}`{name}` is also {'' if sort else 'asked '}{place}")
                        self.ambiguous = True
                        break
                others.setdefault(at, lots)
        for name, ways in self.ways.items():
            self._of_one_kind(name, ways)

    def _of_one_kind(self, name: str, ways: Sequence[PlacedQuestion]) -> None:
        """Require one kind of answer, which rules can read, of every way of asking a question."""
        first = ways[0].question.subject(self.form.id)
        for way in ways[1:]:
            other = way.question.subject(self.form.id)
            alike = (other.kind, other.unit) == (first.kind, first.unit)
            if not alike and not share_a_lot(way.lots, ways[0].lots):
                self.ambiguous = True
                self.add(
                    way.at,
                    f"`{name}` is {way.question.type} here and {ways[0].question.type} in another "
                    f"lot, at {self.where(ways[0].at)}: rules cannot read both, so rename one",
                )

    def _step(self, each: PlacedQuestion, offers: dict[DataPath, Availability]) -> PathStep:
        asking = Asking(each.question.id, self._known_lots(each.lots))
        own = self._offer(each.question, each.at, self.find(asking))
        offer = _within(self._around(each, offers), own)
        if offer.lots is not None and not offer.lots:
            self.add(each.at, f"`{each.question.id}`: no lot is both its own and its page's")
        return self._question(each.question, self.form.id, each.at, offer, asking)

    def _around(self, each: PlacedQuestion, offers: dict[DataPath, Availability]) -> Availability:
        """Return when what is around a question is shown; each part is linked once."""
        offer = Availability()
        for part, at in each.around:
            if at not in offers:
                asking = Asking(lots=self._known_lots(each.lots_of(part)))
                offers[at] = self._offer(part, at, self.find(asking))
                self._texts(part, at, asking)
            offer = _within(offer, offers[at])
        return offer

    def _known_lots(self, lots: frozenset[str] | None) -> frozenset[str] | None:
        # Of a lot that does not exist is told by itself.
        return lots & self.lots.keys() or None if lots else None

    def _question(
        self, question: AnyQuestion, owner: str, at: DataPath, offer: Availability, asking: "Asking"
    ) -> PathStep:
        options: dict[str, Availability] = {}
        if isinstance(question, OneOf | ManyOf):
            find = self.find(asking)
            options = dict(self._options(question.options, (*at, "options"), find, asking))
        for key in question.PARTS:
            for index, part in enumerate(getattr(question, key)):
                # Options and columns have conditions of their own, and are linked with those.
                if not isinstance(part, Question | Option):
                    self._texts(part, (*at, key, index), asking)
        self._texts(question, at, asking)
        return PathStep(
            question=question,
            key=answer_key(owner, question.id),
            offer=offer,
            options=options,
            columns=self._columns(question, at, asking) if isinstance(question, Rows) else (),
            each=self._each(question, at, asking) if isinstance(question, Rows) else None,
        )

    def _options(
        self,
        options: Iterable[Option],
        at: DataPath,
        find: FindSubject,
        asking: "Asking",
        around: Availability | None = None,
    ) -> Iterator[tuple[str, Availability]]:
        """Return the options that are not always offered; a heading's condition is its options'."""
        for index, option in enumerate(options):
            here = (*at, index)
            offer = _within(around or Availability(), self._offer(option, here, find))
            self._texts(option, here, asking)
            if isinstance(option, ManyOption) and option.options:
                yield from self._options(option.options, (*here, "options"), find, asking, offer)
            elif offer != Availability():
                yield option.value, offer

    def _columns(self, rows: Rows, at: DataPath, around: "Asking") -> tuple[PathStep, ...]:
        owner = f"{self.form.id}.{rows.id}"
        seen: dict[str, Question] = {}
        steps = []
        for index, column in enumerate(rows.columns):
            here = (*at, "columns", index)
            asking = Asking(
                column.id,
                around.lots,
                owner=owner,
                columns=dict(seen),
                later=frozenset(each.id for each in rows.columns[index + 1 :]),
                item=rows.each is not None,
            )
            offer = self._offer(column, here, self.find(asking))
            steps.append(self._question(column, owner, here, offer, asking))
            seen[column.id] = column
        return tuple(steps)

    def _each(self, rows: Rows, at: DataPath, asking: "Asking") -> Subject | None:
        if rows.each is None:
            return None
        try:
            subject = self.find(asking)("answer", rows.each)
        except NotReadError:
            return None
        except ValueProblem as problem:
            self.add((*at, "each"), f"`{rows.id}`: `each`: {problem}")
            return None
        if subject.kind not in LISTS:
            self.add((*at, "each"), f"`{rows.id}`: `each`: `{rows.each}` is not a list of texts")
        return subject

    # --- conditions -------------------------------------------------------------------------

    def find(self, asking: "Asking") -> FindSubject:
        """Return what finds a subject for the condition of a part."""

        def found(sort: str, name: str) -> Subject:
            if sort == "fact":
                known = {"lot": lot_subject(self.lots)} if self.lots else {}
                return self.others.with_facts(known).find(sort, name)
            if name in asking.columns:
                return _subject((asking.columns[name],), str(asking.owner), sort)
            own = name.removeprefix(f"{self.form.id}.")
            ways = self.ways.get(own, [])
            here = [share_a_lot(way.lots, asking.lots) for way in ways]
            if any(here) and not any(here[self.passed[own] :]):
                return _subject(tuple(way.question for way in ways), self.form.id, sort)
            if own == asking.id:
                raise ValueProblem(f"`{name}` cannot depend on its own answer")
            if ways and not any(here):
                raise ValueProblem(f"`{name}` is asked in other lots only")
            if ways or name in asking.later:
                raise ValueProblem(
                    f"`{name}` is asked later on, and a condition sees earlier questions only"
                )
            mine = {
                each: one_subject([way.question for way in ways], self.form.id)
                for each, ways in self.ways.items()
                if self.passed[each] == len(ways)
            }
            known = {**self.others.answers, **mine}
            return replace(self.others, answers=known).find(sort, name)

        return found

    # --- texts ------------------------------------------------------------------------------

    def _texts(self, part: Worded, at: DataPath, asking: "Asking") -> None:
        """Find what stands in the texts of a part; note every name that nothing is known by."""
        for where, text in texts_of(part):
            place = (*at, *where)
            if strays(text):
                self.add(place, "write `{{ question }}` to show an answer in a text")
            for insert in inserts(text):
                try:
                    self._quote(insert, asking)
                except NotReadError:
                    continue
                except ValueProblem as problem:
                    self.add(place, f"`{{{{ {insert.name} }}}}`: {problem}")

    def _quote(self, insert: Insert, asking: "Asking") -> None:
        if insert.number:
            if not self.form.numbered:
                raise ValueProblem("questions have numbers only in a form with `numbered: true`")
            if insert.name not in self.ways:
                raise ValueProblem(f"there is no question `{insert.name}` in this form")
        elif insert.name == ITEM:
            if not asking.item:
                raise ValueProblem("there is an item only in the columns of a table with `each`")
        elif insert.name == LOT:
            if not self.lots:
                raise ValueProblem("there are no lots")
        else:
            self.quoted[insert.name] = self.find(replace(asking, columns={}))("answer", insert.name)

    def _offer(self, part: "_Conditional", at: DataPath, find: FindSubject) -> Availability:
        for index, lot in enumerate(part.lots):
            if lot not in self.lots:
                known = ", ".join(f"`{each}`" for each in self.lots) or "none"
                self.add((*at, "lots", index), f"there is no lot `{lot}`; the lots are: {known}")
        logic = self._typed(part.when, (*at, "when"), find)
        offer = Availability(frozenset(part.lots) if part.lots else None, logic)
        if offer != Availability() or not isinstance(part, Option):
            self._gate(at, offer, conditional=part.when is not None)
        return offer

    def _gate(self, at: DataPath, offer: Availability, *, conditional: bool) -> None:
        self.gates[at] = Gate(self.where((*at, "when") if conditional else at), offer)

    def _typed(self, condition: Condition | None, at: DataPath, find: FindSubject) -> Logic:
        # Each comparison alone first, so that one that is wrong does not hide the others.
        sound = True
        for leaf, leaf_at in comparisons(condition, at):
            try:
                typed(leaf, find)
            except ValueProblem as problem:
                sound = False
                if not isinstance(problem, NotReadError):
                    self.add(leaf_at, str(problem))
        if not sound:
            return ALWAYS
        logic = typed(condition, find)
        self.logics.append(logic)
        return logic

    # --- checks -----------------------------------------------------------------------------

    def _check(self, check: Check, at: DataPath) -> LinkedCheck:
        self._texts(check, at, Asking())
        self._gate(at, Availability(), conditional=False)
        match check:
            case Conflict():
                logic = self._typed(check.when, (*at, "when"), self.find(Asking()))
                self._known([check.at], (*at, "at"))
                return LinkedCheck(check, logic)
            case Total():
                self._total(check, (*at, "total"))
            case SomeOf():
                self._known(check.some_of, (*at, "some_of"))
            case Together():
                self._known(check.together, (*at, "together"))
        return LinkedCheck(check)

    def _total(self, check: Total, at: DataPath) -> None:
        figures = {Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE}
        kinds = {}
        for name in self._known(check.total, at):
            kind = self.ways[name][0].question.KIND
            kinds[kind] = name
            if kind not in figures:
                self.add(at, f"`{name}` is not a number, money or a percentage: it has no total")
        if len(kinds) > 1 and kinds.keys() <= figures:
            self.add(at, f"{_listed(kinds.values())} are of different types: they have no total")

    def _known(self, names: Iterable[str], at: DataPath) -> list[str]:
        known = []
        seen = set()
        for name in names:
            if name in seen:
                self.add(at, f"`{name}` is given twice")
            elif name not in self.ways:
                self.add(at, f"there is no question `{name}` in this form")
            else:
                known.append(name)
            seen.add(name)
        return known


#: What has `when` and `lots`.
_Conditional = Question | QuestionGroup | Page | Section | Option


@dataclass(frozen=True, slots=True)
class Asking:
    """Which part of a form asks about others.

    id        the question that it is, if it is one
    lots      the lots in which it is asked, None for all
    owner     for a column: its table, as keys name it
    columns   for a column: those before it, by id; `later` holds the ids of those after it
    item      whether it stands in a table with `each`
    """

    id: str | None = None
    lots: frozenset[str] | None = None
    owner: str | None = None
    columns: Mapping[str, Question] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    item: bool = False


def _subject(ways: Sequence[Question], owner: str, sort: str) -> Subject:
    match sort:
        case "count_of":
            return ways[0].count_subject(owner)
        case "words_of":
            return ways[0].words_subject(owner)
        case _:
            return one_subject(ways, owner)


def _forms_of(keys: Iterable[str]) -> Iterator[str]:
    """Return the forms that the keys of answers, and of counts of answers, belong to."""
    for key in keys:
        sort, _, rest = key.partition(":")
        if sort != "fact":
            yield rest.partition(".")[0]


def _derived(logics: Iterable[Logic]) -> dict[str, tuple[str, ...]]:
    """Return the counts that conditions read, by the key of the answer that is counted."""
    found: dict[str, dict[str, None]] = {}
    for logic in logics:
        for key in subjects(logic):
            sort, _, rest = key.partition(":")
            if sort in {"count", "words"}:
                found.setdefault(f"answer:{rest}", {})[key] = None
    return {source: tuple(keys) for source, keys in found.items()}


def _within(outer: Availability, inner: Availability) -> Availability:
    """Return when something is asked that stands inside something else: when both are."""
    lots = outer.lots if inner.lots is None else inner.lots
    if outer.lots is not None and inner.lots is not None:
        lots = outer.lots & inner.lots
    parts = tuple(logic for logic in (outer.logic, inner.logic) if logic != ALWAYS)
    return Availability(lots, parts[0] if len(parts) == 1 else Both(parts))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
