"""Many save at the same moment: none is refused, none is lost, and each makes a version."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from runtime.store.drafts import Draft, Outdated, Submitted
from runtime.store.store import Store, open_store
from tests.runtime.store.making import begin

ROOT = Path(__file__).parents[3]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do everything at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def begun(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(begun, act) for act in acts]]


def holds_everything(draft: Draft, store: Store, texts: set[str]) -> None:
    """Check that one of the texts is the answer to `all`, and the others wait, each once."""
    waiting = [each.raw for each in draft.alternatives["all"]]
    assert {draft.answers["all"], *waiting} == texts
    assert len(waiting) == len(texts) - 1
    assert [each.version for each in store.history(draft.id)] == list(range(1, draft.version + 1))


def test_threads_that_answer_one_question(store: Store) -> None:
    draft = begin(store)
    texts = {f"typed by {number}" for number in range(12)}
    saved = at_once(
        *[lambda text=text: store.save(draft.id, {"all": text}, based_on=0) for text in texts]
    )
    assert sorted(each.version for each in saved) == list(range(1, 13))
    end = store.draft(draft.id)
    assert end.version == 12
    holds_everything(end, store, texts)


def test_threads_that_answer_different_questions(store: Store) -> None:
    draft = begin(store)

    def answer(name: str) -> None:
        seen = 0
        for number in range(15):
            seen = store.save(draft.id, {name: str(number)}, based_on=seen).version

    at_once(*[lambda name=name: answer(name) for name in "abcdef"])
    end = store.draft(draft.id)
    assert end.answers == dict.fromkeys("abcdef", "14")
    assert (end.alternatives, end.version) == ({}, 90)


def test_threads_that_type_the_same(store: Store) -> None:
    draft = begin(store)
    at_once(*[lambda: store.save(draft.id, {"a": "x"}, based_on=0)] * 8)
    end = store.draft(draft.id)
    assert (end.answers, end.alternatives, end.version) == ({"a": "x"}, {}, 1)


def test_threads_that_keep_the_same_file(store: Store) -> None:
    kept = at_once(*[lambda: store.keep_file("accounts.pdf", b"abc")] * 8)
    assert len(set(kept)) == 1
    assert store.file(kept[0].sha256) == b"abc"


def test_readers_beside_a_writer_see_whole_saves(store: Store) -> None:
    draft = begin(store)
    done = threading.Event()

    def write() -> None:
        for number in range(40):
            both = {"left": str(number), "right": str(number)}
            store.save(draft.id, both, based_on=number)
        done.set()

    def read() -> int:
        reads = 0
        while not done.is_set():
            now = store.draft(draft.id)
            assert now.answers.get("left") == now.answers.get("right")
            assert len(store.history(draft.id)) >= now.version
            reads += 1
        return reads

    _, *reads = at_once(write, read, read)
    assert all(reads)
    assert store.draft(draft.id).version == 40


def test_one_submits_and_others_save(store: Store) -> None:
    """Whoever comes too late is told so, and has lost nothing."""
    draft = begin(store)
    store.save(draft.id, {"all": "first"}, based_on=0)
    texts = {f"typed by {number}" for number in range(6)}

    def save(text: str) -> None:
        with suppress(Submitted):
            store.save(draft.id, {"all": text}, based_on=0)

    def submit() -> None:
        while store.draft(draft.id).submitted is None:
            with suppress(Outdated):
                store.submit(draft.id, store.draft(draft.id).version)

    at_once(submit, *[lambda text=text: save(text) for text in texts])
    end = store.draft(draft.id)
    assert end.submitted is not None
    assert end.answers == {"all": "first"}
    holds_everything(end, store, {"first", *texts})


def test_a_sweep_waits_for_a_save_that_names_a_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(store)
    kept = store.keep_file("accounts.pdf", b"abc")
    named, go_on = threading.Event(), threading.Event()
    record = store._record

    def recorded(*arguments: Any) -> None:
        record(*arguments)
        store._database.pony.flush()
        named.set()
        assert go_on.wait(timeout=20)

    monkeypatch.setattr(store, "_record", recorded)
    with ThreadPoolExecutor(2) as pool:
        save = pool.submit(store.save, draft.id, {"accounts": kept.sha256}, 0)
        assert named.wait(timeout=20)
        sweep = pool.submit(store.sweep, timedelta(0))
        with pytest.raises(TimeoutError):
            sweep.result(timeout=0.2)
        go_on.set()
        assert save.result().version == 1
        assert sweep.result() == 0
    assert store.file(kept.sha256) == b"abc"


def test_processes_that_save(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        draft = begin(store)
        people, each = ("ann", "bob", "cai"), 12
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-W", "error", "-m", "tests.runtime.store.saving"),
                    *(lasting_url, draft.id, who, str(each)),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for who in people
        ]
        for process in processes:
            said, wrong = process.communicate(timeout=60)
            assert (process.returncode, wrong) == (0, "")
            assert said.split() == [str(number) for number in range(1, each + 1)]
        end = store.draft(draft.id)
        for who in people:
            assert end.answers[who] == end.answers[f"{who}-too"] == str(each)
        assert end.version == len(people) * each * 2
        texts = {f"{who} {number}" for who in people for number in range(1, each + 1)}
        holds_everything(end, store, texts)
        assert set(end.alternatives) == {"all"}


def test_many_open_a_new_store_at_the_same_moment(lasting_url: str) -> None:
    def use() -> str:
        with open_store(lasting_url) as store:
            return begin(store).id

    begun = at_once(*[use] * 8)
    with open_store(lasting_url) as store:
        assert {each.id for each in store.drafts("digital-outcomes")} == set(begun)
