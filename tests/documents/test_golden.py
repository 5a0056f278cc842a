"""The words of real documents, line by line as they were last accepted.

`FRAMEWORKSHOP_ACCEPT=1 python -m pytest tests/documents/test_golden.py` writes them anew; read the
difference before you keep it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agreements.definition.framework import Framework
from agreements.documents.agreement import framework_agreement
from agreements.documents.letter_case import Sender
from agreements.documents.letters import letters
from agreements.loading import load
from agreements.operations import evaluate_competition
from agreements.rendering.papers import Paper, PaperPart
from rules.yaml.json_reading import read_json

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"


@pytest.fixture(scope="module")
def outcomes() -> Framework:
    return load(EXAMPLES / "digital-outcomes")


def lines(paper: Paper) -> Iterator[str]:
    yield f"{paper.title} — {paper.subtitle}" if paper.subtitle else paper.title
    for label, value in paper.facts:
        yield f"{label}: {value}"
    for part in paper.parts:
        yield from _part(part)
    for term, meaning in paper.terms:
        yield f"[{term}] {meaning}"


def _part(part: PaperPart) -> Iterator[str]:
    yield " ".join(filter(None, ("§", part.number, part.title)))
    for line in part.body.splitlines():
        # A figure of the definition's own hash would change with every word of it.
        if line.strip():
            text = re.sub(r"sha256:[0-9a-f]{64}", "sha256:…", line.rstrip())
            # As people read it: what Markdown would take for its own is escaped in the paper.
            yield re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    for inner in part.parts:
        yield from _part(inner)


def held(name: str, paper: Paper) -> None:
    text = "\n".join(lines(paper)) + "\n"
    path = HERE / "golden" / f"{name}.txt"
    if os.environ.get("FRAMEWORKSHOP_ACCEPT"):
        path.write_text(text, encoding="utf-8")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_the_framework_agreement_of_an_example(outcomes: Framework) -> None:
    held("digital-outcomes-agreement", framework_agreement(outcomes))


def test_the_letters_of_an_example(outcomes: Framework) -> None:
    path = EXAMPLES / "digital-outcomes/competitions/eight-bids.json"
    evaluation = evaluate_competition(outcomes, read_json(path, path.name))
    sender = Sender(
        buyer="Exampleton Council",
        signatory="J. Orchard, Head of Procurement",
        contact="buyer@exampleton.example",
    )
    for letter in letters(outcomes, evaluation, sender):
        if letter.bid in {"b3", "b1", "b6"}:
            held(f"eight-bids-{letter.bid}", letter.paper)
