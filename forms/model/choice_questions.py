"""Questions answered by choosing: yes or no, one of, many of, and a tick to declare."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from forms.model.faults import Refused, Wrong
from forms.model.question import ItemCount, Question, out_of_order, refuse, repeated
from forms.model.sentences import said
from forms.model.translations import Worded
from forms.model.typed_values import composed
from rules.conditions import Condition
from rules.definition_part import Id, Text
from rules.values import Kind, read_yes_no

#: Spelled as answers are read, so that one is equal to the option that it looks like.
OptionText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(composed),
]


class Option(Worded):
    """One option: `value` is what the answer holds, `label` what people read.

    A bare text is an option whose value is its label. `when` and `lots` say where it is offered.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("label", "hint")

    value: OptionText
    label: OptionText
    hint: Text | None = None
    when: Condition | None = None
    lots: tuple[Id, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_spelling(cls, raw: object) -> object:
        # YAML reads a bare 12 as a number, and an option may well be called so.
        if isinstance(raw, str) or (isinstance(raw, int) and not isinstance(raw, bool)):
            raw = {"label": str(raw)}
        if isinstance(raw, dict):
            raw = {
                key: str(value) if key in {"value", "label"} and type(value) is int else value
                for key, value in raw.items()
            }
            if "value" not in raw and "label" in raw:
                raw["value"] = raw["label"]
        return raw


class ManyOption(Option):
    """An option of a many-of question: it may exclude all others, or be a heading over options."""

    PARTS: ClassVar[tuple[str, ...]] = ("options",)

    exclusive: bool = False
    options: tuple["ManyOption", ...] = ()

    @model_validator(mode="after")
    def _heading_is_no_choice(self) -> Self:
        if self.exclusive and self.options:
            raise ValueError("a heading over options cannot be chosen, so it cannot be `exclusive`")
        return self


def _named_twice(options: Iterable[Option]) -> Iterator[str]:
    listed = list(options)
    for value in repeated(option.value for option in listed):
        yield f"the option `{value}` is given twice"
    for label in repeated(option.label for option in listed):
        if label not in {option.value for option in listed}:
            yield f"two options have the label `{label}`"


class OneOf(Question):
    """One of several options.

    options   each a text, or `value`, `label`, `hint`; `when` or `lots` say where it is offered

        id: data-location
        type: one-of
        label: Where will our data be kept?
        options:
          - {value: uk, label: In the United Kingdom}
          - {value: eea, label: In the European Economic Area, hint: Norway included}
          - {value: other, label: Somewhere else}

    Answer and value: the option's value, `"uk"`.
    """

    KIND: ClassVar[Kind] = Kind.ONE_OF
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset({Wrong.UNKNOWN_OPTION})

    IN_PARTS: ClassVar[bool] = True
    PARTS: ClassVar[tuple[str, ...]] = ("options",)

    type: Literal["one-of"]
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=5000)]

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        refuse(_named_twice(self.options))
        return self

    @property
    def choices(self) -> Mapping[str, str]:
        """The options' labels by value."""
        return {option.value: option.label for option in self.options}


class ManyOf(Question):
    """Any number of several options.

    options    as in one-of; `exclusive: true` for one that goes with no other ("None of these");
               `options` below a heading, to any depth, where only the lowest are chosen
    min, max   how few and how many must be chosen; an exclusive option counts as enough
    fixed      what is always part of the answer, shown before the options

        id: standards
        type: many-of
        label: Which standards do you hold?
        options:
          - {value: cyber-essentials, label: Cyber Essentials}
          - {value: iso-27001, label: ISO/IEC 27001}
          - {value: none, label: None of these, exclusive: true}
        max: 2

    Answer: `["iso-27001"]`. Value: tuple of str, in the options' order.
    """

    KIND: ClassVar[Kind] = Kind.MANY_OF
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset(
        {Wrong.UNKNOWN_OPTION, Wrong.REPEATED, Wrong.NOT_ALONE, Wrong.TOO_FEW, Wrong.TOO_MANY}
    )

    IN_PARTS: ClassVar[bool] = True
    PARTS: ClassVar[tuple[str, ...]] = ("options",)

    type: Literal["many-of"]
    options: Annotated[tuple[ManyOption, ...], Field(min_length=1, max_length=5000)]
    min: ItemCount = 1
    max: ItemCount | None = None
    fixed: tuple[OptionText, ...] = ()

    @model_validator(mode="after")
    def _options_differ(self) -> Self:
        wrongs = list(out_of_order(self.min, self.max))
        for siblings in _families(self.options):
            wrongs.extend(_named_twice(siblings))
        labels: dict[str, str] = {}
        wrongs += [
            f"the option `{option.value}` has two labels"
            for option in self.leaves
            if labels.setdefault(option.value, option.label) != option.label
        ]
        together = {option.value for option in self.leaves if not option.exclusive}
        if self.min > max(len(together), 1):
            wrongs.append(f"`min` is {self.min}, and {len(together)} can be chosen together")
        refuse(dict.fromkeys(wrongs))
        return self

    @property
    def leaves(self) -> tuple[ManyOption, ...]:
        """The options that can be chosen, headings left out."""
        return tuple(_leaves(self.options))

    @property
    def choices(self) -> Mapping[str, str]:
        """The labels of the options that can be chosen, by value."""
        return {option.value: option.label for option in self.leaves}


def _families(options: tuple[ManyOption, ...]) -> Iterator[tuple[ManyOption, ...]]:
    yield options
    for option in options:
        if option.options:
            yield from _families(option.options)


def _leaves(options: tuple[ManyOption, ...]) -> Iterator[ManyOption]:
    for option in options:
        if option.options:
            yield from _leaves(option.options)
        else:
            yield option


def _yes_or_no(raw: object) -> object:
    return {True: "yes", False: "no"}[raw] if isinstance(raw, bool) else raw


class YesNo(Question):
    """Yes or no.

    must_be   the only answer that is accepted. To let the other be answered and then act on it,
              write a rule instead

        id: accept-terms
        type: yes-no
        label: Do you accept the terms of the framework agreement?
        must_be: yes

    Answer: `"yes"`, `"no"`, `true`, `false`. Value: bool.
    """

    KIND: ClassVar[Kind] = Kind.YES_NO
    FAULTS: ClassVar[frozenset[Wrong]] = frozenset({Wrong.MUST_BE})

    type: Literal["yes-no"]
    must_be: Annotated[Literal["yes", "no"] | None, BeforeValidator(_yes_or_no)] = None

    def read(self, raw: object) -> bool:
        """Return True for yes."""
        value = read_yes_no(raw)
        if self.must_be is not None and value is not (self.must_be == "yes"):
            says = said("must be yes") if self.must_be == "yes" else said("must be no")
            raise Refused(Wrong.MUST_BE, says)
        return value


class Declaration(Question):
    """A statement that must be ticked. It is always required.

        id: accurate
        type: declaration
        label: The information that I have given is accurate

    Answer: `true`, `"yes"`; `false` or `"no"` is the same as no answer. Value: True.
    """

    KIND: ClassVar[Kind] = Kind.YES_NO

    type: Literal["declaration"]
    required: Literal[True] = True

    def read(self, raw: object) -> bool | None:
        """Return True where it is ticked."""
        return read_yes_no(raw) or None
