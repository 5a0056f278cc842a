"""Lines: questions that are answered by typing: text, figures, dates, and several lines at once."""

from collections.abc import Mapping
from typing import Any, Final, cast

from markupsafe import Markup, escape

from forms.answers.fields import ADDRESS_PARTS
from forms.answers.writing import Json
from forms.model.figure_questions import (
    Date,
    DayRateLine,
    DayRates,
    Money,
    Number,
    Percentage,
    Period,
)
from forms.model.question import MAX_ITEMS
from forms.model.table_questions import Rows
from forms.model.text_formats import TextFormat
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.pages.html.components import component
from forms.pages.html.slots import Piece, escaped, hole
from forms.pages.html.speech import Voice, pair
from forms.pages.html.texts import hinted, label_html, within
from forms.pages.inputs.page_context import (
    PageContext,
    Spot,
    add,
    before,
    error,
    guidance,
    hint,
    label,
    missing_in,
    optional,
    remove,
    several,
    titled,
)

SingleLineQuestion = ShortText | Email | Number | Money | Percentage | Period


def one_line(sheet: PageContext, question: SingleLineQuestion, spot: Spot, text: str) -> str:
    """Draw a question that is answered in one line."""
    there = sheet.wrong(spot)

    def make() -> Piece:
        params = {
            "label": label(sheet, question, spot),
            "hint": hint(sheet, question, _limits(sheet.voice, question)),
            "formGroup": {"beforeInput": before(guidance(sheet, question))},
            # Guidance stands over the line and not beside it.
            "inputWrapper": {"classes": "fw-wrapper"},
        }
        params |= _manner(sheet, question, spot)
        own_text = isinstance(question, ShortText) and question.format is None
        return Piece(_line(sheet, spot, params, there=there, own_text=own_text))

    key = (spot.key, spot.level, there, missing_in(sheet, question))
    return sheet.kept(key, make).fill(sheet.values({"value": escaped(text)}, spot))


#: What people write in their own words may be in a script that runs from right to left.
_AUTO: Final = ' dir="auto"'


def _line(
    sheet: PageContext,
    spot: Spot,
    params: Mapping[str, Any],
    *,
    there: bool,
    own_text: bool = False,
) -> str:
    own = {
        "id": spot.id,
        "name": spot.name,
        "value": hole("value"),
        "attributes": f"{_AUTO if own_text else ''}{hole('off')}",
        "errorMessage": error(sheet, there=there),
    }
    return component("input", {**own, **params})


def _limits(voice: Voice, question: SingleLineQuestion | TextList) -> list[str]:
    """Say how many words there may be; a line that is too short for its text says so itself."""
    words = question.max_words if isinstance(question, ShortText | TextList) else None
    return [voice.counted("At most {count} word", "At most {count} words", words)] if words else []


# --- how a line is typed in -----------------------------------------------------------------------

_FIGURE: Final = {"spellcheck": False, "classes": "govuk-input--width-10"}
_SHORT: Final = {"spellcheck": False, "classes": "govuk-input--width-5"}
_CODE: Final = {"spellcheck": False, "classes": "govuk-input--width-20"}
_FORMATS: Final[Mapping[TextFormat, Mapping[str, Any]]] = {
    TextFormat.COMPANY_NUMBER: _FIGURE,
    TextFormat.DUNS_NUMBER: {**_FIGURE, "inputmode": "numeric"},
    TextFormat.POSTCODE: {**_FIGURE, "autocomplete": "postal-code"},
    TextFormat.TELEPHONE: {**_CODE, "type": "tel", "autocomplete": "tel"},
    TextFormat.VAT_NUMBER: _CODE,
    TextFormat.WEB_ADDRESS: {"type": "url", "spellcheck": False},
}


def _manner(sheet: PageContext, question: SingleLineQuestion, spot: Spot) -> Mapping[str, Any]:
    """Say how a line is typed in: its keyboard, its width, what stands beside it."""
    match question:
        case Money():
            return {**_pounds(question, sheet.voice), **_keyboard(question.places)}
        case Percentage():
            return {**_SHORT, "suffix": {"text": "%"}, **_keyboard(question.places)}
        case Number():
            unit = {"html": label_html(question, "unit", sheet.voice)} if question.unit else None
            return {**_FIGURE, "suffix": unit, **_keyboard(question.subject_places)}
        case Period():
            # Words will do too, "2 years", so it asks for no keyboard of figures.
            return {**_SHORT, "suffix": {"text": _units(sheet.voice)[question.unit]}}
        case Email():
            own = {"autocomplete": "email"} if spot.own else {}
            return {"type": "email", "spellcheck": False, **own}
        case ShortText(format=TextFormat() as shape):
            manner = _FORMATS[shape]
            return manner if spot.own else {**manner, "autocomplete": None}
        case ShortText(max_characters=int(most)):
            width = next((width for width in (5, 10, 20) if most <= width), None)
            return {"classes": f"govuk-input--width-{width}"} if width else {}
        case _:
            return {}


def _keyboard(places: int | None) -> dict[str, str]:
    return {"inputmode": "numeric" if places == 0 else "decimal"}


def _pounds(question: Money, voice: Voice) -> dict[str, Any]:
    suffix = None
    if question.per:
        per = within(voice.gettext("per {unit}"), unit=label_html(question, "per", voice))
        # One element, since the suffix is laid out as a row of what is in it.
        suffix = {"html": Markup("<span>{}</span>").format(per)}
    return {**_FIGURE, "prefix": {"text": "£"}, "suffix": suffix}


def _units(voice: Voice) -> dict[str, str]:
    _ = voice.gettext
    return {"days": _("days"), "weeks": _("weeks"), "months": _("months"), "years": _("years")}


# --- many lines -----------------------------------------------------------------------------------


def long_text(sheet: PageContext, question: LongText, spot: Spot, text: str) -> str:
    """Draw a question that is answered in any number of lines, counted where there is a limit."""
    there = sheet.wrong(spot)
    words, characters = question.max_words, question.max_characters

    def make() -> Piece:
        most = pair("At most {count} character", "At most {count} characters")
        more = [sheet.voice.counted(*most, characters)] if words and characters else []
        params = {
            "id": spot.id,
            "name": spot.name,
            "label": label(sheet, question, spot),
            "hint": hint(sheet, question, more),
            "value": hole("value"),
            "rows": _height(words, characters),
            "attributes": f"{_AUTO}{hole('off')}",
            "errorMessage": error(sheet, there=there),
            "formGroup": {"beforeInput": before(guidance(sheet, question))},
        }
        if words or characters:
            limit = {"maxwords": words} if words else {"maxlength": characters}
            return Piece(component("character-count", params | limit | _counting(sheet.voice)))
        return Piece(component("textarea", params))

    value = escaped(text)
    if value.startswith("\n"):
        # HTML drops a new line at the start of a textarea.
        value = f"\n{value}"
    key = (spot.key, spot.level, there, missing_in(sheet, question))
    return sheet.kept(key, make).fill(sheet.values({"value": value}, spot))


def _height(words: int | None, characters: int | None) -> int:
    """Return the lines that are shown, by how much may be written."""
    most = words or (characters or 900) // 6
    return 4 if most <= 50 else 6 if most <= 150 else 10 if most <= 400 else 15


#: A number for each of the plural forms that a language may have.
_PLURALS: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 10}


def _counting(voice: Voice) -> dict[str, Any]:
    """Return what the counter says, where that is not in the language of its script."""
    if voice.language == "en":
        return {}

    def plural(texts: tuple[str, str]) -> dict[str, str]:
        found = {form: voice.ngettext(*texts, count) for form, count in _PLURALS.items()}
        return {form: text.replace("{count}", "%{count}") for form, text in found.items()}

    _ = voice.gettext
    return {
        "textareaDescriptionText": _("The limit is {count}").replace("{count}", "%{count}"),
        "charactersUnderLimitText": plural(
            pair("You have {count} character remaining", "You have {count} characters remaining")
        ),
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": plural(
            pair("You have {count} character too many", "You have {count} characters too many")
        ),
        "wordsUnderLimitText": plural(
            pair("You have {count} word remaining", "You have {count} words remaining")
        ),
        "wordsAtLimitText": _("You have 0 words remaining"),
        "wordsOverLimitText": plural(
            pair("You have {count} word too many", "You have {count} words too many")
        ),
    }


# --- dates ----------------------------------------------------------------------------------------


def date_fields(sheet: PageContext, question: Date, spot: Spot, holds: Mapping[str, str]) -> str:
    """Draw a date in three fields."""
    there = sheet.wrong(spot)

    def make() -> Piece:
        _ = sheet.voice.gettext
        parts = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
        example = [] if question.hint else [_("For example, 31 1 2027")]
        params = {
            "id": spot.id,
            "fieldset": {"legend": label(sheet, question, spot, legend=True)},
            "hint": hint(sheet, question, example),
            "errorMessage": error(sheet, there=there),
            "formGroup": {"beforeInputs": before(guidance(sheet, question))},
            "items": [
                _date_part(spot.part(f".{name}"), name, said, width) for name, said, width in parts
            ],
        }
        return Piece(component("date-input", params))

    bad = {
        f"bad {part}": " govuk-input--error" if f"{spot.real}.{part}" in sheet.errors else ""
        for part in holds
    }
    values = {part: escaped(text) for part, text in holds.items()}
    key = (spot.key, spot.level, there, missing_in(sheet, question))
    return sheet.kept(key, make).fill(sheet.values({**values, **bad}, spot))


def _date_part(spot: Spot, name: str, said: str, width: int) -> dict[str, Any]:
    return {
        "id": spot.id,
        "name": spot.name,
        "label": said,
        "value": hole(name),
        # The name of a month will do as well.
        "inputmode": "text" if name == "month" else "numeric",
        "classes": f"govuk-input--width-{width}{hole(f'bad {name}')}",
        "attributes": hole("off"),
    }


# --- several lines --------------------------------------------------------------------------------


def address(
    sheet: PageContext, question: PostalAddress, spot: Spot, holds: Mapping[str, Json]
) -> str:
    """Draw a postal address."""
    lines = cast("list[str]", holds["lines"])
    fields = [
        _address_line(sheet, spot.part(".lines").item(place, "item"), place, text)
        for place, text in enumerate(lines)
    ]
    fields += [
        _address_part(sheet, spot.part(f".{name}"), name, str(holds[name]))
        for name in ADDRESS_PARTS
    ]
    return several(sheet, question, spot, fields)


def _address_line(sheet: PageContext, spot: Spot, place: int, text: str) -> str:
    _ = sheet.voice.gettext
    said = _("Address line {number}").format(number=place + 1)
    params = {
        "label": titled(_needed(said, sheet.voice, needed=place == 0), spot),
        "autocomplete": f"address-line{place + 1}" if spot.own and place < 3 else None,
    }
    there = sheet.wrong(spot)
    piece = sheet.kept(
        (spot.key, place, there),
        lambda: Piece(_line(sheet, spot, params, there=there, own_text=True)),
    )
    values = sheet.at({"item": str(place)}).values({"value": escaped(text)}, spot)
    return piece.fill(values)


def _needed(said: str, voice: Voice, *, needed: bool) -> Markup:
    text = escape(said)
    return text if needed else optional(text, voice)


def _address_part(sheet: PageContext, spot: Spot, name: str, text: str) -> str:
    there = sheet.wrong(spot)

    def make() -> Piece:
        _ = sheet.voice.gettext
        said, known, classes = {
            "town": (_("Town or city"), "address-level2", "govuk-!-width-two-thirds"),
            "postcode": (_("Postcode"), "postal-code", "govuk-input--width-10"),
            "country": (
                _("Country, if it is not in the United Kingdom"),
                "country-name",
                "govuk-!-width-two-thirds",
            ),
        }[name]
        params = {
            "label": titled(_needed(said, sheet.voice, needed=name != "country"), spot),
            "classes": classes,
            "autocomplete": known if spot.own else None,
        }
        return Piece(_line(sheet, spot, params, there=there, own_text=name != "postcode"))

    return sheet.kept((spot.key, there), make).fill(sheet.values({"value": escaped(text)}, spot))


def day_rates(sheet: PageContext, question: DayRates, spot: Spot, holds: Mapping[str, str]) -> str:
    """Draw a table of figures, a line for each role."""
    fields = [
        _role(sheet, question, role, spot.part(f".{role.id}"), holds.get(role.id, ""))
        for role in question.roles
    ]
    return several(sheet, question, spot, ['<div class="fw-rates">', *fields, "</div>"])


def _role(sheet: PageContext, question: DayRates, role: DayRateLine, spot: Spot, text: str) -> str:
    there = sheet.wrong(spot)

    def make() -> Piece:
        voice = sheet.voice
        said = label_html(role, "label", voice)
        beside = (
            {"prefix": {"text": "£"}, "suffix": {"text": voice.gettext("per day")}}
            if question.unit == "pounds"
            else {"suffix": {"text": voice.gettext("days")}}
        )
        params = {
            "label": titled(said if role.required else optional(said, voice), spot),
            "hint": {"html": hinted(role, "hint", voice)} if role.hint else None,
            **_FIGURE,
            **beside,
            **_keyboard(question.places),
        }
        return Piece(_line(sheet, spot, params, there=there))

    return sheet.kept((spot.key, there), make).fill(sheet.values({"value": escaped(text)}, spot))


def texts(sheet: PageContext, question: TextList, spot: Spot, holds: list[str]) -> str:
    """Draw a list of texts, each with a button to remove it, and one to add another."""
    count = shown_count(len(holds), question.min, question.max)
    holds = [*holds, *[""] * (count - len(holds))]
    fields = [
        _text(sheet, question, spot.item(place, "item"), place, text, alone=count == 1)
        for place, text in enumerate(holds)
    ]
    if count < (question.max or MAX_ITEMS):

        def make() -> Piece:
            which = label_html(question, "item", sheet.voice) if question.item else None
            return Piece(add(sheet, which, spot.name))

        fields.append(sheet.kept(("add", spot.key), make).fill(sheet.values({})))
    return several(sheet, question, spot, fields)


def shown_count(there: int, least: int | None, most: int | None) -> int:
    """Say how many items of a list are shown: those that are needed, before they are there."""
    return max(there, min(least or 1, most or MAX_ITEMS, _MOST_EMPTY), 1)


#: So many empty items are shown at once, however many are needed.
_MOST_EMPTY: Final = 5


def _text(
    sheet: PageContext, question: TextList, spot: Spot, place: int, text: str, *, alone: bool
) -> str:
    there = sheet.wrong(spot)

    def make() -> Piece:
        which = item_name(question, sheet.voice, hole("item number"))
        params = {
            "label": titled(which, spot),
            "hint": {"text": limits[0]} if (limits := _limits(sheet.voice, question)) else None,
        }
        html = _line(sheet, spot, params, there=there, own_text=True)
        gone = "" if alone else remove(sheet, which, spot.name)
        return Piece(f'<div class="fw-item">{html}{gone}</div>')

    at = sheet.at({"item": str(place), "item number": str(place + 1)})
    piece = sheet.kept((spot.key, there, alone), make)
    return piece.fill(at.values({"value": escaped(text)}, spot))


def item_name(question: TextList | Rows, voice: Voice, number: str) -> Markup:
    """Return what one item of a list is called: "Skill 2"."""
    name = (
        label_html(question, "item", voice, capital=True)
        if question.item
        else voice.gettext("Answer")
    )
    return Markup("{} {}").format(name, number)
