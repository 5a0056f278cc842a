"""Rows: what the tables hold becomes drafts and changes, and back.

A draft's fields are declared in `drafts.Draft`, and their columns in `tables`: once as SQL, in a
step that never changes, and once as Pony's entity, whose types Pony must be told. Here the columns
follow from the fields, so that a field needs a line in the dataclass, a step and the entity.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from runtime.store.drafts import Alternative, Draft, SavedChange
from runtime.store.typed import json_text, read_json_text


def now() -> datetime:
    """Return the moment of an operation."""
    return datetime.now(UTC)


def stored(moment: datetime) -> datetime:
    """Return a moment as the databases hold it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _moment(stored: datetime | str) -> datetime:
    # SQLite returns moments as text where Pony does not read them.
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC)


def _mapping(text: str, of: type = object) -> dict[str, Any]:
    """Read JSON text that holds a mapping to values of a type. Raises `ValueError`."""
    found = read_json_text(text)
    if not isinstance(found, dict) or not all(isinstance(each, of) for each in found.values()):
        raise ValueError(f"a mapping was expected, not {text[:40]!r}")
    return found


def _written_alternatives(alternatives: Mapping[str, tuple[Alternative, ...]]) -> str:
    return json_text(
        {
            name: [
                {"raw": each.raw, "at": each.at.isoformat(), "version": each.version}
                for each in waiting
            ]
            for name, waiting in alternatives.items()
        }
    )


def _read_alternatives(text: str) -> dict[str, tuple[Alternative, ...]]:
    return {
        name: tuple(
            Alternative(each["raw"], datetime.fromisoformat(each["at"]), each["version"])
            for each in waiting
        )
        for name, waiting in _mapping(text, list).items()
    }


def _names(text: str) -> dict[str, str]:
    return _mapping(text, str)


def _counts(text: str) -> dict[str, int]:
    return _mapping(text, int)


_MOMENT: Final = (stored, _moment)
#: How a field is written into its column and read from it, where not as it is.
_CONVERSIONS: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "known": (json_text, _names),
    "answers": (json_text, _mapping),
    "changed": (json_text, _counts),
    "alternatives": (_written_alternatives, _read_alternatives),
    "created": _MOMENT,
    "updated": _MOMENT,
    "submitted": _MOMENT,
}
#: Field → column.
_COLUMNS: Final = {each.name: "token" if each.name == "id" else each.name for each in fields(Draft)}

#: Reads a draft. To make an entity of it, which nothing is done with, would take twice as long.
FIND: Final = f"SELECT {', '.join(_COLUMNS.values())} FROM draft WHERE token = $token"  # noqa: S608


def columns_of(draft: Draft, before: Draft | None = None) -> dict[str, Any]:
    """Return the columns of a draft, or those of the fields replaced since `before`."""
    columns = {}
    for name, column in _COLUMNS.items():
        value = getattr(draft, name)
        if before is None or value is not getattr(before, name):
            write, _ = _CONVERSIONS.get(name, (None, None))
            columns[column] = value if write is None or value is None else write(value)
    return columns


def draft_from(values: Iterable[Any]) -> Draft:
    """Return the draft that a row holds, from the values that `FIND` selects.

    What a damaged database holds instead raises `ValueError`, `TypeError` or their like, which
    `runtime.store.database` turns into `StoreDamaged`.
    """
    found = {}
    for name, value in zip(_COLUMNS, values, strict=True):
        _, read = _CONVERSIONS.get(name, (None, None))
        found[name] = value if read is None or value is None else read(value)
    draft = Draft(**found)
    texts = (draft.id, draft.framework, draft.definition, draft.form, draft.lot or "")
    if not all(isinstance(each, str) for each in texts) or not isinstance(draft.version, int):
        raise TypeError("a draft's columns do not hold what was written")
    return draft


def draft_of(row: Any) -> Draft:  # noqa: ANN401 - an entity of Pony's
    """Return the draft that an entity holds."""
    return draft_from(getattr(row, column) for column in _COLUMNS.values())


def change_of(row: Any) -> SavedChange:  # noqa: ANN401 - an entity of Pony's
    """Return the change that a row holds."""
    answers, alternatives = _mapping(row.answers), _mapping(row.alternatives)
    return SavedChange(row.version, _moment(row.at), answers, alternatives)
