"""Speaking: what pages say, in the language of the reader.

voice = speech("cy")
voice.gettext("Save and continue")     "Cadw a pharhau"
voice.day(date(2027, 1, 3))            "3 Ionawr 2027"

The catalogues are gettext's, read from `locale/` as text when a language is first asked for. What
a catalogue lacks is said in English.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from forms.model.sentences import Sentence, ShownValue, say
from forms.model.translations import WRITTEN
from rules.values import Subject, Value, shown

#: The languages of the interface, each by its own name.
LANGUAGES: Final[Mapping[str, str]] = {WRITTEN: "English", "cy": "Cymraeg"}


def _(message: str) -> str:
    """Mark a text for translation."""
    return message


#: What is said elsewhere and is not marked there: by `rules.values`, which knows of no languages;
#: of totals, in `forms.answers.answers`; of answers in parts, in `forms.answers.parsing`.
ELSEWHERE: Final = (
    _("has too many digits: at most 18 before the point and 12 after it"),
    _("must be a number, such as 12 or 12.50"),
    _("must be a number in digits, such as 12 or 12.50"),
    _("must be yes or no"),
    _("{parts} must total {limit}, not {total}"),
    _("{parts} must total at least {limit}, not {total}"),
    _("{parts} must total at most {limit}, not {total}"),
    _("must be an address, with `lines` and `town`"),
    _("must be a set of roles, with a figure for each"),
    _("must be a row: a value for each column"),
    _("must be a file: its name, size and sha256"),
)

_LONDON: Final = ZoneInfo("Europe/London")


def pair(one: str, many: str) -> tuple[str, str]:
    """Return a text for one and for many, so that both are found for translation."""
    return one, many


#: Spans of time, by their units.
_SPANS: Final[Mapping[str | None, tuple[str, str]]] = {
    "days": pair("{count} day", "{count} days"),
    "weeks": pair("{count} week", "{count} weeks"),
    "months": pair("{count} month", "{count} months"),
    "years": pair("{count} year", "{count} years"),
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations of one language: by message, or by message and plural form."""

    single: Mapping[str, str] = field(default_factory=dict)
    plural: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: str = "n != 1"


@cache
def catalogue(language: str) -> Catalogue:
    """Read the catalogue of a language; an empty one for English."""
    if language not in LANGUAGES or language == WRITTEN:
        return Catalogue()
    source = files("forms") / "locale" / language / "LC_MESSAGES" / "forms.po"
    with source.open("rb") as file:
        messages = read_po(file, locale=language)
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for message in messages:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            single[message.id] = str(message.string)
        else:
            plural[message.id[0]] = tuple(message.string or ())
    return Catalogue(single, plural, messages.plural_expr)


class Voice:
    """A language of the interface: `forms.model.sentences.Speech`, and what else a page says."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = catalogue(language)
        self._form = gettext.c2py(self._catalogue.form)

    def gettext(self, message: str, /) -> str:
        """Return a text in the language."""
        return self._catalogue.single.get(message) or message

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        """Return a text for so many."""
        forms = self._catalogue.plural.get(one)
        if not forms:
            return one if count == 1 else many
        return forms[self._form(count)]

    def counted(self, one: str, many: str, count: int) -> str:
        """Say how many: `{count}` in the text is the number."""
        return self.ngettext(one, many, count).format(count=self.number(count))

    def says(self, text: str) -> str:
        """Say again what was said of an answer; what is no saying of ours stays as it is."""
        if self.language == WRITTEN or not isinstance(text, Sentence | ShownValue):
            return self._catalogue.single.get(text) or text
        return say(text, self)

    def shown(self, value: Value, subject: Subject, /) -> str:
        """Show a value: £100,000, 3 Ionawr 2027, 6 mis."""
        if self.language == WRITTEN:
            return shown(value, subject)
        match value:
            case bool():
                return self.gettext("Yes") if value else self.gettext("No")
            case date():
                return self.day(value)
            case Decimal() if value == int(value) and subject.unit in _SPANS:
                one, many = _SPANS[subject.unit]
                return self.counted(one, many, int(value))
            case tuple() if not value:
                return self.gettext("none")
            case _:
                return shown(value, subject)

    def items(self, value: Value, subject: Subject, /) -> tuple[str, ...]:
        """Show the items of a list each by itself; any other value is one item, as is no item."""
        if isinstance(value, tuple) and value:
            return tuple(self.shown((item,), subject) for item in value)
        return (self.shown(value, subject),)

    def number(self, count: int, /) -> str:
        """Write a whole number, its thousands apart."""
        return format_decimal(count, locale=self.language)

    def day(self, value: date) -> str:
        """Write a date: 3 Ionawr 2027."""
        return format_date(value, "d MMMM y", locale=self.language)

    def moment(self, value: datetime) -> str:
        """Write a moment as it is in London: 3 January 2027 at 14:05."""
        here = value.astimezone(_LONDON)
        time = format_time(here, "HH:mm", locale=self.language)
        return self.gettext("{day} at {time}").format(day=self.day(here.date()), time=time)


@cache
def speech(language: str) -> Voice:
    """Return the voice of a language; English for one that the interface does not have."""
    return Voice(language if language in LANGUAGES else WRITTEN)
