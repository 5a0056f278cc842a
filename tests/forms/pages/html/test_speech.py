"""What pages say, in English and in Welsh."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm
from forms.model.sentences import Sentence, counted, said, shown_as
from forms.pages.html.speech import ELSEWHERE, LANGUAGES, catalogue, speech
from rules.problems import ValueProblem
from rules.values import Kind, Subject, read_number, read_yes_no, shown
from tests.forms.everything import ANYTHING, EVERYTHING, LIKELY, answers_to
from tests.forms.making import one

WELSH = speech("cy")
ENGLISH = speech("en")
MONEY = Subject("k", "k", Kind.MONEY, "K")
DATE = Subject("k", "k", Kind.DATE, "K")
DAYS = Subject("k", "k", Kind.PERIOD, "K", unit="days")
MONTHS = Subject("k", "k", Kind.PERIOD, "K", unit="months")


def test_english_is_as_it_is_written() -> None:
    assert ENGLISH.gettext("Back") == "Back"
    assert [ENGLISH.counted("{count} word", "{count} words", n) for n in (0, 1, 2)] == [
        "0 words",
        "1 word",
        "2 words",
    ]
    assert ENGLISH.says("must be yes") == "must be yes"
    assert ENGLISH.shown(Decimal("1200.5"), MONEY) == "£1,200.50"


def test_welsh() -> None:
    assert WELSH.gettext("Save and continue") == "Cadw a pharhau"
    assert WELSH.gettext("nobody has said this") == "nobody has said this"


def test_welsh_has_plurals_of_its_own() -> None:
    days = [WELSH.counted("{count} day", "{count} days", n) for n in (0, 1, 2, 3, 6, 7, 1000)]
    assert days == [
        "0 diwrnod",
        "1 diwrnod",
        "2 ddiwrnod",
        "3 diwrnod",
        "6 diwrnod",
        "7 diwrnod",
        "1,000 diwrnod",
    ]
    tasks = (
        "You have completed {done} of {count} task.",
        "You have completed {done} of {count} tasks.",
    )
    assert "6 thasg" in WELSH.ngettext(*tasks, 6).format(done=0, count=6)
    assert WELSH.ngettext("{count} star", "{count} stars", 2) == "{count} stars"


def test_values_are_shown_in_welsh() -> None:
    assert WELSH.shown(date(2027, 1, 1), DATE) == "1 Ionawr 2027"
    assert WELSH.shown(Decimal(2), MONTHS) == "2 fis"
    assert WELSH.shown(Decimal(14), DAYS) == "14 diwrnod"
    assert WELSH.shown(Decimal("1200.5"), MONEY) == "£1,200.50"
    assert WELSH.shown(True, Subject("k", "k", Kind.YES_NO, "K")) == "Ie"
    assert WELSH.shown((), Subject("k", "k", Kind.TEXTS, "K")) == "dim"
    assert WELSH.shown(("a",), Subject("k", "k", Kind.MANY_OF, "K", options={"a": "A"})) == "A"


def test_what_was_said_is_said_again() -> None:
    assert WELSH.says(said("must be {most} or less", most=shown_as(Decimal(5), MONEY))) == (
        "rhaid iddo fod yn £5 neu lai"
    )
    assert WELSH.says(counted("{count} word", "{count} words", 2)) == "2 air"
    # What an owner has written stays.
    assert WELSH.says("Enter your price") == "Enter your price"


def test_a_moment_is_as_it_is_in_london() -> None:
    summer = datetime(2027, 7, 1, 23, 5, tzinfo=UTC)
    assert ENGLISH.moment(summer) == "2 July 2027 at 00:05"
    assert WELSH.moment(summer) == "2 Gorffennaf 2027 am 00:05"


def test_another_language_is_english() -> None:
    assert speech("fr") is not None
    assert speech("fr").gettext("Back") == "Back"
    assert catalogue("fr").single == {}
    assert list(LANGUAGES) == ["en", "cy"]


def test_what_is_said_elsewhere_is_listed_as_it_is_said() -> None:
    for raw in ("9" * 30, "x"):
        with pytest.raises(ValueProblem) as error:
            read_number(raw)
        assert str(error.value) in ELSEWHERE
    with pytest.raises(ValueProblem) as error:
        read_yes_no("x")
    assert str(error.value) in ELSEWHERE


@given(st.dates(date(1000, 1, 1)) | st.decimals(-9, 9, places=2) | st.booleans())
def test_english_shows_values_as_rules_do(value: date | Decimal | bool) -> None:
    subject = Subject("k", "k", Kind.NUMBER, "K", unit="people")
    assert ENGLISH.shown(value, subject) == shown(value, subject)


def untranslated(form: LinkedForm, raw: object) -> list[str]:
    """Give what is said of answers and is no Welsh, but for what an owner has written."""
    return [
        fault.says
        for _, fault in read_answers(form, raw).faults
        if (isinstance(fault.says, Sentence) or not fault.own)
        and WELSH.says(fault.says) == fault.says
    ]


@given(LIKELY | answers_to(dict.fromkeys(EVERYTHING.steps, ANYTHING)) | ANYTHING)
def test_everything_that_is_said_of_answers_is_said_in_welsh(raw: object) -> None:
    assert untranslated(EVERYTHING, raw) == []


@pytest.mark.parametrize(
    ("keys", "raw", "says"),
    [
        ("type: money\nmax: 5", "6", "rhaid iddo fod yn £5 neu lai"),
        ("type: money", "1.2k", "dylid ei ysgrifennu'n llawn mewn digidau, megis 1200 yn lle 1.2k"),
        ("type: long-text\nmax_words: 2", "a b c", "mae ganddo 3 gair: caniateir 2 ar y mwyaf"),
        (
            "type: date\nlatest: 2027-02-01",
            "2027-02-02",
            "rhaid iddo fod yn 1 Chwefror 2027 neu'n gynharach",
        ),
        ("type: period\nunit: months\nmax: 2 months", "3", "rhaid iddo fod yn 2 fis neu lai"),
        ("type: number\nplaces: 2", "1.234", "ni chaiff gynnwys mwy na 2 ddigid ar ôl y pwynt"),
    ],
)
def test_faults_in_welsh(keys: str, raw: object, says: str) -> None:
    (problem,) = read_answers(one(keys), {"q": raw}).faults
    assert WELSH.says(problem[1].says) == says
