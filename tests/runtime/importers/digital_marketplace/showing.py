"""Showing: what people read of a framework, as the old service showed it and as ours does, by lot.

Every word of the original has to be there, in its order. What may be missing or added is listed in
`improvements.SHOWN`: templates are rendered here as the old service did, by their text alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import markdown
from bs4 import BeautifulSoup
from jinja2 import Undefined
from jinja2.sandbox import SandboxedEnvironment

from agreements.definition.framework import Framework
from forms.linked.linked_form import LinkedForm, LinkedPage
from forms.model.form import Page, QuestionGroup
from forms.pages.html.hints import line, prose
from runtime.importers.digital_marketplace.identifiers import kebab
from runtime.importers.digital_marketplace.questions.answers import in_lot, read_keys
from tests.runtime.importers.digital_marketplace import comparing
from tests.runtime.importers.digital_marketplace.making_schemas import (
    KINDS,
    Folder,
    Question,
    manifest_of,
)

#: Our form for each kind of answers.
FORMS: Final = {**comparing.FORMS, "declarations": "declaration", "clarifications": "clarification"}


class _Once(str):
    """A text that is met once by who goes through it, as the items of a list that is not known."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


#: Stands for what is known only later: an answer, or the number of a question.
LATER: Final = _Once("LATER")
#: Stands for what nothing here knows; the paragraph is left out.
UNKNOWN: Final = "UNKNOWN"

_NEW_TAB = re.compile(
    r",?\s*(?:\((?:link )?(?:opens in (?:a )?)?new (?:tab|window)\)"
    r"|(?:link )?opens in (?:a )?new (?:tab|window))",
    re.IGNORECASE,
)
_INLINE: Final = {"a", "b", "strong", "i", "em", "code", "span", "small", "abbr", "sub", "sup"}


def words_of(html: str) -> list[str]:
    """Give the words that people see of some HTML."""
    return " ".join(_paragraphs(html)).split()


@lru_cache(maxsize=20_000)
def _paragraphs(html: str) -> list[str]:
    if "<" not in html and "&" not in html:
        return [_NEW_TAB.sub("", html)]
    soup = BeautifulSoup(html, "html.parser")
    for each in soup.find_all(["script", "style"]):
        each.decompose()
    for each in soup.find_all(True):
        if each.name not in _INLINE:
            each.insert_before("\ue002")
            each.insert_after("\ue002")
    return [_NEW_TAB.sub("", part) for part in soup.get_text().split("\ue002")]


# --- as the old service showed it -----------------------------------------------------------------


class _Later(dict[str, Any]):
    """The brief: every answer is known later."""

    def __init__(self, lot: str, keys: frozenset[str]) -> None:
        super().__init__(dict.fromkeys(keys, LATER) | {"lotSlug": lot})

    def __missing__(self, key: str) -> str:
        return UNKNOWN


class _Unknown(Undefined):
    def __str__(self) -> str:
        return UNKNOWN

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        yield from ()


@dataclass(frozen=True)
class Theirs:
    """What is known where a text of theirs is shown."""

    lot: str
    numbered: frozenset[str] = frozenset()
    brief: frozenset[str] = frozenset()
    item: bool = False

    def words(self, text: str | None, *, marked: bool | None = None) -> list[str]:
        """Give the words that people saw of a text."""
        if not text:
            return []
        html = self._rendered(re.sub(r"\[\[\s*([\w-]+)\s*\]\]", self._number, str(text)))
        if marked or (marked is None and "\n" in text):
            html = markdown.markdown(html)
        kept = " ".join(each for each in _paragraphs(html) if UNKNOWN not in each)
        return re.sub(r"\{(?=[{%])|[}%](?=\})", r"\g<0> ", kept).split()

    def _number(self, match: re.Match[str]) -> str:
        return LATER if match[1] in self.numbered else match[1]

    def _rendered(self, text: str) -> str:
        if "{" not in text:
            return text
        environment = SandboxedEnvironment(undefined=_Unknown)
        environment.filters |= {"datetodatetimeformat": str, "dateformat": str}
        known: dict[str, Any] = {"brief": _Later(self.lot, self.brief), "lot": self.lot}
        if self.item:
            known |= {"item": LATER, "requirement": LATER}
        try:
            return environment.from_string(text).render(known)
        except Exception:  # noqa: BLE001 - a template that cannot be filled in was never shown
            return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)


# --- as ours does ---------------------------------------------------------------------------------


def ours(text: str | None, show: Any = prose) -> list[str]:
    """Give the words that people see of a text of ours."""
    if not text:
        return []
    return words_of(show(re.sub(r"\{\{[^}]*\}\}", LATER, text)))


def plain(text: str | None) -> list[str]:
    """Give the words of a text that is no Markdown."""
    return re.sub(r"\{\{[^}]*\}\}", LATER, text or "").split()


def _of_page(page: Page) -> list[str]:
    """Give all that a page says before and around its questions, in order."""
    found = [*plain(page.title), *ours(page.guidance)]
    for item in page.questions:
        if isinstance(item, QuestionGroup):
            found += [*plain(item.group), *ours(item.hint, line), *ours(item.guidance)]
            inside = item.questions
        else:
            inside = (item,)
        for each in inside:
            found += [*plain(each.label), *ours(each.hint, line), *ours(each.guidance)]
    return found


def is_inside(some: list[str], all_: list[str]) -> bool:
    """Say whether some words stand among others, in their order."""
    rest = iter(all_)
    return all(word in rest for word in some)


# --- one beside the other -------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A form as it was shown in a lot, and as it is."""

    source: Path
    name: str
    kind: str
    lot: str
    framework: Framework

    @property
    def form(self) -> LinkedForm:
        """The form, in the lot."""
        lot = kebab(self.lot) if self.lot else None
        return self.framework.forms[FORMS[self.kind]].in_lot(lot)

    def lost(self) -> Iterator[str]:
        """Give what is not shown any more."""
        lot = kebab(self.lot) if self.lot else None
        keys = in_lot(read_keys(self.framework.folder, self.form.id), lot)
        pages = {step.id: page for page in self.form.pages for step in page.steps}
        brief = frozenset(_keys_of_brief(self.source, self.name, self.lot))
        brief = brief if self.kind != "briefs" else frozenset()
        theirs = Theirs(self.lot, frozenset(keys), brief)
        manifest = manifest_of(self.source, self.name, self.kind)
        folder = Folder(self.source, self.name, KINDS[self.kind][0], self.lot or None)
        sections = folder.sections(str(manifest))
        every = [leaf for _, questions in sections for q in questions for leaf in _leaves(q)]
        last = {_key(each): each for each in every}  # of two of one id, the later counts
        for section, questions in sections:
            first: LinkedPage | None = None
            for question in questions:
                asked = [e for e in _leaves(question) if _key(e) in keys and last[_key(e)] is e]
                page = next((pages.get(keys[_key(each)].question) for each in asked), None)
                first = first or page
                if page is not None and question["type"] == "multiquestion":
                    yield from self._group(theirs, question, page)
                for each in asked:
                    step = self.form.steps.get(keys[_key(each)].question)
                    if step is not None and each["type"] != "pricing":
                        yield from self._question(theirs, each, step.question)
            if first is not None:
                yield from self._section(theirs, section, first)

    def _section(self, theirs: Theirs, section: Question, page: LinkedPage) -> Iterator[str]:
        said = _of_page(page.page)
        if page.section is not None:
            said = [*plain(page.section.title), *ours(page.section.guidance), *said]
        for key in ("name", "description", "summary_page_description"):
            wanted = theirs.words(section.get(key))
            if not is_inside(wanted, said):
                yield f"section {section['name']}: {key}: {' '.join(wanted)}"

    def _group(self, theirs: Theirs, group: Question, page: LinkedPage) -> Iterator[str]:
        said = _of_page(page.page)
        for key, marked in (("question", None), ("hint", None), ("question_advice", True)):
            wanted = theirs.words(group.get(key), marked=marked)
            if not is_inside(wanted, said):
                yield f"group {group['id']}: {key}: {' '.join(wanted)}"

    def _question(self, theirs: Theirs, asked: Question, here: Any) -> Iterator[str]:
        label, guidance = plain(here.label), ours(here.guidance)
        wanted = theirs.words(asked.get("question"))
        advice = theirs.words(asked.get("question_advice"), marked=True)
        hint = theirs.words(asked.get("hint"))
        if hint and not here.hint:  # it follows all of the question, where that goes on
            hint, advice = [], [*hint, *advice]
        if wanted and not is_inside([*wanted, *advice], [*label, *guidance]):
            yield f"{asked['id']}: question: {' '.join([*wanted, *advice])}"
        added = len([*label, *guidance]) - len([*wanted, *advice])
        if wanted and added > len(_links(theirs, asked)):
            yield f"{asked['id']}: says more than it did: {' '.join([*label, *guidance])}"
        if hint != ours(here.hint, line):
            yield f"{asked['id']}: hint: {' '.join(hint)}"
        if asked.get("name") and asked.get("question"):
            name = theirs.words(asked["name"])
            if name not in (plain(here.name), label):
                yield f"{asked['id']}: name: {' '.join(name)}"
        if getattr(here, "options", ()):
            yield from self._options(theirs, asked, here)

    @staticmethod
    def _options(theirs: Theirs, asked: Question, here: Any) -> Iterator[str]:
        said: Mapping[str, Any] = {each.value: each for each in _options_of(here.options)}
        met: set[str] = set()
        for option in _options_of_theirs(asked["options"]):
            value = " ".join(str(option.get("value", option["label"])).split())
            if value in met:
                continue  # of two that are alike, the first counts
            met.add(value)
            each = said.get(value) or next((o for o in said.values() if o.label == value), None)
            if each is None:
                yield f"{asked['id']}: option {value}"
                continue
            if str(option["label"]).split() != each.label.split():
                yield f"{asked['id']}: option {value}: label"
            if theirs.words(option.get("description")) != ours(each.hint, line):
                yield f"{asked['id']}: option {value}: description"


def _links(theirs: Theirs, asked: Question) -> list[str]:
    """Give the words of the links of a question, which are said once more behind it."""
    text = str(asked.get("question") or "")
    soup = BeautifulSoup(markdown.markdown(text) if "\n" in text else text, "html.parser")
    return [word for link in soup.find_all("a") for word in theirs.words(link.get_text())]


def _leaves(question: Question) -> Iterator[Question]:
    if question["type"] == "multiquestion":
        for each in question["questions"]:
            yield from _leaves(each)
    else:
        yield question


def _key(question: Question) -> str:
    fields = question.get("fields")
    return str(next(iter(fields.values())) if fields else question["id"])


def _keys_of_brief(source: Path, name: str, lot: str) -> Iterator[str]:
    if manifest_of(source, name, "briefs"):
        for question in Folder(source, name, "briefs", lot).questions("edit_brief"):
            yield from (_key(each) for each in _leaves(question))


def _options_of(options: Any) -> Iterator[Any]:
    for each in options:
        yield each
        yield from _options_of(getattr(each, "options", ()))


def _options_of_theirs(options: Any) -> Iterator[Any]:
    for each in options:
        yield each
        yield from _options_of_theirs(each.get("options") or ())
