"""A form with every type of question, and Hypothesis strategies of answers to it."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from forms.strategies.answers import nearly_valid_answers, valid_answers
from tests.forms.making import linked

EVERYTHING = linked("""
    title: Everything
    pages:
      - id: texts
        title: Texts
        questions:
          - {id: short, type: short-text, label: Q, max_characters: 50}
          - {id: postcode, type: short-text, label: Q, format: postcode}
          - {id: telephone, type: short-text, label: Q, format: telephone}
          - {id: long, type: long-text, label: Q, max_words: 20}
          - {id: texts, type: texts, label: Q, max: 5, max_words: 10}
          - {id: email, type: email, label: Q}
          - {id: address, type: address, label: Q}
      - id: figures
        title: Figures
        questions:
          - {id: number, type: number, label: Q}
          - {id: whole, type: number, label: Q, whole: true, min: -10, less_than: 1000}
          - {id: money, type: money, label: Q, more_than: 0}
          - {id: percentage, type: percentage, label: Q}
          - {id: date, type: date, label: Q, earliest: 2020-01-01}
          - {id: weeks, type: period, label: Q, unit: weeks}
          - {id: years, type: period, label: Q, unit: years, max: 10}
          - id: rates
            type: day-rates
            label: Q
            roles:
              - {id: developer, label: Developer, max: 900}
              - {id: designer, label: Designer, required: false}
      - id: choices
        title: Choices
        questions:
          - {id: yes-no, type: yes-no, label: Q}
          - {id: must, type: yes-no, label: Q, must_be: yes}
          - {id: declaration, type: declaration, label: Q}
          - id: one-of
            type: one-of
            label: Q
            options: [a, b, {value: c, label: C, when: {answer: yes-no, is: yes}}]
          - id: many-of
            type: many-of
            label: Q
            options: [a, {label: H, options: [b, c]}, {value: none, label: N, exclusive: true}]
          - group: Depends
            when: {answer: many-of, includes: b}
            questions:
              - {id: depends, type: number, label: Q}
      - id: tables
        title: Tables
        questions:
          - id: rows
            type: rows
            label: Q
            max: 4
            columns:
              - {id: text, type: short-text, label: Q}
              - {id: money, type: money, label: Q, required: false}
              - {id: yes-no, type: yes-no, label: Q, required: false}
              - {id: date, type: date, label: Q, when: {answer: yes-no, is: yes}}
              - {id: many, type: many-of, label: Q, options: [x, y], required: false}
          - id: each
            type: rows
            label: Q
            each: texts
            columns:
              - {id: proof, type: long-text, label: Q, required: false}
              - {id: period, type: period, unit: days, label: Q, required: false}
          - {id: file, type: file, label: Q}
          - {id: files, type: file, label: Q, max: 3, kinds: [pdf, csv]}
    checks:
      - {when: {answer: number, more_than: {answer: whole}}, at: number, says: Too much}
      - {total: [number, whole], max: 1000}
      - {some_of: [number, short]}
      - {together: [money, percentage]}
""")

#: Anything that JSON can hold, and some things that only Python makes of it.
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**17, 10**18, -(10**400), 10**4000])
    | st.floats()
    | st.decimals()
    | st.dates()
    | st.text()
    | st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), max_size=3)
    | st.sampled_from(
        ["£1,200.50", "1.2k", "3 Jan 2027", "2 years", "yes", "NaN", "1e999", "a\x00"]
    )
    | st.from_regex(r"[-+£]?[0-9,.]{1,40}", fullmatch=True),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["lines", "town", "postcode", "name", "size", "developer", "text"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@st.composite
def _likely(draw: st.DrawFn) -> dict[str, object]:
    nearly = nearly_valid_answers(EVERYTHING).map(lambda drawn: drawn.answers)
    answers = draw(valid_answers(EVERYTHING) | nearly)
    left_out = draw(st.sets(st.sampled_from(tuple(EVERYTHING.steps)), max_size=5))
    return {name: raw for name, raw in answers.items() if name not in left_out}


#: Answers that are mostly right: some are left out, and one may be wrong.
LIKELY: st.SearchStrategy[dict[str, object]] = _likely()


def answers_to(
    strategies: Mapping[str, st.SearchStrategy[object]],
) -> st.SearchStrategy[dict[str, object]]:
    """Give sets of answers to some or all of the questions."""
    return st.fixed_dictionaries({}, optional=dict(strategies))


#: A complete set of answers, as a document holds them.
COMPLETE: Mapping[str, object] = {
    "short": "A service",
    "postcode": "LS1 1AA",
    "telephone": "0113 496 0000",
    "long": "In some detail",
    "texts": ["one", "two"],
    "email": "bids@ashdown.example",
    "address": {"lines": ["1 High Street"], "town": "Leeds", "postcode": "LS1 1AA"},
    "number": "1.5",
    "whole": 7,
    "money": "125000.00",
    "percentage": Decimal("12.5"),
    "date": "2027-01-03",
    "weeks": 2,
    "years": "18 months",
    "rates": {"developer": "650.00"},
    "yes-no": "yes",
    "must": "yes",
    "declaration": True,
    "one-of": "c",
    "many-of": ["b"],
    "depends": 5,
    "rows": [{"text": "a", "yes-no": "yes", "date": "3 Jan 2027", "many": ["y", "x"]}],
    "each": [{}, {"proof": "because", "period": "2 weeks"}],
    "file": {"name": "a.pdf", "size": 5, "sha256": "ab" * 32},
    "files": [{"name": "b.csv", "size": 6, "sha256": "cd" * 32}],
}
