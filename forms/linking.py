"""Linking: a form as written becomes a form that can be asked.

Every condition is typed against what is known where it stands: the questions asked before it, the
answers of other forms, and facts such as the lot. All problems are found at once, each with its
place. A question can only ask about earlier ones, so no path through a form goes in a circle.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from forms.checks import Check, Conflict, SomeOf, Together, Total
from forms.choices import ManyOf, ManyOption, OneOf, Option
from forms.form import Form, Group, Page, Placed, placed
from forms.question import Question, answer_key
from forms.questions import AnyQuestion
from forms.readers import Reader, reader_of
from forms.tables import Rows
from rules.conditions import AllOf, AnyOf, Comparison, Condition, Not
from rules.logic import ALWAYS, Both, Find, Logic, subjects, typed
from rules.problems import DefinitionError, Problems, ValueProblem
from rules.reading import Path_, spot
from rules.values import LISTS, Kind, Subject
from rules.vocabulary import Vocabulary

#: The key under which facts hold the lot.
LOT_KEY: Final = "fact:lot"


@dataclass(frozen=True, slots=True)
class Offer:
    """When something is asked or offered: in which lots (None is all), and under what condition."""

    lots: frozenset[str] | None = None
    logic: Logic = ALWAYS


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the way through a form, or one column of a table.

    read      what reads the answer as a whole; None where it is read in parts
    options   the options that are not always offered, by value
    columns   the columns of a table
    each      the list that gives a table its rows, if one does
    """

    question: AnyQuestion
    key: str
    offer: Offer
    read: Reader | None = None
    options: Mapping[str, Offer] = field(default_factory=dict)
    columns: tuple["Step", ...] = ()
    each: Subject | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the path, with what is offered.

    options   the values that can be chosen; empty for a question that offers none
    items     for a table with `each`: the items that have a row each; else None
    """

    step: Step
    options: frozenset[str] = frozenset()
    items: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        """The question's id."""
        return self.step.question.id


def asked_always(step: Step) -> Asked | None:
    """Give a question that is asked in the same way whatever is known, None for any other."""
    if step.offer != Offer() or step.options or step.each:
        return None
    return Asked(step, frozenset(step.question.choices))


@dataclass(frozen=True, slots=True)
class LinkedCheck:
    """A check between answers, with the meaning of its condition if it has one."""

    check: Check
    logic: Logic = ALWAYS


@dataclass(frozen=True, slots=True, eq=False)
class LinkedForm:
    """A form that can be asked.

    pages     the pages, each with the steps on it, in order
    always    the questions that are asked in the same way whatever is known, by id
    derived   the counts of items and words that conditions ask for, by the key of their answer
    lots      the lots of the framework, id to title
    """

    form: Form
    pages: tuple[tuple[Page, tuple[Step, ...]], ...]
    steps: Mapping[str, Step]
    always: Mapping[str, Asked] = field(default_factory=dict)
    checks: tuple[LinkedCheck, ...] = ()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lots: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The form's id."""
        return self.form.id

    def asks(self, question_id: str) -> bool:
        """Say whether the form has a question of this id."""
        return question_id in self.steps


def link(
    form: Form,
    *,
    others: Vocabulary | None = None,
    lots: Mapping[str, str] | None = None,
    where: Callable[[Path_], str] = spot,
) -> LinkedForm:
    """Link a form. Raises `DefinitionError` with every problem.

    `others` holds the answers of other forms, and the facts, that are known when this form is
    filled in; `lots` the framework's lots, id to title; `where` gives the place of a part of the
    form, as `Document.where` does.
    """
    linker = _Linker(form, others or Vocabulary(), lots or {}, where)
    linked = linker.form_linked()
    if linker.problems.found:
        raise DefinitionError(linker.problems.found)
    return linked


def lot_subject(lots: Mapping[str, str]) -> Subject:
    """Give the lot as conditions ask about it: `{fact: lot, is: cloud-hosting}`."""
    return Subject(key=LOT_KEY, name="lot", kind=Kind.ONE_OF, label="lot", options=lots)


class _Linker:
    """Holds what is known so far while a form is linked, question by question."""

    def __init__(
        self,
        form: Form,
        others: Vocabulary,
        lots: Mapping[str, str],
        where: Callable[[Path_], str],
    ) -> None:
        self.form = form
        self.others = others
        self.lots = lots
        self.where = where
        self.problems = Problems()
        self.asked: dict[str, Question] = {}
        self.all_ids = {each.question.id for each in placed(form)}
        self.logics: list[Logic] = []

    def add(self, at: Path_, says: str) -> None:
        self.problems.add(self.where(at), says)

    # --- the form ---------------------------------------------------------------------------

    def form_linked(self) -> LinkedForm:
        self._repeated_ids()
        steps: dict[str, Step] = {}
        pages: dict[str, tuple[Page, list[Step]]] = {}
        offers: dict[Path_, Offer] = {}
        for each in placed(self.form):
            step = self._step(each, offers)
            self.asked.setdefault(step.id, each.question)
            steps[step.id] = step
            pages.setdefault(each.page.id, (each.page, []))[1].append(step)
        checks = tuple(
            self._check(check, ("checks", index)) for index, check in enumerate(self.form.checks)
        )
        return LinkedForm(
            form=self.form,
            pages=tuple((page, tuple(on_it)) for page, on_it in pages.values()),
            steps=MappingProxyType(steps),
            always={
                name: question
                for name, step in steps.items()
                if (question := asked_always(step)) is not None
            },
            checks=checks,
            derived=MappingProxyType(_derived(self.logics)),
            lots=self.lots,
        )

    def _repeated_ids(self) -> None:
        pages: dict[str, Path_] = {}
        questions: dict[str, Path_] = {}
        for each in placed(self.form):
            first = questions.setdefault(each.question.id, each.at)
            if first != each.at:
                place = self.where(first)
                self.add(each.at, f"`{each.question.id}` is also asked at {place}: rename one")
            first = pages.setdefault(each.page.id, each.page_at)
            if first != each.page_at and self.form.pages:
                place = self.where(first)
                self.add(each.page_at, f"the page `{each.page.id}` is also at {place}: rename one")

    def _step(self, each: Placed, offers: dict[Path_, Offer]) -> Step:
        own = self._offer(each.question, each.at, self.find(each.question.id))
        offer = _within(self._around(each, offers), own)
        if offer.lots is not None and not offer.lots:
            self.add(each.at, f"`{each.question.id}`: no lot is both its own and its page's")
        return self._question(each.question, self.form.id, each.at, offer, {})

    def _around(self, each: Placed, offers: dict[Path_, Offer]) -> Offer:
        """Give when the page and the group of a question are shown; each is linked once."""
        page, group = Offer(), Offer()
        if self.form.pages:
            if each.page_at not in offers:
                offers[each.page_at] = self._offer(each.page, each.page_at, self.find(None))
            page = offers[each.page_at]
        if each.group:
            if each.group_at not in offers:
                offers[each.group_at] = self._offer(each.group, each.group_at, self.find(None))
            group = offers[each.group_at]
        return _within(page, group)

    def _question(
        self,
        question: AnyQuestion,
        owner: str,
        at: Path_,
        offer: Offer,
        columns: Mapping[str, Question],
    ) -> Step:
        options: dict[str, Offer] = {}
        if isinstance(question, OneOf | ManyOf):
            find = self.find(question.id, owner, columns)
            options = dict(self._options(question.options, (*at, "options"), find, Offer()))
        return Step(
            question=question,
            key=answer_key(owner, question.id),
            offer=offer,
            read=reader_of(question),
            options=options,
            columns=self._columns(question, at) if isinstance(question, Rows) else (),
            each=self._each(question, at) if isinstance(question, Rows) else None,
        )

    def _options(
        self, options: Iterable[Option], at: Path_, find: Find, around: Offer
    ) -> Iterator[tuple[str, Offer]]:
        """Give the options that are not always offered; a heading's condition is its options'."""
        for index, option in enumerate(options):
            here = (*at, index)
            offer = _within(around, self._offer(option, here, find))
            if isinstance(option, ManyOption) and option.options:
                yield from self._options(option.options, (*here, "options"), find, offer)
            elif offer != Offer():
                yield option.value, offer

    def _columns(self, rows: Rows, at: Path_) -> tuple[Step, ...]:
        owner = f"{self.form.id}.{rows.id}"
        seen: dict[str, Question] = {}
        steps = []
        for index, column in enumerate(rows.columns):
            here = (*at, "columns", index)
            later = {each.id for each in rows.columns[index + 1 :]}
            offer = self._offer(column, here, self.find(column.id, owner, seen, later))
            steps.append(self._question(column, owner, here, offer, dict(seen)))
            seen[column.id] = column
        return tuple(steps)

    def _each(self, rows: Rows, at: Path_) -> Subject | None:
        if rows.each is None:
            return None
        try:
            subject = self.find(rows.id)("answer", rows.each)
        except ValueProblem as problem:
            self.add((*at, "each"), f"`{rows.id}`: `each`: {problem}")
            return None
        if subject.kind not in LISTS:
            self.add((*at, "each"), f"`{rows.id}`: `each`: `{rows.each}` is not a list of texts")
        return subject

    # --- conditions -------------------------------------------------------------------------

    def find(
        self,
        asking: str | None,
        owner: str | None = None,
        columns: Mapping[str, Question] | None = None,
        later: Container[str] = (),
    ) -> Find:
        """Give what finds a subject for the condition of the question `asking`.

        In a table, `columns` are those before it and `later` the ids of those after; `owner` is
        the table, as keys name it.
        """
        columns = columns or {}

        def found(sort: str, name: str) -> Subject:
            if sort == "fact":
                known = {"lot": lot_subject(self.lots)} if self.lots else {}
                return self.others.with_facts(known).find(sort, name)
            if name in columns:
                return _subject(columns[name], str(owner), sort)
            own = name.removeprefix(f"{self.form.id}.")
            if own in self.asked:
                return _subject(self.asked[own], self.form.id, sort)
            if asking is not None and own == asking:
                raise ValueProblem(f"`{name}` cannot depend on its own answer")
            if own in self.all_ids or name in later:
                raise ValueProblem(
                    f"`{name}` is asked later on, and a condition sees earlier questions only"
                )
            mine = {each.id: each.subject(self.form.id) for each in self.asked.values()}
            known = {**self.others.answers, **mine}
            return Vocabulary(known, self.others.shared).find(sort, name)

        return found

    def _offer(self, part: "_Conditional", at: Path_, find: Find) -> Offer:
        for index, lot in enumerate(part.lots):
            if lot not in self.lots:
                known = ", ".join(f"`{each}`" for each in self.lots) or "none"
                self.add((*at, "lots", index), f"there is no lot `{lot}`; the lots are: {known}")
        logic = self._typed(part.when, (*at, "when"), find)
        return Offer(frozenset(part.lots) if part.lots else None, logic)

    def _typed(self, condition: Condition | None, at: Path_, find: Find) -> Logic:
        # Each comparison alone first, so that one that is wrong does not hide the others.
        sound = True
        for leaf, leaf_at in _comparisons(condition, at):
            try:
                typed(leaf, find)
            except ValueProblem as problem:
                sound = False
                self.add(leaf_at, str(problem))
        if not sound:
            return ALWAYS
        logic = typed(condition, find)
        self.logics.append(logic)
        return logic

    # --- checks -----------------------------------------------------------------------------

    def _check(self, check: Check, at: Path_) -> LinkedCheck:
        match check:
            case Conflict():
                logic = self._typed(check.when, (*at, "when"), self.find(None))
                self._known([check.at], (*at, "at"))
                return LinkedCheck(check, logic)
            case Total():
                self._total(check, (*at, "total"))
            case SomeOf():
                self._known(check.some_of, (*at, "some_of"))
            case Together():
                self._known(check.together, (*at, "together"))
        return LinkedCheck(check)

    def _total(self, check: Total, at: Path_) -> None:
        figures = {Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE}
        kinds = {}
        for name in self._known(check.total, at):
            kinds[self.asked[name].KIND] = name
            if self.asked[name].KIND not in figures:
                self.add(at, f"`{name}` is not a number, money or a percentage: it has no total")
        if len(kinds) > 1 and kinds.keys() <= figures:
            self.add(at, f"{_listed(kinds.values())} are of different types: they have no total")

    def _known(self, names: Iterable[str], at: Path_) -> list[str]:
        known = []
        seen = set()
        for name in names:
            if name in seen:
                self.add(at, f"`{name}` is given twice")
            elif name not in self.asked:
                self.add(at, f"there is no question `{name}` in this form")
            else:
                known.append(name)
            seen.add(name)
        return known


#: What has `when` and `lots`.
_Conditional = Question | Group | Page | Option


def _subject(question: Question, owner: str, sort: str) -> Subject:
    match sort:
        case "count_of":
            return question.count_subject(owner)
        case "words_of":
            return question.words_subject(owner)
        case _:
            return question.subject(owner)


def _comparisons(condition: Condition | None, at: Path_) -> Iterator[tuple[Comparison, Path_]]:
    match condition:
        case None:
            pass
        case Comparison():
            yield condition, at
        case Not(not_=part):
            yield from _comparisons(part, (*at, "not"))
        case AllOf(all=parts):
            for index, part in enumerate(parts):
                yield from _comparisons(part, (*at, "all", index))
        case AnyOf(any=parts):
            for index, part in enumerate(parts):
                yield from _comparisons(part, (*at, "any", index))


def _derived(logics: Iterable[Logic]) -> dict[str, tuple[str, ...]]:
    """Give the counts that conditions read, by the key of the answer that is counted."""
    found: dict[str, dict[str, None]] = {}
    for logic in logics:
        for key in subjects(logic):
            sort, _, rest = key.partition(":")
            if sort in {"count", "words"}:
                found.setdefault(f"answer:{rest}", {})[key] = None
    return {source: tuple(keys) for source, keys in found.items()}


def _within(outer: Offer, inner: Offer) -> Offer:
    """Give when something is asked that stands inside something else: when both are."""
    lots = outer.lots if inner.lots is None else inner.lots
    if outer.lots is not None and inner.lots is not None:
        lots = outer.lots & inner.lots
    parts = tuple(logic for logic in (outer.logic, inner.logic) if logic != ALWAYS)
    return Offer(lots, parts[0] if len(parts) == 1 else Both(parts))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
