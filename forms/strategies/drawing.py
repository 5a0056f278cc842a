"""The drawer of answers: goes through one form, and draws an answer to each question on the way.

Tables are drawn row by row, since `when` of a column reads the columns before it. Whatever checks
hold between answers is seen to on the way, and tried anew a few times where they do not hold at
the end.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass, field
from typing import Final, cast

from hypothesis import reject
from hypothesis import strategies as st

from forms.answers.answers import Answers, read_answers
from forms.answers.item_rows import ITEM_KEY
from forms.answers.parsing import Circumstances, read_answer
from forms.linked.linked_form import AskedQuestion, LinkedForm, PathStep
from forms.model.checks import members
from forms.model.faults import Fault, Wrong
from forms.model.figure_questions import Money, Number, Percentage
from forms.model.question import MAX_ITEMS
from forms.model.table_questions import Rows
from forms.path import NO_FACTS, Gathered, add_fact, asked, starting_facts, walk
from forms.strategies.aims import Aim, AimedSpan, Outlook, aims_of, to_ask, told_apart, within
from forms.strategies.spoiling import Spoil, spoils
from forms.strategies.values import FEW, figures_within, spellings, values
from rules.decision_tables.partition import elements
from rules.logic import Facts, Logic, comparisons_in
from rules.problems import ValueProblem
from rules.values import Scalar, Subject, Value

#: How often a way through a form is begun anew, where checks turned out not to hold at its end.
_TRIES: Final = 6
#: How often an answer is drawn freely before one is made that suits the checks.
_FREE: Final = 2


@dataclass(frozen=True, slots=True)
class NearlyValid:
    """Answers with exactly one thing wrong.

    answers   raw answers, as `read_answers` takes them
    wrong     the sort of the fault
    at        its place, as a problem names it: `total-price`, `day-rates.developer`
    """

    answers: dict[str, object]
    wrong: Wrong
    at: str


class Stuck(Exception):
    """A question that is asked, and that nothing can be answered to; by its id.

    `answers` holds what was answered before, where that is known.
    """

    def __init__(self, name: str, answers: Mapping[str, Value | None] | None = None) -> None:
        self.name = name
        self.answers = answers or {}
        super().__init__(name)


@dataclass(slots=True)
class DrawnPath:
    """One way through a form: raw answers by question id, and what was asked on it.

    `faults` holds what was spoiled, with the question's id.
    """

    raw: dict[str, object] = field(default_factory=dict)
    asked: dict[str, AskedQuestion] = field(default_factory=dict)
    faults: list[tuple[str, Fault]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is wanted of a way, beside the checks: which question is spoiled, which check is broken.

    `must` holds the questions that are answered though they could be left out.
    """

    spoil: str | None = None
    broken: int | None = None
    must: frozenset[str] = frozenset()


class Drawer:
    """Draws ways through one form in one lot, knowing what is known from elsewhere."""

    def __init__(self, form: LinkedForm, lot: str | None, others: Facts) -> None:
        self.every = form
        self.form = form.in_lot(lot)
        self.lot = lot
        self.others = others
        self.points = _points(self.form)
        self.made: dict[tuple[int, frozenset[str]], st.SearchStrategy[Value] | None] = {}
        self.spoilable = tuple(self.form.steps)

    def knowing(self, others: Facts) -> "Drawer":
        """Return a drawer that knows other things from elsewhere, and shares what was made here."""
        other = copy(self)
        other.others = others
        return other

    # --- whole ways -------------------------------------------------------------------------

    def way(self, draw: st.DrawFn) -> DrawnPath:
        """Draw a way on which nothing is wrong."""
        typed = draw(_SHARE)
        found = self.completed(draw, {}, typed=typed)
        if found is None:
            return reject()
        if typed:
            self._off_path(draw, found)
        return found

    def completed(
        self, draw: st.DrawFn, kept: Mapping[str, Value | None], *, typed: bool = False
    ) -> DrawnPath | None:
        """Draw a way on which nothing is wrong, with some answers kept; None if none is found.

        `kept` holds values by question id, None for a question that was left out.
        """
        wish = _Wish()
        for _ in range(_TRIES):
            try:
                way = self._attempt(draw, wish, typed=typed, kept=kept)
            except Stuck:
                continue
            read = self._read(way.raw)
            if not read.faults:
                return way
            wish = _Wish(must=self._members(read))
        return None

    def draft(
        self, draw: st.DrawFn, count: int, kept: Mapping[str, Value | None] | None = None
    ) -> dict[str, Value | None]:
        """Draw answers to the first few questions on a way, whatever checks there are.

        `kept` holds answers that are given already. Raises `Stuck` at a question to which nothing
        can be answered.
        """
        known = kept or {}
        given: dict[str, Value | None] = {}

        def answering(name: str, question: AskedQuestion) -> Value | None:
            if len(given) >= count:
                return None
            must = question.step.question.required
            if name in known and (known[name] is not None or not must):
                given[name] = known[name]
                return given[name]
            try:
                given[name] = self._free(draw, question, facts, must=must)
            except Stuck:
                raise Stuck(name, given) from None
            return given[name]

        facts = starting_facts(self.form, self.lot, self.others)
        for _ in walk(self.form, facts, answering, lot=self.lot):
            if len(given) >= count:
                break
        return given

    def spoiled(self, draw: st.DrawFn) -> NearlyValid:
        """Draw a way on which exactly one thing is wrong."""
        checks = len(self.form.checks)
        target = draw(st.integers(0, len(self.spoilable) + checks))
        wish = _Wish()
        if target < len(self.spoilable):
            wish = _Wish(spoil=self.spoilable[target])
        elif target < len(self.spoilable) + checks:
            wish = _Wish(broken=target - len(self.spoilable))
        for _ in range(_TRIES):
            try:
                way = self._attempt(draw, wish, typed=False, kept={})
            except Stuck:
                continue
            if wish == _Wish():
                self._unknown_key(draw, way)
            read = self._read(way.raw)
            found = [(name, fault.wrong, fault.at) for name, fault in read.faults]
            wanted = [(name, fault.wrong, fault.at) for name, fault in way.faults]
            if wish.broken is not None:
                wanted = [each for each in found[:1] if each[1] is Wrong.CHECK]
            if len(found) == 1 and found == wanted:
                ((name, wrong, at),) = found
                return NearlyValid(deepcopy(way.raw), wrong, f"{name}{at}")
            if wish.spoil and wish.spoil not in way.asked:
                # What cannot be reached today: spoil something that was, if anything is asked.
                reached = tuple(way.asked) or (None,)
                wish = _Wish(spoil=draw(st.sampled_from(reached)))
        return reject()

    def _read(self, raw: dict[str, object]) -> Answers:
        return read_answers(self.every, raw, lot=self.lot, others=self.others)

    def _members(self, read: Answers) -> frozenset[str]:
        """Return the questions of those checks that want answers which were left out."""
        missed = {name for name, fault in read.faults if fault.wrong is Wrong.CHECK}
        concerned = (frozenset(members(linked.check)) for linked in self.form.checks)
        return frozenset().union(*(names for names in concerned if names & missed))

    def _unknown_key(self, draw: st.DrawFn, way: DrawnPath) -> None:
        name = draw(st.sampled_from(["no-such-question", "Total price", "", "lot"]))
        while name in self.every.steps:
            name += "x"
        way.raw[name] = draw(st.sampled_from(["x", None, {"y": 1}]))
        way.faults.append((name, Fault(Wrong.UNKNOWN_KEY, "")))

    def _off_path(self, draw: st.DrawFn, way: DrawnPath) -> None:
        """Leave answers to questions that are not asked, as an abandoned path does."""
        under = Circumstances(self.every, NO_FACTS, None, complete=False, hidden=True)
        for name, step in {**self.every.steps, **self.form.steps}.items():
            if name in way.asked or not draw(_SHARE):
                continue
            everything = AskedQuestion(step, frozenset(step.question.choices))
            try:
                raw, _ = self._answer(draw, everything, {}, typed=True)
            except Stuck:
                continue
            if not read_answer(everything, raw, under)[1]:
                way.raw[name] = raw

    def _attempt(
        self, draw: st.DrawFn, wish: _Wish, *, typed: bool, kept: Mapping[str, Value | None]
    ) -> DrawnPath:
        """Go through the form once. Raises `Stuck`."""
        way = DrawnPath()
        facts = starting_facts(self.form, self.lot, self.others)
        aims = aims_of(self.form, wish.broken)
        if wish.spoil is not None:
            aims = (*aims, to_ask(self.form.steps[wish.spoil]))
        order = {step.key: place for place, step in enumerate(self.form.steps.values())}
        outlook = Outlook(self.form, self.lot, facts, order)

        def answering(name: str, question: AskedQuestion) -> Value | None:
            way.asked[name] = question
            outlook.reach(question.step)
            if name == wish.spoil:
                self._spoil(draw, question, facts, way)
                outlook.settle(name, None, tried=True)
                return None
            concerned = [aim for aim in aims if aim.concerns(question.step)]
            value = kept.get(name)
            must = question.step.question.required or name in wish.must
            if value is None and (must or name not in kept):
                value = self._suiting(draw, question, outlook, concerned, must=must)
            outlook.settle(name, value)
            if value is not None:
                way.raw[name] = self._spelled(draw, question.step, value, typed=typed)
            elif typed and draw(_SHARE):
                way.raw[name] = draw(_BLANK)
            return value

        for _ in walk(self.form, facts, answering, lot=self.lot):
            pass
        return way

    # --- one answer -------------------------------------------------------------------------

    def _suiting(
        self,
        draw: st.DrawFn,
        question: AskedQuestion,
        outlook: Outlook,
        aims: Sequence[Aim],
        *,
        must: bool,
    ) -> Value | None:
        """Draw a value with which every aim can still be reached. Raises `Stuck`."""
        if not aims:
            return self._free(draw, question, outlook.facts, must=must)
        spans = [each for aim in aims if (each := within(aim, outlook, question.step))]
        for _ in range(_FREE):
            if spans and (must or draw(_MOSTLY)):
                value = self._figure(draw, question, spans)
            else:
                value = self._free(draw, question, outlook.facts, must=must)
            if all(aim.open(outlook, question.step, value) for aim in aims):
                return value
        made = [
            value
            for aim in aims
            for value in self._made_for(aim, question, outlook)
            if all(each.open(outlook, question.step, value) for each in aims)
        ]
        if not must and all(aim.open(outlook, question.step, None) for aim in aims):
            return None
        if made:
            return draw(st.sampled_from(made))
        # It may be left out, but by what it is to be answered together with, and was each time.
        value = self._value(draw, question, outlook.facts)
        if all(aim.open(outlook, question.step, value) for aim in aims):
            return value
        raise Stuck(question.id)

    def _free(
        self, draw: st.DrawFn, question: AskedQuestion, facts: Facts, *, must: bool
    ) -> Value | None:
        """Draw a value by the question's own limits alone. Raises `Stuck`."""
        if not must and not draw(_MOSTLY):
            return None
        try:
            return self._value(draw, question, facts)
        except Stuck:
            if must:
                raise
            return None

    def _figure(
        self,
        draw: st.DrawFn,
        question: AskedQuestion,
        spans: Iterable[AimedSpan],
    ) -> Value | None:
        lows = [low for low, _ in spans if low is not None]
        highs = [high for _, high in spans if high is not None]
        figures = figures_within(
            cast(Number | Money | Percentage, question.step.question),
            max(lows, default=None),
            min(highs, default=None),
        )
        if figures is None:
            raise Stuck(question.id)
        return draw(figures)

    def _made_for(self, aim: Aim, question: AskedQuestion, outlook: Outlook) -> Iterable[Value]:
        """Return values between which an aim tells, those that the question takes."""
        subject = question.step.question.subject(self.form.id)
        try:
            found = elements(subject, told_apart(aim, outlook, question.step))
        except ValueProblem:
            return
        under = Circumstances(self.form, outlook.facts, self.lot, complete=True)
        for element in found:
            value = element.witness
            if value is None or type(value) is object:
                continue
            raw = spellings(question.step.question, value)[0]
            read, faults = read_answer(question, raw, under)
            if read is not None and not faults:
                yield read

    def _value(self, draw: st.DrawFn, question: AskedQuestion, facts: Facts) -> Value:
        """Draw a value that will do, by the question's own limits. Raises `Stuck`."""
        step = question.step
        if isinstance(step.question, Rows):
            return self._rows(draw, question, facts)
        drawn = self._values(step, question.options)
        if drawn is None:
            raise Stuck(question.id)
        return draw(drawn)

    def _values(self, step: PathStep, options: frozenset[str]) -> st.SearchStrategy[Value] | None:
        key = (id(step), options)
        if key not in self.made:
            offered = [value for value in step.question.choices if value in options]
            points = self.points.get(step.key, ())
            self.made[key] = values(step.question, offered, points)
        return self.made[key]

    def _answer(
        self, draw: st.DrawFn, question: AskedQuestion, facts: Facts, *, typed: bool
    ) -> tuple[object, Value]:
        value = self._value(draw, question, facts)
        return self._spelled(draw, question.step, value, typed=typed), value

    def _spelled(self, draw: st.DrawFn, step: PathStep, value: Value, *, typed: bool) -> object:
        if isinstance(step.question, Rows):
            return self._rows_spelled(draw, step, value, typed=typed)
        ways = spellings(step.question, value)
        return draw(st.sampled_from(ways)) if typed and len(ways) > 1 else ways[0]

    # --- tables -----------------------------------------------------------------------------

    def _rows(self, draw: st.DrawFn, question: AskedQuestion, facts: Facts) -> Value:
        rows = cast(Rows, question.step.question)
        if question.items is None:
            least, most = rows.min or 1, rows.max or MAX_ITEMS
            count = draw(_counts(least, most))
            full = count
        else:
            # An empty row has its place here, but one of them at least says something.
            count, full = len(question.items), 1
        drawn = [self._row(draw, question.step, facts, must=index < full) for index in range(count)]
        if question.items is not None:
            drawn = [
                {**row, ITEM_KEY: item} for row, item in zip(drawn, question.items, strict=True)
            ]
        return tuple(drawn)

    def _row(
        self, draw: st.DrawFn, rows: PathStep, facts: Facts, *, must: bool
    ) -> dict[str, Value]:
        """Draw a row; where it `must`, with something in it. Raises `Stuck`."""
        row: dict[str, Value] = {}
        inside: Gathered = {}
        scope = ChainMap(inside, cast("Gathered", facts))
        for step in rows.columns:
            column = asked(step, scope, self.lot)
            if column is None:
                continue
            needed = step.question.required or (must and not row)
            try:
                value = self._free(draw, column, scope, must=needed)
            except Stuck:
                if step.question.required:
                    raise
                continue
            if value is not None:
                row[step.id] = value
                add_fact(inside, self.form, step.key, value)
        if must and not row:
            raise Stuck(rows.id)
        return row

    def _rows_spelled(
        self, draw: st.DrawFn, rows: PathStep, value: Value, *, typed: bool
    ) -> list[object]:
        columns = {step.id: step for step in rows.columns}
        spelled: list[object] = [
            {
                name: self._spelled(draw, columns[name], cell, typed=typed)
                for name, cell in row.items()
                if name != ITEM_KEY
            }
            for row in cast("tuple[dict[str, Value], ...]", value)
        ]
        if typed and not rows.each and draw(_SHARE):
            spelled.insert(0, {next(iter(columns)): " "})  # a blank row is none
        if typed and rows.each and draw(_SHARE):
            # Each names its item, so that they may stand in any order.
            read = cast("tuple[dict[str, Value], ...]", value)
            spelled = [
                {**cast("dict[str, object]", row), ITEM_KEY: of.get(ITEM_KEY)}
                for row, of in zip(spelled, read, strict=True)
            ]
            spelled.reverse()
        return spelled

    # --- spoiling ---------------------------------------------------------------------------

    def _spoil(
        self, draw: st.DrawFn, question: AskedQuestion, facts: Facts, way: DrawnPath
    ) -> None:
        """Answer a question with one thing wrong. Raises `Stuck` where that cannot be."""
        raw, _ = self._answer(draw, question, facts, typed=False)
        step = question.step
        if bool(step.columns) and draw(st.booleans()):
            self._spoil_cell(draw, question, cast("list[object]", raw), facts, way)
            return
        found = _by_sort(spoils(question, raw))
        sort = draw(st.sampled_from(sorted(found)))
        spoil = draw(st.sampled_from(found[sort]))
        way.raw[step.id] = draw(spoil.raws)
        way.faults.append((step.id, Fault(sort, "", spoil.at)))

    def _spoil_cell(
        self, draw: st.DrawFn, table: AskedQuestion, raw: list[object], facts: Facts, way: DrawnPath
    ) -> None:
        """Draw one row of a table anew, with one thing wrong in one of its cells."""
        index = draw(st.integers(0, len(raw) - 1))
        target = table.step.columns[draw(st.integers(0, len(table.step.columns) - 1))]
        row: dict[str, object] = {}
        inside: Gathered = {}
        scope = ChainMap(inside, cast("Gathered", facts))
        fault: Fault | None = None
        for step in table.step.columns:
            column = asked(step, scope, self.lot)
            if column is None:
                continue
            if step is target:
                sound, _ = self._answer(draw, column, scope, typed=False)
                found = _by_sort(spoils(column, sound))
                sort = draw(st.sampled_from(sorted(found)))
                spoil = draw(st.sampled_from(found[sort]))
                row[step.id] = draw(spoil.raws)
                fault = Fault(sort, "", f"[{index}].{step.id}{spoil.at}")
                continue
            value = self._free(draw, column, scope, must=step.question.required or not row)
            if value is not None:
                row[step.id] = self._spelled(draw, step, value, typed=False)
                add_fact(inside, self.form, step.key, value)
        if fault is None:
            raise Stuck(table.id)
        way.raw[table.id] = [*raw[:index], row, *raw[index + 1 :]]
        way.faults.append((table.id, fault))


_SHARE: Final = st.sampled_from((False, False, True))
_MOSTLY: Final = st.sampled_from((False, True, True))
_BLANK: Final[st.SearchStrategy[object]] = st.sampled_from((None, "", " ", [], {}, [None]))


def _counts(least: int, most: int) -> st.SearchStrategy[int]:
    few = min(most, max(least, FEW))
    return st.sampled_from(sorted({least, min(least + 1, few), few}))


def _by_sort(found: Iterable[Spoil]) -> dict[Wrong, list[Spoil]]:
    by_sort: dict[Wrong, list[Spoil]] = {}
    for spoil in found:
        by_sort.setdefault(spoil.wrong, []).append(spoil)
    return by_sort


def _points(form: LinkedForm) -> dict[str, tuple[Scalar, ...]]:
    """Return the constants that the form's conditions compare each answer with, by its key."""
    found: dict[str, dict[Scalar, None]] = {}
    for logic in _logics(form):
        for leaf in comparisons_in(logic):
            for operand in leaf.operands:
                if not isinstance(operand, Subject):
                    found.setdefault(leaf.subject.key, {})[operand] = None
    return {key: tuple(constants) for key, constants in found.items()}


def _logics(form: LinkedForm) -> Iterable[Logic]:
    for step in form.steps.values():
        for each in (step, *step.columns):
            yield each.offer.logic
            for offer in each.options.values():
                yield offer.logic
    for check in form.checks:
        yield check.logic
