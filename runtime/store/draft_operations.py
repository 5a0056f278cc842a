"""What is done with drafts in a store: begin, read, save, settle, submit, delete."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from pony.orm import desc

from rules.problems import InputError, Problems
from runtime.store.database import Database
from runtime.store.drafts import Draft, NoDraft, Outdated, SavedChange, Submitted
from runtime.store.merging import contested, merge_answers
from runtime.store.rows import FIND, change_of, columns_of, draft_from, draft_of, now, stored
from runtime.store.typed import SaveLimits, StoredJson, files_in, json_text, read_typed

#: How long the key of a definition, of a form or of a lot may be.
MAX_KEY: Final = 200

_ID: Final = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_GONE: Final = "there is no such draft, or it was deleted"


class DraftOperations:
    """The drafts of a database; `limits` are those of one save."""

    def __init__(self, database: Database, limits: SaveLimits) -> None:
        self._database = database
        self._limits = limits

    def create(
        self,
        framework: str,
        form: str,
        *,
        definition: str,
        lot: str | None = None,
        known: Mapping[str, str] | None = None,
    ) -> Draft:
        """Begin a draft. Raises `InputError` where a key is not a line of text."""
        keys = {"framework": framework, "form": form, "definition": definition}
        keys |= {} if lot is None else {"lot": lot}
        known = dict(known or {})
        keys |= {f"known.{name}": draft for name, draft in known.items()}
        problems = Problems()
        for name, key in keys.items():
            if not _is_key(key):
                problems.add(name, f"must be one line of text, of at most {MAX_KEY} characters")
        if problems.found:
            raise InputError(problems.found)
        moment = now()
        draft = Draft(
            secrets.token_urlsafe(24), framework, definition, form, moment, moment, lot, known
        )

        self._database.write(lambda: self._database.entities.draft(**columns_of(draft)))
        return draft

    def draft(self, draft_id: str) -> Draft:
        """Return a draft. Raises `NoDraft`."""
        if not _ID.fullmatch(draft_id):
            raise NoDraft(_GONE)

        def act() -> Draft | None:
            found = self._database.pony.select(FIND, {"token": draft_id}, {})
            return draft_from(found[0]) if found else None

        draft = self._database.read(act)
        if draft is None:
            raise NoDraft(_GONE)
        return draft

    def drafts(self, framework: str, form: str | None = None) -> tuple[Draft, ...]:
        """Return the drafts of a framework, or of one of its forms, newest first."""
        wanted = {"framework": framework} | ({} if form is None else {"form": form})
        if not all(map(_is_key, wanted.values())):
            return ()
        rows = self._database.entities.draft

        def act() -> tuple[Draft, ...]:
            found = rows.select().filter(**wanted).order_by(desc(rows.number))
            return tuple(draft_of(row) for row in found)

        return self._database.read(act)

    def save(self, draft_id: str, typed: Mapping[str, object], based_on: int) -> Draft:
        """Save what was typed, by question id, by somebody who saw version `based_on`.

        Where an answer has changed since, it stays, and what was typed becomes an alternative
        (`runtime.store.merging` has the rules). The version grows by one where anything changes.

        Raises `InputError` where it cannot be kept, `NoDraft`, and `Submitted` for a submitted
        draft; what was typed is then among the alternatives of the draft that the error carries.
        """
        return self._merge(draft_id, typed, based_on, settling=False)

    def settle(self, draft_id: str, chosen: Mapping[str, object], based_on: int) -> Draft:
        """Save what a person chose who saw the answers and alternatives of version `based_on`.

        Their alternatives are gone then, but for those that came later. Where the answer itself has
        changed since, what was chosen is one more alternative. Raises as `save` does.
        """
        return self._merge(draft_id, chosen, based_on, settling=True)

    def submit(self, draft_id: str, based_on: int) -> Draft:
        """Submit a draft as it is in version `based_on`. A submitted one stays as it is.

        Raises `NoDraft`, and `Outdated` where the draft is in another version by now.
        """

        def act() -> Draft:
            row = self._row(draft_id, lock=True)
            if row.submitted is None:
                if row.version != based_on:
                    raise Outdated(draft_of(row))
                row.submitted = stored(now())
            return draft_of(row)

        return self._database.write(act)

    def unsubmit(self, draft_id: str) -> Draft:
        """Open a submitted draft again. Raises `NoDraft`."""

        def act() -> Draft:
            row = self._row(draft_id, lock=True)
            row.submitted = None
            return draft_of(row)

        return self._database.write(act)

    def delete(self, draft_id: str) -> None:
        """Delete a draft and its history. The next sweep removes its files. Raises `NoDraft`."""
        self._database.write(lambda: self._row(draft_id, lock=True).delete())

    def history(self, draft_id: str) -> tuple[SavedChange, ...]:
        """Return all the changes of a draft, oldest first. Raises `NoDraft`.

        Everything that was ever saved is in one of them, or was the answer already.
        """
        changes = self._database.entities.change

        def act() -> tuple[SavedChange, ...]:
            number = self._row(draft_id).number
            found = changes.select().filter(draft=number).order_by(changes.version)
            return tuple(change_of(row) for row in found)

        return self._database.read(act)

    def _merge(
        self, draft_id: str, typed: Mapping[str, object], based_on: int, *, settling: bool
    ) -> Draft:
        raws = read_typed(typed, self._limits)

        def act() -> Draft:
            row = self._row(draft_id, lock=True)
            before = draft_of(row)
            # Nobody has seen a version that never existed: a caller that names one has seen none.
            version = based_on if 0 <= based_on <= before.version else 0
            saw = self._answers_at(row.number, version, contested(before, raws, version))
            after, change = merge_answers(before, raws, version, saw, now(), settling=settling)
            if change is not None:
                self._record(row.number, change)
                row.set(**columns_of(after, before))
            return after

        draft = self._database.write(act)
        if draft.submitted is not None:
            raise Submitted(draft)
        return draft

    def _row(self, draft_id: str, *, lock: bool = False) -> Any:  # noqa: ANN401 - an entity of Pony's
        rows = self._database.entities.draft
        find = rows.get_for_update if lock else rows.get
        row = find(token=draft_id) if _ID.fullmatch(draft_id) else None
        if row is None:
            raise NoDraft(_GONE)
        return row

    def _answers_at(
        self, number: int, version: int, names: frozenset[str]
    ) -> dict[str, StoredJson]:
        """Return the answers that some questions had in a version."""
        answers: dict[str, StoredJson] = {}
        if not names:
            return answers
        changes = self._database.entities.change
        earlier = changes.select(lambda row: row.draft == number and row.version <= version)
        for row in earlier.order_by(changes.version):
            answers |= change_of(row).answers
        return {name: raw for name, raw in answers.items() if name in names}

    def _record(self, number: int, change: SavedChange) -> None:
        """Append a change to the history of a draft, and note the files that it names."""
        tables = self._database.entities
        answers, alternatives = json_text(change.answers), json_text(change.alternatives)
        tables.change(
            draft=number,
            version=change.version,
            at=stored(change.at),
            answers=answers,
            alternatives=alternatives,
        )
        for sha256 in files_in(answers + alternatives):
            # A sweep that is about to remove the file waits for this lock, or this for the sweep.
            tables.file.get_for_update(sha256=sha256)
            if not tables.naming.exists(draft=number, sha256=sha256):
                tables.naming(draft=number, sha256=sha256)


def _is_key(text: str) -> bool:
    return 0 < len(text) <= MAX_KEY and text.isprintable()
