"""Questions: one of theirs becomes one of ours, or several, as plain data of a form's file.

Each is made for one lot, since its texts may depend on the lot. Limits that stand in the names and
in the words of `validations` are read as the generator of their schemas reads them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from runtime.digital_marketplace.answers import Key, Shape
from runtime.digital_marketplace.code_rules import CodeRules
from runtime.digital_marketplace.report import Report
from runtime.digital_marketplace.source import Asked, Choice
from runtime.digital_marketplace.texts import Texts

#: A part of a form's file, as plain data.
Data = dict[str, Any]

#: What their validations are called, and the faults of ours that they speak of.
_FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "answer_required": ("missing",),
    "under_character_limit": ("too-long",),
    "under_word_limit": ("too-many-words",),
    "not_money_format": ("unreadable", "too-small", "too-large", "too-many-places"),
    "not_a_number": ("unreadable", "too-small", "too-large", "too-many-places"),
    "max_items_limit": ("too-many",),
    "invalid_format": ("unreadable",),
    "not_required_value": ("must-be",),
    "file_is_open_document_format": ("wrong-kind",),
    "file_is_less_than_5mb": ("too-large",),
}
_UNDER_WORDS = re.compile(r"under_(\d+)_words")
#: Those that are told elsewhere: of a check between answers, or of the assurance.
_ELSEWHERE: Final = frozenset(
    {"max_less_than_min", "total_should_be_100", "assurance_required", "dependent_question_error"}
)

#: The faults that each type of ours can have, of those above.
_CAN_HAVE: Final[Mapping[str, frozenset[str]]] = {
    "short-text": frozenset({"missing", "unreadable", "too-long", "too-many-words"}),
    "long-text": frozenset({"missing", "unreadable", "too-long", "too-many-words"}),
    "texts": frozenset({"missing", "unreadable", "too-long", "too-many-words", "too-many"}),
    "email": frozenset({"missing", "unreadable", "too-long"}),
    "number": frozenset({"missing", "unreadable", "too-small", "too-large", "too-many-places"}),
    "money": frozenset({"missing", "unreadable", "too-small", "too-large", "too-many-places"}),
    "percentage": frozenset({"missing", "unreadable", "too-small", "too-large", "too-many-places"}),
    "date": frozenset({"missing", "unreadable"}),
    "yes-no": frozenset({"missing", "unreadable", "must-be"}),
    "one-of": frozenset({"missing", "unreadable"}),
    "many-of": frozenset({"missing", "unreadable", "too-many"}),
    "rows": frozenset({"missing", "unreadable", "too-many"}),
    "file": frozenset({"missing", "unreadable", "wrong-kind", "too-large", "too-many"}),
}

# --- what their applications have in code ---------------------------------------------------------

UNITS: Final = (
    "Unit",
    "Person",
    "Licence",
    "User",
    "Device",
    "Instance",
    "Server",
    "Virtual machine",
    "Transaction",
    "Megabyte",
    "Gigabyte",
    "Terabyte",
)
INTERVALS: Final = (
    "Second",
    "Minute",
    "Hour",
    "Day",
    "Week",
    "Month",
    "Quarter",
    "6 months",
    "Year",
)
HOURS: Final = ("1 hour", *(f"{hours} hours" for hours in range(2, 9)))

_PROVIDER: Final = "Service provider assertion"
_CONTRACT: Final = "Contractual commitment"
_VALIDATED: Final = "Independent validation of assertion"
_TESTED: Final = "Independent testing of implementation"
_DESIGN: Final = "Assurance of service design"
_CESG: Final = "CESG-assured components"
#: How an answer may be assured, by the approach that the question names.
ASSURANCES: Final[Mapping[str, tuple[str, ...]]] = {
    "2answers-type1": (_PROVIDER, _VALIDATED),
    "3answers-type1": (_PROVIDER, _CONTRACT, _VALIDATED),
    "3answers-type2": (_PROVIDER, _VALIDATED, _TESTED),
    "3answers-type3": (_PROVIDER, _TESTED, _CESG),
    "3answers-type4": (_PROVIDER, _VALIDATED, _TESTED),
    "4answers-type1": (_PROVIDER, _VALIDATED, _TESTED, _CESG),
    "4answers-type2": (_PROVIDER, _CONTRACT, _VALIDATED, _CESG),
    "4answers-type3": (_PROVIDER, _TESTED, _DESIGN, _CESG),
    "5answers-type1": (_PROVIDER, _CONTRACT, _VALIDATED, _TESTED, _CESG),
}

#: Open formats, by the endings that their applications accept.
OPEN_FORMATS: Final = ("pdf", "pda", "odt", "ods", "odp")
_MEGABYTES: Final = 5

#: Prices have at most 15 digits before the point and 5 after it.
_HIGHEST_PRICE: Final = Decimal("999999999999999.99999")
_PRICE_PLACES: Final = 5
#: Lists without limits of their own.
_ITEMS, _ITEM_CHARACTERS, _ITEM_WORDS = 10, 100, 10
#: Numbers without limits of their own: from 0 to this, which itself will not do.
_NUMBERS_BELOW: Final = 100

_PRICES: Final[Mapping[str, str]] = {
    "minimum_price": "Minimum price",
    "maximum_price": "Maximum price",
    "price": "Price",
}
#: The parts of a price that are chosen from a list.
_CHOSEN: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "price_unit": ("Unit", UNITS),
    "price_interval": ("Time", INTERVALS),
    "hours_for_price": ("For how long", HOURS),
}


@dataclass(slots=True)
class Questions:
    """Makes the questions of one form.

    ids      our id for each key of an answer of theirs
    keys     filled: how each key of theirs is answered here
    checks   filled: the checks between answers
    """

    form: str
    texts: Texts
    ids: Mapping[str, str]
    brief: Mapping[str, str]
    report: Report
    code: CodeRules
    keys: dict[str, Key] = field(default_factory=dict)
    checks: dict[str, Data] = field(default_factory=dict)

    def made(self, asked: Asked, lot: str | None, when: Data | None = None) -> list[Data]:
        """Make the questions of one that is no group of others, as it is in a lot."""
        extra = self.code.condition(asked.id, self.ids)
        when = _both(when, extra)
        if asked.type == "pricing":
            return self._pricing(asked, lot, when)
        if asked.type == "service_id" or asked.id in {"id", "lot", "lotName"}:
            self.report.left_out(asked.place, "is shown, not asked: the service itself knows it")
            return []
        data = self._one(asked, lot, when)
        shape = _SHAPES.get(asked.type, Shape.PLAIN)
        columns = {each.id: self.ids[each.id] for each in self.columns.get(asked.id, ())}
        self.keys[asked.id] = Key(shape, data["id"], columns=columns)
        if not asked.assuranceApproach:
            return [data]
        return [data, self._assurance(asked, data, lot)]

    def _one(self, asked: Asked, lot: str | None, when: Data | None) -> Data:
        match asked.type:
            case "text" | "email":
                data = self._text(asked)
            case "textbox_large":
                data = {"type": "long-text", **self._limits(asked)}
            case "boolean":
                data = {"type": "yes-no"}
                if asked.required_value is not None:
                    data["must_be"] = "yes" if asked.required_value else "no"
            case "radios":
                data = {"type": "one-of", "options": self._options(asked, lot)}
            case "checkboxes" | "checkbox_tree":
                data = {"type": "many-of", "options": self._options(asked, lot)}
                if asked.number_of_items is not None:
                    data["max"] = asked.number_of_items
                if asked.before_summary_value:
                    data["fixed"] = list(asked.before_summary_value)
            case "list":
                data = self._list(asked)
            case "number":
                data = self._number(asked)
            case "date":
                data = {"type": "date"}
            case "upload":
                data = {
                    "type": "file",
                    "kinds": list(OPEN_FORMATS),
                    "max_megabytes": _MEGABYTES,
                }
                self.report.differs(
                    asked.place,
                    "a file, of open formats and up to 5 MB (5,242,880 bytes; their limit was "
                    "5,400,000), where the old service kept the address of one",
                )
            case "boolean_list":
                data = self._boolean_list(asked)
            case "dynamic_list":
                data = self._dynamic_list(asked, lot)
            case _:
                raise AssertionError(asked.type)
        return self._whole(asked, data, lot, when)

    def _whole(self, asked: Asked, limits: Data, lot: str | None, when: Data | None) -> Data:
        """Give a question with its texts around what is particular to its type."""
        label, after = self._label(asked, lot)
        advice = self._long(asked, "question_advice", lot, marked=True)
        data: Data = {
            "id": self.ids[asked.id],
            "type": limits["type"],
            "label": label,
            **self._name(asked, label, lot),
        }
        if hint := self._long(asked, "hint", lot):
            data["hint"] = hint
        if guidance := "\n\n".join(filter(None, (after, advice))):
            data["guidance"] = guidance
        if self._optional(asked):
            data["required"] = False
        if when:
            data["when"] = when
        data |= {key: value for key, value in limits.items() if key != "type"}
        if messages := self._messages(asked, limits["type"], lot):
            data["messages"] = messages
        if asked.empty_message:
            data["empty"] = self.texts.line(
                asked.empty_message, f"{asked.place}:empty_message", lot
            )
        self._tell(asked)
        return data

    # --- texts ----------------------------------------------------------------------------------

    def _label(self, asked: Asked, lot: str | None) -> tuple[str, str | None]:
        label, after = self.texts.question(asked.question, f"{asked.place}:question", lot)
        if not label:
            label = (asked.name and self.texts.line(asked.name, f"{asked.place}:name", lot)) or ""
        if not label:
            label = asked.id
            self.report.differs(asked.place, "has no text: it is asked by its id")
        return label, after

    def _name(self, asked: Asked, label: str, lot: str | None) -> Data:
        if not asked.name:
            return {}
        name = self.texts.line(asked.name, f"{asked.place}:name", lot)
        return {"name": name} if name and name != label else {}

    def _long(
        self, asked: Asked, key: str, lot: str | None, *, marked: bool | None = None
    ) -> str | None:
        text = getattr(asked, key)
        if not text:
            return None
        return self.texts.long(text, f"{asked.place}:{key}", lot, marked=marked)

    def _messages(
        self, asked: Asked, type_: str, lot: str | None, of: str | None = None
    ) -> dict[str, str]:
        """Give what is said of wrong answers, by our sorts of fault; `of` is a field of a price."""
        said: dict[str, str] = {}
        for each in asked.validations:
            if of is not None and each.field != of:
                continue
            words = _UNDER_WORDS.fullmatch(each.name)
            faults = ("too-many-words",) if words else _FAULTS.get(each.name)
            if faults is None:
                if each.name not in _ELSEWHERE:
                    self.report.left_out(
                        f"{asked.place}:validations", f"`{each.name}`: {each.message}"
                    )
                continue
            message = self.texts.line(each.message, f"{asked.place}:validations", lot)
            for fault in faults:
                if fault in _CAN_HAVE[type_] and message:
                    said.setdefault(fault, message)
        return said

    def message(self, asked: Asked, name: str, lot: str | None) -> str | None:
        """Give what a question says under the name of a validation, if it says anything."""
        for each in asked.validations:
            if each.name == name and each.message:
                return self.texts.line(each.message, f"{asked.place}:validations", lot)
        return None

    def _optional(self, asked: Asked) -> bool:
        return asked.optional or self.code.is_optional(asked.id)

    def _tell(self, asked: Asked) -> None:
        """Say of each key that has no counterpart what it was for."""
        for key, says in (
            ("hidden", "was not shown on the page of a service"),
            ("filter_label", "names a search filter"),
            ("smaller", "made the field narrow"),
            ("slug", "named the page's address: ours is made of the question"),
        ):
            if getattr(asked, key):
                self.report.left_out(f"{asked.place}:{key}", says)
        for choice in _every(asked.options):
            if choice.derived_from or choice.filter_label or choice.filter_ignore:
                self.report.left_out(f"{asked.place}:options", "filters of the search index")
            for key in choice.others:
                self.report.left_out(f"{asked.place}:options", f"`{key}` is not known")
        for key in asked.others:
            self.report.left_out(f"{asked.place}:{key}", "is not known to the format")

    # --- types ----------------------------------------------------------------------------------

    def _text(self, asked: Asked) -> Data:
        limits = self._limits(asked)
        kind = self.code.format_of(asked.id)
        if asked.limits.format == "email" or asked.type == "email":
            self.report.differs(
                asked.place, "is one e-mail address or several, and each must look like one"
            )
            return {"type": "email", "several": True}
        if kind == "email":
            return {"type": "email"}
        if kind == "percentage":
            return {"type": "percentage"}
        if kind is not None:
            return {"type": "short-text", "format": kind}
        if asked.limits.format:
            says = f"the format `{asked.limits.format}` is not known: any text will do"
            self.report.left_out(f"{asked.place}:limits", says)
        return {"type": "short-text", **limits}

    def _limits(self, asked: Asked) -> Data:
        words, characters = limits_of(asked)
        words = words or self.code.words
        characters = characters or self.code.characters
        found: Data = {}
        if words is not None:
            found["max_words"] = words
        if characters is not None:
            found["max_characters"] = characters
        return found

    def _list(self, asked: Asked) -> Data:
        words, characters = limits_of(asked)
        data: Data = {
            "type": "texts",
            "max": _ITEMS if asked.number_of_items is None else asked.number_of_items,
            "max_words": words or _ITEM_WORDS,
            "max_characters": characters or _ITEM_CHARACTERS,
        }
        if asked.list_item_name:
            data["item"] = asked.list_item_name
        return data

    def _number(self, asked: Asked) -> Data:
        limits = asked.limits
        whole, unit = limits.integer_only, asked.unit
        most = _NUMBERS_BELOW if limits.max_value is None else limits.max_value
        percent = unit == "%"
        data: Data = {"type": "percentage" if percent else "number"}
        if whole:
            data |= {"places": 0} if percent else {"whole": True}
        data["min"] = limits.min_value or 0
        if whole:
            data["max"] = most
        else:
            data |= {"max": None, "less_than": most} if percent else {"less_than": most}
        if unit and not percent:
            data["unit"] = asked.unit_in_full or unit
        return data

    def _options(self, asked: Asked, lot: str | None) -> list[Any]:
        return [self._option(asked, each, lot) for each in _unlike(asked.options)]

    def _option(self, asked: Asked, choice: Choice, lot: str | None) -> Data | str:
        label = tidy(choice.label)
        data: Data = {"label": label}
        if choice.options:
            data["options"] = [self._option(asked, each, lot) for each in _unlike(choice.options)]
        elif (value := tidy(choice.answer)) != label:
            data = {"value": value, "label": label}
        if choice.description:
            place = f"{asked.place}:options"
            if hint := self.texts.long(choice.description, place, lot):
                data["hint"] = hint
        return label if data == {"label": label} else data

    def _assurance(self, asked: Asked, value: Data, lot: str | None) -> Data:
        approach = str(asked.assuranceApproach)
        options = ASSURANCES.get(approach)
        if options is None:
            options = tuple(dict.fromkeys(each for some in ASSURANCES.values() for each in some))
            says = f"`{approach}` is not known: every sort of assurance is offered"
            self.report.differs(f"{asked.place}:assuranceApproach", says)
        name = f"{value['id']}-assurance"
        data: Data = {
            "id": name,
            "type": "one-of",
            "label": "How can you assure that?",
            "name": f"{value.get('name') or value['label']}: assurance",
        }
        if not value.get("required", True):
            data["when"] = {"answer": value["id"], "answered": True}
        elif "when" in value:
            data["when"] = value["when"]
        data["options"] = list(options)
        if message := self.message(asked, "assurance_required", lot):
            data["messages"] = {"missing": message}
        self.keys[asked.id] = Key(Shape.ASSURED, value["id"], assurance=name)
        return data

    # --- prices ---------------------------------------------------------------------------------

    def _pricing(self, asked: Asked, lot: str | None, when: Data | None) -> list[Data]:
        """Make a question of each field of a price; more than one stand in a group."""
        per = _per(asked)
        order = [*_PRICES, *_CHOSEN]
        fields = sorted(asked.fields.items(), key=lambda each: _position(each[0], order))
        made = []
        for role, key in fields:
            if role not in order:
                self.report.left_out(f"{asked.place}:fields", f"`{role}` is no part of a price")
                continue
            made.append(self._price_part(asked, role, key, per, lot))
            self.keys[key] = Key(Shape.PLAIN, self.ids[key])
        label, after = self._label(asked, lot)
        texts: Data = {}
        if hint := self._long(asked, "hint", lot):
            texts["hint"] = hint
        advice = self._long(asked, "question_advice", lot, marked=True)
        if guidance := "\n\n".join(filter(None, (after, advice))):
            texts["guidance"] = guidance
        self._min_and_max(asked, lot)
        self._tell(asked)
        if len(made) == 1:
            (only,) = made
            only = {**only, "label": label, **self._name(asked, label, lot)}
            return [_ordered({**only, **texts, **({"when": when} if when else {})})]
        group = {"group": label, **texts, **({"when": when} if when else {})}
        return [{**group, "questions": [_ordered(each) for each in made]}]

    def _price_part(
        self, asked: Asked, role: str, key: str, per: str | None, lot: str | None
    ) -> Data:
        name = self._name(asked, "", lot).get("name")
        if role in _CHOSEN:
            label, options = _CHOSEN[role]
            data: Data = {"type": "one-of", "label": label, "options": list(options)}
        else:
            label = _PRICES[role]
            data = {"type": "money", "label": label}
            if per:
                data["per"] = per
            if asked.decimal_place_restriction:
                data |= {
                    "more_than": 0,
                    "max": _HIGHEST_PRICE.quantize(Decimal("0.01"), "ROUND_DOWN"),
                }
                says = (
                    "half-written pence are read: 12.5 is £12.50, where the old service refused it"
                )
                self.report.differs(asked.place, says)
            else:
                data |= {"max": _HIGHEST_PRICE, "places": _PRICE_PLACES}
        data |= {"id": self.ids[key], "name": f"{name}: {label.lower()}" if name else None}
        if role in asked.optional_fields or self._optional(asked):
            data["required"] = False
        if messages := self._messages(asked, data["type"], lot, of=key):
            data["messages"] = messages
        if asked.empty_message:
            data["empty"] = self.texts.line(
                asked.empty_message, f"{asked.place}:empty_message", lot
            )
        return {name: value for name, value in data.items() if value is not None}

    def _min_and_max(self, asked: Asked, lot: str | None) -> None:
        """Add the check of their API: a lowest price is never above the highest."""
        low, high = asked.fields.get("minimum_price"), asked.fields.get("maximum_price")
        if low and high:
            says = self.message(asked, "max_less_than_min", lot)
            self.checks[f"{low} {high}"] = {
                "when": {"answer": self.ids[low], "more_than": {"answer": self.ids[high]}},
                "at": self.ids[high],
                "says": says or "The highest price cannot be below the lowest",
            }

    # --- one answer for each of the buyer's requirements ----------------------------------------

    def _boolean_list(self, asked: Asked) -> Data:
        source = self.brief.get(asked.id)
        column = {"id": "met", "type": "yes-no", "label": "{{ item }}"}
        if source is None:
            self.report.differs(
                asked.place, "a list of yes and no, since the brief asks for no list of this name"
            )
            most = asked.number_of_items or _ITEMS
            columns = [{**column, "label": "Do you meet it?"}]
            return {"type": "rows", "max": most, "columns": columns}
        return {"type": "rows", "each": f"brief.{source}", "columns": [column]}

    def _dynamic_list(self, asked: Asked, lot: str | None) -> Data:
        field_ = str(asked.dynamic_field or "").partition(".")[2] or asked.id
        source = self.brief.get(field_)
        columns = self.columns.get(asked.id, [])
        made = [column for each in columns for column in self._columns(each, columns, lot)]
        if source is None:
            self.report.differs(
                asked.place, f"rows of any number, since the brief asks for no list `{field_}`"
            )
            return {"type": "rows", "columns": made}
        return {"type": "rows", "each": f"brief.{source}", "columns": made}

    #: The questions of each dynamic list, by the id of the list.
    columns: dict[str, list[Asked]] = field(default_factory=dict)

    def _columns(self, asked: Asked, among: Sequence[Asked], lot: str | None) -> list[Data]:
        when = condition_of(asked, among, self.ids, self.report)
        if when is NEVER:
            return []
        return [
            {key: value for key, value in each.items() if key != "empty"}
            for each in [self._one(asked, lot, when)]
        ]


# --- conditions -----------------------------------------------------------------------------------

#: The condition of a follow-up that no answer opens.
NEVER: Final[Data] = {"never": True}


def condition_of(
    asked: Asked, among: Iterable[Asked], ids: Mapping[str, str], report: Report
) -> Data | None:
    """Give when a follow-up is asked; None for a question that is none; `NEVER`.

    A follow-up of several questions is asked when each of them opens it: what their schemas accept.
    """
    parts: list[Data] = []
    for parent in among:
        if asked.id not in parent.followup:
            continue
        condition = _opens(parent, parent.followup[asked.id], ids)
        if condition is None:
            report.left_out(
                asked.place,
                f"follows `{parent.id}`, none of whose answers opens it: it was never asked",
            )
            return NEVER
        parts.append(condition)
    if len(parts) > 1:
        names = ", ".join(f"`{each.id}`" for each in among if asked.id in each.followup)
        report.differs(asked.place, f"follows {names}: it is asked when each of them opens it")
    return _both(*parts)


def _opens(parent: Asked, values: Sequence[Any], ids: Mapping[str, str]) -> Data | None:
    """Give the condition that an answer opens a follow-up; None where no answer can."""
    name = ids[parent.id]
    if parent.type == "boolean":
        known: list[Any] = [value for value in (True, False) if value in values]
        if len(known) == 2:
            return {"answer": name, "answered": True}
        return {"answer": name, "is": "yes" if known[0] else "no"} if known else None
    answers = [tidy(each.answer) for each in leaves(parent.options)]
    # `true` is not the option "True": such a follow-up is a mistake of the source.
    named = {tidy(value) for value in values if isinstance(value, str)}
    chosen = [answer for answer in dict.fromkeys(answers) if answer in named]
    if not chosen:
        return None
    if set(chosen) == set(answers):
        return {"answer": name, "answered": True}
    if parent.type in {"checkboxes", "checkbox_tree"}:
        one, some = "includes", "includes_any"
    else:
        one, some = "is", "one_of"
    return {"answer": name, **({one: chosen[0]} if len(chosen) == 1 else {some: chosen})}


def _both(*parts: Data | None) -> Data | None:
    """Join conditions that must all hold, each said once."""
    kept: list[Data] = []
    for part in parts:
        for each in part.get("all", [part]) if part else ():
            if each not in kept:
                kept.append(each)
    if len(kept) < 2:
        return kept[0] if kept else None
    return {"all": kept}


# --- limits ---------------------------------------------------------------------------------------

_FIRST_NUMBER = re.compile(r"[\d,]+")


def limits_of(asked: Asked) -> tuple[int | None, int | None]:
    """Give the most words and characters of a text, as the generator of their schemas finds them.

    Words: `max_length_in_words`, or the number in the name of a validation `under_N_words`.
    Characters: the first number in what is said under `under_character_limit`.
    """
    words = asked.max_length_in_words or None
    characters = asked.max_length or None
    for each in asked.validations:
        found = re.match(_UNDER_WORDS, each.name)
        if found and words is None:
            words = int(found[1])
        if each.name == "under_character_limit" and characters is None:
            number = _FIRST_NUMBER.search(each.message)
            digits = number[0].replace(",", "") if number else ""
            characters = int(digits) if digits else None
    return words or None, characters or None


# --- options and prices ---------------------------------------------------------------------------


def tidy(text: object) -> str:
    """Give the text of an option as it can be answered: on one line, and trimmed."""
    return re.sub(r"\s*\n\s*", " ", str(text)).strip()


def _every(choices: Iterable[Choice]) -> Iterator[Choice]:
    for each in choices:
        yield each
        yield from _every(each.options)


def leaves(choices: Iterable[Choice]) -> Iterator[Choice]:
    """Give the options that can be chosen: those of a tree that have none below them."""
    for each in choices:
        if each.options:
            yield from leaves(each.options)
        else:
            yield each


def _unlike(choices: Iterable[Choice]) -> list[Choice]:
    """Leave out an option that stands again among its neighbours."""
    kept: dict[tuple[bool, str], Choice] = {}
    for each in choices:
        kept.setdefault((bool(each.options), tidy(each.answer)), each)
    return list(kept.values())


def _per(asked: Asked) -> str | None:
    """Say what a price is for, from the defaults of its unit and interval."""
    unit, interval = (asked.field_defaults.get(key) for key in ("price_unit", "price_interval"))
    said = [each.lower() for each in (unit, interval) if each]
    return " a ".join(said) or None


def _position(role: str, order: Sequence[str]) -> int:
    return order.index(role) if role in order else len(order)


_ORDER: Final = (
    "id",
    "type",
    "label",
    "name",
    "hint",
    "guidance",
    "required",
    "lots",
    "when",
)


def _ordered(data: Data) -> Data:
    """Put the keys that every question has first, as our own files do."""
    first = {key: data[key] for key in _ORDER if key in data}
    return first | {key: value for key, value in data.items() if key not in first}


_SHAPES: Final = {
    "dynamic_list": Shape.ROWS,
    "boolean_list": Shape.BOOLEANS,
    "upload": Shape.FILE,
}
