"""Fields: what a page's fields are called, and what they hold of a raw answer.

A raw answer may be any JSON. `typed` gives it in the one shape in which a page holds it, and
`forms.answers.posting` gives that shape back:

    a text                               most types; `yes`, `no` or nothing for a choice of two
    {"day": "3", "month": "1", …}        date
    {"lines": ["1 High Street", ""], …}  address
    {"developer": "650"}                 day rates
    ["a", "b"]                           texts, many of
    [{"customer": "…"}, …]               rows: by column, and by `_item` where each is for an item
    [{"name": …, "size": …}]             files

What is typed stays as it is, right or wrong, so that it can be shown again with what is said of it.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, cast

from forms.answers.item_rows import ITEM_KEY, named_item
from forms.answers.writing import Json
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.model.typed_values import calendar_day
from rules.problems import ValueProblem
from rules.values import read_yes_no

#: The parts of a date and of an address, as their fields are called.
DATE_PARTS: Final = ("day", "month", "year")
ADDRESS_PARTS: Final = ("town", "postcode", "country")
FILE_PARTS: Final = ("name", "size", "sha256")
#: How many lines an address has on a page; more where more were given.
ADDRESS_LINES: Final = 2

# Line and page breaks of office programs, which no page can hold, as texts are read with them.
_NEW_LINES = str.maketrans("\x0b\x0c", "\n\n")
_SPACES = str.maketrans("\x0b\x0c", "  ")
_IDS = str.maketrans({".": "_", "[": "_", "]": None})


def field_id(name: str) -> str:
    """Return the id of a field's element: `references[1].customer` is `references_1_customer`.

    Two fields never share one, since no id of a question has an underscore or a capital. An id that
    begins with a digit is accepted by browsers, and not by everything that reads pages.
    """
    found = name.translate(_IDS)
    return f"Q{found}" if found[:1].isdigit() else found


def typed(question: AnyQuestion, raw: object) -> Json:
    """Return a raw answer in the shape in which a page holds it. Raises nothing, whatever it is."""
    if type(question) in _ONE_TEXT:
        if isinstance(raw, str) and type(question) is LongText:
            raw = raw.translate(_NEW_LINES)
        return text_of(raw)
    match question:
        case Date():
            return cast("Json", date_parts(raw))
        case PostalAddress():
            return _address(raw)
        case DayRates():
            known = raw if isinstance(raw, Mapping) else {}
            return {role.id: text_of(known.get(role.id)) for role in question.roles}
        case TextList():
            return [text_of(item) for item in items_of(raw)]
        case YesNo():
            return _yes_no(raw)
        case Declaration():
            return "yes" if _yes_no(raw) == "yes" else ""
        case OneOf():
            return _choice(raw)
        case ManyOf():
            return cast("Json", _choices(question, raw))
        case Rows():
            return [_row(question, row) for row in items_of(raw)]
        case FileUpload():
            return [_file(each) for each in items_of(raw) if isinstance(each, Mapping)]
        case _:
            return text_of(raw)


#: Most questions are answered with one text, and finding that out first is quickest.
_ONE_TEXT: Final = frozenset({ShortText, LongText, Email, Number, Money, Percentage, Period})


def items_of(raw: object) -> Iterable[object]:
    """Return the items of a list; one that is no list is its only item."""
    if raw is None or raw == "":
        return ()
    return raw if isinstance(raw, list | tuple) else (raw,)


def text_of(raw: object) -> str:
    """Return the text that a field shows for a raw answer."""
    if isinstance(raw, str):
        raw = raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw
        return raw.translate(_SPACES)
    match raw:
        case None:
            return ""
        case bool():
            return "yes" if raw else "no"
        case date():
            return raw.isoformat()
        case Mapping() | list() | tuple():
            return _as_json(raw)
        case _:
            try:
                return str(raw)
            except ValueError:  # a number of thousands of digits
                return "…"


def _as_json(raw: object) -> str:
    try:
        return json.dumps(raw, ensure_ascii=False, default=text_of, skipkeys=True)
    except (ValueError, RecursionError):
        return "…"


def date_parts(raw: object) -> dict[str, str]:
    """Return the three fields of a date. What is no date at all stands in the first of them."""
    if isinstance(raw, Mapping):
        return {part: text_of(raw.get(part)) for part in DATE_PARTS}
    text = text_of(raw)
    try:
        day = calendar_day(raw)
    except ValueProblem:
        return {"day": text, "month": "", "year": ""}
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _address(raw: object) -> Json:
    known = raw if isinstance(raw, Mapping) else {"lines": raw}
    lines: list[Json] = [text_of(line) for line in items_of(known.get("lines"))]
    lines += [""] * (ADDRESS_LINES - len(lines))
    return {"lines": lines, **{part: text_of(known.get(part)) for part in ADDRESS_PARTS}}


def _yes_no(raw: object) -> str:
    try:
        return "yes" if read_yes_no(raw) else "no"
    except ValueProblem:
        return text_of(raw).strip()


def _choice(raw: object) -> str:
    return unicodedata.normalize("NFC", text_of(raw)).strip()


def _choices(question: ManyOf, raw: object) -> list[str]:
    """Return what is chosen, in the order of the options; what is no option comes last."""
    chosen = dict.fromkeys(_choice(item) for item in items_of(raw))
    options = [value for value in question.choices if value in chosen]
    return options + [value for value in chosen if value and value not in question.choices]


def _row(rows: Rows, raw: object) -> dict[str, Json]:
    known = raw if isinstance(raw, Mapping) else {}
    item = {ITEM_KEY: named_item(raw)} if rows.each and named_item(raw) else {}
    return item | {column.id: typed(column, known.get(column.id)) for column in rows.columns}


def _file(raw: Mapping[object, object]) -> Json:
    size = raw.get("size")
    return {
        "name": text_of(raw.get("name")),
        "size": size if type(size) is int else text_of(size),
        "sha256": text_of(raw.get("sha256")),
    }
