"""Forms: a manifest, and the questions that it names, become one form for all lots.

A section becomes a section of pages, or one page where all its questions stood on one. What is
asked differently in different lots is one question in several ways, each for its lots.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from runtime.digital_marketplace.answers import Key
from runtime.digital_marketplace.code_rules import CodeRules
from runtime.digital_marketplace.naming import ids_of, kebab, unlike
from runtime.digital_marketplace.questions import (
    NEVER,
    Data,
    Questions,
    condition_of,
    leaves,
    tidy,
)
from runtime.digital_marketplace.report import Report
from runtime.digital_marketplace.source import Asked, Section
from runtime.digital_marketplace.texts import Texts
from runtime.digital_marketplace.weightings import TOTAL, totals_of

#: The lots of a part: in the order of the framework, none where it is in all.
Lots = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A form that was made: its file, what their keys answer, and the questions it has, by key."""

    data: Data
    keys: Mapping[str, Key]
    questions: Mapping[str, tuple[Asked, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a form is made of.

    lots         the lots in which it is filled in, of those of the framework
    one_page     whether the questions of a section stand on one page, where it does not say
    numbered     whether questions have numbers
    """

    form: str
    title: str
    by: str
    manifest: str
    sections: Sequence[Section]
    files: Mapping[str, Asked]
    lots: Lots
    one_page: bool = True
    numbered: bool = False


def keys_of(plan: Plan) -> tuple[str, ...]:
    """Give every key that answers to a form's questions may have, in order."""
    found: dict[str, None] = {}
    for section in plan.sections:
        for file in section.questions:
            if file in plan.files:
                found.update(dict.fromkeys(_keys(plan.files[file], plan.files)))
    return tuple(found)


def _keys(asked: Asked, files: Mapping[str, Asked]) -> Iterator[str]:
    yield asked.id
    yield from asked.fields.values()
    for file in asked.questions:
        if file in files:
            yield from _keys(files[file], files)


def form_of(plan: Plan, lots: Lots, brief: Mapping[str, str], report: Report) -> Made | None:
    """Make a form; None where it would ask nothing.

    `lots` are those of the framework, and `brief` holds the brief's ids by key.
    """
    return _Maker(plan, lots, brief, report).made()


@dataclass(slots=True)
class _Maker:
    plan: Plan
    every: Lots
    brief: Mapping[str, str]
    report: Report
    lots: Lots = field(init=False)
    ids: Mapping[str, str] = field(init=False)
    texts: Texts = field(init=False)
    questions: Questions = field(init=False)
    page_ids: dict[str, list[Lots]] = field(default_factory=dict)
    met: dict[str, list[Asked]] = field(default_factory=dict)
    #: For each key, the lots in which something already asks it: what comes later replaces it.
    last: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: list[tuple[Lots, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        plan = self.plan
        self.lots = plan.lots
        self.ids = ids_of(keys_of(plan))
        self.texts = Texts(self.report, self.ids, self.brief)
        self.questions = Questions(
            plan.form,
            self.texts,
            self.ids,
            self.brief,
            self.report,
            CodeRules(declaration=plan.form == "declaration"),
        )
        self._find_last()

    def _find_last(self) -> None:
        """Find which file asks each key in each lot: of two, the one that comes later."""
        for asked in self._every():
            for lot in self._in(asked):
                before = self.last.setdefault(asked.id, {}).get(lot)
                if before not in {None, asked.file}:
                    says = f"`{asked.id}` is also asked by `{before}`; this one counts, being later"
                    self.report.differs(asked.place, says)
                self.last[asked.id][lot] = asked.file

    def _every(self) -> Iterator[Asked]:
        for section in self.plan.sections:
            for asked in self._asked(section):
                yield asked
                if asked.type == "multiquestion":
                    yield from self._children(asked)

    def _asked(self, section: Section) -> list[Asked]:
        found = []
        for file in section.questions:
            if file in self.plan.files:
                found.append(self.plan.files[file])
            else:
                place = f"manifests/{self.plan.manifest}.yml"
                self.report.left_out(
                    place, f"names the question `{file}`, and there is no such file"
                )
        return found

    def _children(self, asked: Asked) -> list[Asked]:
        found = []
        for file in asked.questions:
            if file in self.plan.files:
                found.append(self.plan.files[file])
            else:
                says = f"names the question `{file}`, and there is no such file"
                self.report.left_out(asked.place, says)
        return found

    def _in(self, asked: Asked, around: Iterable[str] | None = None) -> Lots:
        """Give the lots in which a question is asked, inside what is around it."""
        own = asked.lots
        inside = self.lots if around is None else tuple(around)
        return tuple(lot for lot in inside if own is None or lot in own)

    # --- the form -------------------------------------------------------------------------------

    def made(self) -> Made | None:
        plan = self.plan
        parts = [part for section in plan.sections for part in self._section(section)]
        if not parts:
            return None
        data: Data = {"title": plan.title, "by": plan.by}
        if plan.numbered and self._has_numbers(parts):
            data["numbered"] = True
        if all(len(part["pages"]) == 1 and part["pages"][0]["id"] == part["id"] for part in parts):
            data["pages"] = [part["pages"][0] for part in parts]
        else:
            data["sections"] = parts
        checks = [*self.questions.checks.values(), *self._some_of()]
        if checks:
            data["checks"] = checks
        return Made(data, self.questions.keys, {k: tuple(v) for k, v in self.met.items()})

    @staticmethod
    def _has_numbers(parts: object) -> bool:
        return "{{ number of " in str(parts)

    def _section(self, section: Section) -> list[Data]:
        """Make the sections of one: one for each set of lots that reads it differently."""
        place = f"manifests/{self.plan.manifest}.yml"
        asked = self._asked(section)
        lots = tuple(lot for lot in self.lots if any(lot in self._in(each) for each in asked))
        self._tell(section, place)
        made: list[Data] = []
        for here in self._alike(lots, lambda lot: self._section_texts(section, lot)):
            texts = self._section_texts(section, here[0])
            pages = self._pages(section, asked, here, texts)
            if not pages:
                continue
            name = unlike(
                kebab(section.slug or texts["title"]), self._taken(f"s/{section.name}", here)
            )
            part: Data = {"id": name, "title": texts["title"]}
            if texts["guidance"]:
                part["guidance"] = texts["guidance"]
            if len(here) < len(self.every):
                part["lots"] = list(here)
                self._once(pages, here)
            made.append({**part, "pages": pages})
        if made:
            self.report.became(f"{place}: {section.name}", f"`forms/{self.plan.form}.yaml`")
        return made

    def _section_texts(self, section: Section, lot: str) -> Data:
        place = f"manifests/{self.plan.manifest}.yml"
        texts = self.texts
        summary, description = section.summary_page_description, section.description
        return {
            "title": texts.line(section.name, f"{place}: name", lot),
            "guidance": texts.long(summary, f"{place}: summary_page_description", lot)
            if summary
            else None,
            "description": texts.long(description, f"{place}: description", lot)
            if description
            else None,
        }

    def _tell(self, section: Section, place: str) -> None:
        where = f"{place}: {section.name}"
        if section.step is not None:
            says = f"step {section.step} of the buyer's list of tasks: ours has the sections alone"
            self.report.left_out(f"{where}: step", says)
        if section.prefill is not None:
            says = "whether answers may be copied from an earlier framework"
            self.report.left_out(f"{where}: prefill", says)
        for key in section.others:
            self.report.left_out(f"{where}: {key}", "is not known to the format")

    def _pages(self, section: Section, asked: list[Asked], lots: Lots, texts: Data) -> list[Data]:
        one_page = not section.edit_questions and self.plan.one_page
        if one_page:
            items = [
                item for each in asked for item in self._items(each, lots, alone=len(asked) == 1)
            ]
            if not items:
                return []
            title = texts["title"]
            page: Data = {"title": title}
            if texts["description"]:
                page["guidance"] = texts["description"]
            name = kebab(section.slug or title)
            return self._page(name, page, items, lots)
        pages = [page for each in asked for page in self._own_page(each, lots)]
        if pages and texts["description"]:
            first = pages[0]
            both = "\n\n".join(filter(None, (texts["description"], first.get("guidance"))))
            pages[0] = {**{k: first[k] for k in ("id", "title")}, "guidance": both, **first}
            pages[0]["guidance"] = both
        return pages

    def _own_page(self, asked: Asked, around: Lots) -> list[Data]:
        """Make the page of one question, or of a group of them."""
        made: list[Data] = []
        lots = self._in(asked, around)
        for here in self._alike(lots, lambda lot: self._page_texts(asked, lot)):
            items = self._items(asked, here, alone=True)
            texts = self._page_texts(asked, here[0])
            if items:
                made += self._page(kebab(asked.id), texts, items, here, around)
        return made

    def _page_texts(self, asked: Asked, lot: str) -> Data:
        place = asked.place
        label, after = self.texts.question(asked.question, f"{place}:question", lot)
        name = self.texts.line(asked.name, f"{place}:name", lot) if asked.name else ""
        if asked.type != "multiquestion":
            return {"title": name or label or asked.id}
        parts = [after]
        for key, marked in (("hint", None), ("question_advice", True)):
            if text := getattr(asked, key):
                parts.append(self.texts.long(text, f"{place}:{key}", lot, marked=marked))
        guidance = "\n\n".join(filter(None, parts))
        return {
            "title": label or name or asked.id,
            **({"guidance": guidance} if guidance else {}),
        }

    def _page(
        self, name: str, texts: Data, items: list[Data], lots: Lots, around: Lots | None = None
    ) -> list[Data]:
        page: Data = {"id": unlike(name, self._taken(name, lots)), **texts}
        used = tuple(lot for lot in lots if any(lot in _lots(item, lots) for item in items))
        if len(used) < len(self.every if around is None else around):
            page["lots"] = list(used)
            self._once_items(items, used)
        return [{**page, "questions": items}]

    def _taken(self, name: str, lots: Lots) -> set[str]:
        """Give the names near one that a lot of these already has."""
        near = self.page_ids.setdefault(name, [])
        count = sum(bool(set(each) & set(lots)) for each in near)
        near.append(lots)
        return {name, *(f"{name}-{n}" for n in range(2, count + 1))} if count else set()

    # --- questions ------------------------------------------------------------------------------

    def _items(self, asked: Asked, around: Lots, *, alone: bool) -> list[Data]:
        lots = self._in(asked, around)
        if not lots:
            return []
        if asked.type != "multiquestion":
            return self._ways(asked, lots, around, None)
        children = self._children(asked)
        ordered = in_order(children)
        if ordered != children:
            self.report.differs(asked.place, "follow-ups come after the question that they follow")
        items: list[Data] = []
        keys: list[str] = []
        for child in ordered:
            when = condition_of(child, children, self.ids, self.report)
            if when is NEVER:
                continue
            child_lots = self._in(child, lots)
            made = self._ways(child, child_lots, around, when)
            items += [self._optional(each) for each in made] if asked.optional else made
            keys += child.fields.values() if child.type == "pricing" else [child.id]
        self._any_of(asked, lots, keys)
        self._total(children, lots[0])
        if alone:
            return items
        texts = self._page_texts(asked, lots[0])
        group: Data = {"group": texts["title"]}
        if "guidance" in texts:
            group["guidance"] = texts["guidance"]
        return [{**group, "questions": _flat(items, self.report, asked.place)}] if items else []

    def _ways(
        self,
        asked: Asked,
        lots: Lots,
        around: Lots,
        when: Data | None,
    ) -> list[Data]:
        """Make a question in the ways in which its lots ask it."""
        if asked.type == "dynamic_list":
            self.questions.columns[asked.id] = in_order(self._children(asked))
        counting = tuple(lot for lot in lots if self.last[asked.id].get(lot) == asked.file)
        made: list[Data] = []
        for here in self._alike(counting, lambda lot: self.questions.made(asked, lot, when)):
            items = self.questions.made(asked, here[0], when)
            made += [_with_lots(i, here) for i in items] if len(here) < len(around) else items
        if made:
            self.met.setdefault(asked.id, []).append(asked)
            self._remember(asked)
            ours = ", ".join(f"`{name}`" for item in made for name in _ids_in(item))
            self.report.became(asked.place, f"`forms/{self.plan.form}.yaml`: {ours}")
        return made

    def _remember(self, asked: Asked) -> None:
        answers: frozenset[Any] = frozenset({True, False})
        if asked.type != "boolean":
            answers = frozenset(tidy(each.answer) for each in leaves(asked.options))
        self.questions.code.earlier[asked.id] = (asked.type, answers)

    def _alike(self, lots: Lots, make: Callable[[str], Any]) -> Iterator[Lots]:
        """Divide lots into those for which the same is made."""
        groups: dict[str, list[str]] = {}
        for lot in lots:
            groups.setdefault(repr(make(lot)), []).append(lot)
        yield from map(tuple, groups.values())

    @staticmethod
    def _optional(item: Data) -> Data:
        if "group" in item:
            inner = [_ordered_optional(each) for each in item["questions"]]
            return {**item, "questions": inner}
        return _ordered_optional(item)

    # --- checks ---------------------------------------------------------------------------------

    def _any_of(self, asked: Asked, lots: Lots, keys: list[str]) -> None:
        """Hold a group of `any_of` together, and remember it for the check that one is needed."""
        if not asked.any_of:
            return
        names = [self.ids[key] for key in keys]
        if asked.optional and len(names) > 1:
            self.questions.checks[f"together {asked.id}"] = {"together": names}
        if names:
            self.groups.append((lots, names))

    def _total(self, children: Sequence[Asked], lot: str) -> None:
        """Add the check that figures total 100, where their questions say so."""
        first = next(iter(children), None)
        says = self.questions.message(first, TOTAL, lot) if first else None
        check = totals_of(children, self.ids, says)
        if check is not None:
            self.questions.checks[f"total {check['total']}"] = check

    def _some_of(self) -> Iterator[Data]:
        """Make the checks that one group at least is answered, in each lot that has any."""
        found: dict[tuple[str, ...], None] = {}
        for lot in self.lots:
            names = tuple(names[0] for lots, names in self.groups if lot in lots)
            if len(names) > 1:
                found[names] = None
        for names in found:
            yield {"some_of": list(names)}

    # --- lots -----------------------------------------------------------------------------------

    def _once(self, parts: list[Data], lots: Lots) -> None:
        """Leave `lots` out where it says what is around it says already."""
        for part in parts:
            if part.get("lots") == list(lots):
                del part["lots"]

    def _once_items(self, items: list[Data], lots: Lots) -> None:
        for item in items:
            self._once([item], lots)
            self._once(item.get("questions", []), lots)


def in_order(asked: Sequence[Asked]) -> list[Asked]:
    """Put follow-ups after what they follow; else the order stays."""
    waiting = list(asked)
    placed: list[Asked] = []
    while waiting:
        left = {each.id for each in waiting}
        # A circle has no first: it is broken where it was written first.
        ready = next((each for each in waiting if not _follows(each, asked, left)), waiting[0])
        waiting.remove(ready)
        placed.append(ready)
    return placed


def _follows(asked: Asked, among: Sequence[Asked], some: set[str]) -> bool:
    """Say whether a question follows one of some others."""
    return any(
        asked.id in other.followup and other.id in some and other.id != asked.id for other in among
    )


_FIRST: Final = ("id", "type", "label", "name", "hint", "guidance")


def _ordered_optional(question: Data) -> Data:
    first: Data = {key: question[key] for key in _FIRST if key in question}
    return first | {"required": False} | question | {"required": False}


def _with_lots(item: Data, lots: Lots) -> Data:
    """Put `lots` behind what every question says first."""
    if "group" in item:
        inner = {"lots": list(lots), "questions": item["questions"]}
        return {**{key: value for key, value in item.items() if key != "questions"}, **inner}
    first: Data = {key: item[key] for key in (*_FIRST, "required") if key in item}
    return first | {"lots": list(lots)} | {k: v for k, v in item.items() if k not in first}


def _lots(item: Data, around: Lots) -> Lots:
    return tuple(item.get("lots", around))


def _ids_in(item: Data) -> Iterator[str]:
    if "group" in item:
        for each in item["questions"]:
            yield each["id"]
    else:
        yield item["id"]


def _flat(items: list[Data], report: Report, place: str) -> list[Data]:
    """Take questions out of groups that would stand in a group."""
    flat: list[Data] = []
    for item in items:
        if "group" not in item:
            flat.append(item)
            continue
        report.differs(place, f"`{item['group']}` is no group of its own inside another")
        around: Data = {key: item[key] for key in ("when", "lots") if key in item}
        flat += [
            {**each, "label": f"{item['group']}: {each['label']}", **around}
            for each in item["questions"]
        ]
    return flat
