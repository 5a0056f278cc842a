"""Standings: where each bid of a competition stands, and the evaluation that they make up."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from engine.competitions.competition import Competition
from engine.competitions.entry import Entrant
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.execute import Fired
from engine.methods.ranking import TieStep
from rules.figures.arithmetic import exact_sum
from rules.policies.methods.evaluation_method import MethodTotal, Working
from rules.problems import Problem

WINNER: Final = "winner"
UNSUCCESSFUL: Final = "unsuccessful"
EXCLUDED: Final = "excluded"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bid that a rule refers to a person who has not yet ruled on it."""

    bid: str
    rule: str
    says: str


@dataclass(slots=True)
class BidStanding:
    """Where one bid stands: in the running, or out at a stage; and why.

    `not_kept` says why a shortlist did not keep it.
    """

    entrant: Entrant
    outcome: str | None = None
    out_at: int | None = None
    not_kept: str | None = None
    fired: list[Fired] = field(default_factory=list)
    given: dict[str, tuple[Fired, ...]] = field(default_factory=dict)
    prices: dict[str, Fraction] = field(default_factory=dict)
    points: dict[str, Fraction] = field(default_factory=dict)
    quality: Fraction | None = None
    working: Working | None = None
    total: MethodTotal = None
    rank: int | None = None
    level_price: Fraction | None = None

    @property
    def price(self) -> Fraction | None:
        """The price as a whole: the sum of the priced criteria's."""
        return exact_sum(self.prices.values()) if self.prices else None

    @property
    def running(self) -> bool:
        """Whether the bid is still in the running."""
        return self.out_at is None

    @property
    def id(self) -> str:
        """The bid's id."""
        return self.entrant.id


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A competition evaluated. `standings` are in the order of the competition file."""

    plan: EvaluationPlan
    competition: Competition
    weightings: dict[str, Fraction]
    standings: tuple[BidStanding, ...]
    winner: str | None
    tied: tuple[str, ...]
    steps: tuple[TieStep, ...]
    waiting: tuple[Waiting, ...]
    withdrawn: tuple[str, ...]
    seed: str | None
    executors: tuple[str, ...]
    notes: tuple[Problem, ...] = ()
