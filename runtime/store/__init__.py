"""The store: what people type into forms, kept so that nothing typed is ever lost.

    store.py             the door: `open_store`
    draft_operations.py  begin, save, settle, submit drafts
    files.py             keep, read and sweep files
    drafts.py            drafts, alternatives, changes; and what is refused
    typed.py             what was typed: any JSON without floats, within limits
    merging.py           what a save does to a draft, as a pure function
    rows.py              what the tables hold becomes drafts, and back
    database.py          sessions, and what went wrong in words
    connections.py       a URL becomes connections to SQLite or PostgreSQL
    tables.py            the tables, made step by step, and Pony's view of them

In: what was typed, and files. Out: drafts, their history, files. Only this package knows Pony;
nothing of Pony's leaves it. docs/explanation/storage.md says what is guaranteed, how to back up,
and how upgrades go.
"""
