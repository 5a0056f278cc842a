"""Merging: what was typed by somebody who saw some version goes into a draft, and nothing is lost.

    merged(draft, typed, based_on, saw, at)                   somebody saved
    merged(draft, chosen, based_on, saw, at, settling=True)   somebody chose between alternatives

Returns the new draft and the `SavedChange` that led to it; None if nothing changes.

For each question: what is the same as the answer changes nothing. Anything else becomes the answer
where the answer has not changed since it was seen. Otherwise the answer stays, and what was typed
becomes an alternative, once. A submitted draft's answers stay in any case.

A page brings all its questions back, also those that nobody touched. So what is brought back just
as it was seen, while somebody else has changed it, was not typed, and is no alternative. And one
blank after another, or after nothing, is kept but is no change: who leaves a question out disputes
nobody's answer to it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from forms.answers.parsing import blank
from runtime.store.drafts import Alternative, Draft, SavedChange
from runtime.store.typed import StoredJson, same


def contested(draft: Draft, typed: Mapping[str, StoredJson], based_on: int) -> frozenset[str]:
    """Return the questions whose answers have changed since `based_on`."""
    return frozenset(name for name in typed if draft.changed.get(name, 0) > based_on)


def merge_answers(
    draft: Draft,
    typed: Mapping[str, StoredJson],
    based_on: int,
    saw: Mapping[str, StoredJson],
    at: datetime,
    *,
    settling: bool = False,
) -> tuple[Draft, SavedChange | None]:
    """Merge raw answers into a draft (see above).

    `saw` holds the answers that the contested questions had in version `based_on`. Who settles has
    chosen: the alternatives that were there to be seen go. Those that came later stay.
    """
    version = draft.version + 1
    late = contested(draft, typed, based_on)
    answers, changed = dict(draft.answers), dict(draft.changed)
    alternatives = dict(draft.alternatives)
    answered: dict[str, StoredJson] = {}
    aside: dict[str, StoredJson] = {}
    for name, raw in typed.items():
        waiting = draft.alternatives.get(name, ())
        is_answer = name in draft.answers and same(raw, draft.answers[name])
        if draft.submitted is not None or (name in late and not is_answer):
            untouched = not settling and name in late and _as_seen(name, raw, saw)
            if not (is_answer or untouched or any(same(raw, each.raw) for each in waiting)):
                aside[name] = raw
                alternatives[name] = (*waiting, Alternative(raw, at, version))
            continue
        left = tuple(
            each
            for each in waiting
            if not same(raw, each.raw) and not (settling and each.version <= based_on)
        )
        if is_answer and left == waiting:
            continue
        answered[name] = raw
        alternatives[name] = left
        if not is_answer:
            answers[name] = raw
            if not (blank(raw) and blank(draft.answers.get(name))):
                changed[name] = version
    if not answered and not aside:
        return draft, None
    after = replace(
        draft,
        answers=answers,
        changed=changed,
        alternatives={name: waiting for name, waiting in alternatives.items() if waiting},
        version=version,
        updated=at,
    )
    return after, SavedChange(version, at, answered, aside)


def _as_seen(name: str, raw: StoredJson, saw: Mapping[str, StoredJson]) -> bool:
    """Return whether a raw answer is the one that was seen; if none was, whether it is blank."""
    return same(raw, saw[name]) if name in saw else blank(raw)
