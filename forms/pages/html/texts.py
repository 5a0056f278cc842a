"""Texts: what a form says to people, on a page: labels, hints, guidance, in their language.

A text that quotes answers has a hole for each, by the name that the text uses.
"""

from typing import Final

from markupsafe import Markup, escape

from forms.linked.linked_form import LinkedForm, LinkedPage
from forms.linked.translating import language_of
from forms.model.placeholders import ITEM, LOT, NOTHING, Fill, Insert, filled, paragraphs
from forms.model.translations import Worded
from forms.pages.html.hints import line, prose
from forms.pages.html.slots import ADDRESS, ITEMS, as_address, between_items, hole, isolated, usable
from forms.pages.html.speech import Voice
from forms.progress import Survey

#: The start of the key of a hole for what a text quotes.
_INSERT: Final = "insert "


def _key(insert: Insert) -> str:
    return f"{_INSERT}{'number of ' if insert.number else ''}{insert.name}"


def _hole(insert: Insert) -> tuple[str]:
    return (hole(_key(insert)),)


def label_html(part: Worded, key: str, voice: Voice, *, capital: bool = False) -> Markup:
    """Return a text of a part as HTML that fits inside a label."""
    text = filled(usable(getattr(part, key)), _hole)
    text = text[:1].upper() + text[1:] if capital else text
    return in_its_language(part, key, voice, escape(text))


def hinted(part: Worded, key: str, voice: Voice) -> Markup:
    """Return a short text, which is Markdown, as HTML."""
    html = line(filled(usable(getattr(part, key)), _hole))
    return in_its_language(part, key, voice, Markup(html))  # noqa: S704 - cleaned


def guiding(part: Worded, key: str, voice: Voice, missing: frozenset[str]) -> Markup:
    """Return a long text, which is Markdown, as HTML.

    `missing` names the answers that are not there: paragraphs that quote only such are left out.
    """
    text = usable(getattr(part, key))
    kept = paragraphs(text, lambda insert: None if insert.name in missing else ())
    html = prose(filled(kept, _hole))
    language = language_of(part, key, voice.language)
    attribute = "" if language == voice.language else f' lang="{language}"'
    return Markup(f'<div class="fw-prose"{attribute}>{html}</div>')  # noqa: S704 - cleaned


def page_name(form: LinkedForm, page: LinkedPage, voice: Voice) -> Markup:
    """Return the title of a page as it stands among others."""
    if not form.form.questions:
        return label_html(page.page, "title", voice)
    question = page.steps[0].question
    return label_html(question, "name" if question.name else "label", voice)


def in_its_language(part: Worded, key: str, voice: Voice, html: Markup) -> Markup:
    """Mark a text that is not in the language of the page."""
    language = language_of(part, key, voice.language)
    if language == voice.language:
        return html
    return Markup('<span lang="{}">{}</span>').format(language, html)


def within(template: str, **parts: object) -> Markup:
    """Put parts, which may be HTML, into a text of ours."""
    return escape(template).format(**parts)


# --- what is put in -------------------------------------------------------------------------------


def fill_of(state: Survey, voice: Voice) -> Fill:
    """Return what finds what a text quotes; None for an answer that is not there."""

    def fill(insert: Insert) -> tuple[str, ...] | None:
        if insert.number:
            number = state.form.numbers.get(insert.name)
            return None if number is None else (str(number),)
        if insert.name == LOT:
            name = state.form.lots.get(state.lot or "")
            return None if name is None else (name,)
        if insert.name == ITEM:
            return None
        subject = state.form.quoted[insert.name]
        value = state.fact(subject.key)
        return None if value is None else voice.items(value, subject)

    return fill


def of_item(item: str) -> dict[str, str]:
    """Return what fills the holes for the item that a row is for."""
    key = _key(Insert(ITEM))
    text = isolated(item)
    return {key: text, ITEMS + key: text, ADDRESS + key: as_address(item)}


class PlaceholderValues(dict[str, str]):
    """Fills the holes of texts: finds what is quoted when it is first asked for."""

    __slots__ = ("_fill",)

    def __init__(self, fill: Fill) -> None:
        super().__init__()
        self._fill = fill

    def __missing__(self, key: str) -> str:
        if key.startswith(ADDRESS):
            self[key] = as_address(", ".join(self._found(key.removeprefix(ADDRESS))))
        elif key.startswith(ITEMS):
            self[key] = between_items(map(isolated, self._found(key.removeprefix(ITEMS))))
        else:
            self[key] = ", ".join(map(isolated, self._found(key)))
        return self[key]

    def _found(self, key: str) -> tuple[str, ...]:
        if not key.startswith(_INSERT):
            raise KeyError(key)
        name = key.removeprefix(_INSERT)
        of = name.removeprefix("number of ")
        found = self._fill(Insert(of, number=of != name))
        return (NOTHING,) if found is None else found
