"""What a save does to a draft, without a database: what holds of any draft and anything typed."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.answers.parsing import blank
from runtime.store.drafts import Alternative, Draft
from runtime.store.merging import merge_answers
from runtime.store.typed import StoredJson, same

NOW = datetime(2027, 1, 1, tzinfo=UTC)
raws: st.SearchStrategy[Any] = st.sampled_from(["x", "y", "z", "", 1, True, None, ["x"]])
pages = st.dictionaries(st.sampled_from("abc"), raws, max_size=3)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A draft in version 5, as saves may have left it."""
    answers = draw(pages)
    waiting = {}
    for name in answers:
        others = [raw for raw in draw(st.lists(raws, max_size=2)) if not same(raw, answers[name])]
        if others and not same(others[0], others[-1]):
            waiting[name] = tuple(Alternative(raw, NOW, draw(st.integers(1, 5))) for raw in others)
    return Draft(
        "A" * 32,
        "digital-outcomes",
        "sha256:0",
        "bid",
        NOW,
        NOW,
        answers=answers,
        changed={name: draw(st.integers(1, 5)) for name in answers},
        version=5,
        alternatives=waiting,
        submitted=draw(st.sampled_from([None, None, NOW])),
    )


@given(draft=drafts(), typed=pages, saw=pages, based_on=st.integers(0, 5), settling=st.booleans())
def test_merging(draft: Draft, typed: Any, saw: Any, based_on: int, settling: bool) -> None:
    after, change = merge_answers(draft, typed, based_on, saw, NOW, settling=settling)

    # One version for one change, and no version without one.
    assert after.version == draft.version + (change is not None)
    if change is None:
        assert after == draft
        return
    assert change.version == after.version
    assert change.answers or change.alternatives

    # Nobody's question but those that were typed into is touched.
    for name in {*draft.answers, *after.answers} - set(typed):
        assert after.answers[name] == draft.answers[name]
        assert after.changed[name] == draft.changed[name]
        assert after.alternatives.get(name) == draft.alternatives.get(name)

    for name, raw in typed.items():
        before, now = draft.answers.get(name), after.answers.get(name)
        waiting = [each.raw for each in after.alternatives.get(name, ())]
        # Never twice, never beside itself, never an empty list of them.
        everything: list[StoredJson] = [*([now] if name in after.answers else []), *waiting]
        for place, each in enumerate(everything):
            assert not any(same(each, earlier) for earlier in everything[:place])
        assert after.alternatives.get(name) != ()
        if not same(before, now):
            # Only what had been seen gives way, and never in a submitted draft.
            assert draft.submitted is None
            assert draft.changed.get(name, 0) <= based_on
            assert same(now, raw)
            if not (blank(before) and blank(now)):
                assert after.changed[name] == after.version
        # What somebody has not seen waits as before.
        for other in draft.alternatives.get(name, ()):
            if not settling or other.version > based_on or draft.submitted is not None:
                assert same(now, other.raw) or other in after.alternatives[name]


@given(draft=drafts(), typed=pages, saw=pages, based_on=st.integers(0, 5), settling=st.booleans())
def test_doing_it_again_changes_nothing(
    draft: Draft, typed: Any, saw: Any, based_on: int, settling: bool
) -> None:
    """A page that was sent twice was sent once."""
    after, _ = merge_answers(draft, typed, based_on, saw, NOW, settling=settling)
    again, change = merge_answers(after, typed, based_on, saw, NOW, settling=settling)
    assert (again, change) == (after, None)


def test_a_blank_disputes_nobodys_answer() -> None:
    draft = Draft("A" * 32, "f", "sha256:0", "bid", NOW, NOW)
    left_out, _ = merge_answers(draft, {"a": "", "b": "x"}, 0, {}, NOW)
    assert (left_out.answers, left_out.changed) == ({"a": "", "b": "x"}, {"b": 1})
    # Somebody who opened the page before that answers it; what was answered is disputed.
    answered, _ = merge_answers(left_out, {"a": ["y"], "b": "z"}, 0, {}, NOW)
    assert answered.answers == {"a": ["y"], "b": "x"}
    assert [each.raw for each in answered.alternatives["b"]] == ["z"]
    # To clear an answer is a change like any other.
    cleared, _ = merge_answers(answered, {"a": ""}, 2, {"a": ["y"]}, NOW)
    assert cleared.changed["a"] == 3
