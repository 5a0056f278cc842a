"""A database takes the steps that it has not taken, all or none, and once."""

from typing import Any

import pytest

from runtime.store.database import open_database
from runtime.store.drafts import StoreUnavailable
from runtime.store.store import open_store
from runtime.store.tables import STEPS, Entities, upgrade
from tests.runtime.store.making import begin

#: A step that some later version might take.
LATER = (*STEPS, ("ALTER TABLE draft ADD COLUMN colour TEXT", "UPDATE draft SET colour = 'red'"))
BROKEN = (*STEPS, ("ALTER TABLE draft ADD COLUMN colour TEXT", "UPDATE nothing SET colour = 'red'"))


def select(url: str, statement: str) -> list[Any]:
    database = open_database(url)
    try:
        return list(database.read(lambda: database.pony.select(statement)))
    finally:
        database.close()


def test_a_new_database_takes_every_step(lasting_url: str) -> None:
    taken = select(lasting_url, "SELECT number FROM store_step ORDER BY number")
    assert taken == [number for number, _ in enumerate(STEPS, 1)]


def test_a_step_is_taken_once_and_nothing_is_lost(
    lasting_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(lasting_url) as store:
        draft = begin(store)
    with monkeypatch.context() as patch:
        # As the later version would call it.
        patch.setattr(
            "runtime.store.database.upgrade",
            lambda database, provider: upgrade(database, provider, LATER),
        )
        for _ in range(2):
            with open_store(lasting_url) as store:
                assert store.draft(draft.id) == draft
            assert select(lasting_url, "SELECT colour FROM draft") == ["red"]


def test_a_step_that_fails_leaves_everything_as_it_was(
    lasting_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(lasting_url) as store:
        draft = begin(store)
    with monkeypatch.context() as patch:
        patch.setattr(
            "runtime.store.database.upgrade",
            lambda database, provider: upgrade(database, provider, BROKEN),
        )
        with pytest.raises(StoreUnavailable, match="nothing"):
            open_store(lasting_url)
    with open_store(lasting_url) as store:
        assert store.draft(draft.id) == draft
    assert select(lasting_url, "SELECT count(*) FROM store_step") == [len(STEPS)]
    with pytest.raises(StoreUnavailable, match="colour"):
        select(lasting_url, "SELECT colour FROM draft")


def test_a_database_of_a_later_version_is_left_alone(lasting_url: str) -> None:
    database = open_database(lasting_url)
    upgrade(database.pony, database.place.provider, LATER)
    database.close()
    with pytest.raises(StoreUnavailable) as error:
        open_store(lasting_url)
    assert str(error.value) == (
        "the store has taken 2 steps of upgrading, and this Frameworkshop knows 1: use the version "
        "that upgraded it, or a later one"
    )


@pytest.mark.parametrize("name", Entities.__slots__)
def test_the_entities_name_every_column(url: str, name: str) -> None:
    """That each column they name is there, Pony checks when a store is opened."""
    database = open_database(url)
    try:
        entity = getattr(database.entities, name)
        cursor = database.read(
            lambda: database.pony.execute(f"SELECT * FROM {entity._table_}")  # noqa: S608
        )
        columns = {column[0] for column in cursor.description}
        assert columns == {each for attribute in entity._attrs_ for each in attribute.columns}
    finally:
        database.close()
