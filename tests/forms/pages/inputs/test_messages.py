"""What is said of wrong answers: sentences that say how to mend them."""

from typing import Any

import pytest

from forms.linked.linked_form import LinkedForm
from forms.linked.translating import translated
from forms.pages.html.speech import speech
from forms.pages.inputs.messages import Message, messages
from forms.progress import survey
from tests.forms.everything import COMPLETE, EVERYTHING
from tests.forms.making import linked, one
from tests.forms.pages.samples import KNOWN, SERVICE, WRONG

ENGLISH = speech("en")


WRITTEN_OUT = "must be written out in digits, such as 1200 instead of 1.2k"


def told(form: LinkedForm, raw: dict[str, Any], language: str = "en") -> tuple[Message, ...]:
    state = survey(form, raw, others=KNOWN)
    return messages(state, speech(language), state.faults)


def says(keys: str, raw: Any = None) -> list[str]:
    """Give what is said of the answer to a question `q` with the label "Question?"."""
    found = told(one(keys), {} if raw is None else {"q": raw})
    return [each.html for each in found]


def test_what_several_say_alike_has_the_question_before_it() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: date, label: First day, messages: {missing: You need to answer this}}
          - {id: b, type: date, label: Last day, messages: {missing: You need to answer this}}
          - {id: c, type: date, label: Day between, messages: {missing: Give a day}}
    """)
    assert [each.html for each in told(form, {})] == [
        "First day: You need to answer this",
        "Last day: You need to answer this",
        "Give a day",
    ]


@pytest.mark.parametrize(
    ("unit", "most", "raw", "message"),
    [
        ("weeks", "12", "13", "Question? must be 12 weeks or less"),
        ("weeks", "10 days", "13", "Question? must be 10 days or less"),
        ("years", "2", "3", "Question? must be 2 years or less"),
        ("years", "18 months", "3", "Question? must be 18 months or less"),
    ],
)
def test_a_period_is_told_in_the_unit_that_is_asked_for(
    unit: str, most: str, raw: str, message: str
) -> None:
    [said] = says(f"type: period\nunit: {unit}\nmax: {most}", raw)
    assert message.removeprefix("Question? ") in said


# --- what is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("type: short-text", "Enter an answer to “Question?”"),
        ("type: short-text\nname: Total price", "Enter the total price"),
        ("type: short-text\nname: VAT number", "Enter the VAT number"),
        ("type: yes-no", "Select yes or no: Question?"),
        ("type: one-of\noptions: [a]", "Select an answer to “Question?”"),
        ("type: many-of\noptions: [a]\nname: Standards", "Select the standards"),
        ("type: file\nname: Accounts", "Upload the accounts"),
        ("type: file", "Upload a file for “Question?”"),
        ("type: declaration", "Tick the box to confirm: Question?"),
        ("type: date\nname: Start date", "Enter the start date"),
        ("type: money\nmessages: {missing: Say what it costs}", "Say what it costs"),
        ("type: texts\nname: Skills", "Enter the skills"),
    ],
)
def test_what_is_missing(keys: str, message: str) -> None:
    assert says(keys) == [message]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("Team size", "Enter the team size"),
        ("Your team", "Enter your team"),
        ("Started", "Enter an answer to “Started”"),
        ("Available from", "Enter an answer to “Available from”"),
        ("Tell us about your team.", "Tell us about your team"),
        (
            "The names of all your subcontractors",
            "Enter an answer to “The names of all your subcontractors”",
        ),
    ],
)
def test_a_label_is_a_name_a_request_or_quoted(label: str, message: str) -> None:
    form = linked(f"title: T\nquestions: [{{id: q, type: short-text, label: {label}}}]")
    assert [each.html for each in told(form, {})] == [message]


def test_a_long_label_is_cut() -> None:
    form = linked(f"title: T\nquestions: [{{id: q, type: yes-no, label: {'legal ' * 60}}}]")
    (message,) = told(form, {})
    assert len(message.html) < 180
    assert message.html.endswith(" …")


# --- what is wrong -------------------------------------------------------------------------------


WRONG_ANSWERS: dict[str, tuple[str, Any]] = {
    "Total price must be £2,000,000 or less": (
        "type: money\nname: Total price\nmax: 2000000",
        "3000000",
    ),
    "Your answer to “Question?” must be an amount in pounds, such as 1200 or 1,200.50": (
        "type: money",
        "plenty",
    ),
    "Start must include a year": (
        "type: date\nname: Start",
        {"day": "1", "month": "2", "year": ""},
    ),
    "Start is not a real date": (
        "type: date\nname: Start",
        {"day": "31", "month": "2", "year": "2027"},
    ),
    "You must answer yes: Question?": ("type: yes-no\nmust_be: yes", "no"),
    "You must answer no: Question?": ("type: yes-no\nmust_be: no", "yes"),
    "Select one of the options for “Question?”": ("type: one-of\noptions: [a, b]", "c"),
    "Select at least 2 options: Question?": ("type: many-of\noptions: [a, b, c]\nmin: 2", ["a"]),
    "Select no more than 1 option: Question?": (
        "type: many-of\noptions: [a, b, c]\nmax: 1",
        ["a", "b"],
    ),
    "Give at least 2 answers: Question?": ("type: texts\nmin: 2", ["a"]),
    "Give no more than 1 answer: Question?": ("type: texts\nmax: 1", ["a", "b"]),
    "Skill 2 has 2 words: at most 1 is allowed": (
        "type: texts\nitem: skill\nmax_words: 1",
        ["a", "b c"],
    ),
    "“N” cannot be chosen with others": (
        "type: many-of\noptions: [a, {label: N, exclusive: true}]",
        ["a", "N"],
    ),
    "Name holds a character that no text can hold (U+0000), after “a”: remove it": (
        "type: short-text\nname: Name",
        "a\x00b",
    ),
}


@pytest.mark.parametrize("message", WRONG_ANSWERS)
def test_what_is_wrong(message: str) -> None:
    assert says(*WRONG_ANSWERS[message]) == [message]


def stored(name: str, size: int = 5) -> dict[str, Any]:
    return {"name": name, "size": size, "sha256": "ab" * 32}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([stored("a.exe")], "a.exe must end in one of: “.pdf”, “.odt”"),
        ([stored("a.pdf"), stored("b.pdf", 99_000_000)], "b.pdf is larger than 5 MB"),
        ([stored("a.pdf", 0)], "a.pdf is an empty file"),
        ([stored("a.pdf")], "Upload at least 2 files: Question?"),
        ([stored("a.pdf")] * 4, "Upload no more than 3 files: Question?"),
        ([{"size": 5}], "The file must be text, in quotes"),
    ],
)
def test_files(files: list[dict[str, Any]], message: str) -> None:
    assert says("type: file\nmin: 2\nmax: 3", files)[0] == message


def test_parts_of_an_address() -> None:
    found = told(one("type: address"), {"q": {"lines": [""], "country": "UK"}})
    assert [(each.field, each.goto, each.html) for each in found] == [
        ("q.lines[0]", "q_lines_0", "Enter address line 1"),
        ("q.town", "q_town", "Enter town or city"),
        ("q.postcode", "q_postcode", "Enter postcode"),
    ]


def test_rates() -> None:
    keys = (
        "type: day-rates\nroles: [{id: dev, label: Developer, max: 5}, {id: des, label: Designer}]"
    )
    assert says(keys, {"dev": "6"}) == [
        "Developer must be £5 or less",
        "Enter a day rate for Designer",
    ]
    assert says(f"{keys}\nunit: days", {"dev": "6"}) == [
        "Developer must be 5 days or less",
        "Enter the number of days for Designer",
    ]


def test_rows() -> None:
    found = [each for each in told(SERVICE, WRONG) if each.question in {"references", "evidence"}]
    assert [(each.field, each.goto, each.html) for each in found] == [
        (
            "references[0].customer",
            "references_0_customer",
            "Contract 1: Customer has 21 characters: at most 20 are allowed",
        ),
        (
            "references[0].amount",
            "references_0_amount",
            f"Contract 1: Value of the contract {WRITTEN_OUT}",
        ),
        (
            "references[0].ended",
            "references_0_ended_day",
            "Contract 1: Enter an answer to “When did it end?”",
        ),
        (
            "references[0].learned",
            "references_0_learned_0",
            "Contract 1: Enter an answer to “What did you learn?”",
        ),
        (
            "evidence[0].proof",
            "evidence_0_proof",
            (
                "<bdi>Agile delivery</bdi>: Your evidence of Agile delivery "
                "has 10 words: at most 9 are allowed"
            ),
        ),
        ("evidence", "evidence_0", "Evidence has 1 row, and needs one for each of 2 items"),
    ]


def test_checks_say_what_the_owner_says() -> None:
    found = {each.question: each.html for each in told(SERVICE, WRONG)}
    assert found["staff"] == "Somebody has to work for you"


def test_totals() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: number, label: Part a}
          - {id: b, type: number, label: Part b}
        checks: [{total: [a, b], is: 100}]
    """)
    raw = {"a": "1", "b": "2"}
    assert [each.html for each in told(form, raw)] == ["Part a + Part b must total 100, not 3"]
    assert [each.html for each in told(form, raw, "cy")] == [
        "Rhaid i gyfanswm Part a + Part b fod yn 100, nid 3"
    ]


def test_the_owners_words_may_quote_answers() -> None:
    form = linked("""
        title: T
        questions:
          - {id: most, type: money, label: Budget}
          - id: price
            type: money
            label: Price
            messages: {missing: "Give a price of at most {{ most }}"}
    """)
    assert [each.html for each in told(form, {"most": "<b>"})][1] == "Give a price of at most …"
    assert [each.html for each in told(form, {"most": "5"})] == ["Give a price of at most £5"]


def test_what_is_said_is_text() -> None:
    form = linked("""
        title: T
        questions: [{id: q, type: short-text, label: Q, name: "<b>Name</b>", max_characters: 1}]
    """)
    (message,) = told(form, {"q": "<i>"})
    assert message.html == "&lt;b&gt;Name&lt;/b&gt; has 3 characters: at most 1 is allowed"


# --- in Welsh ------------------------------------------------------------------------------------


def test_welsh_sentences_mark_what_is_english() -> None:
    form = translated(SERVICE, "cy")
    found = {each.field: str(each.html) for each in told(form, WRONG, "cy")}
    assert (
        found["service-name"]
        == "Enw&#39;r gwasanaeth: mae ganddo 101 nod: caniateir 100 ar y mwyaf"
    )
    assert found["discount"] == '<span lang="en">Discount</span>: rhaid iddo fod yn 100% neu lai'
    assert found["staff"] == '<span lang="en">Somebody has to work for you</span>'
    assert found["office.postcode"].startswith("Cod post: rhaid iddo fod yn god post")


def test_the_owners_words_are_marked_as_what_they_are_in() -> None:
    form = linked("""
        title: T
        questions:
          - id: q
            type: money
            label: Q
            messages: {missing: Say it, unreadable: Say it in digits}
            translations: {cy: {messages: {missing: Dywedwch}}}
    """)
    welsh = translated(form, "cy")
    assert [str(each.html) for each in told(welsh, {}, "cy")] == ["Dywedwch"]
    assert [str(each.html) for each in told(welsh, {"q": "x"}, "cy")] == [
        '<span lang="en">Say it in digits</span>'
    ]


def test_nothing_is_said_of_what_is_right() -> None:
    assert told(EVERYTHING, dict(COMPLETE)) == ()
