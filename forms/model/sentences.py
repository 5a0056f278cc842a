"""Saying: a sentence to people that can be said again in another language.

A `Sentence` is its English text, as every other text is, and remembers what it was made of: the
template, which is the key of a translation, and the parts that stand in it.

    said("must be {least} or more", least=shown_as(value, subject))
    counted("has {count} word", "has {count} words", 52)
"""

from collections.abc import Mapping
from typing import Protocol

from rules.values import Subject, Value, shown


class ShownValue(str):
    """A value as it is shown in English, with the value and its subject."""

    __slots__ = ("subject", "value")
    value: Value
    subject: Subject


class Sentence(str):
    """A sentence, or part of one, with its template, its parts and the number that it counts."""

    __slots__ = ("number", "parts", "plural", "template")
    template: str
    plural: str | None
    number: int
    parts: Mapping[str, object]


class Speech(Protocol):
    """Another language: translations of templates, and its own way to show values."""

    def gettext(self, message: str, /) -> str:
        """Return a template in the language; the template itself where there is none."""

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        """Return the template for so many."""

    def shown(self, value: Value, subject: Subject, /) -> str:
        """Show a value."""

    def number(self, count: int, /) -> str:
        """Write a whole number, its thousands apart."""


def shown_as(value: Value, subject: Subject) -> ShownValue:
    """Show a value in English, so that it can be shown in another language later."""
    text = ShownValue(shown(value, subject))
    text.value, text.subject = value, subject
    return text


def said(template: str, **parts: object) -> Sentence:
    """Say something. Parts are texts, which are taken as they are, or other things said."""
    return _said(template, None, 0, parts)


def counted(one: str, many: str, count: int, **parts: object) -> Sentence:
    """Say something that depends on a number, which is the part `{count}`."""
    return _said(one, many, count, parts)


def at_most(limit: int) -> Sentence:
    """Say how many are allowed."""
    return counted("at most {count} is allowed", "at most {count} are allowed", limit)


def _said(one: str, many: str | None, count: int, parts: Mapping[str, object]) -> Sentence:
    template = one if many is None or count == 1 else many
    text = Sentence(template.format(count=f"{count:,}", **parts))
    text.template, text.plural, text.number, text.parts = one, many, count, parts
    return text


def say(text: str, speech: Speech) -> str:
    """Say again in another language. A text that is no `Sentence` is a template without parts."""
    match text:
        case ShownValue():
            return speech.shown(text.value, text.subject)
        case Sentence(plural=None):
            template = speech.gettext(text.template)
        case Sentence(plural=str(plural)):
            template = speech.ngettext(text.template, plural, text.number)
        case _:
            return speech.gettext(text)
    parts = {
        # What a person or an owner wrote is a plain text, and stays as it is.
        name: say(part, speech) if isinstance(part, Sentence | ShownValue) else part
        for name, part in text.parts.items()
    }
    return template.format(count=speech.number(text.number), **parts)
