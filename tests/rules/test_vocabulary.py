"""The vocabulary of a rule: what is said of a name that it does not have."""

import difflib
from collections.abc import Iterable

import pytest

from rules.problems import ValueProblem
from rules.values import Kind, Subject
from rules.vocabulary import MAX_GUESSES, MAX_TRIED, Vocabulary


def says(known: Vocabulary, name: str) -> str:
    with pytest.raises(ValueProblem) as error:
        known.find("answer", name)
    return str(error.value)


def of(*names: str) -> Vocabulary:
    return Vocabulary({name: Subject(name, name, Kind.TEXT, name) for name in names})


def test_a_misspelt_name_is_told_the_name_that_is_most_like_it() -> None:
    known = of("turnover", "term")
    assert says(known, "turnovr") == "there is no question `turnovr`: did you mean `turnover`?"
    assert says(known, "xyz") == "there is no question `xyz`"


def test_among_many_names_those_that_start_alike_are_tried() -> None:
    known = of(*(f"other-{number}" for number in range(MAX_TRIED)), "turnover")
    assert says(known, "turnovr").endswith("did you mean `turnover`?")


def test_thousands_of_misspelt_names_are_compared_with_a_bounded_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    honest = difflib.get_close_matches

    def counting(name: str, names: Iterable[str], n: int, cutoff: float) -> list[str]:
        tried = list(names)
        compared.append(len(tried))
        return honest(name, tried, n, cutoff)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    known = of(*(f"question-{number}" for number in range(5_000)))
    for number in range(5_000):
        assert says(known, f"questoin-{number}").startswith("there is no question `questoin-")
    assert compared == [MAX_TRIED] * MAX_GUESSES
