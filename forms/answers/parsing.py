"""Parsing: the raw answer to one question becomes its value, or its faults.

Answers that have parts, or options that depend on other answers, are read here; `Question.read`
reads those that are one text, one figure or one choice of two. Pages read single answers by this
module, without the form's checks.

A raw answer is any JSON value (or a date, as YAML gives it). Nothing that it can be raises an
exception. A blank one (null, empty or white text, an empty list or object) is no answer: None.
"""

from collections import ChainMap
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, cast

from forms.answers.item_rows import ITEM_KEY, ItemRow, named_item, rows_by_item
from forms.linked.linked_form import AskedQuestion, LinkedForm, PathStep
from forms.model import typed_values as entry
from forms.model.choice_questions import Declaration, ManyOf, OneOf
from forms.model.faults import Fault, Faults, Refused, Wrong
from forms.model.figure_questions import DayRates
from forms.model.question import MAX_ITEMS, Question
from forms.model.sentences import Sentence, at_most, counted, said
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_formats import postcode
from forms.model.text_questions import PostalAddress, TextList, limited
from forms.model.typed_values import HERE, Address, StoredFile, as_typed
from forms.path import Gathered, add_fact, asked
from rules.logic import Facts
from rules.problems import ValueProblem
from rules.values import Value


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an answer is read under: the facts so far, the lot, and whether it must be complete.

    Where it is `hidden`, its question is not asked, and every option of a row counts as offered.
    """

    form: LinkedForm
    facts: Facts
    lot: str | None
    complete: bool
    hidden: bool = False


def read_answer(
    question: AskedQuestion, raw: object, under: Circumstances
) -> tuple[Value | None, Sequence[Fault]]:
    """Read the answer to one question: its value (None where there is none), and its faults.

    A value with any fault is None.
    """
    step = question.step
    value: Value | None = None
    if type(raw) in _NEVER_BLANK or not blank(raw):
        if step.question.IN_PARTS:
            value, faults = _in_parts(question, raw, under)
            if faults:
                return None, faults
        else:
            try:
                value = step.question.read(raw)
            except ValueProblem as error:
                return None, _faults_of(step.question, error)
    if value is None and under.complete and step.question.required:
        ticked = isinstance(step.question, Declaration)
        says = said("must be ticked") if ticked else said("is missing")
        return None, _faults_of(step.question, Refused(Wrong.MISSING, says))
    return value, ()


def _faults_of(question: Question, error: ValueProblem) -> list[Fault]:
    faults = Faults(question.messages)
    faults.take(error)
    return faults.found


def _in_parts(
    question: AskedQuestion, raw: object, under: Circumstances
) -> tuple[Value | None, Sequence[Fault]]:
    asked_for = question.step.question
    faults = Faults(asked_for.messages)
    value: Value | None = None
    with faults.at():
        match asked_for:
            case TextList():
                value = _texts(asked_for, raw, faults, under)
            case PostalAddress():
                value = _address(raw, faults, under)
            case DayRates():
                value = _day_rates(asked_for, raw, faults, under)
            case OneOf():
                value = _option(question, raw) or None
            case ManyOf():
                value = _many_of(asked_for, question, raw, faults, under)
            case Rows():
                value = _rows(asked_for, question, raw, faults, under)
            case FileUpload():
                value = _files(asked_for, raw, faults, under)
            case _:
                raise AssertionError(f"{asked_for.type} is read as a whole")
    return value, faults.found


#: How deep blank lists and objects are looked into: a row's list of texts is the deepest there is;
#: and how long a list can be that is taken for blank.
_DEPTH: Final = 3
_LENGTH: Final = 10 * MAX_ITEMS
#: Asked first, since it takes no time, and most answers are figures.
_NEVER_BLANK: Final = frozenset({bool, int, Decimal})


def blank(raw: object, depth: int = _DEPTH) -> bool:
    """Return whether a raw answer is no answer."""
    match raw:
        case str():
            return not raw or raw.isspace()
        case None:
            return True
        case int() | Decimal():
            return False
        case list() | tuple():
            return not raw or (_looked_into(raw, depth) and all(blank(i, depth - 1) for i in raw))
        case Mapping():
            parts = raw.values()
            return not raw or (_looked_into(raw, depth) and all(blank(p, depth - 1) for p in parts))
        case _:
            return False


def _looked_into(raw: Sized, depth: int) -> bool:
    return depth > 0 and len(raw) <= _LENGTH


# --- text -------------------------------------------------------------------------------------


def _texts(
    question: TextList, raw: object, faults: Faults, under: Circumstances
) -> tuple[str, ...] | None:
    found = []
    for index, item in enumerate(_list(raw, said("must be a list of texts"), question.max)):
        with faults.at(f"[{index}]"):
            typed = "" if item is None else entry.text(item, one_line=True)
            if typed:
                found.append(limited(question, typed))
    _counted(len(found), question.min, question.max, faults, under)
    return tuple(found) or None


def _list(raw: object, says: str, most: int | None) -> list[object]:
    if not isinstance(raw, list | tuple):
        raise ValueProblem(says)
    # Blank items do not count, but a list may not grow without bound by them.
    if len(raw) > (most or MAX_ITEMS) + MAX_ITEMS:
        raise Refused(Wrong.TOO_MANY, too_many(len(raw), most or MAX_ITEMS))
    return list(raw)


def too_many(count: int, most: int) -> Sentence:
    """Say that there are more of something than are allowed."""
    return said("has {number}: {limit}", number=f"{count:,}", limit=at_most(most))


def _counted(
    count: int, least: int | None, most: int | None, faults: Faults, under: Circumstances
) -> None:
    most = most or MAX_ITEMS
    if count > most:
        faults.add(Wrong.TOO_MANY, too_many(count, most))
    if least is not None and 0 < count < least and under.complete and not faults.found:
        needed = said("at least {least} are needed", least=f"{least:,}")
        faults.add(Wrong.TOO_FEW, said("has {number}: {limit}", number=f"{count:,}", limit=needed))


def _object(
    raw: object, keys: tuple[str, ...], says: str, faults: Faults, at: str = ""
) -> dict[str, object]:
    """Return the parts of an object by key; note those that it should not have."""
    if not isinstance(raw, Mapping):
        raise ValueProblem(says)
    for key in raw:
        if key not in keys:
            name = as_typed(key if isinstance(key, str) else "?")
            known = ", ".join(f"`{each}`" for each in keys[:12]) + (" …" if len(keys) > 12 else "")
            says = said("has an unknown part {part}: it has {known}", part=name, known=known)
            faults.add(Wrong.UNKNOWN_KEY, says, at)
            if len(raw) > len(keys) + MAX_ITEMS:
                break
    return {key: raw.get(key) for key in keys}


_ADDRESS_KEYS: Final = ("lines", "town", "postcode", "country")
ADDRESS_LINES: Final = 6
ADDRESS_LENGTH: Final = 200
IN_UK: Final = frozenset(
    {"", "united kingdom", "uk", "gb", "great britain", "england", "northern ireland", "scotland"}
    | {"wales"}
)


def _address(raw: object, faults: Faults, under: Circumstances) -> Address | None:
    parts = _object(raw, _ADDRESS_KEYS, "must be an address, with `lines` and `town`", faults)
    lines: list[str] = []
    with faults.at(".lines"):
        listed = (
            []
            if parts["lines"] is None
            else _list(parts["lines"], said("must be a list of lines"), ADDRESS_LINES)
        )
        for index, line in enumerate(listed):
            lines.append(_part(line, f".lines[{index}]", faults))
    lines = [line for line in lines if line]
    if len(lines) > ADDRESS_LINES:
        says = said("has more than {most} lines", most=str(ADDRESS_LINES))
        faults.add(Wrong.TOO_MANY, says, ".lines")
    town = _part(parts["town"], ".town", faults)
    country = _part(parts["country"], ".country", faults)
    here = country.lower() in IN_UK
    code = _part(parts["postcode"], ".postcode", faults)
    if code and here:
        with faults.at(".postcode"):
            code = postcode(code)
    if faults.found or not (lines or town or code or country):
        return None
    if under.complete:
        needed = {".lines": lines, ".town": town, ".postcode": code or not here}
        for at, given in needed.items():
            if not given:
                faults.add(Wrong.MISSING, "is missing", at)
    return Address(tuple(lines), town, code, country or HERE)


def _part(raw: object, at: str, faults: Faults) -> str:
    with faults.at(at):
        typed = "" if raw is None else entry.text(raw, one_line=True)
        if len(typed) <= ADDRESS_LENGTH:
            return typed
        says = said("has more than {most} characters", most=str(ADDRESS_LENGTH))
        faults.add(Wrong.TOO_LONG, says, at)
    return ""


# --- figures ----------------------------------------------------------------------------------


def _day_rates(
    question: DayRates, raw: object, faults: Faults, under: Circumstances
) -> dict[str, Decimal] | None:
    roles = tuple(role.id for role in question.roles)
    parts = _object(raw, roles, "must be a set of roles, with a figure for each", faults)
    found: dict[str, Decimal] = {}
    for role in question.roles:
        at = f".{role.id}"
        if blank(parts[role.id]):
            if role.required and under.complete:
                faults.add(Wrong.MISSING, "is missing", at)
            continue
        with faults.at(at):
            found[role.id] = question.read_role(role, parts[role.id])
    return found or None


# --- choices ----------------------------------------------------------------------------------


def _option(question: AskedQuestion, raw: object) -> str:
    """Read the value of one option; empty where nothing is chosen."""
    try:
        typed = entry.text(raw, one_line=True)
    except Refused:
        if not isinstance(raw, str):
            raise
        typed = raw  # what no text can be is no option either
    if not typed or typed in question.options:
        return typed
    choices = question.step.question.choices
    offered = [f"`{value}`" for value in choices if value in question.options]
    known = ", ".join(offered[:12]) + (" …" if len(offered) > 12 else "") or said("none")
    says = (
        said("{typed} is not offered here; choose from {known}", typed=as_typed(typed), known=known)
        if typed in choices
        else said(
            "{typed} is not an option; choose from {known}", typed=as_typed(typed), known=known
        )
    )
    raise Refused(Wrong.UNKNOWN_OPTION, says)


def _many_of(
    many: ManyOf, question: AskedQuestion, raw: object, faults: Faults, under: Circumstances
) -> tuple[str, ...] | None:
    choices = many.choices
    chosen: dict[str, None] = {}
    for index, item in enumerate(_list(raw, said("must be a list of options"), len(choices))):
        with faults.at(f"[{index}]"):
            value = "" if item is None else _option(question, item)
            if value in chosen:
                raise Refused(
                    Wrong.REPEATED, said("{option} is chosen twice", option=as_typed(value))
                )
            if value:
                chosen[value] = None
    alone = [option for option in many.leaves if option.exclusive and option.value in chosen]
    if alone and len(chosen) > 1:
        label = as_typed(alone[0].label)
        faults.add(Wrong.NOT_ALONE, said("{option} cannot be chosen with others", option=label))
    _counted(len(chosen), None if alone else many.min, many.max or len(choices), faults, under)
    return tuple(value for value in choices if value in chosen) or None


# --- rows and files ---------------------------------------------------------------------------


def _rows(
    rows: Rows, question: AskedQuestion, raw: object, faults: Faults, under: Circumstances
) -> tuple[dict[str, Value], ...] | None:
    listed = _list(raw, said("must be a list of rows"), rows.max)
    if question.items is not None:
        return _item_rows(question, listed, faults, under)
    found: list[dict[str, Value]] = []
    for index, each in enumerate(listed):
        if blank(each):
            continue
        with faults.at(f"[{index}]"):
            row = _row(question.step, each, f"[{index}]", faults, under)
            # A row of hidden answers only is none.
            if row or faults.found:
                found.append(row)
    _counted(len(found), rows.min, rows.max, faults, under)
    return tuple(found) or None


def _item_rows(
    question: AskedQuestion, listed: list[object], faults: Faults, under: Circumstances
) -> tuple[dict[str, Value], ...] | None:
    """Read the rows of a table with `each`: the value has one for each item, in their order."""
    items = question.items or ()
    found: list[dict[str, Value]] = []
    answered = False
    by_place = not any(map(named_item, listed))
    for each in rows_by_item(listed, items):
        at = f"[{each.index}]"
        if by_place and (each.apart or each.index >= len(listed)):
            continue
        if each.apart:
            if not blank(each.raw):
                faults.add(Wrong.TOO_MANY, _apart(each, items), at)
            continue
        with faults.at(at):
            row = _row(question.step, {} if blank(each.raw) else each.raw, at, faults, under)
            answered = answered or bool(row.keys() - {ITEM_KEY})
            found.append({**row, ITEM_KEY: each.item})
    if by_place:
        _one_each(len(listed), len(items), faults, under)
    return tuple(found) if answered else None


def _apart(row: ItemRow, items: Sequence[str]) -> Sentence:
    if not row.item:
        return said("has a row too many: there is one for each item already")
    item = as_typed(row.item)
    if row.item in items:
        return said("has another row for {item}: remove one of them", item=item)
    return said("has a row for {item}, which is not in the list any more: remove it", item=item)


def _one_each(count: int, items: int, faults: Faults, under: Circumstances) -> None:
    says = said(
        "has {rows}, and needs one for each of {items}",
        rows=counted("{count} row", "{count} rows", count),
        items=counted("{count} item", "{count} items", items),
    )
    if count > items:
        faults.add(Wrong.TOO_MANY, says)
    if count < items and under.complete:
        faults.add(Wrong.TOO_FEW, says)


def _row(
    rows: PathStep, raw: object, at: str, faults: Faults, under: Circumstances
) -> dict[str, Value]:
    table = cast("Rows", rows.question)
    keys = tuple(column.id for column in rows.columns)
    if table.each is not None:
        keys = (*keys, ITEM_KEY)
    parts = _object(raw, keys, "must be a row: a value for each column", faults, at)
    row: dict[str, Value] = {}
    inside: Gathered = {}
    scope = ChainMap(inside, cast("Gathered", under.facts))  # only `inside` is written to
    for step in rows.columns:
        column = asked(step, scope, under.lot)
        if column is None:
            continue
        if under.hidden:
            column = replace(column, options=frozenset(step.question.choices))
        value, wrong = read_answer(column, parts[step.id], replace(under, facts=scope))
        faults.add_all(wrong, f"{at}.{step.id}")
        if value is not None:
            row[step.id] = value
            add_fact(inside, under.form, step.key, value)
    if row and table.each is not None and (item := named_item(parts)):
        row[ITEM_KEY] = item
    return row


MEGABYTE: Final = 1_048_576
_FILE_KEYS: Final = ("name", "size", "sha256")
FILE_NAME: Final = 255
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def _files(
    question: FileUpload, raw: object, faults: Faults, under: Circumstances
) -> tuple[StoredFile, ...] | None:
    alone = isinstance(raw, Mapping)
    found: list[StoredFile] = []
    for index, each in enumerate(
        [raw] if alone else _list(raw, said("must be a list of files"), question.max)
    ):
        if blank(each):
            continue
        at = "" if alone else f"[{index}]"
        with faults.at(at):
            parts = _object(
                each, _FILE_KEYS, "must be a file: its name, size and sha256", faults, at
            )
            file = _file(question, parts, at, faults)
            if file:
                found.append(file)
    _counted(len(found), question.min, question.max, faults, under)
    return tuple(found) or None


def _file(
    question: FileUpload, parts: Mapping[str, object], at: str, faults: Faults
) -> StoredFile | None:
    name, size, digest = (parts[key] for key in _FILE_KEYS)
    before = len(faults.found)
    with faults.at(f"{at}.name"):
        name = entry.text(name, one_line=True)
        if not name or len(name) > FILE_NAME or set(name) & {"/", "\\"} or name[0] == ".":
            raise ValueProblem(said("must be the name of a file, without folders"))
        ending = name.rpartition(".")[2].lower() if "." in name else ""
        if ending not in question.kinds:
            kinds = ", ".join(f"`.{kind}`" for kind in question.kinds)
            raise Refused(Wrong.WRONG_KIND, said("must end in one of: {kinds}", kinds=kinds))
    with faults.at(f"{at}.size"):
        if type(size) is not int or size < 0:
            raise ValueProblem(said("must be a whole number of bytes"))
        if size == 0:
            raise Refused(Wrong.TOO_SMALL, said("is an empty file"))
        if size > question.max_megabytes * MEGABYTE:
            most = str(question.max_megabytes)
            raise Refused(Wrong.TOO_LARGE, said("is larger than {most} MB", most=most))
    with faults.at(f"{at}.sha256"):
        digest = digest.strip().lower() if isinstance(digest, str) else ""
        if len(digest) != 64 or not set(digest) <= _HEXADECIMAL:
            raise ValueProblem(said("must be the file's SHA-256: 64 hexadecimal digits"))
    if len(faults.found) > before:
        return None
    return StoredFile(str(name), int(str(size)), digest)
