"""Translating: a linked form in one language, as far as it is translated.

form = translated(linked, "cy")     asks the same, under the same ids, in Welsh

Only texts differ: conditions, options and limits are the same, so the answers are too. A text that
is not translated stays as it is written; `language_of` says which language a text is in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from forms.linked.linked_form import AskedQuestion, LinkedForm, LinkedPage, PathStep
from forms.model.checks import Check
from forms.model.form import Page, Section
from forms.model.question import Question, one_subject
from forms.model.question_types import AnyQuestion
from forms.model.translations import WRITTEN, Worded, in_language
from rules.values import Subject

_LANGUAGES: Final[WeakKeyDictionary[LinkedForm, tuple[str, ...]]] = WeakKeyDictionary()
_MADE: Final[WeakKeyDictionary[LinkedForm, dict[str, LinkedForm]]] = WeakKeyDictionary()

W = TypeVar("W", bound=Worded)


def languages_of(form: LinkedForm) -> tuple[str, ...]:
    """Return the languages that some text of the form is in, the one it is written in first."""
    if form not in _LANGUAGES:
        found = {language: None for part in _parts(form.form) for language in part.translations}
        _LANGUAGES[form] = (WRITTEN, *found)
    return _LANGUAGES[form]


def language_of(part: Worded, key: str, language: str) -> str:
    """Return the language of a text of a part, where the part is given in `language`."""
    translation = part.translations.get(language)
    there = translation is not None and getattr(translation, key) is not None
    return language if there else WRITTEN


def translated(form: LinkedForm, language: str) -> LinkedForm:
    """Return a form with its texts in a language. The same form is given for the same arguments."""
    if language not in languages_of(form)[1:]:
        return form
    made = _MADE.setdefault(form, {})
    if language not in made:
        made[language] = _translated(form, language)
    return made[language]


def _parts(part: Worded) -> Iterator[Worded]:
    """Yield a part, and every part inside it that has texts."""
    yield part
    for key in part.PARTS:
        for inner in getattr(part, key):
            yield from _parts(inner)


# --- making it ------------------------------------------------------------------------------------


def _translated(form: LinkedForm, language: str) -> LinkedForm:
    whole = _whole(form.form, language)
    # The parts of both forms stand in the same order.
    news = {id(old): new for old, new in zip(_parts(form.form), _parts(whole), strict=True)}
    pages = tuple(_page(each, news) for each in form.pages)
    steps: dict[str, PathStep] = {}
    for page in pages:
        for step in page.steps:
            steps.setdefault(step.id, step)
    return replace(
        form,
        form=whole,
        pages=pages,
        steps=MappingProxyType(steps),
        always={
            name: AskedQuestion(steps[name], each.options) for name, each in form.always.items()
        },
        checks=tuple(
            replace(each, check=cast("Check", news[id(each.check)])) for each in form.checks
        ),
        quoted=MappingProxyType(dict(_quoted(form, pages))),
        _in_lots={},
    )


def _whole(part: W, language: str) -> W:
    """Return a part in a language, with everything inside it."""
    inside: dict[str, Any] = {
        key: tuple(_whole(each, language) for each in getattr(part, key)) for key in part.PARTS
    }
    return in_language(part, language).model_copy(update=inside)


def _page(linked: LinkedPage, news: Mapping[int, Worded]) -> LinkedPage:
    steps = tuple(_step(step, news) for step in linked.steps)
    page = news.get(id(linked.page))
    if page is None:  # it was made for its only question, and is no part of the form as written
        question = steps[0].question
        page = Page(id=question.id, title=question.title, questions=(question,))
    section = None if linked.section is None else news[id(linked.section)]
    return LinkedPage(cast("Page", page), steps, cast("Section | None", section))


def _step(step: PathStep, news: Mapping[int, Worded]) -> PathStep:
    question = cast("AnyQuestion", news[id(step.question)])
    columns = tuple(_step(column, news) for column in step.columns)
    return replace(step, question=question, columns=columns)


def _quoted(form: LinkedForm, pages: Iterable[LinkedPage]) -> Iterator[tuple[str, Subject]]:
    """Return the answers that stand in texts, the form's own with the labels of the language."""
    ways: dict[str, list[Question]] = {}
    for page in pages:
        for step in page.steps:
            ways.setdefault(step.key, []).append(step.question)
    for name, subject in form.quoted.items():
        own = ways.get(subject.key)
        yield name, one_subject(own, form.id) if own else subject
