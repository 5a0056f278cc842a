"""Problems: as many as people can mend, and how many more there are."""

from hypothesis import given
from hypothesis import strategies as st

from rules.problems import (
    MAX_LISTED,
    DefinitionError,
    Problem,
    Problems,
    how_many,
    listed,
    sorted_problems,
)


def some(count: int, name: str = "f") -> list[Problem]:
    return [Problem(f"{name}:{number}", "is wrong") for number in range(count)]


@given(st.integers(0, 3 * MAX_LISTED), st.integers(0, 3 * MAX_LISTED))
def test_no_problem_is_lost_from_the_count_however_they_are_put_together(
    one: int, other: int
) -> None:
    first, second = Problems(), Problems()
    first.extend(some(one, "a"))
    for each in some(other, "b"):
        second.add(each.where, each.says)
    both = Problems()
    both.extend(first.found)
    both.extend(second.found)
    ways = (
        both.found,
        listed([*first.found, *second.found]),
        sorted_problems([*first.found, *second.found]),
        DefinitionError([*first.found, *second.found]).problems,
    )
    for found in ways:
        assert how_many(found) == one + other
        assert len(found) <= MAX_LISTED + 1


def test_what_is_not_listed_is_said_last() -> None:
    found = sorted_problems([*some(MAX_LISTED + 2, "b"), Problem("a", "is wrong")])
    assert str(found[0]) == "a: is wrong"
    assert str(found[-1]) == ("3 more problems are not listed: mend those listed, then check again")
    assert listed(some(MAX_LISTED + 1))[-1].says.startswith("1 more problem is not listed")


def test_one_problem_is_noted_once() -> None:
    found = Problems()
    for _ in range(3):
        found.add("f:1", "is wrong")
    assert found.found == [Problem("f:1", "is wrong")]
