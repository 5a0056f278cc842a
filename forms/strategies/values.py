"""Drawing: a question as it is asked becomes values that will do, and ways to spell a value.

    values(question, options, points)   a strategy of typed values; None where none will do
    spellings(question, value)          what a document holds, then what people type instead

For `forms.strategies.answers`, which goes through forms and draws tables row by row. Few choices
are made
for each value, so that long forms are drawn quickly; limits, and the values that conditions ask
about, are drawn often.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Final, cast

from hypothesis import strategies as st

from forms.answers.parsing import MEGABYTE
from forms.answers.writing import answer_as_json
from forms.model import typed_values as entry
from forms.model.choice_questions import Declaration, ManyOf, OneOf, YesNo
from forms.model.figure_questions import Date, DayRates, Money, Number, Percentage, Period
from forms.model.limits import Figures, days_of, figures_of, periods_of, rates_of
from forms.model.question import MAX_ITEMS, Question
from forms.model.question_types import AnyQuestion
from forms.model.table_questions import FileUpload, Rows
from forms.model.text_formats import EXAMPLES, TextFormat
from forms.model.text_questions import Email, LongText, PostalAddress, ShortText, TextList
from forms.model.typed_values import HERE, Address, StoredFile
from rules.values import Scalar, Value

#: How many items are drawn for a list that could be longer, unless its limits want more.
FEW: Final = 3


def values(
    question: AnyQuestion, options: Sequence[str], points: Iterable[Scalar] = ()
) -> st.SearchStrategy[Value] | None:
    """Return values that will do; None where there are none. Tables are drawn by their columns.

    `options` are those that are offered, in order; `points` values that conditions ask about.
    """
    match question:
        case ShortText(format=TextFormat() as kind):
            return _formatted(kind, question.max_characters, question.max_words)
        case ShortText() | LongText():
            return _texts(question, points, one_line=isinstance(question, ShortText))
        case TextList():
            item = _texts(question, points, one_line=True)
            return st.lists(item, min_size=question.min, max_size=_few(question)).map(tuple)
        case Email():
            return _several(_EMAILS) if question.several else _EMAILS
        case PostalAddress():
            return _ADDRESSES
        case Number() | Money() | Percentage():
            return _figures(figures_of(question), points)
        case Period():
            return _figures(periods_of(question), points)
        case Date():
            return _days(question, points)
        case DayRates():
            return _rates(question)
        case YesNo():
            return st.just(question.must_be == "yes") if question.must_be else st.booleans()
        case Declaration():
            return st.just(value=True)
        case OneOf():
            return st.sampled_from(options) if options else None
        case ManyOf():
            return _choices(question, options)
        case FileUpload():
            return _files(question)
        case Rows():
            raise TypeError("a table is drawn by its columns")


def _few(question: TextList | FileUpload) -> int:
    """Return how many items are drawn at most."""
    most = question.max or MAX_ITEMS
    return min(most, max(question.min, FEW))


# --- text -------------------------------------------------------------------------------------

#: Words that programs have stumbled over, normalised (NFC): other scripts, marks that combine, with
#: what stands before them or not, characters outside the first plane, invisible joiners, what looks
#: like markup, a formula or a literal, and a word longer than a line.
_STUMBLED: Final = (
    "data",
    "Ashdown",
    "O’Neill",
    "caf\u00e9",
    "\u0174yn",
    "\u0130\u0131",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
    "\u0434\u0430\u043d\u043d\u044b\u0435",
    "\u6570\u636e",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947",
    "q\u0307\u0323",
    "\U0001f469\u200d\U0001f4bb",
    "\U0001d518",
    "a\u00a0b",
    "ﬁ",
    "<b>&amp;</b>",
    "{{x}}",
    "=1+1",
    "null",
    "0",
    "£1,200",
    "-",
    "Donau" + "dampfschiff" * 9,
)
#: What texts are made of: a word, or some of them.
_SENTENCES: Final = tuple(
    (*_STUMBLED[start:], *_STUMBLED)[:size]
    for size in (1, 2, 4)
    for start in range(0, len(_STUMBLED), size)
)
_LETTERS = st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=5)


def _texts(
    question: ShortText | LongText | TextList, points: Iterable[Scalar], *, one_line: bool
) -> st.SearchStrategy[Value]:
    words, characters = question.max_words, question.max_characters
    asked_about = [text for text in points if isinstance(text, str) and _fits(question, text)]
    made = _made(words, characters, one_line=one_line)
    known = st.sampled_from(made)
    free = _LETTERS.map(lambda text: _cut(text, None, characters))
    wanted = st.sampled_from(asked_about) if asked_about else known
    return st.one_of(known, wanted, known, free)


@cache
def _made(words: int | None, characters: int | None, *, one_line: bool) -> tuple[str, ...]:
    """Return texts inside limits: some that fill them, and some of several lines."""
    found = [_cut(" ".join(of), words, characters) for of in _SENTENCES]
    for place, of in enumerate(_SENTENCES):
        if words is not None and place % 9 == 0:
            full = " ".join(of[index % len(of)] for index in range(words))
            found.append(_cut(full, words, characters))
        if characters is not None and place % 9 == 1:
            full = " ".join(of)
            found.append(_cut(full + "x" * (characters - len(full)), words, characters))
        if not one_line and place % 5 == 2:
            found.append(_cut("\n\n".join(of), words, characters))
    return tuple(dict.fromkeys(found))


def _cut(text: str, words: int | None, characters: int | None) -> str:
    """Cut a text down to limits, normalised, with something to be seen in it."""
    if words is not None and entry.count_words(text) > words:
        text = " ".join(text.split()[:words])
    tidy = unicodedata.normalize("NFC", text)
    tidy = (tidy if characters is None else tidy[:characters]).strip()
    hidden = all(unicodedata.category(letter)[0] in "ZC" for letter in tidy)
    return "x" if hidden else tidy


def _fits(question: ShortText | LongText | TextList, text: str) -> bool:
    words, characters = question.max_words, question.max_characters
    tidy = (
        entry.text(text, one_line=not isinstance(question, LongText)) if text.isprintable() else ""
    )
    return (
        tidy == text != ""
        and (characters is None or len(text) <= characters)
        and (words is None or entry.count_words(text) <= words)
    )


def _formatted(
    kind: TextFormat, characters: int | None, words: int | None
) -> st.SearchStrategy[Value] | None:
    fitting = [
        text
        for text in EXAMPLES[kind]
        if len(text) <= (characters or len(text))
        and entry.count_words(text) <= (words or len(text))
    ]
    return st.sampled_from(fitting) if fitting else None


_EMAILS: Final[st.SearchStrategy[Value]] = st.sampled_from(
    (
        "bids@ashdown.example",
        "a@b.example",
        "A.B+c@d-e.f.example",
        "o'neill@ashdown.example",
        "d\u00f4n@\u0175yn.example",
        "x" * 200 + "@ashdown.example",
    )
)


def _several(emails: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.lists(emails, min_size=1, max_size=3).map(lambda each: ", ".join(map(str, each)))


_LINES: Final = (
    ("1 High Street",),
    ("Unit 4", "7 T\u0177 Gwyn"),
    ("c/o A & B Example Ltd", "1", "2"),
)
_ADDRESSES: Final[st.SearchStrategy[Value]] = st.sampled_from(
    [
        Address(_LINES[place % len(_LINES)], town, code, country)
        for place, (town, code, country) in enumerate(
            (
                *(("Leeds", code, HERE) for code in EXAMPLES[TextFormat.POSTCODE]),
                ("Llanfairpwllgwyngyll", "LL61 5UJ", "Wales"),
                ("St. David\u2019s", "SA62 6AA", "UK"),
                ("Paris", "75001", "France"),
                ("K\u00f8benhavn", "", "Danmark"),
                ("\u6771\u4eac", "100-0001", "\u65e5\u672c"),
            )
        )
    ]
)


# --- figures and dates ------------------------------------------------------------------------


def _figures(
    figures: Figures | None, points: Iterable[Scalar] = ()
) -> st.SearchStrategy[Value] | None:
    if figures is None:
        return None
    edges = [figures.first, figures.last, figures.first + 1, figures.last - 1, 0]
    for point in points:
        if isinstance(point, Decimal) and (at := figures.within(point, None)):
            # The point itself where it is on the grid, and its neighbours.
            edges += [at.first, at.first - 1, at.first + 1]
    special = [figures.at(e) for e in dict.fromkeys(edges) if figures.first <= e <= figures.last]
    drawn = [
        st.integers(each.first, each.last).map(each.at)
        for places in dict.fromkeys((0, min(2, figures.places), figures.places))
        if (each := figures.coarser(places))
    ]
    return st.one_of(drawn[0], st.sampled_from(special), *drawn[1:])


def figures_within(
    question: Number | Money | Percentage, low: Decimal | None, high: Decimal | None
) -> st.SearchStrategy[Value] | None:
    """Return figures that will do, from `low` to `high`; None where there are none."""
    figures = figures_of(question)
    return _figures(figures and figures.within(low, high))


_DAY: Final = timedelta(days=1)


def _days(question: Date, points: Iterable[Scalar]) -> st.SearchStrategy[Value] | None:
    days = days_of(question)
    if days is None:
        return None
    first, last = days
    special = [first, last, date(2028, 2, 29)]
    for point in points:
        if isinstance(point, date) and first < point < last:
            special += [point, point - _DAY, point + _DAY]
    known = [day for day in dict.fromkeys(special) if first <= day <= last]
    return st.sampled_from(known) | st.dates(first, last)


def _rates(question: DayRates) -> st.SearchStrategy[Value] | None:
    required: dict[str, st.SearchStrategy[Value]] = {}
    optional: dict[str, st.SearchStrategy[Value]] = {}
    for role in question.roles:
        drawn = _figures(rates_of(question, role))
        if drawn is None and role.required:
            return None
        if drawn is not None:
            (required if role.required else optional)[role.id] = drawn
    if not required and not optional:
        return None
    rates = st.fixed_dictionaries(required, optional=optional)
    if required:
        return rates
    first = next(iter(optional))
    return st.tuples(rates, optional[first]).map(lambda pair: pair[0] or {first: pair[1]})


# --- choices and files ------------------------------------------------------------------------


def _choices(question: ManyOf, offered: Sequence[str]) -> st.SearchStrategy[Value] | None:
    alone, others = divided(question, offered)
    most = len(others) if question.max is None else min(question.max, len(others))
    drawn: list[st.SearchStrategy[Value]] = []
    if question.min <= most:
        order = {value: place for place, value in enumerate(others)}
        few = min(most, max(question.min, FEW))
        drawn.append(
            st.lists(st.sampled_from(others), min_size=question.min, max_size=few, unique=True).map(
                lambda chosen: tuple(sorted(chosen, key=order.__getitem__))
            )
        )
        drawn.append(st.just(tuple(others[:most])))
    if alone:
        drawn.append(st.sampled_from(alone).map(lambda option: (option,)))
    return st.one_of(drawn) if drawn else None


def divided(question: ManyOf, offered: Iterable[str]) -> tuple[list[str], list[str]]:
    """Divide the options that are offered into those that go with no other, and the rest."""
    exclusive = {option.value for option in question.leaves if option.exclusive}
    alone: list[str] = []
    others: list[str] = []
    for value in offered:
        (alone if value in exclusive else others).append(value)
    return alone, others


def _files(question: FileUpload) -> st.SearchStrategy[Value]:
    names = ("accounts", "a", "Angebot f\u00fcr Leeds", "v1.2", "x" * 200)
    sizes = (81_234, 1, question.max_megabytes * MEGABYTE)
    file = st.sampled_from(
        [
            StoredFile(f"{name}.{kind}", sizes[place % len(sizes)], f"{place:x}" * 64)
            for place, (kind, name) in enumerate(product(question.kinds[:3], names))
        ]
    )
    if question.max == 1:
        return st.tuples(file)
    return st.lists(file, min_size=question.min, max_size=_few(question)).map(tuple)


# --- spelling ---------------------------------------------------------------------------------


def spellings(question: Question, value: Value) -> tuple[object, ...]:
    """Return how a value can be spelled: first as documents hold it, then as people type it.

    All of them can be written as JSON. Tables are spelled cell by cell, elsewhere.
    """
    normal = answer_as_json(cast(AnyQuestion, question), value)
    return (normal, *_typed(question, value, normal))


def _typed(question: Question, value: Value, normal: object) -> Iterator[object]:
    match value:
        case bool():
            yield value
            yield " YES " if value else "No"
        case str() if isinstance(question, OneOf):
            yield f" {value}\n"
        case str() if len(value) < entry.MAX_CHARACTERS // 10:
            yield f"  {value}\t"
            yield unicodedata.normalize("NFD", value)
            if "\n" in value:
                yield value.replace("\n", "\r\n")
        case Decimal() if isinstance(question, Period):
            yield from _typed_period(question, int(value))
        case Decimal():
            yield from _typed_figure(question, value)
        case date():
            yield from _typed_day(value)
        case Address() if value.country == HERE:
            yield {"lines": [" ", *value.lines, None], "town": value.town,
                   "postcode": value.postcode.replace(" ", "").lower()}  # fmt: skip
        case dict() if isinstance(question, DayRates):
            yield {
                role.id: f"£{value[role.id]:,f}"
                if question.unit == "pounds"
                else f"{value[role.id]:,f}"
                for role in question.roles
                if role.id in value
            } | {role.id: "" for role in question.roles if role.id not in value}
        case tuple() if isinstance(question, ManyOf):
            yield [*reversed(value)]
            yield [None, *value, " "]
        case tuple() if isinstance(question, TextList):
            yield [" ", *(f" {item}" for item in value), None]
        case tuple() if isinstance(question, FileUpload) and len(value) == 1:
            (file,) = cast(list[object], normal)
            yield file
        case _:
            pass


def _typed_figure(question: Question, value: Decimal) -> Iterator[object]:
    if value == value.to_integral_value():
        yield int(value)
    yield f" {value:,f}"
    if value >= 0:
        yield f"+{value:f}"
    if isinstance(question, Money):
        yield f"{'-' if value < 0 else ''}£{value.copy_abs():,f}"
    if isinstance(question, Percentage):
        yield f"{value:f} %"


_SIZES: Final = {"days": (("week", 7),), "months": (("year", 12),)}
_UNIT: Final = {"days": 1, "weeks": 7, "months": 1, "years": 12}


def _typed_period(question: Period, value: int) -> Iterator[object]:
    for unit, size in _SIZES[question.counted_in]:
        if value % size == 0:
            yield f"{value // size} {unit}{'' if value == size else 's'}"
            yield f" {value // size}{unit.upper()}"
    if value % _UNIT[question.unit] == 0:
        yield value // _UNIT[question.unit]
        yield f"{value // _UNIT[question.unit]:,}"


def _typed_day(day: date) -> Iterator[object]:
    yield f"{day.day} {day:%B} {day.year}"
    yield f"{day.day}/{day.month}/{day.year}"
    yield f"{day.day}th {day:%b}. {day.year}"
    yield {"day": f"{day.day:02}", "month": f"{day:%B}", "year": str(day.year)}
    if 2000 <= day.year < 2100:
        yield f"{day.day}.{day.month}.{day.year % 100:02}"
