"""What an owner should know about what suppliers are told: promises that a letter does not keep."""

import re
from collections.abc import Iterator
from typing import Final

from agreements.checks.lint import Lint
from agreements.checks.places import Places
from agreements.definition.framework import Framework
from rules.policies.disclosed_prices import telling_items
from rules.policies.feedback import ASSESSMENT_SUMMARY, ITEMS, LetterPolicy, names_limb
from rules.problems import Place

_SECTION_94: Final = re.compile(r"\b(?:ss?|sections?)\b\.?\s*94\b", re.IGNORECASE)


def letter_findings(framework: Framework, places: Places) -> Iterator[Lint]:
    """Return every finding about letters, each at its place in the feedback ruleset."""
    letters = framework.feedback.letters
    told = {letter.to for letter in letters}
    for outcome in ("unsuccessful", "excluded"):
        if framework.ways and outcome not in told:
            yield Lint(
                "note",
                "rulesets/feedback.yaml:1",
                f"{outcome} suppliers are promised no feedback",
            )
    for name, letter in framework.feedback.named:
        at = _Place(framework, places, name)
        yield from _lacking(letter, letters, at)
        yield from _unnamed_limbs(letter, at)
        yield from _statutory_name(letter, at)
        yield from _other_prices(framework, letter, at)


class _Place:
    """The places of one letter's keys, in whichever file the feedback ruleset is."""

    def __init__(self, framework: Framework, places: Places, name: str) -> None:
        wheres = (
            each.where
            for each in framework.feedback_rules
            if each.rule.id.rpartition("/")[0] == f"feedback/{name}"
        )
        self._rule = next(wheres, "rulesets/feedback.yaml:1")
        self._places = places

    def __call__(self, *path: str) -> str:
        """Return the place of a key, or of what is nearest to it."""
        if not isinstance(self._rule, Place):
            return self._rule
        return self._places.at(self._rule.file, *self._rule.at[:2], *path)


def _lacking(letter: LetterPolicy, letters: tuple[LetterPolicy, ...], at: _Place) -> Iterator[Lint]:
    """Find what a letter that cites regulation 31 does not hold, itself or by one that goes along.

    What is withheld is not lacking: its ground is looked at by itself.
    """
    if not letter.cites_regulation_31:
        return
    along = [each for each in letters if each.to == letter.to and each.when is None]
    held = {item for each in (letter, *along) for item in (*each.contains, *each.withhold)}
    for item in ASSESSMENT_SUMMARY[letter.to]:
        if item not in held:
            yield Lint(
                "problem",
                at("contains"),
                f"the letter to the {letter.to} cites regulation 31 of the Procurement Regulations "
                f"2024, and lacks `{item}`, {ITEMS[item]}: add it to `contains`, or withhold it on "
                "a ground of section 94",
            )


def _unnamed_limbs(letter: LetterPolicy, at: _Place) -> Iterator[Lint]:
    """Find grounds for withholding that name no limb of section 94, where the section is meant."""
    for item, ground in letter.withhold.items():
        if not names_limb(ground) and (letter.cites_regulation_31 or _SECTION_94.search(ground)):
            yield Lint(
                "problem",
                at("withhold", item),
                f"the ground for withholding `{item}` must name its limb of section 94(1) of the "
                "Procurement Act 2023: `s.94(1)(a)`, national security, or `s.94(1)(b)`, sensitive "
                "commercial information that an overriding public interest keeps back",
            )


def _other_prices(framework: Framework, letter: LetterPolicy, at: _Place) -> Iterator[Lint]:
    """Find letters from which another bid's price can be worked out, if nobody decided on that."""
    if letter.other_prices is not None:
        return
    for linked in framework.ways.values():
        telling = telling_items(linked.way)
        items = [item for item in letter.contains if item in telling]
        if items:
            through = " and ".join(dict.fromkeys(telling[item] for item in items))
            yield Lint(
                "note",
                at("contains"),
                f"from {' and '.join(f'`{item}`' for item in items)} another supplier's price can "
                f"be worked out, by {through} in way `{linked.way.id}`: say with `other_prices` "
                "whether such figures are to be told (`show`), rounded to two significant figures "
                "(`round`) or withheld (`withhold`)",
            )
            return


def _statutory_name(letter: LetterPolicy, at: _Place) -> Iterator[Lint]:
    if "assessment summar" in (letter.title or "").casefold():
        yield Lint(
            "problem",
            at("title"),
            "the Procurement Act 2023 has assessment summaries for awards by tender (ss.19 and "
            "50), not for call-offs under a framework: give the letter another `title`",
        )
