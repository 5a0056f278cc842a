"""Rows of a table with `each` belong to their items, wherever those go."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers.answers import read_answers
from forms.answers.item_rows import ITEM_KEY, rows_by_item
from forms.answers.posting import read_posted
from forms.answers.writing import plain_answers
from forms.pages import check_answers_page, question_page
from forms.progress import survey
from tests.forms.making import linked
from tests.forms.pages.reading import VIEW, main_text, posted_by

FORM = linked("""
    title: T
    pages:
      - id: choose
        title: Choose
        questions:
          - {id: skills, type: texts, label: Skills, item: skill, required: false}
          - {id: certs, type: many-of, label: Certificates, options: [Apple, Banana, Cherry],
             required: false}
      - id: show
        title: Show
        questions:
          - id: ev
            type: rows
            each: skills
            label: Evidence
            columns: [{id: proof, type: short-text, label: "Evidence of {{ item }}"}]
          - id: cev
            type: rows
            each: certs
            label: Numbers
            columns: [{id: no, type: short-text, label: "Number of {{ item }}"}]
""")


def with_page(raw: dict[str, Any], **typed: str) -> dict[str, Any]:
    """Save the page as it is shown, with some of its texts typed over."""
    fields = posted_by(question_page(VIEW, survey(FORM, raw), "show", version=1))
    items = {text: name.removesuffix("._item") for name, text in fields if name.endswith("._item")}
    new = {f"{items[item]}.{'no' if item in CERTS else 'proof'}": t for item, t in typed.items()}
    posted = read_posted(FORM, "show", [(name, new.get(name, text)) for name, text in fields])
    return {**raw, **posted.answers}


CERTS = ("Apple", "Banana", "Cherry")


def shown(raw: dict[str, Any], table: str, column: str) -> dict[str, str]:
    """Return what the page holds for each item."""
    fields = dict(posted_by(question_page(VIEW, survey(FORM, raw), "show", version=1)))
    rows = {n.removesuffix("._item"): text for n, text in fields.items() if n.endswith("._item")}
    return {
        item: fields[f"{name}.{column}"] for name, item in rows.items() if name.startswith(table)
    }


def test_texts_stay_with_their_items_when_one_is_removed_and_another_added() -> None:
    raw: dict[str, Any] = {"skills": ["Alpha", "Beta", "Gamma"]}
    raw = with_page(raw, Alpha="a", Beta="b", Gamma="g")
    raw["skills"] = ["Alpha", "Gamma", "Delta"]
    assert shown(raw, "ev", "proof") == {"Alpha": "a", "Gamma": "g", "Delta": "", "Beta": "b"}
    state = survey(FORM, raw)
    assert "No longer in the list: Beta" in main_text(question_page(VIEW, state, "show", version=1))
    assert "No longer in the list: Beta" in main_text(check_answers_page(VIEW, state, version=1))
    assert [(fault.wrong, fault.at) for _, fault in state.answers.faults] == [
        ("missing", "[3].proof"),
        ("too-many", "[1]"),
    ]
    # The page is saved again as it is: nothing moves, and nothing is lost.
    again = with_page(raw)
    assert shown(again, "ev", "proof") == shown(raw, "ev", "proof")
    # Once Beta is back, its text is its own again.
    again["skills"] = ["Gamma", "Beta"]
    assert shown(again, "ev", "proof") == {"Gamma": "g", "Beta": "b", "Alpha": "a"}


def test_an_option_chosen_in_between_takes_no_text_of_another() -> None:
    raw = with_page({"certs": ["Apple", "Cherry"]}, Apple="1", Cherry="3")
    raw["certs"] = ["Cherry", "Banana", "Apple"]
    assert shown(raw, "cev", "no") == {"Apple": "1", "Banana": "", "Cherry": "3"}
    values = read_answers(FORM, raw, complete=False).values
    assert values["cev"] == (
        {"_item": "Apple", "no": "1"},
        {"_item": "Banana"},
        {"_item": "Cherry", "no": "3"},
    )


def test_a_row_that_stands_apart_can_be_removed() -> None:
    raw = with_page({"skills": ["Alpha", "Beta"]}, Alpha="a", Beta="b")
    raw["skills"] = ["Beta"]
    fields = posted_by(question_page(VIEW, survey(FORM, raw), "show", version=1))
    sent = [*fields, ("_action", "remove:ev[0]")]
    posted = read_posted(FORM, "show", sent)
    assert posted.answers["ev"] == [{"_item": "Beta", "proof": "b"}]
    assert read_answers(FORM, {**raw, **posted.answers}).faults == ()


def test_what_is_written_is_read_for_the_same_items_later() -> None:
    first = {"skills": ["Alpha", "Beta"], "ev": [{"proof": "a"}, {"proof": "b"}]}
    written = plain_answers(FORM, read_answers(FORM, first).values)
    assert written["ev"] == [{"_item": "Alpha", "proof": "a"}, {"_item": "Beta", "proof": "b"}]
    later = {**written, "skills": ["Beta", "Alpha"]}
    assert read_answers(FORM, later).values["ev"] == (
        {"_item": "Beta", "proof": "b"},
        {"_item": "Alpha", "proof": "a"},
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [{"_item": "Alpha", "proof": "a"}, {"_item": "Alpha", "proof": "b"}],
            ["ev[1]: has another row for `Alpha`: remove one of them"],
        ),
        (
            [{"_item": "Alpah", "proof": "a"}],
            [
                "ev[1].proof: is missing",
                "ev[0]: has a row for `Alpah`, which is not in the list any more: remove it",
            ],
        ),
        (
            [{"proof": "b"}, {"_item": "Alpha", "proof": "a"}],
            ["ev[0]: has a row too many: there is one for each item already"],
        ),
        ([{"_item": " Alpha\u0301 ".replace("\u0301", ""), "proof": "a"}], []),
        ([{"_item": 5, "proof": "a"}], []),
    ],
)
def test_documents_are_told_which_row_is_wrong(rows: list[Any], says: list[str]) -> None:
    answers = read_answers(FORM, {"skills": ["Alpha"], "ev": rows})
    assert [str(each) for each in answers.problems] == says


NAMES = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_no_row_is_lost_nor_given_to_another_item(lists: list[list[str]]) -> None:
    kept: list[dict[str, str]] = []
    for turn, items in enumerate(lists):
        placed = rows_by_item(kept, items)
        assert [each.item for each in placed if not each.apart] == items
        assert [each.raw for each in sorted(placed, key=lambda each: each.index)][
            : len(kept)
        ] == kept
        for each in placed:
            if each.raw is None:
                kept.append({ITEM_KEY: each.item, "text": f"{each.item}{turn}"})
            else:
                assert isinstance(each.raw, dict)
                assert each.raw["text"][0] == each.item
