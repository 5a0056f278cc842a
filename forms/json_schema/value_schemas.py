"""Shapes: the answer to one question in its normal form, as JSON Schema (draft 2020-12).

The normal form is what `forms.answers.writing` writes; figures may be JSON numbers too, and yes
and no true
and false. A shape says all that the question itself asks of an answer. What depends on other
answers is in `forms.json_schema.schema`, and tables are too, whose columns may.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forms.answers.parsing import ADDRESS_LENGTH, ADDRESS_LINES, FILE_NAME, IN_UK, MEGABYTE
from forms.json_schema import patterns
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.limits import FIRST_DAY, Figures, days_of, figures_of, periods_of, rates_of
from forms.model.question import MAX_ITEMS
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_formats import EMAIL, EMAILS, KEPT, TextFormat
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.model.typed_values import INVISIBLE, MAX_CHARACTERS, text
from rules.problems import ValueProblem
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS

#: A schema, as data. Numbers in it are exact: int or Decimal.
Schema = dict[str, Any]

#: What nothing matches.
NOTHING: Final[Schema] = {"not": {}}


@dataclass(slots=True)
class Shared:
    """The schemas that others refer to, by name: the `$defs`."""

    found: dict[str, Schema] = field(default_factory=dict)

    def of(self, name: str, schema: Schema) -> Schema:
        """Return a reference to a schema, and keep it."""
        self.found.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}


def shape(
    question: AnyQuestion, options: Sequence[str], shared: Shared, *, complete: bool
) -> Schema:
    """Return the shape of an answer with some options on offer; of a draft if not `complete`."""
    match question:
        case ShortText(format=TextFormat() as kind):
            whole = shared.of(kind.value, _all(KEPT[kind]))
            return {**whole, **_lengths(question)}
        case ShortText():
            return {**_line(shared), **_lengths(question)}
        case LongText():
            return {**shared.of("text", _text(several_lines=True)), **_lengths(question)}
        case TextList():
            item = {**_line(shared), **_lengths(question)}
            return _list(item, question.min if complete else 1, question.max or MAX_ITEMS)
        case Email():
            name, pattern = ("emails", EMAILS) if question.several else ("email", EMAIL)
            return shared.of(name, _all(pattern))
        case PostalAddress():
            return _address(shared, complete=complete)
        case Number() | Money() | Percentage():
            return figure(figures_of(question))
        case Period():
            return period_schema(question, periods_of(question))
        case Date():
            return date_schema(days_of(question), shared)
        case DayRates():
            return _rates(question, complete=complete)
        case YesNo():
            return {"enum": yes_or_no(question.must_be)}
        case Declaration():
            return {"const": True}
        case OneOf():
            return one_of(options)
        case ManyOf():
            return _many_of(question, options, complete=complete)
        case FileUpload():
            return _files(question, shared, complete=complete)
        case Rows():
            raise TypeError("a table is shaped by its columns")


# --- text -------------------------------------------------------------------------------------

#: The characters that text may hold, as a class has them; but for new lines.
_USABLE: Final = (
    r"\t\u0020-\u007e\u00a0-\u00ac\u00ae-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe"
    r"\uff00-\ufffd"
) + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))


def _text(*, several_lines: bool) -> Schema:
    usable = (r"\n" if several_lines else "") + _USABLE
    return _all((f"^[{usable}]*$", f"[^{INVISIBLE}]"), MAX_CHARACTERS)


def _line(shared: Shared) -> Schema:
    return shared.of("line", _text(several_lines=False))


def _all(found: Sequence[str], most: int | None = None) -> Schema:
    """Return texts that match all of some patterns."""
    length = {} if most is None else {"maxLength": most}
    if len(found) == 1:
        return {"type": "string", "pattern": found[0], **length}
    return {"type": "string", **length, "allOf": [{"pattern": each} for each in found]}


def _lengths(question: ShortText | LongText | TextList) -> Schema:
    found: Schema = {}
    if question.max_characters is not None:
        found["maxLength"] = question.max_characters
    if question.max_words is not None:
        found["pattern"] = patterns.words(question.max_words)
    return found


def _list(item: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def _address(shared: Shared, *, complete: bool) -> Schema:
    part = {**_line(shared), "maxLength": ADDRESS_LENGTH}
    blank_or = {"anyOf": [{"const": ""}, part]}
    names = "|".join("".join(map(_either_case, name)) for name in sorted(IN_UK))
    postcode = shared.of(TextFormat.POSTCODE.value, _all(KEPT[TextFormat.POSTCODE]))
    town = part if complete else blank_or
    found: Schema = {
        "type": "object",
        "properties": {
            "lines": _list(part, 1 if complete else 0, ADDRESS_LINES),
            "town": town,
            "postcode": blank_or,
            "country": {**_line(shared), "maxLength": ADDRESS_LENGTH},
        },
        "additionalProperties": False,
        "if": {"properties": {"country": {"pattern": f"^(?:{names})$"}}},
    }
    if complete:
        here = {"required": ["postcode"], "properties": {"postcode": postcode}}
        return {**found, "required": ["lines", "town"], "then": here}
    return {**found, "then": {"properties": {"postcode": {"anyOf": [{"const": ""}, postcode]}}}}


def _either_case(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isalpha() else letter


# --- figures and dates ------------------------------------------------------------------------


def figure(within: Figures | None) -> Schema:
    """Return figures inside limits, as text or as numbers."""
    if within is None:
        return NOTHING
    beyond: int = 10 ** (MAX_WHOLE_DIGITS + within.places)
    unlimited = (within.first == 1 - beyond, within.last == beyond - 1)
    number: Schema = {"type": "number"}
    if unlimited[0]:
        number["exclusiveMinimum"] = -(10**MAX_WHOLE_DIGITS)
    else:
        number["minimum"] = _number(within.least)
    if unlimited[1]:
        number["exclusiveMaximum"] = 10**MAX_WHOLE_DIGITS
    else:
        number["maximum"] = _number(within.most)
    if within.places < MAX_PLACES:
        number["multipleOf"] = _number(Decimal(f"1e-{within.places}"))
    return {"anyOf": [{"type": "string", "pattern": patterns.figures(within)}, number]}


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def period_schema(question: Period, within: Figures | None) -> Schema:
    """Return periods inside limits, counted in days or months."""
    if within is None:
        return NOTHING
    unit = question.counted_in
    return {"type": "string", "pattern": patterns.spans(within, unit)}


def date_schema(within: tuple[date, date] | None, shared: Shared) -> Schema:
    """Return days from the first to the last."""
    if within is None:
        return NOTHING
    whole = shared.of("day", {"type": "string", "pattern": patterns.A_DAY})
    if within == (FIRST_DAY, date.max):
        return whole
    return {**whole, "pattern": patterns.days(*within)}


def _rates(question: DayRates, *, complete: bool) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {
            role.id: {"title": role.label, **figure(rates_of(question, role))}
            for role in question.roles
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    required = [role.id for role in question.roles if role.required]
    return {**found, "required": required} if required and complete else found


# --- choices and files ------------------------------------------------------------------------


def yes_or_no(only: str | None = None) -> list[Any]:
    """Return the spellings of yes and no, or of one of them."""
    return {"yes": ["yes", True], "no": ["no", False], None: ["yes", "no", True, False]}[only]


def one_of(options: Sequence[str]) -> Schema:
    """Return one of some options."""
    choosable = [option for option in options if _choosable(option)]
    return {"enum": choosable} if choosable else NOTHING


def _choosable(option: str) -> bool:
    """Return whether an answer can be an option at all: one with a new line in it cannot."""
    try:
        return text(option, one_line=True) == option
    except ValueProblem:
        return False


def _many_of(question: ManyOf, options: Sequence[str], *, complete: bool) -> Schema:
    exclusive = {option.value for option in question.leaves if option.exclusive}
    alone = [option for option in options if option in exclusive]
    others = [option for option in options if option not in exclusive]
    least, most = (question.min if complete else 1), question.max or len(question.choices)
    several = {**_list(one_of(others), least, most), "uniqueItems": True}
    if not alone:
        return several
    return {"anyOf": [several, _list(one_of(alone), 1, 1)]}


def _files(question: FileUpload, shared: Shared, *, complete: bool) -> Schema:
    kinds = "|".join("".join(map(_either_case, kind)) for kind in question.kinds)
    name = {
        **_line(shared),
        "maxLength": FILE_NAME,
        "pattern": rf"^[^./\\](?:[^/\\]*)\.(?:{kinds})$",
    }
    size = {"type": "integer", "minimum": 1, "maximum": question.max_megabytes * MEGABYTE}
    file = {
        "type": "object",
        "properties": {
            "name": name,
            "size": size,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        "required": ["name", "size", "sha256"],
        "additionalProperties": False,
    }
    return _list(file, question.min if complete else 1, question.max)
