"""Sheet: what questions are drawn with, and where they stand: pieces, errors, labels, hints.

A question is made by the design system's macros once, with holes for what is answered and what is
wrong, and kept; drawing it for a request is filling the holes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from forms.answers.fields import field_id
from forms.answers.posting import ACTION, SHOWN
from forms.linked.linked_form import LinkedForm
from forms.model.form import Form, Page, QuestionGroup, Section
from forms.model.placeholders import inserts
from forms.model.question import Question
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, Values, hole
from forms.pages.html.speech import Voice
from forms.pages.html.texts import guiding, hinted, label_html, within

T = TypeVar("T")

#: What was made for a form, by language. It goes when the form goes, which it must not hold.
_KEPT: Final[WeakKeyDictionary[LinkedForm, dict[str, dict[object, Any]]]] = WeakKeyDictionary()


def kept_of(form: LinkedForm, language: str) -> dict[object, Any]:
    """Return what was made for a form in a language, by key."""
    of_form = _KEPT.get(form)
    if of_form is None:
        of_form = _KEPT[form] = {}
    return of_form.setdefault(language, {})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a question stands on a page.

    key      names it among what is kept of the form
    name     its field's name, with a hole for the number of a row or an item
    real     the same as it is here: `references[1].customer`
    level    its label is the heading of the `page`, that of a `question`, or that of a `part`
    number   its number, in a form that is numbered
    own      whether it asks about whom fills it in, so that their browser may know the answer
    """

    key: str
    name: str
    real: str
    level: str = "question"
    number: int | None = None
    own: bool = True

    @property
    def id(self) -> str:
        """The id of its field, with the holes of its name."""
        return field_id(self.name)

    def part(self, name: str) -> "Spot":
        """Return where a part stands: `.town`."""
        return self._inside(name, name, name)

    def item(self, place: int, key: str) -> "Spot":
        """Return where an item of a list stands; its place is the hole `key` of the name."""
        return self._inside("[]", f"[{hole(key)}]", f"[{place}]")

    def _inside(self, key: str, name: str, real: str) -> "Spot":
        return Spot(
            key=self.key + key,
            name=self.name + name,
            real=self.real + real,
            level="part",
            own=self.own,
        )


@dataclass(frozen=True, slots=True)
class PageContext:
    """What one request draws questions with.

    made       what was made for the form in this language before (`kept_of`)
    shared     what fills holes that any piece may have: what texts quote
    missing    says of an answer that texts quote, by its name there, whether it is not there
    errors     what is wrong, as HTML, by the name of the field
    places     what fills the holes for the row and the item that are drawn
    off        whether the fields are disabled, as those of questions that are not shown are
    files      gives the address of a stored file, by its SHA-256 and name
    """

    made: dict[object, Any]
    voice: Voice
    shared: Mapping[str, str]
    missing: Callable[[str], bool]
    errors: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    off: bool = False
    files: Callable[[str, str], str] | None = None

    def kept(self, key: object, make: Callable[[], T]) -> T:
        """Return what was made before, by key; made when it is first asked for."""
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = make()
        return cast("T", found)

    def values(self, own: Mapping[str, str], spot: Spot | None = None) -> Values:
        """Return what fills a piece: its own values, errors, and what every piece may need."""
        said = self.errors.get(spot.real, "") if spot and self.errors else ""
        off = " disabled" if self.off else ""
        return Values({"off": off, "error": said, **self.places, **own}, self.shared)

    def wrong(self, spot: Spot) -> bool:
        """Return whether something is wrong at a spot."""
        return spot.real in self.errors

    def at(self, places: Mapping[str, str]) -> "PageContext":
        """Return the sheet for a row or an item of a list."""
        return replace(self, places={**self.places, **places})

    def disabled(self) -> "PageContext":
        """Return the sheet for what is not shown."""
        return self if self.off else replace(self, off=True)


# --- labels, hints, guidance ----------------------------------------------------------------------


def label(
    sheet: PageContext, question: Question, spot: Spot, *, legend: bool = False
) -> dict[str, Any]:
    """Return the label of a question, or its legend, as macros take it."""
    text = label_html(question, "label", sheet.voice)
    if not question.required:
        text = optional(text, sheet.voice)
    return titled(text, spot, len(question.label), legend=legend)


def titled(text: Markup, spot: Spot, length: int = 0, *, legend: bool = False) -> dict[str, Any]:
    """Return a text of some length as the label, or the legend, of what stands at a spot."""
    if spot.number is not None:
        text = Markup("{}. {}").format(spot.number, text)
    base = "govuk-fieldset__legend" if legend else "govuk-label"
    # A label that is a paragraph is not shouted.
    sizes = {"page": ("l", "m", "s"), "question": ("s", "s", ""), "part": ("", "", "")}
    size = sizes[spot.level][(length > 120) + (length > 300)]
    return {
        "html": text,
        "classes": f"{base}--{size}" if size else "",
        "isPageHeading": spot.level == "page",
    }


def several(sheet: PageContext, question: Question, spot: Spot, fields: Sequence[str]) -> str:
    """Draw a group of fields that answer one question together."""
    there = sheet.wrong(spot)

    def make() -> Piece:
        legend = label(sheet, question, spot, legend=True)
        inside = guidance(sheet, question) + hole("fields")
        said = hint(sheet, question)
        return Piece(grouped(sheet, spot, legend, said, inside, there=there, lines=True))

    key = ("group", spot.key, spot.level, there, missing_in(sheet, question))
    return sheet.kept(key, make).fill(sheet.values({"fields": "\n".join(fields)}, spot))


def button(text: Markup, value: str, classes: str = "") -> Markup:
    """Return a button that asks for a change of the answers, such as `add:skills`."""
    return component(
        "button",
        {
            "html": text,
            "name": ACTION,
            "value": value,
            "classes": f"govuk-button--secondary {classes}".strip(),
            "attributes": hole("off"),
            "preventDoubleClick": True,
        },
    )


def remove(sheet: PageContext, which: Markup, value: str) -> Markup:
    """Return a button that removes one of several."""
    text = Markup('{} <span class="govuk-visually-hidden">{}</span>')
    text = text.format(sheet.voice.gettext("Remove"), which)
    return button(text, f"remove:{value}", "fw-remove")


def add(sheet: PageContext, which: Markup | None, value: str) -> Markup:
    """Return a button that adds one more."""
    _ = sheet.voice.gettext
    text = within(_("Add another {item}"), item=which) if which else escape(_("Add another"))
    return button(text, f"add:{value}")


def optional(text: Markup, voice: Voice) -> Markup:
    """Return a label that says that there need be no answer."""
    return Markup("{} {}").format(text, voice.gettext("(optional)"))


def hint(
    sheet: PageContext, question: Question, more: Sequence[str | Markup] = ()
) -> dict[str, Any] | None:
    """Return the hint of a question, with hints of ours under it, as macros take it."""
    own = [hinted(question, "hint", sheet.voice)] if question.hint else []
    lines = [*own, *more]
    return {"html": Markup("<br>").join(lines)} if lines else None


_NONE: Final[frozenset[str]] = frozenset()


def missing_in(
    sheet: PageContext, part: Question | QuestionGroup | Page | Section | Form
) -> frozenset[str]:
    """Return the answers that the guidance of a part quotes, and that are not there."""
    if not part.guidance or "{{" not in part.guidance:
        return _NONE
    quoted = inserts(part.guidance)
    return frozenset(each.name for each in quoted if not each.number and sheet.missing(each.name))


def guidance(sheet: PageContext, part: Question | QuestionGroup | Page | Section | Form) -> Markup:
    """Return the guidance of a part as HTML."""
    if not part.guidance:
        return Markup()
    return guiding(part, "guidance", sheet.voice, missing_in(sheet, part))


def before(html: str) -> dict[str, Any]:
    """Return what stands between a hint and its fields, as macros take it."""
    return {"html": html} if html else {}


def error(sheet: PageContext, *, there: bool) -> dict[str, Any] | None:
    """Return an error message with a hole for what it says, as macros take it."""
    if not there:
        return None
    return {"html": hole("error"), "visuallyHiddenText": sheet.voice.gettext("Error")}


def mark(spot: Spot) -> Markup:
    """Return what tells that a question was shown, where nothing may be sent of it."""
    return Markup('<input type="hidden" name="{}.{}" value=""{}>').format(
        spot.name, SHOWN, hole("off")
    )


def grouped(
    sheet: PageContext,
    spot: Spot,
    legend: Mapping[str, Any],
    hint_: Mapping[str, Any] | None,
    html: str,
    *,
    there: bool,
    lines: bool = False,
) -> str:
    """Put fields that answer one question into a group, with what is wrong with all of them.

    A group of `lines` has the id of the question; of boxes, the first has it.
    """
    parts = []
    described = []
    if hint_:
        described.append(f"{spot.id}-hint")
        parts.append(component("hint", {"id": described[-1], **hint_}))
    if there:
        described.append(f"{spot.id}-error")
        message = {"id": described[-1], **(error(sheet, there=True) or {})}
        parts.append(component("error-message", message))
    fieldset = component(
        "fieldset",
        {
            "legend": legend,
            # Some screen readers say what describes a group of lines only with this role, and say
            # too much of a group of boxes with it.
            "role": "group" if lines else None,
            "describedBy": " ".join(described),
            "attributes": f' id="{spot.id}" tabindex="-1"' if lines else "",
            "html": "\n".join([*parts, html]),
        },
    )
    wrong = " govuk-form-group--error" if there else ""
    return f'<div class="govuk-form-group{wrong}">\n{fieldset}\n</div>'
