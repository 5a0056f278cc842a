"""Questions that depend on choices on the same page: what a browser is told, and would do."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.linked.linked_form import LinkedForm
from forms.pages import question_page
from forms.pages.inputs.reveal import standing, unvaried
from forms.progress import survey
from tests.forms.making import linked
from tests.forms.pages.reading import VIEW, by_id, parsed, posted_by, with_class

FORM = linked("""
    title: T
    pages:
      - id: before
        title: Before
        questions: [{id: early, type: yes-no, label: Q}]
      - id: page
        title: Page
        when: {answer: early, answered: true}
        questions:
          - {id: kind, type: one-of, label: Q, options: [a, b, c]}
          - {id: some, type: many-of, label: Q, options: [x, y, z], required: false}
          - {id: sure, type: declaration, label: Q}
          - {id: must, type: yes-no, label: Q, must_be: yes}
          - {id: words, type: short-text, label: Q}
          - {id: is-b, type: yes-no, label: Q, when: {answer: kind, is: b}}
          - {id: chained, type: short-text, label: Q, when: {answer: is-b, is: no}}
          - id: mixed
            type: short-text
            label: Q
            when:
              all:
                - {answer: early, is: yes}
                - any:
                    - {answer: some, includes_any: [x, y]}
                    - not: {answer: kind, one_of: [a, b]}
          - {id: not-x, type: short-text, label: Q, when: {not: {answer: some, includes: x}}}
          - {id: unsaid, type: short-text, label: Q, when: {answer: kind, unanswered: true}}
          - {id: ticked, type: short-text, label: Q, when: {answer: sure, is: yes}}
          - {id: refused, type: short-text, label: Q, when: {answer: must, is: no}}
          - {id: typed, type: short-text, label: Q, when: {answer: words, is: go}}
          - {id: counted, type: short-text, label: Q, when: {count_of: some, more_than: 1}}
    checks: []
""")


def stands(raw: dict[str, Any]) -> dict[str, bool | None]:
    """Give the questions that stand on the page: shown or hidden by the browser; None: always."""
    state = survey(FORM, raw)
    page = FORM.pages[1]
    found = standing(page.steps, state.facts_on("page"), None, unvaried(page.steps))
    return {each.asked.id: None if each.when is None else each.shown for each in found}


def test_what_depends_on_choices_is_shown_or_hidden() -> None:
    found = stands({"early": "yes"})
    assert found == {
        "kind": None,
        "some": None,
        "sure": None,
        "must": None,
        "words": None,
        "is-b": False,
        "chained": False,
        "mixed": False,
        "not-x": False,
        "unsaid": True,
        "ticked": False,
        "refused": False,
    }
    found = stands({"early": "yes", "kind": "b", "is-b": "no", "some": ["y"], "sure": True})
    shown = {name for name, how in found.items() if how}
    assert shown == {"is-b", "chained", "mixed", "not-x", "ticked"}


def test_what_another_page_decides_is_decided() -> None:
    assert "mixed" not in stands({"early": "no"})


def test_what_is_typed_decides_when_the_page_is_saved() -> None:
    found = stands({"early": "yes", "words": "go", "some": ["x", "y"]})
    assert found["typed"] is None
    assert found["counted"] is None


def html_of(form: LinkedForm, raw: dict[str, Any]) -> str:
    return question_page(VIEW, survey(form, raw), "page", version=1)


def test_the_browser_is_told_the_condition() -> None:
    tree = parsed(html_of(FORM, {"early": "yes", "kind": "b"}))
    when = {}
    for each in with_class(tree, "fw-when"):
        field = next(e.get("name") for e in each.iter() if e.get("name"))
        when[str(field).removesuffix("._shown")] = (
            json.loads(str(each.get("data-when"))),
            each.get("hidden") is not None,
        )
    assert when["is-b"] == ({"field": "kind", "any": ["b"]}, False)
    assert when["chained"] == ({"field": "is-b", "any": ["no"]}, True)
    assert when["mixed"] == (
        {"either": [{"field": "some", "any": ["x", "y"]}, {"field": "kind", "none": ["a", "b"]}]},
        True,
    )
    assert when["not-x"] == ({"field": "some", "none": ["x"]}, True)
    assert when["unsaid"] == ({"field": "kind", "answered": False}, True)
    assert when["ticked"] == ({"field": "sure", "any": ["yes"]}, True)


def test_what_is_hidden_sends_nothing() -> None:
    fields = dict(posted_by(html_of(FORM, {"early": "yes", "chained": "kept"})))
    assert "is-b._shown" not in fields
    assert "chained" not in fields
    assert "unsaid" in fields


def test_a_choice_that_will_not_do_counts_for_nothing() -> None:
    tree = parsed(html_of(FORM, {"early": "yes"}))
    assert by_id(tree, "must-2").get("data-ignored") == ""
    assert by_id(tree, "must").get("data-ignored") is None


def in_a_browser(html: str, chosen: dict[str, list[str]]) -> dict[str, bool]:
    """Do what forms.js does: show what depends on choices, in order; hidden ones do not count."""
    found: dict[str, bool] = {}
    tree = parsed(html)
    hidden: set[str] = set()

    def values(field: str) -> list[str]:
        return [] if field in hidden else chosen.get(field, [])

    def holds(when: dict[str, Any]) -> bool:
        if "all" in when:
            return all(holds(part) for part in when["all"])
        if "either" in when:
            return any(holds(part) for part in when["either"])
        there = values(when["field"])
        if "answered" in when:
            return bool(there) is when["answered"]
        if "any" in when:
            return any(value in when["any"] for value in there)
        return bool(there) and not any(value in when["none"] for value in there)

    for each in with_class(tree, "fw-when"):
        name = str(next(e.get("name") for e in each.iter() if e.get("name")))
        name = name.removesuffix("._shown")
        found[name] = holds(json.loads(str(each.get("data-when"))))
        if not found[name]:
            hidden.add(name)
    return found


CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b", "c"]),
        "some": st.lists(st.sampled_from(["x", "y", "z"]), unique=True, min_size=1),
        "sure": st.just("yes"),
        "is-b": st.sampled_from(["yes", "no"]),
    },
)


@given(st.sampled_from(["yes", "no"]), CHOSEN, CHOSEN)
def test_a_browser_shows_what_the_server_would(early: str, before: Any, after: Any) -> None:
    """Whatever was chosen when the page was made, a browser goes where the path goes."""
    html = html_of(FORM, {"early": early, **before})
    chosen = {name: [raw] if isinstance(raw, str) else raw for name, raw in after.items()}
    shown = in_a_browser(html, chosen)
    asked = survey(FORM, {"early": early, **after}).asked
    assert shown == {name: name in asked for name in shown}
