"""Reaching: what no path through a form shows, and where a path cannot go on. Proofs, not trials.

    proofs = proved(bid, before=(brief,))
    proofs.findings    each with its place, what is so, and for which answers

Proved is what depends on *simple* conditions, in which each comparison is of one answer with
constants, by going through every state that they tell apart (`forms.analysis.state_space`). What
depends on other
conditions, or has too many states, is not proved, and is counted: trials are for that
(`forms.analysis.feasibility`).
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Final, cast

from forms.analysis.state_space import NotSimpleError, States, options_of
from forms.linked.linked_form import (
    LOT_KEY,
    AskedQuestion,
    LinkedCheck,
    LinkedForm,
    PathStep,
    in_lot,
)
from forms.model.checks import Conflict, SomeOf, Together, Total, members
from forms.model.choice_questions import ManyOf, ManyOption, OneOf, Option
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.form import Page, PlacedQuestion, QuestionGroup, Section, placed
from forms.model.limits import days_of, figures_of, periods_of, rates_of
from forms.model.placeholders import unfilled
from forms.model.question import Question
from forms.model.table_questions import Rows
from forms.path import asked
from rules.decision_tables.partition import Budget, TooManyError
from rules.logic import (
    ALWAYS,
    Both,
    Comparator,
    Compare,
    Facts,
    Logic,
    comparisons_in,
    holds,
    subjects,
)
from rules.problems import DataPath
from rules.values import Subject, shown
from rules.wording import phrase, worded

#: How many steps the proofs about one part of a form may take: a fraction of a second.
STEPS: Final = 20_000


class FormFlaw(StrEnum):
    """What can be wrong with the ways through a form that can be read."""

    NEVER_SHOWN = "never-shown"
    ALWAYS_SHOWN = "always-shown"
    UNANSWERABLE = "unanswerable"
    ALWAYS_REFUSED = "always-refused"
    NEVER_REFUSED = "never-refused"
    NO_TOTAL = "no-total"
    NEVER_ASKED_TOGETHER = "never-asked-together"
    LOT_LEFT_OUT = "lot-left-out"
    UNPROVED = "unproved"


#: What leaves a person with a form that cannot be completed.
DEAD_ENDS: Final = frozenset({FormFlaw.UNANSWERABLE, FormFlaw.ALWAYS_REFUSED, FormFlaw.NO_TOTAL})
#: What is so only if it is so in every lot.
_IN_EVERY_LOT: Final = frozenset(
    {
        FormFlaw.NEVER_SHOWN,
        FormFlaw.ALWAYS_SHOWN,
        FormFlaw.NEVER_REFUSED,
        FormFlaw.NEVER_ASKED_TOGETHER,
    }
)


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing found about a form.

    where   the place in the definition
    says    what is so, as a person reads it
    state   facts for which it is so, where it is so for some only, by key
    lot     the lot in which `state` is
    """

    flaw: FormFlaw
    where: str
    says: str
    state: Facts | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was found; how many conditions and checks were proved, and how many could not be."""

    findings: tuple[FormFinding, ...] = ()
    proved: int = 0
    unproved: int = 0


def proved(form: LinkedForm, *, before: Sequence[LinkedForm] = ()) -> Proofs:
    """Prove a form, in every lot. `before` are the forms that are filled in before it, in order."""
    lots = lots_that_matter((*before, form))
    provers = [_Prover(form, before, lot) for lot in lots]
    for prover in provers:
        prover.prove()
    findings = [*_left_out(form), *_joined(provers, lots)]
    too_many = {where for prover in provers for where in prover.too_many}
    says = "has too many combinations of answers to prove anything about: it is only tried"
    findings += [FormFinding(FormFlaw.UNPROVED, where, says) for where in sorted(too_many)]
    unproved = {at for prover in provers for at in prover.unproved}
    looked_at = {at for prover in provers for at in prover.looked_at}
    return Proofs(tuple(findings), len(looked_at - unproved), len(unproved))


def lots_that_matter(forms: Sequence[LinkedForm]) -> tuple[str | None, ...]:
    """Return the lots between which forms differ: one if they do not, None without lots."""
    lots = tuple(forms[-1].lots)
    differ = any(form.in_lot(lot) is not form for form in forms for lot in lots)
    if not lots or differ or any(_asks_for_the_lot(form) for form in forms):
        return lots or (None,)
    return lots[:1]


def _asks_for_the_lot(form: LinkedForm) -> bool:
    conditions = [gate.offer for gate in form.gates.values()]
    return any(
        offer.lots is not None or LOT_KEY in subjects(offer.logic) for offer in conditions
    ) or any(LOT_KEY in subjects(check.logic) for check in form.checks)


def _left_out(form: LinkedForm) -> Iterator[FormFinding]:
    """Note a question that lots ask in ways of their own, and that some lot does not ask."""
    ways: dict[str, list[PlacedQuestion]] = {}
    for each in placed(form.form):
        ways.setdefault(each.question.id, []).append(each)
    for name, found in ways.items():
        lots = [each.lots for each in found]
        if len(found) > 1 and None not in lots:
            rest = [lot for lot in form.lots if not any(lot in (each or ()) for each in lots)]
            if rest:
                says = f"`{name}` is asked in ways of their own in other lots, and not in "
                where = form.gates[found[0].at].where
                yield FormFinding(FormFlaw.LOT_LEFT_OUT, where, says + _listed(rest))


def _joined(provers: Sequence["_Prover"], lots: Sequence[str | None]) -> Iterator[FormFinding]:
    """Tell what is so in several lots once; what is so in some only may be no flaw."""
    found: dict[tuple[FormFlaw, str, str], list[FormFinding]] = {}
    for prover in provers:
        for each in prover.found:
            found.setdefault((each.flaw, each.where, each.says), []).append(each)
    for (flaw, where, says), same in found.items():
        seen = [prover.lot for prover in provers if where in prover.seen]
        mine = [each.lot for each in same]
        if flaw in _IN_EVERY_LOT and set(seen) != set(mine):
            continue
        named = [lot for lot in mine if lot is not None]
        only = len(mine) < len(lots) and flaw not in _IN_EVERY_LOT
        told = f"in {_listed(named)}, {says}" if only and named else says
        yield FormFinding(flaw, where, told, same[0].state, same[0].lot)


def _listed(names: Sequence[str]) -> str:
    noun = "lot" if len(names) == 1 else "lots"
    return f"{noun} {', '.join(f'`{name}`' for name in names)}"


_Part = Section | Page | QuestionGroup | Question | Option


@dataclass(slots=True)
class _Prover:
    """Proves one form in one lot."""

    form: LinkedForm
    before: Sequence[LinkedForm]
    lot: str | None
    found: list[FormFinding] = field(default_factory=list)
    #: The places of what there is in this lot.
    seen: set[str] = field(default_factory=set)
    looked_at: set[DataPath] = field(default_factory=set)
    unproved: set[DataPath] = field(default_factory=set)
    too_many: set[str] = field(default_factory=set)
    states: States = field(init=False)

    def __post_init__(self) -> None:
        self.states = States((*self.before, self.form), self.lot)

    def prove(self) -> None:
        """Find everything."""
        steps = self.form.in_lot(self.lot).steps
        done: set[DataPath] = set()
        hidden: set[DataPath] = set()
        for each in placed(self.form.form):
            step = steps.get(each.question.id)
            if step is None or step.question is not each.question:
                continue  # another lot's
            around: list[Logic] = []
            for part, at in (*each.around, (each.question, each.at)):
                if at not in done:
                    done.add(at)
                    if not self._shown(part, at, around, step if part is each.question else None):
                        hidden.add(at)
                if at in hidden:
                    break
                around.append(self.form.gates[at].offer.logic)
            else:
                self._question(step, each.at, around)
        for index, linked in enumerate(self.form.checks):
            self._check(linked, ("checks", index))

    # --- what is shown ----------------------------------------------------------------------

    def _shown(
        self,
        part: _Part,
        at: DataPath,
        around: Sequence[Logic],
        step: PathStep | None = None,
        columns: Sequence[PathStep] = (),
    ) -> bool:
        """Find out whether a part is ever shown, and whether its own condition matters."""
        gate = self.form.gates.get(at)
        if gate is None:
            return True
        self.seen.add(gate.where)
        own = gate.offer.logic
        each = [Compare(step.each, Comparator.ANSWERED)] if step is not None and step.each else []
        if own == ALWAYS and not each:
            return True
        self.looked_at.add(at)
        shown = Both((own, *each))
        outer = Both(tuple(around))
        try:
            drafts = self._states((outer, shown), complete=False, columns=columns)
            if not any(holds(outer, facts) and holds(shown, facts) for facts in drafts):
                self._never(part, gate.where, shown)
                return False
            if own != ALWAYS and not _only_of_absence(own):
                whole = self._states((outer, own), columns=columns)
                if all(holds(own, facts) for facts in whole if holds(outer, facts)):
                    says = f"{_named(part)} has a condition that always holds: {worded(own)}"
                    self._add(FormFlaw.ALWAYS_SHOWN, gate.where, says)
        except (NotSimpleError, TooManyError) as error:
            self._not_proved(at, gate.where, error)
        return True

    def _never(self, part: _Part, where: str, logic: Logic) -> None:
        verb = "offered" if isinstance(part, Option) else "shown"
        if isinstance(part, Question):
            verb = "asked"
        condition = worded(logic)
        because = f": that {condition} cannot be" if condition != "never" else ""
        self._add(FormFlaw.NEVER_SHOWN, where, f"{_named(part)} is never {verb}{because}")

    def _states(
        self, logics: Iterable[Logic], *, complete: bool = True, columns: Sequence[PathStep] = ()
    ) -> Iterator[Facts]:
        return self.states.of(logics, Budget(STEPS), complete=complete, columns=columns)

    def _not_proved(self, at: DataPath, where: str, error: Exception) -> None:
        self.unproved.add(at)
        if isinstance(error, TooManyError):
            self.too_many.add(where)

    def _add(self, flaw: FormFlaw, where: str, says: str, state: Facts | None = None) -> None:
        self.found.append(FormFinding(flaw, where, says, state, self.lot))

    # --- questions --------------------------------------------------------------------------

    def _question(self, step: PathStep, at: DataPath, around: Sequence[Logic]) -> None:
        """Prove what a question offers, and that it can be answered; its columns too."""
        each = [Compare(step.each, Comparator.ANSWERED)] if step.each else []
        shown = [*around, *each]
        self._options(step, at, shown)
        self._answerable(step, at, shown)
        for index, column in enumerate(step.columns):
            here = (*at, "columns", index)
            if in_lot(column.offer, self.lot) and self._shown(
                column.question, here, shown, columns=step.columns
            ):
                own = [*shown, column.offer.logic]
                self._options(column, here, own, step.columns)
                self._answerable(column, here, own, step.columns, table=step)

    def _options(
        self,
        step: PathStep,
        at: DataPath,
        around: Sequence[Logic],
        columns: Sequence[PathStep] = (),
    ) -> None:
        if isinstance(step.question, OneOf | ManyOf):
            self._each_option(step.question.options, (*at, "options"), around, columns)

    def _each_option(
        self,
        options: Sequence[Option],
        at: DataPath,
        around: Sequence[Logic],
        columns: Sequence[PathStep],
    ) -> None:
        for index, option in enumerate(options):
            here = (*at, index)
            gate = self.form.gates.get(here)
            if gate is not None and not in_lot(gate.offer, self.lot):
                continue
            if not self._shown(option, here, around, columns=columns):
                continue
            if isinstance(option, ManyOption) and option.options:
                inside = [*around, gate.offer.logic] if gate else around
                self._each_option(option.options, (*here, "options"), inside, columns)

    def _answerable(
        self,
        step: PathStep,
        at: DataPath,
        around: Sequence[Logic],
        columns: Sequence[PathStep] = (),
        table: PathStep | None = None,
    ) -> None:
        """Find a state in which a required question is asked, and nothing can be answered."""
        question = step.question
        if not question.required:
            return
        possible = _possible(step)
        if possible and not step.options:
            return
        where = self.form.gates[at].where
        self.looked_at.add(at)
        logics = [*around, *(offer.logic for offer in step.options.values())]
        try:
            for facts in self._states(logics, columns=columns):
                if not all(holds(logic, facts) for logic in around):
                    continue
                offer = asked(step, facts, self.lot)
                if offer is not None and not (possible and _offers_enough(offer)):
                    self._dead_end(step, offer, where, facts, logics, table)
                    return
        except (NotSimpleError, TooManyError) as error:
            self._not_proved(at, where, error)

    def _dead_end(
        self,
        step: PathStep,
        offer: AskedQuestion,
        where: str,
        facts: Facts,
        logics: Iterable[Logic],
        table: PathStep | None,
    ) -> None:
        name = f"“{step.question.title}”"
        if table is not None:
            name += f" of “{table.question.title}”"
        if isinstance(step.question, OneOf | ManyOf):
            least = step.question.min if isinstance(step.question, ManyOf) else 1
            count = len(options_of(offer))
            what = "no option is offered" if not count else f"only {count} can be chosen"
            says = f"{name} wants at least {least} of its options, and {what}"
        else:
            says = f"{name} has limits that leave nothing to be answered"
        told = told_state(facts, logics)
        self._add(FormFlaw.UNANSWERABLE, where, f"{says}{f' when {told}' if told else ''}", facts)

    # --- checks -----------------------------------------------------------------------------

    def _check(self, linked: LinkedCheck, at: DataPath) -> None:
        where = self.form.gates[at].where
        names = members(linked.check)
        steps = self.form.in_lot(self.lot).steps
        parts = [steps[name] for name in names if name in steps]
        if not parts:
            return
        self.seen.add(where)
        self.looked_at.add(at)
        try:
            match linked.check:
                case Conflict() as conflict:
                    self._conflict(conflict, linked.logic, where)
                case Total() as total:
                    self._total(total, parts, where)
                case SomeOf() as some:
                    self._together(parts, some.at_least, where)
                case Together():
                    self._together(parts, 2, where)
        except (NotSimpleError, TooManyError) as error:
            self._not_proved(at, where, error)

    def _conflict(self, conflict: Conflict, logic: Logic, where: str) -> None:
        """Find a conflict that refuses every answer, or everything that some brief lets answer."""
        own = {key for key in subjects(logic) if self._is_own(key)}
        by_others: dict[tuple[tuple[str, object], ...], list[tuple[bool, Facts]]] = {}
        looked_at: list[bool] = []
        for facts in self._states((logic,)):
            held = holds(logic, facts)
            if held or all(key in facts for key in own):
                looked_at.append(held)
            others = tuple(
                (key, "" if type(value) is object else value)
                for key, value in sorted(facts.items())
                if not self._is_own(key)
            )
            by_others.setdefault(others, []).append((held, facts))
        condition = worded(logic)
        if not any(held for found in by_others.values() for held, _ in found):
            says = f"this conflict can never be: that {condition}"
            self._add(FormFlaw.NEVER_REFUSED, where, says)
            return
        for found in by_others.values():
            if all(held for held, _ in found):
                facts = found[0][1]
                told = told_state(facts, (logic,), leave_out=own)
                when = f" when {told}" if told else ""
                says = f"every answer is refused{when}, since {condition} (“{conflict.says}”)"
                self._add(FormFlaw.ALWAYS_REFUSED, where, says, facts)
                return
        if own and looked_at and all(looked_at):
            says = f"whatever is answered is refused, since {condition} (“{conflict.says}”)"
            self._add(FormFlaw.ALWAYS_REFUSED, where, says)

    def _is_own(self, key: str) -> bool:
        return key.partition(":")[2].partition(".")[0] == self.form.id

    def _total(self, total: Total, members: Sequence[PathStep], where: str) -> None:
        low, high = (total.min, total.max) if total.is_ is None else (total.is_, total.is_)
        logics = [step.offer.logic for step in members]
        for facts in self._states(logics):
            here = [step for step in members if asked(step, facts, self.lot) is not None]
            if not here or not all(step.question.required for step in here):
                continue
            least, most = _sum_of(here)
            subject = here[-1].question.subject(self.form.id)
            too_low = low is not None and most < low
            if too_low or (high is not None and least > high):
                limit = low if too_low else high
                verb = "at most" if too_low else "at least"
                parts = " + ".join(step.question.title for step in here)
                says = (
                    f"{parts} can total {verb} {shown(most if too_low else least, subject)}, "
                    f"and must total {shown(cast(Decimal, limit), subject)}"
                )
                told = told_state(facts, logics)
                self._add(FormFlaw.NO_TOTAL, where, says + (f" when {told}" if told else ""), facts)
                return

    def _together(self, members: Sequence[PathStep], least: int, where: str) -> None:
        logics = [step.offer.logic for step in members]
        most = 0
        for facts in self._states(logics):
            most = max(most, sum(asked(step, facts, self.lot) is not None for step in members))
            if most >= least:
                return
        titles = "; ".join(step.question.title for step in members)
        says = f"never more than {most} of these are asked, and the check is of {least}: {titles}"
        self._add(FormFlaw.NEVER_ASKED_TOGETHER, where, says)


def _only_of_absence(logic: Logic) -> bool:
    """Return whether a condition only waits for answers to be there: that is often meant."""
    return all(
        leaf.op in {Comparator.ANSWERED, Comparator.UNANSWERED} for leaf in comparisons_in(logic)
    )


def _possible(step: PathStep) -> bool:
    """Return whether a question's own limits leave anything to be answered."""
    match step.question:
        case Number() | Money() | Percentage() as figure:
            return figures_of(figure) is not None
        case Period() as period:
            return periods_of(period) is not None
        case Date() as day:
            return days_of(day) is not None
        case DayRates() as rates:
            found = [(role.required, rates_of(rates, role)) for role in rates.roles]
            return all(figures or not required for required, figures in found) and any(
                figures for _, figures in found
            )
        case _:
            return True


def _offers_enough(question: AskedQuestion) -> bool:
    match question.step.question:
        case OneOf():
            return bool(question.options)
        case ManyOf() as many:
            exclusive = {option.value for option in many.leaves if option.exclusive}
            together = question.options - exclusive
            return bool(question.options & exclusive) or len(together) >= many.min
        case _:
            return True


def _sum_of(steps: Iterable[PathStep]) -> tuple[Decimal, Decimal]:
    """Return the least and the most that some figures can total."""
    least = most = Decimal(0)
    with localcontext() as context:
        context.prec = 60
        for step in steps:
            figures = figures_of(cast(Number | Money | Percentage, step.question))
            if figures is not None:
                least, most = least + figures.least, most + figures.most
    return least, most


def _named(part: _Part) -> str:
    match part:
        case Section():
            return f"the section “{unfilled(part.title)}”"
        case Page():
            return f"the page “{unfilled(part.title)}”"
        case QuestionGroup():
            return f"the group “{unfilled(part.group)}”"
        case Option():
            return f"the option “{unfilled(part.label)}”"
        case Question():
            noun = "table" if isinstance(part, Rows) else "question"
            return f"the {noun} “{part.title}”"


def told_state(
    facts: Facts, logics: Iterable[Logic], *, leave_out: Container[str] = frozenset()
) -> str:
    """Say what is answered in a state, as far as conditions ask for it, in their order."""
    known: dict[str, Subject] = {}
    for logic in logics:
        known |= {key: each for key, each in subjects(logic).items() if key not in known}
    told = []
    for key, subject in known.items():
        if key == LOT_KEY or key in leave_out:
            continue
        value = facts.get(key)
        is_ = "is not answered" if value is None else f"is {_shown(value, subject)}"
        told.append(f"{phrase(subject)} {is_}")
    return " and ".join(told)


def _shown(value: object, subject: Subject) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = shown(value, subject)
    return f"“{text}”" if isinstance(value, str | tuple) else text
