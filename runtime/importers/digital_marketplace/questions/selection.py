"""Selection: which questions of a manifest are asked in one lot, and where each of them stands.

What their content loader did when it filtered a manifest by lot, and what the generator of their
schemas made of it: of two questions with one key the later counts, and a follow-up that no answer
opens is never asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from runtime.importers.digital_marketplace.questions.followups import in_order, opening
from runtime.importers.digital_marketplace.questions.options import answers_of
from runtime.importers.digital_marketplace.questions.prices import roles_by_key
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.source.model import (
    KNOWN_TO_THE_SERVICE,
    SourceQuestion,
    SourceSection,
)

#: What a row of a table cannot ask.
_NOT_IN_ROWS: Final = frozenset({"boolean_list", "dynamic_list", "upload"})
_CHOSEN: Final = frozenset({"checkboxes", "checkbox_tree", "radios"})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that a follow-up follows, and the answers that open it."""

    by: SourceQuestion
    answers: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class QuestionInLot:
    """A question where it stands in a form, in one lot.

    at       its place among those beside it
    keys     the keys of answers that it gives here, of a price one for each of its parts
    inside   the questions of a group, or the columns of a table
    opened   the questions beside it that it follows
    """

    at: int
    asked: SourceQuestion
    keys: tuple[str, ...] = ()
    inside: tuple["QuestionInLot", ...] = ()
    opened: tuple[FollowUp, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether it is a group of questions, and asks nothing itself."""
        return self.asked.type == "multiquestion"

    def leaves(self) -> Iterator["QuestionInLot"]:
        """Yield what is asked: itself, or the questions of its group."""
        if not self.is_group:
            yield self
        for each in self.inside if self.is_group else ():
            yield from each.leaves()


@dataclass(frozen=True, slots=True)
class SectionInLot:
    """A section as it is in one lot; `at` is its place in the manifest."""

    at: int
    section: SourceSection
    standing: tuple[QuestionInLot, ...]


def leaves_of(sections: Iterable[SectionInLot]) -> Iterator[QuestionInLot]:
    """Yield every question that is asked, in order."""
    for section in sections:
        for each in section.standing:
            yield from each.leaves()


def chosen(
    sections: Sequence[SourceSection],
    files: Mapping[str, SourceQuestion],
    lot: str,
    report: ImportReport,
) -> tuple[SectionInLot, ...]:
    """Return the sections of a manifest that ask something in a lot."""
    chooser = _Chooser(files, lot, report)
    standing = chooser.once(
        SectionInLot(i, each, tuple(chooser.standing(each.questions, each.place / "questions")))
        for i, each in enumerate(sections)
    )
    for each in (each for section in standing for each in section.standing):
        if each.asked.followup:
            says = "works only inside a group of questions: what follows is always asked"
            report.differs(each.asked.place / "followup", says)
    last = _last(leaves_of(standing))
    kept = (replace(s, standing=tuple(chooser.counting(s.standing, last))) for s in standing)
    return tuple(each for each in kept if each.standing)


@dataclass(slots=True)
class _Chooser:
    files: Mapping[str, SourceQuestion]
    lot: str
    report: ImportReport
    seen: set[str] = field(default_factory=set)

    def once(self, sections: Iterable[SectionInLot]) -> list[SectionInLot]:
        """Leave out what stands by itself and has the id of what stands so later.

        A question, a price or a group has one place in a manifest, that of its id.
        """
        found = list(sections)
        last = {each.asked.id: each.asked.file for section in found for each in section.standing}
        for section in found:
            for each in section.standing:
                if (counts := last[each.asked.id]) != each.asked.file:
                    says = f"`{counts}` has the same id, `{each.asked.id}`, and is asked instead"
                    self.report.differs(each.asked.place, says)
        return [
            replace(
                section,
                standing=tuple(s for s in section.standing if last[s.asked.id] == s.asked.file),
            )
            for section in found
        ]

    def standing(
        self,
        names: Sequence[str],
        place: SourcePlace,
        *,
        grouped: bool = False,
        row: set[str] | None = None,
    ) -> Iterator[QuestionInLot]:
        """Yield the questions of some files, `grouped` if in a group or a table.

        `row` are the files that a row has named before, where they are in one.
        """
        seen = self.seen if row is None else row
        found: list[SourceQuestion] = []
        for i, name in enumerate(names):
            asked = self.files.get(name)
            if asked is None:
                says = "names a question that has no usable file"
                self.report.left_out(place / i, says)
            elif name in seen:
                self.report.differs(
                    place / i, "is named more than once: it is asked where it is named first"
                )
            else:
                found.append(asked)
                seen.add(name)
        here = {each.file for each in found if each.asked_in(self.lot)}
        for each in found:
            if each.file not in here and each.asked_in(self.lot, lots_only=True):
                on = ", ".join(f"`{d.on}`" for d in each.depends if d.on != "lot")
                self.report.left_out(
                    each.place / "depends", f"depends on {on}, so it was never shown"
                )
        for at, each in enumerate(in_order(found)):
            if each.file in here and (stands := self._stands(at, each, grouped=grouped, row=row)):
                yield stands

    def _stands(
        self, at: int, asked: SourceQuestion, *, grouped: bool, row: set[str] | None
    ) -> QuestionInLot | None:
        place = asked.place
        if asked.type == "multiquestion":
            names = self.standing(asked.questions, place / "questions", grouped=True, row=row)
            inside = self._following(names, asked)
            return QuestionInLot(at, asked, inside=inside) if inside else None
        if asked.type == "service_id" or (not grouped and asked.id in KNOWN_TO_THE_SERVICE):
            self.report.left_out(place, "is shown, not asked: the service itself knows it")
        elif row is not None and asked.type in _NOT_IN_ROWS:
            self.report.left_out(place, f"a row cannot ask a question of type `{asked.type}`")
        elif asked.type in _CHOSEN and not answers_of(asked):
            self.report.left_out(place, "offers nothing to choose")
        elif asked.type == "pricing":
            keys = tuple(roles_by_key(asked))
            if keys:
                return QuestionInLot(at, asked, keys)
            self.report.left_out(place, "has no part of a price in its `fields`")
        elif asked.type == "dynamic_list":
            names = self.standing(asked.questions, place / "questions", grouped=True, row=set())
            columns = self._following(names, asked)
            last = _last(leaf for each in columns for leaf in each.leaves())
            inside = tuple(self.counting(columns, last))
            if inside:
                return QuestionInLot(at, asked, asked.keys, inside)
            self.report.left_out(place, "a table without columns")
        else:
            return QuestionInLot(at, asked, asked.keys)
        return None

    def _following(
        self, beside: Iterable[QuestionInLot], group: SourceQuestion
    ) -> tuple[QuestionInLot, ...]:
        """Find what opens each of some questions that stand beside one another in a group.

        One that nothing opens is left out, and so is what follows it.
        """
        every = list(beside)
        known = {self.files[name].id for name in group.questions if name in self.files}
        for each in every:
            for name in each.asked.followup.keys() - (known - {each.asked.id}):
                says = f"`{name}` is not another question in `{group.file}`: nothing follows"
                self.report.left_out(each.asked.place / "followup" / name, says)
        gone: set[str] = set()
        while True:
            opened = {each.at: tuple(_opened(each, every, gone)) for each in every}
            left = [each for each in every if each.asked.id not in gone]
            never = [each for each in left if not all(o.answers for o in opened[each.at])]
            if not never:
                return tuple(replace(each, opened=opened[each.at]) for each in left)
            for each in never:
                parents = ", ".join(f"`{o.by.id}`" for o in opened[each.at])
                for leaf in each.leaves():
                    says = f"follows {parents}, and no answer opens it: it was never asked"
                    self.report.left_out(leaf.asked.place, says)
            gone |= {each.asked.id for each in never}

    def counting(
        self, standing: Iterable[QuestionInLot], last: Mapping[str, str]
    ) -> Iterator[QuestionInLot]:
        """Leave out what a later question asks in the place of an earlier one."""
        for each in standing:
            if each.is_group:
                inside = tuple(self.counting(each.inside, last))
                if inside:
                    yield replace(each, inside=inside)
                continue
            for key in each.keys:
                if last[key] != each.asked.file:
                    says = f"`{last[key]}` asks for `{key}` too, and is asked instead"
                    self.report.differs(each.asked.place, says)
            keys = tuple(key for key in each.keys if last[key] == each.asked.file)
            if keys:
                yield replace(each, keys=keys)


def _last(leaves: Iterable[QuestionInLot]) -> Mapping[str, str]:
    """Return the file of the last question that each key answers."""
    return {key: each.asked.file for each in leaves for key in each.keys}


def _opened(
    one: QuestionInLot, beside: Iterable[QuestionInLot], gone: set[str]
) -> Iterator[FollowUp]:
    for each in beside:
        values = each.asked.followup.get(one.asked.id)
        if values is not None and each.at != one.at:
            answers = () if each.asked.id in gone else opening(each.asked, values)
            yield FollowUp(each.asked, answers)


def asked_by(
    sections: Iterable[SourceSection], files: Mapping[str, SourceQuestion]
) -> frozenset[str]:
    """Return the files of the questions that a manifest asks in any lot, those of groups too."""
    found: set[str] = set()
    seen: set[str] = set()
    coming = [name for section in sections for name in section.questions]
    while coming:
        asked = files.get(name := coming.pop())
        if asked is None or name in seen:
            continue
        seen.add(name)
        if asked.type == "multiquestion":
            coming += asked.questions
        elif asked.type != "service_id" and asked.id not in KNOWN_TO_THE_SERVICE:
            found.add(name)
    return frozenset(found)
