"""Choices that go with a method: how marks combine, how ties are broken, who is shortlisted."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from rules.conditions import Reference
from rules.definition_part import DefinitionPart, Id
from rules.policies.calculation import NotNegative

#: How several evaluators' marks become one: see `engine.methods.combining`.
Combining = Literal["consensus", "mean", "median", "trimmed-mean", "lowest", "sum"]


#: Tie rules that are not the id of a criterion.
RESERVED_TIE_RULES: Final = (
    "highest-weighted",
    "highest-weighted-quality",
    "lowest-price",
    "earliest-bid",
    "draw-lots",
    "stop",
)
#: Tie rules that settle or end everything, so that a chain ends with one of them.
LAST_TIE_RULES: Final = ("draw-lots", "stop")

#: One link of a chain that breaks ties: the id of a criterion, or one of `RESERVED_TIE_RULES`.
TieRule = Annotated[
    Id,
    Field(
        description="""How tied bids are put in order.

a criterion's id: the higher score on it comes first, or the lower price if it is priced;
`highest-weighted`: the criteria in order of weighting, until one tells the bids apart. Where
criteria of the same weighting would put the bids in different orders it settles nothing more, and
the next rule is asked. A criterion of no weighting takes no part;
`highest-weighted-quality`: the same, leaving out priced criteria;
`lowest-price`: the lower price comes first;
`earliest-bid`: the bid received earlier comes first;
`draw-lots`: a recorded draw that anyone can redo;
`stop`: a person decides."""
    ),
]


def check_once_each(key: str, ids: tuple[str, ...]) -> None:
    """Raise `ValueError` where the list under `key` names one id twice."""
    for place, name in enumerate(ids):
        if name in ids[:place]:
            raise ValueError(f"`{key}` names `{name}` twice")


def _check_chain(chain: tuple[str, ...]) -> tuple[str, ...]:
    check_once_each("ties", chain)
    for name in chain[:-1]:
        if name in LAST_TIE_RULES:
            raise ValueError(f"nothing after `{name}` would ever be asked: put it last")
    if chain[-1] not in LAST_TIE_RULES:
        raise ValueError(
            f"bids may still be tied after `{chain[-1]}`: end with `draw-lots`, or with `stop` for "
            "a person to decide"
        )
    return chain


#: A chain of tie rules, each asked only about the bids that those before it left tied.
TieChain = Annotated[
    tuple[TieRule, ...],
    Field(min_length=1, max_length=100),
    AfterValidator(_check_chain),
]


def tie_criteria(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Return the members of a tie chain that must be criteria of the way it belongs to."""
    return tuple(name for name in chain if name not in RESERVED_TIE_RULES)


class ShortlistLimits(DefinitionPart):
    """How many bids a shortlist keeps: the buyer chooses within these limits."""

    min: Annotated[
        int, Field(ge=1, strict=True, description="The fewest that the buyer may choose to keep.")
    ]
    max: Annotated[int | None, Field(description="The most that the buyer may choose to keep.")] = (
        None
    )
    answer: Annotated[
        Id | None, Field(description="The brief question by which the buyer chooses.")
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"`max` {self.max} must be at least `min` {self.min}")
        return self


class Margin(DefinitionPart):
    """How far behind the leader a bid may be: in points, or in per cent of the leader's score.

    The two differ: 10 points behind a leader on 80 is 70, 10 per cent behind is 72. One of them
    must be stated.
    """

    points: Annotated[
        NotNegative | None, Field(description="Points behind the leader, at most.")
    ] = None
    percent: Annotated[
        NotNegative | None,
        Field(le=100, description="Behind the leader by this % of the leader's score, at most."),
    ] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.points is None) == (self.percent is None):
            raise ValueError("give one of `points` and `percent`: they mean different things")
        return self


class Shortlist(DefinitionPart):
    """Which bids go on to the next stage: those that meet every limit given here.

    Source: Digital Outcomes and Specialists (3 to 15 suppliers evaluated); Digital Specialists and
    Programmes, RM6263 (within a margin of the leader, which its papers leave ambiguous).
    """

    keep: Annotated[
        Annotated[int, Field(ge=1, strict=True)] | ShortlistLimits | None,
        Field(description="How many of the best to keep: a number, or limits the buyer is within."),
    ] = None
    at_least: Annotated[NotNegative | None, Field(description="The lowest score that is kept.")] = (
        None
    )
    within: Annotated[
        Margin | None, Field(description="How far behind the leader a bid may be.")
    ] = None
    ties: Annotated[
        Literal["keep-all", "drop-all", "tie-rules"],
        Field(
            description="Bids that share the last place to keep: keep them all, though that makes "
            "more than the number; drop them all; or put them in order by the way's tie rules."
        ),
    ] = "keep-all"
    by: Annotated[
        tuple[Id, ...],
        Field(
            max_length=100,
            description="The criteria whose scores count. All that are scored by then, if none.",
        ),
    ] = ()
    weighted: Annotated[
        bool, Field(description="Whether the scores are weighted before they are compared.")
    ] = True

    @model_validator(mode="after")
    def _some_limit(self) -> Self:
        if self.keep is None and self.at_least is None and self.within is None:
            raise ValueError("give at least one of `keep`, `at_least` and `within`")
        check_once_each("by", self.by)
        return self

    @property
    def asked(self) -> Reference | None:
        """The answer by which the buyer chooses how many to keep, if the brief asks for it."""
        name = self.keep.answer if isinstance(self.keep, ShortlistLimits) else None
        return None if name is None else Reference(answer=name)
