"""Competitions whose every figure and text tells whose it is, and letters as one text."""

import re
from pathlib import Path
from typing import Any

from agreements.definition.framework import Framework
from agreements.documents.letters import Letter
from agreements.loading import load
from agreements.rendering.papers import Paper, PaperPart
from tests.definitions import BID, GOOD, write

#: A way with sub-criteria, a criterion scored by rules, fine scales and two prices.
EVALUATION = """\
ruleset: evaluation
ways:
  - id: written
    criteria:
      - id: technical
        weighting: 60
        criteria:
          - id: skills
            weighting: 30
            judged: {scale: {min: 0, max: 1000}, combine: mean, minimum: 100}
          - id: proposal
            weighting: 70
            judged: {scale: {min: 0, max: 1000}, combine: mean, minimum: 100}
      - id: standing
        weighting: 7
        scored:
          rows:
            - {when: {answer: annual-turnover, at_least: 5000000}, score: 77, title: Standing row}
      - id: price
        weighting: 33
        price: {of: total-price, formula: lowest-price-ratio}
    ties: [technical, price, draw-lots]
    panel: {moderation: optional}
"""

BID_TEXT = "  - {id: approach, type: long-text, label: Approach, required: false}\n"

ELIGIBILITY = """\
ruleset: eligibility
rules:
  - id: turnover-floor
    title: Turnover below the floor
    when: {answer: annual-turnover, less_than: 100000}
    then: {exclude: Annual turnover is below the floor}
    source: "Procurement Act 2023, s.22"
  - id: no-certificate
    title: No certificate
    when: {answer: certificate, is: none}
    then: {refer: The supplier has no security certificate}
  - id: cheap
    title: A price far below the others
    when: {fact: price/percent-of-mean, less_than: 30}
    then: {exclude: The price is abnormally low}
"""


def folder_with(folder: Path, feedback: str, **files: str) -> Path:
    """Write the definition with some feedback rules."""
    terms = GOOD["framework.yaml"].replace(
        "owner: {name: Wexcombe Council}",
        "owner: {name: Wexcombe Council, email: buying@wexcombe.example}",
    )
    return write(
        folder,
        {
            **GOOD,
            "framework.yaml": terms,
            "forms/bid.yaml": BID + BID_TEXT,
            "rulesets/eligibility.yaml": ELIGIBILITY,
            "rulesets/evaluation.yaml": EVALUATION,
            "rulesets/feedback.yaml": feedback,
            **files,
        },
    )


def framework_with(folder: Path, feedback: str, **files: str) -> Framework:
    """Load the definition with some feedback rules."""
    return load(folder_with(folder, feedback, **files))


def bid(number: int, marks: tuple[int, int], pounds: int, **more: Any) -> dict[str, Any]:
    """Give a bid; its texts name it by a word that no other bid has."""
    word = f"zq{'abcdefgh'[number]}qz"
    return {
        "id": f"bid-{word}",
        "supplier": f"Supplier {word} Ltd",
        "details": {
            "address": f"Suite{word}, Ottery",
            "email": f"{word}@bids.example",
            "identifier": f"ID{word}",
        },
        "answers": {
            "total-price": f"{pounds}.{37 + number}",
            "annual-turnover": f"{7_310_000 + 1009 * number}",
            "certificate": "full",
            "approach": f"Answer{word}",
            **more.pop("answers", {}),
        },
        "scores": {
            name: [
                {"evaluator": f"Eve{word}", "score": mark, "reason": f"Reason{name}{word} of it"}
            ]
            for name, mark in zip(("skills", "proposal"), marks, strict=True)
        },
        "advantages": f"Advantage{word} it is",
        **more,
    }


def competition(*bids: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a competition of such bids, decided on 4 May 2027 and published on the next day."""
    dates = {"date": "2027-05-04", "award_notice": "2027-05-05"}
    return {"lot": "outcomes", "way": "written", **dates, "bids": list(bids), **more}


def text_of(paper: Paper) -> str:
    """Give everything that a paper says, without the marks that escape text."""
    lines = [paper.title, paper.subtitle, *(f"{label}: {value}" for label, value in paper.facts)]

    def add(part: PaperPart) -> None:
        lines.extend([part.title, part.body])
        for each in part.parts:
            add(each)

    for part in paper.parts:
        add(part)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join(lines)).replace("\u00a0", " ")


def stated_by(paper: Paper) -> set[str]:
    """Give the ids of the rules that a paper states."""
    found: set[str] = set()
    waiting = list(paper.parts)
    while waiting:
        part = waiting.pop()
        found.update(part.states)
        waiting.extend(part.parts)
    return found


def figures_of(text: str) -> set[str]:
    """Give the figures in a text, thousands together: `92,000.00` is `92000.00`."""
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return set(re.findall(r"\d+(?:\.\d+)?", joined))


def by_bid(letters: tuple[Letter, ...]) -> dict[str, Letter]:
    """Give letters by the id of their bid."""
    return {letter.bid: letter for letter in letters}
