"""A process is killed while it saves: whole saves are kept, and all that it was told were kept."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from runtime.store.store import open_store
from tests.runtime.store.making import begin

ROOT = Path(__file__).parents[3]


def test_a_killed_process_leaves_whole_saves(lasting_url: str) -> None:
    with open_store(lasting_url) as store:
        draft_id = begin(store).id
    for attempt in range(4):
        who = f"person-{attempt}"
        with subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.runtime.store.saving"),
                *(lasting_url, draft_id, who, "100000"),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "1\n"
            # Somewhere in the middle of something, elsewhere each time.
            time.sleep(0.05 + attempt * 0.013)
            process.kill()
            told = 1 + len(process.stdout.readlines())
        with open_store(lasting_url) as store:
            draft, changes = store.draft(draft_id), store.history(draft_id)
            assert draft.answers[who] == draft.answers[f"{who}-too"]
            assert told <= int(str(draft.answers[who])) <= told + 1
            assert [each.version for each in changes] == list(range(1, draft.version + 1))
            both = [set(each.answers) for each in changes if who in each.answers]
            assert all(each == {who, f"{who}-too"} for each in both)
            # And it goes on from there.
            assert store.save(draft_id, {"after": who}, draft.version).answers["after"] == who
    if lasting_url.startswith("sqlite"):
        connection = sqlite3.connect(lasting_url.removeprefix("sqlite:///"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
