"""Strategies: Hypothesis draws answers to a form, right ones and ones with one thing wrong.

    @given(valid_answers(form, lot="hosting"))
    def test_whatever_is_offered_has_a_price(answers): ...

    valid_answers(form)          raw answers that `read_answers` accepts as complete
    nearly_valid_answers(form)   raw answers with exactly one fault, and which
    paths(form)                  the ids of the pages on the path for answers drawn
    facts_of(brief, bid)         what rules and later forms know once these are filled in

Answers are drawn along the path, question by question, so that conditions open and close what they
would for a person. Whatever checks hold between answers is seen to while they are drawn: see
`forms.strategies.aims`. How one answer is drawn is in `forms.strategies.values`, how it is spoiled
in `forms.strategies.spoiling`.
"""

from hypothesis import strategies as st

from forms.answers.answers import read_answers
from forms.linked.linked_form import LinkedForm
from forms.path import NO_FACTS, path
from forms.strategies.drawing import Drawer, NearlyValid
from rules.logic import Facts
from rules.values import Value


def valid_answers(
    form: LinkedForm, *, lot: str | None = None, others: Facts = NO_FACTS
) -> st.SearchStrategy[dict[str, object]]:
    """Return raw answers that `read_answers` accepts as complete, without any fault.

    Every question on the path is answered, or left out where it may be. In a share of the draws
    answers are spelled as people type them, and some are left from another path, which count for
    nothing. All can be written as JSON. Draws nothing for a form that cannot be completed.
    """
    drawer = Drawer(form, lot, others)

    @st.composite
    def drawn(draw: st.DrawFn) -> dict[str, object]:
        return drawer.way(draw).raw

    return drawn()


def nearly_valid_answers(
    form: LinkedForm, *, lot: str | None = None, others: Facts = NO_FACTS
) -> st.SearchStrategy[NearlyValid]:
    """Return raw answers with exactly one thing wrong, and say what is wrong, and where.

    `read_answers` finds that fault and no other. An answer with a fault has no value, so the path
    goes on as if it were not there: what asks for it is not asked, what asks for its absence is
    answered. Every sort of fault that a question of the form can have, a check that does not hold,
    and a key that is no question, are all drawn.
    """
    drawer = Drawer(form, lot, others)

    @st.composite
    def drawn(draw: st.DrawFn) -> NearlyValid:
        return drawer.spoiled(draw)

    return drawn()


def paths(
    form: LinkedForm, *, lot: str | None = None, others: Facts = NO_FACTS
) -> st.SearchStrategy[tuple[str, ...]]:
    """Return the ids of the pages on the path, in order, for valid answers."""

    def pages(raw: dict[str, object]) -> tuple[str, ...]:
        answers = read_answers(form, raw, lot=lot, others=others)
        return tuple(each.page.id for each in path(form, answers.values, lot=lot, others=others))

    return valid_answers(form, lot=lot, others=others).map(pages)


def facts_of(
    *forms: LinkedForm, lot: str | None = None, others: Facts = NO_FACTS
) -> st.SearchStrategy[dict[str, Value]]:
    """Return the facts that valid answers to forms make, by key: what a later form can ask about.

    The forms are filled in one after the other, each knowing the answers to those before it.
    """
    drawers = [Drawer(form, lot, others) for form in forms]

    @st.composite
    def drawn(draw: st.DrawFn) -> dict[str, Value]:
        known = dict(others)
        for drawer in drawers:
            raw = drawer.knowing(known).way(draw).raw
            known |= read_answers(drawer.every, raw, lot=lot, others=known).facts()
        return known

    return drawn()
