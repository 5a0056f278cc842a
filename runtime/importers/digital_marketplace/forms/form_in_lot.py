"""A form in one lot: its sections, pages and questions, and the checks between them.

A section becomes a section of pages, or one page where all its questions stood on one; a group of
questions becomes a page of its own, or a group on a page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.form_plan import FormPlan
from runtime.importers.digital_marketplace.forms.checks import Checks, lowest_and_highest
from runtime.importers.digital_marketplace.forms.lots_merged import FormPart
from runtime.importers.digital_marketplace.identifiers import kebab
from runtime.importers.digital_marketplace.questions.code_rules import CodeRules
from runtime.importers.digital_marketplace.questions.conversion import (
    Questions,
    flat,
    tell_of_depends,
)
from runtime.importers.digital_marketplace.questions.followups import condition
from runtime.importers.digital_marketplace.questions.options import answers_of
from runtime.importers.digital_marketplace.questions.selection import (
    FollowUp,
    QuestionInLot,
    SectionInLot,
    leaves_of,
)
from runtime.importers.digital_marketplace.questions.validations import (
    DEPENDENT,
    OUT_OF_ORDER,
    TOTAL,
)
from runtime.importers.digital_marketplace.report import ImportReport, SourcePlace
from runtime.importers.digital_marketplace.rulesets.weightings import weighting_figures
from runtime.importers.digital_marketplace.source.model import SourceQuestion, SourceSection
from runtime.importers.digital_marketplace.source.texts import LABEL, TEXT, Branches, FormTexts


@dataclass(frozen=True, slots=True)
class _Around:
    """What is around a question in a group of theirs.

    optional   whether it may be left out, None where its file says so
    opened     the questions that the group follows
    title      what the group is called
    """

    optional: bool | None = None
    opened: tuple[FollowUp, ...] = ()
    title: str = ""


@dataclass(slots=True)
class InLot:
    """Makes the parts of a form in one lot.

    ids        the ids of its questions there, by key
    checks     filled: the checks between its questions, with those of other lots
    branches   filled: what templates show
    questions  what makes its questions; afterwards, what each key answers
    figures    afterwards: the questions whose figures total 100
    """

    plan: FormPlan
    lot: str
    sections: Sequence[SectionInLot]
    ids: Mapping[str, str]
    report: ImportReport
    checks: Checks
    branches: Branches
    questions: Questions = field(init=False)
    figures: tuple[SourceQuestion, ...] = ()

    def __post_init__(self) -> None:
        brief = self.plan.brief.ids.get(self.lot, {}) if self.plan.brief else {}
        asked = self.plan.brief.asked.get(self.lot, {}) if self.plan.brief else {}
        self.questions = Questions(
            FormTexts(self.report, self.lot, self.ids, brief, branches=self.branches),
            self.ids,
            {key: brief[key] for key, each in asked.items() if each.type in _LISTS},
            CodeRules(self.plan.framework if self.plan.role.form == "declaration" else None),
        )

    @property
    def texts(self) -> FormTexts:
        """What makes texts in this lot."""
        return self.questions.texts

    def parts(self) -> list[FormPart]:
        """Make the sections, and add the checks between their questions."""
        made = [self._section(each) for each in self.sections]
        self._check_prices()
        self._check_day_rates()
        self._check_groups()
        self._check_totals()
        self._check_something_is_offered()
        return made

    # --- sections and pages ---------------------------------------------------------------------

    def _section(self, chosen_: SectionInLot) -> FormPart:
        section = chosen_.section
        place = section.place
        title = self.texts.line(section.name, place / "name", LABEL) or section.slug or "Questions"
        data: Data = {"id": kebab(section.slug or title), "title": title}
        summary = self._long(section.summary_page_description, place / "summary_page_description")
        if summary:
            data["guidance"] = summary
        description = self._long(*section.described(self.lot))
        if self.plan.role.one_page and not section.edit_questions:
            pages = [self._one_page(chosen_, title, description)]
        else:
            pages = [self._own_page(each) for each in chosen_.standing]
            first = pages[0]
            guidance = self._joined(place, description, first.data.get("guidance"))
            pages[0] = replace(first, data=first.data | guidance)
        self._tell(section)
        self.report.became(place, f"`forms/{self.plan.role.form}.yaml`: {title}")
        return FormPart((chosen_.at,), data, tuple(pages), "pages")

    def _one_page(self, chosen_: SectionInLot, title: str, description: str | None) -> FormPart:
        """Make the page of a section whose questions all stand on one."""
        standing = chosen_.standing
        data: Data = {"id": kebab(chosen_.section.slug or title), "title": title}
        if len(standing) == 1 and standing[0].is_group:
            # The page has a title already: what the group asks is what it says first.
            asked = standing[0].asked
            own = self._group_texts(asked)
            says = None
            if own["group"] != title:
                says = self._long(asked.question, asked.place / "question") or own["group"]
            help_ = (own.get("hint"), own.get("guidance"))
            data |= self._joined(chosen_.section.place, description, says, *help_)
            inside = tuple(self._inside(standing[0], _Around(), alone=True))
            return FormPart((0,), data, inside, "questions")
        data |= self._joined(chosen_.section.place, description)
        return FormPart((0,), data, tuple(p for s in standing for p in self._items(s)), "questions")

    def _own_page(self, standing: QuestionInLot) -> FormPart:
        """Make the page of one question, or of a group of them."""
        asked = standing.asked
        if standing.is_group:
            own = self._group_texts(asked)
            data: Data = {"id": kebab(asked.id), "title": own["group"]}
            data |= self._joined(asked.place, own.get("hint"), own.get("guidance"))
            inside = tuple(self._inside(standing, _Around(), alone=True))
        else:
            name = self.texts.line(asked.name, asked.place / "name") if asked.name else ""
            title = name or self.texts.question(asked.question, asked.place / "question")[0]
            data = {"id": kebab(asked.id), "title": title or asked.id}
            inside = tuple(self._items(standing))
        return FormPart((standing.at,), data, inside, "questions")

    def _long(self, text: str | None, place: SourcePlace) -> str | None:
        return self.texts.long(text, place) if text else None

    def _joined(self, place: SourcePlace, *texts: str | None) -> Data:
        """Put texts together as guidance."""
        kept = [each for each in texts if each]
        while len("\n\n".join(kept)) > TEXT:
            self.report.left_out(place, f"is too long: the part that begins “{kept.pop()[:80]}”")
        return {"guidance": "\n\n".join(kept)} if kept else {}

    def _tell(self, section: SourceSection) -> None:
        """Report each key of a section that means nothing here, and what it was for."""
        for key, says in _OF_SECTIONS.items():
            if key in section.model_fields_set:
                self.report.left_out(section.place / key, says, needless=True)
        for key in section.others:
            self.report.left_out(section.place / key, "is not known to the format")

    # --- questions ------------------------------------------------------------------------------

    def _items(self, standing: QuestionInLot) -> Iterator[FormPart]:
        """Make what stands on a page among others."""
        if not standing.is_group:
            yield from self._leaf(standing, _Around(), (standing.at,))
            return
        data = self._group_texts(standing.asked)
        inside = tuple(self._inside(standing, _Around(), alone=False))
        yield FormPart((standing.at,), data, inside, "questions")

    def _group_texts(self, asked: SourceQuestion) -> Data:
        """Return the title of a group of questions, with its hint and its guidance."""
        place = asked.place
        label, after = self.texts.question(asked.question, place / "question")
        name = self.texts.line(asked.name, place / "name") if asked.name else ""
        if label and name and name != label:
            self.report.left_out(place / "name", "a group has one title, which is its question")
        if asked.empty_message:
            says = "was shown if nothing in the group was answered"
            self.report.left_out(place / "empty_message", says, needless=True)
        for i in range(len(asked.validations)):
            says = "a group has no messages of its own"
            self.report.left_out(place / "validations" / i, says)
        for key in asked.given - _OF_GROUPS:
            says = "is not known to the format" if key in asked.others else "has no effect here"
            self.report.left_out(place / key, says)
        tell_of_depends(asked, self.report)
        self.report.became(place, f"`forms/{self.plan.role.form}.yaml`: a group, or a page")
        return {"group": label or name or asked.id} | self.questions.help_of(asked, after)

    def _inside(
        self, group: QuestionInLot, around: _Around, *, alone: bool, at: tuple[int, ...] = ()
    ) -> Iterator[FormPart]:
        """Make the questions of a group; where it is `alone` on its page, groups can be in it."""
        optional = True if group.asked.optional else around.optional
        if self._is_needed(group):
            optional = False
        title = self._group_texts(group.asked)["group"]
        for each in group.inside:
            here = (*at, each.at)
            if each.opened:
                # A follow-up that is opened is wanted, also in a group that may be left out.
                inner = _Around(None, (*around.opened, *each.opened), title)
            else:
                inner = _Around(optional, around.opened, title)
            if not each.is_group:
                parts = list(self._leaf(each, inner, here))
                yield from parts if alone else self._flat(parts, each.asked)
            elif alone:
                data = self._group_texts(each.asked)
                inside = tuple(self._inside(each, inner, alone=False))
                yield FormPart(here, data, inside, "questions")
            else:
                own = self._group_texts(each.asked)
                for key in ("question", "hint", "question_advice"):
                    if key in each.asked.given:
                        says = f"`{own['group']}` is not a group of its own inside another"
                        self.report.left_out(each.asked.place / key, says)
                yield from self._inside(each, inner, alone=False, at=here)

    def _leaf(
        self, standing: QuestionInLot, around: _Around, at: tuple[int, ...]
    ) -> Iterator[FormPart]:
        """Make the questions of one that is no group."""
        opened = around.opened or standing.opened
        made = self.questions.made(
            replace(standing, opened=opened), within=around.title, optional=around.optional
        )
        names = ", ".join(f"`{name}`" for item in made for name in _ids_in(item))
        says = f"`forms/{self.plan.role.form}.yaml`: {names}"
        self.report.became(standing.asked.place, says)
        for column in (c for inside in standing.inside for c in inside.leaves()):
            self.report.became(column.asked.place, f"{says}, a column of it")
        for n, item in enumerate(made):
            yield FormPart((*at, n), item)

    def _flat(self, parts: Iterable[FormPart], asked: SourceQuestion) -> Iterator[FormPart]:
        for part in parts:
            for n, data in enumerate(flat(part.data, asked, self.report)):
                yield FormPart((*part.at, n), data)

    # --- checks ---------------------------------------------------------------------------------

    @property
    def _groups(self) -> list[QuestionInLot]:
        """The groups of which one at least has to be answered."""
        every = (s for section in self.sections for s in section.standing)
        return [each for each in every if each.is_group and each.asked.any_of]

    def _is_needed(self, group: QuestionInLot) -> bool:
        """Return whether a group has to be answered, being the only one of which one has to be."""
        groups = self._groups
        return len(groups) == 1 and group is groups[0]

    def _check_groups(self) -> None:
        """Hold groups together, and add that one of them at least is answered."""
        groups = self._groups
        if len(groups) < 2:
            return
        some = []
        for each in groups:
            # Its questions are answered together, also those that could be left out by themselves.
            if each.asked.optional or any(map(_may_be_left_out, each.leaves())):
                names = [self.ids[key] for leaf in each.leaves() for key in leaf.keys]
                self.checks.all_or_none(each.asked.id, names)
            # It is answered when the first of its questions is that is always asked.
            some += [self.ids[leaf.keys[0]] for leaf in each.leaves() if not leaf.opened][:1]
        self.checks.one_at_least(some)

    def _check_prices(self) -> None:
        """Hold the lowest of two prices below the highest: by their parts, and by their names."""
        prices = {
            key: leaf.asked
            for leaf in leaves_of(self.sections)
            if leaf.asked.type == "pricing"
            for key in leaf.keys
        }
        files = {asked.file: asked for asked in prices.values()}
        pairs = [
            (asked.fields["minimum_price"], asked.fields["maximum_price"])
            for asked in files.values()
            if {"minimum_price", "maximum_price"} <= asked.fields.keys()
        ]
        for low, high in dict.fromkeys([*pairs, *lowest_and_highest(list(prices))]):
            if low in prices and high in prices:
                add = partial(self.checks.in_order, self.ids[low], self.ids[high])
                self._add(add, OUT_OF_ORDER, prices[high], prices[low])

    def _check_day_rates(self) -> None:
        """Hold a bid's day rate to the most that the supplier's own service names for the role.

        Their API did so by names: the role that the brief names, and its `…PriceMax`.
        """
        brief, service = self.plan.brief, self.plan.service
        role = brief.asked.get(self.lot, {}).get(_ROLE) if brief else None
        if brief is None or service is None or role is None:
            return
        roles = f"brief.{brief.ids[self.lot][_ROLE]}"
        own = service.asked.get(self.lot, {})
        for leaf in leaves_of(self.sections):
            key = leaf.asked.fields.get("price")
            if key not in leaf.keys:
                continue
            for answer in answers_of(role):
                most = f"{answer}PriceMax"
                if most in own and own[most].type == "pricing":
                    highest = f"service.{service.ids[self.lot][most]}"
                    when = condition(role, roles, (answer,))
                    add = partial(self.checks.at_most, self.ids[key], highest, when)
                    self._add(add, OUT_OF_ORDER, leaf.asked)

    def _check_totals(self) -> None:
        """Add that figures total 100, where their questions say so, or by their names."""
        for figures in weighting_figures(self.sections):
            add = partial(self.checks.total, [self.ids[each.id] for each in figures])
            self._add(add, TOTAL, *figures)
            self.figures = self.figures or figures

    def _check_something_is_offered(self) -> None:
        """Refuse a declaration that says of every lot that nothing is offered in it."""
        code = self.questions.code
        nothing = code.nothing_offered()
        if nothing:
            when = [condition(code.earlier[key], self.ids[key], nothing[key]) for key in nothing]
            add = partial(self.checks.not_together, [self.ids[key] for key in nothing], when)
            self._add(add, DEPENDENT, *(code.earlier[key] for key in nothing))

    def _add(
        self, add: Callable[[list[str]], str | None], name: str, *asked: SourceQuestion
    ) -> None:
        """Add a check with the messages that its questions have under the name of a validation."""
        messages = [self.questions.messages[each.file] for each in asked]
        said = add([text for each in messages if (text := each.one(name))])
        for each in messages:
            each.is_said(name, said)


def _may_be_left_out(leaf: QuestionInLot) -> bool:
    return leaf.asked.optional or bool(leaf.asked.optional_fields)


def _ids_in(item: Data) -> Iterator[str]:
    if "group" in item:
        for each in item["questions"]:
            yield each["id"]
    else:
        yield item["id"]


#: The question of the brief that names the role of which a day rate is.
_ROLE: Final = "specialistRole"
#: Types whose answers are lists of texts, which can give a table its rows.
_LISTS: Final = frozenset({"checkbox_tree", "checkboxes", "list"})
#: The keys of groups that become something, or are told of by themselves.
_OF_GROUPS: Final = frozenset(
    {"id", "type", "question", "name", "hint", "question_advice", "depends", "validations"}
    | {"optional", "empty_message", "questions", "any_of", "followup"}
)
_OF_SECTIONS: Final = {
    "editable": "whether the section could be changed: here, every section can",
    "prefill": "whether answers may be copied from an earlier framework",
    "step": "a step of the buyer's list of tasks, which has only sections here",
}
