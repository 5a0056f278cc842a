"""A finding: one thing that the owner of a definition should know."""

from dataclasses import dataclass
from typing import Literal

from rules.problems import Problem

Weight = Literal["problem", "note"]


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing worth knowing: how much it weighs, where it is, what it says.

    A problem stops the definition from being launched, although it can be read and tried; a note
    is for the owner to judge.
    """

    weight: Weight
    where: str
    says: str

    def as_data(self) -> dict[str, object]:
        """Return it as printed for machines."""
        return {"weight": self.weight, **Problem(self.where, self.says).as_data()}
