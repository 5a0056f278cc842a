"""Rows: what the tables hold becomes drafts and changes, and back."""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from runtime.store.drafts import Alternative, Draft, SavedChange
from runtime.store.typed import read_written, written


def stored(moment: datetime) -> datetime:
    """Give a moment as the databases hold it: in UTC, and not saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _moment(stored: datetime | str) -> datetime:
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC)


class Columns(NamedTuple):
    """A row of the table of drafts, as the database gives it: SQLite gives moments as text."""

    token: str
    framework: str
    definition: str
    form: str
    lot: str | None
    known: str
    answers: str
    changed: str
    alternatives: str
    version: int
    created: datetime | str
    updated: datetime | str
    submitted: datetime | str | None


#: Reads a draft. To make an entity of it, which nothing is done with, would take twice as long.
FIND: Final = f"SELECT {', '.join(Columns._fields)} FROM draft WHERE token = $token"  # noqa: S608


def columns_of(draft: Draft) -> dict[str, Any]:
    """Give what a save may change, as columns."""
    return {
        "answers": written(draft.answers),
        "changed": written(draft.changed),
        "alternatives": written(
            {
                name: [
                    {"raw": each.raw, "at": each.at.isoformat(), "version": each.version}
                    for each in waiting
                ]
                for name, waiting in draft.alternatives.items()
            }
        ),
        "version": draft.version,
        "updated": stored(draft.updated),
    }


def draft_of(row: Any) -> Draft:  # noqa: ANN401 - an entity of Pony's
    """Give the draft that a row holds, be it an entity or `Columns`."""
    alternatives = {
        name: tuple(
            Alternative(each["raw"], datetime.fromisoformat(each["at"]), each["version"])
            for each in waiting
        )
        for name, waiting in read_written(row.alternatives).items()
    }
    return Draft(
        id=row.token,
        framework=row.framework,
        definition=row.definition,
        form=row.form,
        created=_moment(row.created),
        updated=_moment(row.updated),
        lot=row.lot,
        known=read_written(row.known),
        answers=read_written(row.answers),
        changed=read_written(row.changed),
        version=row.version,
        alternatives=alternatives,
        submitted=None if row.submitted is None else _moment(row.submitted),
    )


def change_of(row: Any) -> SavedChange:  # noqa: ANN401 - an entity of Pony's
    """Give the change that a row holds."""
    answers, alternatives = read_written(row.answers), read_written(row.alternatives)
    return SavedChange(row.version, _moment(row.at), answers, alternatives)
