"""Languages: the texts of a form in others than the one that it is written in.

    label: What is your total price?
    translations:
      cy: {label: Beth yw cyfanswm eich pris?}

Every part that people read may have `translations`; what a language does not give is read as the
form is written. `in_language` gives a part in a language.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from forms.model.faults import Wrong
from rules.definition_part import DefinitionPart, Line, Text, Unordered

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", re.ASCII)


def _language(tag: str) -> str:
    if not _TAG.fullmatch(tag):
        raise ValueError("must be a language, such as cy for Welsh, or pt-BR")
    return tag


#: A language as web pages name it: `cy`, `pt-BR`. Source: BCP 47, in its most used shape.
Language = Annotated[str, AfterValidator(_language)]

#: The language that definitions are written in.
WRITTEN: Final = "en"


class Translation(DefinitionPart):
    """The texts of one part in one language. A part has only some of these."""

    title: Text | None = None
    group: Text | None = None
    label: Text | None = None
    name: Line | None = None
    hint: Text | None = None
    guidance: Text | None = None
    empty: Line | None = None
    item: Line | None = None
    unit: Line | None = None
    per: Line | None = None
    says: Line | None = None
    messages: Unordered[Wrong, Line] | None = None


class Worded(DefinitionPart):
    """A part of a form that people read. Base of all of them.

    translations   its texts in other languages, by language
    """

    #: The keys of this part that hold a text for people.
    TEXTS: ClassVar[tuple[str, ...]] = ()
    #: The keys of this part that hold further parts, in the order in which people read them.
    PARTS: ClassVar[tuple[str, ...]] = ()

    translations: Annotated[Unordered[Language, Translation], Field(max_length=30)] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _what_is_translated_is_there(self) -> Self:
        for language, translation in self.translations.items():
            if language == WRITTEN:
                raise ValueError(f"`translations`: `{WRITTEN}` is what the form is written in")
            for key in translation.model_fields_set:
                if key not in self.TEXTS:
                    known = ", ".join(f"`{each}`" for each in self.TEXTS)
                    raise ValueError(
                        f"`translations` of `{language}`: there is no text `{key}` to translate "
                        f"here; there are {known}"
                    )
                if not getattr(self, key):
                    raise ValueError(
                        f"`translations` of `{language}`: `{key}` is translated, and is not given"
                    )
        return self


W = TypeVar("W", bound=Worded)


def in_language(part: W, language: str | None) -> W:
    """Return a part with its texts in a language, as far as it is translated; without those inside.

    A message that is not translated stays as it is written.
    """
    translation = part.translations.get(language or WRITTEN)
    if translation is None:
        return part
    texts: dict[str, Any] = {key: getattr(translation, key) for key in translation.model_fields_set}
    if texts.get("messages"):
        texts["messages"] = {**getattr(part, "messages", {}), **texts["messages"]}
    return part.model_copy(update=texts)


def texts_of(part: Worded) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text of a part with the place of it in the part, translations included."""
    for at, of in (
        ((), part),
        *((("translations", each), text) for each, text in part.translations.items()),
    ):
        for key in part.TEXTS:
            value = getattr(of, key)
            if isinstance(value, str):
                yield (*at, key), value
            for wrong, text in (value or {}).items() if isinstance(value, dict) else ():
                yield (*at, key, wrong.value), text
