"""The list of tasks, the check of all answers, conflicts, endings, and what is around pages."""

from datetime import UTC, datetime
from typing import Any

import pytest

from forms.linked.translating import translated
from forms.pages import (
    EditConflict,
    Links,
    Settled,
    Shell,
    View,
    check_answers_page,
    confirmation_page,
    conflict_page,
    error_page,
    in_shell,
    question_page,
    read_settled,
    task_list_page,
)
from forms.pages.conflicts import mark_of
from forms.progress import Survey, survey
from rules.problems import InputError
from tests.forms.everything import COMPLETE, EVERYTHING
from tests.forms.making import linked
from tests.forms.pages.reading import (
    VIEW,
    by_id,
    faults_of,
    main_text,
    parsed,
    posted_by,
    with_class,
    words,
)
from tests.forms.pages.samples import FILLED, KNOWN, SERVICE, WRONG

WELSH = View(Shell(), Links("/drafts/x"), "cy")
NOW = datetime(2027, 1, 3, 14, 5, tzinfo=UTC)


def of(raw: dict[str, Any], language: str = "en") -> Survey:
    return survey(translated(SERVICE, language), raw, others=KNOWN)


# --- the list of tasks ---------------------------------------------------------------------------


@pytest.mark.parametrize("view", [VIEW, WELSH], ids=["en", "cy"])
@pytest.mark.parametrize("raw", [{}, FILLED, WRONG], ids=["empty", "filled", "wrong"])
def test_pages_are_valid_and_fit_for_everybody(view: View, raw: dict[str, Any]) -> None:
    state = of(raw, view.language)
    for html in (
        task_list_page(view, state),
        check_answers_page(view, state, version=1),
        check_answers_page(view, state, version=1, problems=True),
        check_answers_page(view, state, version=1, submitted=NOW),
        confirmation_page(view, state, reference="A-1", submitted=NOW),
        conflict_page(view, state, CONFLICTS, version=1),
        conflict_page(view, state, CONFLICTS, version=1, missing=["summary"]),
    ):
        assert faults_of(html) == []


def tasks(html: str) -> list[tuple[str, str | None, str]]:
    """Give each task: its name, where it leads, its status."""
    found = []
    for item in with_class(parsed(html), "govuk-task-list__item"):
        link = item.find(".//a")
        name, status = (
            words(with_class(item, f"govuk-task-list__{part}")[0])
            for part in ("name-and-hint", "status")
        )
        found.append((name, None if link is None else link.get("href"), status))
    return found


def test_tasks() -> None:
    form = linked("""
        title: Your *service*
        guidance: Take *care*
        pages:
          - id: start
            title: Start
            questions: [{id: large, type: yes-no, label: Q}]
          - id: size
            title: Size
            when: {answer: large, is: yes}
            questions: [{id: staff, type: number, label: Q}]
          - id: rest
            title: The rest
            questions: [{id: note, type: short-text, label: Q, required: false}]
    """)
    html = task_list_page(VIEW, survey(form, {}))
    assert tasks(html) == [
        ("Start", "/drafts/x/page/start", "Not started"),
        ("Size", None, "Cannot start yet"),
        ("The rest You can leave this out", "/drafts/x/page/rest", "Not started"),
    ]
    assert main_text(html).startswith("Your *service* Take care You have completed 0 of 2 tasks.")
    after = task_list_page(VIEW, survey(form, {"large": "no"}))
    assert [status for _, _, status in tasks(after)] == ["Completed", "Not needed", "Not started"]
    begun = task_list_page(VIEW, survey(form, {"large": "yes", "staff": "x"}))
    assert [status for _, _, status in tasks(begun)] == [
        "Completed",
        "There is a problem",
        "Not started",
    ]
    wanting = task_list_page(VIEW, survey(form, {"large": "yes", "staff": ""}))
    assert tasks(wanting)[1][2] == "In progress"


def test_the_way_on_from_the_tasks() -> None:
    buttons = with_class(parsed(task_list_page(VIEW, of({}))), "govuk-button")
    assert [each.get("href") for each in buttons] == ["/drafts/x/page/name"]
    done = survey(EVERYTHING, COMPLETE)
    buttons = with_class(parsed(task_list_page(VIEW, done)), "govuk-button")
    assert [each.get("href") for each in buttons] == ["/drafts/x/check"]
    assert "You have completed 4 of 4 tasks." in main_text(task_list_page(VIEW, done))


def test_tasks_by_section_and_in_welsh() -> None:
    headings = [words(each) for each in parsed(task_list_page(VIEW, of({}))).iter("h2")]
    assert headings == ["About the service", "People", "The rest"]
    html = task_list_page(WELSH, of({}, "cy"))
    tree = parsed(html)
    first, second, _ = tree.iter("h2")
    assert (words(first), [e.get("lang") for e in first.iter("span")]) == ("Am y gwasanaeth", [])
    assert (words(second), [e.get("lang") for e in second.iter("span")]) == ("People", ["en"])
    assert tasks(html)[0][0] == "Enw"
    assert tasks(html)[0][2] == "Heb ddechrau"


def test_a_form_of_questions_has_a_task_for_each() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: yes-no, label: Do you?, name: Doing}
          - {id: b, type: short-text, label: "And what of {{ a }}?"}
    """)
    found = tasks(task_list_page(VIEW, survey(form, {"a": "yes"})))
    assert [name for name, _, _ in found] == ["Doing", "And what of Yes?"]


# --- the check of all answers --------------------------------------------------------------------


def rows(html: str) -> dict[str, tuple[str, str | None]]:
    """Give what is answered and where it can be changed, by question."""
    found = {}
    for row in with_class(parsed(html), "govuk-summary-list__row"):
        key, value = (
            words(with_class(row, f"govuk-summary-list__{part}")[0]) for part in ("key", "value")
        )
        links = [a for a in row.iter("a") if words(a).startswith(("Change", "Newid"))]
        found[key] = (value, links[0].get("href") if links else None)
    return found


def test_answers_are_shown_as_they_were_understood() -> None:
    found = rows(check_answers_page(VIEW, of(FILLED), version=1))
    assert found["Service name"] == (
        "Ashdown Example hosting",
        "/drafts/x/page/name?check=1#service-name",
    )
    shown = {name: value for name, (value, _) in found.items()}
    assert shown["Kind of service"] == "Something else"
    assert shown["Price"] == "£1,200.50 per user a month"
    assert shown["Last test"] == "3 January 2026"
    assert shown["Day rates"] == "Developer: £650"
    assert shown["Standards"] == "The Technology Code of PracticeCyber EssentialsISO 9001"
    assert shown["Registered office"] == "1 High StreetLeedsLS1 1AAUnited Kingdom"
    assert shown["Staff"] == "12 people"
    assert shown["Discount"] == "None"
    assert shown["Notice"] == "30 days"
    assert shown["What I have said here is accurate"] == "Confirmed"
    assert shown["References"].startswith(
        "Contract 1Customer Leeds Example CouncilValue of the contract £90,000"
    )
    assert "When did it end? 1 February 2026" in shown["References"]
    assert shown["Evidence"].startswith("Agile deliveryYour evidence of Agile delivery We did it")


def test_lines_of_a_text_are_kept() -> None:
    html = check_answers_page(VIEW, of(FILLED), version=1)
    (text,) = with_class(parsed(html), "fw-typed")[:1]
    assert text.text == "It keeps things.\nSafely."


def test_what_is_missing_or_wrong_is_marked_and_leads_to_its_field() -> None:
    html = check_answers_page(VIEW, of({**FILLED, "staff": "", "price": "1.2k"}), version=1)
    assert "3 answers are missing or need to be changed before you can submit." in main_text(html)
    found = rows(html)
    assert found["Staff"] == ("Error: Enter the staff", "/drafts/x/page/contact?check=1#staff")
    assert found["Price"][0].startswith("1.2k")
    assert "must be written out in digits" in found["Price"][0]
    assert found["References"][1] == "/drafts/x/page/experience?check=1#references_0_customer"
    assert not with_class(parsed(html), "govuk-error-summary")


def test_a_try_to_submit_lists_what_is_wrong() -> None:
    html = check_answers_page(VIEW, of(WRONG), version=1, problems=True)
    (summary,) = with_class(parsed(html), "govuk-error-summary")
    links = {words(a): a.get("href") for a in summary.iter("a")}
    assert links["Discount must be 100% or less"] == "/drafts/x/page/contact?check=1#discount"
    assert words(next(parsed(html).iter("title"))).startswith("Error: ")


def test_answers_that_are_submitted_are_read_only() -> None:
    html = check_answers_page(VIEW, of(FILLED), version=1, submitted=NOW)
    assert "You submitted these answers on 3 January 2027 at 14:05." in main_text(html)
    assert not list(parsed(html).iter("form"))
    assert {link for _, link in rows(html).values()} == {None}


def test_submitting_sends_the_version() -> None:
    view = View(Shell(), Links("/d"), hidden=(("key", "1"),))
    html = check_answers_page(view, of(FILLED), version=9)
    assert posted_by(html) == [("_version", "9"), ("key", "1")]


def test_nothing_off_the_path_is_shown() -> None:
    found = rows(check_answers_page(VIEW, of({**FILLED, "kind": "software"}), version=1))
    assert "Other kind" not in found


def test_a_form_of_questions_is_one_list() -> None:
    form = linked("""
        title: T
        questions:
          - {id: a, type: short-text, label: First?, required: false}
          - {id: b, type: short-text, label: Second?, required: false, empty: Nothing to say}
    """)
    html = check_answers_page(VIEW, survey(form, {}), version=1)
    assert {name: value for name, (value, _) in rows(html).items()} == {
        "First?": "Not answered",
        "Second?": "Nothing to say",
    }
    assert len(with_class(parsed(html), "govuk-summary-list")) == 1


def test_days_and_rows_of_which_some_are_blank() -> None:
    form = linked("""
        title: T
        questions:
          - {id: days, type: day-rates, unit: days, label: Days, roles: [{id: a, label: A}]}
          - id: more
            type: day-rates
            label: Rates
            roles: [{id: a, label: A}, {id: b, label: B, required: false}]
          - id: rows
            type: rows
            label: Rows
            item: thing
            columns: [{id: c, type: short-text, label: C}]
    """)
    raw = {"days": {"a": "2"}, "more": {"a": "1.5"}, "rows": [{}, {"c": "x"}, "odd"]}
    found = rows(check_answers_page(VIEW, survey(form, raw), version=1))
    assert found["Days"][0] == "A: 2 days"
    assert found["Rates"][0] == "A: £1.50"
    assert found["Rows"][0] == "Thing 2C x Error: Rows must be a row: a value for each column"
    half = rows(check_answers_page(VIEW, survey(form, {"days": {"a": "2.5"}}), version=1))
    assert half["Days"][0] == "A: 2.5 days"


def test_a_section_off_the_path_is_left_out() -> None:
    form = linked("""
        title: T
        sections:
          - id: a
            title: Always
            pages: [{id: p, title: P, questions: [{id: x, type: yes-no, label: X}]}]
          - id: b
            title: Sometimes
            when: {answer: x, is: yes}
            pages: [{id: q, title: Q, questions: [{id: y, type: yes-no, label: Y}]}]
    """)
    html = check_answers_page(VIEW, survey(form, {"x": "no"}), version=1)
    assert [words(each) for each in parsed(html).iter("h2")] == ["Always"]


def test_whatever_is_answered_is_shown_as_text() -> None:
    raw = {**COMPLETE, "short": "<b>", "money": "<i>", "rows": [{"text": "<u>"}], "texts": ["<s>"]}
    html = check_answers_page(VIEW, survey(EVERYTHING, raw), version=1)
    assert faults_of(html) == []
    for text in ("<b>", "<i>", "<u>", "<s>"):
        assert text in main_text(html)


# --- conflicts -----------------------------------------------------------------------------------

CONFLICTS = [
    EditConflict("summary", "Mine\n  indented", (("Theirs <b>", NOW), ("A third", NOW))),
    EditConflict("references", FILLED["references"], (([], NOW),)),  # type: ignore[arg-type]
    EditConflict("other-kind", None, (("Storage", NOW),)),
]


def test_answers_stand_beside_each_other() -> None:
    html = conflict_page(VIEW, of(FILLED), CONFLICTS, version=4)
    tree = parsed(html)
    assert [words(each) for each in tree.iter("legend")] == ["Summary", "References", "Other kind"]
    text = main_text(html)
    assert "Theirs <b>" in text
    assert "What was typed on 3 January 2027 at 14:05" in text
    assert next(each.text for each in with_class(tree, "fw-typed")) == "Mine\n  indented"
    assert "Not answered" in text
    assert dict(posted_by(html))["_version"] == "4"


def test_what_was_chosen_is_read() -> None:
    fields = [
        ("_version", "4"),
        ("_action", "settle"),
        ("key", "x"),
        ("summary", mark_of("Theirs <b>")),
        ("references", mark_of([])),
        ("other-kind", mark_of(None)),
    ]
    settled = read_settled(SERVICE, CONFLICTS, fields, extra={"key"})
    assert settled == Settled(
        {"summary": "Theirs <b>", "references": [], "other-kind": None}, (), 4
    )


def test_what_was_not_chosen_is_missing() -> None:
    fields = [("summary", mark_of("something else")), ("staff", "settled meanwhile")]
    settled = read_settled(SERVICE, CONFLICTS, fields)
    assert settled == Settled({}, ("summary", "references", "other-kind"), 0)
    html = conflict_page(VIEW, of(FILLED), CONFLICTS, version=4, missing=settled.missing)
    (summary,) = with_class(parsed(html), "govuk-error-summary")
    assert next((words(a), a.get("href")) for a in summary.iter("a")) == (
        "Select which answer to keep: Summary",
        "#summary",
    )
    assert by_id(parsed(html), "summary").get("type") == "radio"


@pytest.mark.parametrize("fields", [[("nobody", "x")], [("summary", "x")] * 2, [("_version", "x")]])
def test_what_no_page_of_conflicts_sends_is_refused(fields: list[tuple[str, str]]) -> None:
    with pytest.raises(InputError):
        read_settled(SERVICE, CONFLICTS, fields)


def test_any_raw_answer_has_a_mark() -> None:
    raws: list[Any] = [None, "", "a", 1, True, [], {}, ["a"], "\ud800"]
    assert len({mark_of(raw) for raw in raws}) == len(raws)


# --- endings -------------------------------------------------------------------------------------


def test_the_end_of_a_journey() -> None:
    html = confirmation_page(VIEW, of(FILLED), reference="ABC <1>", submitted=NOW)
    text = main_text(html)
    assert text.startswith("Answers submitted Your serviceYour reference: ABC <1>")
    assert "You submitted your answers on 3 January 2027 at 14:05." in text
    links = {words(a): a.get("href") for a in next(parsed(html).iter("main")).iter("a")}
    assert links == {"See your answers": "/drafts/x/check", "Go back to the start": "/"}
    plain = main_text(confirmation_page(VIEW, of(FILLED)))
    assert "reference" not in plain


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 502, 503])
@pytest.mark.parametrize("view", [VIEW, WELSH], ids=["en", "cy"])
def test_what_cannot_be_done_is_told_with_a_way_on(view: View, status: int) -> None:
    html = error_page(view, status)
    assert faults_of(html) == []
    tree = parsed(html)
    assert words(next(tree.iter("h1")))
    assert [a.get("href") for a in next(tree.iter("main")).iter("a")] == ["/"]


def test_a_message_of_ones_own() -> None:
    html = error_page(VIEW, 404, message="Gone <b>.\n\nFor good.", way_on=("To <i>", "/there"))
    assert main_text(html) == "Page not found Gone <b>. For good. To <i>"
    assert next(next(parsed(html).iter("main")).iter("a")).get("href") == "/there"


# --- the shell -----------------------------------------------------------------------------------


def test_the_shell() -> None:
    shell = Shell(
        "Service <1>", "/home", "/files/1", banner="Nothing <is> kept", scripts=("/r.js",)
    )
    html = in_shell(View(shell, Links("")), title="A <page>", main="<h1>Hi</h1>")
    assert faults_of(html) == []
    tree = parsed(html)
    assert words(next(tree.iter("title"))) == "A <page> - Service <1>"
    header = next(tree.iter("header"))
    assert words(header) == "Service <1> Preview Nothing <is> kept"
    assert [each.get("src") for each in tree.iter("script")] == ["/files/1/forms.js", "/r.js"]
    styles = [e.get("href") for e in tree.iter("link") if e.get("rel") == "stylesheet"]
    assert styles == ["/files/1/govuk-frontend.min.css", "/files/1/forms.css"]
    # A strict policy holds: nothing is inline.
    assert not list(tree.iter("style"))
    assert not [each for each in tree.iter() if each.get("style")]
    assert not [each for each in tree.iter("script") if words(each)]


def test_addresses() -> None:
    links = Links("/drafts/x", "?l=cy")
    assert links.tasks == "/drafts/x?l=cy"
    assert links.page("a", check=True, at="b_c") == "/drafts/x/page/a?l=cy&check=1#b_c"
    assert links.done == "/drafts/x/done?l=cy"
    assert links.conflicts == "/drafts/x/conflicts?l=cy"
    assert links.file("ab", "a b/ü\ud800.pdf") == "/drafts/x/file/ab/a%20b%2F%C3%BC%3F.pdf?l=cy"
    assert Links("").tasks == "/"


def test_what_people_write_is_typed_and_shown_in_its_own_direction() -> None:
    form = linked("""
        title: T
        questions:
          - {id: line, type: short-text, label: Line}
          - {id: number, type: number, label: Number}
          - {id: long, type: long-text, label: Long, max_words: 9}
          - {id: plain, type: long-text, label: Plain}
          - {id: items, type: texts, label: Items}
          - {id: office, type: address, label: Office}
          - id: rows
            type: rows
            each: items
            label: Rows
            columns: [{id: c, type: short-text, label: "About {{ item }}"}]
    """)
    hebrew = "\u05e9\u05dc\u05d5\u05dd (1)"
    raw: dict[str, Any] = {
        **dict.fromkeys(("line", "long", "plain"), hebrew),
        "items": [hebrew],
        "office": {"lines": [hebrew], "town": hebrew, "country": hebrew},
        "rows": [{"c": hebrew}],
    }
    for page in form.pages:
        tree = parsed(question_page(VIEW, survey(form, raw), page.page.id, version=1))
        for field in (*tree.iter("input"), *tree.iter("textarea")):
            if (field.get("value") or field.text or "").strip() == hebrew:
                hidden = field.get("type") == "hidden"
                assert field.get("dir") == (None if hidden else "auto"), field.get("name")
            elif field.get("name") == "number":
                assert field.get("dir") is None
        for part in (*tree.iter("legend"), *tree.iter("label")):
            if hebrew in words(part):
                assert words(next(part.iter("bdi"))) == hebrew
    shown = parsed(check_answers_page(VIEW, survey(form, raw), version=1))
    parts = [each for each in shown.iter() if hebrew in (each.text or "")]
    assert len(parts) == 10
    assert {(each.tag, each.get("dir")) for each in parts} == {("bdi", None), ("div", "auto")}
