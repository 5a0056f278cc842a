"""What tie rules may look at in a competition, and the seed from which lots are drawn."""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction

from engine.competitions.competition import Competition
from engine.competitions.evaluation_plan import EvaluationPlan
from engine.competitions.standings import BidStanding
from engine.methods.ranking import TieEvidence
from rules.yaml.content_hash import canonical


def seed_of(plan: EvaluationPlan, competition: Competition) -> str:
    """Return the seed for drawing lots: the competition's, or the digest of the sealed bids.

    The digest covers the definition and what suppliers sealed before the deadline, so nobody who
    evaluates can change it, and no supplier knows the other bids.
    """
    if competition.draw is not None:
        return competition.draw.seed
    sealed = [
        {"id": bid.id, "supplier": bid.supplier, "answers": dict(bid.answers)}
        for bid in sorted(competition.bids, key=lambda bid: bid.id)
    ]
    text = canonical({"definition": plan.definition, "bids": sealed})
    return hashlib.sha256(text.encode()).hexdigest()


def tie_evidence(
    plan: EvaluationPlan,
    competition: Competition,
    weightings: Mapping[str, Fraction],
    running: Sequence[BidStanding],
) -> TieEvidence:
    """Return what is known of the bids in the running; of weightings, those of whole criteria."""
    names = [each.id for each in plan.way.every]
    return TieEvidence(
        scores={
            name: {
                each.id: each.entrant.scores[name].score
                for each in running
                if name in each.entrant.scores
            }
            for name in names
        },
        # A priced criterion is one before its prices are opened, too: at a shortlist.
        prices={
            price.id: {
                each.id: each.prices[price.id] for each in running if price.id in each.prices
            }
            for price in plan.way.prices
        },
        weightings={each.id: weightings[each.id] for each in plan.way.every if not each.criteria},
        total_price={each.id: each.price for each in running if each.price is not None},
        received={
            each.id: each.entrant.bid.received
            for each in running
            if each.entrant.bid.received is not None
        },
        seed=seed_of(plan, competition) if "draw-lots" in plan.way.ties else None,
    )
