"""A small definition to test with, and folders made of it."""

from pathlib import Path
from typing import Any

FRAMEWORK = """\
framework: small
name: Small framework
owner: {name: Wexcombe Council}
starts: 2027-01-04
term: {months: 24}
lots:
  - {id: outcomes, title: Outcomes}
  - {id: research, title: Research}
routes: [further-competition]
buyers: {who: Councils of the county}
"""

BID = """\
title: Bid
questions:
  - {id: total-price, type: money, label: Total price}
  - {id: annual-turnover, type: money, label: Annual turnover, required: false}
  - id: certificate
    type: one-of
    label: Security certificate
    required: false
    options:
      - {value: none, label: No certificate}
      - {value: basic, label: Basic}
      - {value: full, label: Full}
"""

BRIEF = """\
title: Brief
by: buyer
questions:
  - {id: budget, type: money, label: Budget, required: false}
"""

ELIGIBILITY = """\
ruleset: eligibility
rules:
  - id: turnover-floor
    title: Turnover below the floor
    when: {answer: annual-turnover, less_than: 100000}
    then: {exclude: Annual turnover is below the floor}
    source: "Procurement Act 2023, s.22"
  - id: no-certificate
    lots: [outcomes]
    when: {answer: certificate, is: none}
    then: {refer: The supplier has no security certificate}
"""

EVALUATION = """\
ruleset: evaluation
ways:
  - id: written
    criteria:
      - id: technical
        weighting: {min: 10, max: 75}
        judged: {scale: 0-3, combine: consensus, minimum: 1}
      - id: price
        weighting: {min: 25, max: 90}
        price: {of: total-price, formula: lowest-price-ratio}
    ties: [technical, price, draw-lots]
"""

FEEDBACK = """\
ruleset: feedback
standstill: {working_days: 8}
letters:
  - to: unsuccessful
    contains: [own-scores, own-reasons, winner-name]
    each_reason: {words: {min: 2, max: 50}}
  - {to: excluded, contains: [exclusion-reasons], before: contract}
"""

GOOD = {
    "framework.yaml": FRAMEWORK,
    "forms/bid.yaml": BID,
    "forms/brief.yaml": BRIEF,
    "rulesets/eligibility.yaml": ELIGIBILITY,
    "rulesets/evaluation.yaml": EVALUATION,
    "rulesets/feedback.yaml": FEEDBACK,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files into a folder, making what is between."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """Give the small definition with one text in one file replaced."""
    assert GOOD[name].count(old) >= 1, f"{old!r} is not in {name}"
    return {**GOOD, name: GOOD[name].replace(old, new)}


def bid(name: str, price: object, mark: object = 2, **more: Any) -> dict[str, Any]:
    """Give a bid with a price and an agreed technical mark."""
    answers = {"total-price": price, **more.pop("answers", {})}
    agreed = {"technical": {"score": mark, "reason": "A reason of some words"}}
    return {
        "id": name,
        "supplier": f"Supplier {name}",
        "answers": answers,
        "consensus": agreed,
        **more,
    }


def competition(*bids: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a competition in the small definition, weighted 60 to 40."""
    return {
        "lot": "outcomes",
        "way": "written",
        "weightings": {"technical": 60, "price": 40},
        "bids": list(bids),
        **more,
    }
