"""Spoiling: an answer that will do becomes one with exactly one thing wrong, of a known sort.

    spoils(asked, normal)   the sorts of fault that this answer can be given, each with the part
                            that is then wrong, and a strategy of raw answers that have it

For `forms.strategies.answers`, which does the same inside the rows of tables, and for checks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from hypothesis import strategies as st

from forms.answers.parsing import MEGABYTE
from forms.linked.linked_form import AskedQuestion
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.faults import Wrong
from forms.model.figure_questions import UNITS, Date, DayRates, Money, Number, Percentage, Period
from forms.model.limits import Figures, days_of, figures_of, periods_of, rates_of
from forms.model.question import MAX_ITEMS
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.model.typed_values import MAX_CHARACTERS, MAX_SPAN
from forms.strategies.values import divided
from rules.values import MAX_PLACES, MAX_WHOLE_DIGITS


@dataclass(frozen=True, slots=True)
class Spoil:
    """A fault that an answer can be given: its sort, the part that is wrong, and answers with it.

    `at` follows the question's id in a place, as in `forms.model.faults.Fault`.
    """

    wrong: Wrong
    raws: st.SearchStrategy[Any]
    at: str = ""


def _is(*raws: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(raws)


_YES: Final = True
#: What is no text, figure, date or choice, and is not blank either.
_NO_TEXT: Final = _is(["x"], {"x": "y"}, 12, _YES)
_NO_FIGURE: Final = _is("twelve", "1.2k", "12,3", "1e3", "½", "-", "1" * 19, _YES, ["1"])
_UNUSABLE: Final = ("a\x00b", "a\x1bb", "a\ufdd0b", "\ud800")


def spoils(asked: AskedQuestion, normal: object) -> Iterator[Spoil]:
    """Return the faults that an answer can be given, `normal` being one without any.

    Left out are those inside the rows of tables.
    """
    question = asked.step.question
    if question.required:
        yield Spoil(Wrong.MISSING, _is(None, "", " \n", [], {}, [None, ""]))
    match question:
        case ShortText() | LongText() | Email():
            yield from _of_text(question)
        case TextList():
            yield from _of_texts(question, normal)
        case PostalAddress():
            yield from _of_address(normal)
        case Number() | Money() | Percentage():
            yield from _of_figure(figures_of(question))
        case Period():
            yield from _of_period(question)
        case Date():
            yield from _of_date(question)
        case DayRates():
            yield from _of_rates(question, normal)
        case YesNo():
            yield Spoil(Wrong.UNREADABLE, _is("perhaps", "y", 1, ["yes"]))
            if question.must_be:
                other = "no" if question.must_be == "yes" else "yes"
                yield Spoil(Wrong.MUST_BE, _is(other, other == "yes"))
        case Declaration():
            yield Spoil(Wrong.UNREADABLE, _is("perhaps", 1))
        case OneOf():
            yield Spoil(Wrong.UNREADABLE, _is(12, ["x"], _YES))
            yield Spoil(Wrong.UNKNOWN_OPTION, _not_offered(asked))
        case ManyOf():
            yield from _of_choices(question, asked, normal)
        case Rows():
            yield from _of_rows(question, asked, normal)
        case FileUpload():
            yield from _of_files(question, normal)


# --- text -------------------------------------------------------------------------------------


def _of_text(question: ShortText | LongText | Email) -> Iterator[Spoil]:
    yield Spoil(Wrong.UNREADABLE, _NO_TEXT)
    yield Spoil(Wrong.CHARACTERS, _is(*_UNUSABLE))
    if isinstance(question, Email):
        yield Spoil(Wrong.UNREADABLE, _is("nobody", "a@b", "a b@c.example", "a@c.example\nb"))
        yield Spoil(Wrong.TOO_LONG, _is("x" * (MAX_CHARACTERS + 1)))
        return
    if isinstance(question, ShortText):
        yield Spoil(Wrong.UNREADABLE, _is("a\nb", "a\u2028b"))
    if isinstance(question, ShortText) and question.format:
        yield Spoil(Wrong.UNREADABLE, _is("!"))
        yield Spoil(Wrong.TOO_LONG, _is("x" * (MAX_CHARACTERS + 1)))
    else:
        yield from _too_long(question)


def _too_long(question: ShortText | LongText | TextList, at: str = "") -> Iterator[Spoil]:
    most = question.max_characters or MAX_CHARACTERS
    yield Spoil(Wrong.TOO_LONG, _is("x" * (most + 1)), at)
    words = question.max_words
    if words is not None and 2 * words + 1 <= most:
        yield Spoil(Wrong.TOO_MANY_WORDS, _is(" ".join("x" * (words + 1))), at)


def _of_texts(question: TextList, normal: object) -> Iterator[Spoil]:
    items = _list(normal)
    yield Spoil(Wrong.UNREADABLE, _is("x", {"x": "y"}, 12))
    for inside in (
        Spoil(Wrong.UNREADABLE, _is(12, ["x"], "a\nb")),
        Spoil(Wrong.CHARACTERS, _is(*_UNUSABLE)),
        *_too_long(question),
    ):
        yield from _in_item(items, inside)
    yield from _counts(question.min, question.max or MAX_ITEMS, ["x"])


def _in_item(items: list[Any], inside: Spoil) -> Iterator[Spoil]:
    """Spoil the first and the last item of a list."""
    for index in dict.fromkeys((0, len(items) - 1)):
        raws = inside.raws.map(partial(_put, items, index))
        yield Spoil(inside.wrong, raws, f"[{index}]{inside.at}")


def _put(items: list[Any], index: int, item: object) -> list[Any]:
    return [*items[:index], item, *items[index + 1 :]]


def _counts(least: int | None, most: int, item: list[Any]) -> Iterator[Spoil]:
    """Return too few and too many items."""
    if least is not None and least > 1:
        yield Spoil(Wrong.TOO_FEW, _is(item * (least - 1), item))
    yield Spoil(Wrong.TOO_MANY, _is(item * (most + 1)))


def _list(normal: object) -> list[Any]:
    return list(normal) if isinstance(normal, list | tuple) else []


def _object(normal: object) -> dict[str, Any]:
    return dict(normal) if isinstance(normal, Mapping) else {}


def _of_address(normal: object) -> Iterator[Spoil]:
    address = _object(normal)
    here = {**address, "country": "", "postcode": "LS1 1AA"}
    yield Spoil(Wrong.UNREADABLE, _is("1 High Street", ["1 High Street"], 12))
    yield Spoil(Wrong.UNREADABLE, _is({**address, "lines": "1 High Street"}), ".lines")
    yield Spoil(Wrong.UNREADABLE, _is({**here, "postcode": "nowhere"}), ".postcode")
    yield Spoil(Wrong.UNREADABLE, _is({**address, "town": 12}), ".town")
    yield Spoil(Wrong.UNKNOWN_KEY, _is({**address, "street": "High Street"}))
    yield Spoil(Wrong.CHARACTERS, _is({**address, "town": _UNUSABLE[0]}), ".town")
    yield Spoil(Wrong.CHARACTERS, _is({**address, "lines": ["a", _UNUSABLE[1]]}), ".lines[1]")
    yield Spoil(Wrong.TOO_LONG, _is({**address, "town": "x" * 201}), ".town")
    yield Spoil(Wrong.TOO_MANY, _is({**address, "lines": ["x"] * 7}), ".lines")
    yield Spoil(Wrong.MISSING, _is({**address, "lines": []}), ".lines")
    yield Spoil(Wrong.MISSING, _is({**address, "town": " "}), ".town")
    yield Spoil(Wrong.MISSING, _is({**here, "postcode": None}), ".postcode")


# --- figures and dates ------------------------------------------------------------------------


def _of_figure(figures: Figures | None, at: str = "") -> Iterator[Spoil]:
    yield Spoil(Wrong.UNREADABLE, _NO_FIGURE, at)
    if figures is None:
        return
    beyond: int = 10 ** (MAX_WHOLE_DIGITS + figures.places)
    if figures.first - 1 > -beyond:
        below = (figures.first - 1, max(1 - beyond, figures.first - 10**figures.places))
        yield Spoil(Wrong.TOO_SMALL, _is(*(f"{figures.at(each):f}" for each in below)), at)
    if figures.last + 1 < beyond:
        above = (figures.last + 1, min(beyond - 1, figures.last + 10**figures.places))
        yield Spoil(Wrong.TOO_LARGE, _is(*(f"{figures.at(each):f}" for each in above)), at)
    if figures.places < MAX_PLACES:
        finer = Figures(figures.first * 10 + 1, figures.first * 10 + 1, figures.places + 1)
        yield Spoil(Wrong.TOO_MANY_PLACES, _is(f"{finer.least:f}"), at)


def _of_period(question: Period) -> Iterator[Spoil]:
    other = "3 months" if question.counted_in == "days" else "3 days"
    yield Spoil(Wrong.UNREADABLE, _is("soon", "1.5", other, _YES, ["1"]))
    size, _ = UNITS[question.unit]
    beyond = MAX_SPAN // size + 1
    most = [f"{beyond:,}", beyond]
    periods = periods_of(question)
    if periods and periods.last < MAX_SPAN:
        most.insert(0, f"{periods.last + 1} {question.counted_in}")
    yield Spoil(Wrong.TOO_LARGE, _is(*most))
    if periods and periods.first > 0:
        yield Spoil(Wrong.TOO_SMALL, _is(f"{periods.first - 1} {question.counted_in}", 0))


_DAY: Final = timedelta(days=1)


def _of_date(question: Date) -> Iterator[Spoil]:
    yield Spoil(
        Wrong.UNREADABLE,
        _is("soon", "2027-02-29", "31/2/2027", "1/13/2027", "3/1/0999", 2027, ["2027-01-03"]),
    )
    parts = {"day": "3", "month": "1", "year": "2027"}
    for name, wrong in (("day", "32"), ("month", "Smarch"), ("year", "soon")):
        yield Spoil(Wrong.UNREADABLE, _is({**parts, name: wrong}, {**parts, name: ""}), f".{name}")
    yield Spoil(Wrong.UNKNOWN_KEY, _is({**parts, "hour": "12"}))
    first, last = days_of(question) or (None, None)
    if first and question.earliest and question.earliest.year > 1000:
        yield Spoil(Wrong.TOO_EARLY, _is((first - _DAY).isoformat(), "1000-01-01"))
    if last and question.latest and question.latest.year < 9999:
        yield Spoil(Wrong.TOO_LATE, _is((last + _DAY).isoformat(), "9999-12-31"))


def _of_rates(question: DayRates, normal: object) -> Iterator[Spoil]:
    rates = _object(normal)
    yield Spoil(Wrong.UNREADABLE, _is("650", 650, ["650"]))
    yield Spoil(Wrong.UNKNOWN_KEY, _is({**rates, "no such role": "650"}))
    for role in question.roles:
        for inside in _of_figure(rates_of(question, role), f".{role.id}"):
            raws = inside.raws.map(partial(_set, rates, role.id))
            yield Spoil(inside.wrong, raws, inside.at)
        if role.required and len(rates) > 1:
            yield Spoil(Wrong.MISSING, _is({**rates, role.id: " "}), f".{role.id}")


def _set(parts: dict[str, Any], name: str, part: object) -> dict[str, Any]:
    return {**parts, name: part}


# --- choices ----------------------------------------------------------------------------------


def _not_offered(asked: AskedQuestion) -> st.SearchStrategy[Any]:
    choices = asked.step.question.choices
    unknown = "no such option"
    while unknown in choices:
        unknown += "!"
    return _is(unknown, *(value for value in choices if value not in asked.options))


def _of_choices(question: ManyOf, asked: AskedQuestion, normal: object) -> Iterator[Spoil]:
    chosen = _list(normal)
    yield Spoil(Wrong.UNREADABLE, _is("x", {"x": "y"}, 12))
    yield from _in_item(chosen, Spoil(Wrong.UNREADABLE, _is(12, ["x"])))
    yield from _in_item(chosen, Spoil(Wrong.UNKNOWN_OPTION, _not_offered(asked)))
    yield Spoil(Wrong.REPEATED, _is([*chosen, chosen[0]]), f"[{len(chosen)}]")
    alone, others = divided(question, [v for v in question.choices if v in asked.options])
    most = question.max or len(question.choices)
    if alone and len(alone) + len(others) > 1 and most > 1:
        yield Spoil(Wrong.NOT_ALONE, _is([*others, *alone][-2:]))
    if question.min > 1 and others:
        yield Spoil(Wrong.TOO_FEW, _is(others[: question.min - 1], others[:1]))
    if most < len(others):
        yield Spoil(Wrong.TOO_MANY, _is(others[: most + 1], others))


# --- rows and files ---------------------------------------------------------------------------


def _of_rows(rows: Rows, asked: AskedQuestion, normal: object) -> Iterator[Spoil]:
    found = _list(normal)
    yield Spoil(Wrong.UNREADABLE, _is("x", {"x": "y"}, 12))
    yield from _in_item(found, Spoil(Wrong.UNREADABLE, _is("x", 12, ["x"])))
    for index in dict.fromkeys((0, len(found) - 1)):
        row = {**_object(found[index]), "no such column": "x"}
        others = [row if place == index else each for place, each in enumerate(found)]
        yield Spoil(Wrong.UNKNOWN_KEY, _is(others), f"[{index}]")
    sound = next((row for row in found if row), None)
    if sound is None:
        return
    if asked.items is None:
        yield from _counts(rows.min, rows.max or MAX_ITEMS, [sound])
        return
    yield Spoil(Wrong.TOO_MANY, _is([*found, sound]))
    if len(found) > 1:
        yield Spoil(Wrong.TOO_FEW, _is([sound] * (len(found) - 1), [sound]))


def _of_files(question: FileUpload, normal: object) -> Iterator[Spoil]:
    files = _list(normal)
    yield Spoil(Wrong.UNREADABLE, _is("a.pdf", 12))
    yield from _counts(question.min, question.max, files[:1])
    file = _object(files[0])
    kind = question.kinds[0]
    too_large = question.max_megabytes * MEGABYTE + 1
    for wrong, at, raws in (
        (Wrong.UNREADABLE, "", ("a.pdf", 12)),
        (Wrong.UNKNOWN_KEY, "", ({**file, "path": "x"},)),
        (Wrong.CHARACTERS, ".name", ({**file, "name": f"a\x00.{kind}"},)),
        (Wrong.TOO_LONG, ".name", ({**file, "name": "x" * (MAX_CHARACTERS + 1)},)),
        (Wrong.UNREADABLE, ".name", _each(file, "name", ("../a.pdf", ".pdf", "x" * 256, None, 5))),
        (Wrong.WRONG_KIND, ".name", _each(file, "name", (f"a.{kind}.exe~", "a"))),
        (Wrong.UNREADABLE, ".size", _each(file, "size", (-1, "5", None, True))),
        (Wrong.TOO_SMALL, ".size", _each(file, "size", (0,))),
        (Wrong.TOO_LARGE, ".size", _each(file, "size", (too_large,))),
        (Wrong.UNREADABLE, ".sha256", _each(file, "sha256", ("ab", None, "g" * 64))),
    ):
        yield from _in_item(files, Spoil(wrong, st.sampled_from(raws), at))


def _each(file: dict[str, Any], key: str, wrong: tuple[object, ...]) -> tuple[object, ...]:
    return tuple({**file, key: each} for each in wrong)
