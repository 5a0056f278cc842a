"""Conversion: one of their questions becomes one of ours, or several, as data of a form's file.

Each is made for one lot, since its texts may depend on the lot. Limits that stand in the names and
in the words of `validations` are read as the generator of their schemas reads them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.identifiers import ids_of, in_words
from runtime.importers.digital_marketplace.questions.answers import AnswerShape, Key
from runtime.importers.digital_marketplace.questions.code_rules import (
    ASSURANCES,
    MEGABYTES,
    OPEN_FORMATS,
    CodeRules,
)
from runtime.importers.digital_marketplace.questions.followups import both, condition
from runtime.importers.digital_marketplace.questions.options import are_exact, options_of
from runtime.importers.digital_marketplace.questions.prices import parts_of, tell_of_prices
from runtime.importers.digital_marketplace.questions.selection import QuestionInLot
from runtime.importers.digital_marketplace.questions.validations import (
    ASSURANCE,
    Messages,
    limits_of,
)
from runtime.importers.digital_marketplace.report import ImportReport
from runtime.importers.digital_marketplace.source.markup import tidy
from runtime.importers.digital_marketplace.source.model import SourceQuestion
from runtime.importers.digital_marketplace.source.texts import FormTexts

#: Lists without limits of their own.
_ITEMS, _ITEM_CHARACTERS, _ITEM_WORDS = 10, 100, 10
#: Numbers without limits of their own: from 0 to this, which itself will not do.
_NUMBERS_BELOW: Final = 100


@dataclass(slots=True)
class Questions:
    """Makes the questions of one form in one lot.

    ids      our id for each key of an answer of theirs, and for `<key> assurance`
    lists    the ids of the lists in the buyer's brief, by key: what gives a table its rows
    keys     filled: how each key of theirs is answered here
    messages filled: what each question says of wrong answers, by file
    """

    texts: FormTexts
    ids: Mapping[str, str]
    lists: Mapping[str, str]
    code: CodeRules
    keys: dict[str, Key] = field(default_factory=dict)
    messages: dict[str, Messages] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        """The report of the import."""
        return self.texts.report

    def made(
        self, standing: QuestionInLot, *, within: str = "", optional: bool | None = None
    ) -> list[Data]:
        """Make the questions of one that is no group: those of a price may stand in a group.

        `within` is what the group around it is called; `optional` says whether it may be left out,
        None that the source says so.
        """
        asked = standing.asked
        messages = self.messages.setdefault(asked.file, Messages(asked, self.texts))
        when = both(self._follows(standing), self.code.condition(asked.id, self.ids))
        if asked.type == "pricing":
            made = self._pricing(standing, messages, when, within=within, optional=optional)
        else:
            if optional is None:
                optional = asked.optional or self.code.is_optional(asked.id)
            shape = _SHAPES.get(asked.type, AnswerShape.PLAIN)
            tidied = bool(asked.options) and not are_exact(asked)
            self.keys[asked.id] = Key(question=self.ids[asked.id], shape=shape, tidied=tidied)
            around = ({"required": False} if optional else {}) | ({"when": when} if when else {})
            data = self._whole(asked, self._particular(standing), messages, around)
            made = [data]
            if asked.assuranceApproach:
                made.append(self._assurance(asked, data, messages))
        for key in standing.keys:
            self.code.earlier[key] = asked
        self._tell(asked)
        return made

    def _follows(self, standing: QuestionInLot) -> Data | None:
        """Return when a follow-up is asked; None if it is not a follow-up."""
        parts: list[Data] = []
        for each in standing.opened:
            key = each.by.id
            if self.code.earlier.get(key) is each.by:
                parts.append(condition(each.by, self.ids[key], each.answers))
            else:
                says = f"follows `{key}`, which is not asked before it: it is always asked"
                self.report.differs(standing.asked.place, says)
        if len(parts) > 1:
            names = ", ".join(f"`{each.by.id}`" for each in standing.opened)
            says = f"follows {names}: it is asked only if each of them opens it"
            self.report.differs(standing.asked.place, says)
        return both(*parts)

    def _whole(self, asked: SourceQuestion, limits: Data, messages: Messages, around: Data) -> Data:
        """Return a question: its texts, and what is particular to its type."""
        label, help_ = self._texts(asked)
        data: Data = {"id": self.ids[asked.id], "label": label} | limits | help_ | around
        name = self.texts.line(asked.name, asked.place / "name") if asked.name else ""
        if name and name != label:
            data["name"] = name
        if said := messages.of(limits["type"]):
            data["messages"] = said
        if empty := self._empty(asked):
            data["empty"] = empty
        return ordered(data)

    # --- texts ----------------------------------------------------------------------------------

    def _texts(self, asked: SourceQuestion) -> tuple[str, Data]:
        """Return the label of a question, with its hint and its guidance."""
        label, after = self.texts.question(asked.question, asked.place / "question")
        if not label:
            label = self.texts.line(asked.name, asked.place / "name") if asked.name else ""
        if not label:
            label = in_words(asked.id)
            self.report.differs(asked.place, "has no text: its label is made from its id")
        return label, self.help_of(asked, after)

    def help_of(self, asked: SourceQuestion, after: str | None = None) -> Data:
        """Return the hint and the guidance of a question; `after` is what follows its label.

        A hint belongs after all of the question: if its text goes on, the hint follows as guidance.
        """
        hint = asked.hint and self.texts.long(asked.hint, asked.place / "hint")
        place = asked.place / "question_advice"
        advice = asked.question_advice and self.texts.long(
            asked.question_advice, place, marked=True
        )
        parts = (after, hint if after else None, advice)
        guidance = "\n\n".join(filter(None, parts))
        found = {} if after or not hint else {"hint": hint}
        return found | ({"guidance": guidance} if guidance else {})

    def _empty(self, asked: SourceQuestion) -> str:
        text = asked.empty_message
        return self.texts.line(text, asked.place / "empty_message") if text else ""

    def _tell(self, asked: SourceQuestion) -> None:
        """Report each key that means nothing here, and what it was for."""
        carried = _EVERYWHERE | _CARRIED[asked.type]
        for key in asked.given - carried:
            says = _WHAT_FOR.get(key, "has no effect for a question of this type")
            if key in asked.others:
                says = "is not known to the format"
            self.report.left_out(asked.place / key, says, needless=key in _WHAT_FOR)
        if asked.assessment and not self.code.declaration:
            says = "nothing passes or fails outside a declaration"
            self.report.left_out(asked.place / "assessment", says)
        for part in ("limits", "assessment"):
            inner = getattr(asked, part)
            for key in inner.others if inner else ():
                self.report.left_out(asked.place / part / key, "is not known to the format")
        tell_of_depends(asked, self.report)
        for i, each in enumerate(asked.depends):
            if each.on != "lot" or not self.texts.lot:
                says = f"depends on `{each.on}`, but is always asked here"
                self.report.left_out(asked.place / "depends" / i, says)

    # --- types ----------------------------------------------------------------------------------

    def _particular(self, standing: QuestionInLot) -> Data:
        """Return what is particular to the type of a question."""
        asked = standing.asked
        match asked.type:
            case "text" | "email":
                return self._text(asked)
            case "textbox_large":
                return {"type": "long-text", **self._limits(asked)}
            case "boolean":
                wanted = {None: {}, True: {"must_be": "yes"}, False: {"must_be": "no"}}
                return {"type": "yes-no", **wanted[asked.required_value]}
            case "radios":
                return {"type": "one-of", "options": options_of(asked, self.texts)}
            case "checkboxes" | "checkbox_tree":
                return self._several(asked)
            case "list":
                return self._list(asked)
            case "number":
                return self._number(asked)
            case "percentage":
                says = "a percentage from 0 to 100: only the oldest frameworks have the type"
                self.report.differs(asked.place / "type", says)
                return {"type": "percentage"}
            case "date":
                return {"type": "date"}
            case "upload":
                says = (
                    "takes a file in an open format, up to 5 MB (5,242,880 bytes; the limit was "
                    "5,400,000), where the old service kept a file's address"
                )
                self.report.differs(asked.place / "type", says)
                return {
                    "type": "file",
                    "kinds": list(OPEN_FORMATS),
                    "max_megabytes": MEGABYTES,
                }
            case "boolean_list":
                return self._boolean_list(asked)
            case _:
                return self._rows(standing)

    def _text(self, asked: SourceQuestion) -> Data:
        place = asked.place / "limits" / "format"
        kind = self.code.format_of(asked.id)
        for key in asked.limits.model_fields_set - {"format"}:
            self.report.left_out(
                asked.place / "limits" / key, "is a limit for numbers, not for text"
            )
        if asked.limits.format == "email" or asked.type == "email":
            says = "takes one or more e-mail addresses, each of the usual form"
            self.report.differs(asked.place, says)
            if any(limits_of(asked)):
                says = "how long it may be: an e-mail address has limits of its own"
                self.report.left_out(asked.place, says)
            return {"type": "email", "several": True}
        if asked.limits.format:
            says = f"the format `{asked.limits.format}` is not known: any text is accepted"
            self.report.left_out(place, says)
        if kind in {"email", "percentage"}:
            return {"type": kind}
        if kind is not None:
            return {"type": "short-text", "format": kind}
        return {"type": "short-text", **self._limits(asked)}

    def _limits(self, asked: SourceQuestion) -> Data:
        words, characters = limits_of(asked)
        found = {
            "max_words": words or self.code.words,
            "max_characters": characters or self.code.characters,
        }
        return {key: limit for key, limit in found.items() if limit is not None}

    def _several(self, asked: SourceQuestion) -> Data:
        data: Data = {"type": "many-of", "options": options_of(asked, self.texts)}
        if asked.number_of_items:
            data["max"] = asked.number_of_items
        place = asked.place / "before_summary_value"
        fixed = [self.texts.literal(e, place / i) for i, e in enumerate(asked.before_summary_value)]
        return data | ({"fixed": list(filter(None, fixed))} if any(fixed) else {})

    def _list(self, asked: SourceQuestion) -> Data:
        words, characters = limits_of(asked)
        data: Data = {
            "type": "texts",
            "max": asked.number_of_items or _ITEMS,
            "max_words": words or _ITEM_WORDS,
            "max_characters": characters or _ITEM_CHARACTERS,
        }
        name = asked.list_item_name or ""
        item = self.texts.literal(name, asked.place / "list_item_name")
        return data | ({"item": item} if item else {})

    def _number(self, asked: SourceQuestion) -> Data:
        if self.code.format_of(asked.id) == "percentage":
            says = "the old service took any figure from 0 to 100, whatever its limits say"
            for key in asked.limits.model_fields_set:
                self.report.left_out(asked.place / "limits" / key, says)
            return {"type": "percentage"} | self._unit(asked, percent=True)
        limits, percent = asked.limits, asked.unit == "%"
        whole = limits.integer_only
        least = 0 if limits.min_value is None else limits.min_value
        most = _NUMBERS_BELOW if limits.max_value is None else limits.max_value
        data: Data = {"type": "percentage" if percent else "number"}
        if whole:
            data |= {"places": 0} if percent else {"whole": True}
        if least > most or (least == most and not whole):
            says = "no answer is within these limits, so they are left out"
            self.report.left_out(asked.place / "limits", says)
            data |= {"min": None, "max": None} if percent else {}
        elif whole:
            data |= {"min": least, "max": most}
        else:
            data |= {"min": least, "less_than": most} | ({"max": None} if percent else {})
        if limits.format:
            says = "a number has no format"
            self.report.left_out(asked.place / "limits" / "format", says)
        return data | self._unit(asked, percent=percent)

    def _unit(self, asked: SourceQuestion, *, percent: bool) -> Data:
        if percent and tidy(asked.unit_in_full or "%").lower() not in _PERCENT:
            says = "the figure is a percentage, and is shown as one"
            self.report.left_out(asked.place / "unit_in_full", says)
        if asked.unit_position not in {None, "after"}:
            says = "the unit is shown after the figure"
            self.report.left_out(asked.place / "unit_position", says)
        if percent:
            return {}
        key = "unit_in_full" if asked.unit_in_full else "unit"
        unit = self.texts.literal(getattr(asked, key) or "", asked.place / key)
        if asked.unit and asked.unit != unit:
            self.report.left_out(asked.place / "unit", f"is written out, as `{unit}`")
        return {"unit": unit} if unit else {}

    def _assurance(self, asked: SourceQuestion, value: Data, messages: Messages) -> Data:
        """Make the question how an answer is assured, which stands behind it."""
        approach = str(asked.assuranceApproach)
        options = ASSURANCES.get(approach)
        if options is None:
            options = tuple(dict.fromkeys(each for some in ASSURANCES.values() for each in some))
            says = f"`{approach}` is not known: every kind of assurance is offered"
            self.report.differs(asked.place / "assuranceApproach", says)
        name = self.ids[f"{asked.id} assurance"]
        key = self.keys[asked.id]
        assured = {"shape": AnswerShape.ASSURED, "holds": key.shape, "assurance": name}
        self.keys[asked.id] = key.model_copy(update=assured)
        title = str(value.get("name", value["label"]))
        data: Data = {
            "id": name,
            "type": "one-of",
            "label": "How can you assure that?",
            "name": f"{title[:400]}: assurance",
        }
        if not value.get("required", True):
            data["when"] = {"answer": value["id"], "answered": True}
        elif "when" in value:
            data["when"] = value["when"]
        data["options"] = list(options)
        missing = messages.one(ASSURANCE)
        messages.is_said(ASSURANCE, missing)
        return data | ({"messages": {"missing": missing}} if missing else {})

    def _pricing(
        self,
        standing: QuestionInLot,
        messages: Messages,
        when: Data | None,
        *,
        within: str,
        optional: bool | None,
    ) -> list[Data]:
        """Make a question of each part of a price; more than one stand in a group."""
        asked = standing.asked
        name = self.texts.line(asked.name, asked.place / "name") if asked.name else ""
        label, help_ = self._texts(asked)
        parts = parts_of(
            asked,
            standing.keys,
            self.ids,
            messages,
            self.texts,
            called=name or within,
            optional=optional,
        )
        self.keys |= {key: Key(question=self.ids[key]) for key in standing.keys}
        tell_of_prices(asked, self.report)
        empty = {"empty": said} if (said := self._empty(asked)) else {}
        around = help_ | ({"when": when} if when else {})
        if len(parts) == 1:
            own = {"label": label} | ({"name": name} if name and name != label else {})
            only = {key: value for key, value in parts[0].items() if key != "name"}
            return [ordered(only | own | around | empty)]
        inside = [ordered(each | empty) for each in parts]
        return [{"group": label} | around | {"questions": inside}]

    # --- one answer for each of the buyer's requirements ----------------------------------------

    def _boolean_list(self, asked: SourceQuestion) -> Data:
        source = self.lists.get(asked.id)
        column: Data = {"id": "met", "type": "yes-no", "label": "{{ item }}"}
        if source is not None:
            if asked.number_of_items is not None:
                says = "the buyer's list decides how many there are"
                self.report.left_out(asked.place / "number_of_items", says)
            return {"type": "rows", "each": f"brief.{source}", "columns": [column]}
        says = "a list of yes or no, because the brief asks for no list of this name"
        self.report.differs(asked.place, says)
        column = column | {"label": "Do you meet it?"}
        return {"type": "rows", "max": asked.number_of_items or _ITEMS, "columns": [column]}

    def _rows(self, standing: QuestionInLot) -> Data:
        """Make a table, with a row for each item of a list in the brief where there is such."""
        asked = standing.asked
        name = str(asked.dynamic_field or "").rpartition(".")[2] or asked.id
        source = self.lists.get(name)
        if source is None:
            says = f"any number of rows, because the brief asks for no list `{name}`"
            self.report.differs(asked.place, says)
        leaves = [leaf for each in standing.inside for leaf in each.leaves()]
        row = Questions(
            self.texts if source is None else self.texts.of_rows(),
            ids_of(names_of(leaves)),
            {},
            CodeRules(),
        )
        columns = [
            column
            for leaf in leaves
            for item in row.made(leaf)
            for column in flat(item, leaf.asked, self.report)
        ]
        row.tell_the_rest()
        self.keys[asked.id] = self.keys[asked.id].model_copy(update={"columns": row.keys})
        each = {} if source is None else {"each": f"brief.{source}"}
        return {"type": "rows"} | each | {"columns": columns}

    def tell_the_rest(self) -> None:
        """Report the messages that no question uses."""
        for each in self.messages.values():
            each.tell_the_rest()


def names_of(leaves: Iterable[QuestionInLot]) -> Iterator[str]:
    """Yield the names for which questions need ids: their keys, and `<key> assurance`."""
    for each in leaves:
        yield from each.keys
        # Nothing here says how a price is assured, which is told.
        if each.asked.assuranceApproach and each.asked.type != "pricing":
            yield f"{each.asked.id} assurance"


def flat(item: Data, asked: SourceQuestion, report: ImportReport) -> Iterator[Data]:
    """Take questions out of a group that would stand in another group, or in a row."""
    if "group" not in item:
        yield item
        return
    report.differs(asked.place, f"`{item['group']}` is not a group of its own inside another")
    around = {key: item[key] for key in ("when",) if key in item}
    help_ = {key: item[key] for key in ("hint", "guidance") if key in item}
    for each in item["questions"]:
        yield ordered(each | {"label": f"{item['group']}: {each['label']}"} | around | help_)
        help_ = {}


_ORDER: Final = (
    "id", "type", "label", "name", "hint", "guidance", "required", "when",
)  # fmt: skip


def tell_of_depends(asked: SourceQuestion, report: ImportReport) -> None:
    """Report each unknown key in what a question depends on."""
    for i, each in enumerate(asked.depends):
        for key in each.others:
            report.left_out(asked.place / "depends" / i / key, "is not known to the format")


def ordered(data: Data) -> Data:
    """Put the keys that every question has first, and its messages last, as our own files do."""
    first = {key: data[key] for key in _ORDER if key in data}
    last = {key: data[key] for key in ("messages", "empty") if key in data}
    return first | {k: v for k, v in data.items() if k not in first and k not in last} | last


_SHAPES: Final = {
    "dynamic_list": AnswerShape.ROWS,
    "boolean_list": AnswerShape.BOOLEANS,
    "upload": AnswerShape.FILE,
}

#: The keys of their questions that become something, whatever the type.
_EVERYWHERE: Final = frozenset(
    {"id", "type", "question", "name", "hint", "question_advice", "depends", "validations"}
    | {"optional", "empty_message", "assessment", "followup"}
)
_LENGTHS: Final = frozenset({"max_length", "max_length_in_words"})
_PERCENT: Final = frozenset({"%", "percent", "per cent", "percentage"})
_UNITS: Final = frozenset({"unit", "unit_in_full", "unit_position"})
_CHOICE: Final = frozenset({"options", "assuranceApproach"})
_ASSURED: Final = frozenset({"assuranceApproach"})
#: And those that do for some types.
_CARRIED: Final[Mapping[str, frozenset[str]]] = {
    "boolean": _ASSURED | {"required_value"},
    "boolean_list": _ASSURED | {"number_of_items"},
    "checkbox_tree": _CHOICE | {"number_of_items", "before_summary_value"},
    "checkboxes": _CHOICE | {"number_of_items", "before_summary_value"},
    "date": _ASSURED,
    "dynamic_list": _ASSURED | {"questions", "dynamic_field"},
    "email": _ASSURED | _LENGTHS | {"limits"},
    "list": _ASSURED | _LENGTHS | {"number_of_items", "list_item_name"},
    "number": _ASSURED | _UNITS | {"limits"},
    "percentage": _ASSURED,
    "pricing": frozenset(
        {"fields", "field_defaults", "optional_fields", "decimal_place_restriction"}
    ),
    "radios": _CHOICE,
    "text": _ASSURED | _LENGTHS | {"limits"},
    "textbox_large": _ASSURED | _LENGTHS,
    "upload": _ASSURED,
}
_WHAT_FOR: Final = {
    "hidden": "was not shown on the page of a service",
    "filter_label": "named a filter of the search for services",
    "smaller": "made the field narrow",
    "slug": "named the page's address, which is made from the question here",
}
