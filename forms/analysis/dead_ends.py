"""Dead ends: a draft of a form that cannot be completed, and how many drafts could be.

Kept apart from `forms.analysis.feasibility`, which looks for them with Hypothesis and takes time
to load.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A draft that cannot be completed.

    answers   its answers, as a document holds them
    known     the answers to the forms before, by form
    at        the id of the question that nothing can be answered to; None where it is the checks
              that cannot all hold
    """

    form_id: str
    lot: str | None
    answers: Mapping[str, Any]
    known: Mapping[str, Mapping[str, Any]]
    at: str | None

    def as_data(self) -> dict[str, Any]:
        """Return the draft as it is printed for machines, and as a case gives it."""
        lot = {} if self.lot is None else {"lot": self.lot}
        known = {name: dict(answers) for name, answers in self.known.items()}
        return {
            "form": self.form_id,
            **lot,
            **({"known": known} if known else {}),
            "answers": dict(self.answers),
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """How many drafts were completed, and the smallest that was not."""

    held: int
    dead_end: DeadEnd | None = None
