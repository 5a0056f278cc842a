"""Clauses compare values as owners write it, calculate nothing, and nothing refused is run."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.binding import Binder, Filled
from agreements.clauses.leaves import Branch, figure, word
from rules.problems import Problem

BINDER = Binder()
VALUES = {
    "terms": Branch(
        {
            "months": figure("term.months", 24, "months"),
            "starts": figure("starts", date(2027, 1, 4), "date"),
            "name": word("name", "Parks_and *verges*"),
            "absent": None,
        }
    ),
    "lots": ("mowing", "planting"),
}


def where(line: int) -> str:
    return f"clause.md:{line}"


def problems(text: str) -> list[str]:
    return [str(each) for each in BINDER.problems_of(text, where)]


def filled(text: str) -> str:
    assert problems(text) == []
    found = BINDER.fill(text, VALUES, where)
    return found.text if isinstance(found, Filled) else str(found)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("terms.months > 12", True),
        ("terms.months > 24", False),
        ("terms.months >= 24 and terms.months < 24.5", True),
        ("12 < terms.months <= 24", True),
        ("24 < terms.months <= 30", False),
        ("not terms.months == 24", False),
        ("terms.months != 24 or terms.months == terms.months", True),
        ('terms.starts >= "2027-01-04"', True),
        ('terms.starts < "2027-01-04"', False),
        ('terms.name == "Parks_and *verges*"', True),
        ("terms.absent == 3", False),
        ("terms.absent != 3", True),
    ],
)
def test_simple_conditions_work(condition: str, holds: bool) -> None:
    text = f"{{% if {condition} %}}yes{{% else %}}no{{% endif %}}"
    assert filled(text) == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("terms.absent > 3", "no such value to compare"),
        ('terms.months > "a year"', "figure is compared with words"),
        ('terms.starts > "spring"', 'a day is compared with a day, written "2027-01-31"'),
        ("lots > 1", "several values cannot be compared"),
        ("terms.mnths > 1", "there is no `mnths` here: did you mean `months`?"),
        ("terms.months > (not 1)", "yes or no is not compared"),
    ],
)
def test_a_condition_that_has_no_answer_is_told(condition: str, says: str) -> None:
    found = BINDER.fill(f"\n{{% if {condition} %}}yes{{% endif %}}", VALUES, where)
    assert isinstance(found, Problem)
    assert found.where == "clause.md:2"
    assert says in found.says


REFUSED = {
    "{{ 9 ** 200000000 }}": "`**` is not for clauses",
    "{{ 1 / 0 }}": "`/` is not for clauses",
    "{{ 'a' * 99999999999 }}": "`*` is not for clauses",
    "{% if 9 ** 200000000 > 1 %}{% endif %}": "`**` is not for clauses",
    "{{ self }}": "there is no `self`",
    "{{ loop }}": "`loop` is no value",
    "{% for each in lots %}{{ loop | capital }}{% endfor %}": "`loop` is no value",
    "{% for each in loop %}{% endfor %}": "`loop` is no value",
    "{% if 'mowing' in lots %}{% endif %}": "clauses compare with",
    "{% if terms is defined %}{% endif %}": "`is` is not for clauses",
    "{{ terms.months if terms else lots }}": "`… if … else …` is not for clauses",
    "{% set a = 1 %}": "`set` is not for clauses",
    "{{ lots ~ lots }}": "`~` is not for clauses",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_is_told_with_its_line(text: str) -> None:
    found = problems(f"One\n{text}")
    assert found
    assert found[0].startswith("clause.md:2: ")
    assert REFUSED[text] in found[0]


EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["terms", "terms.months", "terms.name", "terms.absent", "lots", "loop", "self", "1", "'a'"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["<", "==", "!=", ">=", "and", "or", "+", "**"]), inner),
        st.tuples(st.just("not"), inner),
        st.tuples(inner, st.just("|"), st.sampled_from(["capital", "list", "months", "small"])),
    ).map(" ".join),
    max_leaves=5,
)


@given(EXPRESSIONS, st.sampled_from(["{{ %s }}", "{%% if %s %%}yes{%% endif %%}"]))
def test_whatever_is_written_prints_no_python(expression: str, around: str) -> None:
    text = around % expression
    if problems(text):
        return
    found = BINDER.fill(text, VALUES, where)
    shown = found.text if isinstance(found, Filled) else found.says
    assert "<" not in shown
    assert "object at" not in shown
    assert "Decimal" not in shown
