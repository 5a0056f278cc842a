"""A process that saves: `python -m tests.runtime.store.saving URL DRAFT WHO HOW_MANY`.

For each number from 1 it saves that number under its own name, and the same in another question, in
one save; and says the number once the store has taken it. As others do so too, it bases each save
on the version that its last one made. What it types under `all` is based on nothing.
"""

import sys

from runtime.store.store import open_store


def main(url: str, draft_id: str, who: str, how_many: str) -> None:
    with open_store(url) as store:
        version = store.draft(draft_id).version
        for number in range(1, int(how_many) + 1):
            text = str(number)
            draft = store.save(draft_id, {who: text, f"{who}-too": text}, based_on=version)
            store.save(draft_id, {"all": f"{who} {text}"}, based_on=0)
            version = draft.version
            print(number, flush=True)  # noqa: T201 - it speaks to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
