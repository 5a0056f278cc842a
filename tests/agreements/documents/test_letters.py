"""Letters: everything that is required and nothing of another supplier's, or no letter at all."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.clauses.ways import way_parts
from agreements.definition.framework import Framework
from agreements.documents.letter_case import Sender
from agreements.documents.letters import Letter, issue, letters
from agreements.loading import load
from agreements.operations import evaluate_competition
from engine.competitions.feedback_due import feedback_due
from engine.competitions.result import result_of
from engine.competitions.standings import Evaluation
from rules.figures.rounding import shortest_print
from rules.policies.feedback import ITEMS
from rules.problems import InputError
from rules.yaml.json_reading import read_json
from tests.agreements.letter_makers import (
    EVALUATION,
    bid,
    by_bid,
    competition,
    figures_of,
    framework_with,
    stated_by,
    text_of,
)

EXAMPLES = Path(__file__).parents[3] / "examples" / "digital-outcomes"

EVERYTHING = """\
ruleset: feedback
standstill: {working_days: 8}
letters:
  - to: unsuccessful
    contains: [criteria, own-details, own-scores, own-reasons, own-total, own-rank, winner-name,
      winner-total, winner-scores, winner-reasons, relative-advantages, price-rank, number-of-bids,
      standstill, challenge]
    each_reason: {words: {min: 2, max: 50}}
  - to: excluded
    contains: [exclusion-reasons, own-scores, own-reasons, winner-name, standstill, challenge]
  - to: winner
    contains: [criteria, own-scores, own-reasons, own-total, number-of-bids, standstill]
"""

LITTLE = """\
ruleset: feedback
letters:
  - to: unsuccessful
    contains: [winner-name]
    withhold: {winner-scores: They may give away how the winner prices}
  - {to: excluded, contains: [exclusion-reasons]}
"""


SENDER = Sender(buyer="Ottery Council", signatory="J. Orchard", contact="buying@ottery.example")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return framework_with(tmp_path_factory.mktemp("full"), EVERYTHING)


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    return framework_with(tmp_path_factory.mktemp("little"), LITTLE)


def written(
    framework: Framework, *bids: dict[str, Any], sender: Sender | None = None, **more: Any
) -> dict[str, Letter]:
    data = competition(*bids, **more)
    return by_bid(letters(framework, evaluate_competition(framework, data), sender or SENDER))


ONE = bid(0, (913, 871), 100_003)
TWO = bid(1, (617, 523), 90_007)
POOR = bid(2, (701, 702), 95_001, answers={"annual-turnover": "99999"})


def missing(letter: Letter) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        issue(letter)
    return {each.where: each.says for each in caught.value.problems}


# --- each kind -----------------------------------------------------------------------------------


def test_each_supplier_gets_the_letter_of_its_outcome(full: Framework) -> None:
    found = written(full, ONE, TWO, POOR)
    assert {name: letter.kind for name, letter in found.items()} == {
        ONE["id"]: "award-letter",
        TWO["id"]: "outcome-letter",
        POOR["id"]: "exclusion-letter",
    }
    assert [letter.paper.kind for letter in found.values()] == [
        letter.kind for letter in found.values()
    ]
    for letter in found.values():
        assert issue(letter) is letter.paper
        assert letter.paper.definition == full.hash
        assert str(letter.paper.dated) == "2027-05-04"


def test_an_outcome_letter_has_everything_side_by_side(full: Framework) -> None:
    text = text_of(written(full, ONE, TWO)[TWO["id"]].paper)
    assert "| Postal address | Suitezqbqz, Ottery |" in text
    assert "| E-mail address | zqbqz@bids.example |" in text
    assert "| Unique identifier | IDzqbqz |" in text
    assert "| Winning supplier | Supplier zqaqz Ltd |" in text
    assert "| – Skills | 18 | 617 of 1000 | 11.11 | 913 of 1000 | 16.43 |" in text
    assert "> Reasonskillszqbqz of it" in text
    assert "The winning bid:\n\n> Reasonproposalzqaqz of it" in text
    assert "> Advantagezqbqz it is" in text
    assert "| Your place | 2 |" in text
    assert "| The place of your price, the lowest first | 1 |" in text
    assert "| Bids received | 2 |" in text
    assert "Your price is £90,007.38." in text


def test_the_winners_price_and_answers_are_never_told(full: Framework) -> None:
    text = text_of(written(full, ONE, TWO)[TWO["id"]].paper)
    assert "100003.37" not in figures_of(text)
    assert "Answerzqaqz" not in text
    # That the winner's standing earned 77 is a score of the winner's; from which turnover is not.
    assert "7310000" not in figures_of(text)


def test_an_exclusion_letter_gives_the_rule_the_facts_and_the_source(full: Framework) -> None:
    text = text_of(written(full, ONE, POOR)[POOR["id"]].paper)
    assert "Annual turnover is below the floor: annual turnover is £99,999" in text
    assert "| Source | Procurement Act 2023, s.22 |" in text
    assert "| Annual turnover | £99,999 |" in text
    assert "Your bid was not scored" in text


def test_a_reason_that_rests_on_other_bids_does_not_tell_their_prices(full: Framework) -> None:
    cheap = bid(3, (500, 500), 9_001)
    text = text_of(written(full, ONE, TWO, cheap)[cheap["id"]].paper)
    assert "The price is abnormally low." in text
    assert "which is not disclosed" in text
    assert "percentage" not in text


def test_a_person_who_excludes_gives_the_reason_and_not_their_name(full: Framework) -> None:
    ruling = {"decision": "exclude", "reason": "No certificate by <June>", "by": "R. Maddox"}
    out = bid(
        2,
        (701, 702),
        95_001,
        answers={"certificate": "none"},
        rulings={"eligibility/no-certificate": ruling},
    )
    letter = written(full, ONE, out)[out["id"]]
    assert letter.kind == "exclusion-letter"
    assert "> No certificate by <June>" in text_of(letter.paper)
    assert "Maddox" not in text_of(letter.paper)


def test_evaluators_are_not_named(full: Framework) -> None:
    for letter in written(full, ONE, TWO, POOR).values():
        assert "Eve" not in text_of(letter.paper)


def test_nothing_is_told_that_the_rules_do_not_ask_for(little: Framework) -> None:
    found = written(little, ONE, TWO, POOR)
    text = text_of(found[TWO["id"]].paper)
    assert "Supplier zqaqz Ltd" in text
    assert not {"617", "913", "90007.38", "2"} & figures_of(text.replace("bid 2", ""))
    assert "What has been withheld" in text
    assert "Ground: They may give away how the winner prices" in text
    # No rule asks for a letter to the winner: it is told the outcome all the same.
    assert "Your bid is successful" in text_of(found[ONE["id"]].paper)


def test_what_people_wrote_is_no_markdown(full: Framework) -> None:
    rude = {**TWO, "advantages": "# Title\n<b>bold</b> [x](y)", "supplier": "A|B <i>Ltd</i>"}
    paper = written(full, ONE, rude)[TWO["id"]].paper
    part = next(each for each in paper.parts if each.id == "relative-advantages")
    assert part.body == "> \\# Title\\\n> \\<b\\>bold\\<\\/b\\> \\[x\\](y)"
    assert dict(paper.facts)["To"] == "A|B <i>Ltd</i>"


# --- what is missing -----------------------------------------------------------------------------


def test_a_letter_that_lacks_a_reason_cannot_be_issued(full: Framework) -> None:
    marks = {**TWO["scores"], "skills": [{"evaluator": "e1", "score": 617, "reason": "Short"}]}
    found = written(full, ONE, {**TWO, "scores": marks})
    assert missing(found[TWO["id"]]) == {
        "bids[1].scores.skills[0].reason": "has 1 word; at least 2 are needed (the evaluator "
        "who gave the mark gives it)"
    }
    assert found[ONE["id"]].complete


def test_a_missing_consensus_reason_is_asked_of_the_panel(full: Framework) -> None:
    agreed = {"skills": {"score": 617, "reason": ""}}
    found = written(full, ONE, {**TWO, "consensus": agreed})
    assert missing(found[TWO["id"]]) == {
        "bids[1].consensus.skills.reason": "the reason for the score is missing (the panel that "
        "agreed the score gives it)"
    }


def test_everything_that_is_missing_is_told_at_once(full: Framework) -> None:
    bare = {**TWO, "advantages": " "}
    found = missing(written(full, ONE, bare, award_notice=None)[TWO["id"]])
    assert set(found) == {"bids[1].advantages", "award_notice"}
    assert all("the buyer gives it" in says for says in found.values())


def test_a_letter_needs_somebody_to_write_to(tmp_path: Path) -> None:
    feedback = "ruleset: feedback\nletters: [{to: unsuccessful, contains: [challenge]}]\n"
    framework = framework_with(tmp_path / "a", feedback)
    # The owner's e-mail address is known; but it was the buyer who decided.
    sender = replace(SENDER, contact=" ")
    assert set(missing(written(framework, ONE, TWO, sender=sender)[TWO["id"]])) == {"contact"}
    letter = written(framework, ONE, TWO)[TWO["id"]]
    assert "write to buying@ottery.example." in text_of(issue(letter))
    # An owner that buys for itself has decided.
    sender = replace(sender, buyer="Wexcombe Council")
    letter = written(framework, ONE, TWO, sender=sender)[TWO["id"]]
    assert "write to buying@wexcombe.example." in text_of(issue(letter))


def test_the_suppliers_own_details_are_asked_for(full: Framework) -> None:
    found = written(full, ONE, {**TWO, "details": {"email": "a@b.example", "address": " "}})
    assert set(missing(found[TWO["id"]])) == {
        "bids[1].details.address",
        "bids[1].details.identifier",
    }


def test_no_letter_goes_out_without_sender_and_signatory(full: Framework) -> None:
    for sender in (Sender(contact="x"), Sender(buyer=" ", signatory=" ", contact="x")):
        for letter in written(full, ONE, TWO, POOR, sender=sender).values():
            found = missing(letter)
            assert set(found) == {"buyer", "signatory"}
            assert all(f"`--{key}`" in says for key, says in found.items())
    for letter in written(full, ONE, TWO, POOR).values():
        assert "J. Orchard, for Ottery Council" in text_of(issue(letter))


def test_suppliers_read_no_ids_and_no_hashes(full: Framework) -> None:
    for letter in written(full, ONE, TWO, POOR).values():
        text = text_of(letter.paper)
        assert letter.bid not in text
        assert not [rule for rule in stated_by(letter.paper) if rule in text]
        assert "eligibility/" not in text
        assert full.hash[:8] not in text


def test_writing_does_not_stop_the_contract(full: Framework) -> None:
    text = text_of(written(full, ONE, TWO)[TWO["id"]].paper)
    assert "Writing does not stop the contract from being made" in text
    assert "Only a claim that is started" in text


def test_a_standstill_shorter_than_the_framework_promises_is_refused(full: Framework) -> None:
    found = written(full, ONE, TWO, standstill_ends="2027-05-13")
    assert missing(found[TWO["id"]]) == {
        "standstill_ends": "is before the framework lets it end, on Friday 14 May 2027 (the buyer "
        "gives it)"
    }
    assert "**Monday 17 May 2027**" in text_of(
        issue(written(full, ONE, TWO, standstill_ends="2027-05-17")[TWO["id"]])
    )


def test_an_item_that_is_required_and_withheld_is_the_owners_to_mend(tmp_path: Path) -> None:
    feedback = (
        "ruleset: feedback\nletters:\n"
        "  - {to: unsuccessful, contains: [winner-scores]}\n"
        "  - {to: unsuccessful, contains: [own-rank], withhold: {winner-scores: A ground}}\n"
    )
    letter = written(framework_with(tmp_path, feedback), ONE, TWO)[TWO["id"]]
    assert "both required and withheld" in missing(letter)["feedback"]
    assert "913" not in figures_of(text_of(letter.paper))


def test_nobody_is_told_while_a_person_has_to_decide(full: Framework) -> None:
    open_ = bid(2, (701, 702), 95_001, answers={"certificate": "none"})
    with pytest.raises(InputError) as caught:
        written(full, ONE, open_)
    assert [each.where for each in caught.value.problems] == [
        "bids[1].rulings.eligibility/no-certificate"
    ]


def test_without_a_winner_everyone_is_told_so(full: Framework) -> None:
    letter = written(full, POOR)[POOR["id"]]
    assert "No contract is awarded" in text_of(issue(letter))
    assert "so there is no standstill" in text_of(letter.paper)


# --- the standstill ------------------------------------------------------------------------------


def test_a_standstill_begins_with_the_award_notice_and_passes_over_bank_holidays(
    full: Framework,
) -> None:
    found = written(full, ONE, TWO, date="2026-11-24", award_notice="2026-11-25")
    text = text_of(issue(found[TWO["id"]]))
    assert "**Monday 7 December 2026**" in text  # not on St Andrew's Day, 30 November
    days = "25 November, 26 November, 27 November, 1 December, 2 December, 3 December, 4 December"
    assert f"{days}, 7 December." in text


def test_an_award_notice_is_not_published_before_suppliers_are_told(full: Framework) -> None:
    found = written(full, ONE, TWO, date="2026-11-25", award_notice="2026-11-24")
    assert missing(found[TWO["id"]])["award_notice"].startswith(
        "must not be before the day of this letter, Wednesday 25 November 2026"
    )


def test_a_standstill_of_days_ends_on_a_working_day(tmp_path: Path) -> None:
    feedback = (
        "ruleset: feedback\nstandstill: {days: 10}\n"
        "letters: [{to: unsuccessful, contains: [standstill]}]\n"
    )
    framework = framework_with(tmp_path, feedback)
    # Ten days from Thursday 6 May 2027 end on Sunday 16 May.
    letter = written(framework, ONE, TWO, date="2027-05-06")[TWO["id"]]
    assert "**Monday 17 May 2027**" in text_of(letter.paper)


# --- the examples --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digital() -> Framework:
    return load(EXAMPLES)


@pytest.mark.parametrize(
    "path", sorted((EXAMPLES / "competitions").glob("*.json")), ids=lambda path: path.stem
)
def test_the_letters_of_every_example_can_be_issued(digital: Framework, path: Path) -> None:
    evaluation = evaluate_competition(digital, read_json(path, path.name))
    if evaluation.waiting or evaluation.tied:
        with pytest.raises(InputError):
            letters(digital, evaluation)
        return
    found = letters(digital, evaluation, SENDER)
    assert len(found) == len(evaluation.standings)
    assert all(issue(letter).parts for letter in found)


# --- what always holds ---------------------------------------------------------------------------

ITEM_NAMES = sorted(set(ITEMS) - {"exclusion-reasons"})


@st.composite
def policies(draw: st.DrawFn) -> str:
    """Draw a feedback policy: what each outcome is told, and what is withheld."""
    lines = ["ruleset: feedback", "standstill: {working_days: 8}", "letters:"]
    for to in ("unsuccessful", "excluded", "winner"):
        items = draw(st.lists(st.sampled_from(ITEM_NAMES), min_size=1, unique=True))
        if to == "excluded":
            items.append("exclusion-reasons")
        left = [item for item in ITEM_NAMES if item not in items]
        held = draw(st.lists(st.sampled_from(left), unique=True)) if left else []
        grounds = ", ".join(f"{item}: A ground" for item in held)
        lines.append(f"  - {{to: {to}, contains: [{', '.join(items)}], withhold: {{{grounds}}}}}")
    return "\n".join(lines) + "\n"


def drawn_by_lot(seed: int) -> dict[str, Any]:
    """Make a competition of three to six bids, some excluded, some with the panel's agreed mark.

    By chance rather than by Hypothesis, which likes figures that are small and the same.
    """
    chance = Random(seed)
    bids = []
    for number in range(chance.randint(3, 6)):
        marks = (chance.randint(60, 999), chance.randint(101, 999))
        more: dict[str, Any] = {}
        answers = {}
        if chance.random() < 0.15:
            answers["annual-turnover"] = str(90_001 + number)
        if chance.random() < 0.5:
            word = f"zq{'abcdefgh'[number]}qz"
            agreed = {"score": chance.randint(101, 999), "reason": f"Agreed{word} by all"}
            more["consensus"] = {"proposal": agreed}
        bids.append(bid(number, marks, chance.randint(50_000, 400_000), answers=answers, **more))
    return competition(*bids)


def figures_in(data: Any) -> set[str]:
    """Give every figure of a printed bid, in the result and in what was put in."""
    if isinstance(data, dict):
        return set().union(*map(figures_in, data.values())) if data else set()
    if isinstance(data, list):
        return set().union(*map(figures_in, data)) if data else set()
    return figures_of(str(data))


def texts_in(raw: dict[str, Any]) -> set[str]:
    """Give every text of a bid that nobody else's holds, by what it is."""
    reasons = {mark["reason"] for marks in raw["scores"].values() for mark in marks}
    reasons |= {agreed["reason"] for agreed in raw.get("consensus", {}).values()}
    own = {raw["id"], raw["supplier"], raw["answers"]["approach"], raw["advantages"]}
    return own | set(raw["details"].values()) | reasons


def may_know(items: frozenset[str], raw: dict[str, Any], printed: dict[str, Any]) -> set[str]:
    """Give what a letter of some items may tell of the winner, another's bid."""
    allowed: set[str] = set()
    if "winner-name" in items:
        allowed.add(raw["supplier"])
    if "winner-total" in items:
        allowed.add(printed["total"])
    if "winner-scores" in items:
        for each in printed["criteria"].values():
            allowed |= figures_in({key: each[key] for key in ("score", "points") if key in each})
    if "winner-reasons" in items:
        for name, marks in raw["scores"].items():
            agreed = raw.get("consensus", {}).get(name)
            allowed |= {agreed["reason"]} if agreed else {mark["reason"] for mark in marks}
    return allowed


def shortlisted_on(evaluation: Evaluation, bid_id: str) -> set[str]:
    """Give the figure by which a shortlist compares a bid, which no result prints."""
    standing = next(each for each in evaluation.standings if each.id == bid_id)
    shares = {name: score.share for name, score in standing.entrant.scores.items()}
    quality = ("technical", "standing")
    if not set(quality) <= set(shares):
        return set()
    figure = sum((shares[name] * evaluation.weightings[name] for name in quality), Fraction(0))
    return figures_of(shortest_print(figure, 2))


@pytest.mark.parametrize("more", ["", "    shortlist: {keep: 2}\n"], ids=["all", "shortlist"])
@given(policies(), st.integers(0, 2**32))
def test_a_letter_tells_all_that_is_required_and_nothing_of_another_bid(
    more: str, policy: str, seed: int
) -> None:
    way, data = EVALUATION + more, drawn_by_lot(seed)
    with TemporaryDirectory() as folder:
        framework = framework_with(Path(folder), policy, **{"rulesets/evaluation.yaml": way})
        evaluation = evaluate_competition(framework, data)
        found = letters(framework, evaluation, SENDER)
        due = {each.bid: frozenset(each.contains) for each in feedback_due(evaluation)}
        printed = {each["id"]: each for each in result_of(evaluation)["bids"]}
        framework.close()
    raws = {each["id"]: each for each in data["bids"]}
    fired = {
        standing.id: {
            each.rule.id for each in standing.fired if each.rule.id.startswith("feedback/")
        }
        for standing in evaluation.standings
    }
    # What stands in every letter: dates and places, the law, and the criteria.
    common = {str(number) for number in range(61)} | {"101", "106", "2023", "2027"}
    for part in way_parts(framework, evaluation.plan, evaluation.weightings):
        common |= figures_of(part.body)
    for letter in found:
        assert stated_by(letter.paper) == fired[letter.bid]
        text = text_of(letter.paper)
        figures = figures_of(text)
        items = due[letter.bid]
        allowed = common | figures_in(printed[letter.bid]) | figures_in(raws[letter.bid])
        allowed |= texts_in(raws[letter.bid])
        winner = evaluation.winner
        if winner is not None and winner != letter.bid:
            allowed |= may_know(items, raws[winner], printed[winner])
        for other in raws.keys() - {letter.bid}:
            secrets = figures_in(printed[other]["criteria"]) | figures_in(printed[other]["total"])
            secrets |= figures_in(raws[other]["answers"]) | figures_in(raws[other]["scores"])
            secrets |= shortlisted_on(evaluation, other)
            assert not (secrets & figures) - allowed
            for words in texts_in(raws[other]) - allowed:
                assert words not in text
