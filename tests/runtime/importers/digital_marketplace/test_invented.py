"""Invented frameworks are imported as what they say."""

from pathlib import Path
from typing import Any, Final

import pytest

from agreements.documents.agreement import framework_agreement
from tests.runtime.importers.digital_marketplace.comparing import why_refused
from tests.runtime.importers.digital_marketplace.generating import Generator
from tests.runtime.importers.digital_marketplace.improvements import ACCEPTED, ASSESSED, REFUSED
from tests.runtime.importers.digital_marketplace.invented import FRAMEWORKS, QUIRKS, invented
from tests.runtime.importers.digital_marketplace.oracle import Oracle

every = pytest.mark.parametrize("name", [*FRAMEWORKS, QUIRKS])
of_schemas = pytest.mark.parametrize("name", FRAMEWORKS)


@every
def test_nothing_is_dropped_silently(name: str, folder: Path) -> None:
    assert invented(name, folder).silent() == []


@every
def test_every_form_is_drawn(name: str, folder: Path) -> None:
    assert invented(name, folder).render()


@every
def test_the_folder_passes_its_check(name: str, folder: Path) -> None:
    assert invented(name, folder).mended(cases=2) == []


@every
def test_the_agreement_can_be_written(name: str, folder: Path) -> None:
    assert framework_agreement(invented(name, folder).framework).parts


@of_schemas
def test_every_word_is_shown(name: str, folder: Path) -> None:
    assert invented(name, folder).lost() == []


@of_schemas
def test_the_same_answers_are_accepted(name: str, folder: Path) -> None:
    here = invented(name, folder)
    assert here.wrong_keys() == []
    here.compare(rounds=6, changes=10)


#: Improvements that random answers do not meet: a question, and what it was answered.
BY_HAND: Final = (
    ("date", "firstDay", "0800-02-03"),
    ("digits", "acres", 12.1234567890123),
    ("long", "masonStone", "x" * 100_001),
    ("characters", "masonStone", "bell \u0007"),
)


@pytest.mark.parametrize(("why", "key", "answer"), BY_HAND)
def test_what_was_accepted_and_is_refused(why: str, key: str, answer: Any, folder: Path) -> None:
    here = invented("green-spaces-3", folder)
    ours, schema = here.ours("services", "paths"), here.schema("services", "paths")
    good = next(
        answers
        for seed in range(50)
        if ours.read(answers := Generator(schema, seed).good()).good and "masonStone" in answers
    )
    assert Oracle(schema).accepts({**good, key: answer})
    read = ours.read({**good, key: answer})
    assert not read.good
    assert why_refused(ours, {**good, key: answer}, read) == {why}


@pytest.mark.slow
def test_every_improvement_is_met(folder: Path) -> None:
    # One that is never met is none: it would excuse a mistake.
    here = invented("green-spaces-3", folder)
    met = here.compare(rounds=40, changes=30) + here.assess({1: 100, 2: 200})
    unmet = {each for each, _, _ in BY_HAND}
    assert {*ACCEPTED, *REFUSED} - met.keys() == unmet
    assert met[ASSESSED["applies"]]


def test_the_verdicts_are_the_same(folder: Path) -> None:
    met = invented("green-spaces-3", folder).assess({0: 5, 1: 40, 2: 40, 4: 40})
    assert all(met[each] > 5 for each in ("pass", "discretionary", "fail")), met
