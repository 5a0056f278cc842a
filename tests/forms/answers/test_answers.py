"""One answer of each type: what is read, what is refused, and in which words."""

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest

from forms.answers.answers import MAX_UNKNOWN, read_answers
from forms.model.faults import MAX_FAULTS
from forms.model.typed_values import Address, StoredFile
from tests.forms.making import faults, linked, one, said, value

ROLES = """
    type: day-rates
    roles:
      - {id: developer, label: Developer, min: 200, max: 900}
      - {id: designer, label: Designer, required: false}
"""
TREE = """
    type: many-of
    min: 2
    max: 3
    options:
      - {value: a, label: Apple}
      - {label: Fruit, options: [{value: b, label: Banana}, {value: c, label: Cherry}]}
      - {value: d, label: Damson, lots: [support]}
      - {value: none, label: None of these, exclusive: true}
"""
ROWS = """
    type: rows
    min: 2
    max: 3
    columns:
      - {id: name, type: short-text, label: Name}
      - {id: amount, type: money, label: Amount, messages: {missing: Say how much}}
      - {id: running, type: yes-no, label: Running?, required: false}
      - {id: ended, type: date, label: Ended?, when: {answer: running, is: no}}
"""
FILE = "type: file\nkinds: [pdf, odt]\nmax_megabytes: 1\nmax: 2"
SHA = "0123456789abcdef" * 4
GOOD_FILE = {"name": "accounts.PDF", "size": 1_048_576, "sha256": SHA.upper()}


@pytest.mark.parametrize(
    ("question", "raw", "read"),
    [
        ("type: short-text", "  Ashdown Digital ", "Ashdown Digital"),
        ("type: short-text\nformat: postcode", "ls11aa", "LS1 1AA"),
        ("type: long-text", "Two\r\nlines", "Two\nlines"),
        ("type: texts", ["a", " ", None, "b "], ("a", "b")),
        ("type: email", " bids@ashdown.example ", "bids@ashdown.example"),
        ("type: number", "1,200.5", Decimal("1200.5")),
        ("type: number\nwhole: true", "12.0", Decimal(12)),
        ("type: money", "£1,200.50", Decimal("1200.5")),
        ("type: money\nmin: null", -5, Decimal(-5)),
        ("type: percentage", "12.5%", Decimal("12.5")),
        ("type: date", "3/1/2027", date(2027, 1, 3)),
        ("type: period\nunit: weeks", 2, Decimal(14)),
        ("type: period\nunit: months", "2 years", Decimal(24)),
        ("type: yes-no", "Yes", True),
        ("type: yes-no", False, False),
        ("type: yes-no\nmust_be: no", "no", False),
        ("type: declaration", "yes", True),
        ("type: one-of\noptions: [{value: uk, label: In the UK}]", " uk ", "uk"),
        ("type: one-of\noptions: [Cafe\u0301]", "Cafe\u0301", "Café"),
        (TREE, ["c", "", "a"], ("a", "c")),
        (TREE, ["none"], ("none",)),
        (ROLES, {"developer": "£650"}, {"developer": Decimal(650)}),
        (ROLES, {"developer": 200, "designer": ""}, {"developer": Decimal(200)}),
        (
            "type: day-rates\nunit: days\nroles: [{id: developer, label: Developer}]",
            {"developer": "12.5"},
            {"developer": Decimal("12.5")},
        ),
        (
            "type: address",
            {"lines": ["1 High Street", ""], "town": "Leeds", "postcode": "ls1 1aa"},
            Address(("1 High Street",), "Leeds", "LS1 1AA", "United Kingdom"),
        ),
        (
            "type: address",
            {"lines": ["1 Rue Haute"], "town": "Lyon", "country": "France"},
            Address(("1 Rue Haute",), "Lyon", "", "France"),
        ),
        (
            ROWS,
            [
                {"name": "A", "amount": 1, "running": True, "ended": "2026-01-01"},
                {},
                None,
                {"name": "B", "amount": 2, "running": "no", "ended": "2026-01-01"},
            ],
            (
                {"name": "A", "amount": Decimal(1), "running": True},
                {
                    "name": "B",
                    "amount": Decimal(2),
                    "running": False,
                    "ended": date(2026, 1, 1),
                },
            ),
        ),
        (FILE, GOOD_FILE, (StoredFile("accounts.PDF", 1_048_576, SHA),)),
        (FILE, [GOOD_FILE, {}], (StoredFile("accounts.PDF", 1_048_576, SHA),)),
    ],
)
def test_what_is_read(question: str, raw: object, read: object) -> None:
    assert value(question, raw) == read


@pytest.mark.parametrize(
    "question",
    [
        "type: short-text",
        "type: long-text",
        "type: texts",
        "type: email",
        "type: number",
        "type: money",
        "type: percentage",
        "type: date",
        "type: period\nunit: days",
        "type: yes-no",
        "type: one-of\noptions: [a]",
        "type: many-of\noptions: [a]",
        "type: day-rates\nroles: [{id: a, label: A, required: false}]",
        "type: address",
        ROWS,
        FILE,
    ],
)
@pytest.mark.parametrize("raw", [None, "", " \n", [], {}, [None, ""], [{}], {"a": ""}, [[""]]])
def test_a_blank_answer_is_none(question: str, raw: object) -> None:
    assert faults(question, raw) == ["missing: q is missing"]
    assert value(question, raw, complete=False) is None
    assert value(f"required: false\n{dedent(question)}", raw) is None


def test_a_declaration_that_is_not_ticked_is_not_given() -> None:
    for raw in (None, False, "no"):
        assert faults("type: declaration", raw) == ["missing: q must be ticked"]
        assert value("type: declaration", raw, complete=False) is None


def test_text_of_which_nothing_can_be_seen_is_no_answer() -> None:
    for name in ("short-text", "long-text", "email"):
        assert faults(f"type: {name}", "\u200b\u2060") == ["missing: q is missing"]
    assert faults("type: texts", ["\u200b"]) == ["missing: q is missing"]
    assert faults("type: one-of\noptions: [a]", "\u200b") == ["missing: q is missing"]
    assert faults("type: many-of\noptions: [a]", ["\u200b"]) == ["missing: q is missing"]
    assert faults("type: address", {"town": "\u200b"}) == ["missing: q is missing"]
    assert faults("type: address", {"lines": 12}) == ["unreadable: q.lines must be a list of lines"]


@pytest.mark.parametrize(
    ("question", "raw", "told"),
    [
        ("type: short-text", 12, "unreadable: q must be text, in quotes"),
        ("type: short-text", "a\nb", "unreadable: q must be on one line"),
        (
            "type: short-text\nmax_characters: 3",
            "abcd",
            "too-long: q has 4 characters: at most 3 are allowed",
        ),
        (
            "type: short-text\nformat: duns-number",
            "12",
            "unreadable: q must be a DUNS number of 9 digits, such as 123456789",
        ),
        (
            "type: long-text\nmax_words: 2",
            "one two\nthree",
            "too-many-words: q has 3 words: at most 2 are allowed",
        ),
        (
            "type: long-text",
            "a\x00b",
            "characters: q holds a character that no text can hold (U+0000), after `a`: remove it",
        ),
        ("type: texts", "a", "unreadable: q must be a list of texts"),
        ("type: texts", ["a", 2], "unreadable: q[1] must be text, in quotes"),
        ("type: texts\nmax: 1", ["a", "b"], "too-many: q has 2: at most 1 is allowed"),
        ("type: texts\nmin: 2", ["a"], "too-few: q has 1: at least 2 are needed"),
        (
            "type: texts\nmax: 1",
            ["a"] * 1002,
            "too-many: q has 1,002: at most 1 is allowed",
        ),
        (
            "type: texts\nmax_words: 1",
            ["a", "b c"],
            "too-many-words: q[1] has 2 words: at most 1 is allowed",
        ),
        (
            "type: email",
            "bids",
            "unreadable: q must be an e-mail address, such as name@example.com",
        ),
        (
            "type: number",
            "many",
            "unreadable: q must be a number in digits, such as 12 or 12.50",
        ),
        ("type: number\nwhole: true", "1.5", "too-many-places: q must be a whole number"),
        (
            "type: number\nplaces: 1",
            "1.55",
            "too-many-places: q must have at most 1 digit after the point",
        ),
        (
            "type: number\nmin: 2\nunit: people",
            1,
            "too-small: q must be 2 people or more",
        ),
        ("type: number\nless_than: 5", 5, "too-large: q must be less than 5"),
        (
            "type: money",
            "1.2k",
            "unreadable: q must be written out in digits, such as 1200 instead of 1.2k",
        ),
        ("type: money", "-0.01", "too-small: q must be £0 or more"),
        ("type: money\nmore_than: 0", 0, "too-small: q must be more than £0"),
        ("type: money\nmax: 1000", "1000.01", "too-large: q must be £1,000 or less"),
        (
            "type: money",
            "0.001",
            "too-many-places: q must have at most 2 digits after the point",
        ),
        ("type: money\nplaces: 0", "1.5", "too-many-places: q must be a whole number"),
        ("type: percentage", "101", "too-large: q must be 100% or less"),
        (
            "type: date\nearliest: 2027-01-01",
            "31/12/2026",
            "too-early: q must be 1 January 2027 or later",
        ),
        (
            "type: date\nlatest: 2027-01-01",
            "2027-01-02",
            "too-late: q must be 1 January 2027 or earlier",
        ),
        (
            "type: period\nunit: years\nmin: 1",
            "6 months",
            "too-small: q must be 1 year or more",
        ),
        (
            "type: period\nunit: months\nmax: 1",
            "2",
            "too-large: q must be 1 month or less",
        ),
        (
            "type: period\nunit: months",
            "9999999999",
            "too-large: q is too long: at most 999,999 months",
        ),
        ("type: yes-no", "maybe", "unreadable: q must be yes or no"),
        ("type: yes-no\nmust_be: yes", "no", "must-be: q must be yes"),
        (
            "type: one-of\noptions: [a, b]",
            "c",
            "unknown-option: q `c` is not an option; choose from `a`, `b`",
        ),
        ("type: one-of\noptions: [a, b]", ["a"], "unreadable: q must be text, in quotes"),
        (
            "type: one-of\noptions: [{label: a, when: {fact: lot, is: hosting}}]",
            "a",
            "unknown-option: q `a` is not offered here; choose from none",
        ),
        (TREE, "a", "unreadable: q must be a list of options"),
        (TREE, ["a", "b", "z"], "unknown-option: q[2] `z` is not an option; choose from "),
        (TREE, ["a", "b", "Fruit"], "unknown-option: q[2] `Fruit` is not an option; choose from "),
        (TREE, ["a", "b", "a"], "repeated: q[2] `a` is chosen twice"),
        (TREE, ["a", "none"], "not-alone: q `None of these` cannot be chosen with others"),
        (TREE, ["a"], "too-few: q has 1: at least 2 are needed"),
        (TREE, ["a", "b", "c", "d"], "too-many: q has 4: at most 3 are allowed"),
        (ROLES, [], "missing: q is missing"),
        (ROLES, ["x"], "unreadable: q must be a set of roles, with a figure for each"),
        (ROLES, {"designer": 1}, "missing: q.developer is missing"),
        (ROLES, {"developer": 199}, "too-small: q.developer must be £200 or more"),
        (ROLES, {"developer": 200, "designer": -1}, "too-small: q.designer must be £0 or more"),
        (
            ROLES,
            {"developer": 200, "tester": 1},
            "unknown-key: q has an unknown part `tester`: it has `developer`, `designer`",
        ),
        ("type: address", "1 High Street", "unreadable: q must be an address, with "),
        ("type: address", {"lines": ["a"], "postcode": "LS1 1AA"}, "missing: q.town is missing"),
        ("type: address", {"town": "a", "postcode": "LS1 1AA"}, "missing: q.lines is missing"),
        ("type: address", {"lines": ["a"], "town": "b"}, "missing: q.postcode is missing"),
        (
            "type: address",
            {"lines": ["a"], "town": "b", "postcode": "nowhere", "country": "Scotland"},
            "unreadable: q.postcode must be a UK postcode, such as LS1 1AA",
        ),
        (
            "type: address",
            {"lines": ["a"] * 7, "town": "b", "country": "France"},
            "too-many: q.lines has more than 6 lines",
        ),
        (
            "type: address",
            {"lines": [1], "town": "b", "country": "France"},
            "unreadable: q.lines[0] must be text, in quotes",
        ),
        (
            "type: address",
            {"lines": ["a"], "town": "b" * 201, "country": "France"},
            "too-long: q.town has more than 200 characters",
        ),
        (
            "type: address",
            {"lines": ["a"], "town": "b", "country": "France", "planet": "Earth"},
            "unknown-key: q has an unknown part `planet`: it has ",
        ),
        (ROWS, {"name": "a"}, "unreadable: q must be a list of rows"),
        (ROWS, [{"name": "a", "amount": 1}], "too-few: q has 1: at least 2 are needed"),
        (
            ROWS,
            [{"name": "a", "amount": 1}] * 4,
            "too-many: q has 4: at most 3 are allowed",
        ),
        (ROWS, ["a"], "unreadable: q[0] must be a row: a value for each column"),
        (ROWS, [{}, {"name": "a"}], "missing: q[1].amount Say how much"),
        (ROWS, [{"name": "a", "amount": "b"}], "unreadable: q[0].amount must be an amount in "),
        (
            ROWS,
            [{"name": "a", "amount": 1, "running": "no"}],
            "missing: q[0].ended is missing",
        ),
        (
            ROWS,
            [{"name": "a", "amount": 1, "colour": "red"}],
            "unknown-key: q[0] has an unknown part `colour`: it has `name`, `amount`, ",
        ),
        (FILE, "accounts.pdf", "unreadable: q must be a list of files"),
        (FILE, ["accounts.pdf"], "unreadable: q[0] must be a file: its name, size and sha256"),
        (FILE, [GOOD_FILE] * 3, "too-many: q has 3: at most 2 are allowed"),
        (FILE.replace("max: 2", "max: 2\nmin: 2"), [GOOD_FILE], "too-few: q has 1: at least 2 "),
        (FILE, {**GOOD_FILE, "name": "a.exe"}, "wrong-kind: q.name must end in one of: `.pdf`, "),
        (FILE, {**GOOD_FILE, "name": "pdf"}, "wrong-kind: q.name must end in one of: `.pdf`, "),
        (
            FILE,
            {**GOOD_FILE, "name": "../a.pdf"},
            "unreadable: q.name must be the name of ",
        ),
        (FILE, {**GOOD_FILE, "name": "a" * 252 + ".pdf"}, "unreadable: q.name must be the name "),
        (FILE, {**GOOD_FILE, "name": None}, "unreadable: q.name must be text, in quotes"),
        (FILE, {**GOOD_FILE, "size": 0}, "too-small: q.size is an empty file"),
        (FILE, {**GOOD_FILE, "size": 1_048_577}, "too-large: q.size is larger than 1 MB"),
        (FILE, {**GOOD_FILE, "size": "1"}, "unreadable: q.size must be a whole number of bytes"),
        (FILE, {**GOOD_FILE, "size": True}, "unreadable: q.size must be a whole number of bytes"),
        (FILE, {**GOOD_FILE, "size": -1}, "unreadable: q.size must be a whole number of bytes"),
        (FILE, {**GOOD_FILE, "sha256": "ab"}, "unreadable: q.sha256 must be the file's SHA-256"),
        (FILE, {**GOOD_FILE, "sha256": 12}, "unreadable: q.sha256 must be the file's SHA-256"),
        (FILE, {**GOOD_FILE, "path": "/"}, "unknown-key: q has an unknown part `path`: it has "),
    ],
)
def test_what_is_refused(question: str, raw: object, told: str) -> None:
    # The first words are enough where the rest lists what would do.
    assert faults(question, raw)[0].startswith(told)


def test_a_draft_may_lack_anything_but_may_not_be_wrong() -> None:
    assert value("type: texts\nmin: 2", ["a"], complete=False) == ("a",)
    assert value(ROLES, {"designer": 5}, complete=False) == {"designer": Decimal(5)}
    assert value("type: address", {"town": "Leeds"}, complete=False) == Address((), "Leeds")
    assert value(ROWS, [{"name": "a"}], complete=False) == ({"name": "a"},)
    assert value(ROWS, [{"name": "\u200b"}], complete=False) is None
    assert faults("type: money", "x", complete=False) == [
        "unreadable: q must be an amount in pounds, such as 1200 or 1,200.50"
    ]


def test_all_faults_of_an_answer_are_told_up_to_a_limit() -> None:
    assert len(faults("type: texts", [1, 2, 3])) == 3
    assert len(faults("type: texts", [1] * 500)) == MAX_FAULTS
    assert len(faults("type: address", {str(n): 1 for n in range(5000)})) == 1


def test_a_question_words_its_own_faults() -> None:
    question = """
        type: money
        max: 10
        messages: {missing: Enter the price, too-large: The price must be £10 or less}
    """
    assert faults(question, "") == ["missing: q Enter the price"]
    assert faults(question, 11) == ["too-large: q The price must be £10 or less"]
    assert faults(question, "x")[0].startswith("unreadable: q must be")
    answers = read_answers(one(question), {"q": 11})
    assert [fault.own for _, fault in answers.faults] == [True]


def test_what_a_question_says_when_missing_is_not_said_of_a_part() -> None:
    question = "type: address\nmessages: {missing: Enter your address, unreadable: Mend it}"
    assert faults(question, {}) == ["missing: q Enter your address"]
    assert faults(question, {"town": "a", "lines": ["b"], "postcode": "x"}) == [
        "unreadable: q.postcode Mend it"
    ]
    assert "missing: q.town is missing" in faults(question, {"lines": ["b"]})


@pytest.mark.parametrize("raw", [None, [], "text", 12, True])
def test_answers_that_are_no_set_are_refused(raw: object) -> None:
    answers = read_answers(one("type: money"), raw)
    assert said(answers) == ["must be a set of question ids, each with its answer"]
    assert answers.facts() == {}


def test_unknown_keys_are_told_and_counted() -> None:
    form = one("type: money")
    raw = {"q": 1, "p": 2, "bad\x00\ud800": 3, 10**5000: 4}
    assert said(read_answers(form, raw)) == [
        "p: is not a question of this form",
        "bad\ufffd\ufffd: is not a question of this form",
        "?: is not a question of this form",
    ]
    many = read_answers(form, {"q": 1, **{f"x{n}": n for n in range(1500)}})
    assert len(many.problems) == MAX_UNKNOWN + 1
    assert said(many)[-1] == "1,480 more answers are to no question of this form"


def test_an_unknown_lot_is_told() -> None:
    form = one("type: money")
    assert said(read_answers(form, {"q": 1}, lot="moon")) == ["lot: there is no lot `moon`"]


def test_facts_are_answers_by_the_key_of_their_subject() -> None:
    form = linked("""
        title: T
        questions:
          - {id: total, type: money, label: Total?}
          - {id: skills, type: texts, label: Skills?}
          - {id: why, type: long-text, label: Why?, when: {count_of: skills, more_than: 5}}
    """)
    answers = read_answers(form, {"total": "5", "skills": ["a"], "why": "because"})
    assert answers.facts() == {
        "answer:service.total": Decimal(5),
        "answer:service.skills": ("a",),
    }
    assert answers.hidden == {"why": "because"}
