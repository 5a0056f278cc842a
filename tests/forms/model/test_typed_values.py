"""What people type becomes exact values, or a refusal that says how to write it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.model import typed_values as entry
from forms.model.faults import Refused, Wrong
from rules.problems import ValueProblem


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1200", "1200"),
        (" £1,200.50 ", "1200.50"),
        ("1,200.50", "1200.50"),
        ("£ 1,234,567", "1234567"),
        ("-£5", "-5"),
        ("-5", "-5"),
        ("+5.00", "5.00"),
        ("0", "0"),
        ("-0", "0"),
        ("007.50", "7.50"),
        (1200, "1200"),
        (Decimal("1200.50"), "1200.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0E+5"), "0"),
        (10**18 - 1, "999999999999999999"),
        ("0.000000000001", "0.000000000001"),
    ],
)
def test_money_as_people_write_it(typed: object, read: str) -> None:
    value = entry.money(typed)
    assert value == Decimal(read)
    assert f"{value:f}" == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12,00",
        "1,2345",
        ",100",
        "1.",
        ".5",
        "£",
        "££5",
        "£-5",
        "5 pints",
        "$5",
        "5 euros",
        "1e3",
        "NaN",
        "Infinity",
        "1_000",
        "١٢",
        "\uff11\uff12",  # full-width digits
        "1 20",
        "12 34",
        "--5",
        "1.2.3",
        "0x10",
        "9" * 1000,
        True,
        None,
        1.5,
        [],
        {},
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        10**18,
        "1234567890123456789",
        "0.1234567890123",
        Decimal("1E+18"),
        Decimal("0E-13"),
    ],
)
def test_what_is_no_amount_is_refused(typed: object) -> None:
    with pytest.raises(ValueProblem):
        entry.money(typed)


def test_a_number_of_any_length_is_refused_without_being_written_out() -> None:
    for read in (entry.money, entry.figure, entry.percentage):
        with pytest.raises(ValueProblem, match="too many digits"):
            read(10**5000)


@pytest.mark.parametrize("typed", ["1.2k", "£1.2K", "3m", "3 million", "£2bn", "1,200 thousand"])
def test_a_shortened_amount_is_refused_with_its_mend(typed: str) -> None:
    with pytest.raises(ValueProblem, match=r"written out in digits, such as 1200 instead of 1\.2k"):
        entry.money(typed)


def test_a_pound_sign_belongs_to_money_and_a_per_cent_sign_to_percentages() -> None:
    assert entry.percentage("12.5%") == entry.percentage("12.5 %") == Decimal("12.5")
    assert entry.figure("1,250") == Decimal(1250)
    for read, typed in ((entry.figure, "£5"), (entry.figure, "5%"), (entry.percentage, "£5")):
        with pytest.raises(ValueProblem):
            read(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("£ 1 250 000", 1_250_000),
        ("£1\u00a0250\u202f000.50", Decimal("1250000.50")),
        ("500 pounds", 500),
        ("GBP 500", 500),
        ("\u200e£5\u200f", 5),
        ("\ufeff5\u00ad0", 50),
        ("\u22125", -5),
        ("\u20135", -5),
        ("\u202a1,200\u202c", 1200),
        ("12\x0b", 12),
    ],
)
def test_amounts_are_taken_as_people_and_office_programs_write_them(
    typed: str, amount: object
) -> None:
    assert entry.money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["£1.25m", "£5 million", "£42k", "5 million pounds", "£1.2m a year", "2 hundred", "£m 1.25"],
)
def test_words_for_thousands_are_refused_whatever_follows(typed: str) -> None:
    with pytest.raises(ValueProblem, match="must be written out in digits"):
        entry.money(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("24 hrs", "hrs"),
        ("1st", "st"),
        ("about 50", "about"),
        ("£500 per day", "per day"),
        ("3 metres", "metres"),
    ],
)
def test_words_beside_a_figure_are_quoted(typed: str, words: str) -> None:
    for read in (entry.figure, entry.money, entry.percentage):
        with pytest.raises(ValueProblem, match=f"must be in digits alone: leave out `{words}`"):
            read(typed)


@pytest.mark.parametrize(
    "typed", ["98 per cent", "98 percent", "98 pc", "98\u00a0%", "98 per cent."]
)
def test_per_cent_may_be_written_out(typed: str) -> None:
    assert entry.percentage(typed) == 98


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9)))
def test_an_amount_reads_back_as_it_is_written(amount: Decimal) -> None:
    if abs(amount) < 10**18:
        assert entry.money(f"{amount:,f}") == amount == entry.money(f"{amount:f}")


@pytest.mark.parametrize(("figure", "places"), [("12", 0), ("12.50", 1), ("0.001", 3), ("100", 0)])
def test_places_are_those_that_matter(figure: str, places: int) -> None:
    assert entry.places_of(Decimal(figure)) == places


@pytest.mark.parametrize(
    "typed",
    [
        "2027-01-03",
        " 2027-01-03 ",
        "3 January 2027",
        "3 jan 2027",
        "3 Ionawr 2027",
        "3 ion 2027",
        "03 JAN. 2027",
        "3rd January, 2027",
        "3/1/2027",
        "03/01/2027",
        "3.1.2027",
        "3-1-2027",
        "3 1 2027",
        date(2027, 1, 3),
    ],
)
def test_dates_as_people_write_them(typed: object) -> None:
    assert entry.calendar_day(typed) == date(2027, 1, 3)


def test_a_year_of_two_digits_is_in_this_century() -> None:
    assert entry.calendar_day("3 Jan 27") == entry.calendar_day("3/1/27") == date(2027, 1, 3)
    assert entry.calendar_day("29/2/00") == date(2000, 2, 29)


@pytest.mark.parametrize(
    "parts",
    [
        {"day": "3", "month": "1", "year": "2027"},
        {"day": " 03 ", "month": "January", "year": "27"},
        {"day": 3, "month": "jan.", "year": 2027},
        {"year": "2027", "month": "01", "day": "3"},
    ],
)
def test_a_date_in_parts(parts: dict[str, object]) -> None:
    assert entry.calendar_day(parts) == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("parts", "at", "says"),
    [
        ({"day": "3", "month": "1"}, ".year", "must include a year"),
        ({"day": "", "month": " ", "year": "2027"}, ".day", "must include a day and a month"),
        ({"day": "32", "month": "1", "year": "2027"}, ".day", "must have a day from 1 to 31"),
        (
            {"day": "3", "month": "j", "year": "2027"},
            ".month",
            "must have a month, such as 1 or January",
        ),
        ({"day": "3", "month": "1", "year": "027"}, ".year", "must have a year, such as 2027"),
        (
            {"day": "x" * 200, "month": "1", "year": "2027"},
            ".day",
            "must have a day from 1 to 31",
        ),
        ({"day": "3", "month": "1", "year": "2027", "hour": "4"}, "", "has an unknown part `hour`"),
    ],
)
def test_the_part_of_a_date_that_is_wrong_is_named(
    parts: dict[str, object], at: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        entry.calendar_day(parts)
    assert (refused.value.at, str(refused.value)) == (at, says)


def test_a_date_in_parts_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueProblem, match="is not a real date"):
        entry.calendar_day({"day": "31", "month": "2", "year": "2027"})


def test_months_may_be_shortened() -> None:
    assert entry.calendar_day("1 sept 2027") == entry.calendar_day("1 sep 2027")
    assert entry.calendar_day("1 may 2027") == date(2027, 5, 1)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("31/2/2027", "is not a real date"),
        ("2027-02-30", "is not a real date"),
        ("1/13/2027", "is not a real date"),
        ("0 January 2027", "is not a real date"),
        ("3 Jan 027", "must be a date, such as 31 January 2027"),
        ("29/2/27", "is not a real date"),
        ("3/1/0027", "must be in the year 1000 or later"),
        ("0027-01-03", "must be in the year 1000 or later"),
        ("3 ja 2027", "must be a date, such as 31 January 2027"),
        ("3 smarch 2027", "must be a date, such as 31 January 2027"),
        ("3/1-2027", "must be a date, such as 31 January 2027"),
        ("tomorrow", "must be a date, such as 31 January 2027"),
        ("3 Jan 2027" + " " * 90 + "x", "must be a date, such as 31 January 2027"),
        (20270103, "must be a date, such as 31 January 2027"),
        (None, "must be a date, such as 31 January 2027"),
    ],
)
def test_what_is_no_date_is_refused(typed: object, says: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        entry.calendar_day(typed)
    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("typed", "months"),
    [("6 months", 6), ("1 Month", 1), ("2 years", 24), ("1year", 12), ("6", 72), (6, 72)],
)
def test_a_bare_count_is_of_the_unit_and_a_written_one_of_its_own(
    typed: object, months: int
) -> None:
    assert entry.span(typed, 12, "months") == months


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3 weeks", "must be in months or years, not in weeks"),
        ("half a year", "must be a whole number of months or years, such as 6 months"),
        ("1.5", "must be a whole number of months or years, such as 6 months"),
        (-1, "must be a whole number of months or years, such as 6 months"),
        ("-1 months", "must be a whole number of months or years, such as 6 months"),
        (None, "must be a whole number of months or years, such as 6 months"),
        ("999999 years", "is too long: at most 999,999 months"),
        (10**17, "is too long: at most 999,999 months"),
    ],
)
def test_what_is_no_period_is_refused(typed: object, says: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        entry.span(typed, 1, "months")
    assert str(refused.value) == says


def test_text_is_trimmed_composed_and_has_one_sort_of_new_line() -> None:
    assert entry.text("  Cafe\u0301\r\nbar\rbaz\u2028end\u00a0 ") == "Café\nbar\nbaz\nend"


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b", "\ufeff \u2060"])
def test_text_of_which_nothing_can_be_seen_is_empty(typed: str) -> None:
    assert entry.text(typed) == ""


@pytest.mark.parametrize(
    "code", [0, 7, 0x1B, 0x7F, 0x9B, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0x1FFFF, 0x10FFFF]
)
def test_characters_that_no_text_can_hold_are_refused(code: int) -> None:
    with pytest.raises(Refused, match=rf"\(U\+{code:04X}\), after `before`: remove it") as refused:
        entry.text(f"before {chr(code)} after")
    assert refused.value.wrong is Wrong.CHARACTERS


def test_text_from_office_programs_is_cleaned_of_what_nobody_sees() -> None:
    assert entry.text("page\x0cline\x0bend") == "page\nline\nend"
    assert entry.text("a\x0bb\x0cc", one_line=True) == "a b c"
    assert entry.text("\ufeffhyphen\u00adation\ufeff ") == "hyphenation"
    # In words of other scripts, joiners and marks of direction mean something.
    persian = "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert entry.text(persian) == persian
    with pytest.raises(Refused, match=r"begins with a character .* \(U\+0007\): remove it"):
        entry.text("\x07bell")


def test_one_line_means_one_line() -> None:
    assert entry.text("one line\n", one_line=True) == "one line"
    with pytest.raises(Refused, match="on one line"):
        entry.text("two\nlines", one_line=True)


def test_no_text_is_longer_than_the_most_there_can_be() -> None:
    assert len(str(entry.text("x" * entry.MAX_CHARACTERS))) == entry.MAX_CHARACTERS
    # U+0958 is two characters once it is normalised.
    for raw in ("x" * (entry.MAX_CHARACTERS + 1), "\u0958" * entry.MAX_CHARACTERS):
        with pytest.raises(Refused, match="at most 100,000 characters") as refused:
            entry.text(raw)
        assert refused.value.wrong is Wrong.TOO_LONG


@given(st.text())
def test_tidy_text_stays_as_it_is(raw: str) -> None:
    try:
        tidy = entry.text(raw)
    except Refused:
        return
    assert entry.text(tidy) == tidy


def test_words_are_parted_by_white_space_alone() -> None:
    assert entry.count_words(" well-known  facts,\nand/or\u00a0figures ") == 4
    assert entry.count_words("") == 0


def test_what_is_quoted_is_short_and_printable() -> None:
    assert entry.as_typed("a\x00b\ud800") == "`a\ufffdb\ufffd`"
    assert entry.as_typed("x" * 100) == "`" + "x" * 60 + "…`"
