"""Follow-ups: which answers open a question, as a condition of ours.

    followup: {childId: [answers that open it]}

A follow-up of several questions is asked when each of them opens it: what their schemas accept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from runtime.importers.digital_marketplace.definition_data import Data
from runtime.importers.digital_marketplace.questions.options import (
    answer_of,
    answers_of,
    selectable_options,
)
from runtime.importers.digital_marketplace.source.model import SourceQuestion

#: The types with options of which several can be chosen.
SEVERAL: Final = frozenset({"checkboxes", "checkbox_tree"})


def opening(parent: SourceQuestion, values: Sequence[object]) -> tuple[Any, ...]:
    """Return the answers of a question that open a follow-up; empty if none can.

    `values` are those that the source names: a truth opens no option, even one called "True".
    """
    if parent.type == "boolean":
        possible = (True, False) if parent.required_value is None else (parent.required_value,)
        return tuple(truth for truth in possible if any(each is truth for each in values))
    open_ = [
        answer_of(each.answer)
        for each in selectable_options(parent.options)
        if any(type(value) is type(each.answer) and value == each.answer for value in values)
    ]
    return tuple(each for each in answers_of(parent) if each in open_)


def condition(parent: SourceQuestion, name: str, answers: Sequence[Any]) -> Data:
    """Return the condition that `parent`, whose id here is `name`, has one of some answers."""
    if parent.type == "boolean":
        if len(answers) == 2:
            return {"answer": name, "answered": True}
        return {"answer": name, "is": "yes" if answers[0] else "no"}
    if len(answers) == len(answers_of(parent)):
        return {"answer": name, "answered": True}
    one, some = ("includes", "includes_any") if parent.type in SEVERAL else ("is", "one_of")
    return {"answer": name, **({one: answers[0]} if len(answers) == 1 else {some: list(answers)})}


def both(*parts: Data | None) -> Data | None:
    """Join conditions that must all hold, each said once."""
    kept: list[Data] = []
    for part in parts:
        for each in part.get("all", [part]) if part else ():
            if each not in kept:
                kept.append(each)
    if len(kept) < 2:
        return kept[0] if kept else None
    return {"all": kept}


def in_order(asked: Sequence[SourceQuestion]) -> list[SourceQuestion]:
    """Put follow-ups after what they follow; else the order stays."""
    waiting = list(asked)
    placed: list[SourceQuestion] = []
    while waiting:
        left = {each.id: each.followup for each in waiting}
        # A circle has no first: it is broken where it was written first.
        ready = next((each for each in waiting if not _follows(each, left)), waiting[0])
        waiting.remove(ready)
        placed.append(ready)
    return placed


def _follows(asked: SourceQuestion, others: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a question follows one of some others."""
    return any(asked.id in opened for name, opened in others.items() if name != asked.id)
