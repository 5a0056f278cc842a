"""What the store does, on every database."""

import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers.parsing import blank
from forms.model.typed_values import StoredFile
from rules.problems import InputError
from runtime.store.drafts import NoDraft, Outdated, Submitted
from runtime.store.rows import stored
from runtime.store.store import Store, open_store
from runtime.store.typed import SaveLimits, StoredJson, same
from tests.runtime.store.making import anything, begin, texts

SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
AT_ONCE = timedelta(0)
MISSING = "A" * 32


def raws(store: Store, draft_id: str, question: str) -> list[StoredJson]:
    return [each.raw for each in store.draft(draft_id).alternatives.get(question, ())]


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_is_read_as_it_was_begun(store: Store) -> None:
    before = datetime.now(UTC)
    brief = store.create("digital-outcomes", "brief", definition="sha256:0", lot="outcomes")
    bid = store.create(
        "digital-outcomes", "bid", definition="sha256:0", lot="gwaith", known={"brief": brief.id}
    )
    assert store.draft(bid.id) == bid
    assert (bid.framework, bid.form, bid.definition, bid.lot, bid.known) == (
        "digital-outcomes",
        "bid",
        "sha256:0",
        "gwaith",
        {"brief": brief.id},
    )
    assert (bid.version, bid.answers, bid.alternatives, bid.submitted) == (0, {}, {}, None)
    assert before <= brief.created <= bid.created <= datetime.now(UTC)
    assert bid.created == bid.updated


def test_no_two_drafts_have_one_id_and_none_can_be_guessed(store: Store) -> None:
    ids = {begin(store).id for _ in range(50)}
    assert len(ids) == 50
    # Each letter is 6 bits: 192 in all.
    assert {len(each) for each in ids} == {32}
    assert set("".join(ids)) <= set(string.ascii_letters + string.digits + "-_")


def test_drafts_are_listed_newest_first(store: Store) -> None:
    bids = [begin(store) for _ in range(3)]
    brief = store.create("digital-outcomes", "brief", definition="sha256:0")
    other = store.create("another", "bid", definition="sha256:0")
    store.save(bids[0].id, {"a": "x"}, based_on=0)
    assert [each.id for each in store.drafts("digital-outcomes")] == [
        each.id for each in (brief, *reversed(bids))
    ]
    assert [each.id for each in store.drafts("digital-outcomes", "bid")] == [
        each.id for each in reversed(bids)
    ]
    assert store.drafts("another") == (other,)
    assert store.drafts("another", "brief") == ()


@pytest.mark.parametrize("key", ["", "\0", "a\nb", "\ud800", "x" * 201])
def test_a_key_is_a_line_of_text(store: Store, key: str) -> None:
    with pytest.raises(InputError) as error:
        store.create(key, key, definition=key, lot=key, known={"brief": key})
    assert [problem.where for problem in error.value.problems] == [
        "framework",
        "form",
        "definition",
        "lot",
        "known.brief",
    ]
    assert store.drafts(key) == ()
    assert store.drafts("digital-outcomes", key) == ()


@pytest.mark.parametrize("draft_id", [MISSING, "", "\0", "\ud800", "x" * 10_000, "' OR 1=1 --"])
def test_there_is_no_such_draft(store: Store, draft_id: str) -> None:
    begin(store)
    for act in (
        lambda: store.draft(draft_id),
        lambda: store.history(draft_id),
        lambda: store.save(draft_id, {"a": "x"}, based_on=0),
        lambda: store.settle(draft_id, {"a": "x"}, based_on=0),
        lambda: store.submit(draft_id, based_on=0),
        lambda: store.unsubmit(draft_id),
        lambda: store.delete(draft_id),
    ):
        with pytest.raises(NoDraft):
            act()


# --- saving -----------------------------------------------------------------------------------


def test_saving_keeps_answers_and_counts_versions(store: Store) -> None:
    draft = begin(store)
    first = store.save(draft.id, {"a": "x", "b": ["1", "2"]}, based_on=0)
    second = store.save(draft.id, {"a": "y"}, based_on=1)
    assert first.answers == {"a": "x", "b": ["1", "2"]}
    assert first.changed == {"a": 1, "b": 1}
    assert second.answers == {"a": "y", "b": ["1", "2"]}
    assert second.changed == {"a": 2, "b": 1}
    assert (first.version, second.version) == (1, 2)
    assert draft.updated <= first.updated <= second.updated
    assert store.draft(draft.id) == second


def test_what_is_the_same_is_no_change(store: Store) -> None:
    draft = begin(store)
    saved = store.save(draft.id, {"rates": {"a": "1", "b": "2"}, "n": 1}, based_on=0)
    assert store.save(draft.id, {"rates": {"b": "2", "a": "1"}, "n": 1}, based_on=0) == saved
    assert store.save(draft.id, {}, based_on=0) == saved
    assert store.draft(draft.id) == saved


@pytest.mark.parametrize("other", [True, "1", [1], {"1": 1}, None])
def test_what_is_like_it_is_not_the_same(store: Store, other: StoredJson) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": 1}, based_on=0)
    answer = store.save(draft.id, {"a": other}, based_on=1).answers["a"]
    assert answer == other
    assert type(answer) is type(other)


def test_what_was_typed_unaware_of_a_change_waits(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    late = store.save(draft.id, {"a": "yours", "b": "also yours"}, based_on=0)
    assert late.answers == {"a": "mine", "b": "also yours"}
    assert late.changed == {"a": 1, "b": 2}
    (waiting,) = late.alternatives["a"]
    assert (waiting.raw, waiting.at, waiting.version) == ("yours", late.updated, 2)
    again = store.save(draft.id, {"a": "yours"}, based_on=0)
    assert again == late
    assert store.save(draft.id, {"a": "theirs"}, based_on=0).version == 3
    assert raws(store, draft.id, "a") == ["yours", "theirs"]
    assert store.draft(draft.id).alternatives["a"][0] == waiting


def test_a_question_brought_back_as_it_was_seen_was_not_typed(store: Store) -> None:
    """Two people have a page of three questions open; each changes one of them."""
    draft = begin(store)
    store.save(draft.id, {"a": "old", "b": "old"}, based_on=0)
    store.save(draft.id, {"a": "new", "b": "old", "c": "new"}, based_on=1)
    merged = store.save(draft.id, {"a": "old", "b": "newer", "c": ""}, based_on=1)
    assert merged.answers == {"a": "new", "b": "newer", "c": "new"}
    assert merged.alternatives == {}


def test_what_becomes_the_answer_waits_no_longer(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    store.save(draft.id, {"a": "yours"}, based_on=0)
    store.save(draft.id, {"a": "theirs"}, based_on=0)
    saved = store.save(draft.id, {"a": "yours"}, based_on=3)
    assert saved.answers == {"a": "yours"}
    assert raws(store, draft.id, "a") == ["theirs"]


@pytest.mark.parametrize("based_on", [-1, 2, 2**70])
def test_a_version_that_never_was_has_not_been_seen(store: Store, based_on: int) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    late = store.save(draft.id, {"a": "yours", "b": "new"}, based_on=based_on)
    assert late.answers == {"a": "mine", "b": "new"}
    assert raws(store, draft.id, "a") == ["yours"]


@given(typed=st.dictionaries(texts, anything, max_size=4))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each has a draft of its own
def test_anything_typed_is_read_as_it_was(store: Store, typed: dict[str, StoredJson]) -> None:
    draft = begin(store)
    saved = store.save(draft.id, typed, based_on=0)
    assert same(dict(saved.answers), typed)
    # Somebody else types into the questions that are answered, and what they type is put aside.
    others: dict[str, StoredJson] = {
        name: [raw, "other"] for name, raw in typed.items() if not blank(raw)
    }
    late = store.save(draft.id, others, based_on=0)
    assert same(dict(late.answers), typed)
    assert same({name: waiting[0].raw for name, waiting in late.alternatives.items()}, others)
    assert store.draft(draft.id) == late
    assert [dict(each.answers) for each in store.history(draft.id)] == (
        [typed, {}] if others else [typed] if typed else []
    )


@pytest.mark.parametrize(
    "text", ["£1,200.50 – Ŵyr 漢字 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\0", "\ud83d", "  \t\r\n ", "$x %s {} ' \" \\"]
)
def test_odd_texts_are_kept_exactly(store: Store, text: str) -> None:
    draft = begin(store)
    store.save(draft.id, {text: text}, based_on=0)
    assert store.draft(draft.id).answers == {text: text}
    assert store.history(draft.id)[0].answers == {text: text}


def test_huge_texts_are_kept(store: Store) -> None:
    draft = begin(store)
    huge = "ŵ" * 1_900_000
    store.save(draft.id, {"a": huge}, based_on=0)
    assert store.draft(draft.id).answers == {"a": huge}


def test_what_is_too_much_is_refused_and_nothing_is_changed(url: str) -> None:
    with open_store(url, SaveLimits(questions=3, size=40, files=1)) as store:
        draft = begin(store)
        saved = store.save(draft.id, {"a": "x" * 30}, based_on=0)
        for typed in ({"a": "", "b": "", "c": "", "d": ""}, {"a": "x" * 40}, {"a": 1.5}):
            with pytest.raises(InputError):
                store.save(draft.id, typed, based_on=1)
            with pytest.raises(InputError):
                store.settle(draft.id, typed, based_on=1)
        assert store.draft(draft.id) == saved


# --- settling ---------------------------------------------------------------------------------


def test_settling_makes_the_choice_the_answer(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine", "b": "mine"}, based_on=0)
    store.save(draft.id, {"a": "yours", "b": "yours"}, based_on=0)
    settled = store.settle(draft.id, {"a": "yours"}, based_on=2)
    assert settled.answers == {"a": "yours", "b": "mine"}
    assert settled.changed == {"a": 3, "b": 1}
    assert set(settled.alternatives) == {"b"}
    assert store.draft(draft.id) == settled


def test_settling_on_the_answer_that_stands(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    store.save(draft.id, {"a": "yours"}, based_on=0)
    settled = store.settle(draft.id, {"a": "mine"}, based_on=2)
    assert (settled.answers, settled.alternatives) == ({"a": "mine"}, {})
    assert (settled.version, settled.changed) == (3, {"a": 1})
    assert store.settle(draft.id, {"a": "mine"}, based_on=3) == settled


def test_what_came_after_a_person_chose_still_waits(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    store.save(draft.id, {"a": "yours"}, based_on=0)
    store.save(draft.id, {"a": "theirs"}, based_on=0)
    settled = store.settle(draft.id, {"a": "yours"}, based_on=2)
    assert settled.answers == {"a": "yours"}
    assert raws(store, draft.id, "a") == ["theirs"]


def test_a_choice_that_comes_too_late_waits(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "mine"}, based_on=0)
    store.save(draft.id, {"a": "yours"}, based_on=0)
    store.save(draft.id, {"a": "newer"}, based_on=2)
    settled = store.settle(draft.id, {"a": "both"}, based_on=2)
    assert settled.answers == {"a": "newer"}
    assert raws(store, draft.id, "a") == ["yours", "both"]


def test_to_choose_what_once_was_is_a_choice(store: Store) -> None:
    """Not so a save, which brings back what nobody touched."""
    draft = begin(store)
    store.save(draft.id, {"a": "old"}, based_on=0)
    store.save(draft.id, {"a": "new"}, based_on=1)
    store.settle(draft.id, {"a": "old"}, based_on=1)
    assert raws(store, draft.id, "a") == ["old"]


# --- submitting -------------------------------------------------------------------------------


def test_a_submitted_draft_stays_as_it_is_and_nothing_typed_is_lost(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "x"}, based_on=0)
    submitted = store.submit(draft.id, based_on=1)
    assert submitted.submitted is not None
    assert (submitted.answers, submitted.version) == ({"a": "x"}, 1)
    assert store.draft(draft.id) == submitted
    with pytest.raises(Submitted) as error:
        store.save(draft.id, {"a": "late", "b": "later"}, based_on=1)
    refused = error.value.draft
    assert store.draft(draft.id) == refused
    assert (refused.answers, refused.submitted) == ({"a": "x"}, submitted.submitted)
    assert raws(store, draft.id, "a") == ["late"]
    assert raws(store, draft.id, "b") == ["later"]
    with pytest.raises(Submitted):
        store.settle(draft.id, {"a": "late"}, based_on=2)
    with pytest.raises(Submitted):
        store.save(draft.id, {"a": "x"}, based_on=2)
    assert store.draft(draft.id) == refused
    opened = store.unsubmit(draft.id)
    assert opened.submitted is None
    settled = store.settle(draft.id, {"a": "late", "b": "later"}, based_on=2)
    assert (settled.answers, settled.alternatives) == ({"a": "late", "b": "later"}, {})


def test_nobody_submits_what_they_have_not_seen(store: Store) -> None:
    draft = begin(store)
    saved = store.save(draft.id, {"a": "x"}, based_on=0)
    with pytest.raises(Outdated) as error:
        store.submit(draft.id, based_on=0)
    assert error.value.draft == saved == store.draft(draft.id)


def test_submitting_twice_is_submitting_once(store: Store) -> None:
    draft = begin(store)
    submitted = store.submit(draft.id, based_on=0)
    assert store.submit(draft.id, based_on=0) == submitted
    assert store.unsubmit(draft.id) == store.unsubmit(draft.id) == draft


# --- history ----------------------------------------------------------------------------------


def test_every_answer_that_was_typed_can_be_found_again(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"a": "first", "b": ["1"]}, based_on=0)
    store.save(draft.id, {"a": "second"}, based_on=1)
    third = store.save(draft.id, {"a": "late"}, based_on=1)
    store.settle(draft.id, {"a": "second"}, based_on=3)
    changes = store.history(draft.id)
    assert [(each.version, each.answers, each.alternatives) for each in changes] == [
        (1, {"a": "first", "b": ["1"]}, {}),
        (2, {"a": "second"}, {}),
        (3, {}, {"a": "late"}),
        (4, {"a": "second"}, {}),
    ]
    assert changes[2].at == third.updated
    assert store.history(begin(store).id) == ()


def test_a_deleted_draft_is_gone_with_its_history(store: Store) -> None:
    draft, other = begin(store), begin(store)
    for each in (draft, other):
        store.save(each.id, {"a": SHA}, based_on=0)
    store.delete(draft.id)
    with pytest.raises(NoDraft):
        store.draft(draft.id)
    assert [each.id for each in store.drafts("digital-outcomes")] == [other.id]
    assert len(store.history(other.id)) == 1
    entities = store._database.entities
    counts = store._database.read(
        lambda: (entities.change.select().count(), entities.naming.select().count())
    )
    assert counts == (1, 1)


# --- files ------------------------------------------------------------------------------------


@given(content=st.binary(max_size=2_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # contents do not meet
def test_a_file_is_kept_as_it_was(store: Store, content: bytes) -> None:
    kept = store.keep_file("accounts.pdf", content)
    assert (kept.name, kept.size) == ("accounts.pdf", len(content))
    assert store.file(kept.sha256) == content


def test_the_same_content_is_kept_once(store: Store) -> None:
    first = store.keep_file("accounts.pdf", b"abc")
    second = store.keep_file("Cyfrifon.PDF", b"abc")
    assert (first, second) == (
        StoredFile("accounts.pdf", 3, SHA),
        StoredFile("Cyfrifon.PDF", 3, SHA),
    )
    files = store._database.entities.file
    assert store._database.read(lambda: files.select().count()) == 1


@pytest.mark.parametrize("sha256", ["0" * 64, "", "\0", SHA.upper(), "\ud800" * 64])
def test_there_is_no_such_file(store: Store, sha256: str) -> None:
    store.keep_file("accounts.pdf", b"abc")
    assert store.file(sha256) is None


def a_file(sha256: str) -> StoredJson:
    return [{"name": "accounts.pdf", "size": 3, "sha256": sha256}]


@pytest.mark.parametrize("sha256", [SHA, SHA.upper()])
def test_a_file_is_swept_when_no_draft_names_it(store: Store, sha256: str) -> None:
    draft = begin(store)
    store.keep_file("accounts.pdf", b"abc")
    unnamed = store.keep_file("other.pdf", b"other")
    store.save(draft.id, {"accounts": a_file(sha256)}, based_on=0)
    assert store.sweep(AT_ONCE) == 1
    assert store.file(unnamed.sha256) is None
    # Its history can still be gone back to.
    store.save(draft.id, {"accounts": []}, based_on=1)
    assert store.sweep(AT_ONCE) == 0
    assert store.file(SHA) == b"abc"
    store.delete(draft.id)
    assert store.sweep(AT_ONCE) == 1
    assert store.file(SHA) is None


def test_a_file_that_waits_among_alternatives_is_not_swept(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"accounts": "none yet"}, based_on=0)
    store.keep_file("accounts.pdf", b"abc")
    late = store.save(draft.id, {"accounts": a_file(SHA)}, based_on=-1)
    assert late.answers == {"accounts": "none yet"}
    assert store.sweep(AT_ONCE) == 0


def test_a_file_that_two_drafts_name_goes_with_the_last(store: Store) -> None:
    first, second = begin(store), begin(store)
    store.keep_file("accounts.pdf", b"abc")
    for draft in (first, second):
        store.save(draft.id, {"accounts": a_file(SHA)}, based_on=0)
    store.delete(first.id)
    assert store.sweep(AT_ONCE) == 0
    store.delete(second.id)
    assert store.sweep(AT_ONCE) == 1


def test_a_file_may_be_named_before_it_is_kept(store: Store) -> None:
    draft = begin(store)
    store.save(draft.id, {"accounts": a_file(SHA)}, based_on=0)
    store.keep_file("accounts.pdf", b"abc")
    assert store.sweep(AT_ONCE) == 0


def test_a_file_is_safe_while_a_page_may_still_be_open(store: Store) -> None:
    old, fresh = store.keep_file("old.pdf", b"old"), store.keep_file("fresh.pdf", b"fresh")
    files = store._database.entities.file

    def age() -> None:
        for each in (old, fresh):
            files[each.sha256].kept = stored(datetime.now(UTC) - timedelta(hours=25))

    store._database.write(age)
    store.keep_file("fresh.pdf", b"fresh")  # somebody chose it again
    assert store.sweep(timedelta(hours=26)) == 0
    assert store.sweep(timedelta(hours=24)) == 1
    assert store.file(old.sha256) is None
    assert store.file(fresh.sha256) == b"fresh"


def test_a_file_that_is_chosen_again_during_a_sweep_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.keep_file("accounts.pdf", b"abc")
    read = store._database.read

    def read_then_chosen(act: Callable[[], list[str]]) -> list[str]:
        found = read(act)
        store.keep_file("accounts.pdf", b"abc")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(store._database, "read", read_then_chosen)
        assert store.sweep(AT_ONCE) == 0
    assert store.file(kept.sha256) == b"abc"
    assert store.sweep(AT_ONCE) == 1


# --- lasting ----------------------------------------------------------------------------------


def test_a_store_that_is_opened_again_has_everything(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        draft = begin(store)
        store.save(draft.id, {"a": "x\0\ud800"}, based_on=0)
        store.keep_file("accounts.pdf", b"abc")
        saved = store.save(draft.id, {"a": "late", "accounts": a_file(SHA)}, based_on=0)
        history = store.history(draft.id)
    with open_store(lasting_url) as store:
        assert store.draft(draft.id) == saved
        assert store.history(draft.id) == history
        assert store.file(SHA) == b"abc"
