"""Drafts: what the store gives out, and the errors that it raises.

    StoreUnavailable    the database cannot be opened, reached or written
    StoreDamaged        (one of those) what the database holds is not what was written
    NoDraft             there is no such draft
    Submitted           the draft is submitted; carries the draft
    Outdated            the draft is not as it was seen any more; carries the draft

What is typed and cannot be kept at all raises `rules.problems.InputError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from runtime.store.typed import StoredJson


@dataclass(frozen=True, slots=True)
class Alternative:
    """What somebody typed that is not the answer: it waits for a person to choose.

    at       when it was typed, in UTC
    version  the version of the draft that it came with
    """

    raw: StoredJson
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers to one form, as far as they are given.

    id            an unguessable name, fit for a URL: anyone who has it may read and write the draft
    framework     the key of the definition
    definition    the content hash of the definition that the draft was started under
    known         form id → id of the draft whose answers are known when this one is filled in
    answers       question id → answer, exactly as typed
    changed       question id → the version in which its answer last changed
    version       0 for a new draft, and one more with every save that changes anything
    alternatives  question id → what waits for a person to choose, oldest first; never the answer
    created, updated, submitted   in UTC; `submitted` is None until the draft is submitted
    """

    id: str
    framework: str
    definition: str
    form: str
    created: datetime
    updated: datetime
    lot: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, StoredJson] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    alternatives: Mapping[str, tuple[Alternative, ...]] = field(default_factory=dict)
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedChange:
    """What one version of a draft changed: new answers, and what was put aside."""

    version: int
    at: datetime
    answers: Mapping[str, StoredJson]
    alternatives: Mapping[str, StoredJson]


class StoreUnavailable(Exception):
    """The store cannot be used now; the message says why, and holds no password."""


class StoreDamaged(StoreUnavailable):
    """The store holds something that it did not write: a file or a row is damaged."""


class NoDraft(Exception):
    """There is no draft of that id: it never existed, or it was deleted."""


class DraftRefusal(Exception):
    """A draft refuses what was asked of it. Carries the draft as it is now."""

    def __init__(self, message: str, draft: Draft) -> None:
        super().__init__(message)
        self.draft = draft


class Submitted(DraftRefusal):
    """A submitted draft takes no answers. What was typed waits among its alternatives."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("is submitted, so its answers stay as they are", draft)


class Outdated(DraftRefusal):
    """A draft is not submitted in a version that the person who submits it has not seen."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("has changed since it was last seen", draft)
