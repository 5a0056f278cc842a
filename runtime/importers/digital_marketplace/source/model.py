"""The source: a framework in the Digital Marketplace's format, as its files have it.

    frameworks/<framework>/
      manifests/<manifest>.yml             sections, each naming questions by file
      questions/<set>/<question>.yml       one question a file
      messages/*.yml, metadata/*.yml       texts of pages; what may be copied
      search_mappings/*.json
      assessment/<manifest>/extra.schema.json

Keys that are not known here are kept, and told of in the report.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from rules.characters import printable_text
from rules.values import read_number
from runtime.importers.digital_marketplace.report import SourcePlace
from runtime.importers.digital_marketplace.source.markup import tidy


def _words(raw: object) -> object:
    """Take text, which YAML may have read as a number or a truth."""
    if isinstance(raw, bool | int | Decimal):
        return str(raw)
    if isinstance(raw, str):
        return printable_text(raw)
    raise ValueError("must be text")


def _answer(raw: object) -> object:
    return str(raw) if isinstance(raw, Decimal) else raw


SourceWords = Annotated[str, BeforeValidator(_words)]
#: What an answer, or the value of an option, may be.
Plain = Annotated[StrictBool | StrictInt | StrictStr, BeforeValidator(_answer)]
SourceFigure = Annotated[Decimal, BeforeValidator(read_number)]
#: How many there may be; 0 is no limit.
SourceCount = Annotated[int, Field(ge=0)]


def _one_or_more(raw: object) -> object:
    return raw if isinstance(raw, list | tuple) else (raw,)


#: The most items that a list may have, and the most characters or words that a text may have: what
#: a definition can hold.
MOST_ITEMS: Final = 1000
MOST_CHARACTERS: Final = 100_000


class _Part(BaseModel):
    """Part of the source."""

    model_config = ConfigDict(
        frozen=True, extra="allow", arbitrary_types_allowed=True, hide_input_in_errors=True
    )

    @property
    def others(self) -> Mapping[str, Any]:
        """The keys that are not known here."""
        return self.model_extra or {}


class Depends(_Part):
    """`depends`: the question is asked only where something is one of several things."""

    on: SourceWords
    being: Annotated[tuple[SourceWords, ...], BeforeValidator(_one_or_more)]


class Validation(_Part):
    """`validations`: what is said when an answer is wrong in a way, of the whole or of a field."""

    name: SourceWords
    message: SourceWords = ""
    field: SourceWords | None = None


class SourceOption(_Part):
    """An option: the answer is its `value`, or its label where it has none."""

    label: Plain
    value: Plain | None = None
    description: SourceWords | None = None
    options: tuple["SourceOption", ...] = ()
    filter_label: SourceWords | None = None
    filter_ignore: bool = False
    derived_from: Mapping[str, Any] | None = None

    @property
    def answer(self) -> str | bool | int:
        """What the answer holds."""
        return self.label if self.value is None else self.value


class SourceLimits(_Part):
    """`limits` of a number, or the format of a text."""

    min_value: SourceFigure | None = None
    max_value: SourceFigure | None = None
    integer_only: bool = False
    format: SourceWords | None = None


def same_lot(name: str) -> str:
    """Return what the spellings of a lot have in common: `BaR`, `bar`; `Cloud hosting`."""
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


class Assessed(_Part):
    """`assessment`: the answers with which a declaration passes."""

    passIfIn: tuple[Plain, ...] | None = None  # noqa: N815 - their key
    discretionary: bool = False
    required: bool = True


Type = Literal[
    "boolean",
    "boolean_list",
    "checkbox_tree",
    "checkboxes",
    "date",
    "dynamic_list",
    "email",
    "list",
    "multiquestion",
    "number",
    "percentage",
    "pricing",
    "radios",
    "service_id",
    "text",
    "textbox_large",
    "upload",
]
TYPES: Final = frozenset(get_args(Type))

#: Keys that the service itself answered.
KNOWN_TO_THE_SERVICE: Final = frozenset({"id", "lot", "lotName"})


class SourceQuestion(_Part):
    """A question, as its file has it. `file` is its name, by which manifests call it."""

    file: str
    place: SourcePlace
    type: Type
    id: SourceWords
    question: SourceWords = ""
    name: SourceWords | None = None
    hint: SourceWords | None = None
    question_advice: SourceWords | None = None
    depends: tuple[Depends, ...] = ()
    validations: tuple[Validation, ...] = ()
    options: tuple[SourceOption, ...] = ()
    followup: Mapping[str, tuple[Plain, ...]] = Field(default_factory=dict)
    questions: tuple[SourceWords, ...] = ()
    any_of: SourceWords | None = None
    optional: bool = False
    assuranceApproach: SourceWords | None = None  # noqa: N815 - their key
    fields: Mapping[str, SourceWords] = Field(default_factory=dict)
    field_defaults: Mapping[str, SourceWords] = Field(default_factory=dict)
    optional_fields: tuple[SourceWords, ...] = ()
    decimal_place_restriction: bool = False
    limits: SourceLimits = SourceLimits()
    unit: SourceWords | None = None
    unit_in_full: SourceWords | None = None
    unit_position: SourceWords | None = None
    number_of_items: Annotated[SourceCount, Field(le=MOST_ITEMS)] | None = None
    max_length: Annotated[SourceCount, Field(le=MOST_CHARACTERS)] | None = None
    max_length_in_words: Annotated[SourceCount, Field(le=MOST_CHARACTERS)] | None = None
    list_item_name: SourceWords | None = None
    required_value: bool | None = None
    assessment: Assessed | None = None
    dynamic_field: SourceWords | None = None
    empty_message: SourceWords | None = None
    before_summary_value: tuple[SourceWords, ...] = ()
    hidden: bool = False
    filter_label: SourceWords | None = None
    smaller: bool = False
    slug: SourceWords | None = None

    @property
    def given(self) -> frozenset[str]:
        """The keys that the file gives, those that are not known among them."""
        return frozenset(self.model_fields_set | self.others.keys()) - {"file", "place"}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the answers to it; a group of questions has none of its own."""
        match self.type:
            case "pricing":
                return tuple(self.fields.values())
            case "multiquestion" | "service_id":
                return ()
            case _:
                return (self.id,)

    def asked_in(self, lot: str, *, lots_only: bool = False) -> bool:
        """Return whether it is asked in a lot; for no lot, everything is.

        What depends on anything but the lot never was, unless `lots_only` count.
        """
        depends = [each for each in self.depends if each.on == "lot" or not lots_only]
        wanted = same_lot(lot)
        return not lot or all(
            each.on == "lot" and wanted in map(same_lot, each.being) for each in depends
        )


class SourceSection(_Part):
    """A section of a manifest."""

    place: SourcePlace
    name: SourceWords
    questions: tuple[SourceWords, ...] = ()
    slug: SourceWords | None = None
    editable: bool = False
    edit_questions: bool = False
    description: SourceWords | Mapping[str, SourceWords] | None = None
    summary_page_description: SourceWords | None = None
    step: SourceWords | None = None
    prefill: bool | None = None

    def described(self, lot: str) -> tuple[str | None, SourcePlace]:
        """Return the description in a lot, and its place; each lot may have its own."""
        place = self.place / "description"
        if isinstance(self.description, str | None):
            return self.description, place
        spelled = {same_lot(each): each for each in self.description}
        key = spelled.get(same_lot(lot), "default")
        return self.description.get(key), place / key


@dataclass(frozen=True, slots=True)
class Source:
    """A framework's folder, read.

    questions   by set (`services`, `briefs` …) and the name of the file
    extra       what was merged into the assessment of a manifest by hand, by manifest
    data        every file as plain data, by its name in the folder
    """

    framework: str
    manifests: Mapping[str, tuple[SourceSection, ...]]
    questions: Mapping[str, Mapping[str, SourceQuestion]]
    extra: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def every(self) -> Iterator[SourceQuestion]:
        """Yield every question of every set."""
        for asked in self.questions.values():
            yield from asked.values()

    def names(self) -> dict[SourcePlace, str]:
        """Return the names of sections, messages and options, whose places are only numbers."""
        found = {s.place: s.name for sections in self.manifests.values() for s in sections}
        for asked in self.every():
            place = asked.place
            found |= {place / "validations" / i: e.name for i, e in enumerate(asked.validations)}
            found |= _labels(asked.options, place / "options")
        return {place: tidy(unescape(name)) for place, name in found.items()}

    def at(self, place: SourcePlace) -> Any:  # noqa: ANN401 - plain data
        """Return what stands at a place, as plain data; None where nothing does."""
        data: Any = self.data.get(place.file)
        for part in place.at:
            try:
                data = data[part]
            except (IndexError, KeyError, TypeError):
                return None
        return data


def _labels(choices: Iterable[SourceOption], place: SourcePlace) -> dict[SourcePlace, str]:
    found: dict[SourcePlace, str] = {}
    for i, each in enumerate(choices):
        found[place / i] = str(each.label)
        found |= _labels(each.options, place / i / "options")
    return found
