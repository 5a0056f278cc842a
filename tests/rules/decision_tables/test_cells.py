"""Cells of decision tables: S-FEEL unary tests, read as conditions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decision_tables.cells import ColumnSubject, condition_of, unquoted
from rules.logic import holds, typed
from rules.problems import ValueProblem
from tests.rules.strategies import SUBJECTS, find


def asked(name: str) -> ColumnSubject:
    return ColumnSubject("answer", name, SUBJECTS[name])


def read(cell: object, name: str) -> Any:
    """Give the condition of a cell as it would be written in YAML."""
    condition = condition_of(cell, asked(name))
    if condition is None:
        return None
    return plain(condition.model_dump(by_alias=True, exclude_unset=True), name)


def plain(raw: Any, name: str) -> Any:
    match raw:
        case {"answer": subject, **rest} if subject == name:
            ((comparator, value),) = rest.items()
            return {comparator: list(value) if isinstance(value, tuple) else value}
        case {"not": part}:
            return {"not": plain(part, name)}
        case _:
            ((word, parts),) = raw.items()
            return {word: [plain(part, name) for part in parts]}


JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("cell", "name", "condition"),
    [
        ("-", "turnover", None),
        (" - ", "lots", None),
        ("80", "turnover", {"is": Decimal(80)}),
        (80, "turnover", {"is": Decimal(80)}),
        ("-80.50", "turnover", {"is": Decimal("-80.50")}),
        ("80, 90 ,80", "turnover", {"one_of": [Decimal(80), Decimal(90)]}),
        (">= 80", "turnover", {"at_least": Decimal(80)}),
        ("<3", "turnover", {"less_than": Decimal(3)}),
        ("<= -3", "turnover", {"at_most": Decimal(-3)}),
        ("> 3", "turnover", {"more_than": Decimal(3)}),
        ("[60..80]", "turnover", {"between": [Decimal(60), Decimal(80)]}),
        ("[80..80]", "turnover", {"between": [Decimal(80), Decimal(80)]}),
        ("[60..80)", "turnover",
         {"all": [{"at_least": Decimal(60)}, {"less_than": Decimal(80)}]}),
        ("[60..80[", "turnover",
         {"all": [{"at_least": Decimal(60)}, {"less_than": Decimal(80)}]}),
        ("(60 .. 80]", "turnover",
         {"all": [{"more_than": Decimal(60)}, {"at_most": Decimal(80)}]}),
        ("]-60..80.5[", "turnover",
         {"all": [{"more_than": Decimal(-60)}, {"less_than": Decimal("80.5")}]}),
        ("< 3, [5..6], 9", "turnover",
         {"any": [{"is": Decimal(9)}, {"less_than": Decimal(3)},
                  {"between": [Decimal(5), Decimal(6)]}]}),
        ("not(80)", "turnover", {"is_not": Decimal(80)}),
        ("not( 80, 90 )", "turnover", {"not": {"one_of": [Decimal(80), Decimal(90)]}}),
        ("not([1..2])", "turnover", {"not": {"between": [Decimal(1), Decimal(2)]}}),
        ("null", "turnover", {"unanswered": True}),
        ("not(null)", "turnover", {"answered": True}),
        ("null, 5", "turnover", {"any": [{"is": Decimal(5)}, {"unanswered": True}]}),
        ("not(null, 5)", "turnover",
         {"not": {"any": [{"is": Decimal(5)}, {"unanswered": True}]}}),
        ("2026-01-01", "start", {"is": JAN}),
        (JAN, "start", {"is": JAN}),
        ('date("2026-01-01")', "start", {"is": JAN}),
        ('@"2026-01-01"', "start", {"is": JAN}),
        ('< date("2026-01-01")', "start", {"before": JAN}),
        ("> 2026-01-01", "start", {"after": JAN}),
        ('[2026-01-01..date("2026-02-01"))', "start",
         {"all": [{"at_least": JAN}, {"before": FEB}]}),
        ("6 months", "term", {"is": Decimal(6)}),
        ("< 1 year", "term", {"less_than": Decimal(12)}),
        ('duration("P1Y6M")', "term", {"is": Decimal(18)}),
        ('>= duration("P2Y")', "term", {"at_least": Decimal(24)}),
        ('@"P6M"', "term", {"is": Decimal(6)}),
        ('[duration("P10D")..duration("P30D")]', "notice",
         {"between": [Decimal(10), Decimal(30)]}),
        ("yes", "guarantee", {"is": True}),
        ("true", "guarantee", {"is": True}),
        ("false", "guarantee", {"is": False}),
        (False, "guarantee", {"is": False}),
        ("not(no)", "guarantee", {"is_not": False}),
        ("none", "cyber", {"is": "none"}),
        ('"None"', "cyber", {"is": "none"}),
        ('"none","basic"', "cyber", {"one_of": ["none", "basic"]}),
        ("none, basic", "cyber", {"one_of": ["none", "basic"]}),
        ('not("none","basic")', "cyber", {"not": {"one_of": ["none", "basic"]}}),
        ('"cloud"', "lots", {"includes": "cloud"}),
        ('"A, B or C", cloud', "lots", {"includes_any": ["a-or-b", "cloud"]}),
        ("not(cloud)", "lots", {"not": {"includes": "cloud"}}),
        ("north", "region", {"is": "north"}),
        ('"say \\"hi\\", \\\\ or -"', "region", {"is": 'say "hi", \\ or -'}),
        ('"“curly”"', "region", {"is": "“curly”"}),
        ("Stoke-on-Trent (city)", "region", {"is": "Stoke-on-Trent (city)"}),
        ("null", "file", {"unanswered": True}),
        ("not(null)", "file", {"answered": True}),
    ],
)  # fmt: skip
def test_cells_are_conditions(cell: object, name: str, condition: Any) -> None:
    assert read(cell, name) == condition


@pytest.mark.parametrize(
    ("cell", "name", "says"),
    [
        ("", "turnover", "is empty: write `-` for anything"),
        (None, "turnover", "is empty: write `-` for anything"),
        (["60..80"], "turnover",
         'must be one test; put an interval in quotes, such as "[60..80)"'),
        ("< plus", "cyber", "`< plus` compares by order, and the values of `cyber` have no order"),
        ("[a..b]", "region", ("`[a..b]` compares by order, and the values of `region` have "
                              "no order")),
        (">= 3", "lots", "`>= 3` compares by order, and the values of `lots` have no order"),
        ("> 1", "file", "`> 1` compares by order, and the values of `file` have no order"),
        ("gold", "cyber", "`gold` is not an option of `cyber`: `none`, `basic`, `plus`"),
        (5, "cyber", "`5` is not an option of `cyber`: `none`, `basic`, `plus`"),
        (JAN, "turnover", "must be a number, such as 12 or 12.50"),
        ("£100", "turnover", "must be a number in digits, such as 12 or 12.50"),
        ("1e5", "turnover", "must be a number in digits, such as 12 or 12.50"),
        ('"100"', "turnover", '`"100"` is text: write the value without quotation marks'),
        ('"yes"', "guarantee", '`"yes"` is text: write the value without quotation marks'),
        ("maybe", "guarantee", "must be yes or no"),
        ("[80..60]", "turnover", "`[80..60]` must give the smaller value first"),
        ("[80..80)", "turnover", "`[80..80)` is an interval with no values in it"),
        ("[..80)", "turnover", "`[..80)` needs a value"),
        ("<", "turnover", "`<` needs a value"),
        ("[60-80]", "turnover", "`[60-80]` must be an interval, such as [60..80) or ]60..80["),
        ("[60..80", "turnover", "`[60..80` must be an interval, such as [60..80) or ]60..80["),
        ("= 5", "turnover", "`= 5`: write a single value, or not(…) for any other value"),
        ("!= 5", "turnover", "`!= 5`: write a single value, or not(…) for any other value"),
        ("5,", "turnover", "is missing a value"),
        ("not()", "turnover", "is missing a value"),
        ('"open', "region", "has a quotation mark that is not closed"),
        ('a "b"', "region", '`a "b"` has a quotation mark in the middle'),
        ('"a" b', "region", '`"a" b` must be a single text in quotation marks'),
        ("“north”", "region", 'use straight quotation marks ("), not “'),
        ("2026-02-30", "start", "is not a real date: `2026-02-30`"),
        ("01/02/2026", "start",
         "must be a date written year-month-day, such as 2026-01-31"),
        ('date("soon")', "start",
         "must be a date written year-month-day, such as 2026-01-31"),
        ("30 days", "term", "must be in months, not days"),
        ('duration("P30D")', "term", "must be in months, not days"),
        ('duration("P1Y2D")', "term", "`P1Y2D` must be a duration such as P6M, P1Y6M or P30D"),
        ('duration("P")', "term", "`P` must be a duration such as P6M, P1Y6M or P30D"),
        ("x", "file", "`file` can only be `answered` or `unanswered`"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_read_are_told(cell: object, name: str, says: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        condition_of(cell, asked(name))
    assert str(caught.value) == says


COMMAS = "write a figure without commas; put a space after a comma between two values"


CELLS = ("{}", "< {}", ">= {}", "[5..{}]", "[{}..)", "not({})", "4, {}", "£{}", "{}.50")


@given(
    st.integers(1_000, 10**12),
    st.sampled_from(CELLS),
    st.sampled_from(["turnover", "term", "region", "names"]),
)
def test_a_figure_with_commas_is_never_a_list(figure: int, cell: str, name: str) -> None:
    with pytest.raises(ValueProblem) as error:
        condition_of(cell.format(f"{figure:,}"), asked(name))
    assert COMMAS in str(error.value)


@pytest.mark.parametrize(
    ("cell", "name"),
    [("< 100, 000", "turnover"), ("1 000", "turnover"), ("1.250,50", "turnover"), ("007", "term")],
)
def test_no_part_of_a_figure_is_taken_for_another(cell: str, name: str) -> None:
    with pytest.raises(ValueProblem):
        condition_of(cell, asked(name))


def test_a_comma_in_quotes_is_part_of_a_text() -> None:
    assert read('"Below £100,000", "x"', "region") == {"one_of": ["Below £100,000", "x"]}
    assert read("2027-01-01,2027-02-01", "start") == {
        "one_of": [date(2027, 1, 1), date(2027, 2, 1)]
    }


@given(st.text(max_size=30), st.sampled_from(sorted(SUBJECTS)))
def test_any_text_is_read_or_refused(cell: str, name: str) -> None:
    try:
        condition = condition_of(cell, asked(name))
    except ValueProblem:
        return
    # What was read can be typed, so that a cell is refused in its place and nowhere else.
    assert holds(typed(condition, find), {}) in {True, False}


soup = st.lists(
    st.sampled_from(
        ["-", "[", "]", "(", ")", "..", ",", "<", "<=", ">", "1", "20", '"', "\\", "not(", "null",
         "date(", "2026-01-01", "none", "cloud", " ", "@", "P6M", "duration(", "yes"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(soup, st.sampled_from(sorted(SUBJECTS)))
def test_any_soup_of_signs_is_read_or_refused(cell: str, name: str) -> None:
    try:
        condition = condition_of(cell, asked(name))
    except ValueProblem:
        return
    assert holds(typed(condition, find), {}) in {True, False}


numbers = st.integers(-3, 3).map(Decimal)


@given(numbers, numbers, numbers, st.sampled_from("[(]"), st.sampled_from("])["))
def test_intervals_hold_what_their_brackets_say(
    low: Decimal, high: Decimal, value: Decimal, opening: str, closing: str
) -> None:
    cell = f"{opening}{low}..{high}{closing}"
    inside = (low <= value if opening == "[" else low < value) and (
        value <= high if closing == "]" else value < high
    )
    if low > high or (low == high and (opening, closing) != ("[", "]")):
        with pytest.raises(ValueProblem):
            condition_of(cell, asked("staff"))
        return
    facts = {"answer:staff": value}
    assert holds(typed(condition_of(cell, asked("staff")), find), facts) is inside
    assert holds(typed(condition_of(f"not({cell})", asked("staff")), find), facts) is not inside


@given(st.text())
def test_a_text_in_quotation_marks_is_any_text(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert unquoted(f'"{escaped}"') == text
    assert read(f'"{escaped}"', "region") == {"is": text}
