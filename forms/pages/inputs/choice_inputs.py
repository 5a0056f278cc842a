"""Choices: yes or no, one of several, any of several, and a box to tick."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from forms.linked.linked_form import AskedQuestion
from forms.linked.translating import language_of
from forms.model.choice_questions import Declaration, ManyOf, ManyOption, OneOf, Option, YesNo
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, hole, usable
from forms.pages.html.speech import Voice
from forms.pages.html.texts import hinted, label_html
from forms.pages.inputs.page_context import (
    PageContext,
    Spot,
    before,
    error,
    grouped,
    guidance,
    hint,
    label,
    mark,
    missing_in,
    titled,
)

#: Of more options than this, one is chosen from a list that opens, where they are short.
MOST_RADIOS: Final = 20
_SHORT: Final = 80
#: With more boxes than this, they are small, and the headings of a tree open and close.
MOST_BOXES: Final = 20


@dataclass(frozen=True, slots=True)
class _Choice:
    """A box or a button: what is sent, what is read beside it.

    `ignored` is one whose choice counts for no condition, since it will not be accepted.
    """

    value: str
    html: Markup
    language: str
    hint: Markup | None = None
    ignored: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class _Choices:
    """What is kept of a question: its piece, the values in order, and the values in what opens."""

    piece: Piece
    values: tuple[str, ...]
    folds: tuple[frozenset[str], ...] = ()

    def fill(self, sheet: PageContext, spot: Spot, chosen: frozenset[str], says: str) -> str:
        """Fill in what is chosen."""
        on = {f"on {i}": says if each in chosen else "" for i, each in enumerate(self.values)}
        for i, inside in enumerate(self.folds):
            # What is wrong is never inside something closed.
            opened = not chosen.isdisjoint(inside) or (i == 0 and sheet.wrong(spot))
            on[f"open {i}"] = " open" if opened else ""
        return self.piece.fill(sheet.values(on, spot))


def _key(sheet: PageContext, asked: AskedQuestion, spot: Spot) -> tuple[object, ...]:
    # What is offered always needs no telling apart.
    offered = asked.options if asked.step.options else None
    missing = missing_in(sheet, asked.step.question)
    return (spot.key, spot.level, sheet.wrong(spot), missing, offered)


def _choice(option: Option, voice: Voice) -> _Choice:
    said = hinted(option, "hint", voice) if option.hint else None
    exclusive = isinstance(option, ManyOption) and option.exclusive
    return _Choice(
        option.value,
        label_html(option, "label", voice),
        language_of(option, "label", voice.language),
        said,
        exclusive=exclusive,
    )


def _strange(text: str, voice: Voice) -> _Choice:
    """Return an answer that is no option, so that it is seen and sent until it is changed."""
    says = Markup("{} {}").format(escape(usable(text)), voice.gettext("(not one of the options)"))
    return _Choice(text, says, voice.language, ignored=True)


def _item(spot: Spot, place: int, choice: _Choice) -> dict[str, Any]:
    ignored = ' data-ignored=""' if choice.ignored else ""
    return {
        "id": f"{spot.id}-{place + 1}" if place else spot.id,
        "value": usable(choice.value),
        "html": choice.html,
        "hint": {"html": choice.hint} if choice.hint else None,
        "behaviour": "exclusive" if choice.exclusive else None,
        "attributes": f"{ignored}{hole(f'on {place}')}{hole('off')}",
    }


# --- one of several -------------------------------------------------------------------------------


def yes_no(sheet: PageContext, asked: AskedQuestion, question: YesNo, spot: Spot, text: str) -> str:
    """Draw a choice of yes and no."""
    _ = sheet.voice.gettext
    choices = [
        _Choice("yes", escape(_("Yes")), sheet.voice.language, ignored=question.must_be == "no"),
        _Choice("no", escape(_("No")), sheet.voice.language, ignored=question.must_be == "yes"),
    ]
    return _radios(sheet, asked, spot, choices, text, "govuk-radios--inline")


def one_of(sheet: PageContext, asked: AskedQuestion, question: OneOf, spot: Spot, text: str) -> str:
    """Draw a choice of one of several options."""
    options = [option for option in question.options if option.value in asked.options]
    short = all(len(each.label) <= _SHORT and not each.hint for each in options)
    if len(options) > MOST_RADIOS and short:
        return _select(sheet, asked, spot, options, text)
    return _radios(sheet, asked, spot, options, text)


def _radios(
    sheet: PageContext,
    asked: AskedQuestion,
    spot: Spot,
    options: Sequence[Option | _Choice],
    text: str,
    classes: str = "",
) -> str:
    def make(strange: Sequence[str] = ()) -> _Choices:
        choices = [
            each if isinstance(each, _Choice) else _choice(each, sheet.voice) for each in options
        ]
        choices += [_strange(each, sheet.voice) for each in strange]
        params = {
            "idPrefix": spot.id,
            "name": spot.name,
            "classes": classes,
            "fieldset": {"legend": label(sheet, asked.step.question, spot, legend=True)},
            "hint": hint(sheet, asked.step.question),
            "errorMessage": error(sheet, there=sheet.wrong(spot)),
            "formGroup": {
                "beforeInputs": before(mark(spot) + guidance(sheet, asked.step.question))
            },
            "items": [_item(spot, place, each) for place, each in enumerate(choices)],
        }
        piece = Piece(component("radios", params))
        return _Choices(piece, tuple(each.value for each in choices))

    chosen = frozenset({text} if text else ())
    kept = sheet.kept(_key(sheet, asked, spot), make)
    if not chosen.issubset(kept.values):
        kept = make([text])
    return kept.fill(sheet, spot, chosen, " checked")


def _select(
    sheet: PageContext, asked: AskedQuestion, spot: Spot, options: Sequence[Option], text: str
) -> str:
    def make(strange: Sequence[str] = ()) -> _Choices:
        voice = sheet.voice
        choices = [_choice(each, voice) for each in options]
        choices += [_strange(each, voice) for each in strange]
        items: list[dict[str, Any]] = [{"value": "", "text": voice.gettext("Choose one")}]
        items += [
            {
                "value": usable(each.value),
                # An option holds text alone, so its language stands on the option itself.
                "text": each.html.striptags(),
                "attributes": _of_option(each, voice) + hole(f"on {place}"),
            }
            for place, each in enumerate(choices)
        ]
        params = {
            "id": spot.id,
            "name": spot.name,
            "label": label(sheet, asked.step.question, spot),
            "hint": hint(sheet, asked.step.question),
            "errorMessage": error(sheet, there=sheet.wrong(spot)),
            "formGroup": {"beforeInput": before(guidance(sheet, asked.step.question))},
            "attributes": hole("off"),
            "items": items,
        }
        piece = Piece(component("select", params))
        return _Choices(piece, tuple(each.value for each in choices))

    chosen = frozenset({text} if text else ())
    kept = sheet.kept(_key(sheet, asked, spot), make)
    if not chosen.issubset(kept.values):
        kept = make([text])
    return kept.fill(sheet, spot, chosen, " selected")


def _of_option(choice: _Choice, voice: Voice) -> str:
    ignored = ' data-ignored=""' if choice.ignored else ""
    return ignored if choice.language == voice.language else f'{ignored} lang="{choice.language}"'


# --- any of several -------------------------------------------------------------------------------


def many_of(
    sheet: PageContext, asked: AskedQuestion, question: ManyOf, spot: Spot, texts: list[str]
) -> str:
    """Draw a choice of any of several options; those under headings in groups of their own."""

    def make(strange: Sequence[str] = ()) -> _Choices:
        boxes = _Boxes(sheet.voice, spot, asked.options)
        extra = [_strange(each, sheet.voice) for each in strange]
        fields = boxes.drawn(question.options, extra)
        first = mark(spot) + guidance(sheet, question) + _fixed(question, sheet.voice)
        html = grouped(
            sheet,
            spot,
            label(sheet, question, spot, legend=True),
            hint(sheet, question, _how_many(question, sheet.voice)),
            first + fields,
            there=sheet.wrong(spot),
        )
        return _Choices(Piece(html), tuple(boxes.values), tuple(boxes.folds))

    chosen = frozenset(texts)
    kept = sheet.kept(_key(sheet, asked, spot), make)
    if not chosen.issubset(kept.values):
        kept = make([text for text in texts if text not in kept.values])
    return kept.fill(sheet, spot, chosen, " checked")


def _how_many(question: ManyOf, voice: Voice) -> list[str]:
    _ = voice.gettext
    if question.max == 1:
        return [_("Select one")]
    if question.max and question.min > 1:
        return [_("Select from {least} to {most}").format(least=question.min, most=question.max)]
    if question.max:
        return [voice.counted("Select up to {count}", "Select up to {count}", question.max)]
    if question.min > 1:
        return [voice.counted("Select {count} or more", "Select {count} or more", question.min)]
    return [] if question.hint else [_("Select all that apply")]


def _fixed(question: ManyOf, voice: Voice) -> Markup:
    """Return what is part of the answer in any case."""
    if not question.fixed:
        return Markup()
    items = Markup().join(Markup("<li>{}</li>").format(usable(each)) for each in question.fixed)
    return Markup(
        '<p class="govuk-body">{}</p><ul class="govuk-list govuk-list--bullet">{}</ul>'
    ).format(voice.gettext("These are always part of your answer:"), items)


class _Boxes:
    """Draws a tree of boxes; notes their values in order, and those in each part that opens."""

    def __init__(self, voice: Voice, spot: Spot, offered: frozenset[str]) -> None:
        self.voice = voice
        self.spot = spot
        self.offered = offered
        self.values: list[str] = []
        self.folds: list[frozenset[str]] = []
        self.many = False

    def drawn(self, options: Sequence[ManyOption], extra: Sequence[_Choice]) -> Markup:
        """Draw all of them, with boxes for what is chosen and no option."""
        self.many = sum(1 for _ in self._leaves(options)) > MOST_BOXES
        return self._tree(options, opens=self.many) + self._boxes(extra)

    def _leaves(self, options: Iterable[ManyOption]) -> Iterator[str]:
        for option in options:
            if option.options:
                yield from self._leaves(option.options)
            elif option.value in self.offered:
                yield option.value

    def _tree(self, options: Sequence[ManyOption], *, opens: bool) -> Markup:
        parts: list[Markup] = []
        together: list[_Choice] = []
        for option in options:
            inside = frozenset(self._leaves([option]))
            if not option.options:
                together += [_choice(option, self.voice)] if inside else []
                continue
            parts.append(self._boxes(together))
            together = []
            if inside:
                parts.append(self._heading(option, inside, opens=opens))
        parts.append(self._boxes(together))
        return Markup("\n").join(part for part in parts if part)

    def _boxes(self, choices: Sequence[_Choice]) -> Markup:
        """Draw boxes that stand beside each other."""
        if not choices:
            return Markup()
        items: list[dict[str, Any]] = []
        for place, choice in enumerate(choices):
            if choice.exclusive and place == len(choices) - 1 and self.values:
                items.append({"divider": self.voice.gettext("or")})
            items.append(_item(self.spot, len(self.values), choice))
            self.values.append(choice.value)
        # The macro's own group is for a question; here one is drawn around all the boxes.
        classes = "govuk-checkboxes--small" if self.many else ""
        return component("checkboxes", {"name": self.spot.name, "classes": classes, "items": items})

    def _heading(self, option: ManyOption, inside: frozenset[str], *, opens: bool) -> Markup:
        said = label_html(option, "label", self.voice)
        under = Markup()
        if option.hint:
            under = component("hint", {"html": hinted(option, "hint", self.voice)})
        under += self._tree(option.options, opens=False)
        if not opens:
            return self._fieldset(said, under, "govuk-fieldset__legend--s")
        number = len(self.folds)
        self.folds.append(inside)
        html = self._fieldset(said, under, "govuk-visually-hidden")
        return component(
            "details",
            {
                "summaryHtml": said,
                "html": html,
                "classes": "fw-fold",
                "attributes": hole(f"open {number}"),
            },
        )

    def _fieldset(self, said: Markup, html: Markup, classes: str) -> Markup:
        legend = {"html": said, "classes": classes}
        return component("fieldset", {"legend": legend, "classes": "fw-branch", "html": html})


# --- a box to tick --------------------------------------------------------------------------------


def declaration(
    sheet: PageContext, asked: AskedQuestion, question: Declaration, spot: Spot, text: str
) -> str:
    """Draw a statement with a box to tick. The statement is the box's label."""

    def make() -> _Choices:
        voice = sheet.voice
        said = (
            label_html(question, "name", voice)
            if question.name
            else escape(voice.gettext("Declaration"))
        )
        params = {
            "idPrefix": spot.id,
            "name": spot.name,
            "fieldset": {"legend": titled(said, spot, legend=True)},
            "hint": hint(sheet, question),
            "errorMessage": error(sheet, there=sheet.wrong(spot)),
            "formGroup": {"beforeInputs": before(mark(spot) + guidance(sheet, question))},
            "items": [
                _item(spot, 0, _Choice("yes", label_html(question, "label", voice), voice.language))
            ],
        }
        return _Choices(Piece(component("checkboxes", params)), ("yes",))

    chosen = frozenset({"yes"} if text == "yes" else ())
    return sheet.kept(_key(sheet, asked, spot), make).fill(sheet, spot, chosen, " checked")
