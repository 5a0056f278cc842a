"""Posting: the fields that a page sends back become raw answers, exactly as they were typed.

posted = read_posted(form, "prices", [("_action", "save"), ("total-price", "1.2k")])
posted.answers    {"total-price": "1.2k"}
posted.action     Action(Verb.SAVE)

Whether an answer is right is not asked here. What is refused, with `InputError`, is what no page of
the form can have sent: unknown fields, fields sent twice, too many or too long ones.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NoReturn, cast

from forms.answers.fields import ADDRESS_PARTS, DATE_PARTS, FILE_PARTS, field_id
from forms.answers.item_rows import ITEM_KEY
from forms.answers.parsing import blank
from forms.answers.writing import Json
from forms.linked.linked_form import LinkedForm
from forms.model.choice_questions import ManyOf
from forms.model.figure_questions import Date, DayRates
from forms.model.question import MAX_ITEMS
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import PostalAddress, TextList
from forms.model.typed_values import StoredFile, as_typed
from rules.problems import InputError, Problem

#: Names of a page's own fields. No question is called so, as ids have no underscore.
VERSION: Final = "_version"
ACTION: Final = "_action"
#: The part of a row that holds the answers of its columns that may not be shown, and so not sent.
KEPT: Final = "_kept"
#: The part of a choice, or of files, that says that it was shown, where nothing may be sent of it.
SHOWN: Final = "_shown"


class Verb(StrEnum):
    """What a button asks for."""

    SAVE = "save"
    LATER = "later"
    AUTOSAVE = "autosave"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PageAction:
    """What was asked for; `field` is the list to add to, or the item to remove."""

    verb: Verb
    field: str = ""


@dataclass(frozen=True, slots=True)
class PageAnswers:
    """What a page sent.

    answers   raw answers by question id, of the questions that the page showed
    action    what was asked for: an item that is added or removed is so in `answers` already
    version   the version of the draft that the page showed
    goto      after an item was added or removed: the id of the element to go to
    """

    answers: Mapping[str, Json]
    action: PageAction = PageAction(Verb.SAVE)
    version: int = 0
    goto: str = ""


@dataclass(frozen=True, slots=True)
class PageLimits:
    """How much a page may send: fields, characters in one of them, characters in all."""

    fields: int = 20_000
    characters: int = 200_000
    total: int = 5_000_000


#: Far more than any page has.
LIMITS: Final = PageLimits()

#: The way to a field inside its question: `references[1].customer` is (1, "customer").
AnswerPath = tuple[str | int, ...]
#: What was sent for one question: each way with its texts, in order.
Sent = dict[AnswerPath, list[str]]

_NAME = re.compile(r"([a-z0-9-]{1,100})((?:\[\d{1,4}\]|\.[a-z0-9_-]{1,100})*)", re.ASCII)
_STEP = re.compile(r"\[(\d+)\]|\.([a-z0-9_-]+)", re.ASCII)


def read_posted(
    form: LinkedForm,
    page_id: str,
    fields: Iterable[tuple[str, str]],
    *,
    uploads: Mapping[str, Sequence[StoredFile]] | None = None,
    extra: Collection[str] = (),
    limits: PageLimits = LIMITS,
) -> PageAnswers:
    """Read what the page of a form sent: every field's name and text, in order.

    `form` is the form in its lot. `uploads` holds the files that were sent and are stored, by the
    name of their field; `extra` the names of fields that are none of the form's. A question of
    which nothing was sent was not shown, and is left out. Raises `InputError`.
    """
    page = next((each for each in form.pages if each.page.id == page_id), None)
    if page is None:
        _refuse("", f"there is no page {as_typed(page_id)}")
    questions = {step.id: step.question for step in page.steps}
    own, sent = _sorted_out(fields, frozenset(extra), limits)
    for name in (*sent, *(uploads or {})):
        if name not in questions:
            _refuse(name, "is no field of this page")
    for name, files in (uploads or {}).items():
        if files and not isinstance(questions[name], FileUpload):
            _refuse(name, "takes no file")
    answers = {
        name: _assembled(question, sent.get(name, {}), name, (uploads or {}).get(name, ()))
        for name, question in questions.items()
        if name in sent or (uploads or {}).get(name)
    }
    action = _action(own.get(ACTION, Verb.SAVE.value))
    goto = ""
    if action.verb in {Verb.ADD, Verb.REMOVE}:
        goto = _change(action, questions, answers)
    else:
        answers = {name: _without_end(questions[name], raw) for name, raw in answers.items()}
    return PageAnswers(answers, action, read_version(own.get(VERSION, "0")), goto)


def _refuse(name: str, says: str) -> NoReturn:
    raise InputError([Problem(as_typed(name)[1:-1], says)])


def _sorted_out(
    fields: Iterable[tuple[str, str]], extra: frozenset[str], limits: PageLimits
) -> tuple[dict[str, str], dict[str, Sent]]:
    """Part a page's own fields, by name, from those of its questions, by question and way."""
    own: dict[str, str] = {}
    sent: dict[str, Sent] = {}
    total = 0
    for count, (name, text) in enumerate(fields, 1):
        total += len(text) + len(name)
        if count > limits.fields or total > limits.total:
            _refuse("", "more was sent than any page has")
        if len(text) > limits.characters:
            _refuse(name, f"is too long: at most {limits.characters:,} characters")
        if name in extra:
            continue
        if name in {ACTION, VERSION}:
            if name in own:
                _refuse(name, "was sent twice")
            own[name] = text
            continue
        match = _NAME.fullmatch(name)
        if not match:
            _refuse(name, "is no field of this page")
        of = sent.setdefault(match[1], {})
        way: AnswerPath = tuple(int(i) if i else part for i, part in _STEP.findall(match[2]))
        if way[-1:] == (SHOWN,):
            of.setdefault(way[:-1], [])
        else:
            of.setdefault(way, []).append(_tidy(text))
    return own, sent


def _tidy(text: str) -> str:
    # Browsers send every new line as two characters; in an answer it is one.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _action(text: str) -> PageAction:
    verb, _, name = text.partition(":")
    takes_field = verb in {Verb.ADD, Verb.REMOVE}
    if verb not in set(Verb) or takes_field is not bool(name):
        _refuse(ACTION, f"cannot be {as_typed(text)}")
    return PageAction(Verb(verb), name)


def read_version(text: str) -> int:
    """Read the version of a draft that a page showed. Raises `InputError`."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        _refuse(VERSION, "must be a whole number")
    return int(text)


# --- one question ---------------------------------------------------------------------------------


def _assembled(
    question: AnyQuestion, sent: Sent, name: str, files: Sequence[StoredFile] = ()
) -> Json:
    """Put the parts of one answer together, in the shape of `forms.answers.fields`."""
    match question:
        case Date():
            return cast("Json", _parts(sent, DATE_PARTS, name))
        case DayRates():
            return cast("Json", _parts(sent, tuple(role.id for role in question.roles), name))
        case PostalAddress():
            return _address(sent, name)
        case TextList():
            return cast("Json", [_one(texts, name) for texts in _items(sent, name).values()])
        case ManyOf():
            # The same box may stand in several places of a tree.
            return cast("Json", list(dict.fromkeys(_whole(sent, name))))
        case Rows():
            return _rows(question, sent, name)
        case FileUpload():
            return _files(question, sent, name, files)
        case _:
            return _one(_whole(sent, name), name)


def _whole(sent: Sent, name: str) -> list[str]:
    """Return the texts of a question that has no parts."""
    for way in sent:
        if way:
            _unknown(name, way)
    return sent.get((), [])


def _unknown(name: str, way: AnswerPath) -> NoReturn:
    parts = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way)
    _refuse(f"{name}{parts}", "is no field of this page")


def _one(texts: Sequence[str], name: str) -> str:
    if len(texts) > 1:
        _refuse(name, "was sent twice")
    return texts[0] if texts else ""


def _parts(sent: Sent, parts: Sequence[str], name: str) -> dict[str, str]:
    for way in sent:
        if len(way) != 1 or way[0] not in parts:
            _unknown(name, way)
    return {part: _one(sent.get((part,), ()), f"{name}.{part}") for part in parts}


def _items(sent: Sent, name: str) -> dict[int, list[str]]:
    """Return the texts of a list by place."""
    for way in sent:
        if len(way) != 1 or not isinstance(way[0], int) or way[0] >= 2 * MAX_ITEMS:
            _unknown(name, way)
    return {way[0]: sent[way] for way in sorted(sent)}  # type: ignore[misc]


def _address(sent: Sent, name: str) -> Json:
    lines = {way[1:]: texts for way, texts in sent.items() if way[:1] == ("lines",)}
    others = {way: texts for way, texts in sent.items() if way[:1] != ("lines",)}
    texts = [_one(each, f"{name}.lines") for each in _items(lines, f"{name}.lines").values()]
    return {"lines": cast("Json", texts), **_parts(others, ADDRESS_PARTS, name)}


def _inside(sent: Sent, name: str) -> dict[int, Sent]:
    """Part what was sent for a list of rows or files by its items, in order."""
    items: dict[int, Sent] = {}
    for way, texts in sent.items():
        if not way and not texts:  # it was shown, and has none
            continue
        if len(way) < 2 or not isinstance(way[0], int) or way[0] >= 2 * MAX_ITEMS:
            _unknown(name, way)
        items.setdefault(way[0], {})[way[1:]] = texts
    return {index: items[index] for index in sorted(items)}


def _rows(rows: Rows, sent: Sent, name: str) -> Json:
    return [_row(rows, row, f"{name}[{index}]") for index, row in _inside(sent, name).items()]


def _row(rows: Rows, sent: Sent, name: str) -> Json:
    columns = {column.id: column for column in rows.columns}
    by_column: dict[str, Sent] = {}
    kept: dict[str, Json] = {}
    item: dict[str, Json] = {}
    for way, texts in sent.items():
        if way == (KEPT,):
            kept = _kept(_one(texts, f"{name}.{KEPT}"), columns, f"{name}.{KEPT}")
        elif way == (ITEM_KEY,) and rows.each:
            item[ITEM_KEY] = _one(texts, f"{name}.{ITEM_KEY}")
        elif way[0] in columns:
            by_column.setdefault(str(way[0]), {})[way[1:]] = texts
        else:
            _unknown(name, way)
    shown = {
        column: _assembled(columns[column], of, f"{name}.{column}")
        for column, of in by_column.items()
    }
    return {**item, **kept, **shown}


def _kept(text: str, columns: Collection[str], name: str) -> dict[str, Json]:
    """Read what a row keeps for columns that were not shown."""
    try:
        kept = json.loads(text or "{}", parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, dict) or not kept.keys() <= set(columns):
        _refuse(name, "cannot be read")
    return cast("dict[str, Json]", kept)


def _no_float(digits: str) -> NoReturn:
    raise ValueError(digits)


def _files(question: FileUpload, sent: Sent, name: str, uploads: Sequence[StoredFile]) -> Json:
    """Return the files stored before, and then those that were sent now.

    Where only one is asked for, what is sent takes the place of what was there.
    """
    before: list[Json] = []
    for index, file in _inside(sent, name).items():
        parts: dict[str, Any] = _parts(file, FILE_PARTS, f"{name}[{index}]")
        size = parts["size"]
        if re.fullmatch(r"\d{1,15}", size, re.ASCII):
            parts["size"] = int(size)
        before.append(parts)
    now: list[Json] = [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in uploads]
    return now if now and question.max == 1 else before + now


# --- adding and removing --------------------------------------------------------------------------


def _change(
    action: PageAction, questions: Mapping[str, AnyQuestion], answers: dict[str, Json]
) -> str:
    """Add or remove an item of a list in `answers`; give the id of the element to go to."""
    match = _NAME.fullmatch(action.field)
    way: AnswerPath = tuple(int(i) if i else p for i, p in _STEP.findall(match[2])) if match else ()
    found = _list_at(questions.get(match[1]), answers.get(match[1]), way) if match else None
    if found is None:
        _refuse(ACTION, f"cannot be {as_typed(f'{action.verb}:{action.field}')}")
    question, items, index = found
    if action.verb is Verb.ADD and index is None and not isinstance(question, FileUpload):
        if len(items) < 2 * MAX_ITEMS:
            items.append("" if isinstance(question, TextList) else {})
        return field_id(f"{action.field}[{len(items) - 1}]")
    if action.verb is Verb.REMOVE and index is not None:
        # One that is not there any more was removed by a page that was sent twice.
        del items[index : index + 1]
        name = action.field.rpartition("[")[0]
        return field_id(f"{name}[{max(index - 1, 0)}]" if items else name)
    _refuse(ACTION, f"cannot be {as_typed(f'{action.verb}:{action.field}')}")


def _list_at(
    question: AnyQuestion | None, raw: Json | None, way: AnswerPath
) -> tuple[AnyQuestion, list[Json], int | None] | None:
    """Find the list that a way leads to, and the place in it if the way ends in one."""
    if not isinstance(raw, list) or not isinstance(question, TextList | Rows | FileUpload):
        return None
    match way:
        case () | (int(),):
            fixed = isinstance(question, Rows) and question.each and not _beyond(way)
            return None if fixed else (question, raw, cast("int", way[0]) if way else None)
        case (int(index), str(column), *rest) if isinstance(question, Rows) and index < len(raw):
            row = raw[index]
            inner = next((each for each in question.columns if each.id == column), None)
            return _list_at(inner, row.get(column), tuple(rest)) if isinstance(row, dict) else None
        case _:
            return None


def _beyond(way: AnswerPath) -> bool:
    # Rows are made by their list; one whose item has gone can only be removed.
    return bool(way)


def _without_end(question: AnyQuestion, raw: Json) -> Json:
    """Leave out the blank items at the end of a list, which a page shows for more to be typed."""
    if not isinstance(raw, list) or not isinstance(question, TextList | Rows):
        return raw
    if isinstance(question, Rows):
        columns = {column.id: column for column in question.columns}
        raw = [
            {
                name: _without_end(columns[name], each) if name in columns else each
                for name, each in row.items()
            }
            if isinstance(row, dict)
            else row
            for row in raw
        ]
        if question.each:
            return [row for row in raw if not _says_nothing(row)]
    while raw and blank(raw[-1]):
        raw = raw[:-1]
    return raw


def _says_nothing(row: Json) -> bool:
    """Return whether a row of a table with `each` names its item and holds nothing else."""
    return (
        isinstance(row, dict)
        and ITEM_KEY in row
        and blank({name: each for name, each in row.items() if name != ITEM_KEY})
    )
