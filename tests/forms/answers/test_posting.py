"""What pages send becomes raw answers as they were typed; what no page can have sent is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.posting import PageAction, PageAnswers, PageLimits, Verb, read_posted
from forms.linked.linked_form import LinkedForm
from forms.model.typed_values import StoredFile
from rules.problems import InputError
from tests.forms.everything import EVERYTHING
from tests.forms.making import linked

FORM: LinkedForm = linked("""
    title: T
    pages:
      - id: one
        title: One
        questions:
          - {id: name, type: short-text, label: Q}
          - {id: about, type: long-text, label: Q}
          - {id: start, type: date, label: Q}
          - {id: office, type: address, label: Q}
          - {id: rates, type: day-rates, label: Q, roles: [{id: dev, label: Developer}]}
          - {id: words, type: texts, label: Q}
          - {id: sure, type: yes-no, label: Q}
          - {id: some, type: many-of, label: Q, options: [a, {label: H, options: [a, b]}]}
          - id: refs
            type: rows
            label: Q
            columns:
              - {id: who, type: short-text, label: Q}
              - {id: open, type: yes-no, label: Q}
              - {id: done, type: date, label: Q, when: {answer: open, is: no}}
              - {id: tags, type: texts, label: Q}
          - id: proof
            type: rows
            label: Q
            each: words
            columns: [{id: p, type: short-text, label: Q}]
          - {id: file, type: file, label: Q}
          - {id: files, type: file, label: Q, max: 3}
      - id: two
        title: Two
        questions: [{id: other, type: short-text, label: Q}]
""")
ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=30)


def sent(*fields: tuple[str, str], **more: Any) -> PageAnswers:
    return read_posted(FORM, "one", fields, **more)


def refused(*fields: tuple[str, str], **more: Any) -> list[str]:
    with pytest.raises(InputError) as error:
        sent(*fields, **more)
    return [str(each) for each in error.value.problems]


# --- answers -------------------------------------------------------------------------------------


def test_text_is_kept_exactly_as_it_was_typed() -> None:
    posted = sent(("name", " 1.2k "), ("about", "one\r\ntwo\rthree"), ("_version", "7"))
    assert posted.answers == {"name": " 1.2k ", "about": "one\ntwo\nthree"}
    assert posted.version == 7
    assert posted.action == PageAction(Verb.SAVE)


def test_a_question_that_was_not_shown_is_left_out() -> None:
    assert sent(("name", "")).answers == {"name": ""}


def test_a_choice_that_was_shown_is_empty_where_nothing_is_chosen() -> None:
    posted = sent(("sure._shown", ""), ("some._shown", ""), ("files._shown", ""))
    assert posted.answers == {"sure": "", "some": [], "files": []}


def test_answers_in_parts() -> None:
    posted = sent(
        ("start.day", "3"),
        ("start.month", "jan"),
        ("start.year", ""),
        ("office.lines[0]", "1 High Street"),
        ("office.lines[1]", ""),
        ("office.town", "Leeds"),
        ("office.postcode", "LS1 1AA"),
        ("office.country", ""),
        ("rates.dev", "650"),
        ("words[0]", "a"),
        ("words[1]", ""),
        ("words[2]", "b"),
        ("words[3]", ""),
    )
    assert posted.answers == {
        "start": {"day": "3", "month": "jan", "year": ""},
        "office": {
            "lines": ["1 High Street", ""],
            "town": "Leeds",
            "postcode": "LS1 1AA",
            "country": "",
        },
        "rates": {"dev": "650"},
        "words": ["a", "", "b"],
    }


def test_a_box_that_stands_twice_counts_once() -> None:
    assert sent(("some", "a"), ("some", "b"), ("some", "a")).answers == {"some": ["a", "b"]}


def test_rows_keep_what_was_not_shown() -> None:
    posted = sent(
        ("refs[0]._kept", '{"done": {"day": "1", "month": "2", "year": "2026"}}'),
        ("refs[0].who", "Leeds"),
        ("refs[0].open._shown", ""),
        ("refs[0].open", "yes"),
        ("refs[0].tags[0]", "x"),
        ("refs[1]._kept", ""),
        ("refs[1].who", ""),
        ("refs[1].open._shown", ""),
        ("refs[1].tags[0]", ""),
    )
    done = {"day": "1", "month": "2", "year": "2026"}
    assert posted.answers == {
        "refs": [{"done": done, "who": "Leeds", "open": "yes", "tags": ["x"]}]
    }


def test_what_is_shown_comes_before_what_was_kept() -> None:
    posted = sent(("refs[0]._kept", '{"who": "old"}'), ("refs[0].who", "new"))
    assert posted.answers == {"refs": [{"who": "new"}]}


def test_the_rows_of_a_list_keep_their_places() -> None:
    posted = sent(
        ("proof[0]._kept", ""), ("proof[0].p", ""), ("proof[1]._kept", ""), ("proof[1].p", "")
    )
    assert posted.answers == {"proof": [{"p": ""}, {"p": ""}]}


def stored(name: str) -> StoredFile:
    return StoredFile(name, 5, "ab" * 32)


BEFORE = (("files[0].name", "a.pdf"), ("files[0].size", "5"), ("files[0].sha256", "ab" * 32))


def test_files_come_after_those_that_are_there() -> None:
    posted = sent(*BEFORE, uploads={"files": [stored("b.pdf")]})
    assert [file["name"] for file in posted.answers["files"]] == ["a.pdf", "b.pdf"]  # type: ignore[index,union-attr,call-overload]
    assert posted.answers["files"][0]["size"] == 5  # type: ignore[index,call-overload]


def test_a_file_takes_the_place_of_the_only_one() -> None:
    one = [(name.replace("files", "file"), text) for name, text in BEFORE]
    assert sent(*one, uploads={"file": [stored("b.pdf")]}).answers == {
        "file": [{"name": "b.pdf", "size": 5, "sha256": "ab" * 32}]
    }
    assert sent(*one, uploads={"file": []}).answers["file"][0]["name"] == "a.pdf"  # type: ignore[index,call-overload]


# --- buttons -------------------------------------------------------------------------------------


def test_a_text_is_added_and_removed() -> None:
    fields = (("words[0]", "a"), ("words[1]", "b"))
    added = sent(*fields, ("_action", "add:words"))
    assert (added.answers["words"], added.goto) == (["a", "b", ""], "words_2")
    removed = sent(*fields, ("_action", "remove:words[1]"))
    assert (removed.answers["words"], removed.goto) == (["a"], "words_0")
    last = sent(("words[0]", "a"), ("_action", "remove:words[0]"))
    assert (last.answers["words"], last.goto) == ([], "words")


def test_rows_are_added_and_removed_and_so_is_what_is_in_them() -> None:
    fields = (("refs[0].who", "a"), ("refs[0].tags[0]", "x"), ("refs[1].who", "b"))
    assert sent(*fields, ("_action", "add:refs")).answers["refs"] == [
        {"who": "a", "tags": ["x"]},
        {"who": "b"},
        {},
    ]
    inside = sent(*fields, ("_action", "add:refs[0].tags"))
    assert inside.answers["refs"][0]["tags"] == ["x", ""]  # type: ignore[index,call-overload]
    assert inside.goto == "refs_0_tags_1"
    removed = sent(*fields, ("_action", "remove:refs[0]"))
    assert removed.answers["refs"] == [{"who": "b"}]


def test_a_file_is_removed() -> None:
    assert sent(*BEFORE, ("_action", "remove:files[0]")).answers == {"files": []}


def test_a_page_that_is_sent_twice_removes_once() -> None:
    assert sent(("words[0]", "a"), ("_action", "remove:words[5]")).answers == {"words": ["a"]}


@pytest.mark.parametrize(
    "action",
    [
        "",
        "publish",
        "add",
        "save:words",
        "add:name",
        "add:files",
        "add:proof",
        "add:nowhere",
        "add:words[0]",
        "remove:words",
        "remove:refs[9].tags[0]",
        "add:refs[0].who",
        "add:refs[0].x.y",
    ],
)
def test_other_buttons_are_refused(action: str) -> None:
    fields = (("words[0]", "a"), ("refs[0].who", "a"), ("proof[0].p", ""), ("files._shown", ""))
    assert refused(*fields, ("_action", action))[0].startswith("_action: cannot be")


# --- what no page sends --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "other",
        "nothing",
        "_secret",
        "name.part",
        "name[0]",
        "start",
        "start.hour",
        "start[0]",
        "office.lines",
        "office.lines[x]",
        "office.region",
        "rates.designer",
        "words.x",
        "words[99999]",
        "words[5000]",
        "refs.who",
        "refs[0]",
        "refs[0].nobody",
        "refs[0].who.x",
        "files[0].path",
        "files[0]",
        "Name",
        "a" * 300,
        "",
        "\x00",
    ],
)
def test_a_field_of_no_question_of_the_page_is_refused(name: str) -> None:
    assert "is no field of this page" in refused((name, "x"))[0]


def test_a_page_that_is_none_is_refused() -> None:
    with pytest.raises(InputError):
        read_posted(FORM, "three", [])


def test_a_field_twice_is_refused() -> None:
    for name in ("name", "sure", "start.day", "words[0]", "refs[0].who", "_version", "_action"):
        assert "twice" in refused((name, "1"), (name, "2"))[0]


def test_a_version_that_is_none_is_refused() -> None:
    for text in ("", "x", "-1", "1.5", "٣", "9" * 20):
        assert refused(("_version", text)) == ["_version: must be a whole number"]


@pytest.mark.parametrize("text", ["x", "[]", "1", '{"nobody": 1}', '{"who": 1.5}', "[" * 9999])
def test_what_was_kept_must_be_what_a_page_keeps(text: str) -> None:
    assert refused(("refs[0]._kept", text)) == ["refs[0]._kept: cannot be read"]


def test_there_are_limits() -> None:
    small = PageLimits(fields=2, characters=3, total=12)
    assert "more was sent" in refused(*[("words[0]", "")] * 3, limits=small)[0]
    assert "is too long" in refused(("name", "xxxx"), limits=small)[0]
    assert "more was sent" in refused(("name", "xxx"), ("about", "xxx"), limits=small)[0]


def test_a_file_for_what_takes_none_is_refused() -> None:
    assert refused(uploads={"name": [stored("a.pdf")]}) == ["name: takes no file"]
    assert "is no field" in refused(uploads={"other": [stored("a.pdf")]})[0]


def test_fields_of_others_are_passed_over() -> None:
    assert sent(("token", "x"), ("name", "a"), extra={"token"}).answers == {"name": "a"}


NAMES = st.sampled_from([*EVERYTHING.steps, "_action", "_version", "nowhere"])
PARTS = st.sampled_from(
    ["", ".day", "[0]", "[1].text", "[0].many", "._shown", "[0]._kept", ".lines[0]"]
)


@given(st.lists(st.tuples(st.builds(str.__add__, NAMES, PARTS) | ANYTHING, ANYTHING), max_size=8))
def test_whatever_is_sent_is_read_or_refused(fields: list[tuple[str, str]]) -> None:
    for page in EVERYTHING.pages:
        try:
            posted = read_posted(EVERYTHING, page.page.id, fields)
        except InputError as error:
            assert error.problems  # noqa: PT017 - both are right
        else:
            assert posted.answers.keys() <= {step.id for step in page.steps}
