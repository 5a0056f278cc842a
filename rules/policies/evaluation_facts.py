"""Facts of an evaluation: what rules of a way may read, and from which stage on."""

from typing import Final

from rules.policies.methods.choices import (
    RESERVED_TIE_RULES,
)
from rules.policies.ways import Way
from rules.values import Kind, Subject

#: Stages in which facts become known; a rule runs in the stage of the last fact that it reads.
#:
#: entry        what was put in: answers, the buyer's brief, how many marked
#: scored       the scores that a shortlist goes by, or all scores of quality without one
#: shortlisted  whether the shortlist keeps the bid
#: assessed     the scores given after a shortlist, and the quality as a whole
#: opened       prices
#: totalled     price scores, points and totals
#: ranked       places
#: decided      outcomes
ENTRY, SCORED, SHORTLISTED, ASSESSED, OPENED, TOTALLED, RANKED, DECIDED = range(8)

RESERVED: Final = (
    "lot",
    "way",
    "bids",
    "overall-quality",
    "shortlisted",
    "total",
    "rank",
    "outcome",
    *RESERVED_TIE_RULES,
)

#: What a price is compared with, in per cent, for rules on prices that are abnormally low.
COMPARED: Final = ("mean", "lowest")

OUTCOMES: Final = {
    "winner": "winner",
    "unsuccessful": "unsuccessful",
    "excluded": "excluded",
}


def evaluation_vocabulary(
    way: Way, lots: tuple[str, ...] = (), ways: tuple[Way, ...] = ()
) -> tuple[dict[str, Subject], dict[str, int]]:
    """Return the facts that rules of a way may read, by name, and the stage of each by its key.

    `ways` are all the ways there are, which a rule that serves several may tell apart.

    lot, way             what is being evaluated                                       at entry
    bids                 how many bids there are                                       at entry
    <criterion>          its score: the mark if judged; with sub-criteria, out of their
                         `weightings_total`; otherwise out of `out_of`   when scored or assessed
    <criterion>/evaluators  how many evaluators marked it                              at entry
    overall-quality      the weighted quality, out of `quality_out_of`                 assessed
    shortlisted          whether the shortlist keeps the bid                           shortlisted
    <price>/value        the price                                                     opened
    <price>/percent-of-mean, <price>/percent-of-lowest
                         the price beside the mean, or the lowest, of those opened     opened
    <price>              its price score                                               totalled
    <criterion>/points   the points it earns                                           totalled
    total                the total that ranks                                          totalled
    rank                 the place                                                     ranked
    outcome              winner, unsuccessful or excluded                              decided
    """
    facts: dict[str, Subject] = {}
    stages: dict[str, int] = {}

    def add(
        name: str, kind: Kind, label: str, stage: int, options: dict[str, str] | None = None
    ) -> None:
        facts[name] = Subject(f"fact:{name}", name, kind, label, options or {})
        stages[f"fact:{name}"] = stage

    late = way.late
    add("lot", Kind.ONE_OF, "lot", ENTRY, {lot: lot for lot in lots})
    add("way", Kind.ONE_OF, "way of evaluating", ENTRY, {w.id: w.name for w in (*ways, way)})
    add("bids", Kind.NUMBER, "number of bids", ENTRY)
    for each in way.every:
        label = f"score for {each.name}"
        if each.price:
            name = each.name.lower()
            add(f"{each.id}/value", Kind.MONEY, name, OPENED)
            for other in COMPARED:
                shown = f"{name} as a percentage of the {other}"
                add(f"{each.id}/percent-of-{other}", Kind.PERCENTAGE, shown, OPENED)
        if each.priced:
            add(each.id, Kind.NUMBER, label, TOTALLED)
        else:
            add(each.id, Kind.NUMBER, label, ASSESSED if each.id in late else SCORED)
        if each.judged:
            add(f"{each.id}/evaluators", Kind.NUMBER, f"evaluators of {each.name}", ENTRY)
        add(f"{each.id}/points", Kind.NUMBER, f"points for {each.name}", TOTALLED)
    add("overall-quality", Kind.NUMBER, "quality score", ASSESSED)
    add("shortlisted", Kind.YES_NO, "kept by the shortlist", SHORTLISTED)
    add("total", Kind.NUMBER, "total", TOTALLED)
    add("rank", Kind.NUMBER, "rank", RANKED)
    add("outcome", Kind.ONE_OF, "outcome", DECIDED, dict(OUTCOMES))
    return facts, stages
